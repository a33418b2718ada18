//! `StreamsGroupCurrentMemberAssignmentValue`, api key 22, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, opt_fixed_array_size,
    put_i32s, put_opt_i32s, put_string, put_structs, string_size, structs_size, tag_header_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct StreamsGroupCurrentMemberAssignmentValue {
    /// The current member epoch that is expected from the member in the heartbeat request.
    pub member_epoch: i32,
    /// If the last epoch bump is lost before reaching the member, the member will retry with the previous epoch.
    pub previous_member_epoch: i32,
    /// The member state. See StreamsGroupMember.MemberState for the possible values.
    pub state: i8,
    /// Currently assigned active tasks for this streams client.
    pub active_tasks: Vec<TaskIds>,
    /// Currently assigned standby tasks for this streams client.
    pub standby_tasks: Vec<TaskIds>,
    /// Currently assigned warm-up tasks for this streams client.
    pub warmup_tasks: Vec<TaskIds>,
    /// The active tasks that must be revoked by this member.
    pub active_tasks_pending_revocation: Vec<TaskIds>,
    /// The standby tasks that must be revoked by this member.
    pub standby_tasks_pending_revocation: Vec<TaskIds>,
    /// The warmup tasks that must be revoked by this member.
    pub warmup_tasks_pending_revocation: Vec<TaskIds>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for StreamsGroupCurrentMemberAssignmentValue {
    const MIN_BYTES: usize = 16;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            member_epoch: d.i32("MemberEpoch")?,
            previous_member_epoch: d.i32("PreviousMemberEpoch")?,
            state: d.i8("State")?,
            active_tasks: d.structs(true, version, "ActiveTasks")?,
            standby_tasks: d.structs(true, version, "StandbyTasks")?,
            warmup_tasks: d.structs(true, version, "WarmupTasks")?,
            active_tasks_pending_revocation: d.structs(true, version, "ActiveTasksPendingRevocation")?,
            standby_tasks_pending_revocation: d.structs(true, version, "StandbyTasksPendingRevocation")?,
            warmup_tasks_pending_revocation: d.structs(true, version, "WarmupTasksPendingRevocation")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.member_epoch);
        buf.put_i32(self.previous_member_epoch);
        buf.put_i8(self.state);
        put_structs(buf, true, version, &self.active_tasks, "ActiveTasks")?;
        put_structs(buf, true, version, &self.standby_tasks, "StandbyTasks")?;
        put_structs(buf, true, version, &self.warmup_tasks, "WarmupTasks")?;
        put_structs(buf, true, version, &self.active_tasks_pending_revocation, "ActiveTasksPendingRevocation")?;
        put_structs(buf, true, version, &self.standby_tasks_pending_revocation, "StandbyTasksPendingRevocation")?;
        put_structs(buf, true, version, &self.warmup_tasks_pending_revocation, "WarmupTasksPendingRevocation")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 9;
        size += structs_size(true, version, &self.active_tasks);
        size += structs_size(true, version, &self.standby_tasks);
        size += structs_size(true, version, &self.warmup_tasks);
        size += structs_size(true, version, &self.active_tasks_pending_revocation);
        size += structs_size(true, version, &self.standby_tasks_pending_revocation);
        size += structs_size(true, version, &self.warmup_tasks_pending_revocation);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct TaskIds {
    /// The subtopology ID.
    pub subtopology_id: String,
    /// The partitions of the input topics processed by this member.
    pub partitions: Vec<i32>,
    /// The epoch at which the partition was assigned to the member. Used to fence zombie commits requests. Of the same length as Partitions. Only defined for active tasks.
    pub assignment_epochs: Option<Vec<i32>>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for TaskIds {
    fn default() -> Self {
        TaskIds {
            subtopology_id: String::new(),
            partitions: Vec::new(),
            assignment_epochs: Some(Vec::new()),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for TaskIds {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        let mut value = Self {
            subtopology_id: d.string(true, "TaskIds.SubtopologyId")?,
            partitions: d.i32s(true, "TaskIds.Partitions")?,
            assignment_epochs: Some(Vec::new()),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        for more in (0..d.tag_count()?).rev() {
            let (tag, end) = d.tag()?;
            match tag {
                0 => value.assignment_epochs = d.opt_i32s(true, "TaskIds.AssignmentEpochs")?,
                _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
            }
            d.end_tag(end)?;
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.subtopology_id, "TaskIds.SubtopologyId")?;
        put_i32s(buf, true, &self.partitions, "TaskIds.Partitions")?;
        let has_assignment_epochs = self.assignment_epochs.as_ref().is_none_or(|v| !v.is_empty());
        let mut tags = self.unknown_tagged_fields.begin(buf, usize::from(has_assignment_epochs))?;
        if has_assignment_epochs {
            tags.open(buf, 0, opt_fixed_array_size(true, self.assignment_epochs.as_deref(), 4))?;
            put_opt_i32s(buf, true, self.assignment_epochs.as_deref(), "TaskIds.AssignmentEpochs")?;
        }
        tags.rest(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 0;
        size += string_size(true, &self.subtopology_id);
        size += fixed_array_size(true, &self.partitions, 4);
        let (mut known, mut known_bytes) = (0, 0);
        if self.assignment_epochs.as_ref().is_none_or(|v| !v.is_empty()) {
            let bytes = opt_fixed_array_size(true, self.assignment_epochs.as_deref(), 4);
            known += 1;
            known_bytes += tag_header_size(0, bytes) + bytes;
        }
        size += self.unknown_tagged_fields.section_size(known, known_bytes);
        size
    }
}

impl Message for StreamsGroupCurrentMemberAssignmentValue {
    const NAME: &'static str = "StreamsGroupCurrentMemberAssignmentValue";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

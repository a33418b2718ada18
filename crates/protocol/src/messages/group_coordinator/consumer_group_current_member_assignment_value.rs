//! `ConsumerGroupCurrentMemberAssignmentValue`, api key 8, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, opt_fixed_array_size,
    put_i32s, put_opt_i32s, put_structs, put_uuid, structs_size, tag_header_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ConsumerGroupCurrentMemberAssignmentValue {
    /// The current member epoch that is expected from the member in the heartbeat request.
    pub member_epoch: i32,
    /// If the last epoch bump is lost before reaching the member, the member will retry with the previous epoch.
    pub previous_member_epoch: i32,
    /// The member state. See MemberState for the possible values.
    pub state: i8,
    /// The partitions assigned to (or owned by) this member.
    pub assigned_partitions: Vec<TopicPartitions>,
    /// The partitions that must be revoked by this member.
    pub partitions_pending_revocation: Vec<TopicPartitions>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ConsumerGroupCurrentMemberAssignmentValue {
    const MIN_BYTES: usize = 12;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            member_epoch: d.i32("MemberEpoch")?,
            previous_member_epoch: d.i32("PreviousMemberEpoch")?,
            state: d.i8("State")?,
            assigned_partitions: d.structs(true, version, "AssignedPartitions")?,
            partitions_pending_revocation: d.structs(true, version, "PartitionsPendingRevocation")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.member_epoch);
        buf.put_i32(self.previous_member_epoch);
        buf.put_i8(self.state);
        put_structs(buf, true, version, &self.assigned_partitions, "AssignedPartitions")?;
        put_structs(buf, true, version, &self.partitions_pending_revocation, "PartitionsPendingRevocation")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 9;
        size += structs_size(true, version, &self.assigned_partitions);
        size += structs_size(true, version, &self.partitions_pending_revocation);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct TopicPartitions {
    /// The topic Id.
    pub topic_id: Uuid,
    /// The partition Ids.
    pub partitions: Vec<i32>,
    /// The epoch at which the partition was assigned to the member. Used to fence zombie commits requests. Of the same length as Partitions.
    pub assignment_epochs: Option<Vec<i32>>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for TopicPartitions {
    fn default() -> Self {
        TopicPartitions {
            topic_id: Uuid::ZERO,
            partitions: Vec::new(),
            assignment_epochs: Some(Vec::new()),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for TopicPartitions {
    const MIN_BYTES: usize = 18;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        let mut value = Self {
            topic_id: d.uuid("TopicPartitions.TopicId")?,
            partitions: d.i32s(true, "TopicPartitions.Partitions")?,
            assignment_epochs: Some(Vec::new()),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        for more in (0..d.tag_count()?).rev() {
            let (tag, end) = d.tag()?;
            match tag {
                0 => value.assignment_epochs = d.opt_i32s(true, "TopicPartitions.AssignmentEpochs")?,
                _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
            }
            d.end_tag(end)?;
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_uuid(buf, &self.topic_id);
        put_i32s(buf, true, &self.partitions, "TopicPartitions.Partitions")?;
        let has_assignment_epochs = self.assignment_epochs.as_ref().is_none_or(|v| !v.is_empty());
        let mut tags = self.unknown_tagged_fields.begin(buf, usize::from(has_assignment_epochs))?;
        if has_assignment_epochs {
            tags.open(buf, 0, opt_fixed_array_size(true, self.assignment_epochs.as_deref(), 4))?;
            put_opt_i32s(buf, true, self.assignment_epochs.as_deref(), "TopicPartitions.AssignmentEpochs")?;
        }
        tags.rest(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 16;
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

impl Message for ConsumerGroupCurrentMemberAssignmentValue {
    const NAME: &'static str = "ConsumerGroupCurrentMemberAssignmentValue";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

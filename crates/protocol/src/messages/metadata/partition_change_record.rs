//! `PartitionChangeRecord`, api key 5, versions 0 to 2, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_fixed_array_size, put_opt_i32s,
    put_opt_uuids, put_uuid, tag_header_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub struct PartitionChangeRecord {
    /// The partition id.
    pub partition_id: i32,
    /// The unique ID of this topic.
    pub topic_id: Uuid,
    /// null if the ISR didn't change; the new in-sync replicas otherwise.
    pub isr: Option<Vec<i32>>,
    /// -1 if there is now no leader; -2 if the leader didn't change; the new leader otherwise.
    pub leader: i32,
    /// null if the replicas didn't change; the new replicas otherwise.
    pub replicas: Option<Vec<i32>>,
    /// null if the removing replicas didn't change; the new removing replicas otherwise.
    pub removing_replicas: Option<Vec<i32>>,
    /// null if the adding replicas didn't change; the new adding replicas otherwise.
    pub adding_replicas: Option<Vec<i32>>,
    /// -1 if it didn't change; 0 if the leader was elected from the ISR or recovered from an unclean election; 1 if the leader that was elected using unclean leader election and it is still recovering.
    pub leader_recovery_state: i8,
    /// null if the log dirs didn't change; the new log directory for each replica otherwise.
    pub directories: Option<Vec<Uuid>>,
    /// null if the ELR didn't change; the new eligible leader replicas otherwise.
    pub eligible_leader_replicas: Option<Vec<i32>>,
    /// null if the LastKnownElr didn't change; the last known eligible leader replicas otherwise.
    pub last_known_elr: Option<Vec<i32>>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for PartitionChangeRecord {
    fn default() -> Self {
        PartitionChangeRecord {
            partition_id: -1,
            topic_id: Uuid::ZERO,
            isr: None,
            leader: -2,
            replicas: None,
            removing_replicas: None,
            adding_replicas: None,
            leader_recovery_state: -1,
            directories: None,
            eligible_leader_replicas: None,
            last_known_elr: None,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for PartitionChangeRecord {
    const MIN_BYTES: usize = 21;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let mut value = Self {
            partition_id: d.i32("PartitionId")?,
            topic_id: d.uuid("TopicId")?,
            isr: None,
            leader: -2,
            replicas: None,
            removing_replicas: None,
            adding_replicas: None,
            leader_recovery_state: -1,
            directories: None,
            eligible_leader_replicas: None,
            last_known_elr: None,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        for more in (0..d.tag_count()?).rev() {
            let (tag, end) = d.tag()?;
            match tag {
                0 => value.isr = d.opt_i32s(true, "Isr")?,
                1 => value.leader = d.i32("Leader")?,
                2 => value.replicas = d.opt_i32s(true, "Replicas")?,
                3 => value.removing_replicas = d.opt_i32s(true, "RemovingReplicas")?,
                4 => value.adding_replicas = d.opt_i32s(true, "AddingReplicas")?,
                5 => value.leader_recovery_state = d.i8("LeaderRecoveryState")?,
                6 if version >= 2 => value.eligible_leader_replicas = d.opt_i32s(true, "EligibleLeaderReplicas")?,
                7 if version >= 2 => value.last_known_elr = d.opt_i32s(true, "LastKnownElr")?,
                8 if version >= 1 => value.directories = d.opt_uuids(true, "Directories")?,
                _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
            }
            d.end_tag(end)?;
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.partition_id);
        put_uuid(buf, &self.topic_id);
        if version < 1 && self.directories.is_some() {
            return Err(EncodeError::not_in_version("Directories", version));
        }
        if version < 2 && self.eligible_leader_replicas.is_some() {
            return Err(EncodeError::not_in_version("EligibleLeaderReplicas", version));
        }
        if version < 2 && self.last_known_elr.is_some() {
            return Err(EncodeError::not_in_version("LastKnownElr", version));
        }
        let has_isr = self.isr.is_some();
        let has_leader = self.leader != -2;
        let has_replicas = self.replicas.is_some();
        let has_removing_replicas = self.removing_replicas.is_some();
        let has_adding_replicas = self.adding_replicas.is_some();
        let has_leader_recovery_state = self.leader_recovery_state != -1;
        let has_eligible_leader_replicas = version >= 2 && self.eligible_leader_replicas.is_some();
        let has_last_known_elr = version >= 2 && self.last_known_elr.is_some();
        let has_directories = version >= 1 && self.directories.is_some();
        let mut tags = self.unknown_tagged_fields.begin(
            buf,
            usize::from(has_isr)
                + usize::from(has_leader)
                + usize::from(has_replicas)
                + usize::from(has_removing_replicas)
                + usize::from(has_adding_replicas)
                + usize::from(has_leader_recovery_state)
                + usize::from(has_eligible_leader_replicas)
                + usize::from(has_last_known_elr)
                + usize::from(has_directories),
        )?;
        if has_isr {
            tags.open(buf, 0, opt_fixed_array_size(true, self.isr.as_deref(), 4))?;
            put_opt_i32s(buf, true, self.isr.as_deref(), "Isr")?;
        }
        if has_leader {
            tags.open(buf, 1, 4)?;
            buf.put_i32(self.leader);
        }
        if has_replicas {
            tags.open(buf, 2, opt_fixed_array_size(true, self.replicas.as_deref(), 4))?;
            put_opt_i32s(buf, true, self.replicas.as_deref(), "Replicas")?;
        }
        if has_removing_replicas {
            tags.open(buf, 3, opt_fixed_array_size(true, self.removing_replicas.as_deref(), 4))?;
            put_opt_i32s(buf, true, self.removing_replicas.as_deref(), "RemovingReplicas")?;
        }
        if has_adding_replicas {
            tags.open(buf, 4, opt_fixed_array_size(true, self.adding_replicas.as_deref(), 4))?;
            put_opt_i32s(buf, true, self.adding_replicas.as_deref(), "AddingReplicas")?;
        }
        if has_leader_recovery_state {
            tags.open(buf, 5, 1)?;
            buf.put_i8(self.leader_recovery_state);
        }
        if has_eligible_leader_replicas {
            tags.open(buf, 6, opt_fixed_array_size(true, self.eligible_leader_replicas.as_deref(), 4))?;
            put_opt_i32s(buf, true, self.eligible_leader_replicas.as_deref(), "EligibleLeaderReplicas")?;
        }
        if has_last_known_elr {
            tags.open(buf, 7, opt_fixed_array_size(true, self.last_known_elr.as_deref(), 4))?;
            put_opt_i32s(buf, true, self.last_known_elr.as_deref(), "LastKnownElr")?;
        }
        if has_directories {
            tags.open(buf, 8, opt_fixed_array_size(true, self.directories.as_deref(), 16))?;
            put_opt_uuids(buf, true, self.directories.as_deref(), "Directories")?;
        }
        tags.rest(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 20;
        let (mut known, mut known_bytes) = (0, 0);
        if self.isr.is_some() {
            let bytes = opt_fixed_array_size(true, self.isr.as_deref(), 4);
            known += 1;
            known_bytes += tag_header_size(0, bytes) + bytes;
        }
        if self.leader != -2 {
            let bytes = 4;
            known += 1;
            known_bytes += tag_header_size(1, bytes) + bytes;
        }
        if self.replicas.is_some() {
            let bytes = opt_fixed_array_size(true, self.replicas.as_deref(), 4);
            known += 1;
            known_bytes += tag_header_size(2, bytes) + bytes;
        }
        if self.removing_replicas.is_some() {
            let bytes = opt_fixed_array_size(true, self.removing_replicas.as_deref(), 4);
            known += 1;
            known_bytes += tag_header_size(3, bytes) + bytes;
        }
        if self.adding_replicas.is_some() {
            let bytes = opt_fixed_array_size(true, self.adding_replicas.as_deref(), 4);
            known += 1;
            known_bytes += tag_header_size(4, bytes) + bytes;
        }
        if self.leader_recovery_state != -1 {
            let bytes = 1;
            known += 1;
            known_bytes += tag_header_size(5, bytes) + bytes;
        }
        if version >= 2 && self.eligible_leader_replicas.is_some() {
            let bytes = opt_fixed_array_size(true, self.eligible_leader_replicas.as_deref(), 4);
            known += 1;
            known_bytes += tag_header_size(6, bytes) + bytes;
        }
        if version >= 2 && self.last_known_elr.is_some() {
            let bytes = opt_fixed_array_size(true, self.last_known_elr.as_deref(), 4);
            known += 1;
            known_bytes += tag_header_size(7, bytes) + bytes;
        }
        if version >= 1 && self.directories.is_some() {
            let bytes = opt_fixed_array_size(true, self.directories.as_deref(), 16);
            known += 1;
            known_bytes += tag_header_size(8, bytes) + bytes;
        }
        size += self.unknown_tagged_fields.section_size(known, known_bytes);
        size
    }
}

impl Message for PartitionChangeRecord {
    const NAME: &'static str = "PartitionChangeRecord";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 2;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

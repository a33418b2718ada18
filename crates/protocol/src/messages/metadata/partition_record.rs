//! `PartitionRecord`, api key 3, versions 0 to 2, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, opt_fixed_array_size,
    put_i32s, put_opt_i32s, put_uuid, put_uuids, tag_header_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub struct PartitionRecord {
    /// The partition id.
    pub partition_id: i32,
    /// The unique ID of this topic.
    pub topic_id: Uuid,
    /// The replicas of this partition, sorted by preferred order.
    pub replicas: Vec<i32>,
    /// The in-sync replicas of this partition
    pub isr: Vec<i32>,
    /// The replicas that we are in the process of removing.
    pub removing_replicas: Vec<i32>,
    /// The replicas that we are in the process of adding.
    pub adding_replicas: Vec<i32>,
    /// The lead replica, or -1 if there is no leader.
    pub leader: i32,
    /// 1 if the partition is recovering from an unclean leader election; 0 otherwise.
    pub leader_recovery_state: i8,
    /// The epoch of the partition leader.
    pub leader_epoch: i32,
    /// An epoch that gets incremented each time we change anything in the partition.
    pub partition_epoch: i32,
    /// The log directory hosting each replica, sorted in the same exact order as the Replicas field.
    pub directories: Vec<Uuid>,
    /// The eligible leader replicas of this partition.
    pub eligible_leader_replicas: Option<Vec<i32>>,
    /// The last known eligible leader replicas of this partition.
    pub last_known_elr: Option<Vec<i32>>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for PartitionRecord {
    fn default() -> Self {
        PartitionRecord {
            partition_id: -1,
            topic_id: Uuid::ZERO,
            replicas: Vec::new(),
            isr: Vec::new(),
            removing_replicas: Vec::new(),
            adding_replicas: Vec::new(),
            leader: -1,
            leader_recovery_state: 0,
            leader_epoch: -1,
            partition_epoch: -1,
            directories: Vec::new(),
            eligible_leader_replicas: None,
            last_known_elr: None,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for PartitionRecord {
    const MIN_BYTES: usize = 37;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let mut value = Self {
            partition_id: d.i32("PartitionId")?,
            topic_id: d.uuid("TopicId")?,
            replicas: d.i32s(true, "Replicas")?,
            isr: d.i32s(true, "Isr")?,
            removing_replicas: d.i32s(true, "RemovingReplicas")?,
            adding_replicas: d.i32s(true, "AddingReplicas")?,
            leader: d.i32("Leader")?,
            leader_recovery_state: 0,
            leader_epoch: d.i32("LeaderEpoch")?,
            partition_epoch: d.i32("PartitionEpoch")?,
            directories: if version >= 1 { d.uuids(true, "Directories")? } else { Vec::new() },
            eligible_leader_replicas: None,
            last_known_elr: None,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        for more in (0..d.tag_count()?).rev() {
            let (tag, end) = d.tag()?;
            match tag {
                0 => value.leader_recovery_state = d.i8("LeaderRecoveryState")?,
                1 if version >= 2 => value.eligible_leader_replicas = d.opt_i32s(true, "EligibleLeaderReplicas")?,
                2 if version >= 2 => value.last_known_elr = d.opt_i32s(true, "LastKnownElr")?,
                _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
            }
            d.end_tag(end)?;
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.partition_id);
        put_uuid(buf, &self.topic_id);
        put_i32s(buf, true, &self.replicas, "Replicas")?;
        put_i32s(buf, true, &self.isr, "Isr")?;
        put_i32s(buf, true, &self.removing_replicas, "RemovingReplicas")?;
        put_i32s(buf, true, &self.adding_replicas, "AddingReplicas")?;
        buf.put_i32(self.leader);
        buf.put_i32(self.leader_epoch);
        buf.put_i32(self.partition_epoch);
        if version >= 1 {
            put_uuids(buf, true, &self.directories, "Directories")?;
        } else if !self.directories.is_empty() {
            return Err(EncodeError::not_in_version("Directories", version));
        }
        if version < 2 && self.eligible_leader_replicas.is_some() {
            return Err(EncodeError::not_in_version("EligibleLeaderReplicas", version));
        }
        if version < 2 && self.last_known_elr.is_some() {
            return Err(EncodeError::not_in_version("LastKnownElr", version));
        }
        let has_leader_recovery_state = self.leader_recovery_state != 0;
        let has_eligible_leader_replicas = version >= 2 && self.eligible_leader_replicas.is_some();
        let has_last_known_elr = version >= 2 && self.last_known_elr.is_some();
        let mut tags = self.unknown_tagged_fields.begin(
            buf,
            usize::from(has_leader_recovery_state)
                + usize::from(has_eligible_leader_replicas)
                + usize::from(has_last_known_elr),
        )?;
        if has_leader_recovery_state {
            tags.open(buf, 0, 1)?;
            buf.put_i8(self.leader_recovery_state);
        }
        if has_eligible_leader_replicas {
            tags.open(buf, 1, opt_fixed_array_size(true, self.eligible_leader_replicas.as_deref(), 4))?;
            put_opt_i32s(buf, true, self.eligible_leader_replicas.as_deref(), "EligibleLeaderReplicas")?;
        }
        if has_last_known_elr {
            tags.open(buf, 2, opt_fixed_array_size(true, self.last_known_elr.as_deref(), 4))?;
            put_opt_i32s(buf, true, self.last_known_elr.as_deref(), "LastKnownElr")?;
        }
        tags.rest(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 32;
        size += fixed_array_size(true, &self.replicas, 4);
        size += fixed_array_size(true, &self.isr, 4);
        size += fixed_array_size(true, &self.removing_replicas, 4);
        size += fixed_array_size(true, &self.adding_replicas, 4);
        if version >= 1 {
            size += fixed_array_size(true, &self.directories, 16);
        }
        let (mut known, mut known_bytes) = (0, 0);
        if self.leader_recovery_state != 0 {
            let bytes = 1;
            known += 1;
            known_bytes += tag_header_size(0, bytes) + bytes;
        }
        if version >= 2 && self.eligible_leader_replicas.is_some() {
            let bytes = opt_fixed_array_size(true, self.eligible_leader_replicas.as_deref(), 4);
            known += 1;
            known_bytes += tag_header_size(1, bytes) + bytes;
        }
        if version >= 2 && self.last_known_elr.is_some() {
            let bytes = opt_fixed_array_size(true, self.last_known_elr.as_deref(), 4);
            known += 1;
            known_bytes += tag_header_size(2, bytes) + bytes;
        }
        size += self.unknown_tagged_fields.section_size(known, known_bytes);
        size
    }
}

impl Message for PartitionRecord {
    const NAME: &'static str = "PartitionRecord";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 2;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

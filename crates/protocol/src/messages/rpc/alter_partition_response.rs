//! `AlterPartitionResponse`, api key 56, versions 2 to 3, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, put_i32s, put_structs,
    put_uuid, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct AlterPartitionResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The top level response error code.
    pub error_code: i16,
    /// The responses for each topic.
    pub topics: Vec<TopicData>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for AlterPartitionResponse {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            error_code: d.i16("ErrorCode")?,
            topics: d.structs(true, version, "Topics")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.throttle_time_ms);
        buf.put_i16(self.error_code);
        put_structs(buf, true, version, &self.topics, "Topics")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 6;
        size += structs_size(true, version, &self.topics);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The responses for each topic.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicData {
    /// The ID of the topic.
    pub topic_id: Uuid,
    /// The responses for each partition.
    pub partitions: Vec<PartitionData>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for TopicData {
    const MIN_BYTES: usize = 18;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topic_id: d.uuid("TopicData.TopicId")?,
            partitions: d.structs(true, version, "TopicData.Partitions")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_uuid(buf, &self.topic_id);
        put_structs(buf, true, version, &self.partitions, "TopicData.Partitions")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 16;
        size += structs_size(true, version, &self.partitions);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The responses for each partition.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct PartitionData {
    /// The partition index.
    pub partition_index: i32,
    /// The partition level error code.
    pub error_code: i16,
    /// The broker ID of the leader.
    pub leader_id: i32,
    /// The leader epoch.
    pub leader_epoch: i32,
    /// The in-sync replica IDs.
    pub isr: Vec<i32>,
    /// 1 if the partition is recovering from an unclean leader election; 0 otherwise.
    pub leader_recovery_state: i8,
    /// The current epoch for the partition for KRaft controllers.
    pub partition_epoch: i32,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for PartitionData {
    const MIN_BYTES: usize = 21;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            partition_index: d.i32("PartitionData.PartitionIndex")?,
            error_code: d.i16("PartitionData.ErrorCode")?,
            leader_id: d.i32("PartitionData.LeaderId")?,
            leader_epoch: d.i32("PartitionData.LeaderEpoch")?,
            isr: d.i32s(true, "PartitionData.Isr")?,
            leader_recovery_state: d.i8("PartitionData.LeaderRecoveryState")?,
            partition_epoch: d.i32("PartitionData.PartitionEpoch")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.partition_index);
        buf.put_i16(self.error_code);
        buf.put_i32(self.leader_id);
        buf.put_i32(self.leader_epoch);
        put_i32s(buf, true, &self.isr, "PartitionData.Isr")?;
        buf.put_i8(self.leader_recovery_state);
        buf.put_i32(self.partition_epoch);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 19;
        size += fixed_array_size(true, &self.isr, 4);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for AlterPartitionResponse {
    const NAME: &'static str = "AlterPartitionResponse";
    const MIN_VERSION: i16 = 2;
    const MAX_VERSION: i16 = 3;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

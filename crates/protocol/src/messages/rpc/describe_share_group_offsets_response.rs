//! `DescribeShareGroupOffsetsResponse`, api key 90, versions 0 to 1, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_string,
    put_structs, put_uuid, string_size, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeShareGroupOffsetsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The results for each group.
    pub groups: Vec<DescribeShareGroupOffsetsResponseGroup>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DescribeShareGroupOffsetsResponse {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            groups: d.structs(true, version, "Groups")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.throttle_time_ms);
        put_structs(buf, true, version, &self.groups, "Groups")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 4;
        size += structs_size(true, version, &self.groups);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The results for each group.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeShareGroupOffsetsResponseGroup {
    /// The group identifier.
    pub group_id: String,
    /// The results for each topic.
    pub topics: Vec<DescribeShareGroupOffsetsResponseTopic>,
    /// The group-level error code, or 0 if there was no error.
    pub error_code: i16,
    /// The group-level error message, or null if there was no error.
    pub error_message: Option<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DescribeShareGroupOffsetsResponseGroup {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            group_id: d.string(true, "DescribeShareGroupOffsetsResponseGroup.GroupId")?,
            topics: d.structs(true, version, "DescribeShareGroupOffsetsResponseGroup.Topics")?,
            error_code: d.i16("DescribeShareGroupOffsetsResponseGroup.ErrorCode")?,
            error_message: d.opt_string(true, "DescribeShareGroupOffsetsResponseGroup.ErrorMessage")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.group_id, "DescribeShareGroupOffsetsResponseGroup.GroupId")?;
        put_structs(buf, true, version, &self.topics, "DescribeShareGroupOffsetsResponseGroup.Topics")?;
        buf.put_i16(self.error_code);
        put_opt_string(
            buf,
            true,
            self.error_message.as_deref(),
            "DescribeShareGroupOffsetsResponseGroup.ErrorMessage",
        )?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 2;
        size += string_size(true, &self.group_id);
        size += structs_size(true, version, &self.topics);
        size += opt_string_size(true, self.error_message.as_deref());
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The results for each topic.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeShareGroupOffsetsResponseTopic {
    /// The topic name.
    pub topic_name: String,
    /// The unique topic ID.
    pub topic_id: Uuid,
    pub partitions: Vec<DescribeShareGroupOffsetsResponsePartition>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DescribeShareGroupOffsetsResponseTopic {
    const MIN_BYTES: usize = 19;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topic_name: d.string(true, "DescribeShareGroupOffsetsResponseTopic.TopicName")?,
            topic_id: d.uuid("DescribeShareGroupOffsetsResponseTopic.TopicId")?,
            partitions: d.structs(true, version, "DescribeShareGroupOffsetsResponseTopic.Partitions")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.topic_name, "DescribeShareGroupOffsetsResponseTopic.TopicName")?;
        put_uuid(buf, &self.topic_id);
        put_structs(buf, true, version, &self.partitions, "DescribeShareGroupOffsetsResponseTopic.Partitions")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 16;
        size += string_size(true, &self.topic_name);
        size += structs_size(true, version, &self.partitions);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct DescribeShareGroupOffsetsResponsePartition {
    /// The partition index.
    pub partition_index: i32,
    /// The share-partition start offset.
    pub start_offset: i64,
    /// The leader epoch of the partition.
    pub leader_epoch: i32,
    /// The share-partition lag.
    pub lag: i64,
    /// The partition-level error code, or 0 if there was no error.
    pub error_code: i16,
    /// The partition-level error message, or null if there was no error.
    pub error_message: Option<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for DescribeShareGroupOffsetsResponsePartition {
    fn default() -> Self {
        DescribeShareGroupOffsetsResponsePartition {
            partition_index: 0,
            start_offset: 0,
            leader_epoch: 0,
            lag: -1,
            error_code: 0,
            error_message: None,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for DescribeShareGroupOffsetsResponsePartition {
    const MIN_BYTES: usize = 20;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            partition_index: d.i32("DescribeShareGroupOffsetsResponsePartition.PartitionIndex")?,
            start_offset: d.i64("DescribeShareGroupOffsetsResponsePartition.StartOffset")?,
            leader_epoch: d.i32("DescribeShareGroupOffsetsResponsePartition.LeaderEpoch")?,
            lag: if version >= 1 { d.i64("DescribeShareGroupOffsetsResponsePartition.Lag")? } else { -1 },
            error_code: d.i16("DescribeShareGroupOffsetsResponsePartition.ErrorCode")?,
            error_message: d.opt_string(true, "DescribeShareGroupOffsetsResponsePartition.ErrorMessage")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.partition_index);
        buf.put_i64(self.start_offset);
        buf.put_i32(self.leader_epoch);
        if version >= 1 {
            buf.put_i64(self.lag);
        }
        buf.put_i16(self.error_code);
        put_opt_string(
            buf,
            true,
            self.error_message.as_deref(),
            "DescribeShareGroupOffsetsResponsePartition.ErrorMessage",
        )?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 18;
        size += opt_string_size(true, self.error_message.as_deref());
        if version >= 1 {
            size += 8;
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for DescribeShareGroupOffsetsResponse {
    const NAME: &'static str = "DescribeShareGroupOffsetsResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 1;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

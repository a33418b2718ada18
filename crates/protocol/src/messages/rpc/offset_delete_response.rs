//! `OffsetDeleteResponse`, api key 47, version 0.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, WireStruct, put_string, put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetDeleteResponse {
    /// The top-level error code, or 0 if there was no error.
    pub error_code: i16,
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The responses for each topic.
    pub topics: Vec<OffsetDeleteResponseTopic>,
}

impl WireStruct for OffsetDeleteResponse {
    const MIN_BYTES: usize = 10;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            error_code: d.i16("ErrorCode")?,
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            topics: d.structs(false, version, "Topics")?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i16(self.error_code);
        buf.put_i32(self.throttle_time_ms);
        put_structs(buf, false, version, &self.topics, "Topics")?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 6;
        size += structs_size(false, version, &self.topics);
        size
    }
}

/// The responses for each topic.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetDeleteResponseTopic {
    /// The topic name.
    pub name: String,
    /// The responses for each partition in the topic.
    pub partitions: Vec<OffsetDeleteResponsePartition>,
}

impl WireStruct for OffsetDeleteResponseTopic {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.string(false, "OffsetDeleteResponseTopic.Name")?,
            partitions: d.structs(false, version, "OffsetDeleteResponseTopic.Partitions")?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_string(buf, false, &self.name, "OffsetDeleteResponseTopic.Name")?;
        put_structs(buf, false, version, &self.partitions, "OffsetDeleteResponseTopic.Partitions")?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += string_size(false, &self.name);
        size += structs_size(false, version, &self.partitions);
        size
    }
}

/// The responses for each partition in the topic.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetDeleteResponsePartition {
    /// The partition index.
    pub partition_index: i32,
    /// The error code, or 0 if there was no error.
    pub error_code: i16,
}

impl WireStruct for OffsetDeleteResponsePartition {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            partition_index: d.i32("OffsetDeleteResponsePartition.PartitionIndex")?,
            error_code: d.i16("OffsetDeleteResponsePartition.ErrorCode")?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.partition_index);
        buf.put_i16(self.error_code);
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        6
    }
}

impl Message for OffsetDeleteResponse {
    const NAME: &'static str = "OffsetDeleteResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = None;
}

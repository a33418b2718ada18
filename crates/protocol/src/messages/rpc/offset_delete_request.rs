//! `OffsetDeleteRequest`, api key 47, version 0.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, WireStruct, put_string, put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetDeleteRequest {
    /// The unique group identifier.
    pub group_id: String,
    /// The topics to delete offsets for.
    pub topics: Vec<OffsetDeleteRequestTopic>,
}

impl WireStruct for OffsetDeleteRequest {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self { group_id: d.string(false, "GroupId")?, topics: d.structs(false, version, "Topics")? })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_string(buf, false, &self.group_id, "GroupId")?;
        put_structs(buf, false, version, &self.topics, "Topics")?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += string_size(false, &self.group_id);
        size += structs_size(false, version, &self.topics);
        size
    }
}

/// The topics to delete offsets for.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetDeleteRequestTopic {
    /// The topic name.
    pub name: String,
    /// Each partition to delete offsets for.
    pub partitions: Vec<OffsetDeleteRequestPartition>,
}

impl WireStruct for OffsetDeleteRequestTopic {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.string(false, "OffsetDeleteRequestTopic.Name")?,
            partitions: d.structs(false, version, "OffsetDeleteRequestTopic.Partitions")?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_string(buf, false, &self.name, "OffsetDeleteRequestTopic.Name")?;
        put_structs(buf, false, version, &self.partitions, "OffsetDeleteRequestTopic.Partitions")?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += string_size(false, &self.name);
        size += structs_size(false, version, &self.partitions);
        size
    }
}

/// Each partition to delete offsets for.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetDeleteRequestPartition {
    /// The partition index.
    pub partition_index: i32,
}

impl WireStruct for OffsetDeleteRequestPartition {
    const MIN_BYTES: usize = 4;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self { partition_index: d.i32("OffsetDeleteRequestPartition.PartitionIndex")? })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.partition_index);
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        4
    }
}

impl Message for OffsetDeleteRequest {
    const NAME: &'static str = "OffsetDeleteRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = None;
}

impl Request for OffsetDeleteRequest {
    const API_KEY: ApiKey = ApiKey::OffsetDelete;
    type Response = super::OffsetDeleteResponse;
}

//! `AssignReplicasToDirsResponse`, api key 73, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_structs, put_uuid, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct AssignReplicasToDirsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The top level response error code.
    pub error_code: i16,
    /// The list of directories and their assigned partitions.
    pub directories: Vec<DirectoryData>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for AssignReplicasToDirsResponse {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            error_code: d.i16("ErrorCode")?,
            directories: d.structs(true, version, "Directories")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.throttle_time_ms);
        buf.put_i16(self.error_code);
        put_structs(buf, true, version, &self.directories, "Directories")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 6;
        size += structs_size(true, version, &self.directories);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The list of directories and their assigned partitions.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DirectoryData {
    /// The ID of the directory.
    pub id: Uuid,
    /// The list of topics and their assigned partitions.
    pub topics: Vec<TopicData>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DirectoryData {
    const MIN_BYTES: usize = 18;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            id: d.uuid("DirectoryData.Id")?,
            topics: d.structs(true, version, "DirectoryData.Topics")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_uuid(buf, &self.id);
        put_structs(buf, true, version, &self.topics, "DirectoryData.Topics")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 16;
        size += structs_size(true, version, &self.topics);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The list of topics and their assigned partitions.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicData {
    /// The ID of the assigned topic.
    pub topic_id: Uuid,
    /// The list of assigned partitions.
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

/// The list of assigned partitions.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct PartitionData {
    /// The partition index.
    pub partition_index: i32,
    /// The partition level error code.
    pub error_code: i16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for PartitionData {
    const MIN_BYTES: usize = 7;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            partition_index: d.i32("PartitionData.PartitionIndex")?,
            error_code: d.i16("PartitionData.ErrorCode")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.partition_index);
        buf.put_i16(self.error_code);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 6;
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for AssignReplicasToDirsResponse {
    const NAME: &'static str = "AssignReplicasToDirsResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

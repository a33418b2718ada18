//! `AssignReplicasToDirsRequest`, api key 73, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_structs, put_uuid, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub struct AssignReplicasToDirsRequest {
    /// The ID of the requesting broker.
    pub broker_id: i32,
    /// The epoch of the requesting broker.
    pub broker_epoch: i64,
    /// The directories to which replicas should be assigned.
    pub directories: Vec<DirectoryData>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for AssignReplicasToDirsRequest {
    fn default() -> Self {
        AssignReplicasToDirsRequest {
            broker_id: 0,
            broker_epoch: -1,
            directories: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for AssignReplicasToDirsRequest {
    const MIN_BYTES: usize = 14;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            broker_id: d.i32("BrokerId")?,
            broker_epoch: d.i64("BrokerEpoch")?,
            directories: d.structs(true, version, "Directories")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.broker_id);
        buf.put_i64(self.broker_epoch);
        put_structs(buf, true, version, &self.directories, "Directories")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 12;
        size += structs_size(true, version, &self.directories);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The directories to which replicas should be assigned.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DirectoryData {
    /// The ID of the directory.
    pub id: Uuid,
    /// The topics assigned to the directory.
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

/// The topics assigned to the directory.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicData {
    /// The ID of the assigned topic.
    pub topic_id: Uuid,
    /// The partitions assigned to the directory.
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

/// The partitions assigned to the directory.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct PartitionData {
    /// The partition index.
    pub partition_index: i32,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for PartitionData {
    const MIN_BYTES: usize = 5;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self { partition_index: d.i32("PartitionData.PartitionIndex")?, unknown_tagged_fields: d.unknown_tags()? })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.partition_index);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 4;
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for AssignReplicasToDirsRequest {
    const NAME: &'static str = "AssignReplicasToDirsRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

impl Request for AssignReplicasToDirsRequest {
    const API_KEY: ApiKey = ApiKey::AssignReplicasToDirs;
    type Response = super::AssignReplicasToDirsResponse;
}

//! `VoteRequest`, api key 52, versions 0 to 2, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_bool, put_opt_string,
    put_string, put_structs, put_uuid, string_size, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub struct VoteRequest {
    /// The cluster id.
    pub cluster_id: Option<String>,
    /// The replica id of the voter receiving the request.
    pub voter_id: i32,
    /// The topic data.
    pub topics: Vec<TopicData>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for VoteRequest {
    fn default() -> Self {
        VoteRequest {
            cluster_id: None,
            voter_id: -1,
            topics: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for VoteRequest {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            cluster_id: d.opt_string(true, "ClusterId")?,
            voter_id: if version >= 1 { d.i32("VoterId")? } else { -1 },
            topics: d.structs(true, version, "Topics")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_opt_string(buf, true, self.cluster_id.as_deref(), "ClusterId")?;
        if version >= 1 {
            buf.put_i32(self.voter_id);
        }
        put_structs(buf, true, version, &self.topics, "Topics")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += opt_string_size(true, self.cluster_id.as_deref());
        size += structs_size(true, version, &self.topics);
        if version >= 1 {
            size += 4;
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The topic data.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicData {
    /// The topic name.
    pub topic_name: String,
    /// The partition data.
    pub partitions: Vec<PartitionData>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for TopicData {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topic_name: d.string(true, "TopicData.TopicName")?,
            partitions: d.structs(true, version, "TopicData.Partitions")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.topic_name, "TopicData.TopicName")?;
        put_structs(buf, true, version, &self.partitions, "TopicData.Partitions")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += string_size(true, &self.topic_name);
        size += structs_size(true, version, &self.partitions);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The partition data.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct PartitionData {
    /// The partition index.
    pub partition_index: i32,
    /// The epoch of the voter sending the request
    pub replica_epoch: i32,
    /// The replica id of the voter sending the request
    pub replica_id: i32,
    /// The directory id of the voter sending the request
    pub replica_directory_id: Uuid,
    /// The directory id of the voter receiving the request
    pub voter_directory_id: Uuid,
    /// The epoch of the last record written to the metadata log.
    pub last_offset_epoch: i32,
    /// The log end offset of the metadata log of the voter sending the request.
    pub last_offset: i64,
    /// Whether the request is a PreVote request (not persisted) or not.
    pub pre_vote: bool,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for PartitionData {
    const MIN_BYTES: usize = 25;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            partition_index: d.i32("PartitionData.PartitionIndex")?,
            replica_epoch: d.i32("PartitionData.ReplicaEpoch")?,
            replica_id: d.i32("PartitionData.ReplicaId")?,
            replica_directory_id: if version >= 1 { d.uuid("PartitionData.ReplicaDirectoryId")? } else { Uuid::ZERO },
            voter_directory_id: if version >= 1 { d.uuid("PartitionData.VoterDirectoryId")? } else { Uuid::ZERO },
            last_offset_epoch: d.i32("PartitionData.LastOffsetEpoch")?,
            last_offset: d.i64("PartitionData.LastOffset")?,
            pre_vote: if version >= 2 { d.bool("PartitionData.PreVote")? } else { false },
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.partition_index);
        buf.put_i32(self.replica_epoch);
        buf.put_i32(self.replica_id);
        if version >= 1 {
            put_uuid(buf, &self.replica_directory_id);
        }
        if version >= 1 {
            put_uuid(buf, &self.voter_directory_id);
        }
        buf.put_i32(self.last_offset_epoch);
        buf.put_i64(self.last_offset);
        if version >= 2 {
            put_bool(buf, self.pre_vote);
        } else if self.pre_vote {
            return Err(EncodeError::not_in_version("PartitionData.PreVote", version));
        }
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 24;
        if version >= 1 {
            size += 32;
        }
        if version >= 2 {
            size += 1;
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for VoteRequest {
    const NAME: &'static str = "VoteRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 2;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

impl Request for VoteRequest {
    const API_KEY: ApiKey = ApiKey::Vote;
    type Response = super::VoteResponse;
}

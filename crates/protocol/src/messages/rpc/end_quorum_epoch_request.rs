//! `EndQuorumEpochRequest`, api key 54, versions 0 to 1, flexible from 1.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, opt_string_size, put_i32s,
    put_opt_string, put_string, put_structs, put_uuid, string_size, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct EndQuorumEpochRequest {
    /// The cluster id.
    pub cluster_id: Option<String>,
    /// The topics.
    pub topics: Vec<TopicData>,
    /// Endpoints for the leader.
    pub leader_endpoints: Vec<LeaderEndpoint>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for EndQuorumEpochRequest {
    const MIN_BYTES: usize = 4;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 1;
        Ok(Self {
            cluster_id: d.opt_string(flexible, "ClusterId")?,
            topics: d.structs(flexible, version, "Topics")?,
            leader_endpoints: if version >= 1 { d.structs(true, version, "LeaderEndpoints")? } else { Vec::new() },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 1;
        put_opt_string(buf, flexible, self.cluster_id.as_deref(), "ClusterId")?;
        put_structs(buf, flexible, version, &self.topics, "Topics")?;
        if version >= 1 {
            put_structs(buf, true, version, &self.leader_endpoints, "LeaderEndpoints")?;
        }
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 1;
        let mut size = 0;
        size += opt_string_size(flexible, self.cluster_id.as_deref());
        size += structs_size(flexible, version, &self.topics);
        if version >= 1 {
            size += structs_size(true, version, &self.leader_endpoints);
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The topics.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicData {
    /// The topic name.
    pub topic_name: String,
    /// The partitions.
    pub partitions: Vec<PartitionData>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for TopicData {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 1;
        Ok(Self {
            topic_name: d.string(flexible, "TopicData.TopicName")?,
            partitions: d.structs(flexible, version, "TopicData.Partitions")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 1;
        put_string(buf, flexible, &self.topic_name, "TopicData.TopicName")?;
        put_structs(buf, flexible, version, &self.partitions, "TopicData.Partitions")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 1;
        let mut size = 0;
        size += string_size(flexible, &self.topic_name);
        size += structs_size(flexible, version, &self.partitions);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// Endpoints for the leader.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct LeaderEndpoint {
    /// The name of the endpoint.
    pub name: String,
    /// The node's hostname.
    pub host: String,
    /// The node's port.
    pub port: u16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for LeaderEndpoint {
    const MIN_BYTES: usize = 5;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.string(true, "LeaderEndpoint.Name")?,
            host: d.string(true, "LeaderEndpoint.Host")?,
            port: d.u16("LeaderEndpoint.Port")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.name, "LeaderEndpoint.Name")?;
        put_string(buf, true, &self.host, "LeaderEndpoint.Host")?;
        buf.put_u16(self.port);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 2;
        size += string_size(true, &self.name);
        size += string_size(true, &self.host);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The partitions.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct PartitionData {
    /// The partition index.
    pub partition_index: i32,
    /// The current leader ID that is resigning.
    pub leader_id: i32,
    /// The current epoch.
    pub leader_epoch: i32,
    /// A sorted list of preferred successors to start the election.
    pub preferred_successors: Vec<i32>,
    /// A sorted list of preferred candidates to start the election.
    pub preferred_candidates: Vec<ReplicaInfo>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for PartitionData {
    const MIN_BYTES: usize = 14;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 1;
        Ok(Self {
            partition_index: d.i32("PartitionData.PartitionIndex")?,
            leader_id: d.i32("PartitionData.LeaderId")?,
            leader_epoch: d.i32("PartitionData.LeaderEpoch")?,
            preferred_successors: if version <= 0 {
                d.i32s(false, "PartitionData.PreferredSuccessors")?
            } else {
                Vec::new()
            },
            preferred_candidates: if version >= 1 {
                d.structs(true, version, "PartitionData.PreferredCandidates")?
            } else {
                Vec::new()
            },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 1;
        buf.put_i32(self.partition_index);
        buf.put_i32(self.leader_id);
        buf.put_i32(self.leader_epoch);
        if version <= 0 {
            put_i32s(buf, false, &self.preferred_successors, "PartitionData.PreferredSuccessors")?;
        }
        if version >= 1 {
            put_structs(buf, true, version, &self.preferred_candidates, "PartitionData.PreferredCandidates")?;
        }
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 1;
        let mut size = 12;
        if version <= 0 {
            size += fixed_array_size(false, &self.preferred_successors, 4);
        }
        if version >= 1 {
            size += structs_size(true, version, &self.preferred_candidates);
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// A sorted list of preferred candidates to start the election.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ReplicaInfo {
    /// The ID of the candidate replica.
    pub candidate_id: i32,
    /// The directory ID of the candidate replica.
    pub candidate_directory_id: Uuid,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ReplicaInfo {
    const MIN_BYTES: usize = 21;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            candidate_id: d.i32("ReplicaInfo.CandidateId")?,
            candidate_directory_id: d.uuid("ReplicaInfo.CandidateDirectoryId")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.candidate_id);
        put_uuid(buf, &self.candidate_directory_id);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 20;
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for EndQuorumEpochRequest {
    const NAME: &'static str = "EndQuorumEpochRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 1;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(1);
}

impl Request for EndQuorumEpochRequest {
    const API_KEY: ApiKey = ApiKey::EndQuorumEpoch;
    type Response = super::EndQuorumEpochResponse;
}

//! `ShareAcknowledgeResponse`, api key 79, versions 1 to 2, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_string,
    put_structs, put_uuid, string_size, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ShareAcknowledgeResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The top level response error code.
    pub error_code: i16,
    /// The top-level error message, or null if there was no error.
    pub error_message: Option<String>,
    /// The time in milliseconds for which the acquired records are locked.
    pub acquisition_lock_timeout_ms: i32,
    /// The response topics.
    pub responses: Vec<ShareAcknowledgeTopicResponse>,
    /// Endpoints for all current leaders enumerated in PartitionData with error NOT_LEADER_OR_FOLLOWER.
    pub node_endpoints: Vec<NodeEndpoint>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ShareAcknowledgeResponse {
    const MIN_BYTES: usize = 10;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            error_code: d.i16("ErrorCode")?,
            error_message: d.opt_string(true, "ErrorMessage")?,
            acquisition_lock_timeout_ms: if version >= 2 { d.i32("AcquisitionLockTimeoutMs")? } else { 0 },
            responses: d.structs(true, version, "Responses")?,
            node_endpoints: d.structs(true, version, "NodeEndpoints")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.throttle_time_ms);
        buf.put_i16(self.error_code);
        put_opt_string(buf, true, self.error_message.as_deref(), "ErrorMessage")?;
        if version >= 2 {
            buf.put_i32(self.acquisition_lock_timeout_ms);
        }
        put_structs(buf, true, version, &self.responses, "Responses")?;
        put_structs(buf, true, version, &self.node_endpoints, "NodeEndpoints")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 6;
        size += opt_string_size(true, self.error_message.as_deref());
        size += structs_size(true, version, &self.responses);
        size += structs_size(true, version, &self.node_endpoints);
        if version >= 2 {
            size += 4;
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The response topics.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ShareAcknowledgeTopicResponse {
    /// The unique topic ID.
    pub topic_id: Uuid,
    /// The topic partitions.
    pub partitions: Vec<PartitionData>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ShareAcknowledgeTopicResponse {
    const MIN_BYTES: usize = 18;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topic_id: d.uuid("ShareAcknowledgeTopicResponse.TopicId")?,
            partitions: d.structs(true, version, "ShareAcknowledgeTopicResponse.Partitions")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_uuid(buf, &self.topic_id);
        put_structs(buf, true, version, &self.partitions, "ShareAcknowledgeTopicResponse.Partitions")?;
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

/// Endpoints for all current leaders enumerated in PartitionData with error NOT_LEADER_OR_FOLLOWER.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct NodeEndpoint {
    /// The ID of the associated node.
    pub node_id: i32,
    /// The node's hostname.
    pub host: String,
    /// The node's port.
    pub port: i32,
    /// The rack of the node, or null if it has not been assigned to a rack.
    pub rack: Option<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for NodeEndpoint {
    const MIN_BYTES: usize = 11;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            node_id: d.i32("NodeEndpoint.NodeId")?,
            host: d.string(true, "NodeEndpoint.Host")?,
            port: d.i32("NodeEndpoint.Port")?,
            rack: d.opt_string(true, "NodeEndpoint.Rack")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.node_id);
        put_string(buf, true, &self.host, "NodeEndpoint.Host")?;
        buf.put_i32(self.port);
        put_opt_string(buf, true, self.rack.as_deref(), "NodeEndpoint.Rack")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 8;
        size += string_size(true, &self.host);
        size += opt_string_size(true, self.rack.as_deref());
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The topic partitions.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct PartitionData {
    /// The partition index.
    pub partition_index: i32,
    /// The error code, or 0 if there was no error.
    pub error_code: i16,
    /// The error message, or null if there was no error.
    pub error_message: Option<String>,
    /// The current leader of the partition.
    pub current_leader: LeaderIdAndEpoch,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for PartitionData {
    const MIN_BYTES: usize = 17;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            partition_index: d.i32("PartitionData.PartitionIndex")?,
            error_code: d.i16("PartitionData.ErrorCode")?,
            error_message: d.opt_string(true, "PartitionData.ErrorMessage")?,
            current_leader: LeaderIdAndEpoch::read(d, version)?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.partition_index);
        buf.put_i16(self.error_code);
        put_opt_string(buf, true, self.error_message.as_deref(), "PartitionData.ErrorMessage")?;
        self.current_leader.write(buf, version)?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 6;
        size += opt_string_size(true, self.error_message.as_deref());
        size += self.current_leader.size(version);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The current leader of the partition.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct LeaderIdAndEpoch {
    /// The ID of the current leader or -1 if the leader is unknown.
    pub leader_id: i32,
    /// The latest known leader epoch.
    pub leader_epoch: i32,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for LeaderIdAndEpoch {
    const MIN_BYTES: usize = 9;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            leader_id: d.i32("LeaderIdAndEpoch.LeaderId")?,
            leader_epoch: d.i32("LeaderIdAndEpoch.LeaderEpoch")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.leader_id);
        buf.put_i32(self.leader_epoch);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 8;
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for ShareAcknowledgeResponse {
    const NAME: &'static str = "ShareAcknowledgeResponse";
    const MIN_VERSION: i16 = 1;
    const MAX_VERSION: i16 = 2;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

//! `ProduceResponse`, api key 0, versions 3 to 13, flexible from 9.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_string,
    put_structs, put_uuid, string_size, structs_size, tag_header_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ProduceResponse {
    /// Each produce response.
    pub responses: Vec<TopicProduceResponse>,
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// Endpoints for all current-leaders enumerated in PartitionProduceResponses, with errors NOT_LEADER_OR_FOLLOWER.
    pub node_endpoints: Vec<NodeEndpoint>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ProduceResponse {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 9;
        let mut value = Self {
            responses: d.structs(flexible, version, "Responses")?,
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            node_endpoints: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        if flexible {
            for more in (0..d.tag_count()?).rev() {
                let (tag, end) = d.tag()?;
                match tag {
                    0 if version >= 10 => value.node_endpoints = d.structs(true, version, "NodeEndpoints")?,
                    _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
                }
                d.end_tag(end)?;
            }
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 9;
        put_structs(buf, flexible, version, &self.responses, "Responses")?;
        buf.put_i32(self.throttle_time_ms);
        if version < 10 && !self.node_endpoints.is_empty() {
            return Err(EncodeError::not_in_version("NodeEndpoints", version));
        }
        if flexible {
            let has_node_endpoints = version >= 10 && !self.node_endpoints.is_empty();
            let mut tags = self.unknown_tagged_fields.begin(buf, usize::from(has_node_endpoints))?;
            if has_node_endpoints {
                tags.open(buf, 0, structs_size(true, version, &self.node_endpoints))?;
                put_structs(buf, true, version, &self.node_endpoints, "NodeEndpoints")?;
            }
            tags.rest(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 9;
        let mut size = 4;
        size += structs_size(flexible, version, &self.responses);
        if flexible {
            let (mut known, mut known_bytes) = (0, 0);
            if version >= 10 && !self.node_endpoints.is_empty() {
                let bytes = structs_size(true, version, &self.node_endpoints);
                known += 1;
                known_bytes += tag_header_size(0, bytes) + bytes;
            }
            size += self.unknown_tagged_fields.section_size(known, known_bytes);
        }
        size
    }
}

/// Each produce response.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicProduceResponse {
    /// The topic name.
    pub name: String,
    /// The unique topic ID
    pub topic_id: Uuid,
    /// Each partition that we produced to within the topic.
    pub partition_responses: Vec<PartitionProduceResponse>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for TopicProduceResponse {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 9;
        Ok(Self {
            name: if version <= 12 { d.string(flexible, "TopicProduceResponse.Name")? } else { String::new() },
            topic_id: if version >= 13 { d.uuid("TopicProduceResponse.TopicId")? } else { Uuid::ZERO },
            partition_responses: d.structs(flexible, version, "TopicProduceResponse.PartitionResponses")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 9;
        if version <= 12 {
            put_string(buf, flexible, &self.name, "TopicProduceResponse.Name")?;
        }
        if version >= 13 {
            put_uuid(buf, &self.topic_id);
        }
        put_structs(buf, flexible, version, &self.partition_responses, "TopicProduceResponse.PartitionResponses")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 9;
        let mut size = 0;
        size += structs_size(flexible, version, &self.partition_responses);
        if version <= 12 {
            size += string_size(flexible, &self.name);
        }
        if version >= 13 {
            size += 16;
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// Endpoints for all current-leaders enumerated in PartitionProduceResponses, with errors NOT_LEADER_OR_FOLLOWER.
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

/// Each partition that we produced to within the topic.
#[derive(Clone, Debug, PartialEq)]
pub struct PartitionProduceResponse {
    /// The partition index.
    pub index: i32,
    /// The error code, or 0 if there was no error.
    pub error_code: i16,
    /// The base offset.
    pub base_offset: i64,
    /// The timestamp returned by broker after appending the messages. If CreateTime is used for the topic, the timestamp will be -1.  If LogAppendTime is used for the topic, the timestamp will be the broker local time when the messages are appended.
    pub log_append_time_ms: i64,
    /// The log start offset.
    pub log_start_offset: i64,
    /// The batch indices of records that caused the batch to be dropped.
    pub record_errors: Vec<BatchIndexAndErrorMessage>,
    /// The global error message summarizing the common root cause of the records that caused the batch to be dropped.
    pub error_message: Option<String>,
    /// The leader broker that the producer should use for future requests.
    pub current_leader: LeaderIdAndEpoch,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for PartitionProduceResponse {
    fn default() -> Self {
        PartitionProduceResponse {
            index: 0,
            error_code: 0,
            base_offset: 0,
            log_append_time_ms: -1,
            log_start_offset: -1,
            record_errors: Vec::new(),
            error_message: None,
            current_leader: LeaderIdAndEpoch::default(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for PartitionProduceResponse {
    const MIN_BYTES: usize = 22;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 9;
        let mut value = Self {
            index: d.i32("PartitionProduceResponse.Index")?,
            error_code: d.i16("PartitionProduceResponse.ErrorCode")?,
            base_offset: d.i64("PartitionProduceResponse.BaseOffset")?,
            log_append_time_ms: d.i64("PartitionProduceResponse.LogAppendTimeMs")?,
            log_start_offset: if version >= 5 { d.i64("PartitionProduceResponse.LogStartOffset")? } else { -1 },
            record_errors: if version >= 8 {
                d.structs(flexible, version, "PartitionProduceResponse.RecordErrors")?
            } else {
                Vec::new()
            },
            error_message: if version >= 8 {
                d.opt_string(flexible, "PartitionProduceResponse.ErrorMessage")?
            } else {
                None
            },
            current_leader: LeaderIdAndEpoch::default(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        if flexible {
            for more in (0..d.tag_count()?).rev() {
                let (tag, end) = d.tag()?;
                match tag {
                    0 if version >= 10 => value.current_leader = LeaderIdAndEpoch::read(d, version)?,
                    _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
                }
                d.end_tag(end)?;
            }
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 9;
        buf.put_i32(self.index);
        buf.put_i16(self.error_code);
        buf.put_i64(self.base_offset);
        buf.put_i64(self.log_append_time_ms);
        if version >= 5 {
            buf.put_i64(self.log_start_offset);
        }
        if version >= 8 {
            put_structs(buf, flexible, version, &self.record_errors, "PartitionProduceResponse.RecordErrors")?;
        }
        if version >= 8 {
            put_opt_string(buf, flexible, self.error_message.as_deref(), "PartitionProduceResponse.ErrorMessage")?;
        }
        if version < 10 && self.current_leader != LeaderIdAndEpoch::default() {
            return Err(EncodeError::not_in_version("PartitionProduceResponse.CurrentLeader", version));
        }
        if flexible {
            let has_current_leader = version >= 10 && self.current_leader != LeaderIdAndEpoch::default();
            let mut tags = self.unknown_tagged_fields.begin(buf, usize::from(has_current_leader))?;
            if has_current_leader {
                tags.open(buf, 0, self.current_leader.size(version))?;
                self.current_leader.write(buf, version)?;
            }
            tags.rest(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 9;
        let mut size = 22;
        if version >= 5 {
            size += 8;
        }
        if version >= 8 {
            size += structs_size(flexible, version, &self.record_errors)
                + opt_string_size(flexible, self.error_message.as_deref());
        }
        if flexible {
            let (mut known, mut known_bytes) = (0, 0);
            if version >= 10 && self.current_leader != LeaderIdAndEpoch::default() {
                let bytes = self.current_leader.size(version);
                known += 1;
                known_bytes += tag_header_size(0, bytes) + bytes;
            }
            size += self.unknown_tagged_fields.section_size(known, known_bytes);
        }
        size
    }
}

/// The batch indices of records that caused the batch to be dropped.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct BatchIndexAndErrorMessage {
    /// The batch index of the record that caused the batch to be dropped.
    pub batch_index: i32,
    /// The error message of the record that caused the batch to be dropped.
    pub batch_index_error_message: Option<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for BatchIndexAndErrorMessage {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 9;
        Ok(Self {
            batch_index: d.i32("BatchIndexAndErrorMessage.BatchIndex")?,
            batch_index_error_message: d.opt_string(flexible, "BatchIndexAndErrorMessage.BatchIndexErrorMessage")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 9;
        buf.put_i32(self.batch_index);
        put_opt_string(
            buf,
            flexible,
            self.batch_index_error_message.as_deref(),
            "BatchIndexAndErrorMessage.BatchIndexErrorMessage",
        )?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 9;
        let mut size = 4;
        size += opt_string_size(flexible, self.batch_index_error_message.as_deref());
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The leader broker that the producer should use for future requests.
#[derive(Clone, Debug, PartialEq)]
pub struct LeaderIdAndEpoch {
    /// The ID of the current leader or -1 if the leader is unknown.
    pub leader_id: i32,
    /// The latest known leader epoch.
    pub leader_epoch: i32,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for LeaderIdAndEpoch {
    fn default() -> Self {
        LeaderIdAndEpoch { leader_id: -1, leader_epoch: -1, unknown_tagged_fields: UnknownTaggedFields::default() }
    }
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

impl Message for ProduceResponse {
    const NAME: &'static str = "ProduceResponse";
    const MIN_VERSION: i16 = 3;
    const MAX_VERSION: i16 = 13;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(9);
}

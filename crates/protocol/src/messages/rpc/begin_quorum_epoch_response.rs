//! `BeginQuorumEpochResponse`, api key 53, versions 0 to 1, flexible from 1.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_string, put_structs, string_size,
    structs_size, tag_header_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct BeginQuorumEpochResponse {
    /// The top level error code.
    pub error_code: i16,
    /// The topic data.
    pub topics: Vec<TopicData>,
    /// Endpoints for all leaders enumerated in PartitionData.
    pub node_endpoints: Vec<NodeEndpoint>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for BeginQuorumEpochResponse {
    const MIN_BYTES: usize = 4;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 1;
        let mut value = Self {
            error_code: d.i16("ErrorCode")?,
            topics: d.structs(flexible, version, "Topics")?,
            node_endpoints: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        if flexible {
            for more in (0..d.tag_count()?).rev() {
                let (tag, end) = d.tag()?;
                match tag {
                    0 => value.node_endpoints = d.structs(true, version, "NodeEndpoints")?,
                    _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
                }
                d.end_tag(end)?;
            }
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 1;
        buf.put_i16(self.error_code);
        put_structs(buf, flexible, version, &self.topics, "Topics")?;
        if version < 1 && !self.node_endpoints.is_empty() {
            return Err(EncodeError::not_in_version("NodeEndpoints", version));
        }
        if flexible {
            let has_node_endpoints = !self.node_endpoints.is_empty();
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
        let flexible = version >= 1;
        let mut size = 2;
        size += structs_size(flexible, version, &self.topics);
        if flexible {
            let (mut known, mut known_bytes) = (0, 0);
            if !self.node_endpoints.is_empty() {
                let bytes = structs_size(true, version, &self.node_endpoints);
                known += 1;
                known_bytes += tag_header_size(0, bytes) + bytes;
            }
            size += self.unknown_tagged_fields.section_size(known, known_bytes);
        }
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

/// Endpoints for all leaders enumerated in PartitionData.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct NodeEndpoint {
    /// The ID of the associated node.
    pub node_id: i32,
    /// The node's hostname.
    pub host: String,
    /// The node's port.
    pub port: u16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for NodeEndpoint {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            node_id: d.i32("NodeEndpoint.NodeId")?,
            host: d.string(true, "NodeEndpoint.Host")?,
            port: d.u16("NodeEndpoint.Port")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.node_id);
        put_string(buf, true, &self.host, "NodeEndpoint.Host")?;
        buf.put_u16(self.port);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 6;
        size += string_size(true, &self.host);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The partition data.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct PartitionData {
    /// The partition index.
    pub partition_index: i32,
    /// The error code for this partition.
    pub error_code: i16,
    /// The ID of the current leader or -1 if the leader is unknown.
    pub leader_id: i32,
    /// The latest known leader epoch.
    pub leader_epoch: i32,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for PartitionData {
    const MIN_BYTES: usize = 14;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 1;
        Ok(Self {
            partition_index: d.i32("PartitionData.PartitionIndex")?,
            error_code: d.i16("PartitionData.ErrorCode")?,
            leader_id: d.i32("PartitionData.LeaderId")?,
            leader_epoch: d.i32("PartitionData.LeaderEpoch")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 1;
        buf.put_i32(self.partition_index);
        buf.put_i16(self.error_code);
        buf.put_i32(self.leader_id);
        buf.put_i32(self.leader_epoch);
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 1;
        let mut size = 14;
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for BeginQuorumEpochResponse {
    const NAME: &'static str = "BeginQuorumEpochResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 1;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(1);
}

//! `MetadataResponse`, api key 3, versions 0 to 13, flexible from 9.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, opt_string_size, put_bool,
    put_i32s, put_opt_string, put_string, put_structs, put_uuid, required, string_size, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub struct MetadataResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// A list of brokers present in the cluster.
    pub brokers: Vec<MetadataResponseBroker>,
    /// The cluster ID that responding broker belongs to.
    pub cluster_id: Option<String>,
    /// The ID of the controller broker.
    pub controller_id: i32,
    /// Each topic in the response.
    pub topics: Vec<MetadataResponseTopic>,
    /// 32-bit bitfield to represent authorized operations for this cluster.
    pub cluster_authorized_operations: i32,
    /// The top-level error code, or 0 if there was no error.
    pub error_code: i16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for MetadataResponse {
    fn default() -> Self {
        MetadataResponse {
            throttle_time_ms: 0,
            brokers: Vec::new(),
            cluster_id: None,
            controller_id: -1,
            topics: Vec::new(),
            cluster_authorized_operations: i32::MIN,
            error_code: 0,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for MetadataResponse {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 9;
        Ok(Self {
            throttle_time_ms: if version >= 3 { d.i32("ThrottleTimeMs")? } else { 0 },
            brokers: d.structs(flexible, version, "Brokers")?,
            cluster_id: if version >= 2 { d.opt_string(flexible, "ClusterId")? } else { None },
            controller_id: if version >= 1 { d.i32("ControllerId")? } else { -1 },
            topics: d.structs(flexible, version, "Topics")?,
            cluster_authorized_operations: if (8..=10).contains(&version) {
                d.i32("ClusterAuthorizedOperations")?
            } else {
                i32::MIN
            },
            error_code: if version >= 13 { d.i16("ErrorCode")? } else { 0 },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 9;
        if version >= 3 {
            buf.put_i32(self.throttle_time_ms);
        }
        put_structs(buf, flexible, version, &self.brokers, "Brokers")?;
        if version >= 2 {
            put_opt_string(buf, flexible, self.cluster_id.as_deref(), "ClusterId")?;
        }
        if version >= 1 {
            buf.put_i32(self.controller_id);
        }
        put_structs(buf, flexible, version, &self.topics, "Topics")?;
        if (8..=10).contains(&version) {
            buf.put_i32(self.cluster_authorized_operations);
        } else if self.cluster_authorized_operations != i32::MIN {
            return Err(EncodeError::not_in_version("ClusterAuthorizedOperations", version));
        }
        if version >= 13 {
            buf.put_i16(self.error_code);
        }
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
        size += structs_size(flexible, version, &self.brokers);
        size += structs_size(flexible, version, &self.topics);
        if version >= 3 {
            size += 4;
        }
        if version >= 2 {
            size += opt_string_size(flexible, self.cluster_id.as_deref());
        }
        if version >= 1 {
            size += 4;
        }
        if (8..=10).contains(&version) {
            size += 4;
        }
        if version >= 13 {
            size += 2;
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// A list of brokers present in the cluster.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct MetadataResponseBroker {
    /// The broker ID.
    pub node_id: i32,
    /// The broker hostname.
    pub host: String,
    /// The broker port.
    pub port: i32,
    /// The rack of the broker, or null if it has not been assigned to a rack.
    pub rack: Option<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for MetadataResponseBroker {
    const MIN_BYTES: usize = 10;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 9;
        Ok(Self {
            node_id: d.i32("MetadataResponseBroker.NodeId")?,
            host: d.string(flexible, "MetadataResponseBroker.Host")?,
            port: d.i32("MetadataResponseBroker.Port")?,
            rack: if version >= 1 { d.opt_string(flexible, "MetadataResponseBroker.Rack")? } else { None },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 9;
        buf.put_i32(self.node_id);
        put_string(buf, flexible, &self.host, "MetadataResponseBroker.Host")?;
        buf.put_i32(self.port);
        if version >= 1 {
            put_opt_string(buf, flexible, self.rack.as_deref(), "MetadataResponseBroker.Rack")?;
        }
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 9;
        let mut size = 8;
        size += string_size(flexible, &self.host);
        if version >= 1 {
            size += opt_string_size(flexible, self.rack.as_deref());
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// Each topic in the response.
#[derive(Clone, Debug, PartialEq)]
pub struct MetadataResponseTopic {
    /// The topic error, or 0 if there was no error.
    pub error_code: i16,
    /// The topic name. Null for non-existing topics queried by ID. This is never null when ErrorCode is zero. One of Name and TopicId is always populated.
    pub name: Option<String>,
    /// The topic id. Zero for non-existing topics queried by name. This is never zero when ErrorCode is zero. One of Name and TopicId is always populated.
    pub topic_id: Uuid,
    /// True if the topic is internal.
    pub is_internal: bool,
    /// Each partition in the topic.
    pub partitions: Vec<MetadataResponsePartition>,
    /// 32-bit bitfield to represent authorized operations for this topic.
    pub topic_authorized_operations: i32,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for MetadataResponseTopic {
    fn default() -> Self {
        MetadataResponseTopic {
            error_code: 0,
            name: Some(String::new()),
            topic_id: Uuid::ZERO,
            is_internal: false,
            partitions: Vec::new(),
            topic_authorized_operations: i32::MIN,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for MetadataResponseTopic {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 9;
        Ok(Self {
            error_code: d.i16("MetadataResponseTopic.ErrorCode")?,
            name: if version >= 12 {
                d.opt_string(flexible, "MetadataResponseTopic.Name")?
            } else {
                Some(d.string(flexible, "MetadataResponseTopic.Name")?)
            },
            topic_id: if version >= 10 { d.uuid("MetadataResponseTopic.TopicId")? } else { Uuid::ZERO },
            is_internal: if version >= 1 { d.bool("MetadataResponseTopic.IsInternal")? } else { false },
            partitions: d.structs(flexible, version, "MetadataResponseTopic.Partitions")?,
            topic_authorized_operations: if version >= 8 {
                d.i32("MetadataResponseTopic.TopicAuthorizedOperations")?
            } else {
                i32::MIN
            },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 9;
        buf.put_i16(self.error_code);
        if version >= 12 {
            put_opt_string(buf, flexible, self.name.as_deref(), "MetadataResponseTopic.Name")?;
        } else {
            put_string(
                buf,
                flexible,
                required(self.name.as_deref(), "MetadataResponseTopic.Name")?,
                "MetadataResponseTopic.Name",
            )?;
        }
        if version >= 10 {
            put_uuid(buf, &self.topic_id);
        }
        if version >= 1 {
            put_bool(buf, self.is_internal);
        }
        put_structs(buf, flexible, version, &self.partitions, "MetadataResponseTopic.Partitions")?;
        if version >= 8 {
            buf.put_i32(self.topic_authorized_operations);
        } else if self.topic_authorized_operations != i32::MIN {
            return Err(EncodeError::not_in_version("MetadataResponseTopic.TopicAuthorizedOperations", version));
        }
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 9;
        let mut size = 2;
        size += opt_string_size(flexible, self.name.as_deref());
        size += structs_size(flexible, version, &self.partitions);
        if version >= 10 {
            size += 16;
        }
        if version >= 1 {
            size += 1;
        }
        if version >= 8 {
            size += 4;
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// Each partition in the topic.
#[derive(Clone, Debug, PartialEq)]
pub struct MetadataResponsePartition {
    /// The partition error, or 0 if there was no error.
    pub error_code: i16,
    /// The partition index.
    pub partition_index: i32,
    /// The ID of the leader broker.
    pub leader_id: i32,
    /// The leader epoch of this partition.
    pub leader_epoch: i32,
    /// The set of all nodes that host this partition.
    pub replica_nodes: Vec<i32>,
    /// The set of nodes that are in sync with the leader for this partition.
    pub isr_nodes: Vec<i32>,
    /// The set of offline replicas of this partition.
    pub offline_replicas: Vec<i32>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for MetadataResponsePartition {
    fn default() -> Self {
        MetadataResponsePartition {
            error_code: 0,
            partition_index: 0,
            leader_id: 0,
            leader_epoch: -1,
            replica_nodes: Vec::new(),
            isr_nodes: Vec::new(),
            offline_replicas: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for MetadataResponsePartition {
    const MIN_BYTES: usize = 18;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 9;
        Ok(Self {
            error_code: d.i16("MetadataResponsePartition.ErrorCode")?,
            partition_index: d.i32("MetadataResponsePartition.PartitionIndex")?,
            leader_id: d.i32("MetadataResponsePartition.LeaderId")?,
            leader_epoch: if version >= 7 { d.i32("MetadataResponsePartition.LeaderEpoch")? } else { -1 },
            replica_nodes: d.i32s(flexible, "MetadataResponsePartition.ReplicaNodes")?,
            isr_nodes: d.i32s(flexible, "MetadataResponsePartition.IsrNodes")?,
            offline_replicas: if version >= 5 {
                d.i32s(flexible, "MetadataResponsePartition.OfflineReplicas")?
            } else {
                Vec::new()
            },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 9;
        buf.put_i16(self.error_code);
        buf.put_i32(self.partition_index);
        buf.put_i32(self.leader_id);
        if version >= 7 {
            buf.put_i32(self.leader_epoch);
        }
        put_i32s(buf, flexible, &self.replica_nodes, "MetadataResponsePartition.ReplicaNodes")?;
        put_i32s(buf, flexible, &self.isr_nodes, "MetadataResponsePartition.IsrNodes")?;
        if version >= 5 {
            put_i32s(buf, flexible, &self.offline_replicas, "MetadataResponsePartition.OfflineReplicas")?;
        }
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 9;
        let mut size = 10;
        size += fixed_array_size(flexible, &self.replica_nodes, 4);
        size += fixed_array_size(flexible, &self.isr_nodes, 4);
        if version >= 7 {
            size += 4;
        }
        if version >= 5 {
            size += fixed_array_size(flexible, &self.offline_replicas, 4);
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for MetadataResponse {
    const NAME: &'static str = "MetadataResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 13;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(9);
}

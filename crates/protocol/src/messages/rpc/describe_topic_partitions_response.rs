//! `DescribeTopicPartitionsResponse`, api key 75, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, opt_fixed_array_size,
    opt_string_size, opt_struct_size, put_bool, put_i32s, put_opt_i32s, put_opt_string, put_opt_struct, put_string,
    put_structs, put_uuid, string_size, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeTopicPartitionsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// Each topic in the response.
    pub topics: Vec<DescribeTopicPartitionsResponseTopic>,
    /// The next topic and partition index to fetch details for.
    pub next_cursor: Option<Cursor>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DescribeTopicPartitionsResponse {
    const MIN_BYTES: usize = 7;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            topics: d.structs(true, version, "Topics")?,
            next_cursor: d.opt_struct(version, "NextCursor")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.throttle_time_ms);
        put_structs(buf, true, version, &self.topics, "Topics")?;
        put_opt_struct(buf, version, self.next_cursor.as_ref())?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 4;
        size += structs_size(true, version, &self.topics);
        size += opt_struct_size(version, self.next_cursor.as_ref());
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// Each topic in the response.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeTopicPartitionsResponseTopic {
    /// The topic error, or 0 if there was no error.
    pub error_code: i16,
    /// The topic name.
    pub name: Option<String>,
    /// The topic id.
    pub topic_id: Uuid,
    /// True if the topic is internal.
    pub is_internal: bool,
    /// Each partition in the topic.
    pub partitions: Vec<DescribeTopicPartitionsResponsePartition>,
    /// 32-bit bitfield to represent authorized operations for this topic.
    pub topic_authorized_operations: i32,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for DescribeTopicPartitionsResponseTopic {
    fn default() -> Self {
        DescribeTopicPartitionsResponseTopic {
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

impl WireStruct for DescribeTopicPartitionsResponseTopic {
    const MIN_BYTES: usize = 26;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            error_code: d.i16("DescribeTopicPartitionsResponseTopic.ErrorCode")?,
            name: d.opt_string(true, "DescribeTopicPartitionsResponseTopic.Name")?,
            topic_id: d.uuid("DescribeTopicPartitionsResponseTopic.TopicId")?,
            is_internal: d.bool("DescribeTopicPartitionsResponseTopic.IsInternal")?,
            partitions: d.structs(true, version, "DescribeTopicPartitionsResponseTopic.Partitions")?,
            topic_authorized_operations: d.i32("DescribeTopicPartitionsResponseTopic.TopicAuthorizedOperations")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i16(self.error_code);
        put_opt_string(buf, true, self.name.as_deref(), "DescribeTopicPartitionsResponseTopic.Name")?;
        put_uuid(buf, &self.topic_id);
        put_bool(buf, self.is_internal);
        put_structs(buf, true, version, &self.partitions, "DescribeTopicPartitionsResponseTopic.Partitions")?;
        buf.put_i32(self.topic_authorized_operations);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 23;
        size += opt_string_size(true, self.name.as_deref());
        size += structs_size(true, version, &self.partitions);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The next topic and partition index to fetch details for.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Cursor {
    /// The name for the first topic to process.
    pub topic_name: String,
    /// The partition index to start with.
    pub partition_index: i32,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for Cursor {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topic_name: d.string(true, "Cursor.TopicName")?,
            partition_index: d.i32("Cursor.PartitionIndex")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.topic_name, "Cursor.TopicName")?;
        buf.put_i32(self.partition_index);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 4;
        size += string_size(true, &self.topic_name);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// Each partition in the topic.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeTopicPartitionsResponsePartition {
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
    /// The new eligible leader replicas otherwise.
    pub eligible_leader_replicas: Option<Vec<i32>>,
    /// The last known ELR.
    pub last_known_elr: Option<Vec<i32>>,
    /// The set of offline replicas of this partition.
    pub offline_replicas: Vec<i32>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for DescribeTopicPartitionsResponsePartition {
    fn default() -> Self {
        DescribeTopicPartitionsResponsePartition {
            error_code: 0,
            partition_index: 0,
            leader_id: 0,
            leader_epoch: -1,
            replica_nodes: Vec::new(),
            isr_nodes: Vec::new(),
            eligible_leader_replicas: None,
            last_known_elr: None,
            offline_replicas: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for DescribeTopicPartitionsResponsePartition {
    const MIN_BYTES: usize = 20;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            error_code: d.i16("DescribeTopicPartitionsResponsePartition.ErrorCode")?,
            partition_index: d.i32("DescribeTopicPartitionsResponsePartition.PartitionIndex")?,
            leader_id: d.i32("DescribeTopicPartitionsResponsePartition.LeaderId")?,
            leader_epoch: d.i32("DescribeTopicPartitionsResponsePartition.LeaderEpoch")?,
            replica_nodes: d.i32s(true, "DescribeTopicPartitionsResponsePartition.ReplicaNodes")?,
            isr_nodes: d.i32s(true, "DescribeTopicPartitionsResponsePartition.IsrNodes")?,
            eligible_leader_replicas: d
                .opt_i32s(true, "DescribeTopicPartitionsResponsePartition.EligibleLeaderReplicas")?,
            last_known_elr: d.opt_i32s(true, "DescribeTopicPartitionsResponsePartition.LastKnownElr")?,
            offline_replicas: d.i32s(true, "DescribeTopicPartitionsResponsePartition.OfflineReplicas")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i16(self.error_code);
        buf.put_i32(self.partition_index);
        buf.put_i32(self.leader_id);
        buf.put_i32(self.leader_epoch);
        put_i32s(buf, true, &self.replica_nodes, "DescribeTopicPartitionsResponsePartition.ReplicaNodes")?;
        put_i32s(buf, true, &self.isr_nodes, "DescribeTopicPartitionsResponsePartition.IsrNodes")?;
        put_opt_i32s(
            buf,
            true,
            self.eligible_leader_replicas.as_deref(),
            "DescribeTopicPartitionsResponsePartition.EligibleLeaderReplicas",
        )?;
        put_opt_i32s(
            buf,
            true,
            self.last_known_elr.as_deref(),
            "DescribeTopicPartitionsResponsePartition.LastKnownElr",
        )?;
        put_i32s(buf, true, &self.offline_replicas, "DescribeTopicPartitionsResponsePartition.OfflineReplicas")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 14;
        size += fixed_array_size(true, &self.replica_nodes, 4);
        size += fixed_array_size(true, &self.isr_nodes, 4);
        size += opt_fixed_array_size(true, self.eligible_leader_replicas.as_deref(), 4);
        size += opt_fixed_array_size(true, self.last_known_elr.as_deref(), 4);
        size += fixed_array_size(true, &self.offline_replicas, 4);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for DescribeTopicPartitionsResponse {
    const NAME: &'static str = "DescribeTopicPartitionsResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

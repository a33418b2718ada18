//! `DescribeQuorumResponse`, api key 55, versions 0 to 2, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_string,
    put_structs, put_uuid, string_size, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub struct DescribeQuorumResponse {
    /// The top level error code.
    pub error_code: i16,
    /// The error message, or null if there was no error.
    pub error_message: Option<String>,
    /// The response from the describe quorum API.
    pub topics: Vec<TopicData>,
    /// The nodes in the quorum.
    pub nodes: Vec<Node>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for DescribeQuorumResponse {
    fn default() -> Self {
        DescribeQuorumResponse {
            error_code: 0,
            error_message: Some(String::new()),
            topics: Vec::new(),
            nodes: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for DescribeQuorumResponse {
    const MIN_BYTES: usize = 4;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            error_code: d.i16("ErrorCode")?,
            error_message: if version >= 2 { d.opt_string(true, "ErrorMessage")? } else { Some(String::new()) },
            topics: d.structs(true, version, "Topics")?,
            nodes: if version >= 2 { d.structs(true, version, "Nodes")? } else { Vec::new() },
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i16(self.error_code);
        if version >= 2 {
            put_opt_string(buf, true, self.error_message.as_deref(), "ErrorMessage")?;
        }
        put_structs(buf, true, version, &self.topics, "Topics")?;
        if version >= 2 {
            put_structs(buf, true, version, &self.nodes, "Nodes")?;
        } else if !self.nodes.is_empty() {
            return Err(EncodeError::not_in_version("Nodes", version));
        }
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 2;
        size += structs_size(true, version, &self.topics);
        if version >= 2 {
            size += opt_string_size(true, self.error_message.as_deref()) + structs_size(true, version, &self.nodes);
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The response from the describe quorum API.
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

/// The nodes in the quorum.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Node {
    /// The ID of the associated node.
    pub node_id: i32,
    /// The listeners of this controller.
    pub listeners: Vec<Listener>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for Node {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            node_id: d.i32("Node.NodeId")?,
            listeners: d.structs(true, version, "Node.Listeners")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.node_id);
        put_structs(buf, true, version, &self.listeners, "Node.Listeners")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 4;
        size += structs_size(true, version, &self.listeners);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The partition data.
#[derive(Clone, Debug, PartialEq)]
pub struct PartitionData {
    /// The partition index.
    pub partition_index: i32,
    /// The partition error code.
    pub error_code: i16,
    /// The error message, or null if there was no error.
    pub error_message: Option<String>,
    /// The ID of the current leader or -1 if the leader is unknown.
    pub leader_id: i32,
    /// The latest known leader epoch.
    pub leader_epoch: i32,
    /// The high water mark.
    pub high_watermark: i64,
    /// The current voters of the partition.
    pub current_voters: Vec<ReplicaState>,
    /// The observers of the partition.
    pub observers: Vec<ReplicaState>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for PartitionData {
    fn default() -> Self {
        PartitionData {
            partition_index: 0,
            error_code: 0,
            error_message: Some(String::new()),
            leader_id: 0,
            leader_epoch: 0,
            high_watermark: 0,
            current_voters: Vec::new(),
            observers: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for PartitionData {
    const MIN_BYTES: usize = 25;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            partition_index: d.i32("PartitionData.PartitionIndex")?,
            error_code: d.i16("PartitionData.ErrorCode")?,
            error_message: if version >= 2 {
                d.opt_string(true, "PartitionData.ErrorMessage")?
            } else {
                Some(String::new())
            },
            leader_id: d.i32("PartitionData.LeaderId")?,
            leader_epoch: d.i32("PartitionData.LeaderEpoch")?,
            high_watermark: d.i64("PartitionData.HighWatermark")?,
            current_voters: d.structs(true, version, "PartitionData.CurrentVoters")?,
            observers: d.structs(true, version, "PartitionData.Observers")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.partition_index);
        buf.put_i16(self.error_code);
        if version >= 2 {
            put_opt_string(buf, true, self.error_message.as_deref(), "PartitionData.ErrorMessage")?;
        }
        buf.put_i32(self.leader_id);
        buf.put_i32(self.leader_epoch);
        buf.put_i64(self.high_watermark);
        put_structs(buf, true, version, &self.current_voters, "PartitionData.CurrentVoters")?;
        put_structs(buf, true, version, &self.observers, "PartitionData.Observers")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 22;
        size += structs_size(true, version, &self.current_voters);
        size += structs_size(true, version, &self.observers);
        if version >= 2 {
            size += opt_string_size(true, self.error_message.as_deref());
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The listeners of this controller.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Listener {
    /// The name of the endpoint.
    pub name: String,
    /// The hostname.
    pub host: String,
    /// The port.
    pub port: u16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for Listener {
    const MIN_BYTES: usize = 5;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.string(true, "Listener.Name")?,
            host: d.string(true, "Listener.Host")?,
            port: d.u16("Listener.Port")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.name, "Listener.Name")?;
        put_string(buf, true, &self.host, "Listener.Host")?;
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

#[derive(Clone, Debug, PartialEq)]
pub struct ReplicaState {
    /// The ID of the replica.
    pub replica_id: i32,
    /// The replica directory ID of the replica.
    pub replica_directory_id: Uuid,
    /// The last known log end offset of the follower or -1 if it is unknown.
    pub log_end_offset: i64,
    /// The last known leader wall clock time time when a follower fetched from the leader. This is reported as -1 both for the current leader or if it is unknown for a voter.
    pub last_fetch_timestamp: i64,
    /// The leader wall clock append time of the offset for which the follower made the most recent fetch request. This is reported as the current time for the leader and -1 if unknown for a voter.
    pub last_caught_up_timestamp: i64,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for ReplicaState {
    fn default() -> Self {
        ReplicaState {
            replica_id: 0,
            replica_directory_id: Uuid::ZERO,
            log_end_offset: 0,
            last_fetch_timestamp: -1,
            last_caught_up_timestamp: -1,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for ReplicaState {
    const MIN_BYTES: usize = 13;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            replica_id: d.i32("ReplicaState.ReplicaId")?,
            replica_directory_id: if version >= 2 { d.uuid("ReplicaState.ReplicaDirectoryId")? } else { Uuid::ZERO },
            log_end_offset: d.i64("ReplicaState.LogEndOffset")?,
            last_fetch_timestamp: if version >= 1 { d.i64("ReplicaState.LastFetchTimestamp")? } else { -1 },
            last_caught_up_timestamp: if version >= 1 { d.i64("ReplicaState.LastCaughtUpTimestamp")? } else { -1 },
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.replica_id);
        if version >= 2 {
            put_uuid(buf, &self.replica_directory_id);
        } else if !self.replica_directory_id.is_zero() {
            return Err(EncodeError::not_in_version("ReplicaState.ReplicaDirectoryId", version));
        }
        buf.put_i64(self.log_end_offset);
        if version >= 1 {
            buf.put_i64(self.last_fetch_timestamp);
        }
        if version >= 1 {
            buf.put_i64(self.last_caught_up_timestamp);
        }
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 12;
        if version >= 2 {
            size += 16;
        }
        if version >= 1 {
            size += 16;
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for DescribeQuorumResponse {
    const NAME: &'static str = "DescribeQuorumResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 2;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

//! `FetchSnapshotResponse`, api key 59, versions 0 to 1, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, Bytes, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, bytes_size, put_bytes, put_string, put_structs,
    string_size, structs_size, tag_header_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct FetchSnapshotResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The top level response error code.
    pub error_code: i16,
    /// The topics to fetch.
    pub topics: Vec<TopicSnapshot>,
    /// Endpoints for all current-leaders enumerated in PartitionSnapshot.
    pub node_endpoints: Vec<NodeEndpoint>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for FetchSnapshotResponse {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let mut value = Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            error_code: d.i16("ErrorCode")?,
            topics: d.structs(true, version, "Topics")?,
            node_endpoints: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        for more in (0..d.tag_count()?).rev() {
            let (tag, end) = d.tag()?;
            match tag {
                0 if version >= 1 => value.node_endpoints = d.structs(true, version, "NodeEndpoints")?,
                _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
            }
            d.end_tag(end)?;
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.throttle_time_ms);
        buf.put_i16(self.error_code);
        put_structs(buf, true, version, &self.topics, "Topics")?;
        if version < 1 && !self.node_endpoints.is_empty() {
            return Err(EncodeError::not_in_version("NodeEndpoints", version));
        }
        let has_node_endpoints = version >= 1 && !self.node_endpoints.is_empty();
        let mut tags = self.unknown_tagged_fields.begin(buf, usize::from(has_node_endpoints))?;
        if has_node_endpoints {
            tags.open(buf, 0, structs_size(true, version, &self.node_endpoints))?;
            put_structs(buf, true, version, &self.node_endpoints, "NodeEndpoints")?;
        }
        tags.rest(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 6;
        size += structs_size(true, version, &self.topics);
        let (mut known, mut known_bytes) = (0, 0);
        if version >= 1 && !self.node_endpoints.is_empty() {
            let bytes = structs_size(true, version, &self.node_endpoints);
            known += 1;
            known_bytes += tag_header_size(0, bytes) + bytes;
        }
        size += self.unknown_tagged_fields.section_size(known, known_bytes);
        size
    }
}

/// The topics to fetch.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicSnapshot {
    /// The name of the topic to fetch.
    pub name: String,
    /// The partitions to fetch.
    pub partitions: Vec<PartitionSnapshot>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for TopicSnapshot {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.string(true, "TopicSnapshot.Name")?,
            partitions: d.structs(true, version, "TopicSnapshot.Partitions")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.name, "TopicSnapshot.Name")?;
        put_structs(buf, true, version, &self.partitions, "TopicSnapshot.Partitions")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += string_size(true, &self.name);
        size += structs_size(true, version, &self.partitions);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// Endpoints for all current-leaders enumerated in PartitionSnapshot.
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

/// The partitions to fetch.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct PartitionSnapshot {
    /// The partition index.
    pub index: i32,
    /// The error code, or 0 if there was no fetch error.
    pub error_code: i16,
    /// The snapshot endOffset and epoch fetched.
    pub snapshot_id: SnapshotId,
    /// The leader of the partition at the time of the snapshot.
    pub current_leader: LeaderIdAndEpoch,
    /// The total size of the snapshot.
    pub size: i64,
    /// The starting byte position within the snapshot included in the Bytes field.
    pub position: i64,
    /// Snapshot data in records format which may not be aligned on an offset boundary.
    pub unaligned_records: Bytes,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for PartitionSnapshot {
    const MIN_BYTES: usize = 37;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let mut value = Self {
            index: d.i32("PartitionSnapshot.Index")?,
            error_code: d.i16("PartitionSnapshot.ErrorCode")?,
            snapshot_id: SnapshotId::read(d, version)?,
            current_leader: LeaderIdAndEpoch::default(),
            size: d.i64("PartitionSnapshot.Size")?,
            position: d.i64("PartitionSnapshot.Position")?,
            unaligned_records: d.bytes(true, "PartitionSnapshot.UnalignedRecords")?,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        for more in (0..d.tag_count()?).rev() {
            let (tag, end) = d.tag()?;
            match tag {
                0 => value.current_leader = LeaderIdAndEpoch::read(d, version)?,
                _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
            }
            d.end_tag(end)?;
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.index);
        buf.put_i16(self.error_code);
        self.snapshot_id.write(buf, version)?;
        buf.put_i64(self.size);
        buf.put_i64(self.position);
        put_bytes(buf, true, &self.unaligned_records, "PartitionSnapshot.UnalignedRecords")?;
        let has_current_leader = self.current_leader != LeaderIdAndEpoch::default();
        let mut tags = self.unknown_tagged_fields.begin(buf, usize::from(has_current_leader))?;
        if has_current_leader {
            tags.open(buf, 0, self.current_leader.size(version))?;
            self.current_leader.write(buf, version)?;
        }
        tags.rest(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 22;
        size += self.snapshot_id.size(version);
        size += bytes_size(true, &self.unaligned_records);
        let (mut known, mut known_bytes) = (0, 0);
        if self.current_leader != LeaderIdAndEpoch::default() {
            let bytes = self.current_leader.size(version);
            known += 1;
            known_bytes += tag_header_size(0, bytes) + bytes;
        }
        size += self.unknown_tagged_fields.section_size(known, known_bytes);
        size
    }
}

/// The snapshot endOffset and epoch fetched.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct SnapshotId {
    /// The snapshot end offset.
    pub end_offset: i64,
    /// The snapshot epoch.
    pub epoch: i32,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for SnapshotId {
    const MIN_BYTES: usize = 13;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            end_offset: d.i64("SnapshotId.EndOffset")?,
            epoch: d.i32("SnapshotId.Epoch")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i64(self.end_offset);
        buf.put_i32(self.epoch);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 12;
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The leader of the partition at the time of the snapshot.
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

impl Message for FetchSnapshotResponse {
    const NAME: &'static str = "FetchSnapshotResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 1;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

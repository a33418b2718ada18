//! `FetchSnapshotRequest`, api key 59, versions 0 to 1, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_string,
    put_structs, put_uuid, string_size, structs_size, tag_header_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub struct FetchSnapshotRequest {
    /// The clusterId if known, this is used to validate metadata fetches prior to broker registration.
    pub cluster_id: Option<String>,
    /// The broker ID of the follower.
    pub replica_id: i32,
    /// The maximum bytes to fetch from all of the snapshots.
    pub max_bytes: i32,
    /// The topics to fetch.
    pub topics: Vec<TopicSnapshot>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for FetchSnapshotRequest {
    fn default() -> Self {
        FetchSnapshotRequest {
            cluster_id: None,
            replica_id: -1,
            max_bytes: i32::MAX,
            topics: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for FetchSnapshotRequest {
    const MIN_BYTES: usize = 10;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let mut value = Self {
            cluster_id: None,
            replica_id: d.i32("ReplicaId")?,
            max_bytes: d.i32("MaxBytes")?,
            topics: d.structs(true, version, "Topics")?,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        for more in (0..d.tag_count()?).rev() {
            let (tag, end) = d.tag()?;
            match tag {
                0 => value.cluster_id = d.opt_string(true, "ClusterId")?,
                _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
            }
            d.end_tag(end)?;
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.replica_id);
        buf.put_i32(self.max_bytes);
        put_structs(buf, true, version, &self.topics, "Topics")?;
        let has_cluster_id = self.cluster_id.is_some();
        let mut tags = self.unknown_tagged_fields.begin(buf, usize::from(has_cluster_id))?;
        if has_cluster_id {
            tags.open(buf, 0, opt_string_size(true, self.cluster_id.as_deref()))?;
            put_opt_string(buf, true, self.cluster_id.as_deref(), "ClusterId")?;
        }
        tags.rest(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 8;
        size += structs_size(true, version, &self.topics);
        let (mut known, mut known_bytes) = (0, 0);
        if self.cluster_id.is_some() {
            let bytes = opt_string_size(true, self.cluster_id.as_deref());
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

/// The partitions to fetch.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct PartitionSnapshot {
    /// The partition index.
    pub partition: i32,
    /// The current leader epoch of the partition, -1 for unknown leader epoch.
    pub current_leader_epoch: i32,
    /// The snapshot endOffset and epoch to fetch.
    pub snapshot_id: SnapshotId,
    /// The byte position within the snapshot to start fetching from.
    pub position: i64,
    /// The directory id of the follower fetching.
    pub replica_directory_id: Uuid,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for PartitionSnapshot {
    const MIN_BYTES: usize = 30;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let mut value = Self {
            partition: d.i32("PartitionSnapshot.Partition")?,
            current_leader_epoch: d.i32("PartitionSnapshot.CurrentLeaderEpoch")?,
            snapshot_id: SnapshotId::read(d, version)?,
            position: d.i64("PartitionSnapshot.Position")?,
            replica_directory_id: Uuid::ZERO,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        for more in (0..d.tag_count()?).rev() {
            let (tag, end) = d.tag()?;
            match tag {
                0 if version >= 1 => value.replica_directory_id = d.uuid("PartitionSnapshot.ReplicaDirectoryId")?,
                _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
            }
            d.end_tag(end)?;
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.partition);
        buf.put_i32(self.current_leader_epoch);
        self.snapshot_id.write(buf, version)?;
        buf.put_i64(self.position);
        let has_replica_directory_id = version >= 1 && !self.replica_directory_id.is_zero();
        let mut tags = self.unknown_tagged_fields.begin(buf, usize::from(has_replica_directory_id))?;
        if has_replica_directory_id {
            tags.open(buf, 0, 16)?;
            put_uuid(buf, &self.replica_directory_id);
        }
        tags.rest(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 16;
        size += self.snapshot_id.size(version);
        let (mut known, mut known_bytes) = (0, 0);
        if version >= 1 && !self.replica_directory_id.is_zero() {
            let bytes = 16;
            known += 1;
            known_bytes += tag_header_size(0, bytes) + bytes;
        }
        size += self.unknown_tagged_fields.section_size(known, known_bytes);
        size
    }
}

/// The snapshot endOffset and epoch to fetch.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct SnapshotId {
    /// The end offset of the snapshot.
    pub end_offset: i64,
    /// The epoch of the snapshot.
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

impl Message for FetchSnapshotRequest {
    const NAME: &'static str = "FetchSnapshotRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 1;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

impl Request for FetchSnapshotRequest {
    const API_KEY: ApiKey = ApiKey::FetchSnapshot;
    type Response = super::FetchSnapshotResponse;
}

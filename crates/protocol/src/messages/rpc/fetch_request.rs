//! `FetchRequest`, api key 1, versions 4 to 18, flexible from 12.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, opt_string_size, put_i32s,
    put_opt_string, put_string, put_structs, put_uuid, string_size, structs_size, tag_header_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub struct FetchRequest {
    /// The clusterId if known. This is used to validate metadata fetches prior to broker registration.
    pub cluster_id: Option<String>,
    /// The broker ID of the follower, of -1 if this request is from a consumer.
    pub replica_id: i32,
    /// The state of the replica in the follower.
    pub replica_state: ReplicaState,
    /// The maximum time in milliseconds to wait for the response.
    pub max_wait_ms: i32,
    /// The minimum bytes to accumulate in the response.
    pub min_bytes: i32,
    /// The maximum bytes to fetch.  See KIP-74 for cases where this limit may not be honored.
    pub max_bytes: i32,
    /// This setting controls the visibility of transactional records. Using READ_UNCOMMITTED (isolation_level = 0) makes all records visible. With READ_COMMITTED (isolation_level = 1), non-transactional and COMMITTED transactional records are visible. To be more concrete, READ_COMMITTED returns all data from offsets smaller than the current LSO (last stable offset), and enables the inclusion of the list of aborted transactions in the result, which allows consumers to discard ABORTED transactional records.
    pub isolation_level: i8,
    /// The fetch session ID.
    pub session_id: i32,
    /// The fetch session epoch, which is used for ordering requests in a session.
    pub session_epoch: i32,
    /// The topics to fetch.
    pub topics: Vec<FetchTopic>,
    /// In an incremental fetch request, the partitions to remove.
    pub forgotten_topics_data: Vec<ForgottenTopic>,
    /// Rack ID of the consumer making this request.
    pub rack_id: String,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for FetchRequest {
    fn default() -> Self {
        FetchRequest {
            cluster_id: None,
            replica_id: -1,
            replica_state: ReplicaState::default(),
            max_wait_ms: 0,
            min_bytes: 0,
            max_bytes: i32::MAX,
            isolation_level: 0,
            session_id: 0,
            session_epoch: -1,
            topics: Vec::new(),
            forgotten_topics_data: Vec::new(),
            rack_id: String::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for FetchRequest {
    const MIN_BYTES: usize = 21;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 12;
        let mut value = Self {
            cluster_id: None,
            replica_id: if version <= 14 { d.i32("ReplicaId")? } else { -1 },
            replica_state: ReplicaState::default(),
            max_wait_ms: d.i32("MaxWaitMs")?,
            min_bytes: d.i32("MinBytes")?,
            max_bytes: d.i32("MaxBytes")?,
            isolation_level: d.i8("IsolationLevel")?,
            session_id: if version >= 7 { d.i32("SessionId")? } else { 0 },
            session_epoch: if version >= 7 { d.i32("SessionEpoch")? } else { -1 },
            topics: d.structs(flexible, version, "Topics")?,
            forgotten_topics_data: if version >= 7 {
                d.structs(flexible, version, "ForgottenTopicsData")?
            } else {
                Vec::new()
            },
            rack_id: if version >= 11 { d.string(flexible, "RackId")? } else { String::new() },
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        if flexible {
            for more in (0..d.tag_count()?).rev() {
                let (tag, end) = d.tag()?;
                match tag {
                    0 => value.cluster_id = d.opt_string(true, "ClusterId")?,
                    1 if version >= 15 => value.replica_state = ReplicaState::read(d, version)?,
                    _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
                }
                d.end_tag(end)?;
            }
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 12;
        if version <= 14 {
            buf.put_i32(self.replica_id);
        } else if self.replica_id != -1 {
            return Err(EncodeError::not_in_version("ReplicaId", version));
        }
        if version < 15 && self.replica_state != ReplicaState::default() {
            return Err(EncodeError::not_in_version("ReplicaState", version));
        }
        buf.put_i32(self.max_wait_ms);
        buf.put_i32(self.min_bytes);
        buf.put_i32(self.max_bytes);
        buf.put_i8(self.isolation_level);
        if version >= 7 {
            buf.put_i32(self.session_id);
        }
        if version >= 7 {
            buf.put_i32(self.session_epoch);
        }
        put_structs(buf, flexible, version, &self.topics, "Topics")?;
        if version >= 7 {
            put_structs(buf, flexible, version, &self.forgotten_topics_data, "ForgottenTopicsData")?;
        } else if !self.forgotten_topics_data.is_empty() {
            return Err(EncodeError::not_in_version("ForgottenTopicsData", version));
        }
        if version >= 11 {
            put_string(buf, flexible, &self.rack_id, "RackId")?;
        }
        if flexible {
            let has_cluster_id = self.cluster_id.is_some();
            let has_replica_state = version >= 15 && self.replica_state != ReplicaState::default();
            let mut tags =
                self.unknown_tagged_fields.begin(buf, usize::from(has_cluster_id) + usize::from(has_replica_state))?;
            if has_cluster_id {
                tags.open(buf, 0, opt_string_size(true, self.cluster_id.as_deref()))?;
                put_opt_string(buf, true, self.cluster_id.as_deref(), "ClusterId")?;
            }
            if has_replica_state {
                tags.open(buf, 1, self.replica_state.size(version))?;
                self.replica_state.write(buf, version)?;
            }
            tags.rest(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 12;
        let mut size = 13;
        size += structs_size(flexible, version, &self.topics);
        if version <= 14 {
            size += 4;
        }
        if version >= 7 {
            size += 8 + structs_size(flexible, version, &self.forgotten_topics_data);
        }
        if version >= 11 {
            size += string_size(flexible, &self.rack_id);
        }
        if flexible {
            let (mut known, mut known_bytes) = (0, 0);
            if self.cluster_id.is_some() {
                let bytes = opt_string_size(true, self.cluster_id.as_deref());
                known += 1;
                known_bytes += tag_header_size(0, bytes) + bytes;
            }
            if version >= 15 && self.replica_state != ReplicaState::default() {
                let bytes = self.replica_state.size(version);
                known += 1;
                known_bytes += tag_header_size(1, bytes) + bytes;
            }
            size += self.unknown_tagged_fields.section_size(known, known_bytes);
        }
        size
    }
}

/// The state of the replica in the follower.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplicaState {
    /// The replica ID of the follower, or -1 if this request is from a consumer.
    pub replica_id: i32,
    /// The epoch of this follower, or -1 if not available.
    pub replica_epoch: i64,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for ReplicaState {
    fn default() -> Self {
        ReplicaState { replica_id: -1, replica_epoch: -1, unknown_tagged_fields: UnknownTaggedFields::default() }
    }
}

impl WireStruct for ReplicaState {
    const MIN_BYTES: usize = 13;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            replica_id: d.i32("ReplicaState.ReplicaId")?,
            replica_epoch: d.i64("ReplicaState.ReplicaEpoch")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.replica_id);
        buf.put_i64(self.replica_epoch);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 12;
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The topics to fetch.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct FetchTopic {
    /// The name of the topic to fetch.
    pub topic: String,
    /// The unique topic ID.
    pub topic_id: Uuid,
    /// The partitions to fetch.
    pub partitions: Vec<FetchPartition>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for FetchTopic {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 12;
        Ok(Self {
            topic: if version <= 12 { d.string(flexible, "FetchTopic.Topic")? } else { String::new() },
            topic_id: if version >= 13 { d.uuid("FetchTopic.TopicId")? } else { Uuid::ZERO },
            partitions: d.structs(flexible, version, "FetchTopic.Partitions")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 12;
        if version <= 12 {
            put_string(buf, flexible, &self.topic, "FetchTopic.Topic")?;
        }
        if version >= 13 {
            put_uuid(buf, &self.topic_id);
        }
        put_structs(buf, flexible, version, &self.partitions, "FetchTopic.Partitions")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 12;
        let mut size = 0;
        size += structs_size(flexible, version, &self.partitions);
        if version <= 12 {
            size += string_size(flexible, &self.topic);
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

/// In an incremental fetch request, the partitions to remove.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ForgottenTopic {
    /// The topic name.
    pub topic: String,
    /// The unique topic ID.
    pub topic_id: Uuid,
    /// The partitions indexes to forget.
    pub partitions: Vec<i32>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ForgottenTopic {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 12;
        Ok(Self {
            topic: if version <= 12 { d.string(flexible, "ForgottenTopic.Topic")? } else { String::new() },
            topic_id: if version >= 13 { d.uuid("ForgottenTopic.TopicId")? } else { Uuid::ZERO },
            partitions: d.i32s(flexible, "ForgottenTopic.Partitions")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 12;
        if version <= 12 {
            put_string(buf, flexible, &self.topic, "ForgottenTopic.Topic")?;
        }
        if version >= 13 {
            put_uuid(buf, &self.topic_id);
        }
        put_i32s(buf, flexible, &self.partitions, "ForgottenTopic.Partitions")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 12;
        let mut size = 0;
        size += fixed_array_size(flexible, &self.partitions, 4);
        if version <= 12 {
            size += string_size(flexible, &self.topic);
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

/// The partitions to fetch.
#[derive(Clone, Debug, PartialEq)]
pub struct FetchPartition {
    /// The partition index.
    pub partition: i32,
    /// The current leader epoch of the partition.
    pub current_leader_epoch: i32,
    /// The message offset.
    pub fetch_offset: i64,
    /// The epoch of the last fetched record or -1 if there is none.
    pub last_fetched_epoch: i32,
    /// The earliest available offset of the follower replica.  The field is only used when the request is sent by the follower.
    pub log_start_offset: i64,
    /// The maximum bytes to fetch from this partition.  See KIP-74 for cases where this limit may not be honored.
    pub partition_max_bytes: i32,
    /// The directory id of the follower fetching.
    pub replica_directory_id: Uuid,
    /// The high-watermark known by the replica. -1 if the high-watermark is not known and 9223372036854775807 if the feature is not supported.
    pub high_watermark: i64,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for FetchPartition {
    fn default() -> Self {
        FetchPartition {
            partition: 0,
            current_leader_epoch: -1,
            fetch_offset: 0,
            last_fetched_epoch: -1,
            log_start_offset: -1,
            partition_max_bytes: 0,
            replica_directory_id: Uuid::ZERO,
            high_watermark: i64::MAX,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for FetchPartition {
    const MIN_BYTES: usize = 16;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 12;
        let mut value = Self {
            partition: d.i32("FetchPartition.Partition")?,
            current_leader_epoch: if version >= 9 { d.i32("FetchPartition.CurrentLeaderEpoch")? } else { -1 },
            fetch_offset: d.i64("FetchPartition.FetchOffset")?,
            last_fetched_epoch: if version >= 12 { d.i32("FetchPartition.LastFetchedEpoch")? } else { -1 },
            log_start_offset: if version >= 5 { d.i64("FetchPartition.LogStartOffset")? } else { -1 },
            partition_max_bytes: d.i32("FetchPartition.PartitionMaxBytes")?,
            replica_directory_id: Uuid::ZERO,
            high_watermark: i64::MAX,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        if flexible {
            for more in (0..d.tag_count()?).rev() {
                let (tag, end) = d.tag()?;
                match tag {
                    0 if version >= 17 => value.replica_directory_id = d.uuid("FetchPartition.ReplicaDirectoryId")?,
                    1 if version >= 18 => value.high_watermark = d.i64("FetchPartition.HighWatermark")?,
                    _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
                }
                d.end_tag(end)?;
            }
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 12;
        buf.put_i32(self.partition);
        if version >= 9 {
            buf.put_i32(self.current_leader_epoch);
        }
        buf.put_i64(self.fetch_offset);
        if version >= 12 {
            buf.put_i32(self.last_fetched_epoch);
        } else if self.last_fetched_epoch != -1 {
            return Err(EncodeError::not_in_version("FetchPartition.LastFetchedEpoch", version));
        }
        if version >= 5 {
            buf.put_i64(self.log_start_offset);
        }
        buf.put_i32(self.partition_max_bytes);
        if flexible {
            let has_replica_directory_id = version >= 17 && !self.replica_directory_id.is_zero();
            let has_high_watermark = version >= 18 && self.high_watermark != i64::MAX;
            let mut tags = self
                .unknown_tagged_fields
                .begin(buf, usize::from(has_replica_directory_id) + usize::from(has_high_watermark))?;
            if has_replica_directory_id {
                tags.open(buf, 0, 16)?;
                put_uuid(buf, &self.replica_directory_id);
            }
            if has_high_watermark {
                tags.open(buf, 1, 8)?;
                buf.put_i64(self.high_watermark);
            }
            tags.rest(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 12;
        let mut size = 16;
        if version >= 9 {
            size += 4;
        }
        if version >= 12 {
            size += 4;
        }
        if version >= 5 {
            size += 8;
        }
        if flexible {
            let (mut known, mut known_bytes) = (0, 0);
            if version >= 17 && !self.replica_directory_id.is_zero() {
                let bytes = 16;
                known += 1;
                known_bytes += tag_header_size(0, bytes) + bytes;
            }
            if version >= 18 && self.high_watermark != i64::MAX {
                let bytes = 8;
                known += 1;
                known_bytes += tag_header_size(1, bytes) + bytes;
            }
            size += self.unknown_tagged_fields.section_size(known, known_bytes);
        }
        size
    }
}

impl Message for FetchRequest {
    const NAME: &'static str = "FetchRequest";
    const MIN_VERSION: i16 = 4;
    const MAX_VERSION: i16 = 18;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(12);
}

impl Request for FetchRequest {
    const API_KEY: ApiKey = ApiKey::Fetch;
    type Response = super::FetchResponse;
}

//! `FetchResponse`, api key 1, versions 4 to 18, flexible from 12.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, Bytes, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_bytes_size, opt_string_size,
    opt_structs_size, put_opt_bytes, put_opt_string, put_opt_structs, put_string, put_structs, put_uuid, string_size,
    structs_size, tag_header_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct FetchResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The top level response error code.
    pub error_code: i16,
    /// The fetch session ID, or 0 if this is not part of a fetch session.
    pub session_id: i32,
    /// The response topics.
    pub responses: Vec<FetchableTopicResponse>,
    /// Endpoints for all current-leaders enumerated in PartitionData, with errors NOT_LEADER_OR_FOLLOWER & FENCED_LEADER_EPOCH.
    pub node_endpoints: Vec<NodeEndpoint>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for FetchResponse {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 12;
        let mut value = Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            error_code: if version >= 7 { d.i16("ErrorCode")? } else { 0 },
            session_id: if version >= 7 { d.i32("SessionId")? } else { 0 },
            responses: d.structs(flexible, version, "Responses")?,
            node_endpoints: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        if flexible {
            for more in (0..d.tag_count()?).rev() {
                let (tag, end) = d.tag()?;
                match tag {
                    0 if version >= 16 => value.node_endpoints = d.structs(true, version, "NodeEndpoints")?,
                    _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
                }
                d.end_tag(end)?;
            }
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 12;
        buf.put_i32(self.throttle_time_ms);
        if version >= 7 {
            buf.put_i16(self.error_code);
        }
        if version >= 7 {
            buf.put_i32(self.session_id);
        } else if self.session_id != 0 {
            return Err(EncodeError::not_in_version("SessionId", version));
        }
        put_structs(buf, flexible, version, &self.responses, "Responses")?;
        if version < 16 && !self.node_endpoints.is_empty() {
            return Err(EncodeError::not_in_version("NodeEndpoints", version));
        }
        if flexible {
            let has_node_endpoints = version >= 16 && !self.node_endpoints.is_empty();
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
        let flexible = version >= 12;
        let mut size = 4;
        size += structs_size(flexible, version, &self.responses);
        if version >= 7 {
            size += 6;
        }
        if flexible {
            let (mut known, mut known_bytes) = (0, 0);
            if version >= 16 && !self.node_endpoints.is_empty() {
                let bytes = structs_size(true, version, &self.node_endpoints);
                known += 1;
                known_bytes += tag_header_size(0, bytes) + bytes;
            }
            size += self.unknown_tagged_fields.section_size(known, known_bytes);
        }
        size
    }
}

/// The response topics.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct FetchableTopicResponse {
    /// The topic name.
    pub topic: String,
    /// The unique topic ID.
    pub topic_id: Uuid,
    /// The topic partitions.
    pub partitions: Vec<PartitionData>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for FetchableTopicResponse {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 12;
        Ok(Self {
            topic: if version <= 12 { d.string(flexible, "FetchableTopicResponse.Topic")? } else { String::new() },
            topic_id: if version >= 13 { d.uuid("FetchableTopicResponse.TopicId")? } else { Uuid::ZERO },
            partitions: d.structs(flexible, version, "FetchableTopicResponse.Partitions")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 12;
        if version <= 12 {
            put_string(buf, flexible, &self.topic, "FetchableTopicResponse.Topic")?;
        }
        if version >= 13 {
            put_uuid(buf, &self.topic_id);
        }
        put_structs(buf, flexible, version, &self.partitions, "FetchableTopicResponse.Partitions")?;
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

/// Endpoints for all current-leaders enumerated in PartitionData, with errors NOT_LEADER_OR_FOLLOWER & FENCED_LEADER_EPOCH.
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
#[derive(Clone, Debug, PartialEq)]
pub struct PartitionData {
    /// The partition index.
    pub partition_index: i32,
    /// The error code, or 0 if there was no fetch error.
    pub error_code: i16,
    /// The current high water mark.
    pub high_watermark: i64,
    /// The last stable offset (or LSO) of the partition. This is the last offset such that the state of all transactional records prior to this offset have been decided (ABORTED or COMMITTED).
    pub last_stable_offset: i64,
    /// The current log start offset.
    pub log_start_offset: i64,
    /// In case divergence is detected based on the `LastFetchedEpoch` and `FetchOffset` in the request, this field indicates the largest epoch and its end offset such that subsequent records are known to diverge.
    pub diverging_epoch: EpochEndOffset,
    /// The current leader of the partition.
    pub current_leader: LeaderIdAndEpoch,
    /// In the case of fetching an offset less than the LogStartOffset, this is the end offset and epoch that should be used in the FetchSnapshot request.
    pub snapshot_id: SnapshotId,
    /// The aborted transactions.
    pub aborted_transactions: Option<Vec<AbortedTransaction>>,
    /// The preferred read replica for the consumer to use on its next fetch request.
    pub preferred_read_replica: i32,
    /// The record data.
    pub records: Option<Bytes>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for PartitionData {
    fn default() -> Self {
        PartitionData {
            partition_index: 0,
            error_code: 0,
            high_watermark: 0,
            last_stable_offset: -1,
            log_start_offset: -1,
            diverging_epoch: EpochEndOffset::default(),
            current_leader: LeaderIdAndEpoch::default(),
            snapshot_id: SnapshotId::default(),
            aborted_transactions: Some(Vec::new()),
            preferred_read_replica: -1,
            records: None,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for PartitionData {
    const MIN_BYTES: usize = 30;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 12;
        let mut value = Self {
            partition_index: d.i32("PartitionData.PartitionIndex")?,
            error_code: d.i16("PartitionData.ErrorCode")?,
            high_watermark: d.i64("PartitionData.HighWatermark")?,
            last_stable_offset: d.i64("PartitionData.LastStableOffset")?,
            log_start_offset: if version >= 5 { d.i64("PartitionData.LogStartOffset")? } else { -1 },
            diverging_epoch: EpochEndOffset::default(),
            current_leader: LeaderIdAndEpoch::default(),
            snapshot_id: SnapshotId::default(),
            aborted_transactions: d.opt_structs(flexible, version, "PartitionData.AbortedTransactions")?,
            preferred_read_replica: if version >= 11 { d.i32("PartitionData.PreferredReadReplica")? } else { -1 },
            records: d.opt_bytes(flexible, "PartitionData.Records")?,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        if flexible {
            for more in (0..d.tag_count()?).rev() {
                let (tag, end) = d.tag()?;
                match tag {
                    0 => value.diverging_epoch = EpochEndOffset::read(d, version)?,
                    1 => value.current_leader = LeaderIdAndEpoch::read(d, version)?,
                    2 => value.snapshot_id = SnapshotId::read(d, version)?,
                    _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
                }
                d.end_tag(end)?;
            }
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 12;
        buf.put_i32(self.partition_index);
        buf.put_i16(self.error_code);
        buf.put_i64(self.high_watermark);
        buf.put_i64(self.last_stable_offset);
        if version >= 5 {
            buf.put_i64(self.log_start_offset);
        }
        if version < 12 && self.diverging_epoch != EpochEndOffset::default() {
            return Err(EncodeError::not_in_version("PartitionData.DivergingEpoch", version));
        }
        if version < 12 && self.current_leader != LeaderIdAndEpoch::default() {
            return Err(EncodeError::not_in_version("PartitionData.CurrentLeader", version));
        }
        if version < 12 && self.snapshot_id != SnapshotId::default() {
            return Err(EncodeError::not_in_version("PartitionData.SnapshotId", version));
        }
        put_opt_structs(
            buf,
            flexible,
            version,
            self.aborted_transactions.as_deref(),
            "PartitionData.AbortedTransactions",
        )?;
        if version >= 11 {
            buf.put_i32(self.preferred_read_replica);
        } else if self.preferred_read_replica != -1 {
            return Err(EncodeError::not_in_version("PartitionData.PreferredReadReplica", version));
        }
        put_opt_bytes(buf, flexible, self.records.as_ref(), "PartitionData.Records")?;
        if flexible {
            let has_diverging_epoch = self.diverging_epoch != EpochEndOffset::default();
            let has_current_leader = self.current_leader != LeaderIdAndEpoch::default();
            let has_snapshot_id = self.snapshot_id != SnapshotId::default();
            let mut tags = self.unknown_tagged_fields.begin(
                buf,
                usize::from(has_diverging_epoch) + usize::from(has_current_leader) + usize::from(has_snapshot_id),
            )?;
            if has_diverging_epoch {
                tags.open(buf, 0, self.diverging_epoch.size(version))?;
                self.diverging_epoch.write(buf, version)?;
            }
            if has_current_leader {
                tags.open(buf, 1, self.current_leader.size(version))?;
                self.current_leader.write(buf, version)?;
            }
            if has_snapshot_id {
                tags.open(buf, 2, self.snapshot_id.size(version))?;
                self.snapshot_id.write(buf, version)?;
            }
            tags.rest(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 12;
        let mut size = 22;
        size += opt_structs_size(flexible, version, self.aborted_transactions.as_deref());
        size += opt_bytes_size(flexible, self.records.as_ref());
        if version >= 5 {
            size += 8;
        }
        if version >= 11 {
            size += 4;
        }
        if flexible {
            let (mut known, mut known_bytes) = (0, 0);
            if self.diverging_epoch != EpochEndOffset::default() {
                let bytes = self.diverging_epoch.size(version);
                known += 1;
                known_bytes += tag_header_size(0, bytes) + bytes;
            }
            if self.current_leader != LeaderIdAndEpoch::default() {
                let bytes = self.current_leader.size(version);
                known += 1;
                known_bytes += tag_header_size(1, bytes) + bytes;
            }
            if self.snapshot_id != SnapshotId::default() {
                let bytes = self.snapshot_id.size(version);
                known += 1;
                known_bytes += tag_header_size(2, bytes) + bytes;
            }
            size += self.unknown_tagged_fields.section_size(known, known_bytes);
        }
        size
    }
}

/// In case divergence is detected based on the `LastFetchedEpoch` and `FetchOffset` in the request, this field indicates the largest epoch and its end offset such that subsequent records are known to diverge.
#[derive(Clone, Debug, PartialEq)]
pub struct EpochEndOffset {
    /// The largest epoch.
    pub epoch: i32,
    /// The end offset of the epoch.
    pub end_offset: i64,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for EpochEndOffset {
    fn default() -> Self {
        EpochEndOffset { epoch: -1, end_offset: -1, unknown_tagged_fields: UnknownTaggedFields::default() }
    }
}

impl WireStruct for EpochEndOffset {
    const MIN_BYTES: usize = 13;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            epoch: d.i32("EpochEndOffset.Epoch")?,
            end_offset: d.i64("EpochEndOffset.EndOffset")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.epoch);
        buf.put_i64(self.end_offset);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 12;
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The current leader of the partition.
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

/// In the case of fetching an offset less than the LogStartOffset, this is the end offset and epoch that should be used in the FetchSnapshot request.
#[derive(Clone, Debug, PartialEq)]
pub struct SnapshotId {
    /// The end offset of the epoch.
    pub end_offset: i64,
    /// The largest epoch.
    pub epoch: i32,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for SnapshotId {
    fn default() -> Self {
        SnapshotId { end_offset: -1, epoch: -1, unknown_tagged_fields: UnknownTaggedFields::default() }
    }
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

/// The aborted transactions.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AbortedTransaction {
    /// The producer id associated with the aborted transaction.
    pub producer_id: i64,
    /// The first offset in the aborted transaction.
    pub first_offset: i64,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for AbortedTransaction {
    const MIN_BYTES: usize = 16;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 12;
        Ok(Self {
            producer_id: d.i64("AbortedTransaction.ProducerId")?,
            first_offset: d.i64("AbortedTransaction.FirstOffset")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 12;
        buf.put_i64(self.producer_id);
        buf.put_i64(self.first_offset);
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 12;
        let mut size = 16;
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for FetchResponse {
    const NAME: &'static str = "FetchResponse";
    const MIN_VERSION: i16 = 4;
    const MAX_VERSION: i16 = 18;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(12);
}

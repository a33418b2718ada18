//! `RemoteLogSegmentMetadataRecord`, api key 0, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, Bytes, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_bytes_size, put_bool, put_opt_bytes,
    put_string, put_structs, put_uuid, string_size, structs_size, tag_header_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct RemoteLogSegmentMetadataRecord {
    /// Unique representation of the remote log segment.
    pub remote_log_segment_id: RemoteLogSegmentIdEntry,
    /// Start offset  of the segment.
    pub start_offset: i64,
    /// End offset  of the segment.
    pub end_offset: i64,
    /// Broker id from which this event is generated.
    pub broker_id: i32,
    /// Maximum timestamp in milliseconds with in this segment.
    pub max_timestamp_ms: i64,
    /// Epoch time in milliseconds at which this event is generated.
    pub event_timestamp_ms: i64,
    /// Leader epoch to start-offset mappings for the records with in this segment.
    pub segment_leader_epochs: Vec<SegmentLeaderEpochEntry>,
    /// Segment size in bytes.
    pub segment_size_in_bytes: i32,
    /// Custom metadata.
    pub custom_metadata: Option<Bytes>,
    /// State identifier of the remote log segment, which is RemoteLogSegmentState.id().
    pub remote_log_segment_state: i8,
    /// Flag to indicate if the transaction index is empty.
    pub txn_index_empty: bool,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for RemoteLogSegmentMetadataRecord {
    const MIN_BYTES: usize = 83;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let mut value = Self {
            remote_log_segment_id: RemoteLogSegmentIdEntry::read(d, version)?,
            start_offset: d.i64("StartOffset")?,
            end_offset: d.i64("EndOffset")?,
            broker_id: d.i32("BrokerId")?,
            max_timestamp_ms: d.i64("MaxTimestampMs")?,
            event_timestamp_ms: d.i64("EventTimestampMs")?,
            segment_leader_epochs: d.structs(true, version, "SegmentLeaderEpochs")?,
            segment_size_in_bytes: d.i32("SegmentSizeInBytes")?,
            custom_metadata: d.opt_bytes(true, "CustomMetadata")?,
            remote_log_segment_state: d.i8("RemoteLogSegmentState")?,
            txn_index_empty: false,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        for more in (0..d.tag_count()?).rev() {
            let (tag, end) = d.tag()?;
            match tag {
                0 => value.txn_index_empty = d.bool("TxnIndexEmpty")?,
                _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
            }
            d.end_tag(end)?;
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        self.remote_log_segment_id.write(buf, version)?;
        buf.put_i64(self.start_offset);
        buf.put_i64(self.end_offset);
        buf.put_i32(self.broker_id);
        buf.put_i64(self.max_timestamp_ms);
        buf.put_i64(self.event_timestamp_ms);
        put_structs(buf, true, version, &self.segment_leader_epochs, "SegmentLeaderEpochs")?;
        buf.put_i32(self.segment_size_in_bytes);
        put_opt_bytes(buf, true, self.custom_metadata.as_ref(), "CustomMetadata")?;
        buf.put_i8(self.remote_log_segment_state);
        let has_txn_index_empty = self.txn_index_empty;
        let mut tags = self.unknown_tagged_fields.begin(buf, usize::from(has_txn_index_empty))?;
        if has_txn_index_empty {
            tags.open(buf, 0, 1)?;
            put_bool(buf, self.txn_index_empty);
        }
        tags.rest(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 41;
        size += self.remote_log_segment_id.size(version);
        size += structs_size(true, version, &self.segment_leader_epochs);
        size += opt_bytes_size(true, self.custom_metadata.as_ref());
        let (mut known, mut known_bytes) = (0, 0);
        if self.txn_index_empty {
            let bytes = 1;
            known += 1;
            known_bytes += tag_header_size(0, bytes) + bytes;
        }
        size += self.unknown_tagged_fields.section_size(known, known_bytes);
        size
    }
}

/// Unique representation of the remote log segment.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct RemoteLogSegmentIdEntry {
    /// Represents unique topic partition.
    pub topic_id_partition: TopicIdPartitionEntry,
    /// Unique identifier of the remote log segment.
    pub id: Uuid,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for RemoteLogSegmentIdEntry {
    const MIN_BYTES: usize = 39;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topic_id_partition: TopicIdPartitionEntry::read(d, version)?,
            id: d.uuid("RemoteLogSegmentIdEntry.Id")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        self.topic_id_partition.write(buf, version)?;
        put_uuid(buf, &self.id);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 16;
        size += self.topic_id_partition.size(version);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// Leader epoch to start-offset mappings for the records with in this segment.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct SegmentLeaderEpochEntry {
    /// Leader epoch
    pub leader_epoch: i32,
    /// Start offset for the leader epoch.
    pub offset: i64,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for SegmentLeaderEpochEntry {
    const MIN_BYTES: usize = 13;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            leader_epoch: d.i32("SegmentLeaderEpochEntry.LeaderEpoch")?,
            offset: d.i64("SegmentLeaderEpochEntry.Offset")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.leader_epoch);
        buf.put_i64(self.offset);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 12;
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// Represents unique topic partition.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicIdPartitionEntry {
    /// Topic name.
    pub name: String,
    /// Unique identifier of the topic.
    pub id: Uuid,
    /// Partition number.
    pub partition: i32,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for TopicIdPartitionEntry {
    const MIN_BYTES: usize = 22;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.string(true, "TopicIdPartitionEntry.Name")?,
            id: d.uuid("TopicIdPartitionEntry.Id")?,
            partition: d.i32("TopicIdPartitionEntry.Partition")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.name, "TopicIdPartitionEntry.Name")?;
        put_uuid(buf, &self.id);
        buf.put_i32(self.partition);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 20;
        size += string_size(true, &self.name);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for RemoteLogSegmentMetadataRecord {
    const NAME: &'static str = "RemoteLogSegmentMetadataRecord";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

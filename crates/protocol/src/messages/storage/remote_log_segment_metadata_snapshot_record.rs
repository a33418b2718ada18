//! `RemoteLogSegmentMetadataSnapshotRecord`, api key 3, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, Bytes, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_bytes_size, put_bool, put_opt_bytes,
    put_structs, put_uuid, structs_size, tag_header_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct RemoteLogSegmentMetadataSnapshotRecord {
    /// Unique identifier of the log segment
    pub segment_id: Uuid,
    /// Start offset  of the segment.
    pub start_offset: i64,
    /// End offset  of the segment.
    pub end_offset: i64,
    /// Broker (controller or leader) id from which this event is created or updated.
    pub broker_id: i32,
    /// Maximum timestamp with in this segment.
    pub max_timestamp_ms: i64,
    /// Event timestamp of this segment.
    pub event_timestamp_ms: i64,
    /// Leader epochs of this segment.
    pub segment_leader_epochs: Vec<SegmentLeaderEpochEntry>,
    /// Segment size in bytes
    pub segment_size_in_bytes: i32,
    /// Custom metadata.
    pub custom_metadata: Option<Bytes>,
    /// State of the remote log segment
    pub remote_log_segment_state: i8,
    /// Flag to indicate if the transaction index is empty.
    pub txn_index_empty: bool,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for RemoteLogSegmentMetadataSnapshotRecord {
    const MIN_BYTES: usize = 60;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let mut value = Self {
            segment_id: d.uuid("SegmentId")?,
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
        put_uuid(buf, &self.segment_id);
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
        let mut size = 57;
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

/// Leader epochs of this segment.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct SegmentLeaderEpochEntry {
    /// Leader epoch
    pub leader_epoch: i32,
    /// Start offset for the leader epoch
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

impl Message for RemoteLogSegmentMetadataSnapshotRecord {
    const NAME: &'static str = "RemoteLogSegmentMetadataSnapshotRecord";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

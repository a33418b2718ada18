//! `RemoteLogSegmentMetadataUpdateRecord`, api key 1, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, Bytes, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_bytes_size, put_opt_bytes, put_string,
    put_uuid, string_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct RemoteLogSegmentMetadataUpdateRecord {
    /// Unique representation of the remote log segment.
    pub remote_log_segment_id: RemoteLogSegmentIdEntry,
    /// Broker id from which this event is generated.
    pub broker_id: i32,
    /// Epoch time in milliseconds at which this event is generated.
    pub event_timestamp_ms: i64,
    /// Custom metadata.
    pub custom_metadata: Option<Bytes>,
    /// State identifier of the remote log segment, which is RemoteLogSegmentState.id().
    pub remote_log_segment_state: i8,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for RemoteLogSegmentMetadataUpdateRecord {
    const MIN_BYTES: usize = 54;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            remote_log_segment_id: RemoteLogSegmentIdEntry::read(d, version)?,
            broker_id: d.i32("BrokerId")?,
            event_timestamp_ms: d.i64("EventTimestampMs")?,
            custom_metadata: d.opt_bytes(true, "CustomMetadata")?,
            remote_log_segment_state: d.i8("RemoteLogSegmentState")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        self.remote_log_segment_id.write(buf, version)?;
        buf.put_i32(self.broker_id);
        buf.put_i64(self.event_timestamp_ms);
        put_opt_bytes(buf, true, self.custom_metadata.as_ref(), "CustomMetadata")?;
        buf.put_i8(self.remote_log_segment_state);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 13;
        size += self.remote_log_segment_id.size(version);
        size += opt_bytes_size(true, self.custom_metadata.as_ref());
        size += self.unknown_tagged_fields.section_size(0, 0);
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

impl Message for RemoteLogSegmentMetadataUpdateRecord {
    const NAME: &'static str = "RemoteLogSegmentMetadataUpdateRecord";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

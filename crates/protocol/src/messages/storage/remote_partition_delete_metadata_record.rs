//! `RemotePartitionDeleteMetadataRecord`, api key 2, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_string, put_uuid, string_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct RemotePartitionDeleteMetadataRecord {
    /// Represents unique topic partition.
    pub topic_id_partition: TopicIdPartitionEntry,
    /// Broker (controller or leader) id from which this event is created. DELETE_PARTITION_MARKED is sent by the controller. DELETE_PARTITION_STARTED and DELETE_PARTITION_FINISHED are sent by remote log metadata topic partition leader.
    pub broker_id: i32,
    /// Epoch time in milliseconds at which this event is generated.
    pub event_timestamp_ms: i64,
    /// Deletion state identifier of the remote partition, which is RemotePartitionDeleteState.id().
    pub remote_partition_delete_state: i8,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for RemotePartitionDeleteMetadataRecord {
    const MIN_BYTES: usize = 36;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topic_id_partition: TopicIdPartitionEntry::read(d, version)?,
            broker_id: d.i32("BrokerId")?,
            event_timestamp_ms: d.i64("EventTimestampMs")?,
            remote_partition_delete_state: d.i8("RemotePartitionDeleteState")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        self.topic_id_partition.write(buf, version)?;
        buf.put_i32(self.broker_id);
        buf.put_i64(self.event_timestamp_ms);
        buf.put_i8(self.remote_partition_delete_state);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 13;
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

impl Message for RemotePartitionDeleteMetadataRecord {
    const NAME: &'static str = "RemotePartitionDeleteMetadataRecord";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

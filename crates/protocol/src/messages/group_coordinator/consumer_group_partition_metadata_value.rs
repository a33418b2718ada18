//! `ConsumerGroupPartitionMetadataValue`, api key 4, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_string, put_strings, put_structs, put_uuid,
    string_size, strings_size, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ConsumerGroupPartitionMetadataValue {
    /// The list of topic metadata.
    pub topics: Vec<TopicMetadata>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ConsumerGroupPartitionMetadataValue {
    const MIN_BYTES: usize = 2;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self { topics: d.structs(true, version, "Topics")?, unknown_tagged_fields: d.unknown_tags()? })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_structs(buf, true, version, &self.topics, "Topics")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += structs_size(true, version, &self.topics);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The list of topic metadata.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicMetadata {
    /// The topic id.
    pub topic_id: Uuid,
    /// The topic name.
    pub topic_name: String,
    /// The number of partitions of the topic.
    pub num_partitions: i32,
    /// Deprecated: this field is not used after 4.0. Partitions mapped to a set of racks. If the rack information is unavailable for all the partitions, an empty list is stored.
    pub partition_metadata: Vec<PartitionMetadata>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for TopicMetadata {
    const MIN_BYTES: usize = 23;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topic_id: d.uuid("TopicMetadata.TopicId")?,
            topic_name: d.string(true, "TopicMetadata.TopicName")?,
            num_partitions: d.i32("TopicMetadata.NumPartitions")?,
            partition_metadata: d.structs(true, version, "TopicMetadata.PartitionMetadata")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_uuid(buf, &self.topic_id);
        put_string(buf, true, &self.topic_name, "TopicMetadata.TopicName")?;
        buf.put_i32(self.num_partitions);
        put_structs(buf, true, version, &self.partition_metadata, "TopicMetadata.PartitionMetadata")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 20;
        size += string_size(true, &self.topic_name);
        size += structs_size(true, version, &self.partition_metadata);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// Deprecated: this field is not used after 4.0. Partitions mapped to a set of racks. If the rack information is unavailable for all the partitions, an empty list is stored.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct PartitionMetadata {
    /// The partition number.
    pub partition: i32,
    /// The set of racks that the partition is mapped to.
    pub racks: Vec<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for PartitionMetadata {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            partition: d.i32("PartitionMetadata.Partition")?,
            racks: d.strings(true, "PartitionMetadata.Racks")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.partition);
        put_strings(buf, true, &self.racks, "PartitionMetadata.Racks")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 4;
        size += strings_size(true, &self.racks);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for ConsumerGroupPartitionMetadataValue {
    const NAME: &'static str = "ConsumerGroupPartitionMetadataValue";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

//! `ShareGroupStatePartitionMetadataValue`, api key 15, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::BytesMut;

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, put_i32s, put_string,
    put_structs, put_uuid, string_size, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ShareGroupStatePartitionMetadataValue {
    /// The topic-partitions whose share-group state is being initialized.
    pub initializing_topics: Vec<TopicPartitionsInfo>,
    /// The topics with initialized share-group state.
    pub initialized_topics: Vec<TopicPartitionsInfo>,
    /// The topics whose share-group state is being deleted.
    pub deleting_topics: Vec<TopicInfo>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ShareGroupStatePartitionMetadataValue {
    const MIN_BYTES: usize = 4;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            initializing_topics: d.structs(true, version, "InitializingTopics")?,
            initialized_topics: d.structs(true, version, "InitializedTopics")?,
            deleting_topics: d.structs(true, version, "DeletingTopics")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_structs(buf, true, version, &self.initializing_topics, "InitializingTopics")?;
        put_structs(buf, true, version, &self.initialized_topics, "InitializedTopics")?;
        put_structs(buf, true, version, &self.deleting_topics, "DeletingTopics")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += structs_size(true, version, &self.initializing_topics);
        size += structs_size(true, version, &self.initialized_topics);
        size += structs_size(true, version, &self.deleting_topics);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicPartitionsInfo {
    /// The topic identifier.
    pub topic_id: Uuid,
    /// The topic name.
    pub topic_name: String,
    /// The partitions.
    pub partitions: Vec<i32>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for TopicPartitionsInfo {
    const MIN_BYTES: usize = 19;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topic_id: d.uuid("TopicPartitionsInfo.TopicId")?,
            topic_name: d.string(true, "TopicPartitionsInfo.TopicName")?,
            partitions: d.i32s(true, "TopicPartitionsInfo.Partitions")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_uuid(buf, &self.topic_id);
        put_string(buf, true, &self.topic_name, "TopicPartitionsInfo.TopicName")?;
        put_i32s(buf, true, &self.partitions, "TopicPartitionsInfo.Partitions")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 16;
        size += string_size(true, &self.topic_name);
        size += fixed_array_size(true, &self.partitions, 4);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicInfo {
    /// The topic identifier.
    pub topic_id: Uuid,
    /// The topic name.
    pub topic_name: String,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for TopicInfo {
    const MIN_BYTES: usize = 18;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topic_id: d.uuid("TopicInfo.TopicId")?,
            topic_name: d.string(true, "TopicInfo.TopicName")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_uuid(buf, &self.topic_id);
        put_string(buf, true, &self.topic_name, "TopicInfo.TopicName")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 16;
        size += string_size(true, &self.topic_name);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for ShareGroupStatePartitionMetadataValue {
    const NAME: &'static str = "ShareGroupStatePartitionMetadataValue";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

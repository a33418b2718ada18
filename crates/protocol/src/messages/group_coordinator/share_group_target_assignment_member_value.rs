//! `ShareGroupTargetAssignmentMemberValue`, api key 13, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::BytesMut;

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, put_i32s, put_structs,
    put_uuid, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ShareGroupTargetAssignmentMemberValue {
    /// The assigned partitions.
    pub topic_partitions: Vec<TopicPartition>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ShareGroupTargetAssignmentMemberValue {
    const MIN_BYTES: usize = 2;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topic_partitions: d.structs(true, version, "TopicPartitions")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_structs(buf, true, version, &self.topic_partitions, "TopicPartitions")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += structs_size(true, version, &self.topic_partitions);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The assigned partitions.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicPartition {
    /// The topic id.
    pub topic_id: Uuid,
    /// The partition indexes.
    pub partitions: Vec<i32>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for TopicPartition {
    const MIN_BYTES: usize = 18;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topic_id: d.uuid("TopicPartition.TopicId")?,
            partitions: d.i32s(true, "TopicPartition.Partitions")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_uuid(buf, &self.topic_id);
        put_i32s(buf, true, &self.partitions, "TopicPartition.Partitions")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 16;
        size += fixed_array_size(true, &self.partitions, 4);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for ShareGroupTargetAssignmentMemberValue {
    const NAME: &'static str = "ShareGroupTargetAssignmentMemberValue";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

//! `DescribeTopicPartitionsRequest`, api key 75, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_struct_size, put_opt_struct, put_string,
    put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq)]
pub struct DescribeTopicPartitionsRequest {
    /// The topics to fetch details for.
    pub topics: Vec<TopicRequest>,
    /// The maximum number of partitions included in the response.
    pub response_partition_limit: i32,
    /// The first topic and partition index to fetch details for.
    pub cursor: Option<Cursor>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for DescribeTopicPartitionsRequest {
    fn default() -> Self {
        DescribeTopicPartitionsRequest {
            topics: Vec::new(),
            response_partition_limit: 2000,
            cursor: None,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for DescribeTopicPartitionsRequest {
    const MIN_BYTES: usize = 7;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topics: d.structs(true, version, "Topics")?,
            response_partition_limit: d.i32("ResponsePartitionLimit")?,
            cursor: d.opt_struct(version, "Cursor")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_structs(buf, true, version, &self.topics, "Topics")?;
        buf.put_i32(self.response_partition_limit);
        put_opt_struct(buf, version, self.cursor.as_ref())?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 4;
        size += structs_size(true, version, &self.topics);
        size += opt_struct_size(version, self.cursor.as_ref());
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The topics to fetch details for.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicRequest {
    /// The topic name.
    pub name: String,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for TopicRequest {
    const MIN_BYTES: usize = 2;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self { name: d.string(true, "TopicRequest.Name")?, unknown_tagged_fields: d.unknown_tags()? })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.name, "TopicRequest.Name")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 0;
        size += string_size(true, &self.name);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The first topic and partition index to fetch details for.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Cursor {
    /// The name for the first topic to process.
    pub topic_name: String,
    /// The partition index to start with.
    pub partition_index: i32,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for Cursor {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topic_name: d.string(true, "Cursor.TopicName")?,
            partition_index: d.i32("Cursor.PartitionIndex")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.topic_name, "Cursor.TopicName")?;
        buf.put_i32(self.partition_index);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 4;
        size += string_size(true, &self.topic_name);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for DescribeTopicPartitionsRequest {
    const NAME: &'static str = "DescribeTopicPartitionsRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

impl Request for DescribeTopicPartitionsRequest {
    const API_KEY: ApiKey = ApiKey::DescribeTopicPartitions;
    type Response = super::DescribeTopicPartitionsResponse;
}

//! `DeleteTopicsRequest`, api key 20, versions 1 to 6, flexible from 4.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_strings,
    put_structs, put_uuid, strings_size, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct DeleteTopicsRequest {
    /// The name or topic ID of the topic.
    pub topics: Vec<DeleteTopicState>,
    /// The names of the topics to delete.
    pub topic_names: Vec<String>,
    /// The length of time in milliseconds to wait for the deletions to complete.
    pub timeout_ms: i32,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DeleteTopicsRequest {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 4;
        Ok(Self {
            topics: if version >= 6 { d.structs(true, version, "Topics")? } else { Vec::new() },
            topic_names: if version <= 5 { d.strings(flexible, "TopicNames")? } else { Vec::new() },
            timeout_ms: d.i32("TimeoutMs")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 4;
        if version >= 6 {
            put_structs(buf, true, version, &self.topics, "Topics")?;
        } else if !self.topics.is_empty() {
            return Err(EncodeError::not_in_version("Topics", version));
        }
        if version <= 5 {
            put_strings(buf, flexible, &self.topic_names, "TopicNames")?;
        }
        buf.put_i32(self.timeout_ms);
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 4;
        let mut size = 4;
        if version >= 6 {
            size += structs_size(true, version, &self.topics);
        }
        if version <= 5 {
            size += strings_size(flexible, &self.topic_names);
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The name or topic ID of the topic.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DeleteTopicState {
    /// The topic name.
    pub name: Option<String>,
    /// The unique topic ID.
    pub topic_id: Uuid,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DeleteTopicState {
    const MIN_BYTES: usize = 18;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.opt_string(true, "DeleteTopicState.Name")?,
            topic_id: d.uuid("DeleteTopicState.TopicId")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_opt_string(buf, true, self.name.as_deref(), "DeleteTopicState.Name")?;
        put_uuid(buf, &self.topic_id);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 16;
        size += opt_string_size(true, self.name.as_deref());
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for DeleteTopicsRequest {
    const NAME: &'static str = "DeleteTopicsRequest";
    const MIN_VERSION: i16 = 1;
    const MAX_VERSION: i16 = 6;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(4);
}

impl Request for DeleteTopicsRequest {
    const API_KEY: ApiKey = ApiKey::DeleteTopics;
    type Response = super::DeleteTopicsResponse;
}

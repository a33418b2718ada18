//! `CreateTopicsResponse`, api key 19, versions 2 to 7, flexible from 5.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, opt_structs_size, put_bool,
    put_opt_string, put_opt_structs, put_string, put_structs, put_uuid, string_size, structs_size, tag_header_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct CreateTopicsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// Results for each topic we tried to create.
    pub topics: Vec<CreatableTopicResult>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for CreateTopicsResponse {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 5;
        Ok(Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            topics: d.structs(flexible, version, "Topics")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 5;
        buf.put_i32(self.throttle_time_ms);
        put_structs(buf, flexible, version, &self.topics, "Topics")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 5;
        let mut size = 4;
        size += structs_size(flexible, version, &self.topics);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// Results for each topic we tried to create.
#[derive(Clone, Debug, PartialEq)]
pub struct CreatableTopicResult {
    /// The topic name.
    pub name: String,
    /// The unique topic ID.
    pub topic_id: Uuid,
    /// The error code, or 0 if there was no error.
    pub error_code: i16,
    /// The error message, or null if there was no error.
    pub error_message: Option<String>,
    /// Optional topic config error returned if configs are not returned in the response.
    pub topic_config_error_code: i16,
    /// Number of partitions of the topic.
    pub num_partitions: i32,
    /// Replication factor of the topic.
    pub replication_factor: i16,
    /// Configuration of the topic.
    pub configs: Option<Vec<CreatableTopicConfigs>>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for CreatableTopicResult {
    fn default() -> Self {
        CreatableTopicResult {
            name: String::new(),
            topic_id: Uuid::ZERO,
            error_code: 0,
            error_message: Some(String::new()),
            topic_config_error_code: 0,
            num_partitions: -1,
            replication_factor: -1,
            configs: Some(Vec::new()),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for CreatableTopicResult {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 5;
        let mut value = Self {
            name: d.string(flexible, "CreatableTopicResult.Name")?,
            topic_id: if version >= 7 { d.uuid("CreatableTopicResult.TopicId")? } else { Uuid::ZERO },
            error_code: d.i16("CreatableTopicResult.ErrorCode")?,
            error_message: d.opt_string(flexible, "CreatableTopicResult.ErrorMessage")?,
            topic_config_error_code: 0,
            num_partitions: if version >= 5 { d.i32("CreatableTopicResult.NumPartitions")? } else { -1 },
            replication_factor: if version >= 5 { d.i16("CreatableTopicResult.ReplicationFactor")? } else { -1 },
            configs: if version >= 5 {
                d.opt_structs(true, version, "CreatableTopicResult.Configs")?
            } else {
                Some(Vec::new())
            },
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        if flexible {
            for more in (0..d.tag_count()?).rev() {
                let (tag, end) = d.tag()?;
                match tag {
                    0 => value.topic_config_error_code = d.i16("CreatableTopicResult.TopicConfigErrorCode")?,
                    _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
                }
                d.end_tag(end)?;
            }
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 5;
        put_string(buf, flexible, &self.name, "CreatableTopicResult.Name")?;
        if version >= 7 {
            put_uuid(buf, &self.topic_id);
        }
        buf.put_i16(self.error_code);
        put_opt_string(buf, flexible, self.error_message.as_deref(), "CreatableTopicResult.ErrorMessage")?;
        if version >= 5 {
            buf.put_i32(self.num_partitions);
        }
        if version >= 5 {
            buf.put_i16(self.replication_factor);
        }
        if version >= 5 {
            put_opt_structs(buf, true, version, self.configs.as_deref(), "CreatableTopicResult.Configs")?;
        }
        if flexible {
            let has_topic_config_error_code = self.topic_config_error_code != 0;
            let mut tags = self.unknown_tagged_fields.begin(buf, usize::from(has_topic_config_error_code))?;
            if has_topic_config_error_code {
                tags.open(buf, 0, 2)?;
                buf.put_i16(self.topic_config_error_code);
            }
            tags.rest(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 5;
        let mut size = 2;
        size += string_size(flexible, &self.name);
        size += opt_string_size(flexible, self.error_message.as_deref());
        if version >= 7 {
            size += 16;
        }
        if version >= 5 {
            size += 6 + opt_structs_size(true, version, self.configs.as_deref());
        }
        if flexible {
            let (mut known, mut known_bytes) = (0, 0);
            if self.topic_config_error_code != 0 {
                let bytes = 2;
                known += 1;
                known_bytes += tag_header_size(0, bytes) + bytes;
            }
            size += self.unknown_tagged_fields.section_size(known, known_bytes);
        }
        size
    }
}

/// Configuration of the topic.
#[derive(Clone, Debug, PartialEq)]
pub struct CreatableTopicConfigs {
    /// The configuration name.
    pub name: String,
    /// The configuration value.
    pub value: Option<String>,
    /// True if the configuration is read-only.
    pub read_only: bool,
    /// The configuration source.
    pub config_source: i8,
    /// True if this configuration is sensitive.
    pub is_sensitive: bool,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for CreatableTopicConfigs {
    fn default() -> Self {
        CreatableTopicConfigs {
            name: String::new(),
            value: Some(String::new()),
            read_only: false,
            config_source: -1,
            is_sensitive: false,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for CreatableTopicConfigs {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.string(true, "CreatableTopicConfigs.Name")?,
            value: d.opt_string(true, "CreatableTopicConfigs.Value")?,
            read_only: d.bool("CreatableTopicConfigs.ReadOnly")?,
            config_source: d.i8("CreatableTopicConfigs.ConfigSource")?,
            is_sensitive: d.bool("CreatableTopicConfigs.IsSensitive")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.name, "CreatableTopicConfigs.Name")?;
        put_opt_string(buf, true, self.value.as_deref(), "CreatableTopicConfigs.Value")?;
        put_bool(buf, self.read_only);
        buf.put_i8(self.config_source);
        put_bool(buf, self.is_sensitive);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 3;
        size += string_size(true, &self.name);
        size += opt_string_size(true, self.value.as_deref());
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for CreateTopicsResponse {
    const NAME: &'static str = "CreateTopicsResponse";
    const MIN_VERSION: i16 = 2;
    const MAX_VERSION: i16 = 7;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(5);
}

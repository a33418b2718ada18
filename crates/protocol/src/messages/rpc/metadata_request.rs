//! `MetadataRequest`, api key 3, versions 0 to 13, flexible from 9.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::BytesMut;

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, opt_structs_size, put_bool,
    put_opt_string, put_opt_structs, put_string, put_structs, put_uuid, required,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub struct MetadataRequest {
    /// The topics to fetch metadata for.
    pub topics: Option<Vec<MetadataRequestTopic>>,
    /// If this is true, the broker may auto-create topics that we requested which do not already exist, if it is configured to do so.
    pub allow_auto_topic_creation: bool,
    /// Whether to include cluster authorized operations.
    pub include_cluster_authorized_operations: bool,
    /// Whether to include topic authorized operations.
    pub include_topic_authorized_operations: bool,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for MetadataRequest {
    fn default() -> Self {
        MetadataRequest {
            topics: Some(Vec::new()),
            allow_auto_topic_creation: true,
            include_cluster_authorized_operations: false,
            include_topic_authorized_operations: false,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for MetadataRequest {
    const MIN_BYTES: usize = 4;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 9;
        Ok(Self {
            topics: if version >= 1 {
                d.opt_structs(flexible, version, "Topics")?
            } else {
                Some(d.structs(flexible, version, "Topics")?)
            },
            allow_auto_topic_creation: if version >= 4 { d.bool("AllowAutoTopicCreation")? } else { true },
            include_cluster_authorized_operations: if (8..=10).contains(&version) {
                d.bool("IncludeClusterAuthorizedOperations")?
            } else {
                false
            },
            include_topic_authorized_operations: if version >= 8 {
                d.bool("IncludeTopicAuthorizedOperations")?
            } else {
                false
            },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 9;
        if version >= 1 {
            put_opt_structs(buf, flexible, version, self.topics.as_deref(), "Topics")?;
        } else {
            put_structs(buf, flexible, version, required(self.topics.as_deref(), "Topics")?, "Topics")?;
        }
        if version >= 4 {
            put_bool(buf, self.allow_auto_topic_creation);
        } else if !self.allow_auto_topic_creation {
            return Err(EncodeError::not_in_version("AllowAutoTopicCreation", version));
        }
        if (8..=10).contains(&version) {
            put_bool(buf, self.include_cluster_authorized_operations);
        } else if self.include_cluster_authorized_operations {
            return Err(EncodeError::not_in_version("IncludeClusterAuthorizedOperations", version));
        }
        if version >= 8 {
            put_bool(buf, self.include_topic_authorized_operations);
        } else if self.include_topic_authorized_operations {
            return Err(EncodeError::not_in_version("IncludeTopicAuthorizedOperations", version));
        }
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 9;
        let mut size = 0;
        size += opt_structs_size(flexible, version, self.topics.as_deref());
        if version >= 4 {
            size += 1;
        }
        if (8..=10).contains(&version) {
            size += 1;
        }
        if version >= 8 {
            size += 1;
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The topics to fetch metadata for.
#[derive(Clone, Debug, PartialEq)]
pub struct MetadataRequestTopic {
    /// The topic id.
    pub topic_id: Uuid,
    /// The topic name.
    pub name: Option<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for MetadataRequestTopic {
    fn default() -> Self {
        MetadataRequestTopic {
            topic_id: Uuid::ZERO,
            name: Some(String::new()),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for MetadataRequestTopic {
    const MIN_BYTES: usize = 2;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 9;
        Ok(Self {
            topic_id: if version >= 10 { d.uuid("MetadataRequestTopic.TopicId")? } else { Uuid::ZERO },
            name: if version >= 10 {
                d.opt_string(flexible, "MetadataRequestTopic.Name")?
            } else {
                Some(d.string(flexible, "MetadataRequestTopic.Name")?)
            },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 9;
        if version >= 10 {
            put_uuid(buf, &self.topic_id);
        }
        if version >= 10 {
            put_opt_string(buf, flexible, self.name.as_deref(), "MetadataRequestTopic.Name")?;
        } else {
            put_string(
                buf,
                flexible,
                required(self.name.as_deref(), "MetadataRequestTopic.Name")?,
                "MetadataRequestTopic.Name",
            )?;
        }
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 9;
        let mut size = 0;
        size += opt_string_size(flexible, self.name.as_deref());
        if version >= 10 {
            size += 16;
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for MetadataRequest {
    const NAME: &'static str = "MetadataRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 13;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(9);
}

impl Request for MetadataRequest {
    const API_KEY: ApiKey = ApiKey::Metadata;
    type Response = super::MetadataResponse;
}

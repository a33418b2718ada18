//! `DeleteTopicsResponse`, api key 20, versions 1 to 6, flexible from 4.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_string,
    put_structs, put_uuid, required, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct DeleteTopicsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The results for each topic we tried to delete.
    pub responses: Vec<DeletableTopicResult>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DeleteTopicsResponse {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 4;
        Ok(Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            responses: d.structs(flexible, version, "Responses")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 4;
        buf.put_i32(self.throttle_time_ms);
        put_structs(buf, flexible, version, &self.responses, "Responses")?;
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
        size += structs_size(flexible, version, &self.responses);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The results for each topic we tried to delete.
#[derive(Clone, Debug, PartialEq)]
pub struct DeletableTopicResult {
    /// The topic name.
    pub name: Option<String>,
    /// The unique topic ID.
    pub topic_id: Uuid,
    /// The deletion error, or 0 if the deletion succeeded.
    pub error_code: i16,
    /// The error message, or null if there was no error.
    pub error_message: Option<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for DeletableTopicResult {
    fn default() -> Self {
        DeletableTopicResult {
            name: Some(String::new()),
            topic_id: Uuid::ZERO,
            error_code: 0,
            error_message: None,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for DeletableTopicResult {
    const MIN_BYTES: usize = 4;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 4;
        Ok(Self {
            name: if version >= 6 {
                d.opt_string(flexible, "DeletableTopicResult.Name")?
            } else {
                Some(d.string(flexible, "DeletableTopicResult.Name")?)
            },
            topic_id: if version >= 6 { d.uuid("DeletableTopicResult.TopicId")? } else { Uuid::ZERO },
            error_code: d.i16("DeletableTopicResult.ErrorCode")?,
            error_message: if version >= 5 { d.opt_string(true, "DeletableTopicResult.ErrorMessage")? } else { None },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 4;
        if version >= 6 {
            put_opt_string(buf, flexible, self.name.as_deref(), "DeletableTopicResult.Name")?;
        } else {
            put_string(
                buf,
                flexible,
                required(self.name.as_deref(), "DeletableTopicResult.Name")?,
                "DeletableTopicResult.Name",
            )?;
        }
        if version >= 6 {
            put_uuid(buf, &self.topic_id);
        }
        buf.put_i16(self.error_code);
        if version >= 5 {
            put_opt_string(buf, true, self.error_message.as_deref(), "DeletableTopicResult.ErrorMessage")?;
        }
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 4;
        let mut size = 2;
        size += opt_string_size(flexible, self.name.as_deref());
        if version >= 6 {
            size += 16;
        }
        if version >= 5 {
            size += opt_string_size(true, self.error_message.as_deref());
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for DeleteTopicsResponse {
    const NAME: &'static str = "DeleteTopicsResponse";
    const MIN_VERSION: i16 = 1;
    const MAX_VERSION: i16 = 6;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(4);
}

//! `DeleteShareGroupOffsetsResponse`, api key 92, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_string,
    put_structs, put_uuid, string_size, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct DeleteShareGroupOffsetsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The top-level error code, or 0 if there was no error.
    pub error_code: i16,
    /// The top-level error message, or null if there was no error.
    pub error_message: Option<String>,
    /// The results for each topic.
    pub responses: Vec<DeleteShareGroupOffsetsResponseTopic>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DeleteShareGroupOffsetsResponse {
    const MIN_BYTES: usize = 9;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            error_code: d.i16("ErrorCode")?,
            error_message: d.opt_string(true, "ErrorMessage")?,
            responses: d.structs(true, version, "Responses")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.throttle_time_ms);
        buf.put_i16(self.error_code);
        put_opt_string(buf, true, self.error_message.as_deref(), "ErrorMessage")?;
        put_structs(buf, true, version, &self.responses, "Responses")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 6;
        size += opt_string_size(true, self.error_message.as_deref());
        size += structs_size(true, version, &self.responses);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The results for each topic.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DeleteShareGroupOffsetsResponseTopic {
    /// The topic name.
    pub topic_name: String,
    /// The unique topic ID.
    pub topic_id: Uuid,
    /// The topic-level error code, or 0 if there was no error.
    pub error_code: i16,
    /// The topic-level error message, or null if there was no error.
    pub error_message: Option<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DeleteShareGroupOffsetsResponseTopic {
    const MIN_BYTES: usize = 21;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topic_name: d.string(true, "DeleteShareGroupOffsetsResponseTopic.TopicName")?,
            topic_id: d.uuid("DeleteShareGroupOffsetsResponseTopic.TopicId")?,
            error_code: d.i16("DeleteShareGroupOffsetsResponseTopic.ErrorCode")?,
            error_message: d.opt_string(true, "DeleteShareGroupOffsetsResponseTopic.ErrorMessage")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.topic_name, "DeleteShareGroupOffsetsResponseTopic.TopicName")?;
        put_uuid(buf, &self.topic_id);
        buf.put_i16(self.error_code);
        put_opt_string(buf, true, self.error_message.as_deref(), "DeleteShareGroupOffsetsResponseTopic.ErrorMessage")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 18;
        size += string_size(true, &self.topic_name);
        size += opt_string_size(true, self.error_message.as_deref());
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for DeleteShareGroupOffsetsResponse {
    const NAME: &'static str = "DeleteShareGroupOffsetsResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

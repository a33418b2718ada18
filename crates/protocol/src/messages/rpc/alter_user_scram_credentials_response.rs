//! `AlterUserScramCredentialsResponse`, api key 51, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_string,
    put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct AlterUserScramCredentialsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The results for deletions and alterations, one per affected user.
    pub results: Vec<AlterUserScramCredentialsResult>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for AlterUserScramCredentialsResponse {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            results: d.structs(true, version, "Results")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.throttle_time_ms);
        put_structs(buf, true, version, &self.results, "Results")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 4;
        size += structs_size(true, version, &self.results);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The results for deletions and alterations, one per affected user.
#[derive(Clone, Debug, PartialEq)]
pub struct AlterUserScramCredentialsResult {
    /// The user name.
    pub user: String,
    /// The error code.
    pub error_code: i16,
    /// The error message, if any.
    pub error_message: Option<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for AlterUserScramCredentialsResult {
    fn default() -> Self {
        AlterUserScramCredentialsResult {
            user: String::new(),
            error_code: 0,
            error_message: Some(String::new()),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for AlterUserScramCredentialsResult {
    const MIN_BYTES: usize = 5;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            user: d.string(true, "AlterUserScramCredentialsResult.User")?,
            error_code: d.i16("AlterUserScramCredentialsResult.ErrorCode")?,
            error_message: d.opt_string(true, "AlterUserScramCredentialsResult.ErrorMessage")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.user, "AlterUserScramCredentialsResult.User")?;
        buf.put_i16(self.error_code);
        put_opt_string(buf, true, self.error_message.as_deref(), "AlterUserScramCredentialsResult.ErrorMessage")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 2;
        size += string_size(true, &self.user);
        size += opt_string_size(true, self.error_message.as_deref());
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for AlterUserScramCredentialsResponse {
    const NAME: &'static str = "AlterUserScramCredentialsResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

//! `UpdateFeaturesResponse`, api key 57, versions 0 to 2, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_string,
    put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq)]
pub struct UpdateFeaturesResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The top-level error code, or `0` if there was no top-level error.
    pub error_code: i16,
    /// The top-level error message, or `null` if there was no top-level error.
    pub error_message: Option<String>,
    /// Results for each feature update.
    pub results: Vec<UpdatableFeatureResult>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for UpdateFeaturesResponse {
    fn default() -> Self {
        UpdateFeaturesResponse {
            throttle_time_ms: 0,
            error_code: 0,
            error_message: Some(String::new()),
            results: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for UpdateFeaturesResponse {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            error_code: d.i16("ErrorCode")?,
            error_message: d.opt_string(true, "ErrorMessage")?,
            results: if version <= 1 { d.structs(true, version, "Results")? } else { Vec::new() },
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.throttle_time_ms);
        buf.put_i16(self.error_code);
        put_opt_string(buf, true, self.error_message.as_deref(), "ErrorMessage")?;
        if version <= 1 {
            put_structs(buf, true, version, &self.results, "Results")?;
        }
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 6;
        size += opt_string_size(true, self.error_message.as_deref());
        if version <= 1 {
            size += structs_size(true, version, &self.results);
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// Results for each feature update.
#[derive(Clone, Debug, PartialEq)]
pub struct UpdatableFeatureResult {
    /// The name of the finalized feature.
    pub feature: String,
    /// The feature update error code or `0` if the feature update succeeded.
    pub error_code: i16,
    /// The feature update error, or `null` if the feature update succeeded.
    pub error_message: Option<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for UpdatableFeatureResult {
    fn default() -> Self {
        UpdatableFeatureResult {
            feature: String::new(),
            error_code: 0,
            error_message: Some(String::new()),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for UpdatableFeatureResult {
    const MIN_BYTES: usize = 5;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            feature: d.string(true, "UpdatableFeatureResult.Feature")?,
            error_code: d.i16("UpdatableFeatureResult.ErrorCode")?,
            error_message: d.opt_string(true, "UpdatableFeatureResult.ErrorMessage")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.feature, "UpdatableFeatureResult.Feature")?;
        buf.put_i16(self.error_code);
        put_opt_string(buf, true, self.error_message.as_deref(), "UpdatableFeatureResult.ErrorMessage")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 2;
        size += string_size(true, &self.feature);
        size += opt_string_size(true, self.error_message.as_deref());
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for UpdateFeaturesResponse {
    const NAME: &'static str = "UpdateFeaturesResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 2;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

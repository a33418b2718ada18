//! `CreateDelegationTokenResponse`, api key 38, versions 1 to 3, flexible from 2.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, Bytes, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, bytes_size, put_bytes, put_string, string_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct CreateDelegationTokenResponse {
    /// The top-level error, or zero if there was no error.
    pub error_code: i16,
    /// The principal type of the token owner.
    pub principal_type: String,
    /// The name of the token owner.
    pub principal_name: String,
    /// The principal type of the requester of the token.
    pub token_requester_principal_type: String,
    /// The principal type of the requester of the token.
    pub token_requester_principal_name: String,
    /// When this token was generated.
    pub issue_timestamp_ms: i64,
    /// When this token expires.
    pub expiry_timestamp_ms: i64,
    /// The maximum lifetime of this token.
    pub max_timestamp_ms: i64,
    /// The token UUID.
    pub token_id: String,
    /// HMAC of the delegation token.
    pub hmac: Bytes,
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for CreateDelegationTokenResponse {
    const MIN_BYTES: usize = 35;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 2;
        Ok(Self {
            error_code: d.i16("ErrorCode")?,
            principal_type: d.string(flexible, "PrincipalType")?,
            principal_name: d.string(flexible, "PrincipalName")?,
            token_requester_principal_type: if version >= 3 {
                d.string(true, "TokenRequesterPrincipalType")?
            } else {
                String::new()
            },
            token_requester_principal_name: if version >= 3 {
                d.string(true, "TokenRequesterPrincipalName")?
            } else {
                String::new()
            },
            issue_timestamp_ms: d.i64("IssueTimestampMs")?,
            expiry_timestamp_ms: d.i64("ExpiryTimestampMs")?,
            max_timestamp_ms: d.i64("MaxTimestampMs")?,
            token_id: d.string(flexible, "TokenId")?,
            hmac: d.bytes(flexible, "Hmac")?,
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 2;
        buf.put_i16(self.error_code);
        put_string(buf, flexible, &self.principal_type, "PrincipalType")?;
        put_string(buf, flexible, &self.principal_name, "PrincipalName")?;
        if version >= 3 {
            put_string(buf, true, &self.token_requester_principal_type, "TokenRequesterPrincipalType")?;
        } else if !self.token_requester_principal_type.is_empty() {
            return Err(EncodeError::not_in_version("TokenRequesterPrincipalType", version));
        }
        if version >= 3 {
            put_string(buf, true, &self.token_requester_principal_name, "TokenRequesterPrincipalName")?;
        } else if !self.token_requester_principal_name.is_empty() {
            return Err(EncodeError::not_in_version("TokenRequesterPrincipalName", version));
        }
        buf.put_i64(self.issue_timestamp_ms);
        buf.put_i64(self.expiry_timestamp_ms);
        buf.put_i64(self.max_timestamp_ms);
        put_string(buf, flexible, &self.token_id, "TokenId")?;
        put_bytes(buf, flexible, &self.hmac, "Hmac")?;
        buf.put_i32(self.throttle_time_ms);
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 2;
        let mut size = 30;
        size += string_size(flexible, &self.principal_type);
        size += string_size(flexible, &self.principal_name);
        size += string_size(flexible, &self.token_id);
        size += bytes_size(flexible, &self.hmac);
        if version >= 3 {
            size += string_size(true, &self.token_requester_principal_type)
                + string_size(true, &self.token_requester_principal_name);
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for CreateDelegationTokenResponse {
    const NAME: &'static str = "CreateDelegationTokenResponse";
    const MIN_VERSION: i16 = 1;
    const MAX_VERSION: i16 = 3;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(2);
}

//! `DescribeDelegationTokenResponse`, api key 41, versions 1 to 3, flexible from 2.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, Bytes, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, bytes_size, put_bytes, put_string, put_structs,
    string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeDelegationTokenResponse {
    /// The error code, or 0 if there was no error.
    pub error_code: i16,
    /// The tokens.
    pub tokens: Vec<DescribedDelegationToken>,
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DescribeDelegationTokenResponse {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 2;
        Ok(Self {
            error_code: d.i16("ErrorCode")?,
            tokens: d.structs(flexible, version, "Tokens")?,
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 2;
        buf.put_i16(self.error_code);
        put_structs(buf, flexible, version, &self.tokens, "Tokens")?;
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
        let mut size = 6;
        size += structs_size(flexible, version, &self.tokens);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The tokens.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribedDelegationToken {
    /// The token principal type.
    pub principal_type: String,
    /// The token principal name.
    pub principal_name: String,
    /// The principal type of the requester of the token.
    pub token_requester_principal_type: String,
    /// The principal type of the requester of the token.
    pub token_requester_principal_name: String,
    /// The token issue timestamp in milliseconds.
    pub issue_timestamp: i64,
    /// The token expiry timestamp in milliseconds.
    pub expiry_timestamp: i64,
    /// The token maximum timestamp length in milliseconds.
    pub max_timestamp: i64,
    /// The token ID.
    pub token_id: String,
    /// The token HMAC.
    pub hmac: Bytes,
    /// Those who are able to renew this token before it expires.
    pub renewers: Vec<DescribedDelegationTokenRenewer>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DescribedDelegationToken {
    const MIN_BYTES: usize = 30;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 2;
        Ok(Self {
            principal_type: d.string(flexible, "DescribedDelegationToken.PrincipalType")?,
            principal_name: d.string(flexible, "DescribedDelegationToken.PrincipalName")?,
            token_requester_principal_type: if version >= 3 {
                d.string(true, "DescribedDelegationToken.TokenRequesterPrincipalType")?
            } else {
                String::new()
            },
            token_requester_principal_name: if version >= 3 {
                d.string(true, "DescribedDelegationToken.TokenRequesterPrincipalName")?
            } else {
                String::new()
            },
            issue_timestamp: d.i64("DescribedDelegationToken.IssueTimestamp")?,
            expiry_timestamp: d.i64("DescribedDelegationToken.ExpiryTimestamp")?,
            max_timestamp: d.i64("DescribedDelegationToken.MaxTimestamp")?,
            token_id: d.string(flexible, "DescribedDelegationToken.TokenId")?,
            hmac: d.bytes(flexible, "DescribedDelegationToken.Hmac")?,
            renewers: d.structs(flexible, version, "DescribedDelegationToken.Renewers")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 2;
        put_string(buf, flexible, &self.principal_type, "DescribedDelegationToken.PrincipalType")?;
        put_string(buf, flexible, &self.principal_name, "DescribedDelegationToken.PrincipalName")?;
        if version >= 3 {
            put_string(
                buf,
                true,
                &self.token_requester_principal_type,
                "DescribedDelegationToken.TokenRequesterPrincipalType",
            )?;
        } else if !self.token_requester_principal_type.is_empty() {
            return Err(EncodeError::not_in_version("DescribedDelegationToken.TokenRequesterPrincipalType", version));
        }
        if version >= 3 {
            put_string(
                buf,
                true,
                &self.token_requester_principal_name,
                "DescribedDelegationToken.TokenRequesterPrincipalName",
            )?;
        } else if !self.token_requester_principal_name.is_empty() {
            return Err(EncodeError::not_in_version("DescribedDelegationToken.TokenRequesterPrincipalName", version));
        }
        buf.put_i64(self.issue_timestamp);
        buf.put_i64(self.expiry_timestamp);
        buf.put_i64(self.max_timestamp);
        put_string(buf, flexible, &self.token_id, "DescribedDelegationToken.TokenId")?;
        put_bytes(buf, flexible, &self.hmac, "DescribedDelegationToken.Hmac")?;
        put_structs(buf, flexible, version, &self.renewers, "DescribedDelegationToken.Renewers")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 2;
        let mut size = 24;
        size += string_size(flexible, &self.principal_type);
        size += string_size(flexible, &self.principal_name);
        size += string_size(flexible, &self.token_id);
        size += bytes_size(flexible, &self.hmac);
        size += structs_size(flexible, version, &self.renewers);
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

/// Those who are able to renew this token before it expires.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribedDelegationTokenRenewer {
    /// The renewer principal type.
    pub principal_type: String,
    /// The renewer principal name.
    pub principal_name: String,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DescribedDelegationTokenRenewer {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 2;
        Ok(Self {
            principal_type: d.string(flexible, "DescribedDelegationTokenRenewer.PrincipalType")?,
            principal_name: d.string(flexible, "DescribedDelegationTokenRenewer.PrincipalName")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 2;
        put_string(buf, flexible, &self.principal_type, "DescribedDelegationTokenRenewer.PrincipalType")?;
        put_string(buf, flexible, &self.principal_name, "DescribedDelegationTokenRenewer.PrincipalName")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 2;
        let mut size = 0;
        size += string_size(flexible, &self.principal_type);
        size += string_size(flexible, &self.principal_name);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for DescribeDelegationTokenResponse {
    const NAME: &'static str = "DescribeDelegationTokenResponse";
    const MIN_VERSION: i16 = 1;
    const MAX_VERSION: i16 = 3;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(2);
}

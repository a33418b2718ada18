//! `CreateDelegationTokenRequest`, api key 38, versions 1 to 3, flexible from 2.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_string,
    put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq)]
pub struct CreateDelegationTokenRequest {
    /// The principal type of the owner of the token. If it's null it defaults to the token request principal.
    pub owner_principal_type: Option<String>,
    /// The principal name of the owner of the token. If it's null it defaults to the token request principal.
    pub owner_principal_name: Option<String>,
    /// A list of those who are allowed to renew this token before it expires.
    pub renewers: Vec<CreatableRenewers>,
    /// The maximum lifetime of the token in milliseconds, or -1 to use the server side default.
    pub max_lifetime_ms: i64,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for CreateDelegationTokenRequest {
    fn default() -> Self {
        CreateDelegationTokenRequest {
            owner_principal_type: Some(String::new()),
            owner_principal_name: Some(String::new()),
            renewers: Vec::new(),
            max_lifetime_ms: 0,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for CreateDelegationTokenRequest {
    const MIN_BYTES: usize = 10;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 2;
        Ok(Self {
            owner_principal_type: if version >= 3 {
                d.opt_string(true, "OwnerPrincipalType")?
            } else {
                Some(String::new())
            },
            owner_principal_name: if version >= 3 {
                d.opt_string(true, "OwnerPrincipalName")?
            } else {
                Some(String::new())
            },
            renewers: d.structs(flexible, version, "Renewers")?,
            max_lifetime_ms: d.i64("MaxLifetimeMs")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 2;
        if version >= 3 {
            put_opt_string(buf, true, self.owner_principal_type.as_deref(), "OwnerPrincipalType")?;
        } else if self.owner_principal_type.as_ref().is_none_or(|v| !v.is_empty()) {
            return Err(EncodeError::not_in_version("OwnerPrincipalType", version));
        }
        if version >= 3 {
            put_opt_string(buf, true, self.owner_principal_name.as_deref(), "OwnerPrincipalName")?;
        } else if self.owner_principal_name.as_ref().is_none_or(|v| !v.is_empty()) {
            return Err(EncodeError::not_in_version("OwnerPrincipalName", version));
        }
        put_structs(buf, flexible, version, &self.renewers, "Renewers")?;
        buf.put_i64(self.max_lifetime_ms);
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 2;
        let mut size = 8;
        size += structs_size(flexible, version, &self.renewers);
        if version >= 3 {
            size += opt_string_size(true, self.owner_principal_type.as_deref())
                + opt_string_size(true, self.owner_principal_name.as_deref());
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// A list of those who are allowed to renew this token before it expires.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct CreatableRenewers {
    /// The type of the Kafka principal.
    pub principal_type: String,
    /// The name of the Kafka principal.
    pub principal_name: String,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for CreatableRenewers {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 2;
        Ok(Self {
            principal_type: d.string(flexible, "CreatableRenewers.PrincipalType")?,
            principal_name: d.string(flexible, "CreatableRenewers.PrincipalName")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 2;
        put_string(buf, flexible, &self.principal_type, "CreatableRenewers.PrincipalType")?;
        put_string(buf, flexible, &self.principal_name, "CreatableRenewers.PrincipalName")?;
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

impl Message for CreateDelegationTokenRequest {
    const NAME: &'static str = "CreateDelegationTokenRequest";
    const MIN_VERSION: i16 = 1;
    const MAX_VERSION: i16 = 3;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(2);
}

impl Request for CreateDelegationTokenRequest {
    const API_KEY: ApiKey = ApiKey::CreateDelegationToken;
    type Response = super::CreateDelegationTokenResponse;
}

//! `FindCoordinatorRequest`, api key 10, versions 0 to 6, flexible from 3.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_string, put_strings, string_size,
    strings_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct FindCoordinatorRequest {
    /// The coordinator key.
    pub key: String,
    /// The coordinator key type. (group, transaction, share).
    pub key_type: i8,
    /// The coordinator keys.
    pub coordinator_keys: Vec<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for FindCoordinatorRequest {
    const MIN_BYTES: usize = 2;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 3;
        Ok(Self {
            key: if version <= 3 { d.string(flexible, "Key")? } else { String::new() },
            key_type: if version >= 1 { d.i8("KeyType")? } else { 0 },
            coordinator_keys: if version >= 4 { d.strings(true, "CoordinatorKeys")? } else { Vec::new() },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 3;
        if version <= 3 {
            put_string(buf, flexible, &self.key, "Key")?;
        } else if !self.key.is_empty() {
            return Err(EncodeError::not_in_version("Key", version));
        }
        if version >= 1 {
            buf.put_i8(self.key_type);
        } else if self.key_type != 0 {
            return Err(EncodeError::not_in_version("KeyType", version));
        }
        if version >= 4 {
            put_strings(buf, true, &self.coordinator_keys, "CoordinatorKeys")?;
        } else if !self.coordinator_keys.is_empty() {
            return Err(EncodeError::not_in_version("CoordinatorKeys", version));
        }
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 3;
        let mut size = 0;
        if version <= 3 {
            size += string_size(flexible, &self.key);
        }
        if version >= 1 {
            size += 1;
        }
        if version >= 4 {
            size += strings_size(true, &self.coordinator_keys);
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for FindCoordinatorRequest {
    const NAME: &'static str = "FindCoordinatorRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 6;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(3);
}

impl Request for FindCoordinatorRequest {
    const API_KEY: ApiKey = ApiKey::FindCoordinator;
    type Response = super::FindCoordinatorResponse;
}

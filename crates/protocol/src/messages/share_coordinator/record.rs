//! The coordinator's records: a key starts with its 16-bit type, a value with its 16-bit version. A record without
//! a value is a tombstone.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use super::*;
use crate::message::Message;
use crate::primitives::{DecodeError, DecodeErrorKind, Decoder, EncodeError};

/// The key of a record: what the record is about.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one at a time is in memory")]
pub enum CoordinatorKey {
    ShareSnapshot(ShareSnapshotKey),
    ShareUpdate(ShareUpdateKey),
}

impl CoordinatorKey {
    /// The type that the key starts with, and that its value has too.
    pub fn api_key(&self) -> i16 {
        match self {
            CoordinatorKey::ShareSnapshot(_) => 0,
            CoordinatorKey::ShareUpdate(_) => 1,
        }
    }

    /// Reads a key. A type that is not known is [`DecodeErrorKind::UnknownApiKey`], which a coordinator skips.
    pub fn decode(d: &mut Decoder) -> Result<Self, DecodeError> {
        let api_key = d.i16("type")?;
        Ok(match api_key {
            0 => CoordinatorKey::ShareSnapshot(ShareSnapshotKey::decode(d, 0)?),
            1 => CoordinatorKey::ShareUpdate(ShareUpdateKey::decode(d, 0)?),
            _ => return Err(d.error("type", DecodeErrorKind::UnknownApiKey(api_key.into()))),
        })
    }

    pub fn encode(&self, buf: &mut BytesMut) -> Result<(), EncodeError> {
        buf.put_i16(self.api_key());
        match self {
            CoordinatorKey::ShareSnapshot(message) => message.encode(buf, 0),
            CoordinatorKey::ShareUpdate(message) => message.encode(buf, 0),
        }
    }
}

impl From<ShareSnapshotKey> for CoordinatorKey {
    fn from(message: ShareSnapshotKey) -> Self {
        CoordinatorKey::ShareSnapshot(message)
    }
}

impl From<ShareUpdateKey> for CoordinatorKey {
    fn from(message: ShareUpdateKey) -> Self {
        CoordinatorKey::ShareUpdate(message)
    }
}

/// The value of a record.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one at a time is in memory")]
pub enum CoordinatorValue {
    ShareSnapshot(ShareSnapshotValue),
    ShareUpdate(ShareUpdateValue),
}

impl CoordinatorValue {
    pub fn api_key(&self) -> i16 {
        match self {
            CoordinatorValue::ShareSnapshot(_) => 0,
            CoordinatorValue::ShareUpdate(_) => 1,
        }
    }

    /// The highest version the value can be written at.
    pub fn max_version(&self) -> i16 {
        match self {
            CoordinatorValue::ShareSnapshot(_) => ShareSnapshotValue::MAX_VERSION,
            CoordinatorValue::ShareUpdate(_) => ShareUpdateValue::MAX_VERSION,
        }
    }

    /// Reads the value of a key of type `api_key`, and gives the version it was written at.
    pub fn decode(api_key: i16, d: &mut Decoder) -> Result<(Self, i16), DecodeError> {
        let version = d.i16("version")?;
        let value = match api_key {
            0 => CoordinatorValue::ShareSnapshot(ShareSnapshotValue::decode(d, version)?),
            1 => CoordinatorValue::ShareUpdate(ShareUpdateValue::decode(d, version)?),
            _ => return Err(d.error("type", DecodeErrorKind::UnknownApiKey(api_key.into()))),
        };
        Ok((value, version))
    }

    pub fn encode(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i16(version);
        match self {
            CoordinatorValue::ShareSnapshot(message) => message.encode(buf, version),
            CoordinatorValue::ShareUpdate(message) => message.encode(buf, version),
        }
    }
}

impl From<ShareSnapshotValue> for CoordinatorValue {
    fn from(message: ShareSnapshotValue) -> Self {
        CoordinatorValue::ShareSnapshot(message)
    }
}

impl From<ShareUpdateValue> for CoordinatorValue {
    fn from(message: ShareUpdateValue) -> Self {
        CoordinatorValue::ShareUpdate(message)
    }
}

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
    TransactionLog(TransactionLogKey),
}

impl CoordinatorKey {
    /// The type that the key starts with, and that its value has too.
    pub fn api_key(&self) -> i16 {
        match self {
            CoordinatorKey::TransactionLog(_) => 0,
        }
    }

    /// Reads a key. A type that is not known is [`DecodeErrorKind::UnknownApiKey`], which a coordinator skips.
    pub fn decode(d: &mut Decoder) -> Result<Self, DecodeError> {
        let api_key = d.i16("type")?;
        Ok(match api_key {
            0 => CoordinatorKey::TransactionLog(TransactionLogKey::decode(d, 0)?),
            _ => return Err(d.error("type", DecodeErrorKind::UnknownApiKey(api_key.into()))),
        })
    }

    pub fn encode(&self, buf: &mut BytesMut) -> Result<(), EncodeError> {
        buf.put_i16(self.api_key());
        match self {
            CoordinatorKey::TransactionLog(message) => message.encode(buf, 0),
        }
    }
}

impl From<TransactionLogKey> for CoordinatorKey {
    fn from(message: TransactionLogKey) -> Self {
        CoordinatorKey::TransactionLog(message)
    }
}

/// The value of a record.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one at a time is in memory")]
pub enum CoordinatorValue {
    TransactionLog(TransactionLogValue),
}

impl CoordinatorValue {
    pub fn api_key(&self) -> i16 {
        match self {
            CoordinatorValue::TransactionLog(_) => 0,
        }
    }

    /// The highest version the value can be written at.
    pub fn max_version(&self) -> i16 {
        match self {
            CoordinatorValue::TransactionLog(_) => TransactionLogValue::MAX_VERSION,
        }
    }

    /// Reads the value of a key of type `api_key`, and gives the version it was written at.
    pub fn decode(api_key: i16, d: &mut Decoder) -> Result<(Self, i16), DecodeError> {
        let version = d.i16("version")?;
        let value = match api_key {
            0 => CoordinatorValue::TransactionLog(TransactionLogValue::decode(d, version)?),
            _ => return Err(d.error("type", DecodeErrorKind::UnknownApiKey(api_key.into()))),
        };
        Ok((value, version))
    }

    pub fn encode(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i16(version);
        match self {
            CoordinatorValue::TransactionLog(message) => message.encode(buf, version),
        }
    }
}

impl From<TransactionLogValue> for CoordinatorValue {
    fn from(message: TransactionLogValue) -> Self {
        CoordinatorValue::TransactionLog(message)
    }
}

//! What Kafka messages are made of: fixed-width integers, varints, strings, bytes, arrays and tagged fields.
//!
//! Promises: reading never panics, and never allocates more than [`MAX_EXPANSION`] bytes for each byte given to the
//! [`Decoder`]; every length is checked against the bytes that are there before it is believed. `flexible` chooses, on
//! both sides, between the compact encodings of KIP-482 and the older ones.

mod decoder;
mod error;
mod size;
mod tagged;
mod varint;
mod write;

pub use decoder::{Decoder, MAX_EXPANSION};
pub use error::{DecodeError, DecodeErrorKind, EncodeError, EncodeErrorKind};
pub use size::*;
pub use tagged::{RawTaggedField, RawTags, UnknownTaggedFields, tag_header_size};
pub use varint::*;
pub use write::*;

use bytes::BytesMut;

/// Kafka's limit for a string: its length was once a signed 16-bit number.
pub const MAX_STRING_BYTES: usize = i16::MAX as usize;

/// A structure of the wire format, at any version of the message it belongs to. Implemented by generated types only.
pub trait WireStruct: Sized {
    /// No version of the structure is shorter than this.
    const MIN_BYTES: usize;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError>;

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError>;

    /// How many bytes [`WireStruct::write`] would append.
    fn size(&self, version: i16) -> usize;
}

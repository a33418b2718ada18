//! What every generated message can do.

use std::ops::RangeInclusive;

use bytes::BytesMut;

use crate::api_key::ApiKey;
use crate::primitives::{DecodeError, DecodeErrorKind, Decoder, EncodeError, EncodeErrorKind, WireStruct};

/// A message with its versions. Encoding checks what a version can carry as Kafka does: a field that the version lacks must
/// hold its default, unless the schema calls it ignorable.
pub trait Message: WireStruct + Clone + Default + PartialEq + std::fmt::Debug {
    const NAME: &'static str;
    const MIN_VERSION: i16;
    const MAX_VERSION: i16;
    const FIRST_FLEXIBLE_VERSION: Option<i16>;

    fn versions() -> RangeInclusive<i16> {
        Self::MIN_VERSION..=Self::MAX_VERSION
    }

    fn is_flexible(version: i16) -> bool {
        Self::FIRST_FLEXIBLE_VERSION.is_some_and(|first| version >= first)
    }

    /// Appends the message to `buf`, which on an error holds a part of it.
    fn encode(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        if !Self::versions().contains(&version) {
            let kind = EncodeErrorKind::UnsupportedVersion(version);
            return Err(EncodeError::new("version", kind).within(Self::NAME));
        }
        self.write(buf, version).map_err(|e| e.within(Self::NAME))
    }

    /// Reads the message; what follows it stays in `d`.
    fn decode(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        if !Self::versions().contains(&version) {
            return Err(d.error("version", DecodeErrorKind::UnsupportedVersion(version.into())).within(Self::NAME));
        }
        Self::read(d, version).map_err(|e| e.within(Self::NAME))
    }

    /// How many bytes [`Message::encode`] appends.
    fn encoded_size(&self, version: i16) -> usize {
        self.size(version)
    }
}

/// A request, its API and what answers it.
pub trait Request: Message {
    const API_KEY: ApiKey;
    type Response: Message;
}

//! `LegacyOffsetCommitValue`, api key 0, version 0.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{DecodeError, Decoder, EncodeError, WireStruct, put_string, string_size};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct LegacyOffsetCommitValue {
    /// The offset that the consumer wants to store (for this partition).
    pub offset: i64,
    /// Any metadata the client wants to keep.
    pub metadata: String,
    /// The time at which the commit was added to the log.
    pub commit_timestamp: i64,
}

impl WireStruct for LegacyOffsetCommitValue {
    const MIN_BYTES: usize = 18;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            offset: d.i64("offset")?,
            metadata: d.string(false, "metadata")?,
            commit_timestamp: d.i64("commitTimestamp")?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i64(self.offset);
        put_string(buf, false, &self.metadata, "metadata")?;
        buf.put_i64(self.commit_timestamp);
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 16;
        size += string_size(false, &self.metadata);
        size
    }
}

impl Message for LegacyOffsetCommitValue {
    const NAME: &'static str = "LegacyOffsetCommitValue";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = None;
}

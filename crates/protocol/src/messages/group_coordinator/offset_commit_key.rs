//! `OffsetCommitKey`, api key 1, version 0.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{DecodeError, Decoder, EncodeError, WireStruct, put_string, string_size};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetCommitKey {
    /// The consumer group id.
    pub group: String,
    /// The topic name.
    pub topic: String,
    /// The topic partition index.
    pub partition: i32,
}

impl WireStruct for OffsetCommitKey {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self { group: d.string(false, "group")?, topic: d.string(false, "topic")?, partition: d.i32("partition")? })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, false, &self.group, "group")?;
        put_string(buf, false, &self.topic, "topic")?;
        buf.put_i32(self.partition);
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 4;
        size += string_size(false, &self.group);
        size += string_size(false, &self.topic);
        size
    }
}

impl Message for OffsetCommitKey {
    const NAME: &'static str = "OffsetCommitKey";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = None;
}

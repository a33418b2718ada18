//! `UnfenceBrokerRecord`, api key 8, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct UnfenceBrokerRecord {
    /// The broker ID to unfence.
    pub id: i32,
    /// The epoch of the broker to unfence.
    pub epoch: i64,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for UnfenceBrokerRecord {
    const MIN_BYTES: usize = 13;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self { id: d.i32("Id")?, epoch: d.i64("Epoch")?, unknown_tagged_fields: d.unknown_tags()? })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.id);
        buf.put_i64(self.epoch);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 12;
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for UnfenceBrokerRecord {
    const NAME: &'static str = "UnfenceBrokerRecord";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

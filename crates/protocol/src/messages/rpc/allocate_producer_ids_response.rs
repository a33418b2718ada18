//! `AllocateProducerIdsResponse`, api key 67, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct AllocateProducerIdsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The top level response error code.
    pub error_code: i16,
    /// The first producer ID in this range, inclusive.
    pub producer_id_start: i64,
    /// The number of producer IDs in this range.
    pub producer_id_len: i32,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for AllocateProducerIdsResponse {
    const MIN_BYTES: usize = 19;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            error_code: d.i16("ErrorCode")?,
            producer_id_start: d.i64("ProducerIdStart")?,
            producer_id_len: d.i32("ProducerIdLen")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.throttle_time_ms);
        buf.put_i16(self.error_code);
        buf.put_i64(self.producer_id_start);
        buf.put_i32(self.producer_id_len);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 18;
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for AllocateProducerIdsResponse {
    const NAME: &'static str = "AllocateProducerIdsResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

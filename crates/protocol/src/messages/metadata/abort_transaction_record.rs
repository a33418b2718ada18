//! `AbortTransactionRecord`, api key 25, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::BytesMut;

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string,
    tag_header_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct AbortTransactionRecord {
    /// An optional textual description of why the transaction was aborted.
    pub reason: Option<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for AbortTransactionRecord {
    const MIN_BYTES: usize = 1;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        let mut value = Self { reason: None, unknown_tagged_fields: UnknownTaggedFields::default() };
        for more in (0..d.tag_count()?).rev() {
            let (tag, end) = d.tag()?;
            match tag {
                0 => value.reason = d.opt_string(true, "Reason")?,
                _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
            }
            d.end_tag(end)?;
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        let has_reason = self.reason.is_some();
        let mut tags = self.unknown_tagged_fields.begin(buf, usize::from(has_reason))?;
        if has_reason {
            tags.open(buf, 0, opt_string_size(true, self.reason.as_deref()))?;
            put_opt_string(buf, true, self.reason.as_deref(), "Reason")?;
        }
        tags.rest(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 0;
        let (mut known, mut known_bytes) = (0, 0);
        if self.reason.is_some() {
            let bytes = opt_string_size(true, self.reason.as_deref());
            known += 1;
            known_bytes += tag_header_size(0, bytes) + bytes;
        }
        size += self.unknown_tagged_fields.section_size(known, known_bytes);
        size
    }
}

impl Message for AbortTransactionRecord {
    const NAME: &'static str = "AbortTransactionRecord";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

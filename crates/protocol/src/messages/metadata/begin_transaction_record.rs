//! `BeginTransactionRecord`, api key 23, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::BytesMut;

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string,
    tag_header_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct BeginTransactionRecord {
    /// An optional textual description of this transaction.
    pub name: Option<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for BeginTransactionRecord {
    const MIN_BYTES: usize = 1;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        let mut value = Self { name: None, unknown_tagged_fields: UnknownTaggedFields::default() };
        for more in (0..d.tag_count()?).rev() {
            let (tag, end) = d.tag()?;
            match tag {
                0 => value.name = d.opt_string(true, "Name")?,
                _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
            }
            d.end_tag(end)?;
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        let has_name = self.name.is_some();
        let mut tags = self.unknown_tagged_fields.begin(buf, usize::from(has_name))?;
        if has_name {
            tags.open(buf, 0, opt_string_size(true, self.name.as_deref()))?;
            put_opt_string(buf, true, self.name.as_deref(), "Name")?;
        }
        tags.rest(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 0;
        let (mut known, mut known_bytes) = (0, 0);
        if self.name.is_some() {
            let bytes = opt_string_size(true, self.name.as_deref());
            known += 1;
            known_bytes += tag_header_size(0, bytes) + bytes;
        }
        size += self.unknown_tagged_fields.section_size(known, known_bytes);
        size
    }
}

impl Message for BeginTransactionRecord {
    const NAME: &'static str = "BeginTransactionRecord";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

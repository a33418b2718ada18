//! Tagged fields (KIP-482) that a schema does not name: kept, and written again between those it does.

use bytes::{BufMut, Bytes, BytesMut};

use super::{EncodeError, EncodeErrorKind, put_uvarint, uvarint_size};

const FIELD: &str = "tagged fields";

/// One tagged field, its content not interpreted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawTaggedField {
    pub tag: u32,
    pub data: Bytes,
}

/// The tagged fields of one structure that this schema does not name, in rising order of their tags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnknownTaggedFields(pub Vec<RawTaggedField>);

impl UnknownTaggedFields {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Bytes of the fields themselves, without the count in front.
    pub fn fields_size(&self) -> usize {
        self.0.iter().map(|raw| tag_header_size(raw.tag, raw.data.len()) + raw.data.len()).sum()
    }

    /// Bytes of a whole section: the count, the unknown fields, and `known` fields of `known_bytes` bytes in all.
    pub fn section_size(&self, known: usize, known_bytes: usize) -> usize {
        uvarint_size((self.0.len() + known) as u32) + self.fields_size() + known_bytes
    }

    /// Writes a section in which nothing is known.
    pub fn write(&self, buf: &mut BytesMut) -> Result<(), EncodeError> {
        self.begin(buf, 0)?.rest(buf)
    }

    /// Writes the count of a section with `known` fields besides these.
    pub fn begin(&self, buf: &mut BytesMut, known: usize) -> Result<RawTags<'_>, EncodeError> {
        if self.0.windows(2).any(|pair| matches!(pair, [a, b] if a.tag >= b.tag)) {
            return Err(EncodeError::new(FIELD, EncodeErrorKind::TagOrder));
        }
        let count = self.0.len() + known;
        let count = u32::try_from(count).map_err(|_| EncodeError::new(FIELD, EncodeErrorKind::TooLong(count)))?;
        put_uvarint(buf, count);
        Ok(RawTags { left: &self.0 })
    }

    /// A version without tagged fields cannot carry these.
    pub fn must_be_empty(&self, version: i16) -> Result<(), EncodeError> {
        if self.0.is_empty() { Ok(()) } else { Err(EncodeError::not_in_version(FIELD, version)) }
    }
}

/// The unknown fields of a section that is being written.
pub struct RawTags<'a> {
    left: &'a [RawTaggedField],
}

impl RawTags<'_> {
    /// Opens the known field `tag`, whose content of `size` bytes the caller writes next.
    pub fn open(&mut self, buf: &mut BytesMut, tag: u32, size: usize) -> Result<(), EncodeError> {
        while let [first, rest @ ..] = self.left {
            if first.tag >= tag {
                break;
            }
            put_raw(buf, first)?;
            self.left = rest;
        }
        if self.left.first().is_some_and(|next| next.tag == tag) {
            return Err(EncodeError::new(FIELD, EncodeErrorKind::TagOrder));
        }
        put_tag_header(buf, tag, size)
    }

    /// Ends the section.
    pub fn rest(self, buf: &mut BytesMut) -> Result<(), EncodeError> {
        self.left.iter().try_for_each(|raw| put_raw(buf, raw))
    }
}

/// Bytes of a tag and the size that follows it.
pub fn tag_header_size(tag: u32, size: usize) -> usize {
    uvarint_size(tag) + uvarint_size(u32::try_from(size).unwrap_or(u32::MAX))
}

fn put_tag_header(buf: &mut BytesMut, tag: u32, size: usize) -> Result<(), EncodeError> {
    let size = u32::try_from(size).map_err(|_| EncodeError::new(FIELD, EncodeErrorKind::TooLong(size)))?;
    put_uvarint(buf, tag);
    put_uvarint(buf, size);
    Ok(())
}

fn put_raw(buf: &mut BytesMut, raw: &RawTaggedField) -> Result<(), EncodeError> {
    put_tag_header(buf, raw.tag, raw.data.len())?;
    buf.put_slice(&raw.data);
    Ok(())
}

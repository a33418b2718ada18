//! Single records of magic 2.
//!
//! Promises: keys, values and headers are borrowed; a record is returned only if its bytes are exactly as long as it says, and
//! the last one only if nothing is left after it, so a completed iteration has accounted for every byte.

use super::RecordError;
use super::header::{BatchHeader, TimestampType};
use super::varint::{read_varint, read_varlong, size_varlong, write_varlong};

/// A record header. Kafka's header keys are UTF-8 but nothing enforces it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeaderRef<'a> {
    pub key: &'a [u8],
    pub value: Option<&'a [u8]>,
}

/// The headers of a record, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Headers<'a> {
    count: u32,
    bytes: &'a [u8],
}

impl<'a> Iterator for Headers<'a> {
    type Item = HeaderRef<'a>;

    fn next(&mut self) -> Option<HeaderRef<'a>> {
        self.count = self.count.checked_sub(1)?;
        read_header(&mut self.bytes).ok()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.count as usize, Some(self.count as usize))
    }
}

impl ExactSizeIterator for Headers<'_> {}

/// A record of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordRef<'a> {
    pub offset: i64,
    /// Milliseconds since the epoch, or [`NO_TIMESTAMP`](super::NO_TIMESTAMP). The batch's append time where the batch has one.
    pub timestamp: i64,
    pub key: Option<&'a [u8]>,
    pub value: Option<&'a [u8]>,
    pub headers: Headers<'a>,
}

/// A record's bytes after its length, taken apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct RecordBody<'a> {
    pub timestamp_delta: i64,
    pub offset_delta: i32,
    pub key: Option<&'a [u8]>,
    pub value: Option<&'a [u8]>,
    pub headers: Headers<'a>,
}

pub(super) const ENDS_EARLY: &str = "it ends before its last field";
pub(super) const BAD_VARINT: &str = "a varint is longer than its type allows or the record ends inside of it";
pub(super) const NEGATIVE_HEADER_COUNT: &str = "its number of headers is negative";
pub(super) const TOO_MANY_HEADERS: &str = "it says it has more headers than bytes";
pub(super) const NEGATIVE_HEADER_KEY: &str = "a header's key has a negative length";
pub(super) const WRONG_SIZE: &str = "its fields do not end where its length says";
pub(super) const NEGATIVE_SIZE: &str = "its length is negative";

#[inline]
fn take<'a>(input: &mut &'a [u8], size: usize) -> Result<&'a [u8], &'static str> {
    let (taken, rest) = input.split_at_checked(size).ok_or(ENDS_EARLY)?;
    *input = rest;
    Ok(taken)
}

/// A length and as many bytes; any negative length is null.
#[inline]
fn take_nullable<'a>(input: &mut &'a [u8]) -> Result<Option<&'a [u8]>, &'static str> {
    let size = read_varint(input).ok_or(BAD_VARINT)?;
    match usize::try_from(size) {
        Ok(size) => take(input, size).map(Some),
        Err(_) => Ok(None),
    }
}

fn read_header<'a>(input: &mut &'a [u8]) -> Result<HeaderRef<'a>, &'static str> {
    let key = take_nullable(input)?.ok_or(NEGATIVE_HEADER_KEY)?;
    let value = take_nullable(input)?;
    Ok(HeaderRef { key, value })
}

impl<'a> RecordBody<'a> {
    /// Takes apart the bytes of one record, its length excluded. Walks over headers but looks at no value.
    #[inline(always)] // so that validation, which needs three small fields, does not carry the others about
    pub fn parse(mut input: &'a [u8]) -> Result<Self, &'static str> {
        take(&mut input, 1)?; // attributes: no bit has a meaning yet
        let timestamp_delta = read_varlong(&mut input).ok_or(BAD_VARINT)?;
        let offset_delta = read_varint(&mut input).ok_or(BAD_VARINT)?;
        let key = take_nullable(&mut input)?;
        let value = take_nullable(&mut input)?;
        let count = read_varint(&mut input).ok_or(BAD_VARINT)?;
        let count = u32::try_from(count).map_err(|_| NEGATIVE_HEADER_COUNT)?;
        if count as usize > input.len() {
            return Err(TOO_MANY_HEADERS);
        }
        let headers = Headers { count, bytes: input };
        for _ in 0..count {
            read_header(&mut input)?;
        }
        if !input.is_empty() {
            return Err(WRONG_SIZE);
        }
        Ok(Self { timestamp_delta, offset_delta, key, value, headers })
    }

    /// Takes the next record, with its length, off the front of `input`.
    #[inline(always)]
    pub fn take(input: &mut &'a [u8]) -> Result<Self, &'static str> {
        let size = read_varint(input).ok_or(BAD_VARINT)?;
        let size = usize::try_from(size).map_err(|_| NEGATIVE_SIZE)?;
        Self::parse(take(input, size)?)
    }
}

/// The records of one batch.
#[derive(Debug, Clone)]
pub struct Records<'a> {
    input: &'a [u8],
    declared: i32,
    next: i32,
    base_offset: i64,
    base_timestamp: i64,
    log_append_time: Option<i64>,
}

impl<'a> Records<'a> {
    /// `input` is the decompressed payload of the batch that `header` is of.
    pub(super) fn new(header: &BatchHeader, input: &'a [u8]) -> Result<Self, RecordError> {
        if header.record_count < 0 {
            return Err(RecordError::InvalidCount { count: header.record_count });
        }
        Ok(Self {
            input,
            declared: header.record_count,
            next: 0,
            base_offset: header.base_offset,
            base_timestamp: header.base_timestamp,
            log_append_time: match header.attributes.timestamp_type() {
                TimestampType::CreateTime => None,
                TimestampType::LogAppendTime => Some(header.max_timestamp),
            },
        })
    }

    /// The next record as it stands in the batch, with deltas.
    #[inline(always)]
    pub(super) fn next_body(&mut self) -> Option<Result<RecordBody<'a>, RecordError>> {
        if self.next >= self.declared {
            return None;
        }
        let index = self.next;
        self.next += 1;
        let result = if self.input.is_empty() {
            Err(RecordError::MissingRecords { declared: self.declared, found: index })
        } else {
            RecordBody::take(&mut self.input).map_err(|reason| RecordError::InvalidRecord { index, reason })
        };
        let result = match result {
            Ok(_) if self.next == self.declared && !self.input.is_empty() => {
                Err(RecordError::LeftoverBytes { declared: self.declared })
            }
            other => other,
        };
        if result.is_err() {
            self.next = self.declared;
        }
        Some(result)
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<RecordRef<'a>, RecordError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        Some(self.next_body()?.map(|body| RecordRef {
            offset: self.base_offset.wrapping_add(i64::from(body.offset_delta)),
            timestamp: self.log_append_time.unwrap_or(self.base_timestamp.wrapping_add(body.timestamp_delta)),
            key: body.key,
            value: body.value,
            headers: body.headers,
        }))
    }
}

fn nullable_size(bytes: Option<&[u8]>) -> usize {
    match bytes {
        None => 1,
        Some(bytes) => size_varlong(bytes.len() as i64) + bytes.len(),
    }
}

fn write_nullable(out: &mut Vec<u8>, bytes: Option<&[u8]>) {
    match bytes {
        None => write_varlong(out, -1),
        Some(bytes) => {
            write_varlong(out, bytes.len() as i64);
            out.extend_from_slice(bytes);
        }
    }
}

/// Bytes that a record takes after its length field.
pub(super) fn body_size<'h>(
    timestamp_delta: i64,
    offset_delta: i32,
    key: Option<&[u8]>,
    value: Option<&[u8]>,
    headers: impl ExactSizeIterator<Item = HeaderRef<'h>>,
) -> usize {
    1 + size_varlong(timestamp_delta)
        + size_varlong(i64::from(offset_delta))
        + nullable_size(key)
        + nullable_size(value)
        + size_varlong(headers.len() as i64)
        + headers.map(|h| nullable_size(Some(h.key)) + nullable_size(h.value)).sum::<usize>()
}

/// Appends the length of a record, and of the record what lies before its key.
#[inline]
pub(super) fn write_prefix(out: &mut Vec<u8>, body_size: usize, timestamp_delta: i64, offset_delta: i32) {
    write_varlong(out, body_size as i64);
    out.push(0);
    write_varlong(out, timestamp_delta);
    write_varlong(out, i64::from(offset_delta));
}

/// Appends a record with its length, which is `body_size`.
pub(super) fn write_record<'h>(
    out: &mut Vec<u8>,
    body_size: usize,
    timestamp_delta: i64,
    offset_delta: i32,
    key: Option<&[u8]>,
    value: Option<&[u8]>,
    headers: impl ExactSizeIterator<Item = HeaderRef<'h>>,
) {
    write_prefix(out, body_size, timestamp_delta, offset_delta);
    write_nullable(out, key);
    write_nullable(out, value);
    write_varlong(out, headers.len() as i64);
    for header in headers {
        write_nullable(out, Some(header.key));
        write_nullable(out, header.value);
    }
}

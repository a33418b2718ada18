//! Messages of magic 0 and 1, which a log written by old brokers may still hold. Read only; produce requests must not have them.
//!
//! Promises: as for batches: borrowed, bounded, every length checked. A compressed message holds a set of messages:
//! with magic 0 these have their offsets, with magic 1 offsets relative to the first; the outer offset is that of the last.
//! Compaction writes them anew as magic 2 ([`LegacyMessage::to_batch`]), as Kafka 4 does.

use super::batch::{BatchRef, extent};
use super::compression::LegacyLz4;
use super::header::{BatchHeader, LOG_OVERHEAD, TimestampType};
use super::{
    BatchBuilder, BatchOptions, Compression, Compressor, Decompressor, Headers, NO_TIMESTAMP, RecordError, RecordRef,
};

/// One entry of a log that may have been written in any format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry<'a> {
    Batch(BatchRef<'a>),
    Message(LegacyMessage<'a>),
}

impl<'a> Entry<'a> {
    /// All of its bytes.
    pub fn bytes(&self) -> &'a [u8] {
        match self {
            Self::Batch(batch) => batch.bytes(),
            Self::Message(message) => message.bytes,
        }
    }

    /// Offset of its last record.
    pub fn last_offset(&self) -> i64 {
        match self {
            Self::Batch(batch) => batch.header().last_offset(),
            Self::Message(message) => message.offset,
        }
    }

    pub fn verify_crc(&self) -> Result<(), RecordError> {
        match self {
            Self::Batch(batch) => batch.verify_crc(),
            Self::Message(message) => message.verify_crc(),
        }
    }
}

/// The entries of a buffer, of any format. Otherwise as [`Batches`](super::Batches).
#[derive(Debug, Clone)]
pub struct Entries<'a> {
    rest: &'a [u8],
    done: bool,
}

impl<'a> Entries<'a> {
    pub fn new(buffer: &'a [u8]) -> Self {
        Self { rest: buffer, done: false }
    }

    /// The bytes after the last entry returned: empty, a part of an entry, or what the error is about.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    fn take(&mut self) -> Result<Option<Entry<'a>>, RecordError> {
        let Some(extent) = extent(self.rest)? else { return Ok(None) };
        let entry = if extent.magic == BatchHeader::MAGIC {
            Entry::Batch(BatchRef::parse(self.rest)?)
        } else {
            Entry::Message(LegacyMessage::parse(self.rest)?)
        };
        self.rest = self.rest.get(extent.size..).unwrap_or_default();
        Ok(Some(entry))
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Result<Entry<'a>, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let entry = self.take().transpose();
        self.done = !matches!(entry, Some(Ok(_)));
        entry
    }
}

/// A message of magic 0 or 1, with its offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LegacyMessage<'a> {
    /// Its offset; of a compressed one, the offset of the last message inside.
    pub offset: i64,
    pub magic: i8,
    pub crc: u32,
    attributes: u8,
    /// [`NO_TIMESTAMP`] with magic 0.
    pub timestamp: i64,
    pub key: Option<&'a [u8]>,
    pub value: Option<&'a [u8]>,
    bytes: &'a [u8],
}

fn take<'a, const N: usize>(input: &mut &'a [u8]) -> Result<&'a [u8; N], RecordError> {
    let (taken, rest) = input.split_first_chunk().ok_or(RecordError::InvalidMessage { reason: "it ends early" })?;
    *input = rest;
    Ok(taken)
}

fn take_nullable<'a>(input: &mut &'a [u8]) -> Result<Option<&'a [u8]>, RecordError> {
    let Ok(size) = usize::try_from(i32::from_be_bytes(*take(input)?)) else { return Ok(None) };
    let (taken, rest) = input
        .split_at_checked(size)
        .ok_or(RecordError::InvalidMessage { reason: "its key or value is longer than itself" })?;
    *input = rest;
    Ok(Some(taken))
}

impl<'a> LegacyMessage<'a> {
    /// The checksum covers the message from here: the magic byte.
    const CRC_START: usize = LOG_OVERHEAD + 4;

    /// The message at the front of `buffer`, which may hold more after it.
    pub fn parse(buffer: &'a [u8]) -> Result<Self, RecordError> {
        let truncated = RecordError::Truncated { needed: LOG_OVERHEAD + 14, available: buffer.len() };
        let extent = extent(buffer)?.ok_or(truncated)?;
        if extent.magic == BatchHeader::MAGIC {
            return Err(RecordError::UnsupportedMagic { magic: extent.magic });
        }
        let bytes = buffer.get(..extent.size).unwrap_or_default();
        let mut input = bytes;
        let offset = i64::from_be_bytes(*take(&mut input)?);
        take::<4>(&mut input)?;
        let crc = u32::from_be_bytes(*take(&mut input)?);
        let [_, attributes] = *take(&mut input)?;
        let timestamp = if extent.magic == 0 { NO_TIMESTAMP } else { i64::from_be_bytes(*take(&mut input)?) };
        let key = take_nullable(&mut input)?;
        let value = take_nullable(&mut input)?;
        if !input.is_empty() {
            return Err(RecordError::InvalidMessage { reason: "its fields do not end where its length says" });
        }
        Ok(Self { offset, magic: extent.magic, crc, attributes, timestamp, key, value, bytes })
    }

    /// All of its bytes, offset and length included.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    pub fn compression(&self) -> Result<Compression, RecordError> {
        Compression::from_id(self.attributes & 0x07)
    }

    /// [`TimestampType::CreateTime`] with magic 0, which has none.
    pub fn timestamp_type(&self) -> TimestampType {
        if self.magic == 0 || self.attributes & 0x08 == 0 {
            TimestampType::CreateTime
        } else {
            TimestampType::LogAppendTime
        }
    }

    /// Compares the stored checksum (CRC-32) with that of the bytes.
    pub fn verify_crc(&self) -> Result<(), RecordError> {
        let computed = crc_fast::crc32_iso_hdlc(self.bytes.get(Self::CRC_START..).unwrap_or_default());
        if computed == self.crc { Ok(()) } else { Err(RecordError::CrcMismatch { stored: self.crc, computed }) }
    }

    /// The records: the message itself, or those compressed in it, their checksums verified.
    pub fn records<'r>(
        &self,
        decompressor: &'r mut Decompressor,
        limit_bytes: usize,
    ) -> Result<LegacyRecords<'r>, RecordError>
    where
        'a: 'r,
    {
        let compression = self.compression()?;
        if !compression.is_compressed() {
            return Ok(LegacyRecords { outer: *self, base_offset: 0, inner: None });
        }
        let invalid = |reason| Err(RecordError::InvalidMessage { reason });
        if compression == Compression::Zstd {
            return invalid("zstd needs magic 2");
        }
        let Some(value) = self.value else { return invalid("it is compressed but has no value") };
        // Old clients computed the checksum of the lz4 frame header over the wrong bytes (KIP-57).
        let lz4 = if self.magic == 0 { LegacyLz4::Yes } else { LegacyLz4::No };
        let set = decompressor.decompress_with(compression, value, limit_bytes, lz4)?;
        let mut last = None;
        for inner in (Inner { rest: set, magic: self.magic }) {
            last = Some(inner?.offset);
        }
        let Some(last) = last else { return invalid("it is compressed but there is no message inside") };
        // The outer offset of what some clients produced is 0: then the inner ones stand for themselves.
        let base_offset = if self.magic == 0 || self.offset == 0 {
            0
        } else {
            match self.offset.checked_sub(last) {
                Some(base) if base >= 0 => base,
                _ => return invalid("its offset is less than that of the last message inside"),
            }
        };
        Ok(LegacyRecords { outer: *self, base_offset, inner: Some(Inner { rest: set, magic: self.magic }) })
    }

    /// Appends its records to `out` as a batch of magic 2 with the same offsets, timestamps and codec. Returns its header.
    pub fn to_batch(
        &self,
        decompressor: &mut Decompressor,
        limit_bytes: usize,
        compressor: &mut Compressor,
        out: &mut Vec<u8>,
    ) -> Result<BatchHeader, RecordError> {
        let compression = self.compression()?;
        let mut records = self.records(decompressor, limit_bytes)?.peekable();
        let base_offset = match records.peek() {
            Some(Ok(first)) => first.offset,
            Some(Err(error)) => return Err(error.clone()),
            None => return Err(RecordError::InvalidCount { count: 0 }),
        };
        let log_append = self.timestamp_type() == TimestampType::LogAppendTime;
        let mut builder = BatchBuilder::new(BatchOptions {
            base_offset,
            compression: compression.into(),
            log_append_time_ms: log_append.then_some(self.timestamp),
            ..BatchOptions::default()
        });
        for record in records {
            let record = record?;
            builder.append_at(record.offset, record.timestamp, record.key, record.value, record.headers)?;
        }
        builder.build(compressor, out)
    }
}

/// The messages of a decompressed set. A partial one at the end is ignored, as Kafka ignores it.
#[derive(Debug, Clone)]
struct Inner<'a> {
    rest: &'a [u8],
    magic: i8,
}

impl<'a> Inner<'a> {
    fn take(&mut self) -> Result<Option<LegacyMessage<'a>>, RecordError> {
        let Some(extent) = extent(self.rest)? else { return Ok(None) };
        let message = LegacyMessage::parse(self.rest)?;
        self.rest = self.rest.get(extent.size..).unwrap_or_default();
        if message.magic != self.magic {
            return Err(RecordError::InvalidMessage { reason: "a message inside has another magic" });
        }
        if message.compression()?.is_compressed() {
            return Err(RecordError::InvalidMessage { reason: "a message inside is compressed, too" });
        }
        message.verify_crc()?;
        Ok(Some(message))
    }
}

impl<'a> Iterator for Inner<'a> {
    type Item = Result<LegacyMessage<'a>, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        let message = self.take().transpose();
        if !matches!(message, Some(Ok(_))) {
            self.rest = &[];
        }
        message
    }
}

/// The records of a [`LegacyMessage`].
#[derive(Debug, Clone)]
pub struct LegacyRecords<'a> {
    outer: LegacyMessage<'a>,
    base_offset: i64,
    /// `None` is the message itself; it is replaced by an empty set once returned.
    inner: Option<Inner<'a>>,
}

impl<'a> Iterator for LegacyRecords<'a> {
    type Item = Result<RecordRef<'a>, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        let message = match &mut self.inner {
            Some(inner) => match inner.next()? {
                Ok(message) => message,
                Err(error) => return Some(Err(error)),
            },
            None => {
                self.inner = Some(Inner { rest: &[], magic: self.outer.magic });
                self.outer
            }
        };
        // The broker stamps only the outer message.
        let log_append = self.outer.timestamp_type() == TimestampType::LogAppendTime;
        Some(Ok(RecordRef {
            offset: self.base_offset.wrapping_add(message.offset),
            timestamp: if log_append { self.outer.timestamp } else { message.timestamp },
            key: message.key,
            value: message.value,
            headers: Headers::default(),
        }))
    }
}

//! The 61 bytes in front of every magic-2 batch, at fixed offsets.
//!
//! Promises: [`BatchHeader::parse`] and [`BatchHeader::write`] are each other's inverse on any 61 bytes with magic 2.
//! Checks nothing but the magic byte and the length field; the CRC covers everything from the attributes on.

use super::{NO_PRODUCER_ID, NO_SEQUENCE, RecordError, compression::Compression};

/// Size of a magic-2 batch header.
pub const HEADER_SIZE: usize = 61;
/// Base offset and batch length: what precedes the bytes that the length field counts.
pub const LOG_OVERHEAD: usize = 12;
/// Base offset, length and leader epoch: what a leader writes, and no checksum covers.
pub(super) const FRONT_SIZE: usize = MAGIC_AT;
/// Everything up to and with the magic byte, at the same place in every format.
pub(super) const SIZE_UP_TO_MAGIC: usize = 17;
/// The CRC covers the batch from here to its end.
pub(super) const CRC_START: usize = ATTRIBUTES_AT;

const BASE_OFFSET_AT: usize = 0;
const LENGTH_AT: usize = 8;
const LEADER_EPOCH_AT: usize = 12;
const MAGIC_AT: usize = 16;
const CRC_AT: usize = 17;
const ATTRIBUTES_AT: usize = 21;
const LAST_OFFSET_DELTA_AT: usize = 23;
const BASE_TIMESTAMP_AT: usize = 27;
const MAX_TIMESTAMP_AT: usize = 35;
const PRODUCER_ID_AT: usize = 43;
const PRODUCER_EPOCH_AT: usize = 51;
const BASE_SEQUENCE_AT: usize = 53;
const RECORD_COUNT_AT: usize = 57;

/// Who sets the timestamps of a topic's records (`message.timestamp.type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TimestampType {
    #[default]
    CreateTime,
    LogAppendTime,
}

/// The attributes field of a batch. Unknown bits are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attributes(pub i16);

impl Attributes {
    const COMPRESSION: i16 = 0x07;
    const TIMESTAMP_TYPE: i16 = 0x08;
    const TRANSACTIONAL: i16 = 0x10;
    const CONTROL: i16 = 0x20;
    const DELETE_HORIZON: i16 = 0x40;
    /// The bits that have a meaning.
    const KNOWN: i16 = 0x7f;

    /// The codec of the records.
    pub fn compression(self) -> Result<Compression, RecordError> {
        Compression::from_id((self.0 & Self::COMPRESSION) as u8)
    }

    pub fn timestamp_type(self) -> TimestampType {
        if self.0 & Self::TIMESTAMP_TYPE == 0 { TimestampType::CreateTime } else { TimestampType::LogAppendTime }
    }

    pub fn is_transactional(self) -> bool {
        self.0 & Self::TRANSACTIONAL != 0
    }

    pub fn is_control(self) -> bool {
        self.0 & Self::CONTROL != 0
    }

    /// Whether the base timestamp is the time at which the tombstones may go (KIP-534).
    pub fn has_delete_horizon(self) -> bool {
        self.0 & Self::DELETE_HORIZON != 0
    }

    pub fn with_compression(self, compression: Compression) -> Self {
        Self((self.0 & !Self::COMPRESSION) | i16::from(compression.id()))
    }

    pub fn with_timestamp_type(self, timestamp_type: TimestampType) -> Self {
        self.with_bit(Self::TIMESTAMP_TYPE, timestamp_type == TimestampType::LogAppendTime)
    }

    pub fn with_transactional(self, on: bool) -> Self {
        self.with_bit(Self::TRANSACTIONAL, on)
    }

    pub fn with_control(self, on: bool) -> Self {
        self.with_bit(Self::CONTROL, on)
    }

    pub fn with_delete_horizon(self, on: bool) -> Self {
        self.with_bit(Self::DELETE_HORIZON, on)
    }

    /// Without the bits that have no meaning, as Kafka writes attributes it has changed.
    pub(super) fn known(self) -> Self {
        Self(self.0 & Self::KNOWN)
    }

    fn with_bit(self, bit: i16, on: bool) -> Self {
        Self(if on { self.0 | bit } else { self.0 & !bit })
    }
}

/// A magic-2 batch header. `batch_length` counts the bytes after itself, so the batch is [`LOG_OVERHEAD`] bytes longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchHeader {
    pub base_offset: i64,
    pub batch_length: i32,
    pub partition_leader_epoch: i32,
    pub crc: u32,
    pub attributes: Attributes,
    pub last_offset_delta: i32,
    pub base_timestamp: i64,
    pub max_timestamp: i64,
    pub producer_id: i64,
    pub producer_epoch: i16,
    pub base_sequence: i32,
    pub record_count: i32,
}

#[inline]
fn field<const N: usize>(bytes: &[u8; HEADER_SIZE], at: usize) -> [u8; N] {
    let mut out = [0; N];
    out.copy_from_slice(&bytes[at..at + N]);
    out
}

#[inline]
fn put<const N: usize>(bytes: &mut [u8; HEADER_SIZE], at: usize, value: [u8; N]) {
    bytes[at..at + N].copy_from_slice(&value);
}

impl BatchHeader {
    /// The only magic that this header has.
    pub const MAGIC: i8 = 2;

    /// Reads the fields. Errors: another magic; a length that does not even cover the header.
    #[inline]
    pub fn parse(bytes: &[u8; HEADER_SIZE]) -> Result<Self, RecordError> {
        let magic = bytes[MAGIC_AT] as i8;
        if magic != Self::MAGIC {
            return Err(RecordError::UnsupportedMagic { magic });
        }
        let batch_length = i32::from_be_bytes(field(bytes, LENGTH_AT));
        if i64::from(batch_length) < (HEADER_SIZE - LOG_OVERHEAD) as i64 {
            return Err(RecordError::InvalidLength { length: batch_length });
        }
        Ok(Self {
            base_offset: i64::from_be_bytes(field(bytes, BASE_OFFSET_AT)),
            batch_length,
            partition_leader_epoch: i32::from_be_bytes(field(bytes, LEADER_EPOCH_AT)),
            crc: u32::from_be_bytes(field(bytes, CRC_AT)),
            attributes: Self::attributes_of(bytes),
            last_offset_delta: i32::from_be_bytes(field(bytes, LAST_OFFSET_DELTA_AT)),
            base_timestamp: i64::from_be_bytes(field(bytes, BASE_TIMESTAMP_AT)),
            max_timestamp: i64::from_be_bytes(field(bytes, MAX_TIMESTAMP_AT)),
            producer_id: i64::from_be_bytes(field(bytes, PRODUCER_ID_AT)),
            producer_epoch: i16::from_be_bytes(field(bytes, PRODUCER_EPOCH_AT)),
            base_sequence: i32::from_be_bytes(field(bytes, BASE_SEQUENCE_AT)),
            record_count: i32::from_be_bytes(field(bytes, RECORD_COUNT_AT)),
        })
    }

    /// The attributes alone, of a header that nothing is known of.
    #[inline]
    pub fn attributes_of(bytes: &[u8; HEADER_SIZE]) -> Attributes {
        Attributes(i16::from_be_bytes(field(bytes, ATTRIBUTES_AT)))
    }

    /// Writes the fields of the front.
    #[inline]
    pub(super) fn write_front(&self, bytes: &mut [u8; HEADER_SIZE]) {
        put(bytes, BASE_OFFSET_AT, self.base_offset.to_be_bytes());
        put(bytes, LENGTH_AT, self.batch_length.to_be_bytes());
        put(bytes, LEADER_EPOCH_AT, self.partition_leader_epoch.to_be_bytes());
    }

    /// Writes the fields as they are, the CRC included.
    #[inline]
    pub fn write(&self, bytes: &mut [u8; HEADER_SIZE]) {
        self.write_front(bytes);
        bytes[MAGIC_AT] = Self::MAGIC as u8;
        put(bytes, CRC_AT, self.crc.to_be_bytes());
        put(bytes, ATTRIBUTES_AT, self.attributes.0.to_be_bytes());
        put(bytes, LAST_OFFSET_DELTA_AT, self.last_offset_delta.to_be_bytes());
        put(bytes, BASE_TIMESTAMP_AT, self.base_timestamp.to_be_bytes());
        put(bytes, MAX_TIMESTAMP_AT, self.max_timestamp.to_be_bytes());
        put(bytes, PRODUCER_ID_AT, self.producer_id.to_be_bytes());
        put(bytes, PRODUCER_EPOCH_AT, self.producer_epoch.to_be_bytes());
        put(bytes, BASE_SEQUENCE_AT, self.base_sequence.to_be_bytes());
        put(bytes, RECORD_COUNT_AT, self.record_count.to_be_bytes());
    }

    /// Writes the fields with the CRC they and `payload` have, and keeps that CRC in `self`.
    pub fn seal(&mut self, bytes: &mut [u8; HEADER_SIZE], payload: &[u8]) {
        self.write(bytes);
        let mut digest = super::crc::Digest::new();
        digest.update(&bytes[CRC_START..]);
        digest.update(payload);
        self.crc = digest.finish();
        put(bytes, CRC_AT, self.crc.to_be_bytes());
    }

    /// Size of the whole batch in bytes.
    pub fn size_bytes(&self) -> usize {
        LOG_OVERHEAD + usize::try_from(self.batch_length).unwrap_or(0)
    }

    /// Offset of the last record (also of one that compaction has removed).
    pub fn last_offset(&self) -> i64 {
        self.base_offset.wrapping_add(i64::from(self.last_offset_delta))
    }

    /// The offset after the batch.
    pub fn next_offset(&self) -> i64 {
        self.last_offset().wrapping_add(1)
    }

    pub fn has_producer_id(&self) -> bool {
        self.producer_id > NO_PRODUCER_ID
    }

    /// Sequence of the last record, or [`NO_SEQUENCE`]. Sequences wrap from `i32::MAX` to 0.
    pub fn last_sequence(&self) -> i32 {
        if self.base_sequence == NO_SEQUENCE {
            NO_SEQUENCE
        } else {
            increment_sequence(self.base_sequence, self.last_offset_delta)
        }
    }

    /// The time at which the batch's tombstones may go, where compaction has set one.
    pub fn delete_horizon_ms(&self) -> Option<i64> {
        self.attributes.has_delete_horizon().then_some(self.base_timestamp)
    }
}

/// `sequence + increment`, wrapping from `i32::MAX` to 0 as producers count.
pub fn increment_sequence(sequence: i32, increment: i32) -> i32 {
    let sum = i64::from(sequence) + i64::from(increment);
    let wrapped = if sum > i64::from(i32::MAX) { sum - i64::from(i32::MAX) - 1 } else { sum };
    wrapped as i32
}

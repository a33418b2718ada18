//! Record batches: the bytes that producers send, logs keep and fetches return.
//!
//! Promises: parsing borrows; nothing is allocated for a record, and nothing for a batch that passes validation. Every length
//! is checked against the bytes that are there. Decompression stops at a limit given by the caller.
//! Callers must not trust a parsed header before [`BatchRef::verify_crc`] or [`validate`] has passed.
//!
//! Format: magic 2 (KIP-98) is read and written; magic 0 and 1 ([`legacy`]) are read only.

mod batch;
mod builder;
mod compression;
pub mod control;
mod crc;
mod header;
pub mod legacy;
mod rebuild;
mod record;
mod validate;
mod varint;

pub use batch::{BatchRef, Batches};
pub use builder::{BatchBuilder, BatchOptions};
pub use compression::{Compression, CompressionConfig, Compressor, Decompressor};
pub use crc::crc32c;
pub use header::{Attributes, BatchHeader, HEADER_SIZE, LOG_OVERHEAD, TimestampType};
pub use record::{HeaderRef, Headers, RecordRef, Records};
pub use validate::{
    AppendOrigin, AppendRules, RecordReason, RecordRejection, Rejection, RejectionKind, ValidatedBatch, single_batch,
    validate,
};

/// A timestamp field that says "none".
pub const NO_TIMESTAMP: i64 = -1;
/// A producer id field that says "none".
pub const NO_PRODUCER_ID: i64 = -1;
/// A producer epoch field that says "none".
pub const NO_PRODUCER_EPOCH: i16 = -1;
/// A sequence field that says "none".
pub const NO_SEQUENCE: i32 = -1;
/// A partition leader epoch field that says "none".
pub const NO_PARTITION_LEADER_EPOCH: i32 = -1;

/// What can be wrong with a batch or its records.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    #[error("the batch needs {needed} bytes but {available} are there")]
    Truncated { needed: usize, available: usize },
    #[error("the batch length field says {length}, less than its own header")]
    InvalidLength { length: i32 },
    #[error("record format magic {magic} is not supported here")]
    UnsupportedMagic { magic: i8 },
    #[error("the checksum stored is {stored:#010x}, the one computed is {computed:#010x}")]
    CrcMismatch { stored: u32, computed: u32 },
    #[error("compression type {id} does not exist")]
    UnknownCompression { id: u8 },
    #[error("the batch says it has {count} records")]
    InvalidCount { count: i32 },
    #[error("the batch says it has {declared} records, its bytes end after {found}")]
    MissingRecords { declared: i32, found: i32 },
    #[error("bytes are left over after the {declared} records that the batch says it has")]
    LeftoverBytes { declared: i32 },
    #[error("record {index} of the batch is malformed: {reason}")]
    InvalidRecord { index: i32, reason: &'static str },
    #[error("a message of an old format is malformed: {reason}")]
    InvalidMessage { reason: &'static str },
    #[error("a control record is malformed: {reason}")]
    InvalidControlRecord { reason: &'static str },
    #[error("the {codec} data is corrupt: {reason}")]
    Corrupt { codec: Compression, reason: &'static str },
    #[error("the {codec} data decompresses to more than the {limit} bytes allowed")]
    DecompressedTooLarge { codec: Compression, limit: usize },
    #[error("offset {offset} does not lie within 2^31 after the base offset and after the record before it")]
    OffsetOutOfOrder { offset: i64 },
    #[error("a batch holds at most {limit} {what}")]
    BatchFull { what: &'static str, limit: u64 },
    #[error("{codec} compression failed: {reason}")]
    CompressionFailed { codec: Compression, reason: &'static str },
}

#[cfg(test)]
mod tests;

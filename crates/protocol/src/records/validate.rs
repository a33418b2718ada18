//! What a leader checks before it appends a batch, and what it writes into its header.
//!
//! Promises: the checks and error codes are those of Kafka 4.3.1 (`ProduceRequest`, `UnifiedLog`, `LogValidator`); a batch that
//! passes allocates nothing, compressed or not. Compressed records are decompressed piece by piece, values are skipped.
//! Where it differs: offset deltas other than 0, 1, 2.. have the batch rebuilt in every codec; every record must fill exactly
//! its declared size, also where Kafka only skims; and what Kafka answers with UNKNOWN_SERVER_ERROR has a code of its own:
//! INVALID_RECORD for payloads that do not decompress, UNSUPPORTED_COMPRESSION_TYPE for codecs that do not exist.
//! The caller checks sizes (`max.message.bytes`) and producer state.

use super::batch::{BatchRef, extent};
use super::compression::{Decompressor, Stream};
use super::header::{BatchHeader, FRONT_SIZE, HEADER_SIZE, TimestampType};
use super::record::{
    BAD_VARINT, ENDS_EARLY, NEGATIVE_HEADER_COUNT, NEGATIVE_HEADER_KEY, NEGATIVE_SIZE, TOO_MANY_HEADERS, WRONG_SIZE,
};
use super::record::{RecordBody, Records};
use super::varint::{MAX_VARINT, MAX_VARLONG, read_varint, read_varlong};
use super::{Compression, CompressionConfig, NO_TIMESTAMP, RecordError};
use std::fmt;

/// Where a batch comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppendOrigin {
    /// A produce request.
    Client,
    /// A group, transaction or share coordinator of this broker.
    Coordinator,
    /// The controller's log.
    RaftLeader,
}

/// What a topic asks of the batches appended to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AppendRules {
    pub origin: AppendOrigin,
    /// `compression.type` with its level; `None` is `producer`.
    pub compression: Option<CompressionConfig>,
    /// Whether every record needs a key (`cleanup.policy` has `compact`).
    pub compacted: bool,
    pub timestamp_type: TimestampType,
    /// `message.timestamp.before.max.ms`
    pub timestamp_before_max_ms: i64,
    /// `message.timestamp.after.max.ms`
    pub timestamp_after_max_ms: i64,
    pub now_ms: i64,
    /// Most bytes that the records of one batch may decompress to.
    pub max_decompressed_bytes: usize,
}

/// The error code that a rejected batch is answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RejectionKind {
    CorruptMessage,
    InvalidTimestamp,
    UnsupportedCompressionType,
    InvalidRecord,
}

impl RejectionKind {
    /// Kafka's error code.
    pub fn code(self) -> i16 {
        match self {
            Self::CorruptMessage => 2,
            Self::InvalidTimestamp => 32,
            Self::UnsupportedCompressionType => 76,
            Self::InvalidRecord => 87,
        }
    }
}

/// Why a batch is not appended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Rejection {
    pub kind: RejectionKind,
    pub message: String,
    /// The records at fault, at most [`Rejection::MAX_RECORDS`] of them; empty if the batch itself is.
    pub records: Vec<RecordRejection>,
}

/// Why one record makes its batch be rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordRejection {
    /// Its place in the batch.
    pub index: i32,
    pub reason: RecordReason,
}

/// What is wrong with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordReason {
    NoKey,
    TimestampOutOfRange { timestamp: i64, earliest: i64, latest: i64 },
    LogAppendTimeFromProducer,
}

impl fmt::Display for RecordReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoKey => f.write_str("a compacted topic accepts no record without a key"),
            Self::TimestampOutOfRange { timestamp, earliest, latest } => {
                write!(f, "timestamp {timestamp} is out of range: it must lie within [{earliest}, {latest}]")
            }
            Self::LogAppendTimeFromProducer => {
                f.write_str("a producer must not set the timestamp type to LogAppendTime")
            }
        }
    }
}

impl Rejection {
    /// Bound on the records listed, so that a hostile batch cannot make a response of any size.
    pub const MAX_RECORDS: usize = 1000;

    fn new(kind: RejectionKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), records: Vec::new() }
    }

    fn invalid(message: impl Into<String>) -> Self {
        Self::new(RejectionKind::InvalidRecord, message)
    }
}

impl From<RecordError> for Rejection {
    fn from(error: RecordError) -> Self {
        let kind = match error {
            RecordError::Truncated { .. }
            | RecordError::InvalidLength { .. }
            | RecordError::UnsupportedMagic { .. }
            | RecordError::CrcMismatch { .. } => RejectionKind::CorruptMessage,
            RecordError::UnknownCompression { .. } => RejectionKind::UnsupportedCompressionType,
            _ => RejectionKind::InvalidRecord,
        };
        Self::new(kind, error.to_string())
    }
}

/// The one batch that the records of a partition in a produce request must be.
///
/// What follows it and is not a complete batch is ignored, as in Kafka. The checksum is not looked at.
#[inline]
pub fn single_batch(records: &[u8], produce_version: i16) -> Result<BatchRef<'_>, Rejection> {
    const FIRST_VERSION_WITH_ZSTD: i16 = 7;
    let batch = match BatchRef::parse(records) {
        Ok(batch) if batch.bytes().len() == records.len() => batch,
        _ => first_batch(records)?,
    };
    if produce_version < FIRST_VERSION_WITH_ZSTD && batch.header().attributes.compression()? == Compression::Zstd {
        return Err(Rejection::new(
            RejectionKind::UnsupportedCompressionType,
            format!("produce requests of version {produce_version} must not use zstd: version 7 is the first that may"),
        ));
    }
    if extent(records.get(batch.bytes().len()..).unwrap_or_default())?.is_some() {
        return Err(Rejection::invalid("a produce request must have only one record batch for each partition"));
    }
    Ok(batch)
}

/// The batch that records begin with.
#[cold]
fn first_batch(records: &[u8]) -> Result<BatchRef<'_>, Rejection> {
    let Some(first) = extent(records)? else {
        return Err(Rejection::invalid("a produce request must have one record batch for each partition"));
    };
    if first.magic != BatchHeader::MAGIC {
        return Err(Rejection::invalid(format!(
            "a produce request must have record batches of magic 2, not of magic {}",
            first.magic
        )));
    }
    Ok(BatchRef::parse(records)?)
}

/// A batch that may be appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValidatedBatch {
    /// What the log's copy of the header says.
    pub(super) timestamp_type: TimestampType,
    pub(super) max_timestamp: i64,
    max_timestamp_delta: i32,
    pub(super) uncompressed_bytes: usize,
    needs_rebuild: bool,
}

impl ValidatedBatch {
    /// The batch's greatest timestamp: of its records, or now under `LogAppendTime`; [`NO_TIMESTAMP`] without any.
    pub fn max_timestamp(&self) -> i64 {
        self.max_timestamp
    }

    /// Offset, relative to the batch's first, of the first record that has the greatest timestamp.
    pub fn max_timestamp_offset_delta(&self) -> i32 {
        self.max_timestamp_delta
    }

    /// Size of the records when decompressed.
    pub fn uncompressed_bytes(&self) -> usize {
        self.uncompressed_bytes
    }

    /// Whether the records must be written anew ([`ValidatedBatch::rebuild`]): the topic wants another codec, or the
    /// offsets inside the batch are not consecutive. Else the payload goes to the log as it came.
    pub fn needs_rebuild(&self) -> bool {
        self.needs_rebuild
    }

    /// The batch that was validated as the log is to have it, in two parts, and what its header says: at `base_offset`, of the
    /// leader's epoch, with the timestamps that the topic asks for. Mostly all but the front is as it was received; where those
    /// timestamps differ the header is written anew, with another checksum. `head` is room for the first part.
    #[inline]
    pub fn place<'a>(
        &self,
        batch: &BatchRef<'a>,
        base_offset: i64,
        partition_leader_epoch: i32,
        head: &'a mut [u8; HEADER_SIZE],
    ) -> (BatchHeader, [&'a [u8]; 2]) {
        let received = batch.header();
        let mut header = BatchHeader { base_offset, partition_leader_epoch, ..*received };
        let is_kept =
            received.attributes.timestamp_type() == self.timestamp_type && received.max_timestamp == self.max_timestamp;
        if is_kept {
            header.write_front(head);
            let (front, rest) = (head.get(..FRONT_SIZE), batch.bytes().get(FRONT_SIZE..));
            return (header, [front.unwrap_or_default(), rest.unwrap_or_default()]);
        }
        header.attributes = header.attributes.known().with_timestamp_type(self.timestamp_type);
        header.max_timestamp = self.max_timestamp;
        header.seal(head, batch.payload());
        (header, [head, batch.payload()])
    }
}

/// The codec that a batch goes to the log in.
pub(super) fn target(header: &BatchHeader, source: Compression, rules: &AppendRules) -> CompressionConfig {
    match rules.compression {
        // Control records stay as they were written.
        _ if header.attributes.is_control() && !source.is_compressed() => source.into(),
        None => source.into(),
        Some(config) => config,
    }
}

/// Checks `batch` as a leader does before it appends it: checksum, header fields, and every record.
pub fn validate(
    batch: &BatchRef<'_>,
    rules: &AppendRules,
    decompressor: &mut Decompressor,
) -> Result<ValidatedBatch, Rejection> {
    let header = batch.header();
    if rules.origin == AppendOrigin::Client && header.base_offset != 0 {
        return Err(Rejection::invalid(format!("the base offset of a batch must be 0, not {}", header.base_offset)));
    }
    batch.verify_crc()?;
    let source = header.attributes.compression()?;
    if rules.origin == AppendOrigin::Client {
        check_client_header(header)?;
    }

    let mut check = RecordCheck::new(header, rules);
    let uncompressed_bytes = if source.is_compressed() && header.record_count > 0 {
        let (stream, window) = decompressor.stream(source, batch.payload(), rules.max_decompressed_bytes);
        Window::new(stream, window).check_records(header.record_count, &mut check)?
    } else {
        let mut records = Records::new(header, batch.payload())?;
        while let Some(body) = records.next_body() {
            let body = body?;
            check.record(body.timestamp_delta, body.offset_delta, body.key.is_some());
        }
        batch.payload().len()
    };
    let (max_timestamp, max_timestamp_delta, in_order) = check.finish()?;

    let (max_timestamp, max_timestamp_delta) = match rules.timestamp_type {
        TimestampType::CreateTime => (max_timestamp, max_timestamp_delta),
        TimestampType::LogAppendTime => (rules.now_ms, 0),
    };
    Ok(ValidatedBatch {
        timestamp_type: rules.timestamp_type,
        max_timestamp,
        max_timestamp_delta,
        uncompressed_bytes,
        // A batch without records, which only a coordinator may append, has nothing to be written anew.
        needs_rebuild: header.record_count > 0 && (!in_order || target(header, source, rules).compression != source),
    })
}

fn check_client_header(header: &BatchHeader) -> Result<(), Rejection> {
    let count_from_offsets = i64::from(header.last_offset_delta) + 1;
    if count_from_offsets <= 0 {
        return Err(Rejection::invalid(format!("the last offset delta of a batch is {}", header.last_offset_delta)));
    }
    if header.record_count <= 0 {
        return Err(Rejection::invalid(format!("a batch says it has {} records", header.record_count)));
    }
    if count_from_offsets != i64::from(header.record_count) {
        return Err(Rejection::invalid(format!(
            "a batch with {} records has the last offset delta {}",
            header.record_count, header.last_offset_delta
        )));
    }
    if header.attributes.is_control() {
        return Err(Rejection::invalid("clients must not write control records"));
    }
    if header.has_producer_id() && header.base_sequence < 0 {
        return Err(Rejection::invalid(format!(
            "the batch of producer {} has the sequence {}",
            header.producer_id, header.base_sequence
        )));
    }
    Ok(())
}

/// The checks of single records, and what is learnt from all of them.
struct RecordCheck<'r> {
    rules: &'r AppendRules,
    base_timestamp: i64,
    /// The batch's timestamp, if the batch has one for all its records.
    log_append_time: Option<i64>,
    index: i32,
    in_order: bool,
    max_timestamp: i64,
    max_timestamp_delta: i32,
    rejected: Vec<RecordRejection>,
    rejected_count: u32,
    timestamp_rejected: bool,
}

impl<'r> RecordCheck<'r> {
    fn new(header: &BatchHeader, rules: &'r AppendRules) -> Self {
        let log_append = header.attributes.timestamp_type() == TimestampType::LogAppendTime;
        Self {
            rules,
            base_timestamp: header.base_timestamp,
            log_append_time: log_append.then_some(header.max_timestamp),
            index: 0,
            in_order: true,
            max_timestamp: NO_TIMESTAMP,
            max_timestamp_delta: 0,
            rejected: Vec::new(),
            rejected_count: 0,
            timestamp_rejected: false,
        }
    }

    #[inline]
    fn record(&mut self, timestamp_delta: i64, offset_delta: i32, has_key: bool) {
        let timestamp = self.log_append_time.unwrap_or(self.base_timestamp.wrapping_add(timestamp_delta));
        if timestamp > self.max_timestamp {
            self.max_timestamp = timestamp;
            self.max_timestamp_delta = self.index;
        }
        self.in_order &= offset_delta == self.index;
        if let Some(reason) = self.reason(timestamp, has_key) {
            self.reject(reason);
        }
        self.index = self.index.wrapping_add(1);
    }

    #[inline]
    fn reason(&self, timestamp: i64, has_key: bool) -> Option<RecordReason> {
        let rules = self.rules;
        if rules.compacted && !has_key {
            return Some(RecordReason::NoKey);
        }
        if rules.timestamp_type == TimestampType::CreateTime && timestamp != NO_TIMESTAMP {
            // Wraps like Kafka's, for timestamps near the ends of the range.
            let age = rules.now_ms.wrapping_sub(timestamp);
            if age > rules.timestamp_before_max_ms || age.wrapping_neg() > rules.timestamp_after_max_ms {
                return Some(RecordReason::TimestampOutOfRange {
                    timestamp,
                    earliest: rules.now_ms.saturating_sub(rules.timestamp_before_max_ms),
                    latest: rules.now_ms.saturating_add(rules.timestamp_after_max_ms),
                });
            }
            return None;
        }
        self.log_append_time.map(|_| RecordReason::LogAppendTimeFromProducer)
    }

    #[cold]
    fn reject(&mut self, reason: RecordReason) {
        self.timestamp_rejected |= reason != RecordReason::NoKey;
        self.rejected_count = self.rejected_count.saturating_add(1);
        if self.rejected.len() < Rejection::MAX_RECORDS {
            self.rejected.push(RecordRejection { index: self.index, reason });
        }
    }

    fn finish(self) -> Result<(i64, i32, bool), Rejection> {
        let Some(first) = self.rejected.first() else {
            return Ok((self.max_timestamp, self.max_timestamp_delta, self.in_order));
        };
        Err(Rejection {
            kind: if self.timestamp_rejected { RejectionKind::InvalidTimestamp } else { RejectionKind::InvalidRecord },
            message: format!(
                "{} of the {} records of the batch were rejected; record {}: {}",
                self.rejected_count, self.index, first.index, first.reason
            ),
            records: self.rejected,
        })
    }
}

/// A view of bounded size that slides over records as they are decompressed.
pub(super) struct Window<'d, 'i> {
    stream: Stream<'d, 'i>,
    buffer: &'d mut Vec<u8>,
    start: usize,
    end: usize,
    /// Bytes that lie before `start`.
    passed: usize,
    ended: bool,
}

impl<'d, 'i> Window<'d, 'i> {
    /// Two lz4 blocks, so that one always fits behind a partial record.
    pub(super) const BYTES: usize = 128 << 10;

    pub(super) fn new(stream: Stream<'d, 'i>, buffer: &'d mut Vec<u8>) -> Self {
        buffer.resize(Self::BYTES, 0);
        Self { stream, buffer, start: 0, end: 0, passed: 0, ended: false }
    }

    /// The next bytes: at least `wanted` (at most [`Self::BYTES`]), or all that are left.
    #[inline]
    pub(super) fn peek(&mut self, wanted: usize) -> Result<&[u8], RecordError> {
        if self.end - self.start < wanted && !self.ended {
            self.refill(wanted)?;
        }
        Ok(self.buffer.get(self.start..self.end).unwrap_or_default())
    }

    fn refill(&mut self, wanted: usize) -> Result<(), RecordError> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        while self.end < wanted {
            let Some(room) = self.buffer.get_mut(self.end..).filter(|room| !room.is_empty()) else { break };
            let read = self.stream.read(room)?;
            if read == 0 {
                self.ended = true;
                break;
            }
            self.end += read;
        }
        Ok(())
    }

    #[inline]
    pub(super) fn advance(&mut self, size: usize) {
        self.start += size;
        self.passed += size;
    }

    /// Checks all records; returns their size.
    fn check_records(&mut self, declared: i32, check: &mut RecordCheck<'_>) -> Result<usize, RecordError> {
        for index in 0..declared {
            let size = self.record_size(declared, index)?;
            if size <= Self::BYTES {
                let body = self.small_record(index, size)?;
                let (timestamp_delta, offset_delta, has_key) =
                    (body.timestamp_delta, body.offset_delta, body.key.is_some());
                check.record(timestamp_delta, offset_delta, has_key);
                self.advance(size);
            } else {
                self.large_record(index, size, check)?;
            }
        }
        if !self.peek(1)?.is_empty() {
            return Err(RecordError::LeftoverBytes { declared });
        }
        Ok(self.passed)
    }

    /// The length in front of a record.
    #[inline]
    pub(super) fn record_size(&mut self, declared: i32, index: i32) -> Result<usize, RecordError> {
        let malformed = |reason| RecordError::InvalidRecord { index, reason };
        let bytes = self.peek(MAX_VARINT)?;
        if bytes.is_empty() {
            return Err(RecordError::MissingRecords { declared, found: index });
        }
        let mut rest = bytes;
        let size = read_varint(&mut rest).ok_or(malformed(BAD_VARINT))?;
        let size = usize::try_from(size).map_err(|_| malformed(NEGATIVE_SIZE))?;
        let prefix = bytes.len() - rest.len();
        self.advance(prefix);
        Ok(size)
    }

    /// A record that fits into the window; to be passed by [`Self::advance`].
    #[inline]
    pub(super) fn small_record(&mut self, index: i32, size: usize) -> Result<RecordBody<'_>, RecordError> {
        let malformed = |reason| RecordError::InvalidRecord { index, reason };
        let body = self.peek(size)?.get(..size).ok_or(malformed(ENDS_EARLY))?;
        RecordBody::parse(body).map_err(malformed)
    }

    /// A record that does not fit into the window: field by field.
    fn large_record(&mut self, index: i32, size: usize, check: &mut RecordCheck<'_>) -> Result<(), RecordError> {
        let mut fields = Fields { window: self, left: size, index };
        fields.skip(1)?;
        let timestamp_delta = fields.number(MAX_VARLONG, read_varlong)?;
        let offset_delta = fields.number(MAX_VARINT, read_varint)?;
        let has_key = fields.skip_nullable()?;
        fields.skip_nullable()?;
        let headers = fields.number(MAX_VARINT, read_varint)?;
        let headers = usize::try_from(headers).map_err(|_| fields.malformed(NEGATIVE_HEADER_COUNT))?;
        if headers > fields.left {
            return Err(fields.malformed(TOO_MANY_HEADERS));
        }
        for _ in 0..headers {
            if !fields.skip_nullable()? {
                return Err(fields.malformed(NEGATIVE_HEADER_KEY));
            }
            fields.skip_nullable()?;
        }
        if fields.left != 0 {
            return Err(fields.malformed(WRONG_SIZE));
        }
        check.record(timestamp_delta, offset_delta, has_key);
        Ok(())
    }
}

/// The fields of one large record.
pub(super) struct Fields<'w, 'd, 'i> {
    pub(super) window: &'w mut Window<'d, 'i>,
    pub(super) left: usize,
    pub(super) index: i32,
}

impl Fields<'_, '_, '_> {
    pub(super) fn malformed(&self, reason: &'static str) -> RecordError {
        RecordError::InvalidRecord { index: self.index, reason }
    }

    pub(super) fn number<T>(&mut self, max_size: usize, read: fn(&mut &[u8]) -> Option<T>) -> Result<T, RecordError> {
        let left = self.left;
        let bytes = self.window.peek(max_size)?;
        let bytes = bytes.get(..bytes.len().min(left)).unwrap_or_default();
        let mut rest = bytes;
        let value = read(&mut rest);
        let size = bytes.len() - rest.len();
        let value = value.ok_or(self.malformed(BAD_VARINT))?;
        self.window.advance(size);
        self.left -= size;
        Ok(value)
    }

    pub(super) fn skip(&mut self, size: usize) -> Result<(), RecordError> {
        self.pass(size, |_| ())
    }

    /// Passes so many bytes, piece by piece.
    pub(super) fn pass(&mut self, mut size: usize, mut piece: impl FnMut(&[u8])) -> Result<(), RecordError> {
        self.left = self.left.checked_sub(size).ok_or(self.malformed(ENDS_EARLY))?;
        while size > 0 {
            let bytes = self.window.peek(1)?;
            let step = bytes.len().min(size);
            if step == 0 {
                return Err(self.malformed(ENDS_EARLY));
            }
            piece(bytes.get(..step).unwrap_or_default());
            self.window.advance(step);
            size -= step;
        }
        Ok(())
    }

    /// Skips a length and as many bytes; false if it is null.
    fn skip_nullable(&mut self) -> Result<bool, RecordError> {
        match usize::try_from(self.number(MAX_VARINT, read_varint)?) {
            Ok(size) => self.skip(size).map(|()| true),
            Err(_) => Ok(false),
        }
    }
}

//! Builds magic-2 batches: for producers, coordinators, the metadata log, compaction and re-compression.
//!
//! Promises: the bytes are those Kafka's `MemoryRecordsBuilder` writes for the same records and options (the output of a codec
//! aside). A builder that is reset keeps its buffer. Offsets must ascend; nothing is written for a batch without records.

use super::header::{Attributes, BatchHeader, HEADER_SIZE, LOG_OVERHEAD, TimestampType};
use super::record::{HeaderRef, body_size, write_prefix, write_record};
use super::varint::size_varlong;
use super::{
    CompressionConfig, Compressor, NO_PARTITION_LEADER_EPOCH, NO_PRODUCER_EPOCH, NO_PRODUCER_ID, NO_SEQUENCE,
    NO_TIMESTAMP, RecordError,
};

/// The fields of a batch that do not come from its records. The default is an uncompressed batch of no producer at offset 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchOptions {
    pub base_offset: i64,
    pub partition_leader_epoch: i32,
    pub compression: CompressionConfig,
    /// Stamps the batch with this time; without it, the records' own times count.
    pub log_append_time_ms: Option<i64>,
    /// When the tombstones of the batch may go (KIP-534).
    pub delete_horizon_ms: Option<i64>,
    pub producer_id: i64,
    pub producer_epoch: i16,
    pub base_sequence: i32,
    pub transactional: bool,
    pub control: bool,
}

impl Default for BatchOptions {
    fn default() -> Self {
        Self {
            base_offset: 0,
            partition_leader_epoch: NO_PARTITION_LEADER_EPOCH,
            compression: CompressionConfig::default(),
            log_append_time_ms: None,
            delete_horizon_ms: None,
            producer_id: NO_PRODUCER_ID,
            producer_epoch: NO_PRODUCER_EPOCH,
            base_sequence: NO_SEQUENCE,
            transactional: false,
            control: false,
        }
    }
}

/// Where a record goes.
struct Place {
    count: i32,
    offset_delta: i32,
    base_timestamp: i64,
    timestamp_delta: i64,
}

/// Collects records and writes them as one batch.
#[derive(Debug, Clone, Default)]
pub struct BatchBuilder {
    options: BatchOptions,
    records: Vec<u8>,
    record_count: i32,
    last_offset_delta: i32,
    base_timestamp: i64,
    max_timestamp: i64,
}

impl BatchBuilder {
    /// Most bytes of records in a batch, so that its length fits the field.
    const MAX_BYTES: usize = i32::MAX as usize - HEADER_SIZE;

    pub fn new(options: BatchOptions) -> Self {
        Self { options, ..Self::default() }
    }

    /// Forgets the records; the buffer stays.
    pub fn reset(&mut self, options: BatchOptions) {
        self.options = options;
        self.records.clear();
        self.record_count = 0;
    }

    /// Makes room for records of so many bytes.
    pub(super) fn reserve(&mut self, bytes: usize) {
        self.records.reserve_exact(bytes.min(Self::MAX_BYTES));
    }

    pub(super) fn base_offset(&self) -> i64 {
        self.options.base_offset
    }

    pub fn record_count(&self) -> i32 {
        self.record_count
    }

    /// Size of the batch if it is not compressed.
    pub fn size_bytes(&self) -> usize {
        HEADER_SIZE + self.records.len()
    }

    /// Adds a record at the next offset.
    pub fn append(
        &mut self,
        timestamp: i64,
        key: Option<&[u8]>,
        value: Option<&[u8]>,
        headers: &[HeaderRef<'_>],
    ) -> Result<(), RecordError> {
        let delta = if self.record_count == 0 { 0 } else { i64::from(self.last_offset_delta) + 1 };
        self.append_record(delta, timestamp, key, value, headers.iter().copied())
    }

    /// Adds a record at `offset`, which must lie after the last one and within 2^31 of the base offset.
    pub fn append_at<'h>(
        &mut self,
        offset: i64,
        timestamp: i64,
        key: Option<&[u8]>,
        value: Option<&[u8]>,
        headers: impl ExactSizeIterator<Item = HeaderRef<'h>> + Clone,
    ) -> Result<(), RecordError> {
        let delta = offset
            .checked_sub(self.options.base_offset)
            .filter(|&delta| self.record_count == 0 || delta > i64::from(self.last_offset_delta))
            .ok_or(RecordError::OffsetOutOfOrder { offset })?;
        self.append_record(delta, timestamp, key, value, headers)
    }

    fn append_record<'h>(
        &mut self,
        delta: i64,
        timestamp: i64,
        key: Option<&[u8]>,
        value: Option<&[u8]>,
        headers: impl ExactSizeIterator<Item = HeaderRef<'h>> + Clone,
    ) -> Result<(), RecordError> {
        let place = self.place(delta, timestamp)?;
        let size = body_size(place.timestamp_delta, place.offset_delta, key, value, headers.clone());
        self.check_room(size)?;
        write_record(&mut self.records, size, place.timestamp_delta, place.offset_delta, key, value, headers);
        self.settle(&place, timestamp);
        Ok(())
    }

    /// Adds a record of which everything after the offset, `rest_bytes` long, is appended by `write`; nothing if that fails.
    pub(super) fn append_raw(
        &mut self,
        offset: i64,
        timestamp: i64,
        rest_bytes: usize,
        write: impl FnOnce(&mut Vec<u8>) -> Result<(), RecordError>,
    ) -> Result<(), RecordError> {
        let place = self.place(offset.wrapping_sub(self.options.base_offset), timestamp)?;
        let numbers = 1 + size_varlong(place.timestamp_delta) + size_varlong(i64::from(place.offset_delta));
        let size = numbers.saturating_add(rest_bytes);
        self.check_room(size)?;
        let start = self.records.len();
        write_prefix(&mut self.records, size, place.timestamp_delta, place.offset_delta);
        if let Err(error) = write(&mut self.records) {
            self.records.truncate(start);
            return Err(error);
        }
        self.settle(&place, timestamp);
        Ok(())
    }

    /// Where the next record goes.
    #[inline]
    fn place(&self, delta: i64, timestamp: i64) -> Result<Place, RecordError> {
        let offset_delta = i32::try_from(delta)
            .ok()
            .filter(|&delta| delta >= 0)
            .ok_or(RecordError::OffsetOutOfOrder { offset: self.options.base_offset.wrapping_add(delta) })?;
        let full = RecordError::BatchFull { what: "records", limit: i32::MAX as u64 };
        let count = self.record_count.checked_add(1).ok_or(full)?;
        let first = self.record_count == 0;
        let base_timestamp =
            if first { self.options.delete_horizon_ms.unwrap_or(timestamp) } else { self.base_timestamp };
        Ok(Place { count, offset_delta, base_timestamp, timestamp_delta: timestamp.wrapping_sub(base_timestamp) })
    }

    #[inline]
    fn check_room(&self, size: usize) -> Result<(), RecordError> {
        // 5 for the length in front of the record.
        if size.saturating_add(5).saturating_add(self.records.len()) > Self::MAX_BYTES {
            return Err(RecordError::BatchFull { what: "bytes", limit: Self::MAX_BYTES as u64 });
        }
        Ok(())
    }

    #[inline]
    fn settle(&mut self, place: &Place, timestamp: i64) {
        let before = if self.record_count == 0 { NO_TIMESTAMP } else { self.max_timestamp };
        self.max_timestamp = before.max(timestamp);
        self.record_count = place.count;
        self.last_offset_delta = place.offset_delta;
        self.base_timestamp = place.base_timestamp;
    }

    /// Makes the batch end at `offset`, though its last record lies before: compaction keeps the offsets of what it removes.
    pub fn override_last_offset(&mut self, offset: i64) -> Result<(), RecordError> {
        let delta = offset.checked_sub(self.options.base_offset).and_then(|delta| i32::try_from(delta).ok());
        match delta {
            Some(delta) if self.record_count > 0 && delta >= self.last_offset_delta => {
                self.last_offset_delta = delta;
                Ok(())
            }
            _ => Err(RecordError::OffsetOutOfOrder { offset }),
        }
    }

    /// Appends the batch to `out` and returns its header. The builder keeps its records until it is reset.
    pub fn build(&self, compressor: &mut Compressor, out: &mut Vec<u8>) -> Result<BatchHeader, RecordError> {
        if self.record_count == 0 {
            return Err(RecordError::InvalidCount { count: 0 });
        }
        let options = &self.options;
        let start = out.len();
        out.resize(start + HEADER_SIZE, 0);
        let compressed = compressor.compress(options.compression, &self.records, out);
        let size = out.len() - start;
        let length = i32::try_from(size - LOG_OVERHEAD)
            .map_err(|_| RecordError::BatchFull { what: "bytes", limit: Self::MAX_BYTES as u64 });
        let batch_length = match compressed.and(length) {
            Ok(length) => length,
            Err(error) => {
                out.truncate(start);
                return Err(error);
            }
        };
        let mut header = BatchHeader {
            base_offset: options.base_offset,
            batch_length,
            partition_leader_epoch: options.partition_leader_epoch,
            crc: 0,
            attributes: Attributes::default()
                .with_compression(options.compression.compression)
                .with_timestamp_type(match options.log_append_time_ms {
                    None => TimestampType::CreateTime,
                    Some(_) => TimestampType::LogAppendTime,
                })
                .with_transactional(options.transactional)
                .with_control(options.control)
                .with_delete_horizon(options.delete_horizon_ms.is_some()),
            last_offset_delta: self.last_offset_delta,
            base_timestamp: self.base_timestamp,
            max_timestamp: options.log_append_time_ms.unwrap_or(self.max_timestamp),
            producer_id: options.producer_id,
            producer_epoch: options.producer_epoch,
            base_sequence: options.base_sequence,
            record_count: self.record_count,
        };
        if let Some((head, payload)) = out.get_mut(start..).and_then(|batch| batch.split_first_chunk_mut()) {
            header.seal(head, payload);
        }
        Ok(header)
    }
}

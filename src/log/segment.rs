//! One segment of a log: sizes, timestamps and indexes. It knows no file; `flush.rs` brings it to disk.
//!
//! Promises: what the indexes hold is what Kafka 4.3.1 writes for the same batches and settings, whether they were appended
//! or found at recovery. `durable_bytes <= size_bytes`; bytes below it are in the file and synced.

use super::NO_TIMESTAMP;
use super::config::LogConfig;
use super::entry::EntryHead;
use super::index::{IndexError, OffsetIndex, TimeIndex, TimestampOffset, relative_offset};
use super::txn_index::TxnIndex;

/// The indexes of one segment.
#[derive(Debug, Clone)]
pub struct Indexes {
    pub offsets: OffsetIndex,
    pub times: TimeIndex,
    pub txns: TxnIndex,
}

impl Indexes {
    pub fn new(base_offset: i64) -> Self {
        Self { offsets: OffsetIndex::new(base_offset), times: TimeIndex::new(base_offset), txns: TxnIndex::default() }
    }
}

/// One segment.
#[derive(Debug)]
pub struct Segment {
    pub base_offset: i64,
    pub size_bytes: u32,
    /// Bytes that are in the file and survive a crash.
    pub durable_bytes: u32,
    /// The file exists and its name survives a crash.
    pub file_ready: bool,
    /// It gets no more bytes, and all its files are complete.
    pub sealed: bool,
    /// The latest timestamp and the last offset of the batch that has it; not known before the time index of a sealed
    /// segment has been read.
    pub largest: Option<TimestampOffset>,
    /// The first batch's timestamp, which time-based rolling counts from.
    pub first_timestamp: Option<i64>,
    pub created_ms: i64,
    /// What is taken off `segment.ms`, so that the segments of many logs do not roll at once.
    pub roll_jitter_ms: i64,
    bytes_since_index_entry: u32,
    /// Entries of the two indexes, which each append looks at.
    offset_entries: usize,
    time_entries: usize,
    /// In memory for the segments that are not sealed.
    pub indexes: Option<Box<Indexes>>,
}

impl Segment {
    /// An empty segment.
    pub fn new(base_offset: i64, created_ms: i64, roll_jitter_ms: i64) -> Self {
        Self {
            base_offset,
            size_bytes: 0,
            durable_bytes: 0,
            file_ready: false,
            sealed: false,
            largest: Some(TimestampOffset { timestamp: NO_TIMESTAMP, offset: base_offset }),
            first_timestamp: None,
            created_ms,
            roll_jitter_ms,
            bytes_since_index_entry: 0,
            offset_entries: 0,
            time_entries: 0,
            indexes: Some(Box::new(Indexes::new(base_offset))),
        }
    }

    /// A complete segment found on disk; its indexes stay there.
    pub fn sealed(base_offset: i64, size_bytes: u32, created_ms: i64) -> Self {
        Self {
            size_bytes,
            durable_bytes: size_bytes,
            file_ready: true,
            sealed: true,
            largest: None,
            indexes: None,
            ..Self::new(base_offset, created_ms, 0)
        }
    }

    /// The active segment found on disk, with `size_bytes` valid bytes; none of them are indexed yet.
    pub fn found(base_offset: i64, indexes: Indexes, created_ms: i64, roll_jitter_ms: i64) -> Self {
        let largest = Some(indexes.times.last());
        let mut segment = Self::new(base_offset, created_ms, roll_jitter_ms);
        segment.file_ready = true;
        segment.largest = largest;
        (segment.offset_entries, segment.time_entries) = (indexes.offsets.len(), indexes.times.len());
        segment.indexes = Some(Box::new(indexes));
        segment
    }

    /// Whether a batch of `bytes` must go to a new segment.
    pub fn should_roll(
        &self,
        config: &LogConfig,
        bytes: usize,
        max_timestamp: i64,
        last_offset: i64,
        now_ms: i64,
    ) -> bool {
        let size = self.size_bytes as usize;
        let waited_ms = match self.first_timestamp {
            Some(first) if first >= 0 => max_timestamp.saturating_sub(first),
            _ => now_ms.saturating_sub(self.created_ms),
        };
        let waited = waited_ms > config.segment_ms.saturating_sub(self.roll_jitter_ms);
        size.saturating_add(bytes) > config.segment_bytes as usize
            || (size > 0 && waited)
            || self.offset_entries >= OffsetIndex::max_entries(config.segment_index_bytes)
            || self.time_entries >= TimeIndex::max_entries(config.segment_index_bytes)
            || relative_offset(last_offset, self.base_offset).is_none()
    }

    /// Counts an entry as appended, and indexes it where that is due. An error changes nothing.
    pub fn note_entry(&mut self, head: &EntryHead, interval_bytes: u32) -> Result<(), IndexError> {
        let last_offset = head.last_offset;
        let bytes = head.size_bytes as u32;
        let base_offset = self.base_offset;
        relative_offset(last_offset, base_offset)
            .ok_or(IndexError::OffsetOutOfRange { offset: last_offset, base_offset })?;
        let mut largest = self.largest();
        if head.max_timestamp > largest.timestamp {
            largest = TimestampOffset { timestamp: head.max_timestamp, offset: last_offset };
        }
        if self.bytes_since_index_entry > interval_bytes
            && let Some(indexes) = &mut self.indexes
        {
            indexes.offsets.append(last_offset, self.size_bytes)?;
            indexes.times.maybe_append(largest.timestamp, largest.offset)?;
            (self.offset_entries, self.time_entries) = (indexes.offsets.len(), indexes.times.len());
            self.bytes_since_index_entry = 0;
        }
        self.largest = Some(largest);
        self.first_timestamp.get_or_insert(head.max_timestamp);
        self.bytes_since_index_entry = self.bytes_since_index_entry.saturating_add(bytes);
        self.size_bytes = self.size_bytes.saturating_add(bytes);
        Ok(())
    }

    /// Takes an entry as present that the indexes know already: at start, from the last indexed one on.
    pub fn skip_indexed(&mut self, head: &EntryHead) {
        let bytes = head.size_bytes as u32;
        let largest = self.largest();
        if head.max_timestamp > largest.timestamp {
            self.largest = Some(TimestampOffset { timestamp: head.max_timestamp, offset: head.last_offset });
        }
        self.bytes_since_index_entry = self.bytes_since_index_entry.saturating_add(bytes);
        self.size_bytes = self.size_bytes.saturating_add(bytes);
    }

    /// The latest timestamp so far.
    pub fn largest(&self) -> TimestampOffset {
        self.largest.unwrap_or(TimestampOffset { timestamp: NO_TIMESTAMP, offset: self.base_offset })
    }

    /// Adds the last entry of the time index, which tells the segment's latest timestamp; done when it gets no more bytes, or
    /// the log is closed.
    pub fn finish_time_index(&mut self) {
        let largest = self.largest();
        if let Some(indexes) = &mut self.indexes {
            // Refused only if a later entry exists, and then this one is not needed.
            let _ = indexes.times.maybe_append(largest.timestamp, largest.offset);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    fn entry(base_offset: i64, count: i64, timestamp: i64, size_bytes: usize) -> EntryHead {
        EntryHead {
            base_offset,
            has_base_offset: true,
            last_offset: base_offset + count - 1,
            size_bytes,
            max_timestamp: timestamp,
            leader_epoch: 0,
        }
    }

    #[test]
    fn an_entry_is_due_when_more_than_the_interval_was_appended_since_the_last() {
        let mut segment = Segment::new(100, 0, 0);
        for (i, timestamp) in [5, 9, 7, 8, 20].into_iter().enumerate() {
            segment.note_entry(&entry(100 + 10 * i as i64, 10, timestamp, 3000), 4096).unwrap();
        }
        let indexes = segment.indexes.as_ref().unwrap();
        // 3,000 and 6,000 bytes: the third batch is the first one due, the fifth the next.
        let mut offsets = OffsetIndex::new(100);
        offsets.append(129, 6000).unwrap();
        offsets.append(149, 12000).unwrap();
        assert_eq!(indexes.offsets, offsets);
        let mut times = TimeIndex::new(100);
        times.maybe_append(9, 119).unwrap();
        times.maybe_append(20, 149).unwrap();
        assert_eq!(indexes.times, times);
        assert_eq!(segment.size_bytes, 15_000);
    }

    #[test]
    fn rolling() {
        let config =
            LogConfig { segment_bytes: 1000, segment_ms: 100, segment_index_bytes: 24, ..LogConfig::default() };
        let mut segment = Segment::new(100, 50, 0);
        let roll = |segment: &Segment, bytes, timestamp, offset, now| {
            segment.should_roll(&config, bytes, timestamp, offset, now)
        };
        assert!(!roll(&segment, 1000, 5, 101, 60));
        assert!(roll(&segment, 1001, 5, 101, 60));
        // An empty segment does not roll for its age.
        assert!(!roll(&segment, 10, 5, 101, 5000));
        assert!(roll(&segment, 10, 5, 100 + (1 << 31), 60));
        segment.note_entry(&entry(100, 1, 5, 500), 4096).unwrap();
        assert!(!roll(&segment, 500, 105, 101, 5000));
        assert!(roll(&segment, 500, 106, 101, 60));
        assert!(roll(&segment, 501, 5, 101, 60));
        segment.roll_jitter_ms = 50;
        assert!(roll(&segment, 1, 56, 101, 60));
        // Room for one time index entry, the last of two places being kept for the roll.
        let mut full = Segment::new(100, 50, 0);
        full.note_entry(&entry(100, 1, 5, 10), 0).unwrap();
        assert!(!roll(&full, 10, 5, 101, 60));
        full.note_entry(&entry(101, 1, 6, 10), 0).unwrap();
        assert!(roll(&full, 10, 5, 102, 60));
        // Without timestamps the wall clock counts.
        let mut old = Segment::new(100, 50, 0);
        old.note_entry(&entry(100, 1, NO_TIMESTAMP, 10), 4096).unwrap();
        assert!(!roll(&old, 10, NO_TIMESTAMP, 101, 150));
        assert!(roll(&old, 10, NO_TIMESTAMP, 101, 151));
    }
}

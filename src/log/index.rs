//! Offset index and time index of a segment, in memory and as Kafka's files.
//!
//! `.index`: 8-byte entries, relative offset (u32) of a batch's last record and position (u32) of the batch.
//! `.timeindex`: 12-byte entries, timestamp (i64) and relative offset (u32): no record up to that offset has a later timestamp.
//! Promises: entries are strictly increasing; `parse` refuses a file that breaks this, so that the index is rebuilt instead
//! of believed. Neither file has a checksum: what is found through an index must be checked against the log.

use super::NO_TIMESTAMP;

/// Size of a `.index` entry.
pub const OFFSET_ENTRY_BYTES: usize = 8;
/// Size of a `.timeindex` entry.
pub const TIME_ENTRY_BYTES: usize = 12;

/// Why an entry or a file is no index.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    #[error("the index is full ({entries} entries)")]
    Full { entries: usize },
    #[error("offset {offset} is not within 2^31 of the segment's base offset {base_offset}")]
    OffsetOutOfRange { offset: i64, base_offset: i64 },
    #[error("offset {offset} does not follow {last}, the last one in the index")]
    OffsetNotIncreasing { offset: i64, last: i64 },
    #[error("timestamp {timestamp} is before {last}, the last one in the index")]
    TimestampDecreasing { timestamp: i64, last: i64 },
    #[error("{len} bytes are no whole number of {entry_bytes}-byte entries")]
    Length { len: usize, entry_bytes: usize },
    #[error("entry {entry} does not follow the one before it")]
    NotIncreasing { entry: usize },
}

/// A record's offset and the position in the segment's file of the batch it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OffsetPosition {
    pub offset: i64,
    pub position: u32,
}

/// A timestamp and an offset that has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimestampOffset {
    pub timestamp: i64,
    pub offset: i64,
}

/// `offset` as an entry stores it; `None` where the segment cannot hold it.
pub fn relative_offset(offset: i64, base_offset: i64) -> Option<u32> {
    let relative = offset.checked_sub(base_offset)?;
    if relative > i64::from(i32::MAX) { None } else { u32::try_from(relative).ok() }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct OffsetEntry {
    relative_offset: u32,
    position: u32,
}

/// The offset index of one segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OffsetIndex {
    base_offset: i64,
    entries: Vec<OffsetEntry>,
}

impl OffsetIndex {
    pub fn new(base_offset: i64) -> Self {
        Self { base_offset, entries: Vec::new() }
    }

    /// Entries that a file of at most `max_index_bytes` (`segment.index.bytes`) holds.
    pub fn max_entries(max_index_bytes: usize) -> usize {
        max_index_bytes / OFFSET_ENTRY_BYTES
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds an entry. Errors leave the index as it was.
    pub fn append(&mut self, offset: i64, position: u32) -> Result<(), IndexError> {
        let relative_offset = relative_offset(offset, self.base_offset)
            .ok_or(IndexError::OffsetOutOfRange { offset, base_offset: self.base_offset })?;
        if let Some(last) = self.entries.last()
            && (last.relative_offset >= relative_offset || last.position >= position)
        {
            return Err(IndexError::OffsetNotIncreasing { offset, last: self.absolute(last) });
        }
        self.entries.push(OffsetEntry { relative_offset, position });
        Ok(())
    }

    pub fn entries(&self) -> impl Iterator<Item = OffsetPosition> {
        self.entries.iter().map(|entry| OffsetPosition { offset: self.absolute(entry), position: entry.position })
    }

    /// The last entry at or before `offset`; the segment's start where there is none. The batch that holds `offset`, or the
    /// first one after it, is at the position returned or follows it.
    pub fn lookup(&self, offset: i64) -> OffsetPosition {
        let after = self.entries.partition_point(|e| self.absolute(e) <= offset);
        self.before(after)
    }

    /// The last entry whose batch starts at or before `position`; the segment's start where there is none.
    pub fn lookup_position(&self, position: u32) -> OffsetPosition {
        let after = self.entries.partition_point(|e| e.position <= position);
        self.before(after)
    }

    pub fn last(&self) -> OffsetPosition {
        self.before(self.entries.len())
    }

    /// Drops every entry at or after `offset`.
    pub fn truncate_to(&mut self, offset: i64) {
        let base_offset = self.base_offset;
        let keep = self.entries.partition_point(|e| base_offset.saturating_add(i64::from(e.relative_offset)) < offset);
        self.entries.truncate(keep);
    }

    fn absolute(&self, entry: &OffsetEntry) -> i64 {
        self.base_offset.saturating_add(i64::from(entry.relative_offset))
    }

    fn before(&self, slot: usize) -> OffsetPosition {
        match slot.checked_sub(1).and_then(|slot| self.entries.get(slot)) {
            Some(entry) => OffsetPosition { offset: self.absolute(entry), position: entry.position },
            None => OffsetPosition { offset: self.base_offset, position: 0 },
        }
    }

    /// The bytes of the `.index` file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.entries.len() * OFFSET_ENTRY_BYTES);
        for entry in &self.entries {
            bytes.extend_from_slice(&entry.relative_offset.to_be_bytes());
            bytes.extend_from_slice(&entry.position.to_be_bytes());
        }
        bytes
    }

    /// Reads a `.index` file.
    pub fn parse(base_offset: i64, bytes: &[u8]) -> Result<Self, IndexError> {
        let (chunks, rest) = bytes.as_chunks::<OFFSET_ENTRY_BYTES>();
        if !rest.is_empty() {
            return Err(IndexError::Length { len: bytes.len(), entry_bytes: OFFSET_ENTRY_BYTES });
        }
        let mut index = Self { base_offset, entries: Vec::with_capacity(chunks.len()) };
        for (i, &[a, b, c, d, e, f, g, h]) in chunks.iter().enumerate() {
            let relative_offset = u32::from_be_bytes([a, b, c, d]);
            let position = u32::from_be_bytes([e, f, g, h]);
            index
                .append(base_offset.saturating_add(i64::from(relative_offset)), position)
                .map_err(|_| IndexError::NotIncreasing { entry: i })?;
        }
        Ok(index)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct TimeEntry {
    timestamp: i64,
    relative_offset: u32,
}

/// The time index of one segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeIndex {
    base_offset: i64,
    entries: Vec<TimeEntry>,
}

impl TimeIndex {
    pub fn new(base_offset: i64) -> Self {
        Self { base_offset, entries: Vec::new() }
    }

    /// Entries that a file of at most `max_index_bytes` holds, less the one kept for the entry written at roll.
    pub fn max_entries(max_index_bytes: usize) -> usize {
        (max_index_bytes / TIME_ENTRY_BYTES).saturating_sub(1)
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds an entry where `timestamp` is later than the last one; the same timestamp again changes nothing.
    pub fn maybe_append(&mut self, timestamp: i64, offset: i64) -> Result<(), IndexError> {
        let relative_offset = relative_offset(offset, self.base_offset)
            .ok_or(IndexError::OffsetOutOfRange { offset, base_offset: self.base_offset })?;
        let last = self.last();
        if !self.entries.is_empty() {
            if offset < last.offset {
                return Err(IndexError::OffsetNotIncreasing { offset, last: last.offset });
            }
            if timestamp < last.timestamp {
                return Err(IndexError::TimestampDecreasing { timestamp, last: last.timestamp });
            }
        }
        if timestamp > last.timestamp {
            self.entries.push(TimeEntry { timestamp, relative_offset });
        }
        Ok(())
    }

    pub fn entries(&self) -> impl Iterator<Item = TimestampOffset> {
        self.entries.iter().map(|entry| TimestampOffset {
            timestamp: entry.timestamp,
            offset: self.base_offset.saturating_add(i64::from(entry.relative_offset)),
        })
    }

    /// The last entry with a timestamp at or before `timestamp`; `(NO_TIMESTAMP, base offset)` where there is none.
    pub fn lookup(&self, timestamp: i64) -> TimestampOffset {
        let after = self.entries.partition_point(|e| e.timestamp <= timestamp);
        self.before(after)
    }

    /// The latest timestamp indexed and its offset; `(NO_TIMESTAMP, base offset)` where there is none.
    pub fn last(&self) -> TimestampOffset {
        self.before(self.entries.len())
    }

    /// Drops every entry at or after `offset`.
    pub fn truncate_to(&mut self, offset: i64) {
        let base_offset = self.base_offset;
        let keep = self.entries.partition_point(|e| base_offset.saturating_add(i64::from(e.relative_offset)) < offset);
        self.entries.truncate(keep);
    }

    fn before(&self, slot: usize) -> TimestampOffset {
        match slot.checked_sub(1).and_then(|slot| self.entries.get(slot)) {
            Some(entry) => TimestampOffset {
                timestamp: entry.timestamp,
                offset: self.base_offset.saturating_add(i64::from(entry.relative_offset)),
            },
            None => TimestampOffset { timestamp: NO_TIMESTAMP, offset: self.base_offset },
        }
    }

    /// The bytes of the `.timeindex` file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.entries.len() * TIME_ENTRY_BYTES);
        for entry in &self.entries {
            bytes.extend_from_slice(&entry.timestamp.to_be_bytes());
            bytes.extend_from_slice(&entry.relative_offset.to_be_bytes());
        }
        bytes
    }

    /// Reads a `.timeindex` file.
    pub fn parse(base_offset: i64, bytes: &[u8]) -> Result<Self, IndexError> {
        let (chunks, rest) = bytes.as_chunks::<TIME_ENTRY_BYTES>();
        if !rest.is_empty() {
            return Err(IndexError::Length { len: bytes.len(), entry_bytes: TIME_ENTRY_BYTES });
        }
        let mut index = Self { base_offset, entries: Vec::with_capacity(chunks.len()) };
        for (i, &[a, b, c, d, e, f, g, h, w, x, y, z]) in chunks.iter().enumerate() {
            let timestamp = i64::from_be_bytes([a, b, c, d, e, f, g, h]);
            let offset = base_offset.saturating_add(i64::from(u32::from_be_bytes([w, x, y, z])));
            index.maybe_append(timestamp, offset).map_err(|_| IndexError::NotIncreasing { entry: i })?;
            if index.entries.len() != i + 1 {
                return Err(IndexError::NotIncreasing { entry: i });
            }
        }
        Ok(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn offset_index_layout_is_kafkas() {
        let mut index = OffsetIndex::new(1000);
        index.append(1009, 4500).unwrap();
        index.append(1020, 9000).unwrap();
        assert_eq!(index.to_bytes(), [0, 0, 0, 9, 0, 0, 0x11, 0x94, 0, 0, 0, 20, 0, 0, 0x23, 0x28]);
        assert_eq!(OffsetIndex::parse(1000, &index.to_bytes()), Ok(index));
    }

    #[test]
    fn time_index_layout_is_kafkas() {
        let mut index = TimeIndex::new(1000);
        index.maybe_append(0x0102_0304_0506_0708, 1009).unwrap();
        assert_eq!(index.to_bytes(), [1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 9]);
        assert_eq!(TimeIndex::parse(1000, &index.to_bytes()), Ok(index));
    }

    #[test]
    fn offset_lookups_give_the_entry_at_or_before() {
        let mut index = OffsetIndex::new(100);
        assert_eq!(index.lookup(500), OffsetPosition { offset: 100, position: 0 });
        index.append(110, 5000).unwrap();
        index.append(120, 10000).unwrap();
        assert_eq!(index.lookup(109).position, 0);
        assert_eq!(index.lookup(110).position, 5000);
        assert_eq!(index.lookup(119).position, 5000);
        assert_eq!(index.lookup(i64::MAX).position, 10000);
        assert_eq!(index.lookup_position(9999).offset, 110);
        assert_eq!(index.lookup_position(10000).offset, 120);
        assert_eq!(index.lookup_position(4999).offset, 100);
    }

    #[test]
    fn bad_entries_are_refused() {
        let mut index = OffsetIndex::new(100);
        index.append(110, 5000).unwrap();
        assert!(matches!(index.append(110, 6000), Err(IndexError::OffsetNotIncreasing { .. })));
        assert!(matches!(index.append(111, 5000), Err(IndexError::OffsetNotIncreasing { .. })));
        assert!(matches!(index.append(99, 6000), Err(IndexError::OffsetOutOfRange { .. })));
        assert!(matches!(index.append(100 + (1 << 31), 6000), Err(IndexError::OffsetOutOfRange { .. })));
        assert_eq!(index.append(100 + i64::from(i32::MAX), 6000), Ok(()));
        let mut index = TimeIndex::new(100);
        index.maybe_append(5, 110).unwrap();
        index.maybe_append(5, 120).unwrap();
        assert_eq!(index.len(), 1);
        assert!(matches!(index.maybe_append(4, 130), Err(IndexError::TimestampDecreasing { .. })));
        assert!(matches!(index.maybe_append(6, 109), Err(IndexError::OffsetNotIncreasing { .. })));
    }

    #[test]
    fn files_that_break_the_order_are_refused() {
        assert!(OffsetIndex::parse(0, &[0; 7]).is_err());
        // Kafka's own unclean stop leaves a preallocated file: zeros after the entries.
        let mut bytes = OffsetIndex::new(0).to_bytes();
        bytes.extend([0, 0, 0, 5, 0, 0, 16, 0]);
        bytes.extend([0; 16]);
        assert_eq!(OffsetIndex::parse(0, &bytes), Err(IndexError::NotIncreasing { entry: 1 }));
        let mut bytes = TimeIndex::new(0).to_bytes();
        bytes.extend([0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 5]);
        bytes.extend([0; 24]);
        assert_eq!(TimeIndex::parse(0, &bytes), Err(IndexError::NotIncreasing { entry: 1 }));
        assert!(TimeIndex::parse(0, &[0; 13]).is_err());
    }

    proptest! {
        #[test]
        fn lookups_agree_with_a_scan(steps in proptest::collection::vec((1u32..1000, 1u32..100_000), 0..60), at in 0i64..60_000) {
            let mut index = OffsetIndex::new(7);
            let (mut offset, mut position) = (7i64, 0u32);
            let mut all = vec![];
            for (o, p) in steps {
                offset += i64::from(o);
                position += p;
                index.append(offset, position).unwrap();
                all.push((offset, position));
            }
            let expected = all.iter().rev().find(|(o, _)| *o <= at).copied().unwrap_or((7, 0));
            prop_assert_eq!(index.lookup(at), OffsetPosition { offset: expected.0, position: expected.1 });
            let mut cut = index.clone();
            cut.truncate_to(at);
            prop_assert_eq!(cut.len(), all.iter().filter(|(o, _)| *o < at).count());
            prop_assert_eq!(OffsetIndex::parse(7, &index.to_bytes()), Ok(index));
        }

        #[test]
        fn parsing_any_bytes_returns(bytes in proptest::collection::vec(any::<u8>(), 0..200), base in any::<i64>()) {
            let _ = OffsetIndex::parse(base, &bytes);
            let _ = TimeIndex::parse(base, &bytes);
        }
    }
}

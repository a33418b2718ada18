//! Leader epochs of a log: at which offset each began (KIP-101, KIP-279).
//!
//! Promises: entries grow in both epoch and offset. The cache is memory only; what it holds is written to
//! `leader-epoch-checkpoint` before the recovery point passes it, and rebuilt from the batches above that point.

/// An epoch and the offset of its first record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EpochEntry {
    pub epoch: i32,
    pub start_offset: i64,
}

/// What OffsetForLeaderEpoch answers with: the epoch found and where it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EpochEnd {
    pub epoch: i32,
    pub end_offset: i64,
}

impl EpochEnd {
    /// "Not known": as Kafka's `UNDEFINED_EPOCH` and `UNDEFINED_EPOCH_OFFSET`.
    pub const UNDEFINED: Self = Self { epoch: -1, end_offset: -1 };
}

/// The epochs of one log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeaderEpochs {
    entries: Vec<EpochEntry>,
    unsaved: bool,
}

impl LeaderEpochs {
    /// From the checkpoint file; entries that break the order are resolved as if assigned one after the other.
    pub fn from_entries(entries: &[EpochEntry]) -> Self {
        let mut epochs = Self::default();
        entries.iter().for_each(|entry| epochs.assign(entry.epoch, entry.start_offset));
        epochs.unsaved = false;
        epochs
    }

    pub fn entries(&self) -> &[EpochEntry] {
        &self.entries
    }

    pub fn latest(&self) -> Option<EpochEntry> {
        self.entries.last().copied()
    }

    /// Whether the checkpoint file is behind.
    pub fn is_unsaved(&self) -> bool {
        self.unsaved
    }

    /// To be called once the entries as they are now are in the file.
    pub fn set_saved(&mut self) {
        self.unsaved = false;
    }

    /// Notes that `epoch` begins at `start_offset`. Epochs that this contradicts are dropped; the latest epoch again changes
    /// nothing.
    pub fn assign(&mut self, epoch: i32, start_offset: i64) {
        if epoch < 0 || start_offset < 0 {
            return;
        }
        if let Some(last) = self.entries.last() {
            if last.epoch == epoch && last.start_offset <= start_offset {
                return;
            }
            while self.entries.last().is_some_and(|e| e.epoch >= epoch || e.start_offset >= start_offset) {
                self.entries.pop();
            }
        }
        self.entries.push(EpochEntry { epoch, start_offset });
        self.unsaved = true;
    }

    /// The largest epoch at or below `requested` and where it ended; `log_end_offset` is the end of the latest one.
    pub fn end_offset_for(&self, requested: i32, log_end_offset: i64) -> EpochEnd {
        if requested < 0 {
            return EpochEnd::UNDEFINED;
        }
        if self.latest().is_some_and(|last| last.epoch == requested) {
            return EpochEnd { epoch: requested, end_offset: log_end_offset };
        }
        let above = self.entries.partition_point(|e| e.epoch <= requested);
        let Some(next) = self.entries.get(above) else { return EpochEnd::UNDEFINED };
        // Where every epoch known is later, the requested one ended before the first of them.
        let epoch = above.checked_sub(1).and_then(|i| self.entries.get(i)).map_or(requested, |e| e.epoch);
        EpochEnd { epoch, end_offset: next.start_offset }
    }

    /// The epoch that the record at `offset` was written in.
    pub fn epoch_for_offset(&self, offset: i64) -> Option<i32> {
        let after = self.entries.partition_point(|e| e.start_offset <= offset);
        after.checked_sub(1).and_then(|i| self.entries.get(i)).map(|e| e.epoch)
    }

    /// Drops the epochs that began at or after `end_offset`.
    pub fn truncate_from_end(&mut self, end_offset: i64) {
        let keep = self.entries.partition_point(|e| e.start_offset < end_offset);
        if keep < self.entries.len() {
            self.entries.truncate(keep);
            self.unsaved = true;
        }
    }

    /// Drops the epochs that ended at or before `start_offset`; the one that holds it now begins there.
    pub fn truncate_from_start(&mut self, start_offset: i64) {
        let after = self.entries.partition_point(|e| e.start_offset <= start_offset);
        let Some(holds) = after.checked_sub(1) else { return };
        if holds > 0 || self.entries.first().is_some_and(|e| e.start_offset != start_offset) {
            self.entries.drain(..holds);
            if let Some(first) = self.entries.first_mut() {
                first.start_offset = start_offset;
            }
            self.unsaved = true;
        }
    }

    /// Forgets every epoch.
    pub fn clear(&mut self) {
        self.unsaved |= !self.entries.is_empty();
        self.entries.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn epochs(entries: &[(i32, i64)]) -> LeaderEpochs {
        LeaderEpochs::from_entries(
            &entries.iter().map(|&(epoch, start_offset)| EpochEntry { epoch, start_offset }).collect::<Vec<_>>(),
        )
    }

    fn end(epoch: i32, end_offset: i64) -> EpochEnd {
        EpochEnd { epoch, end_offset }
    }

    #[test]
    fn end_offsets() {
        let cache = epochs(&[(2, 10), (4, 20), (7, 30)]);
        assert_eq!(cache.end_offset_for(7, 99), end(7, 99));
        assert_eq!(cache.end_offset_for(4, 99), end(4, 30));
        assert_eq!(cache.end_offset_for(5, 99), end(4, 30));
        assert_eq!(cache.end_offset_for(2, 99), end(2, 20));
        assert_eq!(cache.end_offset_for(1, 99), end(1, 10));
        assert_eq!(cache.end_offset_for(8, 99), EpochEnd::UNDEFINED);
        assert_eq!(cache.end_offset_for(-1, 99), EpochEnd::UNDEFINED);
        assert_eq!(epochs(&[]).end_offset_for(0, 5), EpochEnd::UNDEFINED);
    }

    #[test]
    fn assigning_keeps_the_order() {
        let mut cache = epochs(&[(2, 10), (4, 20)]);
        cache.assign(4, 25);
        assert_eq!(cache, epochs(&[(2, 10), (4, 20)]));
        assert!(!cache.is_unsaved());
        // No record was written in epoch 4 after all.
        cache.assign(5, 20);
        assert_eq!(cache.entries(), epochs(&[(2, 10), (5, 20)]).entries());
        assert!(cache.is_unsaved());
        cache.assign(3, 15);
        assert_eq!(cache.entries(), epochs(&[(2, 10), (3, 15)]).entries());
        cache.assign(3, 12);
        assert_eq!(cache.entries(), epochs(&[(2, 10), (3, 12)]).entries());
        cache.assign(-1, 99);
        assert_eq!(cache.entries().len(), 2);
    }

    #[test]
    fn truncations() {
        let mut cache = epochs(&[(2, 10), (4, 20), (7, 30)]);
        cache.truncate_from_end(30);
        assert_eq!(cache.entries(), epochs(&[(2, 10), (4, 20)]).entries());
        cache.truncate_from_start(15);
        assert_eq!(cache.entries(), epochs(&[(2, 15), (4, 20)]).entries());
        cache.truncate_from_start(20);
        assert_eq!(cache.entries(), epochs(&[(4, 20)]).entries());
        cache.set_saved();
        cache.truncate_from_start(20);
        cache.truncate_from_start(5);
        assert!(!cache.is_unsaved());
        cache.clear();
        assert!(cache.is_unsaved() && cache.latest().is_none());
    }

    #[test]
    fn epoch_of_an_offset() {
        let cache = epochs(&[(2, 10), (4, 20)]);
        assert_eq!(cache.epoch_for_offset(9), None);
        assert_eq!(cache.epoch_for_offset(10), Some(2));
        assert_eq!(cache.epoch_for_offset(19), Some(2));
        assert_eq!(cache.epoch_for_offset(2000), Some(4));
    }
}

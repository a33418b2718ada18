//! What the raft core knows about its log: offsets, epochs, snapshots and the voters that are written in it.
//! Holds no records. The shell tells it at start what is on disk; from then on the core tells the shell what to write.

use super::types::{Batch, ControlRecord, OffsetAndEpoch, VoterSet};

/// How a fetch at some offset and epoch relates to this log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validation {
    Valid,
    /// The follower's log parts from this one; it agrees at most up to here.
    Diverging(OffsetAndEpoch),
    /// What it asks for is gone from the log, and is in this snapshot.
    Snapshot(OffsetAndEpoch),
}

/// What the shell found on disk.
#[derive(Debug, Clone, Default)]
pub struct DurableLog {
    /// Log start offset, and the epoch of the record before it (0 at offset 0).
    pub start: OffsetAndEpoch,
    pub end_offset: i64,
    /// `leader-epoch-checkpoint`: first offset of each epoch, ascending.
    pub epochs: Vec<(i32, i64)>,
    /// The newest snapshot, with its size in bytes.
    pub latest_snapshot: Option<(OffsetAndEpoch, i64)>,
    /// kraft.version records of snapshot and log: offset (-1 for the bootstrap checkpoint) and level, ascending.
    pub kraft_versions: Vec<(i64, i16)>,
    /// Voters records of snapshot and log, likewise.
    pub voters: Vec<(i64, VoterSet)>,
}

#[derive(Debug, Clone)]
pub struct LogView {
    start: OffsetAndEpoch,
    end_offset: i64,
    flushed_offset: i64,
    epochs: Vec<(i32, i64)>,
    latest_snapshot: Option<(OffsetAndEpoch, i64)>,
    kraft_versions: Vec<(i64, i16)>,
    voters: Vec<(i64, VoterSet)>,
    static_voters: VoterSet,
}

impl LogView {
    /// `static_voters` (controller.quorum.voters) hold until a voters record says otherwise.
    pub fn new(durable: DurableLog, static_voters: VoterSet) -> Self {
        LogView {
            start: durable.start,
            end_offset: durable.end_offset,
            flushed_offset: durable.end_offset,
            epochs: durable.epochs,
            latest_snapshot: durable.latest_snapshot,
            kraft_versions: durable.kraft_versions,
            voters: durable.voters,
            static_voters,
        }
    }

    pub fn start(&self) -> OffsetAndEpoch {
        self.start
    }

    pub fn end_offset(&self) -> i64 {
        self.end_offset
    }

    pub fn flushed_offset(&self) -> i64 {
        self.flushed_offset
    }

    pub fn latest_snapshot(&self) -> Option<(OffsetAndEpoch, i64)> {
        self.latest_snapshot
    }

    /// Epoch of the last record; of the one before the log start where the log is empty.
    pub fn last_epoch(&self) -> i32 {
        self.epochs.last().map_or(self.start.epoch, |(epoch, _)| *epoch)
    }

    /// First offset of each epoch in the log, for `leader-epoch-checkpoint`.
    pub fn epochs(&self) -> &[(i32, i64)] {
        &self.epochs
    }

    /// The voters as of the end of the log, committed or not: raft uses them as soon as they are written.
    pub fn voters(&self) -> &VoterSet {
        self.voters.last().map_or(&self.static_voters, |(_, voters)| voters)
    }

    /// Offset of the record that names the current voters: -1 in the bootstrap checkpoint, `None` where they are static.
    pub fn voters_offset(&self) -> Option<i64> {
        self.voters.last().map(|(offset, _)| *offset)
    }

    /// The voters as of `offset` (exclusive), for a snapshot that ends there.
    pub fn voters_at(&self, offset: i64) -> Option<&VoterSet> {
        self.voters.iter().rev().find(|(at, _)| *at < offset).map(|(_, voters)| voters)
    }

    pub fn kraft_version(&self) -> i16 {
        self.kraft_versions.last().map_or(0, |(_, level)| *level)
    }

    /// kraft.version as of `offset` (exclusive).
    pub fn kraft_version_at(&self, offset: i64) -> i16 {
        self.kraft_versions.iter().rev().find(|(at, _)| *at < offset).map_or(0, |(_, level)| *level)
    }

    pub fn set_flushed(&mut self, end_offset: i64) {
        // A report from before a truncation may name offsets that are gone.
        self.flushed_offset = self.flushed_offset.max(end_offset.min(self.end_offset));
    }

    /// The leader puts `count` records at the end.
    pub fn append(&mut self, epoch: i32, count: u32) -> i64 {
        let base_offset = self.end_offset;
        self.start_epoch(epoch, base_offset);
        self.end_offset = base_offset.saturating_add(i64::from(count));
        base_offset
    }

    fn start_epoch(&mut self, epoch: i32, offset: i64) {
        if self.epochs.last().is_none_or(|(last, _)| *last < epoch) {
            self.epochs.push((epoch, offset));
        }
    }

    pub fn note_control(&mut self, offset: i64, record: &ControlRecord) {
        match record {
            ControlRecord::LeaderChange { .. } => {}
            ControlRecord::KRaftVersion(level) => self.kraft_versions.push((offset, *level)),
            ControlRecord::Voters(voters) => self.voters.push((offset, voters.clone())),
        }
    }

    /// Takes a leader's batch if it continues this log; false (and nothing done) where it does not.
    pub fn append_fetched(&mut self, batch: &Batch, leader_epoch: i32) -> bool {
        let continues = batch.base_offset == self.end_offset
            && batch.last_offset >= batch.base_offset
            && batch.last_offset < i64::MAX
            && batch.epoch >= self.last_epoch()
            && batch.epoch <= leader_epoch;
        if !continues {
            return false;
        }
        self.start_epoch(batch.epoch, batch.base_offset);
        self.end_offset = batch.last_offset.saturating_add(1);
        for (offset, record) in &batch.control {
            self.note_control(*offset, record);
        }
        true
    }

    /// Where the largest epoch that is not above `epoch` ends.
    pub fn end_offset_for_epoch(&self, epoch: i32) -> OffsetAndEpoch {
        let after = self.epochs.partition_point(|(e, _)| *e <= epoch);
        let end = self.epochs.get(after).map_or(self.end_offset, |(_, start)| *start);
        match after.checked_sub(1).and_then(|i| self.epochs.get(i)) {
            Some((found, _)) => OffsetAndEpoch { offset: end, epoch: *found },
            None => self.start,
        }
    }

    /// Whether a log that ends at `offset` with a record of `epoch` is a prefix of this one.
    pub fn validate(&self, offset: i64, epoch: i32) -> Validation {
        if self.start.offset == 0 && offset == 0 && epoch == 0 {
            return Validation::Valid;
        }
        if let Some((snapshot, _)) = self.latest_snapshot {
            let before_start = offset < self.start.offset
                || (self.start.offset > 0 && offset == self.start.offset && epoch != self.start.epoch)
                || epoch < self.start.epoch;
            if before_start {
                return Validation::Snapshot(snapshot);
            }
        }
        if offset == self.start.offset && epoch == self.start.epoch {
            return Validation::Valid;
        }
        let end = self.end_offset_for_epoch(epoch);
        if end.epoch != epoch || end.offset < offset { Validation::Diverging(end) } else { Validation::Valid }
    }

    /// Where to cut so that this log holds nothing that a leader with this diverging point lacks.
    pub fn truncation_point(&self, diverging: OffsetAndEpoch) -> i64 {
        let own = self.end_offset_for_epoch(diverging.epoch);
        if own.epoch == diverging.epoch { own.offset.min(diverging.offset) } else { own.offset }
    }

    pub fn truncate(&mut self, end_offset: i64) {
        if end_offset >= self.end_offset {
            return;
        }
        self.end_offset = end_offset;
        self.flushed_offset = self.flushed_offset.min(end_offset);
        self.epochs.retain(|(_, start)| *start < end_offset);
        self.voters.retain(|(offset, _)| *offset < end_offset);
        self.kraft_versions.retain(|(offset, _)| *offset < end_offset);
    }

    pub fn snapshot_written(&mut self, id: OffsetAndEpoch, size_bytes: i64) {
        if self.latest_snapshot.is_none_or(|(latest, _)| latest < id) {
            self.latest_snapshot = Some((id, size_bytes));
        }
    }

    /// The log below `offset` is gone. Ignored without a snapshot that covers it.
    pub fn advance_start(&mut self, offset: i64) {
        let covered = self.latest_snapshot.is_some_and(|(id, _)| id.offset >= offset);
        if offset <= self.start.offset || offset > self.end_offset || !covered {
            return;
        }
        let before = self.epochs.partition_point(|(_, start)| *start < offset);
        let epoch =
            before.checked_sub(1).and_then(|i| self.epochs.get(i)).map_or(self.start.epoch, |(epoch, _)| *epoch);
        self.start = OffsetAndEpoch { offset, epoch };
        self.epochs.drain(..before.saturating_sub(1));
        if let Some(first) = self.epochs.first_mut() {
            first.1 = first.1.max(offset);
        }
        self.epochs.retain(|(_, start)| *start < self.end_offset);
    }

    /// The log is empty after this snapshot, whose voters are known already.
    pub fn restart_at(&mut self, id: OffsetAndEpoch) {
        self.start = id;
        self.end_offset = id.offset;
        self.flushed_offset = id.offset;
        self.epochs.clear();
    }

    /// The log starts anew after a snapshot from the leader.
    pub fn install_snapshot(
        &mut self,
        id: OffsetAndEpoch,
        size_bytes: i64,
        kraft_version: i16,
        voters: Option<VoterSet>,
    ) {
        self.restart_at(id);
        self.latest_snapshot = Some((id, size_bytes));
        let last = id.offset.saturating_sub(1);
        self.kraft_versions = vec![(last, kraft_version)];
        self.voters = voters.map(|v| (last, v)).into_iter().collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(epochs: &[(i32, i64)], end_offset: i64) -> LogView {
        LogView::new(DurableLog { epochs: epochs.to_vec(), end_offset, ..DurableLog::default() }, VoterSet::default())
    }

    fn at(offset: i64, epoch: i32) -> OffsetAndEpoch {
        OffsetAndEpoch { offset, epoch }
    }

    #[test]
    fn validation_by_table() {
        let log = log(&[(1, 0), (2, 10), (4, 20)], 30);
        for (offset, epoch, expected) in [
            (0, 0, Validation::Valid),
            (5, 1, Validation::Valid),
            (10, 1, Validation::Valid),
            (12, 1, Validation::Diverging(at(10, 1))),
            (20, 2, Validation::Valid),
            (21, 3, Validation::Diverging(at(20, 2))),
            (30, 4, Validation::Valid),
            (31, 4, Validation::Diverging(at(30, 4))),
            (30, 9, Validation::Diverging(at(30, 4))),
        ] {
            assert_eq!(log.validate(offset, epoch), expected, "{offset} {epoch}");
        }
    }

    #[test]
    fn a_cleaned_log_answers_with_its_snapshot() {
        let mut log = log(&[(1, 0), (2, 10), (4, 20)], 30);
        log.advance_start(15);
        assert_eq!(log.start().offset, 0, "nothing covers it yet");
        log.snapshot_written(at(25, 4), 100);
        log.advance_start(15);
        assert_eq!((log.start(), log.epochs()), (at(15, 2), &[(2, 15), (4, 20)][..]));
        assert_eq!(log.validate(5, 1), Validation::Snapshot(at(25, 4)));
        assert_eq!(log.validate(0, 0), Validation::Snapshot(at(25, 4)));
        assert_eq!(log.validate(15, 1), Validation::Snapshot(at(25, 4)));
        assert_eq!(log.validate(15, 2), Validation::Valid);
        assert_eq!(log.validate(20, 2), Validation::Valid);
        log.advance_start(20);
        assert_eq!((log.start(), log.epochs()), (at(20, 2), &[(2, 20), (4, 20)][..]));
        assert_eq!(log.validate(20, 2), Validation::Valid);
    }

    #[test]
    fn truncation_forgets_epochs_and_voters() {
        let mut log = log(&[(1, 0), (2, 10), (4, 20)], 30);
        log.note_control(21, &ControlRecord::KRaftVersion(1));
        assert_eq!(log.kraft_version(), 1);
        assert_eq!(log.truncation_point(at(25, 3)), 20);
        assert_eq!(log.truncation_point(at(15, 2)), 15);
        log.truncate(20);
        assert_eq!((log.last_epoch(), log.end_offset(), log.kraft_version()), (2, 20, 0));
        log.set_flushed(30);
        assert_eq!(log.flushed_offset(), 20);
    }

    #[test]
    fn foreign_batches_are_refused() {
        let mut log = log(&[(1, 0)], 5);
        let batch = |base_offset, last_offset, epoch| Batch {
            base_offset,
            last_offset,
            epoch,
            control: Vec::new(),
            bytes: bytes::Bytes::new(),
        };
        for bad in
            [batch(4, 6, 1), batch(6, 6, 1), batch(5, 4, 1), batch(5, 5, 0), batch(5, 5, 4), batch(5, i64::MAX, 2)]
        {
            assert!(!log.append_fetched(&bad, 3), "{bad:?}");
        }
        assert!(log.append_fetched(&batch(5, 7, 3), 3));
        assert_eq!((log.end_offset(), log.last_epoch(), log.flushed_offset()), (8, 3, 5));
    }
}

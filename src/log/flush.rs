//! From memory to the segment's files: tail blocks, finished segments, and the end of a clean stop.
//!
//! Promises: one task at a time writes a log's files (`LogCell::lock_files`). What a flush reports as durable was written with
//! its data synced. A segment's indexes, snapshot and epochs are synced before the recovery point passes it.
//! Any error here may leave a file as if the write had partly happened: the log is offline at once, and the caller takes the
//! whole log directory offline.

use super::checkpoint;
use super::context::LogContext;
use super::log::{Log, LogCell, LogPosition, Roll};
use super::names;
use super::segment::{Indexes, Segment};
use super::tail::Windows;
use crate::rt::buf::{AlignedBuf, BLOCK_BYTES, IoBuf, align_down};
use crate::rt::fs::{self, Durability, File, OpenOptions};
use std::io;
use std::path::Path;

/// Most bytes of one write of a commit, which nothing waits behind but itself.
const COMMIT_WRITE_BYTES: u32 = 8 << 20;
/// Most bytes of one write of a flush: the commits beside it wait behind it at the device.
pub(super) const FLUSH_WRITE_BYTES: u32 = 512 << 10;

impl LogCell {
    /// Brings everything that is committed to the files, and finishes the segments that get no more bytes. Afterwards no
    /// journal entry written before is needed for this log.
    pub(super) async fn flush_committed(&self, context: &LogContext) -> io::Result<()> {
        let _files = self.lock_files().await;
        let target = {
            let mut log = self.get_mut();
            if log.offline {
                return Ok(());
            }
            log.journal.flushing = true;
            log.journal.since_flush = None;
            log.committed
        };
        let flushed = self.flush_to(context, target).await;
        let mut log = self.get_mut();
        log.journal.flushing = false;
        log.offline |= flushed.is_err();
        flushed?;
        log.journal.oldest = log.journal.since_flush.take();
        Ok(())
    }

    /// Writes the whole blocks of the active segment before `end`, committed or not: a commit does this where it has much.
    /// The rest of the last block is the journal's.
    pub(super) async fn write_whole_blocks(&self, context: &LogContext, end: LogPosition) -> io::Result<()> {
        let _files = self.lock_files().await;
        let written =
            self.write_range(context, end.segment, align_down(end.position as usize) as u32, COMMIT_WRITE_BYTES).await;
        self.get_mut().offline |= written.is_err();
        written
    }

    /// Writes everything before `end`, committed or not, and finishes the segments before it: where a commit has so much
    /// that the journal should not take it, and a segment's file is not there yet.
    pub(super) async fn write_through(&self, context: &LogContext, end: LogPosition) -> io::Result<()> {
        let _files = self.lock_files().await;
        let written = self.flush_to(context, end).await;
        self.get_mut().offline |= written.is_err();
        written
    }

    /// Whether every segment with bytes that are not durable has its file.
    pub(super) fn files_ready(&self) -> bool {
        let log = self.get();
        log.rolls.is_empty() && log.segments.last().is_some_and(|active| active.file_ready)
    }

    /// With the files locked.
    async fn flush_to(&self, context: &LogContext, target: LogPosition) -> io::Result<()> {
        loop {
            let Some((segment, to)) = self.get().next_unflushed(target) else { break };
            self.prepare_file(segment).await?;
            self.write_range(context, segment, to, FLUSH_WRITE_BYTES).await?;
            if self.get().deleted {
                return Ok(());
            }
            if segment == target.segment {
                break;
            }
            self.seal(context, segment).await?;
        }
        // The active segment's file, so that its bytes need not all go through the journal.
        let active = self.get().end.segment;
        self.prepare_file(active).await
    }

    /// Creates the file of a segment, durably, if it is not there.
    async fn prepare_file(&self, base_offset: i64) -> io::Result<()> {
        if self.get().segment(base_offset).is_none_or(|segment| segment.file_ready) {
            return Ok(());
        }
        let path = self.dir.join(names::file_name(base_offset, names::LOG_SUFFIX));
        File::open(&path, OpenOptions::READ_WRITE).await?.sync_all().await?;
        fs::sync_dir(&self.dir).await?;
        if let Some(segment) = self.get_mut().segment_mut(base_offset) {
            segment.file_ready = true;
        }
        Ok(())
    }

    /// Writes the bytes of a segment from its durable end to `to`, synced, in pieces of at most `most_bytes`.
    async fn write_range(&self, context: &LogContext, base_offset: i64, to: u32, most_bytes: u32) -> io::Result<()> {
        loop {
            let (windows, upto) = {
                let log = self.get();
                let is_wanted = |segment: &&Segment| segment.durable_bytes < to && !log.deleted;
                let Some(segment) = log.segment(base_offset).filter(is_wanted) else {
                    return Ok(());
                };
                let from = segment.durable_bytes;
                let block = BLOCK_BYTES as u32;
                let start = from / block * block;
                let mut upto = to.min(start.saturating_add(most_bytes));
                let mut windows = log.tail.windows(base_offset, from, upto).ok_or_else(missing_bytes)?;
                if windows.gap > 0 && upto > start + block {
                    // The first block is completed from the file; the rest follows in the next round.
                    upto = start + block;
                    windows = log.tail.windows(base_offset, from, upto).ok_or_else(missing_bytes)?;
                }
                (windows, upto)
            };
            let file = context.open_segment(self.key, &self.dir, base_offset).await?;
            write_windows(&file, windows).await?;
            if let Some(segment) = self.get_mut().segment_mut(base_offset) {
                segment.durable_bytes = segment.durable_bytes.max(upto);
            }
        }
    }

    /// Finishes a segment that is full and wholly written: exact length, indexes, the producer snapshot of its end, the epochs;
    /// then the recovery point passes it.
    async fn seal(&self, context: &LogContext, base_offset: i64) -> io::Result<()> {
        let (size, indexes, roll, epochs) = {
            let mut log = self.get_mut();
            let roll = log.rolls.front().cloned();
            let epochs = log.take_unsaved_epochs();
            let Some(segment) = log.segment_mut(base_offset) else { return Ok(()) };
            segment.finish_time_index();
            (segment.size_bytes, segment.indexes.clone(), roll, epochs)
        };
        self.cut_file(context, base_offset, size).await?;
        if let Some(indexes) = &indexes {
            write_indexes(&self.dir, base_offset, indexes).await?;
        }
        if let Some(Roll { base_offset: at, snapshot }) = &roll {
            let name = names::file_name(*at, names::SNAPSHOT_SUFFIX);
            write_synced(&self.dir.join(name), snapshot.clone()).await?;
        }
        if let Some(text) = epochs {
            self.write_epochs(text).await?;
        }
        if let Some(Roll { base_offset: next, .. }) = &roll {
            self.prepare_file(*next).await?;
        }
        fs::sync_dir(&self.dir).await?;
        if let Some(indexes) = indexes {
            context.cache_indexes(self.key, base_offset, indexes.into());
        }
        let mut log = self.get_mut();
        if let Some(segment) = log.segment_mut(base_offset) {
            segment.sealed = true;
            segment.indexes = None;
        }
        // Only now: were this cut short, whoever looked at the log next would take the next roll for this one.
        log.rolls.pop_front();
        if let Some(roll) = roll {
            log.recovery_point = log.recovery_point.max(roll.base_offset);
            log.last_snapshot_offset = log.last_snapshot_offset.max(roll.base_offset);
        }
        Ok(())
    }

    /// A clean stop: everything committed is at rest in Kafka's files, and nothing else is in them. No more appends come.
    pub(super) async fn close(&self, context: &LogContext) -> io::Result<()> {
        self.flush_committed(context).await?;
        let _files = self.lock_files().await;
        let (base_offset, size, indexes, end_offset, snapshot, epochs) = {
            let mut log = self.get_mut();
            if log.offline {
                return Ok(());
            }
            let end_offset = log.end.offset;
            let snapshot = (log.producers.end_offset() > log.last_snapshot_offset)
                .then(|| (log.producers.end_offset(), log.producers.to_snapshot()));
            let epochs = log.take_unsaved_epochs();
            let Some(active) = log.segments.last_mut() else { return Ok(()) };
            active.finish_time_index();
            (active.base_offset, active.size_bytes, active.indexes.clone(), end_offset, snapshot, epochs)
        };
        self.prepare_file(base_offset).await?;
        self.cut_file(context, base_offset, size).await?;
        if let Some(indexes) = &indexes {
            write_indexes(&self.dir, base_offset, indexes).await?;
        }
        if let Some((at, bytes)) = snapshot {
            write_synced(&self.dir.join(names::file_name(at, names::SNAPSHOT_SUFFIX)), bytes).await?;
            self.get_mut().last_snapshot_offset = at;
        }
        if let Some(text) = epochs {
            self.write_epochs(text).await?;
        }
        fs::sync_dir(&self.dir).await?;
        self.get_mut().recovery_point = end_offset;
        context.forget(self.key, None);
        Ok(())
    }

    /// Cuts the padding of the last block off.
    async fn cut_file(&self, context: &LogContext, base_offset: i64, size: u32) -> io::Result<()> {
        let file = context.open_segment(self.key, &self.dir, base_offset).await?;
        if file.len().await? != u64::from(size) {
            file.set_len(u64::from(size)).await?;
            file.sync_all().await?;
        }
        Ok(())
    }

    async fn write_epochs(&self, text: String) -> io::Result<()> {
        fs::write_atomic(self.dir.join(checkpoint::LEADER_EPOCH_FILE), text.into_bytes()).await
    }
}

impl Log {
    /// The epochs' text, if the file is behind. They count as saved from now on: should writing fail, the log goes offline.
    fn take_unsaved_epochs(&mut self) -> Option<String> {
        let text = self.epochs.is_unsaved().then(|| checkpoint::write_epochs(self.epochs.entries()));
        self.epochs.set_saved();
        text
    }

    /// The first segment at or before `target` with bytes that are not durable, or that is full and not sealed; and where
    /// its bytes end, as far as `target` goes.
    fn next_unflushed(&self, target: LogPosition) -> Option<(i64, u32)> {
        // Sealed segments come first, so the search is short.
        let first = self.segments.partition_point(|segment| segment.sealed);
        let segment = self.segments.get(first)?;
        if segment.base_offset < target.segment {
            return Some((segment.base_offset, segment.size_bytes));
        }
        let behind = segment.base_offset == target.segment && segment.durable_bytes < target.position;
        behind.then_some((segment.base_offset, target.position))
    }
}

fn missing_bytes() -> io::Error {
    io::Error::other("bytes that are not in the file are not in memory either")
}

async fn write_windows(file: &File, windows: Windows) -> io::Result<()> {
    let Windows { position, windows, gap } = windows;
    if gap == 0 {
        return file.write_at(IoBuf::Chunks(windows), u64::from(position), Durability::Data).await;
    }
    let mut bytes = Vec::new();
    windows.iter().for_each(|window| window.copy_to(&mut bytes));
    let old = file.read_at(u64::from(position), BLOCK_BYTES).await?;
    let gap = gap as usize;
    match (bytes.get_mut(..gap), old.get(..gap)) {
        (Some(front), Some(old)) => front.copy_from_slice(old),
        _ => return Err(io::Error::other("the file is shorter than what it was known to hold")),
    }
    file.write_at(AlignedBuf::from(bytes.as_slice()), u64::from(position), Durability::Data).await
}

/// Writes the index files of a segment, synced. An empty transaction index has no file, as in Kafka.
pub(super) async fn write_indexes(dir: &Path, base_offset: i64, indexes: &Indexes) -> io::Result<()> {
    let path = |suffix| dir.join(names::file_name(base_offset, suffix));
    write_synced(&path(names::INDEX_SUFFIX), indexes.offsets.to_bytes()).await?;
    write_synced(&path(names::TIME_INDEX_SUFFIX), indexes.times.to_bytes()).await?;
    if !indexes.txns.is_empty() {
        write_synced(&path(names::TXN_INDEX_SUFFIX), indexes.txns.to_bytes()).await?;
    }
    Ok(())
}

/// Replaces a file's content. Not atomic: for files that are rebuilt where this was cut short.
pub(super) async fn write_synced(path: &Path, bytes: Vec<u8>) -> io::Result<()> {
    let file = File::open(path, OpenOptions { truncate: true, ..OpenOptions::READ_WRITE }).await?;
    if !bytes.is_empty() {
        file.write_at(bytes, 0, Durability::None).await?;
    }
    file.sync_all().await
}

//! From files to a log: creating one, opening one after a clean stop, recovering one after a crash.
//!
//! Promises: after a clean stop only ends are read. Else every batch from the recovery point's segment on is checked, the log
//! ends before the first that is not whole, and indexes and producer state are rebuilt. A bad batch below the recovery point
//! is corruption: an error, and nothing is changed. What a crash can leave is never an error.
//! Journals must have been replayed before.

use super::checkpoint;
use super::config::LogConfig;
use super::entry::EntryHead;
use super::flush::{write_indexes, write_synced};
use super::index::{OffsetIndex, TimeIndex};
use super::journal::format::PartitionKey;
use super::leader_epoch::LeaderEpochs;
use super::leftovers;
use super::log::{JournalNeed, Log, LogCell, LogPosition, LogRef, end_marker_of, roll_jitter_ms};
use super::names;
use super::parallel::run_limited;
use super::partition_metadata;
use super::producer_state::ProducerState;
use super::segment::{Indexes, Segment};
use super::tail::Tail;
use super::txn_index::{AbortedTxn, TxnIndex};
use crate::rt::buf::BLOCK_BYTES;
use crate::rt::fs::{self, DirEntry, File, OpenOptions};
use crate::rt::{task, time};
use ringmain_protocol::records::HEADER_SIZE;
use ringmain_protocol::records::legacy::{Entries, Entry};
use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Bytes read at once.
const WINDOW_BYTES: usize = 1 << 20;

/// Which log to create or open.
#[derive(Debug, Clone)]
pub struct LogSpec {
    /// The partition's directory.
    pub dir: PathBuf,
    pub topic: Rc<str>,
    pub key: PartitionKey,
    pub config: Rc<LogConfig>,
    /// From the checkpoint files of the log directory; 0 where they do not say.
    pub recovery_point: i64,
    pub log_start_offset: i64,
    /// The log directory was stopped cleanly.
    pub clean: bool,
}

/// Why a log cannot be opened. The log is offline; its files are as they were.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("{path}: {error}")]
    Io { path: PathBuf, error: io::Error },
    #[error(
        "{path}: corrupt at byte {position}, offset {offset}, below the recovery point {recovery_point}: {reason}. \
         Restore the file, or accept the loss by deleting the partition's directory"
    )]
    Corrupt { path: PathBuf, position: u32, offset: i64, recovery_point: i64, reason: String },
}

/// Creates an empty log, durably: directory, metadata, first segment.
pub async fn create_log(spec: &LogSpec) -> io::Result<LogRef> {
    fs::create_dir_all(&spec.dir).await?;
    let metadata = partition_metadata::write(spec.key.topic_id);
    fs::write_atomic(spec.dir.join(partition_metadata::FILE_NAME), metadata.into_bytes()).await?;
    let segment = create_segment(spec, spec.log_start_offset).await?;
    if let Some(parent) = spec.dir.parent() {
        fs::sync_dir(parent).await?;
    }
    let producers = ProducerState::new(spec.config.producer_id_expiration_ms, spec.log_start_offset);
    Ok(build(spec, vec![segment], producers, LeaderEpochs::default(), spec.log_start_offset, spec.log_start_offset))
}

/// Opens a log that exists, recovering it where it was not stopped cleanly.
pub async fn open_log(spec: &LogSpec) -> Result<LogRef, OpenError> {
    let mut opening = Opening { spec, segments: Vec::new(), epochs: LeaderEpochs::default(), next_offset: 0 };
    opening.open().await
}

/// Opens many logs, `limit` at a time; the results in their order.
pub async fn open_logs(specs: &[LogSpec], limit: usize) -> Vec<Result<LogRef, OpenError>> {
    run_limited(specs.iter().map(open_log).collect(), limit).await
}

fn build(
    spec: &LogSpec,
    segments: Vec<Segment>,
    producers: ProducerState,
    epochs: LeaderEpochs,
    end_offset: i64,
    last_snapshot_offset: i64,
) -> LogRef {
    let (segment, position) = segments.last().map_or((0, 0), |active| (active.base_offset, active.size_bytes));
    let first = segments.first().map_or(0, |first| first.base_offset);
    let end = LogPosition { offset: end_offset, segment, position };
    let recovery_point = if spec.clean { end_offset } else { spec.recovery_point.clamp(0, segment) };
    let log = Log {
        key: spec.key,
        config: spec.config.clone(),
        segments,
        tail: Tail::default(),
        log_start_offset: spec.log_start_offset.max(first),
        end,
        taken: end,
        committed: end,
        epochs,
        producers,
        recovery_point,
        last_snapshot_offset,
        rolls: VecDeque::new(),
        journal: JournalNeed::default(),
        offline: false,
        deleted: false,
    };
    LogCell::new(spec.topic.clone(), spec.dir.clone(), log)
}

async fn create_segment(spec: &LogSpec, base_offset: i64) -> io::Result<Segment> {
    let path = spec.dir.join(names::file_name(base_offset, names::LOG_SUFFIX));
    File::open(&path, OpenOptions::READ_WRITE).await?.sync_all().await?;
    fs::sync_dir(&spec.dir).await?;
    let mut segment = Segment::new(base_offset, time::wall_ms(), roll_jitter_ms(&spec.config));
    segment.file_ready = true;
    Ok(segment)
}

/// The segment after one that is recovered.
#[derive(Clone, Copy)]
struct Next {
    base_offset: i64,
    /// It, or one after it, has some.
    has_batches: bool,
}

/// A log on its way from its files.
struct Opening<'a> {
    spec: &'a LogSpec,
    segments: Vec<Segment>,
    epochs: LeaderEpochs,
    next_offset: i64,
}

impl Opening<'_> {
    async fn open(&mut self) -> Result<LogRef, OpenError> {
        let spec = self.spec;
        let io = |error| OpenError::Io { path: spec.dir.clone(), error };
        let entries = leftovers::tidy(&spec.dir).await.map_err(io)?;
        self.ensure_metadata(&entries).await.map_err(io)?;
        self.epochs = self.read_epochs(&entries).await.map_err(io)?;
        let found = segment_files(&entries);
        let mut snapshots: Vec<i64> =
            entries.iter().filter_map(|e| names::parse_file_name(&e.name, names::SNAPSHOT_SUFFIX)).collect();
        snapshots.sort_unstable();

        let producers = if spec.clean {
            self.open_clean(&found).await?;
            self.load_producers(&mut snapshots, self.next_offset, true).await.map_err(io)?
        } else {
            self.recover(&found, &mut snapshots).await?
        };
        // Records may have been deleted beyond what was left of the log.
        if self.segments.is_empty() || self.next_offset < spec.log_start_offset {
            for segment in std::mem::take(&mut self.segments) {
                remove_segment(&spec.dir, segment.base_offset).await.map_err(io)?;
            }
            self.segments = vec![create_segment(spec, spec.log_start_offset).await.map_err(io)?];
            self.next_offset = spec.log_start_offset;
            self.epochs.clear();
        }
        self.epochs.truncate_from_end(self.next_offset);
        self.epochs.truncate_from_start(spec.log_start_offset);
        self.remove_stray_snapshots(&snapshots).await.map_err(io)?;
        let last_snapshot = snapshots.iter().rev().find(|&&at| at <= self.next_offset).copied();
        let epochs = std::mem::take(&mut self.epochs);
        let segments = std::mem::take(&mut self.segments);
        let last_snapshot = last_snapshot.unwrap_or(spec.log_start_offset);
        let mut producers = producers;
        producers.on_log_start_offset(spec.log_start_offset);
        Ok(build(spec, segments, producers, epochs, self.next_offset, last_snapshot))
    }

    async fn ensure_metadata(&self, entries: &[DirEntry]) -> io::Result<()> {
        if entries.iter().any(|entry| entry.name == partition_metadata::FILE_NAME) {
            return Ok(());
        }
        let text = partition_metadata::write(self.spec.key.topic_id);
        fs::write_atomic(self.spec.dir.join(partition_metadata::FILE_NAME), text.into_bytes()).await
    }

    async fn read_epochs(&self, entries: &[DirEntry]) -> io::Result<LeaderEpochs> {
        if !entries.iter().any(|entry| entry.name == checkpoint::LEADER_EPOCH_FILE) {
            return Ok(LeaderEpochs::default());
        }
        let path = self.spec.dir.join(checkpoint::LEADER_EPOCH_FILE);
        let entries = checkpoint::parse_epochs(&fs::read(&path).await?)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {error}", path.display())))?;
        Ok(LeaderEpochs::from_entries(&entries))
    }

    /// After a clean stop: sizes are what they are, only the end of the last segment is looked at.
    async fn open_clean(&mut self, found: &[(i64, u64)]) -> Result<(), OpenError> {
        let now_ms = time::wall_ms();
        let Some((&(last, bytes), earlier)) = found.split_last() else { return Ok(()) };
        let io = |error| OpenError::Io { path: self.spec.dir.clone(), error };
        for &(base_offset, bytes) in earlier {
            let bytes = self.trim(base_offset, clamp(bytes)).await.map_err(io)?;
            self.segments.push(Segment::sealed(base_offset, bytes, now_ms));
        }
        let (segment, next_offset) = match read_indexes(&self.spec.dir, last).await.map_err(io)? {
            Some(indexes) => self.open_active(last, clamp(bytes), indexes).await.map_err(io)?,
            None => None,
        }
        .map_or((None, last), |(segment, next_offset)| (Some(segment), next_offset));
        match segment {
            Some(segment) => {
                self.segments.push(segment);
                self.next_offset = next_offset;
            }
            // Indexes that are missing or do not fit the file are rebuilt.
            None => {
                let mut producers = ProducerState::new(self.spec.config.producer_id_expiration_ms, last);
                self.recover_segment(last, clamp(bytes), None, &mut producers).await?;
            }
        }
        Ok(())
    }

    /// The active segment from the last index entry on; `None` if the index does not fit it.
    async fn open_active(&self, base_offset: i64, bytes: u32, indexes: Indexes) -> io::Result<Option<(Segment, i64)>> {
        let file = self.open_file(base_offset).await?;
        let from = indexes.offsets.last();
        let indexed = !indexes.offsets.is_empty();
        let jitter_ms = roll_jitter_ms(&self.spec.config);
        let mut segment = Segment::found(base_offset, indexes, time::wall_ms(), jitter_ms);
        segment.size_bytes = from.position;
        let mut fits = from.position <= bytes;
        let mut first = true;
        let scanned = scan(&file, from.position, bytes, base_offset, Check::Headers, |_, head, _| {
            if first && indexed {
                fits = head.last_offset == from.offset;
            }
            first = false;
            segment.skip_indexed(head);
            Ok(())
        })
        .await?;
        if !fits || scanned.position != bytes {
            return Ok(None);
        }
        if bytes > 0 {
            let head = file.read_at(0, HEADER_SIZE).await?;
            let first = EntryHead::parse(&head).ok().flatten();
            segment.first_timestamp = first.map(|head| head.max_timestamp);
        }
        segment.durable_bytes = bytes;
        Ok(Some((segment, scanned.next_offset)))
    }

    /// After a crash.
    async fn recover(&mut self, found: &[(i64, u64)], snapshots: &mut Vec<i64>) -> Result<ProducerState, OpenError> {
        let spec = self.spec;
        let io = |error| OpenError::Io { path: spec.dir.clone(), error };
        let now_ms = time::wall_ms();
        let first = found.partition_point(|&(base, _)| base <= spec.recovery_point).saturating_sub(1);
        for &(base_offset, bytes) in found.get(..first).unwrap_or_default() {
            let bytes = self.trim(base_offset, clamp(bytes)).await.map_err(io)?;
            self.segments.push(Segment::sealed(base_offset, bytes, now_ms));
        }
        let unflushed = found.get(first..).unwrap_or_default();
        self.next_offset = unflushed.first().map_or(spec.log_start_offset, |&(base, _)| base);
        let mut producers = self.load_producers(snapshots, self.next_offset, false).await.map_err(io)?;
        for (i, &(base_offset, bytes)) in unflushed.iter().enumerate() {
            let next_base = match unflushed.get(i + 1..) {
                Some(later @ [(next_base, _), ..]) => {
                    let has_batches = has_batches(&spec.dir, later).await.map_err(io)?;
                    Some(Next { base_offset: *next_base, has_batches })
                }
                _ => None,
            };
            let whole = self.recover_segment(base_offset, clamp(bytes), next_base, &mut producers).await?;
            if !whole {
                for &(base_offset, _) in unflushed.get(i + 1..).unwrap_or_default() {
                    remove_segment(&spec.dir, base_offset).await.map_err(io)?;
                    snapshots.retain(|&at| at != base_offset);
                }
                break;
            }
            if let Some(Next { base_offset: next_base, .. }) = next_base {
                let path = spec.dir.join(names::file_name(next_base, names::SNAPSHOT_SUFFIX));
                write_synced(&path, producers.to_snapshot()).await.map_err(io)?;
                if !snapshots.contains(&next_base) {
                    snapshots.push(next_base);
                }
            }
        }
        fs::sync_dir(&spec.dir).await.map_err(io)?;
        if self.next_offset < spec.recovery_point {
            let position = self.segments.last().map_or(0, |segment| segment.size_bytes);
            return Err(self.corrupt(self.next_offset, position, "the log ends here".to_owned()));
        }
        Ok(producers)
    }

    /// Cuts the padding off a finished segment that is not recovered, and returns its size. It has some where the sync that
    /// followed its cut failed, the process was killed, and the cut was lost after all: at a loss of power that may come long
    /// after, when the directory has been stopped cleanly. Only a size of whole blocks, which is rare, is looked into.
    async fn trim(&self, base_offset: i64, bytes: u32) -> io::Result<u32> {
        if bytes == 0 || !(bytes as usize).is_multiple_of(BLOCK_BYTES) {
            return Ok(bytes);
        }
        let indexes = read_indexes(&self.spec.dir, base_offset).await?;
        let from = indexes.map_or(0, |indexes| indexes.offsets.last().position).min(bytes);
        let file = self.open_file(base_offset).await?;
        let scanned = scan(&file, from, bytes, base_offset, Check::Headers, |_, _, _| Ok(())).await?;
        let padding = (bytes - scanned.position) as usize;
        if padding == 0 || padding >= BLOCK_BYTES {
            return Ok(bytes);
        }
        let rest = file.read_at(u64::from(scanned.position), padding).await?;
        if rest.iter().any(|&byte| byte != 0) {
            return Ok(bytes);
        }
        file.set_len(u64::from(scanned.position)).await?;
        file.sync_all().await?;
        Ok(scanned.position)
    }

    /// Checks a segment batch by batch, rebuilds its indexes and cuts off what is not whole. False if the log ends in it
    /// before the segment that follows.
    async fn recover_segment(
        &mut self,
        base_offset: i64,
        bytes: u32,
        next: Option<Next>,
        producers: &mut ProducerState,
    ) -> Result<bool, OpenError> {
        let spec = self.spec;
        let io = |error| OpenError::Io { path: spec.dir.clone(), error };
        let interval_bytes = spec.config.index_interval_bytes;
        let mut segment = Segment::new(base_offset, time::wall_ms(), roll_jitter_ms(&spec.config));
        segment.file_ready = true;
        let epochs = &mut self.epochs;
        let file = open_segment_file(&spec.dir, base_offset).await.map_err(io)?;
        let scanned = scan(&file, 0, bytes, base_offset, Check::All, |entry, head, _| {
            segment.note_entry(head, interval_bytes).map_err(|e| e.to_string())?;
            let epoch = head.leader_epoch;
            if epoch >= 0 && epochs.latest().is_none_or(|latest| latest.epoch < epoch) {
                epochs.assign(epoch, head.base_offset);
            }
            note_producer(producers, entry, segment.indexes.as_mut().map(|indexes| &mut indexes.txns));
            Ok(())
        })
        .await
        .map_err(io)?;
        let is_whole = scanned.position == bytes;
        // What follows a segment's last batch is padding if the next segment begins where it ends. If it begins later and has
        // batches, compaction has left a gap; if it has none, the crash came between its creation and the end of this one.
        let ends_here = match next {
            None => !is_whole,
            Some(next) => next.base_offset != scanned.next_offset && !(is_whole && next.has_batches),
        };
        if ends_here && scanned.next_offset < spec.recovery_point {
            return Err(self.corrupt(scanned.next_offset, scanned.position, scanned.reason));
        }
        if !is_whole {
            let lost = bytes - scanned.position;
            tracing::info!(dir = %spec.dir.display(), base_offset, lost, reason = scanned.reason, "cut the log's end");
            file.set_len(u64::from(scanned.position)).await.map_err(io)?;
        }
        // The bytes may have been in the page cache only.
        file.sync_all().await.map_err(io)?;
        segment.durable_bytes = segment.size_bytes;
        self.next_offset = scanned.next_offset;
        let goes_on = next.is_some() && !ends_here;
        if goes_on {
            segment.finish_time_index();
            if let Some(indexes) = segment.indexes.take() {
                write_indexes(&spec.dir, base_offset, &indexes).await.map_err(io)?;
            }
            segment.sealed = true;
        }
        self.segments.push(segment);
        Ok(goes_on || next.is_none())
    }

    /// The producers as of `end_offset`: from the newest snapshot before it and the batches since.
    async fn load_producers(
        &mut self,
        snapshots: &mut Vec<i64>,
        end_offset: i64,
        clean: bool,
    ) -> io::Result<ProducerState> {
        let spec = self.spec;
        let first_base = self.segments.first().map_or(end_offset, |segment| segment.base_offset);
        let mut producers = ProducerState::new(spec.config.producer_id_expiration_ms, first_base);
        let mut from = None;
        for at in snapshots.clone().into_iter().rev().filter(|&at| at <= end_offset) {
            let path = spec.dir.join(names::file_name(at, names::SNAPSHOT_SUFFIX));
            match producers.load_snapshot(&fs::read(&path).await?, at, time::wall_ms()) {
                Ok(()) => {
                    from = Some(at);
                    break;
                }
                Err(error) => {
                    tracing::warn!(path = %path.display(), %error, "removed a damaged producer snapshot");
                    fs::remove_file(&path).await?;
                    snapshots.retain(|&other| other != at);
                }
            }
        }
        // A log that was closed cleanly without ever having had a producer id has no snapshot, and needs none.
        if from.is_none() && clean {
            producers.reset(end_offset);
            return Ok(producers);
        }
        let from = from.unwrap_or(first_base);
        let start = self.segments.partition_point(|segment| segment.base_offset <= from).saturating_sub(1);
        for segment in self.segments.get(start..).unwrap_or_default() {
            if segment.base_offset >= end_offset || from >= end_offset {
                break;
            }
            let file = self.open_file(segment.base_offset).await?;
            scan(&file, 0, segment.size_bytes, segment.base_offset, Check::Headers, |entry, head, _| {
                if head.base_offset >= from {
                    note_producer(&mut producers, entry, None);
                }
                Ok(())
            })
            .await?;
        }
        Ok(producers)
    }

    /// Removes snapshots beyond the log's end, and those that belong to no segment but for the newest.
    async fn remove_stray_snapshots(&self, snapshots: &[i64]) -> io::Result<()> {
        let newest = snapshots.iter().filter(|&&at| at <= self.next_offset).max();
        for at in snapshots {
            let belongs = self.segments.iter().any(|segment| segment.base_offset == *at) || Some(at) == newest;
            if *at > self.next_offset || !belongs {
                fs::remove_file(self.spec.dir.join(names::file_name(*at, names::SNAPSHOT_SUFFIX))).await?;
            }
        }
        Ok(())
    }

    async fn open_file(&self, base_offset: i64) -> io::Result<File> {
        open_segment_file(&self.spec.dir, base_offset).await
    }

    fn corrupt(&self, offset: i64, position: u32, reason: String) -> OpenError {
        let base = self.segments.iter().rev().find(|s| s.base_offset <= offset).map_or(0, |s| s.base_offset);
        let path = self.spec.dir.join(names::file_name(base, names::LOG_SUFFIX));
        OpenError::Corrupt { path, position, offset, recovery_point: self.spec.recovery_point, reason }
    }
}

async fn open_segment_file(dir: &Path, base_offset: i64) -> io::Result<File> {
    const OPTIONS: OpenOptions = OpenOptions { create: false, ..OpenOptions::READ_WRITE };
    File::open(dir.join(names::file_name(base_offset, names::LOG_SUFFIX)), OPTIONS).await
}

/// Base offset and size of each segment's file, in order.
fn segment_files(entries: &[DirEntry]) -> Vec<(i64, u64)> {
    let mut found: Vec<(i64, u64)> = entries
        .iter()
        .filter(|entry| !entry.is_dir)
        .filter_map(|entry| Some((names::parse_file_name(&entry.name, names::LOG_SUFFIX)?, entry.len)))
        .collect();
    found.sort_unstable();
    found
}

/// Whether any of the segments begins with a batch.
async fn has_batches(dir: &Path, segments: &[(i64, u64)]) -> io::Result<bool> {
    for &(base_offset, bytes) in segments {
        if bytes > 0 {
            let head = open_segment_file(dir, base_offset).await?.read_at(0, HEADER_SIZE).await?;
            if matches!(EntryHead::parse(&head), Ok(Some(_))) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Segments are below 2 GiB; the rest of a longer file is not reached by any index.
pub(super) fn clamp(bytes: u64) -> u32 {
    bytes.min(i32::MAX as u64) as u32
}

/// Removes the files of a segment.
pub(super) async fn remove_segment(dir: &Path, base_offset: i64) -> io::Result<()> {
    const SUFFIXES: [&str; 5] = [
        names::LOG_SUFFIX,
        names::INDEX_SUFFIX,
        names::TIME_INDEX_SUFFIX,
        names::TXN_INDEX_SUFFIX,
        names::SNAPSHOT_SUFFIX,
    ];
    for suffix in SUFFIXES {
        match fs::remove_file(dir.join(names::file_name(base_offset, suffix))).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// The index files of a segment; `None` if they are missing or damaged.
pub(super) async fn read_indexes(dir: &Path, base_offset: i64) -> io::Result<Option<Indexes>> {
    let read = async |suffix| match fs::read(dir.join(names::file_name(base_offset, suffix))).await {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    };
    let offsets = read(names::INDEX_SUFFIX).await?.and_then(|bytes| OffsetIndex::parse(base_offset, &bytes).ok());
    let times = read(names::TIME_INDEX_SUFFIX).await?.and_then(|bytes| TimeIndex::parse(base_offset, &bytes).ok());
    let txns = read(names::TXN_INDEX_SUFFIX)
        .await?
        .map_or(Some(TxnIndex::default()), |bytes| TxnIndex::parse(base_offset, &bytes).ok());
    Ok(match (offsets, times, txns) {
        (Some(offsets), Some(times), Some(txns)) => Some(Indexes { offsets, times, txns }),
        _ => None,
    })
}

/// The indexes of a complete segment, from its files or else from its batches.
pub(super) async fn load_indexes(dir: &Path, base_offset: i64, interval_bytes: u32) -> io::Result<Indexes> {
    if let Some(indexes) = read_indexes(dir, base_offset).await? {
        return Ok(indexes);
    }
    let file = open_segment_file(dir, base_offset).await?;
    let bytes = clamp(file.len().await?);
    let mut segment = Segment::new(base_offset, 0, 0);
    scan(&file, 0, bytes, base_offset, Check::Headers, |_, head, _| {
        segment.note_entry(head, interval_bytes).map_err(|error| error.to_string())
    })
    .await?;
    segment.finish_time_index();
    let indexes = segment.indexes.map_or_else(|| Indexes::new(base_offset), |indexes| *indexes);
    Ok(indexes)
}

fn note_producer(producers: &mut ProducerState, entry: &Entry<'_>, txns: Option<&mut TxnIndex>) {
    let Entry::Batch(batch) = entry else { return };
    let header = batch.header();
    let marker = if header.attributes.is_control() { end_marker_of(batch) } else { None };
    let Some(txn) = producers.append(header, marker) else { return };
    if txn.aborted
        && let Some(txns) = txns
    {
        let last_stable_offset = producers.last_stable_offset_after(&txn);
        // Markers come in the order of their offsets, so it is never refused.
        let _ = txns.append(AbortedTxn {
            producer_id: txn.producer_id,
            first_offset: txn.first_offset,
            last_offset: txn.last_offset,
            last_stable_offset,
        });
    }
    producers.complete(&txn);
    // Before the log is opened nothing is above the high watermark but what is checked again.
    producers.on_high_watermark(header.next_offset());
}

/// How much of a batch is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Framing and the order of offsets.
    Headers,
    /// The checksum too.
    All,
}

/// Where a scan ended.
pub struct Scanned {
    pub position: u32,
    pub next_offset: i64,
    /// Why it ended before the end.
    pub reason: String,
}

/// Goes over the entries (batches, and messages of old formats) of a segment's file from `position` to `end` and stops before
/// the first one that is not whole. `visit` may refuse one, too.
pub async fn scan(
    file: &File,
    mut position: u32,
    end: u32,
    base_offset: i64,
    check: Check,
    mut visit: impl FnMut(&Entry<'_>, &EntryHead, u32) -> Result<(), String>,
) -> io::Result<Scanned> {
    let mut next_offset = base_offset;
    let mut wanted = WINDOW_BYTES;
    let mut reason = String::new();
    'windows: while position < end {
        task::yield_if_needed().await;
        let left = (end - position) as usize;
        let window = file.read_at(u64::from(position), wanted.min(left)).await?;
        let reaches_end = window.len() == left || window.len() < wanted.min(left);
        wanted = WINDOW_BYTES;
        let mut rest = window.as_slice();
        loop {
            let needed = match entry_bytes(rest) {
                Ok(needed) => needed,
                Err(error) => {
                    reason = error;
                    break 'windows;
                }
            };
            if rest.len() < needed {
                if reaches_end {
                    reason = if rest.is_empty() { String::new() } else { "a batch is cut short".to_owned() };
                    break 'windows;
                }
                wanted = wanted.max(needed);
                continue 'windows;
            }
            let valid = read_entry(rest, next_offset, check).and_then(|entry| {
                let head = EntryHead::from(&entry);
                visit(&entry, &head, position)?;
                Ok((head.next_offset(), head.size_bytes))
            });
            match valid {
                Ok((next, bytes)) => {
                    next_offset = next;
                    position += bytes as u32;
                    rest = rest.get(bytes..).unwrap_or_default();
                }
                Err(error) => {
                    reason = error;
                    break 'windows;
                }
            }
            if position >= end {
                break 'windows;
            }
        }
    }
    Ok(Scanned { position, next_offset, reason })
}

/// Bytes that the entry at the front of `rest` needs to be looked at: its first ones, then all of it. An error if none begins
/// there.
fn entry_bytes(rest: &[u8]) -> Result<usize, String> {
    match EntryHead::parse(rest) {
        Ok(None) => Ok(HEADER_SIZE),
        Ok(Some(head)) => Ok(head.size_bytes),
        Err(_) if rest.iter().take(HEADER_SIZE).all(|&byte| byte == 0) => Err("zeros follow".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// The entry at the front of `rest`, which holds all of it; an error if it may not stand there.
fn read_entry(rest: &[u8], next_offset: i64, check: Check) -> Result<Entry<'_>, String> {
    let cut_short = || "a batch is cut short".to_owned();
    let entry = Entries::new(rest).next().ok_or_else(cut_short)?.map_err(|error| error.to_string())?;
    let head = EntryHead::from(&entry);
    let ordered =
        head.base_offset >= next_offset && head.last_offset >= head.base_offset && head.last_offset < i64::MAX;
    if !ordered {
        return Err(format!("offset {} follows {next_offset}", head.base_offset));
    }
    if check == Check::All {
        entry.verify_crc().map_err(|error| error.to_string())?;
    }
    Ok(entry)
}

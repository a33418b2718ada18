//! One partition's log in memory: append, what is dirty, what is durable. Reading is in `read.rs`, files in `flush.rs`.
//!
//! Promises: offsets only grow; a batch is appended whole or not at all, and never straddles segments.
//! `flushed_offset` is the end of what survives a crash: records from there on must not be acknowledged or shown.
//! The caller keeps the order of appends and drives `commit.rs`, without which nothing becomes durable.

use super::commit::{Committer, is_of_the_disk};
use super::config::LogConfig;
use super::context::LogContext;
use super::entry::EntryHead;
use super::index::IndexError;
use super::journal::format::PartitionKey;
use super::leader_epoch::LeaderEpochs;
use super::next_commit::Mark;
use super::producer_state::{EndTxnMarker, ProducerError, ProducerState, Sequenced};
use super::segment::Segment;
use super::tail::Tail;
use super::txn_index::AbortedTxn;
use crate::rt::ahead::prefetch;
use crate::rt::random;
use crate::rt::sync::{Acquire, Semaphore};
use ringmain_protocol::records::control::{ControlRecordType, EndTransactionMarker};
use ringmain_protocol::records::{
    AppendOrigin, BatchHeader, BatchRef, Decompressor, HEADER_SIZE, RecordError, ValidatedBatch,
};
use std::cell::{Cell, Ref, RefCell, RefMut};
use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::{Rc, Weak};

/// A log, shared by those of one thread that read, append, commit and maintain it.
pub type LogRef = Rc<LogCell>;

/// Why a batch is not appended.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    #[error(transparent)]
    Producer(#[from] ProducerError),
    /// No chunk is to be had now. Nothing has changed: wait for `bytes` of the pool, then append again.
    #[error("{bytes} bytes of memory are needed")]
    NoMemory { bytes: usize },
    /// RECORD_LIST_TOO_LARGE
    #[error("the batch has {bytes} bytes, a segment at most {segment_bytes}")]
    TooLarge { bytes: usize, segment_bytes: u32 },
    /// MESSAGE_TOO_LARGE: it would wait for memory for ever.
    #[error("the batch has {bytes} bytes, half of the memory for logs is {memory_bytes} (see ringmain.memory.bytes)")]
    TooLargeForMemory { bytes: usize, memory_bytes: usize },
    #[error("the batch begins at offset {offset}, the log ends at {end_offset}")]
    OffsetOrder { offset: i64, end_offset: i64 },
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error(transparent)]
    Index(#[from] IndexError),
    /// KAFKA_STORAGE_ERROR
    #[error("the log is offline")]
    Offline,
}

/// What an append did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AppendInfo {
    pub base_offset: i64,
    pub last_offset: i64,
    /// The batch's latest timestamp as the log has it.
    pub max_timestamp: i64,
    /// The batch was there already: it is durable once `flushed_offset` is past `last_offset`, as any other.
    pub duplicate: bool,
}

/// An offset and where its batch begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LogPosition {
    pub offset: i64,
    /// Base offset of the segment.
    pub segment: i64,
    pub position: u32,
}

/// Bytes of one segment that the next commit has to make durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DirtyPart {
    pub segment: i64,
    pub from: u32,
    pub to: u32,
}

impl DirtyPart {
    pub fn bytes(&self) -> usize {
        (self.to - self.from) as usize
    }
}

/// A segment that was begun, with the producer snapshot that belongs to its beginning.
#[derive(Clone)]
pub(super) struct Roll {
    pub base_offset: i64,
    pub snapshot: Vec<u8>,
}

/// Which journal entries hold bytes that the files lack.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct JournalNeed {
    /// The oldest such entry.
    pub oldest: Option<u64>,
    /// The oldest one with bytes that became dirty after the flush under way began.
    pub since_flush: Option<u64>,
    pub flushing: bool,
}

/// A log and what its users on this thread coordinate by.
pub struct LogCell {
    pub key: PartitionKey,
    pub topic: Rc<str>,
    /// The partition's directory.
    pub dir: PathBuf,
    inner: RefCell<Log>,
    /// Held by whoever writes the log's files: two writes of one block must not overtake each other.
    files: Semaphore,
    /// Who commits it; nobody yet where it was just opened.
    pub(super) directory: RefCell<Weak<Committer>>,
    pub(super) mark: Cell<Mark>,
    pub(super) evictable: Cell<bool>,
}

impl LogCell {
    pub(super) fn new(topic: Rc<str>, dir: PathBuf, log: Log) -> LogRef {
        Rc::new(Self {
            key: log.key,
            topic,
            dir,
            inner: RefCell::new(log),
            files: Semaphore::new(1),
            directory: RefCell::default(),
            mark: Cell::default(),
            evictable: Cell::new(false),
        })
    }

    /// Reading has failed. Where the disk is to blame its directory goes offline, as in Kafka: nobody is to lead from a disk
    /// that cannot be read.
    pub fn read_failed(&self, error: &io::Error) {
        if is_of_the_disk(error)
            && let Some(committer) = self.directory.borrow().upgrade()
        {
            committer.take_offline(&format!("{}: {error}", self.dir.display()));
        }
    }

    /// The log, to look at. Not to be held across an await.
    pub fn get(&self) -> Ref<'_, Log> {
        self.inner.borrow()
    }

    /// The log, to change. Not to be held across an await.
    pub fn get_mut(&self) -> RefMut<'_, Log> {
        self.inner.borrow_mut()
    }

    /// Asks for what an append or a commit looks at behind the log itself.
    pub fn prefetch_ends(&self) {
        let log = self.get();
        log.segments.last().into_iter().for_each(prefetch);
        log.epochs.entries().last().into_iter().for_each(prefetch);
        log.tail.prefetch_last();
    }

    /// Waits for the turn to write the log's files.
    pub(super) fn lock_files(&self) -> Acquire {
        self.files.acquire(1)
    }

    pub(super) fn try_borrow_mut(&self) -> Option<RefMut<'_, Log>> {
        self.inner.try_borrow_mut().ok()
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }
}

/// The state of one log.
pub struct Log {
    pub(super) key: PartitionKey,
    pub(super) config: Rc<LogConfig>,
    /// By base offset; never empty; the last one is active.
    pub(super) segments: Vec<Segment>,
    pub(super) tail: Tail,
    pub(super) log_start_offset: i64,
    /// The log's end: of what is appended, of what a commit has taken or has packed, and of what is durable.
    pub(super) end: LogPosition,
    pub(super) taken: LogPosition,
    pub(super) committed: LogPosition,
    pub(super) epochs: LeaderEpochs,
    pub(super) producers: ProducerState,
    /// Everything below is in the files with all that belongs to it.
    pub(super) recovery_point: i64,
    pub(super) last_snapshot_offset: i64,
    /// Segments begun whose predecessor is not sealed yet.
    pub(super) rolls: VecDeque<Roll>,
    pub(super) journal: JournalNeed,
    pub(super) offline: bool,
    pub(super) deleted: bool,
}

impl Log {
    pub fn end_offset(&self) -> i64 {
        self.end.offset
    }

    /// The end of what survives a crash.
    pub fn flushed_offset(&self) -> i64 {
        self.committed.offset
    }

    /// Where `flushed_offset` lies.
    pub fn flushed_position(&self) -> LogPosition {
        self.committed
    }

    /// Asks for the memory that the next append, of so many bytes, writes.
    pub fn prefetch_end(&self, bytes: usize) {
        self.tail.prefetch_end(bytes);
    }

    pub fn log_start_offset(&self) -> i64 {
        self.log_start_offset
    }

    pub fn recovery_point(&self) -> i64 {
        self.recovery_point
    }

    pub fn end_position(&self) -> LogPosition {
        self.end
    }

    pub fn config(&self) -> &Rc<LogConfig> {
        &self.config
    }

    pub fn set_config(&mut self, config: Rc<LogConfig>) {
        self.config = config;
    }

    pub fn epochs(&self) -> &LeaderEpochs {
        &self.epochs
    }

    pub fn epochs_mut(&mut self) -> &mut LeaderEpochs {
        &mut self.epochs
    }

    pub fn producers(&self) -> &ProducerState {
        &self.producers
    }

    pub fn producers_mut(&mut self) -> &mut ProducerState {
        &mut self.producers
    }

    /// Bytes of the segments that lie wholly before `offset`.
    pub fn bytes_before(&self, offset: i64) -> u64 {
        let is_before = |pair: &&[Segment]| matches!(pair, [_, next] if next.base_offset <= offset);
        let before = self.segments.windows(2).take_while(is_before);
        before.filter_map(<[Segment]>::first).map(|segment| u64::from(segment.size_bytes)).sum()
    }

    /// Bytes of all segments.
    pub fn size_bytes(&self) -> u64 {
        self.segments.iter().map(|segment| u64::from(segment.size_bytes)).sum()
    }

    /// Bytes of the chunk pool that it holds.
    pub fn memory_bytes(&self) -> usize {
        self.tail.capacity_bytes()
    }

    pub fn segment_count(&self) -> usize {
        self.segments.len()
    }

    pub fn is_offline(&self) -> bool {
        self.offline
    }

    /// Appends a batch that a client, or a coordinator, sent to this leader and that is `valid`: checks its producer, gives it
    /// the next offsets and the leader's epoch. A batch that must be rebuilt goes through `check_producer` and `append_batch`
    /// instead.
    pub fn append(
        &mut self,
        context: &LogContext,
        batch: &BatchRef<'_>,
        valid: &ValidatedBatch,
        leader_epoch: i32,
        origin: AppendOrigin,
        now_ms: i64,
    ) -> Result<AppendInfo, AppendError> {
        if let Some(duplicate) = self.check_producer(batch.header(), origin)? {
            return Ok(duplicate);
        }
        let mut head = [0; HEADER_SIZE];
        let (header, parts) = valid.place(batch, self.end.offset, leader_epoch, &mut head);
        self.append_with(context, &header, parts, now_ms)
    }

    /// Whether the batch may follow what its producer sent before; where it is there already, where.
    pub fn check_producer(
        &self,
        header: &BatchHeader,
        origin: AppendOrigin,
    ) -> Result<Option<AppendInfo>, ProducerError> {
        Ok(match self.producers.check(header, origin)? {
            Sequenced::New => None,
            Sequenced::Duplicate { base_offset, last_offset, timestamp } => {
                Some(AppendInfo { base_offset, last_offset, max_timestamp: timestamp, duplicate: true })
            }
        })
    }

    /// Appends a batch whose header is as the log is to have it, at or after the log's end.
    pub fn append_batch(
        &mut self,
        context: &LogContext,
        header_bytes: &[u8; HEADER_SIZE],
        payload: &[u8],
        now_ms: i64,
    ) -> Result<AppendInfo, AppendError> {
        self.append_with(context, &BatchHeader::parse(header_bytes)?, [header_bytes, payload], now_ms)
    }

    /// Appends a batch in two parts, with what its header says.
    fn append_with(
        &mut self,
        context: &LogContext,
        header: &BatchHeader,
        parts: [&[u8]; 2],
        now_ms: i64,
    ) -> Result<AppendInfo, AppendError> {
        if self.offline {
            return Err(AppendError::Offline);
        }
        let (base_offset, last_offset) = (header.base_offset, header.last_offset());
        let bytes = parts.iter().map(|part| part.len()).sum();
        if header.size_bytes() != bytes {
            return Err(RecordError::InvalidLength { length: header.batch_length }.into());
        }
        if base_offset < self.end.offset || last_offset < base_offset || last_offset == i64::MAX {
            return Err(AppendError::OffsetOrder { offset: base_offset, end_offset: self.end.offset });
        }
        let segment_bytes = self.config.segment_bytes;
        if bytes > segment_bytes as usize {
            return Err(AppendError::TooLarge { bytes, segment_bytes });
        }
        let memory_bytes = context.pool().total_bytes() / 2;
        if bytes > memory_bytes {
            return Err(AppendError::TooLargeForMemory { bytes, memory_bytes });
        }
        let marker = if header.attributes.is_control() { end_marker(parts) } else { None };
        let must_roll = self
            .segments
            .last()
            .is_none_or(|active| active.should_roll(&self.config, bytes, header.max_timestamp, last_offset, now_ms));
        if must_roll {
            self.roll(base_offset, now_ms);
        }
        self.reserve(context, bytes)?;
        let interval_bytes = self.config.index_interval_bytes;
        let Some(active) = self.segments.last_mut() else { return Err(AppendError::Offline) };
        active.note_entry(&EntryHead::from(header), interval_bytes)?;
        parts.iter().for_each(|part| self.tail.append(active.base_offset, part));
        self.end =
            LogPosition { offset: header.next_offset(), segment: active.base_offset, position: active.size_bytes };
        self.note_epoch(header);
        self.note_producer(header, marker);
        Ok(AppendInfo { base_offset, last_offset, max_timestamp: header.max_timestamp, duplicate: false })
    }

    /// Ends the active segment and begins one at `base_offset`. Only memory changes; `flush.rs` follows.
    pub(super) fn roll(&mut self, base_offset: i64, now_ms: i64) {
        if let Some(active) = self.segments.last() {
            if active.base_offset >= base_offset {
                return;
            }
            self.tail.end_segment(active.base_offset);
        }
        let jitter_ms = roll_jitter_ms(&self.config);
        self.segments.push(Segment::new(base_offset, now_ms, jitter_ms));
        self.end = LogPosition { offset: self.end.offset.max(base_offset), segment: base_offset, position: 0 };
        self.rolls.push_back(Roll { base_offset, snapshot: self.producers.to_snapshot() });
    }

    /// Makes room in the tail for `bytes` more, all or nothing that matters.
    fn reserve(&mut self, context: &LogContext, bytes: usize) -> Result<(), AppendError> {
        let (segment, end) = (self.end.segment, self.end.position);
        loop {
            let room = self.tail.room(segment);
            if room >= bytes {
                return Ok(());
            }
            let missing = (bytes - room).next_power_of_two();
            let want = self.tail.next_chunk_bytes().max(missing).min(crate::rt::buf::MAX_BLOCK_BYTES);
            let chunk = context.alloc(want, Some(self)).ok_or(AppendError::NoMemory { bytes: missing })?;
            self.tail.push(segment, end, chunk);
        }
    }

    /// Forgets producers that have long appended nothing.
    pub fn remove_expired_producers(&mut self, now_ms: i64) {
        self.producers.remove_expired(now_ms);
    }

    /// Gives the oldest chunk back to the pool if the file has its bytes. True if it did.
    pub(super) fn evict_first(&mut self) -> bool {
        let segments = &self.segments;
        self.tail.evict_first(|base_offset| {
            let at = segments.partition_point(|segment| segment.base_offset < base_offset);
            // Bytes of a segment that is gone are needed no more.
            segments.get(at).filter(|s| s.base_offset == base_offset).map_or(u32::MAX, |s| s.durable_bytes)
        })
    }

    fn note_epoch(&mut self, header: &BatchHeader) {
        let epoch = header.partition_leader_epoch;
        if epoch >= 0 && self.epochs.latest().is_none_or(|latest| latest.epoch < epoch) {
            self.epochs.assign(epoch, header.base_offset);
        }
    }

    /// Takes a batch into the producer state, and a transaction that it aborts into the index.
    pub(super) fn note_producer(&mut self, header: &BatchHeader, marker: Option<EndTxnMarker>) {
        let Some(txn) = self.producers.append(header, marker) else { return };
        if txn.aborted
            && let Some(indexes) = self.segments.last_mut().and_then(|active| active.indexes.as_mut())
        {
            let last_stable_offset = self.producers.last_stable_offset_after(&txn);
            let entry = AbortedTxn {
                producer_id: txn.producer_id,
                first_offset: txn.first_offset,
                last_offset: txn.last_offset,
                last_stable_offset,
            };
            // Markers come in the order of their offsets, so it is never refused.
            let _ = indexes.txns.append(entry);
        }
        self.producers.complete(&txn);
    }

    /// For a commit of this log: adds to `parts` what is appended and not taken, and returns where that ends. `None` if
    /// nothing is. `advance_flushed` ends it.
    pub fn take_dirty(&mut self, parts: &mut Vec<DirtyPart>) -> Option<LogPosition> {
        if self.offline || self.taken == self.end {
            return None;
        }
        let first = self.segment_index(self.taken.segment);
        for segment in self.segments.get(first..).unwrap_or_default() {
            let from = if segment.base_offset == self.taken.segment { self.taken.position } else { 0 };
            if segment.size_bytes > from {
                parts.push(DirtyPart { segment: segment.base_offset, from, to: segment.size_bytes });
            }
        }
        self.taken = self.end;
        Some(self.end)
    }

    /// Ends a commit of what was taken: all before `end` is durable. `journaled` is the first journal entry that holds
    /// some of it, `direct` says that the files have what is before that.
    pub(super) fn advance_flushed(&mut self, end: LogPosition, journaled: Option<u64>, direct: bool) {
        self.committed = end;
        let need = &mut self.journal;
        if direct {
            // A flush under way began before this, so its end must not take the new need for done.
            need.oldest = journaled;
            need.since_flush = if need.flushing { journaled } else { None };
        } else {
            need.oldest = need.oldest.or(journaled);
            if need.flushing {
                need.since_flush = need.since_flush.or(journaled);
            }
        }
    }

    /// Records before `offset` are no longer readable; segments wholly before it may go.
    pub fn advance_log_start_offset(&mut self, offset: i64) {
        if offset > self.log_start_offset {
            self.log_start_offset = offset;
            self.epochs.truncate_from_start(offset);
            self.producers.on_log_start_offset(offset);
        }
    }

    /// Index of the segment that holds `offset`: the last one that begins at or before it.
    pub(super) fn segment_index(&self, offset: i64) -> usize {
        self.segments.partition_point(|segment| segment.base_offset <= offset).saturating_sub(1)
    }

    pub(super) fn segment(&self, base_offset: i64) -> Option<&Segment> {
        self.segments.get(self.segment_index(base_offset)).filter(|segment| segment.base_offset == base_offset)
    }

    /// What is committed and only the journal has.
    pub(super) fn unwritten_bytes(&self) -> u64 {
        let behind = self.segments.iter().rev().take_while(|segment| !segment.sealed);
        let committed = self.committed;
        let bytes = behind.filter(|segment| segment.base_offset <= committed.segment).map(|segment| {
            let is_last = segment.base_offset == committed.segment;
            let end = if is_last { committed.position } else { segment.size_bytes };
            u64::from(end.saturating_sub(segment.durable_bytes))
        });
        bytes.sum()
    }

    /// Bytes of a segment that its file has.
    pub(super) fn durable_bytes(&self, base_offset: i64) -> u32 {
        self.segment(base_offset).map_or(0, |segment| segment.durable_bytes)
    }

    pub(super) fn segment_mut(&mut self, base_offset: i64) -> Option<&mut Segment> {
        let at = self.segment_index(base_offset);
        self.segments.get_mut(at).filter(|segment| segment.base_offset == base_offset)
    }
}

/// A random share of `segment.jitter.ms`.
pub(super) fn roll_jitter_ms(config: &LogConfig) -> i64 {
    let bound = config.segment_jitter_ms.min(config.segment_ms);
    if bound <= 0 { 0 } else { random::below(bound.unsigned_abs()).cast_signed() }
}

/// The end marker that a control batch holds, if it holds one.
fn end_marker(parts: [&[u8]; 2]) -> Option<EndTxnMarker> {
    let bytes = parts.concat();
    let batch = BatchRef::parse(&bytes).ok()?;
    end_marker_of(&batch)
}

/// As `end_marker`, of a batch in one piece.
pub fn end_marker_of(batch: &BatchRef<'_>) -> Option<EndTxnMarker> {
    const MAX_MARKER_BYTES: usize = 1024;
    let mut decompressor = Decompressor::new();
    let record = batch.records(&mut decompressor, MAX_MARKER_BYTES).ok()?.next()?.ok()?;
    let committed = match ControlRecordType::parse_key(record.key).ok()? {
        ControlRecordType::Commit => true,
        ControlRecordType::Abort => false,
        _ => return None,
    };
    let marker = EndTransactionMarker::parse_value(record.value).ok()?;
    Some(EndTxnMarker { committed, coordinator_epoch: marker.coordinator_epoch })
}

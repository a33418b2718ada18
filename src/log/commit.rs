//! Group commit: makes what was appended to many logs of one log directory durable, together.
//!
//! Promises: after `commit` returned Ok every log in its list has a new `flushed_offset`, and all before it survives a crash
//! (of the process only, where the log's config asks for no more).
//! One commit is under way at a time; what is appended meanwhile is the next one's. The cost does not grow with the number of
//! logs: small runs share one journal entry; a large run goes straight to its file.
//! Any I/O error takes the directory's logs offline: what was not acknowledged stays so.
//! The owner runs two tasks: one that commits (`wait_dirty`, `commit`, again), one for `run_checkpoints`.

use super::context::LogContext;
use super::flush::FLUSH_WRITE_BYTES;
use super::journal::draft::Draft;
use super::journal::format::{PartitionKey, Piece, PieceKind};
use super::journal::{Journal, JournalStart};
use super::log::{DirtyPart, LogRef};
use super::names;
use super::next_commit::{NextCommit, Packed, Run, Way};
use super::parallel::{both, run_limited};
use super::removal::Removal;
use crate::rt::ahead::{look_ahead, prefetch};
use crate::rt::buf::align_down;
use crate::rt::fs::{self, Durability};
use crate::rt::random;
use crate::rt::sync::{Event, Notify, Semaphore};
use crate::rt::task;
use ringmain_protocol::uuid::Uuid;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::rc::Rc;

/// Files written at the same time.
const MAX_PARALLEL_WRITES: usize = 8;
/// Logs that a checkpoint flushes at the same time, so that many with a little each do not wait for the device one by one.
const MAX_PARALLEL_FLUSHES: usize = 16;
/// No further flush begins while those under way have this much with the disk: the next entry of the journal waits behind it. Little
/// as long as that keeps pace, more as there is more to flush.
pub(super) const FLUSHING_BYTES: RangeInclusive<u64> = FLUSH_WRITE_BYTES as u64..=4 << 20;
/// What a flush counts for at least; and one that makes or finishes files, which takes several syncs.
const LEAST_FLUSHING_BYTES: [u64; 2] = [64 << 10, 1 << 20];

/// Most bytes of an entry that are packed as they are appended, beside those of a commit that is being written.
const MAX_PACKED_BYTES: usize = 1 << 20;

/// How commits are made.
#[derive(Debug, Clone, Copy)]
pub struct CommitOptions {
    /// A run of more than this goes to its file, not to the journal. To be measured.
    pub direct_bytes: usize,
    /// A run of more than this waits for its segment's file rather than go to the journal.
    pub max_journaled_bytes: usize,
}

impl Default for CommitOptions {
    fn default() -> Self {
        Self { direct_bytes: 256 << 10, max_journaled_bytes: 4 << 20 }
    }
}

/// Whether an error tells of the disk, and so of its other logs too: not of names and files of this one, or of what the process
/// has run out of.
pub fn is_of_the_disk(error: &io::Error) -> bool {
    use libc::{EDQUOT, EIO, ENODEV, ENOSPC, ENXIO, EROFS, ESTALE, EUCLEAN};
    let of_the_disk = [EIO, EROFS, ENOSPC, EDQUOT, ENODEV, ENXIO, ESTALE, EUCLEAN];
    error.raw_os_error().is_some_and(|errno| of_the_disk.contains(&errno))
}

/// The log directory is offline.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the log directory is offline: {reason}")]
pub struct DirOffline {
    pub reason: Rc<str>,
}

/// See the module. One for each thread and log directory.
pub struct Committer {
    context: Rc<LogContext>,
    options: CommitOptions,
    journal: Journal,
    logs: RefCell<BTreeMap<PartitionKey, LogRef>>,
    /// Held by a commit: a log under way in it keeps its bytes until it has ended.
    committing: Semaphore,
    next: RefCell<NextCommit>,
    work: Notify,
    /// For each log with bytes that only the journal has: the oldest entry that has some, in order. Holds outdated ones too.
    pending: RefCell<VecDeque<(u64, LogRef)>>,
    /// Logs with segments to finish.
    rolled: RefCell<VecDeque<LogRef>>,
    maintenance: Notify,
    memory_wanted: Cell<bool>,
    /// The logs that are being flushed in the background, and how much each had to write.
    flushing: RefCell<Vec<(PartitionKey, u64)>>,
    stopping: Cell<bool>,
    failed: RefCell<Option<DirOffline>>,
    offline: Event,
    /// Of what is deleted.
    pub removal: Removal,
}

impl Committer {
    pub async fn open(context: Rc<LogContext>, start: &JournalStart, options: CommitOptions) -> io::Result<Rc<Self>> {
        let journal = Journal::open(start).await?;
        // With it an entry has room for more.
        let max_packed_bytes = MAX_PACKED_BYTES.min(journal.max_entry_bytes() / 2);
        Ok(Rc::new(Self {
            context,
            options,
            journal,
            logs: RefCell::default(),
            committing: Semaphore::new(1),
            next: RefCell::new(NextCommit::new(max_packed_bytes)),
            work: Notify::new(),
            pending: RefCell::default(),
            rolled: RefCell::default(),
            maintenance: Notify::new(),
            memory_wanted: Cell::default(),
            flushing: RefCell::default(),
            stopping: Cell::new(false),
            failed: RefCell::default(),
            offline: Event::new(),
            removal: Removal::default(),
        }))
    }

    pub fn context(&self) -> &Rc<LogContext> {
        &self.context
    }

    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Takes a log in, so that it is checkpointed, closed and taken offline with the others.
    pub fn add(self: &Rc<Self>, log: LogRef) {
        log.directory.replace(Rc::downgrade(self));
        self.logs.borrow_mut().insert(log.key, log);
    }

    pub fn get(&self, key: &PartitionKey) -> Option<LogRef> {
        self.logs.borrow().get(key).cloned()
    }

    /// How many logs were taken in.
    pub fn log_count(&self) -> usize {
        self.logs.borrow().len()
    }

    /// The logs taken in.
    pub fn logs(&self) -> Vec<LogRef> {
        self.logs.borrow().values().cloned().collect()
    }

    /// Why the directory is offline, if it is.
    pub fn failure(&self) -> Option<DirOffline> {
        self.failed.borrow().clone()
    }

    /// Returns once the directory is offline.
    pub async fn wait_offline(&self) -> DirOffline {
        loop {
            self.offline.wait().await;
            if let Some(failure) = self.failure() {
                return failure;
            }
        }
    }

    /// Takes the directory offline for an error that was found elsewhere.
    pub fn take_offline(&self, reason: &str) -> DirOffline {
        self.fail(&io::Error::other(reason))
    }

    /// Gives back the memory of the logs of a directory that is offline: nothing of it will be written any more.
    pub async fn give_memory_back(&self) {
        let _committing = self.committing.acquire(1).await;
        for log in self.logs() {
            let _files = log.lock_files().await;
            let mut log = log.get_mut();
            if log.offline {
                log.tail.clear();
            }
        }
    }

    /// Something was appended to `log`: the next commit has it.
    pub fn mark_dirty(&self, log: &LogRef) {
        // Who commits takes them all.
        if self.next.borrow_mut().mark(log) {
            self.work.notify_one();
        }
    }

    /// Returns once there is something to commit.
    pub async fn wait_dirty(&self) {
        while self.next.borrow().is_empty() {
            self.work.notified().await;
        }
    }

    /// Makes what is dirty durable and adds the logs it advanced to `advanced`. Not to be called again before it
    /// returns, and not to be given up once begun: no other commit takes what this one has taken.
    pub async fn commit(&self, advanced: &mut Vec<LogRef>) -> Result<(), DirOffline> {
        let _committing = self.committing.acquire(1).await;
        if let Some(failure) = self.failure() {
            return Err(failure);
        }
        let mut parts = Vec::new();
        let (mut runs, mut packed) = self.gather(&mut parts);
        if runs.is_empty() {
            self.next.borrow_mut().give_back(runs, packed);
            return Ok(());
        }
        let _reads_make_way = self.context.read_turns.begin_commit();
        let first_sequence = self.journal.next_sequence();
        let direct: Vec<_> = runs.iter().filter(|run| run.way != Way::Journal).map(|run| self.write_run(run)).collect();
        let direct = run_limited(direct, MAX_PARALLEL_WRITES);
        let (direct, journaled) = both(direct, self.write_journal(&runs, &mut packed, &parts, first_sequence)).await;
        let outcome = direct.into_iter().collect::<io::Result<()>>().and(journaled);
        let sequences = outcome.map_err(|error| self.fail(&error))?;
        for (run, sequence) in runs.iter_mut().zip(sequences) {
            run.journaled = sequence;
        }
        // The queue of pending entries is in order, also where the commit took several.
        runs.sort_by_key(|run| run.journaled);
        let mut rest = runs.drain(..);
        while let Some(run) = rest.next() {
            look_ahead(rest.as_slice(), [&|run| prefetch(&*run.log)]);
            self.finish(&run);
            advanced.push(run.log);
        }
        drop(rest);
        self.next.borrow_mut().give_back(runs, packed);
        if self.wants_checkpoint() {
            self.maintenance.notify_one();
        }
        Ok(())
    }

    /// Checkpoints, in the background: finishes full segments, and brings to the files what the journal holds where its
    /// space or memory is short. Ends when the directory goes offline or is closed.
    pub async fn run_checkpoints(self: Rc<Self>) {
        let flush = |_| task::spawn_background(self.clone().flush_again_and_again());
        let flushers: Vec<_> = (0..MAX_PARALLEL_FLUSHES).map(flush).collect();
        for flusher in flushers {
            // One that panicked took its thread with it.
            let _ = flusher.await;
        }
    }

    async fn flush_again_and_again(self: Rc<Self>) {
        while !self.stopping.get() && self.failed.borrow().is_none() {
            let Some(log) = self.next_checkpoint() else {
                self.maintenance.notified().await;
                continue;
            };
            // There may be work for another one.
            self.maintenance.notify_one();
            let [few_syncs, many_syncs] = LEAST_FLUSHING_BYTES;
            let least = if log.files_ready() { few_syncs } else { many_syncs };
            let bytes = log.get().unwritten_bytes().min(u64::from(FLUSH_WRITE_BYTES)).max(least);
            self.flushing.borrow_mut().push((log.key, bytes));
            let flushed = self.flush(&log).await;
            self.flushing.borrow_mut().retain(|(key, _)| *key != log.key);
            // Who still wants some asks again.
            self.memory_wanted.set(false);
            match flushed {
                Ok(()) => task::yield_now().await,
                Err(error) => drop(self.fail(&error)),
            }
        }
    }

    /// Asks for written chunks: somebody waits for memory.
    pub fn relieve(&self) {
        self.memory_wanted.set(true);
        self.maintenance.notify_one();
    }

    /// A clean stop: everything appended is committed and at rest in Kafka's files, and the journal is empty. Nothing may be
    /// appended any more, and the task that commits must have ended.
    pub async fn close(&self) -> Result<(), DirOffline> {
        self.stopping.set(true);
        self.maintenance.notify_all();
        let mut advanced = Vec::new();
        while !self.next.borrow().is_empty() {
            self.commit(&mut advanced).await?;
        }
        let logs = self.logs();
        let closing = logs.iter().map(|log| log.close(&self.context)).collect();
        let closed: io::Result<()> = run_limited(closing, MAX_PARALLEL_WRITES).await.into_iter().collect();
        closed.map_err(|error| self.fail(&error))?;
        // A log that is offline is not at rest: the journal must keep what it has of it.
        if let Some(failure) = self.failure() {
            return Err(failure);
        }
        self.pending.borrow_mut().clear();
        self.journal.write_tail(None).await.map_err(|error| self.fail(&error))?;
        Ok(())
    }

    /// Brings a log's committed bytes to its files.
    pub async fn checkpoint(&self, log: &LogRef) -> Result<(), DirOffline> {
        self.flush(log).await.map_err(|error| self.fail(&error))
    }

    /// Gives a log up: nothing of it will be written or read any more. [`Self::delete`] follows.
    pub fn give_up(&self, log: &LogRef) {
        self.logs.borrow_mut().remove(&log.key);
        let mut log = log.get_mut();
        log.offline = true;
        log.deleted = true;
    }

    /// Gives logs up and renames their directories for deletion; the caller removes the directories returned, at leisure. No
    /// commit waits for it.
    pub async fn delete(&self, logs: &[LogRef]) -> Result<Vec<PathBuf>, DirOffline> {
        logs.iter().for_each(|log| self.give_up(log));
        // The commit under way may have bytes of them in its hands; the next one has copies at most.
        drop(self.committing.acquire(1).await);
        for log in logs {
            let _files = log.lock_files().await;
            log.get_mut().tail.clear();
        }
        let mut renamed = Vec::with_capacity(logs.len());
        for log in logs {
            renamed.push(self.rename_deleted(log).await.map_err(|error| self.fail(&error))?);
        }
        let parents: BTreeSet<_> = renamed.iter().filter_map(|dir| dir.parent()).collect();
        for parent in parents {
            fs::sync_dir(parent).await.map_err(|error| self.fail(&error))?;
        }
        Ok(renamed)
    }

    async fn rename_deleted(&self, log: &LogRef) -> io::Result<PathBuf> {
        let _files = log.lock_files().await;
        self.context.forget(log.key, None);
        let mut unique = [0; 16];
        random::fill(&mut unique);
        let deleted = log.dir.with_file_name(names::deleted_dir(&log.topic, log.key.partition, Uuid(unique)));
        fs::rename(&log.dir, &deleted).await?;
        // Once more: a read that was under way may have opened a file.
        self.context.forget(log.key, None);
        Ok(deleted)
    }

    /// Takes every log of the directory offline.
    fn fail(&self, error: &io::Error) -> DirOffline {
        let failure = DirOffline { reason: error.to_string().into() };
        let mut failed = self.failed.borrow_mut();
        if let Some(first) = &*failed {
            return first.clone();
        }
        tracing::error!(%error, "a log directory goes offline");
        *failed = Some(failure.clone());
        for log in self.logs.borrow().values() {
            log.get_mut().offline = true;
        }
        self.maintenance.notify_all();
        self.offline.set();
        failure
    }

    /// Takes the dirty logs, up to what the journal can surely hold; the rest is for the next commit.
    fn gather(&self, parts: &mut Vec<DirtyPart>) -> (Vec<Run>, Packed) {
        let limit = usize::try_from(self.journal.ring_bytes() / 4).unwrap_or(usize::MAX);
        let (mut runs, packed) = self.next.borrow_mut().take();
        let mut journaled_bytes = packed.entry_bytes();
        let mut left = Vec::new();
        let mut rest = runs.as_mut_slice();
        while let Some((run, after)) = rest.split_first_mut() {
            let itself = |run: &Run| unpacked(run).into_iter().for_each(|log| prefetch(&**log));
            let ends = |run: &Run| unpacked(run).into_iter().for_each(|log| log.prefetch_ends());
            look_ahead(after, [&itself, &ends]);
            rest = after;
            if run.is_packed {
                continue;
            }
            if journaled_bytes >= limit {
                left.push(run.log.clone());
                continue;
            }
            self.gather_one(run, parts, limit);
            if run.way == Way::Journal {
                journaled_bytes +=
                    parts.get(run.parts.clone()).unwrap_or_default().iter().map(DirtyPart::bytes).sum::<usize>();
            }
        }
        for log in left {
            self.mark_dirty(&log);
        }
        // A log may have been marked for nothing, or be offline. One that only began a segment has that to finish.
        runs.retain(|run| run.end != run.begin);
        (runs, packed)
    }

    /// Takes what was appended to a log and is not packed, and decides how it becomes durable.
    fn gather_one(&self, run: &mut Run, parts: &mut Vec<DirtyPart>, limit: usize) {
        let first_part = parts.len();
        let Some(end) = run.log.get_mut().take_dirty(parts) else { return };
        run.end = end;
        let bytes: usize = parts.iter().skip(first_part).map(DirtyPart::bytes).sum();
        run.way = if bytes <= self.options.direct_bytes {
            Way::Journal
        } else if run.log.files_ready() {
            Way::Blocks
        } else if bytes <= self.options.max_journaled_bytes.min(limit) {
            Way::Journal
        } else {
            Way::Files
        };
        match run.way {
            Way::Journal => {}
            // Ready files mean that only the active segment has bytes to write. All that will not be in the file goes into
            // the entry, also what an earlier one has: that one will no longer be kept for this log.
            Way::Blocks => {
                let durable = run.log.get().durable_bytes(end.segment);
                let from = durable.max(align_down(end.position as usize) as u32).min(end.position);
                parts.truncate(first_part);
                if from < end.position {
                    parts.push(DirtyPart { segment: end.segment, from, to: end.position });
                }
            }
            Way::Files => parts.truncate(first_part),
        }
        run.parts = first_part..parts.len();
    }

    async fn write_run(&self, run: &Run) -> io::Result<()> {
        match run.way {
            Way::Journal => Ok(()),
            Way::Blocks => run.log.write_whole_blocks(&self.context, run.end).await,
            Way::Files => run.log.write_through(&self.context, run.end).await,
        }
    }

    /// Writes the runs' parts into as few entries as they fit. Returns for each run the first entry that has bytes of it.
    async fn write_journal(
        &self,
        runs: &[Run],
        packed: &mut Packed,
        parts: &[DirtyPart],
        first_sequence: u64,
    ) -> io::Result<Vec<Option<u64>>> {
        let mut journaled = vec![None; runs.len()];
        // An entry is as durable as the log in it that asks most.
        let is_durable = runs.iter().any(|run| run.durability == Durability::Data);
        let durability = if is_durable { Durability::Data } else { Durability::None };
        let mut draft = Draft::behind(packed.entry_bytes(), self.journal.max_entry_bytes());
        for (at, run) in runs.iter().enumerate() {
            for part in parts.get(run.parts.clone()).unwrap_or_default() {
                let mut rest = *part;
                draft.take(at, &mut rest);
                while rest.bytes() > 0 {
                    let sequence = self.write_entry(runs, packed, &draft, first_sequence, durability).await?;
                    note_sequences(&mut journaled, runs, packed, &draft, sequence);
                    packed.clear();
                    draft.clear();
                    draft.take(at, &mut rest);
                }
            }
        }
        if !draft.is_empty() || !packed.is_empty() {
            let sequence = self.write_entry(runs, packed, &draft, first_sequence, durability).await?;
            note_sequences(&mut journaled, runs, packed, &draft, sequence);
        }
        Ok(journaled)
    }

    /// Writes one entry, what is packed first, making room where there is none.
    async fn write_entry(
        &self,
        runs: &[Run],
        packed: &mut Packed,
        draft: &Draft,
        first_sequence: u64,
        durability: Durability,
    ) -> io::Result<u64> {
        let packed_pieces = packed.pieces.len();
        packed.pieces.extend(draft.pieces().filter_map(|(kind, at, part)| Some(piece(kind, runs.get(at)?, part))));
        loop {
            let mut blocks = Vec::new();
            for (at, part) in &draft.blocks {
                let Some(run) = runs.get(*at) else { continue };
                blocks.extend(run.log.get().tail.slices(part.segment, part.from, part.to).map(|(slice, _)| slice));
            }
            // The entries of this very commit are needed too, though no log says so yet.
            let tail = self.tail().min(first_sequence);
            type Taken = (usize, DirtyPart);
            let log = |(at, _): &Taken| runs.get(*at).map(|run| &*run.log);
            let itself = |taken: &Taken| log(taken).into_iter().for_each(prefetch);
            let chunk = |taken: &Taken| log(taken).into_iter().for_each(|log| log.get().tail.prefetch_last());
            let bytes = |taken: &Taken| {
                let (segment, from, to) = (taken.1.segment, taken.1.from, taken.1.to);
                log(taken).into_iter().for_each(|log| log.get().tail.prefetch_bytes(segment, from, to));
            };
            let written = self.journal.write(&packed.pieces, blocks, tail, durability, |entry| {
                entry.extend_from_slice(&packed.bytes);
                let mut rest = draft.packed.iter();
                while let Some((at, part)) = rest.next() {
                    look_ahead(rest.as_slice(), [&itself, &chunk, &bytes]);
                    let Some(run) = runs.get(*at) else { continue };
                    run.log.get().tail.visit(part.segment, part.from, part.to, |bytes| entry.extend_from_slice(bytes));
                }
            });
            if let Some(sequence) = written.await? {
                packed.pieces.truncate(packed_pieces);
                return Ok(sequence);
            }
            // Room comes with an entry that says that the tail has moved.
            while self.tail().min(first_sequence) <= self.journal.tail() {
                if !self.checkpoint_oldest().await? {
                    return Err(io::Error::other("the journal is too small for one commit"));
                }
            }
            self.journal.write_tail(Some(self.tail().min(first_sequence))).await?;
        }
    }

    fn finish(&self, run: &Run) {
        let rolled = {
            let mut log = run.log.get_mut();
            log.advance_flushed(run.end, run.journaled, run.way != Way::Journal);
            if let Some(sequence) = run.journaled {
                let need = log.journal;
                if need.oldest == Some(sequence) || need.since_flush == Some(sequence) {
                    self.pending.borrow_mut().push_back((sequence, run.log.clone()));
                }
            }
            !log.rolls.is_empty()
        };
        if run.way != Way::Journal {
            self.context.note_evictable(&run.log);
        }
        if rolled {
            self.rolled.borrow_mut().push_back(run.log.clone());
            self.maintenance.notify_one();
        }
    }

    /// The oldest entry that is still needed; the next one's sequence if none is.
    fn tail(&self) -> u64 {
        self.oldest_pending().map_or(self.journal.next_sequence(), |(sequence, _)| sequence)
    }

    fn oldest_pending(&self) -> Option<(u64, LogRef)> {
        let mut pending = self.pending.borrow_mut();
        while let Some((sequence, log)) = pending.front() {
            if is_needed(*sequence, log) {
                return Some((*sequence, log.clone()));
            }
            pending.pop_front();
        }
        None
    }

    /// A log to flush: one with segments to finish, or else, where space or memory is short, the one that the oldest entry is
    /// kept for. `None` also while enough is under way.
    fn next_checkpoint(&self) -> Option<LogRef> {
        let flushing = self.flushing.borrow();
        if flushing.iter().map(|(_, bytes)| bytes).sum::<u64>() >= self.most_flushing_bytes() {
            return None;
        }
        let is_idle = |log: &LogRef| flushing.iter().all(|(key, _)| *key != log.key);
        let mut rolled = self.rolled.borrow_mut();
        // One that was committed to while it was finished is there more than once.
        rolled.retain(|log| {
            let log = log.get();
            !log.deleted && !log.rolls.is_empty()
        });
        if let Some(at) = rolled.iter().position(is_idle) {
            return rolled.remove(at);
        }
        drop(rolled);
        if !self.wants_checkpoint() {
            return None;
        }
        // While a slow one keeps the tail where it is, the newest entries are not worth a write of their own to each log.
        let (tail, next) = (self.journal.tail(), self.journal.next_sequence());
        let newest = if self.memory_wanted.get() { next } else { tail + (next - tail) / 2 };
        let mut pending = self.pending.borrow_mut();
        let mut outdated = 0;
        let found = pending.iter().take_while(|(sequence, _)| *sequence <= newest).find(|(sequence, log)| {
            let needed = is_needed(*sequence, log);
            outdated += usize::from(!needed);
            needed && is_idle(log)
        });
        let found = found.map(|(_, log)| log.clone());
        if outdated > MAX_PARALLEL_FLUSHES {
            pending.retain(|(sequence, log)| is_needed(*sequence, log));
        }
        found
    }

    /// What the journal may hold before flushes begin.
    pub(super) fn kept_bytes(&self) -> u64 {
        let memory_bytes = self.context.pool().total_bytes() as u64;
        (self.journal.ring_bytes() / 2).min(memory_bytes / 2)
    }

    /// What flushes may have with the disk: all of it where somebody waits for memory, or soon will.
    pub(super) fn most_flushing_bytes(&self) -> u64 {
        let (least, most) = FLUSHING_BYTES.into_inner();
        let near = (self.kept_bytes() / 4).max(1);
        let beyond = self.journal.used_bytes().saturating_sub(self.kept_bytes());
        if self.memory_wanted.get() || beyond >= near { most } else { least + (most - least) * beyond / near }
    }

    fn wants_checkpoint(&self) -> bool {
        // What the journal holds and the files do not cannot be evicted: it may fill neither the journal nor memory.
        let half_full = self.journal.used_bytes() > self.kept_bytes();
        (self.memory_wanted.get() && self.oldest_pending().is_some())
            || (half_full && self.oldest_pending().is_some() && !self.tail_waits())
    }

    /// Whether the journal is as full as it is only because no entry has yet said how far the tail has come.
    fn tail_waits(&self) -> bool {
        let unneeded = self.tail().saturating_sub(self.journal.tail());
        let live = self.journal.next_sequence().saturating_sub(self.journal.tail());
        unneeded > live / 2
    }

    /// Flushes the log that keeps the journal's tail. False if none does. After `Ok(true)` the tail has moved on.
    async fn checkpoint_oldest(&self) -> io::Result<bool> {
        if let Some(failure) = self.failure() {
            return Err(io::Error::other(failure.to_string()));
        }
        let Some((_, log)) = self.oldest_pending() else { return Ok(false) };
        self.flush(&log).await?;
        Ok(true)
    }

    async fn flush(&self, log: &LogRef) -> io::Result<()> {
        log.flush_committed(&self.context).await?;
        self.context.note_evictable(log);
        // A file of it has failed in another task, which is about to say so: it will never give its entries up.
        let is_stuck = {
            let log = log.get();
            log.offline && !log.deleted
        };
        if is_stuck {
            return Err(io::Error::other(format!("{}: the log is offline", log.dir.display())));
        }
        Ok(())
    }
}

/// Whether a log still needs what this entry of the journal has of it; also where the directory failed and took it offline.
fn is_needed(sequence: u64, log: &LogRef) -> bool {
    let log = log.get();
    !log.deleted && (log.journal.oldest == Some(sequence) || log.journal.since_flush == Some(sequence))
}

/// The log of a run that must be looked at.
fn unpacked(run: &Run) -> Option<&LogRef> {
    (!run.is_packed).then_some(&run.log)
}

fn piece(kind: PieceKind, run: &Run, part: &DirtyPart) -> Piece {
    Piece {
        kind,
        key: run.log.key,
        segment_base_offset: part.segment,
        position: part.from,
        len: part.bytes() as u32,
        first_offset: run.begin.offset,
    }
}

/// The runs that have bytes in this entry.
fn note_sequences(journaled: &mut [Option<u64>], runs: &[Run], packed: &Packed, draft: &Draft, sequence: u64) {
    if !packed.is_empty() {
        for (first, _) in journaled.iter_mut().zip(runs).filter(|(_, run)| run.packed_bytes > 0) {
            first.get_or_insert(sequence);
        }
    }
    for (_, at, _) in draft.pieces() {
        if let Some(first) = journaled.get_mut(at) {
            first.get_or_insert(sequence);
        }
    }
}

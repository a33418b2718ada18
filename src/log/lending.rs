//! What readers may take of a thread's memory, and who is told when that is too little.
//!
//! Promises: slices of the logs' ends that readers hold keep at most half of that memory from appends; what is read from files
//! lies in memory of its own, never elsewhere. The more is held, the less the next reader gets, and when little is left those
//! that read nothing are told to make way; when next to nothing is left the next reader gets one batch, or a little more, as a copy
//! of its own, for which it waits in order, but not for ever.
//! The caller must not hold what it has read while it asks for more, except within one [`Allowance`].

use super::context::LogContext;
use super::read_ahead::Sequel;
use super::read_turns::PIECE_BYTES;
use crate::rt::buf::{BLOCK_BYTES, Chunk, MAX_BLOCK_BYTES, Pool, Segment, align_up};
use crate::rt::time::{self, Instant};
use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Most that a reader gets where memory is scarce, a larger first batch excepted.
pub(super) const SCARCE_BYTES: usize = 64 << 10;
/// An answer gets this part of what is left, once half of all is taken; half of it before.
const SHARE: usize = 8;
/// This part of the memory for files is kept for readers that have nothing yet.
const RESERVE: usize = 4;
/// When less than this part is left, those that do not read what they hold are to make way: answers may be small enough by then
/// that sockets swallow them, and nobody would ever find nothing left.
const SCARCE: usize = 4;
/// How long a reader that does not want to wait at all waits for memory.
const LEAST_PATIENCE: Duration = Duration::from_millis(500);
/// The longest wait of one for whom all others wait.
const LONGEST_TURN: Duration = Duration::from_secs(2);
/// A wait without an end says so often enough for those that are to make way.
const REMIND: Duration = Duration::from_secs(1);

/// When memory for readers was last scarce, on any of the threads that share this.
#[derive(Debug, Default)]
pub struct Shortage {
    /// Of the runtime's clock, plus one; 0 for never.
    noted_ns: AtomicU64,
}

impl Shortage {
    pub fn note(&self) {
        self.noted_ns.fetch_max(time::now().as_ns().saturating_add(1), Ordering::Relaxed);
    }

    /// Whether it was noted within this time.
    pub fn is_within(&self, time: Duration) -> bool {
        let noted_ns = self.noted_ns.load(Ordering::Relaxed);
        noted_ns > 0 && u128::from(time::now().as_ns().saturating_sub(noted_ns)) < time.as_nanos()
    }
}

/// What one answer may still take.
pub struct Allowance {
    /// Of the logs' ends: bytes of blocks that nobody else has lent.
    lent_bytes: Cell<usize>,
    /// Of the memory for files.
    cold_bytes: Cell<usize>,
    /// Of all its waits together. `None`: it waits as long as it takes, and is given whatever there is.
    deadline: Option<Instant>,
    /// What comes after what it holds, for readers who go through old data.
    sequels: RefCell<Vec<Sequel>>,
}

impl Allowance {
    /// For readers that let go of what they have read before they read on.
    pub fn unlimited() -> Self {
        Self {
            lent_bytes: Cell::new(usize::MAX),
            cold_bytes: Cell::new(usize::MAX),
            deadline: None,
            sequels: RefCell::default(),
        }
    }

    /// How much may be lent. What was left at the beginning may have gone to others since.
    pub(super) fn lendable_bytes(&self, context: &LogContext) -> usize {
        let left = if self.deadline.is_some() { context.lendable_bytes() } else { usize::MAX };
        self.lent_bytes.get().min(left)
    }

    pub(super) fn lent(&self, bytes: usize) {
        self.lent_bytes.update(|left| left.saturating_sub(bytes));
    }

    /// How much may be read from a file.
    pub(super) fn cold_bytes(&self) -> usize {
        self.cold_bytes.get()
    }

    pub(super) fn took_cold(&self, bytes: usize) {
        self.cold_bytes.update(|left| left.saturating_sub(bytes));
    }

    /// Whether it is for an answer to somebody who may read on.
    pub(super) fn is_of_an_answer(&self) -> bool {
        self.deadline.is_some()
    }

    pub(super) fn add_sequel(&self, sequel: Sequel) {
        self.sequels.borrow_mut().push(sequel);
    }
}

/// Most bytes of blocks that may be lent: what appends need at least is left, one read more included.
fn most_lent(pool_bytes: usize) -> usize {
    (pool_bytes / 2).saturating_sub(2 * MAX_BLOCK_BYTES).max(pool_bytes / 8)
}

/// What one answer may have of what is left of `all_bytes`; nothing where that would be very little.
fn share(left_bytes: usize, all_bytes: usize) -> usize {
    let share = if left_bytes > all_bytes / 2 { left_bytes / 2 } else { left_bytes / SHARE };
    if left_bytes < SCARCE_BYTES { 0 } else { share.max(left_bytes.min(4 * SCARCE_BYTES)) }
}

impl LogContext {
    /// For an answer that waits for memory until `deadline`, or shortly, if that is earlier.
    pub fn allowance(&self, deadline: Instant) -> Allowance {
        let cold = self.cold.borrow();
        let free_bytes = cold.free_bytes() + self.read_ahead.held_bytes();
        let readable = free_bytes.saturating_sub(cold.total_bytes() / RESERVE);
        let (lendable, most_lent) = (self.lendable_bytes(), most_lent(self.pool().total_bytes()));
        let most_readable = cold.total_bytes() - cold.total_bytes() / RESERVE;
        if lendable < most_lent / SCARCE || readable < most_readable / SCARCE {
            self.shortage.note();
        }
        Allowance {
            lent_bytes: Cell::new(share(lendable, most_lent)),
            cold_bytes: Cell::new(share(readable, cold.total_bytes())),
            deadline: Some(deadline.max(time::now() + LEAST_PATIENCE)),
            sequels: RefCell::default(),
        }
    }

    /// The answer is complete: what comes after it may be read ahead.
    pub fn complete(self: &Rc<Self>, allowance: Allowance) {
        for sequel in allowance.sequels.into_inner() {
            self.read_sequel(sequel);
        }
    }

    fn lendable_bytes(&self) -> usize {
        most_lent(self.pool().total_bytes()).saturating_sub(self.pool().lent_bytes())
    }

    /// Chunks for `bytes` of what is read from a file, or copied; `None` if there are none, and the caller must not or would
    /// not wait any more.
    pub(super) async fn cold_chunks(
        &self,
        bytes: usize,
        allowance: &Allowance,
        may_wait: bool,
    ) -> io::Result<Option<Vec<Chunk>>> {
        let bytes = align_up(bytes.max(1));
        let mut chunks = Vec::with_capacity(bytes.div_ceil(PIECE_BYTES));
        if self.try_cold(bytes, may_wait, &mut chunks) {
            allowance.took_cold(bytes);
            return Ok(Some(chunks));
        }
        drop(chunks);
        if !may_wait {
            return Ok(None);
        }
        let until = allowance.deadline;
        // One at a time, so that no two wait for what the other has.
        loop {
            let Some(_turn) = self.in_time(until, self.cold_turn.acquire(1)).await else { return Ok(None) };
            self.grow_cold(bytes)?;
            while self.read_ahead.give_up() {}
            if let Some(chunks) = self.collect(bytes, until.map(|until| until.min(time::now() + LONGEST_TURN))).await {
                allowance.cold_bytes.set(0);
                return Ok(Some(chunks));
            }
            if until.is_some_and(|until| time::now() >= until) {
                return Ok(None);
            }
        }
    }

    /// Chunks as they come, for who has the turn.
    async fn collect(&self, bytes: usize, until: Option<Instant>) -> Option<Vec<Chunk>> {
        let cold = self.cold.borrow().clone();
        let (mut chunks, mut missing) = (Vec::new(), bytes);
        while missing > 0 {
            let chunk = self.in_time(until, cold.alloc(missing.min(SCARCE_BYTES))).await?;
            missing = missing.saturating_sub(chunk.capacity());
            chunks.push(chunk);
        }
        Some(chunks)
    }

    /// A copy of segments in memory for files, if there is some.
    pub(super) fn try_copy(
        &self,
        allowance: &Allowance,
        segments: &[Segment],
        has_nothing: bool,
    ) -> Option<Vec<Segment>> {
        let bytes = segments.iter().map(Segment::len).sum();
        let mut chunks = Vec::new();
        if !self.try_cold(bytes, has_nothing, &mut chunks) {
            return None;
        }
        allowance.took_cold(bytes);
        Some(copy_into(chunks, segments))
    }

    /// Takes chunks that are read at once if they are there, smaller ones where memory is in pieces. Of the reserve there is only little for
    /// anybody, and nothing for those that have something.
    fn try_cold(&self, bytes: usize, has_nothing: bool, chunks: &mut Vec<Chunk>) -> bool {
        let cold = self.cold.borrow();
        let wanted_bytes = bytes.saturating_add(cold.total_bytes() / RESERVE);
        while cold.free_bytes() < wanted_bytes && self.read_ahead.give_up() {}
        if cold.free_bytes() < wanted_bytes {
            self.shortage.note();
            if !has_nothing || bytes > 2 * SCARCE_BYTES {
                return false;
            }
        }
        let (mut missing, mut size) = (bytes, PIECE_BYTES);
        while missing > 0 {
            match cold.try_alloc(size.min(missing)) {
                Some(chunk) => {
                    missing = missing.saturating_sub(chunk.capacity());
                    chunks.push(chunk);
                }
                None if size > BLOCK_BYTES => size /= 2,
                None => return false,
            }
        }
        true
    }

    /// Memory for files that holds at least `bytes`: one batch may be larger than what was meant for all.
    fn grow_cold(&self, bytes: usize) -> io::Result<()> {
        let mut cold = self.cold.borrow_mut();
        if bytes > cold.total_bytes() {
            while self.read_ahead.give_up() {}
            *cold = Pool::new(bytes)?;
        }
        Ok(())
    }

    async fn in_time<T>(&self, until: Option<Instant>, waiting: impl Future<Output = T>) -> Option<T> {
        let mut waiting = std::pin::pin!(waiting);
        loop {
            self.shortage.note();
            let left = until.map_or(REMIND, |until| until.saturating_duration_since(time::now()).min(REMIND));
            match time::timeout(left, waiting.as_mut()).await {
                Ok(got) => return Some(got),
                Err(_) if until.is_some_and(|until| time::now() >= until) => return None,
                Err(_) => {}
            }
        }
    }
}

/// Copies segments into chunks that have room for them.
pub(super) fn copy_into(chunks: Vec<Chunk>, segments: &[Segment]) -> Vec<Segment> {
    let mut copies = Vec::with_capacity(chunks.len());
    let mut from = segments.iter().map(Segment::as_ref);
    let mut bytes: &[u8] = &[];
    for mut chunk in chunks {
        while chunk.remaining() > 0 {
            if bytes.is_empty() {
                let Some(next) = from.next() else { break };
                bytes = next;
            }
            let taken = chunk.append(bytes);
            bytes = bytes.get(taken..).unwrap_or_default();
        }
        if !chunk.is_empty() {
            copies.push(Segment::Chunk(chunk.slice(..)));
        }
    }
    copies
}

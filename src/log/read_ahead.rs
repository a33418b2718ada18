//! What readers who go through old data will ask for next, read before they do.
//!
//! Promises: where an answer has ended is remembered, so the next begins there and not at the batch before, where the index leads. Who
//! comes to such a place has the read after that done for him once his answer is complete, in memory for files of which half is free. It is given
//! up when anybody wants the memory, oldest first, and little of it is with the disk at once. What is handed out is what the file
//! had below its durable end; what could not be read is as if it had not been tried.

use super::cache::Cache;
use super::context::LogContext;
use super::journal::format::PartitionKey;
use super::parallel::run_limited;
use super::read_turns::{MAX_PIECE_READS, PIECE_BYTES};
use crate::rt::buf::{Chunk, align_down, align_up};
use crate::rt::sync::Semaphore;
use crate::rt::task::{self, JoinHandle};
use crate::rt::time::{self, Instant};
use std::cell::{Cell, RefCell};
use std::io;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

/// Ends of answers that are remembered: for more readers nothing is read ahead.
const MAX_ENDS: usize = 4096;
/// What has waited for so long may go for something that is read ahead now: its reader has stopped, or gone elsewhere.
const PATIENCE: Duration = Duration::from_secs(5);
/// Memory for files must have this part free beside what is read ahead.
const FREE: usize = 2;
/// Reads that are with the disk at once, so that those of readers who wait come soon.
const MAX_READING: usize = 2;

/// A position in a segment at which a read begins: that of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub key: PartitionKey,
    pub segment: i64,
    pub position: u32,
}

/// What comes after an answer.
pub struct Sequel {
    pub place: Place,
    /// How far to read; the file has all before that.
    pub upto: u32,
    /// Where the file is.
    pub dir: PathBuf,
}

/// A piece of a file, and the position where it begins.
pub type Piece = (usize, io::Result<Chunk>);

/// What is there for a reader.
pub enum Taken {
    Nothing,
    /// There was something, which was waited for and could not be read.
    Failed,
    /// It ends at a position.
    Pieces(Vec<Piece>, u32),
}

/// Memory that counts as held until this is dropped.
struct Held {
    bytes: usize,
    of: Rc<Cell<usize>>,
}

impl Held {
    fn new(bytes: usize, of: &Rc<Cell<usize>>) -> Self {
        of.update(|held| held + bytes);
        Self { bytes, of: of.clone() }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.of.update(|held| held.saturating_sub(self.bytes));
    }
}

/// A read that ends with this.
struct Reading(JoinHandle<io::Result<(Vec<Piece>, Held)>>);

impl Drop for Reading {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// What was read ahead, is being read, or waits to be.
struct Ahead {
    upto: u32,
    since: Instant,
    is_begun: Rc<Cell<bool>>,
    reading: Reading,
}

/// See the module.
pub struct ReadAhead {
    /// By the offset that comes next.
    ends: RefCell<Cache<(PartitionKey, i64), Place>>,
    aheads: RefCell<Cache<Place, Ahead>>,
    held_bytes: Rc<Cell<usize>>,
    turns: Semaphore,
}

impl Default for ReadAhead {
    fn default() -> Self {
        Self {
            ends: RefCell::new(Cache::new(MAX_ENDS)),
            // What bounds them is memory.
            aheads: RefCell::new(Cache::new(usize::MAX)),
            held_bytes: Rc::default(),
            turns: Semaphore::new(MAX_READING),
        }
    }
}

impl ReadAhead {
    /// Bytes of the memory for files that are given up when somebody wants them.
    pub fn held_bytes(&self) -> usize {
        self.held_bytes.get()
    }

    /// An answer has ended before `offset`, which is here.
    pub fn note_end(&self, offset: i64, place: Place) {
        self.ends.borrow_mut().put((place.key, offset), place);
    }

    /// Where `offset` is, if an answer has ended before it.
    pub fn end(&self, key: PartitionKey, offset: i64) -> Option<Place> {
        self.ends.borrow_mut().get(&(key, offset))
    }

    /// What was read ahead from here. What nobody has begun to read is not waited for.
    pub async fn take(&self, place: &Place) -> Taken {
        let Some(mut ahead) = self.aheads.borrow_mut().take(place).filter(|ahead| ahead.is_begun.get()) else {
            return Taken::Nothing;
        };
        match (&mut ahead.reading.0).await {
            Ok(Ok((pieces, _))) if pieces.iter().all(|(_, chunk)| chunk.is_ok()) => Taken::Pieces(pieces, ahead.upto),
            _ => Taken::Failed,
        }
    }

    /// Gives up what was read ahead first. False if there is nothing.
    pub fn give_up(&self) -> bool {
        let ahead = self.aheads.borrow_mut().take_oldest();
        ahead.is_some()
    }

    /// Gives up what nobody has come for.
    fn tidy(&self) {
        while self.aheads.borrow().oldest().is_some_and(|ahead| ahead.since.elapsed() >= PATIENCE) {
            self.give_up();
        }
    }

    /// Nothing is to be handed out any more of a segment, or of all segments of a log.
    pub fn forget(&self, key: PartitionKey, segment: Option<i64>) {
        let is_gone = |place: &Place| segment.is_none_or(|segment| segment == place.segment);
        let at = |segment, position| Place { key, segment, position };
        let aheads = at(i64::MIN, 0)..=at(i64::MAX, u32::MAX);
        self.aheads.borrow_mut().remove_range(aheads, |place, _| is_gone(place));
        self.ends.borrow_mut().remove_range((key, i64::MIN)..=(key, i64::MAX), |_, place| is_gone(place));
    }
}

impl LogContext {
    /// Reads what follows an answer that is complete.
    pub(super) fn read_sequel(self: &Rc<Self>, sequel: Sequel) {
        let Sequel { place, upto, dir } = sequel;
        let ahead = &self.read_ahead;
        if ahead.aheads.borrow().contains(&place) {
            return;
        }
        ahead.tidy();
        let (from, to) = (align_down(place.position as usize), align_up(upto as usize));
        let Some(reads) = self.chunks_ahead(from, to) else { return };
        let held = Held::new(reads.iter().map(|(_, chunk, _)| chunk.capacity()).sum(), &ahead.held_bytes);
        let is_begun = Rc::new(Cell::new(false));
        let (context, begun) = (self.clone(), is_begun.clone());
        let reading = task::spawn(async move {
            let _turn = context.read_ahead.turns.acquire(1).await;
            begun.set(true);
            let file = context.open_segment(place.key, &dir, place.segment).await?;
            let read = |(start, chunk, len): (usize, Chunk, usize)| {
                let (turns, file) = (&context.read_turns, &file);
                async move { (start, turns.read(file, chunk, start as u64, len).await) }
            };
            let pieces = run_limited(reads.into_iter().map(read).collect(), MAX_PIECE_READS).await;
            Ok((pieces, held))
        });
        let ahead = Ahead { upto, since: time::now(), is_begun, reading: Reading(reading) };
        self.read_ahead.aheads.borrow_mut().put(place, ahead);
    }

    /// Memory for a part of a file, where there is plenty: the position of each piece, and how much of it to read.
    fn chunks_ahead(&self, from: usize, to: usize) -> Option<Vec<(usize, Chunk, usize)>> {
        let bytes = to.saturating_sub(from);
        let cold = self.cold.borrow();
        if bytes == 0 || cold.free_bytes() < bytes.saturating_add(cold.total_bytes() / FREE) {
            return None;
        }
        let mut reads = Vec::with_capacity(bytes.div_ceil(PIECE_BYTES));
        let mut start = from;
        while start < to {
            let chunk = cold.try_alloc(PIECE_BYTES.min(to - start))?;
            let len = chunk.capacity().min(to - start);
            reads.push((start, chunk, len));
            start += len;
        }
        Some(reads)
    }
}

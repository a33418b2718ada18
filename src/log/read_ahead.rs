//! What readers who go through old data will ask for next, read before they do.
//!
//! Promises: only one who came to where an answer ended has the next read for him, once his answer is complete. It lies in memory
//! for files of which half is free, and is given up, oldest first, when anybody wants that. What is handed out is what the file had
//! below its durable end; what could not be read is as if it had not been tried.

use super::cache::Cache;
use super::context::LogContext;
use super::journal::format::PartitionKey;
use super::parallel::run_limited;
use super::read_turns::PIECE_BYTES;
use crate::rt::buf::{Chunk, align_down, align_up};
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
/// Pieces of one read that are with the disk at once.
const MAX_PIECE_READS: usize = 8;

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
    /// No more of the file, which has all of it.
    pub upto: u32,
    /// Where the file is.
    pub dir: PathBuf,
}

/// A piece of a file, and the position where it begins.
pub type Piece = (usize, io::Result<Chunk>);

/// What was read ahead, or is being read.
struct Ahead {
    upto: u32,
    bytes: usize,
    begun: Instant,
    pieces: JoinHandle<io::Result<Vec<Piece>>>,
}

/// See the module.
pub struct ReadAhead {
    /// By the offset that comes next.
    ends: RefCell<Cache<(PartitionKey, i64), Place>>,
    aheads: RefCell<Cache<Place, Ahead>>,
    held_bytes: Cell<usize>,
}

impl Default for ReadAhead {
    fn default() -> Self {
        Self {
            ends: RefCell::new(Cache::new(MAX_ENDS)),
            // What bounds them is memory.
            aheads: RefCell::new(Cache::new(usize::MAX)),
            held_bytes: Default::default(),
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

    /// Where `offset` is, if an answer has ended before it; that is then forgotten.
    pub fn take_end(&self, key: PartitionKey, offset: i64) -> Option<Place> {
        self.ends.borrow_mut().take(&(key, offset))
    }

    /// What was read ahead from here, up to the position named with it.
    pub async fn take(&self, place: &Place) -> Option<(Vec<Piece>, u32)> {
        let ahead = self.aheads.borrow_mut().take(place)?;
        self.held_bytes.update(|held| held.saturating_sub(ahead.bytes));
        let pieces = ahead.pieces.await.ok()?.ok()?;
        pieces.iter().all(|(_, chunk)| chunk.is_ok()).then_some((pieces, ahead.upto))
    }

    /// Gives up what was read ahead first. False if there is nothing.
    pub fn give_up(&self) -> bool {
        let ahead = self.aheads.borrow_mut().take_oldest();
        if let Some(ahead) = &ahead {
            self.held_bytes.update(|held| held.saturating_sub(ahead.bytes));
        }
        ahead.is_some()
    }

    /// Gives up what nobody has come for.
    fn tidy(&self) {
        while self.aheads.borrow().oldest().is_some_and(|ahead| ahead.begun.elapsed() >= PATIENCE) {
            self.give_up();
        }
    }

    /// Nothing is to be handed out any more of what `gone` says.
    pub fn forget(&self, gone: impl Fn(&Place) -> bool) {
        let held = &self.held_bytes;
        self.aheads.borrow_mut().remove(|place, ahead| {
            let is_gone = gone(place);
            if is_gone {
                held.update(|held| held.saturating_sub(ahead.bytes));
            }
            is_gone
        });
        self.ends.borrow_mut().remove(|_, place| gone(place));
    }
}

impl LogContext {
    /// Reads what follows an answer that is complete.
    pub(super) fn read_sequel(self: &Rc<Self>, sequel: Sequel) {
        let Sequel { place, upto, dir } = sequel;
        if self.read_ahead.aheads.borrow().contains(&place) {
            return;
        }
        let (from, to) = (align_down(place.position as usize), align_up(upto as usize));
        let bytes = to.saturating_sub(from);
        let mut reads = Vec::with_capacity(bytes.div_ceil(PIECE_BYTES));
        {
            self.read_ahead.tidy();
            let cold = self.cold.borrow();
            if bytes == 0 || cold.free_bytes() < bytes.saturating_add(cold.total_bytes() / FREE) {
                return;
            }
            let mut start = from;
            while start < to {
                let Some(chunk) = cold.try_alloc(PIECE_BYTES.min(to - start)) else { return };
                let len = chunk.capacity().min(to - start);
                reads.push((start, chunk, len));
                start += len;
            }
        }
        let context = self.clone();
        let pieces = task::spawn(async move {
            let file = context.open_segment(place.key, &dir, place.segment).await?;
            let read = |(start, chunk, len): (usize, Chunk, usize)| {
                let (turns, file) = (&context.read_turns, &file);
                async move { (start, turns.read(file, chunk, start as u64, len).await) }
            };
            Ok(run_limited(reads.into_iter().map(read).collect(), MAX_PIECE_READS).await)
        });
        self.read_ahead.held_bytes.update(|held| held + bytes);
        self.read_ahead.aheads.borrow_mut().put(place, Ahead { upto, bytes, begun: time::now(), pieces });
    }
}

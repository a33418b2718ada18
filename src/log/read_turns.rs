//! Turns at the disk for reads of the logs' files.
//!
//! Promises: the reads of one thread that are with the disk at once ask for at most [`MAX_BYTES`]; while commits follow each
//! other, those that begin find at most [`BESIDE_COMMITS_BYTES`], themselves included. Who waits first is served first,
//! and no commit waits for a turn. A read whose future is dropped keeps its turn to its end.
//! The caller reads at most [`PIECE_BYTES`] at a time.

use crate::rt::buf::Chunk;
use crate::rt::fs::File;
use crate::rt::sync::{Permit, Semaphore};
use crate::rt::task;
use crate::rt::time::{self, Instant};
use std::cell::Cell;
use std::io;
use std::rc::Rc;
use std::time::Duration;

/// Of one read: enough that a disk is as fast as with larger ones, when some are with it at once.
pub const PIECE_BYTES: usize = 256 << 10;
/// Of all reads at once: eight pieces, with which a fast disk has all that it can do. More would only stand before what is
/// written next, and most disks serve reads first.
pub const MAX_BYTES: usize = MAX_PIECE_READS * PIECE_BYTES;
/// Pieces of one read of a file that are read at once: all of a usual one, as far as there is a turn for them.
pub const MAX_PIECE_READS: usize = 8;
/// The same while commits follow each other: two pieces, so that the disk has the next when it has served one. What a
/// commit writes waits for no more than a fraction of a millisecond.
pub const BESIDE_COMMITS_BYTES: usize = 2 * PIECE_BYTES;
/// Commits that begin within this time after the one before follow each other. Producers who wait for their answers before
/// they send more leave such pauses.
const COMMITS_PAUSE: Duration = Duration::from_millis(5);

/// See the module.
pub struct ReadTurns {
    /// Bytes.
    turns: Semaphore,
    /// Taken from `turns` for as long as commits follow each other.
    withheld: Cell<Option<Permit>>,
    commits: Cell<usize>,
    last_commit_end: Cell<Option<Instant>>,
}

/// Reads leave room at the disk until this is dropped, and a little longer.
pub struct Committing<'a> {
    turns: &'a ReadTurns,
}

impl ReadTurns {
    pub fn new() -> Rc<Self> {
        Rc::new(Self {
            turns: Semaphore::new(MAX_BYTES),
            withheld: Cell::default(),
            commits: Cell::default(),
            last_commit_end: Cell::default(),
        })
    }

    /// A commit begins.
    pub fn begin_commit(&self) -> Committing<'_> {
        self.commits.update(|commits| commits + 1);
        let withheld = self.withheld.take();
        let withheld = withheld.unwrap_or_else(|| self.turns.take_at_once(MAX_BYTES - BESIDE_COMMITS_BYTES));
        self.withheld.set(Some(withheld));
        Committing { turns: self }
    }

    /// Reads `len` bytes into an empty chunk when it is its turn; fewer only at the end of the file.
    pub async fn read(self: &Rc<Self>, file: &File, chunk: Chunk, offset: u64, len: usize) -> io::Result<Chunk> {
        self.end_pause();
        // No more than is there while commits follow each other: it would wait for their end.
        let turn = self.turns.acquire(len.min(PIECE_BYTES)).await;
        let (turns, file) = (self.clone(), file.clone());
        // The disk goes on with it when nobody waits for it any more.
        let read = task::spawn(async move {
            let read = file.read_chunk_at(chunk, offset, len).await;
            turns.end_pause();
            drop(turn);
            read
        });
        read.await.unwrap_or_else(|_| Err(io::Error::other("the thread ends")))
    }

    /// Gives all turns back to the reads when no commit has followed the last one. Whoever waits for a turn waits for a read
    /// that will come here, so nobody needs to be woken for it.
    fn end_pause(&self) {
        let Some(ended) = self.last_commit_end.get().filter(|_| self.commits.get() == 0) else { return };
        if time::now().saturating_duration_since(ended) >= COMMITS_PAUSE {
            self.last_commit_end.set(None);
            drop(self.withheld.take());
        }
    }
}

impl Drop for Committing<'_> {
    fn drop(&mut self) {
        self.turns.commits.update(|commits| commits.saturating_sub(1));
        self.turns.last_commit_end.set(Some(time::now()));
    }
}

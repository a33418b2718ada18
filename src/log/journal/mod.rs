//! The journal of one thread in one log directory: a ring of entries, each the dirty bytes of many partitions.
//!
//! Promises: a write with `Durability::Data` has made its entry durable, and all before it, when it returns; with
//! `Durability::None` an entry survives a killed process, and a loss of power once a later one was made durable. One write
//! is under way at a time. Space is reused only when a durable entry says that it may be.
//! `replay.rs` brings the entries to the segments at start; `format.rs` says what lies in the file, `ring.rs` where.

pub mod draft;
pub mod format;
pub mod replay;
pub mod ring;

use crate::rt::buf::{AlignedBuf, BLOCK_BYTES, ChunkSlice, align_down};
use crate::rt::fs::{self, Durability, File, IoBuf, OpenOptions};
use crate::rt::random;
use format::{FoundEntry, Piece, PieceKind, Superblock};
use ring::Ring;
use ringmain_protocol::uuid::Uuid;
use std::cell::{Cell, RefCell};
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// What every journal's file name begins with; a shard's number, or what else says whose it is, follows.
pub const FILE_PREFIX: &str = "ringmain-journal-";
/// Bytes written at once when a journal is created.
const ZERO_BYTES: usize = 1 << 20;

/// A journal that is ready to be written: replayed, or new. Goes to the thread that will own it.
#[derive(Debug)]
pub struct JournalStart {
    pub path: PathBuf,
    pub superblock: Superblock,
    pub entries: Vec<FoundEntry>,
    pub next_sequence: u64,
}

impl JournalStart {
    /// Creates a journal: its space is written once, so that no later write has to allocate any. It gets its name last.
    pub async fn create(path: &Path, ring_bytes: u64) -> io::Result<Self> {
        let mut id = [0; 16];
        random::fill(&mut id);
        let superblock = Superblock { journal_id: Uuid(id), ring_bytes };
        let tmp = path.with_extension("tmp");
        let file = File::open(&tmp, OpenOptions { truncate: true, ..OpenOptions::READ_WRITE }.direct()).await?;
        let end = BLOCK_BYTES as u64 + ring_bytes;
        file.allocate(0, end).await?;
        let zeros = Rc::new(AlignedBuf::zeroed(ZERO_BYTES));
        let mut position = BLOCK_BYTES as u64;
        while position < end {
            let bytes = usize::try_from(end - position).map_or(ZERO_BYTES, |left| left.min(ZERO_BYTES));
            if bytes == ZERO_BYTES {
                file.write_at(zeros.clone(), position, Durability::None).await?;
            } else {
                file.write_at(AlignedBuf::zeroed(bytes), position, Durability::None).await?;
            }
            position += bytes as u64;
        }
        file.write_at(superblock.to_block(), 0, Durability::None).await?;
        file.sync_all().await?;
        drop(file);
        fs::rename(&tmp, path).await?;
        fs::sync_dir(path.parent().unwrap_or(Path::new("."))).await?;
        Ok(Self { path: path.to_owned(), superblock, entries: Vec::new(), next_sequence: 1 })
    }
}

/// See the module.
pub struct Journal {
    file: File,
    id: Uuid,
    ring: RefCell<Ring>,
    buffer: RefCell<Rc<AlignedBuf>>,
    /// The newest entry known to be durable, with all before it.
    synced: Cell<u64>,
    /// Entries were written since that are not.
    unsynced: Cell<bool>,
}

impl Journal {
    /// Opens a journal for writing.
    pub async fn open(start: &JournalStart) -> io::Result<Self> {
        const OPTIONS: OpenOptions = OpenOptions { create: false, ..OpenOptions::READ_WRITE };
        Ok(Self {
            file: File::open(&start.path, OPTIONS.direct()).await?,
            id: start.superblock.journal_id,
            ring: RefCell::new(Ring::new(start.superblock.ring_bytes, &start.entries, start.next_sequence)),
            buffer: RefCell::new(Rc::new(AlignedBuf::new())),
            synced: Cell::new(0),
            unsynced: Cell::new(false),
        })
    }

    /// The sequence that the next entry gets.
    pub fn next_sequence(&self) -> u64 {
        self.ring.borrow().next_sequence()
    }

    /// The oldest entry whose space is kept.
    pub fn tail(&self) -> u64 {
        self.ring.borrow().tail()
    }

    pub fn used_bytes(&self) -> u64 {
        self.ring.borrow().used_bytes()
    }

    pub fn ring_bytes(&self) -> u64 {
        self.ring.borrow().ring_bytes()
    }

    /// Longest entry that this journal takes: several must fit, whatever its size.
    pub fn max_entry_bytes(&self) -> usize {
        let quarter = usize::try_from(self.ring_bytes() / 4).unwrap_or(usize::MAX);
        align_down(quarter).min(format::MAX_ENTRY_BYTES)
    }

    /// Writes an entry: `pieces`, those of blocks last, and after them the bytes that `fill` appends for the others and then
    /// `blocks`, in the same order. `tail` is the oldest entry still needed, this one if none before it. Returns its sequence, or
    /// `None` if the ring has no room.
    pub async fn write(
        &self,
        pieces: &[Piece],
        blocks: Vec<ChunkSlice>,
        tail: u64,
        durability: Durability,
        fill: impl FnOnce(&mut AlignedBuf),
    ) -> io::Result<Option<u64>> {
        let sequence = self.next_sequence();
        let entry = self.assemble(sequence, tail, pieces, blocks, fill)?;
        let Some(position) = self.ring.borrow_mut().place(entry.len() as u64) else { return Ok(None) };
        self.put(entry, position, sequence, tail, durability).await?;
        Ok(Some(sequence))
    }

    /// Writes the entry that says that none before it is needed: all of them are replayed.
    pub async fn empty(&self) -> io::Result<()> {
        self.ring.borrow_mut().make_room();
        self.write_tail(None).await.map(drop)
    }

    /// Writes an entry of one block without bytes, durably, which says where the tail is: for it there is always room.
    pub async fn write_tail(&self, tail: Option<u64>) -> io::Result<u64> {
        let sequence = self.next_sequence();
        let tail = tail.unwrap_or(sequence);
        let entry = self.assemble(sequence, tail, &[], Vec::new(), |_| {})?;
        let place = self.ring.borrow_mut().place_last();
        let position = place.ok_or_else(|| io::Error::other("the journal has not even a block left"))?;
        self.put(entry, position, sequence, tail, Durability::Data).await?;
        Ok(sequence)
    }

    fn assemble(
        &self,
        sequence: u64,
        tail: u64,
        pieces: &[Piece],
        blocks: Vec<ChunkSlice>,
        fill: impl FnOnce(&mut AlignedBuf),
    ) -> io::Result<IoBuf> {
        let mut shared = self.buffer.borrow_mut();
        // It is shared only where the write before it was given up.
        if Rc::get_mut(&mut shared).is_none() {
            *shared = Rc::new(AlignedBuf::new());
        }
        if let Some(buffer) = Rc::get_mut(&mut shared) {
            format::begin_entry(buffer, self.id, sequence, tail, self.synced.get(), pieces);
            let begun = buffer.len();
            fill(buffer);
            // What the table says and what follows it must agree, or replay would take one partition's bytes for another's.
            let of_kind = |kind| {
                let pieces = pieces.iter().filter(move |piece| piece.kind == kind);
                pieces.map(|piece| piece.len as usize).sum::<usize>()
            };
            let in_blocks: usize = blocks.iter().map(|block| block.len()).sum();
            if (buffer.len() - begun, in_blocks) != (of_kind(PieceKind::Bytes), of_kind(PieceKind::Blocks)) {
                return Err(io::Error::other("bytes that were to be journaled are not in memory"));
            }
            format::finish_entry(buffer, &blocks);
        }
        Ok(IoBuf::Gathered(shared.clone(), blocks))
    }

    async fn put(
        &self,
        entry: IoBuf,
        position: u64,
        sequence: u64,
        tail: u64,
        durability: Durability,
    ) -> io::Result<()> {
        if durability == Durability::None {
            self.unsynced.set(true);
            // The tail must wait for a durable word.
            return self.file.write_at(entry, position, Durability::None).await;
        }
        if faults::skip_sync() {
            self.file.write_at(entry, position, Durability::None).await?;
        } else if self.unsynced.get() {
            // A durable write need not cover what was written before it.
            self.file.write_at(entry, position, Durability::None).await?;
            self.file.sync_data().await?;
        } else {
            self.file.write_at(entry, position, Durability::Data).await?;
        }
        self.unsynced.set(false);
        self.synced.set(sequence);
        self.ring.borrow_mut().advance_tail(tail);
        Ok(())
    }
}

/// Deliberate faults for the tests that show that tests would notice.
pub(crate) mod faults {
    #[cfg(test)]
    std::thread_local! {
        static SKIP_SYNC: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
    }

    #[cfg(test)]
    pub(crate) fn set_skip_sync(skip: bool) {
        SKIP_SYNC.set(skip);
    }

    /// Writes entries without making them durable.
    #[inline]
    pub(crate) fn skip_sync() -> bool {
        #[cfg(test)]
        return SKIP_SYNC.get();
        #[cfg(not(test))]
        false
    }
}

//! What lies in a journal file: a superblock, then a ring of entries. `docs/journal.md` gives the layout in full.
//!
//! Promises: an entry is valid only whole: the checksum covers every byte of it. The journal's random id is in the checksum's
//! reach and known to no client, so record bytes that imitate an entry are not taken for one.
//! `select` is the whole decision of what is replayed; it never guesses: a gap among entries that were synced is an error;
//! entries in flight, or written without a sync, when the crash came may be missing, and what follows them does not count.

use crate::rt::buf::{AlignedBuf, BLOCK_BYTES, ChunkSlice, align_up};
use crc_fast::{CrcAlgorithm, Digest};
use ringmain_protocol::uuid::Uuid;

/// First bytes of a journal file.
const FILE_MAGIC: [u8; 8] = *b"RINGJRNL";
/// First bytes of an entry.
const ENTRY_MAGIC: [u8; 4] = *b"RJE1";
const VERSION: u16 = 1;
const SUPERBLOCK_BYTES: usize = 40;
pub const ENTRY_HEADER_BYTES: usize = 64;
pub const PIECE_BYTES: usize = 48;
/// The checksum covers an entry from here on.
const CRC_START: usize = 8;

/// Longest entry, padding included. A commit with more to write uses several.
pub const MAX_ENTRY_BYTES: usize = 4 << 20;
/// Smallest ring that a journal may have.
pub const MIN_RING_BYTES: u64 = 16 * BLOCK_BYTES as u64;

/// Why a journal cannot be replayed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    #[error("the superblock is damaged or of another version: {0}")]
    Superblock(&'static str),
    #[error("entry {missing} of the entries {tail} to {newest} is missing or damaged")]
    MissingEntry { missing: u64, tail: u64, newest: u64 },
    #[error("entries {0} are there twice")]
    Duplicate(u64),
    #[error("the entries {tail} to {newest} do not lie one after the other")]
    Order { tail: u64, newest: u64 },
    #[error("entry {sequence} does not decode: {reason}")]
    Entry { sequence: u64, reason: &'static str },
}

/// What the first block of a journal file says. Written once, before the file gets its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Superblock {
    pub journal_id: Uuid,
    /// Bytes of the ring, which begins at the second block: a multiple of the block size.
    pub ring_bytes: u64,
}

impl Superblock {
    pub fn to_block(self) -> AlignedBuf {
        let mut block = AlignedBuf::with_capacity(BLOCK_BYTES);
        block.extend_from_slice(&FILE_MAGIC);
        block.extend_from_slice(&[0; 4]);
        block.extend_from_slice(&u32::from(VERSION).to_be_bytes());
        block.extend_from_slice(&self.journal_id.0);
        block.extend_from_slice(&self.ring_bytes.to_be_bytes());
        let crc = crc32c(&block[12..SUPERBLOCK_BYTES]);
        block[8..12].copy_from_slice(&crc.to_be_bytes());
        block.pad_to_block();
        block
    }

    /// Reads the first block of a file of `file_bytes`.
    pub fn parse(block: &[u8], file_bytes: u64) -> Result<Self, JournalError> {
        let head: &[u8; SUPERBLOCK_BYTES] =
            block.first_chunk().ok_or(JournalError::Superblock("the file is too short"))?;
        if head[..8] != FILE_MAGIC {
            return Err(JournalError::Superblock("this is no journal file"));
        }
        if u32_at(head, 8) != Some(crc32c(&head[12..])) {
            return Err(JournalError::Superblock("the checksum is wrong"));
        }
        if u32_at(head, 12) != Some(u32::from(VERSION)) {
            return Err(JournalError::Superblock("the version is not known"));
        }
        let ring_bytes = u64_at(head, 32).unwrap_or_default();
        let fits = ring_bytes.checked_add(BLOCK_BYTES as u64).is_some_and(|end| end <= file_bytes);
        if !ring_bytes.is_multiple_of(BLOCK_BYTES as u64) || ring_bytes < MIN_RING_BYTES || !fits {
            return Err(JournalError::Superblock("the ring does not fit the file"));
        }
        Ok(Self { journal_id: uuid_at(head, 16).unwrap_or_default(), ring_bytes })
    }
}

/// The partition that a piece belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartitionKey {
    pub topic_id: Uuid,
    pub partition: i32,
}

/// How a piece's bytes lie in the entry. Either way they belong at a position of a segment's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PieceKind {
    /// Packed, one piece's after the other's.
    Bytes = 0,
    /// Whole blocks, at a block of the file, behind all that is packed: written as they lie in memory.
    Blocks = 1,
}

/// One partition's part of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    pub kind: PieceKind,
    pub key: PartitionKey,
    pub segment_base_offset: i64,
    /// Where the bytes belong in the segment's file.
    pub position: u32,
    pub len: u32,
    /// Log offset up to which all was durable before this piece: recovery finds the first new batch at or after it.
    pub first_offset: i64,
}

impl Piece {
    fn to_bytes(self) -> [u8; PIECE_BYTES] {
        let mut row = [0; PIECE_BYTES];
        row[..16].copy_from_slice(&self.key.topic_id.0);
        row[16..20].copy_from_slice(&self.key.partition.to_be_bytes());
        row[20..24].copy_from_slice(&(self.kind as u32).to_be_bytes());
        row[24..32].copy_from_slice(&self.segment_base_offset.to_be_bytes());
        row[32..36].copy_from_slice(&self.position.to_be_bytes());
        row[36..40].copy_from_slice(&self.len.to_be_bytes());
        row[40..].copy_from_slice(&self.first_offset.to_be_bytes());
        row
    }

    fn parse(bytes: &[u8; PIECE_BYTES]) -> Option<Self> {
        let kind = match u32_at(bytes, 20)? {
            0 => PieceKind::Bytes,
            1 => PieceKind::Blocks,
            _ => return None,
        };
        let key = PartitionKey { topic_id: uuid_at(bytes, 0)?, partition: u32_at(bytes, 16)?.cast_signed() };
        Some(Self {
            kind,
            key,
            segment_base_offset: u64_at(bytes, 24)?.cast_signed(),
            position: u32_at(bytes, 32)?,
            len: u32_at(bytes, 36)?,
            first_offset: u64_at(bytes, 40)?.cast_signed(),
        })
    }
}

/// Which entry this is, and which are needed with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryHeader {
    /// One more than that of the entry before.
    pub sequence: u64,
    /// The oldest entry with bytes that are not yet in the segments; at most `sequence`.
    pub tail: u64,
    /// All entries up to this one were durable before this one was written.
    pub synced: u64,
    /// Bytes of the entry without padding.
    pub len: usize,
    crc: u32,
    piece_count: u32,
}

impl EntryHeader {
    /// Reads the front of a block; `None` where no entry of this journal begins. The checksum is not looked at.
    pub fn parse(block: &[u8], journal_id: Uuid) -> Option<Self> {
        let head: &[u8; ENTRY_HEADER_BYTES] = block.first_chunk()?;
        if head[..4] != ENTRY_MAGIC || head[8..10] != VERSION.to_be_bytes() || head[16..32] != journal_id.0 {
            return None;
        }
        let header = Self {
            sequence: u64_at(head, 32)?,
            tail: u64_at(head, 40)?,
            synced: u64_at(head, 52)?,
            len: usize::try_from(u32_at(head, 48)?).ok()?,
            crc: u32_at(head, 4)?,
            piece_count: u32_at(head, 12)?,
        };
        let sane = (ENTRY_HEADER_BYTES..=MAX_ENTRY_BYTES).contains(&header.len)
            && header.tail <= header.sequence
            && header.synced < header.sequence
            && header.sequence < u64::MAX;
        sane.then_some(header)
    }

    /// Whether `bytes`, which begin with this header, hold the whole entry unharmed.
    pub fn verify(&self, bytes: &[u8]) -> bool {
        let verified = bytes.get(CRC_START..self.len).is_some_and(|covered| crc32c(covered) == self.crc);
        verified || faults::skip_checksum()
    }

    /// Whether it only says where the tail is.
    pub fn has_no_pieces(&self) -> bool {
        self.piece_count == 0
    }

    /// Bytes that the entry takes in the ring.
    pub fn padded_len(&self) -> usize {
        align_up(self.len)
    }

    /// The pieces of a verified entry, in order, each with its bytes.
    pub fn pieces<'a>(&self, entry: &'a [u8]) -> Result<Vec<(Piece, &'a [u8])>, JournalError> {
        let damaged = |reason| JournalError::Entry { sequence: self.sequence, reason };
        let body = entry.get(ENTRY_HEADER_BYTES..self.len).ok_or(damaged("it is cut short"))?;
        let table_bytes = usize::try_from(self.piece_count).ok().and_then(|n| n.checked_mul(PIECE_BYTES));
        let (table, mut bytes) =
            table_bytes.and_then(|n| body.split_at_checked(n)).ok_or(damaged("it cannot hold its pieces"))?;
        let (rows, _) = table.as_chunks::<PIECE_BYTES>();
        let mut pieces: Vec<(Piece, &[u8])> = Vec::with_capacity(rows.len());
        for row in rows {
            let piece = Piece::parse(row).ok_or(damaged("a piece is of no known kind"))?;
            let before = pieces.last().map_or(PieceKind::Bytes, |(before, _)| before.kind);
            match (before, piece.kind) {
                (PieceKind::Bytes, PieceKind::Blocks) => {
                    let at = self.len - bytes.len();
                    bytes = bytes.get(align_up(at) - at..).ok_or(damaged("it ends before its blocks"))?;
                }
                (PieceKind::Blocks, PieceKind::Bytes) => return Err(damaged("packed bytes follow blocks")),
                _ => {}
            }
            let (own, rest) = usize::try_from(piece.len)
                .ok()
                .and_then(|n| bytes.split_at_checked(n))
                .ok_or(damaged("a piece is longer than the entry"))?;
            bytes = rest;
            pieces.push((piece, own));
        }
        if bytes.is_empty() { Ok(pieces) } else { Err(damaged("bytes belong to no piece")) }
    }
}

/// Starts an entry in `buf`, which is emptied: its header and the table of its pieces, those of blocks last. The bytes of the
/// others are to be appended in the same order, then `finish_entry` called.
pub fn begin_entry(buf: &mut AlignedBuf, journal_id: Uuid, sequence: u64, tail: u64, synced: u64, pieces: &[Piece]) {
    buf.clear();
    let packed = pieces.iter().filter(|piece| piece.kind == PieceKind::Bytes).map(|piece| piece.len as usize);
    buf.reserve(ENTRY_HEADER_BYTES + pieces.len() * PIECE_BYTES + packed.sum::<usize>());
    buf.extend_from_slice(&ENTRY_MAGIC);
    buf.extend_from_slice(&[0; 4]);
    buf.extend_from_slice(&VERSION.to_be_bytes());
    buf.extend_from_slice(&[0; 2]);
    buf.extend_from_slice(&u32::try_from(pieces.len()).unwrap_or(u32::MAX).to_be_bytes());
    buf.extend_from_slice(&journal_id.0);
    buf.extend_from_slice(&sequence.to_be_bytes());
    buf.extend_from_slice(&tail.to_be_bytes());
    buf.extend_from_slice(&[0; 4]);
    buf.extend_from_slice(&synced.to_be_bytes());
    buf.extend_from_slice(&[0; 4]);
    pieces.iter().for_each(|piece| buf.extend_from_slice(&piece.to_bytes()));
}

/// Writes length and checksum and pads to whole blocks. `blocks` are those that follow `buf` in the file.
pub fn finish_entry(buf: &mut AlignedBuf, blocks: &[ChunkSlice]) {
    let mut len = buf.len();
    if !blocks.is_empty() {
        buf.pad_to_block();
        len = buf.len() + blocks.iter().map(|block| block.len()).sum::<usize>();
    }
    debug_assert!((ENTRY_HEADER_BYTES..=MAX_ENTRY_BYTES).contains(&len));
    buf[48..52].copy_from_slice(&u32::try_from(len).unwrap_or(u32::MAX).to_be_bytes());
    let crc = if blocks.is_empty() {
        crc32c(&buf[CRC_START..])
    } else {
        let mut digest = Digest::new(CrcAlgorithm::Crc32Iscsi);
        digest.update(&buf[CRC_START..]);
        blocks.iter().for_each(|block| digest.update(block));
        digest.finalize() as u32
    };
    buf[4..8].copy_from_slice(&crc.to_be_bytes());
    buf.pad_to_block();
}

/// A valid entry found in the ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundEntry {
    /// Position in the file.
    pub position: u64,
    pub header: EntryHeader,
}

/// Which of the valid entries found are to be replayed, oldest first: all from the tail of the newest one that has them to
/// itself. Entries of earlier rounds of the ring are left out, and those behind one that was lost before any sync covered it.
/// Nothing found, nothing to replay.
pub fn select(found: &[FoundEntry]) -> Result<Vec<FoundEntry>, JournalError> {
    let mut sorted = found.to_vec();
    sorted.sort_unstable_by_key(|entry| entry.header.sequence);
    if let Some((one, _)) =
        sorted.iter().zip(sorted.iter().skip(1)).find(|(a, b)| a.header.sequence == b.header.sequence)
    {
        return Err(JournalError::Duplicate(one.header.sequence));
    }
    let synced = sorted.iter().map(|entry| entry.header.synced).max().unwrap_or(0);
    let mut end = sorted.len();
    loop {
        let Some(newest) = end.checked_sub(1).and_then(|at| sorted.get(at)) else { return Ok(Vec::new()) };
        let (tail, newest) = (newest.header.tail, newest.header.sequence);
        let begin = sorted.partition_point(|entry| entry.header.sequence < tail);
        let selected = sorted.get(begin..end).unwrap_or_default();
        let Some(missing) = first_missing(selected, tail) else {
            let in_order = goes_around_once(selected);
            return if in_order { Ok(selected.to_vec()) } else { Err(JournalError::Order { tail, newest }) };
        };
        // A later entry says that this one was durable.
        if missing <= synced {
            return Err(JournalError::MissingEntry { missing, tail, newest });
        }
        // Whatever came after the entry that was lost needs it, or was acknowledged no more than it.
        end = sorted.partition_point(|entry| entry.header.sequence < missing);
    }
}

/// Whether the entries lie one after the other, around the end of the ring at most once.
fn goes_around_once(selected: &[FoundEntry]) -> bool {
    let turns = selected.iter().zip(selected.iter().skip(1)).filter(|(a, b)| b.position < a.position).count();
    let is_around = selected.first().zip(selected.last()).is_some_and(|(first, last)| last.position < first.position);
    turns <= usize::from(is_around)
}

/// The first sequence from `tail` on that is not there before one that is.
fn first_missing(sorted: &[FoundEntry], tail: u64) -> Option<u64> {
    (tail..).zip(sorted).find(|(expected, entry)| entry.header.sequence != *expected).map(|(expected, _)| expected)
}

/// Deliberate faults for the tests that show that tests would notice.
pub(crate) mod faults {
    #[cfg(test)]
    std::thread_local! {
        static SKIP_CHECKSUM: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
    }

    #[cfg(test)]
    pub(crate) fn set_skip_checksum(skip: bool) {
        SKIP_CHECKSUM.set(skip);
    }

    /// Takes every entry for unharmed.
    #[inline]
    pub(crate) fn skip_checksum() -> bool {
        #[cfg(test)]
        return SKIP_CHECKSUM.get();
        #[cfg(not(test))]
        false
    }
}

fn crc32c(bytes: &[u8]) -> u32 {
    crc_fast::crc32_iscsi(bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|b| u32::from_be_bytes(*b))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|b| u64::from_be_bytes(*b))
}

fn uuid_at(bytes: &[u8], at: usize) -> Option<Uuid> {
    bytes.get(at..)?.first_chunk().map(|b| Uuid(*b))
}

#[cfg(test)]
#[path = "format_tests.rs"]
mod tests;

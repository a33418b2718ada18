//! What goes into one entry: which bytes are packed into it, and which follow as the blocks that they are in memory.
//!
//! Promises: an entry of what was taken is no longer than asked; every byte of a part is taken once, in order. A long run of whole
//! blocks is not copied, only its ends are.

use super::format::{ENTRY_HEADER_BYTES, PIECE_BYTES, PieceKind};
use crate::log::log::DirtyPart;
use crate::rt::buf::{BLOCK_BYTES, align_down, align_up};

/// From this many bytes on, blocks are written from where they lie. One more piece of memory in a write, and two more rows in the
/// table, cost about as much as copying some thousand bytes.
const MIN_BLOCKS_BYTES: usize = 16 << 10;

/// See the module. What was taken is named by the place of its run in the commit.
#[derive(Debug)]
pub struct Draft {
    max_bytes: usize,
    pub packed: Vec<(usize, DirtyPart)>,
    pub blocks: Vec<(usize, DirtyPart)>,
    packed_bytes: usize,
    blocks_bytes: usize,
}

impl Draft {
    /// For entries of at most `max_bytes`: several whole blocks. The first has `packed_bytes` already, rows included.
    pub fn behind(packed_bytes: usize, max_bytes: usize) -> Self {
        let packed_bytes = ENTRY_HEADER_BYTES + packed_bytes;
        Self { max_bytes, packed: Vec::new(), blocks: Vec::new(), packed_bytes, blocks_bytes: 0 }
    }

    pub fn is_empty(&self) -> bool {
        self.packed.is_empty() && self.blocks.is_empty()
    }

    pub fn clear(&mut self) {
        self.packed.clear();
        self.blocks.clear();
        (self.packed_bytes, self.blocks_bytes) = (ENTRY_HEADER_BYTES, 0);
    }

    /// What was taken, in the order of the entry's table.
    pub fn pieces(&self) -> impl Iterator<Item = (PieceKind, usize, &DirtyPart)> {
        let packed = self.packed.iter().map(|(run, part)| (PieceKind::Bytes, *run, part));
        packed.chain(self.blocks.iter().map(|(run, part)| (PieceKind::Blocks, *run, part)))
    }

    /// Takes the front of `part`, as much as fits. What is left of it is for the next entry.
    pub fn take(&mut self, run: usize, part: &mut DirtyPart) {
        while part.bytes() > 0 {
            let (kind, bytes) = next_stretch(part);
            let room = match kind {
                PieceKind::Bytes => self.max_bytes.saturating_sub(self.blocks_bytes + self.packed_bytes + PIECE_BYTES),
                PieceKind::Blocks => {
                    let packed = align_up(self.packed_bytes + PIECE_BYTES);
                    align_down(self.max_bytes.saturating_sub(self.blocks_bytes + packed))
                }
            };
            // A piece of less than a block is worth no entry of its own.
            if room < bytes.min(BLOCK_BYTES) {
                return;
            }
            let bytes = bytes.min(room);
            let taken = DirtyPart { to: part.from + bytes as u32, ..*part };
            part.from = taken.to;
            self.packed_bytes += PIECE_BYTES;
            match kind {
                PieceKind::Bytes => {
                    self.packed_bytes += bytes;
                    self.packed.push((run, taken));
                }
                PieceKind::Blocks => {
                    self.blocks_bytes += bytes;
                    self.blocks.push((run, taken));
                }
            }
        }
    }
}

/// How the front of `part` goes into an entry, and how much of it.
fn next_stretch(part: &DirtyPart) -> (PieceKind, usize) {
    let (from, to) = (part.from as usize, part.to as usize);
    let (start, end) = (align_up(from), align_down(to));
    if end.saturating_sub(start) < MIN_BLOCKS_BYTES {
        (PieceKind::Bytes, to - from)
    } else if from < start {
        (PieceKind::Bytes, start - from)
    } else {
        (PieceKind::Blocks, end - start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn part(segment: i64, from: u32, to: u32) -> DirtyPart {
        DirtyPart { segment, from, to }
    }

    #[test]
    fn only_the_ends_of_a_long_run_are_packed() {
        let mut draft = Draft::behind(0, 1 << 20);
        let mut long = part(0, 100, 100_000);
        draft.take(3, &mut long);
        assert_eq!(long.bytes(), 0);
        let taken: Vec<_> = draft.pieces().map(|(kind, run, part)| (kind, run, part.from, part.to)).collect();
        let (bytes, blocks) = (PieceKind::Bytes, PieceKind::Blocks);
        assert_eq!(taken, [(bytes, 3, 100, 4096), (bytes, 3, 98_304, 100_000), (blocks, 3, 4096, 98_304)]);
    }

    proptest! {
        /// Every byte once, in order; no entry too long; blocks are whole and at blocks.
        #[test]
        fn every_byte_is_taken_once(
            parts in proptest::collection::vec((0u32..30_000, 0u32..200_000), 1..20),
            max_blocks in 4usize..60,
        ) {
            let max_bytes = max_blocks * BLOCK_BYTES;
            let mut draft = Draft::behind(0, max_bytes);
            for (run, (from, len)) in parts.iter().enumerate() {
                let mut rest = part(run as i64, *from, from + len);
                let mut covered = vec![];
                loop {
                    let before = rest;
                    draft.take(run, &mut rest);
                    let mut new: Vec<_> =
                        draft.pieces().filter(|(_, at, _)| *at == run).map(|(kind, _, part)| (part.from, part.to, kind)).collect();
                    new.sort_unstable_by_key(|(from, ..)| *from);
                    covered.extend(new.into_iter().filter(|(from, ..)| *from >= before.from));
                    let packed: usize = draft.packed.iter().map(|(_, part)| part.bytes()).sum();
                    let blocks: usize = draft.blocks.iter().map(|(_, part)| part.bytes()).sum();
                    let table = ENTRY_HEADER_BYTES + PIECE_BYTES * draft.pieces().count();
                    prop_assert!(align_up(table + packed) + blocks <= max_bytes);
                    if rest.bytes() == 0 {
                        break;
                    }
                    prop_assert!(!draft.is_empty(), "an empty entry takes something");
                    draft.clear();
                }
                let mut at = *from;
                for (from, to, kind) in covered {
                    prop_assert_eq!(from, at);
                    prop_assert!(kind == PieceKind::Bytes || (from as usize % BLOCK_BYTES, to as usize % BLOCK_BYTES) == (0, 0));
                    at = to;
                }
                prop_assert_eq!(at, from + len);
            }
        }
    }
}

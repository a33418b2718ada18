//! What the next commit of a log directory has to do: which logs are dirty, and what of them is packed for the journal already.
//!
//! Promises: a log that was marked is in the next commit once, with all that was appended by then, unless the journal has no
//! room for more. Where that is little, its bytes are packed as they are appended, while the processor has them at hand: a
//! commit of a thousand logs with a record each looks at none of them before it writes. What is packed is bounded, for each log and for all, and is not looked for again.

use super::journal::format::{PIECE_BYTES, Piece, PieceKind};
use super::log::{Log, LogPosition, LogRef};
use crate::rt::fs::Durability;
use std::ops::Range;
use std::rc::Rc;

/// More than this of one log is not packed as it comes: one long copy later costs less than many short ones.
const MAX_PACKED_OF_A_LOG: usize = 4 << 10;

/// A log's part of a commit.
pub(super) struct Run {
    pub log: LogRef,
    /// Bytes of it that are packed, from its beginning on.
    pub packed_bytes: usize,
    /// Whether that is all of it.
    pub is_packed: bool,
    /// What else the journal is to have of it: places in the commit's list of parts.
    pub parts: Range<usize>,
    pub begin: LogPosition,
    pub end: LogPosition,
    pub durability: Durability,
    pub way: Way,
    /// The first entry with bytes of it.
    pub journaled: Option<u64>,
}

/// How what is not packed becomes durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Journal,
    /// Whole blocks to the file, the rest of the last one to the journal.
    Blocks,
    /// All of it to the files.
    Files,
}

/// The commit that a log was last marked for, and its place there.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mark {
    commit: u64,
    place: usize,
}

/// Bytes for the journal, and the rows of its table that say where they belong.
#[derive(Default)]
pub(super) struct Packed {
    pub pieces: Vec<Piece>,
    pub bytes: Vec<u8>,
}

impl Packed {
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    pub fn clear(&mut self) {
        self.pieces.clear();
        self.bytes.clear();
    }

    /// What it takes of an entry.
    pub fn entry_bytes(&self) -> usize {
        self.pieces.len() * PIECE_BYTES + self.bytes.len()
    }

    /// Packs what `log` has appended since it was last packed or gathered, if that is little. True if it did.
    fn take(&mut self, run: &mut Run, log: &mut Log, most_bytes: usize) -> bool {
        let (from, to) = (log.taken, log.end);
        let bytes = (to.position as usize).saturating_sub(from.position as usize);
        let is_little = from.segment == to.segment
            && run.packed_bytes + bytes <= MAX_PACKED_OF_A_LOG
            && self.entry_bytes() + PIECE_BYTES + bytes <= most_bytes;
        if log.offline || !is_little {
            return false;
        }
        let before = self.bytes.len();
        log.tail.visit(from.segment, from.position, to.position, |part| self.bytes.extend_from_slice(part));
        if self.bytes.len() - before != bytes {
            debug_assert!(false, "what was just appended is in memory");
            self.bytes.truncate(before);
            return false;
        }
        let follows = |last: &&mut Piece| {
            let end = last.position.checked_add(last.len);
            (last.key, last.segment_base_offset, end) == (log.key, from.segment, Some(from.position))
        };
        match self.pieces.last_mut().filter(follows) {
            Some(last) => last.len += bytes as u32,
            None => self.pieces.push(Piece {
                kind: PieceKind::Bytes,
                key: log.key,
                segment_base_offset: from.segment,
                position: from.position,
                len: bytes as u32,
                first_offset: run.begin.offset,
            }),
        }
        run.packed_bytes += bytes;
        run.end = to;
        log.taken = to;
        true
    }
}

/// See the module.
pub(super) struct NextCommit {
    /// Tells the marks of this commit from those of earlier ones: the first is 1.
    number: u64,
    runs: Vec<Run>,
    packed: Packed,
    max_packed_bytes: usize,
    /// Memory that the last commit has given back.
    spare: (Vec<Run>, Packed),
}

impl NextCommit {
    /// Packs at most `max_packed_bytes`, rows included.
    pub fn new(max_packed_bytes: usize) -> Self {
        Self { number: 1, runs: Vec::new(), packed: Packed::default(), max_packed_bytes, spare: Default::default() }
    }

    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Something was appended to `log`, or will be before the commit begins. True if it is the first.
    pub fn mark(&mut self, log: &LogRef) -> bool {
        let Mark { commit, mut place } = log.mark.get();
        let mut state = log.get_mut();
        let is_its_own = |run: &Run| Rc::ptr_eq(&run.log, log);
        let is_new = commit != self.number || !self.runs.get(place).is_some_and(is_its_own);
        if is_new {
            place = self.runs.len();
            log.mark.set(Mark { commit: self.number, place });
            self.runs.push(Run {
                log: log.clone(),
                packed_bytes: 0,
                is_packed: false,
                parts: 0..0,
                begin: state.taken,
                end: state.taken,
                durability: Durability::None,
                way: Way::Journal,
                journaled: None,
            });
        }
        if let Some(run) = self.runs.get_mut(place) {
            // Settings hold for what is appended from their change on.
            if state.config.durability == Durability::Data {
                run.durability = Durability::Data;
            }
            // Whatever came behind bytes that are not packed is not packed either: pieces follow each other.
            if (is_new || run.is_packed) && state.taken != state.end {
                run.is_packed = self.packed.take(run, &mut state, self.max_packed_bytes);
            }
        }
        is_new && place == 0
    }

    /// Takes all that was marked; what is marked from now on is for the commit after it.
    pub fn take(&mut self) -> (Vec<Run>, Packed) {
        self.number += 1;
        let (runs, packed) = std::mem::take(&mut self.spare);
        (std::mem::replace(&mut self.runs, runs), std::mem::replace(&mut self.packed, packed))
    }

    /// Gives memory back that `take` gave.
    pub fn give_back(&mut self, runs: Vec<Run>, mut packed: Packed) {
        debug_assert!(runs.is_empty());
        packed.clear();
        self.spare = (runs, packed);
    }
}

//! Where entries lie in the ring, and which of its space is free. Pure: no file is touched.
//!
//! Promises: an entry given a place never overlaps one at or after the tail, and never wraps around the end. One block is
//! always kept free beyond what `place` gives, so that the entry that empties the journal fits whatever happened before.

use super::format::FoundEntry;
use crate::rt::buf::BLOCK_BYTES;
use std::collections::VecDeque;

const BLOCK: u64 = BLOCK_BYTES as u64;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Extent {
    sequence: u64,
    position: u64,
    len: u64,
}

/// The space accounting of one journal. Positions are those in the file.
#[derive(Debug)]
pub struct Ring {
    start: u64,
    end: u64,
    head: u64,
    next_sequence: u64,
    /// From the tail to the newest.
    live: VecDeque<Extent>,
}

impl Ring {
    /// The ring of a file whose superblock says `ring_bytes`, with the entries that `select` returned. `next_sequence` is more
    /// than any found there, so that an entry that does not count is never taken for a new one.
    pub fn new(ring_bytes: u64, selected: &[FoundEntry], next_sequence: u64) -> Self {
        let live: VecDeque<Extent> = selected
            .iter()
            .map(|found| Extent {
                sequence: found.header.sequence,
                position: found.position,
                len: found.header.padded_len() as u64,
            })
            .collect();
        let head = live.back().map_or(BLOCK, |newest| newest.position + newest.len);
        Self { start: BLOCK, end: BLOCK + ring_bytes, head, next_sequence, live }
    }

    /// The sequence that the next entry gets.
    pub fn next_sequence(&self) -> u64 {
        self.next_sequence
    }

    /// The oldest entry kept; that of the next entry where there is none.
    pub fn tail(&self) -> u64 {
        self.live.front().map_or(self.next_sequence, |oldest| oldest.sequence)
    }

    /// Bytes from the tail to the head, unusable ends included.
    pub fn used_bytes(&self) -> u64 {
        match self.live.front() {
            None => 0,
            Some(oldest) if oldest.position < self.head => self.head - oldest.position,
            Some(oldest) => (self.end - oldest.position) + (self.head - self.start),
        }
    }

    pub fn ring_bytes(&self) -> u64 {
        self.end - self.start
    }

    /// A place for an entry of `len` bytes (whole blocks); `None` until the tail has moved on.
    pub fn place(&mut self, len: u64) -> Option<u64> {
        let position = self.find(len)?;
        let (head, keeps_reserve) = (self.head, {
            self.head = position + len;
            // Of an empty ring the tail will be this very entry.
            if self.live.is_empty() { len < self.ring_bytes() } else { self.find(BLOCK).is_some() }
        });
        if !keeps_reserve {
            self.head = head;
            return None;
        }
        Some(self.take(position, len))
    }

    /// The place of the one-block entry that ends all others: always there.
    pub fn place_last(&mut self) -> Option<u64> {
        let position = self.find(BLOCK)?;
        Some(self.take(position, BLOCK))
    }

    /// Gives all entries up if they leave no block free, which those written here never do. For a journal that is replayed.
    pub fn make_room(&mut self) {
        if self.find(BLOCK).is_none() {
            self.live.clear();
        }
    }

    /// Frees the space of every entry before `sequence`, the tail that the newest *durable* entry states: space freed on the
    /// word of an entry that may be lost would take from replay what the one before it needs.
    pub fn advance_tail(&mut self, sequence: u64) {
        while self.live.front().is_some_and(|oldest| oldest.sequence < sequence) {
            self.live.pop_front();
        }
    }

    fn take(&mut self, position: u64, len: u64) -> u64 {
        self.live.push_back(Extent { sequence: self.next_sequence, position, len });
        self.head = position + len;
        self.next_sequence += 1;
        position
    }

    fn find(&self, len: u64) -> Option<u64> {
        let fits_before_end = self.end - self.head >= len;
        match self.live.front() {
            None if fits_before_end => Some(self.head),
            None => (self.ring_bytes() >= len).then_some(self.start),
            // The head has wrapped: free up to the tail.
            Some(oldest) if oldest.position >= self.head => (oldest.position - self.head >= len).then_some(self.head),
            Some(_) if fits_before_end => Some(self.head),
            Some(oldest) => (oldest.position - self.start >= len).then_some(self.start),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_full_ring_that_was_found_can_be_emptied() {
        let live = VecDeque::from([Extent { sequence: 5, position: BLOCK, len: 4 * BLOCK }]);
        let mut ring = Ring { start: BLOCK, end: 5 * BLOCK, head: 5 * BLOCK, next_sequence: 6, live };
        assert_eq!(ring.place_last(), None);
        ring.make_room();
        assert_eq!(ring.place_last(), Some(BLOCK));
    }

    proptest! {
        /// Live entries never overlap, lie within the ring, and the last entry always finds its place.
        #[test]
        fn places_never_overlap(steps in proptest::collection::vec((1u64..9, 0u64..6), 1..200)) {
            let ring_bytes = 24 * BLOCK;
            let mut ring = Ring::new(ring_bytes, &[], 1);
            let mut live: VecDeque<(u64, u64, u64)> = VecDeque::new();
            for (blocks, release) in steps {
                let sequence = ring.next_sequence();
                if let Some(position) = ring.place(blocks * BLOCK) {
                    prop_assert!(position >= BLOCK && position + blocks * BLOCK <= BLOCK + ring_bytes);
                    for &(_, from, len) in &live {
                        prop_assert!(position + blocks * BLOCK <= from || from + len <= position);
                    }
                    live.push_back((sequence, position, blocks * BLOCK));
                } else {
                    prop_assert!(!live.is_empty(), "an empty ring has room");
                }
                let mut copy = Ring { live: ring.live.clone(), ..ring };
                let last = copy.place_last();
                prop_assert!(last.is_some());
                for &(_, from, len) in &live {
                    prop_assert!(last.is_some_and(|at| at + BLOCK <= from || from + len <= at));
                }
                for _ in 0..release {
                    if live.len() > 1 {
                        live.pop_front();
                    }
                }
                ring.advance_tail(live.front().map_or(0, |front| front.0));
                prop_assert!(ring.used_bytes() <= ring.ring_bytes());
            }
        }
    }
}

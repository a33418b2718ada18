//! A buddy allocator over page numbers: which blocks of a region are free. It touches no memory of the region.
//!
//! Promises: blocks handed out never overlap; a freed block joins its free buddy at once, so when all is returned the
//! region is whole again; both operations take at most one step per block size.
//! The caller must free only what it was given, once.

use super::{BLOCK_BYTES, MAX_BLOCK_BYTES};

/// Block sizes are `BLOCK_BYTES << order`, with orders `0..ORDERS`.
pub(super) const ORDERS: usize = (MAX_BLOCK_BYTES / BLOCK_BYTES).trailing_zeros() as usize + 1;
const NONE: u32 = u32::MAX;

#[derive(Clone, Copy)]
struct Page {
    /// Neighbours in the free list of its order; meaningful for the first page of a free block.
    next: u32,
    prev: u32,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Not the first page of a block.
    Inner,
    Free(u8),
    Taken(u8),
}

pub(super) struct Buddy {
    pages: Box<[Page]>,
    heads: [u32; ORDERS],
    free_pages: usize,
}

impl Buddy {
    /// All of `pages` free; rounded down to whole blocks of the largest size.
    pub(super) fn new(pages: u32) -> Buddy {
        let step = 1u32 << (ORDERS - 1);
        let pages = pages / step * step;
        let mut buddy = Buddy {
            pages: vec![Page { next: NONE, prev: NONE, state: State::Inner }; pages as usize].into(),
            heads: [NONE; ORDERS],
            free_pages: pages as usize,
        };
        for first in (0..pages).step_by(step as usize).rev() {
            buddy.link(first, ORDERS - 1);
        }
        buddy
    }

    pub(super) fn free_pages(&self) -> usize {
        self.free_pages
    }

    /// The size, in pages, of the largest block that can be had now.
    pub(super) fn largest_free(&self) -> usize {
        (0..ORDERS).rev().find(|&order| self.heads[order] != NONE).map_or(0, |order| 1 << order)
    }

    /// Takes a block of `1 << order` pages and returns its first page.
    pub(super) fn alloc(&mut self, order: usize) -> Option<u32> {
        let mut have = (order..ORDERS).find(|&o| self.heads[o] != NONE)?;
        let first = self.heads[have];
        self.unlink(first, have);
        while have > order {
            have -= 1;
            self.link(first + (1 << have), have);
        }
        self.pages[first as usize].state = State::Taken(order as u8);
        self.free_pages -= 1 << order;
        Some(first)
    }

    /// Gives back a block that `alloc` returned.
    pub(super) fn free(&mut self, first: u32) {
        let State::Taken(order) = self.pages[first as usize].state else {
            unreachable!("page {first} is not the start of a block in use");
        };
        self.free_pages += 1 << order;
        self.pages[first as usize].state = State::Inner;
        let (mut first, mut order) = (first, order as usize);
        while order < ORDERS - 1 {
            let buddy = first ^ (1 << order);
            if self.pages[buddy as usize].state != State::Free(order as u8) {
                break;
            }
            self.unlink(buddy, order);
            first = first.min(buddy);
            order += 1;
        }
        self.link(first, order);
    }

    fn link(&mut self, first: u32, order: usize) {
        let next = self.heads[order];
        self.pages[first as usize] = Page { next, prev: NONE, state: State::Free(order as u8) };
        if next != NONE {
            self.pages[next as usize].prev = first;
        }
        self.heads[order] = first;
    }

    fn unlink(&mut self, first: u32, order: usize) {
        let Page { next, prev, .. } = self.pages[first as usize];
        match prev {
            NONE => self.heads[order] = next,
            prev => self.pages[prev as usize].next = next,
        }
        if next != NONE {
            self.pages[next as usize].prev = prev;
        }
        self.pages[first as usize].state = State::Inner;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Any sequence of allocations and frees: blocks are aligned to their size, never overlap, the count of free
        /// pages is exact, and once all are back the region is made of largest blocks only.
        #[test]
        fn blocks_never_overlap_and_all_memory_returns(steps in prop::collection::vec((any::<bool>(), 0..ORDERS, any::<prop::sample::Index>()), 0..400)) {
            let pages = 4u32 << (ORDERS - 1);
            let mut buddy = Buddy::new(pages);
            let mut owner = vec![false; pages as usize];
            let mut live: Vec<(u32, usize)> = vec![];
            for (alloc, order, pick) in steps {
                if alloc || live.is_empty() {
                    match buddy.alloc(order) {
                        Some(first) => {
                            prop_assert_eq!(first % (1 << order), 0);
                            for page in first..first + (1 << order) {
                                prop_assert!(!std::mem::replace(&mut owner[page as usize], true), "page {} given twice", page);
                            }
                            live.push((first, order));
                        }
                        None => prop_assert!(buddy.largest_free() < 1 << order),
                    }
                } else {
                    let (first, order) = live.swap_remove(pick.index(live.len()));
                    owner[first as usize..first as usize + (1 << order)].fill(false);
                    buddy.free(first);
                }
                prop_assert_eq!(buddy.free_pages(), owner.iter().filter(|taken| !**taken).count());
            }
            for (first, _) in live {
                buddy.free(first);
            }
            prop_assert_eq!(buddy.free_pages(), pages as usize);
            for _ in 0..4 {
                prop_assert!(buddy.alloc(ORDERS - 1).is_some());
            }
            prop_assert!(buddy.alloc(0).is_none());
        }
    }

    #[test]
    #[should_panic(expected = "not the start of a block in use")]
    fn a_second_free_is_caught() {
        let mut buddy = Buddy::new(1 << (ORDERS - 1));
        let first = buddy.alloc(0).unwrap();
        buddy.free(first);
        buddy.free(first);
    }
}

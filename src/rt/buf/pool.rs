//! A thread's fixed pool of blocks.
//!
//! Promises: memory is reserved once, at `new`; an allocation is a block of 4 KiB to 1 MiB, a power of two, at least as
//! large as asked (requests beyond 1 MiB get 1 MiB: look at `capacity()`); waiters are served strictly in order, and
//! `try_alloc` does not overtake them. A block comes back when its last handle is dropped, on any thread.
//! The caller must keep a way to give memory up while it waits for some: the pool evicts nothing by itself.

use super::buddy::Buddy;
use super::chunk::Chunk;
use super::region::Region;
use super::{BLOCK_BYTES, MAX_BLOCK_BYTES};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

#[derive(Clone)]
pub struct Pool {
    inner: Rc<Inner>,
}

struct Inner {
    region: Arc<Region>,
    total_bytes: usize,
    state: RefCell<State>,
}

struct State {
    buddy: Buddy,
    waiters: VecDeque<Waiter>,
    next_ticket: u64,
}

struct Waiter {
    ticket: u64,
    waker: Waker,
}

impl Pool {
    /// Reserves address space for `total_bytes`, rounded up to whole MiB and at least one.
    pub fn new(total_bytes: usize) -> io::Result<Pool> {
        let total_bytes =
            total_bytes.max(1).checked_next_multiple_of(MAX_BLOCK_BYTES).ok_or(io::ErrorKind::InvalidInput)?;
        let region = Region::map(total_bytes)?;
        // `map` has checked that the pages can be counted in a u32.
        let buddy = Buddy::new((total_bytes / BLOCK_BYTES) as u32);
        let state = State { buddy, waiters: VecDeque::new(), next_ticket: 0 };
        Ok(Pool { inner: Rc::new(Inner { region, total_bytes, state: RefCell::new(state) }) })
    }

    /// Takes all of its memory from the system now, which else gives each part when it is first used.
    pub fn take_memory(&self) -> io::Result<()> {
        self.inner.region.take_memory(self.inner.total_bytes)
    }

    pub fn total_bytes(&self) -> usize {
        self.inner.total_bytes
    }

    /// Bytes in no block, fragments included.
    pub fn free_bytes(&self) -> usize {
        self.inner.drained().free_pages() * BLOCK_BYTES
    }

    /// Bytes of the blocks of which slices are lent ([`super::ChunkSlice::lend`]), each block counted once.
    pub fn lent_bytes(&self) -> usize {
        self.inner.region.lent_bytes()
    }

    /// The largest block that could be had now.
    pub fn largest_free_bytes(&self) -> usize {
        self.inner.drained().largest_free() * BLOCK_BYTES
    }

    /// How many `alloc` calls wait.
    pub fn waiters(&self) -> usize {
        self.inner.state.borrow().waiters.len()
    }

    /// A chunk of at least `size` bytes, or None if there is no such block now or others wait already.
    pub fn try_alloc(&self, size: usize) -> Option<Chunk> {
        if !self.inner.state.borrow().waiters.is_empty() {
            return None;
        }
        self.inner.take(size)
    }

    /// A chunk of at least `size` bytes, in the order of the calls. Dropping the future gives the place up.
    pub fn alloc(&self, size: usize) -> Alloc {
        Alloc { pool: self.inner.clone(), size, ticket: None }
    }
}

impl Inner {
    fn drained(&self) -> std::cell::RefMut<'_, Buddy> {
        let mut state = self.state.borrow_mut();
        self.region.drain_returned(|page| state.buddy.free(page));
        std::cell::RefMut::map(state, |state| &mut state.buddy)
    }

    fn take(&self, size: usize) -> Option<Chunk> {
        let capacity = size.clamp(BLOCK_BYTES, MAX_BLOCK_BYTES).next_power_of_two();
        let order = (capacity / BLOCK_BYTES).trailing_zeros() as usize;
        let page = self.drained().alloc(order)?;
        Some(Chunk::new(self.region.block(page, capacity), capacity))
    }

    fn wake_front(&self) {
        let waker = self.state.borrow().waiters.front().map(|waiter| waiter.waker.clone());
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// The future of [`Pool::alloc`].
#[must_use = "futures do nothing unless awaited"]
pub struct Alloc {
    pool: Rc<Inner>,
    size: usize,
    ticket: Option<u64>,
}

impl Alloc {
    fn leave(&mut self) {
        let Some(ticket) = self.ticket.take() else { return };
        let mut state = self.pool.state.borrow_mut();
        let was_front = state.waiters.front().is_some_and(|waiter| waiter.ticket == ticket);
        state.waiters.retain(|waiter| waiter.ticket != ticket);
        drop(state);
        if was_front {
            self.pool.wake_front();
        }
    }
}

impl Future for Alloc {
    type Output = Chunk;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Chunk> {
        let this = &mut *self;
        let mut state = this.pool.state.borrow_mut();
        let my_turn = match this.ticket {
            None => {
                let first = state.waiters.is_empty();
                let ticket = state.next_ticket;
                state.next_ticket += 1;
                state.waiters.push_back(Waiter { ticket, waker: cx.waker().clone() });
                this.ticket = Some(ticket);
                first
            }
            Some(ticket) => {
                if let Some(waiter) = state.waiters.iter_mut().find(|waiter| waiter.ticket == ticket) {
                    waiter.waker.clone_from(cx.waker());
                }
                state.waiters.front().is_some_and(|waiter| waiter.ticket == ticket)
            }
        };
        drop(state);
        if !my_turn {
            return Poll::Pending;
        }
        let mut chunk = this.pool.take(this.size);
        if chunk.is_none() {
            this.pool.region.wake_on_return(cx.waker());
            chunk = this.pool.take(this.size);
        }
        match chunk {
            Some(chunk) => {
                this.leave();
                Poll::Ready(chunk)
            }
            None => Poll::Pending,
        }
    }
}

impl Drop for Alloc {
    fn drop(&mut self) {
        self.leave();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_lite::future::{block_on, poll_once};
    use proptest::prelude::*;
    use std::sync::mpsc;

    #[test]
    fn sizes_round_up_to_powers_of_two_within_the_limits() {
        let pool = Pool::new(4 << 20).unwrap();
        for (asked, got) in [(0, 4096), (1, 4096), (4096, 4096), (4097, 8192), (1 << 20, 1 << 20), (5 << 20, 1 << 20)] {
            assert_eq!(pool.try_alloc(asked).unwrap().capacity(), got);
        }
        assert_eq!(pool.free_bytes(), 4 << 20);
        assert_eq!(Pool::new(1).unwrap().total_bytes(), 1 << 20);
    }

    #[test]
    fn memory_is_taken_when_it_is_used_or_when_that_is_asked_for() {
        let pool = Pool::new(8 << 20).unwrap();
        assert_eq!(pool.inner.region.resident_pages(), 0);
        pool.take_memory().unwrap();
        assert_eq!(pool.inner.region.resident_pages(), (8 << 20) / BLOCK_BYTES);
    }

    #[test]
    fn waiters_are_served_in_order_and_not_overtaken() {
        block_on(async {
            let pool = Pool::new(1 << 20).unwrap();
            let all = pool.try_alloc(1 << 20).unwrap();
            let (mut large, mut small) = (Box::pin(pool.alloc(1 << 19)), Box::pin(pool.alloc(4096)));
            assert!(poll_once(&mut large).await.is_none());
            assert!(poll_once(&mut small).await.is_none());
            drop(all);
            assert!(pool.try_alloc(4096).is_none(), "try_alloc must not overtake");
            assert!(poll_once(&mut small).await.is_none(), "the second must wait for the first");
            let large = large.await;
            assert_eq!(large.capacity(), 1 << 19);
            assert_eq!(small.await.capacity(), 4096);
        });
    }

    #[test]
    fn a_waiter_that_gives_up_lets_the_next_one_go() {
        block_on(async {
            let pool = Pool::new(1 << 20).unwrap();
            let half = pool.try_alloc(1 << 19).unwrap();
            let mut large = Box::pin(pool.alloc(1 << 20));
            assert!(poll_once(&mut large).await.is_none());
            let small = pool.alloc(4096);
            let give_up = async {
                futures_lite::future::yield_now().await;
                drop(large);
            };
            let (small, ()) = futures_lite::future::zip(small, give_up).await;
            assert_eq!((small.capacity(), pool.waiters()), (4096, 0));
            drop(half);
        });
    }

    #[test]
    fn a_drop_on_another_thread_wakes_the_waiter() {
        let pool = Pool::new(1 << 20).unwrap();
        let (give, take) = mpsc::channel();
        let other = std::thread::spawn(move || take.iter().for_each(drop));
        for round in 0..2000 {
            let mut all = pool.try_alloc(1 << 20).unwrap();
            all.append(&[1]);
            give.send(all.slice(0..1)).unwrap();
            drop(all);
            assert_eq!(block_on(pool.alloc(1 << 20)).capacity(), 1 << 20, "round {round}");
        }
        drop(give);
        other.join().unwrap();
    }

    #[test]
    fn slices_outlive_the_pool() {
        let pool = Pool::new(1 << 20).unwrap();
        let mut chunk = pool.try_alloc(4096).unwrap();
        chunk.append(b"still here");
        let slice = chunk.slice(0..10);
        drop((chunk, pool));
        let copy = std::thread::spawn(move || slice.as_ref().to_vec()).join().unwrap();
        assert_eq!(copy, b"still here");
    }

    proptest! {
        /// A block counts as lent, once, while any lent slice of it, clone or part, is alive on whatever thread.
        #[test]
        fn lent_bytes_are_those_of_the_blocks_that_are_lent(steps in prop::collection::vec((0u8..6, 0usize..4, any::<prop::sample::Index>()), 1..100)) {
            let pool = Pool::new(1 << 20).unwrap();
            let mut chunks: Vec<Chunk> = [4096, 8192, 65_536, 131_072].map(|size| pool.try_alloc(size).unwrap()).into();
            chunks.iter_mut().for_each(|chunk| { chunk.append(&[7; 4000]); });
            let mut slices = vec![];
            for (action, which, pick) in steps {
                let chunk = &chunks[which];
                match action {
                    0 => slices.push((chunk.capacity(), false, chunk.slice(10..20))),
                    1 => {
                        let mut lent = chunk.slice(..);
                        lent.lend();
                        lent.lend();
                        slices.push((chunk.capacity(), true, lent));
                    }
                    2 if !slices.is_empty() => slices.push(slices[pick.index(slices.len())].clone()),
                    3 if !slices.is_empty() => {
                        let (capacity, is_lent, whole) = &slices[pick.index(slices.len())];
                        let part = (*capacity, *is_lent, whole.slice(whole.len() / 2..));
                        slices.push(part);
                    }
                    4 if !slices.is_empty() => {
                        let gone = slices.swap_remove(pick.index(slices.len()));
                        std::thread::spawn(move || drop(gone)).join().unwrap();
                    }
                    _ if !slices.is_empty() => drop(slices.swap_remove(pick.index(slices.len()))),
                    _ => {}
                }
                let mut lent: Vec<usize> = slices.iter().filter(|(_, is_lent, _)| *is_lent).map(|(capacity, ..)| *capacity).collect();
                lent.sort_unstable();
                lent.dedup();
                prop_assert_eq!(pool.lent_bytes(), lent.iter().sum::<usize>());
            }
            drop((chunks, slices));
            prop_assert_eq!((pool.lent_bytes(), pool.free_bytes()), (0, 1 << 20));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// Chunks filled with their own number keep it, whatever is allocated, sliced and dropped meanwhile, and all
        /// memory returns.
        #[test]
        fn memory_is_never_shared_and_all_returns(steps in prop::collection::vec((0u8..4, 1usize..60_000, any::<prop::sample::Index>()), 1..80)) {
            let pool = Pool::new(1 << 20).unwrap();
            let (mut chunks, mut slices) = (vec![], vec![]);
            for (number, (action, size, pick)) in steps.into_iter().enumerate() {
                match action {
                    0 | 1 => if let Some(mut chunk) = pool.try_alloc(size) {
                        let taken = chunk.append(&vec![number as u8; size]);
                        prop_assert_eq!(taken, size.min(chunk.capacity()));
                        chunks.push((number as u8, chunk));
                    },
                    2 if !chunks.is_empty() => {
                        let (number, chunk) = &chunks[pick.index(chunks.len())];
                        slices.push((*number, chunk.slice(chunk.len() / 3..chunk.len())));
                    }
                    _ if !chunks.is_empty() => drop(chunks.swap_remove(pick.index(chunks.len()))),
                    _ if !slices.is_empty() => drop(slices.swap_remove(pick.index(slices.len()))),
                    _ => {}
                }
                for (number, chunk) in &chunks {
                    prop_assert!(chunk.as_ref().iter().all(|byte| byte == number));
                }
                for (number, slice) in &slices {
                    prop_assert!(slice.as_ref().iter().all(|byte| byte == number));
                }
            }
            drop((chunks, slices));
            prop_assert_eq!(pool.free_bytes(), 1 << 20);
            prop_assert_eq!(pool.largest_free_bytes(), 1 << 20);
        }
    }
}

//! Who waits for a partition's high watermark: produces for an offset, fetches for bytes.
//!
//! Promises: a produce is released when the high watermark is past its last record; a fetch when enough bytes have come
//! below it, or the partition changed so that it must look again. Waiters that went away cost nothing after the next advance.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::{Rc, Weak};
use std::task::{Poll, Waker};

/// One fetch that waits for data in any of several partitions.
pub struct DataWaiter {
    missing_bytes: Cell<u64>,
    waker: RefCell<Option<Waker>>,
}

impl DataWaiter {
    /// Waits for `missing_bytes` in all, at least one.
    pub fn new(missing_bytes: u64) -> Rc<Self> {
        Rc::new(Self { missing_bytes: Cell::new(missing_bytes.max(1)), waker: RefCell::new(None) })
    }

    pub fn is_satisfied(&self) -> bool {
        self.missing_bytes.get() == 0
    }

    /// Returns once the bytes have come or a partition changed.
    pub async fn satisfied(&self) {
        poll_fn(|context| {
            if self.is_satisfied() {
                return Poll::Ready(());
            }
            self.waker.replace(Some(context.waker().clone()));
            Poll::Pending
        })
        .await;
    }

    fn add(&self, bytes: u64) {
        self.missing_bytes.set(self.missing_bytes.get().saturating_sub(bytes));
        if self.is_satisfied()
            && let Some(waker) = self.waker.take()
        {
            waker.wake();
        }
    }
}

/// The waiters of one partition. `P` is what a produce leaves to be told.
pub(super) struct Waiters<P> {
    /// By offset, which appends give in their order.
    produces: VecDeque<(i64, P)>,
    data: Vec<Weak<DataWaiter>>,
}

impl<P> Default for Waiters<P> {
    fn default() -> Self {
        Self { produces: VecDeque::new(), data: Vec::new() }
    }
}

impl<P> Waiters<P> {
    /// Leaves `produce` until the high watermark is at least `offset`.
    pub(super) fn await_offset(&mut self, offset: i64, produce: P) {
        if self.produces.back().is_none_or(|(last, _)| *last <= offset) {
            return self.produces.push_back((offset, produce));
        }
        // A duplicate waits for an older offset than those behind it; the queue stays sorted.
        let at = self.produces.partition_point(|(queued, _)| *queued <= offset);
        self.produces.insert(at, (offset, produce));
    }

    pub(super) fn await_data(&mut self, waiter: &Rc<DataWaiter>) {
        self.data.push(Rc::downgrade(waiter));
    }

    /// The next produce that `high_watermark` releases.
    pub(super) fn pop_released(&mut self, high_watermark: i64) -> Option<P> {
        self.produces.front().filter(|(offset, _)| *offset <= high_watermark)?;
        self.produces.pop_front().map(|(_, produce)| produce)
    }

    /// The next produce, released or not: the partition can no longer promise anything.
    pub(super) fn pop_any(&mut self) -> Option<P> {
        self.produces.pop_front().map(|(_, produce)| produce)
    }

    /// `bytes` more are below the high watermark.
    pub(super) fn data_came(&mut self, bytes: u64) {
        self.data.retain(|waiter| match waiter.upgrade() {
            Some(waiter) => {
                waiter.add(bytes);
                !waiter.is_satisfied()
            }
            None => false,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn produces_are_released_in_the_order_of_their_offsets() {
        let mut waiters = Waiters::default();
        waiters.await_offset(10, "a");
        waiters.await_offset(20, "c");
        waiters.await_offset(15, "duplicate of an older batch");
        assert_eq!(waiters.pop_released(9), None);
        assert_eq!(waiters.pop_released(15), Some("a"));
        assert_eq!(waiters.pop_released(15), Some("duplicate of an older batch"));
        assert_eq!(waiters.pop_released(15), None);
        assert_eq!(waiters.pop_any(), Some("c"));
    }

    #[test]
    fn a_fetch_counts_the_bytes_of_all_its_partitions() {
        let (mut one, mut other) = (Waiters::<()>::default(), Waiters::<()>::default());
        let waiter = DataWaiter::new(100);
        one.await_data(&waiter);
        other.await_data(&waiter);
        one.data_came(60);
        assert!(!waiter.is_satisfied());
        other.data_came(40);
        assert!(waiter.is_satisfied());
        assert!(other.data.is_empty() && one.data.len() == 1);
        drop(waiter);
        one.data_came(1);
        assert!(one.data.is_empty());
    }
}

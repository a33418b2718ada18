//! The memory that received but unanswered bytes may take on one shard (`queued.max.request.bytes`).
//!
//! Promises: what is held never exceeds the budget by more than one whole request and one receive per connection, and some
//! connection always gets on. Bytes are charged as they arrive, or before, where memory is lent for them; a connection that owes
//! receives nothing more until its debt is taken, first come first served. When the budget is spent, the first in the queue (the
//! "express" holder) goes on to the end of its frame all the same, so that half-received requests cannot block each other for ever.
//! Small requests are answered even then, because what is complete is processed without asking.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

#[derive(Debug)]
struct Inner {
    available_bytes: i64,
    waiting: VecDeque<(u64, Waker)>,
    express: Option<u64>,
    next_id: u64,
}

impl Inner {
    fn wake_first(&self) {
        if let Some((_, waker)) = self.waiting.front()
            && (self.available_bytes > 0 || self.express.is_none())
        {
            waker.wake_by_ref();
        }
    }

    fn leave_queue(&mut self, id: u64) {
        self.waiting.retain(|(waiting, _)| *waiting != id);
    }
}

/// The budget of one shard; clones share it.
#[derive(Debug, Clone)]
pub struct FrameBudget {
    inner: Rc<RefCell<Inner>>,
}

impl FrameBudget {
    pub fn new(bytes: usize) -> Self {
        let available_bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        let inner = Inner { available_bytes, waiting: VecDeque::new(), express: None, next_id: 0 };
        FrameBudget { inner: Rc::new(RefCell::new(inner)) }
    }

    pub fn available_bytes(&self) -> i64 {
        self.inner.borrow().available_bytes
    }

    /// The account of one connection.
    pub fn account(&self) -> Account {
        let mut inner = self.inner.borrow_mut();
        let id = inner.next_id;
        inner.next_id += 1;
        Account { budget: self.clone(), id, held_bytes: 0, owed_bytes: 0, queued: false }
    }
}

/// What one connection holds. Dropping it gives everything back.
#[derive(Debug)]
pub struct Account {
    budget: FrameBudget,
    id: u64,
    held_bytes: usize,
    owed_bytes: usize,
    queued: bool,
}

impl Account {
    /// Charges bytes that have arrived.
    pub fn owe(&mut self, bytes: usize) {
        self.owed_bytes += bytes;
    }

    /// Ready when nothing is owed: the connection may receive more.
    pub fn poll_settle(&mut self, cx: &Context<'_>) -> Poll<()> {
        if self.owed_bytes == 0 {
            return Poll::Ready(());
        }
        let mut inner = self.budget.inner.borrow_mut();
        let express = inner.express == Some(self.id);
        let first = inner.waiting.front().is_none_or(|(id, _)| *id == self.id);
        if express || (first && (inner.available_bytes > 0 || inner.express.is_none())) {
            if !express && inner.available_bytes <= 0 {
                inner.express = Some(self.id);
            }
            inner.available_bytes -= self.owed_bytes as i64;
            self.held_bytes += self.owed_bytes;
            self.owed_bytes = 0;
            if self.queued {
                inner.leave_queue(self.id);
                self.queued = false;
            }
            inner.wake_first();
            return Poll::Ready(());
        }
        match inner.waiting.iter_mut().find(|(id, _)| *id == self.id) {
            Some((_, waker)) => waker.clone_from(cx.waker()),
            None => inner.waiting.push_back((self.id, cx.waker().clone())),
        }
        self.queued = true;
        Poll::Pending
    }

    /// Gives back bytes of a request that is done with: debts first.
    pub fn release(&mut self, bytes: usize) {
        let forgiven = bytes.min(self.owed_bytes);
        self.owed_bytes -= forgiven;
        let returned = (bytes - forgiven).min(self.held_bytes);
        self.held_bytes -= returned;
        let mut inner = self.budget.inner.borrow_mut();
        inner.available_bytes += returned as i64;
        if self.owed_bytes == 0 && self.queued {
            inner.leave_queue(self.id);
            self.queued = false;
        }
        inner.wake_first();
    }

    /// A frame is complete: whoever was let through to finish it makes room for the next.
    pub fn frame_complete(&mut self) {
        let mut inner = self.budget.inner.borrow_mut();
        if inner.express == Some(self.id) {
            inner.express = None;
            inner.wake_first();
        }
    }

    /// Whether this connection was let through beyond the budget. It must not dawdle.
    pub fn is_express(&self) -> bool {
        self.budget.inner.borrow().express == Some(self.id)
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        self.frame_complete();
        self.release(self.held_bytes + self.owed_bytes);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn settle(account: &mut Account) -> bool {
        account.poll_settle(&Context::from_waker(Waker::noop())).is_ready()
    }

    #[test]
    fn one_goes_on_when_all_is_spent_and_the_next_follows() {
        let budget = FrameBudget::new(100);
        let (mut a, mut b, mut c) = (budget.account(), budget.account(), budget.account());
        a.owe(100);
        assert!(settle(&mut a));
        b.owe(50);
        assert!(settle(&mut b) && b.is_express(), "the first beyond the budget is let through");
        c.owe(50);
        assert!(!settle(&mut c), "only one at a time");
        b.owe(50);
        assert!(settle(&mut b), "to the end of its frame");
        b.frame_complete();
        assert!(settle(&mut c) && c.is_express());
        drop(c);
        b.release(100);
        a.release(100);
        assert_eq!(budget.available_bytes(), 100);
    }

    #[test]
    fn a_debt_paid_by_an_answer_needs_no_grant() {
        let budget = FrameBudget::new(10);
        let (mut big, mut express, mut small) = (budget.account(), budget.account(), budget.account());
        big.owe(10);
        express.owe(10);
        assert!(settle(&mut big) && settle(&mut express));
        small.owe(5);
        assert!(!settle(&mut small));
        small.release(5);
        assert!(settle(&mut small));
        assert_eq!(budget.available_bytes(), -10);
    }

    proptest! {
        /// Whatever connections do, all is returned, and the overdraft is one express frame and one receive at most.
        #[test]
        fn never_lost_and_never_far_exceeded(steps in prop::collection::vec((0usize..6, 0u8..4, 1usize..64), 1..300)) {
            const BUDGET: usize = 256;
            let budget = FrameBudget::new(BUDGET);
            let mut accounts: Vec<Account> = (0..6).map(|_| budget.account()).collect();
            let mut frame_bytes = [0usize; 6];
            for (who, what, bytes) in steps {
                let account = &mut accounts[who];
                match what {
                    // A connection receives only when settled, and ends its frame by 512 bytes.
                    0 | 1 => if settle(account) {
                        account.owe(bytes);
                        frame_bytes[who] += bytes;
                        if frame_bytes[who] > 512 { account.frame_complete(); frame_bytes[who] = 0; }
                    },
                    2 => { account.release(bytes); }
                    _ => { accounts[who] = budget.account(); frame_bytes[who] = 0; }
                }
                let held: usize = accounts.iter().map(|account| account.held_bytes).sum();
                prop_assert_eq!(budget.available_bytes(), BUDGET as i64 - held as i64);
            }
            drop(accounts);
            prop_assert_eq!(budget.available_bytes(), BUDGET as i64);
        }
    }
}

//! The memory that answers of one shard's connections take until they are sent, apart from what fetches lend (`log::lending`).
//!
//! Promises: every connection may have [`FREE_BYTES`] unsent. What is beyond is held from one budget, as soon as it is there,
//! since the size of an answer is known only then. When the budget is spent, nothing is started for a connection that holds any of
//! it, and requests whose answers may be large start one by one, first come first served; small ones go on.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// What each connection may have unsent beside the budget; answers up to this are small.
pub const FREE_BYTES: usize = 64 << 10;

#[derive(Debug)]
struct Inner {
    available_bytes: i64,
    waiting: VecDeque<(u64, Waker)>,
    /// Who was let through beyond the budget.
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
}

/// The budget of one shard; clones share it.
#[derive(Debug, Clone)]
pub struct AnswerBudget {
    inner: Rc<RefCell<Inner>>,
}

impl AnswerBudget {
    pub fn new(bytes: usize) -> Self {
        let available_bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        let inner = Inner { available_bytes, waiting: VecDeque::new(), express: None, next_id: 0 };
        AnswerBudget { inner: Rc::new(RefCell::new(inner)) }
    }

    pub fn available_bytes(&self) -> i64 {
        self.inner.borrow().available_bytes
    }

    /// Whether those who hold some of it hold up others.
    pub fn is_short(&self) -> bool {
        let inner = self.inner.borrow();
        inner.available_bytes <= 0 || !inner.waiting.is_empty()
    }

    /// The account of one connection.
    pub fn account(&self) -> AnswerAccount {
        let mut inner = self.inner.borrow_mut();
        let id = inner.next_id;
        inner.next_id += 1;
        AnswerAccount { budget: self.clone(), id, unsent_bytes: 0, held_bytes: 0, is_queued: false }
    }
}

/// What one connection has unsent. Dropping it gives everything back.
#[derive(Debug)]
pub struct AnswerAccount {
    budget: AnswerBudget,
    id: u64,
    unsent_bytes: usize,
    /// Of the budget: what is unsent beyond [`FREE_BYTES`].
    held_bytes: usize,
    is_queued: bool,
}

impl AnswerAccount {
    /// An answer of so many bytes is there.
    pub fn add(&mut self, bytes: usize) {
        self.unsent_bytes += bytes;
        if self.unsent_bytes > FREE_BYTES {
            self.settle();
        }
    }

    /// So many bytes are sent.
    pub fn sent(&mut self, bytes: usize) {
        self.unsent_bytes = self.unsent_bytes.saturating_sub(bytes);
        let is_over = self.unsent_bytes == 0;
        if self.held_bytes > 0 || (is_over && self.is_express()) {
            self.settle();
        }
    }

    pub fn unsent_bytes(&self) -> usize {
        self.unsent_bytes
    }

    /// Whether it holds some of the budget.
    pub fn holds_budget(&self) -> bool {
        self.held_bytes > 0
    }

    fn is_express(&self) -> bool {
        self.budget.inner.borrow().express == Some(self.id)
    }

    fn settle(&mut self) {
        let holds = self.unsent_bytes.saturating_sub(FREE_BYTES);
        let mut inner = self.budget.inner.borrow_mut();
        inner.available_bytes += self.held_bytes as i64 - holds as i64;
        self.held_bytes = holds;
        if self.unsent_bytes == 0 && inner.express == Some(self.id) {
            inner.express = None;
        }
        inner.wake_first();
    }

    /// Ready when a request may start whose answer is large, or may be.
    pub fn poll_start(&mut self, is_large: bool, cx: &Context<'_>) -> Poll<()> {
        let mut inner = self.budget.inner.borrow_mut();
        let is_first = inner.waiting.front().is_none_or(|(id, _)| *id == self.id);
        let has_room = inner.available_bytes > 0 && is_first;
        let is_small = !is_large && self.held_bytes == 0;
        let is_next = self.held_bytes == 0 && is_first && inner.express.is_none();
        if has_room || is_small || is_next {
            if !has_room && !is_small {
                inner.express = Some(self.id);
            }
            if self.is_queued {
                inner.waiting.retain(|(waiting, _)| *waiting != self.id);
                self.is_queued = false;
                inner.wake_first();
            }
            return Poll::Ready(());
        }
        if self.held_bytes > 0 {
            // Its own sends let it go on; nobody is to wait behind it.
            if std::mem::take(&mut self.is_queued) {
                inner.waiting.retain(|(waiting, _)| *waiting != self.id);
                inner.wake_first();
            }
            return Poll::Pending;
        }
        match inner.waiting.iter_mut().find(|(id, _)| *id == self.id) {
            Some((_, waker)) => waker.clone_from(cx.waker()),
            None => inner.waiting.push_back((self.id, cx.waker().clone())),
        }
        self.is_queued = true;
        Poll::Pending
    }
}

impl Drop for AnswerAccount {
    fn drop(&mut self) {
        if self.is_queued {
            self.budget.inner.borrow_mut().waiting.retain(|(waiting, _)| *waiting != self.id);
        }
        self.unsent_bytes = 0;
        self.settle();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn may_start(account: &mut AnswerAccount, is_large: bool) -> bool {
        account.poll_start(is_large, &Context::from_waker(Waker::noop())).is_ready()
    }

    #[test]
    fn large_answers_take_turns_when_all_is_spent_and_small_ones_go_on() {
        let budget = AnswerBudget::new(1000);
        let (mut holder, mut first, mut second) = (budget.account(), budget.account(), budget.account());
        holder.add(FREE_BYTES + 1000);
        assert!(budget.is_short() && !may_start(&mut holder, false), "it holds all there is");
        assert!(may_start(&mut first, false) && may_start(&mut second, false), "small ones");
        drop(holder);
        let mut holder = budget.account();
        holder.add(FREE_BYTES + 1000);
        assert!(may_start(&mut first, true), "the first beyond the budget");
        first.add(FREE_BYTES + 5);
        assert!(!may_start(&mut second, true), "one at a time");
        first.sent(FREE_BYTES);
        assert!(!may_start(&mut second, true));
        first.sent(5);
        assert!(may_start(&mut second, true));
        second.add(10);
        second.sent(10);
        assert!(may_start(&mut first, true));
        drop((holder, first, second));
        assert!(budget.available_bytes() == 1000 && !budget.is_short());
    }

    proptest! {
        /// Whatever connections do, the budget is what they do not hold; in the end all is there, and nobody waits for nothing.
        #[test]
        fn never_lost(steps in prop::collection::vec((0usize..6, 0u8..6, 1usize..(2 * FREE_BYTES)), 1..300)) {
            let bytes = 4 * FREE_BYTES as i64;
            let budget = AnswerBudget::new(bytes as usize);
            let mut accounts: Vec<AnswerAccount> = (0..6).map(|_| budget.account()).collect();
            for (who, what, size) in steps {
                let account = &mut accounts[who];
                match what {
                    0 | 1 => if may_start(account, size > FREE_BYTES) { account.add(size); },
                    2 | 3 => { account.sent(size.min(account.unsent_bytes)); }
                    4 => { account.sent(account.unsent_bytes); }
                    _ => accounts[who] = budget.account(),
                }
                let held: usize = accounts.iter().map(|account| account.unsent_bytes.saturating_sub(FREE_BYTES)).sum();
                prop_assert_eq!(budget.available_bytes(), bytes - held as i64);
                // At most one was let through beyond the budget, and it started with room for small answers only.
                prop_assert!(held as i64 <= bytes + 6 * 2 * FREE_BYTES as i64);
            }
            for account in &mut accounts {
                account.sent(account.unsent_bytes);
            }
            drop(accounts);
            prop_assert!(budget.available_bytes() == bytes && !budget.is_short());
            prop_assert!(budget.inner.borrow().express.is_none());
        }
    }
}

//! The timers of a thread, ordered by deadline.
//!
//! Promises: a timer fires at its deadline or after, never before; those due together fire in order of deadline, then
//! of creation. Setting and dropping one costs a search in a balanced tree: thousands of them are nothing.

use std::collections::BTreeMap;
use std::task::Waker;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct TimerId {
    deadline_ns: u64,
    number: u64,
}

#[derive(Default)]
pub(super) struct Timers {
    waiting: BTreeMap<TimerId, Waker>,
    next_number: u64,
}

impl Timers {
    pub(super) fn insert(&mut self, deadline_ns: u64, waker: Waker) -> TimerId {
        let id = TimerId { deadline_ns, number: self.next_number };
        self.next_number += 1;
        self.waiting.insert(id, waker);
        id
    }

    /// False if it has fired.
    pub(super) fn update(&mut self, id: TimerId, waker: &Waker) -> bool {
        match self.waiting.get_mut(&id) {
            Some(old) => {
                old.clone_from(waker);
                true
            }
            None => false,
        }
    }

    pub(super) fn remove(&mut self, id: TimerId) -> Option<Waker> {
        self.waiting.remove(&id)
    }

    pub(super) fn next_deadline_ns(&self) -> Option<u64> {
        self.waiting.first_key_value().map(|(id, _)| id.deadline_ns)
    }

    /// Takes out the earliest timer if it is due.
    pub(super) fn pop_due(&mut self, now_ns: u64) -> Option<Waker> {
        let first = self.waiting.first_entry()?;
        (first.key().deadline_ns <= now_ns).then(|| first.remove())
    }
}

//! Which requests of a group may run while others wait for their records to be committed.
//!
//! A group's state changes when a write has committed, so a request that reads what a write in flight is about to change must
//! wait for it. Requests wait in order of arrival, so none starves; the queue of a group is bounded.

use super::step::{Caller, Request, Ticket, WriteId};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// Requests of one group that wait for a write of that group.
const MAX_WAITING: usize = 10_000;

/// What a request needs of the group's other writes, and what its own write keeps from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::group) enum Hold {
    /// Committed state: never waits.
    Read,
    /// Runs beside others but [`Hold::Exclusive`]: offset commits, and the classic protocol, whose state changes at once.
    Shared,
    /// One at a time, beside shared ones: changes of a group that are applied when they commit.
    Change,
    /// Alone: what takes away a group or its offsets, or makes it another kind of group.
    Exclusive,
}

/// A request that waits for its turn.
#[derive(Debug)]
pub(in crate::group) struct Call {
    pub ticket: Ticket,
    pub caller: Caller,
    pub random: u128,
}

#[derive(Debug, Default)]
struct Lane {
    in_flight: usize,
    change: bool,
    exclusive: bool,
    /// The newest write in flight.
    last: Option<WriteId>,
    waiting: VecDeque<(Call, Request)>,
}

impl Lane {
    fn admits(&self, hold: Hold) -> bool {
        match hold {
            Hold::Read => true,
            Hold::Shared => !self.exclusive,
            Hold::Change => !self.exclusive && !self.change,
            Hold::Exclusive => self.in_flight == 0,
        }
    }

    fn is_idle(&self) -> bool {
        self.in_flight == 0 && self.waiting.is_empty()
    }
}

/// The lanes of all groups that have something in flight.
#[derive(Debug, Default)]
pub(in crate::group) struct Lanes(HashMap<Arc<str>, Lane>);

impl Lanes {
    /// True if a new request may run now.
    pub fn admits(&self, group: &str, hold: Hold) -> bool {
        let Some(lane) = self.0.get(group) else { return true };
        hold == Hold::Read || lane.waiting.is_empty() && lane.admits(hold)
    }

    /// As many wait as may.
    pub fn is_full(&self, group: &str) -> bool {
        self.0.get(group).is_some_and(|lane| lane.waiting.len() >= MAX_WAITING)
    }

    /// Lets a request wait. Only where the lane is not full.
    pub fn wait(&mut self, group: &Arc<str>, call: Call, request: Request) {
        self.0.entry(group.clone()).or_default().waiting.push_back((call, request));
    }

    /// A write of the group begins.
    pub fn begin(&mut self, group: &Arc<str>, hold: Hold, write: WriteId) {
        let lane = self.0.entry(group.clone()).or_default();
        lane.in_flight += 1;
        lane.change |= hold == Hold::Change;
        lane.exclusive |= hold == Hold::Exclusive;
        lane.last = Some(write);
    }

    /// A write of the group has ended.
    pub fn end(&mut self, group: &str, hold: Hold) {
        let Some(lane) = self.0.get_mut(group) else { return };
        lane.in_flight = lane.in_flight.saturating_sub(1);
        match hold {
            Hold::Change => lane.change = false,
            Hold::Exclusive => lane.exclusive = false,
            Hold::Read | Hold::Shared => {}
        }
        if lane.is_idle() {
            self.0.remove(group);
        }
    }

    /// The newest write of the group that is in flight.
    pub fn last_write(&self, group: &str) -> Option<WriteId> {
        self.0.get(group).filter(|lane| lane.in_flight > 0).and_then(|lane| lane.last)
    }

    /// A write is in flight that lets no other run beside it.
    pub fn is_exclusive(&self, group: &str) -> bool {
        self.0.get(group).is_some_and(|lane| lane.exclusive)
    }

    pub fn first_waiting(&self, group: &str) -> Option<&Request> {
        self.0.get(group).and_then(|lane| lane.waiting.front()).map(|(_, request)| request)
    }

    /// Takes out the first request that waits, if it may run now.
    pub fn take_first(&mut self, group: &str, hold: Hold) -> Option<(Call, Request)> {
        let lane = self.0.get_mut(group)?;
        if !lane.admits(hold) {
            return None;
        }
        let first = lane.waiting.pop_front();
        if lane.is_idle() {
            self.0.remove(group);
        }
        first
    }

    /// Takes out everything that waits.
    pub fn take_all(&mut self) -> Vec<(Call, Request)> {
        let mut waiting: Vec<_> = self.0.drain().flat_map(|(_, lane)| lane.waiting).collect();
        waiting.sort_by_key(|(call, _)| call.ticket);
        waiting
    }
}

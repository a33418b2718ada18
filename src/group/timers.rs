//! Deadlines by name. Putting one off, which every heartbeat does, costs a look-up: its place in the queue is put right only
//! when it comes up.

use super::consumer::ConsumerTimer;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// What a deadline is for. One of a name runs at a time.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::group) enum Timer {
    /// Look for expired offsets and groups.
    OffsetExpiry,
    /// The oldest write in flight may take too long.
    WriteTimeout,
    /// A member is silent, or a member id that was given out has not come back.
    ClassicSession { group: Arc<str>, member: Arc<str> },
    /// Members had time to join.
    ClassicJoin { group: Arc<str> },
    /// Members had time to sync.
    ClassicSync { group: Arc<str> },
    /// A member of a consumer group.
    Consumer { group: Arc<str>, member: Arc<str>, timer: ConsumerTimer },
}

#[derive(Debug, Default)]
pub(in crate::group) struct Timers {
    /// Deadline, and where the timer stands in `queue`, which is never later.
    armed: HashMap<Arc<Timer>, (u64, u64)>,
    queue: BTreeSet<(u64, Arc<Timer>)>,
}

impl Timers {
    /// Arms the timer, in the place of an older one of that name.
    pub fn arm(&mut self, timer: Timer, at_ms: u64) {
        if let Some((deadline, queued)) = self.armed.get_mut(&timer)
            && *queued <= at_ms
        {
            *deadline = at_ms;
            return;
        }
        self.cancel(&timer);
        let timer = Arc::new(timer);
        self.armed.insert(timer.clone(), (at_ms, at_ms));
        self.queue.insert((at_ms, timer));
    }

    pub fn cancel(&mut self, timer: &Timer) {
        if let Some((timer, (_, queued))) = self.armed.remove_entry(timer) {
            self.queue.remove(&(queued, timer));
        }
    }

    pub fn is_armed(&self, timer: &Timer) -> bool {
        self.armed.contains_key(timer)
    }

    pub fn len(&self) -> usize {
        self.armed.len()
    }

    /// When to ask [`Timers::due`] next; not later than the first deadline.
    pub fn next(&self) -> Option<u64> {
        self.queue.first().map(|(at, _)| *at)
    }

    /// Takes out one timer whose deadline has passed.
    pub fn due(&mut self, now_ms: u64) -> Option<Timer> {
        while self.queue.first().is_some_and(|(at, _)| *at <= now_ms) {
            let (_, timer) = self.queue.pop_first()?;
            match self.armed.get_mut(&timer) {
                Some((deadline, queued)) if *deadline > now_ms => {
                    *queued = *deadline;
                    self.queue.insert((*deadline, timer));
                }
                _ => {
                    self.armed.remove(&timer);
                    return Some(Arc::unwrap_or_clone(timer));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(member: &str) -> Timer {
        Timer::ClassicSession { group: Arc::from("g"), member: Arc::from(member) }
    }

    #[test]
    fn timers_fire_once_at_the_deadline_last_given() {
        let mut timers = Timers::default();
        for (member, at) in [("a", 10), ("b", 20), ("c", 30), ("d", 5)] {
            timers.arm(session(member), at);
        }
        timers.arm(session("a"), 25);
        timers.arm(session("c"), 12);
        timers.cancel(&session("d"));
        assert!(timers.next().is_some_and(|at| at <= 12));
        let mut fired = Vec::new();
        for now in 0..40 {
            while let Some(timer) = timers.due(now) {
                fired.push((timer, now));
            }
            assert!(timers.next().is_none_or(|at| at > now), "a deadline in the past would make its owner spin");
        }
        assert_eq!(fired, [(session("c"), 12), (session("b"), 20), (session("a"), 25)]);
        assert_eq!(timers.next(), None);
    }
}

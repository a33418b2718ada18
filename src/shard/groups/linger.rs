//! How long the writes of a shard's coordinators wait for each other, where `group.coordinator.append.linger.ms` leaves it to them.
//!
//! Promises: who writes alone, one write after the other, never waits, and nobody waits for longer than [`LINGER`] after the
//! append before. So many groups that commit at the same time share their appends, each of which costs as much as many commits.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::Duration;

use crate::rt::time::Instant;

/// Between two appends of which the second is for another group.
pub(super) const LINGER: Duration = Duration::from_millis(1);

/// What the coordinators of a shard know of each other's appends.
#[derive(Default)]
pub(super) struct Linger {
    last: Cell<Option<Instant>>,
    /// Of which group the last append was, if of one alone.
    group: RefCell<Option<Arc<str>>>,
}

impl Linger {
    /// When a write of a group is to be appended.
    pub(super) fn until(&self, now: Instant, group: &Arc<str>) -> Instant {
        match self.last.get() {
            Some(last) if self.group.borrow().as_ref() != Some(group) => now.max(last + LINGER),
            _ => now,
        }
    }

    /// Something was appended: of one group, or of several.
    pub(super) fn appended(&self, now: Instant, group: Option<Arc<str>>) {
        self.last.set(Some(now));
        self.group.replace(group);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_writes_alone_never_waits_and_others_wait_for_company() {
        let linger = Linger::default();
        let at = |us: u64| Instant::from_ns(us * 1000);
        let (a, b): (Arc<str>, Arc<str>) = ("a".into(), "b".into());
        assert_eq!(linger.until(at(5), &a), at(5), "the first of all");
        linger.appended(at(10), Some(a.clone()));
        assert_eq!(linger.until(at(11), &a), at(11));
        assert_eq!(linger.until(at(11), &b), at(1010));
        assert_eq!(linger.until(at(2000), &b), at(2000), "long after the other");
        linger.appended(at(2000), None);
        assert_eq!(linger.until(at(2001), &a), at(3000), "several wrote before");
    }
}

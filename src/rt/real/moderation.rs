//! When a thread sleeps a little longer, to wake for several events at once: what network cards do with their interrupts.
//!
//! Promises: nobody waits while few peers have sent something in the last moment, or one of them much. Whoever asks one
//! question after the other, alone or beside a few others, is answered as soon as ever.

use std::time::Duration;

/// So many peers must have sent little within `RECENT_NS`, one after the other.
const PEERS: usize = 4;
const RECENT_NS: u64 = 1_000_000;
/// What is more is part of something large, which is not worth holding up.
const LITTLE_BYTES: usize = 16 << 10;
/// How long the first event waits for others: less than a write to the disk takes.
pub(super) const PATIENCE: Duration = Duration::from_micros(100);
/// Nobody waits any more once there is as much to do as this.
pub(super) const EVENTS: usize = 16;

#[derive(Debug, Default)]
pub(super) struct Moderation {
    /// The last receives: from whom, and when.
    last: [(u64, u64); PEERS],
    next: usize,
}

impl Moderation {
    /// `peer` has sent `bytes`.
    pub(super) fn received(&mut self, peer: u64, bytes: usize, now_ns: u64) {
        if bytes > LITTLE_BYTES {
            *self = Self::default();
            return;
        }
        if let Some(place) = self.last.get_mut(self.next) {
            *place = (peer, now_ns);
        }
        self.next = (self.next + 1) % PEERS;
    }

    /// How long to wait for more than one event.
    pub(super) fn patience(&self, now_ns: u64) -> Option<Duration> {
        let is_recent = |at_ns: u64| at_ns > 0 && now_ns.saturating_sub(at_ns) < RECENT_NS;
        let are_different = |n: usize, peer: u64| self.last.iter().skip(n + 1).all(|(other, _)| *other != peer);
        let many = self.last.iter().enumerate().all(|(n, (peer, at_ns))| is_recent(*at_ns) && are_different(n, *peer));
        many.then_some(PATIENCE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_many_small_requests_of_many_wait_for_each_other() {
        let us = |n: u64| 1_000_000_000 + n * 1000;
        let mut moderation = Moderation::default();
        assert_eq!(moderation.patience(us(0)), None);
        for n in 0..3 {
            moderation.received(n, 100, us(n * 100));
        }
        assert_eq!(moderation.patience(us(300)), None, "three");
        moderation.received(3, 100, us(300));
        assert_eq!(moderation.patience(us(301)), Some(PATIENCE));
        assert_eq!(moderation.patience(us(1000)), None, "the first of them was a while ago");
        moderation.received(3, 100, us(400));
        assert_eq!(moderation.patience(us(401)), None, "one of them twice");
        for n in 0..4 {
            moderation.received(n, 100, us(500));
        }
        assert_eq!(moderation.patience(us(501)), Some(PATIENCE));
        moderation.received(9, LITTLE_BYTES + 1, us(501));
        assert_eq!(moderation.patience(us(501)), None, "much");
    }
}

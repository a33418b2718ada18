//! When a thread sleeps a little longer, to wake for several events at once: what network cards do with their interrupts.
//!
//! Promises: only a thread that asked for it does, and only for small requests of several peers that came in the last moment.
//! Nobody waits while something large or a durable write is under way, nor once as many events are there as there are peers.
//! Whoever asks one question after the other, alone or beside two others, is answered as soon as ever.

use std::time::Duration;

/// So many peers must have sent little within `RECENT_NS`.
const PEERS: usize = 4;
const RECENT_NS: u64 = 1_000_000;
/// Receives that are looked back on.
const RECEIVES: usize = 16;
/// What is more is part of something large, which is not worth holding up.
const LITTLE_BYTES: i32 = 16 << 10;
/// How long the first event waits for others.
const PATIENCE: Duration = Duration::from_micros(100);

#[derive(Debug, Default)]
pub(super) struct Moderation {
    is_on: bool,
    durable_writes: u32,
    /// The last small receives: from whom, and when.
    last: [(u64, u64); RECEIVES],
    next: usize,
}

impl Moderation {
    pub(super) fn turn_on(&mut self) {
        self.is_on = true;
    }

    /// `peer` has sent something.
    pub(super) fn received(&mut self, peer: u64, now_ns: u64) {
        if let Some(place) = self.last.get_mut(self.next) {
            *place = (peer, now_ns);
        }
        self.next = (self.next + 1) % RECEIVES;
    }

    /// An operation has ended: with so many bytes, if that is what it counts.
    pub(super) fn completed(&mut self, result: i32) {
        if result > LITTLE_BYTES {
            self.last = Default::default();
        }
    }

    pub(super) fn durable_write_begins(&mut self) {
        self.durable_writes += 1;
    }

    pub(super) fn durable_write_ends(&mut self) {
        self.durable_writes -= 1;
    }

    /// How long to wait for more than one event, and for how many.
    pub(super) fn patience(&self, now_ns: u64) -> Option<(Duration, usize)> {
        if !self.is_on || self.durable_writes > 0 {
            return None;
        }
        let is_recent = |at_ns: u64| at_ns > 0 && now_ns.saturating_sub(at_ns) < RECENT_NS;
        let recent = self.last.iter().enumerate().filter(|(_, (_, at_ns))| is_recent(*at_ns));
        let is_first =
            |n: usize, peer: u64| !self.last.iter().take(n).any(|(other, at_ns)| *other == peer && is_recent(*at_ns));
        let peers = recent.filter(|(n, (peer, _))| is_first(*n, *peer)).count();
        (peers >= PEERS).then_some((PATIENCE, peers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_small_requests_of_several_wait_for_each_other() {
        let us = |n: u64| 1_000_000_000 + n * 1000;
        let peers = |moderation: &Moderation, now_ns| moderation.patience(now_ns).map(|(_, peers)| peers);
        let mut moderation = Moderation::default();
        let all_send = |moderation: &mut Moderation, from: u64| {
            (0..5).for_each(|peer| moderation.received(peer, us(from + peer * 10)));
        };
        all_send(&mut moderation, 0);
        assert_eq!(peers(&moderation, us(50)), None, "nobody has asked for it");
        moderation.turn_on();
        assert_eq!(peers(&moderation, us(50)), Some(5));
        assert_eq!(peers(&moderation, us(1015)), None, "three are left of the last moment");
        (0..20).for_each(|n| moderation.received(n % 3, us(2000 + n)));
        assert_eq!(peers(&moderation, us(2020)), None, "three, again and again");
        all_send(&mut moderation, 4000);
        moderation.completed(LITTLE_BYTES);
        moderation.durable_write_begins();
        assert_eq!(peers(&moderation, us(4050)), None, "a write is under way");
        moderation.durable_write_ends();
        assert_eq!(peers(&moderation, us(4050)), Some(5));
        moderation.completed(LITTLE_BYTES + 1);
        assert_eq!(peers(&moderation, us(4050)), None, "much has come");
    }
}

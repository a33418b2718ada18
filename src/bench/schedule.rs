//! When records are due.
//!
//! Promises: in an open loop when the n-th record is due is settled before the first is sent, whatever happens meanwhile:
//! nothing drifts over hours, and after a stall every record that fell due in it is handed out, with the time it was meant
//! for. In a closed loop a record is due no faster than its rate, and a longer stall is forgotten. Times are nanoseconds from
//! a start that the caller sets; the same seed gives the same times.

use super::draw::Random;
use super::workload::Arrivals;

/// How late a record of a closed loop may be and still be made up for: turns of the executor and answers come in lumps.
const CLOSED_SLACK_NS: u64 = 100_000_000;
const NS_PER_S: f64 = 1e9;

/// The arrivals of one producer, or of several that take them by turns.
#[derive(Debug, Clone)]
pub struct Schedule {
    next_ns: u64,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    /// The n-th is due at `(n * of + index) * interval`: a product, for a sum would drift.
    Fixed {
        interval_ns: f64,
        index: u64,
        of: u64,
        taken: u64,
    },
    /// Whole nanoseconds are summed as such, so that hours lose nothing; `rest_ns` is below one.
    Poisson {
        mean_ns: f64,
        rest_ns: f64,
        random: Random,
    },
    Closed {
        interval_ns: f64,
        rest_ns: f64,
    },
}

impl Schedule {
    /// Share `index` of `of` equal ones of a schedule that has `records_per_s` altogether. Together the shares are that
    /// schedule: evenly spaced, or independent arrivals.
    pub fn open(records_per_s: f64, arrivals: Arrivals, index: u32, of: u32, seed: u64) -> Self {
        let of = of.max(1);
        let interval_ns = NS_PER_S / records_per_s;
        let mut schedule = match arrivals {
            Arrivals::Fixed => {
                let kind = Kind::Fixed { interval_ns, index: index.into(), of: of.into(), taken: 0 };
                Schedule { next_ns: 0, kind }
            }
            Arrivals::Poisson => {
                // Seeds that lie beside each other give random numbers that do not.
                let random = Random::new(Random::new(seed ^ (u64::from(index) << 32)).number());
                Schedule {
                    next_ns: 0,
                    kind: Kind::Poisson { mean_ns: interval_ns * f64::from(of), rest_ns: 0.0, random },
                }
            }
        };
        schedule.settle();
        schedule
    }

    /// A closed loop that hands over at most `1 / of` of `records_per_s`.
    pub fn closed(records_per_s: f64, of: u32) -> Self {
        let interval_ns = NS_PER_S / records_per_s * f64::from(of.max(1));
        Schedule { next_ns: 0, kind: Kind::Closed { interval_ns, rest_ns: 0.0 } }
    }

    /// When the next record is due.
    pub fn next_ns(&self) -> u64 {
        self.next_ns
    }

    /// The next record if it is due by `now_ns`: the time that its latency counts from.
    #[inline]
    pub fn take(&mut self, now_ns: u64) -> Option<u64> {
        if self.next_ns > now_ns {
            return None;
        }
        let from_ns = match &mut self.kind {
            Kind::Closed { rest_ns, .. } => {
                let earliest = now_ns.saturating_sub(CLOSED_SLACK_NS);
                if self.next_ns < earliest {
                    (self.next_ns, *rest_ns) = (earliest, 0.0);
                }
                now_ns
            }
            Kind::Fixed { taken, .. } => {
                *taken += 1;
                self.next_ns
            }
            Kind::Poisson { .. } => self.next_ns,
        };
        self.settle();
        Some(from_ns)
    }

    /// Works out when the next one is due.
    #[inline]
    fn settle(&mut self) {
        match &mut self.kind {
            Kind::Fixed { interval_ns, index, of, taken } => {
                let number = taken.saturating_mul(*of).saturating_add(*index);
                self.next_ns = (number as f64 * *interval_ns) as u64;
            }
            Kind::Poisson { mean_ns, rest_ns, random } => {
                step(&mut self.next_ns, rest_ns, *mean_ns * random.exponential());
            }
            Kind::Closed { interval_ns, rest_ns } => step(&mut self.next_ns, rest_ns, *interval_ns),
        }
    }
}

#[inline]
fn step(at_ns: &mut u64, rest_ns: &mut f64, by_ns: f64) {
    let by_ns = by_ns + *rest_ns;
    let whole = by_ns.floor();
    *rest_ns = by_ns - whole;
    *at_ns = at_ns.saturating_add(whole as u64);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: u64 = 1_000_000_000;

    fn take_all(schedule: &mut Schedule, now_ns: u64) -> Vec<u64> {
        std::iter::from_fn(|| schedule.take(now_ns)).collect()
    }

    #[test]
    fn fixed_arrivals_are_as_far_apart_as_the_rate_says() {
        let mut schedule = Schedule::open(4.0, Arrivals::Fixed, 0, 1, 0);
        assert_eq!(take_all(&mut schedule, SECOND), [0, SECOND / 4, SECOND / 2, SECOND / 4 * 3, SECOND]);
        assert_eq!(schedule.next_ns(), SECOND / 4 * 5);
        assert_eq!(schedule.take(SECOND), None);
    }

    #[test]
    fn nothing_drifts_in_a_day() {
        // A third of a nanosecond is lost by each step that adds up whole ones.
        let mut schedule = Schedule::open(300_000.0, Arrivals::Fixed, 0, 1, 0);
        let Kind::Fixed { taken, .. } = &mut schedule.kind else { panic!() };
        *taken = 300_000 * 86_400 - 1;
        schedule.take(u64::MAX);
        assert_eq!(schedule.next_ns(), 86_400 * SECOND);
    }

    #[test]
    fn a_stall_forgets_no_arrival() {
        for arrivals in [Arrivals::Fixed, Arrivals::Poisson] {
            let mut steady = Schedule::open(1000.0, arrivals, 0, 1, 9);
            let mut stalled = steady.clone();
            let bit_by_bit: Vec<u64> = (0..5000).flat_map(|ms| take_all(&mut steady, ms * SECOND / 1000)).collect();
            let mut at_once = take_all(&mut stalled, SECOND);
            at_once.extend(take_all(&mut stalled, 4999 * SECOND / 1000));
            assert_eq!(bit_by_bit, at_once);
            assert!(at_once.is_sorted() && at_once.iter().all(|due| *due < 5 * SECOND));
        }
    }

    #[test]
    fn shares_of_a_schedule_are_that_schedule() {
        let mut whole = Schedule::open(1000.0, Arrivals::Fixed, 0, 1, 0);
        let shares =
            (0..7).flat_map(|index| take_all(&mut Schedule::open(1000.0, Arrivals::Fixed, index, 7, 0), SECOND));
        let mut shares: Vec<u64> = shares.collect();
        shares.sort_unstable();
        assert_eq!(shares, take_all(&mut whole, SECOND));
    }

    #[test]
    fn poisson_arrivals_are_independent_and_as_many_as_asked_for() {
        let shares =
            (0..4).map(|index| take_all(&mut Schedule::open(1000.0, Arrivals::Poisson, index, 4, 3), 100 * SECOND));
        let shares: Vec<Vec<u64>> = shares.collect();
        assert!(shares.windows(2).all(|pair| pair[0][..10] != pair[1][..10]));
        let mut all: Vec<u64> = shares.concat();
        all.sort_unstable();
        assert!((all.len() as f64 / 100_000.0 - 1.0).abs() < 0.02, "{}", all.len());
        // In a Poisson process the counts of intervals vary as much as they are large.
        let mut counts = [0.0; 1000];
        for due in &all {
            counts[(due / (SECOND / 10)).min(999) as usize] += 1.0;
        }
        let mean = counts.iter().sum::<f64>() / 1000.0;
        let variance = counts.iter().map(|count| (count - mean) * (count - mean)).sum::<f64>() / 1000.0;
        assert!((0.8..1.2).contains(&(variance / mean)), "{variance} {mean}");
    }

    #[test]
    fn a_closed_loop_counts_from_handing_over_and_forgets_a_stall() {
        let mut schedule = Schedule::closed(2000.0, 2);
        let handed: Vec<u64> = (0..1000).flat_map(|ms| take_all(&mut schedule, ms * SECOND / 1000)).collect();
        assert_eq!(handed.len(), 1000);
        let after = take_all(&mut schedule, 3 * SECOND);
        assert_eq!(after.len(), 101, "what fell due in the last 100 ms");
        assert!(after.iter().all(|from| *from == 3 * SECOND));
    }

    proptest! {
        #[test]
        fn no_rate_is_a_panic(rate in prop_oneof![Just(1e-6), Just(1e9), 1e-3..1e7f64], index: u32, of: u32, seed: u64, poisson: bool) {
            let arrivals = if poisson { Arrivals::Poisson } else { Arrivals::Fixed };
            let mut schedule = Schedule::open(rate, arrivals, index, of, seed);
            let mut closed = Schedule::closed(rate, of);
            let mut last = 0;
            for _ in 0..100 {
                let from = schedule.take(u64::MAX);
                prop_assert!(from >= Some(last) && closed.take(u64::MAX) == Some(u64::MAX));
                last = from.unwrap_or(0);
            }
        }
    }
}

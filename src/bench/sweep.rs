//! The search for the highest rate at which a latency bound holds.
//!
//! Promises: doubles (or halves) until the answer lies between two rates, then bisects until they are as near as asked for.
//! A trial that is neither clearly good nor clearly bad is repeated, and the best of three decides. The number of trials is
//! bounded. Who runs the trials is the caller: [`Sweep::next`] says the rate, [`Sweep::report`] takes what came of it.

use serde::{Deserialize, Serialize};

/// How far apart the last two rates may be.
const PRECISION: f64 = 0.05;
/// Less than this part of the records that were due, and the broker has not kept up.
const KEPT_UP: f64 = 0.97;
/// Within this factor of the limit a single trial may be chance.
const NOISE: f64 = 1.5;
const LOWEST_PER_S: f64 = 1.0;
const HIGHEST_PER_S: f64 = 1e9;
const MAX_TRIALS: usize = 100;

/// One run at one rate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// What was asked for.
    pub records_per_s: f64,
    /// What was acknowledged, or arrived, in the time that was measured.
    pub reached_per_s: f64,
    /// At the percentile of the bound.
    pub latency_us: u64,
    /// Records that were refused or whose fate is unknown.
    pub failed: u64,
}

impl Trial {
    fn has_kept_up(&self) -> bool {
        self.reached_per_s >= self.records_per_s * KEPT_UP && self.failed == 0
    }

    /// Whether the bound held in this trial; repeated ones may differ.
    pub fn holds(&self, limit_us: u64) -> bool {
        self.has_kept_up() && self.latency_us <= limit_us
    }
}

/// What a search found. It stands in the outcome of the trial that is its answer; where there is none, in that of the last one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Search {
    /// Of the run that was asked for; each trial has a name of its own.
    pub name: String,
    /// As on the command line.
    pub bound: String,
    pub limit_us: u64,
    /// The highest rate at which the bound held; `None` if it held at none.
    pub highest_per_s: Option<f64>,
    /// Not where the search was stopped or a trial could not be run: a higher rate may do.
    pub is_whole: bool,
    pub trials: Vec<Trial>,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    Run {
        records_per_s: f64,
    },
    /// The highest rate at which the bound held; `None` if it held at none.
    Done {
        records_per_s: Option<f64>,
    },
}

#[derive(Debug, Clone)]
pub struct Sweep {
    limit_us: u64,
    /// The next rate, and how its trials went so far.
    rate: f64,
    good: u32,
    bad: u32,
    highest_good: Option<f64>,
    lowest_bad: Option<f64>,
    trials: Vec<Trial>,
    is_done: bool,
}

impl Sweep {
    pub fn new(limit_us: u64, first_per_s: f64) -> Self {
        Sweep {
            limit_us,
            rate: first_per_s.clamp(LOWEST_PER_S, HIGHEST_PER_S),
            good: 0,
            bad: 0,
            highest_good: None,
            lowest_bad: None,
            trials: Vec::new(),
            is_done: false,
        }
    }

    pub fn next(&self) -> Step {
        if self.is_done {
            Step::Done { records_per_s: self.highest_good }
        } else {
            Step::Run { records_per_s: self.rate }
        }
    }

    /// All that were reported, in their order.
    pub fn trials(&self) -> &[Trial] {
        &self.trials
    }

    /// What was found so far.
    pub fn found(&self, name: &str, bound: &str) -> Search {
        Search {
            name: name.to_owned(),
            bound: bound.to_owned(),
            limit_us: self.limit_us,
            highest_per_s: self.highest_good,
            is_whole: self.is_done,
            trials: self.trials.clone(),
        }
    }

    /// What came of the run that [`Sweep::next`] asked for.
    pub fn report(&mut self, trial: Trial) {
        if self.is_done {
            return;
        }
        self.trials.push(trial);
        let latency = trial.latency_us as f64 / self.limit_us.max(1) as f64;
        // Two agreeing trials decide, a clear one by itself.
        let (is_good, is_clear) = if trial.holds(self.limit_us) {
            (true, latency <= 1.0 / NOISE)
        } else {
            (false, latency > NOISE || trial.reached_per_s < trial.records_per_s * KEPT_UP * KEPT_UP)
        };
        let votes = if is_good { &mut self.good } else { &mut self.bad };
        *votes += if is_clear { 2 } else { 1 };
        if self.good >= 2 || self.bad >= 2 {
            self.settle(self.good > self.bad);
        }
        self.is_done |= self.trials.len() >= MAX_TRIALS;
    }

    /// The bound holds at the present rate, or does not: goes on to the next.
    fn settle(&mut self, is_good: bool) {
        (self.good, self.bad) = (0, 0);
        if is_good {
            self.highest_good = Some(self.rate);
        } else {
            self.lowest_bad = Some(self.rate);
        }
        self.rate = match (self.highest_good, self.lowest_bad) {
            (Some(good), Some(bad)) => {
                self.is_done = bad <= good * (1.0 + PRECISION);
                (good * bad).sqrt()
            }
            (Some(good), None) => {
                self.is_done = good >= HIGHEST_PER_S;
                (good * 2.0).min(HIGHEST_PER_S)
            }
            (None, _) => {
                self.is_done = self.rate <= LOWEST_PER_S;
                (self.rate / 2.0).max(LOWEST_PER_S)
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::bench::draw::Random;

    /// A broker whose latency grows as its queue does, and that falls behind beyond `capacity`.
    fn broker(capacity: f64, rate: f64, noise: f64) -> Trial {
        let load = (rate / capacity).min(0.999);
        let latency_us = (200.0 / (1.0 - load) * noise) as u64;
        Trial { records_per_s: rate, reached_per_s: rate.min(capacity), latency_us, failed: 0 }
    }

    fn search(sweep: &mut Sweep, mut run: impl FnMut(f64) -> Trial) -> Option<f64> {
        loop {
            match sweep.next() {
                Step::Run { records_per_s } => sweep.report(run(records_per_s)),
                Step::Done { records_per_s } => return records_per_s,
            }
        }
    }

    #[test]
    fn the_rate_is_found_from_below_and_from_above() {
        for first in [10.0, 1e6, 99_000.0, 1e12] {
            let mut sweep = Sweep::new(2000, first);
            // At nine tenths of the capacity the latency is ten times that of an idle broker.
            let found = search(&mut sweep, |rate| broker(100_000.0, rate, 1.0)).unwrap();
            assert!((90_000.0 / (1.0 + PRECISION)..=90_000.0).contains(&found), "{first}: {found}");
            assert!(sweep.trials().len() < 45, "{}", sweep.trials().len());
        }
    }

    #[test]
    fn one_outlier_does_not_decide() {
        let mut sweep = Sweep::new(1000, 1000.0);
        let rate = |sweep: &Sweep| match sweep.next() {
            Step::Run { records_per_s } => records_per_s,
            Step::Done { .. } => panic!(),
        };
        let trial = |latency_us| Trial { records_per_s: 1000.0, reached_per_s: 1000.0, latency_us, failed: 0 };
        for (latency_us, next) in [(1100, 1000.0), (900, 1000.0), (950, 2000.0)] {
            sweep.report(trial(latency_us));
            assert_eq!(rate(&sweep), next);
        }
    }

    #[test]
    fn noise_moves_the_answer_little() {
        for seed in 0..20 {
            let mut random = Random::new(seed);
            let mut sweep = Sweep::new(2000, 1000.0);
            let found = search(&mut sweep, |rate| broker(100_000.0, rate, 0.9 + 0.2 * random.part())).unwrap();
            assert!((80_000.0..95_000.0).contains(&found), "{seed}: {found}");
        }
    }

    #[test]
    fn a_bound_that_never_holds_has_no_rate() {
        let mut sweep = Sweep::new(100, 1000.0);
        assert_eq!(search(&mut sweep, |rate| broker(100_000.0, rate, 1.0)), None);
    }

    #[test]
    fn failures_and_falling_behind_break_the_bound() {
        let behind =
            |rate: f64| Trial { records_per_s: rate, reached_per_s: rate.min(5000.0), latency_us: 1, failed: 0 };
        let found = search(&mut Sweep::new(1000, 100.0), behind).unwrap();
        assert!((4700.0..5200.0).contains(&found), "{found}");
        let failing = |rate: f64| Trial {
            records_per_s: rate,
            reached_per_s: rate,
            latency_us: 1,
            failed: u64::from(rate > 5000.0),
        };
        let found = search(&mut Sweep::new(1000, 100.0), failing).unwrap();
        assert!((4700.0..=5000.0).contains(&found), "{found}");
    }

    proptest! {
        #[test]
        fn every_search_ends(trials in prop::collection::vec((0u64..5000, 0.0..1e9f64, 0u64..2), 1..50), first in 0.0..1e10f64) {
            let mut sweep = Sweep::new(1000, first);
            let mut at = trials.iter().cycle();
            let mut runs = 0;
            while let Step::Run { records_per_s } = sweep.next() {
                let (latency_us, reached_per_s, failed) = *at.next().unwrap();
                sweep.report(Trial { records_per_s, reached_per_s, latency_us, failed });
                runs += 1;
                prop_assert!(runs <= MAX_TRIALS);
            }
        }
    }
}

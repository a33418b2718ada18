//! One load from several hosts: `bench agent` runs a share of a workload, `bench ... --agents` hands the shares out.
//!
//! Promises: all hosts begin at the same time, once every one of them is prepared; what they measured and saw is put together before
//! it is judged. An agent that is lost keeps what it has told until then, and the others go on.
//! Latencies from one host to another are as good as their clocks agreed at the beginning.
//! There is no authentication: whoever reaches an agent can have it put load on any broker that it reaches.

mod gather;
mod lead;
mod serve;
mod share;
mod wire;

pub use gather::Gathered;
pub use lead::lead;
pub use serve::serve;
pub use share::{Part, Share};

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::measure::{Interval, Operation};
use crate::rt::sync::{Event, Notify};
use crate::rt::time::{self, Instant};

/// A peer that says nothing for so long is lost; each says something every [`ALIVE`].
const SILENCE: Duration = Duration::from_secs(10);
const ALIVE: Duration = Duration::from_secs(1);
/// From the order to begin until they do: more than any two connections differ by.
const LEAD_TIME: Duration = Duration::from_millis(500);

/// What a second brought.
pub type Rows = BTreeMap<Operation, Interval>;

/// What is said to an agent. The first is `Prepare`.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum Order {
    Prepare {
        version: String,
        share: Box<Share>,
    },
    /// All hosts have come as far as this one.
    Go {
        in_ms: u64,
    },
    Stop,
    Alive,
}

/// What an agent says. The last is `Done` or `Refused`.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum Told {
    Alive,
    /// It has come to where it goes on with the others only.
    Here,
    /// What one second brought; see `progress::Second` for `at_s`.
    Second {
        at_s: i64,
        rows: Rows,
    },
    Done(Box<Part>),
    Refused(String),
}

/// What a run and whoever leads it tell each other. Clones are the same; all of one thread.
#[derive(Clone, Default)]
pub struct Cues {
    state: Rc<State>,
}

#[derive(Default)]
struct State {
    told: RefCell<VecDeque<Told>>,
    news: Notify,
    /// When to go on, each time all hosts have come so far.
    go: RefCell<VecDeque<Instant>>,
    went: Notify,
    stop: Event,
}

impl Cues {
    /// Waits until all hosts have come so far, and returns when to go on; `None` once the run is stopped. Every host of a run calls
    /// this equally often; the first time when everything is prepared.
    pub async fn together(&self) -> Option<Instant> {
        self.tell(Told::Here);
        loop {
            if self.is_stopped() {
                return None;
            }
            if let Some(at) = self.state.go.borrow_mut().pop_front() {
                return Some(at);
            }
            futures_lite::future::or(self.state.went.notified(), self.stopped()).await;
        }
    }

    /// What one second brought, the warm-up's too; see `progress::Second` for `at_s`.
    pub fn second(&self, at_s: i64, rows: Rows) {
        self.tell(Told::Second { at_s, rows });
    }

    /// Returns once the run is to end early: what was measured until then is wanted.
    pub async fn stopped(&self) {
        self.state.stop.wait().await;
    }

    pub fn is_stopped(&self) -> bool {
        self.state.stop.is_set()
    }

    fn tell(&self, told: Told) {
        self.state.told.borrow_mut().push_back(told);
        self.state.news.notify_one();
    }

    fn next_told(&self) -> Option<Told> {
        self.state.told.borrow_mut().pop_front()
    }

    fn go(&self, after: Duration) {
        self.state.go.borrow_mut().push_back(time::now() + after);
        self.state.went.notify_one();
    }

    fn stop(&self) {
        self.state.stop.set();
    }
}

#[cfg(test)]
mod tests;

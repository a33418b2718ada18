//! One load from several hosts: `bench agent` runs a share of a workload, `bench ... --agents` hands the shares out.
//!
//! Promises: all hosts begin at the same time, once every one of them is prepared; what they measured and saw is put together before
//! it is judged. An agent that is lost keeps what it has told until then, and the others go on. A host that measures nothing is named.
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

use std::cell::{Cell, RefCell};
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
    Prepare { version: String, share: Box<Share> },
    Begin { in_ms: u64 },
    Stop,
    Alive,
}

/// What an agent says. The last is `Done` or `Refused`.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum Told {
    Alive,
    Ready,
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
    begin: Event,
    begin_at: Cell<Option<Instant>>,
    stop: Event,
}

impl Cues {
    /// Everything is prepared: waits until all hosts are, and returns when to begin; `None` if it was stopped before.
    pub async fn ready(&self) -> Option<Instant> {
        self.tell(Told::Ready);
        futures_lite::future::or(self.state.begin.wait(), self.state.stop.wait()).await;
        if self.is_stopped() { None } else { self.state.begin_at.get() }
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

    fn begin(&self, after: Duration) {
        self.state.begin_at.set(Some(time::now() + after));
        self.state.begin.set();
    }

    fn stop(&self) {
        self.state.stop.set();
    }
}

#[cfg(test)]
mod tests;

//! Runs that go on beside each other, and begin at one time.
//!
//! Promises: whoever has a seat and is prepared is told the same time as the others, once all of them are prepared or have left. A seat
//! that is dropped has left: a run that cannot be prepared keeps nobody waiting.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use crate::rt::sync::Event;
use crate::rt::time::{self, Instant};

/// One of several runs that begin together.
pub struct Seat {
    table: Rc<Table>,
    is_prepared: Cell<bool>,
}

struct Table {
    /// Who is not prepared yet.
    missing: Cell<usize>,
    at: Cell<Option<Instant>>,
    complete: Event,
}

/// As many seats as there are runs.
pub fn seats(runs: usize) -> Vec<Rc<Seat>> {
    let table = Rc::new(Table { missing: Cell::new(runs), at: Cell::new(None), complete: Event::new() });
    (0..runs).map(|_| Rc::new(Seat { table: table.clone(), is_prepared: Cell::new(false) })).collect()
}

impl Seat {
    /// Waits for the others. When to begin: `lead` after the last of them was prepared.
    pub async fn together(&self, lead: Duration) -> Instant {
        self.prepared();
        self.table.complete.wait().await;
        let at = self.table.at.get().unwrap_or_else(|| time::now() + lead);
        self.table.at.set(Some(at));
        at
    }

    fn prepared(&self) {
        if !self.is_prepared.replace(true) {
            self.table.missing.set(self.table.missing.get().saturating_sub(1));
            if self.table.missing.get() == 0 {
                self.table.complete.set();
            }
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.prepared();
    }
}

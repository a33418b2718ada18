//! What goes wrong on a node's disk, and how slow it is. Set through [`DiskControl`](super::DiskControl).
//!
//! Operations that change something (writes, syncs, creates, renames, removals, size changes) are counted from 1 over the
//! life of the simulation; faults "at the n-th" speak of that count, so that a test can crash a run at each of them in turn.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::world::World;

/// When, relative to an operation, the power goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CrashPoint {
    /// Nothing of it has happened.
    Before,
    /// It is under way: a write may be torn.
    During,
    /// It has happened, and nobody was told.
    After,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Read,
    Write,
    Sync,
    Metadata,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fate {
    Normal,
    Fail(i32),
    Crash(CrashPoint),
}

pub(crate) struct Faults {
    pub(crate) changes: Cell<u64>,
    pub(crate) crash_at: Cell<Option<(u64, Option<CrashPoint>)>>,
    pub(crate) fail_at: RefCell<BTreeMap<u64, i32>>,
    pub(crate) read_errors_per_million: Cell<u32>,
    pub(crate) write_errors_per_million: Cell<u32>,
    pub(crate) sync_errors_per_million: Cell<u32>,
    pub(crate) slowdown: Cell<u64>,
    pub(crate) refuses_direct: Cell<bool>,
    pub(crate) narrow_dsync: Cell<bool>,
    pub(crate) broken: RefCell<Vec<PathBuf>>,
}

impl Default for Faults {
    fn default() -> Faults {
        Faults {
            changes: Cell::new(0),
            crash_at: Cell::new(None),
            fail_at: RefCell::default(),
            read_errors_per_million: Cell::new(0),
            write_errors_per_million: Cell::new(0),
            sync_errors_per_million: Cell::new(0),
            slowdown: Cell::new(1),
            refuses_direct: Cell::new(false),
            narrow_dsync: Cell::new(false),
            broken: RefCell::default(),
        }
    }
}

impl Faults {
    /// Counts an operation and decides what becomes of it.
    pub(crate) fn decide(&self, kind: Kind, path: &Path, world: &World) -> Fate {
        if self.broken.borrow().iter().any(|broken| path.starts_with(broken)) {
            return Fate::Fail(libc::EIO);
        }
        let error_rate = match kind {
            Kind::Read => self.read_errors_per_million.get(),
            Kind::Write | Kind::Metadata => self.write_errors_per_million.get(),
            Kind::Sync => self.sync_errors_per_million.get(),
        };
        if kind != Kind::Read {
            let count = self.changes.get() + 1;
            self.changes.set(count);
            if let Some((at, point)) = self.crash_at.get()
                && at == count
            {
                self.crash_at.set(None);
                let any = [CrashPoint::Before, CrashPoint::During, CrashPoint::After];
                return Fate::Crash(point.unwrap_or_else(|| any[world.below(3) as usize]));
            }
            if let Some(code) = self.fail_at.borrow_mut().remove(&count) {
                return Fate::Fail(code);
            }
        }
        if world.chance(error_rate) { Fate::Fail(libc::EIO) } else { Fate::Normal }
    }

    /// How long an operation takes: mostly short, sometimes twenty times as long, so that completions overtake each other.
    pub(crate) fn latency_ns(&self, kind: Kind, world: &World) -> u64 {
        let usual_ns = match kind {
            Kind::Read => 100_000,
            Kind::Write => 60_000,
            Kind::Sync => 300_000,
            Kind::Metadata => 80_000,
        };
        let latency_ns = usual_ns / 4 + world.below(usual_ns);
        let factor = if world.below(50) == 0 { 20 } else { 1 };
        latency_ns.saturating_mul(factor).saturating_mul(self.slowdown.get())
    }
}

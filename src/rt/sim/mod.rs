//! The simulated world: nodes with disks and a network on one OS thread, every choice drawn from one seed. For tests only.
//!
//! A test states what must hold for any seed and runs many: [`check_seeds`]. A failing one prints `SIM_SEED=n`, which makes the
//! same test run exactly that seed again; `SIM_SEEDS=count` runs so many, from `SIM_SEED` on; `SIM_TRACE=1` prints every event.
//! The program under test must not iterate over a `HashMap` with std's random state, read a clock, or use threads
//! of its own: [`Sim::trace_hash`] over two runs of one seed shows whether it did.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::net::Ipv4Addr;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

mod disk;
mod faults;
pub(crate) mod fs;
pub(crate) mod net;
pub(crate) mod rng;
mod wire;
mod world;

#[cfg(test)]
mod net_tests;
#[cfg(test)]
mod tests;

pub use faults::CrashPoint;
pub(crate) use world::Sleep;
pub use world::Thread;

use world::{NodeState, World};

/// A simulation. Dropping it ends everything in it.
pub struct Sim {
    world: Rc<World>,
}

/// The node crashed before the work given to it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the node crashed")]
pub struct Crashed;

impl Sim {
    /// A world without nodes, at time zero.
    pub fn new(seed: u64) -> Sim {
        Sim { world: World::new(seed) }
    }

    pub fn seed(&self) -> u64 {
        self.world.seed
    }

    /// The node of that number, up, with an empty disk when it is named for the first time.
    pub fn node(&self, id: u16) -> Node {
        let mut nodes = self.world.nodes.borrow_mut();
        let state = nodes.entry(id).or_insert_with(|| {
            Rc::new(NodeState {
                id,
                disk: disk::Disk::new(),
                clock_skew_ms: Cell::new(0),
                life: Cell::new(0),
                up: Cell::new(true),
                powered: Cell::new(true),
            })
        });
        Node { world: self.world.clone(), state: state.clone() }
    }

    /// Goes on until `goal` holds. Panics if that takes more than `limit` of virtual time or nothing can happen any more.
    #[allow(clippy::panic)] // This is how a simulated test fails.
    pub fn run_until(&self, limit: Duration, goal: impl FnMut() -> bool) {
        let until_ns = self.world.now_ns().saturating_add(nanoseconds(limit));
        if !self.world.run(until_ns, goal) {
            panic!("the goal was not met within {limit:?}.\n{}", self.world.describe());
        }
    }

    /// Goes on for a span of virtual time.
    pub fn run_for(&self, span: Duration) {
        self.world.run_until_ns(self.world.now_ns().saturating_add(nanoseconds(span)));
    }

    /// The network between the nodes.
    pub fn net(&self) -> NetControl<'_> {
        NetControl { world: &self.world }
    }

    /// A number from the seed, for the test's own choices.
    pub fn random(&self) -> u64 {
        self.world.random()
    }

    /// A number below `n` from the seed.
    pub fn below(&self, n: u64) -> u64 {
        self.world.below(n)
    }

    /// The hash over everything that has happened so far.
    pub fn trace_hash(&self) -> u64 {
        self.world.hash()
    }

    /// Virtual time since the world's start.
    pub fn elapsed(&self) -> Duration {
        self.world.elapsed()
    }

    /// Fails the test when the tasks have been polled this often.
    pub fn set_poll_limit(&self, polls: u64) {
        self.world.set_poll_limit(polls);
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        self.world.end_all();
    }
}

/// A simulated machine. Clones are the same machine.
#[derive(Clone)]
pub struct Node {
    world: Rc<World>,
    state: Rc<NodeState>,
}

impl Node {
    pub fn id(&self) -> u16 {
        self.state.id
    }

    /// Its address in the network; 127.0.0.1 works within the node too.
    pub fn ip(&self) -> Ipv4Addr {
        net::ip(self.state.id)
    }

    /// Starts a thread that runs the future of `init`; powers the node on if it is down.
    #[track_caller]
    pub fn run<Fut: Future<Output = ()> + 'static>(&self, init: impl FnOnce() -> Fut + 'static) {
        self.world.power_on(&self.state);
        self.world.start_thread(&self.state, "main", Box::pin(async move { init().await }));
    }

    /// Runs `work` on a thread of this node and the world with it until it is done; an error if the node crashes before.
    /// Powers the node on if it is down. Panics after `limit` of virtual time.
    #[track_caller]
    pub fn block_on<T: 'static>(&self, limit: Duration, work: impl Future<Output = T> + 'static) -> Result<T, Crashed> {
        self.world.power_on(&self.state);
        let result = Rc::new(RefCell::new(None));
        let slot = result.clone();
        let main = async move {
            let output = work.await;
            slot.replace(Some(output));
        };
        let thread = self.world.start_thread(&self.state, "main", Box::pin(main));
        let until_ns = self.world.now_ns().saturating_add(nanoseconds(limit));
        if !self.world.run(until_ns, || !self.world.thread_runs(thread)) {
            self.overdue(limit);
        }
        let output = result.take();
        output.ok_or(Crashed)
    }

    #[allow(clippy::panic)] // This is how a simulated test fails.
    fn overdue(&self, limit: Duration) -> ! {
        panic!("node {} was not done within {limit:?}.\n{}", self.state.id, self.world.describe())
    }

    /// Power fails: all tasks are dropped, and the seed decides what of the unsynced disk state survives.
    pub fn crash(&self) {
        self.world.power_off(&self.state);
    }

    /// The process dies as by `kill -9`: all tasks are dropped, the disk keeps what was written.
    pub fn kill(&self) {
        self.world.kill(&self.state);
    }

    /// Crashes the node if it is up, and starts it again with the future of `init`.
    #[track_caller]
    pub fn restart<Fut: Future<Output = ()> + 'static>(&self, init: impl FnOnce() -> Fut + 'static) {
        if self.is_up() {
            self.crash();
        }
        self.run(init);
    }

    /// Whether it has power.
    pub fn is_up(&self) -> bool {
        self.state.up.get()
    }

    /// Sets its wall clock off by so much.
    pub fn set_clock_skew_ms(&self, skew_ms: i64) {
        self.state.clock_skew_ms.set(skew_ms);
    }

    /// Its disk, to make it fail and to look at it.
    pub fn disk(&self) -> DiskControl<'_> {
        DiskControl { state: &self.state }
    }
}

/// Faults of a node's disk, and a look at it past the running program. Rates are per million operations.
pub struct DiskControl<'a> {
    state: &'a Rc<NodeState>,
}

impl DiskControl<'_> {
    /// How many operations that change something there have been.
    pub fn changes(&self) -> u64 {
        self.state.disk.faults.changes.get()
    }

    /// The node loses power at the `n`-th change from now (1 is the next), before, during or after it as the seed says.
    pub fn crash_at_change(&self, n: u64) {
        self.state.disk.faults.crash_at.set(Some((self.changes() + n, None)));
    }

    /// The node loses power at the `n`-th change from now, at that point of it.
    pub fn crash_at_change_exactly(&self, n: u64, point: CrashPoint) {
        self.state.disk.faults.crash_at.set(Some((self.changes() + n, Some(point))));
    }

    /// Takes back a planned crash.
    pub fn cancel_crash(&self) {
        self.state.disk.faults.crash_at.set(None);
    }

    /// The `n`-th change from now fails with this errno (`libc::EIO`, `libc::ENOSPC`). A failed sync loses some of what it covered.
    pub fn fail_change(&self, n: u64, errno: i32) {
        self.state.disk.faults.fail_at.borrow_mut().insert(self.changes() + n, errno);
    }

    pub fn set_read_error_rate(&self, per_million: u32) {
        self.state.disk.faults.read_errors_per_million.set(per_million);
    }

    /// Of writes and of changes to directories.
    pub fn set_write_error_rate(&self, per_million: u32) {
        self.state.disk.faults.write_errors_per_million.set(per_million);
    }

    pub fn set_sync_error_rate(&self, per_million: u32) {
        self.state.disk.faults.sync_errors_per_million.set(per_million);
    }

    /// Every operation on this directory, and on what is opened in it, fails with EIO from now on: a disk of its own that dies.
    pub fn break_dir(&self, path: impl AsRef<Path>) {
        self.state.disk.faults.broken.borrow_mut().push(path.as_ref().to_owned());
    }

    /// All that was broken works again, with what it had.
    pub fn repair_dirs(&self) {
        self.state.disk.faults.broken.borrow_mut().clear();
    }

    /// All operations take this many times as long.
    pub fn set_slowdown(&self, factor: u64) {
        self.state.disk.faults.slowdown.set(factor.max(1));
    }

    /// The sum of file lengths at which writes fail with ENOSPC.
    pub fn set_capacity_bytes(&self, bytes: u64) {
        self.state.disk.space.capacity_bytes.set(bytes);
    }

    /// Files opened direct from now on are buffered, as on tmpfs.
    pub fn refuse_direct(&self, refuse: bool) {
        self.state.disk.faults.refuses_direct.set(refuse);
    }

    /// `Durability::Data` makes durable that write alone, not earlier ones of the file: what Linux does where a direct
    /// RWF_DSYNC overwrite goes out as one FUA write.
    pub fn set_narrow_dsync(&self, narrow: bool) {
        self.state.disk.faults.narrow_dsync.set(narrow);
    }

    /// The most bytes that reads into chunks asked for at once since this was last asked.
    pub fn take_most_reading_bytes(&self) -> usize {
        let disk = &self.state.disk;
        disk.most_reading_bytes.replace(disk.reading_bytes.get())
    }

    /// The bytes of the longest write since this was last asked.
    pub fn take_longest_write_bytes(&self) -> usize {
        self.state.disk.longest_write_bytes.take()
    }

    /// What programs see in a file now; `None` if it is not there.
    pub fn content(&self, path: impl AsRef<Path>) -> Option<Vec<u8>> {
        self.state.disk.file(path.as_ref()).ok().map(|file| file.read(0, usize::MAX))
    }

    /// What of a file would be left if everything unsynced were lost; speaks of its content, not of its name.
    pub fn durable_content(&self, path: impl AsRef<Path>) -> Option<Vec<u8>> {
        self.state.disk.file(path.as_ref()).ok().map(|file| file.durable_content())
    }

    /// Changes a file behind the program's back, durably: a flipped bit, a cut tail. False if it is not there.
    pub fn edit(&self, path: impl AsRef<Path>, change: impl FnOnce(&mut Vec<u8>)) -> bool {
        let Ok(file) = self.state.disk.file(path.as_ref()) else { return false };
        let mut content = file.read(0, usize::MAX);
        change(&mut content);
        file.set_content(content);
        true
    }
}

/// The network between nodes: partitions, delays, losses. Within a node it always works. Rates are per million segments.
pub struct NetControl<'a> {
    world: &'a Rc<World>,
}

impl NetControl<'_> {
    /// Nothing passes between any of `some` and any of `others`, either way. Connections stay and wait.
    pub fn partition(&self, some: &[u16], others: &[u16]) {
        for (from, to) in pairs(some, others) {
            self.world.net.block(from, to);
            self.world.net.block(to, from);
        }
    }

    /// Nothing passes from one node to the other; the way back is open.
    pub fn block_one_way(&self, from: u16, to: u16) {
        self.world.net.block(from, to);
    }

    /// Ends the partition between these; what had waited arrives.
    pub fn heal(&self, some: &[u16], others: &[u16]) {
        for (from, to) in pairs(some, others) {
            self.world.net.heal(self.world, from, to);
            self.world.net.heal(self.world, to, from);
        }
    }

    /// Ends all partitions.
    pub fn heal_all(&self) {
        self.world.net.heal_all(self.world);
    }

    /// The usual time of a segment from node to node; one in a hundred takes ten times as long.
    pub fn set_latency(&self, least: Duration, most: Duration) {
        self.world.net.latency_ns.set((nanoseconds(least), nanoseconds(most)));
    }

    /// Segments lost and repeated: they and what follows take up to three seconds longer.
    pub fn set_stall_rate(&self, per_million: u32) {
        self.world.net.stalls_per_million.set(per_million);
    }

    /// Segments between nodes whose loss resets their connection.
    pub fn set_reset_rate(&self, per_million: u32) {
        self.world.net.resets_per_million.set(per_million);
    }

    /// Connections whose peer does not hear of a node's crash until it sends to the restarted node. Otherwise it is reset.
    pub fn set_silent_crash_rate(&self, per_million: u32) {
        self.world.net.silent_crashes_per_million.set(per_million);
    }

    /// Open connections in the whole world.
    pub fn connections(&self) -> usize {
        self.world.net.connections()
    }
}

fn pairs(some: &[u16], others: &[u16]) -> Vec<(u16, u16)> {
    some.iter().flat_map(|a| others.iter().map(|b| (*a, *b))).collect()
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// Runs `test` with `seeds` different seeds, or with those that the environment asks for (see the module).
/// `name` is what `cargo test` must be given to run this test again.
pub fn check_seeds(name: &str, seeds: u64, test: impl Fn(&Sim)) {
    let number = |variable: &str| std::env::var(variable).ok().and_then(|value| value.parse::<u64>().ok());
    let (first, default_count) = number("SIM_SEED").map_or((0, seeds), |seed| (seed, 1));
    let count = number("SIM_SEEDS").unwrap_or(default_count);
    for seed in first..first.saturating_add(count) {
        let sim = Sim::new(seed);
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| test(&sim)));
        if let Err(panic) = result {
            eprintln!(
                "failed with SIM_SEED={seed} after {:?}; again: SIM_SEED={seed} cargo test {name}",
                sim.elapsed()
            );
            drop(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(sim))));
            std::panic::resume_unwind(panic);
        }
    }
}

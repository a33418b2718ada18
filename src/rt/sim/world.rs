//! The simulated world's executor: one OS thread runs the tasks of all nodes and threads, in an order that the seed chooses.
//!
//! Virtual time stands still while anything can run and then jumps to the next event. Every choice is drawn from one
//! generator, and every event is folded into one running hash: equal seeds and equal programs give equal hashes.
//! A world that can go no further before its goal is met panics and says what waits where.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use super::disk::Disk;
use super::rng::{self, Rng};
use super::wire::Net;
use crate::rt::task::{LocalFuture, Share};
use crate::rt::{Backend, enter};

/// The clock starts here, so that subtracting from an early instant does not leave the clock's range.
const CLOCK_START_NS: u64 = 3_600_000_000_000;
/// The wall clock's reading at `CLOCK_START_NS`: 14 November 2023.
const WALL_START_MS: i64 = 1_700_000_000_000;
/// Polls within one instant before the world counts as spinning.
const POLLS_PER_INSTANT: u64 = 2_000_000;

pub(crate) struct World {
    pub(crate) seed: u64,
    rng: RefCell<Rng>,
    clock_ns: Cell<u64>,
    hash: Cell<u64>,
    polls: Cell<u64>,
    polls_this_instant: Cell<u64>,
    poll_limit: Cell<u64>,
    sequence: Cell<u64>,
    print_trace: bool,
    events: RefCell<BTreeMap<EventKey, Event>>,
    woken: Arc<Woken>,
    ready: RefCell<Vec<(u64, u64)>>,
    tasks: RefCell<BTreeMap<u64, TaskSlot>>,
    threads: RefCell<BTreeMap<u64, Rc<Thread>>>,
    pub(crate) nodes: RefCell<BTreeMap<u16, Rc<NodeState>>>,
    pub(crate) net: Net,
    /// Nodes that lose power as soon as the running task has returned.
    crashes: RefCell<Vec<Rc<NodeState>>>,
}

/// When, then a random number so that the order within an instant is the seed's, then a number that makes it unique.
pub(crate) type EventKey = (u64, u64, u64);

enum Event {
    Wake(Waker),
    Call(Box<dyn FnOnce()>),
}

struct TaskSlot {
    /// `None` while it is being polled.
    future: Option<LocalFuture>,
    waker: Arc<TaskWaker>,
    thread: u64,
    share: Share,
    spawned_at: &'static Location<'static>,
}

#[derive(Default)]
struct Woken(Mutex<Vec<(u64, u64)>>);

impl Woken {
    fn lock(&self) -> MutexGuard<'_, Vec<(u64, u64)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct TaskWaker {
    thread: u64,
    task: u64,
    queued: AtomicBool,
    woken: Arc<Woken>,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }
    fn wake_by_ref(self: &Arc<Self>) {
        if !self.queued.swap(true, Ordering::AcqRel) {
            self.woken.lock().push((self.thread, self.task));
        }
    }
}

/// A machine: its disk and clock outlive what runs on it.
pub(crate) struct NodeState {
    pub(crate) id: u16,
    pub(crate) disk: Disk,
    pub(crate) clock_skew_ms: Cell<i64>,
    /// Counts the starts; what an earlier life left behind has no effect any more.
    pub(crate) life: Cell<u64>,
    /// Whether its process may run.
    pub(crate) up: Cell<bool>,
    /// Whether its operating system runs.
    pub(crate) powered: Cell<bool>,
}

/// An executor thread of a node.
pub struct Thread {
    pub(crate) world: Rc<World>,
    pub(crate) node: Rc<NodeState>,
    pub(crate) life: u64,
    id: u64,
    name: String,
    main: Cell<u64>,
}

impl Thread {
    #[track_caller]
    pub(crate) fn spawn(self: &Rc<Thread>, future: LocalFuture, share: Share, spawned_at: &'static Location<'static>) {
        self.world.spawn(self, future, share, spawned_at);
    }

    pub(crate) fn wall_us(&self) -> i64 {
        let passed_us = (self.world.now_ns() - CLOCK_START_NS) / 1_000;
        (WALL_START_MS + self.node.clock_skew_ms.get()) * 1_000 + passed_us as i64
    }

    /// Whether the node still lives the life in which this thread was started.
    pub(crate) fn alive(&self) -> bool {
        self.node.up.get() && self.node.life.get() == self.life
    }
}

impl World {
    pub(crate) fn new(seed: u64) -> Rc<World> {
        Rc::new(World {
            seed,
            rng: RefCell::new(Rng::new(seed)),
            clock_ns: Cell::new(CLOCK_START_NS),
            hash: Cell::new(seed),
            polls: Cell::new(0),
            polls_this_instant: Cell::new(0),
            poll_limit: Cell::new(u64::MAX),
            sequence: Cell::new(0),
            print_trace: std::env::var_os("SIM_TRACE").is_some(),
            events: RefCell::default(),
            woken: Arc::default(),
            ready: RefCell::default(),
            tasks: RefCell::default(),
            threads: RefCell::default(),
            nodes: RefCell::default(),
            net: Net::default(),
            crashes: RefCell::default(),
        })
    }

    pub(crate) fn now_ns(&self) -> u64 {
        self.clock_ns.get()
    }

    pub(crate) fn elapsed(&self) -> Duration {
        Duration::from_nanos(self.now_ns() - CLOCK_START_NS)
    }

    pub(crate) fn random(&self) -> u64 {
        self.rng.borrow_mut().next()
    }

    pub(crate) fn below(&self, n: u64) -> u64 {
        self.rng.borrow_mut().below(n)
    }

    pub(crate) fn with_rng<T>(&self, use_it: impl FnOnce(&mut Rng) -> T) -> T {
        use_it(&mut self.rng.borrow_mut())
    }

    /// True with a probability of `per_million` in a million.
    pub(crate) fn chance(&self, per_million: u32) -> bool {
        per_million > 0 && self.below(1_000_000) < u64::from(per_million)
    }

    pub(crate) fn hash(&self) -> u64 {
        self.hash.get()
    }

    pub(crate) fn set_poll_limit(&self, polls: u64) {
        self.poll_limit.set(polls);
    }

    pub(crate) fn next_sequence(&self) -> u64 {
        let next = self.sequence.get() + 1;
        self.sequence.set(next);
        next
    }

    /// Folds an event into the running hash.
    pub(crate) fn trace(&self, what: &str, values: &[u64]) {
        let mut hash = rng::mix(self.hash.get() ^ self.clock_ns.get());
        for byte in what.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        for value in values {
            hash = rng::mix(hash ^ value);
        }
        self.hash.set(hash);
        if self.print_trace {
            eprintln!("{:>16} {what} {values:?}", self.clock_ns.get() - CLOCK_START_NS);
        }
    }

    // ---- events

    fn schedule(&self, at_ns: u64, event: Event) -> EventKey {
        let key = (at_ns.max(self.now_ns()), self.random(), self.next_sequence());
        self.events.borrow_mut().insert(key, event);
        key
    }

    pub(crate) fn call_after(&self, delay_ns: u64, call: impl FnOnce() + 'static) {
        self.schedule(self.now_ns().saturating_add(delay_ns), Event::Call(Box::new(call)));
    }

    pub(crate) fn wake_at(&self, at_ns: u64, waker: Waker) -> EventKey {
        self.schedule(at_ns, Event::Wake(waker))
    }

    pub(crate) fn cancel_event(&self, key: EventKey) {
        let event = self.events.borrow_mut().remove(&key);
        drop(event);
    }

    // ---- threads and tasks

    /// Starts a thread of `node` that runs `main` and ends with it. Returns the thread's number.
    #[track_caller]
    pub(crate) fn start_thread(self: &Rc<World>, node: &Rc<NodeState>, name: &str, main: LocalFuture) -> u64 {
        let thread = Rc::new(Thread {
            world: self.clone(),
            node: node.clone(),
            life: node.life.get(),
            id: self.next_sequence(),
            name: name.to_owned(),
            main: Cell::new(0),
        });
        self.threads.borrow_mut().insert(thread.id, thread.clone());
        thread.main.set(self.spawn(&thread, main, Share::Normal, Location::caller()));
        thread.id
    }

    pub(crate) fn thread_runs(&self, thread: u64) -> bool {
        self.threads.borrow().contains_key(&thread)
    }

    fn spawn(&self, thread: &Rc<Thread>, future: LocalFuture, share: Share, at: &'static Location<'static>) -> u64 {
        if !self.thread_runs(thread.id) || !thread.alive() {
            return 0; // Spawned while the thread is torn down: dropped at once.
        }
        let task = self.next_sequence();
        let waker =
            Arc::new(TaskWaker { thread: thread.id, task, queued: AtomicBool::new(false), woken: self.woken.clone() });
        let slot = TaskSlot { future: Some(future), waker: waker.clone(), thread: thread.id, share, spawned_at: at };
        self.tasks.borrow_mut().insert(task, slot);
        self.trace("spawn", &[thread.id, task]);
        waker.wake();
        task
    }

    /// Drops a thread with all its tasks.
    fn end_thread(&self, id: u64) {
        let Some(thread) = self.threads.borrow_mut().remove(&id) else { return };
        self.trace("end thread", &[id]);
        let ids: Vec<u64> =
            self.tasks.borrow().iter().filter(|(_, slot)| slot.thread == id).map(|(id, _)| *id).collect();
        let _entered = enter(Backend::Sim(thread));
        for task in ids {
            let slot = self.tasks.borrow_mut().remove(&task);
            drop(slot);
        }
    }

    /// Ends all threads of a node.
    pub(crate) fn end_threads(&self, node: u16) {
        let ids: Vec<u64> =
            self.threads.borrow().values().filter(|thread| thread.node.id == node).map(|thread| thread.id).collect();
        for id in ids {
            self.end_thread(id);
        }
    }

    /// Ends everything, so that no reference cycle outlives the simulation.
    pub(crate) fn end_all(&self) {
        let ids: Vec<u64> = self.threads.borrow().keys().copied().collect();
        for id in ids {
            self.end_thread(id);
        }
        while let Some((_, event)) = { self.events.borrow_mut().pop_first() } {
            drop(event);
        }
        self.net.clear();
        self.nodes.borrow_mut().clear();
    }

    // ---- running

    /// Lets the world go on until `until_ns`.
    pub(crate) fn run_until_ns(self: &Rc<World>, until_ns: u64) {
        loop {
            if self.turn() {
                continue;
            }
            if self.events.borrow().first_key_value().is_none_or(|(key, _)| key.0 > until_ns) {
                self.clock_ns.set(until_ns.max(self.now_ns()));
                self.polls_this_instant.set(0);
                return;
            }
            self.fire();
        }
    }

    /// Runs until `goal` is met; false if `until_ns` came first. Panics if nothing can ever happen again.
    #[allow(clippy::panic)] // This is how a simulated test fails.
    pub(crate) fn run(self: &Rc<World>, until_ns: u64, mut goal: impl FnMut() -> bool) -> bool {
        loop {
            if goal() {
                return true;
            }
            if self.turn() {
                continue;
            }
            let next = self.events.borrow().first_key_value().map(|(key, _)| key.0);
            match next {
                Some(at_ns) if at_ns <= until_ns => self.fire(),
                Some(_) => {
                    self.clock_ns.set(until_ns.max(self.now_ns()));
                    return goal();
                }
                None => panic!("deadlock: nothing can run and no event is due.\n{}", self.describe()),
            }
        }
    }

    /// Takes the next event from the calendar.
    fn fire(self: &Rc<World>) {
        let Some((key, event)) = self.events.borrow_mut().pop_first() else { return };
        if key.0 > self.clock_ns.get() {
            self.clock_ns.set(key.0);
            self.polls_this_instant.set(0);
        }
        self.trace("event", &[key.2]);
        match event {
            Event::Wake(waker) => waker.wake(),
            Event::Call(call) => call(),
        }
        self.settle();
    }

    /// One turn of one thread: some of its ready tasks. False if nothing is ready.
    fn turn(self: &Rc<World>) -> bool {
        let mut ready = self.ready.borrow_mut();
        ready.append(&mut self.woken.lock());
        if ready.is_empty() {
            return false;
        }
        let (thread_id, _) = ready[self.below(ready.len() as u64) as usize];
        drop(ready);
        let Some(thread) = self.threads.borrow().get(&thread_id).cloned() else {
            self.ready.borrow_mut().retain(|(thread, _)| *thread != thread_id);
            return true;
        };
        let _entered = enter(Backend::Sim(thread.clone()));
        for _ in 0..=self.below(4) {
            let Some(task) = self.choose_task(thread_id) else { break };
            self.poll(&thread, task);
            if !thread.alive() {
                break;
            }
        }
        self.settle();
        true
    }

    /// Takes one of the thread's ready tasks; a background one rarely while others are ready.
    fn choose_task(&self, thread: u64) -> Option<u64> {
        let mut ready = self.ready.borrow_mut();
        ready.append(&mut self.woken.lock());
        let tasks = self.tasks.borrow();
        let mut candidates: Vec<usize> = (0..ready.len()).filter(|&at| ready[at].0 == thread).collect();
        if !self.chance(100_000) {
            let is_normal = |at: &usize| tasks.get(&ready[*at].1).is_none_or(|slot| slot.share == Share::Normal);
            if candidates.iter().any(is_normal) {
                candidates.retain(is_normal);
            }
        }
        let chosen = *candidates.get(self.below(candidates.len() as u64) as usize)?;
        Some(ready.swap_remove(chosen).1)
    }

    #[allow(clippy::panic)] // This is how a simulated test fails.
    fn poll(&self, thread: &Rc<Thread>, task: u64) {
        let (mut future, waker) = {
            let mut tasks = self.tasks.borrow_mut();
            let Some(slot) = tasks.get_mut(&task) else { return };
            let Some(future) = slot.future.take() else { return };
            (future, slot.waker.clone())
        };
        self.polls.set(self.polls.get() + 1);
        self.polls_this_instant.set(self.polls_this_instant.get() + 1);
        if self.polls_this_instant.get() > POLLS_PER_INSTANT || self.polls.get() > self.poll_limit.get() {
            panic!("livelock: {} polls, the clock stands still.\n{}", self.polls_this_instant.get(), self.describe());
        }
        self.trace("poll", &[thread.id, task]);
        waker.queued.store(false, Ordering::Release);
        let poll = future.as_mut().poll(&mut Context::from_waker(&Waker::from(waker)));
        if poll.is_ready() {
            drop(future);
            self.tasks.borrow_mut().remove(&task);
            if thread.main.get() == task {
                self.end_thread(thread.id);
            }
        } else if let Some(slot) = self.tasks.borrow_mut().get_mut(&task) {
            slot.future = Some(future);
        }
    }

    /// What is due between turns.
    fn settle(self: &Rc<World>) {
        crate::rt::mailbox::end_of_turn();
        let crashes = std::mem::take(&mut *self.crashes.borrow_mut());
        for node in crashes {
            self.power_off(&node);
        }
    }

    // ---- nodes

    /// The node loses power once the running task has returned; from now on nothing it does has an effect.
    pub(crate) fn request_crash(&self, node: &Rc<NodeState>) {
        if node.up.replace(false) {
            self.crashes.borrow_mut().push(node.clone());
        }
    }

    /// The node loses power now. Not to be called from one of its tasks.
    pub(crate) fn power_off(self: &Rc<World>, node: &Rc<NodeState>) {
        self.trace("power off", &[u64::from(node.id)]);
        node.up.set(false);
        node.powered.set(false);
        self.net.power_off(self, node.id);
        self.end_threads(node.id);
        node.disk.lose_power(&mut self.rng.borrow_mut());
    }

    /// The node's process is killed; its operating system lives on.
    pub(crate) fn kill(&self, node: &Rc<NodeState>) {
        self.trace("kill", &[u64::from(node.id)]);
        node.up.set(false);
        self.end_threads(node.id);
        node.disk.lose_process(&mut self.rng.borrow_mut());
    }

    pub(crate) fn power_on(self: &Rc<World>, node: &Rc<NodeState>) {
        if !node.up.get() {
            node.life.set(node.life.get() + 1);
            node.up.set(true);
            node.powered.set(true);
            self.trace("power on", &[u64::from(node.id)]);
            self.net.deliver_held(self);
        }
    }

    /// What runs and waits where.
    pub(crate) fn describe(&self) -> String {
        let mut text = format!("at {} ns after the start:\n", self.now_ns() - CLOCK_START_NS);
        for node in self.nodes.borrow().values() {
            let _ = writeln!(text, "  node {} {}", node.id, if node.up.get() { "up" } else { "down" });
        }
        let threads = self.threads.borrow();
        for slot in self.tasks.borrow().values() {
            let (node, name) = threads.get(&slot.thread).map_or((0, "?"), |thread| (thread.node.id, &thread.name));
            let _ = writeln!(text, "  task of node {node}, thread {name}, started at {}", slot.spawned_at);
        }
        text
    }
}

/// A timer.
pub(crate) struct Sleep {
    thread: Rc<Thread>,
    deadline_ns: u64,
    registered: Option<(EventKey, Waker)>,
}

impl Sleep {
    pub(crate) fn new(thread: Rc<Thread>, deadline_ns: u64) -> Sleep {
        Sleep { thread, deadline_ns, registered: None }
    }

    fn cancel(&mut self) {
        if let Some((key, _)) = self.registered.take() {
            self.thread.world.cancel_event(key);
        }
    }
}

impl Future for Sleep {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.deadline_ns <= self.thread.world.now_ns() {
            self.cancel();
            return Poll::Ready(());
        }
        if self.registered.as_ref().is_some_and(|(_, waker)| waker.will_wake(cx.waker())) {
            return Poll::Pending;
        }
        self.cancel();
        if self.deadline_ns < u64::MAX {
            let key = self.thread.world.wake_at(self.deadline_ns, cx.waker().clone());
            self.registered = Some((key, cx.waker().clone()));
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.cancel();
    }
}

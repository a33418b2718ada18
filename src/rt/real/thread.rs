//! One thread of the real world: its tasks, timers and ring, and the loop that serves them.
//!
//! Promises: a turn takes at most `COMPLETIONS_PER_TURN` completions, then runs each task that was ready once (background
//! tasks get a small share of the time); operations started by tasks are submitted in the middle of a long turn. A
//! thread with nothing to do blocks in the kernel without periodic wake-ups, after a short spin if the last waits were
//! short. When the main future ends, all tasks are dropped and operations in flight are waited for.
//! glommio schedules the two pumps below and binds the thread to its CPU; tasks never see it, nor its wakers.

use super::moderation::Moderation;
use super::recv_bufs::RecvBufs;
use super::remote::{Remote, TaskId};
use super::ring::{Completion, Key, Op, Payload, Ring, Single, SingleState};
use super::timers::{TimerId, Timers};
use crate::rt::sim::rng::Rng;
use crate::rt::task::{LocalFuture, Share};
use glommio::{Latency, LocalExecutorBuilder, Placement, Shares};
use io_uring::{opcode, squeue, types};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

/// After this long a turn stops running tasks, and `yield_if_needed` yields.
const TURN_NS: u64 = 500_000;
/// Entries that accumulate before they are submitted in the middle of a turn.
const SUBMIT_AT: usize = 32;
/// Waits expected to be shorter than this are spent spinning: about as long as going to sleep and waking up takes. To spin
/// for longer costs more than it brings where events come some hundred microseconds apart.
const SPIN_NS: u64 = 5_000;
/// Share of the background tasks, against 1000 for the rest.
const BACKGROUND_SHARES: usize = 100;
/// How long the end of a thread waits for the kernel to finish what is in flight.
const DRAIN_LIMIT: Duration = Duration::from_secs(10);

thread_local! {
    static CURRENT: RefCell<Option<Rc<Thread>>> = const { RefCell::new(None) };
}

pub(crate) struct Thread {
    pub(super) ring: RefCell<Ring>,
    pub(super) recv_bufs: Rc<RecvBufs>,
    /// Streams whose receive found no buffer, in the order in which they are started again.
    pub(super) starved: RefCell<VecDeque<Rc<super::net::StreamInner>>>,
    /// The stream in whose queue each receive buffer is.
    pub(super) holders: RefCell<Vec<Option<Rc<super::net::StreamInner>>>>,
    /// In the queues of streams, outside of the receive buffers.
    pub(super) copied_out_bytes: Cell<usize>,
    timers: RefCell<Timers>,
    tasks: RefCell<Tasks>,
    ready: RefCell<VecDeque<TaskId>>,
    ready_background: RefCell<VecDeque<TaskId>>,
    background_pump: RefCell<Option<Waker>>,
    /// The thread's loop, where it waits for the background to have had a turn.
    idle_loop: Cell<Option<Waker>>,
    #[cfg(test)]
    pub(super) turns: Cell<u64>,
    remote: Arc<Remote>,
    slice_start_ns: Cell<u64>,
    /// A moving average of how long the thread has waited for something to do.
    expected_wait_ns: Cell<u64>,
    pub(super) moderation: RefCell<Moderation>,
    stopped: Cell<bool>,
    completions: RefCell<Vec<Completion>>,
    woken: RefCell<Vec<TaskId>>,
    random: RefCell<Rng>,
}

#[derive(Default)]
struct Tasks {
    slots: Vec<TaskSlot>,
    free: Vec<u32>,
}

struct TaskSlot {
    generation: u32,
    /// None while the task runs, and in a free slot.
    future: Option<LocalFuture>,
    waker: Option<Arc<TaskWaker>>,
}

/// What a task's wakers are. Unlike glommio's they may be cloned without limit and used on any thread.
struct TaskWaker {
    home: Arc<Remote>,
    id: TaskId,
    share: Share,
    /// Queued to run, or on its way there.
    scheduled: AtomicBool,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.scheduled.swap(true, Ordering::AcqRel) {
            return;
        }
        let at_home = CURRENT
            .try_with(|current| match &*current.borrow() {
                Some(thread) if Arc::ptr_eq(&thread.remote, &self.home) => {
                    thread.schedule(self.id, self.share);
                    true
                }
                _ => false,
            })
            .unwrap_or(false);
        if !at_home {
            self.home.wake(self.id);
        }
    }
}

/// Runs `main` on this OS thread until it ends. The error says why the executor could not be set up, or failed.
pub(super) fn run(cpu: Option<usize>, main: impl FnOnce(Rc<Thread>) -> LocalFuture) -> io::Result<()> {
    let placement = cpu.map_or(Placement::Unbound, Placement::Fixed);
    // glommio does no I/O here: the smallest of everything, and a preemption timer that does not disturb our sleep.
    let executor = LocalExecutorBuilder::new(placement)
        .io_memory(64 << 10)
        .ring_depth(8)
        .preempt_timer(Duration::from_secs(86_400))
        .make()
        .map_err(|e| super::limits::explain_executor_failure(cpu, &e))?;
    let thread = Rc::new(Thread::new()?);
    CURRENT.set(Some(thread.clone()));
    let result = catch_unwind(AssertUnwindSafe(|| executor.run(thread.clone().serve(main))));
    if result.is_err() {
        // A task has panicked. The others still end in order, on a thread that is all there.
        let _entered = crate::rt::enter(crate::rt::Backend::Real(thread.clone()));
        thread.drop_tasks();
    }
    CURRENT.set(None);
    drop(executor);
    thread.drain();
    result.unwrap_or_else(|panic| resume_unwind(panic))
}

impl Thread {
    fn new() -> io::Result<Thread> {
        let ring = Ring::new().map_err(|e| super::limits::explain_ring_failure(&e))?;
        let recv_bufs = RecvBufs::register(&ring).map_err(|e| super::limits::explain_ring_failure(&e))?;
        let holders = (0..recv_bufs.total()).map(|_| None).collect();
        Ok(Thread {
            ring: RefCell::new(ring),
            recv_bufs,
            starved: RefCell::default(),
            holders: RefCell::new(holders),
            copied_out_bytes: Cell::new(0),
            timers: RefCell::default(),
            tasks: RefCell::default(),
            ready: RefCell::default(),
            ready_background: RefCell::default(),
            background_pump: RefCell::default(),
            idle_loop: Cell::default(),
            #[cfg(test)]
            turns: Cell::default(),
            remote: Arc::new(Remote::new()?),
            slice_start_ns: Cell::new(0),
            expected_wait_ns: Cell::new(u64::MAX / 2),
            moderation: RefCell::default(),
            stopped: Cell::new(false),
            completions: RefCell::default(),
            woken: RefCell::default(),
            random: RefCell::new(Rng::new(super::random_seed()?)),
        })
    }

    /// Adds a task; it runs for the first time in a later turn or later in this one.
    pub(crate) fn spawn(self: &Rc<Self>, future: LocalFuture, share: Share) {
        let mut tasks = self.tasks.borrow_mut();
        let slot = tasks.free.pop().unwrap_or_else(|| {
            tasks.slots.push(TaskSlot { generation: 0, future: None, waker: None });
            (tasks.slots.len() - 1) as u32
        });
        let entry = &mut tasks.slots[slot as usize];
        let id = TaskId { slot, generation: entry.generation };
        let waker = TaskWaker { home: self.remote.clone(), id, share, scheduled: AtomicBool::new(true) };
        entry.future = Some(future);
        entry.waker = Some(Arc::new(waker));
        drop(tasks);
        self.schedule(id, share);
    }

    /// See `rt::task::take_small_requests_together`.
    pub(crate) fn moderate(&self) {
        self.moderation.borrow_mut().turn_on();
    }

    /// When the turn began.
    pub(super) fn turn_ns(&self) -> u64 {
        self.slice_start_ns.get()
    }

    pub(crate) fn random(&self) -> u64 {
        self.random.borrow_mut().next()
    }

    /// Whether the running task has had the thread for long enough.
    pub(crate) fn slice_is_over(&self) -> bool {
        super::now_ns().saturating_sub(self.slice_start_ns.get()) > TURN_NS
    }

    fn schedule(&self, id: TaskId, share: Share) {
        match share {
            Share::Normal => self.ready.borrow_mut().push_back(id),
            Share::Background => {
                self.ready_background.borrow_mut().push_back(id);
                let pump = self.background_pump.take();
                if let Some(pump) = pump {
                    pump.wake();
                }
            }
        }
    }

    /// The loop of the thread, which glommio runs in its main queue.
    async fn serve(self: Rc<Self>, main: impl FnOnce(Rc<Thread>) -> LocalFuture) -> io::Result<()> {
        let queue = glommio::executor().create_task_queue(
            Shares::Static(BACKGROUND_SHARES),
            Latency::NotImportant,
            "background",
        );
        let background = glommio::spawn_local_into(self.clone().background_pump(), queue)
            .map_err(|e| io::Error::other(e.to_string()))?;
        self.listen_for_wakes();
        let entered = crate::rt::enter(crate::rt::Backend::Real(self.clone()));
        let thread = self.clone();
        let main = main(self.clone());
        self.spawn(
            Box::pin(async move {
                main.await;
                thread.stopped.set(true);
            }),
            Share::Normal,
        );
        let mut result = Ok(());
        while !self.stopped.get() && result.is_ok() {
            result = self.turn();
            let is_idle = self.ready.borrow().is_empty() && !self.stopped.get() && result.is_ok();
            if !self.ready_background.borrow().is_empty() {
                // Its share is for when there is something else to do: nobody is to look for that again and again meanwhile.
                if is_idle { self.background_turn().await } else { yield_queue().await }
            } else if is_idle {
                result = self.park();
                // glommio accounts the wait to this queue; let it notice before anything else becomes ready, or the
                // background would be owed as much.
                yield_queue().await;
            }
        }
        background.cancel().await;
        self.drop_tasks();
        drop(entered);
        result
    }

    /// Returns once the background, which has something ready, has run some of it.
    async fn background_turn(&self) {
        let mut is_begun = false;
        poll_fn(|cx| {
            if std::mem::replace(&mut is_begun, true) {
                return Poll::Ready(());
            }
            self.idle_loop.set(Some(cx.waker().clone()));
            Poll::Pending
        })
        .await;
    }

    async fn background_pump(self: Rc<Self>) {
        loop {
            let next = self.ready_background.borrow_mut().pop_front();
            match next {
                Some(id) => {
                    self.slice_start_ns.set(super::now_ns());
                    self.run_task(id);
                    crate::rt::mailbox::end_of_turn();
                    if let Some(idle) = self.idle_loop.take() {
                        idle.wake();
                    }
                    yield_queue().await;
                }
                None => {
                    poll_fn(|cx| {
                        if !self.ready_background.borrow().is_empty() {
                            return Poll::Ready(());
                        }
                        self.background_pump.replace(Some(cx.waker().clone()));
                        Poll::Pending
                    })
                    .await;
                }
            }
        }
    }

    /// Takes what has happened, then runs what became ready.
    fn turn(self: &Rc<Self>) -> io::Result<()> {
        #[cfg(test)]
        self.turns.update(|turns| turns + 1);
        let now_ns = super::now_ns();
        self.slice_start_ns.set(now_ns);
        self.complete()?;
        self.take_wakes();
        self.fire_timers(now_ns);
        let ready = self.ready.borrow().len();
        for _ in 0..ready {
            let next = self.ready.borrow_mut().pop_front();
            let Some(id) = next else { break };
            self.run_task(id);
            let mut ring = self.ring.borrow_mut();
            if ring.unsubmitted() >= SUBMIT_AT {
                ring.submit()?;
            }
            drop(ring);
            if self.stopped.get() || self.slice_is_over() {
                break;
            }
        }
        self.restart_starved();
        crate::rt::mailbox::end_of_turn();
        Ok(())
    }

    fn complete(self: &Rc<Self>) -> io::Result<()> {
        let mut completions = self.completions.take();
        let result = self.ring.borrow_mut().reap(&mut completions);
        for completion in completions.drain(..) {
            self.dispatch(completion);
        }
        self.completions.replace(completions);
        result
    }

    fn take_wakes(&self) {
        let mut woken = self.woken.take();
        self.remote.take(&mut woken);
        for id in woken.drain(..) {
            let share = {
                let tasks = self.tasks.borrow();
                let slot = tasks.slots.get(id.slot as usize).filter(|slot| slot.generation == id.generation);
                slot.and_then(|slot| slot.waker.as_ref()).map(|waker| waker.share)
            };
            if let Some(share) = share {
                self.schedule(id, share);
            }
        }
        self.woken.replace(woken);
    }

    fn fire_timers(&self, now_ns: u64) {
        loop {
            let due = self.timers.borrow_mut().pop_due(now_ns);
            match due {
                Some(waker) => waker.wake(),
                None => break,
            }
        }
    }

    fn run_task(&self, id: TaskId) {
        let mut tasks = self.tasks.borrow_mut();
        let Some(slot) = tasks.slots.get_mut(id.slot as usize).filter(|slot| slot.generation == id.generation) else {
            return;
        };
        let (Some(mut future), Some(waker)) = (slot.future.take(), slot.waker.clone()) else { return };
        drop(tasks);
        waker.scheduled.store(false, Ordering::Release);
        let waker = Waker::from(waker);
        let finished = future.as_mut().poll(&mut Context::from_waker(&waker)).is_ready();
        let mut tasks = self.tasks.borrow_mut();
        let slot = &mut tasks.slots[id.slot as usize];
        if !finished {
            slot.future = Some(future);
            return;
        }
        slot.generation = slot.generation.wrapping_add(1);
        let old_waker = slot.waker.take();
        tasks.free.push(id.slot);
        drop(tasks);
        // Their drops may do anything, spawn included.
        drop((future, old_waker));
    }

    fn drop_tasks(&self) {
        // A task's drop may wake or even spawn others: until there are none left.
        loop {
            let futures: Vec<_> =
                self.tasks.borrow_mut().slots.iter_mut().filter_map(|slot| slot.future.take()).collect();
            if futures.is_empty() {
                break;
            }
            drop(futures);
        }
    }

    /// Blocks until there is something to do, or the first timer is due.
    fn park(self: &Rc<Self>) -> io::Result<()> {
        let deadline_ns = self.timers.borrow().next_deadline_ns();
        let start_ns = super::now_ns();
        let expected_ns = self.expected_wait_ns.get();
        let mut ring = self.ring.borrow_mut();
        let mut now_ns = start_ns;
        if expected_ns < SPIN_NS {
            // Everything under way must be, before we look for what comes of it.
            if ring.unsubmitted() > 0 {
                ring.submit()?;
            }
            let until_ns = start_ns.saturating_add(2 * expected_ns).min(deadline_ns.unwrap_or(u64::MAX));
            while now_ns < until_ns && !ring.has_news() && !self.remote.has_pending() {
                std::hint::spin_loop();
                now_ns = super::now_ns();
            }
        }
        if !ring.has_news() && deadline_ns.is_none_or(|deadline_ns| now_ns < deadline_ns) && self.remote.park() {
            let limit = deadline_ns.map(|deadline_ns| Duration::from_nanos(deadline_ns - now_ns));
            let patience = self.moderation.borrow().patience(now_ns);
            let result = ring.wait(limit, patience);
            self.remote.unpark();
            result?;
        }
        let waited_ns = super::now_ns().saturating_sub(start_ns).min(10 * SPIN_NS);
        self.expected_wait_ns.set((expected_ns.min(10 * SPIN_NS) * 3 + waited_ns) / 4);
        Ok(())
    }

    fn listen_for_wakes(&self) {
        let mut place = Box::new(0u64);
        let entry = opcode::Read::new(types::Fd(self.remote.eventfd()), (&raw mut *place).cast(), 8).build();
        self.push(entry, Op::Wake { _place: place });
    }

    /// Hands an operation to the ring. `entry` points only into what `op` owns.
    #[allow(unsafe_code)]
    pub(super) fn push(&self, entry: squeue::Entry, op: Op) -> Key {
        let mut ring = self.ring.borrow_mut();
        let key = ring.insert(op);
        // SAFETY: callers build the entry from memory that `op` owns on the heap; the ring holds it to the end.
        unsafe { ring.push(entry, key) };
        key
    }

    /// Starts an operation for one task to wait for.
    pub(super) fn start(self: &Rc<Self>, entry: squeue::Entry, payload: Payload, on_drop: OnDrop) -> Operation {
        let key = self.push(entry, Op::Single(Single { state: SingleState::Running(None), payload }));
        Operation { thread: self.clone(), key, on_drop, over: false }
    }

    fn dispatch(self: &Rc<Self>, completion: Completion) {
        enum To {
            Wake,
            Single,
            Accept(Rc<super::net::ListenerInner>),
            Receive(Rc<super::net::StreamInner>),
            Send,
            Nobody,
        }
        self.moderation.borrow_mut().completed(completion.result);
        let to = match self.ring.borrow_mut().get(completion.key) {
            Some(Op::Wake { .. }) => To::Wake,
            Some(Op::Single(_)) => To::Single,
            Some(Op::Accept(listener)) => To::Accept(listener.clone()),
            Some(Op::Receive(stream) | Op::ReceiveInto(stream, _)) => To::Receive(stream.clone()),
            Some(Op::Send(_)) => To::Send,
            None => To::Nobody,
        };
        match to {
            To::Wake => {
                drop(self.ring.borrow_mut().remove(completion.key));
                if !self.stopped.get() {
                    self.listen_for_wakes();
                }
            }
            To::Single => self.complete_single(completion),
            To::Accept(listener) => listener.completed(self, completion),
            To::Receive(stream) => stream.receive_completed(self, completion),
            To::Send => super::net::send_completed(self, completion),
            To::Nobody => {}
        }
    }

    fn complete_single(&self, completion: Completion) {
        let mut ring = self.ring.borrow_mut();
        let Some(Op::Single(single)) = ring.get(completion.key) else { return };
        let before = std::mem::replace(&mut single.state, SingleState::Done(completion.result));
        let over = match before {
            SingleState::Abandoned => ring.remove(completion.key),
            SingleState::Running(waker) => {
                drop(ring);
                if let Some(waker) = waker {
                    waker.wake();
                }
                None
            }
            SingleState::Done(_) => None,
        };
        // Not while the ring is borrowed.
        drop(over);
    }

    /// Ends what is in flight after all tasks are gone.
    fn drain(self: &Rc<Self>) {
        self.starved.take();
        let start = std::time::Instant::now();
        self.ring.borrow_mut().cancel_all();
        while self.ring.borrow().in_flight() > 0 && start.elapsed() < DRAIN_LIMIT {
            if self.complete().is_err() {
                break;
            }
            let mut ring = self.ring.borrow_mut();
            if ring.in_flight() > 0 && !ring.has_news() && ring.wait(Some(Duration::from_millis(100)), None).is_err() {
                break;
            }
        }
        self.holders.take();
    }

    pub(crate) fn sleep_until(self: Rc<Self>, deadline_ns: u64) -> Sleep {
        Sleep { thread: self, deadline_ns, id: None }
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        if self.ring.get_mut().in_flight() > 0 {
            // After a panic, or a disk that does not answer. Better lost than written to by the kernel when it is
            // something else's; the ring does the same for what the operations own.
            tracing::error!("a thread ended with operations in flight; their memory is given up");
            std::mem::forget(self.recv_bufs.clone());
        }
    }
}

/// Lets glommio choose the queue that runs next.
async fn yield_queue() {
    let executor = glommio::executor();
    executor.yield_task_queue_now().await;
}

/// The future of `rt::time::sleep_until` in the real world.
pub(crate) struct Sleep {
    thread: Rc<Thread>,
    deadline_ns: u64,
    id: Option<TimerId>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        if super::now_ns() >= this.deadline_ns {
            return Poll::Ready(());
        }
        if this.deadline_ns == u64::MAX {
            return Poll::Pending;
        }
        let mut timers = this.thread.timers.borrow_mut();
        if !this.id.is_some_and(|id| timers.update(id, cx.waker())) {
            this.id = Some(timers.insert(this.deadline_ns, cx.waker().clone()));
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            let waker = self.thread.timers.borrow_mut().remove(id);
            drop(waker);
        }
    }
}

/// What becomes of an operation whose future is dropped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum OnDrop {
    GoOn,
    Cancel,
}

/// The future of an operation in flight: its result (a negative error number, or what the operation returns) and what
/// it owned.
pub(super) struct Operation {
    thread: Rc<Thread>,
    key: Key,
    on_drop: OnDrop,
    over: bool,
}

impl Future for Operation {
    type Output = (i32, Payload);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let mut ring = this.thread.ring.borrow_mut();
        let Some(Op::Single(single)) = ring.get(this.key) else {
            unreachable!("an operation was polled after its end");
        };
        if let SingleState::Running(waker) = &mut single.state {
            match waker {
                Some(waker) => waker.clone_from(cx.waker()),
                None => *waker = Some(cx.waker().clone()),
            }
            return Poll::Pending;
        }
        match ring.remove(this.key) {
            Some(Op::Single(Single { state: SingleState::Done(result), payload })) => {
                this.over = true;
                Poll::Ready((result, payload))
            }
            _ => unreachable!("an operation neither runs nor is done"),
        }
    }
}

impl Drop for Operation {
    fn drop(&mut self) {
        if self.over {
            return;
        }
        let mut ring = self.thread.ring.borrow_mut();
        let Some(Op::Single(single)) = ring.get(self.key) else { return };
        let leftover = match std::mem::replace(&mut single.state, SingleState::Abandoned) {
            SingleState::Done(_) => ring.remove(self.key),
            _ => {
                if self.on_drop == OnDrop::Cancel {
                    ring.cancel(self.key);
                }
                None
            }
        };
        drop(ring);
        drop(leftover);
    }
}

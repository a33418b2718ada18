//! Tasks of a thread, and threads.
//!
//! A task runs on the thread that spawned it. Dropping a [`JoinHandle`] detaches the task; [`JoinHandle::cancel`] drops its
//! future at its next turn. `spawn_background` is for work that must not delay the rest (retention, recovery, checkpoints).
//! A thread ends when the future of its `init` ends; its other tasks are then dropped.
//! A task must not occupy its thread for long: `yield_if_needed` in loops, `blocking` for calls that block.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::io;
use std::panic::Location;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::{Backend, backend, real};

/// A future as the executors take it.
pub(crate) type LocalFuture = Pin<Box<dyn Future<Output = ()>>>;

/// What share of the thread a task gets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Share {
    Normal,
    Background,
}

/// Starts a task on this thread.
#[track_caller]
pub fn spawn<T: 'static>(future: impl Future<Output = T> + 'static) -> JoinHandle<T> {
    start(future, Share::Normal)
}

/// Starts a task on this thread that gets only a small share of it while others want to run.
#[track_caller]
pub fn spawn_background<T: 'static>(future: impl Future<Output = T> + 'static) -> JoinHandle<T> {
    start(future, Share::Background)
}

#[track_caller]
fn start<T: 'static>(future: impl Future<Output = T> + 'static, share: Share) -> JoinHandle<T> {
    let state = Rc::new(State {
        outcome: RefCell::new(Outcome::Running),
        cancelled: Cell::new(false),
        task: RefCell::new(None),
        joiner: RefCell::new(None),
    });
    let task = Box::pin(Task { future: Some(Box::pin(future)), state: state.clone() });
    match backend() {
        Backend::Real(thread) => thread.spawn(task, share),
        Backend::Sim(thread) => thread.spawn(task, share, Location::caller()),
    }
    JoinHandle { state }
}

struct State<T> {
    outcome: RefCell<Outcome<T>>,
    cancelled: Cell<bool>,
    task: RefCell<Option<Waker>>,
    joiner: RefCell<Option<Waker>>,
}

enum Outcome<T> {
    Running,
    Done(T),
    Cancelled,
    Taken,
}

/// The spawned future together with the place for its result.
struct Task<F: Future> {
    future: Option<Pin<Box<F>>>,
    state: Rc<State<F::Output>>,
}

impl<F: Future> Task<F> {
    fn finish(&mut self, outcome: Outcome<F::Output>) {
        self.future = None;
        self.state.outcome.replace(outcome);
        let joiner = self.state.joiner.take();
        if let Some(joiner) = joiner {
            joiner.wake();
        }
    }
}

impl<F: Future> Future for Task<F> {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        if this.state.cancelled.get() {
            this.finish(Outcome::Cancelled);
            return Poll::Ready(());
        }
        let Some(future) = &mut this.future else { return Poll::Ready(()) };
        match future.as_mut().poll(cx) {
            Poll::Ready(output) => {
                this.finish(Outcome::Done(output));
                Poll::Ready(())
            }
            // The task cancelled itself.
            Poll::Pending if this.state.cancelled.get() => {
                this.finish(Outcome::Cancelled);
                Poll::Ready(())
            }
            Poll::Pending => {
                let mut waker = this.state.task.borrow_mut();
                if !waker.as_ref().is_some_and(|waker| waker.will_wake(cx.waker())) {
                    *waker = Some(cx.waker().clone());
                }
                Poll::Pending
            }
        }
    }
}

impl<F: Future> Drop for Task<F> {
    /// A task that its executor drops counts as cancelled.
    fn drop(&mut self) {
        if matches!(*self.state.outcome.borrow(), Outcome::Running) {
            self.finish(Outcome::Cancelled);
        }
    }
}

/// The task was cancelled, or its thread ended before it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the task was cancelled")]
pub struct Cancelled;

/// A started task: await it for its result, drop it to let the task go on by itself.
pub struct JoinHandle<T> {
    state: Rc<State<T>>,
}

impl<T> JoinHandle<T> {
    /// Asks for the task's end. Its future is dropped in the task's next turn; the handle then yields [`Cancelled`], unless
    /// the task had finished before.
    pub fn cancel(&self) {
        self.state.cancelled.set(true);
        let task = self.state.task.take();
        if let Some(task) = task {
            task.wake();
        }
    }

    /// Whether the task has ended, one way or the other.
    pub fn is_finished(&self) -> bool {
        !matches!(*self.state.outcome.borrow(), Outcome::Running)
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, Cancelled>;
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut outcome = self.state.outcome.borrow_mut();
        match std::mem::replace(&mut *outcome, Outcome::Taken) {
            Outcome::Running => {
                *outcome = Outcome::Running;
                self.state.joiner.replace(Some(cx.waker().clone()));
                Poll::Pending
            }
            Outcome::Done(output) => Poll::Ready(Ok(output)),
            Outcome::Cancelled | Outcome::Taken => Poll::Ready(Err(Cancelled)),
        }
    }
}

/// Lets every other runnable task of the thread run first.
pub async fn yield_now() {
    let mut yielded = false;
    std::future::poll_fn(|cx| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Yields if this task has used up its time; cheap enough for inner loops.
pub async fn yield_if_needed() {
    let needed = match backend() {
        Backend::Real(thread) => thread.slice_is_over(),
        // One in eight, so that both ways are explored.
        Backend::Sim(thread) => thread.world.random() % 8 == 0,
    };
    if needed {
        yield_now().await;
    }
}

/// From now on this thread, when it has nothing else to do, may let a small request wait up to 100 us for those of other peers, if several
/// send some at the same time. For threads that serve many.
pub fn take_small_requests_together() {
    match backend() {
        Backend::Real(thread) => thread.moderate(),
        Backend::Sim(_) => {}
    }
}

/// Runs `work` where it may block. Real: a helper thread. Simulated: in place, after a while.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match backend() {
        Backend::Real(_) => real::blocking(work).await,
        Backend::Sim(thread) => {
            let delay_ns = thread.world.below(1_000_000);
            super::time::sleep(Duration::from_nanos(delay_ns)).await;
            work()
        }
    }
}

/// Starts a thread named `name`, bound to `cpu` if given, that runs the future of `init` and ends with it. Outside of an
/// executor it starts a thread of the real world.
pub fn spawn_thread<F, Fut>(name: &str, cpu: Option<usize>, init: F) -> io::Result<ThreadHandle>
where
    F: FnOnce() -> Fut + Send + 'static,
    Fut: Future<Output = ()> + 'static,
{
    let end = Arc::new(ThreadEnd::default());
    let report = EndReport(end.clone());
    let main = move || -> LocalFuture {
        let mut report = report;
        let work = init();
        Box::pin(async move {
            work.await;
            report.finished();
        })
    };
    match super::simulated() {
        Some(thread) => {
            thread.world.start_thread(&thread.node, name, Box::pin(async move { main().await }));
        }
        None => real::spawn_thread(name, cpu, main)?,
    }
    Ok(ThreadHandle { end })
}

#[derive(Default)]
struct ThreadEnd {
    state: Mutex<EndState>,
    ended: std::sync::Condvar,
}

#[derive(Default)]
struct EndState {
    /// Whether the thread's future ran to its end; `None` while the thread runs.
    finished: Option<bool>,
    wakers: Vec<Waker>,
}

impl ThreadEnd {
    fn lock(&self) -> std::sync::MutexGuard<'_, EndState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lives in the thread's main future; tells the handles how it ended.
pub(crate) struct EndReport(Arc<ThreadEnd>);

impl EndReport {
    /// The thread's work is done.
    pub(crate) fn finished(&mut self) {
        self.end(true);
    }

    fn end(&self, finished: bool) {
        let wakers = {
            let mut state = self.0.lock();
            if state.finished.is_some() {
                return;
            }
            state.finished = Some(finished);
            std::mem::take(&mut state.wakers)
        };
        self.0.ended.notify_all();
        for waker in wakers {
            waker.wake();
        }
    }
}

impl Drop for EndReport {
    fn drop(&mut self) {
        self.end(false);
    }
}

/// A started thread. Dropping the handle lets it run on. `Send` and `Clone`.
#[derive(Clone)]
pub struct ThreadHandle {
    end: Arc<ThreadEnd>,
}

impl ThreadHandle {
    /// Waits for the thread's end. An error means that it panicked or was torn down before its work was done.
    pub async fn join(&self) -> io::Result<()> {
        std::future::poll_fn(|cx| {
            let mut state = self.end.lock();
            match state.finished {
                Some(finished) => Poll::Ready(outcome(finished)),
                None => {
                    state.wakers.push(cx.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }

    /// Blocks the calling thread until the thread has ended; for `main`, never for a task. In the simulated world, where
    /// this would block everything, it is an error unless the thread has ended.
    pub fn join_blocking(&self) -> io::Result<()> {
        let mut state = self.end.lock();
        loop {
            if let Some(finished) = state.finished {
                return outcome(finished);
            }
            if super::is_simulated() {
                return Err(io::Error::new(io::ErrorKind::WouldBlock, "a simulated thread is still running"));
            }
            state = self.end.ended.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

fn outcome(finished: bool) -> io::Result<()> {
    if finished { Ok(()) } else { Err(io::Error::other("the thread ended before its work was done")) }
}

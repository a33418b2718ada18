//! Helper threads for calls that block: directory operations, opening and sizing of files.
//!
//! Promises: work is taken in order by at most `HELPERS` threads of the process, made as they are needed; the result
//! comes back to the waiting task; a panic of the work is passed on to it. Work goes on if its future is dropped.

use super::limits;
use std::any::Any;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

const HELPERS: usize = 4;

type Work = Box<dyn FnOnce() + Send>;

struct Helpers {
    state: Mutex<State>,
    work_came: Condvar,
}

struct State {
    queue: VecDeque<Work>,
    threads: usize,
    idle: usize,
}

static HELPER_THREADS: Helpers =
    Helpers { state: Mutex::new(State { queue: VecDeque::new(), threads: 0, idle: 0 }), work_came: Condvar::new() };

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Helpers {
    fn submit(&'static self, work: Work) {
        let mut state = lock(&self.state);
        state.queue.push_back(work);
        if state.idle >= state.queue.len() || state.threads == HELPERS {
            self.work_came.notify_one();
            return;
        }
        let all_cpus = limits::process_cpus();
        let spawned = std::thread::Builder::new().name("ringmain-helper".into()).spawn(move || {
            // Not on the CPU of the thread that happened to need help.
            all_cpus.apply();
            self.help();
        });
        match spawned {
            Ok(_) => state.threads += 1,
            Err(e) if state.threads > 0 => tracing::warn!("cannot start another helper thread: {e}"),
            Err(e) => {
                // Slow is better than never.
                tracing::warn!("cannot start a helper thread, blocking instead: {e}");
                let work = state.queue.pop_back();
                drop(state);
                if let Some(work) = work {
                    work();
                }
            }
        }
    }

    fn help(&self) {
        let mut state = lock(&self.state);
        loop {
            match state.queue.pop_front() {
                Some(work) => {
                    drop(state);
                    work();
                    state = lock(&self.state);
                }
                None => {
                    state.idle += 1;
                    state = self.work_came.wait(state).unwrap_or_else(PoisonError::into_inner);
                    state.idle -= 1;
                }
            }
        }
    }
}

enum Progress<T> {
    Working(Option<Waker>),
    Done(Result<T, Box<dyn Any + Send>>),
    Taken,
}

/// Runs `work` on a helper thread.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let progress = Arc::new(Mutex::new(Progress::Working(None)));
    let report = progress.clone();
    HELPER_THREADS.submit(Box::new(move || {
        let result = catch_unwind(AssertUnwindSafe(work));
        let before = std::mem::replace(&mut *lock(&report), Progress::Done(result));
        if let Progress::Working(Some(waker)) = before {
            waker.wake();
        }
    }));
    let result = poll_fn(|cx| {
        let mut progress = lock(&progress);
        match std::mem::replace(&mut *progress, Progress::Taken) {
            Progress::Done(result) => Poll::Ready(result),
            Progress::Working(_) | Progress::Taken => {
                *progress = Progress::Working(Some(cx.waker().clone()));
                Poll::Pending
            }
        }
    })
    .await;
    result.unwrap_or_else(|panic| resume_unwind(panic))
}

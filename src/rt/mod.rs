//! The runtime: the only place from which time, randomness, tasks, disk and network reach the rest of the broker.
//!
//! Two worlds stand behind one API: the real one (glommio and an io_uring ring a thread) and `sim`, a deterministic simulation.
//! Which one serves a call is decided at run time by a thread-local `Backend` that the executor sets around what it polls.
//! Everything here must be called from a task of one of the two executors unless its documentation says otherwise.
//! Futures are `!Send` and stay on the thread (shard or controller) that made them; only `mailbox`, `sync::watch`,
//! `ThreadHandle` and wakers cross threads. `unsafe` is allowed below this module and nowhere else.

use std::cell::RefCell;
use std::rc::Rc;

pub mod ahead;
pub mod buf;
pub mod fs;
pub mod mailbox;
pub mod net;
pub mod random;
mod real;
pub mod sim;
pub mod sync;
pub mod task;
pub mod time;

pub use real::limits as machine;
pub use real::process;

#[cfg(test)]
mod conformance;

/// The world that serves the current task.
#[derive(Clone)]
pub(crate) enum Backend {
    Real(Rc<real::Thread>),
    Sim(Rc<sim::Thread>),
}

thread_local! {
    static BACKEND: RefCell<Option<Backend>> = const { RefCell::new(None) };
}

/// The backend of the running task. Panics outside of an executor: that is a mistake in the program, never a result of input.
#[track_caller]
#[allow(clippy::panic)] // Nothing sensible can be returned, and no input leads here.
pub(crate) fn backend() -> Backend {
    match BACKEND.with_borrow(Option::clone) {
        Some(backend) => backend,
        None => panic!("the runtime was used outside of one of its executors"),
    }
}

/// The backend of the running task, if there is one.
pub(crate) fn backend_if_any() -> Option<Backend> {
    BACKEND.with_borrow(Option::clone)
}

/// Makes `backend` the current one until the guard is dropped; then the one before is current again.
pub(crate) fn enter(backend: Backend) -> Entered {
    Entered { before: BACKEND.replace(Some(backend)) }
}

/// Restores the backend that was current before [`enter`].
pub(crate) struct Entered {
    before: Option<Backend>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        BACKEND.set(self.before.take());
    }
}

/// The simulated thread the caller runs on, if it does.
pub(crate) fn simulated() -> Option<Rc<sim::Thread>> {
    BACKEND.with_borrow(|backend| match backend {
        Some(Backend::Sim(thread)) => Some(thread.clone()),
        _ => None,
    })
}

/// Whether the caller runs in the simulated world. For the runtime itself; nothing else may behave differently there.
pub(crate) fn is_simulated() -> bool {
    BACKEND.with_borrow(|backend| matches!(backend, Some(Backend::Sim(_))))
}

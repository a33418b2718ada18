//! How other threads reach a thread: wake-ups of its tasks.
//!
//! Promises: a wake-up from any thread is delivered, even as the thread is about to block; a thread that is busy is not
//! signalled; a wake-up of a thread or task that has ended does nothing.
#![allow(unsafe_code)]

use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

pub(super) struct Remote {
    eventfd: OwnedFd,
    /// The thread blocks, or is about to, until `eventfd` is written.
    parked: AtomicBool,
    pending: AtomicBool,
    woken: Mutex<Vec<TaskId>>,
}

/// A task of a thread; the generation tells it from later ones in the same place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TaskId {
    pub(super) slot: u32,
    pub(super) generation: u32,
}

impl Remote {
    pub(super) fn new() -> io::Result<Remote> {
        // SAFETY: no pointers.
        let fd = unsafe { libc::eventfd(0, libc::EFD_CLOEXEC) };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: a new descriptor that nothing else owns.
        let eventfd = unsafe { OwnedFd::from_raw_fd(fd) };
        Ok(Remote {
            eventfd,
            parked: AtomicBool::new(false),
            pending: AtomicBool::new(false),
            woken: Mutex::new(vec![]),
        })
    }

    pub(super) fn eventfd(&self) -> RawFd {
        self.eventfd.as_raw_fd()
    }

    /// From another thread: `task` is to run.
    pub(super) fn wake(&self, task: TaskId) {
        self.woken.lock().unwrap_or_else(PoisonError::into_inner).push(task);
        self.pending.store(true, Ordering::SeqCst);
        // Either this sees that the thread parks, or the thread, which looks at `pending` after it has set `parked`,
        // sees the wake-up.
        if self.parked.load(Ordering::SeqCst) && self.parked.swap(false, Ordering::SeqCst) {
            let one = 1u64.to_ne_bytes();
            // SAFETY: 8 bytes of our own. The counter cannot overflow: one write a park. Nothing else can fail.
            unsafe { libc::write(self.eventfd.as_raw_fd(), one.as_ptr().cast(), one.len()) };
        }
    }

    pub(super) fn has_pending(&self) -> bool {
        self.pending.load(Ordering::SeqCst)
    }

    /// Moves the wake-ups that have come in to `into`.
    pub(super) fn take(&self, into: &mut Vec<TaskId>) {
        if self.pending.swap(false, Ordering::SeqCst) {
            into.append(&mut self.woken.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// The thread is about to block. False if it must not, because of a wake-up already here.
    pub(super) fn park(&self) -> bool {
        self.parked.store(true, Ordering::SeqCst);
        if self.has_pending() {
            self.parked.store(false, Ordering::SeqCst);
            return false;
        }
        true
    }

    pub(super) fn unpark(&self) {
        self.parked.store(false, Ordering::SeqCst);
    }
}

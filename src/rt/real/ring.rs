//! A thread's io_uring: operations in flight, submission, completions.
//!
//! Promises: whatever the kernel reads or writes for an operation (buffers, addresses, file descriptors) is owned by
//! the operation's entry here, from submission until its last completion, whether or not anybody still waits for it.
//! An entry's key is never valid for a later operation in the same place. Dropping a ring with operations in flight
//! leaks what they own rather than free it under the kernel.
//! The caller must not submit an entry whose memory is owned by anything else.
#![allow(unsafe_code)]

use super::files::FileOp;
use super::net::{ListenerInner, SendOp, StreamInner};
use bytes::BytesMut;
use io_uring::{IoUring, opcode, squeue, types};
use std::collections::VecDeque;
use std::io;
use std::os::fd::OwnedFd;
use std::rc::Rc;
use std::task::Waker;
use std::time::Duration;

/// Completions taken in one go; tasks run and operations are submitted before the next.
pub(super) const COMPLETIONS_PER_TURN: usize = 256;
const SUBMISSION_ENTRIES: u32 = 1024;
const COMPLETION_ENTRIES: u32 = 16 * 1024;
/// Completions of cancellations: nobody cares.
const IGNORED: u64 = u64::MAX;

/// Generation in the upper half, index in the lower.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Key(u64);

impl Key {
    fn index(self) -> usize {
        (self.0 & 0xffff_ffff) as usize
    }
}

/// What an operation in flight owns, and whom its completion concerns.
pub(super) enum Op {
    /// The read of the eventfd by which other threads wake this one, and the place it reads to.
    Wake {
        _place: Box<u64>,
    },
    /// An operation that one task waits for.
    Single(Single),
    Accept(Rc<ListenerInner>),
    /// A receive into shared buffers.
    Receive(Rc<StreamInner>),
    /// A receive into the spare capacity of its reader's memory.
    ReceiveInto(Rc<StreamInner>, BytesMut),
    Send(Box<SendOp>),
}

pub(super) struct Single {
    pub(super) state: SingleState,
    pub(super) payload: Payload,
}

pub(super) enum SingleState {
    Running(Option<Waker>),
    /// Nobody waits any more: what it owns is dropped when it completes.
    Abandoned,
    Done(i32),
}

pub(super) enum Payload {
    File(FileOp),
    Connect { socket: OwnedFd, _address: Box<libc::sockaddr_storage> },
}

struct Slot {
    generation: u32,
    op: Option<Op>,
}

#[derive(Clone, Copy)]
pub(super) struct Completion {
    pub(super) key: Key,
    pub(super) result: i32,
    pub(super) flags: u32,
}

pub(super) struct Ring {
    uring: std::mem::ManuallyDrop<IoUring>,
    slots: std::mem::ManuallyDrop<Vec<Slot>>,
    free: Vec<u32>,
    /// What did not fit into the submission queue.
    backlog: VecDeque<squeue::Entry>,
    in_flight: usize,
    /// Since Linux 6.12.
    has_min_wait: bool,
}

impl Ring {
    pub(super) fn new() -> io::Result<Ring> {
        let uring = IoUring::builder()
            .setup_single_issuer()
            .setup_defer_taskrun()
            .setup_taskrun_flag()
            .setup_cqsize(COMPLETION_ENTRIES)
            .setup_clamp()
            .build(SUBMISSION_ENTRIES)?;
        Ok(Ring {
            has_min_wait: uring.params().is_feature_min_timeout(),
            uring: std::mem::ManuallyDrop::new(uring),
            slots: std::mem::ManuallyDrop::new(vec![]),
            free: vec![],
            backlog: VecDeque::new(),
            in_flight: 0,
        })
    }

    pub(super) fn uring(&self) -> &IoUring {
        &self.uring
    }

    /// Takes ownership of `op` and gives it a key. The caller submits at least one entry for it.
    pub(super) fn insert(&mut self, op: Op) -> Key {
        self.in_flight += 1;
        let index = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot { generation: 0, op: None });
            (self.slots.len() - 1) as u32
        });
        let slot = &mut self.slots[index as usize];
        slot.op = Some(op);
        Key(u64::from(slot.generation) << 32 | u64::from(index))
    }

    pub(super) fn get(&mut self, key: Key) -> Option<&mut Op> {
        let slot = self.slots.get_mut(key.index())?;
        if u64::from(slot.generation) == key.0 >> 32 { slot.op.as_mut() } else { None }
    }

    /// Ends the operation: only when the kernel is done with it.
    pub(super) fn remove(&mut self, key: Key) -> Option<Op> {
        self.get(key)?;
        let slot = &mut self.slots[key.index()];
        // Never all ones in both halves: that is IGNORED.
        slot.generation = (slot.generation + 1) & 0x7fff_ffff;
        self.free.push(key.index() as u32);
        self.in_flight -= 1;
        slot.op.take()
    }

    /// Operations whose entries are still held.
    pub(super) fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// Queues an entry of the operation `key`.
    ///
    /// # Safety
    /// Everything that the entry points to is owned by the operation and does not move until its last completion.
    pub(super) unsafe fn push(&mut self, entry: squeue::Entry, key: Key) {
        // SAFETY: promised by the caller.
        unsafe { self.push_raw(entry.user_data(key.0)) };
    }

    /// Asks the kernel to end the operation early. It still completes.
    pub(super) fn cancel(&mut self, key: Key) {
        let entry = opcode::AsyncCancel::new(key.0).build().user_data(IGNORED);
        // SAFETY: a cancellation points to nothing.
        unsafe { self.push_raw(entry) };
    }

    /// Asks the kernel to end every operation early.
    pub(super) fn cancel_all(&mut self) {
        let entry = opcode::AsyncCancel2::new(types::CancelBuilder::any()).build().user_data(IGNORED);
        // SAFETY: as above.
        unsafe { self.push_raw(entry) };
    }

    /// # Safety
    /// As `push`.
    unsafe fn push_raw(&mut self, entry: squeue::Entry) {
        if !self.backlog.is_empty() {
            self.backlog.push_back(entry);
            return;
        }
        // SAFETY: promised by the caller.
        if unsafe { self.uring.submission().push(&entry) }.is_err() {
            self.backlog.push_back(entry);
        }
    }

    /// How many entries wait for submission.
    pub(super) fn unsubmitted(&mut self) -> usize {
        self.uring.submission().len() + self.backlog.len()
    }

    /// Whether the kernel has something for us, as far as can be seen without asking it.
    pub(super) fn has_news(&mut self) -> bool {
        !self.uring.completion().is_empty() || self.has_undelivered()
    }

    fn has_undelivered(&mut self) -> bool {
        let queue = self.uring.submission();
        queue.taskrun() || queue.cq_overflow()
    }

    /// Hands the queued entries to the kernel.
    pub(super) fn submit(&mut self) -> io::Result<()> {
        loop {
            let submitted = self.enter(false)?;
            if self.backlog.is_empty() || submitted == 0 {
                return Ok(());
            }
        }
    }

    /// Submits, lets the kernel deliver, and copies out up to one turn's completions.
    pub(super) fn reap(&mut self, into: &mut Vec<Completion>) -> io::Result<()> {
        if self.unsubmitted() > 0 || self.has_undelivered() {
            self.submit_backlog()?;
            self.enter(true)?;
        }
        into.extend(
            self.uring
                .completion()
                .take(COMPLETIONS_PER_TURN)
                .map(|c| Completion { key: Key(c.user_data()), result: c.result(), flags: c.flags() })
                .filter(|c| c.key.0 != IGNORED),
        );
        Ok(())
    }

    fn submit_backlog(&mut self) -> io::Result<()> {
        if self.backlog.is_empty() { Ok(()) } else { self.submit() }
    }

    /// Submits and blocks until there is a completion or the time is over. With `patience` a completion that comes so early, as far
    /// as the limit allows, waits until there are as many as that says.
    pub(super) fn wait(&mut self, limit: Option<Duration>, patience: Option<(Duration, usize)>) -> io::Result<()> {
        self.submit_backlog()?;
        let limit_spec = limit.map(types::Timespec::from);
        let mut args = types::SubmitArgs::new();
        if let Some(limit) = &limit_spec {
            args = args.timespec(limit);
        }
        let patience = patience.filter(|_| self.has_min_wait);
        let result = match patience {
            None if limit.is_none() => self.uring.submit_and_wait(1),
            None => self.uring.submitter().submit_with_args(1, &args),
            Some((patience, events)) => {
                let patience = patience.min(limit.unwrap_or(patience));
                let args = args.min_wait_usec(u32::try_from(patience.as_micros()).unwrap_or(u32::MAX));
                self.uring.submitter().submit_with_args(events, &args)
            }
        };
        transient(result).map(drop)
    }

    fn enter(&mut self, get_events: bool) -> io::Result<usize> {
        const GET_EVENTS: u32 = 1; // IORING_ENTER_GETEVENTS
        self.refill();
        let queued = self.uring.submission().len() as u32;
        // SAFETY: the entries were pushed under the promise of `push`; no argument is passed.
        let result = unsafe { self.uring.submitter().enter::<()>(queued, 0, u32::from(get_events) * GET_EVENTS, None) };
        let result = transient(result);
        self.refill();
        result
    }

    fn refill(&mut self) {
        let mut queue = self.uring.submission();
        while let Some(entry) = self.backlog.front() {
            // SAFETY: the entry came through `push`.
            if unsafe { queue.push(entry) }.is_err() {
                break;
            }
            self.backlog.pop_front();
        }
    }
}

/// Errors that mean "try again later": interrupted, timed out, completions to be taken first.
fn transient(result: io::Result<usize>) -> io::Result<usize> {
    match result {
        Err(e) if matches!(e.raw_os_error(), Some(libc::EINTR | libc::ETIME | libc::EBUSY | libc::EAGAIN)) => Ok(0),
        other => other,
    }
}

impl Drop for Ring {
    fn drop(&mut self) {
        // SAFETY: not used afterwards. Closing the ring makes the kernel cancel what is left, but not before we return.
        unsafe { std::mem::ManuallyDrop::drop(&mut self.uring) };
        if self.in_flight == 0 {
            // SAFETY: not used afterwards; no operation is in flight, so nothing in it is in the kernel's hands.
            unsafe { std::mem::ManuallyDrop::drop(&mut self.slots) };
        }
    }
}

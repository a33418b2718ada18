//! The memory of a mailbox: a bounded ring that one thread fills and one empties, without locks; and where each of them
//! leaves its waker before it waits.
//!
//! Only the sender writes `tail` and only the receiver writes `head`; positions count up and wrap around the integer. A slot
//! belongs to the sender from the moment `head` passes it to the moment `tail` does, and to the receiver otherwise.
//! The caller guarantees that `push` is called by one thread at a time and `pop` by one at a time ([`Sender`](super::Sender)
//! and [`Receiver`](super::Receiver) are neither `Clone` nor `Sync`).
#![allow(unsafe_code)]

use std::mem::MaybeUninit;
use std::task::Waker;

#[cfg(all(test, ringmain_loom))]
use loom::sync::{
    Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering, fence},
};
#[cfg(not(all(test, ringmain_loom)))]
use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, AtomicUsize, Ordering, fence},
};

#[cfg(all(test, ringmain_loom))]
type Cell<T> = loom::cell::UnsafeCell<T>;

/// An `UnsafeCell` with the interface of loom's.
#[cfg(not(all(test, ringmain_loom)))]
struct Cell<T>(std::cell::UnsafeCell<T>);

#[cfg(not(all(test, ringmain_loom)))]
impl<T> Cell<T> {
    fn new(value: T) -> Cell<T> {
        Cell(std::cell::UnsafeCell::new(value))
    }
    fn with_mut<R>(&self, access: impl FnOnce(*mut T) -> R) -> R {
        access(self.0.get())
    }
}

/// Keeps what two threads write apart from each other.
#[repr(align(128))]
struct CacheLine<T>(T);

pub(super) struct Ring<T> {
    slots: Box<[Cell<MaybeUninit<T>>]>,
    capacity: usize,
    /// Where the sender writes next.
    tail: CacheLine<AtomicUsize>,
    /// Where the receiver reads next.
    head: CacheLine<AtomicUsize>,
    pub(super) sender_gone: AtomicBool,
    pub(super) receiver_gone: AtomicBool,
    pub(super) sender: Parking,
    pub(super) receiver: Parking,
}

// SAFETY: a slot is accessed by one thread at a time (see the head of this file), which the release stores and acquire loads of
// `tail` and `head` order; values only move between threads, so `T: Send` suffices.
unsafe impl<T: Send> Send for Ring<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for Ring<T> {}

impl<T> Ring<T> {
    pub(super) fn new(capacity: usize) -> Ring<T> {
        let capacity = capacity.max(1);
        let slots = (0..capacity.next_power_of_two()).map(|_| Cell::new(MaybeUninit::uninit())).collect();
        Ring {
            slots,
            capacity,
            tail: CacheLine(AtomicUsize::new(0)),
            head: CacheLine(AtomicUsize::new(0)),
            sender_gone: AtomicBool::new(false),
            receiver_gone: AtomicBool::new(false),
            sender: Parking::new(),
            receiver: Parking::new(),
        }
    }

    fn slot(&self, position: usize) -> &Cell<MaybeUninit<T>> {
        // A power of two, so that positions may wrap around.
        &self.slots[position & (self.slots.len() - 1)]
    }

    /// For the sender. Gives the value back if the ring is full.
    pub(super) fn push(&self, value: T) -> Result<(), T> {
        let tail = self.tail.0.load(Ordering::Relaxed); // Only this thread writes it.
        let head = self.head.0.load(Ordering::Acquire);
        if tail.wrapping_sub(head) >= self.capacity {
            return Err(value);
        }
        self.slot(tail).with_mut(|slot| {
            // SAFETY: `head` has passed this slot (or it was never used) and `tail` has not, so it is the sender's and holds
            // no value; the acquire load of `head` orders this write after the receiver's read.
            unsafe { (*slot).write(value) };
        });
        self.tail.0.store(tail.wrapping_add(1), Ordering::Release);
        Ok(())
    }

    /// For the receiver. `None` if the ring is empty.
    pub(super) fn pop(&self) -> Option<T> {
        let head = self.head.0.load(Ordering::Relaxed); // Only this thread writes it.
        let tail = self.tail.0.load(Ordering::Acquire);
        if head == tail {
            return None;
        }
        // SAFETY: `tail` has passed this slot and `head` has not, so it is the receiver's and holds a value, which is moved
        // out once, as `head` passes it below; the acquire load of `tail` orders this read after the sender's write.
        let value = self.slot(head).with_mut(|slot| unsafe { (*slot).assume_init_read() });
        self.head.0.store(head.wrapping_add(1), Ordering::Release);
        Some(value)
    }

    pub(super) fn len(&self) -> usize {
        self.tail.0.load(Ordering::Acquire).wrapping_sub(self.head.0.load(Ordering::Acquire)).min(self.capacity)
    }
}

impl<T> Drop for Ring<T> {
    fn drop(&mut self) {
        while self.pop().is_some() {}
    }
}

/// Where one side leaves its waker. The side that waits parks and then looks again; the other one acts and then unparks.
/// Of "look again" and "unpark", at least one sees what the other side did before it, so no wake is lost.
pub(super) struct Parking {
    parked: AtomicBool,
    waker: Mutex<Option<Waker>>,
}

impl Parking {
    fn new() -> Parking {
        Parking { parked: AtomicBool::new(false), waker: Mutex::new(None) }
    }

    #[cfg(not(all(test, ringmain_loom)))]
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Waker>> {
        self.waker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(all(test, ringmain_loom))]
    fn lock(&self) -> loom::sync::MutexGuard<'_, Option<Waker>> {
        self.waker.lock().unwrap()
    }

    /// Leaves a waker. The caller must look once more at what it waits for before it really waits.
    pub(super) fn park(&self, waker: &Waker) {
        {
            let mut left = self.lock();
            if !left.as_ref().is_some_and(|left| left.will_wake(waker)) {
                *left = Some(waker.clone());
            }
        }
        self.parked.store(true, Ordering::Relaxed);
        // Pairs with the fence in `unpark`: if that one does not see `parked`, the caller's next look sees what preceded it.
        fence(Ordering::SeqCst);
    }

    /// Wakes the other side if it waits; to be called after the change that it waits for.
    pub(super) fn unpark(&self) {
        fence(Ordering::SeqCst);
        if self.parked.load(Ordering::Relaxed) && self.parked.swap(false, Ordering::AcqRel) {
            let waker = self.lock().take();
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    }
}

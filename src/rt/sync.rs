//! Waiting between tasks of one thread: [`oneshot`], [`Notify`], [`Semaphore`], [`Event`]; and [`watch`], which crosses threads.
//!
//! All are cancel-safe: a dropped wait leaves no trace, and what it had been given goes to the next one. Who waits first is
//! served first. Wakes are issued with no internal state borrowed, so that a waker may do anything.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

pub mod watch;

/// The other end of a channel is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the other end is gone")]
pub struct Closed;

/// A place for one value, on its way from one task to another of the same thread.
pub fn oneshot<T>() -> (OneshotSender<T>, OneshotReceiver<T>) {
    let slot = Rc::new(Oneshot {
        value: Cell::new(None),
        waker: Cell::new(None),
        sender_gone: Cell::new(false),
        receiver_gone: Cell::new(false),
    });
    (OneshotSender { slot: slot.clone() }, OneshotReceiver { slot })
}

struct Oneshot<T> {
    value: Cell<Option<T>>,
    waker: Cell<Option<Waker>>,
    sender_gone: Cell<bool>,
    receiver_gone: Cell<bool>,
}

/// The sending end of [`oneshot`].
pub struct OneshotSender<T> {
    slot: Rc<Oneshot<T>>,
}

impl<T> OneshotSender<T> {
    /// Hands the value over; gives it back if nobody waits for it any more.
    pub fn send(self, value: T) -> Result<(), T> {
        if self.slot.receiver_gone.get() {
            return Err(value);
        }
        self.slot.value.set(Some(value));
        Ok(())
    }

    /// Whether the receiver is gone.
    pub fn is_closed(&self) -> bool {
        self.slot.receiver_gone.get()
    }
}

impl<T> Drop for OneshotSender<T> {
    fn drop(&mut self) {
        self.slot.sender_gone.set(true);
        if let Some(waker) = self.slot.waker.take() {
            waker.wake();
        }
    }
}

/// The receiving end of [`oneshot`]: await it.
pub struct OneshotReceiver<T> {
    slot: Rc<Oneshot<T>>,
}

impl<T> Future for OneshotReceiver<T> {
    type Output = Result<T, Closed>;
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.slot.value.take() {
            Some(value) => Poll::Ready(Ok(value)),
            None if self.slot.sender_gone.get() => Poll::Ready(Err(Closed)),
            None => {
                self.slot.waker.set(Some(cx.waker().clone()));
                Poll::Pending
            }
        }
    }
}

impl<T> Drop for OneshotReceiver<T> {
    fn drop(&mut self) {
        self.slot.receiver_gone.set(true);
    }
}

/// Counted permits, in bytes where memory is meant. Clones are the same semaphore.
#[derive(Clone)]
pub struct Semaphore {
    state: Rc<RefCell<SemaphoreState>>,
}

struct SemaphoreState {
    total: usize,
    available: usize,
    /// Taken though it was not available: what comes back pays this first.
    owed: usize,
    next_ticket: u64,
    waiting: BTreeMap<u64, (usize, Waker)>,
    granted: BTreeSet<u64>,
}

impl SemaphoreState {
    /// Serves those who have waited longest, as far as it goes.
    fn grant(&mut self) -> Vec<Waker> {
        let mut wakers = Vec::new();
        while let Some(first) = self.waiting.first_entry() {
            let need = first.get().0;
            if need > self.available {
                break;
            }
            self.available -= need;
            let (ticket, (_, waker)) = first.remove_entry();
            self.granted.insert(ticket);
            wakers.push(waker);
        }
        wakers
    }
}

impl Semaphore {
    pub fn new(permits: usize) -> Semaphore {
        Semaphore {
            state: Rc::new(RefCell::new(SemaphoreState {
                total: permits,
                available: permits,
                owed: 0,
                next_ticket: 0,
                waiting: BTreeMap::new(),
                granted: BTreeSet::new(),
            })),
        }
    }

    /// Permits that nobody holds.
    pub fn available(&self) -> usize {
        self.state.borrow().available
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.state.borrow().waiting.len()
    }

    /// Takes `n` permits once all who came before have theirs. A wish for more than there are at all waits for all of them.
    pub fn acquire(&self, n: usize) -> Acquire {
        let n = n.min(self.state.borrow().total);
        Acquire { semaphore: self.clone(), n, ticket: None }
    }

    /// Takes `n` permits if they are free and nobody waits.
    pub fn try_acquire(&self, n: usize) -> Option<Permit> {
        let mut state = self.state.borrow_mut();
        let n = n.min(state.total);
        if n > state.available || !state.waiting.is_empty() {
            return None;
        }
        state.available -= n;
        Some(Permit { semaphore: self.clone(), n })
    }

    /// Takes `n` permits at once, whoever holds or awaits them: those who wait go on when as many have come back.
    pub fn take_at_once(&self, n: usize) -> Permit {
        let mut state = self.state.borrow_mut();
        let n = n.min(state.total);
        let taken = n.min(state.available);
        state.available -= taken;
        state.owed += n - taken;
        Permit { semaphore: self.clone(), n }
    }

    fn give_back(&self, n: usize) {
        let wakers = {
            let mut state = self.state.borrow_mut();
            let paid = n.min(state.owed);
            state.owed -= paid;
            state.available += n - paid;
            state.grant()
        };
        wakers.into_iter().for_each(Waker::wake);
    }
}

/// The future of [`Semaphore::acquire`].
#[must_use = "nothing is acquired unless awaited"]
pub struct Acquire {
    semaphore: Semaphore,
    n: usize,
    ticket: Option<u64>,
}

impl Future for Acquire {
    type Output = Permit;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Permit> {
        let semaphore = self.semaphore.clone();
        let n = self.n;
        let Some(ticket) = self.ticket else {
            if let Some(permit) = semaphore.try_acquire(n) {
                return Poll::Ready(permit);
            }
            let mut state = semaphore.state.borrow_mut();
            let ticket = state.next_ticket;
            state.next_ticket += 1;
            state.waiting.insert(ticket, (n, cx.waker().clone()));
            self.ticket = Some(ticket);
            return Poll::Pending;
        };
        let mut state = semaphore.state.borrow_mut();
        if state.granted.remove(&ticket) {
            drop(state);
            self.ticket = None;
            return Poll::Ready(Permit { semaphore, n });
        }
        state.waiting.insert(ticket, (n, cx.waker().clone()));
        Poll::Pending
    }
}

impl Drop for Acquire {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket else { return };
        let granted = {
            let mut state = self.semaphore.state.borrow_mut();
            state.waiting.remove(&ticket);
            state.granted.remove(&ticket)
        };
        // Who waited behind may go on, whether or not this one had been served.
        self.semaphore.give_back(if granted { self.n } else { 0 });
    }
}

/// Permits held; dropping gives them back.
pub struct Permit {
    semaphore: Semaphore,
    n: usize,
}

impl Permit {
    pub fn count(&self) -> usize {
        self.n
    }

    /// Gives `n` of them back early.
    pub fn release(&mut self, n: usize) {
        let n = n.min(self.n);
        self.n -= n;
        self.semaphore.give_back(n);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.semaphore.give_back(self.n);
    }
}

/// Something happened: wakes one waiting task or all. A `notify_one` that finds nobody is kept for the next who waits.
#[derive(Clone, Default)]
pub struct Notify {
    state: Rc<RefCell<NotifyState>>,
}

#[derive(Default)]
struct NotifyState {
    kept: bool,
    next_ticket: u64,
    waiting: BTreeMap<u64, Waker>,
    /// Notified but not yet polled; true if by `notify_one`, which must not get lost.
    notified: BTreeMap<u64, bool>,
}

impl Notify {
    pub fn new() -> Notify {
        Notify::default()
    }

    pub fn notify_one(&self) {
        let waker = {
            let mut state = self.state.borrow_mut();
            match state.waiting.pop_first() {
                Some((ticket, waker)) => {
                    state.notified.insert(ticket, true);
                    Some(waker)
                }
                None => {
                    state.kept = true;
                    None
                }
            }
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Wakes all who wait now. Keeps nothing for later ones.
    pub fn notify_all(&self) {
        let waiting = {
            let mut state = self.state.borrow_mut();
            let waiting = std::mem::take(&mut state.waiting);
            state.notified.extend(waiting.keys().map(|ticket| (*ticket, false)));
            waiting
        };
        waiting.into_values().for_each(Waker::wake);
    }

    /// Waits for a notification. It counts as waiting from this call on, not from the first poll.
    pub fn notified(&self) -> Notified {
        let mut state = self.state.borrow_mut();
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        if std::mem::take(&mut state.kept) {
            state.notified.insert(ticket, true);
        } else {
            state.waiting.insert(ticket, Waker::noop().clone());
        }
        Notified { notify: self.clone(), ticket }
    }
}

/// The future of [`Notify::notified`].
#[must_use = "does nothing unless awaited"]
pub struct Notified {
    notify: Notify,
    ticket: u64,
}

impl Future for Notified {
    type Output = ();
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.notify.state.borrow_mut();
        if state.notified.remove(&self.ticket).is_some() {
            return Poll::Ready(());
        }
        match state.waiting.get_mut(&self.ticket) {
            Some(waker) => {
                waker.clone_from(cx.waker());
                Poll::Pending
            }
            None => Poll::Ready(()),
        }
    }
}

impl Drop for Notified {
    fn drop(&mut self) {
        let unused = {
            let mut state = self.notify.state.borrow_mut();
            state.waiting.remove(&self.ticket);
            state.notified.remove(&self.ticket) == Some(true)
        };
        if unused {
            self.notify.notify_one();
        }
    }
}

/// Set once, awaited by many: a stop, a start.
#[derive(Clone, Default)]
pub struct Event {
    set: Rc<Cell<bool>>,
    notify: Notify,
}

impl Event {
    pub fn new() -> Event {
        Event::default()
    }

    pub fn set(&self) {
        self.set.set(true);
        self.notify.notify_all();
    }

    pub fn is_set(&self) -> bool {
        self.set.get()
    }

    /// Returns once it is set, at once if it is.
    pub async fn wait(&self) {
        if !self.set.get() {
            self.notify.notified().await;
        }
    }
}

#[cfg(test)]
mod tests;

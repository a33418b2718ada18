//! Mailboxes between threads: bounded, one sender, one receiver, in order, without locks on the way.
//!
//! A value is there for the receiver as soon as it is sent, but a waiting receiver is woken once for all that one turn of the
//! sending thread sent: at the end of the turn, which the executor reports by [`end_of_turn`], or by `flush`. Who sends from
//! outside of an executor must flush. Dropping either end closes the mailbox; what was sent before is still received.
//! The ends are `Send` and not `Sync`; a full mailbox is the sender's to handle: `try_send` fails, `send` waits.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

mod ring;

#[cfg(test)]
mod tests;

use ring::Ring;

/// A mailbox for at most `capacity` values (at least one).
pub fn channel<T: Send>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let shared = Arc::new(Shared { ring: Ring::new(capacity), wake_due: AtomicBool::new(false) });
    (Sender { shared: shared.clone(), not_sync: PhantomData }, Receiver { shared, not_sync: PhantomData })
}

struct Shared<T> {
    ring: Ring<T>,
    /// Whether a wake of the receiver is due at the end of some thread's turn.
    wake_due: AtomicBool,
}

/// A mailbox whose receiver is to be woken at the end of the turn.
trait Due: Send + Sync {
    fn wake_receiver(&self);
}

impl<T: Send> Due for Shared<T> {
    fn wake_receiver(&self) {
        // Acquires what a sender that found the flag set had sent, so that the woken receiver sees it.
        self.wake_due.swap(false, Ordering::AcqRel);
        self.ring.receiver.unpark();
    }
}

thread_local! {
    /// The mailboxes into which the current turn of this thread has sent.
    static DUE: RefCell<Vec<Arc<dyn Due>>> = const { RefCell::new(Vec::new()) };
}

/// Wakes the receivers of all that this thread has sent. Executors call it after each turn.
pub(crate) fn end_of_turn() {
    DUE.with(|due| {
        if due.borrow().is_empty() {
            return;
        }
        let mut mailboxes = due.take();
        for mailbox in mailboxes.drain(..) {
            mailbox.wake_receiver();
        }
        let mut due = due.borrow_mut();
        if due.is_empty() {
            *due = mailboxes; // Keeps its memory.
        }
    });
}

/// Why [`Sender::try_send`] did not send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TrySendError<T> {
    #[error("the mailbox is full")]
    Full(T),
    #[error("the receiver is gone")]
    Closed(T),
}

/// The receiver is gone; here is the value back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the receiver is gone")]
pub struct Closed<T>(pub T);

/// Why [`Receiver::try_recv`] received nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TryRecvError {
    #[error("the mailbox is empty")]
    Empty,
    #[error("the sender is gone")]
    Closed,
}

/// The sending end.
pub struct Sender<T: Send + 'static> {
    shared: Arc<Shared<T>>,
    not_sync: PhantomData<Cell<()>>,
}

impl<T: Send + 'static> Sender<T> {
    /// Sends if there is room.
    pub fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        if self.is_closed() {
            return Err(TrySendError::Closed(value));
        }
        self.shared.ring.push(value).map_err(TrySendError::Full)?;
        if !self.shared.wake_due.swap(true, Ordering::AcqRel) {
            let mailbox: Arc<dyn Due> = self.shared.clone();
            DUE.with_borrow_mut(|due| due.push(mailbox));
        }
        Ok(())
    }

    /// Sends as soon as there is room. If dropped before it is done, nothing was sent.
    pub async fn send(&self, value: T) -> Result<(), Closed<T>> {
        let mut value = Some(value);
        poll_fn(|cx| {
            // Twice: before and after leaving the waker.
            for look in 0..2 {
                let Some(unsent) = value.take() else { break };
                match self.try_send(unsent) {
                    Ok(()) => return Poll::Ready(Ok(())),
                    Err(TrySendError::Closed(unsent)) => return Poll::Ready(Err(Closed(unsent))),
                    Err(TrySendError::Full(unsent)) => value = Some(unsent),
                }
                if look == 0 {
                    self.shared.ring.sender.park(cx.waker());
                }
            }
            Poll::Pending
        })
        .await
    }

    /// Wakes the receiver now, not only at the end of the turn.
    pub fn flush(&self) {
        self.shared.ring.receiver.unpark();
    }

    /// Whether the receiver is gone.
    pub fn is_closed(&self) -> bool {
        self.shared.ring.receiver_gone.load(Ordering::Acquire)
    }

    /// How many values wait to be received.
    pub fn len(&self) -> usize {
        self.shared.ring.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T: Send + 'static> Drop for Sender<T> {
    fn drop(&mut self) {
        self.shared.ring.sender_gone.store(true, Ordering::Release);
        self.shared.ring.receiver.unpark();
    }
}

/// The receiving end.
pub struct Receiver<T: Send + 'static> {
    shared: Arc<Shared<T>>,
    not_sync: PhantomData<Cell<()>>,
}

impl<T: Send + 'static> Receiver<T> {
    /// The next value, if it is there.
    pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
        let ring = &self.shared.ring;
        let received = ring.pop().or_else(|| {
            // What was sent before the sender went is there by now.
            if ring.sender_gone.load(Ordering::Acquire) { ring.pop() } else { None }
        });
        match received {
            Some(value) => {
                ring.sender.unpark();
                Ok(value)
            }
            None if ring.sender_gone.load(Ordering::Acquire) && ring.len() == 0 => Err(TryRecvError::Closed),
            None => Err(TryRecvError::Empty),
        }
    }

    /// The next value; `None` once the sender is gone and everything was received. If dropped, nothing is lost.
    pub async fn recv(&mut self) -> Option<T> {
        poll_fn(|cx| {
            for look in 0..2 {
                match self.try_recv() {
                    Ok(value) => return Poll::Ready(Some(value)),
                    Err(TryRecvError::Closed) => return Poll::Ready(None),
                    Err(TryRecvError::Empty) if look == 0 => self.shared.ring.receiver.park(cx.waker()),
                    Err(TryRecvError::Empty) => {}
                }
            }
            Poll::Pending
        })
        .await
    }
}

impl<T: Send + 'static> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.shared.ring.receiver_gone.store(true, Ordering::Release);
        self.shared.ring.sender.unpark();
    }
}

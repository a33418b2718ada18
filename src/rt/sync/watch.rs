//! The latest of a series of values, published by one thread and read by many: the metadata image, dynamic settings.
//!
//! Reading costs one atomic load while nothing new was published; then the lock is taken once. A reader may skip values but
//! never goes back to an older one. Ends are `Send`; a receiver is cloned for each thread or task that wants its own view.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use super::Closed;

/// Starts with `first`, which no receiver's `changed` reports.
pub fn channel<T>(first: Arc<T>) -> (Sender<T>, Receiver<T>) {
    let state = State { value: first.clone(), closed: false, next_receiver: 1, waiting: BTreeMap::new() };
    let shared = Arc::new(Shared { version: AtomicU64::new(0), state: Mutex::new(state) });
    let receiver = Receiver { shared: shared.clone(), id: 0, read: RefCell::new((0, first)), reported: Cell::new(0) };
    (Sender { shared }, receiver)
}

struct Shared<T> {
    /// Counts the publications; changes only while the lock is held.
    version: AtomicU64,
    state: Mutex<State<T>>,
}

struct State<T> {
    value: Arc<T>,
    closed: bool,
    next_receiver: u64,
    /// Wakers by receiver.
    waiting: BTreeMap<u64, Waker>,
}

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn update(&self, change: impl FnOnce(&mut State<T>)) {
        let waiting = {
            let mut state = self.lock();
            change(&mut state);
            std::mem::take(&mut state.waiting)
        };
        waiting.into_values().for_each(Waker::wake);
    }
}

/// The publishing end.
pub struct Sender<T> {
    shared: Arc<Shared<T>>,
}

impl<T> Sender<T> {
    /// Makes `value` the latest one and wakes who waits for a change.
    pub fn publish(&self, value: Arc<T>) {
        let mut before = None;
        self.shared.update(|state| {
            before = Some(std::mem::replace(&mut state.value, value));
            self.shared.version.fetch_add(1, Ordering::Release);
        });
        drop(before); // Outside of the lock: it may be large.
    }

    /// The value published last.
    pub fn latest(&self) -> Arc<T> {
        self.shared.lock().value.clone()
    }

    /// Another receiver, to which the current value is old.
    pub fn subscribe(&self) -> Receiver<T> {
        let mut state = self.shared.lock();
        let id = state.next_receiver;
        state.next_receiver += 1;
        let version = self.shared.version.load(Ordering::Acquire);
        let read = RefCell::new((version, state.value.clone()));
        Receiver { shared: self.shared.clone(), id, read, reported: Cell::new(version) }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.shared.update(|state| state.closed = true);
    }
}

/// A reading end.
pub struct Receiver<T> {
    shared: Arc<Shared<T>>,
    id: u64,
    read: RefCell<(u64, Arc<T>)>,
    reported: Cell<u64>,
}

impl<T> Receiver<T> {
    /// The latest value.
    pub fn get(&self) -> Arc<T> {
        self.refresh();
        self.read.borrow().1.clone()
    }

    /// Looks at the latest value without touching its count of references.
    pub fn with<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        self.refresh();
        look(&self.read.borrow().1)
    }

    fn refresh(&self) {
        if self.shared.version.load(Ordering::Acquire) == self.read.borrow().0 {
            return;
        }
        let state = self.shared.lock();
        let latest = (self.shared.version.load(Ordering::Acquire), state.value.clone());
        drop(state);
        let before = self.read.replace(latest);
        drop(before);
    }

    /// Waits for a publication that this call has not reported yet. An error once the sender is gone.
    pub async fn changed(&self) -> Result<(), Closed> {
        poll_fn(|cx| {
            let mut state = self.shared.lock();
            let version = self.shared.version.load(Ordering::Acquire);
            if version != self.reported.get() {
                self.reported.set(version);
                return Poll::Ready(Ok(()));
            }
            if state.closed {
                return Poll::Ready(Err(Closed));
            }
            state.waiting.insert(self.id, cx.waker().clone());
            Poll::Pending
        })
        .await
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Receiver<T> {
        let mut state = self.shared.lock();
        let id = state.next_receiver;
        state.next_receiver += 1;
        Receiver {
            shared: self.shared.clone(),
            id,
            read: RefCell::new(self.read.borrow().clone()),
            reported: self.reported.clone(),
        }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let waker = self.shared.lock().waiting.remove(&self.id);
        drop(waker);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rt::sim::check_seeds;
    use crate::rt::task::{spawn_thread, yield_now};
    use std::time::Duration;

    #[test]
    fn readers_see_the_latest_and_never_an_older_one() {
        check_seeds("readers_see_the_latest_and_never_an_older_one", 50, |sim| {
            let node = sim.node(1);
            node.block_on(Duration::from_secs(60), async {
                let (sender, receiver) = channel(Arc::new(0u32));
                let threads: Vec<_> = (0..3)
                    .map(|n| {
                        let receiver = receiver.clone();
                        spawn_thread(&format!("reader {n}"), None, move || async move {
                            let mut last = *receiver.get();
                            while receiver.changed().await.is_ok() {
                                let now = receiver.with(|value| *value);
                                assert!(now >= last, "{now} after {last}");
                                last = now;
                            }
                            assert_eq!(last, 20, "the last one is not missed");
                        })
                        .unwrap()
                    })
                    .collect();
                for value in 1..=20 {
                    sender.publish(Arc::new(value));
                    yield_now().await;
                }
                assert_eq!(*sender.latest(), 20);
                drop(sender);
                for thread in threads {
                    thread.join().await.unwrap();
                }
            })
            .unwrap();
        });
    }

    #[test]
    fn real_threads_read_while_one_publishes() {
        let (sender, receiver) = channel(Arc::new(vec![0u64; 16]));
        let readers: Vec<_> = (0..2)
            .map(|_| {
                let receiver = receiver.clone();
                std::thread::spawn(move || {
                    let mut last = 0;
                    while last < 2_000 {
                        let value = receiver.get();
                        assert!(value.iter().all(|number| *number == value[0]) && value[0] >= last);
                        last = value[0];
                    }
                })
            })
            .collect();
        for n in 1..=2_000 {
            sender.publish(Arc::new(vec![n; 16]));
        }
        for reader in readers {
            reader.join().unwrap();
        }
    }
}

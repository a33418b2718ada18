//! Who holds the partitions' directories of one log directory.
//!
//! Promises: a name has one holder at a time, over all threads of the node: a topic created anew under the name of one that is
//! being deleted waits until the old directory has made way.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

#[derive(Debug, Default)]
pub struct DirClaims {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    held: HashSet<String>,
    waiting: Vec<Waker>,
}

impl DirClaims {
    /// The names that start-up found.
    pub fn new(held: impl IntoIterator<Item = String>) -> Self {
        Self { state: Mutex::new(State { held: held.into_iter().collect(), waiting: Vec::new() }) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Holds the name, as soon as nobody else does.
    pub async fn claim(&self, name: &str) {
        std::future::poll_fn(|context| {
            let mut state = self.state();
            if state.held.contains(name) {
                state.waiting.push(context.waker().clone());
                return Poll::Pending;
            }
            state.held.insert(name.to_owned());
            Poll::Ready(())
        })
        .await;
    }

    /// Whether somebody holds the name.
    pub fn is_held(&self, name: &str) -> bool {
        self.state().held.contains(name)
    }

    /// The directory of that name is gone.
    pub fn release(&self, name: &str) {
        let waiting = {
            let mut state = self.state();
            state.held.remove(name);
            std::mem::take(&mut state.waiting)
        };
        waiting.into_iter().for_each(Waker::wake);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_lite::future::{block_on, poll_once};

    #[test]
    fn a_name_is_held_once_and_passed_on() {
        block_on(async {
            let claims = DirClaims::new(["orders-0".to_owned()]);
            claims.claim("orders-1").await;
            let mut next = Box::pin(claims.claim("orders-0"));
            assert!(poll_once(&mut next).await.is_none());
            claims.release("orders-1");
            assert!(poll_once(&mut next).await.is_none(), "another name's release is none of this one's");
            claims.release("orders-0");
            next.await;
            assert!(poll_once(Box::pin(claims.claim("orders-0"))).await.is_none(), "held by the one that waited");
        });
    }
}

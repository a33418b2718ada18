//! Several futures at once within one task.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

/// Runs futures, at most `limit` at a time; the results in their order.
pub async fn run_limited<F: Future>(futures: Vec<F>, limit: usize) -> Vec<F::Output> {
    let mut waiting: VecDeque<(usize, Pin<Box<F>>)> =
        futures.into_iter().enumerate().map(|(at, future)| (at, Box::pin(future))).collect();
    let mut results: Vec<Option<F::Output>> = waiting.iter().map(|_| None).collect();
    let mut running: Vec<(usize, Pin<Box<F>>)> = Vec::new();
    poll_fn(|context| {
        loop {
            while running.len() < limit
                && let Some(next) = waiting.pop_front()
            {
                running.push(next);
            }
            let before = running.len();
            running.retain_mut(|(at, future)| match future.as_mut().poll(context) {
                Poll::Ready(result) => {
                    if let Some(slot) = results.get_mut(*at) {
                        *slot = Some(result);
                    }
                    false
                }
                Poll::Pending => true,
            });
            if running.is_empty() && waiting.is_empty() {
                return Poll::Ready(());
            }
            if running.len() == before || waiting.is_empty() {
                return Poll::Pending;
            }
        }
    })
    .await;
    results.into_iter().flatten().collect()
}

/// Runs two futures at once.
pub async fn both<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
    futures_lite::future::zip(a, b).await
}

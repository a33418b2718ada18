use super::*;
use crate::rt::sim::{Sim, check_seeds};
use crate::rt::task::{spawn, yield_now};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

fn in_sim<F: Future<Output = ()> + 'static>(test: impl FnOnce() -> F + 'static) {
    Sim::new(1).node(1).block_on(MINUTE, async move { test().await }).unwrap();
}

/// Polls a future once with a waker that does nothing.
fn poll_once<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn a_oneshot_hands_over_and_notices_a_gone_end() {
    in_sim(|| async {
        let (sender, receiver) = oneshot();
        let task = spawn(receiver);
        yield_now().await;
        sender.send(5).unwrap();
        assert_eq!(task.await.unwrap(), Ok(5));
        let (sender, receiver) = oneshot::<u8>();
        let task = spawn(receiver);
        yield_now().await;
        drop(sender);
        assert_eq!(task.await.unwrap(), Err(Closed));
        let (sender, receiver) = oneshot::<u8>();
        drop(receiver);
        assert!(sender.is_closed());
        assert_eq!(sender.send(1), Err(1));
    });
}

#[test]
fn permits_taken_at_once_are_paid_before_others_are_served() {
    in_sim(|| async {
        let semaphore = Semaphore::new(100);
        let mut held = semaphore.acquire(80).await;
        let taken = semaphore.take_at_once(70);
        assert_eq!((taken.count(), semaphore.available()), (70, 0));
        let mut next = Box::pin(semaphore.acquire(10));
        assert!(poll_once(next.as_mut()).is_pending());
        held.release(50);
        assert!(poll_once(next.as_mut()).is_pending(), "what came back was owed");
        held.release(10);
        let Poll::Ready(next) = poll_once(next.as_mut()) else { panic!("80 of 100 are taken") };
        drop(taken);
        assert_eq!(semaphore.available(), 70);
        drop((held, next));
        assert_eq!(semaphore.available(), 100);
    });
}

#[test]
fn a_semaphore_serves_in_order_of_arrival() {
    check_seeds("a_semaphore_serves_in_order_of_arrival", 30, |sim| {
        sim.node(1)
            .block_on(MINUTE, async {
                let semaphore = Semaphore::new(100);
                let held = semaphore.acquire(80).await;
                let mut big = Box::pin(semaphore.acquire(50));
                assert!(poll_once(big.as_mut()).is_pending());
                assert!(semaphore.try_acquire(1).is_none(), "a small one does not overtake");
                let mut small = Box::pin(semaphore.acquire(10));
                assert!(poll_once(small.as_mut()).is_pending());
                drop(held);
                let Poll::Ready(small) = poll_once(small.as_mut()) else { panic!("60 of 100 are taken") };
                let Poll::Ready(mut big) = poll_once(big.as_mut()) else { panic!("60 of 100 are taken") };
                assert_eq!(semaphore.available(), 40);
                big.release(20);
                assert_eq!((big.count(), semaphore.available()), (30, 60));
                drop((big, small));
                assert_eq!(semaphore.acquire(1_000).await.count(), 100, "more than there are waits for all");
                assert_eq!(semaphore.available(), 100);
            })
            .unwrap();
    });
}

#[test]
fn a_dropped_acquire_blocks_nobody_and_loses_nothing() {
    let semaphore = Semaphore::new(10);
    let held = semaphore.try_acquire(10).unwrap();
    let mut first = Box::pin(semaphore.acquire(10));
    let mut second = Box::pin(semaphore.acquire(3));
    assert!(poll_once(first.as_mut()).is_pending() && poll_once(second.as_mut()).is_pending());
    drop(held);
    drop(first); // Served but never polled.
    let Poll::Ready(permit) = poll_once(second.as_mut()) else { panic!("the first one's permits were lost") };
    let mut third = Box::pin(semaphore.acquire(10));
    let mut fourth = Box::pin(semaphore.acquire(7));
    assert!(poll_once(third.as_mut()).is_pending() && poll_once(fourth.as_mut()).is_pending());
    drop(third); // Never served.
    assert!(poll_once(fourth.as_mut()).is_ready());
    drop((permit, fourth));
    assert_eq!((semaphore.available(), semaphore.waiting()), (10, 0));
}

#[test]
fn a_notification_is_kept_for_one_and_passed_on() {
    let notify = Notify::new();
    notify.notify_one();
    notify.notify_one();
    assert!(poll_once(std::pin::pin!(notify.notified())).is_ready(), "kept");
    assert!(poll_once(std::pin::pin!(notify.notified())).is_pending(), "kept once");
    let first = notify.notified();
    let mut second = Box::pin(notify.notified());
    notify.notify_one();
    assert!(poll_once(second.as_mut()).is_pending());
    drop(first);
    assert!(poll_once(second.as_mut()).is_ready(), "passed on by the one that was dropped");
    let mut waiting = Box::pin(notify.notified());
    notify.notify_all();
    assert!(poll_once(waiting.as_mut()).is_ready());
    assert!(poll_once(std::pin::pin!(notify.notified())).is_pending(), "notify_all keeps nothing");
}

#[test]
fn an_event_wakes_all_and_stays_set() {
    in_sim(|| async {
        let event = Event::new();
        let waiting: Vec<_> = (0..3)
            .map(|_| {
                let event = event.clone();
                spawn(async move { event.wait().await })
            })
            .collect();
        yield_now().await;
        assert!(!event.is_set());
        event.set();
        for task in waiting {
            task.await.unwrap();
        }
        event.wait().await;
    });
}

#[cfg(not(ringmain_loom))]
mod mailboxes {
    use super::super::*;
    use crate::rt::sim::{Sim, check_seeds};
    use crate::rt::task::{spawn_thread, yield_if_needed, yield_now};
    use std::sync::atomic::AtomicUsize;
    use std::task::{Context, Wake, Waker};
    use std::time::Duration;

    const MINUTE: Duration = Duration::from_secs(60);

    #[derive(Default)]
    struct CountingWaker(AtomicUsize);
    impl Wake for CountingWaker {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    #[test]
    fn everything_arrives_once_and_in_order() {
        check_seeds("everything_arrives_once_and_in_order", 100, |sim| {
            let capacity = 1 + sim.below(5) as usize;
            let node = sim.node(1);
            let received = node.block_on(MINUTE, async move {
                let (sender, mut receiver) = channel(capacity);
                let thread = spawn_thread("sender", None, || async move {
                    for n in 0..50u32 {
                        sender.send(n).await.unwrap();
                        yield_if_needed().await;
                    }
                })
                .unwrap();
                let mut received = Vec::new();
                while let Some(n) = receiver.recv().await {
                    received.push(n);
                    yield_if_needed().await;
                }
                thread.join().await.unwrap();
                received
            });
            assert_eq!(received.unwrap(), (0..50).collect::<Vec<_>>());
        });
    }

    #[test]
    fn the_receiver_is_woken_once_for_a_turn() {
        let (sender, mut receiver) = channel(10);
        let waker = Arc::new(CountingWaker::default());
        let count = || waker.0.load(Ordering::SeqCst);
        let task_waker = Waker::from(waker.clone());
        let mut cx = Context::from_waker(&task_waker);
        assert!(std::pin::pin!(receiver.recv()).poll(&mut cx).is_pending());
        for n in 0..3 {
            sender.try_send(n).unwrap();
        }
        assert_eq!(count(), 0, "not before the end of the turn");
        end_of_turn();
        assert_eq!(count(), 1);
        assert_eq!(std::iter::from_fn(|| receiver.try_recv().ok()).collect::<Vec<_>>(), [0, 1, 2]);
        assert!(std::pin::pin!(receiver.recv()).poll(&mut cx).is_pending());
        end_of_turn();
        assert_eq!(count(), 1, "nothing was sent");
        sender.try_send(3).unwrap();
        sender.flush();
        assert_eq!(count(), 2, "flushed early");
        end_of_turn();
        assert_eq!(count(), 2);
    }

    #[test]
    fn a_full_mailbox_refuses_and_a_closed_one_says_so() {
        let (sender, mut receiver) = channel(3);
        for n in 0..3 {
            sender.try_send(n).unwrap();
        }
        assert_eq!(sender.try_send(9), Err(TrySendError::Full(9)), "exactly the capacity, not a power of two");
        assert_eq!((receiver.try_recv(), sender.len()), (Ok(0), 2));
        drop(sender);
        assert_eq!(receiver.try_recv(), Ok(1), "what was sent is still received");
        assert_eq!(receiver.try_recv(), Ok(2));
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Closed));
        let (sender, receiver) = channel(3);
        drop(receiver);
        assert_eq!(sender.try_send(1), Err(TrySendError::Closed(1)));
    }

    #[test]
    fn a_waiting_sender_notices_that_the_receiver_went() {
        let sim = Sim::new(1);
        sim.node(1)
            .block_on(MINUTE, async {
                let (sender, receiver) = channel(1);
                sender.send(1).await.unwrap();
                let waiting = crate::rt::task::spawn(async move { sender.send(2).await });
                yield_now().await;
                drop(receiver);
                assert_eq!(waiting.await.unwrap(), Err(Closed(2)));
            })
            .unwrap();
    }

    #[test]
    fn values_left_behind_are_dropped() {
        let value = Arc::new(());
        let (sender, receiver) = channel(4);
        for _ in 0..3 {
            sender.try_send(value.clone()).unwrap();
        }
        end_of_turn();
        drop((sender, receiver));
        assert_eq!(Arc::strong_count(&value), 1);
    }

    #[test]
    fn real_threads_lose_and_repeat_nothing() {
        const VALUES: u64 = 100_000;
        let (sender, mut receiver) = channel(64);
        let thread = std::thread::spawn(move || {
            futures_lite::future::block_on(async move {
                for n in 0..VALUES {
                    sender.send(Box::new(n)).await.unwrap();
                    if n % 7 == 0 {
                        end_of_turn();
                    }
                    if sender.len() == 64 {
                        end_of_turn();
                    }
                }
            });
            end_of_turn();
        });
        futures_lite::future::block_on(async {
            for expected in 0..VALUES {
                assert_eq!(receiver.recv().await.as_deref(), Some(&expected));
            }
            assert_eq!(receiver.recv().await, None);
        });
        thread.join().unwrap();
    }
}

/// All interleavings and memory orders of small cases:
/// `RUSTFLAGS="--cfg ringmain_loom" cargo test --lib rt::mailbox`
#[cfg(ringmain_loom)]
mod interleavings {
    use super::super::ring::Ring;
    use loom::future::block_on;
    use loom::sync::Arc;
    use loom::sync::atomic::Ordering;
    use std::future::poll_fn;
    use std::task::Poll;

    /// As `Receiver::recv`.
    async fn recv<T>(ring: &Ring<T>) -> Option<T> {
        poll_fn(|cx| {
            for look in 0..2 {
                let gone = ring.sender_gone.load(Ordering::Acquire);
                if let Some(value) = ring.pop() {
                    ring.sender.unpark();
                    return Poll::Ready(Some(value));
                }
                if gone {
                    return Poll::Ready(None);
                }
                if look == 0 {
                    ring.receiver.park(cx.waker());
                }
            }
            Poll::Pending
        })
        .await
    }

    /// As `Sender::send`, with the end of the turn after each.
    async fn send<T>(ring: &Ring<T>, value: T) {
        let mut value = Some(value);
        poll_fn(|cx| {
            for look in 0..2 {
                let Some(unsent) = value.take() else { break };
                match ring.push(unsent) {
                    Ok(()) => return Poll::Ready(()),
                    Err(unsent) => value = Some(unsent),
                }
                if look == 0 {
                    ring.sender.park(cx.waker());
                }
            }
            Poll::Pending
        })
        .await;
        ring.receiver.unpark();
    }

    #[test]
    fn nothing_is_lost_repeated_or_left_sleeping() {
        for (capacity, count) in [(1, 2), (2, 3)] {
            let mut model = loom::model::Builder::new();
            model.preemption_bound = Some(3);
            model.check(move || {
                let ring = Arc::new(Ring::new(capacity));
                let sending = ring.clone();
                let thread = loom::thread::spawn(move || {
                    for n in 0..count {
                        block_on(send(&sending, Box::new(n)));
                    }
                    sending.sender_gone.store(true, Ordering::Release);
                    sending.receiver.unpark();
                });
                for n in 0..count {
                    assert_eq!(block_on(recv(&ring)).as_deref(), Some(&n));
                }
                assert_eq!(block_on(recv(&ring)), None);
                thread.join().unwrap();
            });
        }
    }
}

//! Promises of the real world. Each test runs on threads of its own and gives up after a time.

use super::net::{ListenOptions, RecvBuf, TcpListener, TcpStream};
use super::thread::Thread;
use crate::rt::buf::{AlignedBuf, Pool, Segment};
use crate::rt::fs::{self, Durability, File, OpenOptions};
use crate::rt::task::{self, spawn, spawn_background, spawn_thread, yield_now};
use crate::rt::time::{self, now, sleep};
use crate::rt::{Backend, backend};
use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::rc::Rc;
use std::sync::mpsc;
use std::task::{Poll, Waker};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(30);

/// Runs the test's future on a thread of the real world.
fn run<F: Future<Output = ()> + 'static>(test: impl FnOnce() -> F + Send + 'static) {
    let (done, wait) = mpsc::channel();
    let thread = spawn_thread("test", None, move || {
        let test = test();
        async move {
            test.await;
            done.send(()).unwrap();
        }
    })
    .unwrap();
    wait.recv_timeout(LIMIT).expect("the test has failed or hangs");
    thread.join_blocking().unwrap();
}

fn thread() -> Rc<Thread> {
    match backend() {
        Backend::Real(thread) => thread,
        Backend::Sim(_) => unreachable!(),
    }
}

async fn until(mut condition: impl FnMut() -> bool) {
    while !condition() {
        yield_now().await;
    }
}

fn listen(address: SocketAddr, options: &ListenOptions) -> TcpListener {
    let listener = TcpListener::reserve(thread(), address, options).unwrap();
    listener.listen().unwrap();
    listener
}

fn listener(recv_buffer_bytes: Option<usize>) -> TcpListener {
    let options = ListenOptions { backlog: 1024, reuse_port: false, recv_buffer_bytes, send_buffer_bytes: None };
    listen("127.0.0.1:0".parse().unwrap(), &options)
}

async fn pair() -> (TcpStream, TcpStream) {
    pair_of(&listener(None)).await
}

async fn pair_of(listener: &TcpListener) -> (TcpStream, TcpStream) {
    let client = TcpStream::connect(thread(), listener.local_addr()).await.unwrap();
    let server = listener.accept().await.unwrap();
    (client, server)
}

fn segment(bytes: impl Into<Vec<u8>>) -> Vec<Segment> {
    vec![Segment::from(bytes.into())]
}

async fn recv_exact(stream: &TcpStream, len: usize) -> Vec<u8> {
    let mut got = vec![];
    while got.len() < len {
        let buf = stream.recv().await.unwrap();
        assert!(!buf.is_empty(), "the stream ended after {} of {len} bytes", got.len());
        got.extend_from_slice(&buf);
    }
    got
}

#[test]
fn tasks_are_joined_cancelled_and_detached() {
    run(|| async {
        assert_eq!(spawn(async { 7 }).await, Ok(7));
        assert_eq!(spawn_background(async { 8 }).await, Ok(8));
        let endless = spawn(std::future::pending::<()>());
        yield_now().await;
        endless.cancel();
        assert!(endless.await.is_err());
        let seen = Rc::new(Cell::new(false));
        let seen2 = seen.clone();
        drop(spawn(async move { seen2.set(true) }));
        until(|| seen.get()).await;
    });
}

#[test]
fn the_tasks_of_a_thread_are_dropped_with_it() {
    struct Flag(mpsc::Sender<()>);
    impl Drop for Flag {
        fn drop(&mut self) {
            self.0.send(()).unwrap();
        }
    }
    let (send, recv) = mpsc::channel();
    run(move || async move {
        drop(spawn(async move {
            let _flag = Flag(send);
            std::future::pending::<()>().await;
        }));
        yield_now().await;
    });
    recv.recv_timeout(LIMIT).unwrap();
}

#[test]
fn a_panic_ends_the_thread_and_drops_its_tasks() {
    struct Flag(mpsc::Sender<()>);
    impl Drop for Flag {
        fn drop(&mut self) {
            // As a task of a working thread would.
            assert!(now().as_ns() > 0);
            self.0.send(()).unwrap();
        }
    }
    let (send, recv) = mpsc::channel();
    let thread = spawn_thread("test", None, move || async move {
        drop(spawn(async move {
            let _flag = Flag(send);
            sleep(Duration::from_secs(600)).await;
        }));
        yield_now().await;
        panic!("as it should");
    })
    .unwrap();
    assert!(thread.join_blocking().is_err());
    recv.recv_timeout(LIMIT).unwrap();
}

#[test]
fn timers_fire_in_order_and_never_early() {
    run(|| async {
        let fired = Rc::new(RefCell::new(vec![]));
        let start = now();
        let tasks: Vec<_> = [30u64, 10, 0, 20, 10, 5]
            .into_iter()
            .enumerate()
            .map(|(i, ms)| {
                let fired = fired.clone();
                let deadline = start + Duration::from_millis(ms);
                spawn(async move {
                    time::sleep_until(deadline).await;
                    assert!(now() >= deadline);
                    fired.borrow_mut().push(i);
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(*fired.borrow(), [2, 5, 1, 4, 3, 0]);
        assert_eq!(time::timeout(Duration::from_millis(1), std::future::pending::<()>()).await, Err(time::Elapsed));
        assert_eq!(time::timeout(LIMIT, async { 5 }).await, Ok(5));
    });
}

#[test]
fn many_timers_come_and_go() {
    run(|| async {
        let far: Vec<_> = (0..20_000u64)
            .map(|i| {
                let mut sleep = Box::pin(sleep(Duration::from_secs(1000 + i)));
                (sleep.as_mut().poll(&mut std::task::Context::from_waker(Waker::noop())).is_pending(), sleep)
            })
            .collect();
        assert!(far.iter().all(|(pending, _)| *pending));
        sleep(Duration::from_millis(1)).await;
        drop(far);
        sleep(Duration::from_millis(1)).await;
    });
}

#[test]
fn an_idle_thread_is_left_alone() {
    fn cpu_ns_and_switches() -> (u64, u64) {
        let schedstat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
        let status = std::fs::read_to_string("/proc/thread-self/status").unwrap();
        let switches = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:")).unwrap();
        (schedstat.split(' ').next().unwrap().parse().unwrap(), switches.trim().parse().unwrap())
    }
    run(|| async {
        let listener = listener(None);
        let (client, server) = pair_of(&listener).await;
        let receiving = spawn(async move { server.recv().await.map(drop) });
        let _idle_timeout = spawn(sleep(Duration::from_secs(600)));
        sleep(Duration::from_millis(50)).await;
        let before = cpu_ns_and_switches();
        sleep(Duration::from_millis(1000)).await;
        let after = cpu_ns_and_switches();
        assert!(after.1 - before.1 <= 3, "woken {} times in a second", after.1 - before.1);
        assert!(after.0 - before.0 < 5_000_000, "{} us of CPU in a second", (after.0 - before.0) / 1000);
        drop(client);
        receiving.await.unwrap().unwrap();
    });
}

#[test]
fn wakers_work_from_any_thread() {
    run(|| async {
        let (wakers, take) = mpsc::channel::<(Waker, std::sync::Arc<std::sync::atomic::AtomicBool>)>();
        let other = std::thread::spawn(move || {
            for (waker, flag) in take {
                flag.store(true, std::sync::atomic::Ordering::Release);
                waker.wake();
            }
        });
        for _ in 0..2000 {
            let flag = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
            let mut sent = false;
            poll_fn(|cx| {
                if flag.load(std::sync::atomic::Ordering::Acquire) {
                    return Poll::Ready(());
                }
                if !std::mem::replace(&mut sent, true) {
                    wakers.send((cx.waker().clone(), flag.clone())).unwrap();
                }
                Poll::Pending
            })
            .await;
        }
        drop(wakers);
        other.join().unwrap();
    });
}

#[test]
fn a_waker_may_be_cloned_without_limit_and_outlive_its_task_and_thread() {
    let (send, recv) = mpsc::channel();
    run(move || async move {
        poll_fn(|cx| {
            for _ in 0..100_000 {
                send.send(cx.waker().clone()).unwrap();
            }
            Poll::Ready(())
        })
        .await;
    });
    recv.into_iter().for_each(Waker::wake);
}

#[test]
fn background_tasks_do_not_hold_up_the_rest() {
    run(|| async {
        let turns: Rc<[Cell<u64>; 4]> = Rc::default();
        for at in 0..turns.len() {
            let turns = turns.clone();
            drop(spawn_background(async move {
                loop {
                    turns[at].set(turns[at].get() + 1);
                    task::yield_if_needed().await;
                }
            }));
        }
        // The background has its turns beside a busy foreground: this ends.
        while turns.iter().any(|turns| turns.get() == 0) {
            yield_now().await;
        }
        // And the foreground beside a busy background: so does this.
        for _ in 0..100 {
            yield_now().await;
        }
    });
}

#[test]
fn an_idle_thread_does_not_turn_while_the_background_is_busy() {
    run(|| async {
        const TIMES: u64 = 50;
        let before = thread().turns.get();
        let busy = spawn_background(async {
            for _ in 0..TIMES {
                std::hint::black_box((0..20_000u64).fold(0, |sum, n| std::hint::black_box(sum ^ n)));
                yield_now().await;
            }
        });
        busy.await.unwrap();
        let turns = thread().turns.get() - before;
        // As many as there were tasks to run, and not ten times their time.
        assert!(turns < 4 * TIMES, "{turns}");
    });
}

#[test]
fn a_thread_that_cannot_start_says_why() {
    let error = spawn_thread("test", Some(100_000), || async {}).map(drop).unwrap_err();
    assert!(error.to_string().contains("100000"), "{error}");
}

#[test]
fn threads_are_bound_to_their_cpu_and_helpers_are_not() {
    let allowed = super::limits::available_cpus();
    let cpu = *allowed.last().unwrap();
    let (send, recv) = mpsc::channel();
    let thread = spawn_thread("test", Some(cpu), move || async move {
        let cpus_of = || {
            let status = std::fs::read_to_string("/proc/thread-self/status").unwrap();
            status
                .lines()
                .find_map(|line| line.strip_prefix("Cpus_allowed_list:").map(|s| s.trim().to_owned()))
                .unwrap()
        };
        send.send((cpus_of(), task::blocking(cpus_of).await)).unwrap();
    })
    .unwrap();
    let (own, helper) = recv.recv_timeout(LIMIT).unwrap();
    thread.join_blocking().unwrap();
    assert_eq!(own, cpu.to_string());
    assert!(allowed.len() == 1 || helper != own, "helper on {helper}");
}

#[test]
fn blocking_work_runs_elsewhere_and_its_panics_come_back() {
    run(|| async {
        let here = std::thread::current().id();
        let there: Vec<_> = (0..20).map(|_| spawn(task::blocking(|| std::thread::current().id()))).collect();
        for id in there {
            assert_ne!(id.await.unwrap(), here);
        }
        let mut failing = pin!(task::blocking(|| -> () { panic!("as it should") }));
        let panicked = poll_fn(|cx| {
            let polled = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| failing.as_mut().poll(cx)));
            match polled {
                Ok(Poll::Pending) => Poll::Pending,
                Ok(Poll::Ready(())) => Poll::Ready(false),
                Err(_) => Poll::Ready(true),
            }
        })
        .await;
        assert!(panicked);
    });
}

async fn file_round_trip(dir: std::path::PathBuf, direct_expected: Option<bool>) {
    let path = dir.join("log");
    let file = File::open(&path, OpenOptions::READ_WRITE.direct()).await.unwrap();
    if let Some(expected) = direct_expected {
        assert_eq!(file.is_direct(), expected);
    }
    let pool = Pool::new(4 << 20).unwrap();
    let mut chunk = pool.try_alloc(1 << 20).unwrap();
    chunk.append(&(0..1_000_000u32).map(|i| (i % 251) as u8).collect::<Vec<_>>());
    file.allocate(0, 2 << 20).await.unwrap();
    assert_eq!(file.len().await.unwrap(), 2 << 20);
    file.write_at(chunk.write_window(..), 4096, Durability::Data).await.unwrap();
    file.write_at(vec![chunk.write_window(..5000), chunk.write_window(..1)], 1 << 20, Durability::None).await.unwrap();
    file.write_at(AlignedBuf::zeroed(4096), 0, Durability::None).await.unwrap();
    file.sync_data().await.unwrap();
    let back = file.read_chunk_at(pool.try_alloc(1 << 20).unwrap(), 4096, 1 << 20).await.unwrap();
    assert_eq!(&back.as_ref()[..1 << 19], &chunk.as_ref()[..1 << 19]);
    let first = file.read_at(1 << 20, 12288).await.unwrap();
    let block = &chunk.as_ref()[..8192];
    assert_eq!(first, [block, &block[..4096]].concat());
    file.set_len(10_000).await.unwrap();
    assert_eq!(file.read_at(8192, 1 << 20).await.unwrap(), chunk.as_ref()[4096..10_000 - 4096]);
    assert!(file.read_at(1 << 20, 4096).await.unwrap().is_empty());
    let tail = file.read_chunk_at(pool.try_alloc(8192).unwrap(), 8192, 8192).await.unwrap();
    assert_eq!(tail.len(), 10_000 - 8192);
    file.sync_all().await.unwrap();

    assert!(file.try_lock_exclusive().unwrap());
    let again = File::open(&path, OpenOptions::READ_WRITE).await.unwrap();
    assert!(!again.try_lock_exclusive().unwrap());
    drop(file);
    assert!(again.try_lock_exclusive().unwrap());
    again.write_at(b"plain".to_vec(), 9_998, Durability::Data).await.unwrap();
    assert_eq!(fs::read(&path).await.unwrap()[9_998..], *b"plain");

    let options = OpenOptions { create_new: true, ..OpenOptions::READ_WRITE.direct() };
    assert_eq!(File::open(&path, options).await.map(drop).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    fs::create_dir_all(dir.join("a/b")).await.unwrap();
    fs::write_atomic(dir.join("a/b/c"), b"atomic".to_vec()).await.unwrap();
    fs::rename(dir.join("a/b/c"), dir.join("a/d")).await.unwrap();
    fs::sync_dir(dir.join("a")).await.unwrap();
    let mut entries = fs::read_dir(dir.join("a")).await.unwrap();
    entries.sort();
    let entries: Vec<_> = entries.iter().map(|e| (&*e.name, e.is_dir, e.len)).collect();
    assert_eq!(entries, [("b", true, 0), ("d", false, 6)]);
    std::fs::hard_link(dir.join("a/d"), dir.join("a/same")).unwrap();
    std::fs::write(dir.join("a/e"), b"e").unwrap();
    std::os::unix::fs::symlink(dir.join("a/e"), dir.join("a/link")).unwrap();
    let entries = fs::read_dir(dir.join("a")).await.unwrap();
    let mut sole: Vec<_> = entries.iter().filter(|e| e.is_only_name).map(|e| &*e.name).collect();
    sole.sort_unstable();
    assert_eq!(sole, ["e"], "others have several names, or are a link");
    fs::remove_file(dir.join("a/d")).await.unwrap();
    assert!(!fs::exists(dir.join("a/d")).await.unwrap());
    fs::remove_dir_all(dir.join("a")).await.unwrap();
    assert!(fs::free_space(&dir).await.unwrap() > 0);
}

#[test]
fn files_on_a_disk_keep_what_was_written() {
    let dir = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR").to_owned() + "/target").unwrap();
    let path = dir.path().to_owned();
    run(|| file_round_trip(path, None));
}

#[test]
fn files_on_tmpfs_fall_back_to_buffered_access() {
    let Ok(dir) = tempfile::tempdir_in("/dev/shm") else {
        println!("skipped: no /dev/shm");
        return;
    };
    let path = dir.path().to_owned();
    run(|| file_round_trip(path, Some(false)));
}

#[test]
fn file_errors_are_passed_on() {
    run(|| async {
        let missing = File::open("/nonexistent/file", OpenOptions::READ).await.map(drop).unwrap_err();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
        let full = File::open("/dev/full", OpenOptions { write: true, ..OpenOptions::default() }).await.unwrap();
        let error = full.write_at(vec![1], 0, Durability::None).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    });
}

#[test]
fn a_write_whose_future_is_dropped_goes_on_and_its_buffer_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("file");
    run(move || async move {
        let file = File::open(&path, OpenOptions::READ_WRITE).await.unwrap();
        let pool = Pool::new(1 << 20).unwrap();
        let mut chunk = pool.try_alloc(1 << 20).unwrap();
        chunk.append(&vec![3; 1 << 20]);
        {
            let mut write = pin!(file.write_at(chunk.write_window(..), 0, Durability::None));
            assert!(futures_lite::future::poll_once(write.as_mut()).await.is_none());
        }
        drop((chunk, file));
        // The block returns only with the completion; until then it cannot be had.
        let whole = pool.alloc(1 << 20).await;
        assert_eq!(whole.capacity(), 1 << 20);
        assert_eq!(fs::read(&path).await.unwrap(), vec![3; 1 << 20]);
    });
}

#[test]
fn an_echo_server_serves_many_connections() {
    run(|| async {
        let listener = listener(None);
        let address = listener.local_addr();
        let server = spawn(async move {
            loop {
                let stream = listener.accept().await.unwrap();
                drop(spawn(async move {
                    loop {
                        let buf = stream.recv().await.unwrap();
                        if buf.is_empty() {
                            break;
                        }
                        let reply = segment(&*buf);
                        drop(buf);
                        stream.send(reply).await.unwrap();
                    }
                }));
            }
        });
        let clients: Vec<_> = (0..200u32)
            .map(|number| {
                spawn(async move {
                    let stream = TcpStream::connect(thread(), address).await.unwrap();
                    for round in 0..20u32 {
                        let message: Vec<u8> = (0..1 + number * round).map(|i| (i ^ number) as u8).collect();
                        stream.send(vec![Segment::from(vec![round as u8]), message.clone().into()]).await.unwrap();
                        let echo = recv_exact(&stream, message.len() + 1).await;
                        assert_eq!((echo[0], &echo[1..]), (round as u8, &message[..]));
                    }
                })
            })
            .collect();
        for client in clients {
            client.await.unwrap();
        }
        server.cancel();
    });
}

#[test]
fn sockets_have_no_delay_and_their_addresses() {
    run(|| async {
        let (client, server) = pair().await;
        assert_eq!(server.peer_addr(), client.local_addr().unwrap());
        assert_eq!(client.peer_addr(), server.local_addr().unwrap());
        assert!(client.no_delay().unwrap() && server.no_delay().unwrap());
    });
}

#[test]
fn a_shut_down_stream_still_receives() {
    run(|| async {
        let (client, server) = pair().await;
        client.send(segment("question")).await.unwrap();
        client.shutdown().unwrap();
        assert_eq!(recv_exact(&server, 8).await, b"question");
        assert!(server.recv().await.unwrap().is_empty());
        assert!(server.recv().await.unwrap().is_empty(), "the end stays the end");
        server.send(segment("answer")).await.unwrap();
        assert_eq!(recv_exact(&client, 6).await, b"answer");
        assert_eq!(client.send(segment("more")).await.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        drop(server);
        assert!(client.recv().await.unwrap().is_empty());
    });
}

#[test]
fn a_large_gather_arrives_whole_and_in_order() {
    for zero_copy in [None, Some(1)] {
        run(move || async move {
            super::net::set_zero_copy_from(zero_copy);
            let (client, server) = pair().await;
            let pool = Pool::new(1 << 20).unwrap();
            let mut segments = vec![];
            let mut expect = vec![];
            for i in 0..3000u32 {
                let piece = vec![i as u8; 1 + (i as usize * 37) % 9000];
                expect.extend_from_slice(&piece);
                segments.push(match pool.try_alloc(piece.len()) {
                    Some(mut chunk) => {
                        chunk.append(&piece);
                        chunk.slice(..).into()
                    }
                    None => Segment::from(piece),
                });
                segments.push(Segment::from(vec![]));
            }
            let sender = spawn(async move { client.send(segments).await });
            assert!(recv_exact(&server, expect.len()).await == expect);
            sender.await.unwrap().unwrap();
            // Zero-copy sends give their memory back only when the kernel has no more use for it.
            until(|| pool.free_bytes() == 1 << 20).await;
            server.send(vec![]).await.unwrap();
            super::net::set_zero_copy_from(None);
        });
    }
}

#[test]
fn readers_that_stop_do_not_starve_the_others() {
    run(|| async {
        let listener = listener(Some(256 << 10));
        let (mut stalled, mut writers) = (vec![], vec![]);
        let flood = bytes::Bytes::from(vec![9; 32 << 20]);
        for _ in 0..60 {
            let (client, server) = pair_of(&listener).await;
            let flood = vec![flood.clone().into()];
            let writer = spawn(async move { client.send(flood).await });
            // Starts receiving, then never reads again.
            drop(server.recv().await.unwrap());
            stalled.push(server);
            writers.push(writer);
        }
        let (client, server) = pair_of(&listener).await;
        for round in 0..200u32 {
            client.send(segment(vec![round as u8; 100_000])).await.unwrap();
            assert!(recv_exact(&server, 100_000).await.iter().all(|byte| *byte == round as u8));
        }
        assert!(writers.iter().all(|writer| !writer.is_finished()), "32 MiB fit into what should be bounded");
        let taken_in: usize = stalled.iter().map(TcpStream::unread_bytes).sum();
        assert!(taken_in < 48 << 20, "{taken_in} bytes taken in for readers that stopped");
        // They go on where they stopped, and nothing is lost.
        let stream = stalled.pop().unwrap();
        let mut rest = 0;
        loop {
            let got = stream.recv().await.unwrap();
            if got.is_empty() {
                break;
            }
            rest += got.len();
        }
        assert!(rest > 31 << 20 && writers.pop().unwrap().await.unwrap().is_ok());
    });
}

#[test]
fn more_streams_with_data_than_buffers_are_all_served() {
    run(|| async {
        let listener = listener(None);
        let mut readers = vec![];
        let held: Rc<RefCell<Vec<RecvBuf>>> = Rc::default();
        for _ in 0..150 {
            let (client, server) = pair_of(&listener).await;
            client.send(segment(vec![1; 10])).await.unwrap();
            let held = held.clone();
            readers.push(spawn(async move {
                let buf = server.recv().await.unwrap();
                assert_eq!(*buf, [1; 10]);
                held.borrow_mut().push(buf);
                (client, server)
            }));
        }
        // All buffers are held: the rest wait.
        until(|| held.borrow().len() == 64 && thread().starved.borrow().len() == 86).await;
        while !held.borrow().is_empty() {
            drop(held.borrow_mut().pop());
            yield_now().await;
            if readers.iter().all(|reader| reader.is_finished()) {
                held.borrow_mut().clear();
            }
        }
        for reader in readers {
            drop(reader.await.unwrap());
        }
    });
}

#[test]
fn own_memory_is_received_into_without_shared_buffers_and_copies() {
    run(|| async {
        let (client, server) = pair().await;
        let held = recv_all_buffers().await;
        client.send(segment(vec![7; 1 << 20])).await.unwrap();
        let room = bytes::BytesMut::with_capacity(1 << 20);
        let place = room.as_ptr();
        let mut got = 0;
        let mut room = Some(room);
        while got < 1 << 20 {
            let rest = room.take().unwrap();
            let received = server.recv_into(rest, (1 << 20) - got).await.unwrap();
            assert!(received.iter().all(|byte| *byte == 7));
            assert_eq!(received.as_ptr().addr(), place.addr() + got, "in its own place");
            assert_eq!((server.unread_bytes(), thread().recv_bufs.available()), (0, 0), "nothing went elsewhere");
            got += received.len();
            let mut received = received;
            room = Some(received.split_off(received.len()));
        }
        assert!(thread().starved.borrow().is_empty(), "it waits for no buffer");
        drop(held);
    });
}

/// All receive buffers of this thread, and the streams that they were received from.
async fn recv_all_buffers() -> (Vec<RecvBuf>, Vec<(TcpStream, TcpStream)>) {
    let listener = listener(None);
    let (mut bufs, mut streams) = (vec![], vec![]);
    while thread().recv_bufs.available() > 0 {
        let (client, server) = pair_of(&listener).await;
        client.send(segment("x")).await.unwrap();
        bufs.push(server.recv().await.unwrap());
        streams.push((client, server));
    }
    (bufs, streams)
}

#[test]
fn between_receives_into_own_memory_nothing_is_received_ahead() {
    const ALL_BYTES: usize = 64 << 20;
    run(|| async {
        let (client, server) = pair().await;
        let sending = spawn(async move { client.send(segment(vec![7; ALL_BYTES])).await });
        let mut got = server.recv().await.unwrap().len();
        // The multishot receive ends; what it has brought comes first.
        got += server.recv_into(bytes::BytesMut::with_capacity(4 << 20), 4 << 20).await.unwrap().len();
        let in_flight = || thread().ring.borrow().in_flight();
        while server.unread_bytes() > 0 {
            got += server.recv_into(bytes::BytesMut::with_capacity(4 << 20), 4 << 20).await.unwrap().len();
        }
        let small = server.recv().await.unwrap().len();
        got += small;
        // The send, and the wake-up by other threads; no listener is left.
        until(|| in_flight() <= 2).await;
        assert!(got < ALL_BYTES && !sending.is_finished() && server.unread_bytes() == 0, "{got}");
        while got < ALL_BYTES {
            got += server.recv_into(bytes::BytesMut::with_capacity(1 << 20), 1 << 20).await.unwrap().len();
        }
        sending.await.unwrap().unwrap();
    });
}

#[test]
fn streams_and_futures_dropped_in_flight_leave_nothing_behind() {
    run(|| async {
        let listener = listener(None);
        drop(pair_of(&listener).await);
        task::blocking(|| ()).await;
        let in_flight = || thread().ring.borrow().in_flight();
        let before = in_flight();
        for round in 0..50 {
            let (client, server) = pair_of(&listener).await;
            if round % 3 == 0 {
                let room = bytes::BytesMut::with_capacity(100);
                assert!(futures_lite::future::poll_once(pin!(client.recv_into(room, 100))).await.is_none());
            } else {
                assert!(futures_lite::future::poll_once(pin!(client.recv())).await.is_none());
            }
            if round % 2 == 0 {
                // More than the sockets take, while nobody reads.
                let mut send = Box::pin(client.send(segment(vec![0; 32 << 20])));
                assert!(futures_lite::future::poll_once(&mut send).await.is_none());
                drop(send);
                assert_eq!(client.send(segment("x")).await.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
            } else {
                server.send(segment("unread")).await.unwrap();
            }
            drop(client);
            // The descriptor is closed: the peer sees an end, or a reset for what was left unread.
            while server.recv().await.is_ok_and(|buf| !buf.is_empty()) {}
        }
        let address = listener.local_addr();
        for _ in 0..10 {
            let connect = TcpStream::connect(thread(), address);
            drop(futures_lite::future::poll_once(Box::pin(connect)).await);
        }
        until(|| in_flight() == before).await;
        drop(listener);
        until(|| in_flight() == before - 1).await;
        let options = ListenOptions { backlog: 1, reuse_port: true, recv_buffer_bytes: None, send_buffer_bytes: None };
        let again = listen(address, &options);
        let beside = listen(address, &options);
        drop((again, beside));
    });
}

#[test]
fn a_send_half_done_ends_with_its_stream() {
    const ALL_BYTES: usize = 64 << 20;
    run(|| async {
        let (client, server) = pair().await;
        let mut send = Box::pin(client.send(segment(vec![0; ALL_BYTES])));
        assert!(futures_lite::future::poll_once(&mut send).await.is_none());
        until(|| client.taken_bytes().is_ok_and(|bytes| bytes > 0)).await;
        drop(send);
        drop(client);
        let mut arrived = 0;
        while let Ok(received) = server.recv().await {
            if received.is_empty() {
                break;
            }
            arrived += received.len();
        }
        assert!(arrived < ALL_BYTES, "what nobody sends any more was sent");
    });
}

#[test]
fn refused_and_reset_connections_are_errors() {
    run(|| async {
        let listener = listener(None);
        let address = listener.local_addr();
        let (client, server) = pair_of(&listener).await;
        client.send(segment("unread")).await.unwrap();
        drop(server.recv().await.unwrap());
        client.send(segment("unread too")).await.unwrap();
        until(|| server.unread_bytes() > 0).await;
        drop(server);
        let error = loop {
            match client.recv().await {
                Ok(buf) => assert!(!buf.is_empty(), "a reset is not an end"),
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
        drop(listener);
        let error = TcpStream::connect(thread(), address).await.map(drop).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused);
    });
}

#[test]
fn a_stream_goes_on_on_another_thread() {
    let (send, recv) = mpsc::channel();
    run(move || async move {
        let (client, server) = pair().await;
        client.send(segment("one")).await.unwrap();
        assert_eq!(recv_exact(&server, 3).await, b"one");
        client.send(segment("two")).await.unwrap();
        until(|| server.unread_bytes() == 3).await;
        client.send(segment("three")).await.unwrap();
        client.shutdown().unwrap();
        let clone = server.clone();
        assert!(clone.into_handoff().await.is_err(), "handed off while others hold it");
        // What is taken out of the queue for a reader that goes is not lost.
        let taken = server.recv_into(bytes::BytesMut::with_capacity(1), 1).await.unwrap();
        assert_eq!(&taken[..], b"t");
        send.send(server.into_handoff().await.unwrap()).unwrap();
    });
    let handoff = recv.recv_timeout(LIMIT).unwrap();
    run(move || async move {
        let stream = TcpStream::from_handoff(thread(), handoff).unwrap();
        assert_eq!(recv_exact(&stream, 7).await, b"wothree");
        assert!(stream.recv().await.unwrap().is_empty());
    });
}

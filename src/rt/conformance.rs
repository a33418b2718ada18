//! What both worlds promise alike: each function here is run in the real and in the simulated one.
//!
//! They use loopback addresses with port 0 and an empty directory of their own, and measure no time.

use std::cell::{Cell, RefCell};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use futures_lite::future::zip;

use super::buf::{AlignedBuf, Pool, Segment};
use super::fs::{self, Durability, File, OpenOptions};
use super::net::{ListenOptions, ReservedAddress, TcpListener, TcpStream};
use super::sync::{Notify, watch};
use super::task::{self, spawn, spawn_background, spawn_thread, yield_if_needed, yield_now};
use super::{mailbox, random, time};

const LOOPBACK: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);

async fn time_passes() {
    let start = time::now();
    let wall_ms = time::wall_ms();
    assert!(wall_ms > 1_600_000_000_000, "after 2020");
    time::sleep(Duration::from_millis(20)).await;
    assert!(start.elapsed() >= Duration::from_millis(20));
    time::sleep_until(start).await;
    assert_eq!(time::timeout(Duration::from_millis(5), std::future::pending::<()>()).await, Err(time::Elapsed));
    assert_eq!(time::timeout(Duration::from_secs(60), async { 1 }).await, Ok(1));
    let mut last = time::now();
    for _ in 0..100 {
        yield_now().await;
        let now = time::now();
        assert!(now >= last);
        last = now;
    }
}

async fn sleepers_wake_in_the_order_of_their_deadlines() {
    let woken = Rc::new(RefCell::new(Vec::new()));
    let start = time::now();
    let tasks: Vec<_> = [60u64, 20, 40]
        .into_iter()
        .map(|ms| {
            let woken = woken.clone();
            spawn(async move {
                time::sleep_until(start + Duration::from_millis(ms)).await;
                woken.borrow_mut().push(ms);
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(*woken.borrow(), [20, 40, 60]);
}

async fn random_numbers_differ_and_stay_in_range() {
    assert_ne!(random::u64(), random::u64());
    assert!((0..1000).all(|_| random::below(10) < 10));
    assert_eq!(random::below(0), 0);
    let mut bytes = [0u8; 37];
    random::fill(&mut bytes);
    assert!(bytes.iter().filter(|byte| **byte == 0).count() < 10);
}

async fn tasks_are_joined_cancelled_and_detached() {
    assert_eq!(spawn(async { 1 }).await, Ok(1));
    assert_eq!(spawn_background(async { 2 }).await, Ok(2));
    let cancelled = spawn(std::future::pending::<()>());
    cancelled.cancel();
    assert_eq!(cancelled.await, Err(task::Cancelled));
    let ran = Rc::new(Cell::new(false));
    let notify = Notify::new();
    {
        let (ran, notify) = (ran.clone(), notify.clone());
        drop(spawn(async move {
            yield_now().await;
            yield_if_needed().await;
            ran.set(true);
            notify.notify_one();
        }));
    }
    notify.notified().await;
    assert!(ran.get());
    assert_eq!(task::blocking(|| 3).await, 3);
}

async fn threads_run_and_are_joined() {
    let (sender, mut receiver) = mailbox::channel::<u64>(4);
    let (publisher, values) = watch::channel(Arc::new(0u64));
    let thread = spawn_thread("conformance", None, move || async move {
        while values.changed().await.is_ok() {}
        for n in 0..100 {
            sender.send(n + *values.get()).await.unwrap();
        }
    })
    .unwrap();
    publisher.publish(Arc::new(1000));
    drop(publisher);
    let mut received = Vec::new();
    while let Some(n) = receiver.recv().await {
        received.push(n);
    }
    assert_eq!(received, (1000..1100).collect::<Vec<_>>());
    thread.join().await.unwrap();
    thread.join_blocking().unwrap();
}

async fn a_thread_that_ends_drops_its_other_tasks() {
    let (sender, mut receiver) = mailbox::channel::<u64>(4);
    let thread = spawn_thread("conformance", None, move || async move {
        drop(spawn(async move {
            sender.send(1).await.unwrap();
            std::future::pending::<()>().await;
        }));
        time::sleep(Duration::from_millis(10)).await;
    })
    .unwrap();
    assert_eq!(receiver.recv().await, Some(1));
    assert_eq!(receiver.recv().await, None, "the task that held the sender was dropped");
    thread.join().await.unwrap();
}

async fn files_are_written_and_read(dir: PathBuf) {
    let path = dir.join("file");
    assert!(!fs::exists(&path).await.unwrap());
    assert_eq!(File::open(&path, OpenOptions::READ).await.err().unwrap().kind(), ErrorKind::NotFound);
    let file = File::open(&path, OpenOptions::READ_WRITE).await.unwrap();
    file.write_at(vec![1; 10], 5, Durability::None).await.unwrap();
    file.write_at(bytes::Bytes::from_static(&[2; 3]), 8, Durability::Data).await.unwrap();
    let expected = [vec![0; 5], vec![1; 3], vec![2; 3], vec![1; 4]].concat();
    assert_eq!(file.read_at(0, 100).await.unwrap(), expected, "short at the end");
    assert_eq!(file.read_at(15, 10).await.unwrap(), b"");
    assert_eq!(file.read_at(90, 10).await.unwrap(), b"");
    assert_eq!(file.clone().len().await.unwrap(), 15);
    file.sync_data().await.unwrap();
    file.sync_all().await.unwrap();
    file.set_len(6).await.unwrap();
    file.allocate(0, 20).await.unwrap();
    let expected = [vec![0; 5], vec![1; 1], vec![0; 14]].concat();
    assert_eq!(fs::read(&path).await.unwrap(), expected);
    let new = OpenOptions { create_new: true, ..OpenOptions::READ_WRITE };
    assert_eq!(File::open(&path, new).await.err().unwrap().kind(), ErrorKind::AlreadyExists);
    let truncated = File::open(&path, OpenOptions { truncate: true, ..OpenOptions::READ_WRITE }).await.unwrap();
    assert_eq!(truncated.len().await.unwrap(), 0);
    let read_only = File::open(&path, OpenOptions::READ).await.unwrap();
    assert!(read_only.write_at(vec![1], 0, Durability::None).await.is_err());
}

async fn many_writes_at_once_end_up_in_their_places(dir: PathBuf) {
    let file = File::open(dir.join("file"), OpenOptions::READ_WRITE).await.unwrap();
    let writes: Vec<_> = (0..64u64)
        .map(|n| {
            let file = file.clone();
            spawn(async move {
                let durability = if n % 8 == 0 { Durability::Data } else { Durability::None };
                file.write_at(vec![n as u8; 3000], n * 3000, durability).await.unwrap();
            })
        })
        .collect();
    for write in writes {
        write.await.unwrap();
    }
    let content = file.read_at(0, 64 * 3000).await.unwrap();
    assert!(content.chunks(3000).enumerate().all(|(n, block)| block == [n as u8; 3000]));
}

async fn direct_files_take_only_aligned_access(dir: PathBuf) {
    let file = File::open(dir.join("file"), OpenOptions::READ_WRITE.direct()).await.unwrap();
    let pool = Pool::new(8 << 20).unwrap();
    let mut chunk = pool.try_alloc(16 << 10).unwrap();
    chunk.append(&[7; 5000]);
    file.write_at(chunk.write_window(0..5000), 4096, Durability::Data).await.unwrap();
    file.write_at(AlignedBuf::from(&[8u8; 4096][..]), 0, Durability::None).await.unwrap();
    let expected = [vec![8; 4096], vec![7; 5000], vec![0; 3192]].concat();
    assert_eq!(file.read_at(0, 16 << 10).await.unwrap(), expected);
    let read = file.read_chunk_at(pool.try_alloc(16 << 10).unwrap(), 4096, 16 << 10).await.unwrap();
    assert_eq!(read.as_ref(), &expected[4096..]);
    if file.is_direct() {
        let misaligned = [
            file.write_at(AlignedBuf::from(&[8u8; 4096][..]), 512, Durability::None).await.unwrap_err(),
            file.write_at(AlignedBuf::from(&[8u8; 100][..]), 0, Durability::None).await.unwrap_err(),
            file.write_at(vec![0; 4096], 0, Durability::None).await.unwrap_err(),
            file.read_at(0, 100).await.unwrap_err(),
            file.read_at(100, 4096).await.unwrap_err(),
        ];
        for error in misaligned {
            assert_eq!(error.raw_os_error(), Some(libc::EINVAL));
        }
    }
}

async fn directories_are_made_listed_renamed_and_removed(dir: PathBuf) {
    let inner = dir.join("a/b");
    fs::create_dir_all(&inner).await.unwrap();
    fs::create_dir_all(&inner).await.unwrap();
    fs::write_atomic(inner.join("one"), vec![1; 10]).await.unwrap();
    fs::write_atomic(inner.join("one"), vec![2; 5]).await.unwrap();
    assert_eq!(fs::read(inner.join("one")).await.unwrap(), [2; 5]);
    fs::rename(inner.join("one"), dir.join("two")).await.unwrap();
    fs::write_atomic(inner.join("three"), vec![3]).await.unwrap();
    fs::rename(inner.join("three"), dir.join("two")).await.unwrap();
    assert_eq!(fs::read(dir.join("two")).await.unwrap(), [3], "replaced");
    fs::sync_dir(&dir).await.unwrap();
    let mut entries = fs::read_dir(&dir).await.unwrap();
    entries.sort();
    let entries: Vec<_> =
        entries.iter().map(|e| (e.name.as_str(), e.is_dir, if e.is_dir { 0 } else { e.len })).collect();
    assert_eq!(entries, [("a", true, 0), ("two", false, 1)]);
    assert_eq!(fs::remove_file(dir.join("one")).await.unwrap_err().kind(), ErrorKind::NotFound);
    let open = File::open(dir.join("two"), OpenOptions::READ).await.unwrap();
    fs::remove_file(dir.join("two")).await.unwrap();
    assert_eq!(open.read_at(0, 10).await.unwrap(), [3], "an open file outlives its name");
    fs::write_atomic(inner.join("four"), vec![4]).await.unwrap();
    fs::remove_dir_all(dir.join("a")).await.unwrap();
    assert_eq!(fs::read_dir(&dir).await.unwrap(), []);
    assert_eq!(fs::read_dir(dir.join("a")).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(fs::free_space(&dir).await.unwrap() > 0);
}

async fn a_lock_is_held_by_one_open_file(dir: PathBuf) {
    let path = dir.join(".lock");
    let first = File::open(&path, OpenOptions::READ_WRITE).await.unwrap();
    let second = File::open(&path, OpenOptions::READ_WRITE).await.unwrap();
    assert!(first.try_lock_exclusive().unwrap());
    assert!(!second.try_lock_exclusive().unwrap());
    drop(first);
    // The real world closes files in the background.
    while !second.try_lock_exclusive().unwrap() {
        time::sleep(Duration::from_millis(1)).await;
    }
}

/// The two ends of a connection.
async fn connected() -> (TcpStream, TcpStream) {
    connected_with(&ListenOptions::default()).await
}

async fn connected_with(options: &ListenOptions) -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind(LOOPBACK, options).unwrap();
    let address = listener.local_addr();
    let opening = spawn(async move { TcpStream::connect(address).await.unwrap() });
    let accepted = listener.accept().await.unwrap();
    (opening.await.unwrap(), accepted)
}

async fn receive_all(stream: &TcpStream) -> Vec<u8> {
    let mut all = Vec::new();
    loop {
        let received = stream.recv().await.unwrap();
        if received.is_empty() {
            return all;
        }
        all.extend_from_slice(&received);
    }
}

async fn bytes_arrive_in_order_both_ways() {
    let (a, b) = connected().await;
    assert_eq!(a.peer_addr(), b.local_addr().unwrap());
    assert_eq!(b.peer_addr(), a.local_addr().unwrap());
    let data: Vec<u8> = (0..300_000u32).map(|n| (n * 31 % 251) as u8).collect();
    let ends = [(a.clone(), b.clone()), (b, a)];
    let tasks: Vec<_> = ends
        .into_iter()
        .map(|(from, to)| {
            let data = data.clone();
            let sent = data.clone();
            let sending = spawn(async move {
                for part in sent.chunks(70_000) {
                    let (left, right) = part.split_at(part.len() / 3);
                    from.send(vec![Segment::from(left.to_vec()), Segment::from(right.to_vec())]).await.unwrap();
                }
                from.shutdown().unwrap();
            });
            spawn(async move {
                assert!(receive_all(&to).await == data);
                sending.await.unwrap();
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

async fn a_slow_reader_makes_the_sender_wait() {
    let (a, b) = connected_with(&ListenOptions { recv_buffer_bytes: Some(64 << 10), ..Default::default() }).await;
    let sent = Rc::new(Cell::new(0usize));
    let (counter, sender) = (sent.clone(), a.clone());
    let sending = spawn(async move {
        for _ in 0..120 {
            a.send(vec![Segment::from(vec![5; 100_000])]).await.unwrap();
            counter.set(counter.get() + 100_000);
        }
    });
    // Both ends stop buffering at some point: the count stands still before all is sent.
    let mut last = usize::MAX;
    while last != sent.get() {
        last = sent.get();
        time::sleep(Duration::from_millis(200)).await;
    }
    assert!(last < 12_000_000, "{last} bytes were sent and none received");
    let taken = sender.taken_bytes().unwrap();
    assert!(taken > 0 && taken < 12_000_000, "{taken} bytes are taken");
    time::sleep(Duration::from_millis(200)).await;
    assert_eq!(sender.taken_bytes().unwrap(), taken, "nobody reads");
    drop(sender);
    assert_eq!(receive_all(&b).await.len(), 12_000_000);
    sending.await.unwrap();
}

async fn half_closed_streams_go_on_the_other_way() {
    let (a, b) = connected().await;
    a.send(vec![Segment::from(b"question".to_vec())]).await.unwrap();
    a.shutdown().unwrap();
    assert_eq!(receive_all(&b).await, b"question");
    assert!(b.recv().await.unwrap().is_empty(), "the end stays");
    b.send(vec![Segment::from(b"answer".to_vec())]).await.unwrap();
    drop(b);
    assert_eq!(receive_all(&a).await, b"answer");
    assert!(a.send(vec![Segment::from(b"more".to_vec())]).await.is_err());
}

async fn nobody_listens_or_somebody_already_does() {
    let listener = TcpListener::bind(LOOPBACK, &ListenOptions::default()).unwrap();
    let address = listener.local_addr();
    assert_ne!(address.port(), 0);
    let error = TcpListener::bind(address, &ListenOptions::default()).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
    drop(listener);
    assert_eq!(TcpStream::connect(address).await.err().unwrap().kind(), ErrorKind::ConnectionRefused);
}

async fn a_reserved_address_refuses_until_it_listens() {
    let options = ListenOptions { reuse_port: true, ..ListenOptions::default() };
    let first = ReservedAddress::take(LOOPBACK, &options).unwrap();
    let address = first.local_addr();
    assert_ne!(address.port(), 0);
    let second = ReservedAddress::take(address, &options).unwrap();
    assert_eq!(TcpStream::connect(address).await.err().unwrap().kind(), ErrorKind::ConnectionRefused);
    let first = first.listen().unwrap();
    // Connections go to those that listen, and to no other.
    for _ in 0..16 {
        let (client, server) = zip(TcpStream::connect(address), first.accept()).await;
        drop((client.unwrap(), server.unwrap()));
    }
    drop(first);
    assert_eq!(TcpStream::connect(address).await.err().unwrap().kind(), ErrorKind::ConnectionRefused);
    let second = second.listen().unwrap();
    let (client, server) = zip(TcpStream::connect(address), second.accept()).await;
    drop((client.unwrap(), server.unwrap()));
}

async fn listeners_share_a_port_if_all_agree() {
    let options = ListenOptions { reuse_port: true, ..ListenOptions::default() };
    let first = TcpListener::bind(LOOPBACK, &options).unwrap();
    let address = first.local_addr();
    let second = TcpListener::bind(address, &options).unwrap();
    let counts = [Rc::new(Cell::new(0)), Rc::new(Cell::new(0))];
    for (listener, count) in [first, second].into_iter().zip(counts.clone()) {
        drop(spawn(async move {
            loop {
                let _stream = listener.accept().await.unwrap();
                count.set(count.get() + 1);
            }
        }));
    }
    for _ in 0..64 {
        let stream = TcpStream::connect(address).await.unwrap();
        assert!(stream.recv().await.unwrap().is_empty(), "accepted and closed");
    }
    assert_eq!(counts[0].get() + counts[1].get(), 64);
    assert!(counts[0].get() > 5 && counts[1].get() > 5, "{counts:?}");
}

async fn a_dropped_receive_loses_nothing() {
    let (a, b) = connected().await;
    let sending = spawn(async move {
        for n in 0..200u8 {
            a.send(vec![Segment::from(vec![n; 100])]).await.unwrap();
            if n % 16 == 0 {
                time::sleep(Duration::from_micros(random::below(2_000))).await;
            }
        }
    });
    let mut all = Vec::new();
    loop {
        match time::timeout(Duration::from_micros(random::below(500)), b.recv()).await {
            Ok(received) if received.as_ref().unwrap().is_empty() => break,
            Ok(received) => all.extend_from_slice(&received.unwrap()),
            Err(time::Elapsed) => {}
        }
    }
    sending.await.unwrap();
    let expected: Vec<u8> = (0..200u8).flat_map(|n| [n; 100]).collect();
    assert!(all == expected);
}

/// Receives either way, by chance; how much is asked for is by chance, too.
async fn receive_either_way(stream: &TcpStream) -> Vec<u8> {
    if random::below(3) == 0 {
        return stream.recv().await.unwrap().to_vec();
    }
    let most = 1 + random::below([200, 300_000][random::below(2) as usize]) as usize;
    let room = BytesMut::with_capacity(if random::below(2) == 0 { most } else { 2 * most });
    let received = stream.recv_into(room, most).await.unwrap();
    assert!(received.len() <= most, "{} bytes for a reader of {most}", received.len());
    received.to_vec()
}

fn numbered(len: u32) -> Vec<u8> {
    (0..len).map(|n| (n * 31 % 251) as u8).collect()
}

async fn bytes_keep_their_order_whichever_way_they_are_received() {
    let (a, b) = connected().await;
    let data = numbered(2_000_000);
    let sent = data.clone();
    let sending = spawn(async move {
        for part in sent.chunks(170_000) {
            a.send(vec![Segment::from(part.to_vec())]).await.unwrap();
            if random::below(4) == 0 {
                time::sleep(Duration::from_micros(random::below(1_000))).await;
            }
        }
        a.shutdown().unwrap();
        a
    });
    let mut all = Vec::new();
    loop {
        let received = receive_either_way(&b).await;
        if received.is_empty() {
            break;
        }
        all.extend(received);
    }
    assert!(all == data);
    let at_the_end = b.recv_into(BytesMut::with_capacity(10), 10).await.unwrap();
    assert!(
        at_the_end.is_empty() && at_the_end.capacity() >= 10 && b.recv().await.unwrap().is_empty(),
        "the end stays"
    );
    drop(sending.await.unwrap());
}

async fn a_dropped_receive_into_own_memory_loses_nothing() {
    let (a, b) = connected().await;
    let data = numbered(400_000);
    let sent = data.clone();
    let sending = spawn(async move {
        for part in sent.chunks(1_000) {
            a.send(vec![Segment::from(part.to_vec())]).await.unwrap();
            if random::below(16) == 0 {
                time::sleep(Duration::from_micros(random::below(1_000))).await;
            }
        }
    });
    let mut all = Vec::new();
    loop {
        let patience = Duration::from_micros(random::below(300));
        match time::timeout(patience, receive_either_way(&b)).await {
            Ok(received) if received.is_empty() => break,
            Ok(received) => all.extend(received),
            Err(time::Elapsed) => {}
        }
    }
    sending.await.unwrap();
    assert!(all == data);
}

async fn own_memory_is_received_into_only_with_room() {
    let (a, b) = connected().await;
    a.send(vec![Segment::from(b"some".to_vec())]).await.unwrap();
    for (room, most) in [(BytesMut::new(), 10), (BytesMut::with_capacity(10), 0), (BytesMut::from(&b"x"[..]), 10)] {
        assert_eq!(b.recv_into(room, most).await.unwrap_err().kind(), ErrorKind::InvalidInput);
    }
    let mut all = Vec::new();
    while all.len() < 4 {
        let received = b.recv_into(BytesMut::with_capacity(100), 3).await.unwrap();
        assert!((1..=3).contains(&received.len()));
        all.extend_from_slice(&received);
    }
    assert_eq!(all, b"some");
}

async fn who_receives_into_own_memory_and_stops_makes_the_sender_wait() {
    let (a, b) = connected_with(&ListenOptions { recv_buffer_bytes: Some(64 << 10), ..Default::default() }).await;
    let sender = a.clone();
    let sending = spawn(async move { a.send(vec![Segment::from(vec![5; 12_000_000])]).await });
    let first = b.recv_into(BytesMut::with_capacity(50_000), 50_000).await.unwrap().len();
    let mut last = u64::MAX;
    while last != sender.taken_bytes().unwrap() {
        last = sender.taken_bytes().unwrap();
        time::sleep(Duration::from_millis(200)).await;
    }
    assert!(last < 12_000_000 && !sending.is_finished(), "{last} bytes are taken");
    drop(sender);
    let mut rest = 0;
    while rest + first < 12_000_000 {
        rest += receive_either_way(&b).await.len();
    }
    sending.await.unwrap().unwrap();
    assert!(b.recv_into(BytesMut::with_capacity(1), 1).await.unwrap().is_empty());
}

async fn a_broken_stream_is_an_error_in_own_memory_too() {
    let (a, b) = connected().await;
    a.send(vec![Segment::from(b"kept".to_vec())]).await.unwrap();
    b.send(vec![Segment::from(b"unread".to_vec())]).await.unwrap();
    time::sleep(Duration::from_millis(100)).await;
    drop(a);
    let mut all = Vec::new();
    let end = loop {
        match b.recv_into(BytesMut::with_capacity(100), 100).await {
            Ok(received) if received.is_empty() => break None,
            Ok(received) => all.extend_from_slice(&received),
            Err(error) => break Some(error.kind()),
        }
    };
    // A reset may overtake what was sent before it.
    assert!(all == b"kept" || (all.is_empty() && end.is_some()), "{all:?}");
    assert!(matches!(end, None | Some(ErrorKind::ConnectionReset)), "{end:?}");
}

async fn a_stream_moves_to_another_thread() {
    let (a, b) = connected().await;
    a.send(vec![Segment::from(vec![1; 50_000])]).await.unwrap();
    let mut received = b.recv().await.unwrap().to_vec();
    let clone = b.clone();
    assert!(clone.into_handoff().await.is_err(), "there is another handle");
    let handoff = b.into_handoff().await.unwrap();
    let (sender, mut receiver) = mailbox::channel(1);
    let thread = spawn_thread("conformance", None, move || async move {
        let stream = TcpStream::from_handoff(handoff).unwrap();
        let rest = receive_all(&stream).await;
        stream.send(vec![Segment::from(b"thanks".to_vec())]).await.unwrap();
        sender.send(rest).await.unwrap();
    })
    .unwrap();
    a.send(vec![Segment::from(vec![2; 50_000])]).await.unwrap();
    a.shutdown().unwrap();
    received.extend(receiver.recv().await.unwrap());
    assert!(received == [vec![1; 50_000], vec![2; 50_000]].concat());
    assert_eq!(receive_all(&a).await, b"thanks");
    thread.join().await.unwrap();
}

/// Runs the future of `test` on a thread of the real world.
fn in_the_real_world<F: Future<Output = ()> + 'static>(test: impl FnOnce() -> F + Send + 'static) {
    let (done, wait) = std::sync::mpsc::channel();
    let thread = spawn_thread("conformance", None, move || {
        let test = test();
        async move {
            test.await;
            done.send(()).unwrap();
        }
    })
    .unwrap();
    wait.recv_timeout(Duration::from_secs(60)).expect("the test failed or hangs");
    thread.join_blocking().unwrap();
}

/// Runs each named function in each world; one with an argument gets an empty directory.
macro_rules! both_worlds {
    ($($name:ident $(($dir:ident))?;)*) => {
        mod simulated {
            $(
                #[test]
                fn $name() {
                    let name = concat!("rt::conformance::simulated::", stringify!($name));
                    crate::rt::sim::check_seeds(name, 20, |sim| {
                        let test = async {
                            $(
                                let $dir = std::path::PathBuf::from("/conformance");
                                crate::rt::fs::create_dir_all(&$dir).await.unwrap();
                            )?
                            super::$name($($dir)?).await
                        };
                        sim.node(1).block_on(std::time::Duration::from_secs(3600), test).unwrap();
                    });
                }
            )*
        }
        mod real {
            $(
                #[test]
                fn $name() {
                    $(
                        let temporary = tempfile::tempdir().unwrap();
                        let $dir = temporary.path().to_owned();
                    )?
                    super::in_the_real_world(move || super::$name($($dir)?));
                }
            )*
        }
    };
}

both_worlds! {
    time_passes;
    sleepers_wake_in_the_order_of_their_deadlines;
    random_numbers_differ_and_stay_in_range;
    tasks_are_joined_cancelled_and_detached;
    threads_run_and_are_joined;
    a_thread_that_ends_drops_its_other_tasks;
    files_are_written_and_read(dir);
    many_writes_at_once_end_up_in_their_places(dir);
    direct_files_take_only_aligned_access(dir);
    directories_are_made_listed_renamed_and_removed(dir);
    a_lock_is_held_by_one_open_file(dir);
    bytes_arrive_in_order_both_ways;
    a_slow_reader_makes_the_sender_wait;
    half_closed_streams_go_on_the_other_way;
    nobody_listens_or_somebody_already_does;
    a_reserved_address_refuses_until_it_listens;
    listeners_share_a_port_if_all_agree;
    a_dropped_receive_loses_nothing;
    bytes_keep_their_order_whichever_way_they_are_received;
    a_dropped_receive_into_own_memory_loses_nothing;
    own_memory_is_received_into_only_with_room;
    who_receives_into_own_memory_and_stops_makes_the_sender_wait;
    a_broken_stream_is_an_error_in_own_memory_too;
    a_stream_moves_to_another_thread;
}

//! What the simulated network promises beyond what the real one does: nodes, crashes, partitions, losses, all from the seed.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;
use std::time::Duration;

use super::*;
use crate::rt::buf::Segment;
use crate::rt::net::{ListenOptions, TcpListener, TcpStream};
use crate::rt::task::{spawn, spawn_thread};
use crate::rt::time;

const MINUTE: Duration = Duration::from_secs(60);
const PORT: u16 = 9092;

fn address(node: &Node) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(node.ip()), PORT)
}

/// Answers each byte with its successor.
async fn serve() {
    let any = SocketAddr::from(([0, 0, 0, 0], PORT));
    let listener = TcpListener::bind(any, &ListenOptions::default()).unwrap();
    loop {
        let stream = listener.accept().await.unwrap();
        drop(spawn(async move {
            while let Ok(received) = stream.recv().await {
                if received.is_empty() {
                    return;
                }
                let answer: Vec<u8> = received.iter().map(|byte| byte.wrapping_add(1)).collect();
                if stream.send(vec![Segment::from(answer)]).await.is_err() {
                    return;
                }
            }
        }));
    }
}

async fn ask(stream: &TcpStream, byte: u8) -> io::Result<Option<u8>> {
    stream.send(vec![Segment::from(vec![byte])]).await?;
    Ok(stream.recv().await?.first().copied())
}

#[test]
fn nodes_talk_and_equal_seeds_give_equal_talks() {
    let run = |seed| {
        let sim = Sim::new(seed);
        sim.net().set_stall_rate(100_000);
        let server = sim.node(2);
        server.run(serve);
        let address = address(&server);
        let client = sim.node(1);
        let sizes = client.block_on(MINUTE, async move {
            let stream = TcpStream::connect(address).await.unwrap();
            assert_eq!(stream.peer_addr(), address);
            let to_send = stream.clone();
            let sending = spawn(async move {
                to_send.send(vec![Segment::from(vec![1; 200_000])]).await.unwrap();
                to_send.shutdown().unwrap();
            });
            let mut sizes = Vec::new();
            loop {
                let received = stream.recv().await.unwrap();
                if received.is_empty() {
                    break;
                }
                assert!(received.iter().all(|byte| *byte == 2));
                sizes.push(received.len());
            }
            sending.await.unwrap();
            assert_eq!(sizes.iter().sum::<usize>(), 200_000);
            sizes
        });
        sim.run_for(MINUTE);
        assert_eq!(sim.net().connections(), 0, "closed connections are forgotten");
        (sizes.unwrap(), sim.elapsed(), sim.trace_hash())
    };
    for seed in 0..20 {
        assert_eq!(run(seed), run(seed), "seed {seed}");
        assert_ne!(run(seed).2, run(seed + 1).2);
    }
}

#[test]
fn a_crash_resets_the_peer_and_a_kill_closes() {
    check_seeds("a_crash_resets_the_peer_and_a_kill_closes", 50, |sim| {
        let (server, client) = (sim.node(2), sim.node(1));
        server.run(serve);
        let address = address(&server);
        let crash = sim.below(2) == 0;
        let outcome = Rc::new(RefCell::new(None));
        let slot = outcome.clone();
        let connected = Rc::new(Cell::new(false));
        let flag = connected.clone();
        client.run(move || async move {
            let stream = TcpStream::connect(address).await.unwrap();
            assert_eq!(ask(&stream, 5).await.unwrap(), Some(6));
            flag.set(true);
            let result = stream.recv().await.map(|received| received.len()).map_err(|error| error.kind());
            slot.replace(Some(result));
        });
        sim.run_until(MINUTE, || connected.get());
        if crash {
            server.crash();
        } else {
            server.kill();
        }
        sim.run_until(MINUTE, || outcome.borrow().is_some());
        let expected = if crash { Err(ErrorKind::ConnectionReset) } else { Ok(0) };
        assert_eq!(outcome.take(), Some(expected));
        let late = client.block_on(Duration::from_secs(600), TcpStream::connect(address)).unwrap();
        let expected = if crash { ErrorKind::TimedOut } else { ErrorKind::ConnectionRefused };
        assert_eq!(late.err().unwrap().kind(), expected);
        server.run(serve);
        let again = async move {
            let stream = TcpStream::connect(address).await?;
            ask(&stream, 7).await
        };
        assert_eq!(client.block_on(MINUTE, again).unwrap().unwrap(), Some(8), "the restarted server serves");
    });
}

#[test]
fn after_a_silent_crash_the_peer_learns_of_it_from_the_restarted_node() {
    let sim = Sim::new(1);
    sim.net().set_silent_crash_rate(1_000_000);
    let (server, client) = (sim.node(2), sim.node(1));
    server.run(serve);
    let address = address(&server);
    let answers = Rc::new(RefCell::new(Vec::new()));
    let log = answers.clone();
    client.run(move || async move {
        let stream = TcpStream::connect(address).await.unwrap();
        loop {
            let answer = time::timeout(Duration::from_secs(30), ask(&stream, 1)).await;
            let over = matches!(answer, Ok(Err(_)));
            log.borrow_mut().push(answer.map(|answer| answer.map_err(|error| error.kind())));
            if over {
                return;
            }
            time::sleep(Duration::from_secs(1)).await;
        }
    });
    sim.run_until(MINUTE, || answers.borrow().len() == 2);
    server.crash();
    sim.run_until(MINUTE, || answers.borrow().len() == 3);
    assert_eq!(*answers.borrow(), [Ok(Ok(Some(2))), Ok(Ok(Some(2))), Err(time::Elapsed)]);
    server.run(serve);
    sim.run_until(MINUTE, || answers.borrow().len() == 4);
    assert_eq!(answers.borrow()[3], Ok(Err(ErrorKind::ConnectionReset)));
}

#[test]
fn a_partition_stalls_and_healing_delivers() {
    check_seeds("a_partition_stalls_and_healing_delivers", 30, |sim| {
        let (server, client) = (sim.node(2), sim.node(1));
        server.run(serve);
        let address = address(&server);
        let answers = Rc::new(Cell::new(0u32));
        let counter = answers.clone();
        client.run(move || async move {
            let stream = TcpStream::connect(address).await.unwrap();
            loop {
                assert_eq!(ask(&stream, 1).await.unwrap(), Some(2));
                counter.set(counter.get() + 1);
                time::sleep(Duration::from_millis(10)).await;
            }
        });
        sim.run_until(MINUTE, || answers.get() > 5);
        match sim.below(3) {
            0 => sim.net().partition(&[1], &[2]),
            1 => sim.net().block_one_way(1, 2),
            _ => sim.net().block_one_way(2, 1),
        }
        sim.run_for(Duration::from_millis(20));
        let before = answers.get();
        sim.run_for(Duration::from_secs(20));
        assert_eq!(answers.get(), before, "nothing passes");
        let connect = async move { time::timeout(Duration::from_secs(5), TcpStream::connect(address)).await.is_ok() };
        assert!(!client.block_on(MINUTE, connect).unwrap());
        if sim.below(2) == 0 {
            sim.net().heal_all();
        } else {
            sim.net().heal(&[2], &[1]);
        }
        sim.run_until(MINUTE, || answers.get() > before + 5);
    });
}

#[test]
fn losses_reset_connections_between_nodes_only() {
    let sim = Sim::new(2);
    sim.net().set_reset_rate(1_000_000);
    let (server, client) = (sim.node(2), sim.node(1));
    server.run(serve);
    let remote = address(&server);
    let result = client.block_on(MINUTE, async move { ask(&TcpStream::connect(remote).await?, 1).await });
    assert_eq!(result.unwrap().unwrap_err().kind(), ErrorKind::ConnectionReset);
    let local = SocketAddr::from(([127, 0, 0, 1], PORT));
    let result = server.block_on(MINUTE, async move { ask(&TcpStream::connect(local).await?, 1).await });
    assert_eq!(result.unwrap().unwrap(), Some(2));
}

#[test]
fn a_full_backlog_keeps_connections_waiting() {
    let sim = Sim::new(3);
    let node = sim.node(1);
    node.block_on(Duration::from_secs(600), async {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let listener = TcpListener::bind(any, &ListenOptions { backlog: 2, ..ListenOptions::default() }).unwrap();
        let address = listener.local_addr();
        let opened = Rc::new(Cell::new(0));
        let tasks: Vec<_> = (0..3)
            .map(|_| {
                let opened = opened.clone();
                spawn(async move {
                    let stream = TcpStream::connect(address).await.unwrap();
                    opened.set(opened.get() + 1);
                    stream
                })
            })
            .collect();
        time::sleep(Duration::from_secs(10)).await;
        assert_eq!(opened.get(), 2);
        let _accepted = listener.accept().await.unwrap();
        for task in tasks {
            drop(task.await.unwrap());
        }
    })
    .unwrap();
}

#[test]
fn a_handoff_that_nobody_takes_closes_its_stream() {
    let sim = Sim::new(4);
    let node = sim.node(1);
    node.block_on(MINUTE, async {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)), &ListenOptions::default()).unwrap();
        let address = listener.local_addr();
        let opening = spawn(async move { TcpStream::connect(address).await.unwrap() });
        let handoff = listener.accept().await.unwrap().into_handoff().await.unwrap();
        let stream = opening.await.unwrap();
        let thread = spawn_thread("other", None, move || async move { drop(handoff) }).unwrap();
        thread.join().await.unwrap();
        assert!(stream.recv().await.unwrap().is_empty());
    })
    .unwrap();
    sim.run_for(MINUTE);
    assert_eq!(sim.net().connections(), 0);
}

#[test]
fn a_stream_closed_with_unread_bytes_ends_or_resets_its_peer() {
    let mut outcomes = BTreeSet::new();
    for seed in 0..20 {
        let sim = Sim::new(seed);
        let server = sim.node(2);
        let address = address(&server);
        server.run(|| async {
            let any = SocketAddr::from(([0, 0, 0, 0], PORT));
            let listener = TcpListener::bind(any, &ListenOptions::default()).unwrap();
            let stream = listener.accept().await.unwrap();
            time::sleep(Duration::from_secs(1)).await;
            drop(stream);
            std::future::pending::<()>().await;
        });
        let outcome = sim.node(1).block_on(MINUTE, async move {
            let stream = TcpStream::connect(address).await.unwrap();
            stream.send(vec![Segment::from(vec![1; 100])]).await.unwrap();
            let first = stream.recv().await.map(|received| received.len()).map_err(|error| error.kind());
            // Whatever it was: nobody is there any more.
            time::sleep(Duration::from_secs(1)).await;
            let _ = stream.send(vec![Segment::from(vec![1; 100])]).await;
            time::sleep(Duration::from_secs(1)).await;
            assert!(stream.send(vec![Segment::from(vec![1; 100])]).await.is_err());
            first
        });
        outcomes.insert(outcome.unwrap());
    }
    assert_eq!(outcomes, [Ok(0), Err(ErrorKind::ConnectionReset)].into());
}

//! The runtime's real world from outside, as the broker uses it: several threads, mailboxes between them, sockets, files.
//! Every test gives up after a time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may fail so

use ringmain::rt::buf::Segment;
use ringmain::rt::fs::{self, Durability, File, OpenOptions};
use ringmain::rt::net::{ListenOptions, TcpListener, TcpStream};
use ringmain::rt::task::{ThreadHandle, spawn, spawn_thread};
use ringmain::rt::{machine, mailbox};
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::sync::mpsc;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(60);

async fn echo(stream: TcpStream) {
    loop {
        let Ok(received) = stream.recv().await else { break };
        if received.is_empty() {
            break;
        }
        let reply = Segment::from(received.to_vec());
        drop(received);
        if stream.send(vec![reply]).await.is_err() {
            break;
        }
    }
}

/// Echo servers on one port, one a thread; they end when their mailbox is closed.
fn echo_servers(threads: usize) -> (SocketAddr, Vec<mailbox::Sender<()>>, Vec<ThreadHandle>) {
    let options = ListenOptions { reuse_port: true, ..ListenOptions::default() };
    let (mut stops, mut handles) = (vec![], vec![]);
    let mut address: SocketAddr = "127.0.0.1:0".parse().unwrap();
    let cpus = machine::available_cpus();
    for number in 0..threads {
        let (stop, mut stopped) = mailbox::channel::<()>(1);
        let (report, reported) = mpsc::channel();
        let options = options.clone();
        let cpu = cpus.get(number % cpus.len()).copied();
        let thread = spawn_thread(&format!("echo-{number}"), cpu, move || async move {
            let listener = TcpListener::bind(address, &options).unwrap();
            report.send(listener.local_addr()).unwrap();
            drop(spawn(async move {
                loop {
                    let stream = listener.accept().await.unwrap();
                    drop(spawn(echo(stream)));
                }
            }));
            assert_eq!(stopped.recv().await, None);
        });
        handles.push(thread.unwrap());
        address = reported.recv_timeout(LIMIT).unwrap();
        stops.push(stop);
    }
    (address, stops, handles)
}

#[test]
fn blocking_clients_are_echoed_by_several_threads() {
    let (address, stops, handles) = echo_servers(2);
    let clients: Vec<_> = (0..32u8)
        .map(|number| {
            std::thread::spawn(move || {
                let mut stream = std::net::TcpStream::connect(address).unwrap();
                stream.set_read_timeout(Some(LIMIT)).unwrap();
                for round in 1..50usize {
                    let message = vec![number ^ round as u8; round * 777];
                    stream.write_all(&message).unwrap();
                    let mut reply = vec![0; message.len()];
                    stream.read_exact(&mut reply).unwrap();
                    assert!(reply == message);
                }
            })
        })
        .collect();
    for client in clients {
        client.join().unwrap();
    }
    drop(stops);
    for thread in handles {
        thread.join_blocking().unwrap();
    }
}

#[test]
fn a_message_goes_round_between_threads() {
    let (there, mut from_there) = mailbox::channel::<u64>(8);
    let (back, mut from_back) = mailbox::channel::<u64>(8);
    let echo = spawn_thread("there", None, move || async move {
        while let Some(number) = from_there.recv().await {
            back.send(number + 1).await.unwrap();
        }
    })
    .unwrap();
    let (done, wait) = mpsc::channel();
    let asker = spawn_thread("asker", None, move || async move {
        for number in 0..10_000 {
            there.send(number).await.unwrap();
            assert_eq!(from_back.recv().await, Some(number + 1));
        }
        done.send(()).unwrap();
    })
    .unwrap();
    wait.recv_timeout(LIMIT).unwrap();
    asker.join_blocking().unwrap();
    echo.join_blocking().unwrap();
}

#[test]
fn files_written_by_one_thread_are_read_by_the_next() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("file");
    for round in 0..3u8 {
        let path = path.clone();
        let thread = spawn_thread("files", None, move || async move {
            if round > 0 {
                assert_eq!(fs::read(&path).await.unwrap(), vec![round; 100_000]);
            }
            let file = File::open(&path, OpenOptions::READ_WRITE).await.unwrap();
            file.write_at(vec![round + 1; 100_000], 0, Durability::Data).await.unwrap();
        });
        thread.unwrap().join_blocking().unwrap();
    }
}

//! What reads of old data may have in flight at the disk, with commits beside them and without.

use super::harness::*;
use crate::log::LogRef;
use crate::log::config::LogConfig;
use crate::log::read_turns::{BESIDE_COMMITS_BYTES, MAX_BYTES};
use crate::rt::sim::{Node, Sim, check_seeds};
use crate::rt::task::{self, JoinHandle};
use crate::rt::time;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(3600);
const BATCHES: i64 = 12;
const READ_BYTES: usize = 1 << 20;
/// Three of them have old data; what is appended goes to the last.
const OLD_LOGS: usize = 3;

fn settings() -> Settings {
    Settings {
        config: LogConfig { segment_bytes: 8 << 20, ..LogConfig::default() },
        ring_bytes: 4 << 20,
        pool_bytes: 32 << 20,
        cold_bytes: 64 << 20,
        partitions: OLD_LOGS as i32 + 1,
        ..Settings::default()
    }
}

/// A directory whose logs have old data, in files only. Returns the bytes of each of those.
fn prepare(node: &Node) -> Rc<Vec<u8>> {
    let batches: Vec<Vec<u8>> = (0..BATCHES).map(|i| batch(i, 1, 1000 + i, &vec![i as u8; 300_000])).collect();
    let all = Rc::new(batches.concat());
    node.block_on(LIMIT, async move {
        let store = open(&settings()).await.unwrap();
        for batch in &batches {
            for log in &store.logs[..OLD_LOGS] {
                append(&store, log, batch, 5000).unwrap();
            }
            store.commit().await.unwrap();
        }
        store.close().await.unwrap();
    })
    .unwrap();
    all
}

/// Readers who each read all of a log, from disk.
fn start_readers(store: &Rc<Store>, readers: usize, expected: &Rc<Vec<u8>>) -> Vec<JoinHandle<()>> {
    let read = |reader| {
        let (store, expected) = (store.clone(), expected.clone());
        task::spawn(async move {
            let log: &LogRef = &store.logs[reader % OLD_LOGS];
            assert_eq!(log.get().memory_bytes(), 0);
            assert!(read_all(&store, log, BATCHES, READ_BYTES).await.unwrap() == *expected);
        })
    };
    (0..readers).map(read).collect()
}

/// One whose readers give up all the time, while the disk goes on with what they asked for.
fn start_giving_up(store: &Rc<Store>, until: &Rc<Cell<bool>>) -> JoinHandle<()> {
    let (store, until) = (store.clone(), until.clone());
    task::spawn(async move {
        let context = store.context();
        while !until.get() {
            let read = store.logs[0].read(&context, 0, READ_BYTES, BATCHES, true);
            drop(time::timeout(Duration::from_micros(30), read).await);
        }
    })
}

#[test]
fn many_readers_of_old_data_have_little_in_flight_and_all_come_to_their_end() {
    check_seeds("many_readers_of_old_data", 5, |sim| {
        let node = sim.node(1);
        let all = prepare(&node);
        let disk = node.clone();
        node.block_on(LIMIT, async move {
            let store = Rc::new(open(&settings()).await.unwrap());
            for reader in start_readers(&store, 1, &all) {
                reader.await.unwrap();
            }
            let most = disk.disk().take_most_reading_bytes();
            assert!(most > READ_BYTES / 2, "the pieces of one read are read side by side, not {most} bytes at a time");
            let done = Rc::new(Cell::new(false));
            let giving_up: Vec<_> = (0..4).map(|_| start_giving_up(&store, &done)).collect();
            for reader in start_readers(&store, 24, &all) {
                reader.await.unwrap();
            }
            done.set(true);
            for task in giving_up {
                task.await.unwrap();
            }
            let most = disk.disk().take_most_reading_bytes();
            assert!(most <= MAX_BYTES && most > MAX_BYTES * 3 / 4, "{most} bytes were in flight");
        })
        .unwrap();
    });
}

#[test]
fn readers_of_old_data_make_way_while_commits_follow_each_other() {
    let sim = Sim::new(3);
    let node = sim.node(1);
    let all = prepare(&node);
    let disk = node.clone();
    node.block_on(LIMIT, async move {
        let store = Rc::new(open(&settings()).await.unwrap());
        let commits = Rc::new(Cell::new(0));
        let done = Rc::new(Cell::new(false));
        let committing = {
            let (store, commits, done) = (store.clone(), commits.clone(), done.clone());
            task::spawn(async move {
                while !done.get() {
                    append(&store, &store.logs[OLD_LOGS], &batch(commits.get(), 1, 1000, b"new"), 5000).unwrap();
                    store.commit().await.unwrap();
                    commits.set(commits.get() + 1);
                    // The producer thinks.
                    time::sleep(Duration::from_millis(1)).await;
                }
            })
        };
        let readers = start_readers(&store, 40, &all);
        // What was with the disk before the first commit is served.
        time::sleep(Duration::from_millis(10)).await;
        let before = commits.get();
        assert!(before > 1 && !readers.iter().any(JoinHandle::is_finished));
        disk.disk().take_most_reading_bytes();
        for reader in readers {
            reader.await.unwrap();
        }
        let most = disk.disk().take_most_reading_bytes();
        assert!(most <= BESIDE_COMMITS_BYTES, "{most} bytes were in flight beside commits");
        assert!(most > BESIDE_COMMITS_BYTES / 2 && commits.get() > before, "both went on");
        done.set(true);
        committing.await.unwrap();
        // Nobody commits any more.
        time::sleep(Duration::from_secs(1)).await;
        for reader in start_readers(&store, 12, &all) {
            reader.await.unwrap();
        }
        let most = disk.disk().take_most_reading_bytes();
        assert!(most > MAX_BYTES * 3 / 4, "only {most} bytes were in flight though nobody commits");
    })
    .unwrap();
}

//! What is read ahead for readers who go through old data, and when it is given up.

use super::harness::*;
use crate::log::config::LogConfig;
use crate::log::{Allowance, FetchData, LogRef};
use crate::rt::sim::{Node, Sim};
use crate::rt::time;
use futures_lite::future;
use std::pin::pin;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(3600);
const BATCHES: i64 = 12;
/// Three batches fit.
const READ_BYTES: usize = 1 << 20;
/// Of one read of the file.
const HELD_BYTES: usize = 1 << 20;

fn settings(segment_bytes: u32) -> Settings {
    Settings {
        config: LogConfig { segment_bytes, ..LogConfig::default() },
        ring_bytes: 4 << 20,
        pool_bytes: 32 << 20,
        cold_bytes: 4 << 20,
        ..Settings::default()
    }
}

async fn prepare() -> (Store, LogRef, Vec<u8>) {
    prepare_in(8 << 20, 300_000, 1).await
}

/// A log whose data is in its files only, and the bytes of that.
async fn prepare_in(segment_bytes: u32, batch_bytes: usize, records: i32) -> (Store, LogRef, Vec<u8>) {
    let batches: Vec<Vec<u8>> =
        (0..BATCHES).map(|i| batch(i * i64::from(records), records, 1000 + i, &vec![i as u8; batch_bytes])).collect();
    let store = open(&settings(segment_bytes)).await.unwrap();
    for batch in &batches {
        append(&store, &store.logs[0], batch, 5000).unwrap();
        store.commit().await.unwrap();
    }
    store.close().await.unwrap();
    let store = open(&settings(segment_bytes)).await.unwrap();
    let log = store.logs[0].clone();
    assert_eq!(log.get().memory_bytes(), 0);
    (store, log, batches.concat())
}

/// An answer from `offset` on, and whether it was there at once. What comes after it has the time to be read.
async fn answer(store: &Store, log: &LogRef, offset: i64) -> (FetchData, bool) {
    let context = store.context();
    let allowance = context.allowance(time::now() + Duration::from_secs(1));
    let limit = log.get().end_offset();
    let mut read = Box::pin(log.read_within(&context, &allowance, offset, READ_BYTES, limit, true));
    let (data, at_once) = match future::poll_once(read.as_mut()).await {
        Some(data) => (data, true),
        None => (read.as_mut().await, false),
    };
    drop(read);
    context.complete(allowance);
    time::sleep(Duration::from_secs(1)).await;
    (data.unwrap(), at_once)
}

fn on(node: &Node, test: impl AsyncFnOnce() + 'static) {
    node.block_on(LIMIT, async move { test().await }).unwrap();
}

/// Reads everything; which of the answers were there at once.
async fn read_through(segment_bytes: u32) -> Vec<bool> {
    let (store, log, expected) = prepare_in(segment_bytes, 300_000, 1).await;
    let (mut offset, mut all, mut found) = (0, Vec::new(), Vec::new());
    while offset < BATCHES {
        let (data, at_once) = answer(&store, &log, offset).await;
        all.extend(concat(&data.segments));
        offset = data.next_offset;
        found.push(at_once);
    }
    assert!(all == expected);
    assert_eq!(store.context().cold_bytes_held(), 0, "nothing comes after the end");
    found
}

#[test]
fn who_reads_on_finds_it_read_already() {
    let sim = Sim::new(1);
    on(&sim.node(1), async || assert_eq!(read_through(8 << 20).await, [false, false, true, true]));
}

#[test]
fn who_reads_on_in_the_next_segment_finds_that_read_too() {
    let sim = Sim::new(6);
    // Four batches fit into a segment, so every other answer is one of its end. The index of a segment that gets no more is read
    // when it is first wanted.
    let expected = [false, false, false, true, true, true];
    on(&sim.node(1), async move || assert_eq!(read_through(1_250_000).await, expected));
}

#[test]
fn a_large_batch_is_read_without_the_one_before_it() {
    let sim = Sim::new(7);
    let node = sim.node(1);
    let disk = node.clone();
    on(&node, async move || {
        let (store, log, expected) = prepare_in(16 << 20, 950_000, 2).await;
        disk.disk().take_most_reading_bytes();
        // The index leads to the batch before the one that is asked for.
        for at in [5, 6, 7, 8] {
            let offset = 2 * at as i64;
            let (data, _) = answer(&store, &log, offset).await;
            let batch_bytes = expected.len() / BATCHES as usize;
            let at = at * batch_bytes;
            assert!(concat(&data.segments) == expected[at..at + batch_bytes]);
            let most = disk.disk().take_most_reading_bytes();
            assert!(most <= READ_BYTES, "{most} bytes were read at once for offset {offset}");
        }
    });
}

#[test]
fn a_length_that_lies_ends_the_read() {
    let sim = Sim::new(8);
    let node = sim.node(1);
    let disk = node.clone();
    on(&node, async move || {
        let (store, log, expected) = prepare_in(8 << 20, 300_000, 2).await;
        let at = 4 * (expected.len() / BATCHES as usize);
        // Of the batch before the one that is asked for.
        assert!(disk.disk().edit("/data/t0-0/00000000000000000000.log", |bytes| bytes[at + 8] = 0x7f));
        let (data, _) = answer(&store, &log, 10).await;
        assert_eq!(data.size_bytes, 0);
        let data = log.read(&store.context(), 10, READ_BYTES, 2 * BATCHES, true).await.unwrap();
        assert_eq!(data.size_bytes, 0);
    });
}

#[test]
fn an_answer_that_may_have_nothing_uses_nothing_up() {
    let sim = Sim::new(9);
    on(&sim.node(1), async || {
        let (store, log, _) = prepare().await;
        read_ahead(&store, &log).await;
        let context = store.context();
        let allowance = context.allowance(time::now() + Duration::from_secs(1));
        let read = log.read_within(&context, &allowance, 6, 0, BATCHES, false);
        let data = future::poll_once(pin!(read)).await.expect("at once").unwrap();
        assert_eq!(data.size_bytes, 0);
        assert!(answer(&store, &log, 6).await.1, "it is still there");
    });
}

#[test]
fn less_than_is_asked_for_now_is_said_to_be_short() {
    let sim = Sim::new(10);
    on(&sim.node(1), async || {
        let (store, log, _) = prepare().await;
        let context = store.context();
        let read = async |offset, max_bytes| {
            let allowance = context.allowance(time::now() + Duration::from_secs(1));
            let data = log.read_within(&context, &allowance, offset, max_bytes, BATCHES, true).await.unwrap();
            context.complete(allowance);
            time::sleep(Duration::from_secs(1)).await;
            data
        };
        let some = 400_000;
        assert_eq!((read(0, some).await.next_offset, read(1, some).await.next_offset), (1, 2));
        let data = read(2, READ_BYTES).await;
        assert_eq!((data.next_offset, data.is_short), (3, true));
    });
}

#[test]
fn nothing_is_read_for_who_goes_elsewhere_or_keeps_nothing() {
    let sim = Sim::new(2);
    on(&sim.node(1), async || {
        let (store, log, _) = prepare().await;
        for offset in [0, 6, 1, 7, 2, 8] {
            let (data, _) = answer(&store, &log, offset).await;
            assert_eq!(data.next_offset, offset + 3);
            drop(data);
            assert_eq!(store.context().cold_bytes_held(), 0, "after {offset}");
        }
        let before = store.context();
        assert!(!read_all(&store, &log, BATCHES, READ_BYTES).await.unwrap().is_empty());
        assert_eq!(before.cold_bytes_held(), 0);
    });
}

/// The second answer is there, and what comes after it is read.
async fn read_ahead(store: &Store, log: &LogRef) {
    for offset in [0, 3] {
        drop(answer(store, log, offset).await);
    }
    assert_eq!(store.context().cold_bytes_held(), HELD_BYTES);
}

#[test]
fn who_wants_the_memory_gets_it() {
    let sim = Sim::new(3);
    on(&sim.node(1), async || {
        let (store, log, expected) = prepare().await;
        read_ahead(&store, &log).await;
        let context = store.context();
        let allowance = Allowance::unlimited();
        let mut others = pin!(context.cold_chunks(3 << 20, &allowance, true));
        let chunks = future::poll_once(others.as_mut()).await.expect("at once").unwrap();
        assert_eq!(context.cold_bytes_held(), 3 << 20, "nothing else is held");
        drop(chunks);
        assert!(!context.shortage_is_within(LIMIT), "and nobody else is to make way for that");
        let (data, at_once) = answer(&store, &log, 6).await;
        assert!(!at_once && expected[6 * (expected.len() / 12)..].starts_with(&concat(&data.segments)));
    });
}

#[test]
fn little_memory_is_not_spent_on_it() {
    let sim = Sim::new(4);
    on(&sim.node(1), async || {
        let (store, log, _) = prepare().await;
        let context = store.context();
        drop(answer(&store, &log, 0).await);
        let others = context.cold_chunks(2 << 20, &Allowance::unlimited(), true).await.unwrap();
        // Beside these and the answer itself less than half would be left.
        drop(answer(&store, &log, 3).await);
        drop(others);
        assert_eq!(context.cold_bytes_held(), 0);
    });
}

#[test]
fn what_is_gone_or_failed_is_not_handed_out() {
    let sim = Sim::new(5);
    let node = sim.node(1);
    let disk = node.clone();
    on(&node, async move || {
        let (store, log, expected) = prepare().await;
        let context = store.context();
        read_ahead(&store, &log).await;
        context.forget(log.key, Some(0));
        time::sleep(Duration::from_secs(1)).await;
        assert_eq!((context.cold_bytes_held(), context.read_ahead.held_bytes()), (0, 0));

        drop(answer(&store, &log, 0).await);
        let allowance = context.allowance(time::now() + Duration::from_secs(1));
        drop(log.read_within(&context, &allowance, 3, READ_BYTES, BATCHES, true).await.unwrap());
        disk.disk().set_read_error_rate(1_000_000);
        context.complete(allowance);
        time::sleep(Duration::from_secs(1)).await;
        disk.disk().set_read_error_rate(0);
        let (data, at_once) = answer(&store, &log, 6).await;
        assert!(!at_once && expected[6 * (expected.len() / 12)..].starts_with(&concat(&data.segments)));
    });
}

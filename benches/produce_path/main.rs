//! What the way of a produced batch costs: decoding Produce, encoding Fetch, appending until it is on disk, the commit of many
//! dirty partitions, and a message to another thread and back; time, and allocations of the thread that is measured. Checksum and validation alone are measured
//! in `crates/protocol/benches/records.rs`.
//!
//! `cargo bench --bench produce_path`; the logs are in TMPDIR, which should be on the disk that is to be measured.

#![allow(clippy::expect_used)] // a benchmark that cannot set itself up has to stop

mod answer;
mod counting;
mod path;

use std::hint::black_box;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ringmain::rt::{mailbox, task};
use ringmain_protocol::hot::ProduceRequestRef;
use ringmain_protocol::records::Compression;

use answer::fetch_response;
use counting::{Counting, allocations};
use path::{Desk, VERSION, batch, produce_body};

#[global_allocator]
static ALLOCATOR: Counting<tikv_jemallocator::Jemalloc> = Counting(tikv_jemallocator::Jemalloc);

const RECORDS: usize = 10;
const PARTITIONS: i32 = 10;
/// As a shard has by default.
const DESK_BYTES: usize = 256 << 20;

fn report(name: &str, iterations: u64, taken: u64) {
    println!("{name}: {:.3} allocations an iteration", taken as f64 / iterations.max(1) as f64);
}

/// Counts the allocations of a routine that has run before.
fn counted<T>(name: &str, mut routine: impl FnMut() -> T) {
    const WARM_UP: u64 = 100;
    const ITERATIONS: u64 = 1000;
    (0..WARM_UP).for_each(|_| drop(black_box(routine())));
    let before = allocations();
    (0..ITERATIONS).for_each(|_| drop(black_box(routine())));
    report(name, ITERATIONS, allocations() - before);
}

fn decode_produce(c: &mut Criterion) {
    let body = produce_body(&batch(Compression::None, RECORDS), PARTITIONS);
    let routine = || {
        let request = ProduceRequestRef::parse(black_box(&body), 0, VERSION).expect("a request");
        request.partitions().map(|partition| partition.records.map_or(0, |records| records.len())).sum::<usize>()
    };
    counted("decode/produce", routine);
    let mut group = c.benchmark_group("decode");
    group.throughput(Throughput::Elements(PARTITIONS as u64));
    group.bench_function("produce", |b| b.iter(routine));
}

fn encode_fetch(c: &mut Criterion) {
    let records = batch(Compression::None, RECORDS);
    counted("encode/fetch", || fetch_response(black_box(&records), PARTITIONS));
    let mut group = c.benchmark_group("encode");
    group.throughput(Throughput::Elements(PARTITIONS as u64));
    group.bench_function("fetch", |b| b.iter(|| fetch_response(black_box(&records), PARTITIONS)));
}

/// Runs `work` on a thread of the real world and takes what it sends.
fn on_thread<T, Fut>(work: impl FnOnce() -> Fut + Send + 'static) -> T
where
    T: Send + 'static,
    Fut: Future<Output = T> + 'static,
{
    let (send, received) = mpsc::channel();
    let thread = task::spawn_thread("measured", None, move || async move {
        let _ = send.send(work().await);
    });
    thread.expect("a thread").join_blocking().expect("it ended");
    received.recv().expect("an outcome")
}

/// `requests` produces, then a commit, again and again.
async fn append_to_commit(body: Bytes, requests: u64, iterations: u64) -> (Duration, u64) {
    let dir = tempfile::tempdir().expect("a directory");
    let mut desk = Desk::open(dir.path(), 1, DESK_BYTES).await.expect("a log");
    task::spawn_background(desk.committer.clone().run_checkpoints());
    let mut advanced = Vec::new();
    let (began, before) = (Instant::now(), allocations());
    for _ in 0..iterations {
        for _ in 0..requests {
            desk.produce(&body);
        }
        desk.committer.commit(&mut advanced).await.expect("committed");
        advanced.clear();
    }
    let measured = (began.elapsed(), allocations() - before);
    assert!(desk.logs.iter().all(|log| log.get().flushed_offset() == log.get().end_offset()));
    desk.committer.close().await.expect("closed");
    measured
}

fn append(c: &mut Criterion) {
    let body = produce_body(&batch(Compression::None, RECORDS), 1);
    let mut group = c.benchmark_group("append-to-commit");
    group.sample_size(10);
    for requests in [1, 16] {
        let (mut iterations, mut taken) = (0, 0);
        group.throughput(Throughput::Elements(requests));
        group.bench_function(requests.to_string(), |b| {
            b.iter_custom(|count| {
                let body = body.clone();
                let (time, allocated) = on_thread(move || append_to_commit(body, requests, count));
                iterations += count;
                taken += allocated;
                time
            });
        });
        report(&format!("append-to-commit/{requests}"), iterations, taken);
    }
}

/// How long each commit takes in which so many partitions have one record more.
async fn commits_of(partitions: i32) -> Vec<Duration> {
    const COMMITS: usize = 300;
    let body = produce_body(&batch(Compression::None, 1), partitions);
    let dir = tempfile::tempdir().expect("a directory");
    let mut desk = Desk::open(dir.path(), partitions, DESK_BYTES).await.expect("logs");
    let mut advanced = Vec::new();
    let mut took = Vec::with_capacity(COMMITS);
    for _ in 0..COMMITS {
        desk.produce(&body);
        let began = Instant::now();
        desk.committer.commit(&mut advanced).await.expect("committed");
        took.push(began.elapsed());
        assert_eq!(advanced.len(), desk.logs.len());
        advanced.clear();
    }
    desk.committer.close().await.expect("closed");
    took
}

fn dirty_partitions(_: &mut Criterion) {
    println!("commit of N dirty partitions, one record of 100 bytes each");
    for partitions in [1, 16, 64, 256, 1000] {
        let mut took = on_thread(move || commits_of(partitions));
        took.sort_unstable();
        let at = |share: f64| took.get((took.len() as f64 * share) as usize).copied().unwrap_or_default();
        println!("{partitions:>5}: p50 {:?}, p99 {:?}", at(0.5), at(0.99));
    }
}

/// Sends a number to a thread that sends it back.
async fn round_trips(iterations: u64) -> (Duration, u64) {
    let (there, mut arrives) = mailbox::channel::<u64>(64);
    let (back, mut returns) = mailbox::channel::<u64>(64);
    let echo = task::spawn_thread("echo", None, move || async move {
        while let Some(number) = arrives.recv().await {
            let _ = back.send(number).await;
        }
    });
    let echo = echo.expect("a thread");
    let (began, before) = (Instant::now(), allocations());
    for number in 0..iterations {
        there.send(number).await.expect("sent");
        assert_eq!(returns.recv().await, Some(number));
    }
    let measured = (began.elapsed(), allocations() - before);
    drop(there);
    echo.join().await.expect("it ended");
    measured
}

fn mailboxes(c: &mut Criterion) {
    let (mut iterations, mut taken) = (0, 0);
    let mut group = c.benchmark_group("mailbox");
    group.sample_size(10);
    group.bench_function("round-trip", |b| {
        b.iter_custom(|count| {
            let (time, allocated) = on_thread(move || round_trips(count));
            iterations += count;
            taken += allocated;
            time
        });
    });
    report("mailbox/round-trip", iterations, taken);
}

criterion_group!(benches, decode_produce, encode_fetch, append, dirty_partitions, mailboxes);
criterion_main!(benches);

//! What a produced batch costs in allocations on its way from the frame into the log's memory: none. And what the load generator
//! spends on a record: none either.
//!
//! The log's chunks come from a pool that is mapped at start. What is left is the growth of the queue of chunks and of the two
//! indexes in memory, which double: a few times in the life of a segment, however many batches come.

#![allow(clippy::expect_used)] // a test that cannot set itself up has to stop

#[path = "../benches/produce_path/counting.rs"]
mod counting;
#[path = "../benches/produce_path/path.rs"]
mod path;

use std::alloc::System;
use std::path::Path;
use std::time::Duration;

use counting::{Counting, allocations};
use path::{Desk, batch, produce_body};
use ringmain::bench::batches::{Batch, Buffers, Identity};
use ringmain::bench::draw::{self, KeySource, Random};
use ringmain::bench::payload::{Filling, Payload};
use ringmain::bench::quantity::Keys;
use ringmain::rt::{fs, sim::Sim};
use ringmain_protocol::records::{Compression, CompressionConfig, Compressor};

#[global_allocator]
static ALLOCATOR: Counting<System> = Counting(System);

#[test]
fn the_allocator_counts() {
    let before = allocations();
    let mut bytes: Vec<u8> = Vec::with_capacity(10);
    bytes.reserve_exact(1000);
    assert_eq!(allocations() - before, 2);
}

#[test]
fn a_produced_batch_allocates_nothing() {
    const WARM_UP: usize = 50;
    const REQUESTS: usize = 500;
    const PARTITIONS: i32 = 2;
    for compression in Compression::ALL {
        let body = produce_body(&batch(compression, 40), PARTITIONS);
        let work = async move {
            let dir = Path::new("/data");
            fs::create_dir_all(dir).await.expect("a directory");
            let mut desk = Desk::open(dir, PARTITIONS, 64 << 20).await.expect("logs");
            for _ in 0..WARM_UP {
                desk.produce(&body);
            }
            let (mut allocating, mut all) = (0, 0);
            for _ in 0..REQUESTS {
                let before = allocations();
                desk.produce(&body);
                let taken = allocations() - before;
                all += taken;
                allocating += usize::from(taken > 0);
            }
            (allocating, all, desk.logs.iter().map(|log| log.get().end_offset()).sum::<i64>())
        };
        let limit = Duration::from_secs(60);
        let (allocating, all, end_offset) = Sim::new(1).node(1).block_on(limit, work).expect("no crash");
        let name = compression.name();
        println!(
            "{name}: {REQUESTS} requests of {PARTITIONS} batches, {allocating} of them allocated, {all} allocations"
        );
        assert_eq!(end_offset, i64::from(40 * PARTITIONS) * (WARM_UP + REQUESTS) as i64, "{name}");
        // From 50 to 550 requests a doubling vector grows at most four times; each log has three.
        assert!(all <= 24, "{name}: {all} allocations");
        assert!(allocating <= 12, "{name}: {allocating} of {REQUESTS} requests allocated");
    }
}

#[test]
fn a_record_of_a_load_allocates_nothing() {
    const BATCHES: u64 = 200;
    let buffers = Buffers::new(256 << 20);
    let mut payload = Payload::new(1, 0, Filling::new(0.5, 1));
    let keys = KeySource::new(&Keys::Zipf { count: 1_000_000, exponent: 0.9 });
    let mut random = Random::new(1);
    let mut compressor = Compressor::new();
    let mut make = || {
        let mut batch = Batch::new(&buffers, 64 << 10);
        while batch.has_room_for(116) {
            let key = keys.draw(&mut random).map(draw::key);
            let key = key.as_ref().map(<[u8; 16]>::as_slice);
            let sequence = batch.records() as u64;
            batch.append(5, key, 100, |out| payload.append(0, sequence, 7, key, 100, out));
        }
        let records = batch.records();
        let sealed = batch.seal(&buffers, CompressionConfig::default(), &mut compressor, Identity::default());
        drop(sealed.expect("a batch"));
        records
    };
    make();
    let before = allocations();
    let records: i32 = (0..BATCHES).map(|_| make()).sum();
    assert!(records > 100_000);
    assert_eq!(allocations() - before, BATCHES, "one for each batch: the handle by which its buffer comes back");
}

//! Consumers that ask for much and read nothing: producers and other consumers get on, and the broker's memory stays bounded.

#![allow(clippy::expect_used, clippy::panic, reason = "in a test a broken expectation is a failure")]

mod support;

use ringmain_protocol::messages::rpc::ProduceRequest;
use ringmain_protocol::messages::rpc::fetch_request::{FetchPartition, FetchTopic};
use ringmain_protocol::messages::rpc::produce_request::{PartitionProduceData, TopicProduceData};
use ringmain_protocol::messages::rpc::{FetchRequest, MetadataRequest};
use ringmain_protocol::records::{BatchBuilder, BatchOptions, Batches, Compressor};
use std::io::ErrorKind;
use std::time::{Duration, Instant};
use support::broker::{Broker, DEFAULT, Kind};
use support::client;
use support::raw::Raw;

const TOPIC: &str = "slow";
const PARTITIONS: i32 = 8;
const MEMORY_BYTES: usize = 64 << 20;
const READERS: usize = 100;
const BATCH_BYTES: usize = 100_000;
/// Beside its memory for logs: code, stacks, requests, metadata.
const OTHER_BYTES: usize = 96 << 20;
const FETCH_VERSION: i16 = 12;
const PRODUCE_VERSION: i16 = 9;

fn produce() -> ProduceRequest {
    let mut builder = BatchBuilder::new(BatchOptions::default());
    builder.append(1_700_000_000_000, None, Some(&vec![7; BATCH_BYTES]), &[]).expect("a record");
    let mut bytes = Vec::new();
    builder.build(&mut Compressor::new(), &mut bytes).expect("a batch");
    let batch = bytes::Bytes::from(bytes);
    let data = |index| PartitionProduceData { index, records: Some(batch.clone()), ..Default::default() };
    let topic = TopicProduceData {
        name: TOPIC.into(),
        partition_data: (0..PARTITIONS).map(data).collect(),
        ..Default::default()
    };
    ProduceRequest { acks: -1, timeout_ms: 30_000, topic_data: vec![topic], ..Default::default() }
}

fn fetch(offset: i64) -> FetchRequest {
    let part = |partition| FetchPartition {
        partition,
        fetch_offset: offset,
        current_leader_epoch: -1,
        partition_max_bytes: 8 << 20,
        ..Default::default()
    };
    let topic =
        FetchTopic { topic: TOPIC.into(), partitions: (0..PARTITIONS).map(part).collect(), ..Default::default() };
    FetchRequest {
        replica_id: -1,
        max_wait_ms: 500,
        min_bytes: 1,
        max_bytes: 50 << 20,
        session_epoch: -1,
        topics: vec![topic],
        ..Default::default()
    }
}

/// Appends a batch to every partition `times` times; how long the slowest took.
fn append(connection: &mut Raw, times: usize) -> Duration {
    let mut slowest = Duration::ZERO;
    for _ in 0..times {
        let began = Instant::now();
        let answer = connection.ask(&produce(), PRODUCE_VERSION).expect("an answer");
        for part in answer.responses.iter().flat_map(|topic| &topic.partition_responses) {
            assert_eq!(part.error_code, 0);
        }
        slowest = slowest.max(began.elapsed());
    }
    slowest
}

fn resident_bytes(broker: &Broker) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", broker.pid())).expect("its status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
    line.trim().trim_end_matches(" kB").trim().parse::<usize>().expect("a number") << 10
}

#[test]
fn readers_that_read_nothing_hold_up_nobody_and_make_way() {
    if Kind::under_test() != DEFAULT {
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let memory = MEMORY_BYTES.to_string();
    let settings =
        [("ringmain.shards", "1"), ("ringmain.memory.bytes", memory.as_str()), ("socket.send.buffer.bytes", "65536")];
    let broker = Broker::start(dir.path(), &settings);
    client::create_topics(&broker.bootstrap(), &[(TOPIC, PARTITIONS, &[])]);
    let connect = || Raw::connect(&broker.bootstrap()).expect("a connection");
    let mut producer = connect();
    // Twice the memory: old data and new.
    let batches = 2 * MEMORY_BYTES / BATCH_BYTES / PARTITIONS as usize;
    append(&mut producer, batches);

    // Each asks for all there is from another place on, some for old data and some for what was just appended.
    let mut unread: Vec<Raw> = Vec::new();
    let mut slowest = Duration::ZERO;
    let mut end = batches as i64;
    for reader in 0..READERS {
        for offset in [(reader * batches / READERS) as i64, end - 3] {
            let mut connection = connect();
            connection.send(&fetch(offset), FETCH_VERSION).expect("sent");
            unread.push(connection);
        }
        slowest = slowest.max(append(&mut producer, 1));
        end += 1;
    }
    assert!(slowest < Duration::from_secs(5), "a produce took {slowest:?}");
    let mut other = connect();
    other.ask(&MetadataRequest { topics: None, ..Default::default() }, 9).expect("an answer");

    // A consumer gets everything, in order, again and again; those that hold up others are closed meanwhile.
    let mut consumer = connect();
    let began = Instant::now();
    let mut highest = 0;
    let mut rounds = 0;
    while rounds == 0 || !broker.log().contains("does not read its own") {
        consume(&mut consumer, end, || highest = highest.max(resident_bytes(&broker)));
        assert!(began.elapsed() < Duration::from_secs(60), "nobody was closed");
        rounds += 1;
    }
    println!(
        "the slowest produce took {slowest:?}, {rounds} rounds of the consumer {:?}; {} MiB at most",
        began.elapsed(),
        highest >> 20
    );
    assert!(highest < MEMORY_BYTES + OTHER_BYTES, "{highest} bytes were resident");
    // Their connections have ended: the rest of the answer never comes.
    let ended = |mut connection: Raw| {
        let answer = connection.receive::<FetchRequest>(FETCH_VERSION);
        answer.is_err_and(|error| matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset))
    };
    assert!(unread.into_iter().any(ended), "none has ended");
}

/// Reads every partition from its start to `end`.
fn consume(consumer: &mut Raw, end: i64, mut each: impl FnMut()) {
    let mut next = [0i64; PARTITIONS as usize];
    let began = Instant::now();
    while next.iter().any(|offset| *offset < end) {
        assert!(began.elapsed() < Duration::from_secs(30), "it has come to {next:?} of {end}");
        let mut request = fetch(0);
        for part in request.topics.iter_mut().flat_map(|topic| &mut topic.partitions) {
            part.fetch_offset = next.get(part.partition as usize).copied().unwrap_or_default();
        }
        let answer = consumer.ask(&request, FETCH_VERSION).expect("an answer");
        for part in answer.responses.iter().flat_map(|topic| &topic.partitions) {
            assert_eq!(part.error_code, 0);
            let at = next.get_mut(part.partition_index as usize).expect("a partition of the topic");
            for batch in Batches::new(part.records.as_deref().unwrap_or_default()) {
                let batch = batch.expect("a batch");
                assert_eq!(batch.header().base_offset, *at);
                *at = batch.header().last_offset() + 1;
            }
        }
        each();
    }
}

//! The work whose instructions `benches/count` counts: a case and how often. In the simulated world, so that a run is like the
//! other to the last instruction, whatever else the machine does; what a case costs once is the difference of two runs.
//!
//! `benches/count` says more; by hand: `cargo run -p ringmain-instructions -- decode-produce 100`.

#![allow(clippy::expect_used)] // a benchmark that cannot set itself up has to stop

#[path = "../produce_path/answer.rs"]
mod answer;
#[path = "../produce_path/path.rs"]
mod path;
mod produce;

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use ringmain::group::{Caller, Coordinator, Effect, Input, Now, Request, Ticket};
use ringmain::metadata::config::{BrokerConfig, Settings};
use ringmain::metadata::image::Image;
use ringmain::rt::fs;
use ringmain::rt::sim::Sim;
use ringmain_protocol::hot::ProduceRequestRef;
use ringmain_protocol::messages::rpc::OffsetCommitRequest;
use ringmain_protocol::messages::rpc::offset_commit_request::{OffsetCommitRequestPartition, OffsetCommitRequestTopic};
use ringmain_protocol::records::Compression;

use answer::fetch_response;
use path::{Desk, VERSION, batch, produce_body};

const PARTITIONS: i32 = 10;
const GROUPS: usize = 1_000;

type Case = (&'static str, fn(u64));

/// Each does its work so many times.
const CASES: [Case; 7] = [
    ("decode-produce", decode_produce),
    ("encode-fetch", encode_fetch),
    ("append-1-KiB-and-commit", |times| append_and_commit(times, 10, 1)),
    ("append-100-KiB-and-commit", |times| append_and_commit(times, 1_000, 1)),
    ("append-to-100-partitions-and-commit", |times| append_and_commit(times, 1, 100)),
    ("produce-to-100-partitions", |times| produce::produce(times, &batch(Compression::None, 1), 100)),
    ("commit-an-offset", commit_an_offset),
];

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let [name, times] = asked.as_slice() else {
        return CASES.iter().for_each(|(name, _)| println!("{name}"));
    };
    let (_, case) = CASES.iter().find(|(known, _)| known == name).expect("a case that is listed");
    case(times.parse().expect("a number"));
}

fn decode_produce(times: u64) {
    let body = produce_body(&batch(Compression::None, 10), PARTITIONS);
    for _ in 0..times {
        let request = ProduceRequestRef::parse(black_box(&body), 0, VERSION).expect("a request");
        black_box(request.partitions().map(|part| part.records.map_or(0, |records| records.len())).sum::<usize>());
    }
}

fn encode_fetch(times: u64) {
    let records: Bytes = batch(Compression::None, 10);
    for _ in 0..times {
        black_box(fetch_response(&records, PARTITIONS));
    }
}

/// One request with a batch of so many records of 100 bytes for each partition, then a commit.
fn append_and_commit(times: u64, records: usize, partitions: i32) {
    let body = produce_body(&batch(Compression::None, records), partitions);
    let work = async move {
        fs::create_dir_all("/logs").await.expect("a directory");
        let mut desk = Desk::open(Path::new("/logs"), partitions, 64 << 20).await.expect("logs");
        let mut advanced = Vec::new();
        for _ in 0..times {
            desk.produce(&body);
            desk.committer.commit(&mut advanced).await.expect("committed");
            advanced.clear();
        }
    };
    Sim::new(1).node(1).block_on(Duration::from_secs(3_600), work).expect("nothing crashes");
}

/// By the coordinator alone: its answer, and the records that it writes.
fn commit_an_offset(times: u64) {
    let (config, _) = BrokerConfig::from_settings(Settings::embedded_default(), "host").expect("the defaults");
    let mut coordinator = Coordinator::new(Arc::new(config.group), Arc::new(Image::empty()));
    let mut effects = Vec::new();
    let now = Now { ms: 1, wall_ms: path::NOW_MS };
    coordinator.loaded(now, &mut effects);
    let mut offset = 0;
    for n in 0..GROUPS as u64 + times {
        let partition = OffsetCommitRequestPartition { committed_offset: n as i64, ..Default::default() };
        let topic = OffsetCommitRequestTopic {
            name: "orders".to_owned(),
            partitions: vec![partition],
            ..OffsetCommitRequestTopic::default()
        };
        let group_id = format!("group-{:04}", n as usize % GROUPS);
        let request = OffsetCommitRequest { group_id, topics: vec![topic], ..OffsetCommitRequest::default() };
        let caller = Caller { client_id: String::new(), client_host: String::new(), api_version: 9 };
        let (ticket, request) = (Ticket(n), Request::OffsetCommit(request));
        coordinator.step(now, Input::Request { ticket, caller, request, random: u128::from(n) }, &mut effects);
        for effect in std::mem::take(&mut effects) {
            if let Effect::Append { write, records, .. } = effect {
                offset += records.len() as i64;
                coordinator.step(now, Input::Committed { write, offset: offset - 1 }, &mut effects);
            }
        }
        assert!(matches!(effects.as_slice(), [Effect::Reply { .. }]), "it is answered");
        effects.clear();
    }
}

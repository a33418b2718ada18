use std::cell::{Cell, RefCell};
use std::rc::Rc;

use clap::Parser;
use ringmain_protocol::api_key::ApiKey;
use ringmain_protocol::messages::rpc::consumer_group_heartbeat_response::{Assignment, TopicPartitions};
use ringmain_protocol::messages::rpc::fetch_response::FetchableTopicResponse;
use ringmain_protocol::messages::rpc::list_offsets_response::{ListOffsetsPartitionResponse, ListOffsetsTopicResponse};
use ringmain_protocol::messages::rpc::metadata_response::{
    MetadataResponseBroker, MetadataResponsePartition, MetadataResponseTopic,
};
use ringmain_protocol::messages::rpc::offset_fetch_response::OffsetFetchResponseGroup;
use ringmain_protocol::messages::rpc::*;
use ringmain_protocol::records::{BatchBuilder, BatchOptions, Compressor};
use ringmain_protocol::uuid::Uuid;

use super::super::fake_broker;
use super::*;
use crate::rt::sim::Sim;

#[derive(Parser, Debug)]
struct Line {
    #[command(flatten)]
    consume: Consume,
}

fn parse(words: &[&str]) -> Result<Consume, String> {
    let words = std::iter::once("consume").chain(words.iter().copied());
    Line::try_parse_from(words).map(|line| line.consume).map_err(|error| error.to_string())
}

#[test]
fn command_lines_by_table() {
    for (text, start) in [
        ("earliest", Start::Timestamp(EARLIEST)),
        ("latest", Start::Timestamp(LATEST)),
        ("0", Start::Offset(0)),
        ("42", Start::Offset(42)),
        ("@1700000000000", Start::Timestamp(1_700_000_000_000)),
    ] {
        assert_eq!(parse(&["t", "--offset", text]).unwrap().offset, start, "{text}");
    }
    assert_eq!(parse(&["t"]).unwrap().offset, Start::Timestamp(EARLIEST));
    assert_eq!(parse(&["t", "--partition", "1,2", "--partition", "5"]).unwrap().partitions, [1, 2, 5]);
    for (words, told) in [
        (&["t", "--offset", "soon"][..], "earliest, latest"),
        (&["t", "--offset", "@"], "earliest, latest"),
        (&["t", "--offset=-3"], "earliest, latest"),
        (&["t", "--format", "{x}"], "is no field"),
        (&["t", "--format", "{key}", "--json"], "cannot be used with"),
        (&["t", "--group", "g", "--partition", "1"], "cannot be used with"),
        (&[], "TOPIC"),
    ] {
        let error = parse(words).unwrap_err();
        assert!(error.contains(told), "{words:?}: {error}");
    }
}

/// A broker of the topic "t", which gets its second partition while it is read, and which breaks a connection now and then.
fn start_growing_broker(committed: Rc<RefCell<BTreeMap<i32, i64>>>) {
    let served = [
        (ApiKey::Metadata, 12),
        (ApiKey::FindCoordinator, 4),
        (ApiKey::ConsumerGroupHeartbeat, 0),
        (ApiKey::OffsetFetch, 9),
        (ApiKey::OffsetCommit, 9),
        (ApiKey::ListOffsets, 7),
        (ApiKey::Fetch, 12),
    ];
    let topic_id = Uuid::from_halves(3, 4);
    let (beats, commits, metadata) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let next = |count: &Cell<i32>| {
        count.set(count.get() + 1);
        count.get()
    };
    fake_broker::start(&served, move |asked| match asked.api {
        ApiKey::Metadata => {
            // It is slow to know of the second partition.
            let partitions = if next(&metadata) < 6 { 1 } else { 2 };
            let partition =
                |partition_index| MetadataResponsePartition { partition_index, leader_id: 1, ..Default::default() };
            let broker = MetadataResponseBroker {
                node_id: 1,
                host: "127.0.0.1".into(),
                port: fake_broker::PORT.into(),
                ..Default::default()
            };
            let topic = MetadataResponseTopic {
                name: Some("t".into()),
                topic_id,
                partitions: (0..partitions).map(partition).collect(),
                ..Default::default()
            };
            asked.answer(&MetadataResponse { brokers: vec![broker], topics: vec![topic], ..Default::default() })
        }
        ApiKey::FindCoordinator => {
            let found = find_coordinator_response::Coordinator { key: "g".into(), node_id: 1, ..Default::default() };
            asked.answer(&FindCoordinatorResponse { coordinators: vec![found], ..Default::default() })
        }
        ApiKey::ConsumerGroupHeartbeat => {
            let request: ConsumerGroupHeartbeatRequest = asked.request();
            assert_eq!(request.topic_partitions.is_some(), request.member_epoch >= 0, "what it has, unless it leaves");
            let partitions = match next(&beats) {
                2 | 5 => return None,
                1 => vec![0],
                _ => vec![0, 1],
            };
            let topic_partitions = vec![TopicPartitions { topic_id, partitions, ..Default::default() }];
            asked.answer(&ConsumerGroupHeartbeatResponse {
                member_id: Some(request.member_id),
                member_epoch: request.member_epoch.max(1),
                heartbeat_interval_ms: 100,
                assignment: Some(Assignment { topic_partitions, ..Default::default() }),
                ..Default::default()
            })
        }
        ApiKey::OffsetFetch => {
            let group = OffsetFetchResponseGroup { group_id: "g".into(), ..Default::default() };
            asked.answer(&OffsetFetchResponse { groups: vec![group], ..Default::default() })
        }
        ApiKey::OffsetCommit => {
            let request: OffsetCommitRequest = asked.request();
            if next(&commits) == 1 {
                return None;
            }
            let offsets = request.topics[0].partitions.iter().map(|p| (p.partition_index, p.committed_offset));
            committed.borrow_mut().extend(offsets);
            asked.answer(&OffsetCommitResponse::default())
        }
        ApiKey::ListOffsets => {
            let request: ListOffsetsRequest = asked.request();
            let partition = |asked: &ListOffsetsPartition| ListOffsetsPartitionResponse {
                partition_index: asked.partition_index,
                offset: 0,
                ..Default::default()
            };
            let partitions = request.topics[0].partitions.iter().map(partition).collect();
            let topic = ListOffsetsTopicResponse { name: "t".into(), partitions, ..Default::default() };
            asked.answer(&ListOffsetsResponse { topics: vec![topic], ..Default::default() })
        }
        ApiKey::Fetch => {
            let request: FetchRequest = asked.request();
            let partition = |asked: &FetchPartition| PartitionData {
                partition_index: asked.partition,
                records: Some(if asked.fetch_offset == 0 { one_record() } else { Bytes::new() }),
                ..Default::default()
            };
            let partitions = request.topics[0].partitions.iter().map(partition).collect();
            let topic = FetchableTopicResponse { topic: "t".into(), partitions, ..Default::default() };
            asked.answer(&FetchResponse { responses: vec![topic], ..Default::default() })
        }
        other => panic!("{other:?}"),
    });
}

fn one_record() -> Bytes {
    let mut builder = BatchBuilder::new(BatchOptions::default());
    builder.append(1, None, Some(b"v"), &[]).unwrap();
    let mut bytes = Vec::new();
    builder.build(&mut Compressor::new(), &mut bytes).unwrap();
    bytes.into()
}

#[test]
fn a_member_takes_on_new_partitions_and_finds_its_coordinator_again() {
    let committed: Rc<RefCell<BTreeMap<i32, i64>>> = Rc::default();
    let told = committed.clone();
    let work = async move {
        start_growing_broker(told);
        let line = ["t", "--group", "g", "--max-messages", "2", "--format", "{partition}:{offset} {value}"];
        let mut out = Vec::new();
        let printed = parse(&line).unwrap().consume(&mut out, &AtomicBool::new(false)).await;
        assert_eq!(printed, Ok(2));
        assert_eq!(String::from_utf8(out).unwrap(), "0:0 v\n1:0 v\n");
    };
    Sim::new(1).node(1).block_on(Duration::from_secs(600), work).unwrap();
    assert_eq!(*committed.borrow(), [(0, 1), (1, 1)].into());
}

/// A reader that is gone.
struct Gone;

impl Write for Gone {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_did_not_reach_the_reader_is_not_committed() {
    let committed: Rc<RefCell<BTreeMap<i32, i64>>> = Rc::default();
    let told = committed.clone();
    let work = async move {
        start_growing_broker(told);
        let line = parse(&["t", "--group", "g", "--max-messages", "2"]).unwrap();
        let printed = line.consume(BufWriter::new(Gone), &AtomicBool::new(false)).await;
        assert_eq!(printed, Ok(1), "it has had enough");
    };
    Sim::new(1).node(1).block_on(Duration::from_secs(600), work).unwrap();
    assert!(committed.borrow().is_empty(), "{committed:?}");
}

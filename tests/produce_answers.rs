//! What Produce answers to requests that no client library sends, one promise a test; Apache Kafka gives the same answers.

#![allow(clippy::expect_used, clippy::panic, reason = "in a test a broken expectation is a failure")]

mod support;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::produce_request::{PartitionProduceData, TopicProduceData};
use ringmain_protocol::messages::rpc::{ApiVersionsRequest, ProduceRequest};
use ringmain_protocol::records::{BatchBuilder, BatchOptions, Compressor};
use std::io::ErrorKind;
use support::broker::{Broker, Kind};
use support::client;
use support::raw::Raw;

const TOPIC: &str = "answers";

fn batch(options: BatchOptions) -> Vec<u8> {
    let mut builder = BatchBuilder::new(options);
    builder.append(1_700_000_000_000, None, Some(b"value"), &[]).expect("a record");
    let mut bytes = Vec::new();
    builder.build(&mut Compressor::new(), &mut bytes).expect("a batch");
    bytes
}

fn produce(transactional_id: Option<&str>, acks: i16, partition: i32, options: BatchOptions) -> ProduceRequest {
    let data = PartitionProduceData { index: partition, records: Some(batch(options).into()), ..Default::default() };
    let topic = TopicProduceData { name: TOPIC.into(), partition_data: vec![data], ..Default::default() };
    ProduceRequest {
        transactional_id: transactional_id.map(str::to_owned),
        acks,
        timeout_ms: 30_000,
        topic_data: vec![topic],
        ..Default::default()
    }
}

fn broker() -> Option<(tempfile::TempDir, Broker)> {
    let dir = tempfile::tempdir().expect("a directory");
    if !Kind::under_test().present() {
        return None;
    }
    let broker = Broker::start(dir.path(), &[("ringmain.shards", "2")]);
    client::create_topics(&broker.bootstrap(), &[(TOPIC, 2, &[])]);
    Some((dir, broker))
}

fn of_producer() -> BatchOptions {
    BatchOptions { producer_id: 7, producer_epoch: 0, base_sequence: 0, ..BatchOptions::default() }
}

/// What a produce of `options` to partition 0 is answered.
fn answer(broker: &Broker, version: i16, transactional_id: Option<&str>, options: BatchOptions) -> ErrorCode {
    let mut connection = Raw::connect(&broker.bootstrap()).expect("a connection");
    let answer = connection.ask(&produce(transactional_id, -1, 0, options), version).expect("an answer");
    let partition = answer.responses.first().and_then(|topic| topic.partition_responses.first());
    ErrorCode::from(partition.expect("an answer for the partition").error_code)
}

#[test]
fn a_transaction_must_have_a_name_and_a_coordinator() {
    let Some((_dir, broker)) = broker() else { return };
    let transactional = |options| BatchOptions { transactional: true, ..options };
    for version in [3, 8, 9, 12] {
        for (transactional_id, options, expected) in [
            (None, transactional(of_producer()), ErrorCode::TransactionalIdAuthorizationFailed),
            (None, transactional(BatchOptions::default()), ErrorCode::TransactionalIdAuthorizationFailed),
            // Nobody has begun this one, and nobody could.
            (Some("t"), transactional(of_producer()), ErrorCode::NotEnoughReplicas),
            (Some("t"), transactional(BatchOptions::default()), ErrorCode::None),
            (Some("t"), BatchOptions::default(), ErrorCode::None),
            (None, BatchOptions { control: true, ..BatchOptions::default() }, ErrorCode::InvalidRecord),
            (None, BatchOptions { base_sequence: -1, ..of_producer() }, ErrorCode::InvalidRecord),
        ] {
            let found = answer(&broker, version, transactional_id, options);
            assert_eq!(found, expected, "version {version}, transactional id {transactional_id:?}, {options:?}");
        }
    }
    // None of those has left a transaction open.
    let consumer = client::consumer(&broker.bootstrap());
    let (_, end) = client::watermarks(&consumer, TOPIC, 0);
    let wanted = [(0, rdkafka::Offset::Beginning, end as usize)];
    let read = client::read(&consumer, TOPIC, &wanted, client::WAIT).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((read.len(), end), (8, 8), "two batches of each version");
}

#[test]
fn a_produce_without_answer_that_fails_ends_the_connection() {
    let Some((_dir, broker)) = broker() else { return };
    let control = BatchOptions { control: true, ..BatchOptions::default() };
    let transactional = BatchOptions { transactional: true, ..of_producer() };
    for (what, partition, transactional_id, options, goes_on) in [
        ("a good one", 0, None, BatchOptions::default(), true),
        ("an unknown partition", 9, None, BatchOptions::default(), false),
        ("a control batch", 0, None, control, false),
        ("a transaction without a name", 0, None, transactional, false),
        ("a transaction that nobody began", 0, Some("t"), transactional, false),
        ("a producer's first", 0, None, of_producer(), true),
        ("a sequence out of order", 0, None, BatchOptions { base_sequence: 5, ..of_producer() }, false),
    ] {
        let mut connection = Raw::connect(&broker.bootstrap()).expect("a connection");
        connection.send(&produce(transactional_id, 0, partition, options), 12).expect("sent");
        let next = connection.ask(&ApiVersionsRequest::default(), 0);
        match next {
            Ok(_) => assert!(goes_on, "{what}: the connection goes on"),
            Err(error) => {
                let closed = matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset);
                assert!(closed && !goes_on, "{what}: {error}");
            }
        }
    }
}

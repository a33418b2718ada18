//! The forms that are read in place and written around records agree with the generated ones at every version.

use bytes::{Bytes, BytesMut};
use proptest::prelude::*;
use ringmain_protocol::api_key::ApiKey;
use ringmain_protocol::header::put_response;
use ringmain_protocol::hot::{
    FetchRequestRef, FetchResponseHead, FetchResponseWriter, Frame, Piece, ProduceRequestRef, ProduceRequestWriter,
    ProduceResponseWriter, TopicRef,
};
use ringmain_protocol::message::Message;
use ringmain_protocol::messages::rpc::produce_response::PartitionProduceResponse;
use ringmain_protocol::messages::rpc::{FetchRequest, FetchResponse, ProduceRequest, ProduceResponse};
use ringmain_protocol::primitives::{EncodeErrorKind, UnknownTaggedFields};
use ringmain_protocol::uuid::Uuid;

use crate::sample::{Random, Sample};

fn encode<M: Message>(message: &M, version: i16, before: usize) -> Bytes {
    let mut buf = BytesMut::zeroed(before);
    message.encode(&mut buf, version).unwrap();
    buf.freeze()
}

fn topic(version: i16, name: &str, id: Uuid) -> TopicRef<'_> {
    if version >= 13 { TopicRef::Id(id) } else { TopicRef::Name(name) }
}

fn produce_request(seed: u64, version: i16) {
    let owned = ProduceRequest::sample(&mut Random(seed), version);
    let frame = encode(&owned, version, 5);
    let read = ProduceRequestRef::parse(&frame, 5, version).unwrap();
    assert_eq!(read.transactional_id, owned.transactional_id.as_deref());
    assert_eq!((read.acks, read.timeout_ms), (owned.acks, owned.timeout_ms));
    let expected: Vec<_> = owned
        .topic_data
        .iter()
        .flat_map(|t| {
            t.partition_data
                .iter()
                .enumerate()
                .map(move |(i, p)| (topic(version, &t.name, t.topic_id), i == 0, p.index, p.records.clone()))
        })
        .collect();
    let found: Vec<_> = read.partitions().map(|p| (p.topic, p.starts_topic, p.index, p.records)).collect();
    assert_eq!(found, expected);
    assert_eq!((read.topic_count, read.partition_count), (owned.topic_data.len(), expected.len()));
    for records in read.partitions().filter_map(|p| p.records).filter(|records| !records.is_empty()) {
        assert!(frame.as_ptr_range().contains(&records.as_ptr()), "records are a slice of the frame");
    }
    for end in 5..frame.len() {
        assert!(ProduceRequestRef::parse(&frame.slice(..end), 5, version).is_err(), "cut at {end}");
    }
}

fn produce_request_written(seed: u64, version: i16) {
    let mut owned = ProduceRequest::sample(&mut Random(seed), version);
    owned.unknown_tagged_fields = UnknownTaggedFields::default();
    for topic in &mut owned.topic_data {
        topic.unknown_tagged_fields = UnknownTaggedFields::default();
        for partition in &mut topic.partition_data {
            partition.unknown_tagged_fields = UnknownTaggedFields::default();
            partition.records.get_or_insert_default();
        }
    }
    let (name, topics) = (owned.transactional_id.as_deref(), owned.topic_data.len());
    let mut writer =
        ProduceRequestWriter::new(BytesMut::new(), version, name, owned.acks, owned.timeout_ms, topics).unwrap();
    for t in &owned.topic_data {
        writer.topic(topic(version, &t.name, t.topic_id), t.partition_data.len()).unwrap();
        for (i, partition) in t.partition_data.iter().enumerate() {
            let records = partition.records.clone().unwrap();
            match i % 2 {
                0 => writer.partition(partition.index, records.len(), records).unwrap(),
                _ => writer.partition_copied(partition.index, &records).unwrap(),
            }
        }
    }
    let pieces = writer.finish().unwrap();
    let joined: Vec<u8> = pieces
        .iter()
        .flat_map(|piece| match piece {
            Piece::Encoded(bytes) | Piece::Records(bytes) => bytes.to_vec(),
        })
        .collect();
    assert_eq!(joined, encode(&owned, version, 0));
}

fn fetch_request(seed: u64, version: i16) {
    let owned = FetchRequest::sample(&mut Random(seed), version);
    let frame = encode(&owned, version, 3);
    let read = FetchRequestRef::parse(&frame, 3, version).unwrap();
    assert_eq!(read.cluster_id, owned.cluster_id.as_deref());
    let replica = if version >= 15 { owned.replica_state.replica_id } else { owned.replica_id };
    assert_eq!((read.replica_id, read.replica_epoch), (replica, owned.replica_state.replica_epoch));
    assert_eq!(
        (read.max_wait_ms, read.min_bytes, read.max_bytes, read.isolation_level),
        (owned.max_wait_ms, owned.min_bytes, owned.max_bytes, owned.isolation_level)
    );
    assert_eq!((read.session_id, read.session_epoch), (owned.session_id, owned.session_epoch));
    assert_eq!(read.rack_id, owned.rack_id);
    let expected: Vec<_> = owned
        .topics
        .iter()
        .flat_map(|t| t.partitions.iter().map(move |p| (topic(version, &t.topic, t.topic_id), p)))
        .collect();
    assert_eq!(read.partition_count, expected.len());
    for (found, (topic, partition)) in read.partitions().zip(&expected) {
        assert_eq!(found.topic, *topic);
        assert_eq!(found.partition, partition.partition);
        assert_eq!(found.current_leader_epoch, partition.current_leader_epoch);
        assert_eq!(found.fetch_offset, partition.fetch_offset);
        assert_eq!(found.last_fetched_epoch, partition.last_fetched_epoch);
        assert_eq!(found.log_start_offset, partition.log_start_offset);
        assert_eq!(found.partition_max_bytes, partition.partition_max_bytes);
        assert_eq!(found.replica_directory_id, partition.replica_directory_id);
        assert_eq!(found.high_watermark, partition.high_watermark);
    }
    assert_eq!(read.partitions().count(), expected.len());
    let forgotten: Vec<_> = owned
        .forgotten_topics_data
        .iter()
        .flat_map(|t| t.partitions.iter().map(move |p| (topic(version, &t.topic, t.topic_id), *p)))
        .collect();
    assert_eq!(read.forgotten().map(|p| (p.topic, p.partition)).collect::<Vec<_>>(), forgotten);
    for end in 3..frame.len() {
        assert!(FetchRequestRef::parse(&frame[..end], 3, version).is_err(), "cut at {end}");
    }
}

fn joined(frame: Frame<Bytes>) -> Bytes {
    let mut all = BytesMut::new();
    for piece in &frame.pieces {
        match piece {
            Piece::Encoded(bytes) | Piece::Records(bytes) => all.extend_from_slice(bytes),
        }
    }
    assert_eq!(all.len(), frame.size_bytes);
    all.freeze()
}

fn fetch_response(seed: u64, version: i16) {
    let mut owned = FetchResponse::sample(&mut Random(seed), version);
    owned.unknown_tagged_fields = UnknownTaggedFields::default();
    for topic in &mut owned.responses {
        topic.unknown_tagged_fields = UnknownTaggedFields::default();
        for partition in &mut topic.partitions {
            // A broker never answers with null records.
            partition.records.get_or_insert_default();
        }
    }
    let head = FetchResponseHead {
        correlation_id: 9,
        throttle_time_ms: owned.throttle_time_ms,
        error_code: owned.error_code,
        session_id: owned.session_id,
        topic_count: owned.responses.len(),
    };
    let mut writer = FetchResponseWriter::new(BytesMut::new(), version, head).unwrap();
    for t in &owned.responses {
        writer.topic(topic(version, &t.topic, t.topic_id), t.partitions.len()).unwrap();
        for partition in &t.partitions {
            let records = partition.records.clone().unwrap();
            let half = records.len() / 2;
            let halves = [records.slice(..half), records.slice(half..)];
            writer.partition(partition, records.len(), halves).unwrap();
        }
    }
    let frame = writer.finish(&owned.node_endpoints).unwrap();
    let mut expected = BytesMut::new();
    put_response(&mut expected, ApiKey::Fetch, &owned, version, 9).unwrap();
    assert_eq!(joined(frame), expected);
}

fn produce_response(seed: u64, version: i16) {
    let mut owned = ProduceResponse::sample(&mut Random(seed), version);
    owned.unknown_tagged_fields = UnknownTaggedFields::default();
    for topic in &mut owned.responses {
        topic.unknown_tagged_fields = UnknownTaggedFields::default();
    }
    let mut writer = ProduceResponseWriter::new(BytesMut::new(), version, 11, owned.responses.len()).unwrap();
    for t in &owned.responses {
        writer.topic(topic(version, &t.name, t.topic_id), t.partition_responses.len()).unwrap();
        for partition in &t.partition_responses {
            writer.partition(partition).unwrap();
        }
    }
    let bytes = writer.finish(owned.throttle_time_ms, &owned.node_endpoints).unwrap();
    let mut expected = BytesMut::new();
    put_response(&mut expected, ApiKey::Produce, &owned, version, 11).unwrap();
    assert_eq!(bytes, expected);
}

#[test]
fn an_appended_partition_is_written_as_one_without_errors() {
    for version in ProduceResponse::versions() {
        let log_start_offset = if version >= 5 { 3 } else { -1 };
        let partition = PartitionProduceResponse {
            index: 7,
            base_offset: 1 << 40,
            log_append_time_ms: 1_700_000_000_000,
            log_start_offset,
            ..Default::default()
        };
        let written = |put: &dyn Fn(&mut ProduceResponseWriter)| {
            let mut writer = ProduceResponseWriter::new(BytesMut::new(), version, 11, 1).unwrap();
            writer.topic(topic(version, "t", Uuid::ONE), 2).unwrap();
            put(&mut writer);
            put(&mut writer);
            writer.finish(0, &[]).unwrap()
        };
        let whole = written(&|writer| writer.partition(&partition).unwrap());
        let short = written(&|writer| {
            let PartitionProduceResponse { index, base_offset, log_append_time_ms, .. } = partition;
            writer.appended_partition(index, base_offset, log_append_time_ms, log_start_offset).unwrap();
        });
        assert_eq!(short, whole, "version {version}");
    }
}

proptest! {
    #[test]
    fn hot_forms_agree_with_generated_ones(seed: u64) {
        for version in ProduceRequest::versions() {
            produce_request(seed, version);
            produce_request_written(seed, version);
            produce_response(seed, version);
        }
        for version in FetchRequest::versions() {
            fetch_request(seed, version);
            fetch_response(seed, version);
        }
    }
}

#[test]
fn a_writer_refuses_other_counts_and_forms_than_announced() {
    let mut writer = ProduceResponseWriter::new(BytesMut::new(), 12, 1, 1).unwrap();
    let wrong = writer.topic(TopicRef::Id(Uuid::ONE), 1).unwrap_err();
    assert_eq!(wrong.kind, EncodeErrorKind::TopicForm);

    let mut writer = ProduceResponseWriter::new(BytesMut::new(), 12, 1, 1).unwrap();
    assert_eq!(writer.partition(&Default::default()).unwrap_err().kind, EncodeErrorKind::CountMismatch);
    writer.topic(TopicRef::Name("t"), 1).unwrap();
    assert_eq!(writer.topic(TopicRef::Name("u"), 1).unwrap_err().kind, EncodeErrorKind::CountMismatch);
    assert_eq!(writer.finish(0, &[]).unwrap_err().kind, EncodeErrorKind::CountMismatch);

    let head = FetchResponseHead { topic_count: 1, ..Default::default() };
    let writer = FetchResponseWriter::<Bytes>::new(BytesMut::new(), 13, head).unwrap();
    assert_eq!(writer.finish(&[]).unwrap_err().kind, EncodeErrorKind::CountMismatch);
}

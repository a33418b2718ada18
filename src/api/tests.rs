//! The answers of Apache Kafka 4.3.1 to the same requests on the same cluster, byte for byte: one broker, one topic `abc`
//! of four partitions.

use bytes::{Bytes, BytesMut};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::message::{Message, Request};
use ringmain_protocol::messages::metadata::{
    MetadataRecord, PartitionRecord, RegisterBrokerRecord, TopicRecord, register_broker_record::BrokerEndpoint,
};
use ringmain_protocol::messages::rpc::describe_cluster_request::DescribeClusterRequest;
use ringmain_protocol::messages::rpc::describe_topic_partitions_request::DescribeTopicPartitionsRequest;
use ringmain_protocol::messages::rpc::init_producer_id_request::InitProducerIdRequest;
use ringmain_protocol::messages::rpc::metadata_request::MetadataRequest;
use ringmain_protocol::primitives::Decoder;
use ringmain_protocol::uuid::Uuid;

use super::cluster::Cluster;
use super::init_producer_id::ProducerIds;
use crate::metadata::image::Image;

pub(super) const TOPIC_ID: Uuid = Uuid(*b"2\xc0\x13\x9e\xd5\xb2M\r\xa4\x1f\x8e\xe3\xac\x85?\x8f");
/// The topic's partitions as Metadata has them from version 9 on.
const PARTITIONS: &[u8] = b"\x05\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x02\x00\x00\x00\x01\x02\x00\x00\x00\x01\x01\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x02\x00\x00\x00\x01\x02\x00\x00\x00\x01\x01\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x00\x02\x00\x00\x00\x01\x02\x00\x00\x00\x01\x01\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00\x02\x00\x00\x00\x01\x02\x00\x00\x00\x01\x01\x00";
/// The brokers, the cluster's id and its controller, likewise.
const CLUSTER: &[u8] =
    b"\x00\x00\x00\x00\x02\x00\x00\x00\x01\n127.0.0.1\x00\x00K\xc0\x00\x00\x17o-BT3yBES025U-b2-ge73A\x00\x00\x00\x01";
/// The partitions of the topic in versions 0 to 4.
const OLD_PARTITIONS: &[u8] = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x03\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01";

pub(super) fn image() -> Image {
    let broker = RegisterBrokerRecord {
        broker_id: 1,
        end_points: vec![BrokerEndpoint {
            name: "PLAINTEXT".into(),
            host: "127.0.0.1".into(),
            port: 19392,
            ..Default::default()
        }],
        fenced: false,
        rack: None,
        ..Default::default()
    };
    let topic = TopicRecord { name: "abc".into(), topic_id: TOPIC_ID, ..Default::default() };
    let partition = |partition_id| PartitionRecord {
        partition_id,
        topic_id: TOPIC_ID,
        replicas: vec![1],
        isr: vec![1],
        leader: 1,
        leader_epoch: 0,
        partition_epoch: 0,
        ..Default::default()
    };
    let mut records = vec![MetadataRecord::RegisterBroker(broker), MetadataRecord::Topic(topic)];
    records.extend((0..4).map(|id| MetadataRecord::Partition(partition(id))));
    Image::empty().apply(&records, 5, 1).unwrap()
}

/// The body that answers this request body, in its version.
fn answered<Req: Request>(version: i16, body: &[u8], answer: impl FnOnce(&Cluster<'_>, Req) -> Req::Response) -> Bytes {
    let image = image();
    let cluster = Cluster { cluster_id: "o-BT3yBES025U-b2-ge73A", image: &image, listener: "PLAINTEXT" };
    let request = Req::decode(&mut Decoder::new(Bytes::copy_from_slice(body)), version).unwrap();
    let mut bytes = BytesMut::new();
    answer(&cluster, request).encode(&mut bytes, version).unwrap();
    bytes.freeze()
}

#[test]
fn metadata_by_table() {
    let no_id = [0u8; 16];
    let by_name = |name: &[u8]| [b"\x02", &no_id[..], name, b"\x00\x01\x01\x00"].concat();
    let no_operations = b"\x80\x00\x00\x00";
    let operations = b"\x00\x00\r\xf8";
    let refused = |error: &[u8], end: &[u8]| {
        [b"\x00\x00\x00\x00\x01\x00\xff\xff\xff\xff\x02", error, b"\x01", &no_id, b"\x00\x01", no_operations, end]
            .concat()
    };
    let missing = |error: &[u8], name: &[u8]| {
        [CLUSTER, b"\x02", error, name, &no_id, b"\x00\x01", operations, b"\x00\x00"].concat()
    };
    let old_cluster = b"\x00\x00\x00\x01\x00\x00\x00\x01\x00\t127.0.0.1\x00\x00K\xc0";
    let table: Vec<(&str, i16, Vec<u8>, Vec<u8>)> = vec![
        (
            "neither name nor id",
            12,
            [b"\x02", &no_id[..], b"\x00\x00\x00\x01\x00"].concat(),
            refused(b"\xff\xff", b"\x00\x00"),
        ),
        (
            "no name in version 10",
            10,
            [b"\x02", &no_id[..], b"\x00\x00\x00\x00\x01\x00"].concat(),
            refused(b"\x00*", b"\x00\x80\x00\x00\x00\x00"),
        ),
        (
            "unknown id",
            12,
            [b"\x02", &[1u8; 16][..], b"\x00\x00\x00\x01\x00"].concat(),
            [CLUSTER, b"\x02\x00d\x01", &[1; 16], b"\x00\x01", no_operations, b"\x00\x00"].concat(),
        ),
        ("bad name", 12, by_name(b"\x04a/b"), missing(b"\x00\x11", b"\x04a/b")),
        ("unknown name", 12, by_name(b"\x04xyz"), missing(b"\x00\x03", b"\x04xyz")),
        (
            "known name",
            12,
            by_name(b"\x04abc"),
            [CLUSTER, b"\x02\x00\x00\x04abc", &TOPIC_ID.0, b"\x00", PARTITIONS, operations, b"\x00\x00"].concat(),
        ),
        ("none, version 13", 13, b"\x01\x01\x01\x00".to_vec(), [CLUSTER, b"\x01\x00\x00\x00"].concat()),
        (
            "known name, version 1",
            1,
            b"\x00\x00\x00\x01\x00\x03abc".to_vec(),
            [&old_cluster[..], b"\xff\xff\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x03abc\x00", OLD_PARTITIONS]
                .concat(),
        ),
        (
            "none, version 1",
            1,
            b"\x00\x00\x00\x00".to_vec(),
            [&old_cluster[..], b"\xff\xff\x00\x00\x00\x01\x00\x00\x00\x00"].concat(),
        ),
        (
            "all, version 0",
            0,
            b"\x00\x00\x00\x00".to_vec(),
            [&old_cluster[..], b"\x00\x00\x00\x01\x00\x00\x00\x03abc", OLD_PARTITIONS].concat(),
        ),
    ];
    for (what, version, request, expected) in table {
        let mut created = Vec::new();
        let got = answered(version, &request, |cluster, request: MetadataRequest| {
            let (response, create) = super::metadata::answer(cluster, true, version, &request);
            created = create;
            response
        });
        assert_eq!(got, expected, "{what}");
        let creates: &[&str] = if what == "unknown name" { &["xyz"] } else { &[] };
        assert_eq!(created, creates, "{what}");
    }
}

#[test]
fn describe_cluster_by_table() {
    let refusal = |error: &[u8], message: &str| {
        let length = [message.len() as u8 + 1];
        [b"\x00\x00\x00\x00", error, &length, message.as_bytes(), b"\x01\x01\xff\xff\xff\xff\x01\x80\x00\x00\x00\x00"]
            .concat()
    };
    let mismatch = "The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER";
    let table: Vec<(i16, &[u8], Vec<u8>)> = vec![
        (1, b"\x00\x02\x00", refusal(b"\x00r", mismatch)),
        (1, b"\x00\x09\x00", refusal(b"\x00s", "Unsupported endpoint type 9")),
        (
            2,
            b"\x01\x01\x01\x00",
            b"\x00\x00\x00\x00\x00\x00\x00\x01\x17o-BT3yBES025U-b2-ge73A\x00\x00\x00\x01\x02\x00\x00\x00\x01\n127.0.0.1\x00\x00K\xc0\x00\x00\x00\x00\x00\x1f\xa0\x00".to_vec(),
        ),
    ];
    for (version, request, expected) in table {
        let got = answered(version, request, |cluster, request: DescribeClusterRequest| {
            super::describe_cluster::answer(cluster, &request)
        });
        assert_eq!(got, expected);
    }
}

#[test]
fn describe_topic_partitions_by_table() {
    let partition = |id: u8| {
        let mut bytes = b"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x02\x00\x00\x00\x01\x02\x00\x00\x00\x01\x01\x01\x01\x00".to_vec();
        bytes[5] = id;
        bytes
    };
    let abc = |ids: std::ops::Range<u8>| {
        let count = [ids.len() as u8 + 1];
        let partitions: Vec<u8> = ids.flat_map(partition).collect();
        [&b"\x00\x00\x04abc"[..], &TOPIC_ID.0, b"\x00", &count, &partitions, b"\x00\x00\r\xf8\x00"].concat()
    };
    let missing = |error: u8, name: &[u8], operations: &[u8]| {
        [&[0, error][..], name, &[0; 16], b"\x00\x01", operations, b"\x00"].concat()
    };
    let all = b"\x00\x00\r\xf8";
    let none = b"\x80\x00\x00\x00";
    let whole =
        |count: u8, topics: &[u8], cursor: &[u8]| [b"\x00\x00\x00\x00", &[count][..], topics, cursor, b"\x00"].concat();
    let table: Vec<(&str, &[u8], Vec<u8>)> = vec![
        (
            "three names",
            b"\x04\x04abc\x00\x03zz\x00\x04a/b\x00\x00\x00\x07\xd0\xff\x00",
            whole(4, &[missing(0x11, b"\x04a/b", all), abc(0..4), missing(3, b"\x03zz", all)].concat(), b"\xff"),
        ),
        (
            "a page",
            b"\x02\x04abc\x00\x00\x00\x00\x02\xff\x00",
            whole(2, &abc(0..2), b"\x01\x04abc\x00\x00\x00\x02\x00"),
        ),
        (
            "from a cursor",
            b"\x02\x04abc\x00\x00\x00\x00\x02\x01\x04abc\x00\x00\x00\x03\x00\x00",
            whole(2, &abc(3..4), b"\xff"),
        ),
        (
            "a cursor at a topic that is not asked for",
            b"\x02\x04abc\x00\x00\x00\x00\x02\x01\x04abd\x00\x00\x00\x03\x00\x00",
            whole(2, &missing(0x2a, b"\x04abc", none), b"\xff"),
        ),
        (
            "a negative cursor",
            b"\x02\x04abc\x00\x00\x00\x00\x02\x01\x04abc\xff\xff\xff\xff\x00\x00",
            whole(2, &missing(0x2a, b"\x04abc", none), b"\xff"),
        ),
        (
            "all, a limit below one",
            b"\x01\xff\xff\xff\xfb\xff\x00",
            whole(2, &abc(0..1), b"\x01\x04abc\x00\x00\x00\x01\x00"),
        ),
    ];
    for (what, request, expected) in table {
        let got = answered(0, request, |cluster, request: DescribeTopicPartitionsRequest| {
            super::describe_topic_partitions::answer(cluster, 2000, &request)
        });
        assert_eq!(got, expected, "{what}");
    }
}

#[test]
fn init_producer_id_by_table_and_ids_are_never_given_twice() {
    use futures_lite::future::block_on;
    let next_block = std::cell::Cell::new(Some(0i64));
    let ids = ProducerIds::new(Box::new(move || {
        let first = next_block.get();
        next_block.set(first.map(|first| first + 2).filter(|first| *first < 4));
        Box::pin(async move { first.map(|first| first..first + 2).ok_or(ErrorCode::RequestTimedOut) })
    }));
    let ask = |transactional_id: Option<&str>, producer_id, producer_epoch| {
        let transactional_id = transactional_id.map(str::to_owned);
        let request = InitProducerIdRequest { transactional_id, producer_id, producer_epoch, ..Default::default() };
        let answer = block_on(super::init_producer_id::answer(&ids, request));
        (ErrorCode::from(answer.error_code), answer.producer_id, answer.producer_epoch)
    };
    assert_eq!(ask(None, 5, -1), (ErrorCode::InvalidRequest, -1, -1));
    assert_eq!(ask(None, -1, 3), (ErrorCode::InvalidRequest, -1, -1));
    assert_eq!(ask(Some(""), -1, -1), (ErrorCode::InvalidRequest, -1, -1));
    assert_eq!(ask(Some("ab"), -1, -1), (ErrorCode::NotCoordinator, -1, -1));
    assert_eq!(ask(None, -1, -1), (ErrorCode::None, 0, 0));
    assert_eq!(ask(None, 5, 3), (ErrorCode::None, 1, 0));
    assert_eq!(ask(None, -1, -1), (ErrorCode::None, 2, 0));
    assert_eq!(ask(None, -1, -1), (ErrorCode::None, 3, 0));
    assert_eq!(ask(None, -1, -1), (ErrorCode::CoordinatorLoadInProgress, -1, -1), "no block to be had");
}

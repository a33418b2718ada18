//! OffsetCommit, OffsetFetch, OffsetDelete and expiry.

use super::Node;
use super::requests::*;
use crate::group::{DeletedTopic, Group, Input, Position, Record, Request, Response};
use bytes::BytesMut;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::message::Message;
use ringmain_protocol::messages::group_coordinator::OffsetCommitValue;
use ringmain_protocol::messages::rpc::offset_commit_request::{OffsetCommitRequestPartition, OffsetCommitRequestTopic};
use ringmain_protocol::messages::rpc::offset_delete_request::{OffsetDeleteRequestPartition, OffsetDeleteRequestTopic};
use ringmain_protocol::messages::rpc::offset_fetch_request::{OffsetFetchRequestGroup, OffsetFetchRequestTopics};
use ringmain_protocol::messages::rpc::{
    ConsumerProtocolSubscription, JoinGroupRequest, OffsetCommitRequest, OffsetDeleteRequest,
};
use ringmain_protocol::uuid::Uuid;
use std::sync::Arc;

pub(in crate::group) fn commit(group: &str, topic: &str, partition: i32, offset: i64) -> OffsetCommitRequest {
    let partition =
        OffsetCommitRequestPartition { partition_index: partition, committed_offset: offset, ..Default::default() };
    let topic = OffsetCommitRequestTopic { name: topic.into(), partitions: vec![partition], ..Default::default() };
    OffsetCommitRequest { group_id: group.into(), topics: vec![topic], ..Default::default() }
}

/// The error of the only partition.
pub(in crate::group) fn commit_error(response: Response) -> ErrorCode {
    let Response::OffsetCommit(response) = response else { panic!("{response:?}") };
    ErrorCode::from(response.topics[0].partitions[0].error_code)
}

pub(in crate::group) fn fetch(group: &str, topic: &str, partition: i32, require_stable: bool) -> Request {
    let topic =
        OffsetFetchRequestTopics { name: topic.into(), partition_indexes: vec![partition], ..Default::default() };
    let group = OffsetFetchRequestGroup { group_id: group.into(), topics: Some(vec![topic]), ..Default::default() };
    Request::OffsetFetch { group, require_stable }
}

/// Offset and error of the only partition.
fn fetched(response: Response) -> (i64, ErrorCode) {
    let Response::OffsetFetch(response) = response else { panic!("{response:?}") };
    let partition = &response.topics[0].partitions[0];
    (partition.committed_offset, ErrorCode::from(partition.error_code))
}

#[test]
fn an_offset_is_fetched_once_it_is_committed() {
    let mut node = Node::new(&[]);
    node.commit_at_once = false;
    let ticket = node.send_as(9, Request::OffsetCommit(commit("g", "t", 0, 7)));
    assert_eq!(node.answer(ticket), None, "before it is in the log");
    let stable = node.send_as(9, fetch("g", "t", 0, true));
    assert_eq!(node.answer(stable), None, "a fetch waits for what is being committed");
    assert!(node.commit());
    assert_eq!(commit_error(node.answer(ticket).unwrap()), ErrorCode::None);
    assert_eq!(fetched(node.answer(stable).unwrap()), (7, ErrorCode::None));
    assert_eq!(fetched(node.ask_as(9, fetch("g", "t", 0, false))), (7, ErrorCode::None));
    node.restart();
    assert_eq!(fetched(node.ask_as(9, fetch("g", "t", 0, true))), (7, ErrorCode::None));
}

#[test]
fn a_commit_that_fails_changes_nothing_and_says_so() {
    let mut node = Node::new(&[]);
    node.commit_at_once = false;
    for (error, told) in [
        (ErrorCode::NotEnoughReplicas, ErrorCode::CoordinatorNotAvailable),
        (ErrorCode::RequestTimedOut, ErrorCode::CoordinatorNotAvailable),
        (ErrorCode::NotLeaderOrFollower, ErrorCode::NotCoordinator),
        (ErrorCode::KafkaStorageError, ErrorCode::NotCoordinator),
        (ErrorCode::MessageTooLarge, ErrorCode::UnknownServerError),
        (ErrorCode::InvalidRequiredAcks, ErrorCode::InvalidRequiredAcks),
    ] {
        let ticket = node.send_as(9, Request::OffsetCommit(commit("g", "t", 0, 7)));
        node.fail(error);
        assert_eq!(commit_error(node.answer(ticket).unwrap()), told);
        assert_eq!(fetched(node.ask_as(9, fetch("g", "t", 0, true))), (-1, ErrorCode::None));
        assert_eq!(node.coordinator.groups().count(), 0);
    }
}

#[test]
fn an_offset_expires_after_its_retention_and_the_group_with_it() {
    let mut node = Node::new(&["offsets.retention.minutes=10"]);
    node.ask_as(9, Request::OffsetCommit(commit("g", "t", 0, 7)));
    node.pass(9 * 60_000);
    node.ask_as(9, Request::OffsetCommit(commit("g", "t", 1, 8)));
    // Checked every ten minutes.
    node.pass(2 * 60_000);
    assert_eq!(fetched(node.ask_as(9, fetch("g", "t", 0, false))), (-1, ErrorCode::None));
    assert_eq!(fetched(node.ask_as(9, fetch("g", "t", 1, false))), (8, ErrorCode::None));
    node.pass(10 * 60_000);
    assert_eq!(node.coordinator.groups().count(), 0);
    node.restart();
    assert_eq!(node.coordinator.groups().count(), 0);
}

#[test]
fn commits_say_what_is_wrong_with_each_partition() {
    let mut node = Node::new(&["offset.metadata.max.bytes=4"]);
    let mut request = commit("g", "t", 0, 7);
    let with = |index: i32, metadata: Option<&str>| OffsetCommitRequestPartition {
        partition_index: index,
        committed_offset: 7,
        committed_leader_epoch: 3,
        committed_metadata: metadata.map(str::to_owned),
        ..Default::default()
    };
    // Characters of Java count, not bytes: the last is one of two bytes each, the one before of two chars.
    let texts = [None, Some(""), Some("abcd"), Some("abcde"), Some("äöüß"), Some("abc\u{1f600}")];
    request.topics[0].partitions = (0..).zip(texts).map(|(index, text)| with(index, text)).collect();
    request.topics[0].topic_id = Uuid::ONE;
    let Response::OffsetCommit(answer) = node.ask_as(10, Request::OffsetCommit(request)) else { panic!() };
    assert_eq!((answer.topics[0].name.as_str(), answer.topics[0].topic_id), ("t", Uuid::ONE));
    let errors: Vec<i16> = answer.topics[0].partitions.iter().map(|p| p.error_code).collect();
    assert_eq!(errors, [0, 0, 0, 12, 0, 12]);
    let committed = node.coordinator.committed_offset("g", "t", 2).unwrap();
    assert_eq!((committed.leader_epoch, &*committed.metadata, committed.topic_id), (3, "abcd", Uuid::ONE));
    assert_eq!(committed.commit_timestamp_ms, node.now().wall_ms);
    assert_eq!(node.coordinator.committed_offset("g", "t", 3), None);
    assert_eq!(node.coordinator.counters().offset_commits, 4);
}

#[test]
fn commits_from_outside_a_group_are_taken_while_it_has_no_members() {
    let mut node = Node::new(&[]);
    let (ids, generation) = node.stable_group("g", 1);
    let outside = |node: &mut Node| commit_error(node.ask_as(9, Request::OffsetCommit(commit("g", "t", 0, 1))));
    assert_eq!(outside(&mut node), ErrorCode::UnknownMemberId);
    node.ask(Request::LeaveGroup(leave("g", &[(&ids[0], "")])));
    assert_eq!(outside(&mut node), ErrorCode::None);
    let late = OffsetCommitRequest {
        generation_id_or_member_epoch: generation,
        member_id: ids[0].clone(),
        ..commit("g", "t", 0, 0)
    };
    assert_eq!(commit_error(node.ask_as(9, Request::OffsetCommit(late))), ErrorCode::UnknownMemberId);
    // The empty group id is as good as any here.
    assert_eq!(commit_error(node.ask_as(9, Request::OffsetCommit(commit("", "t", 0, 1)))), ErrorCode::None);
    assert_eq!(fetched(node.ask_as(9, fetch("", "t", 0, true))), (1, ErrorCode::None));
}

#[test]
fn all_offsets_of_a_group_are_fetched_where_no_topic_is_named() {
    let mut node = Node::new(&[]);
    for (topic, partition, offset) in [("b", 1, 3), ("a", 0, 1), ("b", 0, 2)] {
        node.ask_as(9, Request::OffsetCommit(commit("g", topic, partition, offset)));
    }
    let all = |group: &str| Request::OffsetFetch {
        group: OffsetFetchRequestGroup { group_id: group.into(), topics: None, ..Default::default() },
        require_stable: false,
    };
    let Response::OffsetFetch(answer) = node.ask_as(9, all("g")) else { panic!() };
    let found: Vec<_> = answer
        .topics
        .iter()
        .flat_map(|topic| topic.partitions.iter().map(move |p| (&*topic.name, p.partition_index, p.committed_offset)))
        .collect();
    assert_eq!(found, [("a", 0, 1), ("b", 0, 2), ("b", 1, 3)]);
    let Response::OffsetFetch(answer) = node.ask_as(9, all("none")) else { panic!() };
    assert_eq!((answer.error_code, answer.topics.len()), (0, 0));
}

#[test]
fn an_offset_of_a_topic_that_was_made_anew_is_not_told() {
    let mut node = Node::new(&[]);
    let (old, new) = (Uuid([1; 16]), Uuid([2; 16]));
    let mut request = commit("g", "t", 0, 7);
    request.topics[0].topic_id = old;
    node.ask_as(10, Request::OffsetCommit(request));
    node.ask_as(9, Request::OffsetCommit(commit("g", "t", 1, 8)));
    for (id, partition, expected) in [(old, 0, 7), (new, 0, -1), (Uuid::ZERO, 0, 7), (new, 1, 8), (Uuid::ZERO, 1, 8)] {
        let Request::OffsetFetch { mut group, .. } = fetch("g", "t", partition, false) else { panic!() };
        group.topics.as_mut().unwrap()[0].topic_id = id;
        let answer = node.ask_as(10, Request::OffsetFetch { group, require_stable: false });
        assert_eq!(fetched(answer), (expected, ErrorCode::None), "{id} {partition}");
    }
}

#[test]
fn offsets_of_deleted_topics_are_forgotten_also_those_in_flight() {
    let mut node = Node::new(&[]);
    let (old, new) = (Uuid([1; 16]), Uuid([2; 16]));
    for (topic, partition, id) in [("t", 0, Uuid::ZERO), ("t", 1, old), ("t", 2, new), ("u", 0, old)] {
        let mut request = commit("g", topic, partition, 7);
        request.topics[0].topic_id = id;
        node.ask_as(10, Request::OffsetCommit(request));
    }
    node.commit_at_once = false;
    let mut request = commit("g", "t", 3, 7);
    request.topics[0].topic_id = old;
    node.send_as(10, Request::OffsetCommit(request));
    let deleted_topics = Arc::from([DeletedTopic { name: Arc::from("t"), id: old }]);
    node.input(Input::Image { image: node.image.clone(), deleted_topics });
    while node.commit() {}
    let left = |t: &str, p: i32| node.coordinator.committed_offset("g", t, p).is_some();
    assert_eq!(
        [left("t", 0), left("t", 1), left("t", 2), left("t", 3), left("u", 0)],
        [false, false, true, false, true]
    );
}

#[test]
fn offsets_are_deleted_where_nobody_reads_them() {
    let mut node = Node::new(&[]);
    let delete = |group: &str, topics: &[(&str, i32)]| {
        let topic = |(name, index): &(&str, i32)| OffsetDeleteRequestTopic {
            name: (*name).into(),
            partitions: vec![OffsetDeleteRequestPartition { partition_index: *index }],
        };
        Request::OffsetDelete(OffsetDeleteRequest {
            group_id: group.into(),
            topics: topics.iter().map(topic).collect(),
        })
    };
    let codes = |response: Response| -> (i16, Vec<i16>) {
        let Response::OffsetDelete(answer) = response else { panic!("{response:?}") };
        (answer.error_code, answer.topics.iter().map(|topic| topic.partitions[0].error_code).collect())
    };
    let subscribed = JoinGroupRequest { protocols: protocols(&[("range", &subscription(&["read"]))]), ..join("g", "") };
    let member = stable_member(&mut node, subscribed);
    for topic in ["read", "other"] {
        let request = OffsetCommitRequest {
            generation_id_or_member_epoch: 1,
            member_id: member.clone(),
            ..commit("g", topic, 0, 1)
        };
        assert_eq!(commit_error(node.ask_as(9, Request::OffsetCommit(request))), ErrorCode::None);
    }
    let connect = JoinGroupRequest { protocol_type: "connect".into(), ..join("connect", "") };
    stable_member(&mut node, connect);
    assert_eq!(codes(node.ask_as(0, delete("", &[("t", 0)]))).0, ErrorCode::InvalidGroupId.code());
    assert_eq!(codes(node.ask_as(0, delete("none", &[("t", 0)]))).0, ErrorCode::GroupIdNotFound.code());
    assert_eq!(codes(node.ask_as(0, delete("connect", &[("t", 0)]))).0, ErrorCode::NonEmptyGroup.code());
    let subscribed = ErrorCode::GroupSubscribedToTopic.code();
    let all = [("read", 0), ("other", 0), ("other", 5)];
    assert_eq!(codes(node.ask_as(0, delete("g", &all))), (0, vec![subscribed, 0, 0]));
    assert!(node.coordinator.committed_offset("g", "read", 0).is_some());
    assert_eq!(node.coordinator.committed_offset("g", "other", 0), None);
    node.ask(Request::LeaveGroup(leave("g", &[(&member, "")])));
    assert_eq!(codes(node.ask_as(0, delete("g", &all))), (0, vec![0, 0, 0]));
    assert_eq!(node.coordinator.offset_count(), 0);
}

fn subscription(topics: &[&str]) -> Vec<u8> {
    let topics = topics.iter().map(|topic| topic.to_string()).collect();
    let mut bytes = BytesMut::from(&[0, 1][..]);
    ConsumerProtocolSubscription { topics, ..Default::default() }.encode(&mut bytes, 1).unwrap();
    bytes.to_vec()
}

/// A group of one member, stable in generation 1: its id.
fn stable_member(node: &mut Node, request: JoinGroupRequest) -> String {
    let group = request.group_id.clone();
    let id = joined(node.ask(Request::JoinGroup(request.clone()))).member_id;
    let ticket = node.join(JoinGroupRequest { member_id: id.clone(), ..request });
    node.pass(FIRST_REBALANCE_MS);
    assert_eq!(joined(node.answer(ticket)).generation_id, 1);
    node.settle(&group, std::slice::from_ref(&id), &id, 1);
    id
}

/// KIP-211.
#[test]
fn retention_counts_from_the_commit_or_from_when_the_group_was_left() {
    const MINUTE: u64 = 60_000;
    let mut node = Node::new(&["offsets.retention.minutes=20", "offsets.retention.check.interval.ms=60000"]);
    let long = |request: JoinGroupRequest| JoinGroupRequest { session_timeout_ms: 1_800_000, ..request };
    let reads = JoinGroupRequest { protocols: protocols(&[("range", &subscription(&["read"]))]), ..join("g", "") };
    let member = stable_member(&mut node, long(reads));
    stable_member(&mut node, long(JoinGroupRequest { protocol_type: "connect".into(), ..join("connect", "") }));
    stable_member(&mut node, long(JoinGroupRequest { protocols: protocols(&[("range", b"?")]), ..join("odd", "") }));
    for (group, topic) in [("g", "read"), ("g", "other"), ("connect", "t"), ("odd", "t")] {
        let member = match node.coordinator.groups().find(|(id, _)| *id == group) {
            Some((_, Group::Classic(group))) => group.members().next().unwrap().id.to_string(),
            other => panic!("{other:?}"),
        };
        let request =
            OffsetCommitRequest { generation_id_or_member_epoch: 1, member_id: member, ..commit(group, topic, 0, 1) };
        assert_eq!(commit_error(node.ask_as(9, Request::OffsetCommit(request))), ErrorCode::None);
    }
    let simple = OffsetCommitRequest { retention_time_ms: 5 * MINUTE as i64, ..commit("simple", "t", 0, 1) };
    node.ask_as(4, Request::OffsetCommit(simple));
    node.ask_as(4, Request::OffsetCommit(commit("simple", "t", 1, 1)));
    let left = |node: &Node| {
        let all = [("g", "read", 0), ("g", "other", 0), ("connect", "t", 0), ("odd", "t", 0), ("simple", "t", 0)];
        all.map(|(group, topic, partition)| node.coordinator.committed_offset(group, topic, partition).is_some())
    };
    node.pass(4 * MINUTE);
    assert_eq!(left(&node), [true; 5]);
    node.pass(2 * MINUTE);
    assert_eq!(left(&node), [true, true, true, true, false], "it said itself when it expires");
    node.pass(15 * MINUTE);
    assert_eq!(left(&node), [true, false, true, true, false], "what nobody reads, and where readers are known");
    assert!(node.coordinator.groups().all(|(id, _)| id != "simple"), "with its last offset the simple group went");
    // The group is left: its offsets live on for the retention from now, not from the commit.
    node.ask(Request::LeaveGroup(leave("g", &[(&member, "")])));
    node.restart();
    node.pass(19 * MINUTE);
    assert!(left(&node)[0]);
    node.pass(2 * MINUTE);
    assert!(!left(&node)[0]);
    assert!(node.coordinator.groups().all(|(id, _)| id != "g"));
}

#[test]
fn offsets_of_transactions_count_when_they_are_committed() {
    let mut node = Node::new(&[]);
    node.ask_as(9, Request::OffsetCommit(commit("g", "t", 0, 5)));
    let record = |partition: i32, offset: i64| {
        Record::offset_commit("g", "t", partition, OffsetCommitValue { offset, ..Default::default() })
    };
    let producer = |offset: i64, producer_id: i64| Position { offset, producer_id };
    node.coordinator.replay(producer(10, 7), record(0, 8));
    node.coordinator.replay(producer(11, 7), record(1, 9));
    assert_eq!(fetched(node.ask_as(9, fetch("g", "t", 0, true))), (-1, ErrorCode::UnstableOffsetCommit));
    assert_eq!(fetched(node.ask_as(9, fetch("g", "t", 0, false))), (5, ErrorCode::None));
    // A plain commit that comes later in the log is newer.
    node.coordinator.replay(producer(12, -1), record(0, 20));
    node.coordinator.replay(producer(13, 8), record(1, 99));
    node.coordinator.replay_end_transaction(7, true);
    assert_eq!(fetched(node.ask_as(9, fetch("g", "t", 0, true))), (20, ErrorCode::None));
    assert_eq!(fetched(node.ask_as(9, fetch("g", "t", 1, true))), (-1, ErrorCode::UnstableOffsetCommit));
    node.coordinator.replay_end_transaction(8, false);
    assert_eq!(fetched(node.ask_as(9, fetch("g", "t", 1, true))), (9, ErrorCode::None));
    // A deletion takes what is pending too.
    node.coordinator.replay(producer(14, 9), record(2, 1));
    assert_eq!(error(node.ask(Request::DeleteGroup { group_id: "g".into() })), ErrorCode::None);
    node.coordinator.replay_end_transaction(9, true);
    assert_eq!(node.coordinator.offset_count(), 0);
}

#[test]
fn topics_are_looked_through_only_where_some_have_come_or_gone() {
    use crate::metadata::image::Image;
    use ringmain_protocol::messages::metadata::{
        MetadataRecord, PartitionRecord, RegisterBrokerRecord, RemoveTopicRecord, TopicRecord,
    };
    let topic_id = Uuid([1; 16]);
    let topic = TopicRecord { name: "t".into(), topic_id, ..Default::default() };
    let with = Image::empty().apply(&[MetadataRecord::Topic(topic)], 1, 1).unwrap();
    let partition = PartitionRecord {
        topic_id,
        replicas: vec![1],
        isr: vec![1],
        leader: 1,
        directories: vec![Uuid::ZERO],
        ..Default::default()
    };
    let others = [
        MetadataRecord::Partition(partition),
        MetadataRecord::RegisterBroker(RegisterBrokerRecord { broker_id: 1, ..Default::default() }),
    ];
    let changed = with.apply(&others, 3, 1).unwrap();
    assert!(changed.has_topics_of(&with) && crate::group::deleted_topics(&with, &changed).is_empty());
    let removal = MetadataRecord::RemoveTopic(RemoveTopicRecord { topic_id, ..Default::default() });
    let without = changed.apply(&[removal], 4, 1).unwrap();
    assert!(!without.has_topics_of(&changed));
    assert_eq!(*crate::group::deleted_topics(&changed, &without), [DeletedTopic { name: "t".into(), id: topic_id }]);
}

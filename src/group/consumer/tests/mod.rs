//! Consumer groups, through the coordinator.

mod errors;
mod heartbeat;
mod migration;
mod regexes;
mod simulation;
mod statics;

use crate::group::step::Response;
use crate::group::tests::Node;
use crate::group::{ConsumerGroup, Group, Input, Request, deleted_topics};
use crate::metadata::image::Image;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::metadata::{
    MetadataRecord, PartitionRecord, RegisterBrokerRecord, RemoveTopicRecord, TopicRecord,
};
use ringmain_protocol::messages::rpc::consumer_group_heartbeat_request::TopicPartitions;
use ringmain_protocol::messages::rpc::{ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse};
use ringmain_protocol::uuid::Uuid;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) const GROUP: &str = "g";

/// Partitions by topic name.
pub(super) type Names = BTreeMap<String, Vec<i32>>;

pub(super) fn names(topics: &[(&str, &[i32])]) -> Names {
    topics.iter().map(|(name, partitions)| ((*name).to_owned(), partitions.to_vec())).collect()
}

fn id_of(name: &str) -> Uuid {
    let number = name.bytes().fold(1000u64, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
    Uuid::from_halves(number, 77)
}

pub(super) fn topic_records(name: &str, partitions: std::ops::Range<i32>) -> Vec<MetadataRecord> {
    let mut records = Vec::new();
    if partitions.start == 0 {
        let topic = TopicRecord { name: name.into(), topic_id: id_of(name), ..Default::default() };
        records.push(MetadataRecord::Topic(topic));
    }
    records.extend(partitions.map(|partition_id| {
        MetadataRecord::Partition(PartitionRecord {
            partition_id,
            topic_id: id_of(name),
            replicas: vec![1],
            isr: vec![1],
            leader: 1,
            directories: vec![Uuid::ZERO],
            ..Default::default()
        })
    }));
    records
}

pub(super) fn remove_topic(name: &str) -> Vec<MetadataRecord> {
    vec![MetadataRecord::RemoveTopic(RemoveTopicRecord { topic_id: id_of(name), ..Default::default() })]
}

fn broker(id: i32, rack: &str) -> MetadataRecord {
    MetadataRecord::RegisterBroker(RegisterBrokerRecord {
        broker_id: id,
        rack: Some(rack.into()),
        ..Default::default()
    })
}

/// A coordinator in a cluster with these topics; targets are computed at once.
pub(super) fn node(topics: &[(&str, i32)]) -> Node {
    node_with(&["group.consumer.assignment.interval.ms=0"], topics)
}

pub(super) fn node_with(changes: &[&str], topics: &[(&str, i32)]) -> Node {
    let records: Vec<MetadataRecord> =
        topics.iter().flat_map(|(name, partitions)| topic_records(name, 0..*partitions)).collect();
    Node::with_image(changes, Image::empty().apply(&records, 1, 1).unwrap())
}

/// Changes the cluster.
pub(super) fn apply(node: &mut Node, records: &[MetadataRecord]) {
    let image = Arc::new(node.image.apply(records, node.image.offset() + 1, 1).unwrap());
    let deleted_topics = deleted_topics(&node.image, &image);
    node.image = image.clone();
    node.input(Input::Image { image, deleted_topics });
}

pub(super) fn group(node: &Node) -> &ConsumerGroup {
    match node.coordinator.groups().find(|(id, _)| *id == GROUP) {
        Some((_, Group::Consumer(group))) => group,
        other => panic!("no consumer group: {other:?}"),
    }
}

pub(super) fn join(member: &str, topics: &[&str]) -> ConsumerGroupHeartbeatRequest {
    ConsumerGroupHeartbeatRequest {
        group_id: GROUP.into(),
        member_id: member.into(),
        rebalance_timeout_ms: 60_000,
        subscribed_topic_names: Some(topics.iter().map(|topic| (*topic).to_owned()).collect()),
        topic_partitions: Some(Vec::new()),
        ..Default::default()
    }
}

/// A heartbeat in which nothing is new.
pub(super) fn beat(member: &str, member_epoch: i32) -> ConsumerGroupHeartbeatRequest {
    ConsumerGroupHeartbeatRequest {
        group_id: GROUP.into(),
        member_id: member.into(),
        member_epoch,
        ..Default::default()
    }
}

/// A heartbeat that says what the member has.
pub(super) fn owning(member: &str, member_epoch: i32, owned: &Names) -> ConsumerGroupHeartbeatRequest {
    let topic = |(name, partitions): (&String, &Vec<i32>)| TopicPartitions {
        topic_id: id_of(name),
        partitions: partitions.clone(),
        ..Default::default()
    };
    ConsumerGroupHeartbeatRequest {
        topic_partitions: Some(owned.iter().map(topic).collect()),
        ..beat(member, member_epoch)
    }
}

pub(super) fn ask(node: &mut Node, request: ConsumerGroupHeartbeatRequest) -> ConsumerGroupHeartbeatResponse {
    match node.ask_as(1, Request::ConsumerGroupHeartbeat(request)) {
        Response::ConsumerGroupHeartbeat(response) => response,
        other => panic!("{other:?}"),
    }
}

/// A request that is granted: the member's epoch, and its assignment if told.
#[track_caller]
pub(super) fn granted(node: &mut Node, request: ConsumerGroupHeartbeatRequest) -> (i32, Option<Names>) {
    let response = ask(node, request);
    assert_eq!(response.error_code, 0, "{:?}", response.error_message);
    (response.member_epoch, assigned(node, &response))
}

pub(super) fn assigned(node: &Node, response: &ConsumerGroupHeartbeatResponse) -> Option<Names> {
    let assignment = response.assignment.as_ref()?;
    let topics = assignment.topic_partitions.iter();
    Some(topics.map(|t| (node.image.topic_name(&t.topic_id).unwrap().to_string(), t.partitions.clone())).collect())
}

#[track_caller]
pub(super) fn refused(node: &mut Node, request: ConsumerGroupHeartbeatRequest) -> ErrorCode {
    let response = ask(node, request);
    assert_ne!(response.error_code, 0, "{response:?}");
    assert!(response.error_message.is_some_and(|message| !message.is_empty()));
    ErrorCode::from(response.error_code)
}

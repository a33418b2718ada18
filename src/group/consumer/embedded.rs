//! The consumer's own protocol inside the classic one: subscriptions and assignments as bytes of JoinGroup and SyncGroup.
//!
//! Versions only add fields at the end: a newer version than is known is read as the newest that is.

use crate::group::assignor::Partitions;
use crate::metadata::image::Image;
use bytes::{BufMut, Bytes, BytesMut};
use ringmain_protocol::message::Message;
use ringmain_protocol::messages::rpc::consumer_group_heartbeat_request::TopicPartitions;
use ringmain_protocol::messages::rpc::consumer_protocol_assignment::TopicPartition;
use ringmain_protocol::messages::rpc::{ConsumerProtocolAssignment, ConsumerProtocolSubscription};
use ringmain_protocol::primitives::Decoder;

/// The version that the bytes begin with; `None` where they are not of this protocol.
pub(super) fn version(bytes: &Bytes) -> Option<i16> {
    Decoder::new(bytes.clone()).i16("version").ok().filter(|version| *version >= 0)
}

fn decode<M: Message>(bytes: &Bytes) -> Option<M> {
    let mut d = Decoder::new(bytes.clone());
    let version = d.i16("version").ok().filter(|version| *version >= 0)?;
    M::decode(&mut d, version.min(M::MAX_VERSION)).ok()
}

pub(super) fn subscription(bytes: &Bytes) -> Option<ConsumerProtocolSubscription> {
    decode(bytes)
}

/// No bytes at all are no partitions.
pub(super) fn assignment(bytes: &Bytes) -> Option<ConsumerProtocolAssignment> {
    if bytes.is_empty() { Some(ConsumerProtocolAssignment::default()) } else { decode(bytes) }
}

/// Partitions by id, of topics that exist.
pub(super) fn assigned_partitions(assignment: &ConsumerProtocolAssignment, image: &Image) -> Partitions {
    by_id(assignment.assigned_partitions.iter().map(|topic| (topic.topic.as_str(), topic.partitions.as_slice())), image)
}

fn by_id<'a>(topics: impl Iterator<Item = (&'a str, &'a [i32])>, image: &Image) -> Partitions {
    let mut partitions = Partitions::new();
    for (topic, numbers) in topics {
        let Some(id) = image.topic_id(topic).filter(|_| !numbers.is_empty()) else { continue };
        let known = partitions.entry(id).or_default();
        known.extend(numbers);
        known.sort_unstable();
        known.dedup();
    }
    partitions
}

/// What a member says that it has, by id.
pub(super) fn owned_by(subscription: &ConsumerProtocolSubscription, image: &Image) -> Partitions {
    let topics = subscription.owned_partitions.iter().map(|topic| (topic.topic.as_str(), topic.partitions.as_slice()));
    by_id(topics, image)
}

/// What a member says that it has, of topics that exist.
pub(super) fn owned_partitions(subscription: &ConsumerProtocolSubscription, image: &Image) -> Vec<TopicPartitions> {
    let topics = subscription.owned_partitions.iter();
    topics
        .filter_map(|topic| {
            let topic_id = image.topic_id(&topic.topic)?;
            Some(TopicPartitions { topic_id, partitions: topic.partitions.clone(), ..Default::default() })
        })
        .collect()
}

/// Partitions in the version that a member speaks.
pub(super) fn encode_assignment(partitions: &Partitions, version: i16, image: &Image) -> Bytes {
    let version = version.clamp(0, ConsumerProtocolAssignment::MAX_VERSION);
    let topic = |(id, numbers): (&_, &Vec<i32>)| {
        let topic = image.topic_name(id)?.to_string();
        Some(TopicPartition { topic, partitions: numbers.clone() })
    };
    let assigned_partitions = partitions.iter().filter_map(topic).collect();
    let message = ConsumerProtocolAssignment { assigned_partitions, ..Default::default() };
    let mut bytes = BytesMut::new();
    bytes.put_i16(version);
    // Names and numbers of an image fit the format.
    match message.encode(&mut bytes, version) {
        Ok(()) => bytes.freeze(),
        Err(_) => Bytes::new(),
    }
}

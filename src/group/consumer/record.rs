//! The records of a consumer group, as Apache Kafka 4.3.1 writes them.

use super::group::{ConsumerGroup, ResolvedRegex};
use super::member::Member;
use crate::group::assignor::Partitions;
use crate::group::record::Record;
use ringmain_protocol::messages::group_coordinator::consumer_group_target_assignment_member_value::TopicPartition;
use ringmain_protocol::messages::group_coordinator::{
    ConsumerGroupCurrentMemberAssignmentKey, ConsumerGroupMemberMetadataKey, ConsumerGroupMetadataKey,
    ConsumerGroupMetadataValue, ConsumerGroupPartitionMetadataKey, ConsumerGroupRegularExpressionKey,
    ConsumerGroupRegularExpressionValue, ConsumerGroupTargetAssignmentMemberKey,
    ConsumerGroupTargetAssignmentMemberValue, ConsumerGroupTargetAssignmentMetadataKey,
    ConsumerGroupTargetAssignmentMetadataValue,
};

fn member_key(group: &str, member: &str) -> ConsumerGroupMemberMetadataKey {
    ConsumerGroupMemberMetadataKey { group_id: group.to_owned(), member_id: member.to_owned() }
}

fn assignment_key(group: &str, member: &str) -> ConsumerGroupCurrentMemberAssignmentKey {
    ConsumerGroupCurrentMemberAssignmentKey { group_id: group.to_owned(), member_id: member.to_owned() }
}

fn target_key(group: &str, member: &str) -> ConsumerGroupTargetAssignmentMemberKey {
    ConsumerGroupTargetAssignmentMemberKey { group_id: group.to_owned(), member_id: member.to_owned() }
}

pub(super) fn member(group: &str, member: &Member) -> Record {
    Record::new(member_key(group, &member.id), member.metadata_value())
}

pub(super) fn assignment(group: &str, member: &Member) -> Record {
    Record::new(assignment_key(group, &member.id), member.assignment_value())
}

pub(super) fn epoch(group: &str, epoch: i32, metadata_hash: i64) -> Record {
    let key = ConsumerGroupMetadataKey { group_id: group.to_owned() };
    Record::new(key, ConsumerGroupMetadataValue { epoch, metadata_hash, ..Default::default() })
}

pub(super) fn target(group: &str, member: &str, partitions: &Partitions) -> Record {
    let topic = |(topic_id, partitions): (&_, &Vec<i32>)| TopicPartition {
        topic_id: *topic_id,
        partitions: partitions.clone(),
        ..Default::default()
    };
    let topic_partitions = partitions.iter().map(topic).collect();
    let value = ConsumerGroupTargetAssignmentMemberValue { topic_partitions, ..Default::default() };
    Record::new(target_key(group, member), value)
}

pub(super) fn target_epoch(group: &str, assignment_epoch: i32, assignment_timestamp: i64) -> Record {
    let key = ConsumerGroupTargetAssignmentMetadataKey { group_id: group.to_owned() };
    let value =
        ConsumerGroupTargetAssignmentMetadataValue { assignment_epoch, assignment_timestamp, ..Default::default() };
    Record::new(key, value)
}

fn regex_key(group: &str, regex: &str) -> ConsumerGroupRegularExpressionKey {
    ConsumerGroupRegularExpressionKey { group_id: group.to_owned(), regular_expression: regex.to_owned() }
}

pub(super) fn regex(group: &str, regex: &str, resolved: &ResolvedRegex) -> Record {
    let value = ConsumerGroupRegularExpressionValue {
        topics: resolved.topics.iter().cloned().collect(),
        version: resolved.version,
        timestamp: resolved.wall_ms,
        ..Default::default()
    };
    Record::new(regex_key(group, regex), value)
}

pub(super) fn regex_tombstone(group: &str, regex: &str) -> Record {
    Record::tombstone(regex_key(group, regex))
}

pub(super) fn partition_metadata_tombstone(group: &str) -> Record {
    Record::tombstone(ConsumerGroupPartitionMetadataKey { group_id: group.to_owned() })
}

/// What takes a member away. In this order: a member with an assignment is not removed.
pub(super) fn member_tombstones(group: &str, member: &str) -> [Record; 3] {
    [
        Record::tombstone(assignment_key(group, member)),
        Record::tombstone(target_key(group, member)),
        Record::tombstone(member_key(group, member)),
    ]
}

/// What takes a group away. Of a member that the same write replaces, the one that replaces it is named.
pub(super) fn group_tombstones(group: &ConsumerGroup, replaced: Option<(&str, &str)>) -> Vec<Record> {
    let id = &group.id;
    let ids = || {
        group.members().map(|member| match replaced {
            Some((old, new)) if old == &*member.id => new,
            _ => &*member.id,
        })
    };
    let target_metadata = ConsumerGroupTargetAssignmentMetadataKey { group_id: id.to_string() };
    let mut records: Vec<Record> = ids().map(|member| Record::tombstone(assignment_key(id, member))).collect();
    records.extend(ids().map(|member| Record::tombstone(target_key(id, member))));
    records.push(Record::tombstone(target_metadata));
    records.extend(ids().map(|member| Record::tombstone(member_key(id, member))));
    records.extend(group.resolved().keys().map(|regex| regex_tombstone(id, regex)));
    records.push(partition_metadata_tombstone(id));
    records.push(Record::tombstone(ConsumerGroupMetadataKey { group_id: id.to_string() }));
    records
}

/// What makes the group anew, as it is.
pub(super) fn group_records(group: &ConsumerGroup) -> Vec<Record> {
    let id = &group.id;
    let mut records: Vec<Record> = group.members().map(|m| member(id, m)).collect();
    records.push(epoch(id, group.epoch, group.metadata_hash));
    records.extend(group.members().map(|m| target(id, &m.id, &group.target_of(m))));
    records.push(target_epoch(id, group.target_epoch, group.target_wall_ms));
    records.extend(group.members().map(|m| assignment(id, m)));
    records
}

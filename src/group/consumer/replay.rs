//! Replaying the records of consumer groups.

use super::ConsumerTimer;
use super::group::{ConsumerGroup, ResolvedRegex};
use super::member::Member;
use crate::group::Group;
use crate::group::assignor::Partitions;
use crate::group::coordinator::Coordinator;
use crate::group::record::Record;
use ringmain_protocol::messages::group_coordinator::{CoordinatorKey as Key, CoordinatorValue as Value};
use std::sync::Arc;

impl Coordinator {
    /// Applies a record of a consumer group; those of other kinds are left alone. Tombstones of what is not there too.
    pub(in crate::group) fn replay_consumer_group(&mut self, record: Record) {
        match (record.key, record.value) {
            (Key::ConsumerGroupMetadata(key), Some(Value::ConsumerGroupMetadata(value))) => {
                let group = self.replayed_group(&key.group_id);
                group.epoch = value.epoch;
                group.metadata_hash = value.metadata_hash;
            }
            (Key::ConsumerGroupMetadata(key), None) => {
                if let Some(Group::Consumer(_)) = self.groups.get(key.group_id.as_str()) {
                    self.groups.remove(key.group_id.as_str());
                }
            }
            (Key::ConsumerGroupPartitionMetadata(key), Some(_)) => {
                self.replayed_group(&key.group_id).has_partition_metadata = true;
            }
            (Key::ConsumerGroupPartitionMetadata(key), None) => {
                self.with_group(&key.group_id, |group| group.has_partition_metadata = false);
            }
            (Key::ConsumerGroupMemberMetadata(key), Some(Value::ConsumerGroupMemberMetadata(value))) => {
                let group = self.replayed_group(&key.group_id);
                let mut member = replayed_member(group, &key.member_id);
                member.apply_metadata(value);
                group.put_member(member);
            }
            (Key::ConsumerGroupMemberMetadata(key), None) => {
                self.with_group(&key.group_id, |group| group.remove_member(&key.member_id));
                self.cancel_consumer_timers(&key.group_id, &key.member_id, &ConsumerTimer::ALL);
            }
            (
                Key::ConsumerGroupCurrentMemberAssignment(key),
                Some(Value::ConsumerGroupCurrentMemberAssignment(value)),
            ) => {
                let group = self.replayed_group(&key.group_id);
                let mut member = replayed_member(group, &key.member_id);
                member.apply_assignment(&value);
                let must_revoke = member.must_revoke();
                group.put_member(member);
                if !must_revoke {
                    self.cancel_consumer_timers(&key.group_id, &key.member_id, &[ConsumerTimer::Rebalance]);
                }
            }
            (Key::ConsumerGroupCurrentMemberAssignment(key), None) => {
                self.with_group(&key.group_id, |group| {
                    if let Some(member) = group.member(&key.member_id).map(Member::without_assignment) {
                        group.put_member(member);
                    }
                });
            }
            (
                Key::ConsumerGroupTargetAssignmentMember(key),
                Some(Value::ConsumerGroupTargetAssignmentMember(value)),
            ) => {
                let mut target = Partitions::new();
                for topic in value.topic_partitions {
                    let partitions = target.entry(topic.topic_id).or_default();
                    partitions.extend(topic.partitions);
                    partitions.sort_unstable();
                    partitions.dedup();
                }
                target.retain(|_, partitions| !partitions.is_empty());
                self.replayed_group(&key.group_id).set_target(&key.member_id, Some(target));
            }
            (Key::ConsumerGroupTargetAssignmentMember(key), None) => {
                self.with_group(&key.group_id, |group| group.set_target(&key.member_id, None));
            }
            (
                Key::ConsumerGroupTargetAssignmentMetadata(key),
                Some(Value::ConsumerGroupTargetAssignmentMetadata(value)),
            ) => {
                let group = self.replayed_group(&key.group_id);
                group.target_epoch = value.assignment_epoch;
                group.target_wall_ms = value.assignment_timestamp;
            }
            (Key::ConsumerGroupTargetAssignmentMetadata(key), None) => {
                self.with_group(&key.group_id, |group| {
                    group.target_epoch = -1;
                    group.target_wall_ms = 0;
                });
            }
            (Key::ConsumerGroupRegularExpression(key), Some(Value::ConsumerGroupRegularExpression(value))) => {
                let resolved = ResolvedRegex {
                    topics: Arc::new(value.topics.into_iter().collect()),
                    version: value.version,
                    wall_ms: value.timestamp,
                };
                self.replayed_group(&key.group_id).resolve(key.regular_expression, Some(resolved));
            }
            (Key::ConsumerGroupRegularExpression(key), None) => {
                self.with_group(&key.group_id, |group| group.resolve(key.regular_expression, None));
            }
            _ => {}
        }
    }

    /// The group of a record, made where it is not there. A classic group of that name only held offsets: had it been more,
    /// the record of its end would have come before.
    fn replayed_group(&mut self, id: &str) -> &mut ConsumerGroup {
        let id = match self.groups.get_key_value(id) {
            Some((id, _)) => id.clone(),
            None => Arc::from(id),
        };
        let new = || ConsumerGroup::new(id.clone());
        let group = self.groups.entry(id.clone()).or_insert_with(|| Group::Consumer(new()));
        if let Group::Classic(_) = group {
            *group = Group::Consumer(new());
        }
        match group {
            Group::Consumer(group) => group,
            #[allow(clippy::unreachable, reason = "it was made one just now")]
            Group::Classic(_) => unreachable!(),
        }
    }

    fn with_group(&mut self, id: &str, change: impl FnOnce(&mut ConsumerGroup)) {
        if let Some(Group::Consumer(group)) = self.groups.get_mut(id) {
            change(group);
        }
    }
}

fn replayed_member(group: &ConsumerGroup, id: &str) -> Member {
    group.member(id).cloned().unwrap_or_else(|| Member::new(id))
}

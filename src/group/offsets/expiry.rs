//! Offsets that have outlived their retention (KIP-211), those of deleted topics, and groups that are left with nothing.

use super::CommittedOffset;

use crate::group::coordinator::{Coordinator, Then, Turn};
use crate::group::record::Record;
use crate::group::step::DeletedTopic;
use std::sync::Arc;

/// From when on the retention of a group's offsets counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::group) enum ExpiresFrom {
    /// Each offset's own commit.
    Commit,
    /// When the group became empty.
    Since(i64),
}

impl ExpiresFrom {
    fn is_expired(self, offset: &CommittedOffset, wall_ms: i64, retention_ms: i64) -> bool {
        if offset.expire_timestamp_ms != -1 {
            return wall_ms >= offset.expire_timestamp_ms;
        }
        let from = match self {
            ExpiresFrom::Commit => offset.commit_timestamp_ms,
            ExpiresFrom::Since(at) => at,
        };
        wall_ms.saturating_sub(from) >= retention_ms
    }
}

impl Coordinator {
    /// Writes tombstones for all that has expired.
    pub(in crate::group) fn expire_offsets(&mut self, turn: &mut Turn<'_>) {
        let groups: Vec<Arc<str>> = self.groups.keys().cloned().collect();
        for group in groups {
            let records = self.expired_records(&group, turn.now.wall_ms);
            self.counters.expired_offsets += records.len() as u64;
            self.append_each(turn, &group, records, Then::Nothing);
        }
    }

    fn expired_records(&self, id: &Arc<str>, wall_ms: i64) -> Vec<Record> {
        let Some(group) = self.groups.get(id) else { return Vec::new() };
        let mut records = Vec::new();
        let mut all = !self.offsets.has_open_transactions(id);
        let known = self.offsets.group(id).into_iter().flat_map(|offsets| &offsets.topics);
        let from = group.offsets_expire_from();
        for (topic, partitions) in known {
            let subscribed = group.is_subscribed_to(topic);
            for (partition, offset) in partitions {
                let expired = from.is_some_and(|from| {
                    !subscribed
                        && from.is_expired(offset, wall_ms, self.configs.offsets_retention_ms)
                        && !self.offsets.is_unstable(id, topic, *partition)
                });
                if expired {
                    records.push(Record::offset_tombstone(id, topic, *partition));
                }
                all &= expired;
            }
        }
        if all && group.may_vanish() {
            records.extend(group.tombstones());
        }
        records
    }

    /// Writes tombstones for the offsets of topics that are gone.
    pub(in crate::group) fn forget_topics(&mut self, turn: &mut Turn<'_>, deleted: &[DeletedTopic]) {
        if deleted.is_empty() {
            return;
        }
        let groups: Vec<Arc<str>> = self.groups.keys().cloned().collect();
        for group in groups {
            let mut records = Vec::new();
            for topic in deleted {
                for partition in self.offsets.of_deleted(&group, topic) {
                    records.push(Record::offset_tombstone(&group, &topic.name, partition));
                }
            }
            self.append_each(turn, &group, records, Then::Nothing);
        }
    }
}

impl super::Offsets {
    /// Partitions of a deleted topic for which the group has an offset, committed or pending.
    fn of_deleted(&self, group: &str, topic: &DeletedTopic) -> Vec<i32> {
        let of = |groups: &super::ByGroup| -> Vec<i32> {
            let partitions = groups.get(group).and_then(|offsets| offsets.topics.get(&topic.name));
            let gone = |offset: &CommittedOffset| offset.topic_id.is_zero() || offset.topic_id == topic.id;
            partitions.into_iter().flatten().filter(|(_, offset)| gone(offset)).map(|(index, _)| *index).collect()
        };
        let mut partitions = of(&self.committed);
        partitions.extend(self.pending.values().flat_map(of));
        partitions.sort_unstable();
        partitions.dedup();
        partitions
    }
}

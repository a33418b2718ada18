//! Offsets that have outlived their retention (KIP-211), those of deleted topics, and groups that are left with nothing.

use super::CommittedOffset;

use crate::group::coordinator::{Coordinator, Then, Turn};
use crate::group::record::Record;
use crate::group::step::DeletedTopic;
use ringmain_protocol::uuid::Uuid;
use std::collections::{BTreeSet, HashMap};
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
        for group in self.group_ids() {
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
        let deleted: HashMap<&str, Uuid> = deleted.iter().map(|topic| (&*topic.name, topic.id)).collect();
        for group in self.group_ids() {
            let gone = self.offsets.of_deleted(&group, &deleted);
            if gone.is_empty() {
                continue;
            }
            let tombstone = |(topic, partition): &(Arc<str>, i32)| Record::offset_tombstone(&group, topic, *partition);
            let records = gone.iter().map(tombstone).collect();
            self.append_each(turn, &group, records, Then::Nothing);
        }
    }
}

impl super::Offsets {
    /// Partitions of deleted topics, by name, for which the group has an offset, committed or pending. However many topics
    /// are deleted and groups have offsets, it looks at what this group has only.
    fn of_deleted(&self, group: &str, deleted: &HashMap<&str, Uuid>) -> BTreeSet<(Arc<str>, i32)> {
        let is_gone = |topic: &str, offset: &CommittedOffset| {
            deleted.get(topic).is_some_and(|id| offset.topic_id.is_zero() || offset.topic_id == *id)
        };
        let mut gone = BTreeSet::new();
        for (topic, partitions) in self.committed.get(group).into_iter().flat_map(|offsets| &offsets.topics) {
            let partitions = partitions.iter().filter(|(_, offset)| is_gone(topic, offset));
            gone.extend(partitions.map(|(partition, _)| (topic.clone(), *partition)));
        }
        for ((topic, partition), producers) in self.open.get(group).into_iter().flatten() {
            let pending = |producer| self.pending.get(producer)?.get(group)?.get(topic, *partition);
            if producers.iter().filter_map(pending).any(|offset| is_gone(topic, offset)) {
                gone.insert((topic.clone(), *partition));
            }
        }
        gone
    }
}

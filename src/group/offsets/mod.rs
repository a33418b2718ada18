//! Committed offsets, by group, topic and partition; and those of transactions that have not ended.
//!
//! Changes only by replay of records, in the order of the log. Beside the groups: a group without offsets has no entry here.

mod commit;
mod expiry;
mod fetch;

pub(in crate::group) use expiry::ExpiresFrom;

use crate::group::planted::{Fault, planted};
use ringmain_protocol::messages::group_coordinator::OffsetCommitValue;
use ringmain_protocol::uuid::Uuid;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// One committed offset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommittedOffset {
    pub offset: i64,
    /// -1: unknown.
    pub leader_epoch: i32,
    pub metadata: Box<str>,
    pub commit_timestamp_ms: i64,
    /// -1: by the group's retention.
    pub expire_timestamp_ms: i64,
    /// Zero where the commit did not say.
    pub topic_id: Uuid,
    /// Where in the log it stands.
    pub record_offset: i64,
}

impl CommittedOffset {
    fn from_value(record_offset: i64, value: OffsetCommitValue) -> Self {
        CommittedOffset {
            offset: value.offset,
            leader_epoch: value.leader_epoch,
            metadata: value.metadata.into_boxed_str(),
            commit_timestamp_ms: value.commit_timestamp,
            expire_timestamp_ms: value.expire_timestamp,
            topic_id: value.topic_id,
            record_offset,
        }
    }
}

/// Topic and partition to what is committed for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::group) struct GroupOffsets {
    pub topics: BTreeMap<Arc<str>, BTreeMap<i32, CommittedOffset>>,
}

impl GroupOffsets {
    fn get(&self, topic: &str, partition: i32) -> Option<&CommittedOffset> {
        self.topics.get(topic)?.get(&partition)
    }

    fn put(&mut self, topic: &str, partition: i32, offset: CommittedOffset) {
        if let Some(partitions) = self.topics.get_mut(topic) {
            partitions.insert(partition, offset);
        } else {
            self.topics.insert(Arc::from(topic), BTreeMap::from([(partition, offset)]));
        }
    }

    fn remove(&mut self, topic: &str, partition: i32) {
        if let Some(partitions) = self.topics.get_mut(topic) {
            partitions.remove(&partition);
            if partitions.is_empty() {
                self.topics.remove(topic);
            }
        }
    }

    fn partitions(&self) -> impl Iterator<Item = (&Arc<str>, i32)> {
        self.topics.iter().flat_map(|(topic, partitions)| partitions.keys().map(move |partition| (topic, *partition)))
    }
}

/// Partitions and the producers of the transactions that are open there.
type OpenPartitions = BTreeMap<(Arc<str>, i32), BTreeSet<i64>>;
type ByGroup = HashMap<Arc<str>, GroupOffsets>;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::group) struct Offsets {
    committed: ByGroup,
    /// Producer id to what its open transaction has committed.
    pending: BTreeMap<i64, ByGroup>,
    /// Group to topic and partition to the producers that have something pending there.
    open: BTreeMap<Arc<str>, OpenPartitions>,
}

fn put(groups: &mut ByGroup, group: &Arc<str>, topic: &str, partition: i32, offset: CommittedOffset) {
    match groups.get_mut(group) {
        Some(known) => known.put(topic, partition, offset),
        None => groups.entry(group.clone()).or_default().put(topic, partition, offset),
    }
}

impl Offsets {
    /// Offsets of the group, where it has any.
    pub fn group(&self, group: &str) -> Option<&GroupOffsets> {
        self.committed.get(group)
    }

    pub fn get(&self, group: &str, topic: &str, partition: i32) -> Option<&CommittedOffset> {
        self.committed.get(group)?.get(topic, partition)
    }

    /// Committed offsets of all groups.
    pub fn len(&self) -> usize {
        self.committed.values().flat_map(|group| group.topics.values()).map(BTreeMap::len).sum()
    }

    /// A transaction that has not ended has committed an offset here.
    pub fn is_unstable(&self, group: &str, topic: &str, partition: i32) -> bool {
        self.open.get(group).is_some_and(|open| open.contains_key(&(Arc::from(topic), partition)))
    }

    /// A transaction that has not ended has committed offsets of the group.
    pub fn has_open_transactions(&self, group: &str) -> bool {
        self.open.contains_key(group)
    }

    /// Every partition that has an offset, committed or pending, once.
    pub fn partitions(&self, group: &str) -> BTreeSet<(Arc<str>, i32)> {
        let committed = self.committed.get(group).into_iter().flat_map(GroupOffsets::partitions);
        let mut partitions: BTreeSet<_> = committed.map(|(topic, partition)| (topic.clone(), partition)).collect();
        partitions.extend(self.open.get(group).into_iter().flat_map(|open| open.keys().cloned()));
        partitions
    }

    /// Applies an OffsetCommit record. `producer` is that of its batch, -1 for none.
    pub fn replay(
        &mut self,
        record_offset: i64,
        producer: i64,
        group: &Arc<str>,
        topic: &str,
        partition: i32,
        value: Option<OffsetCommitValue>,
    ) {
        match value {
            Some(value) if producer >= 0 => {
                let offset = CommittedOffset::from_value(record_offset, value);
                put(self.pending.entry(producer).or_default(), group, topic, partition, offset);
                let open = self.open.entry(group.clone()).or_default();
                open.entry((Arc::from(topic), partition)).or_default().insert(producer);
            }
            Some(_) if planted(Fault::KeepFirstOffset) && self.get(group, topic, partition).is_some() => {}
            Some(value) => {
                let offset = CommittedOffset::from_value(record_offset, value);
                put(&mut self.committed, group, topic, partition, offset);
            }
            None => {
                remove(&mut self.committed, group, topic, partition);
                self.close(group, topic, partition);
            }
        }
    }

    /// Forgets what is pending of a partition.
    fn close(&mut self, group: &Arc<str>, topic: &str, partition: i32) {
        let Some(open) = self.open.get_mut(group) else { return };
        let producers = open.remove(&(Arc::from(topic), partition)).unwrap_or_default();
        if open.is_empty() {
            self.open.remove(group);
        }
        for producer in producers {
            if let Some(groups) = self.pending.get_mut(&producer) {
                remove(groups, group, topic, partition);
            }
        }
    }

    /// A transaction has ended: what it committed counts, unless something newer is there; or is forgotten.
    pub fn end_transaction(&mut self, producer: i64, committed: bool) {
        for (group, pending) in self.pending.remove(&producer).unwrap_or_default() {
            for (topic, partitions) in pending.topics {
                for (partition, offset) in partitions {
                    self.close_one(&group, &topic, partition, producer);
                    let older = self.get(&group, &topic, partition).map(|known| known.record_offset);
                    if committed && older.is_none_or(|older| offset.record_offset > older) {
                        put(&mut self.committed, &group, &topic, partition, offset);
                    }
                }
            }
        }
    }

    fn close_one(&mut self, group: &Arc<str>, topic: &Arc<str>, partition: i32, producer: i64) {
        let Some(open) = self.open.get_mut(group) else { return };
        let key = (topic.clone(), partition);
        if let Some(producers) = open.get_mut(&key) {
            producers.remove(&producer);
            if producers.is_empty() {
                open.remove(&key);
            }
        }
        if open.is_empty() {
            self.open.remove(group);
        }
    }
}

fn remove(groups: &mut ByGroup, group: &Arc<str>, topic: &str, partition: i32) {
    if let Some(offsets) = groups.get_mut(group) {
        offsets.remove(topic, partition);
        if offsets.topics.is_empty() {
            groups.remove(group);
        }
    }
}

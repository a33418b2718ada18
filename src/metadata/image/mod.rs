//! The cluster's metadata as of one offset of the metadata log: immutable, cheap to copy, built from records.
//!
//! [`Image::apply`] gives the image after some records and leaves this one as it was; the two share what did not change.
//! Records apply in log order, each once. A record of an unknown kind, or one that contradicts the image (a change to a
//! topic that is not there), is an error, as in Kafka: the node must not go on with another image than its peers.
//! Inside a metadata transaction, readers are shown [`Image::published`]. Snapshots are [`Image::to_records`].

mod apply;
mod records;
mod shared_map;
mod types;

pub use apply::ApplyError;
pub use records::record_version;
pub use shared_map::SharedMap;
pub use types::*;

use ringmain_protocol::uuid::Uuid;
use std::collections::BTreeMap;
use std::sync::Arc;

/// All metadata of a cluster.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Image {
    /// Offset of the last record applied, and its epoch; -1 and 0 before the first.
    pub(crate) offset: i64,
    pub(crate) epoch: i32,
    /// Levels of features, `metadata.version` included; a feature at level 0 is absent.
    pub(crate) features: SharedMap<String, i16>,
    pub(crate) brokers: SharedMap<i32, Arc<BrokerRegistration>>,
    pub(crate) controllers: SharedMap<i32, Arc<ControllerRegistration>>,
    pub(crate) topics: SharedMap<Uuid, Arc<Topic>>,
    pub(crate) topic_ids: SharedMap<Arc<str>, Uuid>,
    pub(crate) configs: SharedMap<ConfigResource, Arc<BTreeMap<String, String>>>,
    pub(crate) quotas: SharedMap<QuotaEntity, Arc<BTreeMap<String, f64>>>,
    pub(crate) next_producer_id: i64,
    pub(crate) acls: SharedMap<Uuid, Arc<Acl>>,
    /// By mechanism (1: SHA-256, 2: SHA-512) and user.
    pub(crate) scram: SharedMap<(i8, String), ScramCredential>,
    pub(crate) delegation_tokens: SharedMap<String, Arc<DelegationToken>>,
    /// The image before the transaction that is open, if one is.
    pub(crate) before_transaction: Option<Arc<Image>>,
}

/// Where a page of DescribeTopicPartitions goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub topic: String,
    pub partition: i32,
}

/// Topics with the partitions of each that are on a page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    pub topics: Vec<PageTopic>,
    /// `None` on the last page.
    pub next: Option<Cursor>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct PageTopic {
    pub name: String,
    /// `None`: there is no such topic.
    pub topic: Option<Arc<Topic>>,
    /// Partition numbers, ascending.
    pub partitions: Vec<i32>,
}

impl Image {
    /// The image of an empty log.
    pub fn empty() -> Self {
        Image { offset: -1, ..Image::default() }
    }

    /// Offset of the last record applied; -1 for an empty image.
    pub fn offset(&self) -> i64 {
        self.offset
    }

    pub fn epoch(&self) -> i32 {
        self.epoch
    }

    /// The image that readers may see: inside a transaction, the one before it.
    pub fn published(&self) -> &Image {
        self.before_transaction.as_deref().unwrap_or(self)
    }

    pub fn is_in_transaction(&self) -> bool {
        self.before_transaction.is_some()
    }

    // ---- features ----

    /// The finalized level of a feature; 0 where it is off.
    pub fn feature_level(&self, name: &str) -> i16 {
        self.features.get(name).copied().unwrap_or(0)
    }

    /// 0 before the bootstrap records.
    pub fn metadata_version(&self) -> i16 {
        self.feature_level(METADATA_VERSION)
    }

    pub fn features(&self) -> impl Iterator<Item = (&str, i16)> {
        self.features.iter().map(|(name, level)| (name.as_str(), *level))
    }

    /// Eligible leader replicas are kept (KIP-966).
    pub fn elr_enabled(&self) -> bool {
        self.feature_level("eligible.leader.replicas.version") >= 1
    }

    // ---- topics ----

    pub fn topic(&self, name: &str) -> Option<&Arc<Topic>> {
        self.topics.get(self.topic_ids.get(name)?)
    }

    pub fn topic_by_id(&self, id: &Uuid) -> Option<&Arc<Topic>> {
        self.topics.get(id)
    }

    pub fn topic_id(&self, name: &str) -> Option<Uuid> {
        self.topic_ids.get(name).copied()
    }

    pub fn topic_name(&self, id: &Uuid) -> Option<&Arc<str>> {
        self.topics.get(id).map(|topic| &topic.name)
    }

    pub fn topic_count(&self) -> usize {
        self.topics.len()
    }

    /// No topic was made or deleted between the two, for all that can be said at once.
    pub fn has_topics_of(&self, other: &Image) -> bool {
        self.topic_ids.is_same(&other.topic_ids)
    }

    /// By name, ascending.
    pub fn topics(&self) -> impl Iterator<Item = &Arc<Topic>> {
        self.topic_ids.values().filter_map(|id| self.topics.get(id))
    }

    pub fn partition(&self, topic_id: &Uuid, partition: i32) -> Option<&Partition> {
        self.topics.get(topic_id)?.partitions.get(&partition)
    }

    /// A page of at most `limit` partitions (at least one is given) in order of topic names, from `cursor` on.
    /// `names` are the topics asked for; `None` is all.
    pub fn page(&self, names: Option<&[String]>, cursor: Option<&Cursor>, limit: usize) -> Page {
        let from = cursor.map_or("", |c| c.topic.as_str());
        let asked: Vec<(&str, Option<&Arc<Topic>>)> = match names {
            Some(names) => {
                let mut sorted: Vec<&str> = names.iter().map(String::as_str).filter(|n| *n >= from).collect();
                sorted.sort_unstable();
                sorted.dedup();
                sorted.into_iter().map(|name| (name, self.topic(name))).collect()
            }
            // No page names more topics than it has partitions, and one to go on with.
            None => self
                .topic_ids
                .range_from(from)
                .take(limit.saturating_add(1))
                .map(|(name, id)| (&**name, self.topics.get(id)))
                .collect(),
        };
        let mut page = Page::default();
        let mut left = limit.max(1);
        for (name, topic) in asked {
            if left == 0 {
                page.next = Some(Cursor { topic: name.to_owned(), partition: 0 });
                break;
            }
            let first = cursor.filter(|c| c.topic == name).map_or(0, |c| c.partition);
            let Some(topic) = topic else {
                page.topics.push(PageTopic { name: name.to_owned(), topic: None, partitions: Vec::new() });
                continue;
            };
            let mut numbers = topic.partitions.range_from(&first).map(|(number, _)| *number);
            let partitions: Vec<i32> = numbers.by_ref().take(left).collect();
            left = left.saturating_sub(partitions.len());
            let next = numbers.next();
            page.topics.push(PageTopic { name: name.to_owned(), topic: Some(topic.clone()), partitions });
            if let Some(partition) = next {
                page.next = Some(Cursor { topic: name.to_owned(), partition });
                break;
            }
        }
        page
    }

    // ---- nodes ----

    pub fn broker(&self, id: i32) -> Option<&Arc<BrokerRegistration>> {
        self.brokers.get(&id)
    }

    /// By id, ascending, fenced ones included.
    pub fn brokers(&self) -> impl Iterator<Item = &Arc<BrokerRegistration>> {
        self.brokers.values()
    }

    /// The brokers that clients are told of.
    pub fn unfenced_brokers(&self) -> impl Iterator<Item = &Arc<BrokerRegistration>> {
        self.brokers.values().filter(|broker| !broker.fenced)
    }

    pub fn controllers(&self) -> impl Iterator<Item = &Arc<ControllerRegistration>> {
        self.controllers.values()
    }

    /// Where clients of a listener reach a broker; `None` where it is fenced, gone, or lacks that listener.
    pub fn endpoint(&self, broker: i32, listener: &str) -> Option<&ListenerEndpoint> {
        self.brokers.get(&broker).filter(|b| !b.fenced).and_then(|b| b.listener(listener))
    }

    /// Replicas that clients of a listener cannot reach, or whose directory failed.
    pub fn offline_replicas(&self, partition: &Partition, listener: &str) -> Vec<i32> {
        let offline = |(at, id): (usize, &i32)| {
            let Some(broker) = self.brokers.get(id).filter(|b| !b.fenced && b.listener(listener).is_some()) else {
                return Some(*id);
            };
            let directory = partition.directories.get(at).copied().unwrap_or(Uuid::ZERO);
            (!directory_is_online(broker, directory)).then_some(*id)
        };
        partition.replicas.iter().enumerate().filter_map(offline).collect()
    }

    // ---- the rest ----

    /// The settings of a resource that were set through the controller; `None` where none were.
    pub fn config(&self, resource: &ConfigResource) -> Option<&Arc<BTreeMap<String, String>>> {
        self.configs.get(resource)
    }

    pub fn configs(&self) -> impl Iterator<Item = (&ConfigResource, &Arc<BTreeMap<String, String>>)> {
        self.configs.iter()
    }

    pub fn quotas(&self) -> impl Iterator<Item = (&QuotaEntity, &Arc<BTreeMap<String, f64>>)> {
        self.quotas.iter()
    }

    /// The first producer id that no broker was given.
    pub fn next_producer_id(&self) -> i64 {
        self.next_producer_id
    }

    pub fn acls(&self) -> impl Iterator<Item = (&Uuid, &Arc<Acl>)> {
        self.acls.iter()
    }

    pub fn scram(&self, mechanism: i8, user: &str) -> Option<&ScramCredential> {
        self.scram.get(&(mechanism, user.to_owned()))
    }

    pub fn delegation_token(&self, id: &str) -> Option<&Arc<DelegationToken>> {
        self.delegation_tokens.get(id)
    }
}

/// A directory that is neither lost nor, where the broker told its directories, missing among them.
pub fn directory_is_online(broker: &BrokerRegistration, directory: Uuid) -> bool {
    // Reserved ids: 0 unassigned, 1 lost, 2 migrating.
    if directory == Uuid::ONE {
        return false;
    }
    directory.is_reserved() || broker.directories.is_empty() || broker.directories.contains(&directory)
}

/// The shard that owns a partition. Computed, never stored: the number of shards may differ at the next start.
pub fn shard_of(topic_id: &Uuid, partition: i32, shards: usize) -> usize {
    let bits = u128::from_be_bytes(topic_id.0);
    // Random ids are mixed already; the multiplication mixes those that tests and tools make up.
    let mixed = ((bits >> 64) as u64 ^ bits as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    let spread = mixed.wrapping_add(partition as u64);
    usize::try_from(spread % (shards.max(1) as u64)).unwrap_or(0)
}

#[cfg(test)]
mod tests;

//! A consumer group as its records tell it, and what follows from them.
//!
//! Changed by replaying records only. Counts and owners are kept with the members, so that a heartbeat of one member does not
//! walk over the others.

use super::member::{Member, MemberState, Owned};
use super::record;
use crate::group::assignor::{Assignor, Partitions};
use crate::group::record::Record;
use crate::metadata::image::Image;
use ringmain_protocol::uuid::Uuid;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Where a consumer group stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConsumerState {
    Empty,
    /// Its target is older than its epoch.
    Assigning,
    /// Members are on their way to the target.
    Reconciling,
    Stable,
}

impl ConsumerState {
    /// As Kafka's tools print it.
    pub fn name(self) -> &'static str {
        match self {
            ConsumerState::Empty => "Empty",
            ConsumerState::Assigning => "Assigning",
            ConsumerState::Reconciling => "Reconciling",
            ConsumerState::Stable => "Stable",
        }
    }
}

/// The topics that an expression matched.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::group) struct ResolvedRegex {
    pub topics: Arc<BTreeSet<String>>,
    /// Offset of the image it was matched against.
    pub version: i64,
    pub wall_ms: i64,
}

/// How many members name a topic, and how many expressions match it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::group) struct Subscribers {
    pub by_name: usize,
    pub by_regex: usize,
}

/// Topics with subscribers.
pub(in crate::group) type Subscriptions = BTreeMap<String, Subscribers>;

/// See the module.
#[derive(Debug, Clone)]
pub struct ConsumerGroup {
    pub(in crate::group) id: Arc<str>,
    pub(in crate::group) epoch: i32,
    pub(in crate::group) metadata_hash: i64,
    pub(in crate::group) target_epoch: i32,
    /// 0: not known.
    pub(in crate::group) target_wall_ms: i64,
    targets: BTreeMap<Arc<str>, Partitions>,
    members: BTreeMap<Arc<str>, Member>,
    /// Instance id to member id.
    static_members: BTreeMap<String, Arc<str>>,
    resolved: BTreeMap<String, ResolvedRegex>,
    /// A record of before 4.1 is to be buried.
    pub(in crate::group) has_partition_metadata: bool,
    // ---- what follows from the above ----
    subscriptions: Subscriptions,
    /// Members by expression.
    regexes: BTreeMap<String, usize>,
    /// Members by assignor that they want.
    assignors: BTreeMap<String, usize>,
    classic_members: usize,
    /// Classic members by protocol that they support.
    classic_protocols: HashMap<String, usize>,
    /// The epoch of the member that has a partition.
    partition_epochs: HashMap<Uuid, HashMap<i32, i32>>,
    // ---- not recorded ----
    /// The image whose topics the hash was last compared with, and the group's epoch after that.
    metadata_checked: Option<(i64, i32)>,
}

impl ConsumerGroup {
    pub fn new(id: Arc<str>) -> Self {
        ConsumerGroup {
            id,
            epoch: 1,
            metadata_hash: 0,
            target_epoch: 1,
            target_wall_ms: 0,
            targets: BTreeMap::new(),
            members: BTreeMap::new(),
            static_members: BTreeMap::new(),
            resolved: BTreeMap::new(),
            has_partition_metadata: false,
            subscriptions: Subscriptions::new(),
            regexes: BTreeMap::new(),
            assignors: BTreeMap::new(),
            classic_members: 0,
            classic_protocols: HashMap::new(),
            partition_epochs: HashMap::new(),
            metadata_checked: None,
        }
    }

    /// Walks over the members.
    pub fn state(&self) -> ConsumerState {
        if self.members.is_empty() {
            ConsumerState::Empty
        } else if self.epoch > self.target_epoch {
            ConsumerState::Assigning
        } else if self.members.values().all(|member| member.is_reconciled_to(self.target_epoch)) {
            ConsumerState::Stable
        } else {
            ConsumerState::Reconciling
        }
    }

    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    pub fn len(&self) -> usize {
        self.members.len()
    }

    pub fn epoch(&self) -> i32 {
        self.epoch
    }

    /// Whether offsets of the topic are in use.
    pub fn is_subscribed_to(&self, topic: &str) -> bool {
        self.subscriptions.contains_key(topic)
    }

    // ---- members ----

    pub(in crate::group) fn member(&self, id: &str) -> Option<&Member> {
        self.members.get(id)
    }

    pub(in crate::group) fn static_member(&self, instance_id: &str) -> Option<&Member> {
        self.members.get(self.static_members.get(instance_id)?)
    }

    pub(in crate::group) fn members(&self) -> impl Iterator<Item = &Member> {
        self.members.values()
    }

    pub(in crate::group) fn put_member(&mut self, mut member: Member) {
        self.forget_member(&member.id.clone());
        // Most groups subscribe to one set of topics: kept once.
        if let Some(other) = self.members.values().next().filter(|other| other.topics == member.topics) {
            member.topics = other.topics.clone();
        }
        self.count(&member, 1);
        if let Some(instance_id) = &member.instance_id {
            self.static_members.insert(instance_id.clone(), member.id.clone());
        }
        for owned in [&member.assigned, &member.revoking] {
            for (topic, partitions) in owned {
                let epochs = self.partition_epochs.entry(*topic).or_default();
                for partition in partitions.keys() {
                    let epoch = epochs.entry(*partition).or_insert(member.epoch);
                    *epoch = member.epoch.max(*epoch);
                }
            }
        }
        self.members.insert(member.id.clone(), member);
    }

    pub(in crate::group) fn remove_member(&mut self, id: &str) {
        let Some(member) = self.forget_member(id) else { return };
        if let Some(instance_id) = &member.instance_id
            && self.static_members.get(instance_id) == Some(&member.id)
        {
            self.static_members.remove(instance_id);
        }
    }

    /// Takes a member out of all counts.
    fn forget_member(&mut self, id: &str) -> Option<Member> {
        let member = self.members.remove(id)?;
        self.count(&member, -1);
        for owned in [&member.assigned, &member.revoking] {
            for (topic, partitions) in owned {
                let Some(epochs) = self.partition_epochs.get_mut(topic) else { continue };
                for partition in partitions.keys() {
                    // One that another member has meanwhile is not this one's to free.
                    if epochs.get(partition) == Some(&member.epoch) {
                        epochs.remove(partition);
                    }
                }
                if epochs.is_empty() {
                    self.partition_epochs.remove(topic);
                }
            }
        }
        Some(member)
    }

    fn count(&mut self, member: &Member, by: isize) {
        count_names(&mut self.subscriptions, member, by);
        if let Some(regex) = member.regex() {
            add(self.regexes.entry(regex.to_owned()).or_default(), by);
            self.regexes.retain(|_, count| *count > 0);
        }
        if let Some(assignor) = &member.server_assignor {
            add(self.assignors.entry(assignor.clone()).or_default(), by);
        }
        if let Some(classic) = &member.classic {
            add(&mut self.classic_members, by);
            for protocol in &classic.supported_protocols {
                add(self.classic_protocols.entry(protocol.name.clone()).or_default(), by);
            }
        }
    }

    /// The epoch of the member that has the partition, or must still give it up.
    pub(in crate::group) fn partition_epoch(&self, topic: &Uuid, partition: i32) -> Option<i32> {
        self.partition_epochs.get(topic)?.get(&partition).copied()
    }

    // ---- subscriptions ----

    /// The topics that anybody subscribes to, ascending.
    pub(in crate::group) fn topic_names(&self) -> impl Iterator<Item = &str> {
        self.subscriptions.keys().map(String::as_str)
    }

    /// Members that subscribe with each expression.
    pub(in crate::group) fn regexes(&self) -> &BTreeMap<String, usize> {
        &self.regexes
    }

    pub(in crate::group) fn regex_members(&self, regex: &str) -> usize {
        self.regexes.get(regex).copied().unwrap_or(0)
    }

    pub(in crate::group) fn resolved(&self) -> &BTreeMap<String, ResolvedRegex> {
        &self.resolved
    }

    pub(in crate::group) fn resolve(&mut self, regex: String, resolved: Option<ResolvedRegex>) {
        let old = match &resolved {
            Some(new) => {
                count_matches(&mut self.subscriptions, &new.topics, 1);
                self.resolved.insert(regex, new.clone())
            }
            None => self.resolved.remove(&regex),
        };
        if let Some(old) = old {
            count_matches(&mut self.subscriptions, &old.topics, -1);
        }
    }

    /// Subscriptions as they will be when `old` has become `new`.
    pub(in crate::group) fn subscriptions_with(&self, old: Option<&Member>, new: Option<&Member>) -> Subscriptions {
        let mut subscriptions = self.subscriptions.clone();
        for (member, by) in [(old, -1), (new, 1)] {
            if let Some(member) = member {
                count_names(&mut subscriptions, member, by);
            }
        }
        let (old, new) = (old.and_then(Member::regex), new.and_then(Member::regex));
        if let Some(old) = old.filter(|old| Some(*old) != new && self.regex_members(old) == 1)
            && let Some(resolved) = self.resolved.get(old)
        {
            count_matches(&mut subscriptions, &resolved.topics, -1);
        }
        subscriptions
    }

    /// Subscriptions as they will be without these members, and the expressions that nobody will subscribe with.
    pub(in crate::group) fn subscriptions_without(&self, leaving: &[&Member]) -> (Subscriptions, Vec<String>) {
        let mut subscriptions = self.subscriptions.clone();
        let mut users: BTreeMap<&str, usize> = BTreeMap::new();
        for member in leaving {
            count_names(&mut subscriptions, member, -1);
            if let Some(regex) = member.regex() {
                *users.entry(regex).or_default() += 1;
            }
        }
        let unused: Vec<String> = users
            .into_iter()
            .filter(|(regex, count)| self.regex_members(regex) == *count)
            .map(|(regex, _)| regex.to_owned())
            .collect();
        for resolved in unused.iter().filter_map(|regex| self.resolved.get(regex)) {
            count_matches(&mut subscriptions, &resolved.topics, -1);
        }
        (subscriptions, unused)
    }

    /// Subscriptions as they will be when expressions match these topics.
    pub(in crate::group) fn subscriptions_resolved(
        &self,
        resolved: &BTreeMap<String, BTreeSet<String>>,
    ) -> Subscriptions {
        let mut subscriptions = self.subscriptions.clone();
        for (regex, topics) in resolved {
            count_matches(&mut subscriptions, topics, 1);
            if let Some(old) = self.resolved.get(regex) {
                count_matches(&mut subscriptions, &old.topics, -1);
            }
        }
        subscriptions
    }

    /// The topics that a member subscribes to, by name or expression, and that exist.
    pub(in crate::group) fn subscribed_topics(&self, member: &Member, image: &Image) -> BTreeSet<Uuid> {
        let matched = member.regex().and_then(|regex| self.resolved.get(regex)).map(|resolved| resolved.topics.clone());
        let names = member.topics.iter().chain(matched.as_deref().into_iter().flatten());
        names.filter_map(|name| image.topic_id(name)).collect()
    }

    // ---- targets ----

    pub(in crate::group) fn targets(&self) -> &BTreeMap<Arc<str>, Partitions> {
        &self.targets
    }

    pub(in crate::group) fn set_target(&mut self, member: &str, partitions: Option<Partitions>) {
        match partitions {
            Some(partitions) => {
                self.targets.insert(Arc::from(member), partitions);
            }
            None => {
                self.targets.remove(member);
            }
        }
    }

    /// The target of a member; that of the member it replaces, where it is a static one.
    pub(in crate::group) fn target_of(&self, member: &Member) -> Partitions {
        let id = match &member.instance_id {
            None => Some(&member.id),
            Some(instance_id) => self.static_members.get(instance_id),
        };
        id.and_then(|id| self.targets.get(id)).cloned().unwrap_or_default()
    }

    /// The assignor that most members want when `old` has become `new`; the default where none or equally many do.
    pub(in crate::group) fn assignor_with(
        &self,
        old: Option<&Member>,
        new: Option<&Member>,
        default: Assignor,
    ) -> Assignor {
        let mut votes = self.assignors.clone();
        for (member, by) in [(old, -1), (new, 1)] {
            if let Some(name) = member.and_then(|member| member.server_assignor.as_ref()) {
                add(votes.entry(name.clone()).or_default(), by);
            }
        }
        let votes = votes.iter().filter_map(|(name, count)| Some((*count, Assignor::by_name(name)?)));
        let most = votes.filter(|(count, _)| *count > 0).max_by_key(|(count, assignor)| (*count, *assignor == default));
        most.map_or(default, |(_, assignor)| assignor)
    }

    // ---- classic members ----

    pub(in crate::group) fn classic_members(&self) -> usize {
        self.classic_members
    }

    /// Whether every classic member supports one of these protocols.
    pub(in crate::group) fn supports_any<'a>(&self, mut protocols: impl Iterator<Item = &'a str>) -> bool {
        protocols.any(|name| self.classic_protocols.get(name).copied().unwrap_or(0) == self.classic_members)
    }

    /// A partition of the member's target is still another's.
    pub(in crate::group) fn waits_for_others(&self, member: &Member) -> bool {
        let free = |topic: &Uuid, partition: i32| {
            member.assigned.get(topic).is_some_and(|assigned| assigned.contains_key(&partition))
                || self.partition_epoch(topic, partition).is_none()
        };
        member.state == MemberState::UnreleasedPartitions
            && self.targets.get(&member.id).is_some_and(|target| {
                target.iter().any(|(topic, partitions)| partitions.iter().any(|partition| !free(topic, *partition)))
            })
    }

    // ---- metadata ----

    /// The topics may have changed since the hash was computed.
    pub(in crate::group) fn metadata_is_old(&self, image: &Image) -> bool {
        self.metadata_checked.is_none_or(|(offset, epoch)| offset != image.offset() || self.epoch < epoch)
    }

    pub(in crate::group) fn metadata_checked(&mut self, image: &Image, epoch: i32) {
        self.metadata_checked = Some((image.offset(), epoch));
    }

    /// What takes the group away.
    pub(in crate::group) fn tombstones(&self) -> Vec<Record> {
        record::group_tombstones(self, None)
    }

    /// All partitions that members have or must give up, with their owners. For tests of invariants.
    #[cfg(test)]
    pub(in crate::group) fn owners(&self) -> BTreeMap<(Uuid, i32), Vec<&str>> {
        let mut owners: BTreeMap<(Uuid, i32), Vec<&str>> = BTreeMap::new();
        for member in self.members.values() {
            for (topic, partitions) in member.assigned.iter().chain(&member.revoking) {
                for partition in partitions.keys() {
                    owners.entry((*topic, *partition)).or_default().push(&member.id);
                }
            }
        }
        owners
    }
}

/// Equal by what is recorded.
impl PartialEq for ConsumerGroup {
    fn eq(&self, other: &Self) -> bool {
        let numbers = |group: &Self| (group.epoch, group.metadata_hash, group.target_epoch, group.target_wall_ms);
        self.id == other.id
            && numbers(self) == numbers(other)
            && self.targets == other.targets
            && self.members == other.members
            && self.static_members == other.static_members
            && self.resolved == other.resolved
            && self.has_partition_metadata == other.has_partition_metadata
            && self.subscriptions == other.subscriptions
            && self.regexes == other.regexes
            && self.classic_members == other.classic_members
            && self.partition_epochs == other.partition_epochs
    }
}

fn add(count: &mut usize, by: isize) {
    *count = count.saturating_add_signed(by);
}

fn count_names(subscriptions: &mut Subscriptions, member: &Member, by: isize) {
    for topic in member.topics.iter() {
        count_topic(subscriptions, topic, |subscribers| add(&mut subscribers.by_name, by));
    }
}

fn count_matches(subscriptions: &mut Subscriptions, topics: &BTreeSet<String>, by: isize) {
    for topic in topics {
        count_topic(subscriptions, topic, |subscribers| add(&mut subscribers.by_regex, by));
    }
}

fn count_topic(subscriptions: &mut Subscriptions, topic: &str, change: impl FnOnce(&mut Subscribers)) {
    let subscribers = match subscriptions.get_mut(topic) {
        Some(subscribers) => subscribers,
        None => subscriptions.entry(topic.to_owned()).or_default(),
    };
    change(subscribers);
    if *subscribers == Subscribers::default() {
        subscriptions.remove(topic);
    }
}

/// The partitions of `owned`; with those of `more` too.
pub(in crate::group) fn merge(owned: &mut Owned, more: Owned) {
    for (topic, partitions) in more {
        owned.entry(topic).or_default().extend(partitions);
    }
}

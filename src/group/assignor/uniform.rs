//! `uniform`: even numbers of partitions first, then as few moves as possible.
//!
//! Where all members subscribe to the same topics, sizes differ by at most one and no fewer moves would do. Where they
//! do not, free partitions go to the least loaded subscriber, the topics with the most partitions for each subscriber
//! first; then partitions move from the most to the least loaded subscriber of a topic while that narrows the gap.

use super::{Partitions, Spec};
use ringmain_protocol::uuid::Uuid;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Rounds over the topics before a group of overlapping subscriptions is taken as it is. Each round about halves
/// the imbalance; where the subscribers of a topic have equal subscriptions, one suffices.
const MAX_BALANCING_ROUNDS: usize = 16;

pub(super) fn assign(spec: &Spec<'_>) -> BTreeMap<String, Partitions> {
    let mut builder = Builder::new(spec);
    if spec.is_homogeneous() {
        builder.same_topics()
    } else {
        builder.different_topics()
    }
    builder.finish()
}

struct Builder<'a> {
    spec: &'a Spec<'a>,
    /// Ascending; a member is named by its place here.
    ids: Vec<&'a str>,
    /// The owner of each partition.
    owners: BTreeMap<Uuid, Vec<Option<usize>>>,
    /// How many partitions a member owns.
    loads: Vec<usize>,
}

impl<'a> Builder<'a> {
    fn new(spec: &'a Spec<'a>) -> Self {
        let topics: BTreeSet<Uuid> = spec.members.values().flat_map(|member| member.topics.iter().copied()).collect();
        let owners = topics
            .into_iter()
            .map(|topic| (topic, vec![None; usize::try_from(spec.partition_count(&topic)).unwrap_or(0)]))
            .collect();
        Builder { spec, ids: spec.members.keys().copied().collect(), owners, loads: vec![0; spec.members.len()] }
    }

    /// Leaves members what they had, up to `quota(member)` partitions, if they subscribe to it and nobody has it yet.
    fn keep(&mut self, member: usize, quota: usize) {
        let Some(spec) = self.ids.get(member).and_then(|id| self.spec.members.get(id)) else { return };
        for (topic, partitions) in spec.target {
            if spec.topics.binary_search(topic).is_err() {
                continue;
            }
            for partition in partitions {
                let full = self.loads.get(member).is_none_or(|load| *load >= quota);
                if !full && self.owner(topic, *partition) == Some(None) {
                    self.give(topic, *partition, member);
                }
            }
        }
    }

    /// `None`: there is no such partition. `Some(None)`: it is free.
    fn owner(&self, topic: &Uuid, partition: i32) -> Option<Option<usize>> {
        self.owners.get(topic)?.get(usize::try_from(partition).ok()?).copied()
    }

    fn give(&mut self, topic: &Uuid, partition: i32, member: usize) {
        let place = usize::try_from(partition).ok();
        let slot = self.owners.get_mut(topic).zip(place).and_then(|(owners, place)| owners.get_mut(place));
        let Some(slot) = slot else { return };
        if let Some(load) = slot.and_then(|previous| self.loads.get_mut(previous)) {
            *load -= 1;
        }
        *slot = Some(member);
        if let Some(load) = self.loads.get_mut(member) {
            *load += 1;
        }
    }

    fn free(&self) -> Vec<(Uuid, i32)> {
        let partitions = self.owners.iter().flat_map(|(topic, owners)| {
            owners.iter().zip(0..).filter(|(owner, _)| owner.is_none()).map(|(_, partition)| (*topic, partition))
        });
        partitions.collect()
    }

    // ---- all members subscribe to the same topics ----

    fn same_topics(&mut self) {
        let members = self.ids.len();
        if members == 0 {
            return;
        }
        let total: usize = self.owners.values().map(Vec::len).sum();
        let minimum = total / members;
        // So many members get one partition more than the minimum: those that have it, else the last ones.
        let mut larger = total % members;
        let mut room = Vec::new();
        for member in 0..members {
            let quota = minimum + usize::from(larger > 0);
            self.keep(member, quota);
            let load = self.loads.get(member).copied().unwrap_or(0);
            let must_be_larger = members - member <= larger;
            let is_larger = larger > 0 && (load > minimum || must_be_larger);
            larger -= usize::from(is_larger);
            room.push((minimum + usize::from(is_larger)).saturating_sub(load));
        }
        let mut free = self.free().into_iter();
        for (member, room) in room.into_iter().enumerate() {
            for (topic, partition) in free.by_ref().take(room) {
                self.give(&topic, partition, member);
            }
        }
    }

    // ---- members subscribe to different topics ----

    fn different_topics(&mut self) {
        for member in 0..self.ids.len() {
            self.keep(member, usize::MAX);
        }
        let topics = self.topics_by_weight();
        let mut free: BTreeMap<Uuid, Vec<i32>> = BTreeMap::new();
        for (topic, partition) in self.free() {
            free.entry(topic).or_default().push(partition);
        }
        for (topic, subscribers) in &topics {
            let mut by_load = self.by_load(subscribers);
            for partition in free.remove(topic).unwrap_or_default() {
                let Some((load, member)) = by_load.pop_first() else { break };
                self.give(topic, partition, member);
                by_load.insert((load + 1, member));
            }
        }
        for _ in 0..MAX_BALANCING_ROUNDS {
            let mut moved = false;
            for (topic, subscribers) in &topics {
                moved |= self.balance(topic, subscribers);
            }
            if !moved {
                break;
            }
        }
    }

    /// Topics with their subscribers; those with the most partitions for each subscriber first, then those with the
    /// fewest subscribers, then by id.
    fn topics_by_weight(&self) -> Vec<(Uuid, Vec<usize>)> {
        let mut subscribers: BTreeMap<Uuid, Vec<usize>> = BTreeMap::new();
        for (member, spec) in self.spec.members.values().enumerate() {
            for topic in &spec.topics {
                subscribers.entry(*topic).or_default().push(member);
            }
        }
        let mut topics: Vec<(Uuid, Vec<usize>)> = subscribers.into_iter().collect();
        let partitions = |topic: &Uuid| self.owners.get(topic).map_or(0, Vec::len);
        let weight = |a: &(Uuid, Vec<usize>), b: &(Uuid, Vec<usize>)| -> Ordering {
            // a's partitions for each subscriber against b's, without dividing.
            let (a_share, b_share) = (partitions(&a.0) * b.1.len(), partitions(&b.0) * a.1.len());
            b_share.cmp(&a_share).then(a.1.len().cmp(&b.1.len())).then(a.0.cmp(&b.0))
        };
        topics.sort_by(weight);
        topics
    }

    fn by_load(&self, members: &[usize]) -> BTreeSet<(usize, usize)> {
        members.iter().map(|member| (self.loads.get(*member).copied().unwrap_or(0), *member)).collect()
    }

    /// Moves partitions of a topic from its most to its least loaded subscribers; true if any moved.
    fn balance(&mut self, topic: &Uuid, subscribers: &[usize]) -> bool {
        let mut by_load = self.by_load(subscribers);
        let mut owned: BTreeMap<usize, Vec<i32>> = BTreeMap::new();
        for (owner, partition) in self.owners.get(topic).into_iter().flatten().zip(0..) {
            if let Some(owner) = owner {
                owned.entry(*owner).or_default().push(partition);
            }
        }
        let mut givers: BTreeSet<(usize, usize)> =
            by_load.iter().filter(|(_, member)| owned.contains_key(member)).copied().collect();
        let mut moved = false;
        while let (Some((most, giver)), Some((least, taker))) = (givers.last().copied(), by_load.first().copied()) {
            if most - least <= 1 {
                break;
            }
            let Some(partition) = owned.get_mut(&giver).and_then(Vec::pop) else {
                givers.remove(&(most, giver));
                continue;
            };
            self.give(topic, partition, taker);
            moved = true;
            by_load.remove(&(most, giver));
            by_load.insert((most - 1, giver));
            givers.remove(&(most, giver));
            givers.insert((most - 1, giver));
            by_load.remove(&(least, taker));
            by_load.insert((least + 1, taker));
            if givers.remove(&(least, taker)) {
                givers.insert((least + 1, taker));
            }
        }
        moved
    }

    fn finish(self) -> BTreeMap<String, Partitions> {
        let mut shares: Vec<Partitions> = vec![Partitions::new(); self.ids.len()];
        for (topic, owners) in &self.owners {
            for (owner, partition) in owners.iter().zip(0..) {
                if let Some(share) = owner.and_then(|owner| shares.get_mut(owner)) {
                    share.entry(*topic).or_default().push(partition);
                }
            }
        }
        self.ids.into_iter().map(str::to_owned).zip(shares).collect()
    }
}

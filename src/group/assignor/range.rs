//! `range`: each topic is cut into runs of consecutive partitions, one for each subscriber, the longer ones first.
//!
//! Static members come first, by instance id, then the others by member id. So a static member that comes back
//! under another member id gets its old run, and topics with equal numbers of partitions and equal subscribers are cut alike.

use super::{MemberSpec, Partitions, Spec};
use ringmain_protocol::uuid::Uuid;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// What is left to hand out of a topic.
struct Topic {
    partitions: i32,
    subscribers: i32,
    next: i32,
    /// How many subscribers still get one partition more than the others.
    longer: i32,
}

pub(super) fn assign(spec: &Spec<'_>) -> BTreeMap<String, Partitions> {
    let mut topics: BTreeMap<Uuid, Topic> = BTreeMap::new();
    for topic in spec.members.values().flat_map(|member| &member.topics) {
        let partitions = spec.partition_count(topic).max(0);
        let entry = topics.entry(*topic).or_insert(Topic { partitions, subscribers: 0, next: 0, longer: 0 });
        entry.subscribers = entry.subscribers.saturating_add(1);
    }
    for topic in topics.values_mut() {
        topic.longer = topic.partitions % topic.subscribers.max(1);
    }

    let mut members: Vec<(&str, &MemberSpec<'_>)> = spec.members.iter().map(|(id, member)| (*id, member)).collect();
    members.sort_by(|a, b| static_members_first(a, b));

    let mut assignment = BTreeMap::new();
    for (id, member) in members {
        let mut partitions = Partitions::new();
        for topic_id in &member.topics {
            let Some(topic) = topics.get_mut(topic_id) else { continue };
            let run = topic.run();
            if !run.is_empty() {
                partitions.insert(*topic_id, run.collect());
            }
        }
        assignment.insert(id.to_owned(), partitions);
    }
    assignment
}

impl Topic {
    fn run(&mut self) -> std::ops::Range<i32> {
        let mut length = self.partitions / self.subscribers.max(1);
        if self.longer > 0 {
            self.longer -= 1;
            length += 1;
        }
        let start = self.next;
        self.next = start.saturating_add(length).min(self.partitions);
        start..self.next
    }
}

fn static_members_first(a: &(&str, &MemberSpec<'_>), b: &(&str, &MemberSpec<'_>)) -> Ordering {
    match (a.1.instance_id, b.1.instance_id) {
        (Some(a), Some(b)) => a.cmp(b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => a.0.cmp(b.0),
    }
}

//! Computing a group's target: who should have what, once all have given up the rest.

use super::group::ConsumerGroup;
use super::member::Member;
use super::record;
use crate::group::assignor::{Assignor, MemberSpec, Partitions, Spec};
use crate::group::planted::{Fault, planted};
use crate::group::record::Record;
use crate::metadata::image::Image;
use ringmain_protocol::uuid::Uuid;
use std::collections::{BTreeMap, BTreeSet};

/// Whether the next target may be computed, at least `interval_ms` after the one before (KIP-1263).
pub(super) fn may_compute(group: &ConsumerGroup, interval_ms: i32, wall_ms: i64) -> bool {
    let at = group.target_wall_ms;
    at == 0 || interval_ms == 0 || wall_ms >= at.saturating_add(interval_ms.into())
}

/// The target for `epoch`, with `updated` in the place of the member of its id or, if it is static, of its instance id.
/// Gives the share of `updated`, and the records of what changes.
pub(super) fn compute(
    group: &ConsumerGroup,
    updated: &Member,
    assignor: Assignor,
    epoch: i32,
    image: &Image,
    wall_ms: i64,
) -> (Partitions, Vec<Record>) {
    let replaced = updated.instance_id.as_deref().and_then(|instance| group.static_member(instance));
    let stays = |member: &&Member| member.id != updated.id && replaced.is_none_or(|replaced| replaced.id != member.id);
    let nothing = Partitions::new();
    let own = group.target_of(updated);
    // Many members subscribe to the same: their topics are looked up once.
    let mut known: BTreeMap<(usize, Option<&str>), Vec<Uuid>> = BTreeMap::new();
    let mut spec = Spec::default();
    for member in group.members().filter(stays).chain(std::iter::once(updated)) {
        let key = (std::sync::Arc::as_ptr(&member.topics).addr(), member.regex());
        let topics = known
            .entry(key)
            .or_insert_with(|| group.subscribed_topics(member, image).into_iter().collect::<Vec<Uuid>>())
            .clone();
        let target = if member.id == updated.id { Some(&own) } else { group.targets().get(&member.id) };
        let target = target.unwrap_or(&nothing);
        spec.members.insert(&member.id, MemberSpec { instance_id: member.instance_id.as_deref(), topics, target });
    }
    let topics: BTreeSet<Uuid> = spec.members.values().flat_map(|member| member.topics.iter().copied()).collect();
    let count = |topic: &Uuid| image.topic_by_id(topic).map_or(0, |topic| topic.partitions.len());
    spec.partitions = topics.iter().map(|topic| (*topic, i32::try_from(count(topic)).unwrap_or(i32::MAX))).collect();

    if planted(Fault::AssignTooLittle) {
        spec.partitions.values_mut().for_each(|count| *count -= 1);
    }
    let mut targets = assignor.assign(&spec);
    let changed = targets.iter().filter(|(id, partitions)| group.targets().get(id.as_str()) != Some(partitions));
    let mut records: Vec<Record> = changed.map(|(id, partitions)| record::target(&group.id, id, partitions)).collect();
    records.push(record::target_epoch(&group.id, epoch, wall_ms));
    (targets.remove(&*updated.id).unwrap_or_default(), records)
}

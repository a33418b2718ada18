//! Groups that change their protocol while they have members: to the consumer protocol when its first member comes, to the
//! classic one when its last member goes.

use super::group::{ConsumerGroup, merge};
use super::heartbeat::World;
use super::member::{Member, owned_at, partitions_of};
use super::{Refusal, embedded, record};
use crate::group::assignor::Partitions;
use crate::group::classic::{CONSUMER_PROTOCOL_TYPE, ClassicGroup, ClassicMember, ClassicState};
use crate::group::planted::{Fault, planted};
use crate::group::record::Record;
use crate::metadata::config::GroupConfigs;
use crate::metadata::image::Image;
use bytes::Bytes;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::group_coordinator::consumer_group_member_metadata_value::{
    ClassicMemberMetadata, ClassicProtocol,
};
use std::collections::HashMap;
use std::sync::Arc;

/// The group as one of the consumer protocol, with the records that make it one. What its members have is what their leader
/// assigned last.
pub(super) fn upgrade(
    classic: &ClassicGroup,
    configs: &GroupConfigs,
    world: &mut World<'_>,
) -> Result<(ConsumerGroup, Vec<Record>), Refusal> {
    let refuse = |why: &str| {
        Refusal::new(ErrorCode::GroupIdNotFound, format!("the classic group {} cannot be upgraded: {why}", classic.id))
    };
    if !configs.consumer_migration_policy.allows_upgrade() {
        return Err(refuse("group.consumer.migration.policy does not allow it"));
    }
    if !classic.uses_consumer_protocol() {
        return Err(refuse("its members are no consumers"));
    }
    if classic.len() > usize::try_from(configs.consumer_max_size).unwrap_or(0) {
        return Err(refuse("it is larger than group.consumer.max.size"));
    }
    let malformed = || refuse("what its members said of themselves cannot be read");
    let generation = classic.generation;
    let protocol = classic.protocol_name.as_deref().unwrap_or_default();
    let mut group = ConsumerGroup::new(classic.id.clone());
    group.epoch = generation;
    group.target_epoch = generation;
    for member in classic.members() {
        let assignment = embedded::assignment(&member.assignment).ok_or_else(malformed)?;
        if assignment.user_data.as_ref().is_some_and(|data| !data.is_empty()) {
            return Err(refuse("its assignor keeps data of its own, which would be lost: switch to one that does not"));
        }
        let mut partitions = embedded::assigned_partitions(&assignment, world.image);
        let subscription = embedded::subscription(&member.metadata(protocol)).ok_or_else(malformed)?;
        // Between two generations a cooperative member still has what it said when it joined.
        if partitions.is_empty() && !classic.is_in(ClassicState::Stable) {
            partitions = embedded::owned_by(&subscription, world.image);
            partitions.retain(|topic, numbers| numbers.iter().all(|n| group.partition_epoch(topic, *n).is_none()));
        }
        let partitions = if planted(Fault::UpgradeForgets) { Partitions::new() } else { partitions };
        let is_taken = |topic, number| group.partition_epoch(topic, number).is_some();
        if partitions.iter().any(|(topic, numbers)| numbers.iter().any(|number| is_taken(topic, *number))) {
            return Err(refuse("its leader assigned a partition to two members"));
        }
        group.set_target(&member.id, Some(partitions.clone()));
        group.put_member(Member {
            epoch: generation,
            previous_epoch: generation,
            instance_id: member.instance_id.as_deref().map(str::to_owned),
            rack_id: subscription.rack_id.filter(|rack| !rack.is_empty()),
            rebalance_timeout_ms: member.rebalance_timeout_ms,
            client_id: member.client_id.clone(),
            client_host: member.client_host.clone(),
            topics: Arc::new(subscription.topics.into_iter().collect()),
            assigned: owned_at(&partitions, generation),
            classic: Some(classic_metadata(member.session_timeout_ms, &member.protocols)),
            ..Member::new(member.id.clone())
        });
    }
    group.metadata_hash = world.hashes.of_group(group.topic_names(), world.image);
    let mut records = vec![Record::group_tombstone(&classic.id)];
    records.extend(record::group_records(&group));
    Ok((group, records))
}

pub(super) fn classic_metadata(session_timeout_ms: i32, protocols: &[(String, Bytes)]) -> ClassicMemberMetadata {
    let protocol = |(name, metadata): &(String, Bytes)| ClassicProtocol {
        name: name.clone(),
        metadata: metadata.clone(),
        ..Default::default()
    };
    ClassicMemberMetadata {
        session_timeout_ms,
        supported_protocols: protocols.iter().map(protocol).collect(),
        ..Default::default()
    }
}

/// Whether the group becomes a classic one when these members leave: the others speak the classic protocol only.
pub(super) fn downgrades_without(group: &ConsumerGroup, leaving: &[&Member], configs: &GroupConfigs) -> bool {
    let classic = leaving.iter().filter(|member| member.uses_classic_protocol()).count();
    let others = group.len().saturating_sub(leaving.len());
    others > 0 && group.classic_members().saturating_sub(classic) == others && may_downgrade(others, configs)
}

/// Whether it does when a classic member takes the place of this one.
pub(super) fn downgrades_with_replaced(group: &ConsumerGroup, replaced: &Member, configs: &GroupConfigs) -> bool {
    !replaced.uses_classic_protocol()
        && group.classic_members() + 1 == group.len()
        && may_downgrade(group.len(), configs)
}

fn may_downgrade(members: usize, configs: &GroupConfigs) -> bool {
    configs.consumer_migration_policy.allows_downgrade() && members <= usize::try_from(configs.max_size).unwrap_or(0)
}

/// A group that becomes a classic one when the records have committed.
pub(super) struct Downgrade {
    pub group: ClassicGroup,
    pub records: Vec<Record>,
}

/// The group as a classic one, without those who leave, and with `joining` in the place of the member of its instance id.
/// Before a rebalance members are assigned what they have, whatever their targets: another upgrade may come before it ends,
/// and must know who has what. Without one, what they have is their targets.
pub(super) fn downgrade(
    group: &ConsumerGroup,
    leaving: &[&Member],
    joining: Option<&Member>,
    image: &Image,
    wall_ms: i64,
) -> Downgrade {
    let replaced = joining.and_then(|joining| group.static_member(joining.instance_id.as_deref()?));
    let stays = |member: &&Member| {
        !leaving.iter().any(|gone| gone.id == member.id) && replaced.is_none_or(|replaced| replaced.id != member.id)
    };
    let mut assignments = HashMap::new();
    let mut members = Vec::new();
    for member in group.members().filter(stays).chain(joining) {
        let Some(classic) = &member.classic else { continue };
        let protocols: Vec<(String, Bytes)> =
            classic.supported_protocols.iter().map(|p| (p.name.clone(), p.metadata.clone())).collect();
        members.push(ClassicMember {
            id: member.id.clone(),
            instance_id: member.instance_id.as_deref().map(Arc::from),
            client_id: member.client_id.clone(),
            client_host: member.client_host.clone(),
            rebalance_timeout_ms: member.rebalance_timeout_ms,
            session_timeout_ms: classic.session_timeout_ms,
            protocol_type: CONSUMER_PROTOCOL_TYPE.to_owned(),
            protocols,
            assignment: Bytes::new(),
            joining: None,
            syncing: None,
            is_new: false,
        });
        let mut has = member.assigned.clone();
        merge(&mut has, member.revoking.clone());
        assignments.insert(member.id.clone(), partitions_of(&has));
    }
    let encode = |member: &ClassicMember, protocol: &str| {
        let has = assignments.get(&member.id).cloned().unwrap_or_default();
        encode_for(&member.metadata(protocol), &has, image)
    };
    let classic = ClassicGroup::from_members(group.id.clone(), group.epoch, members, wall_ms, encode);
    let ids = replaced.zip(joining).map(|(replaced, joining)| (&*replaced.id, &*joining.id));
    let mut records = record::group_tombstones(group, ids);
    let assignments = classic.members().map(|member| (member.id.clone(), member.assignment.clone())).collect();
    records.push(Record::group_metadata(&group.id, classic.to_value(&assignments)));
    Downgrade { group: classic, records }
}

/// Partitions for a member, in the version of what it said of itself.
pub(super) fn encode_for(metadata: &Bytes, partitions: &Partitions, image: &Image) -> Bytes {
    embedded::encode_assignment(partitions, embedded::version(metadata).unwrap_or(0), image)
}

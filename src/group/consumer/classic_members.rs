//! Members of the classic protocol in a consumer group: while a group is being moved from one protocol to the other.
//!
//! They join to say what they want and have, sync to be told what they get, and are told to join again by their heartbeats
//! where there is more to get or to give up. Each has its own pace: nobody waits for the others, and no leader assigns.

use super::group::ConsumerGroup;
use super::heartbeat::{self, Arrival, Update, World};
use super::member::Member;
use super::migration::{self, Downgrade};
use super::{ConsumerTimer, Plan, Refusal, embedded};
use crate::group::classic::CONSUMER_PROTOCOL_TYPE;
use crate::group::step::Caller;
use crate::metadata::config::{GroupConfigs, MigrationPolicy};
use crate::metadata::image::Image;
use bytes::Bytes;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::leave_group_request::MemberIdentity;
use ringmain_protocol::messages::rpc::{HeartbeatRequest, JoinGroupRequest, SyncGroupRequest};

/// What a JoinGroup makes of a group.
pub(super) struct Joined {
    /// The member as it is after it.
    pub plan: Plan<Member>,
    /// The group becomes a classic one, and must rebalance if so.
    pub downgrade: Option<(Downgrade, bool)>,
}

fn refusal(error: ErrorCode, why: impl Into<String>) -> Refusal {
    Refusal::new(error, why)
}

/// `member_id` is the member's own, or one made for it.
pub(super) fn join(
    group: &ConsumerGroup,
    world: &mut World<'_>,
    configs: &GroupConfigs,
    caller: &Caller,
    request: &JoinGroupRequest,
    member_id: &str,
) -> Result<Joined, Refusal> {
    if configs.consumer_migration_policy == MigrationPolicy::Disabled {
        return Err(refusal(ErrorCode::InconsistentGroupProtocol, "no group may change its protocol"));
    }
    heartbeat::refuse_if_full(group, world, member_id)?;
    let names = request.protocols.iter().map(|protocol| protocol.name.as_str());
    if request.protocol_type != CONSUMER_PROTOCOL_TYPE || !group.supports_any(names) {
        return Err(refusal(ErrorCode::InconsistentGroupProtocol, "the group knows none of the member's protocols"));
    }
    let is_unknown = request.member_id.is_empty();
    let instance_id = request.group_instance_id.as_deref();
    if is_unknown && instance_id.is_none() && caller.api_version >= 4 {
        return Err(refusal(ErrorCode::MemberIdRequired, "come again with the member id"));
    }
    // All protocols carry the same subscription.
    let metadata = request.protocols.first().map(|protocol| protocol.metadata.clone()).unwrap_or_default();
    let subscription = embedded::subscription(&metadata)
        .ok_or_else(|| refusal(ErrorCode::UnknownServerError, "the subscription cannot be read"))?;

    let mut records = Vec::new();
    let joins = instance_id.is_none() || is_unknown;
    let member = Arrival { member_id, instance_id, joins, is_classic: true }.find(group, &mut records)?;
    let existing = instance_id.and_then(|instance| group.static_member(instance));
    let downgrades = existing.is_some_and(|old| migration::downgrades_with_replaced(group, old, configs));

    let mut protocols: Vec<(String, Bytes)> = Vec::with_capacity(request.protocols.len());
    for protocol in &request.protocols {
        if protocols.iter().all(|(name, _)| *name != protocol.name) {
            protocols.push((protocol.name.clone(), protocol.metadata.clone()));
        }
    }
    // Version 0 knows no rebalance timeout.
    let rebalance_timeout_ms =
        if caller.api_version == 0 { request.session_timeout_ms } else { request.rebalance_timeout_ms };
    let owned = embedded::owned_partitions(&subscription, world.image);
    let update = Update {
        instance_id,
        rack_id: subscription.rack_id.as_deref().filter(|rack| !rack.is_empty()),
        rebalance_timeout_ms,
        server_assignor: None,
        topics: Some(&subscription.topics),
        // The classic protocol has none.
        regex: Some(""),
        classic: Some(migration::classic_metadata(request.session_timeout_ms, &protocols)),
        owned: Some(&owned),
    };
    if downgrades {
        let changed = heartbeat::subscribe(group, world, caller, &member, &update, &mut records)?;
        // Where somebody is still on its way, others would be given what it has.
        let is_settled = |other: &Member| other.is_reconciled_to(group.target_epoch);
        let others = group.members().filter(|other| other.instance_id.as_deref() != instance_id);
        let must_rebalance = group.target_epoch < changed.group_epoch || !others.into_iter().all(is_settled);
        let mut plan = Plan { records, ..Plan::new(changed.member) };
        if !must_rebalance {
            let target = (group.target_epoch, &group.target_of(&plan.reply));
            heartbeat::reconcile(group, world, &mut plan, target, changed.subscription_changed, update.owned)?;
        }
        let mut downgrade = migration::downgrade(group, &[], Some(&plan.reply), world.image, world.now.wall_ms);
        plan.records.append(&mut downgrade.records);
        return Ok(Joined { plan, downgrade: Some((downgrade, must_rebalance)) });
    }
    let mut plan = heartbeat::advance(group, world, caller, &member, update, records)?;
    let id = plan.reply.id.clone();
    let after = |ms: i32| world.now.ms.saturating_add(u64::try_from(ms).unwrap_or(0));
    plan.timers.push((ConsumerTimer::Session, id.clone(), after(request.session_timeout_ms)));
    plan.timers.push((ConsumerTimer::Sync, id.clone(), after(rebalance_timeout_ms)));
    plan.cancelled.push((ConsumerTimer::Join, id));
    Ok(Joined { plan, downgrade: None })
}

/// The member of a request of the classic protocol.
fn member<'a>(
    group: &'a ConsumerGroup,
    member_id: &str,
    instance_id: Option<&str>,
    generation: i32,
) -> Result<&'a Member, Refusal> {
    let member = find(group, member_id, instance_id)?;
    if !member.uses_classic_protocol() {
        return Err(refusal(ErrorCode::UnknownMemberId, "the member speaks the consumer protocol"));
    }
    if member.epoch != generation {
        return Err(refusal(ErrorCode::IllegalGeneration, format!("the member's generation is {}", member.epoch)));
    }
    Ok(member)
}

fn find<'a>(group: &'a ConsumerGroup, member_id: &str, instance_id: Option<&str>) -> Result<&'a Member, Refusal> {
    let Some(instance_id) = instance_id else {
        return group.member(member_id).ok_or_else(|| heartbeat::unknown_member(member_id));
    };
    let unknown = || refusal(ErrorCode::UnknownMemberId, format!("no member has the instance id {instance_id}"));
    let member = group.static_member(instance_id).ok_or_else(unknown)?;
    heartbeat::refuse_other_instance(member, member_id)?;
    Ok(member)
}

/// What a request of a classic member does to its timers.
#[derive(Debug, Default)]
pub(super) struct Timing {
    pub session_ms: Option<i32>,
    /// It must join again within this time, unless it was told so before.
    pub join_within_ms: Option<i32>,
    pub has_synced: bool,
}

/// The member's assignment, or the error to answer with.
pub(super) fn sync(
    group: &ConsumerGroup,
    image: &Image,
    request: &SyncGroupRequest,
) -> (Timing, Result<Bytes, ErrorCode>) {
    let instance_id = request.group_instance_id.as_deref();
    let member = match member(group, &request.member_id, instance_id, request.generation_id) {
        Ok(member) => member,
        Err(refusal) => return (Timing::default(), Err(refusal.error)),
    };
    let Some((classic, protocol)) = member.classic.as_ref().and_then(|c| Some((c, c.supported_protocols.first()?)))
    else {
        return (Timing::default(), Err(ErrorCode::UnknownServerError));
    };
    let differs = |asked: &Option<String>, known: &str| asked.as_deref().is_some_and(|asked| asked != known);
    if differs(&request.protocol_type, CONSUMER_PROTOCOL_TYPE) || differs(&request.protocol_name, &protocol.name) {
        return (Timing::default(), Err(ErrorCode::InconsistentGroupProtocol));
    }
    // One that is giving up partitions has joined again already.
    if group.target_epoch > member.epoch && !member.must_revoke() {
        let timing = Timing { join_within_ms: Some(member.rebalance_timeout_ms), ..Timing::default() };
        return (timing, Err(ErrorCode::RebalanceInProgress));
    }
    let partitions = super::member::partitions_of(&member.assigned);
    let assignment = migration::encode_for(&protocol.metadata, &partitions, image);
    let timing = Timing { session_ms: Some(classic.session_timeout_ms), has_synced: true, ..Timing::default() };
    (timing, Ok(assignment))
}

pub(super) fn beat(group: &ConsumerGroup, request: &HeartbeatRequest) -> (Timing, Result<(), ErrorCode>) {
    let instance_id = request.group_instance_id.as_deref();
    let member = match member(group, &request.member_id, instance_id, request.generation_id) {
        Ok(member) => member,
        Err(refusal) => return (Timing::default(), Err(refusal.error)),
    };
    let mut timing =
        Timing { session_ms: member.classic.as_ref().map(|classic| classic.session_timeout_ms), ..Timing::default() };
    // There is a newer target, or something to give up, or what it waits for is free.
    let has_more = member.epoch < group.target_epoch || member.must_revoke() || {
        member.state == super::MemberState::UnreleasedPartitions && !group.waits_for_others(member)
    };
    if !has_more {
        return (timing, Ok(()));
    }
    timing.join_within_ms = Some(member.rebalance_timeout_ms);
    (timing, Err(ErrorCode::RebalanceInProgress))
}

/// The member that is to leave. An administrator names a static one by its instance id alone.
pub(super) fn leaving<'a>(group: &'a ConsumerGroup, identity: &MemberIdentity) -> Result<&'a Member, ErrorCode> {
    match identity.group_instance_id.as_deref() {
        Some(instance_id) if identity.member_id.is_empty() => {
            group.static_member(instance_id).ok_or(ErrorCode::UnknownMemberId)
        }
        instance_id => find(group, &identity.member_id, instance_id).map_err(|refusal| refusal.error),
    }
}

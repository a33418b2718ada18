//! ConsumerGroupHeartbeat: what a request makes of a group, as records and an answer.
//!
//! Nothing changes here: the [`Plan`] is carried out by the coordinator, and its records applied as they are appended.

use super::group::ConsumerGroup;
use super::member::{LEAVE_EPOCH, Member, Owned, STATIC_LEAVE_EPOCH, owns_only, partitions_of};
use super::metadata_hash::TopicHashes;
use super::reconcile::{Reconciliation, UnknownState};
use super::{ConsumerTimer, Plan, Refusal, record, regex_refresh, target};
use crate::group::assignor::{Assignor, Partitions};
use crate::group::planted::{Fault, planted};
use crate::group::record::Record;
use crate::group::regex::Compiled;
use crate::group::step::{Caller, Now};
use crate::metadata::image::Image;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::group_coordinator::consumer_group_member_metadata_value::ClassicMemberMetadata;
use ringmain_protocol::messages::rpc::consumer_group_heartbeat_request::TopicPartitions;
use ringmain_protocol::messages::rpc::consumer_group_heartbeat_response::{
    Assignment, TopicPartitions as AssignedPartitions,
};
use ringmain_protocol::messages::rpc::{ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a group lives in.
pub(in crate::group) struct World<'a> {
    pub now: Now,
    pub image: &'a Image,
    pub hashes: &'a mut TopicHashes,
    pub expressions: &'a mut Compiled,
    pub settings: Settings,
    /// Offset of the last image that brought topics.
    pub new_topics_at: i64,
    /// A refresh of the group's expressions is under way.
    pub is_refreshing: bool,
    /// The group was a classic one until now. Its leader may not have assigned everything, so a target of its own is due,
    /// also where the member that joins subscribes to nothing.
    pub is_upgraded: bool,
}

/// The settings of one group.
#[derive(Debug, Clone, Copy)]
pub(in crate::group) struct Settings {
    pub max_size: i32,
    pub session_timeout_ms: i32,
    pub heartbeat_interval_ms: i32,
    pub assignment_interval_ms: i32,
    pub regex_refresh_interval_ms: i32,
    pub default_assignor: Assignor,
}

/// What a member says of itself when it sends a heartbeat or joins; `None` where nothing changed.
pub(in crate::group) struct Update<'a> {
    pub instance_id: Option<&'a str>,
    pub rack_id: Option<&'a str>,
    pub rebalance_timeout_ms: i32,
    pub server_assignor: Option<&'a str>,
    pub topics: Option<&'a [String]>,
    pub regex: Option<&'a str>,
    pub classic: Option<ClassicMemberMetadata>,
    pub owned: Option<&'a [TopicPartitions]>,
}

/// A heartbeat of a member that stays, joins or comes back. `member_id` is its own, or one made for it.
pub(super) fn heartbeat(
    group: &ConsumerGroup,
    world: &mut World<'_>,
    caller: &Caller,
    request: &ConsumerGroupHeartbeatRequest,
    member_id: &str,
) -> Result<Plan<ConsumerGroupHeartbeatResponse>, Refusal> {
    refuse_if_full(group, world, &request.member_id)?;
    let owned = request.topic_partitions.as_deref();
    let mut records = Vec::new();
    let arrival = Arrival {
        member_id,
        instance_id: request.instance_id.as_deref(),
        joins: request.member_epoch == 0,
        is_classic: false,
    };
    let member = arrival.find(group, &mut records)?;
    // An epoch of 0 is right for whoever comes back after it was fenced.
    if request.member_epoch != 0 {
        refuse_wrong_epoch(&member, request.member_epoch, owned)?;
    }
    let update = Update {
        instance_id: request.instance_id.as_deref(),
        rack_id: request.rack_id.as_deref(),
        rebalance_timeout_ms: request.rebalance_timeout_ms,
        server_assignor: request.server_assignor.as_deref(),
        topics: request.subscribed_topic_names.as_deref(),
        regex: request.subscribed_topic_regex.as_deref(),
        classic: None,
        owned,
    };
    let mut plan = advance(group, world, caller, &member, update, records)?;

    let session = world.now.ms.saturating_add(u64::try_from(world.settings.session_timeout_ms).unwrap_or(0));
    plan.timers.push((ConsumerTimer::Session, plan.reply.id.clone(), session));
    let said_all = request.rebalance_timeout_ms != -1
        && (request.subscribed_topic_names.is_some() || request.subscribed_topic_regex.is_some())
        && request.topic_partitions.is_some();
    let tell_assignment = request.member_epoch == 0 || said_all || plan.reply.assigned != member.assigned;
    let heartbeat_interval_ms = world.settings.heartbeat_interval_ms;
    Ok(plan.map(|updated| ConsumerGroupHeartbeatResponse {
        member_id: Some(updated.id.to_string()),
        member_epoch: updated.epoch,
        heartbeat_interval_ms,
        assignment: tell_assignment.then(|| assignment(&updated.assigned)),
        ..Default::default()
    }))
}

fn assignment(assigned: &Owned) -> Assignment {
    let topic = |(topic_id, partitions)| AssignedPartitions { topic_id, partitions, ..Default::default() };
    Assignment { topic_partitions: partitions_of(assigned).into_iter().map(topic).collect(), ..Default::default() }
}

pub(super) fn refuse_if_full(group: &ConsumerGroup, world: &World<'_>, member_id: &str) -> Result<(), Refusal> {
    let limit = usize::try_from(world.settings.max_size).unwrap_or(0);
    if group.len() >= limit && group.member(member_id).is_none() {
        return Err(Refusal::new(ErrorCode::GroupMaxSizeReached, format!("the group has its {limit} members")));
    }
    Ok(())
}

/// A member that is ahead of us, or behind by more than one lost answer, must give up everything and join again.
fn refuse_wrong_epoch(member: &Member, epoch: i32, owned: Option<&[TopicPartitions]>) -> Result<(), Refusal> {
    let answer_was_lost = epoch == member.previous_epoch && owns_only(owned, &member.assigned);
    if epoch > member.epoch || epoch < member.epoch && !answer_was_lost {
        let why =
            format!("the member's epoch is {}, not {epoch}: it must give up its partitions and rejoin", member.epoch);
        return Err(Refusal::new(ErrorCode::FencedMemberEpoch, why));
    }
    Ok(())
}

// ---- who comes ----

/// A member that sends a heartbeat, or joins by either protocol.
pub(super) struct Arrival<'a> {
    pub member_id: &'a str,
    pub instance_id: Option<&'a str>,
    /// It may be new, or take the place of a static member.
    pub joins: bool,
    pub is_classic: bool,
}

impl Arrival<'_> {
    /// The member as it was; where it takes the place of a static member, with the records of that.
    pub fn find(&self, group: &ConsumerGroup, records: &mut Vec<Record>) -> Result<Member, Refusal> {
        let known = |member: Option<&Member>| match member {
            Some(member) => Ok(member.clone()),
            None if self.joins => Ok(Member::new(self.member_id)),
            None => Err(unknown_member(self.member_id)),
        };
        let Some(instance_id) = self.instance_id else { return known(group.member(self.member_id)) };
        let Some(existing) = group.static_member(instance_id) else {
            return if self.joins {
                known(group.member(self.member_id))
            } else {
                Err(Refusal::new(ErrorCode::UnknownMemberId, format!("no member has the instance id {instance_id}")))
            };
        };
        if !self.joins {
            refuse_other_instance(existing, self.member_id)?;
            return Ok(existing.clone());
        }
        if !self.is_classic && !existing.uses_classic_protocol() && existing.epoch != STATIC_LEAVE_EPOCH {
            let why = format!("the instance id {instance_id} is still used by member {}", existing.id);
            return Err(Refusal::new(ErrorCode::UnreleasedInstanceId, why));
        }
        let replacing = Member { id: Arc::from(self.member_id), epoch: 0, previous_epoch: 0, ..existing.clone() };
        if existing.id != replacing.id {
            records.extend(record::member_tombstones(&group.id, &existing.id));
        }
        records.push(record::member(&group.id, &replacing));
        let target = group.targets().get(&existing.id).cloned().unwrap_or_default();
        records.push(record::target(&group.id, &replacing.id, &target));
        records.push(record::assignment(&group.id, &replacing));
        Ok(replacing)
    }
}

pub(super) fn unknown_member(id: &str) -> Refusal {
    Refusal::new(ErrorCode::UnknownMemberId, format!("{id} is not a member of the group"))
}

pub(super) fn refuse_other_instance(existing: &Member, member_id: &str) -> Result<(), Refusal> {
    if &*existing.id == member_id {
        return Ok(());
    }
    let instance_id = existing.instance_id.as_deref().unwrap_or_default();
    let why = format!("the instance id {instance_id} is now used by member {}", existing.id);
    Err(Refusal::new(ErrorCode::FencedInstanceId, why))
}

// ---- what follows ----

/// A member that has been found, with what it said: its subscription, the group's epoch and target, and its next step.
pub(super) fn advance(
    group: &ConsumerGroup,
    world: &mut World<'_>,
    caller: &Caller,
    member: &Member,
    update: Update<'_>,
    mut records: Vec<Record>,
) -> Result<Plan<Member>, Refusal> {
    let changed = subscribe(group, world, caller, member, &update, &mut records)?;
    let (target_epoch, target) = if group.target_epoch >= changed.group_epoch
        || !target::may_compute(group, world.settings.assignment_interval_ms, world.now.wall_ms)
    {
        (group.target_epoch, group.target_of(&changed.member))
    } else {
        let assignor = group.assignor_with(Some(member), Some(&changed.member), world.settings.default_assignor);
        let epoch = changed.group_epoch;
        let (target, more) = target::compute(group, &changed.member, assignor, epoch, world.image, world.now.wall_ms);
        records.extend(more);
        (epoch, target)
    };
    let mut plan = Plan { records, checked: changed.checked, refresh: changed.refresh, ..Plan::new(changed.member) };
    reconcile(group, world, &mut plan, (target_epoch, &target), changed.subscription_changed, update.owned)?;
    Ok(plan)
}

/// The member's next step towards a target, if it has any to do.
pub(super) fn reconcile(
    group: &ConsumerGroup,
    world: &World<'_>,
    plan: &mut Plan<Member>,
    (target_epoch, target): (i32, &Partitions),
    has_subscription_changed: bool,
    owned: Option<&[TopicPartitions]>,
) -> Result<(), Refusal> {
    let member = &plan.reply;
    if !has_subscription_changed && member.is_reconciled_to(target_epoch) {
        return Ok(());
    }
    let reconciliation = Reconciliation {
        target_epoch,
        target,
        subscribed: &group.subscribed_topics(member, world.image),
        has_subscription_changed,
        owned,
        is_owned: &|topic, partition| group.partition_epoch(topic, partition).is_some() && !planted(Fault::GiveOwned),
    };
    let next = reconciliation.step(member).map_err(|UnknownState| {
        Refusal::new(
            ErrorCode::FencedMemberEpoch,
            "the member's state is not known: it must give up its partitions and rejoin",
        )
    })?;
    if next == *member {
        return Ok(());
    }
    plan.records.push(record::assignment(&group.id, &next));
    // Members of the classic protocol revoke by joining again, which has timers of its own.
    if next.must_revoke() && !next.uses_classic_protocol() {
        let timeout = u64::try_from(next.rebalance_timeout_ms).unwrap_or(0);
        plan.timers.push((ConsumerTimer::Rebalance, next.id.clone(), world.now.ms.saturating_add(timeout)));
    }
    plan.reply = next;
    Ok(())
}

/// A member after what it said of itself.
pub(super) struct Subscribed {
    pub member: Member,
    pub group_epoch: i32,
    pub subscription_changed: bool,
    pub checked: Option<i32>,
    pub refresh: bool,
}

/// Updates a member, and the group's epoch where its subscriptions or their topics have changed.
pub(super) fn subscribe(
    group: &ConsumerGroup,
    world: &mut World<'_>,
    caller: &Caller,
    member: &Member,
    update: &Update<'_>,
    records: &mut Vec<Record>,
) -> Result<Subscribed, Refusal> {
    let updated = update.apply(member, caller);
    let mut names_changed = false;
    if updated != *member {
        records.push(record::member(&group.id, &updated));
        names_changed = updated.topics != member.topics;
    }
    let regexes = regex_refresh::update(group, world, member, &updated, records)?;
    // Resolving an expression will raise the epoch, so the change to one that is not resolved yet does not.
    let must_rise = world.is_upgraded
        || names_changed
        || regexes.changed && (regexes.is_resolved || updated.uses_classic_protocol());
    let mut group_epoch = group.epoch;
    let mut checked = None;
    if must_rise || group.metadata_is_old(world.image) && !planted(Fault::IgnoreMetadata) {
        let subscriptions = group.subscriptions_with(Some(member), Some(&updated));
        let hash = world.hashes.of_group(subscriptions.keys().map(String::as_str), world.image);
        if must_rise || hash != group.metadata_hash {
            group_epoch = group.epoch.saturating_add(1);
            records.push(record::epoch(&group.id, group_epoch, hash));
        }
        checked = Some(group_epoch);
        if group.has_partition_metadata {
            records.push(record::partition_metadata_tombstone(&group.id));
        }
    }
    let subscription_changed = names_changed || regexes.changed;
    Ok(Subscribed { member: updated, group_epoch, subscription_changed, checked, refresh: regexes.refresh })
}

impl Update<'_> {
    fn apply(&self, member: &Member, caller: &Caller) -> Member {
        let text = |new: Option<&str>, old: &Option<String>| new.map(str::to_owned).or_else(|| old.clone());
        let topics = self.topics.map(|topics| topics.iter().cloned().collect::<BTreeSet<String>>());
        let topics = topics.filter(|topics| *topics != *member.topics).map_or_else(|| member.topics.clone(), Arc::new);
        Member {
            instance_id: text(self.instance_id, &member.instance_id),
            rack_id: text(self.rack_id, &member.rack_id),
            rebalance_timeout_ms: match self.rebalance_timeout_ms {
                -1 => member.rebalance_timeout_ms,
                timeout => timeout,
            },
            server_assignor: text(self.server_assignor, &member.server_assignor),
            topics,
            regex: text(self.regex, &member.regex),
            client_id: caller.client_id.clone(),
            client_host: caller.client_host.clone(),
            classic: self.classic.clone(),
            ..member.clone()
        }
    }
}

// ---- who goes ----

/// The member of a heartbeat that says goodbye.
pub(super) fn leaving<'a>(
    group: &'a ConsumerGroup,
    request: &ConsumerGroupHeartbeatRequest,
) -> Result<&'a Member, Refusal> {
    let Some(instance_id) = &request.instance_id else {
        return group.member(&request.member_id).ok_or_else(|| unknown_member(&request.member_id));
    };
    let member = group.static_member(instance_id).ok_or_else(|| {
        Refusal::new(ErrorCode::UnknownMemberId, format!("no member has the instance id {instance_id}"))
    })?;
    refuse_other_instance(member, &request.member_id)?;
    Ok(member)
}

/// A static member that will be back: it keeps its partitions until its session ends.
pub(super) fn leave_for_a_while(group: &ConsumerGroup, member: &Member) -> Plan<ConsumerGroupHeartbeatResponse> {
    let mut assigned = member.assigned.clone();
    // Whoever comes back has had them from the start.
    assigned.values_mut().flat_map(|partitions| partitions.values_mut()).for_each(|epoch| *epoch = 0);
    let away = Member { epoch: STATIC_LEAVE_EPOCH, revoking: Owned::new(), assigned, ..member.clone() };
    let response = ConsumerGroupHeartbeatResponse {
        member_id: Some(member.id.to_string()),
        member_epoch: STATIC_LEAVE_EPOCH,
        ..Default::default()
    };
    Plan { records: vec![record::assignment(&group.id, &away)], ..Plan::new(response) }
}

/// Removes members, which raises the epoch.
pub(super) fn remove(group: &ConsumerGroup, world: &mut World<'_>, leaving: &[&Member]) -> Plan<()> {
    let mut plan = Plan::new(());
    if leaving.is_empty() {
        return plan;
    }
    plan.records.extend(leaving.iter().flat_map(|member| record::member_tombstones(&group.id, &member.id)));
    let (subscriptions, unused) = group.subscriptions_without(leaving);
    plan.records.extend(unused.iter().map(|regex| record::regex_tombstone(&group.id, regex)));
    let hash = world.hashes.of_group(subscriptions.keys().map(String::as_str), world.image);
    plan.records.push(record::epoch(&group.id, group.epoch.saturating_add(1), hash));
    plan
}

/// What can be said of a request without its group.
pub(super) fn validate(
    request: &ConsumerGroupHeartbeatRequest,
    api_version: i16,
    assignors: &[Assignor],
) -> Result<(), Refusal> {
    let refuse = |why: &str| Err(Refusal::new(ErrorCode::InvalidRequest, why));
    let is_blank = |text: &str| text.trim_matches(|c| c <= ' ').is_empty();
    let epoch = request.member_epoch;
    if (api_version >= 1 || epoch > 0 || epoch == LEAVE_EPOCH) && is_blank(&request.member_id) {
        return refuse("MemberId must not be empty");
    }
    if is_blank(&request.group_id) {
        return refuse("GroupId must not be empty");
    }
    if request.instance_id.as_deref().is_some_and(is_blank) {
        return refuse("InstanceId must not be empty");
    }
    if request.rack_id.as_deref().is_some_and(is_blank) {
        return refuse("RackId must not be empty");
    }
    match epoch {
        0 if request.rebalance_timeout_ms == -1 => return refuse("who joins must say RebalanceTimeoutMs"),
        0 if request.topic_partitions.as_ref().is_none_or(|owned| !owned.is_empty()) => {
            return refuse("who joins must say that it has no partitions: TopicPartitions must be empty");
        }
        0 if request.subscribed_topic_names.is_none() && request.subscribed_topic_regex.is_none() => {
            return refuse("who joins must say SubscribedTopicNames or SubscribedTopicRegex");
        }
        STATIC_LEAVE_EPOCH if request.instance_id.is_none() => return refuse("InstanceId must be given"),
        ..STATIC_LEAVE_EPOCH => return refuse("MemberEpoch is less than -2"),
        _ => {}
    }
    if let Some(name) = &request.server_assignor
        && !assignors.iter().any(|assignor| assignor.name() == name)
    {
        let names = assignors.iter().map(|assignor| assignor.name()).collect::<Vec<_>>().join(", ");
        return Err(Refusal::new(ErrorCode::UnsupportedAssignor, format!("{name} is none of the assignors: {names}")));
    }
    Ok(())
}

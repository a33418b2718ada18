//! Where plans meet the coordinator: requests, timers and images in; appends, answers and timers out.

use super::group::ConsumerGroup;
use super::heartbeat::{self, Settings, World};
use super::member::{LEAVE_EPOCH, STATIC_LEAVE_EPOCH};
use super::{ConsumerTimer, Plan, Refusal, TopicHashes, migration, regex_refresh};
use crate::group::assignor::Assignor;
use crate::group::coordinator::{Call, Coordinator, Then, Turn};
use crate::group::planted::{Fault, planted};
use crate::group::record::Record;
use crate::group::regex::{Compiled, Resolution};
use crate::group::step::{Now, Response};
use crate::group::timers::Timer;
use crate::group::{ClassicState, Group};
use crate::metadata::config::GroupConfigs;
use crate::metadata::image::{ConfigResource, Image};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::group_coordinator::CoordinatorKey;
use ringmain_protocol::messages::rpc::consumer_group_describe_response::DescribedGroup;
use ringmain_protocol::messages::rpc::{ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse};
use ringmain_protocol::uuid::Uuid;
use std::sync::Arc;

/// When to try again to remove a member, where what that would write was refused.
const REMOVE_AGAIN_MS: u64 = 500;

impl Settings {
    /// Those of the group, within the broker's bounds, over those of the broker.
    pub fn of(configs: &GroupConfigs, image: &Image, group: &str) -> Self {
        let own = image.config(&ConfigResource { resource_type: ConfigResource::GROUP, name: group.to_owned() });
        let value = |name: &str, default: i32, min: i32, max: i32| {
            let set = own.and_then(|own| own.get(name)?.parse::<i32>().ok());
            // Not clamp(): settings that contradict each other must not be fatal here.
            set.map_or(default, |value| value.min(max).max(min))
        };
        Settings {
            max_size: configs.consumer_max_size,
            session_timeout_ms: value(
                "consumer.session.timeout.ms",
                configs.consumer_session_timeout_ms,
                configs.consumer_min_session_timeout_ms,
                configs.consumer_max_session_timeout_ms,
            ),
            heartbeat_interval_ms: value(
                "consumer.heartbeat.interval.ms",
                configs.consumer_heartbeat_interval_ms,
                configs.consumer_min_heartbeat_interval_ms,
                configs.consumer_max_heartbeat_interval_ms,
            ),
            assignment_interval_ms: value(
                "consumer.assignment.interval.ms",
                configs.consumer_assignment_interval_ms,
                configs.consumer_min_assignment_interval_ms,
                configs.consumer_max_assignment_interval_ms,
            ),
            regex_refresh_interval_ms: configs.consumer_regex_refresh_interval_ms,
            default_assignor: assignors(configs).first().copied().unwrap_or(Assignor::Uniform),
        }
    }
}

/// The assignors that a member may ask for; the first is the default.
fn assignors(configs: &GroupConfigs) -> Vec<Assignor> {
    configs.consumer_assignors.iter().filter_map(|name| Assignor::by_name(name)).collect()
}

pub(super) fn world<'a>(
    now: Now,
    image: &'a Image,
    (hashes, expressions): (&'a mut TopicHashes, &'a mut Compiled),
    configs: &GroupConfigs,
    new_topics_at: i64,
    group: &str,
) -> World<'a> {
    let settings = Settings::of(configs, image, group);
    World { now, image, hashes, expressions, settings, new_topics_at, is_refreshing: false, is_upgraded: false }
}

/// A member id made by the coordinator: a random uuid as Kafka prints it.
pub(in crate::group) fn new_member_id(random: u128) -> String {
    // Some draws are no good ids; the next ones are tried.
    let ids = (0u128..).filter_map(|more| Uuid::from_random(random.wrapping_add(more << 96)));
    ids.take(1).map(|id| id.to_string()).collect()
}

impl Coordinator {
    pub(in crate::group) fn consumer_group_heartbeat(
        &mut self,
        turn: &mut Turn<'_>,
        call: Call,
        request: ConsumerGroupHeartbeatRequest,
    ) {
        let id = self.group_id(&request.group_id);
        let planned = match self.validate_heartbeat(&call, &request) {
            Ok(()) if request.member_epoch == LEAVE_EPOCH => match self.leaving(&request) {
                Ok(member) => return self.leave_for_good(turn, &call, &id, request.member_id, member),
                Err(refusal) => Err(refusal),
            },
            Ok(()) => self.plan_heartbeat(turn.now, &call, &id, &request),
            Err(refusal) => Err(refusal),
        };
        match planned {
            Ok(plan) => {
                // Those who wait in a rebalance of the classic group must join the new one.
                self.work(turn, &id, |work| work.dismiss_all(ErrorCode::RebalanceInProgress));
                let (plan, response) = plan.split();
                let response = Response::ConsumerGroupHeartbeat(response);
                self.carry_out(turn, &id, plan, Then::Reply { ticket: call.ticket, response });
            }
            Err(refusal) => {
                let response = ConsumerGroupHeartbeatResponse {
                    error_code: refusal.error.code(),
                    error_message: Some(refusal.message),
                    ..Default::default()
                };
                turn.reply(call.ticket, Response::ConsumerGroupHeartbeat(response));
            }
        }
    }

    fn validate_heartbeat(&self, call: &Call, request: &ConsumerGroupHeartbeatRequest) -> Result<(), Refusal> {
        if !self.configs.consumer_protocol_enabled {
            return Err(Refusal::new(ErrorCode::UnsupportedVersion, "the consumer protocol is disabled"));
        }
        heartbeat::validate(request, call.caller.api_version, &assignors(&self.configs))
    }

    fn leaving(&self, request: &ConsumerGroupHeartbeatRequest) -> Result<Arc<str>, Refusal> {
        let group = self.consumer_group(&request.group_id).ok_or_else(|| group_not_found(&request.group_id))?;
        heartbeat::leaving(group, request).map(|member| member.id.clone())
    }

    fn leave_for_good(&mut self, turn: &mut Turn<'_>, call: &Call, id: &Arc<str>, member_id: String, member: Arc<str>) {
        let response = ConsumerGroupHeartbeatResponse {
            member_id: Some(member_id),
            member_epoch: LEAVE_EPOCH,
            ..Default::default()
        };
        let response = Response::ConsumerGroupHeartbeat(response);
        self.remove_members(turn, id, &[member], Then::Reply { ticket: call.ticket, response });
    }

    fn plan_heartbeat(
        &mut self,
        now: Now,
        call: &Call,
        id: &Arc<str>,
        request: &ConsumerGroupHeartbeatRequest,
    ) -> Result<Plan<ConsumerGroupHeartbeatResponse>, Refusal> {
        let mut world =
            world(now, &self.image, (&mut self.hashes, &mut self.expressions), &self.configs, self.new_topics_at, id);
        world.is_refreshing = self.refreshing.contains(id);
        let joins = request.member_epoch == 0;
        let mut before = Vec::new();
        let made;
        let group = match self.groups.get(id) {
            Some(Group::Consumer(group)) => group,
            None if joins => {
                made = ConsumerGroup::new(id.clone());
                &made
            }
            Some(Group::Classic(classic)) if joins => {
                if classic.is_in(ClassicState::Empty) {
                    before.push(Record::group_tombstone(id));
                    made = ConsumerGroup::new(id.clone());
                } else {
                    (made, before) = migration::upgrade(classic, &self.configs, &mut world)?;
                    world.is_upgraded = true;
                }
                &made
            }
            _ => return Err(group_not_found(id)),
        };
        let made_id;
        let mut plan = if request.member_epoch == STATIC_LEAVE_EPOCH {
            heartbeat::leave_for_a_while(group, heartbeat::leaving(group, request)?)
        } else {
            let member_id = if request.member_id.is_empty() {
                made_id = new_member_id(call.random);
                &made_id
            } else {
                &request.member_id
            };
            heartbeat::heartbeat(group, &mut world, &call.caller, request, member_id)?
        };
        before.append(&mut plan.records);
        plan.records = before;
        if world.is_upgraded {
            // Whom the classic group knew has a session of its own here.
            for member in group.members() {
                let Some(classic) = &member.classic else { continue };
                let session = u64::try_from(classic.session_timeout_ms).unwrap_or(0);
                plan.timers.push((ConsumerTimer::Session, member.id.clone(), now.ms.saturating_add(session)));
            }
        }
        Ok(plan)
    }

    pub(in crate::group) fn consumer_group_describe(&mut self, turn: &mut Turn<'_>, call: &Call, id: &str) {
        let described = match self.groups.get(id) {
            Some(Group::Consumer(group)) => {
                let default = assignors(&self.configs).first().copied().unwrap_or(Assignor::Uniform);
                group.describe(default, &self.image)
            }
            _ if id.is_empty() => DescribedGroup { error_code: ErrorCode::InvalidGroupId.code(), ..Default::default() },
            _ => {
                let refusal = group_not_found(id);
                DescribedGroup {
                    group_id: id.to_owned(),
                    error_code: refusal.error.code(),
                    error_message: Some(refusal.message),
                    ..Default::default()
                }
            }
        };
        self.reply_of(turn, id, call.ticket, Response::ConsumerGroupDescribe(described));
    }

    /// Arms timers, as the member was heard of, and appends the records. False where they are refused.
    pub(super) fn carry_out(&mut self, turn: &mut Turn<'_>, group: &Arc<str>, plan: Plan<()>, then: Then) -> bool {
        for (timer, member, at) in plan.timers {
            self.timers.arm(Timer::Consumer { group: group.clone(), member, timer }, at);
        }
        for (timer, member) in plan.cancelled {
            self.timers.cancel(&Timer::Consumer { group: group.clone(), member, timer });
        }
        if let Some(epoch) = plan.checked
            && let Some(Group::Consumer(group)) = self.groups.get_mut(group)
        {
            group.metadata_checked(&self.image, epoch);
            group.target_wall_ms += i64::from(planted(Fault::ChangeUnrecorded));
        }
        let begins_epoch =
            |record: &Record| matches!(record.key, CoordinatorKey::ConsumerGroupMetadata(_)) && record.value.is_some();
        self.counters.consumer_rebalances += u64::from(plan.records.iter().any(begins_epoch));
        let is_applied = self.append(turn, group, plan.records, then);
        if plan.refresh && is_applied {
            self.refresh_regexes(turn, group);
        }
        is_applied
    }

    /// The id as the map of groups has it.
    fn group_id(&self, id: &str) -> Arc<str> {
        self.groups.get_key_value(id).map_or_else(|| Arc::from(id), |(id, _)| id.clone())
    }

    // ---- time ----

    /// A member's time is over.
    pub(in crate::group) fn consumer_timer_fired(
        &mut self,
        turn: &mut Turn<'_>,
        id: Arc<str>,
        member: Arc<str>,
        timer: ConsumerTimer,
    ) {
        let Some(member) = self.consumer_group(&id).and_then(|group| group.member(&member)) else { return };
        // It may have given up its partitions, or left for a while, and not have been told yet.
        if timer == ConsumerTimer::Rebalance && (!member.must_revoke() || member.epoch < 0) {
            return;
        }
        let member = member.id.clone();
        if self.remove_members(turn, &id, std::slice::from_ref(&member), Then::Nothing) {
            self.counters.session_timeouts += u64::from(timer == ConsumerTimer::Session);
        } else {
            let again = turn.now.ms.saturating_add(REMOVE_AGAIN_MS);
            self.timers.arm(Timer::Consumer { group: id, member, timer }, again);
        }
    }

    pub(in crate::group) fn cancel_consumer_timers(&mut self, group: &str, member: &str, timers: &[ConsumerTimer]) {
        for timer in timers {
            let (group, member) = (Arc::from(group), Arc::from(member));
            self.timers.cancel(&Timer::Consumer { group, member, timer: *timer });
        }
    }

    /// The expressions of a group are to be resolved.
    fn refresh_regexes(&mut self, turn: &mut Turn<'_>, id: &Arc<str>) {
        let Some(Group::Consumer(group)) = self.groups.get(id) else { return };
        if self.refreshing.insert(id.clone()) {
            let expressions = group.regexes().keys().map(String::as_str);
            turn.resolve(Resolution::new(id.clone(), self.image.clone(), expressions, &self.expressions));
        }
    }

    pub(in crate::group) fn regexes_resolved(&mut self, turn: &mut Turn<'_>, resolution: Resolution) {
        let id = resolution.group.clone();
        self.refreshing.remove(&id);
        let Some(Group::Consumer(group)) = self.groups.get(&id) else { return };
        let caches = (&mut self.hashes, &mut self.expressions);
        let mut world = world(turn.now, &self.image, caches, &self.configs, self.new_topics_at, &id);
        let (version, matched) = resolution.finish();
        let plan = regex_refresh::refreshed(group, &mut world, version, matched);
        self.carry_out(turn, &id, plan, Then::Nothing);
    }

    /// All is loaded: every member has its session from now.
    pub(in crate::group) fn arm_consumer_timers(&mut self, turn: &Turn<'_>) {
        for (id, group) in &self.groups {
            let Group::Consumer(group) = group else { continue };
            let session = Settings::of(&self.configs, &self.image, id).session_timeout_ms;
            let after = |timeout: i32| turn.now.ms.saturating_add(u64::try_from(timeout).unwrap_or(0));
            for member in group.members() {
                let timer = |timer| Timer::Consumer { group: id.clone(), member: member.id.clone(), timer };
                self.timers.arm(timer(ConsumerTimer::Session), after(session));
                if member.must_revoke() {
                    self.timers.arm(timer(ConsumerTimer::Rebalance), after(member.rebalance_timeout_ms));
                }
            }
        }
    }

    /// To be called with every image but the first; `deleted` topics of the one before are gone.
    pub(in crate::group) fn topics_changed(&mut self, before: &Image, deleted: usize) {
        self.hashes.image_changed(&self.image);
        if self.image.topic_count() > before.topic_count().saturating_sub(deleted) {
            self.new_topics_at = self.image.offset();
        }
    }
}

fn group_not_found(id: &str) -> Refusal {
    Refusal::new(ErrorCode::GroupIdNotFound, format!("there is no consumer group {id}"))
}

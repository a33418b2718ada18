//! Where plans meet the coordinator: requests, timers and images in; appends, answers and timers out.

use super::group::ConsumerGroup;
use super::heartbeat::{self, Settings, World};
use super::member::{LEAVE_EPOCH, STATIC_LEAVE_EPOCH};
use super::{ConsumerTimer, Plan, Refusal, regex_refresh};
use crate::group::assignor::Assignor;
use crate::group::coordinator::{Coordinator, Then, Turn};
use crate::group::lane::{Call, Hold};
use crate::group::record::Record;
use crate::group::step::{Now, Response};
use crate::group::timers::Timer;
use crate::group::{ClassicState, Group};
use crate::metadata::config::GroupConfigs;
use crate::metadata::image::{ConfigResource, Image};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::consumer_group_describe_response::DescribedGroup;
use ringmain_protocol::messages::rpc::{ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse};
use ringmain_protocol::uuid::Uuid;
use std::sync::Arc;

/// When a timer that could do nothing now comes again.
const RETRY_MS: u64 = 5;

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
        match self.plan_heartbeat(turn.now, &call, &request) {
            Ok((plan, hold)) => {
                let (plan, response) = plan.split();
                let response = Response::ConsumerGroupHeartbeat(response);
                self.carry_out(turn, &id, hold, plan, Then::Reply { ticket: call.ticket, response });
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

    fn plan_heartbeat(
        &mut self,
        now: Now,
        call: &Call,
        request: &ConsumerGroupHeartbeatRequest,
    ) -> Result<(Plan<ConsumerGroupHeartbeatResponse>, Hold), Refusal> {
        if !self.configs.consumer_protocol_enabled {
            return Err(Refusal::new(ErrorCode::UnsupportedVersion, "the consumer protocol is disabled"));
        }
        heartbeat::validate(request, call.caller.api_version, &assignors(&self.configs))?;
        let id = request.group_id.as_str();
        let joins = request.member_epoch == 0;
        let mut before = Vec::new();
        let made;
        let mut hold = Hold::Change;
        let group = match self.groups.get(id) {
            Some(Group::Consumer(group)) => group,
            None if joins => {
                made = ConsumerGroup::new(Arc::from(id));
                &made
            }
            Some(Group::Classic(classic)) if joins && classic.is_in(ClassicState::Empty) => {
                before.push(Record::group_tombstone(id));
                hold = Hold::Exclusive;
                made = ConsumerGroup::new(Arc::from(id));
                &made
            }
            _ => return Err(group_not_found(id)),
        };
        let mut world = World {
            now,
            image: &self.image,
            hashes: &mut self.hashes,
            settings: Settings::of(&self.configs, &self.image, id),
            new_topics_at: self.new_topics_at,
            is_refreshing: self.timers.is_armed(&Timer::RegexRefresh { group: group.id.clone() }),
        };
        let mut plan = match request.member_epoch {
            LEAVE_EPOCH | STATIC_LEAVE_EPOCH => {
                let member = heartbeat::leaving(group, request)?;
                if request.member_epoch == STATIC_LEAVE_EPOCH {
                    heartbeat::leave_for_a_while(group, member)
                } else {
                    let response = ConsumerGroupHeartbeatResponse {
                        member_id: Some(request.member_id.clone()),
                        member_epoch: LEAVE_EPOCH,
                        ..Default::default()
                    };
                    heartbeat::remove(group, &mut world, &[member], response)
                }
            }
            _ if request.member_id.is_empty() => {
                heartbeat::heartbeat(group, &mut world, &call.caller, request, &new_member_id(call.random))?
            }
            _ => heartbeat::heartbeat(group, &mut world, &call.caller, request, &request.member_id)?,
        };
        before.append(&mut plan.records);
        plan.records = before;
        Ok((plan, hold))
    }

    pub(in crate::group) fn consumer_group_describe(&mut self, turn: &mut Turn<'_>, call: &Call, id: &str) {
        let described = match self.groups.get(id) {
            Some(Group::Consumer(group)) => {
                let default = assignors(&self.configs).first().copied().unwrap_or(Assignor::Uniform);
                group.describe(default, &self.image)
            }
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
        turn.reply(call.ticket, Response::ConsumerGroupDescribe(described));
    }

    /// Arms timers at once, as the member was heard of, and appends the records.
    fn carry_out(&mut self, turn: &mut Turn<'_>, group: &Arc<str>, hold: Hold, plan: Plan<()>, then: Then) {
        for (timer, member, at) in plan.timers {
            self.timers.arm(Timer::Consumer { group: group.clone(), member, timer }, at);
        }
        if let Some(epoch) = plan.checked
            && let Some(Group::Consumer(group)) = self.groups.get_mut(group)
        {
            group.metadata_checked(&self.image, epoch);
        }
        if plan.refresh {
            self.timers.arm(Timer::RegexRefresh { group: group.clone() }, turn.now.ms);
        }
        self.append(turn, group, hold, plan.records, then);
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
        let Some(Group::Consumer(group)) = self.groups.get(&id) else { return };
        let Some(member) = group.member(&member) else { return };
        // Again, where the group is busy, or where the append fails.
        let again = Timer::Consumer { group: id.clone(), member: member.id.clone(), timer };
        self.timers.arm(again, turn.now.ms.saturating_add(RETRY_MS));
        if !self.lanes.admits(&id, Hold::Change) {
            return;
        }
        // It may have given up its partitions, or left for a while, and not have been told yet.
        if timer == ConsumerTimer::Rebalance && (!member.must_revoke() || member.epoch < 0) {
            self.timers.cancel(&Timer::Consumer { group: id.clone(), member: member.id.clone(), timer });
            return;
        }
        let mut world = World {
            now: turn.now,
            image: &self.image,
            hashes: &mut self.hashes,
            settings: Settings::of(&self.configs, &self.image, &id),
            new_topics_at: self.new_topics_at,
            is_refreshing: false,
        };
        let plan = heartbeat::remove(group, &mut world, &[member], ());
        self.carry_out(turn, &id, Hold::Change, plan, Then::Nothing);
    }

    pub(in crate::group) fn cancel_consumer_timers(&mut self, group: &str, member: &str, timers: &[ConsumerTimer]) {
        for timer in timers {
            let (group, member) = (Arc::from(group), Arc::from(member));
            self.timers.cancel(&Timer::Consumer { group, member, timer: *timer });
        }
    }

    /// The expressions of a group are to be resolved.
    pub(in crate::group) fn refresh_regexes(&mut self, turn: &mut Turn<'_>, id: Arc<str>) {
        if !self.lanes.admits(&id, Hold::Change) {
            self.timers.arm(Timer::RegexRefresh { group: id }, turn.now.ms.saturating_add(RETRY_MS));
            return;
        }
        let Some(Group::Consumer(group)) = self.groups.get(&id) else { return };
        let mut world = World {
            now: turn.now,
            image: &self.image,
            hashes: &mut self.hashes,
            settings: Settings::of(&self.configs, &self.image, &id),
            new_topics_at: self.new_topics_at,
            is_refreshing: true,
        };
        let plan = regex_refresh::refresh(group, &mut world);
        self.carry_out(turn, &id, Hold::Change, plan, Then::Nothing);
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

//! Requests of the classic protocol to consumer groups, and groups that change their protocol: where plans meet the coordinator.

use super::classic_members::{self, Joined, Timing};
use super::heartbeat;
use super::migration;
use super::serve::{new_member_id, world};
use super::{ConsumerTimer, Plan};
use crate::group::classic::{CONSUMER_PROTOCOL_TYPE, ClassicGroup, ClassicState, Why};
use crate::group::coordinator::{Call, Coordinator, Then, Turn};
use crate::group::respond::join_error;
use crate::group::step::Response;
use crate::group::timers::Timer;
use crate::group::{ConsumerGroup, Group};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::leave_group_response::MemberResponse;
use ringmain_protocol::messages::rpc::{
    HeartbeatRequest, HeartbeatResponse, JoinGroupRequest, JoinGroupResponse, LeaveGroupRequest, LeaveGroupResponse,
    SyncGroupRequest, SyncGroupResponse,
};
use std::sync::Arc;

impl Coordinator {
    /// The group, if it is one of the consumer protocol.
    pub(in crate::group) fn consumer_group(&self, id: &str) -> Option<&ConsumerGroup> {
        match self.groups.get(id) {
            Some(Group::Consumer(group)) => Some(group),
            _ => None,
        }
    }

    /// A consumer group without members makes way for a classic one.
    pub(in crate::group) fn bury_consumer_group(&mut self, turn: &mut Turn<'_>, id: &str) {
        let Some(group) = self.consumer_group(id) else { return };
        let (id, records) = (group.id.clone(), group.tombstones());
        self.append(turn, &id, records, Then::Nothing);
    }

    pub(in crate::group) fn join_consumer_group(
        &mut self,
        turn: &mut Turn<'_>,
        call: Call,
        request: &JoinGroupRequest,
    ) {
        let Some(group) = self.groups.get(request.group_id.as_str()) else { return };
        let Group::Consumer(group) = group else { return };
        let id = group.id.clone();
        let made;
        let member_id = if request.member_id.is_empty() {
            made = new_member_id(call.random);
            &made
        } else {
            &request.member_id
        };
        let mut world = world(
            turn.now,
            &self.image,
            (&mut self.hashes, &mut self.expressions),
            &self.configs,
            self.new_topics_at,
            &id,
        );
        world.is_refreshing = self.refreshing.contains(&id);
        let joined = classic_members::join(group, &mut world, &self.configs, &call.caller, request, member_id);
        let Joined { plan, downgrade } = match joined {
            Ok(joined) => joined,
            Err(refusal) => {
                let told = if refusal.error == ErrorCode::MemberIdRequired { member_id } else { "" };
                turn.reply(call.ticket, join_error(told, refusal.error));
                return;
            }
        };
        let (plan, member) = plan.split();
        let protocol = member.classic.as_ref().and_then(|classic| classic.supported_protocols.first());
        let response = Response::JoinGroup(JoinGroupResponse {
            member_id: member.id.to_string(),
            generation_id: member.epoch,
            protocol_type: Some(CONSUMER_PROTOCOL_TYPE.to_owned()),
            protocol_name: protocol.map(|protocol| protocol.name.clone()),
            ..Default::default()
        });
        let reply = Then::Reply { ticket: call.ticket, response };
        match downgrade {
            None => {
                self.carry_out(turn, &id, plan, reply);
            }
            Some((downgrade, must_rebalance)) => {
                self.carry_out_downgrade(turn, &id, plan, downgrade.group, must_rebalance, reply);
            }
        }
    }

    pub(in crate::group) fn sync_consumer_group(
        &mut self,
        turn: &mut Turn<'_>,
        call: &Call,
        request: &SyncGroupRequest,
    ) {
        let Some(group) = self.consumer_group(&request.group_id) else { return };
        let id = group.id.clone();
        let (timing, result) = classic_members::sync(group, &self.image, request);
        self.time(turn, &id, &request.member_id, &timing);
        let response = match result {
            Ok(assignment) => SyncGroupResponse {
                protocol_type: request.protocol_type.clone(),
                protocol_name: request.protocol_name.clone(),
                assignment,
                ..Default::default()
            },
            Err(error) => SyncGroupResponse { error_code: error.code(), ..Default::default() },
        };
        self.reply_of(turn, &id, call.ticket, Response::SyncGroup(response));
    }

    pub(in crate::group) fn beat_consumer_group(
        &mut self,
        turn: &mut Turn<'_>,
        call: &Call,
        request: &HeartbeatRequest,
    ) {
        let Some(group) = self.consumer_group(&request.group_id) else { return };
        let id = group.id.clone();
        let (timing, result) = classic_members::beat(group, request);
        self.time(turn, &id, &request.member_id, &timing);
        let error_code = result.err().unwrap_or(ErrorCode::None).code();
        let response = HeartbeatResponse { error_code, ..Default::default() };
        self.reply_of(turn, &id, call.ticket, Response::Heartbeat(response));
    }

    pub(in crate::group) fn leave_consumer_group(
        &mut self,
        turn: &mut Turn<'_>,
        call: &Call,
        request: LeaveGroupRequest,
    ) {
        let Some(group) = self.consumer_group(&request.group_id) else { return };
        let id = group.id.clone();
        let mut leaving: Vec<Arc<str>> = Vec::new();
        let mut members = Vec::with_capacity(request.members.len());
        for identity in request.members {
            let result = classic_members::leaving(group, &identity);
            let error_code = result.map_or_else(ErrorCode::code, |_| 0);
            if let Ok(member) = result
                && !leaving.contains(&member.id)
            {
                leaving.push(member.id.clone());
            }
            let (member_id, group_instance_id) = (identity.member_id, identity.group_instance_id);
            members.push(MemberResponse { member_id, group_instance_id, error_code, ..Default::default() });
        }
        let response = Response::LeaveGroup(LeaveGroupResponse { members, ..Default::default() });
        self.remove_members(turn, &id, &leaving, Then::Reply { ticket: call.ticket, response });
    }

    fn time(&mut self, turn: &Turn<'_>, group: &Arc<str>, member: &str, timing: &Timing) {
        let member: Arc<str> = Arc::from(member);
        let name = |timer| Timer::Consumer { group: group.clone(), member: member.clone(), timer };
        let after = |ms: i32| turn.now.ms.saturating_add(u64::try_from(ms).unwrap_or(0));
        if timing.has_synced {
            self.timers.cancel(&name(ConsumerTimer::Sync));
        }
        if let Some(ms) = timing.session_ms {
            self.timers.arm(name(ConsumerTimer::Session), after(ms));
        }
        if let Some(ms) = timing.join_within_ms
            && !self.timers.is_armed(&name(ConsumerTimer::Join))
        {
            self.timers.arm(name(ConsumerTimer::Join), after(ms));
        }
    }

    /// Members are gone, for whatever reason. If only classic ones stay, the group becomes a classic one, provided that a
    /// batch can hold that. False where the write is refused: then they are still there.
    pub(in crate::group) fn remove_members(
        &mut self,
        turn: &mut Turn<'_>,
        id: &Arc<str>,
        leaving: &[Arc<str>],
        then: Then,
    ) -> bool {
        let Some(Group::Consumer(group)) = self.groups.get(id) else { return true };
        let leaving: Vec<_> = leaving.iter().filter_map(|member| group.member(member)).collect();
        if migration::downgrades_without(group, &leaving, &self.configs) {
            let downgrade = migration::downgrade(group, &leaving, None, &self.image, turn.now.wall_ms);
            if self.encode(&downgrade.records).is_ok() {
                let plan = Plan { records: downgrade.records, ..Plan::new(()) };
                return self.carry_out_downgrade(turn, id, plan, downgrade.group, true, then);
            }
        }
        let mut world = world(
            turn.now,
            &self.image,
            (&mut self.hashes, &mut self.expressions),
            &self.configs,
            self.new_topics_at,
            id,
        );
        let plan = heartbeat::remove(group, &mut world, &leaving);
        self.carry_out(turn, id, plan, then)
    }

    fn carry_out_downgrade(
        &mut self,
        turn: &mut Turn<'_>,
        id: &Arc<str>,
        plan: Plan<()>,
        group: ClassicGroup,
        must_rebalance: bool,
        then: Then,
    ) -> bool {
        if !self.carry_out(turn, id, plan, then) {
            return false;
        }
        // Unlike its record, `group` knows all protocols that its members support.
        self.groups.insert(id.clone(), Group::Classic(group));
        self.work(turn, id, |work| {
            work.loaded();
            if must_rebalance && work.group.is_in(ClassicState::Stable) {
                work.prepare_rebalance(&Why("it was a consumer group, and is a classic one now".into()));
            }
        });
        true
    }
}

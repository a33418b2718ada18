//! JoinGroup.

use super::group::{ClassicGroup, ClassicState};
use super::member::Member;
use super::work::{StaticReturn, Why, Work};
use crate::group::Group;
use crate::group::coordinator::{Call, Coordinator, Turn};
use crate::group::respond::join_error;
use crate::group::step::Response;
use bytes::Bytes;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::JoinGroupRequest;
use std::sync::Arc;

/// A JoinGroup, taken apart.
struct Join {
    call: Call,
    member: String,
    instance: Option<Arc<str>>,
    protocol_type: String,
    protocols: Vec<(String, Bytes)>,
    rebalance_timeout_ms: i32,
    session_timeout_ms: i32,
    /// What the client says of it (KIP-800).
    reason: Option<String>,
}

impl Join {
    fn new(call: Call, request: JoinGroupRequest) -> Self {
        let mut protocols: Vec<(String, Bytes)> = Vec::with_capacity(request.protocols.len());
        for protocol in request.protocols {
            // Named twice, it would count for two members.
            if protocols.iter().all(|(name, _)| *name != protocol.name) {
                protocols.push((protocol.name, protocol.metadata));
            }
        }
        // Version 0 knows no rebalance timeout.
        let rebalance_timeout_ms =
            if call.caller.api_version == 0 { request.session_timeout_ms } else { request.rebalance_timeout_ms };
        Join {
            call,
            member: request.member_id,
            instance: request.group_instance_id.as_deref().map(Arc::from),
            protocol_type: request.protocol_type,
            protocols,
            rebalance_timeout_ms,
            session_timeout_ms: request.session_timeout_ms,
            reason: request.reason,
        }
    }

    /// Since version 4 (KIP-394) a member without an id is given one, to come back with.
    fn must_know_its_id(&self) -> bool {
        self.call.caller.api_version >= 4
    }

    /// `client-<uuid>`, or of a static member `instance-<uuid>`.
    fn new_id(&self) -> Arc<str> {
        let prefix = self.instance.as_deref().unwrap_or(&self.call.caller.client_id);
        Arc::from(format!("{prefix}-{}", uuid(self.call.random)))
    }
}

/// A version-4 UUID of random bits, as Java prints it.
pub(in crate::group) fn uuid(random: u128) -> String {
    let bits = (random & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{bits:032x}");
    let [a, b, c, d, e] = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| hex.get(range).unwrap_or_default());
    format!("{a}-{b}-{c}-{d}-{e}")
}

impl Coordinator {
    pub(in crate::group) fn join_group(&mut self, turn: &mut Turn<'_>, call: Call, request: JoinGroupRequest) {
        if let Err(error) = self.validate_join(&request) {
            turn.reply(call.ticket, join_error(&request.member_id, error));
            return;
        }
        match self.consumer_group(&request.group_id) {
            Some(group) if group.is_empty() && !request.member_id.is_empty() => {
                turn.reply(call.ticket, join_error(&request.member_id, ErrorCode::UnknownMemberId));
                return;
            }
            Some(group) if group.is_empty() => self.bury_consumer_group(turn, &request.group_id),
            Some(_) => return self.join_consumer_group(turn, call, &request),
            None => {}
        }
        let is_new = !self.groups.contains_key(request.group_id.as_str());
        if is_new {
            if !request.member_id.is_empty() {
                turn.reply(call.ticket, join_error(&request.member_id, ErrorCode::UnknownMemberId));
                return;
            }
            let id: Arc<str> = Arc::from(request.group_id.as_str());
            self.groups.insert(id.clone(), Group::Classic(ClassicGroup::new(id, turn.now.wall_ms)));
        }
        let group = request.group_id.clone();
        let join = Join::new(call, request);
        self.work(turn, &group, |work| {
            if is_new {
                // Before the join, so that the log knows of the group before it knows of its first generation.
                work.store_created();
            }
            work.join(join);
        });
    }

    fn validate_join(&self, request: &JoinGroupRequest) -> Result<(), ErrorCode> {
        if request.group_id.is_empty() {
            return Err(ErrorCode::InvalidGroupId);
        }
        let allowed = self.configs.min_session_timeout_ms..=self.configs.max_session_timeout_ms;
        if !allowed.contains(&request.session_timeout_ms) {
            return Err(ErrorCode::InvalidSessionTimeout);
        }
        Ok(())
    }
}

impl Work<'_, '_> {
    fn refuse_join(&mut self, join: &Join, member: &str, error: ErrorCode) {
        self.turn.reply(join.call.ticket, join_error(member, error));
    }

    fn join(&mut self, join: Join) {
        if !self.accepts(&join.member) {
            self.group.remove(&join.member);
            self.refuse_join(&join, "", ErrorCode::GroupMaxSizeReached);
        } else if !self.group.supports(&join.protocol_type, &join.protocols) {
            self.refuse_join(&join, &join.member, ErrorCode::InconsistentGroupProtocol);
        } else if join.member.is_empty() {
            self.join_unknown(join);
        } else if self.group.pending_joins.contains(join.member.as_str()) {
            if join.instance.is_some() {
                // Ids are given out to dynamic members only.
                self.refuse_join(&join, &join.member, ErrorCode::UnknownServerError);
            } else {
                let id = Arc::from(join.member.as_str());
                self.add_member(join, id);
            }
        } else if let Err(error) = self.group.validate_member(&join.member, join.instance.as_deref()) {
            self.refuse_join(&join, &join.member, error);
        } else {
            self.rejoin(join);
        }
    }

    /// Whether there is room. While members join, those count that have: so an over-full group sheds the last.
    fn accepts(&self, member: &str) -> bool {
        let max = usize::try_from(self.configs.max_size).unwrap_or(0);
        let known = self.group.member(member);
        match self.group.state() {
            ClassicState::Empty | ClassicState::Dead => true,
            ClassicState::PreparingRebalance => {
                known.is_some_and(|member| member.joining.is_some()) || self.group.awaiting_join() < max
            }
            ClassicState::CompletingRebalance | ClassicState::Stable => known.is_some() || self.group.len() < max,
        }
    }

    fn join_unknown(&mut self, join: Join) {
        let id = join.new_id();
        match &join.instance {
            Some(instance) => match self.group.static_member_id(instance).cloned() {
                Some(old) => self.replace_static_member(join, &old, id),
                None => self.add_member(join, id),
            },
            None if join.must_know_its_id() => {
                self.group.pending_joins.insert(id.clone());
                self.arm_session_for(&id, u64::try_from(join.session_timeout_ms).unwrap_or(0));
                self.refuse_join(&join, &id, ErrorCode::MemberIdRequired);
            }
            None => self.add_member(join, id),
        }
    }

    fn add_member(&mut self, join: Join, id: Arc<str>) {
        let why = Why::joins(&id, join.reason.as_deref());
        if self.group.is_initial_rebalance() {
            self.group.new_member_added = true;
        }
        self.group.add(Member {
            id: id.clone(),
            instance_id: join.instance,
            client_id: join.call.caller.client_id,
            client_host: join.call.caller.client_host,
            rebalance_timeout_ms: join.rebalance_timeout_ms,
            session_timeout_ms: join.session_timeout_ms,
            protocol_type: join.protocol_type,
            protocols: join.protocols,
            assignment: Bytes::new(),
            joining: Some(join.call.ticket),
            syncing: None,
            is_new: true,
        });
        // It cannot send heartbeats before it has its answer; but it must not stay for ever if it has gone.
        self.arm_new_member_session(&id);
        self.rebalance_or_complete_join(&why);
    }

    fn rejoin(&mut self, join: Join) {
        let matches = self.group.member(&join.member).is_some_and(|member| member.protocols == join.protocols);
        let is_told = match self.group.state() {
            // It may not have had the answer to its first join.
            ClassicState::CompletingRebalance => matches,
            // The leader knows why it wants a rebalance: topics may have changed.
            ClassicState::Stable => matches && !self.group.is_leader(&join.member),
            ClassicState::PreparingRebalance => false,
            ClassicState::Empty | ClassicState::Dead => {
                self.refuse_join(&join, &join.member, ErrorCode::UnknownMemberId);
                return;
            }
        };
        if is_told {
            let response = self.joined(&join.member);
            self.turn.reply(join.call.ticket, Response::JoinGroup(response));
            return;
        }
        let why = Why::joins(&join.member, join.reason.as_deref());
        self.update_member(&join.member.clone(), join);
        self.rebalance_or_complete_join(&why);
    }

    fn update_member(&mut self, id: &str, join: Join) {
        let before = self.group.update(
            id,
            join.protocols,
            join.rebalance_timeout_ms,
            join.session_timeout_ms,
            Some(join.call.ticket),
        );
        self.superseded_join(before, id);
    }

    /// A static member is back without its id: whoever had it is fenced (KIP-345).
    fn replace_static_member(&mut self, join: Join, old_id: &Arc<str>, new_id: Arc<str>) {
        let Some(instance) = join.instance.clone() else { return };
        let Some(mut old) = self.group.member(old_id).cloned() else { return };
        let old_leader = self.group.leader.as_deref().unwrap_or_default().to_owned();
        let can_skip_assignment = join.call.caller.api_version >= 9;
        self.finish_join(old_id, join_error(old_id, ErrorCode::FencedInstanceId));
        self.fence_sync(old_id);
        (old.joining, old.syncing) = (None, None);
        self.cancel_session(old_id);
        self.group.rename(&instance, old_id, &new_id);
        let why = Why::joins(&new_id, join.reason.as_deref());
        self.update_member(&new_id, join);
        self.arm_session(&new_id);
        match self.group.state() {
            ClassicState::Stable if self.group.select_protocol() == self.group.protocol_name => {
                let generation = self.group.generation;
                self.store_static_member(StaticReturn {
                    generation,
                    instance,
                    new_id,
                    old,
                    old_leader,
                    can_skip_assignment,
                });
            }
            // In CompletingRebalance the leader may have the old id: its assignment would miss the new one.
            ClassicState::Stable | ClassicState::CompletingRebalance => self.prepare_rebalance(&why),
            ClassicState::PreparingRebalance | ClassicState::Empty | ClassicState::Dead => self.maybe_complete_join(),
        }
    }
}

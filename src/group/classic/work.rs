//! One step's work on a classic group: rebalances, and what they store and time.

use super::group::{ClassicGroup, ClassicState, InitialDelay};
use super::member::Member;
use crate::group::Group;
use crate::group::coordinator::{Coordinator, Counters, Then, Turn};
use crate::group::planted::{Fault, planted};
use crate::group::record::Record;
use crate::group::respond::join_error;
use crate::group::step::{Response, Ticket};
use crate::group::timers::{Timer, Timers};
use crate::metadata::config::GroupConfigs;
use bytes::Bytes;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::join_group_response::JoinGroupResponseMember;
use ringmain_protocol::messages::rpc::{JoinGroupResponse, SyncGroupResponse};
use std::collections::HashMap;
use std::sync::Arc;

/// A member that has never had an answer is dropped after this long: it will have retried under another id.
const NEW_MEMBER_JOIN_TIMEOUT_MS: u64 = 5 * 60 * 1000;

/// A rebalance that nobody has joined is looked at again no sooner than this.
const NOBODY_JOINED_RETRY_MS: i32 = 1_000;

/// What follows the write of a classic group. Its records are not replayed here: memory is ahead of them.
#[derive(Debug)]
pub(in crate::group) enum AfterStore {
    /// The group is new and nothing is known of it yet.
    Created,
    /// The group has no members any more.
    Emptied,
    /// The leader's assignment of this generation.
    Assignment { write: (i32, u64), assignments: HashMap<Arc<str>, Bytes> },
    /// A static member has come back under a new id, and nothing else has changed.
    StaticMember(Box<StaticReturn>),
}

#[derive(Debug)]
pub(in crate::group) struct StaticReturn {
    pub generation: i32,
    pub instance: Arc<str>,
    pub new_id: Arc<str>,
    /// As it was.
    pub old: Member,
    pub old_leader: String,
    pub can_skip_assignment: bool,
}

/// The group, and all that may be changed with it. What is to be written is appended when the work is done.
pub(in crate::group) struct Work<'a, 'b> {
    pub group: &'a mut ClassicGroup,
    pub timers: &'a mut Timers,
    pub configs: &'a GroupConfigs,
    counters: &'a mut Counters,
    pub turn: &'a mut Turn<'b>,
    stored_assignments: &'a mut u64,
    stores: Vec<(Record, AfterStore)>,
}

/// Why a group rebalances, for the log.
pub(in crate::group) struct Why(pub String);

impl Why {
    pub fn joins(member: &str, reason: Option<&str>) -> Self {
        Why(format!("{member} joins, as it says because: {}", Why::given(reason)))
    }

    pub fn leaves(member: &str, reason: Option<&str>) -> Self {
        Why(format!("{member} left, as it says because: {}", Why::given(reason)))
    }

    /// What a client said: cut short, and on one line.
    fn given(reason: Option<&str>) -> String {
        let reason = reason.filter(|reason| !reason.is_empty()).unwrap_or("not provided");
        reason.chars().take(255).flat_map(char::escape_debug).collect()
    }
}

impl Coordinator {
    /// Works on a classic group; `None` if there is none of that id.
    pub(in crate::group) fn work<R>(
        &mut self,
        turn: &mut Turn<'_>,
        group: &str,
        work: impl FnOnce(&mut Work<'_, '_>) -> R,
    ) -> Option<R> {
        let Some(Group::Classic(classic)) = self.groups.get_mut(group) else { return None };
        let id = classic.id.clone();
        let mut context = Work {
            group: classic,
            timers: &mut self.timers,
            configs: &self.configs,
            counters: &mut self.counters,
            turn,
            stored_assignments: &mut self.stored_assignments,
            stores: Vec::new(),
        };
        let result = work(&mut context);
        for (record, after) in context.stores {
            self.append_ahead(turn, &id, record, Then::Stored { group: id.clone(), after });
        }
        Some(result)
    }

    /// A write of a classic group has ended.
    pub(in crate::group) fn stored(
        &mut self,
        turn: &mut Turn<'_>,
        group: &Arc<str>,
        after: AfterStore,
        result: Result<(), ErrorCode>,
    ) {
        match after {
            // The generation before becomes active again should the broker fail now. It has no living members: no harm.
            AfterStore::Emptied => {}
            AfterStore::Created => {
                if let Err(error) = result {
                    self.uncreate(turn, group, error);
                }
            }
            AfterStore::Assignment { write, assignments } => {
                self.work(turn, group, |work| work.assignment_stored(write, assignments, result));
            }
            AfterStore::StaticMember(back) => {
                self.work(turn, group, |work| work.static_member_stored(*back, result));
            }
        }
    }

    /// The log does not know of the group: unless a generation of it is to be written yet, it must not live on here.
    fn uncreate(&mut self, turn: &mut Turn<'_>, group: &Arc<str>, error: ErrorCode) {
        let is_unborn = self.work(turn, group, |work| {
            let is_unborn = work.group.generation == 0;
            if is_unborn {
                work.dismiss_all(error);
            }
            is_unborn
        });
        if is_unborn == Some(true) && self.offsets.partitions(group).is_empty() {
            self.groups.remove(group);
        }
    }
}

impl Work<'_, '_> {
    fn store(&mut self, assignments: &HashMap<Arc<str>, Bytes>, after: AfterStore) {
        let record = Record::group_metadata(&self.group.id, self.group.to_value(assignments));
        self.stores.push((record, after));
    }

    pub fn store_created(&mut self) {
        self.store(&HashMap::new(), AfterStore::Created);
    }

    pub fn store_assignment(&mut self, assignments: HashMap<Arc<str>, Bytes>) {
        *self.stored_assignments += 1;
        let write = (self.group.generation, *self.stored_assignments);
        self.group.storing = Some(write);
        self.store(&assignments, AfterStore::Assignment { write, assignments: assignments.clone() });
        if planted(Fault::AssignmentBeforeItIsStored) {
            self.assignment_stored(write, assignments, Ok(()));
        }
    }

    pub fn store_static_member(&mut self, back: StaticReturn) {
        let assignments = self.group.members().map(|m| (m.id.clone(), m.assignment.clone())).collect();
        self.store(&assignments, AfterStore::StaticMember(Box::new(back)));
    }

    // ---- answers ----

    pub fn finish_join(&mut self, member: &str, response: Response) {
        if let Some(ticket) = self.group.take_join(member) {
            self.turn.reply(ticket, response);
        }
    }

    fn finish_sync(&mut self, member: &str, response: SyncGroupResponse) -> bool {
        let Some(ticket) = self.group.take_sync(member) else { return false };
        self.turn.reply(ticket, Response::SyncGroup(response));
        true
    }

    /// A request that a newer one of the same member has taken the place of: its client must not wait for ever.
    pub fn superseded_join(&mut self, ticket: Option<Ticket>, member: &str) {
        if let Some(ticket) = ticket {
            self.turn.reply(ticket, join_error(member, ErrorCode::RebalanceInProgress));
        }
    }

    pub fn superseded_sync(&mut self, ticket: Option<Ticket>) {
        if let Some(ticket) = ticket {
            let error_code = ErrorCode::RebalanceInProgress.code();
            self.turn.reply(ticket, Response::SyncGroup(SyncGroupResponse { error_code, ..Default::default() }));
        }
    }

    /// The current generation as a member is told of it.
    pub fn joined(&self, member: &str) -> JoinGroupResponse {
        let members = if self.group.is_leader(member) { self.all_members() } else { Vec::new() };
        JoinGroupResponse {
            generation_id: self.group.generation,
            protocol_type: self.group.protocol_type.clone(),
            protocol_name: self.group.protocol_name.clone(),
            leader: self.group.leader.as_deref().unwrap_or_default().to_owned(),
            member_id: member.to_owned(),
            members,
            ..Default::default()
        }
    }

    fn all_members(&self) -> Vec<JoinGroupResponseMember> {
        let protocol = self.group.protocol_name.as_deref().unwrap_or_default();
        let describe = |member: &Member| JoinGroupResponseMember {
            member_id: member.id.to_string(),
            group_instance_id: member.instance_id.as_deref().map(str::to_owned),
            metadata: member.metadata(protocol),
            ..Default::default()
        };
        self.group.members().map(describe).collect()
    }

    /// Answers every join and sync that waits with an error.
    pub fn dismiss_all(&mut self, error: ErrorCode) {
        for id in self.group.member_ids() {
            self.finish_join(&id, join_error(&id, error));
            self.finish_sync(&id, SyncGroupResponse { error_code: error.code(), ..Default::default() });
        }
    }

    // ---- sessions ----

    fn session(&self, member: &Arc<str>) -> Timer {
        Timer::ClassicSession { group: self.group.id.clone(), member: member.clone() }
    }

    pub fn arm_session_for(&mut self, member: &Arc<str>, timeout_ms: u64) {
        let timer = self.session(member);
        self.timers.arm(timer, self.turn.now.ms.saturating_add(timeout_ms));
    }

    /// The member has shown that it lives.
    pub fn arm_session(&mut self, member: &str) {
        let Some(member) = self.group.member(member) else { return };
        let timeout_ms = u64::try_from(member.session_timeout_ms).unwrap_or(0);
        let id = member.id.clone();
        self.arm_session_for(&id, timeout_ms);
    }

    pub fn arm_new_member_session(&mut self, member: &Arc<str>) {
        self.arm_session_for(member, NEW_MEMBER_JOIN_TIMEOUT_MS);
    }

    pub fn cancel_session(&mut self, member: &Arc<str>) {
        let timer = self.session(member);
        self.timers.cancel(&timer);
    }

    /// A member was silent for too long, or an id that was given out did not come back.
    pub fn session_expired(&mut self, member: &Arc<str>) {
        if self.group.pending_joins.contains(member) {
            self.group.remove(member);
            if self.group.is_in(ClassicState::PreparingRebalance) && self.group.has_all_joined() {
                self.complete_join();
            }
            return;
        }
        if self.group.member(member).is_none_or(Member::is_excused) {
            return;
        }
        self.counters.session_timeouts += 1;
        self.remove_member(member);
        match self.group.state() {
            ClassicState::Stable | ClassicState::CompletingRebalance => {
                self.prepare_rebalance(&Why(format!("{member} was silent for too long")));
            }
            ClassicState::PreparingRebalance if self.group.has_all_joined() => self.complete_join(),
            _ => {}
        }
    }

    /// Takes a member out. A join of its that waits is told to begin anew.
    pub fn remove_member(&mut self, member: &Arc<str>) {
        self.cancel_session(member);
        self.finish_join(member, join_error("", ErrorCode::UnknownMemberId));
        let error_code = ErrorCode::UnknownMemberId.code();
        self.finish_sync(member, SyncGroupResponse { error_code, ..Default::default() });
        self.group.remove(member);
    }

    // ---- rebalances ----

    fn arm_join(&mut self, delay_ms: i32) {
        let delay_ms = u64::try_from(delay_ms).unwrap_or(0);
        let timer = Timer::ClassicJoin { group: self.group.id.clone() };
        self.timers.arm(timer, self.turn.now.ms.saturating_add(delay_ms));
    }

    fn cancel_sync_timer(&mut self) {
        self.timers.cancel(&Timer::ClassicSync { group: self.group.id.clone() });
    }

    /// A member has synced, or need not any more.
    pub fn synced(&mut self, member: &str) {
        self.group.pending_syncs.remove(member);
        if self.group.pending_syncs.is_empty() {
            self.cancel_sync_timer();
        }
    }

    pub fn rebalance_or_complete_join(&mut self, why: &Why) {
        if self.group.is_in(ClassicState::PreparingRebalance) {
            self.maybe_complete_join();
        } else {
            self.prepare_rebalance(why);
        }
    }

    /// Ends the join phase if all are there; a first rebalance waits for its delay.
    pub fn maybe_complete_join(&mut self) {
        let preparing = self.group.is_in(ClassicState::PreparingRebalance);
        if preparing && !self.group.is_initial_rebalance() && self.group.has_all_joined() {
            self.complete_join();
        }
    }

    /// Members must join again.
    pub fn prepare_rebalance(&mut self, why: &Why) {
        let (group, generation) = (&self.group.id, self.group.generation);
        tracing::info!(%group, generation, why = why.0, "a group rebalances");
        if self.group.is_in(ClassicState::CompletingRebalance) {
            self.reset_assignments(ErrorCode::RebalanceInProgress);
        }
        self.group.pending_syncs.clear();
        self.cancel_sync_timer();
        let is_initial = self.group.is_in(ClassicState::Empty);
        self.group.enter(ClassicState::PreparingRebalance, self.turn.now.wall_ms);
        if is_initial {
            let delay_ms = self.configs.initial_rebalance_delay_ms.max(0);
            let remaining_ms = self.group.rebalance_timeout_ms().saturating_sub(delay_ms).max(0);
            self.group.initial_delay = Some(InitialDelay { delay_ms, remaining_ms });
            self.arm_join(delay_ms);
        } else if self.group.has_all_joined() {
            self.complete_join();
        } else {
            self.group.initial_delay = None;
            self.arm_join(self.group.rebalance_timeout_ms());
        }
    }

    /// The initial delay is over, or the time that members had to join.
    pub fn join_expired(&mut self) {
        if !self.group.is_in(ClassicState::PreparingRebalance) {
            return;
        }
        match self.group.initial_delay {
            Some(initial) if self.group.new_member_added && initial.remaining_ms != 0 => {
                self.group.new_member_added = false;
                let delay_ms = self.configs.initial_rebalance_delay_ms.max(0).min(initial.remaining_ms);
                let remaining_ms = initial.remaining_ms.saturating_sub(initial.delay_ms).max(0);
                self.group.initial_delay = Some(InitialDelay { delay_ms, remaining_ms });
                self.arm_join(delay_ms);
            }
            _ => self.complete_join(),
        }
    }

    /// The next generation begins with those who have joined, and the static members.
    pub fn complete_join(&mut self) {
        self.timers.cancel(&Timer::ClassicJoin { group: self.group.id.clone() });
        self.group.initial_delay = None;
        let late = |member: &&Member| member.joining.is_none() && member.instance_id.is_none();
        let late: Vec<Arc<str>> = self.group.members().filter(late).map(|member| member.id.clone()).collect();
        for member in late {
            self.group.remove(&member);
            self.cancel_session(&member);
        }
        if !self.group.elect_joined_leader() && !self.group.is_empty() {
            // Only static members are left, and none has joined: wait until their sessions end. A rebalance that may
            // take no time must not become a loop.
            self.arm_join(self.group.rebalance_timeout_ms().max(NOBODY_JOINED_RETRY_MS));
            return;
        }
        self.group.begin_generation(self.turn.now.wall_ms);
        if self.group.is_empty() {
            self.store(&HashMap::new(), AfterStore::Emptied);
            return;
        }
        for id in self.group.member_ids() {
            let response = Response::JoinGroup(self.joined(&id));
            self.finish_join(&id, response);
            self.arm_session(&id);
            self.group.set_known(&id);
            self.group.pending_syncs.insert(id);
        }
        let deadline = u64::try_from(self.group.rebalance_timeout_ms()).unwrap_or(0);
        let timer = Timer::ClassicSync { group: self.group.id.clone() };
        self.timers.arm(timer, self.turn.now.ms.saturating_add(deadline));
    }

    /// Members that joined and did not sync in time go.
    pub fn sync_expired(&mut self) {
        let waited = matches!(self.group.state(), ClassicState::CompletingRebalance | ClassicState::Stable);
        let late = std::mem::take(&mut self.group.pending_syncs);
        if !waited || late.is_empty() {
            return;
        }
        for member in late {
            self.remove_member(&member);
        }
        self.prepare_rebalance(&Why("members did not sync in time".into()));
    }

    /// The group has just been read from the log.
    pub fn loaded(&mut self) {
        for id in self.group.member_ids() {
            self.arm_session(&id);
        }
        // The setting may have changed. Members get to commit their offsets before some must go.
        if self.group.len() > usize::try_from(self.configs.max_size).unwrap_or(0) {
            self.prepare_rebalance(&Why("it has more members than group.max.size".into()));
        }
    }

    // ---- assignments ----

    fn assignment_stored(
        &mut self,
        write: (i32, u64),
        assignments: HashMap<Arc<str>, Bytes>,
        result: Result<(), ErrorCode>,
    ) {
        // The group may have been deleted and made anew meanwhile.
        if self.group.storing != Some(write) && !planted(Fault::AssignmentTwice) {
            return;
        }
        self.group.storing = None;
        // Another member may have joined: then this generation is over.
        if !self.group.is_in(ClassicState::CompletingRebalance) || self.group.generation != write.0 {
            return;
        }
        if let Err(error) = result {
            self.reset_assignments(error);
            self.prepare_rebalance(&Why(format!("its assignment could not be stored: {error}")));
            return;
        }
        for id in self.group.member_ids() {
            self.group.set_assignment(&id, assignments.get(&id).cloned().unwrap_or_default());
        }
        self.propagate_assignments(ErrorCode::None);
        self.counters.completed_rebalances += 1;
        self.group.enter(ClassicState::Stable, self.turn.now.wall_ms);
    }

    fn reset_assignments(&mut self, error: ErrorCode) {
        for id in self.group.member_ids() {
            self.group.set_assignment(&id, Bytes::new());
        }
        self.propagate_assignments(error);
    }

    /// Answers the syncs that wait.
    fn propagate_assignments(&mut self, error: ErrorCode) {
        for id in self.group.member_ids() {
            let response = match error {
                ErrorCode::None => self.assignment_of(&id),
                error => SyncGroupResponse { error_code: error.code(), ..Default::default() },
            };
            if self.finish_sync(&id, response) {
                // A session may have ended, without effect, while the member waited.
                self.arm_session(&id);
            }
        }
    }

    pub fn assignment_of(&self, member: &str) -> SyncGroupResponse {
        SyncGroupResponse {
            protocol_type: self.group.protocol_type.clone(),
            protocol_name: self.group.protocol_name.clone(),
            assignment: self.group.member(member).map(|member| member.assignment.clone()).unwrap_or_default(),
            ..Default::default()
        }
    }

    fn static_member_stored(&mut self, back: StaticReturn, result: Result<(), ErrorCode>) {
        let is_current = self.group.static_member_id(&back.instance) == Some(&back.new_id);
        let is_unchanged = self.group.is_in(ClassicState::Stable) && self.group.generation == back.generation;
        if !is_current || !is_unchanged {
            // A newer owner of the instance id, or a rebalance that will answer.
            return;
        }
        if let Err(error) = result {
            let ticket = self.group.take_join(&back.new_id);
            self.cancel_session(&back.new_id);
            self.group.rename(&back.instance, &back.new_id, &back.old.id);
            let old = back.old;
            self.group.update(&old.id, old.protocols, old.rebalance_timeout_ms, old.session_timeout_ms, None);
            self.arm_session(&old.id);
            if let Some(ticket) = ticket {
                self.turn.reply(ticket, join_error("", error));
            }
            return;
        }
        let mut response = self.joined(&back.new_id);
        if back.can_skip_assignment {
            response.skip_assignment = self.group.is_leader(&back.new_id);
        } else {
            // It must not take itself for the leader, or it would assign anew.
            response.leader = back.old_leader;
            response.members = Vec::new();
        }
        self.finish_join(&back.new_id, Response::JoinGroup(response));
    }
}

//! A classic group as data: its members, and what follows from them. What requests do to it is in the files beside.

use super::member::Member;
use crate::group::planted::{Fault, planted};
use crate::group::step::Ticket;
use bytes::Bytes;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::group_coordinator::GroupMetadataValue;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// The protocol type of consumers; connectors and others have their own.
pub(in crate::group) const CONSUMER_PROTOCOL_TYPE: &str = "consumer";

/// Where a classic group stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClassicState {
    /// No members; offsets perhaps.
    Empty,
    /// Members join, or the rest is waited for.
    PreparingRebalance,
    /// All have joined; the leader's assignment is awaited.
    CompletingRebalance,
    /// Every member can have its assignment.
    Stable,
    /// Gone. No group in a coordinator's map is dead: the state is for those who ask for a group that is not there.
    Dead,
}

impl ClassicState {
    /// As Kafka's tools print it.
    pub fn name(self) -> &'static str {
        match self {
            ClassicState::Empty => "Empty",
            ClassicState::PreparingRebalance => "PreparingRebalance",
            ClassicState::CompletingRebalance => "CompletingRebalance",
            ClassicState::Stable => "Stable",
            ClassicState::Dead => "Dead",
        }
    }
}

/// A group of the classic protocol, or ("simple") the holder of offsets of consumers that join none.
#[derive(Debug, Clone)]
pub struct ClassicGroup {
    pub(in crate::group) id: Arc<str>,
    state: ClassicState,
    previous_state: ClassicState,
    /// When the state was entered; `None` where an old record does not say.
    state_since_wall_ms: Option<i64>,
    pub(in crate::group) protocol_type: Option<String>,
    pub(in crate::group) protocol_name: Option<String>,
    pub(in crate::group) generation: i32,
    pub(in crate::group) leader: Option<Arc<str>>,
    members: BTreeMap<Arc<str>, Member>,
    /// Group instance id to member id.
    static_members: BTreeMap<Arc<str>, Arc<str>>,
    /// How many members support a protocol.
    supported: HashMap<String, usize>,
    /// Members with a JoinGroup that waits.
    awaiting_join: usize,
    /// Member ids that were given out and have not come back.
    pub(in crate::group) pending_joins: BTreeSet<Arc<str>>,
    /// Members whose SyncGroup of this generation has not come.
    pub(in crate::group) pending_syncs: BTreeSet<Arc<str>>,
    /// Of consumers, where every subscription could be read.
    subscribed_topics: Option<BTreeSet<String>>,
    /// A member has joined since the initial delay was last prolonged.
    pub(in crate::group) new_member_added: bool,
    /// Of the first rebalance: how long the delay is that runs, and how much longer it may get.
    pub(in crate::group) initial_delay: Option<InitialDelay>,
    /// The generation whose assignment is being written, and the number of that write.
    pub(in crate::group) storing: Option<(i32, u64)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::group) struct InitialDelay {
    pub delay_ms: i32,
    pub remaining_ms: i32,
}

impl ClassicGroup {
    pub fn new(id: Arc<str>, wall_ms: i64) -> Self {
        ClassicGroup {
            id,
            state: ClassicState::Empty,
            previous_state: ClassicState::Dead,
            state_since_wall_ms: Some(wall_ms),
            protocol_type: None,
            protocol_name: None,
            generation: 0,
            leader: None,
            members: BTreeMap::new(),
            static_members: BTreeMap::new(),
            supported: HashMap::new(),
            awaiting_join: 0,
            pending_joins: BTreeSet::new(),
            pending_syncs: BTreeSet::new(),
            subscribed_topics: None,
            new_member_added: false,
            initial_delay: None,
            storing: None,
        }
    }

    pub fn state(&self) -> ClassicState {
        self.state
    }

    pub fn is_in(&self, state: ClassicState) -> bool {
        self.state == state
    }

    /// Members join a group that was empty: they get time to come together.
    pub(in crate::group) fn is_initial_rebalance(&self) -> bool {
        self.state == ClassicState::PreparingRebalance && self.previous_state == ClassicState::Empty
    }

    pub fn state_since_wall_ms(&self) -> Option<i64> {
        self.state_since_wall_ms
    }

    pub(in crate::group) fn enter(&mut self, state: ClassicState, wall_ms: i64) {
        self.previous_state = std::mem::replace(&mut self.state, state);
        self.state_since_wall_ms = Some(wall_ms);
    }

    pub fn uses_consumer_protocol(&self) -> bool {
        self.protocol_type.as_deref() == Some(CONSUMER_PROTOCOL_TYPE)
    }

    /// Whether offsets of the topic are in use; not known of a consumer group, so taken for yes.
    pub fn is_subscribed_to(&self, topic: &str) -> bool {
        match &self.subscribed_topics {
            Some(topics) => topics.contains(topic),
            None => self.uses_consumer_protocol(),
        }
    }

    pub fn knows_subscribed_topics(&self) -> bool {
        self.subscribed_topics.is_some()
    }

    // ---- members ----

    pub fn len(&self) -> usize {
        self.members.len()
    }

    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    pub(in crate::group) fn member(&self, id: &str) -> Option<&Member> {
        self.members.get(id)
    }

    pub(in crate::group) fn members(&self) -> impl Iterator<Item = &Member> {
        self.members.values()
    }

    pub(in crate::group) fn static_member_id(&self, instance: &str) -> Option<&Arc<str>> {
        self.static_members.get(instance)
    }

    pub fn is_leader(&self, member: &str) -> bool {
        self.leader.as_deref() == Some(member)
    }

    /// Adds a member that the group has not and whose protocols it supports.
    pub(in crate::group) fn add(&mut self, member: Member) {
        if self.members.is_empty() {
            self.protocol_type = Some(member.protocol_type.clone());
        }
        if let Some(instance) = &member.instance_id {
            self.static_members.insert(instance.clone(), member.id.clone());
        }
        if self.leader.is_none() {
            self.leader = Some(member.id.clone());
        }
        self.count_protocols(&member, true);
        self.awaiting_join += usize::from(member.joining.is_some());
        self.pending_joins.remove(&member.id);
        self.members.insert(member.id.clone(), member);
    }

    /// Takes a member out, with every trace of its id.
    pub(in crate::group) fn remove(&mut self, id: &str) -> Option<Member> {
        let removed = self.members.remove(id);
        if let Some(member) = &removed {
            self.count_protocols(member, false);
            self.awaiting_join -= usize::from(member.joining.is_some());
            if let Some(instance) = &member.instance_id {
                self.static_members.remove(instance);
            }
        }
        if self.is_leader(id) {
            self.leader = self.members.keys().next().cloned();
        }
        self.pending_joins.remove(id);
        self.pending_syncs.remove(id);
        removed
    }

    fn count_protocols(&mut self, member: &Member, more: bool) {
        for (name, _) in &member.protocols {
            let count = self.supported.entry(name.clone()).or_default();
            *count = if more { *count + 1 } else { count.saturating_sub(1) };
            if *count == 0 {
                self.supported.remove(name);
            }
        }
    }

    /// Changes what a member said when it joined.
    pub(in crate::group) fn update(
        &mut self,
        id: &str,
        protocols: Vec<(String, Bytes)>,
        rebalance_timeout_ms: i32,
        session_timeout_ms: i32,
        joining: Option<Ticket>,
    ) -> Option<Ticket> {
        let mut member = self.members.remove(id)?;
        self.count_protocols(&member, false);
        member.protocols = protocols;
        self.count_protocols(&member, true);
        member.rebalance_timeout_ms = rebalance_timeout_ms;
        member.session_timeout_ms = session_timeout_ms;
        let before = std::mem::replace(&mut member.joining, joining);
        self.awaiting_join -= usize::from(before.is_some());
        self.awaiting_join += usize::from(joining.is_some());
        self.members.insert(member.id.clone(), member);
        before
    }

    /// Takes out the JoinGroup that waits.
    pub(in crate::group) fn take_join(&mut self, id: &str) -> Option<Ticket> {
        let ticket = self.members.get_mut(id)?.joining.take()?;
        self.awaiting_join -= 1;
        Some(ticket)
    }

    /// Takes out the SyncGroup that waits.
    pub(in crate::group) fn take_sync(&mut self, id: &str) -> Option<Ticket> {
        self.members.get_mut(id)?.syncing.take()
    }

    pub(in crate::group) fn set_sync(&mut self, id: &str, ticket: Ticket) -> Option<Ticket> {
        self.members.get_mut(id)?.syncing.replace(ticket)
    }

    pub(in crate::group) fn set_assignment(&mut self, id: &str, assignment: Bytes) {
        if let Some(member) = self.members.get_mut(id) {
            member.assignment = assignment;
        }
    }

    pub(in crate::group) fn set_known(&mut self, id: &str) {
        if let Some(member) = self.members.get_mut(id) {
            member.is_new = false;
        }
    }

    pub(in crate::group) fn member_ids(&self) -> Vec<Arc<str>> {
        self.members.keys().cloned().collect()
    }

    pub(in crate::group) fn awaiting_join(&self) -> usize {
        self.awaiting_join
    }

    pub(in crate::group) fn has_all_joined(&self) -> bool {
        self.awaiting_join == self.members.len() && self.pending_joins.is_empty()
    }

    /// The longest that a member asked for.
    pub(in crate::group) fn rebalance_timeout_ms(&self) -> i32 {
        self.members.values().map(|member| member.rebalance_timeout_ms).max().unwrap_or(0).max(0)
    }

    /// Gives a static member a new member id.
    pub(in crate::group) fn rename(&mut self, instance: &Arc<str>, old: &str, new: &Arc<str>) {
        let Some(mut member) = self.members.remove(old) else { return };
        self.awaiting_join -= usize::from(member.joining.take().is_some());
        member.syncing = None;
        member.id = new.clone();
        if self.is_leader(old) {
            self.leader = Some(new.clone());
        }
        // The new id has not synced if the old one had not.
        if self.pending_syncs.remove(old) {
            self.pending_syncs.insert(new.clone());
        }
        self.static_members.insert(instance.clone(), new.clone());
        self.members.insert(new.clone(), member);
    }

    /// Makes sure that the leader, if there is one, has joined; false where nobody has.
    pub(in crate::group) fn elect_joined_leader(&mut self) -> bool {
        let has_joined = |id: &Arc<str>| self.members.get(id).is_some_and(|member| member.joining.is_some());
        if self.leader.as_ref().is_none_or(has_joined) {
            return self.leader.is_some();
        }
        let joined = self.members.values().find(|member| member.joining.is_some());
        if let Some(member) = joined {
            self.leader = Some(member.id.clone());
        }
        joined.is_some()
    }

    // ---- protocols ----

    /// Whether a member with these protocols could be in the group.
    pub(in crate::group) fn supports(&self, protocol_type: &str, protocols: &[(String, Bytes)]) -> bool {
        if self.state == ClassicState::Empty {
            return !protocol_type.is_empty() && !protocols.is_empty();
        }
        let everyone = self.members.len();
        self.protocol_type.as_deref() == Some(protocol_type)
            && protocols.iter().any(|(name, _)| self.supported.get(name).copied().unwrap_or(0) == everyone)
    }

    /// The protocol that all support and most want; of equals the one that the leader puts first.
    pub(in crate::group) fn select_protocol(&self) -> Option<String> {
        let everyone = self.members.len();
        let candidate = |name: &str| self.supported.get(name).copied().unwrap_or(0) == everyone;
        let mut votes: HashMap<&str, usize> = HashMap::new();
        for member in self.members.values() {
            if let Some((name, _)) = member.protocols.iter().find(|(name, _)| candidate(name)) {
                *votes.entry(name).or_default() += 1;
            }
        }
        let most = votes.values().copied().max()?;
        let leader = self.leader.as_ref().and_then(|id| self.members.get(id));
        let in_order = leader.or_else(|| self.members.values().next())?.protocols.iter();
        in_order.map(|(name, _)| name).find(|name| votes.get(name.as_str()) == Some(&most)).cloned()
    }

    /// The next generation begins, with whoever is in the group.
    pub(in crate::group) fn begin_generation(&mut self, wall_ms: i64) {
        // Kafka's int wraps; a client takes a negative generation for none.
        self.generation = self.generation.checked_add(1).unwrap_or(1);
        self.protocol_name = self.select_protocol();
        self.subscribed_topics = self.read_subscriptions();
        let state = if self.is_empty() { ClassicState::Empty } else { ClassicState::CompletingRebalance };
        self.enter(state, wall_ms);
        self.pending_syncs.clear();
    }

    fn read_subscriptions(&self) -> Option<BTreeSet<String>> {
        if !self.uses_consumer_protocol() {
            return None;
        }
        if self.is_empty() {
            return Some(BTreeSet::new());
        }
        let protocol = self.protocol_name.as_deref()?;
        let mut topics = BTreeSet::new();
        for member in self.members.values() {
            topics.extend(super::subscription::topics(&member.metadata(protocol))?);
        }
        Some(topics)
    }

    // ---- records ----

    /// The group as its record tells it, with these assignments.
    pub(in crate::group) fn to_value(&self, assignments: &HashMap<Arc<str>, Bytes>) -> GroupMetadataValue {
        use ringmain_protocol::messages::group_coordinator::group_metadata_value::MemberMetadata;
        let protocol = self.protocol_name.as_deref().unwrap_or_default();
        let member = |member: &Member| MemberMetadata {
            member_id: member.id.to_string(),
            group_instance_id: member.instance_id.as_deref().map(str::to_owned),
            client_id: member.client_id.clone(),
            client_host: member.client_host.clone(),
            rebalance_timeout: member.rebalance_timeout_ms,
            session_timeout: member.session_timeout_ms,
            subscription: member.metadata(protocol),
            assignment: assignments.get(&member.id).cloned().unwrap_or_default(),
            ..Default::default()
        };
        GroupMetadataValue {
            protocol_type: self.protocol_type.clone().unwrap_or_default(),
            generation: self.generation,
            protocol: self.protocol_name.clone(),
            leader: self.leader.as_deref().map(str::to_owned),
            current_state_timestamp: self.state_since_wall_ms.unwrap_or(-1),
            members: self.members.values().map(member).collect(),
            ..Default::default()
        }
    }

    /// The group that a record tells of.
    pub(in crate::group) fn from_value(id: Arc<str>, value: &GroupMetadataValue) -> Self {
        let mut group = ClassicGroup::new(id, 0);
        group.generation = value.generation;
        group.protocol_type = Some(value.protocol_type.clone()).filter(|name| !name.is_empty());
        group.protocol_name = value.protocol.clone();
        group.leader = value.leader.as_deref().map(Arc::from);
        group.state_since_wall_ms = Some(value.current_state_timestamp).filter(|at| *at != -1);
        group.state = if value.members.is_empty() { ClassicState::Empty } else { ClassicState::Stable };
        let protocol = value.protocol.clone().unwrap_or_default();
        for member in &value.members {
            let instance = member.group_instance_id.as_deref().filter(|_| !planted(Fault::LoadWithoutInstances));
            // No coordinator writes a member twice; a log may hold anything.
            let is_there = group.members.contains_key(member.member_id.as_str());
            if is_there || instance.is_some_and(|instance| group.static_members.contains_key(instance)) {
                continue;
            }
            let protocols = vec![(protocol.clone(), member.subscription.clone())];
            // Version 0 of the record has no rebalance timeout.
            let rebalance_timeout_ms =
                if member.rebalance_timeout == -1 { member.session_timeout } else { member.rebalance_timeout };
            group.add(Member {
                id: Arc::from(member.member_id.as_str()),
                instance_id: instance.map(Arc::from),
                client_id: member.client_id.clone(),
                client_host: member.client_host.clone(),
                rebalance_timeout_ms,
                session_timeout_ms: member.session_timeout,
                protocol_type: value.protocol_type.clone(),
                protocols,
                assignment: member.assignment.clone(),
                joining: None,
                syncing: None,
                is_new: false,
            });
        }
        group.subscribed_topics = group.read_subscriptions();
        group
    }

    /// A stable generation of members who come from elsewhere; each is assigned what `assign` gives for the protocol.
    pub(in crate::group) fn from_members(
        id: Arc<str>,
        generation: i32,
        members: Vec<Member>,
        wall_ms: i64,
        assign: impl Fn(&Member, &str) -> Bytes,
    ) -> Self {
        let mut group = ClassicGroup::new(id, wall_ms);
        group.generation = generation;
        for member in members {
            group.add(member);
        }
        let protocol = group.select_protocol();
        for member in group.members.values_mut() {
            member.assignment = assign(member, protocol.as_deref().unwrap_or_default());
        }
        group.protocol_name = protocol;
        group.subscribed_topics = group.read_subscriptions();
        group.enter(ClassicState::Stable, wall_ms);
        group
    }

    // ---- checks ----

    /// The member id, and the group instance id if one is given, are those of a member.
    pub(in crate::group) fn validate_member(&self, member: &str, instance: Option<&str>) -> Result<(), ErrorCode> {
        if let Some(instance) = instance {
            match self.static_members.get(instance) {
                None => return Err(ErrorCode::UnknownMemberId),
                Some(id) if **id != *member => return Err(ErrorCode::FencedInstanceId),
                Some(_) => {}
            }
        }
        if self.members.contains_key(member) { Ok(()) } else { Err(ErrorCode::UnknownMemberId) }
    }

    /// Whether offsets may be committed by whoever says this of itself.
    pub(in crate::group) fn validate_offset_commit(
        &self,
        member: &str,
        instance: Option<&str>,
        generation: i32,
    ) -> Result<(), ErrorCode> {
        if generation < 0 && self.state == ClassicState::Empty {
            return Ok(());
        }
        if generation >= 0 || !member.is_empty() || instance.is_some() {
            self.validate_member(member, instance)?;
            if generation != self.generation && !planted(Fault::CommitOfAnyGeneration) {
                return Err(ErrorCode::IllegalGeneration);
            }
        } else {
            return Err(ErrorCode::UnknownMemberId);
        }
        if self.state == ClassicState::CompletingRebalance {
            return Err(ErrorCode::RebalanceInProgress);
        }
        Ok(())
    }
}

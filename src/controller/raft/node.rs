//! The raft node: roles, elections, and the step function. Replication is in `replication`, KIP-853 in `reconfig`.

use super::leader::LeaderState;
use super::log::{DurableLog, LogView};
use super::types::*;
use std::collections::BTreeMap;

/// Settings of the raft core; names as `controller.quorum.*`.
#[derive(Debug, Clone)]
pub struct RaftConfig {
    pub local: ReplicaKey,
    /// Sent with every request and compared with what others send.
    pub cluster_id: String,
    /// This node's own controller listeners, told to followers and voters. Empty on a broker.
    pub local_endpoints: Vec<Endpoint>,
    /// False on a broker: it follows and never stands.
    pub can_be_voter: bool,
    pub static_voters: VoterSet,
    /// `controller.quorum.bootstrap.servers`: where to ask for the leader.
    pub bootstrap: Vec<(String, u16)>,
    pub election_timeout_ms: u32,
    pub election_backoff_max_ms: u32,
    pub fetch_timeout_ms: u32,
    pub request_timeout_ms: u32,
    pub retry_backoff_ms: u32,
    pub fetch_max_wait_ms: u32,
    pub fetch_max_bytes: u32,
    pub fetch_snapshot_max_bytes: u32,
    /// Seeds the jitter of election timeouts.
    pub seed: u64,
}

impl RaftConfig {
    /// Kafka's defaults.
    pub fn new(local: ReplicaKey, cluster_id: impl Into<String>, static_voters: VoterSet, seed: u64) -> Self {
        RaftConfig {
            local,
            cluster_id: cluster_id.into(),
            local_endpoints: Vec::new(),
            can_be_voter: true,
            static_voters,
            bootstrap: Vec::new(),
            election_timeout_ms: 1000,
            election_backoff_max_ms: 1000,
            fetch_timeout_ms: 2000,
            request_timeout_ms: 2000,
            retry_backoff_ms: 20,
            fetch_max_wait_ms: 500,
            fetch_max_bytes: 1024 * 1024,
            fetch_snapshot_max_bytes: 1024 * 1024,
            seed,
        }
    }
}

/// Votes of one election or pre-election. A voter that has not answered is in neither set.
#[derive(Debug, Clone, Default)]
pub(super) struct Votes {
    granted: BTreeMap<i32, ReplicaKey>,
    rejected: BTreeMap<i32, ()>,
}

impl Votes {
    fn answered(&self, id: i32) -> bool {
        self.granted.contains_key(&id) || self.rejected.contains_key(&id)
    }

    fn won(&self, voters: &VoterSet) -> bool {
        self.granted.keys().filter(|id| voters.get(**id).is_some()).count() >= voters.majority()
    }

    fn lost(&self, voters: &VoterSet) -> bool {
        let rejected = self.rejected.keys().filter(|id| voters.get(**id).is_some()).count();
        voters.len().saturating_sub(rejected) < voters.majority()
    }
}

/// A snapshot being fetched from the leader.
#[derive(Debug, Clone)]
pub(super) struct SnapshotFetch {
    pub(super) id: OffsetAndEpoch,
    pub(super) position: i64,
    /// All bytes are here; the shell verifies them.
    pub(super) complete: bool,
}

#[derive(Debug, Clone)]
pub(super) enum Role {
    Unattached { deadline_ms: u64 },
    Follower { endpoints: Vec<Endpoint>, deadline_ms: u64, has_fetched: bool, snapshot: Option<SnapshotFetch> },
    Prospective { votes: Votes, deadline_ms: u64, leader_endpoints: Vec<Endpoint> },
    Candidate { votes: Votes, deadline_ms: u64 },
    Leader(Box<LeaderState>),
    Resigned { deadline_ms: u64, unacked: Vec<i32>, preferred: Vec<ReplicaKey> },
}

/// What the request under a correlation was, for its answer.
#[derive(Debug, Clone)]
pub(super) struct InFlight {
    pub(super) to: i32,
    pub(super) epoch: i32,
    pub(super) kind: SentKind,
    pub(super) expires_ms: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SentKind {
    Vote { pre_vote: bool },
    BeginEpoch,
    EndEpoch,
    Fetch { offset: i64 },
    FetchSnapshot { id: OffsetAndEpoch, position: i64 },
    UpdateVoter,
}

/// The sans-I/O KRaft node. See the module page for its contract.
#[derive(Debug, Clone)]
pub struct RaftNode {
    pub(super) config: RaftConfig,
    pub(super) log: LogView,
    pub(super) election: ElectionState,
    pub(super) role: Role,
    pub(super) high_watermark: Option<i64>,
    /// Requests without an answer; at most one a destination.
    pub(super) in_flight: BTreeMap<u64, InFlight>,
    pub(super) backoff_until: BTreeMap<i32, u64>,
    next_correlation: u64,
    next_bootstrap: usize,
    rng: u64,
    timer_ms: Option<u64>,
    pub(super) shutting_down: bool,
    /// The epoch in which this node last asked the leader to correct its entry in the voter set.
    pub(super) voter_update_epoch: i32,
    shutdown_complete: bool,
    announced: (i32, Option<i32>),
    pub(super) out: Vec<Effect>,
}

impl RaftNode {
    /// Starts from what is on disk. A sole voter leads at once; the effects say what to do first.
    pub fn new(config: RaftConfig, now_ms: u64, durable: ElectionState, log: DurableLog) -> (Self, Vec<Effect>) {
        let log = LogView::new(log, config.static_voters.clone());
        let mut node = RaftNode {
            rng: config.seed ^ ((config.local.id as u64) << 32),
            config,
            log,
            election: durable,
            role: Role::Unattached { deadline_ms: 0 },
            high_watermark: None,
            in_flight: BTreeMap::new(),
            backoff_until: BTreeMap::new(),
            next_correlation: 1,
            next_bootstrap: 0,
            timer_ms: None,
            shutting_down: false,
            voter_update_epoch: -1,
            shutdown_complete: false,
            announced: (-1, None),
            out: Vec::new(),
        };
        node.restore(now_ms);
        node.poll(now_ms);
        let effects = std::mem::take(&mut node.out);
        (node, effects)
    }

    fn restore(&mut self, now_ms: u64) {
        if let Some((id, _)) = self.log.latest_snapshot() {
            if self.log.end_offset() < id.offset {
                // A snapshot is of committed records only; what the log holds before it is in it.
                self.log.restart_at(id);
                self.out.push(Effect::RestartLog { at: id });
            }
            self.high_watermark = Some(id.offset);
            self.out.push(Effect::Committed { high_watermark: id.offset });
        }
        if self.election.epoch < self.log.last_epoch() {
            // The log was fetched in a later epoch than the election file tells of: trust the log.
            self.set_election(ElectionState { epoch: self.log.last_epoch(), leader_id: None, voted: None });
        }
        let deadline_ms = self.election_deadline(now_ms);
        let ElectionState { leader_id, voted, .. } = self.election;
        let local = self.config.local;
        self.role = match leader_id {
            // Leadership does not survive a restart: what was appended may be lost. Nobody else may lead this epoch,
            // and this node votes only in a later one.
            Some(id) if id == local.id => Role::Resigned { deadline_ms, unacked: Vec::new(), preferred: Vec::new() },
            Some(id) => match self.endpoints_of(id) {
                endpoints if endpoints.is_empty() => Role::Unattached { deadline_ms },
                endpoints => self.follower_role(now_ms, endpoints),
            },
            None if voted.is_some_and(|v| v.matches(&local)) && self.is_voter() => {
                Role::Candidate { votes: self.own_vote(), deadline_ms }
            }
            None => Role::Unattached { deadline_ms },
        };
        if self.log.voters().is_only(&local) && self.config.can_be_voter {
            // Nobody else can win: stand at once. A restored candidate already stands.
            if !matches!(self.role, Role::Candidate { .. }) {
                self.become_prospective(now_ms);
            }
        }
    }

    /// One turn: takes an input at a time, gives what is to be done, in order.
    pub fn step(&mut self, now_ms: u64, input: Input) -> Vec<Effect> {
        match input {
            Input::Timer => self.timer_ms = None,
            Input::Request { token, request } => self.handle_request(now_ms, token, request),
            Input::Response { correlation, response } => {
                if let Some(sent) = self.in_flight.remove(&correlation) {
                    self.handle_response(now_ms, sent, response);
                }
            }
            Input::Failed { correlation } => {
                if let Some(sent) = self.in_flight.remove(&correlation) {
                    self.back_off(now_ms, sent.to);
                }
            }
            Input::Flushed { end_offset } => {
                self.log.set_flushed(end_offset);
                self.update_leader_high_watermark(now_ms);
            }
            Input::Propose { token, epoch, record_count } => self.propose(now_ms, token, epoch, record_count),
            Input::UpgradeKRaftVersion { token, level } => self.upgrade_kraft_version(now_ms, token, level),
            Input::SnapshotWritten { id, size_bytes } => self.log.snapshot_written(id, size_bytes),
            Input::SnapshotInstalled { id, size_bytes, kraft_version, voters } => {
                self.snapshot_installed(now_ms, id, size_bytes, kraft_version, voters);
            }
            Input::LogStartAdvanced { offset } => self.log.advance_start(offset),
            Input::Resign { epoch } => {
                if self.is_leader() && self.election.epoch == epoch {
                    self.become_resigned(now_ms);
                }
            }
            Input::Shutdown => {
                self.shutting_down = true;
                if self.is_leader() {
                    self.become_resigned(now_ms);
                }
            }
        }
        self.poll(now_ms);
        std::mem::take(&mut self.out)
    }

    // ---- what others ask of it ----

    pub fn epoch(&self) -> i32 {
        self.election.epoch
    }

    /// The leader of the current epoch, where known.
    pub fn leader_id(&self) -> Option<i32> {
        self.election.leader_id
    }

    pub fn is_leader(&self) -> bool {
        matches!(self.role, Role::Leader(_))
    }

    pub fn is_voter(&self) -> bool {
        self.config.can_be_voter && self.log.voters().contains(&self.config.local)
    }

    pub fn high_watermark(&self) -> Option<i64> {
        self.high_watermark
    }

    pub fn log(&self) -> &LogView {
        &self.log
    }

    pub fn election(&self) -> ElectionState {
        self.election
    }

    /// Where the leader listens, as far as known.
    pub fn leader_endpoints(&self) -> Vec<Endpoint> {
        match (&self.role, self.election.leader_id) {
            (Role::Leader(_), _) => self.config.local_endpoints.clone(),
            (Role::Follower { endpoints, .. }, _) => endpoints.clone(),
            (_, Some(id)) => self.endpoints_of(id),
            _ => Vec::new(),
        }
    }

    /// The role's name as Kafka's `current-state` metric has it.
    pub fn role_name(&self) -> &'static str {
        match &self.role {
            Role::Unattached { .. } if self.election.voted.is_some() => "unattached-voted",
            Role::Unattached { .. } => "unattached",
            Role::Follower { .. } if self.is_voter() => "follower",
            Role::Follower { .. } => "observer",
            Role::Prospective { .. } => "prospective",
            Role::Candidate { .. } => "candidate",
            Role::Leader(_) => "leader",
            Role::Resigned { .. } => "resigned",
        }
    }

    // ---- transitions ----

    pub(super) fn set_election(&mut self, election: ElectionState) {
        if election != self.election {
            self.election = election;
            self.out.push(Effect::PersistQuorumState(election));
        }
    }

    fn announce(&mut self) {
        let known = (self.election.epoch, self.election.leader_id);
        if known != self.announced {
            self.announced = known;
            self.out.push(Effect::LeaderChanged { epoch: known.0, leader_id: known.1 });
        }
    }

    /// Leaves the present role: whoever waits for the leader hears that it is none.
    fn set_role(&mut self, role: Role) {
        let left = std::mem::replace(&mut self.role, role);
        // Answers to what the former role asked no longer matter, and must not keep the new one from asking.
        self.in_flight.clear();
        if let Role::Leader(state) = left {
            self.out.push(Effect::LostLeadership { epoch: state.epoch });
            self.fail_waiting(*state);
        }
    }

    pub(super) fn become_unattached(&mut self, now_ms: u64, epoch: i32, leader_id: Option<i32>) {
        let voted = if epoch == self.election.epoch { self.election.voted } else { None };
        // A known leader of this epoch stays known: the epoch can have no other.
        let leader_id = if epoch == self.election.epoch { self.election.leader_id.or(leader_id) } else { leader_id };
        self.set_election(ElectionState { epoch, leader_id, voted });
        let deadline_ms = match self.role {
            Role::Unattached { deadline_ms } | Role::Candidate { deadline_ms, .. } if deadline_ms > now_ms => {
                deadline_ms
            }
            _ => self.election_deadline(now_ms),
        };
        self.set_role(Role::Unattached { deadline_ms });
        self.announce();
    }

    fn follower_role(&self, now_ms: u64, endpoints: Vec<Endpoint>) -> Role {
        let deadline_ms = now_ms.saturating_add(u64::from(self.config.fetch_timeout_ms));
        Role::Follower { endpoints, deadline_ms, has_fetched: false, snapshot: None }
    }

    fn become_follower(&mut self, now_ms: u64, epoch: i32, leader_id: i32, endpoints: Vec<Endpoint>) {
        let voted = if epoch == self.election.epoch { self.election.voted } else { None };
        self.set_election(ElectionState { epoch, leader_id: Some(leader_id), voted });
        let role = self.follower_role(now_ms, endpoints);
        self.set_role(role);
        self.announce();
    }

    fn own_vote(&self) -> Votes {
        let local = self.config.local;
        Votes { granted: BTreeMap::from([(local.id, local)]), rejected: BTreeMap::new() }
    }

    pub(super) fn become_prospective(&mut self, now_ms: u64) {
        let leader_endpoints = self.leader_endpoints();
        let deadline_ms = self.election_deadline(now_ms);
        let votes = self.own_vote();
        self.set_role(Role::Prospective { votes, deadline_ms, leader_endpoints });
    }

    fn become_candidate(&mut self, now_ms: u64) {
        let Some(epoch) = self.election.epoch.checked_add(1) else { return };
        self.set_election(ElectionState { epoch, leader_id: None, voted: Some(self.config.local) });
        let deadline_ms = self.election_deadline(now_ms);
        let votes = self.own_vote();
        self.set_role(Role::Candidate { votes, deadline_ms });
        self.announce();
    }

    fn become_leader(&mut self, now_ms: u64, votes: &Votes) {
        let epoch = self.election.epoch;
        let local = self.config.local;
        self.set_election(ElectionState { epoch, leader_id: Some(local.id), voted: self.election.voted });
        let voters = self.log.voters().clone();
        let mut records = vec![ControlRecord::LeaderChange {
            leader_id: local.id,
            voters: voters.iter().map(|v| v.key).collect(),
            granting_voters: votes.granted.values().copied().collect(),
        }];
        // Voters named only by the bootstrap checkpoint are written to the log so that they reach the others.
        if self.log.kraft_version() > 0 && self.log.voters_offset() == Some(-1) {
            records.push(ControlRecord::KRaftVersion(self.log.kraft_version()));
            records.push(ControlRecord::Voters(voters));
        }
        let base_offset = self.append_control(epoch, records);
        self.set_role(Role::Leader(Box::new(LeaderState::new(epoch, base_offset, now_ms))));
        self.out.push(Effect::BecameLeader { epoch, activate_at: self.log.end_offset() });
        self.announce();
        self.complete_fetches(now_ms);
    }

    pub(super) fn append_control(&mut self, epoch: i32, records: Vec<ControlRecord>) -> i64 {
        let base_offset = self.log.append(epoch, records.len() as u32);
        for (offset, record) in (base_offset..).zip(&records) {
            self.log.note_control(offset, record);
        }
        self.out.push(Effect::AppendControl { base_offset, epoch, records });
        base_offset
    }

    pub(super) fn become_resigned(&mut self, now_ms: u64) {
        let Role::Leader(state) = &self.role else { return };
        let local = self.config.local;
        let others: Vec<ReplicaKey> = self.log.voters().iter().map(|v| v.key).filter(|k| k.id != local.id).collect();
        let mut preferred = others.clone();
        preferred.sort_by_key(|key| std::cmp::Reverse(state.end_offset_of(key)));
        let deadline_ms = self.election_deadline(now_ms);
        let unacked = others.iter().map(|key| key.id).collect();
        // Set after telling them of this leadership, not after failures.
        self.backoff_until.clear();
        self.set_role(Role::Resigned { deadline_ms, unacked, preferred });
        self.announce();
    }

    /// Learns of an epoch and perhaps its leader from a message. False: the message is of an older epoch.
    pub(super) fn observe(
        &mut self,
        now_ms: u64,
        epoch: i32,
        leader_id: Option<i32>,
        endpoints: Vec<Endpoint>,
    ) -> bool {
        if epoch < self.election.epoch {
            return false;
        }
        let leader_id = leader_id.filter(|id| *id >= 0 && *id != self.config.local.id);
        let known = (epoch == self.election.epoch).then_some(self.election.leader_id).flatten();
        match leader_id {
            // One epoch has one leader: a message that says otherwise is wrong, and what is known stays.
            Some(id) if known.is_some_and(|k| k != id) => {}
            Some(id) => {
                let attached = known == Some(id) && matches!(self.role, Role::Follower { .. });
                if !attached {
                    let endpoints = if endpoints.is_empty() { self.endpoints_of(id) } else { endpoints };
                    if endpoints.is_empty() {
                        if known.is_none() {
                            self.become_unattached(now_ms, epoch, Some(id));
                        }
                    } else {
                        self.become_follower(now_ms, epoch, id, endpoints);
                    }
                }
            }
            None if epoch > self.election.epoch => self.become_unattached(now_ms, epoch, None),
            None => {}
        }
        true
    }

    // ---- votes ----

    pub(super) fn handle_vote(&mut self, now_ms: u64, request: VoteRequest) -> VoteResponse {
        let refuse = |node: &Self, error| VoteResponse {
            error,
            epoch: node.election.epoch,
            leader_id: node.election.leader_id,
            granted: false,
        };
        let sane = request.last_epoch >= 0
            && request.last_epoch_end_offset >= 0
            && request.candidate.id >= 0
            && (request.last_epoch < request.epoch || (request.pre_vote && request.last_epoch <= request.epoch));
        if !sane {
            return refuse(self, RaftError::InvalidRequest);
        }
        if request.epoch < self.election.epoch {
            return refuse(self, RaftError::FencedLeaderEpoch);
        }
        if request.voter.id >= 0 && !request.voter.matches(&self.config.local) {
            return refuse(self, RaftError::InvalidVoterKey);
        }
        if request.epoch > self.election.epoch {
            self.become_unattached(now_ms, request.epoch, None);
        }
        let own = (self.log.last_epoch(), self.log.end_offset());
        let up_to_date = (request.last_epoch, request.last_epoch_end_offset) >= own;
        let granted = self.can_grant(&request.candidate, up_to_date, request.pre_vote);
        if granted && !request.pre_vote && self.election.voted.is_none() {
            self.set_election(ElectionState { voted: Some(request.candidate), ..self.election });
            let deadline_ms = self.election_deadline(now_ms);
            self.set_role(Role::Unattached { deadline_ms });
        }
        VoteResponse { error: RaftError::None, epoch: self.election.epoch, leader_id: self.election.leader_id, granted }
    }

    fn can_grant(&self, candidate: &ReplicaKey, up_to_date: bool, pre_vote: bool) -> bool {
        if pre_vote {
            return up_to_date
                && match &self.role {
                    Role::Follower { has_fetched, .. } => !has_fetched,
                    Role::Leader(state) => !state.has_committed,
                    _ => true,
                };
        }
        match (&self.role, self.election.voted) {
            (Role::Leader(_) | Role::Candidate { .. } | Role::Resigned { .. }, _) => false,
            (_, Some(voted)) => voted.matches(candidate),
            // A leader of this epoch exists: no other may win it.
            (_, None) => self.election.leader_id.is_none() && up_to_date,
        }
    }

    pub(super) fn handle_vote_response(&mut self, now_ms: u64, sent: &InFlight, response: VoteResponse) {
        if response.error != RaftError::None {
            self.back_off(now_ms, sent.to);
        }
        if !self.observe(now_ms, response.epoch, response.leader_id, Vec::new()) {
            return;
        }
        let SentKind::Vote { pre_vote } = sent.kind else { return };
        if sent.epoch != self.election.epoch || response.error != RaftError::None {
            return;
        }
        let key = self.log.voters().get(sent.to).map(|v| v.key);
        let votes = match &mut self.role {
            Role::Prospective { votes, .. } if pre_vote => votes,
            Role::Candidate { votes, .. } if !pre_vote => votes,
            _ => return,
        };
        if votes.answered(sent.to) {
            return;
        }
        match (response.granted, key) {
            (true, Some(key)) => drop(votes.granted.insert(sent.to, key)),
            _ => drop(votes.rejected.insert(sent.to, ())),
        }
    }

    // ---- the work of a turn ----

    fn poll(&mut self, now_ms: u64) {
        self.expire_in_flight(now_ms);
        // Each pass makes at most one transition; an election of one voter takes three.
        for _ in 0..8 {
            if !self.poll_role(now_ms) {
                break;
            }
        }
        self.poll_sends(now_ms);
        self.announce();
        if self.shutting_down && !self.shutdown_complete && self.done_handing_over(now_ms) {
            self.shutdown_complete = true;
            self.out.push(Effect::ShutdownComplete);
        }
        let next = self.next_deadline(now_ms);
        if next.is_some() && next != self.timer_ms {
            self.timer_ms = next;
            if let Some(at_ms) = next {
                self.out.push(Effect::SetTimer { at_ms });
            }
        }
    }

    fn done_handing_over(&self, now_ms: u64) -> bool {
        match &self.role {
            Role::Resigned { unacked, deadline_ms, .. } => unacked.is_empty() || now_ms >= *deadline_ms,
            _ => true,
        }
    }

    /// Timers and results of the present role; true when the role changed.
    fn poll_role(&mut self, now_ms: u64) -> bool {
        let voter = self.is_voter() && !self.shutting_down;
        match &self.role {
            Role::Unattached { deadline_ms } => {
                if voter && now_ms >= *deadline_ms {
                    self.become_prospective(now_ms);
                    return true;
                }
            }
            Role::Follower { deadline_ms, .. } => {
                if voter && now_ms >= *deadline_ms {
                    self.become_prospective(now_ms);
                    return true;
                }
            }
            Role::Prospective { votes, deadline_ms, leader_endpoints } => {
                if !voter || votes.lost(self.log.voters()) || now_ms >= *deadline_ms {
                    let endpoints = leader_endpoints.clone();
                    match self.election.leader_id {
                        Some(id) if !endpoints.is_empty() && id != self.config.local.id => {
                            self.become_follower(now_ms, self.election.epoch, id, endpoints);
                        }
                        _ => self.become_unattached(now_ms, self.election.epoch, None),
                    }
                    return true;
                }
                if votes.won(self.log.voters()) {
                    self.become_candidate(now_ms);
                    return true;
                }
            }
            Role::Candidate { votes, deadline_ms } => {
                if voter && votes.won(self.log.voters()) {
                    let votes = votes.clone();
                    self.become_leader(now_ms, &votes);
                    return true;
                }
                if !voter || votes.lost(self.log.voters()) || now_ms >= *deadline_ms {
                    // Wait a random while: rivals that split the vote must not do so for ever.
                    let deadline_ms = now_ms.saturating_add(self.jitter(self.config.election_backoff_max_ms));
                    self.set_role(Role::Unattached { deadline_ms });
                    return !voter;
                }
            }
            Role::Leader(_) => return self.poll_leader(now_ms),
            Role::Resigned { deadline_ms, .. } => {
                if now_ms >= *deadline_ms && !self.shutting_down {
                    self.become_unattached(now_ms, self.election.epoch.saturating_add(1), None);
                    return true;
                }
            }
        }
        false
    }

    fn poll_sends(&mut self, now_ms: u64) {
        if self.is_leader() {
            return self.send_begin_epoch(now_ms);
        }
        match self.role.clone() {
            Role::Prospective { votes, .. } => self.send_votes(now_ms, &votes, true),
            Role::Candidate { votes, .. } => self.send_votes(now_ms, &votes, false),
            Role::Unattached { .. } if !self.shutting_down => self.fetch_from_anyone(now_ms),
            Role::Follower { deadline_ms, .. } if !self.shutting_down => {
                if !self.is_voter() && now_ms >= deadline_ms {
                    self.fetch_from_anyone(now_ms);
                } else {
                    self.fetch_from_leader(now_ms);
                }
            }
            Role::Resigned { unacked, preferred, .. } => self.send_end_epoch(now_ms, &unacked, &preferred),
            _ => {}
        }
    }

    fn send_votes(&mut self, now_ms: u64, votes: &Votes, pre_vote: bool) {
        let voters: Vec<ReplicaKey> = self.log.voters().iter().map(|v| v.key).collect();
        for voter in voters {
            if voter.id == self.config.local.id || votes.answered(voter.id) {
                continue;
            }
            let Some(to) = self.destination(voter.id) else { continue };
            let request = VoteRequest {
                cluster_id: Some(self.config.cluster_id.clone()),
                voter,
                epoch: self.election.epoch,
                candidate: self.config.local,
                last_epoch: self.log.last_epoch(),
                last_epoch_end_offset: self.log.end_offset(),
                pre_vote,
            };
            self.send(now_ms, to, SentKind::Vote { pre_vote }, Request::Vote(request));
        }
    }

    fn send_end_epoch(&mut self, now_ms: u64, unacked: &[i32], preferred: &[ReplicaKey]) {
        for id in unacked {
            let Some(to) = self.destination(*id) else { continue };
            let request = EndQuorumEpochRequest {
                cluster_id: Some(self.config.cluster_id.clone()),
                leader_id: self.config.local.id,
                epoch: self.election.epoch,
                preferred_candidates: preferred.to_vec(),
                leader_endpoints: self.config.local_endpoints.clone(),
            };
            self.send(now_ms, to, SentKind::EndEpoch, Request::EndQuorumEpoch(request));
        }
    }

    // ---- sending ----

    /// Sends unless this destination is busy or being left in peace after a failure.
    pub(super) fn send(&mut self, now_ms: u64, to: Destination, kind: SentKind, request: Request) -> bool {
        let busy = self.in_flight.values().any(|sent| sent.to == to.id);
        let backing_off = self.backoff_until.get(&to.id).is_some_and(|until| now_ms < *until);
        if busy || backing_off {
            return false;
        }
        let wait_ms = if matches!(kind, SentKind::Fetch { .. }) { self.config.fetch_max_wait_ms } else { 0 };
        let expires_ms =
            now_ms.saturating_add(u64::from(self.config.request_timeout_ms)).saturating_add(u64::from(wait_ms));
        let correlation = self.next_correlation;
        self.next_correlation = self.next_correlation.wrapping_add(1);
        self.in_flight.insert(correlation, InFlight { to: to.id, epoch: self.election.epoch, kind, expires_ms });
        self.out.push(Effect::Send { correlation, to, request });
        true
    }

    fn expire_in_flight(&mut self, now_ms: u64) {
        let expired: Vec<u64> =
            self.in_flight.iter().filter(|(_, sent)| now_ms >= sent.expires_ms).map(|(c, _)| *c).collect();
        for correlation in expired {
            if let Some(sent) = self.in_flight.remove(&correlation) {
                self.back_off(now_ms, sent.to);
            }
        }
        self.backoff_until.retain(|_, until| now_ms < *until);
    }

    pub(super) fn back_off(&mut self, now_ms: u64, to: i32) {
        self.backoff_until.insert(to, now_ms.saturating_add(u64::from(self.config.retry_backoff_ms)));
    }

    pub(super) fn endpoints_of(&self, id: i32) -> Vec<Endpoint> {
        self.log.voters().get(id).map(|v| v.endpoints.clone()).unwrap_or_default()
    }

    pub(super) fn destination(&self, id: i32) -> Option<Destination> {
        self.endpoints_of(id).first().map(|e| Destination { id, host: e.host.clone(), port: e.port })
    }

    /// The next of voters and bootstrap addresses, round and round.
    pub(super) fn next_bootstrap(&mut self) -> Option<Destination> {
        let voters = self.log.voters().iter().filter(|v| v.key.id != self.config.local.id);
        let mut all: Vec<Destination> = voters
            .filter_map(|v| {
                let e = v.endpoints.first()?;
                Some(Destination { id: v.key.id, host: e.host.clone(), port: e.port })
            })
            .collect();
        if all.is_empty() {
            all.extend((0i32..).zip(&self.config.bootstrap).map(|(i, (host, port))| Destination {
                id: BOOTSTRAP_ID_BASE.saturating_sub(i),
                host: host.clone(),
                port: *port,
            }));
        }
        let at = self.next_bootstrap.checked_rem(all.len())?;
        self.next_bootstrap = self.next_bootstrap.wrapping_add(1);
        (at < all.len()).then(|| all.swap_remove(at))
    }

    // ---- time ----

    fn jitter(&mut self, below_ms: u32) -> u64 {
        // SplitMix64.
        self.rng = self.rng.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.rng;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % u64::from(below_ms).max(1)
    }

    pub(super) fn election_deadline(&mut self, now_ms: u64) -> u64 {
        let timeout_ms = self.config.election_timeout_ms;
        now_ms.saturating_add(u64::from(timeout_ms)).saturating_add(self.jitter(timeout_ms))
    }

    fn next_deadline(&self, now_ms: u64) -> Option<u64> {
        let role = match &self.role {
            Role::Unattached { deadline_ms } => self.is_voter().then_some(*deadline_ms),
            Role::Follower { deadline_ms, .. }
            | Role::Prospective { deadline_ms, .. }
            | Role::Candidate { deadline_ms, .. }
            | Role::Resigned { deadline_ms, .. } => Some(*deadline_ms),
            Role::Leader(_) => self.leader_deadline(),
        };
        let requests = self.in_flight.values().map(|sent| sent.expires_ms);
        let backoffs = self.backoff_until.values().copied();
        // A deadline that has passed and is still there has had its effect: it waits for an event, not for time.
        requests.chain(backoffs).chain(role).filter(|at| *at > now_ms).min()
    }
}

//! The leader's side: followers' progress, the high watermark, held fetches, and leaving when a majority is silent.

use super::log::Validation;
use super::node::{RaftNode, Role, SentKind};
use super::types::*;
use std::collections::BTreeMap;

/// Fetches that wait for records at one time; more are answered at once with nothing.
const MAX_HELD_FETCHES: usize = 1000;
/// Observers that are remembered, for DescribeQuorum and for adding voters.
const MAX_OBSERVERS: usize = 1000;
/// An observer not heard of for this long is forgotten, as in Kafka.
const OBSERVER_SESSION_MS: u64 = 300_000;

/// How far another replica is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Progress {
    pub(super) end_offset: Option<i64>,
    pub(super) last_fetch_ms: Option<u64>,
    pub(super) last_caught_up_ms: Option<u64>,
    /// The leader's end offset at its last fetch.
    leader_end_at_fetch: i64,
}

#[derive(Debug, Clone)]
struct HeldFetch {
    token: Token,
    request: FetchRequest,
    deadline_ms: u64,
}

/// A change of voters or of kraft.version that waits for its records to commit.
#[derive(Debug, Clone)]
pub(super) struct PendingChange {
    pub(super) token: Token,
    pub(super) offset: i64,
    pub(super) kind: ChangeKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChangeKind {
    Add,
    Remove,
    Update,
    Upgrade,
}

#[derive(Debug, Clone)]
pub(super) struct LeaderState {
    pub(super) epoch: i32,
    epoch_start_offset: i64,
    since_ms: u64,
    /// A record of this epoch is committed, so the high watermark is this leader's own.
    pub(super) has_committed: bool,
    replicas: BTreeMap<ReplicaKey, Progress>,
    held: Vec<HeldFetch>,
    pub(super) pending: Option<PendingChange>,
}

impl LeaderState {
    pub(super) fn new(epoch: i32, epoch_start_offset: i64, now_ms: u64) -> Self {
        LeaderState {
            epoch,
            epoch_start_offset,
            since_ms: now_ms,
            has_committed: false,
            replicas: BTreeMap::new(),
            held: Vec::new(),
            pending: None,
        }
    }

    pub(super) fn progress(&self, key: &ReplicaKey) -> Option<&Progress> {
        self.replicas.iter().find(|(k, _)| k.matches(key)).map(|(_, progress)| progress)
    }

    pub(super) fn end_offset_of(&self, key: &ReplicaKey) -> i64 {
        self.progress(key).and_then(|p| p.end_offset).unwrap_or(-1)
    }

    /// The full keys of replicas that have fetched.
    pub(super) fn known_key(&self, key: &ReplicaKey) -> Option<ReplicaKey> {
        self.replicas.keys().find(|k| k.matches(key)).copied()
    }

    fn touch(&mut self, now_ms: u64, key: ReplicaKey) -> &mut Progress {
        let progress = self.replicas.entry(key).or_default();
        progress.last_fetch_ms = Some(now_ms);
        progress
    }

    /// When a majority, the leader included, was last heard of; `None` for a sole voter.
    fn majority_heard_ms(&self, voters: &VoterSet, local: &ReplicaKey) -> Option<u64> {
        let needed = voters.majority().checked_sub(usize::from(voters.contains(local)))?;
        let mut heard: Vec<u64> = voters
            .iter()
            .filter(|v| !v.key.matches(local))
            .map(|v| self.progress(&v.key).and_then(|p| p.last_fetch_ms).unwrap_or(0).max(self.since_ms))
            .collect();
        heard.sort_unstable_by(|a, b| b.cmp(a));
        heard.get(needed.checked_sub(1)?).copied()
    }
}

impl RaftNode {
    pub(super) fn leader_state(&mut self) -> Option<&mut LeaderState> {
        match &mut self.role {
            Role::Leader(state) => Some(state),
            _ => None,
        }
    }

    pub(super) fn propose(&mut self, now_ms: u64, token: Token, epoch: i32, record_count: u32) {
        if !self.is_leader() || epoch != self.election.epoch || record_count == 0 {
            self.out.push(Effect::ProposalRefused { token });
            return;
        }
        let base_offset = self.log.append(epoch, record_count);
        self.out.push(Effect::AppendProposal { token, base_offset, epoch, record_count });
        self.complete_fetches(now_ms);
    }

    /// Recomputes what a majority holds durably.
    pub(super) fn update_leader_high_watermark(&mut self, now_ms: u64) {
        let flushed = self.log.flushed_offset();
        let local = self.config.local;
        let Role::Leader(state) = &mut self.role else { return };
        let voters = self.log.voters();
        let mut ends: Vec<i64> =
            voters.iter().map(|v| if v.key.matches(&local) { flushed } else { state.end_offset_of(&v.key) }).collect();
        ends.sort_unstable_by(|a, b| b.cmp(a));
        let Some(committed) = voters.majority().checked_sub(1).and_then(|i| ends.get(i)).copied() else { return };
        // Only a record of this epoch commits what is before it (Raft, section 5.4.2).
        if committed <= state.epoch_start_offset || self.high_watermark.is_some_and(|hw| committed <= hw) {
            return;
        }
        state.has_committed = true;
        self.high_watermark = Some(committed);
        self.out.push(Effect::Committed { high_watermark: committed });
        self.complete_change(now_ms);
        self.complete_fetches(now_ms);
    }

    // ---- fetch ----

    fn fetch_head(&self, error: RaftError) -> FetchHead {
        FetchHead {
            error,
            epoch: self.election.epoch,
            leader_id: self.election.leader_id,
            leader_endpoints: self.leader_endpoints(),
            high_watermark: if self.is_leader() { self.high_watermark.unwrap_or(-1) } else { -1 },
            log_start_offset: self.log.start().offset,
            diverging: None,
            snapshot: None,
        }
    }

    fn respond_empty_fetch(&mut self, token: Token, head: FetchHead) {
        self.out.push(Effect::RespondFetch { token, head, read_from: None, read_below: 0, max_bytes: 0 });
    }

    pub(super) fn leader_only_error(&self, epoch: i32) -> RaftError {
        if epoch < self.election.epoch {
            RaftError::FencedLeaderEpoch
        } else if epoch > self.election.epoch {
            RaftError::UnknownLeaderEpoch
        } else if !self.is_leader() {
            RaftError::NotLeaderOrFollower
        } else {
            RaftError::None
        }
    }

    pub(super) fn handle_fetch(&mut self, now_ms: u64, token: Token, request: FetchRequest) {
        let valid = request.max_wait_ms >= 0
            && request.fetch_offset >= 0
            && request.last_fetched_epoch >= 0
            && request.epoch >= 0
            && request.max_bytes >= 0;
        let error = if valid { self.leader_only_error(request.epoch) } else { RaftError::InvalidRequest };
        if error != RaftError::None {
            let head = self.fetch_head(error);
            return self.respond_empty_fetch(token, head);
        }
        let validation = self.log.validate(request.fetch_offset, request.last_fetched_epoch);
        let own_end = self.log.end_offset();
        self.note_fetch(now_ms, &request, validation == Validation::Valid, own_end);
        if validation == Validation::Valid {
            self.update_leader_high_watermark(now_ms);
        }
        if !self.is_leader() {
            // The fetch committed this node's own removal.
            let head = self.fetch_head(RaftError::NotLeaderOrFollower);
            return self.respond_empty_fetch(token, head);
        }
        let mut head = self.fetch_head(RaftError::None);
        match validation {
            Validation::Diverging(at) => head.diverging = Some(at),
            Validation::Snapshot(id) => head.snapshot = Some(id),
            Validation::Valid => {
                let newer_high_watermark = self.high_watermark.is_some_and(|hw| hw > request.high_watermark);
                let waits = request.fetch_offset >= self.log.end_offset() && !newer_high_watermark;
                if waits && request.max_wait_ms > 0 {
                    let deadline_ms = now_ms.saturating_add(request.max_wait_ms as u64);
                    return self.hold_fetch(HeldFetch { token, request, deadline_ms });
                }
                return self.respond_records(token, &request);
            }
        }
        self.respond_empty_fetch(token, head);
    }

    fn note_fetch(&mut self, now_ms: u64, request: &FetchRequest, valid: bool, own_end: i64) {
        let key = request.replica;
        if key.id < 0 || key.matches(&self.config.local) {
            return;
        }
        let voter = self.log.voters().contains(&key);
        let voters = self.log.voters().clone();
        let Some(state) = self.leader_state() else { return };
        if !voter && !state.replicas.contains_key(&key) {
            state.replicas.retain(|k, p| {
                voters.contains(k) || p.last_fetch_ms.is_some_and(|at| now_ms.saturating_sub(at) < OBSERVER_SESSION_MS)
            });
            if state.replicas.len() >= MAX_OBSERVERS.saturating_add(voters.len()) {
                return;
            }
        }
        let progress = state.touch(now_ms, key);
        let previous_fetch_ms = progress.last_fetch_ms;
        if !valid {
            return;
        }
        if request.fetch_offset >= own_end {
            progress.last_caught_up_ms = Some(now_ms);
        } else if progress.end_offset.is_some() && request.fetch_offset >= progress.leader_end_at_fetch {
            progress.last_caught_up_ms = previous_fetch_ms;
        }
        progress.leader_end_at_fetch = own_end;
        progress.end_offset = Some(request.fetch_offset);
    }

    fn hold_fetch(&mut self, fetch: HeldFetch) {
        let Some(state) = self.leader_state() else { return };
        // A replica has one fetch at a time: an older one is of a connection that is gone.
        let superseded = state.held.iter().position(|h| h.request.replica == fetch.request.replica);
        let answer_now = match superseded {
            Some(at) => Some(std::mem::replace(&mut state.held[at], fetch)),
            None if state.held.len() >= MAX_HELD_FETCHES => Some(fetch),
            None => {
                state.held.push(fetch);
                None
            }
        };
        if let Some(held) = answer_now {
            self.respond_records(held.token, &held.request);
        }
    }

    fn respond_records(&mut self, token: Token, request: &FetchRequest) {
        let head = self.fetch_head(RaftError::None);
        // Whoever is not a replica sees only what is committed.
        let read_below = if request.replica.id >= 0 { self.log.end_offset() } else { self.high_watermark.unwrap_or(0) };
        let read_from = (request.fetch_offset < read_below).then_some(request.fetch_offset);
        self.out.push(Effect::RespondFetch { token, head, read_from, read_below, max_bytes: request.max_bytes });
    }

    /// Answers the held fetches for which there is something, or whose time is up.
    pub(super) fn complete_fetches(&mut self, now_ms: u64) {
        let (end_offset, high_watermark) = (self.log.end_offset(), self.high_watermark);
        let Some(state) = self.leader_state() else { return };
        let ready = |held: &HeldFetch| {
            held.request.fetch_offset < end_offset
                || high_watermark.is_some_and(|hw| hw > held.request.high_watermark)
                || now_ms >= held.deadline_ms
        };
        let (done, held): (Vec<_>, Vec<_>) = std::mem::take(&mut state.held).into_iter().partition(ready);
        state.held = held;
        for held in done {
            self.respond_records(held.token, &held.request);
        }
    }

    /// The node leads no longer: everyone who waited for it hears so.
    pub(super) fn fail_waiting(&mut self, state: LeaderState) {
        for held in state.held {
            let head = self.fetch_head(RaftError::NotLeaderOrFollower);
            self.respond_empty_fetch(held.token, head);
        }
        if let Some(change) = state.pending {
            self.respond_change(change.token, change.kind, RaftError::NotLeaderOrFollower, None);
        }
    }

    pub(super) fn handle_fetch_snapshot(&mut self, now_ms: u64, token: Token, request: FetchSnapshotRequest) {
        let mut head = FetchSnapshotHead {
            error: self.leader_only_error(request.epoch),
            epoch: self.election.epoch,
            leader_id: self.election.leader_id,
            snapshot: request.snapshot,
            size_bytes: 0,
            position: request.position,
        };
        if head.error == RaftError::None {
            head.error = match self.log.latest_snapshot() {
                Some((id, size_bytes)) if id == request.snapshot => {
                    head.size_bytes = size_bytes;
                    if (0..size_bytes).contains(&request.position) && request.max_bytes > 0 {
                        RaftError::None
                    } else {
                        RaftError::PositionOutOfRange
                    }
                }
                _ => RaftError::SnapshotNotFound,
            };
            // Fetching a snapshot is following, too.
            if self.log.voters().contains(&request.replica)
                && let Some(state) = self.leader_state()
            {
                state.touch(now_ms, request.replica);
            }
        }
        let response = if head.error == RaftError::None {
            Effect::RespondSnapshot { token, head, max_bytes: request.max_bytes }
        } else {
            Effect::Respond { token, response: Response::FetchSnapshot(head, bytes::Bytes::new()) }
        };
        self.out.push(response);
    }

    // ---- time ----

    fn check_quorum_timeout_ms(&self) -> u64 {
        // One and a half times the followers' own patience, as in Kafka (KIP-835).
        u64::from(self.config.fetch_timeout_ms).saturating_mul(3) / 2
    }

    fn begin_epoch_interval_ms(&self) -> u64 {
        u64::from(self.config.fetch_timeout_ms) / 2
    }

    pub(super) fn poll_leader(&mut self, now_ms: u64) -> bool {
        self.update_leader_high_watermark(now_ms);
        self.complete_fetches(now_ms);
        let Role::Leader(state) = &self.role else { return true };
        let heard_ms = state.majority_heard_ms(self.log.voters(), &self.config.local);
        if heard_ms.is_some_and(|at| now_ms >= at.saturating_add(self.check_quorum_timeout_ms())) {
            self.become_resigned(now_ms);
            return true;
        }
        false
    }

    pub(super) fn leader_deadline(&self) -> Option<u64> {
        let Role::Leader(state) = &self.role else { return None };
        let quorum = state
            .majority_heard_ms(self.log.voters(), &self.config.local)
            .map(|at| at.saturating_add(self.check_quorum_timeout_ms()));
        let begin = self.silent_voters(state).map(|(_, at)| at).min();
        let held = state.held.iter().map(|held| held.deadline_ms).min();
        [quorum, begin, held].into_iter().flatten().min()
    }

    /// Voters with the time from which they should be told of this leader (again).
    fn silent_voters<'a>(&'a self, state: &'a LeaderState) -> impl Iterator<Item = (ReplicaKey, u64)> + 'a {
        self.log.voters().iter().filter(|v| !v.key.matches(&self.config.local)).map(|v| {
            let tell_at = state
                .progress(&v.key)
                .and_then(|p| p.last_fetch_ms)
                .map_or(0, |at| at.saturating_add(self.begin_epoch_interval_ms()));
            (v.key, tell_at)
        })
    }

    pub(super) fn send_begin_epoch(&mut self, now_ms: u64) {
        let Role::Leader(state) = &self.role else { return };
        let silent: Vec<ReplicaKey> =
            self.silent_voters(state).filter(|(_, at)| now_ms >= *at).map(|(key, _)| key).collect();
        for voter in silent {
            let Some(to) = self.destination(voter.id) else { continue };
            let request = BeginQuorumEpochRequest {
                cluster_id: Some(self.config.cluster_id.clone()),
                voter,
                leader_id: self.config.local.id,
                epoch: self.election.epoch,
                leader_endpoints: self.config.local_endpoints.clone(),
            };
            if self.send(now_ms, to, SentKind::BeginEpoch, Request::BeginQuorumEpoch(request)) {
                // Not again at once, even when it is answered: it should fetch now.
                let until = now_ms.saturating_add(self.begin_epoch_interval_ms());
                self.backoff_until.insert(voter.id, until);
            }
        }
    }

    // ---- description ----

    pub(super) fn describe_quorum(&self, now_ms: u64) -> DescribeQuorumResponse {
        let Role::Leader(state) = &self.role else {
            return DescribeQuorumResponse {
                error: RaftError::NotLeaderOrFollower,
                leader_id: self.election.leader_id,
                epoch: self.election.epoch,
                high_watermark: -1,
                voters: Vec::new(),
                observers: Vec::new(),
                nodes: Vec::new(),
            };
        };
        let ms = |at: Option<u64>| at.map_or(-1, |at| i64::try_from(at).unwrap_or(i64::MAX));
        let describe = |key: ReplicaKey, progress: Option<&Progress>| ReplicaState {
            key,
            log_end_offset: progress.and_then(|p| p.end_offset).unwrap_or(-1),
            last_fetch_ms: ms(progress.and_then(|p| p.last_fetch_ms)),
            last_caught_up_ms: ms(progress.and_then(|p| p.last_caught_up_ms)),
        };
        let local = self.config.local;
        let now = ms(Some(now_ms));
        let voters = self.log.voters().iter().map(|v| {
            if v.key.matches(&local) {
                ReplicaState {
                    key: local,
                    log_end_offset: self.log.end_offset(),
                    last_fetch_ms: now,
                    last_caught_up_ms: now,
                }
            } else {
                describe(state.known_key(&v.key).unwrap_or(v.key), state.progress(&v.key))
            }
        });
        let fresh = |p: &Progress| p.last_fetch_ms.is_some_and(|at| now_ms.saturating_sub(at) < OBSERVER_SESSION_MS);
        let observers = state
            .replicas
            .iter()
            .filter(|(key, p)| !self.log.voters().contains(key) && fresh(p))
            .map(|(key, progress)| describe(*key, Some(progress)));
        DescribeQuorumResponse {
            error: RaftError::None,
            leader_id: Some(local.id),
            epoch: self.election.epoch,
            high_watermark: self.high_watermark.unwrap_or(-1),
            voters: voters.collect(),
            observers: observers.collect(),
            nodes: self.log.voters().iter().map(|v| (v.key.id, v.endpoints.clone())).collect(),
        }
    }
}

//! Changes of the voter set, one voter at a time (KIP-853), and the step from kraft.version 0 to 1.

use super::leader::{ChangeKind, PendingChange};
use super::node::{RaftNode, Role, SentKind};
use super::types::*;

/// A voter to be added must have caught up this recently.
const CAUGHT_UP_WITHIN_MS: u64 = 3_600_000;

impl RaftNode {
    /// What stands in the way of any change of voters, in Kafka's order.
    fn change_obstacle(&mut self) -> Option<(RaftError, String)> {
        let high_watermark = self.high_watermark.unwrap_or(-1);
        let voters_offset = self.log.voters_offset();
        let kraft_version = self.log.kraft_version();
        let Some(state) = self.leader_state() else {
            return Some((RaftError::NotLeaderOrFollower, "This node is not the leader.".into()));
        };
        if state.pending.is_some() {
            return Some((
                RaftError::RequestTimedOut,
                "Request timed out waiting for leader to handle previous voter change request.".into(),
            ));
        }
        if !state.has_committed {
            return Some((
                RaftError::RequestTimedOut,
                "Request timed out waiting for leader to establish HWM and fence previous voter changes.".into(),
            ));
        }
        if kraft_version < 1 {
            return Some((
                RaftError::UnsupportedVersion,
                format!("Cluster doesn't support adding voter because the kraft.version feature is {kraft_version}"),
            ));
        }
        if voters_offset.is_some_and(|offset| offset >= high_watermark) {
            return Some((
                RaftError::RequestTimedOut,
                "Request timed out waiting for voters to commit the latest voter change.".into(),
            ));
        }
        None
    }

    pub(super) fn respond_change(&mut self, token: Token, kind: ChangeKind, error: RaftError, message: Option<String>) {
        let response = EpochResponse { message, ..self.epoch_response(error) };
        let effect = match kind {
            ChangeKind::Add => Effect::Respond { token, response: Response::AddVoter(response) },
            ChangeKind::Remove => Effect::Respond { token, response: Response::RemoveVoter(response) },
            ChangeKind::Update => Effect::Respond { token, response: Response::UpdateVoter(response) },
            ChangeKind::Upgrade => Effect::KRaftVersionUpgraded { token, error },
        };
        self.out.push(effect);
    }

    fn begin_change(&mut self, token: Token, kind: ChangeKind, records: Vec<ControlRecord>) {
        let epoch = self.election.epoch;
        self.append_control(epoch, records);
        let offset = self.log.end_offset();
        if let Some(state) = self.leader_state() {
            state.pending = Some(PendingChange { token, offset, kind });
        }
    }

    /// Answers a change whose records have committed; a leader that removed itself leaves.
    pub(super) fn complete_change(&mut self, now_ms: u64) {
        let high_watermark = self.high_watermark.unwrap_or(-1);
        let done = match self.leader_state() {
            Some(state) => state.pending.take_if(|change| high_watermark >= change.offset),
            None => None,
        };
        if let Some(change) = done {
            self.respond_change(change.token, change.kind, RaftError::None, None);
        }
        let committed = self.log.voters_offset().is_none_or(|offset| offset < high_watermark);
        if committed && self.is_leader() && !self.is_voter() {
            self.become_resigned(now_ms);
        }
    }

    pub(super) fn add_voter(&mut self, now_ms: u64, token: Token, request: AddVoterRequest) {
        let key = request.voter.key;
        let mut obstacle = self.change_obstacle();
        if obstacle.is_none() && (key.id < 0 || key.directory_id.is_zero() || request.voter.endpoints.is_empty()) {
            obstacle = Some((RaftError::InvalidRequest, "Add voter request didn't include a valid voter".into()));
        }
        if obstacle.is_none() && self.log.voters().get(key.id).is_some() {
            obstacle = Some((
                RaftError::DuplicateVoter,
                format!("The voter id for ReplicaKey(id={}) is already part of the set of voters", key.id),
            ));
        }
        let level = self.log.kraft_version();
        let understands = (request.voter.min_kraft_version..=request.voter.max_kraft_version).contains(&level);
        if obstacle.is_none() && !understands {
            obstacle = Some((
                RaftError::InvalidRequest,
                format!("Aborted add voter operation for since kraft.version {level} is not supported by the voter"),
            ));
        }
        let caught_up = self.leader_state().and_then(|state| state.progress(&key)?.last_caught_up_ms);
        if obstacle.is_none() && caught_up.is_none_or(|at| now_ms.saturating_sub(at) > CAUGHT_UP_WITHIN_MS) {
            obstacle = Some((
                RaftError::RequestTimedOut,
                "Aborted add voter operation since it is lagging behind the leader".to_owned(),
            ));
        }
        match obstacle {
            Some((error, message)) => self.respond_change(token, ChangeKind::Add, error, Some(message)),
            None => {
                let voters = self.log.voters().with(request.voter);
                self.begin_change(token, ChangeKind::Add, vec![ControlRecord::Voters(voters)]);
            }
        }
    }

    pub(super) fn remove_voter(&mut self, token: Token, request: RemoveVoterRequest) {
        let mut obstacle = self.change_obstacle();
        let key = request.voter;
        let present = self.log.voters().get(key.id).is_some_and(|v| v.key == key);
        if obstacle.is_none() && (!present || self.log.voters().len() == 1) {
            obstacle =
                Some((RaftError::VoterNotFound, format!("Cannot remove voter {} from the set of voters", key.id)));
        }
        match obstacle {
            Some((error, message)) => self.respond_change(token, ChangeKind::Remove, error, Some(message)),
            None => {
                let voters = self.log.voters().without(key.id);
                self.begin_change(token, ChangeKind::Remove, vec![ControlRecord::Voters(voters)]);
            }
        }
    }

    pub(super) fn update_voter(&mut self, token: Token, request: UpdateVoterRequest) {
        let error = self.leader_only_error(request.epoch);
        if error != RaftError::None {
            return self.respond_change(token, ChangeKind::Update, error, None);
        }
        if let Some((error, message)) = self.change_obstacle() {
            return self.respond_change(token, ChangeKind::Update, error, Some(message));
        }
        match self.log.voters().get(request.voter.key.id) {
            Some(known) if known.key != request.voter.key => {
                self.respond_change(token, ChangeKind::Update, RaftError::VoterNotFound, None);
            }
            None => self.respond_change(token, ChangeKind::Update, RaftError::VoterNotFound, None),
            Some(known) if *known == request.voter => {
                self.respond_change(token, ChangeKind::Update, RaftError::None, None);
            }
            Some(_) if request.voter.endpoints.is_empty() => {
                self.respond_change(token, ChangeKind::Update, RaftError::InvalidRequest, None);
            }
            Some(_) => {
                let voters = self.log.voters().with(request.voter);
                self.begin_change(token, ChangeKind::Update, vec![ControlRecord::Voters(voters)]);
            }
        }
    }

    /// Once an epoch, a voter whose listeners are not those in the voter set says so. True: it did now.
    pub(super) fn correct_own_voter(&mut self, now_ms: u64, to: &Destination) -> bool {
        if !self.is_voter() || self.log.kraft_version() < 1 || self.voter_update_epoch == self.election.epoch {
            return false;
        }
        let local = self.config.local;
        let differs = self.log.voters().get(local.id).is_some_and(|v| v.endpoints != self.config.local_endpoints);
        if !differs || self.config.local_endpoints.is_empty() {
            return false;
        }
        let voter = Voter {
            key: local,
            endpoints: self.config.local_endpoints.clone(),
            min_kraft_version: 0,
            max_kraft_version: 1,
        };
        let request =
            UpdateVoterRequest { cluster_id: Some(self.config.cluster_id.clone()), epoch: self.election.epoch, voter };
        let sent = self.send(now_ms, to.clone(), SentKind::UpdateVoter, Request::UpdateVoter(request));
        if sent {
            self.voter_update_epoch = self.election.epoch;
        }
        sent
    }

    pub(super) fn upgrade_kraft_version(&mut self, now_ms: u64, token: Token, level: i16) {
        let local = self.config.local;
        let current = self.log.kraft_version();
        let Role::Leader(state) = &self.role else {
            return self.respond_change(token, ChangeKind::Upgrade, RaftError::NotLeaderOrFollower, None);
        };
        if level == current {
            return self.respond_change(token, ChangeKind::Upgrade, RaftError::None, None);
        }
        if current != 0 || level != 1 || state.pending.is_some() || !state.has_committed {
            return self.respond_change(token, ChangeKind::Upgrade, RaftError::InvalidRequest, None);
        }
        // The voters' directories are known from their fetches; without all of them the set cannot be written.
        let known: Option<Vec<Voter>> = self
            .log
            .voters()
            .iter()
            .map(|v| {
                let is_local = v.key.matches(&local);
                let key = if is_local { local } else { state.known_key(&v.key)? };
                let own = is_local && !self.config.local_endpoints.is_empty();
                let endpoints = if own { self.config.local_endpoints.clone() } else { v.endpoints.clone() };
                Some(Voter { key, endpoints, min_kraft_version: 0, max_kraft_version: 1 })
            })
            .collect();
        match known {
            Some(voters) if voters.iter().all(|v| !v.key.directory_id.is_zero()) => {
                let records = vec![ControlRecord::KRaftVersion(level), ControlRecord::Voters(VoterSet::new(voters))];
                self.begin_change(token, ChangeKind::Upgrade, records);
                self.complete_fetches(now_ms);
            }
            _ => self.respond_change(token, ChangeKind::Upgrade, RaftError::InvalidRequest, None),
        }
    }
}

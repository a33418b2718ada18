//! The follower's and observer's side: finding the leader, fetching its log, truncating, fetching snapshots; and the
//! dispatch of requests and responses.

use super::node::{InFlight, RaftNode, Role, SentKind, SnapshotFetch};
use super::types::*;
use bytes::Bytes;

impl RaftNode {
    // ---- requests ----

    pub(super) fn handle_request(&mut self, now_ms: u64, token: Token, request: Request) {
        let theirs = match &request {
            Request::Vote(r) => &r.cluster_id,
            Request::BeginQuorumEpoch(r) => &r.cluster_id,
            Request::EndQuorumEpoch(r) => &r.cluster_id,
            Request::Fetch(r) => &r.cluster_id,
            Request::FetchSnapshot(r) => &r.cluster_id,
            Request::AddVoter(r) => &r.cluster_id,
            Request::RemoveVoter(r) => &r.cluster_id,
            Request::UpdateVoter(r) => &r.cluster_id,
            Request::DescribeQuorum => &None,
        };
        if theirs.as_ref().is_some_and(|id| *id != self.config.cluster_id) {
            return self.refuse(token, request, RaftError::InconsistentClusterId);
        }
        let response = match request {
            Request::Vote(request) => Response::Vote(self.handle_vote(now_ms, request)),
            Request::BeginQuorumEpoch(request) => Response::BeginQuorumEpoch(self.handle_begin_epoch(now_ms, request)),
            Request::EndQuorumEpoch(request) => Response::EndQuorumEpoch(self.handle_end_epoch(now_ms, request)),
            Request::Fetch(request) => return self.handle_fetch(now_ms, token, request),
            Request::FetchSnapshot(request) => return self.handle_fetch_snapshot(now_ms, token, request),
            Request::DescribeQuorum => Response::DescribeQuorum(self.describe_quorum(now_ms)),
            Request::AddVoter(request) => return self.add_voter(now_ms, token, request),
            Request::RemoveVoter(request) => return self.remove_voter(token, request),
            Request::UpdateVoter(request) => return self.update_voter(token, request),
        };
        self.out.push(Effect::Respond { token, response });
    }

    pub(super) fn epoch_response(&self, error: RaftError) -> EpochResponse {
        EpochResponse { error, epoch: self.election.epoch, leader_id: self.election.leader_id, message: None }
    }

    fn refuse(&mut self, token: Token, request: Request, error: RaftError) {
        let (epoch, leader_id) = (self.election.epoch, self.election.leader_id);
        let plain = self.epoch_response(error);
        let response = match request {
            Request::Vote(_) => Response::Vote(VoteResponse { error, epoch, leader_id, granted: false }),
            Request::BeginQuorumEpoch(_) => Response::BeginQuorumEpoch(plain),
            Request::EndQuorumEpoch(_) => Response::EndQuorumEpoch(plain),
            Request::AddVoter(_) => Response::AddVoter(plain),
            Request::RemoveVoter(_) => Response::RemoveVoter(plain),
            Request::UpdateVoter(_) => Response::UpdateVoter(plain),
            Request::DescribeQuorum => Response::DescribeQuorum(self.describe_quorum(0)),
            Request::Fetch(_) => {
                let head = FetchHead {
                    error,
                    epoch,
                    leader_id,
                    leader_endpoints: self.leader_endpoints(),
                    high_watermark: -1,
                    log_start_offset: -1,
                    diverging: None,
                    snapshot: None,
                };
                Response::Fetch(head, Vec::new())
            }
            Request::FetchSnapshot(r) => {
                let head = FetchSnapshotHead {
                    error,
                    epoch,
                    leader_id,
                    snapshot: r.snapshot,
                    size_bytes: 0,
                    position: r.position,
                };
                Response::FetchSnapshot(head, Bytes::new())
            }
        };
        self.out.push(Effect::Respond { token, response });
    }

    fn handle_begin_epoch(&mut self, now_ms: u64, request: BeginQuorumEpochRequest) -> EpochResponse {
        let known = (request.epoch == self.election.epoch).then_some(self.election.leader_id).flatten();
        let error = if request.leader_id < 0
            || request.leader_id == self.config.local.id
            || known.is_some_and(|id| id != request.leader_id)
        {
            RaftError::InvalidRequest
        } else if request.epoch < self.election.epoch {
            RaftError::FencedLeaderEpoch
        } else if request.voter.id >= 0 && !request.voter.matches(&self.config.local) {
            RaftError::InvalidVoterKey
        } else {
            RaftError::None
        };
        if error == RaftError::None {
            self.observe(now_ms, request.epoch, Some(request.leader_id), request.leader_endpoints);
        }
        self.epoch_response(error)
    }

    fn handle_end_epoch(&mut self, now_ms: u64, request: EndQuorumEpochRequest) -> EpochResponse {
        if request.leader_id < 0 || request.leader_id == self.config.local.id {
            return self.epoch_response(RaftError::InvalidRequest);
        }
        if request.epoch < self.election.epoch {
            return self.epoch_response(RaftError::FencedLeaderEpoch);
        }
        self.observe(now_ms, request.epoch, Some(request.leader_id), request.leader_endpoints);
        if self.election.leader_id == Some(request.leader_id) && self.is_voter() {
            // The most up-to-date successor stands at once, the others give it time, in order.
            let local = self.config.local;
            let rank = request.preferred_candidates.iter().position(|key| key.matches(&local));
            let wait_ms = match rank {
                Some(0) => 0,
                Some(rank) => u64::from(self.config.election_backoff_max_ms).min(50u64 << rank.min(16)),
                None => u64::from(self.config.election_backoff_max_ms),
            };
            if let Role::Follower { deadline_ms, .. } | Role::Unattached { deadline_ms } = &mut self.role {
                *deadline_ms = (*deadline_ms).min(now_ms.saturating_add(wait_ms));
                if let Role::Follower { has_fetched, .. } = &mut self.role {
                    // The leader itself says that it is gone: grant pre-votes from now on.
                    *has_fetched = false;
                }
            }
        }
        self.epoch_response(RaftError::None)
    }

    // ---- responses ----

    pub(super) fn handle_response(&mut self, now_ms: u64, sent: InFlight, response: Response) {
        match response {
            Response::Vote(response) => self.handle_vote_response(now_ms, &sent, response),
            Response::Fetch(head, batches) => self.handle_fetch_response(now_ms, &sent, head, batches),
            Response::FetchSnapshot(head, bytes) => self.handle_snapshot_response(now_ms, &sent, head, bytes),
            Response::BeginQuorumEpoch(response) | Response::UpdateVoter(response) => {
                if response.error != RaftError::None {
                    self.back_off(now_ms, sent.to);
                }
                self.observe(now_ms, response.epoch, response.leader_id, Vec::new());
            }
            Response::EndQuorumEpoch(response) => {
                self.observe(now_ms, response.epoch, response.leader_id, Vec::new());
                if let Role::Resigned { unacked, .. } = &mut self.role {
                    unacked.retain(|id| *id != sent.to);
                }
            }
            Response::DescribeQuorum(_) | Response::AddVoter(_) | Response::RemoveVoter(_) => {}
        }
    }

    fn fetch_request(&self) -> FetchRequest {
        FetchRequest {
            cluster_id: Some(self.config.cluster_id.clone()),
            replica: self.config.local,
            epoch: self.election.epoch,
            fetch_offset: self.log.end_offset(),
            last_fetched_epoch: self.log.last_epoch(),
            high_watermark: self.high_watermark.unwrap_or(-1),
            max_wait_ms: i32::try_from(self.config.fetch_max_wait_ms).unwrap_or(i32::MAX),
            max_bytes: i32::try_from(self.config.fetch_max_bytes).unwrap_or(i32::MAX),
        }
    }

    /// A fetch tells the leader that everything before its offset is durable here.
    fn may_fetch(&self) -> bool {
        self.log.flushed_offset() == self.log.end_offset()
            && !self
                .in_flight
                .values()
                .any(|sent| matches!(sent.kind, SentKind::Fetch { .. } | SentKind::FetchSnapshot { .. }))
    }

    pub(super) fn fetch_from_anyone(&mut self, now_ms: u64) {
        if !self.may_fetch() {
            return;
        }
        // A few, in case some are being left in peace.
        for _ in 0..8 {
            let Some(to) = self.next_bootstrap() else { return };
            let request = self.fetch_request();
            let kind = SentKind::Fetch { offset: request.fetch_offset };
            if self.send(now_ms, to, kind, Request::Fetch(request)) {
                return;
            }
        }
    }

    pub(super) fn fetch_from_leader(&mut self, now_ms: u64) {
        let (Role::Follower { endpoints, snapshot, .. }, Some(id)) = (&self.role, self.election.leader_id) else {
            return;
        };
        let Some(endpoint) = endpoints.first() else { return };
        let to = Destination { id, host: endpoint.host.clone(), port: endpoint.port };
        if !self.may_fetch() {
            return;
        }
        let Some(fetch) = snapshot.clone() else {
            if self.correct_own_voter(now_ms, &to) {
                return;
            }
            let request = self.fetch_request();
            let kind = SentKind::Fetch { offset: request.fetch_offset };
            self.send(now_ms, to, kind, Request::Fetch(request));
            return;
        };
        if fetch.complete {
            return;
        }
        let request = FetchSnapshotRequest {
            cluster_id: Some(self.config.cluster_id.clone()),
            replica: self.config.local,
            epoch: self.election.epoch,
            snapshot: fetch.id,
            position: fetch.position,
            max_bytes: i32::try_from(self.config.fetch_snapshot_max_bytes).unwrap_or(i32::MAX),
        };
        let kind = SentKind::FetchSnapshot { id: fetch.id, position: fetch.position };
        self.send(now_ms, to, kind, Request::FetchSnapshot(request));
    }

    /// True when the answer is of the leader that this node follows, in its epoch.
    fn is_from_leader(&self, sent: &InFlight, epoch: i32) -> bool {
        matches!(self.role, Role::Follower { .. })
            && self.election.leader_id == Some(sent.to)
            && epoch == self.election.epoch
            && sent.epoch == epoch
    }

    fn handle_fetch_response(&mut self, now_ms: u64, sent: &InFlight, head: FetchHead, batches: Vec<Batch>) {
        let followed = self.is_from_leader(sent, head.epoch);
        if head.error != RaftError::None || !followed {
            self.back_off(now_ms, sent.to);
        }
        if !self.observe(now_ms, head.epoch, head.leader_id, head.leader_endpoints.clone()) {
            return;
        }
        if !followed || head.error != RaftError::None {
            return;
        }
        if sent.kind != (SentKind::Fetch { offset: self.log.end_offset() }) {
            return;
        }
        self.heard_leader(now_ms);
        if let Some(diverging) = head.diverging {
            return self.truncate(diverging);
        }
        if let Some(id) = head.snapshot {
            return self.begin_snapshot(now_ms, sent.to, id);
        }
        let epoch = self.election.epoch;
        let mut accepted = Vec::with_capacity(batches.len());
        for batch in batches {
            if !self.log.append_fetched(&batch, epoch) {
                self.back_off(now_ms, sent.to);
                break;
            }
            accepted.push(batch);
        }
        if !accepted.is_empty() {
            self.out.push(Effect::AppendFetched { batches: accepted });
        }
        self.update_follower_high_watermark(head.high_watermark);
    }

    fn heard_leader(&mut self, now_ms: u64) {
        let until = now_ms.saturating_add(u64::from(self.config.fetch_timeout_ms));
        if let Role::Follower { deadline_ms, has_fetched, .. } = &mut self.role {
            *deadline_ms = until;
            *has_fetched = true;
        }
    }

    fn update_follower_high_watermark(&mut self, leaders: i64) {
        let known = leaders.min(self.log.end_offset());
        if known >= 0 && self.high_watermark.is_none_or(|hw| known > hw) {
            self.high_watermark = Some(known);
            self.out.push(Effect::Committed { high_watermark: known });
        }
    }

    fn truncate(&mut self, diverging: OffsetAndEpoch) {
        let end_offset = self.log.truncation_point(diverging);
        let committed = self.high_watermark.unwrap_or(0).max(self.log.start().offset);
        if end_offset < committed {
            self.out.push(Effect::Halt {
                reason: format!(
                    "the leader of epoch {} asks to cut the metadata log at {end_offset}, but everything below {committed} \
                     is committed",
                    self.election.epoch
                ),
            });
            return;
        }
        if end_offset < self.log.end_offset() {
            self.log.truncate(end_offset);
            self.out.push(Effect::TruncateTo { end_offset });
        }
    }

    fn begin_snapshot(&mut self, now_ms: u64, leader: i32, id: OffsetAndEpoch) {
        // A snapshot that ends before this log does would lose what follows it.
        if id.offset < self.log.end_offset() && self.high_watermark.is_some_and(|hw| id.offset < hw) || id.offset <= 0 {
            return self.back_off(now_ms, leader);
        }
        if let Role::Follower { snapshot, .. } = &mut self.role {
            *snapshot = Some(SnapshotFetch { id, position: 0, complete: false });
            self.out.push(Effect::BeginSnapshot { id });
        }
    }

    fn handle_snapshot_response(&mut self, now_ms: u64, sent: &InFlight, head: FetchSnapshotHead, bytes: Bytes) {
        let followed = self.is_from_leader(sent, head.epoch);
        if !self.observe(now_ms, head.epoch, head.leader_id, Vec::new()) || !followed {
            return self.back_off(now_ms, sent.to);
        }
        let SentKind::FetchSnapshot { id, position } = sent.kind else { return };
        match &mut self.role {
            Role::Follower { snapshot: Some(fetch), .. } if fetch.id == id && fetch.position == position => {}
            _ => return,
        }
        if head.error != RaftError::None || head.snapshot != id || head.position != position || bytes.is_empty() {
            // The leader may have a newer one by now: ask for records again.
            if let Role::Follower { snapshot, .. } = &mut self.role {
                *snapshot = None;
            }
            return self.back_off(now_ms, sent.to);
        }
        self.heard_leader(now_ms);
        let after = position.saturating_add(bytes.len() as i64);
        let complete = after >= head.size_bytes;
        if let Role::Follower { snapshot: Some(fetch), .. } = &mut self.role {
            fetch.position = after;
            fetch.complete = complete;
        }
        self.out.push(Effect::WriteSnapshot { id, position, bytes });
        if complete {
            self.out.push(Effect::CompleteSnapshot { id });
        }
    }

    pub(super) fn snapshot_installed(
        &mut self,
        now_ms: u64,
        id: OffsetAndEpoch,
        size_bytes: i64,
        kraft_version: i16,
        voters: Option<VoterSet>,
    ) {
        // The disk has changed whatever this node has become meanwhile.
        self.log.install_snapshot(id, size_bytes, kraft_version, voters);
        if self.high_watermark.is_none_or(|hw| hw < id.offset) {
            self.high_watermark = Some(id.offset);
            self.out.push(Effect::Committed { high_watermark: id.offset });
        }
        if let Role::Follower { snapshot, .. } = &mut self.role {
            *snapshot = None;
            self.heard_leader(now_ms);
        }
    }
}

//! What the raft core takes and gives: replicas, voter sets, messages, inputs and effects.
//! Shapes follow the KRaft RPCs with their single topic and partition taken off; [`super::wire`] puts them back.

use bytes::Bytes;
use ringmain_protocol::uuid::Uuid;
use std::collections::BTreeMap;

/// Voters named by several bootstrap addresses have no known id: destinations count down from here, as in Kafka.
pub const BOOTSTRAP_ID_BASE: i32 = -2;

/// A raft node: its id, and the directory that holds its log (KIP-853). [`Uuid::ZERO`] is "not known".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReplicaKey {
    pub id: i32,
    pub directory_id: Uuid,
}

impl ReplicaKey {
    pub fn new(id: i32, directory_id: Uuid) -> Self {
        ReplicaKey { id, directory_id }
    }

    /// True when both name the same replica as far as both know.
    pub fn matches(&self, other: &ReplicaKey) -> bool {
        self.id == other.id
            && (self.directory_id.is_zero() || other.directory_id.is_zero() || self.directory_id == other.directory_id)
    }
}

/// Where a controller listens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Endpoint {
    /// Listener name, such as `CONTROLLER`.
    pub name: String,
    pub host: String,
    pub port: u16,
}

/// One voter: its key, its listeners, and the kraft.version levels it can follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voter {
    pub key: ReplicaKey,
    pub endpoints: Vec<Endpoint>,
    pub min_kraft_version: i16,
    pub max_kraft_version: i16,
}

/// The voters of a quorum, by id. Never two with one id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VoterSet {
    by_id: BTreeMap<i32, Voter>,
}

impl VoterSet {
    /// Later voters replace earlier ones of the same id.
    pub fn new(voters: impl IntoIterator<Item = Voter>) -> Self {
        VoterSet { by_id: voters.into_iter().map(|v| (v.key.id, v)).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Voter> {
        self.by_id.values()
    }

    pub fn get(&self, id: i32) -> Option<&Voter> {
        self.by_id.get(&id)
    }

    /// True when this replica, as far as directory ids are known, is a voter.
    pub fn contains(&self, key: &ReplicaKey) -> bool {
        self.by_id.get(&key.id).is_some_and(|v| v.key.matches(key))
    }

    /// True when this replica is the only voter.
    pub fn is_only(&self, key: &ReplicaKey) -> bool {
        self.by_id.len() == 1 && self.contains(key)
    }

    /// How many voters make a majority.
    pub fn majority(&self) -> usize {
        self.by_id.len() / 2 + 1
    }

    /// This set with one voter put in, or replaced.
    pub fn with(&self, voter: Voter) -> Self {
        let mut by_id = self.by_id.clone();
        by_id.insert(voter.key.id, voter);
        VoterSet { by_id }
    }

    /// This set without a voter.
    pub fn without(&self, id: i32) -> Self {
        let mut by_id = self.by_id.clone();
        by_id.remove(&id);
        VoterSet { by_id }
    }
}

/// An offset, and the epoch of the record before it (as Kafka's `OffsetAndEpoch`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct OffsetAndEpoch {
    pub offset: i64,
    pub epoch: i32,
}

/// Control records that raft itself writes or reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ControlRecord {
    /// Written first in every epoch: the leader, the voters, and those that voted for it.
    LeaderChange { leader_id: i32, voters: Vec<ReplicaKey>, granting_voters: Vec<ReplicaKey> },
    /// The quorum's kraft.version from here on.
    KRaftVersion(i16),
    /// The voters from here on (KIP-853).
    Voters(VoterSet),
}

/// A batch read from another replica's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    pub base_offset: i64,
    /// Offset of the last record in it.
    pub last_offset: i64,
    /// The leader epoch in which it was written.
    pub epoch: i32,
    /// Decoded control records with their offsets; empty for a batch of metadata records.
    pub control: Vec<(i64, ControlRecord)>,
    /// The batch as it goes to disk.
    pub bytes: Bytes,
}

/// The content of the `quorum-state` file that outlives the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ElectionState {
    pub epoch: i32,
    pub leader_id: Option<i32>,
    pub voted: Option<ReplicaKey>,
}

impl ElectionState {
    /// A node that knows of no election yet.
    pub const NONE: ElectionState = ElectionState { epoch: 0, leader_id: None, voted: None };
}

/// Errors that raft answers with; [`super::wire`] turns them into Kafka's codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RaftError {
    None,
    NotLeaderOrFollower,
    FencedLeaderEpoch,
    UnknownLeaderEpoch,
    InvalidRequest,
    InconsistentClusterId,
    InconsistentVoterSet,
    InvalidVoterKey,
    UnsupportedVersion,
    DuplicateVoter,
    VoterNotFound,
    RequestTimedOut,
    SnapshotNotFound,
    PositionOutOfRange,
    BrokerNotAvailable,
    UnknownServerError,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoteRequest {
    pub cluster_id: Option<String>,
    /// The voter asked, as the candidate knows it; id -1 where the version has no such field.
    pub voter: ReplicaKey,
    pub epoch: i32,
    pub candidate: ReplicaKey,
    /// Epoch and end offset of the candidate's log.
    pub last_epoch: i32,
    pub last_epoch_end_offset: i64,
    /// KIP-996: would you vote for me?
    pub pre_vote: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoteResponse {
    pub error: RaftError,
    pub epoch: i32,
    pub leader_id: Option<i32>,
    pub granted: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeginQuorumEpochRequest {
    pub cluster_id: Option<String>,
    pub voter: ReplicaKey,
    pub leader_id: i32,
    pub epoch: i32,
    pub leader_endpoints: Vec<Endpoint>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndQuorumEpochRequest {
    pub cluster_id: Option<String>,
    pub leader_id: i32,
    pub epoch: i32,
    /// Most up to date first.
    pub preferred_candidates: Vec<ReplicaKey>,
    pub leader_endpoints: Vec<Endpoint>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchRequest {
    pub cluster_id: Option<String>,
    pub replica: ReplicaKey,
    /// The epoch in which the follower believes the leader leads.
    pub epoch: i32,
    pub fetch_offset: i64,
    pub last_fetched_epoch: i32,
    /// The follower's high watermark: -1 where it knows none, `i64::MAX` where the version cannot say it (KIP-1166).
    pub high_watermark: i64,
    pub max_wait_ms: i32,
    pub max_bytes: i32,
}

/// What a fetch is answered with besides records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchHead {
    pub error: RaftError,
    pub epoch: i32,
    pub leader_id: Option<i32>,
    pub leader_endpoints: Vec<Endpoint>,
    /// -1 where not known.
    pub high_watermark: i64,
    pub log_start_offset: i64,
    /// The logs differ: the follower truncates to here and asks again.
    pub diverging: Option<OffsetAndEpoch>,
    /// The offset asked for is gone: the follower fetches this snapshot.
    pub snapshot: Option<OffsetAndEpoch>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchSnapshotRequest {
    pub cluster_id: Option<String>,
    pub replica: ReplicaKey,
    pub epoch: i32,
    pub snapshot: OffsetAndEpoch,
    pub position: i64,
    pub max_bytes: i32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchSnapshotHead {
    pub error: RaftError,
    pub epoch: i32,
    pub leader_id: Option<i32>,
    pub snapshot: OffsetAndEpoch,
    /// Size of the whole snapshot.
    pub size_bytes: i64,
    pub position: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddVoterRequest {
    pub cluster_id: Option<String>,
    pub voter: Voter,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoveVoterRequest {
    pub cluster_id: Option<String>,
    pub voter: ReplicaKey,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateVoterRequest {
    pub cluster_id: Option<String>,
    pub epoch: i32,
    pub voter: Voter,
}

/// One replica in an answer to DescribeQuorum. Times are of the clock that `now_ms` comes from; -1 is "never".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplicaState {
    pub key: ReplicaKey,
    pub log_end_offset: i64,
    pub last_fetch_ms: i64,
    pub last_caught_up_ms: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribeQuorumResponse {
    pub error: RaftError,
    pub leader_id: Option<i32>,
    pub epoch: i32,
    pub high_watermark: i64,
    pub voters: Vec<ReplicaState>,
    pub observers: Vec<ReplicaState>,
    pub nodes: Vec<(i32, Vec<Endpoint>)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    Vote(VoteRequest),
    BeginQuorumEpoch(BeginQuorumEpochRequest),
    EndQuorumEpoch(EndQuorumEpochRequest),
    Fetch(FetchRequest),
    FetchSnapshot(FetchSnapshotRequest),
    DescribeQuorum,
    AddVoter(AddVoterRequest),
    RemoveVoter(RemoveVoterRequest),
    UpdateVoter(UpdateVoterRequest),
}

/// An answer with an epoch and a leader and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpochResponse {
    pub error: RaftError,
    pub epoch: i32,
    pub leader_id: Option<i32>,
    /// Said to the client beside the error code.
    pub message: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response {
    Vote(VoteResponse),
    BeginQuorumEpoch(EpochResponse),
    EndQuorumEpoch(EpochResponse),
    /// `batches` is filled in by the shell on the leader (see [`Effect::RespondFetch`]) and read by the core on the follower.
    Fetch(FetchHead, Vec<Batch>),
    FetchSnapshot(FetchSnapshotHead, Bytes),
    DescribeQuorum(DescribeQuorumResponse),
    AddVoter(EpochResponse),
    RemoveVoter(EpochResponse),
    UpdateVoter(EpochResponse),
}

/// Names a request that came in, given by the shell; the answer carries it back.
pub type Token = u64;

/// Whom to send to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// A voter's id, or -2, -3, ... for a bootstrap address.
    pub id: i32,
    pub host: String,
    pub port: u16,
}

#[derive(Debug, Clone)]
pub enum Input {
    /// The time asked for by [`Effect::SetTimer`] has come (early and repeated ones do no harm).
    Timer,
    /// A request from another node or from a client.
    Request { token: Token, request: Request },
    /// The answer to the request sent under `correlation`.
    Response { correlation: u64, response: Response },
    /// No answer will come: connection refused, lost, or timed out.
    Failed { correlation: u64 },
    /// The log is durable below this offset.
    Flushed { end_offset: i64 },
    /// Leader only: append `record_count` metadata records in the epoch the proposer believes in.
    Propose { token: Token, epoch: i32, record_count: u32 },
    /// Leader only: raise kraft.version, which writes the voters to the log (KIP-853).
    UpgradeKRaftVersion { token: Token, level: i16 },
    /// The state machine wrote a snapshot of everything below `id.offset`, which is durable.
    SnapshotWritten { id: OffsetAndEpoch, size_bytes: i64 },
    /// A snapshot received through [`Effect::CompleteSnapshot`] was verified and is durable;
    /// the voter history it contains.
    SnapshotInstalled { id: OffsetAndEpoch, size_bytes: i64, kraft_version: i16, voters: Option<VoterSet> },
    /// The log was cleaned below this offset; a snapshot covers it.
    LogStartAdvanced { offset: i64 },
    /// Give up leadership of this epoch: the state machine failed.
    Resign { epoch: i32 },
    /// The process is about to end: hand over where there is someone to hand over to.
    Shutdown,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Make this the durable election state before any later effect is carried out.
    PersistQuorumState(ElectionState),
    /// Write a control batch at the end of the log, and report it with [`Input::Flushed`] when durable.
    AppendControl { base_offset: i64, epoch: i32, records: Vec<ControlRecord> },
    /// Write the records proposed under `token` there, as one batch, and report it with [`Input::Flushed`] when durable.
    AppendProposal { token: Token, base_offset: i64, epoch: i32, record_count: u32 },
    /// The proposal was refused: this node does not lead in that epoch.
    ProposalRefused { token: Token },
    /// Write a leader's batches as they are, and report them with [`Input::Flushed`] when durable.
    AppendFetched { batches: Vec<Batch> },
    /// Remove everything at and after this offset, durably, before any later effect is carried out.
    TruncateTo { end_offset: i64 },
    /// At start, the log ends before its newest snapshot does: drop it, and begin it after the snapshot.
    RestartLog { at: OffsetAndEpoch },
    /// Send, and hand back [`Input::Response`] or [`Input::Failed`] under `correlation`.
    Send { correlation: u64, to: Destination, request: Request },
    /// Answer a request.
    Respond { token: Token, response: Response },
    /// Answer a fetch: read whole batches from `read_from` (none where it is `None`), below `read_below`, at least one,
    /// else at most `max_bytes`.
    RespondFetch { token: Token, head: FetchHead, read_from: Option<i64>, read_below: i64, max_bytes: i32 },
    /// Answer a snapshot fetch with bytes of that snapshot's file.
    RespondSnapshot { token: Token, head: FetchSnapshotHead, max_bytes: i32 },
    /// The answer to [`Input::UpgradeKRaftVersion`]; on success the records are committed.
    KRaftVersionUpgraded { token: Token, error: RaftError },
    /// Everything below is committed: the state machine may apply it.
    Committed { high_watermark: i64 },
    /// This node leads; its state machine may take work once everything below `activate_at` is committed and applied.
    BecameLeader { epoch: i32, activate_at: i64 },
    /// This node led in `epoch` and does so no longer. What was proposed and not committed may yet commit or be lost.
    LostLeadership { epoch: i32 },
    /// The leader, or the epoch, as now known.
    LeaderChanged { epoch: i32, leader_id: Option<i32> },
    /// Begin the file of a snapshot from the leader; drop what was kept of another.
    BeginSnapshot { id: OffsetAndEpoch },
    /// Write these bytes of it.
    WriteSnapshot { id: OffsetAndEpoch, position: i64, bytes: Bytes },
    /// It is whole: verify it, make it durable, start the log after it, load it, and report [`Input::SnapshotInstalled`].
    CompleteSnapshot { id: OffsetAndEpoch },
    /// Give [`Input::Timer`] at this time; replaces the earlier one.
    SetTimer { at_ms: u64 },
    /// Committed records contradict each other: the process must stop and leave its disk alone.
    Halt { reason: String },
    /// An orderly shutdown has done what it could.
    ShutdownComplete,
}

//! The shell around the raft core and the quorum controller: one task that feeds them and carries out what they decide.
//!
//! Promises: inputs are taken one at a time, in the order of arrival, and the effects of one are carried out, in order, before
//! the next; so the election state is on disk before an answer that rests on it leaves, and proposals reach raft in the order
//! in which the quorum controller made them. An error of the metadata log, or records that contradict each other, end the
//! task: the process must stop.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_lite::future::or;
use ringmain_protocol::messages::metadata::MetadataRecord;
use ringmain_protocol::records::{BatchRef, Decompressor};

use super::metadata_log::{MetadataLog, MetadataLogError, READ_BYTES};
use super::node::QuorumLeader;
use super::quorum::{self, QuorumController};
use super::raft::{self, Effect, FetchHead, OffsetAndEpoch, RaftNode, batches};
use super::retention;
use super::snapshot::{self, Snapshot};
use crate::metadata::image::{ApplyError, Image, record_version};
use crate::rt::sync::{Notify, OneshotReceiver, OneshotSender, oneshot, watch};
use crate::rt::time::{self, Instant};
use crate::rt::{fs, task};

/// Where messages for the driver wait. Each comes from a request that waits for its answer, or from the log.
#[derive(Default)]
pub struct Inbox {
    queue: RefCell<VecDeque<Message>>,
    filled: Notify,
}

/// The answer to a raft request; a fetch carries records as they lie in the log.
#[derive(Debug)]
pub enum RaftReply {
    Plain(raft::Response),
    Fetch(FetchHead, Bytes),
}

pub enum Message {
    Raft {
        request: raft::Request,
        reply: OneshotSender<RaftReply>,
    },
    RaftResponse {
        correlation: u64,
        response: raft::Response,
    },
    RaftFailed {
        correlation: u64,
    },
    Quorum {
        request: quorum::Request,
        reply: OneshotSender<quorum::Response>,
    },
    Flushed {
        end_offset: i64,
    },
    SnapshotWritten {
        id: OffsetAndEpoch,
        size_bytes: i64,
    },
    SnapshotFailed(String),
    /// The log before this offset is no longer wanted: the oldest snapshot that is kept covers it.
    LogCovered {
        offset: i64,
    },
    LogOffline(String),
    Stop,
}

impl Inbox {
    pub fn push(&self, message: Message) {
        self.queue.borrow_mut().push_back(message);
        self.filled.notify_one();
    }

    /// Asks raft; no answer if the controller stops before.
    pub fn raft(&self, request: raft::Request) -> OneshotReceiver<RaftReply> {
        let (reply, answer) = oneshot();
        self.push(Message::Raft { request, reply });
        answer
    }

    /// Asks the quorum controller; answered when what it did is committed.
    pub fn quorum(&self, request: quorum::Request) -> OneshotReceiver<quorum::Response> {
        let (reply, answer) = oneshot();
        self.push(Message::Quorum { request, reply });
        answer
    }

    async fn next(&self) -> Message {
        loop {
            if let Some(message) = self.queue.borrow_mut().pop_front() {
                return message;
            }
            self.filled.notified().await;
        }
    }
}

/// Why the controller cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum DriverError {
    #[error(transparent)]
    Log(#[from] MetadataLogError),
    #[error(transparent)]
    Apply(#[from] ApplyError),
    #[error("{0}")]
    Halt(String),
}

/// When snapshots are written, and which are kept.
#[derive(Debug, Clone, Copy)]
pub struct SnapshotPolicy {
    /// `metadata.log.max.record.bytes.between.snapshots`
    pub max_bytes_between: u64,
    /// `metadata.log.max.snapshot.interval.ms`; 0: not by time.
    pub max_interval_ms: u64,
    /// `metadata.max.retention.bytes` and `.ms`; negative: no limit.
    pub retention_bytes: i64,
    pub retention_ms: i64,
}

/// How raft's messages reach other nodes: given a destination and a request, the answer or `None`.
pub type RaftSender =
    Box<dyn Fn(raft::Destination, raft::Request) -> crate::server::router::LocalFuture<Option<raft::Response>>>;

/// What is needed to start.
pub struct Parts {
    pub log: Rc<MetadataLog>,
    pub raft: RaftNode,
    pub first_effects: Vec<Effect>,
    pub quorum: QuorumController,
    pub image: Image,
    pub snapshots: SnapshotPolicy,
    pub inbox: Rc<Inbox>,
    pub images: Rc<watch::Sender<Image>>,
    pub leader: watch::Sender<QuorumLeader>,
    pub send: RaftSender,
}

/// See the module.
pub struct Driver {
    log: Rc<MetadataLog>,
    raft: RaftNode,
    quorum: QuorumController,
    /// With every committed batch applied; inside of a metadata transaction, ahead of what is published.
    image: Image,
    effects: VecDeque<Effect>,
    proposals: HashMap<u64, Vec<(MetadataRecord, i16)>>,
    raft_waiting: HashMap<u64, OneshotSender<RaftReply>>,
    quorum_waiting: HashMap<u64, OneshotSender<quorum::Response>>,
    next_token: u64,
    raft_timer_ms: Option<u64>,
    quorum_timer_ms: Option<u64>,
    /// This node was elected in that epoch and begins its work once everything below the offset is applied.
    to_activate: Option<(i32, i64)>,
    snapshots: SnapshotPolicy,
    bytes_since_snapshot: u64,
    last_applied_ms: i64,
    last_snapshot_at_ms: u64,
    last_snapshot_offset: i64,
    snapshot_under_way: bool,
    inbox: Rc<Inbox>,
    images: Rc<watch::Sender<Image>>,
    leader: watch::Sender<QuorumLeader>,
    send: Rc<RaftSender>,
    stopping: bool,
    stopped: bool,
}

fn now_ms() -> u64 {
    time::now().as_ns() / 1_000_000
}

impl Driver {
    pub fn new(parts: Parts) -> Self {
        let last_snapshot_offset = parts.raft.log().latest_snapshot().map_or(0, |(id, _)| id.offset);
        Driver {
            log: parts.log,
            raft: parts.raft,
            quorum: parts.quorum,
            image: parts.image,
            effects: parts.first_effects.into(),
            proposals: HashMap::new(),
            raft_waiting: HashMap::new(),
            quorum_waiting: HashMap::new(),
            next_token: 1,
            raft_timer_ms: None,
            quorum_timer_ms: None,
            to_activate: None,
            snapshots: parts.snapshots,
            bytes_since_snapshot: 0,
            last_applied_ms: 0,
            last_snapshot_at_ms: now_ms(),
            last_snapshot_offset,
            snapshot_under_way: false,
            inbox: parts.inbox,
            images: parts.images,
            leader: parts.leader,
            send: Rc::new(parts.send),
            stopping: false,
            stopped: false,
        }
    }

    /// Runs until [`Message::Stop`] is carried out, or something is wrong.
    pub async fn run(mut self) -> Result<(), DriverError> {
        loop {
            while let Some(effect) = self.effects.pop_front() {
                self.carry_out(effect).await?;
            }
            if self.stopped {
                return Ok(());
            }
            match self.next_message().await {
                Some(message) => self.take(message)?,
                None => self.run_timers(),
            }
            task::yield_if_needed().await;
        }
    }

    /// The next message; `None` when a timer is due first.
    async fn next_message(&self) -> Option<Message> {
        let snapshot_at = (self.snapshots.max_interval_ms > 0 && self.has_news() && !self.snapshot_under_way)
            .then(|| self.last_snapshot_at_ms.saturating_add(self.snapshots.max_interval_ms));
        let deadline = [self.raft_timer_ms, self.quorum_timer_ms, snapshot_at].into_iter().flatten().min();
        let message = async { Some(self.inbox.next().await) };
        match deadline {
            None => message.await,
            Some(at_ms) => {
                let timer = async {
                    time::sleep_until(at_instant(at_ms)).await;
                    None
                };
                or(message, timer).await
            }
        }
    }

    fn run_timers(&mut self) {
        let now_ms = now_ms();
        if self.raft_timer_ms.is_some_and(|at| now_ms >= at) {
            self.raft_timer_ms = None;
            self.step_raft(raft::Input::Timer);
        }
        if self.quorum_timer_ms.is_some_and(|at| now_ms >= at) {
            self.quorum_timer_ms = None;
            self.step_quorum(quorum::Input::Timer);
        }
        self.consider_snapshot();
    }

    fn token(&mut self) -> u64 {
        let token = self.next_token;
        self.next_token = token.wrapping_add(1);
        token
    }

    fn take(&mut self, message: Message) -> Result<(), DriverError> {
        match message {
            Message::Raft { request, reply } => {
                let token = self.token();
                self.raft_waiting.insert(token, reply);
                self.step_raft(raft::Input::Request { token, request });
            }
            Message::RaftResponse { correlation, response } => {
                self.step_raft(raft::Input::Response { correlation, response });
            }
            Message::RaftFailed { correlation } => self.step_raft(raft::Input::Failed { correlation }),
            Message::Quorum { request, reply } => {
                let token = self.token();
                self.quorum_waiting.insert(token, reply);
                self.step_quorum(quorum::Input::Request { token, request });
            }
            Message::Flushed { end_offset } => self.step_raft(raft::Input::Flushed { end_offset }),
            Message::SnapshotWritten { id, size_bytes } => {
                self.snapshot_under_way = false;
                self.step_raft(raft::Input::SnapshotWritten { id, size_bytes });
                let (log, policy, inbox) = (self.log.clone(), self.snapshots, self.inbox.clone());
                drop(task::spawn_background(async move {
                    if let Some(offset) = retention::remove_old_snapshots(&log, policy).await {
                        inbox.push(Message::LogCovered { offset });
                    }
                }));
            }
            Message::LogCovered { offset } => {
                // Raft first: it asks for nothing before that from now on.
                self.step_raft(raft::Input::LogStartAdvanced { offset });
                let log = self.log.clone();
                drop(task::spawn_background(async move { retention::remove_before(&log, offset).await }));
            }
            Message::SnapshotFailed(why) => {
                // Tried again when the next one is due: the log still has everything.
                self.snapshot_under_way = false;
                tracing::warn!("a snapshot of the metadata could not be written: {why}");
            }
            Message::LogOffline(why) => return Err(DriverError::Halt(why)),
            Message::Stop => {
                self.stopping = true;
                self.step_raft(raft::Input::Shutdown);
            }
        }
        Ok(())
    }

    // ---- the cores ----

    fn step_raft(&mut self, input: raft::Input) {
        let effects = self.raft.step(now_ms(), input);
        self.effects.extend(effects);
    }

    fn step_quorum(&mut self, input: quorum::Input) {
        let end_offset = self.raft.log().end_offset();
        let effects = self.quorum.step(now_ms(), end_offset, input);
        self.take_quorum_effects(effects);
    }

    /// Proposals go to raft at once: nothing may come between two of them.
    fn take_quorum_effects(&mut self, effects: Vec<quorum::Effect>) {
        for effect in effects {
            match effect {
                quorum::Effect::Append { base_offset, records } => {
                    debug_assert_eq!(base_offset, self.raft.log().end_offset());
                    let token = self.token();
                    let record_count = u32::try_from(records.len()).unwrap_or(u32::MAX);
                    self.proposals.insert(token, records);
                    let epoch = self.raft.epoch();
                    self.step_raft(raft::Input::Propose { token, epoch, record_count });
                }
                quorum::Effect::Respond { token, response } => {
                    if let Some(reply) = self.quorum_waiting.remove(&token) {
                        // Whoever went away does not hear it.
                        let _ = reply.send(response);
                    }
                }
                quorum::Effect::UpgradeKRaftVersion { token, level } => {
                    self.step_raft(raft::Input::UpgradeKRaftVersion { token, level });
                }
                quorum::Effect::SetTimer { at_ms } => self.quorum_timer_ms = Some(at_ms),
            }
        }
    }

    fn respond(&mut self, token: u64, reply: RaftReply) {
        if let Some(waiting) = self.raft_waiting.remove(&token) {
            let _ = waiting.send(reply);
        }
    }

    // ---- effects ----

    async fn carry_out(&mut self, effect: Effect) -> Result<(), DriverError> {
        match effect {
            Effect::PersistQuorumState(state) => {
                let (kraft_version, voters) = (self.raft.log().kraft_version(), self.raft.log().voters());
                self.log.set_election(&state, kraft_version, voters).await?;
            }
            Effect::AppendControl { base_offset, epoch, records } => {
                let now_ms = time::wall_ms();
                let batch =
                    batches::control_batch(base_offset, epoch, now_ms, &records).map_err(MetadataLogError::from)?;
                self.log.append(&batch, now_ms).await?;
            }
            Effect::AppendProposal { token, base_offset, epoch, .. } => {
                let records = self.proposals.remove(&token).unwrap_or_default();
                let now_ms = time::wall_ms();
                let batch =
                    batches::metadata_batch(base_offset, epoch, now_ms, &records).map_err(MetadataLogError::from)?;
                self.log.append(&batch, now_ms).await?;
            }
            Effect::ProposalRefused { token } => drop(self.proposals.remove(&token)),
            Effect::AppendFetched { batches } => {
                for batch in batches {
                    self.log.append(&batch.bytes, time::wall_ms()).await?;
                }
            }
            Effect::TruncateTo { end_offset } => {
                let end = self.log.end_offset();
                return Err(DriverError::Halt(format!(
                    "the leader asks to cut the metadata log from {end} to {end_offset}, which this version cannot do"
                )));
            }
            Effect::RestartLog { at } => {
                let end = self.log.end_offset();
                return Err(DriverError::Halt(format!(
                    "the metadata log ends at {end}, before its newest snapshot {}: remove its segments, which the \
                     snapshot replaces",
                    snapshot::file_name(at)
                )));
            }
            Effect::Send { correlation, to, request } => {
                let (inbox, answer) = (self.inbox.clone(), (self.send)(to, request));
                drop(task::spawn(async move {
                    inbox.push(match answer.await {
                        Some(response) => Message::RaftResponse { correlation, response },
                        None => Message::RaftFailed { correlation },
                    });
                }));
            }
            Effect::Respond { token, response } => self.respond(token, RaftReply::Plain(response)),
            Effect::RespondFetch { token, head, read_from, read_below, max_bytes } => {
                let records = match read_from {
                    Some(from) => self.log.read(from, read_below, usize::try_from(max_bytes).unwrap_or(0)).await?,
                    None => Bytes::new(),
                };
                self.respond(token, RaftReply::Fetch(head, records));
            }
            Effect::RespondSnapshot { token, head, max_bytes } => self.respond_snapshot(token, head, max_bytes).await?,
            Effect::KRaftVersionUpgraded { token, error } => {
                let done = error == raft::RaftError::None;
                let kraft_version = self.raft.log().kraft_version();
                self.leader
                    .publish(Arc::new(QuorumLeader { kraft_version, ..QuorumLeader::clone(&self.leader.latest()) }));
                self.step_quorum(quorum::Input::KRaftVersionUpgraded { token, done });
            }
            Effect::Committed { high_watermark } => self.apply(high_watermark).await?,
            Effect::BecameLeader { epoch, activate_at } => {
                self.to_activate = Some((epoch, activate_at));
                self.consider_activation();
            }
            Effect::LostLeadership { .. } => {
                self.to_activate = None;
                self.quorum_timer_ms = None;
                let effects = self.quorum.resign();
                self.take_quorum_effects(effects);
            }
            Effect::LeaderChanged { epoch, leader_id } => {
                let (endpoints, kraft_version) = (self.raft.leader_endpoints(), self.raft.log().kraft_version());
                self.leader.publish(Arc::new(QuorumLeader { epoch, leader_id, endpoints, kraft_version }));
            }
            Effect::BeginSnapshot { id } | Effect::WriteSnapshot { id, .. } | Effect::CompleteSnapshot { id } => {
                return Err(DriverError::Halt(format!(
                    "the leader's log no longer has what this node lacks, and this version cannot take over its \
                     snapshot {}",
                    snapshot::file_name(id)
                )));
            }
            Effect::SetTimer { at_ms } => self.raft_timer_ms = Some(at_ms),
            Effect::Halt { reason } => return Err(DriverError::Halt(reason)),
            Effect::ShutdownComplete => self.stopped = self.stopping,
        }
        Ok(())
    }

    async fn respond_snapshot(
        &mut self,
        token: u64,
        head: raft::FetchSnapshotHead,
        max_bytes: i32,
    ) -> Result<(), DriverError> {
        let path = self.log.dir().join(snapshot::file_name(head.snapshot));
        let read = async {
            let file = fs::File::open(&path, fs::OpenOptions::READ).await?;
            let position = u64::try_from(head.position).unwrap_or(0);
            file.read_at(position, usize::try_from(max_bytes).unwrap_or(0)).await
        };
        let (head, bytes) = match read.await {
            Ok(bytes) => (head, Bytes::from(bytes)),
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "a snapshot cannot be read");
                (raft::FetchSnapshotHead { error: raft::RaftError::SnapshotNotFound, ..head }, Bytes::new())
            }
        };
        self.respond(token, RaftReply::Plain(raft::Response::FetchSnapshot(head, bytes)));
        Ok(())
    }

    // ---- the state machine ----

    /// Applies what is committed, and shows it.
    async fn apply(&mut self, high_watermark: i64) -> Result<(), DriverError> {
        let before = self.image.offset();
        let mut decompressor = Decompressor::new();
        loop {
            let next = self.image.offset().saturating_add(1);
            if next >= high_watermark {
                break;
            }
            let bytes = self.log.read(next.max(self.log.start_offset()), high_watermark, READ_BYTES).await?;
            if bytes.is_empty() {
                break;
            }
            for batch in batches::read(&bytes).map_err(MetadataLogError::from)? {
                let found = batches::metadata_records(&batch.bytes, &mut decompressor);
                let (_, records): (Vec<i64>, Vec<MetadataRecord>) =
                    found.map_err(MetadataLogError::from)?.into_iter().unzip();
                self.image.apply_in_place(&records, batch.last_offset, batch.epoch)?;
                self.quorum.replay(&records, batch.last_offset, batch.epoch)?;
                self.last_applied_ms = BatchRef::parse(&batch.bytes).map_or(0, |batch| batch.header().max_timestamp);
                let size_bytes = u64::try_from(batch.bytes.len()).unwrap_or(u64::MAX);
                self.bytes_since_snapshot = self.bytes_since_snapshot.saturating_add(size_bytes);
                task::yield_if_needed().await;
            }
        }
        if self.image.offset() != before {
            self.images.publish(Arc::new(self.image.published().clone()));
        }
        // Only now: who is answered may look at the image.
        self.step_quorum(quorum::Input::Committed { high_watermark });
        self.consider_activation();
        self.consider_snapshot();
        Ok(())
    }

    fn consider_activation(&mut self) {
        let Some((epoch, activate_at)) = self.to_activate else { return };
        let leads = self.raft.is_leader() && self.raft.epoch() == epoch;
        if !leads || self.image.offset().saturating_add(1) < activate_at {
            return;
        }
        self.to_activate = None;
        tracing::info!(epoch, "this node is the active controller");
        match self.quorum.activate(now_ms(), epoch, self.raft.log().end_offset()) {
            Ok(effects) => self.take_quorum_effects(effects),
            Err(error) => {
                let why = error.message.unwrap_or_else(|| error.code.to_string());
                tracing::error!("the bootstrap records cannot be written: {why}");
                self.step_raft(raft::Input::Resign { epoch });
            }
        }
    }

    // ---- snapshots ----

    fn has_news(&self) -> bool {
        self.image.offset().saturating_add(1) > self.last_snapshot_offset
    }

    fn consider_snapshot(&mut self) {
        let now_ms = now_ms();
        let policy = self.snapshots;
        let by_time =
            policy.max_interval_ms > 0 && now_ms >= self.last_snapshot_at_ms.saturating_add(policy.max_interval_ms);
        let due = by_time || self.bytes_since_snapshot >= policy.max_bytes_between;
        if !due || !self.has_news() || self.snapshot_under_way || self.image.is_in_transaction() {
            return;
        }
        let id = OffsetAndEpoch { offset: self.image.offset().saturating_add(1), epoch: self.image.epoch() };
        self.snapshot_under_way = true;
        self.bytes_since_snapshot = 0;
        self.last_snapshot_at_ms = now_ms;
        self.last_snapshot_offset = id.offset;
        let log = self.raft.log();
        let (kraft_version, voters) = (log.kraft_version_at(id.offset), log.voters_at(id.offset).cloned());
        let path = self.log.dir().join(snapshot::file_name(id));
        let work = write_snapshot(path, id, self.image.clone(), kraft_version, voters, self.last_applied_ms);
        let inbox = self.inbox.clone();
        drop(task::spawn_background(async move {
            inbox.push(match work.await {
                Ok(size_bytes) => Message::SnapshotWritten { id, size_bytes },
                Err(why) => Message::SnapshotFailed(why),
            });
        }));
    }
}

fn at_instant(at_ms: u64) -> Instant {
    let now = time::now();
    let wait_ns = at_ms.saturating_mul(1_000_000).saturating_sub(now.as_ns());
    now + Duration::from_nanos(wait_ns)
}

/// Encodes beside the controller's thread, so that heartbeats go on.
async fn write_snapshot(
    path: PathBuf,
    id: OffsetAndEpoch,
    image: Image,
    kraft_version: i16,
    voters: Option<raft::VoterSet>,
    last_contained_ms: i64,
) -> Result<i64, String> {
    let now_ms = time::wall_ms();
    let encode = move || {
        let level = image.metadata_version();
        let snapshot = Snapshot { last_contained_ms, kraft_version, voters, records: image.to_records() };
        snapshot.to_bytes(id.epoch, now_ms, |record| record_version(record, level))
    };
    let bytes = task::blocking(encode).await.map_err(|error| error.to_string())?;
    let size_bytes = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    fs::write_atomic(&path, bytes).await.map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(size_bytes)
}

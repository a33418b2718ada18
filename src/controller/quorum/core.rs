//! The controller's state, its inputs and effects, and the order in which answers are given.

use super::brokers::Sessions;
use super::placement::Random;
use super::{ApiError, features};
use crate::metadata::config::BrokerLayers;
use crate::metadata::image::{ApplyError, ConfigResource, Image, SupportedFeatures};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::metadata::{MetadataRecord, NoOpRecord};
use ringmain_protocol::messages::rpc::*;
use ringmain_protocol::uuid::Uuid;
use std::collections::{BTreeMap, VecDeque};

/// A timer that is later than this was held up.
const STALL_MS: u64 = 500;

/// Names a request; its answer carries it back.
pub type Token = u64;

#[derive(Debug, Clone)]
pub struct ControllerConfig {
    pub node_id: i32,
    pub cluster_id: String,
    /// Under which the broker of this process registers; drawn anew at each start.
    pub own_incarnation: Uuid,
    /// The controller's own file, for defaults of topics and of dynamic settings.
    pub static_settings: BTreeMap<String, String>,
    pub num_partitions: i32,
    pub default_replication_factor: i16,
    pub delete_topic_enable: bool,
    pub session_timeout_ms: u64,
    /// 0: no NoOpRecords.
    pub max_idle_interval_ms: u64,
    /// What this software can do; see [`super::supported_features`].
    pub supported_features: SupportedFeatures,
    /// Records of an empty log: of the bootstrap checkpoint, or [`super::bootstrap_records`].
    pub bootstrap: Vec<MetadataRecord>,
    /// Topic ids and placement are drawn from it.
    pub seed: [u64; 4],
}

/// A request that only the active controller answers.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "moved once, not stored")]
pub enum Request {
    CreateTopics(CreateTopicsRequest),
    DeleteTopics(DeleteTopicsRequest),
    CreatePartitions(CreatePartitionsRequest),
    IncrementalAlterConfigs(IncrementalAlterConfigsRequest),
    AlterConfigs(AlterConfigsRequest),
    BrokerRegistration(BrokerRegistrationRequest),
    BrokerHeartbeat(BrokerHeartbeatRequest),
    UnregisterBroker(UnregisterBrokerRequest),
    ControllerRegistration(ControllerRegistrationRequest),
    AlterPartition(AlterPartitionRequest),
    AssignReplicasToDirs(AssignReplicasToDirsRequest),
    AllocateProducerIds(AllocateProducerIdsRequest),
    UpdateFeatures(UpdateFeaturesRequest),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Response {
    CreateTopics(CreateTopicsResponse),
    DeleteTopics(DeleteTopicsResponse),
    CreatePartitions(CreatePartitionsResponse),
    IncrementalAlterConfigs(IncrementalAlterConfigsResponse),
    AlterConfigs(AlterConfigsResponse),
    BrokerRegistration(BrokerRegistrationResponse),
    BrokerHeartbeat(BrokerHeartbeatResponse),
    UnregisterBroker(UnregisterBrokerResponse),
    ControllerRegistration(ControllerRegistrationResponse),
    AlterPartition(AlterPartitionResponse),
    AssignReplicasToDirs(AssignReplicasToDirsResponse),
    AllocateProducerIds(AllocateProducerIdsResponse),
    UpdateFeatures(UpdateFeaturesResponse),
    /// NOT_CONTROLLER for a request of any kind: the shell says so in the form of that kind.
    NotController,
}

#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "moved once, not stored")]
pub enum Input {
    Request {
        token: Token,
        request: Request,
    },
    /// Everything below this offset is committed.
    Committed {
        high_watermark: i64,
    },
    /// What raft answered to [`Effect::UpgradeKRaftVersion`].
    KRaftVersionUpgraded {
        token: Token,
        done: bool,
    },
    /// The time of [`Effect::SetTimer`] has come.
    Timer,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Propose as one batch; each record in the version beside it. Its first offset is `base_offset`.
    Append {
        base_offset: i64,
        records: Vec<(MetadataRecord, i16)>,
    },
    Respond {
        token: Token,
        response: Response,
    },
    /// Ask raft for `Input::UpgradeKRaftVersion`.
    UpgradeKRaftVersion {
        token: Token,
        level: i16,
    },
    /// Give [`Input::Timer`] then; replaces the earlier one.
    SetTimer {
        at_ms: u64,
    },
}

/// A batch that has not committed, and the image after it.
#[derive(Debug)]
struct Uncommitted {
    end_offset: i64,
    image: Image,
}

#[derive(Debug)]
struct Waiting {
    /// Answered when everything below is committed.
    end_offset: i64,
    token: Token,
    response: Response,
    /// The broker whose heartbeat this is, with the epoch of its session.
    heartbeat_of: Option<(i32, i64)>,
}

/// What a request works on: the newest image, and the records that lead on from it. Dropped, it has changed nothing.
pub(super) struct Draft {
    pub(super) image: Image,
    pub(super) records: Vec<MetadataRecord>,
}

impl Draft {
    /// Adds a record and applies it, so that what follows builds on it.
    pub(super) fn push(&mut self, record: MetadataRecord) -> Result<(), ApiError> {
        self.image.replay(&record).map_err(|why| {
            ApiError::new(ErrorCode::UnknownServerError, format!("{} cannot be applied: {why}", record.name()))
        })?;
        self.records.push(record);
        Ok(())
    }

    /// Goes back to where it was when it had `len` records of `image`.
    pub(super) fn rewind(&mut self, image: Image, len: usize) {
        self.image = image;
        self.records.truncate(len);
    }
}

#[derive(Debug)]
pub struct QuorumController {
    pub(super) config: ControllerConfig,
    /// With everything appended, committed or not.
    image: Image,
    committed: Image,
    uncommitted: VecDeque<Uncommitted>,
    waiting: VecDeque<Waiting>,
    /// The epoch in which this controller is active.
    active_epoch: Option<i32>,
    next_offset: i64,
    last_append_ms: u64,
    pub(super) sessions: Sessions,
    pub(super) random: Random,
    timer_ms: Option<u64>,
    out: Vec<Effect>,
}

impl QuorumController {
    pub fn new(config: ControllerConfig) -> Self {
        QuorumController {
            random: Random::new(config.seed),
            sessions: Sessions::new(config.session_timeout_ms),
            config,
            image: Image::empty(),
            committed: Image::empty(),
            uncommitted: VecDeque::new(),
            waiting: VecDeque::new(),
            active_epoch: None,
            next_offset: 0,
            last_append_ms: 0,
            timer_ms: None,
            out: Vec::new(),
        }
    }

    /// Starts from a snapshot; forgets what was replayed before. Only while not active.
    pub fn load(&mut self, image: Image) {
        self.image = image.clone();
        self.committed = image;
    }

    /// Applies committed records that another leader wrote. Ignored while active: they are its own.
    pub fn replay(&mut self, records: &[MetadataRecord], last_offset: i64, epoch: i32) -> Result<(), ApplyError> {
        if self.active_epoch.is_none() && last_offset > self.committed.offset() {
            self.committed.apply_in_place(records, last_offset, epoch)?;
            self.image = self.committed.clone();
        }
        Ok(())
    }

    /// The metadata as of the last committed batch. While active, of this controller's own; the broker side of the
    /// process has its own copy.
    pub fn committed(&self) -> &Image {
        &self.committed
    }

    pub fn is_active(&self) -> bool {
        self.active_epoch.is_some()
    }

    /// This node leads `epoch`, and everything before is replayed. `next_offset` is the end of the log. An error means
    /// that the bootstrap records contradict each other: nothing was written, and raft should resign.
    pub fn activate(&mut self, now_ms: u64, epoch: i32, next_offset: i64) -> Result<Vec<Effect>, ApiError> {
        let mut draft = self.draft();
        features::activation_records(&mut draft, &self.config)?;
        self.active_epoch = Some(epoch);
        self.next_offset = next_offset;
        self.last_append_ms = now_ms;
        self.sessions.reset(now_ms, &self.image);
        self.append(now_ms, draft);
        self.arm_timer(now_ms);
        Ok(std::mem::take(&mut self.out))
    }

    /// This node leads no more.
    pub fn resign(&mut self) -> Vec<Effect> {
        self.active_epoch = None;
        self.image = self.committed.clone();
        self.uncommitted.clear();
        self.timer_ms = None;
        for waiting in std::mem::take(&mut self.waiting) {
            self.out.push(Effect::Respond { token: waiting.token, response: Response::NotController });
        }
        std::mem::take(&mut self.out)
    }

    /// `next_offset` is the end of the log: raft may have written control records there.
    pub fn step(&mut self, now_ms: u64, next_offset: i64, input: Input) -> Vec<Effect> {
        self.forgive_own_stall(now_ms);
        match input {
            Input::Request { token, request } if self.active_epoch.is_some() => {
                self.next_offset = next_offset;
                self.handle(now_ms, token, request);
            }
            Input::Request { token, .. } => {
                self.out.push(Effect::Respond { token, response: Response::NotController });
            }
            Input::Committed { high_watermark } => self.commit(now_ms, high_watermark),
            Input::KRaftVersionUpgraded { token, done } => {
                let response = features::kraft_version_response(done);
                self.out.push(Effect::Respond { token, response: Response::UpdateFeatures(response) });
            }
            Input::Timer => self.timer_ms = None,
        }
        if self.active_epoch.is_some() {
            self.next_offset = self.next_offset.max(next_offset);
            self.run_timers(now_ms);
            self.arm_timer(now_ms);
        }
        std::mem::take(&mut self.out)
    }

    pub(super) fn draft(&self) -> Draft {
        Draft { image: self.image.clone(), records: Vec::new() }
    }

    /// The offset that the first record of the next batch will have.
    pub(super) fn next_offset(&self) -> i64 {
        self.next_offset
    }

    /// The settings of the brokers that have no file of their own here: of all brokers, and of this process' file.
    pub(super) fn layers<'a>(&'a self, image: &'a Image) -> BrokerLayers<'a> {
        BrokerLayers {
            static_settings: &self.config.static_settings,
            dynamic_default: image.config(&ConfigResource::default_broker()).map(|entries| &**entries),
            dynamic_broker: None,
        }
    }

    fn handle(&mut self, now_ms: u64, token: Token, request: Request) {
        let heartbeat_of = match &request {
            Request::BrokerHeartbeat(heartbeat) => Some((heartbeat.broker_id, heartbeat.broker_epoch)),
            _ => None,
        };
        let mut draft = self.draft();
        let response = match request {
            Request::CreateTopics(r) => Response::CreateTopics(self.create_topics(&mut draft, r)),
            Request::DeleteTopics(r) => Response::DeleteTopics(self.delete_topics(&mut draft, r)),
            Request::CreatePartitions(r) => Response::CreatePartitions(self.create_partitions(&mut draft, r)),
            Request::IncrementalAlterConfigs(r) => {
                Response::IncrementalAlterConfigs(self.incremental_alter_configs(&mut draft, r))
            }
            Request::AlterConfigs(r) => Response::AlterConfigs(self.alter_configs(&mut draft, r)),
            Request::BrokerRegistration(r) => Response::BrokerRegistration(self.register_broker(now_ms, &mut draft, r)),
            Request::BrokerHeartbeat(r) => Response::BrokerHeartbeat(self.heartbeat(now_ms, &mut draft, r)),
            Request::UnregisterBroker(r) => Response::UnregisterBroker(self.unregister_broker(&mut draft, r)),
            Request::ControllerRegistration(r) => {
                Response::ControllerRegistration(self.register_controller(&mut draft, r))
            }
            Request::AlterPartition(r) => Response::AlterPartition(self.alter_partition(&mut draft, r)),
            Request::AssignReplicasToDirs(r) => {
                Response::AssignReplicasToDirs(self.assign_replicas_to_dirs(&mut draft, r))
            }
            Request::AllocateProducerIds(r) => Response::AllocateProducerIds(self.allocate_producer_ids(&mut draft, r)),
            Request::UpdateFeatures(r) => match self.update_features(&mut draft, r) {
                features::Updated::Answer(response) => Response::UpdateFeatures(response),
                features::Updated::AskRaft(level) => {
                    self.out.push(Effect::UpgradeKRaftVersion { token, level });
                    return;
                }
            },
        };
        let end_offset = self.append(now_ms, draft);
        self.answer(Waiting { end_offset, token, response, heartbeat_of });
    }

    /// Appends what the draft holds; gives the offset below which all must commit before an answer is given.
    fn append(&mut self, now_ms: u64, draft: Draft) -> i64 {
        if !draft.records.is_empty() {
            let base_offset = self.next_offset;
            let count = i64::try_from(draft.records.len()).unwrap_or(i64::MAX);
            self.next_offset = base_offset.saturating_add(count);
            self.image = draft.image;
            self.image.offset = self.next_offset.saturating_sub(1);
            self.image.epoch = self.active_epoch.unwrap_or(self.image.epoch);
            let level = self.image.metadata_version();
            let with_version = |record: MetadataRecord| {
                let version = crate::metadata::image::record_version(&record, level);
                (record, version)
            };
            let records = draft.records.into_iter().map(with_version).collect();
            self.uncommitted.push_back(Uncommitted { end_offset: self.next_offset, image: self.image.clone() });
            self.out.push(Effect::Append { base_offset, records });
            self.last_append_ms = now_ms;
        }
        // Without records of its own an answer still tells of what is not committed yet.
        self.uncommitted.back().map_or(i64::MIN, |last| last.end_offset)
    }

    fn answer(&mut self, answer: Waiting) {
        if answer.end_offset == i64::MIN {
            self.out.push(Effect::Respond { token: answer.token, response: answer.response });
            return;
        }
        if let Some((broker, epoch)) = answer.heartbeat_of {
            self.sessions.heartbeat_waits(broker, epoch);
        }
        self.waiting.push_back(answer);
    }

    fn commit(&mut self, now_ms: u64, high_watermark: i64) {
        while let Some(batch) = self.uncommitted.pop_front_if(|batch| batch.end_offset <= high_watermark) {
            self.committed = batch.image;
        }
        while let Some(waiting) = self.waiting.pop_front_if(|waiting| waiting.end_offset <= high_watermark) {
            if let Some((broker, epoch)) = waiting.heartbeat_of {
                self.sessions.heartbeat_answered(now_ms, broker, epoch);
            }
            self.out.push(Effect::Respond { token: waiting.token, response: waiting.response });
        }
    }

    // ---- time ----

    /// Whoever comes so much later than the timer asked for was held up itself, and cannot say that others are silent.
    fn forgive_own_stall(&mut self, now_ms: u64) {
        let late_ms = self.timer_ms.map_or(0, |at_ms| now_ms.saturating_sub(at_ms));
        if late_ms > STALL_MS {
            self.timer_ms = None;
            self.sessions.begin_anew(now_ms);
        }
    }

    fn run_timers(&mut self, now_ms: u64) {
        while let Some((broker, epoch)) = self.sessions.next_expired(now_ms) {
            let mut draft = self.draft();
            if self.fence_broker(&mut draft, broker, epoch).is_ok() {
                self.append(now_ms, draft);
            }
        }
        let idle_ms = self.config.max_idle_interval_ms;
        if idle_ms > 0 && now_ms >= self.last_append_ms.saturating_add(idle_ms) {
            let mut draft = self.draft();
            if draft.push(MetadataRecord::NoOp(NoOpRecord::default())).is_ok() {
                self.append(now_ms, draft);
            }
        }
    }

    fn arm_timer(&mut self, now_ms: u64) {
        let idle_ms = self.config.max_idle_interval_ms;
        let no_op = (idle_ms > 0).then(|| self.last_append_ms.saturating_add(idle_ms));
        let next = [self.sessions.next_deadline(), no_op].into_iter().flatten().min().map(|at| at.max(now_ms));
        if next.is_some() && next != self.timer_ms {
            self.timer_ms = next;
            self.out.extend(next.map(|at_ms| Effect::SetTimer { at_ms }));
        }
    }
}

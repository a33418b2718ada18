//! Registration, heartbeats, fencing and leaving of brokers; registration of controllers; producer ids.

use super::ApiError;
use super::core::{Draft, QuorumController};
use super::directories::may_lead;
use super::partition_change::{ChangeBuilder, Election};
use super::topics::CLUSTER_METADATA_TOPIC;
use crate::metadata::config::TopicConfig;
use crate::metadata::image::{BrokerRegistration, ConfigResource, Image, METADATA_VERSION, Partition, RecordLevels};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::metadata::*;
use ringmain_protocol::messages::metadata::{register_broker_record, register_controller_record};
use ringmain_protocol::messages::rpc::*;
use ringmain_protocol::uuid::Uuid;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Producer ids are given out in blocks of this many.
const PRODUCER_ID_BLOCK: i64 = 1000;

#[derive(Debug, Clone)]
struct Session {
    epoch: i64,
    fenced: bool,
    last_contact_ms: u64,
    /// Heartbeats that wait for what was appended before them to commit.
    unanswered: u32,
    /// What the broker has replayed up to.
    metadata_offset: i64,
    /// Others must have replayed up to here before the broker may go.
    shutdown_offset: Option<i64>,
}

/// When each broker was last heard of. Known to the active controller only.
#[derive(Debug)]
pub(super) struct Sessions {
    timeout_ms: u64,
    by_broker: BTreeMap<i32, Session>,
}

impl Sessions {
    pub(super) fn new(timeout_ms: u64) -> Self {
        Sessions { timeout_ms, by_broker: BTreeMap::new() }
    }

    /// A new active controller gives every broker a whole session to show itself.
    pub(super) fn reset(&mut self, now_ms: u64, image: &Image) {
        self.by_broker =
            image.brokers().map(|broker| (broker.id, Session::new(broker.epoch, broker.fenced, now_ms))).collect();
    }

    fn is_valid(&self, now_ms: u64, broker: i32, epoch: i64) -> bool {
        self.by_broker
            .get(&broker)
            .is_some_and(|s| s.epoch == epoch && now_ms < s.last_contact_ms.saturating_add(self.timeout_ms))
    }

    /// An unfenced broker whose session ran out, with its epoch; each is given once.
    pub(super) fn next_expired(&mut self, now_ms: u64) -> Option<(i32, i64)> {
        let timeout_ms = self.timeout_ms;
        let expired = |s: &Session| s.may_expire() && now_ms >= s.last_contact_ms.saturating_add(timeout_ms);
        let (id, session) = self.by_broker.iter_mut().find(|(_, session)| expired(session))?;
        session.fenced = true;
        Some((*id, session.epoch))
    }

    pub(super) fn next_deadline(&self) -> Option<u64> {
        let active = self.by_broker.values().filter(|s| s.may_expire());
        active.map(|s| s.last_contact_ms.saturating_add(self.timeout_ms)).min()
    }

    /// This controller stood still: what brokers sent meanwhile it may not have read yet. As from a new controller, each gets a
    /// whole session to show itself.
    pub(super) fn begin_anew(&mut self, now_ms: u64) {
        self.by_broker.values_mut().for_each(|session| session.last_contact_ms = now_ms);
    }

    /// A heartbeat waits for its answer: until then the broker is not silent, this controller is.
    pub(super) fn heartbeat_waits(&mut self, broker: i32, epoch: i64) {
        if let Some(session) = self.session(broker, epoch) {
            session.unanswered += 1;
        }
    }

    /// The answer is given.
    pub(super) fn heartbeat_answered(&mut self, now_ms: u64, broker: i32, epoch: i64) {
        if let Some(session) = self.session(broker, epoch) {
            session.unanswered = session.unanswered.saturating_sub(1);
            session.last_contact_ms = session.last_contact_ms.max(now_ms);
        }
    }

    fn session(&mut self, broker: i32, epoch: i64) -> Option<&mut Session> {
        self.by_broker.get_mut(&broker).filter(|session| session.epoch == epoch)
    }

    /// A broker has registered; the heartbeats of the same incarnation that wait go on waiting.
    fn begin(&mut self, broker: i32, epoch: i64, fenced: bool, now_ms: u64) {
        let unanswered = self.session(broker, epoch).map_or(0, |session| session.unanswered);
        self.by_broker.insert(broker, Session { unanswered, ..Session::new(epoch, fenced, now_ms) });
    }

    /// What every active broker has replayed up to.
    fn lowest_active_offset(&self) -> i64 {
        let active = self.by_broker.values().filter(|s| !s.fenced && s.shutdown_offset.is_none());
        active.map(|s| s.metadata_offset).min().unwrap_or(i64::MAX)
    }
}

impl Session {
    fn new(epoch: i64, fenced: bool, now_ms: u64) -> Self {
        Session { epoch, fenced, last_contact_ms: now_ms, unanswered: 0, metadata_offset: -1, shutdown_offset: None }
    }

    fn may_expire(&self) -> bool {
        !self.fenced && self.unanswered == 0
    }
}

/// Who leaves or comes, for the partitions it has replicas of.
enum Event {
    Leaves(i32),
    Comes,
    /// It left without a clean shutdown: it may lack what it had.
    LeftUncleanly(i32),
}

impl QuorumController {
    pub(super) fn check_epoch(
        &self,
        image: &Image,
        broker: i32,
        epoch: i64,
    ) -> Result<Arc<BrokerRegistration>, ApiError> {
        let Some(registered) = image.broker(broker) else {
            let why = format!("No broker registration found for broker id {broker}");
            return Err(ApiError::new(ErrorCode::StaleBrokerEpoch, why));
        };
        if registered.epoch != epoch {
            let why = format!("Expected broker epoch {}, but got broker epoch {epoch}", registered.epoch);
            return Err(ApiError::new(ErrorCode::StaleBrokerEpoch, why));
        }
        Ok(registered.clone())
    }

    // ---- registration ----

    pub(super) fn register_broker(
        &mut self,
        now_ms: u64,
        draft: &mut Draft,
        request: BrokerRegistrationRequest,
    ) -> BrokerRegistrationResponse {
        let image = draft.image.clone();
        match self.try_register_broker(now_ms, draft, &request) {
            Ok(broker_epoch) => BrokerRegistrationResponse { broker_epoch, ..Default::default() },
            Err(error) => {
                draft.rewind(image, 0);
                BrokerRegistrationResponse { error_code: error.code.into(), broker_epoch: -1, ..Default::default() }
            }
        }
    }

    fn try_register_broker(
        &mut self,
        now_ms: u64,
        draft: &mut Draft,
        request: &BrokerRegistrationRequest,
    ) -> Result<i64, ApiError> {
        let id = request.broker_id;
        let existing = draft.image.broker(id).cloned();
        self.check_registration(now_ms, &draft.image, existing.as_deref(), request)?;
        let same_incarnation = existing.as_ref().filter(|b| b.incarnation_id == request.incarnation_id);
        let broker_epoch = same_incarnation.map_or(self.next_offset(), |b| b.epoch);
        let new_incarnation = existing.as_ref().filter(|b| b.incarnation_id != request.incarnation_id);
        if let Some(before) = new_incarnation {
            // A broker that shut down cleanly remembers the epoch it had.
            let event = if request.previous_broker_epoch == before.epoch {
                Event::Leaves(id)
            } else {
                Event::LeftUncleanly(id)
            };
            self.change_partitions(draft, &event, |_, _| true)?;
        }
        let levels = RecordLevels::of(draft.image.metadata_version());
        let record = RegisterBrokerRecord {
            broker_id: id,
            is_migrating_zk_broker: false,
            incarnation_id: request.incarnation_id,
            broker_epoch,
            end_points: request
                .listeners
                .iter()
                .map(|l| register_broker_record::BrokerEndpoint {
                    name: l.name.clone(),
                    host: l.host.clone(),
                    port: l.port,
                    security_protocol: l.security_protocol,
                    ..Default::default()
                })
                .collect(),
            features: request
                .features
                .iter()
                .map(|f| register_broker_record::BrokerFeature {
                    name: f.name.clone(),
                    min_supported_version: f.min_supported_version,
                    max_supported_version: f.max_supported_version,
                    ..Default::default()
                })
                .collect(),
            rack: request.rack.clone(),
            fenced: same_incarnation.is_none_or(|b| b.fenced),
            in_controlled_shutdown: same_incarnation.is_some_and(|b| b.in_controlled_shutdown),
            log_dirs: if levels.directories { request.log_dirs.clone() } else { Vec::new() },
            ..RegisterBrokerRecord::default()
        };
        let fenced = record.fenced;
        draft.push(MetadataRecord::RegisterBroker(record))?;
        self.sessions.begin(id, broker_epoch, fenced, now_ms);
        Ok(broker_epoch)
    }

    fn check_registration(
        &self,
        now_ms: u64,
        image: &Image,
        existing: Option<&BrokerRegistration>,
        request: &BrokerRegistrationRequest,
    ) -> Result<(), ApiError> {
        if request.cluster_id != self.config.cluster_id {
            let why =
                format!("Expected cluster ID {}, but got cluster ID {}", self.config.cluster_id, request.cluster_id);
            return Err(ApiError::new(ErrorCode::InconsistentClusterId, why));
        }
        if let Some(other) = existing
            && other.incarnation_id != request.incarnation_id
            && !other.in_controlled_shutdown
            && self.sessions.is_valid(now_ms, other.id, other.epoch)
            && !other.fenced
            && !self.has_replaced(other, request)
        {
            return Err(ApiError::new(
                ErrorCode::DuplicateBrokerRegistration,
                "Another broker is registered with that broker id. If the broker was recently restarted this should \
                 self-resolve once the heartbeat manager expires the broker's session.",
            ));
        }
        if request.is_migrating_zk_broker {
            let why = "Controller does not support registering ZK brokers.";
            return Err(ApiError::new(ErrorCode::InvalidRegistration, why));
        }
        if RecordLevels::of(image.metadata_version()).directories {
            check_directories(image, request)?;
        }
        check_features(image, request)
    }

    /// Whether the broker that registers is the one of this process, and the one registered cannot be alive: it had a log
    /// directory whose lock this process holds. Its session needs no waiting for.
    fn has_replaced(&self, registered: &BrokerRegistration, request: &BrokerRegistrationRequest) -> bool {
        request.broker_id == self.config.node_id
            && request.incarnation_id == self.config.own_incarnation
            && registered.directories.iter().any(|directory| request.log_dirs.contains(directory))
    }

    pub(super) fn register_controller(
        &mut self,
        draft: &mut Draft,
        request: ControllerRegistrationRequest,
    ) -> ControllerRegistrationResponse {
        let refused = |code: ErrorCode, why: String| ControllerRegistrationResponse {
            error_code: code.into(),
            error_message: Some(why),
            ..Default::default()
        };
        if !RecordLevels::of(draft.image.metadata_version()).controllers {
            let why = "The current MetadataVersion is too old to support controller registrations.";
            return refused(ErrorCode::UnsupportedVersion, why.into());
        }
        let record = RegisterControllerRecord {
            controller_id: request.controller_id,
            incarnation_id: request.incarnation_id,
            zk_migration_ready: request.zk_migration_ready,
            end_points: request
                .listeners
                .into_iter()
                .map(|l| register_controller_record::ControllerEndpoint {
                    name: l.name,
                    host: l.host,
                    port: l.port,
                    security_protocol: l.security_protocol,
                    ..Default::default()
                })
                .collect(),
            features: request
                .features
                .into_iter()
                .map(|f| register_controller_record::ControllerFeature {
                    name: f.name,
                    min_supported_version: f.min_supported_version,
                    max_supported_version: f.max_supported_version,
                    ..Default::default()
                })
                .collect(),
            ..RegisterControllerRecord::default()
        };
        match draft.push(MetadataRecord::RegisterController(record)) {
            Ok(()) => ControllerRegistrationResponse::default(),
            Err(error) => refused(error.code, error.message.unwrap_or_default()),
        }
    }

    pub(super) fn unregister_broker(
        &mut self,
        draft: &mut Draft,
        request: UnregisterBrokerRequest,
    ) -> UnregisterBrokerResponse {
        let image = draft.image.clone();
        let outcome = self.try_unregister(draft, request.broker_id);
        let error = outcome.err();
        if error.is_some() {
            draft.rewind(image, 0);
        }
        UnregisterBrokerResponse {
            error_code: error.as_ref().map_or(0, |e| e.code.into()),
            error_message: error.and_then(|e| e.message),
            ..Default::default()
        }
    }

    fn try_unregister(&mut self, draft: &mut Draft, id: i32) -> Result<(), ApiError> {
        let Some(broker) = draft.image.broker(id).cloned() else {
            let why = format!("Broker ID {id} is not currently registered");
            return Err(ApiError::new(ErrorCode::BrokerIdNotRegistered, why));
        };
        self.change_partitions(draft, &Event::Leaves(id), |_, _| true)?;
        if draft.records.len() >= super::MAX_RECORDS_PER_USER_OPERATION {
            let why = "Unable to perform excessively large batch operation.";
            return Err(ApiError::new(ErrorCode::PolicyViolation, why));
        }
        draft.push(MetadataRecord::UnregisterBroker(UnregisterBrokerRecord {
            broker_id: id,
            broker_epoch: broker.epoch,
            ..Default::default()
        }))?;
        self.sessions.by_broker.remove(&id);
        Ok(())
    }

    // ---- heartbeats ----

    pub(super) fn heartbeat(
        &mut self,
        now_ms: u64,
        draft: &mut Draft,
        request: BrokerHeartbeatRequest,
    ) -> BrokerHeartbeatResponse {
        let image = draft.image.clone();
        self.try_heartbeat(now_ms, draft, &request).unwrap_or_else(|error| {
            draft.rewind(image, 0);
            BrokerHeartbeatResponse { error_code: error.code.into(), is_fenced: true, ..Default::default() }
        })
    }

    fn try_heartbeat(
        &mut self,
        now_ms: u64,
        draft: &mut Draft,
        request: &BrokerHeartbeatRequest,
    ) -> Result<BrokerHeartbeatResponse, ApiError> {
        let id = request.broker_id;
        let broker = self.check_epoch(&draft.image, id, request.broker_epoch)?;
        let session = self
            .sessions
            .by_broker
            .entry(id)
            .and_modify(|session| session.last_contact_ms = now_ms)
            .or_insert_with(|| Session::new(broker.epoch, broker.fenced, now_ms));
        session.metadata_offset = session.metadata_offset.max(request.current_metadata_offset);
        session.fenced = broker.fenced;
        let is_caught_up = request.current_metadata_offset >= broker.epoch;
        let next = self.next_state(&draft.image, &broker, request, is_caught_up);
        self.change_state(draft, &broker, next)?;
        self.change_directories(draft, &broker, request)?;
        let records = i64::try_from(draft.records.len()).unwrap_or(i64::MAX);
        let last_offset = self.next_offset().saturating_add(records).saturating_sub(1);
        if let Some(session) = self.sessions.by_broker.get_mut(&id) {
            session.fenced = matches!(next, State::Fenced | State::ShutdownNow);
            if next == State::ControlledShutdown {
                session.shutdown_offset.get_or_insert(last_offset);
            }
        }
        Ok(BrokerHeartbeatResponse {
            is_caught_up,
            is_fenced: matches!(next, State::Fenced | State::ShutdownNow),
            should_shut_down: next == State::ShutdownNow,
            ..Default::default()
        })
    }

    /// Kafka's `calculateNextBrokerState`.
    fn next_state(
        &self,
        image: &Image,
        broker: &BrokerRegistration,
        request: &BrokerHeartbeatRequest,
        is_caught_up: bool,
    ) -> State {
        let leads =
            || image.topics().any(|topic| topic.partitions.values().any(|partition| partition.leader == broker.id));
        if broker.fenced {
            return match (request.want_shut_down, request.want_fence) {
                (true, _) => State::ShutdownNow,
                (false, false) if is_caught_up => State::Unfenced,
                _ => State::Fenced,
            };
        }
        if !broker.in_controlled_shutdown {
            return match (request.want_fence, request.want_shut_down) {
                (true, true) => State::ShutdownNow,
                (true, false) => State::Fenced,
                (false, true) if leads() => State::ControlledShutdown,
                (false, true) => State::ShutdownNow,
                (false, false) => State::Unfenced,
            };
        }
        let offset = self.sessions.by_broker.get(&broker.id).and_then(|s| s.shutdown_offset).unwrap_or(-1);
        if leads() || self.sessions.lowest_active_offset() < offset {
            State::ControlledShutdown
        } else {
            State::ShutdownNow
        }
    }

    fn change_state(&mut self, draft: &mut Draft, broker: &BrokerRegistration, next: State) -> Result<(), ApiError> {
        match next {
            State::Fenced | State::ShutdownNow if !broker.fenced => self.fence_broker(draft, broker.id, broker.epoch),
            State::Unfenced if broker.fenced => {
                let change = BrokerRegistrationChangeRecord { fenced: -1, ..registration_change(broker) };
                draft.push(MetadataRecord::BrokerRegistrationChange(change))?;
                self.change_partitions(draft, &Event::Comes, |_, _| true)
            }
            State::ControlledShutdown if !broker.in_controlled_shutdown => {
                let change =
                    BrokerRegistrationChangeRecord { in_controlled_shutdown: 1, ..registration_change(broker) };
                draft.push(MetadataRecord::BrokerRegistrationChange(change))?;
                self.change_partitions(draft, &Event::Leaves(broker.id), |_, _| true)
            }
            _ => Ok(()),
        }
    }

    pub(super) fn fence_broker(&mut self, draft: &mut Draft, id: i32, epoch: i64) -> Result<(), ApiError> {
        let broker = self.check_epoch(&draft.image, id, epoch)?;
        self.change_partitions(draft, &Event::Leaves(id), |_, _| true)?;
        let change = BrokerRegistrationChangeRecord { fenced: 1, ..registration_change(&broker) };
        draft.push(MetadataRecord::BrokerRegistrationChange(change))
    }

    /// Replicas of a broker that lie where it cannot reach them any more.
    pub(super) fn replicas_lost(
        &mut self,
        draft: &mut Draft,
        broker: i32,
        are_lost: impl Fn(&Partition) -> bool,
    ) -> Result<(), ApiError> {
        self.change_partitions(draft, &Event::Leaves(broker), |partition, _| are_lost(partition))
    }

    /// Elects and shrinks where a broker's coming or going touches a partition that `concerns` the event.
    fn change_partitions(
        &mut self,
        draft: &mut Draft,
        event: &Event,
        concerns: impl Fn(&Partition, i32) -> bool,
    ) -> Result<(), ApiError> {
        let image = draft.image.clone();
        let gone = match event {
            Event::Leaves(id) | Event::LeftUncleanly(id) => Some(*id),
            Event::Comes => None,
        };
        for topic in image.topics().filter(|topic| *topic.name != *CLUSTER_METADATA_TOPIC) {
            let mut settings = None;
            for (number, partition) in topic.partitions.iter() {
                let touched = match gone {
                    Some(id) => partition.replicas.contains(&id) && concerns(partition, id),
                    None => partition.leader == crate::metadata::image::NO_LEADER,
                };
                if !touched {
                    continue;
                }
                let (min_isr, unclean_allowed) =
                    *settings.get_or_insert_with(|| self.election_settings(&image, &topic.name));
                let mut builder = ChangeBuilder::new(&image, partition, topic.id, *number, min_isr);
                builder.target_isr.retain(|id| Some(*id) != gone);
                if unclean_allowed {
                    builder.election = Election::Unclean;
                }
                if let Event::LeftUncleanly(id) = event {
                    builder.unclean_shutdown.push(*id);
                }
                if let Some(change) = builder.build(|id| Some(id) != gone && may_lead(&image, partition, id)) {
                    draft.push(MetadataRecord::PartitionChange(change))?;
                }
            }
        }
        Ok(())
    }

    /// min.insync.replicas of a topic, and whether it may elect uncleanly.
    pub(super) fn election_settings(&self, image: &Image, topic: &str) -> (usize, bool) {
        let none = BTreeMap::new();
        let own = image.config(&ConfigResource::topic(topic)).map_or(&none, |entries| entries);
        let config = TopicConfig::resolve(own, &self.layers(image));
        (usize::try_from(config.min_insync_replicas).unwrap_or(1), config.unclean_leader_election_enable)
    }

    // ---- producer ids ----

    pub(super) fn allocate_producer_ids(
        &mut self,
        draft: &mut Draft,
        request: AllocateProducerIdsRequest,
    ) -> AllocateProducerIdsResponse {
        let first = draft.image.next_producer_id();
        let outcome = self.check_epoch(&draft.image, request.broker_id, request.broker_epoch).and_then(|_| {
            let next = first.checked_add(PRODUCER_ID_BLOCK).ok_or(ErrorCode::UnknownServerError)?;
            draft.push(MetadataRecord::ProducerIds(ProducerIdsRecord {
                broker_id: request.broker_id,
                broker_epoch: request.broker_epoch,
                next_producer_id: next,
                ..Default::default()
            }))
        });
        match outcome {
            Ok(()) => AllocateProducerIdsResponse {
                producer_id_start: first,
                producer_id_len: PRODUCER_ID_BLOCK as i32,
                ..Default::default()
            },
            Err(error) => AllocateProducerIdsResponse { error_code: error.code.into(), ..Default::default() },
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Fenced,
    Unfenced,
    ControlledShutdown,
    ShutdownNow,
}

/// A change that changes nothing yet.
pub(super) fn registration_change(broker: &BrokerRegistration) -> BrokerRegistrationChangeRecord {
    BrokerRegistrationChangeRecord { broker_id: broker.id, broker_epoch: broker.epoch, ..Default::default() }
}

fn check_directories(image: &Image, request: &BrokerRegistrationRequest) -> Result<(), ApiError> {
    let refuse = |why: String| Err(ApiError::new(ErrorCode::InvalidRegistration, why));
    if request.log_dirs.is_empty() {
        return refuse("No directories specified in request".into());
    }
    if request.log_dirs.iter().any(Uuid::is_reserved) {
        return refuse("Reserved directory ID in request".into());
    }
    let unique: BTreeSet<&Uuid> = request.log_dirs.iter().collect();
    if unique.len() != request.log_dirs.len() {
        return refuse("Duplicate directory ID in request".into());
    }
    for other in image.brokers().filter(|broker| broker.id != request.broker_id) {
        if let Some(taken) = other.directories.iter().find(|dir| unique.contains(dir)) {
            return refuse(format!("Broker {} is already registered with directory {taken}", other.id));
        }
    }
    Ok(())
}

fn check_features(image: &Image, request: &BrokerRegistrationRequest) -> Result<(), ApiError> {
    let refuse = |why: String| Err(ApiError::new(ErrorCode::UnsupportedVersion, why));
    let range = |name: &str| {
        let found = request.features.iter().find(|feature| feature.name == name);
        found.map(|feature| (feature.min_supported_version, feature.max_supported_version))
    };
    if range(METADATA_VERSION).is_none() {
        return refuse("Request features do not contain 'metadata.version'".into());
    }
    for (name, level) in image.features() {
        let (min, max) = range(name).unwrap_or((0, 0));
        if !(min..=max).contains(&level) {
            return refuse(format!(
                "Unable to register because the broker does not support finalized version {level} of {name}. The broker \
                 wants a version between {min} and {max}, inclusive."
            ));
        }
    }
    Ok(())
}

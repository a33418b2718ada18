//! A broker's life in the cluster (KIP-631): registration, heartbeats, unfencing, controlled shutdown.
//!
//! Promises: the broker registers once an incarnation, tells the controller every `broker.heartbeat.interval.ms` that it lives
//! and how far it has replayed, asks to be unfenced only when the node says that it is ready, and to leave when the node
//! says so. What the controller answers is published as [`BrokerState`]. A registration that is refused for
//! `initial.broker.registration.timeout.ms` is a failure, and so is a failed directory that the controller has not heard of for
//! `log.dir.failure.timeout.ms`: the process must stop.

use std::sync::Arc;
use std::time::Duration;

use futures_lite::future::or;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::broker_registration_request::{Feature, Listener as ListenerData};
use ringmain_protocol::messages::rpc::{BrokerHeartbeatRequest, BrokerHeartbeatResponse, BrokerRegistrationRequest};
use ringmain_protocol::uuid::Uuid;

use super::channel::{ChannelError, ControllerClient};
use super::quorum::supported_features;
use crate::metadata::config::{BrokerConfig, Listener};
use crate::metadata::image::Image;
use crate::rt::sync::{Closed, watch};
use crate::rt::time::{self, Instant};

/// The pause after a registration or heartbeat that failed.
const RETRY: Duration = Duration::from_millis(100);
/// The pause before the next heartbeat after the state has changed: there may be more to say at once.
const SOON: Duration = Duration::from_millis(10);

/// How a broker introduces itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokerIdentity {
    /// What clients and brokers are told, with the ports that are really bound.
    pub listeners: Vec<Listener>,
    /// Of the log directories that are online.
    pub directories: Vec<Uuid>,
    /// From `.kafka_cleanshutdown` of every directory, where all agree; -1 after a crash (KIP-966).
    pub previous_epoch: i64,
}

/// What the node wants for its broker; the latest counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BrokerWish {
    /// Register as this.
    pub identity: Option<Arc<BrokerIdentity>>,
    /// May be unfenced: partitions are open, listeners accept.
    pub ready: bool,
    /// Hand leadership over and leave.
    pub leave: bool,
    /// Directories that have failed since.
    pub offline_directories: Vec<Uuid>,
}

/// Kafka's `BrokerState`, as far as this code goes through it, in that order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum BrokerPhase {
    #[default]
    NotRunning,
    /// Registered; catches up with the metadata.
    Starting,
    /// Has the metadata; opens its partitions.
    Recovery,
    /// Unfenced.
    Running,
    PendingControlledShutdown,
    /// The controller needs it no more.
    ShuttingDown,
}

/// Where the broker is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BrokerState {
    pub phase: BrokerPhase,
    /// -1 before the registration.
    pub epoch: i64,
    /// The process must stop; why.
    pub failed: Option<String>,
}

/// What the life cycle runs with.
pub struct Lifecycle {
    pub config: Arc<BrokerConfig>,
    pub cluster_id: String,
    /// Drawn anew at each start.
    pub incarnation_id: Uuid,
    pub client: ControllerClient,
    pub images: watch::Receiver<Image>,
    pub wishes: watch::Receiver<BrokerWish>,
    pub states: watch::Sender<BrokerState>,
}

impl Lifecycle {
    /// Runs until the broker has left, or nobody wishes anything any more.
    pub async fn run(self) {
        let Some(identity) = self.identity().await else { return };
        match self.register(&identity).await {
            Ok(epoch) => {
                tracing::info!(broker = self.config.node_id, epoch, "registered");
                self.publish(BrokerPhase::Starting, epoch);
                self.beat(epoch).await;
            }
            Err(why) => {
                tracing::error!("the broker cannot register: {why}");
                self.states.publish(Arc::new(BrokerState { epoch: -1, failed: Some(why), ..Default::default() }));
            }
        }
    }

    fn publish(&self, phase: BrokerPhase, epoch: i64) {
        self.states.publish(Arc::new(BrokerState { phase, epoch, failed: None }));
    }

    async fn identity(&self) -> Option<Arc<BrokerIdentity>> {
        loop {
            if let Some(identity) = self.wishes.with(|wish| wish.identity.clone()) {
                return Some(identity);
            }
            if let Err(Closed) = self.wishes.changed().await {
                return None;
            }
        }
    }

    async fn register(&self, identity: &BrokerIdentity) -> Result<i64, String> {
        let request = BrokerRegistrationRequest {
            broker_id: self.config.node_id,
            cluster_id: self.cluster_id.clone(),
            incarnation_id: self.incarnation_id,
            listeners: identity
                .listeners
                .iter()
                .map(|listener| ListenerData {
                    name: listener.name.clone(),
                    host: listener.host.clone(),
                    port: listener.port,
                    security_protocol: listener.protocol.id(),
                    ..ListenerData::default()
                })
                .collect(),
            features: supported_features()
                .into_iter()
                .map(|(name, (min_supported_version, max_supported_version))| Feature {
                    name,
                    min_supported_version,
                    max_supported_version,
                    ..Feature::default()
                })
                .collect(),
            rack: self.config.rack.clone(),
            log_dirs: identity.directories.clone(),
            previous_broker_epoch: identity.previous_epoch,
            ..BrokerRegistrationRequest::default()
        };
        let limit_ms = u64::try_from(self.config.quorum.initial_broker_registration_timeout_ms).unwrap_or(0);
        let mut last = "no controller was found".to_owned();
        let begun = time::now();
        loop {
            match self.client.try_send(&request).await {
                Ok(answer) if answer.error_code == 0 => return Ok(answer.broker_epoch),
                Ok(answer) => last = format!("the controller answers {}", ErrorCode::from(answer.error_code)),
                Err(ChannelError::NoController) => {}
                Err(error) => last = error.to_string(),
            }
            if begun.elapsed() >= Duration::from_millis(limit_ms) {
                return Err(format!("{last} (initial.broker.registration.timeout.ms = {limit_ms})"));
            }
            time::sleep(RETRY).await;
        }
    }

    /// Whether the metadata has this broker fenced.
    fn is_fenced(&self, epoch: i64) -> bool {
        let is_fenced = |image: &Image| {
            image.broker(self.config.node_id).is_some_and(|broker| broker.epoch == epoch && broker.fenced)
        };
        self.images.with(is_fenced)
    }

    /// Returns when the metadata has had this broker fenced for a moment; false once no more metadata comes.
    async fn fenced(&self, epoch: i64) -> bool {
        loop {
            while !self.is_fenced(epoch) {
                if self.images.changed().await.is_err() {
                    return false;
                }
            }
            time::sleep(SOON).await;
            if self.is_fenced(epoch) {
                tracing::warn!(broker = self.config.node_id, "the controller has fenced this broker, which runs");
                return true;
            }
        }
    }

    fn failure_limit(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.config.log.dir_failure_timeout_ms).unwrap_or(0))
    }

    async fn beat(&self, epoch: i64) {
        let interval_ms = u64::try_from(self.config.quorum.broker_heartbeat_interval_ms).unwrap_or(2000);
        let interval = Duration::from_millis(interval_ms);
        let mut phase = BrokerPhase::Starting;
        let mut report = FailureReport::default();
        // The controller has been asked at once, since the metadata has this broker fenced.
        let mut fence_seen = false;
        loop {
            fence_seen &= self.is_fenced(epoch);
            let wish = self.wishes.get();
            let untold_until = report.deadline(wish.offline_directories.len(), self.failure_limit());
            let request = BrokerHeartbeatRequest {
                broker_id: self.config.node_id,
                broker_epoch: epoch,
                current_metadata_offset: self.images.with(Image::offset),
                want_fence: !wish.ready,
                want_shut_down: wish.leave,
                offline_log_dirs: wish.offline_directories.clone(),
                ..BrokerHeartbeatRequest::default()
            };
            let sent = async {
                match untold_until {
                    Some(at) => {
                        let rest = at.saturating_duration_since(time::now());
                        time::timeout(rest, self.client.try_send(&request)).await.ok()
                    }
                    None => Some(self.client.try_send(&request).await),
                }
            };
            let Some(outcome) = sent.await else {
                let why = "the controller could not be told within log.dir.failure.timeout.ms that a log directory has failed";
                tracing::error!("{why}");
                self.states.publish(Arc::new(BrokerState { phase, epoch, failed: Some(why.into()) }));
                return;
            };
            let answered = matches!(&outcome, Ok(answer) if answer.error_code == 0);
            let pause = match outcome {
                Ok(answer) if answer.error_code == 0 => {
                    report.told = request.offline_log_dirs.len();
                    let next = next_phase(phase, &wish, &answer);
                    if next != phase {
                        tracing::info!(broker = self.config.node_id, from = ?phase, to = ?next, "the broker's state changes");
                        phase = next;
                        self.publish(phase, epoch);
                    }
                    if phase == BrokerPhase::ShuttingDown {
                        return;
                    }
                    // Not running yet, fenced, or on the way out: every step of the controller's is worth asking for.
                    let runs = phase == BrokerPhase::Running && !answer.is_fenced;
                    if runs || !wish.ready && !wish.leave { interval } else { SOON }
                }
                Ok(answer) => {
                    let error = ErrorCode::from(answer.error_code);
                    tracing::warn!(broker = self.config.node_id, %error, "the controller does not take the heartbeat");
                    RETRY
                }
                Err(ChannelError::NoController) => RETRY,
                Err(error) => {
                    tracing::warn!(broker = self.config.node_id, %error, "a heartbeat was not answered");
                    RETRY
                }
            };
            // A wish is told at once; until the broker runs, so is progress with the metadata, and from then on that it does run
            // though the metadata has it fenced: clients are told of no broker meanwhile. Who gets no answer waits before it
            // asks again.
            let wished = async { self.wishes.changed().await.is_ok() };
            let caught_up = async {
                match phase {
                    BrokerPhase::Starting => self.images.changed().await.is_ok(),
                    BrokerPhase::Running if answered && !fence_seen => {
                        fence_seen = self.fenced(epoch).await;
                        fence_seen
                    }
                    _ => std::future::pending().await,
                }
            };
            let paused = async {
                time::sleep(pause).await;
                true
            };
            if !or(or(wished, caught_up), paused).await {
                return;
            }
        }
    }
}

/// What the controller knows of failed directories.
#[derive(Default)]
struct FailureReport {
    told: usize,
    /// When the first that it does not know failed.
    untold_since: Option<Instant>,
}

impl FailureReport {
    /// Until when it must know of `failed` directories; `None` if it does.
    fn deadline(&mut self, failed: usize, limit: Duration) -> Option<Instant> {
        if failed <= self.told {
            self.untold_since = None;
            return None;
        }
        Some(*self.untold_since.get_or_insert_with(time::now) + limit)
    }
}

/// As Kafka's `BrokerLifecycleManager` reads an answer.
fn next_phase(phase: BrokerPhase, wish: &BrokerWish, answer: &BrokerHeartbeatResponse) -> BrokerPhase {
    match phase {
        _ if answer.should_shut_down && wish.leave => BrokerPhase::ShuttingDown,
        _ if wish.leave => BrokerPhase::PendingControlledShutdown,
        BrokerPhase::Starting if answer.is_caught_up => BrokerPhase::Recovery,
        BrokerPhase::Recovery if !answer.is_fenced => BrokerPhase::Running,
        phase => phase,
    }
}

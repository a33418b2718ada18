//! The controller's thread, seen from the rest of the process: start, published images, the known leader, stop.
//!
//! Every process has one, also a broker without the controller role, whose raft node only follows. Promises: images are
//! published in the order of the log, each of committed records only; a failure is reported once, as [`Status::Failed`], and
//! means that the process must stop; after [`Status::Stopped`] the metadata log is at rest in Kafka's files.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use futures_lite::future::or;
use ringmain_protocol::messages::metadata::MetadataRecord;
use ringmain_protocol::uuid::Uuid;

use super::channel::{ControllerAddress, ControllerClient};
use super::driver::{Driver, DriverError, Inbox, Message, Parts, SnapshotPolicy};
use super::format;
use super::handlers::{self, Context};
use super::lifecycle::{BrokerIdentity, BrokerState, BrokerWish, Lifecycle};
use super::metadata_log::{self, MetadataDir, MetadataLogError};
use super::peers::Peers;
use super::quorum::{self, ControllerConfig, QuorumController};
use super::raft::{Endpoint, RaftConfig, RaftNode, ReplicaKey, Voter, VoterSet};
use super::registration::{self, ControllerIdentity};
use super::snapshot::{self, Snapshot, SnapshotError};
use crate::client::HostPort;
use crate::log::config::LogConfig;
use crate::metadata::config::{self, BrokerConfig};
use crate::metadata::image::{ApplyError, Image};
use crate::rt::net::{ListenOptions, TcpListener};
use crate::rt::sync::{Closed, Event, watch};
use crate::rt::task::{self, JoinHandle, ThreadHandle};
use crate::rt::{fs, random, time};
use crate::server::answers::AnswerBudget;
use crate::server::budget::FrameBudget;
use crate::server::connection::Service;
use crate::server::limits::{ConnectionLimits, LimitSettings};
use crate::server::listener::{Listener, any_address};

/// How long a request to the controller is tried (`request.timeout.ms` of clients).
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a stop waits for the controller's connections to be answered.
const LISTENER_STOP: Duration = Duration::from_secs(2);
/// Memory for requests to the controller that are being received.
const REQUEST_MEMORY_BYTES: usize = 64 << 20;

/// What the controller's thread is given.
pub struct Start {
    pub config: Arc<BrokerConfig>,
    /// From `meta.properties`.
    pub cluster_id: String,
    /// Of the log directory that holds the metadata log.
    pub directory_id: Uuid,
    pub metadata: MetadataDir,
    /// The core to run on.
    pub cpu: Option<usize>,
}

/// Who leads the quorum, as far as this node knows, and where it listens.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuorumLeader {
    pub epoch: i32,
    pub leader_id: Option<i32>,
    pub endpoints: Vec<Endpoint>,
    /// The quorum's kraft.version as far as this node's log says.
    pub kraft_version: i16,
}

/// Where the controller's thread is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    Starting,
    /// With the addresses of its listeners, in the order of the configuration; none without the controller role.
    Running {
        addresses: Vec<SocketAddr>,
    },
    /// The process must stop; why.
    Failed(String),
    Stopped,
}

/// The running thread. Dropping it does not stop it.
pub struct Controller {
    thread: ThreadHandle,
    images: watch::Receiver<Image>,
    leader: watch::Receiver<QuorumLeader>,
    status: watch::Receiver<Status>,
    stop: watch::Sender<bool>,
    wishes: watch::Sender<BrokerWish>,
    broker: watch::Receiver<BrokerState>,
    address: ControllerAddress,
}

/// Starts the thread. What goes wrong there is told by [`Controller::started`] and [`Controller::status`].
pub fn start(start: Start) -> io::Result<Controller> {
    let (images_sender, images) = watch::channel(Arc::new(Image::empty()));
    let (leader_sender, leader) = watch::channel(Arc::new(QuorumLeader::default()));
    let (status_sender, status) = watch::channel(Arc::new(Status::Starting));
    let (stop, stop_receiver) = watch::channel(Arc::new(false));
    let (wishes, wishes_receiver) = watch::channel(Arc::new(BrokerWish::default()));
    let (broker_sender, broker) = watch::channel(Arc::new(BrokerState { epoch: -1, ..BrokerState::default() }));
    let address = ControllerAddress {
        leader: leader.clone(),
        node_id: start.config.node_id,
        listener: start.config.controller_listener_names.first().cloned().unwrap_or_default(),
        request_timeout: REQUEST_TIMEOUT,
    };
    let own_address = address.clone();
    let cpu = start.cpu;
    let thread = task::spawn_thread("controller", cpu, move || async move {
        let ends = Ends {
            images: images_sender,
            leader: leader_sender,
            stop: stop_receiver,
            wishes: wishes_receiver,
            broker: broker_sender,
            address: own_address,
        };
        let end = match run(start, ends, &status_sender).await {
            Ok(()) => Status::Stopped,
            Err(error) => {
                tracing::error!(%error, "the controller has failed");
                Status::Failed(error.to_string())
            }
        };
        status_sender.publish(Arc::new(end));
    })?;
    Ok(Controller { thread, images, leader, status, stop, wishes, broker, address })
}

impl Controller {
    /// The metadata, newest first; empty until the first records are committed.
    pub fn images(&self) -> watch::Receiver<Image> {
        self.images.clone()
    }

    pub fn leader(&self) -> watch::Receiver<QuorumLeader> {
        self.leader.clone()
    }

    pub fn status(&self) -> watch::Receiver<Status> {
        self.status.clone()
    }

    /// Waits until the thread runs; gives the addresses of the controller's listeners.
    pub async fn started(&self) -> Result<Vec<SocketAddr>, String> {
        loop {
            match &*self.status.get() {
                Status::Running { addresses } => return Ok(addresses.clone()),
                Status::Failed(why) => return Err(why.clone()),
                Status::Stopped => return Err("the controller was stopped".into()),
                Status::Starting => {}
            }
            if self.status.changed().await.is_err() && matches!(*self.status.get(), Status::Starting) {
                return Err("the controller's thread has ended".into());
            }
        }
    }

    /// What a [`ControllerClient`] is made of, on any thread.
    pub fn address(&self) -> ControllerAddress {
        self.address.clone()
    }

    /// Where this node's broker is in its life.
    pub fn broker(&self) -> watch::Receiver<BrokerState> {
        self.broker.clone()
    }

    fn wish(&self, change: impl FnOnce(&mut BrokerWish)) {
        let mut wish = BrokerWish::clone(&self.wishes.latest());
        change(&mut wish);
        self.wishes.publish(Arc::new(wish));
    }

    /// Registers this node's broker, fenced, and sends heartbeats from then on. Counts once.
    pub fn register_broker(&self, identity: BrokerIdentity) {
        self.wish(|wish| wish.identity = Some(Arc::new(identity)));
    }

    /// The broker may be unfenced: its partitions are open and its listeners accept.
    pub fn broker_is_ready(&self) {
        self.wish(|wish| wish.ready = true);
    }

    /// Begins a controlled shutdown: done when the phase is `ShuttingDown`. Wait for that with a time limit: without an
    /// active controller it never comes.
    pub fn broker_leaves(&self) {
        self.wish(|wish| wish.leave = true);
    }

    /// These log directories have failed.
    pub fn directories_failed(&self, directories: &[Uuid]) {
        self.wish(|wish| wish.offline_directories.extend(directories));
    }

    /// Asks for a clean stop of the thread; see [`Controller::join`].
    pub fn stop(&self) {
        self.stop.publish(Arc::new(true));
    }

    /// Waits for the thread's end.
    pub async fn join(&self) -> Result<(), String> {
        self.thread.join().await.map_err(|error| error.to_string())?;
        match &*self.status.get() {
            Status::Failed(why) => Err(why.clone()),
            _ => Ok(()),
        }
    }
}

/// The thread's ends of what it shares with the process.
struct Ends {
    images: watch::Sender<Image>,
    leader: watch::Sender<QuorumLeader>,
    stop: watch::Receiver<bool>,
    wishes: watch::Receiver<BrokerWish>,
    broker: watch::Sender<BrokerState>,
    address: ControllerAddress,
}

#[derive(Debug, thiserror::Error)]
enum RunError {
    #[error(transparent)]
    Log(#[from] MetadataLogError),
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    #[error("a snapshot of the metadata contradicts itself: {0}")]
    Apply(#[from] ApplyError),
    #[error(transparent)]
    Driver(#[from] DriverError),
    #[error("{listener}: {why}")]
    Listen { listener: String, why: String },
    #[error("{0}")]
    Thread(String),
}

async fn run(start: Start, ends: Ends, status: &watch::Sender<Status>) -> Result<(), RunError> {
    let Start { config, cluster_id, directory_id, metadata, .. } = start;
    let sockets = bind(&config).await?;
    let addresses: Vec<SocketAddr> = sockets.iter().map(|(_, socket)| socket.local_addr()).collect();
    let bootstrap = read_bootstrap(metadata.path()).await?;
    let opened = metadata_log::open(metadata, log_config(&config)).await?;
    let (log, durable) = (opened.log, opened.durable);
    let election = log.election().await?;
    let mut image = Image::empty();
    if let Some((id, snapshot)) = &opened.snapshot {
        image.apply_in_place(&snapshot.records, id.offset.saturating_sub(1), id.epoch)?;
    }
    let images = Rc::new(ends.images);
    if image.offset() >= 0 {
        images.publish(Arc::new(image.published().clone()));
    }
    let incarnation_id = format::random_uuid();
    let mut quorum = QuorumController::new(controller_config(&config, &cluster_id, incarnation_id, bootstrap));
    quorum.load(image.clone());
    let endpoints = local_endpoints(&config, &addresses);
    let raft_config = raft_config(&config, &cluster_id, directory_id, endpoints.clone());
    let now_ms = time::now().as_ns() / 1_000_000;
    let (raft, first_effects) = RaftNode::new(raft_config, now_ms, election, durable);

    let inbox = Rc::new(Inbox::default());
    let peers = Peers::new(&config);
    let commits_stop = Event::new();
    let commits = {
        let (log, inbox, stop) = (log.clone(), inbox.clone(), commits_stop.clone());
        task::spawn(async move {
            let ended = log.run_commits(&stop, |end_offset| inbox.push(Message::Flushed { end_offset })).await;
            if let Err(offline) = ended {
                inbox.push(Message::LogOffline(offline.to_string()));
            }
        })
    };
    drop(task::spawn_background(log.clone().run_checkpoints()));
    let driver = Driver::new(Parts {
        log: log.clone(),
        raft,
        first_effects,
        quorum,
        image,
        snapshots: snapshot_policy(&config),
        inbox: inbox.clone(),
        images: images.clone(),
        leader: ends.leader,
        send: peers.sender(),
    });
    let driving = task::spawn(driver.run());
    let context = Context {
        cluster_id: cluster_id.as_str().into(),
        inbox: inbox.clone(),
        images: images.clone(),
        leader: Rc::new(ends.address.leader.clone()),
    };
    let listeners_stop = Event::new();
    let serving: Vec<JoinHandle<()>> = sockets
        .into_iter()
        .map(|(name, socket)| {
            let listener = Rc::new(controller_listener(&config, name, &context));
            task::spawn(listener.serve(socket, listeners_stop.clone()))
        })
        .collect();
    let client = ControllerClient::new(ends.address);
    let identity = ControllerIdentity {
        node_id: config.node_id,
        incarnation_id: format::random_uuid(),
        endpoints,
        security_protocol: config.controller_security_protocol.id(),
    };
    let registering =
        config.roles.controller.then(|| task::spawn(registration::run(identity, client.clone(), images.subscribe())));
    let lifecycle = Lifecycle {
        config: config.clone(),
        cluster_id,
        incarnation_id,
        client,
        images: images.subscribe(),
        wishes: ends.wishes,
        states: ends.broker,
    };
    let living = task::spawn(lifecycle.run());
    status.publish(Arc::new(Status::Running { addresses }));

    let stop_wanted = async {
        wait_for_stop(&ends.stop).await;
        living.cancel();
        if let Some(registering) = &registering {
            registering.cancel();
        }
        listeners_stop.set();
        let served = async {
            for listener in serving {
                let _ = listener.await;
            }
        };
        // A client that holds its connection open does not hold up the stop.
        let _ = time::timeout(LISTENER_STOP, served).await;
        inbox.push(Message::Stop);
        std::future::pending().await
    };
    let driven =
        or(async { driving.await.map_err(|_| RunError::Thread("the driver was cancelled".into())) }, stop_wanted);
    driven.await??;
    commits_stop.set();
    if commits.await.is_err() {
        return Err(RunError::Thread("the commits were cancelled".into()));
    }
    log.close().await?;
    Ok(())
}

/// Listens on every controller listener.
async fn bind(config: &BrokerConfig) -> Result<Vec<(Arc<str>, TcpListener)>, RunError> {
    let network = &config.network;
    let positive = |value: i32| usize::try_from(value).ok().filter(|bytes| *bytes > 0);
    let options = ListenOptions {
        backlog: u32::try_from(network.socket_listen_backlog_size).unwrap_or(50),
        reuse_port: false,
        recv_buffer_bytes: positive(network.socket_receive_buffer_bytes),
        send_buffer_bytes: positive(network.socket_send_buffer_bytes),
    };
    let mut sockets = Vec::new();
    for listener in &config.controller_listeners {
        let failed = |error: io::Error| RunError::Listen { listener: listener.to_string(), why: error.to_string() };
        let addresses = match listener.host.as_str() {
            "" => vec![any_address(listener.port)],
            host => HostPort::new(host, listener.port).resolve().await.map_err(failed)?,
        };
        let address = addresses.first().copied().ok_or_else(|| failed(io::ErrorKind::NotFound.into()))?;
        let socket = TcpListener::bind(address, &options).map_err(failed)?;
        sockets.push((listener.name.as_str().into(), socket));
    }
    Ok(sockets)
}

fn controller_listener(config: &BrokerConfig, name: Arc<str>, context: &Context) -> Listener {
    let max_frame_bytes = usize::try_from(config.network.socket_request_max_bytes).unwrap_or(0);
    let idle_ms = u64::try_from(config.network.connections_max_idle_ms).ok();
    Listener {
        name,
        service: Rc::new(Service {
            router: handlers::router(context),
            budget: FrameBudget::new(REQUEST_MEMORY_BYTES),
            answers: AnswerBudget::new(REQUEST_MEMORY_BYTES),
            shortage: Arc::default(),
            admit: None,
            max_frame_bytes,
            max_idle: idle_ms.map(Duration::from_millis),
        }),
        limits: ConnectionLimits::default(),
        settings: Box::new(LimitSettings::default),
    }
}

/// Returns when a stop is wanted, or when nobody is there any more who could want one: then it never does.
async fn wait_for_stop(stop: &watch::Receiver<bool>) {
    while !stop.with(|stop| *stop) {
        if let Err(Closed) = stop.changed().await {
            std::future::pending::<()>().await;
        }
    }
}

/// The records of an empty log: what `format` wrote, or this version's own.
async fn read_bootstrap(dir: &Path) -> Result<Vec<MetadataRecord>, SnapshotError> {
    let path = dir.join(snapshot::BOOTSTRAP_FILE);
    match fs::exists(&path).await {
        Ok(true) => Ok(Snapshot::read(&path).await?.records),
        Ok(false) => Ok(quorum::bootstrap_records()),
        Err(error) => Err(SnapshotError::Io { path, error }),
    }
}

fn log_config(config: &BrokerConfig) -> LogConfig {
    LogConfig {
        segment_bytes: u32::try_from(config.quorum.metadata_log_segment_bytes).unwrap_or(1 << 30),
        segment_ms: config.quorum.metadata_log_segment_ms,
        ..LogConfig::default()
    }
}

fn snapshot_policy(config: &BrokerConfig) -> SnapshotPolicy {
    let positive = |value: i64| u64::try_from(value).unwrap_or(0);
    SnapshotPolicy {
        max_bytes_between: positive(config.quorum.metadata_log_max_record_bytes_between_snapshots).max(1),
        max_interval_ms: positive(config.quorum.metadata_log_max_snapshot_interval_ms),
        retention_bytes: config.quorum.metadata_max_retention_bytes,
        retention_ms: config.quorum.metadata_max_retention_ms,
    }
}

fn controller_config(
    config: &BrokerConfig,
    cluster_id: &str,
    own_incarnation: Uuid,
    bootstrap: Vec<MetadataRecord>,
) -> ControllerConfig {
    let positive = |value: i32| u64::try_from(value).unwrap_or(0);
    ControllerConfig {
        node_id: config.node_id,
        cluster_id: cluster_id.to_owned(),
        own_incarnation,
        static_settings: config.settings.as_map().clone(),
        num_partitions: config.num_partitions,
        default_replication_factor: config.default_replication_factor,
        delete_topic_enable: config.delete_topic_enable,
        session_timeout_ms: positive(config.quorum.broker_session_timeout_ms),
        max_idle_interval_ms: positive(config.quorum.metadata_max_idle_interval_ms),
        supported_features: quorum::supported_features(),
        bootstrap,
        seed: [random::u64(), random::u64(), random::u64(), random::u64()],
    }
}

/// What the quorum is told of this node's listeners; where the port was left to the system, the one it gave.
fn local_endpoints(config: &BrokerConfig, bound: &[SocketAddr]) -> Vec<Endpoint> {
    let endpoint = |(listener, bound): (&config::Listener, &SocketAddr)| Endpoint {
        name: listener.name.clone(),
        host: listener.host.clone(),
        port: if listener.port == 0 { bound.port() } else { listener.port },
    };
    config.advertised_controller_listeners.iter().zip(bound).map(endpoint).collect()
}

fn raft_config(
    config: &BrokerConfig,
    cluster_id: &str,
    directory_id: Uuid,
    local_endpoints: Vec<Endpoint>,
) -> RaftConfig {
    let quorum = &config.quorum;
    let listener = config.controller_listener_names.first().cloned().unwrap_or_default();
    let voters = quorum.voters.iter().map(|voter| Voter {
        key: ReplicaKey::new(voter.id, Uuid::ZERO),
        endpoints: vec![Endpoint { name: listener.clone(), host: voter.host.clone(), port: voter.port }],
        min_kraft_version: 0,
        max_kraft_version: 0,
    });
    let ms = |value: i32| u32::try_from(value).unwrap_or(0);
    let local = ReplicaKey::new(config.node_id, directory_id);
    RaftConfig {
        local_endpoints,
        can_be_voter: config.roles.controller,
        bootstrap: quorum.bootstrap_servers.clone(),
        election_timeout_ms: ms(quorum.election_timeout_ms),
        election_backoff_max_ms: ms(quorum.election_backoff_max_ms),
        fetch_timeout_ms: ms(quorum.fetch_timeout_ms),
        request_timeout_ms: ms(quorum.request_timeout_ms),
        retry_backoff_ms: ms(quorum.retry_backoff_ms),
        fetch_max_bytes: ms(quorum.fetch_max_bytes),
        fetch_snapshot_max_bytes: ms(quorum.fetch_snapshot_max_bytes),
        ..RaftConfig::new(local, cluster_id, VoterSet::new(voters), random::u64())
    }
}

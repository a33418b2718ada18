//! One node, from its log directories to its threads: start, run, stop.
//!
//! Promises: what cannot work is an error before anything is served, and says the way out. `run` returns after `stop` has
//! completed and everything acknowledged is at rest in Kafka's files; an error is one that the process cannot go on with.
//! Order of a start: directories, journals, controller, addresses, registration, logs, listeners. A stop goes backwards.
//! As in Kafka, clients are refused until the broker is unfenced: metadata without brokers stops some of them for good.

use std::collections::BTreeMap;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use futures_lite::future::or;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::{
    AllocateProducerIdsRequest, AllocateProducerIdsResponse, AssignReplicasToDirsRequest, AssignReplicasToDirsResponse,
};
use ringmain_protocol::uuid::Uuid;

use super::answers::AnswerBudget;
use super::budget::FrameBudget;
use super::connection::Service;
use super::directories::{
    DirShare, Directories, cluster_id, directory_id, holds_partitions, open_dirs, share, take_journals,
};
use super::limits::{ConnectionLimits, LiveLimits};
use super::listener::{Listener, any_address};
use super::router::LocalFuture;
use crate::api::{self, init_producer_id::Allocate};
use crate::client::HostPort;
use crate::controller::format::{self, FormatError, Formatted};
use crate::controller::{
    self, BrokerIdentity, BrokerPhase, BrokerState, Controller, ControllerAddress, ControllerClient, MetadataDir,
};
use crate::log::commit::{CommitOptions, Committer, is_of_the_disk};
use crate::log::dir::{DirError, LogDir, SharedDir};
use crate::log::journal::JournalStart;
use crate::log::{LogContext, Removal, Shortage};
use crate::metadata::config::{BrokerConfig, Listener as ListenerConfig};
use crate::metadata::image::Image;
use crate::rt::net::{ListenOptions, ReservedAddress, TcpListener};
use crate::rt::sync::{Event, Semaphore, watch};
use crate::rt::task::{self, ThreadHandle};
use crate::rt::{mailbox, time};
use crate::shard::{MeshEnd, Shard, ShardDir, mesh};

/// Memory for the logs of one shard, a quarter of it for reads from files, where `ringmain.memory.bytes` does not say.
const SHARD_POOL_BYTES: usize = 256 << 20;
/// Memory for requests of one shard, received or at work, and as much for answers that are not sent, where `ringmain.request.memory.bytes` does not say.
const SHARD_REQUEST_BYTES: usize = 64 << 20;
/// How long a stop waits for the controller to let the broker go.
const LEAVE_TIME: Duration = Duration::from_secs(5);
/// Parcels between the node's thread and a shard's: few are ever under way.
const MAILBOX: usize = 16;

/// What a node tells while it starts.
#[derive(Debug)]
pub enum Announcement {
    Formatted(Formatted),
    Listening { name: String, address: SocketAddr },
    Ready,
}

/// Why a node cannot start, or go on.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    #[error(transparent)]
    Format(#[from] FormatError),
    #[error(transparent)]
    Dir(#[from] DirError),
    #[error("{path} belongs to {what} {found}, this node to {wanted}: give it a directory of its own in log.dirs")]
    Foreign { path: PathBuf, what: &'static str, found: String, wanted: String },
    #[error("{0} has no meta.properties: run `ringmain format` for it, or remove it from log.dirs")]
    NotFormatted(PathBuf),
    #[error("cannot listen on {listener}: {error}; see `listeners`")]
    Listen { listener: String, error: io::Error },
    #[error("a thread could not be started: {0}")]
    Thread(#[from] io::Error),
    #[error("the controller: {0}")]
    Controller(String),
    #[error("shard {id}: {reason}")]
    Shard { id: usize, reason: String },
    #[error("the broker could not register: {0}")]
    Registration(String),
    #[error("the broker: {0}")]
    Broker(String),
    #[error("all log directories have failed, {path} last: {reason}; see the log for the others, and log.dirs")]
    AllDirsFailed { path: PathBuf, reason: String },
    #[error("{path}, which holds the metadata log, has failed: {reason}")]
    MetadataDirFailed { path: PathBuf, reason: String },
}

/// What a shard's thread is told.
enum ToShard {
    /// Open the logs.
    Open,
    /// Follow the metadata up to this offset, then accept connections.
    Listen {
        metadata_offset: i64,
    },
    /// A log directory has failed, as another shard found.
    DirFailed {
        directory_id: Uuid,
        reason: String,
    },
    Stop,
}

/// What a shard's thread tells.
enum FromShard {
    /// Its addresses are taken.
    Bound(Vec<SocketAddr>),
    /// Its logs are open.
    Opened,
    /// It accepts connections.
    Listening,
    /// It found that a log directory has failed.
    DirFailed {
        directory_id: Uuid,
        reason: String,
    },
    Failed(String),
}

/// Everything that a shard's thread starts with.
struct ShardStart {
    end: MeshEnd,
    config: Arc<BrokerConfig>,
    images: watch::Receiver<Image>,
    dirs: Vec<(DirShare, JournalStart)>,
    addresses: Vec<SocketAddr>,
    around: Around,
    commands: mailbox::Receiver<ToShard>,
    reports: mailbox::Sender<FromShard>,
}

/// What every shard of a node shares.
#[derive(Clone)]
struct Around {
    cluster_id: String,
    limits: ConnectionLimits,
    shortage: Arc<Shortage>,
    controller: ControllerAddress,
    broker: watch::Receiver<BrokerState>,
}

/// A shard's thread, seen from the node's.
struct ShardThread {
    id: usize,
    thread: ThreadHandle,
    commands: mailbox::Sender<ToShard>,
    reports: mailbox::Receiver<FromShard>,
}

/// Runs a node until `stop` completes. `cpus` are the cores to use; `format` lets blank directories be formatted.
pub async fn run(
    config: BrokerConfig,
    cpus: Vec<usize>,
    format: bool,
    stop: impl Future<Output = ()>,
    mut announce: impl FnMut(Announcement),
) -> Result<(), NodeError> {
    if format && let Some(formatted) = format::format_new(&config).await? {
        announce(Announcement::Formatted(formatted));
    }
    let mut dirs = open_dirs(&config).await?;
    let cluster_id = cluster_id(&dirs);
    let shard_count = config.ringmain.shards.unwrap_or(cpus.len()).max(1);
    let config = Arc::new(config);

    let metadata_path = PathBuf::from(&config.log.metadata_log_dir);
    let metadata_dir = dirs.iter_mut().find(|dir| dir.path() == metadata_path);
    let metadata_dir = metadata_dir.ok_or(NodeError::NotFormatted(metadata_path))?;
    let directory_id = directory_id(metadata_dir);
    let metadata = MetadataDir::take(metadata_dir).await?;
    let (mut dirs, mut journals) = take_journals(dirs, &config, shard_count).await?;
    let deleted: Vec<_> = dirs.iter_mut().flat_map(|dir| std::mem::take(&mut dir.deleted)).collect();
    drop(task::spawn_background(remove_deleted(deleted)));
    let shares = dirs.iter().filter(|dir| holds_partitions(dir, &config));
    let shares: Vec<DirShare> = shares.map(|dir| share(dir, shard_count)).collect();

    // Few cores: the controller shares the last shard's.
    let cpu_of = |id: usize| cpus.get(id % cpus.len().max(1)).copied();
    let start = controller::Start {
        config: config.clone(),
        cluster_id: cluster_id.clone(),
        directory_id,
        metadata,
        cpu: cpus.last().copied(),
    };
    let controller = controller::start(start)?;
    let controller_addresses = controller.started().await.map_err(NodeError::Controller)?;
    for (listener, address) in config.controller_listeners.iter().zip(&controller_addresses) {
        announce(Announcement::Listening { name: listener.name.clone(), address: *address });
    }

    let mut addresses = Vec::with_capacity(config.listeners.len());
    for listener in &config.listeners {
        addresses.push(resolve(&listener.name, &listener.host, listener.port).await?);
    }
    let around = Around {
        cluster_id,
        limits: ConnectionLimits::default(),
        shortage: Arc::default(),
        controller: controller.address(),
        broker: controller.broker(),
    };
    let mut shards: Vec<ShardThread> = Vec::with_capacity(shard_count);
    for (id, end) in mesh(shard_count).into_iter().enumerate() {
        let (commands, received) = mailbox::channel(MAILBOX);
        let (report, reports) = mailbox::channel(MAILBOX);
        let dirs = shares.iter().cloned().zip(journals.pop().unwrap_or_default()).collect();
        let start = ShardStart {
            end,
            config: config.clone(),
            images: controller.images(),
            dirs,
            addresses: addresses.clone(),
            around: around.clone(),
            commands: received,
            reports: report,
        };
        let thread = task::spawn_thread(&format!("shard-{id}"), cpu_of(id), move || run_shard(start))?;
        let mut shard = ShardThread { id, thread, commands, reports };
        // The first shard's sockets fix the ports that the kernel chose; the others share them.
        addresses = shard.bound().await?;
        shards.push(shard);
    }

    let identity = BrokerIdentity {
        listeners: advertised(&config, &addresses),
        directories: shares.iter().map(|share| share.directory_id).collect(),
        previous_epoch: previous_epoch(&dirs),
    };
    let listeners = config.listeners.iter().map(|listener| listener.name.clone()).zip(addresses).collect();
    let directories = Directories {
        online: shares.iter().map(|share| (share.directory_id, share.path.clone())).collect(),
        metadata: PathBuf::from(&config.log.metadata_log_dir),
    };
    let node = Running { controller: &controller, node_id: config.node_id, shards: &mut shards, directories };
    let served = node.serve(identity, listeners, stop, &mut announce).await;
    stop_node(controller, shards, &shares, dirs, served).await
}

/// What clients are told: where the configuration leaves the port to the kernel, the one it chose.
fn advertised(config: &BrokerConfig, addresses: &[SocketAddr]) -> Vec<ListenerConfig> {
    let bound = |listener: &ListenerConfig| {
        let at = config.listeners.iter().position(|own| own.name == listener.name)?;
        addresses.get(at).map(SocketAddr::port)
    };
    let with_port = |listener: &ListenerConfig| match listener.port {
        0 => ListenerConfig { port: bound(listener).unwrap_or(0), ..listener.clone() },
        _ => listener.clone(),
    };
    config.advertised_listeners.iter().map(with_port).collect()
}

/// The broker epoch of a clean stop, where all directories tell the same (KIP-966).
fn previous_epoch(dirs: &[LogDir]) -> i64 {
    let mut epochs = dirs.iter().map(|dir| dir.broker_epoch.unwrap_or(-1));
    let first = epochs.next().unwrap_or(-1);
    if epochs.all(|epoch| epoch == first) { first } else { -1 }
}

/// A node whose threads run.
struct Running<'a> {
    controller: &'a Controller,
    node_id: i32,
    shards: &'a mut [ShardThread],
    directories: Directories,
}

impl Running<'_> {
    /// From open directories to the wish to stop.
    async fn serve(
        mut self,
        identity: BrokerIdentity,
        listeners: Vec<(String, SocketAddr)>,
        stop: impl Future<Output = ()>,
        announce: &mut impl FnMut(Announcement),
    ) -> Result<(), NodeError> {
        let controller = self.controller;
        let running = async {
            controller.register_broker(identity);
            // The image has the whole log by then, as far as the controller knows it.
            reach(controller, BrokerPhase::Recovery).await?;
            for shard in self.shards.iter() {
                shard.tell(ToShard::Open).await;
            }
            self.await_all(|report| matches!(report, FromShard::Opened)).await?;
            controller.broker_is_ready();
            reach(controller, BrokerPhase::Running).await?;
            let metadata_offset = unfenced(controller, self.node_id).await?;
            for shard in self.shards.iter() {
                shard.tell(ToShard::Listen { metadata_offset }).await;
            }
            self.await_all(|report| matches!(report, FromShard::Listening)).await?;
            for (name, address) in listeners {
                announce(Announcement::Listening { name, address });
            }
            announce(Announcement::Ready);
            loop {
                self.next_report().await?;
            }
        };
        let stopped = async {
            stop.await;
            Ok(())
        };
        or(or(running, or(controller_failure(controller), broker_failure(controller))), stopped).await
    }

    /// Waits until every shard has reported so, once each.
    async fn await_all(&mut self, is_it: impl Fn(&FromShard) -> bool) -> Result<(), NodeError> {
        let mut missing = self.shards.len();
        while missing > 0 {
            if is_it(&self.next_report().await?) {
                missing -= 1;
            }
        }
        Ok(())
    }

    /// The next report of any shard; of a failed directory everybody has been told by then.
    async fn next_report(&mut self) -> Result<FromShard, NodeError> {
        let report = std::future::poll_fn(|context| {
            for shard in self.shards.iter_mut() {
                let report = std::pin::pin!(shard.report()).poll(context);
                if report.is_ready() {
                    return report;
                }
            }
            Poll::Pending
        });
        let report = report.await?;
        if let FromShard::DirFailed { directory_id, reason } = &report
            && self.directories.failed(*directory_id, reason)?.is_some()
        {
            self.controller.directories_failed(&[*directory_id]);
            for shard in self.shards.iter() {
                shard.tell(ToShard::DirFailed { directory_id: *directory_id, reason: reason.clone() }).await;
            }
        }
        Ok(report)
    }
}

/// Waits until the broker has come so far.
async fn reach(controller: &Controller, phase: BrokerPhase) -> Result<(), NodeError> {
    let states = controller.broker();
    loop {
        let state = states.get();
        if let Some(why) = &state.failed {
            return Err(NodeError::Registration(why.clone()));
        }
        if state.phase >= phase {
            return Ok(());
        }
        if states.changed().await.is_err() {
            return Err(NodeError::Controller("its thread has ended".into()));
        }
    }
}

/// Waits for metadata in which the broker is unfenced, which may come after the controller's word; returns its offset.
async fn unfenced(controller: &Controller, node_id: i32) -> Result<i64, NodeError> {
    let epoch = controller.broker().get().epoch;
    let images = controller.images();
    loop {
        let image = images.get();
        if image.broker(node_id).is_some_and(|broker| broker.epoch == epoch && !broker.fenced) {
            return Ok(image.offset());
        }
        if images.changed().await.is_err() {
            return Err(NodeError::Controller("its thread has ended".into()));
        }
    }
}

/// Returns only when the broker cannot go on, though it is registered.
async fn broker_failure(controller: &Controller) -> Result<(), NodeError> {
    let states = controller.broker();
    loop {
        let state = states.get();
        if let Some(why) = state.failed.as_ref().filter(|_| state.epoch >= 0) {
            return Err(NodeError::Broker(why.clone()));
        }
        if states.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Returns only when the controller has failed.
async fn controller_failure(controller: &Controller) -> Result<(), NodeError> {
    let status = controller.status();
    loop {
        if let controller::Status::Failed(reason) = &*status.get() {
            return Err(NodeError::Controller(reason.clone()));
        }
        if status.changed().await.is_err() {
            return Err(NodeError::Controller("its thread has ended".into()));
        }
    }
}

/// Stops everything in order, whatever came before; the first error counts.
async fn stop_node(
    controller: Controller,
    shards: Vec<ShardThread>,
    shares: &[DirShare],
    dirs: Vec<LogDir>,
    served: Result<(), NodeError>,
) -> Result<(), NodeError> {
    let mut outcome = served;
    let broker_epoch = controller.broker().get().epoch;
    if outcome.is_ok() {
        controller.broker_leaves();
        // A controller that does not answer holds up the stop no longer than this.
        let _ = time::timeout(LEAVE_TIME, reach(&controller, BrokerPhase::ShuttingDown)).await;
    }
    for shard in &shards {
        shard.tell(ToShard::Stop).await;
    }
    for shard in &shards {
        if let Err(error) = shard.thread.join().await {
            outcome = outcome.and(Err(NodeError::Shard { id: shard.id, reason: error.to_string() }));
        }
    }
    controller.stop();
    let controlled = controller.join().await.map_err(NodeError::Controller);
    let is_clean = outcome.is_ok() && controlled.is_ok();
    for dir in dirs {
        if let Some(share) = shares.iter().find(|share| share.path == dir.path())
            && let Err(error) = share.offsets.write().await
        {
            tracing::error!(dir = %share.path.display(), %error, "the offset checkpoints could not be written");
            continue;
        }
        if is_clean {
            dir.mark_clean(broker_epoch).await?;
        }
    }
    outcome.and(controlled)
}

impl ShardThread {
    async fn tell(&self, what: ToShard) {
        // A thread that has ended needs no telling; its join says why.
        let _ = self.commands.send(what).await;
    }

    async fn report(&mut self) -> Result<FromShard, NodeError> {
        match self.reports.recv().await {
            Some(FromShard::Failed(reason)) => Err(NodeError::Shard { id: self.id, reason }),
            Some(report) => Ok(report),
            None => Err(NodeError::Shard { id: self.id, reason: "its thread has ended".into() }),
        }
    }

    async fn bound(&mut self) -> Result<Vec<SocketAddr>, NodeError> {
        loop {
            if let FromShard::Bound(addresses) = self.report().await? {
                return Ok(addresses);
            }
        }
    }
}

/// A shard's thread.
async fn run_shard(start: ShardStart) {
    let reports = Rc::new(start.reports);
    let ended = shard_thread(
        ShardParts {
            end: start.end,
            config: start.config,
            images: start.images,
            dirs: start.dirs,
            addresses: start.addresses,
            around: start.around,
            commands: start.commands,
        },
        reports.clone(),
    );
    if let Err(reason) = ended.await {
        tracing::error!(%reason, "a shard has failed");
        // Nobody to tell only if the node's thread has ended, and then the process does.
        let _ = reports.send(FromShard::Failed(reason)).await;
    }
}

struct ShardParts {
    end: MeshEnd,
    config: Arc<BrokerConfig>,
    images: watch::Receiver<Image>,
    dirs: Vec<(DirShare, JournalStart)>,
    addresses: Vec<SocketAddr>,
    around: Around,
    commands: mailbox::Receiver<ToShard>,
}

/// Removes what a stop left of deleted partitions.
async fn remove_deleted(dirs: Vec<PathBuf>) {
    let removal = Removal::default();
    for dir in dirs {
        if let Err(error) = removal.remove(&dir).await {
            tracing::warn!(dir = %dir.display(), %error, "the files of a deleted partition could not be removed");
        }
    }
}

async fn shard_thread(start: ShardParts, reports: Rc<mailbox::Sender<FromShard>>) -> Result<(), String> {
    let ShardParts { end, config, images, dirs, addresses, around, mut commands } = start;
    task::take_small_requests_together();
    let reserved = reserve(&config, &addresses)?;
    let bound = reserved.iter().map(ReservedAddress::local_addr).collect();
    reports.send(FromShard::Bound(bound)).await.map_err(|_| "the node has ended")?;

    let count = end.shard_count();
    let pool_bytes = part(config.ringmain.memory_bytes, count).unwrap_or(SHARD_POOL_BYTES);
    let cold_bytes = pool_bytes / 4;
    let no_memory = |error| format!("no memory for the logs: {error}; see `ringmain.memory.bytes`");
    let shortage = around.shortage.clone();
    let context = LogContext::sharing(pool_bytes - cold_bytes, cold_bytes, shortage).map_err(no_memory)?;
    if config.ringmain.memory_bytes.is_some() {
        context.take_memory().map_err(no_memory)?;
    }
    let shard = Shard::start(end, context.clone(), config.clone(), images);
    let mut shard_dirs = Vec::with_capacity(dirs.len());
    let mut noted = Vec::with_capacity(dirs.len());
    let mut committers = BTreeMap::new();
    for (share, journal) in dirs {
        let directory_id = share.directory_id;
        let committer = match Committer::open(context.clone(), &journal, CommitOptions::default()).await {
            Ok(committer) => committer,
            Err(error) => {
                let failed = FromShard::DirFailed { directory_id, reason: error.to_string() };
                reports.send(failed).await.map_err(|_| "the node has ended")?;
                continue;
            }
        };
        let (reports, watched) = (reports.clone(), committer.clone());
        drop(task::spawn(async move {
            let reason = watched.wait_offline().await.reason.to_string();
            // A node that has ended needs no telling.
            let _ = reports.send(FromShard::DirFailed { directory_id, reason }).await;
        }));
        committers.insert(directory_id, committer.clone());
        noted.push((committer.clone(), share.offsets.clone()));
        shard_dirs.push(ShardDir {
            path: share.path,
            directory_id: share.directory_id,
            committer,
            offsets: share.offsets,
            found: share.found,
            clean: share.clean,
        });
    }

    let stop = Event::new();
    let mut serving = Vec::new();
    let (mut to_open, mut to_listen) = (Some(shard_dirs), Some(reserved));
    while let Some(command) = commands.recv().await {
        match command {
            ToShard::Open => {
                let Some(shard_dirs) = to_open.take() else { continue };
                let reports = reports.clone();
                let opened = async move || {
                    // A node that has ended needs no telling.
                    let _ = reports.send(FromShard::Opened).await;
                };
                drop(task::spawn(shard.clone().follow(shard_dirs, opened)));
                let every = config.log.producer_id_expiration_check_interval_ms.max(1).unsigned_abs();
                drop(task::spawn_background(shard.clone().expire_producers(Duration::from_millis(every.into()))));
                drop(task::spawn(note_offsets(shard.clone(), noted.clone(), config.clone())));
                drop(task::spawn(tell_assignments(shard.clone(), around.clone())));
            }
            ToShard::Listen { metadata_offset } => {
                let Some(reserved) = to_listen.take() else { continue };
                shard.followed(metadata_offset).await;
                serving = accept(&shard, &config, &around, listen(&config, reserved)?, &stop);
                reports.send(FromShard::Listening).await.map_err(|_| "the node has ended")?;
            }
            ToShard::DirFailed { directory_id, reason } => {
                if let Some(committer) = committers.get(&directory_id) {
                    committer.take_offline(&reason);
                }
            }
            ToShard::Stop => break,
        }
    }
    stop.set();
    for listener in serving {
        // Cancelled only with the thread.
        let _ = listener.await;
    }
    shard.stop(&noted).await;
    Ok(())
}

/// Notes from time to time how far the logs have come, so that a crash finds little to recover.
async fn note_offsets(shard: Shard, dirs: Vec<(Rc<Committer>, Arc<SharedDir>)>, config: Arc<BrokerConfig>) {
    let interval_ms = config.log.flush_offset_checkpoint_interval_ms.max(1).unsigned_abs();
    loop {
        time::sleep(Duration::from_millis(interval_ms.into())).await;
        shard.note_offsets(&dirs);
        // One shard writes for all: what the others have noted by then.
        if shard.id() == 0 {
            for (committer, offsets) in &dirs {
                if let Err(error) = offsets.write().await {
                    tracing::error!(%error, "the offset checkpoints could not be written");
                    if is_of_the_disk(&error) {
                        committer.take_offline(&error.to_string());
                    }
                }
            }
        }
    }
}

/// Tells the controller, in this broker's name, where the replicas of a shard lie.
async fn tell_assignments(shard: Shard, around: Around) {
    let controller = ControllerClient::new(around.controller);
    let broker_id = shard.config().node_id;
    let tell = async |directories| {
        let broker_epoch = around.broker.with(|broker| broker.epoch);
        let request = AssignReplicasToDirsRequest {
            broker_id,
            broker_epoch,
            directories,
            ..AssignReplicasToDirsRequest::default()
        };
        let refused = |answer: &AssignReplicasToDirsResponse| answer.error_code == ErrorCode::NotController.code();
        let answer = controller.send(&request, refused).await;
        answer.inspect_err(|error| tracing::warn!(%error, "the controller was not told where replicas lie")).ok()
    };
    shard.tell_assignments(tell).await;
}

fn accept(
    shard: &Shard,
    config: &Arc<BrokerConfig>,
    around: &Around,
    sockets: Vec<TcpListener>,
    stop: &Event,
) -> Vec<task::JoinHandle<()>> {
    let request_bytes = part(config.ringmain.request_memory_bytes, shard.count()).unwrap_or(SHARD_REQUEST_BYTES);
    let budget = FrameBudget::new(frame_bytes(config, shard.count(), request_bytes));
    let answers = AnswerBudget::new(request_bytes);
    let appending = Semaphore::new(request_bytes);
    let sessions = api::fetch_sessions(shard);
    let controller = ControllerClient::new(around.controller.clone());
    let broker = api::Broker::new(
        shard.clone(),
        api::Surroundings {
            cluster_id: around.cluster_id.clone(),
            forwarder: controller.forwarder(),
            allocate_producer_ids: producer_ids(controller, config.node_id, around.broker.clone()),
            supported_features: controller::quorum::supported_features(),
        },
    );
    let max_frame_bytes = usize::try_from(config.network.socket_request_max_bytes).unwrap_or(0);
    let max_idle = u64::try_from(config.network.connections_max_idle_ms).ok().map(Duration::from_millis);
    let live = Rc::new(LiveLimits::new(config.clone()));
    config
        .listeners
        .iter()
        .zip(sockets)
        .map(|(listener, socket)| {
            let appending = appending.clone();
            let service = Service {
                router: api::broker_router(&broker, &sessions),
                budget: budget.clone(),
                answers: answers.clone(),
                shortage: around.shortage.clone(),
                admit: Some(Box::new(move |bytes| Box::pin(appending.acquire(bytes)))),
                max_frame_bytes,
                max_idle,
            };
            let (live, of) = (live.clone(), shard.clone());
            let listener = Listener {
                name: listener.name.as_str().into(),
                service: Rc::new(service),
                limits: around.limits.clone(),
                settings: Box::new(move || live.of(&of.image())),
            };
            task::spawn(Rc::new(listener).serve(socket, stop.clone()))
        })
        .collect()
}

/// Asks the controller for blocks of producer ids, in this broker's name.
fn producer_ids(controller: ControllerClient, broker_id: i32, broker: watch::Receiver<BrokerState>) -> Allocate {
    let ask = move || {
        let controller = controller.clone();
        let broker_epoch = broker.with(|broker| broker.epoch);
        let request = AllocateProducerIdsRequest { broker_id, broker_epoch, ..AllocateProducerIdsRequest::default() };
        let asked: LocalFuture<_> = Box::pin(async move {
            let refused = |answer: &AllocateProducerIdsResponse| answer.error_code == ErrorCode::NotController.code();
            match controller.send(&request, refused).await {
                Ok(answer) if answer.error_code == 0 => {
                    let first = answer.producer_id_start;
                    Ok(first..first.saturating_add(i64::from(answer.producer_id_len)))
                }
                Ok(answer) => Err(ErrorCode::from(answer.error_code)),
                Err(error) => {
                    tracing::warn!(%error, "the controller gave no producer ids");
                    // Clients try again.
                    Err(ErrorCode::CoordinatorLoadInProgress)
                }
            }
        });
        asked
    };
    Box::new(ask)
}

fn reserve(config: &BrokerConfig, addresses: &[SocketAddr]) -> Result<Vec<ReservedAddress>, String> {
    let network = &config.network;
    let size = |bytes: i32| usize::try_from(bytes).ok().filter(|bytes| *bytes > 0);
    let options = ListenOptions {
        backlog: u32::try_from(network.socket_listen_backlog_size).unwrap_or(50),
        reuse_port: true,
        recv_buffer_bytes: size(network.socket_receive_buffer_bytes),
        send_buffer_bytes: size(network.socket_send_buffer_bytes),
    };
    let reserve = |(listener, address): (&ListenerConfig, &SocketAddr)| {
        let reserved = ReservedAddress::take(*address, &options);
        reserved.map_err(|error| format!("cannot listen on {}://{address}: {error}; see `listeners`", listener.name))
    };
    config.listeners.iter().zip(addresses).map(reserve).collect()
}

fn listen(config: &BrokerConfig, reserved: Vec<ReservedAddress>) -> Result<Vec<TcpListener>, String> {
    let listen = |(listener, reserved): (&ListenerConfig, ReservedAddress)| {
        let address = reserved.local_addr();
        let failed = |error| format!("cannot listen on {}://{address}: {error}; see `listeners`", listener.name);
        reserved.listen().map_err(failed)
    };
    config.listeners.iter().zip(reserved).map(listen).collect()
}

async fn resolve(listener: &str, host: &str, port: u16) -> Result<SocketAddr, NodeError> {
    if host.is_empty() {
        return Ok(any_address(port));
    }
    let failed = |error| NodeError::Listen { listener: format!("{listener}://{host}:{port}"), error };
    let found = HostPort::new(host, port).resolve().await.map_err(failed)?;
    found.first().copied().ok_or_else(|| failed(io::ErrorKind::NotFound.into()))
}

/// What requests not yet at work may take of a shard's memory for requests: `queued.max.request.bytes` may make it less.
fn frame_bytes(config: &BrokerConfig, shards: usize, request_bytes: usize) -> usize {
    let queued = u64::try_from(config.network.queued_max_request_bytes).ok().filter(|bytes| *bytes > 0);
    part(queued, shards).map_or(request_bytes, |queued| queued.min(request_bytes))
}

/// One shard's part of a setting for all; `None` where it is not set.
fn part(all: Option<u64>, shards: usize) -> Option<usize> {
    all.map(|bytes| usize::try_from(bytes / shards.max(1) as u64).unwrap_or(usize::MAX))
}

#[cfg(test)]
#[path = "node_tests.rs"]
mod tests;

//! What one core runs: its partitions, the commits that make them durable, and the messages to and from other shards.
//!
//! Promises: calls start their effects before they return their future, in the order of the calls; a part for another shard
//! is in that shard's mailbox by then. A produce is answered when it is durable, and only then. Appends that find no memory
//! wait in one queue, in order, which is bounded. Nothing here reads from the network: who calls bounds what is in flight.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::uuid::Uuid;
use rustc_hash::FxHashMap;

use crate::log::LogContext;
use crate::log::PartitionKey;
use crate::log::commit::Committer;
use crate::log::dir::SharedDir;
use crate::metadata::config::BrokerConfig;
use crate::metadata::image::{Image, shard_of};
use crate::partition::produce::ProduceGroup;
use crate::partition::settings::PartitionSettings;
use crate::partition::{AppendDesk, Partition};
use crate::rt::mailbox::Receiver;
use crate::rt::sync::{Event, Notify, watch};
use crate::rt::task::{self, JoinHandle};
use crate::rt::time;

mod assignments;
pub mod calls;
mod deletion;
mod fetch;
pub mod groups;
mod hosting;
mod near;
mod queue;
mod router;

use assignments::Assignments;
use calls::*;
use deletion::Deletion;
use groups::Groups;
pub use hosting::ShardDir;
use near::{Near, flushed};
use queue::{AppendQueue, QueuedAppend};
use router::{Answer, Ask, Parcel, Router, SlotId};
pub use router::{MeshEnd, mesh};

/// A shard, on its own thread. Clones are the same shard.
#[derive(Clone)]
pub struct Shard {
    inner: Rc<Inner>,
}

struct Inner {
    router: Rc<Router>,
    context: Rc<LogContext>,
    config: Arc<BrokerConfig>,
    images: watch::Receiver<Image>,
    /// Offset of the metadata that the partitions have followed; `i64::MAX` once no more comes.
    followed: Cell<i64>,
    follows: Notify,
    desk: RefCell<AppendDesk>,
    hosted: RefCell<FxHashMap<PartitionKey, Hosted>>,
    /// Appends that wait for memory or for their log to be opened, in order.
    queue: RefCell<AppendQueue>,
    queued: Notify,
    /// One for each log directory that is online.
    committers: RefCell<Vec<Rc<Committer>>>,
    /// One for each log directory.
    deletions: RefCell<Vec<Rc<Deletion>>>,
    commit_tasks: RefCell<Vec<JoinHandle<()>>>,
    /// Asks of other shards that are being answered, for those that are cancelled.
    served: RefCell<HashMap<(usize, SlotId), JoinHandle<()>>>,
    groups: Groups,
    assignments: Assignments,
    /// The last ones handed out: partitions with the same settings share them.
    settings: RefCell<VecDeque<Rc<PartitionSettings>>>,
    opening: Cell<Opening>,
    stopping: Event,
}

/// How far a shard is with the logs that start-up found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opening {
    NotBegun,
    Begun,
    Done,
}

/// What a shard knows of a partition that is its own.
enum Hosted {
    /// Its log is being created, in the directory of this committer.
    Opening(Rc<Committer>),
    Open(Rc<Partition>, Rc<Committer>),
    /// Its log cannot be used; the operator has been told why.
    Offline,
}

impl Shard {
    /// A shard without partitions, serving the other shards' asks. `follow` gives it its partitions.
    pub fn start(
        end: MeshEnd,
        context: Rc<LogContext>,
        config: Arc<BrokerConfig>,
        images: watch::Receiver<Image>,
    ) -> Self {
        let (router, receivers) = Router::new(end);
        let inner = Inner {
            router,
            desk: RefCell::new(AppendDesk::new(context.clone())),
            context,
            config,
            images,
            followed: Cell::new(-1),
            follows: Notify::new(),
            hosted: RefCell::default(),
            queue: RefCell::default(),
            queued: Notify::new(),
            committers: RefCell::default(),
            deletions: RefCell::default(),
            commit_tasks: RefCell::default(),
            served: RefCell::default(),
            groups: Groups::default(),
            assignments: Assignments::default(),
            settings: RefCell::default(),
            opening: Cell::new(Opening::NotBegun),
            stopping: Event::new(),
        };
        let shard = Self { inner: Rc::new(inner) };
        for (from, receiver) in receivers {
            task::spawn(shard.clone().serve(from, receiver));
        }
        task::spawn(shard.clone().feed());
        shard
    }

    pub fn id(&self) -> usize {
        self.inner.router.id
    }

    /// How many shards the node has.
    pub fn count(&self) -> usize {
        self.inner.router.shard_count()
    }

    pub fn owner(&self, topic_id: Uuid, partition: i32) -> usize {
        shard_of(&topic_id, partition, self.count())
    }

    /// The newest metadata.
    pub fn image(&self) -> Arc<Image> {
        self.inner.images.get()
    }

    /// Waits until the partitions are as the metadata up to `offset` says; at once if no more metadata comes.
    pub async fn followed(&self, offset: i64) {
        while self.inner.followed.get() < offset {
            self.inner.follows.notified().await;
        }
    }

    pub fn config(&self) -> &Arc<BrokerConfig> {
        &self.inner.config
    }

    fn router(&self) -> &Rc<Router> {
        &self.inner.router
    }

    fn context(&self) -> Rc<LogContext> {
        self.inner.context.clone()
    }

    /// An open partition of this shard, or why there is none.
    fn partition(&self, topic_id: Uuid, partition: i32) -> Result<Rc<Partition>, ErrorCode> {
        match self.inner.hosted.borrow().get(&PartitionKey { topic_id, partition }) {
            Some(Hosted::Open(partition, _)) => Ok(partition.clone()),
            // As a Kafka broker that has not yet heard of the topic it is to lead.
            Some(Hosted::Opening(_)) => Err(ErrorCode::NotLeaderOrFollower),
            Some(Hosted::Offline) => Err(ErrorCode::KafkaStorageError),
            None if self.image().partition(&topic_id, partition).is_some() => Err(ErrorCode::NotLeaderOrFollower),
            None => Err(ErrorCode::UnknownTopicOrPartition),
        }
    }

    /// Appends to partitions wherever they live. The future ends when `acks` is satisfied for every part.
    pub fn produce(&self, call: ProduceCall) -> impl Future<Output = Vec<ProduceOutcome>> + use<> {
        let ProduceCall { acks, timeout_ms, parts } = call;
        let group = ProduceGroup::awaited(parts.len());
        let now_ms = time::wall_ms();
        let mut elsewhere: Vec<(usize, Vec<ProducePart>, Vec<usize>)> = Vec::new();
        let hosted = self.inner.hosted.borrow();
        let near = Near::of(&hosted, &parts);
        for (index, part) in parts.into_iter().enumerate() {
            let place = near.take(index);
            let owner = self.owner(part.topic_id, part.partition);
            if owner == self.id() {
                self.append_to(place, QueuedAppend { part, acks, group: group.clone(), index }, now_ms);
            } else if let Some((_, parts, places)) = elsewhere.iter_mut().find(|(shard, ..)| *shard == owner) {
                parts.push(part);
                places.push(index);
            } else {
                elsewhere.push((owner, vec![part], vec![index]));
            }
        }
        for (owner, parts, places) in elsewhere {
            self.router().ask_produce(owner, ProduceCall { acks, timeout_ms, parts }, group.clone(), places);
        }
        await_group(group, acks, timeout_ms)
    }

    pub async fn list_offsets(&self, parts: Vec<ListOffsetsPart>) -> Vec<ListOffsetsOutcome> {
        let refused = ListOffsetsOutcome::refused(ErrorCode::KafkaStorageError);
        let owner = |part: &ListOffsetsPart| self.owner(part.topic_id, part.partition);
        let mut outcomes = vec![refused; parts.len()];
        for (shard, places, parts) in split(parts, owner) {
            let answered = if shard == self.id() {
                self.list_offsets_here(&parts).await
            } else {
                match self.router().ask(shard, Ask::ListOffsets(parts)).answer().await {
                    Some(Answer::ListOffsets(outcomes)) => outcomes,
                    _ => continue,
                }
            };
            put(&mut outcomes, &places, answered);
        }
        outcomes
    }

    pub async fn offset_for_leader_epoch(&self, parts: Vec<EpochPart>) -> Vec<EpochOutcome> {
        let refused = EpochOutcome::refused(ErrorCode::KafkaStorageError);
        let owner = |part: &EpochPart| self.owner(part.topic_id, part.partition);
        let mut outcomes = vec![refused; parts.len()];
        for (shard, places, parts) in split(parts, owner) {
            let answered = if shard == self.id() {
                self.epoch_ends_here(&parts)
            } else {
                match self.router().ask(shard, Ask::LeaderEpochs(parts)).answer().await {
                    Some(Answer::LeaderEpochs(outcomes)) => outcomes,
                    _ => continue,
                }
            };
            put(&mut outcomes, &places, answered);
        }
        outcomes
    }

    async fn list_offsets_here(&self, parts: &[ListOffsetsPart]) -> Vec<ListOffsetsOutcome> {
        let context = self.context();
        let mut outcomes = Vec::with_capacity(parts.len());
        for part in parts {
            outcomes.push(match self.partition(part.topic_id, part.partition) {
                Ok(partition) => partition.list_offset(&context, part).await,
                Err(error) => ListOffsetsOutcome::refused(error),
            });
        }
        outcomes
    }

    fn epoch_ends_here(&self, parts: &[EpochPart]) -> Vec<EpochOutcome> {
        let end = |part: &EpochPart| match self.partition(part.topic_id, part.partition) {
            Ok(partition) => partition.epoch_end(part),
            Err(error) => EpochOutcome::refused(error),
        };
        parts.iter().map(end).collect()
    }

    /// Appends to a partition of this shard, now or, behind others that wait, later.
    fn append_here(&self, append: QueuedAppend, now_ms: i64) {
        self.append_to(self.inner.hosted.borrow().get(&append.part.key()), append, now_ms);
    }

    /// As `append_here`, where the partition has been looked up.
    fn append_to(&self, place: Option<&Hosted>, append: QueuedAppend, now_ms: i64) {
        let waits = !self.inner.queue.borrow().is_empty();
        let tried = if waits { Err((append, 0)) } else { self.try_append(place, append, now_ms) };
        let waiting = tried.err().map(|(back, _)| back);
        if let Some(waiting) = waiting {
            let pushed = self.inner.queue.borrow_mut().push(waiting);
            match pushed {
                Ok(()) => self.inner.queued.notify_one(),
                Err(QueuedAppend { group, index, .. }) => {
                    group.complete(index, ProduceOutcome::refused(ErrorCode::RequestTimedOut));
                }
            }
        }
    }

    /// Appends, or gives the append back with the memory it needs.
    fn try_append(
        &self,
        place: Option<&Hosted>,
        append: QueuedAppend,
        now_ms: i64,
    ) -> Result<(), (QueuedAppend, usize)> {
        let QueuedAppend { part, acks, group, index } = append;
        if let Some(error) = group.refusal() {
            group.complete(index, ProduceOutcome::refused(error));
            return Ok(());
        }
        let Some(Hosted::Open(partition, committer)) = place else {
            let error = self.partition(part.topic_id, part.partition).err().unwrap_or(ErrorCode::UnknownServerError);
            group.complete(index, ProduceOutcome::refused(error));
            return Ok(());
        };
        let desk = &mut self.inner.desk.borrow_mut();
        match partition.produce(desk, &part, acks, now_ms, &group, index) {
            Ok(is_dirty) => {
                if is_dirty {
                    committer.mark_dirty(partition.log());
                }
                Ok(())
            }
            Err(no_memory) => Err((QueuedAppend { part, acks, group, index }, no_memory.bytes)),
        }
    }

    /// Appends what waits, in order, as memory comes.
    async fn feed(self) {
        loop {
            self.inner.queued.notified().await;
            loop {
                let next = self.inner.queue.borrow_mut().pop();
                let Some(append) = next else { break };
                let tried =
                    self.try_append(self.inner.hosted.borrow().get(&append.part.key()), append, time::wall_ms());
                if let Err((append, bytes)) = tried {
                    self.inner.queue.borrow_mut().put_back(append);
                    for committer in self.inner.committers.borrow().iter() {
                        committer.relieve();
                    }
                    self.inner.context.memory_freed(bytes).await;
                }
            }
        }
    }

    /// Forgets, from time to time, the producers that have long appended nothing.
    pub async fn expire_producers(self, every: Duration) {
        loop {
            time::sleep(every).await;
            let logs: Vec<_> = self.inner.committers.borrow().iter().flat_map(|committer| committer.logs()).collect();
            for log in logs {
                log.get_mut().remove_expired_producers(time::wall_ms());
                task::yield_if_needed().await;
            }
        }
    }

    /// Takes a log directory into use: its dirty logs are committed from now on.
    pub fn add_committer(&self, committer: Rc<Committer>) {
        self.inner.committers.borrow_mut().push(committer.clone());
        task::spawn_background(committer.clone().run_checkpoints());
        drop(task::spawn(self.clone().watch(committer.clone())));
        let commits = task::spawn(self.clone().run_commits(committer));
        self.inner.commit_tasks.borrow_mut().push(commits);
    }

    /// Commits what is dirty, again and again; what arrives meanwhile is the next commit's.
    async fn run_commits(self, committer: Rc<Committer>) {
        let mut advanced = Vec::new();
        loop {
            futures_lite::future::or(committer.wait_dirty(), self.inner.stopping.wait()).await;
            if self.inner.stopping.is_set() {
                return;
            }
            self.append_of_groups(&committer);
            let committed = committer.commit(&mut advanced).await;
            flushed(&self.inner.hosted.borrow(), &advanced);
            advanced.clear();
            if committed.is_err() {
                return self.take_offline(&committer);
            }
        }
    }

    /// Whoever finds that a log directory has failed, its partitions go offline at once.
    async fn watch(self, committer: Rc<Committer>) {
        committer.wait_offline().await;
        self.take_offline(&committer);
        committer.give_memory_back().await;
    }

    /// A log directory has failed: its partitions are offline, the others are not concerned.
    fn take_offline(&self, committer: &Rc<Committer>) {
        for hosted in self.inner.hosted.borrow_mut().values_mut() {
            match hosted {
                Hosted::Open(partition, of) if Rc::ptr_eq(of, committer) => {
                    partition.fail_waiting(ErrorCode::KafkaStorageError);
                }
                Hosted::Opening(of) if Rc::ptr_eq(of, committer) => {}
                _ => continue,
            }
            *hosted = Hosted::Offline;
        }
        self.follow_groups(&self.image());
    }

    /// Serves what another shard sends.
    async fn serve(self, from: usize, mut receiver: Receiver<Parcel>) {
        while let Some(parcel) = receiver.recv().await {
            match parcel {
                Parcel::Ask { slot, ask } => self.serve_ask(from, slot, ask),
                Parcel::Cancel { slot } => {
                    if let Some(task) = self.inner.served.borrow_mut().remove(&(from, slot)) {
                        task.cancel();
                        // The slot is the asker's again only when it is answered.
                        self.router().answer(from, slot, Answer::DataThere);
                    }
                }
                Parcel::Answer { slot, answer } => self.router().deliver(slot, answer),
            }
        }
    }

    fn serve_ask(&self, from: usize, slot: SlotId, ask: Ask) {
        let ask = match ask {
            Ask::Produce(call) => return self.serve_produce(from, slot, call),
            ask => ask,
        };
        let shard = self.clone();
        let serving = task::spawn(async move {
            let answer = match ask {
                Ask::Produce(_) => return,
                Ask::Fetch(call) => {
                    let deadline = time::now() + Duration::from_millis(call.max_wait_ms.max(0).unsigned_abs().into());
                    Answer::Fetch(shard.fetch_here(call, deadline).await)
                }
                Ask::AwaitData(parts) => {
                    shard.await_any(&parts).await;
                    Answer::DataThere
                }
                Ask::ListOffsets(parts) => Answer::ListOffsets(shard.list_offsets_here(&parts).await),
                Ask::LeaderEpochs(parts) => Answer::LeaderEpochs(shard.epoch_ends_here(&parts)),
                Ask::Group(call) => Answer::Group(Box::new(shard.serve_group(*call).await)),
                Ask::GroupCounts => Answer::GroupCounts(Box::new(shard.group_counts_here())),
                Ask::AllGroups(asked) => Answer::AllGroups(shard.all_groups_here(&asked.0, &asked.1).await),
            };
            // Whoever takes the entry out answers: this, or a cancel that came before.
            if shard.inner.served.borrow_mut().remove(&(from, slot)).is_some() {
                shard.router().answer(from, slot, answer);
            }
        });
        self.inner.served.borrow_mut().insert((from, slot), serving);
    }

    fn serve_produce(&self, from: usize, slot: SlotId, call: ProduceCall) {
        let router = self.router().clone();
        let answer = Box::new(move |outcomes| router.answer(from, slot, Answer::Produce(outcomes)));
        let group = ProduceGroup::answered(call.parts.len(), answer);
        let now_ms = time::wall_ms();
        let hosted = self.inner.hosted.borrow();
        let near = Near::of(&hosted, &call.parts);
        for (index, part) in call.parts.into_iter().enumerate() {
            let place = near.take(index);
            self.append_to(place, QueuedAppend { part, acks: call.acks, group: group.clone(), index }, now_ms);
        }
    }

    /// A clean stop, when no more calls come: everything appended becomes durable and rests in Kafka's files. Of a directory of
    /// which that cannot be said nothing is told: the next start must not trust it.
    pub async fn stop(&self, dirs: &[(Rc<Committer>, Arc<SharedDir>)]) {
        self.end_groups();
        self.inner.stopping.set();
        let tasks = std::mem::take(&mut *self.inner.commit_tasks.borrow_mut());
        for task in tasks {
            // A commit under way ends first; what follows it is committed by `close`.
            let _ = task.await;
        }
        // What kept its name would be found by the next start, as nobody's.
        let deletions = self.inner.deletions.take();
        for deletion in deletions {
            deletion.settled().await;
        }
        for (committer, shared) in dirs {
            if self.inner.opening.get() == Opening::NotBegun {
                if shared.was_clean() {
                    shared.set_part_at_rest();
                }
                continue;
            }
            // What is not open by now may need what the next start does for it.
            let is_all_there = self.inner.opening.get() == Opening::Done && !self.is_opening_in(committer);
            match committer.close().await {
                Ok(()) if is_all_there && !self.is_opening_in(committer) => shared.set_part_at_rest(),
                Ok(()) => {}
                Err(offline) => tracing::error!(%offline, "a log directory was not closed cleanly"),
            }
        }
        self.note_offsets(dirs);
    }

    fn is_opening_in(&self, committer: &Rc<Committer>) -> bool {
        let is_of = |hosted: &Hosted| matches!(hosted, Hosted::Opening(of) if Rc::ptr_eq(of, committer));
        self.inner.hosted.borrow().values().any(is_of)
    }
}

/// Awaits a group, for `timeout_ms` where all in-sync replicas are awaited.
async fn await_group(group: Rc<ProduceGroup>, acks: i16, timeout_ms: i32) -> Vec<ProduceOutcome> {
    if acks == 0 || group.is_complete() {
        return group.outcomes().await;
    }
    let timeout = Duration::from_millis(timeout_ms.max(0).unsigned_abs().into());
    match time::timeout(timeout, group.outcomes()).await {
        Ok(outcomes) => outcomes,
        Err(_) => {
            group.time_out();
            group.outcomes().await
        }
    }
}

/// Parts by the shard that owns them, with their places.
fn split<T>(parts: Vec<T>, owner: impl Fn(&T) -> usize) -> Vec<(usize, Vec<usize>, Vec<T>)> {
    let mut groups: Vec<(usize, Vec<usize>, Vec<T>)> = Vec::new();
    for (place, part) in parts.into_iter().enumerate() {
        let shard = owner(&part);
        match groups.iter_mut().find(|(of, ..)| *of == shard) {
            Some((_, places, parts)) => {
                places.push(place);
                parts.push(part);
            }
            None => groups.push((shard, vec![place], vec![part])),
        }
    }
    groups
}

fn put<T>(outcomes: &mut [T], places: &[usize], answered: Vec<T>) {
    for (place, outcome) in places.iter().zip(answered) {
        if let Some(slot) = outcomes.get_mut(*place) {
            *slot = outcome;
        }
    }
}

#[cfg(test)]
mod tests;

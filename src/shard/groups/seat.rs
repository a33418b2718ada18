//! One coordinator at work: requests in, records out, timers.
//!
//! Promises: what the coordinator has written since the last commit cycle goes into one batch of its partition when the next
//! begins, and asks for one at the latest after `group.coordinator.append.linger.ms`; several only where `max.message.bytes` asks for it; a write is split over no two batches. The coordinator hears of its writes in their order, when they are
//! durable. Where one fails none that comes after it gets into the log; where that happens, or the log cannot be read, the coordinator is loaded anew, later each time. Nobody loads before
//! the appends of former coordinators of the partition are in its log or never will be.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use futures_lite::future::or;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::records::{BatchBuilder, BatchOptions, Compression, CompressionConfig};

use super::super::{QueuedAppend, Shard};
use super::GroupCounts;
use super::linger::Linger;
use super::load::{Entry, load};
use crate::group::{
    Caller, Coordinator, Counters, DeletedTopic, Effect, EncodedRecord, Input, Now, Request, Resolution, Response,
    Ticket, WriteId, deleted_topics, error_response,
};
use crate::log::commit::Committer;
use crate::metadata::config::GroupConfigs;
use crate::metadata::image::Image;
use crate::partition::Partition;
use crate::partition::parts::{ProduceOutcome, ProducePart};
use crate::partition::produce::{ProduceGroup, Series};
use crate::rt::sync::{Notify, OneshotReceiver, OneshotSender, oneshot};
use crate::rt::time::{self, Instant};
use crate::rt::{random, task};

/// A version of Produce in which every codec is allowed.
const PRODUCE_VERSION: i16 = 13;
/// Bytes that a record takes besides its key and value, at most.
const RECORD_OVERHEAD: usize = 40;
/// Names of topics that are compared with expressions before others have their turn.
const COMPARISONS: usize = 4096;
/// How long a coordinator that failed rests before it is loaded again: at first, and at most.
const MIN_REST: Duration = Duration::from_millis(100);
const MAX_REST: Duration = Duration::from_secs(30);

/// The batches of a partition's coordinators, former ones too, whose fate is not known.
#[derive(Default)]
pub(super) struct Outbox {
    unsettled: Cell<usize>,
    settled: Notify,
}

impl Outbox {
    async fn is_settled(&self) {
        while self.unsettled.get() > 0 {
            self.settled.notified().await;
        }
    }

    pub(super) fn begin_one(&self) {
        self.unsettled.set(self.unsettled.get() + 1);
    }

    pub(super) fn settle_one(&self) {
        self.unsettled.set(self.unsettled.get().saturating_sub(1));
        if self.unsettled.get() == 0 {
            self.settled.notify_all();
        }
    }
}

/// The coordinator of one partition.
pub(super) struct Seat {
    partition: Rc<Partition>,
    committer: Rc<Committer>,
    /// The coordinator is of this epoch of the partition's leader; the next begins anew.
    leader_epoch: i32,
    compression: CompressionConfig,
    outbox: Rc<Outbox>,
    linger: Rc<Linger>,
    /// Memory for the ends of the shard's logs.
    pool_bytes: usize,
    core: RefCell<Core>,
    /// There is something to resolve, the deadline changed, or the seat has ended.
    stirred: Notify,
    written: Notify,
}

struct Core {
    phase: Phase,
    configs: Arc<GroupConfigs>,
    /// `None` where it has resigned.
    coordinator: Option<Coordinator>,
    effects: Vec<Effect>,
    waiting: BTreeMap<u64, OneshotSender<Response>>,
    next_ticket: u64,
    /// Writes that the next commit cycle is to have.
    unsent: Vec<(WriteId, Vec<EncodedRecord>)>,
    unsent_bytes: usize,
    /// When they ask for a commit, on the monotonic clock; `None` where they have or there are none.
    append_at: Option<Instant>,
    /// Of which group they are, if of one alone.
    unsent_group: Option<Arc<str>>,
    unresolved: Vec<Resolution>,
    /// The coordinator wants to end.
    must_resign: Option<ErrorCode>,
    /// How often it was loaded: what was begun for a former coordinator is not for this one.
    loads: u64,
    /// What coordinators did here that have failed or ended.
    past: Counters,
    in_flight: VecDeque<InFlight>,
    /// What this coordinator appends.
    series: Series,
}

/// A batch that is not yet known to be durable.
struct InFlight {
    group: Rc<ProduceGroup>,
    /// Each with the place of its first record in the batch.
    writes: Vec<(WriteId, i64)>,
}

/// A batch in the making.
struct Batch {
    builder: BatchBuilder,
    writes: Vec<(WriteId, i64)>,
    /// All records of its writes are in it.
    is_sound: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Loading,
    Running,
    /// It has failed, and will be loaded again. Requests are answered so.
    Resting(ErrorCode),
    Ended(ErrorCode),
}

/// A request that the coordinator has.
pub(super) struct Asked {
    seat: Rc<Seat>,
    ticket: u64,
    answer: Option<OneshotReceiver<Response>>,
}

impl Asked {
    pub(super) async fn answer(mut self) -> Result<Response, ErrorCode> {
        let Some(receiver) = self.answer.as_mut() else { return Err(ErrorCode::UnknownServerError) };
        // The coordinator answers all when it ends; if it should not, the client looks for the next one.
        let answer = receiver.await.map_err(|_| ErrorCode::NotCoordinator);
        self.answer = None;
        answer
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        if self.answer.take().is_some() {
            self.seat.forget(self.ticket);
        }
    }
}

/// `offsets.topic.compression.codec`: Kafka's number of a codec.
fn compression(codec: i32) -> CompressionConfig {
    let codec = match codec {
        1 => Compression::Gzip,
        2 => Compression::Snappy,
        3 => Compression::Lz4,
        4 => Compression::Zstd,
        _ => Compression::None,
    };
    CompressionConfig::from(codec)
}

fn now() -> Now {
    at(time::now())
}

fn at(now: Instant) -> Now {
    Now { ms: now.as_ns() / 1_000_000, wall_ms: time::wall_ms() }
}

impl Seat {
    /// Begins to load.
    pub(super) fn start(
        shard: &Shard,
        partition: Rc<Partition>,
        committer: Rc<Committer>,
        configs: Arc<GroupConfigs>,
        outbox: Rc<Outbox>,
    ) -> Rc<Seat> {
        let compression = compression(configs.offsets_compression_codec);
        let core = Core {
            phase: Phase::Loading,
            coordinator: None,
            configs,
            effects: Vec::new(),
            waiting: BTreeMap::new(),
            next_ticket: 0,
            unsent: Vec::new(),
            unsent_bytes: 0,
            append_at: None,
            unsent_group: None,
            unresolved: Vec::new(),
            must_resign: None,
            loads: 0,
            past: Counters::default(),
            in_flight: VecDeque::new(),
            series: Series::default(),
        };
        let seat = Rc::new(Seat {
            leader_epoch: partition.leadership().leader_epoch,
            partition,
            committer,
            compression,
            outbox,
            linger: shard.inner.groups.linger.clone(),
            pool_bytes: shard.context().pool().total_bytes(),
            core: RefCell::new(core),
            stirred: Notify::new(),
            written: Notify::new(),
        });
        task::spawn(seat.clone().run(shard.clone()));
        task::spawn(seat.clone().hear_of_writes());
        seat
    }

    /// Whether this is the coordinator of a partition as it is led now.
    pub(super) fn is_of(&self, partition: &Rc<Partition>) -> bool {
        Rc::ptr_eq(&self.partition, partition) && self.leader_epoch == partition.leadership().leader_epoch
    }

    pub(super) fn has_ended(&self) -> bool {
        matches!(self.core.borrow().phase, Phase::Ended(_))
    }

    /// As if a batch had been refused.
    #[cfg(test)]
    pub(super) fn fail_a_write(&self, error: ErrorCode) {
        let group = ProduceGroup::awaited(1);
        group.complete(0, ProduceOutcome::refused(error));
        self.outbox.begin_one();
        self.core.borrow_mut().in_flight.push_back(InFlight { group, writes: Vec::new() });
        self.written.notify_one();
    }

    pub(super) fn counts(&self) -> GroupCounts {
        let core = self.core.borrow();
        let mut counts = GroupCounts { loads: core.loads, done: core.past, ..GroupCounts::default() };
        match core.phase {
            Phase::Loading => counts.loading = 1,
            Phase::Running => counts.active = 1,
            Phase::Resting(_) => counts.failed = 1,
            Phase::Ended(_) => {}
        }
        if let Some(coordinator) = &core.coordinator {
            counts.done += coordinator.counters();
            counts.offsets = coordinator.offset_count() as u64;
            coordinator.count_groups(&mut counts.groups);
        }
        counts
    }

    /// Hands a request over; its refusal where the coordinator is not ready for it.
    pub(super) fn ask(seat: &Rc<Seat>, caller: Caller, request: Request) -> Result<Asked, Box<Response>> {
        let (sender, receiver) = oneshot();
        let ticket = {
            let mut core = seat.core.borrow_mut();
            match core.phase {
                Phase::Loading => return Err(Box::new(error_response(&request, ErrorCode::CoordinatorLoadInProgress))),
                Phase::Resting(error) | Phase::Ended(error) => return Err(Box::new(error_response(&request, error))),
                Phase::Running => {}
            }
            let ticket = core.next_ticket;
            core.next_ticket += 1;
            core.waiting.insert(ticket, sender);
            ticket
        };
        let mut bytes = [0; 16];
        random::fill(&mut bytes);
        let random = u128::from_be_bytes(bytes);
        seat.step(Input::Request { ticket: Ticket(ticket), caller, request, random });
        Ok(Asked { seat: seat.clone(), ticket, answer: Some(receiver) })
    }

    /// Nobody waits for the answer any more. The coordinator goes on, as Kafka's does, which never learns of it.
    fn forget(&self, ticket: u64) {
        self.core.borrow_mut().waiting.remove(&ticket);
    }

    /// New settings.
    pub(super) fn configure(&self, configs: &Arc<GroupConfigs>) {
        let before = std::mem::replace(&mut self.core.borrow_mut().configs, configs.clone());
        if before != *configs {
            self.step(Input::Configs(configs.clone()));
        }
    }

    /// New metadata.
    pub(super) fn follow(&self, image: &Arc<Image>, deleted_topics: &Arc<[DeletedTopic]>) {
        self.step(Input::Image { image: image.clone(), deleted_topics: deleted_topics.clone() });
    }

    /// Ends the coordinator; everybody who waits is told why.
    pub(super) fn end(&self, error: ErrorCode) {
        self.resign(error, Phase::Ended(error));
        self.written.notify_one();
    }

    /// Gives the coordinator up; who waits for a write is told `error`.
    fn resign(&self, error: ErrorCode, phase: Phase) {
        {
            let mut core = self.core.borrow_mut();
            let core = &mut *core;
            core.phase = phase;
            if let Some(coordinator) = core.coordinator.take() {
                core.past += coordinator.counters();
                coordinator.resign(now(), error, &mut core.effects);
                core.take_effects();
            }
            core.take_unsent();
            core.unresolved.clear();
            core.waiting.clear();
        }
        self.stirred.notify_one();
    }

    /// A write is not in the log, so memory is ahead of it: whatever rests on that write must not be appended.
    fn fail(&self, error: ErrorCode) {
        if self.core.borrow().phase == Phase::Running {
            let partition = self.partition.index;
            tracing::warn!(partition, %error, "a group coordinator could not write: it loads again");
            self.resign(error, Phase::Resting(ErrorCode::CoordinatorLoadInProgress));
        }
    }

    /// One step of the coordinator, and what follows from it at once.
    fn step(&self, input: Input) {
        self.step_core(input);
        let must_resign = self.core.borrow_mut().must_resign.take();
        if let Some(error) = must_resign {
            self.fail(error);
        }
    }

    fn step_core(&self, input: Input) {
        let mut core = self.core.borrow_mut();
        let core = &mut *core;
        let Some(coordinator) = core.coordinator.as_mut().filter(|_| core.phase == Phase::Running) else { return };
        let before = coordinator.next_deadline();
        let (now, max_batch_bytes) = (time::now(), self.max_batch_bytes());
        coordinator.limit_writes(max_batch_bytes);
        coordinator.step(at(now), input, &mut core.effects);
        let is_due_earlier = coordinator.next_deadline().is_some_and(|at| before.is_none_or(|before| at < before));
        if core.take_effects() || is_due_earlier {
            self.stirred.notify_one();
        }
        if core.unsent.is_empty() {
            return;
        }
        let append_at = match (core.append_at, core.configs.append_linger, &core.unsent_group) {
            (Some(at), ..) => at,
            (None, Some(linger), _) => now + linger,
            (None, None, Some(group)) => self.linger.until(now, group),
            (None, None, None) => now,
        };
        if append_at <= now || core.unsent_bytes >= max_batch_bytes {
            self.committer.mark_dirty(self.partition.log());
        } else if core.append_at.replace(append_at).is_none() {
            self.stirred.notify_one();
        }
    }

    async fn run(self: Rc<Self>, shard: Shard) {
        let mut rest = MIN_REST;
        while !self.has_ended() {
            self.outbox.is_settled().await;
            let began = time::now();
            match self.load(&shard).await {
                Ok(()) => self.serve(&shard).await,
                Err(error) if !self.has_ended() => self.resign(error, Phase::Resting(error)),
                Err(_) => {}
            }
            if began.elapsed() > MAX_REST {
                rest = MIN_REST;
            }
            let until = time::now() + rest;
            rest = rest.saturating_mul(2).min(MAX_REST);
            while !self.has_ended() && time::now() < until {
                or(self.stirred.notified(), time::sleep_until(until)).await;
            }
        }
    }

    /// Until the coordinator ends or fails.
    async fn serve(self: &Rc<Self>, shard: &Shard) {
        loop {
            let (deadline, append_at) = {
                let core = self.core.borrow();
                let Some(coordinator) = &core.coordinator else { return };
                (coordinator.next_deadline(), core.append_at)
            };
            let deadline_at = deadline.map(|ms| Instant::from_ns(ms.saturating_mul(1_000_000)));
            let due = deadline_at.into_iter().chain(append_at).min().unwrap_or(Instant::MAX);
            or(self.stirred.notified(), time::sleep_until(due)).await;
            if deadline.is_some_and(|deadline| now().ms >= deadline) {
                self.step(Input::Tick);
            }
            if append_at.is_some_and(|at| time::now() >= at) && self.core.borrow_mut().append_at.take().is_some() {
                self.committer.mark_dirty(self.partition.log());
            }
            self.resolve(shard);
        }
    }

    /// Has expressions compared with the topics, by a thread of its own, one after the other and each for a while: however
    /// long those of one group take, others have their turn.
    fn resolve(self: &Rc<Self>, shard: &Shard) {
        let (unresolved, load) = {
            let mut core = self.core.borrow_mut();
            (std::mem::take(&mut core.unresolved), core.loads)
        };
        for mut resolution in unresolved {
            let (seat, turns) = (self.clone(), shard.inner.groups.resolving.clone());
            task::spawn(async move {
                let mut goes_on = true;
                while goes_on && !seat.has_ended() {
                    let turn = turns.acquire(1).await;
                    let compare = move || (resolution.go_on(COMPARISONS), resolution);
                    (goes_on, resolution) = task::blocking(compare).await;
                    drop(turn);
                }
                if seat.core.borrow().loads == load {
                    seat.step(Input::Resolved(resolution));
                }
            });
        }
    }

    async fn load(&self, shard: &Shard) -> Result<(), ErrorCode> {
        let (started, started_with) = (time::now(), shard.image());
        {
            let mut core = self.core.borrow_mut();
            if let Phase::Ended(error) = core.phase {
                return Err(error);
            }
            core.phase = Phase::Loading;
            core.loads += 1;
            // The appends of the former one are settled.
            core.series = Series::default();
            core.coordinator = Some(Coordinator::new(core.configs.clone(), started_with.clone()));
        }
        let mut records = 0u64;
        let apply = |entry: Entry| {
            if let Some(coordinator) = &mut self.core.borrow_mut().coordinator {
                match entry {
                    Entry::Record(at, record) => {
                        records += 1;
                        coordinator.replay(at, record);
                    }
                    Entry::EndTransaction { producer_id, committed } => {
                        coordinator.replay_end_transaction(producer_id, committed);
                    }
                }
            }
        };
        load(shard, &self.partition, || !self.has_ended(), apply).await?;
        let took_ms = started.elapsed().as_millis() as u64;
        let partition = self.partition.index;
        tracing::debug!(partition, records, took_ms, "a group coordinator has loaded");
        {
            let mut core = self.core.borrow_mut();
            let core = &mut *core;
            if let Phase::Ended(error) = core.phase {
                return Err(error);
            }
            core.phase = Phase::Running;
            if let Some(coordinator) = &mut core.coordinator {
                coordinator.loaded(now(), &mut core.effects);
            }
            core.take_effects();
        }
        // Both may have changed meanwhile.
        let (image, configs) = (shard.image(), self.core.borrow().configs.clone());
        self.step(Input::Configs(configs));
        self.follow(&image, &deleted_topics(&started_with, &image));
        Ok(())
    }

    pub(super) fn writes_to(&self, committer: &Rc<Committer>) -> bool {
        Rc::ptr_eq(&self.committer, committer)
    }

    /// Appends what the coordinator has to write, whole writes in as few batches as may be.
    pub(super) fn append(&self, shard: &Shard) {
        let (group, unsent) = {
            let mut core = self.core.borrow_mut();
            (core.unsent_group.take(), core.take_unsent())
        };
        if unsent.is_empty() {
            return;
        }
        self.linger.appended(time::now(), group);
        let most = self.max_batch_bytes();
        let series = self.core.borrow().series.clone();
        let now_ms = time::wall_ms();
        let mut batch = Batch { builder: BatchBuilder::new(self.batch_options()), writes: Vec::new(), is_sound: true };
        for (write, records) in unsent {
            let size = size_bytes(&records);
            if !batch.writes.is_empty() && batch.builder.size_bytes().saturating_add(size) > most {
                self.send(shard, &mut batch, &series);
            }
            batch.writes.push((write, i64::from(batch.builder.record_count())));
            for (key, value) in &records {
                // Refused only beyond the 2 GiB of any batch.
                batch.is_sound &= batch.builder.append(now_ms, Some(key), value.as_deref(), &[]).is_ok();
            }
            if !batch.is_sound {
                self.send(shard, &mut batch, &series);
            }
        }
        self.send(shard, &mut batch, &series);
        if let Some(error) = series.refusal() {
            self.fail(error);
        }
    }

    fn max_batch_bytes(&self) -> usize {
        self.partition.max_batch_bytes(self.pool_bytes)
    }

    fn batch_options(&self) -> BatchOptions {
        BatchOptions { compression: self.compression, ..BatchOptions::default() }
    }

    fn send(&self, shard: &Shard, batch: &mut Batch, series: &Series) {
        if batch.writes.is_empty() {
            return;
        }
        let group = ProduceGroup::in_series(1, series);
        let writes = std::mem::take(&mut batch.writes);
        self.outbox.begin_one();
        self.core.borrow_mut().in_flight.push_back(InFlight { group: group.clone(), writes });
        self.written.notify_one();
        let mut records = Vec::with_capacity(batch.builder.size_bytes());
        let is_built = batch.is_sound
            && batch.builder.build(&mut shard.inner.groups.compressor.borrow_mut(), &mut records).is_ok();
        batch.builder.reset(self.batch_options());
        batch.is_sound = true;
        if !is_built {
            group.complete(0, ProduceOutcome::refused(ErrorCode::RecordListTooLarge));
            return;
        }
        let part = ProducePart {
            topic_id: self.partition.topic_id,
            partition: self.partition.index,
            records: records.into(),
            produce_version: PRODUCE_VERSION,
        };
        shard.append_here(QueuedAppend { part, acks: -1, group, index: 0 }, time::wall_ms());
    }

    /// Tells the coordinator what became of its writes, in their order.
    async fn hear_of_writes(self: Rc<Self>) {
        loop {
            let first = self.core.borrow().in_flight.front().map(|first| first.group.clone());
            let Some(group) = first else {
                if self.has_ended() {
                    return;
                }
                self.written.notified().await;
                continue;
            };
            let outcome = group.outcomes().await.pop();
            let outcome = outcome.unwrap_or_else(|| ProduceOutcome::refused(ErrorCode::UnknownServerError));
            let written = self.core.borrow_mut().in_flight.pop_front();
            match outcome.error {
                ErrorCode::None => {
                    for (write, place) in written.into_iter().flat_map(|written| written.writes) {
                        self.step(Input::Committed { write, offset: outcome.base_offset + place });
                    }
                }
                error => self.fail(error),
            }
            self.outbox.settle_one();
        }
    }
}

/// What records take in a batch, at most.
fn size_bytes(records: &[EncodedRecord]) -> usize {
    records.iter().map(|(key, value)| RECORD_OVERHEAD + key.len() + value.as_ref().map_or(0, |value| value.len())).sum()
}

impl Core {
    fn take_unsent(&mut self) -> Vec<(WriteId, Vec<EncodedRecord>)> {
        (self.unsent_bytes, self.append_at, self.unsent_group) = (0, None, None);
        std::mem::take(&mut self.unsent)
    }

    /// Answers, and keeps what is to be written or resolved. Whether there is anything to resolve.
    fn take_effects(&mut self) -> bool {
        let mut has_work = false;
        for effect in self.effects.drain(..) {
            match effect {
                Effect::Reply { ticket, response } => {
                    if let Some(sender) = self.waiting.remove(&ticket.0) {
                        // Refused only if the asker went in this very turn.
                        let _ = sender.send(response);
                    }
                }
                Effect::Append { write, group, records } => {
                    self.unsent_group =
                        Some(group).filter(|group| self.unsent.is_empty() || self.unsent_group.as_ref() == Some(group));
                    self.unsent_bytes += size_bytes(&records);
                    self.unsent.push((write, records));
                }
                Effect::Resign(error) => self.must_resign = Some(error),
                Effect::Resolve(resolution) => {
                    has_work = true;
                    self.unresolved.push(resolution);
                }
            }
        }
        has_work
    }
}

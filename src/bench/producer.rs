//! One producer: makes records when they are due, puts them into batches, and has as many requests in flight as allowed.
//!
//! Promises: a record's latency counts from the time that its pace sets, however long the producer or its connection is stuck; memory
//! is bounded, for what is due and has no room yet stays in the schedule. Batches of a partition are sent, and sent again, in order.
//! Only what an idempotent producer has sent is sent again after a connection broke; else its fate is unknown and counts as failed.

mod delivery;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use bytes::Bytes;
use futures_lite::future::or;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::{InitProducerIdRequest, ProduceResponse};
use ringmain_protocol::partitioner::partition_for_key;

use super::batches::{Batch, Identity};
use super::draw::{self, KeySource, Random};
use super::measure::Operation;
use super::payload::Payload;
use super::schedule::Schedule;
use super::stage::{Stage, Window};
use super::workload::Pace;
use crate::client::cluster::refused;
use crate::client::{ClientError, Connection};
use crate::rt::sync::Notify;
use crate::rt::{task, time};

/// Records are made for so many bytes before others have their turn.
const TURN_BYTES: usize = 1 << 20;
const RETRY_BACKOFF_US: u64 = 100_000;
/// How late records that linger are made at most: at a high rate there is one every microsecond.
const MOST_PATIENCE_US: u64 = 100;
/// How long answers are waited for once everything is to stop.
const LAST_ANSWERS_US: u64 = 1_000_000;

/// What a producer does at one go.
#[derive(Debug, Clone)]
pub struct Leg {
    pub window: Window,
    pub pace: Pace,
    /// Records that are measured at most, of all producers.
    pub records: Option<u64>,
    pub seed: u64,
}

/// When the next record is handed over.
enum Source {
    Maximum,
    /// Once everything before was answered; no faster than the schedule, if there is one.
    Closed(Option<Schedule>),
    Open(Schedule),
}

pub struct Producer {
    stage: Rc<Stage>,
    /// Of all producers of the run.
    number: u32,
    payload: Payload,
    random: Random,
    keys: KeySource,
    id: Option<(i64, i16)>,
    lanes: Vec<Lane>,
    links: BTreeMap<i32, Link>,
    inbox: Rc<Inbox>,
    /// Open batches in the order in which they were begun, and when they are sent at the latest.
    lingering: VecDeque<(u64, u32, u64)>,
    /// Lanes whose batches are to be sent again, and when.
    held: Vec<(u64, u32)>,
    /// Where records without a key go until their batch is full.
    sticky: u32,
    topic: usize,
    open_bytes: usize,
    ready_bytes: usize,
    in_flight_bytes: usize,
    /// Its share of the memory for what is open, ready or in flight.
    buffer_bytes: usize,
    requests: usize,
    leaders_version: u64,
    last_success_us: u64,
    failed: Option<String>,
}

/// One partition as this producer has it.
#[derive(Default)]
struct Lane {
    open: Option<Open>,
    sealed: VecDeque<Sealed>,
    in_flight: u32,
    /// Of the next batch, where the producer is idempotent.
    next_sequence: i32,
    /// Records made for it.
    made: u64,
    /// It waits in its leader's line.
    queued: bool,
    /// Nothing is sent before what is in flight is answered: some of it has to be sent again.
    held: bool,
    /// Something was acknowledged. Before, a broker that knows nothing of the producer takes any sequence for its first.
    is_known: bool,
}

struct Open {
    batch: Batch,
    due: Vec<(u64, u32)>,
    bytes: u64,
    first: u64,
}

/// A batch that can be sent.
struct Sealed {
    batch: Bytes,
    due: Vec<(u64, u32)>,
    /// Of keys and values.
    bytes: u64,
    /// Number of the first record in its lane.
    first: u64,
    sealed_us: u64,
}

/// A broker that leads lanes.
#[derive(Default)]
struct Link {
    connection: Option<Rc<Connection>>,
    is_connecting: bool,
    retry_us: u64,
    ready: VecDeque<u32>,
    requests: usize,
}

/// What other tasks tell the producer.
#[derive(Default)]
struct Inbox {
    news: RefCell<VecDeque<News>>,
    filled: Notify,
}

impl Inbox {
    fn put(&self, news: News) {
        self.news.borrow_mut().push_back(news);
        self.filled.notify_one();
    }
}

enum News {
    Connected { broker: i32, outcome: Result<Connection, String> },
    Leaders(Result<(), String>),
    Answered { broker: i32, batches: Vec<(u32, Sealed)>, outcome: Result<Option<ProduceResponse>, ClientError> },
}

impl Producer {
    /// `buffer_bytes`: what it may hold that is not answered. Two batches have room in it, and one record always has.
    pub fn new(stage: Rc<Stage>, number: u32, seed: u64, buffer_bytes: usize) -> Self {
        let mut random = Random::new(seed ^ (u64::from(number) << 20));
        let lanes = stage.topics.lanes();
        let records = &stage.workload.records;
        Producer {
            payload: Payload::new(stage.run, number, stage.filling.clone()),
            keys: KeySource::new(&records.keys),
            id: None,
            lanes: (0..lanes).map(|_| Lane::default()).collect(),
            links: BTreeMap::new(),
            inbox: Rc::default(),
            lingering: VecDeque::new(),
            held: Vec::new(),
            // Not all at the same partition.
            sticky: random.below(lanes.into()) as u32,
            topic: number as usize,
            open_bytes: 0,
            ready_bytes: 0,
            in_flight_bytes: 0,
            buffer_bytes,
            requests: 0,
            leaders_version: 0,
            last_success_us: 0,
            failed: None,
            random,
            number,
            stage,
        }
    }

    /// Connects to every leader, and gets an id where the producer is idempotent.
    pub async fn connect(&mut self) -> Result<(), String> {
        let stage = self.stage.clone();
        for broker in stage.leaders.brokers() {
            let connection = delivery::open(&stage, broker).await?;
            self.links.entry(broker).or_default().connection = Some(Rc::new(connection));
        }
        self.leaders_version = stage.leaders.version();
        if stage.workload.producers.is_idempotent() {
            let request = InitProducerIdRequest {
                transactional_id: None,
                transaction_timeout_ms: i32::MAX,
                producer_id: -1,
                producer_epoch: -1,
                ..Default::default()
            };
            let deadline = time::now() + stage.workload.load.request_timeout;
            self.id = loop {
                let answer = stage.leaders.cluster().ask(|_| request.clone()).await.map_err(String::from)?;
                match ErrorCode::from(answer.error_code) {
                    ErrorCode::None => break Some((answer.producer_id, answer.producer_epoch)),
                    error if error.is_retriable() && time::now() < deadline => {
                        time::sleep(std::time::Duration::from_micros(RETRY_BACKOFF_US)).await;
                    }
                    _ => return Err(refused("an id for an idempotent producer", answer.error_code, None)),
                }
            };
        }
        Ok(())
    }

    /// Sends what the leg asks for and waits for the answers. The error is why it ended early.
    pub async fn run(&mut self, leg: &Leg) -> Result<(), String> {
        let stage = self.stage.clone();
        let of = stage.workload.producers.count;
        let mut source = match leg.pace {
            Pace::Maximum => Source::Maximum,
            Pace::Closed { records_per_s } => Source::Closed(records_per_s.map(|rate| Schedule::closed(rate, of))),
            Pace::Open { records_per_s, arrivals } => {
                Source::Open(Schedule::open(records_per_s, arrivals, self.number, of, leg.seed))
            }
        };
        // The first ones take what does not divide.
        let mut left = leg.records.map(|all| {
            let (of, number) = (u64::from(of.max(1)), u64::from(self.number));
            all / of + u64::from(number < all % of)
        });
        time::sleep_until(stage.clock.instant(leg.window.begin_us)).await;
        self.last_success_us = stage.clock.now_us();
        let timeout_us = stage.workload.load.request_timeout.as_micros() as u64;
        let mut is_over = false;
        let mut stopped_us = None;
        loop {
            self.take_news();
            if let Some(reason) = self.failed.take() {
                self.give_up();
                return Err(reason);
            }
            let now_us = stage.clock.now_us();
            if stage.stop.is_set() {
                self.discard();
                let since_us = *stopped_us.get_or_insert(now_us);
                if self.requests == 0 || now_us.saturating_sub(since_us) >= LAST_ANSWERS_US {
                    return Ok(());
                }
            }
            if !is_over {
                is_over = self.make(leg, &mut source, &mut left, now_us);
                // What fell due in the end has time to be made up for, but not for ever.
                is_over |= now_us >= leg.window.end_us.saturating_add(timeout_us) || stage.stop.is_set();
            }
            if is_over {
                self.seal_all(now_us);
                if self.ready_bytes == 0 && self.requests == 0 {
                    self.forget_due(leg, &mut source, now_us);
                    return Ok(());
                }
                if now_us >= leg.window.end_us.saturating_add(2 * timeout_us) {
                    self.give_up();
                    return Err("not everything was answered in time after the end".to_owned());
                }
            }
            self.seal_lingering(now_us);
            if self.requests == 0 && self.ready_bytes == 0 && !self.has_buffer() {
                // Waiting for company would be waiting for room that nobody makes.
                self.seal_all(now_us);
            }
            self.release_held(now_us);
            let sent = self.send(now_us);
            if sent.is_err() {
                self.give_up();
            }
            if sent? {
                // Others have their turn, the sender of what was just written first.
                task::yield_now().await;
                continue;
            }
            if !is_over && self.wants_more(leg, &source, now_us) {
                task::yield_now().await;
                continue;
            }
            self.wait(leg, &source, is_over, now_us).await;
        }
    }

    /// Whether there is room for more, and more to hand over now.
    fn wants_more(&self, leg: &Leg, source: &Source, now_us: u64) -> bool {
        match source {
            Source::Maximum => {
                self.has_room_to_send() && self.ready_bytes < self.ahead_bytes() && self.has_buffer_for_batch()
            }
            Source::Closed(_) => false,
            Source::Open(schedule) => {
                let passed_ns = now_us.saturating_sub(leg.window.begin_us).saturating_mul(1_000);
                schedule.next_ns() <= passed_ns && self.has_buffer()
            }
        }
    }

    /// What is made ahead where everything that can be sent is: a request for each broker.
    fn ahead_bytes(&self) -> usize {
        self.request_bytes().saturating_mul(self.links.len().max(1))
    }

    fn request_bytes(&self) -> usize {
        self.stage.workload.batching.request_bytes as usize
    }

    fn has_buffer(&self) -> bool {
        let held = self.ready_bytes + self.open_bytes + self.in_flight_bytes;
        held == 0 || held < self.buffer_bytes
    }

    /// The same, where records come as fast as they can: what is begun becomes a whole batch.
    fn has_buffer_for_batch(&self) -> bool {
        let is_begun = self.lanes.get(self.sticky as usize).is_some_and(|lane| lane.open.is_some());
        if is_begun || !matches!(self.keys, KeySource::None) {
            return self.has_buffer();
        }
        let held = self.ready_bytes + self.open_bytes + self.in_flight_bytes;
        held == 0 || held + self.batch_bytes() <= self.buffer_bytes
    }

    /// What a batch may hold: two of them have room.
    fn batch_bytes(&self) -> usize {
        (self.stage.workload.batching.bytes as usize).min(self.buffer_bytes / 2)
    }

    fn has_room_to_send(&self) -> bool {
        let most = self.stage.workload.producers.max_in_flight.max(1) as usize;
        self.links.values().any(|link| link.connection.is_some() && link.requests < most)
    }

    /// Makes the records that are due, as far as there is room. True once there will be no more.
    fn make(&mut self, leg: &Leg, source: &mut Source, left: &mut Option<u64>, mut now_us: u64) -> bool {
        let begin_us = leg.window.begin_us;
        let mut turn_bytes = 0;
        match source {
            Source::Maximum => {
                while self.has_room_to_send()
                    && self.ready_bytes < self.ahead_bytes()
                    && self.has_buffer_for_batch()
                    && turn_bytes < TURN_BYTES
                {
                    if now_us >= leg.window.end_us {
                        return true;
                    }
                    // Until a batch is full: they are all handed over at the same time.
                    let sealed = self.ready_bytes;
                    for _ in 0..1024 {
                        if *left == Some(0) {
                            return true;
                        }
                        turn_bytes += self.make_one(now_us);
                        count_off(left, leg, now_us);
                        if self.ready_bytes != sealed || !self.has_buffer() {
                            break;
                        }
                    }
                    now_us = self.stage.clock.now_us();
                }
                now_us >= leg.window.end_us
            }
            Source::Closed(schedule) => {
                if self.requests > 0 || self.ready_bytes > 0 {
                    return false;
                }
                while self.ready_bytes == 0 && self.has_buffer() {
                    if now_us >= leg.window.end_us || *left == Some(0) {
                        return true;
                    }
                    let is_due = schedule
                        .as_mut()
                        .is_none_or(|schedule| schedule.take(now_us.saturating_sub(begin_us) * 1_000).is_some());
                    if !is_due {
                        break;
                    }
                    self.make_one(now_us);
                    count_off(left, leg, now_us);
                }
                self.seal_all(now_us);
                false
            }
            Source::Open(schedule) => {
                let now_ns = now_us.saturating_sub(begin_us).saturating_mul(1_000);
                while self.has_buffer() && turn_bytes < TURN_BYTES {
                    let due_us = begin_us.saturating_add(schedule.next_ns() / 1_000);
                    if due_us >= leg.window.end_us || *left == Some(0) {
                        return true;
                    }
                    if schedule.take(now_ns).is_none() {
                        break;
                    }
                    turn_bytes += self.make_one(due_us);
                    count_off(left, leg, due_us);
                }
                false
            }
        }
    }

    /// What was due and could not even be made until the end counts as failed.
    fn forget_due(&mut self, leg: &Leg, source: &mut Source, now_us: u64) {
        let Source::Open(schedule) = source else { return };
        if self.stage.stop.is_set() {
            return;
        }
        let end_ns = leg.window.end_us.min(now_us).saturating_sub(leg.window.begin_us).saturating_mul(1_000);
        let mut forgotten = Vec::new();
        if leg.records.is_none() {
            while let Some(due_ns) = schedule.take(end_ns.saturating_sub(1)) {
                count_due(&mut forgotten, leg.window.begin_us.saturating_add(due_ns / 1_000));
            }
        }
        if !forgotten.is_empty() {
            self.stage.settled(Operation::Produce, now_us, &forgotten, 0, false);
            self.stage.note("not all records that were due could be sent: the rate is too high".to_owned());
        }
    }

    /// Makes one record; returns its bytes.
    #[inline]
    fn make_one(&mut self, due_us: u64) -> usize {
        let workload = &self.stage.workload;
        let length = draw::length(&workload.records.size, &mut self.random);
        let max_records = workload.batching.records.map_or(i32::MAX, |records| records.min(i32::MAX as u32) as i32);
        let key = self.keys.draw(&mut self.random).map(draw::key);
        let key = key.as_ref().map(<[u8; 16]>::as_slice);
        let bytes = length + key.map_or(0, <[u8]>::len);
        let lane_number = match key {
            None => self.sticky,
            Some(key) => {
                let topics = self.stage.topics.all();
                self.topic = (self.topic + 1) % topics.len().max(1);
                let Some(topic) = topics.get(self.topic) else { return bytes };
                let partition = partition_for_key(key, topic.partitions as i32).unwrap_or(0);
                topic.first_lane + partition as u32
            }
        };
        let is_full = |lane: &Lane| {
            lane.open
                .as_ref()
                .is_some_and(|open| !open.batch.has_room_for(bytes) || open.batch.records() >= max_records)
        };
        let mut lane_number = lane_number;
        if self.lanes.get(lane_number as usize).is_some_and(is_full) {
            self.seal(lane_number, due_us);
            if key.is_none() {
                lane_number = self.next_sticky();
            }
        }
        let batch_bytes = self.batch_bytes();
        let linger_us = self.stage.workload.batching.linger.as_micros() as u64;
        let Some(lane) = self.lanes.get_mut(lane_number as usize) else { return bytes };
        let (first, sequence) = (lane.made, lane.made);
        let open = lane.open.get_or_insert_with(|| {
            self.lingering.push_back((due_us.saturating_add(linger_us), lane_number, first));
            Open { batch: Batch::new(&self.stage.buffers, batch_bytes), due: Vec::new(), bytes: 0, first }
        });
        let payload = &mut self.payload;
        open.batch.append((due_us / 1_000) as i64, key, length, |out| {
            payload.append(lane_number, sequence, due_us, key, length, out);
        });
        count_due(&mut open.due, due_us);
        open.bytes += bytes as u64;
        lane.made += 1;
        self.open_bytes += bytes;
        // Not only when the next one does not fit: nobody knows when that comes.
        if open.batch.records() >= max_records || !open.batch.has_room_for(bytes) {
            self.seal(lane_number, due_us);
            if key.is_none() {
                self.next_sticky();
            }
        }
        bytes
    }

    fn next_sticky(&mut self) -> u32 {
        self.sticky = (self.sticky + 1) % self.stage.topics.lanes().max(1);
        self.sticky
    }

    /// Closes a lane's open batch.
    fn seal(&mut self, lane_number: u32, now_us: u64) {
        let Some(lane) = self.lanes.get_mut(lane_number as usize) else { return };
        let Some(Open { batch, due, bytes, first }) = lane.open.take() else { return };
        self.open_bytes = self.open_bytes.saturating_sub(bytes as usize);
        let identity = match self.id {
            None => Identity::default(),
            Some((producer_id, producer_epoch)) => {
                let base_sequence = lane.next_sequence;
                // After the last comes the first again.
                lane.next_sequence = base_sequence.wrapping_add(batch.records()) & i32::MAX;
                Identity { producer_id, producer_epoch, base_sequence }
            }
        };
        let compression = self.stage.workload.batching.compression.into();
        let mut compressor = self.stage.compressor.borrow_mut();
        match batch.seal(&self.stage.buffers, compression, &mut compressor, identity) {
            Ok(Some(batch)) => {
                self.ready_bytes += batch.len();
                lane.sealed.push_back(Sealed { batch, due, bytes, first, sealed_us: now_us });
            }
            Ok(None) => {}
            Err(error) => self.failed = Some(format!("a batch cannot be made: {error}")),
        }
        drop(compressor);
        self.enqueue(lane_number);
    }

    fn seal_all(&mut self, now_us: u64) {
        while let Some((_, lane, first)) = self.lingering.pop_front() {
            self.seal_if_open(lane, first, now_us);
        }
    }

    fn seal_lingering(&mut self, now_us: u64) {
        while let Some(&(deadline_us, lane, first)) = self.lingering.front() {
            let is_open = self.is_open(lane, first);
            if is_open && deadline_us > now_us {
                return;
            }
            self.lingering.pop_front();
            self.seal_if_open(lane, first, now_us);
        }
    }

    fn is_open(&self, lane: u32, first: u64) -> bool {
        let open = self.lanes.get(lane as usize).and_then(|lane| lane.open.as_ref());
        open.is_some_and(|open| open.first == first)
    }

    fn seal_if_open(&mut self, lane: u32, first: u64, now_us: u64) {
        if self.is_open(lane, first) {
            self.seal(lane, now_us);
            if lane == self.sticky && matches!(self.keys, KeySource::None) {
                self.next_sticky();
            }
        }
    }

    /// Puts a lane that has something to send into its leader's line.
    fn enqueue(&mut self, lane_number: u32) {
        let broker = self.stage.leaders.of(lane_number);
        let Some(lane) = self.lanes.get_mut(lane_number as usize) else { return };
        if lane.queued || lane.held || lane.sealed.is_empty() {
            return;
        }
        lane.queued = true;
        self.links.entry(broker).or_default().ready.push_back(lane_number);
    }

    /// Lets those lanes go on whose batches in flight are all answered.
    fn release_held(&mut self, now_us: u64) {
        if self.held.is_empty() {
            return;
        }
        let mut released = Vec::new();
        let lanes = &mut self.lanes;
        self.held.retain(|&(at_us, number)| {
            let Some(lane) = lanes.get_mut(number as usize) else { return false };
            if at_us > now_us || lane.in_flight > 0 {
                return true;
            }
            lane.held = false;
            released.push(number);
            false
        });
        for lane in released {
            self.enqueue(lane);
        }
    }

    /// What was not sent is not sent any more.
    fn discard(&mut self) {
        self.lingering.clear();
        for lane in &mut self.lanes {
            lane.open = None;
            lane.sealed.clear();
        }
        (self.ready_bytes, self.open_bytes) = (0, 0);
    }

    /// Nobody waits for what is left.
    fn give_up(&mut self) {
        let now_us = self.stage.clock.now_us();
        self.lingering.clear();
        self.held.clear();
        for lane in &mut self.lanes {
            let open = lane.open.take().map(|open| open.due);
            for due in lane.sealed.drain(..).map(|sealed| sealed.due).chain(open) {
                self.stage.settled(Operation::Produce, now_us, &due, 0, false);
            }
        }
        (self.ready_bytes, self.open_bytes) = (0, 0);
        self.links.clear();
    }

    /// Waits for news, or until there is something to do.
    async fn wait(&self, leg: &Leg, source: &Source, is_over: bool, now_us: u64) {
        let begin_us = leg.window.begin_us;
        let mut until_us = u64::MAX;
        if !is_over {
            let schedule = match source {
                Source::Open(schedule) if self.has_buffer() => Some(schedule),
                Source::Closed(Some(schedule)) if self.requests == 0 && self.ready_bytes == 0 => Some(schedule),
                _ => None,
            };
            // Never before it is due: a timer that fires early finds nothing to do. What lingers anyway is not looked at for every record.
            let patience_us = (self.stage.workload.batching.linger.as_micros() as u64 / 16).min(MOST_PATIENCE_US);
            let due = schedule.map(|schedule| {
                begin_us.saturating_add(schedule.next_ns().div_ceil(1_000)).saturating_add(patience_us)
            });
            // After the end there is nothing to do but to wait for room, or for an answer, until what is left is given up.
            let end_us = match leg.window.end_us {
                end_us if now_us < end_us => end_us,
                end_us => end_us.saturating_add(self.stage.workload.load.request_timeout.as_micros() as u64),
            };
            until_us = until_us.min(due.unwrap_or(u64::MAX)).min(end_us);
        }
        if let Some((deadline_us, ..)) = self.lingering.front() {
            until_us = until_us.min(*deadline_us);
        }
        // What waits for an answer is released by it.
        let held = self.held.iter().filter(|(at_us, _)| *at_us > now_us).map(|(at_us, _)| *at_us).min();
        until_us = until_us.min(held.unwrap_or(u64::MAX));
        for link in self.links.values().filter(|link| link.connection.is_none()) {
            until_us = until_us.min(if link.is_connecting { u64::MAX } else { link.retry_us });
        }
        if self.stage.stop.is_set() {
            until_us = now_us + LAST_ANSWERS_US;
        } else if is_over {
            let timeout_us = self.stage.workload.load.request_timeout.as_micros() as u64;
            until_us = until_us.min(leg.window.end_us.saturating_add(2 * timeout_us));
        }
        let filled = self.inbox.filled.notified();
        if until_us <= now_us {
            return task::yield_now().await;
        }
        let due = async {
            match until_us {
                u64::MAX => std::future::pending().await,
                us => time::sleep_until(self.stage.clock.instant(us)).await,
            }
        };
        let stopped = async {
            match self.stage.stop.is_set() {
                true => std::future::pending().await,
                false => self.stage.stop.wait().await,
            }
        };
        or(filled, or(due, stopped)).await;
    }
}

/// One record less that is to be measured.
#[inline]
fn count_off(left: &mut Option<u64>, leg: &Leg, due_us: u64) {
    if let Some(left) = left
        && due_us >= leg.window.measure_us
    {
        *left = left.saturating_sub(1);
    }
}

#[inline]
fn count_due(due: &mut Vec<(u64, u32)>, due_us: u64) {
    match due.last_mut() {
        Some((last_us, count)) if *last_us == due_us => *count += 1,
        _ => due.push((due_us, 1)),
    }
}

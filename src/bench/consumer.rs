//! One consumer: fetches its partitions from their leaders, one request after the other, and looks at what comes.
//!
//! Promises: the next fetch is on its way before the records of the last are looked at; every batch is checked as Kafka's consumer does;
//! offsets never go back. What may go away by itself is tried again, for as long as a request may take.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_lite::future::or;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::message::Message;
use ringmain_protocol::messages::rpc::fetch_request::{FetchPartition, FetchTopic};
use ringmain_protocol::messages::rpc::fetch_response::PartitionData;
use ringmain_protocol::messages::rpc::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use ringmain_protocol::messages::rpc::{FetchRequest, FetchResponse, ListOffsetsRequest};
use ringmain_protocol::records::{Batches, Decompressor};

use super::measure::Operation;
use super::payload;
use super::stage::Stage;
use super::verify::Place;
use super::workload::{Kind, Start};
use crate::client::cluster::refused;
use crate::client::{Answer, Connection};
use crate::rt::buf::Segment;
use crate::rt::sync::Event;
use crate::rt::{task, time};

const LATEST: i64 = -1;
const EARLIEST: i64 = -2;
const RETRY_BACKOFF: Duration = Duration::from_millis(100);
/// The first version of Fetch that names topics by id, and the first with sessions.
const FIRST_WITH_IDS: i16 = 13;
const FIRST_WITH_SESSIONS: i16 = 7;
const MAX_DECOMPRESSED_BYTES: usize = 1 << 30;

pub struct Consumer {
    stage: Rc<Stage>,
    /// Which of the readings of the topics it is a part of.
    reading: u32,
    /// Where each of its lanes goes on.
    positions: RefCell<BTreeMap<u32, i64>>,
    /// To each leader one, from before the beginning: what it takes to connect is not measured.
    connected: RefCell<BTreeMap<i32, Connection>>,
    decompressor: RefCell<Decompressor>,
    last_success_us: Cell<u64>,
}

/// A fetch session (KIP-227), or none yet.
#[derive(Default)]
struct Session {
    id: i32,
    epoch: i32,
    /// Lanes whose position the broker does not know.
    changed: Vec<u32>,
}

impl Consumer {
    /// A consumer of the lanes whose number leaves `index` when divided by `of`.
    pub fn new(stage: Rc<Stage>, index: u32, of: u32, reading: u32) -> Self {
        let lanes = (0..stage.topics.lanes()).filter(|lane| lane % of.max(1) == index);
        Consumer {
            positions: RefCell::new(lanes.map(|lane| (lane, 0)).collect()),
            connected: RefCell::default(),
            decompressor: RefCell::default(),
            last_success_us: Cell::new(0),
            reading,
            stage,
        }
    }

    /// Finds out where to begin, and connects to those who have it.
    pub async fn locate(&self, start: Start) -> Result<(), String> {
        let timestamp = match start {
            Start::Earliest => EARLIEST,
            Start::Latest => LATEST,
        };
        let lanes: Vec<u32> = self.positions.borrow().keys().copied().collect();
        let found = offsets(&self.stage, &lanes, timestamp).await?;
        self.positions.borrow_mut().extend(found);
        let brokers: BTreeSet<i32> = lanes.iter().map(|lane| self.stage.leaders.of(*lane)).collect();
        for broker in brokers {
            match self.connect(broker).await {
                Ok(connection) => drop(self.connected.borrow_mut().insert(broker, connection)),
                // It is tried again with the first fetch.
                Err(why) => self.stage.note(why),
            }
        }
        Ok(())
    }

    async fn connect(&self, broker: i32) -> Result<Connection, String> {
        let node = self.stage.leaders.node(broker)?;
        let connection = Connection::open(node.address(), &self.stage.client_options()).await;
        connection.map_err(|error| error.to_string())
    }

    /// Fetches until the stage stops, or to the ends that it was told. The error is why it ended early.
    pub async fn run(self: Rc<Self>) -> Result<(), String> {
        let stage = self.stage.clone();
        self.last_success_us.set(stage.clock.now_us());
        if self.positions.borrow().is_empty() {
            // There are more consumers than partitions.
            return Ok(());
        }
        loop {
            if self.is_done() {
                return Ok(());
            }
            let mut by_leader: BTreeMap<i32, Vec<u32>> = BTreeMap::new();
            for lane in self.positions.borrow().keys() {
                by_leader.entry(stage.leaders.of(*lane)).or_default().push(*lane);
            }
            // Where one has trouble all are dealt out anew.
            let over = Event::new();
            let fetching: Vec<_> = by_leader
                .into_iter()
                .map(|(broker, lanes)| {
                    let (consumer, over) = (self.clone(), over.clone());
                    task::spawn(async move {
                        let outcome = consumer.fetch_from(broker, lanes, &over).await;
                        over.set();
                        outcome
                    })
                })
                .collect();
            let mut trouble = None;
            for fetched in fetching {
                if let Ok(Err(why)) = fetched.await {
                    trouble = Some(why);
                }
            }
            if let Some(why) = trouble {
                let patience_us = stage.workload.load.request_timeout.as_micros() as u64;
                if stage.clock.now_us().saturating_sub(self.last_success_us.get()) >= patience_us {
                    return Err(why);
                }
                stage.note(why);
                or(time::sleep(RETRY_BACKOFF), stage.stop.wait()).await;
                if let Err(why) = stage.leaders.refresh(stage.clock).await {
                    stage.note(why);
                }
            }
        }
    }

    fn is_done(&self) -> bool {
        self.stage.stop.is_set()
            || self.stage.ends().is_some_and(|ends| {
                self.positions
                    .borrow()
                    .iter()
                    .all(|(lane, next)| ends.get(*lane as usize).is_none_or(|end| next >= end))
            })
    }

    async fn fetch_from(&self, broker: i32, lanes: Vec<u32>, over: &Event) -> Result<(), String> {
        let stage = &self.stage;
        let connected = self.connected.borrow_mut().remove(&broker);
        let connection = match connected.filter(Connection::is_open) {
            Some(connection) => connection,
            None => self.connect(broker).await?,
        };
        let version = connection.version::<FetchRequest>().map_err(|error| error.to_string())?;
        let mut session = Session::default();
        let mut asked = self.ask(&connection, version, &lanes, &mut session).await?;
        loop {
            let answered = async { Some(asked.answer.wait().await) };
            let ended = async {
                or(over.wait(), stage.stop.wait()).await;
                None
            };
            let Some(answer) = or(answered, ended).await else { return Ok(()) };
            let answer = answer.map_err(|error| error.to_string())?;
            let now_us = stage.clock.now_us();
            let sent_us = asked.sent_us;
            let brought = self.take(version, &lanes, answer, &mut session)?;
            if self.is_done() {
                self.look(sent_us, now_us, &brought)?;
                return Ok(());
            }
            asked = self.ask(&connection, version, &lanes, &mut session).await?;
            // What was asked goes out first.
            task::yield_now().await;
            self.look(sent_us, now_us, &brought)?;
            self.last_success_us.set(now_us);
        }
    }

    async fn ask(
        &self,
        connection: &Connection,
        version: i16,
        lanes: &[u32],
        session: &mut Session,
    ) -> Result<Asked, String> {
        let stage = &self.stage;
        let consumers = &stage.workload.consumers;
        let (wanted, epoch) = match (version >= FIRST_WITH_SESSIONS, session.id) {
            (false, _) => (lanes.to_vec(), -1),
            (true, 0) => (lanes.to_vec(), 0),
            (true, _) => (std::mem::take(&mut session.changed), session.epoch),
        };
        let request = FetchRequest {
            max_wait_ms: i32::try_from(consumers.fetch_max_wait.as_millis()).unwrap_or(i32::MAX),
            min_bytes: i32::try_from(consumers.fetch_min_bytes).unwrap_or(i32::MAX),
            max_bytes: i32::try_from(consumers.fetch_bytes).unwrap_or(i32::MAX),
            session_id: session.id,
            session_epoch: epoch,
            topics: self.wanted(version, wanted),
            ..Default::default()
        };
        let mut body = BytesMut::new();
        request.encode(&mut body, version).map_err(|error| error.to_string())?;
        let slot = connection.slot().await;
        let answer = connection.start(slot, version, vec![Segment::Bytes(body.freeze())]);
        let answer = answer.map_err(|error| error.to_string())?;
        Ok(Asked { answer, sent_us: stage.clock.now_us() })
    }

    /// These lanes with their positions, by topic.
    fn wanted(&self, version: i16, lanes: Vec<u32>) -> Vec<FetchTopic> {
        let stage = &self.stage;
        let consumers = &stage.workload.consumers;
        let positions = self.positions.borrow();
        let mut topics: Vec<FetchTopic> = Vec::new();
        for lane in lanes {
            let (Some((topic, partition)), Some(next)) = (stage.topics.of_lane(lane), positions.get(&lane)) else {
                continue;
            };
            let asked = FetchPartition {
                partition,
                current_leader_epoch: -1,
                fetch_offset: *next,
                last_fetched_epoch: -1,
                log_start_offset: -1,
                partition_max_bytes: i32::try_from(consumers.fetch_partition_bytes).unwrap_or(i32::MAX),
                ..Default::default()
            };
            let by_id = version >= FIRST_WITH_IDS;
            match topics.last_mut() {
                Some(last) if if by_id { last.topic_id == topic.id } else { last.topic == topic.name } => {
                    last.partitions.push(asked);
                }
                _ => topics.push(FetchTopic {
                    topic: if by_id { String::new() } else { topic.name.clone() },
                    topic_id: if by_id { topic.id } else { Default::default() },
                    partitions: vec![asked],
                    ..Default::default()
                }),
            }
        }
        topics
    }

    /// Moves positions behind what has come, and returns it: lane, position before, records.
    fn take(
        &self,
        version: i16,
        lanes: &[u32],
        answer: FetchResponse,
        session: &mut Session,
    ) -> Result<Vec<(u32, i64, Bytes)>, String> {
        match ErrorCode::from(answer.error_code) {
            ErrorCode::None => {}
            ErrorCode::FetchSessionIdNotFound | ErrorCode::InvalidFetchSessionEpoch => {
                *session = Session::default();
                return Ok(Vec::new());
            }
            _ => return Err(refused("a fetch", answer.error_code, None)),
        }
        match answer.session_id {
            0 => *session = Session::default(),
            id => {
                // After the last comes 1: 0 would ask for a new session.
                let next = session.epoch.checked_add(1).unwrap_or(1);
                (session.id, session.epoch) = (id, if session.id == id { next } else { 1 });
            }
        }
        let topics = self.stage.topics.clone();
        let mut brought = Vec::new();
        for of_topic in answer.responses {
            let topic = topics.all().iter().find(|topic| match version >= FIRST_WITH_IDS {
                true => topic.id == of_topic.topic_id,
                false => topic.name == of_topic.topic,
            });
            let Some(topic) = topic else { continue };
            for data in of_topic.partitions {
                let Ok(index) = u32::try_from(data.partition_index) else { continue };
                let lane = topic.first_lane.saturating_add(index);
                if lanes.binary_search(&lane).is_err() {
                    continue;
                }
                if data.error_code != 0 {
                    return Err(refused(&topics.describe(lane), data.error_code, None));
                }
                if let Some(new) = self.advance(lane, data)? {
                    session.changed.push(lane);
                    brought.push(new);
                }
            }
        }
        session.changed.sort_unstable();
        Ok(brought)
    }

    fn advance(&self, lane: u32, data: PartitionData) -> Result<Option<(u32, i64, Bytes)>, String> {
        let records = data.records.unwrap_or_default();
        let mut positions = self.positions.borrow_mut();
        let Some(position) = positions.get_mut(&lane) else { return Ok(None) };
        let before = *position;
        for batch in Batches::new(&records) {
            let batch = batch.map_err(|error| self.corrupt(lane, &error.to_string()))?;
            *position = batch.header().next_offset().max(*position);
        }
        Ok((*position > before).then_some((lane, before, records)))
    }

    fn corrupt(&self, lane: u32, why: &str) -> String {
        format!("{}: what was fetched is corrupt: {why}", self.stage.topics.describe(lane))
    }

    /// Reads the records, and counts them.
    fn look(&self, sent_us: u64, now_us: u64, brought: &[(u32, i64, Bytes)]) -> Result<(), String> {
        let stage = &self.stage;
        let is_stamped = stage.workload.is_stamped(stage.kind);
        let (mut count, mut bytes) = (0, 0);
        let mut arrived: Vec<(u64, u32)> = Vec::new();
        let mut arrived_bytes = 0;
        let mut decompressor = self.decompressor.borrow_mut();
        for (lane, before, records) in brought {
            for batch in Batches::new(records) {
                let corrupt = |error: &dyn std::fmt::Display| self.corrupt(*lane, &error.to_string());
                let batch = batch.map_err(|error| corrupt(&error))?;
                batch.verify_crc().map_err(|error| corrupt(&error))?;
                if batch.header().attributes.is_control() {
                    continue;
                }
                let of_batch = batch.records(&mut decompressor, MAX_DECOMPRESSED_BYTES);
                for record in of_batch.map_err(|error| corrupt(&error))? {
                    let record = record.map_err(|error| corrupt(&error))?;
                    if record.offset < *before {
                        continue;
                    }
                    let value = record.value.unwrap_or_default();
                    let size = (value.len() + record.key.map_or(0, <[u8]>::len)) as u64;
                    count += 1;
                    bytes += size;
                    if !is_stamped {
                        continue;
                    }
                    let stamp = payload::read(stage.run, record.key, value);
                    stage.verify(|_, received| {
                        if let Some((topic, partition)) = stage.topics.of_lane(*lane) {
                            let place = Place {
                                reading: self.reading,
                                topic: &topic.name,
                                partition,
                                lane: *lane,
                                offset: record.offset,
                            };
                            received.add(place, stamp);
                        }
                    });
                    if let Ok(stamp) = stamp {
                        arrived_bytes += size;
                        match arrived.last_mut() {
                            Some((due_us, count)) if *due_us == stamp.due_us => *count += 1,
                            _ => arrived.push((stamp.due_us, 1)),
                        }
                    }
                }
            }
        }
        stage.fetched(sent_us, now_us, count, bytes);
        if stage.kind == Kind::EndToEnd {
            stage.settled(Operation::EndToEnd, now_us, &arrived, arrived_bytes, true);
        }
        Ok(())
    }
}

/// A fetch on its way.
struct Asked {
    answer: Answer<FetchRequest>,
    sent_us: u64,
}

/// The offsets of lanes at a time, or at their beginning or end.
pub async fn offsets(stage: &Stage, lanes: &[u32], timestamp: i64) -> Result<BTreeMap<u32, i64>, String> {
    let deadline = time::now() + stage.workload.load.request_timeout;
    let mut found = BTreeMap::new();
    loop {
        let mut trouble = None;
        let mut by_leader: BTreeMap<i32, Vec<u32>> = BTreeMap::new();
        for lane in lanes.iter().filter(|lane| !found.contains_key(*lane)) {
            by_leader.entry(stage.leaders.of(*lane)).or_default().push(*lane);
        }
        for (broker, lanes) in by_leader {
            match offsets_at(stage, broker, &lanes, timestamp, &mut found).await {
                Ok(()) => {}
                Err((true, why)) => trouble = Some(why),
                Err((false, why)) => return Err(why),
            }
        }
        let Some(why) = trouble else { return Ok(found) };
        if time::now() >= deadline || stage.stop.is_set() {
            return Err(why);
        }
        time::sleep(RETRY_BACKOFF).await;
        stage.leaders.refresh(stage.clock).await?;
    }
}

/// The error says whether another attempt may do better.
async fn offsets_at(
    stage: &Stage,
    broker: i32,
    lanes: &[u32],
    timestamp: i64,
    found: &mut BTreeMap<u32, i64>,
) -> Result<(), (bool, String)> {
    let node = stage.leaders.node(broker).map_err(|why| (true, why))?;
    let mut topics: Vec<ListOffsetsTopic> = Vec::new();
    for lane in lanes {
        let Some((topic, partition_index)) = stage.topics.of_lane(*lane) else { continue };
        let asked = ListOffsetsPartition { partition_index, current_leader_epoch: -1, timestamp, ..Default::default() };
        match topics.last_mut() {
            Some(last) if last.name == topic.name => last.partitions.push(asked),
            _ => topics.push(ListOffsetsTopic {
                name: topic.name.clone(),
                partitions: vec![asked],
                ..Default::default()
            }),
        }
    }
    let request = ListOffsetsRequest { replica_id: -1, topics, ..Default::default() };
    let answer = node.send(&request).await.map_err(|error| (error.is_retriable(), error.to_string()))?;
    let topics: Arc<_> = stage.topics.clone();
    let mut outcome = Ok(());
    for of_topic in answer.topics {
        let Some(topic) = topics.all().iter().find(|topic| topic.name == of_topic.name) else { continue };
        for of in of_topic.partitions {
            let Ok(index) = u32::try_from(of.partition_index) else { continue };
            let lane = topic.first_lane.saturating_add(index);
            match ErrorCode::from(of.error_code) {
                ErrorCode::None => {
                    found.insert(lane, of.offset);
                }
                error => outcome = Err((error.is_retriable(), refused(&topics.describe(lane), of.error_code, None))),
            }
        }
    }
    outcome
}

//! What becomes of a producer's batches: requests, answers, connections that break, leaders that move.
//!
//! Promises: batches of a lane leave in their order and are sent again in it; each is settled exactly once.

use std::collections::BTreeMap;
use std::rc::Rc;

use bytes::BytesMut;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::hot::{Piece, ProduceRequestWriter, TopicRef};
use ringmain_protocol::messages::rpc::{ProduceRequest, ProduceResponse};
use ringmain_protocol::primitives::EncodeError;

use super::{News, Producer, RETRY_BACKOFF_US, Sealed};
use crate::bench::measure::Operation;
use crate::bench::stage::Stage;
use crate::client::cluster::refused;
use crate::client::{Acks, ClientError, Connection};
use crate::rt::buf::Segment;
use crate::rt::task::{self, JoinHandle};

/// The first version of Produce that names topics by id.
const FIRST_WITH_IDS: i16 = 13;
/// Batches below this size are copied into their request: a piece of memory of its own costs more.
const COPY_BELOW_BYTES: usize = 4 << 10;
/// As Kafka's delivery.timeout.ms, in request timeouts.
const DELIVERY_TIMEOUTS: u64 = 4;

impl Producer {
    /// Sends one request to each broker that has room for one. True if anything was sent.
    pub(super) fn send(&mut self, now_us: u64) -> Result<bool, String> {
        let most = self.stage.workload.producers.max_in_flight.max(1) as usize;
        let brokers: Vec<i32> = self.links.keys().copied().collect();
        let mut is_sent = false;
        for broker in brokers {
            let Some(link) = self.links.get_mut(&broker) else { continue };
            match link.connection.clone() {
                Some(connection) if connection.is_open() => {
                    if link.requests < most && !link.ready.is_empty() {
                        is_sent |= self.send_to(broker, &connection)?;
                    }
                }
                _ => {
                    link.connection = None;
                    // Also where nothing waits for it: nothing may be made before there is a connection.
                    let is_wanted = broker >= 0 || !link.ready.is_empty();
                    if is_wanted && !link.is_connecting && link.retry_us <= now_us {
                        link.is_connecting = true;
                        drop(self.connect_again(broker));
                    }
                }
            }
        }
        Ok(is_sent)
    }

    fn connect_again(&self, broker: i32) -> JoinHandle<()> {
        let (stage, inbox) = (self.stage.clone(), self.inbox.clone());
        task::spawn(async move {
            // Somebody else may lead by now.
            let asked = stage.leaders.refresh(stage.clock).await;
            inbox.put(News::Leaders(asked));
            let outcome = open(&stage, broker).await;
            inbox.put(News::Connected { broker, outcome });
        })
    }

    fn send_to(&mut self, broker: i32, connection: &Rc<Connection>) -> Result<bool, String> {
        let mut batches = self.choose(broker);
        if batches.is_empty() {
            return Ok(false);
        }
        batches.sort_unstable_by_key(|(lane, _)| *lane);
        let version = connection.version::<ProduceRequest>().map_err(|error| error.to_string())?;
        let body = self.body(version, &batches).map_err(|error| format!("a request cannot be written: {error}"))?;
        let inbox = self.inbox.clone();
        if let Some(link) = self.links.get_mut(&broker) {
            link.requests += 1;
        }
        self.requests += 1;
        // Put on its way here, not in the task: the order of batches is that of these calls.
        if self.stage.workload.producers.acks == Acks::None {
            let sent = connection.start_unanswered::<ProduceRequest>(version, body);
            drop(task::spawn(async move {
                let outcome = match sent {
                    Ok(sent) => sent.taken().await.map(|()| None),
                    Err(error) => Err(error),
                };
                inbox.put(News::Answered { broker, batches, outcome });
            }));
            return Ok(true);
        }
        let started = match connection.try_slot() {
            Some(slot) => connection.start::<ProduceRequest>(slot, version, body),
            // As many are in flight as the connection allows: it counts as the producer does.
            None => return Err("a connection has more requests in flight than its producer knows of".to_owned()),
        };
        drop(task::spawn(async move {
            let outcome = match started {
                Ok(answer) => answer.wait().await.map(Some),
                Err(error) => Err(error),
            };
            inbox.put(News::Answered { broker, batches, outcome });
        }));
        Ok(true)
    }

    /// Takes a batch from each of the lanes in a broker's line, as many as fit a request.
    fn choose(&mut self, broker: i32) -> Vec<(u32, Sealed)> {
        let limit = self.request_bytes();
        let (mut chosen, mut bytes, mut again) = (Vec::new(), 0, Vec::new());
        let Some(link) = self.links.get_mut(&broker) else { return chosen };
        while let Some(number) = link.ready.front().copied() {
            let Some(lane) = self.lanes.get_mut(number as usize) else { break };
            let is_alone = self.id.is_some() && !lane.is_known;
            let may_go = !(lane.held || is_alone && lane.in_flight > 0);
            let next = lane.sealed.front().filter(|_| may_go).map(|sealed| sealed.batch.len());
            if next.is_some_and(|size| bytes > 0 && bytes + size > limit) {
                break;
            }
            link.ready.pop_front();
            lane.queued = false;
            if next.is_none() {
                continue;
            }
            let Some(sealed) = lane.sealed.pop_front() else { continue };
            bytes += sealed.batch.len();
            lane.in_flight += 1;
            if !lane.sealed.is_empty() {
                lane.queued = true;
                again.push(number);
            }
            chosen.push((number, sealed));
        }
        link.ready.extend(again);
        self.ready_bytes = self.ready_bytes.saturating_sub(bytes);
        self.in_flight_bytes += bytes;
        chosen
    }

    fn body(&self, version: i16, batches: &[(u32, Sealed)]) -> Result<Vec<Segment>, EncodeError> {
        let topics = self.stage.topics.clone();
        let topic_of = |lane: u32| topics.of_lane(lane).map(|(topic, _)| topic.first_lane);
        let groups = || batches.chunk_by(|(a, _), (b, _)| topic_of(*a) == topic_of(*b));
        let timeout_ms = i32::try_from(self.stage.workload.load.request_timeout.as_millis()).unwrap_or(i32::MAX);
        let acks = self.stage.workload.producers.acks.code();
        let mut writer = ProduceRequestWriter::new(BytesMut::new(), version, None, acks, timeout_ms, groups().count())?;
        for group in groups() {
            let Some((topic, _)) = group.first().and_then(|(lane, _)| topics.of_lane(*lane)) else { continue };
            let by_id = version >= FIRST_WITH_IDS;
            writer.topic(if by_id { TopicRef::Id(topic.id) } else { TopicRef::Name(&topic.name) }, group.len())?;
            for (lane, sealed) in group {
                let partition = (lane - topic.first_lane) as i32;
                match sealed.batch.len() {
                    ..COPY_BELOW_BYTES => writer.partition_copied(partition, &sealed.batch)?,
                    size => writer.partition(partition, size, Segment::Bytes(sealed.batch.clone()))?,
                }
            }
        }
        let pieces = writer.finish()?.into_iter().map(|piece| match piece {
            Piece::Encoded(bytes) => Segment::Bytes(bytes),
            Piece::Records(segment) => segment,
        });
        Ok(pieces.collect())
    }

    /// Takes what other tasks have told.
    pub(super) fn take_news(&mut self) {
        loop {
            let next = self.inbox.news.borrow_mut().pop_front();
            match next {
                None => break,
                Some(News::Answered { broker, batches, outcome }) => self.answered(broker, batches, outcome),
                Some(News::Leaders(Ok(()))) => {}
                Some(News::Leaders(Err(why))) => self.fails(&why),
                Some(News::Connected { broker, outcome }) => {
                    let retry_us = self.stage.clock.now_us() + RETRY_BACKOFF_US;
                    let link = self.links.entry(broker).or_default();
                    link.is_connecting = false;
                    match outcome {
                        Ok(connection) => link.connection = Some(Rc::new(connection)),
                        Err(why) => {
                            link.retry_us = retry_us;
                            self.fails(&why);
                        }
                    }
                }
            }
        }
        if self.leaders_version != self.stage.leaders.version() {
            self.leaders_version = self.stage.leaders.version();
            let waiting: Vec<u32> = self.links.values_mut().flat_map(|link| link.ready.drain(..)).collect();
            for number in waiting {
                if let Some(lane) = self.lanes.get_mut(number as usize) {
                    lane.queued = false;
                }
                self.enqueue(number);
            }
        }
    }

    /// Something failed that may go away. Where nothing has worked for a request timeout, the producer ends.
    fn fails(&mut self, why: &str) {
        let now_us = self.stage.clock.now_us();
        let patience_us = self.stage.workload.load.request_timeout.as_micros() as u64;
        if now_us.saturating_sub(self.last_success_us) >= patience_us {
            self.failed.get_or_insert_with(|| why.to_owned());
        } else {
            self.stage.note(why.to_owned());
        }
    }

    fn answered(
        &mut self,
        broker: i32,
        batches: Vec<(u32, Sealed)>,
        outcome: Result<Option<ProduceResponse>, ClientError>,
    ) {
        let now_us = self.stage.clock.now_us();
        self.requests = self.requests.saturating_sub(1);
        if let Some(link) = self.links.get_mut(&broker) {
            link.requests = link.requests.saturating_sub(1);
        }
        self.stage.answered(Operation::Produce, now_us);
        let answer = match outcome {
            Ok(None) => {
                for (lane, sealed) in batches {
                    self.settle(lane, sealed, Ok(-1), now_us);
                }
                return;
            }
            Ok(Some(answer)) => answer,
            Err(error) => {
                self.fails(&error.to_string());
                // What was sent before the connection broke may have been appended: only numbers keep it from being so twice.
                let again = error.is_retriable() && self.id.is_some();
                for (lane, sealed) in batches {
                    let why = error.to_string();
                    self.settle(lane, sealed, Err((again, why)), now_us);
                }
                return;
            }
        };
        let topics = self.stage.topics.clone();
        let mut answers = BTreeMap::new();
        for of_topic in answer.responses {
            let topic = topics.all().iter().find(|topic| match of_topic.name.as_str() {
                "" => topic.id == of_topic.topic_id,
                name => topic.name == name,
            });
            let Some(topic) = topic else { continue };
            for of in of_topic.partition_responses {
                if let Ok(index) = u32::try_from(of.index) {
                    answers.insert(topic.first_lane.saturating_add(index), of);
                }
            }
        }
        for (lane, sealed) in batches {
            let outcome = match answers.remove(&lane) {
                None => Err((false, format!("an answer says nothing of {}", topics.describe(lane)))),
                Some(of) => match ErrorCode::from(of.error_code) {
                    // It was appended before, and the answer was lost.
                    ErrorCode::None | ErrorCode::DuplicateSequenceNumber => Ok(of.base_offset),
                    error => {
                        let is_behind = error == ErrorCode::OutOfOrderSequenceNumber
                            && self.lanes.get(lane as usize).is_some_and(|lane| lane.held);
                        let record = of.record_errors.into_iter().find_map(|of| of.batch_index_error_message);
                        let words = of.error_message.or(record);
                        let why = refused(&topics.describe(lane), error.code(), words.as_deref());
                        Err((error.is_retriable() || is_behind, why))
                    }
                },
            };
            if matches!(&outcome, Err((true, _))) {
                self.ask_for_leaders();
            }
            self.settle(lane, sealed, outcome, now_us);
        }
    }

    fn ask_for_leaders(&self) {
        let (stage, inbox) = (self.stage.clone(), self.inbox.clone());
        drop(task::spawn(async move {
            let asked = stage.leaders.refresh(stage.clock).await;
            inbox.put(News::Leaders(asked));
        }));
    }

    /// What became of a batch: its offset, or whether it is sent again and why not.
    fn settle(&mut self, number: u32, sealed: Sealed, outcome: Result<i64, (bool, String)>, now_us: u64) {
        let Some(lane) = self.lanes.get_mut(number as usize) else { return };
        lane.in_flight = lane.in_flight.saturating_sub(1);
        self.in_flight_bytes = self.in_flight_bytes.saturating_sub(sealed.batch.len());
        match outcome {
            Ok(_) => {
                lane.is_known = true;
                self.last_success_us = now_us;
                let records = sealed.due.iter().map(|(_, count)| u64::from(*count)).sum();
                self.stage.verify(|acknowledged, _| acknowledged.add(self.number, number, sealed.first, records));
                self.stage.settled(Operation::Produce, now_us, &sealed.due, sealed.bytes, true);
                self.enqueue(number);
            }
            Err((again, why)) => {
                let timeout_us = self.stage.workload.load.request_timeout.as_micros() as u64;
                let is_late = now_us.saturating_sub(sealed.sealed_us) > DELIVERY_TIMEOUTS * timeout_us;
                if again && !is_late && !self.stage.stop.is_set() {
                    self.ready_bytes += sealed.batch.len();
                    let at = lane.sealed.partition_point(|other| other.first < sealed.first);
                    lane.sealed.insert(at, sealed);
                    if !lane.held {
                        lane.held = true;
                        self.held.push((now_us + RETRY_BACKOFF_US, number));
                    }
                    self.stage.note(why);
                    return;
                }
                self.stage.settled(Operation::Produce, now_us, &sealed.due, sealed.bytes, false);
                if self.id.is_some() && !self.stage.stop.is_set() {
                    // What comes behind it in this lane would be refused.
                    self.failed.get_or_insert(why);
                } else {
                    self.fails(&why);
                }
            }
        }
    }
}

pub(super) async fn open(stage: &Stage, broker: i32) -> Result<Connection, String> {
    let node = stage.leaders.node(broker)?;
    Connection::open(node.address(), &stage.client_options()).await.map_err(|error| error.to_string())
}

//! A large group, each member a connection: how long from the moment when all join until every partition has one owner and no
//! member has more than one partition more than another, and the same when one member leaves. Members do what clients do, but
//! take no time to give partitions up; they hear of changes at `heartbeat_ms`, or at the interval that the broker names.
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

use bytes::{BufMut, Bytes, BytesMut};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::message::Message;
use ringmain_protocol::messages::rpc::consumer_group_heartbeat_request::TopicPartitions;
use ringmain_protocol::messages::rpc::consumer_protocol_assignment::TopicPartition;
use ringmain_protocol::messages::rpc::join_group_request::JoinGroupRequestProtocol;
use ringmain_protocol::messages::rpc::leave_group_request::MemberIdentity;
use ringmain_protocol::messages::rpc::sync_group_request::SyncGroupRequestAssignment;
use ringmain_protocol::messages::rpc::*;
use ringmain_protocol::primitives::Decoder;

use crate::Result;
use crate::wire::{Connection, PATIENCE, wait_for_coordinator};

const SESSION_MS: i32 = 30_000;
const REBALANCE_MS: i32 = 60_000;

pub struct Load {
    pub topic: String,
    pub partitions: i32,
    pub group: String,
    pub members: usize,
    pub consumer_protocol: bool,
    pub heartbeat_ms: u64,
}

/// What the members have; the group's own view of itself is the broker's.
struct Ownership {
    owned: Mutex<Vec<BTreeSet<i32>>>,
    changed: Condvar,
    failed: Mutex<Option<String>>,
    /// For each member: it is to leave.
    leave: Vec<AtomicBool>,
}

impl Ownership {
    fn set(&self, member: usize, partitions: impl IntoIterator<Item = i32>) {
        if let Some(owned) = self.owned.lock().unwrap_or_else(|e| e.into_inner()).get_mut(member) {
            *owned = partitions.into_iter().collect();
        }
        self.changed.notify_all();
    }

    fn leaves(&self, member: usize) -> bool {
        self.leave.get(member).is_none_or(|leave| leave.load(Ordering::Relaxed))
    }

    fn fail(&self, error: String) {
        self.failed.lock().unwrap_or_else(|e| e.into_inner()).get_or_insert(error);
        self.changed.notify_all();
    }

    /// Waits until the members from `first` on share the partitions.
    fn settled(&self, first: usize, partitions: i32) -> Result<()> {
        let began = Instant::now();
        let mut owned = self.owned.lock().unwrap_or_else(|e| e.into_inner());
        loop {
            if let Some(error) = self.failed.lock().unwrap_or_else(|e| e.into_inner()).take() {
                return Err(error.into());
            }
            let sizes: Vec<usize> = owned.iter().skip(first).map(BTreeSet::len).collect();
            let all: BTreeSet<i32> = owned.iter().skip(first).flatten().copied().collect();
            let [least, most] = [sizes.iter().min(), sizes.iter().max()].map(|size| size.copied().unwrap_or(0));
            let total: usize = sizes.iter().sum();
            if total == all.len() && all.len() == partitions as usize && most <= least + 1 {
                return Ok(());
            }
            if began.elapsed() > PATIENCE {
                return Err(
                    format!("not settled after {PATIENCE:?}: {} of {partitions} have an owner", all.len()).into()
                );
            }
            owned = self.changed.wait_timeout(owned, Duration::from_secs(1)).unwrap_or_else(|e| e.into_inner()).0;
        }
    }
}

pub fn measure(bootstrap: &str, load: &Load) -> Result<serde_json::Value> {
    wait_for_coordinator(bootstrap, std::slice::from_ref(&load.group))?;
    let mut connection = Connection::open(bootstrap)?;
    let topic_id = topic_id(&mut connection, &load.topic)?;
    let ownership = Ownership {
        owned: Mutex::new(vec![BTreeSet::new(); load.members]),
        changed: Condvar::new(),
        failed: Mutex::new(None),
        leave: (0..load.members).map(|_| AtomicBool::new(false)).collect(),
    };
    let connections: Vec<Connection> =
        (0..load.members).map(|_| Connection::open(bootstrap)).collect::<Result<Vec<_>>>()?;
    let ownership = &ownership;
    let (joined, left) = std::thread::scope(|scope| {
        let began = Instant::now();
        for (number, connection) in connections.into_iter().enumerate() {
            scope.spawn(move || {
                let mut member = Member { number, id: String::new(), connection, load, ownership };
                let outcome = if load.consumer_protocol { member.consumer(topic_id) } else { member.classic() };
                if let Err(error) = outcome {
                    ownership.fail(format!("member {number}: {error}"));
                }
            });
        }
        let joined = ownership.settled(0, load.partitions).map(|()| began.elapsed());
        let began = Instant::now();
        let left = joined.is_ok().then(|| {
            if let Some(leave) = ownership.leave.first() {
                leave.store(true, Ordering::Relaxed);
            }
            ownership.settled(1, load.partitions).map(|()| began.elapsed())
        });
        ownership.leave.iter().for_each(|leave| leave.store(true, Ordering::Relaxed));
        (joined, left)
    });
    let joined = joined?;
    let left = left.ok_or("nobody left")??;
    Ok(serde_json::json!({"members": load.members, "partitions": load.partitions,
        "join_ms": joined.as_secs_f64() * 1e3, "leave_ms": left.as_secs_f64() * 1e3}))
}

fn topic_id(connection: &mut Connection, name: &str) -> Result<ringmain_protocol::uuid::Uuid> {
    let answer = connection.ask(&MetadataRequest { topics: None, ..Default::default() }, 12)?;
    let topic = answer.topics.into_iter().find(|topic| topic.name.as_deref() == Some(name));
    Ok(topic.ok_or_else(|| format!("no topic {name}"))?.topic_id)
}

struct Member<'a> {
    number: usize,
    id: String,
    connection: Connection,
    load: &'a Load,
    ownership: &'a Ownership,
}

impl Member<'_> {
    /// Waits for the next heartbeat; false: the member is to leave.
    fn pause(&self, interval: Duration) -> bool {
        let began = Instant::now();
        while !self.ownership.leaves(self.number) {
            let left = interval.saturating_sub(began.elapsed());
            if left.is_zero() {
                return true;
            }
            std::thread::sleep(left.min(Duration::from_millis(20)));
        }
        false
    }

    fn classic(&mut self) -> Result<()> {
        let interval = Duration::from_millis(self.load.heartbeat_ms);
        loop {
            let Some(generation) = self.join_and_sync()? else { continue };
            loop {
                if !self.pause(interval) {
                    self.ownership.set(self.number, []);
                    let member = MemberIdentity { member_id: self.id.clone(), ..Default::default() };
                    let request = LeaveGroupRequest {
                        group_id: self.load.group.clone(),
                        members: vec![member],
                        ..Default::default()
                    };
                    return expect(self.connection.ask(&request, 5)?.error_code);
                }
                let heartbeat = HeartbeatRequest {
                    group_id: self.load.group.clone(),
                    generation_id: generation,
                    member_id: self.id.clone(),
                    ..Default::default()
                };
                let code = self.connection.ask(&heartbeat, 4)?.error_code;
                if code == ErrorCode::RebalanceInProgress.code() {
                    self.ownership.set(self.number, []);
                    break;
                }
                expect(code)?;
            }
        }
    }

    /// The generation; `None`: once more.
    fn join_and_sync(&mut self) -> Result<Option<i32>> {
        let subscription = ConsumerProtocolSubscription { topics: vec![self.load.topic.clone()], ..Default::default() };
        let protocol = JoinGroupRequestProtocol {
            name: "even".to_owned(),
            metadata: versioned(&subscription)?,
            ..Default::default()
        };
        let join = JoinGroupRequest {
            group_id: self.load.group.clone(),
            session_timeout_ms: SESSION_MS,
            rebalance_timeout_ms: REBALANCE_MS,
            member_id: self.id.clone(),
            protocol_type: "consumer".to_owned(),
            protocols: vec![protocol],
            ..Default::default()
        };
        let joined = self.connection.ask(&join, 9)?;
        if joined.error_code == ErrorCode::MemberIdRequired.code() {
            self.id = joined.member_id;
            return Ok(None);
        }
        expect(joined.error_code)?;
        let mut assignments = Vec::new();
        if joined.leader == self.id {
            let members = joined.members.len();
            for (place, member) in joined.members.into_iter().enumerate() {
                let partitions = (0..self.load.partitions).skip(place).step_by(members).collect();
                let topic = TopicPartition { topic: self.load.topic.clone(), partitions };
                let assignment = ConsumerProtocolAssignment { assigned_partitions: vec![topic], ..Default::default() };
                assignments.push(SyncGroupRequestAssignment {
                    member_id: member.member_id,
                    assignment: versioned(&assignment)?,
                    ..Default::default()
                });
            }
        }
        let sync = SyncGroupRequest {
            group_id: self.load.group.clone(),
            generation_id: joined.generation_id,
            member_id: self.id.clone(),
            protocol_type: Some("consumer".to_owned()),
            protocol_name: joined.protocol_name,
            assignments,
            ..Default::default()
        };
        let synced = self.connection.ask(&sync, 5)?;
        if synced.error_code == ErrorCode::RebalanceInProgress.code() {
            return Ok(None);
        }
        expect(synced.error_code)?;
        let mut decoder = Decoder::new(synced.assignment);
        decoder.i16("version")?;
        let assignment = ConsumerProtocolAssignment::decode(&mut decoder, 0)?;
        self.ownership.set(self.number, assignment.assigned_partitions.into_iter().flat_map(|topic| topic.partitions));
        Ok(Some(joined.generation_id))
    }

    fn consumer(&mut self, topic_id: ringmain_protocol::uuid::Uuid) -> Result<()> {
        self.id = format!("member-{}", self.number);
        let heartbeat = |epoch| ConsumerGroupHeartbeatRequest {
            group_id: self.load.group.clone(),
            member_id: self.id.clone(),
            member_epoch: epoch,
            ..Default::default()
        };
        let mut request = ConsumerGroupHeartbeatRequest {
            rebalance_timeout_ms: REBALANCE_MS,
            subscribed_topic_names: Some(vec![self.load.topic.clone()]),
            topic_partitions: Some(Vec::new()),
            ..heartbeat(0)
        };
        loop {
            let answer = self.connection.ask(&request, 1)?;
            expect(answer.error_code)?;
            request = heartbeat(answer.member_epoch);
            if let Some(assignment) = answer.assignment {
                // It takes and gives up at once, and says so at once.
                let partitions: Vec<i32> = assignment.topic_partitions.into_iter().flat_map(|t| t.partitions).collect();
                self.ownership.set(self.number, partitions.iter().copied());
                let has = TopicPartitions { topic_id, partitions, ..Default::default() };
                request.topic_partitions = Some(if has.partitions.is_empty() { Vec::new() } else { vec![has] });
                if !self.ownership.leaves(self.number) {
                    continue;
                }
            }
            if !self.pause(Duration::from_millis(u64::try_from(answer.heartbeat_interval_ms)?)) {
                self.ownership.set(self.number, []);
                return expect(self.connection.ask(&heartbeat(-1), 1)?.error_code);
            }
        }
    }
}

fn expect(code: i16) -> Result<()> {
    if code == 0 { Ok(()) } else { Err(format!("error {code}").into()) }
}

/// A structure of the consumer's own protocol, led by its version, 0.
fn versioned(message: &impl Message) -> Result<Bytes> {
    let mut bytes = BytesMut::new();
    bytes.put_i16(0);
    message.encode(&mut bytes, 0)?;
    Ok(bytes.freeze())
}

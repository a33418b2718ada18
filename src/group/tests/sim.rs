//! Many consumers against one coordinator, over a bad network, with failing appends and restarts at any moment.
//!
//! What must hold: no partition has two owners in one generation; an acknowledged offset is never lost and no committed one
//! goes back; what a restart would see is what is there; and, once the faults end, every partition has its one owner.

use super::Node;
use super::requests;
use crate::group::classic::ClassicState;
use crate::group::planted::{Fault, plant};
use crate::group::{ClassicGroup, Coordinator, Group, Position, Record, Request, Response, Ticket};
use crate::rt::sim::check_seeds;
use crate::rt::sim::rng::Rng;
use bytes::Bytes;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::group_coordinator::{CoordinatorKey, CoordinatorValue};
use ringmain_protocol::messages::rpc::offset_commit_request::{OffsetCommitRequestPartition, OffsetCommitRequestTopic};
use ringmain_protocol::messages::rpc::offset_fetch_request::{OffsetFetchRequestGroup, OffsetFetchRequestTopics};
use ringmain_protocol::messages::rpc::sync_group_request::SyncGroupRequestAssignment;
use ringmain_protocol::messages::rpc::{JoinGroupRequest, JoinGroupResponse, OffsetCommitRequest, SyncGroupRequest};
use std::collections::{BTreeMap, BTreeSet, HashMap};

const SESSION_MS: u64 = 10_000;
const REBALANCE_MS: u64 = 20_000;
const HEARTBEAT_MS: u64 = 3_000;

struct Size {
    groups: usize,
    clients: usize,
    partitions: i32,
    faults_ms: u64,
    quiet_ms: u64,
}

const SMALL: Size = Size { groups: 3, clients: 14, partitions: 6, faults_ms: 150_000, quiet_ms: 150_000 };

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Down,
    /// About to join.
    Outside,
    Joining,
    Syncing,
    Fetching,
    Working,
    /// A heartbeat or commit is under way.
    Calling,
}

/// A consumer, as clients behave.
struct Client {
    group: String,
    instance: Option<String>,
    member: String,
    generation: i32,
    stage: Stage,
    /// The call whose answer counts.
    call: u64,
    wake_ms: u64,
    /// Requests of one connection arrive in order.
    last_arrival_ms: u64,
    /// Partition to what has been read.
    owned: BTreeMap<i32, i64>,
    /// What was acknowledged when it asked for the offsets.
    acknowledged: BTreeMap<i32, i64>,
    metadata: u8,
}

impl Client {
    /// Who it is to the others: a static member is its instance.
    fn identity(&self) -> &str {
        self.instance.as_deref().unwrap_or(&self.member)
    }
}

enum Packet {
    Request { client: usize, call: u64, request: Request },
    Answer { client: usize, call: u64, response: Response },
}

struct World {
    rng: Rng,
    size: &'static Size,
    node: Node,
    clients: Vec<Client>,
    network: BTreeMap<(u64, u64), Packet>,
    sequence: u64,
    tickets: HashMap<Ticket, (usize, u64, Option<OffsetCommitRequest>)>,
    commit_at_ms: u64,
    crash_at_ms: u64,
    faults: bool,
    // What must hold.
    owners: BTreeMap<(String, i32, i32), String>,
    acknowledged: BTreeMap<(String, i32), i64>,
    /// Offsets in the log, up to its record `read`.
    seen: BTreeMap<(String, i32), i64>,
    read: usize,
    /// Groups whose last record could not be written: memory may be ahead of the log.
    tainted: BTreeSet<String>,
    pub acknowledgements: usize,
    pub assignments: usize,
}

type Held = Result<(), String>;

impl World {
    fn new(seed: u64, size: &'static Size) -> Self {
        let mut rng = Rng::new(seed);
        let delay = ["0", "1000", "3000"][rng.below(3) as usize];
        let mut node = Node::new(&[
            &format!("group.initial.rebalance.delay.ms={delay}"),
            "group.min.session.timeout.ms=1000",
            "offsets.retention.minutes=1000000",
        ]);
        node.commit_at_once = false;
        let clients = (0..size.clients)
            .map(|at| Client {
                group: format!("g{}", at % size.groups),
                instance: (rng.below(3) == 0).then(|| format!("i{at}")),
                member: String::new(),
                generation: -1,
                stage: Stage::Outside,
                call: 0,
                wake_ms: node.now_ms + rng.below(20_000),
                last_arrival_ms: 0,
                owned: BTreeMap::new(),
                acknowledged: BTreeMap::new(),
                metadata: 0,
            })
            .collect();
        World {
            rng,
            size,
            node,
            clients,
            network: BTreeMap::new(),
            sequence: 0,
            tickets: HashMap::new(),
            commit_at_ms: u64::MAX,
            crash_at_ms: 0,
            faults: true,
            owners: BTreeMap::new(),
            acknowledged: BTreeMap::new(),
            seen: BTreeMap::new(),
            read: 0,
            tainted: BTreeSet::new(),
            acknowledgements: 0,
            assignments: 0,
        }
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.faults && self.rng.below(100) < percent
    }

    fn run(&mut self) -> Held {
        let start = self.node.now_ms;
        self.crash_at_ms = start + self.rng.below(60_000);
        self.run_until(start + self.size.faults_ms)?;
        self.faults = false;
        self.run_until(start + self.size.faults_ms + self.size.quiet_ms)?;
        self.check_replay()?;
        self.check_settled()
    }

    fn run_until(&mut self, end_ms: u64) -> Held {
        loop {
            let wake = self.clients.iter().map(|client| client.wake_ms).min().unwrap_or(u64::MAX);
            let arrival = self.network.first_key_value().map_or(u64::MAX, |((at, _), _)| *at);
            let deadline = self.node.coordinator.next_deadline().unwrap_or(u64::MAX);
            let crash = if self.faults { self.crash_at_ms } else { u64::MAX };
            let next = wake.min(arrival).min(deadline).min(self.commit_at_ms).min(crash);
            if next > end_ms {
                self.node.now_ms = end_ms;
                return Ok(());
            }
            self.node.now_ms = self.node.now_ms.max(next);
            if next == crash {
                self.crash()?;
            } else if next == self.commit_at_ms {
                self.disk()?;
            } else if next == deadline {
                self.node.input(crate::group::Input::Tick);
            } else if next == arrival {
                if let Some((_, packet)) = self.network.pop_first() {
                    self.deliver(packet)?;
                }
            } else {
                let due: Vec<usize> = (0..self.clients.len()).filter(|at| self.clients[*at].wake_ms <= next).collect();
                due.into_iter().for_each(|at| self.wake(at));
            }
            self.collect();
            if self.commit_at_ms == u64::MAX && !self.node.in_flight.is_empty() {
                self.commit_at_ms = self.node.now_ms + 1 + self.delay(50, 2_000);
            }
            if self.rng.below(64) == 0 {
                self.check_replay()?;
            }
        }
    }

    /// Mostly short, sometimes long.
    fn delay(&mut self, usual_ms: u64, rare_ms: u64) -> u64 {
        let most = if self.chance(3) { rare_ms } else { usual_ms };
        self.rng.below(most)
    }

    // ---- the coordinator's side ----

    fn crash(&mut self) -> Held {
        // Of what is being written some may be in the log, though nobody was told.
        for _ in 0..self.rng.below(self.node.in_flight.len() as u64 + 1) {
            if let Some((_, records)) = self.node.in_flight.pop_front() {
                self.node.log.extend(records);
            }
        }
        self.node.restart();
        self.node.answers.clear();
        self.tickets.clear();
        self.tainted.clear();
        self.commit_at_ms = u64::MAX;
        self.crash_at_ms = self.node.now_ms + 5_000 + self.rng.below(60_000);
        self.check_offsets()
    }

    fn disk(&mut self) -> Held {
        self.commit_at_ms = u64::MAX;
        let Some((_, records)) = self.node.in_flight.front() else { return Ok(()) };
        let group = match records.first().map(|record| &record.key) {
            Some(CoordinatorKey::GroupMetadata(key)) => Some(key.group.clone()),
            _ => None,
        };
        if self.chance(3) {
            self.node.fail(ErrorCode::NotEnoughReplicas);
            self.tainted.clear();
        } else {
            if let Some(group) = group {
                self.tainted.remove(&group);
            }
            self.node.commit();
        }
        self.check_offsets()
    }

    /// Answers go on their way.
    fn collect(&mut self) {
        for (ticket, response) in std::mem::take(&mut self.node.answers) {
            let Some((client, call, commit)) = self.tickets.remove(&ticket) else { continue };
            if let (Some(commit), Response::OffsetCommit(answer)) = (commit, &response) {
                self.acknowledge(&commit, answer.topics[0].partitions.iter().map(|p| p.error_code));
            }
            if !self.chance(3) {
                let at = self.node.now_ms + 1 + self.delay(30, 15_000);
                self.put(at, Packet::Answer { client, call, response });
            }
        }
    }

    fn acknowledge(&mut self, commit: &OffsetCommitRequest, errors: impl Iterator<Item = i16>) {
        for (partition, error) in commit.topics[0].partitions.iter().zip(errors) {
            if error == 0 {
                self.acknowledgements += 1;
                let key = (commit.group_id.clone(), partition.partition_index);
                let known = self.acknowledged.entry(key).or_insert(-1);
                *known = (*known).max(partition.committed_offset);
            }
        }
    }

    fn put(&mut self, at: u64, packet: Packet) {
        self.sequence += 1;
        self.network.insert((at, self.sequence), packet);
    }

    fn deliver(&mut self, packet: Packet) -> Held {
        match packet {
            Packet::Request { client, call, request } => {
                let commit = match &request {
                    Request::OffsetCommit(commit) => Some(commit.clone()),
                    _ => None,
                };
                let ticket = self.node.send_as(9, request);
                self.tickets.insert(ticket, (client, call, commit));
                Ok(())
            }
            Packet::Answer { client, call, response } if self.clients[client].call == call => {
                self.answer(client, response)
            }
            Packet::Answer { .. } => Ok(()),
        }
    }

    // ---- the clients' side ----

    fn call(&mut self, at: usize, stage: Stage, timeout_ms: u64, request: Request) {
        let now = self.node.now_ms;
        let (delay, again) = (1 + self.delay(30, 5_000), self.chance(3));
        let lost = self.chance(2);
        let client = &mut self.clients[at];
        client.call += 1;
        client.stage = stage;
        client.wake_ms = now + timeout_ms;
        let call = client.call;
        let arrival = client.last_arrival_ms.max(now + delay);
        client.last_arrival_ms = arrival;
        // A connection that breaks and is made again may send a request twice; commits are not sent again by clients.
        if again && !matches!(request, Request::OffsetCommit(_)) {
            let late = arrival + self.rng.below(20_000);
            self.put(late, Packet::Request { client: at, call, request: request.clone() });
        }
        if !lost {
            self.put(arrival, Packet::Request { client: at, call, request });
        }
    }

    fn wake(&mut self, at: usize) {
        match self.clients[at].stage {
            Stage::Down => {
                // It starts anew, perhaps as the same static member; the old connection is gone.
                self.clients[at].member.clear();
                self.clients[at].last_arrival_ms = 0;
                self.join(at);
            }
            Stage::Outside | Stage::Joining | Stage::Fetching => self.join(at),
            Stage::Syncing if self.rng.below(2) == 0 => self.join(at),
            Stage::Syncing => {
                let request = self.sync_request(at, Vec::new());
                self.call(at, Stage::Syncing, 25_000, Request::SyncGroup(request));
            }
            Stage::Working | Stage::Calling => self.work(at),
        }
    }

    fn down(&mut self, at: usize) {
        let now = self.node.now_ms;
        let away = 1_000 + self.rng.below(25_000);
        let client = &mut self.clients[at];
        client.stage = Stage::Down;
        client.call += 1;
        client.owned.clear();
        client.wake_ms = now + away;
    }

    fn join(&mut self, at: usize) {
        let client = &mut self.clients[at];
        client.owned.clear();
        let request = JoinGroupRequest {
            group_instance_id: client.instance.clone(),
            session_timeout_ms: SESSION_MS as i32,
            rebalance_timeout_ms: REBALANCE_MS as i32,
            protocols: requests::protocols(&[("range", &[client.metadata])]),
            ..requests::join(&client.group, &client.member)
        };
        self.call(at, Stage::Joining, REBALANCE_MS + 10_000, Request::JoinGroup(request));
    }

    fn sync_request(&self, at: usize, assignments: Vec<SyncGroupRequestAssignment>) -> SyncGroupRequest {
        let client = &self.clients[at];
        SyncGroupRequest {
            group_instance_id: client.instance.clone(),
            assignments,
            ..requests::sync(&client.group, &client.member, client.generation, &[])
        }
    }

    fn work(&mut self, at: usize) {
        if self.chance(2) {
            return self.down(at);
        }
        if self.chance(1) {
            let client = &self.clients[at];
            let leave = requests::leave(&client.group, &[(&client.member, "")]);
            self.call(at, Stage::Calling, 1_000, Request::LeaveGroup(leave));
            return self.down(at);
        }
        if self.chance(1) {
            let metadata = self.rng.below(4) as u8;
            self.clients[at].metadata = metadata;
            return self.join(at);
        }
        if self.rng.below(2) == 0 || self.clients[at].owned.is_empty() {
            let client = &self.clients[at];
            let mut request = requests::heartbeat(&client.group, &client.member, client.generation);
            request.group_instance_id = client.instance.clone();
            return self.call(at, Stage::Calling, 3_000, Request::Heartbeat(request));
        }
        let progress = self.rng.below(20) as i64;
        let client = &mut self.clients[at];
        let partition = |(index, position): (&i32, &mut i64)| {
            *position += progress;
            OffsetCommitRequestPartition { partition_index: *index, committed_offset: *position, ..Default::default() }
        };
        let partitions = client.owned.iter_mut().map(partition).collect();
        let request = OffsetCommitRequest {
            group_id: client.group.clone(),
            member_id: client.member.clone(),
            group_instance_id: client.instance.clone(),
            generation_id_or_member_epoch: client.generation,
            topics: vec![OffsetCommitRequestTopic { name: "t".into(), partitions, ..Default::default() }],
            ..Default::default()
        };
        self.call(at, Stage::Calling, 3_000, Request::OffsetCommit(request));
    }

    fn answer(&mut self, at: usize, response: Response) -> Held {
        match response {
            Response::JoinGroup(response) => match ErrorCode::from(response.error_code) {
                ErrorCode::None => self.joined(at, response),
                ErrorCode::MemberIdRequired => {
                    self.clients[at].member = response.member_id;
                    self.join(at);
                }
                error => return self.refused(at, error),
            },
            Response::SyncGroup(response) => match ErrorCode::from(response.error_code) {
                ErrorCode::None => return self.assigned(at, &response.assignment),
                error => return self.refused(at, error),
            },
            Response::OffsetFetch(response) if response.error_code != 0 => {
                return self.refused(at, ErrorCode::from(response.error_code));
            }
            Response::OffsetFetch(response) => {
                let group = self.clients[at].group.clone();
                for partition in &response.topics[0].partitions {
                    let offset = partition.committed_offset.max(0);
                    self.clients[at].owned.insert(partition.partition_index, offset);
                    let known = self.seen.get(&(group.clone(), partition.partition_index)).copied().unwrap_or(-1);
                    if partition.committed_offset > known {
                        return Err(format!("{group}: offset {offset} was fetched before it was committed"));
                    }
                    let told = self.clients[at].acknowledged.get(&partition.partition_index).copied().unwrap_or(-1);
                    if partition.committed_offset < told {
                        return Err(format!("{group}: offset {offset} was fetched after {told} was acknowledged"));
                    }
                }
                self.rest(at);
            }
            Response::Heartbeat(response) => return self.refused(at, ErrorCode::from(response.error_code)),
            Response::OffsetCommit(response) => {
                return self.refused(at, ErrorCode::from(response.topics[0].partitions[0].error_code));
            }
            other => return Err(format!("not asked for: {other:?}")),
        }
        Ok(())
    }

    fn rest(&mut self, at: usize) {
        let pause = HEARTBEAT_MS / 2 + self.rng.below(HEARTBEAT_MS / 2);
        self.clients[at].stage = Stage::Working;
        self.clients[at].wake_ms = self.node.now_ms + pause;
    }

    /// What clients do about an error.
    fn refused(&mut self, at: usize, error: ErrorCode) -> Held {
        let back_off = 50 + self.rng.below(100);
        let now = self.node.now_ms;
        let is_joining = matches!(self.clients[at].stage, Stage::Joining | Stage::Syncing | Stage::Fetching);
        match error {
            ErrorCode::None => self.rest(at),
            ErrorCode::CoordinatorNotAvailable | ErrorCode::NotCoordinator if !is_joining => self.rest(at),
            ErrorCode::RebalanceInProgress | ErrorCode::CoordinatorNotAvailable | ErrorCode::NotCoordinator => {
                self.clients[at].stage = Stage::Outside;
                self.clients[at].wake_ms = now + back_off;
            }
            ErrorCode::UnknownMemberId | ErrorCode::IllegalGeneration | ErrorCode::GroupIdNotFound => {
                if error != ErrorCode::IllegalGeneration {
                    self.clients[at].member.clear();
                }
                self.clients[at].owned.clear();
                self.clients[at].stage = Stage::Outside;
                self.clients[at].wake_ms = now + back_off;
            }
            ErrorCode::FencedInstanceId => self.down(at),
            other => return Err(format!("an error that no client should see: {other:?}")),
        }
        Ok(())
    }

    fn joined(&mut self, at: usize, response: JoinGroupResponse) {
        let client = &mut self.clients[at];
        client.member = response.member_id;
        client.generation = response.generation_id;
        let mut assignments: Vec<SyncGroupRequestAssignment> = Vec::new();
        if client.member == response.leader && !response.skip_assignment && !response.members.is_empty() {
            // Never twice the same way: a second assignment in one generation would show.
            let turn = self.rng.below(response.members.len() as u64) as usize;
            let mut members = response.members;
            members.rotate_left(turn);
            let count = members.len() as i32;
            for (place, member) in (0..).zip(members) {
                let of = |partition: &i32| partition % count == place;
                let bytes: Vec<u8> = (0..self.size.partitions).filter(of).map(|partition| partition as u8).collect();
                let assignment = Bytes::from(bytes);
                assignments.push(SyncGroupRequestAssignment {
                    member_id: member.member_id,
                    assignment,
                    ..Default::default()
                });
            }
        }
        let request = self.sync_request(at, assignments.clone());
        self.call(at, Stage::Syncing, 25_000, Request::SyncGroup(request));
        if !assignments.is_empty() && self.chance(20) {
            // A leader that lost patience asks again, and has thought anew.
            let mut shares: Vec<Bytes> = assignments.iter().map(|one| one.assignment.clone()).collect();
            shares.rotate_left(1);
            assignments.iter_mut().zip(shares).for_each(|(one, share)| one.assignment = share);
            let request = self.sync_request(at, assignments);
            self.call(at, Stage::Syncing, 25_000, Request::SyncGroup(request));
        }
    }

    fn assigned(&mut self, at: usize, assignment: &[u8]) -> Held {
        let client = &self.clients[at];
        let (group, generation, identity) = (client.group.clone(), client.generation, client.identity().to_owned());
        let partitions: Vec<i32> = assignment.iter().map(|byte| i32::from(*byte)).collect();
        for partition in &partitions {
            let key = (group.clone(), generation, *partition);
            let owner = self.owners.entry(key).or_insert_with(|| identity.clone());
            if *owner != identity {
                return Err(format!(
                    "two owners of {group} {partition} in generation {generation}: {owner}, {identity}"
                ));
            }
        }
        self.assignments += 1;
        if partitions.is_empty() {
            self.rest(at);
            return Ok(());
        }
        self.clients[at].owned = partitions.iter().map(|partition| (*partition, 0)).collect();
        let told = partitions.iter().filter_map(|partition| {
            self.acknowledged.get(&(group.clone(), *partition)).map(|offset| (*partition, *offset))
        });
        self.clients[at].acknowledged = told.collect();
        let topic = OffsetFetchRequestTopics { name: "t".into(), partition_indexes: partitions, ..Default::default() };
        let request = OffsetFetchRequestGroup { group_id: group, topics: Some(vec![topic]), ..Default::default() };
        let request = Request::OffsetFetch { group: request, require_stable: true };
        self.call(at, Stage::Fetching, 5_000, request);
        Ok(())
    }

    // ---- what must hold ----

    fn check_offsets(&mut self) -> Held {
        for record in self.node.log.iter().skip(self.read) {
            let CoordinatorKey::OffsetCommit(key) = &record.key else { continue };
            let Some(CoordinatorValue::OffsetCommit(value)) = &record.value else {
                self.seen.remove(&(key.group.clone(), key.partition));
                continue;
            };
            let seen = self.seen.entry((key.group.clone(), key.partition)).or_insert(-1);
            if *seen > value.offset {
                return Err(format!("went back: {} {} from {seen} to {}", key.group, key.partition, value.offset));
            }
            *seen = value.offset;
        }
        self.read = self.node.log.len();
        for (key, acknowledged) in &self.acknowledged {
            let offset = self.seen.get(key).copied().unwrap_or(-1);
            if *acknowledged > offset {
                return Err(format!("lost: {key:?} is at {offset}, {acknowledged} was acknowledged"));
            }
            if self.node.in_flight.is_empty() {
                let known = self.node.coordinator.committed_offset(&key.0, "t", key.1).map_or(-1, |known| known.offset);
                if *acknowledged > known {
                    return Err(format!("forgotten: {key:?} is at {known}, {acknowledged} was acknowledged"));
                }
            }
        }
        Ok(())
    }

    /// A coordinator that reads the log now sees what this one has.
    fn check_replay(&mut self) -> Held {
        if !self.node.in_flight.is_empty() {
            return Ok(());
        }
        let mut fresh = Coordinator::new(self.node.configs.clone(), self.node.image.clone());
        for (offset, record) in (0..).zip(&self.node.log) {
            let record: Record = record.clone();
            fresh.replay(Position { offset, producer_id: -1 }, record);
        }
        if fresh.offsets != self.node.coordinator.offsets {
            return Err("offsets differ after replay".into());
        }
        for (id, group) in self.node.coordinator.groups() {
            let Group::Classic(group) = group else { continue };
            let settled = matches!(group.state(), ClassicState::Stable | ClassicState::Empty);
            if !settled || self.tainted.contains(id) {
                continue;
            }
            let loaded = fresh.groups().find_map(|(other, group)| match group {
                Group::Classic(group) if other == id => Some(durable(group)),
                _ => None,
            });
            if loaded.as_ref() != Some(&durable(group)) {
                return Err(format!("{id} differs after replay:\n{:?}\n{loaded:?}", durable(group)));
            }
        }
        Ok(())
    }

    fn check_settled(&mut self) -> Held {
        for group in 0..self.size.groups {
            let id = format!("g{group}");
            let of = self.clients.iter().filter(|client| client.group == id);
            let members: Vec<&Client> = of.filter(|client| client.stage != Stage::Down).collect();
            let generations: BTreeSet<i32> = members.iter().map(|client| client.generation).collect();
            let mut owned: Vec<i32> = members.iter().flat_map(|client| client.owned.keys().copied()).collect();
            owned.sort_unstable();
            if generations.len() != 1 || owned != (0..self.size.partitions).collect::<Vec<_>>() {
                let all: Vec<_> =
                    members.iter().take(20).map(|c| (c.identity(), c.stage, c.generation, &c.owned)).collect();
                return Err(format!("{id} has not settled: {all:?}"));
            }
        }
        Ok(())
    }
}

/// What the log must know of a group.
#[derive(Debug, PartialEq)]
struct Durable {
    state: ClassicState,
    generation: i32,
    protocol: (Option<String>, Option<String>),
    leader: Option<String>,
    members: Vec<(String, Option<String>, i32, i32, Bytes, Bytes)>,
}

fn durable(group: &ClassicGroup) -> Durable {
    let protocol = group.protocol_name.clone().unwrap_or_default();
    Durable {
        state: group.state(),
        generation: group.generation,
        // An empty group that nobody has completed a join of has a type in memory only.
        protocol: (group.protocol_type.clone().filter(|_| group.generation > 0), group.protocol_name.clone()),
        leader: group.leader.as_deref().map(str::to_owned),
        members: group
            .members()
            .map(|member| {
                (
                    member.id.to_string(),
                    member.instance_id.as_deref().map(str::to_owned),
                    member.session_timeout_ms,
                    member.rebalance_timeout_ms,
                    member.metadata(&protocol),
                    member.assignment.clone(),
                )
            })
            .collect(),
    }
}

#[test]
fn groups_hold_under_faults() {
    check_seeds("groups_hold_under_faults", 40, |sim| {
        let mut world = World::new(sim.seed(), &SMALL);
        if let Err(broken) = world.run() {
            panic!("{broken}");
        }
        assert!(world.acknowledgements > 100, "{} acknowledgements", world.acknowledgements);
        assert!(world.assignments > SMALL.clients, "{} assignments", world.assignments);
    });
}

#[test]
fn a_thousand_members_hold() {
    const LARGE: Size = Size { groups: 1, clients: 1_000, partitions: 200, faults_ms: 15_000, quiet_ms: 120_000 };
    let mut world = World::new(1, &LARGE);
    if let Err(broken) = world.run() {
        panic!("{broken}");
    }
}

#[test]
fn planted_faults_are_caught() {
    for (fault, expected) in [
        (Fault::AssignmentBeforeItIsStored, &["two owners", "differs after replay"][..]),
        (Fault::AssignmentTwice, &["differs after replay", "two owners"]),
        (Fault::CommitBeforeItIsStored, &["lost"]),
        (Fault::KeepFirstOffset, &["forgotten"]),
        (Fault::FetchForgets, &["was fetched after"]),
        (Fault::CommitOfAnyGeneration, &["went back", "lost"]),
        (Fault::LoadWithoutInstances, &["differs after replay", "two owners", "an error that no client"]),
    ] {
        plant(Some(fault));
        let caught = (0..100).find_map(|seed| World::new(seed, &SMALL).run().err());
        plant(None);
        let broken = caught.unwrap_or_else(|| panic!("{fault:?} is not caught"));
        assert!(expected.iter().any(|text| broken.contains(text)), "{fault:?}: {broken}");
    }
}

//! Groups under faults: many members of both protocols, lost and late requests and answers, crashes, failed appends, restarts of the
//! coordinator at any point, topics that come, grow and go. A seed replays exactly.
//!
//! At any time: no partition has two owners in the coordinator; none has two owners among members that the coordinator knows
//! (while requests of a member arrive in order); loading the log gives the state that was. In the end, when faults stop: every partition of a
//! subscribed topic has one owner, who knows it.

use super::migration::{assignment_bytes, classic_join, read_assignment, sync, topics_of};
use super::*;
use crate::group::planted::{Fault, plant};
use crate::group::step::Ticket;
use bytes::Bytes;
use ringmain_protocol::messages::rpc::leave_group_request::MemberIdentity;
use ringmain_protocol::messages::rpc::{HeartbeatRequest, LeaveGroupRequest};
use std::collections::{BTreeSet, VecDeque};

/// xorshift64*: a good enough die.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % sides
    }

    fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }
}

type Partition = (Uuid, i32);

/// A consumer: what it believes.
#[derive(Debug, Clone)]
struct Client {
    id: String,
    instance_id: Option<String>,
    topics: Vec<String>,
    regex: Option<String>,
    /// `None`: not started, or crashed.
    epoch: Option<i32>,
    has: BTreeSet<Partition>,
    /// What it has was told to the coordinator.
    has_told: bool,
    /// The answer that it waits for.
    waits_for: Option<u64>,
    /// Says everything in its next request.
    says_all: bool,
    requests: VecDeque<(u64, Request)>,
    /// It speaks the classic protocol, and is so far with it.
    classic: Option<Phase>,
    /// The image it joined with.
    joined_at: i64,
}

/// A consumer of the classic protocol, that gives up everything before it joins.
#[derive(Debug, Clone, PartialEq)]
enum Phase {
    Out,
    /// It has joined and must sync, as the leader with what it assigns.
    Joined {
        generation: i32,
        assignments: Vec<(String, Bytes)>,
    },
    In {
        generation: i32,
    },
}

struct World {
    node: Node,
    dice: Dice,
    clients: Vec<Client>,
    /// Whom an answer is for: client and number of the request.
    tickets: BTreeMap<Ticket, (usize, u64)>,
    /// Answers under way.
    answers: BTreeMap<Ticket, Response>,
    next_request: u64,
    next_id: u64,
    /// Requests may be sent twice and overtake each other.
    disorder: bool,
    /// They never did.
    in_order: bool,
    /// Some clients speak the classic protocol.
    mixed: bool,
    /// The protocol that the group had, and how often it has changed to the consumer's and to the classic one.
    protocol: Option<&'static str>,
    changes: [usize; 2],
    faults: bool,
    trace: VecDeque<String>,
}

const TOPICS: [&str; 4] = ["t0", "t1", "t2", "u0"];

impl World {
    fn new(seed: u64, disorder: bool, mixed: bool) -> Self {
        let mut dice = Dice::new(seed);
        let interval = ["0", "1000"][dice.below(2) as usize];
        let assignor = ["uniform,range", "range,uniform"][dice.below(2) as usize];
        let settings = [
            format!("group.consumer.assignment.interval.ms={interval}"),
            format!("group.consumer.assignors={assignor}"),
            "group.initial.rebalance.delay.ms=500".to_owned(),
        ];
        let topics: Vec<(&str, i32)> = TOPICS.iter().map(|name| (*name, 1 + dice.below(5) as i32)).collect();
        let mut node = node_with(&settings.each_ref().map(String::as_str), &topics);
        node.commit_at_once = false;
        // Small groups change their protocol more often.
        let clients = 2 + dice.below(if mixed { 3 } else { 6 }) as usize;
        let mut world = World {
            node,
            dice,
            clients: Vec::new(),
            tickets: BTreeMap::new(),
            answers: BTreeMap::new(),
            next_request: 0,
            next_id: 0,
            disorder,
            in_order: !disorder,
            mixed,
            protocol: None,
            changes: [0; 2],
            faults: true,
            trace: VecDeque::new(),
        };
        for place in 0..clients {
            let is_static = world.dice.percent(30);
            let client = Client {
                id: world.new_id(),
                instance_id: is_static.then(|| format!("i{place}")),
                topics: Vec::new(),
                regex: None,
                epoch: None,
                has: BTreeSet::new(),
                has_told: true,
                waits_for: None,
                says_all: false,
                requests: VecDeque::new(),
                classic: None,
                joined_at: -1,
            };
            world.clients.push(client);
            world.begin_anew(place);
            world.choose_topics(place);
        }
        world
    }

    fn note(&mut self, what: impl FnOnce() -> String) {
        if self.trace.len() >= 60 {
            self.trace.pop_front();
        }
        self.trace.push_back(what());
    }

    fn new_id(&mut self) -> String {
        self.next_id += 1;
        format!("m{:03}", self.next_id)
    }

    /// A client that was stopped will start again, perhaps with the other protocol.
    fn begin_anew(&mut self, at: usize) {
        let fresh = self.new_id();
        let is_classic = self.mixed && self.dice.percent(50);
        let client = &mut self.clients[at];
        client.crash();
        client.classic = is_classic.then_some(Phase::Out);
        // The coordinator makes the ids of classic members.
        client.id = if is_classic { String::new() } else { fresh };
        if is_classic {
            client.regex = None;
        }
    }

    fn choose_topics(&mut self, at: usize) {
        let topics: Vec<String> =
            TOPICS.iter().filter(|_| self.dice.percent(60)).map(|topic| (*topic).to_owned()).collect();
        let regex = self.dice.percent(25).then(|| ["t.*", "u.*|t1", "t[01]"][self.dice.below(3) as usize].to_owned());
        let client = &mut self.clients[at];
        client.regex = regex.filter(|_| client.classic.is_none());
        client.topics = topics;
    }

    // ---- clients ----

    /// The client's next heartbeat is on its way.
    fn send(&mut self, at: usize) {
        let all = self.dice.percent(10);
        let number = self.next_request;
        self.next_request += 1;
        let client = &mut self.clients[at];
        client.waits_for = Some(number);
        if let Some(phase) = &mut client.classic {
            // A classic consumer sees to changes of its topics itself.
            let is_old = client.joined_at != self.node.image.offset() || client.says_all;
            if is_old && matches!(phase, Phase::In { .. }) {
                *phase = Phase::Out;
            }
            if *phase == Phase::Out {
                client.joined_at = self.node.image.offset();
                client.says_all = false;
            }
            let phase = phase.clone();
            let request = client.classic_request(phase);
            client.requests.push_back((number, request));
            return;
        }
        let epoch = client.epoch.unwrap_or(0);
        let all = all || epoch == 0 || client.says_all;
        let mut request = beat(&client.id, epoch);
        request.instance_id = client.instance_id.clone();
        if all {
            request.rebalance_timeout_ms = 20_000;
            request.subscribed_topic_names = Some(client.topics.clone());
            request.subscribed_topic_regex = Some(client.regex.clone().unwrap_or_default());
        }
        if all || !client.has_told {
            let mut owned: BTreeMap<Uuid, Vec<i32>> = BTreeMap::new();
            for (topic, partition) in &client.has {
                owned.entry(*topic).or_default().push(*partition);
            }
            let topic = |(topic_id, partitions)| TopicPartitions { topic_id, partitions, ..Default::default() };
            request.topic_partitions = Some(owned.into_iter().map(topic).collect());
        }
        client.epoch = Some(epoch);
        client.requests.push_back((number, Request::ConsumerGroupHeartbeat(request)));
    }

    /// Says goodbye, if it can.
    fn leave(&mut self, at: usize) {
        let for_a_while = self.dice.percent(50);
        let number = self.next_request;
        self.next_request += 1;
        let client = &mut self.clients[at];
        if client.classic.is_some() {
            let identity = MemberIdentity { member_id: client.id.clone(), ..Default::default() };
            let members = vec![identity];
            let request = LeaveGroupRequest { group_id: GROUP.into(), members, ..Default::default() };
            client.requests.push_back((number, Request::LeaveGroup(request)));
            self.begin_anew(at);
            return;
        }
        let epoch = if for_a_while && client.instance_id.is_some() { -2 } else { -1 };
        let mut request = beat(&client.id, epoch);
        request.instance_id = client.instance_id.clone();
        client.requests.push_back((number, Request::ConsumerGroupHeartbeat(request)));
        self.begin_anew(at);
    }

    fn hears(&mut self, at: usize, number: u64, response: &Response) {
        let client = &mut self.clients[at];
        if client.waits_for != Some(number) {
            return;
        }
        client.waits_for = None;
        let Response::ConsumerGroupHeartbeat(response) = response else {
            client.hears_classic(response, &self.node.image);
            return;
        };
        let error = ErrorCode::from(response.error_code);
        match error {
            ErrorCode::None => {
                client.epoch = Some(response.member_epoch);
                client.says_all = false;
                client.has_told = true;
                if let Some(assignment) = &response.assignment {
                    let each = |topic: &ringmain_protocol::messages::rpc::consumer_group_heartbeat_response::TopicPartitions| {
                        let id = topic.topic_id;
                        topic.partitions.iter().map(move |partition| (id, *partition)).collect::<Vec<_>>()
                    };
                    let has: BTreeSet<Partition> = assignment.topic_partitions.iter().flat_map(each).collect();
                    client.has_told = has == client.has;
                    client.has = has;
                }
            }
            // The coordinator is away: everything is said again.
            ErrorCode::NotCoordinator | ErrorCode::CoordinatorNotAvailable => client.says_all = true,
            _ => {
                client.has.clear();
                client.epoch = Some(0);
            }
        }
    }

    // ---- network and coordinator ----

    fn deliver(&mut self, at: usize) {
        let count = self.clients[at].requests.len() as u64;
        if count == 0 {
            return;
        }
        let which = if self.disorder { self.dice.below(count) as usize } else { 0 };
        let again = self.disorder && self.dice.percent(20);
        let Some((number, request)) = self.clients[at].requests.remove(which) else { return };
        if again {
            self.clients[at].requests.push_back((number, request.clone()));
        }
        self.note(|| format!("{at} #{number} {request:?}"));
        if self.faults && self.dice.percent(5) {
            return;
        }
        let version = if matches!(request, Request::ConsumerGroupHeartbeat(_)) { 1 } else { 5 };
        let ticket = self.node.send_as(version, request);
        self.tickets.insert(ticket, (at, number));
    }

    /// Answers arrive, or later, or never.
    fn collect_answers(&mut self) {
        self.answers.extend(std::mem::take(&mut self.node.answers));
        for (ticket, response) in std::mem::take(&mut self.answers) {
            if self.faults && self.dice.percent(40) {
                self.answers.insert(ticket, response);
                continue;
            }
            let Some((at, number)) = self.tickets.remove(&ticket) else { continue };
            self.note(|| format!("{at} #{number} -> {response:?}"));
            if self.faults && self.dice.percent(10) {
                continue;
            }
            self.hears(at, number, &response);
        }
    }

    fn restart(&mut self) -> Result<(), String> {
        self.note(|| "restart".to_owned());
        // Some of what was appended is in the log, the rest never will be; nobody is told.
        while self.dice.percent(50) && self.node.commit() {}
        self.node.answers.clear();
        self.answers.clear();
        self.tickets.clear();
        // What is not in the log is lost, and nobody was told of it.
        let before = find_group(&self.node).cloned().filter(|_| self.node.in_flight.is_empty());
        self.node.restart();
        // Of a classic group memory may be ahead of the log.
        if before.is_some() && find_group(&self.node) != before.as_ref() {
            return Err(format!("before the restart {before:#?}, after it {:#?}", find_group(&self.node)));
        }
        for client in &mut self.clients {
            client.says_all = true;
            if client.waits_for.is_some() && client.requests.is_empty() {
                client.waits_for = None;
            }
        }
        Ok(())
    }

    fn change_cluster(&mut self) {
        let name = TOPICS[self.dice.below(TOPICS.len() as u64) as usize];
        let partitions = self.node.image.topic(name).map(|topic| topic.partitions.len() as i32);
        let grow = self.dice.percent(60);
        self.note(|| format!("cluster: {name} {partitions:?} {grow}"));
        match partitions {
            None => apply(&mut self.node, &topic_records(name, 0..2)),
            Some(partitions) if grow && partitions < 8 => {
                apply(&mut self.node, &topic_records(name, partitions..partitions + 1));
            }
            Some(_) if !grow => apply(&mut self.node, &remove_topic(name)),
            Some(_) => {}
        }
    }

    fn step(&mut self) -> Result<(), String> {
        let at = self.dice.below(self.clients.len() as u64) as usize;
        match self.dice.below(100) {
            0..40 => self.deliver(at),
            40..60 => {
                if self.clients[at].waits_for.is_none() {
                    self.send(at);
                }
            }
            60..80 => {
                self.node.commit();
            }
            80..90 => self.node.pass(self.dice.below(3_000)),
            // Waits no longer: the request or its answer may be lost, or late.
            90 | 91 => {
                let client = &mut self.clients[at];
                client.says_all |= client.waits_for.take().is_some();
            }
            92 if !self.mixed => {}
            92 | 93 => self.begin_anew(at),
            94 => self.leave(at),
            95 => {
                self.choose_topics(at);
                self.clients[at].says_all = true;
            }
            96 => self.restart()?,
            97 => {
                if !self.node.in_flight.is_empty() {
                    self.node.fail(ErrorCode::NotLeaderOrFollower);
                }
            }
            98 => self.change_cluster(),
            _ => self.node.pass(20_000),
        }
        self.collect_answers();
        let protocol = self.node.coordinator.groups().next().map(|(_, group)| group.type_name());
        match (self.protocol, protocol) {
            (Some("classic"), Some("consumer")) => self.changes[0] += 1,
            (Some("consumer"), Some("classic")) => self.changes[1] += 1,
            _ => {}
        }
        self.protocol = protocol;
        self.check()
    }

    // ---- what must hold ----

    fn check(&self) -> Result<(), String> {
        if let Some(group) = find_group(&self.node)
            && let Some((partition, owners)) = group.owners().into_iter().find(|(_, owners)| owners.len() != 1)
        {
            return Err(format!("{partition:?} has the owners {owners:?}"));
        }
        if !self.in_order {
            return Ok(());
        }
        let mut owners: BTreeMap<Partition, &str> = BTreeMap::new();
        for client in self.clients.iter().filter(|client| self.knows(&client.id)) {
            for partition in &client.has {
                if let Some(other) = owners.insert(*partition, &client.id) {
                    return Err(format!("{} and {other} both consume {partition:?}", client.id));
                }
            }
        }
        Ok(())
    }

    /// The coordinator has a member of this id.
    fn knows(&self, id: &str) -> bool {
        self.node.coordinator.groups().any(|(_, group)| match group {
            Group::Consumer(group) => group.member(id).is_some(),
            Group::Classic(group) => group.member(id).is_some(),
        })
    }

    /// Without faults: all settles.
    fn settle(&mut self) -> Result<(), String> {
        self.faults = false;
        self.disorder = false;
        for client in &mut self.clients {
            client.requests.clear();
            client.waits_for = None;
            client.says_all = true;
        }
        self.rounds(45)?;
        self.check_settled()?;
        // Nothing but the cluster changes.
        for name in TOPICS {
            if let Some(partitions) = self.node.image.topic(name).map(|topic| topic.partitions.len() as i32) {
                apply(&mut self.node, &topic_records(name, partitions..partitions + 1));
            }
        }
        self.rounds(12)?;
        self.check_settled()
    }

    /// Every client sends a heartbeat and is answered, that many times.
    fn rounds(&mut self, rounds: usize) -> Result<(), String> {
        for _ in 0..rounds {
            for at in 0..self.clients.len() {
                if self.clients[at].waits_for.is_none() {
                    self.send(at);
                }
                self.deliver(at);
                while self.node.commit() {}
                self.node.pass(250);
                while self.node.commit() {}
                self.collect_answers();
                self.check()?;
            }
            self.node.pass(1_000);
        }
        Ok(())
    }

    fn check_settled(&self) -> Result<(), String> {
        let (_, group) = self.node.coordinator.groups().next().ok_or("no group")?;
        if group.state_name() != "Stable" {
            return Err(format!("not stable: {group:#?}"));
        }
        let speaks_classic = self.clients.iter().all(|client| client.classic.is_some());
        if speaks_classic != matches!(group, Group::Classic(_)) {
            return Err(format!("the group is of the wrong protocol: {group:#?}"));
        }
        if let Group::Consumer(group) = group {
            for client in &self.clients {
                let member = group.member(&client.id).ok_or_else(|| format!("{} is no member", client.id))?;
                let has: BTreeSet<Partition> =
                    member.assigned.iter().flat_map(|(topic, p)| p.keys().map(|p| (*topic, *p))).collect();
                if client.has != has {
                    return Err(format!("{} has {:?}, not {has:?}", client.id, client.has));
                }
            }
        }
        for topic in self.node.image.topics() {
            let subscribes = |client: &&Client| {
                let matches = |regex: &String| crate::group::regex::compile(regex).unwrap().is_match(&topic.name);
                client.topics.contains(&topic.name.to_string()) || client.regex.as_ref().is_some_and(matches)
            };
            let expected = usize::from(self.clients.iter().any(|client| subscribes(&client)));
            for partition in topic.partitions.keys() {
                let has = |client: &&Client| client.has.contains(&(topic.id, *partition));
                let owners: Vec<&Client> = self.clients.iter().filter(has).collect();
                if owners.len() != expected || !owners.iter().all(subscribes) {
                    return Err(format!(
                        "owners of {}-{partition}, of {expected}: {owners:#?}\n{group:#?}",
                        topic.name
                    ));
                }
            }
        }
        Ok(())
    }
}

impl Client {
    /// What a classic consumer sends next.
    fn classic_request(&mut self, phase: Phase) -> Request {
        match phase {
            Phase::Out => {
                self.has.clear();
                let topics: Vec<&str> = self.topics.iter().map(String::as_str).collect();
                let mut request = classic_join(&self.id, &topics, &Names::new());
                request.rebalance_timeout_ms = 20_000;
                request.group_instance_id = self.instance_id.clone();
                Request::JoinGroup(request)
            }
            Phase::Joined { generation, assignments } => {
                let assignments: Vec<(&str, Bytes)> =
                    assignments.iter().map(|(member, bytes)| (member.as_str(), bytes.clone())).collect();
                sync(&self.id, generation, &assignments)
            }
            Phase::In { generation } => Request::Heartbeat(HeartbeatRequest {
                group_id: GROUP.into(),
                member_id: self.id.clone(),
                generation_id: generation,
                ..Default::default()
            }),
        }
    }

    fn hears_classic(&mut self, response: &Response, image: &Image) {
        let code = match response {
            Response::JoinGroup(response) => response.error_code,
            Response::SyncGroup(response) => response.error_code,
            Response::Heartbeat(response) => response.error_code,
            other => panic!("{other:?}"),
        };
        let error = ErrorCode::from(code);
        match (error, response) {
            (ErrorCode::None, Response::JoinGroup(response)) => {
                self.id = response.member_id.clone();
                let generation = response.generation_id;
                let members = response.members.iter().map(|m| (m.member_id.clone(), topics_of(&m.metadata)));
                let assignments = deal(&members.collect::<Vec<_>>(), image);
                self.classic = Some(Phase::Joined { generation, assignments });
            }
            (ErrorCode::None, Response::SyncGroup(response)) => {
                let Some(Phase::Joined { generation, .. }) = self.classic else { return };
                let assigned =
                    if response.assignment.is_empty() { Names::new() } else { read_assignment(&response.assignment) };
                let by_id = |(topic, partitions): (String, Vec<i32>)| {
                    let id = image.topic_id(&topic);
                    partitions.into_iter().filter_map(move |partition| Some((id?, partition))).collect::<Vec<_>>()
                };
                self.has = assigned.into_iter().flat_map(by_id).collect();
                self.classic = Some(Phase::In { generation });
            }
            (ErrorCode::None, _) => {}
            (ErrorCode::MemberIdRequired, Response::JoinGroup(response)) => self.id = response.member_id.clone(),
            (ErrorCode::NotCoordinator | ErrorCode::CoordinatorNotAvailable, _) => {}
            _ => {
                self.has.clear();
                self.classic = Some(Phase::Out);
                if matches!(error, ErrorCode::UnknownMemberId | ErrorCode::FencedInstanceId) {
                    self.id.clear();
                }
            }
        }
    }

    fn crash(&mut self) {
        self.epoch = None;
        self.has.clear();
        self.has_told = true;
        self.waits_for = None;
        self.says_all = false;
    }
}

/// What a leader assigns: the partitions of each topic in turn to those who want it.
fn deal(members: &[(String, Vec<String>)], image: &Image) -> Vec<(String, Bytes)> {
    let mut shares: BTreeMap<&str, Names> = members.iter().map(|(id, _)| (id.as_str(), Names::new())).collect();
    for topic in image.topics() {
        let wants: Vec<&str> = members
            .iter()
            .filter(|(_, topics)| topics.iter().any(|t| **t == *topic.name))
            .map(|(id, _)| id.as_str())
            .collect();
        for (partition, id) in topic.partitions.keys().zip(wants.iter().cycle()) {
            shares.entry(id).or_default().entry(topic.name.to_string()).or_default().push(*partition);
        }
    }
    shares.into_iter().map(|(id, share)| (id.to_owned(), assignment_bytes(&share, None))).collect()
}

fn find_group(node: &Node) -> Option<&ConsumerGroup> {
    node.coordinator.groups().find_map(|(id, group)| match group {
        Group::Consumer(group) if id == GROUP => Some(group),
        _ => None,
    })
}

/// How often the group changed its protocol.
fn run(seed: u64, steps: usize) -> Result<[usize; 2], String> {
    let mut world = World::new(seed, seed.is_multiple_of(3), seed.is_multiple_of(2));
    let mut run = || {
        for _ in 0..steps {
            world.step()?;
        }
        world.settle()?;
        world.restart()?;
        Ok(world.changes)
    };
    run().map_err(|why: String| {
        let trace = world.trace.make_contiguous().join("\n");
        format!("seed {seed}: {why}\nthe last of what happened:\n{trace}")
    })
}

/// One seed: `RINGMAIN_SEED=17 cargo test group::consumer::tests::simulation`; more of them: `RINGMAIN_SEEDS=10000`.
#[test]
fn nothing_is_owned_twice_and_all_is_owned_once_settled() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let one = number("RINGMAIN_SEED");
    let seeds = one.map_or(0..number("RINGMAIN_SEEDS").unwrap_or(80), |seed| seed..seed + 1);
    let mut changes = [0; 2];
    for seed in seeds {
        match run(seed, 400) {
            Ok([to_consumer, to_classic]) => changes = [changes[0] + to_consumer, changes[1] + to_classic],
            Err(why) => panic!("{why}"),
        }
    }
    // Else there was no migration to be seen.
    assert!(one.is_some() || changes.iter().all(|count| *count > 10), "{changes:?}");
}

/// Each kind of fault in the coordinator is seen by some seed.
#[test]
fn planted_bugs_are_caught() {
    let faults = [
        Fault::GiveOwned,
        Fault::TrustSilence,
        Fault::AssignTooLittle,
        Fault::ForgetRevocation,
        Fault::IgnoreMetadata,
        Fault::UpgradeForgets,
        Fault::ChangeUnrecorded,
    ];
    for fault in faults {
        plant(Some(fault));
        let caught = (0..500).any(|seed| run(seed, 400).is_err());
        plant(None);
        assert!(caught, "{fault:?} was not seen");
    }
}

//! Consumer groups under faults: many members, lost and late requests and answers, crashes, failed appends, restarts of the
//! coordinator at any point, topics that come, grow and go. A seed replays exactly.
//!
//! At any time: no partition has two owners in the coordinator; none has two owners among members that the coordinator knows
//! (while requests of a member arrive in order); loading the log gives the state that was. In the end, when faults stop: every partition of a
//! subscribed topic has one owner, who knows it.

use super::*;
use crate::group::ConsumerState;
use crate::group::consumer::planted::{self, Bug};
use crate::group::step::Ticket;
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
    requests: VecDeque<(u64, ConsumerGroupHeartbeatRequest)>,
}

struct World {
    node: Node,
    dice: Dice,
    clients: Vec<Client>,
    /// Whom an answer is for: client and number of the request.
    tickets: BTreeMap<Ticket, (usize, u64)>,
    next_request: u64,
    next_id: u64,
    /// Requests may be sent twice and overtake each other.
    disorder: bool,
    /// They never did.
    in_order: bool,
    faults: bool,
    trace: VecDeque<String>,
}

const TOPICS: [&str; 4] = ["t0", "t1", "t2", "u0"];

impl World {
    fn new(seed: u64, disorder: bool) -> Self {
        let mut dice = Dice::new(seed);
        let interval = ["0", "1000"][dice.below(2) as usize];
        let assignor = ["uniform,range", "range,uniform"][dice.below(2) as usize];
        let settings = [
            format!("group.consumer.assignment.interval.ms={interval}"),
            format!("group.consumer.assignors={assignor}"),
        ];
        let topics: Vec<(&str, i32)> = TOPICS.iter().map(|name| (*name, 1 + dice.below(5) as i32)).collect();
        let mut node = node_with(&settings.each_ref().map(String::as_str), &topics);
        node.commit_at_once = false;
        let clients = 2 + dice.below(6) as usize;
        let mut world = World {
            node,
            dice,
            clients: Vec::new(),
            tickets: BTreeMap::new(),
            next_request: 0,
            next_id: 0,
            disorder,
            in_order: !disorder,
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
            };
            world.clients.push(client);
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

    fn choose_topics(&mut self, at: usize) {
        let topics: Vec<String> =
            TOPICS.iter().filter(|_| self.dice.percent(60)).map(|topic| (*topic).to_owned()).collect();
        let regex = self.dice.percent(25).then(|| ["t.*", "u.*|t1", "t[01]"][self.dice.below(3) as usize].to_owned());
        let client = &mut self.clients[at];
        (client.topics, client.regex) = (topics, regex);
    }

    // ---- clients ----

    /// The client's next heartbeat is on its way.
    fn send(&mut self, at: usize) {
        let all = self.dice.percent(10);
        let number = self.next_request;
        self.next_request += 1;
        let client = &mut self.clients[at];
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
        client.waits_for = Some(number);
        client.requests.push_back((number, request));
    }

    /// Says goodbye, if it can.
    fn leave(&mut self, at: usize) {
        let for_a_while = self.dice.percent(50);
        let number = self.next_request;
        self.next_request += 1;
        let fresh = self.new_id();
        let client = &mut self.clients[at];
        let epoch = if for_a_while && client.instance_id.is_some() { -2 } else { -1 };
        let mut request = beat(&client.id, epoch);
        request.instance_id = client.instance_id.clone();
        client.requests.push_back((number, request));
        client.crash();
        client.id = fresh;
    }

    fn hears(&mut self, at: usize, number: u64, response: &ConsumerGroupHeartbeatResponse) {
        let client = &mut self.clients[at];
        if client.waits_for != Some(number) {
            return;
        }
        client.waits_for = None;
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
        self.note(|| {
            format!("{at} #{number} {} {} {:?}", request.member_id, request.member_epoch, request.topic_partitions)
        });
        if self.faults && self.dice.percent(5) {
            return;
        }
        let ticket = self.node.send_as(1, Request::ConsumerGroupHeartbeat(request));
        self.tickets.insert(ticket, (at, number));
    }

    fn collect_answers(&mut self) {
        for (ticket, response) in std::mem::take(&mut self.node.answers) {
            let Some((at, number)) = self.tickets.remove(&ticket) else { continue };
            let Response::ConsumerGroupHeartbeat(response) = response else { panic!("{response:?}") };
            self.note(|| {
                format!("{at} #{number} -> {} {} {:?}", response.error_code, response.member_epoch, response.assignment)
            });
            if self.faults && self.dice.percent(5) {
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
        self.tickets.clear();
        let before = find_group(&self.node).cloned();
        self.node.restart();
        if find_group(&self.node) != before.as_ref() {
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
            90..93 => {
                let client = &mut self.clients[at];
                client.says_all |= client.waits_for.take().is_some();
            }
            93 => {
                let fresh = self.new_id();
                self.clients[at].crash();
                self.clients[at].id = fresh;
            }
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
        self.check()
    }

    // ---- what must hold ----

    fn check(&self) -> Result<(), String> {
        let Some(group) = find_group(&self.node) else { return Ok(()) };
        if let Some((partition, owners)) = group.owners().into_iter().find(|(_, owners)| owners.len() != 1) {
            return Err(format!("{partition:?} has the owners {owners:?}"));
        }
        if !self.in_order {
            return Ok(());
        }
        let mut owners: BTreeMap<Partition, &str> = BTreeMap::new();
        for client in self.clients.iter().filter(|client| group.member(&client.id).is_some()) {
            for partition in &client.has {
                if let Some(other) = owners.insert(*partition, &client.id) {
                    return Err(format!("{} and {other} both consume {partition:?}", client.id));
                }
            }
        }
        Ok(())
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
        let group = find_group(&self.node).ok_or("no group")?;
        if group.state() != ConsumerState::Stable {
            return Err(format!("not stable: {group:#?}"));
        }
        for client in &self.clients {
            let member = group.member(&client.id).ok_or_else(|| format!("{} is no member", client.id))?;
            let has: BTreeSet<Partition> =
                member.assigned.iter().flat_map(|(topic, p)| p.keys().map(|p| (*topic, *p))).collect();
            if client.has != has {
                return Err(format!("{} has {:?}, not {has:?}", client.id, client.has));
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
    fn crash(&mut self) {
        self.epoch = None;
        self.has.clear();
        self.has_told = true;
        self.waits_for = None;
        self.says_all = false;
    }
}

fn find_group(node: &Node) -> Option<&ConsumerGroup> {
    node.coordinator.groups().find_map(|(id, group)| match group {
        Group::Consumer(group) if id == GROUP => Some(group),
        _ => None,
    })
}

fn run(seed: u64, steps: usize) -> Result<(), String> {
    let mut world = World::new(seed, seed.is_multiple_of(3));
    let mut run = || {
        for _ in 0..steps {
            world.step()?;
        }
        world.settle()?;
        world.restart()
    };
    run().map_err(|why| {
        format!("seed {seed}: {why}\nthe last of what happened:\n{}", world.trace.make_contiguous().join("\n"))
    })
}

/// One seed: `RINGMAIN_SEED=17 cargo test group::consumer::tests::simulation`.
#[test]
fn nothing_is_owned_twice_and_all_is_owned_once_settled() {
    let one = std::env::var("RINGMAIN_SEED").ok().and_then(|seed| seed.parse::<u64>().ok());
    let seeds = one.map_or(0..80, |seed| seed..seed + 1);
    for seed in seeds {
        if let Err(why) = run(seed, 400) {
            panic!("{why}");
        }
    }
}

/// Each kind of fault in the coordinator is seen by some seed.
#[test]
fn planted_bugs_are_caught() {
    for bug in Bug::ALL {
        planted::plant(Some(bug));
        let caught = (0..40).any(|seed| run(seed, 400).is_err());
        planted::plant(None);
        assert!(caught, "{bug:?} was not seen");
    }
}

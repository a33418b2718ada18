//! Up to five raft nodes over a network that loses, delays, repeats and reorders, with disks that forget what was not
//! synced, and crashes at any time. Each run is one seed; `RAFT_SEED=n` replays it.

use super::*;
use bytes::Bytes;
use ringmain_protocol::uuid::Uuid;
use std::collections::{BTreeMap, BTreeSet};

/// Faults built in to show that the checks see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Planted {
    None,
    /// A voter's answer is always yes.
    VotesTwice,
    /// The election state is not persisted.
    ForgetsVote,
    /// Appends are reported durable before they are.
    LiesAboutFlush,
    /// A candidate claims a longer log than it has.
    BoastsOfItsLog,
    /// A follower keeps what it was told to cut off.
    IgnoresTruncation,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Payload {
    Value(u64),
    Control(ControlRecord),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    epoch: i32,
    payload: Payload,
}

#[derive(Debug, Clone)]
struct Disk {
    election: ElectionState,
    /// Entries from `start` on.
    start: OffsetAndEpoch,
    entries: Vec<Entry>,
    /// How many of `entries` survive a crash for certain.
    synced: usize,
    snapshot: Option<(OffsetAndEpoch, Vec<Entry>)>,
}

struct Node {
    disk: Disk,
    raft: Option<RaftNode>,
    incarnation: u32,
    snapshot_bytes: i64,
}

#[derive(Debug, Clone)]
enum Event {
    Request { from: i32, from_incarnation: u32, to: i32, correlation: u64, request: Request },
    Response { to: i32, incarnation: u32, correlation: u64, response: Response },
    Flush { node: i32, incarnation: u32, end_offset: i64 },
    Timer { node: i32, incarnation: u32 },
}

struct Sim {
    rng: u64,
    now_ms: u64,
    queue: BTreeMap<(u64, u64), Event>,
    sequence: u64,
    nodes: BTreeMap<i32, Node>,
    voters: VoterSet,
    planted: Planted,
    faulty: bool,
    cut: BTreeSet<(i32, i32)>,
    tokens: BTreeMap<u64, (i32, u32, u64)>,
    next_value: u64,
    leaders: BTreeMap<i32, i32>,
    committed: Vec<Entry>,
    violation: Option<String>,
}

const SNAPSHOT_BYTES: i64 = 30;

fn key(id: i32) -> ReplicaKey {
    ReplicaKey::new(id, Uuid::from_halves(7, id as u64))
}

impl Sim {
    fn new(seed: u64, node_count: i32, planted: Planted) -> Self {
        let voters = VoterSet::new((1..=node_count).map(|id| Voter {
            key: ReplicaKey::new(id, Uuid::ZERO),
            endpoints: vec![Endpoint { name: "CONTROLLER".into(), host: format!("n{id}"), port: 1 }],
            min_kraft_version: 0,
            max_kraft_version: 0,
        }));
        let mut sim = Sim {
            rng: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5bd1_e995,
            now_ms: 0,
            queue: BTreeMap::new(),
            sequence: 0,
            nodes: BTreeMap::new(),
            voters,
            planted,
            faulty: true,
            cut: BTreeSet::new(),
            tokens: BTreeMap::new(),
            next_value: 1,
            leaders: BTreeMap::new(),
            committed: Vec::new(),
            violation: None,
        };
        for id in 1..=node_count {
            let disk = Disk {
                election: ElectionState::NONE,
                start: OffsetAndEpoch::default(),
                entries: Vec::new(),
                synced: 0,
                snapshot: None,
            };
            sim.nodes.insert(id, Node { disk, raft: None, incarnation: 0, snapshot_bytes: 0 });
            sim.start(id);
        }
        sim
    }

    fn random(&mut self, below: u64) -> u64 {
        self.rng = self.rng.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.rng;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }

    fn chance(&mut self, in_thousand: u64) -> bool {
        self.faulty && self.random(1000) < in_thousand
    }

    fn violated(&mut self, what: String) {
        self.violation.get_or_insert(what);
    }

    fn schedule(&mut self, at_ms: u64, event: Event) {
        self.sequence += 1;
        self.queue.insert((at_ms.max(self.now_ms), self.sequence), event);
    }

    fn start(&mut self, id: i32) {
        let seed = self.random(u64::MAX);
        let node = self.nodes.get_mut(&id).unwrap();
        let disk = &node.disk;
        let mut epochs: Vec<(i32, i64)> = Vec::new();
        for (offset, entry) in (disk.start.offset..).zip(&disk.entries) {
            if epochs.last().is_none_or(|(epoch, _)| *epoch < entry.epoch) {
                epochs.push((entry.epoch, offset));
            }
        }
        let durable = DurableLog {
            start: disk.start,
            end_offset: disk.start.offset + disk.entries.len() as i64,
            epochs,
            latest_snapshot: disk.snapshot.as_ref().map(|(id, _)| (*id, SNAPSHOT_BYTES)),
            ..DurableLog::default()
        };
        let mut config = RaftConfig::new(key(id), "sim", self.voters.clone(), seed);
        config.local_endpoints = self.voters.get(id).unwrap().endpoints.clone();
        config.fetch_max_wait_ms = 100;
        let (raft, effects) = RaftNode::new(config, self.now_ms, disk.election, durable);
        node.incarnation += 1;
        node.raft = Some(raft);
        self.carry_out(id, effects);
    }

    fn crash(&mut self, id: i32) {
        let keep = self.random(3);
        let node = self.nodes.get_mut(&id).unwrap();
        node.raft = None;
        let (synced, all) = (node.disk.synced, node.disk.entries.len());
        // What was not synced may be there, or in part, or not at all.
        let kept = match keep {
            0 => synced,
            1 => all,
            _ => synced + (all - synced) / 2,
        };
        node.disk.entries.truncate(kept);
        node.disk.synced = kept;
    }

    fn step(&mut self, id: i32, input: Input) {
        let now_ms = self.now_ms;
        let Some(raft) = self.nodes.get_mut(&id).and_then(|n| n.raft.as_mut()) else { return };
        let effects = raft.step(now_ms, input);
        self.carry_out(id, effects);
    }

    fn append(&mut self, id: i32, base_offset: i64, entries: Vec<Entry>) {
        let lies = self.planted == Planted::LiesAboutFlush;
        let delay_ms = if self.faulty { self.random(30) } else { 1 };
        let node = self.nodes.get_mut(&id).unwrap();
        let end = node.disk.start.offset + node.disk.entries.len() as i64;
        let incarnation = node.incarnation;
        if end != base_offset {
            return self.violated(format!("node {id} appends at {base_offset}, its log ends at {end}"));
        }
        node.disk.entries.extend(entries);
        let end_offset = node.disk.start.offset + node.disk.entries.len() as i64;
        let delay_ms = if lies { 0 } else { delay_ms };
        self.schedule(self.now_ms + delay_ms, Event::Flush { node: id, incarnation, end_offset });
    }

    fn carry_out(&mut self, id: i32, effects: Vec<Effect>) {
        let incarnation = self.nodes[&id].incarnation;
        for effect in effects {
            match effect {
                Effect::PersistQuorumState(state) => {
                    if self.planted != Planted::ForgetsVote {
                        self.nodes.get_mut(&id).unwrap().disk.election = state;
                    }
                }
                Effect::AppendControl { base_offset, epoch, records } => {
                    let entries = records.into_iter().map(|r| Entry { epoch, payload: Payload::Control(r) }).collect();
                    self.append(id, base_offset, entries);
                }
                Effect::AppendProposal { token, base_offset, epoch, record_count } => {
                    let entries = (0..u64::from(record_count))
                        .map(|i| Entry { epoch, payload: Payload::Value(token * 10 + i) })
                        .collect();
                    self.append(id, base_offset, entries);
                }
                Effect::AppendFetched { batches } => {
                    for batch in batches {
                        let value = u64::from_be_bytes(batch.bytes[..].try_into().unwrap());
                        let payload = match batch.control.into_iter().next() {
                            Some((_, record)) => Payload::Control(record),
                            None => Payload::Value(value),
                        };
                        self.append(id, batch.base_offset, vec![Entry { epoch: batch.epoch, payload }]);
                    }
                }
                Effect::TruncateTo { end_offset } => {
                    if self.planted == Planted::IgnoresTruncation {
                        continue;
                    }
                    let disk = &mut self.nodes.get_mut(&id).unwrap().disk;
                    let keep = (end_offset - disk.start.offset) as usize;
                    disk.entries.truncate(keep);
                    disk.synced = disk.synced.min(keep);
                }
                Effect::Send { correlation, to, request } => self.send(id, incarnation, to.id, correlation, request),
                Effect::Respond { token, response } => self.respond(token, response),
                Effect::RespondFetch { token, head, read_from, read_below, max_bytes: _ } => {
                    let batches = read_from.map_or(Vec::new(), |from| self.read(id, from, read_below));
                    self.respond(token, Response::Fetch(head, batches));
                }
                Effect::RespondSnapshot { token, head, .. } => {
                    let left = (SNAPSHOT_BYTES - head.position).clamp(0, 20) as usize;
                    self.respond(token, Response::FetchSnapshot(head, Bytes::from(vec![0; left])));
                }
                Effect::Committed { high_watermark } => self.check_committed(id, high_watermark),
                Effect::BecameLeader { epoch, .. } => {
                    if let Some(other) = self.leaders.insert(epoch, id) {
                        // The same node may be elected again by its own persisted vote only before it led.
                        self.violated(format!("epoch {epoch} has leaders {other} and {id}"));
                    }
                }
                Effect::BeginSnapshot { .. } => self.nodes.get_mut(&id).unwrap().snapshot_bytes = 0,
                Effect::WriteSnapshot { position, bytes, .. } => {
                    let node = self.nodes.get_mut(&id).unwrap();
                    assert_eq!(node.snapshot_bytes, position);
                    node.snapshot_bytes += bytes.len() as i64;
                }
                Effect::CompleteSnapshot { id: snapshot } => self.install(id, snapshot),
                Effect::SetTimer { at_ms } => self.schedule(at_ms, Event::Timer { node: id, incarnation }),
                Effect::RestartLog { at } => {
                    let disk = &mut self.nodes.get_mut(&id).unwrap().disk;
                    disk.start = at;
                    disk.entries.clear();
                    disk.synced = 0;
                }
                Effect::Halt { reason } => self.violated(reason),
                Effect::ProposalRefused { .. }
                | Effect::LostLeadership { .. }
                | Effect::LeaderChanged { .. }
                | Effect::KRaftVersionUpgraded { .. }
                | Effect::ShutdownComplete => {}
            }
        }
    }

    fn install(&mut self, id: i32, snapshot: OffsetAndEpoch) {
        let content = self.committed[..snapshot.offset as usize].to_vec();
        let disk = &mut self.nodes.get_mut(&id).unwrap().disk;
        disk.start = snapshot;
        disk.entries.clear();
        disk.synced = 0;
        disk.snapshot = Some((snapshot, content));
        self.step(
            id,
            Input::SnapshotInstalled { id: snapshot, size_bytes: SNAPSHOT_BYTES, kraft_version: 0, voters: None },
        );
    }

    fn read(&self, id: i32, from: i64, below: i64) -> Vec<Batch> {
        let disk = &self.nodes[&id].disk;
        let skip = (from - disk.start.offset).max(0) as usize;
        let wanted = (below - from).clamp(0, 7) as usize;
        (from..)
            .zip(disk.entries.iter().skip(skip).take(wanted))
            .map(|(offset, entry)| {
                let (control, value) = match &entry.payload {
                    Payload::Control(record) => (vec![(offset, record.clone())], 0),
                    Payload::Value(value) => (Vec::new(), *value),
                };
                let bytes = Bytes::copy_from_slice(&value.to_be_bytes());
                Batch { base_offset: offset, last_offset: offset, epoch: entry.epoch, control, bytes }
            })
            .collect()
    }

    fn send(&mut self, from: i32, from_incarnation: u32, to: i32, correlation: u64, mut request: Request) {
        if let Request::Vote(vote) = &mut request
            && self.planted == Planted::BoastsOfItsLog
        {
            vote.last_epoch = vote.epoch - 1;
            vote.last_epoch_end_offset = 1 << 40;
        }
        if self.cut.contains(&(from, to)) || self.chance(50) {
            return;
        }
        let copies = if self.chance(30) { 2 } else { 1 };
        for _ in 0..copies {
            let delay_ms = if self.faulty { self.random(60) } else { 2 };
            let request = request.clone();
            self.schedule(self.now_ms + delay_ms, Event::Request { from, from_incarnation, to, correlation, request });
        }
    }

    fn respond(&mut self, token: u64, mut response: Response) {
        let Some((to, incarnation, correlation)) = self.tokens.remove(&token) else { return };
        if let Response::Vote(vote) = &mut response
            && self.planted == Planted::VotesTwice
            && vote.error == RaftError::None
        {
            vote.granted = true;
        }
        if self.chance(50) {
            return;
        }
        let copies = if self.chance(30) { 2 } else { 1 };
        for _ in 0..copies {
            let delay_ms = if self.faulty { self.random(60) } else { 2 };
            let response = response.clone();
            self.schedule(self.now_ms + delay_ms, Event::Response { to, incarnation, correlation, response });
        }
    }

    fn check_committed(&mut self, id: i32, high_watermark: i64) {
        let disk = &self.nodes[&id].disk;
        let end = disk.start.offset + disk.entries.len() as i64;
        if high_watermark > end {
            return self.violated(format!("node {id} commits {high_watermark} of a log that ends at {end}"));
        }
        for offset in disk.start.offset..high_watermark {
            let entry = &disk.entries[(offset - disk.start.offset) as usize];
            match self.committed.get(offset as usize) {
                Some(known) if known == entry => {}
                Some(known) => {
                    let what = format!("node {id} offset {offset}: {entry:?} committed after {known:?}");
                    return self.violated(what);
                }
                None => self.committed.push(entry.clone()),
            }
        }
    }

    /// Same offset and epoch: the same entry, and the same everything before it.
    fn check_log_matching(&mut self) {
        let mut differ = None;
        for (a_id, Node { disk: a, .. }) in &self.nodes {
            for (b_id, Node { disk: b, .. }) in self.nodes.iter().filter(|(id, _)| *id > a_id) {
                let first = a.start.offset.max(b.start.offset);
                let end = (a.start.offset + a.entries.len() as i64).min(b.start.offset + b.entries.len() as i64);
                fn at(disk: &Disk, offset: i64) -> &Entry {
                    &disk.entries[(offset - disk.start.offset) as usize]
                }
                let agree_at = (first..end).rev().find(|o| at(a, *o).epoch == at(b, *o).epoch);
                let Some(agree_at) = agree_at else { continue };
                if let Some(bad) = (first..=agree_at).find(|o| at(a, *o) != at(b, *o)) {
                    differ = Some(format!("logs of {a_id} and {b_id} agree at {agree_at} and differ at {bad}"));
                }
            }
        }
        if let Some(what) = differ {
            self.violated(what);
        }
    }

    fn deliver(&mut self, event: Event) {
        let alive = |sim: &Sim, id: i32, incarnation: u32| {
            sim.nodes[&id].raft.is_some() && sim.nodes[&id].incarnation == incarnation
        };
        match event {
            Event::Request { from, from_incarnation, to, correlation, request } => {
                if self.nodes[&to].raft.is_none() || self.cut.contains(&(from, to)) {
                    if !self.chance(500) && alive(self, from, from_incarnation) {
                        self.step(from, Input::Failed { correlation });
                    }
                    return;
                }
                self.sequence += 1;
                let token = self.sequence;
                self.tokens.insert(token, (from, from_incarnation, correlation));
                self.step(to, Input::Request { token, request });
            }
            Event::Response { to, incarnation, correlation, response } => {
                if alive(self, to, incarnation) {
                    self.step(to, Input::Response { correlation, response });
                }
            }
            Event::Flush { node, incarnation, end_offset } => {
                if alive(self, node, incarnation) {
                    let lies = self.planted == Planted::LiesAboutFlush;
                    let disk = &mut self.nodes.get_mut(&node).unwrap().disk;
                    let count = (end_offset - disk.start.offset).clamp(0, disk.entries.len() as i64) as usize;
                    if !lies {
                        disk.synced = disk.synced.max(count);
                    }
                    self.step(node, Input::Flushed { end_offset });
                }
            }
            Event::Timer { node, incarnation } => {
                if alive(self, node, incarnation) {
                    self.step(node, Input::Timer);
                }
            }
        }
    }

    fn leader(&self) -> Option<i32> {
        self.nodes
            .iter()
            .filter(|(_, n)| n.raft.as_ref().is_some_and(RaftNode::is_leader))
            .max_by_key(|(_, n)| n.raft.as_ref().map(RaftNode::epoch))
            .map(|(id, _)| *id)
    }

    fn propose(&mut self) {
        let leaders: Vec<(i32, i32)> = self
            .nodes
            .iter()
            .filter_map(|(id, n)| n.raft.as_ref().filter(|r| r.is_leader()).map(|r| (*id, r.epoch())))
            .collect();
        for (id, epoch) in leaders {
            self.next_value += 1;
            let record_count = 1 + self.random(3) as u32;
            self.step(id, Input::Propose { token: self.next_value, epoch, record_count });
        }
    }

    fn snapshot_and_clean(&mut self, id: i32) {
        let node = self.nodes.get_mut(&id).unwrap();
        let Some(high_watermark) = node.raft.as_ref().and_then(RaftNode::high_watermark) else { return };
        let keep = (high_watermark - node.disk.start.offset) as usize;
        if keep == 0 {
            return;
        }
        let snapshot = OffsetAndEpoch { offset: high_watermark, epoch: node.disk.entries[keep - 1].epoch };
        node.disk.snapshot = Some((snapshot, self.committed[..high_watermark as usize].to_vec()));
        self.step(id, Input::SnapshotWritten { id: snapshot, size_bytes: SNAPSHOT_BYTES });
        if self.random(2) == 0 {
            return;
        }
        let disk = &mut self.nodes.get_mut(&id).unwrap().disk;
        disk.entries.drain(..keep);
        disk.synced = disk.synced.saturating_sub(keep);
        disk.start = snapshot;
        self.step(id, Input::LogStartAdvanced { offset: snapshot.offset });
    }

    fn misfortune(&mut self) {
        let count = self.nodes.len() as u64;
        let id = 1 + self.random(count) as i32;
        match self.random(12) {
            0 | 1 if self.nodes[&id].raft.is_some() => self.crash(id),
            0..=4 if self.nodes[&id].raft.is_none() => self.start(id),
            5 => {
                let other = 1 + self.random(count) as i32;
                self.cut.insert((id, other));
                if self.random(2) == 0 {
                    self.cut.insert((other, id));
                }
            }
            6 => {
                for other in 1..=count as i32 {
                    self.cut.insert((id, other));
                    self.cut.insert((other, id));
                }
            }
            7 | 8 => self.cut.clear(),
            9 if self.planted == Planted::None => self.snapshot_and_clean(id),
            10 => {
                let epoch = self.nodes[&id].raft.as_ref().map(RaftNode::epoch);
                if let Some(epoch) = epoch {
                    self.step(id, Input::Resign { epoch });
                }
            }
            _ => {}
        }
    }

    fn run_until(&mut self, end_ms: u64, chaos: bool) {
        let mut next_work_ms = self.now_ms;
        while self.now_ms < end_ms && self.violation.is_none() {
            let next = self.queue.first_key_value().map(|((at, _), _)| *at).unwrap_or(u64::MAX);
            if next <= next_work_ms {
                if let Some(((at, _), event)) = self.queue.pop_first() {
                    self.now_ms = at;
                    self.deliver(event);
                }
                continue;
            }
            self.now_ms = next_work_ms;
            next_work_ms += 40;
            self.propose();
            if chaos && self.random(4) == 0 {
                self.misfortune();
            }
            if self.random(64) == 0 {
                self.check_log_matching();
            }
        }
    }
}

fn run(seed: u64, planted: Planted) -> Result<(), String> {
    let mut sim = Sim::new(seed, [1, 2, 3, 3, 4, 5][(seed % 6) as usize], planted);
    sim.run_until(12_000, true);
    if let Some(what) = sim.violation {
        return Err(what);
    }
    // Healed: soon one leads, and everyone has everything.
    sim.faulty = false;
    sim.cut.clear();
    for id in sim.nodes.keys().copied().collect::<Vec<_>>() {
        if sim.nodes[&id].raft.is_none() {
            sim.start(id);
        }
    }
    let settled_ms = sim.now_ms + 15_000;
    sim.run_until(settled_ms, false);
    sim.check_log_matching();
    if let Some(what) = sim.violation {
        return Err(what);
    }
    let leader = sim.leader().ok_or("no leader after 15 s of peace")?;
    let before = sim.committed.len();
    sim.run_until(settled_ms + 2_000, false);
    if sim.committed.len() <= before {
        return Err(format!("leader {leader} commits nothing in peace"));
    }
    for (id, node) in &sim.nodes {
        let high_watermark = node.raft.as_ref().and_then(RaftNode::high_watermark).unwrap_or(-1);
        if (high_watermark as usize) < before {
            return Err(format!("node {id} is at {high_watermark}, {before} were committed 2 s ago"));
        }
    }
    Ok(())
}

fn seeds(count: u64) -> std::ops::Range<u64> {
    match std::env::var("RAFT_SEED").ok().and_then(|s| s.parse().ok()) {
        Some(seed) => seed..seed + 1,
        None => 0..count,
    }
}

#[test]
fn one_leader_an_epoch_nothing_committed_is_lost_and_peace_brings_progress() {
    for seed in seeds(60) {
        if let Err(what) = run(seed, Planted::None) {
            panic!("RAFT_SEED={seed}: {what}");
        }
    }
}

#[test]
fn the_same_seed_runs_the_same() {
    let trace = |seed| {
        let mut sim = Sim::new(seed, 3, Planted::None);
        sim.run_until(5_000, true);
        (sim.sequence, sim.committed.len(), sim.leaders)
    };
    assert_eq!(trace(11), trace(11));
}

#[test]
fn planted_faults_are_seen() {
    for planted in [
        Planted::VotesTwice,
        Planted::ForgetsVote,
        Planted::LiesAboutFlush,
        Planted::BoastsOfItsLog,
        Planted::IgnoresTruncation,
    ] {
        let seen = (0..400).any(|seed| run(seed, planted).is_err());
        assert!(seen, "{planted:?} goes unnoticed");
    }
}

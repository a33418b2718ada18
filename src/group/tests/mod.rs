//! A coordinator with a log and a clock of its own, for tests.

mod admin;
mod classic;
mod core;
pub(in crate::group) mod offsets;
mod requests;
mod sim;

use super::{
    Caller, Coordinator, Effect, Input, Now, Position, Record, Request, Resolution, Response, Ticket, WriteId,
};
use crate::metadata::config::{BrokerConfig, GroupConfigs, Settings};
use crate::metadata::image::Image;
use ringmain_protocol::error_code::ErrorCode;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// 2023-11-14, so that wall and monotonic time are not taken for each other.
const WALL_AT_START_MS: i64 = 1_700_000_000_000;

pub(in crate::group) fn configs(changes: &[&str]) -> Arc<GroupConfigs> {
    let mut settings = Settings::embedded_default();
    for change in changes {
        settings.set(change).unwrap();
    }
    Arc::new(BrokerConfig::from_settings(settings, "h").unwrap().0.group)
}

pub(in crate::group) struct Node {
    pub coordinator: Coordinator,
    pub configs: Arc<GroupConfigs>,
    pub image: Arc<Image>,
    pub now_ms: u64,
    /// What is committed.
    pub log: Vec<Record>,
    /// What is appended and not committed.
    pub in_flight: VecDeque<(WriteId, Vec<Record>)>,
    /// Expressions that are being resolved.
    pub resolving: VecDeque<Resolution>,
    /// Appends commit at once.
    pub commit_at_once: bool,
    /// Answers that nobody has taken.
    pub answers: BTreeMap<Ticket, Response>,
    next_ticket: u64,
    random: u128,
}

impl Node {
    pub fn new(changes: &[&str]) -> Self {
        Node::with_image(changes, Image::empty())
    }

    pub fn with_image(changes: &[&str], image: Image) -> Self {
        let (configs, image) = (configs(changes), Arc::new(image));
        let mut node = Node {
            coordinator: Coordinator::new(configs.clone(), image.clone()),
            configs,
            image,
            now_ms: 1_000,
            log: Vec::new(),
            in_flight: VecDeque::new(),
            resolving: VecDeque::new(),
            commit_at_once: true,
            answers: BTreeMap::new(),
            next_ticket: 0,
            random: 0,
        };
        node.restart();
        node
    }

    pub fn now(&self) -> Now {
        Now { ms: self.now_ms, wall_ms: WALL_AT_START_MS + self.now_ms as i64 }
    }

    /// Loses all but what is committed, and loads it.
    pub fn restart(&mut self) {
        self.coordinator = Coordinator::new(self.configs.clone(), self.image.clone());
        self.in_flight.clear();
        self.resolving.clear();
        for (offset, record) in self.log.iter().enumerate() {
            let (key, value) = record.encode().unwrap();
            let record = Record::decode(key, value).unwrap().unwrap();
            self.coordinator.replay(Position { offset: offset as i64, producer_id: -1 }, record);
        }
        let mut effects = Vec::new();
        self.coordinator.loaded(self.now(), &mut effects);
        self.carry_out(effects);
    }

    pub fn input(&mut self, input: Input) {
        let mut effects = Vec::new();
        self.coordinator.step(self.now(), input, &mut effects);
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Reply { ticket, response } => {
                    assert!(self.answers.insert(ticket, response).is_none(), "{ticket:?} is answered twice");
                }
                Effect::Resign(error) => panic!("the coordinator gave up: {error}"),
                Effect::Resolve(resolution) => self.resolving.push_back(resolution),
                Effect::Append { write, records, .. } => {
                    assert!(!records.is_empty());
                    let decode = |(key, value)| Record::decode(key, value).unwrap().unwrap();
                    self.in_flight.push_back((write, records.into_iter().map(decode).collect()));
                }
            }
        }
        while self.commit_at_once && self.commit() {}
    }

    /// Commits the oldest append in flight; false where there is none.
    pub fn commit(&mut self) -> bool {
        let Some((write, records)) = self.in_flight.pop_front() else { return false };
        let offset = self.log.len() as i64;
        self.log.extend(records);
        self.input(Input::Committed { write, offset });
        true
    }

    /// Fails the oldest append in flight and those behind it: the coordinator ends, and what the log has is loaded.
    pub fn fail(&mut self, error: ErrorCode) {
        assert!(!self.in_flight.is_empty());
        self.resign(error);
    }

    pub fn resign(&mut self, error: ErrorCode) {
        let fresh = Coordinator::new(self.configs.clone(), self.image.clone());
        let coordinator = std::mem::replace(&mut self.coordinator, fresh);
        let mut effects = Vec::new();
        coordinator.resign(self.now(), error, &mut effects);
        assert!(effects.iter().all(|effect| matches!(effect, Effect::Reply { .. })));
        self.carry_out(effects);
        self.restart();
    }

    /// Resolves what is to be resolved; lets time pass, stopping at each deadline.
    pub fn pass(&mut self, ms: u64) {
        while let Some(mut resolution) = self.resolving.pop_front() {
            while resolution.go_on(3) {}
            self.input(Input::Resolved(resolution));
        }
        let end = self.now_ms + ms;
        let mut ticks = 0;
        while let Some(at) = self.coordinator.next_deadline().filter(|at| *at <= end) {
            self.now_ms = self.now_ms.max(at);
            ticks += 1;
            assert!(ticks < 1_000_000, "a timer that is due again and again");
            self.input(Input::Tick);
        }
        self.now_ms = end;
    }

    /// Sends a request of an API version; its answer comes to `answers`.
    pub fn send_as(&mut self, api_version: i16, request: Request) -> Ticket {
        let ticket = Ticket(self.next_ticket);
        self.next_ticket += 1;
        self.random += 1;
        let caller = Caller { client_id: "client".into(), client_host: "/127.0.0.1".into(), api_version };
        self.input(Input::Request { ticket, caller, request, random: self.random });
        ticket
    }

    pub fn answer(&mut self, ticket: Ticket) -> Option<Response> {
        self.answers.remove(&ticket)
    }

    /// Sends a request that is answered at once.
    pub fn ask_as(&mut self, api_version: i16, request: Request) -> Response {
        let ticket = self.send_as(api_version, request);
        self.answer(ticket).expect("an answer")
    }
}

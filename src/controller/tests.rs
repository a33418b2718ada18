//! Raft, controller and image together as a shell joins them, for a quorum of one with its log in memory.

use super::quorum::{self, ControllerConfig, QuorumController, bootstrap_records, supported_features};
use super::raft::{
    self, DurableLog, ElectionState, Endpoint, RaftConfig, RaftNode, ReplicaKey, Voter, VoterSet, batches,
};
use crate::metadata::image::Image;
use bytes::Bytes;
use ringmain_protocol::messages::metadata::MetadataRecord;
use ringmain_protocol::messages::rpc::create_topics_request::CreatableTopic;
use ringmain_protocol::messages::rpc::{
    BrokerHeartbeatRequest, BrokerRegistrationRequest, CreateTopicsRequest, broker_registration_request,
};
use ringmain_protocol::records::Decompressor;
use ringmain_protocol::uuid::Uuid;
use std::collections::VecDeque;

/// What survives a crash.
#[derive(Default)]
struct Disk {
    election: Option<ElectionState>,
    log: Vec<u8>,
}

struct Shell {
    raft: RaftNode,
    controller: QuorumController,
    /// The broker's own copy.
    image: Image,
    disk: Disk,
    now_ms: u64,
    activate: Option<(i32, i64)>,
    proposed: VecDeque<Vec<(MetadataRecord, i16)>>,
    raft_effects: VecDeque<raft::Effect>,
    answers: Vec<(u64, quorum::Response)>,
}

impl Shell {
    fn start(disk: Disk) -> Self {
        let voters = VoterSet::new([Voter {
            key: ReplicaKey::new(1, Uuid::ZERO),
            endpoints: vec![Endpoint { name: "CONTROLLER".into(), host: "h".into(), port: 9093 }],
            min_kraft_version: 0,
            max_kraft_version: 0,
        }]);
        let found = batches::read(&Bytes::copy_from_slice(&disk.log)).unwrap();
        let mut durable = DurableLog::default();
        for batch in &found {
            if durable.epochs.last().is_none_or(|(epoch, _)| *epoch < batch.epoch) {
                durable.epochs.push((batch.epoch, batch.base_offset));
            }
            durable.end_offset = batch.last_offset + 1;
        }
        let local = ReplicaKey::new(1, Uuid::from_halves(1, 1000));
        let election = disk.election.unwrap_or(ElectionState::NONE);
        let (raft, effects) = RaftNode::new(RaftConfig::new(local, "c", voters, 1), 0, election, durable);
        let controller = QuorumController::new(ControllerConfig {
            node_id: 1,
            cluster_id: "c".into(),
            static_settings: Default::default(),
            num_partitions: 1,
            default_replication_factor: 1,
            delete_topic_enable: true,
            session_timeout_ms: 9_000,
            own_incarnation: Uuid::ZERO,
            max_idle_interval_ms: 0,
            supported_features: supported_features(),
            bootstrap: bootstrap_records(),
            seed: [1, 2, 3, 4],
        });
        let mut shell = Shell {
            raft,
            controller,
            image: Image::empty(),
            disk,
            now_ms: 0,
            activate: None,
            proposed: VecDeque::new(),
            raft_effects: effects.into(),
            answers: Vec::new(),
        };
        shell.run();
        shell
    }

    fn step_raft(&mut self, input: raft::Input) {
        let effects = self.raft.step(self.now_ms, input);
        self.raft_effects.extend(effects);
    }

    fn run(&mut self) {
        while let Some(effect) = self.raft_effects.pop_front() {
            match effect {
                raft::Effect::PersistQuorumState(state) => self.disk.election = Some(state),
                raft::Effect::AppendControl { base_offset, epoch, records } => {
                    let batch = batches::control_batch(base_offset, epoch, 0, &records).unwrap();
                    self.write(&batch);
                }
                raft::Effect::AppendProposal { base_offset, epoch, record_count, .. } => {
                    let records = self.proposed.pop_front().unwrap();
                    assert_eq!(records.len() as u32, record_count);
                    let batch = batches::metadata_batch(base_offset, epoch, 0, &records).unwrap();
                    self.write(&batch);
                }
                raft::Effect::Committed { high_watermark } => self.committed(high_watermark),
                raft::Effect::BecameLeader { epoch, activate_at } => self.activate = Some((epoch, activate_at)),
                raft::Effect::LeaderChanged { .. } | raft::Effect::SetTimer { .. } => {}
                other => panic!("{other:?}"),
            }
        }
    }

    fn write(&mut self, batch: &[u8]) {
        self.disk.log.extend_from_slice(batch);
        self.step_raft(raft::Input::Flushed { end_offset: self.raft.log().end_offset() });
    }

    fn committed(&mut self, high_watermark: i64) {
        let mut decompressor = Decompressor::new();
        for batch in batches::read(&Bytes::copy_from_slice(&self.disk.log)).unwrap() {
            if batch.last_offset <= self.image.offset() || batch.last_offset >= high_watermark {
                continue;
            }
            let records = batches::metadata_records(&batch.bytes, &mut decompressor).unwrap();
            let records: Vec<MetadataRecord> = records.into_iter().map(|(_, record)| record).collect();
            self.image = self.image.apply(&records, batch.last_offset, batch.epoch).unwrap();
            self.controller.replay(&records, batch.last_offset, batch.epoch).unwrap();
        }
        let next_offset = self.raft.log().end_offset();
        let effects = self.controller.step(self.now_ms, next_offset, quorum::Input::Committed { high_watermark });
        self.carry_out(effects);
        if let Some((epoch, _)) = self.activate.take_if(|(_, at)| high_watermark >= *at) {
            let effects = self.controller.activate(self.now_ms, epoch, next_offset).unwrap();
            self.carry_out(effects);
        }
    }

    fn carry_out(&mut self, effects: Vec<quorum::Effect>) {
        for effect in effects {
            match effect {
                quorum::Effect::Append { base_offset, records } => {
                    assert_eq!(base_offset, self.raft.log().end_offset());
                    let record_count = records.len() as u32;
                    self.proposed.push_back(records);
                    self.step_raft(raft::Input::Propose { token: 0, epoch: self.raft.epoch(), record_count });
                }
                quorum::Effect::Respond { token, response } => self.answers.push((token, response)),
                quorum::Effect::SetTimer { .. } => {}
                other => panic!("{other:?}"),
            }
        }
    }

    fn ask(&mut self, request: quorum::Request) -> quorum::Response {
        let next_offset = self.raft.log().end_offset();
        let effects = self.controller.step(self.now_ms, next_offset, quorum::Input::Request { token: 9, request });
        self.carry_out(effects);
        self.run();
        assert_eq!(self.answers.len(), 1);
        self.answers.remove(0).1
    }

    fn join(&mut self, incarnation: u64) {
        let features =
            supported_features().into_iter().map(|(name, (min, max))| broker_registration_request::Feature {
                name,
                min_supported_version: min,
                max_supported_version: max,
                ..Default::default()
            });
        let registration = BrokerRegistrationRequest {
            broker_id: 1,
            cluster_id: "c".into(),
            incarnation_id: Uuid::from_halves(2, incarnation),
            features: features.collect(),
            log_dirs: vec![Uuid::from_halves(1, 1000)],
            ..Default::default()
        };
        let quorum::Response::BrokerRegistration(registered) =
            self.ask(quorum::Request::BrokerRegistration(registration))
        else {
            panic!()
        };
        assert_eq!(registered.error_code, 0);
        let heartbeat = BrokerHeartbeatRequest {
            broker_id: 1,
            broker_epoch: registered.broker_epoch,
            current_metadata_offset: self.image.offset(),
            ..Default::default()
        };
        let answer = self.ask(quorum::Request::BrokerHeartbeat(heartbeat));
        assert!(matches!(answer, quorum::Response::BrokerHeartbeat(r) if !r.is_fenced));
    }
}

#[test]
fn a_quorum_of_one_bootstraps_serves_and_comes_back_with_all_it_had() {
    let mut shell = Shell::start(Disk::default());
    assert!(shell.controller.is_active());
    assert_eq!(shell.image.metadata_version(), 30);
    shell.join(1);
    let topic = CreatableTopic { name: "t".into(), num_partitions: 3, replication_factor: 1, ..Default::default() };
    let request = CreateTopicsRequest { topics: vec![topic], ..Default::default() };
    let quorum::Response::CreateTopics(created) = shell.ask(quorum::Request::CreateTopics(request)) else { panic!() };
    assert_eq!((created.topics[0].error_code, created.topics[0].num_partitions), (0, 3));
    assert_eq!(shell.image.topic("t").unwrap().id, created.topics[0].topic_id);
    assert_eq!(&shell.image, shell.controller.committed(), "both copies are one");
    let before = shell.image.clone();

    let mut shell = Shell::start(shell.disk);
    assert_eq!(shell.raft.epoch(), 2);
    assert_eq!(shell.image.topic("t"), before.topic("t"));
    assert_eq!(shell.image.to_records(), before.to_records());
    // Its old session still counts until it is registered anew with another incarnation.
    shell.now_ms = 9_000;
    let next_offset = shell.raft.log().end_offset();
    let effects = shell.controller.step(shell.now_ms, next_offset, quorum::Input::Timer);
    shell.carry_out(effects);
    shell.run();
    assert!(shell.image.broker(1).unwrap().fenced);
    shell.join(2);
    assert_eq!(shell.image.topic("t").unwrap().partitions.get(&2).unwrap().leader, 1);
    assert_eq!(&shell.image, shell.controller.committed());
}

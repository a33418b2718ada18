//! The controller's answers and records, as Apache Kafka 4.3.1 gives and writes them.

use super::*;
use crate::metadata::image::{ConfigResource, Image};
use ringmain_protocol::messages::metadata::*;
use ringmain_protocol::messages::rpc::create_topics_request::{
    CreatableReplicaAssignment, CreatableTopic, CreatableTopicConfig,
};
use ringmain_protocol::messages::rpc::*;
use ringmain_protocol::messages::rpc::{
    alter_partition_request, broker_registration_request, create_partitions_request, delete_topics_request,
    incremental_alter_configs_request, update_features_request,
};
use ringmain_protocol::uuid::Uuid;
use std::collections::BTreeMap;

mod brokers;
mod configs;
mod directories;
mod topics;

const SESSION_MS: u64 = 9_000;
/// Of the broker in the controller's process.
const OWN_INCARNATION: u64 = 77;

struct Cluster {
    controller: QuorumController,
    now_ms: u64,
    end_offset: i64,
    token: u64,
    /// Everything appended.
    log: Vec<(MetadataRecord, i16)>,
}

fn directory(broker: i32) -> Uuid {
    Uuid::from_halves(1, 1000 + broker as u64)
}

impl Cluster {
    fn new() -> Self {
        let config = ControllerConfig {
            node_id: 1,
            cluster_id: "c".into(),
            own_incarnation: Uuid::from_halves(5, OWN_INCARNATION),
            static_settings: BTreeMap::from([("num.partitions".to_owned(), "4".to_owned())]),
            num_partitions: 4,
            default_replication_factor: 1,
            delete_topic_enable: true,
            session_timeout_ms: SESSION_MS,
            max_idle_interval_ms: 0,
            supported_features: supported_features(),
            bootstrap: bootstrap_records(),
            seed: [1, 2, 3, 4],
        };
        let mut cluster =
            Cluster { controller: QuorumController::new(config), now_ms: 0, end_offset: 1, token: 0, log: Vec::new() };
        let effects = cluster.controller.activate(0, 1, 1).unwrap();
        cluster.take(effects);
        cluster.commit();
        cluster
    }

    fn with_brokers(count: i32) -> Self {
        let mut cluster = Cluster::new();
        for id in 1..=count {
            cluster.join(id);
        }
        cluster
    }

    /// Appends to the log; gives the answers.
    fn take(&mut self, effects: Vec<Effect>) -> Vec<(u64, Response)> {
        let mut answers = Vec::new();
        for effect in effects {
            match effect {
                Effect::Append { base_offset, records } => {
                    assert_eq!(base_offset, self.end_offset);
                    self.end_offset += records.len() as i64;
                    self.log.extend(records);
                }
                Effect::Respond { token, response } => answers.push((token, response)),
                Effect::SetTimer { .. } | Effect::UpgradeKRaftVersion { .. } => {}
            }
        }
        answers
    }

    fn send(&mut self, request: Request) -> Vec<(u64, Response)> {
        self.token += 1;
        let input = Input::Request { token: self.token, request };
        let effects = self.controller.step(self.now_ms, self.end_offset, input);
        self.take(effects)
    }

    fn commit(&mut self) -> Vec<(u64, Response)> {
        let input = Input::Committed { high_watermark: self.end_offset };
        let effects = self.controller.step(self.now_ms, self.end_offset, input);
        self.take(effects)
    }

    fn ask(&mut self, request: Request) -> Response {
        let mut answers = self.send(request);
        answers.extend(self.commit());
        assert_eq!(answers.len(), 1);
        answers.remove(0).1
    }

    /// The records that a request led to.
    fn records_of(&mut self, request: Request) -> Vec<MetadataRecord> {
        let before = self.log.len();
        self.ask(request);
        self.log[before..].iter().map(|(record, _)| record.clone()).collect()
    }

    fn image(&self) -> &Image {
        self.controller.committed()
    }

    fn register(&mut self, id: i32, incarnation: u64, previous_epoch: i64) -> BrokerRegistrationResponse {
        let request = registration(id, incarnation, previous_epoch);
        match self.ask(Request::BrokerRegistration(request)) {
            Response::BrokerRegistration(response) => response,
            other => panic!("{other:?}"),
        }
    }

    fn heartbeat(&mut self, id: i32, change: impl Fn(&mut BrokerHeartbeatRequest)) -> BrokerHeartbeatResponse {
        let broker_epoch = self.image().broker(id).map_or(-1, |b| b.epoch);
        let mut request = BrokerHeartbeatRequest {
            broker_id: id,
            broker_epoch,
            current_metadata_offset: self.end_offset - 1,
            ..Default::default()
        };
        change(&mut request);
        match self.ask(Request::BrokerHeartbeat(request)) {
            Response::BrokerHeartbeat(response) => response,
            other => panic!("{other:?}"),
        }
    }

    fn join(&mut self, id: i32) {
        assert_eq!(self.register(id, id as u64, -1).error_code, 0);
        assert!(!self.heartbeat(id, |_| {}).is_fenced);
    }

    fn create(&mut self, topic: CreatableTopic) -> (i16, String) {
        let request = CreateTopicsRequest { topics: vec![topic], ..Default::default() };
        match self.ask(Request::CreateTopics(request)) {
            Response::CreateTopics(response) => {
                let result = &response.topics[0];
                (result.error_code, result.error_message.clone().unwrap_or_default())
            }
            other => panic!("{other:?}"),
        }
    }

    fn partition(&self, topic: &str, number: i32) -> crate::metadata::image::Partition {
        self.image().topic(topic).unwrap().partitions.get(&number).unwrap().clone()
    }
}

fn registration(id: i32, incarnation: u64, previous_broker_epoch: i64) -> BrokerRegistrationRequest {
    BrokerRegistrationRequest {
        broker_id: id,
        cluster_id: "c".into(),
        incarnation_id: Uuid::from_halves(5, incarnation),
        listeners: vec![broker_registration_request::Listener {
            name: "PLAINTEXT".into(),
            host: format!("h{id}"),
            port: 9092,
            ..Default::default()
        }],
        features: supported_features()
            .into_iter()
            .map(|(name, (min, max))| broker_registration_request::Feature {
                name,
                min_supported_version: min,
                max_supported_version: max,
                ..Default::default()
            })
            .collect(),
        log_dirs: vec![directory(id)],
        previous_broker_epoch,
        ..Default::default()
    }
}

fn topic(name: &str, num_partitions: i32, replication_factor: i16) -> CreatableTopic {
    CreatableTopic { name: name.into(), num_partitions, replication_factor, ..Default::default() }
}

fn assigned(name: &str, assignments: &[(i32, &[i32])]) -> CreatableTopic {
    let assignments = assignments
        .iter()
        .map(|(partition_index, brokers)| CreatableReplicaAssignment {
            partition_index: *partition_index,
            broker_ids: brokers.to_vec(),
            ..Default::default()
        })
        .collect();
    CreatableTopic { assignments, ..topic(name, -1, -1) }
}

fn with_config(name: &str, config: &[(&str, Option<&str>)]) -> CreatableTopic {
    let configs = config
        .iter()
        .map(|(name, value)| CreatableTopicConfig {
            name: (*name).into(),
            value: value.map(str::to_owned),
            ..Default::default()
        })
        .collect();
    CreatableTopic { configs, ..topic(name, 1, 1) }
}

fn names(records: &[MetadataRecord]) -> Vec<&'static str> {
    records.iter().map(MetadataRecord::name).collect()
}

#[test]
fn an_empty_log_begins_as_kafkas_does() {
    let cluster = Cluster::new();
    let shown: Vec<String> = cluster
        .log
        .iter()
        .map(|(record, version)| {
            assert_eq!(*version, 0);
            match record {
                MetadataRecord::BeginTransaction(r) => format!("begin {}", r.name.as_deref().unwrap_or("")),
                MetadataRecord::FeatureLevel(r) => format!("{}={}", r.name, r.feature_level),
                MetadataRecord::Config(r) => {
                    let value = r.value.as_deref().unwrap_or("-");
                    format!("{}:{}:{}={value}", r.resource_type, r.resource_name, r.name)
                }
                other => other.name().to_owned(),
            }
        })
        .collect();
    assert_eq!(
        shown,
        [
            "begin Bootstrap records",
            "metadata.version=30",
            "eligible.leader.replicas.version=1",
            "group.version=1",
            "share.version=1",
            "streams.version=1",
            "transaction.version=2",
            "4::min.insync.replicas=1",
            "EndTransactionRecord"
        ]
    );
}

#[test]
fn an_activation_aborts_a_bootstrap_that_was_cut_off() {
    let mut cluster = Cluster::new();
    let cut_off: Vec<MetadataRecord> = cluster.log[..4].iter().map(|(record, _)| record.clone()).collect();
    cluster.controller = QuorumController::new(cluster.controller.config.clone());
    cluster.controller.replay(&cut_off, 4, 1).unwrap();
    let effects = cluster.controller.activate(0, 2, 5).unwrap();
    let [Effect::Append { base_offset: 5, records }] = effects.as_slice() else { panic!("{effects:?}") };
    let records: Vec<MetadataRecord> = records.iter().map(|(record, _)| record.clone()).collect();
    assert_eq!(names(&records)[..3], ["AbortTransactionRecord", "BeginTransactionRecord", "FeatureLevelRecord"]);
    // An activation of a log that has its bootstrap writes nothing.
    let mut other = Cluster::new();
    other.controller.resign();
    let end_offset = other.end_offset;
    assert!(!other.controller.activate(0, 2, end_offset).unwrap().iter().any(|e| matches!(e, Effect::Append { .. })));
}

#[test]
fn answers_wait_for_the_commit_and_a_lost_leader_takes_it_all_back() {
    let mut cluster = Cluster::with_brokers(1);
    let create = |name: &str| {
        Request::CreateTopics(CreateTopicsRequest { topics: vec![topic(name, 1, 1)], ..Default::default() })
    };
    assert_eq!(cluster.send(create("a")), vec![]);
    assert!(cluster.image().topic("a").is_none());
    // Already taken, though not committed; and that answer waits too.
    assert_eq!(cluster.send(create("a")), vec![]);
    let answers = cluster.commit();
    assert_eq!(answers.len(), 2);
    assert!(cluster.image().topic("a").is_some());

    cluster.send(create("b"));
    let effects = cluster.controller.resign();
    assert_eq!(effects.len(), 1);
    assert!(matches!(effects[0], Effect::Respond { response: Response::NotController, .. }));
    assert!(cluster.image().topic("b").is_none());
    assert_eq!(cluster.ask(create("c")), Response::NotController);
    // Another leader's record for the same offset.
    let offset = cluster.image().offset();
    let theirs = MetadataRecord::Topic(TopicRecord {
        name: "theirs".into(),
        topic_id: Uuid::from_halves(9, 9),
        ..Default::default()
    });
    cluster.controller.replay(&[theirs], offset + 1, 2).unwrap();
    assert!(cluster.image().topic("theirs").is_some() && cluster.image().topic("b").is_none());
}

#[test]
fn features_are_updated_as_kafka_updates_them() {
    let mut cluster = Cluster::with_brokers(1);
    let all = "The update failed for all features since the following feature had an error: ";
    for (feature, level, upgrade_type, expected) in [
        (
            "metadata.version",
            29,
            1,
            "Invalid update version 29 for feature metadata.version. Can't downgrade the version of this feature without setting the upgrade type to either safe or unsafe downgrade.",
        ),
        (
            "metadata.version",
            31,
            1,
            "Invalid update version 31 for feature metadata.version. Local controller 1 only supports versions 7-30",
        ),
        ("metadata.version", 30, 1, ""),
        ("nope", 1, 1, "Invalid update version 1 for feature nope. Local controller 1 does not support this feature."),
        ("group.version", 0, 2, ""),
        ("group.version", 1, 1, ""),
        (
            "share.version",
            9,
            1,
            "Invalid update version 9 for feature share.version. Local controller 1 only supports versions 0-1",
        ),
        (
            "transaction.version",
            1,
            1,
            "Invalid update version 1 for feature transaction.version. Can't downgrade the version of this feature without setting the upgrade type to either safe or unsafe downgrade.",
        ),
        (
            "metadata.version",
            29,
            2,
            "Unsupported metadata.version downgrade from 30 to 29. Refusing to perform the requested downgrade because it might delete metadata information.",
        ),
        (
            "metadata.version",
            29,
            3,
            "Unsupported metadata.version downgrade from 30 to 29. Unsafe metadata downgrade is not supported in this version.",
        ),
        ("eligible.leader.replicas.version", 0, 2, ""),
    ] {
        let update = update_features_request::FeatureUpdateKey {
            feature: feature.into(),
            max_version_level: level,
            upgrade_type,
            ..Default::default()
        };
        let request = UpdateFeaturesRequest { feature_updates: vec![update], ..Default::default() };
        let Response::UpdateFeatures(response) = cluster.ask(Request::UpdateFeatures(request)) else { panic!() };
        let message = response.error_message.unwrap_or_default();
        let expected_message = if expected.is_empty() { String::new() } else { format!("{all}{expected}") };
        assert_eq!(message, expected_message, "{feature} {level}");
    }
    assert_eq!((cluster.image().feature_level("group.version"), cluster.image().elr_enabled()), (1, false));
    let update = update_features_request::FeatureUpdateKey {
        feature: "kraft.version".into(),
        max_version_level: 1,
        upgrade_type: 1,
        ..Default::default()
    };
    let request =
        Request::UpdateFeatures(UpdateFeaturesRequest { feature_updates: vec![update], ..Default::default() });
    let effects = cluster.controller.step(0, cluster.end_offset, Input::Request { token: 77, request });
    assert!(effects.contains(&Effect::UpgradeKRaftVersion { token: 77, level: 1 }));
    let done = cluster.controller.step(0, cluster.end_offset, Input::KRaftVersionUpgraded { token: 77, done: true });
    assert!(
        matches!(&done[0], Effect::Respond { token: 77, response: Response::UpdateFeatures(r) } if r.error_code == 0)
    );
}

#[test]
fn an_idle_controller_writes_a_no_op_now_and_then() {
    let mut cluster = Cluster::new();
    cluster.controller.config.max_idle_interval_ms = 500;
    let effects = cluster.controller.step(499, cluster.end_offset, Input::Timer);
    assert!(!effects.iter().any(|e| matches!(e, Effect::Append { .. })));
    let effects = cluster.controller.step(500, cluster.end_offset, Input::Timer);
    assert!(matches!(&effects[0], Effect::Append { records, .. } if records.len() == 1));
}

#[test]
fn one_seed_gives_the_same_records() {
    let run = || {
        let mut cluster = Cluster::with_brokers(3);
        cluster.create(topic("a", 6, 2));
        cluster.create(topic("b", 6, 3));
        cluster.log
    };
    assert_eq!(run(), run());
}

//! Coordinators on two shards in the simulated world: requests find them, what they acknowledge survives.

use std::cell::Cell;
use std::time::Duration;

use ringmain_protocol::messages::metadata::{MetadataRecord, PartitionChangeRecord, RemoveTopicRecord};
use ringmain_protocol::messages::rpc::offset_commit_request::*;
use ringmain_protocol::messages::rpc::offset_fetch_request::{OffsetFetchRequestGroup, OffsetFetchRequestTopics};
use ringmain_protocol::messages::rpc::{JoinGroupRequest, ListGroupsRequest};
use ringmain_protocol::records::{BatchBuilder, BatchOptions, Batches, Compressor, Decompressor};
use ringmain_protocol::uuid::Uuid;

use super::super::calls::{FetchCall, FetchPart, Isolation, ProduceCall, ProducePart};
use super::super::tests::{Started, start_with, topic_records};
use super::*;
use crate::log::config::LogConfig;
use crate::metadata::config::TopicConfig;
use crate::partition::settings::PartitionSettings;
use crate::rt::sim::{Sim, check_seeds};
use crate::rt::{task, time};

const PARTITIONS: i32 = 8;
const LIMIT: Duration = Duration::from_secs(600);

fn offsets_topic() -> Uuid {
    Uuid::from_halves(5, 5)
}

fn image() -> Image {
    let mut records = topic_records(OFFSETS_TOPIC, offsets_topic(), PARTITIONS);
    records.extend(topic_records("orders", Uuid::from_halves(6, 6), 2));
    let last = records.len() as i64 - 1;
    Image::empty().apply(&records, last, 1).unwrap()
}

fn caller() -> Caller {
    Caller { client_id: "test".into(), client_host: "/127.0.0.1".into(), api_version: 9 }
}

fn commit_of(group_id: &str, offset: i64, metadata: &str) -> Request {
    let partition = OffsetCommitRequestPartition {
        committed_offset: offset,
        committed_leader_epoch: -1,
        committed_metadata: Some(metadata.to_owned()),
        ..Default::default()
    };
    let topic = OffsetCommitRequestTopic { name: "orders".into(), partitions: vec![partition], ..Default::default() };
    Request::OffsetCommit(OffsetCommitRequest {
        group_id: group_id.to_owned(),
        generation_id_or_member_epoch: -1,
        retention_time_ms: -1,
        topics: vec![topic],
        ..Default::default()
    })
}

async fn commit(shard: &Shard, group_id: &str, offset: i64) -> ErrorCode {
    match shard.group(group_id, caller(), commit_of(group_id, offset, "")).await {
        Ok(Response::OffsetCommit(answer)) => ErrorCode::from(answer.topics[0].partitions[0].error_code),
        Ok(other) => panic!("{other:?}"),
        Err(error) => error,
    }
}

async fn committed(shard: &Shard, group_id: &str) -> Result<i64, ErrorCode> {
    let topics =
        vec![OffsetFetchRequestTopics { name: "orders".into(), partition_indexes: vec![0], ..Default::default() }];
    let group = OffsetFetchRequestGroup { group_id: group_id.into(), topics: Some(topics), ..Default::default() };
    match shard.group(group_id, caller(), Request::OffsetFetch { group, require_stable: false }).await? {
        Response::OffsetFetch(answer) => match ErrorCode::from(answer.error_code) {
            ErrorCode::None => Ok(answer.topics[0].partitions[0].committed_offset),
            error => Err(error),
        },
        other => panic!("{other:?}"),
    }
}

async fn committed_once_loaded(shard: &Shard, group_id: &str) -> i64 {
    loop {
        match committed(shard, group_id).await {
            Ok(offset) => return offset,
            Err(ErrorCode::CoordinatorLoadInProgress | ErrorCode::NotCoordinator) => {
                time::sleep(Duration::from_millis(1)).await;
            }
            Err(error) => panic!("{group_id}: {error}"),
        }
    }
}

fn names() -> Vec<String> {
    (0..40).map(|n| format!("group-{n}")).collect()
}

/// Waits until every coordinator has loaded.
async fn ready() -> Started {
    let node = start_with(image()).await;
    for group_id in names() {
        committed_once_loaded(&node.shard, &group_id).await;
    }
    node
}

fn in_sim(seed: u64, work: impl Future<Output = ()> + 'static) {
    Sim::new(seed).node(1).block_on(LIMIT, work).unwrap();
}

/// By Java: `Utils.abs(groupId.hashCode()) % partitions`.
#[test]
fn groups_fall_to_the_partitions_that_kafka_gives_them() {
    for (group_id, hash) in [("", 0), ("a", 97), ("group", 98_629_247)] {
        assert_eq!(coordinator_partition(group_id, i32::MAX), hash, "{group_id}");
        assert_eq!(coordinator_partition(group_id, 50), hash % 50, "{group_id}");
    }
    // A hash of -2^31 has no positive counterpart.
    assert_eq!(coordinator_partition("polygenelubricants", 50), 0);
    // Two UTF-16 units.
    assert_eq!(coordinator_partition("\u{1f980}", i32::MAX), 0xd83e * 31 + 0xdd80);
    assert_eq!(coordinator_partition("group", 0), 0);
}

#[test]
fn commits_on_either_shard_are_there_after_a_restart() {
    let sim = Sim::new(1);
    for round in 0..3 {
        let node = sim.node(1);
        node.block_on(LIMIT, async move {
            let node = ready().await;
            let owners: std::collections::BTreeSet<_> = names()
                .iter()
                .map(|name| node.shard.owner(offsets_topic(), coordinator_partition(name, PARTITIONS)))
                .collect();
            assert_eq!(owners.len(), 2, "groups of both shards");
            for (n, group_id) in names().iter().enumerate() {
                let before = committed(&node.shard, group_id).await;
                assert_eq!(before, Ok(if round == 0 { -1 } else { 100 * (round - 1) + n as i64 }), "{group_id}");
                assert_eq!(commit(&node.shard, group_id, 100 * round + n as i64).await, ErrorCode::None);
                assert_eq!(committed(&node.shard, group_id).await, Ok(100 * round + n as i64));
            }
            node.stop().await;
        })
        .unwrap();
    }
}

#[test]
fn every_group_is_listed_once() {
    in_sim(2, async {
        let node = ready().await;
        for group_id in names() {
            commit(&node.shard, &group_id, 1).await;
        }
        let mut listed = Vec::new();
        for answer in node.shard.all_groups(caller(), Request::ListGroups(ListGroupsRequest::default())).await {
            match answer {
                Ok(Response::ListGroups(some)) => listed.extend(some.groups.into_iter().map(|group| group.group_id)),
                other => panic!("{other:?}"),
            }
        }
        listed.sort();
        let mut expected = names();
        expected.sort();
        assert_eq!(listed, expected);
        node.stop().await;
    });
}

async fn batches(shard: &Shard, partition: i32) -> Vec<(i64, i32)> {
    let part = FetchPart {
        topic_id: offsets_topic(),
        partition,
        current_leader_epoch: -1,
        fetch_offset: 0,
        last_fetched_epoch: -1,
        log_start_offset: -1,
        max_bytes: 50 << 20,
    };
    let isolation = Isolation::ReadUncommitted;
    let (max_wait_ms, min_bytes, max_bytes) = (0, 0, 50 << 20);
    let call = FetchCall { max_wait_ms, min_bytes, max_bytes, isolation, parts: vec![part] };
    let outcome = shard.fetch(call).await.remove(0);
    assert_eq!(outcome.error, ErrorCode::None);
    let bytes: Vec<u8> = outcome.records.iter().flat_map(|segment| segment.as_ref().to_vec()).collect();
    let mut found = Vec::new();
    for batch in Batches::new(&bytes) {
        let batch = batch.unwrap();
        assert_eq!(batch.header().producer_id, -1);
        let mut decompressor = Decompressor::new();
        for record in batch.records(&mut decompressor, 1 << 20).unwrap() {
            record.unwrap();
        }
        found.push((batch.header().base_offset, batch.header().record_count));
    }
    found
}

#[test]
fn the_writes_of_a_turn_are_one_batch_unless_it_grows_too_large() {
    in_sim(3, async {
        let node = ready().await;
        let shard = &node.shard;
        let group_id = names()
            .into_iter()
            .find(|name| shard.owner(offsets_topic(), coordinator_partition(name, PARTITIONS)) == shard.id());
        let group_id = group_id.unwrap();
        let partition = coordinator_partition(&group_id, PARTITIONS);
        // The group is there from now on: its commits do not wait for each other.
        assert_eq!(commit(shard, &group_id, 0).await, ErrorCode::None);
        let metadata = "m".repeat(4000);
        let asked: Vec<_> =
            (1..=600).map(|offset| shard.group(&group_id, caller(), commit_of(&group_id, offset, &metadata))).collect();
        for asked in asked {
            match asked.await {
                Ok(Response::OffsetCommit(answer)) => assert_eq!(answer.topics[0].partitions[0].error_code, 0),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(committed(shard, &group_id).await, Ok(600));
        let batches = batches(shard, partition).await;
        // 600 records of 4 KB: max.message.bytes is 1 MiB.
        assert_eq!(batches.iter().map(|(_, count)| *count).sum::<i32>(), 601, "{batches:?}");
        assert!((4..=5).contains(&batches.len()), "{batches:?}");
        node.stop().await;
    });
}

#[test]
fn a_coordinator_ends_with_its_leadership_and_begins_with_the_next() {
    in_sim(4, async {
        let node = ready().await;
        let shard = node.shard.clone();
        for group_id in names() {
            commit(&shard, &group_id, 7).await;
        }
        lead(&node, 2);
        for group_id in names() {
            while committed(&shard, &group_id).await != Err(ErrorCode::NotCoordinator) {
                time::sleep(Duration::from_millis(1)).await;
            }
            assert_eq!(commit(&shard, &group_id, 8).await, ErrorCode::NotCoordinator);
        }
        lead(&node, 1);
        for group_id in names() {
            assert_eq!(committed_once_loaded(&shard, &group_id).await, 7);
            assert_eq!(commit(&shard, &group_id, 9).await, ErrorCode::None);
        }
        node.stop().await;
    });
}

/// Leads all partitions of the offsets topic, from here or from elsewhere.
fn lead(node: &Started, leader: i32) {
    let change = |partition_id| {
        MetadataRecord::PartitionChange(PartitionChangeRecord {
            partition_id,
            topic_id: offsets_topic(),
            leader,
            ..Default::default()
        })
    };
    apply(node, &(0..PARTITIONS).map(change).collect::<Vec<_>>());
}

fn apply(node: &Started, records: &[MetadataRecord]) {
    let before = node.images.latest();
    let offset = before.offset() + records.len() as i64;
    node.images.publish(Arc::new(before.apply(records, offset, 1).unwrap()));
}

/// A group whose coordinator is on the shard that is asked.
fn a_group_of(shard: &Shard) -> (String, i32) {
    let here = |name: &String| shard.owner(offsets_topic(), coordinator_partition(name, PARTITIONS)) == shard.id();
    let group_id = names().into_iter().find(here).unwrap();
    let partition = coordinator_partition(&group_id, PARTITIONS);
    (group_id, partition)
}

#[test]
fn a_coordinator_that_cannot_write_loads_again_and_goes_on() {
    in_sim(7, async {
        let node = ready().await;
        let shard = &node.shard;
        for group_id in names() {
            assert_eq!(commit(shard, &group_id, 7).await, ErrorCode::None);
        }
        let before = shard.group_counts().await;
        let (group_id, partition) = a_group_of(shard);
        let seat = shard.inner.groups.seats.borrow().get(&partition).unwrap().clone();
        seat.fail_a_write(ErrorCode::KafkaStorageError);
        // What is in flight behind it is no longer known to be written.
        assert_eq!(commit(shard, &group_id, 8).await, ErrorCode::NotCoordinator);
        let there = committed_once_loaded(shard, &group_id).await;
        assert!(there == 7 || there == 8, "{there}");
        assert_eq!(commit(shard, &group_id, 9).await, ErrorCode::None);
        assert_eq!(committed(shard, &group_id).await, Ok(9));
        let after = shard.group_counts().await;
        assert_eq!((after.loads, after.active), (before.loads + 1, u64::try_from(PARTITIONS).unwrap()));
        assert_eq!(after.done.offset_commits, before.done.offset_commits + 2, "a coordinator's deeds outlive it");
        assert_eq!((after.groups, after.offsets), ([(("classic", "Empty"), 40)].into(), 40));
        node.stop().await;
    });
}

/// Sets the largest batch that the partition takes, and its segments' size.
fn resize(shard: &Shard, partition: i32, max_message_bytes: usize, segment_bytes: u32) {
    let partition = shard.partition(offsets_topic(), partition).unwrap();
    let layers =
        BrokerLayers { static_settings: shard.config().settings.as_map(), dynamic_default: None, dynamic_broker: None };
    let settings = PartitionSettings::of(&TopicConfig::resolve(&BTreeMap::new(), &layers), 1_000);
    let log = Rc::new(LogConfig { segment_bytes, ..(*settings.log).clone() });
    partition.set_settings(Rc::new(PartitionSettings { max_message_bytes, log, ..(*settings).clone() }));
}

#[test]
fn nothing_is_appended_behind_a_write_that_was_refused() {
    in_sim(10, async {
        let node = ready().await;
        let shard = &node.shard;
        let (group_id, partition) = a_group_of(shard);
        assert_eq!(commit(shard, &group_id, 0).await, ErrorCode::None);
        let seat = shard.inner.groups.seats.borrow().get(&partition).unwrap().clone();
        let mut asked = Vec::new();
        for offset in 1..=3 {
            asked.push(shard.group(&group_id, caller(), commit_of(&group_id, offset, "")));
            // Whether the refusal is heard of before the next append or not.
            resize(shard, partition, if offset == 2 { 10 } else { 1 << 20 }, 1 << 20);
            seat.append(shard);
        }
        for asked in asked {
            if let Ok(Response::OffsetCommit(answer)) = asked.await {
                assert_ne!(
                    answer.topics[0].partitions[0].error_code, 0,
                    "what was in flight is not known to be written"
                );
            }
        }
        assert_eq!(committed_once_loaded(shard, &group_id).await, 1);
        assert_eq!(commit(shard, &group_id, 4).await, ErrorCode::None);
        let found = batches(shard, partition).await;
        assert_eq!(found, [(0, 1), (1, 1), (2, 1)], "offsets 0, 1 and 4");
        node.stop().await;
    });
}

#[test]
fn what_comes_while_a_commit_is_under_way_is_one_batch() {
    in_sim(12, async {
        let node = ready().await;
        let shard = &node.shard;
        let (group_id, partition) = a_group_of(shard);
        assert_eq!(commit(shard, &group_id, 0).await, ErrorCode::None);
        let mut asked = Vec::new();
        for offset in 1..=20 {
            asked.push(shard.group(&group_id, caller(), commit_of(&group_id, offset, "")));
            // Each in a turn of its own.
            task::yield_now().await;
        }
        for asked in asked {
            match asked.await {
                Ok(Response::OffsetCommit(answer)) => assert_eq!(answer.topics[0].partitions[0].error_code, 0),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(committed(shard, &group_id).await, Ok(20));
        let found = batches(shard, partition).await;
        assert_eq!(found.iter().map(|(_, count)| *count).sum::<i32>(), 21, "{found:?}");
        assert!(found.len() <= 4, "{found:?}");
        node.stop().await;
    });
}

#[test]
fn writes_wait_for_others_as_long_as_the_linger_says() {
    in_sim(13, async {
        let node = ready().await;
        let shard = &node.shard;
        let (group_id, partition) = a_group_of(shard);
        assert_eq!(commit(shard, &group_id, 0).await, ErrorCode::None);
        let seat = shard.inner.groups.seats.borrow().get(&partition).cloned().unwrap();
        let linger = Duration::from_secs(2);
        seat.configure(&Arc::new(GroupConfigs { append_linger: Some(linger), ..shard.config().group.clone() }));
        let before = batches(shard, partition).await.len();
        let began = time::now();
        let first = shard.group(&group_id, caller(), commit_of(&group_id, 1, ""));
        time::sleep(linger / 2).await;
        let second = shard.group(&group_id, caller(), commit_of(&group_id, 2, ""));
        for asked in [task::spawn(first), task::spawn(second)] {
            assert!(matches!(asked.await, Ok(Ok(Response::OffsetCommit(_)))));
            assert!((linger..linger * 2).contains(&began.elapsed()), "{:?}", began.elapsed());
        }
        assert_eq!(batches(shard, partition).await.len(), before + 1);
        // What fills a batch does not wait.
        let began = time::now();
        let metadata = "m".repeat(4000);
        let asked: Vec<_> =
            (3..=300).map(|offset| shard.group(&group_id, caller(), commit_of(&group_id, offset, &metadata))).collect();
        for asked in asked {
            assert!(matches!(asked.await, Ok(Response::OffsetCommit(_))));
        }
        assert!(began.elapsed() < linger, "{:?}", began.elapsed());
        assert_eq!(committed(shard, &group_id).await, Ok(300));
        node.stop().await;
    });
}

#[test]
fn who_commits_alone_does_not_wait_and_those_who_commit_together_share_a_batch() {
    in_sim(14, async {
        let node = ready().await;
        let shard = &node.shard;
        let (group_id, partition) = a_group_of(shard);
        let other = names().into_iter().find(|name| {
            *name != group_id && coordinator_partition(name, PARTITIONS) == coordinator_partition(&group_id, PARTITIONS)
        });
        let other = other.unwrap();
        let began = time::now();
        for offset in 0..100 {
            assert_eq!(commit(shard, &group_id, offset).await, ErrorCode::None);
        }
        let alone = began.elapsed();
        let before = batches(shard, partition).await.len();
        let began = time::now();
        for offset in 0..50 {
            assert_eq!(commit(shard, &group_id, offset).await, ErrorCode::None);
            assert_eq!(commit(shard, &other, offset).await, ErrorCode::None);
        }
        let together = began.elapsed();
        assert!(alone < linger::LINGER * 50 && together > linger::LINGER * 99, "{alone:?}, then {together:?}");
        assert_eq!(batches(shard, partition).await.len(), before + 100);
        // Each comes while the one before is waited for.
        let asked: Vec<_> = (0..10)
            .map(|n| {
                let group_id = if n % 2 == 0 { &group_id } else { &other };
                shard.group(group_id, caller(), commit_of(group_id, n, ""))
            })
            .collect();
        for asked in asked {
            assert!(matches!(asked.await, Ok(Response::OffsetCommit(_))));
        }
        assert!(batches(shard, partition).await.len() <= before + 102);
        node.stop().await;
    });
}

#[test]
fn batches_fit_segments_too() {
    in_sim(11, async {
        let node = ready().await;
        let shard = &node.shard;
        let (group_id, partition) = a_group_of(shard);
        assert_eq!(commit(shard, &group_id, 0).await, ErrorCode::None);
        resize(shard, partition, 1 << 20, 20_000);
        let metadata = "m".repeat(4000);
        let asked: Vec<_> =
            (1..=30).map(|offset| shard.group(&group_id, caller(), commit_of(&group_id, offset, &metadata))).collect();
        for asked in asked {
            match asked.await {
                Ok(Response::OffsetCommit(answer)) => assert_eq!(answer.topics[0].partitions[0].error_code, 0),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(committed(shard, &group_id).await, Ok(30));
        node.stop().await;
    });
}

/// It is read again after a rest, whatever the metadata does meanwhile.
#[test]
fn a_log_that_cannot_be_read_is_not_read_with_every_image() {
    in_sim(8, async {
        let node = ready().await;
        let shard = &node.shard;
        // The key of a group's metadata, cut short.
        let mut builder = BatchBuilder::new(BatchOptions::default());
        builder.append(time::wall_ms(), Some(&[0, 2, 0]), Some(&[0, 3]), &[]).unwrap();
        let mut records = Vec::new();
        builder.build(&mut Compressor::new(), &mut records).unwrap();
        let part = ProducePart { topic_id: offsets_topic(), partition: 0, records: records.into(), produce_version: 9 };
        let outcomes = shard.produce(ProduceCall { acks: -1, timeout_ms: 1_000, parts: vec![part] }).await;
        assert_eq!(outcomes[0].error, ErrorCode::None);
        lead(&node, 2);
        while shard.group_counts().await.active > 0 {
            time::sleep(Duration::from_millis(1)).await;
        }
        lead(&node, 1);
        while shard.group_counts().await.failed == 0 || shard.group_counts().await.loading > 0 {
            time::sleep(Duration::from_millis(1)).await;
        }
        let before = shard.group_counts().await.loads;
        for n in 0..200 {
            apply(&node, &topic_records(&format!("t{n}"), Uuid::from_halves(9, n), 1));
            time::sleep(Duration::from_millis(10)).await;
        }
        let counts = shard.group_counts().await;
        assert_eq!((counts.failed, counts.active), (1, u64::try_from(PARTITIONS).unwrap() - 1));
        // Within two seconds: after 0.1, 0.2, 0.4, 0.8 s.
        assert!((1..=5).contains(&(counts.loads - before)), "{} and {before}", counts.loads);
        node.stop().await;
    });
}

#[test]
fn a_log_is_read_when_its_former_coordinators_appends_are_in_it() {
    in_sim(9, async {
        let node = ready().await;
        let shard = node.shard.clone();
        let (group_id, partition) = a_group_of(&shard);
        let outbox = shard.inner.groups.outboxes.borrow().get(&partition).unwrap().clone();
        // As if a batch were still in the shard's queue.
        outbox.begin_one();
        for leader in [2, 1] {
            lead(&node, leader);
            time::sleep(Duration::from_millis(100)).await;
        }
        time::sleep(Duration::from_secs(5)).await;
        assert_eq!(committed(&shard, &group_id).await, Err(ErrorCode::CoordinatorLoadInProgress));
        outbox.settle_one();
        assert_eq!(committed_once_loaded(&shard, &group_id).await, -1);
        node.stop().await;
    });
}

#[test]
fn offsets_of_a_deleted_topic_are_forgotten() {
    in_sim(5, async {
        let node = ready().await;
        for group_id in names() {
            commit(&node.shard, &group_id, 7).await;
        }
        let removal = RemoveTopicRecord { topic_id: Uuid::from_halves(6, 6), ..Default::default() };
        let before = node.images.latest();
        let after = before.apply(&[MetadataRecord::RemoveTopic(removal)], before.offset() + 1, 1).unwrap();
        node.images.publish(Arc::new(after));
        for group_id in names() {
            while committed(&node.shard, &group_id).await != Ok(-1) {
                time::sleep(Duration::from_millis(1)).await;
            }
        }
        node.stop().await;
    });
}

#[test]
fn waiting_requests_end_with_the_node() {
    in_sim(6, async {
        let node = ready().await;
        let mut waiting = Vec::new();
        for group_id in names() {
            let join = JoinGroupRequest {
                group_id: group_id.clone(),
                session_timeout_ms: 10_000,
                rebalance_timeout_ms: 600_000,
                protocol_type: "consumer".into(),
                protocols: vec![ringmain_protocol::messages::rpc::join_group_request::JoinGroupRequestProtocol {
                    name: "range".into(),
                    ..Default::default()
                }],
                ..Default::default()
            };
            let shard = node.shard.clone();
            let version_3 = Caller { api_version: 3, ..caller() };
            waiting.push(task::spawn(async move { shard.group(&group_id, version_3, Request::JoinGroup(join)).await }));
        }
        time::sleep(Duration::from_millis(10)).await;
        // A dropped request is taken back, whatever shard has it.
        for task in waiting.drain(..10) {
            task.cancel();
        }
        time::sleep(Duration::from_millis(10)).await;
        assert!(waiting.iter().all(|task| !task.is_finished()), "the initial rebalance delay is 3 s");
        node.stop().await;
        for task in waiting {
            let error = match task.await.unwrap() {
                Ok(Response::JoinGroup(answer)) => ErrorCode::from(answer.error_code),
                Ok(other) => panic!("{other:?}"),
                Err(error) => error,
            };
            let told = [ErrorCode::NotCoordinator, ErrorCode::CoordinatorNotAvailable];
            assert!(told.contains(&error), "{error}");
        }
    });
}

/// Offsets that were acknowledged, by group, through crashes of the node at any operation of its disk.
#[test]
fn acknowledged_commits_survive_crashes() {
    check_seeds("acknowledged_commits_survive_crashes", 25, |sim| {
        let node = sim.node(1);
        let acknowledged: Rc<RefCell<BTreeMap<String, i64>>> = Rc::default();
        for round in 0..3 {
            node.disk().crash_at_change(40 + sim.below(200));
            let told = acknowledged.clone();
            let crashed = node.block_on(LIMIT, async move {
                let node = ready().await;
                for n in 0.. {
                    let offset = round * 1_000_000 + n;
                    let asked: Vec<_> = names()
                        .into_iter()
                        .map(|group_id| {
                            let commit = commit_of(&group_id, offset, "");
                            (node.shard.group(&group_id, caller(), commit), group_id)
                        })
                        .collect();
                    for (asked, group_id) in asked {
                        if let Ok(Response::OffsetCommit(answer)) = asked.await
                            && answer.topics[0].partitions[0].error_code == 0
                        {
                            told.borrow_mut().insert(group_id, offset);
                        }
                    }
                }
            });
            assert!(crashed.is_err());
            node.disk().cancel_crash();
            let (expected, checked) = (acknowledged.clone(), Rc::new(Cell::new(false)));
            let done = checked.clone();
            node.block_on(LIMIT, async move {
                let node = start_with(image()).await;
                for group_id in names() {
                    let found = committed_once_loaded(&node.shard, &group_id).await;
                    let told = expected.borrow().get(&group_id).copied().unwrap_or(-1);
                    assert!(found >= told, "{group_id}: {found} after {told} was acknowledged");
                }
                done.set(true);
                node.stop().await;
            })
            .unwrap();
            assert!(checked.get());
        }
    });
}

//! Two shards in the simulated world, with partitions of one topic on both.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::metadata::{
    ConfigRecord, MetadataRecord, PartitionRecord, RemoveTopicRecord, TopicRecord,
};
use ringmain_protocol::records::{BatchBuilder, BatchOptions, Batches, Compression, Compressor, Decompressor};
use ringmain_protocol::uuid::Uuid;

use crate::log::commit::{CommitOptions, Committer};
use crate::log::dir::LogDir;
use crate::log::{Allowance, LogContext};
use crate::metadata::config::{BrokerConfig, Settings};
use crate::metadata::image::{ConfigResource, Image};
use crate::partition::produce::Series;
use crate::rt::sim::{Node, Sim, check_seeds};
use crate::rt::sync::watch;
use crate::rt::{fs, mailbox, task, time};

use super::*;

const SHARDS: usize = 2;
const PARTITIONS: i32 = 6;
const LIMIT: Duration = Duration::from_secs(100_000);

fn topic_id() -> Uuid {
    Uuid::from_halves(11, 4)
}

fn image() -> Image {
    let records = topic_records("orders", topic_id(), PARTITIONS);
    let last = records.len() as i64 - 1;
    Image::empty().apply(&records, last, 1).unwrap()
}

/// A topic that this node leads.
pub(super) fn topic_records(name: &str, topic_id: Uuid, partitions: i32) -> Vec<MetadataRecord> {
    let topic = TopicRecord { name: name.into(), topic_id, ..Default::default() };
    let partition = |partition_id| PartitionRecord {
        partition_id,
        topic_id,
        replicas: vec![1],
        isr: vec![1],
        leader: 1,
        leader_epoch: 3,
        directories: vec![Uuid::ZERO],
        ..Default::default()
    };
    let mut records = vec![MetadataRecord::Topic(topic)];
    records.extend((0..partitions).map(|index| MetadataRecord::Partition(partition(index))));
    records
}

/// "orders" deleted and created anew, in one image.
fn recreated(before: &Image, old: Uuid, new: Uuid) -> Image {
    let mut records = vec![MetadataRecord::RemoveTopic(RemoveTopicRecord { topic_id: old, ..Default::default() })];
    records.extend(topic_records("orders", new, PARTITIONS));
    before.apply(&records, before.offset() + records.len() as i64, 1).unwrap()
}

fn config() -> Arc<BrokerConfig> {
    let (config, _) = BrokerConfig::from_settings(Settings::embedded_default(), "localhost").unwrap();
    Arc::new(BrokerConfig { node_id: 1, ..config })
}

/// A node whose first shard is the calling thread's.
pub(super) struct Started {
    pub(super) shard: Shard,
    pub(super) images: watch::Sender<Image>,
    noted: Vec<(Rc<Committer>, Arc<SharedDir>)>,
    dir: LogDir,
    /// Tells the other shards to stop; they answer on `stopped`.
    stops: Vec<mailbox::Sender<()>>,
    stopped: Vec<mailbox::Receiver<()>>,
}

async fn start() -> Started {
    start_with(image()).await
}

pub(super) async fn start_with(image: Image) -> Started {
    start_in(image, 64 << 20, 1 << 20).await
}

/// With so much memory for the ends of the logs and for reads from files.
async fn start_in(image: Image, pool_bytes: usize, cold_bytes: usize) -> Started {
    fs::create_dir_all("/data").await.unwrap();
    fs::sync_dir("/").await.unwrap();
    let mut dir = LogDir::open(Path::new("/data")).await.unwrap();
    dir.offsets().share_with(SHARDS);
    let (images, first) = watch::channel(Arc::new(image));
    let mut first = Some(first);
    let (mut stops, mut stopped, mut own) = (Vec::new(), Vec::new(), None);
    for (id, end) in mesh(SHARDS).into_iter().enumerate() {
        let journal = dir.take_journal(&id.to_string(), 1 << 20).await.unwrap();
        let (offsets, found, clean) = (dir.offsets(), Arc::new(dir.logs.clone()), dir.clean);
        let images = first.take().unwrap_or_else(|| images.subscribe());
        let (stop, mut asked_to_stop) = mailbox::channel(1);
        let (done, is_done) = mailbox::channel(1);
        let (ready, mut is_ready) = mailbox::channel(1);
        let run = async move || {
            let context = LogContext::new(pool_bytes, cold_bytes).unwrap();
            let shard = Shard::start(end, context.clone(), config(), images);
            let committer = Committer::open(context, &journal, CommitOptions::default()).await.unwrap();
            let noted = vec![(committer.clone(), offsets.clone())];
            let directory =
                ShardDir { path: "/data".into(), directory_id: Uuid::ZERO, committer, offsets, found, clean };
            let opened = async move || ready.send(()).await.unwrap();
            task::spawn(shard.clone().follow(vec![directory], opened));
            (shard, noted)
        };
        if own.is_none() {
            own = Some(run().await);
        } else {
            task::spawn_thread("shard", None, move || async move {
                let (shard, noted) = run().await;
                asked_to_stop.recv().await;
                shard.stop(&noted).await;
                done.send(()).await.unwrap();
            })
            .unwrap();
            stops.push(stop);
            stopped.push(is_done);
        }
        is_ready.recv().await.unwrap();
    }
    let (shard, noted) = own.unwrap();
    Started { shard, images, noted, dir, stops, stopped }
}

impl Started {
    pub(super) async fn stop(mut self) {
        self.shard.stop(&self.noted).await;
        for (stop, stopped) in self.stops.iter().zip(&mut self.stopped) {
            stop.send(()).await.unwrap();
            stopped.recv().await.unwrap();
        }
        self.dir.mark_clean(1).await.unwrap();
    }
}

fn batch(values: &[String]) -> Bytes {
    let mut builder = BatchBuilder::new(BatchOptions::default());
    for value in values {
        builder.append(1_000, None, Some(value.as_bytes()), &[]).unwrap();
    }
    let mut bytes = Vec::new();
    builder.build(&mut Compressor::new(), &mut bytes).unwrap();
    bytes.into()
}

fn produce_call(acks: i16, parts: &[(i32, &str)]) -> ProduceCall {
    let part = |(partition, value): &(i32, &str)| ProducePart {
        topic_id: topic_id(),
        partition: *partition,
        records: batch(&[value.to_string()]),
        produce_version: 12,
    };
    ProduceCall { acks, timeout_ms: 30_000, parts: parts.iter().map(part).collect() }
}

fn fetch_call(parts: &[(i32, i64)], min_bytes: i32, max_wait_ms: i32) -> FetchCall {
    let part = |(partition, fetch_offset): &(i32, i64)| FetchPart {
        topic_id: topic_id(),
        partition: *partition,
        current_leader_epoch: 3,
        fetch_offset: *fetch_offset,
        last_fetched_epoch: -1,
        log_start_offset: -1,
        max_bytes: 1 << 20,
    };
    let parts = parts.iter().map(part).collect();
    let isolation = Isolation::ReadUncommitted;
    FetchCall { max_wait_ms, min_bytes, max_bytes: 50 << 20, isolation, parts }
}

/// Offsets and values of what was fetched.
fn values(outcome: &FetchOutcome) -> Vec<(i64, String)> {
    let bytes: Vec<u8> = outcome.records.iter().flat_map(|segment| segment.as_ref().to_vec()).collect();
    let mut decompressor = Decompressor::new();
    let mut found = Vec::new();
    for batch in Batches::new(&bytes) {
        for record in batch.unwrap().records(&mut decompressor, 1 << 20).unwrap() {
            let record = record.unwrap();
            found.push((record.offset, String::from_utf8(record.value.unwrap().to_vec()).unwrap()));
        }
    }
    found
}

/// Produces until every partition's log is open.
async fn settled(shard: &Shard) {
    loop {
        let parts: Vec<_> = (0..PARTITIONS).map(|partition| (partition, 0)).collect();
        let outcomes = shard.fetch(fetch_call(&parts, 0, 0)).await;
        if outcomes.iter().all(|outcome| outcome.error == ErrorCode::None) {
            return;
        }
        time::sleep(Duration::from_millis(1)).await;
    }
}

fn in_sim(seed: u64, work: impl Future<Output = ()> + 'static) {
    let sim = Sim::new(seed);
    sim.node(1).block_on(LIMIT, work).unwrap();
}

#[test]
fn a_batch_that_would_grow_too_large_is_refused() {
    in_sim(12, async {
        let setting = ConfigRecord {
            resource_type: ConfigResource::TOPIC,
            resource_name: "orders".into(),
            name: "compression.type".into(),
            value: Some("uncompressed".into()),
            ..Default::default()
        };
        let (base, next) = (image(), image().offset() + 1);
        let node = start_with(base.apply(&[MetadataRecord::Config(setting)], next, 1).unwrap()).await;
        settled(&node.shard).await;
        let produced = async |values: usize| {
            let options = BatchOptions { compression: Compression::Zstd.into(), ..BatchOptions::default() };
            let mut builder = BatchBuilder::new(options);
            for _ in 0..values {
                builder.append(1_000, None, Some(&[0; 10_000]), &[]).unwrap();
            }
            let mut bytes = Vec::new();
            builder.build(&mut Compressor::new(), &mut bytes).unwrap();
            let mut call = produce_call(-1, &[(0, "")]);
            call.parts[0].records = bytes.into();
            node.shard.produce(call).await.remove(0).error
        };
        assert_eq!(produced(100).await, ErrorCode::None);
        // Over max.message.bytes once it lies uncompressed: a little, and beyond all hope.
        assert_eq!(produced(110).await, ErrorCode::MessageTooLarge);
        assert_eq!(produced(1000).await, ErrorCode::MessageTooLarge);
        assert_eq!(produced(1).await, ErrorCode::None);
        node.stop().await;
    });
}

#[test]
fn a_fetcher_of_an_unknown_epoch_is_out_of_range() {
    in_sim(11, async {
        let node = start().await;
        settled(&node.shard).await;
        let produced = node.shard.produce(produce_call(-1, &[(0, "one")])).await;
        assert_eq!(produced[0].error, ErrorCode::None);
        let fetched = async |last_fetched_epoch, offset| {
            let mut call = fetch_call(&[(0, offset)], 0, 0);
            call.parts[0].last_fetched_epoch = last_fetched_epoch;
            let outcome = node.shard.fetch(call).await.remove(0);
            (outcome.error, outcome.diverging_epoch)
        };
        // All was written in epoch 3.
        assert_eq!(fetched(3, 1).await, (ErrorCode::None, None));
        assert_eq!(fetched(3, 2).await, (ErrorCode::None, Some((3, 1))));
        assert_eq!(fetched(9, 1).await, (ErrorCode::OffsetOutOfRange, None));
        node.stop().await;
    });
}

#[test]
fn what_one_call_produces_on_all_shards_another_fetches() {
    in_sim(1, async {
        let node = start().await;
        let shard = &node.shard;
        settled(shard).await;
        let all: Vec<(i32, &str)> = (0..PARTITIONS).map(|partition| (partition, "first")).collect();
        for expected in 0..2 {
            let outcomes = shard.produce(produce_call(-1, &all)).await;
            assert!(outcomes.iter().all(|o| o.error == ErrorCode::None && o.base_offset == expected), "{outcomes:?}");
        }
        let parts: Vec<_> = (0..PARTITIONS).map(|partition| (partition, 1)).collect();
        for outcome in shard.fetch(fetch_call(&parts, 1, 1000)).await {
            assert_eq!((outcome.error, outcome.high_watermark), (ErrorCode::None, 2));
            assert_eq!(values(&outcome), [(1, "first".to_owned())]);
        }
        node.stop().await;
    });
}

#[test]
fn files_read_side_by_side_answer_as_those_read_one_by_one() {
    in_sim(11, async {
        let node = start_in(image(), 4 << 20, 32 << 20).await;
        let shard = &node.shard;
        settled(shard).await;
        // More than there is memory for the ends of the logs.
        let large = "x".repeat(200_000);
        for _ in 0..10 {
            let all: Vec<(i32, &str)> = (0..PARTITIONS).map(|partition| (partition, large.as_str())).collect();
            let outcomes = shard.produce(produce_call(-1, &all)).await;
            assert!(outcomes.iter().all(|outcome| outcome.error == ErrorCode::None));
        }
        let own: Vec<i32> = (0..PARTITIONS).filter(|p| shard.owner(topic_id(), *p) == shard.id()).collect();
        assert!(own.len() > 2);
        for (max_bytes, part_max_bytes) in
            [(1 << 20, 300_000), (1 << 20, 500_000), (700_000, 300_000), (350_000, 300_000), (1, 1), (50_000, 1 << 20)]
        {
            let mut call = fetch_call(&own.iter().map(|partition| (*partition, 0)).collect::<Vec<_>>(), 1, 0);
            call.max_bytes = max_bytes;
            call.parts.iter_mut().for_each(|part| part.max_bytes = part_max_bytes);
            let mut left = usize::try_from(max_bytes).unwrap();
            let mut one_by_one = Vec::new();
            for part in &call.parts {
                let has_data = one_by_one.iter().any(|size| *size > 0);
                let alone = shard.read_part(&call, &Allowance::unlimited(), part, left, !has_data).await;
                left = left.saturating_sub(alone.size_bytes);
                one_by_one.push(alone.size_bytes);
            }
            let mut reading = std::pin::pin!(shard.read_here(&call, time::now()));
            assert!(futures_lite::future::poll_once(reading.as_mut()).await.is_none(), "it must come from a file");
            let together: Vec<usize> = reading.await.iter().map(|outcome| outcome.size_bytes).collect();
            assert_eq!(together, one_by_one, "{max_bytes} bytes, {part_max_bytes} of each");
        }
        node.stop().await;
    });
}

#[test]
fn a_fetch_waits_for_data_on_any_shard_and_no_longer_than_it_may() {
    in_sim(2, async {
        let node = start().await;
        let shard = node.shard.clone();
        settled(&shard).await;
        for partition in 0..PARTITIONS {
            let began = time::now();
            let outcomes = shard.fetch(fetch_call(&[(partition, 0)], 1, 500)).await;
            assert!(outcomes[0].records.is_empty() && began.elapsed() >= Duration::from_millis(500));

            let waiting = shard.clone();
            let parts: Vec<_> = (0..PARTITIONS).map(|other| (other, i64::from(other < partition))).collect();
            let fetch = task::spawn(async move { waiting.fetch(fetch_call(&parts, 1, 60_000)).await });
            time::sleep(Duration::from_millis(50)).await;
            assert!(!fetch.is_finished());
            let began = time::now();
            shard.produce(produce_call(1, &[(partition, "now")])).await;
            let outcomes = fetch.await.unwrap();
            assert_eq!(values(&outcomes[partition as usize]), [(0, "now".to_owned())]);
            assert!(began.elapsed() < Duration::from_secs(1));
        }
        node.stop().await;
    });
}

#[test]
fn parts_are_refused_one_by_one() {
    in_sim(3, async {
        let node = start().await;
        let shard = &node.shard;
        settled(shard).await;
        let mut call = produce_call(-1, &[(0, "good"), (1, "corrupt"), (99, "no such partition"), (2, "good")]);
        let mut corrupt = call.parts[1].records.to_vec();
        *corrupt.last_mut().unwrap() ^= 1;
        call.parts[1].records = corrupt.into();
        let errors: Vec<_> = shard.produce(call).await.into_iter().map(|outcome| outcome.error).collect();
        let unknown = ErrorCode::UnknownTopicOrPartition;
        assert_eq!(errors, [ErrorCode::None, ErrorCode::CorruptMessage, unknown, ErrorCode::None]);

        let mut fetch = fetch_call(&[(0, 0), (0, 7), (0, 0)], 1, 60_000);
        fetch.parts[2].current_leader_epoch = 9;
        let errors: Vec<_> = shard.fetch(fetch).await.into_iter().map(|outcome| outcome.error).collect();
        assert_eq!(errors, [ErrorCode::None, ErrorCode::OffsetOutOfRange, ErrorCode::UnknownLeaderEpoch]);

        // A deleted topic ends what waits for it.
        let waiting = shard.clone();
        let fetch = task::spawn(async move { waiting.fetch(fetch_call(&[(0, 1), (1, 0)], 1, 60_000)).await });
        time::sleep(Duration::from_millis(50)).await;
        let removal = MetadataRecord::RemoveTopic(RemoveTopicRecord { topic_id: topic_id(), ..Default::default() });
        let before = node.images.latest();
        node.images.publish(Arc::new(before.apply(&[removal], before.offset() + 1, 1).unwrap()));
        let outcomes = fetch.await.unwrap();
        assert!(outcomes.iter().any(|outcome| outcome.error == unknown), "{outcomes:?}");
        node.stop().await;
    });
}

#[test]
fn offsets_are_found_by_time_and_special_value() {
    in_sim(4, async {
        let node = start().await;
        let shard = &node.shard;
        settled(shard).await;
        shard.produce(produce_call(-1, &[(0, "a"), (1, "b")])).await;
        let part = |partition, timestamp| ListOffsetsPart {
            topic_id: topic_id(),
            partition,
            current_leader_epoch: -1,
            timestamp,
            isolation: Some(Isolation::ReadUncommitted),
        };
        let asked = vec![part(0, -1), part(1, -2), part(1, 999), part(0, 1_001), part(1, -3), part(50, -1)];
        let found: Vec<_> = shard
            .list_offsets(asked)
            .await
            .into_iter()
            .map(|o| (o.error, o.timestamp, o.offset, o.leader_epoch))
            .collect();
        let none = ErrorCode::None;
        let expected = [
            (none, -1, 1, 3),
            (none, -1, 0, 3),
            (none, 1_000, 0, 3),
            (none, -1, -1, -1),
            (none, 1_000, 0, 3),
            (ErrorCode::UnknownTopicOrPartition, -1, -1, -1),
        ];
        assert_eq!(found, expected);
        let epochs = |partition, leader_epoch| EpochPart {
            topic_id: topic_id(),
            partition,
            current_leader_epoch: 3,
            leader_epoch,
        };
        let ends = shard.offset_for_leader_epoch(vec![epochs(0, 3), epochs(1, 8)]).await;
        assert_eq!((ends[0].leader_epoch, ends[0].end_offset), (3, 1));
        assert_eq!((ends[1].leader_epoch, ends[1].end_offset), (-1, -1));
        node.stop().await;
    });
}

/// A batch that no memory would ever hold is refused, and what comes after it is not held up.
#[test]
fn a_batch_beyond_the_memory_for_logs_is_refused() {
    in_sim(6, async {
        let node = start().await;
        settled(&node.shard).await;
        let large = "x".repeat(3 << 20);
        let outcomes = node.shard.produce(produce_call(-1, &[(0, &large), (0, "small"), (1, "small")])).await;
        let errors: Vec<_> = outcomes.iter().map(|outcome| outcome.error).collect();
        assert_eq!(errors, [ErrorCode::MessageTooLarge, ErrorCode::None, ErrorCode::None]);
        node.stop().await;
    });
}

/// Producers that append nothing any more are forgotten while the node runs.
#[test]
fn producers_expire_while_the_shard_runs() {
    in_sim(7, async {
        let node = start().await;
        settled(&node.shard).await;
        let producers = || -> usize {
            let logs = node.noted.iter().flat_map(|(committer, _)| committer.logs());
            logs.map(|log| log.get().producers().iter().count()).sum()
        };
        let mut call = produce_call(-1, &(0..PARTITIONS).map(|partition| (partition, "once")).collect::<Vec<_>>());
        let mut builder = BatchBuilder::new(BatchOptions {
            producer_id: 7,
            producer_epoch: 0,
            base_sequence: 0,
            ..Default::default()
        });
        builder.append(1_000, None, Some(b"once"), &[]).unwrap();
        let mut records = Vec::new();
        builder.build(&mut Compressor::new(), &mut records).unwrap();
        let records = Bytes::from(records);
        call.parts.iter_mut().for_each(|part| part.records = records.clone());
        let outcomes = node.shard.produce(call).await;
        assert!(outcomes.iter().all(|outcome| outcome.error == ErrorCode::None), "{outcomes:?}");
        assert!(producers() > 0);
        let expiring = task::spawn(node.shard.clone().expire_producers(Duration::from_secs(600)));
        time::sleep(Duration::from_secs(90_000)).await;
        assert_eq!(producers(), 0);
        expiring.cancel();
        node.stop().await;
    });
}

/// Parts of a call, for another topic.
fn of_topic(topic_id: Uuid, mut call: ProduceCall) -> ProduceCall {
    call.parts.iter_mut().for_each(|part| part.topic_id = topic_id);
    call
}

/// Produces to all partitions until all take it.
async fn produce_settled(shard: &Shard, topic_id: Uuid, value: &str) {
    let all: Vec<(i32, &str)> = (0..PARTITIONS).map(|partition| (partition, value)).collect();
    loop {
        let outcomes = shard.produce(of_topic(topic_id, produce_call(-1, &all))).await;
        if outcomes.iter().all(|outcome| outcome.error == ErrorCode::None) {
            return;
        }
        assert!(outcomes.iter().all(|outcome| outcome.error != ErrorCode::KafkaStorageError), "{outcomes:?}");
        time::sleep(Duration::from_millis(1)).await;
    }
}

/// A topic deleted under load, and at once created again under its name: no log of the old one touches the new one's files,
/// and no directory fails.
#[test]
fn a_topic_created_anew_under_its_name_keeps_what_it_acknowledges() {
    check_seeds("a_topic_created_anew_under_its_name_keeps_what_it_acknowledges", 12, |sim| {
        const TOPICS: u64 = 4;
        let id = |n: u64| Uuid::from_halves(11, 4 + n);
        let node = sim.node(1);
        let pauses: Vec<u64> = (0..TOPICS).map(|_| sim.below(4)).collect();
        node.block_on(LIMIT, async move {
            let node = start().await;
            for n in 0..TOPICS {
                let (shard, old) = (node.shard.clone(), id(n));
                // Large and small, until the topic is gone: the commit that is under way then has both ways to go.
                let load = task::spawn(async move {
                    let large = "x".repeat(300 << 10);
                    loop {
                        let parts: Vec<_> =
                            (0..PARTITIONS).map(|p| (p, if p % 2 == 0 { "small" } else { &large })).collect();
                        let outcomes = shard.produce(of_topic(old, produce_call(-1, &parts))).await;
                        if outcomes.iter().any(|outcome| outcome.error == ErrorCode::UnknownTopicOrPartition) {
                            return;
                        }
                        time::sleep(Duration::from_micros(100)).await;
                    }
                });
                // Nothing at all, some creations, or all of them and some commits.
                for _ in 0..pauses[n as usize] {
                    time::sleep(Duration::from_millis(7)).await;
                }
                let before = node.images.latest();
                node.images.publish(Arc::new(recreated(&before, old, id(n + 1))));
                load.await.unwrap();
            }
            produce_settled(&node.shard, id(TOPICS), "kept").await;
            let image = Image::clone(&node.images.latest());
            node.stop().await;

            let node = start_with(image).await;
            for partition in 0..PARTITIONS {
                let mut call = fetch_call(&[(partition, 0)], 0, 0);
                call.parts[0].topic_id = id(TOPICS);
                let outcomes = node.shard.fetch(call).await;
                let found = values(&outcomes[0]);
                let all_kept = !found.is_empty() && found.iter().all(|(_, value)| value == "kept");
                assert!(all_kept, "{partition}: {:?} {found:?}", outcomes[0].error);
            }
            node.stop().await;
        })
        .unwrap();
    });
}

/// What is deleted is gone for the next start, also where the stop comes at once.
#[test]
fn a_stop_ends_the_deletions_that_were_begun() {
    check_seeds("a_stop_ends_the_deletions_that_were_begun", 8, |sim| {
        sim.node(1)
            .block_on(LIMIT, async move {
                let node = start().await;
                settled(&node.shard).await;
                let own: Vec<_> =
                    (0..PARTITIONS).filter(|index| node.shard.owner(topic_id(), *index) == node.shard.id()).collect();
                let before = node.images.latest();
                let removal = RemoveTopicRecord { topic_id: topic_id(), ..Default::default() };
                let records = [MetadataRecord::RemoveTopic(removal)];
                let after = before.apply(&records, before.offset() + 1, 1).unwrap();
                node.images.publish(Arc::new(after));
                while !node.shard.inner.hosted.borrow().is_empty() {
                    task::yield_now().await;
                }
                node.shard.stop(&node.noted).await;
                assert!(own.len() > 1);
                for partition in own {
                    let dir = format!("/data/orders-{partition}");
                    assert!(!fs::exists(&dir).await.unwrap(), "{dir}");
                }
            })
            .unwrap();
    });
}

/// A disk that fails, then a stop that tries to be clean: the next start recovers, and has all that was acknowledged.
#[test]
fn a_directory_that_failed_is_not_stopped_cleanly() {
    let sim = Sim::new(5);
    let host = sim.node(1);
    let disk = host.clone();
    let lives = async move {
        let node = start().await;
        settled(&node.shard).await;
        let all: Vec<(i32, &str)> = (0..PARTITIONS).map(|partition| (partition, "kept")).collect();
        let outcomes = node.shard.produce(produce_call(-1, &all)).await;
        assert!(outcomes.iter().all(|outcome| outcome.error == ErrorCode::None));
        disk.disk().set_write_error_rate(1_000_000);
        let outcomes = node.shard.produce(produce_call(-1, &all)).await;
        assert!(outcomes.iter().all(|outcome| outcome.error == ErrorCode::KafkaStorageError), "{outcomes:?}");
        disk.disk().set_write_error_rate(0);
        node.stop().await;

        let node = start().await;
        settled(&node.shard).await;
        let found = read_all(&node.shard).await;
        assert!(
            (0..PARTITIONS).all(|partition| found.get(&(partition, 0)).is_some_and(|value| value == "kept")),
            "{found:?}"
        );
        node.stop().await;
    };
    host.block_on(LIMIT, lives).unwrap();
}

/// A topic made anew waits for the directory of the old one; where that fails, nobody waits for it in vain.
#[test]
fn what_is_being_created_in_a_directory_that_fails_is_answered() {
    let sim = Sim::new(7);
    let host = sim.node(1);
    let disk = host.clone();
    let life = async move {
        let node = start().await;
        settled(&node.shard).await;
        disk.disk().break_dir("/data");
        let (before, new) = (node.images.latest(), Uuid::from_halves(11, 5));
        node.images.publish(Arc::new(recreated(&before, topic_id(), new)));
        let mut call = fetch_call(&(0..PARTITIONS).map(|partition| (partition, 0)).collect::<Vec<_>>(), 0, 0);
        call.parts.iter_mut().for_each(|part| part.topic_id = new);
        time::sleep(Duration::from_secs(10)).await;
        let errors: Vec<_> = node.shard.fetch(call).await.iter().map(|outcome| outcome.error).collect();
        assert_eq!(errors, [ErrorCode::KafkaStorageError; PARTITIONS as usize]);
    };
    host.block_on(LIMIT, life).unwrap();
}

/// Nobody is to lead from a disk that cannot be read.
#[test]
fn a_disk_that_cannot_be_read_goes_offline_and_a_read_beyond_the_log_says_nothing_of_it() {
    let sim = Sim::new(9);
    let host = sim.node(1);
    let disk = host.clone();
    let life = async move {
        let node = start().await;
        settled(&node.shard).await;
        let all: Vec<(i32, &str)> = (0..PARTITIONS).map(|partition| (partition, "kept")).collect();
        let outcomes = node.shard.produce(produce_call(-1, &all)).await;
        assert!(outcomes.iter().all(|outcome| outcome.error == ErrorCode::None));
        node.stop().await;
        // In the files only, from now on.
        let node = start().await;
        settled(&node.shard).await;
        let errors = async |offset| {
            let parts: Vec<_> = (0..PARTITIONS).map(|partition| (partition, offset)).collect();
            let outcomes = node.shard.fetch(fetch_call(&parts, 0, 0)).await;
            outcomes.iter().map(|outcome| outcome.error).collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(errors(77).await, [ErrorCode::OffsetOutOfRange].into());
        disk.disk().set_read_error_rate(1_000_000);
        assert_eq!(errors(0).await, [ErrorCode::KafkaStorageError].into());
        disk.disk().set_read_error_rate(0);
        time::sleep(Duration::from_secs(1)).await;
        assert_eq!(errors(0).await, [ErrorCode::KafkaStorageError].into(), "it stays offline");
        let outcomes = node.shard.produce(produce_call(-1, &all)).await;
        assert!(outcomes.iter().all(|outcome| outcome.error == ErrorCode::KafkaStorageError), "{outcomes:?}");
    };
    host.block_on(LIMIT, life).unwrap();
}

/// What the process has run out of says nothing of the disk, and may be there again.
#[test]
fn a_log_that_finds_no_file_handle_is_created_later_and_takes_no_directory_along() {
    let sim = Sim::new(8);
    let host = sim.node(1);
    let disk = host.clone();
    let life = async move {
        let node = start().await;
        settled(&node.shard).await;
        let (before, id) = (node.images.latest(), Uuid::from_halves(11, 6));
        let records = topic_records("more", id, PARTITIONS);
        disk.disk().fail_change(1, libc::EMFILE);
        node.images.publish(Arc::new(before.apply(&records, before.offset() + records.len() as i64, 1).unwrap()));
        time::sleep(Duration::from_secs(10)).await;
        let errors = async |topic_id| {
            let mut call = fetch_call(&(0..PARTITIONS).map(|partition| (partition, 0)).collect::<Vec<_>>(), 0, 0);
            call.parts.iter_mut().for_each(|part| part.topic_id = topic_id);
            let outcomes = node.shard.fetch(call).await;
            outcomes.iter().filter(|outcome| outcome.error != ErrorCode::None).count()
        };
        assert_eq!((errors(topic_id()).await, errors(id).await), (0, 0));
    };
    host.block_on(LIMIT, life).unwrap();
}

/// What was acknowledged, by partition: offset to value.
type Acknowledged = Rc<RefCell<BTreeMap<(i32, i64), String>>>;

async fn produce_for_ever(acknowledged: Acknowledged, round: Rc<Cell<u64>>) {
    let node = start().await;
    settled(&node.shard).await;
    for n in 0.. {
        let value = format!("{}-{n}", round.get());
        let parts: Vec<_> = (0..PARTITIONS).map(|partition| (partition, value.as_str())).collect();
        let outcomes = node.shard.produce(produce_call(if n % 2 == 0 { -1 } else { 1 }, &parts)).await;
        for ((partition, _), outcome) in parts.iter().zip(outcomes) {
            if outcome.error == ErrorCode::None {
                let before = acknowledged.borrow_mut().insert((*partition, outcome.base_offset), value.clone());
                assert_eq!(before, None, "an acknowledged offset was given twice");
            }
        }
    }
}

/// Everything readable of each partition.
async fn read_all(shard: &Shard) -> BTreeMap<(i32, i64), String> {
    let mut found = BTreeMap::new();
    for partition in 0..PARTITIONS {
        let mut next = 0;
        loop {
            let outcomes = shard.fetch(fetch_call(&[(partition, next)], 0, 0)).await;
            let read = values(&outcomes[0]);
            assert_eq!(outcomes[0].error, ErrorCode::None);
            if read.is_empty() {
                assert_eq!(outcomes[0].high_watermark, next, "all below the high watermark can be read");
                break;
            }
            for (offset, value) in read {
                assert_eq!(offset, next, "offsets have no gap");
                found.insert((partition, offset), value);
                next += 1;
            }
        }
    }
    found
}

/// A node that loses power again and again at any operation of its disk keeps everything that it acknowledged.
#[test]
fn acknowledged_records_survive_crashes() {
    check_seeds("acknowledged_records_survive_crashes", 40, |sim| {
        let node: Node = sim.node(1);
        let acknowledged = Acknowledged::default();
        let round = Rc::new(Cell::new(0));
        for _ in 0..3 {
            round.set(round.get() + 1);
            node.disk().crash_at_change(60 + sim.below(300));
            let crashed = node.block_on(LIMIT, produce_for_ever(acknowledged.clone(), round.clone()));
            assert!(crashed.is_err());
            let (expected, seen) = (acknowledged.clone(), Rc::new(Cell::new(0)));
            let checked = seen.clone();
            node.disk().cancel_crash();
            node.block_on(LIMIT, async move {
                let node = start().await;
                settled(&node.shard).await;
                let found = read_all(&node.shard).await;
                for (at, value) in expected.borrow().iter() {
                    assert_eq!(found.get(at), Some(value), "lost or changed at {at:?}");
                }
                checked.set(found.len());
                node.stop().await;
            })
            .unwrap();
            assert!(seen.get() >= acknowledged.borrow().len());
        }
    });
}

#[test]
fn what_waits_behind_a_refused_append_of_its_series_is_refused() {
    let work = async {
        let node = start().await;
        let shard = &node.shard;
        let partition = (0..PARTITIONS).find(|index| shard.owner(topic_id(), *index) == shard.id()).unwrap();
        while shard.partition(topic_id(), partition).is_err() {
            time::sleep(Duration::from_millis(1)).await;
        }
        let series = Series::default();
        let groups: Vec<_> = (0..3).map(|_| ProduceGroup::in_series(1, &series)).collect();
        for (group, records) in
            groups.iter().zip([batch(&["a".into()]), Bytes::from_static(b"nonsense"), batch(&["b".into()])])
        {
            let part = ProducePart { topic_id: topic_id(), partition, records, produce_version: 9 };
            let append = QueuedAppend { part, acks: -1, group: group.clone(), index: 0 };
            assert!(shard.inner.queue.borrow_mut().push(append).is_ok());
        }
        shard.inner.queued.notify_one();
        let mut errors = Vec::new();
        for group in groups {
            errors.push(group.outcomes().await[0].error);
        }
        assert_eq!(errors[0], ErrorCode::None);
        assert!(errors[1] != ErrorCode::None && errors[2] == errors[1], "{errors:?}");
        assert_eq!(shard.partition(topic_id(), partition).unwrap().high_watermark(), 1);
        node.stop().await;
    };
    Sim::new(1).node(1).block_on(LIMIT, work).unwrap();
}

mod lending;

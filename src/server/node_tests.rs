//! A whole node in the simulated world, with log directories on disks of their own that die.

use std::collections::BTreeMap;
use std::path::Path;

use bytes::Bytes;
use ringmain_protocol::messages::rpc::create_topics_request::CreatableTopic;
use ringmain_protocol::messages::rpc::fetch_request::{FetchPartition, FetchTopic};
use ringmain_protocol::messages::rpc::metadata_request::MetadataRequestTopic;
use ringmain_protocol::messages::rpc::produce_request::{PartitionProduceData, TopicProduceData};
use ringmain_protocol::messages::rpc::{CreateTopicsRequest, FetchRequest, MetadataRequest, ProduceRequest};
use ringmain_protocol::records::{BatchBuilder, BatchOptions, Compressor};

use super::*;
use crate::client::{Client, ClientError, ClientOptions};
use crate::metadata::config::Settings;
use crate::rt::fs;
use crate::rt::sim::{Node, Sim};
use crate::rt::task::JoinHandle;

const LIMIT: Duration = Duration::from_secs(3_600);
const TOPIC: &str = "t";
const PARTITIONS: i32 = 12;
/// Longer than anything here takes.
const A_WHILE: Duration = Duration::from_secs(20);

fn config(more: &[(&str, &str)]) -> BrokerConfig {
    let mut settings = Settings::embedded_default();
    let small = [
        ("log.dirs", "/a,/b,/c"),
        ("ringmain.shards", "2"),
        ("ringmain.memory.bytes", "16777216"),
        ("ringmain.journal.bytes", "16777216"),
    ];
    for (name, value) in small.iter().chain(more) {
        settings.insert(*name, *value);
    }
    BrokerConfig::from_settings(settings, "127.0.0.1").unwrap().0
}

struct Life {
    stop: Event,
    node: JoinHandle<Result<(), NodeError>>,
    client: Client,
    topic_id: Uuid,
}

impl Life {
    /// Starts a node and waits until it listens, or until it has ended with an error.
    async fn begin(config: BrokerConfig) -> Result<Self, NodeError> {
        let (stop, ready) = (Event::new(), Event::new());
        let (asked, told) = (stop.clone(), ready.clone());
        let announce = move |what| {
            if matches!(what, Announcement::Ready) {
                told.set();
            }
        };
        let mut node = task::spawn(async move { run(config, vec![0, 1], true, asked.wait(), announce).await });
        let listens = async {
            ready.wait().await;
            None
        };
        if let Some(ended) = or(async { Some((&mut node).await) }, listens).await {
            return Err(ended.unwrap().unwrap_err());
        }
        let client = Client::new(HostPort::new("127.0.0.1", 9092), ClientOptions::default());
        let mut life = Self { stop, node, client, topic_id: Uuid::ZERO };
        life.leaders().await;
        Ok(life)
    }

    async fn create_topic(&mut self) {
        let topic = CreatableTopic {
            name: TOPIC.into(),
            num_partitions: PARTITIONS,
            replication_factor: 1,
            ..Default::default()
        };
        let request = CreateTopicsRequest { topics: vec![topic], timeout_ms: 30_000, ..Default::default() };
        assert_eq!(self.client.send(&request).await.unwrap().topics[0].error_code, 0);
        self.leaders().await;
    }

    /// Error and leader of each partition.
    async fn leaders(&mut self) -> Vec<(ErrorCode, i32)> {
        let topic = MetadataRequestTopic { name: Some(TOPIC.into()), ..Default::default() };
        let request =
            MetadataRequest { topics: Some(vec![topic]), allow_auto_topic_creation: false, ..Default::default() };
        let answer = self.client.send(&request).await.unwrap();
        self.topic_id = answer.topics[0].topic_id;
        let mut partitions = answer.topics[0].partitions.clone();
        partitions.sort_by_key(|partition| partition.partition_index);
        partitions.iter().map(|p| (ErrorCode::from(p.error_code), p.leader_id)).collect()
    }

    /// Produces `value` to each partition; gives the error and the offset of each.
    async fn produce(&self, value: &str) -> Vec<(ErrorCode, i64)> {
        self.try_produce(value).await.unwrap()
    }

    async fn try_produce(&self, value: &str) -> Result<Vec<(ErrorCode, i64)>, ClientError> {
        let mut builder = BatchBuilder::new(BatchOptions::default());
        builder.append(1_000, None, Some(value.as_bytes()), &[]).unwrap();
        let mut bytes = Vec::new();
        builder.build(&mut Compressor::new(), &mut bytes).unwrap();
        let records = Bytes::from(bytes);
        let partition = |index| PartitionProduceData { index, records: Some(records.clone()), ..Default::default() };
        let topic = TopicProduceData {
            name: TOPIC.into(),
            topic_id: self.topic_id,
            partition_data: (0..PARTITIONS).map(partition).collect(),
            ..Default::default()
        };
        let request = ProduceRequest { acks: -1, timeout_ms: 30_000, topic_data: vec![topic], ..Default::default() };
        let answer = self.client.send(&request).await?;
        let mut parts = answer.responses[0].partition_responses.clone();
        parts.sort_by_key(|part| part.index);
        Ok(parts.iter().map(|part| (ErrorCode::from(part.error_code), part.base_offset)).collect())
    }

    /// The high watermark of each partition.
    async fn ends(&self) -> Vec<i64> {
        let mut ends = Vec::new();
        for partition in 0..PARTITIONS {
            let partition = FetchPartition { partition, partition_max_bytes: 1 << 20, ..Default::default() };
            let topic = FetchTopic {
                topic: TOPIC.into(),
                topic_id: self.topic_id,
                partitions: vec![partition],
                ..Default::default()
            };
            let request =
                FetchRequest { replica_id: -1, max_bytes: 1 << 20, topics: vec![topic], ..Default::default() };
            let answer = self.client.send(&request).await.unwrap();
            ends.push(answer.responses[0].partitions[0].high_watermark);
        }
        ends
    }

    async fn stop(self) {
        self.client.disconnect();
        self.stop.set();
        self.node.await.unwrap().unwrap();
    }
}

/// In which directory each partition lies.
fn places(host: &Node) -> BTreeMap<i32, &'static str> {
    let mut places = BTreeMap::new();
    for dir in ["/a", "/b", "/c"] {
        for partition in 0..PARTITIONS {
            if host.disk().content(format!("{dir}/{TOPIC}-{partition}/partition.metadata")).is_some() {
                assert_eq!(places.insert(partition, dir), None, "{partition} is there twice");
            }
        }
    }
    assert_eq!(places.len(), PARTITIONS as usize);
    places
}

fn in_sim(seed: u64, work: impl AsyncFnOnce(Node) + 'static) {
    let sim = Sim::new(seed);
    let host = sim.node(1);
    let own = host.clone();
    host.block_on(LIMIT, async move {
        for dir in ["/a", "/b", "/c", "/meta"] {
            fs::create_dir_all(dir).await.unwrap();
        }
        work(own).await;
    })
    .unwrap();
}

const LED: (ErrorCode, i32) = (ErrorCode::None, 1);
const LEADERLESS: (ErrorCode, i32) = (ErrorCode::LeaderNotAvailable, -1);

#[test]
fn a_directory_that_dies_takes_its_partitions_and_nothing_else() {
    in_sim(1, async |host| {
        let mut life = Life::begin(config(&[])).await.unwrap();
        life.create_topic().await;
        time::sleep(A_WHILE).await;
        let first = life.produce("kept").await;
        assert!(first.iter().all(|outcome| *outcome == (ErrorCode::None, 0)), "{first:?}");
        let places = places(&host);
        let lost: Vec<bool> = places.values().map(|dir| *dir == "/b").collect();
        assert!(lost.contains(&true));
        host.disk().break_dir("/b");
        let outcomes = life.produce("later").await;
        for (outcome, lost) in outcomes.iter().zip(&lost) {
            let expected = if *lost { (ErrorCode::KafkaStorageError, -1) } else { (ErrorCode::None, 1) };
            assert_eq!(*outcome, expected, "{outcomes:?}");
        }
        time::sleep(A_WHILE).await;
        let leaders = life.leaders().await;
        for (leader, lost) in leaders.iter().zip(&lost) {
            assert_eq!(*leader, if *lost { LEADERLESS } else { LED }, "{leaders:?}");
        }
        life.stop().await;
        let marked = || ["/a", "/b", "/c"].map(|dir| is_marked_clean(&host, dir));
        assert_eq!(marked(), [true, false, true]);

        // Started without it: as before. Nothing of it was made anew elsewhere.
        let mut life = Life::begin(config(&[])).await.unwrap();
        assert_eq!(life.leaders().await, leaders);
        let outcomes = life.produce("without").await;
        assert!(
            outcomes.iter().zip(&lost).all(|(outcome, lost)| (outcome.0 == ErrorCode::None) != *lost),
            "{outcomes:?}"
        );
        life.stop().await;
        assert_eq!(marked(), [true, false, true]);
        assert_eq!(self::places(&host), places);

        // Repaired: everything that was acknowledged is there.
        host.disk().repair_dirs();
        let mut life = Life::begin(config(&[])).await.unwrap();
        assert_eq!(life.leaders().await, vec![LED; PARTITIONS as usize]);
        let ends = life.ends().await;
        // What was refused while the disk died may have reached it.
        let fits = |(end, lost): (&i64, &bool)| if *lost { (1..=2).contains(end) } else { *end == 3 };
        assert!(ends.iter().zip(&lost).all(fits), "{ends:?}");
        life.stop().await;
    });
}

#[test]
fn a_node_ends_with_its_last_directory_and_with_that_of_the_metadata() {
    in_sim(2, async |host| {
        let separate = [("metadata.log.dir", "/meta"), ("log.dirs", "/b,/c")];
        let mut life = Life::begin(config(&separate)).await.unwrap();
        life.create_topic().await;
        time::sleep(A_WHILE).await;
        life.produce("kept").await;
        host.disk().break_dir("/b");
        life.produce("later").await;
        host.disk().break_dir("/c");
        let _ = life.try_produce("too late").await;
        let ended = life.node.await.unwrap().unwrap_err();
        assert!(matches!(&ended, NodeError::AllDirsFailed { path, .. } if path == Path::new("/c")), "{ended}");

        let ended = Life::begin(config(&separate)).await.err().unwrap();
        assert!(matches!(&ended, NodeError::AllDirsFailed { .. }), "{ended}");
        host.disk().repair_dirs();
        host.disk().break_dir("/meta");
        let ended = Life::begin(config(&separate)).await.err().unwrap().to_string();
        assert!(ended.contains("/meta"), "{ended}");
    });
}

/// A controller that cannot be told of a failed directory would go on naming this broker as the leader of what lies there.
#[test]
fn a_broker_that_cannot_report_a_failed_directory_ends() {
    in_sim(3, async |host| {
        let mut life = Life::begin(config(&[("log.dir.failure.timeout.ms", "500")])).await.unwrap();
        life.create_topic().await;
        time::sleep(A_WHILE).await;
        host.disk().set_slowdown(100_000);
        host.disk().break_dir("/b");
        let node = std::mem::replace(&mut life.node, task::spawn(std::future::pending()));
        drop(task::spawn(async move { life.try_produce("late").await }));
        let ended = node.await.unwrap().unwrap_err().to_string();
        assert!(ended.contains("log.dir.failure.timeout.ms"), "{ended}");
    });
}

const MARKER: &str = ".kafka_cleanshutdown";
/// What a torn write leaves behind the batches of a segment.
const TORN: &[u8] = b"what a loss of power left of a batch";

fn is_marked_clean(host: &Node, dir: &str) -> bool {
    host.disk().content(format!("{dir}/{MARKER}")).is_some()
}

fn segment(places: &BTreeMap<i32, &str>, partition: i32) -> String {
    format!("{}/{TOPIC}-{partition}/00000000000000000000.log", places[&partition])
}

fn is_torn(host: &Node, path: &str) -> bool {
    host.disk().content(path).is_some_and(|bytes| bytes.ends_with(TORN))
}

/// Starts a node that `stop` stops, and waits until it has ended.
async fn run_until(stop: impl Future<Output = ()>) {
    run(config(&[]), vec![0, 1], true, stop, |_| {}).await.unwrap();
}

/// A topic in all directories, left by a crash: no marker, and something torn behind each log.
async fn crashed(host: &Node) -> BTreeMap<i32, &'static str> {
    let mut life = Life::begin(config(&[])).await.unwrap();
    life.create_topic().await;
    time::sleep(A_WHILE).await;
    life.produce("kept").await;
    life.stop().await;
    let places = places(host);
    for dir in ["/a", "/b", "/c"] {
        assert!(is_marked_clean(host, dir), "{dir}");
        fs::remove_file(format!("{dir}/{MARKER}")).await.unwrap();
    }
    for partition in 0..PARTITIONS {
        assert!(host.disk().edit(segment(&places, partition), |bytes| bytes.extend_from_slice(TORN)));
    }
    places
}

#[test]
fn a_node_that_was_killed_is_ready_at_once() {
    let sim = Sim::new(6);
    let host = sim.node(1);
    host.block_on(LIMIT, async {
        for dir in ["/a", "/b", "/c"] {
            fs::create_dir_all(dir).await.unwrap();
        }
        let mut life = Life::begin(config(&[])).await.unwrap();
        life.create_topic().await;
        time::sleep(A_WHILE).await;
        assert_eq!(life.produce("first").await, [(ErrorCode::None, 0); PARTITIONS as usize]);
    })
    .unwrap();
    host.kill();
    host.block_on(LIMIT, async {
        let begun = time::now();
        let mut life = Life::begin(config(&[])).await.unwrap();
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
        assert_eq!(life.leaders().await, vec![LED; PARTITIONS as usize]);
        assert_eq!(life.produce("second").await, [(ErrorCode::None, 1); PARTITIONS as usize]);
        life.stop().await;
    })
    .unwrap();
}

async fn copy_dir(from: &str, to: &str) {
    fs::create_dir_all(to).await.unwrap();
    for entry in fs::read_dir(from).await.unwrap() {
        let bytes = fs::read(format!("{from}/{}", entry.name)).await.unwrap();
        fs::write_atomic(format!("{to}/{}", entry.name), bytes).await.unwrap();
    }
}

/// How many directories of set aside logs of a partition there are.
async fn strays(dir: &str, partition: i32) -> usize {
    let of_it = |name: &str| name.starts_with(&format!("{TOPIC}-{partition}.")) && name.ends_with("-stray");
    fs::read_dir(dir).await.unwrap().iter().filter(|entry| of_it(&entry.name)).count()
}

#[test]
fn of_a_partition_in_two_directories_the_one_that_the_metadata_means_counts() {
    in_sim(7, async |host| {
        let mut life = Life::begin(config(&[])).await.unwrap();
        life.create_topic().await;
        time::sleep(A_WHILE).await;
        life.produce("first").await;
        life.stop().await;
        let places = places(&host);
        let others = |partition| ["/a", "/b", "/c"].into_iter().filter(move |dir| *dir != partition);
        // One of which there are copies, as of an interrupted move, and one that is only where it is not meant to be.
        for partition in [0, 1] {
            for other in others(places[&partition]) {
                copy_dir(
                    &format!("{}/{TOPIC}-{partition}", places[&partition]),
                    &format!("{other}/{TOPIC}-{partition}"),
                )
                .await;
            }
        }
        fs::remove_dir_all(format!("{}/{TOPIC}-1", places[&1])).await.unwrap();
        let life = Life::begin(config(&[])).await.unwrap();
        let outcomes = life.produce("second").await;
        for (partition, outcome) in outcomes.iter().enumerate() {
            let expected = if partition == 1 { (ErrorCode::KafkaStorageError, -1) } else { (ErrorCode::None, 1) };
            assert_eq!(*outcome, expected, "{outcomes:?}");
        }
        life.stop().await;
        for other in others(places[&0]) {
            assert_eq!(strays(other, 0).await, 1, "{other}");
            assert!(!fs::exists(format!("{other}/{TOPIC}-0")).await.unwrap());
        }
        for other in others(places[&1]) {
            assert_eq!(strays(other, 1).await, 0, "{other}");
            assert!(fs::exists(format!("{other}/{TOPIC}-1")).await.unwrap());
            assert!(!is_marked_clean(&host, other), "it has what was not opened");
        }
        assert!(is_marked_clean(&host, places[&1]));

        // The operator has decided.
        for (other, keep) in others(places[&1]).zip([true, false]) {
            if !keep {
                fs::remove_dir_all(format!("{other}/{TOPIC}-1")).await.unwrap();
            }
        }
        let life = Life::begin(config(&[])).await.unwrap();
        assert_eq!(life.produce("third").await[..2], [(ErrorCode::None, 2), (ErrorCode::None, 1)]);
        life.stop().await;
    });
}

#[test]
fn a_stop_before_the_logs_are_open_leaves_what_a_crash_left_unclean() {
    in_sim(4, async |host| {
        let places = crashed(&host).await;
        run_until(async {}).await;
        for dir in ["/a", "/b", "/c"] {
            assert!(!is_marked_clean(&host, dir), "{dir}");
        }
        // So the next start recovers, and stops cleanly; one that begins nothing after that changes nothing.
        Life::begin(config(&[])).await.unwrap().stop().await;
        run_until(async {}).await;
        for dir in ["/a", "/b", "/c"] {
            assert!(is_marked_clean(&host, dir), "{dir}");
        }
        assert!((0..PARTITIONS).all(|partition| !is_torn(&host, &segment(&places, partition))));
    });
}

#[test]
fn a_stop_while_logs_are_opened_leaves_what_was_not_recovered_unclean() {
    in_sim(5, async |host| {
        let places = crashed(&host).await;
        let segments: Vec<String> = (0..PARTITIONS).map(|partition| segment(&places, partition)).collect();
        let (seen, mut torn) = (host.clone(), 0);
        run_until(async {
            // As soon as the first log has been recovered.
            while segments.iter().all(|path| is_torn(&seen, path)) {
                time::sleep(Duration::from_micros(10)).await;
            }
        })
        .await;
        for (partition, dir) in &places {
            if is_torn(&host, &segment(&places, *partition)) {
                torn += 1;
                assert!(!is_marked_clean(&host, dir), "{dir}");
            }
        }
        assert!((1..PARTITIONS).contains(&torn), "{torn}");
    });
}

#[test]
fn queued_requests_take_what_both_settings_allow() {
    let frames = |queued: &str, shards| {
        let mut settings = Settings::embedded_default();
        settings.insert("queued.max.request.bytes", queued);
        settings.insert("socket.request.max.bytes", "1000");
        let (config, _) = BrokerConfig::from_settings(settings, "localhost").unwrap();
        frame_bytes(&config, shards, 5000)
    };
    assert_eq!((frames("-1", 2), frames("0", 2)), (5000, 5000));
    assert_eq!((frames("4000", 2), frames("4000", 1), frames("40000", 2)), (2000, 4000, 5000));
}

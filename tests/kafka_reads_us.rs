//! One data directory, two brokers. What a cleanly stopped node leaves is exactly Kafka's: its dump tool accepts every file, and Apache Kafka
//! started on a copy serves every record and goes on writing. What Apache Kafka leaves opens here and every record is served.

#![allow(clippy::expect_used, clippy::panic, reason = "in a test a broken expectation is a failure")]

mod support;

use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, DefaultProducerContext, Producer};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use support::broker::{self, Broker, Kind};
use support::client::{self, Read, Record, WAIT};
use support::{Random, copy_dir, java};

const CODECS: [&str; 5] = ["none", "gzip", "snappy", "lz4", "zstd"];
/// A snapshot of the metadata after every few topics, and a journal of dense indexes.
const SETTINGS: [(&str, &str); 3] = [
    ("ringmain.shards", "2"),
    ("metadata.log.max.record.bytes.between.snapshots", "2000"),
    ("log.index.interval.bytes", "512"),
];

type Sent = BTreeMap<(String, i32), Vec<Record>>;
type Everything = BTreeMap<(String, i32), Vec<Read>>;

/// Topics of every codec and both kinds of timestamp, one of several segments, with settings of their own.
fn make_topics(bootstrap: &str) {
    let keep = [("retention.ms", "-1"), ("cleanup.policy", "delete")];
    let append = [("message.timestamp.type", "LogAppendTime"), ("max.message.bytes", "300000")];
    let segments = [("retention.ms", "-1"), ("segment.bytes", "1048576")];
    let names = CODECS.map(|codec| format!("codec-{codec}"));
    let mut topics: Vec<client::Topic<'_>> = names.iter().map(|name| (name.as_str(), 2, &keep[..])).collect();
    topics.push(("append-time", 1, &append));
    topics.push(("segments", 1, &segments));
    topics.push(("empty", 3, &[]));
    client::create_topics(bootstrap, &topics);
}

/// Sends records to every topic that [`make_topics`] made, adding to what was sent before.
fn fill(bootstrap: &str, random: &mut Random, sent: &mut Sent) {
    for (codec, idempotent) in CODECS.into_iter().zip([false, true, false, true, true]) {
        for partition in 0..2 {
            let records = records(random, 150, 1_000);
            send(bootstrap, &format!("codec-{codec}"), partition, codec, idempotent, records, sent);
        }
    }
    send(bootstrap, "append-time", 0, "lz4", true, records(random, 150, 1_000), sent);
    send(bootstrap, "segments", 0, "none", true, records(random, 80, 60_000), sent);
}

fn records(random: &mut Random, count: i64, largest: u64) -> Vec<Record> {
    let one = |i: i64| {
        let len = random.below(largest) as usize;
        Record {
            key: (i % 3 != 0).then(|| random.bytes(8)),
            value: (i % 10 != 9).then(|| random.bytes(len)),
            headers: if i % 4 == 0 {
                vec![("h".to_owned(), Some(random.bytes(5))), ("n".to_owned(), None)]
            } else {
                vec![]
            },
            timestamp: 1_600_000_000_000 + 7 * i,
        }
    };
    (0..count).map(one).collect()
}

fn send(
    bootstrap: &str,
    topic: &str,
    partition: i32,
    codec: &str,
    idempotent: bool,
    records: Vec<Record>,
    sent: &mut Sent,
) {
    let producer: BaseProducer<DefaultProducerContext> = client::config(bootstrap)
        .set("compression.codec", codec)
        .set("enable.idempotence", idempotent.to_string())
        .set("max.in.flight", "1")
        .set("batch.num.messages", "10")
        .create()
        .expect("a producer");
    for r in &records {
        let mut record = BaseRecord::<[u8], [u8]>::to(topic).partition(partition).timestamp(r.timestamp);
        if let Some(key) = &r.key {
            record = record.key(key);
        }
        if let Some(value) = &r.value {
            record = record.payload(value);
        }
        if !r.headers.is_empty() {
            let headers = r.headers.iter().map(|(key, value)| Header { key, value: value.as_deref() });
            record = record.headers(headers.fold(OwnedHeaders::new(), OwnedHeaders::insert));
        }
        producer.send(record).unwrap_or_else(|(e, _)| panic!("{topic}-{partition}: {e}"));
    }
    producer.flush(WAIT).expect("flush");
    sent.entry((topic.to_owned(), partition)).or_default().extend(records);
}

/// Makes topics, and deletes one, until the broker has written a snapshot of its metadata.
fn provoke_snapshot(broker: &Broker) {
    for n in 0.. {
        assert!(n < 300, "no snapshot of the metadata after {n} topics");
        client::create_topics(&broker.bootstrap(), &[(&format!("more-{n}"), 2, &[("retention.ms", "86400000")])]);
        let snapshots = files(&broker.data_dir().join("__cluster_metadata-0"), &["checkpoint"]);
        if snapshots.iter().any(|s| !s.ends_with("00000000000000000000-0000000000.checkpoint")) {
            return;
        }
    }
}

/// What is read is what was sent, each record at its place.
fn check_sent(sent: &Sent, read: &Everything, who: &str) {
    for ((topic, partition), sent) in sent {
        let read = &read[&(topic.clone(), *partition)];
        assert_eq!(read.len(), sent.len(), "{who}: records of {topic}-{partition}");
        for (offset, (read, sent)) in (0..).zip(read.iter().zip(sent)) {
            assert_eq!(read.offset, offset, "{who}: {topic}-{partition}");
            let mut sent = sent.clone();
            if topic == "append-time" {
                assert!(read.log_append_time, "{who}: {topic}-{partition}");
                sent.timestamp = read.record.timestamp;
            }
            assert!(read.record == sent, "{who}: {topic}-{partition}: record {offset} differs");
        }
    }
}

fn check_same(before: &Everything, after: &Everything, who: &str) {
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "{who}: partitions");
    for (name, before) in before {
        let after = &after[name];
        assert_eq!(before.len(), after.len(), "{who}: records of {name:?}");
        let differs = before.iter().zip(after).position(|(b, a)| b != a);
        assert_eq!(differs, None, "{who}: the first record of {name:?} that differs");
    }
}

fn settings_of(bootstrap: &str, everything: &Everything) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut topics: Vec<&str> = everything.keys().map(|(topic, _)| topic.as_str()).collect();
    topics.dedup();
    client::topic_settings(bootstrap, &topics)
}

/// The files of a directory with one of these endings, sorted.
fn files(dir: &Path, endings: &[&str]) -> Vec<String> {
    let entries = std::fs::read_dir(dir).unwrap_or_else(|e| panic!("{}: {e}", dir.display()));
    let paths = entries.map(|e| e.expect("read the directory").path());
    let wanted = |p: &PathBuf| p.extension().is_some_and(|x| endings.iter().any(|e| x == *e));
    let mut files: Vec<String> = paths.filter(wanted).map(|p| p.display().to_string()).collect();
    files.sort();
    files
}

/// Runs kafka-dump-log over all these files at once; it must find nothing wrong.
fn dump(files: &[String], flags: &[&str]) -> String {
    assert!(!files.is_empty(), "nothing to dump with {flags:?}");
    let list = files.join(",");
    let out = java::output("kafka-dump-log", &[&["--files", &list], flags].concat());
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let errors = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "dump {flags:?}: {}\n{errors}", out.status);
    assert_eq!(complaints(&errors), Vec::<&str>::new(), "dump {flags:?}");
    for bad in [
        "isvalid: false",
        "ismatch",
        "on-consecutive",
        "Exception",
        "nvalid ",
        "orrupt",
        "rror:",
        "out of order",
        "Found ",
        "Failed",
        "could not",
    ] {
        if let Some(line) = text.lines().find(|l| l.contains(bad)) {
            panic!("dump {flags:?} says `{line}`");
        }
    }
    text
}

/// What the tool printed as an error, without its habit of missing an offset -1 before the first of a segment.
fn complaints(errors: &str) -> Vec<&str> {
    let lines: Vec<&str> = errors.lines().collect();
    let habit = |at: usize| {
        let first = lines.get(at + 1)?.strip_prefix("  -1 is followed by ")?.parse::<u64>().ok()?;
        let file = lines.get(at)?.strip_prefix("Non-consecutive offsets in ")?;
        file.ends_with(&format!("/{first:020}.log")).then_some(())
    };
    let is_habit = |at: usize| habit(at).is_some() || at.checked_sub(1).and_then(habit).is_some();
    (0..lines.len()).filter(|at| !is_habit(*at)).map(|at| lines[at]).collect()
}

/// Every file of every partition and of the metadata, as Kafka's own tool sees it.
fn check_dump(data: &Path, read: &Everything) {
    let dirs: Vec<PathBuf> = read.keys().map(|(topic, partition)| data.join(format!("{topic}-{partition}"))).collect();
    let all = |endings: &[&str]| dirs.iter().flat_map(|d| files(d, endings)).collect::<Vec<_>>();
    let records = dump(&all(&["log"]), &["--deep-iteration"]);
    // With deep iteration each record is a line of its own.
    let dumped = records.lines().filter(|l| l.starts_with("| offset: ")).count();
    assert_eq!(dumped, read.values().map(Vec::len).sum::<usize>(), "records that the dump shows");
    assert!(files(&data.join("segments-0"), &["log"]).len() > 1, "the topic `segments` has several");
    let indexes = all(&["index", "timeindex"]);
    let sane = dump(&indexes, &["--index-sanity-check"]);
    assert_eq!(
        sane.lines().filter(|l| l.ends_with(" passed sanity check.") || l.ends_with(" is empty.")).count(),
        indexes.len(),
        "{sane}"
    );
    dump(&indexes, &["--verify-index-only"]);
    let entries = dump(&all(&["index"]), &[]);
    assert!(entries.lines().filter(|l| l.starts_with("offset: ")).count() > 20, "indexes have entries:\n{entries}");
    let snapshots = all(&["snapshot"]);
    let producers = dump(&snapshots, &[]);
    assert!(producers.lines().any(|l| l.starts_with("producerId: ")), "producers in {snapshots:?}");
    let other = all(&["txnindex"]);
    if !other.is_empty() {
        dump(&other, &[]);
    }

    let metadata = data.join("__cluster_metadata-0");
    let decoded = dump(&files(&metadata, &["log", "checkpoint"]), &["--cluster-metadata-decoder"]);
    for (topic, _) in read.keys() {
        assert!(
            decoded.contains(&format!("\"name\":\"{topic}\"")),
            "topic {topic} in the metadata log or its snapshots"
        );
    }
    for kind in [
        "TOPIC_RECORD",
        "PARTITION_RECORD",
        "CONFIG_RECORD",
        "FEATURE_LEVEL_RECORD",
        "REGISTER_BROKER_RECORD",
        "SnapshotHeader",
        "SnapshotFooter",
    ] {
        assert!(decoded.contains(kind), "a {kind} in the metadata log or its snapshots");
    }
    let indexes = files(&metadata, &["index", "timeindex"]);
    dump(&indexes, &["--index-sanity-check"]);
    dump(&indexes, &["--verify-index-only"]);
}

/// A second broker on a copy of a stopped one's data serves everything, then writes on; what it leaves opens in the first.
fn check_other_broker(
    first: &mut Broker,
    base: &Path,
    kinds: (Kind, Kind),
    random: &mut Random,
    sent: &mut Sent,
    before: &Everything,
) {
    let (kind, other) = kinds;
    let settings = settings_of_stopped(first, before);
    let (ports, copy) = (first.ports(), base.join("copy"));
    copy_dir(&first.data_dir(), &copy.join("data"));
    let mut second = Broker::start_on(other, &copy, &SETTINGS, ports);
    let served = client::read_everything(&second.bootstrap());
    check_same(before, &served, &format!("{other:?} on {kind:?}'s data"));
    assert_eq!(settings_of(&second.bootstrap(), &served), settings, "{other:?} on {kind:?}'s data: settings");
    fill(&second.bootstrap(), random, sent);
    client::create_topics(&second.bootstrap(), &[("later", 1, &[])]);
    send(&second.bootstrap(), "later", 0, "zstd", true, records(random, 20, 100), sent);
    second.stop();

    let back = base.join("back");
    copy_dir(&second.data_dir(), &back.join("data"));
    let mut third = Broker::start_on(kind, &back, &SETTINGS, ports);
    let served = client::read_everything(&third.bootstrap());
    check_sent(sent, &served, &format!("{kind:?} on what {other:?} wrote on"));
    third.stop();
}

/// Starts the first broker once more to ask it for its topics' settings: its own restart must serve everything too.
fn settings_of_stopped(first: &mut Broker, before: &Everything) -> BTreeMap<String, BTreeMap<String, String>> {
    first.restart();
    let again = client::read_everything(&first.bootstrap());
    check_same(before, &again, "restarted");
    let settings = settings_of(&first.bootstrap(), &again);
    first.stop();
    let topics = [("append-time", "message.timestamp.type", "LogAppendTime"), ("segments", "segment.bytes", "1048576")];
    for (topic, name, value) in topics {
        assert_eq!(settings[topic].get(name).map(String::as_str), Some(value), "{topic}: {settings:?}");
    }
    settings
}

#[test]
fn kafka_reads_what_we_leave() {
    if !Kind::under_test().present() || !java::kafka_present() {
        return;
    }
    let (dir, mut random, mut sent) = (tempfile::tempdir().expect("a directory"), Random::new(4), Sent::new());
    let mut broker = Broker::start(&dir.path().join("first"), &SETTINGS);
    let bootstrap = broker.bootstrap();
    make_topics(&bootstrap);
    fill(&bootstrap, &mut random, &mut sent);
    provoke_snapshot(&broker);
    fill(&bootstrap, &mut random, &mut sent);
    let before = client::read_everything(&bootstrap);
    check_sent(&sent, &before, "its own writer");
    broker.stop();
    check_dump(&broker.data_dir(), &before);
    check_other_broker(&mut broker, dir.path(), (Kind::under_test(), Kind::Kafka), &mut random, &mut sent, &before);
    check_dump(&dir.path().join("back/data"), &with_rest(&sent, &before));
}

/// The partitions of `before` with as many records as were sent by now.
fn with_rest(sent: &Sent, before: &Everything) -> Everything {
    let blank = |r: &Record| Read { partition: 0, offset: 0, log_append_time: false, record: r.clone() };
    let mut all = before.clone();
    all.extend(sent.iter().map(|(name, records)| (name.clone(), records.iter().map(blank).collect())));
    all
}

fn we_read_what_kafka_leaves(standalone: bool) {
    if !Kind::under_test().present() || !java::kafka_present() {
        return;
    }
    let (dir, mut random, mut sent) = (tempfile::tempdir().expect("a directory"), Random::new(5), Sent::new());
    let base = dir.path().join("first");
    std::fs::create_dir_all(&base).expect("create the base directory");
    let mut kafka = match standalone {
        true => Broker::start_on(Kind::Kafka, &base, &SETTINGS, broker::format_standalone(&base)),
        false => Broker::start_kind(Kind::Kafka, &base, &SETTINGS),
    };
    let bootstrap = kafka.bootstrap();
    make_topics(&bootstrap);
    fill(&bootstrap, &mut random, &mut sent);
    provoke_snapshot(&kafka);
    fill(&bootstrap, &mut random, &mut sent);
    let before = client::read_everything(&bootstrap);
    kafka.stop();
    check_other_broker(&mut kafka, dir.path(), (Kind::Kafka, Kind::under_test()), &mut random, &mut sent, &before);
}

#[test]
fn we_read_what_kafka_leaves_with_a_static_quorum() {
    we_read_what_kafka_leaves(false);
}

#[test]
fn we_read_what_kafka_leaves_with_a_standalone_quorum() {
    we_read_what_kafka_leaves(true);
}

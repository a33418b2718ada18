//! Apache Kafka's own command-line tools against a two-shard node: a text file of 100,000 lines goes in and comes out as it was, and the
//! tools that make, describe, change and delete topics see what they did.

#![allow(clippy::expect_used, clippy::panic, reason = "in a test a broken expectation is a failure")]

mod support;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::process::Stdio;
use support::broker::{Broker, Kind};
use support::{Random, java};

const LINES: usize = 100_000;
const PARTITIONS: usize = 6;

/// Lines as people write them, some empty, each told apart by its number where it has one.
fn text() -> Vec<String> {
    let words = [
        "ring",
        "main",
        "caf\u{e9}",
        "\u{6771}\u{4eac}",
        "log",
        "segment",
        "\u{1f980}",
        "tab\there",
        "\"quoted\"",
        "comma,separated",
    ];
    let mut random = Random::new(6);
    (0..LINES)
        .map(|i| {
            if i % 1000 == 999 {
                return String::new();
            }
            let n = random.below(12);
            let said: Vec<&str> = (0..n).map(|_| words[random.below(words.len() as u64) as usize]).collect();
            format!("{i} {}", said.join(" "))
        })
        .collect()
}

fn console_produce(bootstrap: &str, topic: &str, file: &Path) {
    let out = java::java("512m")
        .arg(java::class("kafka-console-producer"))
        .args(["--bootstrap-server", bootstrap, "--topic", topic])
        .stdin(File::open(file).expect("open the text"))
        .output()
        .expect("java runs");
    assert!(out.status.success(), "console-producer: {}\n{}", out.status, String::from_utf8_lossy(&out.stderr));
}

/// Starts a consumer of one partition that ends by itself after `count` lines.
fn console_consume(bootstrap: &str, topic: &str, partition: usize, count: usize) -> std::process::Child {
    java::java("256m")
        .arg(java::class("kafka-console-consumer"))
        .args([
            "--bootstrap-server",
            bootstrap,
            "--topic",
            topic,
            "--partition",
            &partition.to_string(),
            "--offset",
            "earliest",
        ])
        .args(["--max-messages", &count.to_string(), "--timeout-ms", "30000"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("java runs")
}

/// `topic:partition:offset` lines of kafka-get-offsets.
fn offsets(bootstrap: &str, topic: &str, time: &str) -> BTreeMap<usize, i64> {
    let text = java::tool("kafka-get-offsets", &["--bootstrap-server", bootstrap, "--topic", topic, "--time", time]);
    let one = |line: &str| {
        let mut fields = line.split(':');
        assert_eq!(fields.next(), Some(topic), "kafka-get-offsets: `{line}`");
        let mut number = || {
            fields.next().and_then(|f| f.parse::<i64>().ok()).unwrap_or_else(|| panic!("kafka-get-offsets: `{line}`"))
        };
        (number() as usize, number())
    };
    text.lines().map(one).collect()
}

#[test]
fn a_text_file_goes_in_and_comes_out() {
    if !Kind::under_test().present() || !java::kafka_present() {
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let broker = Broker::start(dir.path(), &[("ringmain.shards", "2")]);
    let bootstrap = broker.bootstrap();
    java::tool("kafka-topics", &["--bootstrap-server", &bootstrap, "--create", "--topic", "text", "--partitions", "6"]);
    let lines = text();
    let file = dir.path().join("text");
    std::fs::write(&file, lines.join("\n") + "\n").expect("write the text");

    console_produce(&bootstrap, "text", &file);
    assert!(offsets(&bootstrap, "text", "-2").values().all(|o| *o == 0), "every partition starts at 0");
    let ends = offsets(&bootstrap, "text", "-1");
    assert_eq!(ends.len(), PARTITIONS, "{ends:?}");
    assert_eq!(ends.values().sum::<i64>(), LINES as i64, "{ends:?}");
    assert!(ends.values().filter(|n| **n > 0).count() > 1, "more than one partition was written to: {ends:?}");

    let mut read = Vec::new();
    for (partition, end) in ends.into_iter().filter(|(_, end)| *end > 0) {
        let consumer = console_consume(&bootstrap, "text", partition, end as usize);
        let out = consumer.wait_with_output().expect("wait for the consumer");
        let errors = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.success(), "console-consumer of partition {partition}: {}\n{errors}", out.status);
        let text = String::from_utf8(out.stdout).expect("UTF-8 as it went in");
        let numbers: Vec<usize> = text.lines().filter_map(|l| l.split(' ').next()?.parse().ok()).collect();
        assert!(numbers.is_sorted(), "partition {partition} is not in the order it was sent");
        read.extend(text.lines().map(str::to_owned));
    }
    let mut sent = lines;
    sent.sort_unstable();
    read.sort_unstable();
    assert_eq!(read.len(), sent.len(), "lines read back");
    if let Some((read, sent)) = read.iter().zip(&sent).find(|(r, s)| r != s) {
        panic!("read `{read}` where `{sent}` was sent");
    }
}

#[track_caller]
fn says(text: &str, wanted: &[&str]) {
    for wanted in wanted {
        assert!(text.contains(wanted), "no `{wanted}` in:\n{text}");
    }
}

#[test]
fn topic_tools_see_what_they_did() {
    if !Kind::under_test().present() || !java::kafka_present() {
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let broker = Broker::start(dir.path(), &[("ringmain.shards", "2")]);
    let bootstrap = broker.bootstrap();
    let topics = |args: &[&str]| java::tool("kafka-topics", &[&["--bootstrap-server", &bootstrap], args].concat());
    let configs = |args: &[&str]| {
        java::tool(
            "kafka-configs",
            &[&["--bootstrap-server", &bootstrap, "--entity-type", "topics", "--entity-name", "orders"], args].concat(),
        )
    };

    let create = [
        "--create",
        "--topic",
        "orders",
        "--partitions",
        "3",
        "--config",
        "retention.ms=3600000",
        "--config",
        "compression.type=zstd",
    ];
    says(&topics(&create), &["Created topic orders."]);
    topics(&["--create", "--topic", "others", "--partitions", "1", "--replication-factor", "1"]);
    let again = java::output("kafka-topics", &["--bootstrap-server", &bootstrap, "--create", "--topic", "orders"]);
    assert!(!again.status.success());
    says(&String::from_utf8_lossy(&again.stdout), &["Topic 'orders' already exists."]);
    let bad = java::output(
        "kafka-topics",
        &["--bootstrap-server", &bootstrap, "--create", "--topic", "bad", "--config", "segment.bytes=-4"],
    );
    assert!(!bad.status.success(), "a bad value is refused");

    let list = topics(&["--list"]);
    assert_eq!(list.lines().filter(|l| !l.starts_with("__")).collect::<Vec<_>>(), ["orders", "others"]);
    let described = topics(&["--describe", "--topic", "orders"]);
    says(
        &described,
        &[
            "Topic: orders",
            "PartitionCount: 3",
            "ReplicationFactor: 1",
            "retention.ms=3600000",
            "compression.type=zstd",
        ],
    );
    says(&described, &["Partition: 0", "Partition: 2", "Leader: 1", "Replicas: 1", "Isr: 1"]);

    topics(&["--alter", "--topic", "orders", "--partitions", "5"]);
    says(&topics(&["--describe", "--topic", "orders"]), &["PartitionCount: 5", "Partition: 4"]);
    let fewer = java::output(
        "kafka-topics",
        &["--bootstrap-server", &bootstrap, "--alter", "--topic", "orders", "--partitions", "2"],
    );
    assert!(!fewer.status.success(), "partitions are never taken away");

    says(
        &configs(&["--describe"]),
        &["retention.ms=3600000", "compression.type=zstd", "DYNAMIC_TOPIC_CONFIG:retention.ms=3600000"],
    );
    says(
        &configs(&["--alter", "--add-config", "segment.bytes=1048576,cleanup.policy=[compact,delete]"]),
        &["Completed updating config"],
    );
    configs(&["--alter", "--delete-config", "compression.type"]);
    let changed = configs(&["--describe"]);
    says(&changed, &["segment.bytes=1048576", "cleanup.policy=compact,delete", "retention.ms=3600000"]);
    assert!(!changed.contains("zstd"), "a deleted setting is gone:\n{changed}");
    says(
        &configs(&["--describe", "--all"]),
        &["max.message.bytes=1048588", "DEFAULT_CONFIG:", "message.timestamp.type=CreateTime"],
    );

    topics(&["--delete", "--topic", "orders"]);
    assert_eq!(topics(&["--list"]).lines().filter(|l| !l.starts_with("__")).collect::<Vec<_>>(), ["others"]);
    let gone = java::output("kafka-topics", &["--bootstrap-server", &bootstrap, "--describe", "--topic", "orders"]);
    assert!(!gone.status.success(), "a deleted topic is gone");
}

#[test]
fn cluster_tools_know_the_node() {
    if !Kind::under_test().present() || !java::kafka_present() {
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let broker = Broker::start(dir.path(), &[]);
    let bootstrap = broker.bootstrap();
    let apis = java::tool("kafka-broker-api-versions", &["--bootstrap-server", &bootstrap]);
    says(
        &apis,
        &[
            &bootstrap,
            "Produce(0): ",
            "Fetch(1): ",
            "ListOffsets(2): ",
            "Metadata(3): ",
            "ApiVersions(18): ",
            "CreateTopics(19): ",
        ],
    );
    // The tool marks what the broker cannot do with a version range of the client's that is out of reach.
    for api in [
        "Produce(0)",
        "Fetch(1)",
        "ListOffsets(2)",
        "Metadata(3)",
        "ApiVersions(18)",
        "CreateTopics(19)",
        "InitProducerId(22)",
    ] {
        let line =
            apis.lines().find(|l| l.contains(&format!("{api}: "))).unwrap_or_else(|| panic!("no {api} in\n{apis}"));
        assert!(line.contains("[usable: ") && !line.contains("UNSUPPORTED"), "{line}");
    }
    let status = java::tool("kafka-metadata-quorum", &["--bootstrap-server", &bootstrap, "describe", "--status"]);
    says(&status, &["ClusterId:", "LeaderId:", "LeaderEpoch:", "HighWatermark:", "CurrentVoters:"]);
    let replication =
        java::tool("kafka-metadata-quorum", &["--bootstrap-server", &bootstrap, "describe", "--replication"]);
    says(&replication, &["NodeId", "LogEndOffset", "Leader"]);
    let features = java::tool("kafka-features", &["--bootstrap-server", &bootstrap, "describe"]);
    says(
        &features,
        &[
            "Feature: metadata.version",
            "FinalizedVersionLevel: 4.3-IV0",
            "Feature: transaction.version",
            "Feature: group.version",
        ],
    );
}

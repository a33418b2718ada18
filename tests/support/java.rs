//! Apache Kafka 4.3.1's own command-line tools, each run as its users run it.

use super::{peers_dir, present};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn home() -> PathBuf {
    peers_dir().join("kafka-4.3.1")
}

/// Whether Apache Kafka and a JVM are here (see [`present`]).
#[must_use]
pub fn kafka_present() -> bool {
    let java = Command::new("java").arg("-version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    present("Apache Kafka 4.3.1 with Java", java.is_ok_and(|s| s.success()) && home().join(".built").exists())
}

/// A JVM with Kafka's classes, tuned to start fast and to stay small.
pub fn java(heap: &str) -> Command {
    let mut command = Command::new("java");
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/java/log4j2.yaml");
    command
        .arg("-cp")
        .arg(format!("{}/libs/*", home().display()))
        .arg(format!("-Dlog4j2.configurationFile={}", config.display()))
        .args(["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", &format!("-Xmx{heap}")]);
    command
}

pub fn class(tool: &str) -> &'static str {
    match tool {
        "kafka-topics" => "org.apache.kafka.tools.TopicCommand",
        "kafka-configs" => "kafka.admin.ConfigCommand",
        "kafka-console-producer" => "org.apache.kafka.tools.ConsoleProducer",
        "kafka-console-consumer" => "org.apache.kafka.tools.consumer.ConsoleConsumer",
        "kafka-consumer-groups" => "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
        "kafka-consumer-perf-test" => "org.apache.kafka.tools.ConsumerPerformance",
        "kafka-groups" => "org.apache.kafka.tools.GroupsCommand",
        "kafka-get-offsets" => "org.apache.kafka.tools.GetOffsetShell",
        "kafka-broker-api-versions" => "org.apache.kafka.tools.BrokerApiVersionsCommand",
        "kafka-metadata-quorum" => "org.apache.kafka.tools.MetadataQuorumCommand",
        "kafka-features" => "org.apache.kafka.tools.FeatureCommand",
        "kafka-dump-log" => "org.apache.kafka.tools.DumpLogSegments",
        "kafka-storage" => "kafka.tools.StorageTool",
        other => panic!("no tool {other}"),
    }
}

/// Runs a tool to its end.
pub fn output(tool: &str, args: &[&str]) -> Output {
    java("256m").arg(class(tool)).args(args).stdin(Stdio::null()).output().expect("java runs")
}

/// Runs a tool that must succeed; what it printed.
pub fn tool(tool: &str, args: &[&str]) -> String {
    let out = output(tool, args);
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(out.status.success(), "{tool} {args:?}: {}\n{text}\n{}", out.status, String::from_utf8_lossy(&out.stderr));
    text
}

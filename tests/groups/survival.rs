//! What groups have committed outlives their broker: killed, stopped, or another broker on the same directory.

use crate::support::broker::{Broker, Kind};
use crate::support::client::{self, WAIT};
use crate::support::{copy_dir, java};
use crate::{Resident, SETTINGS, commit, committed, ten_records};
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::{Offset, TopicPartitionList};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

const PARTITIONS: i32 = 3;

fn all_at(offset: i64) -> BTreeMap<String, i64> {
    (0..PARTITIONS).map(|partition| (format!("orders:{partition}"), offset)).collect()
}

fn check_committed(bootstrap: &str, wanted: &[(&str, i64)], who: &str) {
    for (group, offset) in wanted {
        assert_eq!(committed(bootstrap, group, &all_at(0)), all_at(*offset), "{who}: group {group}");
    }
}

/// Offsets of a consumer that joins no group.
fn commit_alone(bootstrap: &str, group: &str, offset: i64) {
    let consumer: BaseConsumer = client::config(bootstrap).set("group.id", group).create().expect("a consumer");
    commit(&consumer, "orders", PARTITIONS, offset);
}

/// Apache Kafka's tool reads every record of our `__consumer_offsets`.
fn check_dump(data: &Path) {
    let entries = std::fs::read_dir(data).expect("read the directory").map(|entry| entry.expect("an entry").path());
    let of_groups = entries.filter(|path| path.to_string_lossy().contains("/__consumer_offsets-"));
    let logs: Vec<String> = of_groups.map(|dir| dir.join("00000000000000000000.log").display().to_string()).collect();
    assert_eq!(logs.len(), 5, "{logs:?}");
    let text = java::tool("kafka-dump-log", &["--offsets-decoder", "--files", &logs.join(",")]);
    for wanted in [
        "\"group\":\"app\",\"topic\":\"orders\",\"partition\":2",
        "\"group\":\"alone\",\"topic\":\"orders\",\"partition\":0",
        "\"offset\":4,",
        "\"offset\":7,",
        "\"protocolType\":\"consumer\"",
        "\"clientId\":\"app-client\"",
    ] {
        assert!(text.contains(wanted), "no `{wanted}` in:\n{text}");
    }
}

/// Groups of one broker go on in the other on a copy of its directory, and back.
fn change_brokers(kind: Kind, other: Kind) {
    if !Kind::Ringmain.present() || !java::kafka_present() {
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let mut first = Broker::start_kind(kind, &dir.path().join("first"), &SETTINGS);
    let bootstrap = first.bootstrap();
    ten_records(&bootstrap, "orders", PARTITIONS);
    Resident::join(&bootstrap, "app", "orders", PARTITIONS, 4, &[]).leave();
    commit_alone(&bootstrap, "alone", 7);
    first.stop();
    if kind == Kind::Ringmain {
        check_dump(&first.data_dir());
    }

    let copy = dir.path().join("copy");
    copy_dir(&first.data_dir(), &copy.join("data"));
    let mut second = Broker::start_on(other, &copy, &SETTINGS, first.ports());
    let bootstrap = second.bootstrap();
    check_committed(&bootstrap, &[("app", 4), ("alone", 7)], &format!("{other:?} on {kind:?}'s directory"));
    Resident::join(&bootstrap, "app", "orders", PARTITIONS, 5, &[]).leave();
    Resident::join(&bootstrap, "later", "orders", PARTITIONS, 6, &[]).leave();
    second.stop();

    let back = dir.path().join("back");
    copy_dir(&second.data_dir(), &back.join("data"));
    let mut third = Broker::start_on(kind, &back, &SETTINGS, first.ports());
    let wanted = [("app", 5), ("later", 6), ("alone", 7)];
    check_committed(&third.bootstrap(), &wanted, &format!("{kind:?} on what {other:?} wrote on"));
    Resident::join(&third.bootstrap(), "app", "orders", PARTITIONS, 8, &[]).leave();
    third.stop();
}

#[test]
fn kafka_goes_on_with_our_groups() {
    change_brokers(Kind::Ringmain, Kind::Kafka);
}

#[test]
fn we_go_on_with_kafkas_groups() {
    change_brokers(Kind::Kafka, Kind::Ringmain);
}

/// A member that commits ever higher offsets for what it has, whatever happens to its broker; tells the last one acknowledged.
fn commit_for_ever(bootstrap: &str, group: &str, stop: &AtomicBool, acked: &AtomicI64) {
    let mut config = client::config(bootstrap);
    config.set("group.id", group).set("enable.auto.commit", "false").set("auto.offset.reset", "earliest");
    config.set("session.timeout.ms", "6000").set("heartbeat.interval.ms", "500");
    config.set("reconnect.backoff.ms", "10").set("reconnect.backoff.max.ms", "200").set("log_level", "0");
    let consumer: BaseConsumer = config.create().expect("a consumer");
    consumer.subscribe(&["orders"]).expect("subscribe");
    let mut next = 1;
    while !stop.load(Ordering::Relaxed) {
        // Records and errors alike are none of its business; polling keeps it alive.
        let _ = consumer.poll(Duration::from_millis(5));
        if consumer.assignment().map_or(0, |has| has.count()) < PARTITIONS as usize {
            continue;
        }
        let mut offsets = TopicPartitionList::new();
        for partition in 0..PARTITIONS {
            offsets.add_partition_offset("orders", partition, Offset::Offset(next)).expect("an offset");
        }
        if consumer.commit(&offsets, CommitMode::Sync).is_ok() {
            acked.store(next, Ordering::Relaxed);
        }
        next += 1;
    }
}

/// `RINGMAIN_KILL9_ROUNDS` sets the number of rounds.
#[test]
fn committed_offsets_survive_kill_9() {
    if !Kind::under_test().present() {
        return;
    }
    let rounds = std::env::var("RINGMAIN_KILL9_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(3);
    let dir = tempfile::tempdir().expect("a directory");
    let mut broker = Broker::start(dir.path(), &SETTINGS);
    let bootstrap = broker.bootstrap();
    ten_records(&bootstrap, "orders", PARTITIONS);
    let stop = Arc::new(AtomicBool::new(false));
    let groups: Vec<(String, Arc<AtomicI64>)> = (0..4).map(|n| (format!("kill-{n}"), Arc::default())).collect();
    let members: Vec<_> = groups
        .iter()
        .cloned()
        .map(|(group, acked)| {
            let (stop, bootstrap) = (stop.clone(), bootstrap.clone());
            std::thread::spawn(move || commit_for_ever(&bootstrap, &group, &stop, &acked))
        })
        .collect();
    for round in 0..rounds {
        let before: Vec<i64> = groups.iter().map(|(_, acked)| acked.load(Ordering::Relaxed)).collect();
        let start = Instant::now();
        while groups.iter().zip(&before).any(|((_, acked), before)| acked.load(Ordering::Relaxed) < before + 5) {
            assert!(start.elapsed() < WAIT, "round {round}: the groups do not go on after {WAIT:?}");
            std::thread::sleep(Duration::from_millis(5));
        }
        eprintln!("round {round}: every group committed after {:?}", start.elapsed());
        let told: Vec<i64> = groups.iter().map(|(_, acked)| acked.load(Ordering::Relaxed)).collect();
        broker.kill();
        broker.restart();
        for ((group, _), told) in groups.iter().zip(told) {
            for (place, offset) in committed(&bootstrap, group, &all_at(0)) {
                assert!(offset >= told, "round {round}: {group} has {offset} for {place}, {told} was acknowledged");
            }
        }
    }
    stop.store(true, Ordering::Relaxed);
    for member in members {
        member.join().expect("a member");
    }
}

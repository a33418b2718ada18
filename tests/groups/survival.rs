//! What groups are and have committed outlives their broker: another broker goes on with them on the same directory.

use crate::support::broker::{Broker, Kind};
use crate::support::client;
use crate::support::raw::Raw;
use crate::support::{copy_dir, java};
use crate::{Resident, SETTINGS, commit, committed, ten_records};
use rdkafka::consumer::BaseConsumer;
use ringmain_protocol::messages::rpc::ConsumerGroupDescribeRequest;
use ringmain_protocol::messages::rpc::consumer_group_describe_response::DescribedGroup;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const PARTITIONS: i32 = 3;
const CONSUMER: [(&str, &str); 1] = [("group.protocol", "consumer")];
/// A static member of a consumer group: it stays a member when it goes.
const STATIC: [(&str, &str); 3] =
    [("group.protocol", "consumer"), ("group.instance.id", "one"), ("group.remote.assignor", "range")];

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

/// Members of every kind of group join, commit this and leave; all but the static one are gone then.
fn commit_in_groups(bootstrap: &str, offset: i64) {
    Resident::join(bootstrap, "app", "orders", PARTITIONS, offset, &[]).leave();
    Resident::join(bootstrap, "new", "orders", PARTITIONS, offset, &CONSUMER).leave();
    Resident::subscribe(bootstrap, "pattern", "^ord.*s$", "orders", PARTITIONS, offset, &CONSUMER).leave();
    Resident::join(bootstrap, "static", "orders", PARTITIONS, offset, &STATIC).leave();
}

/// What a broker says of a group of the consumer protocol.
fn describe(bootstrap: &str, group: &str) -> DescribedGroup {
    let mut raw = Raw::connect(bootstrap).expect("connect");
    let request = ConsumerGroupDescribeRequest { group_ids: vec![group.to_owned()], ..Default::default() };
    let mut answer = raw.ask(&request, 1).expect("an answer");
    let described = answer.groups.pop().expect("one group");
    assert_eq!(described.error_code, 0, "{described:?}");
    described
}

/// Group, state and epoch, and each member's instance and epoch, and what it has and should have.
fn consumer_groups(bootstrap: &str) -> Vec<String> {
    let groups = ["new", "pattern", "static"].map(|group| describe(bootstrap, group));
    let tell = |group: DescribedGroup| {
        let members = group.members.iter().map(|member| {
            let [owned, target] = [&member.assignment, &member.target_assignment].map(|assignment| {
                let topics = assignment.topic_partitions.iter();
                topics.map(|topic| (topic.topic_name.clone(), topic.partitions.clone())).collect::<Vec<_>>()
            });
            format!("{:?} {} {} {owned:?} {target:?}", member.instance_id, member.member_id, member.member_epoch)
        });
        let members: Vec<String> = members.collect();
        format!("{} {} {} {} {members:?}", group.group_id, group.group_state, group.group_epoch, group.assignor_name)
    };
    groups.into_iter().map(tell).collect()
}

/// Apache Kafka's tool reads every record of `__consumer_offsets`, and finds each type in it.
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
    let (mut valued, mut deleted) = (BTreeSet::new(), BTreeSet::new());
    for record in text.lines().filter(|line| line.starts_with("| offset:")) {
        let kind = record.split_once(" key: {\"type\":\"").and_then(|(_, rest)| rest.split_once('"'));
        let (kind, rest) = kind.unwrap_or_else(|| panic!("a key that is not decoded: {record}"));
        if rest.ends_with(" payload: <DELETE>") {
            deleted.insert(kind);
        } else {
            assert!(rest.contains(" payload: {\"version\":\""), "a value that is not decoded: {record}");
            valued.insert(kind);
        }
    }
    // Offsets, classic groups, and all that a consumer group has: itself, members, expressions, what they should have and what they have.
    assert_eq!(valued, BTreeSet::from(["1", "2", "3", "5", "6", "7", "8", "16"]), "{text}");
    assert_eq!(deleted, BTreeSet::from(["5", "7", "8", "16"]), "{text}");
}

/// Groups of one broker go on in the other on a copy of its directory, and back.
fn change_brokers(kind: Kind, other: Kind) {
    if !Kind::Ringmain.present() || !java::kafka_present() {
        return;
    }
    // A static member that has gone stays until its session ends: longer than a change takes.
    let mut settings: BTreeMap<&str, &str> = SETTINGS.into();
    settings.insert("group.consumer.session.timeout.ms", "45000");
    let settings: Vec<_> = settings.into_iter().collect();
    let dir = tempfile::tempdir().expect("a directory");
    let mut first = Broker::start_kind(kind, &dir.path().join("first"), &settings);
    let bootstrap = first.bootstrap();
    ten_records(&bootstrap, "orders", PARTITIONS);
    commit_in_groups(&bootstrap, 4);
    commit_alone(&bootstrap, "alone", 7);
    let told = consumer_groups(&bootstrap);
    first.stop();
    check_dump(&first.data_dir());

    let copy = dir.path().join("copy");
    copy_dir(&first.data_dir(), &copy.join("data"));
    let mut second = Broker::start_on(other, &copy, &settings, first.ports());
    let bootstrap = second.bootstrap();
    let who = format!("{other:?} on {kind:?}'s directory");
    check_committed(&bootstrap, &[("app", 4), ("new", 4), ("pattern", 4), ("static", 4), ("alone", 7)], &who);
    assert_eq!(consumer_groups(&bootstrap), told, "{who}");
    commit_in_groups(&bootstrap, 5);
    Resident::join(&bootstrap, "later", "orders", PARTITIONS, 6, &[]).leave();
    let told = consumer_groups(&bootstrap);
    second.stop();

    let back = dir.path().join("back");
    copy_dir(&second.data_dir(), &back.join("data"));
    let mut third = Broker::start_on(kind, &back, &settings, first.ports());
    let bootstrap = third.bootstrap();
    let who = format!("{kind:?} on what {other:?} wrote on");
    check_committed(
        &bootstrap,
        &[("app", 5), ("new", 5), ("pattern", 5), ("static", 5), ("later", 6), ("alone", 7)],
        &who,
    );
    assert_eq!(consumer_groups(&bootstrap), told, "{who}");
    commit_in_groups(&bootstrap, 8);
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

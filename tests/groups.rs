//! Consumer groups with real clients: members join, leave, are killed, come back. Every record is processed, none twice across a clean
//! hand-over, and what is committed is the end. Kafka's own tools see and change the groups as they do those of Apache Kafka.

#![allow(clippy::expect_used, clippy::panic, reason = "in a test a broken expectation is a failure")]

#[path = "groups/feed.rs"]
mod feed;
#[path = "groups/kill.rs"]
mod kill;
#[path = "groups/member.rs"]
mod member;
mod support;
#[path = "groups/survival.rs"]
mod survival;
#[path = "groups/tools.rs"]
mod tools;
#[path = "groups/versions.rs"]
mod versions;

use feed::Feed;
use member::{Client, Group, Topics};
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::error::RDKafkaErrorCode::{CoordinatorLoadInProgress, NotCoordinator};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::{Offset, TopicPartitionList};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::{Mutex, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use support::broker::{Broker, Kind};
use support::client::{self, WAIT};
use support::java;
use tools::Tools;

const PARTITIONS: i32 = 6;
/// 2020-09-13T12:26:40Z
const FIRST_MS: i64 = 1_600_000_000_000;
/// Short sessions, so that the death of a member is noticed soon.
const SESSION_MS: u32 = 4_000;
/// Longer than a restart takes.
const STATIC_SESSION_MS: u32 = 30_000;
/// Scenarios at a time: a member is a process.
const PARALLEL: usize = 3;

const SETTINGS: [(&str, &str); 8] = [
    ("ringmain.shards", "2"),
    ("offsets.topic.num.partitions", "5"),
    ("group.initial.rebalance.delay.ms", "500"),
    ("group.min.session.timeout.ms", "1000"),
    ("group.consumer.min.session.timeout.ms", "1000"),
    ("group.consumer.session.timeout.ms", "4000"),
    ("group.consumer.min.heartbeat.interval.ms", "100"),
    ("group.consumer.heartbeat.interval.ms", "500"),
];

/// Runs each job, a few at a time; a failure of one ends the test when all have ended.
fn in_parallel(jobs: Vec<(String, Box<dyn FnOnce() + Send>)>) {
    let queue = Mutex::new(jobs.into_iter());
    let queue = &queue;
    std::thread::scope(|scope| {
        for _ in 0..PARALLEL {
            scope.spawn(move || {
                loop {
                    let next = queue.lock().expect("not poisoned").next();
                    let Some((name, job)) = next else { return };
                    let start = Instant::now();
                    job();
                    eprintln!("{name}: {:?}", start.elapsed());
                }
            });
        }
    });
}

fn partitions_of(topic: &str) -> BTreeSet<String> {
    (0..PARTITIONS).map(|partition| format!("{topic}:{partition}")).collect()
}

/// What a group has committed.
fn committed(bootstrap: &str, group: &str, ends: &BTreeMap<String, i64>) -> BTreeMap<String, i64> {
    let consumer: BaseConsumer = client::config(bootstrap).set("group.id", group).create().expect("a consumer");
    let mut asked = TopicPartitionList::new();
    for place in ends.keys() {
        let (topic, partition) = place.rsplit_once(':').expect("topic:partition");
        asked.add_partition(topic, partition.parse().expect("a number"));
    }
    let deadline = Instant::now() + WAIT;
    let found = loop {
        match consumer.committed_offsets(asked.clone(), WAIT) {
            Ok(found) => break found,
            // A broker that has just started may still be loading its groups; the client does not ask again by itself.
            Err(KafkaError::MetadataFetch(NotCoordinator | CoordinatorLoadInProgress)) if Instant::now() < deadline => {
                std::thread::sleep(Duration::from_millis(20));
            }
            Err(e) => panic!("{group}: committed offsets: {e}"),
        }
    };
    let offset = |place: rdkafka::topic_partition_list::TopicPartitionListElem<'_>| {
        (format!("{}:{}", place.topic(), place.partition()), place.offset().to_raw().unwrap_or(-1))
    };
    found.elements().into_iter().map(offset).collect()
}

/// Each record once, but those that a killed member had read: it may not have come to commit them.
fn check_read_once(group: &Group<'_>, ends: &BTreeMap<String, i64>, killed: &[usize]) {
    for (partition, end) in ends {
        for offset in 0..*end {
            let readings = group.read.get(&(partition.clone(), offset));
            let readings = readings.unwrap_or_else(|| panic!("{}: {partition} at {offset} was never read", group.id));
            let excused = readings.len() == 2 && killed.contains(&readings[0].member);
            assert!(readings.len() == 1 || excused, "{}: {partition} at {offset} was read by {readings:?}", group.id);
        }
    }
}

/// Members join, one leaves, one is killed, while records keep coming.
fn members_come_and_go(client: &Client, bootstrap: &str) {
    let topic = format!("go-{}", client.name);
    client::create_topics(bootstrap, &[(&topic, PARTITIONS, &[])]);
    let feed = Feed::start(bootstrap, &topic, PARTITIONS);
    let all = partitions_of(&topic);
    let mut group = Group::new(client, bootstrap, &format!("group-{}", client.name), Topics::Named(topic), SESSION_MS);
    let first = group.join(None);
    group.until_shared(&[first], &all);
    let (second, third) = (group.join(None), group.join(None));
    group.until_shared(&[first, second, third], &all);
    group.leave(second);
    group.until_shared(&[first, third], &all);
    group.kill(third);
    group.until_shared(&[first], &all);
    let fourth = group.join(None);
    group.until_shared(&[first, fourth], &all);
    let ends = feed.stop();
    group.until_read(&ends);
    group.leave(fourth);
    group.leave(first);
    check_read_once(&group, &ends, &[third]);
    assert_eq!(committed(bootstrap, &group.id, &ends), ends, "{}: what is committed", client.name);
}

/// A static member comes back: the others do not notice.
fn a_static_member_comes_back(client: &Client, bootstrap: &str) {
    let topic = format!("static-{}", client.name);
    client::create_topics(bootstrap, &[(&topic, PARTITIONS, &[])]);
    let feed = Feed::start(bootstrap, &topic, PARTITIONS);
    let all = partitions_of(&topic);
    let id = format!("static-{}", client.name);
    if client.protocol == "consumer" {
        // What a classic member says of its session, the group's settings say here.
        let setting = format!("consumer.session.timeout.ms={STATIC_SESSION_MS}");
        let group = ["--bootstrap-server", bootstrap, "--entity-type", "groups", "--entity-name", &id];
        java::tool("kafka-configs", &[&group[..], &["--alter", "--add-config", &setting]].concat());
    }
    let mut group = Group::new(client, bootstrap, &id, Topics::Named(topic), STATIC_SESSION_MS);
    let members = ["one", "two", "three"].map(|instance| group.join(Some(instance)));
    group.until_shared(&members, &all);
    let [one, two, three] = members;
    let (had, before) = (group.owned(two).clone(), (group.changes(one), group.changes(three)));
    // With the consumer protocol only who said goodbye may come back at once (KIP-848).
    if client.protocol == "consumer" {
        group.leave(two)
    } else {
        group.kill(two)
    }
    let again = group.join(Some("two"));
    group.until("the member has again what it had", |group| *group.owned(again) == had);
    let ends = feed.stop();
    group.until_read(&ends);
    assert_eq!((group.changes(one), group.changes(three)), before, "{}: the others noticed", client.name);
    let killed = if client.protocol == "consumer" { &[][..] } else { &[two] };
    check_read_once(&group, &ends, killed);
}

/// Topics by a regular expression, one of which comes later.
fn a_pattern_finds_new_topics(client: &Client, bootstrap: &str) {
    let name = &client.name;
    let first = format!("re-{name}-a");
    client::create_topics(bootstrap, &[(&first, PARTITIONS, &[]), (&format!("other-re-{name}"), PARTITIONS, &[])]);
    let topics = Topics::Pattern(format!("re-{name}-[ab]"));
    let mut group = Group::new(client, bootstrap, &format!("re-{name}"), topics, SESSION_MS);
    let members = [group.join(None), group.join(None)];
    let mut wanted = partitions_of(&first);
    group.until_shared(&members, &wanted);
    let second = format!("re-{name}-b");
    client::create_topics(bootstrap, &[(&second, PARTITIONS, &[])]);
    wanted.extend(partitions_of(&second));
    group.until_shared(&members, &wanted);
    members.into_iter().for_each(|member| group.leave(member));
}

type Scenario = fn(&Client, &str);

fn run(scenarios: &[(Scenario, &str, &'static str, Option<&'static str>)]) {
    if !Kind::under_test().present() {
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let broker = Broker::start(dir.path(), &SETTINGS);
    let jobs = scenarios.iter().filter_map(|(scenario, peer, protocol, assignor)| {
        let (client, scenario, bootstrap) = (Client::new(peer, protocol, *assignor)?, *scenario, broker.bootstrap());
        let job: Box<dyn FnOnce() + Send> = Box::new({
            let client = client.clone();
            move || scenario(&client, &bootstrap)
        });
        Some((client.name, job))
    });
    in_parallel(jobs.collect());
}

/// A member that stays in its group until it is dropped.
struct Resident {
    stop: mpsc::Sender<()>,
    thread: Option<JoinHandle<()>>,
}

impl Resident {
    /// Joins, and returns once it has every partition of the topic and has committed `offset` for each.
    fn join(
        bootstrap: &str,
        group: &str,
        topic: &str,
        partitions: i32,
        offset: i64,
        settings: &[(&str, &str)],
    ) -> Self {
        Self::subscribe(bootstrap, group, topic, topic, partitions, offset, settings)
    }

    /// The same, by a `subscription` that may be an expression (`^...`).
    fn subscribe(
        bootstrap: &str,
        group: &str,
        subscription: &str,
        topic: &str,
        partitions: i32,
        offset: i64,
        settings: &[(&str, &str)],
    ) -> Self {
        let mut config = client::config(bootstrap);
        config.set("group.id", group).set("client.id", format!("{group}-client")).set("enable.auto.commit", "false");
        config.set("auto.offset.reset", "earliest");
        for (name, value) in settings {
            config.set(*name, *value);
        }
        let consumer: BaseConsumer = config.create().expect("a consumer");
        consumer.subscribe(&[subscription]).expect("subscribe");
        let deadline = Instant::now() + WAIT;
        while consumer.assignment().expect("an assignment").count() < partitions as usize {
            assert!(Instant::now() < deadline, "{group}: no assignment after {WAIT:?}");
            if let Some(Err(e)) = consumer.poll(Duration::from_millis(50)) {
                eprintln!("{group}: {e}");
            }
        }
        commit(&consumer, topic, partitions, offset);
        let (stop, stopped) = mpsc::channel::<()>();
        let stay = move || {
            while stopped.try_recv() == Err(mpsc::TryRecvError::Empty) {
                let _ = consumer.poll(Duration::from_millis(50));
            }
        };
        Self { stop, thread: Some(std::thread::spawn(stay)) }
    }

    fn leave(mut self) {
        let _ = self.stop.send(());
        self.thread.take().expect("it stays").join().expect("a member");
    }
}

fn commit(consumer: &BaseConsumer, topic: &str, partitions: i32, offset: i64) {
    let mut offsets = TopicPartitionList::new();
    for partition in 0..partitions {
        offsets.add_partition_offset(topic, partition, Offset::Offset(offset)).expect("an offset");
    }
    consumer.commit(&offsets, CommitMode::Sync).expect("commit");
}

/// Ten records in each partition, a second apart.
fn ten_records(bootstrap: &str, topic: &str, partitions: i32) {
    client::create_topics(bootstrap, &[(topic, partitions, &[("retention.ms", "-1")])]);
    let producer: BaseProducer = client::config(bootstrap).create().expect("a producer");
    for partition in 0..partitions {
        for n in 0..10 {
            let value = n.to_string();
            let record = BaseRecord::<str, str>::to(topic).partition(partition).payload(&value);
            producer.send(record.timestamp(FIRST_MS + 1000 * n)).unwrap_or_else(|(e, _)| panic!("{topic}: {e}"));
        }
    }
    producer.flush(WAIT).expect("flush");
}

#[track_caller]
fn says(text: &str, wanted: &[&str]) {
    for wanted in wanted {
        assert!(text.contains(wanted), "no `{wanted}` in:\n{text}");
    }
}

/// The new offsets that reset-offsets tells of, by partition.
fn new_offsets(rows: &[Vec<String>]) -> BTreeMap<String, String> {
    rows.iter().map(|row| (row[2].clone(), row[3].clone())).collect()
}

fn each(partitions: &[i32], offset: i64) -> BTreeMap<String, String> {
    partitions.iter().map(|partition| (partition.to_string(), offset.to_string())).collect()
}

#[test]
fn kafkas_tools_see_and_change_groups() {
    if !Kind::under_test().present() || !java::kafka_present() {
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let broker = Broker::start(dir.path(), &SETTINGS);
    let bootstrap = broker.bootstrap();
    ten_records(&bootstrap, "orders", 3);
    let mut tools = Tools::start(&bootstrap);
    let groups = "kafka-consumer-groups";
    let resident = Resident::join(&bootstrap, "app", "orders", 3, 4, &[]);

    assert_eq!(tools.text(groups, &["--list"]).trim(), "app");
    says(&tools.text(groups, &["--list", "--state", "stable"]), &["app", "Stable"]);
    assert!(!tools.text(groups, &["--list", "--state", "empty"]).contains("app"));
    says(&tools.text("kafka-groups", &["--list"]), &["app", "Classic", "consumer"]);
    let of_app = ["--describe", "--group", "app"];
    let mut rows = tools.rows(groups, &of_app);
    rows.sort();
    for (partition, row) in (0..).zip(&rows) {
        let partition: i32 = partition;
        assert_eq!(row[..6], ["app", "orders", &partition.to_string(), "4", "10", "6"], "{rows:?}");
        assert_eq!(row[7..], ["/127.0.0.1", "app-client"], "{rows:?}");
        assert!(row[6].starts_with("app-client-"), "{rows:?}");
    }
    assert_eq!(rows.len(), 3);
    let state = tools.text(groups, &[&of_app[..], &["--state"]].concat());
    says(&state, &["range", "Stable", "(1)"]);
    let members = tools.rows(groups, &[&of_app[..], &["--members", "--verbose"]].concat());
    assert_eq!(members.len(), 1, "{members:?}");
    says(&members[0].join(" "), &["/127.0.0.1 app-client 3", "orders"]);

    let (_, refused) = tools.run(groups, &["--delete", "--group", "app"]);
    says(&refused, &["not empty"]);
    let (_, refused) = tools.run(groups, &["--delete-offsets", "--group", "app", "--topic", "orders"]);
    says(&refused, &["subscribed to"]);
    let reset = ["--reset-offsets", "--group", "app", "--topic", "orders"];
    let (_, refused) = tools.run(groups, &[&reset[..], &["--to-earliest", "--execute"]].concat());
    says(&refused, &["if the group 'app' is inactive, but the current state is Stable"]);
    resident.leave();
    says(&tools.text(groups, &[&of_app[..], &["--state"]].concat()), &["Empty"]);

    let file = dir.path().join("offsets.csv");
    std::fs::write(&file, "orders,0,2\norders,2,3\n").expect("write the offsets");
    let file = file.display().to_string();
    let execute = "--execute";
    for (how, offset) in [
        (&["--to-earliest", execute][..], 0),
        (&["--to-offset", "7", execute], 7),
        (&["--to-latest", "--dry-run"], 10),
        (&["--shift-by", "-2", execute], 5),
        (&["--to-datetime", "2020-09-13T12:26:46.000", execute], 6),
        (&["--to-current", execute], 6),
        (&["--by-duration", "PT1M", execute], 10),
        (&["--to-latest", execute], 10),
    ] {
        let rows = tools.rows(groups, &[&reset[..], how].concat());
        assert_eq!(new_offsets(&rows), each(&[0, 1, 2], offset), "{how:?}: {rows:?}");
    }
    let from_file = ["--reset-offsets", "--group", "app", "--from-file", &file, execute];
    tools.text(groups, &from_file);
    let one =
        tools.rows(groups, &["--reset-offsets", "--group", "app", "--topic", "orders:1", "--to-offset", "1", execute]);
    assert_eq!(new_offsets(&one), each(&[1], 1));
    let now: BTreeMap<_, _> = tools.rows(groups, &of_app).iter().map(|row| (row[2].clone(), row[3].clone())).collect();
    let wanted = [("0", "2"), ("1", "1"), ("2", "3")].map(|(p, o)| (p.to_owned(), o.to_owned()));
    assert_eq!(now, BTreeMap::from(wanted));
    let export = tools.text(groups, &[&reset[..], &["--to-current", "--export"]].concat());
    says(&export, &["orders,0,2", "orders,1,1", "orders,2,3"]);

    tools.text(groups, &["--delete-offsets", "--group", "app", "--topic", "orders:1"]);
    assert_eq!(tools.rows(groups, &of_app).len(), 2);
    says(&tools.text(groups, &["--delete", "--group", "app"]), &["successful"]);
    assert!(!tools.text(groups, &["--list"]).contains("app"));
    let (_, missing) = tools.run(groups, &["--delete", "--group", "app"]);
    says(&missing, &["could not be deleted"]);

    let console = ["--topic", "orders", "--group", "console", "--from-beginning", "--max-messages", "30"];
    let (status, read) = tools.run("kafka-console-consumer", &[&console[..], &["--timeout-ms", "30000"]].concat());
    assert_eq!((status, read.lines().filter(|line| line.len() == 1).count()), (0, 30), "{read}");
    let ends: BTreeMap<_, _> = (0..3).map(|partition| (format!("orders:{partition}"), 10)).collect();
    assert_eq!(committed(&bootstrap, "console", &ends), ends);

    consumer_perf_counts_every_record(&mut tools, &bootstrap);

    let configs = ["--entity-type", "groups", "--entity-name", "console"];
    tools.text(
        "kafka-configs",
        &[&configs[..], &["--alter", "--add-config", "consumer.session.timeout.ms=50000"]].concat(),
    );
    says(
        &tools.text("kafka-configs", &[&configs[..], &["--describe"]].concat()),
        &["consumer.session.timeout.ms=50000"],
    );
}

/// `kafka-consumer-perf-test --group`: it ends by itself when it has counted every record, and has committed all.
fn consumer_perf_counts_every_record(tools: &mut Tools, bootstrap: &str) {
    let records = 3000;
    client::create_topics(bootstrap, &[("perf", 3, &[])]);
    let producer: BaseProducer = client::config(bootstrap).create().expect("a producer");
    for n in 0..records {
        let record = BaseRecord::<str, [u8]>::to("perf").partition(n % 3).payload(&[b'x'; 100]);
        producer.send(record).unwrap_or_else(|(e, _)| panic!("perf: {e}"));
    }
    producer.flush(WAIT).expect("flush");
    let wanted = records.to_string();
    let args = ["--topic", "perf", "--group", "perf", "--num-records", &wanted, "--timeout", "30000", "--hide-header"];
    let figures = tools.text("kafka-consumer-perf-test", &args);
    let figures: Vec<&str> = figures.trim().split(", ").collect();
    assert_eq!((figures.len(), figures[4]), (10, wanted.as_str()), "{figures:?}");
    let megabytes: f64 = figures[2].parse().expect("a number");
    assert!((megabytes - f64::from(records * 100) / 1_048_576.0).abs() < 0.001, "{figures:?}");
    let ends = (0..3).map(|partition| (format!("perf:{partition}"), i64::from(records / 3))).collect();
    assert_eq!(committed(bootstrap, "perf", &ends), ends);
    says(&tools.text("kafka-consumer-groups", &["--describe", "--group", "perf", "--state"]), &["Empty"]);
}

/// Runs one of our own commands.
fn ringmain(bootstrap: &str, args: &[&str]) -> Result<String, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ringmain"));
    let out = command.args(args).args(["--bootstrap", bootstrap]).output().expect("ringmain runs");
    let [said, errors] = [out.stdout, out.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    if out.status.success() { Ok(said) } else { Err(errors) }
}

#[test]
fn our_commands_see_and_change_groups() {
    if !Kind::under_test().present() {
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let broker = Broker::start(dir.path(), &SETTINGS);
    let bootstrap = broker.bootstrap();
    ten_records(&bootstrap, "orders", 3);
    let run = |args: &[&str]| ringmain(&bootstrap, args).unwrap_or_else(|e| panic!("{args:?}: {e}"));
    let json = |args: &[&str]| -> Value { serde_json::from_str(&run(args)).expect("JSON") };
    let resident = Resident::join(&bootstrap, "app", "orders", 3, 4, &[]);

    let listed = json(&["group", "list", "--json"]);
    let app =
        json!([{"group": "app", "type": "classic", "state": "Stable", "protocol_type": "consumer", "coordinator": 1}]);
    assert_eq!(listed, app);
    assert!(!run(&["group", "list", "--state", "empty"]).contains("app"));
    let described = json(&["group", "describe", "app", "--json"]);
    assert_eq!(described[0]["total_lag"], 18, "{described}");
    assert_eq!(described[0]["members"][0]["client"], "app-client", "{described}");
    assert_eq!(described[0]["members"][0]["assigned"].as_array().map(Vec::len), Some(3), "{described}");
    assert_eq!(described[0]["partitions"][2]["committed"], 4, "{described}");
    says(&run(&["group", "describe", "app"]), &["TOTAL-LAG   18", "STATE       Stable", "app-client"]);
    for args in [
        &["group", "delete", "app"][..],
        &["group", "delete-offsets", "app", "--topic", "orders"],
        &["group", "reset-offsets", "app", "--topic", "orders", "--to", "earliest", "--execute"],
    ] {
        let refused = ringmain(&bootstrap, args).expect_err("the group has a member");
        says(&refused, &["app", "first"]);
    }
    resident.leave();

    let reset = |how: &[&str]| -> Vec<i64> {
        let args = [&["group", "reset-offsets", "app", "--json"][..], how].concat();
        json(&args).as_array().expect("steps").iter().map(|step| step["new"].as_i64().expect("an offset")).collect()
    };
    let of_orders = |how: &[&str]| reset(&[&["--topic", "orders"], how].concat());
    assert_eq!(of_orders(&["--to", "earliest"]), [0, 0, 0]);
    assert_eq!(of_orders(&["--to", "current"]), [4, 4, 4], "without --execute nothing changes");
    assert_eq!(of_orders(&["--to", "7", "--execute"]), [7, 7, 7]);
    assert_eq!(reset(&["--all-topics", "--shift-by", "-2", "--execute"]), [5, 5, 5]);
    assert_eq!(reset(&["--all-topics", "--to", "2020-09-13T12:26:46Z"]), [6, 6, 6]);
    assert_eq!(reset(&["--all-topics", "--back", "1h"]), [10, 10, 10]);
    assert_eq!(reset(&["--topic", "orders:1", "--to", "99", "--execute"]), [10]);
    let csv = run(&["group", "reset-offsets", "app", "--all-topics", "--to", "current", "--csv"]);
    assert_eq!(csv, "orders,0,5\norders,1,10\norders,2,5\n");
    let file = dir.path().join("offsets.csv").display().to_string();
    std::fs::write(&file, csv.replace(",5", ",3")).expect("write the offsets");
    assert_eq!(reset(&["--from-file", &file, "--execute"]), [3, 10, 3]);

    run(&["group", "delete-offsets", "app", "--topic", "orders:1"]);
    assert_eq!(json(&["group", "describe", "app", "--json"])[0]["partitions"].as_array().map(Vec::len), Some(2));
    run(&["group", "delete", "app"]);
    says(
        &ringmain(&bootstrap, &["group", "describe", "app"]).expect_err("deleted"),
        &["GROUP_ID_NOT_FOUND", "group list"],
    );
    run(&["group", "delete", "app", "--if-exists"]);

    // A member of a group itself: what it printed is committed, so the next one goes on behind it.
    let some = run(&["consume", "orders", "--group", "own", "--max-messages", "12"]);
    let rest = run(&["consume", "orders", "--group", "own", "--exit-at-end"]);
    assert_eq!((some.lines().count(), rest.lines().count()), (12, 18));
    assert_eq!(json(&["group", "describe", "own", "--json"])[0]["total_lag"], 0);
    assert_eq!(json(&["group", "list", "--json"])[0]["state"], "Empty");
}

#[test]
fn members_of_classic_groups_come_and_go() {
    let cooperative = Some("cooperative-sticky");
    run(&[
        (members_come_and_go, "confluent-kafka", "classic", Some("range")),
        (members_come_and_go, "confluent-kafka", "classic", cooperative),
        (members_come_and_go, "franz-go", "classic", cooperative),
        (members_come_and_go, "franz-go", "classic", Some("range")),
        (members_come_and_go, "kafka-python", "classic", Some("roundrobin")),
        (members_come_and_go, "kafkajs", "classic", Some("roundrobin")),
        (members_come_and_go, "sarama", "classic", Some("range")),
        (members_come_and_go, "sarama", "classic", Some("sticky")),
        (members_come_and_go, "java-4.3.1", "classic", Some("range")),
        (members_come_and_go, "java-4.3.1", "classic", cooperative),
        (members_come_and_go, "java-2.1.1", "classic", Some("range")),
        (a_static_member_comes_back, "confluent-kafka", "classic", Some("range")),
        (a_static_member_comes_back, "java-4.3.1", "classic", cooperative),
        (a_static_member_comes_back, "sarama", "classic", Some("range")),
        (a_static_member_comes_back, "franz-go", "classic", cooperative),
        (a_static_member_comes_back, "kafka-python", "classic", Some("roundrobin")),
        (a_pattern_finds_new_topics, "java-4.3.1", "classic", Some("range")),
    ]);
}

#[test]
fn members_of_consumer_groups_come_and_go() {
    run(&[
        (members_come_and_go, "confluent-kafka", "consumer", None),
        (members_come_and_go, "java-4.3.1", "consumer", None),
        (members_come_and_go, "java-4.3.1", "consumer", Some("range")),
        (a_static_member_comes_back, "java-4.3.1", "consumer", None),
        (a_static_member_comes_back, "confluent-kafka", "consumer", None),
        (a_pattern_finds_new_topics, "java-4.3.1", "consumer", None),
    ]);
}

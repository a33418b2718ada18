//! `kill -9` of the broker while groups of both protocols commit and rebalance: what was acknowledged stays, and the groups go on.
//!
//! Every commit has a value of its own. What is found after a restart may be any commit that was under way, or the last acknowledged
//! one: never one that was acknowledged before a later one was sent that was acknowledged too.

use crate::support::Random;
use crate::support::broker::{Broker, Kind};
use crate::support::client::{self, WAIT};
use crate::{SESSION_MS, SETTINGS, committed, ten_records};
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::{Offset, TopicPartitionList};
use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const PARTITIONS: i32 = 3;
const MEMBERS: usize = 3;
/// Name, protocol, assignor.
const GROUPS: [(&str, &str, Option<&str>); 4] = [
    ("eager", "classic", Some("range")),
    ("cooperative", "classic", Some("cooperative-sticky")),
    ("uniform", "consumer", None),
    ("range", "consumer", Some("range")),
];
/// Longer than a rebalance takes: the members hear of it by a heartbeat.
const KILL_WITHIN_MS: u64 = 800;
/// A member that left just before the broker died may be back after it, until its session ends; then the others rebalance.
const RESUME_WITHIN: Duration = Duration::from_millis(SESSION_MS as u64 + 2_000);

/// All commits of one partition of one group.
#[derive(Default)]
struct History {
    acknowledged: HashMap<i64, Option<Instant>>,
    /// When the latest of the acknowledged commits was sent.
    last_sent: Option<Instant>,
}

struct Member {
    wanted: AtomicBool,
    /// Partitions that it has.
    owned: AtomicUsize,
}

struct Group {
    name: &'static str,
    protocol: &'static str,
    assignor: Option<&'static str>,
    members: Vec<Member>,
    next: Mutex<i64>,
    partitions: Vec<Mutex<History>>,
}

impl Group {
    fn new((name, protocol, assignor): (&'static str, &'static str, Option<&'static str>)) -> Self {
        let member = |number| Member { wanted: AtomicBool::new(number == 0), owned: AtomicUsize::new(0) };
        let members = (0..MEMBERS).map(member).collect();
        let partitions = (0..PARTITIONS).map(|_| Mutex::default()).collect();
        Self { name, protocol, assignor, members, next: Mutex::new(1), partitions }
    }

    fn history(&self, partition: i32) -> std::sync::MutexGuard<'_, History> {
        let index = usize::try_from(partition).expect("a partition");
        self.partitions[index].lock().expect("not poisoned")
    }

    /// Commits a new value for all that the member has; whether it was acknowledged, the history says.
    fn commit(&self, consumer: &BaseConsumer, owned: &[i32]) {
        let value = {
            let mut next = self.next.lock().expect("not poisoned");
            *next += 1;
            *next
        };
        let mut offsets = TopicPartitionList::new();
        for partition in owned {
            offsets.add_partition_offset("orders", *partition, Offset::Offset(value)).expect("an offset");
            self.history(*partition).acknowledged.insert(value, None);
        }
        let sent = Instant::now();
        if consumer.commit(&offsets, CommitMode::Sync).is_err() {
            return;
        }
        let acknowledged = Instant::now();
        for partition in owned {
            let mut history = self.history(*partition);
            history.acknowledged.insert(value, Some(acknowledged));
            history.last_sent = history.last_sent.max(Some(sent));
        }
    }

    fn join(&self, bootstrap: &str) -> BaseConsumer {
        let mut config = client::config(bootstrap);
        config.set("group.id", self.name).set("enable.auto.commit", "false").set("auto.offset.reset", "earliest");
        config.set("reconnect.backoff.ms", "10").set("reconnect.backoff.max.ms", "50").set("log_level", "0");
        // A commit that finds its broker gone is tried again after 100 ms. librdkafka fails it once more when it hears where the
        // coordinator is only after that, and forgets the coordinator; so its question must not wait behind a fetch of 500 ms.
        config.set("group.protocol", self.protocol).set("fetch.wait.max.ms", "20");
        match (self.protocol, self.assignor) {
            ("classic", assignor) => {
                config.set("session.timeout.ms", SESSION_MS.to_string()).set("heartbeat.interval.ms", "500");
                config.set("partition.assignment.strategy", assignor.expect("a classic group has one"));
            }
            (_, Some(assignor)) => drop(config.set("group.remote.assignor", assignor)),
            (_, None) => {}
        }
        let consumer: BaseConsumer = config.create().expect("a consumer");
        consumer.subscribe(&["orders"]).expect("subscribe");
        consumer
    }

    /// Joins while it is wanted, and commits, whatever happens to the broker.
    fn come_and_go(&self, number: usize, bootstrap: &str, stop: &AtomicBool) {
        let member = &self.members[number];
        while !stop.load(Ordering::Relaxed) {
            if !member.wanted.load(Ordering::Relaxed) {
                thread::park_timeout(Duration::from_millis(5));
                continue;
            }
            let consumer = self.join(bootstrap);
            while member.wanted.load(Ordering::Relaxed) && !stop.load(Ordering::Relaxed) {
                // Records and errors alike are none of its business; polling keeps it alive.
                let _ = consumer.poll(Duration::from_millis(10));
                let Ok(assignment) = consumer.assignment() else { continue };
                let owned: Vec<i32> = assignment.elements().iter().map(|place| place.partition()).collect();
                member.owned.store(owned.len(), Ordering::Relaxed);
                if !owned.is_empty() {
                    self.commit(&consumer, &owned);
                }
            }
            drop(consumer);
            member.owned.store(0, Ordering::Relaxed);
        }
    }

    /// Whether every partition has been committed since.
    fn committed_since(&self, then: Instant) -> bool {
        (0..PARTITIONS).all(|partition| self.history(partition).last_sent.is_some_and(|sent| sent > then))
    }

    /// Members that have nothing yet, or still something.
    fn unsettled(&self) -> usize {
        let settled = |m: &&Member| m.wanted.load(Ordering::Relaxed) == (m.owned.load(Ordering::Relaxed) > 0);
        MEMBERS - self.members.iter().filter(settled).count()
    }

    fn check_committed(&self, bootstrap: &str, round: usize) {
        let floors: Vec<_> = (0..PARTITIONS).map(|partition| self.history(partition).last_sent).collect();
        let places = (0..PARTITIONS).map(|partition| (format!("orders:{partition}"), 0));
        let found = committed(bootstrap, self.name, &places.collect::<BTreeMap<_, _>>());
        for (partition, floor) in (0..).zip(floors) {
            let value = found[&format!("orders:{partition}")];
            let who = format!("round {round}: {} has {value} for {partition}", self.name);
            match self.history(partition).acknowledged.get(&value) {
                Some(acknowledged) => {
                    let stale = acknowledged.is_some_and(|at| floor.is_some_and(|floor| at < floor));
                    assert!(!stale, "{who}, although a later commit was acknowledged");
                }
                None => assert!(floor.is_none(), "{who}, which nobody committed"),
            }
        }
    }
}

/// Waits until every group commits again; how long each took.
fn all_commit_since(groups: &[Group], then: Instant, round: usize) -> Vec<Duration> {
    let mut took = vec![None; groups.len()];
    while took.contains(&None) {
        for (took, group) in took.iter_mut().zip(groups) {
            if took.is_none() && group.committed_since(then) {
                *took = Some(then.elapsed());
            }
        }
        assert!(then.elapsed() < WAIT, "round {round}: not all groups go on: {took:?}");
        thread::park_timeout(Duration::from_millis(5));
    }
    took.into_iter().flatten().collect()
}

/// `RINGMAIN_KILL9_ROUNDS` sets the number of rounds, and holds groups to their time: the machine should have nothing else to do.
#[test]
fn groups_survive_kill_9_during_commits_and_rebalances() {
    if !Kind::under_test().present() {
        return;
    }
    let asked = std::env::var("RINGMAIN_KILL9_ROUNDS").ok().and_then(|n| n.parse().ok());
    let rounds = asked.unwrap_or(3);
    let dir = tempfile::tempdir().expect("a directory");
    // How long a broker that was killed is thought to live.
    let settings =
        [&SETTINGS[..], &[("broker.session.timeout.ms", "1000"), ("broker.heartbeat.interval.ms", "200")]].concat();
    let mut broker = Broker::start(dir.path(), &settings);
    let bootstrap = broker.bootstrap();
    ten_records(&bootstrap, "orders", PARTITIONS);
    let groups = GROUPS.map(Group::new);
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        // Also when a check fails: the scope waits for the members.
        let _stop = StopAtEnd(&stop);
        for group in &groups {
            for member in 0..MEMBERS {
                let (bootstrap, stop) = (&bootstrap, &stop);
                scope.spawn(move || group.come_and_go(member, bootstrap, stop));
            }
        }
        all_commit_since(&groups, Instant::now(), 0);
        let mut random = Random::new(4);
        let mut resumed = Vec::new();
        for round in 0..rounds {
            // One member joins or leaves in each group, or two do.
            for group in &groups {
                let who = 1 + random.below(3);
                for (_, member) in (0..).zip(&group.members[1..]).filter(|(bit, _)| who >> bit & 1 == 1) {
                    member.wanted.fetch_xor(true, Ordering::Relaxed);
                }
            }
            thread::sleep(Duration::from_millis(random.below(KILL_WITHIN_MS)));
            let unsettled: Vec<usize> = groups.iter().map(Group::unsettled).collect();
            broker.kill();
            broker.restart();
            let up = Instant::now();
            let took = thread::scope(|scope| {
                scope.spawn(|| groups.iter().for_each(|group| group.check_committed(&bootstrap, round)));
                all_commit_since(&groups, up, round)
            });
            eprintln!(
                "round {round}: killed with {unsettled:?} members under way, the groups commit again after {took:?}"
            );
            let late = asked.is_some() && took.iter().any(|took| *took > RESUME_WITHIN);
            assert!(!late, "round {round}: not all groups went on within {RESUME_WITHIN:?}: {took:?}");
            resumed.extend(took);
        }
        resumed.sort();
        let commits: usize =
            groups.iter().flat_map(|g| &g.partitions).map(|p| p.lock().map_or(0, |h| h.acknowledged.len())).sum();
        let (median, worst) = (resumed[resumed.len() / 2], resumed[resumed.len() - 1]);
        eprintln!(
            "{rounds} rounds, {commits} commits: a group went on after {median:?} in the median, {worst:?} at most"
        );
    });
}

struct StopAtEnd<'a>(&'a AtomicBool);

impl Drop for StopAtEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

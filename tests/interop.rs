//! Real clients against one broker: what one writes, all read, byte for byte. Every writer sends the whole matrix (codecs, acks, idempotence,
//! nulls, headers, 1 B to 1 MiB, both kinds of timestamp); every reader then reads all of it, from the start, from offsets and from times.

#![allow(clippy::expect_used, clippy::panic, reason = "in a test a broken expectation is a failure")]

#[path = "interop/base64.rs"]
mod base64;
#[path = "interop/librdkafka.rs"]
mod librdkafka;
#[path = "interop/matrix.rs"]
mod matrix;
#[path = "interop/peers.rs"]
mod peers;
mod support;

use matrix::{Case, FIRST_TIMESTAMP, LAST_TIMESTAMP};
use peers::{Acked, Ask, Found, From, Job, Peer, Spec};
use std::collections::BTreeMap;
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use support::broker::{Broker, Kind};
use support::client::{self, Read};

fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis() as i64
}

/// Runs `f` for every peer at once.
fn with_all<T: Send>(peers: &[Peer], f: impl Fn(&Peer) -> T + Sync) -> Vec<T> {
    let f = &f;
    std::thread::scope(|scope| {
        let running: Vec<_> = peers
            .iter()
            .map(|peer| {
                scope.spawn(move || {
                    let start = Instant::now();
                    let result = f(peer);
                    eprintln!("{}: {:?}", peer.name(), start.elapsed());
                    result
                })
            })
            .collect();
        running.into_iter().map(|r| r.join().unwrap_or_else(|e| std::panic::resume_unwind(e))).collect()
    })
}

#[test]
fn what_one_writes_all_read() {
    all_read("2", 1);
}

/// A part of the matrix, another one of each writer, where no request crosses shards.
#[test]
fn what_one_writes_all_read_on_one_shard() {
    // The number of shards means nothing to Apache Kafka.
    if Kind::under_test() == Kind::Ringmain {
        all_read("1", 7);
    }
}

/// On a broker of so many shards, with one in `every` cases of each writer.
fn all_read(shards: &str, every: usize) {
    let kind = Kind::under_test();
    if !kind.present() {
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let broker = Broker::start(dir.path(), &[("ringmain.shards", shards)]);
    let bootstrap = broker.bootstrap();
    let peers = Peer::all();
    create_topics(&bootstrap, &peers);

    let started_ms = now_ms();
    let written = with_all(&peers, |peer| {
        let seed = peer.name().bytes().fold(0, |n: u64, b| n.wrapping_mul(31).wrapping_add(b.into()));
        let mut cases = matrix::cases(peer.name(), seed, |r| peer.can_write(r));
        let mut place = peer.name().len();
        cases.retain(|_| {
            place += 1;
            place % every == 0
        });
        let answers = peer.produce(&bootstrap, &cases);
        for (case, answers) in cases.iter().zip(&answers) {
            check_acks(peer, case, answers);
        }
        (cases, answers)
    });
    let ended_ms = now_ms();

    let cases: Vec<&Case> = written.iter().flat_map(|(cases, _)| cases).collect();
    let read = with_all(&peers, |peer| read_all(peer, &bootstrap, &cases));
    let append_times = check_append_times(&cases, &read[0], started_ms, ended_ms);
    for (peer, read) in peers.iter().zip(&read) {
        for case in &cases {
            check_read(peer, case, &read[&(case.topic.clone(), case.partition)], &append_times);
        }
    }
    for (cases, answers) in &written {
        for (case, answers) in cases.iter().zip(answers) {
            check_append_time_acks(case, answers, &append_times);
        }
    }
    with_all(&peers, |peer| check_partial_reads(peer, &bootstrap, &cases));
    with_all(&peers, |peer| check_offsets(peer, &bootstrap, &cases, &append_times));
    let records: usize = cases.iter().map(|c| c.records.len()).sum();
    eprintln!(
        "{kind:?}: {} peers wrote {records} records in {} cases; each read all of them",
        peers.len(),
        cases.len()
    );
}

fn create_topics(bootstrap: &str, peers: &[Peer]) {
    // The records are of 2020, and the largest is a little over 1 MiB with its framing.
    let create_time = [("retention.ms", "-1"), ("max.message.bytes", "2097152")];
    let append_time = [("retention.ms", "-1"), ("message.timestamp.type", "LogAppendTime")];
    let names: Vec<_> =
        peers.iter().map(|p| (matrix::create_time_topic(p.name()), matrix::append_time_topic(p.name()))).collect();
    let topics: Vec<client::Topic<'_>> = names
        .iter()
        .flat_map(|(create, append)| {
            [
                (create.as_str(), matrix::CREATE_TIME_PARTITIONS, &create_time[..]),
                (append.as_str(), matrix::APPEND_TIME_PARTITIONS, &append_time[..]),
            ]
        })
        .collect();
    client::create_topics(bootstrap, &topics);
}

fn is_append_time(case: &Case) -> bool {
    case.topic.starts_with("append-time")
}

/// Every record acknowledged, at the offset that is its place.
fn check_acks(peer: &Peer, case: &Case, answers: &[Result<Acked, String>]) {
    assert_eq!(answers.len(), case.records.len(), "{}: {}: answers", peer.name(), case.name());
    for (i, answer) in answers.iter().enumerate() {
        let what = format!("{}: {}: record {i}", peer.name(), case.name());
        let acked = answer.as_ref().unwrap_or_else(|e| panic!("{what}: {e}"));
        assert_eq!(acked.partition, case.partition, "{what}: partition");
        if case.acks == "0" {
            assert_eq!(acked.offset, None, "{what}: no acks, no offset");
        } else {
            assert_eq!(acked.offset, Some(i as i64), "{what}: offset");
            if !is_append_time(case) {
                assert_eq!(
                    acked.timestamp.unwrap_or(case.records[i].timestamp),
                    case.records[i].timestamp,
                    "{what}: timestamp"
                );
            }
        }
    }
}

type Everything = BTreeMap<(String, i32), Vec<Read>>;

fn read_all(peer: &Peer, bootstrap: &str, cases: &[&Case]) -> Everything {
    let mut jobs: BTreeMap<&str, Job> = BTreeMap::new();
    for case in cases {
        let job = jobs.entry(&case.topic).or_insert_with(|| Job { topic: case.topic.clone(), partitions: vec![] });
        job.partitions.push((case.partition, From::Earliest, case.records.len()));
    }
    let jobs: Vec<Job> = jobs.into_values().collect();
    let mut everything = Everything::new();
    for (job, found) in jobs.iter().zip(peer.consume(bootstrap, &jobs)) {
        for read in found {
            everything.entry((job.topic.clone(), read.partition)).or_default().push(read);
        }
    }
    everything
}

/// The broker's clock within the time of writing, never going back within a partition. Returns what it was for each record.
fn check_append_times(
    cases: &[&Case],
    read: &Everything,
    started_ms: i64,
    ended_ms: i64,
) -> BTreeMap<String, Vec<i64>> {
    let mut times = BTreeMap::new();
    for case in cases.iter().filter(|c| is_append_time(c)) {
        let read: Vec<i64> = read[&(case.topic.clone(), case.partition)].iter().map(|r| r.record.timestamp).collect();
        assert!(read.is_sorted(), "{}: log append times go back: {read:?}", case.name());
        let range = started_ms..=ended_ms;
        assert!(
            read.iter().all(|t| range.contains(t)),
            "{}: log append times outside {range:?}: {read:?}",
            case.name()
        );
        times.insert(case.name(), read);
    }
    times
}

/// The record a reader must see at a place of a case.
fn expected(case: &Case, i: usize, append_times: &BTreeMap<String, Vec<i64>>) -> Read {
    let mut record = case.records[i].clone();
    if let Some(times) = append_times.get(&case.name()) {
        record.timestamp = times[i];
    }
    Read { partition: case.partition, offset: i as i64, log_append_time: is_append_time(case), record }
}

fn check_read(peer: &Peer, case: &Case, found: &[Read], append_times: &BTreeMap<String, Vec<i64>>) {
    assert_eq!(found.len(), case.records.len(), "{} reading {}: records", peer.name(), case.name());
    for (i, found) in found.iter().enumerate() {
        let want = expected(case, i, append_times);
        // Not assert_eq: a megabyte of differing bytes helps nobody.
        assert!(
            *found == want,
            "{} reading {}: record {i}:\n{}\nwant\n{}",
            peer.name(),
            case.name(),
            brief(found),
            brief(&want)
        );
    }
}

fn brief(read: &Read) -> String {
    let mut text = format!("{read:?}");
    if text.len() > 600 {
        let end = (0..=600).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
        text.truncate(end);
        text.push_str("...");
    }
    text
}

/// A producer that learns an append time learns the one readers see.
fn check_append_time_acks(case: &Case, answers: &[Result<Acked, String>], append_times: &BTreeMap<String, Vec<i64>>) {
    let Some(times) = append_times.get(&case.name()) else { return };
    for (i, answer) in answers.iter().enumerate() {
        let told = answer.as_ref().ok().and_then(|a| a.timestamp);
        assert_eq!(told.unwrap_or(times[i]), times[i], "{}: record {i}: append time told to its producer", case.name());
    }
}

/// The first record at or after a time.
fn first_at(timestamps: &[i64], at: i64) -> Option<usize> {
    timestamps.iter().position(|t| *t >= at)
}

/// Starting in the middle: at an offset inside a batch, and at a time.
fn check_partial_reads(peer: &Peer, bootstrap: &str, cases: &[&Case]) {
    let in_create_time: Vec<&&Case> = cases.iter().filter(|c| !is_append_time(c)).collect();
    // One writer's cases cover all codecs; each reader looks at another's.
    let offset = peer.name().len() % 4;
    let chosen: Vec<&&Case> = in_create_time.into_iter().skip(offset).step_by(7).collect();
    let at = FIRST_TIMESTAMP + 333;
    let jobs: Vec<Job> = chosen
        .iter()
        .flat_map(|case| {
            [From::Offset(7), From::Timestamp(at)]
                .map(|from| Job { topic: case.topic.clone(), partitions: vec![(case.partition, from, 3)] })
        })
        .collect();
    let found = peer.consume(bootstrap, &jobs);
    for (case, found) in chosen.iter().zip(found.chunks(2)) {
        let timestamps: Vec<i64> = case.records.iter().map(|r| r.timestamp).collect();
        let starts = [7, first_at(&timestamps, at).expect("a record after the time")];
        for (start, found) in starts.into_iter().zip(found) {
            assert_eq!(found.len(), 3, "{} reading {} from {start}", peer.name(), case.name());
            for (i, found) in (start..).zip(found) {
                let want = expected(case, i, &BTreeMap::new());
                assert!(
                    *found == want,
                    "{} reading {} from {start}:\n{}\nwant\n{}",
                    peer.name(),
                    case.name(),
                    brief(found),
                    brief(&want)
                );
            }
        }
    }
}

fn check_offsets(peer: &Peer, bootstrap: &str, cases: &[&Case], append_times: &BTreeMap<String, Vec<i64>>) {
    let mut asks = Vec::new();
    let mut wants = Vec::new();
    for (n, case) in cases.iter().enumerate() {
        let timestamps: Vec<i64> =
            (0..case.records.len()).map(|i| expected(case, i, append_times).record.timestamp).collect();
        let mut ask = |spec, want| {
            asks.push(Ask { topic: case.topic.clone(), partition: case.partition, spec });
            wants.push((case.name(), want));
        };
        let at = |i: Option<usize>| {
            i.map_or(Found { offset: -1, timestamp: -1 }, |i| Found { offset: i as i64, timestamp: timestamps[i] })
        };
        ask(Spec::Earliest, Found { offset: 0, timestamp: -1 });
        ask(Spec::Latest, Found { offset: timestamps.len() as i64, timestamp: -1 });
        if is_append_time(case) {
            let time = timestamps[timestamps.len() / 2];
            ask(Spec::Timestamp(time), at(first_at(&timestamps, time)));
            continue;
        }
        // A time before all, a few within (another set in each case), the latest, and one after all.
        let within = (0..3).map(|k| FIRST_TIMESTAMP + 10 * ((n * 11 + k * 17) % 60) as i64 - 3);
        for time in [FIRST_TIMESTAMP - 1000, LAST_TIMESTAMP, LAST_TIMESTAMP + 1].into_iter().chain(within) {
            ask(Spec::Timestamp(time), at(first_at(&timestamps, time)));
        }
        if n % 6 == 0 {
            ask(Spec::MaxTimestamp, at(timestamps.iter().position(|t| *t == LAST_TIMESTAMP)));
        }
    }
    for ((ask, (case, want)), found) in asks.iter().zip(&wants).zip(peer.offsets(bootstrap, &asks)) {
        let Some(found) = found else { continue };
        assert_eq!(found.offset, want.offset, "{} asking {case} for {:?}", peer.name(), ask.spec);
        if found.timestamp >= 0 {
            assert_eq!(found.timestamp, want.timestamp, "{} asking {case} for {:?}: timestamp", peer.name(), ask.spec);
        }
    }
}

//! What clients meet while a broker comes back after `kill -9`: nobody, then the leader of all its partitions.
//!
//! A broker that answers before it is unfenced tells of a cluster without brokers; librdkafka then drops all it knows and may never return.

#![allow(clippy::expect_used, clippy::panic, reason = "in a test a broken expectation is a failure")]

mod support;

use ringmain_protocol::messages::rpc::metadata_request::MetadataRequestTopic;
use ringmain_protocol::messages::rpc::{MetadataRequest, MetadataResponse};
use std::time::{Duration, Instant};
use support::broker::{Broker, Kind};
use support::client::{self, WAIT};
use support::raw::Raw;

/// Between two attempts to connect.
const RETRY: Duration = Duration::from_millis(1);
const TOPIC: &str = "led";
const PARTITIONS: usize = 8;

/// The first metadata that anybody gets, however long it takes.
fn first_metadata(bootstrap: &str) -> MetadataResponse {
    let topic = MetadataRequestTopic { name: Some(TOPIC.into()), ..Default::default() };
    let request = MetadataRequest { topics: Some(vec![topic]), ..Default::default() };
    let begun = Instant::now();
    loop {
        match Raw::connect(bootstrap).and_then(|mut broker| broker.ask(&request, 12)) {
            Ok(answer) => return answer,
            Err(error) => assert!(begun.elapsed() < WAIT, "no metadata in {WAIT:?}: {error}"),
        }
        std::thread::sleep(RETRY);
    }
}

#[test]
fn a_killed_broker_answers_again_only_as_the_leader() {
    if !Kind::under_test().present() {
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let settings =
        [("ringmain.shards", "2"), ("broker.session.timeout.ms", "2000"), ("broker.heartbeat.interval.ms", "200")];
    let mut broker = Broker::start(dir.path(), &settings);
    let bootstrap = broker.bootstrap();
    client::create_topics(&bootstrap, &[(TOPIC, PARTITIONS as i32, &[])]);
    for kill in 1..=2 {
        broker.kill();
        std::thread::scope(|scope| {
            let metadata = scope.spawn(|| first_metadata(&bootstrap));
            broker.restart();
            let metadata = metadata.join().unwrap_or_else(|e| std::panic::resume_unwind(e));
            let brokers: Vec<i32> = metadata.brokers.iter().map(|broker| broker.node_id).collect();
            assert_eq!(brokers, [1], "the brokers after kill {kill}");
            let topic = metadata.topics.first().expect("the topic");
            let leaders: Vec<(i16, i32)> = topic.partitions.iter().map(|p| (p.error_code, p.leader_id)).collect();
            assert_eq!(leaders, [(0, 1); PARTITIONS], "errors and leaders after kill {kill}");
        });
    }
}

//! Many groups commit an offset each, again and again, over few connections: at a steady rate, or as fast as they are answered.
//! The groups have no members: each commit is that of a consumer that assigns its partitions itself.
use std::time::{Duration, Instant};

use bytes::BytesMut;
use ringmain_protocol::messages::rpc::OffsetCommitRequest;
use ringmain_protocol::messages::rpc::offset_commit_request::{OffsetCommitRequestPartition, OffsetCommitRequestTopic};

use crate::Result;
use crate::wire::{Connection, append, quantiles, wait_for_coordinator};

/// The newest version that names topics.
const VERSION: i16 = 9;

#[derive(Clone)]
pub struct Load {
    pub topic: String,
    pub groups: u64,
    pub connections: u64,
    /// Of all connections together.
    pub commits: u64,
    /// Of all connections together; `None`: as many as are answered.
    pub commits_per_s: Option<f64>,
    /// Commits of one connection that are not answered.
    pub in_flight: u64,
}

pub fn measure(bootstrap: &str, load: &Load) -> Result<serde_json::Value> {
    // So many that each partition of the coordinators' topic has one of them.
    let some: Vec<String> = (0..load.groups.min(200)).map(name).collect();
    wait_for_coordinator(bootstrap, &some)?;
    let started = Instant::now();
    let outcomes: Vec<std::result::Result<Vec<u64>, String>> = std::thread::scope(|scope| {
        let run = |number| scope.spawn(move || commit(bootstrap, load, number).map_err(|e| e.to_string()));
        let threads: Vec<_> = (0..load.connections).map(run).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err("a thread panicked".into()))).collect()
    });
    let seconds = started.elapsed().as_secs_f64();
    let micros: Vec<u64> = outcomes.into_iter().collect::<std::result::Result<Vec<_>, _>>()?.concat();
    let commits = micros.len();
    let [p50, p99] = quantiles(micros, [0.5, 0.99]);
    Ok(serde_json::json!({"commits": commits, "seconds": seconds, "commits_per_s": commits as f64 / seconds,
        "p50_us": p50, "p99_us": p99}))
}

/// What one connection commits; how long each answer took.
fn commit(bootstrap: &str, load: &Load, number: u64) -> Result<Vec<u64>> {
    let mut connection = Connection::open(bootstrap)?;
    let commits = load.commits / load.connections;
    let per_s = load.commits_per_s.map(|all| all / load.connections as f64);
    let mut micros = Vec::with_capacity(usize::try_from(commits)?);
    let (mut sent, started) = (0, Instant::now());
    let mut frames = BytesMut::new();
    while sent < commits {
        let due = per_s.map_or(commits, |per_s| (started.elapsed().as_secs_f64() * per_s) as u64 + 1).min(commits);
        if due <= sent {
            let next = Duration::from_secs_f64(sent as f64 / per_s.unwrap_or(1.0));
            std::thread::sleep(next.saturating_sub(started.elapsed()));
            continue;
        }
        let burst = (due - sent).min(load.in_flight);
        frames.clear();
        for n in sent..sent + burst {
            // The connections have the groups by turns.
            let group = (n * load.connections + number) % load.groups;
            append(&mut frames, &request(load, group, i64::try_from(n)?), VERSION)?;
        }
        let began = Instant::now();
        connection.send(&frames)?;
        for _ in 0..burst {
            let answer = connection.receive::<OffsetCommitRequest>(VERSION)?;
            let mut codes = answer.topics.iter().flat_map(|t| &t.partitions).map(|p| p.error_code);
            match (codes.next(), codes.next()) {
                (Some(0), None) => micros.push(began.elapsed().as_micros() as u64),
                (code, _) => return Err(format!("a commit was answered with {code:?}").into()),
            }
        }
        sent += burst;
    }
    Ok(micros)
}

fn request(load: &Load, group: u64, offset: i64) -> OffsetCommitRequest {
    let partition =
        OffsetCommitRequestPartition { committed_offset: offset, ..OffsetCommitRequestPartition::default() };
    let topic = OffsetCommitRequestTopic {
        name: load.topic.clone(),
        partitions: vec![partition],
        ..OffsetCommitRequestTopic::default()
    };
    OffsetCommitRequest { group_id: name(group), topics: vec![topic], ..OffsetCommitRequest::default() }
}

fn name(group: u64) -> String {
    format!("group-{group}")
}

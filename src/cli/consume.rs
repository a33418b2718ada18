//! `ringmain consume`: prints the records of a topic's partitions, from given offsets on, or as a member of a consumer group.
//!
//! Promises: records of one partition come in their order, each once; a checksum that is wrong ends the command. Without
//! `--exit-at-end` or `--max-messages` it follows until Ctrl-C, which ends it after the record that is being printed. In a
//! group it commits what has left the process, from time to time, before it gives a partition up, and at its end; and takes on the
//! partitions that the topic gets. Brokers that cannot be reached are tried again for a minute.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufWriter, Write};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use clap::Args;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::fetch_request::{FetchPartition, FetchTopic};
use ringmain_protocol::messages::rpc::fetch_response::PartitionData;
use ringmain_protocol::messages::rpc::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use ringmain_protocol::messages::rpc::{FetchRequest, ListOffsetsRequest};
use ringmain_protocol::records::legacy::{Entries, Entry};
use ringmain_protocol::records::{Decompressor, RecordRef};
use signal_hook::consts::{SIGINT, SIGTERM};

use super::membership::{Change, Membership};
use super::render::Format;
use super::runtime;
use crate::client::cluster::{Bootstrap, Cluster, Failure, Topic, explain, refused};
use crate::rt::task;
use crate::rt::time::{self, Instant};

/// Timestamps that ListOffsets gives a meaning (KIP-79).
const EARLIEST: i64 = -2;
const LATEST: i64 = -1;
/// As fetch.max.wait.ms of Kafka's consumer.
const MAX_WAIT_MS: i32 = 500;
/// As fetch.max.bytes and, for a partition, more than Kafka's max.partition.fetch.bytes: nobody else shares the connection.
const MAX_BYTES: i32 = 50 << 20;
const PARTITION_MAX_BYTES: i32 = 8 << 20;
const RETRY_BACKOFF: Duration = Duration::from_millis(200);
/// As auto.commit.interval.ms of Kafka's consumer.
const COMMIT_INTERVAL: Duration = Duration::from_secs(5);
/// How long a member of a group that has nothing to do waits before it looks again.
const STEP: Duration = Duration::from_millis(10);
const MAX_NAP: Duration = Duration::from_millis(200);
/// How long a partition may be without a leader that answers.
const MAX_RETRY: Duration = Duration::from_secs(60);
/// Most bytes that a batch is decompressed to: what a batch can hold at all.
const MAX_DECOMPRESSED_BYTES: usize = i32::MAX as usize;

/// Print the records of a topic.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  ringmain consume orders --exit-at-end
  ringmain consume orders --partition 0,2 --offset latest
  ringmain consume orders --offset @1700000000000 --max-messages 10 --json
  ringmain consume orders --format '{partition}:{offset} {key} -> {value}'
  ringmain consume orders --json --exit-at-end | jq -r .value
  ringmain consume orders --group orders-app          # shares the partitions with the group's other members

A format may hold {topic} {partition} {offset} {timestamp} {key} {value} {headers}, \\t and \\n; a line feed follows each record.
With --json each record is an object in a line of its own; bytes that are not UTF-8 come as {\"hex\": \"...\"}.")]
pub struct Consume {
    /// Name of the topic.
    topic: String,
    /// Partitions to read; all where none is given.
    #[arg(long = "partition", visible_alias = "partitions", value_name = "N", value_delimiter = ',')]
    partitions: Vec<i32>,
    /// Read as a member of this group, from where it has committed; --offset says where to start what it has not.
    #[arg(long, value_name = "GROUP", conflicts_with = "partitions")]
    group: Option<String>,
    /// Where to start: earliest, latest, an offset, or @ and Unix milliseconds for the first record from then on.
    #[arg(long, value_name = "OFFSET", default_value = "earliest")]
    offset: Start,
    /// Stop after so many records.
    #[arg(long, value_name = "N")]
    max_messages: Option<u64>,
    /// Stop at the end that each partition had when the command began.
    #[arg(long)]
    exit_at_end: bool,
    /// How a record is printed.
    #[arg(long, value_name = "TEXT", default_value = "{value}", conflicts_with = "json")]
    format: Format,
    /// Print each record as a JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    bootstrap: Bootstrap,
}

/// Where reading starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    Offset(i64),
    /// As ListOffsets understands it.
    Timestamp(i64),
}

impl FromStr for Start {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "earliest, latest, an offset such as 42, or @ and Unix milliseconds is needed".to_owned();
        let number = |digits: &str| digits.parse().ok().filter(|&n: &i64| n >= 0).ok_or_else(wrong);
        match (text, text.strip_prefix('@')) {
            ("earliest", _) => Ok(Start::Timestamp(EARLIEST)),
            ("latest", _) => Ok(Start::Timestamp(LATEST)),
            (_, Some(time)) => number(time).map(Start::Timestamp),
            (offset, None) => number(offset).map(Start::Offset),
        }
    }
}

impl Consume {
    pub fn run(self) -> Result<(), String> {
        let stop = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // Asked a second time, it ends at once.
            signal_hook::flag::register_conditional_default(signal, stop.clone())
                .and_then(|_| signal_hook::flag::register(signal, stop.clone()))
                .map_err(|error| format!("signals cannot be caught: {error}"))?;
        }
        let printed = runtime::block_on(move || async move {
            let out = BufWriter::with_capacity(1 << 16, io::stdout());
            self.consume(out, &stop).await
        })?;
        tracing::debug!(printed, "consumed");
        Ok(())
    }

    /// Prints to `out` until the end that is asked for, or until `stop`. The number of records printed.
    pub(super) async fn consume(self, out: impl Write, stop: &AtomicBool) -> Result<u64, String> {
        let cluster = Cluster::new(&self.bootstrap);
        let topic = cluster.topic(&self.topic).await?;
        let known: BTreeSet<i32> = topic.partitions.iter().map(|partition| partition.index).collect();
        let wanted: BTreeSet<i32> =
            if self.partitions.is_empty() { known.clone() } else { self.partitions.iter().copied().collect() };
        if let Some(unknown) = wanted.difference(&known).next() {
            let last = known.last().copied().unwrap_or(-1);
            return Err(format!("topic {} has no partition {unknown}: its partitions are 0 to {last}", topic.name));
        }
        let membership = self.group.as_deref().map(|group| Membership::new(group, &topic));
        let positions = match membership {
            Some(_) => BTreeMap::new(),
            None => start_positions(&cluster, &topic, self.offset, &wanted, self.exit_at_end).await?,
        };
        let mut consumer = Consumer {
            topic,
            cluster,
            positions,
            handed_out: BTreeMap::new(),
            membership,
            untaken: None,
            start: self.offset,
            exit_at_end: self.exit_at_end,
            committed: BTreeMap::new(),
            next_commit: time::now() + COMMIT_INTERVAL,
            format: if self.json { Format::Json } else { self.format },
            left: self.max_messages,
            printed: 0,
            decompressor: Decompressor::default(),
            out,
        };
        let ended = consumer.run(stop).await;
        // What was printed before an error is still worth something. Where it cannot be written, that is told below.
        let flushed = consumer.flush();
        // Whatever ended it: what has reached the reader is committed, and the group need not wait for a member that is gone.
        let left = consumer.leave().await;
        match ended.and(flushed) {
            Ok(()) => left.map(|()| consumer.printed),
            Err(Stopped::Error(error)) => Err(error),
            // The reader has had enough.
            Err(Stopped::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(consumer.printed),
            Err(Stopped::Output(error)) => Err(format!("stdout cannot be written: {error}")),
        }
    }
}

/// Where reading starts, and where it ends if it is to end.
async fn start_positions(
    cluster: &Cluster,
    topic: &Topic,
    start: Start,
    wanted: &BTreeSet<i32>,
    exit_at_end: bool,
) -> Result<BTreeMap<i32, Position>, Failure> {
    let starts = match start {
        Start::Offset(offset) => wanted.iter().map(|&partition| (partition, offset)).collect(),
        Start::Timestamp(timestamp) => offsets(cluster, topic, wanted, timestamp).await?,
    };
    // A time after the last record's is the end.
    let needs_ends = exit_at_end || starts.values().any(|&offset| offset < 0);
    let ends = if needs_ends { offsets(cluster, topic, wanted, LATEST).await? } else { BTreeMap::new() };
    let position = |(partition, start): (i32, i64)| {
        let end = ends.get(&partition).copied();
        let next = if start < 0 { end.unwrap_or_default() } else { start };
        (partition, Position { next, end: end.filter(|_| exit_at_end) })
    };
    Ok(starts.into_iter().map(position).collect())
}

/// The offsets that ListOffsets gives for a timestamp; -1 where there is none.
async fn offsets(
    cluster: &Cluster,
    topic: &Topic,
    wanted: &BTreeSet<i32>,
    timestamp: i64,
) -> Result<BTreeMap<i32, i64>, Failure> {
    let mut found = BTreeMap::new();
    for (leader, partitions) in by_leader(topic, wanted)? {
        let request = ListOffsetsRequest {
            replica_id: -1,
            topics: vec![ListOffsetsTopic {
                name: topic.name.clone(),
                partitions: partitions
                    .iter()
                    .map(|&partition_index| ListOffsetsPartition { partition_index, timestamp, ..Default::default() })
                    .collect(),
                ..Default::default()
            }],
            ..Default::default()
        };
        let answer = cluster.node(leader)?.send(&request).await?;
        for partition in answer.topics.into_iter().flat_map(|topic| topic.partitions) {
            if partition.error_code != 0 {
                let what = format!("offsets of partition {} of topic {}", partition.partition_index, topic.name);
                return Err(Failure::refused(&what, partition.error_code, None));
            }
            found.insert(partition.partition_index, partition.offset);
        }
    }
    match wanted.iter().find(|partition| !found.contains_key(partition)) {
        // Its leader is not known here yet.
        Some(missing) => {
            let why = format!("the broker gave no offset of partition {missing} of topic {}", topic.name);
            Err(Failure { why, is_retriable: true })
        }
        None => Ok(found),
    }
}

/// The wanted partitions of each leader.
fn by_leader(topic: &Topic, wanted: &BTreeSet<i32>) -> Result<BTreeMap<i32, Vec<i32>>, Failure> {
    let mut leaders: BTreeMap<i32, Vec<i32>> = BTreeMap::new();
    for partition in topic.partitions.iter().filter(|partition| wanted.contains(&partition.index)) {
        if partition.leader < 0 {
            let what = format!("partition {} of topic {}", partition.index, topic.name);
            let code = ErrorCode::LeaderNotAvailable.code();
            return Err(Failure::refused(&what, code, Some("no replica that is in sync is up")));
        }
        leaders.entry(partition.leader).or_default().push(partition.index);
    }
    Ok(leaders)
}

/// The coordinator was asked for long enough.
fn final_failure(why: String) -> Failure {
    Failure { why, is_retriable: false }
}

/// How far a partition has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Position {
    next: i64,
    /// Where to stop.
    end: Option<i64>,
}

impl Position {
    fn is_done(&self) -> bool {
        self.end.is_some_and(|end| self.next >= end)
    }
}

struct Consumer<W> {
    topic: Topic,
    cluster: Cluster,
    positions: BTreeMap<i32, Position>,
    /// Up to where records have left this process: only that may be committed.
    handed_out: BTreeMap<i32, i64>,
    /// In a group, the partitions of `positions` are those that the group gave.
    membership: Option<Membership>,
    /// What the group wants this member to have, where it could not yet take it on.
    untaken: Option<BTreeSet<i32>>,
    start: Start,
    exit_at_end: bool,
    /// What the group was told, and when it is to be told more.
    committed: BTreeMap<i32, i64>,
    next_commit: Instant,
    format: Format,
    /// Records that may still be printed.
    left: Option<u64>,
    printed: u64,
    decompressor: Decompressor,
    out: W,
}

/// Why it ended before its end.
enum Stopped {
    Error(String),
    Output(io::Error),
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Stopped::Error(failure.why)
    }
}

impl From<String> for Stopped {
    fn from(error: String) -> Self {
        Stopped::Error(error)
    }
}

impl<W: Write> Consumer<W> {
    async fn run(&mut self, stop: &AtomicBool) -> Result<(), Stopped> {
        let mut failing_since = None;
        while !stop.load(Ordering::Relaxed) && self.left != Some(0) {
            let mut problem = self.stay_member().await?;
            let open: BTreeSet<i32> =
                self.positions.iter().filter(|(_, position)| !position.is_done()).map(|(&index, _)| index).collect();
            if open.is_empty() && problem.is_none() {
                let Some(membership) = self.membership.as_ref().filter(|_| self.positions.is_empty()) else { break };
                // The group has nothing for this member yet.
                time::sleep(membership.patience().clamp(STEP, MAX_NAP)).await;
                continue;
            }
            let fetched = match by_leader(&self.topic, &open) {
                Ok(leaders) => self.round(leaders, stop).await?,
                Err(failure) => Some(failure.why),
            };
            problem = problem.or(fetched);
            self.flush()?;
            let Some(problem) = problem else {
                failing_since = None;
                continue;
            };
            let since = *failing_since.get_or_insert_with(time::now);
            if since.elapsed() > MAX_RETRY {
                return Err(Stopped::Error(problem));
            }
            tracing::debug!(problem, "trying again");
            time::sleep(RETRY_BACKOFF).await;
            match self.cluster.topic(&self.topic.name).await {
                Ok(topic) => self.topic = topic,
                // Nobody answers now: what was known of the topic is still the best.
                Err(failure) if failure.is_retriable => tracing::debug!(failure.why, "no metadata"),
                Err(failure) => return Err(failure.into()),
            }
        }
        Ok(())
    }

    /// Hands out what is printed.
    fn flush(&mut self) -> Result<(), Stopped> {
        self.out.flush().map_err(Stopped::Output)?;
        self.handed_out.extend(self.positions.iter().map(|(partition, position)| (*partition, position.next)));
        Ok(())
    }

    /// In a group: lives, takes on and gives up partitions as the group wants, and commits from time to time. What may go away
    /// by itself is returned; the rest is an error.
    async fn stay_member(&mut self) -> Result<Option<String>, String> {
        if self.membership.is_none() {
            return Ok(None);
        }
        if time::now() >= self.next_commit {
            self.commit().await?;
        }
        let Some(membership) = &mut self.membership else { return Ok(None) };
        match membership.heartbeat(&self.cluster).await? {
            Change::None => {}
            Change::Forgotten => {
                self.untaken = None;
                self.positions.clear();
                self.handed_out.clear();
                self.committed.clear();
            }
            Change::Target(target) => self.untaken = Some(target),
        }
        let Some(target) = self.untaken.take() else { return Ok(None) };
        match self.take_on(&target).await {
            Ok(()) => Ok(None),
            Err(failure) if failure.is_retriable => {
                self.untaken = Some(target);
                Ok(Some(failure.why))
            }
            Err(failure) => Err(failure.why),
        }
    }

    async fn take_on(&mut self, target: &BTreeSet<i32>) -> Result<(), Failure> {
        if self.positions.keys().any(|partition| !target.contains(partition)) {
            self.commit().await.map_err(final_failure)?;
            self.positions.retain(|partition, _| target.contains(partition));
            self.handed_out.retain(|partition, _| target.contains(partition));
            self.committed.retain(|partition, _| target.contains(partition));
        }
        let new: BTreeSet<i32> = target.iter().copied().filter(|index| !self.positions.contains_key(index)).collect();
        let is_known = |index: &i32| self.topic.partitions.iter().any(|partition| partition.index == *index);
        if !new.iter().all(is_known) {
            // The topic has grown.
            self.topic = self.cluster.topic(&self.topic.name).await?;
        }
        let Some(membership) = &mut self.membership else { return Ok(()) };
        if !new.is_empty() {
            let committed = membership.committed(&self.cluster, &new).await.map_err(final_failure)?;
            let mut positions = start_positions(&self.cluster, &self.topic, self.start, &new, self.exit_at_end).await?;
            for (partition, offset) in committed {
                if let Some(position) = positions.get_mut(&partition) {
                    position.next = offset;
                    self.committed.insert(partition, offset);
                }
            }
            self.positions.extend(positions);
        }
        membership.owns(target.clone());
        Ok(())
    }

    /// Commits what has been handed out since the last time.
    async fn commit(&mut self) -> Result<(), String> {
        let Some(membership) = &mut self.membership else { return Ok(()) };
        let positions = self.handed_out.iter().map(|(partition, next)| (*partition, *next));
        let new: BTreeMap<i32, i64> =
            positions.filter(|(partition, next)| self.committed.get(partition) != Some(next)).collect();
        if membership.commit(&self.cluster, &new).await? {
            self.committed.extend(new);
        }
        self.next_commit = time::now() + COMMIT_INTERVAL;
        Ok(())
    }

    async fn leave(&mut self) -> Result<(), String> {
        let committed = self.commit().await;
        match &mut self.membership {
            Some(membership) => committed.and(membership.leave(&self.cluster).await),
            None => committed,
        }
    }

    /// One fetch from each leader. What may go away by itself is returned; the rest is an error.
    async fn round(&mut self, leaders: BTreeMap<i32, Vec<i32>>, stop: &AtomicBool) -> Result<Option<String>, Stopped> {
        let mut fetches = Vec::new();
        for (leader, partitions) in leaders {
            let client = self.cluster.node(leader)?;
            let request = self.request(&partitions);
            fetches.push(task::spawn(async move { client.send(&request).await }));
        }
        let mut problem = None;
        for fetch in fetches {
            let answer = match fetch.await.map_err(|error| error.to_string())? {
                Ok(answer) => answer,
                Err(error) if error.is_retriable() => {
                    problem = Some(explain(&error));
                    continue;
                }
                Err(error) => return Err(explain(&error).into()),
            };
            if answer.error_code != 0 {
                return Err(refused(&format!("fetch of topic {}", self.topic.name), answer.error_code, None).into());
            }
            for partition in answer.responses.into_iter().flat_map(|topic| topic.partitions) {
                let error = ErrorCode::from(partition.error_code);
                let what = || format!("partition {} of topic {}", partition.partition_index, self.topic.name);
                match error {
                    ErrorCode::None => self.print_partition(partition, stop)?,
                    ErrorCode::OffsetOutOfRange => return Err(self.out_of_range(partition.partition_index).await),
                    // The topic is gone; whoever leads it now would have said something else.
                    ErrorCode::UnknownTopicOrPartition | ErrorCode::UnknownTopicId => {
                        return Err(refused(&what(), partition.error_code, None).into());
                    }
                    error if error.is_retriable() => problem = Some(refused(&what(), partition.error_code, None)),
                    _ => return Err(refused(&what(), partition.error_code, None).into()),
                }
            }
        }
        Ok(problem)
    }

    fn request(&self, partitions: &[i32]) -> FetchRequest {
        let partitions = partitions.iter().filter_map(|&partition| {
            let position = self.positions.get(&partition)?;
            Some(FetchPartition {
                partition,
                current_leader_epoch: -1,
                fetch_offset: position.next,
                last_fetched_epoch: -1,
                log_start_offset: -1,
                partition_max_bytes: PARTITION_MAX_BYTES,
                ..Default::default()
            })
        });
        FetchRequest {
            max_wait_ms: MAX_WAIT_MS,
            min_bytes: 1,
            max_bytes: MAX_BYTES,
            topics: vec![FetchTopic {
                topic: self.topic.name.clone(),
                topic_id: self.topic.id,
                partitions: partitions.collect(),
                ..Default::default()
            }],
            ..Default::default()
        }
    }

    async fn out_of_range(&self, partition: i32) -> Stopped {
        let next = self.positions.get(&partition).map_or(0, |position| position.next);
        let what = format!("offset {next} of partition {partition} of topic {}", self.topic.name);
        let wanted = BTreeSet::from([partition]);
        let range = async {
            let first = offsets(&self.cluster, &self.topic, &wanted, EARLIEST).await?;
            let end = offsets(&self.cluster, &self.topic, &wanted, LATEST).await?;
            let of = |offsets: BTreeMap<i32, i64>| offsets.get(&partition).copied().unwrap_or_default();
            Ok::<_, Failure>((of(first), of(end)))
        };
        Stopped::Error(match range.await {
            Ok((first, end)) => {
                format!(
                    "{what} is not there: the partition begins at {first} and ends before {end}. Try --offset earliest"
                )
            }
            Err(failure) => format!("{what} is not there: {}", failure.why),
        })
    }

    /// Prints what an answer has of a partition, and moves its position behind it.
    fn print_partition(&mut self, data: PartitionData, stop: &AtomicBool) -> Result<(), Stopped> {
        let index = data.partition_index;
        let records: Bytes = data.records.unwrap_or_default();
        let mut entries = Entries::new(&records);
        for entry in entries.by_ref() {
            let Some(position) = self.positions.get(&index).copied() else { return Ok(()) };
            let corrupt = |error: &dyn std::fmt::Display| {
                let name = &self.topic.name;
                format!(
                    "partition {index} of topic {name}: what is at offset {} or after is corrupt: {error}",
                    position.next
                )
            };
            if position.is_done() {
                return Ok(());
            }
            let entry = entry.map_err(|error| corrupt(&error))?;
            entry.verify_crc().map_err(|error| corrupt(&error))?;
            let mut printer = Printer {
                topic: &self.topic.name,
                partition: index,
                from: position.next,
                end: position.end,
                format: &self.format,
                left: &mut self.left,
                printed: &mut self.printed,
                out: &mut self.out,
                stop,
            };
            let decompressor = &mut self.decompressor;
            let mut next = entry.last_offset().saturating_add(1);
            let done = match &entry {
                Entry::Batch(batch) if batch.header().attributes.is_control() => None,
                Entry::Batch(batch) => {
                    let records = batch.records(decompressor, MAX_DECOMPRESSED_BYTES);
                    printer.print_all(records.map_err(|error| corrupt(&error))?)
                }
                Entry::Message(message) => {
                    let records = message.records(decompressor, MAX_DECOMPRESSED_BYTES);
                    printer.print_all(records.map_err(|error| corrupt(&error))?)
                }
            };
            match done {
                None => {}
                Some(Cut::At(offset)) => next = offset,
                Some(Cut::Corrupt(error)) => return Err(corrupt(&error).into()),
                Some(Cut::Output(error)) => return Err(Stopped::Output(error)),
            }
            if let Some(position) = self.positions.get_mut(&index) {
                position.next = next.max(position.next);
            }
            if matches!(done, Some(Cut::At(_))) {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// Why the rest of a batch was not printed.
enum Cut {
    /// Enough; the next record is at this offset.
    At(i64),
    Corrupt(String),
    Output(io::Error),
}

/// Prints the records of a batch that are wanted.
struct Printer<'a, W> {
    topic: &'a str,
    partition: i32,
    from: i64,
    end: Option<i64>,
    format: &'a Format,
    left: &'a mut Option<u64>,
    printed: &'a mut u64,
    out: &'a mut W,
    stop: &'a AtomicBool,
}

impl<W: Write> Printer<'_, W> {
    /// `None` if it came to the end.
    fn print_all<'r, E: ToString>(&mut self, records: impl Iterator<Item = Result<RecordRef<'r>, E>>) -> Option<Cut> {
        for record in records {
            let record = match record {
                Ok(record) => record,
                Err(error) => return Some(Cut::Corrupt(error.to_string())),
            };
            if record.offset < self.from {
                continue;
            }
            let is_enough = self.end.is_some_and(|end| record.offset >= end)
                || *self.left == Some(0)
                || self.stop.load(Ordering::Relaxed);
            if is_enough {
                return Some(Cut::At(record.offset));
            }
            if let Err(error) = self.format.write(self.out, self.topic, self.partition, &record) {
                return Some(Cut::Output(error));
            }
            *self.printed += 1;
            if let Some(left) = self.left {
                *left -= 1;
            }
        }
        None
    }
}

#[cfg(test)]
#[path = "consume_tests.rs"]
mod tests;

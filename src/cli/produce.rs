//! `ringmain produce`: each line of stdin becomes a record.
//!
//! Promises: lines of one partition are in the log in their order (one request a partition is in flight); the broker's own
//! retriable errors are retried, a broken connection is not: whether its batch was appended cannot be known. The summary counts
//! what was acknowledged, also when the command fails. Memory is bounded by a batch and a request for each partition.

use std::collections::BTreeMap;
use std::io::Read;
use std::rc::Rc;
use std::time::Duration;

use bytes::Bytes;
use clap::Args;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::ProduceRequest;
use ringmain_protocol::messages::rpc::produce_request::{PartitionProduceData, TopicProduceData};
use ringmain_protocol::messages::rpc::produce_response::PartitionProduceResponse;
use ringmain_protocol::partitioner::partition_for_key;
use ringmain_protocol::records::{BatchBuilder, BatchOptions, Compression, Compressor, HeaderRef};
use serde_json::json;

use super::runtime;
use crate::client::Acks;
use crate::client::cluster::{Bootstrap, Cluster, Topic, explain, refused};
use crate::rt::task::{self, JoinHandle};
use crate::rt::{random, time};

/// Bytes read from stdin at once.
const READ_BYTES: usize = 1 << 20;
/// How long lines wait for company.
const LINGER: Duration = Duration::from_millis(5);
/// As delivery.timeout.ms of Kafka's producer.
const DELIVERY_TIMEOUT: Duration = Duration::from_secs(120);
const RETRY_BACKOFF: Duration = Duration::from_millis(100);
/// As request.timeout.ms of Kafka's producer: how long the broker may wait for replicas.
const REPLICATION_TIMEOUT_MS: i32 = 30_000;
/// What a record needs in a batch besides key, value and headers, at most.
const RECORD_OVERHEAD_BYTES: usize = 32;

/// Write the lines of stdin to a topic, each as a record.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  echo hello | ringmain produce greetings
  ringmain produce orders --key-separator : < orders.txt      # customer-7:{\"total\": 12}
  ringmain produce logs --compression zstd --acks 1 --header host=$(hostname) < /var/log/syslog
  ringmain produce orders --partition 0 --json < orders.txt

Records with a key go where every Kafka client would put them (murmur2); others fill one partition's batch after the other.")]
pub struct Produce {
    /// Name of the topic, which must exist.
    topic: String,
    /// What separates key and value in a line (\\t for a tab); without it records have no key.
    #[arg(long, value_name = "TEXT", value_parser = escaped)]
    key_separator: Option<String>,
    /// The partition of every record; without it the key decides.
    #[arg(long, value_parser = clap::value_parser!(i32).range(0..))]
    partition: Option<i32>,
    /// When a batch counts as written: durable on every in-sync replica, written by the leader, or not asked for.
    #[arg(long, value_enum, default_value = "all", allow_negative_numbers = true)]
    acks: Acks,
    /// none, gzip, snappy, lz4 or zstd.
    #[arg(long, value_name = "CODEC", default_value = "none")]
    compression: Compression,
    /// A header of every record.
    #[arg(long = "header", value_name = "NAME=VALUE", value_parser = header)]
    headers: Vec<(String, String)>,
    /// Bytes of a batch before compression.
    #[arg(long, value_name = "BYTES", default_value_t = 256 << 10, value_parser = clap::value_parser!(u32).range(1..=1 << 30))]
    batch_bytes: u32,
    /// The summary as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    bootstrap: Bootstrap,
}

/// A separator; `\t`, `\n`, `\0` and `\\` are escapes.
fn escaped(text: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('t') => out.push('\t'),
                Some('n') => out.push('\n'),
                Some('0') => out.push('\0'),
                Some('\\') => out.push('\\'),
                _ => return Err(r"after a backslash t, n, 0 or another backslash is needed".to_owned()),
            },
            (c, false) => out.push(c),
        }
    }
    if out.is_empty() { Err("it is empty".to_owned()) } else { Ok(out) }
}

fn header(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("NAME=VALUE is needed, as in trace-id=7".to_owned()),
    }
}

impl Produce {
    pub fn run(self) -> Result<(), String> {
        let is_json = self.json;
        let (summary, failure) = runtime::block_on(move || async move { self.produce(std::io::stdin()).await })?;
        super::print(&if is_json { summary.json() } else { summary.text() })?;
        failure.map_or(Ok(()), Err)
    }

    /// Writes what `input` has. What was acknowledged, and why not all was.
    pub(super) async fn produce(self, input: impl Read + Send + 'static) -> Result<(Summary, Option<String>), String> {
        let cluster = Rc::new(Cluster::new(&self.bootstrap));
        let topic = cluster.topic(&self.topic).await?;
        let mut producer = Producer::new(self, cluster, topic)?;
        let began = time::now();
        let failure = producer.run(input).await.err();
        let mut summary = producer.summary;
        summary.seconds = began.elapsed().as_secs_f64();
        Ok((summary, failure))
    }
}

/// What was acknowledged; with acks=0, what was sent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    topic: String,
    pub records: u64,
    /// Of keys, values and headers.
    pub bytes: u64,
    pub batches: u64,
    /// Of each partition: offsets of its first and last record.
    pub partitions: BTreeMap<i32, (i64, i64)>,
    seconds: f64,
}

impl Summary {
    fn text(&self) -> String {
        let seconds = self.seconds.max(1e-6);
        format!(
            "{} records ({:.1} MB) in {} batches to {} partitions of {} in {:.2} s: {:.0} records/s, {:.1} MB/s\n",
            self.records,
            self.bytes as f64 / 1e6,
            self.batches,
            self.partitions.len(),
            self.topic,
            self.seconds,
            self.records as f64 / seconds,
            self.bytes as f64 / 1e6 / seconds,
        )
    }

    fn json(&self) -> String {
        let partitions: Vec<_> = self
            .partitions
            .iter()
            .map(|(index, (first, last))| json!({"partition": index, "firstOffset": first, "lastOffset": last}))
            .collect();
        let value = json!({
            "topic": self.topic,
            "records": self.records,
            "bytes": self.bytes,
            "batches": self.batches,
            "seconds": self.seconds,
            "partitions": partitions,
        });
        format!("{value}\n")
    }
}

/// A partition's batch in the making, and the one on its way.
struct Lane {
    builder: BatchBuilder,
    /// Of the records in the builder.
    bytes: u64,
    in_flight: Option<JoinHandle<Result<Delivered, String>>>,
}

/// A batch that was acknowledged. The offset is -1 with acks=0.
struct Delivered {
    base_offset: i64,
    records: u64,
    bytes: u64,
}

struct Producer {
    options: Rc<Produce>,
    cluster: Rc<Cluster>,
    topic: Rc<Topic>,
    batch_options: BatchOptions,
    compressor: Compressor,
    lanes: BTreeMap<i32, Lane>,
    partitions: Vec<i32>,
    /// Where records without a key go until its batch is full.
    sticky: usize,
    line_number: u64,
    summary: Summary,
}

impl Producer {
    fn new(options: Produce, cluster: Rc<Cluster>, topic: Topic) -> Result<Self, String> {
        let partitions: Vec<i32> = topic.partitions.iter().map(|partition| partition.index).collect();
        if let Some(wanted) = options.partition
            && !partitions.contains(&wanted)
        {
            let last = partitions.len().saturating_sub(1);
            return Err(format!("topic {} has no partition {wanted}: its partitions are 0 to {last}", topic.name));
        }
        if partitions.is_empty() {
            return Err(format!("topic {} has no partitions yet. Try again in a moment", topic.name));
        }
        let batch_options = BatchOptions { compression: options.compression.into(), ..BatchOptions::default() };
        let sticky = random::below(partitions.len() as u64) as usize;
        Ok(Self {
            summary: Summary { topic: topic.name.clone(), ..Summary::default() },
            options: Rc::new(options),
            cluster,
            topic: Rc::new(topic),
            batch_options,
            compressor: Compressor::default(),
            lanes: BTreeMap::new(),
            partitions,
            sticky,
            line_number: 0,
        })
    }

    /// Reads to the end and waits until everything is acknowledged.
    async fn run(&mut self, input: impl Read + Send + 'static) -> Result<(), String> {
        let mut lines = Lines::default();
        let mut reading = start_reading(input, Vec::new());
        let produced = loop {
            let read = match time::timeout(LINGER, &mut reading).await {
                Ok(read) => read,
                Err(_) => {
                    self.send_all().await?;
                    (&mut reading).await
                }
            };
            let (input, buffer, read) = read.map_err(|error| error.to_string())?;
            let length = read.map_err(|error| format!("stdin cannot be read: {error}"))?;
            lines.push(buffer.get(..length).unwrap_or_default());
            if length == 0 {
                break self.take_rest(&mut lines).await;
            }
            reading = start_reading(input, buffer);
            if let Err(error) = self.take_lines(&mut lines).await {
                break Err(error);
            }
        };
        // What was accepted before a bad line is still delivered.
        let sent = self.send_all().await;
        let delivered = self.wait_all().await;
        produced.and(sent).and(delivered)
    }

    async fn take_lines(&mut self, lines: &mut Lines) -> Result<(), String> {
        let now_ms = time::wall_ms();
        while let Some(line) = lines.next_line() {
            self.add(line, now_ms).await?;
        }
        Ok(())
    }

    async fn take_rest(&mut self, lines: &mut Lines) -> Result<(), String> {
        self.take_lines(lines).await?;
        match lines.take_last() {
            Some(last) => self.add(last, time::wall_ms()).await,
            None => Ok(()),
        }
    }

    /// Puts a line into the batch of its partition.
    async fn add(&mut self, line: &[u8], now_ms: i64) -> Result<(), String> {
        self.line_number += 1;
        let options = self.options.clone();
        let (key, value) = match &options.key_separator {
            None => (None, line),
            Some(separator) => split_key(line, separator.as_bytes())
                .map(|(key, value)| (Some(key), value))
                .ok_or_else(|| missing_separator(self.line_number, line, separator))?,
        };
        let headers: Vec<HeaderRef<'_>> = options
            .headers
            .iter()
            .map(|(name, value)| HeaderRef { key: name.as_bytes(), value: Some(value.as_bytes()) })
            .collect();
        let header_bytes: usize = options.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
        let bytes = key.map_or(0, <[u8]>::len) + value.len() + header_bytes;
        let limit = options.batch_bytes as usize;
        let mut partition = self.partition_of(key);
        let is_full = |lane: &Lane| {
            lane.builder.record_count() > 0 && lane.builder.size_bytes() + bytes + RECORD_OVERHEAD_BYTES > limit
        };
        if self.lanes.get(&partition).is_some_and(is_full) {
            self.send(partition).await?;
            if key.is_none() && options.partition.is_none() {
                self.sticky = (self.sticky + 1) % self.partitions.len();
                partition = self.partition_of(key);
            }
        }
        let batch_options = self.batch_options;
        let lane = self.lanes.entry(partition).or_insert_with(|| Lane {
            builder: BatchBuilder::new(batch_options),
            bytes: 0,
            in_flight: None,
        });
        lane.builder
            .append(now_ms, key, Some(value), &headers)
            .map_err(|error| format!("line {}: {error}", self.line_number))?;
        lane.bytes += bytes as u64;
        Ok(())
    }

    fn partition_of(&self, key: Option<&[u8]>) -> i32 {
        let count = i32::try_from(self.partitions.len()).unwrap_or(i32::MAX);
        self.options
            .partition
            .or_else(|| key.and_then(|key| partition_for_key(key, count)))
            .or_else(|| self.partitions.get(self.sticky).copied())
            .unwrap_or_default()
    }

    /// Sends a partition's batch, once the one before is acknowledged.
    async fn send(&mut self, partition: i32) -> Result<(), String> {
        self.wait(partition).await?;
        let Some(lane) = self.lanes.get_mut(&partition).filter(|lane| lane.builder.record_count() > 0) else {
            return Ok(());
        };
        let mut batch = Vec::new();
        lane.builder.build(&mut self.compressor, &mut batch).map_err(|error| error.to_string())?;
        let records = u64::from(lane.builder.record_count().unsigned_abs());
        let bytes = std::mem::take(&mut lane.bytes);
        lane.builder.reset(self.batch_options);
        let delivery = Delivery {
            cluster: self.cluster.clone(),
            topic: self.topic.clone(),
            partition,
            acks: self.options.acks,
            batch: batch.into(),
        };
        lane.in_flight = Some(task::spawn(async move {
            let base_offset = delivery.deliver().await?;
            Ok(Delivered { base_offset, records, bytes })
        }));
        Ok(())
    }

    async fn send_all(&mut self) -> Result<(), String> {
        for partition in self.partitions.clone() {
            self.send(partition).await?;
        }
        Ok(())
    }

    /// Waits for the batch that is on its way.
    async fn wait(&mut self, partition: i32) -> Result<(), String> {
        let in_flight = self.lanes.get_mut(&partition).and_then(|lane| lane.in_flight.take());
        let Some(in_flight) = in_flight else { return Ok(()) };
        let delivered = in_flight.await.map_err(|error| error.to_string())??;
        let summary = &mut self.summary;
        summary.records += delivered.records;
        summary.bytes += delivered.bytes;
        summary.batches += 1;
        let last = delivered.base_offset.saturating_add_unsigned(delivered.records.saturating_sub(1));
        let range = summary.partitions.entry(partition).or_insert((delivered.base_offset, last));
        range.1 = last;
        Ok(())
    }

    /// Waits for all; the first error counts.
    async fn wait_all(&mut self) -> Result<(), String> {
        let mut all = Ok(());
        for partition in self.partitions.clone() {
            all = all.and(self.wait(partition).await);
        }
        all
    }
}

fn missing_separator(line_number: u64, line: &[u8], separator: &str) -> String {
    let shown: String = String::from_utf8_lossy(line).chars().take(60).collect();
    format!(
        "line {line_number} has no key: {separator:?} is not in {shown:?}. Leave --key-separator out for records without a key"
    )
}

fn split_key<'a>(line: &'a [u8], separator: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = line.windows(separator.len()).position(|window| window == separator)?;
    Some((line.get(..at)?, line.get(at + separator.len()..)?))
}

/// A batch on its way to the leader of its partition.
struct Delivery {
    cluster: Rc<Cluster>,
    topic: Rc<Topic>,
    partition: i32,
    acks: Acks,
    batch: Bytes,
}

impl Delivery {
    /// The offset that the batch got.
    async fn deliver(&self) -> Result<i64, String> {
        let began = time::now();
        let mut topic = self.topic.clone();
        loop {
            let leader = topic.partitions.iter().find(|of| of.index == self.partition).map_or(-1, |of| of.leader);
            let what = format!("partition {} of topic {}", self.partition, self.topic.name);
            let refusal = if leader < 0 {
                (ErrorCode::LeaderNotAvailable, None)
            } else {
                let answer = self.send(leader).await?;
                let Some(answer) = answer else { return Ok(-1) };
                match ErrorCode::from(answer.error_code) {
                    ErrorCode::None => return Ok(answer.base_offset),
                    error => {
                        let record = answer.record_errors.into_iter().find_map(|of| of.batch_index_error_message);
                        (error, answer.error_message.or(record))
                    }
                }
            };
            let (error, message) = refusal;
            if !error.is_retriable() || began.elapsed() > DELIVERY_TIMEOUT {
                return Err(refused(&what, error.code(), message.as_deref()));
            }
            time::sleep(RETRY_BACKOFF).await;
            topic = Rc::new(self.cluster.topic(&self.topic.name).await?);
        }
    }

    /// Sends it once; no answer comes with acks=0.
    async fn send(&self, leader: i32) -> Result<Option<PartitionProduceResponse>, String> {
        let client = self.cluster.node(leader)?;
        let request = ProduceRequest {
            transactional_id: None,
            acks: self.acks.code(),
            timeout_ms: REPLICATION_TIMEOUT_MS,
            topic_data: vec![TopicProduceData {
                name: self.topic.name.clone(),
                topic_id: self.topic.id,
                partition_data: vec![PartitionProduceData {
                    index: self.partition,
                    records: Some(self.batch.clone()),
                    ..Default::default()
                }],
                ..Default::default()
            }],
            ..Default::default()
        };
        if self.acks == Acks::None {
            client.send_unanswered(&request).await.map_err(|error| explain(&error))?;
            return Ok(None);
        }
        let answer = client.send(&request).await.map_err(|error| explain(&error))?;
        let partition = answer.responses.into_iter().flat_map(|topic| topic.partition_responses).next();
        let missing = || format!("the broker's answer says nothing of partition {}", self.partition);
        partition.map(Some).ok_or_else(missing)
    }
}

type ReadOutcome<R> = (R, Vec<u8>, std::io::Result<usize>);

/// Reads on a thread that may block.
fn start_reading<R: Read + Send + 'static>(mut input: R, mut buffer: Vec<u8>) -> JoinHandle<ReadOutcome<R>> {
    task::spawn(task::blocking(move || {
        buffer.resize(READ_BYTES, 0);
        let read = loop {
            match input.read(&mut buffer) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        (input, buffer, read)
    }))
}

/// Cuts bytes into lines, without the line feed.
#[derive(Default)]
struct Lines {
    buffer: Vec<u8>,
    taken: usize,
    /// Before here there is no line feed behind `taken`.
    searched: usize,
}

impl Lines {
    fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.taken);
        self.searched = self.searched.saturating_sub(self.taken);
        self.taken = 0;
        self.buffer.extend_from_slice(bytes);
    }

    fn next_line(&mut self) -> Option<&[u8]> {
        let rest = self.buffer.get(self.searched..)?;
        let Some(at) = rest.iter().position(|&byte| byte == b'\n') else {
            self.searched = self.buffer.len();
            return None;
        };
        let (start, end) = (self.taken, self.searched + at);
        self.taken = end + 1;
        self.searched = self.taken;
        self.buffer.get(start..end)
    }

    /// What follows the last line feed.
    fn take_last(&mut self) -> Option<&[u8]> {
        let start = std::mem::replace(&mut self.taken, self.buffer.len());
        self.searched = self.taken;
        self.buffer.get(start..).filter(|rest| !rest.is_empty())
    }
}

#[cfg(test)]
#[path = "produce_tests.rs"]
mod tests;

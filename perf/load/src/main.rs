//! Load for comparing brokers, by librdkafka (but for `latency`, `commit` and `rebalance`): the same client code against each. Prints one JSON object.
//! It measures what it did; the broker's CPU is read by the caller (`perf/cost`).
use std::error::Error;
use std::time::{Duration, Instant};

mod commits;
mod latency;
mod rebalance;
mod wire;

use clap::{Parser, Subcommand};
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::config::{ClientConfig, FromClientConfigAndContext};
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::producer::{BaseProducer, BaseRecord, DeliveryResult, Producer, ProducerContext};
use rdkafka::util::Timeout;
use rdkafka::{ClientContext, Offset, TopicPartitionList};

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[derive(Parser)]
#[command(about, version)]
struct Args {
    /// Broker, host:port.
    #[arg(long)]
    bootstrap: String,
    #[arg(long)]
    topic: String,
    /// Partitions of the topic, which `create` makes and the others expect.
    #[arg(long, default_value_t = 16)]
    partitions: i32,
    /// librdkafka settings, name=value.
    #[arg(long = "set")]
    settings: Vec<String>,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Create the topic.
    Create,
    /// Send as fast as the broker takes it, or at a rate; partitions in turn.
    Produce {
        #[arg(long, default_value_t = 1_000_000)]
        records: u64,
        /// Sent before them by the same client, and not measured: it connects, and learns who leads.
        #[arg(long, default_value_t = 0)]
        warm_up_records: u64,
        #[arg(long, default_value_t = 1024)]
        size_bytes: usize,
        /// Successive records that go to one partition before the next.
        #[arg(long, default_value_t = 1)]
        run: u64,
        /// Without it, as many as are taken.
        #[arg(long)]
        records_per_s: Option<f64>,
    },
    /// Read everything from the beginning, all partitions assigned.
    Consume {
        #[arg(long, default_value_t = 1_000_000)]
        records: u64,
    },
    /// Time from sending one request with a record for every partition until all are acknowledged.
    Latency {
        #[arg(long, default_value_t = 200)]
        rounds: usize,
        #[arg(long, default_value_t = 100)]
        size_bytes: usize,
    },
    /// Groups without members commit offsets of the topic's partition 0, by turns.
    Commit {
        #[arg(long, default_value_t = 10_000)]
        groups: u64,
        #[arg(long, default_value_t = 100_000)]
        commits: u64,
        /// All groups together; without it, as many as are answered.
        #[arg(long)]
        commits_per_s: Option<f64>,
        #[arg(long, default_value_t = 200)]
        connections: u64,
        /// Unanswered commits of one connection.
        #[arg(long, default_value_t = 8)]
        in_flight: u64,
    },
    /// All members of a group join at once, then one leaves: how long until the partitions are shared again.
    Rebalance {
        #[arg(long)]
        group: String,
        #[arg(long, default_value_t = 200)]
        members: usize,
        /// By the consumer protocol (KIP-848) instead of the classic one.
        #[arg(long)]
        consumer_protocol: bool,
        /// Of the classic protocol.
        #[arg(long, default_value_t = 200)]
        heartbeat_ms: u64,
    },
}

/// Counts deliveries and how long each took since the record was handed over; the first error ends the run.
struct Deliveries {
    began: Instant,
    acknowledged: std::sync::atomic::AtomicU64,
    latencies_us: std::sync::Mutex<Vec<u32>>,
    failed: std::sync::Mutex<Option<KafkaError>>,
}

impl ClientContext for Deliveries {}

impl ProducerContext for Deliveries {
    /// Microseconds from `began` to when the record was handed over; 0 for one that is not measured.
    type DeliveryOpaque = usize;

    fn delivery(&self, result: &DeliveryResult<'_>, handed_over_us: usize) {
        match result {
            Ok(_) => {
                if handed_over_us > 0
                    && let Ok(mut latencies) = self.latencies_us.lock()
                {
                    let took_us = self.began.elapsed().as_micros().saturating_sub(handed_over_us as u128);
                    latencies.push(u32::try_from(took_us).unwrap_or(u32::MAX));
                }
                self.acknowledged.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            }
            Err((error, _)) => {
                if let Ok(mut failed) = self.failed.lock() {
                    failed.get_or_insert_with(|| error.clone());
                }
            }
        }
    }
}

impl Deliveries {
    fn new() -> Self {
        let acknowledged = std::sync::atomic::AtomicU64::default();
        Self { began: Instant::now(), acknowledged, latencies_us: Default::default(), failed: Default::default() }
    }

    /// Milliseconds that this part of the records took at most.
    fn quantiles_ms<const N: usize>(&self, parts: [f64; N]) -> Result<[f64; N]> {
        let mut latencies = self.latencies_us.lock().map_err(|_| "a delivery callback panicked")?;
        latencies.sort_unstable();
        let last = latencies.len().saturating_sub(1);
        let at = |part: f64| latencies.get((last as f64 * part) as usize).copied().unwrap_or_default();
        Ok(parts.map(|part| f64::from(at(part)) / 1e3))
    }

    fn count(&self) -> u64 {
        self.acknowledged.load(std::sync::atomic::Ordering::Relaxed)
    }

    fn check(&self) -> Result<()> {
        match self.failed.lock() {
            Ok(mut failed) => failed.take().map_or(Ok(()), |error| Err(error.into())),
            Err(_) => Err("a delivery callback panicked".into()),
        }
    }
}

fn config(args: &Args) -> Result<ClientConfig> {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", &args.bootstrap).set("group.id", "ringmain-load");
    config.set("enable.auto.commit", "false").set("topic.metadata.refresh.interval.ms", "300000");
    for setting in &args.settings {
        let (name, value) = setting.split_once('=').ok_or_else(|| format!("--set {setting}: expected name=value"))?;
        config.set(name, value);
    }
    Ok(config)
}

fn producer(args: &Args) -> Result<BaseProducer<Deliveries>> {
    let mut config = config(args)?;
    config.set("queue.buffering.max.kbytes", "262144").set("queue.buffering.max.messages", "200000");
    let producer = BaseProducer::from_config_and_context(&config, Deliveries::new())?;
    producer.client().fetch_metadata(Some(&args.topic), Duration::from_secs(30))?;
    Ok(producer)
}

fn send(
    producer: &BaseProducer<Deliveries>,
    topic: &str,
    partition: i32,
    payload: &[u8],
    is_measured: bool,
) -> Result<()> {
    let now_us = producer.context().began.elapsed().as_micros() as usize;
    let handed_over_us = if is_measured { now_us.max(1) } else { 0 };
    let mut record =
        BaseRecord::<(), [u8], usize>::with_opaque_to(topic, handed_over_us).partition(partition).payload(payload);
    loop {
        match producer.send(record) {
            Ok(()) => return Ok(()),
            Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), back)) => {
                record = back;
                producer.poll(Duration::from_millis(10));
                producer.context().check()?;
            }
            Err((error, _)) => return Err(error.into()),
        }
    }
}

/// Takes all deliveries that there are now.
fn take_deliveries(producer: &BaseProducer<Deliveries>) {
    loop {
        let before = producer.context().count();
        producer.poll(Duration::ZERO);
        if producer.context().count() == before {
            return;
        }
    }
}

/// Bytes that do not compress, the same at every run.
fn payload(size_bytes: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    (0..size_bytes).map(next).collect()
}

fn produce(
    args: &Args,
    [warm_up_records, records]: [u64; 2],
    size_bytes: usize,
    run: u64,
    records_per_s: Option<f64>,
) -> Result<serde_json::Value> {
    let producer = producer(args)?;
    let payload = payload(size_bytes);
    let started = Instant::now();
    let mut measured_from = started;
    for n in 0..warm_up_records + records {
        if n == warm_up_records {
            measured_from = Instant::now();
        }
        if let Some(records_per_s) = records_per_s {
            let due = Duration::from_secs_f64(n as f64 / records_per_s);
            // Not by `poll`, which spins where less than a millisecond is left: librdkafka's own threads share the core with it.
            while started.elapsed() < due {
                std::thread::sleep(Duration::from_millis(1));
                take_deliveries(&producer);
            }
        }
        let partition = (n / run.max(1)) % args.partitions.max(1) as u64;
        send(&producer, &args.topic, partition as i32, &payload, n >= warm_up_records)?;
        if n % 64 == 0 {
            producer.poll(Duration::ZERO);
        }
    }
    while producer.context().count() < warm_up_records + records {
        producer.poll(Duration::from_millis(10));
        producer.context().check()?;
    }
    let seconds = measured_from.elapsed().as_secs_f64();
    let bytes = records * size_bytes as u64;
    let [p50_ms, p95_ms, p99_ms] = producer.context().quantiles_ms([0.5, 0.95, 0.99])?;
    Ok(serde_json::json!({"records": records, "bytes": bytes, "seconds": seconds,
        "mb_per_s": bytes as f64 / seconds / 1e6, "records_per_s": records as f64 / seconds,
        "p50_ms": p50_ms, "p95_ms": p95_ms, "p99_ms": p99_ms}))
}

fn consume(args: &Args, records: u64) -> Result<serde_json::Value> {
    let consumer: BaseConsumer = config(args)?.create()?;
    let mut assignment = TopicPartitionList::new();
    for partition in 0..args.partitions {
        assignment.add_partition_offset(&args.topic, partition, Offset::Beginning)?;
    }
    consumer.assign(&assignment)?;
    let (mut seen, mut bytes, started) = (0_u64, 0_u64, Instant::now());
    while seen < records {
        match consumer.poll(Timeout::After(Duration::from_secs(30))) {
            Some(Ok(message)) => {
                seen += 1;
                bytes += message.payload_len() as u64;
            }
            Some(Err(error)) => return Err(error.into()),
            None => return Err(format!("no record for 30 s after {seen} of {records}").into()),
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    Ok(serde_json::json!({"records": seen, "bytes": bytes, "seconds": seconds,
        "mb_per_s": bytes as f64 / seconds / 1e6, "records_per_s": seen as f64 / seconds}))
}

fn create(args: &Args) -> Result<serde_json::Value> {
    let admin: AdminClient<DefaultClientContext> = config(args)?.create()?;
    let topic = NewTopic::new(&args.topic, args.partitions, TopicReplication::Fixed(1));
    let options = AdminOptions::new().operation_timeout(Some(Duration::from_secs(60)));
    let outcome = block_on(admin.create_topics(&[topic], &options))?;
    for topic in outcome {
        topic.map_err(|(name, code)| format!("creating {name}: {code}"))?;
    }
    Ok(serde_json::json!({"topic": args.topic, "partitions": args.partitions}))
}

/// librdkafka completes from a thread of its own: park until woken.
fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = std::sync::Arc::new(Unpark(std::thread::current())).into();
    let mut context = std::task::Context::from_waker(&waker);
    let mut future = std::pin::pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            std::task::Poll::Ready(output) => return output,
            std::task::Poll::Pending => std::thread::park(),
        }
    }
}

fn main() -> Result<()> {
    let args = Args::parse();
    let report = match &args.what {
        What::Create => create(&args)?,
        What::Produce { records, warm_up_records, size_bytes, run, records_per_s } => {
            produce(&args, [*warm_up_records, *records], *size_bytes, *run, *records_per_s)?
        }
        What::Consume { records } => consume(&args, *records)?,
        What::Latency { rounds, size_bytes } => {
            latency::measure(&args.bootstrap, &args.topic, args.partitions, *rounds, &payload(*size_bytes))?
        }
        &What::Commit { groups, commits, commits_per_s, connections, in_flight } => {
            let topic = args.topic.clone();
            let load = commits::Load { topic, groups, connections, commits, commits_per_s, in_flight };
            commits::measure(&args.bootstrap, &load)?
        }
        &What::Rebalance { ref group, members, consumer_protocol, heartbeat_ms } => {
            let (topic, partitions, group) = (args.topic.clone(), args.partitions, group.clone());
            let load = rebalance::Load { topic, partitions, group, members, consumer_protocol, heartbeat_ms };
            rebalance::measure(&args.bootstrap, &load)?
        }
    };
    #[allow(clippy::print_stdout)]
    {
        println!("{report}");
    }
    Ok(())
}

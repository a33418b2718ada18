//! What a run does: topics, records, producers, consumers, how fast and how long. The same structure is the command line and
//! a run in a file of scenarios.
//!
//! Promises: both have the same defaults. What is impossible does not get past [`Workload::check`]; nothing
//! else needs to look again. What is written as JSON is what a scenario would have.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use ringmain_protocol::records::Compression;
use serde::{Deserialize, Serialize};

use super::check::Impossible;
use super::measure::Operation;
use super::quantity::{Amount, Bound, Keys, Rate, Size, byte_count, duration};
use super::written;
use crate::client::{Acks, HostPort};

/// How long a run is where neither a time nor a number of records is given.
pub const DEFAULT_DURATION: Duration = Duration::from_secs(30);

/// What is measured.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Producers alone.
    Produce,
    /// Consumers alone, of what is there or of a backlog written before.
    Consume,
    /// Producers and consumers, and how long each record takes from one to the other.
    EndToEnd,
    /// Producers and consumers beside each other, each measured by itself.
    Mixed,
}

impl Kind {
    pub fn produces(self) -> bool {
        self != Kind::Consume
    }

    pub fn consumes(self) -> bool {
        self != Kind::Produce
    }

    /// Whose latency a bound is about.
    pub fn operation(self) -> Operation {
        match self {
            Kind::Produce | Kind::Mixed => Operation::Produce,
            Kind::Consume => Operation::Consume,
            Kind::EndToEnd => Operation::EndToEnd,
        }
    }
}

/// Everything a run is asked for.
#[derive(Args, Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Workload {
    #[command(flatten)]
    pub topics: Topics,
    #[command(flatten)]
    pub records: Records,
    #[command(flatten)]
    pub batching: Batching,
    #[command(flatten)]
    pub producers: Producers,
    #[command(flatten)]
    pub consumers: Consumers,
    #[command(flatten)]
    pub load: Load,
}

/// What becomes of the topics.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifecycle {
    /// Created, and removed at the end; it is an error if they exist.
    Temporary,
    /// Created where they do not exist, and kept.
    Keep,
    /// They must exist, and are kept.
    Existing,
}

#[derive(Args, Debug, Clone, PartialEq, Serialize, Deserialize)]
#[command(next_help_heading = "Topics")]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Topics {
    /// Name of the topic; several are called NAME-0, NAME-1 and so on.
    #[arg(id = "topic", long = "topic", value_name = "NAME", default_value_t = Topics::default().name)]
    pub name: String,
    /// How many topics.
    #[arg(id = "topics", long = "topics", value_name = "COUNT", default_value_t = Topics::default().count)]
    pub count: u32,
    /// Partitions of each topic that is created.
    #[arg(long, value_name = "COUNT", default_value_t = Topics::default().partitions)]
    pub partitions: u32,
    /// Replicas of each partition that is created; -1 for the broker's default.
    #[arg(long, value_name = "COUNT", default_value_t = Topics::default().replication_factor, allow_negative_numbers = true)]
    pub replication_factor: i16,
    /// A setting of each topic that is created, as in segment.bytes=67108864.
    #[arg(id = "topic-config", long = "topic-config", value_name = "NAME=VALUE", value_parser = setting)]
    #[serde(with = "written::pairs", skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<(String, String)>,
    /// What becomes of the topics.
    #[arg(long, value_enum, default_value_t = Topics::default().lifecycle)]
    #[serde(with = "written::choice")]
    pub lifecycle: Lifecycle,
}

impl Default for Topics {
    fn default() -> Self {
        Topics {
            name: "ringmain-bench".to_owned(),
            count: 1,
            partitions: 16,
            replication_factor: 1,
            settings: Vec::new(),
            lifecycle: Lifecycle::Temporary,
        }
    }
}

impl Topics {
    /// Their names, as many as there are.
    pub fn names(&self) -> impl Iterator<Item = String> + '_ {
        (0..self.count).map(|index| match self.count {
            1 => self.name.clone(),
            _ => format!("{}-{index}", self.name),
        })
    }
}

#[derive(Args, Debug, Clone, PartialEq, Serialize, Deserialize)]
#[command(next_help_heading = "Records")]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Records {
    /// Bytes of a value, or how they are distributed: 1024, 64KiB, uniform:100..2000, lognormal:400..8KiB (median..p99).
    #[arg(id = "record-size", long = "record-size", value_name = "BYTES", default_value_t = Records::default().size)]
    #[serde(with = "written::text")]
    pub size: Size,
    /// none, uniform:COUNT, zipf:COUNT or zipf:COUNT:EXPONENT. A record with a key goes where every client would put it.
    #[arg(long, value_name = "KEYS", default_value_t = Records::default().keys)]
    #[serde(with = "written::text")]
    pub keys: Keys,
    /// How much of a value cannot be compressed, from 0 (all alike) to 1 (random).
    #[arg(long, value_name = "PART", default_value_t = Records::default().entropy)]
    pub entropy: f64,
}

impl Default for Records {
    fn default() -> Self {
        Records { size: Size::Fixed(1024), keys: Keys::None, entropy: 0.5 }
    }
}

impl Records {
    /// Of key and value, in the mean.
    pub fn mean_bytes(&self) -> f64 {
        self.size.mean() + self.keys.bytes() as f64
    }
}

#[derive(Args, Debug, Clone, PartialEq, Serialize, Deserialize)]
#[command(next_help_heading = "Batches")]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Batching {
    /// none, gzip, snappy, lz4 or zstd.
    #[arg(long, value_name = "CODEC", default_value_t = Batching::default().compression)]
    #[serde(with = "written::text")]
    pub compression: Compression,
    /// Bytes of a batch before compression; a longer record travels alone.
    #[arg(id = "batch-bytes", long = "batch-bytes", value_name = "BYTES", value_parser = byte_count, default_value = "64KiB")]
    #[serde(with = "written::byte_count")]
    pub bytes: u32,
    /// Records of a batch at most; without it as many as fit.
    #[arg(id = "batch-records", long = "batch-records", value_name = "COUNT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records: Option<u32>,
    /// How long a record waits for company.
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "5ms")]
    #[serde(with = "written::duration")]
    pub linger: Duration,
    /// Bytes of a request, which holds a batch for each of several partitions.
    #[arg(long, value_name = "BYTES", value_parser = byte_count, default_value = "1MiB")]
    #[serde(with = "written::byte_count")]
    pub request_bytes: u32,
}

impl Default for Batching {
    fn default() -> Self {
        Batching {
            compression: Compression::None,
            bytes: 64 << 10,
            records: None,
            linger: Duration::from_millis(5),
            request_bytes: 1 << 20,
        }
    }
}

#[derive(Args, Debug, Clone, PartialEq, Serialize, Deserialize)]
#[command(next_help_heading = "Producers")]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Producers {
    /// How many, each with a connection of its own to every broker that it needs.
    #[arg(id = "producers", long = "producers", value_name = "COUNT", default_value_t = Producers::default().count)]
    pub count: u32,
    /// When a batch counts as written: not asked for, by the leader, or by every in-sync replica.
    #[arg(long, value_enum, default_value_t = Producers::default().acks, allow_negative_numbers = true)]
    #[serde(with = "written::choice")]
    pub acks: Acks,
    /// Whether a batch that is sent again is appended once; as with every client on by itself where acks=all and at most 5
    /// requests are in flight.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotence: Option<bool>,
    /// Requests of a connection that wait for their answers.
    #[arg(long, value_name = "COUNT", default_value_t = Producers::default().max_in_flight)]
    pub max_in_flight: u32,
    /// Bytes of records that are made and not answered, of all producers of a thread, each of which has an equal share. What is due and
    /// finds no room waits in the schedule.
    #[arg(long, value_name = "BYTES", value_parser = byte_count, default_value = "256MiB")]
    #[serde(with = "written::byte_count")]
    pub buffer_memory: u32,
}

impl Default for Producers {
    fn default() -> Self {
        Producers { count: 1, acks: Acks::All, idempotence: None, max_in_flight: 5, buffer_memory: 256 << 20 }
    }
}

impl Producers {
    /// As Kafka's producer decides it where nothing is said.
    pub fn is_idempotent(&self) -> bool {
        self.idempotence.unwrap_or(self.acks == Acks::All && self.max_in_flight <= 5)
    }
}

/// From where a partition is read.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    Earliest,
    Latest,
}

#[derive(Args, Debug, Clone, PartialEq, Serialize, Deserialize)]
#[command(next_help_heading = "Consumers")]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Consumers {
    /// How many share the partitions, each with a connection of its own to every broker that it needs.
    #[arg(id = "consumers", long = "consumers", value_name = "COUNT", default_value_t = Consumers::default().count)]
    pub count: u32,
    /// How often every record is read, each time by as many consumers.
    #[arg(long, value_name = "COUNT", default_value_t = Consumers::default().fan_out)]
    pub fan_out: u32,
    /// Where consumers begin.
    #[arg(id = "start", long = "start", value_enum, default_value_t = Consumers::default().start)]
    #[serde(with = "written::choice")]
    pub start: Start,
    /// Records or bytes that are written before anything is measured and before consumers begin, as in 1000000 or 2GB.
    #[arg(long, value_name = "AMOUNT")]
    #[serde(with = "written::optional_text", skip_serializing_if = "Option::is_none")]
    pub backlog: Option<Amount>,
    /// Consumers begin so long after the producers, and read what is that old.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    #[serde(with = "written::optional_duration", skip_serializing_if = "Option::is_none")]
    pub lag: Option<Duration>,
    /// The run ends when everything that was written has been read.
    #[arg(long)]
    pub drain: bool,
    /// Bytes of an answer at most. Answers of up to a few MiB stay in the processor's cache, and cost less than larger ones.
    #[arg(long, value_name = "BYTES", value_parser = byte_count, default_value = "50MiB")]
    #[serde(with = "written::byte_count")]
    pub fetch_bytes: u32,
    /// Bytes of one partition in an answer at most.
    #[arg(long, value_name = "BYTES", value_parser = byte_count, default_value = "1MiB")]
    #[serde(with = "written::byte_count")]
    pub fetch_partition_bytes: u32,
    /// Bytes that the broker waits for.
    #[arg(long, value_name = "BYTES", value_parser = byte_count, default_value = "1")]
    #[serde(with = "written::byte_count")]
    pub fetch_min_bytes: u32,
    /// How long the broker waits for them.
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "500ms")]
    #[serde(with = "written::duration")]
    pub fetch_max_wait: Duration,
}

impl Default for Consumers {
    fn default() -> Self {
        Consumers {
            count: 1,
            fan_out: 1,
            start: Start::Earliest,
            backlog: None,
            lag: None,
            drain: false,
            fetch_bytes: 50 << 20,
            fetch_partition_bytes: 1 << 20,
            fetch_min_bytes: 1,
            fetch_max_wait: Duration::from_millis(500),
        }
    }
}

/// What decides when the next record is sent.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loop {
    /// A schedule, whatever the broker does; latency counts from the time that it sets.
    Open,
    /// The answer to the one before; latency counts from handing over.
    Closed,
}

/// How arrivals lie in time where a rate is given.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrivals {
    /// As far from each other as the rate says.
    Fixed,
    /// Independent of each other.
    Poisson,
}

#[derive(Args, Debug, Clone, PartialEq, Serialize, Deserialize)]
#[command(next_help_heading = "Load")]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Load {
    /// Of all producers together: max, 5000/s (records) or 20MB/s; in a scenario also a share of an earlier run, 50% of NAME.
    #[arg(long, value_name = "RATE", default_value_t = Load::default().rate)]
    #[serde(with = "written::text")]
    pub rate: Rate,
    /// What decides when the next record is sent; with a rate a schedule (open), unless closed is asked for.
    #[arg(id = "loop", long = "loop", value_enum)]
    #[serde(rename = "loop", with = "written::optional_choice", skip_serializing_if = "Option::is_none")]
    pub control: Option<Loop>,
    /// How arrivals lie in time where a rate is given.
    #[arg(long, value_enum, default_value_t = Load::default().arrivals)]
    #[serde(with = "written::choice")]
    pub arrivals: Arrivals,
    /// Time before anything is measured.
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "5s")]
    #[serde(with = "written::duration")]
    pub warm_up: Duration,
    /// Time that is measured; 30s where no number of records is given.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    #[serde(with = "written::optional_duration", skip_serializing_if = "Option::is_none")]
    pub duration: Option<Duration>,
    /// Records that are measured; with --duration whichever is over first.
    #[arg(id = "record-count", long = "records", value_name = "COUNT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records: Option<u64>,
    /// Prove that nothing was lost, duplicated, reordered or changed.
    #[arg(long)]
    pub verify: bool,
    /// Find the highest rate at which this holds: p99=10ms, p99.9=50ms, max=1s. Each step lasts as long as a run.
    #[arg(long, value_name = "BOUND")]
    #[serde(with = "written::optional_text", skip_serializing_if = "Option::is_none")]
    pub sweep: Option<Bound>,
    /// Threads that send and receive, each on a core of its own.
    #[arg(long, value_name = "COUNT", default_value_t = Load::default().threads)]
    pub threads: u32,
    /// How long an answer may take.
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "30s")]
    #[serde(with = "written::duration")]
    pub request_timeout: Duration,
}

impl Default for Load {
    fn default() -> Self {
        Load {
            rate: Rate::Max,
            control: None,
            arrivals: Arrivals::Fixed,
            warm_up: Duration::from_secs(5),
            duration: None,
            records: None,
            verify: false,
            sweep: None,
            threads: 1,
            request_timeout: Duration::from_secs(30),
        }
    }
}

/// How fast records are sent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pace {
    /// As many requests in flight as allowed, always.
    Maximum,
    /// Each producer hands over when it was answered; of all producers together not more than `records_per_s`.
    Closed { records_per_s: Option<f64> },
    /// When each record is due is settled before.
    Open { records_per_s: f64, arrivals: Arrivals },
}

impl Load {
    /// Time that is measured at most.
    pub fn longest(&self) -> Option<Duration> {
        match (self.duration, self.records) {
            (None, None) => Some(DEFAULT_DURATION),
            (duration, _) => duration,
        }
    }
}

/// What stays outside of a workload, since it depends on the place: the same for every run of a scenario.
#[derive(Args, Debug, Clone, Default, PartialEq)]
#[command(next_help_heading = "Output")]
pub struct Reporting {
    /// Process whose CPU and memory are recorded, the broker's.
    #[arg(id = "broker-pid", long = "broker-pid", value_name = "PID")]
    pub broker_pids: Vec<u32>,
    /// Hosts that put the load on, together, instead of this one: see `ringmain bench agent`.
    #[arg(id = "agents", long = "agents", value_name = "HOST:PORT", value_delimiter = ',', help_heading = "Load")]
    pub agents: Vec<HostPort>,
    /// Directory that the results are written into: NAME.json, NAME.hgrm and report.html.
    #[arg(id = "output", long = "output", value_name = "DIR")]
    pub directory: Option<PathBuf>,
}

fn setting(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("NAME=VALUE is needed, as in segment.bytes=67108864".to_owned()),
    }
}

impl Workload {
    /// How fast. `None` where a share of an earlier run is asked for and not yet replaced.
    pub fn pace(&self) -> Option<Pace> {
        let records_per_s = match &self.load.rate {
            Rate::Max => None,
            Rate::Share { .. } => return None,
            rate => Some(rate.records_per_s(self.records.mean_bytes())?),
        };
        Some(match (self.load.control, records_per_s) {
            (Some(Loop::Closed), records_per_s) => Pace::Closed { records_per_s },
            (_, None) => Pace::Maximum,
            (_, Some(records_per_s)) => Pace::Open { records_per_s, arrivals: self.load.arrivals },
        })
    }

    /// Puts a number for a rate that is a share of an earlier run; `reached_per_s` tells what that one reached.
    pub fn resolve(&mut self, reached_per_s: impl Fn(&str) -> Option<f64>) -> Result<(), Impossible> {
        let Rate::Share { percent, of } = &self.load.rate else { return Ok(()) };
        match reached_per_s(of).filter(|reached| *reached > 0.0) {
            Some(reached) => {
                self.load.rate = Rate::Records(reached * percent / 100.0);
                Ok(())
            }
            None => Err(Impossible {
                setting: "load.rate",
                flag: "--rate",
                value: self.load.rate.to_string(),
                reason: format!(
                    "no run {of} has reached anything: give records or bytes a second, as in 5000/s or 20MB/s"
                ),
            }),
        }
    }

    /// Whether values begin with a stamp that a consumer reads.
    pub fn is_stamped(&self, kind: Kind) -> bool {
        self.load.verify || kind == Kind::EndToEnd
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, FromArgMatches, Parser};

    use super::*;

    #[derive(Parser, Debug)]
    #[command(name = "bench")]
    struct Command {
        #[command(flatten)]
        workload: Workload,
        #[command(flatten)]
        reporting: Reporting,
    }

    fn command_line(text: &str) -> Result<Workload, String> {
        let words = std::iter::once("bench").chain(text.split_whitespace());
        Command::try_parse_from(words).map(|command| command.workload).map_err(|error| error.to_string())
    }

    /// Every setting once, on the command line and in a file.
    const EVERYTHING: (&str, &str) = (
        "--topic t --topics 3 --partitions 7 --replication-factor -1 --topic-config retention.ms=1000 --lifecycle keep \
         --record-size uniform:100..200 --keys zipf:50:0.9 --entropy 0.25 --compression zstd --batch-bytes 2KiB \
         --batch-records 10 --linger 1ms --request-bytes 4KiB --producers 5 --acks 1 --idempotence false \
         --max-in-flight 9 --buffer-memory 8MiB --consumers 4 --fan-out 2 --start latest --backlog 2GB --lag 3s --drain --fetch-bytes 1MB \
         --fetch-partition-bytes 10kB --fetch-min-bytes 10 --fetch-max-wait 1s --rate 20MB/s --loop closed \
         --arrivals poisson --warm-up 1s --duration 2m --records 1000 --verify --sweep p99=10ms --threads 2 \
         --request-timeout 7s",
        r#"
        topics = { name = "t", count = 3, partitions = 7, replication-factor = -1, settings = { "retention.ms" = 1000 }, lifecycle = "keep" }
        records = { size = "uniform:100..200", keys = "zipf:50:0.9", entropy = 0.25 }
        batching = { compression = "zstd", bytes = "2KiB", records = 10, linger = "1ms", request-bytes = 4096 }
        producers = { count = 5, acks = 1, idempotence = false, max-in-flight = 9, buffer-memory = "8MiB" }
        consumers = { count = 4, fan-out = 2, start = "latest", backlog = "2GB", lag = "3s", drain = true, fetch-bytes = "1MB", fetch-partition-bytes = "10kB", fetch-min-bytes = 10, fetch-max-wait = "1s" }
        load = { rate = "20MB/s", loop = "closed", arrivals = "poisson", warm-up = "1s", duration = "2m", records = 1000, verify = true, sweep = "p99=10ms", threads = 2, request-timeout = "7s" }
        "#,
    );

    #[test]
    fn the_command_line_and_a_file_say_the_same() {
        Command::command().debug_assert();
        let (flags, file) = EVERYTHING;
        let by_flags = command_line(flags).unwrap();
        assert_eq!(by_flags, toml::from_str(file).unwrap());
        // Nothing is left at its default, so nothing was forgotten above.
        let (all, defaults) =
            (serde_json::to_value(&by_flags).unwrap(), serde_json::to_value(Workload::default()).unwrap());
        for (section, settings) in all.as_object().unwrap() {
            for (name, value) in settings.as_object().unwrap() {
                assert_ne!(defaults[section].get(name), Some(value), "{section}.{name}");
            }
        }
        let others = Reporting::augment_args(clap::Command::new("others")).get_arguments().count();
        assert_eq!(Command::command().get_arguments().count() - others, all_settings(&all), "a flag for every setting");
    }

    fn all_settings(workload: &serde_json::Value) -> usize {
        workload.as_object().unwrap().values().map(|section| section.as_object().unwrap().len()).sum()
    }

    #[test]
    fn defaults_are_the_same_everywhere() {
        let mut matches = Command::command().get_matches_from(["bench"]);
        let command = Command::from_arg_matches_mut(&mut matches).unwrap();
        assert_eq!(command.workload, Workload::default());
        assert_eq!(command.reporting, Reporting::default());
        assert_eq!(toml::from_str::<Workload>("").unwrap(), Workload::default());
    }

    #[test]
    fn json_is_read_back_without_loss() {
        for workload in [Workload::default(), command_line(EVERYTHING.0).unwrap()] {
            let text = serde_json::to_string(&workload).unwrap();
            assert_eq!(serde_json::from_str::<Workload>(&text).unwrap(), workload, "{text}");
        }
    }

    #[test]
    fn the_pace_follows_from_rate_and_loop() {
        let pace = |flags: &str| command_line(flags).unwrap().pace();
        assert_eq!(pace(""), Some(Pace::Maximum));
        assert_eq!(pace("--loop closed"), Some(Pace::Closed { records_per_s: None }));
        assert_eq!(pace("--loop closed --rate 5/s"), Some(Pace::Closed { records_per_s: Some(5.0) }));
        let open = |records_per_s, arrivals| Some(Pace::Open { records_per_s, arrivals });
        assert_eq!(pace("--rate 5/s --arrivals poisson"), open(5.0, Arrivals::Poisson));
        assert_eq!(pace("--rate 1MB/s --record-size 984 --keys uniform:9"), open(1000.0, Arrivals::Fixed));
        let mut share = Workload::default();
        share.load.rate = "50% of most".parse().unwrap();
        assert_eq!(share.pace(), None);
        let error = share.resolve(|_| None).unwrap_err().to_string();
        assert!(error.contains("--rate 50% of most") && error.contains("5000/s"), "{error}");
        share.resolve(|of| (of == "most").then_some(300.0)).unwrap();
        assert_eq!(share.pace(), open(150.0, Arrivals::Fixed));
    }

    #[test]
    fn a_bad_value_is_named_with_the_way_out() {
        let error = command_line("--record-size 10potatoes").unwrap_err();
        assert!(
            error.contains("10potatoes") && error.contains("--record-size") && error.contains("uniform:"),
            "{error}"
        );
        let error = toml::from_str::<Workload>("[producers]\nacks = 2").unwrap_err().to_string();
        assert!(error.contains("acks = 2") && error.contains("one of 0, 1, all"), "{error}");
        assert!(toml::from_str::<Workload>("[load]\nspeed = 1").unwrap_err().to_string().contains("speed"));
    }

    #[test]
    fn idempotence_is_decided_as_by_kafka() {
        let is = |flags: &str| command_line(flags).unwrap().producers.is_idempotent();
        assert!(is("") && !is("--acks 1") && !is("--max-in-flight 6") && !is("--idempotence false"));
        assert!(is("--idempotence") && is("--idempotence true"));
    }

    #[test]
    fn topics_are_numbered_where_there_are_several() {
        let names = |count| Topics { count, name: "t".into(), ..Topics::default() }.names().collect::<Vec<_>>();
        assert_eq!((names(1), names(2)), (vec!["t".to_owned()], vec!["t-0".to_owned(), "t-1".to_owned()]));
    }
}

//! What a workload can be: the rules of every value, and of values beside each other.
//!
//! Promises: a workload that passes can be run by any broker that has room for it. What does not pass is named with its
//! setting, its value and the way out.

use std::fmt;
use std::time::Duration;

use super::payload::STAMP_BYTES;
use super::quantity::{Keys, Rate};
use super::workload::{Arrivals, Kind, Lifecycle, Loop, Start, Workload};
use crate::client::Acks;

/// What a record and its batch need besides key and value, at most.
const OVERHEAD_BYTES: u64 = 128;
const MAX_CONNECTIONS: u64 = 100_000;
const MAX_PARTITIONS: u64 = 1_000_000;
const MAX_RECORDS_PER_S: f64 = 1e9;
const LONGEST_NAME: usize = 249;
const HOUR: Duration = Duration::from_secs(3600);
const MONTH: Duration = Duration::from_secs(31 * 86_400);

/// A value that cannot be, or not beside the others.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Impossible {
    /// In a file of scenarios, as in `records.size`.
    pub setting: &'static str,
    /// On the command line.
    pub flag: &'static str,
    pub value: String,
    /// Why not, and what would do.
    pub reason: String,
}

impl fmt::Display for Impossible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.flag, self.value, self.reason)
    }
}

/// A setting's two names and its value, as far as something may be wrong with it.
struct Setting(&'static str, &'static str, String);

impl Setting {
    fn must(self, is_fine: bool, reason: impl FnOnce() -> String) -> Result<(), Impossible> {
        if is_fine {
            return Ok(());
        }
        Err(Impossible { setting: self.0, flag: self.1, value: self.2, reason: reason() })
    }

    fn between(self, value: u64, low: u64, high: u64) -> Result<(), Impossible> {
        self.must((low..=high).contains(&value), || format!("{low} to {high} is possible"))
    }

    fn within(self, value: Duration, low: Duration, high: Duration) -> Result<(), Impossible> {
        self.must((low..=high).contains(&value), || format!("{low:?} to {high:?} is possible"))
    }
}

impl Workload {
    /// Whether a run of this kind can do all of it.
    pub fn check(&self, kind: Kind) -> Result<(), Impossible> {
        self.check_topics(kind)?;
        self.check_records(kind)?;
        self.check_connections(kind)?;
        self.check_load(kind)?;
        if self.load.verify { self.check_verify(kind) } else { Ok(()) }
    }

    fn check_topics(&self, kind: Kind) -> Result<(), Impossible> {
        let topics = &self.topics;
        let count = u64::from(topics.count);
        Setting("topics.count", "--topics", count.to_string()).between(count, 1, MAX_PARTITIONS)?;
        let is_legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        let longest = topics.names().last().map_or(0, |name| name.len());
        let name = || Setting("topics.name", "--topic", format!("{:?}", topics.name));
        name().must(!matches!(topics.name.as_str(), "" | "." | "..") && topics.name.chars().all(is_legal), || {
            "a topic's name has letters, digits, '.', '_' and '-' and is neither '.' nor '..'".to_owned()
        })?;
        name().must(longest <= LONGEST_NAME, || format!("a topic's name has at most {LONGEST_NAME} characters"))?;
        let partitions = u64::from(topics.partitions);
        Setting("topics.partitions", "--partitions", partitions.to_string())
            .must(partitions > 0 && partitions.saturating_mul(count) <= MAX_PARTITIONS, || {
                format!("at least 1, and at most {MAX_PARTITIONS} in all topics together, is possible")
            })?;
        let replicas = topics.replication_factor;
        Setting("topics.replication-factor", "--replication-factor", replicas.to_string())
            .must(replicas == -1 || replicas > 0, || {
                "1 or more, or -1 for the broker's default, is possible".to_owned()
            })?;
        let is_empty =
            kind == Kind::Consume && topics.lifecycle == Lifecycle::Temporary && self.consumers.backlog.is_none();
        Setting("topics.lifecycle", "--lifecycle", "temporary".to_owned()).must(!is_empty, || {
            "there would be nothing to read: give --backlog, or --lifecycle existing with a --topic that has records".to_owned()
        })
    }

    fn check_records(&self, kind: Kind) -> Result<(), Impossible> {
        let (records, batching) = (&self.records, &self.batching);
        let size = || Setting("records.size", "--record-size", records.size.to_string());
        size().must(!self.is_stamped(kind) || records.size.min() as usize >= STAMP_BYTES, || {
            format!("end-to-end and --verify need {STAMP_BYTES} bytes in each record for its stamp")
        })?;
        let longest = u64::from(records.size.max()) + records.keys.bytes() as u64 + OVERHEAD_BYTES;
        size().must(longest <= u64::from(batching.request_bytes), || {
            format!(
                "with its batch it takes up to {longest} bytes, more than --request-bytes {}",
                batching.request_bytes
            )
        })?;
        let entropy = records.entropy;
        Setting("records.entropy", "--entropy", entropy.to_string())
            .must((0.0..=1.0).contains(&entropy), || "0 (all alike) to 1 (random) is possible".to_owned())?;
        if let Keys::Uniform(count) | Keys::Zipf { count, .. } = records.keys {
            Setting("records.keys", "--keys", records.keys.to_string())
                .must(count <= 1 << 40, || "at most 1099511627776 different keys are possible".to_owned())?;
        }
        let (batch, request) = (u64::from(batching.bytes), u64::from(batching.request_bytes));
        Setting("batching.bytes", "--batch-bytes", batch.to_string()).between(batch, 1, 1 << 30)?;
        Setting("batching.request-bytes", "--request-bytes", request.to_string()).between(request, batch, 1 << 30)?;
        if let Some(records) = batching.records.map(u64::from) {
            Setting("batching.records", "--batch-records", records.to_string()).between(records, 1, 1 << 24)?;
        }
        let linger = batching.linger;
        Setting("batching.linger", "--linger", format!("{linger:?}")).within(linger, Duration::ZERO, HOUR)
    }

    fn check_connections(&self, kind: Kind) -> Result<(), Impossible> {
        let (producers, consumers) = (&self.producers, &self.consumers);
        let count = u64::from(producers.count);
        Setting("producers.count", "--producers", count.to_string()).between(count, 1, MAX_CONNECTIONS)?;
        let in_flight = u64::from(producers.max_in_flight);
        Setting("producers.max-in-flight", "--max-in-flight", in_flight.to_string()).between(in_flight, 1, 10_000)?;
        let buffer = u64::from(producers.buffer_memory);
        Setting("producers.buffer-memory", "--buffer-memory", buffer.to_string()).between(
            buffer,
            1 << 20,
            u32::MAX.into(),
        )?;
        let idempotence = || Setting("producers.idempotence", "--idempotence", "true".to_owned());
        let is_asked_for = producers.idempotence == Some(true);
        idempotence().must(!is_asked_for || producers.acks == Acks::All, || "it needs --acks all".to_owned())?;
        idempotence().must(!is_asked_for || in_flight <= 5, || {
            format!("a broker remembers 5 batches of a producer; it needs --max-in-flight 5 or less, not {in_flight}")
        })?;
        let (count, fan_out) = (u64::from(consumers.count), u64::from(consumers.fan_out));
        Setting("consumers.count", "--consumers", count.to_string()).between(count, 1, MAX_CONNECTIONS)?;
        Setting("consumers.fan-out", "--fan-out", fan_out.to_string()).between(fan_out, 1, MAX_CONNECTIONS / count)?;
        for (setting, flag, bytes) in [
            ("consumers.fetch-bytes", "--fetch-bytes", consumers.fetch_bytes),
            ("consumers.fetch-partition-bytes", "--fetch-partition-bytes", consumers.fetch_partition_bytes),
        ] {
            Setting(setting, flag, bytes.to_string()).between(bytes.into(), 1, 1 << 30)?;
        }
        let (least, most) = (u64::from(consumers.fetch_min_bytes), u64::from(consumers.fetch_bytes));
        Setting("consumers.fetch-min-bytes", "--fetch-min-bytes", least.to_string()).between(least, 0, most)?;
        if !kind.consumes() {
            return Ok(());
        }
        let wait = consumers.fetch_max_wait;
        Setting("consumers.fetch-max-wait", "--fetch-max-wait", format!("{wait:?}"))
            .must(wait <= self.load.request_timeout / 2, || {
                format!("it must be at most half of --request-timeout {:?}", self.load.request_timeout)
            })?;
        let is_latest = consumers.start == Start::Latest;
        if let Some(backlog) = consumers.backlog {
            Setting("consumers.backlog", "--backlog", backlog.to_string())
                .must(!is_latest, || "--start latest would skip it: leave that out".to_owned())?;
        }
        if let Some(lag) = consumers.lag {
            let setting = || Setting("consumers.lag", "--lag", format!("{lag:?}"));
            setting().must(kind.produces(), || "nothing is produced: use --backlog instead".to_owned())?;
            setting().must(!is_latest, || "--start latest would skip what is that old: leave that out".to_owned())?;
            let whole = self.load.longest().map(|longest| longest + self.load.warm_up);
            setting().must(consumers.drain || whole.is_none_or(|whole| lag < whole), || {
                "consumers would begin when the run is over: make it shorter, or add --drain".to_owned()
            })?;
        }
        Ok(())
    }

    fn check_load(&self, kind: Kind) -> Result<(), Impossible> {
        let load = &self.load;
        let threads = u64::from(load.threads);
        Setting("load.threads", "--threads", threads.to_string()).between(threads, 1, 1024)?;
        let (timeout, warm_up) = (load.request_timeout, load.warm_up);
        Setting("load.request-timeout", "--request-timeout", format!("{timeout:?}")).within(
            timeout,
            Duration::from_millis(10),
            HOUR,
        )?;
        Setting("load.warm-up", "--warm-up", format!("{warm_up:?}")).within(warm_up, Duration::ZERO, 24 * HOUR)?;
        if let Some(duration) = load.duration {
            let shortest = Duration::from_millis(10);
            Setting("load.duration", "--duration", format!("{duration:?}")).within(duration, shortest, MONTH)?;
        }
        if let Some(records) = load.records {
            Setting("load.records", "--records", records.to_string()).between(records, 1, 1 << 60)?;
        }
        if !kind.produces() {
            return Setting("load.sweep", "--sweep", load.sweep.map(|bound| bound.to_string()).unwrap_or_default())
                .must(load.sweep.is_none(), || {
                    "a rate is searched for, and consumers have none: use produce or end-to-end".to_owned()
                });
        }
        let rate = || Setting("load.rate", "--rate", load.rate.to_string());
        let records_per_s = load.rate.records_per_s(self.records.mean_bytes());
        rate().must(records_per_s.is_none_or(|rate| rate <= MAX_RECORDS_PER_S), || {
            format!("that is more than {MAX_RECORDS_PER_S} records a second, which nothing can send")
        })?;
        Setting("load.loop", "--loop", "open".to_owned())
            .must(load.control != Some(Loop::Open) || load.rate != Rate::Max, || {
                "a schedule needs a --rate, as in 5000/s".to_owned()
            })?;
        let is_scheduled = load.rate != Rate::Max && load.control != Some(Loop::Closed);
        Setting("load.arrivals", "--arrivals", "poisson".to_owned())
            .must(load.arrivals == Arrivals::Fixed || is_scheduled || load.sweep.is_some(), || {
                "it needs an open loop with a --rate, as in 5000/s".to_owned()
            })?;
        if let Some(bound) = load.sweep {
            let sweep = || Setting("load.sweep", "--sweep", bound.to_string());
            sweep()
                .must(load.control != Some(Loop::Closed), || "it needs an open loop: leave --loop out".to_owned())?;
            sweep().must(load.records.is_none(), || {
                "each step takes a time: give --duration instead of --records".to_owned()
            })?;
            sweep().must(bound.limit <= HOUR, || "latencies are recorded up to an hour".to_owned())?;
        }
        Ok(())
    }

    fn check_verify(&self, kind: Kind) -> Result<(), Impossible> {
        let verify = || Setting("load.verify", "--verify", "true".to_owned());
        let is_read = kind.consumes() && (kind.produces() || self.consumers.backlog.is_some());
        verify().must(is_read, || {
            "records must be written and read in the run: use end-to-end or mixed, or consume with --backlog".to_owned()
        })?;
        verify().must(self.producers.acks != Acks::None, || {
            "with --acks 0 nothing is promised, so nothing can be lost: use --acks 1 or all".to_owned()
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::*;

    #[derive(Parser)]
    #[command(name = "bench")]
    struct Command {
        #[command(flatten)]
        workload: Workload,
    }

    fn check(kind: Kind, flags: &str) -> Result<(), Impossible> {
        Command::try_parse_from(std::iter::once("bench").chain(flags.split_whitespace())).unwrap().workload.check(kind)
    }

    #[test]
    fn what_is_possible_passes() {
        for (kind, flags) in [
            (Kind::Produce, ""),
            (Kind::Mixed, ""),
            (Kind::EndToEnd, "--verify"),
            (Kind::Consume, "--backlog 1GB --verify --drain"),
            (Kind::Consume, "--lifecycle existing"),
            (Kind::Produce, "--record-size 0 --batch-records 1 --linger 0s --acks 0 --max-in-flight 50"),
            (Kind::EndToEnd, "--rate 2000/s --arrivals poisson --start latest --record-size 40"),
            (Kind::Mixed, "--lag 10s --backlog 1000 --drain"),
            (Kind::Produce, "--sweep p99=10ms --arrivals poisson"),
            (Kind::Produce, "--topics 1000 --partitions 1000 --producers 10000"),
        ] {
            assert_eq!(check(kind, flags), Ok(()), "{kind:?} {flags}");
        }
    }

    #[test]
    fn what_is_impossible_is_named_with_the_way_out() {
        let cases = [
            (Kind::Produce, "--topics 0", "--topics 0", "1 to"),
            (Kind::Produce, "--buffer-memory 1000", "--buffer-memory 1000", "1048576 to"),
            (Kind::Produce, "--topic a/b", "--topic \"a/b\"", "letters"),
            (Kind::Produce, "--topic ..", "--topic \"..\"", "neither"),
            (Kind::Produce, "--partitions 0", "--partitions 0", "at least 1"),
            (Kind::Produce, "--topics 2000 --partitions 501", "--partitions 501", "in all topics"),
            (Kind::Produce, "--replication-factor 0", "--replication-factor 0", "-1"),
            (Kind::Consume, "", "--lifecycle temporary", "--backlog"),
            (Kind::EndToEnd, "--record-size 39", "--record-size 39", "40 bytes"),
            (Kind::Mixed, "--record-size uniform:1..100 --verify", "--record-size uniform:1..100", "40 bytes"),
            (Kind::Produce, "--record-size 1MiB", "--record-size 1048576", "--request-bytes 1048576"),
            (Kind::Produce, "--entropy 1.5", "--entropy 1.5", "0 (all alike) to 1"),
            (Kind::Produce, "--entropy nan", "--entropy NaN", "0 (all alike) to 1"),
            (Kind::Produce, "--keys uniform:9999999999999", "--keys uniform:", "different keys"),
            (Kind::Produce, "--batch-bytes 0", "--batch-bytes 0", "1 to"),
            (Kind::Produce, "--batch-bytes 2MiB", "--request-bytes 1048576", "2097152 to"),
            (Kind::Produce, "--batch-records 0", "--batch-records 0", "1 to"),
            (Kind::Produce, "--linger 2h", "--linger 7200s", "0ns to 3600s"),
            (Kind::Produce, "--producers 0", "--producers 0", "1 to 100000"),
            (Kind::Produce, "--max-in-flight 0", "--max-in-flight 0", "1 to"),
            (Kind::Produce, "--idempotence --acks 1", "--idempotence true", "--acks all"),
            (Kind::Produce, "--idempotence --max-in-flight 6", "--idempotence true", "--max-in-flight 5"),
            (Kind::Mixed, "--consumers 0", "--consumers 0", "1 to"),
            (Kind::Mixed, "--consumers 20000 --fan-out 6", "--fan-out 6", "1 to 5"),
            (Kind::Mixed, "--fetch-bytes 0", "--fetch-bytes 0", "1 to"),
            (Kind::Mixed, "--fetch-partition-bytes 0", "--fetch-partition-bytes 0", "1 to"),
            (Kind::Mixed, "--fetch-min-bytes 100MiB", "--fetch-min-bytes 104857600", "0 to 52428800"),
            (Kind::Mixed, "--fetch-max-wait 20s", "--fetch-max-wait 20s", "half of --request-timeout 30s"),
            (Kind::Mixed, "--backlog 5 --start latest", "--backlog 5", "--start latest"),
            (Kind::Mixed, "--lag 5s --start latest", "--lag 5s", "--start latest"),
            (Kind::Consume, "--lag 5s --backlog 5", "--lag 5s", "--backlog"),
            (Kind::Mixed, "--lag 35s", "--lag 35s", "--drain"),
            (Kind::Produce, "--threads 0", "--threads 0", "1 to"),
            (Kind::Produce, "--request-timeout 1ms", "--request-timeout 1ms", "10ms to"),
            (Kind::Produce, "--warm-up 2d", "--warm-up 172800s", "0ns to"),
            (Kind::Produce, "--duration 0s", "--duration 0ns", "10ms to"),
            (Kind::Produce, "--records 0", "--records 0", "1 to"),
            (Kind::Consume, "--backlog 5 --sweep p99=1ms", "--sweep p99=1ms", "end-to-end"),
            (Kind::Produce, "--rate 2000000000/s", "--rate 2000000000/s", "nothing can send"),
            (Kind::Produce, "--loop open", "--loop open", "--rate"),
            (Kind::Produce, "--arrivals poisson", "--arrivals poisson", "--rate"),
            (Kind::Produce, "--arrivals poisson --rate 5/s --loop closed", "--arrivals poisson", "open loop"),
            (Kind::Produce, "--sweep p99=1ms --loop closed", "--sweep p99=1ms", "open loop"),
            (Kind::Produce, "--sweep p99=1ms --records 5", "--sweep p99=1ms", "--duration"),
            (Kind::Produce, "--sweep p99=2h", "--sweep p99=7200s", "an hour"),
            (Kind::Produce, "--verify", "--verify true", "end-to-end"),
            (Kind::Consume, "--verify --lifecycle existing", "--verify true", "--backlog"),
            (Kind::EndToEnd, "--verify --acks 0", "--verify true", "--acks 1"),
        ];
        let command = Command::command();
        for (kind, flags, what, way_out) in cases {
            let error = check(kind, flags).expect_err(flags);
            let text = error.to_string();
            assert!(text.starts_with(what) && text.contains(way_out), "{kind:?} {flags}: {text}");
            // The names are those that the user writes.
            let mut known = command.get_arguments().filter_map(|arg| arg.get_long());
            assert!(known.any(|long| error.flag.strip_prefix("--") == Some(long)), "{error:?}");
            let (section, name) = error.setting.split_once('.').unwrap();
            let unfit = toml::from_str::<Workload>(&format!("[{section}]\n{name} = []")).unwrap_err();
            assert!(!unfit.message().contains("unknown field"), "{error:?}: {unfit}");
        }
    }
}

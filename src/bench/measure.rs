//! What a run measures: for each kind of operation a row a second and a histogram of latencies, in a form that adds up.
//!
//! Promises: the figures of several threads or hosts merge into those that one would have measured: counts add, histograms add
//! bucket by bucket, seconds line up by their distance from the start of measuring. Latencies are microseconds with three
//! significant digits; what is longer than an hour counts as an hour. What is written as JSON is read back without loss.

use std::borrow::Cow;
use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hdrhistogram::Histogram;
use hdrhistogram::serialization::{Deserializer as HistogramReader, Serializer as _, V2Serializer};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::sweep::Search;

const LONGEST_US: u64 = 3_600_000_000;
const SIGNIFICANT_DIGITS: u8 = 3;

/// What was done, and what its latency is measured from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// From the time a record was meant to be sent (open loop) or was handed over (closed loop) to its acknowledgement.
    Produce,
    /// From sending a fetch to its answer, waiting for records included.
    Consume,
    /// From the time a record was meant to be sent or was handed over to its arrival at a consumer.
    EndToEnd,
}

/// Microseconds and how often each was seen. What was added up or read is kept packed, in a hundredth of the memory: an hour has
/// many seconds.
#[derive(Debug, Clone)]
pub struct Latencies(Kept);

#[derive(Debug, Clone)]
enum Kept {
    /// Being recorded.
    Open(Histogram<u64>),
    /// As HdrHistogram's V2 encoding, written by [`packed`].
    Packed(Box<[u8]>),
}

#[allow(clippy::expect_used)] // The bounds are constants that the library takes; a test makes one.
fn empty() -> Histogram<u64> {
    Histogram::new_with_bounds(1, LONGEST_US, SIGNIFICANT_DIGITS).expect("the bounds are valid")
}

#[allow(clippy::expect_used)] // Writing to a Vec never fails, and every count fits.
fn packed(histogram: &Histogram<u64>) -> Vec<u8> {
    let mut bytes = Vec::new();
    V2Serializer::new().serialize(histogram, &mut bytes).expect("a histogram is written");
    bytes
}

/// In bounds of our own: a peer's must not decide what may be recorded.
fn unpacked(bytes: &[u8]) -> Result<Histogram<u64>, String> {
    let read = HistogramReader::new().deserialize(&mut &*bytes).map_err(|error| error.to_string())?;
    let mut histogram = empty();
    add(&mut histogram, &read);
    Ok(histogram)
}

/// Saturates where the bounds differ.
fn add(sum: &mut Histogram<u64>, other: &Histogram<u64>) {
    for value in other.iter_recorded() {
        sum.saturating_record_n(value.value_iterated_to(), value.count_since_last_iteration());
    }
}

impl Default for Latencies {
    fn default() -> Self {
        Latencies(Kept::Open(empty()))
    }
}

impl PartialEq for Latencies {
    fn eq(&self, other: &Latencies) -> bool {
        self.histogram() == other.histogram()
    }
}

impl Latencies {
    #[inline]
    pub fn record(&mut self, us: u64, times: u64) {
        self.open().saturating_record_n(us, times);
    }

    pub fn add(&mut self, other: &Latencies) {
        add(self.open(), &other.histogram());
    }

    /// In microseconds; 0 if nothing was recorded. `quantile` is in 0..=1.
    pub fn quantile_us(&self, quantile: f64) -> u64 {
        self.histogram().value_at_quantile(quantile)
    }

    #[allow(clippy::expect_used)] // Only `packed` makes such bytes, and a test reads them.
    pub fn histogram(&self) -> Cow<'_, Histogram<u64>> {
        match &self.0 {
            Kept::Open(histogram) => Cow::Borrowed(histogram),
            Kept::Packed(bytes) => Cow::Owned(unpacked(bytes).expect("bytes that were packed here")),
        }
    }

    fn open(&mut self) -> &mut Histogram<u64> {
        if let Kept::Packed(_) = self.0 {
            self.0 = Kept::Open(self.histogram().into_owned());
        }
        match &mut self.0 {
            Kept::Open(histogram) => histogram,
            Kept::Packed(_) => unreachable!("it was opened above"),
        }
    }

    fn pack(&mut self) {
        if let Kept::Open(histogram) = &self.0 {
            self.0 = Kept::Packed(packed(histogram).into_boxed_slice());
        }
    }
}

impl Serialize for Latencies {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = match &self.0 {
            Kept::Open(histogram) => STANDARD.encode(packed(histogram)),
            Kept::Packed(bytes) => STANDARD.encode(bytes),
        };
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Latencies {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = STANDARD.decode(String::deserialize(deserializer)?).map_err(D::Error::custom)?;
        let mut latencies = Latencies(Kept::Open(unpacked(&bytes).map_err(D::Error::custom)?));
        latencies.pack();
        Ok(latencies)
    }
}

/// One second of one operation, or the sum of several.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    pub records: u64,
    /// Keys and values, before compression.
    pub bytes: u64,
    /// Requests, each of which may carry many batches.
    pub requests: u64,
    /// Records that were refused or whose fate is unknown.
    pub failed: u64,
    pub latencies: Latencies,
    /// Records that came before they were sent, as the clocks of two hosts have it. They have no latency.
    #[serde(default)]
    pub early: u64,
}

impl Interval {
    pub fn add(&mut self, other: &Interval) {
        self.records += other.records;
        self.bytes += other.bytes;
        self.requests += other.requests;
        self.failed += other.failed;
        self.early += other.early;
        self.latencies.add(&other.latencies);
    }
}

/// What one thread, one host or all of them measured. Seconds count from the end of the warm-up; a second in which nothing was
/// done has no row.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    pub by_second: BTreeMap<Operation, BTreeMap<u32, Interval>>,
}

impl Measured {
    pub fn interval(&mut self, operation: Operation, second: u32) -> &mut Interval {
        self.by_second.entry(operation).or_default().entry(second).or_default()
    }

    pub fn add(&mut self, other: &Measured) {
        for (operation, seconds) in &other.by_second {
            for (second, interval) in seconds {
                let sum = self.interval(*operation, *second);
                sum.add(interval);
                sum.latencies.pack();
            }
        }
    }

    /// Everything of an operation.
    pub fn total(&self, operation: Operation) -> Interval {
        let mut total = Interval::default();
        for interval in self.by_second.get(&operation).into_iter().flat_map(BTreeMap::values) {
            total.add(interval);
        }
        total
    }
}

/// The part of a run in which an operation was measured, in seconds since the end of the warm-up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Span {
    pub from_s: f64,
    pub to_s: f64,
}

impl Span {
    pub fn length_s(&self) -> f64 {
        (self.to_s - self.from_s).max(0.0)
    }

    /// The shortest that holds both.
    pub fn joined(self, other: Span) -> Span {
        Span { from_s: self.from_s.min(other.from_s), to_s: self.to_s.max(other.to_s) }
    }
}

/// What a process had used when it was looked at; the broker's, where its pid is given.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ProcessSample {
    /// Since the end of the warm-up; before it, negative.
    pub at_s: f64,
    /// User and system time of all its threads since it began.
    pub cpu_s: f64,
    pub resident_bytes: u64,
}

/// What became of the records that a verified run has sent, by number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub acknowledged: u64,
    pub received: u64,
    /// Acknowledged and never received.
    pub lost: u64,
    pub duplicated: u64,
    /// Received after one that was sent later by the same producer to the same partition.
    pub reordered: u64,
    /// Received with other bytes than were sent.
    pub changed: u64,
    /// Received though nobody has sent it in this run.
    pub foreign: u64,
    /// The first few findings, each with topic, partition and offset.
    pub findings: Vec<String>,
}

impl Verdict {
    /// Everything that was acknowledged has arrived once, in order, as it was sent.
    pub fn is_good(&self) -> bool {
        self.lost == 0 && self.duplicated == 0 && self.reordered == 0 && self.changed == 0 && self.foreign == 0
    }
}

/// One run: what was asked for and what came of it. This is the JSON file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The run's name in tables and plots.
    pub name: String,
    /// The workload, as its file of scenarios would have it.
    pub workload: serde_json::Value,
    pub bootstrap: String,
    /// Wall clock at the end of the warm-up, milliseconds since 1970.
    pub started_at_ms: i64,
    /// From the end of the warm-up to the last answer of all.
    pub measured_s: f64,
    /// Of each operation, when it was measured: a drain ends later than the producers, and what lags begins later.
    #[serde(default)]
    pub spans: BTreeMap<Operation, Span>,
    pub measured: Measured,
    pub broker: Vec<ProcessSample>,
    /// Of the load itself.
    pub load: Vec<ProcessSample>,
    pub verdict: Option<Verdict>,
    /// The search for the highest rate that this run was the answer to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<Search>,
    /// Why the run ended early, or what went wrong without ending it. What was measured until then is kept.
    pub errors: Vec<String>,
    /// Kernel, processors, versions: what the figures hold for.
    pub environment: BTreeMap<String, String>,
}

impl Outcome {
    /// When an operation was measured.
    pub fn span(&self, operation: Operation) -> Span {
        self.spans.get(&operation).copied().unwrap_or(Span { from_s: 0.0, to_s: self.measured_s })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(operation: Operation, second: u32, us: u64) -> Measured {
        let mut measured = Measured::default();
        let interval = measured.interval(operation, second);
        (interval.records, interval.bytes) = (1, 100);
        interval.latencies.record(us, 1);
        measured
    }

    #[test]
    fn what_several_threads_measured_adds_up() {
        let mut all = one(Operation::Produce, 0, 100);
        all.add(&one(Operation::Produce, 0, 200));
        all.add(&one(Operation::Produce, 3, 5_000));
        all.add(&one(Operation::Consume, 3, 7));
        let total = all.total(Operation::Produce);
        assert_eq!((total.records, total.bytes), (3, 300));
        assert_eq!(total.latencies.quantile_us(0.5), 200);
        assert_eq!(total.latencies.quantile_us(1.0) / 10, 500);
        assert_eq!(all.by_second[&Operation::Produce].keys().copied().collect::<Vec<_>>(), [0, 3]);
        assert_eq!(all.total(Operation::EndToEnd), Interval::default());
    }

    #[test]
    fn json_is_read_back_without_loss() {
        let mut measured = one(Operation::EndToEnd, 1, 123_456);
        measured.add(&one(Operation::EndToEnd, 2, u64::MAX));
        let text = serde_json::to_string(&measured).unwrap();
        assert_eq!(serde_json::from_str::<Measured>(&text).unwrap(), measured);
        assert!(serde_json::from_str::<Latencies>("\"bm8gaGlzdG9ncmFt\"").is_err());
    }

    #[test]
    fn what_was_added_up_is_small_and_goes_on() {
        let mut busy = Latencies::default();
        (1..100_000).for_each(|us| busy.record(us, 3));
        let mut all = Measured::default();
        let mut one = Measured::default();
        one.interval(Operation::Produce, 0).latencies = busy.clone();
        all.add(&one);
        let kept = &mut all.interval(Operation::Produce, 0).latencies;
        assert!(matches!(&kept.0, Kept::Packed(bytes) if bytes.len() < 20_000));
        assert_eq!(*kept, busy);
        kept.record(7, 1);
        assert_eq!(kept.histogram().len(), busy.histogram().len() + 1);
        assert_eq!(Latencies(Kept::Packed(packed(&empty()).into())), Latencies::default());
    }

    #[test]
    fn a_latency_beyond_the_range_is_kept_as_the_longest() {
        let mut latencies = Latencies::default();
        latencies.record(u64::MAX, 2);
        assert_eq!(latencies.histogram().len(), 2);
        assert!(latencies.quantile_us(0.5) >= LONGEST_US);
    }
}

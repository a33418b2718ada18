//! `kill -9` under load, round after round: every acknowledged record is there, once, in order, at the offset its producer was told.
//!
//! Three librdkafka producers run through all rounds, each into a topic of its own: acks=all and acks=1 send each record once (no retries, so
//! nothing may come twice), the idempotent one retries until it is acknowledged (so nothing may be missing either).
//! `RINGMAIN_KILL9_ROUNDS` sets the number of rounds.

#![allow(clippy::expect_used, clippy::panic, reason = "in a test a broken expectation is a failure")]

mod support;

use rdkafka::Offset;
use rdkafka::client::ClientContext;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::Message;
use rdkafka::producer::{BaseProducer, BaseRecord, DeliveryResult, Producer, ProducerContext};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;
use support::Random;
use support::broker::{Broker, Kind};
use support::client::{self, WAIT};

const PARTITIONS: u64 = 3;
/// How many records a producer may have unanswered.
const IN_FLIGHT: u64 = 2_000;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Load {
    AcksAll,
    AcksOne,
    Idempotent,
}

impl Load {
    const ALL: [Self; 3] = [Self::AcksAll, Self::AcksOne, Self::Idempotent];

    fn topic(self) -> &'static str {
        match self {
            Self::AcksAll => "acks-all",
            Self::AcksOne => "acks-one",
            Self::Idempotent => "idempotent",
        }
    }
}

/// Sequence number to offset, by partition.
type Acked = BTreeMap<i32, BTreeMap<u64, i64>>;

/// What was acknowledged, and how much was refused.
#[derive(Default)]
struct Ledger {
    acked: Acked,
    failed: u64,
}

#[derive(Clone)]
struct Reports {
    ledger: Arc<Mutex<Ledger>>,
    answered: Arc<AtomicU64>,
    acked: mpsc::Sender<()>,
}

impl ClientContext for Reports {
    // Every round breaks connections; librdkafka's complaints about it are expected.
    fn log(&self, _: rdkafka::config::RDKafkaLogLevel, _: &str, _: &str) {}
    fn error(&self, _: KafkaError, _: &str) {}
}

impl ProducerContext for Reports {
    type DeliveryOpaque = Box<u64>;

    fn delivery(&self, result: &DeliveryResult<'_>, sequence: Box<u64>) {
        let mut ledger = self.ledger.lock().expect("not poisoned");
        match result {
            Ok(m) => {
                ledger.acked.entry(m.partition()).or_default().insert(*sequence, m.offset());
                let _ = self.acked.send(());
            }
            Err(_) => ledger.failed += 1,
        }
        self.answered.fetch_add(1, Ordering::Relaxed);
    }
}

/// The value of a record: its number, then bytes that follow from it.
fn value(sequence: u64) -> Vec<u8> {
    let mut random = Random::new(sequence);
    let len = 20 + random.below(1_500) as usize;
    [&sequence.to_be_bytes()[..], &random.bytes(len)].concat()
}

/// Produces until told to stop, then until everything is answered. Returns how many records it sent.
fn produce(bootstrap: &str, load: Load, reports: Reports, stop: &AtomicBool) -> u64 {
    let mut config = client::config(bootstrap);
    config
        .set("linger.ms", "2")
        .set("batch.num.messages", "50")
        .set("reconnect.backoff.ms", "10")
        .set("reconnect.backoff.max.ms", "200");
    // Without idempotence librdkafka keeps the order only with one request in flight: a broken connection sends back what was not written yet.
    match load {
        Load::AcksAll => config.set("acks", "all").set("retries", "0").set("max.in.flight", "1"),
        Load::AcksOne => config.set("acks", "1").set("retries", "0").set("max.in.flight", "1"),
        Load::Idempotent => config.set("enable.idempotence", "true"),
    };
    let answered = reports.answered.clone();
    let producer: BaseProducer<Reports> = config.create_with_context(reports).expect("a producer");
    let mut sent = 0;
    while !stop.load(Ordering::Relaxed) {
        while sent - answered.load(Ordering::Relaxed) < IN_FLIGHT && !stop.load(Ordering::Relaxed) {
            let bytes = value(sent);
            let record = BaseRecord::<(), [u8], Box<u64>>::with_opaque_to(load.topic(), Box::new(sent))
                .partition((sent % PARTITIONS) as i32)
                .payload(&bytes);
            producer.send(record).unwrap_or_else(|(e, _)| panic!("{load:?}: record {sent}: {e}"));
            sent += 1;
            producer.poll(Duration::ZERO);
        }
        producer.poll(Duration::from_millis(10));
        if let Some((code, why)) = producer.client().fatal_error() {
            panic!("{load:?}: the producer gave up: {code}: {why}");
        }
    }
    match producer.flush(WAIT) {
        Err(KafkaError::Flush(RDKafkaErrorCode::OperationTimedOut)) => {
            panic!("{load:?}: {} of {sent} records answered", answered.load(Ordering::Relaxed))
        }
        result => result.expect("flush"),
    }
    sent
}

/// Reads a topic and compares it with what was acknowledged until now. `from` says where to begin in each partition, and then where this ended:
/// a round looks at what came since the last one, and the end at everything.
fn check(bootstrap: &str, load: Load, acked: &Acked, from: &mut [i64], when: &str) -> u64 {
    let consumer = client::consumer(bootstrap);
    let mut records = 0;
    for (partition, from) in (0..).zip(from) {
        let (low, high) = client::watermarks(&consumer, load.topic(), partition);
        assert_eq!(low, 0, "{when}: {load:?}: log start of partition {partition}");
        assert!(high >= *from, "{when}: {load:?}: partition {partition} went back from {from} to {high}");
        let wanted = [(partition, Offset::Offset(*from), (high - *from) as usize)];
        let read = client::read(&consumer, load.topic(), &wanted, WAIT).unwrap_or_else(|e| panic!("{when}: {e}"));
        let mut seen = BTreeMap::new();
        let mut last = None;
        for (offset, read) in (*from..).zip(&read) {
            assert_eq!(read.offset, offset, "{when}: {load:?}: partition {partition} has a gap");
            let bytes = read.record.value.as_deref().unwrap_or_default();
            let sequence =
                bytes.first_chunk().map(|b| u64::from_be_bytes(*b)).unwrap_or_else(|| panic!("{when}: a short record"));
            assert!(bytes == value(sequence), "{when}: {load:?}: record {sequence} was changed");
            assert!(
                last < Some(sequence),
                "{when}: {load:?}: at {partition}:{offset} record {sequence} after {last:?}: twice or out of order"
            );
            last = Some(sequence);
            seen.insert(offset, sequence);
        }
        for (sequence, offset) in acked.get(&partition).into_iter().flatten().filter(|(_, offset)| **offset >= *from) {
            let found = seen.get(offset);
            assert_eq!(
                found,
                Some(sequence),
                "{when}: {load:?}: acknowledged record {sequence} at {partition}:{offset}"
            );
        }
        records += seen.len() as u64;
        *from = high;
    }
    records
}

#[test]
fn acknowledged_records_outlive_kill_9() {
    if !Kind::under_test().present() {
        return;
    }
    let rounds: u32 =
        std::env::var("RINGMAIN_KILL9_ROUNDS").map_or(3, |n| n.parse().expect("RINGMAIN_KILL9_ROUNDS is a number"));
    let dir = tempfile::tempdir().expect("a directory");
    // Small segments, so that kills also fall between them. A short session, as a killed broker may come back only once its last one ended.
    let settings = [
        ("ringmain.shards", "2"),
        ("log.segment.bytes", "1048576"),
        ("broker.session.timeout.ms", "2000"),
        ("broker.heartbeat.interval.ms", "200"),
    ];
    let mut broker = Broker::start(dir.path(), &settings);
    let bootstrap = broker.bootstrap();
    let topics = Load::ALL.map(|l| (l.topic(), PARTITIONS as i32, &[] as &[(&str, &str)]));
    client::create_topics(&bootstrap, &topics);

    let stop = AtomicBool::new(false);
    let mut random = Random::new(9);
    let running: Vec<_> = Load::ALL
        .into_iter()
        .map(|load| {
            let (acked, acks) = mpsc::channel();
            let reports = Reports { ledger: Arc::default(), answered: Arc::default(), acked };
            (load, reports, acks)
        })
        .collect();
    std::thread::scope(|scope| {
        let producers: Vec<_> = running
            .iter()
            .map(|(load, reports, _)| {
                let (reports, bootstrap, stop) = (reports.clone(), &bootstrap, &stop);
                scope.spawn(move || produce(bootstrap, *load, reports, stop))
            })
            .collect();
        // A failed check must end the producers too, or the scope never does.
        let stop_when_done = StopOnDrop(&stop);
        let mut checked = [[0; PARTITIONS as usize]; Load::ALL.len()];
        for round in 1..=rounds {
            // The kill falls after some number of acknowledgements of each load in this round, with more in flight.
            for (load, _, acks) in &running {
                while acks.try_recv().is_ok() {}
                for n in 0..200 + random.below(2_000) {
                    acks.recv_timeout(WAIT)
                        .unwrap_or_else(|_| panic!("round {round}: {load:?}: only {n} acknowledgements in {WAIT:?}"));
                }
            }
            broker.kill();
            let acked: Vec<_> =
                running.iter().map(|(_, r, _)| r.ledger.lock().expect("not poisoned").acked.clone()).collect();
            broker.restart();
            for (((load, ..), acked), checked) in running.iter().zip(&acked).zip(&mut checked) {
                check(&bootstrap, *load, acked, checked, &format!("after kill {round}"));
            }
        }
        drop(stop_when_done);
        for ((load, reports, _), producer) in running.iter().zip(producers) {
            let sent = producer.join().unwrap_or_else(|e| std::panic::resume_unwind(e));
            let ledger = reports.ledger.lock().expect("not poisoned");
            let acked: usize = ledger.acked.values().map(BTreeMap::len).sum();
            let found = check(&bootstrap, *load, &ledger.acked, &mut [0; PARTITIONS as usize], "at the end");
            eprintln!(
                "{load:?}: {rounds} kills, {sent} sent, {acked} acknowledged, {} refused, {found} found",
                ledger.failed
            );
            if *load == Load::Idempotent {
                assert_eq!(
                    (acked as u64, found, ledger.failed),
                    (sent, sent, 0),
                    "an idempotent producer gets everything through, once"
                );
            }
        }
    });
}

struct StopOnDrop<'a>(&'a AtomicBool);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

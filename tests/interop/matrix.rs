//! The matrix: for each writer, every legal codec x acks x idempotence, and in each the same kinds of record. Deterministic.
//! Each case has a partition to itself, so that the offset of its n-th record is n.

use crate::support::Random;
use crate::support::client::Record;

pub const CODECS: [&str; 5] = ["none", "gzip", "snappy", "lz4", "zstd"];
const ACKS: [(&str, bool); 4] = [("0", false), ("1", false), ("all", false), ("all", true)];
const BATCH_BYTES: [i32; 3] = [1, 16_384, 1 << 20];
const MIB: usize = 1 << 20;

pub const FIRST_TIMESTAMP: i64 = 1_600_000_000_000;
/// The one record of a case that is later than all others.
pub const LAST_TIMESTAMP: i64 = FIRST_TIMESTAMP + 1_000_000;

/// What one producer writes with one configuration into one partition.
pub struct Case {
    pub topic: String,
    pub partition: i32,
    pub acks: &'static str,
    pub codec: &'static str,
    pub idempotence: bool,
    pub batch_bytes: i32,
    pub records: Vec<Record>,
}

impl Case {
    pub fn name(&self) -> String {
        let idempotence = if self.idempotence { " idempotent" } else { "" };
        format!("{}-{} ({} acks={}{idempotence})", self.topic, self.partition, self.codec, self.acks)
    }
}

pub fn create_time_topic(writer: &str) -> String {
    format!("create-time-{writer}")
}

pub fn append_time_topic(writer: &str) -> String {
    format!("append-time-{writer}")
}

pub const CREATE_TIME_PARTITIONS: i32 = (CODECS.len() * ACKS.len()) as i32;
pub const APPEND_TIME_PARTITIONS: i32 = CODECS.len() as i32;

/// All cases of a writer; `can_write` says which records its client is able to send at all.
pub fn cases(writer: &str, seed: u64, can_write: impl Fn(&Record) -> bool) -> Vec<Case> {
    let mut random = Random::new(seed);
    let mut cases = Vec::new();
    for (c, codec) in CODECS.into_iter().enumerate() {
        for (a, (acks, idempotence)) in ACKS.into_iter().enumerate() {
            let n = c * ACKS.len() + a;
            // One 1 MiB record a codec, each time with other acks.
            let largest = if a == c % ACKS.len() { MIB } else { 100_000 };
            cases.push(Case {
                topic: create_time_topic(writer),
                partition: n as i32,
                acks,
                codec,
                idempotence,
                batch_bytes: BATCH_BYTES[n % BATCH_BYTES.len()],
                records: records(&mut random, largest, &can_write),
            });
        }
        let (acks, idempotence) = ACKS[(c + 1) % ACKS.len()];
        cases.push(Case {
            topic: append_time_topic(writer),
            partition: c as i32,
            acks,
            codec,
            idempotence,
            batch_bytes: BATCH_BYTES[(c + 1) % BATCH_BYTES.len()],
            records: records(&mut random, 10_000, &can_write),
        });
    }
    cases
}

fn records(random: &mut Random, largest: usize, can_write: &impl Fn(&Record) -> bool) -> Vec<Record> {
    let mut records: Vec<Record> = contents(random, largest).into_iter().filter(can_write).collect();
    let n = records.len() as i64;
    for (i, record) in (0..).zip(&mut records) {
        // Mostly rising; every seventh goes back.
        record.timestamp = FIRST_TIMESTAMP + 10 * i - if i % 7 == 6 { 35 } else { 0 };
        if i == n / 2 {
            record.timestamp = LAST_TIMESTAMP;
        }
    }
    records
}

fn contents(random: &mut Random, largest: usize) -> Vec<Record> {
    let mut records = Vec::new();
    for key in [None, Some(0), Some(12)] {
        for value in [None, Some(0), Some(40)] {
            let [key, value] = [key, value].map(|len| len.map(|len| random.bytes(len)));
            records.push(Record { key, value, ..Record::default() });
        }
    }
    let name = |s: &str| s.to_owned();
    let header_sets = [
        vec![(name("one"), Some(random.bytes(9)))],
        vec![(name("empty value"), Some(vec![]))],
        vec![(name(""), Some(b"empty name".to_vec()))],
        vec![
            (name("dup"), Some(b"1".to_vec())),
            (name("other"), Some(b"2".to_vec())),
            (name("dup"), Some(b"3".to_vec())),
        ],
        vec![(name("h\u{e9}\u{4e16}\u{1f980}"), Some(vec![0, 255, 128]))],
        (0..50).map(|i| (format!("h{i}"), Some(random.bytes(i)))).collect(),
        vec![(name("null"), None)],
        vec![(name("dup"), None), (name("dup"), Some(vec![])), (name("dup"), None)],
    ];
    for headers in header_sets {
        records.push(Record { key: Some(b"headers".to_vec()), value: Some(random.bytes(20)), headers, timestamp: 0 });
    }
    for len in [1, 10, 100, 1_000, 10_000, largest] {
        records.push(Record { key: None, value: Some(random.bytes(len)), ..Record::default() });
    }
    records.push(Record { key: Some(random.bytes(5_000)), value: Some(vec![]), ..Record::default() });
    for _ in 0..40 {
        let len = random.below(200) as usize;
        records.push(Record { key: Some(random.bytes(8)), value: Some(random.bytes(len)), ..Record::default() });
    }
    records
}

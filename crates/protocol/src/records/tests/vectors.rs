//! The batches that Kafka's own Java code wrote: read, and where the bytes are determined, written again.

use super::*;
use std::collections::BTreeMap;
use std::path::PathBuf;

const T: i64 = 1_700_000_000_000;

fn vectors() -> Option<BTreeMap<String, Vec<u8>>> {
    let facts = std::env::var_os("RINGMAIN_KAFKA_FACTS")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/kafka"), PathBuf::from);
    let path = facts.join("vectors/record-batches.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    };
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let vectors: BTreeMap<_, _> = json["vectors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| (v["name"].as_str().unwrap().to_owned(), unhex(v["hex"].as_str().unwrap())))
        .collect();
    assert!(vectors.len() >= 18, "only {} vectors", vectors.len());
    Some(vectors)
}

fn unhex(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
}

struct Case {
    name: &'static str,
    options: BatchOptions,
    records: Vec<(i64, Owned)>,
}

fn case(name: &'static str, options: BatchOptions, records: Vec<Owned>) -> Case {
    let base = options.base_offset;
    Case { name, options, records: (base..).zip(records).collect() }
}

fn cases() -> Vec<Case> {
    let plain = BatchOptions::default();
    let at_100 = BatchOptions { base_offset: 100, ..plain };
    let producer = BatchOptions {
        partition_leader_epoch: 42,
        producer_id: 12345,
        producer_epoch: 7,
        base_sequence: 100,
        transactional: true,
        ..plain
    };
    let one = Owned::new(T, None, Some(b"value-one"));
    let mut with_headers = Owned::new(T, None, Some(b"value"));
    with_headers.headers = vec![
        (b"trace-id".to_vec(), Some(b"abc123".to_vec())),
        (b"empty".to_vec(), Some(vec![])),
        (b"absent".to_vec(), None),
    ];
    let mut gaps = case(
        "compacted_records_keep_offset_gaps",
        at_100,
        vec![Owned::new(T, Some(b"k1"), Some(b"old")), Owned::new(T + 200, Some(b"k2"), Some(b"new"))],
    );
    gaps.records[1].0 = 102;
    let lorem = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et \
                 dolore magna aliqua.";
    let twins = || vec![Owned::new(T, Some(b"k1"), Some(b"value-one")), Owned::new(T + 1, None, Some(b"value-two"))];
    let mut cases = vec![
        case("one_record_no_key", plain, vec![one]),
        case("one_record_with_key", plain, vec![Owned::new(T, Some(b"k1"), Some(b"value-one"))]),
        case("an_empty_key_and_an_empty_value", plain, vec![Owned::new(T, Some(b""), Some(b""))]),
        case("a_null_value", plain, vec![Owned::new(T, Some(b"k1"), None)]),
        case(
            "three_records_with_deltas",
            at_100,
            vec![
                Owned::new(T, None, Some(b"one")),
                Owned::new(T + 500, None, Some(b"two")),
                Owned::new(T + 200, None, Some(b"three")),
            ],
        ),
        gaps,
        case("headers_on_one_record", plain, vec![with_headers]),
        case("transactional_with_producer_identity", producer, vec![Owned::new(T, Some(b"k1"), Some(b"value"))]),
        case(
            "committed_transaction_control_batch",
            BatchOptions { base_sequence: NO_SEQUENCE, control: true, ..producer },
            vec![Owned::new(T, Some(&[0, 0, 0, 1]), Some(&[0, 0, 0, 0, 0, 11]))],
        ),
        case(
            "tombstone_with_delete_horizon",
            BatchOptions { delete_horizon_ms: Some(T + 3_600_000), ..plain },
            vec![Owned::new(T, Some(b"k1"), None)],
        ),
        case(
            "a_large_batch_needing_multibyte_varints",
            plain,
            vec![Owned::new(T, Some(b"k1"), Some(lorem.as_bytes()))],
        ),
        case("compression_twin_uncompressed", plain, twins()),
    ];
    for (name, compression) in [
        ("gzip", Compression::Gzip),
        ("snappy", Compression::Snappy),
        ("lz4", Compression::Lz4),
        ("zstd", Compression::Zstd),
    ] {
        cases.push(case(name, compressed(compression), twins()));
    }
    cases
}

#[test]
fn kafkas_batches_decode_to_their_contents() {
    let Some(vectors) = vectors() else { return };
    for case in cases() {
        let bytes = &vectors[case.name];
        assert_eq!(read(bytes).as_ref(), Ok(&case.records), "{}", case.name);
    }
}

#[test]
fn the_same_records_encode_to_kafkas_bytes() {
    let Some(vectors) = vectors() else { return };
    let mut compressor = Compressor::new();
    for case in cases() {
        let mut builder = BatchBuilder::new(case.options);
        for (offset, record) in &case.records {
            let headers: Vec<_> =
                record.headers.iter().map(|(k, v)| HeaderRef { key: k, value: v.as_deref() }).collect();
            builder
                .append_at(
                    *offset,
                    record.timestamp,
                    record.key.as_deref(),
                    record.value.as_deref(),
                    headers.into_iter(),
                )
                .unwrap();
        }
        let mut out = Vec::new();
        let header = builder.build(&mut compressor, &mut out).unwrap();
        assert_eq!(out, vectors[case.name], "{}", case.name);
        assert_eq!(&header, BatchRef::parse(&out).unwrap().header(), "{}", case.name);
    }
}

#[test]
fn an_emptied_batch_keeps_its_offsets_and_producer() {
    let Some(vectors) = vectors() else { return };
    let bytes = &vectors["empty_compacted_batch_keeps_last_offset"];
    assert_eq!(read(bytes), Ok(vec![]));
    let mut header = BatchHeader {
        base_offset: 100,
        batch_length: (HEADER_SIZE - LOG_OVERHEAD) as i32,
        partition_leader_epoch: 42,
        crc: 0,
        attributes: Attributes::default(),
        last_offset_delta: 2,
        base_timestamp: NO_TIMESTAMP,
        max_timestamp: T + 200,
        producer_id: 12345,
        producer_epoch: 7,
        base_sequence: 100,
        record_count: 0,
    };
    let mut head = [0; HEADER_SIZE];
    header.seal(&mut head, &[]);
    assert_eq!(&head[..], &bytes[..]);
}

#[test]
fn log_append_time_is_the_time_of_all_records() {
    let Some(vectors) = vectors() else { return };
    let bytes = &vectors["log_append_time"];
    assert_eq!(read(bytes), Ok(vec![(0, Owned::new(-1, None, Some(b"value")))]));
    let options = BatchOptions { log_append_time_ms: Some(NO_TIMESTAMP), ..BatchOptions::default() };
    assert_eq!(&build(options, &[Owned::new(T, None, Some(b"value"))]), bytes);
}

/// Fails when a vector is added that no test looks at.
#[test]
fn every_vector_is_tested() {
    let Some(vectors) = vectors() else { return };
    let mut names: Vec<_> = cases().iter().map(|c| c.name).collect();
    names.extend(["empty_compacted_batch_keeps_last_offset", "log_append_time"]);
    names.sort_unstable();
    assert_eq!(vectors.keys().map(String::as_str).collect::<Vec<_>>(), names);
}

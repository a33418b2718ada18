//! Batches against Kafka's own bytes, against themselves, and against bad input.

mod codecs;
mod control;
mod legacy;
mod validation;
mod vectors;

use super::*;
use proptest::prelude::*;

/// A record with owned bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Owned {
    pub timestamp: i64,
    pub key: Option<Vec<u8>>,
    pub value: Option<Vec<u8>>,
    pub headers: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

impl Owned {
    pub fn new(timestamp: i64, key: Option<&[u8]>, value: Option<&[u8]>) -> Self {
        Self { timestamp, key: key.map(<[u8]>::to_vec), value: value.map(<[u8]>::to_vec), headers: Vec::new() }
    }

    fn from_ref(record: &RecordRef<'_>) -> Self {
        Self {
            timestamp: record.timestamp,
            key: record.key.map(<[u8]>::to_vec),
            value: record.value.map(<[u8]>::to_vec),
            headers: record.headers.map(|h| (h.key.to_vec(), h.value.map(<[u8]>::to_vec))).collect(),
        }
    }
}

pub(super) const LIMIT: usize = 16 << 20;

pub(super) fn build(options: BatchOptions, records: &[Owned]) -> Vec<u8> {
    let mut builder = BatchBuilder::new(options);
    for record in records {
        let headers: Vec<_> =
            record.headers.iter().map(|(key, value)| HeaderRef { key, value: value.as_deref() }).collect();
        builder.append(record.timestamp, record.key.as_deref(), record.value.as_deref(), &headers).unwrap();
    }
    let mut out = Vec::new();
    builder.build(&mut Compressor::new(), &mut out).unwrap();
    out
}

pub(super) fn compressed(compression: Compression) -> BatchOptions {
    BatchOptions { compression: compression.into(), ..BatchOptions::default() }
}

/// The offsets and records of one batch, its checksum verified.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<(i64, Owned)>, RecordError> {
    let batch = BatchRef::parse(bytes)?;
    batch.verify_crc()?;
    let mut decompressor = Decompressor::new();
    batch.records(&mut decompressor, LIMIT)?.map(|r| r.map(|r| (r.offset, Owned::from_ref(&r)))).collect()
}

/// Computes the checksum of a batch anew after its bytes were changed.
pub(super) fn reseal(bytes: &mut [u8]) {
    let (head, payload) = bytes.split_first_chunk_mut::<HEADER_SIZE>().unwrap();
    BatchHeader::parse(head).unwrap().seal(head, payload);
}

fn bytes(max: usize) -> impl Strategy<Value = Option<Vec<u8>>> {
    proptest::option::weighted(0.9, proptest::collection::vec(any::<u8>(), 0..max))
}

fn record() -> impl Strategy<Value = Owned> {
    let header = (proptest::collection::vec(any::<u8>(), 0..20), bytes(20));
    (any::<i64>(), bytes(40), bytes(300), proptest::collection::vec(header, 0..4))
        .prop_map(|(timestamp, key, value, headers)| Owned { timestamp, key, value, headers })
}

fn compression() -> impl Strategy<Value = Compression> {
    prop_oneof![
        Just(Compression::None),
        Just(Compression::Gzip),
        Just(Compression::Snappy),
        Just(Compression::Lz4),
        Just(Compression::Zstd)
    ]
}

fn options() -> impl Strategy<Value = BatchOptions> {
    let producer = (any::<i64>(), any::<i16>(), any::<i32>());
    (
        0..i64::MAX / 2,
        any::<i32>(),
        compression(),
        proptest::option::of(any::<i64>()),
        producer,
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(base_offset, epoch, compression, horizon, producer, transactional, control)| BatchOptions {
            base_offset,
            partition_leader_epoch: epoch,
            compression: compression.into(),
            log_append_time_ms: None,
            delete_horizon_ms: horizon,
            producer_id: producer.0,
            producer_epoch: producer.1,
            base_sequence: producer.2,
            transactional,
            control,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_built_is_what_is_read(options in options(), records in proptest::collection::vec(record(), 1..20)) {
        let bytes = build(options, &records);
        let batch = BatchRef::parse(&bytes).unwrap();
        prop_assert_eq!(batch.bytes().len(), bytes.len());
        let header = *batch.header();
        prop_assert_eq!(header.base_offset, options.base_offset);
        prop_assert_eq!(header.partition_leader_epoch, options.partition_leader_epoch);
        prop_assert_eq!(header.producer_id, options.producer_id);
        prop_assert_eq!(header.producer_epoch, options.producer_epoch);
        prop_assert_eq!(header.base_sequence, options.base_sequence);
        prop_assert_eq!(header.attributes.is_transactional(), options.transactional);
        prop_assert_eq!(header.attributes.is_control(), options.control);
        prop_assert_eq!(header.delete_horizon_ms(), options.delete_horizon_ms);
        prop_assert_eq!(header.max_timestamp, records.iter().map(|r| r.timestamp).max().unwrap().max(NO_TIMESTAMP));
        prop_assert_eq!(header.last_offset(), options.base_offset + records.len() as i64 - 1);
        let expected: Vec<_> = records.iter().cloned().enumerate().map(|(i, r)| (options.base_offset + i as i64, r)).collect();
        prop_assert_eq!(read(&bytes).unwrap(), expected);

        let mut head = [0; HEADER_SIZE];
        header.write(&mut head);
        prop_assert_eq!(&head[..], &bytes[..HEADER_SIZE]);
    }

    #[test]
    fn a_changed_byte_is_seen_or_lies_where_the_checksum_does_not_reach(
        records in proptest::collection::vec(record(), 1..5),
        compression in compression(),
        at in any::<proptest::sample::Index>(),
        flip in 1..=255u8,
    ) {
        let mut bytes = build(compressed(compression), &records);
        let before = read(&bytes).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        match read(&bytes) {
            Err(_) => {}
            // The base offset and the leader epoch are the log's to set.
            Ok(after) => {
                prop_assert!(at < 8 || (12..16).contains(&at), "byte {} changed unseen", at);
                let records = |read: &[(i64, Owned)]| read.iter().map(|(_, r)| r.clone()).collect::<Vec<_>>();
                prop_assert_eq!(records(&before), records(&after));
            }
        }
    }

    #[test]
    fn no_bytes_make_it_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..400), likely in any::<bool>(), compression in 0..8u8) {
        if likely && bytes.len() >= HEADER_SIZE {
            let length = (bytes.len() - LOG_OVERHEAD) as i32;
            bytes[8..12].copy_from_slice(&length.to_be_bytes());
            bytes[16] = 2;
            bytes[22] = bytes[22] & !7 | compression;
            bytes[57..59].fill(0);
            reseal(&mut bytes);
        }
        for batch in Batches::new(&bytes).flatten() {
            let _ = batch.records(&mut Decompressor::new(), LIMIT).map(|records| records.for_each(drop));
        }
        if let Ok(batch) = single_batch(&bytes, 9) {
            let _ = validate(&batch, &validation::rules(), &mut Decompressor::new());
        }
    }
}

#[test]
fn batches_stop_in_front_of_a_partial_one_and_say_so() {
    let one = build(BatchOptions::default(), &[Owned::new(1, None, Some(b"one"))]);
    let two = build(compressed(Compression::Lz4), &[Owned::new(2, None, Some(b"two")), Owned::new(3, None, None)]);
    let both = [one.clone(), two.clone()].concat();
    for cut in 0..=both.len() {
        let mut batches = Batches::new(&both[..cut]);
        let found: Vec<_> = batches.by_ref().map(|b| b.unwrap().bytes().len()).collect();
        let (expected, rest) = if cut == both.len() {
            (vec![one.len(), two.len()], 0)
        } else if cut >= one.len() {
            (vec![one.len()], cut - one.len())
        } else {
            (vec![], cut)
        };
        assert_eq!((found, batches.rest().len()), (expected, rest), "cut at {cut}");
    }
}

#[test]
fn a_length_that_lies_is_an_error() {
    let good = build(BatchOptions::default(), &[Owned::new(1, None, Some(b"one"))]);
    for length in [i32::MIN, -1, 0, 13, 14, 48] {
        let mut bytes = good.clone();
        bytes[8..12].copy_from_slice(&length.to_be_bytes());
        assert_eq!(Batches::new(&bytes).next(), Some(Err(RecordError::InvalidLength { length })), "{length}");
    }
    let mut bytes = good.clone();
    bytes[8..12].copy_from_slice(&i32::MAX.to_be_bytes());
    assert!(Batches::new(&bytes).next().is_none(), "a batch that is longer than the buffer is a partial one");
    assert!(matches!(BatchRef::parse(&bytes), Err(RecordError::Truncated { .. })));
}

#[test]
fn another_magic_is_an_error() {
    let mut bytes = build(BatchOptions::default(), &[Owned::new(1, None, Some(b"one"))]);
    for magic in [0, 1, 3, -1i8] {
        bytes[16] = magic as u8;
        assert_eq!(Batches::new(&bytes).next(), Some(Err(RecordError::UnsupportedMagic { magic })));
    }
}

#[test]
fn the_count_must_be_that_of_the_records() {
    let good = build(BatchOptions::default(), &[Owned::new(1, None, Some(b"one")), Owned::new(1, None, Some(b"two"))]);
    let with_count = |count: i32| {
        let mut bytes = good.clone();
        bytes[57..61].copy_from_slice(&count.to_be_bytes());
        reseal(&mut bytes);
        read(&bytes).unwrap_err()
    };
    assert_eq!(with_count(-1), RecordError::InvalidCount { count: -1 });
    assert_eq!(with_count(1), RecordError::LeftoverBytes { declared: 1 });
    assert_eq!(with_count(3), RecordError::MissingRecords { declared: 3, found: 2 });
}

#[test]
fn offsets_ascend_from_the_base() {
    let mut builder = BatchBuilder::new(BatchOptions { base_offset: 10, ..BatchOptions::default() });
    let mut at = |offset| builder.append_at(offset, 0, None, None, Headers::default());
    assert_eq!(at(9), Err(RecordError::OffsetOutOfOrder { offset: 9 }));
    assert_eq!(at(12), Ok(()));
    assert_eq!(at(12), Err(RecordError::OffsetOutOfOrder { offset: 12 }));
    assert_eq!(at(10 + (1 << 31)), Err(RecordError::OffsetOutOfOrder { offset: 10 + (1 << 31) }));
    assert_eq!(at(10 + i64::from(i32::MAX)), Ok(()));
}

#[test]
fn a_batch_without_records_is_not_built() {
    let mut out = vec![1];
    let built = BatchBuilder::new(BatchOptions::default()).build(&mut Compressor::new(), &mut out);
    assert_eq!((built, out), (Err(RecordError::InvalidCount { count: 0 }), vec![1]));
}

#[test]
fn sequences_wrap_to_zero() {
    let options =
        BatchOptions { producer_id: 1, producer_epoch: 0, base_sequence: i32::MAX - 1, ..BatchOptions::default() };
    let bytes = build(options, &vec![Owned::new(0, None, None); 4]);
    assert_eq!(BatchRef::parse(&bytes).unwrap().header().last_sequence(), 1);
}

#[test]
fn a_batch_may_end_after_its_last_record() {
    let mut builder = BatchBuilder::new(BatchOptions { base_offset: 10, ..BatchOptions::default() });
    builder.append(1, None, None, &[]).unwrap();
    builder.append(1, None, None, &[]).unwrap();
    assert!(builder.override_last_offset(10).is_err());
    builder.override_last_offset(17).unwrap();
    let mut out = Vec::new();
    assert_eq!(builder.build(&mut Compressor::new(), &mut out).unwrap().last_offset(), 17);
    assert_eq!(read(&out).unwrap().last().unwrap().0, 11);
}

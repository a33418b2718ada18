//! What a leader accepts, what it answers to the rest, and what it writes.

use super::*;

const NOW: i64 = 1_700_000_000_000;

pub(in super::super) fn rules() -> AppendRules {
    AppendRules {
        origin: AppendOrigin::Client,
        compression: None,
        compacted: false,
        timestamp_type: TimestampType::CreateTime,
        timestamp_before_max_ms: i64::MAX,
        timestamp_after_max_ms: 3_600_000,
        now_ms: NOW,
        max_decompressed_bytes: LIMIT,
    }
}

fn three() -> Vec<Owned> {
    vec![
        Owned::new(NOW - 5, Some(b"a"), Some(b"one")),
        Owned::new(NOW - 1, Some(b"b"), None),
        Owned::new(NOW - 3, None, Some(b"three")),
    ]
}

fn check(bytes: &[u8], rules: &AppendRules) -> Result<ValidatedBatch, Rejection> {
    validate(&single_batch(bytes, 9)?, rules, &mut Decompressor::new())
}

/// As the log has it.
fn stored(bytes: &[u8], valid: &ValidatedBatch, base_offset: i64, leader_epoch: i32) -> Vec<u8> {
    let batch = BatchRef::parse(bytes).unwrap();
    valid.place(&batch, base_offset, leader_epoch, &mut [0; HEADER_SIZE]).1.concat()
}

fn kind(bytes: &[u8], rules: &AppendRules) -> RejectionKind {
    check(bytes, rules).unwrap_err().kind
}

/// A batch of three with some bytes of its header changed, its checksum right.
fn with_field(at: usize, value: &[u8]) -> Vec<u8> {
    let mut bytes = build(BatchOptions::default(), &three());
    bytes[at..at + value.len()].copy_from_slice(value);
    reseal(&mut bytes);
    bytes
}

#[test]
fn a_good_batch_passes_in_every_codec_and_keeps_its_payload() {
    for compression in Compression::ALL {
        let bytes = build(compressed(compression), &three());
        let valid = check(&bytes, &rules()).unwrap();
        assert_eq!((valid.max_timestamp(), valid.max_timestamp_offset_delta()), (NOW - 1, 1), "{compression}");
        assert!(!valid.needs_rebuild(), "{compression}");
        let plain = build(BatchOptions::default(), &three());
        assert_eq!(valid.uncompressed_bytes(), plain.len() - HEADER_SIZE, "{compression}");

        let stored = stored(&bytes, &valid, 77, 5);
        let batch = BatchRef::parse(&stored).unwrap();
        assert_eq!((batch.header().base_offset, batch.header().partition_leader_epoch), (77, 5));
        assert_eq!(batch.header().crc, BatchRef::parse(&bytes).unwrap().header().crc, "no new checksum was needed");
        let expected: Vec<_> = (77..).zip(three()).collect();
        assert_eq!(read(&stored).unwrap(), expected);
    }
}

#[test]
fn the_checksum_must_match() {
    for compression in Compression::ALL {
        let mut bytes = build(compressed(compression), &three());
        *bytes.last_mut().unwrap() ^= 1;
        assert_eq!(kind(&bytes, &rules()), RejectionKind::CorruptMessage, "{compression}");
    }
}

#[test]
fn client_batches_have_consistent_headers() {
    let offset_delta = |delta: i32| with_field(23, &delta.to_be_bytes());
    let count = |count: i32| with_field(57, &count.to_be_bytes());
    for bytes in [offset_delta(-1), offset_delta(1), offset_delta(3), offset_delta(i32::MIN), offset_delta(i32::MAX)] {
        assert_eq!(kind(&bytes, &rules()), RejectionKind::InvalidRecord);
    }
    for bytes in [count(0), count(-1), count(2), count(4), count(i32::MAX)] {
        assert_eq!(kind(&bytes, &rules()), RejectionKind::InvalidRecord);
    }
    assert_eq!(kind(&with_field(7, &[1]), &rules()), RejectionKind::InvalidRecord, "a base offset other than 0");
}

#[test]
fn a_count_that_lies_is_found_in_every_codec() {
    for compression in Compression::ALL {
        for count in [2i32, 4] {
            let mut bytes = build(compressed(compression), &three());
            bytes[23..27].copy_from_slice(&(count - 1).to_be_bytes());
            bytes[57..61].copy_from_slice(&count.to_be_bytes());
            reseal(&mut bytes);
            assert_eq!(kind(&bytes, &rules()), RejectionKind::InvalidRecord, "{compression}, {count}");
        }
    }
}

#[test]
fn only_the_broker_writes_control_records() {
    let bytes = build(BatchOptions { control: true, ..BatchOptions::default() }, &three());
    assert_eq!(kind(&bytes, &rules()), RejectionKind::InvalidRecord);
    for origin in [AppendOrigin::Coordinator, AppendOrigin::RaftLeader] {
        let rules = AppendRules { origin, compression: Some(Compression::Gzip.into()), ..rules() };
        assert!(!check(&bytes, &rules).unwrap().needs_rebuild(), "control records are not compressed anew");
    }
}

#[test]
fn a_producer_id_needs_a_sequence() {
    let options = BatchOptions { producer_id: 7, producer_epoch: 0, base_sequence: 0, ..BatchOptions::default() };
    assert!(check(&build(options, &three()), &rules()).is_ok());
    let bytes = build(BatchOptions { base_sequence: -1, ..options }, &three());
    assert_eq!(kind(&bytes, &rules()), RejectionKind::InvalidRecord);
    assert!(check(&bytes, &AppendRules { origin: AppendOrigin::Coordinator, ..rules() }).is_ok());
}

#[test]
fn produce_requests_carry_one_batch_of_magic_2() {
    let bytes = build(BatchOptions::default(), &three());
    let kind = |bytes: &[u8]| single_batch(bytes, 9).map(drop).map_err(|r| r.kind);
    assert_eq!(kind(&[]), Err(RejectionKind::InvalidRecord));
    assert_eq!(kind(&bytes[..bytes.len() - 1]), Err(RejectionKind::InvalidRecord));
    assert_eq!(kind(&[&bytes[..], &bytes].concat()), Err(RejectionKind::InvalidRecord));
    assert_eq!(kind(&[&bytes[..], &bytes[..50]].concat()), Ok(()), "what is not complete is ignored");
    for (magic, expected) in [
        (0, RejectionKind::InvalidRecord),
        (1, RejectionKind::InvalidRecord),
        (3, RejectionKind::CorruptMessage),
        (0xff, RejectionKind::CorruptMessage),
    ] {
        let mut bytes = bytes.clone();
        bytes[16] = magic;
        assert_eq!(kind(&bytes), Err(expected), "magic {magic}");
    }
}

#[test]
fn zstd_needs_produce_version_7() {
    let bytes = build(compressed(Compression::Zstd), &three());
    assert_eq!(single_batch(&bytes, 6).unwrap_err().kind, RejectionKind::UnsupportedCompressionType);
    assert!(single_batch(&bytes, 7).is_ok());
    assert!(single_batch(&build(compressed(Compression::Gzip), &three()), 3).is_ok());
}

#[test]
fn compacted_topics_need_keys_and_name_the_records_without() {
    for compression in Compression::ALL {
        let bytes = build(compressed(compression), &three());
        let rejection = check(&bytes, &AppendRules { compacted: true, ..rules() }).unwrap_err();
        assert_eq!(rejection.kind, RejectionKind::InvalidRecord);
        assert_eq!(rejection.records, [RecordRejection { index: 2, reason: RecordReason::NoKey }]);
        assert!(
            check(&build(compressed(compression), &three()[..2]), &AppendRules { compacted: true, ..rules() }).is_ok()
        );
    }
}

#[test]
fn create_times_lie_within_the_bounds() {
    let rules = AppendRules { timestamp_before_max_ms: 100, timestamp_after_max_ms: 10, ..rules() };
    let with =
        |timestamp| build(BatchOptions::default(), &[Owned::new(NOW, None, None), Owned::new(timestamp, None, None)]);
    for good in [NOW - 100, NOW + 10, NO_TIMESTAMP] {
        assert!(check(&with(good), &rules).is_ok(), "{good}");
    }
    for bad in [NOW - 101, NOW + 11, 0, -2, i64::MAX, i64::MIN] {
        let rejection = check(&with(bad), &rules).unwrap_err();
        assert_eq!(rejection.kind, RejectionKind::InvalidTimestamp, "{bad}");
        assert_eq!(rejection.records.iter().map(|r| r.index).collect::<Vec<_>>(), [1], "{bad}");
    }
    let append_time = AppendRules { timestamp_type: TimestampType::LogAppendTime, ..rules };
    assert!(check(&with(0), &append_time).is_ok(), "the broker's time replaces the records'");
}

#[test]
fn log_append_time_stamps_the_batch() {
    for compression in Compression::ALL {
        let bytes = build(compressed(compression), &three());
        let rules = AppendRules { timestamp_type: TimestampType::LogAppendTime, ..rules() };
        let valid = check(&bytes, &rules).unwrap();
        let stored = stored(&bytes, &valid, 9, 1);
        let times: Vec<_> = read(&stored).unwrap().into_iter().map(|(_, r)| r.timestamp).collect();
        assert_eq!(times, [NOW; 3], "{compression}");
        assert_eq!(BatchRef::parse(&stored).unwrap().header().max_timestamp, NOW);
    }
}

#[test]
fn producers_do_not_set_log_append_time() {
    let options = BatchOptions { log_append_time_ms: Some(NO_TIMESTAMP), ..BatchOptions::default() };
    for timestamp_type in [TimestampType::CreateTime, TimestampType::LogAppendTime] {
        let rules = AppendRules { timestamp_type, ..rules() };
        let rejection = check(&build(options, &three()), &rules).unwrap_err();
        assert_eq!(rejection.kind, RejectionKind::InvalidTimestamp);
        assert_eq!(rejection.records[0].reason, RecordReason::LogAppendTimeFromProducer);
    }
}

#[test]
fn a_wrong_maximum_timestamp_is_put_right() {
    let bytes = with_field(35, &(NOW + 1_000_000).to_be_bytes());
    let valid = check(&bytes, &rules()).unwrap();
    let stored = stored(&bytes, &valid, 0, 0);
    let batch = BatchRef::parse(&stored).unwrap();
    batch.verify_crc().unwrap();
    assert_eq!(batch.header().max_timestamp, NOW - 1);
}

#[test]
fn another_codec_of_the_topic_rebuilds_the_batch() {
    for from in Compression::ALL {
        for to in Compression::ALL {
            let options = BatchOptions {
                producer_id: 7,
                producer_epoch: 3,
                base_sequence: 11,
                transactional: true,
                ..compressed(from)
            };
            let bytes = build(options, &three());
            let rules = AppendRules { compression: Some(to.into()), ..rules() };
            let batch = single_batch(&bytes, 9).unwrap();
            let valid = check(&bytes, &rules).unwrap();
            assert_eq!(valid.needs_rebuild(), from != to, "{from} to {to}");
            let mut out = Vec::new();
            let (mut decompressor, mut compressor) = (Decompressor::new(), Compressor::new());
            let header =
                valid.rebuild(&batch, &rules, 50, 2, LIMIT, &mut decompressor, &mut compressor, &mut out).unwrap();
            let expected =
                BatchOptions { base_offset: 50, partition_leader_epoch: 2, compression: to.into(), ..options };
            assert_eq!(out, build(expected, &three()), "{from} to {to}");
            assert_eq!(header.size_bytes(), out.len());
        }
    }
}

#[test]
fn a_batch_without_records_is_never_rebuilt() {
    let mut bytes = build(BatchOptions::default(), &three());
    bytes.truncate(HEADER_SIZE);
    bytes[8..12].copy_from_slice(&((HEADER_SIZE - LOG_OVERHEAD) as i32).to_be_bytes());
    bytes[57..61].copy_from_slice(&0i32.to_be_bytes());
    reseal(&mut bytes);
    let rules =
        AppendRules { origin: AppendOrigin::Coordinator, compression: Some(Compression::Gzip.into()), ..rules() };
    assert!(!check(&bytes, &rules).unwrap().needs_rebuild());
}

#[test]
fn a_batch_that_grows_beyond_its_limit_is_not_built() {
    // 8 MB of zeros in a few kilobytes.
    let zeros = vec![0; 80_000];
    let many: Vec<Owned> = (0..100).map(|_| Owned::new(NOW, None, Some(&zeros))).collect();
    let bytes = build(compressed(Compression::Zstd), &many);
    assert!(bytes.len() < 20_000);
    let batch = single_batch(&bytes, 9).unwrap();
    let plain = build(BatchOptions::default(), &many).len();
    let mut decompressor = Decompressor::new();
    for (to, max_bytes, fits) in [
        (Compression::None, 1 << 20, false),
        (Compression::None, 2 << 20, false),
        (Compression::None, plain - 1, false),
        (Compression::None, plain, true),
        (Compression::Lz4, 1 << 20, true),
    ] {
        let rules = AppendRules { compression: Some(to.into()), max_decompressed_bytes: 1 << 30, ..rules() };
        let valid = check(&bytes, &rules).unwrap();
        let (mut compressor, mut out) = (Compressor::new(), Vec::new());
        decompressor.tidy();
        let built = valid.rebuild(&batch, &rules, 50, 2, max_bytes, &mut decompressor, &mut compressor, &mut out);
        assert_eq!(built.is_ok(), fits, "{to} {max_bytes}");
        if !fits {
            assert!(matches!(built, Err(RecordError::BatchFull { .. })), "{to} {max_bytes}: {built:?}");
            assert!(out.is_empty());
        }
        assert_eq!(decompressor.kept_bytes(), 0, "what is decompressed is held in the new batch alone");
    }
}

/// Records around the size of the piece that is looked at, and far beyond it.
#[test]
fn large_records_are_rebuilt_piece_by_piece() {
    let noise: Vec<u8> = (0u32..400_000).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for len in [(128 << 10) - 40, (128 << 10) - 8, 128 << 10, 400_000] {
        let records = [
            Owned::new(NOW, Some(b"small"), Some(b"one")),
            Owned::new(NOW + 1, None, Some(&noise[..len])),
            Owned::new(NOW + 2, Some(&noise[..len]), None),
            Owned::new(NOW + 3, Some(b"last"), None),
        ];
        for from in [Compression::Gzip, Compression::Snappy, Compression::Lz4, Compression::Zstd] {
            let mut builder = BatchBuilder::new(compressed(from));
            for (offset, record) in [0, 2, 300, 70_000].into_iter().zip(&records) {
                let (key, value) = (record.key.as_deref(), record.value.as_deref());
                builder.append_at(offset, record.timestamp, key, value, Headers::default()).unwrap();
            }
            let mut bytes = Vec::new();
            builder.build(&mut Compressor::new(), &mut bytes).unwrap();
            bytes[23..27].copy_from_slice(&3i32.to_be_bytes());
            reseal(&mut bytes);
            let batch = single_batch(&bytes, 9).unwrap();
            let rules = AppendRules { max_decompressed_bytes: 1 << 30, ..rules() };
            let valid = check(&bytes, &rules).unwrap();
            let (mut decompressor, mut out) = (Decompressor::new(), Vec::new());
            let (compressor, limit) = (&mut Compressor::new(), 1 << 30);
            valid.rebuild(&batch, &rules, 50, 2, limit, &mut decompressor, compressor, &mut out).unwrap();
            let expected = BatchOptions { base_offset: 50, partition_leader_epoch: 2, ..compressed(from) };
            assert_eq!(out, build(expected, &records), "{from} {len}");
            assert_eq!(decompressor.kept_bytes(), 0, "{from} {len}");
        }
    }
}

#[test]
fn offsets_that_are_not_consecutive_are_made_so() {
    for compression in Compression::ALL {
        let mut builder = BatchBuilder::new(compressed(compression));
        for (offset, record) in [0, 2, 5].into_iter().zip(three()) {
            builder
                .append_at(offset, record.timestamp, record.key.as_deref(), record.value.as_deref(), Headers::default())
                .unwrap();
        }
        let mut bytes = Vec::new();
        builder.build(&mut Compressor::new(), &mut bytes).unwrap();
        bytes[23..27].copy_from_slice(&2i32.to_be_bytes());
        reseal(&mut bytes);
        let batch = single_batch(&bytes, 9).unwrap();
        let valid = check(&bytes, &rules()).unwrap();
        assert!(valid.needs_rebuild(), "{compression}");
        let mut out = Vec::new();
        valid
            .rebuild(&batch, &rules(), 50, 2, LIMIT, &mut Decompressor::new(), &mut Compressor::new(), &mut out)
            .unwrap();
        assert_eq!(read(&out).unwrap(), (50..).zip(three()).collect::<Vec<_>>(), "{compression}");
    }
}

#[test]
fn records_larger_than_the_window_are_checked_field_by_field() {
    let noise: Vec<u8> = (0..400_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let mut large = Owned::new(NOW - 2, Some(&noise[..150_000]), Some(&noise));
    large.headers = vec![(b"h".to_vec(), Some(noise[..140_000].to_vec())), (b"null".to_vec(), None)];
    let records = [three(), vec![large], three()].concat();
    for compression in Compression::ALL {
        let bytes = build(compressed(compression), &records);
        let valid = check(&bytes, &rules()).unwrap();
        assert!(!valid.needs_rebuild());
        assert_eq!((valid.max_timestamp(), valid.max_timestamp_offset_delta()), (NOW - 1, 1), "{compression}");
        assert_eq!(valid.uncompressed_bytes(), build(BatchOptions::default(), &records).len() - HEADER_SIZE);
        let rejection = check(&bytes, &AppendRules { compacted: true, ..rules() }).unwrap_err();
        assert_eq!(rejection.records.iter().map(|r| r.index).collect::<Vec<_>>(), [2, 6], "{compression}");
    }
}

/// A payload of one record whose fields do not fit its length, in every codec.
#[test]
fn malformed_records_are_found_in_every_codec() {
    let record = |body: &[u8]| {
        let mut bytes = Vec::new();
        super::super::varint::write_varlong(&mut bytes, body.len() as i64);
        bytes.extend_from_slice(body);
        bytes
    };
    let large_value = [&[0, 0, 0, 1][..], &[0x80, 0x9a, 0x18], &[7; 200_000], &[2]].concat();
    let payloads: &[Vec<u8>] = &[
        vec![1],                                   // length -1
        vec![0xff, 0xff, 0xff, 0xff, 0xff, 0x01],  // length too long
        record(&[]),                               // nothing
        record(&[0, 0, 0]),                        // ends before the key
        record(&[0, 0, 0, 1, 1]),                  // no header count
        record(&[0, 0, 0, 1, 1, 1]),               // header count -1
        record(&[0, 0, 0, 1, 1, 4, 0, 1]),         // two headers announced, one there
        record(&[0, 0, 0, 1, 1, 2, 1, 1]),         // header key null
        record(&[0, 0, 0, 1, 1, 0, 0]),            // a byte too many
        record(&[0, 0, 0, 20, 1, 1, 0]),           // key longer than the record
        [&[20][..], &[0, 0, 0, 1, 1, 0]].concat(), // length longer than the batch
        record(&large_value),                      // the same, larger than the window
        [&[0xfe, 0xff, 0xff, 0xff, 0x0f][..], &[0, 0, 0, 1, 1, 0]].concat(),
    ];
    for payload in payloads {
        for compression in Compression::ALL {
            let mut bytes = vec![0; HEADER_SIZE];
            Compressor::new().compress(compression.into(), payload, &mut bytes).unwrap();
            let mut header = *BatchRef::parse(&build(compressed(compression), &three()[..1])).unwrap().header();
            header.batch_length = (bytes.len() - LOG_OVERHEAD) as i32;
            let (head, body) = bytes.split_first_chunk_mut().unwrap();
            header.seal(head, body);
            assert_eq!(
                kind(&bytes, &rules()),
                RejectionKind::InvalidRecord,
                "{compression}: {:?}",
                &payload[..payload.len().min(20)]
            );
            assert!(read(&bytes).is_err());
        }
    }
}

#[test]
fn a_rejection_lists_a_bounded_number_of_records() {
    let bytes = build(BatchOptions::default(), &vec![Owned::new(NOW, None, None); 5000]);
    let rejection = check(&bytes, &AppendRules { compacted: true, ..rules() }).unwrap_err();
    assert_eq!(rejection.records.len(), Rejection::MAX_RECORDS);
    assert!(rejection.message.starts_with("5000 of the 5000 records"), "{}", rejection.message);
}

use super::*;
use ringmain_protocol::records::Attributes;

const EXPIRATION_MS: i64 = 1000;

fn state() -> ProducerState {
    ProducerState::new(EXPIRATION_MS, 0)
}

/// A batch of `count` records of producer 7.
fn batch(base_offset: i64, epoch: i16, sequence: i32, count: i32) -> BatchHeader {
    BatchHeader {
        base_offset,
        batch_length: 100,
        partition_leader_epoch: 0,
        crc: 0,
        attributes: Attributes(0),
        last_offset_delta: count - 1,
        base_timestamp: 50,
        max_timestamp: 50,
        producer_id: 7,
        producer_epoch: epoch,
        base_sequence: sequence,
        record_count: count,
    }
}

fn transactional(header: BatchHeader) -> BatchHeader {
    BatchHeader { attributes: header.attributes.with_transactional(true), ..header }
}

fn marker(base_offset: i64, epoch: i16) -> BatchHeader {
    let header = batch(base_offset, epoch, NO_SEQUENCE, 1);
    BatchHeader { attributes: Attributes(0).with_transactional(true).with_control(true), ..header }
}

fn check(state: &ProducerState, header: &BatchHeader) -> Result<Sequenced, ProducerError> {
    state.check(header, AppendOrigin::Client)
}

#[track_caller]
fn add(state: &mut ProducerState, header: BatchHeader) {
    assert_eq!(check(state, &header), Ok(Sequenced::New));
    assert_eq!(state.append(&header, None), None);
}

#[track_caller]
fn refused(state: &ProducerState, header: &BatchHeader) {
    assert!(matches!(check(state, header), Err(ProducerError::OutOfOrderSequence { .. })), "{header:?}");
}

#[test]
fn sequences_must_follow() {
    let mut state = state();
    add(&mut state, batch(0, 0, 0, 10));
    refused(&state, &batch(10, 0, 11, 1));
    refused(&state, &batch(10, 0, 9, 1));
    refused(&state, &batch(10, 0, 0, 9));
    add(&mut state, batch(10, 0, 10, 5));
    assert_eq!(state.end_offset(), 15);
    // Another producer is another matter.
    let other = BatchHeader { producer_id: 8, ..batch(15, 0, 0, 1) };
    add(&mut state, other);
}

#[test]
fn an_unknown_producer_may_begin_anywhere() {
    add(&mut state(), batch(0, 3, 1234, 1));
}

#[test]
fn a_batch_without_a_producer_is_not_looked_at() {
    let mut state = state();
    let plain = BatchHeader { producer_id: -1, producer_epoch: -1, base_sequence: -1, ..batch(0, 0, 0, 3) };
    add(&mut state, plain);
    assert_eq!((state.end_offset(), state.iter().count()), (3, 0));
}

#[test]
fn sequences_wrap() {
    let mut state = state();
    add(&mut state, batch(0, 0, i32::MAX - 1, 2));
    add(&mut state, batch(2, 0, 0, 1));
    add(&mut state, batch(3, 0, 1, 1));
    let mut state = self::state();
    let over = batch(0, 0, i32::MAX, 3);
    add(&mut state, over);
    assert_eq!(state.get(7).unwrap().last_sequence(), 1);
    let duplicate = Sequenced::Duplicate { base_offset: 0, last_offset: 2, timestamp: 50 };
    assert_eq!(check(&state, &BatchHeader { base_offset: 3, ..over }), Ok(duplicate));
    add(&mut state, batch(3, 0, 2, 1));
}

#[test]
fn the_last_five_batches_are_recognised() {
    let mut state = state();
    for i in 0..6 {
        add(&mut state, batch(i64::from(i) * 2, 0, i * 2, 2));
    }
    refused(&state, &batch(12, 0, 0, 2));
    for i in 1..6 {
        let base_offset = i64::from(i) * 2;
        let duplicate = Sequenced::Duplicate { base_offset, last_offset: base_offset + 1, timestamp: 50 };
        assert_eq!(check(&state, &batch(12, 0, i * 2, 2)), Ok(duplicate));
    }
    // The same beginning with another end is no repetition.
    refused(&state, &batch(12, 0, 10, 3));
}

#[test]
fn epochs_fence() {
    let mut state = state();
    add(&mut state, batch(0, 5, 0, 1));
    let stale = batch(1, 4, 0, 1);
    let fenced = ProducerError::InvalidProducerEpoch { producer_id: 7, epoch: 4, current_epoch: 5 };
    assert_eq!(check(&state, &stale), Err(fenced.clone()));
    assert_eq!(state.check(&stale, AppendOrigin::Coordinator), Err(fenced));
    refused(&state, &batch(1, 6, 1, 1));
    add(&mut state, batch(1, 6, 0, 1));
    // What was sent under the old epoch is forgotten.
    assert!(matches!(check(&state, &batch(2, 5, 0, 1)), Err(ProducerError::InvalidProducerEpoch { .. })));
    // A coordinator has no sequences.
    let unsequenced = BatchHeader { base_sequence: NO_SEQUENCE, ..batch(2, 6, 0, 1) };
    assert_eq!(state.check(&unsequenced, AppendOrigin::Coordinator), Ok(Sequenced::New));
}

#[test]
fn producers_expire_when_idle_but_not_within_a_transaction() {
    let mut state = state();
    add(&mut state, batch(0, 0, 0, 1));
    add(&mut state, BatchHeader { producer_id: 8, ..transactional(batch(1, 0, 0, 1)) });
    state.remove_expired(50 + EXPIRATION_MS - 1);
    assert_eq!(state.iter().count(), 2);
    state.remove_expired(50 + EXPIRATION_MS);
    assert_eq!(state.iter().map(|(id, _)| id).collect::<Vec<_>>(), [8]);
    add(&mut state, batch(2, 0, 99, 1));
}

#[test]
fn transactions_hold_the_last_stable_offset() {
    let mut state = state();
    add(&mut state, transactional(batch(10, 0, 0, 2)));
    add(&mut state, transactional(batch(12, 0, 2, 2)));
    add(&mut state, BatchHeader { producer_id: 8, ..transactional(batch(14, 0, 0, 1)) });
    assert_eq!(state.first_unstable_offset(), Some(10));
    let plain = batch(15, 0, 4, 1);
    assert_eq!(check(&state, &plain), Err(ProducerError::NotTransactional { producer_id: 7 }));

    let end = EndTxnMarker { committed: false, coordinator_epoch: 3 };
    assert_eq!(state.check_marker(7, end), Ok(()));
    let txn = state.append(&marker(15, 0), Some(end)).unwrap();
    assert_eq!(txn, CompletedTxn { producer_id: 7, first_offset: 10, last_offset: 15, aborted: true });
    assert_eq!(state.last_stable_offset_after(&txn), 14);
    state.complete(&txn);
    // Decided, but the marker may not be replicated yet.
    assert_eq!(state.first_unstable_offset(), Some(10));
    state.on_high_watermark(15);
    assert_eq!(state.first_unstable_offset(), Some(10));
    state.on_high_watermark(16);
    assert_eq!(state.first_unstable_offset(), Some(14));

    assert!(state.check_marker(7, EndTxnMarker { committed: true, coordinator_epoch: 2 }).is_err());
    // A marker that ends nothing.
    assert_eq!(state.append(&marker(16, 0), Some(end)), None);
    add(&mut state, batch(17, 0, 4, 1));
}

#[test]
fn a_snapshot_is_kafkas() {
    // Written by Apache Kafka 4.3.1.
    let kafkas: [u8; 56] = [
        0x00, 0x01, 0xbe, 0xff, 0xd8, 0x11, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x48, 0x77, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x48, 0x77, 0x00, 0x00, 0x01, 0x1e,
        0x00, 0x00, 0x01, 0xa1, 0xfd, 0xe3, 0x07, 0x37, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff,
    ];
    let mut state = state();
    state.load_snapshot(&kafkas, 18552, 0).unwrap();
    assert_eq!((state.end_offset(), state.get(0).unwrap().last_sequence()), (18552, 18551));
    assert_eq!(state.to_snapshot(), kafkas);
    assert_eq!(self::state().to_snapshot().len(), 10);
}

#[test]
fn a_snapshot_round_trips() {
    let mut state = state();
    add(&mut state, batch(0, 0, 0, 3));
    add(&mut state, batch(3, 0, 3, 3));
    add(&mut state, BatchHeader { producer_id: 3, ..transactional(batch(6, 2, 40, 1)) });
    state.append(
        &BatchHeader { producer_id: 9, ..marker(7, 1) },
        Some(EndTxnMarker { committed: true, coordinator_epoch: 4 }),
    );
    let mut loaded = self::state();
    loaded.load_snapshot(&state.to_snapshot(), 8, 60).unwrap();
    assert_eq!(loaded.to_snapshot(), state.to_snapshot());
    assert_eq!(loaded.first_unstable_offset(), Some(6));
    // The last batch is still recognised, the one before is not.
    assert!(matches!(check(&loaded, &batch(8, 0, 3, 3)), Ok(Sequenced::Duplicate { base_offset: 3, .. })));
    refused(&loaded, &batch(8, 0, 0, 3));
    add(&mut loaded, batch(8, 0, 6, 1));
    let mut late = self::state();
    late.load_snapshot(&state.to_snapshot(), 8, 50 + EXPIRATION_MS).unwrap();
    assert_eq!(late.iter().map(|(id, _)| id).collect::<Vec<_>>(), [3]);
}

#[test]
fn a_damaged_snapshot_is_refused() {
    let mut state = state();
    add(&mut state, batch(0, 0, 0, 3));
    let bytes = state.to_snapshot();
    for byte in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[byte] ^= 1;
        assert!(state.clone().load_snapshot(&changed, 3, 0).is_err(), "byte {byte}");
        assert!(state.clone().load_snapshot(&bytes[..byte], 3, 0).is_err());
    }
}

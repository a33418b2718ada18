use proptest::prelude::*;

use super::*;

const PARAMS: FetchParams = FetchParams {
    current_leader_epoch: -1,
    fetch_offset: 0,
    last_fetched_epoch: -1,
    log_start_offset: -1,
    max_bytes: 100,
};

fn key(partition: i32) -> FetchKey {
    (FetchTopic::Name("t".into()), partition)
}

fn parts(range: std::ops::Range<i32>) -> Vec<(FetchKey, FetchParams)> {
    range.map(|partition| (key(partition), PARAMS)).collect()
}

fn request(session_id: i32, epoch: i32) -> SessionRequest {
    SessionRequest { session_id, epoch, uses_topic_ids: false, from_follower: false }
}

const QUIET: PartResult =
    PartResult { is_error: false, has_records: false, must_send: false, high_watermark: 5, log_start_offset: 0 };

fn full(sessions: &mut FetchSessions, now_ms: i64, from_follower: bool, size: i32) -> i32 {
    let request = SessionRequest { from_follower, ..request(0, 0) };
    let begun = sessions.begin(now_ms, request, parts(0..size), &[]).unwrap();
    let results = vec![QUIET; begun.parts.len()];
    sessions.finish(now_ms, &begun, &results, || 7).unwrap().session_id
}

#[test]
fn errors_are_those_of_kafka() {
    let mut sessions = FetchSessions::new(10, 1000, 0, 1);
    let id = full(&mut sessions, 0, false, 2);
    assert_ne!(id, 0);
    let mut error = |request| sessions.begin(1, request, vec![], &[]).map(|_| ()).unwrap_err();
    assert_eq!(error(request(id + 1, 1)), SessionError::IdNotFound);
    assert_eq!(error(request(0, 1)), SessionError::IdNotFound);
    assert_eq!(error(request(id, 2)), SessionError::InvalidEpoch);
    assert_eq!(error(request(id, -5)), SessionError::InvalidEpoch);
    assert_eq!(error(SessionRequest { uses_topic_ids: true, ..request(id, 1) }), SessionError::TopicId);
    assert!(sessions.begin(1, request(id, 1), vec![], &[]).is_ok(), "an error does not use up the epoch");
}

#[test]
fn unchanged_partitions_are_left_out_and_forgotten_ones_are_not_read() {
    let mut sessions = FetchSessions::new(10, 1000, 0, 1);
    let id = full(&mut sessions, 0, false, 4);
    let moved = FetchParams { fetch_offset: 9, ..PARAMS };
    let begun = sessions.begin(1, request(id, 1), vec![(key(2), moved)], &[key(0), key(77)]).unwrap();
    assert_eq!(begun.parts, vec![(key(1), PARAMS), (key(2), moved), (key(3), PARAMS)]);
    let records = PartResult { has_records: true, ..QUIET };
    let error = PartResult { is_error: true, high_watermark: -1, ..QUIET };
    let finished = sessions.finish(1, &begun, &[records, QUIET, error], || 7).unwrap();
    assert_eq!(finished, Finished { session_id: id, include: vec![true, false, true] });

    // Partition 1 gave records, so it is read last now; the error's end is told.
    let begun = sessions.begin(2, request(id, 2), vec![], &[]).unwrap();
    assert_eq!(begun.parts.iter().map(|(key, _)| key.1).collect::<Vec<_>>(), [2, 3, 1]);
    let finished = sessions.finish(2, &begun, &[QUIET; 3], || 7).unwrap();
    assert_eq!(finished.include, [false, true, false]);
}

#[test]
fn a_final_epoch_ends_the_session_and_an_emptied_one_goes_away() {
    let mut sessions = FetchSessions::new(10, 1000, 0, 1);
    let first = full(&mut sessions, 0, false, 1);
    let begun = sessions.begin(1, request(first, -1), parts(0..2), &[]).unwrap();
    assert!(sessions.is_empty());
    assert_eq!(begun.parts.len(), 2);
    assert_eq!(sessions.finish(1, &begun, &[QUIET; 2], || 7).unwrap().session_id, 0);

    let second = full(&mut sessions, 0, false, 1);
    let begun = sessions.begin(1, request(second, 1), vec![], &[key(0)]).unwrap();
    assert!(sessions.is_empty() && begun.parts.is_empty());

    // A full fetch that names a session replaces it.
    let third = full(&mut sessions, 0, false, 1);
    let begun = sessions.begin(1, request(third, 0), parts(0..1), &[]).unwrap();
    assert!(sessions.is_empty());
    assert_ne!(sessions.finish(1, &begun, &[QUIET], || 9).unwrap().session_id, 0);
    assert_eq!(sessions.len(), 1);
}

#[test]
fn an_overtaken_or_evicted_fetch_is_told_so() {
    let mut sessions = FetchSessions::new(1, 1000, 0, 1);
    let id = full(&mut sessions, 0, false, 1);
    let first = sessions.begin(1, request(id, 1), vec![], &[]).unwrap();
    let second = sessions.begin(1, request(id, 2), vec![], &[]).unwrap();
    assert_eq!(sessions.finish(1, &first, &[QUIET], || 7), Err(SessionError::InvalidEpoch));
    assert!(sessions.finish(1, &second, &[QUIET], || 7).is_ok());
    let third = sessions.begin(2, request(id, 3), vec![], &[]).unwrap();
    full(&mut sessions, 2 + EVICTION_MS + 1, false, 1);
    assert_eq!(sessions.finish(3, &third, &[QUIET], || 7), Err(SessionError::InvalidEpoch));
}

#[test]
fn eviction_follows_age_size_and_privilege() {
    // No slot: sessionless, as with max.incremental.fetch.session.cache.slots=0.
    assert_eq!(full(&mut FetchSessions::new(0, 1000, 0, 1), 0, false, 5), 0);

    let mut sessions = FetchSessions::new(1, 1000, 0, 1);
    assert_ne!(full(&mut sessions, 0, false, 1), 0);
    assert_eq!(full(&mut sessions, 1000, false, 100), 0, "a young session is kept, whatever its size");
    assert_ne!(full(&mut sessions, 1000, true, 1), 0, "except from a follower");
    assert_eq!(sessions.evictions(), 1);
    assert_eq!(sessions.len(), 1);
    assert_eq!(full(&mut sessions, EVICTION_MS, false, 100), 0, "a young follower's session is kept");
    assert_ne!(full(&mut sessions, 1000 + EVICTION_MS + 1, false, 1), 0, "an unused one goes, whoever owns it");

    // Old but in use: only a session that is at least as large takes its place.
    let mut sessions = FetchSessions::new(1, 1000, 0, 1);
    let id = full(&mut sessions, 0, false, 5);
    let late = EVICTION_MS + 1;
    let begun = sessions.begin(late, request(id, 1), vec![], &[]).unwrap();
    sessions.finish(late, &begun, &[QUIET; 5], || 7).unwrap();
    assert_eq!(full(&mut sessions, late + 1, false, 4), 0);
    assert_ne!(full(&mut sessions, late + 1, false, 6), 0);
}

#[test]
fn ids_of_different_shards_never_meet() {
    for shard in 0..3 {
        let mut sessions = FetchSessions::new(50, 1000, shard, 3);
        for random in [0, 0, 1, u64::MAX, 5, 5] {
            let begun = sessions.begin(0, request(0, 0), parts(0..1), &[]).unwrap();
            let id = sessions.finish(0, &begun, &[QUIET], || random).unwrap().session_id;
            assert!(id > 0 && id as usize % 3 == shard);
        }
        assert_eq!(sessions.len(), 6);
    }
}

#[test]
fn the_epoch_wraps_to_one() {
    assert_eq!(next_epoch(i32::MAX), 1);
}

#[test]
fn a_partition_named_twice_is_read_once_with_its_last_wish() {
    let last = FetchParams { fetch_offset: 3, ..PARAMS };
    let mut sessions = FetchSessions::new(1, 1000, 0, 1);
    let asked = vec![(key(0), PARAMS), (key(1), PARAMS), (key(0), last)];
    let begun = sessions.begin(0, request(0, 0), asked, &[]).unwrap();
    assert_eq!(begun.parts, vec![(key(0), last), (key(1), PARAMS)]);
}

#[derive(Debug, Clone)]
enum Step {
    /// A partition moves on, or back, or breaks.
    Change(i32, i64, bool),
    /// The client adds or changes, and forgets.
    Fetch(Vec<(i32, i64)>, Vec<i32>),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..8i32, 0..4i64, any::<bool>()).prop_map(|(p, hw, broken)| Step::Change(p, hw, broken)),
        (prop::collection::vec((0..8i32, 0..3i64), 0..4), prop::collection::vec(0..8i32, 0..3))
            .prop_map(|(ask, forget)| Step::Fetch(ask, forget)),
    ]
}

proptest! {
    /// What a session is for: from incremental answers alone a client knows the state of every partition it asked for,
    /// and the server reads exactly what the client thinks it reads.
    #[test]
    fn a_client_that_merges_answers_knows_everything(steps in prop::collection::vec(step(), 1..60)) {
        let mut sessions = FetchSessions::new(4, 1000, 1, 2);
        let mut truth: HashMap<i32, (i64, bool)> = HashMap::new();
        let mut wishes: HashMap<i32, FetchParams> = HashMap::new();
        let mut known: HashMap<i32, (i64, bool)> = HashMap::new();
        let (mut session_id, mut epoch) = (0, 0);
        for step in steps {
            let (ask, forget) = match step {
                Step::Change(partition, high_watermark, broken) => {
                    truth.insert(partition, (if broken { -1 } else { high_watermark }, broken));
                    continue;
                }
                Step::Fetch(ask, forget) => (ask, forget),
            };
            let ask: Vec<_> = ask.into_iter().map(|(p, fetch_offset)| (p, FetchParams { fetch_offset, ..PARAMS })).collect();
            wishes.extend(ask.iter().copied());
            let mut gone = Vec::new();
            if epoch != 0 {
                // No client asks for a partition and forgets it at once.
                for partition in forget.iter().filter(|gone| ask.iter().all(|(asked, _)| asked != *gone)) {
                    wishes.remove(partition);
                    known.remove(partition);
                    gone.push(key(*partition));
                }
            }
            let asked = ask.into_iter().map(|(p, params)| (key(p), params)).collect();
            let begun = sessions.begin(0, request(session_id, epoch), asked, &gone).unwrap();
            let read: HashMap<i32, FetchParams> = begun.parts.iter().map(|(key, params)| (key.1, *params)).collect();
            prop_assert_eq!(&read, &wishes);
            prop_assert_eq!(read.len(), begun.parts.len());
            let results: Vec<PartResult> = begun.parts.iter().map(|(key, _)| {
                let (high_watermark, is_error) = truth.get(&key.1).copied().unwrap_or((0, false));
                PartResult { is_error, high_watermark, ..QUIET }
            }).collect();
            let finished = sessions.finish(0, &begun, &results, || 3).unwrap();
            for (((key, _), result), include) in begun.parts.iter().zip(&results).zip(&finished.include) {
                if *include {
                    known.insert(key.1, (result.high_watermark, result.is_error));
                }
            }
            for partition in wishes.keys() {
                prop_assert_eq!(known.get(partition), Some(&truth.get(partition).copied().unwrap_or((0, false))));
            }
            (session_id, epoch) = (finished.session_id, if finished.session_id == 0 { 0 } else { next_epoch(epoch) });
            if session_id == 0 {
                // The server ended the session because nothing was left in it.
                prop_assert!(wishes.is_empty());
            }
        }
    }
}

#[test]
fn all_sessions_together_keep_a_bounded_number_of_partitions() {
    let mut sessions = FetchSessions::new(100, 10, 0, 1);
    assert_eq!(full(&mut sessions, 0, true, 11), 0, "more than all may keep");
    let first = full(&mut sessions, 0, false, 6);
    let second = full(&mut sessions, 1, false, 4);
    assert!(first != 0 && second != 0);
    assert_eq!(full(&mut sessions, 2, true, 1), 0, "nobody is evicted who fetches");

    // Room that a session gives back is there for another, which may take no more than that.
    sessions.begin(3, request(second, 1), vec![], &[key(0), key(1)]).unwrap();
    sessions.begin(4, request(first, 1), parts(6..8), &[]).unwrap();
    assert_eq!(sessions.begin(5, request(first, 2), parts(8..9), &[]).unwrap_err(), SessionError::IdNotFound);
    assert_eq!(sessions.len(), 1, "its client asks in full now");
    assert_ne!(full(&mut sessions, 6, false, 8), 0);

    // Who is not heard of for long makes room.
    assert_ne!(full(&mut sessions, 6 + EVICTION_MS + 1, false, 10), 0);
    assert_eq!(sessions.len(), 1);
}

//! What is packed for the next commit, and what is left to be gathered.

use super::harness::*;
use crate::log::LogRef;
use crate::log::config::LogConfig;
use crate::log::journal::format::PIECE_BYTES;
use crate::log::next_commit::{NextCommit, Packed, Run};
use crate::rt::fs::Durability;
use crate::rt::random;
use crate::rt::sim::{Sim, check_seeds};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(3600);
const MANY_BYTES: usize = 1 << 20;

/// Appends a batch of `bytes` and returns it.
fn append(store: &Store, log: &LogRef, bytes: usize) -> Vec<u8> {
    let mut payload = vec![0; bytes.saturating_sub(61)];
    random::fill(&mut payload);
    let batch = batch(log.get().end_offset(), 1, 1000, &payload);
    let (header, payload) = batch.split_first_chunk().unwrap();
    log.get_mut().append_batch(&store.context(), header, payload, 5000).unwrap();
    batch
}

fn with_store(test: impl AsyncFnOnce(Store) + 'static) {
    let settings = Settings { partitions: 3, ..Settings::default() };
    let work = async move { test(open(&settings).await.unwrap()).await };
    Sim::new(1).node(1).block_on(LIMIT, work).unwrap();
}

/// The pieces of `log`: where they belong, and what they hold.
fn pieces_of(packed: &Packed, log: &LogRef) -> Vec<(i64, u32, Vec<u8>)> {
    let mut at = 0;
    let mut found = Vec::new();
    for piece in &packed.pieces {
        let end = at + piece.len as usize;
        if piece.key == log.key {
            found.push((piece.segment_base_offset, piece.position, packed.bytes[at..end].to_vec()));
        }
        at = end;
    }
    assert_eq!(at, packed.bytes.len(), "the table and the bytes agree");
    found
}

/// What the pieces of `log` hold, one after the other.
fn packed_of(packed: &Packed, log: &LogRef) -> Vec<u8> {
    pieces_of(packed, log).into_iter().flat_map(|(_, _, bytes)| bytes).collect()
}

/// The bytes of a log's segments, by base offset.
type Segments = BTreeMap<i64, Vec<u8>>;

/// Takes in bytes that belong to where those before them end.
fn put(segments: &mut Segments, (segment, position, bytes): (i64, u32, Vec<u8>)) {
    let all = segments.entry(segment).or_default();
    assert_eq!(all.len(), position as usize, "they follow each other");
    all.extend(bytes);
}

fn run_of<'a>(runs: &'a [Run], log: &LogRef) -> &'a Run {
    let mut found = runs.iter().filter(|run| run.log.key == log.key);
    let run = found.next().unwrap();
    assert!(found.next().is_none(), "a log is in a commit once");
    run
}

#[test]
fn a_little_is_packed_as_it_is_appended() {
    with_store(async |store| {
        let mut next = NextCommit::new(MANY_BYTES);
        let [a, b, _] = store.logs.as_slice() else { panic!("three logs") };
        let first = append(&store, a, 200);
        assert!(next.mark(a), "the first tells who commits");
        let other = append(&store, b, 300);
        assert!(!next.mark(b));
        let second = append(&store, a, 100);
        next.mark(a);
        let (runs, packed) = next.take();
        assert!(next.is_empty() && runs.iter().all(|run| run.is_packed));
        assert_eq!(packed_of(&packed, a), [first, second].concat());
        assert_eq!(packed_of(&packed, b), other);
        for log in [a, b] {
            assert_eq!(run_of(&runs, log).end, log.get().end_position());
            assert_eq!(log.get_mut().take_dirty(&mut vec![]), None, "nothing is left to look for");
        }
        // One after the other they are one piece; what came between them made two.
        assert_eq!(packed.pieces.len(), 3);
        append(&store, b, 100);
        assert!(next.mark(b), "the next commit's");
        append(&store, b, 100);
        next.mark(b);
        let (runs, packed) = next.take();
        assert_eq!((packed.pieces.len(), run_of(&runs, b).packed_bytes), (1, 200));
    });
}

#[test]
fn what_is_not_packed_keeps_what_follows_from_being_packed() {
    with_store(async |store| {
        let mut next = NextCommit::new(MANY_BYTES);
        let a = &store.logs[0];
        let first = append(&store, a, 200);
        next.mark(a);
        let large = append(&store, a, 5000);
        next.mark(a);
        append(&store, a, 100);
        next.mark(a);
        let (runs, packed) = next.take();
        assert!(!run_of(&runs, a).is_packed);
        assert_eq!(packed_of(&packed, a), first);
        let mut parts = vec![];
        let end = a.get().end_position();
        assert_eq!(a.get_mut().take_dirty(&mut parts), Some(end));
        let ends: Vec<_> = parts.iter().map(|part| (part.from as usize, part.to as usize)).collect();
        assert_eq!(ends, [(first.len(), first.len() + large.len() + 100)]);
    });
}

#[test]
fn what_is_marked_before_it_is_appended_is_looked_for() {
    with_store(async |store| {
        let mut next = NextCommit::new(MANY_BYTES);
        let a = &store.logs[0];
        assert!(next.mark(a));
        append(&store, a, 100);
        let (runs, packed) = next.take();
        assert!(packed.is_empty() && !run_of(&runs, a).is_packed);
        assert!(a.get_mut().take_dirty(&mut vec![]).is_some());
    });
}

#[test]
fn a_log_that_becomes_durable_is_committed_as_such() {
    with_store(async |store| {
        let mut next = NextCommit::new(MANY_BYTES);
        let a = &store.logs[0];
        let durable = a.get().config().clone();
        a.get_mut().set_config(Rc::new(LogConfig { durability: Durability::None, ..(*durable).clone() }));
        append(&store, a, 100);
        next.mark(a);
        a.get_mut().set_config(durable);
        append(&store, a, 100);
        next.mark(a);
        let (runs, _) = next.take();
        assert_eq!(run_of(&runs, a).durability, Durability::Data);
    });
}

#[test]
fn a_segment_that_was_begun_without_bytes_is_committed() {
    with_store(async |store| {
        let a = &store.logs[0];
        append(&store, a, 100);
        store.committer.mark_dirty(a);
        store.commit().await.unwrap();
        a.get_mut().roll(1, 5000);
        store.committer.mark_dirty(a);
        store.commit().await.unwrap();
        assert_eq!(a.get().flushed_position(), a.get().end_position());
    });
}

#[test]
fn a_log_that_is_deleted_once_packed_disturbs_no_other() {
    let node = Sim::new(1).node(1);
    let settings = || Settings { partitions: 2, ..Settings::default() };
    let expected = node.block_on(LIMIT, async move {
        let store = open(&settings()).await.unwrap();
        let [gone, kept] = store.logs.as_slice() else { panic!("two logs") };
        let mut expected = Vec::new();
        for round in 0..2 {
            for log in [gone, kept] {
                // The second time there is no such log any more.
                if !log.get().is_offline() {
                    let batch = append(&store, log, 200);
                    store.committer.mark_dirty(log);
                    if Rc::ptr_eq(log, kept) {
                        expected.extend(batch);
                    }
                }
            }
            if round == 0 {
                store.committer.delete(std::slice::from_ref(gone)).await.unwrap();
            }
            store.commit().await.unwrap();
            assert_eq!(kept.get().flushed_offset(), round + 1);
        }
        expected
    });
    let expected = expected.unwrap();
    node.crash();
    let work = async move {
        let store = open(&settings()).await.unwrap();
        assert_eq!(store.logs[0].get().end_offset(), 0, "a new one");
        assert!(read_all(&store, &store.logs[1], 2, 4096).await.unwrap() == expected);
    };
    node.block_on(LIMIT, work).unwrap();
}

#[test]
fn what_is_packed_is_bounded() {
    with_store(async |store| {
        let room = 1000;
        let mut next = NextCommit::new(room);
        let logs: Vec<_> = store.logs.iter().cycle().take(12).collect();
        for log in &logs {
            append(&store, log, 150);
            next.mark(log);
        }
        let (runs, packed) = next.take();
        assert!(packed.entry_bytes() <= room && packed.entry_bytes() + 150 + PIECE_BYTES > room);
        assert!(runs.iter().any(|run| !run.is_packed));
    });
}

/// Whatever is appended and when: a commit gets each byte once, packed ones first, and the commit after it begins where it ends.
#[test]
fn every_byte_is_taken_once() {
    check_seeds("every_byte_is_taken_once", 100, |sim| {
        let settings = Settings { partitions: 3, pool_bytes: 32 << 20, ..Settings::default() };
        let work = async move {
            let store = open(&settings).await.unwrap();
            let mut next = NextCommit::new(random::below(20_000) as usize);
            let mut appended = vec![Segments::new(); store.logs.len()];
            let mut taken = appended.clone();
            for step in 0..200 {
                let at = random::below(store.logs.len() as u64) as usize;
                let log = &store.logs[at];
                if random::below(10) > 0 {
                    let most = [150, 300, 3000, 9000][random::below(4) as usize];
                    let batch = append(&store, log, 61 + random::below(most) as usize);
                    appended[at].entry(log.get().end_position().segment).or_default().extend(batch);
                    next.mark(log);
                }
                if step == 199 || random::below(8) == 0 {
                    let (mut runs, packed) = next.take();
                    for (log, taken) in store.logs.iter().zip(&mut taken) {
                        pieces_of(&packed, log).into_iter().for_each(|piece| put(taken, piece));
                    }
                    for run in runs.drain(..).filter(|run| !run.is_packed) {
                        let at = store.logs.iter().position(|log| log.key == run.log.key).unwrap();
                        let mut parts = vec![];
                        run.log.get_mut().take_dirty(&mut parts);
                        for part in parts {
                            let mut all = vec![];
                            run.log.get().tail.visit(part.segment, part.from, part.to, |bytes| all.extend(bytes));
                            put(&mut taken[at], (part.segment, part.from, all));
                        }
                    }
                    next.give_back(runs, packed);
                }
            }
            assert!(appended == taken);
        };
        sim.node(1).block_on(LIMIT, work).unwrap();
    });
}

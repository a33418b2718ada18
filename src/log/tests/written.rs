//! `ringmain.acks.all=written`, for some logs of a directory beside others that ask for more.

use super::harness::*;
use crate::log::LogRef;
use crate::log::config::LogConfig;
use crate::rt::fs::Durability;
use crate::rt::sim::{Node, Sim};
use crate::rt::time;
use std::rc::Rc;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(60);
const WRITTEN: usize = 0;
const DURABLE: usize = 1;

async fn opened() -> Store {
    let store = open(&Settings { partitions: 2, ..Settings::default() }).await.unwrap();
    let relaxed = LogConfig { durability: Durability::None, ..store.logs[WRITTEN].get().config().as_ref().clone() };
    store.logs[WRITTEN].get_mut().set_config(Rc::new(relaxed));
    store
}

/// Appends a batch of one record and commits it.
async fn acknowledge(store: &Store, log: &LogRef) {
    let bytes = batch(log.get().end_offset(), 1, time::wall_ms(), &[7; 3000]);
    append(store, log, &bytes, time::wall_ms()).unwrap();
    store.commit().await.unwrap();
    assert_eq!(log.get().flushed_offset(), log.get().end_offset());
}

/// Does commits in this order, ends, and tells how many records each log still has.
fn left_after(seed: u64, commits: &'static [usize], end: fn(&Node)) -> [i64; 2] {
    let sim = Sim::new(seed);
    let node = sim.node(1);
    node.disk().set_narrow_dsync(true);
    let done = node.block_on(LIMIT, async move {
        let store = opened().await;
        for at in commits {
            acknowledge(&store, &store.logs[*at]).await;
        }
    });
    done.unwrap();
    end(&node);
    let ends = node.block_on(LIMIT, async {
        let store = opened().await;
        [store.logs[WRITTEN].get().end_offset(), store.logs[DURABLE].get().end_offset()]
    });
    ends.unwrap()
}

#[test]
fn a_killed_process_loses_nothing_written() {
    for seed in 0..20 {
        assert_eq!(left_after(seed, &[WRITTEN, DURABLE, WRITTEN, WRITTEN], Node::kill), [3, 1], "seed {seed}");
    }
}

#[test]
fn a_loss_of_power_may_take_what_is_only_written() {
    let left: Vec<i64> = (0..50).map(|seed| left_after(seed, &[WRITTEN; 3], Node::crash)[WRITTEN]).collect();
    // Some of it, in order, or none: and the directory opens whatever is gone.
    assert!(left.iter().any(|left| *left < 3) && left.iter().any(|left| *left > 0), "{left:?}");
}

#[test]
fn a_durable_commit_is_not_harmed_by_what_was_only_written() {
    for seed in 0..100 {
        // A sync covers what was written before it; what comes after is no part of it.
        let [written, durable] = left_after(seed, &[WRITTEN, WRITTEN, DURABLE, WRITTEN, WRITTEN], Node::crash);
        assert!((2..=4).contains(&written) && durable == 1, "seed {seed}: {written}, {durable}");
        assert_eq!(left_after(seed, &[DURABLE, WRITTEN, WRITTEN, WRITTEN], Node::crash)[DURABLE], 1, "seed {seed}");
    }
}

/// The tail of the journal moves on, by a sync now and then, also where no log asks for any.
#[test]
fn a_journal_of_written_entries_goes_round() {
    const ROUND: [usize; 400] = [WRITTEN; 400];
    assert_eq!(left_after(1, &ROUND, Node::kill), [400, 0]);
    assert!((1..=400).contains(&left_after(2, &ROUND, Node::crash)[WRITTEN]));
}

/// What was only written is replayed after a kill, and power is lost meanwhile: what is left of it has no gap, also where it goes over
/// the end of a segment.
#[test]
fn power_lost_in_a_replay_leaves_no_gap() {
    const SEEDS: u64 = 3000;
    let mut cut_short = 0;
    for seed in 0..SEEDS {
        let sim = Sim::new(seed);
        let node = sim.node(1);
        let batches: Vec<Vec<u8>> = (0..4).map(|i| batch(i, 1, 1000, &vec![i as u8; 20_000])).collect();
        let all = batches.clone();
        let appended = node.block_on(LIMIT, async move {
            let store = opened().await;
            for batch in &all {
                append(&store, &store.logs[WRITTEN], batch, 1000).unwrap();
            }
            store.commit().await.unwrap();
            assert_eq!(store.logs[WRITTEN].get().segment_count(), 2);
        });
        appended.unwrap();
        node.kill();
        node.disk().crash_at_change(1 + sim.below(20));
        cut_short += usize::from(node.block_on(LIMIT, async { drop(opened().await) }).is_err());
        node.disk().cancel_crash();
        let read = node.block_on(LIMIT, async {
            let store = opened().await;
            let log = &store.logs[WRITTEN];
            let end = log.get().end_offset();
            (end, read_all(&store, log, end, 1 << 20).await.unwrap())
        });
        let (end, bytes) = read.unwrap();
        assert!(bytes == batches[..end as usize].concat(), "seed {seed}: {} bytes before offset {end}", bytes.len());
    }
    assert!(cut_short > SEEDS as usize / 4, "{cut_short}");
}

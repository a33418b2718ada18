//! How what only the journal has comes to the files.

use super::harness::*;
use crate::log::commit::FLUSHING_BYTES;
use crate::log::config::LogConfig;
use crate::log::flush::FLUSH_WRITE_BYTES;
use crate::rt::sim::{Sim, check_seeds};
use crate::rt::{fs, task, time};
use std::rc::Rc;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(3600);
const LOGS: i32 = 64;

fn settings() -> Settings {
    Settings {
        config: LogConfig { segment_bytes: 8 << 20, ..LogConfig::default() },
        ring_bytes: 4 << 20,
        pool_bytes: 32 << 20,
        partitions: LOGS,
        ..Settings::default()
    }
}

/// Appends a little to every log, so that the journal has it and no file.
async fn journal_some(store: &Store, round: i64) {
    for log in &store.logs {
        append(store, log, &batch(round, 1, 1000, &[7; 500]), 5000).unwrap();
    }
    store.commit().await.unwrap();
    assert!(store.logs.iter().all(|log| log.get().unwritten_bytes() > 0));
}

#[test]
fn the_files_of_many_logs_are_written_at_the_same_time() {
    check_seeds("the_files_of_many_logs", 5, |sim| {
        sim.node(1)
            .block_on(LIMIT, async move {
                let store = Rc::new(open(&settings()).await.unwrap());
                // The first flush makes the files.
                for round in 0..2 {
                    journal_some(&store, round).await;
                    if round == 0 {
                        for log in &store.logs {
                            store.committer.checkpoint(log).await.unwrap();
                        }
                    }
                }
                let began = time::now();
                for log in &store.logs {
                    store.committer.checkpoint(log).await.unwrap();
                }
                let one_by_one = time::now() - began;
                journal_some(&store, 2).await;
                store.start_checkpoints();
                let began = time::now();
                let behind = || store.logs.iter().filter(|log| log.get().unwritten_bytes() > 0).count();
                // Not to the last one: an operation that takes twenty times as long as others delays none but its own log.
                while behind() > store.logs.len() / 8 {
                    store.committer.relieve();
                    time::sleep(Duration::from_micros(10)).await;
                }
                let together = time::now() - began;
                assert!(together < one_by_one / 4, "{together:?} for {LOGS} logs, {one_by_one:?} one by one");
            })
            .unwrap();
    });
}

#[test]
fn the_more_there_is_to_flush_the_more_is_flushed_at_once() {
    let work = async {
        let store = open(&settings()).await.unwrap();
        let (least, most) = FLUSHING_BYTES.into_inner();
        let kept = store.committer.kept_bytes();
        let mut before = least;
        assert_eq!(store.committer.most_flushing_bytes(), least);
        for round in 0.. {
            journal_some(&store, round).await;
            let used = store.committer.journal().used_bytes();
            let now = store.committer.most_flushing_bytes();
            assert!(now >= before && (used > kept || now == least), "{now} after {before} with {used} of {kept}");
            before = now;
            if used >= kept + kept / 4 {
                assert_eq!(now, most);
                break;
            }
        }
    };
    Sim::new(4).node(1).block_on(LIMIT, work).unwrap();
}

#[test]
fn where_memory_is_waited_for_all_is_flushed_that_may_be() {
    let work = async {
        let store = open(&settings()).await.unwrap();
        store.committer.relieve();
        assert_eq!(store.committer.most_flushing_bytes(), *FLUSHING_BYTES.end());
    };
    Sim::new(5).node(1).block_on(LIMIT, work).unwrap();
}

#[test]
fn a_flush_writes_in_pieces_that_commits_can_wait_for() {
    check_seeds("a_flush_writes_in_pieces", 5, |sim| {
        let disk = sim.node(1);
        let work = async move {
            let store = open(&Settings { partitions: 1, ..settings() }).await.unwrap();
            let log = &store.logs[0];
            for round in 0..40 {
                append(&store, log, &batch(round, 1, 1000, &[round as u8; 60_000]), 5000).unwrap();
                store.commit().await.unwrap();
            }
            let bytes = log.get().unwritten_bytes();
            assert!(bytes > 4 * u64::from(FLUSH_WRITE_BYTES));
            disk.disk().take_longest_write_bytes();
            store.committer.checkpoint(log).await.unwrap();
            let longest = disk.disk().take_longest_write_bytes();
            assert!(longest <= FLUSH_WRITE_BYTES as usize && longest > FLUSH_WRITE_BYTES as usize / 2, "{longest}");
            assert_eq!(log.get().unwritten_bytes(), 0);
            let file = disk.disk().durable_content(format!("{DIR}/t0-0/00000000000000000000.log")).unwrap();
            let held = read_all(&store, log, 40, 1 << 20).await.unwrap();
            assert!(file.starts_with(&held) && held.len() as u64 == bytes, "all of it, synced");
        };
        sim.node(1).block_on(LIMIT, work).unwrap();
    });
}

#[test]
fn a_log_that_is_deleted_is_flushed_no_further() {
    check_seeds("a_log_that_is_deleted_is_flushed_no_further", 5, |sim| {
        let work = async move {
            let store = Rc::new(open(&Settings { partitions: 2, ..settings() }).await.unwrap());
            let [gone, kept] = store.logs.as_slice() else { panic!("two logs") };
            for round in 0..40 {
                append(&store, gone, &batch(round, 1, 1000, &[round as u8; 60_000]), 5000).unwrap();
                store.commit().await.unwrap();
            }
            let unwritten = gone.get().unwritten_bytes();
            assert!(unwritten > 4 * u64::from(FLUSH_WRITE_BYTES));
            let (committer, log) = (store.committer.clone(), gone.clone());
            let flush = task::spawn(async move { committer.checkpoint(&log).await });
            task::yield_now().await;
            let (committer, log) = (store.committer.clone(), gone.clone());
            let deletion = task::spawn(async move { committer.delete(&[log]).await });
            task::yield_now().await;
            append(&store, kept, &batch(0, 1, 1000, &[7; 500]), 5000).unwrap();
            store.commit().await.unwrap();
            assert_eq!(kept.get().flushed_offset(), 1);
            flush.await.unwrap().unwrap();
            let dirs = deletion.await.unwrap().unwrap();
            assert!(fs::exists(&dirs[0]).await.unwrap() && !fs::exists(&gone.dir).await.unwrap());
            // The piece that was under way, and no more.
            assert!(gone.get().unwritten_bytes() >= unwritten - u64::from(FLUSH_WRITE_BYTES));
        };
        sim.node(1).block_on(LIMIT, work).unwrap();
    });
}

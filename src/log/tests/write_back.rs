//! How what only the journal has comes to the files.

use super::harness::*;
use crate::log::config::LogConfig;
use crate::rt::sim::check_seeds;
use crate::rt::time;
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

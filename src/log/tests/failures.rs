//! Whatever change of the disk fails, the commit that needs it ends, and says so; what was acknowledged before stays.

use super::harness::*;
use crate::log::commit::CommitOptions;
use crate::log::config::LogConfig;
use crate::rt::sim::Sim;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(3600);

/// A commit needs room in a full journal. The log that keeps its tail has much to write in the same commit, to its file: where
/// that fails, the log will never give its entries up, and nobody may wait for it.
#[test]
fn a_commit_into_a_full_journal_ends_whichever_change_fails() {
    let settings = Settings {
        config: LogConfig { segment_bytes: 1 << 20, ..LogConfig::default() },
        commit: CommitOptions { direct_bytes: 16 << 10, ..CommitOptions::default() },
        ring_bytes: 16 * 4096,
        partitions: 2,
        ..Settings::default()
    };
    for failing in 1.. {
        let sim = Sim::new(failing);
        let node = sim.node(1);
        let (disk, of_life) = (node.clone(), settings.clone());
        let committed = node
            .block_on(LIMIT, async move {
                let store = open(&of_life).await.unwrap();
                append(&store, &store.logs[0], &batch(0, 1, 1, &[1; 500]), 0).unwrap();
                store.commit().await.unwrap();
                for i in 0..4 {
                    append(&store, &store.logs[1], &batch(i, 1, 1, &[2; 12_000]), 0).unwrap();
                    store.commit().await.unwrap();
                }
                // 13 of its 16 blocks are used, and the next entry needs four.
                assert_eq!(store.committer.journal().tail(), store.committer.journal().next_sequence() - 5);
                append(&store, &store.logs[0], &batch(1, 1, 1, &[3; 30_000]), 0).unwrap();
                append(&store, &store.logs[1], &batch(4, 1, 1, &[4; 12_000]), 0).unwrap();
                disk.disk().fail_change(failing, libc::EIO);
                let committed = store.commit().await;
                assert_eq!(committed.is_err(), store.committer.failure().is_some());
                committed
            })
            .unwrap();
        if committed.is_ok() {
            // It needs fewer changes than that.
            assert!(failing > 2);
            return;
        }
        let of_life = settings.clone();
        let ends = node
            .block_on(LIMIT, async move {
                let store = open(&of_life).await.unwrap();
                store.logs.iter().map(|log| log.get().flushed_offset()).collect::<Vec<_>>()
            })
            .unwrap();
        let [least, most] = [[1, 4], [2, 5]];
        assert!((0..2).all(|i| ends[i] >= least[i] && ends[i] <= most[i]), "{failing}: {ends:?}");
    }
}

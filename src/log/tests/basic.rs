use super::harness::*;
use crate::log::AppendError;
use crate::log::config::LogConfig;
use crate::rt::buf::BLOCK_BYTES;
use crate::rt::sim::Sim;
use crate::rt::task;
use std::rc::Rc;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(3600);

#[test]
fn what_is_committed_survives_a_crash_and_what_is_closed_is_kafkas() {
    let sim = Sim::new(1);
    let node = sim.node(1);
    let settings = Settings::default();
    let batches: Vec<Vec<u8>> =
        (0..200).map(|i| batch(i * 3, 3, 1000 + i, &vec![i as u8; 100 + i as usize * 7])).collect();
    let (first, all) = (batches.clone(), batches.concat());
    let s = settings.clone();
    node.block_on(LIMIT, async move {
        let store = open(&s).await.unwrap();
        for batch in &first[..150] {
            append(&store, &store.logs[0], batch, 5000).unwrap();
            store.commit().await.unwrap();
        }
        // Appended, not committed.
        append(&store, &store.logs[0], &first[150], 5000).unwrap();
        assert_eq!(store.logs[0].get().flushed_offset(), 450);
        assert_eq!(store.logs[0].get().end_offset(), 453);
    })
    .unwrap();
    node.crash();
    let (s, rest, expected) = (settings.clone(), batches.clone(), all.clone());
    node.block_on(LIMIT, async move {
        let store = open(&s).await.unwrap();
        let log = store.logs[0].clone();
        assert!(!store.dir.clean && log.get().end_offset() >= 450);
        let done = (log.get().end_offset() / 3) as usize;
        for batch in &rest[done..] {
            append(&store, &log, batch, 5000).unwrap();
        }
        store.commit().await.unwrap();
        assert_eq!(log.get().flushed_offset(), 600);
        for max_bytes in [1, 500, 5000, 1 << 20] {
            assert_eq!(read_all(&store, &log, 600, max_bytes).await.unwrap(), expected);
        }
        store.close().await.unwrap();
    })
    .unwrap();
    let disk = node.disk();
    let mut at_rest = vec![];
    let mut base = 0;
    while let Some(bytes) = disk.content(format!("{DIR}/t0-0/{base:020}.log")) {
        if bytes.is_empty() {
            break;
        }
        let count = batches
            .iter()
            .scan(0, |sum, b| {
                *sum += b.len();
                Some(*sum)
            })
            .position(|sum| sum == at_rest.len() + bytes.len());
        at_rest.extend(bytes);
        base = (count.unwrap() as i64 + 1) * 3;
    }
    assert_eq!(at_rest, all);
    assert_eq!(disk.content(format!("{DIR}/.kafka_cleanshutdown")).unwrap(), br#"{"version":0,"brokerEpoch":5}"#);
    assert_eq!(disk.content(format!("{DIR}/recovery-point-offset-checkpoint")).unwrap(), b"0\n1\nt0 0 600\n");
    assert_eq!(disk.content(format!("{DIR}/t0-0/leader-epoch-checkpoint")).unwrap(), b"0\n1\n3 0\n");
    let s = settings.clone();
    node.block_on(LIMIT, async move {
        let store = open(&s).await.unwrap();
        let log = store.logs[0].clone();
        assert!(store.dir.clean);
        assert_eq!(log.get().end_offset(), 600);
        assert_eq!(read_all(&store, &log, 600, 700).await.unwrap(), all);
        assert_eq!(log.get().memory_bytes(), 0);
        // An idle log goes on in the middle of a block.
        append(&store, &log, &batch(600, 1, 9000, b"more"), 5000).unwrap();
        store.commit().await.unwrap();
        assert_eq!(log.get().flushed_offset(), 601);
        store.close().await.unwrap();
    })
    .unwrap();
}

#[test]
fn reads_keep_to_their_limits() {
    let sim = Sim::new(2);
    let settings = Settings {
        config: LogConfig { segment_bytes: 4000, index_interval_bytes: 300, ..LogConfig::default() },
        ..Settings::default()
    };
    sim.node(1)
        .block_on(LIMIT, async move {
            let store = open(&settings).await.unwrap();
            let log = store.logs[0].clone();
            for i in 0..100 {
                append(&store, &log, &batch(i * 10, 10, 1000 + i * 10, &[i as u8; 139]), 0).unwrap();
            }
            store.commit().await.unwrap();
            let context = store.context();
            for from_file in [false, true] {
                if from_file {
                    store.committer.checkpoint(&log).await.unwrap();
                    while log.get_mut().evict_first() {}
                    assert_eq!(log.get().memory_bytes(), 0);
                }
                for offset in 0..1000 {
                    // The batch that holds the offset, from its beginning; never across a segment.
                    let data = log.read(&context, offset, 450, 1000, false).await.unwrap();
                    let first = offset / 10 * 10;
                    let bytes = concat(&data.segments);
                    assert_eq!(bytes[..8], first.to_be_bytes());
                    assert!([200, 400].contains(&bytes.len()));
                    assert_eq!(data.next_offset, first + bytes.len() as i64 / 20);
                    assert_eq!(bytes.len() == 200, (first / 10 + 1) % 20 == 0, "{offset}");
                }
                let read = async |offset, max_bytes, limit, min_one| {
                    log.read(&context, offset, max_bytes, limit, min_one).await.map(|d| (d.size_bytes, d.next_offset))
                };
                assert_eq!(read(5, 199, 1000, false).await.unwrap(), (0, 5));
                assert_eq!(read(5, 199, 1000, true).await.unwrap(), (200, 10));
                assert_eq!(read(5, 0, 1000, true).await.unwrap(), (200, 10));
                // Batches end at or before the limit.
                assert_eq!(read(0, 9999, 30, false).await.unwrap(), (600, 30));
                assert_eq!(read(0, 9999, 39, false).await.unwrap(), (600, 30));
                assert_eq!(read(30, 9999, 39, true).await.unwrap(), (0, 30));
                assert_eq!(read(1000, 9999, 1000, true).await.unwrap(), (0, 1000));
                assert!(read(1001, 9999, 1000, true).await.is_err());
                assert!(read(-1, 9999, 1000, true).await.is_err());
            }
            store.close().await.unwrap();
        })
        .unwrap();
}

#[test]
fn more_logs_than_memory_has_chunks_take_turns() {
    const LOGS: i32 = 600;
    const ROUNDS: i64 = 3;
    let settings = Settings { pool_bytes: 1 << 20, partitions: LOGS, ring_bytes: 1 << 20, ..Settings::default() };
    Sim::new(1)
        .node(1)
        .block_on(LIMIT, async move {
            let store = Rc::new(open(&settings).await.unwrap());
            assert!(store.context().pool().total_bytes() / BLOCK_BYTES < LOGS as usize);
            store.start_checkpoints();
            let commits = task::spawn({
                let store = store.clone();
                async move {
                    loop {
                        store.committer.wait_dirty().await;
                        store.commit().await.unwrap();
                    }
                }
            });
            for round in 0..ROUNDS {
                for log in &store.logs {
                    // As a shard does: what finds no memory waits for some.
                    while let Err(error) = append(&store, log, &batch(round, 1, 1000, &[7; 3000]), 5000) {
                        let AppendError::NoMemory { bytes } = error else { panic!("{error}") };
                        store.committer.relieve();
                        store.context().memory_freed(bytes).await;
                    }
                }
            }
            commits.cancel();
            store.commit().await.unwrap();
            for log in &store.logs {
                let bytes = read_all(&store, log, ROUNDS, 1 << 20).await.unwrap();
                let expected: Vec<u8> = (0..ROUNDS).flat_map(|round| batch(round, 1, 1000, &[7; 3000])).collect();
                assert_eq!(bytes, expected);
            }
        })
        .unwrap();
}

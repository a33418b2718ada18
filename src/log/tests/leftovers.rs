//! What a crashed cleaner, a split or a deletion leaves is handled as Kafka's `LogLoader` does.

use super::harness::*;
use crate::log::config::LogConfig;
use crate::log::names;
use crate::rt::fs;
use crate::rt::sim::{Node, Sim};
use std::collections::BTreeMap;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(3600);
const LOG: &str = "/data/t0-0";
/// Batches of ten records, four of them a segment.
const SEGMENTS: [i64; 4] = [0, 40, 80, 120];

fn settings() -> Settings {
    let config = LogConfig { segment_bytes: 800, index_interval_bytes: 100, ..LogConfig::default() };
    Settings { config, ..Settings::default() }
}

fn numbered(i: i64) -> Vec<u8> {
    batch(i * 10, 10, 1000 + i, &[i as u8; 139])
}

/// Bytes of the batches with those numbers.
fn bytes(numbers: &[i64]) -> Vec<u8> {
    numbers.iter().flat_map(|&i| numbered(i)).collect()
}

/// A log of 16 batches in four segments, at rest.
fn at_rest(node: &Node) {
    node.block_on(LIMIT, async {
        let store = open(&settings()).await.unwrap();
        for i in 0..16 {
            append(&store, &store.logs[0], &numbered(i), 0).unwrap();
        }
        store.commit().await.unwrap();
        let bases: Vec<i64> = store.logs[0].get().segments.iter().map(|segment| segment.base_offset).collect();
        assert_eq!(bases, SEGMENTS);
        store.close().await.unwrap();
    })
    .unwrap();
}

async fn write(files: Vec<(&'static str, Vec<u8>)>) {
    for (name, bytes) in files {
        fs::write_atomic(format!("{LOG}/{name}"), bytes).await.unwrap();
    }
}

/// Everything that the log holds, and the names of its files.
async fn look() -> (Vec<u8>, Vec<String>) {
    let store = open(&settings()).await.unwrap();
    let log = store.logs[0].clone();
    let end = log.get().end_offset();
    let all = read_all(&store, &log, end, 500).await.unwrap();
    let names = fs::read_dir(LOG).await.unwrap().into_iter().map(|entry| entry.name).collect();
    (all, names)
}

/// Puts the files into the log at rest and opens it: once without a crash, then with one at each change of the disk.
fn check(files: &[(&'static str, Vec<u8>)], removed: &[&'static str], expected: &[i64], present: &[&str]) {
    let expected = bytes(expected);
    for crash_at in 0.. {
        let sim = Sim::new(crash_at);
        let node = sim.node(1);
        at_rest(&node);
        let (files, removed) = (files.to_vec(), removed.to_vec());
        node.block_on(LIMIT, async move {
            write(files).await;
            for name in removed {
                fs::remove_file(format!("{LOG}/{name}")).await.unwrap();
            }
            fs::sync_dir(LOG).await.unwrap();
        })
        .unwrap();
        if crash_at > 0 {
            node.disk().crash_at_change(crash_at);
        }
        let survived = node.block_on(LIMIT, look());
        let is_last = crash_at > 0 && survived.is_ok();
        node.disk().cancel_crash();
        let (all, names) = survived.unwrap_or_else(|_| node.block_on(LIMIT, look()).unwrap());
        assert!(all == expected, "crash at change {crash_at}: {names:?}");
        let temporary = |name: &String| [".swap", ".cleaned"].iter().any(|suffix| name.ends_with(suffix));
        assert!(!names.iter().any(temporary), "{names:?}");
        for name in present {
            assert!(names.iter().any(|other| other == name), "{name} is missing from {names:?}");
        }
        if is_last {
            break;
        }
    }
}

const ALL: [i64; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

#[test]
fn a_cleaner_that_was_not_done_changes_nothing() {
    // One file had its new name already, others not.
    let files = [
        ("00000000000000000000.log.swap", bytes(&[3, 6])),
        ("00000000000000000000.index.cleaned", vec![]),
        ("00000000000000000000.timeindex.cleaned", vec![]),
    ];
    check(&files, &[], &ALL, &[]);
    check(&[("00000000000000000040.log.cleaned", bytes(&[5]))], &[], &ALL, &[]);
}

#[test]
fn a_replacement_that_had_begun_is_completed() {
    let swap = ("00000000000000000000.log.swap", bytes(&[2, 7]));
    let after = [2, 7, 8, 9, 10, 11, 12, 13, 14, 15];
    check(std::slice::from_ref(&swap), &[], &after, &["00000000000000000000.log", "00000000000000000080.log"]);
    // The next segments were being cleaned already: that is no reason to give this one up.
    let later = ("00000000000000000080.log.cleaned", bytes(&[8]));
    check(&[swap.clone(), later], &[], &after, &[]);
    // What it replaces is renamed already.
    let gone = ["00000000000000000000.log", "00000000000000000040.log"];
    let renamed = ("00000000000000000040.log.deleted", bytes(&[4, 5, 6, 7]));
    check(&[swap, renamed], &gone, &after, &[]);
}

#[test]
fn a_replacement_ends_with_the_indexes() {
    // The segment has its name, its indexes do not.
    let replaced = ("00000000000000000000.log", bytes(&[0, 1, 2, 3]));
    let index = ("00000000000000000000.index.swap", vec![0, 0, 0, 19, 0, 0, 0, 200]);
    let removed = ["00000000000000000000.index"];
    check(&[replaced, index], &removed, &ALL, &["00000000000000000000.index"]);
}

#[test]
fn a_split_is_done_wholly_or_not() {
    let (first, second) = (bytes(&[0, 1]), bytes(&[2, 3]));
    // Names are given from the last segment on.
    let incomplete = [
        ("00000000000000000000.log.cleaned", first.clone()),
        ("00000000000000000020.log.swap", second.clone()),
        ("00000000000000000020.index.swap", vec![]),
    ];
    check(&incomplete, &[], &ALL, &["00000000000000000000.log", "00000000000000000040.log"]);
    let complete = [("00000000000000000000.log.swap", first), ("00000000000000000020.log.swap", second)];
    check(&complete, &[], &ALL, &["00000000000000000000.log", "00000000000000000020.log"]);
}

#[test]
fn deleted_files_and_lonely_indexes_go() {
    let files = [
        ("00000000000000000007.log.deleted", bytes(&[0])),
        ("00000000000000000007.index", vec![]),
        ("00000000000000000007.timeindex", vec![]),
        ("00000000000000000007.txnindex", vec![]),
        ("00000000000000000007-0000000001.checkpoint.deleted", vec![1]),
    ];
    check(&files, &[], &ALL, &["00000000000000000007-0000000001.checkpoint.deleted"]);
    let sim = Sim::new(1);
    let node = sim.node(1);
    at_rest(&node);
    let (_, names) = node
        .block_on(LIMIT, async move {
            write(files.into()).await;
            look().await
        })
        .unwrap();
    let left: Vec<&String> = names.iter().filter(|name| name.starts_with("00000000000000000007.")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_damaged_replacement_costs_nothing() {
    let sim = Sim::new(1);
    let node = sim.node(1);
    at_rest(&node);
    let mut half = bytes(&[2, 7]);
    half.truncate(300);
    let error = node
        .block_on(LIMIT, async move {
            write(vec![("00000000000000000000.log.swap", half)]).await;
            open(&settings()).await.err().unwrap()
        })
        .unwrap();
    assert!(error.contains("00000000000000000000.log.swap: damaged at byte 200"), "{error}");
    for (i, base) in SEGMENTS.into_iter().enumerate() {
        let name = names::file_name(base, names::LOG_SUFFIX);
        assert_eq!(node.disk().content(format!("{LOG}/{name}")).unwrap(), bytes(&ALL[4 * i..4 * i + 4]));
    }
}

/// A cut that was not synced may be undone by a loss of power long after, when all else has been stopped cleanly.
#[test]
fn padding_that_comes_back_after_a_clean_stop_is_cut_off() {
    let sim = Sim::new(1);
    let node = sim.node(1);
    at_rest(&node);
    for base in &SEGMENTS {
        let padded = node.disk().edit(format!("{LOG}/{base:020}.log"), |bytes| bytes.resize(4096, 0));
        assert!(padded);
    }
    let (all, _) = node.block_on(LIMIT, look()).unwrap();
    assert!(all == bytes(&ALL));
    let sizes: BTreeMap<i64, usize> = SEGMENTS
        .iter()
        .map(|&base| (base, node.disk().content(format!("{LOG}/{base:020}.log")).unwrap().len()))
        .collect();
    assert!(sizes.values().all(|&bytes| bytes == 800), "{sizes:?}");
}

//! Segments with messages of magic 0 and 1, as a directory has them that has lived since Kafka 0.10: they are recovered, served
//! as they lie in the file (KIP-724), found by offset and time, and the log goes on after them.

use super::harness::*;
use crate::log::LogRef;
use crate::log::config::LogConfig;
use crate::rt::fs;
use crate::rt::sim::{Node, Sim};
use ringmain_protocol::records::legacy::Entries;
use ringmain_protocol::records::{Compression, Compressor};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(3600);
const LOG: &str = "/data/t0-0";

/// A message as an old broker wrote it.
fn message(offset: i64, magic: u8, attributes: u8, timestamp: i64, value: &[u8]) -> Vec<u8> {
    let mut body = vec![magic, attributes];
    if magic == 1 {
        body.extend(timestamp.to_be_bytes());
    }
    body.extend((-1i32).to_be_bytes());
    body.extend((value.len() as i32).to_be_bytes());
    body.extend(value);
    let crc = crc_fast::crc32_iso_hdlc(&body);
    let length = 4 + body.len() as i32;
    [&offset.to_be_bytes()[..], &length.to_be_bytes(), &crc.to_be_bytes(), &body].concat()
}

/// Ten messages in one, with the offsets from `first` on.
fn compressed(first: i64, timestamp: i64, codec: Compression) -> Vec<u8> {
    let inner: Vec<u8> = (0..10).flat_map(|i| message(i, 1, 0, timestamp + i, &[i as u8; 20])).collect();
    let mut value = Vec::new();
    Compressor::new().compress(codec.into(), &inner, &mut value).unwrap();
    message(first + 9, 1, codec.id(), timestamp + 9, &value)
}

/// Old entries, and the offset after them: magic 0 to 99, magic 1 to 199, compressed to 299.
fn old() -> (Vec<Vec<u8>>, i64) {
    let mut entries: Vec<Vec<u8>> = (0..100).map(|i| message(i, 0, 0, -1, &vec![i as u8; i as usize % 7])).collect();
    entries.extend((100..200).map(|i| message(i, 1, 0, 1000 + i, &vec![i as u8; i as usize % 90])));
    let codecs = [Compression::Gzip, Compression::Snappy, Compression::Lz4];
    entries.extend((0..10).map(|i| compressed(200 + 10 * i, 2000 + 10 * i, codecs[i as usize % 3])));
    (entries, 300)
}

fn settings() -> Settings {
    Settings {
        config: LogConfig { segment_bytes: 64 << 10, index_interval_bytes: 300, ..LogConfig::default() },
        ..Settings::default()
    }
}

/// A directory of one log whose segment begins with old entries; no index, no checkpoints, as after a crash.
fn directory(node: &Node, segments: Vec<(i64, Vec<u8>)>) {
    node.block_on(LIMIT, async move {
        fs::create_dir_all(LOG).await.unwrap();
        for (base, bytes) in segments {
            fs::write_atomic(format!("{LOG}/{base:020}.log"), bytes).await.unwrap();
        }
        fs::sync_dir(DIR).await.unwrap();
        fs::sync_dir("/").await.unwrap();
    })
    .unwrap();
}

async fn check_reads(store: &Store, log: &LogRef, entries: &[Vec<u8>]) {
    let context = store.context();
    let end = log.get().end_offset();
    for max_bytes in [1, 100, 3000, 1 << 20] {
        assert!(read_all(store, log, end, max_bytes).await.unwrap() == entries.concat(), "{max_bytes}");
    }
    // From any offset, the entry that holds it.
    for offset in 0..end {
        let data = log.read(&context, offset, 1, end, true).await.unwrap();
        let bytes = concat(&data.segments);
        let expected =
            entries.iter().find(|entry| Entries::new(entry).next().unwrap().unwrap().last_offset() >= offset);
        assert!(Some(&bytes) == expected, "offset {offset}");
        assert!(data.next_offset > offset);
    }
    // Never beyond the limit, and as near to it as the segment goes.
    for limit in [50, 140, 255] {
        let offset = limit - 40;
        let data = log.read(&context, offset, 1 << 20, limit, true).await.unwrap();
        assert!(data.next_offset <= limit && data.next_offset > limit - 10, "{limit}: {}", data.next_offset);
        let last = Entries::new(&concat(&data.segments)).last().unwrap().unwrap().last_offset();
        assert_eq!(last + 1, data.next_offset);
    }
    // Messages of magic 0 have no timestamp, those in a compressed one have their own.
    for (timestamp, expected) in [(0, 100), (1150, 150), (2000, 200), (2037, 237), (2099, 299)] {
        let found = log.offset_for_timestamp(&context, timestamp).await.unwrap().unwrap();
        assert_eq!((found.offset, found.leader_epoch), (expected, None), "{timestamp}");
    }
}

#[test]
fn a_log_of_old_messages_is_recovered_served_and_continued() {
    let sim = Sim::new(1);
    let node = sim.node(1);
    let (entries, end) = old();
    let mut torn = entries.concat();
    torn.extend(&compressed(end, 9000, Compression::Gzip)[..40]);
    directory(&node, vec![(0, torn)]);
    let mut all = entries.clone();
    all.push(batch(end, 3, 5000, b"new"));
    let (new, old) = (all.last().cloned().unwrap(), entries);
    let expected = all.clone();
    node.block_on(LIMIT, async move {
        let store = open(&settings()).await.unwrap();
        let log = store.logs[0].clone();
        assert_eq!(log.get().end_offset(), end);
        check_reads(&store, &log, &old).await;
        let latest = log.offset_of_max_timestamp(&store.context()).await.unwrap().unwrap();
        assert_eq!((latest.timestamp, latest.offset), (2099, 299));
        append(&store, &log, &new, 0).unwrap();
        store.commit().await.unwrap();
        check_reads(&store, &log, &expected).await;
        store.close().await.unwrap();
    })
    .unwrap();
    assert!(node.disk().content(format!("{LOG}/{:020}.log", 0)).unwrap() == all.concat());
    // After a clean stop from the index on, with the sequence of formats in one file.
    node.block_on(LIMIT, async move {
        let store = open(&settings()).await.unwrap();
        let log = store.logs[0].clone();
        assert!(store.dir.clean);
        assert_eq!(log.get().end_offset(), end + 3);
        assert_eq!(log.get().segments[0].first_timestamp, Some(-1));
        check_reads(&store, &log, &all).await;
    })
    .unwrap();
}

#[test]
fn old_segments_before_the_active_one_need_no_index() {
    let sim = Sim::new(1);
    let node = sim.node(1);
    let (entries, end) = old();
    directory(
        &node,
        vec![(0, entries[..150].concat()), (150, entries[150..].concat()), (end, batch(end, 3, 5000, b"n"))],
    );
    let mut all = entries;
    all.push(batch(end, 3, 5000, b"n"));
    for _ in 0..2 {
        let all = all.clone();
        node.block_on(LIMIT, async move {
            let store = open(&settings()).await.unwrap();
            let log = store.logs[0].clone();
            assert_eq!((log.get().end_offset(), log.get().segments.len()), (end + 3, 3));
            check_reads(&store, &log, &all).await;
            store.close().await.unwrap();
        })
        .unwrap();
        node.block_on(LIMIT, async {
            for base in [0, 150] {
                // The second time there is none: a clean start has not looked into the segment.
                let _ = fs::remove_file(format!("{LOG}/{base:020}.index")).await;
            }
        })
        .unwrap();
    }
}

/// Opens a log with one bit of the message at offset 120 flipped; returns where it ends.
fn open_damaged(recovery_points: &str) -> Result<i64, String> {
    let (entries, _) = old();
    let mut damaged = entries.concat();
    damaged[entries[..120].concat().len() + 34] ^= 1;
    let sim = Sim::new(1);
    let node = sim.node(1);
    directory(&node, vec![(0, damaged)]);
    let text = recovery_points.as_bytes().to_vec();
    node.block_on(LIMIT, async move {
        fs::write_atomic(format!("{DIR}/recovery-point-offset-checkpoint"), text).await.unwrap();
        let store = open(&settings()).await?;
        let end = store.logs[0].get().end_offset();
        Ok(end)
    })
    .unwrap()
}

#[test]
fn a_damaged_old_message_ends_the_log_and_below_the_recovery_point_is_corruption() {
    assert_eq!(open_damaged("0\n1\nt0 0 120\n"), Ok(120));
    let error = open_damaged("0\n1\nt0 0 121\n").unwrap_err();
    assert!(error.contains("offset 120, below the recovery point 121"), "{error}");
}

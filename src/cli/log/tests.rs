//! Directories made by the log engine in the simulated world: dumped, verified, recovered; and each kind of damage found.

use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use ringmain_protocol::records::{BatchBuilder, BatchOptions, Compressor, HEADER_SIZE};
use ringmain_protocol::uuid::Uuid;

use super::recover::recover;
use super::verify::{Report, verify};
use super::{File as Kind, dump};
use crate::log::commit::{CommitOptions, Committer};
use crate::log::config::LogConfig;
use crate::log::dir::{LogDir, PartitionOffsets};
use crate::log::meta_properties::MetaProperties;
use crate::log::{LogContext, LogRef, LogSpec, PartitionKey, create_log};
use crate::rt::fs::{self, Durability, File, OpenOptions};
use crate::rt::sim::{Node, Sim};

const LIMIT: Duration = Duration::from_secs(3600);
const DIR: &str = "/data";
const LOG: &str = "/data/orders-0";
const FIRST_SEGMENT: &str = "/data/orders-0/00000000000000000000.log";
const RECORDS: i64 = 300;

struct Store {
    dir: LogDir,
    committer: Rc<Committer>,
    log: LogRef,
}

/// A new directory with a log of small segments.
async fn create() -> Store {
    fs::create_dir_all(DIR).await.unwrap();
    fs::sync_dir("/").await.unwrap();
    let mut dir = LogDir::open(Path::new(DIR)).await.unwrap();
    dir.write_meta(MetaProperties::new("TKfZECdXSW-4Gjzjr-coRQ", 1, Uuid::from_halves(1, 2))).await.unwrap();
    let start = dir.take_journal("0", 256 << 10).await.unwrap();
    let context = LogContext::new(4 << 20, 1 << 20).unwrap();
    let committer = Committer::open(context, &start, CommitOptions::default()).await.unwrap();
    let spec = LogSpec {
        dir: LOG.into(),
        topic: "orders".into(),
        key: PartitionKey { topic_id: Uuid::from_halves(7, 1000), partition: 0 },
        config: Rc::new(LogConfig { segment_bytes: 16 << 10, index_interval_bytes: 512, ..LogConfig::default() }),
        recovery_point: 0,
        log_start_offset: 0,
        clean: true,
    };
    let log = create_log(&spec).await.unwrap();
    committer.add(log.clone());
    Store { dir, committer, log }
}

impl Store {
    /// Batches of three records of one producer.
    async fn fill(&self) {
        let context = self.committer.context().clone();
        for base_offset in (0..RECORDS).step_by(3) {
            let mut builder = BatchBuilder::new(BatchOptions {
                base_offset,
                partition_leader_epoch: if base_offset < 150 { 0 } else { 4 },
                producer_id: 77,
                producer_epoch: 0,
                base_sequence: base_offset as i32,
                ..BatchOptions::default()
            });
            for i in 0..3 {
                builder.append(1000 + base_offset + i, Some(b"key"), Some(&[b'v'; 150]), &[]).unwrap();
            }
            let mut batch = Vec::new();
            builder.build(&mut Compressor::default(), &mut batch).unwrap();
            let (header, payload) = batch.split_first_chunk::<HEADER_SIZE>().unwrap();
            self.log.get_mut().append_batch(&context, header, payload, 5000).unwrap();
            self.committer.mark_dirty(&self.log);
            self.committer.commit(&mut Vec::new()).await.unwrap();
        }
    }

    async fn stop(self) {
        self.committer.close().await.unwrap();
        let (recovery_point, end) = (self.log.get().recovery_point(), self.log.get().end_offset());
        let offsets = self.dir.offsets();
        let known = PartitionOffsets { recovery_point, log_start_offset: Some(0), high_watermark: end };
        offsets.set("orders", 0, known);
        offsets.write().await.unwrap();
        self.dir.mark_clean(5).await.unwrap();
    }
}

/// Runs `then` on a directory that was stopped cleanly.
fn on_clean_directory<F: Future<Output = ()> + 'static>(then: impl FnOnce() -> F + 'static) {
    let sim = Sim::new(1);
    sim.node(1)
        .block_on(LIMIT, async move {
            let store = create().await;
            store.fill().await;
            store.stop().await;
            then().await;
        })
        .unwrap();
}

fn told(report: &Report) -> String {
    let all = report.problems.iter().chain(&report.notes);
    all.map(|of| format!("{}: {}\n", of.path.display(), of.what)).collect()
}

async fn overwrite(path: &str, at: u64, bytes: &[u8]) {
    let options = OpenOptions { create: false, ..OpenOptions::READ_WRITE };
    let file = File::open(path, options).await.unwrap();
    file.write_at(bytes.to_vec(), at, Durability::None).await.unwrap();
}

async fn replace(path: &str, text: &[u8]) {
    fs::write_atomic(path, text.to_vec()).await.unwrap();
}

async fn cut(path: &str, by: u64) {
    let options = OpenOptions { create: false, ..OpenOptions::READ_WRITE };
    let file = File::open(path, options).await.unwrap();
    file.set_len(file.len().await.unwrap() - by).await.unwrap();
}

/// The files of a kind in the log's directory, in order.
async fn files(is: impl Fn(Kind) -> bool) -> Vec<String> {
    let entries = fs::read_dir(LOG).await.unwrap();
    let mut found: Vec<String> = entries.into_iter().map(|entry| format!("{LOG}/{}", entry.name)).collect();
    found.retain(|path| is(Kind::of(Path::new(path))));
    found.sort();
    found
}

async fn segments() -> Vec<String> {
    files(|kind| matches!(kind, Kind::Segment(_))).await
}

#[test]
fn a_clean_directory_has_no_problem() {
    on_clean_directory(|| async {
        assert!(segments().await.len() > 2, "the test needs several segments");
        let report = verify(Path::new(DIR)).await.unwrap();
        assert!(report.problems.is_empty() && report.notes.is_empty(), "{}", told(&report));
        assert!(report.was_clean);
        assert_eq!((report.logs, report.batches, report.records), (1, RECORDS as u64 / 3, RECORDS as u64));
    });
}

/// Does the damage, then expects `verify` to name the file and say `what`.
fn finds<F: Future<Output = String> + 'static>(what: &'static str, damage: impl FnOnce() -> F + 'static) {
    on_clean_directory(move || async move {
        let path = damage().await;
        let report = verify(Path::new(DIR)).await.unwrap();
        let found = report.problems.iter().any(|of| of.path == Path::new(&path) && of.what.contains(what));
        assert!(found, "{path}: {what:?} is not among\n{}", told(&report));
    });
}

#[test]
fn a_flipped_bit_in_a_batch_is_found() {
    finds("checksum", || async {
        overwrite(FIRST_SEGMENT, 200, b"X").await;
        FIRST_SEGMENT.into()
    });
}

#[test]
fn a_segment_that_was_cut_is_found() {
    finds("cut short", || async {
        cut(FIRST_SEGMENT, 100).await;
        FIRST_SEGMENT.into()
    });
}

#[test]
fn bytes_behind_the_last_batch_are_found() {
    finds("zeros follow", || async {
        let last = segments().await.pop().unwrap();
        let len = fs::read(&last).await.unwrap().len() as u64;
        overwrite(&last, len, &[0; 500]).await;
        last
    });
}

#[test]
fn records_that_do_not_decode_under_a_right_checksum_are_found() {
    finds("records", || async {
        let mut bytes = fs::read(FIRST_SEGMENT).await.unwrap();
        let head = ringmain_protocol::records::BatchRef::parse(&bytes).unwrap();
        let (mut header, size, payload) = (*head.header(), head.bytes().len(), head.payload().to_vec());
        header.record_count = 2;
        let mut sealed = [0; HEADER_SIZE];
        header.seal(&mut sealed, &payload);
        bytes[..HEADER_SIZE].copy_from_slice(&sealed);
        assert!(size > HEADER_SIZE);
        replace(FIRST_SEGMENT, &bytes).await;
        FIRST_SEGMENT.into()
    });
}

#[test]
fn a_missing_segment_is_found() {
    finds("are missing", || async {
        let segments = segments().await;
        fs::remove_file(&segments[1]).await.unwrap();
        segments[2].clone()
    });
}

#[test]
fn an_index_without_its_segment_is_found() {
    finds("no segment of this index", || async {
        fs::remove_file(&segments().await[1]).await.unwrap();
        files(|kind| matches!(kind, Kind::OffsetIndex(_))).await[1].clone()
    });
}

#[test]
fn segments_that_overlap_are_found() {
    finds("the segment before ends at", || async {
        let second = segments().await[1].clone();
        let copy = format!("{LOG}/00000000000000000003.log");
        let bytes = fs::read(&second).await.unwrap();
        replace(&copy, &bytes).await;
        copy
    });
}

#[test]
fn a_missing_index_is_found() {
    finds(".index is missing", || async {
        fs::remove_file(FIRST_SEGMENT.replace(".log", ".index")).await.unwrap();
        FIRST_SEGMENT.into()
    });
}

#[test]
fn an_index_that_points_beside_a_batch_is_found() {
    finds("no batch at", || async {
        let path = FIRST_SEGMENT.replace(".log", ".index");
        let mut bytes = fs::read(&path).await.unwrap();
        bytes[7] ^= 1;
        replace(&path, &bytes).await;
        path
    });
}

#[test]
fn an_index_that_is_no_index_is_found() {
    finds("whole number of 8-byte entries", || async {
        let path = FIRST_SEGMENT.replace(".log", ".index");
        cut(&path, 3).await;
        path
    });
}

#[test]
fn a_wrong_time_index_is_found() {
    finds("has the timestamp", || async {
        let path = FIRST_SEGMENT.replace(".log", ".timeindex");
        let mut bytes = fs::read(&path).await.unwrap();
        bytes[7] ^= 1;
        replace(&path, &bytes).await;
        path
    });
}

#[test]
fn a_damaged_transaction_index_is_found() {
    finds("34-byte entries", || async {
        let path = FIRST_SEGMENT.replace(".log", ".txnindex");
        replace(&path, &[0; 33]).await;
        path
    });
}

#[test]
fn a_damaged_producer_snapshot_is_found() {
    finds("checksum", || async {
        let path = files(|kind| matches!(kind, Kind::ProducerSnapshot(_))).await[0].clone();
        overwrite(&path, 20, &[0xff]).await;
        path
    });
}

#[test]
fn a_producer_snapshot_of_another_time_is_found() {
    finds("producer 77 is said to have", || async {
        let snapshots = files(|kind| matches!(kind, Kind::ProducerSnapshot(_))).await;
        let bytes = fs::read(&snapshots[0]).await.unwrap();
        replace(&snapshots[1], &bytes).await;
        snapshots[1].clone()
    });
}

#[test]
fn a_producer_snapshot_beyond_the_end_is_found() {
    finds("but the log ends at 300", || async {
        let snapshots = files(|kind| matches!(kind, Kind::ProducerSnapshot(_))).await;
        let bytes = fs::read(&snapshots[0]).await.unwrap();
        let path = format!("{LOG}/00000000000000000999.snapshot");
        replace(&path, &bytes).await;
        path
    });
}

#[test]
fn wrong_leader_epochs_are_found() {
    let path = format!("{LOG}/leader-epoch-checkpoint");
    for (text, what) in [
        ("0\n2\n0 0\n4 147\n", "has the epoch 0, the file says 4"),
        ("0\n1\n0 0\n", "has the epoch 4, the file says 0"),
        ("0\n2\n4 0\n0 150\n", "does not follow"),
        ("0\n3\n0 0\n4 150\n5 301\n", "begins at 301, but the log ends at 300"),
        ("0\n1\nx\n", "malformed"),
    ] {
        let path = path.clone();
        finds(what, move || async move {
            replace(&path, text.as_bytes()).await;
            path
        });
    }
}

#[test]
fn missing_leader_epochs_are_found() {
    finds("there is none, but batches have leader epochs", || async {
        let path = format!("{LOG}/leader-epoch-checkpoint");
        fs::remove_file(&path).await.unwrap();
        path
    });
}

#[test]
fn wrong_files_of_the_directory_are_found() {
    for (name, text, what) in [
        ("recovery-point-offset-checkpoint", "0\n1\norders 0 301\n", "records are lost"),
        ("replication-offset-checkpoint", "0\n1\norders 0 301\n", "but the log ends at 300"),
        ("log-start-offset-checkpoint", "0\n1\norders 0 301\n", "but the log ends at 300"),
        ("log-start-offset-checkpoint", "0\n2\norders 0 1\n", "1 entries where the count says 2"),
        ("replication-offset-checkpoint", "0\n2\norders 0 1\norders 0 2\n", "twice"),
        ("replication-offset-checkpoint", "0\n1\norders 0 -1\n", "has the offset -1"),
        ("meta.properties", "version=7\n", "version 7 is not known"),
        ("orders-0/partition.metadata", "version: 0\ntopic_id: nonsense", "nonsense"),
        ("ringmain-journal-0", "this is no journal", "superblock"),
    ] {
        finds(what, move || async move {
            let path = format!("{DIR}/{name}");
            replace(&path, text.as_bytes()).await;
            path
        });
    }
}

#[test]
fn two_logs_of_one_partition_are_found() {
    finds("is also that of", || async {
        let copy = format!("{DIR}/payments-0");
        fs::create_dir_all(&copy).await.unwrap();
        let bytes = fs::read(format!("{LOG}/partition.metadata")).await.unwrap();
        let path = format!("{copy}/partition.metadata");
        replace(&path, &bytes).await;
        path
    });
}

/// A directory whose node has crashed under load.
fn crashed() -> (Sim, Node) {
    let sim = Sim::new(3);
    let node = sim.node(1);
    node.block_on(LIMIT, async {
        let store = create().await;
        store.fill().await;
    })
    .unwrap();
    node.crash();
    (sim, node)
}

#[test]
fn what_a_crash_leaves_is_no_problem_and_recover_makes_it_clean() {
    let (_sim, node) = crashed();
    node.block_on(LIMIT, async {
        let before = verify(Path::new(DIR)).await.unwrap();
        assert!(before.problems.is_empty() && !before.was_clean, "{}", told(&before));
        assert!(told(&before).contains("to be replayed"), "{}", told(&before));

        let recovered = recover(Path::new(DIR)).await.unwrap();
        assert!(!recovered.was_clean && recovered.replayed_pieces > 0 && recovered.failed.is_empty(), "{recovered:?}");
        assert_eq!(recovered.logs, [("orders-0".to_owned(), 0, RECORDS)]);

        let after = verify(Path::new(DIR)).await.unwrap();
        assert!(after.was_clean && after.problems.is_empty() && after.notes.is_empty(), "{}", told(&after));
        assert_eq!(after.records, RECORDS as u64);
        let names: Vec<String> = fs::read_dir(DIR).await.unwrap().into_iter().map(|entry| entry.name).collect();
        assert!(!names.iter().any(|name| name.starts_with("ringmain-journal")), "{names:?}");

        let again = recover(Path::new(DIR)).await.unwrap();
        assert!(again.was_clean);
        assert!(verify(Path::new(DIR)).await.unwrap().problems.is_empty());
    })
    .unwrap();
}

#[test]
fn corruption_below_the_recovery_point_is_told_and_the_directory_is_not_marked_clean() {
    on_clean_directory(|| async {
        fs::remove_file(format!("{DIR}/.kafka_cleanshutdown")).await.unwrap();
        let last = segments().await.pop().unwrap();
        overwrite(&last, 100, b"X").await;
        let report = verify(Path::new(DIR)).await.unwrap();
        assert!(report.problems.iter().any(|of| of.path == Path::new(&last)), "{}", told(&report));
        let recovered = recover(Path::new(DIR)).await.unwrap();
        assert_eq!(recovered.failed.len(), 1);
        assert!(recovered.failed[0].1.contains("below the recovery point"), "{:?}", recovered.failed);
        assert!(!fs::exists(format!("{DIR}/.kafka_cleanshutdown")).await.unwrap());
    });
}

#[test]
fn a_locked_directory_and_one_that_is_none_are_refused() {
    Sim::new(1)
        .node(1)
        .block_on(LIMIT, async {
            let store = create().await;
            let errors = [recover(Path::new(DIR)).await.unwrap_err(), verify(Path::new(DIR)).await.unwrap_err()];
            for error in errors {
                assert!(error.contains("in use") && error.contains("Stop the broker"), "{error}");
            }
            drop(store);
            fs::create_dir_all("/home").await.unwrap();
            let error = recover(Path::new("/home")).await.unwrap_err();
            assert!(error.contains("/home is no data directory"), "{error}");
            assert!(fs::read_dir("/home").await.unwrap().is_empty());
        })
        .unwrap();
}

#[derive(clap::Parser)]
struct DumpLine {
    #[command(flatten)]
    dump: dump::Dump,
}

async fn dumped(words: &[&str]) -> (usize, String) {
    let line =
        <DumpLine as clap::Parser>::try_parse_from(std::iter::once("dump").chain(words.iter().copied())).unwrap();
    let mut out = Vec::new();
    let damaged = line.dump.dump(&mut out).await.unwrap();
    (damaged, String::from_utf8(out).unwrap())
}

#[test]
fn a_dump_shows_every_kind_of_file() {
    on_clean_directory(|| async {
        let (damaged, text) = dumped(&[DIR]).await;
        assert_eq!(damaged, 0, "{text}");
        for expected in [
            "  batch 0-2 at 0: 3 records, ",
            "producer 77 epoch 0 sequence 297-299",
            "  offset ",
            "  timestamp ",
            "  epoch 4 startOffset 150",
            "  orders-0: 300",
            "  producer 77: epoch 0, last sequence 299",
            "  topic_id: ",
            "  cluster.id=TKfZECdXSW-4Gjzjr-coRQ",
            "  journal ",
        ] {
            assert!(text.contains(expected), "{expected:?} is not in\n{text}");
        }
        assert!(!text.contains("key \"key\""));
        let (_, text) = dumped(&[FIRST_SEGMENT, "--records"]).await;
        assert!(text.contains("    1 at 1001: key \"key\" value \"vvv"), "{text}");
    });
}

#[test]
fn a_dump_as_json_is_an_object_a_line() {
    on_clean_directory(|| async {
        let (_, text) = dumped(&[LOG, "--records", "--json"]).await;
        let objects: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let of = |kind: &str| objects.iter().filter(|object| object["type"] == kind).count() as i64;
        assert_eq!((of("batch"), of("record"), of("leaderEpoch"), of("damage")), (RECORDS / 3, RECORDS, 2, 0));
        assert_eq!(objects.iter().find(|object| object["type"] == "record").unwrap()["key"], "key");
    });
}

#[test]
fn old_messages_are_dumped_and_verified() {
    const OLD: &str = "/data/old-0/00000000000000000000.log";
    // What Kafka's MemoryRecordsBuilder writes with magic 1: a message, then three in one.
    #[rustfmt::skip]
    const WRITTEN_BY_KAFKA: [&str; 2] = [
        "00000000000000000000001ac46a2ee80100000000000000000b0000000161000000036f6e65",
        "00000000000000030000005f35a6385201010000000000000021ffffffff000000491f8b08000000000000ff63608003a923597a2f18613c6e20664c0412ccf979a9503190a458bbdcf95b70558aff8100610403134845a746d216b80a3110015205000331fddc6a000000",
    ];
    on_clean_directory(|| async {
        fs::create_dir_all("/data/old-0").await.unwrap();
        let hex = WRITTEN_BY_KAFKA.concat();
        let digits = hex.as_bytes().as_chunks::<2>().0;
        let bytes = digits.iter().map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap());
        replace(OLD, &bytes.collect::<Vec<u8>>()).await;
        let (damaged, text) = dumped(&[OLD, "--records"]).await;
        let lines = [
            "  message of magic 1 to 0 at 0: 38 bytes, none, CreateTime 11",
            "    0 at 11: key \"a\" value \"one\"",
            "  message of magic 1 to 3 at 38: 107 bytes, gzip, CreateTime 33",
            "    1 at 11: key \"a\" value \"one\"",
            "    2 at 33: key null value \"\"",
            "    3 at 22: key \"\" value null\n",
        ];
        assert_eq!(damaged, 0, "{text}");
        assert!(text.contains(&lines.join("\n")), "{text}");
        // An old broker's index has the first offset of what was appended.
        replace(&OLD.replace(".log", ".index"), &[0, 0, 0, 1, 0, 0, 0, 38]).await;
        replace(&OLD.replace(".log", ".timeindex"), &[]).await;
        let report = verify(Path::new(DIR)).await.unwrap();
        assert!(report.problems.is_empty(), "{}", told(&report));
        overwrite(OLD, 100, b"X").await;
        let report = verify(Path::new(DIR)).await.unwrap();
        assert!(
            told(&report).contains("107 bytes from 38 on (offset 1) are no batch: the checksum"),
            "{}",
            told(&report)
        );
    });
}

#[test]
fn a_dump_says_where_the_damage_is_and_goes_on() {
    on_clean_directory(|| async {
        overwrite(FIRST_SEGMENT, 200, b"X").await;
        cut(&FIRST_SEGMENT.replace(".log", ".index"), 3).await;
        let (damaged, text) = dumped(&[LOG]).await;
        assert_eq!(damaged, 2, "{text}");
        assert!(text.contains("DAMAGED: ") && text.contains("from 0 on are no batch: the checksum"), "{text}");
        assert!(text.contains("batch 297-299"), "{text}");
    });
}

#[test]
fn a_dump_shows_what_waits_in_a_journal() {
    let (_sim, node) = crashed();
    node.block_on(LIMIT, async {
        let (damaged, text) = dumped(&["/data/ringmain-journal-0", "--records"]).await;
        assert_eq!(damaged, 0);
        assert!(
            text.contains("  entry ") && text.contains("    bytes: topic ") && text.contains(" segment "),
            "{text}"
        );
    })
    .unwrap();
}

#[test]
fn files_are_known_by_their_names() {
    for (name, kind) in [
        ("00000000000000000042.log", Kind::Segment(42)),
        ("00000000000000000042.index", Kind::OffsetIndex(42)),
        ("00000000000000000042.timeindex", Kind::TimeIndex(42)),
        ("00000000000000000042.txnindex", Kind::TxnIndex(42)),
        ("00000000000000000042.snapshot", Kind::ProducerSnapshot(42)),
        ("00000000000000000042-0000000003.checkpoint", Kind::MetadataSnapshot),
        ("leader-epoch-checkpoint", Kind::LeaderEpochs),
        ("replication-offset-checkpoint", Kind::Offsets),
        ("ringmain-journal-3", Kind::Journal),
        ("ringmain-journal-3.tmp", Kind::Other),
        ("meta.properties", Kind::Text),
        ("00000000000000000042.log.deleted", Kind::Other),
        (".lock", Kind::Other),
    ] {
        assert_eq!(Kind::of(Path::new("/x").join(name).as_path()), kind, "{name}");
    }
}

//! The files of a log, opened as after a clean stop and recovered as after a crash. The log that comes out can be opened again.
#![no_main]

use std::rc::Rc;
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use ringmain::log::config::LogConfig;
use ringmain::log::{Check, LogSpec, PartitionKey, open_log, scan};
use ringmain::rt::fs::{self, File, OpenOptions};
use ringmain::rt::sim::Sim;
use ringmain_protocol::records::{BatchBuilder, BatchOptions, Compressor};
use ringmain_protocol::uuid::Uuid;

const DIR: &str = "/t-0";

fuzz_target!(|data: &[u8]| {
    let Some((&flags, data)) = data.split_first() else { return };
    let data = data.to_vec();
    Sim::new(1)
        .node(1)
        .block_on(Duration::from_secs(60), async move {
            fs::create_dir_all(DIR).await.expect("a directory");
            let (index, segment) = data.split_at(data.len().min(usize::from(flags & 7) * 8));
            let mut bytes = batch(usize::from(flags >> 6));
            if flags & 32 != 0 {
                bytes.extend(old_message(segment));
            }
            bytes.extend_from_slice(segment);
            let path = |suffix: &str| format!("{DIR}/00000000000000000000{suffix}");
            write(&path(".log"), &bytes).await;
            write(&path(".index"), index).await;
            write(&path(".timeindex"), index).await;
            if flags & 8 != 0 {
                write(&path(".snapshot"), index).await;
            }
            let file = File::open(path(".log"), OpenOptions::READ).await.expect("the segment");
            let scanned = scan(&file, 0, bytes.len() as u32, 0, Check::All, |_, _, _| Ok(())).await.expect("a scan");
            assert!(scanned.position as usize <= bytes.len());
            let clean = flags & 16 != 0;
            if let Ok(log) = open_log(&spec(clean)).await {
                let end = log.get().end_offset();
                drop(log);
                let again = open_log(&spec(false)).await.expect("what was recovered is whole");
                assert!(clean || again.get().end_offset() == end);
            }
        })
        .expect("it ends");
});

fn spec(clean: bool) -> LogSpec {
    LogSpec {
        dir: DIR.into(),
        topic: "t".into(),
        key: PartitionKey { topic_id: Uuid([3; 16]), partition: 0 },
        config: Rc::new(LogConfig::default()),
        recovery_point: 0,
        log_start_offset: 0,
        clean,
    }
}

/// A sound batch in front, so that what follows is reached.
fn batch(records: usize) -> Vec<u8> {
    let mut builder = BatchBuilder::new(BatchOptions::default());
    for i in 0..records {
        builder.append(i as i64, None, Some(b"value"), &[]).expect("a record");
    }
    let mut bytes = Vec::new();
    if records > 0 {
        builder.build(&mut Compressor::default(), &mut bytes).expect("a batch");
    }
    bytes
}

/// A message of magic 0 or 1 whose checksum is right; everything from its attributes on is `body`.
fn old_message(body: &[u8]) -> Vec<u8> {
    let magic = body.first().map_or(0, |byte| byte & 1);
    let checked = [&[magic], body].concat();
    let length = 4 + checked.len() as u32;
    let crc = crc_fast::crc32_iso_hdlc(&checked);
    [&9i64.to_be_bytes(), &length.to_be_bytes()[..], &crc.to_be_bytes(), &checked].concat()
}

async fn write(path: &str, bytes: &[u8]) {
    fs::write_atomic(path, bytes.to_vec()).await.expect("a file");
}

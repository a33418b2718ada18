//! `ringmain log recover`: makes what a crash left exactly what Kafka leaves after a clean stop.
//!
//! Promises: journals are replayed and removed, every log is recovered and closed, the padding behind the last batch is cut
//! off, and `.kafka_cleanshutdown` is written last, only if every log could be opened. Interrupted, it can be run again.
//! A directory that a broker has locked is refused; nothing of it is touched.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::Args;
use ringmain_protocol::uuid::Uuid;
use serde_json::json;

use crate::cli::runtime;
use crate::log::commit::{CommitOptions, Committer};
use crate::log::config::LogConfig;
use crate::log::dir::{DirError, FoundLog, LogDir, PartitionOffsets};
use crate::log::journal::format::MIN_RING_BYTES;
use crate::log::{LogContext, LogSpec, names, open_logs, partition_metadata};
use crate::rt::fs;

/// Logs opened at the same time.
const MAX_PARALLEL: usize = 8;
/// Nothing is appended, so the pool serves no more than the blocks at the logs' ends.
const POOL_BYTES: usize = 4 << 20;
/// The journal that closing needs; it is removed at the end.
const JOURNAL_NAME: &str = "recover";
/// What a clean stop notes where the broker's epoch is not known.
const NO_BROKER_EPOCH: i64 = -1;

/// Make a crashed data directory exactly Kafka's.
///
/// Replays the journals, recovers every log, cuts the padding off and marks the directory as cleanly stopped. `ringmain serve`
/// does the same by itself; this is for opening the directory with Apache Kafka, or for looking at it first.
#[derive(Args)]
#[command(after_help = "Examples:
  ringmain log recover ./ringmain-data
  ringmain log recover ./ringmain-data && kafka-dump-log.sh --files ./ringmain-data/orders-0/00000000000000000000.log
  ringmain log recover /disk1/kafka /disk2/kafka --json")]
pub struct Recover {
    /// Data directories (log.dirs) of a stopped node.
    #[arg(value_name = "DIR", required = true)]
    dirs: Vec<PathBuf>,
    /// Report as JSON, one object for each directory.
    #[arg(long)]
    json: bool,
}

impl Recover {
    pub fn run(self) -> Result<(), String> {
        let mut failed = 0;
        for dir in self.dirs {
            let report = runtime::block_on(move || async move { recover(&dir).await })?;
            crate::cli::print(&format!("{}\n", if self.json { report.json() } else { report.text() }))?;
            failed += report.failed.len();
        }
        if failed == 0 { Ok(()) } else { Err(format!("{failed} logs could not be recovered and are as they were")) }
    }
}

/// What was done to a directory.
#[derive(Debug)]
pub(super) struct Report {
    dir: PathBuf,
    pub was_clean: bool,
    pub replayed_pieces: usize,
    replayed_bytes: u64,
    /// Name, log start offset and end offset of each log.
    pub logs: Vec<(String, i64, i64)>,
    /// Name of a log and why it cannot be opened.
    pub failed: Vec<(String, String)>,
}

impl Report {
    fn text(&self) -> String {
        let dir = self.dir.display();
        let mut lines: Vec<String> =
            self.logs.iter().map(|(name, start, end)| format!("  {name}: offsets {start} to {end}")).collect();
        lines.extend(self.failed.iter().map(|(name, error)| format!("  {name}: NOT RECOVERED: {error}")));
        let head = match (self.failed.is_empty(), self.was_clean) {
            (true, true) => format!("{dir}: was stopped cleanly, nothing to recover"),
            (true, false) => format!(
                "{dir}: recovered; {} bytes in {} pieces came from the journals",
                self.replayed_bytes, self.replayed_pieces
            ),
            (false, _) => format!("{dir}: not marked as cleanly stopped"),
        };
        std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
    }

    fn json(&self) -> String {
        let logs: Vec<_> = self
            .logs
            .iter()
            .map(|(name, start, end)| json!({"log": name, "logStartOffset": start, "logEndOffset": end}))
            .collect();
        let failed: Vec<_> = self.failed.iter().map(|(name, error)| json!({"log": name, "error": error})).collect();
        json!({
            "directory": self.dir,
            "wasClean": self.was_clean,
            "journalPieces": self.replayed_pieces,
            "journalBytes": self.replayed_bytes,
            "logs": logs,
            "failed": failed,
        })
        .to_string()
    }
}

/// Recovers one directory.
pub(super) async fn recover(path: &Path) -> Result<Report, String> {
    super::check_is_data_directory(path).await?;
    let mut dir = LogDir::open(path).await.map_err(explain)?;
    let io = |error| format!("{}: {error}", path.display());
    let journal = dir.take_journal(JOURNAL_NAME, MIN_RING_BYTES).await.map_err(explain)?;
    dir.remove_other_journals().await.map_err(explain)?;
    let context = LogContext::new(POOL_BYTES, POOL_BYTES).map_err(io)?;
    let committer = Committer::open(context, &journal, CommitOptions::default()).await.map_err(io)?;

    let config = Rc::new(LogConfig::default());
    let found = dir.logs.clone();
    let specs: Vec<LogSpec> =
        found.iter().enumerate().map(|(i, log)| log.spec(stand_in_id(log, i), config.clone(), dir.clean)).collect();
    let mut report = Report {
        dir: path.to_owned(),
        was_clean: dir.clean,
        replayed_pieces: dir.replayed.pieces,
        replayed_bytes: dir.replayed.bytes,
        logs: Vec::new(),
        failed: Vec::new(),
    };
    let mut open = BTreeMap::new();
    for (log, opened) in found.iter().zip(open_logs(&specs, MAX_PARALLEL).await) {
        match opened {
            Ok(opened) => {
                committer.add(opened.clone());
                open.insert(log.dir.clone(), (log.clone(), opened));
            }
            Err(error) => report.failed.push((names::partition_dir(&log.topic, log.partition), error.to_string())),
        }
    }
    committer.close().await.map_err(|error| error.to_string())?;
    let offsets = dir.offsets();
    for (log, opened) in open.values() {
        let (start, end) = (opened.get().log_start_offset(), opened.get().end_offset());
        report.logs.push((names::partition_dir(&log.topic, log.partition), start, end));
        if log.topic == names::METADATA_TOPIC {
            // The quorum keeps its own account of that log.
            continue;
        }
        if log.topic_id.is_none() {
            // The broker will give it the id that the metadata has.
            fs::remove_file(log.dir.join(partition_metadata::FILE_NAME)).await.map_err(io)?;
        }
        let recovery_point = opened.get().recovery_point();
        let high_watermark = log.high_watermark.max(start).min(end);
        let known = PartitionOffsets { recovery_point, log_start_offset: Some(start), high_watermark };
        offsets.set(&log.topic, log.partition, known);
    }
    drop(committer);
    offsets.write().await.map_err(io)?;
    fs::remove_file(&journal.path).await.map_err(io)?;
    fs::sync_dir(path).await.map_err(io)?;
    if report.failed.is_empty() {
        let epoch = dir.broker_epoch.unwrap_or(NO_BROKER_EPOCH);
        dir.mark_clean(epoch).await.map_err(explain)?;
    }
    Ok(report)
}

/// An id for a log that does not know its own: the metadata log has a fixed one, others only must differ.
fn stand_in_id(log: &FoundLog, index: usize) -> Uuid {
    if log.topic == names::METADATA_TOPIC { Uuid::ONE } else { Uuid::from_halves(u64::MAX, index as u64) }
}

fn explain(error: DirError) -> String {
    match error {
        DirError::Locked(path) => super::in_use(&path),
        other => other.to_string(),
    }
}

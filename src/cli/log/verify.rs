//! `ringmain log verify`: checks a whole data directory while no broker runs on it.
//!
//! Promises: nothing is changed. A *problem* is what no crash leaves and what a broker would refuse, lose or answer wrongly;
//! what a crash leaves above the recovery point, and recovery repairs, is a *note*. The exit status is 1 if there is a problem.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use ringmain_protocol::uuid::Uuid;
use serde_json::json;

use super::partition::{self, Known};
use crate::cli::runtime;
use crate::log::checkpoint::{self, PartitionOffset};
use crate::log::journal::{self, replay};
use crate::log::meta_properties::{self, MetaProperties};
use crate::log::names::{self, PartitionDir};
use crate::log::{clean_shutdown, partition_metadata};
use crate::rt::fs::{self, DirEntry, File, OpenOptions};

/// Kafka's log cleaner notes here which logs it has compacted, and how far.
const CLEANER_OFFSETS_FILE: &str = "cleaner-offset-checkpoint";

/// Check a data directory: batches, checksums, offsets, indexes, epochs, snapshots, journals.
#[derive(Args)]
#[command(after_help = "Examples:
  ringmain log verify ./ringmain-data
  ringmain log verify /disk1/kafka /disk2/kafka --json | jq .problems

It reads every byte. A directory that a crash left is fine; `ringmain log recover` makes it clean.")]
pub struct Verify {
    /// Data directories (log.dirs) of a stopped node.
    #[arg(value_name = "DIR", required = true)]
    dirs: Vec<PathBuf>,
    /// Report as JSON, one object for each directory.
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub fn run(self) -> Result<(), String> {
        let mut problems = 0;
        for dir in self.dirs {
            let report = runtime::block_on(move || async move { verify(&dir).await })?;
            crate::cli::print(&if self.json { report.json() } else { report.text() })?;
            problems += report.problems.len();
        }
        match problems {
            0 => Ok(()),
            1 => Err("1 problem was found".to_owned()),
            n => Err(format!("{n} problems were found")),
        }
    }
}

/// What was found, and how much was looked at.
#[derive(Debug, Default)]
pub(super) struct Report {
    dir: PathBuf,
    pub was_clean: bool,
    pub problems: Vec<Finding>,
    pub notes: Vec<Finding>,
    pub logs: u64,
    pub segments: u64,
    pub batches: u64,
    pub records: u64,
    pub bytes: u64,
}

/// Something about a file or directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub path: PathBuf,
    pub what: String,
}

impl Report {
    pub fn problem(&mut self, path: &Path, what: impl Display) {
        self.problems.push(Finding { path: path.to_owned(), what: what.to_string() });
    }

    pub fn note(&mut self, path: &Path, what: impl Display) {
        self.notes.push(Finding { path: path.to_owned(), what: what.to_string() });
    }

    fn text(&self) -> String {
        let lines = |findings: &[Finding], word: &str| -> String {
            findings.iter().map(|of| format!("  {word}: {}: {}\n", of.path.display(), of.what)).collect()
        };
        let state = if self.was_clean { "stopped cleanly" } else { "not stopped cleanly" };
        format!(
            "{}: {state}; {} logs, {} segments, {} batches, {} records, {} bytes: {} problems\n{}{}",
            self.dir.display(),
            self.logs,
            self.segments,
            self.batches,
            self.records,
            self.bytes,
            self.problems.len(),
            lines(&self.problems, "PROBLEM"),
            lines(&self.notes, "note"),
        )
    }

    fn json(&self) -> String {
        let findings = |findings: &[Finding]| -> Vec<serde_json::Value> {
            findings.iter().map(|of| json!({"path": of.path, "what": of.what})).collect()
        };
        let value = json!({
            "directory": self.dir,
            "clean": self.was_clean,
            "logs": self.logs,
            "segments": self.segments,
            "batches": self.batches,
            "records": self.records,
            "bytes": self.bytes,
            "problems": findings(&self.problems),
            "notes": findings(&self.notes),
        });
        format!("{value}\n")
    }
}

/// Checks a data directory.
pub(super) async fn verify(dir: &Path) -> Result<Report, String> {
    super::check_is_data_directory(dir).await?;
    let failed = |error: io::Error| format!("{}: {error}", dir.display());
    let entries = fs::read_dir(dir).await.map_err(failed)?;
    let has = |name: &str| entries.iter().any(|entry| entry.name == name);
    let _lock = lock(dir, has(names::LOCK_FILE)).await?;
    let mut report = Report { dir: dir.to_owned(), was_clean: has(clean_shutdown::FILE_NAME), ..Report::default() };
    if has(meta_properties::FILE_NAME) {
        let path = dir.join(meta_properties::FILE_NAME);
        if let Err(error) = MetaProperties::parse(&fs::read(&path).await.map_err(failed)?) {
            report.problem(&path, error);
        }
    } else {
        report.note(dir, "there is no meta.properties: the directory is not formatted");
    }
    check_journals(dir, &entries, &mut report).await?;

    let recovery_points = offsets(dir, checkpoint::RECOVERY_POINT_FILE, &mut report).await?;
    let log_starts = offsets(dir, checkpoint::LOG_START_OFFSET_FILE, &mut report).await?;
    let high_watermarks = offsets(dir, checkpoint::HIGH_WATERMARK_FILE, &mut report).await?;
    let compacted = offsets(dir, CLEANER_OFFSETS_FILE, &mut report).await?;
    let mut ids: BTreeMap<(Uuid, i32), PathBuf> = BTreeMap::new();
    let mut names: Vec<&DirEntry> = entries.iter().filter(|entry| entry.is_dir).collect();
    names.sort();
    for entry in names {
        let path = dir.join(&entry.name);
        match names::parse_partition_dir(&entry.name) {
            Some(PartitionDir::Live { topic, partition }) => {
                check_id(&path, partition, &mut ids, &mut report).await?;
                let key = (topic, partition);
                let known = Known {
                    is_clean: report.was_clean,
                    is_compacted: compacted.contains_key(&key),
                    recovery_point: recovery_points.get(&key).copied().unwrap_or(0),
                    log_start_offset: log_starts.get(&key).copied(),
                    high_watermark: high_watermarks.get(&key).copied(),
                };
                partition::check(&path, &known, &mut report).await?;
            }
            Some(PartitionDir::Deleted) => report.note(&path, "waits to be deleted"),
            Some(PartitionDir::Stray) => {
                report.note(&path, "was set aside: the metadata does not assign it to this node")
            }
            Some(PartitionDir::Future { .. }) => report.note(&path, "was on its way from another directory"),
            None => {}
        }
    }
    Ok(report)
}

/// Keeps a broker from starting meanwhile. A directory without a lock file has never been opened.
async fn lock(dir: &Path, exists: bool) -> Result<Option<File>, String> {
    if !exists {
        return Ok(None);
    }
    let path = dir.join(names::LOCK_FILE);
    let failed = |error: io::Error| format!("{}: {error}", path.display());
    // A lock needs a file open for writing, though nothing is written.
    let options = OpenOptions { create: false, ..OpenOptions::READ_WRITE };
    let lock = match File::open(&path, options).await {
        Ok(lock) => lock,
        // Nor can a broker run on it.
        Err(error) if error.kind() == io::ErrorKind::ReadOnlyFilesystem => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    if lock.try_lock_exclusive().map_err(failed)? {
        return Ok(Some(lock));
    }
    Err(super::in_use(dir))
}

async fn check_journals(dir: &Path, entries: &[DirEntry], report: &mut Report) -> Result<(), String> {
    for entry in entries.iter().filter(|entry| !entry.is_dir && entry.name.starts_with(journal::FILE_PREFIX)) {
        let path = dir.join(&entry.name);
        if entry.name.ends_with(".tmp") {
            report.note(&path, "a journal that was being created");
            continue;
        }
        match replay::scan(&path).await {
            Ok(start) => {
                let full = start.entries.iter().filter(|found| !found.header.has_no_pieces()).count();
                let file = File::open(&path, OpenOptions::READ).await;
                let file = file.map_err(|error| format!("{}: {error}", path.display()))?;
                for found in &start.entries {
                    let entry = file.read_at(found.position, found.header.len).await;
                    let entry = entry.map_err(|error| format!("{}: {error}", path.display()))?;
                    if let Err(error) = found.header.pieces(&entry) {
                        report.problem(&path, error);
                    }
                }
                match (full, report.was_clean) {
                    (0, _) => {}
                    (n, true) => {
                        report.note(&path, format!("{n} entries do not count: another broker has stopped here since"))
                    }
                    (n, false) => report.note(&path, format!("{n} entries are to be replayed")),
                }
            }
            Err(replay::ReplayError::Journal { error, .. }) => report.problem(&path, error),
            Err(error) => return Err(error.to_string()),
        }
    }
    Ok(())
}

type Offsets = BTreeMap<(String, i32), i64>;

/// A checkpoint file; empty where it is missing.
async fn offsets(dir: &Path, name: &str, report: &mut Report) -> Result<Offsets, String> {
    let path = dir.join(name);
    let bytes = match fs::read(&path).await {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Offsets::new()),
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    let parsed = match checkpoint::parse_offsets(&bytes) {
        Ok(parsed) => parsed,
        Err(error) => {
            report.problem(&path, error);
            return Ok(Offsets::new());
        }
    };
    let mut offsets = Offsets::new();
    for PartitionOffset { topic, partition, offset } in parsed {
        if offset < 0 {
            report.problem(&path, format!("{topic}-{partition} has the offset {offset}"));
        }
        if offsets.insert((topic.clone(), partition), offset).is_some() {
            report.problem(&path, format!("{topic}-{partition} is there twice"));
        }
    }
    Ok(offsets)
}

/// No two logs are the same partition.
async fn check_id(
    dir: &Path,
    partition: i32,
    ids: &mut BTreeMap<(Uuid, i32), PathBuf>,
    report: &mut Report,
) -> Result<(), String> {
    let path = dir.join(partition_metadata::FILE_NAME);
    match fs::read(&path).await {
        Ok(bytes) => match partition_metadata::parse(&bytes) {
            Ok(id) => {
                if let Some(other) = ids.insert((id, partition), dir.to_owned()) {
                    report.problem(&path, format!("the topic's id {id} is also that of {}", other.display()));
                }
            }
            Err(error) => report.problem(&path, error),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            report.note(dir, "there is no partition.metadata: the broker will write it when it opens the log");
        }
        Err(error) => return Err(format!("{}: {error}", path.display())),
    }
    Ok(())
}

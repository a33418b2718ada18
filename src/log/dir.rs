//! One log directory: whose it is, what is in it, its journals and checkpoint files.
//!
//! Promises: a directory is open in one process at a time. `open` has replayed and emptied every journal found, whatever the
//! number of threads that wrote them, so logs may then be opened. A failure concerns this directory alone.
//! Order at a clean stop: close every `Committer`, `SharedDir::write`, then `mark_clean`, which marks only what every thread that
//! shares the directory has said to be at rest.

use super::checkpoint::{self, PartitionOffset};
use super::claims::DirClaims;
use super::clean_shutdown;
use super::config::LogConfig;
use super::journal::format::PartitionKey;
use super::journal::replay::{self, ReplayError, Replayed};
use super::journal::{self, JournalStart};
use super::meta_properties::{self, MetaProperties, MetaPropertiesError};
use super::names::{self, PartitionDir};
use super::partition_metadata;
use super::recovery::LogSpec;
use crate::rt::fs::{self, File, OpenOptions};
use ringmain_protocol::uuid::Uuid;
use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Why a log directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DirError {
    #[error("{path}: {error}{}", way_out(error))]
    Io { path: PathBuf, error: io::Error },
    #[error("{0} is in use by another process: it holds the lock on its file .lock")]
    Locked(PathBuf),
    #[error("{path}: {error}")]
    MetaProperties { path: PathBuf, error: MetaPropertiesError },
    #[error(
        "{0}. Bytes that were acknowledged may be lost: restore the file, or accept the loss by removing it, which leaves \
         what the segments have"
    )]
    Replay(#[from] ReplayError),
}

impl DirError {
    /// Whether the directory has failed, as a disk does; else it is none of this node's, or not made yet.
    pub fn is_failure(&self) -> bool {
        match self {
            DirError::Io { error, .. } => error.kind() != ErrorKind::NotFound,
            DirError::Locked(_) => false,
            DirError::MetaProperties { .. } | DirError::Replay(_) => true,
        }
    }
}

/// What to do about an error of a log directory, where that can be told; to follow the error.
fn way_out(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::NotFound => {
            "; run `ringmain format` with this configuration to make the directory, or correct log.dirs and metadata.log.dir"
        }
        _ => refused_by_disk(error),
    }
}

/// As for a directory that is only being made.
pub fn refused_by_disk(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::PermissionDenied => {
            "; let the user that runs ringmain own the directory, or name another in log.dirs"
        }
        ErrorKind::ReadOnlyFilesystem => "; mount its file system for writing, or name another directory in log.dirs",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "; free some space there, or name another directory in log.dirs"
        }
        _ => "",
    }
}

/// A log that the directory holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundLog {
    pub topic: String,
    pub partition: i32,
    /// `None` where `partition.metadata` is missing: a crash came while the log was created, or it is older than topic ids.
    pub topic_id: Option<Uuid>,
    pub dir: PathBuf,
    pub recovery_point: i64,
    pub log_start_offset: i64,
    pub high_watermark: i64,
}

impl FoundLog {
    fn dir_name(&self) -> Option<String> {
        Some(self.dir.file_name()?.to_string_lossy().into_owned())
    }

    /// What is needed to open it. `topic_id` counts where the directory does not say.
    pub fn spec(&self, topic_id: Uuid, config: Rc<LogConfig>, clean: bool) -> LogSpec {
        LogSpec {
            dir: self.dir.clone(),
            topic: self.topic.as_str().into(),
            key: PartitionKey { topic_id: self.topic_id.unwrap_or(topic_id), partition: self.partition },
            config,
            recovery_point: self.recovery_point,
            log_start_offset: self.log_start_offset,
            clean,
        }
    }
}

/// An open log directory.
pub struct LogDir {
    path: PathBuf,
    /// Held as long as the directory is open.
    _lock: File,
    pub meta: Option<MetaProperties>,
    /// Every log was closed and nothing needs recovery.
    pub clean: bool,
    /// The broker epoch that a clean stop noted (KIP-966).
    pub broker_epoch: Option<i64>,
    pub logs: Vec<FoundLog>,
    /// Directories renamed for deletion, to be removed at leisure.
    pub deleted: Vec<PathBuf>,
    pub replayed: Replayed,
    journals: Vec<JournalStart>,
    offsets: Arc<SharedDir>,
}

impl LogDir {
    /// Locks the directory, which must exist, replays its journals and looks at what it holds.
    pub async fn open(path: &Path) -> Result<Self, DirError> {
        let io = |error| DirError::Io { path: path.to_owned(), error };
        let lock = File::open(path.join(names::LOCK_FILE), OpenOptions::READ_WRITE).await.map_err(io)?;
        if !lock.try_lock_exclusive().map_err(io)? {
            return Err(DirError::Locked(path.to_owned()));
        }
        // A killed process may have left names that a loss of power would still take back.
        fs::sync_dir(path).await.map_err(io)?;
        let entries = fs::read_dir(path).await.map_err(io)?;
        let has = |name: &str| entries.iter().any(|entry| entry.name == name);
        let meta = if has(meta_properties::FILE_NAME) { Some(read_meta(path).await?) } else { None };
        let mut clean = has(clean_shutdown::FILE_NAME);
        let mut broker_epoch = None;
        if clean {
            let bytes = fs::read(path.join(clean_shutdown::FILE_NAME)).await.map_err(io)?;
            broker_epoch = clean_shutdown::parse_broker_epoch(&bytes);
        }
        let mut offsets = SharedDir::read(path).await.map_err(io)?;
        let mut logs = Vec::new();
        let mut deleted = Vec::new();
        for entry in entries.iter().filter(|entry| entry.is_dir) {
            match names::parse_partition_dir(&entry.name) {
                Some(PartitionDir::Live { topic, partition }) => {
                    logs.push(find_log(path.join(&entry.name), topic, partition, &offsets).await.map_err(io)?);
                }
                Some(PartitionDir::Deleted) => deleted.push(path.join(&entry.name)),
                Some(PartitionDir::Future { .. } | PartitionDir::Stray) | None => {}
            }
        }
        offsets.claims = DirClaims::new(logs.iter().filter_map(FoundLog::dir_name));
        logs.sort_by(|a, b| (&a.topic, a.partition).cmp(&(&b.topic, b.partition)));
        let names: Vec<&str> = entries.iter().filter(|entry| !entry.is_dir).map(|entry| entry.name.as_str()).collect();
        let (journals, replayed) = take_journals(path, &names, &logs, clean).await?;
        if clean {
            fs::remove_file(path.join(clean_shutdown::FILE_NAME)).await.map_err(io)?;
            fs::sync_dir(path).await.map_err(io)?;
        }
        clean &= replayed.pieces == 0;
        offsets.was_clean = clean;
        Ok(Self {
            path: path.to_owned(),
            _lock: lock,
            meta,
            clean,
            broker_epoch,
            logs,
            deleted,
            replayed,
            journals,
            offsets: Arc::new(offsets),
        })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The offsets that the checkpoint files hold, for the threads to update.
    pub fn offsets(&self) -> Arc<SharedDir> {
        self.offsets.clone()
    }

    /// The journal of that name (a shard's number), created with `ring_bytes` if there is none. Each is given out once.
    pub async fn take_journal(&mut self, name: &str, ring_bytes: u64) -> Result<JournalStart, DirError> {
        let path = self.path.join(format!("{}{name}", journal::FILE_PREFIX));
        if let Some(at) = self.journals.iter().position(|start| start.path == path) {
            let start = self.journals.swap_remove(at);
            if start.superblock.ring_bytes == ring_bytes {
                return Ok(start);
            }
            // Another size is wished for: it is empty, so it can be replaced.
        }
        JournalStart::create(&path, ring_bytes).await.map_err(|error| DirError::Io { path, error })
    }

    /// Removes the journals that nobody took: there are fewer threads than before.
    pub async fn remove_other_journals(&mut self) -> Result<(), DirError> {
        for start in std::mem::take(&mut self.journals) {
            fs::remove_file(&start.path).await.map_err(|error| DirError::Io { path: start.path, error })?;
        }
        Ok(())
    }

    /// Writes `meta.properties`.
    pub async fn write_meta(&mut self, meta: MetaProperties) -> Result<(), DirError> {
        let path = self.path.join(meta_properties::FILE_NAME);
        let written = fs::write_atomic(&path, meta.to_text().into_bytes()).await;
        written.map_err(|error| DirError::Io { path, error })?;
        self.meta = Some(meta);
        Ok(())
    }

    /// The last step of a clean stop. Does nothing where something is not at rest: the next start must recover it.
    pub async fn mark_clean(self, broker_epoch: i64) -> Result<(), DirError> {
        if !self.offsets.is_at_rest() {
            return Ok(());
        }
        let path = self.path.join(clean_shutdown::FILE_NAME);
        let written = fs::write_atomic(&path, clean_shutdown::write(broker_epoch).into_bytes()).await;
        written.map_err(|error| DirError::Io { path, error })
    }
}

async fn read_meta(dir: &Path) -> Result<MetaProperties, DirError> {
    let path = dir.join(meta_properties::FILE_NAME);
    let bytes = fs::read(&path).await.map_err(|error| DirError::Io { path: path.clone(), error })?;
    MetaProperties::parse(&bytes).map_err(|error| DirError::MetaProperties { path, error })
}

async fn find_log(dir: PathBuf, topic: String, partition: i32, offsets: &SharedDir) -> io::Result<FoundLog> {
    let topic_id = match fs::read(dir.join(partition_metadata::FILE_NAME)).await {
        Ok(bytes) => match partition_metadata::parse(&bytes) {
            Ok(id) => Some(id),
            Err(error) => {
                tracing::warn!(dir = %dir.display(), %error, "partition.metadata does not say which topic this is");
                None
            }
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let known = offsets.get(&topic, partition);
    Ok(FoundLog {
        topic,
        partition,
        topic_id,
        dir,
        recovery_point: known.recovery_point,
        log_start_offset: known.log_start_offset.unwrap_or(0),
        high_watermark: known.high_watermark,
    })
}

/// Replays and empties the journals among `names`.
async fn take_journals(
    dir: &Path,
    names: &[&str],
    logs: &[FoundLog],
    clean: bool,
) -> Result<(Vec<JournalStart>, Replayed), DirError> {
    let io = |error| DirError::Io { path: dir.to_owned(), error };
    let partitions: BTreeMap<PartitionKey, PathBuf> = logs
        .iter()
        .filter_map(|log| Some((PartitionKey { topic_id: log.topic_id?, partition: log.partition }, log.dir.clone())))
        .collect();
    let mut journals = Vec::new();
    let mut total = Replayed::default();
    for name in names.iter().filter(|name| name.starts_with(journal::FILE_PREFIX)) {
        let path = dir.join(name);
        if name.ends_with(".tmp") {
            fs::remove_file(&path).await.map_err(io)?;
            continue;
        }
        let start = replay::scan(&path).await?;
        if clean && start.entries.iter().any(|found| !found.header.has_no_pieces()) {
            // A clean stop of ours empties the journals first, so it was another broker's.
            tracing::warn!(path = %path.display(), "another broker has run on this directory: its journal does not count");
        } else {
            let replayed = replay::replay(&start, &partitions).await?;
            total.entries += replayed.entries;
            total.pieces += replayed.pieces;
            total.bytes += replayed.bytes;
            total.ignored_pieces += replayed.ignored_pieces;
        }
        journals.push(start);
    }
    // Only now that all is in the segments.
    for start in &mut journals {
        replay::reset(start).await.map_err(io)?;
    }
    Ok((journals, total))
}

/// Offsets of one partition in the checkpoint files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PartitionOffsets {
    pub recovery_point: i64,
    /// Where it is not the first segment's base offset.
    pub log_start_offset: Option<i64>,
    pub high_watermark: i64,
}

/// What the threads of a node share of a log directory. Each updates the offsets that it knows; one of them writes the
/// checkpoint files, now and then.
#[derive(Debug)]
pub struct SharedDir {
    dir: PathBuf,
    claims: DirClaims,
    /// Stopped cleanly before, so that it is at rest as long as nothing is begun.
    was_clean: bool,
    /// Threads that have not said yet that their part of it is at rest.
    at_work: AtomicUsize,
    not_at_rest: AtomicBool,
    partitions: Mutex<BTreeMap<(String, i32), PartitionOffsets>>,
}

impl SharedDir {
    async fn read(dir: &Path) -> io::Result<Self> {
        let mut partitions: BTreeMap<(String, i32), PartitionOffsets> = BTreeMap::new();
        let mut take = |found: Vec<PartitionOffset>, set: fn(&mut PartitionOffsets, i64)| {
            for entry in found {
                set(partitions.entry((entry.topic, entry.partition)).or_default(), entry.offset);
            }
        };
        take(read_offsets(dir, checkpoint::RECOVERY_POINT_FILE).await?, |to, offset| to.recovery_point = offset);
        take(read_offsets(dir, checkpoint::LOG_START_OFFSET_FILE).await?, |to, offset| {
            to.log_start_offset = Some(offset);
        });
        take(read_offsets(dir, checkpoint::HIGH_WATERMARK_FILE).await?, |to, offset| to.high_watermark = offset);
        Ok(Self {
            dir: dir.to_owned(),
            claims: DirClaims::default(),
            was_clean: false,
            at_work: AtomicUsize::new(0),
            not_at_rest: AtomicBool::new(false),
            partitions: Mutex::new(partitions),
        })
    }

    /// Who holds the directory of each partition.
    pub fn claims(&self) -> &DirClaims {
        &self.claims
    }

    /// So many threads more put logs there: each has to tell that its part is at rest.
    pub fn share_with(&self, threads: usize) {
        self.at_work.fetch_add(threads, Ordering::AcqRel);
    }

    pub fn was_clean(&self) -> bool {
        self.was_clean
    }

    /// One of the threads has opened and closed all its logs there, or has begun nothing in a directory that was clean.
    pub fn set_part_at_rest(&self) {
        self.at_work.fetch_sub(1, Ordering::AcqRel);
    }

    /// A log could not be opened, made or closed: the directory must not count as cleanly stopped, whatever else is told.
    pub fn set_not_at_rest(&self) {
        self.not_at_rest.store(true, Ordering::Release);
    }

    fn is_at_rest(&self) -> bool {
        self.at_work.load(Ordering::Acquire) == 0 && !self.not_at_rest.load(Ordering::Acquire)
    }

    fn partitions(&self) -> MutexGuard<'_, BTreeMap<(String, i32), PartitionOffsets>> {
        self.partitions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn get(&self, topic: &str, partition: i32) -> PartitionOffsets {
        self.partitions().get(&(topic.to_owned(), partition)).copied().unwrap_or_default()
    }

    pub fn set(&self, topic: &str, partition: i32, offsets: PartitionOffsets) {
        self.partitions().insert((topic.to_owned(), partition), offsets);
    }

    pub fn remove(&self, topic: &str, partition: i32) {
        self.partitions().remove(&(topic.to_owned(), partition));
    }

    /// Writes the three files. Only one thread may do this.
    pub async fn write(&self) -> io::Result<()> {
        let known: Vec<((String, i32), PartitionOffsets)> =
            self.partitions().iter().map(|(key, offsets)| (key.clone(), *offsets)).collect();
        let text = |of: fn(&PartitionOffsets) -> Option<i64>| {
            let entries: Vec<_> = known
                .iter()
                .filter_map(|((topic, partition), offsets)| Some((topic.as_str(), *partition, of(offsets)?)))
                .collect();
            checkpoint::write_offsets(entries.into_iter()).into_bytes()
        };
        let recovery_points = text(|offsets| Some(offsets.recovery_point));
        let log_starts = text(|offsets| offsets.log_start_offset);
        let high_watermarks = text(|offsets| Some(offsets.high_watermark));
        fs::write_atomic(self.dir.join(checkpoint::RECOVERY_POINT_FILE), recovery_points).await?;
        fs::write_atomic(self.dir.join(checkpoint::LOG_START_OFFSET_FILE), log_starts).await?;
        fs::write_atomic(self.dir.join(checkpoint::HIGH_WATERMARK_FILE), high_watermarks).await
    }
}

/// A checkpoint file; empty where it is missing, or damaged, which costs a longer recovery.
async fn read_offsets(dir: &Path, name: &str) -> io::Result<Vec<PartitionOffset>> {
    let bytes = match fs::read(dir.join(name)).await {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    Ok(checkpoint::parse_offsets(&bytes).unwrap_or_else(|error| {
        tracing::warn!(dir = %dir.display(), name, %error, "a checkpoint file is damaged: starting without it");
        Vec::new()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rt::sim::Sim;
    use std::time::Duration;

    #[test]
    fn what_keeps_a_directory_from_being_opened_tells_the_way_out() {
        let sim = Sim::new(1);
        let opened = sim.node(1).block_on(Duration::from_secs(60), async {
            LogDir::open(Path::new("/nowhere")).await.map(drop).unwrap_err().to_string()
        });
        let error = opened.unwrap();
        assert!(error.contains("/nowhere") && error.contains("`ringmain format`"), "{error}");
        for (kind, way_out) in [
            (ErrorKind::PermissionDenied, "own the directory"),
            (ErrorKind::ReadOnlyFilesystem, "mount its file system for writing"),
            (ErrorKind::StorageFull, "free some space"),
            (ErrorKind::QuotaExceeded, "free some space"),
        ] {
            let error = DirError::Io { path: "/data".into(), error: kind.into() }.to_string();
            assert!(error.starts_with("/data: ") && error.contains(way_out) && error.contains("log.dirs"), "{error}");
        }
    }
}

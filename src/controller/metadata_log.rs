//! The metadata log `__cluster_metadata-0` on the controller's thread: the same log as every partition's, with a pool and a
//! journal of its own.
//!
//! Promises: batches are appended as they are, in order; `flushed_offset` is what a crash keeps. The owner runs
//! [`MetadataLog::run_commits`] and [`MetadataLog::run_checkpoints`] as tasks, and closes the log at a clean stop.

use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_lite::future::or;
use ringmain_protocol::records::{HEADER_SIZE, RecordError};

use super::raft::batches::{self, BatchError};
use super::raft::quorum_state::{self, QuorumStateError};
pub use super::raft::wire::{TOPIC, TOPIC_ID};
use super::raft::{ControlRecord, DurableLog, ElectionState, OffsetAndEpoch, VoterSet};
use super::snapshot::{self, Snapshot, SnapshotError};
use crate::log::commit::{CommitOptions, Committer, DirOffline};
use crate::log::config::LogConfig;
use crate::log::dir::{DirError, FoundLog, LogDir, PartitionOffsets, SharedDir};
use crate::log::journal::JournalStart;
use crate::log::{
    AppendError, LogContext, LogRef, LogSpec, OpenError, PartitionKey, ReadError, create_log, names, open_log,
    partition_metadata,
};
use crate::rt::fs;
use crate::rt::sync::Event;

const QUORUM_STATE_FILE: &str = "quorum-state";
/// What follows `ringmain-journal-` in the name of the journal.
const JOURNAL_NAME: &str = "metadata";
const JOURNAL_BYTES: u64 = 16 << 20;
const POOL_BYTES: usize = 16 << 20;
/// Bytes read at once when the log is gone through.
pub const READ_BYTES: usize = 1 << 20;

/// Why the metadata log cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MetadataLogError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("{path}: {error}")]
    Io { path: PathBuf, error: io::Error },
    #[error(transparent)]
    Offline(#[from] DirOffline),
    #[error("the metadata log: {0}")]
    Append(#[from] AppendError),
    #[error("the metadata log: {0}")]
    Read(#[from] ReadError),
    #[error("the metadata log: {0}")]
    Batch(#[from] BatchError),
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// Starting without it could vote twice in one epoch.
    #[error("{path}: {error}")]
    QuorumState { path: PathBuf, error: QuorumStateError },
    #[error("{0}")]
    Form(String),
}

/// Where the metadata log lies, on its way from whoever opened the log directory to the controller's thread.
pub struct MetadataDir {
    path: PathBuf,
    found: Option<FoundLog>,
    clean: bool,
    journal: JournalStart,
    offsets: Arc<SharedDir>,
}

impl MetadataDir {
    /// Takes what belongs to the metadata log out of an open log directory.
    pub async fn take(dir: &mut LogDir) -> Result<Self, DirError> {
        let journal = dir.take_journal(JOURNAL_NAME, JOURNAL_BYTES).await?;
        Ok(MetadataDir {
            path: dir.path().to_owned(),
            found: dir.logs.iter().find(|log| log.topic == TOPIC && log.partition == 0).cloned(),
            clean: dir.clean,
            journal,
            offsets: dir.offsets(),
        })
    }

    /// The log directory.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// See the module.
pub struct MetadataLog {
    dir: PathBuf,
    log: LogRef,
    committer: Rc<Committer>,
    offsets: Arc<SharedDir>,
}

/// What is on disk at start.
pub struct Opened {
    pub log: Rc<MetadataLog>,
    pub durable: DurableLog,
    /// The newest snapshot.
    pub snapshot: Option<(OffsetAndEpoch, Snapshot)>,
}

/// Opens the log, recovering it where that is needed, and looks for what raft must know of it.
pub async fn open(start: MetadataDir, config: LogConfig) -> Result<Opened, MetadataLogError> {
    let dir = start.path.join(names::partition_dir(TOPIC, 0));
    let io = |error| MetadataLogError::Io { path: dir.clone(), error };
    let config = Rc::new(config);
    let spec = match &start.found {
        Some(found) => found.spec(TOPIC_ID, config, start.clean),
        None => LogSpec {
            dir: dir.clone(),
            topic: TOPIC.into(),
            key: PartitionKey { topic_id: TOPIC_ID, partition: 0 },
            config,
            recovery_point: 0,
            log_start_offset: 0,
            clean: true,
        },
    };
    let log = match &start.found {
        Some(found) => {
            if found.topic_id.is_none() {
                // A formatted directory holds only a snapshot. The journal finds its logs by the id in this file.
                let text = partition_metadata::write(TOPIC_ID).into_bytes();
                fs::write_atomic(dir.join(partition_metadata::FILE_NAME), text).await.map_err(io)?;
            }
            open_log(&spec).await?
        }
        None => create_log(&spec).await.map_err(io)?,
    };
    let context = LogContext::new(POOL_BYTES, POOL_BYTES).map_err(io)?;
    let committer = Committer::open(context, &start.journal, CommitOptions::default());
    let committer = committer.await.map_err(io)?;
    committer.add(log.clone());
    let log = Rc::new(MetadataLog { dir, log, committer, offsets: start.offsets });
    log.look().await
}

impl MetadataLog {
    /// The partition's directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub fn end_offset(&self) -> i64 {
        self.log.get().end_offset()
    }

    pub fn flushed_offset(&self) -> i64 {
        self.log.get().flushed_offset()
    }

    pub fn start_offset(&self) -> i64 {
        self.log.get().log_start_offset()
    }

    pub fn size_bytes(&self) -> u64 {
        self.log.get().size_bytes()
    }

    /// Bytes of the segments wholly before `offset`.
    pub fn bytes_before(&self, offset: i64) -> u64 {
        self.log.get().bytes_before(offset)
    }

    /// Removes the segments wholly before `offset`, which a snapshot covers and nobody reads any more.
    pub async fn remove_before(&self, offset: i64) -> io::Result<usize> {
        self.log.remove_before(self.committer.context(), offset).await
    }

    /// Appends a batch as it is. Waits where memory is short.
    pub async fn append(&self, batch: &[u8], now_ms: i64) -> Result<(), MetadataLogError> {
        let Some((header, payload)) = batch.split_first_chunk::<HEADER_SIZE>() else {
            let short = RecordError::Truncated { needed: HEADER_SIZE, available: batch.len() };
            return Err(BatchError::from(short).into());
        };
        let context = self.committer.context();
        loop {
            let appended = self.log.get_mut().append_batch(context, header, payload, now_ms);
            match appended {
                Ok(_) => {
                    self.committer.mark_dirty(&self.log);
                    return Ok(());
                }
                Err(AppendError::NoMemory { bytes }) => {
                    self.committer.mark_dirty(&self.log);
                    self.committer.relieve();
                    context.memory_freed(bytes).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Whole batches from the one that holds `offset` on, that end at or before `below`: at least one, if there is one, else
    /// at most `max_bytes`.
    pub async fn read(&self, offset: i64, below: i64, max_bytes: usize) -> Result<Bytes, MetadataLogError> {
        let data = self.log.read(self.committer.context(), offset, max_bytes, below, true).await?;
        let mut bytes = BytesMut::with_capacity(data.size_bytes);
        for segment in &data.segments {
            bytes.extend_from_slice(segment.as_ref());
        }
        Ok(bytes.freeze())
    }

    /// The election state that outlived the process; none where this node never took part in an election.
    pub async fn election(&self) -> Result<ElectionState, MetadataLogError> {
        let path = self.dir.join(QUORUM_STATE_FILE);
        match fs::read(&path).await {
            Ok(bytes) => quorum_state::read(&String::from_utf8_lossy(&bytes))
                .map_err(|error| MetadataLogError::QuorumState { path, error }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(ElectionState::NONE),
            Err(error) => Err(MetadataLogError::Io { path, error }),
        }
    }

    /// Makes the election state durable.
    pub async fn set_election(
        &self,
        state: &ElectionState,
        kraft_version: i16,
        voters: &VoterSet,
    ) -> Result<(), MetadataLogError> {
        let path = self.dir.join(QUORUM_STATE_FILE);
        let text = quorum_state::write(state, kraft_version, voters).into_bytes();
        fs::write_atomic(&path, text).await.map_err(|error| MetadataLogError::Io { path, error })
    }

    /// Makes durable what was appended, again and again, and tells of each step, until `stop` is set. An error takes the log
    /// offline.
    pub async fn run_commits(&self, stop: &Event, flushed: impl Fn(i64)) -> Result<(), DirOffline> {
        let mut advanced = Vec::new();
        while !stop.is_set() {
            or(self.committer.wait_dirty(), stop.wait()).await;
            advanced.clear();
            self.committer.commit(&mut advanced).await?;
            flushed(self.flushed_offset());
        }
        Ok(())
    }

    /// Brings to the segments what is only in the journal.
    pub async fn run_checkpoints(self: Rc<Self>) {
        self.committer.clone().run_checkpoints().await;
    }

    /// Everything at rest in Kafka's files. The task of [`MetadataLog::run_commits`] must have ended.
    pub async fn close(&self) -> Result<(), MetadataLogError> {
        self.committer.close().await?;
        let log = self.log.get();
        let known = PartitionOffsets {
            recovery_point: log.recovery_point(),
            log_start_offset: None,
            high_watermark: log.flushed_offset(),
        };
        self.offsets.set(TOPIC, 0, known);
        Ok(())
    }

    /// Goes over snapshots and log for epochs, voters and kraft.version.
    async fn look(self: Rc<Self>) -> Result<Opened, MetadataLogError> {
        let io = |error| MetadataLogError::Io { path: self.dir.clone(), error };
        let snapshots = snapshot::list(&self.dir).await.map_err(io)?;
        let mut durable = DurableLog { end_offset: self.end_offset(), ..DurableLog::default() };
        let start_offset = self.start_offset();
        if start_offset > 0 && snapshots.last().is_none_or(|(id, _)| id.offset < start_offset) {
            return Err(MetadataLogError::Form(format!(
                "{}: the log begins at offset {start_offset}, and no snapshot has what was before: restore the \
                     directory from a copy",
                self.dir.display()
            )));
        }
        let mut newest = None;
        if let Some((id, size_bytes)) = snapshots.last().copied() {
            let read = Snapshot::read(&self.dir.join(snapshot::file_name(id))).await?;
            let last = id.offset.saturating_sub(1);
            durable.latest_snapshot = Some((id, size_bytes));
            durable.kraft_versions.push((last, read.kraft_version));
            durable.voters.extend(read.voters.clone().map(|voters| (last, voters)));
            newest = Some((id, read));
        }
        let seen = newest.as_ref().map_or(i64::MIN, |(id, _)| id.offset);
        let mut offset = start_offset;
        while offset < durable.end_offset {
            let bytes = self.read(offset, durable.end_offset, READ_BYTES).await?;
            let before = offset;
            for batch in batches::read(&bytes)? {
                if durable.epochs.last().is_none_or(|(last, _)| *last < batch.epoch) {
                    durable.epochs.push((batch.epoch, batch.base_offset));
                }
                offset = batch.last_offset.saturating_add(1);
                // What the snapshot knows, it knows as of its end.
                if batch.base_offset >= seen {
                    note_control(&mut durable, batch.control);
                }
            }
            if offset == before {
                break;
            }
        }
        if start_offset > 0 {
            let first_batch = durable.epochs.first().map(|(epoch, _)| *epoch);
            let epoch = epoch_before(start_offset, snapshots.iter().map(|(id, _)| *id), first_batch);
            durable.start = OffsetAndEpoch { offset: start_offset, epoch };
        }
        Ok(Opened { log: self.clone(), durable, snapshot: newest })
    }
}

/// The epoch of what was before the log's start, as far as that is known: never a later one, which would send followers that
/// have what the log has to a snapshot.
fn epoch_before(start: i64, snapshots: impl Iterator<Item = OffsetAndEpoch> + Clone, first_batch: Option<i32>) -> i32 {
    let known = snapshots.clone().filter(|id| id.offset <= start).max();
    let bounds = snapshots.filter(|id| id.offset > start).map(|id| id.epoch).chain(first_batch);
    known.map(|id| id.epoch).or(bounds.min()).unwrap_or(0)
}

fn note_control(durable: &mut DurableLog, records: Vec<(i64, ControlRecord)>) {
    for (offset, record) in records {
        match record {
            ControlRecord::KRaftVersion(level) => durable.kraft_versions.push((offset, level)),
            ControlRecord::Voters(voters) => durable.voters.push((offset, voters)),
            ControlRecord::LeaderChange { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_epoch_before_the_log_is_never_later_than_it_was() {
        let at = |offset, epoch| OffsetAndEpoch { offset, epoch };
        let table = [
            ("a snapshot of just that", vec![at(90, 2), at(100, 3), at(200, 7)], Some(5), 3),
            ("the newest before", vec![at(80, 1), at(90, 2), at(200, 7)], Some(5), 2),
            ("the first batch bounds it", vec![at(150, 6), at(200, 7)], Some(5), 5),
            ("the oldest snapshot bounds it", vec![at(150, 6), at(200, 7)], None, 6),
            ("both the same", vec![at(150, 5), at(200, 7)], Some(5), 5),
        ];
        for (what, snapshots, first_batch, expected) in table {
            assert_eq!(epoch_before(100, snapshots.into_iter(), first_batch), expected, "{what}");
        }
    }
}

//! The log directories of a node: opened at start, watched while it runs.
//!
//! Promises: as in Kafka a node goes on without a directory that cannot be read or written, as long as it has another and that
//! of the metadata log. What is missing, in use, or of another node or cluster is an error: that is no failed disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ringmain_protocol::uuid::Uuid;

use super::node::NodeError;
use crate::controller::format;
use crate::log::dir::{DirError, FoundLog, LogDir, SharedDir};
use crate::log::journal::JournalStart;
use crate::metadata::config::BrokerConfig;

/// A log directory, seen from a thread that does not own it.
#[derive(Clone)]
pub(super) struct DirShare {
    pub(super) path: PathBuf,
    pub(super) directory_id: Uuid,
    pub(super) offsets: Arc<SharedDir>,
    pub(super) found: Arc<Vec<FoundLog>>,
    pub(super) clean: bool,
}

/// The log directories that hold partitions, as long as they work.
pub(super) struct Directories {
    pub(super) online: BTreeMap<Uuid, PathBuf>,
    /// That of the metadata log.
    pub(super) metadata: PathBuf,
}

impl Directories {
    /// Takes a failed directory out; gives its path if it was not known to have failed. An error where the node cannot go on.
    pub(super) fn failed(&mut self, directory_id: Uuid, reason: &str) -> Result<Option<PathBuf>, NodeError> {
        let Some(path) = self.online.remove(&directory_id) else { return Ok(None) };
        tracing::error!(dir = %path.display(), reason, "a log directory has failed: its partitions are offline");
        let reason = reason.to_owned();
        if path == self.metadata {
            return Err(NodeError::MetadataDirFailed { path, reason });
        }
        if self.online.is_empty() {
            return Err(NodeError::AllDirsFailed { path, reason });
        }
        Ok(Some(path))
    }
}

/// Opens every log directory and checks that it is this node's. One that cannot be read or written is left out, unless it
/// holds the metadata log: as in Kafka the node goes on without it, as long as there is another.
pub(super) async fn open_dirs(config: &BrokerConfig) -> Result<Vec<LogDir>, NodeError> {
    let mut dirs: Vec<LogDir> = Vec::new();
    for path in format::directories(config) {
        let dir = match LogDir::open(&path).await {
            Ok(dir) => dir,
            Err(error) => {
                without(config, &path, error)?;
                continue;
            }
        };
        let Some(meta) = &dir.meta else { return Err(NodeError::NotFormatted(path)) };
        if let Some(found) = meta.node_id.filter(|found| *found != config.node_id) {
            let (found, wanted) = (found.to_string(), config.node_id.to_string());
            return Err(NodeError::Foreign { path, what: "node.id", found, wanted });
        }
        let ours = dirs.first().and_then(|dir| dir.meta.as_ref()).and_then(|meta| meta.cluster_id.clone());
        if let (Some(ours), Some(found)) = (ours, meta.cluster_id.clone())
            && ours != found
        {
            return Err(NodeError::Foreign { path, what: "cluster.id", found, wanted: ours });
        }
        dirs.push(dir);
    }
    Ok(dirs)
}

/// Goes on without a directory that has failed, where that can be.
fn without(config: &BrokerConfig, path: &Path, error: DirError) -> Result<(), NodeError> {
    let is_metadata = path == Path::new(&config.log.metadata_log_dir);
    if is_metadata || !error.is_failure() {
        return Err(error.into());
    }
    tracing::error!(%error, "a log directory cannot be used: its partitions are offline");
    Ok(())
}

pub(super) fn cluster_id(dirs: &[LogDir]) -> String {
    dirs.iter().find_map(|dir| dir.meta.as_ref()?.cluster_id.clone()).unwrap_or_default()
}

pub(super) fn directory_id(dir: &LogDir) -> Uuid {
    dir.meta.as_ref().and_then(|meta| meta.directory_id).unwrap_or(Uuid::ZERO)
}

pub(super) fn holds_partitions(dir: &LogDir, config: &BrokerConfig) -> bool {
    config.log.dirs.iter().any(|path| dir.path() == Path::new(path))
}

/// For so many shards: only when each has told that its part is at rest does the directory count as cleanly stopped.
pub(super) fn share(dir: &LogDir, shards: usize) -> DirShare {
    dir.offsets().share_with(shards);
    DirShare {
        path: dir.path().to_owned(),
        directory_id: directory_id(dir),
        offsets: dir.offsets(),
        found: Arc::new(dir.logs.clone()),
        clean: dir.clean,
    }
}

/// The directories that work, and for each shard, last first, its journal in each of them that holds partitions.
pub(super) async fn take_journals(
    dirs: Vec<LogDir>,
    config: &BrokerConfig,
    shards: usize,
) -> Result<(Vec<LogDir>, Vec<Vec<JournalStart>>), NodeError> {
    let mut usable = Vec::with_capacity(dirs.len());
    let mut of_shards: Vec<Vec<JournalStart>> = (0..shards).map(|_| Vec::new()).collect();
    let mut last_error = None;
    for mut dir in dirs {
        if !holds_partitions(&dir, config) {
            dir.remove_other_journals().await?;
            usable.push(dir);
            continue;
        }
        match take_journals_of(&mut dir, config, shards).await {
            Ok(journals) => {
                of_shards.iter_mut().zip(journals).for_each(|(of_shard, journal)| of_shard.push(journal));
                usable.push(dir);
            }
            Err(error) => {
                last_error = Some(error.to_string());
                without(config, dir.path(), error)?;
            }
        }
    }
    if of_shards.iter().all(Vec::is_empty) {
        let path = config.log.dirs.last().map(PathBuf::from).unwrap_or_default();
        return Err(NodeError::AllDirsFailed {
            path,
            reason: last_error.unwrap_or_else(|| "it cannot be opened".into()),
        });
    }
    Ok((usable, of_shards))
}

/// The journals of one directory, last shard first. Those that nobody has taken by then are removed.
async fn take_journals_of(
    dir: &mut LogDir,
    config: &BrokerConfig,
    shards: usize,
) -> Result<Vec<JournalStart>, DirError> {
    let mut journals = Vec::with_capacity(shards);
    for id in (0..shards).rev() {
        journals.push(dir.take_journal(&id.to_string(), config.ringmain.journal_bytes).await?);
    }
    dir.remove_other_journals().await?;
    Ok(journals)
}

//! `ringmain log`: looks at, checks and repairs the files of a data directory while no broker runs on it.
//!
//! Promises: `dump` and `verify` change nothing. Formats are read by the modules that write them.

use std::io;
use std::path::Path;

use clap::Subcommand;

use crate::log::{checkpoint, clean_shutdown, journal, meta_properties, names, partition_metadata};
use crate::rt::fs;

mod dump;
mod partition;
mod recover;
mod verify;

/// Look at, check or repair the files of a data directory.
#[derive(Subcommand)]
pub enum Log {
    Dump(dump::Dump),
    Verify(verify::Verify),
    Recover(recover::Recover),
}

impl Log {
    pub fn run(self) -> Result<(), String> {
        match self {
            Log::Dump(dump) => dump.run(),
            Log::Verify(verify) => verify.run(),
            Log::Recover(recover) => recover.run(),
        }
    }
}

/// What a file is, by its name. Numbers are the offsets in names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum File {
    Segment(i64),
    OffsetIndex(i64),
    TimeIndex(i64),
    TxnIndex(i64),
    ProducerSnapshot(i64),
    MetadataSnapshot,
    LeaderEpochs,
    /// One of the checkpoint files of a data directory.
    Offsets,
    Journal,
    /// meta.properties and the like.
    Text,
    Other,
}

impl File {
    fn of(path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        type Numbered = fn(i64) -> File;
        let numbered: [(&str, Numbered); 5] = [
            (names::LOG_SUFFIX, File::Segment),
            (names::INDEX_SUFFIX, File::OffsetIndex),
            (names::TIME_INDEX_SUFFIX, File::TimeIndex),
            (names::TXN_INDEX_SUFFIX, File::TxnIndex),
            (names::SNAPSHOT_SUFFIX, File::ProducerSnapshot),
        ];
        for (suffix, kind) in numbered {
            if let Some(offset) = names::parse_file_name(&name, suffix) {
                return kind(offset);
            }
        }
        match &*name {
            checkpoint::LEADER_EPOCH_FILE => File::LeaderEpochs,
            checkpoint::RECOVERY_POINT_FILE | checkpoint::LOG_START_OFFSET_FILE | checkpoint::HIGH_WATERMARK_FILE => {
                File::Offsets
            }
            meta_properties::FILE_NAME | partition_metadata::FILE_NAME | clean_shutdown::FILE_NAME | "quorum-state" => {
                File::Text
            }
            name if name.ends_with(METADATA_SNAPSHOT_SUFFIX) => File::MetadataSnapshot,
            name if name.starts_with(journal::FILE_PREFIX) && !name.ends_with(".tmp") => File::Journal,
            _ => File::Other,
        }
    }
}

/// `00000000000000000042-0000000003.checkpoint`: the metadata log's snapshots (KIP-630).
const METADATA_SNAPSHOT_SUFFIX: &str = ".checkpoint";

/// Opening a directory leaves a lock file in it, which is not for any directory that is mistyped.
async fn check_is_data_directory(path: &Path) -> Result<(), String> {
    let entries = fs::read_dir(path).await.map_err(|error| {
        let hint =
            if error.kind() == io::ErrorKind::NotADirectory { ". `ringmain log dump` takes single files" } else { "" };
        format!("{}: {error}{hint}", path.display())
    })?;
    let is_known = |name: &str| name == meta_properties::FILE_NAME || names::parse_partition_dir(name).is_some();
    if entries.iter().any(|entry| is_known(&entry.name)) {
        return Ok(());
    }
    Err(format!(
        "{} is no data directory: there is neither {} nor any partition in it. Give a directory that log.dirs names",
        path.display(),
        meta_properties::FILE_NAME
    ))
}

fn in_use(path: &Path) -> String {
    format!(
        "{} is in use: a broker holds the lock on its file {}. Stop the broker first (SIGTERM); it leaves the directory clean \
         by itself",
        path.display(),
        names::LOCK_FILE
    )
}

#[cfg(test)]
mod tests;

//! Names that Kafka gives to directories and files of a log, and nothing else.
//!
//! Promises: what is written here Kafka reads, and the reverse. A name that is not Kafka's is `None`, never an error: log
//! directories may hold foreign files.

use ringmain_protocol::uuid::Uuid;

/// Longest name that file systems take.
const MAX_NAME_BYTES: usize = 255;

pub const LOG_SUFFIX: &str = ".log";
pub const INDEX_SUFFIX: &str = ".index";
pub const TIME_INDEX_SUFFIX: &str = ".timeindex";
pub const TXN_INDEX_SUFFIX: &str = ".txnindex";
pub const SNAPSHOT_SUFFIX: &str = ".snapshot";
pub const DELETED_SUFFIX: &str = ".deleted";
pub const CLEANED_SUFFIX: &str = ".cleaned";
pub const SWAP_SUFFIX: &str = ".swap";

pub const DELETE_DIR_SUFFIX: &str = "-delete";
pub const FUTURE_DIR_SUFFIX: &str = "-future";
pub const STRAY_DIR_SUFFIX: &str = "-stray";

/// `meta.properties`, `leader-epoch-checkpoint` and the like are named in the modules that read them.
/// This one holds a lock and no bytes.
pub const LOCK_FILE: &str = ".lock";

/// The log of the cluster's metadata, which no topic of the image stands for.
pub const METADATA_TOPIC: &str = "__cluster_metadata";

/// What a directory under a log directory is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartitionDir {
    Live {
        topic: String,
        partition: i32,
    },
    /// Renamed for deletion: to be removed whatever it holds.
    Deleted,
    /// A replica on its way to another log directory.
    Future {
        topic: String,
        partition: i32,
    },
    /// A replica that the metadata no longer assigns to this node.
    Stray,
}

/// `topic-partition`
pub fn partition_dir(topic: &str, partition: i32) -> String {
    format!("{topic}-{partition}")
}

/// `topic-partition.<32 hex digits>-delete`, with the topic's name cut where the whole would be too long.
pub fn deleted_dir(topic: &str, partition: i32, unique: Uuid) -> String {
    unique_dir(topic, partition, unique, DELETE_DIR_SUFFIX)
}

/// `topic-partition.<32 hex digits>-stray`, cut likewise.
pub fn stray_dir(topic: &str, partition: i32, unique: Uuid) -> String {
    unique_dir(topic, partition, unique, STRAY_DIR_SUFFIX)
}

fn unique_dir(topic: &str, partition: i32, unique: Uuid, suffix: &str) -> String {
    let tail = format!("-{partition}.{:032x}{suffix}", u128::from_be_bytes(unique.0));
    let keep = MAX_NAME_BYTES.saturating_sub(tail.len()).min(topic.len());
    // Topic names are ASCII, so every index is a character boundary; a foreign name is kept whole.
    format!("{}{tail}", topic.get(..keep).unwrap_or(topic))
}

/// Reads the name of a directory; `None` where Kafka would not take it for a log.
pub fn parse_partition_dir(name: &str) -> Option<PartitionDir> {
    if let Some(rest) = name.strip_suffix(DELETE_DIR_SUFFIX) {
        return split_unique(rest).and_then(split_partition).map(|_| PartitionDir::Deleted);
    }
    if let Some(rest) = name.strip_suffix(STRAY_DIR_SUFFIX) {
        return split_unique(rest).and_then(split_partition).map(|_| PartitionDir::Stray);
    }
    if let Some(rest) = name.strip_suffix(FUTURE_DIR_SUFFIX) {
        let (topic, partition) = split_partition(split_unique(rest)?)?;
        return Some(PartitionDir::Future { topic: topic.to_owned(), partition });
    }
    let (topic, partition) = split_partition(name)?;
    Some(PartitionDir::Live { topic: topic.to_owned(), partition })
}

/// `a.b` to `a`, at the last dot: topic names may hold dots.
fn split_unique(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(front, _)| front)
}

fn split_partition(name: &str) -> Option<(&str, i32)> {
    let (topic, partition) = name.rsplit_once('-')?;
    let digits = !partition.is_empty() && partition.bytes().all(|b| b.is_ascii_digit());
    if topic.is_empty() || !digits {
        return None;
    }
    Some((topic, partition.parse().ok()?))
}

/// `offset` in 20 digits and the suffix: `00000000000000000042.log`.
pub fn file_name(offset: i64, suffix: &str) -> String {
    format!("{offset:020}{suffix}")
}

/// The offset of a file with that suffix; `None` for other files.
pub fn parse_file_name(name: &str, suffix: &str) -> Option<i64> {
    let digits = name.strip_suffix(suffix)?;
    if digits.len() != 20 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partition_directories() {
        let live = |topic: &str, partition| Some(PartitionDir::Live { topic: topic.into(), partition });
        assert_eq!(parse_partition_dir("orders-0"), live("orders", 0));
        assert_eq!(parse_partition_dir("a-b.c_d-12"), live("a-b.c_d", 12));
        assert_eq!(parse_partition_dir("__cluster_metadata-0"), live("__cluster_metadata", 0));
        for foreign in ["lost+found", "-0", "orders", "orders-", "orders-x", "orders--1x", "orders-99999999999"] {
            assert_eq!(parse_partition_dir(foreign), None, "{foreign}");
        }
        let future = "orders-1.0123456789abcdef0123456789abcdef-future";
        assert_eq!(parse_partition_dir(future), Some(PartitionDir::Future { topic: "orders".into(), partition: 1 }));
        assert_eq!(parse_partition_dir("orders-1.00-stray"), Some(PartitionDir::Stray));
        // A topic may be called "x-delete".
        assert_eq!(parse_partition_dir("x-delete-3"), live("x-delete", 3));
    }

    #[test]
    fn deleted_directories_fit_a_file_name() {
        let name = deleted_dir("orders", 7, Uuid::ONE);
        assert_eq!(name, "orders-7.00000000000000000000000000000001-delete");
        assert_eq!(parse_partition_dir(&name), Some(PartitionDir::Deleted));
        let long = deleted_dir(&"t".repeat(249), 123_456, Uuid::ONE);
        assert_eq!(long.len(), 255);
        assert_eq!(parse_partition_dir(&long), Some(PartitionDir::Deleted));
    }

    #[test]
    fn files() {
        assert_eq!(file_name(42, LOG_SUFFIX), "00000000000000000042.log");
        assert_eq!(file_name(i64::MAX, INDEX_SUFFIX), "09223372036854775807.index");
        assert_eq!(parse_file_name("00000000000000000042.log", LOG_SUFFIX), Some(42));
        for other in ["42.log", "00000000000000000042.logs", "99999999999999999999.log", "0000000000000000004x.log"] {
            assert_eq!(parse_file_name(other, LOG_SUFFIX), None, "{other}");
        }
    }
}

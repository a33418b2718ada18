//! One partition's log in Kafka's files, the journal that makes appends durable, one log directory, and their recovery.
//!
//! Invariant: bytes below a log's flushed offset are on disk and never change.
//! How it goes together: `dir` opens a log directory and replays its journals; `recovery` opens each log; appends go to
//! memory (`log`, `tail`, `segment`); `commit` makes them durable, in the journal or in the files (`flush`), and
//! later brings to the files what is only in the journal; `read` serves from memory or file, `read_ahead` what is asked for next.

mod cache;
pub mod checkpoint;
pub mod claims;
pub mod clean_shutdown;
pub mod commit;
pub mod config;
mod context;
pub mod dir;
mod entry;
mod flush;
pub mod index;
pub mod journal;
pub mod leader_epoch;
mod leftovers;
mod lending;
#[allow(clippy::module_inception)] // a log is what this room is about
mod log;
pub mod meta_properties;
pub mod names;
mod next_commit;
mod parallel;
pub mod partition_metadata;
pub mod producer_state;
mod read;
mod read_ahead;
mod read_turns;
mod recovery;
mod removal;
mod segment;
mod tail;
mod trim;
pub mod txn_index;

pub use context::LogContext;
pub use entry::EntryHead;
pub use journal::format::PartitionKey;
pub use lending::{Allowance, Shortage};
pub use log::{AppendError, AppendInfo, DirtyPart, Log, LogCell, LogPosition, LogRef, end_marker_of};
pub use read::{FetchData, MAX_DECOMPRESSED_BYTES, ReadError, TimestampedOffset};
pub use recovery::{Check, LogSpec, OpenError, Scanned, create_log, open_log, open_logs, scan};
pub use removal::Removal;

/// A timestamp that says "none".
pub const NO_TIMESTAMP: i64 = -1;

#[cfg(test)]
mod tests;

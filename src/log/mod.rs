//! One partition's log in Kafka's files, the journal that makes appends durable, one log directory, and their recovery.
//!
//! Invariant: bytes below a log's flushed offset are on disk and never change.

pub mod checkpoint;
pub mod clean_shutdown;
pub mod config;
pub mod index;
pub mod journal;
pub mod leader_epoch;
pub mod meta_properties;
pub mod names;
pub mod partition_metadata;
pub mod producer_state;
pub mod tail;
pub mod txn_index;

/// A timestamp that says "none".
pub const NO_TIMESTAMP: i64 = -1;

//! The journal of one shard in one log directory: a ring of entries, each the dirty bytes of many partitions.

pub mod format;
pub mod ring;

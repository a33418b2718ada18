//! The settings of a log that this room heeds, under their topic-level names.

use crate::rt::fs::Durability;

/// Settings of one log. Shared by the logs that have the same; changed by giving a log another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogConfig {
    /// `segment.bytes`
    pub segment_bytes: u32,
    /// `segment.ms`
    pub segment_ms: i64,
    /// `segment.jitter.ms`
    pub segment_jitter_ms: i64,
    /// `segment.index.bytes`
    pub segment_index_bytes: usize,
    /// `index.interval.bytes`
    pub index_interval_bytes: u32,
    /// `producer.id.expiration.ms`, a setting of the broker
    pub producer_id_expiration_ms: i64,
    /// What a commit promises: `Data`, but where `ringmain.acks.all=written`.
    pub durability: Durability,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self {
            segment_bytes: 1 << 30,
            segment_ms: 7 * 24 * 3600 * 1000,
            segment_jitter_ms: 0,
            segment_index_bytes: 10 << 20,
            index_interval_bytes: 4096,
            producer_id_expiration_ms: 24 * 3600 * 1000,
            durability: Durability::Data,
        }
    }
}

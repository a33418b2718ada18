//! The settings of a topic that its partitions heed.

use std::rc::Rc;

use ringmain_protocol::records::{AppendOrigin, AppendRules, Compression, CompressionConfig, TimestampType};

use crate::log::MAX_DECOMPRESSED_BYTES;
use crate::log::config::LogConfig;
use crate::metadata::config::{self, AcksAll, TopicConfig};
use crate::rt::fs::Durability;

/// Most that the records of one batch may decompress to, as a multiple of the largest batch allowed, and never more than
/// a reader of the log takes.
const MAX_EXPANSION: usize = 1024;

/// Settings of one partition; those of a topic share them.
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionSettings {
    /// What batches must satisfy; `now_ms` is set at each append.
    pub rules: AppendRules,
    /// `max.message.bytes`
    pub max_message_bytes: usize,
    pub log: Rc<LogConfig>,
}

impl PartitionSettings {
    pub fn of(topic: &TopicConfig, producer_id_expiration_ms: i64) -> Rc<Self> {
        let max_message_bytes = usize::try_from(topic.max_message_bytes).unwrap_or(0);
        let with_level = |compression, level: Option<i32>| {
            let default = CompressionConfig::from(compression);
            Some(level.map_or(default, |level| CompressionConfig { level, ..default }))
        };
        let rules = AppendRules {
            origin: AppendOrigin::Client,
            compression: match topic.compression {
                config::Compression::Producer => None,
                config::Compression::Uncompressed => with_level(Compression::None, None),
                config::Compression::Gzip(level) => with_level(Compression::Gzip, Some(level)),
                config::Compression::Snappy => with_level(Compression::Snappy, None),
                config::Compression::Lz4(level) => with_level(Compression::Lz4, Some(level)),
                config::Compression::Zstd(level) => with_level(Compression::Zstd, Some(level)),
            },
            compacted: topic.cleanup_policy.compact,
            timestamp_type: match topic.message_timestamp_type {
                config::TimestampType::CreateTime => TimestampType::CreateTime,
                config::TimestampType::LogAppendTime => TimestampType::LogAppendTime,
            },
            timestamp_before_max_ms: topic.message_timestamp_before_max_ms,
            timestamp_after_max_ms: topic.message_timestamp_after_max_ms,
            now_ms: 0,
            max_decompressed_bytes: max_message_bytes.saturating_mul(MAX_EXPANSION).min(MAX_DECOMPRESSED_BYTES),
        };
        let log = LogConfig {
            segment_bytes: u32::try_from(topic.segment_bytes).unwrap_or(0),
            segment_ms: topic.segment_ms,
            segment_jitter_ms: topic.segment_jitter_ms,
            segment_index_bytes: usize::try_from(topic.segment_index_bytes).unwrap_or(0),
            index_interval_bytes: u32::try_from(topic.index_interval_bytes).unwrap_or(0),
            producer_id_expiration_ms,
            durability: match topic.acks_all {
                AcksAll::Durable => Durability::Data,
                AcksAll::Written => Durability::None,
            },
        };
        Rc::new(Self { rules, max_message_bytes, log: Rc::new(log) })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::metadata::config::BrokerLayers;

    #[test]
    fn nothing_is_appended_that_readers_of_the_log_refuse() {
        let none = BTreeMap::new();
        for (max_message_bytes, expected) in
            [("1000", 1_024_000), ("1048588", MAX_DECOMPRESSED_BYTES), ("2147483647", MAX_DECOMPRESSED_BYTES)]
        {
            let topic = BTreeMap::from([("max.message.bytes".to_owned(), max_message_bytes.to_owned())]);
            let config = TopicConfig::resolve(&topic, &BrokerLayers::of_file(&none));
            assert_eq!(PartitionSettings::of(&config, 1).rules.max_decompressed_bytes, expected, "{max_message_bytes}");
        }
    }

    #[test]
    fn what_acks_all_promises_is_the_topics_own_or_else_the_brokers() {
        let set = |value: Option<&str>| -> BTreeMap<String, String> {
            value.map(|value| ("ringmain.acks.all".to_owned(), value.to_owned())).into_iter().collect()
        };
        for (topic, broker, expected) in [
            (None, None, Durability::Data),
            (Some("written"), None, Durability::None),
            (None, Some("written"), Durability::None),
            (Some("durable"), Some("written"), Durability::Data),
        ] {
            let (topic, broker) = (set(topic), set(broker));
            let config = TopicConfig::resolve(&topic, &BrokerLayers::of_file(&broker));
            assert_eq!(PartitionSettings::of(&config, 1).log.durability, expected, "{topic:?} {broker:?}");
        }
    }
}

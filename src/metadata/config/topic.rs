//! A topic's configuration, resolved; and what a topic may be told.

use super::ringmain::ACKS_ALL;
use super::settings::{broker_def, topic_def};
use super::value::{self, InvalidValue, Value};
use std::collections::BTreeMap;

/// When acks=all is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcksAll {
    /// After the bytes are on the disk of every in-sync replica.
    Durable,
    /// After they are written, which a killed process survives and a lost machine does not.
    Written,
}

/// Both may be on; with neither, nothing is ever removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CleanupPolicy {
    pub delete: bool,
    pub compact: bool,
}

/// `compression.type`, with the level where it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// As the producer sent it.
    Producer,
    Uncompressed,
    /// -1 is the library's default level.
    Gzip(i32),
    Snappy,
    Lz4(i32),
    Zstd(i32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimestampType {
    CreateTime,
    LogAppendTime,
}

/// What holds for one topic.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicConfig {
    pub cleanup_policy: CleanupPolicy,
    pub compression: Compression,
    pub delete_retention_ms: i64,
    pub file_delete_delay_ms: i64,
    pub flush_messages: i64,
    pub flush_ms: i64,
    pub index_interval_bytes: i32,
    pub local_retention_bytes: i64,
    pub local_retention_ms: i64,
    pub max_compaction_lag_ms: i64,
    pub max_message_bytes: i32,
    pub message_timestamp_after_max_ms: i64,
    pub message_timestamp_before_max_ms: i64,
    pub message_timestamp_type: TimestampType,
    pub min_cleanable_dirty_ratio: f64,
    pub min_compaction_lag_ms: i64,
    pub min_insync_replicas: i32,
    pub preallocate: bool,
    pub remote_log_copy_disable: bool,
    pub remote_log_delete_on_disable: bool,
    pub remote_storage_enable: bool,
    /// -1: no limit.
    pub retention_bytes: i64,
    /// -1: no limit.
    pub retention_ms: i64,
    pub segment_bytes: i32,
    pub segment_index_bytes: i32,
    pub segment_jitter_ms: i64,
    pub segment_ms: i64,
    pub unclean_leader_election_enable: bool,
    pub acks_all: AcksAll,
}

/// The broker's own settings, strongest last to first: of this broker, of all brokers, of its file, the defaults.
#[derive(Debug, Clone, Copy)]
pub struct BrokerLayers<'a> {
    pub static_settings: &'a BTreeMap<String, String>,
    pub dynamic_default: Option<&'a BTreeMap<String, String>>,
    pub dynamic_broker: Option<&'a BTreeMap<String, String>>,
}

impl<'a> BrokerLayers<'a> {
    pub fn of_file(static_settings: &'a BTreeMap<String, String>) -> Self {
        BrokerLayers { static_settings, dynamic_default: None, dynamic_broker: None }
    }

    /// The strongest text that is set anywhere.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        let layers = [self.dynamic_broker, self.dynamic_default, Some(self.static_settings)];
        layers.into_iter().flatten().find_map(|layer| layer.get(name)).map(String::as_str)
    }

    /// The strongest value that is valid: set anywhere, else the default.
    pub fn value(&self, name: &str) -> Value {
        let Some(def) = broker_def(name) else { return Value::Null };
        let layers = [self.dynamic_broker, self.dynamic_default, Some(self.static_settings)];
        let set = layers.into_iter().flatten().filter_map(|layer| value::parse(def, layer.get(name)?).ok()).next();
        set.unwrap_or_else(|| value::default_of(def))
    }
}

/// The broker's value of a topic setting, in the unit of the topic setting.
pub(super) fn broker_value(name: &str, layers: &BrokerLayers<'_>) -> Value {
    const MINUTE_MS: i64 = 60_000;
    const HOUR_MS: i64 = 60 * MINUTE_MS;
    let first = |choices: &[(&str, i64)]| {
        let chosen = choices.iter().find_map(|(name, unit)| Some(layers.value(name).as_i64()?.saturating_mul(*unit)));
        Value::Long(chosen.unwrap_or_default())
    };
    match name {
        "retention.ms" => {
            let units =
                [("log.retention.ms", 1), ("log.retention.minutes", MINUTE_MS), ("log.retention.hours", HOUR_MS)];
            match first(&units) {
                Value::Long(ms) if ms < 0 => Value::Long(-1),
                other => other,
            }
        }
        "segment.ms" => first(&[("log.roll.ms", 1), ("log.roll.hours", HOUR_MS)]),
        "segment.jitter.ms" => first(&[("log.roll.jitter.ms", 1), ("log.roll.jitter.hours", HOUR_MS)]),
        "flush.ms" => first(&[("log.flush.interval.ms", 1), ("log.flush.scheduler.interval.ms", 1)]),
        _ => match topic_def(name).map(|def| (def, def.broker_synonym)) {
            Some((_, Some(synonym))) => layers.value(synonym),
            Some((def, None)) => value::default_of(def),
            None => Value::Null,
        },
    }
}

/// The value that holds for a topic. A text that is not valid (another version may have allowed it) counts as not set.
pub(super) fn topic_value(name: &str, topic: &BTreeMap<String, String>, layers: &BrokerLayers<'_>) -> Value {
    let own = topic.get(name).and_then(|text| value::parse(topic_def(name)?, text).ok());
    own.unwrap_or_else(|| broker_value(name, layers))
}

impl TopicConfig {
    /// From the topic's own settings and the broker's.
    pub fn resolve(topic: &BTreeMap<String, String>, layers: &BrokerLayers<'_>) -> Self {
        let get = |name: &str| topic_value(name, topic, layers);
        let long = |name: &str| get(name).as_i64().unwrap_or_default();
        let int = |name: &str| i32::try_from(long(name)).unwrap_or_default();
        let flag = |name: &str| get(name).as_bool().unwrap_or_default();
        let text = |name: &str| get(name).as_text().unwrap_or_default().to_owned();
        let policy = get("cleanup.policy");
        let has = |what: &str| policy.as_list().is_some_and(|list| list.iter().any(|item| item == what));
        TopicConfig {
            cleanup_policy: CleanupPolicy { delete: has("delete"), compact: has("compact") },
            compression: match text("compression.type").as_str() {
                "uncompressed" => Compression::Uncompressed,
                "gzip" => Compression::Gzip(int("compression.gzip.level")),
                "snappy" => Compression::Snappy,
                "lz4" => Compression::Lz4(int("compression.lz4.level")),
                "zstd" => Compression::Zstd(int("compression.zstd.level")),
                _ => Compression::Producer,
            },
            delete_retention_ms: long("delete.retention.ms"),
            file_delete_delay_ms: long("file.delete.delay.ms"),
            flush_messages: long("flush.messages"),
            flush_ms: long("flush.ms"),
            index_interval_bytes: int("index.interval.bytes"),
            local_retention_bytes: long("local.retention.bytes"),
            local_retention_ms: long("local.retention.ms"),
            max_compaction_lag_ms: long("max.compaction.lag.ms"),
            max_message_bytes: int("max.message.bytes"),
            message_timestamp_after_max_ms: long("message.timestamp.after.max.ms"),
            message_timestamp_before_max_ms: long("message.timestamp.before.max.ms"),
            message_timestamp_type: match text("message.timestamp.type").as_str() {
                "LogAppendTime" => TimestampType::LogAppendTime,
                _ => TimestampType::CreateTime,
            },
            min_cleanable_dirty_ratio: get("min.cleanable.dirty.ratio").as_f64().unwrap_or_default(),
            min_compaction_lag_ms: long("min.compaction.lag.ms"),
            min_insync_replicas: int("min.insync.replicas"),
            preallocate: flag("preallocate"),
            remote_log_copy_disable: flag("remote.log.copy.disable"),
            remote_log_delete_on_disable: flag("remote.log.delete.on.disable"),
            remote_storage_enable: flag("remote.storage.enable"),
            retention_bytes: long("retention.bytes"),
            retention_ms: long("retention.ms"),
            // For tests: lets segments be smaller than the smallest allowed.
            segment_bytes: topic_value("internal.segment.bytes", topic, layers)
                .as_i64()
                .and_then(|bytes| i32::try_from(bytes).ok())
                .unwrap_or_else(|| int("segment.bytes")),
            segment_index_bytes: int("segment.index.bytes"),
            segment_jitter_ms: long("segment.jitter.ms"),
            segment_ms: long("segment.ms"),
            unclean_leader_election_enable: flag("unclean.leader.election.enable"),
            acks_all: match text(ACKS_ALL).as_str() {
                "written" => AcksAll::Written,
                _ => AcksAll::Durable,
            },
        }
    }
}

/// Whether a topic may have these settings, all of its own together. The error is INVALID_CONFIG with Kafka's text.
pub fn validate_topic(topic: &BTreeMap<String, String>, layers: &BrokerLayers<'_>) -> Result<(), InvalidValue> {
    if let Some(unknown) = topic.keys().find(|name| topic_def(name).is_none()) {
        return Err(InvalidValue::Other(format!("Unknown topic config name: {unknown}")));
    }
    for (name, text) in topic {
        if let Some(def) = topic_def(name) {
            value::parse(def, text)?;
        }
    }
    let long = |name: &str| topic_value(name, topic, layers).as_i64().unwrap_or_default();
    let (min_lag, max_lag) = (long("min.compaction.lag.ms"), long("max.compaction.lag.ms"));
    if min_lag > max_lag {
        return Err(InvalidValue::Other(format!(
            "conflict topic config setting min.compaction.lag.ms ({min_lag}) > max.compaction.lag.ms ({max_lag})"
        )));
    }
    if topic_value("remote.storage.enable", topic, layers).as_bool() == Some(true) {
        return Err(InvalidValue::Other(
            "Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote log storage."
                .into(),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(entries: &[(&str, &str)]) -> BTreeMap<String, String> {
        entries.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect()
    }

    #[test]
    fn defaults_are_kafkas() {
        let none = map(&[]);
        let config = TopicConfig::resolve(&none, &BrokerLayers::of_file(&none));
        assert_eq!(config.cleanup_policy, CleanupPolicy { delete: true, compact: false });
        assert_eq!(config.compression, Compression::Producer);
        assert_eq!((config.retention_ms, config.retention_bytes), (604_800_000, -1));
        assert_eq!((config.segment_ms, config.segment_bytes, config.segment_jitter_ms), (604_800_000, 1 << 30, 0));
        assert_eq!((config.flush_ms, config.flush_messages), (i64::MAX, i64::MAX));
        assert_eq!((config.max_message_bytes, config.index_interval_bytes), (1_048_588, 4096));
        assert_eq!(config.message_timestamp_type, TimestampType::CreateTime);
        assert_eq!(config.acks_all, AcksAll::Durable);
    }

    #[test]
    fn the_strongest_layer_wins() {
        let none = map(&[]);
        let file = map(&[("log.retention.hours", "1"), ("log.roll.ms", "5"), ("ringmain.acks.all", "written")]);
        let all = map(&[("log.retention.ms", "200")]);
        let one = map(&[("log.retention.ms", "300")]);
        let mut layers = BrokerLayers::of_file(&file);
        let config = TopicConfig::resolve(&none, &layers);
        assert_eq!((config.retention_ms, config.segment_ms, config.acks_all), (3_600_000, 5, AcksAll::Written));
        layers.dynamic_default = Some(&all);
        assert_eq!(TopicConfig::resolve(&none, &layers).retention_ms, 200);
        layers.dynamic_broker = Some(&one);
        assert_eq!(TopicConfig::resolve(&none, &layers).retention_ms, 300);
        let topic = map(&[
            ("retention.ms", "400"),
            ("compression.type", "zstd"),
            ("compression.zstd.level", "7"),
            ("segment.ms", "bad"),
        ]);
        let config = TopicConfig::resolve(&topic, &layers);
        assert_eq!((config.retention_ms, config.compression, config.segment_ms), (400, Compression::Zstd(7), 5));
    }

    /// What Apache Kafka 4.3.1 answered to CreateTopics with one such setting.
    #[test]
    fn settings_are_judged_as_kafka_judges_them() {
        let throttled = "must be the literal '*' or a list of replicas in the following format: \
                         [partitionId]:[brokerId],[partitionId]:[brokerId],...";
        let one_of = "String must be one of:";
        for (name, text, expected) in [
            ("nope", "1", "Unknown topic config name: nope".to_owned()),
            ("retention.ms", "abc", "Invalid value abc for configuration retention.ms: Not a number of type LONG".into()),
            ("retention.ms", "-2", "Invalid value -2 for configuration retention.ms: Value must be at least -1".into()),
            ("retention.ms", "", "Invalid value  for configuration retention.ms: Not a number of type LONG".into()),
            ("retention.ms", " 5 ", String::new()),
            ("retention.ms", "+5", String::new()),
            ("retention.ms", "0x10", "Invalid value 0x10 for configuration retention.ms: Not a number of type LONG".into()),
            ("retention.ms", "9223372036854775808", "Invalid value 9223372036854775808 for configuration retention.ms: Not a number of type LONG".into()),
            ("cleanup.policy", "foo", format!("Invalid value foo for configuration cleanup.policy: {one_of} compact, delete")),
            ("cleanup.policy", "delete,delete", String::new()),
            ("cleanup.policy", "", String::new()),
            ("cleanup.policy", "compact,,delete", "Configuration 'cleanup.policy' values must not be empty.".into()),
            ("cleanup.policy", " compact , delete ", String::new()),
            ("compression.type", "lzo", format!("Invalid value lzo for configuration compression.type: {one_of} uncompressed, zstd, lz4, snappy, gzip, producer")),
            ("compression.type", "", format!("Invalid value  for configuration compression.type: {one_of} uncompressed, zstd, lz4, snappy, gzip, producer")),
            ("segment.bytes", "10", "Invalid value 10 for configuration segment.bytes: Value must be at least 1048576".into()),
            ("segment.bytes", "99999999999", "Invalid value 99999999999 for configuration segment.bytes: Not a number of type INT".into()),
            ("min.insync.replicas", "0", "Invalid value 0 for configuration min.insync.replicas: Value must be at least 1".into()),
            ("preallocate", "yes", "Invalid value yes for configuration preallocate: Expected value to be either true or false".into()),
            ("preallocate", "TRUE", String::new()),
            ("min.cleanable.dirty.ratio", "1.5", "Invalid value 1.5 for configuration min.cleanable.dirty.ratio: Value must be no more than 1".into()),
            ("min.cleanable.dirty.ratio", "x", "Invalid value x for configuration min.cleanable.dirty.ratio: Not a number of type DOUBLE".into()),
            ("compression.gzip.level", "0", "Invalid value 0 for configuration compression.gzip.level: Value must be between 1 and 9 or equal to -1".into()),
            ("compression.gzip.level", "-1", String::new()),
            ("message.timestamp.type", "x", format!("Invalid value x for configuration message.timestamp.type: {one_of} CreateTime, LogAppendTime")),
            ("leader.replication.throttled.replicas", "0:1,1:1", String::new()),
            ("leader.replication.throttled.replicas", "*", String::new()),
            ("leader.replication.throttled.replicas", "zz", format!("Invalid value [zz] for configuration leader.replication.throttled.replicas: leader.replication.throttled.replicas {throttled}")),
            ("remote.storage.enable", "true", "Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote log storage.".into()),
            ("local.retention.ms", "999999999999", String::new()),
            ("max.compaction.lag.ms", "0", "Invalid value 0 for configuration max.compaction.lag.ms: Value must be at least 1".into()),
            ("internal.segment.bytes", "100", String::new()),
            ("message.format.version", "3.0", "Unknown topic config name: message.format.version".into()),
            ("remote.log.copy.disable", "true", String::new()),
            ("flush.messages", "0", "Invalid value 0 for configuration flush.messages: Value must be at least 1".into()),
            ("file.delete.delay.ms", "-1", "Invalid value -1 for configuration file.delete.delay.ms: Value must be at least 0".into()),
            ("ringmain.acks.all", "written", String::new()),
        ] {
            let none = map(&[]);
            let result = validate_topic(&map(&[(name, text)]), &BrokerLayers::of_file(&none));
            assert_eq!(result.err().map(|e| e.to_string()).unwrap_or_default(), expected, "{name}={text:?}");
        }
        let none = map(&[]);
        let both = map(&[("min.compaction.lag.ms", "100"), ("max.compaction.lag.ms", "50")]);
        assert_eq!(
            validate_topic(&both, &BrokerLayers::of_file(&none)).unwrap_err().to_string(),
            "conflict topic config setting min.compaction.lag.ms (100) > max.compaction.lag.ms (50)"
        );
    }
}

//! `group.*` and `offsets.*`: what the group coordinator is told. Part of [`super::BrokerConfig`].

use std::time::Duration;

use super::broker::Reader;

/// Which way a group may change its protocol while it has members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MigrationPolicy {
    Disabled,
    /// Consumer to classic.
    Downgrade,
    /// Classic to consumer.
    Upgrade,
    Bidirectional,
}

impl MigrationPolicy {
    pub fn allows_upgrade(self) -> bool {
        matches!(self, MigrationPolicy::Upgrade | MigrationPolicy::Bidirectional)
    }

    pub fn allows_downgrade(self) -> bool {
        matches!(self, MigrationPolicy::Downgrade | MigrationPolicy::Bidirectional)
    }
}

/// Settings of the group coordinator. Times in milliseconds, as Kafka's `int`.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupConfigs {
    // ---- classic groups ----
    pub initial_rebalance_delay_ms: i32,
    pub min_session_timeout_ms: i32,
    pub max_session_timeout_ms: i32,
    /// Members of a classic group.
    pub max_size: i32,
    // ---- offsets ----
    /// In UTF-16 units, as Kafka counts.
    pub offset_metadata_max_bytes: i32,
    pub offsets_retention_ms: i64,
    pub offsets_retention_check_interval_ms: i64,
    /// How long an append may take.
    pub offsets_commit_timeout_ms: i32,
    /// How long writes wait for others before they are appended; `None` leaves it to the coordinators.
    pub append_linger: Option<Duration>,
    /// `offsets.topic.compression.codec`, Kafka's number of a codec.
    pub offsets_compression_codec: i32,
    // ---- consumer groups ----
    pub consumer_protocol_enabled: bool,
    /// The first is the default.
    pub consumer_assignors: Vec<String>,
    pub consumer_migration_policy: MigrationPolicy,
    pub consumer_max_size: i32,
    pub consumer_session_timeout_ms: i32,
    pub consumer_min_session_timeout_ms: i32,
    pub consumer_max_session_timeout_ms: i32,
    pub consumer_heartbeat_interval_ms: i32,
    pub consumer_min_heartbeat_interval_ms: i32,
    pub consumer_max_heartbeat_interval_ms: i32,
    pub consumer_assignment_interval_ms: i32,
    pub consumer_min_assignment_interval_ms: i32,
    pub consumer_max_assignment_interval_ms: i32,
    pub consumer_regex_refresh_interval_ms: i32,
}

/// The assignors of the group coordinator, by name.
const CONSUMER_ASSIGNORS: [&str; 2] = ["uniform", "range"];

/// Kafka also takes the names of classes; those of its own assignors mean ours.
fn assignor_name(given: &str) -> String {
    match given.strip_prefix("org.apache.kafka.coordinator.group.assignor.") {
        Some("UniformAssignor") => "uniform".to_owned(),
        Some("RangeAssignor") => "range".to_owned(),
        _ => given.to_owned(),
    }
}

pub(super) fn read(r: &mut Reader<'_>) -> GroupConfigs {
    let migration = r.text("group.consumer.migration.policy").unwrap_or_default();
    let protocols = r.list("group.coordinator.rebalance.protocols");
    let configs = GroupConfigs {
        initial_rebalance_delay_ms: r.i32("group.initial.rebalance.delay.ms"),
        min_session_timeout_ms: r.i32("group.min.session.timeout.ms"),
        max_session_timeout_ms: r.i32("group.max.session.timeout.ms"),
        max_size: r.i32("group.max.size"),
        offset_metadata_max_bytes: r.i32("offset.metadata.max.bytes"),
        offsets_retention_ms: r.i64("offsets.retention.minutes").saturating_mul(60_000),
        offsets_retention_check_interval_ms: r.i64("offsets.retention.check.interval.ms"),
        offsets_commit_timeout_ms: r.i32("offsets.commit.timeout.ms"),
        // -1 is Kafka's default.
        append_linger: u64::try_from(r.i32("group.coordinator.append.linger.ms")).ok().map(Duration::from_millis),
        offsets_compression_codec: r.i32("offsets.topic.compression.codec"),
        consumer_protocol_enabled: protocols.iter().any(|protocol| protocol == "consumer"),
        consumer_assignors: r.list("group.consumer.assignors").iter().map(|name| assignor_name(name)).collect(),
        consumer_migration_policy: match migration.to_ascii_lowercase().as_str() {
            "disabled" => MigrationPolicy::Disabled,
            "downgrade" => MigrationPolicy::Downgrade,
            "upgrade" => MigrationPolicy::Upgrade,
            _ => MigrationPolicy::Bidirectional,
        },
        consumer_max_size: r.i32("group.consumer.max.size"),
        consumer_session_timeout_ms: r.i32("group.consumer.session.timeout.ms"),
        consumer_min_session_timeout_ms: r.i32("group.consumer.min.session.timeout.ms"),
        consumer_max_session_timeout_ms: r.i32("group.consumer.max.session.timeout.ms"),
        consumer_heartbeat_interval_ms: r.i32("group.consumer.heartbeat.interval.ms"),
        consumer_min_heartbeat_interval_ms: r.i32("group.consumer.min.heartbeat.interval.ms"),
        consumer_max_heartbeat_interval_ms: r.i32("group.consumer.max.heartbeat.interval.ms"),
        consumer_assignment_interval_ms: r.i32("group.consumer.assignment.interval.ms"),
        consumer_min_assignment_interval_ms: r.i32("group.consumer.min.assignment.interval.ms"),
        consumer_max_assignment_interval_ms: r.i32("group.consumer.max.assignment.interval.ms"),
        consumer_regex_refresh_interval_ms: r.i32("group.consumer.regex.refresh.interval.ms"),
    };
    check(r, &configs, &protocols);
    configs
}

/// What Kafka demands of several settings together.
fn check(r: &mut Reader<'_>, configs: &GroupConfigs, protocols: &[String]) {
    if !protocols.iter().any(|protocol| protocol == "classic") {
        r.refuse("group.coordinator.rebalance.protocols", "it must contain classic: that protocol cannot be disabled");
    }
    for name in &configs.consumer_assignors {
        if !CONSUMER_ASSIGNORS.contains(&name.as_str()) {
            let known = CONSUMER_ASSIGNORS.join(", ");
            r.refuse("group.consumer.assignors", format!("{name} is not known here; there are {known}"));
        }
    }
    if configs.consumer_assignors.is_empty() {
        r.refuse("group.consumer.assignors", "it must name at least one assignor");
    }
    let bounded = [
        (
            "heartbeat.interval.ms",
            configs.consumer_min_heartbeat_interval_ms,
            configs.consumer_heartbeat_interval_ms,
            configs.consumer_max_heartbeat_interval_ms,
        ),
        (
            "session.timeout.ms",
            configs.consumer_min_session_timeout_ms,
            configs.consumer_session_timeout_ms,
            configs.consumer_max_session_timeout_ms,
        ),
        (
            "assignment.interval.ms",
            configs.consumer_min_assignment_interval_ms,
            configs.consumer_assignment_interval_ms,
            configs.consumer_max_assignment_interval_ms,
        ),
    ];
    for (name, min, value, max) in bounded {
        let [plain, least, most] = ["", "min.", "max."].map(|bound| format!("group.consumer.{bound}{name}"));
        if max < min {
            r.refuse(&most, format!("it must be greater than or equal to {least}"));
        } else if value < min {
            r.refuse(&plain, format!("it must be greater than or equal to {least}"));
        } else if value > max {
            r.refuse(&plain, format!("it must be less than or equal to {most}"));
        }
    }
    if configs.consumer_heartbeat_interval_ms >= configs.consumer_session_timeout_ms {
        r.refuse("group.consumer.heartbeat.interval.ms", "it must be less than group.consumer.session.timeout.ms");
    }
}

#[cfg(test)]
mod tests {
    use crate::metadata::config::{BrokerConfig, MigrationPolicy, Settings};

    fn with(changes: &[&str]) -> Result<BrokerConfig, String> {
        let mut settings = Settings::embedded_default();
        for change in changes {
            settings.set(change).unwrap();
        }
        BrokerConfig::from_settings(settings, "h")
            .map(|(config, _)| config)
            .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn defaults_are_kafkas() {
        let group = with(&[]).unwrap().group;
        assert_eq!((group.initial_rebalance_delay_ms, group.max_size), (3_000, i32::MAX));
        assert_eq!((group.min_session_timeout_ms, group.max_session_timeout_ms), (6_000, 1_800_000));
        assert_eq!((group.offset_metadata_max_bytes, group.offsets_retention_ms), (4_096, 7 * 24 * 3_600_000));
        assert_eq!(group.append_linger, None);
        assert_eq!(group.consumer_assignors, ["uniform", "range"]);
        assert_eq!(group.consumer_migration_policy, MigrationPolicy::Bidirectional);
        assert!(group.consumer_protocol_enabled);
    }

    #[test]
    fn settings_that_contradict_each_other_are_refused() {
        for (changes, expected) in [
            (&["group.consumer.session.timeout.ms=44999"][..], "greater than or equal to group.consumer.min.session"),
            (&["group.consumer.session.timeout.ms=60001"], "less than or equal to group.consumer.max.session"),
            (&["group.consumer.max.heartbeat.interval.ms=4999"], "greater than or equal to group.consumer.min.heart"),
            (
                &["group.consumer.heartbeat.interval.ms=50000", "group.consumer.max.heartbeat.interval.ms=50000"],
                "less than group.consumer.session.timeout.ms",
            ),
            (&["group.coordinator.rebalance.protocols=consumer"], "must contain classic"),
            (&["group.consumer.assignors="], "at least one assignor"),
            (&["group.consumer.assignors=uniform,com.example.Mine"], "com.example.Mine is not known here"),
            (&["group.consumer.migration.policy=sideways"], "group.consumer.migration.policy"),
        ] {
            let error = with(changes).expect_err(expected);
            assert!(error.contains(expected), "{changes:?}: {error}");
        }
        let class = "group.consumer.assignors=org.apache.kafka.coordinator.group.assignor.RangeAssignor";
        assert_eq!(with(&[class]).unwrap().group.consumer_assignors, ["range"]);
        let group = with(&["group.consumer.migration.policy=Upgrade"]).unwrap().group;
        assert!(group.consumer_migration_policy.allows_upgrade());
        assert!(!group.consumer_migration_policy.allows_downgrade());
    }
}

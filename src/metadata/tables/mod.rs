//! Kafka's settings, metadata versions and features as plain tables, written by `cargo run -p ringmain-codegen`.
//!
//! The tables say what Kafka 4.3 knows, not what Ringmain does with it. They are sorted: look up with [`broker_config`] and
//! its kin.

mod broker;
mod features;
mod group;
mod topic;

pub use broker::BROKER;
pub use features::{FEATURES, METADATA_VERSIONS};
pub use group::GROUP;
pub use topic::TOPIC;

/// The type of a setting, as in Kafka's `ConfigDef.Type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfigType {
    Boolean,
    Class,
    Double,
    Int,
    /// Values with commas between them.
    List,
    Long,
    Password,
    Short,
    String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Importance {
    High,
    Medium,
    Low,
}

/// When a change of a setting takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdateMode {
    /// At the next start.
    ReadOnly,
    /// While running, on each broker by itself.
    PerBroker,
    /// While running, on one broker or as a default for all.
    ClusterWide,
    /// While running: settings of a topic or group.
    Dynamic,
}

/// One setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConfigDef {
    pub name: &'static str,
    pub ty: ConfigType,
    /// As it would stand in a properties file; `None` is null, or no default at all for a required setting.
    pub default: Option<&'static str>,
    pub required: bool,
    /// What is allowed, in Kafka's words: `[1,...]`, `[gzip, snappy]`.
    pub valid: Option<&'static str>,
    pub importance: Importance,
    pub update: UpdateMode,
    /// For a topic setting, the broker setting that is its default.
    pub broker_synonym: Option<&'static str>,
    /// Known to Kafka, but not documented.
    pub internal: bool,
}

/// A level of the feature `metadata.version`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetadataVersion {
    /// Such as `4.3-IV0`.
    pub name: &'static str,
    pub level: i16,
    /// Whether the metadata records changed with it.
    pub changed_metadata: bool,
}

/// A feature and its levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feature {
    pub name: &'static str,
    pub min: i16,
    pub latest_production: i16,
    pub latest_testing: i16,
}

fn find(table: &'static [ConfigDef], name: &str) -> Option<&'static ConfigDef> {
    table.binary_search_by(|config| config.name.cmp(name)).ok().and_then(|at| table.get(at))
}

pub fn broker_config(name: &str) -> Option<&'static ConfigDef> {
    find(BROKER, name)
}

pub fn topic_config(name: &str) -> Option<&'static ConfigDef> {
    find(TOPIC, name)
}

pub fn group_config(name: &str) -> Option<&'static ConfigDef> {
    find(GROUP, name)
}

/// The metadata version of that level.
pub fn metadata_version(level: i16) -> Option<&'static MetadataVersion> {
    METADATA_VERSIONS.iter().find(|version| version.level == level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_every_default_has_its_type() {
        for table in [BROKER, TOPIC, GROUP] {
            assert!(table.windows(2).all(|pair| pair[0].name < pair[1].name));
            for config in table {
                assert_eq!(find(table, config.name), Some(config));
                let Some(default) = config.default else { continue };
                let parses = match config.ty {
                    ConfigType::Boolean => default.parse::<bool>().is_ok(),
                    ConfigType::Double => default.parse::<f64>().is_ok(),
                    ConfigType::Int => default.parse::<i32>().is_ok(),
                    ConfigType::Long => default.parse::<i64>().is_ok(),
                    ConfigType::Short => default.parse::<i16>().is_ok(),
                    ConfigType::Class | ConfigType::List | ConfigType::Password | ConfigType::String => true,
                };
                assert!(parses, "{config:?}");
            }
        }
        assert_eq!(find(BROKER, "no.such.setting"), None);
    }

    #[test]
    fn synonyms_of_topic_settings_are_broker_settings_of_the_same_type() {
        for topic in TOPIC {
            let Some(synonym) = topic.broker_synonym else { continue };
            assert_eq!(broker_config(synonym).map(|broker| broker.ty), Some(topic.ty), "{topic:?}");
        }
    }

    #[test]
    fn values_are_kafkas() {
        let policy = topic_config("cleanup.policy").unwrap();
        assert_eq!((policy.ty, policy.default), (ConfigType::List, Some("delete")));
        assert_eq!(broker_config("background.threads").unwrap().update, UpdateMode::ClusterWide);
        assert_eq!(
            broker_config("log.cleaner.io.max.bytes.per.second").unwrap().default,
            Some("1.7976931348623157E308")
        );
        assert!(broker_config("node.id").unwrap().required);
        assert_eq!(metadata_version(30).unwrap().name, "4.3-IV0");
    }
}

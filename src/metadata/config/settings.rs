//! Settings as text, by name, before they are understood; and the tables that say which names there are.

use super::properties::{self, PropertiesError};
use super::ringmain;
use crate::metadata::tables::{self, ConfigDef};
use std::collections::BTreeMap;

/// Names and texts. Of a name that is given twice the last one counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    values: BTreeMap<String, String>,
}

/// A `--set` that is not `name=value`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a setting: write name=value")]
pub struct NotASetting(pub String);

impl Settings {
    pub fn parse(text: &str) -> Result<Self, PropertiesError> {
        Ok(Settings { values: properties::parse(text)?.into_iter().collect() })
    }

    /// What `ringmain serve` runs with when it is told nothing: one node, in `./ringmain-data`, on 127.0.0.1.
    pub fn embedded_default() -> Self {
        let values = [
            ("process.roles", "broker,controller"),
            ("node.id", "1"),
            ("listeners", "PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093"),
            ("advertised.listeners", "PLAINTEXT://127.0.0.1:9092"),
            ("controller.listener.names", "CONTROLLER"),
            ("controller.quorum.bootstrap.servers", "127.0.0.1:9093"),
            ("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
            ("log.dirs", "./ringmain-data"),
            ("offsets.topic.replication.factor", "1"),
            ("share.coordinator.state.topic.min.isr", "1"),
            ("share.coordinator.state.topic.replication.factor", "1"),
            ("transaction.state.log.min.isr", "1"),
            ("transaction.state.log.replication.factor", "1"),
        ];
        Settings { values: values.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect() }
    }

    /// Takes a `name=value` from the command line; it wins over what was there.
    pub fn set(&mut self, setting: &str) -> Result<(), NotASetting> {
        match setting.split_once('=') {
            Some((name, value)) if !name.trim().is_empty() => {
                self.insert(name.trim(), value.trim());
                Ok(())
            }
            _ => Err(NotASetting(setting.to_owned())),
        }
    }

    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.values.insert(name.into(), value.into());
    }

    pub fn remove(&mut self, name: &str) {
        self.values.remove(name);
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(k, v)| (k.as_str(), v.as_str()))
    }

    pub fn as_map(&self) -> &BTreeMap<String, String> {
        &self.values
    }
}

fn find(table: &'static [ConfigDef], name: &str) -> Option<&'static ConfigDef> {
    table.binary_search_by(|def| def.name.cmp(name)).ok().and_then(|at| table.get(at))
}

/// A broker setting, Kafka's or Ringmain's.
pub fn broker_def(name: &str) -> Option<&'static ConfigDef> {
    find(ringmain::OTHER_DEFAULTS, name).or_else(|| find(tables::BROKER, name)).or_else(|| find(ringmain::BROKER, name))
}

/// A topic setting, Kafka's or Ringmain's.
pub fn topic_def(name: &str) -> Option<&'static ConfigDef> {
    find(tables::TOPIC, name).or_else(|| find(ringmain::TOPIC, name))
}

/// A group setting (KIP-848).
pub fn group_def(name: &str) -> Option<&'static ConfigDef> {
    find(tables::GROUP, name)
}

/// Every topic setting.
pub fn topic_defs() -> impl Iterator<Item = &'static ConfigDef> {
    tables::TOPIC.iter().chain(ringmain::TOPIC)
}

/// Every broker setting.
pub fn broker_defs() -> impl Iterator<Item = &'static ConfigDef> {
    let of_kafka = tables::BROKER.iter().map(|def| find(ringmain::OTHER_DEFAULTS, def.name).unwrap_or(def));
    of_kafka.chain(ringmain::BROKER)
}

/// The broker setting whose name is nearest to a name that is none, where one is near.
pub fn nearest_broker_name(name: &str) -> Option<&'static str> {
    nearest(name, broker_defs().filter(|def| !def.internal).map(|def| def.name))
}

/// The one of several names that is nearest to what somebody wrote, where one is near.
pub fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (name.len() / 4).clamp(2, 6);
    names
        .into_iter()
        .map(|known| (edit_distance(name, known), known))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, name)| name)
}

/// Insertions, deletions, replacements and swaps of neighbours between two names.
fn edit_distance(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, cb) in b.iter().enumerate() {
            let replace = last[j] + usize::from(ca != cb);
            let mut best = replace.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *ca == b[j - 1] && a[i - 1] == *cb {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_for_search() {
        let ours = [ringmain::OTHER_DEFAULTS, ringmain::BROKER, ringmain::TOPIC];
        for table in [tables::BROKER, tables::TOPIC, tables::GROUP].into_iter().chain(ours) {
            assert!(table.windows(2).all(|pair| pair[0].name < pair[1].name));
        }
        assert!(broker_def("num.partitions").is_some() && broker_def("ringmain.shards").is_some());
        assert!(topic_def("retention.ms").is_some() && topic_def("ringmain.acks.all").is_some());
        assert!(group_def("consumer.session.timeout.ms").is_some() && broker_def("nope").is_none());
    }

    #[test]
    fn defaults_of_ours_change_nothing_else_of_kafkas_settings() {
        for own in ringmain::OTHER_DEFAULTS {
            let of_kafka = find(tables::BROKER, own.name).unwrap();
            assert_ne!(own.default, of_kafka.default);
            assert_eq!(ConfigDef { default: of_kafka.default, ..*own }, *of_kafka);
            let listed: Vec<_> = broker_defs().filter(|def| def.name == own.name).collect();
            assert_eq!(listed, [own]);
        }
    }

    #[test]
    fn near_names_are_found() {
        for (name, expected) in [
            ("num.partition", Some("num.partitions")),
            ("num.partitoins", Some("num.partitions")),
            ("log.dris", Some("log.dirs")),
            ("auto.create.topic.enabled", Some("auto.create.topics.enable")),
            ("ringmain.shard", Some("ringmain.shards")),
            ("colour.of.the.sky", None),
        ] {
            assert_eq!(nearest_broker_name(name), expected, "{name}");
        }
    }

    #[test]
    fn the_command_line_wins() {
        let mut settings = Settings::parse("a=1\na=2\nb=3").unwrap();
        settings.set("a=x=y").unwrap();
        assert_eq!((settings.get("a"), settings.get("b")), (Some("x=y"), Some("3")));
        assert!(settings.set("novalue").is_err() && settings.set("=v").is_err());
    }
}

//! Settings with their values and where these come from, as DescribeConfigs reports them.

use super::documentation;
use super::settings::{broker_def, broker_defs, group_def, topic_def, topic_defs};
use super::topic::{BrokerLayers, broker_value, topic_value};
use super::value::{self, Value};
use crate::metadata::tables::{ConfigDef, ConfigType, GROUP, UpdateMode};
use std::collections::BTreeMap;

/// Where a value comes from; the numbers are the protocol's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i8)]
pub enum ConfigSource {
    Unknown = 0,
    DynamicTopic = 1,
    DynamicBroker = 2,
    DynamicDefaultBroker = 3,
    StaticBroker = 4,
    Default = 5,
    DynamicBrokerLogger = 6,
    ClientMetrics = 7,
    Group = 8,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synonym {
    pub name: String,
    /// `None` for a secret.
    pub value: Option<String>,
    pub source: ConfigSource,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedConfig {
    pub name: String,
    /// `None` for a secret, and where there is no value.
    pub value: Option<String>,
    pub source: ConfigSource,
    pub read_only: bool,
    pub sensitive: bool,
    /// The protocol's number of the type; 0 where the setting is not known.
    pub config_type: i8,
    /// Strongest first.
    pub synonyms: Vec<Synonym>,
    /// What it does; `None` where it changes nothing here.
    pub documentation: Option<&'static str>,
}

fn of_broker(name: &str) -> Option<&'static str> {
    documentation::of(documentation::BROKER, name).or_else(|| documentation::of(documentation::RINGMAIN, name))
}

fn of_topic(name: &str) -> Option<&'static str> {
    documentation::of(documentation::TOPIC, name).or_else(|| documentation::of(documentation::RINGMAIN, name))
}

/// The protocol's number of a type.
pub fn config_type_id(ty: ConfigType) -> i8 {
    match ty {
        ConfigType::Boolean => 1,
        ConfigType::String => 2,
        ConfigType::Int => 3,
        ConfigType::Short => 4,
        ConfigType::Long => 5,
        ConfigType::Double => 6,
        ConfigType::List => 7,
        ConfigType::Class => 8,
        ConfigType::Password => 9,
    }
}

fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Password(_) => None,
        other => Some(other.to_string()),
    }
}

/// As the value would be shown after parsing; as it stands where it does not parse.
fn normalized(def: Option<&ConfigDef>, text: &str) -> Option<String> {
    match def {
        None => None,
        Some(def) if def.ty == ConfigType::Password => None,
        Some(def) => value::parse(def, text).ok().map_or_else(|| Some(text.to_owned()), |value| shown(&value)),
    }
}

/// The values of a broker setting in each layer, strongest first.
fn broker_synonyms(name: &str, layers: &BrokerLayers<'_>) -> Vec<Synonym> {
    // Kafka lists the coarser units only here.
    let names: &[&str] = match name {
        "log.retention.ms" => &["log.retention.ms", "log.retention.minutes", "log.retention.hours"],
        _ => &[name],
    };
    let sources = [
        (layers.dynamic_broker, ConfigSource::DynamicBroker),
        (layers.dynamic_default, ConfigSource::DynamicDefaultBroker),
        (Some(layers.static_settings), ConfigSource::StaticBroker),
    ];
    let mut synonyms = Vec::new();
    for (layer, source) in sources {
        for name in names {
            if let Some(text) = layer.and_then(|layer| layer.get(*name)) {
                synonyms.push(Synonym { name: (*name).into(), value: normalized(broker_def(name), text), source });
            }
        }
    }
    for name in names {
        let default = broker_def(name).map(value::default_of).unwrap_or(Value::Null);
        if default != Value::Null {
            synonyms.push(Synonym { name: (*name).into(), value: shown(&default), source: ConfigSource::Default });
        }
    }
    synonyms
}

fn first_source(synonyms: &[Synonym]) -> ConfigSource {
    synonyms.first().map_or(ConfigSource::Default, |synonym| synonym.source)
}

/// Every setting of a topic, by name; internal ones only where they are set.
pub fn describe_topic(topic: &BTreeMap<String, String>, layers: &BrokerLayers<'_>) -> Vec<DescribedConfig> {
    let mut described: Vec<DescribedConfig> = topic_defs()
        .filter(|def| !def.internal || topic.contains_key(def.name))
        .map(|def| {
            let own = topic.get(def.name).map(|text| Synonym {
                name: def.name.into(),
                value: normalized(topic_def(def.name), text),
                source: ConfigSource::DynamicTopic,
            });
            let brokers = def.broker_synonym.map(|name| broker_synonyms(name, layers)).unwrap_or_default();
            let synonyms: Vec<Synonym> = own.into_iter().chain(brokers).collect();
            DescribedConfig {
                name: def.name.into(),
                value: shown(&topic_value(def.name, topic, layers)),
                source: first_source(&synonyms),
                read_only: false,
                sensitive: def.ty == ConfigType::Password,
                config_type: config_type_id(def.ty),
                synonyms,
                documentation: of_topic(def.name),
            }
        })
        .collect();
    described.sort_by(|a, b| a.name.cmp(&b.name));
    described
}

/// Every setting of a broker, by name, those of its file and those set through the controller that nobody knows included.
pub fn describe_broker(layers: &BrokerLayers<'_>) -> Vec<DescribedConfig> {
    let set = [layers.dynamic_broker, layers.dynamic_default, Some(layers.static_settings)];
    let is_set = |name: &str| set.iter().flatten().any(|layer| layer.contains_key(name));
    let known = broker_defs().filter(|def| !def.internal || is_set(def.name)).map(|def| {
        let synonyms = broker_synonyms(def.name, layers);
        let sensitive = def.ty == ConfigType::Password;
        DescribedConfig {
            name: def.name.into(),
            value: if sensitive { None } else { shown(&effective_broker_value(def, layers)) },
            source: first_source(&synonyms),
            read_only: def.update == UpdateMode::ReadOnly,
            sensitive,
            config_type: config_type_id(def.ty),
            synonyms,
            documentation: of_broker(def.name),
        }
    });
    let unknown_names: std::collections::BTreeSet<&String> =
        set.iter().flatten().flat_map(|layer| layer.keys()).filter(|name| broker_def(name).is_none()).collect();
    let unknown = unknown_names.into_iter().map(|name| {
        let synonyms = broker_synonyms(name, layers);
        DescribedConfig {
            name: name.clone(),
            value: None,
            source: first_source(&synonyms),
            read_only: true,
            sensitive: true,
            config_type: 0,
            synonyms,
            documentation: None,
        }
    });
    let mut described: Vec<DescribedConfig> = known.chain(unknown).collect();
    described.sort_by(|a, b| a.name.cmp(&b.name));
    described
}

fn effective_broker_value(def: &ConfigDef, layers: &BrokerLayers<'_>) -> Value {
    // What is not set takes the id of the node; Kafka shows the two as one.
    if def.name == "broker.id" && layers.text("broker.id").is_none() && layers.text("node.id").is_some() {
        return layers.value("node.id");
    }
    layers.value(def.name)
}

/// The settings that were set for all brokers.
pub fn describe_default_broker(dynamic_default: &BTreeMap<String, String>) -> Vec<DescribedConfig> {
    let describe = |(name, text): (&String, &String)| {
        let def = broker_def(name);
        let value = normalized(def, text);
        let source = ConfigSource::DynamicDefaultBroker;
        DescribedConfig {
            name: name.clone(),
            value: value.clone(),
            source,
            read_only: def.is_none_or(|d| d.update == UpdateMode::ReadOnly),
            sensitive: def.is_none_or(|d| d.ty == ConfigType::Password),
            config_type: def.map_or(0, |d| config_type_id(d.ty)),
            synonyms: vec![Synonym { name: name.clone(), value, source }],
            documentation: of_broker(name),
        }
    };
    dynamic_default.iter().map(describe).collect()
}

/// Every setting of a group (KIP-848): its own, else the broker's `group.` setting.
pub fn describe_group(group: &BTreeMap<String, String>, layers: &BrokerLayers<'_>) -> Vec<DescribedConfig> {
    let describe = |def: &'static ConfigDef| {
        let broker_name = format!("group.{}", def.name);
        let own = group.get(def.name).map(|text| (normalized(group_def(def.name), text), ConfigSource::Group));
        let (value, source) = own.unwrap_or_else(|| match broker_def(&broker_name) {
            Some(_) => (shown(&layers.value(&broker_name)), first_source(&broker_synonyms(&broker_name, layers))),
            None => (shown(&value::default_of(def)), ConfigSource::Default),
        });
        let synonyms = vec![Synonym { name: def.name.into(), value: value.clone(), source }];
        DescribedConfig {
            name: def.name.into(),
            value,
            source,
            read_only: false,
            sensitive: false,
            config_type: config_type_id(def.ty),
            synonyms,
            documentation: documentation::of(documentation::GROUP, def.name),
        }
    };
    GROUP.iter().map(describe).collect()
}

/// The default of a topic setting on this broker, for CreateTopics' answer.
pub fn topic_default(name: &str, layers: &BrokerLayers<'_>) -> Option<String> {
    shown(&broker_value(name, layers))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(entries: &[(&str, &str)]) -> BTreeMap<String, String> {
        entries.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect()
    }

    fn show(described: &[DescribedConfig], name: &str) -> String {
        let config = described.iter().find(|d| d.name == name).expect(name);
        let mut text = format!("{}={:?} {:?}", config.name, config.value.as_deref().unwrap_or("null"), config.source);
        for synonym in &config.synonyms {
            let value = synonym.value.as_deref().unwrap_or("null");
            text.push_str(&format!(" [{}={} {:?}]", synonym.name, value, synonym.source));
        }
        text
    }

    /// As Apache Kafka 4.3.1 describes a topic with the same settings.
    #[test]
    fn topics_are_described_as_kafka_describes_them() {
        let file = map(&[("num.partitions", "4")]);
        let all = map(&[("log.retention.ms", "88888"), ("message.max.bytes", "2000000")]);
        let one = map(&[("log.retention.ms", "77777")]);
        let topic = map(&[("cleanup.policy", ""), ("flush.ms", "10"), ("segment.bytes", "2000000")]);
        let layers = BrokerLayers { static_settings: &file, dynamic_default: Some(&all), dynamic_broker: Some(&one) };
        let described = describe_topic(&topic, &layers);
        for (name, expected) in [
            (
                "cleanup.policy",
                "cleanup.policy=\"\" DynamicTopic [cleanup.policy= DynamicTopic] [log.cleanup.policy=delete Default]",
            ),
            ("flush.ms", "flush.ms=\"10\" DynamicTopic [flush.ms=10 DynamicTopic]"),
            (
                "max.message.bytes",
                "max.message.bytes=\"2000000\" DynamicDefaultBroker [message.max.bytes=2000000 DynamicDefaultBroker] [message.max.bytes=1048588 Default]",
            ),
            (
                "retention.ms",
                "retention.ms=\"77777\" DynamicBroker [log.retention.ms=77777 DynamicBroker] [log.retention.ms=88888 DynamicDefaultBroker] [log.retention.hours=168 Default]",
            ),
            ("segment.ms", "segment.ms=\"604800000\" Default"),
            ("remote.storage.enable", "remote.storage.enable=\"false\" Default"),
            (
                "segment.bytes",
                "segment.bytes=\"2000000\" DynamicTopic [segment.bytes=2000000 DynamicTopic] [log.segment.bytes=1073741824 Default]",
            ),
            (
                "min.cleanable.dirty.ratio",
                "min.cleanable.dirty.ratio=\"0.5\" Default [log.cleaner.min.cleanable.ratio=0.5 Default]",
            ),
        ] {
            assert_eq!(show(&described, name), expected);
        }
        // Kafka's 33, and ringmain.acks.all.
        assert_eq!(described.len(), 34);
        assert!(described.windows(2).all(|pair| pair[0].name < pair[1].name));
    }

    #[test]
    fn brokers_are_described_as_kafka_describes_them() {
        let file = map(&[("node.id", "1"), ("ssl.key.password", "secret")]);
        let one = map(&[("num.io.threads", "9"), ("nope", "1")]);
        let layers = BrokerLayers { static_settings: &file, dynamic_default: None, dynamic_broker: Some(&one) };
        let described = describe_broker(&layers);
        assert_eq!(
            show(&described, "num.io.threads"),
            "num.io.threads=\"9\" DynamicBroker [num.io.threads=9 DynamicBroker] [num.io.threads=8 Default]"
        );
        assert_eq!(show(&described, "nope"), "nope=\"null\" DynamicBroker [nope=null DynamicBroker]");
        assert_eq!(
            show(&described, "ssl.key.password"),
            "ssl.key.password=\"null\" StaticBroker [ssl.key.password=null StaticBroker]"
        );
        assert_eq!(show(&described, "log.retention.minutes"), "log.retention.minutes=\"null\" Default");
        assert!(described.iter().find(|d| d.name == "node.id").unwrap().read_only);
    }
}

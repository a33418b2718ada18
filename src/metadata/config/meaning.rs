//! Which names of the broker's settings are acted on, and what is told at start of those that are not.
//!
//! Promises: every name that is documented ([`documentation`]) changes what the node does; a name that changes nothing is told,
//! at start if it is the node's, with the first topic that has it if it is a topic's.

use super::documentation;
use super::listeners::parse_per_ip_overrides;
use super::settings::{Settings, broker_def, broker_defs, nearest_broker_name};
use super::value::{self, InvalidValue};
use crate::metadata::tables::ConfigDef;
use std::collections::{BTreeMap, BTreeSet};

/// Something to tell the operator once at start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Nobody knows this name.
    Unknown { name: String, nearest: Option<&'static str> },
    /// Kafka knows these names; here they change nothing.
    NoMeaning { names: Vec<String> },
}

pub(super) fn notices(settings: &Settings) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut without_meaning = Vec::new();
    for (name, _) in settings.iter() {
        let ours = name.starts_with("ringmain.") && broker_def(name).is_some();
        if ours || documentation::of(documentation::BROKER, name).is_some() || limits_a_listener(settings, name) {
            continue;
        }
        if broker_def(name).is_some() || is_listener_override(name) {
            without_meaning.push(name.to_owned());
        } else {
            notices.push(Notice::Unknown { name: name.to_owned(), nearest: nearest_broker_name(name) });
        }
    }
    if !without_meaning.is_empty() {
        notices.push(Notice::NoMeaning { names: without_meaning });
    }
    notices
}

/// Which settings of topics were told.
#[derive(Debug, Default)]
pub struct TopicNotices {
    told: BTreeSet<String>,
}

impl TopicNotices {
    /// The names among a topic's own settings that change nothing, and that no other topic had before.
    pub fn news(&mut self, own: &BTreeMap<String, String>) -> Vec<String> {
        let changes_nothing =
            |name: &&String| !name.starts_with("ringmain.") && documentation::of(documentation::TOPIC, name).is_none();
        let names: Vec<String> = own.keys().filter(changes_nothing).cloned().collect();
        names.into_iter().filter(|name| self.told.insert(name.clone())).collect()
    }
}

const PER_IP_OVERRIDES: &str = "max.connections.per.ip.overrides";

/// Limits of connections that a listener may have of its own, as `listener.name.<listener>.<setting>`.
const LISTENER_LIMITS: &[&str] = &["max.connection.creation.rate", "max.connections"];

/// The listener and the setting that such a name limits; the listener in lower case, as Kafka writes it there.
fn listener_limit(name: &str) -> Option<(&str, &'static ConfigDef)> {
    let rest = name.strip_prefix("listener.name.")?;
    let of = |limit: &&str| Some((rest.strip_suffix(limit)?.strip_suffix('.')?, broker_def(limit)?));
    LISTENER_LIMITS.iter().find_map(of)
}

/// The limits of connections that the tables do not check: a listener's own, which takes what that of the node takes, and
/// the exceptions of addresses. Other names pass.
pub fn check_connection_limit(name: &str, text: &str) -> Result<(), InvalidValue> {
    if name == PER_IP_OVERRIDES {
        return parse_per_ip_overrides(text).map(drop).map_err(|why| InvalidValue::new(name, text, why));
    }
    let Some((_, def)) = listener_limit(name) else { return Ok(()) };
    value::parse(def, text).map(drop).map_err(|error| match error {
        InvalidValue::Value { value, why, .. } => InvalidValue::Value { name: name.to_owned(), value, why },
        other => other,
    })
}

fn limits_a_listener(settings: &Settings, name: &str) -> bool {
    let Some((listener, _)) = listener_limit(name) else { return false };
    let named = |item: &str| item.trim().split_once("://").is_some_and(|(name, _)| name.to_lowercase() == listener);
    settings.get("listeners").is_some_and(|all| all.split(',').any(named))
}

/// `listener.name.<listener>.<setting>`, with a SASL mechanism perhaps before the setting.
fn is_listener_override(name: &str) -> bool {
    let Some((_, setting)) = name.strip_prefix("listener.name.").and_then(|rest| rest.split_once('.')) else {
        return false;
    };
    broker_defs().any(|def| setting == def.name || setting.strip_suffix(def.name).is_some_and(|p| p.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_nothing_of_a_topic_is_told_once() {
        let own = |names: &[&str]| names.iter().map(|name| (name.to_string(), "1".to_owned())).collect();
        let mut notices = TopicNotices::default();
        let first = own(&["retention.ms", "segment.bytes", "flush.ms", "ringmain.acks.all"]);
        assert_eq!(notices.news(&first), ["flush.ms", "retention.ms"]);
        let second = own(&["retention.ms", "retention.bytes", "max.message.bytes"]);
        assert_eq!(notices.news(&second), ["retention.bytes"]);
        assert!(notices.news(&second).is_empty());
    }

    #[test]
    fn what_changes_nothing_is_told() {
        let told = |text: &str| match notices(&Settings::parse(text).unwrap()).as_slice() {
            [] => Vec::new(),
            [Notice::NoMeaning { names }] => names.clone(),
            other => panic!("{other:?}"),
        };
        for name in [
            "log.cleaner.enable",
            "log.flush.interval.messages",
            "log.flush.start.offset.checkpoint.interval.ms",
            "log.preallocate",
            "log.retention.bytes",
            "log.retention.check.interval.ms",
            "log.retention.hours",
            "log.segment.delete.delay.ms",
            "num.recovery.threads.per.data.dir",
            "queued.max.requests",
            "transaction.max.timeout.ms",
            "listener.name.elsewhere.max.connections",
        ] {
            assert_eq!(told(&format!("{name}=1\nlisteners=INSIDE://h:1")), [name]);
        }
        for name in ["queued.max.request.bytes", "message.max.bytes", "listener.name.inside.max.connections"] {
            assert!(told(&format!("{name}=1\nlisteners=INSIDE://h:1")).is_empty(), "{name}");
        }
    }
}

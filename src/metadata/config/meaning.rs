//! Which names of the broker's settings are acted on, and what is told at start of those that are not.
//!
//! Promises: every name that stands in [`MEANINGFUL`] changes what the node does; a name that changes nothing is told.

use super::listeners::parse_per_ip_overrides;
use super::settings::{Settings, broker_def, broker_defs, nearest_broker_name};
use super::value::{self, InvalidValue};
use crate::metadata::tables::ConfigDef;

/// Something to tell the operator once at start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Nobody knows this name.
    Unknown { name: String, nearest: Option<&'static str> },
    /// Kafka knows these names; here they change nothing.
    NoMeaning { names: Vec<String> },
}

/// Kafka's names that Ringmain acts on. The other names of the table are accepted and reported once.
const MEANINGFUL: &[&str] = &[
    "advertised.listeners",
    "authorizer.class.name",
    "auto.create.topics.enable",
    "broker.heartbeat.interval.ms",
    "broker.id",
    "broker.rack",
    "broker.session.timeout.ms",
    "compression.gzip.level",
    "compression.lz4.level",
    "compression.type",
    "compression.zstd.level",
    "connections.max.idle.ms",
    "controller.listener.names",
    "controller.quorum.bootstrap.servers",
    "controller.quorum.election.backoff.max.ms",
    "controller.quorum.election.timeout.ms",
    "controller.quorum.fetch.max.bytes",
    "controller.quorum.fetch.snapshot.max.bytes",
    "controller.quorum.fetch.timeout.ms",
    "controller.quorum.request.timeout.ms",
    "controller.quorum.retry.backoff.ms",
    "controller.quorum.voters",
    "default.replication.factor",
    "delete.topic.enable",
    "fetch.max.bytes",
    "group.consumer.assignment.interval.ms",
    "group.consumer.assignors",
    "group.consumer.heartbeat.interval.ms",
    "group.consumer.max.assignment.interval.ms",
    "group.consumer.max.heartbeat.interval.ms",
    "group.consumer.max.session.timeout.ms",
    "group.consumer.max.size",
    "group.consumer.migration.policy",
    "group.consumer.min.assignment.interval.ms",
    "group.consumer.min.heartbeat.interval.ms",
    "group.consumer.min.session.timeout.ms",
    "group.consumer.regex.refresh.interval.ms",
    "group.consumer.session.timeout.ms",
    "group.coordinator.rebalance.protocols",
    "group.initial.rebalance.delay.ms",
    "group.max.session.timeout.ms",
    "group.max.size",
    "group.min.session.timeout.ms",
    "initial.broker.registration.timeout.ms",
    "inter.broker.listener.name",
    "listener.security.protocol.map",
    "listeners",
    "log.cleanup.policy",
    "log.dir",
    "log.dir.failure.timeout.ms",
    "log.dirs",
    "log.flush.offset.checkpoint.interval.ms",
    "log.index.interval.bytes",
    "log.index.size.max.bytes",
    "log.message.timestamp.after.max.ms",
    "log.message.timestamp.before.max.ms",
    "log.message.timestamp.type",
    "log.roll.hours",
    "log.roll.jitter.hours",
    "log.roll.jitter.ms",
    "log.roll.ms",
    "log.segment.bytes",
    "max.connection.creation.rate",
    "max.connections",
    "max.connections.per.ip",
    "max.connections.per.ip.overrides",
    "max.incremental.fetch.session.cache.slots",
    "max.request.partition.size.limit",
    "message.max.bytes",
    "metadata.log.dir",
    "metadata.log.max.record.bytes.between.snapshots",
    "metadata.log.max.snapshot.interval.ms",
    "metadata.log.segment.bytes",
    "metadata.log.segment.ms",
    "metadata.max.idle.interval.ms",
    "metadata.max.retention.bytes",
    "metadata.max.retention.ms",
    "min.insync.replicas",
    "node.id",
    "num.partitions",
    "offset.metadata.max.bytes",
    "offsets.commit.timeout.ms",
    "offsets.retention.check.interval.ms",
    "offsets.retention.minutes",
    "offsets.topic.compression.codec",
    "offsets.topic.num.partitions",
    "offsets.topic.replication.factor",
    "offsets.topic.segment.bytes",
    "process.roles",
    "producer.id.expiration.check.interval.ms",
    "producer.id.expiration.ms",
    "queued.max.request.bytes",
    "security.inter.broker.protocol",
    "share.coordinator.state.topic.min.isr",
    "share.coordinator.state.topic.num.partitions",
    "share.coordinator.state.topic.replication.factor",
    "share.coordinator.state.topic.segment.bytes",
    "socket.listen.backlog.size",
    "socket.receive.buffer.bytes",
    "socket.request.max.bytes",
    "socket.send.buffer.bytes",
    "transaction.state.log.min.isr",
    "transaction.state.log.num.partitions",
    "transaction.state.log.replication.factor",
    "transaction.state.log.segment.bytes",
    "unclean.leader.election.enable",
];

pub(super) fn notices(settings: &Settings) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut without_meaning = Vec::new();
    for (name, _) in settings.iter() {
        let ours = name.starts_with("ringmain.") && broker_def(name).is_some();
        if ours || MEANINGFUL.binary_search(&name).is_ok() || limits_a_listener(settings, name) {
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
    fn names_with_a_meaning_are_kafkas_and_sorted() {
        assert!(MEANINGFUL.windows(2).all(|pair| pair[0] < pair[1]));
        for name in MEANINGFUL {
            assert!(broker_def(name).is_some(), "{name}");
        }
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

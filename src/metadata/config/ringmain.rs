//! Ringmain's own settings, which Kafka does not have; described as Kafka's are.

use crate::metadata::tables::{ConfigDef, ConfigType, Importance, UpdateMode};

const fn setting(
    name: &'static str,
    ty: ConfigType,
    default: Option<&'static str>,
    valid: Option<&'static str>,
) -> ConfigDef {
    ConfigDef {
        name,
        ty,
        default,
        required: false,
        valid,
        importance: Importance::Medium,
        update: UpdateMode::ReadOnly,
        broker_synonym: None,
        internal: false,
    }
}

/// When acks=all is answered: after the disk has it (`durable`), or after it is written (`written`).
pub const ACKS_ALL: &str = "ringmain.acks.all";

/// Broker settings, by name in rising order.
pub static BROKER: &[ConfigDef] = &[
    setting(ACKS_ALL, ConfigType::String, Some("durable"), Some("[durable, written]")),
    setting("ringmain.journal.bytes", ConfigType::Long, Some("268435456"), Some("[16777216,...]")),
    setting("ringmain.memory.bytes", ConfigType::Long, Some("-1"), Some("[-1,...]")),
    setting("ringmain.request.memory.bytes", ConfigType::Long, Some("-1"), Some("[-1,...]")),
    setting("ringmain.shards", ConfigType::Int, None, Some("[1,...,1024]")),
];

const fn left_to_the_system(name: &'static str) -> ConfigDef {
    ConfigDef { importance: Importance::High, ..setting(name, ConfigType::Int, Some("-1"), None) }
}

/// Kafka's broker settings that have a default of ours, by name in rising order. Kafka's 100 KiB for a connection's buffers keeps
/// Linux from sizing them by what the connection carries, which costs a third of the CPU of large requests.
pub static OTHER_DEFAULTS: &[ConfigDef] =
    &[left_to_the_system("socket.receive.buffer.bytes"), left_to_the_system("socket.send.buffer.bytes")];

/// Topic settings, by name in rising order.
pub static TOPIC: &[ConfigDef] = &[ConfigDef {
    broker_synonym: Some(ACKS_ALL),
    update: UpdateMode::Dynamic,
    ..setting(ACKS_ALL, ConfigType::String, Some("durable"), Some("[durable, written]"))
}];

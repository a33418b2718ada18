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

/// Topic settings, by name in rising order.
pub static TOPIC: &[ConfigDef] = &[ConfigDef {
    broker_synonym: Some(ACKS_ALL),
    update: UpdateMode::Dynamic,
    ..setting(ACKS_ALL, ConfigType::String, Some("durable"), Some("[durable, written]"))
}];

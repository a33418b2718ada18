//! Configuration: texts, types, validation, and the typed forms that other rooms use.
//!
//! [`Settings`] are what was written; [`BrokerConfig`] is what it means, checked; [`TopicConfig`] is what holds for one
//! topic, from its own settings, the dynamic and static ones of the broker, and the defaults. [`describe`] tells, as
//! DescribeConfigs does, every value with where it came from. Nothing here reads a file, a clock or the environment.

mod broker;
pub mod describe;
mod documentation;
mod group;
mod listeners;
mod meaning;
mod properties;
pub mod ringmain;
mod settings;
mod topic;
pub mod value;

pub use broker::{
    BrokerConfig, ConfigError, InternalTopicConfig, LogConfig, NetworkConfig, QuorumConfig, RingmainConfig, Roles,
};
pub use group::{GroupConfigs, MigrationPolicy};
pub use listeners::{Listener, QuorumVoter, SecurityProtocol, parse_host_port, parse_per_ip_overrides};
pub use meaning::{Notice, TopicNotices, check_connection_limit};
pub use properties::PropertiesError;
pub use settings::{NotASetting, Settings, broker_def, broker_defs, group_def, nearest, topic_def, topic_defs};
pub use topic::{AcksAll, BrokerLayers, CleanupPolicy, Compression, TimestampType, TopicConfig, validate_topic};

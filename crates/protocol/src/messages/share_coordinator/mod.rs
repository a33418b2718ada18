//! The messages of Kafka's `share-coordinator` module.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

mod record;
pub mod share_snapshot_key;
pub mod share_snapshot_value;
pub mod share_update_key;
pub mod share_update_value;

pub use record::{CoordinatorKey, CoordinatorValue};
pub use share_snapshot_key::ShareSnapshotKey;
pub use share_snapshot_value::ShareSnapshotValue;
pub use share_update_key::ShareUpdateKey;
pub use share_update_value::ShareUpdateValue;

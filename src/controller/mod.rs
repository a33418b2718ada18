//! KRaft: the controller's thread with its metadata log, raft core, quorum controller and listener; the broker's way to it.
//!
//! Invariant: the cores ([`raft`], [`quorum`]) do no I/O; [`driver`] carries out what they decide, in their order. Everything
//! else in this process sees metadata only as published images, and changes it only by requests to the active controller's
//! listener, which may be in this very process.

mod channel;
mod driver;
pub mod format;
mod handlers;
mod lifecycle;
mod metadata_log;
mod node;
mod peers;
pub mod quorum;
pub mod raft;
mod registration;
mod retention;
pub mod snapshot;

pub use channel::{ChannelError, ControllerAddress, ControllerClient};
pub use lifecycle::{BrokerIdentity, BrokerPhase, BrokerState};
pub use metadata_log::{MetadataDir, TOPIC as METADATA_TOPIC, TOPIC_ID as METADATA_TOPIC_ID};
pub use node::{Controller, QuorumLeader, Start, Status, start};

#[cfg(test)]
mod node_tests;
#[cfg(test)]
mod tests;

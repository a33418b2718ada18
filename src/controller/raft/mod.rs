//! KRaft (KIP-595, 630, 853, 996) as a state machine without I/O, clock or randomness of its own.
//!
//! [`RaftNode::step`] takes one input and the time (milliseconds of one monotonic clock) and returns effects. The shell
//! carries effects out in order, also across steps; `PersistQuorumState` and `TruncateTo` must be durable before the
//! next effect begins. Appends may be made durable later, and are reported by `Input::Flushed`, in order. Records that
//! a fetch answer carries are read after the effects before it, and are never of a batch that was truncated since.
//! The core promises: one leader an epoch, committed records are never lost or changed, all logs agree below the high
//! watermark; and progress while a majority can talk to each other. A quorum of one is the same code.

pub mod batches;
pub mod control;
mod follower;
mod leader;
mod log;
mod node;
pub mod quorum_state;
mod reconfig;
mod types;
pub mod wire;

pub use log::{DurableLog, LogView, Validation};
pub use node::{RaftConfig, RaftNode};
pub use types::*;

#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;

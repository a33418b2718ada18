//! The quorum controller: decides what the cluster's metadata becomes. No I/O, no clock, no randomness of its own.
//!
//! It runs in every controller process. While another node leads, the shell feeds it what commits
//! ([`QuorumController::replay`]). When raft says `BecameLeader` and everything below `activate_at` is replayed, the shell
//! calls [`QuorumController::activate`]; from then on requests go through [`QuorumController::step`] with the log's end
//! offset. Records of [`Effect::Append`] must be proposed to raft at once, in order: they are applied already, and answers
//! wait until they commit ([`Input::Committed`]). After `LostLeadership` the shell calls [`QuorumController::resign`]:
//! what did not commit is forgotten, its requesters hear NOT_CONTROLLER, and [`QuorumController::replay`] goes on after
//! the last committed offset.

mod alter_partition;
mod brokers;
mod configs;
mod core;
mod directories;
mod features;
mod partition_change;
mod placement;
mod topics;

pub use core::{ControllerConfig, Effect, Input, QuorumController, Request, Response, Token};
pub use features::{bootstrap_records, supported_features};

use ringmain_protocol::error_code::ErrorCode;

/// Records of one request, at most: more would not fit a batch, and would hold up everyone else.
pub const MAX_RECORDS_PER_USER_OPERATION: usize = 10_000;

/// An error of one item of a request; the message is what the client is told, `None` where the code says all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    pub code: ErrorCode,
    pub message: Option<String>,
}

impl ApiError {
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        ApiError { code, message: Some(message.into()) }
    }
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        ApiError { code, message: None }
    }
}

#[cfg(test)]
mod tests;

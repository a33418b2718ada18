//! One file for each kind of request: decode, call, encode, nothing else.
//!
//! Invariant: what is registered here works, because it is what ApiVersions advertises.

pub mod fetch;
pub mod list_offsets;
pub mod offset_for_leader_epoch;
pub mod produce;
mod topic;

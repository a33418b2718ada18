//! The messages of Kafka's `raft` module.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

pub mod quorum_state_data;

pub use quorum_state_data::QuorumStateData;

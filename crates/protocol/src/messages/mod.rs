//! Every message of Kafka, at every version, by the module of Kafka that defines it.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

pub mod group_coordinator;
pub mod metadata;
pub mod raft;
pub mod rpc;
pub mod share_coordinator;
pub mod storage;
pub mod streams;
pub mod transaction_coordinator;

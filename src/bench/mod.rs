//! `ringmain bench`: load for any broker that speaks Kafka's protocol, and what it measured.
//!
//! Promises: in an open loop a record's latency counts from the time it was meant to be sent, however late it was; every figure says
//! which records it is about; what was measured is kept when a run ends early.

pub mod agent;
pub mod batches;
pub mod check;
mod consumer;
pub mod draw;
pub mod measure;
pub mod meeting;
pub mod null_server;
pub mod payload;
mod prepare;
mod producer;
pub mod progress;
pub mod quantity;
pub mod report;
pub mod run;
pub mod scenario;
pub mod schedule;
pub mod series;
mod skim;
mod stage;
pub mod sweep;
pub mod verify;
pub mod watch;
mod worker;
pub mod workload;
pub mod written;

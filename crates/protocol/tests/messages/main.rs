//! Every message at every version: Kafka's own bytes, another implementation as an oracle, bad input, memory.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod behaviour;
mod generated;
mod hot;
mod memory;
mod oracle;
mod sample;
mod vectors;

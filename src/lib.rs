//! Ringmain.

pub mod api;
pub mod bench;
pub mod cli;
pub mod client;
pub mod controller;
pub mod group;
pub mod log;
pub mod metadata;
pub mod partition;
pub mod rt;
pub mod server;
pub mod shard;

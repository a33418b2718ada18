//! Ringmain.

pub mod controller;
pub mod log;
pub mod metadata;
pub mod rt;
pub mod server;

//! Ringmain.

pub mod log;
pub mod rt;
pub mod server;

//! Ringmain.

pub mod log;
pub mod rt;

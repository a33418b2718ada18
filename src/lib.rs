//! Ringmain.

pub mod rt;

//! Ringmain.

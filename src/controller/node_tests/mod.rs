//! A whole controller thread in the simulated world.

mod files;
mod harness;
mod restarts;

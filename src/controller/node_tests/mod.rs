//! A whole controller thread in the simulated world.

mod files;
mod formatting;
mod harness;
mod requests;
mod restarts;
mod retention;

//! Tests of the engine in the simulated world.

mod basic;
mod durability;
mod failures;
mod harness;
mod written;
mod leftovers;
mod legacy;

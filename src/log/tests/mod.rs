//! Tests of the engine in the simulated world.

mod basic;
mod durability;
mod failures;
mod harness;
mod leftovers;
mod legacy;
mod next_commit;
mod read_ahead;
mod read_turns;
mod removal;
mod write_back;
mod written;

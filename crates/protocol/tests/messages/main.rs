//! Every message at every version: Kafka's own bytes, another implementation as an oracle, bad input, memory.

mod generated;
mod sample;
mod vectors;

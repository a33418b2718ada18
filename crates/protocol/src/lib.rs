//! The Apache Kafka 4.3 wire protocol.
#![forbid(unsafe_code)]

pub mod partitioner;
pub mod records;
pub mod uuid;

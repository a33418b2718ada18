//! The Apache Kafka 4.3 wire protocol.
//!
//! Promises: no I/O, no clock, no `unsafe`; decoding never panics and never allocates more than a stated multiple of its
//! input. The caller frames requests (the four-byte length is not read here) and bounds their size.
#![forbid(unsafe_code)]

pub mod api_key;
pub mod error_code;
pub mod header;
pub mod hot;
pub mod message;
pub mod messages;
pub mod partitioner;
pub mod primitives;
pub mod records;
pub mod uuid;

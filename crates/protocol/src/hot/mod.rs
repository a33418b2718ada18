//! Produce and Fetch read in place and written around record bytes: no copy of records, no allocation for a partition.
//!
//! What is read here is what the generated types read, and what is written is what they write, which the tests hold them to
//! at every version. Requests are walked once in full before anything is given out, so a caller never acts on the first
//! half of a malformed one.

mod cursor;
mod fetch;
mod frame;
mod produce;

pub use fetch::{
    FetchPartitionRef, FetchPartitions, FetchRequestRef, FetchResponseHead, FetchResponseWriter, ForgottenPartitionRef,
    ForgottenPartitions,
};
pub use frame::{Frame, Piece};
pub use produce::{
    ProducePartitionRef, ProducePartitions, ProduceRequestRef, ProduceRequestWriter, ProduceResponseWriter,
};

use crate::uuid::Uuid;

/// A topic as a request or response names it: by name in older versions, by id in newer ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopicRef<'a> {
    Name(&'a str),
    Id(Uuid),
}

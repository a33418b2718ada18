//! Requests for several partitions, which may live on several shards. Outcomes come in the order of the parts.

pub use crate::partition::parts::*;

/// Records of one Produce request for some partitions.
#[derive(Debug)]
pub struct ProduceCall {
    /// 0: nothing is awaited; 1: the leader's disk; -1: the disks of all in-sync replicas.
    pub acks: i16,
    /// How long acks=-1 waits before REQUEST_TIMED_OUT.
    pub timeout_ms: i32,
    pub parts: Vec<ProducePart>,
}

#[derive(Debug, Clone)]
pub struct FetchCall {
    pub max_wait_ms: i32,
    pub min_bytes: i32,
    /// For the whole answer; the first batch comes whatever its size.
    pub max_bytes: i32,
    pub isolation: Isolation,
    pub parts: Vec<FetchPart>,
}

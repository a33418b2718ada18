//! What a partition is asked and what it answers: plain data that may cross threads, one part for each partition of a
//! request and one outcome for each part. Errors are Kafka's.

use bytes::Bytes;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::uuid::Uuid;

use crate::log::PartitionKey;
use crate::rt::buf::Segment;

/// One batch for one partition.
#[derive(Debug)]
pub struct ProducePart {
    pub topic_id: Uuid,
    pub partition: i32,
    /// As received: a slice of the request's frame.
    pub records: Bytes,
    /// Version of the Produce request: some codecs need a minimum.
    pub produce_version: i16,
}

impl ProducePart {
    pub fn key(&self) -> PartitionKey {
        PartitionKey { topic_id: self.topic_id, partition: self.partition }
    }
}

/// The leader that a client should turn to instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrentLeader {
    pub id: i32,
    pub epoch: i32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProduceOutcome {
    pub error: ErrorCode,
    /// Of the first record appended; -1 on error.
    pub base_offset: i64,
    /// The broker's time where the topic stamps it; else -1.
    pub log_append_time_ms: i64,
    pub log_start_offset: i64,
    pub explanation: Option<Box<Explanation>>,
    pub current_leader: Option<CurrentLeader>,
}

/// Why records were refused, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    pub message: String,
    /// Index in the batch and message of each record refused (KIP-467).
    pub record_errors: Vec<(i32, String)>,
}

impl ProduceOutcome {
    /// A part refused as a whole.
    pub fn refused(error: ErrorCode) -> Self {
        Self {
            error,
            base_offset: -1,
            log_append_time_ms: -1,
            log_start_offset: -1,
            explanation: None,
            current_leader: None,
        }
    }

    /// A part refused as a whole, in words too.
    pub fn explained(error: ErrorCode, message: String) -> Self {
        let explanation = Explanation { message, record_errors: Vec::new() };
        Self { explanation: Some(Box::new(explanation)), ..Self::refused(error) }
    }
}

/// Which records a reader may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Isolation {
    /// Up to the high watermark.
    ReadUncommitted,
    /// Up to the last stable offset.
    ReadCommitted,
}

#[derive(Debug, Clone)]
pub struct FetchPart {
    pub topic_id: Uuid,
    pub partition: i32,
    /// -1 where the client does not know it.
    pub current_leader_epoch: i32,
    pub fetch_offset: i64,
    /// -1 where the client does not ask for a check of divergence.
    pub last_fetched_epoch: i32,
    /// Of a follower; -1 for consumers.
    pub log_start_offset: i64,
    pub max_bytes: i32,
}

#[derive(Debug, Clone)]
pub struct FetchOutcome {
    pub error: ErrorCode,
    pub high_watermark: i64,
    pub last_stable_offset: i64,
    pub log_start_offset: i64,
    /// Producer id and first offset of each aborted transaction in what is returned; `None` unless only committed records
    /// were asked for.
    pub aborted_transactions: Option<Vec<(i64, i64)>>,
    /// Epoch and end offset where the log parts from the fetcher's (KIP-595).
    pub diverging_epoch: Option<(i32, i64)>,
    pub current_leader: Option<CurrentLeader>,
    pub records: Vec<Segment>,
    pub size_bytes: usize,
    /// There are more, for which there was no memory.
    pub is_short: bool,
}

impl FetchOutcome {
    pub fn refused(error: ErrorCode) -> Self {
        Self {
            error,
            high_watermark: -1,
            last_stable_offset: -1,
            log_start_offset: -1,
            aborted_transactions: None,
            diverging_epoch: None,
            current_leader: None,
            records: Vec::new(),
            size_bytes: 0,
            is_short: false,
        }
    }

    /// Whether a waiting fetch must be answered for this part, data or not.
    pub fn is_urgent(&self) -> bool {
        self.error.is_error() || self.diverging_epoch.is_some() || self.is_short
    }
}

#[derive(Debug, Clone)]
pub struct ListOffsetsPart {
    pub topic_id: Uuid,
    pub partition: i32,
    pub current_leader_epoch: i32,
    /// Unix milliseconds, or one of Kafka's special values: -1 latest, -2 earliest, -3 max timestamp, -4 earliest local.
    pub timestamp: i64,
    /// `None` for a replica: the log's end.
    pub isolation: Option<Isolation>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListOffsetsOutcome {
    pub error: ErrorCode,
    pub timestamp: i64,
    /// -1 where there is none.
    pub offset: i64,
    pub leader_epoch: i32,
}

impl ListOffsetsOutcome {
    pub fn refused(error: ErrorCode) -> Self {
        Self { error, timestamp: -1, offset: -1, leader_epoch: -1 }
    }
}

#[derive(Debug, Clone)]
pub struct EpochPart {
    pub topic_id: Uuid,
    pub partition: i32,
    pub current_leader_epoch: i32,
    pub leader_epoch: i32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpochOutcome {
    pub error: ErrorCode,
    /// -1 where the log does not know the epoch.
    pub leader_epoch: i32,
    pub end_offset: i64,
}

impl EpochOutcome {
    pub fn refused(error: ErrorCode) -> Self {
        Self { error, leader_epoch: -1, end_offset: -1 }
    }
}

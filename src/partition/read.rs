//! What a partition answers to readers: fetches, offsets by time, ends of epochs. All as the leader.

use ringmain_protocol::error_code::ErrorCode;

use crate::log::{Allowance, FetchData, LogContext, ReadError, TimestampedOffset};

use super::Partition;
use super::parts::*;

/// Special timestamps of ListOffsets.
const LATEST: i64 = -1;
const EARLIEST: i64 = -2;
const MAX_TIMESTAMP: i64 = -3;
const EARLIEST_LOCAL: i64 = -4;
/// The latest offset in remote storage, and the earliest not yet there (KIP-1005, KIP-1023).
const LATEST_TIERED: i64 = -5;
const EARLIEST_PENDING_UPLOAD: i64 = -6;

impl Partition {
    /// Reads at most `max_bytes`, and what the part itself and the answer's memory allow; `min_one` lets a larger first batch
    /// through.
    pub async fn read(
        &self,
        context: &LogContext,
        allowance: &Allowance,
        part: &FetchPart,
        isolation: Isolation,
        max_bytes: usize,
        min_one: bool,
    ) -> FetchOutcome {
        let refused = |error| FetchOutcome { current_leader: self.leader_hint(error), ..FetchOutcome::refused(error) };
        if let Err(error) = self.check_leader(part.current_leader_epoch) {
            return refused(error);
        }
        match self.diverging_epoch(part) {
            Ok(None) => {}
            Ok(diverging) => return FetchOutcome { diverging_epoch: diverging, ..self.empty_outcome() },
            Err(error) => return refused(error),
        }
        let empty = self.empty_outcome();
        let limit = self.readable_end(isolation);
        let wanted = usize::try_from(part.max_bytes).unwrap_or(0).min(max_bytes);
        let data = match self.log.read_within(context, allowance, part.fetch_offset, wanted, limit, min_one).await {
            Ok(data) => data,
            Err(error) => return refused(self.read_error(error)),
        };
        let FetchData { size_bytes, segments: records, is_short, .. } = data;
        let mut outcome = FetchOutcome { size_bytes, records, is_short, ..empty };
        if isolation == Isolation::ReadCommitted {
            match self.log.aborted_transactions(context, part.fetch_offset, data.next_offset).await {
                Ok(aborted) => {
                    let pairs = aborted.iter().map(|txn| (txn.producer_id, txn.first_offset));
                    outcome.aborted_transactions = Some(pairs.collect());
                }
                Err(error) => return refused(self.read_error(error)),
            }
        }
        outcome
    }

    /// The offset that belongs to a timestamp, or to one of the special ones.
    pub async fn list_offset(&self, context: &LogContext, part: &ListOffsetsPart) -> ListOffsetsOutcome {
        if let Err(error) = self.check_leader(part.current_leader_epoch) {
            return ListOffsetsOutcome::refused(error);
        }
        let limit =
            part.isolation.map_or_else(|| self.log.get().end_offset(), |isolation| self.readable_end(isolation));
        let at = |timestamp, offset, leader_epoch: Option<i32>| ListOffsetsOutcome {
            error: ErrorCode::None,
            timestamp,
            offset,
            leader_epoch: leader_epoch.unwrap_or(-1),
        };
        let found = match part.timestamp {
            LATEST => return at(-1, limit, self.log.get().epochs().latest().map(|latest| latest.epoch)),
            EARLIEST | EARLIEST_LOCAL => {
                let log = self.log.get();
                let start = log.log_start_offset();
                return at(-1, start, log.epochs().epoch_for_offset(start));
            }
            LATEST_TIERED | EARLIEST_PENDING_UPLOAD => return at(-1, -1, None),
            MAX_TIMESTAMP => self.log.offset_of_max_timestamp(context).await,
            timestamp if timestamp >= 0 => self.log.offset_for_timestamp(context, timestamp).await,
            _ => return ListOffsetsOutcome::refused(ErrorCode::UnsupportedVersion),
        };
        match found {
            Ok(Some(TimestampedOffset { timestamp, offset, leader_epoch })) if offset < limit => {
                at(timestamp, offset, leader_epoch)
            }
            Ok(_) => at(-1, -1, None),
            Err(error) => ListOffsetsOutcome::refused(self.read_error(error)),
        }
    }

    /// Where an epoch ends in this log.
    pub fn epoch_end(&self, part: &EpochPart) -> EpochOutcome {
        if let Err(error) = self.check_leader(part.current_leader_epoch) {
            return EpochOutcome::refused(error);
        }
        let log = self.log.get();
        let end = log.epochs().end_offset_for(part.leader_epoch, log.end_offset());
        EpochOutcome { error: ErrorCode::None, leader_epoch: end.epoch, end_offset: end.end_offset }
    }

    /// The first offset that a reader may not see.
    fn readable_end(&self, isolation: Isolation) -> i64 {
        let high_watermark = self.high_watermark();
        match isolation {
            Isolation::ReadUncommitted => high_watermark,
            Isolation::ReadCommitted => self.last_stable_offset(high_watermark),
        }
    }

    fn last_stable_offset(&self, high_watermark: i64) -> i64 {
        let first_unstable = self.log.get().producers().first_unstable_offset();
        first_unstable.map_or(high_watermark, |offset| offset.min(high_watermark))
    }

    fn empty_outcome(&self) -> FetchOutcome {
        let high_watermark = self.high_watermark();
        FetchOutcome {
            error: ErrorCode::None,
            high_watermark,
            last_stable_offset: self.last_stable_offset(high_watermark),
            log_start_offset: self.log.get().log_start_offset(),
            ..FetchOutcome::refused(ErrorCode::None)
        }
    }

    fn check_leader(&self, current_leader_epoch: i32) -> Result<(), ErrorCode> {
        let leadership = self.leadership();
        if !leadership.is_local {
            return Err(ErrorCode::NotLeaderOrFollower);
        }
        match current_leader_epoch {
            -1 => Ok(()),
            epoch if epoch < leadership.leader_epoch => Err(ErrorCode::FencedLeaderEpoch),
            epoch if epoch > leadership.leader_epoch => Err(ErrorCode::UnknownLeaderEpoch),
            _ => Ok(()),
        }
    }

    /// Where this log parts from what the fetcher has (KIP-320, KIP-595); `None` where it goes on from it. An epoch that is
    /// not known here says nothing of where: as in Kafka, the fetcher is out of range.
    fn diverging_epoch(&self, part: &FetchPart) -> Result<Option<(i32, i64)>, ErrorCode> {
        if part.last_fetched_epoch < 0 {
            return Ok(None);
        }
        let log = self.log.get();
        let end = log.epochs().end_offset_for(part.last_fetched_epoch, log.end_offset());
        if end.epoch < 0 || end.end_offset < 0 {
            return Err(ErrorCode::OffsetOutOfRange);
        }
        let goes_on = end.epoch >= part.last_fetched_epoch && part.fetch_offset <= end.end_offset;
        Ok((!goes_on).then_some((end.epoch, end.end_offset)))
    }

    fn leader_hint(&self, error: ErrorCode) -> Option<CurrentLeader> {
        let asks_elsewhere = matches!(error, ErrorCode::NotLeaderOrFollower | ErrorCode::FencedLeaderEpoch);
        let leadership = self.leadership();
        asks_elsewhere.then_some(CurrentLeader { id: leadership.leader_id, epoch: leadership.leader_epoch })
    }

    fn read_error(&self, error: ReadError) -> ErrorCode {
        match error {
            ReadError::OffsetOutOfRange { .. } => ErrorCode::OffsetOutOfRange,
            ReadError::Offline => ErrorCode::KafkaStorageError,
            // Deleted, most likely, while it was read.
            ReadError::Io(error) if self.log.get().is_offline() => {
                tracing::debug!(topic = %self.log.topic, partition = self.index, %error, "reading the log failed");
                ErrorCode::KafkaStorageError
            }
            ReadError::Io(error) => {
                tracing::error!(topic = %self.log.topic, partition = self.index, %error, "reading the log failed");
                self.log.read_failed(&error);
                ErrorCode::KafkaStorageError
            }
            ReadError::Damaged(error) => {
                tracing::error!(topic = %self.log.topic, partition = self.index, %error, "the log is damaged");
                ErrorCode::CorruptMessage
            }
        }
    }
}

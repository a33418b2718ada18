//! Loading a coordinator: its partition's log, read from its start to its end in slices.
//!
//! Promises: every record of the log is replayed once, and every end of a transaction, in the log's order. What is read is durable when this returns. Other tasks run in between.

use bytes::Bytes;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::records::{BatchRef, Batches, Decompressor, RecordError};

use super::super::Shard;
use crate::group::{Position, Record};
use crate::log::{ReadError, end_marker_of};
use crate::partition::Partition;
use crate::partition::waiters::DataWaiter;
use crate::rt::task;

/// Read at a time; one larger batch is still read.
const SLICE_BYTES: usize = 1 << 20;
/// Most that a batch may decompress to.
const MAX_DECOMPRESSED_BYTES: usize = 256 << 20;

/// What a coordinator is to apply.
#[allow(clippy::large_enum_variant, reason = "one at a time is in memory")]
pub(super) enum Entry {
    Record(Position, Record),
    EndTransaction { producer_id: i64, committed: bool },
}

/// Why a partition cannot be loaded.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("offset {offset}: {error}")]
    Batch { offset: i64, error: RecordError },
    #[error("offset {offset}: {reason}")]
    Record { offset: i64, reason: String },
}

/// Replays a log. The error is what clients of its groups are told.
pub(super) async fn load(
    shard: &Shard,
    partition: &Partition,
    goes_on: impl Fn() -> bool,
    apply: impl FnMut(Entry),
) -> Result<(), ErrorCode> {
    match replay_log(shard, partition, goes_on, apply).await {
        Ok(()) => Ok(()),
        Err(fault) => {
            let index = partition.index;
            tracing::error!(partition = index, %fault, "the group coordinator of a partition cannot load");
            // As Kafka, whose coordinator then is in the state FAILED.
            Err(ErrorCode::NotCoordinator)
        }
    }
}

async fn replay_log(
    shard: &Shard,
    partition: &Partition,
    goes_on: impl Fn() -> bool,
    apply: impl FnMut(Entry),
) -> Result<(), Fault> {
    let mut replayer = Replayer { apply, decompressor: Decompressor::new() };
    let mut offset = partition.log().get().log_start_offset();
    let mut slice = Vec::new();
    // Nobody else appends to the log of a coordinator that has not loaded, so its end stands.
    let end = partition.log().get().end_offset();
    while offset < end && goes_on() {
        let data = partition.log().read(&shard.context(), offset, SLICE_BYTES, end, true).await?;
        if data.size_bytes == 0 {
            break;
        }
        slice.clear();
        for segment in &data.segments {
            slice.extend_from_slice(segment.as_ref());
        }
        for batch in Batches::new(&slice) {
            let batch = batch.map_err(|error| Fault::Batch { offset, error })?;
            // A read begins with the whole batch that holds the offset.
            if batch.header().last_offset() >= offset {
                replayer.batch(&batch)?;
            }
            task::yield_if_needed().await;
        }
        offset = data.next_offset;
    }
    while partition.high_watermark() < end && goes_on() {
        let waiter = DataWaiter::new(1);
        partition.await_data(&waiter);
        waiter.satisfied().await;
    }
    Ok(())
}

struct Replayer<F> {
    apply: F,
    decompressor: Decompressor,
}

impl<F: FnMut(Entry)> Replayer<F> {
    fn batch(&mut self, batch: &BatchRef<'_>) -> Result<(), Fault> {
        let header = *batch.header();
        let offset = header.base_offset;
        if header.attributes.is_control() {
            if let Some(marker) = end_marker_of(batch) {
                let (producer_id, committed) = (header.producer_id, marker.committed);
                (self.apply)(Entry::EndTransaction { producer_id, committed });
            }
            return Ok(());
        }
        let producer_id = if header.attributes.is_transactional() { header.producer_id } else { -1 };
        let damaged = |error| Fault::Batch { offset, error };
        batch.verify_crc().map_err(damaged)?;
        let records = batch.records(&mut self.decompressor, MAX_DECOMPRESSED_BYTES).map_err(damaged)?;
        for record in records {
            let record = record.map_err(damaged)?;
            let key = Bytes::copy_from_slice(record.key.unwrap_or_default());
            let value = record.value.map(Bytes::copy_from_slice);
            let decoded = Record::decode(key, value);
            let decoded =
                decoded.map_err(|error| Fault::Record { offset: record.offset, reason: error.to_string() })?;
            // What it does not know is of a later Kafka.
            if let Some(decoded) = decoded {
                (self.apply)(Entry::Record(Position { offset: record.offset, producer_id }, decoded));
            }
        }
        Ok(())
    }
}

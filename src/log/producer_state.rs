//! What a log knows of its producers (KIP-98): epochs, the last five batches of each, ongoing transactions; and the
//! `.snapshot` files that hold it.
//!
//! Promises: the checks are those of Kafka 4.3.1. `check` changes nothing; `append` must follow for exactly the batches that
//! were appended, in their order. State is bounded by the producers seen within `producer.id.expiration.ms`.

use ringmain_protocol::records::{AppendOrigin, BatchHeader, NO_PRODUCER_EPOCH, NO_SEQUENCE};
use std::collections::{BTreeMap, HashMap};

/// Batches of a producer that a repeated one is recognised among: clients have at most five requests in flight.
const BATCHES_RETAINED: usize = 5;

/// Why a batch is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProducerError {
    /// INVALID_PRODUCER_EPOCH
    #[error("producer {producer_id} has epoch {current_epoch}, the batch has epoch {epoch}")]
    InvalidProducerEpoch { producer_id: i64, epoch: i16, current_epoch: i16 },
    /// OUT_OF_ORDER_SEQUENCE_NUMBER
    #[error("producer {producer_id} sent sequence {sequence} where {last_sequence} was its last (epoch {epoch})")]
    OutOfOrderSequence { producer_id: i64, epoch: i16, sequence: i32, last_sequence: i32 },
    /// INVALID_TXN_STATE
    #[error("producer {producer_id} is in a transaction, the batch is in none")]
    NotTransactional { producer_id: i64 },
    /// TRANSACTION_COORDINATOR_FENCED
    #[error("the coordinator of producer {producer_id} has epoch {current_epoch}, the marker has epoch {epoch}")]
    CoordinatorFenced { producer_id: i64, epoch: i32, current_epoch: i32 },
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sequenced {
    New,
    /// The batch is in the log already, at these offsets; to be answered as if it had been appended now.
    Duplicate {
        base_offset: i64,
        last_offset: i64,
        timestamp: i64,
    },
}

/// The content of a transaction's end marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndTxnMarker {
    pub committed: bool,
    pub coordinator_epoch: i32,
}

/// A transaction that a marker has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompletedTxn {
    pub producer_id: i64,
    pub first_offset: i64,
    /// Of the marker.
    pub last_offset: i64,
    pub aborted: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Batch {
    last_sequence: i32,
    last_offset: i64,
    offset_delta: i32,
    timestamp: i64,
}

impl Batch {
    fn first_sequence(&self) -> i32 {
        // Sequences wrap from i32::MAX to 0.
        let first = i64::from(self.last_sequence) - i64::from(self.offset_delta);
        let wrapped = if first < 0 { first + i64::from(i32::MAX) + 1 } else { first };
        i32::try_from(wrapped).unwrap_or(NO_SEQUENCE)
    }
}

/// One producer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Producer {
    epoch: i16,
    coordinator_epoch: i32,
    last_timestamp: i64,
    current_txn_first_offset: Option<i64>,
    /// The oldest first; the first `batch_count` are in use.
    batches: [Batch; BATCHES_RETAINED],
    batch_count: usize,
}

impl Producer {
    fn new(epoch: i16) -> Self {
        Self {
            epoch,
            coordinator_epoch: -1,
            last_timestamp: super::NO_TIMESTAMP,
            current_txn_first_offset: None,
            batches: Default::default(),
            batch_count: 0,
        }
    }

    pub fn epoch(&self) -> i16 {
        self.epoch
    }

    pub fn coordinator_epoch(&self) -> i32 {
        self.coordinator_epoch
    }

    pub fn last_timestamp(&self) -> i64 {
        self.last_timestamp
    }

    pub fn current_txn_first_offset(&self) -> Option<i64> {
        self.current_txn_first_offset
    }

    /// Sequence of the last record, or `NO_SEQUENCE`.
    pub fn last_sequence(&self) -> i32 {
        self.batches().last().map_or(NO_SEQUENCE, |batch| batch.last_sequence)
    }

    fn batches(&self) -> &[Batch] {
        self.batches.get(..self.batch_count).unwrap_or_default()
    }

    fn set_epoch(&mut self, epoch: i16) {
        if self.epoch != epoch {
            self.epoch = epoch;
            self.batch_count = 0;
        }
    }

    fn add(&mut self, batch: Batch) {
        if self.batch_count == BATCHES_RETAINED {
            self.batches.rotate_left(1);
        } else {
            self.batch_count += 1;
        }
        if let Some(slot) = self.batches.get_mut(self.batch_count - 1) {
            *slot = batch;
        }
    }

    fn duplicate_of(&self, header: &BatchHeader) -> Option<&Batch> {
        let last_sequence = header.last_sequence();
        let same =
            |batch: &&Batch| batch.first_sequence() == header.base_sequence && batch.last_sequence == last_sequence;
        if header.producer_epoch == self.epoch { self.batches().iter().find(same) } else { None }
    }
}

/// The producers of one log.
#[derive(Debug, Clone)]
pub struct ProducerState {
    expiration_ms: i64,
    producers: HashMap<i64, Producer>,
    /// Ongoing transactions: first offset to producer.
    ongoing: BTreeMap<i64, i64>,
    /// Ended ones whose marker is not yet below the high watermark: first offset to the marker's offset.
    unreplicated: BTreeMap<i64, i64>,
    /// The offset after the last batch taken in.
    end_offset: i64,
}

impl ProducerState {
    pub fn new(expiration_ms: i64, end_offset: i64) -> Self {
        Self {
            expiration_ms,
            producers: HashMap::new(),
            ongoing: BTreeMap::new(),
            unreplicated: BTreeMap::new(),
            end_offset,
        }
    }

    pub fn end_offset(&self) -> i64 {
        self.end_offset
    }

    pub fn get(&self, producer_id: i64) -> Option<&Producer> {
        self.producers.get(&producer_id)
    }

    /// The producers known, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (i64, &Producer)> {
        self.producers.iter().map(|(&id, producer)| (id, producer))
    }

    /// Whether a batch may be appended. A batch without a producer id always may; so may any sequence of a producer that
    /// is not known (it has expired, or its records are deleted).
    pub fn check(&self, header: &BatchHeader, origin: AppendOrigin) -> Result<Sequenced, ProducerError> {
        let producer_id = header.producer_id;
        let Some(producer) = self.producers.get(&producer_id).filter(|_| header.has_producer_id()) else {
            return Ok(Sequenced::New);
        };
        let from_client = origin == AppendOrigin::Client;
        if from_client && let Some(batch) = producer.duplicate_of(header) {
            return Ok(Sequenced::Duplicate {
                base_offset: batch.last_offset - i64::from(batch.offset_delta),
                last_offset: batch.last_offset,
                timestamp: batch.timestamp,
            });
        }
        let (epoch, current_epoch) = (header.producer_epoch, producer.epoch);
        if epoch < current_epoch {
            return Err(ProducerError::InvalidProducerEpoch { producer_id, epoch, current_epoch });
        }
        if header.attributes.is_control() {
            return Ok(Sequenced::New);
        }
        if from_client && !follows(producer, header) {
            let (sequence, last_sequence) = (header.base_sequence, producer.last_sequence());
            return Err(ProducerError::OutOfOrderSequence { producer_id, epoch, sequence, last_sequence });
        }
        if producer.current_txn_first_offset.is_some() && !header.attributes.is_transactional() {
            return Err(ProducerError::NotTransactional { producer_id });
        }
        Ok(Sequenced::New)
    }

    /// Whether a transaction marker comes from a coordinator that was not replaced. To be asked besides `check`.
    pub fn check_marker(&self, producer_id: i64, marker: EndTxnMarker) -> Result<(), ProducerError> {
        match self.producers.get(&producer_id) {
            Some(producer) if producer.coordinator_epoch > marker.coordinator_epoch => {
                Err(ProducerError::CoordinatorFenced {
                    producer_id,
                    epoch: marker.coordinator_epoch,
                    current_epoch: producer.coordinator_epoch,
                })
            }
            _ => Ok(()),
        }
    }

    /// Takes in a batch that is in the log. `marker` is the content of a control batch, where it is an end marker. Returns
    /// the transaction that it ended: to be put into the transaction index if aborted, with `last_stable_offset_after`,
    /// and then given to `complete`.
    pub fn append(&mut self, header: &BatchHeader, marker: Option<EndTxnMarker>) -> Option<CompletedTxn> {
        self.end_offset = header.next_offset();
        if !header.has_producer_id() {
            return None;
        }
        let producer_id = header.producer_id;
        let last_offset = header.last_offset();
        if header.attributes.is_control() {
            let marker = marker?;
            let producer = self.producers.entry(producer_id).or_insert_with(|| Producer::new(header.producer_epoch));
            producer.set_epoch(header.producer_epoch);
            producer.coordinator_epoch = marker.coordinator_epoch;
            producer.last_timestamp = header.max_timestamp;
            let first_offset = producer.current_txn_first_offset.take()?;
            return Some(CompletedTxn { producer_id, first_offset, last_offset, aborted: !marker.committed });
        }
        let producer = self.producers.entry(producer_id).or_insert_with(|| Producer::new(header.producer_epoch));
        producer.set_epoch(header.producer_epoch);
        producer.add(Batch {
            last_sequence: header.last_sequence(),
            last_offset,
            offset_delta: header.last_offset_delta,
            timestamp: header.max_timestamp,
        });
        producer.last_timestamp = header.max_timestamp;
        if header.attributes.is_transactional() && producer.current_txn_first_offset.is_none() {
            producer.current_txn_first_offset = Some(header.base_offset);
            self.ongoing.insert(header.base_offset, producer_id);
        }
        None
    }

    /// The last stable offset once `txn` is complete, for its entry in the transaction index.
    pub fn last_stable_offset_after(&self, txn: &CompletedTxn) -> i64 {
        let other = self.ongoing.iter().find(|&(_, &producer_id)| producer_id != txn.producer_id);
        other.map_or(txn.last_offset.saturating_add(1), |(&first_offset, _)| first_offset)
    }

    /// Moves a transaction from ongoing to ended; it holds the last stable offset until its marker is replicated.
    pub fn complete(&mut self, txn: &CompletedTxn) {
        if self.ongoing.remove(&txn.first_offset).is_some() {
            self.unreplicated.insert(txn.first_offset, txn.last_offset);
        }
    }

    /// The high watermark is there now: transactions that ended below it are stable.
    pub fn on_high_watermark(&mut self, high_watermark: i64) {
        if !self.unreplicated.is_empty() {
            self.unreplicated.retain(|_, &mut marker_offset| marker_offset >= high_watermark);
        }
    }

    /// First offset of the first transaction that is not stable; the last stable offset is this or the high watermark.
    pub fn first_unstable_offset(&self) -> Option<i64> {
        let first = |map: &BTreeMap<i64, i64>| map.keys().next().copied();
        match (first(&self.ongoing), first(&self.unreplicated)) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// Forgets producers that have appended nothing for `producer.id.expiration.ms` and are in no transaction.
    pub fn remove_expired(&mut self, now_ms: i64) {
        let expiration_ms = self.expiration_ms;
        self.producers.retain(|_, producer| !is_expired(producer, now_ms, expiration_ms));
        if self.producers.is_empty() {
            self.producers.shrink_to_fit();
        }
    }

    /// Records before `log_start_offset` are gone.
    pub fn on_log_start_offset(&mut self, log_start_offset: i64) {
        self.on_high_watermark(log_start_offset);
        self.end_offset = self.end_offset.max(log_start_offset);
    }

    /// Forgets everything; the next batch is at `offset`.
    pub fn reset(&mut self, offset: i64) {
        *self = Self::new(self.expiration_ms, offset);
    }

    /// The bytes of a `.snapshot` file at `end_offset`.
    pub fn to_snapshot(&self) -> Vec<u8> {
        let mut ids: Vec<i64> = self.producers.keys().copied().collect();
        ids.sort_unstable();
        let entries =
            ids.iter().filter_map(|id| self.producers.get(id).map(|producer| snapshot::Entry::of(*id, producer)));
        snapshot::write(entries)
    }

    /// Replaces everything by what a `.snapshot` file at `end_offset` holds, without what has expired.
    pub fn load_snapshot(&mut self, bytes: &[u8], end_offset: i64, now_ms: i64) -> Result<(), SnapshotError> {
        let entries = snapshot::parse(bytes)?;
        self.reset(end_offset);
        for entry in entries {
            let producer = entry.to_producer();
            if is_expired(&producer, now_ms, self.expiration_ms) {
                continue;
            }
            if let Some(first_offset) = producer.current_txn_first_offset {
                self.ongoing.insert(first_offset, entry.producer_id);
            }
            self.producers.insert(entry.producer_id, producer);
        }
        Ok(())
    }
}

pub use snapshot::SnapshotError;

fn is_expired(producer: &Producer, now_ms: i64, expiration_ms: i64) -> bool {
    producer.current_txn_first_offset.is_none() && now_ms.saturating_sub(producer.last_timestamp) >= expiration_ms
}

/// Whether the batch's first sequence is the one that the producer must send next.
fn follows(producer: &Producer, header: &BatchHeader) -> bool {
    let next = header.base_sequence;
    if header.producer_epoch != producer.epoch {
        return next == 0 || producer.epoch == NO_PRODUCER_EPOCH;
    }
    let last = producer.last_sequence();
    i64::from(next) == i64::from(last) + 1 || (next == 0 && last == i32::MAX)
}

/// The `.snapshot` file, version 1: version (i16), CRC-32C of what follows it (u32), count (i32), entries of 46 bytes.
mod snapshot {
    use super::{BATCHES_RETAINED, Batch, Producer};
    use ringmain_protocol::records::{NO_SEQUENCE, crc32c};

    const VERSION: i16 = 1;
    const ENTRIES_AT: usize = 6;
    const ENTRY_BYTES: usize = 46;

    /// Why a file is no producer snapshot.
    #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
    pub enum SnapshotError {
        #[error("the file is cut short or has bytes to spare")]
        Length,
        #[error("version {0} is not known (this knows {VERSION})")]
        Version(i16),
        #[error("the checksum stored is {stored:#010x}, the one computed is {computed:#010x}")]
        Crc { stored: u32, computed: u32 },
    }

    pub(super) struct Entry {
        pub producer_id: i64,
        epoch: i16,
        last: Batch,
        /// Of the producer, which a marker may have set later than the last batch.
        timestamp: i64,
        coordinator_epoch: i32,
        current_txn_first_offset: i64,
    }

    impl Entry {
        pub fn of(producer_id: i64, producer: &Producer) -> Self {
            let none = Batch { last_sequence: NO_SEQUENCE, last_offset: -1, offset_delta: 0, timestamp: 0 };
            Self {
                producer_id,
                epoch: producer.epoch,
                last: producer.batches().last().copied().unwrap_or(none),
                timestamp: producer.last_timestamp,
                coordinator_epoch: producer.coordinator_epoch,
                current_txn_first_offset: producer.current_txn_first_offset.unwrap_or(-1),
            }
        }

        pub fn to_producer(&self) -> Producer {
            let mut batches = [Batch::default(); BATCHES_RETAINED];
            batches[0] = Batch { timestamp: self.timestamp, ..self.last };
            Producer {
                epoch: self.epoch,
                coordinator_epoch: self.coordinator_epoch,
                last_timestamp: self.timestamp,
                current_txn_first_offset: (self.current_txn_first_offset >= 0).then_some(self.current_txn_first_offset),
                batches,
                batch_count: usize::from(self.last.last_offset >= 0),
            }
        }
    }

    pub(super) fn write(entries: impl Iterator<Item = Entry>) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend_from_slice(&VERSION.to_be_bytes());
        bytes.extend_from_slice(&[0; 8]);
        let mut count = 0i32;
        for entry in entries {
            bytes.extend_from_slice(&entry.producer_id.to_be_bytes());
            bytes.extend_from_slice(&entry.epoch.to_be_bytes());
            bytes.extend_from_slice(&entry.last.last_sequence.to_be_bytes());
            bytes.extend_from_slice(&entry.last.last_offset.to_be_bytes());
            bytes.extend_from_slice(&entry.last.offset_delta.to_be_bytes());
            bytes.extend_from_slice(&entry.timestamp.to_be_bytes());
            bytes.extend_from_slice(&entry.coordinator_epoch.to_be_bytes());
            bytes.extend_from_slice(&entry.current_txn_first_offset.to_be_bytes());
            count += 1;
        }
        bytes[ENTRIES_AT..ENTRIES_AT + 4].copy_from_slice(&count.to_be_bytes());
        let crc = crc32c(&bytes[ENTRIES_AT..]);
        bytes[2..ENTRIES_AT].copy_from_slice(&crc.to_be_bytes());
        bytes
    }

    pub(super) fn parse(bytes: &[u8]) -> Result<Vec<Entry>, SnapshotError> {
        let (head, covered) = bytes.split_first_chunk::<ENTRIES_AT>().ok_or(SnapshotError::Length)?;
        let version = i16::from_be_bytes([head[0], head[1]]);
        if version != VERSION {
            return Err(SnapshotError::Version(version));
        }
        let stored = u32::from_be_bytes([head[2], head[3], head[4], head[5]]);
        let computed = crc32c(covered);
        if stored != computed {
            return Err(SnapshotError::Crc { stored, computed });
        }
        let (count, body) = covered.split_first_chunk::<4>().ok_or(SnapshotError::Length)?;
        let (rows, rest) = body.as_chunks::<ENTRY_BYTES>();
        if !rest.is_empty() || i32::try_from(rows.len()) != Ok(i32::from_be_bytes(*count)) {
            return Err(SnapshotError::Length);
        }
        Ok(rows.iter().map(read).collect())
    }

    fn read(row: &[u8; ENTRY_BYTES]) -> Entry {
        fn at<const N: usize>(row: &[u8; ENTRY_BYTES], from: usize) -> [u8; N] {
            std::array::from_fn(|i| row[from + i])
        }
        let timestamp = i64::from_be_bytes(at(row, 26));
        Entry {
            producer_id: i64::from_be_bytes(at(row, 0)),
            epoch: i16::from_be_bytes(at(row, 8)),
            last: Batch {
                last_sequence: i32::from_be_bytes(at(row, 10)),
                last_offset: i64::from_be_bytes(at(row, 14)),
                offset_delta: i32::from_be_bytes(at(row, 22)),
                timestamp,
            },
            timestamp,
            coordinator_epoch: i32::from_be_bytes(at(row, 34)),
            current_txn_first_offset: i64::from_be_bytes(at(row, 38)),
        }
    }
}

#[cfg(test)]
#[path = "producer_state_tests.rs"]
mod tests;

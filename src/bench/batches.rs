//! Record batches written straight into buffers that are used again.
//!
//! Promises: nothing is allocated for a record; a batch's buffer comes back to its [`Buffers`] when the last of the network and of
//! those who may have to send it again has let go of it. What is sealed is what Kafka's clients would have sent for the same records.
//! The caller must not add to a batch what [`Batch::has_room_for`] says no to, if it wants batches of the size it asked for.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use ringmain_protocol::records::{
    Attributes, BatchHeader, Compression, CompressionConfig, Compressor, HEADER_SIZE, LOG_OVERHEAD,
    NO_PARTITION_LEADER_EPOCH, NO_PRODUCER_EPOCH, NO_PRODUCER_ID, NO_SEQUENCE, RecordError,
};

/// The numbers in front of a record's key and value, and behind them: at most this much.
const RECORD_OVERHEAD_BYTES: usize = 5 + 1 + 10 + 5 + 5 + 5 + 1;
/// The most bytes of a zigzag number.
const NUMBER_BYTES: usize = 10;

/// Memory for batches, shared by the producers of a thread. Clones are the same.
#[derive(Clone)]
pub struct Buffers {
    free: Arc<Mutex<Free>>,
}

#[derive(Default)]
struct Free {
    buffers: Vec<Vec<u8>>,
    bytes: usize,
    /// Those that wait for their next use hold at most this much.
    most_bytes: usize,
    /// Of batches that were sealed and are still held.
    #[cfg(test)]
    lent_bytes: usize,
}

impl Buffers {
    /// Keeps `most_bytes` that nobody uses.
    pub fn new(most_bytes: usize) -> Self {
        Buffers { free: Arc::new(Mutex::new(Free { most_bytes, ..Free::default() })) }
    }

    #[cfg(test)]
    pub fn lent_bytes(&self) -> usize {
        self.free.lock().unwrap().lent_bytes
    }

    /// The one that came back last: it is most likely still in a cache.
    fn take(&self) -> Vec<u8> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut buffer = free.buffers.pop().unwrap_or_default();
        free.bytes = free.bytes.saturating_sub(buffer.capacity());
        buffer.clear();
        buffer
    }

    fn give(&self, buffer: Vec<u8>) {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        if free.bytes.saturating_add(buffer.capacity()) <= free.most_bytes {
            free.bytes += buffer.capacity();
            free.buffers.push(buffer);
        }
    }

    /// The bytes of a buffer, which comes back with the last handle of them.
    fn lend(&self, buffer: Vec<u8>) -> Bytes {
        #[cfg(test)]
        {
            self.free.lock().unwrap().lent_bytes += buffer.len();
        }
        Bytes::from_owner(Lent { buffer, home: self.clone() })
    }
}

struct Lent {
    buffer: Vec<u8>,
    home: Buffers,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.buffer
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        #[cfg(test)]
        {
            self.home.free.lock().unwrap().lent_bytes -= self.buffer.len();
        }
        self.home.give(std::mem::take(&mut self.buffer));
    }
}

/// Whose batch it is. The default is nobody's: a producer that is not idempotent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    pub producer_id: i64,
    pub producer_epoch: i16,
    pub base_sequence: i32,
}

impl Default for Identity {
    fn default() -> Self {
        Identity { producer_id: NO_PRODUCER_ID, producer_epoch: NO_PRODUCER_EPOCH, base_sequence: NO_SEQUENCE }
    }
}

/// A batch in the making.
#[derive(Debug)]
pub struct Batch {
    /// Room for the header, then the records.
    buffer: Vec<u8>,
    max_bytes: usize,
    records: i32,
    base_timestamp_ms: i64,
    max_timestamp_ms: i64,
}

impl Batch {
    /// A batch that is full at `max_bytes`, before compression; one record always fits.
    pub fn new(buffers: &Buffers, max_bytes: usize) -> Self {
        let mut buffer = buffers.take();
        buffer.resize(HEADER_SIZE, 0);
        Batch { buffer, max_bytes, records: 0, base_timestamp_ms: 0, max_timestamp_ms: 0 }
    }

    pub fn records(&self) -> i32 {
        self.records
    }

    /// The size it would have now, not compressed.
    pub fn size_bytes(&self) -> usize {
        self.buffer.len()
    }

    /// Whether a record of so many bytes of key and value still fits.
    #[inline]
    pub fn has_room_for(&self, bytes: usize) -> bool {
        let needed = self.buffer.len().saturating_add(bytes).saturating_add(RECORD_OVERHEAD_BYTES);
        self.records == 0 || needed <= self.max_bytes
    }

    /// Adds a record whose value `write` appends: it must be of `value_bytes`.
    #[inline]
    pub fn append(
        &mut self,
        timestamp_ms: i64,
        key: Option<&[u8]>,
        value_bytes: usize,
        write: impl FnOnce(&mut Vec<u8>),
    ) {
        if self.records == 0 {
            (self.base_timestamp_ms, self.max_timestamp_ms) = (timestamp_ms, timestamp_ms);
        }
        self.max_timestamp_ms = self.max_timestamp_ms.max(timestamp_ms);
        let timestamp_delta = zigzag(timestamp_ms.wrapping_sub(self.base_timestamp_ms));
        let offset_delta = zigzag(i64::from(self.records));
        let key_length = zigzag(key.map_or(-1, |key| key.len() as i64));
        let value_length = zigzag(value_bytes as i64);
        let size = 1
            + size_unsigned(timestamp_delta)
            + size_unsigned(offset_delta)
            + size_unsigned(key_length)
            + key.map_or(0, <[u8]>::len)
            + size_unsigned(value_length)
            + value_bytes
            + 1;
        let out = &mut self.buffer;
        let mut head = Numbers::new();
        head.unsigned(zigzag(size as i64));
        head.byte(0); // attributes: no bit has a meaning yet
        head.unsigned(timestamp_delta);
        head.unsigned(offset_delta);
        head.unsigned(key_length);
        if let Some(key) = key {
            out.extend_from_slice(head.written());
            out.extend_from_slice(key);
            head = Numbers::new();
        }
        head.unsigned(value_length);
        out.extend_from_slice(head.written());
        write(out);
        out.push(0); // no headers
        self.records += 1;
    }

    /// The finished batch, or None if there is no record in it.
    pub fn seal(
        self,
        buffers: &Buffers,
        compression: CompressionConfig,
        compressor: &mut Compressor,
        identity: Identity,
    ) -> Result<Option<Bytes>, RecordError> {
        let Batch { mut buffer, records, base_timestamp_ms, max_timestamp_ms, .. } = self;
        if records == 0 {
            buffers.give(buffer);
            return Ok(None);
        }
        if compression.compression != Compression::None {
            let mut compressed = buffers.take();
            compressed.resize(HEADER_SIZE, 0);
            compressor.compress(compression, buffer.get(HEADER_SIZE..).unwrap_or_default(), &mut compressed)?;
            buffers.give(std::mem::replace(&mut buffer, compressed));
        }
        let too_long = |_| RecordError::BatchFull { what: "bytes", limit: i32::MAX as u64 };
        let mut header = BatchHeader {
            base_offset: 0,
            batch_length: i32::try_from(buffer.len().saturating_sub(LOG_OVERHEAD)).map_err(too_long)?,
            partition_leader_epoch: NO_PARTITION_LEADER_EPOCH,
            crc: 0,
            attributes: Attributes::default().with_compression(compression.compression),
            last_offset_delta: records - 1,
            base_timestamp: base_timestamp_ms,
            max_timestamp: max_timestamp_ms,
            producer_id: identity.producer_id,
            producer_epoch: identity.producer_epoch,
            base_sequence: identity.base_sequence,
            record_count: records,
        };
        if let Some((head, payload)) = buffer.split_first_chunk_mut() {
            header.seal(head, payload);
        }
        Ok(Some(buffers.lend(buffer)))
    }
}

/// The numbers in front of a value, collected so that the buffer grows once for all of them.
struct Numbers {
    bytes: [u8; 4 * NUMBER_BYTES + 6],
    len: usize,
}

impl Numbers {
    #[inline]
    fn new() -> Self {
        Numbers { bytes: [0; 4 * NUMBER_BYTES + 6], len: 0 }
    }

    #[inline]
    fn byte(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.len) {
            *place = byte;
            self.len += 1;
        }
    }

    #[inline]
    fn unsigned(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.byte(value as u8 | 0x80);
            value >>= 7;
        }
        self.byte(value as u8);
    }

    #[inline]
    fn written(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

#[inline]
fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

#[inline]
fn size_unsigned(value: u64) -> usize {
    (70 - (value | 1).leading_zeros() as usize) / 7
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ringmain_protocol::records::{BatchBuilder, BatchOptions, BatchRef};

    use super::*;

    fn codec(id: u8) -> CompressionConfig {
        Compression::from_id(id).unwrap().into()
    }

    proptest! {
        #[test]
        fn a_batch_is_the_one_that_the_builder_makes(
            records in prop::collection::vec(
                (-1_000_000i64..1_000_000, prop::option::of(prop::collection::vec(any::<u8>(), 0..200)),
                 prop::collection::vec(any::<u8>(), 0..9_000)), 1..40),
            id in 0u8..5,
            sequence in prop::option::of(0..i32::MAX),
        ) {
            let identity = sequence.map_or(Identity::default(), |base_sequence| Identity {
                producer_id: 77, producer_epoch: 3, base_sequence,
            });
            let options = BatchOptions {
                compression: codec(id),
                producer_id: identity.producer_id,
                producer_epoch: identity.producer_epoch,
                base_sequence: identity.base_sequence,
                ..BatchOptions::default()
            };
            let mut compressor = Compressor::new();
            let buffers = Buffers::new(1 << 20);
            let mut builder = BatchBuilder::new(options);
            // Twice, so that the second is written over the first.
            for _ in 0..2 {
                builder.reset(options);
                let mut batch = Batch::new(&buffers, 1 << 20);
                for (time, key, value) in &records {
                    let time = 1_700_000_000_000 + time;
                    builder.append(time, key.as_deref(), Some(value), &[]).unwrap();
                    batch.append(time, key.as_deref(), value.len(), |out| out.extend_from_slice(value));
                }
                prop_assert_eq!(batch.size_bytes(), builder.size_bytes());
                let mut expected = Vec::new();
                builder.build(&mut compressor, &mut expected).unwrap();
                let sealed = batch.seal(&buffers, codec(id), &mut compressor, identity).unwrap().unwrap();
                prop_assert_eq!(&sealed[..], &expected[..]);
                BatchRef::parse(&sealed).unwrap().verify_crc().unwrap();
            }
        }
    }

    #[test]
    fn a_buffer_comes_back_with_the_last_handle() {
        let buffers = Buffers::new(1 << 20);
        let mut compressor = Compressor::new();
        let none = CompressionConfig::default();
        let mut places = Vec::new();
        for _ in 0..3 {
            let mut batch = Batch::new(&buffers, 100_000);
            for _ in 0..50 {
                batch.append(5, None, 1_000, |out| out.extend_from_slice(&[7; 1_000]));
            }
            let sealed = batch.seal(&buffers, none, &mut compressor, Identity::default()).unwrap().unwrap();
            places.push(sealed.as_ptr());
            let part = sealed.slice(10..20);
            drop(sealed);
            assert_eq!(buffers.free.lock().unwrap().buffers.len(), 0, "a slice of it is still held");
            drop(part);
            assert_eq!(buffers.free.lock().unwrap().buffers.len(), 1);
        }
        assert!(places.iter().all(|place| *place == places[0]), "the same memory serves again");
        let empty = Batch::new(&buffers, 100).seal(&buffers, none, &mut compressor, Identity::default()).unwrap();
        assert!(empty.is_none());
        assert_eq!(buffers.free.lock().unwrap().buffers.len(), 1);
    }

    #[test]
    fn a_batch_is_full_at_its_size() {
        let buffers = Buffers::new(1 << 20);
        let mut batch = Batch::new(&buffers, 1_000);
        assert!(batch.has_room_for(5_000), "one record always fits");
        while batch.has_room_for(100) {
            batch.append(0, None, 100, |out| out.extend_from_slice(&[7; 100]));
        }
        assert!(batch.size_bytes() <= 1_000 && batch.size_bytes() > 800, "{}", batch.size_bytes());
    }
}

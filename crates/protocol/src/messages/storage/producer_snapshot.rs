//! `ProducerSnapshot`, version 1.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{DecodeError, Decoder, EncodeError, WireStruct, put_structs, structs_size};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ProducerSnapshot {
    /// CRC of the snapshot data
    pub crc: u32,
    /// The entries in the producer table
    pub producer_entries: Vec<ProducerEntry>,
}

impl WireStruct for ProducerSnapshot {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self { crc: d.u32("Crc")?, producer_entries: d.structs(false, version, "ProducerEntries")? })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_u32(self.crc);
        put_structs(buf, false, version, &self.producer_entries, "ProducerEntries")?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 4;
        size += structs_size(false, version, &self.producer_entries);
        size
    }
}

/// The entries in the producer table
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ProducerEntry {
    /// The producer ID
    pub producer_id: i64,
    /// Current epoch of the producer
    pub epoch: i16,
    /// Last written sequence of the producer
    pub last_sequence: i32,
    /// Last written offset of the producer
    pub last_offset: i64,
    /// The difference of the last sequence and first sequence in the last written batch
    pub offset_delta: i32,
    /// Max timestamp from the last written entry
    pub timestamp: i64,
    /// The epoch of the last transaction coordinator to send an end transaction marker
    pub coordinator_epoch: i32,
    /// The first offset of the on-going transaction (-1 if there is none)
    pub current_txn_first_offset: i64,
}

impl WireStruct for ProducerEntry {
    const MIN_BYTES: usize = 46;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            producer_id: d.i64("ProducerEntry.ProducerId")?,
            epoch: d.i16("ProducerEntry.Epoch")?,
            last_sequence: d.i32("ProducerEntry.LastSequence")?,
            last_offset: d.i64("ProducerEntry.LastOffset")?,
            offset_delta: d.i32("ProducerEntry.OffsetDelta")?,
            timestamp: d.i64("ProducerEntry.Timestamp")?,
            coordinator_epoch: d.i32("ProducerEntry.CoordinatorEpoch")?,
            current_txn_first_offset: d.i64("ProducerEntry.CurrentTxnFirstOffset")?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i64(self.producer_id);
        buf.put_i16(self.epoch);
        buf.put_i32(self.last_sequence);
        buf.put_i64(self.last_offset);
        buf.put_i32(self.offset_delta);
        buf.put_i64(self.timestamp);
        buf.put_i32(self.coordinator_epoch);
        buf.put_i64(self.current_txn_first_offset);
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        46
    }
}

impl Message for ProducerSnapshot {
    const NAME: &'static str = "ProducerSnapshot";
    const MIN_VERSION: i16 = 1;
    const MAX_VERSION: i16 = 1;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = None;
}

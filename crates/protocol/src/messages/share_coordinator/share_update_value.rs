//! `ShareUpdateValue`, api key 1, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_structs, structs_size, tag_header_size,
};

#[derive(Clone, Debug, PartialEq)]
pub struct ShareUpdateValue {
    /// The snapshot epoch.
    pub snapshot_epoch: i32,
    /// The leader epoch of the share-partition.
    pub leader_epoch: i32,
    /// The share-partition start offset, or -1 if the start offset is not being updated.
    pub start_offset: i64,
    /// The number of offsets greater than or equal to share-partition start offset for which delivery has been completed.
    pub delivery_complete_count: i32,
    /// The state batches that have been updated.
    pub state_batches: Vec<StateBatch>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for ShareUpdateValue {
    fn default() -> Self {
        ShareUpdateValue {
            snapshot_epoch: 0,
            leader_epoch: 0,
            start_offset: 0,
            delivery_complete_count: -1,
            state_batches: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for ShareUpdateValue {
    const MIN_BYTES: usize = 18;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let mut value = Self {
            snapshot_epoch: d.i32("SnapshotEpoch")?,
            leader_epoch: d.i32("LeaderEpoch")?,
            start_offset: d.i64("StartOffset")?,
            delivery_complete_count: -1,
            state_batches: d.structs(true, version, "StateBatches")?,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        for more in (0..d.tag_count()?).rev() {
            let (tag, end) = d.tag()?;
            match tag {
                0 => value.delivery_complete_count = d.i32("DeliveryCompleteCount")?,
                _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
            }
            d.end_tag(end)?;
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.snapshot_epoch);
        buf.put_i32(self.leader_epoch);
        buf.put_i64(self.start_offset);
        put_structs(buf, true, version, &self.state_batches, "StateBatches")?;
        let has_delivery_complete_count = self.delivery_complete_count != -1;
        let mut tags = self.unknown_tagged_fields.begin(buf, usize::from(has_delivery_complete_count))?;
        if has_delivery_complete_count {
            tags.open(buf, 0, 4)?;
            buf.put_i32(self.delivery_complete_count);
        }
        tags.rest(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 16;
        size += structs_size(true, version, &self.state_batches);
        let (mut known, mut known_bytes) = (0, 0);
        if self.delivery_complete_count != -1 {
            let bytes = 4;
            known += 1;
            known_bytes += tag_header_size(0, bytes) + bytes;
        }
        size += self.unknown_tagged_fields.section_size(known, known_bytes);
        size
    }
}

/// The state batches that have been updated.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct StateBatch {
    /// The first offset of this state batch.
    pub first_offset: i64,
    /// The last offset of this state batch.
    pub last_offset: i64,
    /// The delivery state - 0:Available,2:Acked,4:Archived.
    pub delivery_state: i8,
    /// The delivery count.
    pub delivery_count: i16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for StateBatch {
    const MIN_BYTES: usize = 20;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            first_offset: d.i64("StateBatch.FirstOffset")?,
            last_offset: d.i64("StateBatch.LastOffset")?,
            delivery_state: d.i8("StateBatch.DeliveryState")?,
            delivery_count: d.i16("StateBatch.DeliveryCount")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i64(self.first_offset);
        buf.put_i64(self.last_offset);
        buf.put_i8(self.delivery_state);
        buf.put_i16(self.delivery_count);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 19;
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for ShareUpdateValue {
    const NAME: &'static str = "ShareUpdateValue";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

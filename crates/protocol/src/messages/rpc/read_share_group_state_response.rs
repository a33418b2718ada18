//! `ReadShareGroupStateResponse`, api key 84, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_structs,
    put_uuid, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ReadShareGroupStateResponse {
    /// The read results.
    pub results: Vec<ReadStateResult>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ReadShareGroupStateResponse {
    const MIN_BYTES: usize = 2;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self { results: d.structs(true, version, "Results")?, unknown_tagged_fields: d.unknown_tags()? })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_structs(buf, true, version, &self.results, "Results")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += structs_size(true, version, &self.results);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The read results.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ReadStateResult {
    /// The topic identifier.
    pub topic_id: Uuid,
    /// The results for the partitions.
    pub partitions: Vec<PartitionResult>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ReadStateResult {
    const MIN_BYTES: usize = 18;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topic_id: d.uuid("ReadStateResult.TopicId")?,
            partitions: d.structs(true, version, "ReadStateResult.Partitions")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_uuid(buf, &self.topic_id);
        put_structs(buf, true, version, &self.partitions, "ReadStateResult.Partitions")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 16;
        size += structs_size(true, version, &self.partitions);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The results for the partitions.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct PartitionResult {
    /// The partition index.
    pub partition: i32,
    /// The error code, or 0 if there was no error.
    pub error_code: i16,
    /// The error message, or null if there was no error.
    pub error_message: Option<String>,
    /// The state epoch of the share-partition.
    pub state_epoch: i32,
    /// The share-partition start offset, which can be -1 if it is not yet initialized.
    pub start_offset: i64,
    /// The state batches for this share-partition.
    pub state_batches: Vec<StateBatch>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for PartitionResult {
    const MIN_BYTES: usize = 21;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            partition: d.i32("PartitionResult.Partition")?,
            error_code: d.i16("PartitionResult.ErrorCode")?,
            error_message: d.opt_string(true, "PartitionResult.ErrorMessage")?,
            state_epoch: d.i32("PartitionResult.StateEpoch")?,
            start_offset: d.i64("PartitionResult.StartOffset")?,
            state_batches: d.structs(true, version, "PartitionResult.StateBatches")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.partition);
        buf.put_i16(self.error_code);
        put_opt_string(buf, true, self.error_message.as_deref(), "PartitionResult.ErrorMessage")?;
        buf.put_i32(self.state_epoch);
        buf.put_i64(self.start_offset);
        put_structs(buf, true, version, &self.state_batches, "PartitionResult.StateBatches")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 18;
        size += opt_string_size(true, self.error_message.as_deref());
        size += structs_size(true, version, &self.state_batches);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The state batches for this share-partition.
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

impl Message for ReadShareGroupStateResponse {
    const NAME: &'static str = "ReadShareGroupStateResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

//! `WriteTxnMarkersRequest`, api key 27, versions 1 to 2, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, put_bool, put_i32s,
    put_string, put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct WriteTxnMarkersRequest {
    /// The transaction markers to be written.
    pub markers: Vec<WritableTxnMarker>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for WriteTxnMarkersRequest {
    const MIN_BYTES: usize = 2;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self { markers: d.structs(true, version, "Markers")?, unknown_tagged_fields: d.unknown_tags()? })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_structs(buf, true, version, &self.markers, "Markers")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += structs_size(true, version, &self.markers);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The transaction markers to be written.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct WritableTxnMarker {
    /// The current producer ID.
    pub producer_id: i64,
    /// The current epoch associated with the producer ID.
    pub producer_epoch: i16,
    /// The result of the transaction to write to the partitions (false = ABORT, true = COMMIT).
    pub transaction_result: bool,
    /// Each topic that we want to write transaction marker(s) for.
    pub topics: Vec<WritableTxnMarkerTopic>,
    /// Epoch associated with the transaction state partition hosted by this transaction coordinator.
    pub coordinator_epoch: i32,
    /// Transaction version of the marker. Ex: 0/1 = legacy (TV0/TV1), 2 = TV2 etc.
    pub transaction_version: i8,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for WritableTxnMarker {
    const MIN_BYTES: usize = 17;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            producer_id: d.i64("WritableTxnMarker.ProducerId")?,
            producer_epoch: d.i16("WritableTxnMarker.ProducerEpoch")?,
            transaction_result: d.bool("WritableTxnMarker.TransactionResult")?,
            topics: d.structs(true, version, "WritableTxnMarker.Topics")?,
            coordinator_epoch: d.i32("WritableTxnMarker.CoordinatorEpoch")?,
            transaction_version: if version >= 2 { d.i8("WritableTxnMarker.TransactionVersion")? } else { 0 },
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i64(self.producer_id);
        buf.put_i16(self.producer_epoch);
        put_bool(buf, self.transaction_result);
        put_structs(buf, true, version, &self.topics, "WritableTxnMarker.Topics")?;
        buf.put_i32(self.coordinator_epoch);
        if version >= 2 {
            buf.put_i8(self.transaction_version);
        }
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 15;
        size += structs_size(true, version, &self.topics);
        if version >= 2 {
            size += 1;
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// Each topic that we want to write transaction marker(s) for.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct WritableTxnMarkerTopic {
    /// The topic name.
    pub name: String,
    /// The indexes of the partitions to write transaction markers for.
    pub partition_indexes: Vec<i32>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for WritableTxnMarkerTopic {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.string(true, "WritableTxnMarkerTopic.Name")?,
            partition_indexes: d.i32s(true, "WritableTxnMarkerTopic.PartitionIndexes")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.name, "WritableTxnMarkerTopic.Name")?;
        put_i32s(buf, true, &self.partition_indexes, "WritableTxnMarkerTopic.PartitionIndexes")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 0;
        size += string_size(true, &self.name);
        size += fixed_array_size(true, &self.partition_indexes, 4);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for WriteTxnMarkersRequest {
    const NAME: &'static str = "WriteTxnMarkersRequest";
    const MIN_VERSION: i16 = 1;
    const MAX_VERSION: i16 = 2;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(1);
}

impl Request for WriteTxnMarkersRequest {
    const API_KEY: ApiKey = ApiKey::WriteTxnMarkers;
    type Response = super::WriteTxnMarkersResponse;
}

//! `ProduceRequest`, api key 0, versions 3 to 13, flexible from 9.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, Bytes, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_bytes_size, opt_string_size, put_opt_bytes,
    put_opt_string, put_string, put_structs, put_uuid, string_size, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ProduceRequest {
    /// The transactional ID, or null if the producer is not transactional.
    pub transactional_id: Option<String>,
    /// The number of acknowledgments the producer requires the leader to have received before considering a request complete. Allowed values: 0 for no acknowledgments, 1 for only the leader and -1 for the full ISR.
    pub acks: i16,
    /// The timeout to await a response in milliseconds.
    pub timeout_ms: i32,
    /// Each topic to produce to.
    pub topic_data: Vec<TopicProduceData>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ProduceRequest {
    const MIN_BYTES: usize = 9;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 9;
        Ok(Self {
            transactional_id: d.opt_string(flexible, "TransactionalId")?,
            acks: d.i16("Acks")?,
            timeout_ms: d.i32("TimeoutMs")?,
            topic_data: d.structs(flexible, version, "TopicData")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 9;
        put_opt_string(buf, flexible, self.transactional_id.as_deref(), "TransactionalId")?;
        buf.put_i16(self.acks);
        buf.put_i32(self.timeout_ms);
        put_structs(buf, flexible, version, &self.topic_data, "TopicData")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 9;
        let mut size = 6;
        size += opt_string_size(flexible, self.transactional_id.as_deref());
        size += structs_size(flexible, version, &self.topic_data);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// Each topic to produce to.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicProduceData {
    /// The topic name.
    pub name: String,
    /// The unique topic ID
    pub topic_id: Uuid,
    /// Each partition to produce to.
    pub partition_data: Vec<PartitionProduceData>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for TopicProduceData {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 9;
        Ok(Self {
            name: if version <= 12 { d.string(flexible, "TopicProduceData.Name")? } else { String::new() },
            topic_id: if version >= 13 { d.uuid("TopicProduceData.TopicId")? } else { Uuid::ZERO },
            partition_data: d.structs(flexible, version, "TopicProduceData.PartitionData")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 9;
        if version <= 12 {
            put_string(buf, flexible, &self.name, "TopicProduceData.Name")?;
        }
        if version >= 13 {
            put_uuid(buf, &self.topic_id);
        }
        put_structs(buf, flexible, version, &self.partition_data, "TopicProduceData.PartitionData")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 9;
        let mut size = 0;
        size += structs_size(flexible, version, &self.partition_data);
        if version <= 12 {
            size += string_size(flexible, &self.name);
        }
        if version >= 13 {
            size += 16;
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// Each partition to produce to.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct PartitionProduceData {
    /// The partition index.
    pub index: i32,
    /// The record data to be produced.
    pub records: Option<Bytes>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for PartitionProduceData {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 9;
        Ok(Self {
            index: d.i32("PartitionProduceData.Index")?,
            records: d.opt_bytes(flexible, "PartitionProduceData.Records")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 9;
        buf.put_i32(self.index);
        put_opt_bytes(buf, flexible, self.records.as_ref(), "PartitionProduceData.Records")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 9;
        let mut size = 4;
        size += opt_bytes_size(flexible, self.records.as_ref());
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for ProduceRequest {
    const NAME: &'static str = "ProduceRequest";
    const MIN_VERSION: i16 = 3;
    const MAX_VERSION: i16 = 13;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(9);
}

impl Request for ProduceRequest {
    const API_KEY: ApiKey = ApiKey::Produce;
    type Response = super::ProduceResponse;
}

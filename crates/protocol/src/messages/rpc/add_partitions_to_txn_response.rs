//! `AddPartitionsToTxnResponse`, api key 24, versions 0 to 5, flexible from 3.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_string, put_structs, string_size,
    structs_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct AddPartitionsToTxnResponse {
    /// Duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The response top level error code.
    pub error_code: i16,
    /// Results categorized by transactional ID.
    pub results_by_transaction: Vec<AddPartitionsToTxnResult>,
    /// The results for each topic.
    pub results_by_topic_v3_and_below: Vec<AddPartitionsToTxnTopicResult>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for AddPartitionsToTxnResponse {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 3;
        Ok(Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            error_code: if version >= 4 { d.i16("ErrorCode")? } else { 0 },
            results_by_transaction: if version >= 4 {
                d.structs(true, version, "ResultsByTransaction")?
            } else {
                Vec::new()
            },
            results_by_topic_v3_and_below: if version <= 3 {
                d.structs(flexible, version, "ResultsByTopicV3AndBelow")?
            } else {
                Vec::new()
            },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 3;
        buf.put_i32(self.throttle_time_ms);
        if version >= 4 {
            buf.put_i16(self.error_code);
        }
        if version >= 4 {
            put_structs(buf, true, version, &self.results_by_transaction, "ResultsByTransaction")?;
        } else if !self.results_by_transaction.is_empty() {
            return Err(EncodeError::not_in_version("ResultsByTransaction", version));
        }
        if version <= 3 {
            put_structs(buf, flexible, version, &self.results_by_topic_v3_and_below, "ResultsByTopicV3AndBelow")?;
        } else if !self.results_by_topic_v3_and_below.is_empty() {
            return Err(EncodeError::not_in_version("ResultsByTopicV3AndBelow", version));
        }
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 3;
        let mut size = 4;
        if version >= 4 {
            size += 2 + structs_size(true, version, &self.results_by_transaction);
        }
        if version <= 3 {
            size += structs_size(flexible, version, &self.results_by_topic_v3_and_below);
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// Results categorized by transactional ID.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AddPartitionsToTxnResult {
    /// The transactional id corresponding to the transaction.
    pub transactional_id: String,
    /// The results for each topic.
    pub topic_results: Vec<AddPartitionsToTxnTopicResult>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for AddPartitionsToTxnResult {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            transactional_id: d.string(true, "AddPartitionsToTxnResult.TransactionalId")?,
            topic_results: d.structs(true, version, "AddPartitionsToTxnResult.TopicResults")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.transactional_id, "AddPartitionsToTxnResult.TransactionalId")?;
        put_structs(buf, true, version, &self.topic_results, "AddPartitionsToTxnResult.TopicResults")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += string_size(true, &self.transactional_id);
        size += structs_size(true, version, &self.topic_results);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct AddPartitionsToTxnTopicResult {
    /// The topic name.
    pub name: String,
    /// The results for each partition.
    pub results_by_partition: Vec<AddPartitionsToTxnPartitionResult>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for AddPartitionsToTxnTopicResult {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 3;
        Ok(Self {
            name: d.string(flexible, "AddPartitionsToTxnTopicResult.Name")?,
            results_by_partition: d.structs(flexible, version, "AddPartitionsToTxnTopicResult.ResultsByPartition")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 3;
        put_string(buf, flexible, &self.name, "AddPartitionsToTxnTopicResult.Name")?;
        put_structs(
            buf,
            flexible,
            version,
            &self.results_by_partition,
            "AddPartitionsToTxnTopicResult.ResultsByPartition",
        )?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 3;
        let mut size = 0;
        size += string_size(flexible, &self.name);
        size += structs_size(flexible, version, &self.results_by_partition);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct AddPartitionsToTxnPartitionResult {
    /// The partition indexes.
    pub partition_index: i32,
    /// The response error code.
    pub partition_error_code: i16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for AddPartitionsToTxnPartitionResult {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 3;
        Ok(Self {
            partition_index: d.i32("AddPartitionsToTxnPartitionResult.PartitionIndex")?,
            partition_error_code: d.i16("AddPartitionsToTxnPartitionResult.PartitionErrorCode")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 3;
        buf.put_i32(self.partition_index);
        buf.put_i16(self.partition_error_code);
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 3;
        let mut size = 6;
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for AddPartitionsToTxnResponse {
    const NAME: &'static str = "AddPartitionsToTxnResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 5;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(3);
}

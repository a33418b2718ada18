//! `AddPartitionsToTxnRequest`, api key 24, versions 0 to 5, flexible from 3.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, put_bool, put_i32s,
    put_string, put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct AddPartitionsToTxnRequest {
    /// List of transactions to add partitions to.
    pub transactions: Vec<AddPartitionsToTxnTransaction>,
    /// The transactional id corresponding to the transaction.
    pub v3_and_below_transactional_id: String,
    /// Current producer id in use by the transactional id.
    pub v3_and_below_producer_id: i64,
    /// Current epoch associated with the producer id.
    pub v3_and_below_producer_epoch: i16,
    /// The partitions to add to the transaction.
    pub v3_and_below_topics: Vec<AddPartitionsToTxnTopic>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for AddPartitionsToTxnRequest {
    const MIN_BYTES: usize = 2;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 3;
        Ok(Self {
            transactions: if version >= 4 { d.structs(true, version, "Transactions")? } else { Vec::new() },
            v3_and_below_transactional_id: if version <= 3 {
                d.string(flexible, "V3AndBelowTransactionalId")?
            } else {
                String::new()
            },
            v3_and_below_producer_id: if version <= 3 { d.i64("V3AndBelowProducerId")? } else { 0 },
            v3_and_below_producer_epoch: if version <= 3 { d.i16("V3AndBelowProducerEpoch")? } else { 0 },
            v3_and_below_topics: if version <= 3 {
                d.structs(flexible, version, "V3AndBelowTopics")?
            } else {
                Vec::new()
            },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 3;
        if version >= 4 {
            put_structs(buf, true, version, &self.transactions, "Transactions")?;
        } else if !self.transactions.is_empty() {
            return Err(EncodeError::not_in_version("Transactions", version));
        }
        if version <= 3 {
            put_string(buf, flexible, &self.v3_and_below_transactional_id, "V3AndBelowTransactionalId")?;
        } else if !self.v3_and_below_transactional_id.is_empty() {
            return Err(EncodeError::not_in_version("V3AndBelowTransactionalId", version));
        }
        if version <= 3 {
            buf.put_i64(self.v3_and_below_producer_id);
        } else if self.v3_and_below_producer_id != 0 {
            return Err(EncodeError::not_in_version("V3AndBelowProducerId", version));
        }
        if version <= 3 {
            buf.put_i16(self.v3_and_below_producer_epoch);
        } else if self.v3_and_below_producer_epoch != 0 {
            return Err(EncodeError::not_in_version("V3AndBelowProducerEpoch", version));
        }
        if version <= 3 {
            put_structs(buf, flexible, version, &self.v3_and_below_topics, "V3AndBelowTopics")?;
        } else if !self.v3_and_below_topics.is_empty() {
            return Err(EncodeError::not_in_version("V3AndBelowTopics", version));
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
        let mut size = 0;
        if version >= 4 {
            size += structs_size(true, version, &self.transactions);
        }
        if version <= 3 {
            size += 10
                + string_size(flexible, &self.v3_and_below_transactional_id)
                + structs_size(flexible, version, &self.v3_and_below_topics);
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// List of transactions to add partitions to.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AddPartitionsToTxnTransaction {
    /// The transactional id corresponding to the transaction.
    pub transactional_id: String,
    /// Current producer id in use by the transactional id.
    pub producer_id: i64,
    /// Current epoch associated with the producer id.
    pub producer_epoch: i16,
    /// Boolean to signify if we want to check if the partition is in the transaction rather than add it.
    pub verify_only: bool,
    /// The partitions to add to the transaction.
    pub topics: Vec<AddPartitionsToTxnTopic>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for AddPartitionsToTxnTransaction {
    const MIN_BYTES: usize = 14;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            transactional_id: d.string(true, "AddPartitionsToTxnTransaction.TransactionalId")?,
            producer_id: d.i64("AddPartitionsToTxnTransaction.ProducerId")?,
            producer_epoch: d.i16("AddPartitionsToTxnTransaction.ProducerEpoch")?,
            verify_only: d.bool("AddPartitionsToTxnTransaction.VerifyOnly")?,
            topics: d.structs(true, version, "AddPartitionsToTxnTransaction.Topics")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.transactional_id, "AddPartitionsToTxnTransaction.TransactionalId")?;
        buf.put_i64(self.producer_id);
        buf.put_i16(self.producer_epoch);
        put_bool(buf, self.verify_only);
        put_structs(buf, true, version, &self.topics, "AddPartitionsToTxnTransaction.Topics")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 11;
        size += string_size(true, &self.transactional_id);
        size += structs_size(true, version, &self.topics);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct AddPartitionsToTxnTopic {
    /// The name of the topic.
    pub name: String,
    /// The partition indexes to add to the transaction.
    pub partitions: Vec<i32>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for AddPartitionsToTxnTopic {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 3;
        Ok(Self {
            name: d.string(flexible, "AddPartitionsToTxnTopic.Name")?,
            partitions: d.i32s(flexible, "AddPartitionsToTxnTopic.Partitions")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 3;
        put_string(buf, flexible, &self.name, "AddPartitionsToTxnTopic.Name")?;
        put_i32s(buf, flexible, &self.partitions, "AddPartitionsToTxnTopic.Partitions")?;
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
        size += fixed_array_size(flexible, &self.partitions, 4);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for AddPartitionsToTxnRequest {
    const NAME: &'static str = "AddPartitionsToTxnRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 5;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(3);
}

impl Request for AddPartitionsToTxnRequest {
    const API_KEY: ApiKey = ApiKey::AddPartitionsToTxn;
    type Response = super::AddPartitionsToTxnResponse;
}

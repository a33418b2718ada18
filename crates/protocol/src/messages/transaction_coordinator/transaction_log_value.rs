//! `TransactionLogValue`, api key 0, versions 0 to 1, flexible from 1.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, opt_structs_size, put_i32s,
    put_opt_structs, put_string, string_size, tag_header_size,
};

#[derive(Clone, Debug, PartialEq)]
pub struct TransactionLogValue {
    /// Producer id in use by the transactional id.
    pub producer_id: i64,
    /// Producer id used by the last committed transaction.
    pub previous_producer_id: i64,
    /// Latest producer ID sent to the producer for the given transactional id.
    pub next_producer_id: i64,
    /// Epoch associated with the producer id.
    pub producer_epoch: i16,
    /// Producer epoch associated with the NextProducerId
    pub next_producer_epoch: i16,
    /// Transaction timeout in milliseconds.
    pub transaction_timeout_ms: i32,
    /// TransactionState the transaction is in.
    pub transaction_status: i8,
    /// Partitions involved in the transaction.
    pub transaction_partitions: Option<Vec<PartitionsSchema>>,
    /// Time the transaction was last updated.
    pub transaction_last_update_timestamp_ms: i64,
    /// Time the transaction was started.
    pub transaction_start_timestamp_ms: i64,
    /// The transaction version used by the client.
    pub client_transaction_version: i16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for TransactionLogValue {
    fn default() -> Self {
        TransactionLogValue {
            producer_id: 0,
            previous_producer_id: -1,
            next_producer_id: -1,
            producer_epoch: 0,
            next_producer_epoch: -1,
            transaction_timeout_ms: 0,
            transaction_status: 0,
            transaction_partitions: Some(Vec::new()),
            transaction_last_update_timestamp_ms: 0,
            transaction_start_timestamp_ms: 0,
            client_transaction_version: 0,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for TransactionLogValue {
    const MIN_BYTES: usize = 33;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 1;
        let mut value = Self {
            producer_id: d.i64("ProducerId")?,
            previous_producer_id: -1,
            next_producer_id: -1,
            producer_epoch: d.i16("ProducerEpoch")?,
            next_producer_epoch: -1,
            transaction_timeout_ms: d.i32("TransactionTimeoutMs")?,
            transaction_status: d.i8("TransactionStatus")?,
            transaction_partitions: d.opt_structs(flexible, version, "TransactionPartitions")?,
            transaction_last_update_timestamp_ms: d.i64("TransactionLastUpdateTimestampMs")?,
            transaction_start_timestamp_ms: d.i64("TransactionStartTimestampMs")?,
            client_transaction_version: 0,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        if flexible {
            for more in (0..d.tag_count()?).rev() {
                let (tag, end) = d.tag()?;
                match tag {
                    0 => value.previous_producer_id = d.i64("PreviousProducerId")?,
                    1 => value.next_producer_id = d.i64("NextProducerId")?,
                    2 => value.client_transaction_version = d.i16("ClientTransactionVersion")?,
                    3 => value.next_producer_epoch = d.i16("NextProducerEpoch")?,
                    _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
                }
                d.end_tag(end)?;
            }
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 1;
        buf.put_i64(self.producer_id);
        if version < 1 && self.previous_producer_id != -1 {
            return Err(EncodeError::not_in_version("PreviousProducerId", version));
        }
        if version < 1 && self.next_producer_id != -1 {
            return Err(EncodeError::not_in_version("NextProducerId", version));
        }
        buf.put_i16(self.producer_epoch);
        if version < 1 && self.next_producer_epoch != -1 {
            return Err(EncodeError::not_in_version("NextProducerEpoch", version));
        }
        buf.put_i32(self.transaction_timeout_ms);
        buf.put_i8(self.transaction_status);
        put_opt_structs(buf, flexible, version, self.transaction_partitions.as_deref(), "TransactionPartitions")?;
        buf.put_i64(self.transaction_last_update_timestamp_ms);
        buf.put_i64(self.transaction_start_timestamp_ms);
        if version < 1 && self.client_transaction_version != 0 {
            return Err(EncodeError::not_in_version("ClientTransactionVersion", version));
        }
        if flexible {
            let has_previous_producer_id = self.previous_producer_id != -1;
            let has_next_producer_id = self.next_producer_id != -1;
            let has_client_transaction_version = self.client_transaction_version != 0;
            let has_next_producer_epoch = self.next_producer_epoch != -1;
            let mut tags = self.unknown_tagged_fields.begin(
                buf,
                usize::from(has_previous_producer_id)
                    + usize::from(has_next_producer_id)
                    + usize::from(has_client_transaction_version)
                    + usize::from(has_next_producer_epoch),
            )?;
            if has_previous_producer_id {
                tags.open(buf, 0, 8)?;
                buf.put_i64(self.previous_producer_id);
            }
            if has_next_producer_id {
                tags.open(buf, 1, 8)?;
                buf.put_i64(self.next_producer_id);
            }
            if has_client_transaction_version {
                tags.open(buf, 2, 2)?;
                buf.put_i16(self.client_transaction_version);
            }
            if has_next_producer_epoch {
                tags.open(buf, 3, 2)?;
                buf.put_i16(self.next_producer_epoch);
            }
            tags.rest(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 1;
        let mut size = 31;
        size += opt_structs_size(flexible, version, self.transaction_partitions.as_deref());
        if flexible {
            let (mut known, mut known_bytes) = (0, 0);
            if self.previous_producer_id != -1 {
                let bytes = 8;
                known += 1;
                known_bytes += tag_header_size(0, bytes) + bytes;
            }
            if self.next_producer_id != -1 {
                let bytes = 8;
                known += 1;
                known_bytes += tag_header_size(1, bytes) + bytes;
            }
            if self.client_transaction_version != 0 {
                let bytes = 2;
                known += 1;
                known_bytes += tag_header_size(2, bytes) + bytes;
            }
            if self.next_producer_epoch != -1 {
                let bytes = 2;
                known += 1;
                known_bytes += tag_header_size(3, bytes) + bytes;
            }
            size += self.unknown_tagged_fields.section_size(known, known_bytes);
        }
        size
    }
}

/// Partitions involved in the transaction.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct PartitionsSchema {
    /// Topic involved in the transaction.
    pub topic: String,
    /// Partition ids involved in the transaction.
    pub partition_ids: Vec<i32>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for PartitionsSchema {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 1;
        Ok(Self {
            topic: d.string(flexible, "PartitionsSchema.Topic")?,
            partition_ids: d.i32s(flexible, "PartitionsSchema.PartitionIds")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 1;
        put_string(buf, flexible, &self.topic, "PartitionsSchema.Topic")?;
        put_i32s(buf, flexible, &self.partition_ids, "PartitionsSchema.PartitionIds")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 1;
        let mut size = 0;
        size += string_size(flexible, &self.topic);
        size += fixed_array_size(flexible, &self.partition_ids, 4);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for TransactionLogValue {
    const NAME: &'static str = "TransactionLogValue";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 1;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(1);
}

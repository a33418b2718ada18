//! `ListTransactionsResponse`, api key 66, versions 0 to 2, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_string, put_strings, put_structs,
    string_size, strings_size, structs_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ListTransactionsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The error code, or 0 if there was no error.
    pub error_code: i16,
    /// Set of state filters provided in the request which were unknown to the transaction coordinator.
    pub unknown_state_filters: Vec<String>,
    /// The current state of the transaction for the transactional id.
    pub transaction_states: Vec<TransactionState>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ListTransactionsResponse {
    const MIN_BYTES: usize = 9;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            error_code: d.i16("ErrorCode")?,
            unknown_state_filters: d.strings(true, "UnknownStateFilters")?,
            transaction_states: d.structs(true, version, "TransactionStates")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.throttle_time_ms);
        buf.put_i16(self.error_code);
        put_strings(buf, true, &self.unknown_state_filters, "UnknownStateFilters")?;
        put_structs(buf, true, version, &self.transaction_states, "TransactionStates")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 6;
        size += strings_size(true, &self.unknown_state_filters);
        size += structs_size(true, version, &self.transaction_states);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The current state of the transaction for the transactional id.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TransactionState {
    /// The transactional id.
    pub transactional_id: String,
    /// The producer id.
    pub producer_id: i64,
    /// The current transaction state of the producer.
    pub transaction_state: String,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for TransactionState {
    const MIN_BYTES: usize = 11;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            transactional_id: d.string(true, "TransactionState.TransactionalId")?,
            producer_id: d.i64("TransactionState.ProducerId")?,
            transaction_state: d.string(true, "TransactionState.TransactionState")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.transactional_id, "TransactionState.TransactionalId")?;
        buf.put_i64(self.producer_id);
        put_string(buf, true, &self.transaction_state, "TransactionState.TransactionState")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 8;
        size += string_size(true, &self.transactional_id);
        size += string_size(true, &self.transaction_state);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for ListTransactionsResponse {
    const NAME: &'static str = "ListTransactionsResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 2;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

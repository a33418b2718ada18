//! `InitProducerIdRequest`, api key 22, versions 0 to 6, flexible from 2.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_bool, put_opt_string,
};

#[derive(Clone, Debug, PartialEq)]
pub struct InitProducerIdRequest {
    /// The transactional id, or null if the producer is not transactional.
    pub transactional_id: Option<String>,
    /// The time in ms to wait before aborting idle transactions sent by this producer. This is only relevant if a TransactionalId has been defined.
    pub transaction_timeout_ms: i32,
    /// The producer id. This is used to disambiguate requests if a transactional id is reused following its expiration.
    pub producer_id: i64,
    /// The producer's current epoch. This will be checked against the producer epoch on the broker, and the request will return an error if they do not match.
    pub producer_epoch: i16,
    /// True if the client wants to enable two-phase commit (2PC) protocol for transactions.
    pub enable2_pc: bool,
    /// True if the client wants to keep the currently ongoing transaction instead of aborting it.
    pub keep_prepared_txn: bool,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for InitProducerIdRequest {
    fn default() -> Self {
        InitProducerIdRequest {
            transactional_id: Some(String::new()),
            transaction_timeout_ms: 0,
            producer_id: -1,
            producer_epoch: -1,
            enable2_pc: false,
            keep_prepared_txn: false,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for InitProducerIdRequest {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 2;
        Ok(Self {
            transactional_id: d.opt_string(flexible, "TransactionalId")?,
            transaction_timeout_ms: d.i32("TransactionTimeoutMs")?,
            producer_id: if version >= 3 { d.i64("ProducerId")? } else { -1 },
            producer_epoch: if version >= 3 { d.i16("ProducerEpoch")? } else { -1 },
            enable2_pc: if version >= 6 { d.bool("Enable2Pc")? } else { false },
            keep_prepared_txn: if version >= 6 { d.bool("KeepPreparedTxn")? } else { false },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 2;
        put_opt_string(buf, flexible, self.transactional_id.as_deref(), "TransactionalId")?;
        buf.put_i32(self.transaction_timeout_ms);
        if version >= 3 {
            buf.put_i64(self.producer_id);
        } else if self.producer_id != -1 {
            return Err(EncodeError::not_in_version("ProducerId", version));
        }
        if version >= 3 {
            buf.put_i16(self.producer_epoch);
        } else if self.producer_epoch != -1 {
            return Err(EncodeError::not_in_version("ProducerEpoch", version));
        }
        if version >= 6 {
            put_bool(buf, self.enable2_pc);
        } else if self.enable2_pc {
            return Err(EncodeError::not_in_version("Enable2Pc", version));
        }
        if version >= 6 {
            put_bool(buf, self.keep_prepared_txn);
        } else if self.keep_prepared_txn {
            return Err(EncodeError::not_in_version("KeepPreparedTxn", version));
        }
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 2;
        let mut size = 4;
        size += opt_string_size(flexible, self.transactional_id.as_deref());
        if version >= 3 {
            size += 10;
        }
        if version >= 6 {
            size += 2;
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for InitProducerIdRequest {
    const NAME: &'static str = "InitProducerIdRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 6;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(2);
}

impl Request for InitProducerIdRequest {
    const API_KEY: ApiKey = ApiKey::InitProducerId;
    type Response = super::InitProducerIdResponse;
}

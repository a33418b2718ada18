//! `ListTransactionsRequest`, api key 66, versions 0 to 2, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, opt_string_size, put_i64s,
    put_opt_string, put_strings, strings_size,
};

#[derive(Clone, Debug, PartialEq)]
pub struct ListTransactionsRequest {
    /// The transaction states to filter by: if empty, all transactions are returned; if non-empty, then only transactions matching one of the filtered states will be returned.
    pub state_filters: Vec<String>,
    /// The producerIds to filter by: if empty, all transactions will be returned; if non-empty, only transactions which match one of the filtered producerIds will be returned.
    pub producer_id_filters: Vec<i64>,
    /// Duration (in millis) to filter by: if \< 0, all transactions will be returned; otherwise, only transactions running longer than this duration will be returned.
    pub duration_filter: i64,
    /// The transactional ID regular expression pattern to filter by: if it is empty or null, all transactions are returned; Otherwise then only the transactions matching the given regular expression will be returned.
    pub transactional_id_pattern: Option<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for ListTransactionsRequest {
    fn default() -> Self {
        ListTransactionsRequest {
            state_filters: Vec::new(),
            producer_id_filters: Vec::new(),
            duration_filter: -1,
            transactional_id_pattern: None,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for ListTransactionsRequest {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            state_filters: d.strings(true, "StateFilters")?,
            producer_id_filters: d.i64s(true, "ProducerIdFilters")?,
            duration_filter: if version >= 1 { d.i64("DurationFilter")? } else { -1 },
            transactional_id_pattern: if version >= 2 { d.opt_string(true, "TransactionalIdPattern")? } else { None },
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_strings(buf, true, &self.state_filters, "StateFilters")?;
        put_i64s(buf, true, &self.producer_id_filters, "ProducerIdFilters")?;
        if version >= 1 {
            buf.put_i64(self.duration_filter);
        } else if self.duration_filter != -1 {
            return Err(EncodeError::not_in_version("DurationFilter", version));
        }
        if version >= 2 {
            put_opt_string(buf, true, self.transactional_id_pattern.as_deref(), "TransactionalIdPattern")?;
        } else if self.transactional_id_pattern.is_some() {
            return Err(EncodeError::not_in_version("TransactionalIdPattern", version));
        }
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += strings_size(true, &self.state_filters);
        size += fixed_array_size(true, &self.producer_id_filters, 8);
        if version >= 1 {
            size += 8;
        }
        if version >= 2 {
            size += opt_string_size(true, self.transactional_id_pattern.as_deref());
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for ListTransactionsRequest {
    const NAME: &'static str = "ListTransactionsRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 2;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

impl Request for ListTransactionsRequest {
    const API_KEY: ApiKey = ApiKey::ListTransactions;
    type Response = super::ListTransactionsResponse;
}

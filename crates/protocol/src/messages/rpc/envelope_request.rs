//! `EnvelopeRequest`, api key 58, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{Bytes, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, bytes_size, opt_bytes_size, put_bytes,
    put_opt_bytes,
};

#[derive(Clone, Debug, PartialEq)]
pub struct EnvelopeRequest {
    /// The embedded request header and data.
    pub request_data: Bytes,
    /// Value of the initial client principal when the request is redirected by a broker.
    pub request_principal: Option<Bytes>,
    /// The original client's address in bytes.
    pub client_host_address: Bytes,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for EnvelopeRequest {
    fn default() -> Self {
        EnvelopeRequest {
            request_data: Bytes::new(),
            request_principal: Some(Bytes::new()),
            client_host_address: Bytes::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for EnvelopeRequest {
    const MIN_BYTES: usize = 4;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            request_data: d.bytes(true, "RequestData")?,
            request_principal: d.opt_bytes(true, "RequestPrincipal")?,
            client_host_address: d.bytes(true, "ClientHostAddress")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_bytes(buf, true, &self.request_data, "RequestData")?;
        put_opt_bytes(buf, true, self.request_principal.as_ref(), "RequestPrincipal")?;
        put_bytes(buf, true, &self.client_host_address, "ClientHostAddress")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 0;
        size += bytes_size(true, &self.request_data);
        size += opt_bytes_size(true, self.request_principal.as_ref());
        size += bytes_size(true, &self.client_host_address);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for EnvelopeRequest {
    const NAME: &'static str = "EnvelopeRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

impl Request for EnvelopeRequest {
    const API_KEY: ApiKey = ApiKey::Envelope;
    type Response = super::EnvelopeResponse;
}

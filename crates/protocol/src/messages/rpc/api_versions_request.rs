//! `ApiVersionsRequest`, api key 18, versions 0 to 4, flexible from 3.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::BytesMut;

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_string, string_size};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ApiVersionsRequest {
    /// The name of the client.
    pub client_software_name: String,
    /// The version of the client.
    pub client_software_version: String,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ApiVersionsRequest {
    const MIN_BYTES: usize = 0;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 3;
        Ok(Self {
            client_software_name: if version >= 3 { d.string(true, "ClientSoftwareName")? } else { String::new() },
            client_software_version: if version >= 3 {
                d.string(true, "ClientSoftwareVersion")?
            } else {
                String::new()
            },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 3;
        if version >= 3 {
            put_string(buf, true, &self.client_software_name, "ClientSoftwareName")?;
        }
        if version >= 3 {
            put_string(buf, true, &self.client_software_version, "ClientSoftwareVersion")?;
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
        if version >= 3 {
            size += string_size(true, &self.client_software_name) + string_size(true, &self.client_software_version);
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for ApiVersionsRequest {
    const NAME: &'static str = "ApiVersionsRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 4;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(3);
}

impl Request for ApiVersionsRequest {
    const API_KEY: ApiKey = ApiKey::ApiVersions;
    type Response = super::ApiVersionsResponse;
}

//! `ListConfigResourcesRequest`, api key 74, versions 0 to 1, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::BytesMut;

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, put_i8s,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ListConfigResourcesRequest {
    /// The list of resource type. If the list is empty, it uses default supported config resource types.
    pub resource_types: Vec<i8>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ListConfigResourcesRequest {
    const MIN_BYTES: usize = 1;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            resource_types: if version >= 1 { d.i8s(true, "ResourceTypes")? } else { Vec::new() },
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        if version >= 1 {
            put_i8s(buf, true, &self.resource_types, "ResourceTypes")?;
        } else if !self.resource_types.is_empty() {
            return Err(EncodeError::not_in_version("ResourceTypes", version));
        }
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        if version >= 1 {
            size += fixed_array_size(true, &self.resource_types, 1);
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for ListConfigResourcesRequest {
    const NAME: &'static str = "ListConfigResourcesRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 1;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

impl Request for ListConfigResourcesRequest {
    const API_KEY: ApiKey = ApiKey::ListConfigResources;
    type Response = super::ListConfigResourcesResponse;
}

//! `ListGroupsRequest`, api key 16, versions 0 to 5, flexible from 3.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::BytesMut;

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_strings, strings_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ListGroupsRequest {
    /// The states of the groups we want to list. If empty, all groups are returned with their state.
    pub states_filter: Vec<String>,
    /// The types of the groups we want to list. If empty, all groups are returned with their type.
    pub types_filter: Vec<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ListGroupsRequest {
    const MIN_BYTES: usize = 0;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 3;
        Ok(Self {
            states_filter: if version >= 4 { d.strings(true, "StatesFilter")? } else { Vec::new() },
            types_filter: if version >= 5 { d.strings(true, "TypesFilter")? } else { Vec::new() },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 3;
        if version >= 4 {
            put_strings(buf, true, &self.states_filter, "StatesFilter")?;
        } else if !self.states_filter.is_empty() {
            return Err(EncodeError::not_in_version("StatesFilter", version));
        }
        if version >= 5 {
            put_strings(buf, true, &self.types_filter, "TypesFilter")?;
        } else if !self.types_filter.is_empty() {
            return Err(EncodeError::not_in_version("TypesFilter", version));
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
            size += strings_size(true, &self.states_filter);
        }
        if version >= 5 {
            size += strings_size(true, &self.types_filter);
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for ListGroupsRequest {
    const NAME: &'static str = "ListGroupsRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 5;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(3);
}

impl Request for ListGroupsRequest {
    const API_KEY: ApiKey = ApiKey::ListGroups;
    type Response = super::ListGroupsResponse;
}

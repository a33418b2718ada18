//! `DescribeGroupsRequest`, api key 15, versions 0 to 6, flexible from 5.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::BytesMut;

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_bool, put_strings, strings_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeGroupsRequest {
    /// The names of the groups to describe.
    pub groups: Vec<String>,
    /// Whether to include authorized operations.
    pub include_authorized_operations: bool,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DescribeGroupsRequest {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 5;
        Ok(Self {
            groups: d.strings(flexible, "Groups")?,
            include_authorized_operations: if version >= 3 { d.bool("IncludeAuthorizedOperations")? } else { false },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 5;
        put_strings(buf, flexible, &self.groups, "Groups")?;
        if version >= 3 {
            put_bool(buf, self.include_authorized_operations);
        } else if self.include_authorized_operations {
            return Err(EncodeError::not_in_version("IncludeAuthorizedOperations", version));
        }
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 5;
        let mut size = 0;
        size += strings_size(flexible, &self.groups);
        if version >= 3 {
            size += 1;
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for DescribeGroupsRequest {
    const NAME: &'static str = "DescribeGroupsRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 6;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(5);
}

impl Request for DescribeGroupsRequest {
    const API_KEY: ApiKey = ApiKey::DescribeGroups;
    type Response = super::DescribeGroupsResponse;
}

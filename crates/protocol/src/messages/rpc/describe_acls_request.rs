//! `DescribeAclsRequest`, api key 29, versions 1 to 3, flexible from 2.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string,
};

#[derive(Clone, Debug, PartialEq)]
pub struct DescribeAclsRequest {
    /// The resource type.
    pub resource_type_filter: i8,
    /// The resource name, or null to match any resource name.
    pub resource_name_filter: Option<String>,
    /// The resource pattern to match.
    pub pattern_type_filter: i8,
    /// The principal to match, or null to match any principal.
    pub principal_filter: Option<String>,
    /// The host to match, or null to match any host.
    pub host_filter: Option<String>,
    /// The operation to match.
    pub operation: i8,
    /// The permission type to match.
    pub permission_type: i8,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for DescribeAclsRequest {
    fn default() -> Self {
        DescribeAclsRequest {
            resource_type_filter: 0,
            resource_name_filter: Some(String::new()),
            pattern_type_filter: 3,
            principal_filter: Some(String::new()),
            host_filter: Some(String::new()),
            operation: 0,
            permission_type: 0,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for DescribeAclsRequest {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 2;
        Ok(Self {
            resource_type_filter: d.i8("ResourceTypeFilter")?,
            resource_name_filter: d.opt_string(flexible, "ResourceNameFilter")?,
            pattern_type_filter: d.i8("PatternTypeFilter")?,
            principal_filter: d.opt_string(flexible, "PrincipalFilter")?,
            host_filter: d.opt_string(flexible, "HostFilter")?,
            operation: d.i8("Operation")?,
            permission_type: d.i8("PermissionType")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 2;
        buf.put_i8(self.resource_type_filter);
        put_opt_string(buf, flexible, self.resource_name_filter.as_deref(), "ResourceNameFilter")?;
        buf.put_i8(self.pattern_type_filter);
        put_opt_string(buf, flexible, self.principal_filter.as_deref(), "PrincipalFilter")?;
        put_opt_string(buf, flexible, self.host_filter.as_deref(), "HostFilter")?;
        buf.put_i8(self.operation);
        buf.put_i8(self.permission_type);
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
        size += opt_string_size(flexible, self.resource_name_filter.as_deref());
        size += opt_string_size(flexible, self.principal_filter.as_deref());
        size += opt_string_size(flexible, self.host_filter.as_deref());
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for DescribeAclsRequest {
    const NAME: &'static str = "DescribeAclsRequest";
    const MIN_VERSION: i16 = 1;
    const MAX_VERSION: i16 = 3;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(2);
}

impl Request for DescribeAclsRequest {
    const API_KEY: ApiKey = ApiKey::DescribeAcls;
    type Response = super::DescribeAclsResponse;
}

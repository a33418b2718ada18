//! `DeleteAclsRequest`, api key 31, versions 1 to 3, flexible from 2.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_structs,
    structs_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct DeleteAclsRequest {
    /// The filters to use when deleting ACLs.
    pub filters: Vec<DeleteAclsFilter>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DeleteAclsRequest {
    const MIN_BYTES: usize = 2;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 2;
        Ok(Self {
            filters: d.structs(flexible, version, "Filters")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 2;
        put_structs(buf, flexible, version, &self.filters, "Filters")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 2;
        let mut size = 0;
        size += structs_size(flexible, version, &self.filters);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The filters to use when deleting ACLs.
#[derive(Clone, Debug, PartialEq)]
pub struct DeleteAclsFilter {
    /// The resource type.
    pub resource_type_filter: i8,
    /// The resource name, or null to match any resource name.
    pub resource_name_filter: Option<String>,
    /// The pattern type.
    pub pattern_type_filter: i8,
    /// The principal filter, or null to accept all principals.
    pub principal_filter: Option<String>,
    /// The host filter, or null to accept all hosts.
    pub host_filter: Option<String>,
    /// The ACL operation.
    pub operation: i8,
    /// The permission type.
    pub permission_type: i8,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for DeleteAclsFilter {
    fn default() -> Self {
        DeleteAclsFilter {
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

impl WireStruct for DeleteAclsFilter {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 2;
        Ok(Self {
            resource_type_filter: d.i8("DeleteAclsFilter.ResourceTypeFilter")?,
            resource_name_filter: d.opt_string(flexible, "DeleteAclsFilter.ResourceNameFilter")?,
            pattern_type_filter: d.i8("DeleteAclsFilter.PatternTypeFilter")?,
            principal_filter: d.opt_string(flexible, "DeleteAclsFilter.PrincipalFilter")?,
            host_filter: d.opt_string(flexible, "DeleteAclsFilter.HostFilter")?,
            operation: d.i8("DeleteAclsFilter.Operation")?,
            permission_type: d.i8("DeleteAclsFilter.PermissionType")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 2;
        buf.put_i8(self.resource_type_filter);
        put_opt_string(buf, flexible, self.resource_name_filter.as_deref(), "DeleteAclsFilter.ResourceNameFilter")?;
        buf.put_i8(self.pattern_type_filter);
        put_opt_string(buf, flexible, self.principal_filter.as_deref(), "DeleteAclsFilter.PrincipalFilter")?;
        put_opt_string(buf, flexible, self.host_filter.as_deref(), "DeleteAclsFilter.HostFilter")?;
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

impl Message for DeleteAclsRequest {
    const NAME: &'static str = "DeleteAclsRequest";
    const MIN_VERSION: i16 = 1;
    const MAX_VERSION: i16 = 3;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(2);
}

impl Request for DeleteAclsRequest {
    const API_KEY: ApiKey = ApiKey::DeleteAcls;
    type Response = super::DeleteAclsResponse;
}

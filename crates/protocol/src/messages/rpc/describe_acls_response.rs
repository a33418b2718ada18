//! `DescribeAclsResponse`, api key 29, versions 1 to 3, flexible from 2.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_string,
    put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq)]
pub struct DescribeAclsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The error code, or 0 if there was no error.
    pub error_code: i16,
    /// The error message, or null if there was no error.
    pub error_message: Option<String>,
    /// Each Resource that is referenced in an ACL.
    pub resources: Vec<DescribeAclsResource>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for DescribeAclsResponse {
    fn default() -> Self {
        DescribeAclsResponse {
            throttle_time_ms: 0,
            error_code: 0,
            error_message: Some(String::new()),
            resources: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for DescribeAclsResponse {
    const MIN_BYTES: usize = 9;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 2;
        Ok(Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            error_code: d.i16("ErrorCode")?,
            error_message: d.opt_string(flexible, "ErrorMessage")?,
            resources: d.structs(flexible, version, "Resources")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 2;
        buf.put_i32(self.throttle_time_ms);
        buf.put_i16(self.error_code);
        put_opt_string(buf, flexible, self.error_message.as_deref(), "ErrorMessage")?;
        put_structs(buf, flexible, version, &self.resources, "Resources")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 2;
        let mut size = 6;
        size += opt_string_size(flexible, self.error_message.as_deref());
        size += structs_size(flexible, version, &self.resources);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// Each Resource that is referenced in an ACL.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeAclsResource {
    /// The resource type.
    pub resource_type: i8,
    /// The resource name.
    pub resource_name: String,
    /// The resource pattern type.
    pub pattern_type: i8,
    /// The ACLs.
    pub acls: Vec<AclDescription>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for DescribeAclsResource {
    fn default() -> Self {
        DescribeAclsResource {
            resource_type: 0,
            resource_name: String::new(),
            pattern_type: 3,
            acls: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for DescribeAclsResource {
    const MIN_BYTES: usize = 5;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 2;
        Ok(Self {
            resource_type: d.i8("DescribeAclsResource.ResourceType")?,
            resource_name: d.string(flexible, "DescribeAclsResource.ResourceName")?,
            pattern_type: d.i8("DescribeAclsResource.PatternType")?,
            acls: d.structs(flexible, version, "DescribeAclsResource.Acls")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 2;
        buf.put_i8(self.resource_type);
        put_string(buf, flexible, &self.resource_name, "DescribeAclsResource.ResourceName")?;
        buf.put_i8(self.pattern_type);
        put_structs(buf, flexible, version, &self.acls, "DescribeAclsResource.Acls")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 2;
        let mut size = 2;
        size += string_size(flexible, &self.resource_name);
        size += structs_size(flexible, version, &self.acls);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The ACLs.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AclDescription {
    /// The ACL principal.
    pub principal: String,
    /// The ACL host.
    pub host: String,
    /// The ACL operation.
    pub operation: i8,
    /// The ACL permission type.
    pub permission_type: i8,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for AclDescription {
    const MIN_BYTES: usize = 5;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 2;
        Ok(Self {
            principal: d.string(flexible, "AclDescription.Principal")?,
            host: d.string(flexible, "AclDescription.Host")?,
            operation: d.i8("AclDescription.Operation")?,
            permission_type: d.i8("AclDescription.PermissionType")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 2;
        put_string(buf, flexible, &self.principal, "AclDescription.Principal")?;
        put_string(buf, flexible, &self.host, "AclDescription.Host")?;
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
        let mut size = 2;
        size += string_size(flexible, &self.principal);
        size += string_size(flexible, &self.host);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for DescribeAclsResponse {
    const NAME: &'static str = "DescribeAclsResponse";
    const MIN_VERSION: i16 = 1;
    const MAX_VERSION: i16 = 3;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(2);
}

//! `DeleteAclsResponse`, api key 31, versions 1 to 3, flexible from 2.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_string,
    put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct DeleteAclsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The results for each filter.
    pub filter_results: Vec<DeleteAclsFilterResult>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DeleteAclsResponse {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 2;
        Ok(Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            filter_results: d.structs(flexible, version, "FilterResults")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 2;
        buf.put_i32(self.throttle_time_ms);
        put_structs(buf, flexible, version, &self.filter_results, "FilterResults")?;
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
        size += structs_size(flexible, version, &self.filter_results);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The results for each filter.
#[derive(Clone, Debug, PartialEq)]
pub struct DeleteAclsFilterResult {
    /// The error code, or 0 if the filter succeeded.
    pub error_code: i16,
    /// The error message, or null if the filter succeeded.
    pub error_message: Option<String>,
    /// The ACLs which matched this filter.
    pub matching_acls: Vec<DeleteAclsMatchingAcl>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for DeleteAclsFilterResult {
    fn default() -> Self {
        DeleteAclsFilterResult {
            error_code: 0,
            error_message: Some(String::new()),
            matching_acls: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for DeleteAclsFilterResult {
    const MIN_BYTES: usize = 5;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 2;
        Ok(Self {
            error_code: d.i16("DeleteAclsFilterResult.ErrorCode")?,
            error_message: d.opt_string(flexible, "DeleteAclsFilterResult.ErrorMessage")?,
            matching_acls: d.structs(flexible, version, "DeleteAclsFilterResult.MatchingAcls")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 2;
        buf.put_i16(self.error_code);
        put_opt_string(buf, flexible, self.error_message.as_deref(), "DeleteAclsFilterResult.ErrorMessage")?;
        put_structs(buf, flexible, version, &self.matching_acls, "DeleteAclsFilterResult.MatchingAcls")?;
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
        size += opt_string_size(flexible, self.error_message.as_deref());
        size += structs_size(flexible, version, &self.matching_acls);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The ACLs which matched this filter.
#[derive(Clone, Debug, PartialEq)]
pub struct DeleteAclsMatchingAcl {
    /// The deletion error code, or 0 if the deletion succeeded.
    pub error_code: i16,
    /// The deletion error message, or null if the deletion succeeded.
    pub error_message: Option<String>,
    /// The ACL resource type.
    pub resource_type: i8,
    /// The ACL resource name.
    pub resource_name: String,
    /// The ACL resource pattern type.
    pub pattern_type: i8,
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

impl Default for DeleteAclsMatchingAcl {
    fn default() -> Self {
        DeleteAclsMatchingAcl {
            error_code: 0,
            error_message: Some(String::new()),
            resource_type: 0,
            resource_name: String::new(),
            pattern_type: 3,
            principal: String::new(),
            host: String::new(),
            operation: 0,
            permission_type: 0,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for DeleteAclsMatchingAcl {
    const MIN_BYTES: usize = 11;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 2;
        Ok(Self {
            error_code: d.i16("DeleteAclsMatchingAcl.ErrorCode")?,
            error_message: d.opt_string(flexible, "DeleteAclsMatchingAcl.ErrorMessage")?,
            resource_type: d.i8("DeleteAclsMatchingAcl.ResourceType")?,
            resource_name: d.string(flexible, "DeleteAclsMatchingAcl.ResourceName")?,
            pattern_type: d.i8("DeleteAclsMatchingAcl.PatternType")?,
            principal: d.string(flexible, "DeleteAclsMatchingAcl.Principal")?,
            host: d.string(flexible, "DeleteAclsMatchingAcl.Host")?,
            operation: d.i8("DeleteAclsMatchingAcl.Operation")?,
            permission_type: d.i8("DeleteAclsMatchingAcl.PermissionType")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 2;
        buf.put_i16(self.error_code);
        put_opt_string(buf, flexible, self.error_message.as_deref(), "DeleteAclsMatchingAcl.ErrorMessage")?;
        buf.put_i8(self.resource_type);
        put_string(buf, flexible, &self.resource_name, "DeleteAclsMatchingAcl.ResourceName")?;
        buf.put_i8(self.pattern_type);
        put_string(buf, flexible, &self.principal, "DeleteAclsMatchingAcl.Principal")?;
        put_string(buf, flexible, &self.host, "DeleteAclsMatchingAcl.Host")?;
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
        let mut size = 6;
        size += opt_string_size(flexible, self.error_message.as_deref());
        size += string_size(flexible, &self.resource_name);
        size += string_size(flexible, &self.principal);
        size += string_size(flexible, &self.host);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for DeleteAclsResponse {
    const NAME: &'static str = "DeleteAclsResponse";
    const MIN_VERSION: i16 = 1;
    const MAX_VERSION: i16 = 3;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(2);
}

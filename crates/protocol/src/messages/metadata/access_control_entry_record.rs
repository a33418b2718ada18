//! `AccessControlEntryRecord`, api key 18, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_string, put_uuid, string_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct AccessControlEntryRecord {
    /// The unique ID of this ACL.
    pub id: Uuid,
    /// The resource type.
    pub resource_type: i8,
    /// The resource name.
    pub resource_name: String,
    /// The resource name pattern type.
    pub pattern_type: i8,
    /// The principal name.
    pub principal: String,
    /// The host name.
    pub host: String,
    /// The AclOperation.
    pub operation: i8,
    /// The AclPermissionType.
    pub permission_type: i8,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for AccessControlEntryRecord {
    const MIN_BYTES: usize = 24;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            id: d.uuid("Id")?,
            resource_type: d.i8("ResourceType")?,
            resource_name: d.string(true, "ResourceName")?,
            pattern_type: d.i8("PatternType")?,
            principal: d.string(true, "Principal")?,
            host: d.string(true, "Host")?,
            operation: d.i8("Operation")?,
            permission_type: d.i8("PermissionType")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_uuid(buf, &self.id);
        buf.put_i8(self.resource_type);
        put_string(buf, true, &self.resource_name, "ResourceName")?;
        buf.put_i8(self.pattern_type);
        put_string(buf, true, &self.principal, "Principal")?;
        put_string(buf, true, &self.host, "Host")?;
        buf.put_i8(self.operation);
        buf.put_i8(self.permission_type);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 20;
        size += string_size(true, &self.resource_name);
        size += string_size(true, &self.principal);
        size += string_size(true, &self.host);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for AccessControlEntryRecord {
    const NAME: &'static str = "AccessControlEntryRecord";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

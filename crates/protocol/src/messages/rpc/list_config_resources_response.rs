//! `ListConfigResourcesResponse`, api key 74, versions 0 to 1, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_string, put_structs, string_size,
    structs_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ListConfigResourcesResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The error code, or 0 if there was no error.
    pub error_code: i16,
    /// Each config resource in the response.
    pub config_resources: Vec<ConfigResource>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ListConfigResourcesResponse {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            error_code: d.i16("ErrorCode")?,
            config_resources: d.structs(true, version, "ConfigResources")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.throttle_time_ms);
        buf.put_i16(self.error_code);
        put_structs(buf, true, version, &self.config_resources, "ConfigResources")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 6;
        size += structs_size(true, version, &self.config_resources);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// Each config resource in the response.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfigResource {
    /// The resource name.
    pub resource_name: String,
    /// The resource type.
    pub resource_type: i8,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for ConfigResource {
    fn default() -> Self {
        ConfigResource {
            resource_name: String::new(),
            resource_type: 16,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for ConfigResource {
    const MIN_BYTES: usize = 2;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            resource_name: d.string(true, "ConfigResource.ResourceName")?,
            resource_type: if version >= 1 { d.i8("ConfigResource.ResourceType")? } else { 16 },
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.resource_name, "ConfigResource.ResourceName")?;
        if version >= 1 {
            buf.put_i8(self.resource_type);
        }
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += string_size(true, &self.resource_name);
        if version >= 1 {
            size += 1;
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for ListConfigResourcesResponse {
    const NAME: &'static str = "ListConfigResourcesResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 1;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

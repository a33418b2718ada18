//! `ConfigRecord`, api key 4, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_string,
    string_size,
};

#[derive(Clone, Debug, PartialEq)]
pub struct ConfigRecord {
    /// The type of resource this configuration applies to.
    pub resource_type: i8,
    /// The name of the resource this configuration applies to.
    pub resource_name: String,
    /// The name of the configuration key.
    pub name: String,
    /// The value of the configuration, or null if the it should be deleted.
    pub value: Option<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for ConfigRecord {
    fn default() -> Self {
        ConfigRecord {
            resource_type: 0,
            resource_name: String::new(),
            name: String::new(),
            value: Some(String::new()),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for ConfigRecord {
    const MIN_BYTES: usize = 5;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            resource_type: d.i8("ResourceType")?,
            resource_name: d.string(true, "ResourceName")?,
            name: d.string(true, "Name")?,
            value: d.opt_string(true, "Value")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i8(self.resource_type);
        put_string(buf, true, &self.resource_name, "ResourceName")?;
        put_string(buf, true, &self.name, "Name")?;
        put_opt_string(buf, true, self.value.as_deref(), "Value")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 1;
        size += string_size(true, &self.resource_name);
        size += string_size(true, &self.name);
        size += opt_string_size(true, self.value.as_deref());
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for ConfigRecord {
    const NAME: &'static str = "ConfigRecord";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

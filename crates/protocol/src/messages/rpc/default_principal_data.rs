//! `DefaultPrincipalData`, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::BytesMut;

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_bool, put_string, string_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct DefaultPrincipalData {
    /// The principal type.
    pub r#type: String,
    /// The principal name.
    pub name: String,
    /// Whether the principal was authenticated by a delegation token on the forwarding broker.
    pub token_authenticated: bool,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DefaultPrincipalData {
    const MIN_BYTES: usize = 4;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            r#type: d.string(true, "Type")?,
            name: d.string(true, "Name")?,
            token_authenticated: d.bool("TokenAuthenticated")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.r#type, "Type")?;
        put_string(buf, true, &self.name, "Name")?;
        put_bool(buf, self.token_authenticated);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 1;
        size += string_size(true, &self.r#type);
        size += string_size(true, &self.name);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for DefaultPrincipalData {
    const NAME: &'static str = "DefaultPrincipalData";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

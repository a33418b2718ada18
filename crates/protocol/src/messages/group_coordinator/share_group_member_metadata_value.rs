//! `ShareGroupMemberMetadataValue`, api key 10, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::BytesMut;

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_string,
    put_strings, string_size, strings_size,
};

#[derive(Clone, Debug, PartialEq)]
pub struct ShareGroupMemberMetadataValue {
    /// The (optional) rack id.
    pub rack_id: Option<String>,
    /// The client id.
    pub client_id: String,
    /// The client host.
    pub client_host: String,
    /// The list of subscribed topic names.
    pub subscribed_topic_names: Vec<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for ShareGroupMemberMetadataValue {
    fn default() -> Self {
        ShareGroupMemberMetadataValue {
            rack_id: Some(String::new()),
            client_id: String::new(),
            client_host: String::new(),
            subscribed_topic_names: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for ShareGroupMemberMetadataValue {
    const MIN_BYTES: usize = 5;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            rack_id: d.opt_string(true, "RackId")?,
            client_id: d.string(true, "ClientId")?,
            client_host: d.string(true, "ClientHost")?,
            subscribed_topic_names: d.strings(true, "SubscribedTopicNames")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_opt_string(buf, true, self.rack_id.as_deref(), "RackId")?;
        put_string(buf, true, &self.client_id, "ClientId")?;
        put_string(buf, true, &self.client_host, "ClientHost")?;
        put_strings(buf, true, &self.subscribed_topic_names, "SubscribedTopicNames")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 0;
        size += opt_string_size(true, self.rack_id.as_deref());
        size += string_size(true, &self.client_id);
        size += string_size(true, &self.client_host);
        size += strings_size(true, &self.subscribed_topic_names);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for ShareGroupMemberMetadataValue {
    const NAME: &'static str = "ShareGroupMemberMetadataValue";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

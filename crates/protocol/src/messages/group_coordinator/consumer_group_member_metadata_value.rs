//! `ConsumerGroupMemberMetadataValue`, api key 5, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, Bytes, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, bytes_size, opt_string_size, opt_struct_size,
    put_bytes, put_opt_string, put_opt_tagged_struct, put_string, put_strings, put_structs, string_size, strings_size,
    structs_size, tag_header_size,
};

#[derive(Clone, Debug, PartialEq)]
pub struct ConsumerGroupMemberMetadataValue {
    /// The (optional) instance id.
    pub instance_id: Option<String>,
    /// The (optional) rack id.
    pub rack_id: Option<String>,
    /// The client id.
    pub client_id: String,
    /// The client host.
    pub client_host: String,
    /// The list of subscribed topic names.
    pub subscribed_topic_names: Vec<String>,
    /// The subscribed topic regular expression.
    pub subscribed_topic_regex: Option<String>,
    /// The rebalance timeout.
    pub rebalance_timeout_ms: i32,
    /// The server assignor to use; or null if not used.
    pub server_assignor: Option<String>,
    /// The classic member metadata which includes the supported protocols of the consumer if it uses the classic protocol. The metadata is null if the consumer uses the consumer protocol.
    pub classic_member_metadata: Option<ClassicMemberMetadata>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for ConsumerGroupMemberMetadataValue {
    fn default() -> Self {
        ConsumerGroupMemberMetadataValue {
            instance_id: Some(String::new()),
            rack_id: Some(String::new()),
            client_id: String::new(),
            client_host: String::new(),
            subscribed_topic_names: Vec::new(),
            subscribed_topic_regex: Some(String::new()),
            rebalance_timeout_ms: -1,
            server_assignor: Some(String::new()),
            classic_member_metadata: Some(ClassicMemberMetadata::default()),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for ConsumerGroupMemberMetadataValue {
    const MIN_BYTES: usize = 12;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let mut value = Self {
            instance_id: d.opt_string(true, "InstanceId")?,
            rack_id: d.opt_string(true, "RackId")?,
            client_id: d.string(true, "ClientId")?,
            client_host: d.string(true, "ClientHost")?,
            subscribed_topic_names: d.strings(true, "SubscribedTopicNames")?,
            subscribed_topic_regex: d.opt_string(true, "SubscribedTopicRegex")?,
            rebalance_timeout_ms: d.i32("RebalanceTimeoutMs")?,
            server_assignor: d.opt_string(true, "ServerAssignor")?,
            classic_member_metadata: Some(ClassicMemberMetadata::default()),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        for more in (0..d.tag_count()?).rev() {
            let (tag, end) = d.tag()?;
            match tag {
                0 => value.classic_member_metadata = d.opt_tagged_struct(version, "ClassicMemberMetadata")?,
                _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
            }
            d.end_tag(end)?;
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_opt_string(buf, true, self.instance_id.as_deref(), "InstanceId")?;
        put_opt_string(buf, true, self.rack_id.as_deref(), "RackId")?;
        put_string(buf, true, &self.client_id, "ClientId")?;
        put_string(buf, true, &self.client_host, "ClientHost")?;
        put_strings(buf, true, &self.subscribed_topic_names, "SubscribedTopicNames")?;
        put_opt_string(buf, true, self.subscribed_topic_regex.as_deref(), "SubscribedTopicRegex")?;
        buf.put_i32(self.rebalance_timeout_ms);
        put_opt_string(buf, true, self.server_assignor.as_deref(), "ServerAssignor")?;
        let has_classic_member_metadata = self.classic_member_metadata != Some(ClassicMemberMetadata::default());
        let mut tags = self.unknown_tagged_fields.begin(buf, usize::from(has_classic_member_metadata))?;
        if has_classic_member_metadata {
            tags.open(buf, 0, opt_struct_size(version, self.classic_member_metadata.as_ref()))?;
            put_opt_tagged_struct(buf, version, self.classic_member_metadata.as_ref())?;
        }
        tags.rest(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 4;
        size += opt_string_size(true, self.instance_id.as_deref());
        size += opt_string_size(true, self.rack_id.as_deref());
        size += string_size(true, &self.client_id);
        size += string_size(true, &self.client_host);
        size += strings_size(true, &self.subscribed_topic_names);
        size += opt_string_size(true, self.subscribed_topic_regex.as_deref());
        size += opt_string_size(true, self.server_assignor.as_deref());
        let (mut known, mut known_bytes) = (0, 0);
        if self.classic_member_metadata != Some(ClassicMemberMetadata::default()) {
            let bytes = opt_struct_size(version, self.classic_member_metadata.as_ref());
            known += 1;
            known_bytes += tag_header_size(0, bytes) + bytes;
        }
        size += self.unknown_tagged_fields.section_size(known, known_bytes);
        size
    }
}

/// The classic member metadata which includes the supported protocols of the consumer if it uses the classic protocol. The metadata is null if the consumer uses the consumer protocol.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ClassicMemberMetadata {
    /// The session timeout if the consumer uses the classic protocol.
    pub session_timeout_ms: i32,
    /// The list of protocols that the member supports if the consumer uses the classic protocol.
    pub supported_protocols: Vec<ClassicProtocol>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ClassicMemberMetadata {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            session_timeout_ms: d.i32("ClassicMemberMetadata.SessionTimeoutMs")?,
            supported_protocols: d.structs(true, version, "ClassicMemberMetadata.SupportedProtocols")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.session_timeout_ms);
        put_structs(buf, true, version, &self.supported_protocols, "ClassicMemberMetadata.SupportedProtocols")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 4;
        size += structs_size(true, version, &self.supported_protocols);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The list of protocols that the member supports if the consumer uses the classic protocol.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ClassicProtocol {
    /// The protocol name.
    pub name: String,
    /// The protocol metadata.
    pub metadata: Bytes,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ClassicProtocol {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.string(true, "ClassicProtocol.Name")?,
            metadata: d.bytes(true, "ClassicProtocol.Metadata")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.name, "ClassicProtocol.Name")?;
        put_bytes(buf, true, &self.metadata, "ClassicProtocol.Metadata")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 0;
        size += string_size(true, &self.name);
        size += bytes_size(true, &self.metadata);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for ConsumerGroupMemberMetadataValue {
    const NAME: &'static str = "ConsumerGroupMemberMetadataValue";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

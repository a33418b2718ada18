//! `GroupMetadataValue`, api key 2, versions 0 to 4, flexible from 4.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, Bytes, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, bytes_size, opt_string_size, put_bytes,
    put_opt_string, put_string, put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq)]
pub struct GroupMetadataValue {
    /// The protocol type.
    pub protocol_type: String,
    /// The generation id.
    pub generation: i32,
    /// The protocol name.
    pub protocol: Option<String>,
    /// The leader id.
    pub leader: Option<String>,
    /// The timestamp of the last state change.
    pub current_state_timestamp: i64,
    /// The group members.
    pub members: Vec<MemberMetadata>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for GroupMetadataValue {
    fn default() -> Self {
        GroupMetadataValue {
            protocol_type: String::new(),
            generation: 0,
            protocol: Some(String::new()),
            leader: Some(String::new()),
            current_state_timestamp: -1,
            members: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for GroupMetadataValue {
    const MIN_BYTES: usize = 14;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 4;
        Ok(Self {
            protocol_type: d.string(flexible, "protocolType")?,
            generation: d.i32("generation")?,
            protocol: d.opt_string(flexible, "protocol")?,
            leader: d.opt_string(flexible, "leader")?,
            current_state_timestamp: if version >= 2 { d.i64("currentStateTimestamp")? } else { -1 },
            members: d.structs(flexible, version, "members")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 4;
        put_string(buf, flexible, &self.protocol_type, "protocolType")?;
        buf.put_i32(self.generation);
        put_opt_string(buf, flexible, self.protocol.as_deref(), "protocol")?;
        put_opt_string(buf, flexible, self.leader.as_deref(), "leader")?;
        if version >= 2 {
            buf.put_i64(self.current_state_timestamp);
        }
        put_structs(buf, flexible, version, &self.members, "members")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 4;
        let mut size = 4;
        size += string_size(flexible, &self.protocol_type);
        size += opt_string_size(flexible, self.protocol.as_deref());
        size += opt_string_size(flexible, self.leader.as_deref());
        size += structs_size(flexible, version, &self.members);
        if version >= 2 {
            size += 8;
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct MemberMetadata {
    /// The member id.
    pub member_id: String,
    /// The group instance id.
    pub group_instance_id: Option<String>,
    /// The client id.
    pub client_id: String,
    /// The client host.
    pub client_host: String,
    /// The rebalance timeout.
    pub rebalance_timeout: i32,
    /// The session timeout.
    pub session_timeout: i32,
    /// The subscription.
    pub subscription: Bytes,
    /// The assignment.
    pub assignment: Bytes,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for MemberMetadata {
    fn default() -> Self {
        MemberMetadata {
            member_id: String::new(),
            group_instance_id: None,
            client_id: String::new(),
            client_host: String::new(),
            rebalance_timeout: -1,
            session_timeout: 0,
            subscription: Bytes::new(),
            assignment: Bytes::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for MemberMetadata {
    const MIN_BYTES: usize = 15;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 4;
        Ok(Self {
            member_id: d.string(flexible, "MemberMetadata.memberId")?,
            group_instance_id: if version >= 3 {
                d.opt_string(flexible, "MemberMetadata.groupInstanceId")?
            } else {
                None
            },
            client_id: d.string(flexible, "MemberMetadata.clientId")?,
            client_host: d.string(flexible, "MemberMetadata.clientHost")?,
            rebalance_timeout: if version >= 1 { d.i32("MemberMetadata.rebalanceTimeout")? } else { -1 },
            session_timeout: d.i32("MemberMetadata.sessionTimeout")?,
            subscription: d.bytes(flexible, "MemberMetadata.subscription")?,
            assignment: d.bytes(flexible, "MemberMetadata.assignment")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 4;
        put_string(buf, flexible, &self.member_id, "MemberMetadata.memberId")?;
        if version >= 3 {
            put_opt_string(buf, flexible, self.group_instance_id.as_deref(), "MemberMetadata.groupInstanceId")?;
        }
        put_string(buf, flexible, &self.client_id, "MemberMetadata.clientId")?;
        put_string(buf, flexible, &self.client_host, "MemberMetadata.clientHost")?;
        if version >= 1 {
            buf.put_i32(self.rebalance_timeout);
        }
        buf.put_i32(self.session_timeout);
        put_bytes(buf, flexible, &self.subscription, "MemberMetadata.subscription")?;
        put_bytes(buf, flexible, &self.assignment, "MemberMetadata.assignment")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 4;
        let mut size = 4;
        size += string_size(flexible, &self.member_id);
        size += string_size(flexible, &self.client_id);
        size += string_size(flexible, &self.client_host);
        size += bytes_size(flexible, &self.subscription);
        size += bytes_size(flexible, &self.assignment);
        if version >= 3 {
            size += opt_string_size(flexible, self.group_instance_id.as_deref());
        }
        if version >= 1 {
            size += 4;
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for GroupMetadataValue {
    const NAME: &'static str = "GroupMetadataValue";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 4;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(4);
}

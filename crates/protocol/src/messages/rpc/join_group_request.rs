//! `JoinGroupRequest`, api key 11, versions 0 to 9, flexible from 6.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, Bytes, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, bytes_size, opt_string_size, put_bytes,
    put_opt_string, put_string, put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq)]
pub struct JoinGroupRequest {
    /// The group identifier.
    pub group_id: String,
    /// The coordinator considers the consumer dead if it receives no heartbeat after this timeout in milliseconds.
    pub session_timeout_ms: i32,
    /// The maximum time in milliseconds that the coordinator will wait for each member to rejoin when rebalancing the group.
    pub rebalance_timeout_ms: i32,
    /// The member id assigned by the group coordinator.
    pub member_id: String,
    /// The unique identifier of the consumer instance provided by end user.
    pub group_instance_id: Option<String>,
    /// The unique name the for class of protocols implemented by the group we want to join.
    pub protocol_type: String,
    /// The list of protocols that the member supports.
    pub protocols: Vec<JoinGroupRequestProtocol>,
    /// The reason why the member (re-)joins the group.
    pub reason: Option<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for JoinGroupRequest {
    fn default() -> Self {
        JoinGroupRequest {
            group_id: String::new(),
            session_timeout_ms: 0,
            rebalance_timeout_ms: -1,
            member_id: String::new(),
            group_instance_id: None,
            protocol_type: String::new(),
            protocols: Vec::new(),
            reason: None,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for JoinGroupRequest {
    const MIN_BYTES: usize = 14;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 6;
        Ok(Self {
            group_id: d.string(flexible, "GroupId")?,
            session_timeout_ms: d.i32("SessionTimeoutMs")?,
            rebalance_timeout_ms: if version >= 1 { d.i32("RebalanceTimeoutMs")? } else { -1 },
            member_id: d.string(flexible, "MemberId")?,
            group_instance_id: if version >= 5 { d.opt_string(flexible, "GroupInstanceId")? } else { None },
            protocol_type: d.string(flexible, "ProtocolType")?,
            protocols: d.structs(flexible, version, "Protocols")?,
            reason: if version >= 8 { d.opt_string(true, "Reason")? } else { None },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 6;
        put_string(buf, flexible, &self.group_id, "GroupId")?;
        buf.put_i32(self.session_timeout_ms);
        if version >= 1 {
            buf.put_i32(self.rebalance_timeout_ms);
        }
        put_string(buf, flexible, &self.member_id, "MemberId")?;
        if version >= 5 {
            put_opt_string(buf, flexible, self.group_instance_id.as_deref(), "GroupInstanceId")?;
        } else if self.group_instance_id.is_some() {
            return Err(EncodeError::not_in_version("GroupInstanceId", version));
        }
        put_string(buf, flexible, &self.protocol_type, "ProtocolType")?;
        put_structs(buf, flexible, version, &self.protocols, "Protocols")?;
        if version >= 8 {
            put_opt_string(buf, true, self.reason.as_deref(), "Reason")?;
        }
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 6;
        let mut size = 4;
        size += string_size(flexible, &self.group_id);
        size += string_size(flexible, &self.member_id);
        size += string_size(flexible, &self.protocol_type);
        size += structs_size(flexible, version, &self.protocols);
        if version >= 1 {
            size += 4;
        }
        if version >= 5 {
            size += opt_string_size(flexible, self.group_instance_id.as_deref());
        }
        if version >= 8 {
            size += opt_string_size(true, self.reason.as_deref());
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The list of protocols that the member supports.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct JoinGroupRequestProtocol {
    /// The protocol name.
    pub name: String,
    /// The protocol metadata.
    pub metadata: Bytes,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for JoinGroupRequestProtocol {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 6;
        Ok(Self {
            name: d.string(flexible, "JoinGroupRequestProtocol.Name")?,
            metadata: d.bytes(flexible, "JoinGroupRequestProtocol.Metadata")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 6;
        put_string(buf, flexible, &self.name, "JoinGroupRequestProtocol.Name")?;
        put_bytes(buf, flexible, &self.metadata, "JoinGroupRequestProtocol.Metadata")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 6;
        let mut size = 0;
        size += string_size(flexible, &self.name);
        size += bytes_size(flexible, &self.metadata);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for JoinGroupRequest {
    const NAME: &'static str = "JoinGroupRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 9;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(6);
}

impl Request for JoinGroupRequest {
    const API_KEY: ApiKey = ApiKey::JoinGroup;
    type Response = super::JoinGroupResponse;
}

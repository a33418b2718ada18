//! `JoinGroupResponse`, api key 11, versions 0 to 9, flexible from 6.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, Bytes, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, bytes_size, opt_string_size, put_bool,
    put_bytes, put_opt_string, put_string, put_structs, required, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq)]
pub struct JoinGroupResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The error code, or 0 if there was no error.
    pub error_code: i16,
    /// The generation ID of the group.
    pub generation_id: i32,
    /// The group protocol name.
    pub protocol_type: Option<String>,
    /// The group protocol selected by the coordinator.
    pub protocol_name: Option<String>,
    /// The leader of the group.
    pub leader: String,
    /// True if the leader must skip running the assignment.
    pub skip_assignment: bool,
    /// The member ID assigned by the group coordinator.
    pub member_id: String,
    /// The group members.
    pub members: Vec<JoinGroupResponseMember>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for JoinGroupResponse {
    fn default() -> Self {
        JoinGroupResponse {
            throttle_time_ms: 0,
            error_code: 0,
            generation_id: -1,
            protocol_type: None,
            protocol_name: Some(String::new()),
            leader: String::new(),
            skip_assignment: false,
            member_id: String::new(),
            members: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for JoinGroupResponse {
    const MIN_BYTES: usize = 15;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 6;
        Ok(Self {
            throttle_time_ms: if version >= 2 { d.i32("ThrottleTimeMs")? } else { 0 },
            error_code: d.i16("ErrorCode")?,
            generation_id: d.i32("GenerationId")?,
            protocol_type: if version >= 7 { d.opt_string(true, "ProtocolType")? } else { None },
            protocol_name: if version >= 7 {
                d.opt_string(flexible, "ProtocolName")?
            } else {
                Some(d.string(flexible, "ProtocolName")?)
            },
            leader: d.string(flexible, "Leader")?,
            skip_assignment: if version >= 9 { d.bool("SkipAssignment")? } else { false },
            member_id: d.string(flexible, "MemberId")?,
            members: d.structs(flexible, version, "Members")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 6;
        if version >= 2 {
            buf.put_i32(self.throttle_time_ms);
        }
        buf.put_i16(self.error_code);
        buf.put_i32(self.generation_id);
        if version >= 7 {
            put_opt_string(buf, true, self.protocol_type.as_deref(), "ProtocolType")?;
        }
        if version >= 7 {
            put_opt_string(buf, flexible, self.protocol_name.as_deref(), "ProtocolName")?;
        } else {
            put_string(buf, flexible, required(self.protocol_name.as_deref(), "ProtocolName")?, "ProtocolName")?;
        }
        put_string(buf, flexible, &self.leader, "Leader")?;
        if version >= 9 {
            put_bool(buf, self.skip_assignment);
        } else if self.skip_assignment {
            return Err(EncodeError::not_in_version("SkipAssignment", version));
        }
        put_string(buf, flexible, &self.member_id, "MemberId")?;
        put_structs(buf, flexible, version, &self.members, "Members")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 6;
        let mut size = 6;
        size += opt_string_size(flexible, self.protocol_name.as_deref());
        size += string_size(flexible, &self.leader);
        size += string_size(flexible, &self.member_id);
        size += structs_size(flexible, version, &self.members);
        if version >= 2 {
            size += 4;
        }
        if version >= 7 {
            size += opt_string_size(true, self.protocol_type.as_deref());
        }
        if version >= 9 {
            size += 1;
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The group members.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct JoinGroupResponseMember {
    /// The group member ID.
    pub member_id: String,
    /// The unique identifier of the consumer instance provided by end user.
    pub group_instance_id: Option<String>,
    /// The group member metadata.
    pub metadata: Bytes,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for JoinGroupResponseMember {
    const MIN_BYTES: usize = 4;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 6;
        Ok(Self {
            member_id: d.string(flexible, "JoinGroupResponseMember.MemberId")?,
            group_instance_id: if version >= 5 {
                d.opt_string(flexible, "JoinGroupResponseMember.GroupInstanceId")?
            } else {
                None
            },
            metadata: d.bytes(flexible, "JoinGroupResponseMember.Metadata")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 6;
        put_string(buf, flexible, &self.member_id, "JoinGroupResponseMember.MemberId")?;
        if version >= 5 {
            put_opt_string(
                buf,
                flexible,
                self.group_instance_id.as_deref(),
                "JoinGroupResponseMember.GroupInstanceId",
            )?;
        }
        put_bytes(buf, flexible, &self.metadata, "JoinGroupResponseMember.Metadata")?;
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
        size += string_size(flexible, &self.member_id);
        size += bytes_size(flexible, &self.metadata);
        if version >= 5 {
            size += opt_string_size(flexible, self.group_instance_id.as_deref());
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for JoinGroupResponse {
    const NAME: &'static str = "JoinGroupResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 9;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(6);
}

//! `LeaveGroupResponse`, api key 13, versions 0 to 5, flexible from 4.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_string,
    put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct LeaveGroupResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The error code, or 0 if there was no error.
    pub error_code: i16,
    /// List of leaving member responses.
    pub members: Vec<MemberResponse>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for LeaveGroupResponse {
    const MIN_BYTES: usize = 2;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 4;
        Ok(Self {
            throttle_time_ms: if version >= 1 { d.i32("ThrottleTimeMs")? } else { 0 },
            error_code: d.i16("ErrorCode")?,
            members: if version >= 3 { d.structs(flexible, version, "Members")? } else { Vec::new() },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 4;
        if version >= 1 {
            buf.put_i32(self.throttle_time_ms);
        }
        buf.put_i16(self.error_code);
        if version >= 3 {
            put_structs(buf, flexible, version, &self.members, "Members")?;
        } else if !self.members.is_empty() {
            return Err(EncodeError::not_in_version("Members", version));
        }
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 4;
        let mut size = 2;
        if version >= 1 {
            size += 4;
        }
        if version >= 3 {
            size += structs_size(flexible, version, &self.members);
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// List of leaving member responses.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberResponse {
    /// The member ID to remove from the group.
    pub member_id: String,
    /// The group instance ID to remove from the group.
    pub group_instance_id: Option<String>,
    /// The error code, or 0 if there was no error.
    pub error_code: i16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for MemberResponse {
    fn default() -> Self {
        MemberResponse {
            member_id: String::new(),
            group_instance_id: Some(String::new()),
            error_code: 0,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for MemberResponse {
    const MIN_BYTES: usize = 5;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 4;
        Ok(Self {
            member_id: d.string(flexible, "MemberResponse.MemberId")?,
            group_instance_id: d.opt_string(flexible, "MemberResponse.GroupInstanceId")?,
            error_code: d.i16("MemberResponse.ErrorCode")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 4;
        put_string(buf, flexible, &self.member_id, "MemberResponse.MemberId")?;
        put_opt_string(buf, flexible, self.group_instance_id.as_deref(), "MemberResponse.GroupInstanceId")?;
        buf.put_i16(self.error_code);
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 4;
        let mut size = 2;
        size += string_size(flexible, &self.member_id);
        size += opt_string_size(flexible, self.group_instance_id.as_deref());
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for LeaveGroupResponse {
    const NAME: &'static str = "LeaveGroupResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 5;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(4);
}

//! `LeaveGroupRequest`, api key 13, versions 0 to 5, flexible from 4.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::BytesMut;

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_string,
    put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct LeaveGroupRequest {
    /// The ID of the group to leave.
    pub group_id: String,
    /// The member ID to remove from the group.
    pub member_id: String,
    /// List of leaving member identities.
    pub members: Vec<MemberIdentity>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for LeaveGroupRequest {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 4;
        Ok(Self {
            group_id: d.string(flexible, "GroupId")?,
            member_id: if version <= 2 { d.string(false, "MemberId")? } else { String::new() },
            members: if version >= 3 { d.structs(flexible, version, "Members")? } else { Vec::new() },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 4;
        put_string(buf, flexible, &self.group_id, "GroupId")?;
        if version <= 2 {
            put_string(buf, false, &self.member_id, "MemberId")?;
        } else if !self.member_id.is_empty() {
            return Err(EncodeError::not_in_version("MemberId", version));
        }
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
        let mut size = 0;
        size += string_size(flexible, &self.group_id);
        if version <= 2 {
            size += string_size(false, &self.member_id);
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

/// List of leaving member identities.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct MemberIdentity {
    /// The member ID to remove from the group.
    pub member_id: String,
    /// The group instance ID to remove from the group.
    pub group_instance_id: Option<String>,
    /// The reason why the member left the group.
    pub reason: Option<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for MemberIdentity {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 4;
        Ok(Self {
            member_id: d.string(flexible, "MemberIdentity.MemberId")?,
            group_instance_id: d.opt_string(flexible, "MemberIdentity.GroupInstanceId")?,
            reason: if version >= 5 { d.opt_string(true, "MemberIdentity.Reason")? } else { None },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 4;
        put_string(buf, flexible, &self.member_id, "MemberIdentity.MemberId")?;
        put_opt_string(buf, flexible, self.group_instance_id.as_deref(), "MemberIdentity.GroupInstanceId")?;
        if version >= 5 {
            put_opt_string(buf, true, self.reason.as_deref(), "MemberIdentity.Reason")?;
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
        let mut size = 0;
        size += string_size(flexible, &self.member_id);
        size += opt_string_size(flexible, self.group_instance_id.as_deref());
        if version >= 5 {
            size += opt_string_size(true, self.reason.as_deref());
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for LeaveGroupRequest {
    const NAME: &'static str = "LeaveGroupRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 5;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(4);
}

impl Request for LeaveGroupRequest {
    const API_KEY: ApiKey = ApiKey::LeaveGroup;
    type Response = super::LeaveGroupResponse;
}

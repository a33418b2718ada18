//! `SyncGroupRequest`, api key 14, versions 0 to 5, flexible from 4.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, Bytes, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, bytes_size, opt_string_size, put_bytes,
    put_opt_string, put_string, put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct SyncGroupRequest {
    /// The unique group identifier.
    pub group_id: String,
    /// The generation of the group.
    pub generation_id: i32,
    /// The member ID assigned by the group.
    pub member_id: String,
    /// The unique identifier of the consumer instance provided by end user.
    pub group_instance_id: Option<String>,
    /// The group protocol type.
    pub protocol_type: Option<String>,
    /// The group protocol name.
    pub protocol_name: Option<String>,
    /// Each assignment.
    pub assignments: Vec<SyncGroupRequestAssignment>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for SyncGroupRequest {
    const MIN_BYTES: usize = 9;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 4;
        Ok(Self {
            group_id: d.string(flexible, "GroupId")?,
            generation_id: d.i32("GenerationId")?,
            member_id: d.string(flexible, "MemberId")?,
            group_instance_id: if version >= 3 { d.opt_string(flexible, "GroupInstanceId")? } else { None },
            protocol_type: if version >= 5 { d.opt_string(true, "ProtocolType")? } else { None },
            protocol_name: if version >= 5 { d.opt_string(true, "ProtocolName")? } else { None },
            assignments: d.structs(flexible, version, "Assignments")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 4;
        put_string(buf, flexible, &self.group_id, "GroupId")?;
        buf.put_i32(self.generation_id);
        put_string(buf, flexible, &self.member_id, "MemberId")?;
        if version >= 3 {
            put_opt_string(buf, flexible, self.group_instance_id.as_deref(), "GroupInstanceId")?;
        } else if self.group_instance_id.is_some() {
            return Err(EncodeError::not_in_version("GroupInstanceId", version));
        }
        if version >= 5 {
            put_opt_string(buf, true, self.protocol_type.as_deref(), "ProtocolType")?;
        }
        if version >= 5 {
            put_opt_string(buf, true, self.protocol_name.as_deref(), "ProtocolName")?;
        }
        put_structs(buf, flexible, version, &self.assignments, "Assignments")?;
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
        size += string_size(flexible, &self.group_id);
        size += string_size(flexible, &self.member_id);
        size += structs_size(flexible, version, &self.assignments);
        if version >= 3 {
            size += opt_string_size(flexible, self.group_instance_id.as_deref());
        }
        if version >= 5 {
            size += opt_string_size(true, self.protocol_type.as_deref())
                + opt_string_size(true, self.protocol_name.as_deref());
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// Each assignment.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct SyncGroupRequestAssignment {
    /// The ID of the member to assign.
    pub member_id: String,
    /// The member assignment.
    pub assignment: Bytes,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for SyncGroupRequestAssignment {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 4;
        Ok(Self {
            member_id: d.string(flexible, "SyncGroupRequestAssignment.MemberId")?,
            assignment: d.bytes(flexible, "SyncGroupRequestAssignment.Assignment")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 4;
        put_string(buf, flexible, &self.member_id, "SyncGroupRequestAssignment.MemberId")?;
        put_bytes(buf, flexible, &self.assignment, "SyncGroupRequestAssignment.Assignment")?;
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
        size += bytes_size(flexible, &self.assignment);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for SyncGroupRequest {
    const NAME: &'static str = "SyncGroupRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 5;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(4);
}

impl Request for SyncGroupRequest {
    const API_KEY: ApiKey = ApiKey::SyncGroup;
    type Response = super::SyncGroupResponse;
}

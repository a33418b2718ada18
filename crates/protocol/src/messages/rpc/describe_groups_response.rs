//! `DescribeGroupsResponse`, api key 15, versions 0 to 6, flexible from 5.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, Bytes, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, bytes_size, opt_string_size, put_bytes,
    put_opt_string, put_string, put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeGroupsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// Each described group.
    pub groups: Vec<DescribedGroup>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DescribeGroupsResponse {
    const MIN_BYTES: usize = 4;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 5;
        Ok(Self {
            throttle_time_ms: if version >= 1 { d.i32("ThrottleTimeMs")? } else { 0 },
            groups: d.structs(flexible, version, "Groups")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 5;
        if version >= 1 {
            buf.put_i32(self.throttle_time_ms);
        }
        put_structs(buf, flexible, version, &self.groups, "Groups")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 5;
        let mut size = 0;
        size += structs_size(flexible, version, &self.groups);
        if version >= 1 {
            size += 4;
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// Each described group.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribedGroup {
    /// The describe error, or 0 if there was no error.
    pub error_code: i16,
    /// The describe error message, or null if there was no error.
    pub error_message: Option<String>,
    /// The group ID string.
    pub group_id: String,
    /// The group state string, or the empty string.
    pub group_state: String,
    /// The group protocol type, or the empty string.
    pub protocol_type: String,
    /// The group protocol data, or the empty string.
    pub protocol_data: String,
    /// The group members.
    pub members: Vec<DescribedGroupMember>,
    /// 32-bit bitfield to represent authorized operations for this group.
    pub authorized_operations: i32,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for DescribedGroup {
    fn default() -> Self {
        DescribedGroup {
            error_code: 0,
            error_message: None,
            group_id: String::new(),
            group_state: String::new(),
            protocol_type: String::new(),
            protocol_data: String::new(),
            members: Vec::new(),
            authorized_operations: i32::MIN,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for DescribedGroup {
    const MIN_BYTES: usize = 12;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 5;
        Ok(Self {
            error_code: d.i16("DescribedGroup.ErrorCode")?,
            error_message: if version >= 6 { d.opt_string(true, "DescribedGroup.ErrorMessage")? } else { None },
            group_id: d.string(flexible, "DescribedGroup.GroupId")?,
            group_state: d.string(flexible, "DescribedGroup.GroupState")?,
            protocol_type: d.string(flexible, "DescribedGroup.ProtocolType")?,
            protocol_data: d.string(flexible, "DescribedGroup.ProtocolData")?,
            members: d.structs(flexible, version, "DescribedGroup.Members")?,
            authorized_operations: if version >= 3 { d.i32("DescribedGroup.AuthorizedOperations")? } else { i32::MIN },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 5;
        buf.put_i16(self.error_code);
        if version >= 6 {
            put_opt_string(buf, true, self.error_message.as_deref(), "DescribedGroup.ErrorMessage")?;
        } else if self.error_message.is_some() {
            return Err(EncodeError::not_in_version("DescribedGroup.ErrorMessage", version));
        }
        put_string(buf, flexible, &self.group_id, "DescribedGroup.GroupId")?;
        put_string(buf, flexible, &self.group_state, "DescribedGroup.GroupState")?;
        put_string(buf, flexible, &self.protocol_type, "DescribedGroup.ProtocolType")?;
        put_string(buf, flexible, &self.protocol_data, "DescribedGroup.ProtocolData")?;
        put_structs(buf, flexible, version, &self.members, "DescribedGroup.Members")?;
        if version >= 3 {
            buf.put_i32(self.authorized_operations);
        } else if self.authorized_operations != i32::MIN {
            return Err(EncodeError::not_in_version("DescribedGroup.AuthorizedOperations", version));
        }
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 5;
        let mut size = 2;
        size += string_size(flexible, &self.group_id);
        size += string_size(flexible, &self.group_state);
        size += string_size(flexible, &self.protocol_type);
        size += string_size(flexible, &self.protocol_data);
        size += structs_size(flexible, version, &self.members);
        if version >= 6 {
            size += opt_string_size(true, self.error_message.as_deref());
        }
        if version >= 3 {
            size += 4;
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The group members.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribedGroupMember {
    /// The member id.
    pub member_id: String,
    /// The unique identifier of the consumer instance provided by end user.
    pub group_instance_id: Option<String>,
    /// The client ID used in the member's latest join group request.
    pub client_id: String,
    /// The client host.
    pub client_host: String,
    /// The metadata corresponding to the current group protocol in use.
    pub member_metadata: Bytes,
    /// The current assignment provided by the group leader.
    pub member_assignment: Bytes,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DescribedGroupMember {
    const MIN_BYTES: usize = 7;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 5;
        Ok(Self {
            member_id: d.string(flexible, "DescribedGroupMember.MemberId")?,
            group_instance_id: if version >= 4 {
                d.opt_string(flexible, "DescribedGroupMember.GroupInstanceId")?
            } else {
                None
            },
            client_id: d.string(flexible, "DescribedGroupMember.ClientId")?,
            client_host: d.string(flexible, "DescribedGroupMember.ClientHost")?,
            member_metadata: d.bytes(flexible, "DescribedGroupMember.MemberMetadata")?,
            member_assignment: d.bytes(flexible, "DescribedGroupMember.MemberAssignment")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 5;
        put_string(buf, flexible, &self.member_id, "DescribedGroupMember.MemberId")?;
        if version >= 4 {
            put_opt_string(buf, flexible, self.group_instance_id.as_deref(), "DescribedGroupMember.GroupInstanceId")?;
        }
        put_string(buf, flexible, &self.client_id, "DescribedGroupMember.ClientId")?;
        put_string(buf, flexible, &self.client_host, "DescribedGroupMember.ClientHost")?;
        put_bytes(buf, flexible, &self.member_metadata, "DescribedGroupMember.MemberMetadata")?;
        put_bytes(buf, flexible, &self.member_assignment, "DescribedGroupMember.MemberAssignment")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 5;
        let mut size = 0;
        size += string_size(flexible, &self.member_id);
        size += string_size(flexible, &self.client_id);
        size += string_size(flexible, &self.client_host);
        size += bytes_size(flexible, &self.member_metadata);
        size += bytes_size(flexible, &self.member_assignment);
        if version >= 4 {
            size += opt_string_size(flexible, self.group_instance_id.as_deref());
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for DescribeGroupsResponse {
    const NAME: &'static str = "DescribeGroupsResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 6;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(5);
}

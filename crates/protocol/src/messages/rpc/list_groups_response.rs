//! `ListGroupsResponse`, api key 16, versions 0 to 5, flexible from 3.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_string, put_structs, string_size,
    structs_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ListGroupsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The error code, or 0 if there was no error.
    pub error_code: i16,
    /// Each group in the response.
    pub groups: Vec<ListedGroup>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ListGroupsResponse {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 3;
        Ok(Self {
            throttle_time_ms: if version >= 1 { d.i32("ThrottleTimeMs")? } else { 0 },
            error_code: d.i16("ErrorCode")?,
            groups: d.structs(flexible, version, "Groups")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 3;
        if version >= 1 {
            buf.put_i32(self.throttle_time_ms);
        }
        buf.put_i16(self.error_code);
        put_structs(buf, flexible, version, &self.groups, "Groups")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 3;
        let mut size = 2;
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

/// Each group in the response.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ListedGroup {
    /// The group ID.
    pub group_id: String,
    /// The group protocol type.
    pub protocol_type: String,
    /// The group state name.
    pub group_state: String,
    /// The group type name.
    pub group_type: String,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ListedGroup {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 3;
        Ok(Self {
            group_id: d.string(flexible, "ListedGroup.GroupId")?,
            protocol_type: d.string(flexible, "ListedGroup.ProtocolType")?,
            group_state: if version >= 4 { d.string(true, "ListedGroup.GroupState")? } else { String::new() },
            group_type: if version >= 5 { d.string(true, "ListedGroup.GroupType")? } else { String::new() },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 3;
        put_string(buf, flexible, &self.group_id, "ListedGroup.GroupId")?;
        put_string(buf, flexible, &self.protocol_type, "ListedGroup.ProtocolType")?;
        if version >= 4 {
            put_string(buf, true, &self.group_state, "ListedGroup.GroupState")?;
        }
        if version >= 5 {
            put_string(buf, true, &self.group_type, "ListedGroup.GroupType")?;
        }
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 3;
        let mut size = 0;
        size += string_size(flexible, &self.group_id);
        size += string_size(flexible, &self.protocol_type);
        if version >= 4 {
            size += string_size(true, &self.group_state);
        }
        if version >= 5 {
            size += string_size(true, &self.group_type);
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for ListGroupsResponse {
    const NAME: &'static str = "ListGroupsResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 5;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(3);
}

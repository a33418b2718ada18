//! `HeartbeatRequest`, api key 12, versions 0 to 4, flexible from 4.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_string,
    string_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct HeartbeatRequest {
    /// The group id.
    pub group_id: String,
    /// The generation of the group.
    pub generation_id: i32,
    /// The member ID.
    pub member_id: String,
    /// The unique identifier of the consumer instance provided by end user.
    pub group_instance_id: Option<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for HeartbeatRequest {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 4;
        Ok(Self {
            group_id: d.string(flexible, "GroupId")?,
            generation_id: d.i32("GenerationId")?,
            member_id: d.string(flexible, "MemberId")?,
            group_instance_id: if version >= 3 { d.opt_string(flexible, "GroupInstanceId")? } else { None },
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
        if version >= 3 {
            size += opt_string_size(flexible, self.group_instance_id.as_deref());
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for HeartbeatRequest {
    const NAME: &'static str = "HeartbeatRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 4;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(4);
}

impl Request for HeartbeatRequest {
    const API_KEY: ApiKey = ApiKey::Heartbeat;
    type Response = super::HeartbeatResponse;
}

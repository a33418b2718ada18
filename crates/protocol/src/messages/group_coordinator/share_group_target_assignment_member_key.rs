//! `ShareGroupTargetAssignmentMemberKey`, api key 13, version 0.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::BytesMut;

use crate::message::Message;
use crate::primitives::{DecodeError, Decoder, EncodeError, WireStruct, put_string, string_size};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ShareGroupTargetAssignmentMemberKey {
    /// The group id.
    pub group_id: String,
    /// The member id.
    pub member_id: String,
}

impl WireStruct for ShareGroupTargetAssignmentMemberKey {
    const MIN_BYTES: usize = 4;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self { group_id: d.string(false, "GroupId")?, member_id: d.string(false, "MemberId")? })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, false, &self.group_id, "GroupId")?;
        put_string(buf, false, &self.member_id, "MemberId")?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 0;
        size += string_size(false, &self.group_id);
        size += string_size(false, &self.member_id);
        size
    }
}

impl Message for ShareGroupTargetAssignmentMemberKey {
    const NAME: &'static str = "ShareGroupTargetAssignmentMemberKey";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = None;
}

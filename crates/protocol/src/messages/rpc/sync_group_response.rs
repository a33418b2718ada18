//! `SyncGroupResponse`, api key 14, versions 0 to 5, flexible from 4.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, Bytes, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, bytes_size, opt_string_size, put_bytes,
    put_opt_string,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct SyncGroupResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The error code, or 0 if there was no error.
    pub error_code: i16,
    /// The group protocol type.
    pub protocol_type: Option<String>,
    /// The group protocol name.
    pub protocol_name: Option<String>,
    /// The member assignment.
    pub assignment: Bytes,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for SyncGroupResponse {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 4;
        Ok(Self {
            throttle_time_ms: if version >= 1 { d.i32("ThrottleTimeMs")? } else { 0 },
            error_code: d.i16("ErrorCode")?,
            protocol_type: if version >= 5 { d.opt_string(true, "ProtocolType")? } else { None },
            protocol_name: if version >= 5 { d.opt_string(true, "ProtocolName")? } else { None },
            assignment: d.bytes(flexible, "Assignment")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 4;
        if version >= 1 {
            buf.put_i32(self.throttle_time_ms);
        }
        buf.put_i16(self.error_code);
        if version >= 5 {
            put_opt_string(buf, true, self.protocol_type.as_deref(), "ProtocolType")?;
        }
        if version >= 5 {
            put_opt_string(buf, true, self.protocol_name.as_deref(), "ProtocolName")?;
        }
        put_bytes(buf, flexible, &self.assignment, "Assignment")?;
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
        size += bytes_size(flexible, &self.assignment);
        if version >= 1 {
            size += 4;
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

impl Message for SyncGroupResponse {
    const NAME: &'static str = "SyncGroupResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 5;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(4);
}

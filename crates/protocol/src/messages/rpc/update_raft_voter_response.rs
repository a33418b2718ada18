//! `UpdateRaftVoterResponse`, api key 82, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_string, string_size, tag_header_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct UpdateRaftVoterResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The error code, or 0 if there was no error.
    pub error_code: i16,
    /// Details of the current Raft cluster leader.
    pub current_leader: CurrentLeader,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for UpdateRaftVoterResponse {
    const MIN_BYTES: usize = 7;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let mut value = Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            error_code: d.i16("ErrorCode")?,
            current_leader: CurrentLeader::default(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        for more in (0..d.tag_count()?).rev() {
            let (tag, end) = d.tag()?;
            match tag {
                0 => value.current_leader = CurrentLeader::read(d, version)?,
                _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
            }
            d.end_tag(end)?;
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.throttle_time_ms);
        buf.put_i16(self.error_code);
        let has_current_leader = self.current_leader != CurrentLeader::default();
        let mut tags = self.unknown_tagged_fields.begin(buf, usize::from(has_current_leader))?;
        if has_current_leader {
            tags.open(buf, 0, self.current_leader.size(version))?;
            self.current_leader.write(buf, version)?;
        }
        tags.rest(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 6;
        let (mut known, mut known_bytes) = (0, 0);
        if self.current_leader != CurrentLeader::default() {
            let bytes = self.current_leader.size(version);
            known += 1;
            known_bytes += tag_header_size(0, bytes) + bytes;
        }
        size += self.unknown_tagged_fields.section_size(known, known_bytes);
        size
    }
}

/// Details of the current Raft cluster leader.
#[derive(Clone, Debug, PartialEq)]
pub struct CurrentLeader {
    /// The replica id of the current leader or -1 if the leader is unknown.
    pub leader_id: i32,
    /// The latest known leader epoch.
    pub leader_epoch: i32,
    /// The node's hostname.
    pub host: String,
    /// The node's port.
    pub port: i32,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for CurrentLeader {
    fn default() -> Self {
        CurrentLeader {
            leader_id: -1,
            leader_epoch: -1,
            host: String::new(),
            port: 0,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for CurrentLeader {
    const MIN_BYTES: usize = 14;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            leader_id: d.i32("CurrentLeader.LeaderId")?,
            leader_epoch: d.i32("CurrentLeader.LeaderEpoch")?,
            host: d.string(true, "CurrentLeader.Host")?,
            port: d.i32("CurrentLeader.Port")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.leader_id);
        buf.put_i32(self.leader_epoch);
        put_string(buf, true, &self.host, "CurrentLeader.Host")?;
        buf.put_i32(self.port);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 12;
        size += string_size(true, &self.host);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for UpdateRaftVoterResponse {
    const NAME: &'static str = "UpdateRaftVoterResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

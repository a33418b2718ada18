//! `QuorumStateData`, versions 0 to 1, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_structs_size, put_opt_structs, put_string,
    put_uuid, string_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub struct QuorumStateData {
    /// The cluster id.
    pub cluster_id: String,
    /// The leader id.
    pub leader_id: i32,
    /// The leader epoch.
    pub leader_epoch: i32,
    /// The voted id.
    pub voted_id: i32,
    /// The voted directory id.
    pub voted_directory_id: Uuid,
    /// The applied offset.
    pub applied_offset: i64,
    /// The current voters.
    pub current_voters: Option<Vec<Voter>>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for QuorumStateData {
    fn default() -> Self {
        QuorumStateData {
            cluster_id: String::new(),
            leader_id: -1,
            leader_epoch: -1,
            voted_id: -1,
            voted_directory_id: Uuid::ZERO,
            applied_offset: 0,
            current_voters: Some(Vec::new()),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for QuorumStateData {
    const MIN_BYTES: usize = 23;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            cluster_id: if version <= 0 { d.string(true, "ClusterId")? } else { String::new() },
            leader_id: d.i32("LeaderId")?,
            leader_epoch: d.i32("LeaderEpoch")?,
            voted_id: d.i32("VotedId")?,
            voted_directory_id: if version >= 1 { d.uuid("VotedDirectoryId")? } else { Uuid::ZERO },
            applied_offset: if version <= 0 { d.i64("AppliedOffset")? } else { 0 },
            current_voters: if version <= 0 {
                d.opt_structs(true, version, "CurrentVoters")?
            } else {
                Some(Vec::new())
            },
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        if version <= 0 {
            put_string(buf, true, &self.cluster_id, "ClusterId")?;
        } else if !self.cluster_id.is_empty() {
            return Err(EncodeError::not_in_version("ClusterId", version));
        }
        buf.put_i32(self.leader_id);
        buf.put_i32(self.leader_epoch);
        buf.put_i32(self.voted_id);
        if version >= 1 {
            put_uuid(buf, &self.voted_directory_id);
        } else if !self.voted_directory_id.is_zero() {
            return Err(EncodeError::not_in_version("VotedDirectoryId", version));
        }
        if version <= 0 {
            buf.put_i64(self.applied_offset);
        } else if self.applied_offset != 0 {
            return Err(EncodeError::not_in_version("AppliedOffset", version));
        }
        if version <= 0 {
            put_opt_structs(buf, true, version, self.current_voters.as_deref(), "CurrentVoters")?;
        } else if self.current_voters.as_ref().is_none_or(|v| !v.is_empty()) {
            return Err(EncodeError::not_in_version("CurrentVoters", version));
        }
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 12;
        if version <= 0 {
            size += 8
                + string_size(true, &self.cluster_id)
                + opt_structs_size(true, version, self.current_voters.as_deref());
        }
        if version >= 1 {
            size += 16;
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The current voters.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Voter {
    /// The voter id.
    pub voter_id: i32,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for Voter {
    const MIN_BYTES: usize = 5;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self { voter_id: d.i32("Voter.VoterId")?, unknown_tagged_fields: d.unknown_tags()? })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.voter_id);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 4;
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for QuorumStateData {
    const NAME: &'static str = "QuorumStateData";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 1;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

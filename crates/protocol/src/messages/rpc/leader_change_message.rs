//! `LeaderChangeMessage`, versions 0 to 1, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_structs, put_uuid, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct LeaderChangeMessage {
    /// The version of the leader change message.
    pub version: i16,
    /// The ID of the newly elected leader.
    pub leader_id: i32,
    /// The set of voters in the quorum for this epoch.
    pub voters: Vec<Voter>,
    /// The voters who voted for the leader at the time of election.
    pub granting_voters: Vec<Voter>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for LeaderChangeMessage {
    const MIN_BYTES: usize = 9;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            version: d.i16("Version")?,
            leader_id: d.i32("LeaderId")?,
            voters: d.structs(true, version, "Voters")?,
            granting_voters: d.structs(true, version, "GrantingVoters")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i16(self.version);
        buf.put_i32(self.leader_id);
        put_structs(buf, true, version, &self.voters, "Voters")?;
        put_structs(buf, true, version, &self.granting_voters, "GrantingVoters")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 6;
        size += structs_size(true, version, &self.voters);
        size += structs_size(true, version, &self.granting_voters);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct Voter {
    /// The ID of the voter.
    pub voter_id: i32,
    /// The directory id of the voter.
    pub voter_directory_id: Uuid,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for Voter {
    const MIN_BYTES: usize = 5;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            voter_id: d.i32("Voter.VoterId")?,
            voter_directory_id: if version >= 1 { d.uuid("Voter.VoterDirectoryId")? } else { Uuid::ZERO },
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.voter_id);
        if version >= 1 {
            put_uuid(buf, &self.voter_directory_id);
        } else if !self.voter_directory_id.is_zero() {
            return Err(EncodeError::not_in_version("Voter.VoterDirectoryId", version));
        }
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 4;
        if version >= 1 {
            size += 16;
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for LeaderChangeMessage {
    const NAME: &'static str = "LeaderChangeMessage";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 1;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

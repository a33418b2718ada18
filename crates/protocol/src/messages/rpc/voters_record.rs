//! `VotersRecord`, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_string, put_structs, put_uuid, string_size,
    structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct VotersRecord {
    /// The version of the voters record.
    pub version: i16,
    /// The set of voters in the quorum for this epoch.
    pub voters: Vec<Voter>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for VotersRecord {
    const MIN_BYTES: usize = 4;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            version: d.i16("Version")?,
            voters: d.structs(true, version, "Voters")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i16(self.version);
        put_structs(buf, true, version, &self.voters, "Voters")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 2;
        size += structs_size(true, version, &self.voters);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The set of voters in the quorum for this epoch.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Voter {
    /// The replica id of the voter in the topic partition.
    pub voter_id: i32,
    /// The directory id of the voter in the topic partition.
    pub voter_directory_id: Uuid,
    /// The endpoint that can be used to communicate with the voter.
    pub endpoints: Vec<Endpoint>,
    /// The range of versions of the protocol that the replica supports.
    pub k_raft_version_feature: KRaftVersionFeature,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for Voter {
    const MIN_BYTES: usize = 27;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            voter_id: d.i32("Voter.VoterId")?,
            voter_directory_id: d.uuid("Voter.VoterDirectoryId")?,
            endpoints: d.structs(true, version, "Voter.Endpoints")?,
            k_raft_version_feature: KRaftVersionFeature::read(d, version)?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.voter_id);
        put_uuid(buf, &self.voter_directory_id);
        put_structs(buf, true, version, &self.endpoints, "Voter.Endpoints")?;
        self.k_raft_version_feature.write(buf, version)?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 20;
        size += structs_size(true, version, &self.endpoints);
        size += self.k_raft_version_feature.size(version);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The endpoint that can be used to communicate with the voter.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Endpoint {
    /// The name of the endpoint.
    pub name: String,
    /// The hostname.
    pub host: String,
    /// The port.
    pub port: u16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for Endpoint {
    const MIN_BYTES: usize = 5;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.string(true, "Endpoint.Name")?,
            host: d.string(true, "Endpoint.Host")?,
            port: d.u16("Endpoint.Port")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.name, "Endpoint.Name")?;
        put_string(buf, true, &self.host, "Endpoint.Host")?;
        buf.put_u16(self.port);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 2;
        size += string_size(true, &self.name);
        size += string_size(true, &self.host);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The range of versions of the protocol that the replica supports.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct KRaftVersionFeature {
    /// The minimum supported KRaft protocol version.
    pub min_supported_version: i16,
    /// The maximum supported KRaft protocol version.
    pub max_supported_version: i16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for KRaftVersionFeature {
    const MIN_BYTES: usize = 5;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            min_supported_version: d.i16("KRaftVersionFeature.MinSupportedVersion")?,
            max_supported_version: d.i16("KRaftVersionFeature.MaxSupportedVersion")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i16(self.min_supported_version);
        buf.put_i16(self.max_supported_version);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 4;
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for VotersRecord {
    const NAME: &'static str = "VotersRecord";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

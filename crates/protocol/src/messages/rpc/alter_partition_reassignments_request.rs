//! `AlterPartitionReassignmentsRequest`, api key 45, versions 0 to 1, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_fixed_array_size, put_bool, put_opt_i32s,
    put_string, put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq)]
pub struct AlterPartitionReassignmentsRequest {
    /// The time in ms to wait for the request to complete.
    pub timeout_ms: i32,
    /// The option indicating whether changing the replication factor of any given partition as part of this request is a valid move.
    pub allow_replication_factor_change: bool,
    /// The topics to reassign.
    pub topics: Vec<ReassignableTopic>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for AlterPartitionReassignmentsRequest {
    fn default() -> Self {
        AlterPartitionReassignmentsRequest {
            timeout_ms: 60000,
            allow_replication_factor_change: true,
            topics: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for AlterPartitionReassignmentsRequest {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            timeout_ms: d.i32("TimeoutMs")?,
            allow_replication_factor_change: if version >= 1 { d.bool("AllowReplicationFactorChange")? } else { true },
            topics: d.structs(true, version, "Topics")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.timeout_ms);
        if version >= 1 {
            put_bool(buf, self.allow_replication_factor_change);
        } else if !self.allow_replication_factor_change {
            return Err(EncodeError::not_in_version("AllowReplicationFactorChange", version));
        }
        put_structs(buf, true, version, &self.topics, "Topics")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 4;
        size += structs_size(true, version, &self.topics);
        if version >= 1 {
            size += 1;
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The topics to reassign.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ReassignableTopic {
    /// The topic name.
    pub name: String,
    /// The partitions to reassign.
    pub partitions: Vec<ReassignablePartition>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ReassignableTopic {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.string(true, "ReassignableTopic.Name")?,
            partitions: d.structs(true, version, "ReassignableTopic.Partitions")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.name, "ReassignableTopic.Name")?;
        put_structs(buf, true, version, &self.partitions, "ReassignableTopic.Partitions")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += string_size(true, &self.name);
        size += structs_size(true, version, &self.partitions);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The partitions to reassign.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ReassignablePartition {
    /// The partition index.
    pub partition_index: i32,
    /// The replicas to place the partitions on, or null to cancel a pending reassignment for this partition.
    pub replicas: Option<Vec<i32>>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ReassignablePartition {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            partition_index: d.i32("ReassignablePartition.PartitionIndex")?,
            replicas: d.opt_i32s(true, "ReassignablePartition.Replicas")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.partition_index);
        put_opt_i32s(buf, true, self.replicas.as_deref(), "ReassignablePartition.Replicas")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 4;
        size += opt_fixed_array_size(true, self.replicas.as_deref(), 4);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for AlterPartitionReassignmentsRequest {
    const NAME: &'static str = "AlterPartitionReassignmentsRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 1;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

impl Request for AlterPartitionReassignmentsRequest {
    const API_KEY: ApiKey = ApiKey::AlterPartitionReassignments;
    type Response = super::AlterPartitionReassignmentsResponse;
}

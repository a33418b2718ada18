//! `AlterPartitionReassignmentsResponse`, api key 45, versions 0 to 1, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_bool, put_opt_string,
    put_string, put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq)]
pub struct AlterPartitionReassignmentsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The option indicating whether changing the replication factor of any given partition as part of the request was allowed.
    pub allow_replication_factor_change: bool,
    /// The top-level error code, or 0 if there was no error.
    pub error_code: i16,
    /// The top-level error message, or null if there was no error.
    pub error_message: Option<String>,
    /// The responses to topics to reassign.
    pub responses: Vec<ReassignableTopicResponse>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for AlterPartitionReassignmentsResponse {
    fn default() -> Self {
        AlterPartitionReassignmentsResponse {
            throttle_time_ms: 0,
            allow_replication_factor_change: true,
            error_code: 0,
            error_message: Some(String::new()),
            responses: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for AlterPartitionReassignmentsResponse {
    const MIN_BYTES: usize = 9;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            allow_replication_factor_change: if version >= 1 { d.bool("AllowReplicationFactorChange")? } else { true },
            error_code: d.i16("ErrorCode")?,
            error_message: d.opt_string(true, "ErrorMessage")?,
            responses: d.structs(true, version, "Responses")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.throttle_time_ms);
        if version >= 1 {
            put_bool(buf, self.allow_replication_factor_change);
        }
        buf.put_i16(self.error_code);
        put_opt_string(buf, true, self.error_message.as_deref(), "ErrorMessage")?;
        put_structs(buf, true, version, &self.responses, "Responses")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 6;
        size += opt_string_size(true, self.error_message.as_deref());
        size += structs_size(true, version, &self.responses);
        if version >= 1 {
            size += 1;
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The responses to topics to reassign.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ReassignableTopicResponse {
    /// The topic name.
    pub name: String,
    /// The responses to partitions to reassign.
    pub partitions: Vec<ReassignablePartitionResponse>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ReassignableTopicResponse {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.string(true, "ReassignableTopicResponse.Name")?,
            partitions: d.structs(true, version, "ReassignableTopicResponse.Partitions")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.name, "ReassignableTopicResponse.Name")?;
        put_structs(buf, true, version, &self.partitions, "ReassignableTopicResponse.Partitions")?;
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

/// The responses to partitions to reassign.
#[derive(Clone, Debug, PartialEq)]
pub struct ReassignablePartitionResponse {
    /// The partition index.
    pub partition_index: i32,
    /// The error code for this partition, or 0 if there was no error.
    pub error_code: i16,
    /// The error message for this partition, or null if there was no error.
    pub error_message: Option<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for ReassignablePartitionResponse {
    fn default() -> Self {
        ReassignablePartitionResponse {
            partition_index: 0,
            error_code: 0,
            error_message: Some(String::new()),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for ReassignablePartitionResponse {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            partition_index: d.i32("ReassignablePartitionResponse.PartitionIndex")?,
            error_code: d.i16("ReassignablePartitionResponse.ErrorCode")?,
            error_message: d.opt_string(true, "ReassignablePartitionResponse.ErrorMessage")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.partition_index);
        buf.put_i16(self.error_code);
        put_opt_string(buf, true, self.error_message.as_deref(), "ReassignablePartitionResponse.ErrorMessage")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 6;
        size += opt_string_size(true, self.error_message.as_deref());
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for AlterPartitionReassignmentsResponse {
    const NAME: &'static str = "AlterPartitionReassignmentsResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 1;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

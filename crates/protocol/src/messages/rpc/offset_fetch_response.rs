//! `OffsetFetchResponse`, api key 9, versions 1 to 10, flexible from 6.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_string,
    put_structs, put_uuid, string_size, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetFetchResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The responses per topic.
    pub topics: Vec<OffsetFetchResponseTopic>,
    /// The top-level error code, or 0 if there was no error.
    pub error_code: i16,
    /// The responses per group id.
    pub groups: Vec<OffsetFetchResponseGroup>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for OffsetFetchResponse {
    const MIN_BYTES: usize = 4;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 6;
        Ok(Self {
            throttle_time_ms: if version >= 3 { d.i32("ThrottleTimeMs")? } else { 0 },
            topics: if version <= 7 { d.structs(flexible, version, "Topics")? } else { Vec::new() },
            error_code: if (2..=7).contains(&version) { d.i16("ErrorCode")? } else { 0 },
            groups: if version >= 8 { d.structs(true, version, "Groups")? } else { Vec::new() },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 6;
        if version >= 3 {
            buf.put_i32(self.throttle_time_ms);
        }
        if version <= 7 {
            put_structs(buf, flexible, version, &self.topics, "Topics")?;
        } else if !self.topics.is_empty() {
            return Err(EncodeError::not_in_version("Topics", version));
        }
        if (2..=7).contains(&version) {
            buf.put_i16(self.error_code);
        }
        if version >= 8 {
            put_structs(buf, true, version, &self.groups, "Groups")?;
        } else if !self.groups.is_empty() {
            return Err(EncodeError::not_in_version("Groups", version));
        }
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 6;
        let mut size = 0;
        if version >= 3 {
            size += 4;
        }
        if version <= 7 {
            size += structs_size(flexible, version, &self.topics);
        }
        if (2..=7).contains(&version) {
            size += 2;
        }
        if version >= 8 {
            size += structs_size(true, version, &self.groups);
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The responses per topic.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetFetchResponseTopic {
    /// The topic name.
    pub name: String,
    /// The responses per partition.
    pub partitions: Vec<OffsetFetchResponsePartition>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for OffsetFetchResponseTopic {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 6;
        Ok(Self {
            name: d.string(flexible, "OffsetFetchResponseTopic.Name")?,
            partitions: d.structs(flexible, version, "OffsetFetchResponseTopic.Partitions")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 6;
        put_string(buf, flexible, &self.name, "OffsetFetchResponseTopic.Name")?;
        put_structs(buf, flexible, version, &self.partitions, "OffsetFetchResponseTopic.Partitions")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 6;
        let mut size = 0;
        size += string_size(flexible, &self.name);
        size += structs_size(flexible, version, &self.partitions);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The responses per group id.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetFetchResponseGroup {
    /// The group ID.
    pub group_id: String,
    /// The responses per topic.
    pub topics: Vec<OffsetFetchResponseTopics>,
    /// The group-level error code, or 0 if there was no error.
    pub error_code: i16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for OffsetFetchResponseGroup {
    const MIN_BYTES: usize = 5;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            group_id: d.string(true, "OffsetFetchResponseGroup.GroupId")?,
            topics: d.structs(true, version, "OffsetFetchResponseGroup.Topics")?,
            error_code: d.i16("OffsetFetchResponseGroup.ErrorCode")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.group_id, "OffsetFetchResponseGroup.GroupId")?;
        put_structs(buf, true, version, &self.topics, "OffsetFetchResponseGroup.Topics")?;
        buf.put_i16(self.error_code);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 2;
        size += string_size(true, &self.group_id);
        size += structs_size(true, version, &self.topics);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The responses per partition.
#[derive(Clone, Debug, PartialEq)]
pub struct OffsetFetchResponsePartition {
    /// The partition index.
    pub partition_index: i32,
    /// The committed message offset.
    pub committed_offset: i64,
    /// The leader epoch.
    pub committed_leader_epoch: i32,
    /// The partition metadata.
    pub metadata: Option<String>,
    /// The error code, or 0 if there was no error.
    pub error_code: i16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for OffsetFetchResponsePartition {
    fn default() -> Self {
        OffsetFetchResponsePartition {
            partition_index: 0,
            committed_offset: 0,
            committed_leader_epoch: -1,
            metadata: Some(String::new()),
            error_code: 0,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for OffsetFetchResponsePartition {
    const MIN_BYTES: usize = 16;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 6;
        Ok(Self {
            partition_index: d.i32("OffsetFetchResponsePartition.PartitionIndex")?,
            committed_offset: d.i64("OffsetFetchResponsePartition.CommittedOffset")?,
            committed_leader_epoch: if version >= 5 {
                d.i32("OffsetFetchResponsePartition.CommittedLeaderEpoch")?
            } else {
                -1
            },
            metadata: d.opt_string(flexible, "OffsetFetchResponsePartition.Metadata")?,
            error_code: d.i16("OffsetFetchResponsePartition.ErrorCode")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 6;
        buf.put_i32(self.partition_index);
        buf.put_i64(self.committed_offset);
        if version >= 5 {
            buf.put_i32(self.committed_leader_epoch);
        }
        put_opt_string(buf, flexible, self.metadata.as_deref(), "OffsetFetchResponsePartition.Metadata")?;
        buf.put_i16(self.error_code);
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 6;
        let mut size = 14;
        size += opt_string_size(flexible, self.metadata.as_deref());
        if version >= 5 {
            size += 4;
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The responses per topic.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetFetchResponseTopics {
    /// The topic name.
    pub name: String,
    /// The topic ID.
    pub topic_id: Uuid,
    /// The responses per partition.
    pub partitions: Vec<OffsetFetchResponsePartitions>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for OffsetFetchResponseTopics {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: if version <= 9 { d.string(true, "OffsetFetchResponseTopics.Name")? } else { String::new() },
            topic_id: if version >= 10 { d.uuid("OffsetFetchResponseTopics.TopicId")? } else { Uuid::ZERO },
            partitions: d.structs(true, version, "OffsetFetchResponseTopics.Partitions")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        if version <= 9 {
            put_string(buf, true, &self.name, "OffsetFetchResponseTopics.Name")?;
        }
        if version >= 10 {
            put_uuid(buf, &self.topic_id);
        }
        put_structs(buf, true, version, &self.partitions, "OffsetFetchResponseTopics.Partitions")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += structs_size(true, version, &self.partitions);
        if version <= 9 {
            size += string_size(true, &self.name);
        }
        if version >= 10 {
            size += 16;
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The responses per partition.
#[derive(Clone, Debug, PartialEq)]
pub struct OffsetFetchResponsePartitions {
    /// The partition index.
    pub partition_index: i32,
    /// The committed message offset.
    pub committed_offset: i64,
    /// The leader epoch.
    pub committed_leader_epoch: i32,
    /// The partition metadata.
    pub metadata: Option<String>,
    /// The partition-level error code, or 0 if there was no error.
    pub error_code: i16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for OffsetFetchResponsePartitions {
    fn default() -> Self {
        OffsetFetchResponsePartitions {
            partition_index: 0,
            committed_offset: 0,
            committed_leader_epoch: -1,
            metadata: Some(String::new()),
            error_code: 0,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for OffsetFetchResponsePartitions {
    const MIN_BYTES: usize = 20;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            partition_index: d.i32("OffsetFetchResponsePartitions.PartitionIndex")?,
            committed_offset: d.i64("OffsetFetchResponsePartitions.CommittedOffset")?,
            committed_leader_epoch: d.i32("OffsetFetchResponsePartitions.CommittedLeaderEpoch")?,
            metadata: d.opt_string(true, "OffsetFetchResponsePartitions.Metadata")?,
            error_code: d.i16("OffsetFetchResponsePartitions.ErrorCode")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.partition_index);
        buf.put_i64(self.committed_offset);
        buf.put_i32(self.committed_leader_epoch);
        put_opt_string(buf, true, self.metadata.as_deref(), "OffsetFetchResponsePartitions.Metadata")?;
        buf.put_i16(self.error_code);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 18;
        size += opt_string_size(true, self.metadata.as_deref());
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for OffsetFetchResponse {
    const NAME: &'static str = "OffsetFetchResponse";
    const MIN_VERSION: i16 = 1;
    const MAX_VERSION: i16 = 10;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(6);
}

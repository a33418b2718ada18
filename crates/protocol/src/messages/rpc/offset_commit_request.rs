//! `OffsetCommitRequest`, api key 8, versions 2 to 10, flexible from 8.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_string,
    put_structs, put_uuid, string_size, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub struct OffsetCommitRequest {
    /// The unique group identifier.
    pub group_id: String,
    /// The generation of the group if using the classic group protocol or the member epoch if using the consumer protocol.
    pub generation_id_or_member_epoch: i32,
    /// The member ID assigned by the group coordinator.
    pub member_id: String,
    /// The unique identifier of the consumer instance provided by end user.
    pub group_instance_id: Option<String>,
    /// The time period in ms to retain the offset.
    pub retention_time_ms: i64,
    /// The topics to commit offsets for.
    pub topics: Vec<OffsetCommitRequestTopic>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for OffsetCommitRequest {
    fn default() -> Self {
        OffsetCommitRequest {
            group_id: String::new(),
            generation_id_or_member_epoch: -1,
            member_id: String::new(),
            group_instance_id: None,
            retention_time_ms: -1,
            topics: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for OffsetCommitRequest {
    const MIN_BYTES: usize = 9;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 8;
        Ok(Self {
            group_id: d.string(flexible, "GroupId")?,
            generation_id_or_member_epoch: d.i32("GenerationIdOrMemberEpoch")?,
            member_id: d.string(flexible, "MemberId")?,
            group_instance_id: if version >= 7 { d.opt_string(flexible, "GroupInstanceId")? } else { None },
            retention_time_ms: if version <= 4 { d.i64("RetentionTimeMs")? } else { -1 },
            topics: d.structs(flexible, version, "Topics")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 8;
        put_string(buf, flexible, &self.group_id, "GroupId")?;
        buf.put_i32(self.generation_id_or_member_epoch);
        put_string(buf, flexible, &self.member_id, "MemberId")?;
        if version >= 7 {
            put_opt_string(buf, flexible, self.group_instance_id.as_deref(), "GroupInstanceId")?;
        } else if self.group_instance_id.is_some() {
            return Err(EncodeError::not_in_version("GroupInstanceId", version));
        }
        if version <= 4 {
            buf.put_i64(self.retention_time_ms);
        }
        put_structs(buf, flexible, version, &self.topics, "Topics")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 8;
        let mut size = 4;
        size += string_size(flexible, &self.group_id);
        size += string_size(flexible, &self.member_id);
        size += structs_size(flexible, version, &self.topics);
        if version >= 7 {
            size += opt_string_size(flexible, self.group_instance_id.as_deref());
        }
        if version <= 4 {
            size += 8;
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The topics to commit offsets for.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetCommitRequestTopic {
    /// The topic name.
    pub name: String,
    /// The topic ID.
    pub topic_id: Uuid,
    /// Each partition to commit offsets for.
    pub partitions: Vec<OffsetCommitRequestPartition>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for OffsetCommitRequestTopic {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 8;
        Ok(Self {
            name: if version <= 9 { d.string(flexible, "OffsetCommitRequestTopic.Name")? } else { String::new() },
            topic_id: if version >= 10 { d.uuid("OffsetCommitRequestTopic.TopicId")? } else { Uuid::ZERO },
            partitions: d.structs(flexible, version, "OffsetCommitRequestTopic.Partitions")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 8;
        if version <= 9 {
            put_string(buf, flexible, &self.name, "OffsetCommitRequestTopic.Name")?;
        }
        if version >= 10 {
            put_uuid(buf, &self.topic_id);
        }
        put_structs(buf, flexible, version, &self.partitions, "OffsetCommitRequestTopic.Partitions")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 8;
        let mut size = 0;
        size += structs_size(flexible, version, &self.partitions);
        if version <= 9 {
            size += string_size(flexible, &self.name);
        }
        if version >= 10 {
            size += 16;
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// Each partition to commit offsets for.
#[derive(Clone, Debug, PartialEq)]
pub struct OffsetCommitRequestPartition {
    /// The partition index.
    pub partition_index: i32,
    /// The message offset to be committed.
    pub committed_offset: i64,
    /// The leader epoch of this partition.
    pub committed_leader_epoch: i32,
    /// Any associated metadata the client wants to keep.
    pub committed_metadata: Option<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for OffsetCommitRequestPartition {
    fn default() -> Self {
        OffsetCommitRequestPartition {
            partition_index: 0,
            committed_offset: 0,
            committed_leader_epoch: -1,
            committed_metadata: Some(String::new()),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for OffsetCommitRequestPartition {
    const MIN_BYTES: usize = 14;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 8;
        Ok(Self {
            partition_index: d.i32("OffsetCommitRequestPartition.PartitionIndex")?,
            committed_offset: d.i64("OffsetCommitRequestPartition.CommittedOffset")?,
            committed_leader_epoch: if version >= 6 {
                d.i32("OffsetCommitRequestPartition.CommittedLeaderEpoch")?
            } else {
                -1
            },
            committed_metadata: d.opt_string(flexible, "OffsetCommitRequestPartition.CommittedMetadata")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 8;
        buf.put_i32(self.partition_index);
        buf.put_i64(self.committed_offset);
        if version >= 6 {
            buf.put_i32(self.committed_leader_epoch);
        }
        put_opt_string(
            buf,
            flexible,
            self.committed_metadata.as_deref(),
            "OffsetCommitRequestPartition.CommittedMetadata",
        )?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 8;
        let mut size = 12;
        size += opt_string_size(flexible, self.committed_metadata.as_deref());
        if version >= 6 {
            size += 4;
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for OffsetCommitRequest {
    const NAME: &'static str = "OffsetCommitRequest";
    const MIN_VERSION: i16 = 2;
    const MAX_VERSION: i16 = 10;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(8);
}

impl Request for OffsetCommitRequest {
    const API_KEY: ApiKey = ApiKey::OffsetCommit;
    type Response = super::OffsetCommitResponse;
}

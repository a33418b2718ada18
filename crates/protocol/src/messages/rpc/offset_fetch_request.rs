//! `OffsetFetchRequest`, api key 9, versions 1 to 10, flexible from 6.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, opt_string_size,
    opt_structs_size, put_bool, put_i32s, put_opt_string, put_opt_structs, put_string, put_structs, put_uuid, required,
    string_size, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub struct OffsetFetchRequest {
    /// The group to fetch offsets for.
    pub group_id: String,
    /// Each topic we would like to fetch offsets for, or null to fetch offsets for all topics.
    pub topics: Option<Vec<OffsetFetchRequestTopic>>,
    /// Each group we would like to fetch offsets for.
    pub groups: Vec<OffsetFetchRequestGroup>,
    /// Whether broker should hold on returning unstable offsets but set a retriable error code for the partitions.
    pub require_stable: bool,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for OffsetFetchRequest {
    fn default() -> Self {
        OffsetFetchRequest {
            group_id: String::new(),
            topics: Some(Vec::new()),
            groups: Vec::new(),
            require_stable: false,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for OffsetFetchRequest {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 6;
        Ok(Self {
            group_id: if version <= 7 { d.string(flexible, "GroupId")? } else { String::new() },
            topics: if version <= 7 {
                if version >= 2 {
                    d.opt_structs(flexible, version, "Topics")?
                } else {
                    Some(d.structs(flexible, version, "Topics")?)
                }
            } else {
                Some(Vec::new())
            },
            groups: if version >= 8 { d.structs(true, version, "Groups")? } else { Vec::new() },
            require_stable: if version >= 7 { d.bool("RequireStable")? } else { false },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 6;
        if version <= 7 {
            put_string(buf, flexible, &self.group_id, "GroupId")?;
        } else if !self.group_id.is_empty() {
            return Err(EncodeError::not_in_version("GroupId", version));
        }
        if version <= 7 {
            if version >= 2 {
                put_opt_structs(buf, flexible, version, self.topics.as_deref(), "Topics")?;
            } else {
                put_structs(buf, flexible, version, required(self.topics.as_deref(), "Topics")?, "Topics")?;
            }
        } else if self.topics.as_ref().is_none_or(|v| !v.is_empty()) {
            return Err(EncodeError::not_in_version("Topics", version));
        }
        if version >= 8 {
            put_structs(buf, true, version, &self.groups, "Groups")?;
        } else if !self.groups.is_empty() {
            return Err(EncodeError::not_in_version("Groups", version));
        }
        if version >= 7 {
            put_bool(buf, self.require_stable);
        } else if self.require_stable {
            return Err(EncodeError::not_in_version("RequireStable", version));
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
        if version <= 7 {
            size += string_size(flexible, &self.group_id) + opt_structs_size(flexible, version, self.topics.as_deref());
        }
        if version >= 8 {
            size += structs_size(true, version, &self.groups);
        }
        if version >= 7 {
            size += 1;
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// Each topic we would like to fetch offsets for, or null to fetch offsets for all topics.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetFetchRequestTopic {
    /// The topic name.
    pub name: String,
    /// The partition indexes we would like to fetch offsets for.
    pub partition_indexes: Vec<i32>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for OffsetFetchRequestTopic {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 6;
        Ok(Self {
            name: d.string(flexible, "OffsetFetchRequestTopic.Name")?,
            partition_indexes: d.i32s(flexible, "OffsetFetchRequestTopic.PartitionIndexes")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 6;
        put_string(buf, flexible, &self.name, "OffsetFetchRequestTopic.Name")?;
        put_i32s(buf, flexible, &self.partition_indexes, "OffsetFetchRequestTopic.PartitionIndexes")?;
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
        size += fixed_array_size(flexible, &self.partition_indexes, 4);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// Each group we would like to fetch offsets for.
#[derive(Clone, Debug, PartialEq)]
pub struct OffsetFetchRequestGroup {
    /// The group ID.
    pub group_id: String,
    /// The member id.
    pub member_id: Option<String>,
    /// The member epoch if using the new consumer protocol (KIP-848).
    pub member_epoch: i32,
    /// Each topic we would like to fetch offsets for, or null to fetch offsets for all topics.
    pub topics: Option<Vec<OffsetFetchRequestTopics>>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for OffsetFetchRequestGroup {
    fn default() -> Self {
        OffsetFetchRequestGroup {
            group_id: String::new(),
            member_id: None,
            member_epoch: -1,
            topics: Some(Vec::new()),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for OffsetFetchRequestGroup {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            group_id: d.string(true, "OffsetFetchRequestGroup.GroupId")?,
            member_id: if version >= 9 { d.opt_string(true, "OffsetFetchRequestGroup.MemberId")? } else { None },
            member_epoch: if version >= 9 { d.i32("OffsetFetchRequestGroup.MemberEpoch")? } else { -1 },
            topics: d.opt_structs(true, version, "OffsetFetchRequestGroup.Topics")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.group_id, "OffsetFetchRequestGroup.GroupId")?;
        if version >= 9 {
            put_opt_string(buf, true, self.member_id.as_deref(), "OffsetFetchRequestGroup.MemberId")?;
        }
        if version >= 9 {
            buf.put_i32(self.member_epoch);
        }
        put_opt_structs(buf, true, version, self.topics.as_deref(), "OffsetFetchRequestGroup.Topics")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += string_size(true, &self.group_id);
        size += opt_structs_size(true, version, self.topics.as_deref());
        if version >= 9 {
            size += 4 + opt_string_size(true, self.member_id.as_deref());
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// Each topic we would like to fetch offsets for, or null to fetch offsets for all topics.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct OffsetFetchRequestTopics {
    /// The topic name.
    pub name: String,
    /// The topic ID.
    pub topic_id: Uuid,
    /// The partition indexes we would like to fetch offsets for.
    pub partition_indexes: Vec<i32>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for OffsetFetchRequestTopics {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: if version <= 9 { d.string(true, "OffsetFetchRequestTopics.Name")? } else { String::new() },
            topic_id: if version >= 10 { d.uuid("OffsetFetchRequestTopics.TopicId")? } else { Uuid::ZERO },
            partition_indexes: d.i32s(true, "OffsetFetchRequestTopics.PartitionIndexes")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        if version <= 9 {
            put_string(buf, true, &self.name, "OffsetFetchRequestTopics.Name")?;
        }
        if version >= 10 {
            put_uuid(buf, &self.topic_id);
        }
        put_i32s(buf, true, &self.partition_indexes, "OffsetFetchRequestTopics.PartitionIndexes")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += fixed_array_size(true, &self.partition_indexes, 4);
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

impl Message for OffsetFetchRequest {
    const NAME: &'static str = "OffsetFetchRequest";
    const MIN_VERSION: i16 = 1;
    const MAX_VERSION: i16 = 10;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(6);
}

impl Request for OffsetFetchRequest {
    const API_KEY: ApiKey = ApiKey::OffsetFetch;
    type Response = super::OffsetFetchResponse;
}

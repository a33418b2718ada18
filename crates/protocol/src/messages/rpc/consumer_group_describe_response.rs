//! `ConsumerGroupDescribeResponse`, api key 69, versions 0 to 1, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, opt_string_size, put_i32s,
    put_opt_string, put_string, put_strings, put_structs, put_uuid, string_size, strings_size, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ConsumerGroupDescribeResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// Each described group.
    pub groups: Vec<DescribedGroup>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ConsumerGroupDescribeResponse {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            groups: d.structs(true, version, "Groups")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.throttle_time_ms);
        put_structs(buf, true, version, &self.groups, "Groups")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 4;
        size += structs_size(true, version, &self.groups);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// Each described group.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribedGroup {
    /// The describe error, or 0 if there was no error.
    pub error_code: i16,
    /// The top-level error message, or null if there was no error.
    pub error_message: Option<String>,
    /// The group ID string.
    pub group_id: String,
    /// The group state string, or the empty string.
    pub group_state: String,
    /// The group epoch.
    pub group_epoch: i32,
    /// The assignment epoch.
    pub assignment_epoch: i32,
    /// The selected assignor.
    pub assignor_name: String,
    /// The members.
    pub members: Vec<Member>,
    /// 32-bit bitfield to represent authorized operations for this group.
    pub authorized_operations: i32,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for DescribedGroup {
    fn default() -> Self {
        DescribedGroup {
            error_code: 0,
            error_message: None,
            group_id: String::new(),
            group_state: String::new(),
            group_epoch: 0,
            assignment_epoch: 0,
            assignor_name: String::new(),
            members: Vec::new(),
            authorized_operations: i32::MIN,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for DescribedGroup {
    const MIN_BYTES: usize = 20;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            error_code: d.i16("DescribedGroup.ErrorCode")?,
            error_message: d.opt_string(true, "DescribedGroup.ErrorMessage")?,
            group_id: d.string(true, "DescribedGroup.GroupId")?,
            group_state: d.string(true, "DescribedGroup.GroupState")?,
            group_epoch: d.i32("DescribedGroup.GroupEpoch")?,
            assignment_epoch: d.i32("DescribedGroup.AssignmentEpoch")?,
            assignor_name: d.string(true, "DescribedGroup.AssignorName")?,
            members: d.structs(true, version, "DescribedGroup.Members")?,
            authorized_operations: d.i32("DescribedGroup.AuthorizedOperations")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i16(self.error_code);
        put_opt_string(buf, true, self.error_message.as_deref(), "DescribedGroup.ErrorMessage")?;
        put_string(buf, true, &self.group_id, "DescribedGroup.GroupId")?;
        put_string(buf, true, &self.group_state, "DescribedGroup.GroupState")?;
        buf.put_i32(self.group_epoch);
        buf.put_i32(self.assignment_epoch);
        put_string(buf, true, &self.assignor_name, "DescribedGroup.AssignorName")?;
        put_structs(buf, true, version, &self.members, "DescribedGroup.Members")?;
        buf.put_i32(self.authorized_operations);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 14;
        size += opt_string_size(true, self.error_message.as_deref());
        size += string_size(true, &self.group_id);
        size += string_size(true, &self.group_state);
        size += string_size(true, &self.assignor_name);
        size += structs_size(true, version, &self.members);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The members.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The member ID.
    pub member_id: String,
    /// The member instance ID.
    pub instance_id: Option<String>,
    /// The member rack ID.
    pub rack_id: Option<String>,
    /// The current member epoch.
    pub member_epoch: i32,
    /// The client ID.
    pub client_id: String,
    /// The client host.
    pub client_host: String,
    /// The subscribed topic names.
    pub subscribed_topic_names: Vec<String>,
    /// the subscribed topic regex otherwise or null of not provided.
    pub subscribed_topic_regex: Option<String>,
    /// The current assignment.
    pub assignment: Assignment,
    /// The target assignment.
    pub target_assignment: Assignment,
    /// -1 for unknown. 0 for classic member. +1 for consumer member.
    pub member_type: i8,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for Member {
    fn default() -> Self {
        Member {
            member_id: String::new(),
            instance_id: None,
            rack_id: None,
            member_epoch: 0,
            client_id: String::new(),
            client_host: String::new(),
            subscribed_topic_names: Vec::new(),
            subscribed_topic_regex: None,
            assignment: Assignment::default(),
            target_assignment: Assignment::default(),
            member_type: -1,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for Member {
    const MIN_BYTES: usize = 16;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            member_id: d.string(true, "Member.MemberId")?,
            instance_id: d.opt_string(true, "Member.InstanceId")?,
            rack_id: d.opt_string(true, "Member.RackId")?,
            member_epoch: d.i32("Member.MemberEpoch")?,
            client_id: d.string(true, "Member.ClientId")?,
            client_host: d.string(true, "Member.ClientHost")?,
            subscribed_topic_names: d.strings(true, "Member.SubscribedTopicNames")?,
            subscribed_topic_regex: d.opt_string(true, "Member.SubscribedTopicRegex")?,
            assignment: Assignment::read(d, version)?,
            target_assignment: Assignment::read(d, version)?,
            member_type: if version >= 1 { d.i8("Member.MemberType")? } else { -1 },
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.member_id, "Member.MemberId")?;
        put_opt_string(buf, true, self.instance_id.as_deref(), "Member.InstanceId")?;
        put_opt_string(buf, true, self.rack_id.as_deref(), "Member.RackId")?;
        buf.put_i32(self.member_epoch);
        put_string(buf, true, &self.client_id, "Member.ClientId")?;
        put_string(buf, true, &self.client_host, "Member.ClientHost")?;
        put_strings(buf, true, &self.subscribed_topic_names, "Member.SubscribedTopicNames")?;
        put_opt_string(buf, true, self.subscribed_topic_regex.as_deref(), "Member.SubscribedTopicRegex")?;
        self.assignment.write(buf, version)?;
        self.target_assignment.write(buf, version)?;
        if version >= 1 {
            buf.put_i8(self.member_type);
        }
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 4;
        size += string_size(true, &self.member_id);
        size += opt_string_size(true, self.instance_id.as_deref());
        size += opt_string_size(true, self.rack_id.as_deref());
        size += string_size(true, &self.client_id);
        size += string_size(true, &self.client_host);
        size += strings_size(true, &self.subscribed_topic_names);
        size += opt_string_size(true, self.subscribed_topic_regex.as_deref());
        size += self.assignment.size(version);
        size += self.target_assignment.size(version);
        if version >= 1 {
            size += 1;
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct Assignment {
    /// The assigned topic-partitions to the member.
    pub topic_partitions: Vec<TopicPartitions>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for Assignment {
    const MIN_BYTES: usize = 2;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topic_partitions: d.structs(true, version, "Assignment.TopicPartitions")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_structs(buf, true, version, &self.topic_partitions, "Assignment.TopicPartitions")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += structs_size(true, version, &self.topic_partitions);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicPartitions {
    /// The topic ID.
    pub topic_id: Uuid,
    /// The topic name.
    pub topic_name: String,
    /// The partitions.
    pub partitions: Vec<i32>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for TopicPartitions {
    const MIN_BYTES: usize = 19;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topic_id: d.uuid("TopicPartitions.TopicId")?,
            topic_name: d.string(true, "TopicPartitions.TopicName")?,
            partitions: d.i32s(true, "TopicPartitions.Partitions")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_uuid(buf, &self.topic_id);
        put_string(buf, true, &self.topic_name, "TopicPartitions.TopicName")?;
        put_i32s(buf, true, &self.partitions, "TopicPartitions.Partitions")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 16;
        size += string_size(true, &self.topic_name);
        size += fixed_array_size(true, &self.partitions, 4);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for ConsumerGroupDescribeResponse {
    const NAME: &'static str = "ConsumerGroupDescribeResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 1;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

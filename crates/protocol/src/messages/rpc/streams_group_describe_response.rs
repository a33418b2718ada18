//! `StreamsGroupDescribeResponse`, api key 89, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, opt_string_size,
    opt_struct_size, opt_structs_size, put_bool, put_i32s, put_opt_string, put_opt_struct, put_opt_structs, put_string,
    put_strings, put_structs, string_size, strings_size, structs_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct StreamsGroupDescribeResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// Each described group.
    pub groups: Vec<DescribedGroup>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for StreamsGroupDescribeResponse {
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
    /// The topology metadata currently initialized for the streams application. Can be null in case of a describe error.
    pub topology: Option<Topology>,
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
            topology: None,
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
            topology: d.opt_struct(version, "DescribedGroup.Topology")?,
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
        put_opt_struct(buf, version, self.topology.as_ref())?;
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
        size += opt_struct_size(version, self.topology.as_ref());
        size += structs_size(true, version, &self.members);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The topology metadata currently initialized for the streams application. Can be null in case of a describe error.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Topology {
    /// The epoch of the currently initialized topology for this group.
    pub epoch: i32,
    /// The subtopologies of the streams application. This contains the configured subtopologies, where the number of partitions are set and any regular expressions are resolved to actual topics. Null if the group is uninitialized, source topics are missing or incorrectly partitioned.
    pub subtopologies: Option<Vec<Subtopology>>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for Topology {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            epoch: d.i32("Topology.Epoch")?,
            subtopologies: d.opt_structs(true, version, "Topology.Subtopologies")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.epoch);
        put_opt_structs(buf, true, version, self.subtopologies.as_deref(), "Topology.Subtopologies")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 4;
        size += opt_structs_size(true, version, self.subtopologies.as_deref());
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The members.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Member {
    /// The member ID.
    pub member_id: String,
    /// The member epoch.
    pub member_epoch: i32,
    /// The member instance ID for static membership.
    pub instance_id: Option<String>,
    /// The rack ID.
    pub rack_id: Option<String>,
    /// The client ID.
    pub client_id: String,
    /// The client host.
    pub client_host: String,
    /// The epoch of the topology on the client.
    pub topology_epoch: i32,
    /// Identity of the streams instance that may have multiple clients.
    pub process_id: String,
    /// User-defined endpoint for Interactive Queries. Null if not defined for this client.
    pub user_endpoint: Option<Endpoint>,
    /// Used for rack-aware assignment algorithm.
    pub client_tags: Vec<KeyValue>,
    /// Cumulative changelog offsets for tasks.
    pub task_offsets: Vec<TaskOffset>,
    /// Cumulative changelog end offsets for tasks.
    pub task_end_offsets: Vec<TaskOffset>,
    /// The current assignment.
    pub assignment: Assignment,
    /// The target assignment.
    pub target_assignment: Assignment,
    /// True for classic members that have not been upgraded yet.
    pub is_classic: bool,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for Member {
    const MIN_BYTES: usize = 28;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            member_id: d.string(true, "Member.MemberId")?,
            member_epoch: d.i32("Member.MemberEpoch")?,
            instance_id: d.opt_string(true, "Member.InstanceId")?,
            rack_id: d.opt_string(true, "Member.RackId")?,
            client_id: d.string(true, "Member.ClientId")?,
            client_host: d.string(true, "Member.ClientHost")?,
            topology_epoch: d.i32("Member.TopologyEpoch")?,
            process_id: d.string(true, "Member.ProcessId")?,
            user_endpoint: d.opt_struct(version, "Member.UserEndpoint")?,
            client_tags: d.structs(true, version, "Member.ClientTags")?,
            task_offsets: d.structs(true, version, "Member.TaskOffsets")?,
            task_end_offsets: d.structs(true, version, "Member.TaskEndOffsets")?,
            assignment: Assignment::read(d, version)?,
            target_assignment: Assignment::read(d, version)?,
            is_classic: d.bool("Member.IsClassic")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.member_id, "Member.MemberId")?;
        buf.put_i32(self.member_epoch);
        put_opt_string(buf, true, self.instance_id.as_deref(), "Member.InstanceId")?;
        put_opt_string(buf, true, self.rack_id.as_deref(), "Member.RackId")?;
        put_string(buf, true, &self.client_id, "Member.ClientId")?;
        put_string(buf, true, &self.client_host, "Member.ClientHost")?;
        buf.put_i32(self.topology_epoch);
        put_string(buf, true, &self.process_id, "Member.ProcessId")?;
        put_opt_struct(buf, version, self.user_endpoint.as_ref())?;
        put_structs(buf, true, version, &self.client_tags, "Member.ClientTags")?;
        put_structs(buf, true, version, &self.task_offsets, "Member.TaskOffsets")?;
        put_structs(buf, true, version, &self.task_end_offsets, "Member.TaskEndOffsets")?;
        self.assignment.write(buf, version)?;
        self.target_assignment.write(buf, version)?;
        put_bool(buf, self.is_classic);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 9;
        size += string_size(true, &self.member_id);
        size += opt_string_size(true, self.instance_id.as_deref());
        size += opt_string_size(true, self.rack_id.as_deref());
        size += string_size(true, &self.client_id);
        size += string_size(true, &self.client_host);
        size += string_size(true, &self.process_id);
        size += opt_struct_size(version, self.user_endpoint.as_ref());
        size += structs_size(true, version, &self.client_tags);
        size += structs_size(true, version, &self.task_offsets);
        size += structs_size(true, version, &self.task_end_offsets);
        size += self.assignment.size(version);
        size += self.target_assignment.size(version);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The subtopologies of the streams application. This contains the configured subtopologies, where the number of partitions are set and any regular expressions are resolved to actual topics. Null if the group is uninitialized, source topics are missing or incorrectly partitioned.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Subtopology {
    /// String to uniquely identify the subtopology.
    pub subtopology_id: String,
    /// The topics the subtopology reads from.
    pub source_topics: Vec<String>,
    /// The repartition topics the subtopology writes to.
    pub repartition_sink_topics: Vec<String>,
    /// The set of state changelog topics associated with this subtopology. Created automatically.
    pub state_changelog_topics: Vec<TopicInfo>,
    /// The set of source topics that are internally created repartition topics. Created automatically.
    pub repartition_source_topics: Vec<TopicInfo>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for Subtopology {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            subtopology_id: d.string(true, "Subtopology.SubtopologyId")?,
            source_topics: d.strings(true, "Subtopology.SourceTopics")?,
            repartition_sink_topics: d.strings(true, "Subtopology.RepartitionSinkTopics")?,
            state_changelog_topics: d.structs(true, version, "Subtopology.StateChangelogTopics")?,
            repartition_source_topics: d.structs(true, version, "Subtopology.RepartitionSourceTopics")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.subtopology_id, "Subtopology.SubtopologyId")?;
        put_strings(buf, true, &self.source_topics, "Subtopology.SourceTopics")?;
        put_strings(buf, true, &self.repartition_sink_topics, "Subtopology.RepartitionSinkTopics")?;
        put_structs(buf, true, version, &self.state_changelog_topics, "Subtopology.StateChangelogTopics")?;
        put_structs(buf, true, version, &self.repartition_source_topics, "Subtopology.RepartitionSourceTopics")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += string_size(true, &self.subtopology_id);
        size += strings_size(true, &self.source_topics);
        size += strings_size(true, &self.repartition_sink_topics);
        size += structs_size(true, version, &self.state_changelog_topics);
        size += structs_size(true, version, &self.repartition_source_topics);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct Endpoint {
    /// host of the endpoint
    pub host: String,
    /// port of the endpoint
    pub port: u16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for Endpoint {
    const MIN_BYTES: usize = 4;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            host: d.string(true, "Endpoint.Host")?,
            port: d.u16("Endpoint.Port")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.host, "Endpoint.Host")?;
        buf.put_u16(self.port);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 2;
        size += string_size(true, &self.host);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct KeyValue {
    /// key of the config
    pub key: String,
    /// value of the config
    pub value: String,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for KeyValue {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            key: d.string(true, "KeyValue.Key")?,
            value: d.string(true, "KeyValue.Value")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.key, "KeyValue.Key")?;
        put_string(buf, true, &self.value, "KeyValue.Value")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 0;
        size += string_size(true, &self.key);
        size += string_size(true, &self.value);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct TaskOffset {
    /// The subtopology identifier.
    pub subtopology_id: String,
    /// The partition.
    pub partition: i32,
    /// The offset.
    pub offset: i64,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for TaskOffset {
    const MIN_BYTES: usize = 14;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            subtopology_id: d.string(true, "TaskOffset.SubtopologyId")?,
            partition: d.i32("TaskOffset.Partition")?,
            offset: d.i64("TaskOffset.Offset")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.subtopology_id, "TaskOffset.SubtopologyId")?;
        buf.put_i32(self.partition);
        buf.put_i64(self.offset);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 12;
        size += string_size(true, &self.subtopology_id);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct Assignment {
    /// Active tasks for this client.
    pub active_tasks: Vec<TaskIds>,
    /// Standby tasks for this client.
    pub standby_tasks: Vec<TaskIds>,
    /// Warm-up tasks for this client.
    pub warmup_tasks: Vec<TaskIds>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for Assignment {
    const MIN_BYTES: usize = 4;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            active_tasks: d.structs(true, version, "Assignment.ActiveTasks")?,
            standby_tasks: d.structs(true, version, "Assignment.StandbyTasks")?,
            warmup_tasks: d.structs(true, version, "Assignment.WarmupTasks")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_structs(buf, true, version, &self.active_tasks, "Assignment.ActiveTasks")?;
        put_structs(buf, true, version, &self.standby_tasks, "Assignment.StandbyTasks")?;
        put_structs(buf, true, version, &self.warmup_tasks, "Assignment.WarmupTasks")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += structs_size(true, version, &self.active_tasks);
        size += structs_size(true, version, &self.standby_tasks);
        size += structs_size(true, version, &self.warmup_tasks);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicInfo {
    /// The name of the topic.
    pub name: String,
    /// The number of partitions in the topic. Can be 0 if no specific number of partitions is enforced. Always 0 for changelog topics.
    pub partitions: i32,
    /// The replication factor of the topic. Can be 0 if the default replication factor should be used.
    pub replication_factor: i16,
    /// Topic-level configurations as key-value pairs.
    pub topic_configs: Vec<KeyValue>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for TopicInfo {
    const MIN_BYTES: usize = 9;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.string(true, "TopicInfo.Name")?,
            partitions: d.i32("TopicInfo.Partitions")?,
            replication_factor: d.i16("TopicInfo.ReplicationFactor")?,
            topic_configs: d.structs(true, version, "TopicInfo.TopicConfigs")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.name, "TopicInfo.Name")?;
        buf.put_i32(self.partitions);
        buf.put_i16(self.replication_factor);
        put_structs(buf, true, version, &self.topic_configs, "TopicInfo.TopicConfigs")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 6;
        size += string_size(true, &self.name);
        size += structs_size(true, version, &self.topic_configs);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct TaskIds {
    /// The subtopology identifier.
    pub subtopology_id: String,
    /// The partitions of the input topics processed by this member.
    pub partitions: Vec<i32>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for TaskIds {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            subtopology_id: d.string(true, "TaskIds.SubtopologyId")?,
            partitions: d.i32s(true, "TaskIds.Partitions")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.subtopology_id, "TaskIds.SubtopologyId")?;
        put_i32s(buf, true, &self.partitions, "TaskIds.Partitions")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 0;
        size += string_size(true, &self.subtopology_id);
        size += fixed_array_size(true, &self.partitions, 4);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for StreamsGroupDescribeResponse {
    const NAME: &'static str = "StreamsGroupDescribeResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

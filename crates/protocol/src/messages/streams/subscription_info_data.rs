//! `SubscriptionInfoData`, versions 1 to 11.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, Bytes, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, WireStruct, bytes_size, opt_string_size, put_bytes, put_opt_string, put_structs,
    put_uuid, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub struct SubscriptionInfoData {
    /// The version of the subscription info data.
    pub version: i32,
    /// The latest supported version of the subscription info data.
    pub latest_supported_version: i32,
    /// The process id of the client that sent the request.
    pub process_id: Uuid,
    /// The previous tasks that were assigned to the client.
    pub prev_tasks: Vec<TaskId>,
    /// The standby tasks that were assigned to the client.
    pub standby_tasks: Vec<TaskId>,
    /// The user end point of the client that sent the request.
    pub user_end_point: Bytes,
    /// The task offset sums that were assigned to the client.
    pub task_offset_sums: Vec<TaskOffsetSum>,
    /// A unique field that is used to identify the client that sent the request.
    pub unique_field: i8,
    /// The error code of the request.
    pub error_code: i32,
    /// The client tags that were assigned to the client.
    pub client_tags: Vec<ClientTag>,
}

impl Default for SubscriptionInfoData {
    fn default() -> Self {
        SubscriptionInfoData {
            version: 0,
            latest_supported_version: -1,
            process_id: Uuid::ZERO,
            prev_tasks: Vec::new(),
            standby_tasks: Vec::new(),
            user_end_point: Bytes::new(),
            task_offset_sums: Vec::new(),
            unique_field: 0,
            error_code: 0,
            client_tags: Vec::new(),
        }
    }
}

impl WireStruct for SubscriptionInfoData {
    const MIN_BYTES: usize = 28;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            version: d.i32("version")?,
            latest_supported_version: if version >= 3 { d.i32("latestSupportedVersion")? } else { -1 },
            process_id: d.uuid("processId")?,
            prev_tasks: if version <= 6 { d.structs(false, version, "prevTasks")? } else { Vec::new() },
            standby_tasks: if version <= 6 { d.structs(false, version, "standbyTasks")? } else { Vec::new() },
            user_end_point: if version >= 2 { d.bytes(false, "userEndPoint")? } else { Bytes::new() },
            task_offset_sums: if version >= 7 { d.structs(false, version, "taskOffsetSums")? } else { Vec::new() },
            unique_field: if version >= 8 { d.i8("uniqueField")? } else { 0 },
            error_code: if version >= 9 { d.i32("errorCode")? } else { 0 },
            client_tags: if version >= 11 { d.structs(false, version, "clientTags")? } else { Vec::new() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.version);
        if version >= 3 {
            buf.put_i32(self.latest_supported_version);
        } else if self.latest_supported_version != -1 {
            return Err(EncodeError::not_in_version("latestSupportedVersion", version));
        }
        put_uuid(buf, &self.process_id);
        if version <= 6 {
            put_structs(buf, false, version, &self.prev_tasks, "prevTasks")?;
        } else if !self.prev_tasks.is_empty() {
            return Err(EncodeError::not_in_version("prevTasks", version));
        }
        if version <= 6 {
            put_structs(buf, false, version, &self.standby_tasks, "standbyTasks")?;
        } else if !self.standby_tasks.is_empty() {
            return Err(EncodeError::not_in_version("standbyTasks", version));
        }
        if version >= 2 {
            put_bytes(buf, false, &self.user_end_point, "userEndPoint")?;
        } else if !self.user_end_point.is_empty() {
            return Err(EncodeError::not_in_version("userEndPoint", version));
        }
        if version >= 7 {
            put_structs(buf, false, version, &self.task_offset_sums, "taskOffsetSums")?;
        } else if !self.task_offset_sums.is_empty() {
            return Err(EncodeError::not_in_version("taskOffsetSums", version));
        }
        if version >= 8 {
            buf.put_i8(self.unique_field);
        } else if self.unique_field != 0 {
            return Err(EncodeError::not_in_version("uniqueField", version));
        }
        if version >= 9 {
            buf.put_i32(self.error_code);
        } else if self.error_code != 0 {
            return Err(EncodeError::not_in_version("errorCode", version));
        }
        if version >= 11 {
            put_structs(buf, false, version, &self.client_tags, "clientTags")?;
        } else if !self.client_tags.is_empty() {
            return Err(EncodeError::not_in_version("clientTags", version));
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 20;
        if version >= 3 {
            size += 4;
        }
        if version <= 6 {
            size += structs_size(false, version, &self.prev_tasks) + structs_size(false, version, &self.standby_tasks);
        }
        if version >= 2 {
            size += bytes_size(false, &self.user_end_point);
        }
        if version >= 7 {
            size += structs_size(false, version, &self.task_offset_sums);
        }
        if version >= 8 {
            size += 1;
        }
        if version >= 9 {
            size += 4;
        }
        if version >= 11 {
            size += structs_size(false, version, &self.client_tags);
        }
        size
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct TaskId {
    /// The topic group id of the task.
    pub topic_group_id: i32,
    /// The partition of the task.
    pub partition: i32,
}

impl WireStruct for TaskId {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self { topic_group_id: d.i32("TaskId.topicGroupId")?, partition: d.i32("TaskId.partition")? })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.topic_group_id);
        buf.put_i32(self.partition);
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        8
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct TaskOffsetSum {
    /// The topic group id of the task.
    pub topic_group_id: i32,
    /// The partition of the task.
    pub partition: i32,
    /// The offset sum of the task.
    pub offset_sum: i64,
    /// The named topology of the task.
    pub named_topology: Option<String>,
    /// The partition to offset sum of the task.
    pub partition_to_offset_sum: Vec<PartitionToOffsetSum>,
}

impl Default for TaskOffsetSum {
    fn default() -> Self {
        TaskOffsetSum {
            topic_group_id: 0,
            partition: 0,
            offset_sum: 0,
            named_topology: Some(String::new()),
            partition_to_offset_sum: Vec::new(),
        }
    }
}

impl WireStruct for TaskOffsetSum {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topic_group_id: d.i32("TaskOffsetSum.topicGroupId")?,
            partition: if version >= 10 { d.i32("TaskOffsetSum.partition")? } else { 0 },
            offset_sum: if version >= 10 { d.i64("TaskOffsetSum.offsetSum")? } else { 0 },
            named_topology: if version >= 10 {
                d.opt_string(false, "TaskOffsetSum.namedTopology")?
            } else {
                Some(String::new())
            },
            partition_to_offset_sum: if version <= 9 {
                d.structs(false, version, "TaskOffsetSum.partitionToOffsetSum")?
            } else {
                Vec::new()
            },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.topic_group_id);
        if version >= 10 {
            buf.put_i32(self.partition);
        } else if self.partition != 0 {
            return Err(EncodeError::not_in_version("TaskOffsetSum.partition", version));
        }
        if version >= 10 {
            buf.put_i64(self.offset_sum);
        } else if self.offset_sum != 0 {
            return Err(EncodeError::not_in_version("TaskOffsetSum.offsetSum", version));
        }
        if version >= 10 {
            put_opt_string(buf, false, self.named_topology.as_deref(), "TaskOffsetSum.namedTopology")?;
        } else if self.named_topology.as_ref().is_none_or(|v| !v.is_empty()) {
            return Err(EncodeError::not_in_version("TaskOffsetSum.namedTopology", version));
        }
        if version <= 9 {
            put_structs(buf, false, version, &self.partition_to_offset_sum, "TaskOffsetSum.partitionToOffsetSum")?;
        } else if !self.partition_to_offset_sum.is_empty() {
            return Err(EncodeError::not_in_version("TaskOffsetSum.partitionToOffsetSum", version));
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 4;
        if version >= 10 {
            size += 12 + opt_string_size(false, self.named_topology.as_deref());
        }
        if version <= 9 {
            size += structs_size(false, version, &self.partition_to_offset_sum);
        }
        size
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ClientTag {
    /// The key of the client tag.
    pub key: Bytes,
    /// The value of the client tag.
    pub value: Bytes,
}

impl WireStruct for ClientTag {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self { key: d.bytes(false, "ClientTag.key")?, value: d.bytes(false, "ClientTag.value")? })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_bytes(buf, false, &self.key, "ClientTag.key")?;
        put_bytes(buf, false, &self.value, "ClientTag.value")?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 0;
        size += bytes_size(false, &self.key);
        size += bytes_size(false, &self.value);
        size
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct PartitionToOffsetSum {
    /// The partition of the task.
    pub partition: i32,
    /// The offset sum of the task.
    pub offset_sum: i64,
}

impl WireStruct for PartitionToOffsetSum {
    const MIN_BYTES: usize = 12;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            partition: d.i32("PartitionToOffsetSum.partition")?,
            offset_sum: d.i64("PartitionToOffsetSum.offsetSum")?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.partition);
        buf.put_i64(self.offset_sum);
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        12
    }
}

impl Message for SubscriptionInfoData {
    const NAME: &'static str = "SubscriptionInfoData";
    const MIN_VERSION: i16 = 1;
    const MAX_VERSION: i16 = 11;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = None;
}

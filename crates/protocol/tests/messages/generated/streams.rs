//! Samples of the messages of `streams`.
// Written by ringmain-codegen from Apache Kafka's message schemas. Do not edit.

#![allow(clippy::needless_update, unused_imports)]

use bytes::Bytes;
use ringmain_protocol::messages::streams::*;
use ringmain_protocol::uuid::Uuid;
use serde_json::{Map, Value};

use crate::sample::{Json, Random, Sample};

impl Sample for subscription_info_data::SubscriptionInfoData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            version: random.value(version),
            latest_supported_version: if version >= 3 { random.value(version) } else { -1 },
            process_id: random.value(version),
            prev_tasks: if version <= 6 { random.values(version) } else { Vec::new() },
            standby_tasks: if version <= 6 { random.values(version) } else { Vec::new() },
            user_end_point: if version >= 2 { random.value(version) } else { Bytes::new() },
            task_offset_sums: if version >= 7 { random.values(version) } else { Vec::new() },
            unique_field: if version >= 8 { random.value(version) } else { 0 },
            error_code: if version >= 9 { random.value(version) } else { 0 },
            client_tags: if version >= 11 { random.values(version) } else { Vec::new() },
        }
    }
}

impl Json for subscription_info_data::SubscriptionInfoData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("version".into(), self.version.json(version));
        if version >= 3 {
            json.insert("latestSupportedVersion".into(), self.latest_supported_version.json(version));
        }
        json.insert("processId".into(), self.process_id.json(version));
        if version <= 6 {
            json.insert("prevTasks".into(), self.prev_tasks.json(version));
        }
        if version <= 6 {
            json.insert("standbyTasks".into(), self.standby_tasks.json(version));
        }
        if version >= 2 {
            json.insert("userEndPoint".into(), self.user_end_point.json(version));
        }
        if version >= 7 {
            json.insert("taskOffsetSums".into(), self.task_offset_sums.json(version));
        }
        if version >= 8 {
            json.insert("uniqueField".into(), self.unique_field.json(version));
        }
        if version >= 9 {
            json.insert("errorCode".into(), self.error_code.json(version));
        }
        if version >= 11 {
            json.insert("clientTags".into(), self.client_tags.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for subscription_info_data::TaskId {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { topic_group_id: random.value(version), partition: random.value(version) }
    }
}

impl Json for subscription_info_data::TaskId {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicGroupId".into(), self.topic_group_id.json(version));
        json.insert("partition".into(), self.partition.json(version));
        Value::Object(json)
    }
}

impl Sample for subscription_info_data::TaskOffsetSum {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_group_id: random.value(version),
            partition: if version >= 10 { random.value(version) } else { 0 },
            offset_sum: if version >= 10 { random.value(version) } else { 0 },
            named_topology: if version >= 10 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                Some(String::new())
            },
            partition_to_offset_sum: if version <= 9 { random.values(version) } else { Vec::new() },
        }
    }
}

impl Json for subscription_info_data::TaskOffsetSum {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicGroupId".into(), self.topic_group_id.json(version));
        if version >= 10 {
            json.insert("partition".into(), self.partition.json(version));
        }
        if version >= 10 {
            json.insert("offsetSum".into(), self.offset_sum.json(version));
        }
        if version >= 10 {
            json.insert("namedTopology".into(), self.named_topology.json(version));
        }
        if version <= 9 {
            json.insert("partitionToOffsetSum".into(), self.partition_to_offset_sum.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for subscription_info_data::ClientTag {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { key: random.value(version), value: random.value(version) }
    }
}

impl Json for subscription_info_data::ClientTag {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("key".into(), self.key.json(version));
        json.insert("value".into(), self.value.json(version));
        Value::Object(json)
    }
}

impl Sample for subscription_info_data::PartitionToOffsetSum {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { partition: random.value(version), offset_sum: random.value(version) }
    }
}

impl Json for subscription_info_data::PartitionToOffsetSum {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partition".into(), self.partition.json(version));
        json.insert("offsetSum".into(), self.offset_sum.json(version));
        Value::Object(json)
    }
}

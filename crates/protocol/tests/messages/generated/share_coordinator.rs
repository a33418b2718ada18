//! Samples of the messages of `share_coordinator`.
// Written by ringmain-codegen from Apache Kafka's message schemas. Do not edit.

#![allow(clippy::needless_update, unused_imports)]

use bytes::Bytes;
use ringmain_protocol::messages::share_coordinator::*;
use ringmain_protocol::uuid::Uuid;
use serde_json::{Map, Value};

use crate::sample::{Json, Random, Sample};

impl Sample for share_snapshot_key::ShareSnapshotKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group_id: random.value(version), topic_id: random.value(version), partition: random.value(version) }
    }
}

impl Json for share_snapshot_key::ShareSnapshotKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partition".into(), self.partition.json(version));
        Value::Object(json)
    }
}

impl Sample for share_snapshot_value::ShareSnapshotValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            snapshot_epoch: random.value(version),
            state_epoch: random.value(version),
            leader_epoch: random.value(version),
            start_offset: random.value(version),
            delivery_complete_count: random.value(version),
            create_timestamp: random.value(version),
            write_timestamp: random.value(version),
            state_batches: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_snapshot_value::ShareSnapshotValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("snapshotEpoch".into(), self.snapshot_epoch.json(version));
        json.insert("stateEpoch".into(), self.state_epoch.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        json.insert("startOffset".into(), self.start_offset.json(version));
        json.insert("deliveryCompleteCount".into(), self.delivery_complete_count.json(version));
        json.insert("createTimestamp".into(), self.create_timestamp.json(version));
        json.insert("writeTimestamp".into(), self.write_timestamp.json(version));
        json.insert("stateBatches".into(), self.state_batches.json(version));
        Value::Object(json)
    }
}

impl Sample for share_snapshot_value::StateBatch {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            first_offset: random.value(version),
            last_offset: random.value(version),
            delivery_state: random.value(version),
            delivery_count: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_snapshot_value::StateBatch {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("firstOffset".into(), self.first_offset.json(version));
        json.insert("lastOffset".into(), self.last_offset.json(version));
        json.insert("deliveryState".into(), self.delivery_state.json(version));
        json.insert("deliveryCount".into(), self.delivery_count.json(version));
        Value::Object(json)
    }
}

impl Sample for share_update_key::ShareUpdateKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group_id: random.value(version), topic_id: random.value(version), partition: random.value(version) }
    }
}

impl Json for share_update_key::ShareUpdateKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partition".into(), self.partition.json(version));
        Value::Object(json)
    }
}

impl Sample for share_update_value::ShareUpdateValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            snapshot_epoch: random.value(version),
            leader_epoch: random.value(version),
            start_offset: random.value(version),
            delivery_complete_count: random.value(version),
            state_batches: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_update_value::ShareUpdateValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("snapshotEpoch".into(), self.snapshot_epoch.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        json.insert("startOffset".into(), self.start_offset.json(version));
        json.insert("deliveryCompleteCount".into(), self.delivery_complete_count.json(version));
        json.insert("stateBatches".into(), self.state_batches.json(version));
        Value::Object(json)
    }
}

impl Sample for share_update_value::StateBatch {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            first_offset: random.value(version),
            last_offset: random.value(version),
            delivery_state: random.value(version),
            delivery_count: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_update_value::StateBatch {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("firstOffset".into(), self.first_offset.json(version));
        json.insert("lastOffset".into(), self.last_offset.json(version));
        json.insert("deliveryState".into(), self.delivery_state.json(version));
        json.insert("deliveryCount".into(), self.delivery_count.json(version));
        Value::Object(json)
    }
}

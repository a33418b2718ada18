//! Samples of the messages of `storage`.
// Written by ringmain-codegen from Apache Kafka's message schemas. Do not edit.

#![allow(clippy::needless_update, unused_imports)]

use bytes::Bytes;
use ringmain_protocol::messages::storage::*;
use ringmain_protocol::uuid::Uuid;
use serde_json::{Map, Value};

use crate::sample::{Json, Random, Sample};

impl Sample for producer_snapshot::ProducerSnapshot {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { crc: random.value(version), producer_entries: random.values(version) }
    }
}

impl Json for producer_snapshot::ProducerSnapshot {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("crc".into(), self.crc.json(version));
        json.insert("producerEntries".into(), self.producer_entries.json(version));
        Value::Object(json)
    }
}

impl Sample for producer_snapshot::ProducerEntry {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            producer_id: random.value(version),
            epoch: random.value(version),
            last_sequence: random.value(version),
            last_offset: random.value(version),
            offset_delta: random.value(version),
            timestamp: random.value(version),
            coordinator_epoch: random.value(version),
            current_txn_first_offset: random.value(version),
        }
    }
}

impl Json for producer_snapshot::ProducerEntry {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("producerId".into(), self.producer_id.json(version));
        json.insert("epoch".into(), self.epoch.json(version));
        json.insert("lastSequence".into(), self.last_sequence.json(version));
        json.insert("lastOffset".into(), self.last_offset.json(version));
        json.insert("offsetDelta".into(), self.offset_delta.json(version));
        json.insert("timestamp".into(), self.timestamp.json(version));
        json.insert("coordinatorEpoch".into(), self.coordinator_epoch.json(version));
        json.insert("currentTxnFirstOffset".into(), self.current_txn_first_offset.json(version));
        Value::Object(json)
    }
}

impl Sample for remote_log_segment_metadata_record::RemoteLogSegmentMetadataRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            remote_log_segment_id: random.value(version),
            start_offset: random.value(version),
            end_offset: random.value(version),
            broker_id: random.value(version),
            max_timestamp_ms: random.value(version),
            event_timestamp_ms: random.value(version),
            segment_leader_epochs: random.values(version),
            segment_size_in_bytes: random.value(version),
            custom_metadata: if random.one_in(4) { None } else { Some(random.value(version)) },
            remote_log_segment_state: random.value(version),
            txn_index_empty: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for remote_log_segment_metadata_record::RemoteLogSegmentMetadataRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("remoteLogSegmentId".into(), self.remote_log_segment_id.json(version));
        json.insert("startOffset".into(), self.start_offset.json(version));
        json.insert("endOffset".into(), self.end_offset.json(version));
        json.insert("brokerId".into(), self.broker_id.json(version));
        json.insert("maxTimestampMs".into(), self.max_timestamp_ms.json(version));
        json.insert("eventTimestampMs".into(), self.event_timestamp_ms.json(version));
        json.insert("segmentLeaderEpochs".into(), self.segment_leader_epochs.json(version));
        json.insert("segmentSizeInBytes".into(), self.segment_size_in_bytes.json(version));
        json.insert("customMetadata".into(), self.custom_metadata.json(version));
        json.insert("remoteLogSegmentState".into(), self.remote_log_segment_state.json(version));
        json.insert("txnIndexEmpty".into(), self.txn_index_empty.json(version));
        Value::Object(json)
    }
}

impl Sample for remote_log_segment_metadata_record::RemoteLogSegmentIdEntry {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id_partition: random.value(version),
            id: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for remote_log_segment_metadata_record::RemoteLogSegmentIdEntry {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicIdPartition".into(), self.topic_id_partition.json(version));
        json.insert("id".into(), self.id.json(version));
        Value::Object(json)
    }
}

impl Sample for remote_log_segment_metadata_record::SegmentLeaderEpochEntry {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            leader_epoch: random.value(version),
            offset: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for remote_log_segment_metadata_record::SegmentLeaderEpochEntry {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        json.insert("offset".into(), self.offset.json(version));
        Value::Object(json)
    }
}

impl Sample for remote_log_segment_metadata_record::TopicIdPartitionEntry {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            id: random.value(version),
            partition: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for remote_log_segment_metadata_record::TopicIdPartitionEntry {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("id".into(), self.id.json(version));
        json.insert("partition".into(), self.partition.json(version));
        Value::Object(json)
    }
}

impl Sample for remote_log_segment_metadata_snapshot_record::RemoteLogSegmentMetadataSnapshotRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            segment_id: random.value(version),
            start_offset: random.value(version),
            end_offset: random.value(version),
            broker_id: random.value(version),
            max_timestamp_ms: random.value(version),
            event_timestamp_ms: random.value(version),
            segment_leader_epochs: random.values(version),
            segment_size_in_bytes: random.value(version),
            custom_metadata: if random.one_in(4) { None } else { Some(random.value(version)) },
            remote_log_segment_state: random.value(version),
            txn_index_empty: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for remote_log_segment_metadata_snapshot_record::RemoteLogSegmentMetadataSnapshotRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("segmentId".into(), self.segment_id.json(version));
        json.insert("startOffset".into(), self.start_offset.json(version));
        json.insert("endOffset".into(), self.end_offset.json(version));
        json.insert("brokerId".into(), self.broker_id.json(version));
        json.insert("maxTimestampMs".into(), self.max_timestamp_ms.json(version));
        json.insert("eventTimestampMs".into(), self.event_timestamp_ms.json(version));
        json.insert("segmentLeaderEpochs".into(), self.segment_leader_epochs.json(version));
        json.insert("segmentSizeInBytes".into(), self.segment_size_in_bytes.json(version));
        json.insert("customMetadata".into(), self.custom_metadata.json(version));
        json.insert("remoteLogSegmentState".into(), self.remote_log_segment_state.json(version));
        json.insert("txnIndexEmpty".into(), self.txn_index_empty.json(version));
        Value::Object(json)
    }
}

impl Sample for remote_log_segment_metadata_snapshot_record::SegmentLeaderEpochEntry {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            leader_epoch: random.value(version),
            offset: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for remote_log_segment_metadata_snapshot_record::SegmentLeaderEpochEntry {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        json.insert("offset".into(), self.offset.json(version));
        Value::Object(json)
    }
}

impl Sample for remote_log_segment_metadata_update_record::RemoteLogSegmentMetadataUpdateRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            remote_log_segment_id: random.value(version),
            broker_id: random.value(version),
            event_timestamp_ms: random.value(version),
            custom_metadata: if random.one_in(4) { None } else { Some(random.value(version)) },
            remote_log_segment_state: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for remote_log_segment_metadata_update_record::RemoteLogSegmentMetadataUpdateRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("remoteLogSegmentId".into(), self.remote_log_segment_id.json(version));
        json.insert("brokerId".into(), self.broker_id.json(version));
        json.insert("eventTimestampMs".into(), self.event_timestamp_ms.json(version));
        json.insert("customMetadata".into(), self.custom_metadata.json(version));
        json.insert("remoteLogSegmentState".into(), self.remote_log_segment_state.json(version));
        Value::Object(json)
    }
}

impl Sample for remote_log_segment_metadata_update_record::RemoteLogSegmentIdEntry {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id_partition: random.value(version),
            id: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for remote_log_segment_metadata_update_record::RemoteLogSegmentIdEntry {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicIdPartition".into(), self.topic_id_partition.json(version));
        json.insert("id".into(), self.id.json(version));
        Value::Object(json)
    }
}

impl Sample for remote_log_segment_metadata_update_record::TopicIdPartitionEntry {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            id: random.value(version),
            partition: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for remote_log_segment_metadata_update_record::TopicIdPartitionEntry {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("id".into(), self.id.json(version));
        json.insert("partition".into(), self.partition.json(version));
        Value::Object(json)
    }
}

impl Sample for remote_partition_delete_metadata_record::RemotePartitionDeleteMetadataRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id_partition: random.value(version),
            broker_id: random.value(version),
            event_timestamp_ms: random.value(version),
            remote_partition_delete_state: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for remote_partition_delete_metadata_record::RemotePartitionDeleteMetadataRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicIdPartition".into(), self.topic_id_partition.json(version));
        json.insert("brokerId".into(), self.broker_id.json(version));
        json.insert("eventTimestampMs".into(), self.event_timestamp_ms.json(version));
        json.insert("remotePartitionDeleteState".into(), self.remote_partition_delete_state.json(version));
        Value::Object(json)
    }
}

impl Sample for remote_partition_delete_metadata_record::TopicIdPartitionEntry {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            id: random.value(version),
            partition: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for remote_partition_delete_metadata_record::TopicIdPartitionEntry {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("id".into(), self.id.json(version));
        json.insert("partition".into(), self.partition.json(version));
        Value::Object(json)
    }
}

//! Samples of the messages of `rpc`.
// Written by ringmain-codegen from Apache Kafka's message schemas. Do not edit.

#![allow(clippy::needless_update, unused_imports)]

use bytes::Bytes;
use ringmain_protocol::messages::rpc::*;
use ringmain_protocol::uuid::Uuid;
use serde_json::{Map, Value};

use crate::sample::{Json, Random, Sample};

impl Sample for add_offsets_to_txn_request::AddOffsetsToTxnRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            transactional_id: random.value(version),
            producer_id: random.value(version),
            producer_epoch: random.value(version),
            group_id: random.value(version),
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for add_offsets_to_txn_request::AddOffsetsToTxnRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("transactionalId".into(), self.transactional_id.json(version));
        json.insert("producerId".into(), self.producer_id.json(version));
        json.insert("producerEpoch".into(), self.producer_epoch.json(version));
        json.insert("groupId".into(), self.group_id.json(version));
        Value::Object(json)
    }
}

impl Sample for add_offsets_to_txn_response::AddOffsetsToTxnResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for add_offsets_to_txn_response::AddOffsetsToTxnResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        Value::Object(json)
    }
}

impl Sample for add_partitions_to_txn_request::AddPartitionsToTxnRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            transactions: if version >= 4 { random.values(version) } else { Vec::new() },
            v3_and_below_transactional_id: if version <= 3 { random.value(version) } else { String::new() },
            v3_and_below_producer_id: if version <= 3 { random.value(version) } else { 0 },
            v3_and_below_producer_epoch: if version <= 3 { random.value(version) } else { 0 },
            v3_and_below_topics: if version <= 3 { random.values(version) } else { Vec::new() },
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for add_partitions_to_txn_request::AddPartitionsToTxnRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version >= 4 {
            json.insert("transactions".into(), self.transactions.json(version));
        }
        if version <= 3 {
            json.insert("v3AndBelowTransactionalId".into(), self.v3_and_below_transactional_id.json(version));
        }
        if version <= 3 {
            json.insert("v3AndBelowProducerId".into(), self.v3_and_below_producer_id.json(version));
        }
        if version <= 3 {
            json.insert("v3AndBelowProducerEpoch".into(), self.v3_and_below_producer_epoch.json(version));
        }
        if version <= 3 {
            json.insert("v3AndBelowTopics".into(), self.v3_and_below_topics.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for add_partitions_to_txn_request::AddPartitionsToTxnTransaction {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            transactional_id: random.value(version),
            producer_id: random.value(version),
            producer_epoch: random.value(version),
            verify_only: random.value(version),
            topics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for add_partitions_to_txn_request::AddPartitionsToTxnTransaction {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("transactionalId".into(), self.transactional_id.json(version));
        json.insert("producerId".into(), self.producer_id.json(version));
        json.insert("producerEpoch".into(), self.producer_epoch.json(version));
        json.insert("verifyOnly".into(), self.verify_only.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for add_partitions_to_txn_request::AddPartitionsToTxnTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for add_partitions_to_txn_request::AddPartitionsToTxnTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for add_partitions_to_txn_response::AddPartitionsToTxnResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: if version >= 4 { random.value(version) } else { 0 },
            results_by_transaction: if version >= 4 { random.values(version) } else { Vec::new() },
            results_by_topic_v3_and_below: if version <= 3 { random.values(version) } else { Vec::new() },
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for add_partitions_to_txn_response::AddPartitionsToTxnResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        if version >= 4 {
            json.insert("errorCode".into(), self.error_code.json(version));
        }
        if version >= 4 {
            json.insert("resultsByTransaction".into(), self.results_by_transaction.json(version));
        }
        if version <= 3 {
            json.insert("resultsByTopicV3AndBelow".into(), self.results_by_topic_v3_and_below.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for add_partitions_to_txn_response::AddPartitionsToTxnResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            transactional_id: random.value(version),
            topic_results: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for add_partitions_to_txn_response::AddPartitionsToTxnResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("transactionalId".into(), self.transactional_id.json(version));
        json.insert("topicResults".into(), self.topic_results.json(version));
        Value::Object(json)
    }
}

impl Sample for add_partitions_to_txn_response::AddPartitionsToTxnTopicResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            results_by_partition: random.values(version),
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for add_partitions_to_txn_response::AddPartitionsToTxnTopicResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("resultsByPartition".into(), self.results_by_partition.json(version));
        Value::Object(json)
    }
}

impl Sample for add_partitions_to_txn_response::AddPartitionsToTxnPartitionResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            partition_error_code: random.value(version),
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for add_partitions_to_txn_response::AddPartitionsToTxnPartitionResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("partitionErrorCode".into(), self.partition_error_code.json(version));
        Value::Object(json)
    }
}

impl Sample for add_raft_voter_request::AddRaftVoterRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            cluster_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            timeout_ms: random.value(version),
            voter_id: random.value(version),
            voter_directory_id: random.value(version),
            listeners: random.values(version),
            ack_when_committed: if version >= 1 { random.value(version) } else { true },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for add_raft_voter_request::AddRaftVoterRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("clusterId".into(), self.cluster_id.json(version));
        json.insert("timeoutMs".into(), self.timeout_ms.json(version));
        json.insert("voterId".into(), self.voter_id.json(version));
        json.insert("voterDirectoryId".into(), self.voter_directory_id.json(version));
        json.insert("listeners".into(), self.listeners.json(version));
        if version >= 1 {
            json.insert("ackWhenCommitted".into(), self.ack_when_committed.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for add_raft_voter_request::Listener {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            host: random.value(version),
            port: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for add_raft_voter_request::Listener {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        Value::Object(json)
    }
}

impl Sample for add_raft_voter_response::AddRaftVoterResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for add_raft_voter_response::AddRaftVoterResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        Value::Object(json)
    }
}

impl Sample for allocate_producer_ids_request::AllocateProducerIdsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            broker_id: random.value(version),
            broker_epoch: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for allocate_producer_ids_request::AllocateProducerIdsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("brokerId".into(), self.broker_id.json(version));
        json.insert("brokerEpoch".into(), self.broker_epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for allocate_producer_ids_response::AllocateProducerIdsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            producer_id_start: random.value(version),
            producer_id_len: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for allocate_producer_ids_response::AllocateProducerIdsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("producerIdStart".into(), self.producer_id_start.json(version));
        json.insert("producerIdLen".into(), self.producer_id_len.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_client_quotas_request::AlterClientQuotasRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            entries: random.values(version),
            validate_only: random.value(version),
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for alter_client_quotas_request::AlterClientQuotasRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("entries".into(), self.entries.json(version));
        json.insert("validateOnly".into(), self.validate_only.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_client_quotas_request::EntryData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            entity: random.values(version),
            ops: random.values(version),
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for alter_client_quotas_request::EntryData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("entity".into(), self.entity.json(version));
        json.insert("ops".into(), self.ops.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_client_quotas_request::EntityData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            entity_type: random.value(version),
            entity_name: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for alter_client_quotas_request::EntityData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("entityType".into(), self.entity_type.json(version));
        json.insert("entityName".into(), self.entity_name.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_client_quotas_request::OpData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            key: random.value(version),
            value: random.value(version),
            remove: random.value(version),
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for alter_client_quotas_request::OpData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("key".into(), self.key.json(version));
        json.insert("value".into(), self.value.json(version));
        json.insert("remove".into(), self.remove.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_client_quotas_response::AlterClientQuotasResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            entries: random.values(version),
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for alter_client_quotas_response::AlterClientQuotasResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("entries".into(), self.entries.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_client_quotas_response::EntryData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            entity: random.values(version),
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for alter_client_quotas_response::EntryData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("entity".into(), self.entity.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_client_quotas_response::EntityData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            entity_type: random.value(version),
            entity_name: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for alter_client_quotas_response::EntityData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("entityType".into(), self.entity_type.json(version));
        json.insert("entityName".into(), self.entity_name.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_configs_request::AlterConfigsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            resources: random.values(version),
            validate_only: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for alter_configs_request::AlterConfigsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("resources".into(), self.resources.json(version));
        json.insert("validateOnly".into(), self.validate_only.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_configs_request::AlterConfigsResource {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            resource_type: random.value(version),
            resource_name: random.value(version),
            configs: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for alter_configs_request::AlterConfigsResource {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("resourceType".into(), self.resource_type.json(version));
        json.insert("resourceName".into(), self.resource_name.json(version));
        json.insert("configs".into(), self.configs.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_configs_request::AlterableConfig {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            value: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for alter_configs_request::AlterableConfig {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("value".into(), self.value.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_configs_response::AlterConfigsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            responses: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for alter_configs_response::AlterConfigsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("responses".into(), self.responses.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_configs_response::AlterConfigsResourceResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            resource_type: random.value(version),
            resource_name: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for alter_configs_response::AlterConfigsResourceResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("resourceType".into(), self.resource_type.json(version));
        json.insert("resourceName".into(), self.resource_name.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_partition_reassignments_request::AlterPartitionReassignmentsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            timeout_ms: random.value(version),
            allow_replication_factor_change: if version >= 1 { random.value(version) } else { true },
            topics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_partition_reassignments_request::AlterPartitionReassignmentsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("timeoutMs".into(), self.timeout_ms.json(version));
        if version >= 1 {
            json.insert("allowReplicationFactorChange".into(), self.allow_replication_factor_change.json(version));
        }
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_partition_reassignments_request::ReassignableTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_partition_reassignments_request::ReassignableTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_partition_reassignments_request::ReassignablePartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            replicas: if random.one_in(4) { None } else { Some(random.values(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_partition_reassignments_request::ReassignablePartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("replicas".into(), self.replicas.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_partition_reassignments_response::AlterPartitionReassignmentsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            allow_replication_factor_change: if version >= 1 { random.value(version) } else { true },
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            responses: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_partition_reassignments_response::AlterPartitionReassignmentsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        if version >= 1 {
            json.insert("allowReplicationFactorChange".into(), self.allow_replication_factor_change.json(version));
        }
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("responses".into(), self.responses.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_partition_reassignments_response::ReassignableTopicResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_partition_reassignments_response::ReassignableTopicResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_partition_reassignments_response::ReassignablePartitionResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_partition_reassignments_response::ReassignablePartitionResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_partition_request::AlterPartitionRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            broker_id: random.value(version),
            broker_epoch: random.value(version),
            topics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_partition_request::AlterPartitionRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("brokerId".into(), self.broker_id.json(version));
        json.insert("brokerEpoch".into(), self.broker_epoch.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_partition_request::TopicData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_partition_request::TopicData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_partition_request::PartitionData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            leader_epoch: random.value(version),
            new_isr: if version <= 2 { random.values(version) } else { Vec::new() },
            new_isr_with_epochs: if version >= 3 { random.values(version) } else { Vec::new() },
            leader_recovery_state: random.value(version),
            partition_epoch: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_partition_request::PartitionData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        if version <= 2 {
            json.insert("newIsr".into(), self.new_isr.json(version));
        }
        if version >= 3 {
            json.insert("newIsrWithEpochs".into(), self.new_isr_with_epochs.json(version));
        }
        json.insert("leaderRecoveryState".into(), self.leader_recovery_state.json(version));
        json.insert("partitionEpoch".into(), self.partition_epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_partition_request::BrokerState {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            broker_id: random.value(version),
            broker_epoch: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_partition_request::BrokerState {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("brokerId".into(), self.broker_id.json(version));
        json.insert("brokerEpoch".into(), self.broker_epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_partition_response::AlterPartitionResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            topics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_partition_response::AlterPartitionResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_partition_response::TopicData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_partition_response::TopicData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_partition_response::PartitionData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            error_code: random.value(version),
            leader_id: random.value(version),
            leader_epoch: random.value(version),
            isr: random.values(version),
            leader_recovery_state: random.value(version),
            partition_epoch: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_partition_response::PartitionData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("leaderId".into(), self.leader_id.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        json.insert("isr".into(), self.isr.json(version));
        json.insert("leaderRecoveryState".into(), self.leader_recovery_state.json(version));
        json.insert("partitionEpoch".into(), self.partition_epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_replica_log_dirs_request::AlterReplicaLogDirsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            dirs: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for alter_replica_log_dirs_request::AlterReplicaLogDirsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("dirs".into(), self.dirs.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_replica_log_dirs_request::AlterReplicaLogDir {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            path: random.value(version),
            topics: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for alter_replica_log_dirs_request::AlterReplicaLogDir {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("path".into(), self.path.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_replica_log_dirs_request::AlterReplicaLogDirTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for alter_replica_log_dirs_request::AlterReplicaLogDirTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_replica_log_dirs_response::AlterReplicaLogDirsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            results: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for alter_replica_log_dirs_response::AlterReplicaLogDirsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("results".into(), self.results.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_replica_log_dirs_response::AlterReplicaLogDirTopicResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for alter_replica_log_dirs_response::AlterReplicaLogDirTopicResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicName".into(), self.topic_name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_replica_log_dirs_response::AlterReplicaLogDirPartitionResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            error_code: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for alter_replica_log_dirs_response::AlterReplicaLogDirPartitionResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_share_group_offsets_request::AlterShareGroupOffsetsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: random.value(version),
            topics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_share_group_offsets_request::AlterShareGroupOffsetsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_share_group_offsets_request::AlterShareGroupOffsetsRequestTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_share_group_offsets_request::AlterShareGroupOffsetsRequestTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicName".into(), self.topic_name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_share_group_offsets_request::AlterShareGroupOffsetsRequestPartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            start_offset: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_share_group_offsets_request::AlterShareGroupOffsetsRequestPartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("startOffset".into(), self.start_offset.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_share_group_offsets_response::AlterShareGroupOffsetsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            responses: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_share_group_offsets_response::AlterShareGroupOffsetsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("responses".into(), self.responses.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_share_group_offsets_response::AlterShareGroupOffsetsResponseTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_name: random.value(version),
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_share_group_offsets_response::AlterShareGroupOffsetsResponseTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicName".into(), self.topic_name.json(version));
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_share_group_offsets_response::AlterShareGroupOffsetsResponsePartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_share_group_offsets_response::AlterShareGroupOffsetsResponsePartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_user_scram_credentials_request::AlterUserScramCredentialsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            deletions: random.values(version),
            upsertions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_user_scram_credentials_request::AlterUserScramCredentialsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("deletions".into(), self.deletions.json(version));
        json.insert("upsertions".into(), self.upsertions.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_user_scram_credentials_request::ScramCredentialDeletion {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            mechanism: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_user_scram_credentials_request::ScramCredentialDeletion {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("mechanism".into(), self.mechanism.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_user_scram_credentials_request::ScramCredentialUpsertion {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            mechanism: random.value(version),
            iterations: random.value(version),
            salt: random.value(version),
            salted_password: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_user_scram_credentials_request::ScramCredentialUpsertion {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("mechanism".into(), self.mechanism.json(version));
        json.insert("iterations".into(), self.iterations.json(version));
        json.insert("salt".into(), self.salt.json(version));
        json.insert("saltedPassword".into(), self.salted_password.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_user_scram_credentials_response::AlterUserScramCredentialsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            results: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_user_scram_credentials_response::AlterUserScramCredentialsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("results".into(), self.results.json(version));
        Value::Object(json)
    }
}

impl Sample for alter_user_scram_credentials_response::AlterUserScramCredentialsResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            user: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for alter_user_scram_credentials_response::AlterUserScramCredentialsResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("user".into(), self.user.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        Value::Object(json)
    }
}

impl Sample for api_versions_request::ApiVersionsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            client_software_name: if version >= 3 { random.value(version) } else { String::new() },
            client_software_version: if version >= 3 { random.value(version) } else { String::new() },
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for api_versions_request::ApiVersionsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version >= 3 {
            json.insert("clientSoftwareName".into(), self.client_software_name.json(version));
        }
        if version >= 3 {
            json.insert("clientSoftwareVersion".into(), self.client_software_version.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for api_versions_response::ApiVersionsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            api_keys: random.values(version),
            throttle_time_ms: if version >= 1 { random.value(version) } else { 0 },
            supported_features: if version >= 3 { random.values(version) } else { Vec::new() },
            finalized_features_epoch: if version >= 3 { random.value(version) } else { -1 },
            finalized_features: if version >= 3 { random.values(version) } else { Vec::new() },
            zk_migration_ready: if version >= 3 { random.value(version) } else { false },
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for api_versions_response::ApiVersionsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("apiKeys".into(), self.api_keys.json(version));
        if version >= 1 {
            json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        }
        if version >= 3 {
            json.insert("supportedFeatures".into(), self.supported_features.json(version));
        }
        if version >= 3 {
            json.insert("finalizedFeaturesEpoch".into(), self.finalized_features_epoch.json(version));
        }
        if version >= 3 {
            json.insert("finalizedFeatures".into(), self.finalized_features.json(version));
        }
        if version >= 3 {
            json.insert("zkMigrationReady".into(), self.zk_migration_ready.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for api_versions_response::ApiVersion {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            api_key: random.value(version),
            min_version: random.value(version),
            max_version: random.value(version),
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for api_versions_response::ApiVersion {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("apiKey".into(), self.api_key.json(version));
        json.insert("minVersion".into(), self.min_version.json(version));
        json.insert("maxVersion".into(), self.max_version.json(version));
        Value::Object(json)
    }
}

impl Sample for api_versions_response::SupportedFeatureKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            min_version: random.value(version),
            max_version: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for api_versions_response::SupportedFeatureKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("minVersion".into(), self.min_version.json(version));
        json.insert("maxVersion".into(), self.max_version.json(version));
        Value::Object(json)
    }
}

impl Sample for api_versions_response::FinalizedFeatureKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            max_version_level: random.value(version),
            min_version_level: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for api_versions_response::FinalizedFeatureKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("maxVersionLevel".into(), self.max_version_level.json(version));
        json.insert("minVersionLevel".into(), self.min_version_level.json(version));
        Value::Object(json)
    }
}

impl Sample for assign_replicas_to_dirs_request::AssignReplicasToDirsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            broker_id: random.value(version),
            broker_epoch: random.value(version),
            directories: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for assign_replicas_to_dirs_request::AssignReplicasToDirsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("brokerId".into(), self.broker_id.json(version));
        json.insert("brokerEpoch".into(), self.broker_epoch.json(version));
        json.insert("directories".into(), self.directories.json(version));
        Value::Object(json)
    }
}

impl Sample for assign_replicas_to_dirs_request::DirectoryData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { id: random.value(version), topics: random.values(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for assign_replicas_to_dirs_request::DirectoryData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("id".into(), self.id.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for assign_replicas_to_dirs_request::TopicData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for assign_replicas_to_dirs_request::TopicData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for assign_replicas_to_dirs_request::PartitionData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { partition_index: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for assign_replicas_to_dirs_request::PartitionData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        Value::Object(json)
    }
}

impl Sample for assign_replicas_to_dirs_response::AssignReplicasToDirsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            directories: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for assign_replicas_to_dirs_response::AssignReplicasToDirsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("directories".into(), self.directories.json(version));
        Value::Object(json)
    }
}

impl Sample for assign_replicas_to_dirs_response::DirectoryData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { id: random.value(version), topics: random.values(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for assign_replicas_to_dirs_response::DirectoryData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("id".into(), self.id.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for assign_replicas_to_dirs_response::TopicData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for assign_replicas_to_dirs_response::TopicData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for assign_replicas_to_dirs_response::PartitionData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            error_code: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for assign_replicas_to_dirs_response::PartitionData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        Value::Object(json)
    }
}

impl Sample for begin_quorum_epoch_request::BeginQuorumEpochRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            cluster_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            voter_id: if version >= 1 { random.value(version) } else { -1 },
            topics: random.values(version),
            leader_endpoints: if version >= 1 { random.values(version) } else { Vec::new() },
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for begin_quorum_epoch_request::BeginQuorumEpochRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("clusterId".into(), self.cluster_id.json(version));
        if version >= 1 {
            json.insert("voterId".into(), self.voter_id.json(version));
        }
        json.insert("topics".into(), self.topics.json(version));
        if version >= 1 {
            json.insert("leaderEndpoints".into(), self.leader_endpoints.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for begin_quorum_epoch_request::TopicData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for begin_quorum_epoch_request::TopicData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicName".into(), self.topic_name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for begin_quorum_epoch_request::LeaderEndpoint {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            host: random.value(version),
            port: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for begin_quorum_epoch_request::LeaderEndpoint {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        Value::Object(json)
    }
}

impl Sample for begin_quorum_epoch_request::PartitionData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            voter_directory_id: if version >= 1 { random.value(version) } else { Uuid::ZERO },
            leader_id: random.value(version),
            leader_epoch: random.value(version),
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for begin_quorum_epoch_request::PartitionData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        if version >= 1 {
            json.insert("voterDirectoryId".into(), self.voter_directory_id.json(version));
        }
        json.insert("leaderId".into(), self.leader_id.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for begin_quorum_epoch_response::BeginQuorumEpochResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            topics: random.values(version),
            node_endpoints: if version >= 1 { random.values(version) } else { Vec::new() },
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for begin_quorum_epoch_response::BeginQuorumEpochResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("topics".into(), self.topics.json(version));
        if version >= 1 {
            json.insert("nodeEndpoints".into(), self.node_endpoints.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for begin_quorum_epoch_response::TopicData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for begin_quorum_epoch_response::TopicData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicName".into(), self.topic_name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for begin_quorum_epoch_response::NodeEndpoint {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            node_id: random.value(version),
            host: random.value(version),
            port: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for begin_quorum_epoch_response::NodeEndpoint {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("nodeId".into(), self.node_id.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        Value::Object(json)
    }
}

impl Sample for begin_quorum_epoch_response::PartitionData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            error_code: random.value(version),
            leader_id: random.value(version),
            leader_epoch: random.value(version),
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for begin_quorum_epoch_response::PartitionData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("leaderId".into(), self.leader_id.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for broker_heartbeat_request::BrokerHeartbeatRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            broker_id: random.value(version),
            broker_epoch: random.value(version),
            current_metadata_offset: random.value(version),
            want_fence: random.value(version),
            want_shut_down: random.value(version),
            offline_log_dirs: if version >= 1 { random.values(version) } else { Vec::new() },
            cordoned_log_dirs: if version >= 2 {
                if random.one_in(4) { None } else { Some(random.values(version)) }
            } else {
                None
            },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for broker_heartbeat_request::BrokerHeartbeatRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("brokerId".into(), self.broker_id.json(version));
        json.insert("brokerEpoch".into(), self.broker_epoch.json(version));
        json.insert("currentMetadataOffset".into(), self.current_metadata_offset.json(version));
        json.insert("wantFence".into(), self.want_fence.json(version));
        json.insert("wantShutDown".into(), self.want_shut_down.json(version));
        if version >= 1 {
            json.insert("offlineLogDirs".into(), self.offline_log_dirs.json(version));
        }
        if version >= 2 {
            json.insert("cordonedLogDirs".into(), self.cordoned_log_dirs.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for broker_heartbeat_response::BrokerHeartbeatResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            is_caught_up: random.value(version),
            is_fenced: random.value(version),
            should_shut_down: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for broker_heartbeat_response::BrokerHeartbeatResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("isCaughtUp".into(), self.is_caught_up.json(version));
        json.insert("isFenced".into(), self.is_fenced.json(version));
        json.insert("shouldShutDown".into(), self.should_shut_down.json(version));
        Value::Object(json)
    }
}

impl Sample for broker_registration_request::BrokerRegistrationRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            broker_id: random.value(version),
            cluster_id: random.value(version),
            incarnation_id: random.value(version),
            listeners: random.values(version),
            features: random.values(version),
            rack: if random.one_in(4) { None } else { Some(random.value(version)) },
            is_migrating_zk_broker: if version >= 1 { random.value(version) } else { false },
            log_dirs: if version >= 2 { random.values(version) } else { Vec::new() },
            previous_broker_epoch: if version >= 3 { random.value(version) } else { -1 },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for broker_registration_request::BrokerRegistrationRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("brokerId".into(), self.broker_id.json(version));
        json.insert("clusterId".into(), self.cluster_id.json(version));
        json.insert("incarnationId".into(), self.incarnation_id.json(version));
        json.insert("listeners".into(), self.listeners.json(version));
        json.insert("features".into(), self.features.json(version));
        json.insert("rack".into(), self.rack.json(version));
        if version >= 1 {
            json.insert("isMigratingZkBroker".into(), self.is_migrating_zk_broker.json(version));
        }
        if version >= 2 {
            json.insert("logDirs".into(), self.log_dirs.json(version));
        }
        if version >= 3 {
            json.insert("previousBrokerEpoch".into(), self.previous_broker_epoch.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for broker_registration_request::Listener {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            host: random.value(version),
            port: random.value(version),
            security_protocol: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for broker_registration_request::Listener {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        json.insert("securityProtocol".into(), self.security_protocol.json(version));
        Value::Object(json)
    }
}

impl Sample for broker_registration_request::Feature {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            min_supported_version: random.value(version),
            max_supported_version: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for broker_registration_request::Feature {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("minSupportedVersion".into(), self.min_supported_version.json(version));
        json.insert("maxSupportedVersion".into(), self.max_supported_version.json(version));
        Value::Object(json)
    }
}

impl Sample for broker_registration_response::BrokerRegistrationResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            broker_epoch: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for broker_registration_response::BrokerRegistrationResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("brokerEpoch".into(), self.broker_epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_describe_request::ConsumerGroupDescribeRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_ids: random.values(version),
            include_authorized_operations: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for consumer_group_describe_request::ConsumerGroupDescribeRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupIds".into(), self.group_ids.json(version));
        json.insert("includeAuthorizedOperations".into(), self.include_authorized_operations.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_describe_response::ConsumerGroupDescribeResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            groups: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for consumer_group_describe_response::ConsumerGroupDescribeResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("groups".into(), self.groups.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_describe_response::DescribedGroup {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            group_id: random.value(version),
            group_state: random.value(version),
            group_epoch: random.value(version),
            assignment_epoch: random.value(version),
            assignor_name: random.value(version),
            members: random.values(version),
            authorized_operations: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for consumer_group_describe_response::DescribedGroup {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("groupState".into(), self.group_state.json(version));
        json.insert("groupEpoch".into(), self.group_epoch.json(version));
        json.insert("assignmentEpoch".into(), self.assignment_epoch.json(version));
        json.insert("assignorName".into(), self.assignor_name.json(version));
        json.insert("members".into(), self.members.json(version));
        json.insert("authorizedOperations".into(), self.authorized_operations.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_describe_response::Member {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            member_id: random.value(version),
            instance_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            rack_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            member_epoch: random.value(version),
            client_id: random.value(version),
            client_host: random.value(version),
            subscribed_topic_names: random.values(version),
            subscribed_topic_regex: if random.one_in(4) { None } else { Some(random.value(version)) },
            assignment: random.value(version),
            target_assignment: random.value(version),
            member_type: if version >= 1 { random.value(version) } else { -1 },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for consumer_group_describe_response::Member {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("memberId".into(), self.member_id.json(version));
        json.insert("instanceId".into(), self.instance_id.json(version));
        json.insert("rackId".into(), self.rack_id.json(version));
        json.insert("memberEpoch".into(), self.member_epoch.json(version));
        json.insert("clientId".into(), self.client_id.json(version));
        json.insert("clientHost".into(), self.client_host.json(version));
        json.insert("subscribedTopicNames".into(), self.subscribed_topic_names.json(version));
        json.insert("subscribedTopicRegex".into(), self.subscribed_topic_regex.json(version));
        json.insert("assignment".into(), self.assignment.json(version));
        json.insert("targetAssignment".into(), self.target_assignment.json(version));
        if version >= 1 {
            json.insert("memberType".into(), self.member_type.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for consumer_group_describe_response::Assignment {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { topic_partitions: random.values(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for consumer_group_describe_response::Assignment {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicPartitions".into(), self.topic_partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_describe_response::TopicPartitions {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            topic_name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for consumer_group_describe_response::TopicPartitions {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("topicName".into(), self.topic_name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_heartbeat_request::ConsumerGroupHeartbeatRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: random.value(version),
            member_id: random.value(version),
            member_epoch: random.value(version),
            instance_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            rack_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            rebalance_timeout_ms: random.value(version),
            subscribed_topic_names: if random.one_in(4) { None } else { Some(random.values(version)) },
            subscribed_topic_regex: if version >= 1 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                None
            },
            server_assignor: if random.one_in(4) { None } else { Some(random.value(version)) },
            topic_partitions: if random.one_in(4) { None } else { Some(random.values(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for consumer_group_heartbeat_request::ConsumerGroupHeartbeatRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("memberId".into(), self.member_id.json(version));
        json.insert("memberEpoch".into(), self.member_epoch.json(version));
        json.insert("instanceId".into(), self.instance_id.json(version));
        json.insert("rackId".into(), self.rack_id.json(version));
        json.insert("rebalanceTimeoutMs".into(), self.rebalance_timeout_ms.json(version));
        json.insert("subscribedTopicNames".into(), self.subscribed_topic_names.json(version));
        if version >= 1 {
            json.insert("subscribedTopicRegex".into(), self.subscribed_topic_regex.json(version));
        }
        json.insert("serverAssignor".into(), self.server_assignor.json(version));
        json.insert("topicPartitions".into(), self.topic_partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_heartbeat_request::TopicPartitions {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for consumer_group_heartbeat_request::TopicPartitions {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_heartbeat_response::ConsumerGroupHeartbeatResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            member_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            member_epoch: random.value(version),
            heartbeat_interval_ms: random.value(version),
            assignment: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for consumer_group_heartbeat_response::ConsumerGroupHeartbeatResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("memberId".into(), self.member_id.json(version));
        json.insert("memberEpoch".into(), self.member_epoch.json(version));
        json.insert("heartbeatIntervalMs".into(), self.heartbeat_interval_ms.json(version));
        json.insert("assignment".into(), self.assignment.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_heartbeat_response::Assignment {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { topic_partitions: random.values(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for consumer_group_heartbeat_response::Assignment {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicPartitions".into(), self.topic_partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_heartbeat_response::TopicPartitions {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for consumer_group_heartbeat_response::TopicPartitions {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_protocol_assignment::ConsumerProtocolAssignment {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            assigned_partitions: random.values(version),
            user_data: if random.one_in(4) { None } else { Some(random.value(version)) },
        }
    }
}

impl Json for consumer_protocol_assignment::ConsumerProtocolAssignment {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("assignedPartitions".into(), self.assigned_partitions.json(version));
        json.insert("userData".into(), self.user_data.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_protocol_assignment::TopicPartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { topic: random.value(version), partitions: random.values(version) }
    }
}

impl Json for consumer_protocol_assignment::TopicPartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topic".into(), self.topic.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_protocol_subscription::ConsumerProtocolSubscription {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topics: random.values(version),
            user_data: if random.one_in(4) { None } else { Some(random.value(version)) },
            owned_partitions: if version >= 1 { random.values(version) } else { Vec::new() },
            generation_id: if version >= 2 { random.value(version) } else { -1 },
            rack_id: if version >= 3 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                None
            },
        }
    }
}

impl Json for consumer_protocol_subscription::ConsumerProtocolSubscription {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topics".into(), self.topics.json(version));
        json.insert("userData".into(), self.user_data.json(version));
        if version >= 1 {
            json.insert("ownedPartitions".into(), self.owned_partitions.json(version));
        }
        if version >= 2 {
            json.insert("generationId".into(), self.generation_id.json(version));
        }
        if version >= 3 {
            json.insert("rackId".into(), self.rack_id.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for consumer_protocol_subscription::TopicPartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { topic: random.value(version), partitions: random.values(version) }
    }
}

impl Json for consumer_protocol_subscription::TopicPartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topic".into(), self.topic.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for control_record_type_schema::ControlRecordTypeSchema {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { r#type: random.value(version) }
    }
}

impl Json for control_record_type_schema::ControlRecordTypeSchema {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("type".into(), self.r#type.json(version));
        Value::Object(json)
    }
}

impl Sample for controller_registration_request::ControllerRegistrationRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            controller_id: random.value(version),
            incarnation_id: random.value(version),
            zk_migration_ready: random.value(version),
            listeners: random.values(version),
            features: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for controller_registration_request::ControllerRegistrationRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("controllerId".into(), self.controller_id.json(version));
        json.insert("incarnationId".into(), self.incarnation_id.json(version));
        json.insert("zkMigrationReady".into(), self.zk_migration_ready.json(version));
        json.insert("listeners".into(), self.listeners.json(version));
        json.insert("features".into(), self.features.json(version));
        Value::Object(json)
    }
}

impl Sample for controller_registration_request::Listener {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            host: random.value(version),
            port: random.value(version),
            security_protocol: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for controller_registration_request::Listener {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        json.insert("securityProtocol".into(), self.security_protocol.json(version));
        Value::Object(json)
    }
}

impl Sample for controller_registration_request::Feature {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            min_supported_version: random.value(version),
            max_supported_version: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for controller_registration_request::Feature {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("minSupportedVersion".into(), self.min_supported_version.json(version));
        json.insert("maxSupportedVersion".into(), self.max_supported_version.json(version));
        Value::Object(json)
    }
}

impl Sample for controller_registration_response::ControllerRegistrationResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for controller_registration_response::ControllerRegistrationResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        Value::Object(json)
    }
}

impl Sample for create_acls_request::CreateAclsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            creations: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for create_acls_request::CreateAclsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("creations".into(), self.creations.json(version));
        Value::Object(json)
    }
}

impl Sample for create_acls_request::AclCreation {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            resource_type: random.value(version),
            resource_name: random.value(version),
            resource_pattern_type: random.value(version),
            principal: random.value(version),
            host: random.value(version),
            operation: random.value(version),
            permission_type: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for create_acls_request::AclCreation {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("resourceType".into(), self.resource_type.json(version));
        json.insert("resourceName".into(), self.resource_name.json(version));
        json.insert("resourcePatternType".into(), self.resource_pattern_type.json(version));
        json.insert("principal".into(), self.principal.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("operation".into(), self.operation.json(version));
        json.insert("permissionType".into(), self.permission_type.json(version));
        Value::Object(json)
    }
}

impl Sample for create_acls_response::CreateAclsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            results: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for create_acls_response::CreateAclsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("results".into(), self.results.json(version));
        Value::Object(json)
    }
}

impl Sample for create_acls_response::AclCreationResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for create_acls_response::AclCreationResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        Value::Object(json)
    }
}

impl Sample for create_delegation_token_request::CreateDelegationTokenRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            owner_principal_type: if version >= 3 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                Some(String::new())
            },
            owner_principal_name: if version >= 3 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                Some(String::new())
            },
            renewers: random.values(version),
            max_lifetime_ms: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for create_delegation_token_request::CreateDelegationTokenRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version >= 3 {
            json.insert("ownerPrincipalType".into(), self.owner_principal_type.json(version));
        }
        if version >= 3 {
            json.insert("ownerPrincipalName".into(), self.owner_principal_name.json(version));
        }
        json.insert("renewers".into(), self.renewers.json(version));
        json.insert("maxLifetimeMs".into(), self.max_lifetime_ms.json(version));
        Value::Object(json)
    }
}

impl Sample for create_delegation_token_request::CreatableRenewers {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            principal_type: random.value(version),
            principal_name: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for create_delegation_token_request::CreatableRenewers {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("principalType".into(), self.principal_type.json(version));
        json.insert("principalName".into(), self.principal_name.json(version));
        Value::Object(json)
    }
}

impl Sample for create_delegation_token_response::CreateDelegationTokenResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            principal_type: random.value(version),
            principal_name: random.value(version),
            token_requester_principal_type: if version >= 3 { random.value(version) } else { String::new() },
            token_requester_principal_name: if version >= 3 { random.value(version) } else { String::new() },
            issue_timestamp_ms: random.value(version),
            expiry_timestamp_ms: random.value(version),
            max_timestamp_ms: random.value(version),
            token_id: random.value(version),
            hmac: random.value(version),
            throttle_time_ms: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for create_delegation_token_response::CreateDelegationTokenResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("principalType".into(), self.principal_type.json(version));
        json.insert("principalName".into(), self.principal_name.json(version));
        if version >= 3 {
            json.insert("tokenRequesterPrincipalType".into(), self.token_requester_principal_type.json(version));
        }
        if version >= 3 {
            json.insert("tokenRequesterPrincipalName".into(), self.token_requester_principal_name.json(version));
        }
        json.insert("issueTimestampMs".into(), self.issue_timestamp_ms.json(version));
        json.insert("expiryTimestampMs".into(), self.expiry_timestamp_ms.json(version));
        json.insert("maxTimestampMs".into(), self.max_timestamp_ms.json(version));
        json.insert("tokenId".into(), self.token_id.json(version));
        json.insert("hmac".into(), self.hmac.json(version));
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        Value::Object(json)
    }
}

impl Sample for create_partitions_request::CreatePartitionsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topics: random.values(version),
            timeout_ms: random.value(version),
            validate_only: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for create_partitions_request::CreatePartitionsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topics".into(), self.topics.json(version));
        json.insert("timeoutMs".into(), self.timeout_ms.json(version));
        json.insert("validateOnly".into(), self.validate_only.json(version));
        Value::Object(json)
    }
}

impl Sample for create_partitions_request::CreatePartitionsTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            count: random.value(version),
            assignments: if random.one_in(4) { None } else { Some(random.values(version)) },
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for create_partitions_request::CreatePartitionsTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("count".into(), self.count.json(version));
        json.insert("assignments".into(), self.assignments.json(version));
        Value::Object(json)
    }
}

impl Sample for create_partitions_request::CreatePartitionsAssignment {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            broker_ids: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for create_partitions_request::CreatePartitionsAssignment {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("brokerIds".into(), self.broker_ids.json(version));
        Value::Object(json)
    }
}

impl Sample for create_partitions_response::CreatePartitionsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            results: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for create_partitions_response::CreatePartitionsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("results".into(), self.results.json(version));
        Value::Object(json)
    }
}

impl Sample for create_partitions_response::CreatePartitionsTopicResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for create_partitions_response::CreatePartitionsTopicResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        Value::Object(json)
    }
}

impl Sample for create_topics_request::CreateTopicsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topics: random.values(version),
            timeout_ms: random.value(version),
            validate_only: random.value(version),
            unknown_tagged_fields: if version >= 5 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for create_topics_request::CreateTopicsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topics".into(), self.topics.json(version));
        json.insert("timeoutMs".into(), self.timeout_ms.json(version));
        json.insert("validateOnly".into(), self.validate_only.json(version));
        Value::Object(json)
    }
}

impl Sample for create_topics_request::CreatableTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            num_partitions: random.value(version),
            replication_factor: random.value(version),
            assignments: random.values(version),
            configs: random.values(version),
            unknown_tagged_fields: if version >= 5 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for create_topics_request::CreatableTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("numPartitions".into(), self.num_partitions.json(version));
        json.insert("replicationFactor".into(), self.replication_factor.json(version));
        json.insert("assignments".into(), self.assignments.json(version));
        json.insert("configs".into(), self.configs.json(version));
        Value::Object(json)
    }
}

impl Sample for create_topics_request::CreatableReplicaAssignment {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            broker_ids: random.values(version),
            unknown_tagged_fields: if version >= 5 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for create_topics_request::CreatableReplicaAssignment {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("brokerIds".into(), self.broker_ids.json(version));
        Value::Object(json)
    }
}

impl Sample for create_topics_request::CreatableTopicConfig {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            value: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: if version >= 5 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for create_topics_request::CreatableTopicConfig {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("value".into(), self.value.json(version));
        Value::Object(json)
    }
}

impl Sample for create_topics_response::CreateTopicsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            topics: random.values(version),
            unknown_tagged_fields: if version >= 5 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for create_topics_response::CreateTopicsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for create_topics_response::CreatableTopicResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            topic_id: if version >= 7 { random.value(version) } else { Uuid::ZERO },
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            topic_config_error_code: if version >= 5 { random.value(version) } else { 0 },
            num_partitions: if version >= 5 { random.value(version) } else { -1 },
            replication_factor: if version >= 5 { random.value(version) } else { -1 },
            configs: if version >= 5 {
                if random.one_in(4) { None } else { Some(random.values(version)) }
            } else {
                Some(Vec::new())
            },
            unknown_tagged_fields: if version >= 5 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for create_topics_response::CreatableTopicResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        if version >= 7 {
            json.insert("topicId".into(), self.topic_id.json(version));
        }
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        if version >= 5 {
            json.insert("topicConfigErrorCode".into(), self.topic_config_error_code.json(version));
        }
        if version >= 5 {
            json.insert("numPartitions".into(), self.num_partitions.json(version));
        }
        if version >= 5 {
            json.insert("replicationFactor".into(), self.replication_factor.json(version));
        }
        if version >= 5 {
            json.insert("configs".into(), self.configs.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for create_topics_response::CreatableTopicConfigs {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            value: if random.one_in(4) { None } else { Some(random.value(version)) },
            read_only: random.value(version),
            config_source: random.value(version),
            is_sensitive: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for create_topics_response::CreatableTopicConfigs {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("value".into(), self.value.json(version));
        json.insert("readOnly".into(), self.read_only.json(version));
        json.insert("configSource".into(), self.config_source.json(version));
        json.insert("isSensitive".into(), self.is_sensitive.json(version));
        Value::Object(json)
    }
}

impl Sample for default_principal_data::DefaultPrincipalData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            r#type: random.value(version),
            name: random.value(version),
            token_authenticated: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for default_principal_data::DefaultPrincipalData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("type".into(), self.r#type.json(version));
        json.insert("name".into(), self.name.json(version));
        json.insert("tokenAuthenticated".into(), self.token_authenticated.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_acls_request::DeleteAclsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            filters: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for delete_acls_request::DeleteAclsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("filters".into(), self.filters.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_acls_request::DeleteAclsFilter {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            resource_type_filter: random.value(version),
            resource_name_filter: if random.one_in(4) { None } else { Some(random.value(version)) },
            pattern_type_filter: random.value(version),
            principal_filter: if random.one_in(4) { None } else { Some(random.value(version)) },
            host_filter: if random.one_in(4) { None } else { Some(random.value(version)) },
            operation: random.value(version),
            permission_type: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for delete_acls_request::DeleteAclsFilter {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("resourceTypeFilter".into(), self.resource_type_filter.json(version));
        json.insert("resourceNameFilter".into(), self.resource_name_filter.json(version));
        json.insert("patternTypeFilter".into(), self.pattern_type_filter.json(version));
        json.insert("principalFilter".into(), self.principal_filter.json(version));
        json.insert("hostFilter".into(), self.host_filter.json(version));
        json.insert("operation".into(), self.operation.json(version));
        json.insert("permissionType".into(), self.permission_type.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_acls_response::DeleteAclsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            filter_results: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for delete_acls_response::DeleteAclsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("filterResults".into(), self.filter_results.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_acls_response::DeleteAclsFilterResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            matching_acls: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for delete_acls_response::DeleteAclsFilterResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("matchingAcls".into(), self.matching_acls.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_acls_response::DeleteAclsMatchingAcl {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            resource_type: random.value(version),
            resource_name: random.value(version),
            pattern_type: random.value(version),
            principal: random.value(version),
            host: random.value(version),
            operation: random.value(version),
            permission_type: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for delete_acls_response::DeleteAclsMatchingAcl {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("resourceType".into(), self.resource_type.json(version));
        json.insert("resourceName".into(), self.resource_name.json(version));
        json.insert("patternType".into(), self.pattern_type.json(version));
        json.insert("principal".into(), self.principal.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("operation".into(), self.operation.json(version));
        json.insert("permissionType".into(), self.permission_type.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_groups_request::DeleteGroupsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            groups_names: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for delete_groups_request::DeleteGroupsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupsNames".into(), self.groups_names.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_groups_response::DeleteGroupsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            results: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for delete_groups_response::DeleteGroupsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("results".into(), self.results.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_groups_response::DeletableGroupResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: random.value(version),
            error_code: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for delete_groups_response::DeletableGroupResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_records_request::DeleteRecordsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topics: random.values(version),
            timeout_ms: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for delete_records_request::DeleteRecordsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topics".into(), self.topics.json(version));
        json.insert("timeoutMs".into(), self.timeout_ms.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_records_request::DeleteRecordsTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for delete_records_request::DeleteRecordsTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_records_request::DeleteRecordsPartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            offset: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for delete_records_request::DeleteRecordsPartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("offset".into(), self.offset.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_records_response::DeleteRecordsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            topics: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for delete_records_response::DeleteRecordsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_records_response::DeleteRecordsTopicResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for delete_records_response::DeleteRecordsTopicResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_records_response::DeleteRecordsPartitionResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            low_watermark: random.value(version),
            error_code: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for delete_records_response::DeleteRecordsPartitionResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("lowWatermark".into(), self.low_watermark.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_share_group_offsets_request::DeleteShareGroupOffsetsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: random.value(version),
            topics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for delete_share_group_offsets_request::DeleteShareGroupOffsetsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_share_group_offsets_request::DeleteShareGroupOffsetsRequestTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { topic_name: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for delete_share_group_offsets_request::DeleteShareGroupOffsetsRequestTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicName".into(), self.topic_name.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_share_group_offsets_response::DeleteShareGroupOffsetsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            responses: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for delete_share_group_offsets_response::DeleteShareGroupOffsetsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("responses".into(), self.responses.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_share_group_offsets_response::DeleteShareGroupOffsetsResponseTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_name: random.value(version),
            topic_id: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for delete_share_group_offsets_response::DeleteShareGroupOffsetsResponseTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicName".into(), self.topic_name.json(version));
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_share_group_state_request::DeleteShareGroupStateRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: random.value(version),
            topics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for delete_share_group_state_request::DeleteShareGroupStateRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_share_group_state_request::DeleteStateData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for delete_share_group_state_request::DeleteStateData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_share_group_state_request::PartitionData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { partition: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for delete_share_group_state_request::PartitionData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partition".into(), self.partition.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_share_group_state_response::DeleteShareGroupStateResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { results: random.values(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for delete_share_group_state_response::DeleteShareGroupStateResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("results".into(), self.results.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_share_group_state_response::DeleteStateResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for delete_share_group_state_response::DeleteStateResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_share_group_state_response::PartitionResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for delete_share_group_state_response::PartitionResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partition".into(), self.partition.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_topics_request::DeleteTopicsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topics: if version >= 6 { random.values(version) } else { Vec::new() },
            topic_names: if version <= 5 { random.values(version) } else { Vec::new() },
            timeout_ms: random.value(version),
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for delete_topics_request::DeleteTopicsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version >= 6 {
            json.insert("topics".into(), self.topics.json(version));
        }
        if version <= 5 {
            json.insert("topicNames".into(), self.topic_names.json(version));
        }
        json.insert("timeoutMs".into(), self.timeout_ms.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_topics_request::DeleteTopicState {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: if random.one_in(4) { None } else { Some(random.value(version)) },
            topic_id: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for delete_topics_request::DeleteTopicState {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("topicId".into(), self.topic_id.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_topics_response::DeleteTopicsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            responses: random.values(version),
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for delete_topics_response::DeleteTopicsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("responses".into(), self.responses.json(version));
        Value::Object(json)
    }
}

impl Sample for delete_topics_response::DeletableTopicResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: if version >= 6 && random.one_in(4) { None } else { Some(random.value(version)) },
            topic_id: if version >= 6 { random.value(version) } else { Uuid::ZERO },
            error_code: random.value(version),
            error_message: if version >= 5 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                None
            },
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for delete_topics_response::DeletableTopicResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        if version >= 6 {
            json.insert("topicId".into(), self.topic_id.json(version));
        }
        json.insert("errorCode".into(), self.error_code.json(version));
        if version >= 5 {
            json.insert("errorMessage".into(), self.error_message.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for describe_acls_request::DescribeAclsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            resource_type_filter: random.value(version),
            resource_name_filter: if random.one_in(4) { None } else { Some(random.value(version)) },
            pattern_type_filter: random.value(version),
            principal_filter: if random.one_in(4) { None } else { Some(random.value(version)) },
            host_filter: if random.one_in(4) { None } else { Some(random.value(version)) },
            operation: random.value(version),
            permission_type: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_acls_request::DescribeAclsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("resourceTypeFilter".into(), self.resource_type_filter.json(version));
        json.insert("resourceNameFilter".into(), self.resource_name_filter.json(version));
        json.insert("patternTypeFilter".into(), self.pattern_type_filter.json(version));
        json.insert("principalFilter".into(), self.principal_filter.json(version));
        json.insert("hostFilter".into(), self.host_filter.json(version));
        json.insert("operation".into(), self.operation.json(version));
        json.insert("permissionType".into(), self.permission_type.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_acls_response::DescribeAclsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            resources: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_acls_response::DescribeAclsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("resources".into(), self.resources.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_acls_response::DescribeAclsResource {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            resource_type: random.value(version),
            resource_name: random.value(version),
            pattern_type: random.value(version),
            acls: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_acls_response::DescribeAclsResource {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("resourceType".into(), self.resource_type.json(version));
        json.insert("resourceName".into(), self.resource_name.json(version));
        json.insert("patternType".into(), self.pattern_type.json(version));
        json.insert("acls".into(), self.acls.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_acls_response::AclDescription {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            principal: random.value(version),
            host: random.value(version),
            operation: random.value(version),
            permission_type: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_acls_response::AclDescription {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("principal".into(), self.principal.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("operation".into(), self.operation.json(version));
        json.insert("permissionType".into(), self.permission_type.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_client_quotas_request::DescribeClientQuotasRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            components: random.values(version),
            strict: random.value(version),
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_client_quotas_request::DescribeClientQuotasRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("components".into(), self.components.json(version));
        json.insert("strict".into(), self.strict.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_client_quotas_request::ComponentData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            entity_type: random.value(version),
            match_type: random.value(version),
            r#match: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_client_quotas_request::ComponentData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("entityType".into(), self.entity_type.json(version));
        json.insert("matchType".into(), self.match_type.json(version));
        json.insert("match".into(), self.r#match.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_client_quotas_response::DescribeClientQuotasResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            entries: if random.one_in(4) { None } else { Some(random.values(version)) },
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_client_quotas_response::DescribeClientQuotasResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("entries".into(), self.entries.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_client_quotas_response::EntryData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            entity: random.values(version),
            values: random.values(version),
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_client_quotas_response::EntryData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("entity".into(), self.entity.json(version));
        json.insert("values".into(), self.values.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_client_quotas_response::EntityData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            entity_type: random.value(version),
            entity_name: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_client_quotas_response::EntityData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("entityType".into(), self.entity_type.json(version));
        json.insert("entityName".into(), self.entity_name.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_client_quotas_response::ValueData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            key: random.value(version),
            value: random.value(version),
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_client_quotas_response::ValueData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("key".into(), self.key.json(version));
        json.insert("value".into(), self.value.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_cluster_request::DescribeClusterRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            include_cluster_authorized_operations: random.value(version),
            endpoint_type: if version >= 1 { random.value(version) } else { 1 },
            include_fenced_brokers: if version >= 2 { random.value(version) } else { false },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_cluster_request::DescribeClusterRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert(
            "includeClusterAuthorizedOperations".into(),
            self.include_cluster_authorized_operations.json(version),
        );
        if version >= 1 {
            json.insert("endpointType".into(), self.endpoint_type.json(version));
        }
        if version >= 2 {
            json.insert("includeFencedBrokers".into(), self.include_fenced_brokers.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for describe_cluster_response::DescribeClusterResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            endpoint_type: if version >= 1 { random.value(version) } else { 1 },
            cluster_id: random.value(version),
            controller_id: random.value(version),
            brokers: random.values(version),
            cluster_authorized_operations: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_cluster_response::DescribeClusterResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        if version >= 1 {
            json.insert("endpointType".into(), self.endpoint_type.json(version));
        }
        json.insert("clusterId".into(), self.cluster_id.json(version));
        json.insert("controllerId".into(), self.controller_id.json(version));
        json.insert("brokers".into(), self.brokers.json(version));
        json.insert("clusterAuthorizedOperations".into(), self.cluster_authorized_operations.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_cluster_response::DescribeClusterBroker {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            broker_id: random.value(version),
            host: random.value(version),
            port: random.value(version),
            rack: if random.one_in(4) { None } else { Some(random.value(version)) },
            is_fenced: if version >= 2 { random.value(version) } else { false },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_cluster_response::DescribeClusterBroker {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("brokerId".into(), self.broker_id.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        json.insert("rack".into(), self.rack.json(version));
        if version >= 2 {
            json.insert("isFenced".into(), self.is_fenced.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for describe_configs_request::DescribeConfigsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            resources: random.values(version),
            include_synonyms: random.value(version),
            include_documentation: if version >= 3 { random.value(version) } else { false },
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_configs_request::DescribeConfigsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("resources".into(), self.resources.json(version));
        json.insert("includeSynonyms".into(), self.include_synonyms.json(version));
        if version >= 3 {
            json.insert("includeDocumentation".into(), self.include_documentation.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for describe_configs_request::DescribeConfigsResource {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            resource_type: random.value(version),
            resource_name: random.value(version),
            configuration_keys: if random.one_in(4) { None } else { Some(random.values(version)) },
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_configs_request::DescribeConfigsResource {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("resourceType".into(), self.resource_type.json(version));
        json.insert("resourceName".into(), self.resource_name.json(version));
        json.insert("configurationKeys".into(), self.configuration_keys.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_configs_response::DescribeConfigsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            results: random.values(version),
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_configs_response::DescribeConfigsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("results".into(), self.results.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_configs_response::DescribeConfigsResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            resource_type: random.value(version),
            resource_name: random.value(version),
            configs: random.values(version),
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_configs_response::DescribeConfigsResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("resourceType".into(), self.resource_type.json(version));
        json.insert("resourceName".into(), self.resource_name.json(version));
        json.insert("configs".into(), self.configs.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_configs_response::DescribeConfigsResourceResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            value: if random.one_in(4) { None } else { Some(random.value(version)) },
            read_only: random.value(version),
            config_source: random.value(version),
            is_sensitive: random.value(version),
            synonyms: random.values(version),
            config_type: if version >= 3 { random.value(version) } else { 0 },
            documentation: if version >= 3 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                Some(String::new())
            },
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_configs_response::DescribeConfigsResourceResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("value".into(), self.value.json(version));
        json.insert("readOnly".into(), self.read_only.json(version));
        json.insert("configSource".into(), self.config_source.json(version));
        json.insert("isSensitive".into(), self.is_sensitive.json(version));
        json.insert("synonyms".into(), self.synonyms.json(version));
        if version >= 3 {
            json.insert("configType".into(), self.config_type.json(version));
        }
        if version >= 3 {
            json.insert("documentation".into(), self.documentation.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for describe_configs_response::DescribeConfigsSynonym {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            value: if random.one_in(4) { None } else { Some(random.value(version)) },
            source: random.value(version),
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_configs_response::DescribeConfigsSynonym {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("value".into(), self.value.json(version));
        json.insert("source".into(), self.source.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_delegation_token_request::DescribeDelegationTokenRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            owners: if random.one_in(4) { None } else { Some(random.values(version)) },
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_delegation_token_request::DescribeDelegationTokenRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("owners".into(), self.owners.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_delegation_token_request::DescribeDelegationTokenOwner {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            principal_type: random.value(version),
            principal_name: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_delegation_token_request::DescribeDelegationTokenOwner {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("principalType".into(), self.principal_type.json(version));
        json.insert("principalName".into(), self.principal_name.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_delegation_token_response::DescribeDelegationTokenResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            tokens: random.values(version),
            throttle_time_ms: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_delegation_token_response::DescribeDelegationTokenResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("tokens".into(), self.tokens.json(version));
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_delegation_token_response::DescribedDelegationToken {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            principal_type: random.value(version),
            principal_name: random.value(version),
            token_requester_principal_type: if version >= 3 { random.value(version) } else { String::new() },
            token_requester_principal_name: if version >= 3 { random.value(version) } else { String::new() },
            issue_timestamp: random.value(version),
            expiry_timestamp: random.value(version),
            max_timestamp: random.value(version),
            token_id: random.value(version),
            hmac: random.value(version),
            renewers: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_delegation_token_response::DescribedDelegationToken {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("principalType".into(), self.principal_type.json(version));
        json.insert("principalName".into(), self.principal_name.json(version));
        if version >= 3 {
            json.insert("tokenRequesterPrincipalType".into(), self.token_requester_principal_type.json(version));
        }
        if version >= 3 {
            json.insert("tokenRequesterPrincipalName".into(), self.token_requester_principal_name.json(version));
        }
        json.insert("issueTimestamp".into(), self.issue_timestamp.json(version));
        json.insert("expiryTimestamp".into(), self.expiry_timestamp.json(version));
        json.insert("maxTimestamp".into(), self.max_timestamp.json(version));
        json.insert("tokenId".into(), self.token_id.json(version));
        json.insert("hmac".into(), self.hmac.json(version));
        json.insert("renewers".into(), self.renewers.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_delegation_token_response::DescribedDelegationTokenRenewer {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            principal_type: random.value(version),
            principal_name: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_delegation_token_response::DescribedDelegationTokenRenewer {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("principalType".into(), self.principal_type.json(version));
        json.insert("principalName".into(), self.principal_name.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_groups_request::DescribeGroupsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            groups: random.values(version),
            include_authorized_operations: if version >= 3 { random.value(version) } else { false },
            unknown_tagged_fields: if version >= 5 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_groups_request::DescribeGroupsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groups".into(), self.groups.json(version));
        if version >= 3 {
            json.insert("includeAuthorizedOperations".into(), self.include_authorized_operations.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for describe_groups_response::DescribeGroupsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: if version >= 1 { random.value(version) } else { 0 },
            groups: random.values(version),
            unknown_tagged_fields: if version >= 5 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_groups_response::DescribeGroupsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version >= 1 {
            json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        }
        json.insert("groups".into(), self.groups.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_groups_response::DescribedGroup {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            error_message: if version >= 6 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                None
            },
            group_id: random.value(version),
            group_state: random.value(version),
            protocol_type: random.value(version),
            protocol_data: random.value(version),
            members: random.values(version),
            authorized_operations: if version >= 3 { random.value(version) } else { i32::MIN },
            unknown_tagged_fields: if version >= 5 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_groups_response::DescribedGroup {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        if version >= 6 {
            json.insert("errorMessage".into(), self.error_message.json(version));
        }
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("groupState".into(), self.group_state.json(version));
        json.insert("protocolType".into(), self.protocol_type.json(version));
        json.insert("protocolData".into(), self.protocol_data.json(version));
        json.insert("members".into(), self.members.json(version));
        if version >= 3 {
            json.insert("authorizedOperations".into(), self.authorized_operations.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for describe_groups_response::DescribedGroupMember {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            member_id: random.value(version),
            group_instance_id: if version >= 4 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                None
            },
            client_id: random.value(version),
            client_host: random.value(version),
            member_metadata: random.value(version),
            member_assignment: random.value(version),
            unknown_tagged_fields: if version >= 5 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_groups_response::DescribedGroupMember {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("memberId".into(), self.member_id.json(version));
        if version >= 4 {
            json.insert("groupInstanceId".into(), self.group_instance_id.json(version));
        }
        json.insert("clientId".into(), self.client_id.json(version));
        json.insert("clientHost".into(), self.client_host.json(version));
        json.insert("memberMetadata".into(), self.member_metadata.json(version));
        json.insert("memberAssignment".into(), self.member_assignment.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_log_dirs_request::DescribeLogDirsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topics: if random.one_in(4) { None } else { Some(random.values(version)) },
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_log_dirs_request::DescribeLogDirsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_log_dirs_request::DescribableLogDirTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_log_dirs_request::DescribableLogDirTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topic".into(), self.topic.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_log_dirs_response::DescribeLogDirsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: if version >= 3 { random.value(version) } else { 0 },
            results: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_log_dirs_response::DescribeLogDirsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        if version >= 3 {
            json.insert("errorCode".into(), self.error_code.json(version));
        }
        json.insert("results".into(), self.results.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_log_dirs_response::DescribeLogDirsResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            log_dir: random.value(version),
            topics: random.values(version),
            total_bytes: if version >= 4 { random.value(version) } else { -1 },
            usable_bytes: if version >= 4 { random.value(version) } else { -1 },
            is_cordoned: if version >= 5 { random.value(version) } else { false },
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_log_dirs_response::DescribeLogDirsResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("logDir".into(), self.log_dir.json(version));
        json.insert("topics".into(), self.topics.json(version));
        if version >= 4 {
            json.insert("totalBytes".into(), self.total_bytes.json(version));
        }
        if version >= 4 {
            json.insert("usableBytes".into(), self.usable_bytes.json(version));
        }
        if version >= 5 {
            json.insert("isCordoned".into(), self.is_cordoned.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for describe_log_dirs_response::DescribeLogDirsTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_log_dirs_response::DescribeLogDirsTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_log_dirs_response::DescribeLogDirsPartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            partition_size: random.value(version),
            offset_lag: random.value(version),
            is_future_key: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for describe_log_dirs_response::DescribeLogDirsPartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("partitionSize".into(), self.partition_size.json(version));
        json.insert("offsetLag".into(), self.offset_lag.json(version));
        json.insert("isFutureKey".into(), self.is_future_key.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_producers_request::DescribeProducersRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { topics: random.values(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for describe_producers_request::DescribeProducersRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_producers_request::TopicRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partition_indexes: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_producers_request::TopicRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitionIndexes".into(), self.partition_indexes.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_producers_response::DescribeProducersResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            topics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_producers_response::DescribeProducersResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_producers_response::TopicResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_producers_response::TopicResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_producers_response::PartitionResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            active_producers: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_producers_response::PartitionResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("activeProducers".into(), self.active_producers.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_producers_response::ProducerState {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            producer_id: random.value(version),
            producer_epoch: random.value(version),
            last_sequence: random.value(version),
            last_timestamp: random.value(version),
            coordinator_epoch: random.value(version),
            current_txn_start_offset: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_producers_response::ProducerState {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("producerId".into(), self.producer_id.json(version));
        json.insert("producerEpoch".into(), self.producer_epoch.json(version));
        json.insert("lastSequence".into(), self.last_sequence.json(version));
        json.insert("lastTimestamp".into(), self.last_timestamp.json(version));
        json.insert("coordinatorEpoch".into(), self.coordinator_epoch.json(version));
        json.insert("currentTxnStartOffset".into(), self.current_txn_start_offset.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_quorum_request::DescribeQuorumRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { topics: random.values(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for describe_quorum_request::DescribeQuorumRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_quorum_request::TopicData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_quorum_request::TopicData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicName".into(), self.topic_name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_quorum_request::PartitionData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { partition_index: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for describe_quorum_request::PartitionData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_quorum_response::DescribeQuorumResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            error_message: if version >= 2 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                Some(String::new())
            },
            topics: random.values(version),
            nodes: if version >= 2 { random.values(version) } else { Vec::new() },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_quorum_response::DescribeQuorumResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        if version >= 2 {
            json.insert("errorMessage".into(), self.error_message.json(version));
        }
        json.insert("topics".into(), self.topics.json(version));
        if version >= 2 {
            json.insert("nodes".into(), self.nodes.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for describe_quorum_response::TopicData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_quorum_response::TopicData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicName".into(), self.topic_name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_quorum_response::Node {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            node_id: random.value(version),
            listeners: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_quorum_response::Node {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("nodeId".into(), self.node_id.json(version));
        json.insert("listeners".into(), self.listeners.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_quorum_response::PartitionData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            error_code: random.value(version),
            error_message: if version >= 2 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                Some(String::new())
            },
            leader_id: random.value(version),
            leader_epoch: random.value(version),
            high_watermark: random.value(version),
            current_voters: random.values(version),
            observers: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_quorum_response::PartitionData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        if version >= 2 {
            json.insert("errorMessage".into(), self.error_message.json(version));
        }
        json.insert("leaderId".into(), self.leader_id.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        json.insert("highWatermark".into(), self.high_watermark.json(version));
        json.insert("currentVoters".into(), self.current_voters.json(version));
        json.insert("observers".into(), self.observers.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_quorum_response::Listener {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            host: random.value(version),
            port: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_quorum_response::Listener {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_quorum_response::ReplicaState {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            replica_id: random.value(version),
            replica_directory_id: if version >= 2 { random.value(version) } else { Uuid::ZERO },
            log_end_offset: random.value(version),
            last_fetch_timestamp: if version >= 1 { random.value(version) } else { -1 },
            last_caught_up_timestamp: if version >= 1 { random.value(version) } else { -1 },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_quorum_response::ReplicaState {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("replicaId".into(), self.replica_id.json(version));
        if version >= 2 {
            json.insert("replicaDirectoryId".into(), self.replica_directory_id.json(version));
        }
        json.insert("logEndOffset".into(), self.log_end_offset.json(version));
        if version >= 1 {
            json.insert("lastFetchTimestamp".into(), self.last_fetch_timestamp.json(version));
        }
        if version >= 1 {
            json.insert("lastCaughtUpTimestamp".into(), self.last_caught_up_timestamp.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for describe_share_group_offsets_request::DescribeShareGroupOffsetsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { groups: random.values(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for describe_share_group_offsets_request::DescribeShareGroupOffsetsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groups".into(), self.groups.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_share_group_offsets_request::DescribeShareGroupOffsetsRequestGroup {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: random.value(version),
            topics: if random.one_in(4) { None } else { Some(random.values(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_share_group_offsets_request::DescribeShareGroupOffsetsRequestGroup {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_share_group_offsets_request::DescribeShareGroupOffsetsRequestTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_share_group_offsets_request::DescribeShareGroupOffsetsRequestTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicName".into(), self.topic_name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_share_group_offsets_response::DescribeShareGroupOffsetsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            groups: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_share_group_offsets_response::DescribeShareGroupOffsetsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("groups".into(), self.groups.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_share_group_offsets_response::DescribeShareGroupOffsetsResponseGroup {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: random.value(version),
            topics: random.values(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_share_group_offsets_response::DescribeShareGroupOffsetsResponseGroup {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("topics".into(), self.topics.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_share_group_offsets_response::DescribeShareGroupOffsetsResponseTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_name: random.value(version),
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_share_group_offsets_response::DescribeShareGroupOffsetsResponseTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicName".into(), self.topic_name.json(version));
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_share_group_offsets_response::DescribeShareGroupOffsetsResponsePartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            start_offset: random.value(version),
            leader_epoch: random.value(version),
            lag: if version >= 1 { random.value(version) } else { -1 },
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_share_group_offsets_response::DescribeShareGroupOffsetsResponsePartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("startOffset".into(), self.start_offset.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        if version >= 1 {
            json.insert("lag".into(), self.lag.json(version));
        }
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_topic_partitions_request::DescribeTopicPartitionsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topics: random.values(version),
            response_partition_limit: random.value(version),
            cursor: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_topic_partitions_request::DescribeTopicPartitionsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topics".into(), self.topics.json(version));
        json.insert("responsePartitionLimit".into(), self.response_partition_limit.json(version));
        json.insert("cursor".into(), self.cursor.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_topic_partitions_request::TopicRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { name: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for describe_topic_partitions_request::TopicRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_topic_partitions_request::Cursor {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_name: random.value(version),
            partition_index: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_topic_partitions_request::Cursor {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicName".into(), self.topic_name.json(version));
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_topic_partitions_response::DescribeTopicPartitionsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            topics: random.values(version),
            next_cursor: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_topic_partitions_response::DescribeTopicPartitionsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("topics".into(), self.topics.json(version));
        json.insert("nextCursor".into(), self.next_cursor.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_topic_partitions_response::DescribeTopicPartitionsResponseTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            name: if random.one_in(4) { None } else { Some(random.value(version)) },
            topic_id: random.value(version),
            is_internal: random.value(version),
            partitions: random.values(version),
            topic_authorized_operations: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_topic_partitions_response::DescribeTopicPartitionsResponseTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("name".into(), self.name.json(version));
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("isInternal".into(), self.is_internal.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        json.insert("topicAuthorizedOperations".into(), self.topic_authorized_operations.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_topic_partitions_response::Cursor {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_name: random.value(version),
            partition_index: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_topic_partitions_response::Cursor {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicName".into(), self.topic_name.json(version));
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_topic_partitions_response::DescribeTopicPartitionsResponsePartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            partition_index: random.value(version),
            leader_id: random.value(version),
            leader_epoch: random.value(version),
            replica_nodes: random.values(version),
            isr_nodes: random.values(version),
            eligible_leader_replicas: if random.one_in(4) { None } else { Some(random.values(version)) },
            last_known_elr: if random.one_in(4) { None } else { Some(random.values(version)) },
            offline_replicas: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_topic_partitions_response::DescribeTopicPartitionsResponsePartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("leaderId".into(), self.leader_id.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        json.insert("replicaNodes".into(), self.replica_nodes.json(version));
        json.insert("isrNodes".into(), self.isr_nodes.json(version));
        json.insert("eligibleLeaderReplicas".into(), self.eligible_leader_replicas.json(version));
        json.insert("lastKnownElr".into(), self.last_known_elr.json(version));
        json.insert("offlineReplicas".into(), self.offline_replicas.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_transactions_request::DescribeTransactionsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { transactional_ids: random.values(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for describe_transactions_request::DescribeTransactionsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("transactionalIds".into(), self.transactional_ids.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_transactions_response::DescribeTransactionsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            transaction_states: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_transactions_response::DescribeTransactionsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("transactionStates".into(), self.transaction_states.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_transactions_response::TransactionState {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            transactional_id: random.value(version),
            transaction_state: random.value(version),
            transaction_timeout_ms: random.value(version),
            transaction_start_time_ms: random.value(version),
            producer_id: random.value(version),
            producer_epoch: random.value(version),
            topics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_transactions_response::TransactionState {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("transactionalId".into(), self.transactional_id.json(version));
        json.insert("transactionState".into(), self.transaction_state.json(version));
        json.insert("transactionTimeoutMs".into(), self.transaction_timeout_ms.json(version));
        json.insert("transactionStartTimeMs".into(), self.transaction_start_time_ms.json(version));
        json.insert("producerId".into(), self.producer_id.json(version));
        json.insert("producerEpoch".into(), self.producer_epoch.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_transactions_response::TopicData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_transactions_response::TopicData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topic".into(), self.topic.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_user_scram_credentials_request::DescribeUserScramCredentialsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            users: if random.one_in(4) { None } else { Some(random.values(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_user_scram_credentials_request::DescribeUserScramCredentialsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("users".into(), self.users.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_user_scram_credentials_request::UserName {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { name: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for describe_user_scram_credentials_request::UserName {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_user_scram_credentials_response::DescribeUserScramCredentialsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            results: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_user_scram_credentials_response::DescribeUserScramCredentialsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("results".into(), self.results.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_user_scram_credentials_response::DescribeUserScramCredentialsResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            user: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            credential_infos: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_user_scram_credentials_response::DescribeUserScramCredentialsResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("user".into(), self.user.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("credentialInfos".into(), self.credential_infos.json(version));
        Value::Object(json)
    }
}

impl Sample for describe_user_scram_credentials_response::CredentialInfo {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            mechanism: random.value(version),
            iterations: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for describe_user_scram_credentials_response::CredentialInfo {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("mechanism".into(), self.mechanism.json(version));
        json.insert("iterations".into(), self.iterations.json(version));
        Value::Object(json)
    }
}

impl Sample for elect_leaders_request::ElectLeadersRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            election_type: if version >= 1 { random.value(version) } else { 0 },
            topic_partitions: if random.one_in(4) { None } else { Some(random.values(version)) },
            timeout_ms: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for elect_leaders_request::ElectLeadersRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version >= 1 {
            json.insert("electionType".into(), self.election_type.json(version));
        }
        json.insert("topicPartitions".into(), self.topic_partitions.json(version));
        json.insert("timeoutMs".into(), self.timeout_ms.json(version));
        Value::Object(json)
    }
}

impl Sample for elect_leaders_request::TopicPartitions {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for elect_leaders_request::TopicPartitions {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topic".into(), self.topic.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for elect_leaders_response::ElectLeadersResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: if version >= 1 { random.value(version) } else { 0 },
            replica_election_results: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for elect_leaders_response::ElectLeadersResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        if version >= 1 {
            json.insert("errorCode".into(), self.error_code.json(version));
        }
        json.insert("replicaElectionResults".into(), self.replica_election_results.json(version));
        Value::Object(json)
    }
}

impl Sample for elect_leaders_response::ReplicaElectionResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic: random.value(version),
            partition_result: random.values(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for elect_leaders_response::ReplicaElectionResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topic".into(), self.topic.json(version));
        json.insert("partitionResult".into(), self.partition_result.json(version));
        Value::Object(json)
    }
}

impl Sample for elect_leaders_response::PartitionResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_id: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for elect_leaders_response::PartitionResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionId".into(), self.partition_id.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        Value::Object(json)
    }
}

impl Sample for end_quorum_epoch_request::EndQuorumEpochRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            cluster_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            topics: random.values(version),
            leader_endpoints: if version >= 1 { random.values(version) } else { Vec::new() },
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for end_quorum_epoch_request::EndQuorumEpochRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("clusterId".into(), self.cluster_id.json(version));
        json.insert("topics".into(), self.topics.json(version));
        if version >= 1 {
            json.insert("leaderEndpoints".into(), self.leader_endpoints.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for end_quorum_epoch_request::TopicData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for end_quorum_epoch_request::TopicData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicName".into(), self.topic_name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for end_quorum_epoch_request::LeaderEndpoint {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            host: random.value(version),
            port: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for end_quorum_epoch_request::LeaderEndpoint {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        Value::Object(json)
    }
}

impl Sample for end_quorum_epoch_request::PartitionData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            leader_id: random.value(version),
            leader_epoch: random.value(version),
            preferred_successors: if version <= 0 { random.values(version) } else { Vec::new() },
            preferred_candidates: if version >= 1 { random.values(version) } else { Vec::new() },
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for end_quorum_epoch_request::PartitionData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("leaderId".into(), self.leader_id.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        if version <= 0 {
            json.insert("preferredSuccessors".into(), self.preferred_successors.json(version));
        }
        if version >= 1 {
            json.insert("preferredCandidates".into(), self.preferred_candidates.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for end_quorum_epoch_request::ReplicaInfo {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            candidate_id: random.value(version),
            candidate_directory_id: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for end_quorum_epoch_request::ReplicaInfo {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("candidateId".into(), self.candidate_id.json(version));
        json.insert("candidateDirectoryId".into(), self.candidate_directory_id.json(version));
        Value::Object(json)
    }
}

impl Sample for end_quorum_epoch_response::EndQuorumEpochResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            topics: random.values(version),
            node_endpoints: if version >= 1 { random.values(version) } else { Vec::new() },
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for end_quorum_epoch_response::EndQuorumEpochResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("topics".into(), self.topics.json(version));
        if version >= 1 {
            json.insert("nodeEndpoints".into(), self.node_endpoints.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for end_quorum_epoch_response::TopicData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for end_quorum_epoch_response::TopicData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicName".into(), self.topic_name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for end_quorum_epoch_response::NodeEndpoint {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            node_id: random.value(version),
            host: random.value(version),
            port: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for end_quorum_epoch_response::NodeEndpoint {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("nodeId".into(), self.node_id.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        Value::Object(json)
    }
}

impl Sample for end_quorum_epoch_response::PartitionData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            error_code: random.value(version),
            leader_id: random.value(version),
            leader_epoch: random.value(version),
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for end_quorum_epoch_response::PartitionData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("leaderId".into(), self.leader_id.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for end_txn_marker::EndTxnMarker {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { coordinator_epoch: random.value(version) }
    }
}

impl Json for end_txn_marker::EndTxnMarker {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("coordinatorEpoch".into(), self.coordinator_epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for end_txn_request::EndTxnRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            transactional_id: random.value(version),
            producer_id: random.value(version),
            producer_epoch: random.value(version),
            committed: random.value(version),
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for end_txn_request::EndTxnRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("transactionalId".into(), self.transactional_id.json(version));
        json.insert("producerId".into(), self.producer_id.json(version));
        json.insert("producerEpoch".into(), self.producer_epoch.json(version));
        json.insert("committed".into(), self.committed.json(version));
        Value::Object(json)
    }
}

impl Sample for end_txn_response::EndTxnResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            producer_id: if version >= 5 { random.value(version) } else { -1 },
            producer_epoch: if version >= 5 { random.value(version) } else { -1 },
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for end_txn_response::EndTxnResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        if version >= 5 {
            json.insert("producerId".into(), self.producer_id.json(version));
        }
        if version >= 5 {
            json.insert("producerEpoch".into(), self.producer_epoch.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for envelope_request::EnvelopeRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            request_data: random.value(version),
            request_principal: if random.one_in(4) { None } else { Some(random.value(version)) },
            client_host_address: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for envelope_request::EnvelopeRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("requestData".into(), self.request_data.json(version));
        json.insert("requestPrincipal".into(), self.request_principal.json(version));
        json.insert("clientHostAddress".into(), self.client_host_address.json(version));
        Value::Object(json)
    }
}

impl Sample for envelope_response::EnvelopeResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            response_data: if random.one_in(4) { None } else { Some(random.value(version)) },
            error_code: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for envelope_response::EnvelopeResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("responseData".into(), self.response_data.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        Value::Object(json)
    }
}

impl Sample for expire_delegation_token_request::ExpireDelegationTokenRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            hmac: random.value(version),
            expiry_time_period_ms: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for expire_delegation_token_request::ExpireDelegationTokenRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("hmac".into(), self.hmac.json(version));
        json.insert("expiryTimePeriodMs".into(), self.expiry_time_period_ms.json(version));
        Value::Object(json)
    }
}

impl Sample for expire_delegation_token_response::ExpireDelegationTokenResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            expiry_timestamp_ms: random.value(version),
            throttle_time_ms: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for expire_delegation_token_response::ExpireDelegationTokenResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("expiryTimestampMs".into(), self.expiry_timestamp_ms.json(version));
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        Value::Object(json)
    }
}

impl Sample for fetch_request::FetchRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            cluster_id: if version >= 12 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                None
            },
            replica_id: if version <= 14 { random.value(version) } else { -1 },
            replica_state: if version >= 15 { random.value(version) } else { fetch_request::ReplicaState::default() },
            max_wait_ms: random.value(version),
            min_bytes: random.value(version),
            max_bytes: random.value(version),
            isolation_level: random.value(version),
            session_id: if version >= 7 { random.value(version) } else { 0 },
            session_epoch: if version >= 7 { random.value(version) } else { -1 },
            topics: random.values(version),
            forgotten_topics_data: if version >= 7 { random.values(version) } else { Vec::new() },
            rack_id: if version >= 11 { random.value(version) } else { String::new() },
            unknown_tagged_fields: if version >= 12 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for fetch_request::FetchRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version >= 12 {
            json.insert("clusterId".into(), self.cluster_id.json(version));
        }
        if version <= 14 {
            json.insert("replicaId".into(), self.replica_id.json(version));
        }
        if version >= 15 {
            json.insert("replicaState".into(), self.replica_state.json(version));
        }
        json.insert("maxWaitMs".into(), self.max_wait_ms.json(version));
        json.insert("minBytes".into(), self.min_bytes.json(version));
        json.insert("maxBytes".into(), self.max_bytes.json(version));
        json.insert("isolationLevel".into(), self.isolation_level.json(version));
        if version >= 7 {
            json.insert("sessionId".into(), self.session_id.json(version));
        }
        if version >= 7 {
            json.insert("sessionEpoch".into(), self.session_epoch.json(version));
        }
        json.insert("topics".into(), self.topics.json(version));
        if version >= 7 {
            json.insert("forgottenTopicsData".into(), self.forgotten_topics_data.json(version));
        }
        if version >= 11 {
            json.insert("rackId".into(), self.rack_id.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for fetch_request::ReplicaState {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            replica_id: random.value(version),
            replica_epoch: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for fetch_request::ReplicaState {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("replicaId".into(), self.replica_id.json(version));
        json.insert("replicaEpoch".into(), self.replica_epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for fetch_request::FetchTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic: if version <= 12 { random.value(version) } else { String::new() },
            topic_id: if version >= 13 { random.value(version) } else { Uuid::ZERO },
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 12 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for fetch_request::FetchTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version <= 12 {
            json.insert("topic".into(), self.topic.json(version));
        }
        if version >= 13 {
            json.insert("topicId".into(), self.topic_id.json(version));
        }
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for fetch_request::ForgottenTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic: if version <= 12 { random.value(version) } else { String::new() },
            topic_id: if version >= 13 { random.value(version) } else { Uuid::ZERO },
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 12 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for fetch_request::ForgottenTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version <= 12 {
            json.insert("topic".into(), self.topic.json(version));
        }
        if version >= 13 {
            json.insert("topicId".into(), self.topic_id.json(version));
        }
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for fetch_request::FetchPartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition: random.value(version),
            current_leader_epoch: if version >= 9 { random.value(version) } else { -1 },
            fetch_offset: random.value(version),
            last_fetched_epoch: if version >= 12 { random.value(version) } else { -1 },
            log_start_offset: if version >= 5 { random.value(version) } else { -1 },
            partition_max_bytes: random.value(version),
            replica_directory_id: if version >= 17 { random.value(version) } else { Uuid::ZERO },
            high_watermark: if version >= 18 { random.value(version) } else { i64::MAX },
            unknown_tagged_fields: if version >= 12 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for fetch_request::FetchPartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partition".into(), self.partition.json(version));
        if version >= 9 {
            json.insert("currentLeaderEpoch".into(), self.current_leader_epoch.json(version));
        }
        json.insert("fetchOffset".into(), self.fetch_offset.json(version));
        if version >= 12 {
            json.insert("lastFetchedEpoch".into(), self.last_fetched_epoch.json(version));
        }
        if version >= 5 {
            json.insert("logStartOffset".into(), self.log_start_offset.json(version));
        }
        json.insert("partitionMaxBytes".into(), self.partition_max_bytes.json(version));
        if version >= 17 {
            json.insert("replicaDirectoryId".into(), self.replica_directory_id.json(version));
        }
        if version >= 18 {
            json.insert("highWatermark".into(), self.high_watermark.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for fetch_response::FetchResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: if version >= 7 { random.value(version) } else { 0 },
            session_id: if version >= 7 { random.value(version) } else { 0 },
            responses: random.values(version),
            node_endpoints: if version >= 16 { random.values(version) } else { Vec::new() },
            unknown_tagged_fields: if version >= 12 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for fetch_response::FetchResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        if version >= 7 {
            json.insert("errorCode".into(), self.error_code.json(version));
        }
        if version >= 7 {
            json.insert("sessionId".into(), self.session_id.json(version));
        }
        json.insert("responses".into(), self.responses.json(version));
        if version >= 16 {
            json.insert("nodeEndpoints".into(), self.node_endpoints.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for fetch_response::FetchableTopicResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic: if version <= 12 { random.value(version) } else { String::new() },
            topic_id: if version >= 13 { random.value(version) } else { Uuid::ZERO },
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 12 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for fetch_response::FetchableTopicResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version <= 12 {
            json.insert("topic".into(), self.topic.json(version));
        }
        if version >= 13 {
            json.insert("topicId".into(), self.topic_id.json(version));
        }
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for fetch_response::NodeEndpoint {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            node_id: random.value(version),
            host: random.value(version),
            port: random.value(version),
            rack: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for fetch_response::NodeEndpoint {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("nodeId".into(), self.node_id.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        json.insert("rack".into(), self.rack.json(version));
        Value::Object(json)
    }
}

impl Sample for fetch_response::PartitionData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            error_code: random.value(version),
            high_watermark: random.value(version),
            last_stable_offset: random.value(version),
            log_start_offset: if version >= 5 { random.value(version) } else { -1 },
            diverging_epoch: if version >= 12 {
                random.value(version)
            } else {
                fetch_response::EpochEndOffset::default()
            },
            current_leader: if version >= 12 {
                random.value(version)
            } else {
                fetch_response::LeaderIdAndEpoch::default()
            },
            snapshot_id: if version >= 12 { random.value(version) } else { fetch_response::SnapshotId::default() },
            aborted_transactions: if random.one_in(4) { None } else { Some(random.values(version)) },
            preferred_read_replica: if version >= 11 { random.value(version) } else { -1 },
            records: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: if version >= 12 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for fetch_response::PartitionData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("highWatermark".into(), self.high_watermark.json(version));
        json.insert("lastStableOffset".into(), self.last_stable_offset.json(version));
        if version >= 5 {
            json.insert("logStartOffset".into(), self.log_start_offset.json(version));
        }
        if version >= 12 {
            json.insert("divergingEpoch".into(), self.diverging_epoch.json(version));
        }
        if version >= 12 {
            json.insert("currentLeader".into(), self.current_leader.json(version));
        }
        if version >= 12 {
            json.insert("snapshotId".into(), self.snapshot_id.json(version));
        }
        json.insert("abortedTransactions".into(), self.aborted_transactions.json(version));
        if version >= 11 {
            json.insert("preferredReadReplica".into(), self.preferred_read_replica.json(version));
        }
        json.insert("records".into(), self.records.json(version));
        Value::Object(json)
    }
}

impl Sample for fetch_response::EpochEndOffset {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            epoch: random.value(version),
            end_offset: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for fetch_response::EpochEndOffset {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("epoch".into(), self.epoch.json(version));
        json.insert("endOffset".into(), self.end_offset.json(version));
        Value::Object(json)
    }
}

impl Sample for fetch_response::LeaderIdAndEpoch {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            leader_id: random.value(version),
            leader_epoch: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for fetch_response::LeaderIdAndEpoch {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("leaderId".into(), self.leader_id.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for fetch_response::SnapshotId {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            end_offset: random.value(version),
            epoch: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for fetch_response::SnapshotId {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("endOffset".into(), self.end_offset.json(version));
        json.insert("epoch".into(), self.epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for fetch_response::AbortedTransaction {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            producer_id: random.value(version),
            first_offset: random.value(version),
            unknown_tagged_fields: if version >= 12 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for fetch_response::AbortedTransaction {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("producerId".into(), self.producer_id.json(version));
        json.insert("firstOffset".into(), self.first_offset.json(version));
        Value::Object(json)
    }
}

impl Sample for fetch_snapshot_request::FetchSnapshotRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            cluster_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            replica_id: random.value(version),
            max_bytes: random.value(version),
            topics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for fetch_snapshot_request::FetchSnapshotRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("clusterId".into(), self.cluster_id.json(version));
        json.insert("replicaId".into(), self.replica_id.json(version));
        json.insert("maxBytes".into(), self.max_bytes.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for fetch_snapshot_request::TopicSnapshot {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for fetch_snapshot_request::TopicSnapshot {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for fetch_snapshot_request::PartitionSnapshot {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition: random.value(version),
            current_leader_epoch: random.value(version),
            snapshot_id: random.value(version),
            position: random.value(version),
            replica_directory_id: if version >= 1 { random.value(version) } else { Uuid::ZERO },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for fetch_snapshot_request::PartitionSnapshot {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partition".into(), self.partition.json(version));
        json.insert("currentLeaderEpoch".into(), self.current_leader_epoch.json(version));
        json.insert("snapshotId".into(), self.snapshot_id.json(version));
        json.insert("position".into(), self.position.json(version));
        if version >= 1 {
            json.insert("replicaDirectoryId".into(), self.replica_directory_id.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for fetch_snapshot_request::SnapshotId {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            end_offset: random.value(version),
            epoch: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for fetch_snapshot_request::SnapshotId {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("endOffset".into(), self.end_offset.json(version));
        json.insert("epoch".into(), self.epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for fetch_snapshot_response::FetchSnapshotResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            topics: random.values(version),
            node_endpoints: if version >= 1 { random.values(version) } else { Vec::new() },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for fetch_snapshot_response::FetchSnapshotResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("topics".into(), self.topics.json(version));
        if version >= 1 {
            json.insert("nodeEndpoints".into(), self.node_endpoints.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for fetch_snapshot_response::TopicSnapshot {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for fetch_snapshot_response::TopicSnapshot {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for fetch_snapshot_response::NodeEndpoint {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            node_id: random.value(version),
            host: random.value(version),
            port: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for fetch_snapshot_response::NodeEndpoint {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("nodeId".into(), self.node_id.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        Value::Object(json)
    }
}

impl Sample for fetch_snapshot_response::PartitionSnapshot {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            index: random.value(version),
            error_code: random.value(version),
            snapshot_id: random.value(version),
            current_leader: random.value(version),
            size: random.value(version),
            position: random.value(version),
            unaligned_records: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for fetch_snapshot_response::PartitionSnapshot {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("index".into(), self.index.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("snapshotId".into(), self.snapshot_id.json(version));
        json.insert("currentLeader".into(), self.current_leader.json(version));
        json.insert("size".into(), self.size.json(version));
        json.insert("position".into(), self.position.json(version));
        json.insert("unalignedRecords".into(), self.unaligned_records.json(version));
        Value::Object(json)
    }
}

impl Sample for fetch_snapshot_response::SnapshotId {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            end_offset: random.value(version),
            epoch: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for fetch_snapshot_response::SnapshotId {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("endOffset".into(), self.end_offset.json(version));
        json.insert("epoch".into(), self.epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for fetch_snapshot_response::LeaderIdAndEpoch {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            leader_id: random.value(version),
            leader_epoch: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for fetch_snapshot_response::LeaderIdAndEpoch {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("leaderId".into(), self.leader_id.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for find_coordinator_request::FindCoordinatorRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            key: if version <= 3 { random.value(version) } else { String::new() },
            key_type: if version >= 1 { random.value(version) } else { 0 },
            coordinator_keys: if version >= 4 { random.values(version) } else { Vec::new() },
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for find_coordinator_request::FindCoordinatorRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version <= 3 {
            json.insert("key".into(), self.key.json(version));
        }
        if version >= 1 {
            json.insert("keyType".into(), self.key_type.json(version));
        }
        if version >= 4 {
            json.insert("coordinatorKeys".into(), self.coordinator_keys.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for find_coordinator_response::FindCoordinatorResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: if version >= 1 { random.value(version) } else { 0 },
            error_code: if version <= 3 { random.value(version) } else { 0 },
            error_message: if (1..=3).contains(&version) {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                Some(String::new())
            },
            node_id: if version <= 3 { random.value(version) } else { 0 },
            host: if version <= 3 { random.value(version) } else { String::new() },
            port: if version <= 3 { random.value(version) } else { 0 },
            coordinators: if version >= 4 { random.values(version) } else { Vec::new() },
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for find_coordinator_response::FindCoordinatorResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version >= 1 {
            json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        }
        if version <= 3 {
            json.insert("errorCode".into(), self.error_code.json(version));
        }
        if (1..=3).contains(&version) {
            json.insert("errorMessage".into(), self.error_message.json(version));
        }
        if version <= 3 {
            json.insert("nodeId".into(), self.node_id.json(version));
        }
        if version <= 3 {
            json.insert("host".into(), self.host.json(version));
        }
        if version <= 3 {
            json.insert("port".into(), self.port.json(version));
        }
        if version >= 4 {
            json.insert("coordinators".into(), self.coordinators.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for find_coordinator_response::Coordinator {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            key: random.value(version),
            node_id: random.value(version),
            host: random.value(version),
            port: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for find_coordinator_response::Coordinator {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("key".into(), self.key.json(version));
        json.insert("nodeId".into(), self.node_id.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        Value::Object(json)
    }
}

impl Sample for get_telemetry_subscriptions_request::GetTelemetrySubscriptionsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { client_instance_id: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for get_telemetry_subscriptions_request::GetTelemetrySubscriptionsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("clientInstanceId".into(), self.client_instance_id.json(version));
        Value::Object(json)
    }
}

impl Sample for get_telemetry_subscriptions_response::GetTelemetrySubscriptionsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            client_instance_id: random.value(version),
            subscription_id: random.value(version),
            accepted_compression_types: random.values(version),
            push_interval_ms: random.value(version),
            telemetry_max_bytes: random.value(version),
            delta_temporality: random.value(version),
            requested_metrics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for get_telemetry_subscriptions_response::GetTelemetrySubscriptionsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("clientInstanceId".into(), self.client_instance_id.json(version));
        json.insert("subscriptionId".into(), self.subscription_id.json(version));
        json.insert("acceptedCompressionTypes".into(), self.accepted_compression_types.json(version));
        json.insert("pushIntervalMs".into(), self.push_interval_ms.json(version));
        json.insert("telemetryMaxBytes".into(), self.telemetry_max_bytes.json(version));
        json.insert("deltaTemporality".into(), self.delta_temporality.json(version));
        json.insert("requestedMetrics".into(), self.requested_metrics.json(version));
        Value::Object(json)
    }
}

impl Sample for heartbeat_request::HeartbeatRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: random.value(version),
            generation_id: random.value(version),
            member_id: random.value(version),
            group_instance_id: if version >= 3 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                None
            },
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for heartbeat_request::HeartbeatRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("generationId".into(), self.generation_id.json(version));
        json.insert("memberId".into(), self.member_id.json(version));
        if version >= 3 {
            json.insert("groupInstanceId".into(), self.group_instance_id.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for heartbeat_response::HeartbeatResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: if version >= 1 { random.value(version) } else { 0 },
            error_code: random.value(version),
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for heartbeat_response::HeartbeatResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version >= 1 {
            json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        }
        json.insert("errorCode".into(), self.error_code.json(version));
        Value::Object(json)
    }
}

impl Sample for incremental_alter_configs_request::IncrementalAlterConfigsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            resources: random.values(version),
            validate_only: random.value(version),
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for incremental_alter_configs_request::IncrementalAlterConfigsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("resources".into(), self.resources.json(version));
        json.insert("validateOnly".into(), self.validate_only.json(version));
        Value::Object(json)
    }
}

impl Sample for incremental_alter_configs_request::AlterConfigsResource {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            resource_type: random.value(version),
            resource_name: random.value(version),
            configs: random.values(version),
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for incremental_alter_configs_request::AlterConfigsResource {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("resourceType".into(), self.resource_type.json(version));
        json.insert("resourceName".into(), self.resource_name.json(version));
        json.insert("configs".into(), self.configs.json(version));
        Value::Object(json)
    }
}

impl Sample for incremental_alter_configs_request::AlterableConfig {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            config_operation: random.value(version),
            value: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for incremental_alter_configs_request::AlterableConfig {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("configOperation".into(), self.config_operation.json(version));
        json.insert("value".into(), self.value.json(version));
        Value::Object(json)
    }
}

impl Sample for incremental_alter_configs_response::IncrementalAlterConfigsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            responses: random.values(version),
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for incremental_alter_configs_response::IncrementalAlterConfigsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("responses".into(), self.responses.json(version));
        Value::Object(json)
    }
}

impl Sample for incremental_alter_configs_response::AlterConfigsResourceResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            resource_type: random.value(version),
            resource_name: random.value(version),
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for incremental_alter_configs_response::AlterConfigsResourceResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("resourceType".into(), self.resource_type.json(version));
        json.insert("resourceName".into(), self.resource_name.json(version));
        Value::Object(json)
    }
}

impl Sample for init_producer_id_request::InitProducerIdRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            transactional_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            transaction_timeout_ms: random.value(version),
            producer_id: if version >= 3 { random.value(version) } else { -1 },
            producer_epoch: if version >= 3 { random.value(version) } else { -1 },
            enable2_pc: if version >= 6 { random.value(version) } else { false },
            keep_prepared_txn: if version >= 6 { random.value(version) } else { false },
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for init_producer_id_request::InitProducerIdRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("transactionalId".into(), self.transactional_id.json(version));
        json.insert("transactionTimeoutMs".into(), self.transaction_timeout_ms.json(version));
        if version >= 3 {
            json.insert("producerId".into(), self.producer_id.json(version));
        }
        if version >= 3 {
            json.insert("producerEpoch".into(), self.producer_epoch.json(version));
        }
        if version >= 6 {
            json.insert("enable2Pc".into(), self.enable2_pc.json(version));
        }
        if version >= 6 {
            json.insert("keepPreparedTxn".into(), self.keep_prepared_txn.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for init_producer_id_response::InitProducerIdResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            producer_id: random.value(version),
            producer_epoch: random.value(version),
            ongoing_txn_producer_id: if version >= 6 { random.value(version) } else { -1 },
            ongoing_txn_producer_epoch: if version >= 6 { random.value(version) } else { -1 },
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for init_producer_id_response::InitProducerIdResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("producerId".into(), self.producer_id.json(version));
        json.insert("producerEpoch".into(), self.producer_epoch.json(version));
        if version >= 6 {
            json.insert("ongoingTxnProducerId".into(), self.ongoing_txn_producer_id.json(version));
        }
        if version >= 6 {
            json.insert("ongoingTxnProducerEpoch".into(), self.ongoing_txn_producer_epoch.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for initialize_share_group_state_request::InitializeShareGroupStateRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: random.value(version),
            topics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for initialize_share_group_state_request::InitializeShareGroupStateRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for initialize_share_group_state_request::InitializeStateData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for initialize_share_group_state_request::InitializeStateData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for initialize_share_group_state_request::PartitionData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition: random.value(version),
            state_epoch: random.value(version),
            start_offset: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for initialize_share_group_state_request::PartitionData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partition".into(), self.partition.json(version));
        json.insert("stateEpoch".into(), self.state_epoch.json(version));
        json.insert("startOffset".into(), self.start_offset.json(version));
        Value::Object(json)
    }
}

impl Sample for initialize_share_group_state_response::InitializeShareGroupStateResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { results: random.values(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for initialize_share_group_state_response::InitializeShareGroupStateResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("results".into(), self.results.json(version));
        Value::Object(json)
    }
}

impl Sample for initialize_share_group_state_response::InitializeStateResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for initialize_share_group_state_response::InitializeStateResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for initialize_share_group_state_response::PartitionResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for initialize_share_group_state_response::PartitionResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partition".into(), self.partition.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        Value::Object(json)
    }
}

impl Sample for join_group_request::JoinGroupRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: random.value(version),
            session_timeout_ms: random.value(version),
            rebalance_timeout_ms: if version >= 1 { random.value(version) } else { -1 },
            member_id: random.value(version),
            group_instance_id: if version >= 5 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                None
            },
            protocol_type: random.value(version),
            protocols: random.values(version),
            reason: if version >= 8 { if random.one_in(4) { None } else { Some(random.value(version)) } } else { None },
            unknown_tagged_fields: if version >= 6 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for join_group_request::JoinGroupRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("sessionTimeoutMs".into(), self.session_timeout_ms.json(version));
        if version >= 1 {
            json.insert("rebalanceTimeoutMs".into(), self.rebalance_timeout_ms.json(version));
        }
        json.insert("memberId".into(), self.member_id.json(version));
        if version >= 5 {
            json.insert("groupInstanceId".into(), self.group_instance_id.json(version));
        }
        json.insert("protocolType".into(), self.protocol_type.json(version));
        json.insert("protocols".into(), self.protocols.json(version));
        if version >= 8 {
            json.insert("reason".into(), self.reason.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for join_group_request::JoinGroupRequestProtocol {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            metadata: random.value(version),
            unknown_tagged_fields: if version >= 6 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for join_group_request::JoinGroupRequestProtocol {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("metadata".into(), self.metadata.json(version));
        Value::Object(json)
    }
}

impl Sample for join_group_response::JoinGroupResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: if version >= 2 { random.value(version) } else { 0 },
            error_code: random.value(version),
            generation_id: random.value(version),
            protocol_type: if version >= 7 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                None
            },
            protocol_name: if version >= 7 && random.one_in(4) { None } else { Some(random.value(version)) },
            leader: random.value(version),
            skip_assignment: if version >= 9 { random.value(version) } else { false },
            member_id: random.value(version),
            members: random.values(version),
            unknown_tagged_fields: if version >= 6 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for join_group_response::JoinGroupResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version >= 2 {
            json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        }
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("generationId".into(), self.generation_id.json(version));
        if version >= 7 {
            json.insert("protocolType".into(), self.protocol_type.json(version));
        }
        json.insert("protocolName".into(), self.protocol_name.json(version));
        json.insert("leader".into(), self.leader.json(version));
        if version >= 9 {
            json.insert("skipAssignment".into(), self.skip_assignment.json(version));
        }
        json.insert("memberId".into(), self.member_id.json(version));
        json.insert("members".into(), self.members.json(version));
        Value::Object(json)
    }
}

impl Sample for join_group_response::JoinGroupResponseMember {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            member_id: random.value(version),
            group_instance_id: if version >= 5 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                None
            },
            metadata: random.value(version),
            unknown_tagged_fields: if version >= 6 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for join_group_response::JoinGroupResponseMember {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("memberId".into(), self.member_id.json(version));
        if version >= 5 {
            json.insert("groupInstanceId".into(), self.group_instance_id.json(version));
        }
        json.insert("metadata".into(), self.metadata.json(version));
        Value::Object(json)
    }
}

impl Sample for k_raft_version_record::KRaftVersionRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            version: random.value(version),
            k_raft_version: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for k_raft_version_record::KRaftVersionRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("version".into(), self.version.json(version));
        json.insert("kRaftVersion".into(), self.k_raft_version.json(version));
        Value::Object(json)
    }
}

impl Sample for leader_change_message::LeaderChangeMessage {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            version: random.value(version),
            leader_id: random.value(version),
            voters: random.values(version),
            granting_voters: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for leader_change_message::LeaderChangeMessage {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("version".into(), self.version.json(version));
        json.insert("leaderId".into(), self.leader_id.json(version));
        json.insert("voters".into(), self.voters.json(version));
        json.insert("grantingVoters".into(), self.granting_voters.json(version));
        Value::Object(json)
    }
}

impl Sample for leader_change_message::Voter {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            voter_id: random.value(version),
            voter_directory_id: if version >= 1 { random.value(version) } else { Uuid::ZERO },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for leader_change_message::Voter {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("voterId".into(), self.voter_id.json(version));
        if version >= 1 {
            json.insert("voterDirectoryId".into(), self.voter_directory_id.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for leave_group_request::LeaveGroupRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: random.value(version),
            member_id: if version <= 2 { random.value(version) } else { String::new() },
            members: if version >= 3 { random.values(version) } else { Vec::new() },
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for leave_group_request::LeaveGroupRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        if version <= 2 {
            json.insert("memberId".into(), self.member_id.json(version));
        }
        if version >= 3 {
            json.insert("members".into(), self.members.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for leave_group_request::MemberIdentity {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            member_id: random.value(version),
            group_instance_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            reason: if version >= 5 { if random.one_in(4) { None } else { Some(random.value(version)) } } else { None },
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for leave_group_request::MemberIdentity {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("memberId".into(), self.member_id.json(version));
        json.insert("groupInstanceId".into(), self.group_instance_id.json(version));
        if version >= 5 {
            json.insert("reason".into(), self.reason.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for leave_group_response::LeaveGroupResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: if version >= 1 { random.value(version) } else { 0 },
            error_code: random.value(version),
            members: if version >= 3 { random.values(version) } else { Vec::new() },
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for leave_group_response::LeaveGroupResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version >= 1 {
            json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        }
        json.insert("errorCode".into(), self.error_code.json(version));
        if version >= 3 {
            json.insert("members".into(), self.members.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for leave_group_response::MemberResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            member_id: random.value(version),
            group_instance_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            error_code: random.value(version),
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for leave_group_response::MemberResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("memberId".into(), self.member_id.json(version));
        json.insert("groupInstanceId".into(), self.group_instance_id.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        Value::Object(json)
    }
}

impl Sample for list_config_resources_request::ListConfigResourcesRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            resource_types: if version >= 1 { random.values(version) } else { Vec::new() },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for list_config_resources_request::ListConfigResourcesRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version >= 1 {
            json.insert("resourceTypes".into(), self.resource_types.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for list_config_resources_response::ListConfigResourcesResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            config_resources: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for list_config_resources_response::ListConfigResourcesResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("configResources".into(), self.config_resources.json(version));
        Value::Object(json)
    }
}

impl Sample for list_config_resources_response::ConfigResource {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            resource_name: random.value(version),
            resource_type: if version >= 1 { random.value(version) } else { 16 },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for list_config_resources_response::ConfigResource {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("resourceName".into(), self.resource_name.json(version));
        if version >= 1 {
            json.insert("resourceType".into(), self.resource_type.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for list_groups_request::ListGroupsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            states_filter: if version >= 4 { random.values(version) } else { Vec::new() },
            types_filter: if version >= 5 { random.values(version) } else { Vec::new() },
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for list_groups_request::ListGroupsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version >= 4 {
            json.insert("statesFilter".into(), self.states_filter.json(version));
        }
        if version >= 5 {
            json.insert("typesFilter".into(), self.types_filter.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for list_groups_response::ListGroupsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: if version >= 1 { random.value(version) } else { 0 },
            error_code: random.value(version),
            groups: random.values(version),
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for list_groups_response::ListGroupsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version >= 1 {
            json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        }
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("groups".into(), self.groups.json(version));
        Value::Object(json)
    }
}

impl Sample for list_groups_response::ListedGroup {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: random.value(version),
            protocol_type: random.value(version),
            group_state: if version >= 4 { random.value(version) } else { String::new() },
            group_type: if version >= 5 { random.value(version) } else { String::new() },
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for list_groups_response::ListedGroup {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("protocolType".into(), self.protocol_type.json(version));
        if version >= 4 {
            json.insert("groupState".into(), self.group_state.json(version));
        }
        if version >= 5 {
            json.insert("groupType".into(), self.group_type.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for list_offsets_request::ListOffsetsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            replica_id: random.value(version),
            isolation_level: if version >= 2 { random.value(version) } else { 0 },
            topics: random.values(version),
            timeout_ms: if version >= 10 { random.value(version) } else { 0 },
            unknown_tagged_fields: if version >= 6 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for list_offsets_request::ListOffsetsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("replicaId".into(), self.replica_id.json(version));
        if version >= 2 {
            json.insert("isolationLevel".into(), self.isolation_level.json(version));
        }
        json.insert("topics".into(), self.topics.json(version));
        if version >= 10 {
            json.insert("timeoutMs".into(), self.timeout_ms.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for list_offsets_request::ListOffsetsTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 6 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for list_offsets_request::ListOffsetsTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for list_offsets_request::ListOffsetsPartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            current_leader_epoch: if version >= 4 { random.value(version) } else { -1 },
            timestamp: random.value(version),
            unknown_tagged_fields: if version >= 6 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for list_offsets_request::ListOffsetsPartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        if version >= 4 {
            json.insert("currentLeaderEpoch".into(), self.current_leader_epoch.json(version));
        }
        json.insert("timestamp".into(), self.timestamp.json(version));
        Value::Object(json)
    }
}

impl Sample for list_offsets_response::ListOffsetsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: if version >= 2 { random.value(version) } else { 0 },
            topics: random.values(version),
            unknown_tagged_fields: if version >= 6 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for list_offsets_response::ListOffsetsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version >= 2 {
            json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        }
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for list_offsets_response::ListOffsetsTopicResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 6 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for list_offsets_response::ListOffsetsTopicResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for list_offsets_response::ListOffsetsPartitionResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            error_code: random.value(version),
            timestamp: random.value(version),
            offset: random.value(version),
            leader_epoch: if version >= 4 { random.value(version) } else { -1 },
            unknown_tagged_fields: if version >= 6 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for list_offsets_response::ListOffsetsPartitionResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("timestamp".into(), self.timestamp.json(version));
        json.insert("offset".into(), self.offset.json(version));
        if version >= 4 {
            json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for list_partition_reassignments_request::ListPartitionReassignmentsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            timeout_ms: random.value(version),
            topics: if random.one_in(4) { None } else { Some(random.values(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for list_partition_reassignments_request::ListPartitionReassignmentsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("timeoutMs".into(), self.timeout_ms.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for list_partition_reassignments_request::ListPartitionReassignmentsTopics {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partition_indexes: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for list_partition_reassignments_request::ListPartitionReassignmentsTopics {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitionIndexes".into(), self.partition_indexes.json(version));
        Value::Object(json)
    }
}

impl Sample for list_partition_reassignments_response::ListPartitionReassignmentsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            topics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for list_partition_reassignments_response::ListPartitionReassignmentsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for list_partition_reassignments_response::OngoingTopicReassignment {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for list_partition_reassignments_response::OngoingTopicReassignment {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for list_partition_reassignments_response::OngoingPartitionReassignment {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            replicas: random.values(version),
            adding_replicas: random.values(version),
            removing_replicas: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for list_partition_reassignments_response::OngoingPartitionReassignment {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("replicas".into(), self.replicas.json(version));
        json.insert("addingReplicas".into(), self.adding_replicas.json(version));
        json.insert("removingReplicas".into(), self.removing_replicas.json(version));
        Value::Object(json)
    }
}

impl Sample for list_transactions_request::ListTransactionsRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            state_filters: random.values(version),
            producer_id_filters: random.values(version),
            duration_filter: if version >= 1 { random.value(version) } else { -1 },
            transactional_id_pattern: if version >= 2 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                None
            },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for list_transactions_request::ListTransactionsRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("stateFilters".into(), self.state_filters.json(version));
        json.insert("producerIdFilters".into(), self.producer_id_filters.json(version));
        if version >= 1 {
            json.insert("durationFilter".into(), self.duration_filter.json(version));
        }
        if version >= 2 {
            json.insert("transactionalIdPattern".into(), self.transactional_id_pattern.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for list_transactions_response::ListTransactionsResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            unknown_state_filters: random.values(version),
            transaction_states: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for list_transactions_response::ListTransactionsResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("unknownStateFilters".into(), self.unknown_state_filters.json(version));
        json.insert("transactionStates".into(), self.transaction_states.json(version));
        Value::Object(json)
    }
}

impl Sample for list_transactions_response::TransactionState {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            transactional_id: random.value(version),
            producer_id: random.value(version),
            transaction_state: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for list_transactions_response::TransactionState {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("transactionalId".into(), self.transactional_id.json(version));
        json.insert("producerId".into(), self.producer_id.json(version));
        json.insert("transactionState".into(), self.transaction_state.json(version));
        Value::Object(json)
    }
}

impl Sample for metadata_request::MetadataRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topics: if version >= 1 && random.one_in(4) { None } else { Some(random.values(version)) },
            allow_auto_topic_creation: if version >= 4 { random.value(version) } else { true },
            include_cluster_authorized_operations: if (8..=10).contains(&version) {
                random.value(version)
            } else {
                false
            },
            include_topic_authorized_operations: if version >= 8 { random.value(version) } else { false },
            unknown_tagged_fields: if version >= 9 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for metadata_request::MetadataRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topics".into(), self.topics.json(version));
        if version >= 4 {
            json.insert("allowAutoTopicCreation".into(), self.allow_auto_topic_creation.json(version));
        }
        if (8..=10).contains(&version) {
            json.insert(
                "includeClusterAuthorizedOperations".into(),
                self.include_cluster_authorized_operations.json(version),
            );
        }
        if version >= 8 {
            json.insert(
                "includeTopicAuthorizedOperations".into(),
                self.include_topic_authorized_operations.json(version),
            );
        }
        Value::Object(json)
    }
}

impl Sample for metadata_request::MetadataRequestTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: if version >= 10 { random.value(version) } else { Uuid::ZERO },
            name: if version >= 10 && random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: if version >= 9 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for metadata_request::MetadataRequestTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version >= 10 {
            json.insert("topicId".into(), self.topic_id.json(version));
        }
        json.insert("name".into(), self.name.json(version));
        Value::Object(json)
    }
}

impl Sample for metadata_response::MetadataResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: if version >= 3 { random.value(version) } else { 0 },
            brokers: random.values(version),
            cluster_id: if version >= 2 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                None
            },
            controller_id: if version >= 1 { random.value(version) } else { -1 },
            topics: random.values(version),
            cluster_authorized_operations: if (8..=10).contains(&version) { random.value(version) } else { i32::MIN },
            error_code: if version >= 13 { random.value(version) } else { 0 },
            unknown_tagged_fields: if version >= 9 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for metadata_response::MetadataResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version >= 3 {
            json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        }
        json.insert("brokers".into(), self.brokers.json(version));
        if version >= 2 {
            json.insert("clusterId".into(), self.cluster_id.json(version));
        }
        if version >= 1 {
            json.insert("controllerId".into(), self.controller_id.json(version));
        }
        json.insert("topics".into(), self.topics.json(version));
        if (8..=10).contains(&version) {
            json.insert("clusterAuthorizedOperations".into(), self.cluster_authorized_operations.json(version));
        }
        if version >= 13 {
            json.insert("errorCode".into(), self.error_code.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for metadata_response::MetadataResponseBroker {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            node_id: random.value(version),
            host: random.value(version),
            port: random.value(version),
            rack: if version >= 1 { if random.one_in(4) { None } else { Some(random.value(version)) } } else { None },
            unknown_tagged_fields: if version >= 9 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for metadata_response::MetadataResponseBroker {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("nodeId".into(), self.node_id.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        if version >= 1 {
            json.insert("rack".into(), self.rack.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for metadata_response::MetadataResponseTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            name: if version >= 12 && random.one_in(4) { None } else { Some(random.value(version)) },
            topic_id: if version >= 10 { random.value(version) } else { Uuid::ZERO },
            is_internal: if version >= 1 { random.value(version) } else { false },
            partitions: random.values(version),
            topic_authorized_operations: if version >= 8 { random.value(version) } else { i32::MIN },
            unknown_tagged_fields: if version >= 9 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for metadata_response::MetadataResponseTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("name".into(), self.name.json(version));
        if version >= 10 {
            json.insert("topicId".into(), self.topic_id.json(version));
        }
        if version >= 1 {
            json.insert("isInternal".into(), self.is_internal.json(version));
        }
        json.insert("partitions".into(), self.partitions.json(version));
        if version >= 8 {
            json.insert("topicAuthorizedOperations".into(), self.topic_authorized_operations.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for metadata_response::MetadataResponsePartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            partition_index: random.value(version),
            leader_id: random.value(version),
            leader_epoch: if version >= 7 { random.value(version) } else { -1 },
            replica_nodes: random.values(version),
            isr_nodes: random.values(version),
            offline_replicas: if version >= 5 { random.values(version) } else { Vec::new() },
            unknown_tagged_fields: if version >= 9 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for metadata_response::MetadataResponsePartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("leaderId".into(), self.leader_id.json(version));
        if version >= 7 {
            json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        }
        json.insert("replicaNodes".into(), self.replica_nodes.json(version));
        json.insert("isrNodes".into(), self.isr_nodes.json(version));
        if version >= 5 {
            json.insert("offlineReplicas".into(), self.offline_replicas.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for offset_commit_request::OffsetCommitRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: random.value(version),
            generation_id_or_member_epoch: random.value(version),
            member_id: random.value(version),
            group_instance_id: if version >= 7 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                None
            },
            retention_time_ms: if version <= 4 { random.value(version) } else { -1 },
            topics: random.values(version),
            unknown_tagged_fields: if version >= 8 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for offset_commit_request::OffsetCommitRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("generationIdOrMemberEpoch".into(), self.generation_id_or_member_epoch.json(version));
        json.insert("memberId".into(), self.member_id.json(version));
        if version >= 7 {
            json.insert("groupInstanceId".into(), self.group_instance_id.json(version));
        }
        if version <= 4 {
            json.insert("retentionTimeMs".into(), self.retention_time_ms.json(version));
        }
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_commit_request::OffsetCommitRequestTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: if version <= 9 { random.value(version) } else { String::new() },
            topic_id: if version >= 10 { random.value(version) } else { Uuid::ZERO },
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 8 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for offset_commit_request::OffsetCommitRequestTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version <= 9 {
            json.insert("name".into(), self.name.json(version));
        }
        if version >= 10 {
            json.insert("topicId".into(), self.topic_id.json(version));
        }
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_commit_request::OffsetCommitRequestPartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            committed_offset: random.value(version),
            committed_leader_epoch: if version >= 6 { random.value(version) } else { -1 },
            committed_metadata: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: if version >= 8 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for offset_commit_request::OffsetCommitRequestPartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("committedOffset".into(), self.committed_offset.json(version));
        if version >= 6 {
            json.insert("committedLeaderEpoch".into(), self.committed_leader_epoch.json(version));
        }
        json.insert("committedMetadata".into(), self.committed_metadata.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_commit_response::OffsetCommitResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: if version >= 3 { random.value(version) } else { 0 },
            topics: random.values(version),
            unknown_tagged_fields: if version >= 8 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for offset_commit_response::OffsetCommitResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version >= 3 {
            json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        }
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_commit_response::OffsetCommitResponseTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: if version <= 9 { random.value(version) } else { String::new() },
            topic_id: if version >= 10 { random.value(version) } else { Uuid::ZERO },
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 8 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for offset_commit_response::OffsetCommitResponseTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version <= 9 {
            json.insert("name".into(), self.name.json(version));
        }
        if version >= 10 {
            json.insert("topicId".into(), self.topic_id.json(version));
        }
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_commit_response::OffsetCommitResponsePartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            error_code: random.value(version),
            unknown_tagged_fields: if version >= 8 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for offset_commit_response::OffsetCommitResponsePartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_delete_request::OffsetDeleteRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group_id: random.value(version), topics: random.values(version) }
    }
}

impl Json for offset_delete_request::OffsetDeleteRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_delete_request::OffsetDeleteRequestTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { name: random.value(version), partitions: random.values(version) }
    }
}

impl Json for offset_delete_request::OffsetDeleteRequestTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_delete_request::OffsetDeleteRequestPartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { partition_index: random.value(version) }
    }
}

impl Json for offset_delete_request::OffsetDeleteRequestPartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_delete_response::OffsetDeleteResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            throttle_time_ms: random.value(version),
            topics: random.values(version),
        }
    }
}

impl Json for offset_delete_response::OffsetDeleteResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_delete_response::OffsetDeleteResponseTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { name: random.value(version), partitions: random.values(version) }
    }
}

impl Json for offset_delete_response::OffsetDeleteResponseTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_delete_response::OffsetDeleteResponsePartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { partition_index: random.value(version), error_code: random.value(version) }
    }
}

impl Json for offset_delete_response::OffsetDeleteResponsePartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_fetch_request::OffsetFetchRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: if version <= 7 { random.value(version) } else { String::new() },
            topics: if version <= 7 {
                if version >= 2 && random.one_in(4) { None } else { Some(random.values(version)) }
            } else {
                Some(Vec::new())
            },
            groups: if version >= 8 { random.values(version) } else { Vec::new() },
            require_stable: if version >= 7 { random.value(version) } else { false },
            unknown_tagged_fields: if version >= 6 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for offset_fetch_request::OffsetFetchRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version <= 7 {
            json.insert("groupId".into(), self.group_id.json(version));
        }
        if version <= 7 {
            json.insert("topics".into(), self.topics.json(version));
        }
        if version >= 8 {
            json.insert("groups".into(), self.groups.json(version));
        }
        if version >= 7 {
            json.insert("requireStable".into(), self.require_stable.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for offset_fetch_request::OffsetFetchRequestTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partition_indexes: random.values(version),
            unknown_tagged_fields: if version >= 6 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for offset_fetch_request::OffsetFetchRequestTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitionIndexes".into(), self.partition_indexes.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_fetch_request::OffsetFetchRequestGroup {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: random.value(version),
            member_id: if version >= 9 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                None
            },
            member_epoch: if version >= 9 { random.value(version) } else { -1 },
            topics: if random.one_in(4) { None } else { Some(random.values(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for offset_fetch_request::OffsetFetchRequestGroup {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        if version >= 9 {
            json.insert("memberId".into(), self.member_id.json(version));
        }
        if version >= 9 {
            json.insert("memberEpoch".into(), self.member_epoch.json(version));
        }
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_fetch_request::OffsetFetchRequestTopics {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: if version <= 9 { random.value(version) } else { String::new() },
            topic_id: if version >= 10 { random.value(version) } else { Uuid::ZERO },
            partition_indexes: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for offset_fetch_request::OffsetFetchRequestTopics {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version <= 9 {
            json.insert("name".into(), self.name.json(version));
        }
        if version >= 10 {
            json.insert("topicId".into(), self.topic_id.json(version));
        }
        json.insert("partitionIndexes".into(), self.partition_indexes.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_fetch_response::OffsetFetchResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: if version >= 3 { random.value(version) } else { 0 },
            topics: if version <= 7 { random.values(version) } else { Vec::new() },
            error_code: if (2..=7).contains(&version) { random.value(version) } else { 0 },
            groups: if version >= 8 { random.values(version) } else { Vec::new() },
            unknown_tagged_fields: if version >= 6 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for offset_fetch_response::OffsetFetchResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version >= 3 {
            json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        }
        if version <= 7 {
            json.insert("topics".into(), self.topics.json(version));
        }
        if (2..=7).contains(&version) {
            json.insert("errorCode".into(), self.error_code.json(version));
        }
        if version >= 8 {
            json.insert("groups".into(), self.groups.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for offset_fetch_response::OffsetFetchResponseTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 6 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for offset_fetch_response::OffsetFetchResponseTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_fetch_response::OffsetFetchResponseGroup {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: random.value(version),
            topics: random.values(version),
            error_code: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for offset_fetch_response::OffsetFetchResponseGroup {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("topics".into(), self.topics.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_fetch_response::OffsetFetchResponsePartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            committed_offset: random.value(version),
            committed_leader_epoch: if version >= 5 { random.value(version) } else { -1 },
            metadata: if random.one_in(4) { None } else { Some(random.value(version)) },
            error_code: random.value(version),
            unknown_tagged_fields: if version >= 6 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for offset_fetch_response::OffsetFetchResponsePartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("committedOffset".into(), self.committed_offset.json(version));
        if version >= 5 {
            json.insert("committedLeaderEpoch".into(), self.committed_leader_epoch.json(version));
        }
        json.insert("metadata".into(), self.metadata.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_fetch_response::OffsetFetchResponseTopics {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: if version <= 9 { random.value(version) } else { String::new() },
            topic_id: if version >= 10 { random.value(version) } else { Uuid::ZERO },
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for offset_fetch_response::OffsetFetchResponseTopics {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version <= 9 {
            json.insert("name".into(), self.name.json(version));
        }
        if version >= 10 {
            json.insert("topicId".into(), self.topic_id.json(version));
        }
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_fetch_response::OffsetFetchResponsePartitions {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            committed_offset: random.value(version),
            committed_leader_epoch: random.value(version),
            metadata: if random.one_in(4) { None } else { Some(random.value(version)) },
            error_code: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for offset_fetch_response::OffsetFetchResponsePartitions {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("committedOffset".into(), self.committed_offset.json(version));
        json.insert("committedLeaderEpoch".into(), self.committed_leader_epoch.json(version));
        json.insert("metadata".into(), self.metadata.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_for_leader_epoch_request::OffsetForLeaderEpochRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            replica_id: if version >= 3 { random.value(version) } else { -2 },
            topics: random.values(version),
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for offset_for_leader_epoch_request::OffsetForLeaderEpochRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version >= 3 {
            json.insert("replicaId".into(), self.replica_id.json(version));
        }
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_for_leader_epoch_request::OffsetForLeaderTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for offset_for_leader_epoch_request::OffsetForLeaderTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topic".into(), self.topic.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_for_leader_epoch_request::OffsetForLeaderPartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition: random.value(version),
            current_leader_epoch: random.value(version),
            leader_epoch: random.value(version),
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for offset_for_leader_epoch_request::OffsetForLeaderPartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partition".into(), self.partition.json(version));
        json.insert("currentLeaderEpoch".into(), self.current_leader_epoch.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_for_leader_epoch_response::OffsetForLeaderEpochResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            topics: random.values(version),
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for offset_for_leader_epoch_response::OffsetForLeaderEpochResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_for_leader_epoch_response::OffsetForLeaderTopicResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for offset_for_leader_epoch_response::OffsetForLeaderTopicResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topic".into(), self.topic.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_for_leader_epoch_response::EpochEndOffset {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            partition: random.value(version),
            leader_epoch: random.value(version),
            end_offset: random.value(version),
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for offset_for_leader_epoch_response::EpochEndOffset {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("partition".into(), self.partition.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        json.insert("endOffset".into(), self.end_offset.json(version));
        Value::Object(json)
    }
}

impl Sample for produce_request::ProduceRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            transactional_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            acks: random.value(version),
            timeout_ms: random.value(version),
            topic_data: random.values(version),
            unknown_tagged_fields: if version >= 9 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for produce_request::ProduceRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("transactionalId".into(), self.transactional_id.json(version));
        json.insert("acks".into(), self.acks.json(version));
        json.insert("timeoutMs".into(), self.timeout_ms.json(version));
        json.insert("topicData".into(), self.topic_data.json(version));
        Value::Object(json)
    }
}

impl Sample for produce_request::TopicProduceData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: if version <= 12 { random.value(version) } else { String::new() },
            topic_id: if version >= 13 { random.value(version) } else { Uuid::ZERO },
            partition_data: random.values(version),
            unknown_tagged_fields: if version >= 9 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for produce_request::TopicProduceData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version <= 12 {
            json.insert("name".into(), self.name.json(version));
        }
        if version >= 13 {
            json.insert("topicId".into(), self.topic_id.json(version));
        }
        json.insert("partitionData".into(), self.partition_data.json(version));
        Value::Object(json)
    }
}

impl Sample for produce_request::PartitionProduceData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            index: random.value(version),
            records: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: if version >= 9 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for produce_request::PartitionProduceData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("index".into(), self.index.json(version));
        json.insert("records".into(), self.records.json(version));
        Value::Object(json)
    }
}

impl Sample for produce_response::ProduceResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            responses: random.values(version),
            throttle_time_ms: random.value(version),
            node_endpoints: if version >= 10 { random.values(version) } else { Vec::new() },
            unknown_tagged_fields: if version >= 9 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for produce_response::ProduceResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("responses".into(), self.responses.json(version));
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        if version >= 10 {
            json.insert("nodeEndpoints".into(), self.node_endpoints.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for produce_response::TopicProduceResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: if version <= 12 { random.value(version) } else { String::new() },
            topic_id: if version >= 13 { random.value(version) } else { Uuid::ZERO },
            partition_responses: random.values(version),
            unknown_tagged_fields: if version >= 9 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for produce_response::TopicProduceResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version <= 12 {
            json.insert("name".into(), self.name.json(version));
        }
        if version >= 13 {
            json.insert("topicId".into(), self.topic_id.json(version));
        }
        json.insert("partitionResponses".into(), self.partition_responses.json(version));
        Value::Object(json)
    }
}

impl Sample for produce_response::NodeEndpoint {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            node_id: random.value(version),
            host: random.value(version),
            port: random.value(version),
            rack: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for produce_response::NodeEndpoint {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("nodeId".into(), self.node_id.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        json.insert("rack".into(), self.rack.json(version));
        Value::Object(json)
    }
}

impl Sample for produce_response::PartitionProduceResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            index: random.value(version),
            error_code: random.value(version),
            base_offset: random.value(version),
            log_append_time_ms: random.value(version),
            log_start_offset: if version >= 5 { random.value(version) } else { -1 },
            record_errors: if version >= 8 { random.values(version) } else { Vec::new() },
            error_message: if version >= 8 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                None
            },
            current_leader: if version >= 10 {
                random.value(version)
            } else {
                produce_response::LeaderIdAndEpoch::default()
            },
            unknown_tagged_fields: if version >= 9 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for produce_response::PartitionProduceResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("index".into(), self.index.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("baseOffset".into(), self.base_offset.json(version));
        json.insert("logAppendTimeMs".into(), self.log_append_time_ms.json(version));
        if version >= 5 {
            json.insert("logStartOffset".into(), self.log_start_offset.json(version));
        }
        if version >= 8 {
            json.insert("recordErrors".into(), self.record_errors.json(version));
        }
        if version >= 8 {
            json.insert("errorMessage".into(), self.error_message.json(version));
        }
        if version >= 10 {
            json.insert("currentLeader".into(), self.current_leader.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for produce_response::BatchIndexAndErrorMessage {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            batch_index: random.value(version),
            batch_index_error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: if version >= 9 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for produce_response::BatchIndexAndErrorMessage {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("batchIndex".into(), self.batch_index.json(version));
        json.insert("batchIndexErrorMessage".into(), self.batch_index_error_message.json(version));
        Value::Object(json)
    }
}

impl Sample for produce_response::LeaderIdAndEpoch {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            leader_id: random.value(version),
            leader_epoch: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for produce_response::LeaderIdAndEpoch {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("leaderId".into(), self.leader_id.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for push_telemetry_request::PushTelemetryRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            client_instance_id: random.value(version),
            subscription_id: random.value(version),
            terminating: random.value(version),
            compression_type: random.value(version),
            metrics: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for push_telemetry_request::PushTelemetryRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("clientInstanceId".into(), self.client_instance_id.json(version));
        json.insert("subscriptionId".into(), self.subscription_id.json(version));
        json.insert("terminating".into(), self.terminating.json(version));
        json.insert("compressionType".into(), self.compression_type.json(version));
        json.insert("metrics".into(), self.metrics.json(version));
        Value::Object(json)
    }
}

impl Sample for push_telemetry_response::PushTelemetryResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for push_telemetry_response::PushTelemetryResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        Value::Object(json)
    }
}

impl Sample for read_share_group_state_request::ReadShareGroupStateRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: random.value(version),
            topics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for read_share_group_state_request::ReadShareGroupStateRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for read_share_group_state_request::ReadStateData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for read_share_group_state_request::ReadStateData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for read_share_group_state_request::PartitionData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition: random.value(version),
            leader_epoch: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for read_share_group_state_request::PartitionData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partition".into(), self.partition.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for read_share_group_state_response::ReadShareGroupStateResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { results: random.values(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for read_share_group_state_response::ReadShareGroupStateResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("results".into(), self.results.json(version));
        Value::Object(json)
    }
}

impl Sample for read_share_group_state_response::ReadStateResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for read_share_group_state_response::ReadStateResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for read_share_group_state_response::PartitionResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            state_epoch: random.value(version),
            start_offset: random.value(version),
            state_batches: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for read_share_group_state_response::PartitionResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partition".into(), self.partition.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("stateEpoch".into(), self.state_epoch.json(version));
        json.insert("startOffset".into(), self.start_offset.json(version));
        json.insert("stateBatches".into(), self.state_batches.json(version));
        Value::Object(json)
    }
}

impl Sample for read_share_group_state_response::StateBatch {
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

impl Json for read_share_group_state_response::StateBatch {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("firstOffset".into(), self.first_offset.json(version));
        json.insert("lastOffset".into(), self.last_offset.json(version));
        json.insert("deliveryState".into(), self.delivery_state.json(version));
        json.insert("deliveryCount".into(), self.delivery_count.json(version));
        Value::Object(json)
    }
}

impl Sample for read_share_group_state_summary_request::ReadShareGroupStateSummaryRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: random.value(version),
            topics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for read_share_group_state_summary_request::ReadShareGroupStateSummaryRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for read_share_group_state_summary_request::ReadStateSummaryData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for read_share_group_state_summary_request::ReadStateSummaryData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for read_share_group_state_summary_request::PartitionData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition: random.value(version),
            leader_epoch: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for read_share_group_state_summary_request::PartitionData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partition".into(), self.partition.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for read_share_group_state_summary_response::ReadShareGroupStateSummaryResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { results: random.values(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for read_share_group_state_summary_response::ReadShareGroupStateSummaryResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("results".into(), self.results.json(version));
        Value::Object(json)
    }
}

impl Sample for read_share_group_state_summary_response::ReadStateSummaryResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for read_share_group_state_summary_response::ReadStateSummaryResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for read_share_group_state_summary_response::PartitionResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            state_epoch: random.value(version),
            leader_epoch: random.value(version),
            start_offset: random.value(version),
            delivery_complete_count: if version >= 1 { random.value(version) } else { -1 },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for read_share_group_state_summary_response::PartitionResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partition".into(), self.partition.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("stateEpoch".into(), self.state_epoch.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        json.insert("startOffset".into(), self.start_offset.json(version));
        if version >= 1 {
            json.insert("deliveryCompleteCount".into(), self.delivery_complete_count.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for remove_raft_voter_request::RemoveRaftVoterRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            cluster_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            voter_id: random.value(version),
            voter_directory_id: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for remove_raft_voter_request::RemoveRaftVoterRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("clusterId".into(), self.cluster_id.json(version));
        json.insert("voterId".into(), self.voter_id.json(version));
        json.insert("voterDirectoryId".into(), self.voter_directory_id.json(version));
        Value::Object(json)
    }
}

impl Sample for remove_raft_voter_response::RemoveRaftVoterResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for remove_raft_voter_response::RemoveRaftVoterResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        Value::Object(json)
    }
}

impl Sample for renew_delegation_token_request::RenewDelegationTokenRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            hmac: random.value(version),
            renew_period_ms: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for renew_delegation_token_request::RenewDelegationTokenRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("hmac".into(), self.hmac.json(version));
        json.insert("renewPeriodMs".into(), self.renew_period_ms.json(version));
        Value::Object(json)
    }
}

impl Sample for renew_delegation_token_response::RenewDelegationTokenResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            expiry_timestamp_ms: random.value(version),
            throttle_time_ms: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for renew_delegation_token_response::RenewDelegationTokenResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("expiryTimestampMs".into(), self.expiry_timestamp_ms.json(version));
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        Value::Object(json)
    }
}

impl Sample for request_header::RequestHeader {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            request_api_key: random.value(version),
            request_api_version: random.value(version),
            correlation_id: random.value(version),
            client_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for request_header::RequestHeader {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("requestApiKey".into(), self.request_api_key.json(version));
        json.insert("requestApiVersion".into(), self.request_api_version.json(version));
        json.insert("correlationId".into(), self.correlation_id.json(version));
        json.insert("clientId".into(), self.client_id.json(version));
        Value::Object(json)
    }
}

impl Sample for response_header::ResponseHeader {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            correlation_id: random.value(version),
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for response_header::ResponseHeader {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("correlationId".into(), self.correlation_id.json(version));
        Value::Object(json)
    }
}

impl Sample for sasl_authenticate_request::SaslAuthenticateRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            auth_bytes: random.value(version),
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for sasl_authenticate_request::SaslAuthenticateRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("authBytes".into(), self.auth_bytes.json(version));
        Value::Object(json)
    }
}

impl Sample for sasl_authenticate_response::SaslAuthenticateResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            auth_bytes: random.value(version),
            session_lifetime_ms: if version >= 1 { random.value(version) } else { 0 },
            unknown_tagged_fields: if version >= 2 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for sasl_authenticate_response::SaslAuthenticateResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("authBytes".into(), self.auth_bytes.json(version));
        if version >= 1 {
            json.insert("sessionLifetimeMs".into(), self.session_lifetime_ms.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for sasl_handshake_request::SaslHandshakeRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { mechanism: random.value(version) }
    }
}

impl Json for sasl_handshake_request::SaslHandshakeRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("mechanism".into(), self.mechanism.json(version));
        Value::Object(json)
    }
}

impl Sample for sasl_handshake_response::SaslHandshakeResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { error_code: random.value(version), mechanisms: random.values(version) }
    }
}

impl Json for sasl_handshake_response::SaslHandshakeResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("mechanisms".into(), self.mechanisms.json(version));
        Value::Object(json)
    }
}

impl Sample for share_acknowledge_request::ShareAcknowledgeRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            member_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            share_session_epoch: random.value(version),
            is_renew_ack: if version >= 2 { random.value(version) } else { false },
            topics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_acknowledge_request::ShareAcknowledgeRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("memberId".into(), self.member_id.json(version));
        json.insert("shareSessionEpoch".into(), self.share_session_epoch.json(version));
        if version >= 2 {
            json.insert("isRenewAck".into(), self.is_renew_ack.json(version));
        }
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for share_acknowledge_request::AcknowledgeTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_acknowledge_request::AcknowledgeTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for share_acknowledge_request::AcknowledgePartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            acknowledgement_batches: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_acknowledge_request::AcknowledgePartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("acknowledgementBatches".into(), self.acknowledgement_batches.json(version));
        Value::Object(json)
    }
}

impl Sample for share_acknowledge_request::AcknowledgementBatch {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            first_offset: random.value(version),
            last_offset: random.value(version),
            acknowledge_types: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_acknowledge_request::AcknowledgementBatch {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("firstOffset".into(), self.first_offset.json(version));
        json.insert("lastOffset".into(), self.last_offset.json(version));
        json.insert("acknowledgeTypes".into(), self.acknowledge_types.json(version));
        Value::Object(json)
    }
}

impl Sample for share_acknowledge_response::ShareAcknowledgeResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            acquisition_lock_timeout_ms: if version >= 2 { random.value(version) } else { 0 },
            responses: random.values(version),
            node_endpoints: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_acknowledge_response::ShareAcknowledgeResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        if version >= 2 {
            json.insert("acquisitionLockTimeoutMs".into(), self.acquisition_lock_timeout_ms.json(version));
        }
        json.insert("responses".into(), self.responses.json(version));
        json.insert("nodeEndpoints".into(), self.node_endpoints.json(version));
        Value::Object(json)
    }
}

impl Sample for share_acknowledge_response::ShareAcknowledgeTopicResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_acknowledge_response::ShareAcknowledgeTopicResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for share_acknowledge_response::NodeEndpoint {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            node_id: random.value(version),
            host: random.value(version),
            port: random.value(version),
            rack: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_acknowledge_response::NodeEndpoint {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("nodeId".into(), self.node_id.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        json.insert("rack".into(), self.rack.json(version));
        Value::Object(json)
    }
}

impl Sample for share_acknowledge_response::PartitionData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            current_leader: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_acknowledge_response::PartitionData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("currentLeader".into(), self.current_leader.json(version));
        Value::Object(json)
    }
}

impl Sample for share_acknowledge_response::LeaderIdAndEpoch {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            leader_id: random.value(version),
            leader_epoch: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_acknowledge_response::LeaderIdAndEpoch {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("leaderId".into(), self.leader_id.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for share_fetch_request::ShareFetchRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            member_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            share_session_epoch: random.value(version),
            max_wait_ms: random.value(version),
            min_bytes: random.value(version),
            max_bytes: random.value(version),
            max_records: random.value(version),
            batch_size: random.value(version),
            share_acquire_mode: if version >= 2 { random.value(version) } else { 0 },
            is_renew_ack: if version >= 2 { random.value(version) } else { false },
            topics: random.values(version),
            forgotten_topics_data: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_fetch_request::ShareFetchRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("memberId".into(), self.member_id.json(version));
        json.insert("shareSessionEpoch".into(), self.share_session_epoch.json(version));
        json.insert("maxWaitMs".into(), self.max_wait_ms.json(version));
        json.insert("minBytes".into(), self.min_bytes.json(version));
        json.insert("maxBytes".into(), self.max_bytes.json(version));
        json.insert("maxRecords".into(), self.max_records.json(version));
        json.insert("batchSize".into(), self.batch_size.json(version));
        if version >= 2 {
            json.insert("shareAcquireMode".into(), self.share_acquire_mode.json(version));
        }
        if version >= 2 {
            json.insert("isRenewAck".into(), self.is_renew_ack.json(version));
        }
        json.insert("topics".into(), self.topics.json(version));
        json.insert("forgottenTopicsData".into(), self.forgotten_topics_data.json(version));
        Value::Object(json)
    }
}

impl Sample for share_fetch_request::FetchTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_fetch_request::FetchTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for share_fetch_request::ForgottenTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_fetch_request::ForgottenTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for share_fetch_request::FetchPartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            acknowledgement_batches: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_fetch_request::FetchPartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("acknowledgementBatches".into(), self.acknowledgement_batches.json(version));
        Value::Object(json)
    }
}

impl Sample for share_fetch_request::AcknowledgementBatch {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            first_offset: random.value(version),
            last_offset: random.value(version),
            acknowledge_types: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_fetch_request::AcknowledgementBatch {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("firstOffset".into(), self.first_offset.json(version));
        json.insert("lastOffset".into(), self.last_offset.json(version));
        json.insert("acknowledgeTypes".into(), self.acknowledge_types.json(version));
        Value::Object(json)
    }
}

impl Sample for share_fetch_response::ShareFetchResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            acquisition_lock_timeout_ms: random.value(version),
            responses: random.values(version),
            node_endpoints: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_fetch_response::ShareFetchResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("acquisitionLockTimeoutMs".into(), self.acquisition_lock_timeout_ms.json(version));
        json.insert("responses".into(), self.responses.json(version));
        json.insert("nodeEndpoints".into(), self.node_endpoints.json(version));
        Value::Object(json)
    }
}

impl Sample for share_fetch_response::ShareFetchableTopicResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_fetch_response::ShareFetchableTopicResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for share_fetch_response::NodeEndpoint {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            node_id: random.value(version),
            host: random.value(version),
            port: random.value(version),
            rack: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_fetch_response::NodeEndpoint {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("nodeId".into(), self.node_id.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        json.insert("rack".into(), self.rack.json(version));
        Value::Object(json)
    }
}

impl Sample for share_fetch_response::PartitionData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            acknowledge_error_code: random.value(version),
            acknowledge_error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            current_leader: random.value(version),
            records: Some(random.value(version)),
            acquired_records: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_fetch_response::PartitionData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("acknowledgeErrorCode".into(), self.acknowledge_error_code.json(version));
        json.insert("acknowledgeErrorMessage".into(), self.acknowledge_error_message.json(version));
        json.insert("currentLeader".into(), self.current_leader.json(version));
        json.insert("records".into(), self.records.json(version));
        json.insert("acquiredRecords".into(), self.acquired_records.json(version));
        Value::Object(json)
    }
}

impl Sample for share_fetch_response::LeaderIdAndEpoch {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            leader_id: random.value(version),
            leader_epoch: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_fetch_response::LeaderIdAndEpoch {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("leaderId".into(), self.leader_id.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for share_fetch_response::AcquiredRecords {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            first_offset: random.value(version),
            last_offset: random.value(version),
            delivery_count: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_fetch_response::AcquiredRecords {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("firstOffset".into(), self.first_offset.json(version));
        json.insert("lastOffset".into(), self.last_offset.json(version));
        json.insert("deliveryCount".into(), self.delivery_count.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_describe_request::ShareGroupDescribeRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_ids: random.values(version),
            include_authorized_operations: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_group_describe_request::ShareGroupDescribeRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupIds".into(), self.group_ids.json(version));
        json.insert("includeAuthorizedOperations".into(), self.include_authorized_operations.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_describe_response::ShareGroupDescribeResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            groups: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_group_describe_response::ShareGroupDescribeResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("groups".into(), self.groups.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_describe_response::DescribedGroup {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            group_id: random.value(version),
            group_state: random.value(version),
            group_epoch: random.value(version),
            assignment_epoch: random.value(version),
            assignor_name: random.value(version),
            members: random.values(version),
            authorized_operations: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_group_describe_response::DescribedGroup {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("groupState".into(), self.group_state.json(version));
        json.insert("groupEpoch".into(), self.group_epoch.json(version));
        json.insert("assignmentEpoch".into(), self.assignment_epoch.json(version));
        json.insert("assignorName".into(), self.assignor_name.json(version));
        json.insert("members".into(), self.members.json(version));
        json.insert("authorizedOperations".into(), self.authorized_operations.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_describe_response::Member {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            member_id: random.value(version),
            rack_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            member_epoch: random.value(version),
            client_id: random.value(version),
            client_host: random.value(version),
            subscribed_topic_names: random.values(version),
            assignment: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_group_describe_response::Member {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("memberId".into(), self.member_id.json(version));
        json.insert("rackId".into(), self.rack_id.json(version));
        json.insert("memberEpoch".into(), self.member_epoch.json(version));
        json.insert("clientId".into(), self.client_id.json(version));
        json.insert("clientHost".into(), self.client_host.json(version));
        json.insert("subscribedTopicNames".into(), self.subscribed_topic_names.json(version));
        json.insert("assignment".into(), self.assignment.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_describe_response::Assignment {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { topic_partitions: random.values(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for share_group_describe_response::Assignment {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicPartitions".into(), self.topic_partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_describe_response::TopicPartitions {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            topic_name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_group_describe_response::TopicPartitions {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("topicName".into(), self.topic_name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_heartbeat_request::ShareGroupHeartbeatRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: random.value(version),
            member_id: random.value(version),
            member_epoch: random.value(version),
            rack_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            subscribed_topic_names: if random.one_in(4) { None } else { Some(random.values(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_group_heartbeat_request::ShareGroupHeartbeatRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("memberId".into(), self.member_id.json(version));
        json.insert("memberEpoch".into(), self.member_epoch.json(version));
        json.insert("rackId".into(), self.rack_id.json(version));
        json.insert("subscribedTopicNames".into(), self.subscribed_topic_names.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_heartbeat_response::ShareGroupHeartbeatResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            member_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            member_epoch: random.value(version),
            heartbeat_interval_ms: random.value(version),
            assignment: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_group_heartbeat_response::ShareGroupHeartbeatResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("memberId".into(), self.member_id.json(version));
        json.insert("memberEpoch".into(), self.member_epoch.json(version));
        json.insert("heartbeatIntervalMs".into(), self.heartbeat_interval_ms.json(version));
        json.insert("assignment".into(), self.assignment.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_heartbeat_response::Assignment {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { topic_partitions: random.values(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for share_group_heartbeat_response::Assignment {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicPartitions".into(), self.topic_partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_heartbeat_response::TopicPartitions {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_group_heartbeat_response::TopicPartitions {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for snapshot_footer_record::SnapshotFooterRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { version: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for snapshot_footer_record::SnapshotFooterRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("version".into(), self.version.json(version));
        Value::Object(json)
    }
}

impl Sample for snapshot_header_record::SnapshotHeaderRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            version: random.value(version),
            last_contained_log_timestamp: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for snapshot_header_record::SnapshotHeaderRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("version".into(), self.version.json(version));
        json.insert("lastContainedLogTimestamp".into(), self.last_contained_log_timestamp.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_describe_request::StreamsGroupDescribeRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_ids: random.values(version),
            include_authorized_operations: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_describe_request::StreamsGroupDescribeRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupIds".into(), self.group_ids.json(version));
        json.insert("includeAuthorizedOperations".into(), self.include_authorized_operations.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_describe_response::StreamsGroupDescribeResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            groups: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_describe_response::StreamsGroupDescribeResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("groups".into(), self.groups.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_describe_response::DescribedGroup {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            group_id: random.value(version),
            group_state: random.value(version),
            group_epoch: random.value(version),
            assignment_epoch: random.value(version),
            topology: if random.one_in(4) { None } else { Some(random.value(version)) },
            members: random.values(version),
            authorized_operations: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_describe_response::DescribedGroup {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("groupState".into(), self.group_state.json(version));
        json.insert("groupEpoch".into(), self.group_epoch.json(version));
        json.insert("assignmentEpoch".into(), self.assignment_epoch.json(version));
        json.insert("topology".into(), self.topology.json(version));
        json.insert("members".into(), self.members.json(version));
        json.insert("authorizedOperations".into(), self.authorized_operations.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_describe_response::Topology {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            epoch: random.value(version),
            subtopologies: if random.one_in(4) { None } else { Some(random.values(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_describe_response::Topology {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("epoch".into(), self.epoch.json(version));
        json.insert("subtopologies".into(), self.subtopologies.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_describe_response::Member {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            member_id: random.value(version),
            member_epoch: random.value(version),
            instance_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            rack_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            client_id: random.value(version),
            client_host: random.value(version),
            topology_epoch: random.value(version),
            process_id: random.value(version),
            user_endpoint: if random.one_in(4) { None } else { Some(random.value(version)) },
            client_tags: random.values(version),
            task_offsets: random.values(version),
            task_end_offsets: random.values(version),
            assignment: random.value(version),
            target_assignment: random.value(version),
            is_classic: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_describe_response::Member {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("memberId".into(), self.member_id.json(version));
        json.insert("memberEpoch".into(), self.member_epoch.json(version));
        json.insert("instanceId".into(), self.instance_id.json(version));
        json.insert("rackId".into(), self.rack_id.json(version));
        json.insert("clientId".into(), self.client_id.json(version));
        json.insert("clientHost".into(), self.client_host.json(version));
        json.insert("topologyEpoch".into(), self.topology_epoch.json(version));
        json.insert("processId".into(), self.process_id.json(version));
        json.insert("userEndpoint".into(), self.user_endpoint.json(version));
        json.insert("clientTags".into(), self.client_tags.json(version));
        json.insert("taskOffsets".into(), self.task_offsets.json(version));
        json.insert("taskEndOffsets".into(), self.task_end_offsets.json(version));
        json.insert("assignment".into(), self.assignment.json(version));
        json.insert("targetAssignment".into(), self.target_assignment.json(version));
        json.insert("isClassic".into(), self.is_classic.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_describe_response::Subtopology {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            subtopology_id: random.value(version),
            source_topics: random.values(version),
            repartition_sink_topics: random.values(version),
            state_changelog_topics: random.values(version),
            repartition_source_topics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_describe_response::Subtopology {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("subtopologyId".into(), self.subtopology_id.json(version));
        json.insert("sourceTopics".into(), self.source_topics.json(version));
        json.insert("repartitionSinkTopics".into(), self.repartition_sink_topics.json(version));
        json.insert("stateChangelogTopics".into(), self.state_changelog_topics.json(version));
        json.insert("repartitionSourceTopics".into(), self.repartition_source_topics.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_describe_response::Endpoint {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { host: random.value(version), port: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for streams_group_describe_response::Endpoint {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_describe_response::KeyValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { key: random.value(version), value: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for streams_group_describe_response::KeyValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("key".into(), self.key.json(version));
        json.insert("value".into(), self.value.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_describe_response::TaskOffset {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            subtopology_id: random.value(version),
            partition: random.value(version),
            offset: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_describe_response::TaskOffset {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("subtopologyId".into(), self.subtopology_id.json(version));
        json.insert("partition".into(), self.partition.json(version));
        json.insert("offset".into(), self.offset.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_describe_response::Assignment {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            active_tasks: random.values(version),
            standby_tasks: random.values(version),
            warmup_tasks: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_describe_response::Assignment {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("activeTasks".into(), self.active_tasks.json(version));
        json.insert("standbyTasks".into(), self.standby_tasks.json(version));
        json.insert("warmupTasks".into(), self.warmup_tasks.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_describe_response::TopicInfo {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partitions: random.value(version),
            replication_factor: random.value(version),
            topic_configs: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_describe_response::TopicInfo {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        json.insert("replicationFactor".into(), self.replication_factor.json(version));
        json.insert("topicConfigs".into(), self.topic_configs.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_describe_response::TaskIds {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            subtopology_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_describe_response::TaskIds {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("subtopologyId".into(), self.subtopology_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_heartbeat_request::StreamsGroupHeartbeatRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: random.value(version),
            member_id: random.value(version),
            member_epoch: random.value(version),
            endpoint_information_epoch: random.value(version),
            instance_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            rack_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            rebalance_timeout_ms: random.value(version),
            topology: if random.one_in(4) { None } else { Some(random.value(version)) },
            active_tasks: if random.one_in(4) { None } else { Some(random.values(version)) },
            standby_tasks: if random.one_in(4) { None } else { Some(random.values(version)) },
            warmup_tasks: if random.one_in(4) { None } else { Some(random.values(version)) },
            process_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            user_endpoint: if random.one_in(4) { None } else { Some(random.value(version)) },
            client_tags: if random.one_in(4) { None } else { Some(random.values(version)) },
            task_offsets: if random.one_in(4) { None } else { Some(random.values(version)) },
            task_end_offsets: if random.one_in(4) { None } else { Some(random.values(version)) },
            shutdown_application: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_heartbeat_request::StreamsGroupHeartbeatRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("memberId".into(), self.member_id.json(version));
        json.insert("memberEpoch".into(), self.member_epoch.json(version));
        json.insert("endpointInformationEpoch".into(), self.endpoint_information_epoch.json(version));
        json.insert("instanceId".into(), self.instance_id.json(version));
        json.insert("rackId".into(), self.rack_id.json(version));
        json.insert("rebalanceTimeoutMs".into(), self.rebalance_timeout_ms.json(version));
        json.insert("topology".into(), self.topology.json(version));
        json.insert("activeTasks".into(), self.active_tasks.json(version));
        json.insert("standbyTasks".into(), self.standby_tasks.json(version));
        json.insert("warmupTasks".into(), self.warmup_tasks.json(version));
        json.insert("processId".into(), self.process_id.json(version));
        json.insert("userEndpoint".into(), self.user_endpoint.json(version));
        json.insert("clientTags".into(), self.client_tags.json(version));
        json.insert("taskOffsets".into(), self.task_offsets.json(version));
        json.insert("taskEndOffsets".into(), self.task_end_offsets.json(version));
        json.insert("shutdownApplication".into(), self.shutdown_application.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_heartbeat_request::Topology {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            epoch: random.value(version),
            subtopologies: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_heartbeat_request::Topology {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("epoch".into(), self.epoch.json(version));
        json.insert("subtopologies".into(), self.subtopologies.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_heartbeat_request::TaskIds {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            subtopology_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_heartbeat_request::TaskIds {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("subtopologyId".into(), self.subtopology_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_heartbeat_request::Endpoint {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { host: random.value(version), port: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for streams_group_heartbeat_request::Endpoint {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_heartbeat_request::KeyValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { key: random.value(version), value: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for streams_group_heartbeat_request::KeyValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("key".into(), self.key.json(version));
        json.insert("value".into(), self.value.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_heartbeat_request::TaskOffset {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            subtopology_id: random.value(version),
            partition: random.value(version),
            offset: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_heartbeat_request::TaskOffset {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("subtopologyId".into(), self.subtopology_id.json(version));
        json.insert("partition".into(), self.partition.json(version));
        json.insert("offset".into(), self.offset.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_heartbeat_request::Subtopology {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            subtopology_id: random.value(version),
            source_topics: random.values(version),
            source_topic_regex: random.values(version),
            state_changelog_topics: random.values(version),
            repartition_sink_topics: random.values(version),
            repartition_source_topics: random.values(version),
            copartition_groups: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_heartbeat_request::Subtopology {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("subtopologyId".into(), self.subtopology_id.json(version));
        json.insert("sourceTopics".into(), self.source_topics.json(version));
        json.insert("sourceTopicRegex".into(), self.source_topic_regex.json(version));
        json.insert("stateChangelogTopics".into(), self.state_changelog_topics.json(version));
        json.insert("repartitionSinkTopics".into(), self.repartition_sink_topics.json(version));
        json.insert("repartitionSourceTopics".into(), self.repartition_source_topics.json(version));
        json.insert("copartitionGroups".into(), self.copartition_groups.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_heartbeat_request::TopicInfo {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partitions: random.value(version),
            replication_factor: random.value(version),
            topic_configs: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_heartbeat_request::TopicInfo {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        json.insert("replicationFactor".into(), self.replication_factor.json(version));
        json.insert("topicConfigs".into(), self.topic_configs.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_heartbeat_request::CopartitionGroup {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            source_topics: random.values(version),
            source_topic_regex: random.values(version),
            repartition_source_topics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_heartbeat_request::CopartitionGroup {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("sourceTopics".into(), self.source_topics.json(version));
        json.insert("sourceTopicRegex".into(), self.source_topic_regex.json(version));
        json.insert("repartitionSourceTopics".into(), self.repartition_source_topics.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_heartbeat_response::StreamsGroupHeartbeatResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            member_id: random.value(version),
            member_epoch: random.value(version),
            heartbeat_interval_ms: random.value(version),
            acceptable_recovery_lag: random.value(version),
            task_offset_interval_ms: random.value(version),
            status: if random.one_in(4) { None } else { Some(random.values(version)) },
            active_tasks: if random.one_in(4) { None } else { Some(random.values(version)) },
            standby_tasks: if random.one_in(4) { None } else { Some(random.values(version)) },
            warmup_tasks: if random.one_in(4) { None } else { Some(random.values(version)) },
            endpoint_information_epoch: random.value(version),
            partitions_by_user_endpoint: if random.one_in(4) { None } else { Some(random.values(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_heartbeat_response::StreamsGroupHeartbeatResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        json.insert("memberId".into(), self.member_id.json(version));
        json.insert("memberEpoch".into(), self.member_epoch.json(version));
        json.insert("heartbeatIntervalMs".into(), self.heartbeat_interval_ms.json(version));
        json.insert("acceptableRecoveryLag".into(), self.acceptable_recovery_lag.json(version));
        json.insert("taskOffsetIntervalMs".into(), self.task_offset_interval_ms.json(version));
        json.insert("status".into(), self.status.json(version));
        json.insert("activeTasks".into(), self.active_tasks.json(version));
        json.insert("standbyTasks".into(), self.standby_tasks.json(version));
        json.insert("warmupTasks".into(), self.warmup_tasks.json(version));
        json.insert("endpointInformationEpoch".into(), self.endpoint_information_epoch.json(version));
        json.insert("partitionsByUserEndpoint".into(), self.partitions_by_user_endpoint.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_heartbeat_response::Status {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            status_code: random.value(version),
            status_detail: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_heartbeat_response::Status {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("statusCode".into(), self.status_code.json(version));
        json.insert("statusDetail".into(), self.status_detail.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_heartbeat_response::TaskIds {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            subtopology_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_heartbeat_response::TaskIds {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("subtopologyId".into(), self.subtopology_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_heartbeat_response::EndpointToPartitions {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            user_endpoint: random.value(version),
            active_partitions: random.values(version),
            standby_partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_heartbeat_response::EndpointToPartitions {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("userEndpoint".into(), self.user_endpoint.json(version));
        json.insert("activePartitions".into(), self.active_partitions.json(version));
        json.insert("standbyPartitions".into(), self.standby_partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_heartbeat_response::Endpoint {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { host: random.value(version), port: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for streams_group_heartbeat_response::Endpoint {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_heartbeat_response::TopicPartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_heartbeat_response::TopicPartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topic".into(), self.topic.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for sync_group_request::SyncGroupRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: random.value(version),
            generation_id: random.value(version),
            member_id: random.value(version),
            group_instance_id: if version >= 3 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                None
            },
            protocol_type: if version >= 5 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                None
            },
            protocol_name: if version >= 5 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                None
            },
            assignments: random.values(version),
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for sync_group_request::SyncGroupRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("generationId".into(), self.generation_id.json(version));
        json.insert("memberId".into(), self.member_id.json(version));
        if version >= 3 {
            json.insert("groupInstanceId".into(), self.group_instance_id.json(version));
        }
        if version >= 5 {
            json.insert("protocolType".into(), self.protocol_type.json(version));
        }
        if version >= 5 {
            json.insert("protocolName".into(), self.protocol_name.json(version));
        }
        json.insert("assignments".into(), self.assignments.json(version));
        Value::Object(json)
    }
}

impl Sample for sync_group_request::SyncGroupRequestAssignment {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            member_id: random.value(version),
            assignment: random.value(version),
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for sync_group_request::SyncGroupRequestAssignment {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("memberId".into(), self.member_id.json(version));
        json.insert("assignment".into(), self.assignment.json(version));
        Value::Object(json)
    }
}

impl Sample for sync_group_response::SyncGroupResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: if version >= 1 { random.value(version) } else { 0 },
            error_code: random.value(version),
            protocol_type: if version >= 5 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                None
            },
            protocol_name: if version >= 5 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                None
            },
            assignment: random.value(version),
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for sync_group_response::SyncGroupResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version >= 1 {
            json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        }
        json.insert("errorCode".into(), self.error_code.json(version));
        if version >= 5 {
            json.insert("protocolType".into(), self.protocol_type.json(version));
        }
        if version >= 5 {
            json.insert("protocolName".into(), self.protocol_name.json(version));
        }
        json.insert("assignment".into(), self.assignment.json(version));
        Value::Object(json)
    }
}

impl Sample for txn_offset_commit_request::TxnOffsetCommitRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            transactional_id: random.value(version),
            group_id: random.value(version),
            producer_id: random.value(version),
            producer_epoch: random.value(version),
            generation_id: if version >= 3 { random.value(version) } else { -1 },
            member_id: if version >= 3 { random.value(version) } else { String::new() },
            group_instance_id: if version >= 3 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                None
            },
            topics: random.values(version),
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for txn_offset_commit_request::TxnOffsetCommitRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("transactionalId".into(), self.transactional_id.json(version));
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("producerId".into(), self.producer_id.json(version));
        json.insert("producerEpoch".into(), self.producer_epoch.json(version));
        if version >= 3 {
            json.insert("generationId".into(), self.generation_id.json(version));
        }
        if version >= 3 {
            json.insert("memberId".into(), self.member_id.json(version));
        }
        if version >= 3 {
            json.insert("groupInstanceId".into(), self.group_instance_id.json(version));
        }
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for txn_offset_commit_request::TxnOffsetCommitRequestTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for txn_offset_commit_request::TxnOffsetCommitRequestTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for txn_offset_commit_request::TxnOffsetCommitRequestPartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            committed_offset: random.value(version),
            committed_leader_epoch: if version >= 2 { random.value(version) } else { -1 },
            committed_metadata: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for txn_offset_commit_request::TxnOffsetCommitRequestPartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("committedOffset".into(), self.committed_offset.json(version));
        if version >= 2 {
            json.insert("committedLeaderEpoch".into(), self.committed_leader_epoch.json(version));
        }
        json.insert("committedMetadata".into(), self.committed_metadata.json(version));
        Value::Object(json)
    }
}

impl Sample for txn_offset_commit_response::TxnOffsetCommitResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            topics: random.values(version),
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for txn_offset_commit_response::TxnOffsetCommitResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for txn_offset_commit_response::TxnOffsetCommitResponseTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for txn_offset_commit_response::TxnOffsetCommitResponseTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for txn_offset_commit_response::TxnOffsetCommitResponsePartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            error_code: random.value(version),
            unknown_tagged_fields: if version >= 3 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for txn_offset_commit_response::TxnOffsetCommitResponsePartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        Value::Object(json)
    }
}

impl Sample for unregister_broker_request::UnregisterBrokerRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { broker_id: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for unregister_broker_request::UnregisterBrokerRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("brokerId".into(), self.broker_id.json(version));
        Value::Object(json)
    }
}

impl Sample for unregister_broker_response::UnregisterBrokerResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for unregister_broker_response::UnregisterBrokerResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        Value::Object(json)
    }
}

impl Sample for update_features_request::UpdateFeaturesRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            timeout_ms: random.value(version),
            feature_updates: random.values(version),
            validate_only: if version >= 1 { random.value(version) } else { false },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for update_features_request::UpdateFeaturesRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("timeoutMs".into(), self.timeout_ms.json(version));
        json.insert("featureUpdates".into(), self.feature_updates.json(version));
        if version >= 1 {
            json.insert("validateOnly".into(), self.validate_only.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for update_features_request::FeatureUpdateKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            feature: random.value(version),
            max_version_level: random.value(version),
            allow_downgrade: if version <= 0 { random.value(version) } else { false },
            upgrade_type: if version >= 1 { random.value(version) } else { 1 },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for update_features_request::FeatureUpdateKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("feature".into(), self.feature.json(version));
        json.insert("maxVersionLevel".into(), self.max_version_level.json(version));
        if version <= 0 {
            json.insert("allowDowngrade".into(), self.allow_downgrade.json(version));
        }
        if version >= 1 {
            json.insert("upgradeType".into(), self.upgrade_type.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for update_features_response::UpdateFeaturesResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            results: if version <= 1 { random.values(version) } else { Vec::new() },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for update_features_response::UpdateFeaturesResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        if version <= 1 {
            json.insert("results".into(), self.results.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for update_features_response::UpdatableFeatureResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            feature: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for update_features_response::UpdatableFeatureResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("feature".into(), self.feature.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        Value::Object(json)
    }
}

impl Sample for update_raft_voter_request::UpdateRaftVoterRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            cluster_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            current_leader_epoch: random.value(version),
            voter_id: random.value(version),
            voter_directory_id: random.value(version),
            listeners: random.values(version),
            k_raft_version_feature: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for update_raft_voter_request::UpdateRaftVoterRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("clusterId".into(), self.cluster_id.json(version));
        json.insert("currentLeaderEpoch".into(), self.current_leader_epoch.json(version));
        json.insert("voterId".into(), self.voter_id.json(version));
        json.insert("voterDirectoryId".into(), self.voter_directory_id.json(version));
        json.insert("listeners".into(), self.listeners.json(version));
        json.insert("kRaftVersionFeature".into(), self.k_raft_version_feature.json(version));
        Value::Object(json)
    }
}

impl Sample for update_raft_voter_request::Listener {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            host: random.value(version),
            port: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for update_raft_voter_request::Listener {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        Value::Object(json)
    }
}

impl Sample for update_raft_voter_request::KRaftVersionFeature {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            min_supported_version: random.value(version),
            max_supported_version: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for update_raft_voter_request::KRaftVersionFeature {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("minSupportedVersion".into(), self.min_supported_version.json(version));
        json.insert("maxSupportedVersion".into(), self.max_supported_version.json(version));
        Value::Object(json)
    }
}

impl Sample for update_raft_voter_response::UpdateRaftVoterResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            throttle_time_ms: random.value(version),
            error_code: random.value(version),
            current_leader: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for update_raft_voter_response::UpdateRaftVoterResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("throttleTimeMs".into(), self.throttle_time_ms.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("currentLeader".into(), self.current_leader.json(version));
        Value::Object(json)
    }
}

impl Sample for update_raft_voter_response::CurrentLeader {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            leader_id: random.value(version),
            leader_epoch: random.value(version),
            host: random.value(version),
            port: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for update_raft_voter_response::CurrentLeader {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("leaderId".into(), self.leader_id.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        Value::Object(json)
    }
}

impl Sample for vote_request::VoteRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            cluster_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            voter_id: if version >= 1 { random.value(version) } else { -1 },
            topics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for vote_request::VoteRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("clusterId".into(), self.cluster_id.json(version));
        if version >= 1 {
            json.insert("voterId".into(), self.voter_id.json(version));
        }
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for vote_request::TopicData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for vote_request::TopicData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicName".into(), self.topic_name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for vote_request::PartitionData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            replica_epoch: random.value(version),
            replica_id: random.value(version),
            replica_directory_id: if version >= 1 { random.value(version) } else { Uuid::ZERO },
            voter_directory_id: if version >= 1 { random.value(version) } else { Uuid::ZERO },
            last_offset_epoch: random.value(version),
            last_offset: random.value(version),
            pre_vote: if version >= 2 { random.value(version) } else { false },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for vote_request::PartitionData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("replicaEpoch".into(), self.replica_epoch.json(version));
        json.insert("replicaId".into(), self.replica_id.json(version));
        if version >= 1 {
            json.insert("replicaDirectoryId".into(), self.replica_directory_id.json(version));
        }
        if version >= 1 {
            json.insert("voterDirectoryId".into(), self.voter_directory_id.json(version));
        }
        json.insert("lastOffsetEpoch".into(), self.last_offset_epoch.json(version));
        json.insert("lastOffset".into(), self.last_offset.json(version));
        if version >= 2 {
            json.insert("preVote".into(), self.pre_vote.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for vote_response::VoteResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            error_code: random.value(version),
            topics: random.values(version),
            node_endpoints: if version >= 1 { random.values(version) } else { Vec::new() },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for vote_response::VoteResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("topics".into(), self.topics.json(version));
        if version >= 1 {
            json.insert("nodeEndpoints".into(), self.node_endpoints.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for vote_response::TopicData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for vote_response::TopicData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicName".into(), self.topic_name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for vote_response::NodeEndpoint {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            node_id: random.value(version),
            host: random.value(version),
            port: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for vote_response::NodeEndpoint {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("nodeId".into(), self.node_id.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        Value::Object(json)
    }
}

impl Sample for vote_response::PartitionData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            error_code: random.value(version),
            leader_id: random.value(version),
            leader_epoch: random.value(version),
            vote_granted: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for vote_response::PartitionData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("leaderId".into(), self.leader_id.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        json.insert("voteGranted".into(), self.vote_granted.json(version));
        Value::Object(json)
    }
}

impl Sample for voters_record::VotersRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            version: random.value(version),
            voters: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for voters_record::VotersRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("version".into(), self.version.json(version));
        json.insert("voters".into(), self.voters.json(version));
        Value::Object(json)
    }
}

impl Sample for voters_record::Voter {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            voter_id: random.value(version),
            voter_directory_id: random.value(version),
            endpoints: random.values(version),
            k_raft_version_feature: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for voters_record::Voter {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("voterId".into(), self.voter_id.json(version));
        json.insert("voterDirectoryId".into(), self.voter_directory_id.json(version));
        json.insert("endpoints".into(), self.endpoints.json(version));
        json.insert("kRaftVersionFeature".into(), self.k_raft_version_feature.json(version));
        Value::Object(json)
    }
}

impl Sample for voters_record::Endpoint {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            host: random.value(version),
            port: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for voters_record::Endpoint {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        Value::Object(json)
    }
}

impl Sample for voters_record::KRaftVersionFeature {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            min_supported_version: random.value(version),
            max_supported_version: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for voters_record::KRaftVersionFeature {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("minSupportedVersion".into(), self.min_supported_version.json(version));
        json.insert("maxSupportedVersion".into(), self.max_supported_version.json(version));
        Value::Object(json)
    }
}

impl Sample for write_share_group_state_request::WriteShareGroupStateRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            group_id: random.value(version),
            topics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for write_share_group_state_request::WriteShareGroupStateRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for write_share_group_state_request::WriteStateData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for write_share_group_state_request::WriteStateData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for write_share_group_state_request::PartitionData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition: random.value(version),
            state_epoch: random.value(version),
            leader_epoch: random.value(version),
            start_offset: random.value(version),
            delivery_complete_count: if version >= 1 { random.value(version) } else { -1 },
            state_batches: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for write_share_group_state_request::PartitionData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partition".into(), self.partition.json(version));
        json.insert("stateEpoch".into(), self.state_epoch.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        json.insert("startOffset".into(), self.start_offset.json(version));
        if version >= 1 {
            json.insert("deliveryCompleteCount".into(), self.delivery_complete_count.json(version));
        }
        json.insert("stateBatches".into(), self.state_batches.json(version));
        Value::Object(json)
    }
}

impl Sample for write_share_group_state_request::StateBatch {
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

impl Json for write_share_group_state_request::StateBatch {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("firstOffset".into(), self.first_offset.json(version));
        json.insert("lastOffset".into(), self.last_offset.json(version));
        json.insert("deliveryState".into(), self.delivery_state.json(version));
        json.insert("deliveryCount".into(), self.delivery_count.json(version));
        Value::Object(json)
    }
}

impl Sample for write_share_group_state_response::WriteShareGroupStateResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { results: random.values(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for write_share_group_state_response::WriteShareGroupStateResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("results".into(), self.results.json(version));
        Value::Object(json)
    }
}

impl Sample for write_share_group_state_response::WriteStateResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for write_share_group_state_response::WriteStateResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for write_share_group_state_response::PartitionResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition: random.value(version),
            error_code: random.value(version),
            error_message: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for write_share_group_state_response::PartitionResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partition".into(), self.partition.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        json.insert("errorMessage".into(), self.error_message.json(version));
        Value::Object(json)
    }
}

impl Sample for write_txn_markers_request::WriteTxnMarkersRequest {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { markers: random.values(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for write_txn_markers_request::WriteTxnMarkersRequest {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("markers".into(), self.markers.json(version));
        Value::Object(json)
    }
}

impl Sample for write_txn_markers_request::WritableTxnMarker {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            producer_id: random.value(version),
            producer_epoch: random.value(version),
            transaction_result: random.value(version),
            topics: random.values(version),
            coordinator_epoch: random.value(version),
            transaction_version: if version >= 2 { random.value(version) } else { 0 },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for write_txn_markers_request::WritableTxnMarker {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("producerId".into(), self.producer_id.json(version));
        json.insert("producerEpoch".into(), self.producer_epoch.json(version));
        json.insert("transactionResult".into(), self.transaction_result.json(version));
        json.insert("topics".into(), self.topics.json(version));
        json.insert("coordinatorEpoch".into(), self.coordinator_epoch.json(version));
        if version >= 2 {
            json.insert("transactionVersion".into(), self.transaction_version.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for write_txn_markers_request::WritableTxnMarkerTopic {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partition_indexes: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for write_txn_markers_request::WritableTxnMarkerTopic {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitionIndexes".into(), self.partition_indexes.json(version));
        Value::Object(json)
    }
}

impl Sample for write_txn_markers_response::WriteTxnMarkersResponse {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { markers: random.values(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for write_txn_markers_response::WriteTxnMarkersResponse {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("markers".into(), self.markers.json(version));
        Value::Object(json)
    }
}

impl Sample for write_txn_markers_response::WritableTxnMarkerResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            producer_id: random.value(version),
            topics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for write_txn_markers_response::WritableTxnMarkerResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("producerId".into(), self.producer_id.json(version));
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for write_txn_markers_response::WritableTxnMarkerTopicResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for write_txn_markers_response::WritableTxnMarkerTopicResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for write_txn_markers_response::WritableTxnMarkerPartitionResult {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_index: random.value(version),
            error_code: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for write_txn_markers_response::WritableTxnMarkerPartitionResult {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionIndex".into(), self.partition_index.json(version));
        json.insert("errorCode".into(), self.error_code.json(version));
        Value::Object(json)
    }
}

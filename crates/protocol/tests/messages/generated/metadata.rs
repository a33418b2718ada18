//! Samples of the messages of `metadata`.
// Written by ringmain-codegen from Apache Kafka's message schemas. Do not edit.

#![allow(clippy::needless_update, unused_imports)]

use bytes::Bytes;
use ringmain_protocol::messages::metadata::*;
use ringmain_protocol::uuid::Uuid;
use serde_json::{Map, Value};

use crate::sample::{Json, Random, Sample};

impl Sample for abort_transaction_record::AbortTransactionRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            reason: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for abort_transaction_record::AbortTransactionRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("reason".into(), self.reason.json(version));
        Value::Object(json)
    }
}

impl Sample for access_control_entry_record::AccessControlEntryRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            id: random.value(version),
            resource_type: random.value(version),
            resource_name: random.value(version),
            pattern_type: random.value(version),
            principal: random.value(version),
            host: random.value(version),
            operation: random.value(version),
            permission_type: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for access_control_entry_record::AccessControlEntryRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("id".into(), self.id.json(version));
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

impl Sample for begin_transaction_record::BeginTransactionRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for begin_transaction_record::BeginTransactionRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        Value::Object(json)
    }
}

impl Sample for broker_registration_change_record::BrokerRegistrationChangeRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            broker_id: random.value(version),
            broker_epoch: random.value(version),
            fenced: random.value(version),
            in_controlled_shutdown: if version >= 1 { random.value(version) } else { 0 },
            log_dirs: if version >= 2 { random.values(version) } else { Vec::new() },
            cordoned_log_dirs: if version >= 3 {
                if random.one_in(4) { None } else { Some(random.values(version)) }
            } else {
                None
            },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for broker_registration_change_record::BrokerRegistrationChangeRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("brokerId".into(), self.broker_id.json(version));
        json.insert("brokerEpoch".into(), self.broker_epoch.json(version));
        json.insert("fenced".into(), self.fenced.json(version));
        if version >= 1 {
            json.insert("inControlledShutdown".into(), self.in_controlled_shutdown.json(version));
        }
        if version >= 2 {
            json.insert("logDirs".into(), self.log_dirs.json(version));
        }
        if version >= 3 {
            json.insert("cordonedLogDirs".into(), self.cordoned_log_dirs.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for clear_elr_record::ClearElrRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { topic_name: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for clear_elr_record::ClearElrRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicName".into(), self.topic_name.json(version));
        Value::Object(json)
    }
}

impl Sample for client_quota_record::ClientQuotaRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            entity: random.values(version),
            key: random.value(version),
            value: random.value(version),
            remove: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for client_quota_record::ClientQuotaRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("entity".into(), self.entity.json(version));
        json.insert("key".into(), self.key.json(version));
        json.insert("value".into(), self.value.json(version));
        json.insert("remove".into(), self.remove.json(version));
        Value::Object(json)
    }
}

impl Sample for client_quota_record::EntityData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            entity_type: random.value(version),
            entity_name: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for client_quota_record::EntityData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("entityType".into(), self.entity_type.json(version));
        json.insert("entityName".into(), self.entity_name.json(version));
        Value::Object(json)
    }
}

impl Sample for config_record::ConfigRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            resource_type: random.value(version),
            resource_name: random.value(version),
            name: random.value(version),
            value: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for config_record::ConfigRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("resourceType".into(), self.resource_type.json(version));
        json.insert("resourceName".into(), self.resource_name.json(version));
        json.insert("name".into(), self.name.json(version));
        json.insert("value".into(), self.value.json(version));
        Value::Object(json)
    }
}

impl Sample for delegation_token_record::DelegationTokenRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            owner: random.value(version),
            requester: random.value(version),
            renewers: random.values(version),
            issue_timestamp: random.value(version),
            max_timestamp: random.value(version),
            expiration_timestamp: random.value(version),
            token_id: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for delegation_token_record::DelegationTokenRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("owner".into(), self.owner.json(version));
        json.insert("requester".into(), self.requester.json(version));
        json.insert("renewers".into(), self.renewers.json(version));
        json.insert("issueTimestamp".into(), self.issue_timestamp.json(version));
        json.insert("maxTimestamp".into(), self.max_timestamp.json(version));
        json.insert("expirationTimestamp".into(), self.expiration_timestamp.json(version));
        json.insert("tokenId".into(), self.token_id.json(version));
        Value::Object(json)
    }
}

impl Sample for end_transaction_record::EndTransactionRecord {
    fn sample(random: &mut Random, _version: i16) -> Self {
        Self { unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for end_transaction_record::EndTransactionRecord {
    fn json(&self, _version: i16) -> Value {
        let json = Map::new();
        Value::Object(json)
    }
}

impl Sample for feature_level_record::FeatureLevelRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            feature_level: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for feature_level_record::FeatureLevelRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("featureLevel".into(), self.feature_level.json(version));
        Value::Object(json)
    }
}

impl Sample for fence_broker_record::FenceBrokerRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { id: random.value(version), epoch: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for fence_broker_record::FenceBrokerRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("id".into(), self.id.json(version));
        json.insert("epoch".into(), self.epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for no_op_record::NoOpRecord {
    fn sample(random: &mut Random, _version: i16) -> Self {
        Self { unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for no_op_record::NoOpRecord {
    fn json(&self, _version: i16) -> Value {
        let json = Map::new();
        Value::Object(json)
    }
}

impl Sample for partition_change_record::PartitionChangeRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_id: random.value(version),
            topic_id: random.value(version),
            isr: if random.one_in(4) { None } else { Some(random.values(version)) },
            leader: random.value(version),
            replicas: if random.one_in(4) { None } else { Some(random.values(version)) },
            removing_replicas: if random.one_in(4) { None } else { Some(random.values(version)) },
            adding_replicas: if random.one_in(4) { None } else { Some(random.values(version)) },
            leader_recovery_state: random.value(version),
            directories: if version >= 1 {
                if random.one_in(4) { None } else { Some(random.values(version)) }
            } else {
                None
            },
            eligible_leader_replicas: if version >= 2 {
                if random.one_in(4) { None } else { Some(random.values(version)) }
            } else {
                None
            },
            last_known_elr: if version >= 2 {
                if random.one_in(4) { None } else { Some(random.values(version)) }
            } else {
                None
            },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for partition_change_record::PartitionChangeRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionId".into(), self.partition_id.json(version));
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("isr".into(), self.isr.json(version));
        json.insert("leader".into(), self.leader.json(version));
        json.insert("replicas".into(), self.replicas.json(version));
        json.insert("removingReplicas".into(), self.removing_replicas.json(version));
        json.insert("addingReplicas".into(), self.adding_replicas.json(version));
        json.insert("leaderRecoveryState".into(), self.leader_recovery_state.json(version));
        if version >= 1 {
            json.insert("directories".into(), self.directories.json(version));
        }
        if version >= 2 {
            json.insert("eligibleLeaderReplicas".into(), self.eligible_leader_replicas.json(version));
        }
        if version >= 2 {
            json.insert("lastKnownElr".into(), self.last_known_elr.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for partition_record::PartitionRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition_id: random.value(version),
            topic_id: random.value(version),
            replicas: random.values(version),
            isr: random.values(version),
            removing_replicas: random.values(version),
            adding_replicas: random.values(version),
            leader: random.value(version),
            leader_recovery_state: random.value(version),
            leader_epoch: random.value(version),
            partition_epoch: random.value(version),
            directories: if version >= 1 { random.values(version) } else { Vec::new() },
            eligible_leader_replicas: if version >= 2 {
                if random.one_in(4) { None } else { Some(random.values(version)) }
            } else {
                None
            },
            last_known_elr: if version >= 2 {
                if random.one_in(4) { None } else { Some(random.values(version)) }
            } else {
                None
            },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for partition_record::PartitionRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partitionId".into(), self.partition_id.json(version));
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("replicas".into(), self.replicas.json(version));
        json.insert("isr".into(), self.isr.json(version));
        json.insert("removingReplicas".into(), self.removing_replicas.json(version));
        json.insert("addingReplicas".into(), self.adding_replicas.json(version));
        json.insert("leader".into(), self.leader.json(version));
        json.insert("leaderRecoveryState".into(), self.leader_recovery_state.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        json.insert("partitionEpoch".into(), self.partition_epoch.json(version));
        if version >= 1 {
            json.insert("directories".into(), self.directories.json(version));
        }
        if version >= 2 {
            json.insert("eligibleLeaderReplicas".into(), self.eligible_leader_replicas.json(version));
        }
        if version >= 2 {
            json.insert("lastKnownElr".into(), self.last_known_elr.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for producer_ids_record::ProducerIdsRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            broker_id: random.value(version),
            broker_epoch: random.value(version),
            next_producer_id: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for producer_ids_record::ProducerIdsRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("brokerId".into(), self.broker_id.json(version));
        json.insert("brokerEpoch".into(), self.broker_epoch.json(version));
        json.insert("nextProducerId".into(), self.next_producer_id.json(version));
        Value::Object(json)
    }
}

impl Sample for register_broker_record::RegisterBrokerRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            broker_id: random.value(version),
            is_migrating_zk_broker: if version >= 2 { random.value(version) } else { false },
            incarnation_id: random.value(version),
            broker_epoch: random.value(version),
            end_points: random.values(version),
            features: random.values(version),
            rack: if random.one_in(4) { None } else { Some(random.value(version)) },
            fenced: random.value(version),
            in_controlled_shutdown: if version >= 1 { random.value(version) } else { false },
            log_dirs: if version >= 3 { random.values(version) } else { Vec::new() },
            cordoned_log_dirs: if version >= 4 {
                if random.one_in(4) { None } else { Some(random.values(version)) }
            } else {
                None
            },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for register_broker_record::RegisterBrokerRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("brokerId".into(), self.broker_id.json(version));
        if version >= 2 {
            json.insert("isMigratingZkBroker".into(), self.is_migrating_zk_broker.json(version));
        }
        json.insert("incarnationId".into(), self.incarnation_id.json(version));
        json.insert("brokerEpoch".into(), self.broker_epoch.json(version));
        json.insert("endPoints".into(), self.end_points.json(version));
        json.insert("features".into(), self.features.json(version));
        json.insert("rack".into(), self.rack.json(version));
        json.insert("fenced".into(), self.fenced.json(version));
        if version >= 1 {
            json.insert("inControlledShutdown".into(), self.in_controlled_shutdown.json(version));
        }
        if version >= 3 {
            json.insert("logDirs".into(), self.log_dirs.json(version));
        }
        if version >= 4 {
            json.insert("cordonedLogDirs".into(), self.cordoned_log_dirs.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for register_broker_record::BrokerEndpoint {
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

impl Json for register_broker_record::BrokerEndpoint {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        json.insert("securityProtocol".into(), self.security_protocol.json(version));
        Value::Object(json)
    }
}

impl Sample for register_broker_record::BrokerFeature {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            min_supported_version: random.value(version),
            max_supported_version: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for register_broker_record::BrokerFeature {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("minSupportedVersion".into(), self.min_supported_version.json(version));
        json.insert("maxSupportedVersion".into(), self.max_supported_version.json(version));
        Value::Object(json)
    }
}

impl Sample for register_controller_record::RegisterControllerRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            controller_id: random.value(version),
            incarnation_id: random.value(version),
            zk_migration_ready: random.value(version),
            end_points: random.values(version),
            features: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for register_controller_record::RegisterControllerRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("controllerId".into(), self.controller_id.json(version));
        json.insert("incarnationId".into(), self.incarnation_id.json(version));
        json.insert("zkMigrationReady".into(), self.zk_migration_ready.json(version));
        json.insert("endPoints".into(), self.end_points.json(version));
        json.insert("features".into(), self.features.json(version));
        Value::Object(json)
    }
}

impl Sample for register_controller_record::ControllerEndpoint {
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

impl Json for register_controller_record::ControllerEndpoint {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        json.insert("securityProtocol".into(), self.security_protocol.json(version));
        Value::Object(json)
    }
}

impl Sample for register_controller_record::ControllerFeature {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            min_supported_version: random.value(version),
            max_supported_version: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for register_controller_record::ControllerFeature {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("minSupportedVersion".into(), self.min_supported_version.json(version));
        json.insert("maxSupportedVersion".into(), self.max_supported_version.json(version));
        Value::Object(json)
    }
}

impl Sample for remove_access_control_entry_record::RemoveAccessControlEntryRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { id: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for remove_access_control_entry_record::RemoveAccessControlEntryRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("id".into(), self.id.json(version));
        Value::Object(json)
    }
}

impl Sample for remove_delegation_token_record::RemoveDelegationTokenRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { token_id: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for remove_delegation_token_record::RemoveDelegationTokenRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("tokenId".into(), self.token_id.json(version));
        Value::Object(json)
    }
}

impl Sample for remove_topic_record::RemoveTopicRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { topic_id: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for remove_topic_record::RemoveTopicRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        Value::Object(json)
    }
}

impl Sample for remove_user_scram_credential_record::RemoveUserScramCredentialRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            mechanism: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for remove_user_scram_credential_record::RemoveUserScramCredentialRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("mechanism".into(), self.mechanism.json(version));
        Value::Object(json)
    }
}

impl Sample for topic_record::TopicRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            topic_id: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for topic_record::TopicRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("topicId".into(), self.topic_id.json(version));
        Value::Object(json)
    }
}

impl Sample for unfence_broker_record::UnfenceBrokerRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { id: random.value(version), epoch: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for unfence_broker_record::UnfenceBrokerRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("id".into(), self.id.json(version));
        json.insert("epoch".into(), self.epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for unregister_broker_record::UnregisterBrokerRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            broker_id: random.value(version),
            broker_epoch: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for unregister_broker_record::UnregisterBrokerRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("brokerId".into(), self.broker_id.json(version));
        json.insert("brokerEpoch".into(), self.broker_epoch.json(version));
        Value::Object(json)
    }
}

impl Sample for user_scram_credential_record::UserScramCredentialRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            mechanism: random.value(version),
            salt: random.value(version),
            stored_key: random.value(version),
            server_key: random.value(version),
            iterations: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for user_scram_credential_record::UserScramCredentialRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("mechanism".into(), self.mechanism.json(version));
        json.insert("salt".into(), self.salt.json(version));
        json.insert("storedKey".into(), self.stored_key.json(version));
        json.insert("serverKey".into(), self.server_key.json(version));
        json.insert("iterations".into(), self.iterations.json(version));
        Value::Object(json)
    }
}

impl Sample for zk_migration_state_record::ZkMigrationStateRecord {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { zk_migration_state: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for zk_migration_state_record::ZkMigrationStateRecord {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("zkMigrationState".into(), self.zk_migration_state.json(version));
        Value::Object(json)
    }
}

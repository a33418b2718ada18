//! Samples of the messages of `group_coordinator`.
// Written by ringmain-codegen from Apache Kafka's message schemas. Do not edit.

#![allow(clippy::needless_update, unused_imports)]

use bytes::Bytes;
use ringmain_protocol::messages::group_coordinator::*;
use ringmain_protocol::uuid::Uuid;
use serde_json::{Map, Value};

use crate::sample::{Json, Random, Sample};

impl Sample for consumer_group_current_member_assignment_key::ConsumerGroupCurrentMemberAssignmentKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group_id: random.value(version), member_id: random.value(version) }
    }
}

impl Json for consumer_group_current_member_assignment_key::ConsumerGroupCurrentMemberAssignmentKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("memberId".into(), self.member_id.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_current_member_assignment_value::ConsumerGroupCurrentMemberAssignmentValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            member_epoch: random.value(version),
            previous_member_epoch: random.value(version),
            state: random.value(version),
            assigned_partitions: random.values(version),
            partitions_pending_revocation: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for consumer_group_current_member_assignment_value::ConsumerGroupCurrentMemberAssignmentValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("memberEpoch".into(), self.member_epoch.json(version));
        json.insert("previousMemberEpoch".into(), self.previous_member_epoch.json(version));
        json.insert("state".into(), self.state.json(version));
        json.insert("assignedPartitions".into(), self.assigned_partitions.json(version));
        json.insert("partitionsPendingRevocation".into(), self.partitions_pending_revocation.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_current_member_assignment_value::TopicPartitions {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            assignment_epochs: if random.one_in(4) { None } else { Some(random.values(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for consumer_group_current_member_assignment_value::TopicPartitions {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        json.insert("assignmentEpochs".into(), self.assignment_epochs.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_member_metadata_key::ConsumerGroupMemberMetadataKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group_id: random.value(version), member_id: random.value(version) }
    }
}

impl Json for consumer_group_member_metadata_key::ConsumerGroupMemberMetadataKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("memberId".into(), self.member_id.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_member_metadata_value::ConsumerGroupMemberMetadataValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            instance_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            rack_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            client_id: random.value(version),
            client_host: random.value(version),
            subscribed_topic_names: random.values(version),
            subscribed_topic_regex: if random.one_in(4) { None } else { Some(random.value(version)) },
            rebalance_timeout_ms: random.value(version),
            server_assignor: if random.one_in(4) { None } else { Some(random.value(version)) },
            classic_member_metadata: if random.one_in(4) { None } else { Some(random.value(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for consumer_group_member_metadata_value::ConsumerGroupMemberMetadataValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("instanceId".into(), self.instance_id.json(version));
        json.insert("rackId".into(), self.rack_id.json(version));
        json.insert("clientId".into(), self.client_id.json(version));
        json.insert("clientHost".into(), self.client_host.json(version));
        json.insert("subscribedTopicNames".into(), self.subscribed_topic_names.json(version));
        json.insert("subscribedTopicRegex".into(), self.subscribed_topic_regex.json(version));
        json.insert("rebalanceTimeoutMs".into(), self.rebalance_timeout_ms.json(version));
        json.insert("serverAssignor".into(), self.server_assignor.json(version));
        json.insert("classicMemberMetadata".into(), self.classic_member_metadata.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_member_metadata_value::ClassicMemberMetadata {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            session_timeout_ms: random.value(version),
            supported_protocols: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for consumer_group_member_metadata_value::ClassicMemberMetadata {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("sessionTimeoutMs".into(), self.session_timeout_ms.json(version));
        json.insert("supportedProtocols".into(), self.supported_protocols.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_member_metadata_value::ClassicProtocol {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            name: random.value(version),
            metadata: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for consumer_group_member_metadata_value::ClassicProtocol {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("metadata".into(), self.metadata.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_metadata_key::ConsumerGroupMetadataKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group_id: random.value(version) }
    }
}

impl Json for consumer_group_metadata_key::ConsumerGroupMetadataKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_metadata_value::ConsumerGroupMetadataValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            epoch: random.value(version),
            metadata_hash: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for consumer_group_metadata_value::ConsumerGroupMetadataValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("epoch".into(), self.epoch.json(version));
        json.insert("metadataHash".into(), self.metadata_hash.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_partition_metadata_key::ConsumerGroupPartitionMetadataKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group_id: random.value(version) }
    }
}

impl Json for consumer_group_partition_metadata_key::ConsumerGroupPartitionMetadataKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_partition_metadata_value::ConsumerGroupPartitionMetadataValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { topics: random.values(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for consumer_group_partition_metadata_value::ConsumerGroupPartitionMetadataValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topics".into(), self.topics.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_partition_metadata_value::TopicMetadata {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            topic_name: random.value(version),
            num_partitions: random.value(version),
            partition_metadata: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for consumer_group_partition_metadata_value::TopicMetadata {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("topicName".into(), self.topic_name.json(version));
        json.insert("numPartitions".into(), self.num_partitions.json(version));
        json.insert("partitionMetadata".into(), self.partition_metadata.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_partition_metadata_value::PartitionMetadata {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            partition: random.value(version),
            racks: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for consumer_group_partition_metadata_value::PartitionMetadata {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("partition".into(), self.partition.json(version));
        json.insert("racks".into(), self.racks.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_regular_expression_key::ConsumerGroupRegularExpressionKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group_id: random.value(version), regular_expression: random.value(version) }
    }
}

impl Json for consumer_group_regular_expression_key::ConsumerGroupRegularExpressionKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("regularExpression".into(), self.regular_expression.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_regular_expression_value::ConsumerGroupRegularExpressionValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topics: random.values(version),
            version: random.value(version),
            timestamp: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for consumer_group_regular_expression_value::ConsumerGroupRegularExpressionValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topics".into(), self.topics.json(version));
        json.insert("version".into(), self.version.json(version));
        json.insert("timestamp".into(), self.timestamp.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_target_assignment_member_key::ConsumerGroupTargetAssignmentMemberKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group_id: random.value(version), member_id: random.value(version) }
    }
}

impl Json for consumer_group_target_assignment_member_key::ConsumerGroupTargetAssignmentMemberKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("memberId".into(), self.member_id.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_target_assignment_member_value::ConsumerGroupTargetAssignmentMemberValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { topic_partitions: random.values(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for consumer_group_target_assignment_member_value::ConsumerGroupTargetAssignmentMemberValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicPartitions".into(), self.topic_partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_target_assignment_member_value::TopicPartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for consumer_group_target_assignment_member_value::TopicPartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_target_assignment_metadata_key::ConsumerGroupTargetAssignmentMetadataKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group_id: random.value(version) }
    }
}

impl Json for consumer_group_target_assignment_metadata_key::ConsumerGroupTargetAssignmentMetadataKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        Value::Object(json)
    }
}

impl Sample for consumer_group_target_assignment_metadata_value::ConsumerGroupTargetAssignmentMetadataValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            assignment_epoch: random.value(version),
            assignment_timestamp: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for consumer_group_target_assignment_metadata_value::ConsumerGroupTargetAssignmentMetadataValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("assignmentEpoch".into(), self.assignment_epoch.json(version));
        json.insert("assignmentTimestamp".into(), self.assignment_timestamp.json(version));
        Value::Object(json)
    }
}

impl Sample for group_metadata_key::GroupMetadataKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group: random.value(version) }
    }
}

impl Json for group_metadata_key::GroupMetadataKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("group".into(), self.group.json(version));
        Value::Object(json)
    }
}

impl Sample for group_metadata_value::GroupMetadataValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            protocol_type: random.value(version),
            generation: random.value(version),
            protocol: if random.one_in(4) { None } else { Some(random.value(version)) },
            leader: if random.one_in(4) { None } else { Some(random.value(version)) },
            current_state_timestamp: if version >= 2 { random.value(version) } else { -1 },
            members: random.values(version),
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for group_metadata_value::GroupMetadataValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("protocolType".into(), self.protocol_type.json(version));
        json.insert("generation".into(), self.generation.json(version));
        json.insert("protocol".into(), self.protocol.json(version));
        json.insert("leader".into(), self.leader.json(version));
        if version >= 2 {
            json.insert("currentStateTimestamp".into(), self.current_state_timestamp.json(version));
        }
        json.insert("members".into(), self.members.json(version));
        Value::Object(json)
    }
}

impl Sample for group_metadata_value::MemberMetadata {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            member_id: random.value(version),
            group_instance_id: if version >= 3 {
                if random.one_in(4) { None } else { Some(random.value(version)) }
            } else {
                None
            },
            client_id: random.value(version),
            client_host: random.value(version),
            rebalance_timeout: if version >= 1 { random.value(version) } else { -1 },
            session_timeout: random.value(version),
            subscription: random.value(version),
            assignment: random.value(version),
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for group_metadata_value::MemberMetadata {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("memberId".into(), self.member_id.json(version));
        if version >= 3 {
            json.insert("groupInstanceId".into(), self.group_instance_id.json(version));
        }
        json.insert("clientId".into(), self.client_id.json(version));
        json.insert("clientHost".into(), self.client_host.json(version));
        if version >= 1 {
            json.insert("rebalanceTimeout".into(), self.rebalance_timeout.json(version));
        }
        json.insert("sessionTimeout".into(), self.session_timeout.json(version));
        json.insert("subscription".into(), self.subscription.json(version));
        json.insert("assignment".into(), self.assignment.json(version));
        Value::Object(json)
    }
}

impl Sample for legacy_offset_commit_key::LegacyOffsetCommitKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group: random.value(version), topic: random.value(version), partition: random.value(version) }
    }
}

impl Json for legacy_offset_commit_key::LegacyOffsetCommitKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("group".into(), self.group.json(version));
        json.insert("topic".into(), self.topic.json(version));
        json.insert("partition".into(), self.partition.json(version));
        Value::Object(json)
    }
}

impl Sample for legacy_offset_commit_value::LegacyOffsetCommitValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { offset: random.value(version), metadata: random.value(version), commit_timestamp: random.value(version) }
    }
}

impl Json for legacy_offset_commit_value::LegacyOffsetCommitValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("offset".into(), self.offset.json(version));
        json.insert("metadata".into(), self.metadata.json(version));
        json.insert("commitTimestamp".into(), self.commit_timestamp.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_commit_key::OffsetCommitKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group: random.value(version), topic: random.value(version), partition: random.value(version) }
    }
}

impl Json for offset_commit_key::OffsetCommitKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("group".into(), self.group.json(version));
        json.insert("topic".into(), self.topic.json(version));
        json.insert("partition".into(), self.partition.json(version));
        Value::Object(json)
    }
}

impl Sample for offset_commit_value::OffsetCommitValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            offset: random.value(version),
            leader_epoch: if version >= 3 { random.value(version) } else { -1 },
            metadata: random.value(version),
            commit_timestamp: random.value(version),
            expire_timestamp: if version == 1 { random.value(version) } else { -1 },
            topic_id: if version >= 4 { random.value(version) } else { Uuid::ZERO },
            unknown_tagged_fields: if version >= 4 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for offset_commit_value::OffsetCommitValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("offset".into(), self.offset.json(version));
        if version >= 3 {
            json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        }
        json.insert("metadata".into(), self.metadata.json(version));
        json.insert("commitTimestamp".into(), self.commit_timestamp.json(version));
        if version == 1 {
            json.insert("expireTimestamp".into(), self.expire_timestamp.json(version));
        }
        if version >= 4 {
            json.insert("topicId".into(), self.topic_id.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for share_group_current_member_assignment_key::ShareGroupCurrentMemberAssignmentKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group_id: random.value(version), member_id: random.value(version) }
    }
}

impl Json for share_group_current_member_assignment_key::ShareGroupCurrentMemberAssignmentKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("memberId".into(), self.member_id.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_current_member_assignment_value::ShareGroupCurrentMemberAssignmentValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            member_epoch: random.value(version),
            previous_member_epoch: random.value(version),
            state: random.value(version),
            assigned_partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_group_current_member_assignment_value::ShareGroupCurrentMemberAssignmentValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("memberEpoch".into(), self.member_epoch.json(version));
        json.insert("previousMemberEpoch".into(), self.previous_member_epoch.json(version));
        json.insert("state".into(), self.state.json(version));
        json.insert("assignedPartitions".into(), self.assigned_partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_current_member_assignment_value::TopicPartitions {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_group_current_member_assignment_value::TopicPartitions {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_member_metadata_key::ShareGroupMemberMetadataKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group_id: random.value(version), member_id: random.value(version) }
    }
}

impl Json for share_group_member_metadata_key::ShareGroupMemberMetadataKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("memberId".into(), self.member_id.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_member_metadata_value::ShareGroupMemberMetadataValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            rack_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            client_id: random.value(version),
            client_host: random.value(version),
            subscribed_topic_names: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_group_member_metadata_value::ShareGroupMemberMetadataValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("rackId".into(), self.rack_id.json(version));
        json.insert("clientId".into(), self.client_id.json(version));
        json.insert("clientHost".into(), self.client_host.json(version));
        json.insert("subscribedTopicNames".into(), self.subscribed_topic_names.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_metadata_key::ShareGroupMetadataKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group_id: random.value(version) }
    }
}

impl Json for share_group_metadata_key::ShareGroupMetadataKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_metadata_value::ShareGroupMetadataValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            epoch: random.value(version),
            metadata_hash: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_group_metadata_value::ShareGroupMetadataValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("epoch".into(), self.epoch.json(version));
        json.insert("metadataHash".into(), self.metadata_hash.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_state_partition_metadata_key::ShareGroupStatePartitionMetadataKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group_id: random.value(version) }
    }
}

impl Json for share_group_state_partition_metadata_key::ShareGroupStatePartitionMetadataKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_state_partition_metadata_value::ShareGroupStatePartitionMetadataValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            initializing_topics: random.values(version),
            initialized_topics: random.values(version),
            deleting_topics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_group_state_partition_metadata_value::ShareGroupStatePartitionMetadataValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("initializingTopics".into(), self.initializing_topics.json(version));
        json.insert("initializedTopics".into(), self.initialized_topics.json(version));
        json.insert("deletingTopics".into(), self.deleting_topics.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_state_partition_metadata_value::TopicPartitionsInfo {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            topic_name: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_group_state_partition_metadata_value::TopicPartitionsInfo {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("topicName".into(), self.topic_name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_state_partition_metadata_value::TopicInfo {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            topic_name: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_group_state_partition_metadata_value::TopicInfo {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("topicName".into(), self.topic_name.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_target_assignment_member_key::ShareGroupTargetAssignmentMemberKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group_id: random.value(version), member_id: random.value(version) }
    }
}

impl Json for share_group_target_assignment_member_key::ShareGroupTargetAssignmentMemberKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("memberId".into(), self.member_id.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_target_assignment_member_value::ShareGroupTargetAssignmentMemberValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { topic_partitions: random.values(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for share_group_target_assignment_member_value::ShareGroupTargetAssignmentMemberValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicPartitions".into(), self.topic_partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_target_assignment_member_value::TopicPartition {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_group_target_assignment_member_value::TopicPartition {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topicId".into(), self.topic_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_target_assignment_metadata_key::ShareGroupTargetAssignmentMetadataKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group_id: random.value(version) }
    }
}

impl Json for share_group_target_assignment_metadata_key::ShareGroupTargetAssignmentMetadataKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        Value::Object(json)
    }
}

impl Sample for share_group_target_assignment_metadata_value::ShareGroupTargetAssignmentMetadataValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            assignment_epoch: random.value(version),
            assignment_timestamp: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for share_group_target_assignment_metadata_value::ShareGroupTargetAssignmentMetadataValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("assignmentEpoch".into(), self.assignment_epoch.json(version));
        json.insert("assignmentTimestamp".into(), self.assignment_timestamp.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_current_member_assignment_key::StreamsGroupCurrentMemberAssignmentKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group_id: random.value(version), member_id: random.value(version) }
    }
}

impl Json for streams_group_current_member_assignment_key::StreamsGroupCurrentMemberAssignmentKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("memberId".into(), self.member_id.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_current_member_assignment_value::StreamsGroupCurrentMemberAssignmentValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            member_epoch: random.value(version),
            previous_member_epoch: random.value(version),
            state: random.value(version),
            active_tasks: random.values(version),
            standby_tasks: random.values(version),
            warmup_tasks: random.values(version),
            active_tasks_pending_revocation: random.values(version),
            standby_tasks_pending_revocation: random.values(version),
            warmup_tasks_pending_revocation: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_current_member_assignment_value::StreamsGroupCurrentMemberAssignmentValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("memberEpoch".into(), self.member_epoch.json(version));
        json.insert("previousMemberEpoch".into(), self.previous_member_epoch.json(version));
        json.insert("state".into(), self.state.json(version));
        json.insert("activeTasks".into(), self.active_tasks.json(version));
        json.insert("standbyTasks".into(), self.standby_tasks.json(version));
        json.insert("warmupTasks".into(), self.warmup_tasks.json(version));
        json.insert("activeTasksPendingRevocation".into(), self.active_tasks_pending_revocation.json(version));
        json.insert("standbyTasksPendingRevocation".into(), self.standby_tasks_pending_revocation.json(version));
        json.insert("warmupTasksPendingRevocation".into(), self.warmup_tasks_pending_revocation.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_current_member_assignment_value::TaskIds {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            subtopology_id: random.value(version),
            partitions: random.values(version),
            assignment_epochs: if random.one_in(4) { None } else { Some(random.values(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_current_member_assignment_value::TaskIds {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("subtopologyId".into(), self.subtopology_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        json.insert("assignmentEpochs".into(), self.assignment_epochs.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_member_metadata_key::StreamsGroupMemberMetadataKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group_id: random.value(version), member_id: random.value(version) }
    }
}

impl Json for streams_group_member_metadata_key::StreamsGroupMemberMetadataKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("memberId".into(), self.member_id.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_member_metadata_value::StreamsGroupMemberMetadataValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            instance_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            rack_id: if random.one_in(4) { None } else { Some(random.value(version)) },
            client_id: random.value(version),
            client_host: random.value(version),
            rebalance_timeout_ms: random.value(version),
            topology_epoch: random.value(version),
            process_id: random.value(version),
            user_endpoint: if random.one_in(4) { None } else { Some(random.value(version)) },
            client_tags: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_member_metadata_value::StreamsGroupMemberMetadataValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("instanceId".into(), self.instance_id.json(version));
        json.insert("rackId".into(), self.rack_id.json(version));
        json.insert("clientId".into(), self.client_id.json(version));
        json.insert("clientHost".into(), self.client_host.json(version));
        json.insert("rebalanceTimeoutMs".into(), self.rebalance_timeout_ms.json(version));
        json.insert("topologyEpoch".into(), self.topology_epoch.json(version));
        json.insert("processId".into(), self.process_id.json(version));
        json.insert("userEndpoint".into(), self.user_endpoint.json(version));
        json.insert("clientTags".into(), self.client_tags.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_member_metadata_value::Endpoint {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { host: random.value(version), port: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for streams_group_member_metadata_value::Endpoint {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("host".into(), self.host.json(version));
        json.insert("port".into(), self.port.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_member_metadata_value::KeyValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { key: random.value(version), value: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for streams_group_member_metadata_value::KeyValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("key".into(), self.key.json(version));
        json.insert("value".into(), self.value.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_metadata_key::StreamsGroupMetadataKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group_id: random.value(version) }
    }
}

impl Json for streams_group_metadata_key::StreamsGroupMetadataKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_metadata_value::StreamsGroupMetadataValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            epoch: random.value(version),
            metadata_hash: random.value(version),
            validated_topology_epoch: random.value(version),
            last_assignment_configs: if random.one_in(4) { None } else { Some(random.values(version)) },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_metadata_value::StreamsGroupMetadataValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("epoch".into(), self.epoch.json(version));
        json.insert("metadataHash".into(), self.metadata_hash.json(version));
        json.insert("validatedTopologyEpoch".into(), self.validated_topology_epoch.json(version));
        json.insert("lastAssignmentConfigs".into(), self.last_assignment_configs.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_metadata_value::LastAssignmentConfig {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { key: random.value(version), value: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for streams_group_metadata_value::LastAssignmentConfig {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("key".into(), self.key.json(version));
        json.insert("value".into(), self.value.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_target_assignment_member_key::StreamsGroupTargetAssignmentMemberKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group_id: random.value(version), member_id: random.value(version) }
    }
}

impl Json for streams_group_target_assignment_member_key::StreamsGroupTargetAssignmentMemberKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        json.insert("memberId".into(), self.member_id.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_target_assignment_member_value::StreamsGroupTargetAssignmentMemberValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            active_tasks: random.values(version),
            standby_tasks: random.values(version),
            warmup_tasks: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_target_assignment_member_value::StreamsGroupTargetAssignmentMemberValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("activeTasks".into(), self.active_tasks.json(version));
        json.insert("standbyTasks".into(), self.standby_tasks.json(version));
        json.insert("warmupTasks".into(), self.warmup_tasks.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_target_assignment_member_value::TaskIds {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            subtopology_id: random.value(version),
            partitions: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_target_assignment_member_value::TaskIds {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("subtopologyId".into(), self.subtopology_id.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_target_assignment_metadata_key::StreamsGroupTargetAssignmentMetadataKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group_id: random.value(version) }
    }
}

impl Json for streams_group_target_assignment_metadata_key::StreamsGroupTargetAssignmentMetadataKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_target_assignment_metadata_value::StreamsGroupTargetAssignmentMetadataValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            assignment_epoch: random.value(version),
            assignment_timestamp: random.value(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_target_assignment_metadata_value::StreamsGroupTargetAssignmentMetadataValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("assignmentEpoch".into(), self.assignment_epoch.json(version));
        json.insert("assignmentTimestamp".into(), self.assignment_timestamp.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_topology_key::StreamsGroupTopologyKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { group_id: random.value(version) }
    }
}

impl Json for streams_group_topology_key::StreamsGroupTopologyKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("groupId".into(), self.group_id.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_topology_value::StreamsGroupTopologyValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            epoch: random.value(version),
            subtopologies: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_topology_value::StreamsGroupTopologyValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("epoch".into(), self.epoch.json(version));
        json.insert("subtopologies".into(), self.subtopologies.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_topology_value::Subtopology {
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

impl Json for streams_group_topology_value::Subtopology {
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

impl Sample for streams_group_topology_value::TopicInfo {
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

impl Json for streams_group_topology_value::TopicInfo {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("name".into(), self.name.json(version));
        json.insert("partitions".into(), self.partitions.json(version));
        json.insert("replicationFactor".into(), self.replication_factor.json(version));
        json.insert("topicConfigs".into(), self.topic_configs.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_topology_value::CopartitionGroup {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            source_topics: random.values(version),
            source_topic_regex: random.values(version),
            repartition_source_topics: random.values(version),
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for streams_group_topology_value::CopartitionGroup {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("sourceTopics".into(), self.source_topics.json(version));
        json.insert("sourceTopicRegex".into(), self.source_topic_regex.json(version));
        json.insert("repartitionSourceTopics".into(), self.repartition_source_topics.json(version));
        Value::Object(json)
    }
}

impl Sample for streams_group_topology_value::TopicConfig {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { key: random.value(version), value: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for streams_group_topology_value::TopicConfig {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("key".into(), self.key.json(version));
        json.insert("value".into(), self.value.json(version));
        Value::Object(json)
    }
}

//! AlterPartition: a leader reports who is in sync (KIP-497, 841, 903).

use super::core::{Draft, QuorumController};
use super::directories::may_lead;
use super::partition_change::ChangeBuilder;
use crate::metadata::image::{Image, Partition};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::metadata::MetadataRecord;
use ringmain_protocol::messages::rpc::{AlterPartitionRequest, AlterPartitionResponse};
use ringmain_protocol::messages::rpc::{alter_partition_request as request, alter_partition_response as response};
use ringmain_protocol::uuid::Uuid;

impl QuorumController {
    pub(super) fn alter_partition(
        &mut self,
        draft: &mut Draft,
        request: AlterPartitionRequest,
    ) -> AlterPartitionResponse {
        if let Err(error) = self.check_epoch(&draft.image, request.broker_id, request.broker_epoch) {
            return AlterPartitionResponse { error_code: error.code.into(), ..Default::default() };
        }
        let mut topics = Vec::with_capacity(request.topics.len());
        for topic in &request.topics {
            let partitions = topic
                .partitions
                .iter()
                .map(|partition| self.alter_one(draft, request.broker_id, topic.topic_id, partition))
                .collect();
            topics.push(response::TopicData { topic_id: topic.topic_id, partitions, ..Default::default() });
        }
        AlterPartitionResponse { topics, ..Default::default() }
    }

    fn alter_one(
        &mut self,
        draft: &mut Draft,
        broker: i32,
        topic_id: Uuid,
        asked: &request::PartitionData,
    ) -> response::PartitionData {
        let answer = |error: ErrorCode, partition: Option<&Partition>| response::PartitionData {
            partition_index: asked.partition_index,
            error_code: error.into(),
            leader_id: partition.map_or(0, |p| p.leader),
            leader_epoch: partition.map_or(0, |p| p.leader_epoch),
            isr: partition.map(|p| p.isr.clone()).unwrap_or_default(),
            leader_recovery_state: i8::from(partition.is_some_and(|p| p.recovering)),
            partition_epoch: partition.map_or(0, |p| p.partition_epoch),
            ..Default::default()
        };
        let image = draft.image.clone();
        let Some(topic) = image.topic_by_id(&topic_id) else { return answer(ErrorCode::UnknownTopicId, None) };
        let Some(partition) = topic.partitions.get(&asked.partition_index) else {
            return answer(ErrorCode::UnknownTopicOrPartition, None);
        };
        if let Err(error) = validate(&image, broker, partition, asked) {
            return answer(error, None);
        }
        let (min_isr, _) = self.election_settings(&image, &topic.name);
        let mut builder = ChangeBuilder::new(&image, partition, topic_id, asked.partition_index, min_isr);
        builder.target_isr = new_isr(asked);
        builder.target_recovering = Some(asked.leader_recovery_state == 1);
        let change = builder.build(|id| may_lead(&image, partition, id));
        if let Some(change) = change
            && draft.push(MetadataRecord::PartitionChange(change)).is_err()
        {
            return answer(ErrorCode::UnknownServerError, None);
        }
        match draft.image.partition(&topic_id, asked.partition_index) {
            // A completed reassignment may have moved leadership away from the one that asks.
            Some(after) if after.leader != broker => answer(ErrorCode::NewLeaderElected, None),
            after => answer(ErrorCode::None, after),
        }
    }
}

/// Version 3 names epochs beside the brokers, earlier ones do not.
fn new_isr(asked: &request::PartitionData) -> Vec<i32> {
    if asked.new_isr_with_epochs.is_empty() {
        asked.new_isr.clone()
    } else {
        asked.new_isr_with_epochs.iter().map(|broker| broker.broker_id).collect()
    }
}

/// In Kafka's order.
fn validate(
    image: &Image,
    broker: i32,
    partition: &Partition,
    asked: &request::PartitionData,
) -> Result<(), ErrorCode> {
    if asked.leader_epoch > partition.leader_epoch || asked.partition_epoch > partition.partition_epoch {
        // The leader knows more than this controller: another one must have taken over.
        return Err(ErrorCode::NotController);
    }
    if asked.leader_epoch < partition.leader_epoch {
        return Err(ErrorCode::FencedLeaderEpoch);
    }
    if broker != partition.leader {
        return Err(ErrorCode::InvalidRequest);
    }
    if asked.partition_epoch < partition.partition_epoch {
        return Err(ErrorCode::InvalidUpdateVersion);
    }
    let isr = new_isr(asked);
    let mut sorted = isr.clone();
    sorted.sort_unstable();
    sorted.dedup();
    let valid = sorted.len() == isr.len() && isr.iter().all(|id| partition.replicas.contains(id));
    if !valid || !isr.contains(&partition.leader) {
        return Err(ErrorCode::InvalidRequest);
    }
    let recovering = asked.leader_recovery_state == 1;
    if recovering && (isr.len() > 1 || !partition.recovering) {
        return Err(ErrorCode::InvalidRequest);
    }
    let eligible =
        |id: i32, epoch: i64| image.broker(id).is_some_and(|b| b.is_active() && (epoch == -1 || epoch == b.epoch));
    let all_eligible = if asked.new_isr_with_epochs.is_empty() {
        isr.iter().all(|id| eligible(*id, -1))
    } else {
        asked.new_isr_with_epochs.iter().all(|member| eligible(member.broker_id, member.broker_epoch))
    };
    if all_eligible { Ok(()) } else { Err(ErrorCode::IneligibleReplica) }
}

//! Log directories of brokers (KIP-858): which replica lies where, and what becomes of it when a directory fails.

use super::ApiError;
use super::brokers::registration_change;
use super::core::{Draft, QuorumController};
use super::partition_change::{ChangeBuilder, Election};
use crate::metadata::image::{BrokerRegistration, Image, Partition, RecordLevels, directory_is_online};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::metadata::{BrokerRegistrationChangeRecord, MetadataRecord};
use ringmain_protocol::messages::rpc::assign_replicas_to_dirs_response as response;
use ringmain_protocol::messages::rpc::{
    AssignReplicasToDirsRequest, AssignReplicasToDirsResponse, BrokerHeartbeatRequest,
};
use ringmain_protocol::uuid::Uuid;
use std::collections::BTreeSet;

/// Where a broker's replica of a partition lies.
fn directory_of(partition: &Partition, broker: i32) -> Uuid {
    let at = partition.replicas.iter().position(|replica| *replica == broker);
    at.and_then(|at| partition.directories.get(at)).copied().unwrap_or(Uuid::ZERO)
}

/// Whether a broker may lead a partition: it is active, and the directory of its replica has not failed.
pub(super) fn may_lead(image: &Image, partition: &Partition, broker: i32) -> bool {
    may_lead_from(image, directory_of(partition, broker), broker)
}

fn may_lead_from(image: &Image, directory: Uuid, broker: i32) -> bool {
    image.broker(broker).is_some_and(|broker| broker.is_active() && directory_is_online(broker, directory))
}

impl QuorumController {
    /// A broker tells in which of its directories replicas lie.
    pub(super) fn assign_replicas_to_dirs(
        &mut self,
        draft: &mut Draft,
        request: AssignReplicasToDirsRequest,
    ) -> AssignReplicasToDirsResponse {
        let refused =
            |error: ErrorCode| AssignReplicasToDirsResponse { error_code: error.into(), ..Default::default() };
        if !RecordLevels::of(draft.image.metadata_version()).directories {
            return refused(ErrorCode::UnsupportedVersion);
        }
        let broker = match self.check_epoch(&draft.image, request.broker_id, request.broker_epoch) {
            Ok(broker) => broker,
            Err(error) => return refused(error.code),
        };
        let mut directories = Vec::with_capacity(request.directories.len());
        for directory in &request.directories {
            let mut topics = Vec::with_capacity(directory.topics.len());
            for topic in &directory.topics {
                let assigned = topic.partitions.iter().map(|partition| {
                    let index = partition.partition_index;
                    let outcome = self.assign_one(draft, &broker, directory.id, topic.topic_id, index);
                    let error = outcome.err().map_or(ErrorCode::None, |error| error.code);
                    response::PartitionData { partition_index: index, error_code: error.into(), ..Default::default() }
                });
                let partitions = assigned.collect();
                topics.push(response::TopicData { topic_id: topic.topic_id, partitions, ..Default::default() });
            }
            directories.push(response::DirectoryData { id: directory.id, topics, ..Default::default() });
        }
        AssignReplicasToDirsResponse { directories, ..Default::default() }
    }

    fn assign_one(
        &mut self,
        draft: &mut Draft,
        broker: &BrokerRegistration,
        directory: Uuid,
        topic_id: Uuid,
        index: i32,
    ) -> Result<(), ApiError> {
        let image = draft.image.clone();
        let topic = image.topic_by_id(&topic_id).ok_or(ErrorCode::UnknownTopicId)?;
        let partition = topic.partitions.get(&index).ok_or(ErrorCode::UnknownTopicOrPartition)?;
        if !partition.replicas.contains(&broker.id) {
            return Err(ErrorCode::NotLeaderOrFollower.into());
        }
        let (min_isr, unclean_allowed) = self.election_settings(&image, &topic.name);
        let mut builder = ChangeBuilder::new(&image, partition, topic_id, index, min_isr);
        builder.moved = Some((broker.id, directory));
        if !directory_is_online(broker, directory) {
            builder.target_isr.retain(|id| *id != broker.id);
            if unclean_allowed {
                builder.election = Election::Unclean;
            }
        }
        let change = builder.build(|id| {
            let lies_in = if id == broker.id { directory } else { directory_of(partition, id) };
            may_lead_from(&image, lies_in, id)
        });
        change.map_or(Ok(()), |change| draft.push(MetadataRecord::PartitionChange(change)))
    }

    /// Directories that the broker lost or closed to new partitions.
    pub(super) fn change_directories(
        &mut self,
        draft: &mut Draft,
        broker: &BrokerRegistration,
        request: &BrokerHeartbeatRequest,
    ) -> Result<(), ApiError> {
        let levels = RecordLevels::of(draft.image.metadata_version());
        let offline: BTreeSet<Uuid> =
            request.offline_log_dirs.iter().copied().filter(|dir| broker.directories.contains(dir)).collect();
        if levels.directories && !offline.is_empty() {
            let log_dirs: Vec<Uuid> = broker.directories.iter().copied().filter(|dir| !offline.contains(dir)).collect();
            let change = BrokerRegistrationChangeRecord { log_dirs, ..registration_change(broker) };
            draft.push(MetadataRecord::BrokerRegistrationChange(change))?;
            self.replicas_lost(draft, broker.id, |partition| offline.contains(&directory_of(partition, broker.id)))?;
        }
        let cordoned = request.cordoned_log_dirs.as_ref().filter(|_| levels.cordoned);
        if let Some(cordoned) = cordoned.filter(|dirs| broker.cordoned_directories.as_ref() != Some(dirs)) {
            let change = BrokerRegistrationChangeRecord {
                cordoned_log_dirs: Some(cordoned.clone()),
                ..registration_change(broker)
            };
            draft.push(MetadataRecord::BrokerRegistrationChange(change))?;
        }
        Ok(())
    }
}

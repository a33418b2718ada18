//! OffsetCommit and OffsetDelete.

use crate::group::consumer::CommitCheck;
use crate::group::coordinator::{Call, Coordinator, Then, Turn};
use crate::group::record::Record;
use crate::group::step::Response;
use crate::group::{ClassicState, Group, respond};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::group_coordinator::OffsetCommitValue;
use ringmain_protocol::messages::rpc::offset_commit_request::OffsetCommitRequestPartition;
use ringmain_protocol::messages::rpc::offset_commit_response::{
    OffsetCommitResponsePartition, OffsetCommitResponseTopic,
};
use ringmain_protocol::messages::rpc::offset_delete_response::{
    OffsetDeleteResponsePartition, OffsetDeleteResponseTopic,
};
use ringmain_protocol::messages::rpc::{
    OffsetCommitRequest, OffsetCommitResponse, OffsetDeleteRequest, OffsetDeleteResponse,
};
use ringmain_protocol::uuid::Uuid;
use std::sync::Arc;

impl Coordinator {
    /// Topics are named, whatever the version: ids are resolved, and topics that do not exist answered, before.
    pub(in crate::group) fn offset_commit(&mut self, turn: &mut Turn<'_>, call: Call, request: OffsetCommitRequest) {
        let check = match self.validate_offset_commit(turn, &call, &request) {
            Ok(check) => check,
            Err(error) => {
                turn.reply(call.ticket, respond::offset_commit_error(&request, error));
                return;
            }
        };
        // As in Kafka, one partition that the member no longer has refuses the whole commit; metadata that is too large is
        // looked at first, and refuses its own partition only.
        if let Some(error) = self.refused_partition(&check, &request) {
            turn.reply(call.ticket, respond::offset_commit_error(&request, error));
            return;
        }
        let group: Arc<str> = Arc::from(request.group_id.as_str());
        let mut response = OffsetCommitResponse::default();
        let mut records = Vec::new();
        for topic in request.topics {
            let mut partitions = Vec::with_capacity(topic.partitions.len());
            for partition in topic.partitions {
                let partition_index = partition.partition_index;
                let error = if self.is_too_large(&partition) {
                    ErrorCode::OffsetMetadataTooLarge
                } else {
                    let value = offset_value(turn, topic.topic_id, request.retention_time_ms, partition);
                    records.push(Record::offset_commit(&group, &topic.name, partition_index, value));
                    ErrorCode::None
                };
                partitions.push(OffsetCommitResponsePartition {
                    partition_index,
                    error_code: error.code(),
                    ..Default::default()
                });
            }
            response.topics.push(OffsetCommitResponseTopic {
                name: topic.name,
                topic_id: topic.topic_id,
                partitions,
                ..Default::default()
            });
        }
        self.counters.offset_commits += records.len() as u64;
        let then = Then::Reply { ticket: call.ticket, response: Response::OffsetCommit(response) };
        self.append(turn, &group, records, then);
    }

    fn validate_offset_commit(
        &mut self,
        turn: &mut Turn<'_>,
        call: &Call,
        request: &OffsetCommitRequest,
    ) -> Result<CommitCheck, ErrorCode> {
        let generation = request.generation_id_or_member_epoch;
        match self.groups.get(request.group_id.as_str()) {
            // Consumers outside any group, and admin clients: the record makes the group.
            None if generation < 0 => return Ok(CommitCheck::All),
            None if call.caller.api_version >= 9 => return Err(ErrorCode::GroupIdNotFound),
            None => return Err(ErrorCode::IllegalGeneration),
            Some(Group::Classic(group)) => {
                group.validate_offset_commit(&request.member_id, request.group_instance_id.as_deref(), generation)?;
                if !matches!(group.state(), ClassicState::Stable | ClassicState::PreparingRebalance) {
                    return Ok(CommitCheck::All);
                }
            }
            Some(Group::Consumer(group)) => {
                return group.validate_offset_commit(&request.member_id, generation, call.caller.api_version);
            }
        }
        // Who commits lives.
        self.work(turn, &request.group_id, |work| work.arm_session(&request.member_id));
        Ok(CommitCheck::All)
    }

    fn refused_partition(&self, check: &CommitCheck, request: &OffsetCommitRequest) -> Option<ErrorCode> {
        if *check == CommitCheck::All {
            return None;
        }
        request.topics.iter().find_map(|topic| {
            // Versions before 10 name topics only.
            let id = if topic.topic_id.is_zero() { self.image.topic_id(&topic.name) } else { Some(topic.topic_id) };
            let mut taken = topic.partitions.iter().filter(|partition| !self.is_too_large(partition));
            taken.find_map(|partition| check.partition(&id.unwrap_or_default(), partition.partition_index).err())
        })
    }

    fn is_too_large(&self, partition: &OffsetCommitRequestPartition) -> bool {
        let metadata = partition.committed_metadata.as_deref().unwrap_or_default();
        let limit = usize::try_from(self.configs.offset_metadata_max_bytes).unwrap_or(0);
        // Kafka counts Java's chars.
        metadata.len() > limit && metadata.encode_utf16().count() > limit
    }

    pub(in crate::group) fn offset_delete(&mut self, turn: &mut Turn<'_>, call: Call, request: OffsetDeleteRequest) {
        let group: Arc<str> = Arc::from(request.group_id.as_str());
        let deletable = match self.groups.get(&group) {
            _ if group.is_empty() => Err(ErrorCode::InvalidGroupId),
            None => Err(ErrorCode::GroupIdNotFound),
            Some(group) => group.validate_offset_delete(),
        };
        let mut response = OffsetDeleteResponse::default();
        if let Err(error) = deletable {
            response.error_code = error.code();
            turn.reply(call.ticket, Response::OffsetDelete(response));
            return;
        }
        let mut records = Vec::new();
        for topic in request.topics {
            let subscribed = self.groups.get(&group).is_some_and(|group| group.is_subscribed_to(&topic.name));
            let mut partitions = Vec::with_capacity(topic.partitions.len());
            for partition in topic.partitions {
                let index = partition.partition_index;
                if !subscribed
                    && (self.offsets.get(&group, &topic.name, index).is_some()
                        || self.offsets.is_unstable(&group, &topic.name, index))
                {
                    records.push(Record::offset_tombstone(&group, &topic.name, index));
                }
                let error = if subscribed { ErrorCode::GroupSubscribedToTopic } else { ErrorCode::None };
                partitions.push(OffsetDeleteResponsePartition { partition_index: index, error_code: error.code() });
            }
            response.topics.push(OffsetDeleteResponseTopic { name: topic.name, partitions });
        }
        self.counters.offset_deletions += records.len() as u64;
        let then = Then::Reply { ticket: call.ticket, response: Response::OffsetDelete(response) };
        self.append_each(turn, &group, records, then);
    }
}

fn offset_value(
    turn: &Turn<'_>,
    topic_id: Uuid,
    retention_time_ms: i64,
    partition: OffsetCommitRequestPartition,
) -> OffsetCommitValue {
    let now = turn.now.wall_ms;
    OffsetCommitValue {
        offset: partition.committed_offset,
        leader_epoch: partition.committed_leader_epoch,
        metadata: partition.committed_metadata.unwrap_or_default(),
        commit_timestamp: now,
        expire_timestamp: if retention_time_ms == -1 { -1 } else { now.saturating_add(retention_time_ms) },
        topic_id,
        ..Default::default()
    }
}

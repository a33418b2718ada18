//! OffsetFetch of one group.

use super::CommittedOffset;
use crate::group::Group;
use crate::group::coordinator::{Call, Coordinator, Turn};
use crate::group::planted::{Fault, planted};
use crate::group::step::Response;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::offset_fetch_request::OffsetFetchRequestGroup;
use ringmain_protocol::messages::rpc::offset_fetch_response::{
    OffsetFetchResponseGroup, OffsetFetchResponsePartitions, OffsetFetchResponseTopics,
};
use ringmain_protocol::uuid::Uuid;

impl Coordinator {
    /// What is committed, and what the group is committing now once that is.
    pub(in crate::group) fn offset_fetch(
        &mut self,
        turn: &mut Turn<'_>,
        call: &Call,
        group: &OffsetFetchRequestGroup,
        require_stable: bool,
    ) {
        let response = self.fetch_offsets(group, require_stable);
        self.reply_of(turn, &group.group_id, call.ticket, Response::OffsetFetch(response));
    }

    fn fetch_offsets(&self, request: &OffsetFetchRequestGroup, require_stable: bool) -> OffsetFetchResponseGroup {
        let mut response = OffsetFetchResponseGroup { group_id: request.group_id.clone(), ..Default::default() };
        let exists = match self.groups.get(request.group_id.as_str()) {
            None => false,
            Some(Group::Classic(_)) => true,
            Some(Group::Consumer(group)) => {
                if let Err(error) = group.validate_offset_fetch(request.member_id.as_deref(), request.member_epoch) {
                    response.error_code = error.code();
                    return response;
                }
                true
            }
        };
        let offsets = self.offsets.group(&request.group_id).filter(|_| exists);
        let is_forgotten = |index| index == 1 && planted(Fault::FetchForgets);
        let partition = |topic: &str, id: Uuid, index: i32, offset: Option<&CommittedOffset>| {
            if require_stable && self.offsets.is_unstable(&request.group_id, topic, index) {
                return none(index, ErrorCode::UnstableOffsetCommit);
            }
            let is_other = |known: &Uuid| !known.is_zero() && !id.is_zero() && *known != id;
            match offset {
                Some(offset) if !is_other(&offset.topic_id) && !is_forgotten(index) => OffsetFetchResponsePartitions {
                    partition_index: index,
                    committed_offset: offset.offset,
                    committed_leader_epoch: offset.leader_epoch,
                    metadata: Some(offset.metadata.to_string()),
                    ..Default::default()
                },
                _ => none(index, ErrorCode::None),
            }
        };
        response.topics = match &request.topics {
            Some(topics) => topics
                .iter()
                .map(|topic| {
                    let known = offsets.and_then(|offsets| offsets.topics.get(topic.name.as_str()));
                    let each = |index: &i32| {
                        partition(&topic.name, topic.topic_id, *index, known.and_then(|known| known.get(index)))
                    };
                    OffsetFetchResponseTopics {
                        name: topic.name.clone(),
                        topic_id: topic.topic_id,
                        partitions: topic.partition_indexes.iter().map(each).collect(),
                        ..Default::default()
                    }
                })
                .collect(),
            None => offsets
                .into_iter()
                .flat_map(|offsets| &offsets.topics)
                .map(|(name, known)| OffsetFetchResponseTopics {
                    name: name.to_string(),
                    partitions: known
                        .iter()
                        .map(|(index, offset)| partition(name, Uuid::ZERO, *index, Some(offset)))
                        .collect(),
                    ..Default::default()
                })
                .collect(),
        };
        response
    }
}

fn none(partition_index: i32, error: ErrorCode) -> OffsetFetchResponsePartitions {
    OffsetFetchResponsePartitions {
        partition_index,
        committed_offset: -1,
        committed_leader_epoch: -1,
        metadata: Some(String::new()),
        error_code: error.code(),
        ..Default::default()
    }
}

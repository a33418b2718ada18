//! Answers that are nothing but an error, for each kind of request.

use super::step::{Request, Response};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::consumer_group_describe_response::DescribedGroup as ConsumerDescribedGroup;
use ringmain_protocol::messages::rpc::delete_groups_response::DeletableGroupResult;
use ringmain_protocol::messages::rpc::describe_groups_response::DescribedGroup;
use ringmain_protocol::messages::rpc::leave_group_response::LeaveGroupResponse;
use ringmain_protocol::messages::rpc::offset_commit_response::{
    OffsetCommitResponsePartition, OffsetCommitResponseTopic,
};
use ringmain_protocol::messages::rpc::offset_fetch_response::OffsetFetchResponseGroup;
use ringmain_protocol::messages::rpc::{
    ConsumerGroupHeartbeatResponse, HeartbeatResponse, JoinGroupResponse, ListGroupsResponse, OffsetCommitRequest,
    OffsetCommitResponse, OffsetDeleteResponse, SyncGroupResponse,
};

/// The request is not served, for this reason.
pub fn error_response(request: &Request, error: ErrorCode) -> Response {
    let error_code = error.code();
    match request {
        Request::JoinGroup(request) => join_error(&request.member_id, error),
        Request::SyncGroup(_) => Response::SyncGroup(SyncGroupResponse { error_code, ..Default::default() }),
        // As in Kafka: a member must not think itself lost while its group is read.
        Request::Heartbeat(_) if error == ErrorCode::CoordinatorLoadInProgress => {
            Response::Heartbeat(HeartbeatResponse::default())
        }
        Request::Heartbeat(_) => Response::Heartbeat(HeartbeatResponse { error_code, ..Default::default() }),
        Request::LeaveGroup(_) => Response::LeaveGroup(LeaveGroupResponse { error_code, ..Default::default() }),
        Request::OffsetCommit(request) => offset_commit_error(request, error),
        Request::OffsetFetch { group, .. } => fetch_error(&group.group_id, error),
        Request::OffsetDelete(_) => Response::OffsetDelete(OffsetDeleteResponse { error_code, ..Default::default() }),
        Request::DescribeGroup { group_id } => {
            Response::DescribeGroup(DescribedGroup { group_id: group_id.clone(), error_code, ..Default::default() })
        }
        Request::ListGroups(_) => Response::ListGroups(ListGroupsResponse { error_code, ..Default::default() }),
        Request::DeleteGroup { group_id } => {
            Response::DeleteGroup(DeletableGroupResult { group_id: group_id.clone(), error_code, ..Default::default() })
        }
        Request::ConsumerGroupHeartbeat(_) => {
            Response::ConsumerGroupHeartbeat(ConsumerGroupHeartbeatResponse { error_code, ..Default::default() })
        }
        Request::ConsumerGroupDescribe { group_id } => Response::ConsumerGroupDescribe(ConsumerDescribedGroup {
            group_id: group_id.clone(),
            error_code,
            ..Default::default()
        }),
    }
}

pub(in crate::group) fn join_error(member_id: &str, error: ErrorCode) -> Response {
    Response::JoinGroup(JoinGroupResponse {
        error_code: error.code(),
        generation_id: -1,
        member_id: member_id.to_owned(),
        ..Default::default()
    })
}

pub(in crate::group) fn fetch_error(group_id: &str, error: ErrorCode) -> Response {
    Response::OffsetFetch(OffsetFetchResponseGroup {
        group_id: group_id.to_owned(),
        error_code: error.code(),
        ..Default::default()
    })
}

/// Every partition with the error.
pub(in crate::group) fn offset_commit_error(request: &OffsetCommitRequest, error: ErrorCode) -> Response {
    let topic = |topic: &ringmain_protocol::messages::rpc::offset_commit_request::OffsetCommitRequestTopic| {
        OffsetCommitResponseTopic {
            name: topic.name.clone(),
            topic_id: topic.topic_id,
            partitions: topic
                .partitions
                .iter()
                .map(|partition| OffsetCommitResponsePartition {
                    partition_index: partition.partition_index,
                    error_code: error.code(),
                    ..Default::default()
                })
                .collect(),
            ..Default::default()
        }
    };
    Response::OffsetCommit(OffsetCommitResponse {
        topics: request.topics.iter().map(topic).collect(),
        ..Default::default()
    })
}

impl Response {
    /// The answer where the write that it waited for has failed.
    pub(in crate::group) fn failed(self, error: ErrorCode) -> Response {
        let error_code = error.code();
        match self {
            Response::JoinGroup(r) => join_error(&r.member_id, error),
            Response::SyncGroup(_) => Response::SyncGroup(SyncGroupResponse { error_code, ..Default::default() }),
            Response::Heartbeat(_) => Response::Heartbeat(HeartbeatResponse { error_code, ..Default::default() }),
            Response::LeaveGroup(_) => Response::LeaveGroup(LeaveGroupResponse { error_code, ..Default::default() }),
            Response::OffsetCommit(mut response) => {
                for partition in response.topics.iter_mut().flat_map(|topic| &mut topic.partitions) {
                    partition.error_code = error_code;
                }
                Response::OffsetCommit(response)
            }
            Response::OffsetFetch(r) => fetch_error(&r.group_id, error),
            Response::OffsetDelete(_) => {
                Response::OffsetDelete(OffsetDeleteResponse { error_code, ..Default::default() })
            }
            Response::DescribeGroup(r) => {
                Response::DescribeGroup(DescribedGroup { group_id: r.group_id, error_code, ..Default::default() })
            }
            Response::ListGroups(_) => Response::ListGroups(ListGroupsResponse { error_code, ..Default::default() }),
            Response::DeleteGroup(r) => {
                Response::DeleteGroup(DeletableGroupResult { group_id: r.group_id, error_code, ..Default::default() })
            }
            Response::ConsumerGroupHeartbeat(_) => {
                Response::ConsumerGroupHeartbeat(ConsumerGroupHeartbeatResponse { error_code, ..Default::default() })
            }
            Response::ConsumerGroupDescribe(r) => Response::ConsumerGroupDescribe(ConsumerDescribedGroup {
                group_id: r.group_id,
                error_code,
                ..Default::default()
            }),
        }
    }
}

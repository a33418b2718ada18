//! What goes into a [`Coordinator`](super::Coordinator) and what comes out of it.

use super::record::EncodedRecord;
use super::regex::Resolution;
use crate::metadata::config::GroupConfigs;
use crate::metadata::image::Image;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::consumer_group_describe_response::DescribedGroup as ConsumerDescribedGroup;
use ringmain_protocol::messages::rpc::delete_groups_response::DeletableGroupResult;
use ringmain_protocol::messages::rpc::describe_groups_response::DescribedGroup;
use ringmain_protocol::messages::rpc::offset_fetch_request::OffsetFetchRequestGroup;
use ringmain_protocol::messages::rpc::offset_fetch_response::OffsetFetchResponseGroup;
use ringmain_protocol::messages::rpc::{
    ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse, HeartbeatRequest, HeartbeatResponse,
    JoinGroupRequest, JoinGroupResponse, LeaveGroupRequest, LeaveGroupResponse, ListGroupsRequest, ListGroupsResponse,
    OffsetCommitRequest, OffsetCommitResponse, OffsetDeleteRequest, OffsetDeleteResponse, SyncGroupRequest,
    SyncGroupResponse,
};
use ringmain_protocol::uuid::Uuid;
use std::sync::Arc;

/// The time of a step. Timers run on `ms`; records carry `wall_ms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Monotonic.
    pub ms: u64,
    /// Since 1970.
    pub wall_ms: i64,
}

/// The shell's name for a request that waits for its answer. Never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// The coordinator's name for an append. Ascending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WriteId(pub u64);

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Caller {
    /// Empty where the request had none.
    pub client_id: String,
    /// As Kafka prints it: `/127.0.0.1`.
    pub client_host: String,
    pub api_version: i16,
}

/// A request to one group, or (`ListGroups`) about all groups of this coordinator. Requests that name several groups are
/// taken apart before.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one at a time is in memory")]
pub enum Request {
    JoinGroup(JoinGroupRequest),
    SyncGroup(SyncGroupRequest),
    Heartbeat(HeartbeatRequest),
    /// In its batched form (version 3 on): older versions are put into it by who decodes.
    LeaveGroup(LeaveGroupRequest),
    OffsetCommit(OffsetCommitRequest),
    OffsetFetch {
        group: OffsetFetchRequestGroup,
        require_stable: bool,
    },
    OffsetDelete(OffsetDeleteRequest),
    DescribeGroup {
        group_id: String,
    },
    ListGroups(ListGroupsRequest),
    DeleteGroup {
        group_id: String,
    },
    ConsumerGroupHeartbeat(ConsumerGroupHeartbeatRequest),
    ConsumerGroupDescribe {
        group_id: String,
    },
}

impl Request {
    /// The group that is asked; empty for `ListGroups`.
    pub fn group_id(&self) -> &str {
        match self {
            Request::JoinGroup(request) => &request.group_id,
            Request::SyncGroup(request) => &request.group_id,
            Request::Heartbeat(request) => &request.group_id,
            Request::LeaveGroup(request) => &request.group_id,
            Request::OffsetCommit(request) => &request.group_id,
            Request::OffsetFetch { group, .. } => &group.group_id,
            Request::OffsetDelete(request) => &request.group_id,
            Request::DescribeGroup { group_id }
            | Request::DeleteGroup { group_id }
            | Request::ConsumerGroupDescribe { group_id } => group_id,
            Request::ListGroups(_) => "",
            Request::ConsumerGroupHeartbeat(request) => &request.group_id,
        }
    }
}

/// The answer to the [`Request`] of the same name.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one at a time is in memory")]
pub enum Response {
    JoinGroup(JoinGroupResponse),
    SyncGroup(SyncGroupResponse),
    Heartbeat(HeartbeatResponse),
    LeaveGroup(LeaveGroupResponse),
    OffsetCommit(OffsetCommitResponse),
    OffsetFetch(OffsetFetchResponseGroup),
    OffsetDelete(OffsetDeleteResponse),
    DescribeGroup(DescribedGroup),
    ListGroups(ListGroupsResponse),
    DeleteGroup(DeletableGroupResult),
    ConsumerGroupHeartbeat(ConsumerGroupHeartbeatResponse),
    ConsumerGroupDescribe(ConsumerDescribedGroup),
}

/// A topic that an image no longer has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedTopic {
    pub name: Arc<str>,
    pub id: Uuid,
}

/// What happened.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "one at a time is in memory")]
pub enum Input {
    Request {
        ticket: Ticket,
        caller: Caller,
        request: Request,
        /// Drawn by the shell for each request: member ids are made of it.
        random: u128,
    },
    /// The append is committed; `offset` is that of its first record. In the order of the appends.
    Committed { write: WriteId, offset: i64 },
    /// All is compared.
    Resolved(Resolution),
    /// A deadline may have passed. See [`super::Coordinator::next_deadline`].
    Tick,
    /// The cluster has changed.
    Image { image: Arc<Image>, deleted_topics: Arc<[DeletedTopic]> },
    /// Settings have changed.
    Configs(Arc<GroupConfigs>),
}

/// What the shell must do, in this order.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "a reply is the common case")]
pub enum Effect {
    /// Answers a request. A ticket whose client is gone is ignored.
    Reply { ticket: Ticket, response: Response },
    /// Appends records, all or none, in one batch, and says [`Input::Committed`]; or ends the coordinator, see
    /// [`super::Coordinator::resign`].
    Append { write: WriteId, group: Arc<str>, records: Vec<EncodedRecord> },
    /// The coordinator was told what cannot be, and knows nothing for sure any more: ends it, see
    /// [`super::Coordinator::resign`].
    Resign(ErrorCode),
    /// Lets the resolution go on until it is done, and gives it back by [`Input::Resolved`]. It takes its time: aside.
    Resolve(Resolution),
}

/// The topics of `old` that are not in `new`, or are there under another id. Costs a walk over all topics where any has come
/// or gone: a shell does it once for all its coordinators.
pub fn deleted_topics(old: &Image, new: &Image) -> Arc<[DeletedTopic]> {
    if new.has_topics_of(old) {
        return Arc::from([]);
    }
    let gone = old.topics().filter(|topic| new.topic_by_id(&topic.id).is_none());
    gone.map(|topic| DeletedTopic { name: topic.name.clone(), id: topic.id }).collect()
}

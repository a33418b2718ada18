//! Raft's messages as Kafka's requests and responses: their one topic and partition put on and taken off, errors as codes.

use super::batches::{self, BatchError};
use super::types::*;
use bytes::Bytes;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc;
use ringmain_protocol::messages::rpc::{
    begin_quorum_epoch_request, begin_quorum_epoch_response, describe_quorum_response, end_quorum_epoch_request,
    end_quorum_epoch_response, fetch_request, fetch_response, fetch_snapshot_request, fetch_snapshot_response,
    update_raft_voter_request, update_raft_voter_response, vote_request, vote_response,
};
use ringmain_protocol::uuid::Uuid;

pub const TOPIC: &str = "__cluster_metadata";
/// Its topic id is a reserved one.
pub const TOPIC_ID: Uuid = Uuid::ONE;

/// A request of the KRaft kind, as decoded from or encoded to the wire.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "moved once, not stored")]
pub enum RpcRequest {
    Vote(rpc::VoteRequest),
    BeginQuorumEpoch(rpc::BeginQuorumEpochRequest),
    EndQuorumEpoch(rpc::EndQuorumEpochRequest),
    Fetch(rpc::FetchRequest),
    FetchSnapshot(rpc::FetchSnapshotRequest),
    DescribeQuorum(rpc::DescribeQuorumRequest),
    AddRaftVoter(rpc::AddRaftVoterRequest),
    RemoveRaftVoter(rpc::RemoveRaftVoterRequest),
    UpdateRaftVoter(rpc::UpdateRaftVoterRequest),
}

#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "moved once, not stored")]
pub enum RpcResponse {
    Vote(rpc::VoteResponse),
    BeginQuorumEpoch(rpc::BeginQuorumEpochResponse),
    EndQuorumEpoch(rpc::EndQuorumEpochResponse),
    Fetch(rpc::FetchResponse),
    FetchSnapshot(rpc::FetchSnapshotResponse),
    DescribeQuorum(rpc::DescribeQuorumResponse),
    AddRaftVoter(rpc::AddRaftVoterResponse),
    RemoveRaftVoter(rpc::RemoveRaftVoterResponse),
    UpdateRaftVoter(rpc::UpdateRaftVoterResponse),
}

pub fn error_code(error: RaftError) -> ErrorCode {
    match error {
        RaftError::None => ErrorCode::None,
        RaftError::NotLeaderOrFollower => ErrorCode::NotLeaderOrFollower,
        RaftError::FencedLeaderEpoch => ErrorCode::FencedLeaderEpoch,
        RaftError::UnknownLeaderEpoch => ErrorCode::UnknownLeaderEpoch,
        RaftError::InvalidRequest => ErrorCode::InvalidRequest,
        RaftError::InconsistentClusterId => ErrorCode::InconsistentClusterId,
        RaftError::InconsistentVoterSet => ErrorCode::InconsistentVoterSet,
        RaftError::InvalidVoterKey => ErrorCode::InvalidVoterKey,
        RaftError::UnsupportedVersion => ErrorCode::UnsupportedVersion,
        RaftError::DuplicateVoter => ErrorCode::DuplicateVoter,
        RaftError::VoterNotFound => ErrorCode::VoterNotFound,
        RaftError::RequestTimedOut => ErrorCode::RequestTimedOut,
        RaftError::SnapshotNotFound => ErrorCode::SnapshotNotFound,
        RaftError::PositionOutOfRange => ErrorCode::PositionOutOfRange,
        RaftError::BrokerNotAvailable => ErrorCode::BrokerNotAvailable,
        RaftError::UnknownServerError => ErrorCode::UnknownServerError,
    }
}

fn raft_error(code: i16) -> RaftError {
    let all = [
        RaftError::None,
        RaftError::NotLeaderOrFollower,
        RaftError::FencedLeaderEpoch,
        RaftError::UnknownLeaderEpoch,
        RaftError::InvalidRequest,
        RaftError::InconsistentClusterId,
        RaftError::InconsistentVoterSet,
        RaftError::InvalidVoterKey,
        RaftError::UnsupportedVersion,
        RaftError::DuplicateVoter,
        RaftError::VoterNotFound,
        RaftError::RequestTimedOut,
        RaftError::SnapshotNotFound,
        RaftError::PositionOutOfRange,
        RaftError::BrokerNotAvailable,
    ];
    all.into_iter().find(|error| i16::from(error_code(*error)) == code).unwrap_or(RaftError::UnknownServerError)
}

/// The top-level error, or else the partition's.
fn first_error(top: i16, partition: Option<i16>) -> RaftError {
    raft_error(if top != 0 { top } else { partition.unwrap_or(ErrorCode::UnknownServerError.into()) })
}

fn leader(id: i32) -> Option<i32> {
    (id >= 0).then_some(id)
}

/// The only element of the only topic; anything else is not a raft request.
fn sole<T, P>(mut topics: Vec<T>, parts: impl Fn(T) -> (bool, Vec<P>)) -> Option<P> {
    let topic = topics.pop().filter(|_| topics.is_empty())?;
    let (is_metadata, mut partitions) = parts(topic);
    let partition = partitions.pop()?;
    (is_metadata && partitions.is_empty()).then_some(partition)
}

/// A request that came in. The error answers it as a whole.
pub fn decode_request(request: RpcRequest) -> Result<Request, ErrorCode> {
    let invalid = ErrorCode::InvalidRequest;
    Ok(match request {
        RpcRequest::Vote(r) => {
            let p = sole(r.topics, |t| (t.topic_name == TOPIC, t.partitions)).ok_or(invalid)?;
            Request::Vote(VoteRequest {
                cluster_id: r.cluster_id,
                voter: ReplicaKey::new(r.voter_id, p.voter_directory_id),
                epoch: p.replica_epoch,
                candidate: ReplicaKey::new(p.replica_id, p.replica_directory_id),
                last_epoch: p.last_offset_epoch,
                last_epoch_end_offset: p.last_offset,
                pre_vote: p.pre_vote,
            })
        }
        RpcRequest::BeginQuorumEpoch(r) => {
            let p = sole(r.topics, |t| (t.topic_name == TOPIC, t.partitions)).ok_or(invalid)?;
            let endpoint =
                |e: begin_quorum_epoch_request::LeaderEndpoint| Endpoint { name: e.name, host: e.host, port: e.port };
            Request::BeginQuorumEpoch(BeginQuorumEpochRequest {
                cluster_id: r.cluster_id,
                voter: ReplicaKey::new(r.voter_id, p.voter_directory_id),
                leader_id: p.leader_id,
                epoch: p.leader_epoch,
                leader_endpoints: r.leader_endpoints.into_iter().map(endpoint).collect(),
            })
        }
        RpcRequest::EndQuorumEpoch(r) => {
            let p = sole(r.topics, |t| (t.topic_name == TOPIC, t.partitions)).ok_or(invalid)?;
            // Version 0 names ids only.
            let ids = p.preferred_successors.into_iter().map(|id| ReplicaKey::new(id, Uuid::ZERO));
            let keys =
                p.preferred_candidates.into_iter().map(|c| ReplicaKey::new(c.candidate_id, c.candidate_directory_id));
            let endpoint =
                |e: end_quorum_epoch_request::LeaderEndpoint| Endpoint { name: e.name, host: e.host, port: e.port };
            Request::EndQuorumEpoch(EndQuorumEpochRequest {
                cluster_id: r.cluster_id,
                leader_id: p.leader_id,
                epoch: p.leader_epoch,
                preferred_candidates: ids.chain(keys).collect(),
                leader_endpoints: r.leader_endpoints.into_iter().map(endpoint).collect(),
            })
        }
        RpcRequest::Fetch(r) => {
            let is_metadata = |t: &fetch_request::FetchTopic| t.topic == TOPIC || t.topic_id == TOPIC_ID;
            let p = sole(r.topics, |t| (is_metadata(&t), t.partitions)).ok_or(invalid)?;
            // Version 15 moved the id into a structure.
            let id = if r.replica_state.replica_id >= 0 { r.replica_state.replica_id } else { r.replica_id };
            Request::Fetch(FetchRequest {
                cluster_id: r.cluster_id,
                replica: ReplicaKey::new(id, p.replica_directory_id),
                epoch: p.current_leader_epoch,
                fetch_offset: p.fetch_offset,
                last_fetched_epoch: p.last_fetched_epoch,
                high_watermark: p.high_watermark,
                max_wait_ms: r.max_wait_ms,
                max_bytes: r.max_bytes,
            })
        }
        RpcRequest::FetchSnapshot(r) => {
            let (id, max_bytes, cluster_id) = (r.replica_id, r.max_bytes, r.cluster_id);
            let p = sole(r.topics, |t| (t.name == TOPIC, t.partitions)).ok_or(invalid)?;
            Request::FetchSnapshot(FetchSnapshotRequest {
                cluster_id,
                replica: ReplicaKey::new(id, p.replica_directory_id),
                epoch: p.current_leader_epoch,
                snapshot: OffsetAndEpoch { offset: p.snapshot_id.end_offset, epoch: p.snapshot_id.epoch },
                position: p.position,
                max_bytes,
            })
        }
        RpcRequest::DescribeQuorum(r) => {
            let partition = sole(r.topics, |t| (t.topic_name == TOPIC, t.partitions));
            partition.filter(|p| p.partition_index == 0).ok_or(ErrorCode::UnknownTopicOrPartition)?;
            Request::DescribeQuorum
        }
        RpcRequest::AddRaftVoter(r) => Request::AddVoter(AddVoterRequest {
            cluster_id: r.cluster_id,
            voter: Voter {
                key: ReplicaKey::new(r.voter_id, r.voter_directory_id),
                endpoints: r
                    .listeners
                    .into_iter()
                    .map(|l| Endpoint { name: l.name, host: l.host, port: l.port })
                    .collect(),
                min_kraft_version: 0,
                max_kraft_version: 1,
            },
        }),
        RpcRequest::RemoveRaftVoter(r) => Request::RemoveVoter(RemoveVoterRequest {
            cluster_id: r.cluster_id,
            voter: ReplicaKey::new(r.voter_id, r.voter_directory_id),
        }),
        RpcRequest::UpdateRaftVoter(r) => Request::UpdateVoter(UpdateVoterRequest {
            cluster_id: r.cluster_id,
            epoch: r.current_leader_epoch,
            voter: Voter {
                key: ReplicaKey::new(r.voter_id, r.voter_directory_id),
                endpoints: r
                    .listeners
                    .into_iter()
                    .map(|l| Endpoint { name: l.name, host: l.host, port: l.port })
                    .collect(),
                min_kraft_version: r.k_raft_version_feature.min_supported_version,
                max_kraft_version: r.k_raft_version_feature.max_supported_version,
            },
        }),
    })
}

/// A request of [`Effect::Send`]. `None` for those that a node never sends.
pub fn encode_request(request: Request) -> Option<RpcRequest> {
    Some(match request {
        Request::Vote(r) => RpcRequest::Vote(rpc::VoteRequest {
            cluster_id: r.cluster_id,
            voter_id: r.voter.id,
            topics: vec![vote_request::TopicData {
                topic_name: TOPIC.into(),
                partitions: vec![vote_request::PartitionData {
                    replica_epoch: r.epoch,
                    replica_id: r.candidate.id,
                    replica_directory_id: r.candidate.directory_id,
                    voter_directory_id: r.voter.directory_id,
                    last_offset_epoch: r.last_epoch,
                    last_offset: r.last_epoch_end_offset,
                    pre_vote: r.pre_vote,
                    ..Default::default()
                }],
                ..Default::default()
            }],
            ..Default::default()
        }),
        Request::BeginQuorumEpoch(r) => RpcRequest::BeginQuorumEpoch(rpc::BeginQuorumEpochRequest {
            cluster_id: r.cluster_id,
            voter_id: r.voter.id,
            topics: vec![begin_quorum_epoch_request::TopicData {
                topic_name: TOPIC.into(),
                partitions: vec![begin_quorum_epoch_request::PartitionData {
                    voter_directory_id: r.voter.directory_id,
                    leader_id: r.leader_id,
                    leader_epoch: r.epoch,
                    ..Default::default()
                }],
                ..Default::default()
            }],
            leader_endpoints: r
                .leader_endpoints
                .into_iter()
                .map(|e| begin_quorum_epoch_request::LeaderEndpoint {
                    name: e.name,
                    host: e.host,
                    port: e.port,
                    ..Default::default()
                })
                .collect(),
            ..Default::default()
        }),
        Request::EndQuorumEpoch(r) => RpcRequest::EndQuorumEpoch(rpc::EndQuorumEpochRequest {
            cluster_id: r.cluster_id,
            topics: vec![end_quorum_epoch_request::TopicData {
                topic_name: TOPIC.into(),
                partitions: vec![end_quorum_epoch_request::PartitionData {
                    leader_id: r.leader_id,
                    leader_epoch: r.epoch,
                    preferred_candidates: r
                        .preferred_candidates
                        .into_iter()
                        .map(|key| end_quorum_epoch_request::ReplicaInfo {
                            candidate_id: key.id,
                            candidate_directory_id: key.directory_id,
                            ..Default::default()
                        })
                        .collect(),
                    ..Default::default()
                }],
                ..Default::default()
            }],
            leader_endpoints: r
                .leader_endpoints
                .into_iter()
                .map(|e| end_quorum_epoch_request::LeaderEndpoint {
                    name: e.name,
                    host: e.host,
                    port: e.port,
                    ..Default::default()
                })
                .collect(),
            ..Default::default()
        }),
        Request::Fetch(r) => RpcRequest::Fetch(encode_fetch(r)),
        Request::FetchSnapshot(r) => RpcRequest::FetchSnapshot(rpc::FetchSnapshotRequest {
            cluster_id: r.cluster_id,
            replica_id: r.replica.id,
            max_bytes: r.max_bytes,
            topics: vec![fetch_snapshot_request::TopicSnapshot {
                name: TOPIC.into(),
                partitions: vec![fetch_snapshot_request::PartitionSnapshot {
                    current_leader_epoch: r.epoch,
                    snapshot_id: fetch_snapshot_request::SnapshotId {
                        end_offset: r.snapshot.offset,
                        epoch: r.snapshot.epoch,
                        ..Default::default()
                    },
                    position: r.position,
                    replica_directory_id: r.replica.directory_id,
                    ..Default::default()
                }],
                ..Default::default()
            }],
            ..Default::default()
        }),
        Request::UpdateVoter(r) => RpcRequest::UpdateRaftVoter(rpc::UpdateRaftVoterRequest {
            cluster_id: r.cluster_id,
            current_leader_epoch: r.epoch,
            voter_id: r.voter.key.id,
            voter_directory_id: r.voter.key.directory_id,
            listeners: r
                .voter
                .endpoints
                .into_iter()
                .map(|e| update_raft_voter_request::Listener {
                    name: e.name,
                    host: e.host,
                    port: e.port,
                    ..Default::default()
                })
                .collect(),
            k_raft_version_feature: update_raft_voter_request::KRaftVersionFeature {
                min_supported_version: r.voter.min_kraft_version,
                max_supported_version: r.voter.max_kraft_version,
                ..Default::default()
            },
            ..Default::default()
        }),
        Request::DescribeQuorum | Request::AddVoter(_) | Request::RemoveVoter(_) => return None,
    })
}

fn encode_fetch(r: FetchRequest) -> rpc::FetchRequest {
    rpc::FetchRequest {
        cluster_id: r.cluster_id,
        replica_state: fetch_request::ReplicaState { replica_id: r.replica.id, ..Default::default() },
        max_wait_ms: r.max_wait_ms,
        min_bytes: 0,
        max_bytes: r.max_bytes,
        topics: vec![fetch_request::FetchTopic {
            topic: String::new(),
            topic_id: TOPIC_ID,
            partitions: vec![fetch_request::FetchPartition {
                current_leader_epoch: r.epoch,
                fetch_offset: r.fetch_offset,
                last_fetched_epoch: r.last_fetched_epoch,
                log_start_offset: -1,
                partition_max_bytes: 0,
                replica_directory_id: r.replica.directory_id,
                high_watermark: r.high_watermark,
                ..Default::default()
            }],
            ..Default::default()
        }],
        ..Default::default()
    }
}

/// An answer to a fetch with the records that the shell read for it. `by_name` for versions before topic ids (12).
pub fn encode_fetch_response(head: &FetchHead, records: Bytes, by_name: bool) -> rpc::FetchResponse {
    let code: i16 = error_code(head.error).into();
    if head.error == RaftError::InconsistentClusterId {
        return rpc::FetchResponse { error_code: code, ..Default::default() };
    }
    let mut partition = fetch_response::PartitionData {
        error_code: code,
        high_watermark: head.high_watermark,
        log_start_offset: head.log_start_offset,
        current_leader: fetch_response::LeaderIdAndEpoch {
            leader_id: head.leader_id.unwrap_or(-1),
            leader_epoch: head.epoch,
            ..Default::default()
        },
        records: Some(records),
        ..Default::default()
    };
    if let Some(at) = head.diverging {
        partition.diverging_epoch.epoch = at.epoch;
        partition.diverging_epoch.end_offset = at.offset;
    }
    if let Some(id) = head.snapshot {
        partition.snapshot_id.epoch = id.epoch;
        partition.snapshot_id.end_offset = id.offset;
    }
    let node = head.leader_id.zip(head.leader_endpoints.first()).map(|(node_id, e)| fetch_response::NodeEndpoint {
        node_id,
        host: e.host.clone(),
        port: i32::from(e.port),
        ..Default::default()
    });
    rpc::FetchResponse {
        responses: vec![fetch_response::FetchableTopicResponse {
            topic: if by_name { TOPIC.into() } else { String::new() },
            topic_id: if by_name { Uuid::ZERO } else { TOPIC_ID },
            partitions: vec![partition],
            ..Default::default()
        }],
        node_endpoints: node.into_iter().collect(),
        ..Default::default()
    }
}

/// An answer of [`Effect::Respond`] or [`Effect::RespondSnapshot`]. Times of DescribeQuorum are turned into Unix time by
/// adding `wall_offset_ms`.
pub fn encode_response(response: Response, wall_offset_ms: i64) -> RpcResponse {
    match response {
        Response::Vote(r) => RpcResponse::Vote(rpc::VoteResponse {
            topics: vec![vote_response::TopicData {
                topic_name: TOPIC.into(),
                partitions: vec![vote_response::PartitionData {
                    error_code: error_code(r.error).into(),
                    leader_id: r.leader_id.unwrap_or(-1),
                    leader_epoch: r.epoch,
                    vote_granted: r.granted,
                    ..Default::default()
                }],
                ..Default::default()
            }],
            error_code: top_level(r.error),
            ..Default::default()
        }),
        Response::BeginQuorumEpoch(r) => RpcResponse::BeginQuorumEpoch(rpc::BeginQuorumEpochResponse {
            topics: vec![begin_quorum_epoch_response::TopicData {
                topic_name: TOPIC.into(),
                partitions: vec![begin_quorum_epoch_response::PartitionData {
                    error_code: error_code(r.error).into(),
                    leader_id: r.leader_id.unwrap_or(-1),
                    leader_epoch: r.epoch,
                    ..Default::default()
                }],
                ..Default::default()
            }],
            error_code: top_level(r.error),
            ..Default::default()
        }),
        Response::EndQuorumEpoch(r) => RpcResponse::EndQuorumEpoch(rpc::EndQuorumEpochResponse {
            topics: vec![end_quorum_epoch_response::TopicData {
                topic_name: TOPIC.into(),
                partitions: vec![end_quorum_epoch_response::PartitionData {
                    error_code: error_code(r.error).into(),
                    leader_id: r.leader_id.unwrap_or(-1),
                    leader_epoch: r.epoch,
                    ..Default::default()
                }],
                ..Default::default()
            }],
            error_code: top_level(r.error),
            ..Default::default()
        }),
        Response::Fetch(head, batches) => {
            let records: Vec<u8> = batches.iter().flat_map(|batch| batch.bytes.iter().copied()).collect();
            RpcResponse::Fetch(encode_fetch_response(&head, records.into(), false))
        }
        Response::FetchSnapshot(head, bytes) => RpcResponse::FetchSnapshot(rpc::FetchSnapshotResponse {
            error_code: top_level(head.error),
            topics: vec![fetch_snapshot_response::TopicSnapshot {
                name: TOPIC.into(),
                partitions: vec![fetch_snapshot_response::PartitionSnapshot {
                    error_code: error_code(head.error).into(),
                    snapshot_id: fetch_snapshot_response::SnapshotId {
                        end_offset: head.snapshot.offset,
                        epoch: head.snapshot.epoch,
                        ..Default::default()
                    },
                    current_leader: fetch_snapshot_response::LeaderIdAndEpoch {
                        leader_id: head.leader_id.unwrap_or(-1),
                        leader_epoch: head.epoch,
                        ..Default::default()
                    },
                    size: head.size_bytes,
                    position: head.position,
                    unaligned_records: bytes,
                    ..Default::default()
                }],
                ..Default::default()
            }],
            ..Default::default()
        }),
        Response::DescribeQuorum(r) => RpcResponse::DescribeQuorum(encode_quorum(r, wall_offset_ms)),
        Response::AddVoter(r) => RpcResponse::AddRaftVoter(rpc::AddRaftVoterResponse {
            error_code: error_code(r.error).into(),
            error_message: r.message,
            ..Default::default()
        }),
        Response::RemoveVoter(r) => RpcResponse::RemoveRaftVoter(rpc::RemoveRaftVoterResponse {
            error_code: error_code(r.error).into(),
            error_message: r.message,
            ..Default::default()
        }),
        Response::UpdateVoter(r) => RpcResponse::UpdateRaftVoter(rpc::UpdateRaftVoterResponse {
            error_code: error_code(r.error).into(),
            current_leader: update_raft_voter_response::CurrentLeader {
                leader_id: r.leader_id.unwrap_or(-1),
                leader_epoch: r.epoch,
                ..Default::default()
            },
            ..Default::default()
        }),
    }
}

/// A wrong cluster is said for the whole request.
fn top_level(error: RaftError) -> i16 {
    if error == RaftError::InconsistentClusterId { error_code(error).into() } else { 0 }
}

fn encode_quorum(r: DescribeQuorumResponse, wall_offset_ms: i64) -> rpc::DescribeQuorumResponse {
    let wall = |at: i64| if at < 0 { -1 } else { at.saturating_add(wall_offset_ms) };
    let states = |list: Vec<ReplicaState>| {
        let state = |s: ReplicaState| describe_quorum_response::ReplicaState {
            replica_id: s.key.id,
            replica_directory_id: s.key.directory_id,
            log_end_offset: s.log_end_offset,
            last_fetch_timestamp: wall(s.last_fetch_ms),
            last_caught_up_timestamp: wall(s.last_caught_up_ms),
            ..Default::default()
        };
        list.into_iter().map(state).collect::<Vec<_>>()
    };
    let node = |(node_id, endpoints): (i32, Vec<Endpoint>)| describe_quorum_response::Node {
        node_id,
        listeners: endpoints
            .into_iter()
            .map(|e| describe_quorum_response::Listener {
                name: e.name,
                host: e.host,
                port: e.port,
                ..Default::default()
            })
            .collect(),
        ..Default::default()
    };
    rpc::DescribeQuorumResponse {
        topics: vec![describe_quorum_response::TopicData {
            topic_name: TOPIC.into(),
            partitions: vec![describe_quorum_response::PartitionData {
                error_code: error_code(r.error).into(),
                leader_id: r.leader_id.unwrap_or(-1),
                leader_epoch: r.epoch,
                high_watermark: r.high_watermark,
                current_voters: states(r.voters),
                observers: states(r.observers),
                ..Default::default()
            }],
            ..Default::default()
        }],
        nodes: r.nodes.into_iter().map(node).collect(),
        ..Default::default()
    }
}

/// An answer to what this node sent. An error means that its records cannot be read: treat it as a failed request.
pub fn decode_response(response: RpcResponse) -> Result<Response, BatchError> {
    let epoch_response = |top: i16, partition: Option<(i16, i32, i32)>| EpochResponse {
        error: first_error(top, partition.map(|p| p.0)),
        epoch: partition.map_or(-1, |p| p.2),
        leader_id: partition.and_then(|p| leader(p.1)),
        message: None,
    };
    Ok(match response {
        RpcResponse::Vote(r) => {
            let p = sole(r.topics, |t| (t.topic_name == TOPIC, t.partitions));
            Response::Vote(VoteResponse {
                error: first_error(r.error_code, p.as_ref().map(|p| p.error_code)),
                epoch: p.as_ref().map_or(-1, |p| p.leader_epoch),
                leader_id: p.as_ref().and_then(|p| leader(p.leader_id)),
                granted: p.is_some_and(|p| p.vote_granted),
            })
        }
        RpcResponse::BeginQuorumEpoch(r) => {
            let p = sole(r.topics, |t| (t.topic_name == TOPIC, t.partitions));
            let p = p.map(|p| (p.error_code, p.leader_id, p.leader_epoch));
            Response::BeginQuorumEpoch(epoch_response(r.error_code, p))
        }
        RpcResponse::EndQuorumEpoch(r) => {
            let p = sole(r.topics, |t| (t.topic_name == TOPIC, t.partitions));
            let p = p.map(|p| (p.error_code, p.leader_id, p.leader_epoch));
            Response::EndQuorumEpoch(epoch_response(r.error_code, p))
        }
        RpcResponse::Fetch(r) => decode_fetch_response(r)?,
        RpcResponse::FetchSnapshot(r) => {
            let p = sole(r.topics, |t| (t.name == TOPIC, t.partitions));
            let head = FetchSnapshotHead {
                error: first_error(r.error_code, p.as_ref().map(|p| p.error_code)),
                epoch: p.as_ref().map_or(-1, |p| p.current_leader.leader_epoch),
                leader_id: p.as_ref().and_then(|p| leader(p.current_leader.leader_id)),
                snapshot: p.as_ref().map_or(OffsetAndEpoch::default(), |p| OffsetAndEpoch {
                    offset: p.snapshot_id.end_offset,
                    epoch: p.snapshot_id.epoch,
                }),
                size_bytes: p.as_ref().map_or(0, |p| p.size),
                position: p.as_ref().map_or(0, |p| p.position),
            };
            Response::FetchSnapshot(head, p.map(|p| p.unaligned_records).unwrap_or_default())
        }
        RpcResponse::UpdateRaftVoter(r) => Response::UpdateVoter(EpochResponse {
            error: raft_error(r.error_code),
            epoch: r.current_leader.leader_epoch,
            leader_id: leader(r.current_leader.leader_id),
            message: None,
        }),
        RpcResponse::AddRaftVoter(r) => Response::AddVoter(plain(r.error_code, r.error_message)),
        RpcResponse::RemoveRaftVoter(r) => Response::RemoveVoter(plain(r.error_code, r.error_message)),
        // A node asks nobody to describe the quorum: whatever it says, it changes nothing.
        RpcResponse::DescribeQuorum(r) => Response::AddVoter(plain(r.error_code, r.error_message)),
    })
}

fn plain(code: i16, message: Option<String>) -> EpochResponse {
    EpochResponse { error: raft_error(code), epoch: -1, leader_id: None, message }
}

fn decode_fetch_response(r: rpc::FetchResponse) -> Result<Response, BatchError> {
    let nodes = r.node_endpoints;
    let is_metadata = |t: &fetch_response::FetchableTopicResponse| t.topic == TOPIC || t.topic_id == TOPIC_ID;
    let p = sole(r.responses, |t| (is_metadata(&t), t.partitions));
    let Some(p) = p else {
        let head = FetchHead {
            error: first_error(r.error_code, None),
            epoch: -1,
            leader_id: None,
            leader_endpoints: Vec::new(),
            high_watermark: -1,
            log_start_offset: -1,
            diverging: None,
            snapshot: None,
        };
        return Ok(Response::Fetch(head, Vec::new()));
    };
    let leader_id = leader(p.current_leader.leader_id);
    let endpoint = nodes.into_iter().find(|node| Some(node.node_id) == leader_id).and_then(|node| {
        let port = u16::try_from(node.port).ok()?;
        // The answer does not name the listener; only its address is used.
        Some(Endpoint { name: String::new(), host: node.host, port })
    });
    let point = |epoch: i32, offset: i64| (epoch >= 0 && offset >= 0).then_some(OffsetAndEpoch { offset, epoch });
    let head = FetchHead {
        error: first_error(r.error_code, Some(p.error_code)),
        epoch: p.current_leader.leader_epoch,
        leader_id,
        leader_endpoints: endpoint.into_iter().collect(),
        high_watermark: p.high_watermark,
        log_start_offset: p.log_start_offset,
        diverging: point(p.diverging_epoch.epoch, p.diverging_epoch.end_offset),
        snapshot: point(p.snapshot_id.epoch, p.snapshot_id.end_offset),
    };
    let batches = batches::read(&p.records.unwrap_or_default())?;
    Ok(Response::Fetch(head, batches))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: i32) -> ReplicaKey {
        ReplicaKey::new(id, Uuid::from_halves(4, id as u64))
    }

    fn endpoint() -> Endpoint {
        Endpoint { name: "CONTROLLER".into(), host: "h".into(), port: 9093 }
    }

    #[test]
    fn requests_come_back_as_they_were_sent() {
        let cluster_id = Some("c".to_owned());
        let snapshot = OffsetAndEpoch { offset: 9, epoch: 2 };
        let voter = Voter { key: key(2), endpoints: vec![endpoint()], min_kraft_version: 0, max_kraft_version: 1 };
        for request in [
            Request::Vote(VoteRequest {
                cluster_id: cluster_id.clone(),
                voter: key(1),
                epoch: 4,
                candidate: key(2),
                last_epoch: 3,
                last_epoch_end_offset: 77,
                pre_vote: true,
            }),
            Request::BeginQuorumEpoch(BeginQuorumEpochRequest {
                cluster_id: cluster_id.clone(),
                voter: key(1),
                leader_id: 2,
                epoch: 4,
                leader_endpoints: vec![endpoint()],
            }),
            Request::EndQuorumEpoch(EndQuorumEpochRequest {
                cluster_id: cluster_id.clone(),
                leader_id: 2,
                epoch: 4,
                preferred_candidates: vec![key(3), key(1)],
                leader_endpoints: vec![endpoint()],
            }),
            Request::Fetch(FetchRequest {
                cluster_id: cluster_id.clone(),
                replica: key(1),
                epoch: 4,
                fetch_offset: 10,
                last_fetched_epoch: 3,
                high_watermark: 8,
                max_wait_ms: 500,
                max_bytes: 1000,
            }),
            Request::FetchSnapshot(FetchSnapshotRequest {
                cluster_id: cluster_id.clone(),
                replica: key(1),
                epoch: 4,
                snapshot,
                position: 5,
                max_bytes: 100,
            }),
            Request::UpdateVoter(UpdateVoterRequest { cluster_id, epoch: 4, voter }),
        ] {
            assert_eq!(decode_request(encode_request(request.clone()).unwrap()), Ok(request));
        }
        assert_eq!(encode_request(Request::DescribeQuorum), None);
        let other = RpcRequest::Vote(rpc::VoteRequest::default());
        assert_eq!(decode_request(other), Err(ErrorCode::InvalidRequest));
    }

    #[test]
    fn responses_come_back_as_they_were_sent() {
        let records = batches::control_batch(7, 4, 0, &[ControlRecord::KRaftVersion(1)]).unwrap();
        let batches = batches::read(&records).unwrap();
        let head = |error, diverging, snapshot| FetchHead {
            error,
            epoch: 4,
            leader_id: Some(2),
            leader_endpoints: vec![Endpoint { name: String::new(), ..endpoint() }],
            high_watermark: 6,
            log_start_offset: 0,
            diverging,
            snapshot,
        };
        let point = Some(OffsetAndEpoch { offset: 9, epoch: 2 });
        let plain = |error| EpochResponse { error, epoch: 4, leader_id: Some(2), message: None };
        let snapshot_head = FetchSnapshotHead {
            error: RaftError::None,
            epoch: 4,
            leader_id: Some(2),
            snapshot: OffsetAndEpoch { offset: 9, epoch: 2 },
            size_bytes: 100,
            position: 20,
        };
        for response in [
            Response::Vote(VoteResponse { error: RaftError::None, epoch: 4, leader_id: None, granted: true }),
            Response::BeginQuorumEpoch(plain(RaftError::FencedLeaderEpoch)),
            Response::EndQuorumEpoch(plain(RaftError::None)),
            Response::UpdateVoter(plain(RaftError::UnsupportedVersion)),
            Response::Fetch(head(RaftError::None, None, None), batches),
            Response::Fetch(head(RaftError::None, point, None), Vec::new()),
            Response::Fetch(head(RaftError::NotLeaderOrFollower, None, point), Vec::new()),
            Response::FetchSnapshot(snapshot_head, Bytes::from_static(b"abc")),
        ] {
            assert_eq!(decode_response(encode_response(response.clone(), 0)).unwrap(), response);
        }
    }
}

//! OffsetFetch, of one group or several (KIP-709). Topics may come by id (version 10 on, KIP-848).

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::offset_fetch_request::{
    OffsetFetchRequest, OffsetFetchRequestGroup, OffsetFetchRequestTopics,
};
use ringmain_protocol::messages::rpc::offset_fetch_response::{
    OffsetFetchResponse, OffsetFetchResponseGroup, OffsetFetchResponsePartition, OffsetFetchResponsePartitions,
    OffsetFetchResponseTopic, OffsetFetchResponseTopics,
};

use super::{anyone, taken};
use crate::api::Broker;
use crate::group::{Caller, Request, Response};
use crate::server::router::{Call, Router};

/// Several groups in one request from this version on.
const FIRST_BATCHED: i16 = 8;
/// Topics have ids instead of names from this version on.
const FIRST_WITH_TOPIC_IDS: i16 = 10;
/// An error of the whole group has its own field from this version on.
const FIRST_WITH_GROUP_ERROR: i16 = 2;

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let broker = broker.clone();
    router.answer_later(move |call: Call, request: OffsetFetchRequest| {
        let version = call.header.version;
        let require_stable = request.require_stable;
        let groups = if version >= FIRST_BATCHED { request.groups } else { vec![single(request)] };
        let caller = anyone(&call);
        let asked: Vec<_> =
            groups.into_iter().map(|group| fetch(&broker, caller.clone(), group, require_stable)).collect();
        async move {
            let mut groups = Vec::with_capacity(asked.len());
            for group in asked {
                groups.push(group.await);
            }
            if version >= FIRST_BATCHED {
                return OffsetFetchResponse { groups, ..Default::default() };
            }
            groups.pop().map_or_else(OffsetFetchResponse::default, |group| unbatched(version, group))
        }
    });
}

/// The offsets of one group. The question is on its way when this returns.
fn fetch(
    broker: &Rc<Broker>,
    caller: Caller,
    mut group: OffsetFetchRequestGroup,
    require_stable: bool,
) -> Pin<Box<dyn Future<Output = OffsetFetchResponseGroup>>> {
    let by_id = caller.api_version >= FIRST_WITH_TOPIC_IDS;
    let mut unknown = Vec::new();
    if by_id && let Some(topics) = &mut group.topics {
        let image = broker.shard.image();
        topics.retain_mut(|asked| match image.topic_name(&asked.topic_id) {
            Some(name) => {
                asked.name = name.to_string();
                true
            }
            None => {
                unknown.push(refuse(asked, ErrorCode::UnknownTopicId));
                false
            }
        });
    }
    let (group_id, topics) = (group.group_id.clone(), group.topics.clone());
    let asked = broker.shard.group(&group_id, caller, Request::OffsetFetch { group, require_stable });
    let broker = broker.clone();
    Box::pin(async move {
        let take = |response| if let Response::OffsetFetch(answer) = response { Some(answer) } else { None };
        let refused =
            |error: ErrorCode| OffsetFetchResponseGroup { group_id, error_code: error.into(), ..Default::default() };
        let mut answer = taken(asked.await, take, refused);
        if answer.error_code != 0 && answer.topics.is_empty() {
            let code = ErrorCode::from(answer.error_code);
            answer.topics = topics.iter().flatten().map(|topic| refuse(topic, code)).collect();
        }
        if by_id {
            let image = broker.shard.image();
            answer.topics.retain_mut(|topic| match image.topic_id(&topic.name) {
                Some(id) => {
                    topic.topic_id = id;
                    true
                }
                // Deleted since it was committed: it has no id to be named by.
                None => false,
            });
        }
        answer.topics.extend(unknown);
        answer
    })
}

fn refuse(topic: &OffsetFetchRequestTopics, error: ErrorCode) -> OffsetFetchResponseTopics {
    let partition = |&partition_index: &i32| OffsetFetchResponsePartitions {
        partition_index,
        committed_offset: -1,
        committed_leader_epoch: -1,
        metadata: Some(String::new()),
        error_code: error.into(),
        ..Default::default()
    };
    OffsetFetchResponseTopics {
        name: topic.name.clone(),
        topic_id: topic.topic_id,
        partitions: topic.partition_indexes.iter().map(partition).collect(),
        ..Default::default()
    }
}

/// A request of the old form as one of the new, with one group.
fn single(request: OffsetFetchRequest) -> OffsetFetchRequestGroup {
    let topics = request.topics.map(|topics| {
        let named = topics.into_iter().map(|topic| OffsetFetchRequestTopics {
            name: topic.name,
            partition_indexes: topic.partition_indexes,
            ..Default::default()
        });
        named.collect()
    });
    OffsetFetchRequestGroup { group_id: request.group_id, topics, member_epoch: -1, ..Default::default() }
}

fn unbatched(version: i16, group: OffsetFetchResponseGroup) -> OffsetFetchResponse {
    let has_group_error = version >= FIRST_WITH_GROUP_ERROR && group.error_code != 0;
    let topics = group.topics.into_iter().map(|topic| {
        let partitions = topic.partitions.into_iter().map(|partition| OffsetFetchResponsePartition {
            partition_index: partition.partition_index,
            committed_offset: partition.committed_offset,
            committed_leader_epoch: partition.committed_leader_epoch,
            metadata: partition.metadata,
            error_code: partition.error_code,
            ..Default::default()
        });
        OffsetFetchResponseTopic { name: topic.name, partitions: partitions.collect(), ..Default::default() }
    });
    OffsetFetchResponse {
        topics: if has_group_error { Vec::new() } else { topics.collect() },
        error_code: if has_group_error { group.error_code } else { 0 },
        ..Default::default()
    }
}

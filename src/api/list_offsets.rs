//! ListOffsets: offsets by timestamp, and the ends of logs.

use std::collections::HashSet;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::list_offsets_response::{ListOffsetsPartitionResponse, ListOffsetsTopicResponse};
use ringmain_protocol::messages::rpc::{ListOffsetsRequest, ListOffsetsResponse};

use crate::server::router::Router;
use crate::shard::Shard;
use crate::shard::calls::{Isolation, ListOffsetsOutcome, ListOffsetsPart};

const CONSUMER: i32 = -1;
const READ_COMMITTED: i8 = 1;
/// Of the answer (KIP-320).
const FIRST_WITH_LEADER_EPOCH: i16 = 4;

pub fn serve(router: &mut Router, shard: Shard) {
    router.answer_later::<ListOffsetsRequest, _>(move |call, request| {
        let shard = shard.clone();
        async move { answer(&shard, request, call.header.version).await }
    });
}

/// The first version that knows a special timestamp (KIP-734, KIP-405, KIP-1005, KIP-1023).
fn first_version(timestamp: i64) -> i16 {
    match timestamp {
        -3 => 7,
        -4 => 8,
        -5 => 9,
        -6 => 11,
        _ => 0,
    }
}

async fn answer(shard: &Shard, request: ListOffsetsRequest, version: i16) -> ListOffsetsResponse {
    let isolation = match (request.replica_id, request.isolation_level) {
        (CONSUMER, READ_COMMITTED) => Some(Isolation::ReadCommitted),
        (CONSUMER, _) => Some(Isolation::ReadUncommitted),
        _ => None,
    };
    let image = shard.image();
    let mut asked = Vec::new();
    let mut seen = HashSet::new();
    let mut twice = HashSet::new();
    for topic in &request.topics {
        for partition in &topic.partitions {
            if !seen.insert((topic.name.as_str(), partition.partition_index)) {
                twice.insert((topic.name.as_str(), partition.partition_index));
            }
        }
    }
    // Each partition has a place in the call, or its answer already.
    let mut plan = Vec::new();
    for topic in &request.topics {
        for partition in &topic.partitions {
            let refused = if twice.contains(&(topic.name.as_str(), partition.partition_index)) {
                Some(ErrorCode::InvalidRequest)
            } else if version < first_version(partition.timestamp) {
                Some(ErrorCode::UnsupportedVersion)
            } else {
                None
            };
            plan.push(match (refused, image.topic_id(&topic.name)) {
                (Some(error), _) => Err(error),
                (None, None) => Err(ErrorCode::UnknownTopicOrPartition),
                (None, Some(topic_id)) => {
                    asked.push(ListOffsetsPart {
                        topic_id,
                        partition: partition.partition_index,
                        current_leader_epoch: partition.current_leader_epoch,
                        timestamp: partition.timestamp,
                        isolation,
                    });
                    Ok(asked.len() - 1)
                }
            });
        }
    }
    let outcomes = shard.list_offsets(asked).await;
    let mut plan = plan.into_iter();
    let mut answer = |partition_index| {
        let outcome = match plan.next() {
            Some(Ok(place)) => outcomes.get(place).cloned(),
            Some(Err(error)) => Some(ListOffsetsOutcome::refused(error)),
            None => None,
        };
        let outcome = outcome.unwrap_or_else(|| ListOffsetsOutcome::refused(ErrorCode::UnknownServerError));
        ListOffsetsPartitionResponse {
            partition_index,
            error_code: outcome.error.code(),
            timestamp: outcome.timestamp,
            offset: outcome.offset,
            // A version that has no place for it would refuse to lose it.
            leader_epoch: if version >= FIRST_WITH_LEADER_EPOCH { outcome.leader_epoch } else { -1 },
            ..ListOffsetsPartitionResponse::default()
        }
    };
    let topics = request.topics.iter().map(|topic| ListOffsetsTopicResponse {
        name: topic.name.clone(),
        partitions: topic.partitions.iter().map(|partition| answer(partition.partition_index)).collect(),
        ..ListOffsetsTopicResponse::default()
    });
    ListOffsetsResponse { topics: topics.collect(), ..ListOffsetsResponse::default() }
}

//! DescribeTopicPartitions: topics in pages of partitions (KIP-966).

use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::describe_topic_partitions_request::{
    Cursor as RequestCursor, DescribeTopicPartitionsRequest,
};
use ringmain_protocol::messages::rpc::describe_topic_partitions_response::{
    Cursor, DescribeTopicPartitionsResponse, DescribeTopicPartitionsResponsePartition,
    DescribeTopicPartitionsResponseTopic,
};

use super::Broker;
use super::cluster::{
    ALL_TOPIC_OPERATIONS, Cluster, OPERATIONS_NOT_ASKED, PartitionStyle, is_internal, missing_topic_error,
};
use crate::metadata::image::{Cursor as PageCursor, PageTopic, Partition, Topic};
use crate::server::router::{Call, Router};

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let broker = broker.clone();
    router.answer(move |call: Call, request: DescribeTopicPartitionsRequest| {
        let most = broker.shard.config().network.max_request_partition_size_limit;
        answer(&broker.cluster(&broker.shard.image(), &call.peer.listener), most, &request)
    });
}

/// `max_partitions` is `max.request.partition.size.limit`.
pub fn answer(
    cluster: &Cluster<'_>,
    max_partitions: i32,
    request: &DescribeTopicPartitionsRequest,
) -> DescribeTopicPartitionsResponse {
    let names: Vec<String> = request.topics.iter().map(|topic| topic.name.clone()).collect();
    let names = (!names.is_empty()).then_some(names);
    let from = request.cursor.as_ref();
    let is_valid = |cursor: &RequestCursor| {
        cursor.partition_index >= 0 && names.as_ref().is_none_or(|names| names.contains(&cursor.topic_name))
    };
    if from.is_some_and(|cursor| !is_valid(cursor)) {
        return invalid_request(request);
    }
    let limit = usize::try_from(max_partitions.min(request.response_partition_limit)).unwrap_or(0);
    let from = from.map(|cursor| PageCursor { topic: cursor.topic_name.clone(), partition: cursor.partition_index });
    let page = cluster.image.page(names.as_deref(), from.as_ref(), limit);
    let topics = page.topics.into_iter().map(|PageTopic { name, topic, partitions }| match topic {
        Some(topic) => found(cluster, &topic, &partitions),
        None => missing(&name, missing_topic_error(&name), ALL_TOPIC_OPERATIONS),
    });
    let topics = topics.collect();
    let next_cursor =
        page.next.map(|next| Cursor { topic_name: next.topic, partition_index: next.partition, ..Default::default() });
    DescribeTopicPartitionsResponse { topics, next_cursor, ..Default::default() }
}

fn describe(cluster: &Cluster<'_>, id: i32, partition: &Partition) -> DescribeTopicPartitionsResponsePartition {
    let view = cluster.partition(partition, PartitionStyle { reachable_replicas_only: false, listener_errors: true });
    DescribeTopicPartitionsResponsePartition {
        error_code: view.error.into(),
        partition_index: id,
        leader_id: view.leader_id,
        leader_epoch: view.leader_epoch,
        replica_nodes: view.replicas,
        isr_nodes: view.isr,
        eligible_leader_replicas: Some(partition.elr.clone()),
        last_known_elr: Some(partition.last_known_elr.clone()),
        offline_replicas: view.offline_replicas,
        ..Default::default()
    }
}

fn found(cluster: &Cluster<'_>, topic: &Topic, partitions: &[i32]) -> DescribeTopicPartitionsResponseTopic {
    let partitions = partitions.iter().filter_map(|id| Some(describe(cluster, *id, topic.partitions.get(id)?)));
    DescribeTopicPartitionsResponseTopic {
        name: Some(topic.name.to_string()),
        topic_id: topic.id,
        is_internal: is_internal(&topic.name),
        partitions: partitions.collect(),
        topic_authorized_operations: ALL_TOPIC_OPERATIONS,
        ..Default::default()
    }
}

fn missing(name: &str, error: ErrorCode, operations: i32) -> DescribeTopicPartitionsResponseTopic {
    DescribeTopicPartitionsResponseTopic {
        error_code: error.into(),
        name: Some(name.to_owned()),
        is_internal: is_internal(name),
        topic_authorized_operations: operations,
        ..Default::default()
    }
}

fn invalid_request(request: &DescribeTopicPartitionsRequest) -> DescribeTopicPartitionsResponse {
    let refuse = |name: &str| DescribeTopicPartitionsResponseTopic {
        is_internal: false,
        ..missing(name, ErrorCode::InvalidRequest, OPERATIONS_NOT_ASKED)
    };
    let topics = request.topics.iter().map(|topic| refuse(&topic.name)).collect();
    DescribeTopicPartitionsResponse { topics, ..Default::default() }
}

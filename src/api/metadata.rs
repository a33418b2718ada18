//! Metadata: brokers, and topics by name, by id, or all; topics that do not exist are created on the way where that is allowed.

use std::collections::HashSet;
use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::metadata_request::MetadataRequest;
use ringmain_protocol::messages::rpc::metadata_response::{
    MetadataResponse, MetadataResponseBroker, MetadataResponsePartition, MetadataResponseTopic,
};
use ringmain_protocol::uuid::Uuid;

use super::Broker;
use super::auto_create::create_topics;
use super::cluster::{
    ALL_CLUSTER_OPERATIONS, ALL_TOPIC_OPERATIONS, Cluster, OPERATIONS_NOT_ASKED, PartitionStyle, is_internal,
    missing_topic_error,
};
use crate::metadata::image::Topic;
use crate::server::router::{Call, Router};

/// Topics have ids in requests from this version on.
const FIRST_WITH_TOPIC_IDS: i16 = 12;

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let broker = broker.clone();
    router.answer(move |call: Call, request: MetadataRequest| {
        let auto_create = broker.shard.config().auto_create_topics_enable;
        let image = broker.shard.image();
        let cluster = broker.cluster(&image, &call.peer.listener);
        let (response, create) = answer(&cluster, auto_create, call.header.version, &request);
        if !create.is_empty() {
            create_topics(&broker, call, create);
        }
        response
    });
}

/// The answer, and the names of topics that should be created now.
pub fn answer(
    cluster: &Cluster<'_>,
    auto_create: bool,
    version: i16,
    request: &MetadataRequest,
) -> (MetadataResponse, Vec<String>) {
    if let Some(error) = refusal(version, request) {
        return (refused(request, error), Vec::new());
    }
    let wanted = request.topics.as_deref().unwrap_or_default();
    let all = request.topics.is_none() || (version == 0 && wanted.is_empty());
    let operations =
        if request.include_topic_authorized_operations { ALL_TOPIC_OPERATIONS } else { OPERATIONS_NOT_ASKED };
    let mut topics = Vec::new();
    let mut create = Vec::new();
    if all {
        topics.extend(cluster.image.topics().map(|topic| found(cluster, version, operations, topic)));
    } else if wanted.iter().any(|topic| !topic.topic_id.is_zero()) {
        let mut seen = HashSet::new();
        for id in wanted.iter().map(|topic| topic.topic_id).filter(|id| !id.is_zero()) {
            if seen.insert(id) {
                topics.push(match cluster.image.topic_by_id(&id) {
                    Some(topic) => found(cluster, version, operations, topic),
                    None => unknown_id(id),
                });
            }
        }
    } else {
        let mut seen = HashSet::new();
        for name in wanted.iter().filter_map(|topic| topic.name.as_deref()) {
            if !seen.insert(name) {
                continue;
            }
            if let Some(topic) = cluster.image.topic(name) {
                topics.push(found(cluster, version, operations, topic));
                continue;
            }
            let error = missing_topic_error(name);
            if auto_create && request.allow_auto_topic_creation && error == ErrorCode::UnknownTopicOrPartition {
                create.push(name.to_owned());
            }
            topics.push(MetadataResponseTopic {
                error_code: error.into(),
                name: Some(name.to_owned()),
                is_internal: is_internal(name),
                topic_authorized_operations: operations,
                ..Default::default()
            });
        }
    }
    let brokers = cluster.brokers(false).map(|node| MetadataResponseBroker {
        node_id: node.id,
        host: node.host,
        port: node.port,
        rack: node.rack,
        ..Default::default()
    });
    let cluster_authorized_operations = match request.include_cluster_authorized_operations {
        true => ALL_CLUSTER_OPERATIONS,
        false => OPERATIONS_NOT_ASKED,
    };
    let response = MetadataResponse {
        brokers: brokers.collect(),
        cluster_id: Some(cluster.cluster_id.to_owned()),
        controller_id: cluster.controller_id(),
        topics,
        cluster_authorized_operations,
        ..Default::default()
    };
    (response, create)
}

/// A request that says nothing that can be answered.
fn refusal(version: i16, request: &MetadataRequest) -> Option<ErrorCode> {
    let topics = request.topics.as_deref().unwrap_or_default();
    if version < FIRST_WITH_TOPIC_IDS && topics.iter().any(|topic| topic.name.is_none() || !topic.topic_id.is_zero()) {
        return Some(ErrorCode::InvalidRequest);
    }
    // Neither name nor id, where no other topic has an id: Apache Kafka fails at it.
    let by_name = topics.iter().all(|topic| topic.topic_id.is_zero());
    (by_name && topics.iter().any(|topic| topic.name.is_none())).then_some(ErrorCode::UnknownServerError)
}

fn refused(request: &MetadataRequest, error: ErrorCode) -> MetadataResponse {
    let topics = request.topics.iter().flatten().map(|topic| MetadataResponseTopic {
        error_code: error.into(),
        name: Some(topic.name.clone().unwrap_or_default()),
        topic_id: topic.topic_id,
        topic_authorized_operations: OPERATIONS_NOT_ASKED,
        ..Default::default()
    });
    MetadataResponse { topics: topics.collect(), controller_id: -1, ..Default::default() }
}

fn unknown_id(topic_id: Uuid) -> MetadataResponseTopic {
    MetadataResponseTopic {
        error_code: ErrorCode::UnknownTopicId.into(),
        name: Some(String::new()),
        topic_id,
        topic_authorized_operations: OPERATIONS_NOT_ASKED,
        ..Default::default()
    }
}

fn found(cluster: &Cluster<'_>, version: i16, operations: i32, topic: &Topic) -> MetadataResponseTopic {
    let style = PartitionStyle { reachable_replicas_only: version == 0, listener_errors: version >= 6 };
    let partitions = topic.partitions.iter().map(|(id, partition)| {
        let view = cluster.partition(partition, style);
        MetadataResponsePartition {
            error_code: view.error.into(),
            partition_index: *id,
            leader_id: view.leader_id,
            leader_epoch: view.leader_epoch,
            replica_nodes: view.replicas,
            isr_nodes: view.isr,
            offline_replicas: view.offline_replicas,
            ..Default::default()
        }
    });
    MetadataResponseTopic {
        name: Some(topic.name.to_string()),
        topic_id: topic.id,
        is_internal: is_internal(&topic.name),
        partitions: partitions.collect(),
        topic_authorized_operations: operations,
        ..Default::default()
    }
}

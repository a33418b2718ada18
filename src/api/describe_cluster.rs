//! DescribeCluster: the cluster's id and its brokers.

use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::describe_cluster_request::DescribeClusterRequest;
use ringmain_protocol::messages::rpc::describe_cluster_response::{DescribeClusterBroker, DescribeClusterResponse};

use super::Broker;
use super::cluster::{ALL_CLUSTER_OPERATIONS, Cluster, OPERATIONS_NOT_ASKED};
use crate::server::router::{Call, Router};

const BROKERS: i8 = 1;
const CONTROLLERS: i8 = 2;

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let broker = broker.clone();
    router.answer(move |call: Call, request: DescribeClusterRequest| {
        answer(&broker.cluster(&broker.shard.image(), &call.peer.listener), &request)
    });
}

pub fn answer(cluster: &Cluster<'_>, request: &DescribeClusterRequest) -> DescribeClusterResponse {
    match request.endpoint_type {
        BROKERS => {}
        CONTROLLERS => {
            let message =
                "The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER";
            return refusal(ErrorCode::MismatchedEndpointType, message.to_owned());
        }
        other => return refusal(ErrorCode::UnsupportedEndpointType, format!("Unsupported endpoint type {other}")),
    }
    let brokers = cluster.brokers(request.include_fenced_brokers).map(|node| DescribeClusterBroker {
        broker_id: node.id,
        host: node.host,
        port: node.port,
        rack: node.rack,
        is_fenced: node.is_fenced,
        ..Default::default()
    });
    DescribeClusterResponse {
        endpoint_type: BROKERS,
        cluster_id: cluster.cluster_id.to_owned(),
        controller_id: cluster.controller_id(),
        brokers: brokers.collect(),
        cluster_authorized_operations: match request.include_cluster_authorized_operations {
            true => ALL_CLUSTER_OPERATIONS,
            false => OPERATIONS_NOT_ASKED,
        },
        ..Default::default()
    }
}

fn refusal(error: ErrorCode, message: String) -> DescribeClusterResponse {
    DescribeClusterResponse {
        error_code: error.into(),
        error_message: Some(message),
        endpoint_type: BROKERS,
        controller_id: -1,
        cluster_authorized_operations: OPERATIONS_NOT_ASKED,
        ..Default::default()
    }
}

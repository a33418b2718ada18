//! FindCoordinator: which broker looks after a group. The first to ask has `__consumer_offsets` created.
//!
//! As in Apache Kafka the coordinator is the leader of the partition that the group's id falls to; while the topic is not
//! there yet, or that partition has no leader, the client is told to ask again.

use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::find_coordinator_request::FindCoordinatorRequest;
use ringmain_protocol::messages::rpc::find_coordinator_response::{Coordinator, FindCoordinatorResponse};

use super::Broker;
use super::auto_create::create_topics;
use super::cluster::{Cluster, Node};
use crate::server::router::{Call, Router};
use crate::shard::groups::{OFFSETS_TOPIC, coordinator_partition};

const GROUP: i8 = 0;
const TRANSACTION: i8 = 1;
const SHARE: i8 = 2;
/// Several keys in one request from this version on (KIP-699).
const FIRST_BATCHED: i16 = 4;

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let broker = broker.clone();
    router.answer(move |call: Call, request: FindCoordinatorRequest| {
        let image = broker.shard.image();
        let (response, create) = answer(&broker.cluster(&image, &call.peer.listener), call.header.version, &request);
        if create {
            create_topics(&broker, call, vec![OFFSETS_TOPIC.to_owned()]);
        }
        response
    });
}

/// The answer, and whether the topic has to be created.
pub fn answer(
    cluster: &Cluster<'_>,
    version: i16,
    request: &FindCoordinatorRequest,
) -> (FindCoordinatorResponse, bool) {
    let mut create = false;
    let mut find = |key: &str| {
        let found = find(cluster, request.key_type, key);
        create |= matches!(found, Err(Missing::Topic));
        found
    };
    if version >= FIRST_BATCHED {
        let coordinators = request.coordinator_keys.iter().map(|key| {
            let found = find(key);
            let (error, error_message) = found.as_ref().err().map_or((ErrorCode::None, None), Missing::told);
            let node = found.unwrap_or_else(|_| nowhere());
            Coordinator {
                key: key.clone(),
                node_id: node.id,
                host: node.host,
                port: node.port,
                error_code: error.into(),
                error_message: Some(error_message.unwrap_or_default().to_owned()),
                ..Default::default()
            }
        });
        let coordinators = coordinators.collect();
        return (FindCoordinatorResponse { coordinators, ..Default::default() }, create);
    }
    let found = find(&request.key);
    let (error, error_message) = found.as_ref().err().map_or((ErrorCode::None, Some("NONE")), Missing::told);
    let node = found.unwrap_or_else(|_| nowhere());
    let response = FindCoordinatorResponse {
        error_code: error.into(),
        error_message: error_message.map(str::to_owned),
        node_id: node.id,
        host: node.host,
        port: node.port,
        ..Default::default()
    };
    (response, create)
}

/// Why there is no coordinator to be named.
enum Missing {
    Topic,
    Leader,
    NotServed(&'static str),
}

impl Missing {
    fn told(&self) -> (ErrorCode, Option<&'static str>) {
        match self {
            Missing::Topic | Missing::Leader => {
                (ErrorCode::CoordinatorNotAvailable, Some("The coordinator is not available."))
            }
            Missing::NotServed(why) => (ErrorCode::InvalidRequest, Some(why)),
        }
    }
}

fn find(cluster: &Cluster<'_>, key_type: i8, key: &str) -> Result<Node, Missing> {
    match key_type {
        GROUP => {}
        TRANSACTION => return Err(Missing::NotServed("This broker does not coordinate transactions.")),
        SHARE => return Err(Missing::NotServed("This broker does not coordinate share groups.")),
        _ => return Err(Missing::NotServed("Unknown type of coordinator.")),
    }
    let topic = cluster.image.topic(OFFSETS_TOPIC).ok_or(Missing::Topic)?;
    let count = i32::try_from(topic.partitions.len()).unwrap_or(i32::MAX);
    let partition = topic.partitions.get(&coordinator_partition(key, count)).ok_or(Missing::Leader)?;
    cluster.endpoint(partition.leader).filter(|node| !node.is_fenced).ok_or(Missing::Leader)
}

fn nowhere() -> Node {
    Node { id: -1, host: String::new(), port: -1, rack: None, is_fenced: false }
}

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

#[cfg(test)]
mod tests {
    use ringmain_protocol::messages::metadata::{MetadataRecord, PartitionRecord, TopicRecord};
    use ringmain_protocol::uuid::Uuid;

    use super::*;
    use crate::metadata::image::Image;

    /// A cluster of one broker, with partitions of `__consumer_offsets` that have these leaders.
    fn image(leaders: &[i32]) -> Image {
        let image = crate::api::tests::image();
        let topic_id = Uuid::from_halves(4, 4);
        let topic = TopicRecord { name: OFFSETS_TOPIC.into(), topic_id, ..Default::default() };
        let partition = |(partition_id, leader): (i32, &i32)| {
            MetadataRecord::Partition(PartitionRecord {
                partition_id,
                topic_id,
                replicas: vec![1],
                isr: vec![1],
                leader: *leader,
                ..Default::default()
            })
        };
        let mut records = vec![MetadataRecord::Topic(topic)];
        records.extend((0..).zip(leaders).map(partition));
        if leaders.is_empty() { image } else { image.apply(&records, 20, 1).unwrap() }
    }

    /// Error, node id, port and message for each key, and whether the topic is to be created.
    fn asked(image: &Image, version: i16, key_type: i8, keys: &[&str]) -> (Vec<(ErrorCode, i32, i32, String)>, bool) {
        let cluster = Cluster { cluster_id: "c", image, listener: "PLAINTEXT" };
        let request = FindCoordinatorRequest {
            key: if version < FIRST_BATCHED { keys[0].to_owned() } else { String::new() },
            key_type,
            coordinator_keys: if version < FIRST_BATCHED {
                Vec::new()
            } else {
                keys.iter().map(|key| key.to_string()).collect()
            },
            ..Default::default()
        };
        let (answer, create) = answer(&cluster, version, &request);
        let text = |message: Option<String>| message.unwrap_or_default();
        let found = if version < FIRST_BATCHED {
            vec![(answer.error_code.into(), answer.node_id, answer.port, text(answer.error_message))]
        } else {
            let told = answer.coordinators.into_iter();
            told.map(|one| (one.error_code.into(), one.node_id, one.port, text(one.error_message))).collect()
        };
        (found, create)
    }

    #[test]
    fn every_version_finds_the_leader_of_the_groups_partition() {
        // "a" falls to partition 1 of 3, "group" to partition 0.
        let led = image(&[1, 1, 1]);
        let gone = image(&[1, -1, 1]);
        let unavailable = (ErrorCode::CoordinatorNotAvailable, -1, -1, "The coordinator is not available.".to_owned());
        for version in 0..=6 {
            let none = if version < FIRST_BATCHED { "NONE" } else { "" };
            let found = (ErrorCode::None, 1, 19392, none.to_owned());
            assert_eq!(asked(&led, version, GROUP, &["a"]), (vec![found.clone()], false), "version {version}");
            assert_eq!(asked(&image(&[]), version, GROUP, &["a"]), (vec![unavailable.clone()], true));
            assert_eq!(asked(&gone, version, GROUP, &["a"]), (vec![unavailable.clone()], false));
            assert_eq!(asked(&gone, version, GROUP, &["group"]), (vec![found.clone()], false));
            if version >= FIRST_BATCHED {
                assert_eq!(asked(&gone, version, GROUP, &["group", "a"]), (vec![found, unavailable.clone()], false));
                assert_eq!(asked(&led, version, GROUP, &[]), (vec![], false));
            }
        }
    }

    #[test]
    fn coordinators_that_are_not_served_are_refused_for_good() {
        for key_type in [TRANSACTION, SHARE, 9] {
            for version in 1..=6 {
                let (found, create) = asked(&image(&[]), version, key_type, &["x"]);
                assert_eq!((found[0].0, found[0].1, create), (ErrorCode::InvalidRequest, -1, false));
                assert!(!found[0].3.is_empty());
            }
        }
    }
}

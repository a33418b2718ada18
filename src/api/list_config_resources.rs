//! ListConfigResources (KIP-1142): the names of what has settings of its own. Version 0 knew client metrics only (KIP-1000).

use std::collections::BTreeSet;
use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::list_config_resources_request::ListConfigResourcesRequest;
use ringmain_protocol::messages::rpc::list_config_resources_response::{
    ConfigResource as Listed, ListConfigResourcesResponse,
};

use super::Broker;
use super::cluster::Cluster;
use crate::metadata::image::ConfigResource;
use crate::server::router::{Call, Router};

const ALL: [i8; 5] = [
    ConfigResource::TOPIC,
    ConfigResource::BROKER,
    ConfigResource::BROKER_LOGGER,
    ConfigResource::CLIENT_METRICS,
    ConfigResource::GROUP,
];

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let broker = broker.clone();
    router.answer(move |call: Call, request: ListConfigResourcesRequest| {
        let image = broker.shard.image();
        answer(&broker.cluster(&image, &call.peer.listener), call.header.version, &request)
    });
}

fn answer(cluster: &Cluster<'_>, version: i16, request: &ListConfigResourcesRequest) -> ListConfigResourcesResponse {
    let wanted: BTreeSet<i8> = match request.resource_types.as_slice() {
        _ if version == 0 => BTreeSet::from([ConfigResource::CLIENT_METRICS]),
        [] => ALL.into(),
        some => some.iter().copied().collect(),
    };
    if wanted.iter().any(|kind| !ALL.contains(kind)) {
        return ListConfigResourcesResponse { error_code: ErrorCode::UnsupportedVersion.into(), ..Default::default() };
    }
    let mut config_resources = Vec::new();
    for resource_type in wanted {
        let names: Vec<String> = match resource_type {
            ConfigResource::TOPIC => cluster.image.topics().map(|topic| topic.name.to_string()).collect(),
            ConfigResource::BROKER | ConfigResource::BROKER_LOGGER => {
                cluster.brokers(false).map(|node| node.id.to_string()).collect()
            }
            _ => {
                let configured = cluster.image.configs().map(|(resource, _)| resource);
                let of_type = configured.filter(|resource| resource.resource_type == resource_type);
                of_type.map(|resource| resource.name.clone()).collect()
            }
        };
        let listed = |resource_name| Listed { resource_name, resource_type, ..Default::default() };
        config_resources.extend(names.into_iter().map(listed));
    }
    ListConfigResourcesResponse { config_resources, ..Default::default() }
}

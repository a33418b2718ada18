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

#[cfg(test)]
mod tests {
    use ringmain_protocol::messages::metadata::{ConfigRecord, MetadataRecord};

    use super::*;

    #[test]
    fn resources_by_type() {
        let config = |resource_type, name: &str| {
            MetadataRecord::Config(ConfigRecord {
                resource_type,
                resource_name: name.into(),
                name: "n".into(),
                value: Some("v".into()),
                ..Default::default()
            })
        };
        let records = [config(ConfigResource::GROUP, "g"), config(ConfigResource::CLIENT_METRICS, "m")];
        let image = crate::api::tests::image().apply(&records, 20, 1).unwrap();
        let cluster = Cluster { cluster_id: "c", image: &image, listener: "PLAINTEXT" };
        let listed = |version, types: &[i8]| {
            let request = ListConfigResourcesRequest { resource_types: types.to_vec(), ..Default::default() };
            let answer = answer(&cluster, version, &request);
            let names: Vec<_> =
                answer.config_resources.into_iter().map(|one| (one.resource_type, one.resource_name)).collect();
            (ErrorCode::from(answer.error_code), names)
        };
        let all = [(2, "abc"), (4, "1"), (8, "1"), (16, "m"), (32, "g")].map(|(kind, name)| (kind, name.to_owned()));
        assert_eq!(listed(1, &[]), (ErrorCode::None, all.to_vec()));
        assert_eq!(listed(1, &[32, 2]), (ErrorCode::None, vec![all[0].clone(), all[4].clone()]));
        assert_eq!(listed(0, &[]), (ErrorCode::None, vec![all[3].clone()]));
        assert_eq!(listed(1, &[2, 99]), (ErrorCode::UnsupportedVersion, vec![]));
    }
}

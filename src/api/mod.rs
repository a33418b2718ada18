//! One file for each kind of request: decode, call, encode, nothing else. [`broker_router`] is the table of what brokers serve.
//!
//! Invariant: what is registered here works, because it is what ApiVersions advertises. What a request means is decided by
//! the rooms it calls (shards, the controller, the image); a handler only translates.

pub mod admin;
pub mod alter_configs;
pub mod api_versions;
mod auto_create;
pub mod cluster;
pub mod describe_cluster;
pub mod describe_configs;
pub mod describe_topic_partitions;
pub mod fetch;
pub mod find_coordinator;
mod groups;
pub mod init_producer_id;
mod list_config_resources;
pub mod list_offsets;
pub mod metadata;
pub mod offset_for_leader_epoch;
pub mod produce;
mod topic;

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

use crate::metadata::config::BrokerLayers;
use crate::metadata::image::{ConfigResource, Image, SupportedFeatures};
use crate::server::fetch_session::FetchSessions;
use crate::server::forward::Forwarder;
use crate::server::router::Router;
use crate::shard::Shard;
use cluster::Cluster;
use init_producer_id::{Allocate, ProducerIds};

/// What the handlers of one shard's connections share.
pub struct Broker {
    node_id: i32,
    cluster_id: String,
    shard: Shard,
    forwarder: Forwarder,
    producer_ids: ProducerIds,
    supported_features: SupportedFeatures,
    /// Topics that are being created because a client asked for them.
    creating: RefCell<HashSet<String>>,
}

/// How the handlers of one shard reach the rest of the node.
pub struct Surroundings {
    pub cluster_id: String,
    pub forwarder: Forwarder,
    /// Asks the controller for a block of producer ids.
    pub allocate_producer_ids: Allocate,
    pub supported_features: SupportedFeatures,
}

impl Broker {
    pub fn new(shard: Shard, around: Surroundings) -> Rc<Self> {
        Rc::new(Broker {
            node_id: shard.config().node_id,
            cluster_id: around.cluster_id,
            shard,
            forwarder: around.forwarder,
            producer_ids: ProducerIds::new(around.allocate_producer_ids),
            supported_features: around.supported_features,
            creating: RefCell::default(),
        })
    }

    fn cluster<'a>(&'a self, image: &'a Image, listener: &'a str) -> Cluster<'a> {
        Cluster { cluster_id: &self.cluster_id, image, listener }
    }

    /// Runs with the broker's settings, the dynamic ones included.
    fn with_layers<T>(&self, image: &Image, run: impl FnOnce(&BrokerLayers<'_>) -> T) -> T {
        let default = image.config(&ConfigResource::default_broker());
        let own = image.config(&ConfigResource::broker(self.node_id));
        run(&BrokerLayers {
            static_settings: self.shard.config().settings.as_map(),
            dynamic_default: default.map(|layer| &**layer),
            dynamic_broker: own.map(|layer| &**layer),
        })
    }
}

/// Everything that a broker listener serves. The listeners of a thread share the `broker`; each has its own router.
pub fn broker_router(broker: &Rc<Broker>, sessions: &Rc<RefCell<FetchSessions>>) -> Router {
    let mut router = Router::default();
    let shard = &broker.shard;
    produce::serve(&mut router, shard.clone());
    fetch::serve(&mut router, shard.clone(), sessions.clone());
    list_offsets::serve(&mut router, shard.clone());
    offset_for_leader_epoch::serve(&mut router, shard.clone());
    init_producer_id::serve(&mut router, broker);
    metadata::serve(&mut router, broker);
    describe_cluster::serve(&mut router, broker);
    describe_topic_partitions::serve(&mut router, broker);
    describe_configs::serve(&mut router, broker);
    admin::serve(&mut router, broker);
    find_coordinator::serve(&mut router, broker);
    groups::serve(&mut router, broker);
    list_config_resources::serve(&mut router, broker);
    alter_configs::serve(&mut router, broker);
    // Last: it tells what the others are, itself included.
    api_versions::serve(&mut router, broker);
    router
}

/// Partitions that the fetch sessions of a node may hold in all: about 100 MB.
const MAX_SESSION_PARTITIONS: usize = 1 << 19;

/// This shard's part of `max.incremental.fetch.session.cache.slots`.
pub fn fetch_sessions(shard: &Shard) -> Rc<RefCell<FetchSessions>> {
    let slots = usize::try_from(shard.config().network.max_incremental_fetch_session_cache_slots).unwrap_or(0);
    let (id, count) = (shard.id(), shard.count().max(1));
    let own = slots / count + usize::from(id < slots % count);
    Rc::new(RefCell::new(FetchSessions::new(own, MAX_SESSION_PARTITIONS / count, id, count)))
}

#[cfg(test)]
mod router_tests;
#[cfg(test)]
mod tests;

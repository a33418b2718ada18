//! What the cluster looks like from one listener: which brokers answer there, and what a client is told of a partition.
//!
//! Invariant: follows Apache Kafka's KRaftMetadataCache. A broker without an endpoint on the client's listener does not exist
//! for that client.

use ringmain_protocol::error_code::ErrorCode;

use crate::metadata::image::{BrokerRegistration, Image, NO_LEADER, Partition};

/// What a response says where authorized operations were not asked for.
pub const OPERATIONS_NOT_ASKED: i32 = i32::MIN;
/// Every operation on a topic: READ, WRITE, CREATE, DELETE, ALTER, DESCRIBE, DESCRIBE_CONFIGS, ALTER_CONFIGS.
pub const ALL_TOPIC_OPERATIONS: i32 = 0x0df8;
/// Every operation on the cluster.
pub const ALL_CLUSTER_OPERATIONS: i32 = 0x1fa0;

/// A broker as clients of a listener reach it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub id: i32,
    pub host: String,
    pub port: i32,
    pub rack: Option<String>,
    pub is_fenced: bool,
}

/// The newest image, seen from a listener.
pub struct Cluster<'a> {
    pub cluster_id: &'a str,
    pub image: &'a Image,
    pub listener: &'a str,
}

/// How a partition's state is told; old versions have fewer errors.
#[derive(Debug, Clone, Copy, Default)]
pub struct PartitionStyle {
    /// Leave replicas out that cannot be reached, and say so (Metadata v0).
    pub reachable_replicas_only: bool,
    /// LISTENER_NOT_FOUND is known (Metadata from v6 on).
    pub listener_errors: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartitionView {
    pub error: ErrorCode,
    pub leader_id: i32,
    pub leader_epoch: i32,
    pub replicas: Vec<i32>,
    pub isr: Vec<i32>,
    pub offline_replicas: Vec<i32>,
}

impl Cluster<'_> {
    fn node(&self, broker: &BrokerRegistration) -> Option<Node> {
        let endpoint = broker.listener(self.listener)?;
        let (host, port) = (endpoint.host.clone(), i32::from(endpoint.port));
        Some(Node { id: broker.id, host, port, rack: broker.rack.clone(), is_fenced: broker.fenced })
    }

    /// A broker's place on this listener, fenced or not.
    pub fn endpoint(&self, id: i32) -> Option<Node> {
        self.node(self.image.broker(id)?)
    }

    /// The brokers that serve, by id; on request the fenced ones too.
    pub fn brokers(&self, fenced_too: bool) -> impl Iterator<Item = Node> {
        self.image.brokers().filter(move |broker| fenced_too || !broker.fenced).filter_map(|broker| self.node(broker))
    }

    /// What clients are told is the controller: some broker, which passes on what it cannot do itself (KIP-590).
    pub fn controller_id(&self) -> i32 {
        self.brokers(false).next().map_or(-1, |node| node.id)
    }

    /// What a client is told of a partition.
    pub fn partition(&self, partition: &Partition, style: PartitionStyle) -> PartitionView {
        let reachable = |replicas: &[i32]| -> Vec<i32> {
            let keep = |id: &i32| !style.reachable_replicas_only || self.endpoint(*id).is_some();
            replicas.iter().copied().filter(keep).collect()
        };
        let (replicas, isr) = (reachable(&partition.replicas), reachable(&partition.isr));
        let leader = self.endpoint(partition.leader);
        let error = match &leader {
            None if style.listener_errors && self.image.broker(partition.leader).is_some() => {
                ErrorCode::ListenerNotFound
            }
            None => ErrorCode::LeaderNotAvailable,
            Some(_) if replicas.len() < partition.replicas.len() || isr.len() < partition.isr.len() => {
                ErrorCode::ReplicaNotAvailable
            }
            Some(_) => ErrorCode::None,
        };
        let offline_replicas = self.image.offline_replicas(partition, self.listener);
        let leader_id = leader.map_or(NO_LEADER, |leader| leader.id);
        PartitionView { error, leader_id, leader_epoch: partition.leader_epoch, replicas, isr, offline_replicas }
    }
}

/// Topics that only the broker itself writes to.
pub fn is_internal(topic: &str) -> bool {
    matches!(topic, "__consumer_offsets" | "__transaction_state" | "__share_group_state")
}

/// Kafka's rule for topic names: 1 to 249 of `[a-zA-Z0-9._-]`, and neither `.` nor `..`.
pub fn is_valid_topic_name(name: &str) -> bool {
    const MAX_NAME_BYTES: usize = 249;
    !name.is_empty()
        && name.len() <= MAX_NAME_BYTES
        && name != "."
        && name != ".."
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

/// Why a topic is not to be found by that name.
pub fn missing_topic_error(name: &str) -> ErrorCode {
    if is_valid_topic_name(name) { ErrorCode::UnknownTopicOrPartition } else { ErrorCode::InvalidTopicException }
}

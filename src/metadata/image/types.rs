//! What the image is made of: topics, partitions, registrations, features, and the rest of the cluster's metadata.

use super::shared_map::SharedMap;
use bytes::Bytes;
use ringmain_protocol::messages::metadata::{PartitionChangeRecord, PartitionRecord};
use ringmain_protocol::uuid::Uuid;
use std::collections::BTreeMap;
use std::sync::Arc;

/// "No leader" in a partition, and in PartitionChangeRecord.
pub const NO_LEADER: i32 = -1;
/// "The leader stays" in PartitionChangeRecord.
pub const NO_LEADER_CHANGE: i32 = -2;
/// The feature that says which records and features the cluster may use.
pub const METADATA_VERSION: &str = "metadata.version";

/// A topic. Partitions by number; numbers have no gaps.
#[derive(Debug, Clone, PartialEq)]
pub struct Topic {
    pub id: Uuid,
    pub name: Arc<str>,
    pub partitions: SharedMap<i32, Partition>,
}

/// One partition, as the controller decided it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Partition {
    /// In order of preference.
    pub replicas: Vec<i32>,
    /// The directory of each replica, in the order of `replicas`.
    pub directories: Vec<Uuid>,
    pub isr: Vec<i32>,
    pub removing_replicas: Vec<i32>,
    pub adding_replicas: Vec<i32>,
    /// Eligible leader replicas (KIP-966).
    pub elr: Vec<i32>,
    pub last_known_elr: Vec<i32>,
    /// [`NO_LEADER`] where there is none.
    pub leader: i32,
    /// An unclean election has not been recovered from.
    pub recovering: bool,
    /// Rises with each change of the leader.
    pub leader_epoch: i32,
    /// Rises with each change of anything.
    pub partition_epoch: i32,
}

impl Partition {
    pub fn from_record(record: &PartitionRecord) -> Self {
        Partition {
            replicas: record.replicas.clone(),
            directories: directories_of(&record.directories, record.replicas.len()),
            isr: record.isr.clone(),
            removing_replicas: record.removing_replicas.clone(),
            adding_replicas: record.adding_replicas.clone(),
            elr: record.eligible_leader_replicas.clone().unwrap_or_default(),
            last_known_elr: record.last_known_elr.clone().unwrap_or_default(),
            leader: record.leader,
            recovering: record.leader_recovery_state == 1,
            leader_epoch: record.leader_epoch,
            partition_epoch: record.partition_epoch,
        }
    }

    pub fn to_record(&self, topic_id: Uuid, partition_id: i32, levels: RecordLevels) -> PartitionRecord {
        let some = |list: &Vec<i32>| (levels.elr && !list.is_empty()).then(|| list.clone());
        PartitionRecord {
            partition_id,
            topic_id,
            replicas: self.replicas.clone(),
            isr: self.isr.clone(),
            removing_replicas: self.removing_replicas.clone(),
            adding_replicas: self.adding_replicas.clone(),
            leader: self.leader,
            leader_recovery_state: i8::from(self.recovering),
            leader_epoch: self.leader_epoch,
            partition_epoch: self.partition_epoch,
            directories: if levels.directories { self.directories.clone() } else { Vec::new() },
            eligible_leader_replicas: some(&self.elr),
            last_known_elr: some(&self.last_known_elr),
            ..PartitionRecord::default()
        }
    }

    /// This partition after a change, as Kafka's `PartitionRegistration.merge`.
    pub fn merge(&self, change: &PartitionChangeRecord) -> Self {
        let list = |new: &Option<Vec<i32>>, old: &Vec<i32>| new.clone().unwrap_or_else(|| old.clone());
        let replicas = list(&change.replicas, &self.replicas);
        let directories = match &change.directories {
            Some(directories) => directories_of(directories, replicas.len()),
            // Kafka keeps directories by position, and marks all as unassigned where the replicas changed alone.
            None if replicas.len() == self.directories.len() => self.directories.clone(),
            None => directories_of(&[], replicas.len()),
        };
        let changes_leader = change.leader != NO_LEADER_CHANGE;
        Partition {
            isr: list(&change.isr, &self.isr),
            removing_replicas: list(&change.removing_replicas, &self.removing_replicas),
            adding_replicas: list(&change.adding_replicas, &self.adding_replicas),
            elr: list(&change.eligible_leader_replicas, &self.elr),
            last_known_elr: list(&change.last_known_elr, &self.last_known_elr),
            leader: if changes_leader { change.leader } else { self.leader },
            leader_epoch: self.leader_epoch.saturating_add(i32::from(changes_leader)),
            recovering: match change.leader_recovery_state {
                0 => false,
                1 => true,
                _ => self.recovering,
            },
            partition_epoch: self.partition_epoch.saturating_add(1),
            replicas,
            directories,
        }
    }
}

fn directories_of(given: &[Uuid], replicas: usize) -> Vec<Uuid> {
    if given.len() == replicas { given.to_vec() } else { vec![Uuid::ZERO; replicas] }
}

/// A listener in a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListenerEndpoint {
    pub name: String,
    pub host: String,
    pub port: u16,
    pub security_protocol: i16,
}

/// Feature name to the levels that a node supports.
pub type SupportedFeatures = BTreeMap<String, (i16, i16)>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokerRegistration {
    pub id: i32,
    pub epoch: i64,
    pub incarnation_id: Uuid,
    /// As registered.
    pub listeners: Vec<ListenerEndpoint>,
    pub features: SupportedFeatures,
    pub rack: Option<String>,
    pub fenced: bool,
    pub in_controlled_shutdown: bool,
    pub is_migrating_zk_broker: bool,
    /// Online log directories, ascending.
    pub directories: Vec<Uuid>,
    /// Directories that get no new partitions (KIP-1066); `None` where the broker never said.
    pub cordoned_directories: Option<Vec<Uuid>>,
}

impl BrokerRegistration {
    pub fn listener(&self, name: &str) -> Option<&ListenerEndpoint> {
        self.listeners.iter().find(|l| l.name == name)
    }

    /// Neither fenced nor shutting down: may lead.
    pub fn is_active(&self) -> bool {
        !self.fenced && !self.in_controlled_shutdown
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControllerRegistration {
    pub id: i32,
    pub incarnation_id: Uuid,
    pub zk_migration_ready: bool,
    pub listeners: Vec<ListenerEndpoint>,
    pub features: SupportedFeatures,
}

/// What a configuration belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConfigResource {
    /// Kafka's number: 2 topic, 4 broker, 8 broker logger, 16 client metrics, 32 group.
    pub resource_type: i8,
    /// Of a broker: its id, or "" for all brokers.
    pub name: String,
}

impl ConfigResource {
    pub const TOPIC: i8 = 2;
    pub const BROKER: i8 = 4;
    pub const BROKER_LOGGER: i8 = 8;
    pub const CLIENT_METRICS: i8 = 16;
    pub const GROUP: i8 = 32;

    pub fn topic(name: impl Into<String>) -> Self {
        ConfigResource { resource_type: Self::TOPIC, name: name.into() }
    }

    pub fn broker(id: i32) -> Self {
        ConfigResource { resource_type: Self::BROKER, name: id.to_string() }
    }

    pub fn default_broker() -> Self {
        ConfigResource { resource_type: Self::BROKER, name: String::new() }
    }
}

/// Entity type (`user`, `client-id`, `ip`) and its name; `None` is the default of that type.
pub type QuotaEntity = Vec<(String, Option<String>)>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScramCredential {
    pub salt: Bytes,
    pub stored_key: Bytes,
    pub server_key: Bytes,
    pub iterations: i32,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Acl {
    pub resource_type: i8,
    pub resource_name: String,
    pub pattern_type: i8,
    pub principal: String,
    pub host: String,
    pub operation: i8,
    pub permission_type: i8,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelegationToken {
    pub owner: String,
    pub requester: String,
    pub renewers: Vec<String>,
    pub issue_timestamp_ms: i64,
    pub max_timestamp_ms: i64,
    pub expiration_timestamp_ms: i64,
}

/// What a metadata.version lets records say. See `tables/features`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordLevels {
    /// 3.7-IV2: directories of replicas and brokers.
    pub directories: bool,
    /// 4.0-IV1: eligible leader replicas.
    pub elr: bool,
    /// 3.7-IV0: controllers register.
    pub controllers: bool,
    /// 4.3-IV0: cordoned log directories.
    pub cordoned: bool,
}

impl RecordLevels {
    pub fn of(metadata_version: i16) -> Self {
        RecordLevels {
            directories: metadata_version >= 17,
            elr: metadata_version >= 23,
            controllers: metadata_version >= 15,
            cordoned: metadata_version >= 30,
        }
    }
}

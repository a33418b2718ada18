//! One record after another into the image.

use super::types::*;
use super::{Image, SharedMap};
use ringmain_protocol::messages::metadata::*;
use ringmain_protocol::uuid::Uuid;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A record that cannot be applied. The node must not go on: its image would differ from its peers'.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("metadata record {record} at offset {offset}: {why}")]
pub struct ApplyError {
    pub record: &'static str,
    pub offset: i64,
    pub why: String,
}

impl Image {
    /// The image after `records`, of which the last has offset `last_offset`; all are of `epoch`.
    pub fn apply(&self, records: &[MetadataRecord], last_offset: i64, epoch: i32) -> Result<Image, ApplyError> {
        let mut image = self.clone();
        image.apply_in_place(records, last_offset, epoch)?;
        Ok(image)
    }

    /// As [`Image::apply`], without keeping the image before. After an error the image is of no use.
    pub fn apply_in_place(
        &mut self,
        records: &[MetadataRecord],
        last_offset: i64,
        epoch: i32,
    ) -> Result<(), ApplyError> {
        let first = last_offset.saturating_sub(i64::try_from(records.len()).unwrap_or(i64::MAX)).saturating_add(1);
        for (offset, record) in (first..).zip(records) {
            self.replay(record).map_err(|why| ApplyError { record: record.name(), offset, why })?;
        }
        self.offset = last_offset;
        self.epoch = epoch;
        Ok(())
    }

    /// One record, without its offset: for a controller that applies records before they have one.
    pub(crate) fn replay(&mut self, record: &MetadataRecord) -> Result<(), String> {
        match record {
            MetadataRecord::Topic(r) => self.add_topic(r),
            MetadataRecord::Partition(r) => self.put_partition(r),
            MetadataRecord::PartitionChange(r) => self.change_partition(r),
            MetadataRecord::RemoveTopic(r) => self.remove_topic(&r.topic_id),
            MetadataRecord::ClearElr(r) => self.clear_elr(&r.topic_name),
            MetadataRecord::Config(r) => self.set_config(r),
            MetadataRecord::RegisterBroker(r) => self.register_broker(r),
            MetadataRecord::UnregisterBroker(r) => {
                self.broker_of_epoch(r.broker_id, r.broker_epoch)?;
                self.brokers.remove(&r.broker_id);
                Ok(())
            }
            MetadataRecord::FenceBroker(r) => self.broker_of_epoch(r.id, r.epoch).map(|b| b.fenced = true),
            MetadataRecord::UnfenceBroker(r) => self.broker_of_epoch(r.id, r.epoch).map(|b| b.fenced = false),
            MetadataRecord::BrokerRegistrationChange(r) => self.change_broker(r),
            MetadataRecord::RegisterController(r) => self.register_controller(r),
            MetadataRecord::FeatureLevel(r) => {
                if r.feature_level == 0 {
                    self.features.remove(&r.name);
                } else {
                    self.features.insert(r.name.clone(), r.feature_level);
                }
                Ok(())
            }
            MetadataRecord::ProducerIds(r) => {
                self.next_producer_id = r.next_producer_id;
                Ok(())
            }
            MetadataRecord::ClientQuota(r) => self.set_quota(r),
            MetadataRecord::AccessControlEntry(r) => self.add_acl(r),
            MetadataRecord::RemoveAccessControlEntry(r) => match self.acls.remove(&r.id) {
                Some(_) => Ok(()),
                None => Err(format!("there is no ACL {}", r.id)),
            },
            MetadataRecord::UserScramCredential(r) => {
                let credential = ScramCredential {
                    salt: r.salt.clone(),
                    stored_key: r.stored_key.clone(),
                    server_key: r.server_key.clone(),
                    iterations: r.iterations,
                };
                self.scram.insert((r.mechanism, r.name.clone()), credential);
                Ok(())
            }
            MetadataRecord::RemoveUserScramCredential(r) => {
                self.scram.remove(&(r.mechanism, r.name.clone()));
                Ok(())
            }
            MetadataRecord::DelegationToken(r) => {
                let token = DelegationToken {
                    owner: r.owner.clone(),
                    requester: r.requester.clone(),
                    renewers: r.renewers.clone(),
                    issue_timestamp_ms: r.issue_timestamp,
                    max_timestamp_ms: r.max_timestamp,
                    expiration_timestamp_ms: r.expiration_timestamp,
                };
                self.delegation_tokens.insert(r.token_id.clone(), Arc::new(token));
                Ok(())
            }
            MetadataRecord::RemoveDelegationToken(r) => {
                self.delegation_tokens.remove(&r.token_id);
                Ok(())
            }
            MetadataRecord::BeginTransaction(_) => self.begin_transaction(),
            MetadataRecord::EndTransaction(_) => match self.before_transaction.take() {
                Some(_) => Ok(()),
                None => Err("no transaction is open".into()),
            },
            MetadataRecord::AbortTransaction(_) => match self.before_transaction.take() {
                Some(before) => {
                    *self = Image::clone(&before);
                    Ok(())
                }
                None => Err("no transaction is open".into()),
            },
            // ZooKeeper is gone: the state of a migration says nothing any more.
            MetadataRecord::NoOp(_) | MetadataRecord::ZkMigrationState(_) => Ok(()),
        }
    }

    fn begin_transaction(&mut self) -> Result<(), String> {
        if self.before_transaction.is_some() {
            return Err("a transaction is open already".into());
        }
        self.before_transaction = Some(Arc::new(self.clone()));
        Ok(())
    }

    // ---- topics ----

    fn add_topic(&mut self, r: &TopicRecord) -> Result<(), String> {
        let name: Arc<str> = Arc::from(r.name.as_str());
        if let Some(other) = self.topic_ids.get(&*name) {
            return Err(format!("topic {name} exists as {other}"));
        }
        if self.topics.contains_key(&r.topic_id) {
            return Err(format!("topic id {} is taken", r.topic_id));
        }
        let topic = Topic { id: r.topic_id, name: name.clone(), partitions: SharedMap::default() };
        self.topics.insert(r.topic_id, Arc::new(topic));
        self.topic_ids.insert(name, r.topic_id);
        Ok(())
    }

    fn topic_mut(&mut self, id: &Uuid) -> Result<&mut Topic, String> {
        self.topics.get_mut(id).map(Arc::make_mut).ok_or_else(|| format!("there is no topic {id}"))
    }

    fn put_partition(&mut self, r: &PartitionRecord) -> Result<(), String> {
        let topic = self.topic_mut(&r.topic_id)?;
        topic.partitions.insert(r.partition_id, Partition::from_record(r));
        Ok(())
    }

    fn change_partition(&mut self, r: &PartitionChangeRecord) -> Result<(), String> {
        let topic = self.topic_mut(&r.topic_id)?;
        let Some(partition) = topic.partitions.get_mut(&r.partition_id) else {
            return Err(format!("topic {} has no partition {}", topic.name, r.partition_id));
        };
        *partition = partition.merge(r);
        Ok(())
    }

    fn remove_topic(&mut self, id: &Uuid) -> Result<(), String> {
        let Some(topic) = self.topics.remove(id) else { return Err(format!("there is no topic {id}")) };
        self.topic_ids.remove(&*topic.name);
        self.configs.remove(&ConfigResource::topic(&*topic.name));
        Ok(())
    }

    /// Of one topic, or of all where the name is empty.
    fn clear_elr(&mut self, name: &str) -> Result<(), String> {
        let has_elr =
            |topic: &Topic| topic.partitions.values().any(|p| !p.elr.is_empty() || !p.last_known_elr.is_empty());
        let ids: Vec<Uuid> = match name {
            "" => self.topics.values().filter(|t| has_elr(t)).map(|t| t.id).collect(),
            name => vec![self.topic_id(name).ok_or_else(|| format!("there is no topic {name}"))?],
        };
        for id in ids {
            let topic = self.topic_mut(&id)?;
            let numbers: Vec<i32> = topic
                .partitions
                .iter()
                .filter(|(_, p)| !p.elr.is_empty() || !p.last_known_elr.is_empty())
                .map(|(number, _)| *number)
                .collect();
            for number in numbers {
                if let Some(partition) = topic.partitions.get_mut(&number) {
                    partition.elr.clear();
                    partition.last_known_elr.clear();
                    partition.partition_epoch = partition.partition_epoch.saturating_add(1);
                }
            }
        }
        Ok(())
    }

    fn set_config(&mut self, r: &ConfigRecord) -> Result<(), String> {
        let resource = ConfigResource { resource_type: r.resource_type, name: r.resource_name.clone() };
        let mut entries = self.configs.get(&resource).map(|e| BTreeMap::clone(e)).unwrap_or_default();
        match &r.value {
            Some(value) => drop(entries.insert(r.name.clone(), value.clone())),
            None => drop(entries.remove(&r.name)),
        }
        if entries.is_empty() {
            self.configs.remove(&resource);
        } else {
            self.configs.insert(resource, Arc::new(entries));
        }
        Ok(())
    }

    // ---- nodes ----

    fn register_broker(&mut self, r: &RegisterBrokerRecord) -> Result<(), String> {
        let mut directories = r.log_dirs.clone();
        directories.sort_unstable();
        let registration = BrokerRegistration {
            id: r.broker_id,
            epoch: r.broker_epoch,
            incarnation_id: r.incarnation_id,
            listeners: r
                .end_points
                .iter()
                .map(|e| ListenerEndpoint {
                    name: e.name.clone(),
                    host: e.host.clone(),
                    port: e.port,
                    security_protocol: e.security_protocol,
                })
                .collect(),
            features: r
                .features
                .iter()
                .map(|f| (f.name.clone(), (f.min_supported_version, f.max_supported_version)))
                .collect(),
            rack: r.rack.clone(),
            fenced: r.fenced,
            in_controlled_shutdown: r.in_controlled_shutdown,
            is_migrating_zk_broker: r.is_migrating_zk_broker,
            directories,
            cordoned_directories: r.cordoned_log_dirs.clone(),
        };
        self.brokers.insert(r.broker_id, Arc::new(registration));
        Ok(())
    }

    fn broker_of_epoch(&mut self, id: i32, epoch: i64) -> Result<&mut BrokerRegistration, String> {
        let broker =
            self.brokers.get_mut(&id).map(Arc::make_mut).ok_or_else(|| format!("broker {id} is not registered"))?;
        if broker.epoch != epoch {
            return Err(format!("broker {id} is of epoch {}, not {epoch}", broker.epoch));
        }
        Ok(broker)
    }

    fn change_broker(&mut self, r: &BrokerRegistrationChangeRecord) -> Result<(), String> {
        let broker = self.broker_of_epoch(r.broker_id, r.broker_epoch)?;
        let flag = |value: i8, what: &str| match value {
            0 => Ok(None),
            1 => Ok(Some(true)),
            -1 => Ok(Some(false)),
            other => Err(format!("{what} cannot be {other}")),
        };
        if let Some(fenced) = flag(r.fenced, "fenced")? {
            broker.fenced = fenced;
        }
        if let Some(in_controlled_shutdown) = flag(r.in_controlled_shutdown, "inControlledShutdown")? {
            broker.in_controlled_shutdown = in_controlled_shutdown;
        }
        if !r.log_dirs.is_empty() {
            broker.directories = r.log_dirs.clone();
            broker.directories.sort_unstable();
        }
        if r.cordoned_log_dirs.is_some() {
            broker.cordoned_directories = r.cordoned_log_dirs.clone();
        }
        Ok(())
    }

    fn register_controller(&mut self, r: &RegisterControllerRecord) -> Result<(), String> {
        let registration = ControllerRegistration {
            id: r.controller_id,
            incarnation_id: r.incarnation_id,
            zk_migration_ready: r.zk_migration_ready,
            listeners: r
                .end_points
                .iter()
                .map(|e| ListenerEndpoint {
                    name: e.name.clone(),
                    host: e.host.clone(),
                    port: e.port,
                    security_protocol: e.security_protocol,
                })
                .collect(),
            features: r
                .features
                .iter()
                .map(|f| (f.name.clone(), (f.min_supported_version, f.max_supported_version)))
                .collect(),
        };
        self.controllers.insert(r.controller_id, Arc::new(registration));
        Ok(())
    }

    // ---- the rest ----

    fn set_quota(&mut self, r: &ClientQuotaRecord) -> Result<(), String> {
        let mut entity: QuotaEntity = r.entity.iter().map(|e| (e.entity_type.clone(), e.entity_name.clone())).collect();
        entity.sort_unstable();
        let mut limits = self.quotas.get(&entity).map(|l| BTreeMap::clone(l)).unwrap_or_default();
        if r.remove {
            limits.remove(&r.key);
        } else {
            limits.insert(r.key.clone(), r.value);
        }
        if limits.is_empty() {
            self.quotas.remove(&entity);
        } else {
            self.quotas.insert(entity, Arc::new(limits));
        }
        Ok(())
    }

    fn add_acl(&mut self, r: &AccessControlEntryRecord) -> Result<(), String> {
        let acl = Acl {
            resource_type: r.resource_type,
            resource_name: r.resource_name.clone(),
            pattern_type: r.pattern_type,
            principal: r.principal.clone(),
            host: r.host.clone(),
            operation: r.operation,
            permission_type: r.permission_type,
        };
        match self.acls.insert(r.id, Arc::new(acl)) {
            None => Ok(()),
            Some(_) => Err(format!("ACL {} exists", r.id)),
        }
    }
}

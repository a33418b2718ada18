//! The image as records, for snapshots: Kafka's order (`MetadataImage.write`) and content; and the versions of records.

use super::types::*;
use super::{Image, METADATA_VERSION};
use ringmain_protocol::messages::metadata::*;
use ringmain_protocol::messages::metadata::{broker_registration_change_record, register_broker_record};

/// The version at which a record is written while `metadata.version` is at this level, as Kafka 4.3 chooses it.
pub fn record_version(record: &MetadataRecord, metadata_version: i16) -> i16 {
    let levels = RecordLevels::of(metadata_version);
    match record {
        MetadataRecord::RegisterBroker(_) if levels.cordoned => 4,
        MetadataRecord::RegisterBroker(_) if levels.directories => 3,
        MetadataRecord::RegisterBroker(_) if metadata_version >= 8 => 2,
        MetadataRecord::RegisterBroker(_) => 1,
        MetadataRecord::Partition(_) | MetadataRecord::PartitionChange(_) => {
            i16::from(levels.directories) + i16::from(levels.elr)
        }
        MetadataRecord::BrokerRegistrationChange(change) => change_version(change),
        _ => 0,
    }
}

/// The lowest version that can say it.
fn change_version(change: &broker_registration_change_record::BrokerRegistrationChangeRecord) -> i16 {
    if change.cordoned_log_dirs.is_some() {
        3
    } else if !change.log_dirs.is_empty() {
        2
    } else {
        i16::from(change.in_controlled_shutdown != 0)
    }
}

impl Image {
    /// Everything, in an order in which [`Image::apply`] takes it.
    pub fn to_records(&self) -> Vec<MetadataRecord> {
        let image = self.published();
        let levels = RecordLevels::of(image.metadata_version());
        let mut out = Vec::new();
        image.write_features(&mut out);
        image.write_cluster(&mut out, levels);
        image.write_topics(&mut out, levels);
        image.write_configs(&mut out);
        image.write_security(&mut out);
        out
    }

    fn write_features(&self, out: &mut Vec<MetadataRecord>) {
        // First of all the metadata.version: it says how to read the rest.
        let first = self.features.iter().filter(|(name, _)| *name == METADATA_VERSION);
        let others = self.features.iter().filter(|(name, _)| *name != METADATA_VERSION);
        out.extend(first.chain(others).map(|(name, level)| {
            MetadataRecord::FeatureLevel(FeatureLevelRecord {
                name: name.clone(),
                feature_level: *level,
                ..Default::default()
            })
        }));
    }

    fn write_cluster(&self, out: &mut Vec<MetadataRecord>, levels: RecordLevels) {
        out.extend(self.brokers.values().map(|broker| MetadataRecord::RegisterBroker(broker_record(broker, levels))));
        if levels.controllers {
            out.extend(self.controllers.values().map(|c| MetadataRecord::RegisterController(controller_record(c))));
        }
    }

    fn write_topics(&self, out: &mut Vec<MetadataRecord>, levels: RecordLevels) {
        for topic in self.topics.values() {
            out.push(MetadataRecord::Topic(TopicRecord {
                name: topic.name.to_string(),
                topic_id: topic.id,
                ..Default::default()
            }));
            out.extend(
                topic.partitions.iter().map(|(number, partition)| {
                    MetadataRecord::Partition(partition.to_record(topic.id, *number, levels))
                }),
            );
        }
    }

    fn write_configs(&self, out: &mut Vec<MetadataRecord>) {
        for (resource, entries) in self.configs.iter() {
            out.extend(entries.iter().map(|(name, value)| {
                MetadataRecord::Config(ConfigRecord {
                    resource_type: resource.resource_type,
                    resource_name: resource.name.clone(),
                    name: name.clone(),
                    value: Some(value.clone()),
                    ..Default::default()
                })
            }));
        }
        for (entity, limits) in self.quotas.iter() {
            let entity: Vec<_> = entity
                .iter()
                .map(|(entity_type, entity_name)| client_quota_record::EntityData {
                    entity_type: entity_type.clone(),
                    entity_name: entity_name.clone(),
                    ..Default::default()
                })
                .collect();
            out.extend(limits.iter().map(|(key, value)| {
                MetadataRecord::ClientQuota(ClientQuotaRecord {
                    entity: entity.clone(),
                    key: key.clone(),
                    value: *value,
                    remove: false,
                    ..Default::default()
                })
            }));
        }
    }

    fn write_security(&self, out: &mut Vec<MetadataRecord>) {
        if self.next_producer_id > 0 {
            out.push(MetadataRecord::ProducerIds(ProducerIdsRecord {
                broker_id: -1,
                broker_epoch: -1,
                next_producer_id: self.next_producer_id,
                ..Default::default()
            }));
        }
        out.extend(self.acls.iter().map(|(id, acl)| {
            MetadataRecord::AccessControlEntry(AccessControlEntryRecord {
                id: *id,
                resource_type: acl.resource_type,
                resource_name: acl.resource_name.clone(),
                pattern_type: acl.pattern_type,
                principal: acl.principal.clone(),
                host: acl.host.clone(),
                operation: acl.operation,
                permission_type: acl.permission_type,
                ..Default::default()
            })
        }));
        out.extend(self.scram.iter().map(|((mechanism, user), credential)| {
            MetadataRecord::UserScramCredential(UserScramCredentialRecord {
                name: user.clone(),
                mechanism: *mechanism,
                salt: credential.salt.clone(),
                stored_key: credential.stored_key.clone(),
                server_key: credential.server_key.clone(),
                iterations: credential.iterations,
                ..Default::default()
            })
        }));
        out.extend(self.delegation_tokens.iter().map(|(token_id, token)| {
            MetadataRecord::DelegationToken(DelegationTokenRecord {
                owner: token.owner.clone(),
                requester: token.requester.clone(),
                renewers: token.renewers.clone(),
                issue_timestamp: token.issue_timestamp_ms,
                max_timestamp: token.max_timestamp_ms,
                expiration_timestamp: token.expiration_timestamp_ms,
                token_id: token_id.clone(),
                ..Default::default()
            })
        }));
    }
}

fn broker_record(broker: &BrokerRegistration, levels: RecordLevels) -> RegisterBrokerRecord {
    RegisterBrokerRecord {
        broker_id: broker.id,
        is_migrating_zk_broker: broker.is_migrating_zk_broker,
        incarnation_id: broker.incarnation_id,
        broker_epoch: broker.epoch,
        end_points: broker
            .listeners
            .iter()
            .map(|l| register_broker_record::BrokerEndpoint {
                name: l.name.clone(),
                host: l.host.clone(),
                port: l.port,
                security_protocol: l.security_protocol,
                ..Default::default()
            })
            .collect(),
        features: broker
            .features
            .iter()
            .map(|(name, (min, max))| register_broker_record::BrokerFeature {
                name: name.clone(),
                min_supported_version: *min,
                max_supported_version: *max,
                ..Default::default()
            })
            .collect(),
        rack: broker.rack.clone(),
        fenced: broker.fenced,
        in_controlled_shutdown: broker.in_controlled_shutdown,
        log_dirs: if levels.directories { broker.directories.clone() } else { Vec::new() },
        cordoned_log_dirs: if levels.cordoned { broker.cordoned_directories.clone() } else { None },
        ..Default::default()
    }
}

fn controller_record(controller: &ControllerRegistration) -> RegisterControllerRecord {
    RegisterControllerRecord {
        controller_id: controller.id,
        incarnation_id: controller.incarnation_id,
        zk_migration_ready: controller.zk_migration_ready,
        end_points: controller
            .listeners
            .iter()
            .map(|l| register_controller_record::ControllerEndpoint {
                name: l.name.clone(),
                host: l.host.clone(),
                port: l.port,
                security_protocol: l.security_protocol,
                ..Default::default()
            })
            .collect(),
        features: controller
            .features
            .iter()
            .map(|(name, (min, max))| register_controller_record::ControllerFeature {
                name: name.clone(),
                min_supported_version: *min,
                max_supported_version: *max,
                ..Default::default()
            })
            .collect(),
        ..Default::default()
    }
}

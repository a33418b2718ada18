//! Features and their levels: what an empty log begins with, and UpdateFeatures.

use super::core::{ControllerConfig, Draft, QuorumController};
use super::{ApiError, MAX_RECORDS_PER_USER_OPERATION};
use crate::metadata::image::{ConfigResource, Image, METADATA_VERSION, SupportedFeatures};
use crate::metadata::tables::{FEATURES, METADATA_VERSIONS, metadata_version};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::metadata::*;
use ringmain_protocol::messages::rpc::*;
use ringmain_protocol::messages::rpc::{update_features_request, update_features_response};

const KRAFT_VERSION: &str = "kraft.version";
const ELR_VERSION: &str = "eligible.leader.replicas.version";
/// 4.3-IV0. Later levels are of a Kafka that is not released.
const LATEST_PRODUCTION: i16 = 30;

/// What this software supports: every feature of Apache Kafka 4.3 to its latest production level.
pub fn supported_features() -> SupportedFeatures {
    let lowest = METADATA_VERSIONS.iter().map(|version| version.level).min().unwrap_or(LATEST_PRODUCTION);
    let others = FEATURES.iter().map(|f| (f.name.to_owned(), (f.min, f.latest_production)));
    others.chain([(METADATA_VERSION.to_owned(), (lowest, LATEST_PRODUCTION))]).collect()
}

fn feature_record(name: &str, level: i16) -> MetadataRecord {
    MetadataRecord::FeatureLevel(FeatureLevelRecord {
        name: name.into(),
        feature_level: level,
        ..FeatureLevelRecord::default()
    })
}

/// What `kafka-storage format` writes to `bootstrap.checkpoint`: metadata.version, then the other features by name at
/// their production levels. kraft.version is raft's own and is not among them.
pub fn bootstrap_records() -> Vec<MetadataRecord> {
    let mut features: Vec<(&str, i16)> =
        FEATURES.iter().filter(|f| f.name != KRAFT_VERSION).map(|f| (f.name, f.latest_production)).collect();
    features.sort_unstable();
    let first = feature_record(METADATA_VERSION, LATEST_PRODUCTION);
    let others = features.into_iter().filter(|(_, level)| *level > 0);
    std::iter::once(first).chain(others.map(|(name, level)| feature_record(name, level))).collect()
}

/// What a new active controller writes first: nothing, unless the log has no metadata.version yet.
pub(super) fn activation_records(draft: &mut Draft, config: &ControllerConfig) -> Result<(), ApiError> {
    if draft.image.is_in_transaction() {
        draft.push(MetadataRecord::AbortTransaction(AbortTransactionRecord {
            reason: Some("Controller failover".into()),
            ..AbortTransactionRecord::default()
        }))?;
    }
    if draft.image.metadata_version() != 0 {
        return Ok(());
    }
    // All or nothing, also when the records are more than a batch.
    draft.push(MetadataRecord::BeginTransaction(BeginTransactionRecord {
        name: Some("Bootstrap records".into()),
        ..BeginTransactionRecord::default()
    }))?;
    for record in &config.bootstrap {
        draft.push(record.clone())?;
    }
    if draft.image.elr_enabled() {
        push_min_isr(draft, config)?;
    }
    draft.push(MetadataRecord::EndTransaction(EndTransactionRecord::default()))
}

/// With eligible leader replicas, one min.insync.replicas holds for the cluster: it is written down, and those of single
/// brokers go.
fn push_min_isr(draft: &mut Draft, config: &ControllerConfig) -> Result<(), ApiError> {
    const MIN_ISR: &str = "min.insync.replicas";
    let record = |resource: &ConfigResource, value: Option<String>| {
        MetadataRecord::Config(ConfigRecord {
            resource_type: resource.resource_type,
            resource_name: resource.name.clone(),
            name: MIN_ISR.into(),
            value,
            ..ConfigRecord::default()
        })
    };
    let all = ConfigResource::default_broker();
    if draft.image.config(&all).is_none_or(|entries| !entries.contains_key(MIN_ISR)) {
        let value = config.static_settings.get(MIN_ISR).cloned().unwrap_or_else(|| "1".into());
        draft.push(record(&all, Some(value)))?;
    }
    let single: Vec<ConfigResource> = draft
        .image
        .configs()
        .filter(|(resource, entries)| {
            resource.resource_type == ConfigResource::BROKER
                && !resource.name.is_empty()
                && entries.contains_key(MIN_ISR)
        })
        .map(|(resource, _)| resource.clone())
        .collect();
    for resource in single {
        draft.push(record(&resource, None))?;
    }
    Ok(())
}

/// What UpdateFeatures leads to.
pub(super) enum Updated {
    Answer(UpdateFeaturesResponse),
    /// kraft.version is raft's to change.
    AskRaft(i16),
}

/// The answer to UpdateFeatures for kraft.version.
pub(super) fn kraft_version_response(done: bool) -> UpdateFeaturesResponse {
    if done {
        return UpdateFeaturesResponse::default();
    }
    let why = format!("Invalid update version for feature {KRAFT_VERSION}. The voters do not all support it.");
    failed(&ApiError::new(ErrorCode::InvalidUpdateVersion, why))
}

fn failed(error: &ApiError) -> UpdateFeaturesResponse {
    UpdateFeaturesResponse {
        error_code: error.code.into(),
        error_message: Some(format!(
            "The update failed for all features since the following feature had an error: {}",
            error.message.as_deref().unwrap_or_default()
        )),
        ..UpdateFeaturesResponse::default()
    }
}

impl QuorumController {
    /// All features are updated, or none is.
    pub(super) fn update_features(&mut self, draft: &mut Draft, request: UpdateFeaturesRequest) -> Updated {
        let image = draft.image.clone();
        let mut ask_raft = None;
        for update in request.feature_updates.iter().take(MAX_RECORDS_PER_USER_OPERATION) {
            match self.update_feature(draft, update) {
                Ok(None) => {}
                Ok(Some(level)) => ask_raft = Some(level),
                Err(error) => {
                    draft.rewind(image, 0);
                    return Updated::Answer(failed(&error));
                }
            }
        }
        if request.validate_only {
            draft.rewind(image, 0);
        } else if let Some(level) = ask_raft {
            draft.rewind(image, 0);
            return Updated::AskRaft(level);
        }
        let results = request.feature_updates.into_iter().map(|update| {
            update_features_response::UpdatableFeatureResult { feature: update.feature, ..Default::default() }
        });
        Updated::Answer(UpdateFeaturesResponse { results: results.collect(), ..Default::default() })
    }

    /// `Some` where raft must do it.
    fn update_feature(
        &self,
        draft: &mut Draft,
        update: &update_features_request::FeatureUpdateKey,
    ) -> Result<Option<i16>, ApiError> {
        let (name, level) = (update.feature.as_str(), update.max_version_level);
        let invalid = |why: String| {
            let why = format!("Invalid update version {level} for feature {name}. {why}");
            ApiError::new(ErrorCode::InvalidUpdateVersion, why)
        };
        if level < 0 {
            return Err(invalid("A feature version cannot be less than 0.".into()));
        }
        // 1 upgrade, 2 safe downgrade, 3 unsafe downgrade; version 0 of the request has a flag instead.
        let unsafe_downgrade = update.upgrade_type == 3;
        let may_downgrade = unsafe_downgrade || update.upgrade_type == 2 || update.allow_downgrade;
        if !(0..=3).contains(&update.upgrade_type) {
            return Err(invalid("The controller does not support the given upgrade type.".into()));
        }
        self.check_support(&draft.image, name, level).map_err(&invalid)?;
        let current = draft.image.feature_level(name);
        if level < current && !may_downgrade {
            return Err(invalid(
                "Can't downgrade the version of this feature without setting the upgrade type to either safe or unsafe \
                 downgrade."
                    .into(),
            ));
        }
        if level > current && may_downgrade {
            return Err(invalid("Can't downgrade to a newer version.".into()));
        }
        if name == KRAFT_VERSION {
            return Ok(Some(level));
        }
        if name == METADATA_VERSION && level < current {
            check_metadata_downgrade(current, level, unsafe_downgrade)?;
        }
        let enables_elr = name == ELR_VERSION && level >= 1 && !draft.image.elr_enabled();
        draft.push(feature_record(name, level))?;
        if enables_elr {
            push_min_isr(draft, &self.config)?;
        }
        Ok(None)
    }

    /// Every node must support the level; the text says which does not.
    fn check_support(&self, image: &Image, name: &str, level: i16) -> Result<(), String> {
        let judge = |who: String, range: Option<&(i16, i16)>| match range {
            None if level == 0 => Ok(()),
            None => Err(format!("{who} does not support this feature.")),
            Some((min, max)) if !(*min..=*max).contains(&level) && level != 0 => {
                Err(format!("{who} only supports versions {min}-{max}"))
            }
            Some(_) => Ok(()),
        };
        judge(format!("Local controller {}", self.config.node_id), self.config.supported_features.get(name))?;
        for broker in image.brokers() {
            judge(format!("Broker {}", broker.id), broker.features.get(name))?;
        }
        for controller in image.controllers().filter(|c| c.id != self.config.node_id) {
            judge(format!("Controller {}", controller.id), controller.features.get(name))?;
        }
        Ok(())
    }
}

fn check_metadata_downgrade(current: i16, level: i16, unsafe_downgrade: bool) -> Result<(), ApiError> {
    let refuse = |why: &str| {
        let why = format!("Unsupported metadata.version downgrade from {current} to {level}. {why}");
        Err(ApiError::new(ErrorCode::InvalidUpdateVersion, why))
    };
    let changed = (level.saturating_add(1)..=current)
        .any(|between| metadata_version(between).is_none_or(|version| version.changed_metadata));
    if !changed {
        return Ok(());
    }
    if unsafe_downgrade {
        refuse("Unsafe metadata downgrade is not supported in this version.")
    } else {
        refuse("Refusing to perform the requested downgrade because it might delete metadata information.")
    }
}

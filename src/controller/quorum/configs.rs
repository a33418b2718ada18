//! IncrementalAlterConfigs and AlterConfigs: settings of topics, brokers, groups and client metrics.

use super::ApiError;
use super::core::{Draft, QuorumController};
use super::topics::validate_name;
use crate::metadata::config::describe::topic_default;
use crate::metadata::config::value::{self, Value};
use crate::metadata::config::{broker_def, check_connection_limit, group_def, topic_def, validate_topic};
use crate::metadata::image::{ConfigResource, Image};
use crate::metadata::tables::{ConfigDef, ConfigType, UpdateMode};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::metadata::{ClearElrRecord, ConfigRecord, MetadataRecord};
use ringmain_protocol::messages::rpc::*;
use ringmain_protocol::messages::rpc::{alter_configs_response, incremental_alter_configs_response};
use std::collections::{BTreeMap, BTreeSet};

const MIN_ISR: &str = "min.insync.replicas";
/// A longer value does not fit a record's field.
const MAX_VALUE_LEN: usize = 32_767;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operation {
    Set,
    Delete,
    Append,
    Subtract,
}

impl Operation {
    fn from_id(id: i8) -> Option<Self> {
        Some(match id {
            0 => Operation::Set,
            1 => Operation::Delete,
            2 => Operation::Append,
            3 => Operation::Subtract,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Operation::Set => "SET",
            Operation::Delete => "DELETE",
            Operation::Append => "APPEND",
            Operation::Subtract => "SUBTRACT",
        }
    }
}

/// One change of one setting.
struct Change {
    name: String,
    operation: Operation,
    value: Option<String>,
}

fn invalid_request(why: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::InvalidRequest, why)
}

fn invalid_config(why: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::InvalidConfig, why)
}

fn def_of(resource: &ConfigResource, name: &str) -> Option<&'static ConfigDef> {
    match resource.resource_type {
        ConfigResource::TOPIC => topic_def(name),
        ConfigResource::BROKER => broker_def(name),
        ConfigResource::GROUP => group_def(name),
        _ => None,
    }
}

fn split(list: &str) -> Vec<String> {
    list.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

impl QuorumController {
    pub(super) fn incremental_alter_configs(
        &mut self,
        draft: &mut Draft,
        request: IncrementalAlterConfigsRequest,
    ) -> IncrementalAlterConfigsResponse {
        let repeated = repeated(request.resources.iter().map(|r| (r.resource_type, r.resource_name.as_str())));
        let mut told = BTreeSet::new();
        let mut responses = Vec::with_capacity(request.resources.len());
        for resource in request.resources {
            let key = ConfigResource { resource_type: resource.resource_type, name: resource.resource_name };
            if !told.insert(key.clone()) {
                continue;
            }
            let changes: Option<Vec<Change>> = resource
                .configs
                .into_iter()
                .map(|c| {
                    let operation = Operation::from_id(c.config_operation)?;
                    Some(Change { name: c.name, operation, value: c.value })
                })
                .collect();
            let outcome = match changes {
                _ if repeated.contains(&key) => Err(invalid_request("Each resource must appear at most once.")),
                None => Err(invalid_request("Unknown operation on a configuration.")),
                Some(changes) => self.alter_resource(draft, &key, changes, request.validate_only),
            };
            let error = outcome.err();
            responses.push(incremental_alter_configs_response::AlterConfigsResourceResponse {
                error_code: error.as_ref().map_or(0, |e| e.code.into()),
                error_message: error.and_then(|e| e.message),
                resource_type: key.resource_type,
                resource_name: key.name,
                ..Default::default()
            });
        }
        IncrementalAlterConfigsResponse { responses, ..Default::default() }
    }

    /// The old form: what is named is set, everything else is removed.
    pub(super) fn alter_configs(&mut self, draft: &mut Draft, request: AlterConfigsRequest) -> AlterConfigsResponse {
        let repeated = repeated(request.resources.iter().map(|r| (r.resource_type, r.resource_name.as_str())));
        let mut told = BTreeSet::new();
        let mut responses = Vec::with_capacity(request.resources.len());
        for resource in request.resources {
            let key = ConfigResource { resource_type: resource.resource_type, name: resource.resource_name };
            if !told.insert(key.clone()) {
                continue;
            }
            let mut changes: Vec<Change> = resource
                .configs
                .into_iter()
                .map(|c| Change { name: c.name, operation: Operation::Set, value: c.value })
                .collect();
            let named: BTreeSet<String> = changes.iter().map(|c| c.name.clone()).collect();
            let present = draft.image.config(&key).cloned().unwrap_or_default();
            changes.extend(present.keys().filter(|name| !named.contains(*name)).map(|name| Change {
                name: name.clone(),
                operation: Operation::Delete,
                value: None,
            }));
            let outcome = if repeated.contains(&key) {
                Err(invalid_request("Each resource must appear at most once."))
            } else {
                self.alter_resource(draft, &key, changes, request.validate_only)
            };
            let error = outcome.err();
            responses.push(alter_configs_response::AlterConfigsResourceResponse {
                error_code: error.as_ref().map_or(0, |e| e.code.into()),
                error_message: error.and_then(|e| e.message),
                resource_type: key.resource_type,
                resource_name: key.name,
                ..Default::default()
            });
        }
        AlterConfigsResponse { responses, ..Default::default() }
    }

    fn alter_resource(
        &mut self,
        draft: &mut Draft,
        resource: &ConfigResource,
        changes: Vec<Change>,
        validate_only: bool,
    ) -> Result<(), ApiError> {
        let (image, len) = (draft.image.clone(), draft.records.len());
        let outcome = self.try_alter_resource(draft, resource, changes);
        if validate_only || outcome.is_err() {
            draft.rewind(image, len);
        }
        outcome
    }

    fn try_alter_resource(
        &self,
        draft: &mut Draft,
        resource: &ConfigResource,
        changes: Vec<Change>,
    ) -> Result<(), ApiError> {
        let nulls: Vec<&str> = changes
            .iter()
            .filter(|c| c.operation != Operation::Delete && c.value.is_none())
            .map(|c| c.name.as_str())
            .collect();
        if !nulls.is_empty() {
            return Err(invalid_request(format!("Null value not supported for : {}", nulls.join(","))));
        }
        let names: BTreeSet<&str> = changes.iter().map(|c| c.name.as_str()).collect();
        if names.len() != changes.len() {
            return Err(invalid_request("Error due to duplicate config keys"));
        }
        check_exists(&draft.image, resource)?;
        if resource.resource_type == ConfigResource::BROKER {
            check_dynamic(resource, &changes)?;
            check_min_isr(&draft.image, resource, &changes)?;
        }
        let current = draft.image.config(resource).map(|entries| (**entries).clone()).unwrap_or_default();
        let mut next = current.clone();
        let mut touched = Vec::with_capacity(changes.len());
        for change in changes {
            let value = self.next_value(&draft.image, resource, &change, current.get(&change.name))?;
            if value.as_ref().is_some_and(|text| text.len() > MAX_VALUE_LEN) {
                let why =
                    "The configuration value cannot be added because it exceeds the maximum value size of 32767 bytes.";
                return Err(invalid_config(why));
            }
            // A broker's settings are written again even where they do not change: a file behind them may have.
            let changed =
                value.as_ref() != current.get(&change.name) || resource.resource_type == ConfigResource::BROKER;
            match &value {
                Some(text) => drop(next.insert(change.name.clone(), text.clone())),
                None => drop(next.remove(&change.name)),
            }
            if changed {
                touched.push((change.name, value));
            }
        }
        self.validate_config(&draft.image, resource, &next)?;
        let clears_elr = draft.image.elr_enabled() && touched.iter().any(|(name, _)| name == MIN_ISR);
        for (name, value) in touched {
            draft.push(MetadataRecord::Config(ConfigRecord {
                resource_type: resource.resource_type,
                resource_name: resource.name.clone(),
                name,
                value,
                ..ConfigRecord::default()
            }))?;
        }
        // Who is eligible depends on it: the sets are built anew.
        let is_broker = resource.resource_type == ConfigResource::BROKER;
        if clears_elr && (is_broker || resource.resource_type == ConfigResource::TOPIC) {
            let topic_name = if is_broker { String::new() } else { resource.name.clone() };
            draft.push(MetadataRecord::ClearElr(ClearElrRecord { topic_name, ..ClearElrRecord::default() }))?;
        }
        Ok(())
    }

    fn next_value(
        &self,
        image: &Image,
        resource: &ConfigResource,
        change: &Change,
        current: Option<&String>,
    ) -> Result<Option<String>, ApiError> {
        let given = change.value.clone().unwrap_or_default();
        match change.operation {
            Operation::Set => return Ok(Some(given)),
            Operation::Delete => return Ok(None),
            Operation::Append | Operation::Subtract => {}
        }
        if def_of(resource, &change.name).is_none_or(|def| def.ty != ConfigType::List) {
            let why = format!("Can't {} to key {} because its type is not LIST.", change.operation.name(), change.name);
            return Err(invalid_config(why));
        }
        let mut items = split(&current.cloned().unwrap_or_else(|| self.inherited(image, resource, &change.name)));
        for item in split(&given) {
            match change.operation {
                Operation::Append if !items.contains(&item) => items.push(item),
                Operation::Subtract => items.retain(|present| *present != item),
                _ => {}
            }
        }
        Ok(Some(items.join(",")))
    }

    /// What holds where a list was not set on the resource itself.
    fn inherited(&self, image: &Image, resource: &ConfigResource, name: &str) -> String {
        let layers = self.layers(image);
        match resource.resource_type {
            ConfigResource::TOPIC => topic_default(name, &layers).unwrap_or_default(),
            ConfigResource::BROKER => match layers.value(name) {
                Value::Null => String::new(),
                other => other.to_string(),
            },
            _ => String::new(),
        }
    }

    /// All settings of a resource together.
    pub(super) fn validate_config(
        &self,
        image: &Image,
        resource: &ConfigResource,
        entries: &BTreeMap<String, String>,
    ) -> Result<(), ApiError> {
        match resource.resource_type {
            ConfigResource::TOPIC => {
                validate_topic(entries, &self.layers(image)).map_err(|error| invalid_config(error.to_string()))
            }
            ConfigResource::GROUP => self.validate_group(image, entries),
            ConfigResource::CLIENT_METRICS => validate_client_metrics(entries),
            _ => Ok(()),
        }
    }

    fn validate_group(&self, image: &Image, entries: &BTreeMap<String, String>) -> Result<(), ApiError> {
        let layers = self.layers(image);
        for (name, text) in entries {
            let Some(def) = group_def(name) else {
                return Err(invalid_config(format!("Unknown group config name: {name}")));
            };
            let parsed = value::parse(def, text).map_err(|error| invalid_config(error.to_string()))?;
            let (Some(number), Some((kind, setting))) = (parsed.as_i64(), name.split_once('.')) else { continue };
            let bound = |which: &str| {
                let broker_name = format!("group.{kind}.{which}.{setting}");
                layers.value(&broker_name).as_i64().map(|bound| (broker_name, bound))
            };
            if let Some((broker_name, _)) = bound("min").filter(|(_, min)| number < *min) {
                return Err(invalid_config(format!("{name} must be greater than or equal to {broker_name}")));
            }
            if let Some((broker_name, _)) = bound("max").filter(|(_, max)| number > *max) {
                return Err(invalid_config(format!("{name} must be less than or equal to {broker_name}")));
            }
        }
        Ok(())
    }
}

fn repeated<'a>(resources: impl Iterator<Item = (i8, &'a str)>) -> BTreeSet<ConfigResource> {
    let mut seen = BTreeSet::new();
    resources
        .filter(|resource| !seen.insert(*resource))
        .map(|(resource_type, name)| ConfigResource { resource_type, name: name.to_owned() })
        .collect()
}

fn check_exists(image: &Image, resource: &ConfigResource) -> Result<(), ApiError> {
    let name = resource.name.as_str();
    match resource.resource_type {
        ConfigResource::TOPIC if name.is_empty() => Err(invalid_request("Default topic resources are not allowed.")),
        ConfigResource::TOPIC => {
            validate_name(name).map_err(|why| ApiError::new(ErrorCode::InvalidTopicException, why))?;
            match image.topic_id(name) {
                Some(_) => Ok(()),
                None => {
                    let why = format!("The topic '{name}' does not exist.");
                    Err(ApiError::new(ErrorCode::UnknownTopicOrPartition, why))
                }
            }
        }
        ConfigResource::BROKER if name.is_empty() => Ok(()),
        ConfigResource::BROKER => {
            let unparsable = || invalid_request(format!("Unable to parse broker name as a base 10 number: {name}"));
            let id: i32 = name.parse().map_err(|_| unparsable())?;
            match image.broker(id) {
                Some(_) => Ok(()),
                None => Err(ApiError::new(ErrorCode::BrokerIdNotRegistered, format!("No broker with id {id} found."))),
            }
        }
        ConfigResource::CLIENT_METRICS if name.is_empty() => Err(invalid_request("Subscription name can't be empty")),
        ConfigResource::GROUP if name.is_empty() => Err(invalid_request("Default group resources are not allowed.")),
        ConfigResource::CLIENT_METRICS | ConfigResource::GROUP => Ok(()),
        other => Err(invalid_request(format!("Unexpected resource type {other}."))),
    }
}

/// Kafka changes these while it runs; to accept them without an effect would mislead.
const ONLY_AT_START: &[&str] = &["listener.security.protocol.map", "listeners"];

/// Which settings of a broker can change while it runs, and whether the new values are ones.
fn check_dynamic(resource: &ConfigResource, changes: &[Change]) -> Result<(), ApiError> {
    let with_mode = |wanted: UpdateMode| {
        let names: Vec<&str> = changes
            .iter()
            .filter(|change| broker_def(&change.name).is_some_and(|def| def.update == wanted))
            .map(|change| change.name.as_str())
            .collect();
        names
    };
    let read_only = with_mode(UpdateMode::ReadOnly);
    if !read_only.is_empty() {
        return Err(invalid_request(format!("Cannot update these configs dynamically: [{}]", read_only.join(", "))));
    }
    let per_broker = with_mode(UpdateMode::PerBroker);
    if resource.name.is_empty() && !per_broker.is_empty() {
        return Err(invalid_request(format!(
            "Cannot update these configs at default cluster level, broker id must be specified: [{}]",
            per_broker.join(", ")
        )));
    }
    if let Some(change) = changes.iter().find(|change| ONLY_AT_START.contains(&change.name.as_str())) {
        let why = format!("{} cannot change while the broker runs: change its file and restart it", change.name);
        return Err(invalid_request(why));
    }
    for change in changes.iter().filter(|change| change.operation == Operation::Set) {
        let Some(text) = &change.value else { continue };
        if let Some(def) = broker_def(&change.name) {
            value::parse(def, text).map_err(|error| invalid_request(error.to_string()))?;
        }
        check_connection_limit(&change.name, text).map_err(|error| invalid_request(error.to_string()))?;
    }
    Ok(())
}

/// With eligible leader replicas (KIP-966) there is one min.insync.replicas for all brokers.
fn check_min_isr(image: &Image, resource: &ConfigResource, changes: &[Change]) -> Result<(), ApiError> {
    let Some(change) = changes.iter().find(|change| change.name == MIN_ISR) else { return Ok(()) };
    if !image.elr_enabled() {
        return Ok(());
    }
    if !resource.name.is_empty() {
        return Err(invalid_config("Broker-level min.insync.replicas cannot be altered while ELR is enabled."));
    }
    if change.operation == Operation::Delete {
        return Err(invalid_config("Cluster-level min.insync.replicas cannot be removed while ELR is enabled."));
    }
    Ok(())
}

fn validate_client_metrics(entries: &BTreeMap<String, String>) -> Result<(), ApiError> {
    for (name, text) in entries {
        match name.as_str() {
            "metrics" => {}
            "interval.ms" => {
                let interval: Option<i32> = text.trim().parse().ok();
                if !interval.is_some_and(|ms| (100..=3_600_000).contains(&ms)) {
                    return Err(invalid_request(format!(
                        "Invalid value {text} for interval.ms, interval must be between 100 and 3600000 (1 hour)"
                    )));
                }
            }
            "match" => {
                if let Some(bad) = split(text).iter().find(|pattern| !pattern.contains('=')) {
                    return Err(invalid_request(format!("Illegal client matching pattern: {bad}")));
                }
            }
            other => return Err(invalid_request(format!("Unknown client metrics configuration: {other}"))),
        }
    }
    Ok(())
}

//! IncrementalAlterConfigs and AlterConfigs: what can be refused here is refused here, the rest is the controller's.
//!
//! As Kafka's ConfigAdminManager: each resource has its own result, in the order of the request.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::{
    alter_configs_request as full, alter_configs_response as full_response,
    incremental_alter_configs_request as incremental, incremental_alter_configs_response as incremental_response,
};

use super::Broker;
use crate::metadata::image::ConfigResource;
use crate::server::router::{Call, Router};

const DELETE: i8 = 1;

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let to = broker.forwarder.clone();
    router.answer_later(move |call: Call, request: incremental::IncrementalAlterConfigsRequest| {
        let to = to.clone();
        async move {
            let (left, verdicts) = split_incremental(&request);
            let decided = match left.resources.is_empty() {
                true => Ok(Default::default()),
                false => to.forward(&call, left).await,
            };
            join_incremental(&request, verdicts, decided)
        }
    });
    let to = broker.forwarder.clone();
    router.answer_later(move |call: Call, request: full::AlterConfigsRequest| {
        let to = to.clone();
        async move {
            let (left, verdicts) = split(&request);
            let decided = match left.resources.is_empty() {
                true => Ok(Default::default()),
                false => to.forward(&call, left).await,
            };
            join(&request, verdicts, decided)
        }
    });
}

/// A resource's result: `None` where the controller decides.
type Verdict = Option<(ErrorCode, String)>;

/// What a resource of either request looks like here: its type, its name, and each setting with whether null is an error.
type Resource<'a> = (i8, &'a str, Vec<(&'a str, bool)>);

fn judge(resources: &[Resource<'_>]) -> Vec<Verdict> {
    let mut seen = HashSet::new();
    let twice: HashSet<(i8, &str)> =
        resources.iter().map(|(kind, name, _)| (*kind, *name)).filter(|key| !seen.insert(*key)).collect();
    let invalid = |message: String| Some((ErrorCode::InvalidRequest, message));
    let verdict = |(kind, name, configs): &Resource<'_>| {
        if twice.contains(&(*kind, *name)) {
            return invalid("Each resource must appear at most once.".to_owned());
        }
        match *kind {
            ConfigResource::TOPIC | ConfigResource::BROKER | ConfigResource::CLIENT_METRICS | ConfigResource::GROUP => {
            }
            ConfigResource::BROKER_LOGGER => {
                return invalid("Log levels cannot be changed while the broker runs; set RUST_LOG".to_owned());
            }
            other => return invalid(format!("Unknown resource type {other}")),
        }
        let nulls: Vec<&str> = configs.iter().filter(|(_, is_null)| *is_null).map(|(name, _)| *name).collect();
        if !nulls.is_empty() {
            return invalid(format!("Null value not supported for : {}", nulls.join(", ")));
        }
        let mut names = HashSet::new();
        let repeated: Vec<&str> = configs.iter().map(|(name, _)| *name).filter(|name| !names.insert(*name)).collect();
        if !repeated.is_empty() {
            return invalid(format!("Error due to duplicate config keys : {}", repeated.join(", ")));
        }
        None
    };
    resources.iter().map(verdict).collect()
}

/// The part of the request that the controller decides, and the verdicts on the rest.
pub fn split_incremental(
    request: &incremental::IncrementalAlterConfigsRequest,
) -> (incremental::IncrementalAlterConfigsRequest, Vec<Verdict>) {
    let resources: Vec<Resource<'_>> = request
        .resources
        .iter()
        .map(|resource| {
            let is_null =
                |config: &incremental::AlterableConfig| config.value.is_none() && config.config_operation != DELETE;
            let configs = resource.configs.iter().map(|config| (config.name.as_str(), is_null(config)));
            (resource.resource_type, resource.resource_name.as_str(), configs.collect())
        })
        .collect();
    let verdicts = judge(&resources);
    let left = request.resources.iter().zip(&verdicts).filter(|(_, verdict)| verdict.is_none());
    let resources = left.map(|(resource, _)| resource.clone()).collect();
    (incremental::IncrementalAlterConfigsRequest { resources, ..request.clone() }, verdicts)
}

/// The whole answer, from the verdicts here and what the controller said of the rest.
pub fn join_incremental(
    request: &incremental::IncrementalAlterConfigsRequest,
    verdicts: Vec<Verdict>,
    decided: Result<incremental_response::IncrementalAlterConfigsResponse, ErrorCode>,
) -> incremental_response::IncrementalAlterConfigsResponse {
    let (error, decided) =
        decided.map_or_else(|error| (error, Vec::new()), |all| (ErrorCode::UnknownServerError, all.responses));
    let by_resource = decided.into_iter().map(|known| ((known.resource_type, known.resource_name.clone()), known));
    let mut decided: HashMap<(i8, String), _> = by_resource.collect();
    let responses = request.resources.iter().zip(verdicts).map(|(resource, verdict)| {
        let key = (resource.resource_type, resource.resource_name.clone());
        let known = verdict.is_none().then(|| decided.remove(&key)).flatten();
        known.unwrap_or_else(|| {
            let (error, message) = verdict.unwrap_or_else(|| (error, error.to_string()));
            incremental_response::AlterConfigsResourceResponse {
                error_code: error.into(),
                error_message: Some(message),
                resource_type: resource.resource_type,
                resource_name: resource.resource_name.clone(),
                ..Default::default()
            }
        })
    });
    incremental_response::IncrementalAlterConfigsResponse { responses: responses.collect(), ..Default::default() }
}

/// As [`split_incremental`].
pub fn split(request: &full::AlterConfigsRequest) -> (full::AlterConfigsRequest, Vec<Verdict>) {
    let resources: Vec<Resource<'_>> = request
        .resources
        .iter()
        .map(|resource| {
            let configs = resource.configs.iter().map(|config| (config.name.as_str(), config.value.is_none()));
            (resource.resource_type, resource.resource_name.as_str(), configs.collect())
        })
        .collect();
    let verdicts = judge(&resources);
    let left = request.resources.iter().zip(&verdicts).filter(|(_, verdict)| verdict.is_none());
    let resources = left.map(|(resource, _)| resource.clone()).collect();
    (full::AlterConfigsRequest { resources, ..request.clone() }, verdicts)
}

/// As [`join_incremental`].
pub fn join(
    request: &full::AlterConfigsRequest,
    verdicts: Vec<Verdict>,
    decided: Result<full_response::AlterConfigsResponse, ErrorCode>,
) -> full_response::AlterConfigsResponse {
    let (error, decided) =
        decided.map_or_else(|error| (error, Vec::new()), |all| (ErrorCode::UnknownServerError, all.responses));
    let by_resource = decided.into_iter().map(|known| ((known.resource_type, known.resource_name.clone()), known));
    let mut decided: HashMap<(i8, String), _> = by_resource.collect();
    let responses = request.resources.iter().zip(verdicts).map(|(resource, verdict)| {
        let key = (resource.resource_type, resource.resource_name.clone());
        let known = verdict.is_none().then(|| decided.remove(&key)).flatten();
        known.unwrap_or_else(|| {
            let (error, message) = verdict.unwrap_or_else(|| (error, error.to_string()));
            full_response::AlterConfigsResourceResponse {
                error_code: error.into(),
                error_message: Some(message),
                resource_type: resource.resource_type,
                resource_name: resource.resource_name.clone(),
                ..Default::default()
            }
        })
    });
    full_response::AlterConfigsResponse { responses: responses.collect(), ..Default::default() }
}

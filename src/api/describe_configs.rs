//! DescribeConfigs: settings of topics, brokers, groups and client metrics, with where each value comes from.
//!
//! Promises: as Kafka, each resource of the request has its own result, one named twice two. Where Kafka would go on
//! without end, what one request may cost is bounded ([`MAX_CONFIGS`]).

use std::collections::HashSet;
use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::describe_configs_request::{DescribeConfigsRequest, DescribeConfigsResource};
use ringmain_protocol::messages::rpc::describe_configs_response::{
    DescribeConfigsResourceResult, DescribeConfigsResponse, DescribeConfigsResult, DescribeConfigsSynonym,
};

use super::Broker;
use super::cluster::missing_topic_error;
use crate::metadata::config::BrokerLayers;
use crate::metadata::config::describe::{
    ConfigSource, DescribedConfig, Synonym, describe_broker, describe_default_broker, describe_group, describe_topic,
};
use crate::metadata::image::{ConfigResource, Image};
use crate::server::router::{Call, Router};

/// Most settings that one request is told, those that it did not want included: all of more than 15,000 topics. A
/// resource takes a few bytes to name and thousands to describe.
const MAX_CONFIGS: usize = 1 << 19;

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let broker = broker.clone();
    router.answer(move |_: Call, request: DescribeConfigsRequest| {
        let image = broker.shard.image();
        broker.with_layers(&image, |layers| answer(&image, broker.node_id, layers, &request))
    });
}

pub fn answer(
    image: &Image,
    node_id: i32,
    layers: &BrokerLayers<'_>,
    request: &DescribeConfigsRequest,
) -> DescribeConfigsResponse {
    let mut left = MAX_CONFIGS;
    let results = request.resources.iter().map(|resource| {
        let base = DescribeConfigsResult {
            resource_type: resource.resource_type,
            resource_name: resource.resource_name.clone(),
            ..Default::default()
        };
        let described = match left {
            0 => Err(invalid(format!("A request is told at most {MAX_CONFIGS} settings: ask for fewer resources"))),
            _ => describe(image, node_id, layers, resource),
        };
        left = left.saturating_sub(described.as_ref().map_or(1, |configs| configs.len().max(1)));
        match described {
            Ok(configs) => {
                let keys = resource.configuration_keys.as_ref();
                let keys: Option<HashSet<&str>> = keys.map(|keys| keys.iter().map(String::as_str).collect());
                let wanted = |config: &DescribedConfig| keys.as_ref().is_none_or(|keys| keys.contains(&*config.name));
                let configs = configs.into_iter().filter(wanted);
                DescribeConfigsResult { configs: configs.map(|config| tell(config, request)).collect(), ..base }
            }
            Err((error, message)) => DescribeConfigsResult { error_code: error.into(), error_message: message, ..base },
        }
    });
    DescribeConfigsResponse { results: results.collect(), ..Default::default() }
}

type Refusal = (ErrorCode, Option<String>);

fn invalid(message: String) -> Refusal {
    (ErrorCode::InvalidRequest, Some(message))
}

fn describe(
    image: &Image,
    node_id: i32,
    layers: &BrokerLayers<'_>,
    resource: &DescribeConfigsResource,
) -> Result<Vec<DescribedConfig>, Refusal> {
    let name = &resource.resource_name;
    let key = ConfigResource { resource_type: resource.resource_type, name: name.clone() };
    let own = image.config(&key).map(|own| (**own).clone()).unwrap_or_default();
    match resource.resource_type {
        ConfigResource::TOPIC if image.topic(name).is_none() => Err((missing_topic_error(name), None)),
        ConfigResource::TOPIC => Ok(describe_topic(&own, layers)),
        ConfigResource::BROKER if name.is_empty() => Ok(describe_default_broker(&own)),
        ConfigResource::BROKER | ConfigResource::BROKER_LOGGER if *name != node_id.to_string() => {
            let expected = match resource.resource_type {
                ConfigResource::BROKER => format!("{node_id} or empty string"),
                _ => node_id.to_string(),
            };
            Err(invalid(format!("Unexpected broker id, expected {expected}, but received {name}")))
        }
        ConfigResource::BROKER => Ok(describe_broker(layers)),
        // Log levels are set by RUST_LOG; none can be changed over the wire.
        ConfigResource::BROKER_LOGGER => Ok(Vec::new()),
        ConfigResource::CLIENT_METRICS if name.is_empty() => {
            Err(invalid("Client metrics subscription name must not be empty".to_owned()))
        }
        ConfigResource::CLIENT_METRICS => Ok(own.into_iter().map(client_metrics).collect()),
        ConfigResource::GROUP if name.is_empty() => Err(invalid("Group name must not be empty".to_owned())),
        ConfigResource::GROUP => Ok(describe_group(&own, layers)),
        other => Err(invalid(format!("Unsupported resource type: {other}"))),
    }
}

fn client_metrics((name, value): (String, String)) -> DescribedConfig {
    let source = ConfigSource::ClientMetrics;
    let synonyms = vec![Synonym { name: name.clone(), value: Some(value.clone()), source }];
    DescribedConfig {
        name,
        value: Some(value),
        source,
        read_only: false,
        sensitive: false,
        config_type: 0,
        synonyms,
        documentation: None,
    }
}

fn tell(config: DescribedConfig, request: &DescribeConfigsRequest) -> DescribeConfigsResourceResult {
    let synonyms =
        config.synonyms.into_iter().filter(|_| request.include_synonyms).map(|synonym| DescribeConfigsSynonym {
            name: synonym.name,
            value: synonym.value,
            source: synonym.source as i8,
            ..Default::default()
        });
    DescribeConfigsResourceResult {
        name: config.name,
        value: config.value,
        read_only: config.read_only,
        config_source: config.source as i8,
        is_sensitive: config.sensitive,
        synonyms: synonyms.collect(),
        config_type: config.config_type,
        documentation: config.documentation.filter(|_| request.include_documentation).map(str::to_owned),
        ..Default::default()
    }
}

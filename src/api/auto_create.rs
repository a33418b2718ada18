//! Creating the topics that Metadata was asked for and that do not exist, where that is allowed.
//!
//! As in Apache Kafka the client is told that the topic is not there yet, and asks again. A topic is asked of the controller
//! once at a time.

use std::rc::Rc;

use ringmain_protocol::api_key::ApiKey;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::create_topics_request::{
    CreatableTopic, CreatableTopicConfig, CreateTopicsRequest,
};

use super::Broker;
use crate::metadata::config::InternalTopicConfig;
use crate::rt::task;
use crate::server::request::Header;
use crate::server::router::Call;

/// How long the controller may take.
const TIMEOUT_MS: i32 = 30_000;

/// Has topics created that a client asked for; the client asks again.
pub fn create_topics(broker: &Rc<Broker>, call: Call, names: Vec<String>) {
    let config = broker.shard.config().clone();
    let names: Vec<String> =
        names.into_iter().filter(|name| broker.creating.borrow_mut().insert(name.clone())).collect();
    if names.is_empty() {
        return;
    }
    let internal = |name: &str, topic: &InternalTopicConfig, policy: &str| {
        let set = |name: &str, value: String| CreatableTopicConfig {
            name: name.to_owned(),
            value: Some(value),
            ..Default::default()
        };
        CreatableTopic {
            name: name.to_owned(),
            num_partitions: topic.num_partitions,
            replication_factor: topic.replication_factor,
            configs: vec![
                set("cleanup.policy", policy.to_owned()),
                set("compression.type", "producer".to_owned()),
                set("segment.bytes", topic.segment_bytes.to_string()),
            ],
            ..Default::default()
        }
    };
    let topics = names.iter().map(|name| match name.as_str() {
        "__consumer_offsets" => internal(name, &config.offsets_topic, "compact"),
        "__transaction_state" => internal(name, &config.transaction_topic, "compact"),
        "__share_group_state" => internal(name, &config.share_topic, "delete"),
        _ => CreatableTopic {
            name: name.clone(),
            num_partitions: config.num_partitions,
            replication_factor: config.default_replication_factor,
            ..Default::default()
        },
    });
    let request = CreateTopicsRequest { topics: topics.collect(), timeout_ms: TIMEOUT_MS, ..Default::default() };
    let version = ApiKey::CreateTopics.max_version();
    let header = Header { api: ApiKey::CreateTopics, version, ..call.header.clone() };
    let broker = broker.clone();
    drop(task::spawn(async move {
        match broker.forwarder.send(&call, header, request).await {
            Ok(answer) => {
                // Another shard, or broker, may have come first.
                let exists = ErrorCode::TopicAlreadyExists.code();
                for topic in answer.topics.iter().filter(|topic| ![0, exists].contains(&topic.error_code)) {
                    let (name, error) = (&topic.name, topic.error_code);
                    tracing::info!(name, error, message = ?topic.error_message, "auto-creation of a topic failed");
                }
            }
            Err(error) => tracing::info!(?names, %error, "auto-creation of topics did not reach the controller"),
        }
        let mut creating = broker.creating.borrow_mut();
        for name in &names {
            creating.remove(name);
        }
    }));
}

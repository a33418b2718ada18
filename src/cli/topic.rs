//! `ringmain topic`: creates, lists, describes, alters and deletes topics.

use std::fmt::Write;

use clap::{Args, Subcommand};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::create_partitions_request::CreatePartitionsTopic;
use ringmain_protocol::messages::rpc::create_topics_request::{CreatableTopic, CreatableTopicConfig};
use ringmain_protocol::messages::rpc::delete_topics_request::DeleteTopicState;
use ringmain_protocol::messages::rpc::describe_configs_request::DescribeConfigsResource;
use ringmain_protocol::messages::rpc::incremental_alter_configs_request::{AlterConfigsResource, AlterableConfig};
use ringmain_protocol::messages::rpc::{
    CreatePartitionsRequest, CreateTopicsRequest, DeleteTopicsRequest, DescribeConfigsRequest,
    IncrementalAlterConfigsRequest,
};
use serde_json::json;

use super::{finish, runtime};
use crate::client::cluster::{Bootstrap, Cluster, Topic as Found, refused};

/// How long the controller may take.
const TIMEOUT_MS: i32 = 30_000;
/// Let the broker decide, by num.partitions and default.replication.factor.
const BROKER_DEFAULT: i16 = -1;
/// The resource type of topics in the requests about settings.
const TOPIC_RESOURCE: i8 = 2;
/// Operations of IncrementalAlterConfigs.
const SET: i8 = 0;
const DELETE: i8 = 1;
/// The source of a setting that nobody has given.
const DEFAULT_CONFIG: i8 = 5;
/// The first version of DeleteTopics that names topics one by one.
const DELETE_BY_STATE: i16 = 6;

/// Create, list, describe, alter and delete topics.
#[derive(Subcommand)]
#[command(after_help = "Examples:
  ringmain topic create orders --partitions 6 --config retention.ms=86400000
  ringmain topic list
  ringmain topic describe orders --json
  ringmain topic alter orders --partitions 12 --config cleanup.policy=compact --delete-config retention.ms
  ringmain topic delete orders")]
pub enum Topic {
    Create(Create),
    List(List),
    Describe(Describe),
    Alter(Alter),
    Delete(Delete),
}

/// Create topics.
#[derive(Args)]
#[command(after_help = "Examples:
  ringmain topic create orders
  ringmain topic create orders payments --partitions 6 --replication-factor 3
  ringmain topic create changes --config cleanup.policy=compact --config segment.bytes=104857600")]
pub struct Create {
    /// Names of the topics.
    #[arg(value_name = "TOPIC", required = true)]
    topics: Vec<String>,
    /// Number of partitions; without it the broker's num.partitions.
    #[arg(long, value_parser = clap::value_parser!(i32).range(1..))]
    partitions: Option<i32>,
    /// Number of replicas of each partition; without it the broker's default.replication.factor.
    #[arg(long, value_parser = clap::value_parser!(i16).range(1..))]
    replication_factor: Option<i16>,
    /// A setting of the topics.
    #[arg(long = "config", value_name = "NAME=VALUE", value_parser = setting)]
    configs: Vec<(String, String)>,
    /// A topic that exists already is no error.
    #[arg(long)]
    if_not_exists: bool,
    #[command(flatten)]
    bootstrap: Bootstrap,
}

/// List topics by name.
#[derive(Args)]
pub struct List {
    /// Leave out the topics that brokers keep their own state in.
    #[arg(long)]
    exclude_internal: bool,
    /// One JSON array of objects.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    bootstrap: Bootstrap,
}

/// Show topics: id, partitions with leader, replicas and in-sync replicas, and the settings that are not the default.
#[derive(Args)]
pub struct Describe {
    /// Names of the topics; all where none is given.
    #[arg(value_name = "TOPIC")]
    topics: Vec<String>,
    /// One JSON array of objects.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    bootstrap: Bootstrap,
}

/// Change a topic: more partitions, other settings.
#[derive(Args)]
#[command(after_help = "Examples:
  ringmain topic alter orders --partitions 12
  ringmain topic alter orders --config retention.ms=3600000 --delete-config max.message.bytes

Keys map to other partitions once there are more of them.")]
pub struct Alter {
    /// Name of the topic.
    topic: String,
    /// The number of partitions that there shall be; never fewer than before.
    #[arg(long, value_parser = clap::value_parser!(i32).range(1..))]
    partitions: Option<i32>,
    /// A setting to set.
    #[arg(long = "config", value_name = "NAME=VALUE", value_parser = setting)]
    configs: Vec<(String, String)>,
    /// A setting to give back to its default.
    #[arg(long = "delete-config", value_name = "NAME")]
    deleted_configs: Vec<String>,
    #[command(flatten)]
    bootstrap: Bootstrap,
}

/// Delete topics with all their records.
#[derive(Args)]
pub struct Delete {
    /// Names of the topics.
    #[arg(value_name = "TOPIC", required = true)]
    topics: Vec<String>,
    /// A topic that does not exist is no error.
    #[arg(long)]
    if_exists: bool,
    #[command(flatten)]
    bootstrap: Bootstrap,
}

impl Topic {
    pub fn run(self) -> Result<(), String> {
        let answer = runtime::block_on(move || async move { self.answer().await })?;
        super::print(&answer)
    }

    /// Does what is asked; the text to print.
    pub(super) async fn answer(self) -> Result<String, String> {
        match self {
            Topic::Create(create) => create.answer().await,
            Topic::List(list) => list.answer().await,
            Topic::Describe(describe) => describe.answer().await,
            Topic::Alter(alter) => alter.answer().await,
            Topic::Delete(delete) => delete.answer().await,
        }
    }
}

/// `NAME=VALUE`; the value may be empty or hold more equals signs.
fn setting(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        _ => Err("NAME=VALUE is needed, as in retention.ms=3600000".to_owned()),
    }
}

impl Create {
    async fn answer(self) -> Result<String, String> {
        let cluster = Cluster::new(&self.bootstrap);
        let configs: Vec<CreatableTopicConfig> = self
            .configs
            .iter()
            .map(|(name, value)| CreatableTopicConfig {
                name: name.clone(),
                value: Some(value.clone()),
                ..Default::default()
            })
            .collect();
        let request = CreateTopicsRequest {
            topics: self
                .topics
                .iter()
                .map(|name| CreatableTopic {
                    name: name.clone(),
                    num_partitions: self.partitions.unwrap_or(i32::from(BROKER_DEFAULT)),
                    replication_factor: self.replication_factor.unwrap_or(BROKER_DEFAULT),
                    configs: configs.clone(),
                    ..Default::default()
                })
                .collect(),
            timeout_ms: TIMEOUT_MS,
            ..Default::default()
        };
        let answer = cluster.ask(|_| request.clone()).await?;
        let mut text = String::new();
        let mut errors = Vec::new();
        for result in answer.topics {
            let name = &result.name;
            if result.error_code == 0 {
                let _ = write!(text, "created {name}");
                if !result.topic_id.is_zero() {
                    let _ = write!(text, " with id {}", result.topic_id);
                }
                if result.num_partitions > 0 {
                    let count = |n: i32, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
                    let partitions = count(result.num_partitions, "partition");
                    let replicas = count(result.replication_factor.into(), "replica");
                    let _ = write!(text, ": {partitions}, {replicas}");
                }
                text.push('\n');
            } else if self.if_not_exists && result.error_code == ErrorCode::TopicAlreadyExists.code() {
                let _ = writeln!(text, "{name} exists already");
            } else {
                errors.push(refused(&format!("topic {name}"), result.error_code, result.error_message.as_deref()));
            }
        }
        finish(text, errors)
    }
}

impl List {
    async fn answer(self) -> Result<String, String> {
        let mut topics = Cluster::new(&self.bootstrap).topics().await?;
        topics.retain(|topic| !(self.exclude_internal && topic.is_internal));
        Ok(if self.json {
            let topics: Vec<_> = topics
                .iter()
                .map(|topic| {
                    let partitions = topic.partitions.len();
                    json!({"name": topic.name, "id": topic.id.to_string(), "internal": topic.is_internal, "partitions": partitions})
                })
                .collect();
            format!("{}\n", json!(topics))
        } else {
            topics.iter().map(|topic| format!("{}\n", topic.name)).collect()
        })
    }
}

/// A setting that is not the default.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Setting {
    name: String,
    /// `None` where it is secret.
    value: Option<String>,
    source: i8,
}

impl Setting {
    fn source_name(&self) -> &'static str {
        match self.source {
            1 => "topic",
            2 => "broker, dynamic",
            3 => "all brokers, dynamic",
            4 => "broker",
            DEFAULT_CONFIG => "default",
            _ => "unknown",
        }
    }
}

impl Describe {
    async fn answer(self) -> Result<String, String> {
        let cluster = Cluster::new(&self.bootstrap);
        let topics = if self.topics.is_empty() {
            cluster.topics().await?
        } else {
            let mut topics = Vec::new();
            for name in &self.topics {
                topics.push(cluster.topic(name).await?);
            }
            topics
        };
        let mut described = Vec::new();
        let configs = configs_of(&cluster, &topics).await?;
        for topic in topics {
            let own = configs.iter().find(|(name, _)| *name == topic.name);
            described.push((topic, own.map(|(_, settings)| settings.clone()).unwrap_or_default()));
        }
        Ok(if self.json {
            let topics: Vec<_> = described.iter().map(|(topic, settings)| describe_json(topic, settings)).collect();
            format!("{}\n", json!(topics))
        } else {
            described.iter().map(|(topic, settings)| describe_text(topic, settings)).collect::<Vec<_>>().join("\n")
        })
    }
}

/// The settings of each topic that are not the default, by name.
async fn configs_of(cluster: &Cluster, topics: &[Found]) -> Result<Vec<(String, Vec<Setting>)>, String> {
    if topics.is_empty() {
        return Ok(Vec::new());
    }
    let resources = topics.iter().map(|topic| DescribeConfigsResource {
        resource_type: TOPIC_RESOURCE,
        resource_name: topic.name.clone(),
        configuration_keys: None,
        ..Default::default()
    });
    let request = DescribeConfigsRequest { resources: resources.collect(), ..Default::default() };
    let answer = cluster.ask(|_| request.clone()).await?;
    let mut configs = Vec::new();
    for result in answer.results {
        if result.error_code != 0 {
            let what = format!("settings of topic {}", result.resource_name);
            return Err(refused(&what, result.error_code, result.error_message.as_deref()));
        }
        let mut settings: Vec<Setting> = result
            .configs
            .into_iter()
            .filter(|config| config.config_source != DEFAULT_CONFIG)
            .map(|config| Setting { name: config.name, value: config.value, source: config.config_source })
            .collect();
        settings.sort_by(|a, b| a.name.cmp(&b.name));
        configs.push((result.resource_name, settings));
    }
    Ok(configs)
}

fn describe_text(topic: &Found, settings: &[Setting]) -> String {
    let replicas = topic.partitions.first().map_or(0, |partition| partition.replicas.len());
    let mut text = format!(
        "{}\n  id {}, {} partitions, replication factor {replicas}{}\n",
        topic.name,
        topic.id,
        topic.partitions.len(),
        if topic.is_internal { ", internal" } else { "" }
    );
    for setting in settings {
        let value = setting.value.as_deref().unwrap_or("(hidden)");
        let _ = writeln!(text, "  {} = {value} ({})", setting.name, setting.source_name());
    }
    for partition in &topic.partitions {
        let ids = |ids: &[i32]| ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let leader = if partition.leader < 0 { "none".to_owned() } else { partition.leader.to_string() };
        let _ = write!(
            text,
            "  partition {}: leader {leader}, replicas {}, in sync {}",
            partition.index,
            ids(&partition.replicas),
            ids(&partition.in_sync)
        );
        if !partition.offline.is_empty() {
            let _ = write!(text, ", offline {}", ids(&partition.offline));
        }
        text.push('\n');
    }
    text
}

fn describe_json(topic: &Found, settings: &[Setting]) -> serde_json::Value {
    let partitions: Vec<_> = topic
        .partitions
        .iter()
        .map(|partition| {
            json!({
                "partition": partition.index,
                "leader": partition.leader,
                "replicas": partition.replicas,
                "isr": partition.in_sync,
                "offline": partition.offline,
            })
        })
        .collect();
    let configs: Vec<_> = settings
        .iter()
        .map(|setting| json!({"name": setting.name, "value": setting.value, "source": setting.source_name()}))
        .collect();
    json!({
        "name": topic.name,
        "id": topic.id.to_string(),
        "internal": topic.is_internal,
        "configs": configs,
        "partitions": partitions,
    })
}

impl Alter {
    async fn answer(self) -> Result<String, String> {
        if self.partitions.is_none() && self.configs.is_empty() && self.deleted_configs.is_empty() {
            let ways = "--partitions, --config or --delete-config";
            return Err(format!("nothing to change of topic {}: give {ways}", self.topic));
        }
        let cluster = Cluster::new(&self.bootstrap);
        let mut text = String::new();
        let mut errors = Vec::new();
        if !self.configs.is_empty() || !self.deleted_configs.is_empty() {
            match self.alter_configs(&cluster).await {
                Ok(()) => {
                    let _ = writeln!(text, "changed the settings of {}", self.topic);
                }
                Err(error) => errors.push(error),
            }
        }
        if let Some(count) = self.partitions {
            match self.add_partitions(&cluster, count).await {
                Ok(()) => {
                    let _ = writeln!(text, "{} has {count} partitions now", self.topic);
                }
                Err(error) => errors.push(error),
            }
        }
        finish(text, errors)
    }

    async fn alter_configs(&self, cluster: &Cluster) -> Result<(), String> {
        let set = self.configs.iter().map(|(name, value)| (name, SET, Some(value.clone())));
        let deleted = self.deleted_configs.iter().map(|name| (name, DELETE, None));
        let configs = set.chain(deleted).map(|(name, config_operation, value)| AlterableConfig {
            name: name.clone(),
            config_operation,
            value,
            ..Default::default()
        });
        let request = IncrementalAlterConfigsRequest {
            resources: vec![AlterConfigsResource {
                resource_type: TOPIC_RESOURCE,
                resource_name: self.topic.clone(),
                configs: configs.collect(),
                ..Default::default()
            }],
            ..Default::default()
        };
        let answer = cluster.ask(|_| request.clone()).await?;
        match answer.responses.into_iter().find(|result| result.error_code != 0) {
            Some(result) => {
                let what = format!("settings of topic {}", self.topic);
                Err(refused(&what, result.error_code, result.error_message.as_deref()))
            }
            None => Ok(()),
        }
    }

    async fn add_partitions(&self, cluster: &Cluster, count: i32) -> Result<(), String> {
        let request = CreatePartitionsRequest {
            topics: vec![CreatePartitionsTopic {
                name: self.topic.clone(),
                count,
                assignments: None,
                ..Default::default()
            }],
            timeout_ms: TIMEOUT_MS,
            ..Default::default()
        };
        let answer = cluster.ask(|_| request.clone()).await?;
        match answer.results.into_iter().find(|result| result.error_code != 0) {
            Some(result) => {
                let what = format!("partitions of topic {}", self.topic);
                Err(refused(&what, result.error_code, result.error_message.as_deref()))
            }
            None => Ok(()),
        }
    }
}

impl Delete {
    async fn answer(self) -> Result<String, String> {
        let cluster = Cluster::new(&self.bootstrap);
        let request = |version: i16| {
            let names = || self.topics.iter().cloned();
            let by_state = version >= DELETE_BY_STATE;
            let states = names().map(|name| DeleteTopicState { name: Some(name), ..Default::default() });
            DeleteTopicsRequest {
                topics: if by_state { states.collect() } else { Vec::new() },
                topic_names: if by_state { Vec::new() } else { names().collect() },
                timeout_ms: TIMEOUT_MS,
                ..Default::default()
            }
        };
        let answer = cluster.ask(request).await?;
        let mut text = String::new();
        let mut errors = Vec::new();
        for result in answer.responses {
            let name = result.name.clone().unwrap_or_else(|| result.topic_id.to_string());
            if result.error_code == 0 {
                let _ = writeln!(text, "deleted {name}");
            } else if self.if_exists && result.error_code == ErrorCode::UnknownTopicOrPartition.code() {
                let _ = writeln!(text, "{name} does not exist");
            } else {
                errors.push(refused(&format!("topic {name}"), result.error_code, result.error_message.as_deref()));
            }
        }
        finish(text, errors)
    }
}

#[cfg(test)]
#[path = "topic_tests.rs"]
mod tests;

//! The brokers behind `--bootstrap`, as commands see them: any of them, the leader of a partition, what a topic consists of.
//!
//! Promise: an error says which broker or topic it is about, the error's Kafka name, and what to try; and whether it may go away
//! by itself.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use clap::Args;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::message::Request;
use ringmain_protocol::messages::rpc::metadata_request::MetadataRequestTopic;
use ringmain_protocol::messages::rpc::metadata_response::MetadataResponseTopic;
use ringmain_protocol::messages::rpc::{MetadataRequest, MetadataResponse};
use ringmain_protocol::uuid::Uuid;

use super::{Client, ClientError, ClientOptions, HostPort};

/// Where to find the cluster.
#[derive(Args, Debug, Clone)]
pub struct Bootstrap {
    /// Brokers to start from, separated by commas; one that answers is enough.
    #[arg(
        long = "bootstrap",
        visible_alias = "bootstrap-server",
        value_name = "HOST:PORT",
        value_delimiter = ',',
        default_value = "127.0.0.1:9092"
    )]
    brokers: Vec<HostPort>,
}

impl Bootstrap {
    #[cfg(test)]
    pub fn of(brokers: Vec<HostPort>) -> Self {
        Bootstrap { brokers }
    }
}

impl FromStr for Bootstrap {
    type Err = String;

    /// As it is written on the command line.
    fn from_str(text: &str) -> Result<Self, String> {
        let brokers = text.split(',').map(|broker| broker.parse::<HostPort>().map_err(|error| error.to_string()));
        Ok(Bootstrap { brokers: brokers.collect::<Result<_, _>>()? })
    }
}

impl fmt::Display for Bootstrap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let brokers: Vec<String> = self.brokers.iter().map(ToString::to_string).collect();
        f.write_str(&brokers.join(","))
    }
}

/// A partition of a topic. `leader` is -1 where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    pub index: i32,
    pub leader: i32,
    pub replicas: Vec<i32>,
    pub in_sync: Vec<i32>,
    pub offline: Vec<i32>,
}

/// A topic and its partitions, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    pub name: String,
    pub id: Uuid,
    pub is_internal: bool,
    pub partitions: Vec<Partition>,
}

/// Why there is no answer, or not the one hoped for.
#[derive(Debug, Clone)]
pub struct Failure {
    pub why: String,
    /// Another attempt may do better.
    pub is_retriable: bool,
}

impl Failure {
    pub fn refused(what: &str, code: i16, message: Option<&str>) -> Self {
        Failure { why: refused(what, code, message), is_retriable: ErrorCode::from(code).is_retriable() }
    }
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        Failure { why: explain(&error), is_retriable: error.is_retriable() }
    }
}

impl From<Failure> for String {
    fn from(failure: Failure) -> Self {
        failure.why
    }
}

/// The cluster that a command works with.
pub struct Cluster {
    bootstrap: Vec<HostPort>,
    options: ClientOptions,
    /// The broker that has answered last.
    seed: RefCell<Option<Client>>,
    nodes: RefCell<BTreeMap<i32, Client>>,
}

impl Cluster {
    pub fn new(bootstrap: &Bootstrap) -> Self {
        Self {
            bootstrap: bootstrap.brokers.clone(),
            options: ClientOptions { client_id: "ringmain-cli".into(), ..ClientOptions::default() },
            seed: RefCell::default(),
            nodes: RefCell::default(),
        }
    }

    /// Asks any broker. A request is only repeated elsewhere where no connection could be made.
    pub async fn ask<Req: Request>(&self, request: impl Fn(i16) -> Req) -> Result<Req::Response, Failure> {
        let known = self.seed.take();
        let named = self.bootstrap.iter().map(|address| Client::new(address.clone(), self.options.clone()));
        let others: Vec<Client> = self.nodes.borrow().values().cloned().collect();
        let mut errors = Vec::new();
        for client in known.into_iter().chain(named).chain(others) {
            match client.send_with(&request).await {
                Ok((_, answer)) => {
                    self.seed.replace(Some(client));
                    return Ok(answer);
                }
                Err(error @ ClientError::Connect { .. }) => errors.push(error),
                Err(error) => {
                    self.seed.replace(Some(client));
                    return Err(error.into());
                }
            }
        }
        let mut told: Vec<String> = errors.iter().map(ToString::to_string).collect();
        told.dedup();
        Err(Failure { why: format!("{}. {NO_BROKER_HINT}", told.join("; ")), is_retriable: true })
    }

    /// Every topic.
    pub async fn topics(&self) -> Result<Vec<Topic>, Failure> {
        let answer = self.metadata(None).await?;
        let mut topics: Vec<Topic> =
            answer.topics.into_iter().filter(|topic| topic.error_code == 0).map(topic).collect();
        topics.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(topics)
    }

    /// One topic, which is not created by asking.
    pub async fn topic(&self, name: &str) -> Result<Topic, Failure> {
        let answer = self.metadata(Some(&[name])).await?;
        let found = answer.topics.into_iter().find(|topic| topic.name.as_deref() == Some(name));
        match found {
            Some(found) if found.error_code == 0 => Ok(topic(found)),
            found => {
                let code = found.map_or(ErrorCode::UnknownTopicOrPartition.code(), |found| found.error_code);
                // A topic that is not there is no matter of patience.
                let is_gone = code == ErrorCode::UnknownTopicOrPartition.code();
                let failure = Failure::refused(&format!("topic {name}"), code, None);
                Err(Failure { is_retriable: failure.is_retriable && !is_gone, ..failure })
            }
        }
    }

    /// The ids of the brokers that are up.
    pub async fn brokers(&self) -> Result<Vec<i32>, Failure> {
        let answer = self.metadata(Some(&[])).await?;
        Ok(answer.brokers.iter().map(|broker| broker.node_id).collect())
    }

    /// Of these topics, or of all.
    async fn metadata(&self, names: Option<&[&str]>) -> Result<MetadataResponse, Failure> {
        let answer = self
            .ask(|_| MetadataRequest {
                topics: names.map(|names| {
                    let topic =
                        |name: &&str| MetadataRequestTopic { name: Some((*name).to_owned()), ..Default::default() };
                    names.iter().map(topic).collect()
                }),
                // Before version 4 there was no choice.
                allow_auto_topic_creation: false,
                ..MetadataRequest::default()
            })
            .await?;
        if answer.error_code != 0 {
            return Err(Failure::refused("metadata", answer.error_code, None));
        }
        let mut nodes = self.nodes.borrow_mut();
        for broker in &answer.brokers {
            let port = u16::try_from(broker.port).map_err(|_| Failure {
                why: format!(
                    "broker {} says that it listens on port {} of {}",
                    broker.node_id, broker.port, broker.host
                ),
                is_retriable: false,
            })?;
            let address = HostPort::new(broker.host.clone(), port);
            if nodes.get(&broker.node_id).is_none_or(|client| *client.address() != address) {
                nodes.insert(broker.node_id, Client::new(address, self.options.clone()));
            }
        }
        drop(nodes);
        Ok(answer)
    }

    /// The client of a broker that the metadata has named.
    pub fn node(&self, id: i32) -> Result<Client, Failure> {
        let known = self.nodes.borrow().get(&id).cloned();
        known.ok_or_else(|| Failure {
            why: format!("the metadata says nothing of broker {id}. Is it down?"),
            is_retriable: true,
        })
    }
}

fn topic(found: MetadataResponseTopic) -> Topic {
    let mut partitions: Vec<Partition> = found
        .partitions
        .into_iter()
        .map(|partition| Partition {
            index: partition.partition_index,
            leader: partition.leader_id,
            replicas: partition.replica_nodes,
            in_sync: partition.isr_nodes,
            offline: partition.offline_replicas,
        })
        .collect();
    partitions.sort_by_key(|partition| partition.index);
    Topic { name: found.name.unwrap_or_default(), id: found.topic_id, is_internal: found.is_internal, partitions }
}

const NO_BROKER_HINT: &str =
    "Is a broker running there? Start one with `ringmain serve`, or name another with --bootstrap HOST:PORT";

/// A failed request, with what to try.
pub fn explain(error: &ClientError) -> String {
    match error {
        ClientError::Connect { .. } => format!("{error}. {NO_BROKER_HINT}"),
        ClientError::Timeout { .. } => format!("{error}. The broker may be overloaded or stuck: its log says more"),
        other => other.to_string(),
    }
}

/// An answer that says no: what was asked about, Kafka's name of the error, the broker's words, and what to try.
pub fn refused(what: &str, code: i16, message: Option<&str>) -> String {
    let error = ErrorCode::from(code);
    let name = if error.code() == code { error.name().to_owned() } else { format!("error code {code}") };
    let words = message.map(|words| words.trim_end_matches('.')).filter(|words| !words.is_empty());
    let words = words.map(|words| format!(": {words}")).unwrap_or_default();
    let hint = match error {
        ErrorCode::UnknownTopicOrPartition => {
            ". `ringmain topic list` shows what there is, `ringmain topic create` makes one"
        }
        ErrorCode::TopicAlreadyExists => ". `ringmain topic describe` shows it, `ringmain topic alter` changes it",
        ErrorCode::InvalidTopicException => {
            ". A name has 1 to 249 letters, digits, dots, underscores and dashes, and is not \".\" or \"..\""
        }
        ErrorCode::InvalidReplicationFactor => ". There must be as many brokers as replicas",
        ErrorCode::MessageTooLarge | ErrorCode::RecordListTooLarge => {
            ". The limit is the topic's setting max.message.bytes"
        }
        ErrorCode::NotEnoughReplicas | ErrorCode::NotEnoughReplicasAfterAppend => {
            ". Fewer replicas are in sync than the topic's min.insync.replicas"
        }
        ErrorCode::TopicAuthorizationFailed | ErrorCode::ClusterAuthorizationFailed => {
            ". The principal of this connection needs an ACL for it"
        }
        _ => "",
    };
    format!("{what}: {name}{words}{hint}")
}

//! `ringmain group`: lists, describes and deletes consumer groups, and changes what they have committed.

use std::collections::BTreeMap;
use std::fmt::Write;

use clap::{Args, Subcommand};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::offset_delete_request::{OffsetDeleteRequestPartition, OffsetDeleteRequestTopic};
use ringmain_protocol::messages::rpc::{DeleteGroupsRequest, ListGroupsRequest, OffsetDeleteRequest};
use serde_json::json;

use super::coordinator::{Coordinator, once_ready};
use super::table::table;
use super::{finish, runtime};
use crate::client::cluster::{Bootstrap, Cluster, explain, refused};

mod describe;
mod reset;
mod when;

/// States and types in ListGroups from these versions on (KIP-518, KIP-848).
const FIRST_WITH_STATES: i16 = 4;
const FIRST_WITH_TYPES: i16 = 5;

/// List, describe and delete consumer groups, and change their offsets.
#[derive(Subcommand)]
#[command(after_help = "Examples:
  ringmain group list --state stable
  ringmain group describe orders-app
  ringmain group reset-offsets orders-app --topic orders --to earliest --execute
  ringmain group delete-offsets orders-app --topic orders
  ringmain group delete orders-app")]
pub enum Group {
    List(List),
    Describe(describe::Describe),
    Delete(Delete),
    ResetOffsets(reset::ResetOffsets),
    DeleteOffsets(DeleteOffsets),
}

/// List groups with their type and state.
#[derive(Args)]
pub struct List {
    /// Only groups in one of these states, such as stable or empty.
    #[arg(long = "state", value_name = "STATE", value_delimiter = ',')]
    states: Vec<String>,
    /// Only groups of one of these types, such as classic or consumer.
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',')]
    types: Vec<String>,
    /// One JSON array of objects.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    bootstrap: Bootstrap,
}

/// Delete groups that have no members, with the offsets they committed.
#[derive(Args)]
pub struct Delete {
    /// Names of the groups.
    #[arg(value_name = "GROUP", required = true)]
    groups: Vec<String>,
    /// A group that does not exist is no error.
    #[arg(long)]
    if_exists: bool,
    #[command(flatten)]
    bootstrap: Bootstrap,
}

/// Forget what a group has committed for topics that none of its members reads.
#[derive(Args)]
#[command(after_help = "Examples:
  ringmain group delete-offsets orders-app --topic orders
  ringmain group delete-offsets orders-app --topic orders:0,2 --topic payments")]
pub struct DeleteOffsets {
    /// Name of the group.
    group: String,
    /// A topic, or some of its partitions.
    #[arg(long = "topic", value_name = "TOPIC[:PARTITION,...]", required = true)]
    topics: Vec<TopicChoice>,
    #[command(flatten)]
    bootstrap: Bootstrap,
}

/// A topic, or some of its partitions: `orders`, `orders:0,2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicChoice {
    name: String,
    /// `None`: all of them.
    partitions: Option<Vec<i32>>,
}

impl std::str::FromStr for TopicChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "TOPIC or TOPIC:PARTITION,... is needed, as in orders:0,2".to_owned();
        let (name, list) = text.split_once(':').map_or((text, None), |(name, list)| (name, Some(list)));
        if name.is_empty() {
            return Err(wrong());
        }
        let number = |digits: &str| digits.parse::<i32>().ok().filter(|partition| *partition >= 0).ok_or_else(wrong);
        let partitions = list.map(|list| list.split(',').map(number).collect()).transpose()?;
        Ok(TopicChoice { name: name.to_owned(), partitions })
    }
}

impl TopicChoice {
    /// The partitions chosen, all of which must exist.
    async fn resolve(&self, cluster: &Cluster) -> Result<Vec<i32>, String> {
        let topic = cluster.topic(&self.name).await?;
        let known: Vec<i32> = topic.partitions.iter().map(|partition| partition.index).collect();
        let Some(chosen) = &self.partitions else { return Ok(known) };
        match chosen.iter().find(|partition| !known.contains(partition)) {
            Some(unknown) => {
                let last = known.last().copied().unwrap_or(-1);
                Err(format!("topic {} has no partition {unknown}: its partitions are 0 to {last}", self.name))
            }
            None => Ok(chosen.clone()),
        }
    }
}

/// A partition of a topic, in the order in which people look for it.
type Place = (String, i32);

impl Group {
    pub fn run(self) -> Result<(), String> {
        let text = runtime::block_on(move || self.answer())?;
        super::print(&text)
    }

    async fn answer(self) -> Result<String, String> {
        match self {
            Group::List(list) => list.answer().await,
            Group::Describe(describe) => describe.answer().await,
            Group::Delete(delete) => delete.answer().await,
            Group::ResetOffsets(reset) => reset.answer().await,
            Group::DeleteOffsets(delete) => delete.answer().await,
        }
    }
}

/// A group as ListGroups shows it.
struct Listed {
    group_id: String,
    group_type: String,
    state: String,
    protocol_type: String,
    coordinator: i32,
}

async fn list_groups(cluster: &Cluster, states: &[String], types: &[String]) -> Result<Vec<Listed>, String> {
    let mut listed = Vec::new();
    for broker in cluster.brokers().await? {
        let request = |version| ListGroupsRequest {
            states_filter: if version >= FIRST_WITH_STATES { states.to_vec() } else { Vec::new() },
            types_filter: if version >= FIRST_WITH_TYPES { types.to_vec() } else { Vec::new() },
            ..Default::default()
        };
        let client = cluster.node(broker)?;
        let ask = async || client.send_with(request).await;
        let (version, answer) =
            once_ready(ask, |(_, answer)| answer.error_code).await.map_err(|error| explain(&error))?;
        if (version < FIRST_WITH_STATES && !states.is_empty()) || (version < FIRST_WITH_TYPES && !types.is_empty()) {
            return Err(format!("broker {broker} is too old to choose groups by state or type"));
        }
        if answer.error_code != 0 {
            return Err(refused(&format!("groups of broker {broker}"), answer.error_code, None));
        }
        listed.extend(answer.groups.into_iter().map(|group| Listed {
            group_id: group.group_id,
            group_type: group.group_type,
            state: group.group_state,
            protocol_type: group.protocol_type,
            coordinator: broker,
        }));
    }
    listed.sort_by(|a, b| a.group_id.cmp(&b.group_id));
    Ok(listed)
}

impl List {
    async fn answer(self) -> Result<String, String> {
        let groups = list_groups(&Cluster::new(&self.bootstrap), &self.states, &self.types).await?;
        if self.json {
            let groups: Vec<_> = groups
                .iter()
                .map(|group| {
                    json!({
                        "group": group.group_id, "type": group.group_type, "state": group.state,
                        "protocol_type": group.protocol_type, "coordinator": group.coordinator,
                    })
                })
                .collect();
            return Ok(format!("{}\n", json!(groups)));
        }
        let rows: Vec<_> = groups
            .into_iter()
            .map(|group| [group.group_id, group.group_type, group.state, group.coordinator.to_string()])
            .collect();
        Ok(table(["GROUP", "TYPE", "STATE", "COORDINATOR"], &rows))
    }
}

/// What to try after an error of a group.
fn refused_group(group_id: &str, code: i16, message: Option<&str>) -> String {
    let hint = match ErrorCode::from(code) {
        ErrorCode::NonEmptyGroup => ". Stop its members first: `ringmain group describe` shows them",
        ErrorCode::GroupIdNotFound => ". `ringmain group list` shows what there is",
        ErrorCode::GroupSubscribedToTopic => ". A member of the group still reads the topic: stop it first",
        _ => "",
    };
    format!("{}{hint}", refused(&format!("group {group_id}"), code, message))
}

impl Delete {
    async fn answer(self) -> Result<String, String> {
        let cluster = Cluster::new(&self.bootstrap);
        let mut text = String::new();
        let mut errors = Vec::new();
        for group_id in &self.groups {
            let request = DeleteGroupsRequest { groups_names: vec![group_id.clone()], ..Default::default() };
            let code = |answer: &ringmain_protocol::messages::rpc::DeleteGroupsResponse| {
                answer.results.first().map_or(ErrorCode::UnknownServerError.code(), |result| result.error_code)
            };
            match Coordinator::new(group_id).ask(&cluster, &request, code).await.map(|answer| code(&answer)) {
                Ok(0) => {
                    let _ = writeln!(text, "deleted {group_id}");
                }
                Ok(code) if self.if_exists && code == ErrorCode::GroupIdNotFound.code() => {
                    let _ = writeln!(text, "{group_id} does not exist");
                }
                Ok(code) => errors.push(refused_group(group_id, code, None)),
                Err(error) => errors.push(error),
            }
        }
        finish(text, errors)
    }
}

impl DeleteOffsets {
    async fn answer(self) -> Result<String, String> {
        let cluster = Cluster::new(&self.bootstrap);
        let mut topics: BTreeMap<String, Vec<i32>> = BTreeMap::new();
        for choice in &self.topics {
            topics.entry(choice.name.clone()).or_default().extend(choice.resolve(&cluster).await?);
        }
        let request = OffsetDeleteRequest {
            group_id: self.group.clone(),
            topics: topics
                .into_iter()
                .map(|(name, partitions)| OffsetDeleteRequestTopic {
                    name,
                    partitions: partitions
                        .into_iter()
                        .map(|partition_index| OffsetDeleteRequestPartition { partition_index })
                        .collect(),
                })
                .collect(),
        };
        let answer = Coordinator::new(&self.group).ask(&cluster, &request, |answer| answer.error_code).await?;
        if answer.error_code != 0 {
            return Err(refused_group(&self.group, answer.error_code, None));
        }
        let mut text = String::new();
        let mut errors = Vec::new();
        for topic in answer.topics {
            for partition in topic.partitions {
                let place = format!("{}:{}", topic.name, partition.partition_index);
                match partition.error_code {
                    0 => {
                        let _ = writeln!(text, "{} forgot its offset of {place}", self.group);
                    }
                    code => errors.push(refused_group(&format!("{}, {place}", self.group), code, None)),
                }
            }
        }
        finish(text, errors)
    }
}

#[cfg(test)]
#[path = "../group_tests.rs"]
mod tests;

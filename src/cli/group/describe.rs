//! `ringmain group describe`: state, members and what they read, what is committed and how far behind it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use bytes::Bytes;
use clap::Args;
use ringmain_protocol::api_key::ApiKey;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::message::Message;
use ringmain_protocol::messages::rpc::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use ringmain_protocol::messages::rpc::offset_fetch_request::OffsetFetchRequestGroup;
use ringmain_protocol::messages::rpc::{
    ConsumerGroupDescribeRequest, ConsumerProtocolAssignment, DescribeGroupsRequest, ListOffsetsRequest,
    OffsetFetchRequest,
};
use ringmain_protocol::primitives::Decoder;
use serde_json::json;

use super::super::coordinator::Coordinator;
use super::super::table::table;
use super::{Place, list_groups, refused_group};
use crate::client::cluster::{Bootstrap, Cluster, explain, refused};

/// The timestamp that asks ListOffsets for the end.
pub(super) const LATEST: i64 = -1;
/// Several groups in one OffsetFetch from this version on.
const FIRST_BATCHED_FETCH: i16 = 8;

/// Show groups: state, members with what they read, committed offsets and lag.
#[derive(Args)]
#[command(after_help = "Examples:
  ringmain group describe orders-app
  ringmain group describe orders-app payments-app --json
  ringmain group describe                                   # every group

LAG is the number of offsets between what is committed and the partition's end.")]
pub struct Describe {
    /// Names of the groups; all where none is given.
    #[arg(value_name = "GROUP")]
    groups: Vec<String>,
    /// One JSON array of objects.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    bootstrap: Bootstrap,
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Member {
    pub id: String,
    pub instance_id: Option<String>,
    pub client_id: String,
    pub host: String,
    /// Of a member of the consumer protocol.
    pub epoch: Option<i32>,
    pub assigned: BTreeSet<Place>,
}

/// A group as its coordinator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Described {
    pub group_id: String,
    pub group_type: &'static str,
    pub state: String,
    pub coordinator: i32,
    pub assignor: String,
    /// Of a group of the consumer protocol.
    pub epoch: Option<i32>,
    pub members: Vec<Member>,
}

/// What a group has committed for a partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Committed {
    pub offset: i64,
    pub metadata: String,
}

impl Described {
    /// Whether the group's offsets may be changed from outside.
    pub fn is_idle(&self) -> bool {
        self.members.is_empty() && matches!(self.state.as_str(), "Empty" | "Dead" | "")
    }
}

/// A group's state and members; `None` where there is no such group.
pub(super) async fn describe(cluster: &Cluster, group_id: &str) -> Result<Option<Described>, String> {
    let mut coordinator = Coordinator::new(group_id);
    if let Some(group) = describe_consumer_group(cluster, &mut coordinator, group_id).await? {
        return Ok(Some(group));
    }
    let request = DescribeGroupsRequest { groups: vec![group_id.to_owned()], ..Default::default() };
    let error = |answer: &ringmain_protocol::messages::rpc::DescribeGroupsResponse| {
        answer.groups.first().map_or(ErrorCode::UnknownServerError.code(), |group| group.error_code)
    };
    let answer = coordinator.ask(cluster, &request, error).await?;
    let Some(group) = answer.groups.into_iter().next() else { return Ok(None) };
    match ErrorCode::from(group.error_code) {
        ErrorCode::GroupIdNotFound => return Ok(None),
        ErrorCode::None if group.group_state == "Dead" && group.members.is_empty() => return Ok(None),
        ErrorCode::None => {}
        _ => return Err(refused_group(group_id, group.error_code, group.error_message.as_deref())),
    }
    let members = group.members.into_iter().map(|member| Member {
        id: member.member_id,
        instance_id: member.group_instance_id,
        client_id: member.client_id,
        host: member.client_host,
        epoch: None,
        assigned: classic_assignment(member.member_assignment),
    });
    Ok(Some(Described {
        group_id: group.group_id,
        group_type: "classic",
        state: group.group_state,
        coordinator: coordinator.id(),
        assignor: group.protocol_data,
        epoch: None,
        members: members.collect(),
    }))
}

/// The group if it is one of the consumer protocol, and the broker knows that protocol.
async fn describe_consumer_group(
    cluster: &Cluster,
    coordinator: &mut Coordinator,
    group_id: &str,
) -> Result<Option<Described>, String> {
    if let Ok(client) = coordinator.client(cluster).await? {
        let served = client.versions(ApiKey::ConsumerGroupDescribe).await.map_err(|error| explain(&error))?;
        if served.is_none() {
            return Ok(None);
        }
    }
    let request = ConsumerGroupDescribeRequest { group_ids: vec![group_id.to_owned()], ..Default::default() };
    let error = |answer: &ringmain_protocol::messages::rpc::ConsumerGroupDescribeResponse| {
        answer.groups.first().map_or(ErrorCode::UnknownServerError.code(), |group| group.error_code)
    };
    let answer = coordinator.ask(cluster, &request, error).await?;
    let Some(group) = answer.groups.into_iter().next() else { return Ok(None) };
    match ErrorCode::from(group.error_code) {
        ErrorCode::GroupIdNotFound | ErrorCode::UnsupportedVersion => return Ok(None),
        ErrorCode::None => {}
        _ => return Err(refused_group(group_id, group.error_code, group.error_message.as_deref())),
    }
    let members = group.members.into_iter().map(|member| {
        let topics = member.assignment.topic_partitions;
        let places = topics
            .iter()
            .flat_map(|topic| topic.partitions.iter().map(|partition| (topic.topic_name.clone(), *partition)));
        Member {
            id: member.member_id,
            instance_id: member.instance_id,
            client_id: member.client_id,
            host: member.client_host,
            epoch: Some(member.member_epoch),
            assigned: places.collect(),
        }
    });
    Ok(Some(Described {
        group_id: group.group_id,
        group_type: "consumer",
        state: group.group_state,
        coordinator: coordinator.id(),
        assignor: group.assignor_name,
        epoch: Some(group.group_epoch),
        members: members.collect(),
    }))
}

/// What a classic member was assigned; nothing where it is no consumer's.
fn classic_assignment(bytes: Bytes) -> BTreeSet<Place> {
    let mut d = Decoder::new(bytes);
    let Ok(version) = d.i16("version") else { return BTreeSet::new() };
    // A later version only adds to what is known.
    let version = version.clamp(ConsumerProtocolAssignment::MIN_VERSION, ConsumerProtocolAssignment::MAX_VERSION);
    let Ok(assignment) = ConsumerProtocolAssignment::decode(&mut d, version) else { return BTreeSet::new() };
    let places = assignment.assigned_partitions.into_iter().flat_map(|topic| {
        let name = topic.topic;
        topic.partitions.into_iter().map(move |partition| (name.clone(), partition))
    });
    places.collect()
}

/// Everything that a group has committed.
pub(super) async fn committed(cluster: &Cluster, group_id: &str) -> Result<BTreeMap<Place, Committed>, String> {
    let mut coordinator = Coordinator::new(group_id);
    let names: BTreeMap<_, _> = cluster.topics().await?.into_iter().map(|topic| (topic.id, topic.name)).collect();
    let batched = match coordinator.client(cluster).await? {
        Ok(client) => {
            let served = client.versions(ApiKey::OffsetFetch).await.map_err(|error| explain(&error))?;
            served.is_none_or(|(_, highest)| highest >= FIRST_BATCHED_FETCH)
        }
        Err(_) => true,
    };
    let group = OffsetFetchRequestGroup { group_id: group_id.to_owned(), topics: None, ..Default::default() };
    let request = OffsetFetchRequest {
        group_id: if batched { String::new() } else { group_id.to_owned() },
        topics: if batched { Some(Vec::new()) } else { None },
        groups: if batched { vec![group] } else { Vec::new() },
        ..Default::default()
    };
    let error = |answer: &ringmain_protocol::messages::rpc::OffsetFetchResponse| {
        answer.groups.first().map_or(answer.error_code, |group| group.error_code)
    };
    let answer = coordinator.ask(cluster, &request, error).await?;
    let code = error(&answer);
    if code == ErrorCode::GroupIdNotFound.code() {
        return Ok(BTreeMap::new());
    }
    if code != 0 {
        return Err(refused(&format!("offsets of group {group_id}"), code, None));
    }
    let mut committed = BTreeMap::new();
    for topic in answer.groups.into_iter().flat_map(|group| group.topics) {
        let name = if topic.name.is_empty() { names.get(&topic.topic_id).cloned() } else { Some(topic.name) };
        let Some(name) = name else { continue };
        for partition in topic.partitions.into_iter().filter(|partition| partition.committed_offset >= 0) {
            let metadata = partition.metadata.unwrap_or_default();
            let offset = partition.committed_offset;
            committed.insert((name.clone(), partition.partition_index), Committed { offset, metadata });
        }
    }
    for topic in answer.topics {
        for partition in topic.partitions.into_iter().filter(|partition| partition.committed_offset >= 0) {
            let metadata = partition.metadata.unwrap_or_default();
            let offset = partition.committed_offset;
            committed.insert((topic.name.clone(), partition.partition_index), Committed { offset, metadata });
        }
    }
    Ok(committed)
}

/// The offsets that ListOffsets gives for a timestamp, -1 where there is none; partitions that are gone or have no leader
/// are left out.
pub(super) async fn offsets_at(
    cluster: &Cluster,
    places: impl Iterator<Item = &Place>,
    timestamp: i64,
) -> Result<BTreeMap<Place, i64>, String> {
    let topics: BTreeMap<_, _> = cluster.topics().await?.into_iter().map(|topic| (topic.name.clone(), topic)).collect();
    let mut leaders: BTreeMap<i32, BTreeMap<String, Vec<ListOffsetsPartition>>> = BTreeMap::new();
    for (name, index) in places {
        let partition = topics.get(name).and_then(|topic| topic.partitions.iter().find(|known| known.index == *index));
        if let Some(partition) = partition.filter(|partition| partition.leader >= 0) {
            let asked = ListOffsetsPartition { partition_index: *index, timestamp, ..Default::default() };
            leaders.entry(partition.leader).or_default().entry(name.clone()).or_default().push(asked);
        }
    }
    let mut found = BTreeMap::new();
    for (leader, topics) in leaders {
        let topics =
            topics.into_iter().map(|(name, partitions)| ListOffsetsTopic { name, partitions, ..Default::default() });
        let request = ListOffsetsRequest { replica_id: -1, topics: topics.collect(), ..Default::default() };
        let answer = cluster.node(leader)?.send(&request).await.map_err(|error| explain(&error))?;
        for topic in answer.topics {
            for partition in topic.partitions.into_iter().filter(|partition| partition.error_code == 0) {
                found.insert((topic.name.clone(), partition.partition_index), partition.offset);
            }
        }
    }
    Ok(found)
}

/// One partition that a group reads or has read.
struct Row<'a> {
    place: Place,
    committed: Option<Committed>,
    end: Option<i64>,
    owner: Option<&'a Member>,
}

impl Row<'_> {
    fn lag(&self) -> Option<i64> {
        Some(self.end?.saturating_sub(self.committed.as_ref()?.offset).max(0))
    }
}

impl Describe {
    pub(super) async fn answer(self) -> Result<String, String> {
        let cluster = Cluster::new(&self.bootstrap);
        let groups = if self.groups.is_empty() {
            list_groups(&cluster, &[], &[]).await?.into_iter().map(|group| group.group_id).collect()
        } else {
            self.groups.clone()
        };
        let mut texts = Vec::new();
        let mut objects = Vec::new();
        for group_id in &groups {
            let Some(group) = describe(&cluster, group_id).await? else {
                return Err(refused_group(group_id, ErrorCode::GroupIdNotFound.code(), None));
            };
            let committed = committed(&cluster, group_id).await?;
            let mut places: BTreeSet<Place> = committed.keys().cloned().collect();
            places.extend(group.members.iter().flat_map(|member| member.assigned.iter().cloned()));
            let ends = offsets_at(&cluster, places.iter(), LATEST).await?;
            let rows: Vec<Row<'_>> = places
                .into_iter()
                .map(|place| Row {
                    committed: committed.get(&place).cloned(),
                    end: ends.get(&place).copied(),
                    owner: group.members.iter().find(|member| member.assigned.contains(&place)),
                    place,
                })
                .collect();
            if self.json {
                objects.push(to_json(&group, &rows));
            } else {
                texts.push(to_text(&group, &rows));
            }
        }
        Ok(if self.json { format!("{}\n", json!(objects)) } else { texts.join("\n") })
    }
}

fn to_text(group: &Described, rows: &[Row<'_>]) -> String {
    let mut text = String::new();
    let lag: i64 = rows.iter().filter_map(Row::lag).sum();
    let epoch = group.epoch.map(|epoch| epoch.to_string()).unwrap_or_default();
    for (name, value) in [
        ("GROUP", group.group_id.as_str()),
        ("TYPE", group.group_type),
        ("STATE", group.state.as_str()),
        ("EPOCH", epoch.as_str()),
        ("ASSIGNOR", group.assignor.as_str()),
        ("COORDINATOR", &group.coordinator.to_string()),
        ("MEMBERS", &group.members.len().to_string()),
        ("TOTAL-LAG", &lag.to_string()),
    ] {
        if !value.is_empty() {
            let _ = writeln!(text, "{name:<12}{value}");
        }
    }
    if !rows.is_empty() {
        let number = |number: Option<i64>| number.map_or("-".to_owned(), |number| number.to_string());
        let cells: Vec<_> = rows
            .iter()
            .map(|row| {
                let owner = |part: fn(&Member) -> String| row.owner.map_or("-".to_owned(), part);
                [
                    row.place.0.clone(),
                    row.place.1.to_string(),
                    number(row.committed.as_ref().map(|committed| committed.offset)),
                    number(row.end),
                    number(row.lag()),
                    owner(|member| member.id.clone()),
                    owner(|member| member.client_id.clone()),
                    owner(|member| member.host.trim_start_matches('/').to_owned()),
                ]
            })
            .collect();
        let headline = ["TOPIC", "PARTITION", "COMMITTED", "END", "LAG", "MEMBER", "CLIENT", "HOST"];
        let _ = write!(text, "\n{}", table(headline, &cells));
    }
    let idle: Vec<_> = group.members.iter().filter(|member| member.assigned.is_empty()).collect();
    if !idle.is_empty() {
        let names: Vec<&str> = idle.iter().map(|member| member.id.as_str()).collect();
        let _ = writeln!(text, "\nwithout partitions: {}", names.join(", "));
    }
    text
}

fn to_json(group: &Described, rows: &[Row<'_>]) -> serde_json::Value {
    let members: Vec<_> = group
        .members
        .iter()
        .map(|member| {
            let assigned: Vec<_> = member
                .assigned
                .iter()
                .map(|(topic, partition)| json!({"topic": topic, "partition": partition}))
                .collect();
            json!({
                "member": member.id, "instance": member.instance_id, "client": member.client_id,
                "host": member.host.trim_start_matches('/'), "epoch": member.epoch, "assigned": assigned,
            })
        })
        .collect();
    let partitions: Vec<_> = rows
        .iter()
        .map(|row| {
            json!({
                "topic": row.place.0, "partition": row.place.1,
                "committed": row.committed.as_ref().map(|committed| committed.offset),
                "metadata": row.committed.as_ref().map(|committed| &committed.metadata),
                "end": row.end, "lag": row.lag(), "member": row.owner.map(|member| &member.id),
            })
        })
        .collect();
    json!({
        "group": group.group_id, "type": group.group_type, "state": group.state, "epoch": group.epoch,
        "assignor": group.assignor, "coordinator": group.coordinator,
        "total_lag": rows.iter().filter_map(Row::lag).sum::<i64>(), "members": members, "partitions": partitions,
    })
}

//! A member of a consumer group, by the protocol of KIP-848: the broker decides who reads what, the member says what it has.
//!
//! Promises: a partition is given up only after what was read of it is committed, and read only after the member was told to;
//! a member that its group has forgotten says so once, and joins anew with the next heartbeat.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use ringmain_protocol::api_key::ApiKey;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::consumer_group_heartbeat_request::TopicPartitions;
use ringmain_protocol::messages::rpc::offset_commit_request::{OffsetCommitRequestPartition, OffsetCommitRequestTopic};
use ringmain_protocol::messages::rpc::offset_commit_response::OffsetCommitResponse;
use ringmain_protocol::messages::rpc::offset_fetch_request::{
    OffsetFetchRequestGroup, OffsetFetchRequestTopic, OffsetFetchRequestTopics,
};
use ringmain_protocol::messages::rpc::offset_fetch_response::OffsetFetchResponse;
use ringmain_protocol::messages::rpc::{
    ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse, OffsetCommitRequest, OffsetFetchRequest,
};
use ringmain_protocol::uuid::Uuid;

use super::coordinator::Coordinator;
use crate::client::cluster::{Cluster, Topic, explain, refused};
use crate::rt::random;
use crate::rt::time::{self, Instant};

/// As max.poll.interval.ms of Kafka's consumer: how long the member may take to give a partition up.
const REBALANCE_TIMEOUT_MS: i32 = 300_000;
/// Epochs that say: I join, I leave.
const JOIN: i32 = 0;
const LEAVE: i32 = -1;
/// Several groups in one OffsetFetch from this version on.
const FIRST_BATCHED_FETCH: i16 = 8;

/// This process in a group that reads one topic.
pub struct Membership {
    group_id: String,
    member_id: String,
    epoch: i32,
    coordinator: Coordinator,
    topic_id: Uuid,
    topic: String,
    /// What the group wants this member to have.
    target: BTreeSet<i32>,
    owned: BTreeSet<i32>,
    next_heartbeat: Instant,
}

/// What a heartbeat changed.
#[derive(Debug, PartialEq, Eq)]
pub enum Change {
    None,
    /// The member is to have these partitions, and no others.
    Target(BTreeSet<i32>),
    /// The group has forgotten the member: what it has is no longer its own, and cannot be committed.
    Forgotten,
}

impl Membership {
    pub fn new(group_id: &str, topic: &Topic) -> Self {
        let mut unique = [0; 16];
        random::fill(&mut unique);
        Self {
            group_id: group_id.to_owned(),
            member_id: Uuid(unique).to_string(),
            epoch: JOIN,
            coordinator: Coordinator::new(group_id),
            topic_id: topic.id,
            topic: topic.name.clone(),
            target: BTreeSet::new(),
            owned: BTreeSet::new(),
            next_heartbeat: time::now(),
        }
    }

    /// How long until the group must hear from this member.
    pub fn patience(&self) -> Duration {
        self.next_heartbeat.saturating_duration_since(time::now())
    }

    /// The member has these partitions now.
    pub fn owns(&mut self, partitions: BTreeSet<i32>) {
        if self.owned != partitions {
            self.owned = partitions;
            self.next_heartbeat = time::now();
        }
    }

    /// Tells the group that this member lives, if it is time to.
    pub async fn heartbeat(&mut self, cluster: &Cluster) -> Result<Change, String> {
        if !self.patience().is_zero() {
            return Ok(Change::None);
        }
        if self.epoch == JOIN {
            self.check_served(cluster).await?;
        }
        let answer = self.send(cluster, self.epoch).await?;
        match ErrorCode::from(answer.error_code) {
            ErrorCode::None => {}
            ErrorCode::UnknownMemberId | ErrorCode::FencedMemberEpoch => {
                self.epoch = JOIN;
                self.target.clear();
                self.owned.clear();
                return Ok(Change::Forgotten);
            }
            _ => {
                let what = format!("group {}", self.group_id);
                return Err(refused(&what, answer.error_code, answer.error_message.as_deref()));
            }
        }
        self.epoch = answer.member_epoch;
        let interval_ms = u64::try_from(answer.heartbeat_interval_ms).unwrap_or(0).max(1);
        self.next_heartbeat = time::now() + Duration::from_millis(interval_ms);
        let Some(assignment) = answer.assignment else { return Ok(Change::None) };
        let own = assignment.topic_partitions.into_iter().filter(|topic| topic.topic_id == self.topic_id);
        self.target = own.flat_map(|topic| topic.partitions).collect();
        Ok(Change::Target(self.target.clone()))
    }

    /// Leaves the group; what is to be committed was committed before.
    pub async fn leave(&mut self, cluster: &Cluster) -> Result<(), String> {
        if self.epoch == JOIN {
            return Ok(());
        }
        self.send(cluster, LEAVE).await.map(|_| ())
    }

    async fn check_served(&mut self, cluster: &Cluster) -> Result<(), String> {
        if let Ok(client) = self.coordinator.client(cluster).await? {
            let served = client.versions(ApiKey::ConsumerGroupHeartbeat).await.map_err(|error| explain(&error))?;
            if served.is_none() {
                return Err(
                    "the broker does not know the consumer group protocol of KIP-848, which Kafka has from 4.0 on"
                        .into(),
                );
            }
        }
        Ok(())
    }

    async fn send(&mut self, cluster: &Cluster, epoch: i32) -> Result<ConsumerGroupHeartbeatResponse, String> {
        let is_full = epoch == JOIN;
        let owned = TopicPartitions {
            topic_id: self.topic_id,
            partitions: self.owned.iter().copied().collect(),
            ..Default::default()
        };
        // Always, so that it does not matter which of the heartbeats before was heard.
        let tells = epoch != LEAVE;
        let request = ConsumerGroupHeartbeatRequest {
            group_id: self.group_id.clone(),
            member_id: self.member_id.clone(),
            member_epoch: epoch,
            rebalance_timeout_ms: if is_full { REBALANCE_TIMEOUT_MS } else { -1 },
            subscribed_topic_names: is_full.then(|| vec![self.topic.clone()]),
            topic_partitions: tells.then(|| if self.owned.is_empty() { Vec::new() } else { vec![owned] }),
            ..Default::default()
        };
        self.coordinator.ask_again(cluster, &request, |answer| answer.error_code).await
    }

    /// What the group has committed for these partitions, where it has.
    pub async fn committed(&mut self, cluster: &Cluster, wanted: &BTreeSet<i32>) -> Result<BTreeMap<i32, i64>, String> {
        let batched = match self.coordinator.client(cluster).await? {
            Ok(client) => {
                let served = client.versions(ApiKey::OffsetFetch).await.map_err(|error| explain(&error))?;
                served.is_none_or(|(_, highest)| highest >= FIRST_BATCHED_FETCH)
            }
            Err(_) => true,
        };
        let partition_indexes: Vec<i32> = wanted.iter().copied().collect();
        let topic = OffsetFetchRequestTopics {
            name: self.topic.clone(),
            topic_id: self.topic_id,
            partition_indexes: partition_indexes.clone(),
            ..Default::default()
        };
        let single = OffsetFetchRequestTopic { name: self.topic.clone(), partition_indexes, ..Default::default() };
        let group = OffsetFetchRequestGroup {
            group_id: self.group_id.clone(),
            member_id: Some(self.member_id.clone()),
            member_epoch: self.epoch,
            topics: Some(vec![topic]),
            ..Default::default()
        };
        let request = OffsetFetchRequest {
            group_id: if batched { String::new() } else { self.group_id.clone() },
            topics: Some(if batched { Vec::new() } else { vec![single] }),
            groups: if batched { vec![group] } else { Vec::new() },
            require_stable: true,
            ..Default::default()
        };
        let error =
            |answer: &OffsetFetchResponse| answer.groups.first().map_or(answer.error_code, |group| group.error_code);
        let answer = self.coordinator.ask_again(cluster, &request, error).await?;
        if error(&answer) != 0 {
            return Err(refused(&format!("offsets of group {}", self.group_id), error(&answer), None));
        }
        let of_groups = answer
            .groups
            .into_iter()
            .flat_map(|group| group.topics)
            .flat_map(|topic| topic.partitions.into_iter().map(|one| (one.partition_index, one.committed_offset)));
        let of_topics = answer
            .topics
            .into_iter()
            .flat_map(|topic| topic.partitions.into_iter().map(|one| (one.partition_index, one.committed_offset)));
        Ok(of_groups.chain(of_topics).filter(|(_, offset)| *offset >= 0).collect())
    }

    /// Commits where reading goes on. False if the group has forgotten the member, or moved on without it: nothing is committed.
    pub async fn commit(&mut self, cluster: &Cluster, offsets: &BTreeMap<i32, i64>) -> Result<bool, String> {
        if offsets.is_empty() {
            return Ok(true);
        }
        let partitions = offsets.iter().map(|(&partition_index, &committed_offset)| OffsetCommitRequestPartition {
            partition_index,
            committed_offset,
            committed_leader_epoch: -1,
            committed_metadata: Some(String::new()),
            ..Default::default()
        });
        let topic = OffsetCommitRequestTopic {
            name: self.topic.clone(),
            topic_id: self.topic_id,
            partitions: partitions.collect(),
            ..Default::default()
        };
        let request = OffsetCommitRequest {
            group_id: self.group_id.clone(),
            generation_id_or_member_epoch: self.epoch,
            member_id: self.member_id.clone(),
            retention_time_ms: -1,
            topics: vec![topic],
            ..Default::default()
        };
        let error = |answer: &OffsetCommitResponse| {
            let codes = answer.topics.iter().flat_map(|topic| topic.partitions.iter().map(|one| one.error_code));
            codes.into_iter().find(|code| *code != 0).unwrap_or(0)
        };
        let answer = self.coordinator.ask_again(cluster, &request, error).await?;
        match ErrorCode::from(error(&answer)) {
            ErrorCode::None => Ok(true),
            ErrorCode::UnknownMemberId | ErrorCode::FencedMemberEpoch | ErrorCode::StaleMemberEpoch => {
                // The next heartbeat tells what has happened.
                self.next_heartbeat = time::now();
                Ok(false)
            }
            _ => Err(refused(&format!("offsets of group {}", self.group_id), error(&answer), None)),
        }
    }
}

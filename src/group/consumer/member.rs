//! A member of a consumer group, as its two records tell it.

use crate::group::assignor::Partitions;
use crate::group::planted::{Fault, planted};
use ringmain_protocol::messages::group_coordinator::consumer_group_current_member_assignment_value::TopicPartitions;
use ringmain_protocol::messages::group_coordinator::consumer_group_member_metadata_value::ClassicMemberMetadata;
use ringmain_protocol::messages::group_coordinator::{
    ConsumerGroupCurrentMemberAssignmentValue, ConsumerGroupMemberMetadataValue,
};
use ringmain_protocol::messages::rpc::consumer_group_heartbeat_request::TopicPartitions as OwnedPartitions;
use ringmain_protocol::uuid::Uuid;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The epoch of a member that leaves; of one that is about to be removed.
pub(in crate::group) const LEAVE_EPOCH: i32 = -1;
/// The epoch of a static member that left and may be replaced.
pub(in crate::group) const STATIC_LEAVE_EPOCH: i32 = -2;

/// Partitions that a member has, each with the epoch at which it was assigned.
pub(in crate::group) type Owned = BTreeMap<Uuid, BTreeMap<i32, i32>>;

/// How far a member is on its way to its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberState {
    Stable,
    /// It must give up partitions before it may go on.
    UnrevokedPartitions,
    /// It waits for partitions that others have not given up.
    UnreleasedPartitions,
    /// Written by a later version.
    Unknown,
}

impl MemberState {
    fn from_code(code: i8) -> Self {
        match code {
            0 => MemberState::Stable,
            1 => MemberState::UnrevokedPartitions,
            2 => MemberState::UnreleasedPartitions,
            _ => MemberState::Unknown,
        }
    }

    fn code(self) -> i8 {
        match self {
            MemberState::Stable => 0,
            MemberState::UnrevokedPartitions => 1,
            MemberState::UnreleasedPartitions => 2,
            MemberState::Unknown => 127,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::group) struct Member {
    pub id: Arc<str>,
    pub epoch: i32,
    /// Where the answer with the newest epoch was lost, the member comes with this one.
    pub previous_epoch: i32,
    pub state: MemberState,
    pub instance_id: Option<String>,
    pub rack_id: Option<String>,
    /// -1: never said.
    pub rebalance_timeout_ms: i32,
    pub client_id: String,
    pub client_host: String,
    pub topics: Arc<BTreeSet<String>>,
    /// Empty: none. `None` only in records of old versions, and told as it is.
    pub regex: Option<String>,
    pub server_assignor: Option<String>,
    pub assigned: Owned,
    /// To be given up. Until then nobody else gets them.
    pub revoking: Owned,
    /// Of a member that speaks the classic protocol.
    pub classic: Option<ClassicMemberMetadata>,
}

impl Member {
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Member {
            id: id.into(),
            epoch: 0,
            previous_epoch: -1,
            state: MemberState::Stable,
            instance_id: None,
            rack_id: None,
            rebalance_timeout_ms: -1,
            client_id: String::new(),
            client_host: String::new(),
            topics: Arc::default(),
            regex: Some(String::new()),
            server_assignor: None,
            assigned: Owned::new(),
            revoking: Owned::new(),
            classic: None,
        }
    }

    /// The expression it subscribes with, if any.
    pub fn regex(&self) -> Option<&str> {
        self.regex.as_deref().filter(|regex| !regex.is_empty())
    }

    pub fn uses_classic_protocol(&self) -> bool {
        self.classic.is_some()
    }

    pub fn is_reconciled_to(&self, target_epoch: i32) -> bool {
        self.state == MemberState::Stable && self.epoch == target_epoch
    }

    pub fn must_revoke(&self) -> bool {
        self.state == MemberState::UnrevokedPartitions
    }

    /// Takes another epoch and remembers the one before.
    pub fn advance_to(&mut self, epoch: i32) {
        self.previous_epoch = std::mem::replace(&mut self.epoch, epoch);
    }

    // ---- records ----

    pub fn metadata_value(&self) -> ConsumerGroupMemberMetadataValue {
        ConsumerGroupMemberMetadataValue {
            instance_id: self.instance_id.clone(),
            rack_id: self.rack_id.clone(),
            client_id: self.client_id.clone(),
            client_host: self.client_host.clone(),
            subscribed_topic_names: self.topics.iter().cloned().collect(),
            subscribed_topic_regex: self.regex.clone(),
            rebalance_timeout_ms: self.rebalance_timeout_ms,
            server_assignor: self.server_assignor.clone(),
            classic_member_metadata: self.classic.clone(),
            ..Default::default()
        }
    }

    pub fn apply_metadata(&mut self, value: ConsumerGroupMemberMetadataValue) {
        self.instance_id = value.instance_id;
        self.rack_id = value.rack_id;
        self.client_id = value.client_id;
        self.client_host = value.client_host;
        self.topics = Arc::new(value.subscribed_topic_names.into_iter().collect());
        self.regex = value.subscribed_topic_regex;
        self.rebalance_timeout_ms = value.rebalance_timeout_ms;
        self.server_assignor = value.server_assignor;
        self.classic = value.classic_member_metadata;
    }

    pub fn assignment_value(&self) -> ConsumerGroupCurrentMemberAssignmentValue {
        ConsumerGroupCurrentMemberAssignmentValue {
            member_epoch: self.epoch,
            previous_member_epoch: self.previous_epoch,
            state: self.state.code(),
            assigned_partitions: to_records(&self.assigned),
            partitions_pending_revocation: if planted(Fault::ForgetRevocation) {
                Vec::new()
            } else {
                to_records(&self.revoking)
            },
            ..Default::default()
        }
    }

    pub fn apply_assignment(&mut self, value: &ConsumerGroupCurrentMemberAssignmentValue) {
        self.epoch = value.member_epoch;
        self.previous_epoch = value.previous_member_epoch;
        self.state = MemberState::from_code(value.state);
        self.assigned = from_records(&value.assigned_partitions, value.member_epoch);
        self.revoking = from_records(&value.partitions_pending_revocation, value.member_epoch);
    }

    /// What is left of a member between the tombstone of its assignment and its own.
    pub fn without_assignment(&self) -> Self {
        Member {
            epoch: LEAVE_EPOCH,
            previous_epoch: LEAVE_EPOCH,
            assigned: Owned::new(),
            revoking: Owned::new(),
            ..self.clone()
        }
    }
}

fn to_records(owned: &Owned) -> Vec<TopicPartitions> {
    let topic = |(topic_id, partitions): (&Uuid, &BTreeMap<i32, i32>)| TopicPartitions {
        topic_id: *topic_id,
        partitions: partitions.keys().copied().collect(),
        assignment_epochs: Some(partitions.values().copied().collect()),
        ..Default::default()
    };
    owned.iter().map(topic).collect()
}

/// Records of before 4.3 have no epochs: the member's stands for them, and 0 for that of a static member that left.
fn from_records(topics: &[TopicPartitions], member_epoch: i32) -> Owned {
    let one = |topic: &TopicPartitions| {
        let epochs = topic.assignment_epochs.as_deref().filter(|epochs| epochs.len() == topic.partitions.len());
        let partitions = topic.partitions.iter().enumerate().map(|(at, partition)| {
            let epoch = epochs.and_then(|epochs| epochs.get(at)).copied();
            (*partition, epoch.unwrap_or(member_epoch.max(0)))
        });
        (topic.topic_id, partitions.collect::<BTreeMap<i32, i32>>())
    };
    topics.iter().map(one).filter(|(_, partitions)| !partitions.is_empty()).collect()
}

/// Partitions, all assigned at `epoch`.
pub(in crate::group) fn owned_at(partitions: &Partitions, epoch: i32) -> Owned {
    partitions
        .iter()
        .map(|(topic, numbers)| (*topic, numbers.iter().map(|number| (*number, epoch)).collect()))
        .collect()
}

/// Partitions without their epochs.
pub(in crate::group) fn partitions_of(owned: &Owned) -> Partitions {
    owned.iter().map(|(topic, partitions)| (*topic, partitions.keys().copied().collect())).collect()
}

/// Whether a member says that it has some of `owned`; taken for yes where it says nothing.
pub(in crate::group) fn may_own_some(said: Option<&[OwnedPartitions]>, owned: &Owned) -> bool {
    if planted(Fault::TrustSilence) && said.is_none() {
        return false;
    }
    said.is_none_or(|said| {
        said.iter().any(|topic| {
            owned.get(&topic.topic_id).is_some_and(|owned| topic.partitions.iter().any(|p| owned.contains_key(p)))
        })
    })
}

/// Whether a member says what it has, and has nothing but some of `owned`.
pub(in crate::group) fn owns_only(said: Option<&[OwnedPartitions]>, owned: &Owned) -> bool {
    said.is_some_and(|said| {
        said.iter().all(|topic| {
            let owned = owned.get(&topic.topic_id);
            owned.is_some_and(|owned| topic.partitions.iter().all(|p| owned.contains_key(p)))
        })
    })
}

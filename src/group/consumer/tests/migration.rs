//! Groups that change their protocol while they have members.

use super::*;
use crate::group::ClassicState;
use bytes::{BufMut, Bytes, BytesMut};
use ringmain_protocol::message::Message;
use ringmain_protocol::messages::rpc::consumer_protocol_subscription::TopicPartition;
use ringmain_protocol::messages::rpc::join_group_request::JoinGroupRequestProtocol;
use ringmain_protocol::messages::rpc::leave_group_request::MemberIdentity;
use ringmain_protocol::messages::rpc::sync_group_request::SyncGroupRequestAssignment;
use ringmain_protocol::messages::rpc::{
    ConsumerProtocolAssignment, ConsumerProtocolSubscription, HeartbeatRequest, JoinGroupRequest, JoinGroupResponse,
    LeaveGroupRequest, SyncGroupRequest, SyncGroupResponse,
};
use ringmain_protocol::primitives::Decoder;

fn versioned(message: &impl Message, version: i16) -> Bytes {
    let mut bytes = BytesMut::new();
    bytes.put_i16(version);
    message.encode(&mut bytes, version).unwrap();
    bytes.freeze()
}

pub(super) fn classic_join(member: &str, topics: &[&str], owned: &Names) -> JoinGroupRequest {
    let topic = |(topic, partitions): (&String, &Vec<i32>)| TopicPartition {
        topic: topic.clone(),
        partitions: partitions.clone(),
    };
    let subscription = ConsumerProtocolSubscription {
        topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
        owned_partitions: owned.iter().map(topic).collect(),
        ..Default::default()
    };
    let protocol = |name: &str| JoinGroupRequestProtocol {
        name: name.into(),
        metadata: versioned(&subscription, 1),
        ..Default::default()
    };
    JoinGroupRequest {
        group_id: GROUP.into(),
        session_timeout_ms: 30_000,
        rebalance_timeout_ms: 60_000,
        member_id: member.into(),
        protocol_type: "consumer".into(),
        protocols: vec![protocol("cooperative-sticky"), protocol("range")],
        ..Default::default()
    }
}

pub(super) fn assignment_bytes(names: &Names, user_data: Option<Bytes>) -> Bytes {
    let topic = |(topic, partitions): (&String, &Vec<i32>)| {
        ringmain_protocol::messages::rpc::consumer_protocol_assignment::TopicPartition {
            topic: topic.clone(),
            partitions: partitions.clone(),
        }
    };
    let assigned_partitions = names.iter().map(topic).collect();
    versioned(&ConsumerProtocolAssignment { assigned_partitions, user_data }, 1)
}

pub(super) fn read_assignment(bytes: &Bytes) -> Names {
    let mut d = Decoder::new(bytes.clone());
    let version = d.i16("version").unwrap();
    let assignment = ConsumerProtocolAssignment::decode(&mut d, version).unwrap();
    assignment.assigned_partitions.into_iter().map(|topic| (topic.topic, topic.partitions)).collect()
}

/// The topics of a subscription.
pub(super) fn topics_of(metadata: &Bytes) -> Vec<String> {
    let mut d = Decoder::new(metadata.clone());
    let version = d.i16("version").unwrap();
    ConsumerProtocolSubscription::decode(&mut d, version).unwrap().topics
}

fn joined(response: Response) -> JoinGroupResponse {
    match response {
        Response::JoinGroup(response) => response,
        other => panic!("{other:?}"),
    }
}

fn synced(response: Response) -> SyncGroupResponse {
    match response {
        Response::SyncGroup(response) => response,
        other => panic!("{other:?}"),
    }
}

pub(super) fn sync(member: &str, generation_id: i32, assignments: &[(&str, Bytes)]) -> Request {
    Request::SyncGroup(SyncGroupRequest {
        group_id: GROUP.into(),
        member_id: member.into(),
        generation_id,
        assignments: assignments
            .iter()
            .map(|(member, assignment)| SyncGroupRequestAssignment {
                member_id: (*member).to_owned(),
                assignment: assignment.clone(),
                ..Default::default()
            })
            .collect(),
        ..Default::default()
    })
}

fn classic_beat(node: &mut Node, member: &str, generation_id: i32) -> ErrorCode {
    let request =
        HeartbeatRequest { group_id: GROUP.into(), member_id: member.into(), generation_id, ..Default::default() };
    match node.ask_as(4, Request::Heartbeat(request)) {
        Response::Heartbeat(response) => ErrorCode::from(response.error_code),
        other => panic!("{other:?}"),
    }
}

/// A classic group of one member that has all of `t`. Its id.
fn classic_group(node: &mut Node, user_data: Option<Bytes>) -> String {
    let first = joined(node.ask_as(5, Request::JoinGroup(classic_join("", &["t"], &Names::new()))));
    let id = first.member_id;
    let ticket = node.send_as(5, Request::JoinGroup(classic_join(&id, &["t"], &Names::new())));
    node.pass(10_000);
    let response = joined(node.answer(ticket).expect("an answer"));
    assert_eq!((response.error_code, response.generation_id), (0, 1));
    let assignment = assignment_bytes(&names(&[("t", &[0, 1, 2, 3])]), user_data);
    let response = synced(node.ask_as(3, sync(&id, 1, &[(&id, assignment)])));
    assert_eq!(response.error_code, 0);
    id
}

fn is_classic(node: &Node) -> bool {
    node.coordinator.groups().any(|(id, group)| id == GROUP && matches!(group, Group::Classic(_)))
}

#[test]
fn a_group_goes_to_the_consumer_protocol_and_back_without_losing_a_partition() {
    let mut node = node(&[("t", 4)]);
    let old = classic_group(&mut node, None);
    // The first member of the consumer protocol: the group is one of it, and what the old one has stays its own.
    assert_eq!(granted(&mut node, join("new", &["t"])), (2, Some(Names::new())));
    assert!(!is_classic(&node));
    assert_eq!(group(&node).owners().len(), 4);
    node.restart();
    // The old member is told to join again, and says what it has.
    assert_eq!(classic_beat(&mut node, &old, 1), ErrorCode::RebalanceInProgress);
    let all = names(&[("t", &[0, 1, 2, 3])]);
    let response = joined(node.ask_as(5, Request::JoinGroup(classic_join(&old, &["t"], &all))));
    assert_eq!((response.error_code, response.generation_id), (0, 1));
    assert_eq!(response.protocol_name.as_deref(), Some("cooperative-sticky"));
    let response = synced(node.ask_as(3, sync(&old, 1, &[])));
    assert_eq!(read_assignment(&response.assignment), names(&[("t", &[0, 1])]));
    // It gives up two and joins once more.
    assert_eq!(classic_beat(&mut node, &old, 1), ErrorCode::RebalanceInProgress);
    let half = names(&[("t", &[0, 1])]);
    let response = joined(node.ask_as(5, Request::JoinGroup(classic_join(&old, &["t"], &half))));
    assert_eq!(response.generation_id, 2);
    let response = synced(node.ask_as(3, sync(&old, 2, &[])));
    assert_eq!(read_assignment(&response.assignment), half);
    assert_eq!(classic_beat(&mut node, &old, 2), ErrorCode::None);
    assert_eq!(granted(&mut node, beat("new", 2)), (2, Some(names(&[("t", &[2, 3])]))));
    let described = group(&node).describe(crate::group::assignor::Assignor::Uniform, &node.image);
    let mut types: Vec<i8> = described.members.iter().map(|member| member.member_type).collect();
    types.sort_unstable();
    assert_eq!(types, [0, 1]);

    // The last member of the consumer protocol goes: a classic group, which rebalances.
    granted(&mut node, beat("new", -1));
    assert!(is_classic(&node));
    assert_eq!(classic_beat(&mut node, &old, 2), ErrorCode::RebalanceInProgress);
    let response = joined(node.ask_as(5, Request::JoinGroup(classic_join(&old, &["t"], &half))));
    assert_eq!((response.error_code, response.generation_id, response.leader.as_str()), (0, 3, old.as_str()));
    let assignment = assignment_bytes(&all, None);
    let response = synced(node.ask_as(3, sync(&old, 3, &[(&old, assignment)])));
    assert_eq!(read_assignment(&response.assignment), all);
    node.restart();
    assert_eq!(classic_beat(&mut node, &old, 3), ErrorCode::None);
}

#[test]
fn a_member_that_cannot_be_removed_now_is_removed_later() {
    let mut node = node(&[("t", 4)]);
    granted(&mut node, join("m", &["t"]));
    node.coordinator.limit_writes(100);
    node.pass(60_000);
    assert!(group(&node).member("m").is_some(), "no batch can hold its removal");
    assert_eq!(node.coordinator.counters().session_timeouts, 0);
    node.coordinator.limit_writes(1 << 20);
    node.pass(500);
    assert!(group(&node).member("m").is_none());
    assert_eq!(node.coordinator.counters().session_timeouts, 1);
}

#[test]
fn a_group_that_no_batch_can_turn_into_a_classic_one_stays_what_it_is() {
    let mut node = node(&[("t", 4)]);
    let old = classic_group(&mut node, None);
    granted(&mut node, join("new", &["t"]));
    let mut limit = 100;
    while group(&node).member("new").is_some() {
        limit += 10;
        node.coordinator.limit_writes(limit);
        ask(&mut node, beat("new", -1));
        assert!(!is_classic(&node), "{limit}");
    }
    assert_eq!(group(&node).members().map(|member| member.id.to_string()).collect::<Vec<_>>(), [old]);
}

#[test]
fn members_that_wait_in_a_classic_rebalance_are_sent_to_join_again() {
    let mut node = node(&[("t", 4)]);
    let old = classic_group(&mut node, None);
    let other = joined(node.ask_as(5, Request::JoinGroup(classic_join("", &["t"], &Names::new())))).member_id;
    let waiting = node.send_as(5, Request::JoinGroup(classic_join(&other, &["t"], &Names::new())));
    assert!(!node.answers.contains_key(&waiting));
    granted(&mut node, join("new", &["t"]));
    assert_eq!(joined(node.answer(waiting).unwrap()).error_code, ErrorCode::RebalanceInProgress.code());
    assert_eq!(group(&node).len(), 3);
    assert_eq!(classic_beat(&mut node, &old, 1), ErrorCode::RebalanceInProgress);
    // Timers of the classic rebalance have no say any more.
    node.pass(29_000);
    assert!(!is_classic(&node));
}

#[test]
fn an_upgrade_that_is_not_written_did_not_happen() {
    let mut node = node(&[("t", 4)]);
    let old = classic_group(&mut node, None);
    node.commit_at_once = false;
    let ticket = node.send_as(1, Request::ConsumerGroupHeartbeat(join("new", &["t"])));
    node.fail(ErrorCode::NotLeaderOrFollower);
    assert!(node.answer(ticket).is_some());
    node.commit_at_once = true;
    assert!(is_classic(&node));
    assert_eq!(classic_beat(&mut node, &old, 1), ErrorCode::None);
}

#[test]
fn what_cannot_be_upgraded_is_refused() {
    let refused_by = |changes: &[&str], user_data: Option<Bytes>| {
        let mut node = node_with(changes, &[("t", 4)]);
        let old = classic_group(&mut node, user_data);
        let error = refused(&mut node, join("new", &["t"]));
        assert!(is_classic(&node));
        assert_eq!(classic_beat(&mut node, &old, 1), ErrorCode::None);
        error
    };
    for policy in ["disabled", "downgrade"] {
        let setting = format!("group.consumer.migration.policy={policy}");
        assert_eq!(refused_by(&[&setting], None), ErrorCode::GroupIdNotFound, "{policy}");
    }
    // Data of an assignor of its own would be lost.
    assert_eq!(refused_by(&[], Some(Bytes::from_static(b"x"))), ErrorCode::GroupIdNotFound);
}

#[test]
fn classic_members_join_a_consumer_group_if_that_is_allowed() {
    let with = |policy: &str| {
        let settings =
            [format!("group.consumer.migration.policy={policy}"), "group.consumer.assignment.interval.ms=0".into()];
        let mut node = node_with(&settings.each_ref().map(String::as_str), &[("t", 2)]);
        granted(&mut node, join("new", &["t"]));
        node
    };
    let mut node = with("disabled");
    let response = joined(node.ask_as(5, Request::JoinGroup(classic_join("", &["t"], &Names::new()))));
    assert_eq!(response.error_code, ErrorCode::InconsistentGroupProtocol.code());

    let mut node = with("upgrade");
    let response = joined(node.ask_as(5, Request::JoinGroup(classic_join("", &["t"], &Names::new()))));
    assert_eq!(response.error_code, ErrorCode::MemberIdRequired.code());
    let id = response.member_id;
    let response = joined(node.ask_as(5, Request::JoinGroup(classic_join(&id, &["t"], &Names::new()))));
    assert_eq!((response.error_code, response.generation_id), (0, 3));
    let mut foreign = classic_join("", &["t"], &Names::new());
    foreign.protocol_type = "connect".into();
    let response = joined(node.ask_as(5, Request::JoinGroup(foreign)));
    assert_eq!(response.error_code, ErrorCode::InconsistentGroupProtocol.code());
    // A downgrade is not allowed: the group stays what it is.
    granted(&mut node, beat("new", -1));
    assert!(!is_classic(&node));
}

#[test]
fn wrong_syncs_and_heartbeats_by_table() {
    let mut node = node(&[("t", 2)]);
    granted(&mut node, join("new", &["t"]));
    let id = joined(node.ask_as(5, Request::JoinGroup(classic_join("", &["t"], &Names::new())))).member_id;
    assert_eq!(classic_beat(&mut node, &id, 3), ErrorCode::UnknownMemberId);
    joined(node.ask_as(5, Request::JoinGroup(classic_join(&id, &["t"], &Names::new()))));
    assert_eq!(classic_beat(&mut node, &id, 2), ErrorCode::IllegalGeneration);
    assert_eq!(classic_beat(&mut node, "new", 2), ErrorCode::UnknownMemberId);
    let code = |node: &mut Node, request: Request| ErrorCode::from(synced(node.ask_as(5, request)).error_code);
    assert_eq!(code(&mut node, sync(&id, 2, &[])), ErrorCode::IllegalGeneration);
    assert_eq!(code(&mut node, sync("nobody", 3, &[])), ErrorCode::UnknownMemberId);
    assert_eq!(code(&mut node, sync("new", 2, &[])), ErrorCode::UnknownMemberId);
    let Request::SyncGroup(mut foreign) = sync(&id, 3, &[]) else { panic!() };
    foreign.protocol_name = Some("roundrobin".into());
    assert_eq!(code(&mut node, Request::SyncGroup(foreign)), ErrorCode::InconsistentGroupProtocol);
    assert_eq!(code(&mut node, sync(&id, 3, &[])), ErrorCode::None);
    // While nothing is free for it, it has nothing to come again for.
    assert_eq!(classic_beat(&mut node, &id, 3), ErrorCode::None);
    granted(&mut node, owning("new", 2, &names(&[("t", &[0])])));
    assert_eq!(classic_beat(&mut node, &id, 3), ErrorCode::RebalanceInProgress);
}

#[test]
fn a_classic_member_that_does_not_sync_or_join_in_time_is_removed() {
    let mut node = node(&[("t", 2)]);
    granted(&mut node, join("new", &["t"]));
    let id = joined(node.ask_as(5, Request::JoinGroup(classic_join("", &["t"], &Names::new())))).member_id;
    let mut request = classic_join(&id, &["t"], &Names::new());
    request.rebalance_timeout_ms = 10_000;
    joined(node.ask_as(5, Request::JoinGroup(request.clone())));
    node.pass(9_999);
    assert_eq!(group(&node).len(), 2);
    node.pass(1);
    assert_eq!(group(&node).len(), 1);

    let id = joined(node.ask_as(5, Request::JoinGroup(classic_join("", &["t"], &Names::new())))).member_id;
    request.member_id = id.clone();
    let generation = joined(node.ask_as(5, Request::JoinGroup(request))).generation_id;
    synced(node.ask_as(3, sync(&id, generation, &[])));
    granted(&mut node, owning("new", 2, &names(&[("t", &[0])])));
    granted(&mut node, owning("new", 2, &names(&[("t", &[0])])));
    assert_eq!(classic_beat(&mut node, &id, generation), ErrorCode::RebalanceInProgress);
    node.pass(9_999);
    assert_eq!(classic_beat(&mut node, &id, generation), ErrorCode::RebalanceInProgress);
    node.pass(1);
    assert!(group(&node).member(&id).is_none());
}

#[test]
fn a_static_member_takes_its_place_in_either_protocol() {
    let mut node = node(&[("t", 2)]);
    let fixed = ConsumerGroupHeartbeatRequest { instance_id: Some("i".into()), ..join("new", &["t"]) };
    granted(&mut node, fixed);
    let id = joined(node.ask_as(5, Request::JoinGroup(classic_join("", &["t"], &Names::new())))).member_id;
    joined(node.ask_as(5, Request::JoinGroup(classic_join(&id, &["t"], &Names::new()))));
    synced(node.ask_as(3, sync(&id, 3, &[])));
    let fixed = |request| ConsumerGroupHeartbeatRequest { instance_id: Some("i".into()), ..request };
    granted(&mut node, fixed(beat("new", 2)));
    granted(&mut node, fixed(owning("new", 2, &names(&[("t", &[0])]))));
    joined(node.ask_as(5, Request::JoinGroup(classic_join(&id, &["t"], &Names::new()))));
    synced(node.ask_as(3, sync(&id, 3, &[])));
    // The only member of the consumer protocol comes back with the classic one: the group follows, without a rebalance.
    let mut request = classic_join("", &["t"], &names(&[("t", &[0])]));
    request.group_instance_id = Some("i".into());
    let response = joined(node.ask_as(5, Request::JoinGroup(request)));
    assert_eq!((response.error_code, response.generation_id), (0, 3));
    assert!(is_classic(&node));
    let stable =
        |node: &Node| node.coordinator.groups().all(|(_, group)| group.state_name() == ClassicState::Stable.name());
    assert!(stable(&node));
    let response = synced(node.ask_as(3, sync(&response.member_id, 3, &[])));
    assert_eq!(read_assignment(&response.assignment), names(&[("t", &[0])]));
    node.restart();
    assert!(stable(&node) && is_classic(&node));
}

/// Others would be given what somebody still has.
#[test]
fn a_static_member_that_brings_the_classic_protocol_into_an_unsettled_group_rebalances_it() {
    let mut node = node(&[("t", 2)]);
    granted(&mut node, ConsumerGroupHeartbeatRequest { instance_id: Some("i".into()), ..join("new", &["t"]) });
    let id = joined(node.ask_as(5, Request::JoinGroup(classic_join("", &["t"], &Names::new())))).member_id;
    joined(node.ask_as(5, Request::JoinGroup(classic_join(&id, &["t"], &Names::new()))));
    let mut request = classic_join("", &["t"], &names(&[("t", &[0, 1])]));
    request.group_instance_id = Some("i".into());
    let response = joined(node.ask_as(5, Request::JoinGroup(request)));
    assert_eq!(response.error_code, 0);
    assert!(node.coordinator.groups().all(|(_, group)| group.state_name() == "PreparingRebalance"));
}

#[test]
fn an_empty_consumer_group_makes_way_for_a_classic_one() {
    let mut node = node(&[("t", 4)]);
    granted(&mut node, join("new", &["t"]));
    granted(&mut node, beat("new", -1));
    classic_group(&mut node, None);
    assert!(is_classic(&node));
    node.restart();
    assert!(is_classic(&node));
}

#[test]
fn classic_members_leave_by_their_own_request() {
    let mut node = node(&[("t", 2)]);
    granted(&mut node, join("new", &["t"]));
    let id = joined(node.ask_as(5, Request::JoinGroup(classic_join("", &["t"], &Names::new())))).member_id;
    joined(node.ask_as(5, Request::JoinGroup(classic_join(&id, &["t"], &Names::new()))));
    let identity = |member: &str| MemberIdentity { member_id: member.into(), ..Default::default() };
    let request = LeaveGroupRequest {
        group_id: GROUP.into(),
        members: vec![identity(&id), identity("nobody"), identity(&id)],
        ..Default::default()
    };
    let Response::LeaveGroup(response) = node.ask_as(5, Request::LeaveGroup(request)) else { panic!() };
    let codes: Vec<i16> = response.members.iter().map(|member| member.error_code).collect();
    assert_eq!(codes, [0, ErrorCode::UnknownMemberId.code(), 0]);
    assert_eq!(group(&node).len(), 1);
}

#[test]
fn a_classic_member_that_the_empty_group_does_not_know_does_not_bury_it() {
    let mut node = node(&[("t", 4)]);
    granted(&mut node, join("new", &["t"]));
    granted(&mut node, beat("new", -1));
    let response = joined(node.ask_as(5, Request::JoinGroup(classic_join("nobody", &["t"], &Names::new()))));
    assert_eq!(response.error_code, ErrorCode::UnknownMemberId.code());
    assert!(!is_classic(&node) && group(&node).is_empty());
}

#[test]
fn a_leader_that_assigned_a_partition_twice_keeps_its_group_classic() {
    let mut node = node(&[("t", 4)]);
    let first = classic_group(&mut node, None);
    let second = joined(node.ask_as(5, Request::JoinGroup(classic_join("", &["t"], &Names::new())))).member_id;
    let waiting = node.send_as(5, Request::JoinGroup(classic_join(&second, &["t"], &Names::new())));
    joined(node.ask_as(5, Request::JoinGroup(classic_join(&first, &["t"], &Names::new()))));
    assert_eq!(joined(node.answer(waiting).unwrap()).generation_id, 2);
    let all = assignment_bytes(&names(&[("t", &[0, 1])]), None);
    synced(node.ask_as(3, sync(&first, 2, &[(&first, all.clone()), (&second, all)])));
    assert_eq!(refused(&mut node, join("new", &["t"])), ErrorCode::GroupIdNotFound);
    assert_eq!(classic_beat(&mut node, &first, 2), ErrorCode::None);
}

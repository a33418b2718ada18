//! What is refused, and with which error.

use super::*;
use crate::group::consumer::CommitCheck;
use crate::group::tests::offsets::commit;
use ringmain_protocol::messages::rpc::OffsetCommitRequest;
use ringmain_protocol::messages::rpc::offset_commit_request::OffsetCommitRequestPartition;

#[test]
fn invalid_requests_by_table() {
    let whole = || join("a", &["t"]);
    type Change = fn(&mut ConsumerGroupHeartbeatRequest);
    let table: &[(&str, Change)] = &[
        ("no member id", |r| r.member_id.clear()),
        ("a blank member id", |r| r.member_id = " ".into()),
        ("no group id", |r| r.group_id.clear()),
        ("an empty instance id", |r| r.instance_id = Some(String::new())),
        ("an empty rack id", |r| r.rack_id = Some(" ".into())),
        ("no rebalance timeout", |r| r.rebalance_timeout_ms = -1),
        ("partitions when joining", |r| r.topic_partitions = Some(vec![TopicPartitions::default()])),
        ("no word of partitions when joining", |r| r.topic_partitions = None),
        ("no subscription", |r| r.subscribed_topic_names = None),
        ("an epoch below -2", |r| r.member_epoch = -3),
        ("-2 without an instance id", |r| r.member_epoch = -2),
    ];
    for (name, change) in table {
        let mut node = node(&[("t", 1)]);
        let mut request = whole();
        change(&mut request);
        assert_eq!(refused(&mut node, request), ErrorCode::InvalidRequest, "{name}");
        assert!(node.log.is_empty());
    }
}

#[test]
fn version_0_may_leave_the_member_id_to_the_coordinator_but_only_to_join() {
    let mut node = node(&[("t", 1)]);
    let mut ask = |epoch: i32| {
        let request = ConsumerGroupHeartbeatRequest { member_epoch: epoch, ..join("", &["t"]) };
        match node.ask_as(0, Request::ConsumerGroupHeartbeat(request)) {
            Response::ConsumerGroupHeartbeat(response) => response.error_code,
            other => panic!("{other:?}"),
        }
    };
    let invalid = ErrorCode::InvalidRequest.code();
    assert_eq!((ask(1), ask(-1), ask(0)), (invalid, invalid, 0));
}

#[test]
fn unknown_groups_members_and_assignors() {
    let mut node = node(&[("t", 1)]);
    assert_eq!(refused(&mut node, beat("a", 1)), ErrorCode::GroupIdNotFound);
    assert_eq!(refused(&mut node, beat("a", -1)), ErrorCode::GroupIdNotFound);
    granted(&mut node, join("a", &["t"]));
    assert_eq!(refused(&mut node, beat("b", 2)), ErrorCode::UnknownMemberId);
    assert_eq!(refused(&mut node, beat("b", -1)), ErrorCode::UnknownMemberId);
    let request = ConsumerGroupHeartbeatRequest { server_assignor: Some("best".into()), ..join("b", &["t"]) };
    assert_eq!(refused(&mut node, request), ErrorCode::UnsupportedAssignor);
}

#[test]
fn only_configured_assignors_are_supported() {
    let mut node = node_with(&["group.consumer.assignors=range"], &[("t", 1)]);
    let with = |name: &str| ConsumerGroupHeartbeatRequest { server_assignor: Some(name.into()), ..join("a", &["t"]) };
    assert_eq!(refused(&mut node, with("uniform")), ErrorCode::UnsupportedAssignor);
    granted(&mut node, with("range"));
}

#[test]
fn a_full_group_takes_nobody_in() {
    let mut node = node_with(&["group.consumer.max.size=2", "group.consumer.assignment.interval.ms=0"], &[("t", 3)]);
    granted(&mut node, join("a", &["t"]));
    granted(&mut node, join("b", &["t"]));
    assert_eq!(refused(&mut node, join("c", &["t"])), ErrorCode::GroupMaxSizeReached);
    granted(&mut node, join("a", &["t"]));
    granted(&mut node, beat("b", -1));
    granted(&mut node, join("c", &["t"]));
}

#[test]
fn the_protocol_can_be_switched_off() {
    let mut node = node_with(&["group.coordinator.rebalance.protocols=classic"], &[("t", 1)]);
    assert_eq!(refused(&mut node, join("a", &["t"])), ErrorCode::UnsupportedVersion);
}

#[test]
fn offsets_are_taken_from_members_at_their_epoch_and_of_what_they_have_had() {
    let mut node = node(&[("t", 2)]);
    granted(&mut node, join("a", &["t"]));
    granted(&mut node, join("b", &["t"]));
    granted(&mut node, beat("a", 2));
    granted(&mut node, owning("a", 2, &names(&[("t", &[0])])));
    granted(&mut node, beat("b", 3));
    let check = |member: &str, epoch: i32, version: i16| group(&node).validate_offset_commit(member, epoch, version);
    let id = id_of("t");
    assert_eq!(check("a", 3, 9), Ok(CommitCheck::All));
    assert_eq!(check("a", 3, 8), Err(ErrorCode::UnsupportedVersion));
    assert_eq!(check("a", 4, 9), Err(ErrorCode::StaleMemberEpoch));
    assert_eq!(check("c", 3, 9), Err(ErrorCode::UnknownMemberId));
    assert_eq!(check("", -1, 9), Err(ErrorCode::UnknownMemberId));
    // a has had partition 0 since epoch 2; partition 1 went to b at epoch 3.
    let late = check("a", 2, 9).unwrap();
    assert_eq!(late.partition(&id, 0), Ok(()));
    assert_eq!(late.partition(&id, 1), Err(ErrorCode::StaleMemberEpoch));
    assert_eq!(check("a", 1, 9).unwrap().partition(&id, 0), Err(ErrorCode::StaleMemberEpoch));
    assert_eq!(check("b", 2, 9).unwrap().partition(&id, 1), Err(ErrorCode::StaleMemberEpoch));

    // As in Kafka, all of a commit is refused where one partition is; what it would not have taken anyway is not looked at.
    let mut late = commit(GROUP, "t", 0, 7);
    (late.member_id, late.generation_id_or_member_epoch) = ("a".into(), 2);
    let other = OffsetCommitRequestPartition { partition_index: 1, committed_offset: 7, ..Default::default() };
    late.topics[0].partitions.push(other);
    let mut told = |request: &OffsetCommitRequest| match node.ask_as(9, Request::OffsetCommit(request.clone())) {
        Response::OffsetCommit(response) => {
            response.topics[0].partitions.iter().map(|p| ErrorCode::from(p.error_code)).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(told(&late), [ErrorCode::StaleMemberEpoch; 2]);
    late.topics[0].partitions[1].committed_metadata = Some("m".repeat(5_000));
    assert_eq!(told(&late), [ErrorCode::None, ErrorCode::OffsetMetadataTooLarge]);
    let committed = [0, 1].map(|partition| node.coordinator.committed_offset(GROUP, "t", partition).is_some());
    assert_eq!(committed, [true, false]);

    let fetch = |member: Option<&str>, epoch: i32| group(&node).validate_offset_fetch(member, epoch);
    assert_eq!(fetch(None, -1), Ok(()));
    assert_eq!(fetch(Some("a"), 3), Ok(()));
    assert_eq!(fetch(Some("a"), 2), Err(ErrorCode::StaleMemberEpoch));
    assert_eq!(fetch(Some("c"), 3), Err(ErrorCode::UnknownMemberId));

    granted(&mut node, beat("a", -1));
    granted(&mut node, beat("b", -1));
    assert_eq!(group(&node).validate_offset_commit("", -1, 2), Ok(CommitCheck::All));
}

#[test]
fn describing_tells_what_tools_show() {
    let mut node = node(&[("t", 2)]);
    let request = ConsumerGroupHeartbeatRequest { rack_id: Some("r".into()), ..join("a", &["t"]) };
    granted(&mut node, request);
    granted(&mut node, join("b", &["t"]));
    granted(&mut node, beat("a", 2));
    let describe =
        |node: &mut Node, id: &str| match node.ask_as(1, Request::ConsumerGroupDescribe { group_id: id.into() }) {
            Response::ConsumerGroupDescribe(described) => described,
            other => panic!("{other:?}"),
        };
    let described = describe(&mut node, GROUP);
    assert_eq!((described.error_code, described.group_state.as_str()), (0, "Reconciling"));
    assert_eq!((described.group_epoch, described.assignment_epoch), (3, 3));
    assert_eq!(described.assignor_name, "uniform");
    let a = &described.members[0];
    assert_eq!((a.member_id.as_str(), a.rack_id.as_deref(), a.member_type), ("a", Some("r"), 1));
    assert_eq!((a.client_id.as_str(), a.client_host.as_str(), a.member_epoch), ("client", "/127.0.0.1", 2));
    // What it must give up is still assigned to it.
    assert_eq!(a.assignment.topic_partitions[0].partitions, [0, 1]);
    assert_eq!(a.target_assignment.topic_partitions[0].partitions, [0]);
    assert_eq!(a.target_assignment.topic_partitions[0].topic_name, "t");
    assert_eq!(describe(&mut node, "nope").error_code, ErrorCode::GroupIdNotFound.code());
    assert_eq!(describe(&mut node, "").error_code, ErrorCode::InvalidGroupId.code());
}

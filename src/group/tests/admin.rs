//! DescribeGroups, ListGroups, DeleteGroups.

use super::Node;
use super::offsets::commit;
use super::requests::*;
use crate::group::{DeletedTopic, Input, Request, Response, Ticket};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::ListGroupsRequest;
use ringmain_protocol::messages::rpc::describe_groups_response::DescribedGroup;
use ringmain_protocol::uuid::Uuid;
use std::sync::Arc;

fn describe(node: &mut Node, version: i16, group: &str) -> DescribedGroup {
    match node.ask_as(version, Request::DescribeGroup { group_id: group.into() }) {
        Response::DescribeGroup(group) => group,
        other => panic!("{other:?}"),
    }
}

fn list(node: &mut Node, states: &[&str], types: &[&str]) -> Vec<String> {
    let texts = |list: &[&str]| list.iter().map(|text| text.to_string()).collect();
    let request = ListGroupsRequest { states_filter: texts(states), types_filter: texts(types), ..Default::default() };
    match node.ask(Request::ListGroups(request)) {
        Some(Response::ListGroups(response)) => response
            .groups
            .into_iter()
            .map(|g| format!("{} {} {} {}", g.group_id, g.protocol_type, g.group_state, g.group_type))
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn groups_are_described() {
    let mut node = Node::new(&[]);
    let (ids, _) = node.stable_group("g", 2);
    let group = describe(&mut node, 6, "g");
    assert_eq!((group.error_code, group.group_state.as_str()), (0, "Stable"));
    assert_eq!((group.protocol_type.as_str(), group.protocol_data.as_str()), ("consumer", "range"));
    let member = group.members.iter().find(|member| member.member_id == ids[0]).unwrap();
    assert_eq!((member.client_id.as_str(), member.client_host.as_str()), ("client", "/127.0.0.1"));
    assert_eq!((&member.member_metadata[..], &member.member_assignment[..]), (&b"r"[..], ids[0].as_bytes()));
    node.join(join("g", &ids[0]));
    let group = describe(&mut node, 6, "g");
    assert_eq!((group.group_state.as_str(), group.protocol_data.as_str()), ("PreparingRebalance", ""));
    assert!(group.members.iter().all(|member| member.member_metadata.is_empty()));
    for (version, code) in [(5, ErrorCode::None), (6, ErrorCode::GroupIdNotFound)] {
        let group = describe(&mut node, version, "none");
        assert_eq!((ErrorCode::from(group.error_code), group.group_state.as_str()), (code, "Dead"));
        assert_eq!(group.error_message.is_some(), version >= 6);
    }
}

#[test]
fn groups_are_listed_by_state_and_type() {
    let mut node = Node::new(&[]);
    node.stable_group("stable", 1);
    node.ask(Request::OffsetCommit(commit("simple", "t", 0, 1)));
    let (stable, simple) = ("stable consumer Stable classic", "simple  Empty classic");
    for (states, types, expected) in [
        (&[][..], &[][..], &[simple, stable][..]),
        (&["Stable"], &[], &[stable]),
        (&["stable", " EMPTY "], &[], &[simple, stable]),
        (&["Dead"], &[], &[]),
        (&["Nonsense"], &[], &[]),
        (&[], &["Classic"], &[simple, stable]),
        (&[], &["consumer"], &[]),
        (&[], &["nonsense"], &[]),
        (&["Empty"], &["classic"], &[simple]),
    ] {
        assert_eq!(list(&mut node, states, types), expected, "{states:?} {types:?}");
    }
}

#[test]
fn only_empty_groups_are_deleted_and_their_offsets_with_them() {
    let mut node = Node::new(&[]);
    let (ids, _) = node.stable_group("g", 1);
    let delete = |group: &str| Request::DeleteGroup { group_id: group.into() };
    assert_eq!(error(node.ask(delete("g"))), ErrorCode::NonEmptyGroup);
    assert_eq!(error(node.ask(delete("none"))), ErrorCode::GroupIdNotFound);
    node.ask(Request::LeaveGroup(leave("g", &[(&ids[0], "")])));
    for partition in 0..3 {
        node.ask(Request::OffsetCommit(commit("g", "t", partition, 5)));
    }
    assert_eq!(node.coordinator.offset_count(), 3);
    assert_eq!(error(node.ask(delete("g"))), ErrorCode::None);
    assert_eq!((node.coordinator.offset_count(), node.coordinator.groups().count()), (0, 0));
    node.restart();
    assert_eq!((node.coordinator.offset_count(), node.coordinator.groups().count()), (0, 0));
    assert_eq!(error(node.ask(delete("g"))), ErrorCode::GroupIdNotFound);
}

#[test]
fn a_deletion_sees_commits_in_flight_and_is_seen_by_later_requests() {
    let mut node = Node::new(&[]);
    node.commit_at_once = false;
    let before = node.send(Request::OffsetCommit(commit("g", "t", 0, 5)));
    let deletion = node.send(Request::DeleteGroup { group_id: "g".into() });
    let after = node.send(Request::OffsetCommit(commit("g", "t", 1, 6)));
    let join = node.send(Request::JoinGroup(join("g", "")));
    assert_eq!(node.in_flight.len(), 3);
    while node.commit() {}
    for ticket in [before, after] {
        assert_eq!(super::offsets::commit_error(node.answer(ticket).unwrap()), ErrorCode::None);
    }
    assert_eq!(error(node.answer(deletion)), ErrorCode::None);
    assert_eq!(error(node.answer(join)), ErrorCode::MemberIdRequired);
    let offsets = |node: &Node| [0, 1].map(|p| node.coordinator.committed_offset("g", "t", p).map(|o| o.offset));
    assert_eq!(offsets(&node), [None, Some(6)]);
    node.restart();
    assert_eq!(offsets(&node), [None, Some(6)]);
}

#[test]
fn a_failed_deletion_leaves_all_as_it_was() {
    let mut node = Node::new(&[]);
    node.ask(Request::OffsetCommit(commit("g", "t", 0, 5)));
    node.commit_at_once = false;
    let deletion = node.send(Request::DeleteGroup { group_id: "g".into() });
    node.fail(ErrorCode::NotLeaderOrFollower);
    assert_eq!(error(node.answer(deletion)), ErrorCode::NotCoordinator);
    assert_eq!(node.coordinator.committed_offset("g", "t", 0).map(|o| o.offset), Some(5));
}

#[test]
fn a_group_that_cannot_be_written_does_not_come_to_be() {
    let mut node = Node::new(&[]);
    node.commit_at_once = false;
    let ticket = node.send_as(3, Request::JoinGroup(join("g", "")));
    assert_eq!(node.answer(ticket), None);
    node.fail(ErrorCode::NotEnoughReplicas);
    assert_eq!(error(node.answer(ticket)), ErrorCode::CoordinatorNotAvailable);
    assert_eq!(node.coordinator.groups().count(), 0);
    node.pass(REBALANCE_MS);
    assert_eq!(node.coordinator.groups().count(), 0);
}

/// Each of whose tombstones fits, but not all of them together.
#[test]
fn a_group_larger_than_a_batch_goes_in_several() {
    type Change = fn(&mut Node) -> Option<Ticket>;
    let changes: [(&str, Change); 3] = [
        ("deleted", |node| Some(node.send(Request::DeleteGroup { group_id: "g".into() }))),
        ("expired", |node| {
            node.pass(11 * 60_000);
            None
        }),
        ("topic deleted", |node| {
            let deleted_topics = Arc::from([DeletedTopic { name: Arc::from("t"), id: Uuid::ZERO }]);
            node.input(Input::Image { image: node.image.clone(), deleted_topics });
            None
        }),
    ];
    for (how, change) in changes {
        let mut node = Node::new(&["offsets.retention.minutes=10"]);
        node.coordinator.limit_writes(1_000);
        for partition in 0..100 {
            node.ask(Request::OffsetCommit(commit("g", "t", partition, 5)));
        }
        node.commit_at_once = false;
        let ticket = change(&mut node);
        assert!((5..20).contains(&node.in_flight.len()), "{how}: {}", node.in_flight.len());
        while node.commit() {
            assert!(node.in_flight.is_empty() || node.answers.is_empty());
        }
        if let Some(ticket) = ticket {
            assert_eq!(error(node.answer(ticket)), ErrorCode::None);
        }
        node.restart();
        assert_eq!(node.coordinator.offset_count(), 0, "{how}");
    }
}

//! The classic protocol: joins, syncs, sessions, static members.

use super::Node;
use super::offsets::{commit, commit_error};
use super::requests::*;
use crate::group::{Group, Request, Response};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::{JoinGroupRequest, OffsetCommitRequest};

fn state(node: &Node, group: &str) -> &'static str {
    node.coordinator.groups().find(|(id, _)| *id == group).map_or("none", |(_, group)| group.state_name())
}

fn generation(node: &Node, group: &str) -> i32 {
    match node.coordinator.groups().find(|(id, _)| *id == group) {
        Some((_, Group::Classic(group))) => group.generation,
        other => panic!("{other:?}"),
    }
}

#[test]
fn bad_joins_get_kafkas_errors() {
    let mut node = Node::new(&["group.max.size=2"]);
    let (ids, _) = node.stable_group("g", 2);
    node.stable_group("one", 1);
    let other_type = JoinGroupRequest { protocol_type: "connect".into(), ..join("one", "") };
    let other_protocol = JoinGroupRequest { protocols: protocols(&[("sticky", b"")]), ..join("one", "") };
    let other_protocol_known = JoinGroupRequest { protocols: protocols(&[("sticky", b"")]), ..join("g", &ids[1]) };
    let short = JoinGroupRequest { session_timeout_ms: 5_999, ..join("g", "") };
    let long = JoinGroupRequest { session_timeout_ms: 1_800_001, ..join("g", "") };
    for (what, request, expected, member) in [
        ("no group id", join("", "x"), ErrorCode::InvalidGroupId, "x"),
        ("session too short", short, ErrorCode::InvalidSessionTimeout, ""),
        ("session too long", long, ErrorCode::InvalidSessionTimeout, ""),
        ("a member id in a group that is not there", join("new", "x"), ErrorCode::UnknownMemberId, "x"),
        ("a member id that nobody has", join("one", "x"), ErrorCode::UnknownMemberId, "x"),
        ("another protocol type", other_type, ErrorCode::InconsistentGroupProtocol, ""),
        ("no protocol that all have", other_protocol, ErrorCode::InconsistentGroupProtocol, ""),
        ("a known member that lost the protocol", other_protocol_known, ErrorCode::InconsistentGroupProtocol, &ids[1]),
        (
            "no protocols",
            JoinGroupRequest { protocols: vec![], ..join("e", "") },
            ErrorCode::InconsistentGroupProtocol,
            "",
        ),
        (
            "no protocol type",
            JoinGroupRequest { protocol_type: String::new(), ..join("e", "") },
            ErrorCode::InconsistentGroupProtocol,
            "",
        ),
        ("an instance id that nobody has", static_join("one", "x", "i"), ErrorCode::UnknownMemberId, "x"),
        ("a full group", join("g", ""), ErrorCode::GroupMaxSizeReached, ""),
    ] {
        let answer = joined(node.ask(Request::JoinGroup(request)));
        assert_eq!(ErrorCode::from(answer.error_code), expected, "{what}");
        assert_eq!((answer.member_id.as_str(), answer.generation_id), (member, -1), "{what}");
    }
    assert_eq!((state(&node, "g"), state(&node, "one")), ("Stable", "Stable"));
}

#[test]
fn bad_syncs_and_heartbeats_and_commits_get_kafkas_errors() {
    let mut node = Node::new(&[]);
    let (ids, generation) = node.stable_group("g", 1);
    let member = ids[0].as_str();
    // Group, member, instance, generation; what a sync, a heartbeat, a commit says.
    use ErrorCode::{GroupIdNotFound, IllegalGeneration, InconsistentGroupProtocol, InvalidGroupId, UnknownMemberId};
    for (group, id, instance, generation, expected) in [
        ("", member, None, generation, [InvalidGroupId, InvalidGroupId, GroupIdNotFound]),
        ("none", member, None, generation, [UnknownMemberId, UnknownMemberId, GroupIdNotFound]),
        ("g", "x", None, generation, [UnknownMemberId; 3]),
        ("g", "", None, generation, [UnknownMemberId; 3]),
        ("g", member, Some("i"), generation, [UnknownMemberId; 3]),
        ("g", member, None, generation - 1, [IllegalGeneration; 3]),
        ("g", member, None, generation + 1, [IllegalGeneration; 3]),
        ("g", "", None, -1, [UnknownMemberId; 3]),
        ("g", member, None, generation, [ErrorCode::None; 3]),
    ] {
        let instance = instance.map(str::to_owned);
        let mut sync = sync(group, id, generation, &[]);
        sync.group_instance_id = instance.clone();
        let mut heartbeat = heartbeat(group, id, generation);
        heartbeat.group_instance_id = instance.clone();
        let commit = OffsetCommitRequest {
            generation_id_or_member_epoch: generation,
            member_id: id.into(),
            group_instance_id: instance,
            ..commit(group, "t", 0, 1)
        };
        let got = [
            error(node.ask(Request::SyncGroup(sync))),
            error(node.ask(Request::Heartbeat(heartbeat))),
            commit_error(node.ask(Request::OffsetCommit(commit)).unwrap()),
        ];
        assert_eq!(got, expected, "group {group:?} member {id:?} generation {generation}");
    }
    // Before version 9 the commit to an unknown group is of an illegal generation.
    let commit = OffsetCommitRequest { generation_id_or_member_epoch: 1, ..commit("none", "t", 0, 1) };
    assert_eq!(commit_error(node.ask_as(8, Request::OffsetCommit(commit))), IllegalGeneration);
    for (protocol_type, name) in [("consumer", "sticky"), ("connect", "range")] {
        let mut request = sync("g", member, generation, &[]);
        (request.protocol_type, request.protocol_name) = (Some(protocol_type.into()), Some(name.into()));
        assert_eq!(error(node.ask(Request::SyncGroup(request))), InconsistentGroupProtocol);
    }
}

#[test]
fn a_new_group_waits_for_members_and_prolongs_its_delay_for_each() {
    let mut node = Node::new(&["group.initial.rebalance.delay.ms=3000"]);
    let first = node.new_member("g");
    let a = node.join(join("g", &first));
    node.pass(2_000);
    let second = node.new_member("g");
    let b = node.join(join("g", &second));
    node.pass(1_500);
    assert_eq!(node.answer(a), None, "the second member has prolonged the delay");
    node.pass(2_500);
    let (a, b) = (joined(node.answer(a)), joined(node.answer(b)));
    assert_eq!((a.generation_id, b.generation_id), (1, 1));
    assert_eq!((a.protocol_name.as_deref(), a.protocol_type.as_deref()), (Some("range"), Some("consumer")));
    assert_eq!(a.leader, first, "the first to join");
    let mut members: Vec<&str> = a.members.iter().map(|member| member.member_id.as_str()).collect();
    members.sort_unstable();
    let mut expected = [first.as_str(), second.as_str()];
    expected.sort_unstable();
    assert_eq!(members, expected);
    assert!(b.members.is_empty());
    assert_eq!(state(&node, "g"), "CompletingRebalance");
}

#[test]
fn member_ids_are_asked_for_since_version_4_and_made_of_client_or_instance() {
    let mut node = Node::new(&[]);
    let old = node.send_as(3, Request::JoinGroup(join("old", "")));
    node.pass(3_000);
    let answer = joined(node.answer(old));
    assert_eq!(answer.error_code, 0);
    assert!(answer.member_id.starts_with("client-"), "{}", answer.member_id);
    assert_eq!(answer.member_id.len(), "client-".len() + 36);
    let fixed = node.join(static_join("g", "", "i"));
    node.pass(3_000);
    assert!(joined(node.answer(fixed)).member_id.starts_with("i-"));
}

#[test]
fn an_assignment_is_told_once_it_is_in_the_log() {
    let mut node = Node::new(&[]);
    let (ids, first) = node.stable_group("g", 2);
    node.commit_at_once = false;
    let a = node.join(join("g", &ids[0]));
    assert_eq!(state(&node, "g"), "PreparingRebalance");
    assert_eq!(node.heartbeat_error("g", &ids[1], first), ErrorCode::RebalanceInProgress);
    let early = node.ask(Request::SyncGroup(sync("g", &ids[1], first, &[])));
    assert_eq!(error(early), ErrorCode::RebalanceInProgress);
    let b = node.join(join("g", &ids[1]));
    let (a, b) = (joined(node.answer(a)), joined(node.answer(b)));
    assert_eq!((a.generation_id, b.generation_id), (first + 1, first + 1));
    let follower = node.send(Request::SyncGroup(sync("g", &ids[1], first + 1, &[])));
    let leader = node.send(Request::SyncGroup(sync("g", &ids[0], first + 1, &[(&ids[1], b"y"), ("stranger", b"z")])));
    assert_eq!((node.answer(follower), node.answer(leader)), (None, None));
    assert_eq!(node.heartbeat_error("g", &ids[1], first + 1), ErrorCode::None);
    let commit = OffsetCommitRequest {
        generation_id_or_member_epoch: first + 1,
        member_id: ids[1].clone(),
        ..commit("g", "t", 0, 1)
    };
    assert_eq!(
        commit_error(node.ask(Request::OffsetCommit(commit)).unwrap()),
        ErrorCode::RebalanceInProgress,
        "not before the assignment"
    );
    assert!(node.commit());
    assert_eq!(&synced(node.answer(follower)).assignment[..], b"y");
    assert_eq!(&synced(node.answer(leader)).assignment[..], b"", "none was given to it");
    assert_eq!(state(&node, "g"), "Stable");
}

#[test]
fn an_assignment_that_cannot_be_stored_begins_a_rebalance() {
    let mut node = Node::new(&[]);
    let (ids, first) = node.stable_group("g", 1);
    node.commit_at_once = false;
    let again = node.join(join("g", &ids[0]));
    assert_eq!(joined(node.answer(again)).generation_id, first + 1);
    let ticket = node.send(Request::SyncGroup(sync("g", &ids[0], first + 1, &[(&ids[0], b"new")])));
    node.pass(u64::try_from(node.configs.offsets_commit_timeout_ms).unwrap());
    assert_eq!(error(node.answer(ticket)), ErrorCode::CoordinatorNotAvailable);
    assert_eq!(state(&node, "g"), "PreparingRebalance");
    // The log has the generation before.
    node.restart();
    assert_eq!((state(&node, "g"), generation(&node, "g")), ("Stable", first));
    let answer = synced(node.ask(Request::SyncGroup(sync("g", &ids[0], first, &[]))));
    assert_eq!(&answer.assignment[..], ids[0].as_bytes());
}

#[test]
fn a_rebalance_while_the_assignment_is_stored_wins() {
    let mut node = Node::new(&[]);
    let (ids, first) = node.stable_group("g", 1);
    node.commit_at_once = false;
    node.join(join("g", &ids[0]));
    let ticket = node.send(Request::SyncGroup(sync("g", &ids[0], first + 1, &[(&ids[0], b"new")])));
    let newcomer = node.new_member("g");
    node.join(join("g", &newcomer));
    assert_eq!(error(node.answer(ticket)), ErrorCode::RebalanceInProgress);
    assert!(node.commit());
    assert_eq!(state(&node, "g"), "PreparingRebalance");
}

#[test]
fn a_leader_that_syncs_twice_writes_once() {
    let mut node = Node::new(&[]);
    let (ids, first) = node.stable_group("g", 1);
    node.commit_at_once = false;
    node.join(join("g", &ids[0]));
    let before = node.send(Request::SyncGroup(sync("g", &ids[0], first + 1, &[(&ids[0], b"one")])));
    let after = node.send(Request::SyncGroup(sync("g", &ids[0], first + 1, &[(&ids[0], b"two")])));
    assert_eq!(error(node.answer(before)), ErrorCode::RebalanceInProgress, "its client waits on the newer one");
    assert_eq!(node.in_flight.len(), 1);
    node.commit();
    assert_eq!(&synced(node.answer(after)).assignment[..], b"one");
    node.restart();
    let again = synced(node.ask(Request::SyncGroup(sync("g", &ids[0], first + 1, &[]))));
    assert_eq!(&again.assignment[..], b"one", "the log says what the member was told");
}

#[test]
fn silent_members_are_removed_and_the_rest_rebalances() {
    let mut node = Node::new(&[]);
    let (ids, first) = node.stable_group("g", 2);
    node.pass(SESSION_MS - 1);
    assert_eq!(node.heartbeat_error("g", &ids[1], first), ErrorCode::None);
    node.pass(1);
    assert_eq!(state(&node, "g"), "PreparingRebalance");
    assert_eq!(node.heartbeat_error("g", &ids[0], first), ErrorCode::UnknownMemberId);
    assert_eq!(node.heartbeat_error("g", &ids[1], first), ErrorCode::RebalanceInProgress);
    let rejoin = node.join(join("g", &ids[1]));
    let answer = joined(node.answer(rejoin));
    assert_eq!((answer.generation_id, &answer.leader), (first + 1, &ids[1]));
    node.settle("g", &ids[1..], &ids[1], first + 1);
    // Then the last one dies, and the emptied group is written.
    node.pass(SESSION_MS);
    assert_eq!(state(&node, "g"), "Empty");
    node.restart();
    assert_eq!((state(&node, "g"), generation(&node, "g")), ("Empty", first + 2));
}

#[test]
fn offset_commits_keep_a_member_alive() {
    let mut node = Node::new(&[]);
    let (ids, first) = node.stable_group("g", 1);
    for offset in 0..5 {
        node.pass(SESSION_MS - 1);
        let commit = OffsetCommitRequest {
            generation_id_or_member_epoch: first,
            member_id: ids[0].clone(),
            ..commit("g", "t", 0, offset)
        };
        assert_eq!(commit_error(node.ask(Request::OffsetCommit(commit)).unwrap()), ErrorCode::None);
    }
    assert_eq!(state(&node, "g"), "Stable");
}

#[test]
fn members_that_do_not_rejoin_or_sync_in_time_are_removed() {
    let mut node = Node::new(&[]);
    let (ids, first) = node.stable_group("g", 3);
    let a = node.join(join("g", &ids[0]));
    let b = node.join(join("g", &ids[1]));
    for _ in 0..REBALANCE_MS / 5_000 {
        assert_eq!(node.answer(a), None);
        assert_eq!(node.heartbeat_error("g", &ids[2], first), ErrorCode::RebalanceInProgress);
        node.pass(5_000);
    }
    assert_eq!((joined(node.answer(a)).members.len(), joined(node.answer(b)).generation_id), (2, first + 1));
    assert_eq!(node.heartbeat_error("g", &ids[2], first + 1), ErrorCode::UnknownMemberId);
    // The second never syncs, though it sends heartbeats.
    let ticket = node.send(Request::SyncGroup(sync("g", &ids[0], first + 1, &[])));
    assert_eq!(error(node.answer(ticket)), ErrorCode::None);
    for _ in 0..REBALANCE_MS / 5_000 {
        for id in &ids[..2] {
            assert_eq!(node.heartbeat_error("g", id, first + 1), ErrorCode::None);
        }
        node.pass(5_000);
    }
    assert_eq!(node.heartbeat_error("g", &ids[1], first + 1), ErrorCode::UnknownMemberId);
    assert_eq!(node.heartbeat_error("g", &ids[0], first + 1), ErrorCode::RebalanceInProgress);
}

#[test]
fn a_pending_member_holds_up_a_rebalance_until_its_session_ends() {
    let mut node = Node::new(&[]);
    let (ids, first) = node.stable_group("g", 1);
    let pending = node.new_member("g");
    let ticket = node.join(join("g", &ids[0]));
    assert_eq!(node.answer(ticket), None);
    node.pass(SESSION_MS);
    assert_eq!(joined(node.answer(ticket)).generation_id, first + 1);
    assert_eq!(error(node.ask(Request::JoinGroup(join("g", &pending)))), ErrorCode::UnknownMemberId);
    // One that leaves at once does not hold it up.
    let pending = node.new_member("g");
    assert_eq!(error(node.ask(Request::LeaveGroup(leave("g", &[(&pending, "")])))), ErrorCode::None);
    assert_eq!(error(node.ask(Request::JoinGroup(join("g", &pending)))), ErrorCode::UnknownMemberId);
}

#[test]
fn a_new_member_that_never_hears_its_answer_is_dropped_after_five_minutes() {
    let mut node = Node::new(&[]);
    let (ids, first) = node.stable_group("g", 1);
    let long = |id: &str| JoinGroupRequest { rebalance_timeout_ms: 3_600_000, ..join("g", id) };
    let newcomer = node.new_member("g");
    let ticket = node.join(long(&newcomer));
    for _ in 0..60 {
        assert_eq!(node.answer(ticket), None);
        assert_eq!(node.heartbeat_error("g", &ids[0], first), ErrorCode::RebalanceInProgress);
        node.pass(5_000);
    }
    let answer = joined(node.answer(ticket));
    assert_eq!((ErrorCode::from(answer.error_code), answer.member_id.as_str()), (ErrorCode::UnknownMemberId, ""));
}

#[test]
fn leaving_is_answered_for_each_and_begins_a_rebalance() {
    let mut node = Node::new(&[]);
    let fixed = node.join(static_join("g", "", "i"));
    let dynamic = node.new_member("g");
    let other = node.join(join("g", &dynamic));
    node.pass(FIRST_REBALANCE_MS);
    let (fixed, other) = (joined(node.answer(fixed)), joined(node.answer(other)));
    let ids = [fixed.member_id.clone(), other.member_id.clone()];
    node.settle("g", &ids, &fixed.leader, 1);
    let bad = [("", ""), ("x", ""), ("", "j"), ("x", "i"), (ids[1].as_str(), "i")];
    let expected = [25, 25, 25, 82, 82];
    let Some(Response::LeaveGroup(answer)) = node.ask(Request::LeaveGroup(leave("g", &bad))) else { panic!() };
    assert_eq!(answer.error_code, 0);
    assert_eq!(answer.members.iter().map(|m| m.error_code).collect::<Vec<_>>(), expected);
    assert_eq!(state(&node, "g"), "Stable");
    let both = [("", "i"), (ids[1].as_str(), "")];
    let Some(Response::LeaveGroup(answer)) = node.ask(Request::LeaveGroup(leave("g", &both))) else { panic!() };
    assert_eq!(answer.members.iter().map(|m| m.error_code).collect::<Vec<_>>(), [0, 0]);
    assert_eq!((answer.members[0].member_id.as_str(), answer.members[0].group_instance_id.as_deref()), ("", Some("i")));
    assert_eq!(state(&node, "g"), "Empty");
    for (group, expected) in [("", (ErrorCode::InvalidGroupId, 0)), ("none", (ErrorCode::None, 1))] {
        let Some(Response::LeaveGroup(answer)) = node.ask(Request::LeaveGroup(leave(group, &[("x", "")]))) else {
            panic!()
        };
        assert_eq!((ErrorCode::from(answer.error_code), answer.members.len()), expected);
    }
}

#[test]
fn the_protocol_that_all_support_and_most_want_is_chosen() {
    let mut node = Node::new(&[]);
    let wishes: [&[(&str, &[u8])]; 3] = [
        &[("a", b"a0"), ("b", b"b0"), ("c", b"c0")],
        &[("b", b"b1"), ("a", b"a1"), ("d", b"d1")],
        &[("b", b"b2"), ("a", b"a2")],
    ];
    let ids = [(); 3].map(|()| node.new_member("g"));
    let tickets: Vec<_> = wishes
        .iter()
        .zip(ids)
        .map(|(wish, id)| node.join(JoinGroupRequest { protocols: protocols(wish), ..join("g", &id) }))
        .collect();
    node.pass(FIRST_REBALANCE_MS);
    let leader = joined(node.answer(tickets[0]));
    assert_eq!(leader.protocol_name.as_deref(), Some("b"));
    let mut metadata: Vec<&[u8]> = leader.members.iter().map(|member| &member.metadata[..]).collect();
    metadata.sort_unstable();
    assert_eq!(metadata, [b"b0", b"b1", b"b2"]);
}

#[test]
fn followers_that_join_again_unchanged_are_told_the_generation() {
    let mut node = Node::new(&[]);
    let (ids, first) = node.stable_group("g", 2);
    let answer = joined(node.ask(Request::JoinGroup(join("g", &ids[1]))));
    assert_eq!((answer.error_code, answer.generation_id, answer.members.len()), (0, first, 0));
    assert_eq!(state(&node, "g"), "Stable");
    let changed = JoinGroupRequest { protocols: protocols(&[("range", b"other")]), ..join("g", &ids[1]) };
    node.join(changed.clone());
    assert_eq!(state(&node, "g"), "PreparingRebalance");
    let leader = node.join(join("g", &ids[0]));
    assert_eq!(joined(node.answer(leader)).generation_id, first + 1);
    // In CompletingRebalance too, for the leader with all members.
    let answer = joined(node.ask(Request::JoinGroup(join("g", &ids[0]))));
    assert_eq!((answer.generation_id, answer.members.len()), (first + 1, 2));
    let answer = joined(node.ask(Request::JoinGroup(changed)));
    assert_eq!((answer.generation_id, answer.members.len()), (first + 1, 0));
    assert_eq!(state(&node, "g"), "CompletingRebalance");
}

// ---- static members ----

/// A stable group of two static members, `i` (the leader) and `j`: their ids.
fn static_pair(node: &mut Node) -> [String; 2] {
    let tickets = ["i", "j"].map(|instance| node.join(static_join("g", "", instance)));
    node.pass(FIRST_REBALANCE_MS);
    let answers = tickets.map(|ticket| joined(node.answer(ticket)));
    let ids = answers.clone().map(|answer| answer.member_id);
    assert_eq!(answers[0].leader, ids[0]);
    node.settle("g", &ids, &ids[0], 1);
    ids
}

#[test]
fn a_static_member_that_restarts_takes_its_place_without_a_rebalance() {
    let mut node = Node::new(&[]);
    let [leader, follower] = static_pair(&mut node);
    node.commit_at_once = false;
    let ticket = node.join(static_join("g", "", "j"));
    assert_eq!(node.answer(ticket), None, "before its new id is in the log");
    node.commit();
    let answer = joined(node.answer(ticket));
    assert_eq!((answer.error_code, answer.generation_id, answer.skip_assignment), (0, 1, false));
    assert_eq!((&answer.leader, answer.members.len()), (&leader, 0));
    assert_ne!(answer.member_id, follower);
    assert_eq!(state(&node, "g"), "Stable");
    // It has the assignment of its former self, who is fenced.
    let sync_answer = synced(node.ask(Request::SyncGroup(sync("g", &answer.member_id, 1, &[]))));
    assert_eq!(&sync_answer.assignment[..], follower.as_bytes());
    let fenced = |id: &str| {
        let mut request = heartbeat("g", id, 1);
        request.group_instance_id = Some("j".into());
        Request::Heartbeat(request)
    };
    assert_eq!(error(node.ask(fenced(&follower))), ErrorCode::FencedInstanceId);
    assert_eq!(error(node.ask(fenced(&answer.member_id))), ErrorCode::None);
    let mut request = static_join("g", &follower, "j");
    assert_eq!(error(node.ask(Request::JoinGroup(request.clone()))), ErrorCode::FencedInstanceId);
    request.member_id = "x".into();
    assert_eq!(error(node.ask(Request::JoinGroup(request))), ErrorCode::FencedInstanceId);
    node.restart();
    assert_eq!(error(node.ask(fenced(&follower))), ErrorCode::FencedInstanceId);
    assert_eq!(error(node.ask(fenced(&answer.member_id))), ErrorCode::None);
}

#[test]
fn a_static_leader_that_restarts_skips_the_assignment() {
    for (version, skips) in [(9, true), (8, false)] {
        let mut node = Node::new(&[]);
        let [leader, _] = static_pair(&mut node);
        let ticket = node.send_as(version, Request::JoinGroup(static_join("g", "", "i")));
        let answer = joined(node.answer(ticket));
        assert_eq!((answer.skip_assignment, answer.members.len()), (skips, if skips { 2 } else { 0 }));
        // Before version 9 it must not know that it leads: it would assign anew.
        assert_eq!(answer.leader == leader, !skips, "version {version}");
        assert_eq!(answer.leader == answer.member_id, skips);
    }
}

#[test]
fn a_static_member_whose_return_cannot_be_stored_stays_who_it_was() {
    let mut node = Node::new(&[]);
    let [leader, follower] = static_pair(&mut node);
    node.commit_at_once = false;
    for (instance, old) in [("i", &leader), ("j", &follower)] {
        let ticket = node.join(static_join("g", "", instance));
        node.pass(u64::try_from(node.configs.offsets_commit_timeout_ms).unwrap());
        let answer = joined(node.answer(ticket));
        assert_eq!(ErrorCode::from(answer.error_code), ErrorCode::CoordinatorNotAvailable);
        let mut request = heartbeat("g", old, 1);
        request.group_instance_id = Some(instance.into());
        assert_eq!(error(node.ask(Request::Heartbeat(request))), ErrorCode::None);
    }
    assert_eq!(state(&node, "g"), "Stable");
}

#[test]
fn a_static_member_that_changes_what_the_group_chooses_begins_a_rebalance() {
    let mut node = Node::new(&[]);
    static_pair(&mut node);
    let both = protocols(&[("sticky", b"s"), ("range", b"r")]);
    node.join(JoinGroupRequest { protocols: both.clone(), ..static_join("g", "", "j") });
    assert_eq!(state(&node, "g"), "Stable", "range is still what all support");
    node.join(JoinGroupRequest { protocols: both, ..static_join("g", "", "i") });
    assert_eq!(state(&node, "g"), "PreparingRebalance");
}

#[test]
fn a_second_instance_fences_the_first_that_waits() {
    let mut node = Node::new(&[]);
    let [leader, follower] = static_pair(&mut node);
    // While it waits for a rebalance.
    node.join(static_join("g", &leader, "i"));
    let waiting = node.join(static_join("g", &follower, "j"));
    let first = joined(node.answer(waiting));
    assert_eq!(first.generation_id, 2);
    // While it waits for its assignment.
    let mut request = sync("g", &follower, 2, &[]);
    request.group_instance_id = Some("j".into());
    let syncing = node.send(Request::SyncGroup(request));
    let newer = node.join(static_join("g", "", "j"));
    assert_eq!(error(node.answer(syncing)), ErrorCode::FencedInstanceId);
    assert_eq!(state(&node, "g"), "PreparingRebalance", "the leader knows the old id");
    let newest = node.join(static_join("g", "", "j"));
    assert_eq!(error(node.answer(newer)), ErrorCode::FencedInstanceId);
    node.join(static_join("g", &leader, "i"));
    assert_eq!(joined(node.answer(newest)).generation_id, 3);
}

#[test]
fn static_members_outlive_a_rebalance_that_they_miss() {
    let mut node = Node::new(&[]);
    let [leader, follower] = static_pair(&mut node);
    let mut long = static_join("g", &follower, "j");
    long.session_timeout_ms = 120_000;
    node.join(JoinGroupRequest { protocols: protocols(&[("range", b"x")]), ..long });
    let ticket = node.join(static_join("g", &leader, "i"));
    let generation = joined(node.answer(ticket)).generation_id;
    node.settle("g", &[leader.clone(), follower.clone()], &leader, generation);
    // Now the leader rejoins, and the other says nothing, for longer than a rebalance takes.
    let ticket = node.join(static_join("g", &leader, "i"));
    node.pass(REBALANCE_MS);
    let answer = joined(node.answer(ticket));
    assert_eq!((answer.generation_id, answer.members.len()), (generation + 1, 2));
}

// ---- restarts ----

#[test]
fn a_stable_group_is_as_it_was_after_a_restart() {
    let mut node = Node::new(&[]);
    let (ids, first) = node.stable_group("g", 3);
    node.restart();
    for id in &ids {
        assert_eq!(node.heartbeat_error("g", id, first), ErrorCode::None);
        let answer = synced(node.ask(Request::SyncGroup(sync("g", id, first, &[]))));
        assert_eq!(&answer.assignment[..], id.as_bytes());
    }
    node.pass(SESSION_MS - 1);
    assert_eq!(node.heartbeat_error("g", &ids[0], first), ErrorCode::None, "sessions begin anew");
    node.pass(1);
    assert_eq!(node.heartbeat_error("g", &ids[1], first), ErrorCode::UnknownMemberId);
}

#[test]
fn a_group_that_has_become_too_large_rebalances_when_it_is_loaded() {
    let mut node = Node::new(&[]);
    let (ids, _) = node.stable_group("g", 3);
    node.configs = super::configs(&["group.max.size=2"]);
    node.restart();
    assert_eq!(state(&node, "g"), "PreparingRebalance");
    let tickets: Vec<_> = ids.iter().map(|id| node.join(join("g", id))).collect();
    let answers: Vec<_> = tickets.into_iter().map(|ticket| node.answer(ticket)).collect();
    assert_eq!(error(answers[2].clone()), ErrorCode::GroupMaxSizeReached);
}

#[test]
fn resigning_answers_everything_that_waits() {
    let mut node = Node::new(&[]);
    let (ids, _) = node.stable_group("g", 2);
    node.commit_at_once = false;
    let join = node.join(join("g", &ids[0]));
    let commit_ticket = node.send(Request::OffsetCommit(commit("simple", "t", 0, 1)));
    let queued = node.send(Request::DeleteGroup { group_id: "simple".into() });
    node.resign(ErrorCode::NotCoordinator);
    assert_eq!(error(node.answer(join)), ErrorCode::NotCoordinator);
    assert_eq!(commit_error(node.answer(commit_ticket).unwrap()), ErrorCode::NotCoordinator);
    assert_eq!(error(node.answer(queued)), ErrorCode::NotCoordinator);
}

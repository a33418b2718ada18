//! The core itself: what waits for what, what is loaded, and that nothing that the log may hold breaks it.

use super::Node;
use super::offsets::{commit, commit_error};
use super::requests::*;
use crate::group::{ClassicState, Group, Position, Record, Request, Response};
use bytes::{BufMut, Bytes, BytesMut};
use proptest::prelude::*;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::message::Message;
use ringmain_protocol::messages::group_coordinator::group_metadata_value::MemberMetadata;
use ringmain_protocol::messages::group_coordinator::{
    GroupMetadataKey, GroupMetadataValue, LegacyOffsetCommitKey, LegacyOffsetCommitValue, OffsetCommitKey,
    OffsetCommitValue,
};
use ringmain_protocol::messages::rpc::JoinGroupRequest;

/// Whatever a group does, it is appended at once, and answered in the order of its writes.
#[test]
fn no_request_waits_for_the_disk_of_another() {
    let mut node = Node::new(&[]);
    node.commit_at_once = false;
    let mut tickets: Vec<_> =
        (0..100).map(|offset| node.send(Request::OffsetCommit(commit("g", "t", 0, offset)))).collect();
    tickets.push(node.send(Request::DeleteGroup { group_id: "g".into() }));
    tickets.push(node.send(Request::OffsetCommit(commit("g", "t", 0, 200))));
    assert_eq!((node.in_flight.len(), node.answers.len()), (102, 0));
    for ticket in tickets {
        assert!(node.answers.is_empty());
        assert!(node.commit() && node.answer(ticket).is_some());
    }
    assert_eq!(node.coordinator.committed_offset("g", "t", 0).map(|o| (o.offset, o.record_offset)), Some((200, 102)));
}

#[test]
fn nothing_is_told_before_it_is_in_the_log() {
    let mut node = Node::new(&[]);
    node.commit_at_once = false;
    node.send(Request::OffsetCommit(commit("g", "t", 0, 1)));
    node.send(Request::OffsetCommit(commit("other", "t", 0, 1)));
    let reads = || {
        [
            super::offsets::fetch("g", "t", 0, false),
            super::offsets::fetch("g", "t", 0, true),
            Request::DescribeGroup { group_id: "g".into() },
            Request::ConsumerGroupDescribe { group_id: "g".into() },
            Request::ListGroups(Default::default()),
        ]
    };
    let tickets = reads().map(|request| node.send(request));
    assert!(node.answers.is_empty());
    node.commit();
    let answered = tickets.map(|ticket| node.answer(ticket).is_some());
    assert_eq!(answered, [true, true, true, true, false], "a list is of all groups");
    node.commit();
    assert!(node.answer(tickets[4]).is_some());
    // Where nothing is written, nothing is waited for.
    for request in reads() {
        node.ask(request).unwrap();
    }
    // Where the log is lost, nobody is told what it would have said.
    node.send(Request::OffsetCommit(commit("g", "t", 0, 2)));
    let tickets = reads().map(|request| node.send(request));
    node.resign(ErrorCode::NotLeaderOrFollower);
    for ticket in tickets {
        let error = match node.answer(ticket).unwrap() {
            Response::OffsetFetch(response) => response.error_code,
            other => error(Some(other)).code(),
        };
        assert_eq!(ErrorCode::from(error), ErrorCode::NotCoordinator);
    }
}

#[test]
fn a_write_that_takes_too_long_is_told_so_and_may_still_commit() {
    let mut node = Node::new(&["offsets.commit.timeout.ms=700"]);
    node.commit_at_once = false;
    let first = node.send(Request::OffsetCommit(commit("g", "t", 0, 1)));
    node.pass(400);
    let second = node.send(Request::OffsetCommit(commit("g", "t", 0, 2)));
    node.pass(299);
    assert!(node.answers.is_empty());
    node.pass(1);
    assert_eq!(commit_error(node.answer(first).unwrap()), ErrorCode::CoordinatorNotAvailable);
    node.pass(400);
    assert_eq!(commit_error(node.answer(second).unwrap()), ErrorCode::CoordinatorNotAvailable);
    // Who comes now need not wait to know it.
    let late = node.ask(super::offsets::fetch("g", "t", 0, true)).unwrap();
    let Response::OffsetFetch(late) = late else { panic!("{late:?}") };
    assert_eq!(ErrorCode::from(late.error_code), ErrorCode::CoordinatorNotAvailable);
    while node.commit() {}
    assert!(node.answers.is_empty());
    node.pass(10_000);
    assert_eq!(node.coordinator.committed_offset("g", "t", 0).map(|o| o.offset), Some(2));
}

#[test]
fn what_no_batch_can_hold_is_refused_and_changes_nothing() {
    let mut node = Node::new(&["offset.metadata.max.bytes=10000"]);
    node.coordinator.limit_writes(1_000);
    let mut large = commit("g", "t", 0, 1);
    large.topics[0].partitions[0].committed_metadata = Some("m".repeat(1_000));
    assert_eq!(commit_error(node.ask(Request::OffsetCommit(large)).unwrap()), ErrorCode::UnknownServerError);
    assert_eq!((node.coordinator.groups().count(), node.log.len()), (0, 0));
    // A classic group, whose memory is ahead of its records, goes on.
    let (ids, generation) = node.stable_group("g", 1);
    let again = node.join(join("g", &ids[0]));
    node.answer(again);
    let assignment = vec![0; 1_000];
    let refused = node.ask(Request::SyncGroup(sync("g", &ids[0], generation + 1, &[(&ids[0], &assignment)])));
    assert_eq!(error(refused), ErrorCode::UnknownServerError);
    let again = node.join(join("g", &ids[0]));
    assert!(node.answer(again).is_some_and(|answer| error(Some(answer)) == ErrorCode::None));
}

#[test]
fn a_write_that_is_told_out_of_order_ends_the_coordinator() {
    let mut node = Node::new(&[]);
    node.commit_at_once = false;
    for offset in [1, 2] {
        node.send(Request::OffsetCommit(commit("g", "t", 0, offset)));
    }
    let (second, _) = node.in_flight.pop_back().unwrap();
    let mut effects = Vec::new();
    node.coordinator.step(node.now(), crate::group::Input::Committed { write: second, offset: 0 }, &mut effects);
    assert!(matches!(effects[..], [crate::group::Effect::Resign(ErrorCode::UnknownServerError)]), "{effects:?}");
}

#[test]
fn a_deletion_of_which_a_part_is_refused_is_not_acknowledged() {
    let mut node = Node::new(&[]);
    let long = "t".repeat(400);
    for topic in ["a", &long, "z"] {
        node.ask(Request::OffsetCommit(commit("g", topic, 0, 1)));
    }
    node.coordinator.limit_writes(300);
    let answer = node.ask(Request::DeleteGroup { group_id: "g".into() });
    assert_eq!(error(answer), ErrorCode::UnknownServerError);
    assert_eq!(node.coordinator.offset_count(), 1, "what could be deleted is");
}

#[test]
fn records_of_every_version_are_read() {
    let mut node = Node::new(&[]);
    let bytes = |prefix: i16, write: &dyn Fn(&mut BytesMut)| -> Bytes {
        let mut out = BytesMut::new();
        out.put_i16(prefix);
        write(&mut out);
        out.freeze()
    };
    let mut replay = |key: Bytes, value: Bytes| {
        let record = Record::decode(key, Some(value)).unwrap().unwrap();
        node.coordinator.replay(Position { offset: 0, producer_id: -1 }, record);
    };
    for version in 0..=4i16 {
        let member = MemberMetadata {
            member_id: "m".into(),
            session_timeout: 7_000,
            rebalance_timeout: if version == 0 { -1 } else { 9_000 },
            ..Default::default()
        };
        let value = GroupMetadataValue {
            protocol_type: "consumer".into(),
            generation: 5,
            protocol: Some("range".into()),
            leader: Some("m".into()),
            members: vec![member],
            ..Default::default()
        };
        let group = format!("g{version}");
        replay(
            bytes(2, &|out| GroupMetadataKey { group: group.clone() }.encode(out, 0).unwrap()),
            bytes(version, &|out| value.encode(out, version).unwrap()),
        );
        let offset = OffsetCommitValue { offset: 3, commit_timestamp: 4, ..Default::default() };
        let key = OffsetCommitKey { group: group.clone(), topic: "t".into(), partition: 0 };
        replay(
            bytes(1, &|out| key.encode(out, 0).unwrap()),
            bytes(version, &|out| offset.encode(out, version).unwrap()),
        );
    }
    let key = LegacyOffsetCommitKey { group: "legacy".into(), topic: "t".into(), partition: 0 };
    let value = LegacyOffsetCommitValue { offset: 3, metadata: "m".into(), commit_timestamp: 4 };
    replay(bytes(0, &|out| key.encode(out, 0).unwrap()), bytes(0, &|out| value.encode(out, 0).unwrap()));
    for version in 0..=4 {
        let id = format!("g{version}");
        let Some((_, Group::Classic(group))) = node.coordinator.groups().find(|(name, _)| *name == id) else {
            panic!()
        };
        let member = group.member("m").unwrap();
        assert_eq!((group.state(), group.generation), (ClassicState::Stable, 5));
        // Version 0 did not tell how long a rebalance may take.
        let expected = if version == 0 { 7_000 } else { 9_000 };
        assert_eq!((member.session_timeout_ms, member.rebalance_timeout_ms), (7_000, expected));
        assert_eq!(node.coordinator.committed_offset(&id, "t", 0).map(|o| o.offset), Some(3));
    }
    let legacy = node.coordinator.committed_offset("legacy", "t", 0).unwrap();
    assert_eq!((legacy.offset, &*legacy.metadata, legacy.expire_timestamp_ms), (3, "m", -1));
}

#[test]
fn a_rebalance_that_may_take_no_time_is_not_a_loop() {
    let mut node = Node::new(&["group.initial.rebalance.delay.ms=1000"]);
    let hasty = |instance: &str| JoinGroupRequest { rebalance_timeout_ms: 0, ..static_join("g", "", instance) };
    for instance in ["i", "j"] {
        node.join(hasty(instance));
    }
    node.pass(SESSION_MS / 2);
    // Both have joined, neither syncs: at once they are late, and the group is empty again.
    assert!(node.coordinator.groups().all(|(_, group)| group.state_name() == "Empty"));
    let members = ["i", "j"].map(|instance| MemberMetadata {
        member_id: instance.into(),
        group_instance_id: Some(instance.into()),
        session_timeout: SESSION_MS as i32,
        rebalance_timeout: 0,
        ..Default::default()
    });
    let value = GroupMetadataValue {
        protocol_type: "consumer".into(),
        protocol: Some("range".into()),
        leader: Some("i".into()),
        members: members.to_vec(),
        ..Default::default()
    };
    node.log.push(Record::group_metadata("full", value));
    node.configs = super::configs(&["group.max.size=1"]);
    node.restart();
    node.pass(SESSION_MS);
    assert!(node.coordinator.groups().all(|(_, group)| group.state_name() == "Empty"));
}

/// No coordinator writes such a record, but a log may hold anything.
#[test]
fn a_member_that_is_there_twice_counts_once() {
    let member = |id: &str, instance: Option<&str>| MemberMetadata {
        member_id: id.into(),
        group_instance_id: instance.map(str::to_owned),
        session_timeout: SESSION_MS as i32,
        rebalance_timeout: REBALANCE_MS as i32,
        ..Default::default()
    };
    let members = vec![member("m", Some("i")), member("m", None), member("n", Some("i")), member("o", None)];
    let value = GroupMetadataValue {
        protocol_type: "consumer".into(),
        protocol: Some("range".into()),
        generation: 1,
        members,
        ..Default::default()
    };
    let mut node = Node::new(&[]);
    node.log.push(Record::group_metadata("g", value));
    node.restart();
    let ids = |node: &Node| match node.coordinator.groups().next() {
        Some((_, Group::Classic(group))) => group.members().map(|member| member.id.to_string()).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(ids(&node), ["m", "o"]);
    let ticket = node.join(static_join("g", "", "i"));
    node.pass(2 * REBALANCE_MS);
    assert!(node.answer(ticket).is_some());
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[ab]", Just("range".to_owned()), Just("consumer".to_owned())]
}

fn number() -> impl Strategy<Value = i32> {
    prop_oneof![Just(i32::MIN), Just(-1), Just(0), Just(5), Just(i32::MAX)]
}

fn member() -> impl Strategy<Value = MemberMetadata> {
    (name(), prop::option::of(name()), number(), number(), prop::collection::vec(any::<u8>(), 0..8)).prop_map(
        |(member_id, group_instance_id, rebalance_timeout, session_timeout, subscription)| MemberMetadata {
            member_id,
            group_instance_id,
            rebalance_timeout,
            session_timeout,
            subscription: subscription.into(),
            ..Default::default()
        },
    )
}

/// A record that may be in a log, sensible or not.
fn record() -> impl Strategy<Value = Record> {
    let members = prop::collection::vec(member(), 0..4);
    let metadata = (name(), number(), prop::option::of(name()), prop::option::of(name()), any::<i64>(), members);
    let metadata =
        metadata.prop_map(|(protocol_type, generation, protocol, leader, current_state_timestamp, members)| {
            GroupMetadataValue {
                protocol_type,
                generation,
                protocol,
                leader,
                current_state_timestamp,
                members,
                ..Default::default()
            }
        });
    let offset = (any::<i64>(), any::<i64>(), any::<i64>()).prop_map(|(offset, commit_timestamp, expire_timestamp)| {
        OffsetCommitValue { offset, commit_timestamp, expire_timestamp, ..Default::default() }
    });
    prop_oneof![
        (name(), metadata).prop_map(|(group, value)| Record::group_metadata(&group, value)),
        name().prop_map(|group| Record::group_tombstone(&group)),
        (name(), name(), number(), offset)
            .prop_map(|(group, topic, p, value)| { Record::offset_commit(&group, &topic, p, value) }),
        (name(), name(), number()).prop_map(|(group, topic, p)| Record::offset_tombstone(&group, &topic, p)),
    ]
}

fn request() -> impl Strategy<Value = Request> {
    let known = || (name(), name(), number());
    prop_oneof![
        (name(), name(), prop::option::of(name())).prop_map(|(group, member, instance)| {
            let mut request = join(&group, &member);
            request.group_instance_id = instance;
            Request::JoinGroup(request)
        }),
        known().prop_map(|(group, member, generation)| {
            Request::SyncGroup(sync(&group, &member, generation, &[("a", b"1"), ("b", b"2")]))
        }),
        known().prop_map(|(group, member, generation)| Request::Heartbeat(heartbeat(&group, &member, generation))),
        (name(), name(), name())
            .prop_map(|(group, member, instance)| { Request::LeaveGroup(leave(&group, &[(&member, &instance)])) }),
        (name(), number()).prop_map(|(group, generation)| {
            let mut request = commit(&group, "a", 0, 1);
            request.generation_id_or_member_epoch = generation;
            Request::OffsetCommit(request)
        }),
        name().prop_map(|group_id| Request::DeleteGroup { group_id }),
        name().prop_map(|group_id| Request::DescribeGroup { group_id }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    /// Whatever the log holds and whoever asks: an answer to each, sooner or later, and no panic.
    #[test]
    fn nothing_in_the_log_breaks_the_coordinator(
        records in prop::collection::vec((record(), -1i64..2), 0..12),
        requests in prop::collection::vec((request(), 0u64..40_000), 0..12),
    ) {
        let mut node = Node::new(&["group.max.size=3"]);
        for (offset, (record, producer_id)) in (0..).zip(records) {
            node.coordinator.replay(Position { offset, producer_id }, record);
        }
        node.coordinator.replay_end_transaction(0, true);
        node.coordinator.replay_end_transaction(1, false);
        let mut effects = Vec::new();
        node.coordinator.loaded(node.now(), &mut effects);
        node.carry_out(effects);
        let mut tickets = Vec::new();
        for (request, pause_ms) in requests {
            tickets.push(node.send(request));
            node.pass(pause_ms);
        }
        // Longer than any session, rebalance or retention of what asked here.
        node.pass(3 * 3_600_000);
        for ticket in tickets {
            prop_assert!(node.answer(ticket).is_some(), "{ticket:?} was never answered");
        }
    }
}

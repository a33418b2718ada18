//! Joining, rebalancing, leaving, and what time does to members.

use super::*;
use crate::group::ConsumerState;

#[test]
fn the_first_member_has_everything_at_once() {
    let mut node = node(&[("t", 3), ("u", 1)]);
    let (epoch, assignment) = granted(&mut node, join("a", &["t", "u", "not-there"]));
    assert_eq!((epoch, assignment), (2, Some(names(&[("t", &[0, 1, 2]), ("u", &[0])]))));
    assert_eq!(group(&node).state(), ConsumerState::Stable);
    // Nothing is new: nothing is told, and nothing is written.
    let written = node.log.len();
    assert_eq!(granted(&mut node, beat("a", 2)), (2, None));
    assert_eq!(node.log.len(), written);
}

#[test]
fn an_answer_says_when_to_come_again_and_who_one_is() {
    let mut node = node(&[("t", 3)]);
    let response = ask(&mut node, join("a", &["t"]));
    assert_eq!((response.heartbeat_interval_ms, response.member_id.as_deref()), (5_000, Some("a")));
    // Before version 1 the coordinator made member ids.
    let mut request = join("", &["t"]);
    request.group_id = GROUP.into();
    let Response::ConsumerGroupHeartbeat(response) = node.ask_as(0, Request::ConsumerGroupHeartbeat(request)) else {
        panic!()
    };
    let id = response.member_id.unwrap();
    assert_eq!((response.error_code, id.len()), (0, 22));
    assert_eq!(group(&node).len(), 2);
    assert!(group(&node).member(&id).is_some());
}

#[test]
fn a_partition_changes_hands_only_when_it_was_given_up() {
    let mut node = node(&[("t", 4)]);
    granted(&mut node, join("a", &["t"]));
    // The second member waits: all is a's.
    assert_eq!(granted(&mut node, join("b", &["t"])), (3, Some(Names::new())));
    assert_eq!(group(&node).state(), ConsumerState::Reconciling);
    // a is told to keep two, stays at its epoch until it has given up the others.
    assert_eq!(granted(&mut node, beat("a", 2)), (2, Some(names(&[("t", &[0, 1])]))));
    assert_eq!(granted(&mut node, beat("b", 3)), (3, None));
    assert_eq!(granted(&mut node, owning("a", 2, &names(&[("t", &[0, 1, 2])]))), (2, None));
    assert_eq!(granted(&mut node, beat("b", 3)), (3, None));
    // It has.
    assert_eq!(granted(&mut node, owning("a", 2, &names(&[("t", &[0, 1])]))), (3, None));
    assert_eq!(granted(&mut node, beat("b", 3)), (3, Some(names(&[("t", &[2, 3])]))));
    assert_eq!(group(&node).state(), ConsumerState::Stable);
}

#[test]
fn a_member_that_leaves_leaves_all_to_the_others() {
    let mut node = node(&[("t", 4)]);
    granted(&mut node, join("a", &["t"]));
    granted(&mut node, join("b", &["t"]));
    assert_eq!(granted(&mut node, beat("a", -1)), (-1, None));
    assert_eq!(group(&node).state(), ConsumerState::Assigning);
    assert_eq!(granted(&mut node, beat("b", 3)), (4, Some(names(&[("t", &[0, 1, 2, 3])]))));
    assert_eq!(refused(&mut node, beat("a", 3)), ErrorCode::UnknownMemberId);
    granted(&mut node, beat("b", -1));
    assert_eq!(group(&node).state(), ConsumerState::Empty);
}

#[test]
fn an_answer_that_was_lost_is_given_again() {
    let mut node = node(&[("t", 2)]);
    granted(&mut node, join("a", &["t"]));
    granted(&mut node, join("b", &["t"]));
    granted(&mut node, owning("a", 2, &names(&[("t", &[0, 1])])));
    // a gives up one partition; the answer that says so, with the new epoch, is lost.
    assert_eq!(granted(&mut node, owning("a", 2, &names(&[("t", &[0])]))).0, 3);
    assert_eq!(granted(&mut node, owning("a", 2, &names(&[("t", &[0])]))).0, 3);
    // But not to a member that has what it should not have, or that says nothing of it.
    assert_eq!(refused(&mut node, owning("a", 2, &names(&[("t", &[0, 1])]))), ErrorCode::FencedMemberEpoch);
    assert_eq!(refused(&mut node, beat("a", 2)), ErrorCode::FencedMemberEpoch);
    assert_eq!(refused(&mut node, beat("a", 4)), ErrorCode::FencedMemberEpoch);
}

#[test]
fn a_fenced_member_may_join_again_under_its_id() {
    let mut node = node(&[("t", 2)]);
    granted(&mut node, join("a", &["t"]));
    assert_eq!(refused(&mut node, beat("a", 7)), ErrorCode::FencedMemberEpoch);
    assert_eq!(granted(&mut node, join("a", &["t"])), (2, Some(names(&[("t", &[0, 1])]))));
    assert_eq!(group(&node).len(), 1);
}

#[test]
fn a_member_that_says_all_is_told_all() {
    let mut node = node(&[("t", 2)]);
    granted(&mut node, join("a", &["t"]));
    let request = ConsumerGroupHeartbeatRequest { member_epoch: 2, ..join("a", &["t"]) };
    assert_eq!(granted(&mut node, request), (2, Some(names(&[("t", &[0, 1])]))));
}

#[test]
fn a_subscription_that_changes_is_followed_at_once() {
    let mut node = node(&[("t", 2), ("u", 2)]);
    granted(&mut node, join("a", &["t"]));
    let change = |topics: &[&str]| ConsumerGroupHeartbeatRequest { rebalance_timeout_ms: -1, ..join("a", topics) };
    let mut request = change(&["u"]);
    (request.member_epoch, request.topic_partitions) = (2, None);
    // t must be given up before u is had.
    assert_eq!(granted(&mut node, request), (2, Some(Names::new())));
    assert_eq!(granted(&mut node, owning("a", 2, &Names::new())), (3, Some(names(&[("u", &[0, 1])]))));
}

#[test]
fn new_partitions_and_lost_topics_raise_the_epoch() {
    let mut node = node(&[("t", 1), ("u", 1)]);
    granted(&mut node, join("a", &["t", "u"]));
    apply(&mut node, &topic_records("t", 1..3));
    assert_eq!(granted(&mut node, beat("a", 2)), (3, Some(names(&[("t", &[0, 1, 2]), ("u", &[0])]))));
    apply(&mut node, &remove_topic("u"));
    let (epoch, assignment) = granted(&mut node, owning("a", 3, &names(&[("t", &[0, 1, 2])])));
    assert_eq!((epoch, assignment), (4, Some(names(&[("t", &[0, 1, 2])]))));
    // Another topic is none of its business.
    apply(&mut node, &topic_records("v", 0..1));
    assert_eq!(granted(&mut node, beat("a", 4)), (4, None));
    // One that it subscribes to and that comes to be is.
    apply(&mut node, &topic_records("u", 0..1));
    assert_eq!(granted(&mut node, beat("a", 4)).0, 5);
}

#[test]
fn racks_of_replicas_are_part_of_the_metadata() {
    let mut node = node(&[("t", 1)]);
    apply(&mut node, &[broker(1, "r1")]);
    granted(&mut node, join("a", &["t"]));
    apply(&mut node, &[broker(1, "r1")]);
    assert_eq!(granted(&mut node, beat("a", 2)).0, 2);
    apply(&mut node, &[broker(1, "r2")]);
    assert_eq!(granted(&mut node, beat("a", 2)).0, 3);
}

#[test]
fn targets_are_computed_no_more_often_than_configured() {
    let mut node = node_with(&[], &[("t", 2)]);
    granted(&mut node, join("a", &["t"]));
    node.pass(999);
    // The group's epoch is 3, its target still that of 2.
    assert_eq!(granted(&mut node, join("b", &["t"])), (2, Some(Names::new())));
    assert_eq!((group(&node).epoch(), group(&node).target_epoch), (3, 2));
    node.pass(1);
    assert_eq!(granted(&mut node, beat("b", 2)), (3, None));
    assert_eq!(group(&node).target_epoch, 3);
}

#[test]
fn a_silent_member_is_removed() {
    let mut node = node(&[("t", 2)]);
    granted(&mut node, join("a", &["t"]));
    granted(&mut node, join("b", &["t"]));
    node.pass(44_999);
    granted(&mut node, beat("b", 3));
    node.pass(1);
    assert!(group(&node).member("a").is_none());
    assert_eq!(granted(&mut node, beat("b", 3)), (4, Some(names(&[("t", &[0, 1])]))));
    node.pass(45_000);
    assert_eq!(group(&node).state(), ConsumerState::Empty);
}

#[test]
fn a_member_that_does_not_give_up_partitions_is_removed() {
    let mut node = node(&[("t", 2)]);
    granted(&mut node, ConsumerGroupHeartbeatRequest { rebalance_timeout_ms: 10_000, ..join("a", &["t"]) });
    granted(&mut node, join("b", &["t"]));
    granted(&mut node, beat("a", 2));
    node.pass(9_999);
    granted(&mut node, beat("a", 2));
    node.pass(1);
    assert!(group(&node).member("a").is_none());
    // One that did is left alone.
    granted(&mut node, beat("b", 3));
    granted(&mut node, join("c", &["t"]));
    granted(&mut node, beat("b", 4));
    granted(&mut node, owning("b", 4, &names(&[("t", &[0])])));
    node.pass(40_000);
    assert!(group(&node).member("b").is_some());
}

#[test]
fn timers_run_again_after_a_restart() {
    let mut node = node(&[("t", 2)]);
    granted(&mut node, ConsumerGroupHeartbeatRequest { rebalance_timeout_ms: 10_000, ..join("a", &["t"]) });
    granted(&mut node, join("b", &["t"]));
    granted(&mut node, beat("a", 2));
    node.pass(5_000);
    node.restart();
    node.pass(9_999);
    assert!(group(&node).member("a").is_some());
    node.pass(1);
    assert!(group(&node).member("a").is_none());
    node.pass(35_000);
    assert!(group(&node).is_empty());
}

#[test]
fn a_group_has_its_own_settings_within_the_brokers_bounds() {
    use crate::metadata::image::ConfigResource;
    use ringmain_protocol::messages::metadata::ConfigRecord;
    let mut node = node(&[("t", 2)]);
    let set = |name: &str, value: &str| {
        MetadataRecord::Config(ConfigRecord {
            resource_type: ConfigResource::GROUP,
            resource_name: GROUP.into(),
            name: name.into(),
            value: Some(value.into()),
            ..Default::default()
        })
    };
    apply(&mut node, &[set("consumer.session.timeout.ms", "50000"), set("consumer.heartbeat.interval.ms", "99000")]);
    assert_eq!(ask(&mut node, join("a", &["t"])).heartbeat_interval_ms, 15_000);
    node.pass(49_999);
    assert!(!group(&node).is_empty());
    node.pass(1);
    assert!(group(&node).is_empty());
}

#[test]
fn the_assignor_that_most_want_is_used() {
    let mut node = node(&[("t", 4), ("u", 4)]);
    let with = |id: &str, name: &str| ConsumerGroupHeartbeatRequest {
        server_assignor: Some(name.to_owned()),
        ..join(id, &["t", "u"])
    };
    granted(&mut node, with("a", "range"));
    granted(&mut node, join("b", &["t", "u"]));
    let target = |node: &Node, id: &str| group(node).targets()[id].values().cloned().collect::<Vec<_>>();
    assert_eq!(target(&node, "a"), [[0, 1], [0, 1]]);
    granted(&mut node, with("c", "uniform"));
    granted(&mut node, with("d", "uniform"));
    assert_eq!(group(&node).describe(crate::group::assignor::Assignor::Range, &node.image).assignor_name, "uniform");
}

#[test]
fn an_empty_classic_group_makes_way() {
    let mut node = node(&[("t", 2)]);
    let id = GROUP.to_owned();
    let value = ringmain_protocol::messages::group_coordinator::GroupMetadataValue {
        protocol_type: "consumer".into(),
        ..Default::default()
    };
    node.log.push(crate::group::Record::group_metadata(&id, value));
    node.restart();
    granted(&mut node, join("a", &["t"]));
    node.restart();
    assert_eq!(granted(&mut node, beat("a", 2)), (2, None));
}

/// Answers wait for the log; what is not committed never was.
#[test]
fn an_append_that_fails_changes_nothing() {
    let mut node = node(&[("t", 2)]);
    granted(&mut node, join("a", &["t"]));
    node.commit_at_once = false;
    let joining = node.send_as(1, Request::ConsumerGroupHeartbeat(join("b", &["t"])));
    // What this one is told rests on the join.
    let beating = node.send_as(1, Request::ConsumerGroupHeartbeat(beat("a", 2)));
    assert!(node.answers.is_empty());
    node.fail(ErrorCode::NotLeaderOrFollower);
    let code = |response: Response| match response {
        Response::ConsumerGroupHeartbeat(response) => response.error_code,
        other => panic!("{other:?}"),
    };
    assert_eq!(code(node.answer(joining).unwrap()), ErrorCode::NotCoordinator.code());
    assert_eq!(code(node.answer(beating).unwrap()), ErrorCode::NotCoordinator.code());
    assert_eq!((group(&node).len(), group(&node).epoch()), (1, 2));
}

/// However long the log takes: nobody stays for ever, and nobody waits for the disk of another.
#[test]
fn a_group_changes_as_fast_as_it_is_asked_to() {
    let mut node = node(&[("t", 2)]);
    node.commit_at_once = false;
    let joining: Vec<_> =
        (0..100).map(|n| node.send_as(1, Request::ConsumerGroupHeartbeat(join(&format!("m{n}"), &["t"])))).collect();
    assert_eq!((group(&node).len(), node.in_flight.len(), node.answers.len()), (100, 100, 0));
    for ticket in joining {
        assert!(node.commit() && node.answer(ticket).is_some() && node.answers.is_empty());
    }
    // All fall silent, and the log with them.
    node.pass(60_000);
    assert!(group(&node).is_empty() && node.in_flight.len() == 100);
    node.restart();
    assert_eq!(group(&node).len(), 100);
}

#[test]
fn a_group_of_a_thousand_members_settles() {
    let mut node = node_with(&[], &[("t", 2_000), ("u", 500)]);
    let ids: Vec<String> = (0..1_000).map(|n| format!("m{n:03}")).collect();
    let mut members: BTreeMap<&str, (i32, Names)> = BTreeMap::new();
    for id in &ids {
        let (epoch, assignment) = granted(&mut node, join(id, &["t", "u"]));
        members.insert(id, (epoch, assignment.unwrap_or_default()));
    }
    for _ in 0..6 {
        node.pass(1_000);
        for (id, (epoch, has)) in &mut members {
            let (now, assignment) = granted(&mut node, owning(id, *epoch, has));
            *epoch = now;
            *has = assignment.unwrap_or_else(|| std::mem::take(has));
        }
    }
    assert_eq!(group(&node).state(), ConsumerState::Stable);
    let sizes: Vec<usize> = members.values().map(|(_, has)| has.values().map(Vec::len).sum()).collect();
    assert_eq!((sizes.iter().sum::<usize>(), *sizes.iter().max().unwrap()), (2_500, 3));
    assert_eq!(group(&node).owners().len(), 2_500);
}

/// The records of a join, as Apache Kafka 4.3.1 writes them and in its order.
#[test]
fn records_are_kafkas() {
    use ringmain_protocol::messages::group_coordinator::CoordinatorKey as Key;
    let mut node = node(&[("t", 1)]);
    granted(&mut node, join("a", &["t"]));
    let kinds: Vec<i16> = node.log.iter().map(|record| record.key.api_key()).collect();
    assert_eq!(kinds, [5, 3, 7, 6, 8]);
    assert!(matches!(&node.log[0].key, Key::ConsumerGroupMemberMetadata(key) if key.member_id == "a"));
    node.log.clear();
    granted(&mut node, beat("a", -1));
    let kinds: Vec<(i16, bool)> = node.log.iter().map(|r| (r.key.api_key(), r.value.is_some())).collect();
    assert_eq!(kinds, [(8, false), (7, false), (5, false), (3, true)]);
}

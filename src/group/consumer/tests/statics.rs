//! Static members: going for a while, coming back under another id.

use super::*;

fn fixed(member: &str, instance: &str) -> ConsumerGroupHeartbeatRequest {
    ConsumerGroupHeartbeatRequest { instance_id: Some(instance.into()), ..join(member, &["t"]) }
}

fn with_instance(request: ConsumerGroupHeartbeatRequest, instance: &str) -> ConsumerGroupHeartbeatRequest {
    ConsumerGroupHeartbeatRequest { instance_id: Some(instance.into()), ..request }
}

#[test]
fn who_comes_back_has_what_it_had() {
    let mut node = node(&[("t", 4)]);
    granted(&mut node, fixed("a", "i"));
    granted(&mut node, join("b", &["t"]));
    granted(&mut node, with_instance(owning("a", 2, &names(&[("t", &[0, 1])])), "i"));
    granted(&mut node, with_instance(owning("a", 2, &names(&[("t", &[0, 1])])), "i"));
    assert_eq!(granted(&mut node, beat("b", 3)), (3, Some(names(&[("t", &[2, 3])]))));
    let epoch = group(&node).epoch();

    assert_eq!(granted(&mut node, with_instance(beat("a", -2), "i")), (-2, None));
    // While it is away nobody gets its partitions.
    assert_eq!(granted(&mut node, beat("b", 3)), (3, None));
    assert_eq!(granted(&mut node, fixed("a2", "i")), (3, Some(names(&[("t", &[0, 1])]))));
    assert_eq!((group(&node).epoch(), group(&node).len()), (epoch, 2));
    // The old id is fenced, or unknown.
    assert_eq!(refused(&mut node, with_instance(beat("a", 3), "i")), ErrorCode::FencedInstanceId);
    assert_eq!(refused(&mut node, beat("a", 3)), ErrorCode::UnknownMemberId);
    assert_eq!(granted(&mut node, with_instance(beat("a2", 3), "i")).0, 3);
}

#[test]
fn an_instance_id_in_use_is_not_given_away() {
    let mut node = node(&[("t", 1)]);
    granted(&mut node, fixed("a", "i"));
    assert_eq!(refused(&mut node, fixed("b", "i")), ErrorCode::UnreleasedInstanceId);
    assert_eq!(refused(&mut node, with_instance(beat("b", 2), "i")), ErrorCode::FencedInstanceId);
    assert_eq!(refused(&mut node, with_instance(beat("a", 2), "j")), ErrorCode::UnknownMemberId);
    assert_eq!(refused(&mut node, with_instance(beat("a", -1), "j")), ErrorCode::UnknownMemberId);
    assert_eq!(refused(&mut node, with_instance(beat("b", -2), "i")), ErrorCode::FencedInstanceId);
}

#[test]
fn who_does_not_come_back_is_removed_when_its_session_ends() {
    let mut node = node(&[("t", 2)]);
    granted(&mut node, fixed("a", "i"));
    node.pass(10_000);
    granted(&mut node, with_instance(beat("a", -2), "i"));
    // Going is no heartbeat.
    node.pass(34_999);
    assert_eq!(group(&node).len(), 1);
    node.pass(1);
    assert!(group(&node).is_empty());
}

#[test]
fn a_timer_of_the_old_id_does_not_hit_the_new_one() {
    let mut node = node(&[("t", 2)]);
    granted(&mut node, fixed("a", "i"));
    granted(&mut node, with_instance(beat("a", -2), "i"));
    node.pass(40_000);
    granted(&mut node, fixed("a2", "i"));
    node.pass(10_000);
    assert!(group(&node).member("a2").is_some());
}

#[test]
fn who_leaves_for_good_is_gone_at_once() {
    let mut node = node(&[("t", 2)]);
    granted(&mut node, fixed("a", "i"));
    granted(&mut node, with_instance(beat("a", -1), "i"));
    assert!(group(&node).is_empty());
    granted(&mut node, fixed("b", "i"));
}

#[test]
fn another_subscription_after_coming_back_rebalances() {
    let mut node = node(&[("t", 2), ("u", 1)]);
    granted(&mut node, fixed("a", "i"));
    granted(&mut node, with_instance(beat("a", -2), "i"));
    let (epoch, assignment) = granted(&mut node, with_instance(join("a2", &["u"]), "i"));
    assert_eq!((epoch, assignment), (3, Some(names(&[("u", &[0])]))));
    node.restart();
    assert_eq!(granted(&mut node, with_instance(beat("a2", 3), "i")).0, 3);
}

#[test]
fn who_comes_back_under_its_old_id_is_timed_as_any_other() {
    let mut node = node(&[("t", 2)]);
    granted(&mut node, fixed("a", "i"));
    granted(&mut node, with_instance(beat("a", -2), "i"));
    assert_eq!(granted(&mut node, fixed("a", "i")), (2, Some(names(&[("t", &[0, 1])]))));
    node.pass(44_999);
    assert_eq!(group(&node).len(), 1);
    node.pass(1);
    assert!(group(&node).is_empty());
}

//! Subscriptions by regular expression.

use super::*;

fn matching(member: &str, regex: &str) -> ConsumerGroupHeartbeatRequest {
    ConsumerGroupHeartbeatRequest {
        subscribed_topic_names: None,
        subscribed_topic_regex: Some(regex.into()),
        ..join(member, &[])
    }
}

fn changing(member: &str, epoch: i32, regex: &str) -> ConsumerGroupHeartbeatRequest {
    ConsumerGroupHeartbeatRequest { subscribed_topic_regex: Some(regex.into()), ..beat(member, epoch) }
}

#[test]
fn an_expression_is_resolved_after_the_join_and_the_target_follows() {
    let mut node = node(&[("order-1", 1), ("order-2", 2), ("user", 1)]);
    assert_eq!(granted(&mut node, matching("a", "order-.*")), (1, Some(Names::new())));
    node.pass(0);
    assert_eq!(group(&node).resolved().len(), 1);
    let (epoch, assignment) = granted(&mut node, beat("a", 1));
    assert_eq!((epoch, assignment), (2, Some(names(&[("order-1", &[0]), ("order-2", &[0, 1])]))));
    assert!(group(&node).is_subscribed_to("order-1") && !group(&node).is_subscribed_to("user"));
    node.restart();
    assert_eq!(granted(&mut node, beat("a", 2)).0, 2);
}

#[test]
fn who_takes_a_known_expression_has_its_topics_at_once() {
    let mut node = node(&[("t", 2)]);
    granted(&mut node, matching("a", "t"));
    node.pass(0);
    granted(&mut node, beat("a", 1));
    assert_eq!(granted(&mut node, matching("b", "t")).0, 3);
    assert_eq!(group(&node).targets()["b"].len(), 1);
}

#[test]
fn new_topics_are_found_but_not_more_often_than_every_ten_seconds() {
    let mut node = node(&[("t1", 1)]);
    granted(&mut node, matching("a", "t.*"));
    node.pass(0);
    granted(&mut node, beat("a", 1));
    node.pass(1_000);
    apply(&mut node, &topic_records("t2", 0..1));
    assert_eq!(granted(&mut node, beat("a", 2)), (2, None));
    node.pass(9_000);
    assert_eq!(granted(&mut node, beat("a", 2)), (2, None));
    node.pass(1);
    granted(&mut node, beat("a", 2));
    node.pass(0);
    assert_eq!(granted(&mut node, beat("a", 2)), (3, Some(names(&[("t1", &[0]), ("t2", &[0])]))));
    // Changes of other kinds do not make it look again.
    let written = node.log.len();
    apply(&mut node, &remove_topic("t2"));
    node.pass(20_000);
    granted(&mut node, owning("a", 3, &names(&[("t1", &[0])])));
    node.pass(0);
    assert!(node.log[written..].iter().all(|record| record.key.api_key() != 16));
}

#[test]
fn expressions_are_resolved_again_at_kafkas_interval() {
    let mut node = node(&[("t1", 1)]);
    granted(&mut node, matching("a", "t.*"));
    node.pass(0);
    granted(&mut node, beat("a", 1));
    let since = group(&node).resolved()["t.*"].wall_ms;
    for _ in 0..20 {
        node.pass(30_000);
        granted(&mut node, beat("a", 2));
    }
    node.pass(0);
    assert_eq!(group(&node).resolved()["t.*"].wall_ms, since);
    node.pass(1);
    granted(&mut node, beat("a", 2));
    node.pass(0);
    assert_eq!(group(&node).resolved()["t.*"].wall_ms, since + 600_001);
    assert_eq!(group(&node).epoch(), 2);
}

#[test]
fn the_last_to_leave_an_expression_takes_it_away() {
    let mut node = node(&[("t1", 1), ("u1", 1)]);
    granted(&mut node, matching("a", "t.*"));
    node.pass(0);
    granted(&mut node, beat("a", 1));
    granted(&mut node, matching("b", "t.*"));
    granted(&mut node, beat("b", -1));
    assert!(group(&node).resolved().contains_key("t.*"));
    // To another: its topics are lost at once, the new ones come when it is resolved.
    node.pass(10_001);
    assert_eq!(granted(&mut node, changing("a", 2, "u.*")), (2, Some(Names::new())));
    node.pass(0);
    assert_eq!(group(&node).resolved().keys().collect::<Vec<_>>(), ["u.*"]);
    let epoch = group(&node).epoch();
    assert_eq!(granted(&mut node, owning("a", 2, &Names::new())), (epoch, Some(names(&[("u1", &[0])]))));
    // To names.
    let mut request = changing("a", epoch, "");
    request.subscribed_topic_names = Some(vec!["t1".into()]);
    granted(&mut node, request);
    assert!(group(&node).resolved().is_empty());
    granted(&mut node, beat("a", -1));
    assert!(!group(&node).is_subscribed_to("t1"));
}

#[test]
fn an_invalid_expression_is_refused() {
    let mut node = node(&[("t", 1)]);
    assert_eq!(refused(&mut node, matching("a", "(")), ErrorCode::InvalidRegularExpression);
    assert_eq!(node.coordinator.groups().count(), 0);
    granted(&mut node, join("a", &["t"]));
    assert_eq!(refused(&mut node, changing("a", 2, "a**")), ErrorCode::InvalidRegularExpression);
    assert_eq!(granted(&mut node, beat("a", 2)).0, 2);
}

#[test]
fn names_and_an_expression_add_up() {
    let mut node = node(&[("t", 1), ("u", 1), ("v", 1)]);
    let request =
        ConsumerGroupHeartbeatRequest { subscribed_topic_regex: Some("u|t".into()), ..join("a", &["t", "v"]) };
    granted(&mut node, request);
    node.pass(0);
    let (_, assignment) = granted(&mut node, beat("a", 2));
    assert_eq!(assignment, Some(names(&[("t", &[0]), ("u", &[0]), ("v", &[0])])));
}

/// The group's others, and other groups, do not wait for it.
#[test]
fn expressions_are_resolved_aside_one_resolution_at_a_time() {
    let mut node = node(&[("t1", 1), ("u1", 1)]);
    granted(&mut node, matching("a", "t.*"));
    assert_eq!((node.resolving.len(), group(&node).resolved().len()), (1, 0));
    granted(&mut node, beat("a", 1));
    let (mut epoch, _) = granted(&mut node, matching("b", "u.*"));
    assert_eq!(node.resolving.len(), 1);
    // Meanwhile the member has thought of something else: what comes back for the other is not wanted.
    granted(&mut node, changing("a", 1, "t1"));
    node.pass(0);
    assert!(group(&node).resolved().is_empty(), "the round began before the others came");
    (epoch, _) = granted(&mut node, beat("b", epoch));
    node.pass(0);
    assert_eq!(group(&node).resolved().keys().collect::<Vec<_>>(), ["t1", "u.*"]);
    // A coordinator that is loaded again has lost the round, and begins another.
    node.pass(20_000);
    apply(&mut node, &topic_records("u2", 0..1));
    (epoch, _) = granted(&mut node, owning("b", epoch, &Names::new()));
    assert_eq!(node.resolving.len(), 1);
    node.restart();
    granted(&mut node, owning("b", epoch, &Names::new()));
    node.pass(0);
    assert_eq!(group(&node).resolved()["u.*"].topics.len(), 2);
}

//! OffsetCommit, OffsetFetch, OffsetDelete and expiry.

use super::Node;
use crate::group::{Request, Response};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::OffsetCommitRequest;
use ringmain_protocol::messages::rpc::offset_commit_request::{OffsetCommitRequestPartition, OffsetCommitRequestTopic};
use ringmain_protocol::messages::rpc::offset_fetch_request::{OffsetFetchRequestGroup, OffsetFetchRequestTopics};

pub(in crate::group) fn commit(group: &str, topic: &str, partition: i32, offset: i64) -> OffsetCommitRequest {
    let partition =
        OffsetCommitRequestPartition { partition_index: partition, committed_offset: offset, ..Default::default() };
    let topic = OffsetCommitRequestTopic { name: topic.into(), partitions: vec![partition], ..Default::default() };
    OffsetCommitRequest { group_id: group.into(), topics: vec![topic], ..Default::default() }
}

/// The error of the only partition.
pub(in crate::group) fn commit_error(response: Response) -> ErrorCode {
    let Response::OffsetCommit(response) = response else { panic!("{response:?}") };
    ErrorCode::from(response.topics[0].partitions[0].error_code)
}

fn fetch(group: &str, topic: &str, partition: i32, require_stable: bool) -> Request {
    let topic =
        OffsetFetchRequestTopics { name: topic.into(), partition_indexes: vec![partition], ..Default::default() };
    let group = OffsetFetchRequestGroup { group_id: group.into(), topics: Some(vec![topic]), ..Default::default() };
    Request::OffsetFetch { group, require_stable }
}

/// Offset and error of the only partition.
fn fetched(response: Response) -> (i64, ErrorCode) {
    let Response::OffsetFetch(response) = response else { panic!("{response:?}") };
    let partition = &response.topics[0].partitions[0];
    (partition.committed_offset, ErrorCode::from(partition.error_code))
}

#[test]
fn an_offset_is_fetched_once_it_is_committed() {
    let mut node = Node::new(&[]);
    node.commit_at_once = false;
    let ticket = node.send_as(9, Request::OffsetCommit(commit("g", "t", 0, 7)));
    assert_eq!(node.answer(ticket), None, "before it is in the log");
    assert_eq!(fetched(node.ask_as(9, fetch("g", "t", 0, false))), (-1, ErrorCode::None));
    let stable = node.send_as(9, fetch("g", "t", 0, true));
    assert_eq!(node.answer(stable), None, "a stable fetch waits for what is being committed");
    assert!(node.commit());
    assert_eq!(commit_error(node.answer(ticket).unwrap()), ErrorCode::None);
    assert_eq!(fetched(node.answer(stable).unwrap()), (7, ErrorCode::None));
    assert_eq!(fetched(node.ask_as(9, fetch("g", "t", 0, false))), (7, ErrorCode::None));
    node.restart();
    assert_eq!(fetched(node.ask_as(9, fetch("g", "t", 0, true))), (7, ErrorCode::None));
}

#[test]
fn a_commit_that_fails_changes_nothing_and_says_so() {
    let mut node = Node::new(&[]);
    node.commit_at_once = false;
    for (error, told) in [
        (ErrorCode::NotEnoughReplicas, ErrorCode::CoordinatorNotAvailable),
        (ErrorCode::RequestTimedOut, ErrorCode::CoordinatorNotAvailable),
        (ErrorCode::NotLeaderOrFollower, ErrorCode::NotCoordinator),
        (ErrorCode::KafkaStorageError, ErrorCode::NotCoordinator),
        (ErrorCode::MessageTooLarge, ErrorCode::UnknownServerError),
        (ErrorCode::InvalidRequiredAcks, ErrorCode::InvalidRequiredAcks),
    ] {
        let ticket = node.send_as(9, Request::OffsetCommit(commit("g", "t", 0, 7)));
        node.fail(error);
        assert_eq!(commit_error(node.answer(ticket).unwrap()), told);
        assert_eq!(fetched(node.ask_as(9, fetch("g", "t", 0, true))), (-1, ErrorCode::None));
        assert_eq!(node.coordinator.groups().count(), 0);
    }
}

#[test]
fn an_offset_expires_after_its_retention_and_the_group_with_it() {
    let mut node = Node::new(&["offsets.retention.minutes=10"]);
    node.ask_as(9, Request::OffsetCommit(commit("g", "t", 0, 7)));
    node.pass(9 * 60_000);
    node.ask_as(9, Request::OffsetCommit(commit("g", "t", 1, 8)));
    // Checked every ten minutes.
    node.pass(2 * 60_000);
    assert_eq!(fetched(node.ask_as(9, fetch("g", "t", 0, false))), (-1, ErrorCode::None));
    assert_eq!(fetched(node.ask_as(9, fetch("g", "t", 1, false))), (8, ErrorCode::None));
    node.pass(10 * 60_000);
    assert_eq!(node.coordinator.groups().count(), 0);
    node.restart();
    assert_eq!(node.coordinator.groups().count(), 0);
}

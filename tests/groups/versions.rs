//! What groups and their clients ask, in every version that is offered: each is answered without an error.

use crate::support::broker::{Broker, Kind};
use crate::support::raw::Raw;
use crate::{SETTINGS, ten_records};
use ringmain_protocol::message::Request;
use ringmain_protocol::messages::rpc::describe_groups_response::DescribedGroup;
use ringmain_protocol::messages::rpc::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use ringmain_protocol::messages::rpc::offset_commit_request::{OffsetCommitRequestPartition, OffsetCommitRequestTopic};
use ringmain_protocol::messages::rpc::offset_fetch_request::{
    OffsetFetchRequestGroup, OffsetFetchRequestTopic, OffsetFetchRequestTopics,
};
use ringmain_protocol::messages::rpc::*;
use ringmain_protocol::uuid::Uuid;

const OFFSET: i64 = 7;

/// Asks in every version; what each has to say is checked.
fn in_every_version<Req: Request>(raw: &mut Raw, request: impl Fn(i16) -> Req, check: impl Fn(i16, Req::Response)) {
    for version in Req::MIN_VERSION..=Req::MAX_VERSION {
        let answer = raw.ask(&request(version), version);
        check(version, answer.unwrap_or_else(|e| panic!("{} in version {version}: {e}", Req::NAME)));
    }
}

fn topic_id(raw: &mut Raw) -> Uuid {
    let request = MetadataRequest { topics: None, ..Default::default() };
    let mut answer = raw.ask(&request, 12).expect("an answer");
    answer.topics.retain(|topic| topic.name.as_deref() == Some("orders"));
    answer.topics.pop().expect("the topic").topic_id
}

fn commit_and_fetch(raw: &mut Raw, id: Uuid) {
    // From version 10 on a topic is named by its id.
    let named = |version| if version < 10 { ("orders".to_owned(), Uuid::ZERO) } else { (String::new(), id) };
    let commit = |version| {
        let partition = OffsetCommitRequestPartition { committed_offset: OFFSET, ..Default::default() };
        let (name, topic_id) = named(version);
        let topics =
            vec![OffsetCommitRequestTopic { name, topic_id, partitions: vec![partition], ..Default::default() }];
        OffsetCommitRequest { group_id: "alone".into(), topics, ..Default::default() }
    };
    in_every_version(raw, commit, |version, answer: OffsetCommitResponse| {
        assert_eq!(answer.topics[0].partitions[0].error_code, 0, "version {version}: {answer:?}");
    });
    let fetch = |version| {
        if version < 8 {
            let topic =
                OffsetFetchRequestTopic { name: "orders".into(), partition_indexes: vec![0], ..Default::default() };
            return OffsetFetchRequest { group_id: "alone".into(), topics: Some(vec![topic]), ..Default::default() };
        }
        let (name, topic_id) = named(version);
        let topic = OffsetFetchRequestTopics { name, topic_id, partition_indexes: vec![0], ..Default::default() };
        let group =
            OffsetFetchRequestGroup { group_id: "alone".into(), topics: Some(vec![topic]), ..Default::default() };
        OffsetFetchRequest { groups: vec![group], ..Default::default() }
    };
    in_every_version(raw, fetch, |version, answer: OffsetFetchResponse| {
        let offset = match answer.groups.first() {
            Some(group) => group.topics[0].partitions[0].committed_offset,
            None => answer.topics[0].partitions[0].committed_offset,
        };
        assert_eq!(offset, OFFSET, "version {version}: {answer:?}");
    });
}

#[test]
fn every_version_is_answered() {
    if !Kind::under_test().present() {
        return;
    }
    let dir = tempfile::tempdir().expect("a directory");
    let broker = Broker::start(dir.path(), &SETTINGS);
    ten_records(&broker.bootstrap(), "orders", 1);
    let mut raw = Raw::connect(&broker.bootstrap()).expect("connect");
    let raw = &mut raw;
    let id = topic_id(raw);

    let latest = |_| {
        let partition = ListOffsetsPartition { timestamp: -1, ..Default::default() };
        let topic = ListOffsetsTopic { name: "orders".into(), partitions: vec![partition], ..Default::default() };
        ListOffsetsRequest { replica_id: -1, topics: vec![topic], ..Default::default() }
    };
    in_every_version(raw, latest, |version, answer: ListOffsetsResponse| {
        let partition = &answer.topics[0].partitions[0];
        assert_eq!((partition.error_code, partition.offset), (0, 10), "version {version}");
    });
    let coordinator = |version| match version {
        0..4 => FindCoordinatorRequest { key: "alone".into(), ..Default::default() },
        _ => FindCoordinatorRequest { coordinator_keys: vec!["alone".into()], ..Default::default() },
    };
    // The topic that groups are kept in is made by the first question.
    while raw.ask(&coordinator(0), 0).expect("an answer").error_code != 0 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    in_every_version(raw, coordinator, |version, answer: FindCoordinatorResponse| {
        let found =
            answer.coordinators.first().map_or((answer.error_code, answer.node_id), |c| (c.error_code, c.node_id));
        assert_eq!(found, (0, 1), "version {version}");
    });
    commit_and_fetch(raw, id);
    let describe = |_| DescribeGroupsRequest { groups: vec!["alone".into()], ..Default::default() };
    in_every_version(raw, describe, |version, answer: DescribeGroupsResponse| {
        let DescribedGroup { error_code, group_state, .. } = &answer.groups[0];
        assert_eq!((*error_code, group_state.as_str()), (0, "Empty"), "version {version}");
    });
    in_every_version(
        raw,
        |_| ListGroupsRequest::default(),
        |version, answer: ListGroupsResponse| {
            let names: Vec<_> = answer.groups.iter().map(|group| group.group_id.as_str()).collect();
            assert_eq!((answer.error_code, names), (0, vec!["alone"]), "version {version}");
        },
    );
    let delete = |_| OffsetDeleteRequest { group_id: "alone".into(), ..Default::default() };
    in_every_version(raw, delete, |version, answer: OffsetDeleteResponse| {
        assert_eq!(answer.error_code, 0, "version {version}");
    });
}

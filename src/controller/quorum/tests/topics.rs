//! CreateTopics, DeleteTopics, CreatePartitions.

use super::*;

/// Topics of one broker, then what was answered to each request in turn.
#[test]
fn create_topics_is_answered_as_kafka_answers() {
    let long = "x".repeat(250);
    let long_why = format!("Topic name is invalid: the length of '{long}' is longer than the max allowed length 249");
    let illegal = |name: &str| {
        format!(
            "Topic name is invalid: '{name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'"
        )
    };
    let table = [
        (topic("t-default", -1, -1), ErrorCode::None, String::new()),
        (topic("t.three", 3, 1), ErrorCode::None, String::new()),
        (topic("t.three", 3, 1), ErrorCode::TopicAlreadyExists, "Topic 't.three' already exists.".into()),
        (topic("t_three", 3, 1), ErrorCode::InvalidTopicException, "Topic 't_three' collides with existing topic: t.three".into()),
        (topic("", 1, 1), ErrorCode::InvalidTopicException, "Topic name is invalid: the empty string is not allowed".into()),
        (topic(".", 1, 1), ErrorCode::InvalidTopicException, "Topic name is invalid: '.' is not allowed".into()),
        (topic("..", 1, 1), ErrorCode::InvalidTopicException, "Topic name is invalid: '..' is not allowed".into()),
        (topic("a b", 1, 1), ErrorCode::InvalidTopicException, illegal("a b")),
        (topic("a/b", 1, 1), ErrorCode::InvalidTopicException, illegal("a/b")),
        (topic(&long, 1, 1), ErrorCode::InvalidTopicException, long_why),
        (topic(&long[..249], 1, 1), ErrorCode::None, String::new()),
        (topic("__cluster_metadata", 1, 1), ErrorCode::TopicAuthorizationFailed, String::new()),
        (topic("z0", 0, 1), ErrorCode::InvalidPartitions, "Number of partitions was set to an invalid non-positive value.".into()),
        (topic("z0", -2, 1), ErrorCode::InvalidPartitions, "Number of partitions was set to an invalid non-positive value.".into()),
        (topic("z0", 1, 0), ErrorCode::InvalidReplicationFactor, "Replication factor must be larger than 0, or -1 to use the default value.".into()),
        (topic("z0", 1, -2), ErrorCode::InvalidReplicationFactor, "Replication factor must be larger than 0, or -1 to use the default value.".into()),
        (topic("z0", 1, 2), ErrorCode::InvalidReplicationFactor, "Unable to replicate the partition 2 time(s): The target replication factor of 2 cannot be reached because only 1 broker(s) are registered or some brokers have all their log directories cordoned.".into()),
        (topic("z0", 20_000, 1), ErrorCode::PolicyViolation, "Excessively large number of partitions per request.".into()),
        (assigned("as", &[(0, &[1]), (1, &[1])]), ErrorCode::None, String::new()),
        (assigned("as2", &[(0, &[1]), (2, &[1])]), ErrorCode::InvalidReplicaAssignment, "partitions should be a consecutive 0-based integer sequence".into()),
        (assigned("as3", &[(0, &[7])]), ErrorCode::InvalidReplicaAssignment, "The manual partition assignment includes broker 7, but no such broker is registered.".into()),
        (assigned("as4", &[(0, &[1, 1])]), ErrorCode::InvalidReplicaAssignment, "The manual partition assignment includes the broker 1 more than once.".into()),
        (assigned("as5", &[(0, &[])]), ErrorCode::InvalidReplicaAssignment, "The manual partition assignment includes an empty replica list.".into()),
        (with_config("cfg", &[("retention.ms", Some("1000")), ("cleanup.policy", Some("compact"))]), ErrorCode::None, String::new()),
        (with_config("cf", &[("nope", Some("1"))]), ErrorCode::InvalidConfig, "Unknown topic config name: nope".into()),
        (with_config("cf", &[("retention.ms", None)]), ErrorCode::InvalidConfig, "Null value not supported for topic configs: retention.ms".into()),
        (with_config("cf", &[("segment.bytes", Some("10"))]), ErrorCode::InvalidConfig, "Invalid value 10 for configuration segment.bytes: Value must be at least 1048576".into()),
    ];
    let mut cluster = Cluster::with_brokers(1);
    for (request, code, message) in table {
        let name = request.name.clone();
        let before = cluster.log.len();
        assert_eq!(cluster.create(request), (i16::from(code), message), "{name}");
        assert_eq!(code == ErrorCode::None, cluster.log.len() > before, "{name}: an error writes nothing");
    }
    assert_eq!(cluster.image().topic("t-default").unwrap().partitions.len(), 4);
    let zero = cluster.partition("t.three", 2);
    assert_eq!((zero.replicas.as_slice(), zero.isr.as_slice(), zero.leader), (&[1][..], &[1][..], 1));
    assert_eq!((zero.leader_epoch, zero.partition_epoch, zero.directories.as_slice()), (0, 0, &[directory(1)][..]));
}

#[test]
fn topics_of_one_request_collide_with_each_other() {
    let mut cluster = Cluster::with_brokers(1);
    assert_eq!(cluster.create(topic("old.one", 1, 1)).0, 0);
    let names = ["plain", "new.one", "new_one", "old_one", "bad.one", "bad_one", "old.one"];
    let topics = names.map(|name| topic(name, if name == "bad.one" { 0 } else { 1 }, 1)).to_vec();
    let request = CreateTopicsRequest { topics, ..Default::default() };
    let Response::CreateTopics(answer) = cluster.ask(Request::CreateTopics(request)) else { panic!("another answer") };
    let codes: Vec<ErrorCode> = answer.topics.iter().map(|topic| topic.error_code.into()).collect();
    let (none, collides) = (ErrorCode::None, ErrorCode::InvalidTopicException);
    // `bad.one` was not created, so `bad_one` collides with nothing.
    let bad = ErrorCode::InvalidPartitions;
    assert_eq!(codes, [none, none, collides, collides, bad, none, ErrorCode::TopicAlreadyExists]);
}

#[test]
fn a_topic_is_written_as_kafka_writes_it() {
    let mut cluster = Cluster::with_brokers(1);
    let request = CreateTopicsRequest {
        topics: vec![with_config("cfg", &[("retention.ms", Some("1000")), ("cleanup.policy", Some("compact"))])],
        ..Default::default()
    };
    let before = cluster.log.len();
    cluster.ask(Request::CreateTopics(request));
    let written: Vec<(&str, i16)> = cluster.log[before..].iter().map(|(r, v)| (r.name(), *v)).collect();
    assert_eq!(written, [("TopicRecord", 0), ("ConfigRecord", 0), ("ConfigRecord", 0), ("PartitionRecord", 2)]);
}

#[test]
fn validate_only_changes_nothing_and_answers_the_same() {
    let mut cluster = Cluster::with_brokers(1);
    let request =
        |validate_only| CreateTopicsRequest { topics: vec![topic("v", 2, 1)], validate_only, ..Default::default() };
    let before = cluster.log.len();
    let Response::CreateTopics(response) = cluster.ask(Request::CreateTopics(request(true))) else { panic!() };
    assert_eq!((response.topics[0].error_code, response.topics[0].num_partitions), (0, 2));
    assert_eq!(response.topics[0].configs.as_ref().map(Vec::len), Some(34));
    assert_eq!(cluster.log.len(), before);
    assert!(cluster.image().topic("v").is_none());
}

#[test]
fn topics_are_deleted_by_name_and_by_id() {
    let mut cluster = Cluster::with_brokers(1);
    cluster.create(topic("a", 1, 1));
    cluster.create(topic("b", 1, 1));
    let id = cluster.image().topic_id("b").unwrap();
    let by = |name: Option<&str>, topic_id| delete_topics_request::DeleteTopicState {
        name: name.map(str::to_owned),
        topic_id,
        ..Default::default()
    };
    let missing = Uuid::from_halves(8, 8);
    let topics = vec![
        by(Some("a"), Uuid::ZERO),
        by(None, id),
        by(Some("zz"), Uuid::ZERO),
        by(None, missing),
        by(Some("a"), id),
        by(None, Uuid::ZERO),
    ];
    let request = DeleteTopicsRequest { topics, ..Default::default() };
    let Response::DeleteTopics(response) = cluster.ask(Request::DeleteTopics(request)) else { panic!() };
    let codes: Vec<(Option<&str>, i16)> =
        response.responses.iter().map(|r| (r.name.as_deref(), r.error_code)).collect();
    assert_eq!(
        codes,
        [
            // Named twice, once with an id.
            (Some("a"), i16::from(ErrorCode::InvalidRequest)),
            (None, i16::from(ErrorCode::InvalidRequest)),
            (Some("zz"), i16::from(ErrorCode::UnknownTopicOrPartition)),
            (None, i16::from(ErrorCode::UnknownTopicId)),
            (Some("a"), i16::from(ErrorCode::InvalidRequest)),
            (None, i16::from(ErrorCode::InvalidRequest)),
        ]
    );
    let request = DeleteTopicsRequest { topics: vec![by(Some("a"), Uuid::ZERO), by(None, id)], ..Default::default() };
    assert_eq!(names(&cluster.records_of(Request::DeleteTopics(request))), ["RemoveTopicRecord", "RemoveTopicRecord"]);
    assert_eq!(cluster.image().topic_count(), 0);
}

#[test]
fn partitions_are_added_as_kafka_adds_them() {
    let mut cluster = Cluster::with_brokers(1);
    cluster.create(topic("t", 3, 1));
    let mut add = |name: &str, count: i32, assignments: Option<&[&[i32]]>| {
        let assignments = assignments.map(|lists| {
            let assignment = |ids: &&[i32]| create_partitions_request::CreatePartitionsAssignment {
                broker_ids: ids.to_vec(),
                ..Default::default()
            };
            lists.iter().map(assignment).collect()
        });
        let topic = create_partitions_request::CreatePartitionsTopic {
            name: name.into(),
            count,
            assignments,
            ..Default::default()
        };
        let request = CreatePartitionsRequest { topics: vec![topic], ..Default::default() };
        match cluster.ask(Request::CreatePartitions(request)) {
            Response::CreatePartitions(r) => {
                (r.results[0].error_code, r.results[0].error_message.clone().unwrap_or_default())
            }
            other => panic!("{other:?}"),
        }
    };
    let invalid = i16::from(ErrorCode::InvalidPartitions);
    let assignment = i16::from(ErrorCode::InvalidReplicaAssignment);
    assert_eq!(add("t", 5, None), (0, String::new()));
    assert_eq!(add("t", 5, None), (invalid, "Topic already has 5 partition(s).".into()));
    assert_eq!(
        add("t", 2, None),
        (invalid, "The topic t currently has 5 partition(s); 2 would not be an increase.".into())
    );
    assert_eq!(add("zz", 2, None), (i16::from(ErrorCode::UnknownTopicOrPartition), String::new()));
    assert_eq!(add("t", 6, Some(&[&[1]])), (0, String::new()));
    assert_eq!(
        add("t", 9, Some(&[&[1]])),
        (assignment, "Attempted to add 3 additional partition(s), but only 1 assignment(s) were specified.".into())
    );
    assert_eq!(
        add("t", 7, Some(&[&[8]])),
        (assignment, "The manual partition assignment includes broker 8, but no such broker is registered.".into())
    );
    assert_eq!(add("t", 20_000, None).0, i16::from(ErrorCode::PolicyViolation));
    let numbers: Vec<i32> = cluster.image().topic("t").unwrap().partitions.keys().copied().collect();
    assert_eq!(numbers, [0, 1, 2, 3, 4, 5]);
}

#[test]
fn replicas_are_spread_over_brokers_and_leaders_over_them_too() {
    let mut cluster = Cluster::with_brokers(4);
    assert_eq!(cluster.create(topic("t", 40, 3)).0, 0);
    let (mut leaders, mut replicas) = (BTreeMap::new(), BTreeMap::new());
    for partition in cluster.image().topic("t").unwrap().partitions.values() {
        *leaders.entry(partition.leader).or_insert(0) += 1;
        let unique: std::collections::BTreeSet<i32> = partition.replicas.iter().copied().collect();
        assert_eq!(unique.len(), 3);
        partition.replicas.iter().for_each(|id| *replicas.entry(*id).or_insert(0) += 1);
    }
    assert_eq!(leaders, BTreeMap::from([(1, 10), (2, 10), (3, 10), (4, 10)]));
    assert_eq!(replicas, BTreeMap::from([(1, 30), (2, 30), (3, 30), (4, 30)]));
}

//! Brokers that come, go and fall silent; in-sync replicas; producer ids.

use super::*;

#[test]
fn a_broker_registers_and_is_unfenced_once_it_caught_up() {
    let mut cluster = Cluster::new();
    assert_eq!(cluster.end_offset, 10);
    let response = cluster.register(1, 1, -1);
    assert_eq!((response.error_code, response.broker_epoch), (0, 10), "the epoch is the record's offset");
    let (record, version) = cluster.log.last().unwrap();
    let MetadataRecord::RegisterBroker(record) = record else { panic!() };
    assert_eq!((*version, record.fenced, record.log_dirs.as_slice()), (4, true, &[directory(1)][..]));
    let behind = cluster.heartbeat(1, |r| r.current_metadata_offset = 9);
    assert!(behind.is_fenced && !behind.is_caught_up);
    let ready = cluster.heartbeat(1, |r| r.cordoned_log_dirs = Some(vec![]));
    assert!(!ready.is_fenced && ready.is_caught_up);
    let last_two: Vec<(i16, i8, bool)> = cluster.log[cluster.log.len() - 2..]
        .iter()
        .map(|(record, version)| match record {
            MetadataRecord::BrokerRegistrationChange(r) => (*version, r.fenced, r.cordoned_log_dirs.is_some()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(last_two, [(0, -1, false), (3, 0, true)]);
    let stale = cluster.heartbeat(1, |r| r.broker_epoch = 3);
    assert_eq!(stale.error_code, i16::from(ErrorCode::StaleBrokerEpoch));
}

#[test]
fn registrations_by_table() {
    type Change = fn(&mut BrokerRegistrationRequest);
    let table: [(&str, Change, ErrorCode); 8] = [
        ("as it is", |_| {}, ErrorCode::None),
        ("other cluster", |r| r.cluster_id = "d".into(), ErrorCode::InconsistentClusterId),
        ("no directory", |r| r.log_dirs.clear(), ErrorCode::InvalidRegistration),
        ("reserved directory", |r| r.log_dirs = vec![Uuid::ONE], ErrorCode::InvalidRegistration),
        ("twice a directory", |r| r.log_dirs.push(directory(2)), ErrorCode::InvalidRegistration),
        ("another's directory", |r| r.log_dirs = vec![directory(1)], ErrorCode::InvalidRegistration),
        ("no metadata.version", |r| r.features.retain(|f| f.name != "metadata.version"), ErrorCode::UnsupportedVersion),
        (
            "too old",
            |r| r.features.iter_mut().for_each(|f| f.max_supported_version = f.max_supported_version.min(29)),
            ErrorCode::UnsupportedVersion,
        ),
    ];
    for (what, change, expected) in table {
        let mut cluster = Cluster::with_brokers(1);
        let mut request = registration(2, 2, -1);
        change(&mut request);
        let Response::BrokerRegistration(response) = cluster.ask(Request::BrokerRegistration(request)) else {
            panic!()
        };
        assert_eq!(response.error_code, i16::from(expected), "{what}");
    }
    let mut cluster = Cluster::with_brokers(1);
    let duplicate = cluster.register(1, 99, -1);
    assert_eq!(duplicate.error_code, i16::from(ErrorCode::DuplicateBrokerRegistration));
    let again = cluster.register(1, 1, -1);
    assert_eq!((again.error_code, again.broker_epoch), (0, 10), "the same incarnation keeps its epoch");
    assert!(!cluster.image().broker(1).unwrap().fenced);
}

#[test]
fn the_broker_of_the_controllers_process_need_not_wait_for_the_session_of_its_predecessor() {
    let mut cluster = Cluster::with_brokers(2);
    cluster.create(topic("one", 1, 1));
    let duplicate = i16::from(ErrorCode::DuplicateBrokerRegistration);
    assert_eq!(cluster.register(1, 99, -1).error_code, duplicate, "another process");
    assert_eq!(cluster.register(2, OWN_INCARNATION, -1).error_code, duplicate, "another broker");
    let mut elsewhere = registration(1, OWN_INCARNATION, -1);
    elsewhere.log_dirs = vec![directory(7)];
    let Response::BrokerRegistration(response) = cluster.ask(Request::BrokerRegistration(elsewhere)) else { panic!() };
    assert_eq!(response.error_code, duplicate, "whose directories the other may still have");

    let before = cluster.image().broker(1).unwrap().epoch;
    let response = cluster.register(1, OWN_INCARNATION, -1);
    assert_eq!(response.error_code, 0);
    assert!(response.broker_epoch > before && cluster.image().broker(1).unwrap().fenced);
    let mut late = BrokerHeartbeatRequest { broker_id: 1, broker_epoch: before, ..Default::default() };
    late.current_metadata_offset = cluster.end_offset;
    let Response::BrokerHeartbeat(late) = cluster.ask(Request::BrokerHeartbeat(late)) else { panic!() };
    assert_eq!(late.error_code, i16::from(ErrorCode::StaleBrokerEpoch));
    assert!(!cluster.heartbeat(1, |_| {}).is_fenced);
    assert_eq!(cluster.partition("one", 0).isr.len(), 1);
    assert!(cluster.partition("one", 0).leader >= 1);
}

#[test]
fn an_answer_to_an_older_session_is_none_to_this_one() {
    let mut cluster = Cluster::with_brokers(1);
    let beat = |cluster: &mut Cluster, epoch| {
        let request = BrokerHeartbeatRequest {
            broker_id: 1,
            broker_epoch: epoch,
            current_metadata_offset: cluster.end_offset - 1,
            ..Default::default()
        };
        cluster.send(Request::BrokerHeartbeat(request))
    };
    let old = cluster.image().broker(1).unwrap().epoch;
    let create = CreateTopicsRequest { topics: vec![topic("a", 1, 1)], ..Default::default() };
    assert_eq!(cluster.send(Request::CreateTopics(create)), vec![]);
    assert_eq!(beat(&mut cluster, old), vec![]);
    let first = cluster.end_offset;
    // Its successor comes, is unfenced, and waits for an answer of its own.
    let registered = cluster.send(Request::BrokerRegistration(registration(1, OWN_INCARNATION, -1)));
    assert_eq!(registered, vec![]);
    assert_eq!(beat(&mut cluster, first), vec![]);
    // Only what the predecessor waited for commits.
    let effects =
        cluster.controller.step(cluster.now_ms, cluster.end_offset, Input::Committed { high_watermark: first });
    assert_eq!(cluster.take(effects).len(), 2);
    for _ in 0..40 {
        cluster.now_ms += 400;
        let effects = cluster.controller.step(cluster.now_ms, cluster.end_offset, Input::Timer);
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::Append { .. })), "this one still waits");
    }
    let answers = cluster.commit();
    let is_unfenced =
        |response: &Response| matches!(response, Response::BrokerHeartbeat(r) if r.error_code == 0 && !r.is_fenced);
    assert!(answers.iter().any(|(_, response)| is_unfenced(response)), "{answers:?}");
}

#[test]
fn a_sole_broker_goes_and_comes_back_as_under_kafka() {
    let mut cluster = Cluster::with_brokers(1);
    cluster.create(topic("one", 1, 1));
    let before = cluster.log.len();
    let leaving = cluster.heartbeat(1, |r| r.want_shut_down = true);
    assert!(!leaving.should_shut_down, "it leads");
    let written: Vec<MetadataRecord> = cluster.log[before..].iter().map(|(r, _)| r.clone()).collect();
    assert_eq!(names(&written), ["BrokerRegistrationChangeRecord", "PartitionChangeRecord"]);
    let MetadataRecord::PartitionChange(change) = &written[1] else { panic!() };
    assert_eq!((change.isr.as_deref(), change.leader), (Some(&[][..]), -1));
    assert_eq!(change.eligible_leader_replicas.as_deref(), Some(&[1][..]));
    assert_eq!(change.last_known_elr.as_deref(), Some(&[1][..]));
    let gone = cluster.heartbeat(1, |r| r.want_shut_down = true);
    assert!(gone.should_shut_down && gone.is_fenced);

    // A clean restart: eligible, so it leads again with all it had.
    let epoch = cluster.image().broker(1).unwrap().epoch;
    assert_eq!(cluster.register(1, 2, epoch).error_code, 0);
    let before = cluster.log.len();
    assert!(!cluster.heartbeat(1, |_| {}).is_fenced);
    let MetadataRecord::PartitionChange(change) = &cluster.log[before + 1].0 else { panic!() };
    assert_eq!((change.isr.as_deref(), change.leader, change.leader_recovery_state), (Some(&[1][..]), 1, -1));
    assert_eq!(change.eligible_leader_replicas.as_deref(), Some(&[][..]));
    assert_eq!(change.last_known_elr.as_deref(), Some(&[][..]));

    // Its session runs out, and it comes back from a crash: no longer eligible, but the last that led.
    cluster.now_ms += SESSION_MS;
    let effects = cluster.controller.step(cluster.now_ms, cluster.end_offset, Input::Timer);
    cluster.take(effects);
    cluster.commit();
    assert!(cluster.image().broker(1).unwrap().fenced);
    assert_eq!(cluster.partition("one", 0).elr, [1]);
    let before = cluster.log.len();
    assert_eq!(cluster.register(1, 3, -1).error_code, 0);
    let MetadataRecord::PartitionChange(change) = &cluster.log[before].0 else { panic!() };
    assert_eq!((change.eligible_leader_replicas.as_deref(), &change.isr), (Some(&[][..]), &None));
    assert!(matches!(cluster.log[before + 1].0, MetadataRecord::RegisterBroker(_)));
    let before = cluster.log.len();
    cluster.heartbeat(1, |_| {});
    let MetadataRecord::PartitionChange(change) = &cluster.log[before + 1].0 else { panic!() };
    assert_eq!((change.isr.as_deref(), change.leader, change.leader_recovery_state), (Some(&[1][..]), 1, 1));
    assert_eq!(change.last_known_elr.as_deref(), Some(&[][..]));
}

#[test]
fn leadership_moves_to_an_in_sync_replica_when_a_broker_is_silent() {
    let mut cluster = Cluster::with_brokers(3);
    assert_eq!(cluster.create(assigned("t", &[(0, &[1, 2, 3])])).0, 0);
    cluster.now_ms += SESSION_MS - 1;
    cluster.heartbeat(2, |_| {});
    cluster.heartbeat(3, |_| {});
    assert!(!cluster.image().broker(1).unwrap().fenced);
    cluster.now_ms += 1;
    let effects = cluster.controller.step(cluster.now_ms, cluster.end_offset, Input::Timer);
    cluster.take(effects);
    cluster.commit();
    assert!(cluster.image().broker(1).unwrap().fenced && !cluster.image().broker(2).unwrap().fenced);
    let after = cluster.partition("t", 0);
    assert_eq!((after.leader, after.isr.as_slice(), after.leader_epoch), (2, &[2, 3][..], 1));
    assert_eq!(after.elr, Vec::<i32>::new(), "enough are in sync");
}

#[test]
fn a_controller_that_is_slow_itself_fences_nobody() {
    let mut cluster = Cluster::with_brokers(1);
    let timer = |cluster: &mut Cluster| {
        let effects = cluster.controller.step(cluster.now_ms, cluster.end_offset, Input::Timer);
        cluster.take(effects);
        cluster.commit();
        cluster.image().broker(1).unwrap().fenced
    };
    // It stood still: what the broker has sent may lie unread.
    cluster.now_ms += 3 * SESSION_MS;
    assert!(!timer(&mut cluster));
    cluster.heartbeat(1, |_| {});

    // Its log stands still, and so does the answer that the broker waits for.
    let create = CreateTopicsRequest { topics: vec![topic("a", 1, 1)], ..Default::default() };
    assert_eq!(cluster.send(Request::CreateTopics(create)), vec![]);
    let request = BrokerHeartbeatRequest {
        broker_id: 1,
        broker_epoch: cluster.image().broker(1).unwrap().epoch,
        current_metadata_offset: cluster.end_offset - 1,
        ..Default::default()
    };
    assert_eq!(cluster.send(Request::BrokerHeartbeat(request)), vec![]);
    for _ in 0..40 {
        cluster.now_ms += 400;
        let effects = cluster.controller.step(cluster.now_ms, cluster.end_offset, Input::Timer);
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::Append { .. })));
    }
    assert_eq!(cluster.commit().len(), 2);

    // Answered, the broker has a whole session, and no more.
    cluster.now_ms += SESSION_MS - 1;
    assert!(!timer(&mut cluster));
    cluster.now_ms += 1;
    assert!(timer(&mut cluster));
}

#[test]
fn in_sync_replicas_are_altered_by_table() {
    type Change = fn(&mut alter_partition_request::PartitionData);
    let table: [(&str, i32, Change, ErrorCode); 10] = [
        ("shrinks", 1, |_| {}, ErrorCode::None),
        ("leader epoch above", 1, |p| p.leader_epoch = 9, ErrorCode::NotController),
        ("partition epoch above", 1, |p| p.partition_epoch = 9, ErrorCode::NotController),
        ("leader epoch below", 1, |p| p.leader_epoch = -1, ErrorCode::FencedLeaderEpoch),
        ("not the leader", 2, |_| {}, ErrorCode::InvalidRequest),
        ("partition epoch below", 1, |p| p.partition_epoch = -1, ErrorCode::InvalidUpdateVersion),
        ("no replica", 1, |p| p.new_isr = vec![1, 9], ErrorCode::InvalidRequest),
        ("without the leader", 1, |p| p.new_isr = vec![2], ErrorCode::InvalidRequest),
        ("recovering from nothing", 1, |p| p.leader_recovery_state = 1, ErrorCode::InvalidRequest),
        ("unknown partition", 1, |p| p.partition_index = 7, ErrorCode::UnknownTopicOrPartition),
    ];
    for (what, broker, change, expected) in table {
        let mut cluster = Cluster::with_brokers(3);
        cluster.create(assigned("t", &[(0, &[1, 2, 3])]));
        let topic_id = cluster.image().topic_id("t").unwrap();
        let mut partition = alter_partition_request::PartitionData { new_isr: vec![1, 2], ..Default::default() };
        change(&mut partition);
        let request = AlterPartitionRequest {
            broker_id: broker,
            broker_epoch: cluster.image().broker(broker).unwrap().epoch,
            topics: vec![alter_partition_request::TopicData {
                topic_id,
                partitions: vec![partition],
                ..Default::default()
            }],
            ..Default::default()
        };
        let Response::AlterPartition(response) = cluster.ask(Request::AlterPartition(request)) else { panic!() };
        let answered = &response.topics[0].partitions[0];
        assert_eq!(answered.error_code, i16::from(expected), "{what}");
        if expected == ErrorCode::None {
            assert_eq!((answered.isr.as_slice(), answered.partition_epoch, answered.leader_epoch), (&[1, 2][..], 1, 0));
        }
    }
}

#[test]
fn producer_ids_are_given_out_once() {
    let mut cluster = Cluster::with_brokers(1);
    let epoch = cluster.image().broker(1).unwrap().epoch;
    for expected in [0, 1000, 2000] {
        let request = AllocateProducerIdsRequest { broker_id: 1, broker_epoch: epoch, ..Default::default() };
        let Response::AllocateProducerIds(r) = cluster.ask(Request::AllocateProducerIds(request)) else { panic!() };
        assert_eq!((r.error_code, r.producer_id_start, r.producer_id_len), (0, expected, 1000));
    }
    let request = AllocateProducerIdsRequest { broker_id: 1, broker_epoch: epoch + 1, ..Default::default() };
    let Response::AllocateProducerIds(r) = cluster.ask(Request::AllocateProducerIds(request)) else { panic!() };
    assert_eq!(r.error_code, i16::from(ErrorCode::StaleBrokerEpoch));
}

#[test]
fn an_unregistered_broker_leaves_its_partitions() {
    let mut cluster = Cluster::with_brokers(2);
    cluster.create(assigned("t", &[(0, &[1, 2])]));
    let unregister = |id| Request::UnregisterBroker(UnregisterBrokerRequest { broker_id: id, ..Default::default() });
    let Response::UnregisterBroker(missing) = cluster.ask(unregister(9)) else { panic!() };
    assert_eq!(missing.error_message.as_deref(), Some("Broker ID 9 is not currently registered"));
    let records = cluster.records_of(unregister(1));
    assert_eq!(names(&records), ["PartitionChangeRecord", "UnregisterBrokerRecord"]);
    assert_eq!((cluster.partition("t", 0).leader, cluster.image().broker(1)), (2, None));
}

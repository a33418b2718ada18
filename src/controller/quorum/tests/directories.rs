//! Replicas in log directories, and directories that fail.

use super::*;
use ringmain_protocol::messages::rpc::assign_replicas_to_dirs_request as assign;

fn second() -> Uuid {
    Uuid::from_halves(2, 1001)
}

/// Broker 1 with two directories, broker 2 with one.
fn cluster() -> Cluster {
    let mut cluster = Cluster::new();
    register(&mut cluster, 1, vec![directory(1), second()]);
    cluster.heartbeat(1, |_| {});
    cluster.join(2);
    cluster
}

fn register(cluster: &mut Cluster, incarnation: u64, log_dirs: Vec<Uuid>) {
    let epoch = cluster.image().broker(1).map_or(-1, |broker| broker.epoch);
    if epoch >= 0 {
        assert!(cluster.heartbeat(1, |r| r.want_fence = true).is_fenced);
    }
    let request = BrokerRegistrationRequest { log_dirs, ..registration(1, incarnation, epoch) };
    let Response::BrokerRegistration(response) = cluster.ask(Request::BrokerRegistration(request)) else { panic!() };
    assert_eq!(response.error_code, 0);
}

fn assignment(cluster: &Cluster, topic: &str, partitions: &[i32], directory: Uuid) -> AssignReplicasToDirsRequest {
    let partitions = partitions
        .iter()
        .map(|index| assign::PartitionData { partition_index: *index, ..Default::default() })
        .collect();
    let topic_id = cluster.image().topic_id(topic).unwrap_or(Uuid::from_halves(7, 7));
    let topics = vec![assign::TopicData { topic_id, partitions, ..Default::default() }];
    AssignReplicasToDirsRequest {
        broker_id: 1,
        broker_epoch: cluster.image().broker(1).unwrap().epoch,
        directories: vec![assign::DirectoryData { id: directory, topics, ..Default::default() }],
        ..Default::default()
    }
}

fn assigns(cluster: &mut Cluster, request: AssignReplicasToDirsRequest) -> (i16, Vec<i16>) {
    let Response::AssignReplicasToDirs(response) = cluster.ask(Request::AssignReplicasToDirs(request)) else {
        panic!()
    };
    let topics = response.directories.iter().flat_map(|directory| &directory.topics);
    let partitions = topics.flat_map(|topic| &topic.partitions);
    (response.error_code, partitions.map(|partition| partition.error_code).collect())
}

#[test]
fn replicas_are_assigned_to_directories_by_table() {
    let mut cluster = cluster();
    cluster.create(assigned("one", &[(0, &[1]), (1, &[2])]));
    cluster.create(assigned("two", &[(0, &[1, 2])]));
    assert_eq!(cluster.partition("one", 0).directories, [Uuid::ZERO], "of two it may take either");
    assert_eq!(cluster.partition("two", 0).directories, [Uuid::ZERO, directory(2)]);

    let request = assignment(&cluster, "one", &[0, 1, 9], second());
    let not_here = ErrorCode::NotLeaderOrFollower.into();
    let unknown = ErrorCode::UnknownTopicOrPartition.into();
    assert_eq!(assigns(&mut cluster, request.clone()), (0, vec![0, not_here, unknown]));
    assert_eq!(cluster.partition("one", 0).directories, [second()]);
    let other = assignment(&cluster, "two", &[0], second());
    assert_eq!(assigns(&mut cluster, other), (0, vec![0]));
    let partition = cluster.partition("two", 0);
    assert_eq!((partition.directories, partition.leader), (vec![second(), directory(2)], 1));
    let before = cluster.log.len();
    assigns(&mut cluster, request.clone());
    assert_eq!(cluster.log.len(), before, "said twice, written once");

    let nameless = assignment(&cluster, "nope", &[0], second());
    assert_eq!(assigns(&mut cluster, nameless), (0, vec![ErrorCode::UnknownTopicId.into()]));
    let stale = AssignReplicasToDirsRequest { broker_epoch: 1, ..request };
    assert_eq!(assigns(&mut cluster, stale), (ErrorCode::StaleBrokerEpoch.into(), vec![]));
}

#[test]
fn a_failed_directory_takes_its_replicas_and_nothing_else() {
    let mut cluster = cluster();
    cluster.create(assigned("one", &[(0, &[1]), (1, &[1]), (2, &[1])]));
    cluster.create(assigned("two", &[(0, &[1, 2])]));
    for (topic, index, directory) in [("one", 0, second()), ("one", 1, directory(1)), ("two", 0, second())] {
        let request = assignment(&cluster, topic, &[index], directory);
        assigns(&mut cluster, request);
    }
    assert!(!cluster.heartbeat(1, |r| r.offline_log_dirs = vec![second()]).is_fenced);
    assert_eq!(cluster.image().broker(1).unwrap().directories, [directory(1)]);
    let leaders = |cluster: &Cluster| (0..3).map(|index| cluster.partition("one", index).leader).collect::<Vec<_>>();
    assert_eq!(leaders(&cluster), [-1, 1, 1]);
    assert_eq!((cluster.partition("two", 0).leader, cluster.partition("two", 0).isr), (2, vec![2]));
    let before = cluster.log.len();
    cluster.heartbeat(1, |r| r.offline_log_dirs = vec![second()]);
    assert_eq!(cluster.log.len(), before, "told again with every heartbeat, written once");

    // Only now is it told that this one lay there too.
    let request = assignment(&cluster, "one", &[2], second());
    assert_eq!(assigns(&mut cluster, request), (0, vec![0]));
    assert_eq!(leaders(&cluster), [-1, 1, -1]);

    // Back without the directory, the broker leads what lies in the other; back with it, everything.
    register(&mut cluster, 2, vec![directory(1)]);
    assert!(!cluster.heartbeat(1, |_| {}).is_fenced);
    assert_eq!(leaders(&cluster), [-1, 1, -1]);
    register(&mut cluster, 3, vec![directory(1), second()]);
    assert!(!cluster.heartbeat(1, |_| {}).is_fenced);
    assert_eq!(leaders(&cluster), [1, 1, 1]);
}

#[test]
fn a_replica_without_its_directory_is_led_again_where_it_is_made_anew() {
    let mut cluster = cluster();
    cluster.create(assigned("t", &[(0, &[1])]));
    let request = assignment(&cluster, "t", &[0], second());
    assigns(&mut cluster, request);
    register(&mut cluster, 2, vec![directory(1)]);
    cluster.heartbeat(1, |_| {});
    assert_eq!(cluster.partition("t", 0).leader, -1);
    let request = assignment(&cluster, "t", &[0], directory(1));
    assert_eq!(assigns(&mut cluster, request), (0, vec![0]));
    let partition = cluster.partition("t", 0);
    assert_eq!((partition.leader, partition.directories), (1, vec![directory(1)]));
}

use super::harness::*;
use crate::client::{Client, ClientOptions, HostPort};
use crate::controller::{METADATA_TOPIC, Status};
use crate::rt::sim::Sim;
use crate::rt::time;
use crate::server::forward::ForwardRequest;
use crate::server::request::Header;
use ringmain_protocol::api_key::ApiKey;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::message::Request;
use ringmain_protocol::messages::rpc::create_topics_request::CreatableTopic;
use ringmain_protocol::messages::rpc::describe_quorum_request;
use ringmain_protocol::messages::rpc::*;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

fn direct() -> Client {
    Client::new(HostPort::new("127.0.0.1", 9093), ClientOptions::default())
}

#[test]
fn a_forwarded_request_is_answered_as_if_it_were_direct() {
    Sim::new(1)
        .node(1)
        .block_on(LIMIT, async {
            let config = config(&[]);
            let node = launch(&config).await.unwrap();
            node.run_broker(&config).await;
            let topic =
                CreatableTopic { name: "a".into(), num_partitions: 2, replication_factor: 1, ..Default::default() };
            let request = CreateTopicsRequest { topics: vec![topic], timeout_ms: 1000, ..Default::default() };
            for (version, expected) in [(7, ErrorCode::None), (2, ErrorCode::TopicAlreadyExists)] {
                let forward = ForwardRequest {
                    principal: "User:ANONYMOUS".into(),
                    client_address: IpAddr::V4(Ipv4Addr::LOCALHOST),
                    header: Header {
                        api: ApiKey::CreateTopics,
                        version,
                        correlation_id: 77,
                        client_id: Some("someone".into()),
                    },
                    request: request.clone().into(),
                };
                let ResponseKind::CreateTopics(answer) = node.client.forward(forward).await.unwrap() else {
                    panic!("an answer of another kind")
                };
                assert_eq!(ErrorCode::from(answer.topics[0].error_code), expected);
            }
            // Only what Kafka forwards, and only from who says for whom.
            let mut heartbeat = vec![0, ApiKey::BrokerHeartbeat.key() as u8, 0, 0, 0, 0, 0, 1, 0xff, 0xff, 0];
            heartbeat.extend([0; 30]);
            let principal = bytes::Bytes::from_static(b"\0\0\x05User\x0aANONYMOUS\0\0");
            for (data, principal, expected) in [
                (heartbeat.clone(), Some(principal.clone()), ErrorCode::InvalidRequest),
                (heartbeat.clone(), None, ErrorCode::PrincipalDeserializationFailure),
                (vec![0, 19], Some(principal), ErrorCode::InvalidRequest),
            ] {
                let envelope = EnvelopeRequest {
                    request_data: data.into(),
                    request_principal: principal,
                    client_host_address: bytes::Bytes::from_static(&[127, 0, 0, 1]),
                    ..Default::default()
                };
                let answer = direct().send(&envelope).await.unwrap();
                assert_eq!(ErrorCode::from(answer.error_code), expected);
            }
            node.stop().await.unwrap();
        })
        .unwrap();
}

#[test]
fn the_quorum_and_the_controllers_describe_themselves() {
    Sim::new(1)
        .node(1)
        .block_on(LIMIT, async {
            let config = config(&[]);
            let node = launch(&config).await.unwrap();
            node.run_broker(&config).await;
            node.image(|image| image.controllers().count() == 1).await;
            let ask = |topic: &str| DescribeQuorumRequest {
                topics: vec![describe_quorum_request::TopicData {
                    topic_name: topic.into(),
                    partitions: vec![Default::default()],
                    ..Default::default()
                }],
                ..Default::default()
            };
            let answer = direct().send(&ask(METADATA_TOPIC)).await.unwrap();
            let partition = &answer.topics[0].partitions[0];
            assert_eq!((partition.error_code, partition.leader_id, partition.leader_epoch), (0, 1, 1));
            assert_eq!(partition.current_voters.len(), 1);
            assert_eq!(partition.current_voters[0].log_end_offset, partition.high_watermark);
            let cluster = DescribeClusterRequest { endpoint_type: 2, ..Default::default() };
            let answer = direct().send(&cluster).await.unwrap();
            assert_eq!((answer.controller_id, answer.brokers.len(), answer.brokers[0].port), (1, 1, 9093));
            let answer = direct().send(&DescribeClusterRequest { endpoint_type: 1, ..cluster }).await.unwrap();
            assert_eq!(ErrorCode::from(answer.error_code), ErrorCode::MismatchedEndpointType);
            // What is advertised is what Kafka's controllers serve.
            for api in [VoteRequest::API_KEY, ApiKey::Fetch, ApiKey::CreateTopics, ApiKey::Envelope] {
                assert!(direct().versions(api).await.unwrap().is_some(), "{api}");
            }
            assert_eq!(direct().versions(ApiKey::Produce).await.unwrap(), None);
            node.stop().await.unwrap();
        })
        .unwrap();
}

#[test]
fn snapshots_are_written_in_time_and_a_start_goes_on_from_them() {
    let sim = Sim::new(4);
    let node = sim.node(1);
    let settings = [("metadata.log.max.snapshot.interval.ms", "3000"), ("metadata.max.retention.ms", "5000")];
    let expected = node
        .block_on(LIMIT, async move {
            let config = config(&settings);
            let node = launch(&config).await.unwrap();
            node.run_broker(&config).await;
            for n in 0..5 {
                node.create_topic(&format!("t{n}"), 3).await.unwrap();
                crate::rt::time::sleep(Duration::from_secs(4)).await;
            }
            let image = node.image(|image| image.topic("t4").is_some()).await;
            drop(node);
            content(&image)
        })
        .unwrap();
    node.crash();
    let found = node
        .block_on(LIMIT, async move {
            let dir = std::path::Path::new(DIR).join("__cluster_metadata-0");
            let snapshots = crate::controller::snapshot::list(&dir).await.unwrap();
            assert!(snapshots.last().unwrap().0.offset > 20, "{snapshots:?}");
            assert!(snapshots.len() <= 4, "old ones go: {snapshots:?}");
            let node = launch(&config(&settings)).await.unwrap();
            let image = node.image(|image| image.topic("t4").is_some()).await;
            content(&image)
        })
        .unwrap();
    let same = |content: Vec<String>| -> Vec<String> {
        content.into_iter().filter(|record| !record.starts_with("RegisterController")).collect()
    };
    assert_eq!(same(found), same(expected));
}

#[test]
fn a_failed_disk_stops_the_controller_with_its_reason() {
    let sim = Sim::new(5);
    let node = sim.node(1);
    let status = node
        .block_on(LIMIT, async {
            let node = launch(&config(&[])).await.unwrap();
            node.image(|image| image.metadata_version() == 30).await;
            node.controller.status()
        })
        .unwrap();
    node.disk().set_write_error_rate(1_000_000);
    let outcome = node
        .block_on(LIMIT, async move {
            while matches!(&*status.get(), Status::Running { .. }) {
                status.changed().await.unwrap();
            }
            Status::clone(&status.get())
        })
        .unwrap();
    assert!(matches!(&outcome, Status::Failed(why) if why.contains("offline")), "{outcome:?}");
}

/// Whoever has it fenced, a broker that runs is back before clients of the node notice.
#[test]
fn a_broker_that_is_fenced_while_it_runs_is_back_at_once() {
    let sim = Sim::new(11);
    let fenced_for = sim.node(1).block_on(LIMIT, async {
        let config = config(&[]);
        let node = launch(&config).await.unwrap();
        node.run_broker(&config).await;
        time::sleep(Duration::from_secs(5)).await;
        let image = node.controller.images().get();
        let request = BrokerHeartbeatRequest {
            broker_id: 1,
            broker_epoch: image.broker(1).unwrap().epoch,
            current_metadata_offset: image.offset(),
            want_fence: true,
            ..Default::default()
        };
        assert!(node.client.try_send(&request).await.unwrap().is_fenced);
        let fenced_at = time::now();
        node.image(|image| image.broker(1).unwrap().fenced).await;
        node.image(|image| !image.broker(1).unwrap().fenced).await;
        fenced_at.elapsed()
    });
    let fenced_for = fenced_for.unwrap();
    assert!(fenced_for < Duration::from_millis(100), "{fenced_for:?}");
}

/// A commit takes several sessions; the heartbeats that wait for it are signs of life.
#[test]
fn a_slow_disk_does_not_fence_the_broker() {
    let sim = Sim::new(12);
    let node = sim.node(1);
    let disk = node.clone();
    let fenced = node.block_on(LIMIT, async move {
        let config = config(&[("broker.session.timeout.ms", "2000"), ("broker.heartbeat.interval.ms", "500")]);
        let node = launch(&config).await.unwrap();
        node.run_broker(&config).await;
        let offset = node.controller.images().get().offset();
        disk.disk().set_slowdown(30_000);
        let fenced = time::timeout(Duration::from_secs(120), node.image(|i| i.broker(1).unwrap().fenced)).await;
        assert!(node.controller.images().get().offset() > offset, "nothing was committed at all");
        fenced.is_ok()
    });
    assert!(!fenced.unwrap());
}

use super::harness::*;
use crate::metadata::image::Image;
use crate::rt::sim::{Sim, check_seeds};
use ringmain_protocol::error_code::ErrorCode;
use std::cell::RefCell;
use std::rc::Rc;

#[test]
fn a_node_alone_elects_itself_and_writes_the_bootstrap_records() {
    let sim = Sim::new(1);
    let node = sim.node(1);
    let first = node
        .block_on(LIMIT, async {
            let node = launch(&config(&[])).await.unwrap();
            let image = node.image(|image| image.metadata_version() == 30).await;
            assert_eq!(image.feature_level("transaction.version"), 2);
            let leader = node.controller.leader().get();
            assert_eq!((leader.leader_id, leader.epoch, leader.kraft_version), (Some(1), 1, 1));
            node.stop().await.unwrap();
            content(&image)
        })
        .unwrap();
    let again = node
        .block_on(LIMIT, async {
            let node = launch(&config(&[])).await.unwrap();
            let image = node.image(|image| image.metadata_version() == 30).await;
            assert_eq!(node.controller.leader().get().epoch, 2, "every start is an election");
            node.stop().await.unwrap();
            content(&image)
        })
        .unwrap();
    assert_eq!(first, again);
}

#[test]
fn the_broker_registers_topics_are_created_and_a_clean_stop_hands_over() {
    let sim = Sim::new(2);
    let node = sim.node(1);
    let stopped = node
        .block_on(LIMIT, async {
            let config = config(&[]);
            let node = launch(&config).await.unwrap();
            node.image(|image| image.metadata_version() == 30).await;
            assert_eq!(node.create_topic("early", 1).await.unwrap_err(), ErrorCode::InvalidReplicationFactor);
            node.run_broker(&config).await;
            node.create_topic("orders", 3).await.unwrap();
            let image = node.image(|image| image.topic("orders").is_some()).await;
            let topic = image.topic("orders").unwrap();
            assert_eq!(topic.partitions.len(), 3);
            assert!(topic.partitions.values().all(|p| p.leader == 1 && p.isr == [1] && p.replicas == [1]));
            assert_eq!(node.create_topic("orders", 3).await.unwrap_err(), ErrorCode::TopicAlreadyExists);
            let images = node.controller.images();
            node.stop().await.unwrap();
            images.get()
        })
        .unwrap();
    // The only replica that was in sync may lead again (KIP-966).
    for partition in stopped.topic("orders").unwrap().partitions.values() {
        assert_eq!((partition.leader, &partition.isr[..], &partition.elr[..]), (-1, &[][..], &[1][..]));
    }
    node.block_on(LIMIT, async move {
        let config = config(&[]);
        let node = launch(&config).await.unwrap();
        let image = node.image(|image| image.topic("orders").is_some()).await;
        assert_eq!(content(&image)[..4], content(&stopped)[..4]);
        node.run_broker(&config).await;
        let led = |image: &Image| image.topic("orders").is_some_and(|t| t.partitions.values().all(|p| p.leader == 1));
        node.image(led).await;
        node.stop().await.unwrap();
    })
    .unwrap();
}

#[test]
fn what_was_answered_survives_a_crash_at_any_point() {
    check_seeds("what_was_answered_survives_a_crash_at_any_point", 30, |sim| {
        let node = sim.node(1);
        let answered: Rc<RefCell<Vec<String>>> = Rc::default();
        for round in 0..4 {
            if round < 3 {
                node.disk().crash_at_change(1 + sim.below(60));
            }
            let known = answered.clone();
            // The crash ends it, wherever it is by then.
            let outcome = node.block_on(LIMIT, async move {
                let config = config(&[]);
                let node = launch(&config).await?;
                node.run_broker(&config).await;
                let image = node.image(|image| known.borrow().iter().all(|name| image.topic(name).is_some())).await;
                assert!(image.topic_count() >= known.borrow().len());
                for n in 0..5 {
                    let name = format!("t{round}-{n}");
                    node.create_topic(&name, 2).await.map_err(|error| error.to_string())?;
                    known.borrow_mut().push(name);
                }
                node.stop().await
            });
            node.disk().cancel_crash();
            if let Ok(done) = outcome {
                assert_eq!(done, Ok(()), "without a crash nothing may fail");
            }
        }
        assert!(answered.borrow().len() >= 5);
    });
}

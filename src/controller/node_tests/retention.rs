use super::harness::*;
use crate::controller::METADATA_TOPIC;
use crate::rt::sim::{Sim, check_seeds};
use crate::rt::{fs, time};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

/// Segments of a second, snapshots of three, kept for ten.
const SHORT: &[(&str, &str)] = &[
    ("metadata.log.segment.ms", "1000"),
    ("metadata.log.max.snapshot.interval.ms", "3000"),
    ("metadata.max.retention.ms", "10000"),
];

/// First offsets of the metadata log's segments, and offsets of its snapshots.
async fn files() -> (Vec<i64>, Vec<i64>) {
    let (mut segments, mut snapshots) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(format!("{DIR}/{METADATA_TOPIC}-0")).await.unwrap() {
        let offset = entry.name.get(..20).and_then(|digits| digits.parse().ok());
        match (offset, entry.name.rsplit_once('.')) {
            (Some(offset), Some((_, "log"))) => segments.push(offset),
            (Some(offset), Some((_, "checkpoint"))) => snapshots.push(offset),
            _ => {}
        }
    }
    segments.sort_unstable();
    snapshots.sort_unstable();
    (segments, snapshots)
}

#[test]
fn the_metadata_log_begins_at_the_oldest_snapshot_that_is_kept() {
    Sim::new(21)
        .node(1)
        .block_on(LIMIT, async {
            let config = config(SHORT);
            let node = launch(&config).await.unwrap();
            node.run_broker(&config).await;
            node.create_topic("kept", 3).await.unwrap();
            time::sleep(Duration::from_secs(60)).await;
            let (segments, snapshots) = files().await;
            assert!((2..=8).contains(&snapshots.len()), "{snapshots:?}");
            assert!(segments[0] > 0 && segments.len() < 30, "{segments:?}");
            assert!(segments[0] <= snapshots[0] && segments[1] > snapshots[0], "{segments:?} {snapshots:?}");
            let before = node.controller.images().get();
            node.stop().await.unwrap();

            let node = launch(&config).await.unwrap();
            node.image(|image| image.offset() > before.offset() && image.topic("kept").is_some()).await;
            node.run_broker(&config).await;
            node.create_topic("later", 1).await.unwrap();
            node.stop().await.unwrap();
        })
        .unwrap();
}

/// Without anything too old or too much, nothing goes.
#[test]
fn what_retention_wants_stays() {
    Sim::new(22)
        .node(1)
        .block_on(LIMIT, async {
            let config =
                config(&[("metadata.log.segment.ms", "1000"), ("metadata.log.max.snapshot.interval.ms", "3000")]);
            let node = launch(&config).await.unwrap();
            node.run_broker(&config).await;
            time::sleep(Duration::from_secs(60)).await;
            let (segments, snapshots) = files().await;
            assert_eq!((segments[0], snapshots[0]), (0, 0));
            assert!(segments.len() > 30 && snapshots.len() > 10, "{segments:?} {snapshots:?}");
            node.stop().await.unwrap();
        })
        .unwrap();
}

#[test]
fn a_crash_while_the_log_is_cut_loses_nothing() {
    check_seeds("a_crash_while_the_log_is_cut_loses_nothing", 20, |sim| {
        let node = sim.node(1);
        let created: Rc<RefCell<Vec<String>>> = Rc::default();
        for round in 0..4 {
            if round < 3 {
                node.disk().crash_at_change(150 + sim.below(600));
            }
            let known = created.clone();
            let outcome = node.block_on(LIMIT, async move {
                let config = config(SHORT);
                let node = launch(&config).await?;
                node.run_broker(&config).await;
                node.image(|image| known.borrow().iter().all(|name| image.topic(name).is_some())).await;
                for n in 0..6 {
                    let name = format!("t{round}-{n}");
                    node.create_topic(&name, 1).await.map_err(|error| error.to_string())?;
                    known.borrow_mut().push(name);
                    time::sleep(Duration::from_secs(7)).await;
                }
                node.stop().await
            });
            node.disk().cancel_crash();
            if let Ok(done) = outcome {
                assert_eq!(done, Ok(()), "without a crash nothing may fail");
            }
        }
        assert!(created.borrow().len() >= 6);
    });
}

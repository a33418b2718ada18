use std::path::Path;
use std::sync::Arc;

use super::harness::*;
use crate::controller::quorum::bootstrap_records;
use crate::controller::raft::{Endpoint, OffsetAndEpoch, ReplicaKey, Voter, VoterSet};
use crate::controller::snapshot::{self, Snapshot};
use crate::metadata::config::BrokerConfig;
use crate::metadata::image::ConfigResource;
use crate::rt::fs;
use crate::rt::sim::Sim;

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// `00000000000000000000-0000000000.checkpoint` as written by `kafka-storage format --standalone` of 4.3.1.
fn kafkas_voters() -> Vec<u8> {
    hex(
        "0000 0000 0000 0000 0000 009a 0000 0000 0265 9637 a900 2000 0000 0200 0001 a1fe 17fb 1100 0001 a1fe 17fb 11ff \
         ffff ffff ffff ffff ffff ffff ff00 0000 032a 0000 0008 0000 0003 1600 0000 0001 a1fe 17fa 9e00 001e 0000 0208 \
         0000 0005 0a00 0000 0100 0082 0100 0004 0800 0000 066e 0000 0200 0000 014d 16b7 d3e9 f248 31a0 6bd3 f6c2 fba2 \
         a302 0b43 4f4e 5452 4f4c 4c45 520a 3132 372e 302e 302e 314a 9500 0000 0001 0000 0000 0000 0000 0000 0003 0000 \
         003f 0000 0000 02d6 c1ea 7400 2000 0000 0000 0001 a1fe 17fb 5900 0001 a1fe 17fb 59ff ffff ffff ffff ffff ffff \
         ffff ff00 0000 011a 0000 0008 0000 0004 0600 0000 00",
    )
}

/// `bootstrap.checkpoint` of the same.
fn kafkas_bootstrap() -> Vec<u8> {
    hex(
        "0000 0000 0000 0000 0000 0047 0000 0000 0226 0676 ea00 2000 0000 0000 0001 a1fe 17f8 c800 0001 a1fe 17f8 c8ff \
         ffff ffff ffff ffff ffff ffff ff00 0000 012a 0000 0008 0000 0003 1600 0000 0000 0000 0000 0000 0000 0000 0000 \
         0000 0100 0000 f100 0000 0002 c91e 08a1 0000 0000 0005 0000 01a1 fe17 f9f8 0000 01a1 fe17 f9f8 ffff ffff ffff \
         ffff ffff ffff ffff 0000 0006 3a00 0000 012e 010c 0011 6d65 7461 6461 7461 2e76 6572 7369 6f6e 001e 0000 5a00 \
         0002 014e 010c 0021 656c 6967 6962 6c65 2e6c 6561 6465 722e 7265 706c 6963 6173 2e76 6572 7369 6f6e 0001 0000 \
         3400 0004 0128 010c 000e 6772 6f75 702e 7665 7273 696f 6e00 0100 0034 0000 0601 2801 0c00 0e73 6861 7265 2e76 \
         6572 7369 6f6e 0001 0000 3800 0008 012c 010c 0010 7374 7265 616d 732e 7665 7273 696f 6e00 0100 0040 0000 0a01 \
         3401 0c00 1474 7261 6e73 6163 7469 6f6e 2e76 6572 7369 6f6e 0002 0000 0000 0000 0000 0007 0000 003f 0000 0000 \
         0205 beb9 b400 2000 0000 0000 0001 a1fe 17f9 fe00 0001 a1fe 17f9 feff ffff ffff ffff ffff ffff ffff ff00 0000 \
         011a 0000 0008 0000 0004 0600 0000 00",
    )
}

/// Times and checksums of a snapshot's batches made 0: all that may differ between two writers.
fn timeless(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < out.len() {
        let length = u32::from_be_bytes(out[at + 8..at + 12].try_into().unwrap()) as usize;
        out[at + 17..at + 21].fill(0);
        out[at + 27..at + 43].fill(0);
        at += 12 + length;
    }
    out
}

#[test]
fn snapshots_are_kafkas_byte_for_byte() {
    let path = Path::new("x.checkpoint");
    let bootstrap = Snapshot::parse(path, &kafkas_bootstrap()).unwrap();
    assert_eq!(bootstrap, Snapshot { records: bootstrap_records(), ..Snapshot::default() });
    let written = bootstrap.to_bytes(0, 1, |_| 0).unwrap();
    assert_eq!(timeless(&written), timeless(&kafkas_bootstrap()));

    let voters = Snapshot::parse(path, &kafkas_voters()).unwrap();
    let own = Voter {
        key: ReplicaKey::new(1, "TRa30-nySDGga9P2wvuiow".parse().unwrap()),
        endpoints: vec![Endpoint { name: "CONTROLLER".into(), host: "127.0.0.1".into(), port: 19093 }],
        min_kraft_version: 0,
        max_kraft_version: 1,
    };
    assert_eq!(voters.voters, Some(VoterSet::new([own])));
    assert_eq!(voters.kraft_version, 1);
    assert_eq!(timeless(&voters.to_bytes(0, 1, |_| 0).unwrap()), timeless(&kafkas_voters()));
}

#[test]
fn a_snapshot_that_is_not_whole_is_refused() {
    let path = Path::new("x.checkpoint");
    let bytes = kafkas_bootstrap();
    for end in 0..bytes.len() {
        assert!(Snapshot::parse(path, &bytes[..end]).is_err(), "{end}");
    }
    let twice = [&bytes[..], &bytes[..]].concat();
    assert!(Snapshot::parse(path, &twice).unwrap_err().to_string().contains("footer"));
    for at in [20, 70, 200, 400] {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        assert!(Snapshot::parse(path, &damaged).is_err(), "{at}");
    }
}

#[test]
fn names_of_snapshots() {
    let id = OffsetAndEpoch { offset: 42, epoch: 7 };
    assert_eq!(snapshot::file_name(id), "00000000000000000042-0000000007.checkpoint");
    assert_eq!(snapshot::parse_file_name("00000000000000000042-0000000007.checkpoint"), Some(id));
    for other in ["bootstrap.checkpoint", "42-7.checkpoint", "00000000000000000042-0000000007.checkpoint.part"] {
        assert_eq!(snapshot::parse_file_name(other), None, "{other}");
    }
}

/// What Apache Kafka 4.3.1 left after a clean stop: a log of 69 records, a snapshot at 55, two topics before and one after it.
const KAFKAS: &[(&str, &[u8])] = &[
    ("meta.properties", include_bytes!("testdata/kafka-4.3.1/meta.properties")),
    ("bootstrap.checkpoint", include_bytes!("testdata/kafka-4.3.1/bootstrap.checkpoint")),
    ("__cluster_metadata-0/quorum-state", include_bytes!("testdata/kafka-4.3.1/quorum-state")),
    ("__cluster_metadata-0/partition.metadata", include_bytes!("testdata/kafka-4.3.1/partition.metadata")),
    ("__cluster_metadata-0/leader-epoch-checkpoint", include_bytes!("testdata/kafka-4.3.1/leader-epoch-checkpoint")),
    ("__cluster_metadata-0/00000000000000000000.log", include_bytes!("testdata/kafka-4.3.1/00000000000000000000.log")),
    (
        "__cluster_metadata-0/00000000000000000055-0000000001.checkpoint",
        include_bytes!("testdata/kafka-4.3.1/00000000000000000055-0000000001.checkpoint"),
    ),
];

/// A node with the settings that the Kafka of [`KAFKAS`] had.
fn kafkas_config() -> Arc<BrokerConfig> {
    config(&[("controller.quorum.bootstrap.servers", ""), ("controller.quorum.voters", "1@127.0.0.1:9093")])
}

async fn write_kafkas(skip: &str) {
    fs::create_dir_all(format!("{DIR}/__cluster_metadata-0")).await.unwrap();
    for (name, bytes) in KAFKAS.iter().filter(|(name, _)| skip.is_empty() || !name.contains(skip)) {
        fs::write_atomic(format!("{DIR}/{name}"), bytes.to_vec()).await.unwrap();
    }
}

#[test]
fn goes_on_where_kafka_stopped() {
    // With the snapshot and what follows it in the log, or with the whole log: the same metadata.
    let mut contents = Vec::new();
    for skip in ["", "00055"] {
        let sim = Sim::new(3);
        let found = sim.node(1).block_on(LIMIT, async move {
            write_kafkas(skip).await;
            let config = kafkas_config();
            let node = launch(&config).await.unwrap();
            let image = node.image(|image| image.offset() >= 69).await;
            assert_eq!(
                image.topics().map(|topic| (&*topic.name, topic.partitions.len())).collect::<Vec<_>>(),
                [("alpha", 3), ("beta", 3), ("gamma", 2)]
            );
            let retention = image.config(&ConfigResource::topic("beta")).unwrap().get("retention.ms").cloned();
            assert_eq!(retention.as_deref(), Some("1234567"));
            assert_eq!(node.controller.leader().get().epoch, 2);
            assert_eq!(image.broker(1).map(|broker| broker.fenced), Some(true), "it has stopped");
            let before = content(&image);
            node.run_broker(&config).await;
            node.create_topic("delta", 1).await.unwrap();
            node.stop().await.unwrap();
            before
        });
        contents.push(found.unwrap());
    }
    // The controller's own registration differs from run to run.
    let topics = |content: &[String]| -> Vec<String> {
        content.iter().filter(|record| !record.starts_with("RegisterController")).cloned().collect()
    };
    assert_eq!(topics(&contents[0]), topics(&contents[1]));
}

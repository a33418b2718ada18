use super::harness::*;
use crate::controller::format::{self, FormatOptions, InitialController, InitialControllers, read_meta};
use crate::controller::raft::OffsetAndEpoch;
use crate::controller::snapshot::{BOOTSTRAP_FILE, Snapshot, file_name};
use crate::metadata::config::BrokerConfig;
use crate::rt::fs;
use crate::rt::sim::Sim;
use ringmain_protocol::messages::metadata::MetadataRecord;
use std::path::Path;

const CLUSTER: &str = "TKfZECdXSW-4Gjzjr-coRQ";

fn standalone() -> FormatOptions {
    FormatOptions {
        cluster_id: CLUSTER.into(),
        initial_controllers: InitialControllers::Standalone,
        ..FormatOptions::default()
    }
}

fn levels(snapshot: &Snapshot) -> Vec<(String, i16)> {
    let level = |record: &MetadataRecord| match record {
        MetadataRecord::FeatureLevel(level) => (level.name.clone(), level.feature_level),
        other => panic!("{other:?}"),
    };
    snapshot.records.iter().map(level).collect()
}

async fn fails(config: &BrokerConfig, options: &FormatOptions, part: &str) {
    let error = format::format(config, options).await.unwrap_err().to_string();
    assert!(error.contains(part), "{error}");
}

#[test]
fn each_directory_gets_an_identity_and_the_metadata_directory_its_voters() {
    let dirs = [("log.dirs", "/a,/b"), ("metadata.log.dir", "/m")];
    Sim::new(1)
        .node(1)
        .block_on(LIMIT, async move {
            let config = config(&dirs);
            let done = format::format(&config, &standalone()).await.unwrap();
            assert_eq!((done.directories.len(), done.release_version), (3, "4.3-IV0"));
            let mut ids = Vec::new();
            for dir in ["/a", "/b", "/m"] {
                let meta = read_meta(Path::new(dir)).await.unwrap().unwrap();
                assert_eq!((meta.version, meta.cluster_id.as_deref(), meta.node_id), (1, Some(CLUSTER), Some(1)));
                ids.push(meta.directory_id.unwrap());
                assert!(fs::exists(format!("{dir}/{BOOTSTRAP_FILE}")).await.unwrap());
            }
            assert!(ids[0] != ids[1] && ids[1] != ids[2]);
            let name = file_name(OffsetAndEpoch::default());
            assert!(!fs::exists(format!("/a/__cluster_metadata-0/{name}")).await.unwrap());
            let voters = Snapshot::read(&Path::new("/m/__cluster_metadata-0").join(name)).await.unwrap();
            let own = voters.voters.unwrap().get(1).cloned().unwrap();
            assert_eq!((own.key.directory_id, own.endpoints[0].port, voters.kraft_version), (ids[2], 9093, 1));

            // Formatted already: only if asked to pass over it, and only for the same node and cluster.
            fails(&config, &standalone(), "--ignore-formatted").await;
            let again = FormatOptions { ignore_formatted: true, ..standalone() };
            assert_eq!(format::format(&config, &again).await.unwrap().directories.len(), 0);
            let other = FormatOptions { cluster_id: "MkU3OEVBNTcwNTJENDM2Qg".into(), ..again.clone() };
            fails(&config, &other, "another cluster").await;
            fails(&super::harness::config(&[("log.dirs", "/a"), ("node.id", "2")]), &again, "another node").await;
        })
        .unwrap();
}

#[test]
fn features_follow_the_release_and_the_options() {
    Sim::new(1)
        .node(1)
        .block_on(LIMIT, async {
            let config = config(&[]);
            let path = format!("{DIR}/{BOOTSTRAP_FILE}");
            let options = FormatOptions {
                release_version: Some("4.0".into()),
                features: [("transaction.version".to_owned(), 1)].into(),
                ..standalone()
            };
            assert_eq!(format::format(&config, &options).await.unwrap().release_version, "4.0-IV3");
            let found = levels(&Snapshot::read(Path::new(&path)).await.unwrap());
            let expected = [("metadata.version", 25), ("group.version", 1), ("transaction.version", 1)];
            assert_eq!(found, expected.map(|(name, level)| (name.to_owned(), level)));
        })
        .unwrap();
}

#[test]
fn options_that_contradict_are_refused_by_name() {
    Sim::new(1)
        .node(1)
        .block_on(LIMIT, async {
            let dynamic = config(&[]);
            let fixed = config(&[("controller.quorum.voters", "1@127.0.0.1:9093")]);
            let with = |features: &[(&str, i16)], release: Option<&str>| FormatOptions {
                features: features.iter().map(|(name, level)| ((*name).to_owned(), *level)).collect(),
                release_version: release.map(str::to_owned),
                ..standalone()
            };
            let from_config = FormatOptions { initial_controllers: InitialControllers::FromConfig, ..standalone() };
            fails(&dynamic, &from_config, "you must specify one of the following").await;
            fails(&fixed, &standalone(), "controller.quorum.voters").await;
            fails(&dynamic, &with(&[], Some("9.9")), "Unknown release version '9.9'").await;
            fails(&dynamic, &with(&[("metadata.version", 30)], Some("4.3")), "not both").await;
            fails(&dynamic, &with(&[("no.such", 1)], None), "Unsupported feature: no.such").await;
            fails(&dynamic, &with(&[("group.version", 9)], None), "group.version cannot be 9").await;
            fails(&dynamic, &with(&[], Some("3.8")), "needs metadata.version 3.9-IV0").await;
            fails(&dynamic, &with(&[("kraft.version", 0)], None), "the voters are dynamic").await;
            let other: InitialController = "2@h:1:TRa30-nySDGga9P2wvuiow".parse().unwrap();
            let given = InitialControllers::Given(vec![other]);
            fails(&dynamic, &FormatOptions { initial_controllers: given, ..standalone() }, "do not include").await;
            for bad in ["1@h:1", "x@h:1:TRa30-nySDGga9P2wvuiow", "1@h:TRa30-nySDGga9P2wvuiow", "1@h:1:short"] {
                assert!(bad.parse::<InitialController>().is_err(), "{bad}");
            }
            assert!(!fs::exists(DIR).await.unwrap(), "nothing was written");
        })
        .unwrap();
}

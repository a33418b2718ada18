use clap::Parser;

use super::*;
use crate::client::cluster::Partition;

#[derive(Parser)]
struct Line {
    #[command(subcommand)]
    topic: Topic,
}

fn parse(line: &str) -> Result<Topic, String> {
    let words = std::iter::once("topic").chain(line.split_whitespace());
    Line::try_parse_from(words).map(|line| line.topic).map_err(|error| error.to_string())
}

#[test]
fn command_lines_by_table() {
    for line in [
        "create orders",
        "create a b --partitions 6 --replication-factor 3 --config retention.ms=1 --config x=a=b --if-not-exists",
        "list --json --bootstrap 127.0.0.1:1,[::1]:2",
        "describe",
        "describe a b --json --bootstrap-server h:9",
        "alter a --partitions 3 --delete-config retention.ms",
        "delete a b --if-exists",
    ] {
        assert!(parse(line).is_ok(), "{line}");
    }
    for (line, told) in [
        ("create", "TOPIC"),
        ("create a --partitions 0", "partitions"),
        ("create a --replication-factor=-2", "replication-factor"),
        ("create a --config retention.ms", "NAME=VALUE"),
        ("create a --config =1", "NAME=VALUE"),
        ("list --bootstrap nowhere", "is not host:port"),
        ("alter a b", "unexpected argument"),
        ("delete", "TOPIC"),
    ] {
        let error = parse(line).err().unwrap_or_else(|| panic!("{line} was taken"));
        assert!(error.contains(told), "{line}: {error}");
    }
}

#[test]
fn settings_may_be_empty_or_hold_equals_signs() {
    assert_eq!(setting("a=").unwrap(), ("a".into(), "".into()));
    assert_eq!(setting(" a =b=c").unwrap(), ("a".into(), "b=c".into()));
}

fn found() -> Found {
    let partition = |index, leader, in_sync: &[i32], offline: &[i32]| Partition {
        index,
        leader,
        replicas: vec![1, 2],
        in_sync: in_sync.to_vec(),
        offline: offline.to_vec(),
    };
    Found {
        name: "orders".into(),
        id: "fIqN9xGGR0OD3yUHq3lYJw".parse().unwrap(),
        is_internal: false,
        partitions: vec![partition(0, 1, &[1, 2], &[]), partition(1, -1, &[], &[1, 2])],
    }
}

fn settings() -> Vec<Setting> {
    vec![
        Setting { name: "retention.ms".into(), value: Some("5".into()), source: 1 },
        Setting { name: "secret".into(), value: None, source: 4 },
    ]
}

#[test]
fn a_description_shows_what_matters() {
    assert_eq!(
        describe_text(&found(), &settings()),
        "orders\n  id fIqN9xGGR0OD3yUHq3lYJw, 2 partitions, replication factor 2\n  retention.ms = 5 (topic)\n  \
         secret = (hidden) (broker)\n  partition 0: leader 1, replicas 1,2, in sync 1,2\n  \
         partition 1: leader none, replicas 1,2, in sync , offline 1,2\n"
    );
    assert_eq!(
        describe_json(&found(), &settings()),
        json!({
            "name": "orders", "id": "fIqN9xGGR0OD3yUHq3lYJw", "internal": false,
            "configs": [
                {"name": "retention.ms", "value": "5", "source": "topic"},
                {"name": "secret", "value": null, "source": "broker"},
            ],
            "partitions": [
                {"partition": 0, "leader": 1, "replicas": [1, 2], "isr": [1, 2], "offline": []},
                {"partition": 1, "leader": -1, "replicas": [1, 2], "isr": [], "offline": [1, 2]},
            ],
        })
    );
}

#[test]
fn refusals_name_the_thing_the_error_and_the_way_out() {
    let text = refused("topic x", ErrorCode::UnknownTopicOrPartition.code(), None);
    assert!(text.starts_with("topic x: UNKNOWN_TOPIC_OR_PARTITION. `ringmain topic list`"), "{text}");
    let text = refused("topic x", ErrorCode::InvalidConfig.code(), Some("retention.ms is wrong."));
    assert_eq!(text, "topic x: INVALID_CONFIG: retention.ms is wrong");
    assert_eq!(refused("topic x", 999, None), "topic x: error code 999");
}

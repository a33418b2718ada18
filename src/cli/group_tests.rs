use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::Duration;

use clap::Parser;
use ringmain_protocol::api_key::ApiKey;
use ringmain_protocol::messages::rpc::list_groups_response::ListedGroup;
use ringmain_protocol::messages::rpc::metadata_response::MetadataResponseBroker;
use ringmain_protocol::messages::rpc::{ListGroupsResponse, MetadataResponse};

use super::super::fake_broker;
use super::reset::{Target, parse_csv};
use super::*;
use crate::rt::sim::Sim;

#[derive(Parser)]
struct Line {
    #[command(subcommand)]
    group: Group,
}

fn parse(line: &str) -> Result<Group, String> {
    let words = std::iter::once("group").chain(line.split_whitespace());
    Line::try_parse_from(words).map(|line| line.group).map_err(|error| error.to_string())
}

#[test]
fn command_lines_by_table() {
    for line in [
        "list",
        "list --state stable,empty --type consumer --json --bootstrap h:9",
        "describe",
        "describe a b --json",
        "delete a b --if-exists",
        "reset-offsets g --topic t --to earliest",
        "reset-offsets g --topic t:0,2 --topic u --to 42 --execute",
        "reset-offsets g --all-topics --shift-by=-5 --json",
        "reset-offsets g --all-topics --shift-by -5",
        "reset-offsets g --all-topics --back 2h --csv",
        "reset-offsets g --from-file f --execute",
        "delete-offsets g --topic t --topic u:1",
    ] {
        if let Err(error) = parse(line) {
            panic!("{line}: {error}");
        }
    }
    for (line, told) in [
        ("delete", "GROUP"),
        ("reset-offsets g --topic t", "--to"),
        ("reset-offsets g --to earliest", "--topic"),
        ("reset-offsets g --topic t --to soon", "earliest, latest"),
        ("reset-offsets g --topic t --to earliest --shift-by 1", "cannot be used with"),
        ("reset-offsets g --topic t --back 5y", "duration"),
        ("reset-offsets g --topic t: --to earliest", "TOPIC:PARTITION"),
        ("reset-offsets g --topic t --to earliest --csv --json", "cannot be used with"),
        ("delete-offsets g", "--topic"),
    ] {
        let error = parse(line).err().unwrap_or_else(|| panic!("{line} was taken"));
        assert!(error.contains(told), "{line}: {error}");
    }
}

#[test]
fn topics_and_partitions_are_chosen_by_name() {
    let choice = |name: &str, partitions: Option<&[i32]>| TopicChoice {
        name: name.to_owned(),
        partitions: partitions.map(<[i32]>::to_vec),
    };
    assert_eq!("orders".parse(), Ok(choice("orders", None)));
    assert_eq!("orders:3,1".parse(), Ok(choice("orders", Some(&[3, 1]))));
    for wrong in ["", ":1", "a:", "a:x", "a:-1", "a:1,"] {
        assert!(wrong.parse::<TopicChoice>().is_err(), "{wrong}");
    }
}

#[test]
fn targets() {
    for (text, target) in [
        ("earliest", Target::Earliest),
        ("latest", Target::Latest),
        ("current", Target::Current),
        ("7", Target::Offset(7)),
        ("@7", Target::Time(7)),
        ("1970-01-01T00:00:01Z", Target::Time(1000)),
    ] {
        assert_eq!(text.parse(), Ok(target), "{text}");
    }
    assert!("-1".parse::<Target>().is_err());
}

#[test]
fn files_of_offsets() {
    let offsets = parse_csv("orders,0,5\n\"pay,ments\",1,7\n\n").unwrap();
    assert_eq!(offsets, BTreeMap::from([(("orders".into(), 0), 5), (("pay,ments".into(), 1), 7)]));
    for wrong in ["orders,0", "orders,x,1", ",0,1", "orders,0,-1"] {
        assert!(parse_csv(wrong).unwrap_err().contains("line 1"), "{wrong}");
    }
}

#[test]
fn a_list_waits_for_coordinators_that_load() {
    let work = async {
        let asked_for_groups = Cell::new(0);
        fake_broker::start(&[(ApiKey::Metadata, 12), (ApiKey::ListGroups, 5)], move |asked| match asked.api {
            ApiKey::Metadata => {
                let (host, port) = ("127.0.0.1".to_owned(), fake_broker::PORT.into());
                let broker = MetadataResponseBroker { node_id: 1, host, port, ..Default::default() };
                asked.answer(&MetadataResponse { brokers: vec![broker], ..Default::default() })
            }
            _ => {
                asked_for_groups.set(asked_for_groups.get() + 1);
                let error = match asked_for_groups.get() {
                    1 => ErrorCode::CoordinatorLoadInProgress,
                    2 => ErrorCode::CoordinatorNotAvailable,
                    _ => ErrorCode::None,
                };
                let groups = vec![ListedGroup { group_id: "g".into(), ..Default::default() }];
                asked.answer(&ListGroupsResponse { error_code: error.code(), groups, ..Default::default() })
            }
        });
        let text = parse("list").unwrap().answer().await.unwrap();
        assert!(text.contains("\ng "), "{text}");
    };
    Sim::new(1).node(1).block_on(Duration::from_secs(600), work).unwrap();
}

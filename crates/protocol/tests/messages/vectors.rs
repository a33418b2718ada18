//! Bytes that Kafka's Java code wrote decode to the fields it was given, and are written again the same.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use serde_json::Value;

use crate::generated;

/// Shapes among the vectors that are not messages of Kafka 4.3's schemas: the entry of a transaction index, and an API of a
/// later version.
const NOT_MESSAGES: [&str; 3] =
    ["AbortedTxn", "StreamsGroupTopologyDescriptionUpdateRequest", "StreamsGroupTopologyDescriptionUpdateResponse"];

/// Messages that have versions among the vectors which Kafka 4.3's schemas do not, and how many such vectors there are.
const LATER_VERSIONS: [(&str, usize); 10] = [
    ("ApiVersionsRequest", 12),
    ("ApiVersionsResponse", 5),
    ("DeleteGroupsRequest", 4),
    ("DeleteGroupsResponse", 2),
    ("StreamsGroupDescribeRequest", 2),
    ("StreamsGroupDescribeResponse", 2),
    ("StreamsGroupHeartbeatRequest", 2),
    ("StreamsGroupHeartbeatResponse", 2),
    ("TxnOffsetCommitRequest", 2),
    ("TxnOffsetCommitResponse", 2),
];

/// Fields of such versions. Vectors of known versions show them too, with the value that means "absent".
const LATER_FIELDS: [(&str, &str); 2] = [("ApiVersionsRequest", "clusterId"), ("ApiVersionsRequest", "nodeId")];

/// Fields that such versions gave another name: message, later name, name in Kafka 4.3.
const RENAMED_FIELDS: [(&str, &str, &str); 2] = [
    ("TxnOffsetCommitRequest", "generationIdOrMemberEpoch", "generationId"),
    ("StreamsGroupHeartbeatResponse", "acceptableRecoveryLagLegacy", "acceptableRecoveryLag"),
];

/// Where Kafka's schemas, tables and vectors are; says so when they are not.
pub fn facts() -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let facts = std::env::var_os("RINGMAIN_KAFKA_FACTS")
        .map_or_else(|| workspace.join("../shared/kafka"), |facts| workspace.join(facts));
    if facts.is_dir() {
        return Some(facts);
    }
    println!("skipped: {} (RINGMAIN_KAFKA_FACTS) is not there", facts.display());
    None
}

pub fn from_hex(hex: &str) -> Bytes {
    (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn every_vector_decodes_to_its_fields_and_encodes_to_its_bytes() {
    let Some(facts) = facts() else { return };
    let cases = generated::cases();
    let (mut held, mut passed_over, mut later) = (0, Vec::new(), BTreeMap::new());
    for file in sorted(&facts.join("vectors/rpc")).iter().flat_map(|folder| sorted(folder)) {
        let json: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        for vector in json["vectors"].as_array().unwrap() {
            let name = vector["message"].as_str().unwrap();
            let Some(case) = cases.iter().find(|case| case.name == name) else {
                passed_over.push(name.to_owned());
                continue;
            };
            let version = vector["version"].as_i64().unwrap() as i16;
            if !case.versions.contains(&version) {
                *later.entry(name.to_owned()).or_insert(0) += 1;
                continue;
            }
            let at = format!("{name} v{version} {}", vector["name"]);
            let bytes = from_hex(vector["hex"].as_str().unwrap());
            let read = (case.decode)(bytes.clone(), version).unwrap_or_else(|e| panic!("{at}: {e}"));
            let mut fields = BTreeMap::new();
            for (field, value) in vector["json_value"].as_object().unwrap() {
                let renamed = RENAMED_FIELDS.iter().find(|(message, later, _)| *message == name && later == field);
                let field = renamed.map_or(field.as_str(), |(_, _, field)| field);
                // A vector may also show fields that its version lacks, with what a reader must take them for.
                match read.json.get(field).or_else(|| read.latest_json.get(field)) {
                    None if LATER_FIELDS.contains(&(name, field)) => {}
                    ours => assert_eq!(ours, Some(value), "{at} {field}"),
                }
                fields.insert(field, value);
            }
            for field in read.json.as_object().unwrap().keys() {
                assert!(fields.contains_key(field.as_str()), "{at}: Kafka does not have {field}");
            }
            assert_eq!(read.encoded.as_ref(), Ok(&bytes), "{at}");
            assert_eq!(read.encoded_size, bytes.len(), "{at}");
            for tag in vector["unknown_tagged_fields"].as_array().into_iter().flatten() {
                let data = from_hex(tag["data_hex"].as_str().unwrap());
                let kept = format!("RawTaggedField {{ tag: {}, data: {data:?} }}", tag["tag"]);
                assert!(read.debug.contains(&kept), "{at}: {kept} not in {}", read.debug);
            }
            held += 1;
        }
    }
    passed_over.sort();
    passed_over.dedup();
    assert_eq!(passed_over, NOT_MESSAGES);
    assert_eq!(later, LATER_VERSIONS.map(|(name, count)| (name.to_owned(), count)).into());
    assert!(held > 1300, "{held} vectors");
}

//! Samples of the messages of `raft`.
// Written by ringmain-codegen from Apache Kafka's message schemas. Do not edit.

#![allow(clippy::needless_update, unused_imports)]

use bytes::Bytes;
use ringmain_protocol::messages::raft::*;
use ringmain_protocol::uuid::Uuid;
use serde_json::{Map, Value};

use crate::sample::{Json, Random, Sample};

impl Sample for quorum_state_data::QuorumStateData {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            cluster_id: if version <= 0 { random.value(version) } else { String::new() },
            leader_id: random.value(version),
            leader_epoch: random.value(version),
            voted_id: random.value(version),
            voted_directory_id: if version >= 1 { random.value(version) } else { Uuid::ZERO },
            applied_offset: if version <= 0 { random.value(version) } else { 0 },
            current_voters: if version <= 0 {
                if random.one_in(4) { None } else { Some(random.values(version)) }
            } else {
                Some(Vec::new())
            },
            unknown_tagged_fields: random.unknown_tags(),
        }
    }
}

impl Json for quorum_state_data::QuorumStateData {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        if version <= 0 {
            json.insert("clusterId".into(), self.cluster_id.json(version));
        }
        json.insert("leaderId".into(), self.leader_id.json(version));
        json.insert("leaderEpoch".into(), self.leader_epoch.json(version));
        json.insert("votedId".into(), self.voted_id.json(version));
        if version >= 1 {
            json.insert("votedDirectoryId".into(), self.voted_directory_id.json(version));
        }
        if version <= 0 {
            json.insert("appliedOffset".into(), self.applied_offset.json(version));
        }
        if version <= 0 {
            json.insert("currentVoters".into(), self.current_voters.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for quorum_state_data::Voter {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { voter_id: random.value(version), unknown_tagged_fields: random.unknown_tags() }
    }
}

impl Json for quorum_state_data::Voter {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("voterId".into(), self.voter_id.json(version));
        Value::Object(json)
    }
}

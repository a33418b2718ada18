//! The `quorum-state` file: one JSON object, in version 0 (static voters) or 1 (KIP-853).

use super::types::{ElectionState, ReplicaKey, VoterSet};
use ringmain_protocol::uuid::Uuid;
use serde::{Deserialize, Serialize};

/// A file that is not a quorum state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("quorum-state is not readable: {0}")]
pub struct QuorumStateError(String);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WriteV0 {
    cluster_id: String,
    leader_id: i32,
    leader_epoch: i32,
    voted_id: i32,
    applied_offset: i64,
    current_voters: Vec<VoterId>,
    #[serde(rename = "data_version")]
    data_version: i16,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WriteV1 {
    leader_id: i32,
    leader_epoch: i32,
    voted_id: i32,
    voted_directory_id: String,
    #[serde(rename = "data_version")]
    data_version: i16,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct VoterId {
    voter_id: i32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Read {
    leader_id: i32,
    leader_epoch: i32,
    voted_id: i32,
    voted_directory_id: Option<String>,
    #[serde(rename = "data_version")]
    data_version: i16,
}

/// The file's text. With kraft.version 0 it names the voters, and a vote's directory is not kept.
pub fn write(state: &ElectionState, kraft_version: i16, voters: &VoterSet) -> String {
    let id = |key: Option<i32>| key.unwrap_or(-1);
    let text = if kraft_version == 0 {
        serde_json::to_string(&WriteV0 {
            cluster_id: String::new(),
            leader_id: id(state.leader_id),
            leader_epoch: state.epoch,
            voted_id: id(state.voted.map(|v| v.id)),
            applied_offset: 0,
            current_voters: voters.iter().map(|v| VoterId { voter_id: v.key.id }).collect(),
            data_version: 0,
        })
    } else {
        serde_json::to_string(&WriteV1 {
            leader_id: id(state.leader_id),
            leader_epoch: state.epoch,
            voted_id: id(state.voted.map(|v| v.id)),
            voted_directory_id: state.voted.map_or(Uuid::ZERO, |v| v.directory_id).to_string(),
            data_version: 1,
        })
    };
    // Numbers and plain texts: serializing them cannot fail.
    text.unwrap_or_default()
}

/// Reads either version.
pub fn read(text: &str) -> Result<ElectionState, QuorumStateError> {
    let file: Read = serde_json::from_str(text.trim()).map_err(|error| QuorumStateError(error.to_string()))?;
    if !(0..=1).contains(&file.data_version) {
        return Err(QuorumStateError(format!("data_version {} is not known", file.data_version)));
    }
    if file.leader_epoch < 0 {
        return Err(QuorumStateError(format!("leaderEpoch {} is negative", file.leader_epoch)));
    }
    let directory_id = match file.voted_directory_id {
        None => Uuid::ZERO,
        Some(text) => text.parse().map_err(|_| QuorumStateError(format!("votedDirectoryId {text} is not a uuid")))?,
    };
    Ok(ElectionState {
        epoch: file.leader_epoch,
        leader_id: (file.leader_id >= 0).then_some(file.leader_id),
        voted: (file.voted_id >= 0).then(|| ReplicaKey::new(file.voted_id, directory_id)),
    })
}

#[cfg(test)]
mod tests {
    use super::super::types::Voter;
    use super::*;

    #[test]
    fn files_are_kafkas() {
        let key = ReplicaKey::new(1, Uuid::ZERO);
        let voters = VoterSet::new([Voter { key, endpoints: Vec::new(), min_kraft_version: 0, max_kraft_version: 0 }]);
        let leads = ElectionState { epoch: 3, leader_id: Some(1), voted: None };
        // As Apache Kafka 4.3.1 left it.
        let kafkas = r#"{"clusterId":"","leaderId":1,"leaderEpoch":3,"votedId":-1,"appliedOffset":0,"currentVoters":[{"voterId":1}],"data_version":0}"#;
        assert_eq!(write(&leads, 0, &voters), kafkas);
        assert_eq!(read(kafkas), Ok(leads));
        let voted = ElectionState { epoch: 4, leader_id: None, voted: Some(ReplicaKey::new(2, Uuid::ONE)) };
        let text = write(&voted, 1, &voters);
        assert_eq!(
            text,
            r#"{"leaderId":-1,"leaderEpoch":4,"votedId":2,"votedDirectoryId":"AAAAAAAAAAAAAAAAAAAAAQ","data_version":1}"#
        );
        assert_eq!(read(&text), Ok(voted));
        for bad in [
            "",
            "{}",
            "[]",
            r#"{"leaderId":1,"leaderEpoch":-3,"votedId":-1,"data_version":0}"#,
            r#"{"leaderId":1,"leaderEpoch":3,"votedId":-1,"data_version":2}"#,
            r#"{"leaderId":1,"leaderEpoch":3,"votedId":2,"votedDirectoryId":"x","data_version":1}"#,
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}

//! Raft's control records as values of a control batch; their keys are [`ControlRecordType::key`].

use super::types::{ControlRecord, Endpoint, ReplicaKey, Voter, VoterSet};
use bytes::{Bytes, BytesMut};
use ringmain_protocol::message::Message;
use ringmain_protocol::messages::rpc::{KRaftVersionRecord, LeaderChangeMessage, VotersRecord};
use ringmain_protocol::messages::rpc::{leader_change_message, voters_record};
use ringmain_protocol::primitives::{DecodeError, Decoder, EncodeError};
use ringmain_protocol::records::control::ControlRecordType;

/// LeaderChange in the version that Apache Kafka 4.3 writes, whatever the kraft.version: its tools read no other.
const LEADER_CHANGE_VERSION: i16 = 0;

/// Type and value.
pub fn encode(record: &ControlRecord) -> Result<(ControlRecordType, Bytes), EncodeError> {
    let mut value = BytesMut::new();
    let record_type = match record {
        ControlRecord::LeaderChange { leader_id, voters, granting_voters } => {
            let list = |keys: &[ReplicaKey]| {
                let voter = |key: &ReplicaKey| leader_change_message::Voter { voter_id: key.id, ..Default::default() };
                keys.iter().map(voter).collect::<Vec<_>>()
            };
            let message = LeaderChangeMessage {
                version: LEADER_CHANGE_VERSION,
                leader_id: *leader_id,
                voters: list(voters),
                granting_voters: list(granting_voters),
                ..Default::default()
            };
            message.encode(&mut value, LEADER_CHANGE_VERSION)?;
            ControlRecordType::LeaderChange
        }
        ControlRecord::KRaftVersion(level) => {
            let message = KRaftVersionRecord { version: 0, k_raft_version: *level, ..Default::default() };
            message.encode(&mut value, 0)?;
            ControlRecordType::KRaftVersion
        }
        ControlRecord::Voters(voters) => {
            voters_record_of(voters).encode(&mut value, 0)?;
            ControlRecordType::KRaftVoters
        }
    };
    Ok((record_type, value.freeze()))
}

fn voters_record_of(voters: &VoterSet) -> VotersRecord {
    let endpoint = |e: &Endpoint| voters_record::Endpoint {
        name: e.name.clone(),
        host: e.host.clone(),
        port: e.port,
        ..Default::default()
    };
    let voter = |v: &Voter| voters_record::Voter {
        voter_id: v.key.id,
        voter_directory_id: v.key.directory_id,
        endpoints: v.endpoints.iter().map(endpoint).collect(),
        k_raft_version_feature: voters_record::KRaftVersionFeature {
            min_supported_version: v.min_kraft_version,
            max_supported_version: v.max_kraft_version,
            ..Default::default()
        },
        ..Default::default()
    };
    VotersRecord { version: 0, voters: voters.iter().map(voter).collect(), ..Default::default() }
}

/// The record, or `None` for a type that raft does nothing with (snapshot header and footer, transaction markers).
pub fn decode(record_type: ControlRecordType, value: Bytes) -> Result<Option<ControlRecord>, DecodeError> {
    let mut d = Decoder::new(value);
    Ok(Some(match record_type {
        ControlRecordType::LeaderChange => {
            // The message begins with its own version.
            let version = match d.rest() {
                [high, low, ..] => i16::from_be_bytes([*high, *low]).clamp(0, LeaderChangeMessage::MAX_VERSION),
                _ => 0,
            };
            let message = LeaderChangeMessage::decode(&mut d, version)?;
            let list = |voters: Vec<leader_change_message::Voter>| {
                voters.into_iter().map(|v| ReplicaKey::new(v.voter_id, v.voter_directory_id)).collect()
            };
            ControlRecord::LeaderChange {
                leader_id: message.leader_id,
                voters: list(message.voters),
                granting_voters: list(message.granting_voters),
            }
        }
        ControlRecordType::KRaftVersion => {
            ControlRecord::KRaftVersion(KRaftVersionRecord::decode(&mut d, 0)?.k_raft_version)
        }
        ControlRecordType::KRaftVoters => {
            let message = VotersRecord::decode(&mut d, 0)?;
            ControlRecord::Voters(VoterSet::new(message.voters.into_iter().map(|v| Voter {
                key: ReplicaKey::new(v.voter_id, v.voter_directory_id),
                endpoints:
                    v.endpoints.into_iter().map(|e| Endpoint { name: e.name, host: e.host, port: e.port }).collect(),
                min_kraft_version: v.k_raft_version_feature.min_supported_version,
                max_kraft_version: v.k_raft_version_feature.max_supported_version,
            })))
        }
        _ => return Ok(None),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ringmain_protocol::uuid::Uuid;

    #[test]
    fn control_records_have_kafkas_sizes_and_come_back() {
        let key = |id, directory| ReplicaKey::new(id, directory);
        let leader_change = |directory| ControlRecord::LeaderChange {
            leader_id: 1,
            voters: vec![key(1, directory)],
            granting_voters: vec![key(1, directory)],
        };
        let voters = VoterSet::new([Voter {
            key: key(1, Uuid::ONE),
            endpoints: vec![Endpoint { name: "CONTROLLER".into(), host: "127.0.0.1".into(), port: 19393 }],
            min_kraft_version: 0,
            max_kraft_version: 1,
        }]);
        // Value sizes as kafka-dump-log shows them for such records of Apache Kafka 4.3.1.
        for (record, expected_type, size) in [
            (leader_change(Uuid::ZERO), ControlRecordType::LeaderChange, 19),
            (ControlRecord::KRaftVersion(1), ControlRecordType::KRaftVersion, 5),
            (ControlRecord::Voters(voters), ControlRecordType::KRaftVoters, 55),
        ] {
            let (record_type, value) = encode(&record).unwrap();
            assert_eq!((record_type, value.len()), (expected_type, size), "{record:?}");
            assert_eq!(decode(record_type, value).unwrap(), Some(record));
        }
        // Directories are not told, also where they are known.
        let (record_type, value) = encode(&leader_change(Uuid::ONE)).unwrap();
        assert_eq!(decode(record_type, value).unwrap(), Some(leader_change(Uuid::ZERO)));
        assert_eq!(decode(ControlRecordType::SnapshotHeader, Bytes::new()).unwrap(), None);
        assert!(decode(ControlRecordType::LeaderChange, Bytes::from_static(&[0])).is_err());
    }
}

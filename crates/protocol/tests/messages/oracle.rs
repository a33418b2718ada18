//! What we write the crate `kafka-protocol` reads and writes again the same, and we read what it wrote.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use bytes::{Buf, Bytes, BytesMut};
use kafka_protocol::protocol::{Decodable, Encodable, Message};
use proptest::prelude::*;

use crate::generated;
use crate::sample::{Case, Random};

/// A message of the other implementation, its type forgotten.
struct Oracle {
    versions: RangeInclusive<i16>,
    /// Reads bytes to their end and writes what was read.
    rewrite: fn(Bytes, i16) -> Result<Bytes, String>,
}

fn rewrite<M: Decodable + Encodable>(mut bytes: Bytes, version: i16) -> Result<Bytes, String> {
    let message = M::decode(&mut bytes, version).map_err(|e| format!("decode: {e}"))?;
    if bytes.has_remaining() {
        return Err(format!("{} bytes left", bytes.remaining()));
    }
    let mut out = BytesMut::new();
    message.encode(&mut out, version).map_err(|e| format!("encode: {e}"))?;
    Ok(out.freeze())
}

macro_rules! oracles {
    ($($name:ident)*) => {
        BTreeMap::from([$((
            stringify!($name),
            Oracle {
                versions: kafka_protocol::messages::$name::VERSIONS.min..=kafka_protocol::messages::$name::VERSIONS.max,
                rewrite: rewrite::<kafka_protocol::messages::$name>,
            },
        )),*])
    };
}

fn oracles() -> BTreeMap<&'static str, Oracle> {
    oracles! {
        AddOffsetsToTxnRequest AddOffsetsToTxnResponse AddPartitionsToTxnRequest AddPartitionsToTxnResponse
        AddRaftVoterRequest AddRaftVoterResponse AllocateProducerIdsRequest AllocateProducerIdsResponse
        AlterClientQuotasRequest AlterClientQuotasResponse AlterConfigsRequest AlterConfigsResponse
        AlterPartitionReassignmentsRequest AlterPartitionReassignmentsResponse AlterPartitionRequest
        AlterPartitionResponse AlterReplicaLogDirsRequest AlterReplicaLogDirsResponse AlterShareGroupOffsetsRequest
        AlterShareGroupOffsetsResponse AlterUserScramCredentialsRequest AlterUserScramCredentialsResponse
        ApiVersionsRequest ApiVersionsResponse AssignReplicasToDirsRequest AssignReplicasToDirsResponse
        BeginQuorumEpochRequest BeginQuorumEpochResponse BrokerHeartbeatRequest BrokerHeartbeatResponse
        BrokerRegistrationRequest BrokerRegistrationResponse ConsumerGroupDescribeRequest
        ConsumerGroupDescribeResponse ConsumerGroupHeartbeatRequest ConsumerGroupHeartbeatResponse
        ConsumerProtocolAssignment ConsumerProtocolSubscription ControllerRegistrationRequest
        ControllerRegistrationResponse CreateAclsRequest CreateAclsResponse CreateDelegationTokenRequest
        CreateDelegationTokenResponse CreatePartitionsRequest CreatePartitionsResponse CreateTopicsRequest
        CreateTopicsResponse DefaultPrincipalData DeleteAclsRequest DeleteAclsResponse DeleteGroupsRequest
        DeleteGroupsResponse DeleteRecordsRequest DeleteRecordsResponse DeleteShareGroupOffsetsRequest
        DeleteShareGroupOffsetsResponse DeleteShareGroupStateRequest DeleteShareGroupStateResponse
        DeleteTopicsRequest DeleteTopicsResponse DescribeAclsRequest DescribeAclsResponse
        DescribeClientQuotasRequest DescribeClientQuotasResponse DescribeClusterRequest DescribeClusterResponse
        DescribeConfigsRequest DescribeConfigsResponse DescribeDelegationTokenRequest
        DescribeDelegationTokenResponse DescribeGroupsRequest DescribeGroupsResponse DescribeLogDirsRequest
        DescribeLogDirsResponse DescribeProducersRequest DescribeProducersResponse DescribeQuorumRequest
        DescribeQuorumResponse DescribeShareGroupOffsetsRequest DescribeShareGroupOffsetsResponse
        DescribeTopicPartitionsRequest DescribeTopicPartitionsResponse DescribeTransactionsRequest
        DescribeTransactionsResponse DescribeUserScramCredentialsRequest DescribeUserScramCredentialsResponse
        ElectLeadersRequest ElectLeadersResponse EndQuorumEpochRequest EndQuorumEpochResponse EndTxnMarker
        EndTxnRequest EndTxnResponse EnvelopeRequest EnvelopeResponse ExpireDelegationTokenRequest
        ExpireDelegationTokenResponse FetchRequest FetchResponse FetchSnapshotRequest FetchSnapshotResponse
        FindCoordinatorRequest FindCoordinatorResponse GetTelemetrySubscriptionsRequest
        GetTelemetrySubscriptionsResponse HeartbeatRequest HeartbeatResponse IncrementalAlterConfigsRequest
        IncrementalAlterConfigsResponse InitProducerIdRequest InitProducerIdResponse
        InitializeShareGroupStateRequest InitializeShareGroupStateResponse JoinGroupRequest JoinGroupResponse
        KRaftVersionRecord LeaderChangeMessage LeaveGroupRequest LeaveGroupResponse ListConfigResourcesRequest
        ListConfigResourcesResponse ListGroupsRequest ListGroupsResponse ListOffsetsRequest ListOffsetsResponse
        ListPartitionReassignmentsRequest ListPartitionReassignmentsResponse ListTransactionsRequest
        ListTransactionsResponse MetadataRequest MetadataResponse OffsetCommitRequest OffsetCommitResponse
        OffsetDeleteRequest OffsetDeleteResponse OffsetFetchRequest OffsetFetchResponse OffsetForLeaderEpochRequest
        OffsetForLeaderEpochResponse ProduceRequest ProduceResponse PushTelemetryRequest PushTelemetryResponse
        ReadShareGroupStateRequest ReadShareGroupStateResponse ReadShareGroupStateSummaryRequest
        ReadShareGroupStateSummaryResponse RemoveRaftVoterRequest RemoveRaftVoterResponse
        RenewDelegationTokenRequest RenewDelegationTokenResponse RequestHeader ResponseHeader
        SaslAuthenticateRequest SaslAuthenticateResponse SaslHandshakeRequest SaslHandshakeResponse
        ShareAcknowledgeRequest ShareAcknowledgeResponse ShareFetchRequest ShareFetchResponse
        ShareGroupDescribeRequest ShareGroupDescribeResponse ShareGroupHeartbeatRequest ShareGroupHeartbeatResponse
        SnapshotFooterRecord SnapshotHeaderRecord SyncGroupRequest SyncGroupResponse TxnOffsetCommitRequest
        TxnOffsetCommitResponse UnregisterBrokerRequest UnregisterBrokerResponse UpdateFeaturesRequest
        UpdateFeaturesResponse UpdateRaftVoterRequest UpdateRaftVoterResponse VoteRequest VoteResponse VotersRecord
        WriteShareGroupStateRequest WriteShareGroupStateResponse WriteTxnMarkersRequest WriteTxnMarkersResponse
    }
}

/// Messages that the other implementation refuses to decode: each has a field called `version`, which it then takes for the
/// version of what follows.
const REFUSED: [&str; 2] = ["LeaderChangeMessage", "VotersRecord"];

fn agree(case: &Case, oracle: &Oracle, version: i16, seed: u64) -> Result<(), String> {
    let bytes = (case.sample)(&mut Random(seed), version);
    let at = format!("{} v{version}, seed {seed}: {bytes:02x?}", case.name);
    let theirs = (oracle.rewrite)(bytes.clone(), version).map_err(|e| format!("{at}: {e}"))?;
    if theirs != bytes {
        return Err(format!("{at}: they write {theirs:02x?}"));
    }
    let ours = (case.decode)(theirs, version).map_err(|e| format!("{at}: {e}"))?;
    if ours.encoded.as_ref() != Ok(&bytes) {
        return Err(format!("{at}: we write {:02x?}", ours.encoded));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Each case goes through every message and version that both know.
    #[test]
    fn both_ways_with_kafka_protocol(seed: u64) {
        let oracles = oracles();
        let (mut agreed, mut differences) = (0, Vec::new());
        for case in generated::cases() {
            let Some(oracle) = oracles.get(case.name).filter(|_| !REFUSED.contains(&case.name)) else { continue };
            for version in case.versions.clone().filter(|version| oracle.versions.contains(version)) {
                differences.extend(agree(&case, oracle, version, seed ^ (agreed << 32)).err());
                agreed += 1;
            }
        }
        prop_assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
        prop_assert!(agreed > 550, "{} messages and versions", agreed);
    }

    /// The messages that the other implementation does not know, the records of all logs among them, survive our own hands.
    #[test]
    fn samples_of_every_message_round_trip(seed: u64) {
        let mut random = Random(seed);
        for case in generated::cases() {
            for version in case.versions.clone() {
                let bytes = (case.sample)(&mut random, version);
                let read = (case.decode)(bytes.clone(), version).unwrap();
                prop_assert_eq!(read.encoded, Ok(bytes));
            }
        }
    }
}

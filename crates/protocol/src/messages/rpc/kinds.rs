//! Any request, any response.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::BytesMut;

use super::*;
use crate::api_key::ApiKey;
use crate::message::Message;
use crate::primitives::{DecodeError, DecodeErrorKind, Decoder, EncodeError};

/// A request of any API.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one at a time is in memory")]
pub enum RequestKind {
    Produce(ProduceRequest),
    Fetch(FetchRequest),
    ListOffsets(ListOffsetsRequest),
    Metadata(MetadataRequest),
    OffsetCommit(OffsetCommitRequest),
    OffsetFetch(OffsetFetchRequest),
    FindCoordinator(FindCoordinatorRequest),
    JoinGroup(JoinGroupRequest),
    Heartbeat(HeartbeatRequest),
    LeaveGroup(LeaveGroupRequest),
    SyncGroup(SyncGroupRequest),
    DescribeGroups(DescribeGroupsRequest),
    ListGroups(ListGroupsRequest),
    SaslHandshake(SaslHandshakeRequest),
    ApiVersions(ApiVersionsRequest),
    CreateTopics(CreateTopicsRequest),
    DeleteTopics(DeleteTopicsRequest),
    DeleteRecords(DeleteRecordsRequest),
    InitProducerId(InitProducerIdRequest),
    OffsetForLeaderEpoch(OffsetForLeaderEpochRequest),
    AddPartitionsToTxn(AddPartitionsToTxnRequest),
    AddOffsetsToTxn(AddOffsetsToTxnRequest),
    EndTxn(EndTxnRequest),
    WriteTxnMarkers(WriteTxnMarkersRequest),
    TxnOffsetCommit(TxnOffsetCommitRequest),
    DescribeAcls(DescribeAclsRequest),
    CreateAcls(CreateAclsRequest),
    DeleteAcls(DeleteAclsRequest),
    DescribeConfigs(DescribeConfigsRequest),
    AlterConfigs(AlterConfigsRequest),
    AlterReplicaLogDirs(AlterReplicaLogDirsRequest),
    DescribeLogDirs(DescribeLogDirsRequest),
    SaslAuthenticate(SaslAuthenticateRequest),
    CreatePartitions(CreatePartitionsRequest),
    CreateDelegationToken(CreateDelegationTokenRequest),
    RenewDelegationToken(RenewDelegationTokenRequest),
    ExpireDelegationToken(ExpireDelegationTokenRequest),
    DescribeDelegationToken(DescribeDelegationTokenRequest),
    DeleteGroups(DeleteGroupsRequest),
    ElectLeaders(ElectLeadersRequest),
    IncrementalAlterConfigs(IncrementalAlterConfigsRequest),
    AlterPartitionReassignments(AlterPartitionReassignmentsRequest),
    ListPartitionReassignments(ListPartitionReassignmentsRequest),
    OffsetDelete(OffsetDeleteRequest),
    DescribeClientQuotas(DescribeClientQuotasRequest),
    AlterClientQuotas(AlterClientQuotasRequest),
    DescribeUserScramCredentials(DescribeUserScramCredentialsRequest),
    AlterUserScramCredentials(AlterUserScramCredentialsRequest),
    Vote(VoteRequest),
    BeginQuorumEpoch(BeginQuorumEpochRequest),
    EndQuorumEpoch(EndQuorumEpochRequest),
    DescribeQuorum(DescribeQuorumRequest),
    AlterPartition(AlterPartitionRequest),
    UpdateFeatures(UpdateFeaturesRequest),
    Envelope(EnvelopeRequest),
    FetchSnapshot(FetchSnapshotRequest),
    DescribeCluster(DescribeClusterRequest),
    DescribeProducers(DescribeProducersRequest),
    BrokerRegistration(BrokerRegistrationRequest),
    BrokerHeartbeat(BrokerHeartbeatRequest),
    UnregisterBroker(UnregisterBrokerRequest),
    DescribeTransactions(DescribeTransactionsRequest),
    ListTransactions(ListTransactionsRequest),
    AllocateProducerIds(AllocateProducerIdsRequest),
    ConsumerGroupHeartbeat(ConsumerGroupHeartbeatRequest),
    ConsumerGroupDescribe(ConsumerGroupDescribeRequest),
    ControllerRegistration(ControllerRegistrationRequest),
    GetTelemetrySubscriptions(GetTelemetrySubscriptionsRequest),
    PushTelemetry(PushTelemetryRequest),
    AssignReplicasToDirs(AssignReplicasToDirsRequest),
    ListConfigResources(ListConfigResourcesRequest),
    DescribeTopicPartitions(DescribeTopicPartitionsRequest),
    ShareGroupHeartbeat(ShareGroupHeartbeatRequest),
    ShareGroupDescribe(ShareGroupDescribeRequest),
    ShareFetch(ShareFetchRequest),
    ShareAcknowledge(ShareAcknowledgeRequest),
    AddRaftVoter(AddRaftVoterRequest),
    RemoveRaftVoter(RemoveRaftVoterRequest),
    UpdateRaftVoter(UpdateRaftVoterRequest),
    InitializeShareGroupState(InitializeShareGroupStateRequest),
    ReadShareGroupState(ReadShareGroupStateRequest),
    WriteShareGroupState(WriteShareGroupStateRequest),
    DeleteShareGroupState(DeleteShareGroupStateRequest),
    ReadShareGroupStateSummary(ReadShareGroupStateSummaryRequest),
    StreamsGroupHeartbeat(StreamsGroupHeartbeatRequest),
    StreamsGroupDescribe(StreamsGroupDescribeRequest),
    DescribeShareGroupOffsets(DescribeShareGroupOffsetsRequest),
    AlterShareGroupOffsets(AlterShareGroupOffsetsRequest),
    DeleteShareGroupOffsets(DeleteShareGroupOffsetsRequest),
}

impl RequestKind {
    pub fn api_key(&self) -> ApiKey {
        match self {
            RequestKind::Produce(_) => ApiKey::Produce,
            RequestKind::Fetch(_) => ApiKey::Fetch,
            RequestKind::ListOffsets(_) => ApiKey::ListOffsets,
            RequestKind::Metadata(_) => ApiKey::Metadata,
            RequestKind::OffsetCommit(_) => ApiKey::OffsetCommit,
            RequestKind::OffsetFetch(_) => ApiKey::OffsetFetch,
            RequestKind::FindCoordinator(_) => ApiKey::FindCoordinator,
            RequestKind::JoinGroup(_) => ApiKey::JoinGroup,
            RequestKind::Heartbeat(_) => ApiKey::Heartbeat,
            RequestKind::LeaveGroup(_) => ApiKey::LeaveGroup,
            RequestKind::SyncGroup(_) => ApiKey::SyncGroup,
            RequestKind::DescribeGroups(_) => ApiKey::DescribeGroups,
            RequestKind::ListGroups(_) => ApiKey::ListGroups,
            RequestKind::SaslHandshake(_) => ApiKey::SaslHandshake,
            RequestKind::ApiVersions(_) => ApiKey::ApiVersions,
            RequestKind::CreateTopics(_) => ApiKey::CreateTopics,
            RequestKind::DeleteTopics(_) => ApiKey::DeleteTopics,
            RequestKind::DeleteRecords(_) => ApiKey::DeleteRecords,
            RequestKind::InitProducerId(_) => ApiKey::InitProducerId,
            RequestKind::OffsetForLeaderEpoch(_) => ApiKey::OffsetForLeaderEpoch,
            RequestKind::AddPartitionsToTxn(_) => ApiKey::AddPartitionsToTxn,
            RequestKind::AddOffsetsToTxn(_) => ApiKey::AddOffsetsToTxn,
            RequestKind::EndTxn(_) => ApiKey::EndTxn,
            RequestKind::WriteTxnMarkers(_) => ApiKey::WriteTxnMarkers,
            RequestKind::TxnOffsetCommit(_) => ApiKey::TxnOffsetCommit,
            RequestKind::DescribeAcls(_) => ApiKey::DescribeAcls,
            RequestKind::CreateAcls(_) => ApiKey::CreateAcls,
            RequestKind::DeleteAcls(_) => ApiKey::DeleteAcls,
            RequestKind::DescribeConfigs(_) => ApiKey::DescribeConfigs,
            RequestKind::AlterConfigs(_) => ApiKey::AlterConfigs,
            RequestKind::AlterReplicaLogDirs(_) => ApiKey::AlterReplicaLogDirs,
            RequestKind::DescribeLogDirs(_) => ApiKey::DescribeLogDirs,
            RequestKind::SaslAuthenticate(_) => ApiKey::SaslAuthenticate,
            RequestKind::CreatePartitions(_) => ApiKey::CreatePartitions,
            RequestKind::CreateDelegationToken(_) => ApiKey::CreateDelegationToken,
            RequestKind::RenewDelegationToken(_) => ApiKey::RenewDelegationToken,
            RequestKind::ExpireDelegationToken(_) => ApiKey::ExpireDelegationToken,
            RequestKind::DescribeDelegationToken(_) => ApiKey::DescribeDelegationToken,
            RequestKind::DeleteGroups(_) => ApiKey::DeleteGroups,
            RequestKind::ElectLeaders(_) => ApiKey::ElectLeaders,
            RequestKind::IncrementalAlterConfigs(_) => ApiKey::IncrementalAlterConfigs,
            RequestKind::AlterPartitionReassignments(_) => ApiKey::AlterPartitionReassignments,
            RequestKind::ListPartitionReassignments(_) => ApiKey::ListPartitionReassignments,
            RequestKind::OffsetDelete(_) => ApiKey::OffsetDelete,
            RequestKind::DescribeClientQuotas(_) => ApiKey::DescribeClientQuotas,
            RequestKind::AlterClientQuotas(_) => ApiKey::AlterClientQuotas,
            RequestKind::DescribeUserScramCredentials(_) => ApiKey::DescribeUserScramCredentials,
            RequestKind::AlterUserScramCredentials(_) => ApiKey::AlterUserScramCredentials,
            RequestKind::Vote(_) => ApiKey::Vote,
            RequestKind::BeginQuorumEpoch(_) => ApiKey::BeginQuorumEpoch,
            RequestKind::EndQuorumEpoch(_) => ApiKey::EndQuorumEpoch,
            RequestKind::DescribeQuorum(_) => ApiKey::DescribeQuorum,
            RequestKind::AlterPartition(_) => ApiKey::AlterPartition,
            RequestKind::UpdateFeatures(_) => ApiKey::UpdateFeatures,
            RequestKind::Envelope(_) => ApiKey::Envelope,
            RequestKind::FetchSnapshot(_) => ApiKey::FetchSnapshot,
            RequestKind::DescribeCluster(_) => ApiKey::DescribeCluster,
            RequestKind::DescribeProducers(_) => ApiKey::DescribeProducers,
            RequestKind::BrokerRegistration(_) => ApiKey::BrokerRegistration,
            RequestKind::BrokerHeartbeat(_) => ApiKey::BrokerHeartbeat,
            RequestKind::UnregisterBroker(_) => ApiKey::UnregisterBroker,
            RequestKind::DescribeTransactions(_) => ApiKey::DescribeTransactions,
            RequestKind::ListTransactions(_) => ApiKey::ListTransactions,
            RequestKind::AllocateProducerIds(_) => ApiKey::AllocateProducerIds,
            RequestKind::ConsumerGroupHeartbeat(_) => ApiKey::ConsumerGroupHeartbeat,
            RequestKind::ConsumerGroupDescribe(_) => ApiKey::ConsumerGroupDescribe,
            RequestKind::ControllerRegistration(_) => ApiKey::ControllerRegistration,
            RequestKind::GetTelemetrySubscriptions(_) => ApiKey::GetTelemetrySubscriptions,
            RequestKind::PushTelemetry(_) => ApiKey::PushTelemetry,
            RequestKind::AssignReplicasToDirs(_) => ApiKey::AssignReplicasToDirs,
            RequestKind::ListConfigResources(_) => ApiKey::ListConfigResources,
            RequestKind::DescribeTopicPartitions(_) => ApiKey::DescribeTopicPartitions,
            RequestKind::ShareGroupHeartbeat(_) => ApiKey::ShareGroupHeartbeat,
            RequestKind::ShareGroupDescribe(_) => ApiKey::ShareGroupDescribe,
            RequestKind::ShareFetch(_) => ApiKey::ShareFetch,
            RequestKind::ShareAcknowledge(_) => ApiKey::ShareAcknowledge,
            RequestKind::AddRaftVoter(_) => ApiKey::AddRaftVoter,
            RequestKind::RemoveRaftVoter(_) => ApiKey::RemoveRaftVoter,
            RequestKind::UpdateRaftVoter(_) => ApiKey::UpdateRaftVoter,
            RequestKind::InitializeShareGroupState(_) => ApiKey::InitializeShareGroupState,
            RequestKind::ReadShareGroupState(_) => ApiKey::ReadShareGroupState,
            RequestKind::WriteShareGroupState(_) => ApiKey::WriteShareGroupState,
            RequestKind::DeleteShareGroupState(_) => ApiKey::DeleteShareGroupState,
            RequestKind::ReadShareGroupStateSummary(_) => ApiKey::ReadShareGroupStateSummary,
            RequestKind::StreamsGroupHeartbeat(_) => ApiKey::StreamsGroupHeartbeat,
            RequestKind::StreamsGroupDescribe(_) => ApiKey::StreamsGroupDescribe,
            RequestKind::DescribeShareGroupOffsets(_) => ApiKey::DescribeShareGroupOffsets,
            RequestKind::AlterShareGroupOffsets(_) => ApiKey::AlterShareGroupOffsets,
            RequestKind::DeleteShareGroupOffsets(_) => ApiKey::DeleteShareGroupOffsets,
        }
    }

    /// Reads the message after its header; what follows it stays in `d`.
    pub fn decode(api_key: ApiKey, d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(match api_key {
            ApiKey::Produce => RequestKind::Produce(ProduceRequest::decode(d, version)?),
            ApiKey::Fetch => RequestKind::Fetch(FetchRequest::decode(d, version)?),
            ApiKey::ListOffsets => RequestKind::ListOffsets(ListOffsetsRequest::decode(d, version)?),
            ApiKey::Metadata => RequestKind::Metadata(MetadataRequest::decode(d, version)?),
            ApiKey::OffsetCommit => RequestKind::OffsetCommit(OffsetCommitRequest::decode(d, version)?),
            ApiKey::OffsetFetch => RequestKind::OffsetFetch(OffsetFetchRequest::decode(d, version)?),
            ApiKey::FindCoordinator => RequestKind::FindCoordinator(FindCoordinatorRequest::decode(d, version)?),
            ApiKey::JoinGroup => RequestKind::JoinGroup(JoinGroupRequest::decode(d, version)?),
            ApiKey::Heartbeat => RequestKind::Heartbeat(HeartbeatRequest::decode(d, version)?),
            ApiKey::LeaveGroup => RequestKind::LeaveGroup(LeaveGroupRequest::decode(d, version)?),
            ApiKey::SyncGroup => RequestKind::SyncGroup(SyncGroupRequest::decode(d, version)?),
            ApiKey::DescribeGroups => RequestKind::DescribeGroups(DescribeGroupsRequest::decode(d, version)?),
            ApiKey::ListGroups => RequestKind::ListGroups(ListGroupsRequest::decode(d, version)?),
            ApiKey::SaslHandshake => RequestKind::SaslHandshake(SaslHandshakeRequest::decode(d, version)?),
            ApiKey::ApiVersions => RequestKind::ApiVersions(ApiVersionsRequest::decode(d, version)?),
            ApiKey::CreateTopics => RequestKind::CreateTopics(CreateTopicsRequest::decode(d, version)?),
            ApiKey::DeleteTopics => RequestKind::DeleteTopics(DeleteTopicsRequest::decode(d, version)?),
            ApiKey::DeleteRecords => RequestKind::DeleteRecords(DeleteRecordsRequest::decode(d, version)?),
            ApiKey::InitProducerId => RequestKind::InitProducerId(InitProducerIdRequest::decode(d, version)?),
            ApiKey::OffsetForLeaderEpoch => {
                RequestKind::OffsetForLeaderEpoch(OffsetForLeaderEpochRequest::decode(d, version)?)
            }
            ApiKey::AddPartitionsToTxn => {
                RequestKind::AddPartitionsToTxn(AddPartitionsToTxnRequest::decode(d, version)?)
            }
            ApiKey::AddOffsetsToTxn => RequestKind::AddOffsetsToTxn(AddOffsetsToTxnRequest::decode(d, version)?),
            ApiKey::EndTxn => RequestKind::EndTxn(EndTxnRequest::decode(d, version)?),
            ApiKey::WriteTxnMarkers => RequestKind::WriteTxnMarkers(WriteTxnMarkersRequest::decode(d, version)?),
            ApiKey::TxnOffsetCommit => RequestKind::TxnOffsetCommit(TxnOffsetCommitRequest::decode(d, version)?),
            ApiKey::DescribeAcls => RequestKind::DescribeAcls(DescribeAclsRequest::decode(d, version)?),
            ApiKey::CreateAcls => RequestKind::CreateAcls(CreateAclsRequest::decode(d, version)?),
            ApiKey::DeleteAcls => RequestKind::DeleteAcls(DeleteAclsRequest::decode(d, version)?),
            ApiKey::DescribeConfigs => RequestKind::DescribeConfigs(DescribeConfigsRequest::decode(d, version)?),
            ApiKey::AlterConfigs => RequestKind::AlterConfigs(AlterConfigsRequest::decode(d, version)?),
            ApiKey::AlterReplicaLogDirs => {
                RequestKind::AlterReplicaLogDirs(AlterReplicaLogDirsRequest::decode(d, version)?)
            }
            ApiKey::DescribeLogDirs => RequestKind::DescribeLogDirs(DescribeLogDirsRequest::decode(d, version)?),
            ApiKey::SaslAuthenticate => RequestKind::SaslAuthenticate(SaslAuthenticateRequest::decode(d, version)?),
            ApiKey::CreatePartitions => RequestKind::CreatePartitions(CreatePartitionsRequest::decode(d, version)?),
            ApiKey::CreateDelegationToken => {
                RequestKind::CreateDelegationToken(CreateDelegationTokenRequest::decode(d, version)?)
            }
            ApiKey::RenewDelegationToken => {
                RequestKind::RenewDelegationToken(RenewDelegationTokenRequest::decode(d, version)?)
            }
            ApiKey::ExpireDelegationToken => {
                RequestKind::ExpireDelegationToken(ExpireDelegationTokenRequest::decode(d, version)?)
            }
            ApiKey::DescribeDelegationToken => {
                RequestKind::DescribeDelegationToken(DescribeDelegationTokenRequest::decode(d, version)?)
            }
            ApiKey::DeleteGroups => RequestKind::DeleteGroups(DeleteGroupsRequest::decode(d, version)?),
            ApiKey::ElectLeaders => RequestKind::ElectLeaders(ElectLeadersRequest::decode(d, version)?),
            ApiKey::IncrementalAlterConfigs => {
                RequestKind::IncrementalAlterConfigs(IncrementalAlterConfigsRequest::decode(d, version)?)
            }
            ApiKey::AlterPartitionReassignments => {
                RequestKind::AlterPartitionReassignments(AlterPartitionReassignmentsRequest::decode(d, version)?)
            }
            ApiKey::ListPartitionReassignments => {
                RequestKind::ListPartitionReassignments(ListPartitionReassignmentsRequest::decode(d, version)?)
            }
            ApiKey::OffsetDelete => RequestKind::OffsetDelete(OffsetDeleteRequest::decode(d, version)?),
            ApiKey::DescribeClientQuotas => {
                RequestKind::DescribeClientQuotas(DescribeClientQuotasRequest::decode(d, version)?)
            }
            ApiKey::AlterClientQuotas => RequestKind::AlterClientQuotas(AlterClientQuotasRequest::decode(d, version)?),
            ApiKey::DescribeUserScramCredentials => {
                RequestKind::DescribeUserScramCredentials(DescribeUserScramCredentialsRequest::decode(d, version)?)
            }
            ApiKey::AlterUserScramCredentials => {
                RequestKind::AlterUserScramCredentials(AlterUserScramCredentialsRequest::decode(d, version)?)
            }
            ApiKey::Vote => RequestKind::Vote(VoteRequest::decode(d, version)?),
            ApiKey::BeginQuorumEpoch => RequestKind::BeginQuorumEpoch(BeginQuorumEpochRequest::decode(d, version)?),
            ApiKey::EndQuorumEpoch => RequestKind::EndQuorumEpoch(EndQuorumEpochRequest::decode(d, version)?),
            ApiKey::DescribeQuorum => RequestKind::DescribeQuorum(DescribeQuorumRequest::decode(d, version)?),
            ApiKey::AlterPartition => RequestKind::AlterPartition(AlterPartitionRequest::decode(d, version)?),
            ApiKey::UpdateFeatures => RequestKind::UpdateFeatures(UpdateFeaturesRequest::decode(d, version)?),
            ApiKey::Envelope => RequestKind::Envelope(EnvelopeRequest::decode(d, version)?),
            ApiKey::FetchSnapshot => RequestKind::FetchSnapshot(FetchSnapshotRequest::decode(d, version)?),
            ApiKey::DescribeCluster => RequestKind::DescribeCluster(DescribeClusterRequest::decode(d, version)?),
            ApiKey::DescribeProducers => RequestKind::DescribeProducers(DescribeProducersRequest::decode(d, version)?),
            ApiKey::BrokerRegistration => {
                RequestKind::BrokerRegistration(BrokerRegistrationRequest::decode(d, version)?)
            }
            ApiKey::BrokerHeartbeat => RequestKind::BrokerHeartbeat(BrokerHeartbeatRequest::decode(d, version)?),
            ApiKey::UnregisterBroker => RequestKind::UnregisterBroker(UnregisterBrokerRequest::decode(d, version)?),
            ApiKey::DescribeTransactions => {
                RequestKind::DescribeTransactions(DescribeTransactionsRequest::decode(d, version)?)
            }
            ApiKey::ListTransactions => RequestKind::ListTransactions(ListTransactionsRequest::decode(d, version)?),
            ApiKey::AllocateProducerIds => {
                RequestKind::AllocateProducerIds(AllocateProducerIdsRequest::decode(d, version)?)
            }
            ApiKey::ConsumerGroupHeartbeat => {
                RequestKind::ConsumerGroupHeartbeat(ConsumerGroupHeartbeatRequest::decode(d, version)?)
            }
            ApiKey::ConsumerGroupDescribe => {
                RequestKind::ConsumerGroupDescribe(ConsumerGroupDescribeRequest::decode(d, version)?)
            }
            ApiKey::ControllerRegistration => {
                RequestKind::ControllerRegistration(ControllerRegistrationRequest::decode(d, version)?)
            }
            ApiKey::GetTelemetrySubscriptions => {
                RequestKind::GetTelemetrySubscriptions(GetTelemetrySubscriptionsRequest::decode(d, version)?)
            }
            ApiKey::PushTelemetry => RequestKind::PushTelemetry(PushTelemetryRequest::decode(d, version)?),
            ApiKey::AssignReplicasToDirs => {
                RequestKind::AssignReplicasToDirs(AssignReplicasToDirsRequest::decode(d, version)?)
            }
            ApiKey::ListConfigResources => {
                RequestKind::ListConfigResources(ListConfigResourcesRequest::decode(d, version)?)
            }
            ApiKey::DescribeTopicPartitions => {
                RequestKind::DescribeTopicPartitions(DescribeTopicPartitionsRequest::decode(d, version)?)
            }
            ApiKey::ShareGroupHeartbeat => {
                RequestKind::ShareGroupHeartbeat(ShareGroupHeartbeatRequest::decode(d, version)?)
            }
            ApiKey::ShareGroupDescribe => {
                RequestKind::ShareGroupDescribe(ShareGroupDescribeRequest::decode(d, version)?)
            }
            ApiKey::ShareFetch => RequestKind::ShareFetch(ShareFetchRequest::decode(d, version)?),
            ApiKey::ShareAcknowledge => RequestKind::ShareAcknowledge(ShareAcknowledgeRequest::decode(d, version)?),
            ApiKey::AddRaftVoter => RequestKind::AddRaftVoter(AddRaftVoterRequest::decode(d, version)?),
            ApiKey::RemoveRaftVoter => RequestKind::RemoveRaftVoter(RemoveRaftVoterRequest::decode(d, version)?),
            ApiKey::UpdateRaftVoter => RequestKind::UpdateRaftVoter(UpdateRaftVoterRequest::decode(d, version)?),
            ApiKey::InitializeShareGroupState => {
                RequestKind::InitializeShareGroupState(InitializeShareGroupStateRequest::decode(d, version)?)
            }
            ApiKey::ReadShareGroupState => {
                RequestKind::ReadShareGroupState(ReadShareGroupStateRequest::decode(d, version)?)
            }
            ApiKey::WriteShareGroupState => {
                RequestKind::WriteShareGroupState(WriteShareGroupStateRequest::decode(d, version)?)
            }
            ApiKey::DeleteShareGroupState => {
                RequestKind::DeleteShareGroupState(DeleteShareGroupStateRequest::decode(d, version)?)
            }
            ApiKey::ReadShareGroupStateSummary => {
                RequestKind::ReadShareGroupStateSummary(ReadShareGroupStateSummaryRequest::decode(d, version)?)
            }
            ApiKey::StreamsGroupHeartbeat => {
                RequestKind::StreamsGroupHeartbeat(StreamsGroupHeartbeatRequest::decode(d, version)?)
            }
            ApiKey::StreamsGroupDescribe => {
                RequestKind::StreamsGroupDescribe(StreamsGroupDescribeRequest::decode(d, version)?)
            }
            ApiKey::DescribeShareGroupOffsets => {
                RequestKind::DescribeShareGroupOffsets(DescribeShareGroupOffsetsRequest::decode(d, version)?)
            }
            ApiKey::AlterShareGroupOffsets => {
                RequestKind::AlterShareGroupOffsets(AlterShareGroupOffsetsRequest::decode(d, version)?)
            }
            ApiKey::DeleteShareGroupOffsets => {
                RequestKind::DeleteShareGroupOffsets(DeleteShareGroupOffsetsRequest::decode(d, version)?)
            }
            _ => return Err(d.error("api key", DecodeErrorKind::UnknownApiKey(i32::from(api_key.key())))),
        })
    }

    /// Appends the message, without a header.
    pub fn encode(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        match self {
            RequestKind::Produce(message) => message.encode(buf, version),
            RequestKind::Fetch(message) => message.encode(buf, version),
            RequestKind::ListOffsets(message) => message.encode(buf, version),
            RequestKind::Metadata(message) => message.encode(buf, version),
            RequestKind::OffsetCommit(message) => message.encode(buf, version),
            RequestKind::OffsetFetch(message) => message.encode(buf, version),
            RequestKind::FindCoordinator(message) => message.encode(buf, version),
            RequestKind::JoinGroup(message) => message.encode(buf, version),
            RequestKind::Heartbeat(message) => message.encode(buf, version),
            RequestKind::LeaveGroup(message) => message.encode(buf, version),
            RequestKind::SyncGroup(message) => message.encode(buf, version),
            RequestKind::DescribeGroups(message) => message.encode(buf, version),
            RequestKind::ListGroups(message) => message.encode(buf, version),
            RequestKind::SaslHandshake(message) => message.encode(buf, version),
            RequestKind::ApiVersions(message) => message.encode(buf, version),
            RequestKind::CreateTopics(message) => message.encode(buf, version),
            RequestKind::DeleteTopics(message) => message.encode(buf, version),
            RequestKind::DeleteRecords(message) => message.encode(buf, version),
            RequestKind::InitProducerId(message) => message.encode(buf, version),
            RequestKind::OffsetForLeaderEpoch(message) => message.encode(buf, version),
            RequestKind::AddPartitionsToTxn(message) => message.encode(buf, version),
            RequestKind::AddOffsetsToTxn(message) => message.encode(buf, version),
            RequestKind::EndTxn(message) => message.encode(buf, version),
            RequestKind::WriteTxnMarkers(message) => message.encode(buf, version),
            RequestKind::TxnOffsetCommit(message) => message.encode(buf, version),
            RequestKind::DescribeAcls(message) => message.encode(buf, version),
            RequestKind::CreateAcls(message) => message.encode(buf, version),
            RequestKind::DeleteAcls(message) => message.encode(buf, version),
            RequestKind::DescribeConfigs(message) => message.encode(buf, version),
            RequestKind::AlterConfigs(message) => message.encode(buf, version),
            RequestKind::AlterReplicaLogDirs(message) => message.encode(buf, version),
            RequestKind::DescribeLogDirs(message) => message.encode(buf, version),
            RequestKind::SaslAuthenticate(message) => message.encode(buf, version),
            RequestKind::CreatePartitions(message) => message.encode(buf, version),
            RequestKind::CreateDelegationToken(message) => message.encode(buf, version),
            RequestKind::RenewDelegationToken(message) => message.encode(buf, version),
            RequestKind::ExpireDelegationToken(message) => message.encode(buf, version),
            RequestKind::DescribeDelegationToken(message) => message.encode(buf, version),
            RequestKind::DeleteGroups(message) => message.encode(buf, version),
            RequestKind::ElectLeaders(message) => message.encode(buf, version),
            RequestKind::IncrementalAlterConfigs(message) => message.encode(buf, version),
            RequestKind::AlterPartitionReassignments(message) => message.encode(buf, version),
            RequestKind::ListPartitionReassignments(message) => message.encode(buf, version),
            RequestKind::OffsetDelete(message) => message.encode(buf, version),
            RequestKind::DescribeClientQuotas(message) => message.encode(buf, version),
            RequestKind::AlterClientQuotas(message) => message.encode(buf, version),
            RequestKind::DescribeUserScramCredentials(message) => message.encode(buf, version),
            RequestKind::AlterUserScramCredentials(message) => message.encode(buf, version),
            RequestKind::Vote(message) => message.encode(buf, version),
            RequestKind::BeginQuorumEpoch(message) => message.encode(buf, version),
            RequestKind::EndQuorumEpoch(message) => message.encode(buf, version),
            RequestKind::DescribeQuorum(message) => message.encode(buf, version),
            RequestKind::AlterPartition(message) => message.encode(buf, version),
            RequestKind::UpdateFeatures(message) => message.encode(buf, version),
            RequestKind::Envelope(message) => message.encode(buf, version),
            RequestKind::FetchSnapshot(message) => message.encode(buf, version),
            RequestKind::DescribeCluster(message) => message.encode(buf, version),
            RequestKind::DescribeProducers(message) => message.encode(buf, version),
            RequestKind::BrokerRegistration(message) => message.encode(buf, version),
            RequestKind::BrokerHeartbeat(message) => message.encode(buf, version),
            RequestKind::UnregisterBroker(message) => message.encode(buf, version),
            RequestKind::DescribeTransactions(message) => message.encode(buf, version),
            RequestKind::ListTransactions(message) => message.encode(buf, version),
            RequestKind::AllocateProducerIds(message) => message.encode(buf, version),
            RequestKind::ConsumerGroupHeartbeat(message) => message.encode(buf, version),
            RequestKind::ConsumerGroupDescribe(message) => message.encode(buf, version),
            RequestKind::ControllerRegistration(message) => message.encode(buf, version),
            RequestKind::GetTelemetrySubscriptions(message) => message.encode(buf, version),
            RequestKind::PushTelemetry(message) => message.encode(buf, version),
            RequestKind::AssignReplicasToDirs(message) => message.encode(buf, version),
            RequestKind::ListConfigResources(message) => message.encode(buf, version),
            RequestKind::DescribeTopicPartitions(message) => message.encode(buf, version),
            RequestKind::ShareGroupHeartbeat(message) => message.encode(buf, version),
            RequestKind::ShareGroupDescribe(message) => message.encode(buf, version),
            RequestKind::ShareFetch(message) => message.encode(buf, version),
            RequestKind::ShareAcknowledge(message) => message.encode(buf, version),
            RequestKind::AddRaftVoter(message) => message.encode(buf, version),
            RequestKind::RemoveRaftVoter(message) => message.encode(buf, version),
            RequestKind::UpdateRaftVoter(message) => message.encode(buf, version),
            RequestKind::InitializeShareGroupState(message) => message.encode(buf, version),
            RequestKind::ReadShareGroupState(message) => message.encode(buf, version),
            RequestKind::WriteShareGroupState(message) => message.encode(buf, version),
            RequestKind::DeleteShareGroupState(message) => message.encode(buf, version),
            RequestKind::ReadShareGroupStateSummary(message) => message.encode(buf, version),
            RequestKind::StreamsGroupHeartbeat(message) => message.encode(buf, version),
            RequestKind::StreamsGroupDescribe(message) => message.encode(buf, version),
            RequestKind::DescribeShareGroupOffsets(message) => message.encode(buf, version),
            RequestKind::AlterShareGroupOffsets(message) => message.encode(buf, version),
            RequestKind::DeleteShareGroupOffsets(message) => message.encode(buf, version),
        }
    }

    pub fn encoded_size(&self, version: i16) -> usize {
        match self {
            RequestKind::Produce(message) => message.encoded_size(version),
            RequestKind::Fetch(message) => message.encoded_size(version),
            RequestKind::ListOffsets(message) => message.encoded_size(version),
            RequestKind::Metadata(message) => message.encoded_size(version),
            RequestKind::OffsetCommit(message) => message.encoded_size(version),
            RequestKind::OffsetFetch(message) => message.encoded_size(version),
            RequestKind::FindCoordinator(message) => message.encoded_size(version),
            RequestKind::JoinGroup(message) => message.encoded_size(version),
            RequestKind::Heartbeat(message) => message.encoded_size(version),
            RequestKind::LeaveGroup(message) => message.encoded_size(version),
            RequestKind::SyncGroup(message) => message.encoded_size(version),
            RequestKind::DescribeGroups(message) => message.encoded_size(version),
            RequestKind::ListGroups(message) => message.encoded_size(version),
            RequestKind::SaslHandshake(message) => message.encoded_size(version),
            RequestKind::ApiVersions(message) => message.encoded_size(version),
            RequestKind::CreateTopics(message) => message.encoded_size(version),
            RequestKind::DeleteTopics(message) => message.encoded_size(version),
            RequestKind::DeleteRecords(message) => message.encoded_size(version),
            RequestKind::InitProducerId(message) => message.encoded_size(version),
            RequestKind::OffsetForLeaderEpoch(message) => message.encoded_size(version),
            RequestKind::AddPartitionsToTxn(message) => message.encoded_size(version),
            RequestKind::AddOffsetsToTxn(message) => message.encoded_size(version),
            RequestKind::EndTxn(message) => message.encoded_size(version),
            RequestKind::WriteTxnMarkers(message) => message.encoded_size(version),
            RequestKind::TxnOffsetCommit(message) => message.encoded_size(version),
            RequestKind::DescribeAcls(message) => message.encoded_size(version),
            RequestKind::CreateAcls(message) => message.encoded_size(version),
            RequestKind::DeleteAcls(message) => message.encoded_size(version),
            RequestKind::DescribeConfigs(message) => message.encoded_size(version),
            RequestKind::AlterConfigs(message) => message.encoded_size(version),
            RequestKind::AlterReplicaLogDirs(message) => message.encoded_size(version),
            RequestKind::DescribeLogDirs(message) => message.encoded_size(version),
            RequestKind::SaslAuthenticate(message) => message.encoded_size(version),
            RequestKind::CreatePartitions(message) => message.encoded_size(version),
            RequestKind::CreateDelegationToken(message) => message.encoded_size(version),
            RequestKind::RenewDelegationToken(message) => message.encoded_size(version),
            RequestKind::ExpireDelegationToken(message) => message.encoded_size(version),
            RequestKind::DescribeDelegationToken(message) => message.encoded_size(version),
            RequestKind::DeleteGroups(message) => message.encoded_size(version),
            RequestKind::ElectLeaders(message) => message.encoded_size(version),
            RequestKind::IncrementalAlterConfigs(message) => message.encoded_size(version),
            RequestKind::AlterPartitionReassignments(message) => message.encoded_size(version),
            RequestKind::ListPartitionReassignments(message) => message.encoded_size(version),
            RequestKind::OffsetDelete(message) => message.encoded_size(version),
            RequestKind::DescribeClientQuotas(message) => message.encoded_size(version),
            RequestKind::AlterClientQuotas(message) => message.encoded_size(version),
            RequestKind::DescribeUserScramCredentials(message) => message.encoded_size(version),
            RequestKind::AlterUserScramCredentials(message) => message.encoded_size(version),
            RequestKind::Vote(message) => message.encoded_size(version),
            RequestKind::BeginQuorumEpoch(message) => message.encoded_size(version),
            RequestKind::EndQuorumEpoch(message) => message.encoded_size(version),
            RequestKind::DescribeQuorum(message) => message.encoded_size(version),
            RequestKind::AlterPartition(message) => message.encoded_size(version),
            RequestKind::UpdateFeatures(message) => message.encoded_size(version),
            RequestKind::Envelope(message) => message.encoded_size(version),
            RequestKind::FetchSnapshot(message) => message.encoded_size(version),
            RequestKind::DescribeCluster(message) => message.encoded_size(version),
            RequestKind::DescribeProducers(message) => message.encoded_size(version),
            RequestKind::BrokerRegistration(message) => message.encoded_size(version),
            RequestKind::BrokerHeartbeat(message) => message.encoded_size(version),
            RequestKind::UnregisterBroker(message) => message.encoded_size(version),
            RequestKind::DescribeTransactions(message) => message.encoded_size(version),
            RequestKind::ListTransactions(message) => message.encoded_size(version),
            RequestKind::AllocateProducerIds(message) => message.encoded_size(version),
            RequestKind::ConsumerGroupHeartbeat(message) => message.encoded_size(version),
            RequestKind::ConsumerGroupDescribe(message) => message.encoded_size(version),
            RequestKind::ControllerRegistration(message) => message.encoded_size(version),
            RequestKind::GetTelemetrySubscriptions(message) => message.encoded_size(version),
            RequestKind::PushTelemetry(message) => message.encoded_size(version),
            RequestKind::AssignReplicasToDirs(message) => message.encoded_size(version),
            RequestKind::ListConfigResources(message) => message.encoded_size(version),
            RequestKind::DescribeTopicPartitions(message) => message.encoded_size(version),
            RequestKind::ShareGroupHeartbeat(message) => message.encoded_size(version),
            RequestKind::ShareGroupDescribe(message) => message.encoded_size(version),
            RequestKind::ShareFetch(message) => message.encoded_size(version),
            RequestKind::ShareAcknowledge(message) => message.encoded_size(version),
            RequestKind::AddRaftVoter(message) => message.encoded_size(version),
            RequestKind::RemoveRaftVoter(message) => message.encoded_size(version),
            RequestKind::UpdateRaftVoter(message) => message.encoded_size(version),
            RequestKind::InitializeShareGroupState(message) => message.encoded_size(version),
            RequestKind::ReadShareGroupState(message) => message.encoded_size(version),
            RequestKind::WriteShareGroupState(message) => message.encoded_size(version),
            RequestKind::DeleteShareGroupState(message) => message.encoded_size(version),
            RequestKind::ReadShareGroupStateSummary(message) => message.encoded_size(version),
            RequestKind::StreamsGroupHeartbeat(message) => message.encoded_size(version),
            RequestKind::StreamsGroupDescribe(message) => message.encoded_size(version),
            RequestKind::DescribeShareGroupOffsets(message) => message.encoded_size(version),
            RequestKind::AlterShareGroupOffsets(message) => message.encoded_size(version),
            RequestKind::DeleteShareGroupOffsets(message) => message.encoded_size(version),
        }
    }
}

impl From<ProduceRequest> for RequestKind {
    fn from(message: ProduceRequest) -> Self {
        RequestKind::Produce(message)
    }
}

impl From<FetchRequest> for RequestKind {
    fn from(message: FetchRequest) -> Self {
        RequestKind::Fetch(message)
    }
}

impl From<ListOffsetsRequest> for RequestKind {
    fn from(message: ListOffsetsRequest) -> Self {
        RequestKind::ListOffsets(message)
    }
}

impl From<MetadataRequest> for RequestKind {
    fn from(message: MetadataRequest) -> Self {
        RequestKind::Metadata(message)
    }
}

impl From<OffsetCommitRequest> for RequestKind {
    fn from(message: OffsetCommitRequest) -> Self {
        RequestKind::OffsetCommit(message)
    }
}

impl From<OffsetFetchRequest> for RequestKind {
    fn from(message: OffsetFetchRequest) -> Self {
        RequestKind::OffsetFetch(message)
    }
}

impl From<FindCoordinatorRequest> for RequestKind {
    fn from(message: FindCoordinatorRequest) -> Self {
        RequestKind::FindCoordinator(message)
    }
}

impl From<JoinGroupRequest> for RequestKind {
    fn from(message: JoinGroupRequest) -> Self {
        RequestKind::JoinGroup(message)
    }
}

impl From<HeartbeatRequest> for RequestKind {
    fn from(message: HeartbeatRequest) -> Self {
        RequestKind::Heartbeat(message)
    }
}

impl From<LeaveGroupRequest> for RequestKind {
    fn from(message: LeaveGroupRequest) -> Self {
        RequestKind::LeaveGroup(message)
    }
}

impl From<SyncGroupRequest> for RequestKind {
    fn from(message: SyncGroupRequest) -> Self {
        RequestKind::SyncGroup(message)
    }
}

impl From<DescribeGroupsRequest> for RequestKind {
    fn from(message: DescribeGroupsRequest) -> Self {
        RequestKind::DescribeGroups(message)
    }
}

impl From<ListGroupsRequest> for RequestKind {
    fn from(message: ListGroupsRequest) -> Self {
        RequestKind::ListGroups(message)
    }
}

impl From<SaslHandshakeRequest> for RequestKind {
    fn from(message: SaslHandshakeRequest) -> Self {
        RequestKind::SaslHandshake(message)
    }
}

impl From<ApiVersionsRequest> for RequestKind {
    fn from(message: ApiVersionsRequest) -> Self {
        RequestKind::ApiVersions(message)
    }
}

impl From<CreateTopicsRequest> for RequestKind {
    fn from(message: CreateTopicsRequest) -> Self {
        RequestKind::CreateTopics(message)
    }
}

impl From<DeleteTopicsRequest> for RequestKind {
    fn from(message: DeleteTopicsRequest) -> Self {
        RequestKind::DeleteTopics(message)
    }
}

impl From<DeleteRecordsRequest> for RequestKind {
    fn from(message: DeleteRecordsRequest) -> Self {
        RequestKind::DeleteRecords(message)
    }
}

impl From<InitProducerIdRequest> for RequestKind {
    fn from(message: InitProducerIdRequest) -> Self {
        RequestKind::InitProducerId(message)
    }
}

impl From<OffsetForLeaderEpochRequest> for RequestKind {
    fn from(message: OffsetForLeaderEpochRequest) -> Self {
        RequestKind::OffsetForLeaderEpoch(message)
    }
}

impl From<AddPartitionsToTxnRequest> for RequestKind {
    fn from(message: AddPartitionsToTxnRequest) -> Self {
        RequestKind::AddPartitionsToTxn(message)
    }
}

impl From<AddOffsetsToTxnRequest> for RequestKind {
    fn from(message: AddOffsetsToTxnRequest) -> Self {
        RequestKind::AddOffsetsToTxn(message)
    }
}

impl From<EndTxnRequest> for RequestKind {
    fn from(message: EndTxnRequest) -> Self {
        RequestKind::EndTxn(message)
    }
}

impl From<WriteTxnMarkersRequest> for RequestKind {
    fn from(message: WriteTxnMarkersRequest) -> Self {
        RequestKind::WriteTxnMarkers(message)
    }
}

impl From<TxnOffsetCommitRequest> for RequestKind {
    fn from(message: TxnOffsetCommitRequest) -> Self {
        RequestKind::TxnOffsetCommit(message)
    }
}

impl From<DescribeAclsRequest> for RequestKind {
    fn from(message: DescribeAclsRequest) -> Self {
        RequestKind::DescribeAcls(message)
    }
}

impl From<CreateAclsRequest> for RequestKind {
    fn from(message: CreateAclsRequest) -> Self {
        RequestKind::CreateAcls(message)
    }
}

impl From<DeleteAclsRequest> for RequestKind {
    fn from(message: DeleteAclsRequest) -> Self {
        RequestKind::DeleteAcls(message)
    }
}

impl From<DescribeConfigsRequest> for RequestKind {
    fn from(message: DescribeConfigsRequest) -> Self {
        RequestKind::DescribeConfigs(message)
    }
}

impl From<AlterConfigsRequest> for RequestKind {
    fn from(message: AlterConfigsRequest) -> Self {
        RequestKind::AlterConfigs(message)
    }
}

impl From<AlterReplicaLogDirsRequest> for RequestKind {
    fn from(message: AlterReplicaLogDirsRequest) -> Self {
        RequestKind::AlterReplicaLogDirs(message)
    }
}

impl From<DescribeLogDirsRequest> for RequestKind {
    fn from(message: DescribeLogDirsRequest) -> Self {
        RequestKind::DescribeLogDirs(message)
    }
}

impl From<SaslAuthenticateRequest> for RequestKind {
    fn from(message: SaslAuthenticateRequest) -> Self {
        RequestKind::SaslAuthenticate(message)
    }
}

impl From<CreatePartitionsRequest> for RequestKind {
    fn from(message: CreatePartitionsRequest) -> Self {
        RequestKind::CreatePartitions(message)
    }
}

impl From<CreateDelegationTokenRequest> for RequestKind {
    fn from(message: CreateDelegationTokenRequest) -> Self {
        RequestKind::CreateDelegationToken(message)
    }
}

impl From<RenewDelegationTokenRequest> for RequestKind {
    fn from(message: RenewDelegationTokenRequest) -> Self {
        RequestKind::RenewDelegationToken(message)
    }
}

impl From<ExpireDelegationTokenRequest> for RequestKind {
    fn from(message: ExpireDelegationTokenRequest) -> Self {
        RequestKind::ExpireDelegationToken(message)
    }
}

impl From<DescribeDelegationTokenRequest> for RequestKind {
    fn from(message: DescribeDelegationTokenRequest) -> Self {
        RequestKind::DescribeDelegationToken(message)
    }
}

impl From<DeleteGroupsRequest> for RequestKind {
    fn from(message: DeleteGroupsRequest) -> Self {
        RequestKind::DeleteGroups(message)
    }
}

impl From<ElectLeadersRequest> for RequestKind {
    fn from(message: ElectLeadersRequest) -> Self {
        RequestKind::ElectLeaders(message)
    }
}

impl From<IncrementalAlterConfigsRequest> for RequestKind {
    fn from(message: IncrementalAlterConfigsRequest) -> Self {
        RequestKind::IncrementalAlterConfigs(message)
    }
}

impl From<AlterPartitionReassignmentsRequest> for RequestKind {
    fn from(message: AlterPartitionReassignmentsRequest) -> Self {
        RequestKind::AlterPartitionReassignments(message)
    }
}

impl From<ListPartitionReassignmentsRequest> for RequestKind {
    fn from(message: ListPartitionReassignmentsRequest) -> Self {
        RequestKind::ListPartitionReassignments(message)
    }
}

impl From<OffsetDeleteRequest> for RequestKind {
    fn from(message: OffsetDeleteRequest) -> Self {
        RequestKind::OffsetDelete(message)
    }
}

impl From<DescribeClientQuotasRequest> for RequestKind {
    fn from(message: DescribeClientQuotasRequest) -> Self {
        RequestKind::DescribeClientQuotas(message)
    }
}

impl From<AlterClientQuotasRequest> for RequestKind {
    fn from(message: AlterClientQuotasRequest) -> Self {
        RequestKind::AlterClientQuotas(message)
    }
}

impl From<DescribeUserScramCredentialsRequest> for RequestKind {
    fn from(message: DescribeUserScramCredentialsRequest) -> Self {
        RequestKind::DescribeUserScramCredentials(message)
    }
}

impl From<AlterUserScramCredentialsRequest> for RequestKind {
    fn from(message: AlterUserScramCredentialsRequest) -> Self {
        RequestKind::AlterUserScramCredentials(message)
    }
}

impl From<VoteRequest> for RequestKind {
    fn from(message: VoteRequest) -> Self {
        RequestKind::Vote(message)
    }
}

impl From<BeginQuorumEpochRequest> for RequestKind {
    fn from(message: BeginQuorumEpochRequest) -> Self {
        RequestKind::BeginQuorumEpoch(message)
    }
}

impl From<EndQuorumEpochRequest> for RequestKind {
    fn from(message: EndQuorumEpochRequest) -> Self {
        RequestKind::EndQuorumEpoch(message)
    }
}

impl From<DescribeQuorumRequest> for RequestKind {
    fn from(message: DescribeQuorumRequest) -> Self {
        RequestKind::DescribeQuorum(message)
    }
}

impl From<AlterPartitionRequest> for RequestKind {
    fn from(message: AlterPartitionRequest) -> Self {
        RequestKind::AlterPartition(message)
    }
}

impl From<UpdateFeaturesRequest> for RequestKind {
    fn from(message: UpdateFeaturesRequest) -> Self {
        RequestKind::UpdateFeatures(message)
    }
}

impl From<EnvelopeRequest> for RequestKind {
    fn from(message: EnvelopeRequest) -> Self {
        RequestKind::Envelope(message)
    }
}

impl From<FetchSnapshotRequest> for RequestKind {
    fn from(message: FetchSnapshotRequest) -> Self {
        RequestKind::FetchSnapshot(message)
    }
}

impl From<DescribeClusterRequest> for RequestKind {
    fn from(message: DescribeClusterRequest) -> Self {
        RequestKind::DescribeCluster(message)
    }
}

impl From<DescribeProducersRequest> for RequestKind {
    fn from(message: DescribeProducersRequest) -> Self {
        RequestKind::DescribeProducers(message)
    }
}

impl From<BrokerRegistrationRequest> for RequestKind {
    fn from(message: BrokerRegistrationRequest) -> Self {
        RequestKind::BrokerRegistration(message)
    }
}

impl From<BrokerHeartbeatRequest> for RequestKind {
    fn from(message: BrokerHeartbeatRequest) -> Self {
        RequestKind::BrokerHeartbeat(message)
    }
}

impl From<UnregisterBrokerRequest> for RequestKind {
    fn from(message: UnregisterBrokerRequest) -> Self {
        RequestKind::UnregisterBroker(message)
    }
}

impl From<DescribeTransactionsRequest> for RequestKind {
    fn from(message: DescribeTransactionsRequest) -> Self {
        RequestKind::DescribeTransactions(message)
    }
}

impl From<ListTransactionsRequest> for RequestKind {
    fn from(message: ListTransactionsRequest) -> Self {
        RequestKind::ListTransactions(message)
    }
}

impl From<AllocateProducerIdsRequest> for RequestKind {
    fn from(message: AllocateProducerIdsRequest) -> Self {
        RequestKind::AllocateProducerIds(message)
    }
}

impl From<ConsumerGroupHeartbeatRequest> for RequestKind {
    fn from(message: ConsumerGroupHeartbeatRequest) -> Self {
        RequestKind::ConsumerGroupHeartbeat(message)
    }
}

impl From<ConsumerGroupDescribeRequest> for RequestKind {
    fn from(message: ConsumerGroupDescribeRequest) -> Self {
        RequestKind::ConsumerGroupDescribe(message)
    }
}

impl From<ControllerRegistrationRequest> for RequestKind {
    fn from(message: ControllerRegistrationRequest) -> Self {
        RequestKind::ControllerRegistration(message)
    }
}

impl From<GetTelemetrySubscriptionsRequest> for RequestKind {
    fn from(message: GetTelemetrySubscriptionsRequest) -> Self {
        RequestKind::GetTelemetrySubscriptions(message)
    }
}

impl From<PushTelemetryRequest> for RequestKind {
    fn from(message: PushTelemetryRequest) -> Self {
        RequestKind::PushTelemetry(message)
    }
}

impl From<AssignReplicasToDirsRequest> for RequestKind {
    fn from(message: AssignReplicasToDirsRequest) -> Self {
        RequestKind::AssignReplicasToDirs(message)
    }
}

impl From<ListConfigResourcesRequest> for RequestKind {
    fn from(message: ListConfigResourcesRequest) -> Self {
        RequestKind::ListConfigResources(message)
    }
}

impl From<DescribeTopicPartitionsRequest> for RequestKind {
    fn from(message: DescribeTopicPartitionsRequest) -> Self {
        RequestKind::DescribeTopicPartitions(message)
    }
}

impl From<ShareGroupHeartbeatRequest> for RequestKind {
    fn from(message: ShareGroupHeartbeatRequest) -> Self {
        RequestKind::ShareGroupHeartbeat(message)
    }
}

impl From<ShareGroupDescribeRequest> for RequestKind {
    fn from(message: ShareGroupDescribeRequest) -> Self {
        RequestKind::ShareGroupDescribe(message)
    }
}

impl From<ShareFetchRequest> for RequestKind {
    fn from(message: ShareFetchRequest) -> Self {
        RequestKind::ShareFetch(message)
    }
}

impl From<ShareAcknowledgeRequest> for RequestKind {
    fn from(message: ShareAcknowledgeRequest) -> Self {
        RequestKind::ShareAcknowledge(message)
    }
}

impl From<AddRaftVoterRequest> for RequestKind {
    fn from(message: AddRaftVoterRequest) -> Self {
        RequestKind::AddRaftVoter(message)
    }
}

impl From<RemoveRaftVoterRequest> for RequestKind {
    fn from(message: RemoveRaftVoterRequest) -> Self {
        RequestKind::RemoveRaftVoter(message)
    }
}

impl From<UpdateRaftVoterRequest> for RequestKind {
    fn from(message: UpdateRaftVoterRequest) -> Self {
        RequestKind::UpdateRaftVoter(message)
    }
}

impl From<InitializeShareGroupStateRequest> for RequestKind {
    fn from(message: InitializeShareGroupStateRequest) -> Self {
        RequestKind::InitializeShareGroupState(message)
    }
}

impl From<ReadShareGroupStateRequest> for RequestKind {
    fn from(message: ReadShareGroupStateRequest) -> Self {
        RequestKind::ReadShareGroupState(message)
    }
}

impl From<WriteShareGroupStateRequest> for RequestKind {
    fn from(message: WriteShareGroupStateRequest) -> Self {
        RequestKind::WriteShareGroupState(message)
    }
}

impl From<DeleteShareGroupStateRequest> for RequestKind {
    fn from(message: DeleteShareGroupStateRequest) -> Self {
        RequestKind::DeleteShareGroupState(message)
    }
}

impl From<ReadShareGroupStateSummaryRequest> for RequestKind {
    fn from(message: ReadShareGroupStateSummaryRequest) -> Self {
        RequestKind::ReadShareGroupStateSummary(message)
    }
}

impl From<StreamsGroupHeartbeatRequest> for RequestKind {
    fn from(message: StreamsGroupHeartbeatRequest) -> Self {
        RequestKind::StreamsGroupHeartbeat(message)
    }
}

impl From<StreamsGroupDescribeRequest> for RequestKind {
    fn from(message: StreamsGroupDescribeRequest) -> Self {
        RequestKind::StreamsGroupDescribe(message)
    }
}

impl From<DescribeShareGroupOffsetsRequest> for RequestKind {
    fn from(message: DescribeShareGroupOffsetsRequest) -> Self {
        RequestKind::DescribeShareGroupOffsets(message)
    }
}

impl From<AlterShareGroupOffsetsRequest> for RequestKind {
    fn from(message: AlterShareGroupOffsetsRequest) -> Self {
        RequestKind::AlterShareGroupOffsets(message)
    }
}

impl From<DeleteShareGroupOffsetsRequest> for RequestKind {
    fn from(message: DeleteShareGroupOffsetsRequest) -> Self {
        RequestKind::DeleteShareGroupOffsets(message)
    }
}

/// A response of any API.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one at a time is in memory")]
pub enum ResponseKind {
    Produce(ProduceResponse),
    Fetch(FetchResponse),
    ListOffsets(ListOffsetsResponse),
    Metadata(MetadataResponse),
    OffsetCommit(OffsetCommitResponse),
    OffsetFetch(OffsetFetchResponse),
    FindCoordinator(FindCoordinatorResponse),
    JoinGroup(JoinGroupResponse),
    Heartbeat(HeartbeatResponse),
    LeaveGroup(LeaveGroupResponse),
    SyncGroup(SyncGroupResponse),
    DescribeGroups(DescribeGroupsResponse),
    ListGroups(ListGroupsResponse),
    SaslHandshake(SaslHandshakeResponse),
    ApiVersions(ApiVersionsResponse),
    CreateTopics(CreateTopicsResponse),
    DeleteTopics(DeleteTopicsResponse),
    DeleteRecords(DeleteRecordsResponse),
    InitProducerId(InitProducerIdResponse),
    OffsetForLeaderEpoch(OffsetForLeaderEpochResponse),
    AddPartitionsToTxn(AddPartitionsToTxnResponse),
    AddOffsetsToTxn(AddOffsetsToTxnResponse),
    EndTxn(EndTxnResponse),
    WriteTxnMarkers(WriteTxnMarkersResponse),
    TxnOffsetCommit(TxnOffsetCommitResponse),
    DescribeAcls(DescribeAclsResponse),
    CreateAcls(CreateAclsResponse),
    DeleteAcls(DeleteAclsResponse),
    DescribeConfigs(DescribeConfigsResponse),
    AlterConfigs(AlterConfigsResponse),
    AlterReplicaLogDirs(AlterReplicaLogDirsResponse),
    DescribeLogDirs(DescribeLogDirsResponse),
    SaslAuthenticate(SaslAuthenticateResponse),
    CreatePartitions(CreatePartitionsResponse),
    CreateDelegationToken(CreateDelegationTokenResponse),
    RenewDelegationToken(RenewDelegationTokenResponse),
    ExpireDelegationToken(ExpireDelegationTokenResponse),
    DescribeDelegationToken(DescribeDelegationTokenResponse),
    DeleteGroups(DeleteGroupsResponse),
    ElectLeaders(ElectLeadersResponse),
    IncrementalAlterConfigs(IncrementalAlterConfigsResponse),
    AlterPartitionReassignments(AlterPartitionReassignmentsResponse),
    ListPartitionReassignments(ListPartitionReassignmentsResponse),
    OffsetDelete(OffsetDeleteResponse),
    DescribeClientQuotas(DescribeClientQuotasResponse),
    AlterClientQuotas(AlterClientQuotasResponse),
    DescribeUserScramCredentials(DescribeUserScramCredentialsResponse),
    AlterUserScramCredentials(AlterUserScramCredentialsResponse),
    Vote(VoteResponse),
    BeginQuorumEpoch(BeginQuorumEpochResponse),
    EndQuorumEpoch(EndQuorumEpochResponse),
    DescribeQuorum(DescribeQuorumResponse),
    AlterPartition(AlterPartitionResponse),
    UpdateFeatures(UpdateFeaturesResponse),
    Envelope(EnvelopeResponse),
    FetchSnapshot(FetchSnapshotResponse),
    DescribeCluster(DescribeClusterResponse),
    DescribeProducers(DescribeProducersResponse),
    BrokerRegistration(BrokerRegistrationResponse),
    BrokerHeartbeat(BrokerHeartbeatResponse),
    UnregisterBroker(UnregisterBrokerResponse),
    DescribeTransactions(DescribeTransactionsResponse),
    ListTransactions(ListTransactionsResponse),
    AllocateProducerIds(AllocateProducerIdsResponse),
    ConsumerGroupHeartbeat(ConsumerGroupHeartbeatResponse),
    ConsumerGroupDescribe(ConsumerGroupDescribeResponse),
    ControllerRegistration(ControllerRegistrationResponse),
    GetTelemetrySubscriptions(GetTelemetrySubscriptionsResponse),
    PushTelemetry(PushTelemetryResponse),
    AssignReplicasToDirs(AssignReplicasToDirsResponse),
    ListConfigResources(ListConfigResourcesResponse),
    DescribeTopicPartitions(DescribeTopicPartitionsResponse),
    ShareGroupHeartbeat(ShareGroupHeartbeatResponse),
    ShareGroupDescribe(ShareGroupDescribeResponse),
    ShareFetch(ShareFetchResponse),
    ShareAcknowledge(ShareAcknowledgeResponse),
    AddRaftVoter(AddRaftVoterResponse),
    RemoveRaftVoter(RemoveRaftVoterResponse),
    UpdateRaftVoter(UpdateRaftVoterResponse),
    InitializeShareGroupState(InitializeShareGroupStateResponse),
    ReadShareGroupState(ReadShareGroupStateResponse),
    WriteShareGroupState(WriteShareGroupStateResponse),
    DeleteShareGroupState(DeleteShareGroupStateResponse),
    ReadShareGroupStateSummary(ReadShareGroupStateSummaryResponse),
    StreamsGroupHeartbeat(StreamsGroupHeartbeatResponse),
    StreamsGroupDescribe(StreamsGroupDescribeResponse),
    DescribeShareGroupOffsets(DescribeShareGroupOffsetsResponse),
    AlterShareGroupOffsets(AlterShareGroupOffsetsResponse),
    DeleteShareGroupOffsets(DeleteShareGroupOffsetsResponse),
}

impl ResponseKind {
    pub fn api_key(&self) -> ApiKey {
        match self {
            ResponseKind::Produce(_) => ApiKey::Produce,
            ResponseKind::Fetch(_) => ApiKey::Fetch,
            ResponseKind::ListOffsets(_) => ApiKey::ListOffsets,
            ResponseKind::Metadata(_) => ApiKey::Metadata,
            ResponseKind::OffsetCommit(_) => ApiKey::OffsetCommit,
            ResponseKind::OffsetFetch(_) => ApiKey::OffsetFetch,
            ResponseKind::FindCoordinator(_) => ApiKey::FindCoordinator,
            ResponseKind::JoinGroup(_) => ApiKey::JoinGroup,
            ResponseKind::Heartbeat(_) => ApiKey::Heartbeat,
            ResponseKind::LeaveGroup(_) => ApiKey::LeaveGroup,
            ResponseKind::SyncGroup(_) => ApiKey::SyncGroup,
            ResponseKind::DescribeGroups(_) => ApiKey::DescribeGroups,
            ResponseKind::ListGroups(_) => ApiKey::ListGroups,
            ResponseKind::SaslHandshake(_) => ApiKey::SaslHandshake,
            ResponseKind::ApiVersions(_) => ApiKey::ApiVersions,
            ResponseKind::CreateTopics(_) => ApiKey::CreateTopics,
            ResponseKind::DeleteTopics(_) => ApiKey::DeleteTopics,
            ResponseKind::DeleteRecords(_) => ApiKey::DeleteRecords,
            ResponseKind::InitProducerId(_) => ApiKey::InitProducerId,
            ResponseKind::OffsetForLeaderEpoch(_) => ApiKey::OffsetForLeaderEpoch,
            ResponseKind::AddPartitionsToTxn(_) => ApiKey::AddPartitionsToTxn,
            ResponseKind::AddOffsetsToTxn(_) => ApiKey::AddOffsetsToTxn,
            ResponseKind::EndTxn(_) => ApiKey::EndTxn,
            ResponseKind::WriteTxnMarkers(_) => ApiKey::WriteTxnMarkers,
            ResponseKind::TxnOffsetCommit(_) => ApiKey::TxnOffsetCommit,
            ResponseKind::DescribeAcls(_) => ApiKey::DescribeAcls,
            ResponseKind::CreateAcls(_) => ApiKey::CreateAcls,
            ResponseKind::DeleteAcls(_) => ApiKey::DeleteAcls,
            ResponseKind::DescribeConfigs(_) => ApiKey::DescribeConfigs,
            ResponseKind::AlterConfigs(_) => ApiKey::AlterConfigs,
            ResponseKind::AlterReplicaLogDirs(_) => ApiKey::AlterReplicaLogDirs,
            ResponseKind::DescribeLogDirs(_) => ApiKey::DescribeLogDirs,
            ResponseKind::SaslAuthenticate(_) => ApiKey::SaslAuthenticate,
            ResponseKind::CreatePartitions(_) => ApiKey::CreatePartitions,
            ResponseKind::CreateDelegationToken(_) => ApiKey::CreateDelegationToken,
            ResponseKind::RenewDelegationToken(_) => ApiKey::RenewDelegationToken,
            ResponseKind::ExpireDelegationToken(_) => ApiKey::ExpireDelegationToken,
            ResponseKind::DescribeDelegationToken(_) => ApiKey::DescribeDelegationToken,
            ResponseKind::DeleteGroups(_) => ApiKey::DeleteGroups,
            ResponseKind::ElectLeaders(_) => ApiKey::ElectLeaders,
            ResponseKind::IncrementalAlterConfigs(_) => ApiKey::IncrementalAlterConfigs,
            ResponseKind::AlterPartitionReassignments(_) => ApiKey::AlterPartitionReassignments,
            ResponseKind::ListPartitionReassignments(_) => ApiKey::ListPartitionReassignments,
            ResponseKind::OffsetDelete(_) => ApiKey::OffsetDelete,
            ResponseKind::DescribeClientQuotas(_) => ApiKey::DescribeClientQuotas,
            ResponseKind::AlterClientQuotas(_) => ApiKey::AlterClientQuotas,
            ResponseKind::DescribeUserScramCredentials(_) => ApiKey::DescribeUserScramCredentials,
            ResponseKind::AlterUserScramCredentials(_) => ApiKey::AlterUserScramCredentials,
            ResponseKind::Vote(_) => ApiKey::Vote,
            ResponseKind::BeginQuorumEpoch(_) => ApiKey::BeginQuorumEpoch,
            ResponseKind::EndQuorumEpoch(_) => ApiKey::EndQuorumEpoch,
            ResponseKind::DescribeQuorum(_) => ApiKey::DescribeQuorum,
            ResponseKind::AlterPartition(_) => ApiKey::AlterPartition,
            ResponseKind::UpdateFeatures(_) => ApiKey::UpdateFeatures,
            ResponseKind::Envelope(_) => ApiKey::Envelope,
            ResponseKind::FetchSnapshot(_) => ApiKey::FetchSnapshot,
            ResponseKind::DescribeCluster(_) => ApiKey::DescribeCluster,
            ResponseKind::DescribeProducers(_) => ApiKey::DescribeProducers,
            ResponseKind::BrokerRegistration(_) => ApiKey::BrokerRegistration,
            ResponseKind::BrokerHeartbeat(_) => ApiKey::BrokerHeartbeat,
            ResponseKind::UnregisterBroker(_) => ApiKey::UnregisterBroker,
            ResponseKind::DescribeTransactions(_) => ApiKey::DescribeTransactions,
            ResponseKind::ListTransactions(_) => ApiKey::ListTransactions,
            ResponseKind::AllocateProducerIds(_) => ApiKey::AllocateProducerIds,
            ResponseKind::ConsumerGroupHeartbeat(_) => ApiKey::ConsumerGroupHeartbeat,
            ResponseKind::ConsumerGroupDescribe(_) => ApiKey::ConsumerGroupDescribe,
            ResponseKind::ControllerRegistration(_) => ApiKey::ControllerRegistration,
            ResponseKind::GetTelemetrySubscriptions(_) => ApiKey::GetTelemetrySubscriptions,
            ResponseKind::PushTelemetry(_) => ApiKey::PushTelemetry,
            ResponseKind::AssignReplicasToDirs(_) => ApiKey::AssignReplicasToDirs,
            ResponseKind::ListConfigResources(_) => ApiKey::ListConfigResources,
            ResponseKind::DescribeTopicPartitions(_) => ApiKey::DescribeTopicPartitions,
            ResponseKind::ShareGroupHeartbeat(_) => ApiKey::ShareGroupHeartbeat,
            ResponseKind::ShareGroupDescribe(_) => ApiKey::ShareGroupDescribe,
            ResponseKind::ShareFetch(_) => ApiKey::ShareFetch,
            ResponseKind::ShareAcknowledge(_) => ApiKey::ShareAcknowledge,
            ResponseKind::AddRaftVoter(_) => ApiKey::AddRaftVoter,
            ResponseKind::RemoveRaftVoter(_) => ApiKey::RemoveRaftVoter,
            ResponseKind::UpdateRaftVoter(_) => ApiKey::UpdateRaftVoter,
            ResponseKind::InitializeShareGroupState(_) => ApiKey::InitializeShareGroupState,
            ResponseKind::ReadShareGroupState(_) => ApiKey::ReadShareGroupState,
            ResponseKind::WriteShareGroupState(_) => ApiKey::WriteShareGroupState,
            ResponseKind::DeleteShareGroupState(_) => ApiKey::DeleteShareGroupState,
            ResponseKind::ReadShareGroupStateSummary(_) => ApiKey::ReadShareGroupStateSummary,
            ResponseKind::StreamsGroupHeartbeat(_) => ApiKey::StreamsGroupHeartbeat,
            ResponseKind::StreamsGroupDescribe(_) => ApiKey::StreamsGroupDescribe,
            ResponseKind::DescribeShareGroupOffsets(_) => ApiKey::DescribeShareGroupOffsets,
            ResponseKind::AlterShareGroupOffsets(_) => ApiKey::AlterShareGroupOffsets,
            ResponseKind::DeleteShareGroupOffsets(_) => ApiKey::DeleteShareGroupOffsets,
        }
    }

    /// Reads the message after its header; what follows it stays in `d`.
    pub fn decode(api_key: ApiKey, d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(match api_key {
            ApiKey::Produce => ResponseKind::Produce(ProduceResponse::decode(d, version)?),
            ApiKey::Fetch => ResponseKind::Fetch(FetchResponse::decode(d, version)?),
            ApiKey::ListOffsets => ResponseKind::ListOffsets(ListOffsetsResponse::decode(d, version)?),
            ApiKey::Metadata => ResponseKind::Metadata(MetadataResponse::decode(d, version)?),
            ApiKey::OffsetCommit => ResponseKind::OffsetCommit(OffsetCommitResponse::decode(d, version)?),
            ApiKey::OffsetFetch => ResponseKind::OffsetFetch(OffsetFetchResponse::decode(d, version)?),
            ApiKey::FindCoordinator => ResponseKind::FindCoordinator(FindCoordinatorResponse::decode(d, version)?),
            ApiKey::JoinGroup => ResponseKind::JoinGroup(JoinGroupResponse::decode(d, version)?),
            ApiKey::Heartbeat => ResponseKind::Heartbeat(HeartbeatResponse::decode(d, version)?),
            ApiKey::LeaveGroup => ResponseKind::LeaveGroup(LeaveGroupResponse::decode(d, version)?),
            ApiKey::SyncGroup => ResponseKind::SyncGroup(SyncGroupResponse::decode(d, version)?),
            ApiKey::DescribeGroups => ResponseKind::DescribeGroups(DescribeGroupsResponse::decode(d, version)?),
            ApiKey::ListGroups => ResponseKind::ListGroups(ListGroupsResponse::decode(d, version)?),
            ApiKey::SaslHandshake => ResponseKind::SaslHandshake(SaslHandshakeResponse::decode(d, version)?),
            ApiKey::ApiVersions => ResponseKind::ApiVersions(ApiVersionsResponse::decode(d, version)?),
            ApiKey::CreateTopics => ResponseKind::CreateTopics(CreateTopicsResponse::decode(d, version)?),
            ApiKey::DeleteTopics => ResponseKind::DeleteTopics(DeleteTopicsResponse::decode(d, version)?),
            ApiKey::DeleteRecords => ResponseKind::DeleteRecords(DeleteRecordsResponse::decode(d, version)?),
            ApiKey::InitProducerId => ResponseKind::InitProducerId(InitProducerIdResponse::decode(d, version)?),
            ApiKey::OffsetForLeaderEpoch => {
                ResponseKind::OffsetForLeaderEpoch(OffsetForLeaderEpochResponse::decode(d, version)?)
            }
            ApiKey::AddPartitionsToTxn => {
                ResponseKind::AddPartitionsToTxn(AddPartitionsToTxnResponse::decode(d, version)?)
            }
            ApiKey::AddOffsetsToTxn => ResponseKind::AddOffsetsToTxn(AddOffsetsToTxnResponse::decode(d, version)?),
            ApiKey::EndTxn => ResponseKind::EndTxn(EndTxnResponse::decode(d, version)?),
            ApiKey::WriteTxnMarkers => ResponseKind::WriteTxnMarkers(WriteTxnMarkersResponse::decode(d, version)?),
            ApiKey::TxnOffsetCommit => ResponseKind::TxnOffsetCommit(TxnOffsetCommitResponse::decode(d, version)?),
            ApiKey::DescribeAcls => ResponseKind::DescribeAcls(DescribeAclsResponse::decode(d, version)?),
            ApiKey::CreateAcls => ResponseKind::CreateAcls(CreateAclsResponse::decode(d, version)?),
            ApiKey::DeleteAcls => ResponseKind::DeleteAcls(DeleteAclsResponse::decode(d, version)?),
            ApiKey::DescribeConfigs => ResponseKind::DescribeConfigs(DescribeConfigsResponse::decode(d, version)?),
            ApiKey::AlterConfigs => ResponseKind::AlterConfigs(AlterConfigsResponse::decode(d, version)?),
            ApiKey::AlterReplicaLogDirs => {
                ResponseKind::AlterReplicaLogDirs(AlterReplicaLogDirsResponse::decode(d, version)?)
            }
            ApiKey::DescribeLogDirs => ResponseKind::DescribeLogDirs(DescribeLogDirsResponse::decode(d, version)?),
            ApiKey::SaslAuthenticate => ResponseKind::SaslAuthenticate(SaslAuthenticateResponse::decode(d, version)?),
            ApiKey::CreatePartitions => ResponseKind::CreatePartitions(CreatePartitionsResponse::decode(d, version)?),
            ApiKey::CreateDelegationToken => {
                ResponseKind::CreateDelegationToken(CreateDelegationTokenResponse::decode(d, version)?)
            }
            ApiKey::RenewDelegationToken => {
                ResponseKind::RenewDelegationToken(RenewDelegationTokenResponse::decode(d, version)?)
            }
            ApiKey::ExpireDelegationToken => {
                ResponseKind::ExpireDelegationToken(ExpireDelegationTokenResponse::decode(d, version)?)
            }
            ApiKey::DescribeDelegationToken => {
                ResponseKind::DescribeDelegationToken(DescribeDelegationTokenResponse::decode(d, version)?)
            }
            ApiKey::DeleteGroups => ResponseKind::DeleteGroups(DeleteGroupsResponse::decode(d, version)?),
            ApiKey::ElectLeaders => ResponseKind::ElectLeaders(ElectLeadersResponse::decode(d, version)?),
            ApiKey::IncrementalAlterConfigs => {
                ResponseKind::IncrementalAlterConfigs(IncrementalAlterConfigsResponse::decode(d, version)?)
            }
            ApiKey::AlterPartitionReassignments => {
                ResponseKind::AlterPartitionReassignments(AlterPartitionReassignmentsResponse::decode(d, version)?)
            }
            ApiKey::ListPartitionReassignments => {
                ResponseKind::ListPartitionReassignments(ListPartitionReassignmentsResponse::decode(d, version)?)
            }
            ApiKey::OffsetDelete => ResponseKind::OffsetDelete(OffsetDeleteResponse::decode(d, version)?),
            ApiKey::DescribeClientQuotas => {
                ResponseKind::DescribeClientQuotas(DescribeClientQuotasResponse::decode(d, version)?)
            }
            ApiKey::AlterClientQuotas => {
                ResponseKind::AlterClientQuotas(AlterClientQuotasResponse::decode(d, version)?)
            }
            ApiKey::DescribeUserScramCredentials => {
                ResponseKind::DescribeUserScramCredentials(DescribeUserScramCredentialsResponse::decode(d, version)?)
            }
            ApiKey::AlterUserScramCredentials => {
                ResponseKind::AlterUserScramCredentials(AlterUserScramCredentialsResponse::decode(d, version)?)
            }
            ApiKey::Vote => ResponseKind::Vote(VoteResponse::decode(d, version)?),
            ApiKey::BeginQuorumEpoch => ResponseKind::BeginQuorumEpoch(BeginQuorumEpochResponse::decode(d, version)?),
            ApiKey::EndQuorumEpoch => ResponseKind::EndQuorumEpoch(EndQuorumEpochResponse::decode(d, version)?),
            ApiKey::DescribeQuorum => ResponseKind::DescribeQuorum(DescribeQuorumResponse::decode(d, version)?),
            ApiKey::AlterPartition => ResponseKind::AlterPartition(AlterPartitionResponse::decode(d, version)?),
            ApiKey::UpdateFeatures => ResponseKind::UpdateFeatures(UpdateFeaturesResponse::decode(d, version)?),
            ApiKey::Envelope => ResponseKind::Envelope(EnvelopeResponse::decode(d, version)?),
            ApiKey::FetchSnapshot => ResponseKind::FetchSnapshot(FetchSnapshotResponse::decode(d, version)?),
            ApiKey::DescribeCluster => ResponseKind::DescribeCluster(DescribeClusterResponse::decode(d, version)?),
            ApiKey::DescribeProducers => {
                ResponseKind::DescribeProducers(DescribeProducersResponse::decode(d, version)?)
            }
            ApiKey::BrokerRegistration => {
                ResponseKind::BrokerRegistration(BrokerRegistrationResponse::decode(d, version)?)
            }
            ApiKey::BrokerHeartbeat => ResponseKind::BrokerHeartbeat(BrokerHeartbeatResponse::decode(d, version)?),
            ApiKey::UnregisterBroker => ResponseKind::UnregisterBroker(UnregisterBrokerResponse::decode(d, version)?),
            ApiKey::DescribeTransactions => {
                ResponseKind::DescribeTransactions(DescribeTransactionsResponse::decode(d, version)?)
            }
            ApiKey::ListTransactions => ResponseKind::ListTransactions(ListTransactionsResponse::decode(d, version)?),
            ApiKey::AllocateProducerIds => {
                ResponseKind::AllocateProducerIds(AllocateProducerIdsResponse::decode(d, version)?)
            }
            ApiKey::ConsumerGroupHeartbeat => {
                ResponseKind::ConsumerGroupHeartbeat(ConsumerGroupHeartbeatResponse::decode(d, version)?)
            }
            ApiKey::ConsumerGroupDescribe => {
                ResponseKind::ConsumerGroupDescribe(ConsumerGroupDescribeResponse::decode(d, version)?)
            }
            ApiKey::ControllerRegistration => {
                ResponseKind::ControllerRegistration(ControllerRegistrationResponse::decode(d, version)?)
            }
            ApiKey::GetTelemetrySubscriptions => {
                ResponseKind::GetTelemetrySubscriptions(GetTelemetrySubscriptionsResponse::decode(d, version)?)
            }
            ApiKey::PushTelemetry => ResponseKind::PushTelemetry(PushTelemetryResponse::decode(d, version)?),
            ApiKey::AssignReplicasToDirs => {
                ResponseKind::AssignReplicasToDirs(AssignReplicasToDirsResponse::decode(d, version)?)
            }
            ApiKey::ListConfigResources => {
                ResponseKind::ListConfigResources(ListConfigResourcesResponse::decode(d, version)?)
            }
            ApiKey::DescribeTopicPartitions => {
                ResponseKind::DescribeTopicPartitions(DescribeTopicPartitionsResponse::decode(d, version)?)
            }
            ApiKey::ShareGroupHeartbeat => {
                ResponseKind::ShareGroupHeartbeat(ShareGroupHeartbeatResponse::decode(d, version)?)
            }
            ApiKey::ShareGroupDescribe => {
                ResponseKind::ShareGroupDescribe(ShareGroupDescribeResponse::decode(d, version)?)
            }
            ApiKey::ShareFetch => ResponseKind::ShareFetch(ShareFetchResponse::decode(d, version)?),
            ApiKey::ShareAcknowledge => ResponseKind::ShareAcknowledge(ShareAcknowledgeResponse::decode(d, version)?),
            ApiKey::AddRaftVoter => ResponseKind::AddRaftVoter(AddRaftVoterResponse::decode(d, version)?),
            ApiKey::RemoveRaftVoter => ResponseKind::RemoveRaftVoter(RemoveRaftVoterResponse::decode(d, version)?),
            ApiKey::UpdateRaftVoter => ResponseKind::UpdateRaftVoter(UpdateRaftVoterResponse::decode(d, version)?),
            ApiKey::InitializeShareGroupState => {
                ResponseKind::InitializeShareGroupState(InitializeShareGroupStateResponse::decode(d, version)?)
            }
            ApiKey::ReadShareGroupState => {
                ResponseKind::ReadShareGroupState(ReadShareGroupStateResponse::decode(d, version)?)
            }
            ApiKey::WriteShareGroupState => {
                ResponseKind::WriteShareGroupState(WriteShareGroupStateResponse::decode(d, version)?)
            }
            ApiKey::DeleteShareGroupState => {
                ResponseKind::DeleteShareGroupState(DeleteShareGroupStateResponse::decode(d, version)?)
            }
            ApiKey::ReadShareGroupStateSummary => {
                ResponseKind::ReadShareGroupStateSummary(ReadShareGroupStateSummaryResponse::decode(d, version)?)
            }
            ApiKey::StreamsGroupHeartbeat => {
                ResponseKind::StreamsGroupHeartbeat(StreamsGroupHeartbeatResponse::decode(d, version)?)
            }
            ApiKey::StreamsGroupDescribe => {
                ResponseKind::StreamsGroupDescribe(StreamsGroupDescribeResponse::decode(d, version)?)
            }
            ApiKey::DescribeShareGroupOffsets => {
                ResponseKind::DescribeShareGroupOffsets(DescribeShareGroupOffsetsResponse::decode(d, version)?)
            }
            ApiKey::AlterShareGroupOffsets => {
                ResponseKind::AlterShareGroupOffsets(AlterShareGroupOffsetsResponse::decode(d, version)?)
            }
            ApiKey::DeleteShareGroupOffsets => {
                ResponseKind::DeleteShareGroupOffsets(DeleteShareGroupOffsetsResponse::decode(d, version)?)
            }
            _ => return Err(d.error("api key", DecodeErrorKind::UnknownApiKey(i32::from(api_key.key())))),
        })
    }

    /// Appends the message, without a header.
    pub fn encode(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        match self {
            ResponseKind::Produce(message) => message.encode(buf, version),
            ResponseKind::Fetch(message) => message.encode(buf, version),
            ResponseKind::ListOffsets(message) => message.encode(buf, version),
            ResponseKind::Metadata(message) => message.encode(buf, version),
            ResponseKind::OffsetCommit(message) => message.encode(buf, version),
            ResponseKind::OffsetFetch(message) => message.encode(buf, version),
            ResponseKind::FindCoordinator(message) => message.encode(buf, version),
            ResponseKind::JoinGroup(message) => message.encode(buf, version),
            ResponseKind::Heartbeat(message) => message.encode(buf, version),
            ResponseKind::LeaveGroup(message) => message.encode(buf, version),
            ResponseKind::SyncGroup(message) => message.encode(buf, version),
            ResponseKind::DescribeGroups(message) => message.encode(buf, version),
            ResponseKind::ListGroups(message) => message.encode(buf, version),
            ResponseKind::SaslHandshake(message) => message.encode(buf, version),
            ResponseKind::ApiVersions(message) => message.encode(buf, version),
            ResponseKind::CreateTopics(message) => message.encode(buf, version),
            ResponseKind::DeleteTopics(message) => message.encode(buf, version),
            ResponseKind::DeleteRecords(message) => message.encode(buf, version),
            ResponseKind::InitProducerId(message) => message.encode(buf, version),
            ResponseKind::OffsetForLeaderEpoch(message) => message.encode(buf, version),
            ResponseKind::AddPartitionsToTxn(message) => message.encode(buf, version),
            ResponseKind::AddOffsetsToTxn(message) => message.encode(buf, version),
            ResponseKind::EndTxn(message) => message.encode(buf, version),
            ResponseKind::WriteTxnMarkers(message) => message.encode(buf, version),
            ResponseKind::TxnOffsetCommit(message) => message.encode(buf, version),
            ResponseKind::DescribeAcls(message) => message.encode(buf, version),
            ResponseKind::CreateAcls(message) => message.encode(buf, version),
            ResponseKind::DeleteAcls(message) => message.encode(buf, version),
            ResponseKind::DescribeConfigs(message) => message.encode(buf, version),
            ResponseKind::AlterConfigs(message) => message.encode(buf, version),
            ResponseKind::AlterReplicaLogDirs(message) => message.encode(buf, version),
            ResponseKind::DescribeLogDirs(message) => message.encode(buf, version),
            ResponseKind::SaslAuthenticate(message) => message.encode(buf, version),
            ResponseKind::CreatePartitions(message) => message.encode(buf, version),
            ResponseKind::CreateDelegationToken(message) => message.encode(buf, version),
            ResponseKind::RenewDelegationToken(message) => message.encode(buf, version),
            ResponseKind::ExpireDelegationToken(message) => message.encode(buf, version),
            ResponseKind::DescribeDelegationToken(message) => message.encode(buf, version),
            ResponseKind::DeleteGroups(message) => message.encode(buf, version),
            ResponseKind::ElectLeaders(message) => message.encode(buf, version),
            ResponseKind::IncrementalAlterConfigs(message) => message.encode(buf, version),
            ResponseKind::AlterPartitionReassignments(message) => message.encode(buf, version),
            ResponseKind::ListPartitionReassignments(message) => message.encode(buf, version),
            ResponseKind::OffsetDelete(message) => message.encode(buf, version),
            ResponseKind::DescribeClientQuotas(message) => message.encode(buf, version),
            ResponseKind::AlterClientQuotas(message) => message.encode(buf, version),
            ResponseKind::DescribeUserScramCredentials(message) => message.encode(buf, version),
            ResponseKind::AlterUserScramCredentials(message) => message.encode(buf, version),
            ResponseKind::Vote(message) => message.encode(buf, version),
            ResponseKind::BeginQuorumEpoch(message) => message.encode(buf, version),
            ResponseKind::EndQuorumEpoch(message) => message.encode(buf, version),
            ResponseKind::DescribeQuorum(message) => message.encode(buf, version),
            ResponseKind::AlterPartition(message) => message.encode(buf, version),
            ResponseKind::UpdateFeatures(message) => message.encode(buf, version),
            ResponseKind::Envelope(message) => message.encode(buf, version),
            ResponseKind::FetchSnapshot(message) => message.encode(buf, version),
            ResponseKind::DescribeCluster(message) => message.encode(buf, version),
            ResponseKind::DescribeProducers(message) => message.encode(buf, version),
            ResponseKind::BrokerRegistration(message) => message.encode(buf, version),
            ResponseKind::BrokerHeartbeat(message) => message.encode(buf, version),
            ResponseKind::UnregisterBroker(message) => message.encode(buf, version),
            ResponseKind::DescribeTransactions(message) => message.encode(buf, version),
            ResponseKind::ListTransactions(message) => message.encode(buf, version),
            ResponseKind::AllocateProducerIds(message) => message.encode(buf, version),
            ResponseKind::ConsumerGroupHeartbeat(message) => message.encode(buf, version),
            ResponseKind::ConsumerGroupDescribe(message) => message.encode(buf, version),
            ResponseKind::ControllerRegistration(message) => message.encode(buf, version),
            ResponseKind::GetTelemetrySubscriptions(message) => message.encode(buf, version),
            ResponseKind::PushTelemetry(message) => message.encode(buf, version),
            ResponseKind::AssignReplicasToDirs(message) => message.encode(buf, version),
            ResponseKind::ListConfigResources(message) => message.encode(buf, version),
            ResponseKind::DescribeTopicPartitions(message) => message.encode(buf, version),
            ResponseKind::ShareGroupHeartbeat(message) => message.encode(buf, version),
            ResponseKind::ShareGroupDescribe(message) => message.encode(buf, version),
            ResponseKind::ShareFetch(message) => message.encode(buf, version),
            ResponseKind::ShareAcknowledge(message) => message.encode(buf, version),
            ResponseKind::AddRaftVoter(message) => message.encode(buf, version),
            ResponseKind::RemoveRaftVoter(message) => message.encode(buf, version),
            ResponseKind::UpdateRaftVoter(message) => message.encode(buf, version),
            ResponseKind::InitializeShareGroupState(message) => message.encode(buf, version),
            ResponseKind::ReadShareGroupState(message) => message.encode(buf, version),
            ResponseKind::WriteShareGroupState(message) => message.encode(buf, version),
            ResponseKind::DeleteShareGroupState(message) => message.encode(buf, version),
            ResponseKind::ReadShareGroupStateSummary(message) => message.encode(buf, version),
            ResponseKind::StreamsGroupHeartbeat(message) => message.encode(buf, version),
            ResponseKind::StreamsGroupDescribe(message) => message.encode(buf, version),
            ResponseKind::DescribeShareGroupOffsets(message) => message.encode(buf, version),
            ResponseKind::AlterShareGroupOffsets(message) => message.encode(buf, version),
            ResponseKind::DeleteShareGroupOffsets(message) => message.encode(buf, version),
        }
    }

    pub fn encoded_size(&self, version: i16) -> usize {
        match self {
            ResponseKind::Produce(message) => message.encoded_size(version),
            ResponseKind::Fetch(message) => message.encoded_size(version),
            ResponseKind::ListOffsets(message) => message.encoded_size(version),
            ResponseKind::Metadata(message) => message.encoded_size(version),
            ResponseKind::OffsetCommit(message) => message.encoded_size(version),
            ResponseKind::OffsetFetch(message) => message.encoded_size(version),
            ResponseKind::FindCoordinator(message) => message.encoded_size(version),
            ResponseKind::JoinGroup(message) => message.encoded_size(version),
            ResponseKind::Heartbeat(message) => message.encoded_size(version),
            ResponseKind::LeaveGroup(message) => message.encoded_size(version),
            ResponseKind::SyncGroup(message) => message.encoded_size(version),
            ResponseKind::DescribeGroups(message) => message.encoded_size(version),
            ResponseKind::ListGroups(message) => message.encoded_size(version),
            ResponseKind::SaslHandshake(message) => message.encoded_size(version),
            ResponseKind::ApiVersions(message) => message.encoded_size(version),
            ResponseKind::CreateTopics(message) => message.encoded_size(version),
            ResponseKind::DeleteTopics(message) => message.encoded_size(version),
            ResponseKind::DeleteRecords(message) => message.encoded_size(version),
            ResponseKind::InitProducerId(message) => message.encoded_size(version),
            ResponseKind::OffsetForLeaderEpoch(message) => message.encoded_size(version),
            ResponseKind::AddPartitionsToTxn(message) => message.encoded_size(version),
            ResponseKind::AddOffsetsToTxn(message) => message.encoded_size(version),
            ResponseKind::EndTxn(message) => message.encoded_size(version),
            ResponseKind::WriteTxnMarkers(message) => message.encoded_size(version),
            ResponseKind::TxnOffsetCommit(message) => message.encoded_size(version),
            ResponseKind::DescribeAcls(message) => message.encoded_size(version),
            ResponseKind::CreateAcls(message) => message.encoded_size(version),
            ResponseKind::DeleteAcls(message) => message.encoded_size(version),
            ResponseKind::DescribeConfigs(message) => message.encoded_size(version),
            ResponseKind::AlterConfigs(message) => message.encoded_size(version),
            ResponseKind::AlterReplicaLogDirs(message) => message.encoded_size(version),
            ResponseKind::DescribeLogDirs(message) => message.encoded_size(version),
            ResponseKind::SaslAuthenticate(message) => message.encoded_size(version),
            ResponseKind::CreatePartitions(message) => message.encoded_size(version),
            ResponseKind::CreateDelegationToken(message) => message.encoded_size(version),
            ResponseKind::RenewDelegationToken(message) => message.encoded_size(version),
            ResponseKind::ExpireDelegationToken(message) => message.encoded_size(version),
            ResponseKind::DescribeDelegationToken(message) => message.encoded_size(version),
            ResponseKind::DeleteGroups(message) => message.encoded_size(version),
            ResponseKind::ElectLeaders(message) => message.encoded_size(version),
            ResponseKind::IncrementalAlterConfigs(message) => message.encoded_size(version),
            ResponseKind::AlterPartitionReassignments(message) => message.encoded_size(version),
            ResponseKind::ListPartitionReassignments(message) => message.encoded_size(version),
            ResponseKind::OffsetDelete(message) => message.encoded_size(version),
            ResponseKind::DescribeClientQuotas(message) => message.encoded_size(version),
            ResponseKind::AlterClientQuotas(message) => message.encoded_size(version),
            ResponseKind::DescribeUserScramCredentials(message) => message.encoded_size(version),
            ResponseKind::AlterUserScramCredentials(message) => message.encoded_size(version),
            ResponseKind::Vote(message) => message.encoded_size(version),
            ResponseKind::BeginQuorumEpoch(message) => message.encoded_size(version),
            ResponseKind::EndQuorumEpoch(message) => message.encoded_size(version),
            ResponseKind::DescribeQuorum(message) => message.encoded_size(version),
            ResponseKind::AlterPartition(message) => message.encoded_size(version),
            ResponseKind::UpdateFeatures(message) => message.encoded_size(version),
            ResponseKind::Envelope(message) => message.encoded_size(version),
            ResponseKind::FetchSnapshot(message) => message.encoded_size(version),
            ResponseKind::DescribeCluster(message) => message.encoded_size(version),
            ResponseKind::DescribeProducers(message) => message.encoded_size(version),
            ResponseKind::BrokerRegistration(message) => message.encoded_size(version),
            ResponseKind::BrokerHeartbeat(message) => message.encoded_size(version),
            ResponseKind::UnregisterBroker(message) => message.encoded_size(version),
            ResponseKind::DescribeTransactions(message) => message.encoded_size(version),
            ResponseKind::ListTransactions(message) => message.encoded_size(version),
            ResponseKind::AllocateProducerIds(message) => message.encoded_size(version),
            ResponseKind::ConsumerGroupHeartbeat(message) => message.encoded_size(version),
            ResponseKind::ConsumerGroupDescribe(message) => message.encoded_size(version),
            ResponseKind::ControllerRegistration(message) => message.encoded_size(version),
            ResponseKind::GetTelemetrySubscriptions(message) => message.encoded_size(version),
            ResponseKind::PushTelemetry(message) => message.encoded_size(version),
            ResponseKind::AssignReplicasToDirs(message) => message.encoded_size(version),
            ResponseKind::ListConfigResources(message) => message.encoded_size(version),
            ResponseKind::DescribeTopicPartitions(message) => message.encoded_size(version),
            ResponseKind::ShareGroupHeartbeat(message) => message.encoded_size(version),
            ResponseKind::ShareGroupDescribe(message) => message.encoded_size(version),
            ResponseKind::ShareFetch(message) => message.encoded_size(version),
            ResponseKind::ShareAcknowledge(message) => message.encoded_size(version),
            ResponseKind::AddRaftVoter(message) => message.encoded_size(version),
            ResponseKind::RemoveRaftVoter(message) => message.encoded_size(version),
            ResponseKind::UpdateRaftVoter(message) => message.encoded_size(version),
            ResponseKind::InitializeShareGroupState(message) => message.encoded_size(version),
            ResponseKind::ReadShareGroupState(message) => message.encoded_size(version),
            ResponseKind::WriteShareGroupState(message) => message.encoded_size(version),
            ResponseKind::DeleteShareGroupState(message) => message.encoded_size(version),
            ResponseKind::ReadShareGroupStateSummary(message) => message.encoded_size(version),
            ResponseKind::StreamsGroupHeartbeat(message) => message.encoded_size(version),
            ResponseKind::StreamsGroupDescribe(message) => message.encoded_size(version),
            ResponseKind::DescribeShareGroupOffsets(message) => message.encoded_size(version),
            ResponseKind::AlterShareGroupOffsets(message) => message.encoded_size(version),
            ResponseKind::DeleteShareGroupOffsets(message) => message.encoded_size(version),
        }
    }
}

impl From<ProduceResponse> for ResponseKind {
    fn from(message: ProduceResponse) -> Self {
        ResponseKind::Produce(message)
    }
}

impl From<FetchResponse> for ResponseKind {
    fn from(message: FetchResponse) -> Self {
        ResponseKind::Fetch(message)
    }
}

impl From<ListOffsetsResponse> for ResponseKind {
    fn from(message: ListOffsetsResponse) -> Self {
        ResponseKind::ListOffsets(message)
    }
}

impl From<MetadataResponse> for ResponseKind {
    fn from(message: MetadataResponse) -> Self {
        ResponseKind::Metadata(message)
    }
}

impl From<OffsetCommitResponse> for ResponseKind {
    fn from(message: OffsetCommitResponse) -> Self {
        ResponseKind::OffsetCommit(message)
    }
}

impl From<OffsetFetchResponse> for ResponseKind {
    fn from(message: OffsetFetchResponse) -> Self {
        ResponseKind::OffsetFetch(message)
    }
}

impl From<FindCoordinatorResponse> for ResponseKind {
    fn from(message: FindCoordinatorResponse) -> Self {
        ResponseKind::FindCoordinator(message)
    }
}

impl From<JoinGroupResponse> for ResponseKind {
    fn from(message: JoinGroupResponse) -> Self {
        ResponseKind::JoinGroup(message)
    }
}

impl From<HeartbeatResponse> for ResponseKind {
    fn from(message: HeartbeatResponse) -> Self {
        ResponseKind::Heartbeat(message)
    }
}

impl From<LeaveGroupResponse> for ResponseKind {
    fn from(message: LeaveGroupResponse) -> Self {
        ResponseKind::LeaveGroup(message)
    }
}

impl From<SyncGroupResponse> for ResponseKind {
    fn from(message: SyncGroupResponse) -> Self {
        ResponseKind::SyncGroup(message)
    }
}

impl From<DescribeGroupsResponse> for ResponseKind {
    fn from(message: DescribeGroupsResponse) -> Self {
        ResponseKind::DescribeGroups(message)
    }
}

impl From<ListGroupsResponse> for ResponseKind {
    fn from(message: ListGroupsResponse) -> Self {
        ResponseKind::ListGroups(message)
    }
}

impl From<SaslHandshakeResponse> for ResponseKind {
    fn from(message: SaslHandshakeResponse) -> Self {
        ResponseKind::SaslHandshake(message)
    }
}

impl From<ApiVersionsResponse> for ResponseKind {
    fn from(message: ApiVersionsResponse) -> Self {
        ResponseKind::ApiVersions(message)
    }
}

impl From<CreateTopicsResponse> for ResponseKind {
    fn from(message: CreateTopicsResponse) -> Self {
        ResponseKind::CreateTopics(message)
    }
}

impl From<DeleteTopicsResponse> for ResponseKind {
    fn from(message: DeleteTopicsResponse) -> Self {
        ResponseKind::DeleteTopics(message)
    }
}

impl From<DeleteRecordsResponse> for ResponseKind {
    fn from(message: DeleteRecordsResponse) -> Self {
        ResponseKind::DeleteRecords(message)
    }
}

impl From<InitProducerIdResponse> for ResponseKind {
    fn from(message: InitProducerIdResponse) -> Self {
        ResponseKind::InitProducerId(message)
    }
}

impl From<OffsetForLeaderEpochResponse> for ResponseKind {
    fn from(message: OffsetForLeaderEpochResponse) -> Self {
        ResponseKind::OffsetForLeaderEpoch(message)
    }
}

impl From<AddPartitionsToTxnResponse> for ResponseKind {
    fn from(message: AddPartitionsToTxnResponse) -> Self {
        ResponseKind::AddPartitionsToTxn(message)
    }
}

impl From<AddOffsetsToTxnResponse> for ResponseKind {
    fn from(message: AddOffsetsToTxnResponse) -> Self {
        ResponseKind::AddOffsetsToTxn(message)
    }
}

impl From<EndTxnResponse> for ResponseKind {
    fn from(message: EndTxnResponse) -> Self {
        ResponseKind::EndTxn(message)
    }
}

impl From<WriteTxnMarkersResponse> for ResponseKind {
    fn from(message: WriteTxnMarkersResponse) -> Self {
        ResponseKind::WriteTxnMarkers(message)
    }
}

impl From<TxnOffsetCommitResponse> for ResponseKind {
    fn from(message: TxnOffsetCommitResponse) -> Self {
        ResponseKind::TxnOffsetCommit(message)
    }
}

impl From<DescribeAclsResponse> for ResponseKind {
    fn from(message: DescribeAclsResponse) -> Self {
        ResponseKind::DescribeAcls(message)
    }
}

impl From<CreateAclsResponse> for ResponseKind {
    fn from(message: CreateAclsResponse) -> Self {
        ResponseKind::CreateAcls(message)
    }
}

impl From<DeleteAclsResponse> for ResponseKind {
    fn from(message: DeleteAclsResponse) -> Self {
        ResponseKind::DeleteAcls(message)
    }
}

impl From<DescribeConfigsResponse> for ResponseKind {
    fn from(message: DescribeConfigsResponse) -> Self {
        ResponseKind::DescribeConfigs(message)
    }
}

impl From<AlterConfigsResponse> for ResponseKind {
    fn from(message: AlterConfigsResponse) -> Self {
        ResponseKind::AlterConfigs(message)
    }
}

impl From<AlterReplicaLogDirsResponse> for ResponseKind {
    fn from(message: AlterReplicaLogDirsResponse) -> Self {
        ResponseKind::AlterReplicaLogDirs(message)
    }
}

impl From<DescribeLogDirsResponse> for ResponseKind {
    fn from(message: DescribeLogDirsResponse) -> Self {
        ResponseKind::DescribeLogDirs(message)
    }
}

impl From<SaslAuthenticateResponse> for ResponseKind {
    fn from(message: SaslAuthenticateResponse) -> Self {
        ResponseKind::SaslAuthenticate(message)
    }
}

impl From<CreatePartitionsResponse> for ResponseKind {
    fn from(message: CreatePartitionsResponse) -> Self {
        ResponseKind::CreatePartitions(message)
    }
}

impl From<CreateDelegationTokenResponse> for ResponseKind {
    fn from(message: CreateDelegationTokenResponse) -> Self {
        ResponseKind::CreateDelegationToken(message)
    }
}

impl From<RenewDelegationTokenResponse> for ResponseKind {
    fn from(message: RenewDelegationTokenResponse) -> Self {
        ResponseKind::RenewDelegationToken(message)
    }
}

impl From<ExpireDelegationTokenResponse> for ResponseKind {
    fn from(message: ExpireDelegationTokenResponse) -> Self {
        ResponseKind::ExpireDelegationToken(message)
    }
}

impl From<DescribeDelegationTokenResponse> for ResponseKind {
    fn from(message: DescribeDelegationTokenResponse) -> Self {
        ResponseKind::DescribeDelegationToken(message)
    }
}

impl From<DeleteGroupsResponse> for ResponseKind {
    fn from(message: DeleteGroupsResponse) -> Self {
        ResponseKind::DeleteGroups(message)
    }
}

impl From<ElectLeadersResponse> for ResponseKind {
    fn from(message: ElectLeadersResponse) -> Self {
        ResponseKind::ElectLeaders(message)
    }
}

impl From<IncrementalAlterConfigsResponse> for ResponseKind {
    fn from(message: IncrementalAlterConfigsResponse) -> Self {
        ResponseKind::IncrementalAlterConfigs(message)
    }
}

impl From<AlterPartitionReassignmentsResponse> for ResponseKind {
    fn from(message: AlterPartitionReassignmentsResponse) -> Self {
        ResponseKind::AlterPartitionReassignments(message)
    }
}

impl From<ListPartitionReassignmentsResponse> for ResponseKind {
    fn from(message: ListPartitionReassignmentsResponse) -> Self {
        ResponseKind::ListPartitionReassignments(message)
    }
}

impl From<OffsetDeleteResponse> for ResponseKind {
    fn from(message: OffsetDeleteResponse) -> Self {
        ResponseKind::OffsetDelete(message)
    }
}

impl From<DescribeClientQuotasResponse> for ResponseKind {
    fn from(message: DescribeClientQuotasResponse) -> Self {
        ResponseKind::DescribeClientQuotas(message)
    }
}

impl From<AlterClientQuotasResponse> for ResponseKind {
    fn from(message: AlterClientQuotasResponse) -> Self {
        ResponseKind::AlterClientQuotas(message)
    }
}

impl From<DescribeUserScramCredentialsResponse> for ResponseKind {
    fn from(message: DescribeUserScramCredentialsResponse) -> Self {
        ResponseKind::DescribeUserScramCredentials(message)
    }
}

impl From<AlterUserScramCredentialsResponse> for ResponseKind {
    fn from(message: AlterUserScramCredentialsResponse) -> Self {
        ResponseKind::AlterUserScramCredentials(message)
    }
}

impl From<VoteResponse> for ResponseKind {
    fn from(message: VoteResponse) -> Self {
        ResponseKind::Vote(message)
    }
}

impl From<BeginQuorumEpochResponse> for ResponseKind {
    fn from(message: BeginQuorumEpochResponse) -> Self {
        ResponseKind::BeginQuorumEpoch(message)
    }
}

impl From<EndQuorumEpochResponse> for ResponseKind {
    fn from(message: EndQuorumEpochResponse) -> Self {
        ResponseKind::EndQuorumEpoch(message)
    }
}

impl From<DescribeQuorumResponse> for ResponseKind {
    fn from(message: DescribeQuorumResponse) -> Self {
        ResponseKind::DescribeQuorum(message)
    }
}

impl From<AlterPartitionResponse> for ResponseKind {
    fn from(message: AlterPartitionResponse) -> Self {
        ResponseKind::AlterPartition(message)
    }
}

impl From<UpdateFeaturesResponse> for ResponseKind {
    fn from(message: UpdateFeaturesResponse) -> Self {
        ResponseKind::UpdateFeatures(message)
    }
}

impl From<EnvelopeResponse> for ResponseKind {
    fn from(message: EnvelopeResponse) -> Self {
        ResponseKind::Envelope(message)
    }
}

impl From<FetchSnapshotResponse> for ResponseKind {
    fn from(message: FetchSnapshotResponse) -> Self {
        ResponseKind::FetchSnapshot(message)
    }
}

impl From<DescribeClusterResponse> for ResponseKind {
    fn from(message: DescribeClusterResponse) -> Self {
        ResponseKind::DescribeCluster(message)
    }
}

impl From<DescribeProducersResponse> for ResponseKind {
    fn from(message: DescribeProducersResponse) -> Self {
        ResponseKind::DescribeProducers(message)
    }
}

impl From<BrokerRegistrationResponse> for ResponseKind {
    fn from(message: BrokerRegistrationResponse) -> Self {
        ResponseKind::BrokerRegistration(message)
    }
}

impl From<BrokerHeartbeatResponse> for ResponseKind {
    fn from(message: BrokerHeartbeatResponse) -> Self {
        ResponseKind::BrokerHeartbeat(message)
    }
}

impl From<UnregisterBrokerResponse> for ResponseKind {
    fn from(message: UnregisterBrokerResponse) -> Self {
        ResponseKind::UnregisterBroker(message)
    }
}

impl From<DescribeTransactionsResponse> for ResponseKind {
    fn from(message: DescribeTransactionsResponse) -> Self {
        ResponseKind::DescribeTransactions(message)
    }
}

impl From<ListTransactionsResponse> for ResponseKind {
    fn from(message: ListTransactionsResponse) -> Self {
        ResponseKind::ListTransactions(message)
    }
}

impl From<AllocateProducerIdsResponse> for ResponseKind {
    fn from(message: AllocateProducerIdsResponse) -> Self {
        ResponseKind::AllocateProducerIds(message)
    }
}

impl From<ConsumerGroupHeartbeatResponse> for ResponseKind {
    fn from(message: ConsumerGroupHeartbeatResponse) -> Self {
        ResponseKind::ConsumerGroupHeartbeat(message)
    }
}

impl From<ConsumerGroupDescribeResponse> for ResponseKind {
    fn from(message: ConsumerGroupDescribeResponse) -> Self {
        ResponseKind::ConsumerGroupDescribe(message)
    }
}

impl From<ControllerRegistrationResponse> for ResponseKind {
    fn from(message: ControllerRegistrationResponse) -> Self {
        ResponseKind::ControllerRegistration(message)
    }
}

impl From<GetTelemetrySubscriptionsResponse> for ResponseKind {
    fn from(message: GetTelemetrySubscriptionsResponse) -> Self {
        ResponseKind::GetTelemetrySubscriptions(message)
    }
}

impl From<PushTelemetryResponse> for ResponseKind {
    fn from(message: PushTelemetryResponse) -> Self {
        ResponseKind::PushTelemetry(message)
    }
}

impl From<AssignReplicasToDirsResponse> for ResponseKind {
    fn from(message: AssignReplicasToDirsResponse) -> Self {
        ResponseKind::AssignReplicasToDirs(message)
    }
}

impl From<ListConfigResourcesResponse> for ResponseKind {
    fn from(message: ListConfigResourcesResponse) -> Self {
        ResponseKind::ListConfigResources(message)
    }
}

impl From<DescribeTopicPartitionsResponse> for ResponseKind {
    fn from(message: DescribeTopicPartitionsResponse) -> Self {
        ResponseKind::DescribeTopicPartitions(message)
    }
}

impl From<ShareGroupHeartbeatResponse> for ResponseKind {
    fn from(message: ShareGroupHeartbeatResponse) -> Self {
        ResponseKind::ShareGroupHeartbeat(message)
    }
}

impl From<ShareGroupDescribeResponse> for ResponseKind {
    fn from(message: ShareGroupDescribeResponse) -> Self {
        ResponseKind::ShareGroupDescribe(message)
    }
}

impl From<ShareFetchResponse> for ResponseKind {
    fn from(message: ShareFetchResponse) -> Self {
        ResponseKind::ShareFetch(message)
    }
}

impl From<ShareAcknowledgeResponse> for ResponseKind {
    fn from(message: ShareAcknowledgeResponse) -> Self {
        ResponseKind::ShareAcknowledge(message)
    }
}

impl From<AddRaftVoterResponse> for ResponseKind {
    fn from(message: AddRaftVoterResponse) -> Self {
        ResponseKind::AddRaftVoter(message)
    }
}

impl From<RemoveRaftVoterResponse> for ResponseKind {
    fn from(message: RemoveRaftVoterResponse) -> Self {
        ResponseKind::RemoveRaftVoter(message)
    }
}

impl From<UpdateRaftVoterResponse> for ResponseKind {
    fn from(message: UpdateRaftVoterResponse) -> Self {
        ResponseKind::UpdateRaftVoter(message)
    }
}

impl From<InitializeShareGroupStateResponse> for ResponseKind {
    fn from(message: InitializeShareGroupStateResponse) -> Self {
        ResponseKind::InitializeShareGroupState(message)
    }
}

impl From<ReadShareGroupStateResponse> for ResponseKind {
    fn from(message: ReadShareGroupStateResponse) -> Self {
        ResponseKind::ReadShareGroupState(message)
    }
}

impl From<WriteShareGroupStateResponse> for ResponseKind {
    fn from(message: WriteShareGroupStateResponse) -> Self {
        ResponseKind::WriteShareGroupState(message)
    }
}

impl From<DeleteShareGroupStateResponse> for ResponseKind {
    fn from(message: DeleteShareGroupStateResponse) -> Self {
        ResponseKind::DeleteShareGroupState(message)
    }
}

impl From<ReadShareGroupStateSummaryResponse> for ResponseKind {
    fn from(message: ReadShareGroupStateSummaryResponse) -> Self {
        ResponseKind::ReadShareGroupStateSummary(message)
    }
}

impl From<StreamsGroupHeartbeatResponse> for ResponseKind {
    fn from(message: StreamsGroupHeartbeatResponse) -> Self {
        ResponseKind::StreamsGroupHeartbeat(message)
    }
}

impl From<StreamsGroupDescribeResponse> for ResponseKind {
    fn from(message: StreamsGroupDescribeResponse) -> Self {
        ResponseKind::StreamsGroupDescribe(message)
    }
}

impl From<DescribeShareGroupOffsetsResponse> for ResponseKind {
    fn from(message: DescribeShareGroupOffsetsResponse) -> Self {
        ResponseKind::DescribeShareGroupOffsets(message)
    }
}

impl From<AlterShareGroupOffsetsResponse> for ResponseKind {
    fn from(message: AlterShareGroupOffsetsResponse) -> Self {
        ResponseKind::AlterShareGroupOffsets(message)
    }
}

impl From<DeleteShareGroupOffsetsResponse> for ResponseKind {
    fn from(message: DeleteShareGroupOffsetsResponse) -> Self {
        ResponseKind::DeleteShareGroupOffsets(message)
    }
}

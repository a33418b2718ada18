//! A record of the metadata log, framed: frame version, api key and version as unsigned varints, then the message.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::BytesMut;

use super::*;
use crate::message::Message;
use crate::primitives::{DecodeError, DecodeErrorKind, Decoder, EncodeError, put_uvarint, uvarint_size};

/// The only version of the frame.
const FRAME_VERSION: u32 = 1;

/// A record of the metadata log.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one at a time is in memory")]
pub enum MetadataRecord {
    RegisterBroker(RegisterBrokerRecord),
    UnregisterBroker(UnregisterBrokerRecord),
    Topic(TopicRecord),
    Partition(PartitionRecord),
    Config(ConfigRecord),
    PartitionChange(PartitionChangeRecord),
    FenceBroker(FenceBrokerRecord),
    UnfenceBroker(UnfenceBrokerRecord),
    RemoveTopic(RemoveTopicRecord),
    DelegationToken(DelegationTokenRecord),
    UserScramCredential(UserScramCredentialRecord),
    FeatureLevel(FeatureLevelRecord),
    ClientQuota(ClientQuotaRecord),
    ProducerIds(ProducerIdsRecord),
    BrokerRegistrationChange(BrokerRegistrationChangeRecord),
    AccessControlEntry(AccessControlEntryRecord),
    RemoveAccessControlEntry(RemoveAccessControlEntryRecord),
    NoOp(NoOpRecord),
    ZkMigrationState(ZkMigrationStateRecord),
    RemoveUserScramCredential(RemoveUserScramCredentialRecord),
    BeginTransaction(BeginTransactionRecord),
    EndTransaction(EndTransactionRecord),
    AbortTransaction(AbortTransactionRecord),
    RemoveDelegationToken(RemoveDelegationTokenRecord),
    RegisterController(RegisterControllerRecord),
    ClearElr(ClearElrRecord),
}

impl MetadataRecord {
    pub fn api_key(&self) -> i16 {
        match self {
            MetadataRecord::RegisterBroker(_) => 0,
            MetadataRecord::UnregisterBroker(_) => 1,
            MetadataRecord::Topic(_) => 2,
            MetadataRecord::Partition(_) => 3,
            MetadataRecord::Config(_) => 4,
            MetadataRecord::PartitionChange(_) => 5,
            MetadataRecord::FenceBroker(_) => 7,
            MetadataRecord::UnfenceBroker(_) => 8,
            MetadataRecord::RemoveTopic(_) => 9,
            MetadataRecord::DelegationToken(_) => 10,
            MetadataRecord::UserScramCredential(_) => 11,
            MetadataRecord::FeatureLevel(_) => 12,
            MetadataRecord::ClientQuota(_) => 14,
            MetadataRecord::ProducerIds(_) => 15,
            MetadataRecord::BrokerRegistrationChange(_) => 17,
            MetadataRecord::AccessControlEntry(_) => 18,
            MetadataRecord::RemoveAccessControlEntry(_) => 19,
            MetadataRecord::NoOp(_) => 20,
            MetadataRecord::ZkMigrationState(_) => 21,
            MetadataRecord::RemoveUserScramCredential(_) => 22,
            MetadataRecord::BeginTransaction(_) => 23,
            MetadataRecord::EndTransaction(_) => 24,
            MetadataRecord::AbortTransaction(_) => 25,
            MetadataRecord::RemoveDelegationToken(_) => 26,
            MetadataRecord::RegisterController(_) => 27,
            MetadataRecord::ClearElr(_) => 28,
        }
    }

    /// The record's own name, such as `TopicRecord`.
    pub fn name(&self) -> &'static str {
        match self {
            MetadataRecord::RegisterBroker(_) => RegisterBrokerRecord::NAME,
            MetadataRecord::UnregisterBroker(_) => UnregisterBrokerRecord::NAME,
            MetadataRecord::Topic(_) => TopicRecord::NAME,
            MetadataRecord::Partition(_) => PartitionRecord::NAME,
            MetadataRecord::Config(_) => ConfigRecord::NAME,
            MetadataRecord::PartitionChange(_) => PartitionChangeRecord::NAME,
            MetadataRecord::FenceBroker(_) => FenceBrokerRecord::NAME,
            MetadataRecord::UnfenceBroker(_) => UnfenceBrokerRecord::NAME,
            MetadataRecord::RemoveTopic(_) => RemoveTopicRecord::NAME,
            MetadataRecord::DelegationToken(_) => DelegationTokenRecord::NAME,
            MetadataRecord::UserScramCredential(_) => UserScramCredentialRecord::NAME,
            MetadataRecord::FeatureLevel(_) => FeatureLevelRecord::NAME,
            MetadataRecord::ClientQuota(_) => ClientQuotaRecord::NAME,
            MetadataRecord::ProducerIds(_) => ProducerIdsRecord::NAME,
            MetadataRecord::BrokerRegistrationChange(_) => BrokerRegistrationChangeRecord::NAME,
            MetadataRecord::AccessControlEntry(_) => AccessControlEntryRecord::NAME,
            MetadataRecord::RemoveAccessControlEntry(_) => RemoveAccessControlEntryRecord::NAME,
            MetadataRecord::NoOp(_) => NoOpRecord::NAME,
            MetadataRecord::ZkMigrationState(_) => ZkMigrationStateRecord::NAME,
            MetadataRecord::RemoveUserScramCredential(_) => RemoveUserScramCredentialRecord::NAME,
            MetadataRecord::BeginTransaction(_) => BeginTransactionRecord::NAME,
            MetadataRecord::EndTransaction(_) => EndTransactionRecord::NAME,
            MetadataRecord::AbortTransaction(_) => AbortTransactionRecord::NAME,
            MetadataRecord::RemoveDelegationToken(_) => RemoveDelegationTokenRecord::NAME,
            MetadataRecord::RegisterController(_) => RegisterControllerRecord::NAME,
            MetadataRecord::ClearElr(_) => ClearElrRecord::NAME,
        }
    }

    /// The highest version the record can be written at.
    pub fn max_version(&self) -> i16 {
        match self {
            MetadataRecord::RegisterBroker(_) => RegisterBrokerRecord::MAX_VERSION,
            MetadataRecord::UnregisterBroker(_) => UnregisterBrokerRecord::MAX_VERSION,
            MetadataRecord::Topic(_) => TopicRecord::MAX_VERSION,
            MetadataRecord::Partition(_) => PartitionRecord::MAX_VERSION,
            MetadataRecord::Config(_) => ConfigRecord::MAX_VERSION,
            MetadataRecord::PartitionChange(_) => PartitionChangeRecord::MAX_VERSION,
            MetadataRecord::FenceBroker(_) => FenceBrokerRecord::MAX_VERSION,
            MetadataRecord::UnfenceBroker(_) => UnfenceBrokerRecord::MAX_VERSION,
            MetadataRecord::RemoveTopic(_) => RemoveTopicRecord::MAX_VERSION,
            MetadataRecord::DelegationToken(_) => DelegationTokenRecord::MAX_VERSION,
            MetadataRecord::UserScramCredential(_) => UserScramCredentialRecord::MAX_VERSION,
            MetadataRecord::FeatureLevel(_) => FeatureLevelRecord::MAX_VERSION,
            MetadataRecord::ClientQuota(_) => ClientQuotaRecord::MAX_VERSION,
            MetadataRecord::ProducerIds(_) => ProducerIdsRecord::MAX_VERSION,
            MetadataRecord::BrokerRegistrationChange(_) => BrokerRegistrationChangeRecord::MAX_VERSION,
            MetadataRecord::AccessControlEntry(_) => AccessControlEntryRecord::MAX_VERSION,
            MetadataRecord::RemoveAccessControlEntry(_) => RemoveAccessControlEntryRecord::MAX_VERSION,
            MetadataRecord::NoOp(_) => NoOpRecord::MAX_VERSION,
            MetadataRecord::ZkMigrationState(_) => ZkMigrationStateRecord::MAX_VERSION,
            MetadataRecord::RemoveUserScramCredential(_) => RemoveUserScramCredentialRecord::MAX_VERSION,
            MetadataRecord::BeginTransaction(_) => BeginTransactionRecord::MAX_VERSION,
            MetadataRecord::EndTransaction(_) => EndTransactionRecord::MAX_VERSION,
            MetadataRecord::AbortTransaction(_) => AbortTransactionRecord::MAX_VERSION,
            MetadataRecord::RemoveDelegationToken(_) => RemoveDelegationTokenRecord::MAX_VERSION,
            MetadataRecord::RegisterController(_) => RegisterControllerRecord::MAX_VERSION,
            MetadataRecord::ClearElr(_) => ClearElrRecord::MAX_VERSION,
        }
    }

    /// Reads one record, to the end of the bytes, and gives the version it was written at.
    pub fn decode(d: &mut Decoder) -> Result<(Self, i16), DecodeError> {
        let frame_version = d.uvarint("frame version")?;
        if frame_version != FRAME_VERSION {
            return Err(d.error("frame version", DecodeErrorKind::UnknownFrameVersion(frame_version)));
        }
        let api_key = d.uvarint("api key")? as i32;
        let version = d.uvarint("version")? as i32;
        let Ok(version) = i16::try_from(version) else {
            return Err(d.error("version", DecodeErrorKind::UnsupportedVersion(version)));
        };
        let record = match api_key {
            0 => MetadataRecord::RegisterBroker(RegisterBrokerRecord::decode(d, version)?),
            1 => MetadataRecord::UnregisterBroker(UnregisterBrokerRecord::decode(d, version)?),
            2 => MetadataRecord::Topic(TopicRecord::decode(d, version)?),
            3 => MetadataRecord::Partition(PartitionRecord::decode(d, version)?),
            4 => MetadataRecord::Config(ConfigRecord::decode(d, version)?),
            5 => MetadataRecord::PartitionChange(PartitionChangeRecord::decode(d, version)?),
            7 => MetadataRecord::FenceBroker(FenceBrokerRecord::decode(d, version)?),
            8 => MetadataRecord::UnfenceBroker(UnfenceBrokerRecord::decode(d, version)?),
            9 => MetadataRecord::RemoveTopic(RemoveTopicRecord::decode(d, version)?),
            10 => MetadataRecord::DelegationToken(DelegationTokenRecord::decode(d, version)?),
            11 => MetadataRecord::UserScramCredential(UserScramCredentialRecord::decode(d, version)?),
            12 => MetadataRecord::FeatureLevel(FeatureLevelRecord::decode(d, version)?),
            14 => MetadataRecord::ClientQuota(ClientQuotaRecord::decode(d, version)?),
            15 => MetadataRecord::ProducerIds(ProducerIdsRecord::decode(d, version)?),
            17 => MetadataRecord::BrokerRegistrationChange(BrokerRegistrationChangeRecord::decode(d, version)?),
            18 => MetadataRecord::AccessControlEntry(AccessControlEntryRecord::decode(d, version)?),
            19 => MetadataRecord::RemoveAccessControlEntry(RemoveAccessControlEntryRecord::decode(d, version)?),
            20 => MetadataRecord::NoOp(NoOpRecord::decode(d, version)?),
            21 => MetadataRecord::ZkMigrationState(ZkMigrationStateRecord::decode(d, version)?),
            22 => MetadataRecord::RemoveUserScramCredential(RemoveUserScramCredentialRecord::decode(d, version)?),
            23 => MetadataRecord::BeginTransaction(BeginTransactionRecord::decode(d, version)?),
            24 => MetadataRecord::EndTransaction(EndTransactionRecord::decode(d, version)?),
            25 => MetadataRecord::AbortTransaction(AbortTransactionRecord::decode(d, version)?),
            26 => MetadataRecord::RemoveDelegationToken(RemoveDelegationTokenRecord::decode(d, version)?),
            27 => MetadataRecord::RegisterController(RegisterControllerRecord::decode(d, version)?),
            28 => MetadataRecord::ClearElr(ClearElrRecord::decode(d, version)?),
            _ => return Err(d.error("api key", DecodeErrorKind::UnknownApiKey(api_key))),
        };
        d.finish().map_err(|e| e.within(record.name()))?;
        Ok((record, version))
    }

    /// Appends the record in its frame.
    pub fn encode(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_uvarint(buf, FRAME_VERSION);
        put_uvarint(buf, self.api_key() as u32);
        put_uvarint(buf, version as u32);
        match self {
            MetadataRecord::RegisterBroker(message) => message.encode(buf, version),
            MetadataRecord::UnregisterBroker(message) => message.encode(buf, version),
            MetadataRecord::Topic(message) => message.encode(buf, version),
            MetadataRecord::Partition(message) => message.encode(buf, version),
            MetadataRecord::Config(message) => message.encode(buf, version),
            MetadataRecord::PartitionChange(message) => message.encode(buf, version),
            MetadataRecord::FenceBroker(message) => message.encode(buf, version),
            MetadataRecord::UnfenceBroker(message) => message.encode(buf, version),
            MetadataRecord::RemoveTopic(message) => message.encode(buf, version),
            MetadataRecord::DelegationToken(message) => message.encode(buf, version),
            MetadataRecord::UserScramCredential(message) => message.encode(buf, version),
            MetadataRecord::FeatureLevel(message) => message.encode(buf, version),
            MetadataRecord::ClientQuota(message) => message.encode(buf, version),
            MetadataRecord::ProducerIds(message) => message.encode(buf, version),
            MetadataRecord::BrokerRegistrationChange(message) => message.encode(buf, version),
            MetadataRecord::AccessControlEntry(message) => message.encode(buf, version),
            MetadataRecord::RemoveAccessControlEntry(message) => message.encode(buf, version),
            MetadataRecord::NoOp(message) => message.encode(buf, version),
            MetadataRecord::ZkMigrationState(message) => message.encode(buf, version),
            MetadataRecord::RemoveUserScramCredential(message) => message.encode(buf, version),
            MetadataRecord::BeginTransaction(message) => message.encode(buf, version),
            MetadataRecord::EndTransaction(message) => message.encode(buf, version),
            MetadataRecord::AbortTransaction(message) => message.encode(buf, version),
            MetadataRecord::RemoveDelegationToken(message) => message.encode(buf, version),
            MetadataRecord::RegisterController(message) => message.encode(buf, version),
            MetadataRecord::ClearElr(message) => message.encode(buf, version),
        }
    }

    /// Bytes of the record in its frame.
    pub fn encoded_size(&self, version: i16) -> usize {
        let message = match self {
            MetadataRecord::RegisterBroker(message) => message.encoded_size(version),
            MetadataRecord::UnregisterBroker(message) => message.encoded_size(version),
            MetadataRecord::Topic(message) => message.encoded_size(version),
            MetadataRecord::Partition(message) => message.encoded_size(version),
            MetadataRecord::Config(message) => message.encoded_size(version),
            MetadataRecord::PartitionChange(message) => message.encoded_size(version),
            MetadataRecord::FenceBroker(message) => message.encoded_size(version),
            MetadataRecord::UnfenceBroker(message) => message.encoded_size(version),
            MetadataRecord::RemoveTopic(message) => message.encoded_size(version),
            MetadataRecord::DelegationToken(message) => message.encoded_size(version),
            MetadataRecord::UserScramCredential(message) => message.encoded_size(version),
            MetadataRecord::FeatureLevel(message) => message.encoded_size(version),
            MetadataRecord::ClientQuota(message) => message.encoded_size(version),
            MetadataRecord::ProducerIds(message) => message.encoded_size(version),
            MetadataRecord::BrokerRegistrationChange(message) => message.encoded_size(version),
            MetadataRecord::AccessControlEntry(message) => message.encoded_size(version),
            MetadataRecord::RemoveAccessControlEntry(message) => message.encoded_size(version),
            MetadataRecord::NoOp(message) => message.encoded_size(version),
            MetadataRecord::ZkMigrationState(message) => message.encoded_size(version),
            MetadataRecord::RemoveUserScramCredential(message) => message.encoded_size(version),
            MetadataRecord::BeginTransaction(message) => message.encoded_size(version),
            MetadataRecord::EndTransaction(message) => message.encoded_size(version),
            MetadataRecord::AbortTransaction(message) => message.encoded_size(version),
            MetadataRecord::RemoveDelegationToken(message) => message.encoded_size(version),
            MetadataRecord::RegisterController(message) => message.encoded_size(version),
            MetadataRecord::ClearElr(message) => message.encoded_size(version),
        };
        uvarint_size(FRAME_VERSION) + uvarint_size(self.api_key() as u32) + uvarint_size(version as u32) + message
    }
}

impl From<RegisterBrokerRecord> for MetadataRecord {
    fn from(message: RegisterBrokerRecord) -> Self {
        MetadataRecord::RegisterBroker(message)
    }
}

impl From<UnregisterBrokerRecord> for MetadataRecord {
    fn from(message: UnregisterBrokerRecord) -> Self {
        MetadataRecord::UnregisterBroker(message)
    }
}

impl From<TopicRecord> for MetadataRecord {
    fn from(message: TopicRecord) -> Self {
        MetadataRecord::Topic(message)
    }
}

impl From<PartitionRecord> for MetadataRecord {
    fn from(message: PartitionRecord) -> Self {
        MetadataRecord::Partition(message)
    }
}

impl From<ConfigRecord> for MetadataRecord {
    fn from(message: ConfigRecord) -> Self {
        MetadataRecord::Config(message)
    }
}

impl From<PartitionChangeRecord> for MetadataRecord {
    fn from(message: PartitionChangeRecord) -> Self {
        MetadataRecord::PartitionChange(message)
    }
}

impl From<FenceBrokerRecord> for MetadataRecord {
    fn from(message: FenceBrokerRecord) -> Self {
        MetadataRecord::FenceBroker(message)
    }
}

impl From<UnfenceBrokerRecord> for MetadataRecord {
    fn from(message: UnfenceBrokerRecord) -> Self {
        MetadataRecord::UnfenceBroker(message)
    }
}

impl From<RemoveTopicRecord> for MetadataRecord {
    fn from(message: RemoveTopicRecord) -> Self {
        MetadataRecord::RemoveTopic(message)
    }
}

impl From<DelegationTokenRecord> for MetadataRecord {
    fn from(message: DelegationTokenRecord) -> Self {
        MetadataRecord::DelegationToken(message)
    }
}

impl From<UserScramCredentialRecord> for MetadataRecord {
    fn from(message: UserScramCredentialRecord) -> Self {
        MetadataRecord::UserScramCredential(message)
    }
}

impl From<FeatureLevelRecord> for MetadataRecord {
    fn from(message: FeatureLevelRecord) -> Self {
        MetadataRecord::FeatureLevel(message)
    }
}

impl From<ClientQuotaRecord> for MetadataRecord {
    fn from(message: ClientQuotaRecord) -> Self {
        MetadataRecord::ClientQuota(message)
    }
}

impl From<ProducerIdsRecord> for MetadataRecord {
    fn from(message: ProducerIdsRecord) -> Self {
        MetadataRecord::ProducerIds(message)
    }
}

impl From<BrokerRegistrationChangeRecord> for MetadataRecord {
    fn from(message: BrokerRegistrationChangeRecord) -> Self {
        MetadataRecord::BrokerRegistrationChange(message)
    }
}

impl From<AccessControlEntryRecord> for MetadataRecord {
    fn from(message: AccessControlEntryRecord) -> Self {
        MetadataRecord::AccessControlEntry(message)
    }
}

impl From<RemoveAccessControlEntryRecord> for MetadataRecord {
    fn from(message: RemoveAccessControlEntryRecord) -> Self {
        MetadataRecord::RemoveAccessControlEntry(message)
    }
}

impl From<NoOpRecord> for MetadataRecord {
    fn from(message: NoOpRecord) -> Self {
        MetadataRecord::NoOp(message)
    }
}

impl From<ZkMigrationStateRecord> for MetadataRecord {
    fn from(message: ZkMigrationStateRecord) -> Self {
        MetadataRecord::ZkMigrationState(message)
    }
}

impl From<RemoveUserScramCredentialRecord> for MetadataRecord {
    fn from(message: RemoveUserScramCredentialRecord) -> Self {
        MetadataRecord::RemoveUserScramCredential(message)
    }
}

impl From<BeginTransactionRecord> for MetadataRecord {
    fn from(message: BeginTransactionRecord) -> Self {
        MetadataRecord::BeginTransaction(message)
    }
}

impl From<EndTransactionRecord> for MetadataRecord {
    fn from(message: EndTransactionRecord) -> Self {
        MetadataRecord::EndTransaction(message)
    }
}

impl From<AbortTransactionRecord> for MetadataRecord {
    fn from(message: AbortTransactionRecord) -> Self {
        MetadataRecord::AbortTransaction(message)
    }
}

impl From<RemoveDelegationTokenRecord> for MetadataRecord {
    fn from(message: RemoveDelegationTokenRecord) -> Self {
        MetadataRecord::RemoveDelegationToken(message)
    }
}

impl From<RegisterControllerRecord> for MetadataRecord {
    fn from(message: RegisterControllerRecord) -> Self {
        MetadataRecord::RegisterController(message)
    }
}

impl From<ClearElrRecord> for MetadataRecord {
    fn from(message: ClearElrRecord) -> Self {
        MetadataRecord::ClearElr(message)
    }
}

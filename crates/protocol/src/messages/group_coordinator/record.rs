//! The coordinator's records: a key starts with its 16-bit type, a value with its 16-bit version. A record without
//! a value is a tombstone.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use super::*;
use crate::message::Message;
use crate::primitives::{DecodeError, DecodeErrorKind, Decoder, EncodeError};

/// The key of a record: what the record is about.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one at a time is in memory")]
pub enum CoordinatorKey {
    LegacyOffsetCommit(LegacyOffsetCommitKey),
    OffsetCommit(OffsetCommitKey),
    GroupMetadata(GroupMetadataKey),
    ConsumerGroupMetadata(ConsumerGroupMetadataKey),
    ConsumerGroupPartitionMetadata(ConsumerGroupPartitionMetadataKey),
    ConsumerGroupMemberMetadata(ConsumerGroupMemberMetadataKey),
    ConsumerGroupTargetAssignmentMetadata(ConsumerGroupTargetAssignmentMetadataKey),
    ConsumerGroupTargetAssignmentMember(ConsumerGroupTargetAssignmentMemberKey),
    ConsumerGroupCurrentMemberAssignment(ConsumerGroupCurrentMemberAssignmentKey),
    ShareGroupMemberMetadata(ShareGroupMemberMetadataKey),
    ShareGroupMetadata(ShareGroupMetadataKey),
    ShareGroupTargetAssignmentMetadata(ShareGroupTargetAssignmentMetadataKey),
    ShareGroupTargetAssignmentMember(ShareGroupTargetAssignmentMemberKey),
    ShareGroupCurrentMemberAssignment(ShareGroupCurrentMemberAssignmentKey),
    ShareGroupStatePartitionMetadata(ShareGroupStatePartitionMetadataKey),
    ConsumerGroupRegularExpression(ConsumerGroupRegularExpressionKey),
    StreamsGroupMetadata(StreamsGroupMetadataKey),
    StreamsGroupMemberMetadata(StreamsGroupMemberMetadataKey),
    StreamsGroupTargetAssignmentMetadata(StreamsGroupTargetAssignmentMetadataKey),
    StreamsGroupTargetAssignmentMember(StreamsGroupTargetAssignmentMemberKey),
    StreamsGroupCurrentMemberAssignment(StreamsGroupCurrentMemberAssignmentKey),
    StreamsGroupTopology(StreamsGroupTopologyKey),
}

impl CoordinatorKey {
    /// The type that the key starts with, and that its value has too.
    pub fn api_key(&self) -> i16 {
        match self {
            CoordinatorKey::LegacyOffsetCommit(_) => 0,
            CoordinatorKey::OffsetCommit(_) => 1,
            CoordinatorKey::GroupMetadata(_) => 2,
            CoordinatorKey::ConsumerGroupMetadata(_) => 3,
            CoordinatorKey::ConsumerGroupPartitionMetadata(_) => 4,
            CoordinatorKey::ConsumerGroupMemberMetadata(_) => 5,
            CoordinatorKey::ConsumerGroupTargetAssignmentMetadata(_) => 6,
            CoordinatorKey::ConsumerGroupTargetAssignmentMember(_) => 7,
            CoordinatorKey::ConsumerGroupCurrentMemberAssignment(_) => 8,
            CoordinatorKey::ShareGroupMemberMetadata(_) => 10,
            CoordinatorKey::ShareGroupMetadata(_) => 11,
            CoordinatorKey::ShareGroupTargetAssignmentMetadata(_) => 12,
            CoordinatorKey::ShareGroupTargetAssignmentMember(_) => 13,
            CoordinatorKey::ShareGroupCurrentMemberAssignment(_) => 14,
            CoordinatorKey::ShareGroupStatePartitionMetadata(_) => 15,
            CoordinatorKey::ConsumerGroupRegularExpression(_) => 16,
            CoordinatorKey::StreamsGroupMetadata(_) => 17,
            CoordinatorKey::StreamsGroupMemberMetadata(_) => 19,
            CoordinatorKey::StreamsGroupTargetAssignmentMetadata(_) => 20,
            CoordinatorKey::StreamsGroupTargetAssignmentMember(_) => 21,
            CoordinatorKey::StreamsGroupCurrentMemberAssignment(_) => 22,
            CoordinatorKey::StreamsGroupTopology(_) => 23,
        }
    }

    /// Reads a key. A type that is not known is [`DecodeErrorKind::UnknownApiKey`], which a coordinator skips.
    pub fn decode(d: &mut Decoder) -> Result<Self, DecodeError> {
        let api_key = d.i16("type")?;
        Ok(match api_key {
            0 => CoordinatorKey::LegacyOffsetCommit(LegacyOffsetCommitKey::decode(d, 0)?),
            1 => CoordinatorKey::OffsetCommit(OffsetCommitKey::decode(d, 0)?),
            2 => CoordinatorKey::GroupMetadata(GroupMetadataKey::decode(d, 0)?),
            3 => CoordinatorKey::ConsumerGroupMetadata(ConsumerGroupMetadataKey::decode(d, 0)?),
            4 => CoordinatorKey::ConsumerGroupPartitionMetadata(ConsumerGroupPartitionMetadataKey::decode(d, 0)?),
            5 => CoordinatorKey::ConsumerGroupMemberMetadata(ConsumerGroupMemberMetadataKey::decode(d, 0)?),
            6 => CoordinatorKey::ConsumerGroupTargetAssignmentMetadata(
                ConsumerGroupTargetAssignmentMetadataKey::decode(d, 0)?,
            ),
            7 => CoordinatorKey::ConsumerGroupTargetAssignmentMember(ConsumerGroupTargetAssignmentMemberKey::decode(
                d, 0,
            )?),
            8 => CoordinatorKey::ConsumerGroupCurrentMemberAssignment(ConsumerGroupCurrentMemberAssignmentKey::decode(
                d, 0,
            )?),
            10 => CoordinatorKey::ShareGroupMemberMetadata(ShareGroupMemberMetadataKey::decode(d, 0)?),
            11 => CoordinatorKey::ShareGroupMetadata(ShareGroupMetadataKey::decode(d, 0)?),
            12 => {
                CoordinatorKey::ShareGroupTargetAssignmentMetadata(ShareGroupTargetAssignmentMetadataKey::decode(d, 0)?)
            }
            13 => CoordinatorKey::ShareGroupTargetAssignmentMember(ShareGroupTargetAssignmentMemberKey::decode(d, 0)?),
            14 => {
                CoordinatorKey::ShareGroupCurrentMemberAssignment(ShareGroupCurrentMemberAssignmentKey::decode(d, 0)?)
            }
            15 => CoordinatorKey::ShareGroupStatePartitionMetadata(ShareGroupStatePartitionMetadataKey::decode(d, 0)?),
            16 => CoordinatorKey::ConsumerGroupRegularExpression(ConsumerGroupRegularExpressionKey::decode(d, 0)?),
            17 => CoordinatorKey::StreamsGroupMetadata(StreamsGroupMetadataKey::decode(d, 0)?),
            19 => CoordinatorKey::StreamsGroupMemberMetadata(StreamsGroupMemberMetadataKey::decode(d, 0)?),
            20 => CoordinatorKey::StreamsGroupTargetAssignmentMetadata(
                StreamsGroupTargetAssignmentMetadataKey::decode(d, 0)?,
            ),
            21 => {
                CoordinatorKey::StreamsGroupTargetAssignmentMember(StreamsGroupTargetAssignmentMemberKey::decode(d, 0)?)
            }
            22 => CoordinatorKey::StreamsGroupCurrentMemberAssignment(StreamsGroupCurrentMemberAssignmentKey::decode(
                d, 0,
            )?),
            23 => CoordinatorKey::StreamsGroupTopology(StreamsGroupTopologyKey::decode(d, 0)?),
            _ => return Err(d.error("type", DecodeErrorKind::UnknownApiKey(api_key.into()))),
        })
    }

    pub fn encode(&self, buf: &mut BytesMut) -> Result<(), EncodeError> {
        buf.put_i16(self.api_key());
        match self {
            CoordinatorKey::LegacyOffsetCommit(message) => message.encode(buf, 0),
            CoordinatorKey::OffsetCommit(message) => message.encode(buf, 0),
            CoordinatorKey::GroupMetadata(message) => message.encode(buf, 0),
            CoordinatorKey::ConsumerGroupMetadata(message) => message.encode(buf, 0),
            CoordinatorKey::ConsumerGroupPartitionMetadata(message) => message.encode(buf, 0),
            CoordinatorKey::ConsumerGroupMemberMetadata(message) => message.encode(buf, 0),
            CoordinatorKey::ConsumerGroupTargetAssignmentMetadata(message) => message.encode(buf, 0),
            CoordinatorKey::ConsumerGroupTargetAssignmentMember(message) => message.encode(buf, 0),
            CoordinatorKey::ConsumerGroupCurrentMemberAssignment(message) => message.encode(buf, 0),
            CoordinatorKey::ShareGroupMemberMetadata(message) => message.encode(buf, 0),
            CoordinatorKey::ShareGroupMetadata(message) => message.encode(buf, 0),
            CoordinatorKey::ShareGroupTargetAssignmentMetadata(message) => message.encode(buf, 0),
            CoordinatorKey::ShareGroupTargetAssignmentMember(message) => message.encode(buf, 0),
            CoordinatorKey::ShareGroupCurrentMemberAssignment(message) => message.encode(buf, 0),
            CoordinatorKey::ShareGroupStatePartitionMetadata(message) => message.encode(buf, 0),
            CoordinatorKey::ConsumerGroupRegularExpression(message) => message.encode(buf, 0),
            CoordinatorKey::StreamsGroupMetadata(message) => message.encode(buf, 0),
            CoordinatorKey::StreamsGroupMemberMetadata(message) => message.encode(buf, 0),
            CoordinatorKey::StreamsGroupTargetAssignmentMetadata(message) => message.encode(buf, 0),
            CoordinatorKey::StreamsGroupTargetAssignmentMember(message) => message.encode(buf, 0),
            CoordinatorKey::StreamsGroupCurrentMemberAssignment(message) => message.encode(buf, 0),
            CoordinatorKey::StreamsGroupTopology(message) => message.encode(buf, 0),
        }
    }
}

impl From<LegacyOffsetCommitKey> for CoordinatorKey {
    fn from(message: LegacyOffsetCommitKey) -> Self {
        CoordinatorKey::LegacyOffsetCommit(message)
    }
}

impl From<OffsetCommitKey> for CoordinatorKey {
    fn from(message: OffsetCommitKey) -> Self {
        CoordinatorKey::OffsetCommit(message)
    }
}

impl From<GroupMetadataKey> for CoordinatorKey {
    fn from(message: GroupMetadataKey) -> Self {
        CoordinatorKey::GroupMetadata(message)
    }
}

impl From<ConsumerGroupMetadataKey> for CoordinatorKey {
    fn from(message: ConsumerGroupMetadataKey) -> Self {
        CoordinatorKey::ConsumerGroupMetadata(message)
    }
}

impl From<ConsumerGroupPartitionMetadataKey> for CoordinatorKey {
    fn from(message: ConsumerGroupPartitionMetadataKey) -> Self {
        CoordinatorKey::ConsumerGroupPartitionMetadata(message)
    }
}

impl From<ConsumerGroupMemberMetadataKey> for CoordinatorKey {
    fn from(message: ConsumerGroupMemberMetadataKey) -> Self {
        CoordinatorKey::ConsumerGroupMemberMetadata(message)
    }
}

impl From<ConsumerGroupTargetAssignmentMetadataKey> for CoordinatorKey {
    fn from(message: ConsumerGroupTargetAssignmentMetadataKey) -> Self {
        CoordinatorKey::ConsumerGroupTargetAssignmentMetadata(message)
    }
}

impl From<ConsumerGroupTargetAssignmentMemberKey> for CoordinatorKey {
    fn from(message: ConsumerGroupTargetAssignmentMemberKey) -> Self {
        CoordinatorKey::ConsumerGroupTargetAssignmentMember(message)
    }
}

impl From<ConsumerGroupCurrentMemberAssignmentKey> for CoordinatorKey {
    fn from(message: ConsumerGroupCurrentMemberAssignmentKey) -> Self {
        CoordinatorKey::ConsumerGroupCurrentMemberAssignment(message)
    }
}

impl From<ShareGroupMemberMetadataKey> for CoordinatorKey {
    fn from(message: ShareGroupMemberMetadataKey) -> Self {
        CoordinatorKey::ShareGroupMemberMetadata(message)
    }
}

impl From<ShareGroupMetadataKey> for CoordinatorKey {
    fn from(message: ShareGroupMetadataKey) -> Self {
        CoordinatorKey::ShareGroupMetadata(message)
    }
}

impl From<ShareGroupTargetAssignmentMetadataKey> for CoordinatorKey {
    fn from(message: ShareGroupTargetAssignmentMetadataKey) -> Self {
        CoordinatorKey::ShareGroupTargetAssignmentMetadata(message)
    }
}

impl From<ShareGroupTargetAssignmentMemberKey> for CoordinatorKey {
    fn from(message: ShareGroupTargetAssignmentMemberKey) -> Self {
        CoordinatorKey::ShareGroupTargetAssignmentMember(message)
    }
}

impl From<ShareGroupCurrentMemberAssignmentKey> for CoordinatorKey {
    fn from(message: ShareGroupCurrentMemberAssignmentKey) -> Self {
        CoordinatorKey::ShareGroupCurrentMemberAssignment(message)
    }
}

impl From<ShareGroupStatePartitionMetadataKey> for CoordinatorKey {
    fn from(message: ShareGroupStatePartitionMetadataKey) -> Self {
        CoordinatorKey::ShareGroupStatePartitionMetadata(message)
    }
}

impl From<ConsumerGroupRegularExpressionKey> for CoordinatorKey {
    fn from(message: ConsumerGroupRegularExpressionKey) -> Self {
        CoordinatorKey::ConsumerGroupRegularExpression(message)
    }
}

impl From<StreamsGroupMetadataKey> for CoordinatorKey {
    fn from(message: StreamsGroupMetadataKey) -> Self {
        CoordinatorKey::StreamsGroupMetadata(message)
    }
}

impl From<StreamsGroupMemberMetadataKey> for CoordinatorKey {
    fn from(message: StreamsGroupMemberMetadataKey) -> Self {
        CoordinatorKey::StreamsGroupMemberMetadata(message)
    }
}

impl From<StreamsGroupTargetAssignmentMetadataKey> for CoordinatorKey {
    fn from(message: StreamsGroupTargetAssignmentMetadataKey) -> Self {
        CoordinatorKey::StreamsGroupTargetAssignmentMetadata(message)
    }
}

impl From<StreamsGroupTargetAssignmentMemberKey> for CoordinatorKey {
    fn from(message: StreamsGroupTargetAssignmentMemberKey) -> Self {
        CoordinatorKey::StreamsGroupTargetAssignmentMember(message)
    }
}

impl From<StreamsGroupCurrentMemberAssignmentKey> for CoordinatorKey {
    fn from(message: StreamsGroupCurrentMemberAssignmentKey) -> Self {
        CoordinatorKey::StreamsGroupCurrentMemberAssignment(message)
    }
}

impl From<StreamsGroupTopologyKey> for CoordinatorKey {
    fn from(message: StreamsGroupTopologyKey) -> Self {
        CoordinatorKey::StreamsGroupTopology(message)
    }
}

/// The value of a record.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one at a time is in memory")]
pub enum CoordinatorValue {
    LegacyOffsetCommit(LegacyOffsetCommitValue),
    OffsetCommit(OffsetCommitValue),
    GroupMetadata(GroupMetadataValue),
    ConsumerGroupMetadata(ConsumerGroupMetadataValue),
    ConsumerGroupPartitionMetadata(ConsumerGroupPartitionMetadataValue),
    ConsumerGroupMemberMetadata(ConsumerGroupMemberMetadataValue),
    ConsumerGroupTargetAssignmentMetadata(ConsumerGroupTargetAssignmentMetadataValue),
    ConsumerGroupTargetAssignmentMember(ConsumerGroupTargetAssignmentMemberValue),
    ConsumerGroupCurrentMemberAssignment(ConsumerGroupCurrentMemberAssignmentValue),
    ShareGroupMemberMetadata(ShareGroupMemberMetadataValue),
    ShareGroupMetadata(ShareGroupMetadataValue),
    ShareGroupTargetAssignmentMetadata(ShareGroupTargetAssignmentMetadataValue),
    ShareGroupTargetAssignmentMember(ShareGroupTargetAssignmentMemberValue),
    ShareGroupCurrentMemberAssignment(ShareGroupCurrentMemberAssignmentValue),
    ShareGroupStatePartitionMetadata(ShareGroupStatePartitionMetadataValue),
    ConsumerGroupRegularExpression(ConsumerGroupRegularExpressionValue),
    StreamsGroupMetadata(StreamsGroupMetadataValue),
    StreamsGroupMemberMetadata(StreamsGroupMemberMetadataValue),
    StreamsGroupTargetAssignmentMetadata(StreamsGroupTargetAssignmentMetadataValue),
    StreamsGroupTargetAssignmentMember(StreamsGroupTargetAssignmentMemberValue),
    StreamsGroupCurrentMemberAssignment(StreamsGroupCurrentMemberAssignmentValue),
    StreamsGroupTopology(StreamsGroupTopologyValue),
}

impl CoordinatorValue {
    pub fn api_key(&self) -> i16 {
        match self {
            CoordinatorValue::LegacyOffsetCommit(_) => 0,
            CoordinatorValue::OffsetCommit(_) => 1,
            CoordinatorValue::GroupMetadata(_) => 2,
            CoordinatorValue::ConsumerGroupMetadata(_) => 3,
            CoordinatorValue::ConsumerGroupPartitionMetadata(_) => 4,
            CoordinatorValue::ConsumerGroupMemberMetadata(_) => 5,
            CoordinatorValue::ConsumerGroupTargetAssignmentMetadata(_) => 6,
            CoordinatorValue::ConsumerGroupTargetAssignmentMember(_) => 7,
            CoordinatorValue::ConsumerGroupCurrentMemberAssignment(_) => 8,
            CoordinatorValue::ShareGroupMemberMetadata(_) => 10,
            CoordinatorValue::ShareGroupMetadata(_) => 11,
            CoordinatorValue::ShareGroupTargetAssignmentMetadata(_) => 12,
            CoordinatorValue::ShareGroupTargetAssignmentMember(_) => 13,
            CoordinatorValue::ShareGroupCurrentMemberAssignment(_) => 14,
            CoordinatorValue::ShareGroupStatePartitionMetadata(_) => 15,
            CoordinatorValue::ConsumerGroupRegularExpression(_) => 16,
            CoordinatorValue::StreamsGroupMetadata(_) => 17,
            CoordinatorValue::StreamsGroupMemberMetadata(_) => 19,
            CoordinatorValue::StreamsGroupTargetAssignmentMetadata(_) => 20,
            CoordinatorValue::StreamsGroupTargetAssignmentMember(_) => 21,
            CoordinatorValue::StreamsGroupCurrentMemberAssignment(_) => 22,
            CoordinatorValue::StreamsGroupTopology(_) => 23,
        }
    }

    /// The highest version the value can be written at.
    pub fn max_version(&self) -> i16 {
        match self {
            CoordinatorValue::LegacyOffsetCommit(_) => LegacyOffsetCommitValue::MAX_VERSION,
            CoordinatorValue::OffsetCommit(_) => OffsetCommitValue::MAX_VERSION,
            CoordinatorValue::GroupMetadata(_) => GroupMetadataValue::MAX_VERSION,
            CoordinatorValue::ConsumerGroupMetadata(_) => ConsumerGroupMetadataValue::MAX_VERSION,
            CoordinatorValue::ConsumerGroupPartitionMetadata(_) => ConsumerGroupPartitionMetadataValue::MAX_VERSION,
            CoordinatorValue::ConsumerGroupMemberMetadata(_) => ConsumerGroupMemberMetadataValue::MAX_VERSION,
            CoordinatorValue::ConsumerGroupTargetAssignmentMetadata(_) => {
                ConsumerGroupTargetAssignmentMetadataValue::MAX_VERSION
            }
            CoordinatorValue::ConsumerGroupTargetAssignmentMember(_) => {
                ConsumerGroupTargetAssignmentMemberValue::MAX_VERSION
            }
            CoordinatorValue::ConsumerGroupCurrentMemberAssignment(_) => {
                ConsumerGroupCurrentMemberAssignmentValue::MAX_VERSION
            }
            CoordinatorValue::ShareGroupMemberMetadata(_) => ShareGroupMemberMetadataValue::MAX_VERSION,
            CoordinatorValue::ShareGroupMetadata(_) => ShareGroupMetadataValue::MAX_VERSION,
            CoordinatorValue::ShareGroupTargetAssignmentMetadata(_) => {
                ShareGroupTargetAssignmentMetadataValue::MAX_VERSION
            }
            CoordinatorValue::ShareGroupTargetAssignmentMember(_) => ShareGroupTargetAssignmentMemberValue::MAX_VERSION,
            CoordinatorValue::ShareGroupCurrentMemberAssignment(_) => {
                ShareGroupCurrentMemberAssignmentValue::MAX_VERSION
            }
            CoordinatorValue::ShareGroupStatePartitionMetadata(_) => ShareGroupStatePartitionMetadataValue::MAX_VERSION,
            CoordinatorValue::ConsumerGroupRegularExpression(_) => ConsumerGroupRegularExpressionValue::MAX_VERSION,
            CoordinatorValue::StreamsGroupMetadata(_) => StreamsGroupMetadataValue::MAX_VERSION,
            CoordinatorValue::StreamsGroupMemberMetadata(_) => StreamsGroupMemberMetadataValue::MAX_VERSION,
            CoordinatorValue::StreamsGroupTargetAssignmentMetadata(_) => {
                StreamsGroupTargetAssignmentMetadataValue::MAX_VERSION
            }
            CoordinatorValue::StreamsGroupTargetAssignmentMember(_) => {
                StreamsGroupTargetAssignmentMemberValue::MAX_VERSION
            }
            CoordinatorValue::StreamsGroupCurrentMemberAssignment(_) => {
                StreamsGroupCurrentMemberAssignmentValue::MAX_VERSION
            }
            CoordinatorValue::StreamsGroupTopology(_) => StreamsGroupTopologyValue::MAX_VERSION,
        }
    }

    /// Reads the value of a key of type `api_key`, and gives the version it was written at.
    pub fn decode(api_key: i16, d: &mut Decoder) -> Result<(Self, i16), DecodeError> {
        let version = d.i16("version")?;
        let value = match api_key {
            0 => CoordinatorValue::LegacyOffsetCommit(LegacyOffsetCommitValue::decode(d, version)?),
            1 => CoordinatorValue::OffsetCommit(OffsetCommitValue::decode(d, version)?),
            2 => CoordinatorValue::GroupMetadata(GroupMetadataValue::decode(d, version)?),
            3 => CoordinatorValue::ConsumerGroupMetadata(ConsumerGroupMetadataValue::decode(d, version)?),
            4 => CoordinatorValue::ConsumerGroupPartitionMetadata(ConsumerGroupPartitionMetadataValue::decode(
                d, version,
            )?),
            5 => CoordinatorValue::ConsumerGroupMemberMetadata(ConsumerGroupMemberMetadataValue::decode(d, version)?),
            6 => CoordinatorValue::ConsumerGroupTargetAssignmentMetadata(
                ConsumerGroupTargetAssignmentMetadataValue::decode(d, version)?,
            ),
            7 => CoordinatorValue::ConsumerGroupTargetAssignmentMember(
                ConsumerGroupTargetAssignmentMemberValue::decode(d, version)?,
            ),
            8 => CoordinatorValue::ConsumerGroupCurrentMemberAssignment(
                ConsumerGroupCurrentMemberAssignmentValue::decode(d, version)?,
            ),
            10 => CoordinatorValue::ShareGroupMemberMetadata(ShareGroupMemberMetadataValue::decode(d, version)?),
            11 => CoordinatorValue::ShareGroupMetadata(ShareGroupMetadataValue::decode(d, version)?),
            12 => CoordinatorValue::ShareGroupTargetAssignmentMetadata(
                ShareGroupTargetAssignmentMetadataValue::decode(d, version)?,
            ),
            13 => CoordinatorValue::ShareGroupTargetAssignmentMember(ShareGroupTargetAssignmentMemberValue::decode(
                d, version,
            )?),
            14 => CoordinatorValue::ShareGroupCurrentMemberAssignment(ShareGroupCurrentMemberAssignmentValue::decode(
                d, version,
            )?),
            15 => CoordinatorValue::ShareGroupStatePartitionMetadata(ShareGroupStatePartitionMetadataValue::decode(
                d, version,
            )?),
            16 => CoordinatorValue::ConsumerGroupRegularExpression(ConsumerGroupRegularExpressionValue::decode(
                d, version,
            )?),
            17 => CoordinatorValue::StreamsGroupMetadata(StreamsGroupMetadataValue::decode(d, version)?),
            19 => CoordinatorValue::StreamsGroupMemberMetadata(StreamsGroupMemberMetadataValue::decode(d, version)?),
            20 => CoordinatorValue::StreamsGroupTargetAssignmentMetadata(
                StreamsGroupTargetAssignmentMetadataValue::decode(d, version)?,
            ),
            21 => CoordinatorValue::StreamsGroupTargetAssignmentMember(
                StreamsGroupTargetAssignmentMemberValue::decode(d, version)?,
            ),
            22 => CoordinatorValue::StreamsGroupCurrentMemberAssignment(
                StreamsGroupCurrentMemberAssignmentValue::decode(d, version)?,
            ),
            23 => CoordinatorValue::StreamsGroupTopology(StreamsGroupTopologyValue::decode(d, version)?),
            _ => return Err(d.error("type", DecodeErrorKind::UnknownApiKey(api_key.into()))),
        };
        Ok((value, version))
    }

    pub fn encode(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i16(version);
        match self {
            CoordinatorValue::LegacyOffsetCommit(message) => message.encode(buf, version),
            CoordinatorValue::OffsetCommit(message) => message.encode(buf, version),
            CoordinatorValue::GroupMetadata(message) => message.encode(buf, version),
            CoordinatorValue::ConsumerGroupMetadata(message) => message.encode(buf, version),
            CoordinatorValue::ConsumerGroupPartitionMetadata(message) => message.encode(buf, version),
            CoordinatorValue::ConsumerGroupMemberMetadata(message) => message.encode(buf, version),
            CoordinatorValue::ConsumerGroupTargetAssignmentMetadata(message) => message.encode(buf, version),
            CoordinatorValue::ConsumerGroupTargetAssignmentMember(message) => message.encode(buf, version),
            CoordinatorValue::ConsumerGroupCurrentMemberAssignment(message) => message.encode(buf, version),
            CoordinatorValue::ShareGroupMemberMetadata(message) => message.encode(buf, version),
            CoordinatorValue::ShareGroupMetadata(message) => message.encode(buf, version),
            CoordinatorValue::ShareGroupTargetAssignmentMetadata(message) => message.encode(buf, version),
            CoordinatorValue::ShareGroupTargetAssignmentMember(message) => message.encode(buf, version),
            CoordinatorValue::ShareGroupCurrentMemberAssignment(message) => message.encode(buf, version),
            CoordinatorValue::ShareGroupStatePartitionMetadata(message) => message.encode(buf, version),
            CoordinatorValue::ConsumerGroupRegularExpression(message) => message.encode(buf, version),
            CoordinatorValue::StreamsGroupMetadata(message) => message.encode(buf, version),
            CoordinatorValue::StreamsGroupMemberMetadata(message) => message.encode(buf, version),
            CoordinatorValue::StreamsGroupTargetAssignmentMetadata(message) => message.encode(buf, version),
            CoordinatorValue::StreamsGroupTargetAssignmentMember(message) => message.encode(buf, version),
            CoordinatorValue::StreamsGroupCurrentMemberAssignment(message) => message.encode(buf, version),
            CoordinatorValue::StreamsGroupTopology(message) => message.encode(buf, version),
        }
    }
}

impl From<LegacyOffsetCommitValue> for CoordinatorValue {
    fn from(message: LegacyOffsetCommitValue) -> Self {
        CoordinatorValue::LegacyOffsetCommit(message)
    }
}

impl From<OffsetCommitValue> for CoordinatorValue {
    fn from(message: OffsetCommitValue) -> Self {
        CoordinatorValue::OffsetCommit(message)
    }
}

impl From<GroupMetadataValue> for CoordinatorValue {
    fn from(message: GroupMetadataValue) -> Self {
        CoordinatorValue::GroupMetadata(message)
    }
}

impl From<ConsumerGroupMetadataValue> for CoordinatorValue {
    fn from(message: ConsumerGroupMetadataValue) -> Self {
        CoordinatorValue::ConsumerGroupMetadata(message)
    }
}

impl From<ConsumerGroupPartitionMetadataValue> for CoordinatorValue {
    fn from(message: ConsumerGroupPartitionMetadataValue) -> Self {
        CoordinatorValue::ConsumerGroupPartitionMetadata(message)
    }
}

impl From<ConsumerGroupMemberMetadataValue> for CoordinatorValue {
    fn from(message: ConsumerGroupMemberMetadataValue) -> Self {
        CoordinatorValue::ConsumerGroupMemberMetadata(message)
    }
}

impl From<ConsumerGroupTargetAssignmentMetadataValue> for CoordinatorValue {
    fn from(message: ConsumerGroupTargetAssignmentMetadataValue) -> Self {
        CoordinatorValue::ConsumerGroupTargetAssignmentMetadata(message)
    }
}

impl From<ConsumerGroupTargetAssignmentMemberValue> for CoordinatorValue {
    fn from(message: ConsumerGroupTargetAssignmentMemberValue) -> Self {
        CoordinatorValue::ConsumerGroupTargetAssignmentMember(message)
    }
}

impl From<ConsumerGroupCurrentMemberAssignmentValue> for CoordinatorValue {
    fn from(message: ConsumerGroupCurrentMemberAssignmentValue) -> Self {
        CoordinatorValue::ConsumerGroupCurrentMemberAssignment(message)
    }
}

impl From<ShareGroupMemberMetadataValue> for CoordinatorValue {
    fn from(message: ShareGroupMemberMetadataValue) -> Self {
        CoordinatorValue::ShareGroupMemberMetadata(message)
    }
}

impl From<ShareGroupMetadataValue> for CoordinatorValue {
    fn from(message: ShareGroupMetadataValue) -> Self {
        CoordinatorValue::ShareGroupMetadata(message)
    }
}

impl From<ShareGroupTargetAssignmentMetadataValue> for CoordinatorValue {
    fn from(message: ShareGroupTargetAssignmentMetadataValue) -> Self {
        CoordinatorValue::ShareGroupTargetAssignmentMetadata(message)
    }
}

impl From<ShareGroupTargetAssignmentMemberValue> for CoordinatorValue {
    fn from(message: ShareGroupTargetAssignmentMemberValue) -> Self {
        CoordinatorValue::ShareGroupTargetAssignmentMember(message)
    }
}

impl From<ShareGroupCurrentMemberAssignmentValue> for CoordinatorValue {
    fn from(message: ShareGroupCurrentMemberAssignmentValue) -> Self {
        CoordinatorValue::ShareGroupCurrentMemberAssignment(message)
    }
}

impl From<ShareGroupStatePartitionMetadataValue> for CoordinatorValue {
    fn from(message: ShareGroupStatePartitionMetadataValue) -> Self {
        CoordinatorValue::ShareGroupStatePartitionMetadata(message)
    }
}

impl From<ConsumerGroupRegularExpressionValue> for CoordinatorValue {
    fn from(message: ConsumerGroupRegularExpressionValue) -> Self {
        CoordinatorValue::ConsumerGroupRegularExpression(message)
    }
}

impl From<StreamsGroupMetadataValue> for CoordinatorValue {
    fn from(message: StreamsGroupMetadataValue) -> Self {
        CoordinatorValue::StreamsGroupMetadata(message)
    }
}

impl From<StreamsGroupMemberMetadataValue> for CoordinatorValue {
    fn from(message: StreamsGroupMemberMetadataValue) -> Self {
        CoordinatorValue::StreamsGroupMemberMetadata(message)
    }
}

impl From<StreamsGroupTargetAssignmentMetadataValue> for CoordinatorValue {
    fn from(message: StreamsGroupTargetAssignmentMetadataValue) -> Self {
        CoordinatorValue::StreamsGroupTargetAssignmentMetadata(message)
    }
}

impl From<StreamsGroupTargetAssignmentMemberValue> for CoordinatorValue {
    fn from(message: StreamsGroupTargetAssignmentMemberValue) -> Self {
        CoordinatorValue::StreamsGroupTargetAssignmentMember(message)
    }
}

impl From<StreamsGroupCurrentMemberAssignmentValue> for CoordinatorValue {
    fn from(message: StreamsGroupCurrentMemberAssignmentValue) -> Self {
        CoordinatorValue::StreamsGroupCurrentMemberAssignment(message)
    }
}

impl From<StreamsGroupTopologyValue> for CoordinatorValue {
    fn from(message: StreamsGroupTopologyValue) -> Self {
        CoordinatorValue::StreamsGroupTopology(message)
    }
}

//! A record of the remote log metadata topic, framed: frame version, api key and version as unsigned varints, then the message.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::BytesMut;

use super::*;
use crate::message::Message;
use crate::primitives::{DecodeError, DecodeErrorKind, Decoder, EncodeError, put_uvarint, uvarint_size};

/// The only version of the frame.
const FRAME_VERSION: u32 = 1;

/// A record of the remote log metadata topic.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one at a time is in memory")]
pub enum RemoteLogMetadataRecord {
    RemoteLogSegmentMetadata(RemoteLogSegmentMetadataRecord),
    RemoteLogSegmentMetadataUpdate(RemoteLogSegmentMetadataUpdateRecord),
    RemotePartitionDeleteMetadata(RemotePartitionDeleteMetadataRecord),
    RemoteLogSegmentMetadataSnapshot(RemoteLogSegmentMetadataSnapshotRecord),
}

impl RemoteLogMetadataRecord {
    pub fn api_key(&self) -> i16 {
        match self {
            RemoteLogMetadataRecord::RemoteLogSegmentMetadata(_) => 0,
            RemoteLogMetadataRecord::RemoteLogSegmentMetadataUpdate(_) => 1,
            RemoteLogMetadataRecord::RemotePartitionDeleteMetadata(_) => 2,
            RemoteLogMetadataRecord::RemoteLogSegmentMetadataSnapshot(_) => 3,
        }
    }

    /// The record's own name, such as `TopicRecord`.
    pub fn name(&self) -> &'static str {
        match self {
            RemoteLogMetadataRecord::RemoteLogSegmentMetadata(_) => RemoteLogSegmentMetadataRecord::NAME,
            RemoteLogMetadataRecord::RemoteLogSegmentMetadataUpdate(_) => RemoteLogSegmentMetadataUpdateRecord::NAME,
            RemoteLogMetadataRecord::RemotePartitionDeleteMetadata(_) => RemotePartitionDeleteMetadataRecord::NAME,
            RemoteLogMetadataRecord::RemoteLogSegmentMetadataSnapshot(_) => {
                RemoteLogSegmentMetadataSnapshotRecord::NAME
            }
        }
    }

    /// The highest version the record can be written at.
    pub fn max_version(&self) -> i16 {
        match self {
            RemoteLogMetadataRecord::RemoteLogSegmentMetadata(_) => RemoteLogSegmentMetadataRecord::MAX_VERSION,
            RemoteLogMetadataRecord::RemoteLogSegmentMetadataUpdate(_) => {
                RemoteLogSegmentMetadataUpdateRecord::MAX_VERSION
            }
            RemoteLogMetadataRecord::RemotePartitionDeleteMetadata(_) => {
                RemotePartitionDeleteMetadataRecord::MAX_VERSION
            }
            RemoteLogMetadataRecord::RemoteLogSegmentMetadataSnapshot(_) => {
                RemoteLogSegmentMetadataSnapshotRecord::MAX_VERSION
            }
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
            0 => RemoteLogMetadataRecord::RemoteLogSegmentMetadata(RemoteLogSegmentMetadataRecord::decode(d, version)?),
            1 => RemoteLogMetadataRecord::RemoteLogSegmentMetadataUpdate(RemoteLogSegmentMetadataUpdateRecord::decode(
                d, version,
            )?),
            2 => RemoteLogMetadataRecord::RemotePartitionDeleteMetadata(RemotePartitionDeleteMetadataRecord::decode(
                d, version,
            )?),
            3 => RemoteLogMetadataRecord::RemoteLogSegmentMetadataSnapshot(
                RemoteLogSegmentMetadataSnapshotRecord::decode(d, version)?,
            ),
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
            RemoteLogMetadataRecord::RemoteLogSegmentMetadata(message) => message.encode(buf, version),
            RemoteLogMetadataRecord::RemoteLogSegmentMetadataUpdate(message) => message.encode(buf, version),
            RemoteLogMetadataRecord::RemotePartitionDeleteMetadata(message) => message.encode(buf, version),
            RemoteLogMetadataRecord::RemoteLogSegmentMetadataSnapshot(message) => message.encode(buf, version),
        }
    }

    /// Bytes of the record in its frame.
    pub fn encoded_size(&self, version: i16) -> usize {
        let message = match self {
            RemoteLogMetadataRecord::RemoteLogSegmentMetadata(message) => message.encoded_size(version),
            RemoteLogMetadataRecord::RemoteLogSegmentMetadataUpdate(message) => message.encoded_size(version),
            RemoteLogMetadataRecord::RemotePartitionDeleteMetadata(message) => message.encoded_size(version),
            RemoteLogMetadataRecord::RemoteLogSegmentMetadataSnapshot(message) => message.encoded_size(version),
        };
        uvarint_size(FRAME_VERSION) + uvarint_size(self.api_key() as u32) + uvarint_size(version as u32) + message
    }
}

impl From<RemoteLogSegmentMetadataRecord> for RemoteLogMetadataRecord {
    fn from(message: RemoteLogSegmentMetadataRecord) -> Self {
        RemoteLogMetadataRecord::RemoteLogSegmentMetadata(message)
    }
}

impl From<RemoteLogSegmentMetadataUpdateRecord> for RemoteLogMetadataRecord {
    fn from(message: RemoteLogSegmentMetadataUpdateRecord) -> Self {
        RemoteLogMetadataRecord::RemoteLogSegmentMetadataUpdate(message)
    }
}

impl From<RemotePartitionDeleteMetadataRecord> for RemoteLogMetadataRecord {
    fn from(message: RemotePartitionDeleteMetadataRecord) -> Self {
        RemoteLogMetadataRecord::RemotePartitionDeleteMetadata(message)
    }
}

impl From<RemoteLogSegmentMetadataSnapshotRecord> for RemoteLogMetadataRecord {
    fn from(message: RemoteLogSegmentMetadataSnapshotRecord) -> Self {
        RemoteLogMetadataRecord::RemoteLogSegmentMetadataSnapshot(message)
    }
}

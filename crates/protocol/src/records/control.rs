//! Control records: what brokers and controllers write into logs for each other.
//!
//! Promises: the key says the type, in any version of the key; types of later Kafkas are passed over, not refused.
//! The values of all types but the transaction markers are messages of their own (`LeaderChangeMessage`,
//! `SnapshotHeaderRecord`, `SnapshotFooterRecord`, `KRaftVersionRecord`, `VotersRecord`).

use super::RecordError;

/// What a control record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ControlRecordType {
    Abort,
    Commit,
    LeaderChange,
    SnapshotHeader,
    SnapshotFooter,
    KRaftVersion,
    KRaftVoters,
    /// Of a later Kafka.
    Unknown(i16),
}

impl ControlRecordType {
    const KEY_VERSION: i16 = 0;

    pub fn from_id(id: i16) -> Self {
        match id {
            0 => Self::Abort,
            1 => Self::Commit,
            2 => Self::LeaderChange,
            3 => Self::SnapshotHeader,
            4 => Self::SnapshotFooter,
            5 => Self::KRaftVersion,
            6 => Self::KRaftVoters,
            other => Self::Unknown(other),
        }
    }

    pub fn id(self) -> i16 {
        match self {
            Self::Abort => 0,
            Self::Commit => 1,
            Self::LeaderChange => 2,
            Self::SnapshotHeader => 3,
            Self::SnapshotFooter => 4,
            Self::KRaftVersion => 5,
            Self::KRaftVoters => 6,
            Self::Unknown(id) => id,
        }
    }

    /// Reads the key of a control record. Errors: none, too short, or of a negative version.
    pub fn parse_key(key: Option<&[u8]>) -> Result<Self, RecordError> {
        let Some(&[v0, v1, t0, t1, ..]) = key else {
            return Err(RecordError::InvalidControlRecord { reason: "its key has less than 4 bytes" });
        };
        if i16::from_be_bytes([v0, v1]) < 0 {
            return Err(RecordError::InvalidControlRecord { reason: "the version of its key is negative" });
        }
        Ok(Self::from_id(i16::from_be_bytes([t0, t1])))
    }

    /// The key of a control record of this type.
    pub fn key(self) -> [u8; 4] {
        let [v0, v1] = Self::KEY_VERSION.to_be_bytes();
        let [t0, t1] = self.id().to_be_bytes();
        [v0, v1, t0, t1]
    }
}

/// The value of an abort or commit marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndTransactionMarker {
    pub coordinator_epoch: i32,
}

impl EndTransactionMarker {
    const VERSION: i16 = 0;

    /// Reads a value of any version: later ones only add to it.
    pub fn parse_value(value: Option<&[u8]>) -> Result<Self, RecordError> {
        let Some(&[v0, v1, e0, e1, e2, e3, ..]) = value else {
            return Err(RecordError::InvalidControlRecord {
                reason: "the value of a transaction marker has less than 6 bytes",
            });
        };
        if i16::from_be_bytes([v0, v1]) < 0 {
            return Err(RecordError::InvalidControlRecord {
                reason: "the version of a transaction marker is negative",
            });
        }
        Ok(Self { coordinator_epoch: i32::from_be_bytes([e0, e1, e2, e3]) })
    }

    pub fn value(self) -> [u8; 6] {
        let [v0, v1] = Self::VERSION.to_be_bytes();
        let [e0, e1, e2, e3] = self.coordinator_epoch.to_be_bytes();
        [v0, v1, e0, e1, e2, e3]
    }
}

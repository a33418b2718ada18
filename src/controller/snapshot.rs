//! Snapshots of the metadata log (KIP-630): `<end offset>-<epoch>.checkpoint`, and `bootstrap.checkpoint`, which has their form.
//!
//! A snapshot holds everything below its end offset: a control batch with the header and, from kraft.version 1 on, the quorum's
//! kraft.version and voters; the metadata as records; a footer. Offsets inside count from 0.
//! Promises: a snapshot is written whole under its name or not at all; one without a footer is refused.

use std::io;
use std::path::{Path, PathBuf};

use bytes::{Bytes, BytesMut};
use ringmain_protocol::message::Message;
use ringmain_protocol::messages::metadata::MetadataRecord;
use ringmain_protocol::messages::rpc::{SnapshotFooterRecord, SnapshotHeaderRecord};
use ringmain_protocol::primitives::Decoder;
use ringmain_protocol::records::control::ControlRecordType;
use ringmain_protocol::records::{BatchBuilder, BatchOptions, BatchRef, Compressor, Decompressor};

use super::raft::batches::{self, BatchError};
use super::raft::{ControlRecord, OffsetAndEpoch, VoterSet, control};
use crate::rt::fs;

pub const SUFFIX: &str = ".checkpoint";
/// A snapshot that is being received.
pub const PART_SUFFIX: &str = ".checkpoint.part";
pub const BOOTSTRAP_FILE: &str = "bootstrap.checkpoint";

/// Records in one batch of a snapshot. Kafka's writer makes a batch of each list it is given, of about this many.
const RECORDS_PER_BATCH: usize = 1024;
/// A batch of control records decompresses to no more.
const MAX_CONTROL_BYTES: usize = 8 << 20;

/// Why a snapshot cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error("{path}: {error}")]
    Io { path: PathBuf, error: io::Error },
    #[error("{path}: {error}")]
    Batch { path: PathBuf, error: BatchError },
    #[error("{path}: {why}")]
    Form { path: PathBuf, why: &'static str },
}

/// What a snapshot holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Snapshot {
    /// Time of the last record that it contains.
    pub last_contained_ms: i64,
    /// 0 where it does not say.
    pub kraft_version: i16,
    /// `None` where the voters are static.
    pub voters: Option<VoterSet>,
    pub records: Vec<MetadataRecord>,
}

/// `<offset in 20 digits>-<epoch in 10>.checkpoint`
pub fn file_name(id: OffsetAndEpoch) -> String {
    format!("{:020}-{:010}{SUFFIX}", id.offset, id.epoch)
}

/// The id in such a name.
pub fn parse_file_name(name: &str) -> Option<OffsetAndEpoch> {
    let (offset, epoch) = name.strip_suffix(SUFFIX)?.split_once('-')?;
    let digits = |text: &str, count| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(offset, 20) || !digits(epoch, 10) {
        return None;
    }
    Some(OffsetAndEpoch { offset: offset.parse().ok()?, epoch: epoch.parse().ok()? })
}

/// The snapshots in the metadata log's directory with their sizes, ascending.
pub async fn list(dir: &Path) -> io::Result<Vec<(OffsetAndEpoch, i64)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).await? {
        if let Some(id) = parse_file_name(&entry.name).filter(|_| !entry.is_dir) {
            found.push((id, i64::try_from(entry.len).unwrap_or(i64::MAX)));
        }
    }
    found.sort_unstable();
    Ok(found)
}

impl Snapshot {
    /// The content of the file. `epoch` is that of the snapshot's id; records are written in the version beside each.
    pub fn to_bytes(
        &self,
        epoch: i32,
        now_ms: i64,
        version_of: impl Fn(&MetadataRecord) -> i16,
    ) -> Result<Vec<u8>, BatchError> {
        let header = SnapshotHeaderRecord {
            last_contained_log_timestamp: self.last_contained_ms,
            ..SnapshotHeaderRecord::default()
        };
        let mut head = vec![(ControlRecordType::SnapshotHeader, encode(&header)?)];
        if self.kraft_version > 0 {
            head.push(control::encode(&ControlRecord::KRaftVersion(self.kraft_version))?);
            if let Some(voters) = &self.voters {
                head.push(control::encode(&ControlRecord::Voters(voters.clone()))?);
            }
        }
        let mut out = Vec::new();
        let mut offset = write_control(&mut out, 0, epoch, now_ms, &head)?;
        for records in self.records.chunks(RECORDS_PER_BATCH) {
            let versioned: Vec<(MetadataRecord, i16)> =
                records.iter().map(|record| (record.clone(), version_of(record))).collect();
            out.extend_from_slice(&batches::metadata_batch(offset, epoch, now_ms, &versioned)?);
            offset = offset.saturating_add(i64::try_from(records.len()).unwrap_or(i64::MAX));
        }
        let footer = (ControlRecordType::SnapshotFooter, encode(&SnapshotFooterRecord::default())?);
        write_control(&mut out, offset, epoch, now_ms, &[footer])?;
        Ok(out)
    }

    /// Takes the content of a file apart. `path` is for the error.
    pub fn parse(path: &Path, bytes: &[u8]) -> Result<Self, SnapshotError> {
        let form = |why| SnapshotError::Form { path: path.to_owned(), why };
        let batch_error = |error: BatchError| SnapshotError::Batch { path: path.to_owned(), error };
        let mut snapshot = Snapshot::default();
        let mut decompressor = Decompressor::new();
        let mut rest = bytes;
        let (mut begun, mut ended) = (false, false);
        while !rest.is_empty() {
            if ended {
                return Err(form("something follows the footer"));
            }
            let batch = BatchRef::parse(rest).map_err(|error| batch_error(error.into()))?;
            batch.verify_crc().map_err(|error| batch_error(error.into()))?;
            rest = rest.get(batch.bytes().len()..).unwrap_or_default();
            if !batch.header().attributes.is_control() {
                if !begun {
                    return Err(form("it does not begin with a header"));
                }
                let records = batches::metadata_records(batch.bytes(), &mut decompressor).map_err(batch_error)?;
                snapshot.records.extend(records.into_iter().map(|(_, record)| record));
                continue;
            }
            for (kind, value) in control_records(&batch, &mut decompressor).map_err(batch_error)? {
                match kind {
                    ControlRecordType::SnapshotHeader if begun => return Err(form("it has two headers")),
                    ControlRecordType::SnapshotHeader => {
                        begun = true;
                        let header = SnapshotHeaderRecord::decode(&mut Decoder::new(value), 0);
                        let header = header.map_err(|error| batch_error(error.into()))?;
                        snapshot.last_contained_ms = header.last_contained_log_timestamp;
                    }
                    ControlRecordType::SnapshotFooter => ended = true,
                    kind => match control::decode(kind, value).map_err(|error| batch_error(error.into()))? {
                        Some(ControlRecord::KRaftVersion(level)) => snapshot.kraft_version = level,
                        Some(ControlRecord::Voters(voters)) => snapshot.voters = Some(voters),
                        Some(ControlRecord::LeaderChange { .. }) | None => {}
                    },
                }
            }
        }
        if !begun || !ended {
            return Err(form("it is not complete: its footer is missing"));
        }
        Ok(snapshot)
    }

    pub async fn read(path: &Path) -> Result<Self, SnapshotError> {
        let bytes = fs::read(path).await.map_err(|error| SnapshotError::Io { path: path.to_owned(), error })?;
        Self::parse(path, &bytes)
    }

    /// Writes the file durably; gives its size.
    pub async fn write(
        &self,
        path: &Path,
        epoch: i32,
        now_ms: i64,
        version_of: impl Fn(&MetadataRecord) -> i16,
    ) -> Result<i64, SnapshotError> {
        let bytes = self
            .to_bytes(epoch, now_ms, version_of)
            .map_err(|error| SnapshotError::Batch { path: path.to_owned(), error })?;
        let size_bytes = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let written = fs::write_atomic(path, bytes).await;
        written.map_err(|error| SnapshotError::Io { path: path.to_owned(), error })?;
        Ok(size_bytes)
    }
}

fn encode(message: &impl Message) -> Result<Bytes, BatchError> {
    let mut value = BytesMut::new();
    message.encode(&mut value, 0)?;
    Ok(value.freeze())
}

/// Appends a control batch; gives the offset after it.
fn write_control(
    out: &mut Vec<u8>,
    base_offset: i64,
    epoch: i32,
    now_ms: i64,
    records: &[(ControlRecordType, Bytes)],
) -> Result<i64, BatchError> {
    let options = BatchOptions { base_offset, partition_leader_epoch: epoch, control: true, ..BatchOptions::default() };
    let mut builder = BatchBuilder::new(options);
    for (kind, value) in records {
        builder.append(now_ms, Some(&kind.key()), Some(value), &[])?;
    }
    Ok(builder.build(&mut Compressor::new(), out)?.next_offset())
}

fn control_records(
    batch: &BatchRef<'_>,
    decompressor: &mut Decompressor,
) -> Result<Vec<(ControlRecordType, Bytes)>, BatchError> {
    let mut found = Vec::new();
    for record in batch.records(decompressor, MAX_CONTROL_BYTES)? {
        let record = record?;
        let kind = ControlRecordType::parse_key(record.key)?;
        found.push((kind, Bytes::copy_from_slice(record.value.unwrap_or_default())));
    }
    Ok(found)
}

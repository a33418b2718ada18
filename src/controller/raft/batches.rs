//! The metadata log's batches: what [`super::Effect`]s append, and what fetches and the disk give.

use super::control;
use super::types::{Batch, ControlRecord};
use bytes::{Bytes, BytesMut};
use ringmain_protocol::messages::metadata::MetadataRecord;
use ringmain_protocol::primitives::{DecodeError, Decoder, EncodeError};
use ringmain_protocol::records::control::ControlRecordType;
use ringmain_protocol::records::{
    BatchBuilder, BatchOptions, BatchRef, Batches, Compressor, Decompressor, RecordError,
};

/// No batch of the metadata log decompresses to more.
const MAX_BATCH_BYTES: usize = 64 * 1024 * 1024;

/// Bytes of the metadata log that cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    #[error(transparent)]
    Records(#[from] RecordError),
    #[error(transparent)]
    Decode(#[from] DecodeError),
    #[error(transparent)]
    Encode(#[from] EncodeError),
    #[error("record at offset {offset} has no value")]
    NoValue { offset: i64 },
}

fn options(base_offset: i64, epoch: i32, control: bool) -> BatchOptions {
    BatchOptions { base_offset, partition_leader_epoch: epoch, control, ..BatchOptions::default() }
}

fn build(builder: &BatchBuilder) -> Result<Bytes, BatchError> {
    let mut out = Vec::with_capacity(builder.size_bytes());
    builder.build(&mut Compressor::new(), &mut out)?;
    Ok(out.into())
}

/// A batch of raft's own records.
pub fn control_batch(
    base_offset: i64,
    epoch: i32,
    timestamp_ms: i64,
    records: &[ControlRecord],
) -> Result<Bytes, BatchError> {
    let mut builder = BatchBuilder::new(options(base_offset, epoch, true));
    for record in records {
        let (record_type, value) = control::encode(record)?;
        builder.append(timestamp_ms, Some(&record_type.key()), Some(&value), &[])?;
    }
    build(&builder)
}

/// A batch of metadata records, each in the version beside it.
pub fn metadata_batch(
    base_offset: i64,
    epoch: i32,
    timestamp_ms: i64,
    records: &[(MetadataRecord, i16)],
) -> Result<Bytes, BatchError> {
    let mut builder = BatchBuilder::new(options(base_offset, epoch, false));
    let mut value = BytesMut::new();
    for (record, version) in records {
        value.clear();
        record.encode(&mut value, *version)?;
        builder.append(timestamp_ms, None, Some(&value), &[])?;
    }
    build(&builder)
}

/// The whole batches of `bytes`, checksums checked, control records decoded. What is cut off at the end is left out, as
/// the end of a fetch may be.
pub fn read(bytes: &Bytes) -> Result<Vec<Batch>, BatchError> {
    let mut decompressor = Decompressor::new();
    Batches::new(bytes)
        .map(|batch| {
            let batch = batch?;
            batch.verify_crc()?;
            let header = batch.header();
            let control =
                if header.attributes.is_control() { control_records(&batch, &mut decompressor)? } else { Vec::new() };
            Ok(Batch {
                base_offset: header.base_offset,
                last_offset: header.last_offset(),
                epoch: header.partition_leader_epoch,
                control,
                bytes: bytes.slice_ref(batch.bytes()),
            })
        })
        .collect()
}

fn control_records(
    batch: &BatchRef<'_>,
    decompressor: &mut Decompressor,
) -> Result<Vec<(i64, ControlRecord)>, BatchError> {
    let mut records = Vec::new();
    for record in batch.records(decompressor, MAX_BATCH_BYTES)? {
        let record = record?;
        let record_type = ControlRecordType::parse_key(record.key)?;
        let value = Bytes::copy_from_slice(record.value.unwrap_or_default());
        if let Some(control) = control::decode(record_type, value)? {
            records.push((record.offset, control));
        }
    }
    Ok(records)
}

/// The metadata records of a batch, with their offsets; none of a control batch.
pub fn metadata_records(
    batch: &[u8],
    decompressor: &mut Decompressor,
) -> Result<Vec<(i64, MetadataRecord)>, BatchError> {
    let batch = BatchRef::parse(batch)?;
    if batch.header().attributes.is_control() {
        return Ok(Vec::new());
    }
    batch
        .records(decompressor, MAX_BATCH_BYTES)?
        .map(|record| {
            let record = record?;
            let value = record.value.ok_or(BatchError::NoValue { offset: record.offset })?;
            let (decoded, _) = MetadataRecord::decode(&mut Decoder::new(Bytes::copy_from_slice(value)))?;
            Ok((record.offset, decoded))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ringmain_protocol::messages::metadata::{FeatureLevelRecord, NoOpRecord};

    #[test]
    fn what_is_written_is_read() {
        let control = control_batch(0, 3, 1000, &[ControlRecord::KRaftVersion(1)]).unwrap();
        let feature = MetadataRecord::FeatureLevel(FeatureLevelRecord {
            name: "metadata.version".into(),
            feature_level: 30,
            ..Default::default()
        });
        let data =
            metadata_batch(1, 3, 1000, &[(feature.clone(), 0), (MetadataRecord::NoOp(NoOpRecord::default()), 0)]);
        let data = data.unwrap();
        let both: Bytes = [control.clone(), data.clone()].concat().into();
        let batches = read(&both).unwrap();
        assert_eq!(batches.len(), 2);
        assert_eq!(batches[0].control, [(0, ControlRecord::KRaftVersion(1))]);
        let offsets = (batches[1].base_offset, batches[1].last_offset, batches[1].epoch);
        assert_eq!((offsets, &batches[1].bytes), ((1, 2, 3), &data));
        let mut decompressor = Decompressor::new();
        assert_eq!(metadata_records(&control, &mut decompressor).unwrap(), []);
        let records = metadata_records(&data, &mut decompressor).unwrap();
        assert_eq!(records[0], (1, feature));
        assert_eq!(records.len(), 2);
        // Cut short: only what is whole. Changed: refused.
        assert_eq!(read(&both.slice(..both.len() - 1)).unwrap().len(), 1);
        let mut changed = both.to_vec();
        *changed.last_mut().unwrap() ^= 1;
        assert!(read(&changed.into()).is_err());
    }

    #[test]
    fn an_election_of_a_static_quorum_takes_as_many_bytes_as_kafkas() {
        let key = super::super::ReplicaKey::new(1, Default::default());
        let record = ControlRecord::LeaderChange { leader_id: 1, voters: vec![key], granting_voters: vec![key] };
        assert_eq!(control_batch(0, 1, 1_795_260_395_705, &[record]).unwrap().len(), 91);
    }
}

//! `ringmain log dump`: shows what the files of a data directory hold.
//!
//! Promises: nothing is changed. What is damaged is said where it is, the rest is shown, and the exit status is 1.

use std::fmt::Write;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use clap::Args;
use ringmain_protocol::messages::metadata::MetadataRecord;
use ringmain_protocol::primitives::Decoder;
use ringmain_protocol::records::control::ControlRecordType;
use ringmain_protocol::records::legacy::{Entry, LegacyMessage};
use ringmain_protocol::records::{BatchHeader, BatchRef, Decompressor, RecordRef, TimestampType};
use serde_json::{Value, json};

use super::File as Kind;
use crate::cli::render::{bytes_text, record_json};
use crate::cli::runtime;
use crate::log::index::{OffsetIndex, TimeIndex};
use crate::log::journal::format::PieceKind;
use crate::log::journal::replay;
use crate::log::producer_state::ProducerState;
use crate::log::txn_index::TxnIndex;
use crate::log::{Check, checkpoint, names, scan};
use crate::rt::fs::{self, File, OpenOptions};

/// Most bytes that a batch is decompressed to: what a batch can hold at all.
const MAX_DECOMPRESSED_BYTES: usize = i32::MAX as usize;

/// Show what files hold: batches, indexes, snapshots, checkpoints, journals.
#[derive(Args)]
#[command(after_help = "Examples:
  ringmain log dump ./ringmain-data/orders-0
  ringmain log dump ./ringmain-data/orders-0/00000000000000000000.log --records
  ringmain log dump ./ringmain-data/__cluster_metadata-0 --records
  ringmain log dump ./ringmain-data --json | jq -r 'select(.type == \"batch\") | .records'

A directory stands for every file in it, and in the partitions' directories below it.")]
pub struct Dump {
    /// Files, or directories.
    #[arg(value_name = "FILE|DIR", required = true)]
    paths: Vec<PathBuf>,
    /// Show each record, and each piece of a journal's entries.
    #[arg(long)]
    records: bool,
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
}

impl Dump {
    pub fn run(self) -> Result<(), String> {
        let damaged = runtime::block_on(move || async move {
            let mut out = io::BufWriter::new(io::stdout());
            let damaged = self.dump(&mut out).await?;
            match out.flush() {
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(stdout_failed(&error)),
                _ => Ok(damaged),
            }
        })?;
        match damaged {
            0 => Ok(()),
            n => Err(format!("{n} damaged places: see above. `ringmain log verify` looks at a whole data directory")),
        }
    }

    /// Writes everything to `out`. The number of damaged places.
    pub(super) async fn dump(&self, out: &mut impl io::Write) -> Result<usize, String> {
        let mut dumper = Dumper { out, json: self.json, records: self.records, damaged: 0, is_closed: false };
        for path in &self.paths {
            for file in files(path).await? {
                dumper.file(&file).await?;
                if dumper.is_closed {
                    return Ok(0);
                }
            }
        }
        Ok(dumper.damaged)
    }
}

fn stdout_failed(error: &io::Error) -> String {
    format!("stdout cannot be written: {error}")
}

/// The files that a path stands for, in order.
async fn files(path: &Path) -> Result<Vec<PathBuf>, String> {
    let failed = |path: &Path, error: io::Error| format!("{}: {error}", path.display());
    let entries = match fs::read_dir(path).await {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Ok(vec![path.to_owned()]),
        Err(error) => return Err(failed(path, error)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = path.join(&entry.name);
        if !entry.is_dir {
            found.push(path);
        } else if names::parse_partition_dir(&entry.name).is_some() {
            let below = fs::read_dir(&path).await.map_err(|error| failed(&path, error))?;
            found.extend(below.into_iter().filter(|entry| !entry.is_dir).map(|entry| path.join(entry.name)));
        }
    }
    found.retain(|path| !matches!(Kind::of(path), Kind::Other));
    found.sort();
    Ok(found)
}

fn time_type_name(time_type: TimestampType) -> &'static str {
    match time_type {
        TimestampType::CreateTime => "CreateTime",
        TimestampType::LogAppendTime => "LogAppendTime",
    }
}

/// Writes what files hold, line by line.
struct Dumper<'a, W> {
    out: &'a mut W,
    json: bool,
    records: bool,
    damaged: usize,
    /// Whoever reads the output has had enough.
    is_closed: bool,
}

impl<W: io::Write> Dumper<'_, W> {
    async fn file(&mut self, path: &Path) -> Result<(), String> {
        if !self.json {
            self.line(&format!("{}", path.display()))?;
        }
        let read = async || fs::read(path).await.map_err(|error| format!("{}: {error}", path.display()));
        match Kind::of(path) {
            Kind::Segment(base_offset) => self.batches(path, base_offset).await,
            Kind::MetadataSnapshot => self.batches(path, 0).await,
            Kind::OffsetIndex(base_offset) => {
                let entries = OffsetIndex::parse(base_offset, &read().await?)
                    .map(|index| index.entries().map(|e| (e.offset, i64::from(e.position))).collect());
                self.rows(path, "offsetIndexEntry", ["offset", "position"], entries)
            }
            Kind::TimeIndex(base_offset) => {
                let entries = TimeIndex::parse(base_offset, &read().await?)
                    .map(|index| index.entries().map(|e| (e.timestamp, e.offset)).collect());
                self.rows(path, "timeIndexEntry", ["timestamp", "offset"], entries)
            }
            Kind::TxnIndex(base_offset) => self.aborted(path, TxnIndex::parse(base_offset, &read().await?)),
            Kind::ProducerSnapshot(offset) => self.producers(path, offset, &read().await?),
            Kind::LeaderEpochs => {
                let entries = checkpoint::parse_epochs(&read().await?)
                    .map(|epochs| epochs.iter().map(|e| (i64::from(e.epoch), e.start_offset)).collect());
                self.rows(path, "leaderEpoch", ["epoch", "startOffset"], entries)
            }
            Kind::Offsets => match checkpoint::parse_offsets(&read().await?) {
                Ok(offsets) => offsets.iter().try_for_each(|entry| {
                    let log = names::partition_dir(&entry.topic, entry.partition);
                    let text = format!("  {log}: {}", entry.offset);
                    self.item(path, "checkpoint", &text, json!({"log": log, "offset": entry.offset}))
                }),
                Err(error) => self.damage(path, &error.to_string()),
            },
            Kind::Journal => self.journal(path).await,
            Kind::Text => {
                let text = String::from_utf8_lossy(&read().await?).into_owned();
                text.lines().try_for_each(|line| self.item(path, "text", &format!("  {line}"), json!({"line": line})))
            }
            Kind::Other => self.damage(path, "this is no file of a data directory by its name"),
        }
    }

    async fn batches(&mut self, path: &Path, base_offset: i64) -> Result<(), String> {
        let failed = |error: io::Error| format!("{}: {error}", path.display());
        let file = File::open(path, OpenOptions::READ).await.map_err(failed)?;
        let bytes = file.len().await.map_err(failed)?;
        let end = u32::try_from(bytes.min(i32::MAX as u64)).unwrap_or(u32::MAX);
        let is_metadata = path.to_string_lossy().contains(names::METADATA_TOPIC);
        let mut decompressor = Decompressor::default();
        let mut result = Ok(());
        let scanned = scan(&file, 0, end, base_offset, Check::All, |entry, _, position| {
            result = match entry {
                Entry::Batch(batch) => self.batch(path, batch, position, is_metadata, &mut decompressor),
                Entry::Message(message) => self.old_message(path, message, position, &mut decompressor),
            };
            if result.is_err() || self.is_closed { Err(String::new()) } else { Ok(()) }
        })
        .await
        .map_err(failed)?;
        result?;
        let left = bytes.saturating_sub(u64::from(scanned.position));
        match left {
            0 => Ok(()),
            _ if self.is_closed => Ok(()),
            _ => self
                .damage(path, &format!("{left} bytes from {} on are no batch: {}", scanned.position, scanned.reason)),
        }
    }

    fn batch(
        &mut self,
        path: &Path,
        batch: &BatchRef<'_>,
        position: u32,
        is_metadata: bool,
        decompressor: &mut Decompressor,
    ) -> Result<(), String> {
        let header = batch.header();
        let attributes = header.attributes;
        let codec = attributes.compression().map_or("unknown", |codec| codec.name());
        let time_type = time_type_name(attributes.timestamp_type());
        let mut text = format!(
            "  batch {}-{} at {position}: {} records, {} bytes, {codec}, epoch {}, {time_type} {}",
            header.base_offset,
            header.last_offset(),
            header.record_count,
            batch.bytes().len(),
            header.partition_leader_epoch,
            header.max_timestamp,
        );
        if header.has_producer_id() {
            let _ = write!(
                text,
                ", producer {} epoch {} sequence {}-{}",
                header.producer_id,
                header.producer_epoch,
                header.base_sequence,
                header.last_sequence()
            );
        }
        for (is, word) in [(attributes.is_transactional(), ", transactional"), (attributes.is_control(), ", control")] {
            text.push_str(if is { word } else { "" });
        }
        let value = json!({
            "magic": BatchHeader::MAGIC,
            "baseOffset": header.base_offset,
            "lastOffset": header.last_offset(),
            "position": position,
            "sizeBytes": batch.bytes().len(),
            "records": header.record_count,
            "partitionLeaderEpoch": header.partition_leader_epoch,
            "compression": codec,
            "timestampType": time_type,
            "baseTimestamp": header.base_timestamp,
            "maxTimestamp": header.max_timestamp,
            "producerId": header.producer_id,
            "producerEpoch": header.producer_epoch,
            "baseSequence": header.base_sequence,
            "transactional": attributes.is_transactional(),
            "control": attributes.is_control(),
            "crc": header.crc,
        });
        self.item(path, "batch", &text, value)?;
        if !self.records {
            return Ok(());
        }
        let is_control = attributes.is_control();
        let records = match batch.records(decompressor, MAX_DECOMPRESSED_BYTES) {
            Ok(records) => records,
            Err(error) => return self.damage(path, &format!("batch at {position}: {error}")),
        };
        for record in records {
            match record {
                Ok(record) => self.record(path, &record, is_control, is_metadata)?,
                Err(error) => return self.damage(path, &format!("batch at {position}: {error}")),
            }
        }
        Ok(())
    }

    /// An entry that a broker before 0.11 wrote.
    fn old_message(
        &mut self,
        path: &Path,
        message: &LegacyMessage<'_>,
        position: u32,
        decompressor: &mut Decompressor,
    ) -> Result<(), String> {
        let codec = message.compression().map_or("unknown", |codec| codec.name());
        let time_type = time_type_name(message.timestamp_type());
        let (size_bytes, magic) = (message.bytes().len(), message.magic);
        let mut text =
            format!("  message of magic {magic} to {} at {position}: {size_bytes} bytes, {codec}", message.offset);
        if magic > 0 {
            let _ = write!(text, ", {time_type} {}", message.timestamp);
        }
        let value = json!({
            "magic": magic,
            "lastOffset": message.offset,
            "position": position,
            "sizeBytes": size_bytes,
            "compression": codec,
            "timestampType": time_type,
            "maxTimestamp": message.timestamp,
            "crc": message.crc,
        });
        self.item(path, "batch", &text, value)?;
        if !self.records {
            return Ok(());
        }
        let records = match message.records(decompressor, MAX_DECOMPRESSED_BYTES) {
            Ok(records) => records,
            Err(error) => return self.damage(path, &format!("message at {position}: {error}")),
        };
        for record in records {
            match record {
                Ok(record) => self.record(path, &record, false, false)?,
                Err(error) => return self.damage(path, &format!("message at {position}: {error}")),
            }
        }
        Ok(())
    }

    fn record(
        &mut self,
        path: &Path,
        record: &RecordRef<'_>,
        is_control: bool,
        is_metadata: bool,
    ) -> Result<(), String> {
        let meaning = if is_control {
            ControlRecordType::parse_key(record.key).ok().map(|kind| format!("{kind:?}"))
        } else if is_metadata {
            record.value.and_then(|value| {
                let decoded = MetadataRecord::decode(&mut Decoder::new(Bytes::copy_from_slice(value)));
                decoded.ok().map(|(record, _)| format!("{record:?}"))
            })
        } else {
            None
        };
        let mut text = format!("    {} at {}: ", record.offset, record.timestamp);
        match &meaning {
            Some(meaning) => text.push_str(meaning),
            None => {
                let _ = write!(text, "key {} value {}", bytes_text(record.key), bytes_text(record.value));
                for header in record.headers {
                    let _ = write!(text, " header {}={}", bytes_text(Some(header.key)), bytes_text(header.value));
                }
            }
        }
        let mut object = record_json(record);
        if let Some(meaning) = meaning {
            object.insert("meaning".to_owned(), meaning.into());
        }
        self.item(path, "record", &text, object.into())
    }

    fn aborted(&mut self, path: &Path, index: Result<TxnIndex, impl ToString>) -> Result<(), String> {
        let index = match index {
            Ok(index) => index,
            Err(error) => return self.damage(path, &error.to_string()),
        };
        index.entries().iter().try_for_each(|txn| {
            let text = format!(
                "  aborted: producer {} offsets {}-{}, last stable offset {}",
                txn.producer_id, txn.first_offset, txn.last_offset, txn.last_stable_offset
            );
            let value = json!({
                "producerId": txn.producer_id,
                "firstOffset": txn.first_offset,
                "lastOffset": txn.last_offset,
                "lastStableOffset": txn.last_stable_offset,
            });
            self.item(path, "abortedTransaction", &text, value)
        })
    }

    fn producers(&mut self, path: &Path, offset: i64, bytes: &[u8]) -> Result<(), String> {
        let mut state = ProducerState::new(i64::MAX, offset);
        if let Err(error) = state.load_snapshot(bytes, offset, 0) {
            return self.damage(path, &error.to_string());
        }
        let mut producers: Vec<_> = state.iter().collect();
        producers.sort_by_key(|(id, _)| *id);
        producers.into_iter().try_for_each(|(id, producer)| {
            let in_transaction = producer.current_txn_first_offset();
            let mut text = format!(
                "  producer {id}: epoch {}, last sequence {}, last timestamp {}, coordinator epoch {}",
                producer.epoch(),
                producer.last_sequence(),
                producer.last_timestamp(),
                producer.coordinator_epoch()
            );
            if let Some(first) = in_transaction {
                let _ = write!(text, ", in a transaction since offset {first}");
            }
            let value = json!({
                "producerId": id,
                "epoch": producer.epoch(),
                "lastSequence": producer.last_sequence(),
                "lastTimestamp": producer.last_timestamp(),
                "coordinatorEpoch": producer.coordinator_epoch(),
                "currentTransactionFirstOffset": in_transaction,
            });
            self.item(path, "producer", &text, value)
        })
    }

    async fn journal(&mut self, path: &Path) -> Result<(), String> {
        let start = match replay::scan(path).await {
            Ok(start) => start,
            Err(replay::ReplayError::Journal { error, .. }) => return self.damage(path, &error.to_string()),
            Err(error) => return Err(error.to_string()),
        };
        let text = format!(
            "  journal {}: a ring of {} bytes, {} entries to be replayed",
            start.superblock.journal_id,
            start.superblock.ring_bytes,
            start.entries.len()
        );
        let value = json!({
            "id": start.superblock.journal_id.to_string(),
            "ringBytes": start.superblock.ring_bytes,
            "entries": start.entries.len(),
        });
        self.item(path, "journal", &text, value)?;
        let failed = |error: io::Error| format!("{}: {error}", path.display());
        let file = File::open(path, OpenOptions::READ).await.map_err(failed)?;
        for found in &start.entries {
            let header = found.header;
            let entry = file.read_at(found.position, header.len).await.map_err(failed)?;
            let pieces = match header.pieces(&entry) {
                Ok(pieces) => pieces,
                Err(error) => {
                    self.damage(path, &error.to_string())?;
                    continue;
                }
            };
            let text = format!(
                "  entry {} at {}: {} bytes, {} pieces, tail {}",
                header.sequence,
                found.position,
                header.len,
                pieces.len(),
                header.tail
            );
            let value = json!({
                "sequence": header.sequence,
                "position": found.position,
                "sizeBytes": header.len,
                "pieces": pieces.len(),
                "tail": header.tail,
            });
            self.item(path, "journalEntry", &text, value)?;
            if !self.records {
                continue;
            }
            for (piece, _) in &pieces {
                let kind = match piece.kind {
                    PieceKind::Bytes => "bytes",
                    PieceKind::Blocks => "blocks",
                };
                let text = format!(
                    "    {kind}: topic {} partition {} segment {} at {}: {} bytes from offset {}",
                    piece.key.topic_id,
                    piece.key.partition,
                    piece.segment_base_offset,
                    piece.position,
                    piece.len,
                    piece.first_offset
                );
                let value = json!({
                    "kind": kind,
                    "topicId": piece.key.topic_id.to_string(),
                    "partition": piece.key.partition,
                    "segmentBaseOffset": piece.segment_base_offset,
                    "position": piece.position,
                    "sizeBytes": piece.len,
                    "firstOffset": piece.first_offset,
                });
                self.item(path, "journalPiece", &text, value)?;
            }
        }
        Ok(())
    }

    /// Entries of two numbers.
    fn rows<E: ToString>(
        &mut self,
        path: &Path,
        kind: &str,
        [a, b]: [&str; 2],
        rows: Result<Vec<(i64, i64)>, E>,
    ) -> Result<(), String> {
        match rows {
            Ok(rows) => rows
                .into_iter()
                .try_for_each(|(x, y)| self.item(path, kind, &format!("  {a} {x} {b} {y}"), json!({a: x, b: y}))),
            Err(error) => self.damage(path, &error.to_string()),
        }
    }

    fn damage(&mut self, path: &Path, what: &str) -> Result<(), String> {
        self.damaged += 1;
        self.item(path, "damage", &format!("  DAMAGED: {what}"), json!({"damage": what}))
    }

    fn item(&mut self, path: &Path, kind: &str, text: &str, mut value: Value) -> Result<(), String> {
        if !self.json {
            return self.line(text);
        }
        if let Some(object) = value.as_object_mut() {
            object.insert("file".to_owned(), path.to_string_lossy().into());
            object.insert("type".to_owned(), kind.into());
        }
        self.line(&value.to_string())
    }

    fn line(&mut self, text: &str) -> Result<(), String> {
        match writeln!(self.out, "{text}") {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.is_closed = true;
                Ok(())
            }
            Err(error) => Err(stdout_failed(&error)),
        }
    }
}

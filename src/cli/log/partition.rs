//! Checks the files of one partition against each other: segments, indexes, producer snapshots, leader epochs.
//!
//! Promises: batches are read once, front to back; memory is 24 bytes a batch of one segment. As everywhere in `verify`, what
//! lies above the recovery point of a directory that was not stopped cleanly is noted, not held against it.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use ringmain_protocol::records::legacy::{Entry, LegacyMessage};
use ringmain_protocol::records::{BatchRef, Decompressor, NO_SEQUENCE, RecordError, RecordRef};

use super::verify::Report;
use crate::log::checkpoint::{self, LEADER_EPOCH_FILE};
use crate::log::index::{OffsetIndex, TimeIndex};
use crate::log::leader_epoch::{EpochEntry, LeaderEpochs};
use crate::log::producer_state::ProducerState;
use crate::log::txn_index::TxnIndex;
use crate::log::{Check, EntryHead, end_marker_of, names, scan};
use crate::rt::fs::{self, DirEntry, File, OpenOptions};

/// Most bytes that a batch is decompressed to: what a batch can hold at all.
const MAX_DECOMPRESSED_BYTES: usize = i32::MAX as usize;
/// Producers never expire here.
const NEVER_MS: i64 = i64::MAX;

/// What the data directory says of a partition.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub is_clean: bool,
    /// Compaction leaves gaps between offsets.
    pub is_compacted: bool,
    pub recovery_point: i64,
    pub log_start_offset: Option<i64>,
    pub high_watermark: Option<i64>,
}

impl Known {
    /// Whether a crash may have left anything at `offset`.
    fn excuses(&self, offset: i64) -> bool {
        !self.is_clean && offset >= self.recovery_point
    }
}

/// What is remembered of a batch, to check the indexes.
struct Batch {
    position: u32,
    last_offset: i64,
    max_timestamp: i64,
}

/// Checks the partition's directory.
pub(super) async fn check(dir: &Path, known: &Known, report: &mut Report) -> Result<(), String> {
    let entries = fs::read_dir(dir).await.map_err(|error| format!("{}: {error}", dir.display()))?;
    report.logs += 1;
    let mut checking = Checking {
        dir,
        known,
        report,
        epochs: None,
        epoch_mismatch: false,
        producers: ProducerState::new(NEVER_MS, 0),
        snapshots: offsets_of(&entries, names::SNAPSHOT_SUFFIX),
        damaged_snapshots: BTreeSet::new(),
        next_offset: 0,
        decompressor: Decompressor::default(),
    };
    checking.read_epochs(&entries).await?;
    checking.segments(&entries).await?;
    checking.ends().await
}

/// What is wrong with records that should lie at ascending offsets from `first` to `last`; and how many are right.
fn wrong_order<'a>(
    first: i64,
    last: i64,
    records: impl Iterator<Item = Result<RecordRef<'a>, RecordError>>,
) -> (Option<String>, u64) {
    let (mut next, mut count) = (first, 0);
    for record in records {
        let record = match record {
            Ok(record) => record,
            Err(error) => return (Some(error.to_string()), count),
        };
        if record.offset < next || record.offset > last {
            let wrong = format!("a record has the offset {}, which is not in its place", record.offset);
            return (Some(wrong), count);
        }
        next = record.offset.saturating_add(1);
        count += 1;
    }
    (None, count)
}

fn offsets_of(entries: &[DirEntry], suffix: &str) -> BTreeSet<i64> {
    let files = entries.iter().filter(|entry| !entry.is_dir);
    files.filter_map(|entry| names::parse_file_name(&entry.name, suffix)).collect()
}

struct Checking<'a> {
    dir: &'a Path,
    known: &'a Known,
    report: &'a mut Report,
    /// `None` where there is no file, or a damaged one.
    epochs: Option<LeaderEpochs>,
    /// One wrong epoch is told, not every batch of it.
    epoch_mismatch: bool,
    /// As of the batches read so far.
    producers: ProducerState,
    snapshots: BTreeSet<i64>,
    damaged_snapshots: BTreeSet<i64>,
    next_offset: i64,
    decompressor: Decompressor,
}

impl Checking<'_> {
    fn path(&self, offset: i64, suffix: &str) -> PathBuf {
        self.dir.join(names::file_name(offset, suffix))
    }

    /// A problem, or a note where a crash may have left it.
    fn find(&mut self, offset: i64, path: &Path, what: String) {
        if self.known.excuses(offset) {
            self.report.note(path, what + ": recovery repairs it");
        } else {
            self.report.problem(path, what);
        }
    }

    async fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, String> {
        match fs::read(path).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("{}: {error}", path.display())),
        }
    }

    async fn read_epochs(&mut self, entries: &[DirEntry]) -> Result<(), String> {
        if !entries.iter().any(|entry| entry.name == LEADER_EPOCH_FILE) {
            return Ok(());
        }
        let path = self.dir.join(LEADER_EPOCH_FILE);
        let bytes = self.read(&path).await?.unwrap_or_default();
        match checkpoint::parse_epochs(&bytes) {
            Ok(found) => {
                let falls = |pair: &[EpochEntry]| match pair {
                    [a, b] => a.epoch >= b.epoch || a.start_offset >= b.start_offset,
                    _ => false,
                };
                if let Some([_, wrong]) = found.windows(2).find(|pair| falls(pair)) {
                    let what =
                        format!("epoch {} at {} does not follow the one before it", wrong.epoch, wrong.start_offset);
                    self.report.problem(&path, what);
                }
                self.epochs = Some(LeaderEpochs::from_entries(&found));
            }
            Err(error) => self.report.problem(&path, error),
        }
        Ok(())
    }

    async fn segments(&mut self, entries: &[DirEntry]) -> Result<(), String> {
        let bases: Vec<i64> = offsets_of(entries, names::LOG_SUFFIX).into_iter().collect();
        for suffix in [names::INDEX_SUFFIX, names::TIME_INDEX_SUFFIX, names::TXN_INDEX_SUFFIX] {
            for offset in offsets_of(entries, suffix).into_iter().filter(|offset| !bases.contains(offset)) {
                let path = self.path(offset, suffix);
                self.find(offset, &path, "there is no segment of this index".to_owned());
            }
        }
        for entry in entries.iter().filter(|entry| {
            [names::DELETED_SUFFIX, names::CLEANED_SUFFIX, names::SWAP_SUFFIX].iter().any(|of| entry.name.ends_with(of))
        }) {
            self.report.note(&self.dir.join(&entry.name), "was left by maintenance: the broker tidies it up");
        }
        if bases.is_empty() {
            self.find(0, self.dir, "there is no segment".to_owned());
        }
        let first = bases.first().copied().unwrap_or_default();
        self.next_offset = first;
        self.producers.reset(first);
        for (i, &base) in bases.iter().enumerate() {
            let next_base = bases.get(i + 1).copied();
            let path = self.path(base, names::LOG_SUFFIX);
            let before = self.next_offset;
            if base < before {
                let what = format!("it begins at offset {base}, but the segment before ends at {before}");
                self.report.problem(&path, what);
            } else if base > before && !self.known.is_compacted {
                self.find(before, &path, format!("the offsets {before} to {} before it are missing", base - 1));
            }
            self.next_offset = self.next_offset.max(base);
            self.segment(base, next_base, &path).await?;
        }
        Ok(())
    }

    async fn segment(&mut self, base: i64, next_base: Option<i64>, path: &Path) -> Result<(), String> {
        let failed = |error: io::Error| format!("{}: {error}", path.display());
        let file = File::open(path, OpenOptions::READ).await.map_err(failed)?;
        let bytes = file.len().await.map_err(failed)?;
        self.report.segments += 1;
        self.report.bytes += bytes;
        let end = u32::try_from(bytes.min(i32::MAX as u64)).unwrap_or(u32::MAX);
        let mut batches = Vec::new();
        // A snapshot is due before the batch that it does not cover.
        let mut due: Vec<i64> = self.snapshots.range(base..=next_base.unwrap_or(i64::MAX)).copied().collect();
        due.reverse();
        let mut loaded = Vec::new();
        for &offset in &due {
            loaded.push((offset, self.load_snapshot(offset).await?));
        }
        let scanned = scan(&file, 0, end, base, Check::All, |entry, head, position| {
            while loaded.last().is_some_and(|(offset, _)| *offset <= head.base_offset) {
                if let Some((offset, Some(snapshot))) = loaded.pop() {
                    self.compare(offset, &snapshot);
                }
            }
            self.entry(entry, head, position, path);
            batches.push(Batch { position, last_offset: head.last_offset, max_timestamp: head.max_timestamp });
            Ok(())
        })
        .await
        .map_err(failed)?;
        self.next_offset = self.next_offset.max(scanned.next_offset);
        while loaded.last().is_some_and(|(offset, _)| *offset <= self.next_offset) {
            if let Some((offset, Some(snapshot))) = loaded.pop() {
                self.compare(offset, &snapshot);
            }
        }
        if u64::from(scanned.position) != bytes {
            let left = bytes - u64::from(scanned.position);
            let what = format!(
                "{left} bytes from {} on (offset {}) are no batch: {}",
                scanned.position, scanned.next_offset, scanned.reason
            );
            // The padding of a segment that was full when the crash came; the next one goes on where it ends.
            let is_padding = !self.known.is_clean && next_base == Some(scanned.next_offset);
            if is_padding { self.report.note(path, what) } else { self.find(scanned.next_offset, path, what) }
        }
        self.indexes(base, next_base.is_none(), &batches).await
    }

    fn entry(&mut self, entry: &Entry<'_>, head: &EntryHead, position: u32, path: &Path) {
        self.report.batches += 1;
        let wrong = match entry {
            Entry::Batch(batch) => self.wrong_records(batch),
            Entry::Message(message) => self.wrong_message(message),
        };
        if let Some(what) = wrong {
            let what = format!("the batch at {position} (offset {}): {what}", head.base_offset);
            self.report.problem(path, what);
        }
        let epoch = head.leader_epoch;
        if epoch >= 0 && !self.epoch_mismatch {
            let known = self.epochs.as_ref().map(|epochs| epochs.epoch_for_offset(head.base_offset));
            let what = match known {
                // A damaged file has been told already.
                None if self.known.is_clean => Some("there is none, but batches have leader epochs".to_owned()),
                Some(Some(known)) if known == epoch => None,
                Some(known) => {
                    let known = known.map_or_else(|| "none".to_owned(), |epoch| epoch.to_string());
                    Some(format!("offset {} has the epoch {epoch}, the file says {known}", head.base_offset))
                }
                None => None,
            };
            if let Some(what) = what {
                self.epoch_mismatch = true;
                let path = self.dir.join(LEADER_EPOCH_FILE);
                self.find(head.base_offset, &path, what);
            }
        }
        let Entry::Batch(batch) = entry else { return };
        let header = batch.header();
        let marker = if header.attributes.is_control() { end_marker_of(batch) } else { None };
        if let Some(txn) = self.producers.append(header, marker) {
            self.producers.complete(&txn);
        }
    }

    /// What is wrong with the records of a batch whose checksum is right.
    fn wrong_records(&mut self, batch: &BatchRef<'_>) -> Option<String> {
        let header = *batch.header();
        let records = match batch.records(&mut self.decompressor, MAX_DECOMPRESSED_BYTES) {
            Ok(records) => records,
            Err(error) => return Some(error.to_string()),
        };
        let (wrong, count) = wrong_order(header.base_offset, header.last_offset(), records);
        self.report.records += count;
        wrong
    }

    /// As `wrong_records`, of a message that a broker before 0.11 wrote.
    fn wrong_message(&mut self, message: &LegacyMessage<'_>) -> Option<String> {
        match message.records(&mut self.decompressor, MAX_DECOMPRESSED_BYTES) {
            Ok(records) => {
                let (wrong, count) = wrong_order(0, message.offset, records);
                self.report.records += count;
                wrong
            }
            Err(error) => Some(error.to_string()),
        }
    }

    async fn indexes(&mut self, base: i64, is_last: bool, batches: &[Batch]) -> Result<(), String> {
        // Of the last segment a crash leaves indexes that are behind, or none.
        let excuse = if is_last { self.next_offset } else { base };
        let log = self.path(base, names::LOG_SUFFIX);
        let path = self.path(base, names::INDEX_SUFFIX);
        match self.read(&path).await? {
            None if batches.is_empty() => {}
            None => self.find(excuse, &log, "its .index is missing".to_owned()),
            Some(bytes) => match OffsetIndex::parse(base, &bytes) {
                Err(error) => self.find(excuse, &path, error.to_string()),
                Ok(index) => {
                    // Old brokers noted the first offset of what they appended, not the last.
                    let wrong = index.entries().find(|entry| {
                        let Ok(at) = batches.binary_search_by_key(&entry.position, |batch| batch.position) else {
                            return true;
                        };
                        let end_before =
                            at.checked_sub(1).and_then(|at| batches.get(at)).map_or(base - 1, |b| b.last_offset);
                        let end = batches.get(at).map_or(end_before, |batch| batch.last_offset);
                        entry.offset <= end_before || entry.offset > end
                    });
                    if let Some(entry) = wrong {
                        let what = format!("no batch at {} holds offset {}", entry.position, entry.offset);
                        self.find(excuse, &path, what);
                    }
                }
            },
        }
        let path = self.path(base, names::TIME_INDEX_SUFFIX);
        match self.read(&path).await? {
            None if batches.is_empty() => {}
            None => self.find(excuse, &log, "its .timeindex is missing".to_owned()),
            Some(bytes) => match TimeIndex::parse(base, &bytes) {
                Err(error) => self.find(excuse, &path, error.to_string()),
                Ok(index) => {
                    let wrong = index.entries().find(|entry| {
                        let at = batches.partition_point(|batch| batch.last_offset < entry.offset);
                        batches.get(at).is_none_or(|batch| batch.max_timestamp != entry.timestamp)
                    });
                    if let Some(entry) = wrong {
                        let what =
                            format!("no batch with offset {} has the timestamp {}", entry.offset, entry.timestamp);
                        self.find(excuse, &path, what);
                    }
                }
            },
        }
        let path = self.path(base, names::TXN_INDEX_SUFFIX);
        if let Some(bytes) = self.read(&path).await? {
            match TxnIndex::parse(base, &bytes) {
                Err(error) => self.find(excuse, &path, error.to_string()),
                Ok(index) => {
                    if let Some(beyond) = index.entries().iter().find(|txn| txn.last_offset >= self.next_offset) {
                        let what = format!("a transaction ends at {}, beyond the segment", beyond.last_offset);
                        self.find(excuse, &path, what);
                    }
                }
            }
        }
        Ok(())
    }

    /// `None` where it is damaged, which is told once.
    async fn load_snapshot(&mut self, offset: i64) -> Result<Option<ProducerState>, String> {
        let path = self.path(offset, names::SNAPSHOT_SUFFIX);
        let Some(bytes) = self.read(&path).await? else { return Ok(None) };
        let mut state = ProducerState::new(NEVER_MS, offset);
        match state.load_snapshot(&bytes, offset, 0) {
            Ok(()) => Ok(Some(state)),
            Err(error) => {
                if self.damaged_snapshots.insert(offset) {
                    self.find(offset, &path, error.to_string());
                }
                Ok(None)
            }
        }
    }

    /// A snapshot against the batches before it. Producers that only one of both has may have expired, or their batches may
    /// be deleted.
    fn compare(&mut self, offset: i64, snapshot: &ProducerState) {
        self.snapshots.remove(&offset);
        let wrong = snapshot.iter().find_map(|(id, of)| {
            let own = self.producers.get(id)?;
            let (found, mut said) = ((own.epoch(), own.last_sequence()), (of.epoch(), of.last_sequence()));
            if found.1 == NO_SEQUENCE {
                // Its batches may be deleted while a marker of it is left.
                said.1 = NO_SEQUENCE;
            }
            (found != said).then(|| {
                format!(
                    "producer {id} is said to have epoch {} and sequence {}, the batches have {} and {}",
                    said.0, said.1, found.0, found.1
                )
            })
        });
        if let Some(what) = wrong {
            let path = self.path(offset, names::SNAPSHOT_SUFFIX);
            self.find(offset, &path, what);
        }
    }

    /// What the directory's files say of the log's end.
    async fn ends(&mut self) -> Result<(), String> {
        let end = self.next_offset;
        for offset in self.snapshots.clone() {
            let path = self.path(offset, names::SNAPSHOT_SUFFIX);
            self.load_snapshot(offset).await?;
            if offset > end {
                self.find(offset, &path, format!("it is of offset {offset}, but the log ends at {end}"));
            }
        }
        let parent = self.dir.parent().unwrap_or(Path::new("")).to_owned();
        let name = self.dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if self.known.recovery_point > end {
            let what = format!(
                "{name} was on disk up to offset {}, but its batches end at {end}: records are lost",
                self.known.recovery_point
            );
            self.report.problem(&parent.join(checkpoint::RECOVERY_POINT_FILE), what);
        }
        for (file, offset, of) in [
            (checkpoint::HIGH_WATERMARK_FILE, self.known.high_watermark, "high watermark"),
            (checkpoint::LOG_START_OFFSET_FILE, self.known.log_start_offset, "log start offset"),
        ] {
            if let Some(offset) = offset.filter(|&offset| offset > end) {
                self.find(
                    offset,
                    &parent.join(file),
                    format!("the {of} of {name} is {offset}, but the log ends at {end}"),
                );
            }
        }
        if let Some(last) = self.epochs.as_ref().and_then(LeaderEpochs::latest).filter(|last| last.start_offset > end) {
            let path = self.dir.join(LEADER_EPOCH_FILE);
            let what = format!("epoch {} begins at {}, but the log ends at {end}", last.epoch, last.start_offset);
            self.find(last.start_offset, &path, what);
        }
        Ok(())
    }
}

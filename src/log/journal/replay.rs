//! Start-up: what the journals of a log directory hold goes into the segments' files.
//!
//! Promises: what is replayed is durable in the journal before any of it is in a file, so no crash leaves a part of it there alone.
//! After `replay` every acknowledged byte is in its file, synced; then `reset` may empty the journals, which makes
//! them ready for writing. Replay can be repeated: a crash in the middle of it loses nothing.
//! Pieces of partitions that are gone, and of segments deleted before the first one that is left, are ignored.

use super::format::{EntryHeader, FoundEntry, JournalError, PartitionKey, Piece, Superblock, select};
use super::{Journal, JournalStart};
use crate::log::names;
use crate::rt::buf::BLOCK_BYTES;
use crate::rt::fs::{self, Durability, File, OpenOptions};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

/// Bytes read at once in search of entries.
const WINDOW_BYTES: usize = 1 << 20;
/// Segment files held open while entries are applied.
const MAX_OPEN_FILES: usize = 256;

/// Why a log directory's journals cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    #[error("{path}: {error}")]
    Journal { path: PathBuf, error: JournalError },
    #[error("{path}: {error}")]
    Io { path: PathBuf, error: io::Error },
}

/// What was done.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Replayed {
    pub entries: usize,
    pub pieces: usize,
    pub bytes: u64,
    pub ignored_pieces: usize,
}

/// Finds the entries of a journal that are to be replayed. Nothing is changed.
pub async fn scan(path: &Path) -> Result<JournalStart, ReplayError> {
    let io = |error| ReplayError::Io { path: path.to_owned(), error };
    let journal = |error| ReplayError::Journal { path: path.to_owned(), error };
    let file = File::open(path, OpenOptions::READ).await.map_err(io)?;
    let file_bytes = file.len().await.map_err(io)?;
    let first_block = file.read_at(0, BLOCK_BYTES).await.map_err(io)?;
    let superblock = Superblock::parse(&first_block, file_bytes).map_err(journal)?;
    let end = BLOCK_BYTES as u64 + superblock.ring_bytes;
    let mut found = Vec::new();
    let mut window = Vec::new();
    let mut window_at = 0;
    let mut position = BLOCK_BYTES as u64;
    while position < end {
        let mut at = usize::try_from(position - window_at).unwrap_or(usize::MAX);
        if at >= window.len() {
            window = file.read_at(position, WINDOW_BYTES).await.map_err(io)?;
            (window_at, at) = (position, 0);
        }
        let rest = window.get(at..).unwrap_or_default();
        position += BLOCK_BYTES as u64;
        let Some(header) = EntryHeader::parse(rest, superblock.journal_id) else { continue };
        let begin = position - BLOCK_BYTES as u64;
        let valid = if rest.len() >= header.len {
            header.verify(rest)
        } else {
            header.verify(&file.read_at(begin, header.len).await.map_err(io)?)
        };
        if valid {
            found.push(FoundEntry { position: begin, header });
            position = begin + header.padded_len() as u64;
        }
    }
    let entries = select(&found).map_err(journal)?;
    let newest = found.iter().map(|entry| entry.header.sequence).max().unwrap_or(0);
    Ok(JournalStart { path: path.to_owned(), superblock, entries, next_sequence: newest.saturating_add(1) })
}

/// Applies the entries of one journal to the partitions' directories, and syncs what it wrote.
pub async fn replay(
    journal: &JournalStart,
    partitions: &BTreeMap<PartitionKey, PathBuf>,
) -> Result<Replayed, ReplayError> {
    let mut target = Target { partitions, segments: BTreeMap::new(), open: BTreeMap::new() };
    let mut replayed = Replayed::default();
    if faults::skip_replay() {
        return Ok(replayed);
    }
    let io = |error| ReplayError::Io { path: journal.path.clone(), error };
    let file = File::open(&journal.path, OpenOptions::READ_WRITE).await.map_err(io)?;
    // A process that is killed may leave an entry that can be read and that a loss of power takes all the same.
    file.sync_all().await.map_err(io)?;
    for found in &journal.entries {
        let entry = file.read_at(found.position, found.header.len).await.map_err(io)?;
        let pieces = pieces(journal, found, &entry)?;
        replayed.entries += 1;
        for (piece, bytes) in pieces {
            if target.write(&piece, bytes).await? {
                replayed.pieces += 1;
                replayed.bytes += bytes.len() as u64;
            } else {
                replayed.ignored_pieces += 1;
            }
        }
    }
    target.finish().await?;
    Ok(replayed)
}

/// Empties a journal that is replayed, so that its entries are never replayed again. It is then ready to be opened.
pub async fn reset(start: &mut JournalStart) -> io::Result<()> {
    let Some(newest) = start.entries.last() else { return Ok(()) };
    let is_empty = start.entries.len() == 1 && newest.header.has_no_pieces();
    if is_empty {
        return Ok(());
    }
    let journal = Journal::open(start).await?;
    journal.empty().await?;
    drop(journal);
    let emptied = scan(&start.path).await.map_err(|error| io::Error::other(error.to_string()))?;
    *start = emptied;
    Ok(())
}

fn pieces<'a>(
    journal: &JournalStart,
    found: &FoundEntry,
    entry: &'a [u8],
) -> Result<Vec<(Piece, &'a [u8])>, ReplayError> {
    found.header.pieces(entry).map_err(|error| ReplayError::Journal { path: journal.path.clone(), error })
}

/// The files that pieces go to.
struct Target<'a> {
    partitions: &'a BTreeMap<PartitionKey, PathBuf>,
    /// Base offsets of the segments that a partition has, once looked at.
    segments: BTreeMap<PartitionKey, BTreeSet<i64>>,
    open: BTreeMap<(PartitionKey, i64), File>,
}

impl Target<'_> {
    /// False if the piece is ignored.
    async fn write(&mut self, piece: &Piece, bytes: &[u8]) -> Result<bool, ReplayError> {
        let Some(dir) = self.partitions.get(&piece.key) else { return Ok(false) };
        let base_offset = piece.segment_base_offset;
        let path = dir.join(names::file_name(base_offset, names::LOG_SUFFIX));
        let result = async {
            let segments = match self.segments.entry(piece.key) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => place.insert(segments_in(dir).await?),
            };
            if !segments.contains(&base_offset) {
                if segments.first().is_some_and(|&first| base_offset < first) {
                    return Ok(false);
                }
                segments.insert(base_offset);
            }
            let id = (piece.key, base_offset);
            if !self.open.contains_key(&id) {
                if self.open.len() >= MAX_OPEN_FILES
                    && let Some((_, file)) = self.open.pop_first()
                {
                    file.sync_all().await?;
                }
                self.open.insert(id, File::open(&path, OpenOptions::READ_WRITE).await?);
            }
            if let Some(file) = self.open.get(&id)
                && !bytes.is_empty()
            {
                file.write_at(bytes.to_vec(), u64::from(piece.position), Durability::None).await?;
            }
            Ok(true)
        };
        result.await.map_err(|error| ReplayError::Io { path, error })
    }

    async fn finish(self) -> Result<(), ReplayError> {
        for ((key, _), file) in &self.open {
            let path = self.partitions.get(key).cloned().unwrap_or_default();
            file.sync_all().await.map_err(|error| ReplayError::Io { path, error })?;
        }
        for dir in self.segments.keys().filter_map(|key| self.partitions.get(key)) {
            fs::sync_dir(dir).await.map_err(|error| ReplayError::Io { path: dir.clone(), error })?;
        }
        Ok(())
    }
}

async fn segments_in(dir: &Path) -> io::Result<BTreeSet<i64>> {
    let entries = fs::read_dir(dir).await?;
    Ok(entries.iter().filter_map(|entry| names::parse_file_name(&entry.name, names::LOG_SUFFIX)).collect())
}

/// Deliberate faults for the tests that show that tests would notice.
pub(crate) mod faults {
    #[cfg(test)]
    std::thread_local! {
        static SKIP_REPLAY: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
    }

    #[cfg(test)]
    pub(crate) fn set_skip_replay(skip: bool) {
        SKIP_REPLAY.set(skip);
    }

    /// Applies nothing.
    #[inline]
    pub(crate) fn skip_replay() -> bool {
        #[cfg(test)]
        return SKIP_REPLAY.get();
        #[cfg(not(test))]
        false
    }
}

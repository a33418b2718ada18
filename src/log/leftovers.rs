//! What interrupted maintenance left in a log's directory: deletion, compaction, the splitting of a segment.
//!
//! Promises: does what Kafka's `LogLoader` does before it loads segments. `.deleted` and `.cleaned` files go. A `.swap` file
//! takes the place of what it replaces, unless a `.cleaned` file at or before it shows that not all of its kind were ready.
//! Indexes without a segment go. A crash at any moment of this leaves what the next start completes.

use super::names;
use super::recovery::{Check, clamp, scan};
use crate::rt::fs::{self, DirEntry, File, OpenOptions};
use std::io;
use std::ops::Range;
use std::path::Path;

/// The suffixes of a segment's indexes, which are nothing without the segment.
const INDEX_SUFFIXES: [&str; 3] = [names::INDEX_SUFFIX, names::TIME_INDEX_SUFFIX, names::TXN_INDEX_SUFFIX];

/// Tidies the directory up; returns what is then in it.
pub(super) async fn tidy(dir: &Path) -> io::Result<Vec<DirEntry>> {
    let mut entries = fs::read_dir(dir).await?;
    if complete_replacement(dir, &files(&entries)).await? {
        entries = fs::read_dir(dir).await?;
    }
    let found = files(&entries);
    let orphans: Vec<&str> = found.iter().copied().filter(|name| is_orphan(name, &found)).collect();
    for name in &orphans {
        tracing::warn!(dir = %dir.display(), name, "removes an index without a segment");
        fs::remove_file(dir.join(name)).await?;
    }
    if !orphans.is_empty() {
        fs::sync_dir(dir).await?;
        entries = fs::read_dir(dir).await?;
    }
    Ok(entries)
}

fn files(entries: &[DirEntry]) -> Vec<&str> {
    entries.iter().filter(|entry| !entry.is_dir).map(|entry| entry.name.as_str()).collect()
}

/// Removes temporary files and completes the replacement of segments. False if there was nothing to do.
async fn complete_replacement(dir: &Path, files: &[&str]) -> io::Result<bool> {
    let cleaned = files.iter().filter(|name| name.ends_with(names::CLEANED_SUFFIX));
    let cleaned_from = cleaned.filter_map(|name| offset(name)).min().unwrap_or(i64::MAX);
    let swaps: Vec<&str> = files
        .iter()
        .copied()
        .filter(|name| name.ends_with(names::SWAP_SUFFIX) && offset(name).is_some_and(|offset| offset < cleaned_from))
        .collect();
    let replaced = replaced_by(dir, &swaps).await?;
    let gone: Vec<&str> = files.iter().copied().filter(|name| is_gone(name, &swaps, &replaced)).collect();
    if gone.is_empty() && swaps.is_empty() {
        return Ok(false);
    }
    for name in gone {
        fs::remove_file(dir.join(name)).await?;
    }
    // What is replaced must not come back beside what replaces it.
    fs::sync_dir(dir).await?;
    for name in swaps {
        tracing::info!(dir = %dir.display(), name, "completes a replacement that a crash has interrupted");
        let final_name = name.strip_suffix(names::SWAP_SUFFIX).unwrap_or(name);
        fs::rename(dir.join(name), dir.join(final_name)).await?;
    }
    fs::sync_dir(dir).await?;
    Ok(true)
}

/// The offsets that the segments to be swapped in hold. What begins there is what they replace.
async fn replaced_by(dir: &Path, swaps: &[&str]) -> io::Result<Range<i64>> {
    let mut replaced: Option<Range<i64>> = None;
    for name in swaps {
        let base_offset = name
            .strip_suffix(names::SWAP_SUFFIX)
            .and_then(|final_name| names::parse_file_name(final_name, names::LOG_SUFFIX));
        let Some(base_offset) = base_offset else { continue };
        let path = dir.join(name);
        let file = File::open(&path, OpenOptions::READ).await?;
        let bytes = clamp(file.len().await?);
        let scanned = scan(&file, 0, bytes, base_offset, Check::Headers, |_, _, _| Ok(())).await?;
        // It was synced before it got this name. What it replaces may still be there, and is not given up for less.
        if scanned.position != bytes {
            let what = format!("{}: damaged at byte {}: {}", path.display(), scanned.position, scanned.reason);
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        let known = replaced.unwrap_or(base_offset..base_offset);
        replaced = Some(known.start.min(base_offset)..known.end.max(scanned.next_offset));
    }
    Ok(replaced.unwrap_or(0..0))
}

fn is_gone(name: &str, swaps: &[&str], replaced: &Range<i64>) -> bool {
    // Snapshots of the metadata log are marked for deletion by the same suffix and belong to another room.
    if name.ends_with(names::DELETED_SUFFIX) {
        return !name.ends_with(".checkpoint.deleted");
    }
    if name.ends_with(names::CLEANED_SUFFIX) {
        return true;
    }
    let offset = offset(name);
    if name.ends_with(names::SWAP_SUFFIX) {
        return offset.is_some() && !swaps.contains(&name);
    }
    offset.is_some_and(|offset| replaced.contains(&offset))
}

fn is_orphan(name: &str, files: &[&str]) -> bool {
    let indexed = INDEX_SUFFIXES.iter().find_map(|suffix| names::parse_file_name(name, suffix));
    indexed.is_some_and(|base_offset| !files.contains(&names::file_name(base_offset, names::LOG_SUFFIX).as_str()))
}

/// The offset that a file's name begins with, whatever follows.
fn offset(name: &str) -> Option<i64> {
    let (number, _) = name.split_once('.')?;
    if number.bytes().all(|byte| byte.is_ascii_digit()) { number.parse().ok() } else { None }
}

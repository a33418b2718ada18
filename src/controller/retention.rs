//! Which snapshots of the metadata are kept, and how much of the log before them (`metadata.max.retention.bytes` and `.ms`).
//!
//! Promises: the newest snapshot stays, and nothing goes unless it can be read from disk, whole. The log goes only before the
//! oldest snapshot that is kept, as in Kafka.

use super::driver::SnapshotPolicy;
use super::metadata_log::MetadataLog;
use super::snapshot::{self, Snapshot};
use crate::rt::{fs, time};

/// Removes the snapshots that are no longer wanted; gives the offset before which the log is not wanted either.
pub async fn remove_old_snapshots(log: &MetadataLog, policy: SnapshotPolicy) -> Option<i64> {
    let snapshots = snapshot::list(log.dir()).await.ok()?;
    let (newest, older) = snapshots.split_last()?;
    let first = snapshots.first()?.0;
    let path = log.dir().join(snapshot::file_name(newest.0));
    if let Err(error) = Snapshot::read(&path).await {
        tracing::error!(%error, "the newest snapshot of the metadata cannot be read: nothing older is removed");
        return None;
    }
    let mut total = log.size_bytes();
    total = snapshots.iter().fold(total, |sum, (_, bytes)| sum.saturating_add(u64::try_from(*bytes).unwrap_or(0)));
    let mut kept = newest.0;
    for (at, (id, size_bytes)) in older.iter().enumerate() {
        let path = log.dir().join(snapshot::file_name(*id));
        let too_much = u64::try_from(policy.retention_bytes).is_ok_and(|most| total > most);
        if !too_much && !is_too_old(&path, policy).await {
            kept = *id;
            break;
        }
        if let Err(error) = fs::remove_file(&path).await {
            tracing::warn!(path = %path.display(), %error, "an old snapshot cannot be removed");
            kept = *id;
            break;
        }
        // With it goes the log before the next one.
        let next = older.get(at + 1).unwrap_or(newest).0.offset;
        let gone = log.bytes_before(next).saturating_sub(log.bytes_before(id.offset));
        let gone = gone.saturating_add(u64::try_from(*size_bytes).unwrap_or(0));
        total = total.saturating_sub(gone);
    }
    (kept != first || log.start_offset() > 0).then_some(kept.offset)
}

async fn is_too_old(path: &std::path::Path, policy: SnapshotPolicy) -> bool {
    if policy.retention_ms < 0 {
        return false;
    }
    match Snapshot::read(path).await {
        Ok(read) => time::wall_ms().saturating_sub(read.last_contained_ms) > policy.retention_ms,
        // What cannot be read is of no use, but says nothing of its age either.
        Err(_) => false,
    }
}

/// Removes the log before `offset`.
pub async fn remove_before(log: &MetadataLog, offset: i64) {
    match log.remove_before(offset).await {
        Ok(0) => {}
        Ok(segments) => {
            tracing::info!(offset, segments, "the metadata log begins later: a snapshot has what was before")
        }
        Err(error) => tracing::warn!(%error, "old segments of the metadata log cannot be removed"),
    }
}

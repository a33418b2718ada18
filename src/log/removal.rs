//! Removing the files of deleted partitions, at leisure.
//!
//! Promises: one removal is under way at a time, and whenever it has freed [`STEP_BYTES`], of however many directories, it makes that
//! durable and rests. A file system that tells its device which blocks are free (mount option `discard`) tells of all that a transaction
//! freed at once, and everybody's writes wait meanwhile: a tenth of a second for 4 GB. In steps nobody notices.

use crate::rt::fs::{self, DirEntry, File, OpenOptions};
use crate::rt::sync::Semaphore;
use crate::rt::time;
use std::cell::Cell;
use std::io;
use std::path::Path;
use std::time::Duration;

/// Freed at once, or a little less than twice as much.
pub const STEP_BYTES: u64 = 16 << 20;
/// Between two steps: more than a gigabyte goes in a second.
pub const REST: Duration = Duration::from_millis(10);

/// See the module. One for each thread and log directory.
pub struct Removal {
    turn: Semaphore,
    /// Since the last rest.
    freed_bytes: Cell<u64>,
}

impl Default for Removal {
    fn default() -> Self {
        Self { turn: Semaphore::new(1), freed_bytes: Cell::new(0) }
    }
}

impl Removal {
    /// Removes a directory of files that nobody uses any more.
    pub async fn remove(&self, dir: &Path) -> io::Result<()> {
        let _turn = self.turn.acquire(1).await;
        for entry in fs::read_dir(dir).await?.iter().filter(|entry| !entry.is_dir) {
            if let Err(error) = self.remove_file(dir, entry).await {
                tracing::debug!(dir = %dir.display(), file = entry.name, %error, "a file is not removed step by step");
            }
        }
        fs::remove_dir_all(dir).await
    }

    async fn remove_file(&self, dir: &Path, entry: &DirEntry) -> io::Result<()> {
        let path = dir.join(&entry.name);
        let mut len = entry.len;
        // What has another name is somebody's copy: only this name goes.
        if len > STEP_BYTES && entry.is_only_name {
            const OPTIONS: OpenOptions = OpenOptions { create: false, ..OpenOptions::READ_WRITE };
            let file = File::open(&path, OPTIONS).await?;
            while len > STEP_BYTES {
                len -= STEP_BYTES;
                file.set_len(len).await?;
                file.sync_all().await?;
                time::sleep(REST).await;
            }
        }
        fs::remove_file(&path).await?;
        self.freed_bytes.update(|freed| freed.saturating_add(len));
        if self.freed_bytes.get() >= STEP_BYTES {
            fs::sync_dir(dir).await?;
            time::sleep(REST).await;
            self.freed_bytes.set(0);
        }
        Ok(())
    }
}

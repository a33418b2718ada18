//! Removing the files of deleted partitions, at leisure.
//!
//! Promises: of one thread's removals one is under way at a time, and frees some [`STEP_BYTES`] before it rests. A file system
//! that tells its device which blocks are free (mount option `discard`) tells of all that a transaction freed at once, and everybody's
//! writes wait meanwhile: a tenth of a second for 4 GB. In steps with a sync after each nobody notices.

use crate::rt::fs::{self, File, OpenOptions};
use crate::rt::sync::Semaphore;
use crate::rt::time;
use std::io;
use std::path::Path;
use std::time::Duration;

/// Freed at once.
pub const STEP_BYTES: u64 = 16 << 20;
/// Between two steps: more than a gigabyte goes in a second.
const REST: Duration = Duration::from_millis(10);

/// See the module. One for each thread.
pub struct Removal {
    turn: Semaphore,
}

impl Default for Removal {
    fn default() -> Self {
        Self { turn: Semaphore::new(1) }
    }
}

impl Removal {
    /// Removes a directory of files that nobody uses any more.
    pub async fn remove(&self, dir: &Path) -> io::Result<()> {
        let _turn = self.turn.acquire(1).await;
        let mut freed_bytes = 0;
        for entry in fs::read_dir(dir).await? {
            if entry.is_dir {
                continue;
            }
            let path = dir.join(&entry.name);
            freed_bytes += shorten(&path, entry.len).await?;
            fs::remove_file(&path).await?;
            if freed_bytes >= STEP_BYTES {
                fs::sync_dir(dir).await?;
                time::sleep(REST).await;
                freed_bytes = 0;
            }
        }
        fs::remove_dir_all(dir).await
    }
}

/// Cuts a file step by step to no more than one, and says what is left.
async fn shorten(path: &Path, mut len: u64) -> io::Result<u64> {
    if len > STEP_BYTES {
        const OPTIONS: OpenOptions = OpenOptions { create: false, ..OpenOptions::READ_WRITE };
        let file = File::open(path, OPTIONS).await?;
        while len > STEP_BYTES {
            len -= STEP_BYTES;
            file.set_len(len).await?;
            file.sync_all().await?;
            time::sleep(REST).await;
        }
    }
    Ok(len)
}

//! How the files of deleted partitions go.

use crate::log::removal::{Removal, STEP_BYTES};
use crate::rt::fs::{self, File, OpenOptions};
use crate::rt::sim::Sim;
use crate::rt::task;
use crate::rt::time;
use std::rc::Rc;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(3600);

async fn directory(path: &str, files: &[u64]) {
    fs::create_dir_all(path).await.unwrap();
    for (number, bytes) in files.iter().enumerate() {
        let file = File::open(format!("{path}/{number}"), OpenOptions::READ_WRITE).await.unwrap();
        file.set_len(*bytes).await.unwrap();
    }
}

/// Bytes that are left in a directory; `None` once it is gone.
async fn left(path: &str) -> Option<u64> {
    let entries = fs::read_dir(path).await.ok()?;
    Some(entries.iter().map(|entry| entry.len).sum())
}

#[test]
fn files_go_step_by_step_and_one_directory_after_the_other() {
    Sim::new(1)
        .node(1)
        .block_on(LIMIT, async {
            let dirs = ["/gone", "/too"];
            let files = [10 * STEP_BYTES + 5, 0, STEP_BYTES / 2, STEP_BYTES / 2, STEP_BYTES, 7, 3 * STEP_BYTES];
            for dir in dirs {
                directory(dir, &files).await;
            }
            let removal = Rc::new(Removal::default());
            let removals = dirs.map(|dir| {
                let removal = removal.clone();
                task::spawn(async move { removal.remove(dir.as_ref()).await })
            });
            let all: u64 = 2 * files.iter().sum::<u64>();
            let (mut before, mut most, mut both_begun) = (all, 0, false);
            while !removals.iter().all(|removal| removal.is_finished()) {
                time::sleep(Duration::from_millis(1)).await;
                let now = [left(dirs[0]).await.unwrap_or(0), left(dirs[1]).await.unwrap_or(0)];
                both_begun |= now[0] > 0 && now[1] > 0 && now.iter().all(|bytes| *bytes < all / 2);
                most = most.max(before - now.iter().sum::<u64>());
                before = now.iter().sum();
            }
            for removal in removals {
                removal.await.unwrap().unwrap();
            }
            assert_eq!((left(dirs[0]).await, left(dirs[1]).await), (None, None));
            assert!(most <= 2 * STEP_BYTES && !both_begun, "{most} bytes were freed at once");
        })
        .unwrap();
}

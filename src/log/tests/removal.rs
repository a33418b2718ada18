//! How the files of deleted partitions go.

use crate::log::removal::{REST, Removal, STEP_BYTES};
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
fn many_small_directories_take_as_long_as_a_large_one() {
    Sim::new(2)
        .node(1)
        .block_on(LIMIT, async {
            let removal = Removal::default();
            let dirs: Vec<String> = (0..100).map(|number| format!("/small-{number}")).collect();
            for dir in &dirs {
                directory(dir, &[STEP_BYTES / 4, 5]).await;
            }
            let began = time::now();
            for dir in &dirs {
                removal.remove(dir.as_ref()).await.unwrap();
            }
            assert!(began.elapsed() >= REST * 25, "{:?}", began.elapsed());
        })
        .unwrap();
}

#[test]
fn each_step_is_durable_before_the_next() {
    let node = Sim::new(3).node(1);
    let disk = node.clone();
    let work = async move {
        directory("/gone", &[4 * STEP_BYTES]).await;
        let file = File::open("/gone/0", OpenOptions::READ_WRITE).await.unwrap();
        file.sync_all().await.unwrap();
        fs::sync_dir("/gone").await.unwrap();
        let removal = Removal::default();
        let removed = task::spawn(async move { removal.remove("/gone".as_ref()).await });
        let mut steps = Vec::new();
        while !removed.is_finished() {
            time::sleep(REST / 2).await;
            let durable = disk.disk().durable_content("/gone/0").map_or(0, |bytes| bytes.len() as u64);
            if steps.last() != Some(&durable) {
                steps.push(durable);
            }
        }
        removed.await.unwrap().unwrap();
        steps.retain(|bytes| *bytes > 0);
        assert!(steps.ends_with(&[3 * STEP_BYTES, 2 * STEP_BYTES, STEP_BYTES]), "{steps:?}");
    };
    node.block_on(LIMIT, work).unwrap();
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

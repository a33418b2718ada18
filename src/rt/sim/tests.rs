//! What the simulated world promises: equal seeds give equal runs, different ones explore, and a disk loses what it may.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::io;
use std::rc::Rc;
use std::time::Duration;

use super::*;
use crate::rt::fs::{Durability, File, OpenOptions};
use crate::rt::task::{spawn, spawn_thread, yield_now};
use crate::rt::{fs as files, random, time};

const MINUTE: Duration = Duration::from_secs(60);

/// A little of everything.
async fn mixed_work() -> u64 {
    let handles: Vec<_> = (0..5u64)
        .map(|n| {
            spawn(async move {
                let file = File::open(format!("f{n}"), OpenOptions::READ_WRITE).await.unwrap();
                for at in 0..5 {
                    time::sleep(Duration::from_nanos(random::below(1_000_000))).await;
                    file.write_at(vec![n as u8; 700], at * 700, Durability::None).await.unwrap();
                    yield_now().await;
                }
                random::u64()
            })
        })
        .collect();
    let mut sum = 0u64;
    for handle in handles {
        sum = sum.wrapping_add(handle.await.unwrap());
    }
    sum
}

#[test]
fn equal_seeds_give_equal_runs_and_others_differ() {
    let run = |seed| {
        let sim = Sim::new(seed);
        let result = sim.node(1).block_on(MINUTE, mixed_work()).unwrap();
        sim.node(1).crash();
        (result, sim.elapsed(), sim.trace_hash(), sim.node(1).disk().content("f3"))
    };
    let hashes: BTreeSet<u64> = (0..20).map(|seed| run(seed).2).collect();
    assert_eq!(hashes.len(), 20);
    for seed in 0..20 {
        assert_eq!(run(seed), run(seed), "seed {seed}");
    }
}

#[test]
fn the_order_of_tasks_is_explored() {
    let mut orders = BTreeSet::new();
    for seed in 0..200 {
        let order = Sim::new(seed).node(1).block_on(MINUTE, async {
            let order = Rc::new(RefCell::new(Vec::new()));
            let tasks: Vec<_> = (0..3)
                .map(|n| {
                    let order = order.clone();
                    spawn(async move { order.borrow_mut().push(n) })
                })
                .collect();
            for task in tasks {
                task.await.unwrap();
            }
            order.take()
        });
        orders.insert(order.unwrap());
    }
    assert_eq!(orders.len(), 6, "all orders of three tasks");
}

#[test]
fn time_jumps_and_sleepers_wake_in_order() {
    let sim = Sim::new(1);
    let woken = sim.node(1).block_on(Duration::from_secs(100_000), async {
        let start = time::now();
        let woken = Rc::new(RefCell::new(Vec::new()));
        let tasks: Vec<_> = [30_000u64, 10, 70_000, 20]
            .into_iter()
            .map(|seconds| {
                let woken = woken.clone();
                spawn(async move {
                    time::sleep(Duration::from_secs(seconds)).await;
                    woken.borrow_mut().push((seconds, start.elapsed()));
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        woken.take()
    });
    let expected: Vec<_> = [10, 20, 30_000, 70_000].map(|s| (s, Duration::from_secs(s))).to_vec();
    assert_eq!(woken.unwrap(), expected);
}

#[test]
fn a_timeout_drops_its_future_and_a_result_in_time_wins() {
    struct OnDrop(Rc<Cell<bool>>);
    impl Drop for OnDrop {
        fn drop(&mut self) {
            self.0.set(true);
        }
    }
    let sim = Sim::new(3);
    let node = sim.node(1);
    node.block_on(MINUTE, async {
        let dropped = Rc::new(Cell::new(false));
        let guard = OnDrop(dropped.clone());
        let slow = async move {
            let _guard = guard;
            time::sleep(Duration::from_secs(2)).await;
        };
        assert_eq!(time::timeout(Duration::from_secs(1), slow).await, Err(time::Elapsed));
        assert!(dropped.get());
        assert_eq!(time::timeout(Duration::from_secs(1), async { 5 }).await, Ok(5));
        let quick = async { time::sleep(Duration::from_millis(999)).await };
        assert_eq!(time::timeout(Duration::from_secs(1), quick).await, Ok(()));
    })
    .unwrap();
}

#[test]
fn a_join_handle_joins_cancels_and_detaches() {
    let sim = Sim::new(4);
    let node = sim.node(1);
    node.block_on(MINUTE, async {
        assert_eq!(spawn(async { 7 }).await, Ok(7));
        let forever = spawn(std::future::pending::<()>());
        yield_now().await;
        assert!(!forever.is_finished());
        forever.cancel();
        assert_eq!(forever.await, Err(crate::rt::task::Cancelled));
        let finished = spawn(async { 1 });
        time::sleep(Duration::from_secs(1)).await;
        finished.cancel();
        assert_eq!(finished.await, Ok(1), "cancelled too late");
        let ran = Rc::new(Cell::new(false));
        let flag = ran.clone();
        drop(spawn(async move {
            time::sleep(Duration::from_secs(1)).await;
            flag.set(true);
        }));
        time::sleep(Duration::from_secs(2)).await;
        assert!(ran.get(), "a dropped handle detaches");
    })
    .unwrap();
}

#[test]
fn a_thread_ends_with_its_main_future_and_drops_its_other_tasks() {
    let sim = Sim::new(5);
    let node = sim.node(1);
    node.block_on(MINUTE, async {
        let (sender, receiver) = std::sync::mpsc::channel::<u32>();
        let thread = spawn_thread("shard-1", Some(1), move || async move {
            drop(spawn(async move {
                let _kept = sender;
                std::future::pending::<()>().await;
            }));
            time::sleep(Duration::from_secs(1)).await;
        })
        .unwrap();
        assert!(thread.join_blocking().is_err(), "would block the whole world");
        thread.join().await.unwrap();
        yield_now().await;
        assert_eq!(receiver.try_recv(), Err(std::sync::mpsc::TryRecvError::Disconnected));
    })
    .unwrap();
}

fn message(panic: Box<dyn std::any::Any + Send>) -> String {
    panic.downcast::<String>().map_or_else(|other| other.downcast::<&str>().unwrap().to_string(), |text| *text)
}

fn fails(test: impl FnOnce()) -> String {
    message(std::panic::catch_unwind(std::panic::AssertUnwindSafe(test)).unwrap_err())
}

#[test]
fn a_deadlock_a_livelock_a_panic_and_an_unmet_goal_fail_the_test() {
    let deadlock = fails(|| {
        let _ = Sim::new(1).node(1).block_on(MINUTE, std::future::pending::<()>());
    });
    assert!(deadlock.starts_with("deadlock") && deadlock.contains("tests.rs"), "{deadlock}");
    let livelock = fails(|| {
        let sim = Sim::new(1);
        sim.set_poll_limit(10_000);
        let _ = sim.node(1).block_on(MINUTE, async {
            loop {
                yield_now().await;
            }
        });
    });
    assert!(livelock.starts_with("livelock"), "{livelock}");
    let panic = fails(|| {
        let _ = Sim::new(1).node(1).block_on(MINUTE, async { spawn(async { panic!("in a task") }).await });
    });
    assert_eq!(panic, "in a task");
    let slow = fails(|| {
        let _ = Sim::new(1).node(1).block_on(MINUTE, async { time::sleep(2 * MINUTE).await });
    });
    assert!(slow.contains("not done within"), "{slow}");
}

#[test]
fn what_was_synced_survives_and_what_was_not_is_kept_lost_or_torn() {
    let mut outcomes = BTreeSet::new();
    for seed in 0..300 {
        let sim = Sim::new(seed);
        let node = sim.node(1);
        node.block_on(MINUTE, async {
            files::create_dir_all("data").await.unwrap();
            files::sync_dir("/").await.unwrap();
            let file = File::open("data/log", OpenOptions::READ_WRITE).await.unwrap();
            file.write_at(vec![1; 2048], 0, Durability::None).await.unwrap();
            file.sync_data().await.unwrap();
            files::sync_dir("data").await.unwrap();
            file.write_at(vec![2; 2048], 0, Durability::None).await.unwrap();
        })
        .unwrap();
        node.crash();
        let content = node.block_on(MINUTE, files::read("data/log")).unwrap().unwrap();
        assert_eq!(content.len(), 2048);
        let sectors: Vec<u8> = content
            .chunks(512)
            .map(|sector| {
                assert!(sector.iter().all(|byte| *byte == sector[0]), "a sector is whole");
                sector[0]
            })
            .collect();
        outcomes.insert(sectors);
    }
    assert_eq!(outcomes.len(), 16, "every mixture of old and new sectors");
}

#[test]
fn a_durable_write_survives_without_a_sync() {
    check_seeds("a_durable_write_survives_without_a_sync", 50, |sim| {
        let node = sim.node(1);
        node.block_on(MINUTE, async {
            let file = File::open("log", OpenOptions::READ_WRITE).await.unwrap();
            files::sync_dir("/").await.unwrap();
            file.write_at(vec![1; 3000], 0, Durability::None).await.unwrap();
            file.write_at(vec![2; 100], 3000, Durability::Data).await.unwrap();
        })
        .unwrap();
        node.crash();
        let expected = [vec![1; 3000], vec![2; 100]].concat();
        assert_eq!(node.disk().content("log"), Some(expected));
    });
}

#[test]
fn a_narrow_durable_write_leaves_earlier_ones_open_but_is_not_undone_by_them() {
    let mut outcomes = BTreeSet::new();
    for seed in 0..100 {
        let sim = Sim::new(seed);
        let node = sim.node(1);
        node.disk().set_narrow_dsync(true);
        node.block_on(MINUTE, async {
            let file = File::open("log", OpenOptions::READ_WRITE).await.unwrap();
            files::sync_dir("/").await.unwrap();
            file.write_at(vec![1; 1536], 0, Durability::None).await.unwrap();
            file.write_at(vec![2; 512], 512, Durability::Data).await.unwrap();
            file.set_len(512).await.unwrap();
            file.write_at(vec![3; 512], 512, Durability::Data).await.unwrap();
        })
        .unwrap();
        node.crash();
        let content = node.disk().content("log").unwrap();
        assert_eq!(content.len(), 1024);
        assert!(content[512..].iter().all(|&byte| byte == 3));
        outcomes.insert(content[0]);
    }
    assert_eq!(outcomes, [1].into());
    let mut outcomes = BTreeSet::new();
    for seed in 0..100 {
        let sim = Sim::new(seed);
        let node = sim.node(1);
        node.disk().set_narrow_dsync(true);
        node.block_on(MINUTE, async {
            let file = File::open("log", OpenOptions::READ_WRITE).await.unwrap();
            files::sync_dir("/").await.unwrap();
            file.write_at(vec![1; 1536], 0, Durability::None).await.unwrap();
            file.write_at(vec![2; 512], 512, Durability::Data).await.unwrap();
        })
        .unwrap();
        node.crash();
        let content = node.disk().content("log").unwrap();
        assert!(content[512..1024].iter().all(|&byte| byte == 2));
        outcomes.insert((content[0], content.get(1024).copied()));
    }
    let expected = [(0, None), (0, Some(1)), (1, None), (1, Some(1))];
    assert_eq!(outcomes, expected.into(), "what came before may be lost, in any part");
}

#[test]
fn a_name_survives_only_after_a_sync_of_its_directory() {
    let mut outcomes = BTreeSet::new();
    for seed in 0..100 {
        let sim = Sim::new(seed);
        let node = sim.node(1);
        node.block_on(MINUTE, async {
            let file = File::open("kept", OpenOptions::READ_WRITE).await.unwrap();
            files::sync_dir("/").await.unwrap();
            drop(file);
            let file = File::open("maybe", OpenOptions::READ_WRITE).await.unwrap();
            file.write_at(vec![1; 10], 0, Durability::Data).await.unwrap();
            files::rename("kept", "renamed").await.unwrap();
        })
        .unwrap();
        node.crash();
        let mut names: Vec<String> = node
            .block_on(MINUTE, files::read_dir("/"))
            .unwrap()
            .unwrap()
            .into_iter()
            .map(|entry| format!("{} {}", entry.name, entry.len))
            .collect();
        names.sort();
        outcomes.insert(names.join(", "));
    }
    let expected = ["kept 0", "kept 0, maybe 10", "maybe 10, renamed 0"];
    assert_eq!(outcomes, expected.map(str::to_owned).into(), "operations of a directory survive in order");
}

#[test]
fn a_move_between_directories_never_loses_the_file() {
    check_seeds("a_move_between_directories_never_loses_the_file", 200, |sim| {
        let node = sim.node(1);
        node.block_on(MINUTE, async {
            for dir in ["a", "b", "c"] {
                files::create_dir_all(dir).await.unwrap();
            }
            files::write_atomic("a/file", vec![9; 10]).await.unwrap();
            files::sync_dir("/").await.unwrap();
            files::rename("a/file", "b/file").await.unwrap();
            files::rename("b/file", "c/file").await.unwrap();
        })
        .unwrap();
        let sync = ["a", "b", "c"][sim.below(3) as usize];
        node.block_on(MINUTE, files::sync_dir(sync)).unwrap().unwrap();
        node.crash();
        let found = ["a/file", "b/file", "c/file"].iter().filter(|path| node.disk().content(path).is_some()).count();
        assert!(found >= 1);
    });
}

#[test]
fn a_process_kill_keeps_what_was_written_and_frees_locks() {
    check_seeds("a_process_kill_keeps_what_was_written_and_frees_locks", 20, |sim| {
        let node = sim.node(1);
        node.run(|| async {
            let file = File::open("log", OpenOptions::READ_WRITE).await.unwrap();
            assert!(file.try_lock_exclusive().unwrap());
            let other = File::open("log", OpenOptions::READ_WRITE).await.unwrap();
            assert!(!other.try_lock_exclusive().unwrap());
            file.write_at(vec![1; 5000], 0, Durability::None).await.unwrap();
            std::future::pending::<()>().await;
        });
        sim.run_for(MINUTE);
        node.kill();
        node.block_on(MINUTE, async {
            let file = File::open("log", OpenOptions::READ_WRITE).await.unwrap();
            assert!(file.try_lock_exclusive().unwrap());
            assert_eq!(file.read_at(0, 9000).await.unwrap(), vec![1; 5000]);
        })
        .unwrap();
    });
}

/// Appends numbered blocks durably; returns how many were acknowledged.
async fn append_blocks(acked: Rc<Cell<u64>>) {
    let file = File::open("log", OpenOptions::READ_WRITE).await.unwrap();
    files::sync_dir("/").await.unwrap();
    for n in 0..20u64 {
        file.write_at(vec![n as u8 + 1; 1000], n * 1000, Durability::None).await.unwrap();
        file.sync_data().await.unwrap();
        acked.set(n + 1);
    }
}

#[test]
fn a_crash_at_each_change_keeps_what_was_acknowledged() {
    let sim = Sim::new(0);
    sim.node(1).block_on(MINUTE, append_blocks(Rc::default())).unwrap();
    let changes = sim.node(1).disk().changes();
    assert_eq!(changes, 2 + 2 * 20, "create, directory sync, and 20 writes and syncs");
    for n in 1..=changes {
        for point in [CrashPoint::Before, CrashPoint::During, CrashPoint::After] {
            let sim = Sim::new(n);
            let node = sim.node(1);
            node.disk().crash_at_change_exactly(n, point);
            let acked = Rc::new(Cell::new(0));
            assert_eq!(node.block_on(MINUTE, append_blocks(acked.clone())), Err(Crashed));
            assert!(!node.is_up());
            let content = node.disk().content("log").unwrap_or_default();
            assert!(content.len() as u64 >= acked.get() * 1000, "change {n} {point:?}");
            for (at, block) in content.chunks(1000).enumerate().take(acked.get() as usize) {
                assert_eq!(block, vec![at as u8 + 1; 1000], "change {n} {point:?}");
            }
            if point == CrashPoint::After && n == changes {
                assert_eq!((acked.get(), content.len()), (19, 20_000), "done, and nobody was told");
            }
        }
    }
}

#[test]
fn a_failed_sync_may_lose_what_a_later_one_seems_to_cover() {
    let mut lost = 0;
    for seed in 0..50 {
        let sim = Sim::new(seed);
        let node = sim.node(1);
        node.disk().fail_change(4, libc::EIO);
        node.block_on(MINUTE, async {
            let file = File::open("log", OpenOptions::READ_WRITE).await.unwrap();
            files::sync_dir("/").await.unwrap();
            file.write_at(vec![1; 1000], 0, Durability::None).await.unwrap();
            assert_eq!(file.sync_data().await.unwrap_err().raw_os_error(), Some(libc::EIO));
            assert_eq!(file.read_at(0, 2000).await.unwrap(), vec![1; 1000], "readers see it");
            file.sync_data().await.unwrap();
        })
        .unwrap();
        node.crash();
        lost += u32::from(node.disk().content("log").unwrap().is_empty());
    }
    assert!((10..40).contains(&lost), "{lost} of 50");
}

#[test]
fn a_full_disk_says_so_and_space_comes_back() {
    let sim = Sim::new(6);
    let node = sim.node(1);
    node.disk().set_capacity_bytes(10_000);
    node.block_on(MINUTE, async {
        let full = |result: io::Result<()>| assert_eq!(result.unwrap_err().raw_os_error(), Some(libc::ENOSPC));
        let a = File::open("a", OpenOptions::READ_WRITE).await.unwrap();
        a.write_at(vec![0; 8000], 0, Durability::None).await.unwrap();
        assert_eq!(files::free_space("/").await.unwrap(), 2000);
        let b = File::open("b", OpenOptions::READ_WRITE).await.unwrap();
        full(b.write_at(vec![0; 3000], 0, Durability::Data).await);
        full(b.allocate(0, 3000).await);
        a.write_at(vec![1; 8000], 0, Durability::None).await.unwrap();
        drop(a);
        files::remove_file("a").await.unwrap();
        files::sync_dir("/").await.unwrap();
        b.write_at(vec![0; 3000], 0, Durability::Data).await.unwrap();
    })
    .unwrap();
}

#[test]
fn the_narrow_dsync_of_fua_writes_leaves_earlier_writes_at_risk() {
    let mut lost = 0;
    for seed in 0..50 {
        let sim = Sim::new(seed);
        let node = sim.node(1);
        node.disk().set_narrow_dsync(true);
        node.block_on(MINUTE, async {
            let file = File::open("log", OpenOptions::READ_WRITE).await.unwrap();
            file.write_at(vec![1; 8192], 0, Durability::None).await.unwrap();
            file.sync_all().await.unwrap();
            files::sync_dir("/").await.unwrap();
            file.write_at(vec![2; 4096], 0, Durability::None).await.unwrap();
            file.write_at(vec![2; 4096], 4096, Durability::Data).await.unwrap();
        })
        .unwrap();
        node.crash();
        let content = node.disk().content("log").unwrap();
        assert_eq!(content[4096..], [2; 4096]);
        lost += u32::from(content[..4096] != [2; 4096]);
    }
    assert!(lost > 10, "{lost}");
}

#[test]
fn error_rates_and_edits_reach_the_program() {
    let sim = Sim::new(8);
    let node = sim.node(1);
    node.block_on(MINUTE, files::write_atomic("f", vec![7; 100])).unwrap().unwrap();
    assert!(node.disk().edit("f", |content| content[50] ^= 1));
    assert_eq!(node.block_on(MINUTE, files::read("f")).unwrap().unwrap()[50], 6);
    node.disk().set_read_error_rate(1_000_000);
    let error = node.block_on(MINUTE, files::read("f")).unwrap().unwrap_err();
    assert_eq!(error.raw_os_error(), Some(libc::EIO));
    node.disk().set_read_error_rate(0);
    node.disk().set_write_error_rate(500_000);
    let outcomes = node.block_on(MINUTE, async {
        let file = File::open("f", OpenOptions::READ_WRITE).await.unwrap();
        let mut outcomes = Vec::new();
        for _ in 0..100 {
            outcomes.push(file.write_at(vec![0; 10], 0, Durability::None).await.is_ok());
        }
        outcomes
    });
    let succeeded = outcomes.unwrap().into_iter().filter(|ok| *ok).count();
    assert!((30..70).contains(&succeeded), "{succeeded}");
}

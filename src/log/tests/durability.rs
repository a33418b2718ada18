//! Nothing acknowledged is lost, changed or reordered; nothing is left out; recovery refuses nothing that a crash can leave.
//!
//! Each seed is a directory that lives several times: random settings, appends by several tasks' worth of logs, reads, and an
//! end by a loss of power at any change of the disk, a killed process, an I/O error, a full disk or a clean stop.

use super::harness::*;
use crate::log::commit::CommitOptions;
use crate::log::config::LogConfig;
use crate::log::{AppendError, LogRef, journal};
use crate::rt::fs::Durability;
use crate::rt::sim::{Node, Sim, check_seeds};
use crate::rt::{random, task, time};
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(3600);
const LIVES: u64 = 4;
const MANY: i32 = 24;

/// A batch that was appended, in the life under way or one before.
struct Appended {
    next_offset: i64,
    bytes: Vec<u8>,
}

#[derive(Default)]
struct Model {
    /// For each partition.
    batches: Vec<Vec<Appended>>,
    acknowledged: Vec<i64>,
    /// For each partition, whether power was lost since its log was last looked at: a life that ends before tells nothing.
    lost_power: Vec<bool>,
    /// What failed before the power did.
    failure: Option<String>,
}

type Shared = Rc<RefCell<Model>>;

fn settings(sim: &Sim, many: bool) -> Settings {
    let kib = 1 << 10;
    let segment_bytes = (4 + sim.below(60)) as u32 * kib as u32;
    Settings {
        config: LogConfig {
            segment_bytes,
            index_interval_bytes: 200 + sim.below(5000) as u32,
            segment_ms: 1 + sim.below(100_000).cast_signed(),
            ..LogConfig::default()
        },
        commit: CommitOptions {
            direct_bytes: (2 + sim.below(30)) as usize * kib,
            max_journaled_bytes: (8 + sim.below(60)) as usize * kib,
        },
        ring_bytes: (16 + sim.below(48)) * 4096,
        pool_bytes: 1 << 20,
        cold_bytes: 1 << 20,
        // With many dirty at once the table of an entry's pieces is longer than a sector, and can be torn.
        partitions: if many { MANY } else { 1 + sim.below(4) as i32 },
        half_written: sim.below(3) == 0,
    }
}

/// Checks a log just opened against the model, which then knows only what is there.
async fn verify(store: &Store, settings: &Settings, model: &Shared) {
    for (at, log) in store.logs.iter().enumerate() {
        let end = log.get().end_offset();
        assert_eq!(log.get().flushed_offset(), end);
        let expected: Vec<u8> = {
            let mut model = model.borrow_mut();
            let acknowledged = model.acknowledged[at];
            let may_lose = std::mem::take(&mut model.lost_power[at]) && settings.durability(at) == Durability::None;
            assert!(end >= acknowledged || may_lose, "log {at} ends at {end}: {acknowledged} was acknowledged");
            model.acknowledged[at] = end;
            let batches = &mut model.batches[at];
            batches.retain(|batch| batch.next_offset <= end);
            let known = batches.last().map_or(0, |batch| batch.next_offset);
            assert_eq!(known, end, "log {at} holds what nobody appended");
            batches.iter().flat_map(|batch| batch.bytes.iter().copied()).collect()
        };
        let max_bytes = 1 + random::below(40_000) as usize;
        let read = read_all(store, log, end, max_bytes).await.unwrap();
        assert!(read == expected, "log {at} is changed");
    }
}

/// Reads some of what is durable.
async fn read_some(store: &Store, at: usize, log: &LogRef, model: &Shared) {
    let limit = log.get().flushed_offset();
    if limit == 0 {
        return;
    }
    let offset = random::below(limit.unsigned_abs()).cast_signed();
    let max_bytes = random::below(20_000) as usize;
    // A disk that fails is not what this is about.
    let Ok(data) = log.read(&store.context(), offset, max_bytes, limit, true).await else { return };
    let model = model.borrow();
    let batches = &model.batches[at];
    let first = batches.partition_point(|batch| batch.next_offset <= offset);
    let last = batches.partition_point(|batch| batch.next_offset <= data.next_offset);
    let expected: Vec<u8> = batches[first..last].iter().flat_map(|batch| batch.bytes.iter().copied()).collect();
    assert!(concat(&data.segments) == expected && !expected.is_empty(), "log {at} at {offset}");
}

async fn append_one(store: &Store, at: usize, log: &LogRef, model: &Shared) -> Result<(), String> {
    let segment_bytes = u64::from(log.get().config().segment_bytes);
    let longest = [50, 300, 4000, 20_000][random::below(4) as usize].min(segment_bytes / 2);
    let mut payload = vec![0; random::below(longest) as usize];
    random::fill(&mut payload);
    let records = 1 + random::below(5) as i32;
    loop {
        let base_offset = log.get().end_offset();
        let bytes = batch(base_offset, records, time::wall_ms(), &payload);
        match append(store, log, &bytes, time::wall_ms()) {
            Ok(next_offset) => {
                model.borrow_mut().batches[at].push(Appended { next_offset, bytes });
                return Ok(());
            }
            Err(AppendError::NoMemory { .. }) => {
                store.committer.relieve();
                time::sleep(Duration::from_micros(200)).await;
            }
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// One life, until it ends by itself: cleanly, or with what failed.
async fn live(node: Node, settings: Settings, model: Shared, steps: u64, faults: Faults) {
    let store = match open(&settings).await {
        Ok(store) => Rc::new(store),
        Err(error) => panic!("a crash made this: {error}"),
    };
    verify(&store, &settings, &model).await;
    faults.set(&node);
    store.start_checkpoints();
    let commits = task::spawn({
        let (store, model) = (store.clone(), model.clone());
        async move {
            let mut advanced = Vec::new();
            loop {
                store.committer.wait_dirty().await;
                if let Err(error) = store.committer.commit(&mut advanced).await {
                    model.borrow_mut().failure.get_or_insert(error.to_string());
                    return;
                }
                for log in advanced.drain(..) {
                    let at = store.logs.iter().position(|other| other.key == log.key).unwrap();
                    model.borrow_mut().acknowledged[at] = log.get().flushed_offset();
                }
            }
        }
    });
    for _ in 0..steps {
        let at = random::below(store.logs.len() as u64) as usize;
        let log = &store.logs[at];
        let pauses = if settings.partitions == MANY { 80 } else { 20 };
        let done = match random::below(pauses) {
            0 => store.write_offsets().await,
            1 | 2 => {
                read_some(&store, at, log, &model).await;
                Ok(())
            }
            3 | 4 => {
                time::sleep(Duration::from_micros(random::below(3000))).await;
                Ok(())
            }
            5 => {
                while log.get_mut().evict_first() {}
                Ok(())
            }
            _ => append_one(&store, at, log, &model).await,
        };
        if let Err(error) = done {
            model.borrow_mut().failure.get_or_insert(error);
        }
        if model.borrow().failure.is_some() {
            return;
        }
    }
    // A clean stop.
    while store.logs.iter().any(|log| log.get().flushed_offset() < log.get().end_offset()) {
        if model.borrow().failure.is_some() || store.committer.failure().is_some() {
            return;
        }
        time::sleep(Duration::from_millis(1)).await;
    }
    commits.cancel();
    let ends: Vec<i64> = store.logs.iter().map(|log| log.get().end_offset()).collect();
    // The cancelled task holds a reference until it is dropped.
    task::yield_now().await;
    time::sleep(Duration::from_millis(1)).await;
    let Ok(store) = Rc::try_unwrap(store).map_err(|_| ()) else { panic!("the store is still shared") };
    match store.close().await {
        Ok(()) => model.borrow_mut().acknowledged = ends,
        Err(error) => model.borrow_mut().failure = Some(error),
    }
}

/// What goes wrong on the disk in a life, beside its end.
#[derive(Clone, Copy, Default)]
struct Faults {
    write_errors: u32,
    sync_errors: u32,
    room_bytes: Option<u64>,
}

impl Faults {
    fn choose(sim: &Sim) -> Self {
        match sim.below(8) {
            0 => Self { write_errors: 3000, ..Self::default() },
            1 => Self { sync_errors: 20_000, ..Self::default() },
            2 => Self { room_bytes: Some(sim.below(300_000)), ..Self::default() },
            _ => Self::default(),
        }
    }

    fn set(self, node: &Node) {
        node.disk().set_write_error_rate(self.write_errors);
        node.disk().set_sync_error_rate(self.sync_errors);
        if let Some(room) = self.room_bytes {
            node.disk().set_capacity_bytes(600_000 + room);
        }
    }

    fn clear(node: &Node) {
        Self::default().set(node);
        node.disk().set_capacity_bytes(u64::MAX);
        node.disk().cancel_crash();
    }
}

/// The bytes of a log's segment files, one after the other.
fn at_rest(node: &Node, at: usize, batches: &[Appended]) -> Vec<u8> {
    let starts = std::iter::once(0).chain(batches.iter().map(|batch| batch.next_offset));
    starts.filter_map(|base| node.disk().content(format!("{DIR}/t{at}-0/{base:020}.log"))).flatten().collect()
}

fn lives(sim: &Sim, many: bool) {
    let settings = settings(sim, many);
    let node = sim.node(1);
    node.disk().set_narrow_dsync(sim.below(2) == 0);
    node.disk().refuse_direct(sim.below(8) == 0);
    let partitions = settings.partitions as usize;
    let model = Shared::default();
    model.borrow_mut().batches.resize_with(partitions, Vec::new);
    model.borrow_mut().acknowledged.resize(partitions, 0);
    model.borrow_mut().lost_power.resize(partitions, false);
    for life in 0..=LIVES {
        let last = life == LIVES;
        let faults = if last { Faults::default() } else { Faults::choose(sim) };
        let steps = if last { 5 } else { sim.below(200) };
        model.borrow_mut().failure = None;
        let mut lost_power = false;
        let life = live(node.clone(), settings.clone(), model.clone(), steps, faults);
        match if last { 9 } else { sim.below(10) } {
            0..=5 => {
                node.disk().crash_at_change(1 + sim.below(2 * steps + 10));
                lost_power = node.block_on(LIMIT, life).is_err();
                if !lost_power && sim.below(2) == 0 {
                    node.crash();
                    lost_power = true;
                }
            }
            kill @ 6..=8 => {
                node.run(|| life);
                sim.run_for(Duration::from_micros(sim.below(60_000)));
                lost_power = kill == 8;
                if lost_power { node.crash() } else { node.kill() }
            }
            _ => node.block_on(LIMIT, life).unwrap(),
        }
        if !lost_power {
            // The process is gone: nothing that it had under way reaches the disk when the next one runs.
            node.kill();
        }
        Faults::clear(&node);
        if lost_power {
            model.borrow_mut().lost_power.fill(true);
        }
    }
    let model = model.borrow();
    assert_eq!(model.failure, None);
    for (at, batches) in model.batches.iter().enumerate() {
        let expected: Vec<u8> = batches.iter().flat_map(|batch| batch.bytes.iter().copied()).collect();
        assert!(at_rest(&node, at, batches) == expected, "the files of log {at} are not its batches");
    }
}

#[test]
fn nothing_acknowledged_is_lost_changed_or_reordered() {
    check_seeds("nothing_acknowledged_is_lost", 250, |sim| lives(sim, sim.seed() % 6 == 0));
}

/// Whether some seed fails while a fault is switched on; of some faults one in several hundred does.
fn some_seed_fails(many: bool, set: fn(bool)) -> bool {
    (0..2_000).any(|seed| {
        let sim = Sim::new(seed);
        set(true);
        let failed = catch_unwind(AssertUnwindSafe(|| lives(&sim, many))).is_err();
        set(false);
        drop(catch_unwind(AssertUnwindSafe(|| drop(sim))));
        failed
    })
}

/// The test above notices each of these, so it would notice their like.
#[test]
fn a_missing_sync_checksum_or_replay_is_noticed() {
    assert!(some_seed_fails(false, journal::faults::set_skip_sync), "no sync");
    assert!(some_seed_fails(true, journal::format::faults::set_skip_checksum), "no checksum");
    assert!(some_seed_fails(false, journal::replay::faults::set_skip_replay), "no replay");
}

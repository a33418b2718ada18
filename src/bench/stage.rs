//! What the producers and consumers of one thread share: clock, topics, leaders, what was measured.
//!
//! Promises: all threads of a run count microseconds on one clock that no step of the wall clock moves. A record counts where it was
//! due in the time that is measured, in the second in which its fate was known; what was due before or after counts nowhere.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use ringmain_protocol::records::Compressor;
use ringmain_protocol::uuid::Uuid;

use super::batches::Buffers;
use super::measure::{Measured, Operation};
use super::payload::Filling;
use super::verify::{Acknowledged, Received};
use super::workload::{Kind, Workload};
use crate::client::cluster::Cluster;
use crate::client::{Client, ClientOptions};
use crate::rt::sync::{Event, Semaphore};
use crate::rt::time::{self, Instant};
use crate::server::framing::Spares;

/// Leaders are not asked for more often than this.
const REFRESH_PAUSE_US: u64 = 100_000;
/// Different errors that a thread tells; more of them say nothing new.
const MAX_TOLD: usize = 20;

/// Microseconds since 1970 that pass evenly: the wall clock is read once, and no step of it after that is seen. Copies are the same
/// clock, on any thread. Two hosts' differ by as much as their wall clocks did when each began.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    origin: Instant,
    origin_us: u64,
}

impl Clock {
    pub fn start() -> Self {
        let origin_us = u64::try_from(time::wall_us()).unwrap_or(0);
        Clock { origin: time::now(), origin_us }
    }

    #[inline]
    pub fn now_us(&self) -> u64 {
        self.us(time::now())
    }

    #[inline]
    pub fn us(&self, instant: Instant) -> u64 {
        self.origin_us + instant.as_ns().saturating_sub(self.origin.as_ns()) / 1_000
    }

    pub fn instant(&self, us: u64) -> Instant {
        self.origin + Duration::from_micros(us.saturating_sub(self.origin_us))
    }
}

/// When a load begins, is measured, and ends; microseconds of the run's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub begin_us: u64,
    pub measure_us: u64,
    /// `u64::MAX` where something else ends it.
    pub end_us: u64,
}

impl Window {
    pub fn measures(&self, us: u64) -> bool {
        us >= self.measure_us && us < self.end_us
    }
}

/// A topic of the run. Its partitions are lanes `first_lane` and following.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    pub name: String,
    pub id: Uuid,
    pub first_lane: u32,
    pub partitions: u32,
}

/// The topics of a run and their partitions, which are numbered through as lanes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Topics {
    topics: Vec<Topic>,
    lanes: u32,
}

impl Topics {
    pub fn add(&mut self, name: String, id: Uuid, partitions: u32) {
        self.topics.push(Topic { name, id, first_lane: self.lanes, partitions });
        self.lanes += partitions;
    }

    pub fn all(&self) -> &[Topic] {
        &self.topics
    }

    pub fn lanes(&self) -> u32 {
        self.lanes
    }

    /// The topic of a lane, and which partition of it that is.
    pub fn of_lane(&self, lane: u32) -> Option<(&Topic, i32)> {
        let at = self.topics.partition_point(|topic| topic.first_lane <= lane);
        let topic = self.topics.get(at.checked_sub(1)?)?;
        let partition = i32::try_from(lane - topic.first_lane).ok()?;
        (lane - topic.first_lane < topic.partitions).then_some((topic, partition))
    }

    /// `partition 3 of topic t`.
    pub fn describe(&self, lane: u32) -> String {
        match self.of_lane(lane) {
            Some((topic, partition)) => format!("partition {partition} of topic {}", topic.name),
            None => format!("lane {lane}"),
        }
    }
}

/// The leaders of all lanes, as the metadata has them.
pub struct Leaders {
    cluster: Cluster,
    topics: Arc<Topics>,
    of_lane: RefCell<Vec<i32>>,
    version: Cell<u64>,
    asked_us: Cell<u64>,
    asking: Semaphore,
}

impl Leaders {
    pub fn new(cluster: Cluster, topics: Arc<Topics>) -> Self {
        let of_lane = vec![-1; topics.lanes() as usize];
        Leaders {
            cluster,
            topics,
            of_lane: RefCell::new(of_lane),
            version: Cell::new(0),
            asked_us: Cell::new(0),
            asking: Semaphore::new(1),
        }
    }

    /// The broker that leads a lane; -1 where none is known.
    pub fn of(&self, lane: u32) -> i32 {
        self.of_lane.borrow().get(lane as usize).copied().unwrap_or(-1)
    }

    /// Grows with each change.
    pub fn version(&self) -> u64 {
        self.version.get()
    }

    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    pub fn node(&self, id: i32) -> Result<Client, String> {
        self.cluster.node(id).map_err(String::from)
    }

    /// Asks again, unless somebody has just done so.
    pub async fn refresh(&self, clock: Clock) -> Result<(), String> {
        let _turn = self.asking.acquire(1).await;
        if self.version.get() > 0 && clock.now_us() < self.asked_us.get().saturating_add(REFRESH_PAUSE_US) {
            return Ok(());
        }
        self.asked_us.set(clock.now_us());
        let mut leaders = vec![-1; self.topics.lanes() as usize];
        for topic in self.topics.all() {
            let found = self.cluster.topic(&topic.name).await?;
            for partition in found.partitions {
                let index = u32::try_from(partition.index).ok().filter(|index| *index < topic.partitions);
                let place = index.and_then(|index| leaders.get_mut((topic.first_lane + index) as usize));
                if let Some(place) = place {
                    *place = partition.leader;
                }
            }
        }
        if leaders != *self.of_lane.borrow() || self.version.get() == 0 {
            self.of_lane.replace(leaders);
            self.version.set(self.version.get() + 1);
        }
        Ok(())
    }

    /// The brokers that lead something.
    pub fn brokers(&self) -> BTreeSet<i32> {
        self.of_lane.borrow().iter().copied().filter(|leader| *leader >= 0).collect()
    }
}

/// Memory of answers that a thread keeps for the next. As many as its consumers receive at the same time have to find some, or each page
/// of theirs is one that the system has to make.
const SPARE_BYTES: usize = 512 << 20;

/// What the producers and consumers of one thread share.
pub struct Stage {
    pub kind: Kind,
    pub workload: Arc<Workload>,
    /// Tells the records of this run from others.
    pub run: u64,
    pub topics: Arc<Topics>,
    pub clock: Clock,
    pub leaders: Leaders,
    pub buffers: Buffers,
    /// What fetches bring comes into the same memory again.
    spares: Spares,
    pub filling: Filling,
    pub compressor: RefCell<Compressor>,
    pub window: Cell<Window>,
    /// Consumers go on being measured after the end of the window.
    counts_late: Cell<bool>,
    /// Of each lane, where consumers may end.
    ends: RefCell<Option<Rc<Vec<i64>>>>,
    verified: Option<RefCell<(Acknowledged, Received)>>,
    measured: RefCell<Measured>,
    /// When an operation last brought something that counts.
    last_us: RefCell<BTreeMap<Operation, u64>>,
    /// Records that are still counted for consumers, of all threads; without it all are.
    quota: Option<Arc<AtomicU64>>,
    /// Set with the last of them.
    pub enough: Event,
    /// Records that came to consumers, measured or not.
    received: Cell<u64>,
    /// Set once: nothing more is begun.
    pub stop: Event,
    told: RefCell<BTreeSet<String>>,
    untold: RefCell<Vec<String>>,
}

impl Stage {
    #[allow(clippy::too_many_arguments)] // Each is a part of it, and one place puts them together.
    pub fn new(
        kind: Kind,
        workload: Arc<Workload>,
        run: u64,
        topics: Arc<Topics>,
        clock: Clock,
        cluster: Cluster,
        filling: Filling,
        quota: Option<Arc<AtomicU64>>,
    ) -> Rc<Self> {
        let buffers = Buffers::new(workload.producers.buffer_memory as usize);
        let verified = workload.load.verify.then(RefCell::default);
        Rc::new(Stage {
            kind,
            workload,
            run,
            leaders: Leaders::new(cluster, topics.clone()),
            topics,
            clock,
            buffers,
            spares: Spares::new(SPARE_BYTES),
            filling,
            compressor: RefCell::new(Compressor::new()),
            window: Cell::new(Window { begin_us: u64::MAX, measure_us: u64::MAX, end_us: u64::MAX }),
            counts_late: Cell::new(false),
            ends: RefCell::default(),
            verified,
            measured: RefCell::default(),
            last_us: RefCell::default(),
            quota,
            enough: Event::new(),
            received: Cell::new(0),
            stop: Event::new(),
            told: RefCell::default(),
            untold: RefCell::default(),
        })
    }

    /// From now on it is known what counts. `counts_late`: consumers count until they end.
    pub fn begin(&self, window: Window, counts_late: bool) {
        self.window.set(window);
        self.counts_late.set(counts_late);
    }

    pub fn drain_to(&self, ends: Vec<i64>) {
        self.ends.replace(Some(Rc::new(ends)));
    }

    pub fn ends(&self) -> Option<Rc<Vec<i64>>> {
        self.ends.borrow().clone()
    }

    /// What a run that is verified has to show.
    pub fn verify(&self, note: impl FnOnce(&mut Acknowledged, &mut Received)) {
        if let Some(verified) = &self.verified {
            let (acknowledged, received) = &mut *verified.borrow_mut();
            note(acknowledged, received);
        }
    }

    pub fn take_verified(&self) -> Option<(Acknowledged, Received)> {
        self.verified.as_ref().map(RefCell::take)
    }

    pub fn client_options(&self) -> ClientOptions {
        ClientOptions {
            client_id: "ringmain-bench".into(),
            request_timeout: self.workload.load.request_timeout,
            max_in_flight: self.workload.producers.max_in_flight.max(1) as usize,
            max_response_bytes: usize::try_from(self.workload.consumers.fetch_bytes).unwrap_or(0) + (100 << 20),
            spares: Some(self.spares.clone()),
            ..ClientOptions::default()
        }
    }

    fn second(&self, now_us: u64) -> u32 {
        (now_us.saturating_sub(self.window.get().measure_us) / 1_000_000) as u32
    }

    /// Records whose fate is known. `due` has for each time how many of them were due then.
    pub fn settled(&self, operation: Operation, now_us: u64, due: &[(u64, u32)], bytes: u64, is_done: bool) {
        let window = self.window.get();
        let all: u64 = due.iter().map(|(_, count)| u64::from(*count)).sum();
        let counted = due.iter().filter(|(due_us, _)| window.measures(*due_us));
        let records: u64 = counted.clone().map(|(_, count)| u64::from(*count)).sum();
        if records == 0 {
            return;
        }
        let mut measured = self.measured.borrow_mut();
        let interval = measured.interval(operation, self.second(now_us));
        if !is_done {
            interval.failed += records;
            return;
        }
        interval.records += records;
        // Of a batch that was begun before the end of the warm-up its share.
        interval.bytes += share_of(bytes, records, all);
        for (due_us, count) in counted {
            match now_us.checked_sub(*due_us) {
                Some(latency_us) => interval.latencies.record(latency_us, u64::from(*count)),
                None => interval.early += u64::from(*count),
            }
        }
        self.last_us.borrow_mut().insert(operation, now_us);
    }

    /// A request whose answer came.
    pub fn answered(&self, operation: Operation, now_us: u64) {
        if self.window.get().measures(now_us) {
            self.measured.borrow_mut().interval(operation, self.second(now_us)).requests += 1;
        }
    }

    /// What a fetch brought.
    pub fn fetched(&self, sent_us: u64, now_us: u64, records: u64, bytes: u64) {
        self.received.set(self.received.get() + records);
        let window = self.window.get();
        if !(window.measures(now_us) || self.counts_late.get() && now_us >= window.measure_us) {
            return;
        }
        let counted = self.count_off(records);
        if counted == 0 && records > 0 {
            return;
        }
        let mut measured = self.measured.borrow_mut();
        let interval = measured.interval(Operation::Consume, self.second(now_us));
        interval.records += counted;
        interval.bytes += share_of(bytes, counted, records);
        interval.requests += 1;
        interval.latencies.record(now_us.saturating_sub(sent_us), 1);
        if counted > 0 {
            self.last_us.borrow_mut().insert(Operation::Consume, now_us);
        }
    }

    /// How many of these records are still to be counted.
    fn count_off(&self, records: u64) -> u64 {
        let Some(quota) = &self.quota else { return records };
        let less = |left: u64| Some(left.saturating_sub(records));
        let left = quota.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).unwrap_or_default();
        if left > 0 && left <= records {
            self.enough.set();
        }
        left.min(records)
    }

    /// Records that came to consumers since the last call, measured or not.
    pub fn take_received(&self) -> u64 {
        self.received.take()
    }

    /// When each operation last brought something that counts.
    pub fn last_us(&self) -> BTreeMap<Operation, u64> {
        self.last_us.borrow().clone()
    }

    /// What was measured since the last call.
    pub fn take_measured(&self) -> Measured {
        self.measured.take()
    }

    /// Something went wrong that does not end the run. The same is told once.
    pub fn note(&self, what: String) {
        let mut told = self.told.borrow_mut();
        if told.len() < MAX_TOLD && told.insert(what.clone()) {
            self.untold.borrow_mut().push(what);
        }
    }

    pub fn take_notes(&self) -> Vec<String> {
        self.untold.take()
    }
}

/// The bytes of some of all records.
fn share_of(bytes: u64, some: u64, all: u64) -> u64 {
    if some == all { bytes } else { (u128::from(bytes) * u128::from(some) / u128::from(all.max(1))) as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(quota: Option<u64>) -> Rc<Stage> {
        let (workload, topics) = (Arc::new(Workload::default()), Arc::new(Topics::default()));
        let cluster = Cluster::new(&crate::client::cluster::Bootstrap::of(Vec::new()));
        let clock = Clock { origin: Instant::default(), origin_us: 0 };
        let (filling, quota) = (Filling::new(0.0, 1), quota.map(|quota| Arc::new(AtomicU64::new(quota))));
        let stage = Stage::new(Kind::EndToEnd, workload, 1, topics, clock, cluster, filling, quota);
        stage.begin(Window { begin_us: 0, measure_us: 1_000, end_us: u64::MAX }, false);
        stage
    }

    #[test]
    fn what_came_before_it_was_sent_is_counted_as_that() {
        let stage = stage(None);
        stage.settled(Operation::EndToEnd, 5_000, &[(900, 9), (4_000, 2), (5_001, 3), (u64::MAX - 1, 1)], 1_500, true);
        let total = stage.take_measured().total(Operation::EndToEnd);
        assert_eq!((total.records, total.bytes, total.early), (6, 600, 4));
        assert_eq!((total.latencies.histogram().len(), total.latencies.quantile_us(1.0)), (2, 1_000));
    }

    #[test]
    fn as_many_records_are_counted_as_are_wanted() {
        let stage = stage(Some(10));
        stage.fetched(1_000, 2_000, 4, 400);
        assert!(!stage.enough.is_set());
        stage.fetched(2_000, 3_000, 9, 900);
        assert!(stage.enough.is_set());
        stage.fetched(3_000, 4_000, 9, 900);
        let total = stage.take_measured().total(Operation::Consume);
        assert_eq!((total.records, total.bytes, total.requests), (10, 1_000, 2));
        assert_eq!(stage.last_us(), BTreeMap::from([(Operation::Consume, 3_000)]));
    }

    #[test]
    fn lanes_are_numbered_through_the_topics() {
        let mut topics = Topics::default();
        topics.add("a".into(), Uuid::ONE, 3);
        topics.add("b".into(), Uuid::ONE, 2);
        let found = |lane| topics.of_lane(lane).map(|(topic, partition)| (topic.name.as_str(), partition));
        let all: Vec<_> = (0..6).map(found).collect();
        assert_eq!(all, [Some(("a", 0)), Some(("a", 1)), Some(("a", 2)), Some(("b", 0)), Some(("b", 1)), None]);
        assert_eq!((topics.lanes(), Topics::default().of_lane(0)), (5, None));
    }
}

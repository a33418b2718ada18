//! One thread of a load: its share of the producers and consumers, and what they tell.
//!
//! Promises: it does what its orders say, as they change, and answers each with one report; what was measured leaves it once a second.
//! An error that ends a producer or consumer is told at once; whoever gives the orders decides what comes of it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use futures_lite::future::or;

use super::consumer::{self, Consumer};
use super::measure::{Measured, Operation};
use super::payload::Filling;
use super::producer::{Leg, Producer};
use super::stage::{Clock, Stage, Topics, Window};
use super::verify::{Acknowledged, Received};
use super::workload::{Kind, Workload};
use crate::client::cluster::{Bootstrap, Cluster};
use crate::rt::sync::Notify;
use crate::rt::sync::watch::Receiver;
use crate::rt::task::{self, JoinHandle};
use crate::rt::{mailbox, time};

/// Connections that are made at the same time, and consumers that find their place.
const CONNECTING: usize = 64;
const LATEST: i64 = -1;

/// What a thread of a load is made from.
#[derive(Clone)]
pub struct Assignment {
    /// Which of how many threads.
    pub index: u32,
    pub of: u32,
    pub kind: Kind,
    pub workload: Arc<Workload>,
    pub run: u64,
    pub topics: Arc<Topics>,
    pub clock: Clock,
    pub bootstrap: Bootstrap,
    pub filling: Filling,
    /// Records that consumers of all threads still count.
    pub quota: Option<Arc<AtomicU64>>,
}

/// What the threads of a load are to do. Each new one contains those before.
#[derive(Debug, Clone, Default)]
pub struct Orders {
    /// What producers do, counted from 1.
    pub leg: Option<(u32, Leg)>,
    /// Consumers are to find out where they begin.
    pub locate: bool,
    /// What counts, and when consumers begin.
    pub window: Option<Window>,
    pub consume_from_us: Option<u64>,
    /// Consumers end when they have read what is there now.
    pub drain: bool,
    /// Everything ends where it stands.
    pub stop: bool,
}

/// What a thread tells.
#[derive(Debug)]
pub enum Report {
    /// Connected; the producers are ready.
    Ready,
    /// Consumers know where to begin.
    Located,
    /// The producers have done leg so-and-so.
    Led(u32),
    /// The consumers have ended.
    Consumed,
    /// The last record that was asked for has come.
    Enough,
    /// What was measured since the last report, at the end of a second, and how many records came to consumers.
    Second(i64, Measured, u64),
    Note(String),
    /// Somebody has ended early.
    Failed(String),
    /// The last one.
    Over(Box<Remains>),
}

/// What is left when a thread has ended.
#[derive(Debug, Default)]
pub struct Remains {
    pub measured: Measured,
    /// When each operation last brought something that counts.
    pub last_us: BTreeMap<Operation, u64>,
    pub verified: Option<(Acknowledged, Received)>,
}

type Tell = Rc<mailbox::Sender<Report>>;

/// Does what the orders say until they say stop.
pub async fn work(assignment: Assignment, orders: Receiver<Orders>, reports: mailbox::Sender<Report>) {
    let tell: Tell = Rc::new(reports);
    let Assignment { index, of, kind, workload, run, topics, clock, bootstrap, filling, quota } = assignment;
    let cluster = Cluster::new(&bootstrap);
    let stage = Stage::new(kind, workload, run, topics, clock, cluster, filling, quota);
    let crew = Crew { stage: stage.clone(), tell: tell.clone(), index, of };
    let telling = task::spawn(crew.clone().tell_seconds());
    match crew.assemble().await {
        Ok((producers, consumers)) => crew.follow(orders, producers, consumers).await,
        Err(why) => {
            say(&tell, Report::Failed(why));
            until_stopped(&orders).await;
        }
    }
    telling.cancel();
    for note in stage.take_notes() {
        say(&tell, Report::Note(note));
    }
    let remains =
        Remains { measured: stage.take_measured(), last_us: stage.last_us(), verified: stage.take_verified() };
    // Waits where the mailbox is full: nothing comes after it.
    let _ = tell.send(Report::Over(Box::new(remains))).await;
    tell.flush();
}

/// A report that finds no room is lost: whoever should read it has stopped reading.
fn say(tell: &Tell, report: Report) {
    if tell.try_send(report).is_err() {
        tracing::warn!("a report of a thread found no room");
    }
}

async fn until_stopped(orders: &Receiver<Orders>) {
    while !orders.get().stop {
        if orders.changed().await.is_err() {
            return;
        }
    }
}

#[derive(Clone)]
struct Crew {
    stage: Rc<Stage>,
    tell: Tell,
    index: u32,
    of: u32,
}

impl Crew {
    /// Those of `count` that are this thread's.
    fn share(&self, count: u32) -> impl Iterator<Item = u32> + use<> {
        (self.index..count).step_by(self.of.max(1) as usize)
    }

    /// Makes the producers and consumers, and connects the producers.
    async fn assemble(&self) -> Result<(Vec<Producer>, Vec<Rc<Consumer>>), String> {
        let stage = &self.stage;
        stage.leaders.refresh(stage.clock).await?;
        // A leader may be named before it serves: what is answered here shows that it does.
        consumer::offsets(stage, &(0..stage.topics.lanes()).collect::<Vec<_>>(), LATEST).await?;
        let mut producers = Vec::new();
        if stage.kind.produces() || stage.workload.consumers.backlog.is_some() {
            let waiting: Vec<u32> = self.share(stage.workload.producers.count).collect();
            let share_bytes = stage.workload.producers.buffer_memory as usize / waiting.len().max(1);
            let waiting = Rc::new(RefCell::new(waiting.into_iter()));
            let connect = move |stage: Rc<Stage>, waiting: Rc<RefCell<std::vec::IntoIter<u32>>>| async move {
                let mut connected = Vec::new();
                loop {
                    let next = waiting.borrow_mut().next();
                    let Some(number) = next else { return Ok::<_, String>(connected) };
                    let mut producer = Producer::new(stage.clone(), number, stage.run, share_bytes);
                    producer.connect().await?;
                    connected.push(producer);
                }
            };
            let connecting: Vec<JoinHandle<_>> = (0..CONNECTING)
                .map(|_| {
                    let (stage, waiting) = (stage.clone(), waiting.clone());
                    task::spawn(async move { connect(stage, waiting).await })
                })
                .collect();
            for connected in connecting {
                producers.extend(connected.await.map_err(|error| error.to_string())??);
            }
        }
        let mut consumers = Vec::new();
        if stage.kind.consumes() {
            let of = stage.workload.consumers.count;
            for number in self.share(of.saturating_mul(stage.workload.consumers.fan_out)) {
                consumers.push(Rc::new(Consumer::new(stage.clone(), number % of.max(1), of, number / of.max(1))));
            }
        }
        say(&self.tell, Report::Ready);
        Ok((producers, consumers))
    }

    async fn follow(&self, orders: Receiver<Orders>, producers: Vec<Producer>, consumers: Vec<Rc<Consumer>>) {
        let stage = &self.stage;
        let mut producing: Option<JoinHandle<Vec<Producer>>> = None;
        let mut consuming: Option<JoinHandle<()>> = None;
        let mut resting = Some(producers);
        let (mut leg_done, mut is_located, mut is_draining) = (0, false, false);
        let ended = Notify::new();
        loop {
            let order = orders.get();
            if let Some(window) = order.window {
                stage.begin(window, stage.kind.consumes() && stage.workload.consumers.drain);
            }
            if order.stop {
                break;
            }
            if let Some(producers) = producing.take_if(|producing| producing.is_finished()) {
                resting = producers.await.ok();
                say(&self.tell, Report::Led(leg_done));
            }
            if order.locate && !is_located {
                is_located = true;
                drop(task::spawn(self.clone().locate(consumers.clone())));
            }
            if let Some((number, leg)) = order.leg.clone().filter(|(number, _)| *number > leg_done)
                && let Some(producers) = resting.take()
            {
                leg_done = number;
                producing = Some(task::spawn(self.clone().lead(producers, leg, ended.clone())));
            }
            if let Some(from_us) = order.consume_from_us
                && consuming.is_none()
            {
                consuming = Some(task::spawn(self.clone().consume(consumers.clone(), from_us)));
            }
            if order.drain && !is_draining {
                is_draining = true;
                drop(task::spawn(self.clone().find_ends()));
            }
            let changed = async {
                // A coordinator that is gone wants nothing more.
                orders.changed().await.is_err()
            };
            let is_gone = or(changed, async {
                ended.notified().await;
                false
            })
            .await;
            if is_gone {
                break;
            }
        }
        stage.stop.set();
        if let Some(producing) = producing {
            // Cancelled or not, there is nothing to do.
            let _ = producing.await;
        }
        if let Some(consuming) = consuming {
            let _ = consuming.await;
        }
    }

    async fn lead(self, producers: Vec<Producer>, leg: Leg, ended: Notify) -> Vec<Producer> {
        let running: Vec<_> = producers
            .into_iter()
            .map(|mut producer| {
                let (leg, tell) = (leg.clone(), self.tell.clone());
                task::spawn(async move {
                    if let Err(why) = producer.run(&leg).await {
                        say(&tell, Report::Failed(why));
                    }
                    producer
                })
            })
            .collect();
        let mut producers = Vec::new();
        for producer in running {
            producers.extend(producer.await);
        }
        // Noticed after this task has ended: whoever is told asks whether it has.
        drop(task::spawn(async move {
            task::yield_now().await;
            ended.notify_one();
        }));
        producers
    }

    async fn locate(self, consumers: Vec<Rc<Consumer>>) {
        let start = self.stage.workload.consumers.start;
        let waiting = Rc::new(RefCell::new(consumers.into_iter()));
        let locate = move |waiting: Rc<RefCell<std::vec::IntoIter<Rc<Consumer>>>>| async move {
            loop {
                let next = waiting.borrow_mut().next();
                let Some(consumer) = next else { return Ok::<_, String>(()) };
                consumer.locate(start).await?;
            }
        };
        let locating: Vec<_> = (0..CONNECTING).map(|_| task::spawn(locate(waiting.clone()))).collect();
        for located in locating {
            if let Err(why) = located.await.map_err(|error| error.to_string()).flatten() {
                return say(&self.tell, Report::Failed(why));
            }
        }
        say(&self.tell, Report::Located);
    }

    async fn consume(self, consumers: Vec<Rc<Consumer>>, from_us: u64) {
        let stage = &self.stage;
        or(time::sleep_until(stage.clock.instant(from_us)), stage.stop.wait()).await;
        let (counting, tell) = (stage.clone(), self.tell.clone());
        let counting = task::spawn(async move {
            counting.enough.wait().await;
            say(&tell, Report::Enough);
        });
        let running: Vec<_> = consumers.into_iter().map(|consumer| task::spawn(consumer.run())).collect();
        for consumer in running {
            if let Ok(Err(why)) = consumer.await {
                say(&self.tell, Report::Failed(why));
            }
        }
        counting.cancel();
        if stage.enough.is_set() {
            say(&self.tell, Report::Enough);
        }
        say(&self.tell, Report::Consumed);
    }

    /// Tells the consumers how far they have to read.
    async fn find_ends(self) {
        let stage = &self.stage;
        let lanes: Vec<u32> = (0..stage.topics.lanes()).collect();
        match consumer::offsets(stage, &lanes, LATEST).await {
            Ok(ends) => stage.drain_to(ends.into_values().collect()),
            Err(why) => say(&self.tell, Report::Failed(why)),
        }
    }

    /// Hands over what was measured, at the end of each second.
    async fn tell_seconds(self) {
        let stage = self.stage;
        let mut last = None;
        loop {
            let window = stage.window.get();
            let next_us = match window.measure_us {
                // Not known yet.
                u64::MAX => stage.clock.now_us() + 100_000,
                measure_us => {
                    let now_us = stage.clock.now_us();
                    let passed = (now_us as i64 - measure_us as i64).div_euclid(1_000_000);
                    (measure_us as i64 + (passed + 1) * 1_000_000) as u64
                }
            };
            time::sleep_until(stage.clock.instant(next_us)).await;
            for note in stage.take_notes() {
                say(&self.tell, Report::Note(note));
            }
            let window = stage.window.get();
            if window.measure_us == u64::MAX || stage.clock.now_us() < next_us {
                continue;
            }
            let second = (next_us as i64 - window.measure_us as i64).div_euclid(1_000_000);
            if last.replace(second) != Some(second) {
                // What came with the very beginning belongs to the first second.
                let measured = if second > 0 { stage.take_measured() } else { Measured::default() };
                say(&self.tell, Report::Second(second, measured, stage.take_received()));
            }
        }
    }
}

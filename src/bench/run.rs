//! A run: topics, threads, warm-up, the time that is measured, and what came of it.
//!
//! Promises: what was measured before something went wrong is in the outcome, beside what went wrong; topics that the run made for
//! itself are removed, also then. All threads begin to send at the same time, and none before all are connected.
//! Whoever sets `stop` gets the outcome soon.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use futures_lite::future::or;

use super::agent::{self, Cues, Gathered, Part, Share};
use super::measure::{Interval, Measured, Operation, Outcome, Span, Verdict};
use super::meeting::Seat;
use super::payload::Filling;
use super::prepare;
use super::producer::Leg;
use super::progress::{Progress, Second};
use super::stage::{Clock, Topics, Window};
use super::verify::{self, Acknowledged, Received};
use super::watch::{self, Watch};
use super::worker::{self, Assignment, Orders, Report};
use super::workload::{Kind, Lifecycle, Pace, Workload};
use crate::client::HostPort;
use crate::client::cluster::{Bootstrap, Cluster};
use crate::rt::sync::{Event, Notify, watch as orders};
use crate::rt::{machine, mailbox, random, task, time};

/// Between the word to begin and the beginning, for it to reach every thread.
const LEAD: Duration = Duration::from_millis(100);
/// Reports that a thread may be ahead.
const REPORTS: usize = 1024;
/// How long a thread may take to end.
const END_LIMIT: Duration = Duration::from_secs(10);

/// What is to be run.
pub struct Plan {
    pub name: String,
    pub kind: Kind,
    pub workload: Workload,
    pub bootstrap: Bootstrap,
    pub broker_pids: Vec<u32>,
    /// Hosts that put the load on, instead of this one.
    pub agents: Vec<HostPort>,
    /// Others that it begins together with.
    pub seat: Option<Rc<Seat>>,
}

/// Where a run stands among those of several hosts that are one load.
struct Place {
    /// Tells the records of this load from those of others.
    load: u64,
    host: u32,
    hosts: u32,
    cues: Option<Cues>,
}

/// A run before it is judged.
struct Ended {
    ran: Ran,
    verified: Option<(Acknowledged, Received)>,
}

/// What came of a run.
pub struct Ran {
    pub outcome: Outcome,
    /// It did not come to its end: the outcome's errors say why.
    pub ended_early: bool,
}

/// Runs it, once: for a sweep see `series`. An error where nothing could be measured at all.
pub async fn run(plan: &Plan, stop: &Event, progress: &mut Progress) -> Result<Ran, String> {
    plan.workload.check(plan.kind).map_err(|error| error.to_string())?;
    let cluster = Cluster::new(&plan.bootstrap);
    let mut made = Vec::new();
    let outcome = match prepare::prepare(&cluster, &plan.workload, &mut made).await {
        Ok(topics) => {
            let topics = Arc::new(topics);
            let ended = match plan.agents.is_empty() {
                true => {
                    let place = Place { load: random::u64(), host: 0, hosts: 1, cues: None };
                    Run::begin(plan, place, topics.clone(), stop, progress).await
                }
                false => on_agents(plan, stop, progress).await,
            };
            ended.map(|Ended { mut ran, verified }| {
                let early = ran.outcome.measured.total(Operation::EndToEnd).early;
                if early > 0 {
                    let why = "records came before they were sent, as the hosts' clocks have it: they have no latency";
                    ran.outcome.errors.push(format!("{early} {why}"));
                }
                ran.outcome.verdict = verified.map(|seen| judge(&seen, &plan.workload, &topics));
                ran
            })
        }
        Err(why) => Err(why),
    };
    let mut problems = Vec::new();
    if plan.workload.topics.lifecycle == Lifecycle::Temporary && !made.is_empty() {
        problems = prepare::remove(&cluster, &made).await;
    }
    match outcome {
        Ok(mut ran) => {
            ran.outcome.errors.extend(problems);
            Ok(ran)
        }
        Err(why) => Err([vec![why], problems].concat().join("\nerror: ")),
    }
}

fn judge((acknowledged, received): &(Acknowledged, Received), workload: &Workload, topics: &Topics) -> Verdict {
    verify::judge(acknowledged, received, workload.consumers.fan_out, |lane| {
        let found = topics.of_lane(lane);
        found.map_or((String::new(), -1), |(topic, partition)| (topic.name.clone(), partition))
    })
}

/// The same on other hosts, while this one watches the broker.
async fn on_agents(plan: &Plan, stop: &Event, progress: &mut Progress) -> Result<Ended, String> {
    let mut broker = Watch::pids(&plan.broker_pids)?;
    let share = Share {
        run_id: random::u64(),
        name: plan.name.clone(),
        kind: plan.kind,
        workload: plan.workload.clone(),
        bootstrap: plan.bootstrap.to_string(),
        host: 0,
        hosts: 1,
    };
    let (seconds, news) = (Rc::new(RefCell::new(VecDeque::new())), Notify::new());
    let leading = {
        let (seconds, news) = (seconds.clone(), news.clone());
        agent::lead(&plan.agents, &share, stop, move |at_s, rows| {
            seconds.borrow_mut().push_back((at_s, rows.clone()));
            news.notify_one();
        })
    };
    let duration_s = plan.workload.load.longest().map(|longest| longest.as_secs());
    let mut tell = |broker: &mut Watch| {
        while let Some((at_s, rows)) = { seconds.borrow_mut().pop_front() } {
            progress.second(Second { at_s, duration_s }, &rows);
            broker.sample(at_s as f64);
        }
    };
    let telling = async {
        loop {
            news.notified().await;
            tell(&mut broker);
        }
    };
    let Gathered { part, is_complete } = or(leading, telling).await?;
    tell(&mut broker);
    for error in &part.errors {
        progress.note(error);
    }
    let (broker, gone) = broker.finish();
    let ended_early = !is_complete || part.ended_early;
    let verified = is_complete.then_some((part.acknowledged, part.received));
    let outcome = Outcome {
        name: plan.name.clone(),
        workload: serde_json::to_value(&plan.workload).unwrap_or_default(),
        bootstrap: plan.bootstrap.to_string(),
        started_at_ms: part.started_at_ms,
        measured_s: part.measured_s,
        spans: part.spans,
        measured: part.measured,
        broker,
        load: part.load,
        verdict: None,
        search: None,
        errors: [part.errors, gone].concat(),
        environment: part.environment,
    };
    let verified = verified.filter(|_| plan.workload.load.verify);
    Ok(Ended { ran: Ran { outcome, ended_early }, verified })
}

/// Runs what an agent was given. Its topics are there: whoever leads has made them, and removes them.
pub async fn run_share(share: Share, cues: Cues) -> Result<Part, String> {
    let Share { run_id, name, kind, mut workload, bootstrap, host, hosts } = share;
    workload.topics.lifecycle = Lifecycle::Existing;
    workload.check(kind).map_err(|error| error.to_string())?;
    let plan = Plan {
        name,
        kind,
        workload,
        bootstrap: bootstrap.parse()?,
        broker_pids: Vec::new(),
        agents: Vec::new(),
        seat: None,
    };
    let topics = prepare::prepare(&Cluster::new(&plan.bootstrap), &plan.workload, &mut Vec::new()).await?;
    let stop = Event::new();
    let stopping = {
        let (cues, stop) = (cues.clone(), stop.clone());
        task::spawn(async move {
            cues.stopped().await;
            stop.set();
        })
    };
    let place = Place { load: run_id, host, hosts, cues: Some(cues) };
    let ended = Run::begin(&plan, place, Arc::new(topics), &stop, &mut Progress::quiet()).await;
    stopping.cancel();
    let Ended { ran: Ran { outcome, ended_early }, verified } = ended?;
    let (acknowledged, received) = verified.unwrap_or_default();
    Ok(Part {
        started_at_ms: outcome.started_at_ms,
        measured_s: outcome.measured_s,
        spans: outcome.spans,
        measured: outcome.measured,
        load: outcome.load,
        errors: outcome.errors,
        environment: outcome.environment,
        ended_early,
        acknowledged,
        received,
    })
}

struct Run<'a> {
    plan: &'a Plan,
    place: Place,
    stop: &'a Event,
    progress: &'a mut Progress,
    clock: Clock,
    orders: Orders,
    tell: orders::Sender<Orders>,
    inbox: Rc<Inbox>,
    threads: usize,
    measured: Measured,
    seconds: BTreeMap<i64, (usize, BTreeMap<Operation, Interval>)>,
    errors: Vec<String>,
    counts: Counts,
    verified: Option<(Acknowledged, Received)>,
    broker: Watch,
    load: Watch,
    window: Option<Window>,
    /// When the last answer to a producer came.
    produced_us: Option<u64>,
    /// When each operation last brought something that counts.
    last_us: BTreeMap<Operation, u64>,
    started_at_ms: i64,
    /// Records that came to consumers, measured or not.
    received: u64,
}

/// How many threads have told what.
#[derive(Default)]
struct Counts {
    ready: usize,
    located: usize,
    led: BTreeMap<u32, usize>,
    consumed: usize,
    enough: bool,
    over: usize,
    failed: bool,
}

#[derive(Default)]
struct Inbox {
    reports: RefCell<VecDeque<Report>>,
    filled: Notify,
}

impl<'a> Run<'a> {
    async fn begin(
        plan: &'a Plan,
        place: Place,
        topics: Arc<Topics>,
        stop: &'a Event,
        progress: &'a mut Progress,
    ) -> Result<Ended, String> {
        let broker = Watch::pids(&plan.broker_pids)?;
        let load = Watch::own()?;
        let threads = plan.workload.load.threads.max(1);
        let (tell, orders) = orders::channel(Arc::new(Orders::default()));
        let inbox = Rc::new(Inbox::default());
        let clock = Clock::start();
        let workload = Arc::new(plan.workload.clone());
        let producers = plan.workload.producers.count.div_ceil(threads.saturating_mul(place.hosts)).max(1);
        let batch_bytes = plan.workload.producers.buffer_memory / producers / 2;
        if plan.kind.produces() && batch_bytes < plan.workload.batching.bytes {
            progress.note(&format!(
                "--buffer-memory leaves each producer two batches of {batch_bytes} bytes, less than --batch-bytes"
            ));
        }
        let consumers = plan.workload.consumers.count;
        if plan.kind.consumes() && consumers > topics.lanes() {
            progress.note(&format!(
                "{} of {consumers} consumers have nothing to read: there are {} partitions",
                consumers - topics.lanes(),
                topics.lanes()
            ));
        }
        let filling = Filling::new(workload.records.entropy, place.load);
        // As many records as were asked for, of which each host has its share.
        let quota = plan.workload.load.records.filter(|_| plan.kind == Kind::Consume).map(|all| {
            let (hosts, host) = (u64::from(place.hosts.max(1)), u64::from(place.host));
            Arc::new(AtomicU64::new(all / hosts + u64::from(host < all % hosts)))
        });
        let cpus = machine::available_cpus();
        for index in 0..threads {
            let assignment = Assignment {
                index: place.host.saturating_mul(threads).saturating_add(index),
                of: place.hosts.saturating_mul(threads),
                kind: plan.kind,
                workload: workload.clone(),
                run: place.load,
                topics: topics.clone(),
                clock,
                bootstrap: plan.bootstrap.clone(),
                filling: filling.clone(),
                quota: quota.clone(),
            };
            // From the last one on: the first is where brokers and interrupts begin.
            let cpu = cpus.len().checked_sub(index as usize + 1).and_then(|at| cpus.get(at).copied());
            let (reports, mut received) = mailbox::channel(REPORTS);
            let orders = orders.clone();
            let thread = task::spawn_thread(&format!("load-{index}"), cpu, move || async move {
                worker::work(assignment, orders, reports).await;
            });
            thread.map_err(|error| format!("a thread for the load could not be started: {error}"))?;
            let inbox = inbox.clone();
            drop(task::spawn(async move {
                let put = |report| {
                    inbox.reports.borrow_mut().push_back(report);
                    inbox.filled.notify_one();
                };
                while let Some(report) = received.recv().await {
                    let is_last = matches!(report, Report::Over(_));
                    put(report);
                    if is_last {
                        return;
                    }
                }
                put(Report::Failed("a thread of the load has died".to_owned()));
                put(Report::Over(Box::default()));
            }));
        }
        let run = Run {
            plan,
            place,
            stop,
            progress,
            clock,
            orders: Orders::default(),
            tell,
            inbox,
            threads: threads as usize,
            measured: Measured::default(),
            seconds: BTreeMap::new(),
            errors: Vec::new(),
            counts: Counts::default(),
            verified: None,
            broker,
            load,
            window: None,
            produced_us: None,
            last_us: BTreeMap::new(),
            started_at_ms: time::wall_ms(),
            received: 0,
        };
        run.conduct().await
    }

    async fn conduct(mut self) -> Result<Ended, String> {
        let threads = self.threads;
        let workload = &self.plan.workload;
        if self.until(None, |counts| counts.ready >= threads).await && self.prepare_load().await {
            self.load().await;
        }
        if self.window.is_none() {
            // Nothing was measured; the threads end by themselves.
            self.orders.stop = true;
            self.tell.publish(Arc::new(self.orders.clone()));
            self.collect().await;
            let why =
                if self.stop.is_set() { "stopped before anything was measured".to_owned() } else { String::new() };
            self.errors.extend(Some(why).filter(|why| !why.is_empty()));
            return Err(self.errors.join("\nerror: "));
        }
        let ended_early = self.stop.is_set() || self.counts.failed || self.counts.over > 0;
        let ended_us = self.clock.now_us();
        if self.stop.is_set() {
            self.complain("stopped before the end".to_owned());
        }
        self.sample();
        self.orders.stop = true;
        self.tell.publish(Arc::new(self.orders.clone()));
        let ended_early = !self.collect().await || ended_early;
        let spans = self.spans(ended_us, ended_early);
        let longest_s = spans.values().map(|span| span.to_s).reduce(f64::max);
        let measured_s = longest_s.unwrap_or_else(|| self.at_s(ended_us).max(0.0));
        let (broker, gone) = self.broker.finish();
        let (load, _) = self.load.finish();
        self.errors.extend(gone);
        let outcome = Outcome {
            name: self.plan.name.clone(),
            workload: serde_json::to_value(workload).unwrap_or_default(),
            bootstrap: self.plan.bootstrap.to_string(),
            started_at_ms: self.started_at_ms,
            measured_s,
            spans,
            measured: self.measured,
            broker,
            load,
            verdict: None,
            search: None,
            errors: self.errors,
            environment: watch::environment(),
        };
        Ok(Ended { ran: Ran { outcome, ended_early }, verified: self.verified })
    }

    /// The backlog, and where consumers begin. False if the run is over before it began.
    async fn prepare_load(&mut self) -> bool {
        let threads = self.threads;
        let workload = &self.plan.workload;
        if let Some(backlog) = workload.consumers.backlog
            && self.plan.kind.consumes()
        {
            self.progress.note(&format!("writing a backlog of {backlog}"));
            let begin_us = self.clock.now_us();
            // Measured from the beginning of time that never comes.
            let window = Window { begin_us, measure_us: 0, end_us: u64::MAX };
            let leg = Leg {
                window,
                pace: Pace::Maximum,
                records: Some(backlog.records(workload.records.mean_bytes())),
                seed: random::u64(),
            };
            self.orders.leg = Some((1, leg));
            self.publish();
            if !self.until(None, |counts| counts.led.get(&1) >= Some(&threads)).await {
                return false;
            }
        }
        if self.plan.kind.consumes() {
            self.orders.locate = true;
            self.publish();
            return self.until(None, |counts| counts.located >= threads).await;
        }
        true
    }

    /// Warm-up and what is measured.
    async fn load(&mut self) {
        let threads = self.threads;
        let (kind, workload) = (self.plan.kind, &self.plan.workload);
        let Some(begin_us) = self.together().await else { return };
        // A backlog is read once: none of it may go into a warm-up.
        let reads_backlog = kind == Kind::Consume && workload.consumers.backlog.is_some();
        let warm_up_us = if reads_backlog { 0 } else { workload.load.warm_up.as_micros() as u64 };
        let measure_us = begin_us + warm_up_us;
        let longest = workload.load.longest().map_or(u64::MAX, |longest| longest.as_micros() as u64);
        let window = Window { begin_us, measure_us, end_us: measure_us.saturating_add(longest) };
        self.started_at_ms = time::wall_ms() + (measure_us as i64 - self.clock.now_us() as i64) / 1_000;
        self.window = Some(window);
        self.orders.window = Some(window);
        if kind.produces() {
            let Some(pace) = workload.pace() else {
                return self.errors.push("--rate: a share of an earlier run is only known in a scenario".to_owned());
            };
            self.orders.leg = Some((2, Leg { window, pace, records: workload.load.records, seed: random::u64() }));
        }
        if kind.consumes() {
            let lag_us = workload.consumers.lag.map_or(0, |lag| lag.as_micros() as u64);
            self.orders.consume_from_us = Some(begin_us + lag_us);
        }
        self.publish();
        let is_whole = match kind.produces() {
            true => self.until(None, |counts| counts.led.get(&2) >= Some(&threads)).await,
            false => self.consume_alone(window).await,
        };
        self.produced_us = kind.produces().then(|| self.clock.now_us());
        let reads_all = kind == Kind::EndToEnd || workload.load.verify || workload.consumers.drain;
        // What there is to read is known when nobody on any host writes any more.
        if is_whole && kind.consumes() && reads_all && self.together().await.is_some() {
            self.orders.drain = true;
            self.publish();
            self.drain().await;
        }
    }

    /// When to go on, together with all hosts of the load; `None` if the run is over.
    async fn together(&mut self) -> Option<u64> {
        let (cues, seat) = (self.place.cues.clone(), self.plan.seat.clone().filter(|_| self.window.is_none()));
        if cues.is_none() && seat.is_none() {
            return Some(self.clock.now_us() + LEAD.as_micros() as u64);
        }
        let over = async {
            self.until(None, |_| false).await;
            None
        };
        let meeting = async {
            match (cues, seat) {
                (Some(cues), _) => cues.together().await,
                (None, Some(seat)) => Some(seat.together(LEAD).await),
                (None, None) => None,
            }
        };
        let at = or(meeting, over).await?;
        Some(self.clock.us(at))
    }

    /// Until the time is over, enough records have come, or everything was read.
    async fn consume_alone(&mut self, window: Window) -> bool {
        let threads = self.threads;
        let workload = &self.plan.workload;
        if workload.consumers.drain {
            return true;
        }
        let is_over = |counts: &Counts| counts.enough || counts.consumed >= threads;
        if window.end_us != u64::MAX {
            return self.until(Some(window.end_us), is_over).await;
        }
        let is_whole = self.while_something_comes(is_over).await;
        if is_whole && !is_over(&self.counts) {
            self.fall_short("fewer records came than --records asks for, and none within a request's time");
            return false;
        }
        is_whole
    }

    /// Until everything that was written has been read; gives up where nothing comes for as long as a request may take.
    async fn drain(&mut self) {
        let (threads, is_verified) = (self.threads, self.plan.workload.load.verify);
        // What is verified is read to its end, counted or not.
        let is_over = |counts: &Counts| counts.consumed >= threads || counts.enough && !is_verified;
        if self.while_something_comes(is_over).await && !is_over(&self.counts) {
            self.fall_short("not everything that was written came within a request's time");
        }
    }

    /// Until `is_over`, or until nothing has come for as long as a request may take. False if the run is over.
    async fn while_something_comes(&mut self, is_over: impl Fn(&Counts) -> bool) -> bool {
        let patience_us = self.plan.workload.load.request_timeout.as_micros() as u64;
        let (mut last, mut since_us) = (self.received, self.clock.now_us());
        loop {
            let next_us = self.clock.now_us() + 1_000_000;
            if !self.until(Some(next_us), &is_over).await {
                return false;
            }
            if self.received != last {
                (last, since_us) = (self.received, self.clock.now_us());
            }
            if is_over(&self.counts) || self.clock.now_us().saturating_sub(since_us) > patience_us {
                return true;
            }
        }
    }

    /// The run has not come to what it was to come to.
    fn fall_short(&mut self, why: &str) {
        self.counts.failed = true;
        self.complain(why.to_owned());
    }

    fn publish(&self) {
        self.tell.publish(Arc::new(self.orders.clone()));
    }

    /// Of each operation that was measured, when that was.
    fn spans(&self, ended_us: u64, ended_early: bool) -> BTreeMap<Operation, Span> {
        let Some(window) = self.window else { return BTreeMap::new() };
        let produced_us = self.produced_us.unwrap_or(ended_us);
        let span = |operation: &Operation| {
            let last_us = self.last_us.get(operation).copied().unwrap_or(ended_us);
            // Consumers count until their time is over, or else until the last record has come.
            let is_timed = !self.plan.workload.consumers.drain && window.end_us <= ended_us;
            let to_us = match operation {
                Operation::Produce => produced_us,
                Operation::EndToEnd => produced_us.max(last_us),
                Operation::Consume if is_timed => window.end_us,
                Operation::Consume if ended_early => ended_us,
                Operation::Consume => last_us,
            };
            let from_us = match operation {
                Operation::Consume => self.orders.consume_from_us.unwrap_or(0).max(window.measure_us),
                _ => window.measure_us,
            };
            (*operation, Span { from_s: self.at_s(from_us.min(to_us)), to_s: self.at_s(to_us) })
        };
        self.measured.by_second.keys().map(span).collect()
    }

    /// Seconds since the end of the warm-up.
    fn at_s(&self, us: u64) -> f64 {
        self.window.map_or(0.0, |window| (us as f64 - window.measure_us as f64) / 1e6)
    }

    /// Takes in reports until `is_enough`, or until the time has come. False if the run is over.
    async fn until(&mut self, us: Option<u64>, is_enough: impl Fn(&Counts) -> bool) -> bool {
        loop {
            self.take_reports();
            if self.stop.is_set() || self.counts.failed || self.counts.over > 0 {
                return false;
            }
            if is_enough(&self.counts) || us.is_some_and(|us| self.clock.now_us() >= us) {
                return true;
            }
            let due = async {
                match us {
                    Some(us) => time::sleep_until(self.clock.instant(us)).await,
                    None => std::future::pending().await,
                }
            };
            or(self.inbox.filled.notified(), or(due, self.stop.wait())).await;
        }
    }

    /// Waits for the last reports. False if some are missing.
    async fn collect(&mut self) -> bool {
        let deadline = time::now() + END_LIMIT;
        loop {
            self.take_reports();
            if self.counts.over >= self.threads {
                return true;
            }
            if time::now() >= deadline {
                self.complain("not every thread of the load has ended: figures of it are missing".to_owned());
                return false;
            }
            or(self.inbox.filled.notified(), time::sleep_until(deadline)).await;
        }
    }

    fn take_reports(&mut self) {
        loop {
            let next = self.inbox.reports.borrow_mut().pop_front();
            let Some(report) = next else { return };
            match report {
                Report::Ready => self.counts.ready += 1,
                Report::Located => self.counts.located += 1,
                Report::Led(leg) => *self.counts.led.entry(leg).or_default() += 1,
                Report::Consumed => self.counts.consumed += 1,
                Report::Enough => self.counts.enough = true,
                Report::Second(second, measured, received) => {
                    self.received += received;
                    self.take_second(second, measured);
                }
                Report::Note(note) => self.complain(note),
                Report::Failed(why) => {
                    self.counts.failed = true;
                    self.complain(why);
                }
                Report::Over(remains) => {
                    self.counts.over += 1;
                    self.measured.add(&remains.measured);
                    for (operation, us) in remains.last_us {
                        let last_us = self.last_us.entry(operation).or_default();
                        *last_us = us.max(*last_us);
                    }
                    if let Some((acknowledged, received)) = remains.verified {
                        let all = self.verified.get_or_insert_default();
                        all.0.merge(&acknowledged);
                        all.1.merge(&received);
                    }
                }
            }
        }
    }

    fn complain(&mut self, what: String) {
        if !self.errors.contains(&what) {
            self.progress.note(&what);
            self.errors.push(what);
        }
    }

    /// Tells of a second once every thread has told of it.
    fn take_second(&mut self, second: i64, measured: Measured) {
        let (threads, rows) = self.seconds.entry(second).or_default();
        *threads += 1;
        for (operation, seconds) in &measured.by_second {
            for interval in seconds.values() {
                rows.entry(*operation).or_default().add(interval);
            }
        }
        self.measured.add(&measured);
        if self.seconds.get(&second).is_none_or(|(threads, _)| *threads < self.threads) {
            return;
        }
        if let Some((_, rows)) = self.seconds.remove(&second) {
            let duration_s = self.plan.workload.load.longest().map(|longest| longest.as_secs());
            self.progress.second(Second { at_s: second, duration_s }, &rows);
            self.sample();
            if let Some(cues) = &self.place.cues {
                cues.second(second, rows);
            }
        }
    }

    fn sample(&mut self) {
        if self.window.is_none() {
            return;
        }
        let at_s = self.at_s(self.clock.now_us());
        self.broker.sample(at_s);
        self.load.sample(at_s);
    }
}

#[cfg(test)]
#[path = "run_tests.rs"]
mod tests;

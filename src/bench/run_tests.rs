//! Whole runs in the simulated world: against the null server, which may be cut off or die, and against a node.

use std::cell::RefCell;
use std::net::SocketAddr;

use super::*;
use crate::bench::meeting;
use crate::bench::null_server::NullServer;
use crate::bench::workload::{Arrivals, Loop};
use crate::client::{Client, ClientOptions, HostPort};
use crate::metadata::config::{BrokerConfig, Settings};
use crate::rt::net::{ListenOptions, TcpListener};
use crate::rt::sim::{Sim, check_seeds};
use crate::server::node;

const LIMIT: Duration = Duration::from_secs(3_600);
const PORT: u16 = 9092;
const SERVER: u16 = 1;
const LOAD: u16 = 2;

fn bootstrap(sim: &Sim) -> Bootstrap {
    Bootstrap::of(vec![HostPort::new(sim.node(SERVER).ip().to_string(), PORT)])
}

fn start_null_server(sim: &Sim) {
    let address = SocketAddr::new(sim.node(SERVER).ip().into(), PORT);
    sim.node(SERVER).run(move || async move {
        NullServer::new(100).unwrap().serve(address, false, |_| {}).await.unwrap();
    });
}

/// A little load that takes a second to warm up and ten to measure.
fn workload(change: impl FnOnce(&mut Workload)) -> Workload {
    let mut workload = Workload::default();
    workload.topics.partitions = 3;
    workload.records.size = "100".parse().unwrap();
    workload.batching.bytes = 2_000;
    workload.batching.linger = Duration::ZERO;
    workload.load.rate = "1000/s".parse().unwrap();
    workload.load.warm_up = Duration::from_secs(1);
    workload.load.duration = Some(Duration::from_secs(10));
    workload.load.request_timeout = Duration::from_secs(5);
    change(&mut workload);
    workload
}

fn plan(sim: &Sim, kind: Kind, workload: Workload) -> Plan {
    Plan {
        name: "test".into(),
        kind,
        workload,
        bootstrap: bootstrap(sim),
        broker_pids: Vec::new(),
        agents: Vec::new(),
        seat: None,
    }
}

/// A run that goes on while the test does something to the world.
struct Going {
    stop: Rc<RefCell<Option<Event>>>,
    ran: Rc<RefCell<Option<Result<Ran, String>>>>,
}

fn start(sim: &Sim, plan: Plan) -> Going {
    let going = Going { stop: Rc::default(), ran: Rc::default() };
    let (stop, ran) = (going.stop.clone(), going.ran.clone());
    sim.node(LOAD).run(move || async move {
        let event = stop.borrow_mut().get_or_insert_default().clone();
        let outcome = run(&plan, &event, &mut Progress::quiet()).await;
        *ran.borrow_mut() = Some(outcome);
        // Else the test's place ends with it.
        std::future::pending::<()>().await;
    });
    going
}

impl Going {
    fn end(&self, sim: &Sim) -> Result<Ran, String> {
        sim.run_until(LIMIT, || self.ran.borrow().is_some());
        self.ran.take().unwrap()
    }
}

fn run_whole(sim: &Sim, kind: Kind, workload: Workload) -> Outcome {
    let ran = start(sim, plan(sim, kind, workload)).end(sim).unwrap();
    assert!(!ran.ended_early && ran.outcome.errors.is_empty(), "{:?}", ran.outcome.errors);
    ran.outcome
}

/// The server is out of reach for two seconds in the middle.
fn with_a_stall(control: Loop) -> Interval {
    let sim = Sim::new(7);
    start_null_server(&sim);
    let workload = workload(|workload| {
        workload.load.control = Some(control);
        if control == Loop::Open {
            workload.load.arrivals = Arrivals::Poisson;
        }
    });
    let going = start(&sim, plan(&sim, Kind::Produce, workload));
    sim.run_for(Duration::from_secs(6));
    sim.net().partition(&[SERVER], &[LOAD]);
    sim.run_for(Duration::from_secs(2));
    sim.net().heal_all();
    let ran = going.end(&sim).unwrap();
    assert!(!ran.ended_early, "{:?}", ran.outcome.errors);
    ran.outcome.measured.total(Operation::Produce)
}

#[test]
fn a_stall_counts_against_every_record_that_was_due_in_it() {
    let open = with_a_stall(Loop::Open);
    assert_eq!(open.failed, 0);
    assert!((9_500..10_500).contains(&open.records), "{}", open.records);
    // A fifth of all records was due in the stall and waited two seconds at most, one in the mean.
    let at = |quantile| open.latencies.quantile_us(quantile) as f64 / 1e6;
    assert!((0.8..1.2).contains(&at(0.9)), "{}", at(0.9));
    assert!((1.8..2.2).contains(&at(0.99)) && at(0.999) >= 1.9, "{} {}", at(0.99), at(0.999));
    assert!(at(0.75) < 0.1, "{}", at(0.75));
}

#[test]
fn a_closed_loop_hardly_notices_a_stall() {
    let closed = with_a_stall(Loop::Closed);
    assert!(closed.records < 8_500, "nothing was handed over in the stall: {}", closed.records);
    let at = |quantile| closed.latencies.quantile_us(quantile) as f64 / 1e6;
    assert!(at(0.99) < 0.2 && at(1.0) > 1.8, "{} {}", at(0.99), at(1.0));
}

/// The simulated world panics where somebody asks without end and the clock stands still.
#[test]
fn nobody_asks_without_end_for_what_a_stalled_broker_owes() {
    for control in [Loop::Open, Loop::Closed] {
        let sim = Sim::new(19);
        start_null_server(&sim);
        let workload = workload(|workload| {
            workload.load.control = Some(control);
            workload.load.duration = Some(Duration::from_secs(2));
            workload.producers.buffer_memory = 1 << 20;
            workload.records.size = "10000".parse().unwrap();
            workload.batching.bytes = 20_000;
        });
        let going = start(&sim, plan(&sim, Kind::Produce, workload));
        sim.run_for(Duration::from_millis(2_500));
        sim.net().partition(&[SERVER], &[LOAD]);
        sim.run_for(Duration::from_secs(2));
        sim.net().heal_all();
        let ran = going.end(&sim).unwrap();
        assert!(!ran.ended_early, "{:?}", ran.outcome.errors);
        let total = ran.outcome.measured.total(Operation::Produce);
        assert!(total.records > 500 && total.failed == 0, "{control:?} {} {}", total.records, total.failed);
    }
}

#[test]
fn as_many_records_are_measured_as_were_asked_for() {
    let sim = Sim::new(1);
    start_null_server(&sim);
    for (producers, threads, rate, control) in
        [(1, 1, "1000/s", None), (3, 2, "max", None), (4, 3, "500/s", Some(Loop::Closed))]
    {
        let outcome = run_whole(
            &sim,
            Kind::Produce,
            workload(|workload| {
                workload.producers.count = producers;
                workload.load.threads = threads;
                workload.load.rate = rate.parse().unwrap();
                workload.load.control = control;
                workload.load.warm_up = if rate == "max" { Duration::ZERO } else { Duration::from_secs(1) };
                workload.load.duration = None;
                workload.load.records = Some(1_000);
                workload.batching.records = Some(7);
            }),
        );
        let total = outcome.measured.total(Operation::Produce);
        assert_eq!((total.records, total.bytes, total.failed), (1_000, 100_000, 0), "{producers} {rate}");
        assert_eq!(total.latencies.histogram().len(), 1_000);
    }
}

#[test]
fn the_rate_is_kept_and_seconds_add_up() {
    let sim = Sim::new(2);
    start_null_server(&sim);
    let outcome = run_whole(
        &sim,
        Kind::Produce,
        workload(|workload| {
            workload.producers.count = 3;
            workload.load.threads = 2;
            workload.producers.acks = crate::client::Acks::None;
        }),
    );
    let seconds = &outcome.measured.by_second[&Operation::Produce];
    assert_eq!(outcome.measured.total(Operation::Produce).records, 10_000);
    for second in 1..9 {
        assert!((990..=1_010).contains(&seconds[&second].records), "{second}: {}", seconds[&second].records);
    }
    assert!((9.9..10.5).contains(&outcome.measured_s), "{}", outcome.measured_s);
}

#[test]
fn what_a_dying_broker_answered_is_kept() {
    let sim = Sim::new(3);
    start_null_server(&sim);
    let going = start(&sim, plan(&sim, Kind::Produce, workload(|_| {})));
    sim.run_for(Duration::from_secs(5));
    sim.node(SERVER).crash();
    let ran = going.end(&sim).unwrap();
    assert!(ran.ended_early);
    assert!(ran.outcome.errors.iter().any(|error| error.contains("cannot connect")), "{:?}", ran.outcome.errors);
    let total = ran.outcome.measured.total(Operation::Produce);
    assert!((3_000..4_500).contains(&total.records), "{}", total.records);
    assert!(total.failed > 3_000, "what was due and not sent counts as failed: {}", total.failed);
}

#[test]
fn who_is_told_to_stop_ends_soon_and_keeps_what_was_measured() {
    let sim = Sim::new(4);
    start_null_server(&sim);
    let going = start(&sim, plan(&sim, Kind::Produce, workload(|_| {})));
    sim.run_for(Duration::from_secs(5));
    going.stop.borrow().as_ref().unwrap().set();
    sim.run_for(Duration::from_secs(3));
    let ran = going.ran.take().unwrap().unwrap();
    let total = ran.outcome.measured.total(Operation::Produce);
    assert!(ran.ended_early && total.failed == 0);
    assert!((3_500..4_200).contains(&total.records), "{}", total.records);
}

#[test]
fn broken_connections_cost_an_idempotent_producer_nothing() {
    check_seeds("broken_connections_cost_an_idempotent_producer_nothing", 2, |sim| {
        start_null_server(sim);
        let workload = workload(|workload| workload.load.rate = "300/s".parse().unwrap());
        let going = start(sim, plan(sim, Kind::Produce, workload));
        sim.run_for(Duration::from_secs(1));
        sim.net().set_reset_rate(5_000);
        sim.run_for(Duration::from_secs(8));
        sim.net().set_reset_rate(0);
        let ran = going.end(sim).unwrap();
        let total = ran.outcome.measured.total(Operation::Produce);
        assert_eq!((total.records, total.failed), (3_000, 0), "{:?}", ran.outcome.errors);
        assert!(!ran.ended_early && !ran.outcome.errors.is_empty(), "connections did break");
    });
}

#[test]
fn consumers_read_what_the_null_server_makes_up() {
    let sim = Sim::new(5);
    start_null_server(&sim);
    let outcome = run_whole(
        &sim,
        Kind::Consume,
        workload(|workload| {
            workload.load.rate = "max".parse().unwrap();
            workload.consumers.backlog = Some("10".parse().unwrap());
            workload.consumers.count = 2;
            workload.consumers.fan_out = 2;
            workload.consumers.fetch_partition_bytes = 1;
            workload.load.warm_up = Duration::ZERO;
            workload.load.duration = Some(Duration::from_millis(50));
        }),
    );
    let total = outcome.measured.total(Operation::Consume);
    assert!(total.records > 0 && total.bytes == 100 * total.records, "{total:?}");
    assert!(total.requests >= 4, "each of the four has fetched: {}", total.requests);
}

#[test]
fn a_consumer_ends_with_the_last_record_that_was_asked_for() {
    let sim = Sim::new(12);
    start_null_server(&sim);
    let outcome = run_whole(
        &sim,
        Kind::Consume,
        workload(|workload| {
            workload.consumers.backlog = Some("10".parse().unwrap());
            workload.consumers.count = 3;
            workload.consumers.fetch_partition_bytes = 1;
            workload.load.threads = 2;
            workload.load.duration = None;
            workload.load.records = Some(1_000);
        }),
    );
    let total = outcome.measured.total(Operation::Consume);
    assert_eq!((total.records, total.bytes), (1_000, 100_000));
    assert!(outcome.measured_s < 0.3, "{}", outcome.measured_s);
}

#[test]
fn consumers_are_connected_before_they_begin() {
    let sim = Sim::new(20);
    start_node(&sim);
    let workload = workload(|workload| {
        workload.consumers.count = 3;
        workload.consumers.lag = Some(Duration::from_secs(3));
        workload.load.duration = Some(Duration::from_secs(7));
    });
    let going = start(&sim, plan(&sim, Kind::Mixed, workload));
    sim.run_for(Duration::from_secs(2));
    let before = sim.net().connections();
    sim.run_for(Duration::from_secs(4));
    assert!(before > 3 && sim.net().connections() == before, "{before} {}", sim.net().connections());
    let ran = going.end(&sim).unwrap();
    assert!(ran.outcome.measured.total(Operation::Consume).records > 3_000);
}

#[test]
fn parts_begin_together_however_long_one_of_them_prepares() {
    let sim = Sim::new(13);
    start_null_server(&sim);
    let seats = meeting::seats(3);
    let part = |at: usize, kind, change: fn(&mut Workload)| Plan {
        seat: Some(seats[at].clone()),
        ..plan(&sim, kind, workload(change))
    };
    let slow = part(0, Kind::Consume, |workload| {
        workload.topics.name = "slow".into();
        workload.consumers.backlog = Some("1000".parse().unwrap());
        workload.consumers.fetch_partition_bytes = 1;
        workload.batching.records = Some(1);
        workload.producers.max_in_flight = 1;
        workload.load.duration = Some(Duration::from_millis(50));
    });
    let quick = part(1, Kind::Produce, |workload| {
        workload.load.warm_up = Duration::ZERO;
        workload.load.duration = Some(Duration::from_millis(200));
    });
    let impossible = part(2, Kind::Produce, |workload| workload.topics.count = 0);
    drop(seats);
    let begun = sim.node(LOAD).block_on(LIMIT, async {
        let stop = Event::new();
        let run =
            async |plan: Plan| run(&plan, &stop, &mut Progress::quiet()).await.map(|ran| ran.outcome.started_at_ms);
        let before_ms = time::wall_ms();
        let both = futures_lite::future::zip(run(slow), run(quick));
        let ((slow, quick), impossible) = futures_lite::future::zip(both, run(impossible)).await;
        assert!(impossible.is_err());
        [slow, quick].map(|started_at_ms| started_at_ms.unwrap() - before_ms)
    });
    let [slow, quick] = begun.unwrap();
    assert!(slow > 500 && slow.abs_diff(quick) <= 2, "{slow} {quick}");
}

#[test]
fn topics_are_made_and_removed_and_others_are_left_alone() {
    let sim = Sim::new(6);
    start_null_server(&sim);
    let short = |lifecycle| {
        workload(|workload| {
            workload.topics.count = 2;
            workload.topics.lifecycle = lifecycle;
            workload.load.duration = Some(Duration::from_millis(200));
            workload.load.warm_up = Duration::ZERO;
        })
    };
    let exists = || {
        let cluster = bootstrap(&sim);
        sim.node(LOAD).block_on(LIMIT, async move { Cluster::new(&cluster).topics().await.unwrap().len() }).unwrap()
    };
    let ends = |lifecycle| start(&sim, plan(&sim, Kind::Produce, short(lifecycle))).end(&sim);
    let error = ends(Lifecycle::Existing).err().unwrap();
    assert!(error.contains("ringmain-bench-0") && error.contains("UNKNOWN_TOPIC"), "{error}");
    ends(Lifecycle::Temporary).unwrap();
    assert_eq!(exists(), 0);
    ends(Lifecycle::Keep).unwrap();
    ends(Lifecycle::Keep).unwrap();
    ends(Lifecycle::Existing).unwrap();
    let error = ends(Lifecycle::Temporary).err().unwrap();
    assert!(error.contains("exists already") && error.contains("--lifecycle existing"), "{error}");
    assert_eq!(exists(), 2);
}

#[test]
fn what_cannot_be_or_is_not_served_is_refused() {
    let sim = Sim::new(8);
    let refused = |change: fn(&mut Workload)| {
        let plan = plan(&sim, Kind::Produce, workload(change));
        start(&sim, plan).end(&sim).err().unwrap()
    };
    assert!(refused(|workload| workload.topics.count = 0).contains("--topics"));
    let nobody = refused(|_| {});
    assert!(nobody.contains("cannot connect") && nobody.contains("--bootstrap"), "{nobody}");
}

/// A node in the simulated world, which the load reaches by the network.
fn start_node(sim: &Sim) {
    let ip = sim.node(SERVER).ip().to_string();
    let mut settings = Settings::embedded_default();
    settings.remove("advertised.listeners");
    for (name, value) in [
        ("log.dirs", "/a".to_owned()),
        ("ringmain.shards", "2".to_owned()),
        ("ringmain.memory.bytes", "16777216".to_owned()),
        ("ringmain.journal.bytes", "16777216".to_owned()),
        ("listeners", format!("PLAINTEXT://{ip}:{PORT},CONTROLLER://{ip}:9093")),
        ("controller.quorum.bootstrap.servers", format!("{ip}:9093")),
    ] {
        settings.insert(name, value);
    }
    let config = BrokerConfig::from_settings(settings, &ip).unwrap().0;
    let ready = Rc::new(std::cell::Cell::new(false));
    let told = ready.clone();
    sim.node(SERVER).run(move || async move {
        let announce = move |what| told.set(told.get() || matches!(what, node::Announcement::Ready));
        node::run(config, vec![0, 1], true, std::future::pending(), announce).await.unwrap();
    });
    sim.run_until(LIMIT, || ready.get());
    let address = HostPort::new(ip, PORT);
    let client = async move { Client::new(address, ClientOptions::default()) };
    drop(sim.node(LOAD).block_on(LIMIT, client));
}

fn verified(sim: &Sim, change: impl FnOnce(&mut Workload)) -> Outcome {
    let workload = workload(|workload| {
        workload.load.verify = true;
        workload.load.rate = "1000/s".parse().unwrap();
        workload.load.duration = Some(Duration::from_secs(1));
        change(workload);
    });
    let ran = start(sim, plan(sim, Kind::EndToEnd, workload)).end(sim).unwrap();
    assert!(!ran.ended_early, "{:?}", ran.outcome.errors);
    ran.outcome
}

#[test]
fn everything_that_a_node_acknowledges_arrives_once_in_order_and_unchanged() {
    let sim = Sim::new(11);
    start_node(&sim);
    let outcome = verified(&sim, |workload| {
        workload.topics.count = 2;
        workload.producers.count = 3;
        workload.consumers.count = 2;
        workload.consumers.fan_out = 2;
        workload.load.threads = 2;
        workload.records.keys = "zipf:100".parse().unwrap();
        workload.records.size = "uniform:40..500".parse().unwrap();
        workload.batching.compression = ringmain_protocol::records::Compression::Lz4;
        workload.batching.linger = Duration::from_millis(3);
    });
    let verdict = outcome.verdict.unwrap();
    assert_eq!((verdict.acknowledged, verdict.received), (2_000, 4_000), "{verdict:?}");
    assert_eq!(
        (verdict.lost, verdict.duplicated, verdict.reordered, verdict.changed, verdict.foreign),
        (0, 0, 0, 0, 0)
    );
    let end_to_end = outcome.measured.total(Operation::EndToEnd);
    assert_eq!((end_to_end.records, outcome.measured.total(Operation::Produce).records), (2_000, 1_000));
}

#[test]
fn broken_connections_to_a_node_lose_and_double_nothing() {
    check_seeds("broken_connections_to_a_node_lose_and_double_nothing", 2, |sim| {
        start_node(sim);
        let workload = workload(|workload| {
            workload.load.verify = true;
            workload.load.rate = "300/s".parse().unwrap();
            workload.load.duration = Some(Duration::from_secs(5));
        });
        let going = start(sim, plan(sim, Kind::EndToEnd, workload));
        sim.run_for(Duration::from_secs(2));
        sim.net().set_reset_rate(3_000);
        sim.net().set_stall_rate(3_000);
        sim.run_for(Duration::from_secs(4));
        sim.net().set_reset_rate(0);
        sim.net().set_stall_rate(0);
        let ran = going.end(sim).unwrap();
        assert!(!ran.ended_early && !ran.outcome.errors.is_empty(), "connections did break: {:?}", ran.outcome.errors);
        let verdict = ran.outcome.verdict.unwrap();
        assert_eq!((verdict.acknowledged, verdict.received), (1_800, 1_800), "{verdict:?}");
        assert_eq!((verdict.lost, verdict.duplicated, verdict.reordered, verdict.changed), (0, 0, 0, 0), "{verdict:?}");
    });
}

/// Agents on hosts of their own, for a plan.
fn agents(sim: &Sim, hosts: &[u16]) -> Vec<HostPort> {
    let start = |&host: &u16| {
        let listen = SocketAddr::new(sim.node(host).ip().into(), 19_777);
        sim.node(host).run(move || async move {
            agent::serve(TcpListener::bind(listen, &ListenOptions::default()).unwrap(), run_share).await;
        });
        HostPort::new(listen.ip().to_string(), listen.port())
    };
    hosts.iter().map(start).collect()
}

#[test]
fn several_hosts_are_one_load() {
    let sim = Sim::new(12);
    start_node(&sim);
    let workload = workload(|workload| {
        workload.load.verify = true;
        workload.producers.count = 5;
        workload.consumers.count = 3;
        workload.load.threads = 2;
        workload.load.duration = Some(Duration::from_secs(3));
    });
    let plan = Plan { agents: agents(&sim, &[3, 4, 5]), ..plan(&sim, Kind::EndToEnd, workload) };
    let ran = start(&sim, plan).end(&sim).unwrap();
    assert!(!ran.ended_early && ran.outcome.errors.is_empty(), "{:?}", ran.outcome.errors);
    let verdict = ran.outcome.verdict.unwrap();
    // A second of warm-up as well.
    assert_eq!((verdict.acknowledged, verdict.received), (4_000, 4_000), "{verdict:?}");
    assert!(verdict.is_good(), "{verdict:?}");
    let [produced, arrived] =
        [Operation::Produce, Operation::EndToEnd].map(|of| ran.outcome.measured.total(of).records);
    // What one host writes at the edge of its time may lie beyond that of the one that reads it: the word to begin does not reach all
    // at once.
    assert!(produced == 3_000 && arrived.abs_diff(3_000) <= 5, "{produced} {arrived}");
    let cluster = bootstrap(&sim);
    let topics = sim.node(LOAD).block_on(LIMIT, async move { Cluster::new(&cluster).topics().await.unwrap().len() });
    assert_eq!(topics.unwrap(), 0, "who leads has removed them");
}

#[test]
fn a_host_that_is_lost_leaves_what_it_has_told() {
    let sim = Sim::new(13);
    start_null_server(&sim);
    let workload = workload(|workload| workload.producers.count = 2);
    let plan = Plan { agents: agents(&sim, &[3, 4]), ..plan(&sim, Kind::Produce, workload) };
    let going = start(&sim, plan);
    sim.run_for(Duration::from_secs(7));
    sim.node(3).crash();
    let ran = going.end(&sim).unwrap();
    assert!(ran.ended_early);
    assert!(ran.outcome.errors.iter().any(|error| error.contains("is lost")), "{:?}", ran.outcome.errors);
    let total = ran.outcome.measured.total(Operation::Produce);
    assert!((6_500..8_500).contains(&total.records), "{}", total.records);
}

#[test]
fn stopping_whoever_leads_stops_all_hosts_and_keeps_what_they_measured() {
    let sim = Sim::new(14);
    start_null_server(&sim);
    let workload = workload(|workload| workload.producers.count = 2);
    let plan = Plan { agents: agents(&sim, &[3, 4]), ..plan(&sim, Kind::Produce, workload) };
    let going = start(&sim, plan);
    sim.run_for(Duration::from_secs(6));
    going.stop.borrow().as_ref().unwrap().set();
    sim.run_for(Duration::from_secs(5));
    let ran = going.ran.take().unwrap().unwrap();
    let total = ran.outcome.measured.total(Operation::Produce);
    assert!(ran.ended_early && (3_500..5_000).contains(&total.records), "{} {:?}", total.records, ran.outcome.errors);
}

#[test]
fn each_operation_has_the_time_in_which_it_was_measured() {
    let sim = Sim::new(14);
    start_node(&sim);
    let outcome = run_whole(
        &sim,
        Kind::Mixed,
        workload(|workload| {
            workload.load.warm_up = Duration::ZERO;
            workload.load.duration = Some(Duration::from_secs(1));
            workload.consumers.lag = Some(Duration::from_secs(3));
            workload.consumers.drain = true;
        }),
    );
    let [produce, consume] = [Operation::Produce, Operation::Consume].map(|operation| {
        let records = outcome.measured.total(operation).records;
        assert_eq!(records, 1_000, "{operation:?}");
        outcome.span(operation)
    });
    assert!(produce.from_s == 0.0 && (0.99..1.2).contains(&produce.to_s), "{produce:?}");
    assert!((2.99..3.01).contains(&consume.from_s) && (0.001..0.4).contains(&consume.length_s()), "{consume:?}");
    assert_eq!(outcome.measured_s, consume.to_s);
}

#[test]
fn steps_of_the_wall_clock_move_nothing() {
    let sim = Sim::new(15);
    start_node(&sim);
    let workload = workload(|workload| workload.load.rate = "200/s".parse().unwrap());
    let going = start(&sim, plan(&sim, Kind::EndToEnd, workload));
    for step_ms in [-3_600_000, 3_600_000, 0] {
        sim.run_for(Duration::from_secs(3));
        sim.node(LOAD).set_clock_skew_ms(step_ms);
    }
    let ran = going.end(&sim).unwrap();
    assert!(!ran.ended_early && ran.outcome.errors.is_empty(), "{:?}", ran.outcome.errors);
    for operation in [Operation::Produce, Operation::EndToEnd] {
        let total = ran.outcome.measured.total(operation);
        assert_eq!((total.records, total.failed, total.early), (2_000, 0, 0), "{operation:?}");
        assert!(total.latencies.quantile_us(1.0) < 1_000_000, "{operation:?} {}", total.latencies.quantile_us(1.0));
    }
    assert!((9.9..10.6).contains(&ran.outcome.measured_s), "{}", ran.outcome.measured_s);
}

#[test]
fn clocks_of_hosts_that_do_not_agree_are_told_of() {
    let sim = Sim::new(16);
    start_node(&sim);
    let workload = workload(|workload| {
        workload.load.rate = "200/s".parse().unwrap();
        (workload.producers.count, workload.consumers.count) = (2, 2);
        workload.load.verify = true;
    });
    // What the one writes the other reads, 0.4 s before by its clock.
    let plan = Plan { agents: agents(&sim, &[3, 4]), ..plan(&sim, Kind::EndToEnd, workload) };
    sim.node(4).set_clock_skew_ms(-400);
    let ran = start(&sim, plan).end(&sim).unwrap();
    let total = ran.outcome.measured.total(Operation::EndToEnd);
    assert!(total.early > 0 && total.early < total.records, "{} of {}", total.early, total.records);
    assert_eq!(total.latencies.histogram().len(), total.records - total.early);
    assert!(total.latencies.quantile_us(1.0) < 1_000_000, "{}", total.latencies.quantile_us(1.0));
    assert!(ran.outcome.errors.iter().any(|error| error.contains("before they were sent")), "{:?}", ran.outcome.errors);
}

#[test]
fn consumers_without_a_partition_are_in_nobodys_way() {
    let sim = Sim::new(17);
    start_node(&sim);
    let outcome = run_whole(
        &sim,
        Kind::Mixed,
        workload(|workload| {
            workload.consumers.count = 7;
            workload.consumers.drain = true;
            workload.load.threads = 2;
            workload.load.duration = Some(Duration::from_secs(1));
            workload.load.warm_up = Duration::ZERO;
        }),
    );
    assert_eq!(outcome.measured.total(Operation::Consume).records, 1_000);
}

#[test]
fn who_waits_for_more_records_than_there_are_is_told() {
    let sim = Sim::new(18);
    start_node(&sim);
    let workload = workload(|workload| {
        workload.consumers.backlog = Some("500".parse().unwrap());
        workload.load.duration = None;
        workload.load.records = Some(501);
    });
    let ran = start(&sim, plan(&sim, Kind::Consume, workload)).end(&sim).unwrap();
    assert!(ran.ended_early && ran.outcome.errors.concat().contains("--records"), "{:?}", ran.outcome.errors);
    assert_eq!(ran.outcome.measured.total(Operation::Consume).records, 500);
}

//! `ringmain bench`: puts load on any broker, and says what it did to it.

use std::net::SocketAddr;
use std::time::Duration;

use clap::{Args, Subcommand};
use futures_lite::future::or;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::bench_agent::Agent;
use super::bench_report::Report;
use super::bench_series::{Replay, Runs, conduct};
use super::runtime;
use crate::bench::measure::Outcome;
use crate::bench::null_server::NullServer;
use crate::bench::series::Task;
use crate::bench::workload::{Kind, Reporting, Workload};
use crate::client::cluster::Bootstrap;
use crate::rt::sync::Event;
use crate::rt::{machine, mailbox, task, time};

/// Descriptors besides those of connections.
pub(super) const OPEN_FILES: u64 = 1024;
pub(super) const MAX_CONNECTIONS: u64 = 200_000;
/// As for a shell: 128 and the signal's number.
const STOPPED_AT_ONCE: i32 = 128 + SIGTERM;

/// Put load on a broker, any that speaks Kafka's protocol, and measure it.
#[derive(Subcommand)]
#[command(after_help = "Examples:
  ringmain bench produce
  ringmain bench produce --record-size 100 --batch-records 10 --partitions 64 --rate 200000/s --broker-pid $(pgrep -x ringmain)
  ringmain bench consume --backlog 4GB --drain --fan-out 3
  ringmain bench end-to-end --rate 2000/s --verify --output results
  ringmain bench produce --sweep p99=10ms
  ringmain bench replay perf/scenarios/smoke.toml
  ringmain bench report results/run.json --page report.html
  ringmain bench null-server --listen 127.0.0.1:19092

With a rate a latency counts from the time when a record was meant to be sent (an open loop): a broker that stalls is not given the
time off. Topics are made for the run and removed after it, unless --lifecycle says otherwise.")]
pub enum Bench {
    /// Producers alone.
    #[command(after_help = "Examples:
  ringmain bench produce --bootstrap broker:9092 --producers 50 --partitions 16
  ringmain bench produce --rate 20MB/s --arrivals poisson --duration 2m --output report
  ringmain bench produce --loop closed --batch-records 1 --linger 0ms
  ringmain bench produce --record-size lognormal:400..8KiB --keys zipf:1000000 --compression zstd")]
    Produce(Job),
    /// Consumers alone: of what is there, or of a backlog written before.
    #[command(after_help = "Examples:
  ringmain bench consume --backlog 10GB --drain --consumers 4
  ringmain bench consume --topic orders --lifecycle existing --start earliest --duration 1m")]
    Consume(Job),
    /// Producers and consumers, and how long each record takes from one to the other.
    #[command(after_help = "Examples:
  ringmain bench end-to-end --rate 2000/s --linger 0ms --verify
  ringmain bench end-to-end --rate 50000/s --record-size 100 --consumers 2 --output report")]
    EndToEnd(Job),
    /// Producers and consumers beside each other, each measured by itself.
    #[command(after_help = "Examples:
  ringmain bench mixed --rate 100MB/s --backlog 20GB --drain
  ringmain bench mixed --rate 10MB/s --lag 30s --fan-out 5")]
    Mixed(Job),
    Replay(Replay),
    NullServer(Null),
    Report(Report),
    Agent(Agent),
}

/// What is run, and where.
#[derive(Args)]
pub struct Job {
    /// The run's name in tables, plots and files.
    #[arg(long, value_name = "NAME", default_value = "run")]
    name: String,
    #[command(flatten)]
    bootstrap: Bootstrap,
    #[command(flatten)]
    workload: Workload,
    #[command(flatten)]
    reporting: Reporting,
}

/// Serve producers and consumers without keeping anything: what a load can reach at most.
#[derive(Args)]
#[command(after_help = "Examples:
  ringmain bench null-server &
  ringmain bench produce --bootstrap 127.0.0.1:19092
  taskset -c 0 ringmain bench null-server --record-bytes 100")]
pub struct Null {
    /// Where it listens.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:19092")]
    listen: SocketAddr,
    /// Threads that serve connections.
    #[arg(long, value_name = "COUNT", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1024))]
    threads: u32,
    /// Bytes of the value of each record that fetches are answered with.
    #[arg(long, value_name = "BYTES", default_value_t = 1024, value_parser = clap::value_parser!(u32).range(0..=16 << 20))]
    record_bytes: u32,
}

impl Bench {
    pub fn run(self) -> Result<(), String> {
        match self {
            Bench::Produce(load) => load.run(Kind::Produce),
            Bench::Consume(load) => load.run(Kind::Consume),
            Bench::EndToEnd(load) => load.run(Kind::EndToEnd),
            Bench::Mixed(load) => load.run(Kind::Mixed),
            Bench::Replay(replay) => replay.run(),
            Bench::NullServer(null) => null.run(),
            Bench::Report(report) => report.run(),
            Bench::Agent(agent) => agent.run(),
        }
    }
}

impl Job {
    fn run(self, kind: Kind) -> Result<(), String> {
        let Job { name, bootstrap, workload, reporting } = self;
        // Not only once everything is connected.
        workload.check(kind).map_err(|error| error.to_string())?;
        let task = Task { name, kind, workload, is_trial: false };
        conduct(Runs::One(Box::new(task)), bootstrap, reporting)
    }
}

/// A run that did not come to its end, or not to a good one, is a failure of the command, too; one trial of several that lost
/// nothing is not.
pub(super) fn judge(outcome: &Outcome, ended_early: bool, is_trial: bool) -> Result<(), String> {
    if outcome.verdict.as_ref().is_some_and(|verdict| !verdict.is_good()) {
        return Err(format!("{}: not every record came as it was sent", outcome.name));
    }
    if is_trial {
        return Ok(());
    }
    if ended_early {
        return Err(format!("{}: the run ended early, what it measured is above", outcome.name));
    }
    let failed: u64 =
        outcome.measured.by_second.keys().map(|operation| outcome.measured.total(*operation).failed).sum();
    if failed > 0 { Err(format!("{}: {failed} records failed", outcome.name)) } else { Ok(()) }
}

/// The first signal ends the run and keeps what was measured, the second ends the process.
pub(super) fn watch_signals(stop: Event) -> Result<task::JoinHandle<()>, String> {
    let (told, mut asked_to_stop) = mailbox::channel::<()>(1);
    let mut signals = Signals::new([SIGINT, SIGTERM]).map_err(|error| format!("signals cannot be caught: {error}"))?;
    let watch = move || {
        let mut told = Some(told);
        for _ in signals.forever() {
            let Some(told) = told.take() else { std::process::exit(STOPPED_AT_ONCE) };
            let _ = told.try_send(());
            told.flush();
        }
    };
    let thread = std::thread::Builder::new().name("signals".into()).spawn(watch);
    thread.map_err(|error| format!("the signals' thread could not be started: {error}"))?;
    Ok(task::spawn(async move {
        if asked_to_stop.recv().await.is_some() {
            stop.set();
        }
    }))
}

impl Null {
    fn run(self) -> Result<(), String> {
        let server = NullServer::new(self.record_bytes as usize).map_err(|error| error.to_string())?;
        let (listen, threads) = (self.listen, self.threads);
        runtime::block_on_with(MAX_CONNECTIONS, move || async move {
            let cpus = machine::available_cpus();
            let stop = Event::new();
            let _watching = watch_signals(stop.clone())?;
            for index in 1..threads {
                let server = server.clone();
                let cpu = cpus.get(index as usize).copied();
                let started = task::spawn_thread(&format!("null-{index}"), cpu, move || async move {
                    // The first thread tells of an address that cannot be taken.
                    let _ = server.serve(listen, true, |_| {}).await;
                });
                started.map_err(|error| format!("a thread could not be started: {error}"))?;
            }
            let serving = async {
                let served = server.serve(listen, threads > 1, |address| {
                    // What scripts wait for.
                    let _ = super::print(&format!("listening {address}\nready\n"));
                });
                served.await.map_err(|error| format!("{listen}: {error}"))
            };
            let stopped = async {
                stop.wait().await;
                // Answers on their way.
                time::sleep(Duration::from_millis(1)).await;
                Ok(())
            };
            or(serving, stopped).await
        })
    }
}

//! Runs of `ringmain bench`: one, a sweep of one, or those of a scenario.
//!
//! Promises: what one of several runs measured is written as soon as it has ended, and shown also if a later one fails or files cannot be
//! written. A run that lost records, failed records or ended early fails the command; what a sweep's trials failed to
//! send is what it looks for.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::Args;

use super::bench::{OPEN_FILES, judge, watch_signals};
use super::runtime;
use crate::bench::meeting::Seat;
use crate::bench::progress::Progress;
use crate::bench::report;
use crate::bench::run::{self, Plan, Ran};
use crate::bench::scenario::{self, Scenario};
use crate::bench::series::{self, Task};
use crate::bench::workload::{Reporting, Workload};
use crate::client::cluster::Bootstrap;
use crate::rt::sync::Event;

/// Run what a file of scenarios says.
#[derive(Args)]
#[command(after_help = "Examples:
  ringmain bench replay perf/scenarios/smoke.toml
  ringmain bench replay perf/scenarios/latency.toml --bootstrap broker:9092 --broker-pid 4711 --output results
  ringmain bench replay perf/scenarios/latency.toml --only latency-most,latency-50

A file has runs, and defaults for all of them:
  [defaults]
  topics.partitions = 16
  load.duration = \"20s\"

  [[run]]
  name = \"most\"
  kind = \"produce\"            # or consume, end-to-end, mixed

  [[run]]
  name = \"half\"
  kind = \"end-to-end\"
  load = { rate = \"50% of most\", verify = true }

Sections are topics, records, batching, producers, consumers and load; a wrong name is told with the right ones.")]
pub struct Replay {
    /// The file.
    #[arg(value_name = "SCENARIO.toml")]
    file: PathBuf,
    /// Runs of the file, instead of all.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<String>,
    #[command(flatten)]
    bootstrap: Bootstrap,
    #[command(flatten)]
    reporting: Reporting,
}

impl Replay {
    pub fn run(self) -> Result<(), String> {
        let file = self.file.display().to_string();
        let text = std::fs::read_to_string(&self.file).map_err(|error| format!("{file}: {error}"))?;
        let scenario = scenario::parse(&file, &text).map_err(|mistake| mistake.to_string())?;
        conduct(Runs::Of(scenario, self.only), self.bootstrap, self.reporting)
    }
}

/// What is to be run.
pub(super) enum Runs {
    One(Box<Task>),
    Of(Scenario, Vec<String>),
}

impl Runs {
    /// Connections that are open at the same time.
    fn clients(&self) -> u64 {
        let of = |workload: &Workload| {
            let consumers = u64::from(workload.consumers.count) * u64::from(workload.consumers.fan_out);
            u64::from(workload.producers.count) + consumers
        };
        match self {
            Runs::One(task) => of(&task.workload),
            Runs::Of(scenario, _) => {
                let runs = scenario.runs.iter();
                runs.map(|run| run.parts.iter().map(|part| of(&part.workload)).sum()).max().unwrap_or(0)
            }
        }
    }

    /// Whether one line a second has room for everything that goes on.
    fn is_single(&self) -> bool {
        match self {
            Runs::One(_) => true,
            Runs::Of(scenario, only) => {
                let mut wanted = scenario.runs.iter().filter(|run| only.is_empty() || only.contains(&run.name));
                wanted.all(|run| run.parts.len() == 1)
            }
        }
    }
}

/// Runs them, and shows and writes what came of it.
pub(super) fn conduct(runs: Runs, bootstrap: Bootstrap, reporting: Reporting) -> Result<(), String> {
    let Reporting { broker_pids, agents, directory } = reporting;
    if !agents.is_empty() && !runs.is_single() {
        return Err(
            "--agents: a run with parts is put on by one host: choose runs without parts with --only".to_owned()
        );
    }
    let (clients, into) = (runs.clients(), directory.clone());
    let (series, mut problems) = runtime::block_on_with(OPEN_FILES + 2 * clients, move || async move {
        let stop = Event::new();
        let _watching = watch_signals(stop.clone())?;
        let (is_single, problems) = (runs.is_single(), RefCell::new(Vec::new()));
        let run = async |task: Task, seat: Option<Rc<Seat>>| {
            let Task { name, kind, workload, is_trial } = task;
            // Lines of several that go on beside each other cannot stand in one place.
            let mut progress = match is_single {
                true => Progress::stderr(),
                false => Progress::new(Box::new(std::io::stderr()), false),
            };
            let is_one_of_several = !matches!(runs, Runs::One(_)) || is_trial;
            if is_one_of_several {
                progress.note(&format!("run {name}"));
            }
            let plan = Plan {
                name,
                kind,
                workload,
                bootstrap: bootstrap.clone(),
                broker_pids: broker_pids.clone(),
                agents: agents.clone(),
                seat,
            };
            let Ran { outcome, ended_early } = run::run(&plan, &stop, &mut progress).await?;
            if let Some(directory) = &into
                && is_one_of_several
                && let Err(why) = report::save(directory, std::slice::from_ref(&outcome))
            {
                progress.note(&why);
            }
            if let Err(problem) = judge(&outcome, ended_early, is_trial) {
                problems.borrow_mut().push(problem);
            }
            Ok(outcome)
        };
        let is_stopped = || stop.is_set();
        let series = match &runs {
            Runs::One(task) => series::one((**task).clone(), &run, &is_stopped).await,
            Runs::Of(scenario, only) => series::replay(scenario, only, &run, &is_stopped).await,
        };
        Ok((series, problems.into_inner()))
    })?;
    if !series.outcomes.is_empty() {
        super::print(&report::table(&series.outcomes))?;
    }
    problems.extend(series.errors);
    if let Some(directory) = directory
        && !series.outcomes.is_empty()
        && let Err(why) = write(&directory, &series.outcomes)
    {
        problems.push(why);
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\nerror: ")) }
}

fn write(directory: &Path, outcomes: &[crate::bench::measure::Outcome]) -> Result<(), String> {
    let files = report::save(directory, outcomes)?;
    let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    eprintln!("written: {}", files.join(", "));
    Ok(())
}

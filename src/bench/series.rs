//! Several runs one after the other: those of a scenario, and the trials of a sweep.
//!
//! Promises: a run that fails costs its own figures, and those of runs whose rate is a share of what it would have reached; the
//! others are run. After a stop nothing more is begun. What was measured is kept in either case. Running is the caller's: it
//! is given each [`Task`] and hands back what came of it; those that go on beside each other have a [`Seat`] each.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

use super::measure::{Operation, Outcome};
use super::meeting::{self, Seat};
use super::quantity::{Bound, Rate};
use super::scenario::{Part, Scenario};
use super::sweep::{Step, Sweep, Trial};
use super::workload::{Kind, Workload};

/// Where a sweep begins that was given no rate.
const FIRST_PER_S: f64 = 1000.0;

/// One run. What is handed out to be run has a rate of its own and no sweep.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    pub name: String,
    pub kind: Kind,
    pub workload: Workload,
    /// Of a sweep: that it fails is what may be looked for.
    pub is_trial: bool,
}

/// What came of several runs.
#[derive(Debug, Default)]
pub struct Series {
    /// In the order in which they ended; names differ.
    pub outcomes: Vec<Outcome>,
    /// What could not be run, and why.
    pub errors: Vec<String>,
}

/// Runs a workload, or the sweep that it asks for.
pub async fn one(
    task: Task,
    run: &impl AsyncFn(Task, Option<Rc<Seat>>) -> Result<Outcome, String>,
    is_stopped: &impl Fn() -> bool,
) -> Series {
    let mut series = Series::default();
    reach(task, run, is_stopped, &mut series).await;
    series
}

/// Runs a scenario; of its runs only those that are named in `only`, all if that is empty.
pub async fn replay(
    scenario: &Scenario,
    only: &[String],
    run: &impl AsyncFn(Task, Option<Rc<Seat>>) -> Result<Outcome, String>,
    is_stopped: &impl Fn() -> bool,
) -> Series {
    let mut series = Series::default();
    for name in only.iter().filter(|name| !scenario.runs.iter().any(|run| run.name == **name)) {
        let names: Vec<&str> = scenario.runs.iter().map(|run| run.name.as_str()).collect();
        series.errors.push(format!("the scenario has no run {name}: there is {}", names.join(", ")));
    }
    if !series.errors.is_empty() {
        return series;
    }
    let mut reached: BTreeMap<String, f64> = BTreeMap::new();
    for of_scenario in scenario.runs.iter().filter(|run| only.is_empty() || only.contains(&run.name)) {
        if is_stopped() {
            break;
        }
        let name = &of_scenario.name;
        let mut tasks = Vec::new();
        for (index, Part { kind, workload }) in of_scenario.parts.iter().enumerate() {
            let mut workload = workload.clone();
            if let Err(impossible) = workload.resolve(|of| reached.get(of).copied()) {
                series
                    .errors
                    .push(format!("run {name}: {} {}: {}", impossible.setting, impossible.value, impossible.reason));
                break;
            }
            let name = if of_scenario.parts.len() == 1 { name.clone() } else { format!("{name}.{}", index + 1) };
            tasks.push(Task { name, kind: *kind, workload, is_trial: false });
        }
        if tasks.len() < of_scenario.parts.len() {
            continue;
        }
        let per_s = match tasks.pop() {
            Some(task) if tasks.is_empty() => reach(task, run, is_stopped, &mut series).await,
            last => {
                tasks.extend(last);
                let names: Vec<String> = tasks.iter().map(|task| task.name.clone()).collect();
                let seated = tasks.into_iter().zip(meeting::seats(names.len()));
                let ended =
                    all(seated.map(|(task, seat)| Box::pin(run(task, Some(seat))) as Pin<Box<_>>).collect()).await;
                let mut sum = None;
                for (name, outcome) in names.iter().zip(ended) {
                    if let Some(per_s) = keep(name, outcome, &mut series).and_then(|outcome| produced_per_s(&outcome)) {
                        sum = Some(sum.unwrap_or(0.0) + per_s);
                    }
                }
                sum
            }
        };
        if let Some(per_s) = per_s {
            reached.insert(name.clone(), per_s);
        }
    }
    series
}

/// Runs one task, or its sweep. The records a second that were reached, of a sweep the highest at which its bound held.
async fn reach(
    task: Task,
    run: &impl AsyncFn(Task, Option<Rc<Seat>>) -> Result<Outcome, String>,
    is_stopped: &impl Fn() -> bool,
    series: &mut Series,
) -> Option<f64> {
    if let Some(bound) = task.workload.load.sweep {
        return search(task, bound, run, is_stopped, series).await;
    }
    let name = task.name.clone();
    let outcome = run(task, None).await;
    keep(&name, outcome, series).and_then(|outcome| produced_per_s(&outcome))
}

async fn search(
    task: Task,
    bound: Bound,
    run: &impl AsyncFn(Task, Option<Rc<Seat>>) -> Result<Outcome, String>,
    is_stopped: &impl Fn() -> bool,
    series: &mut Series,
) -> Option<f64> {
    let first = task.workload.load.rate.records_per_s(task.workload.records.mean_bytes()).unwrap_or(FIRST_PER_S);
    let limit_us = u64::try_from(bound.limit.as_micros()).unwrap_or(u64::MAX);
    let mut sweep = Sweep::new(limit_us, first);
    let begin = series.outcomes.len();
    let highest_per_s = try_rates(&task, bound, &mut sweep, run, is_stopped, series).await;
    let search = sweep.found(&task.name, &bound.to_string());
    let is_answer = |trial: &Trial| Some(trial.records_per_s) == search.highest_per_s && trial.holds(limit_us);
    let last = search.trials.len().saturating_sub(1);
    let answer = search.trials.iter().rposition(is_answer).unwrap_or(last);
    if let Some(outcome) = series.outcomes.get_mut(begin + answer) {
        outcome.search = Some(search);
    }
    highest_per_s
}

async fn try_rates(
    task: &Task,
    bound: Bound,
    sweep: &mut Sweep,
    run: &impl AsyncFn(Task, Option<Rc<Seat>>) -> Result<Outcome, String>,
    is_stopped: &impl Fn() -> bool,
    series: &mut Series,
) -> Option<f64> {
    loop {
        let records_per_s = match sweep.next() {
            Step::Run { records_per_s } => records_per_s,
            Step::Done { records_per_s } => return records_per_s,
        };
        if is_stopped() {
            series.errors.push(format!("{}: stopped before the highest rate was found", task.name));
            return None;
        }
        let mut trial = task.clone();
        trial.is_trial = true;
        trial.workload.load.sweep = None;
        trial.workload.load.rate = Rate::Records(records_per_s);
        let number = sweep.trials().len() + 1;
        trial.name = format!("{}.{number}-{}-per-s", task.name, records_per_s.round());
        let (name, operation) = (trial.name.clone(), trial.kind.operation());
        let outcome = keep(&name, run(trial, None).await, series)?;
        let total = outcome.measured.total(operation);
        sweep.report(Trial {
            records_per_s,
            reached_per_s: produced_per_s(&outcome).unwrap_or(0.0),
            latency_us: total.latencies.quantile_us(bound.quantile()),
            failed: outcome.measured.total(Operation::Produce).failed + total.failed,
        });
    }
}

/// Puts a run's end where it belongs.
fn keep(name: &str, outcome: Result<Outcome, String>, series: &mut Series) -> Option<Outcome> {
    match outcome {
        Ok(outcome) => {
            series.outcomes.push(outcome.clone());
            Some(outcome)
        }
        Err(why) => {
            series.errors.push(format!("run {name}: {why}"));
            None
        }
    }
}

/// Acknowledged records a second; `None` where nothing was produced.
fn produced_per_s(outcome: &Outcome) -> Option<f64> {
    let records = outcome.measured.total(Operation::Produce).records;
    let took_s = outcome.span(Operation::Produce).length_s();
    (records > 0 && took_s > 0.0).then(|| records as f64 / took_s)
}

/// What comes of all of them, which go on beside each other.
async fn all<T>(futures: Vec<Pin<Box<dyn Future<Output = T> + '_>>>) -> Vec<T> {
    let done: RefCell<Vec<Option<T>>> = RefCell::new(futures.iter().map(|_| None).collect());
    let mut futures = futures;
    poll_fn(|context| {
        let mut done = done.borrow_mut();
        for (future, done) in futures.iter_mut().zip(done.iter_mut()).filter(|(_, done)| done.is_none()) {
            if let Poll::Ready(value) = future.as_mut().poll(context) {
                *done = Some(value);
            }
        }
        if done.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    done.into_inner().into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use futures_lite::future::{block_on, yield_now};

    use super::*;
    use crate::bench::measure::Measured;
    use crate::bench::scenario;

    /// As measured at a broker that takes `capacity` records a second, its latency growing with the load.
    fn outcome(task: &Task, capacity: f64) -> Outcome {
        let asked = task.workload.load.rate.records_per_s(1.0).unwrap_or(f64::INFINITY);
        let mut measured = Measured::default();
        if task.kind.produces() {
            let interval = measured.interval(Operation::Produce, 0);
            interval.records = (asked.min(capacity) * 10.0) as u64;
            interval.latencies.record((200.0 / (1.0 - (asked / capacity).min(0.999))) as u64, interval.records);
        }
        Outcome {
            name: task.name.clone(),
            workload: serde_json::to_value(&task.workload).unwrap(),
            bootstrap: String::new(),
            started_at_ms: 0,
            measured_s: 10.0,
            spans: BTreeMap::new(),
            measured,
            broker: Vec::new(),
            load: Vec::new(),
            verdict: None,
            search: None,
            errors: Vec::new(),
            environment: BTreeMap::new(),
        }
    }

    fn read(text: &str) -> Scenario {
        scenario::parse("s.toml", text).unwrap()
    }

    fn names(series: &Series) -> Vec<&str> {
        series.outcomes.iter().map(|outcome| outcome.name.as_str()).collect()
    }

    const THREE: &str = "
        [[run]]
        name = 'most'
        kind = 'produce'
        [[run]]
        name = 'half'
        kind = 'end-to-end'
        load.rate = '50% of most'
        [[run]]
        name = 'two'
        kind = 'mixed'
        part = [{ kind = 'produce', topics.name = 'a' }, { kind = 'consume', topics = { name = 'b', lifecycle = 'existing' } }]
        ";

    #[test]
    fn a_share_is_taken_of_what_was_reached() {
        let rates = RefCell::new(Vec::new());
        let run = async |task: Task, _: Option<Rc<Seat>>| {
            rates.borrow_mut().push((task.name.clone(), task.workload.load.rate.to_string()));
            Ok(outcome(&task, 7000.0))
        };
        let series = block_on(replay(&read(THREE), &[], &run, &|| false));
        assert_eq!((names(&series), series.errors.len()), (vec!["most", "half", "two.1", "two.2"], 0));
        assert_eq!(rates.borrow()[1], ("half".to_owned(), "3500/s".to_owned()));
    }

    #[test]
    fn a_failed_run_costs_what_depends_on_it_and_no_more() {
        let run = async |task: Task, _: Option<Rc<Seat>>| match task.name.as_str() {
            "most" | "two.1" => Err("the broker is gone".to_owned()),
            _ => Ok(outcome(&task, 7000.0)),
        };
        let series = block_on(replay(&read(THREE), &[], &run, &|| false));
        assert_eq!(names(&series), ["two.2"]);
        let errors = series.errors.join("; ");
        assert!(errors.contains("run most: the broker is gone") && errors.contains("run two.1: the"), "{errors}");
        assert!(errors.contains("run half: load.rate 50% of most: no run most has reached anything"), "{errors}");
    }

    #[test]
    fn parts_go_on_beside_each_other() {
        let (inside, most) = (Cell::new(0), Cell::new(0));
        let run = async |task: Task, seat: Option<Rc<Seat>>| {
            assert!(seat.is_some(), "they begin together");
            inside.set(inside.get() + 1);
            most.set(most.get().max(inside.get()));
            yield_now().await;
            inside.set(inside.get() - 1);
            Ok(outcome(&task, 7000.0))
        };
        let series = block_on(replay(&read(THREE), &["two".to_owned()], &run, &|| false));
        assert_eq!((names(&series), most.get()), (vec!["two.1", "two.2"], 2));
    }

    #[test]
    fn a_run_that_is_not_there_is_named() {
        let run = async |task: Task, _: Option<Rc<Seat>>| Ok(outcome(&task, 7000.0));
        let series = block_on(replay(&read(THREE), &["tow".to_owned()], &run, &|| false));
        assert!(series.outcomes.is_empty());
        assert_eq!(series.errors, ["the scenario has no run tow: there is most, half, two"]);
    }

    #[test]
    fn after_a_stop_nothing_is_begun_and_the_rest_is_kept() {
        let runs = Cell::new(0);
        let run = async |task: Task, _: Option<Rc<Seat>>| {
            runs.set(runs.get() + 1);
            Ok(outcome(&task, 7000.0))
        };
        let series = block_on(replay(&read(THREE), &[], &run, &|| runs.get() == 1));
        assert_eq!(names(&series), ["most"]);
        runs.set(0);
        let sweep = sweep_of("p99=2ms");
        let series = block_on(one(sweep, &run, &|| runs.get() == 3));
        assert_eq!(series.outcomes.len(), 3);
        assert_eq!(series.errors, ["s: stopped before the highest rate was found"]);
    }

    fn sweep_of(bound: &str) -> Task {
        let mut workload = Workload::default();
        workload.load.sweep = Some(bound.parse().unwrap());
        workload.check(Kind::Produce).unwrap();
        Task { name: "s".to_owned(), kind: Kind::Produce, workload, is_trial: false }
    }

    #[test]
    fn a_sweep_runs_its_trials_and_says_what_was_found() {
        let run = async |task: Task, _: Option<Rc<Seat>>| {
            assert_eq!((task.workload.load.sweep, task.workload.check(task.kind)), (None, Ok(())));
            assert!(task.is_trial);
            Ok(outcome(&task, 100_000.0))
        };
        // At nine tenths of the capacity the latency is ten times that of an idle broker.
        let series = block_on(one(sweep_of("p99=2ms"), &run, &|| false));
        let with_search: Vec<_> = series.outcomes.iter().filter(|outcome| outcome.search.is_some()).collect();
        let [answer] = with_search[..] else { panic!("{} searches", with_search.len()) };
        let found = answer.search.as_ref().unwrap();
        let per_s = found.highest_per_s.unwrap();
        assert!((85_000.0..=90_000.0).contains(&per_s) && found.is_whole, "{found:?}");
        assert_eq!((found.name.as_str(), found.bound.as_str(), found.limit_us), ("s", "p99=2ms", 2_000));
        assert_eq!(found.trials.len(), series.outcomes.len());
        assert!(answer.name.ends_with(&format!("-{}-per-s", per_s.round())), "{}", answer.name);
        let mut once = names(&series);
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), series.outcomes.len());
        assert!(names(&series)[0].starts_with("s.1-1000-per-s") && series.errors.is_empty());
        let series = block_on(one(sweep_of("p99=100us"), &run, &|| false));
        let found = series.outcomes.last().unwrap().search.as_ref().unwrap();
        assert!(found.highest_per_s.is_none() && found.is_whole, "{found:?}");
    }

    #[test]
    fn a_trial_that_fails_ends_its_sweep() {
        let runs = Cell::new(0);
        let run = async |task: Task, _: Option<Rc<Seat>>| {
            runs.set(runs.get() + 1);
            if runs.get() == 3 { Err("gone".to_owned()) } else { Ok(outcome(&task, 100_000.0)) }
        };
        let series = block_on(one(sweep_of("p99=2ms"), &run, &|| false));
        assert_eq!((series.outcomes.len(), series.errors.len()), (2, 1));
        let found = series.outcomes[1].search.as_ref().unwrap();
        assert_eq!((found.is_whole, found.trials.len(), found.highest_per_s), (false, 2, Some(2000.0)));
    }
}

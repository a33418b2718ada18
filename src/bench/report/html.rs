//! Runs as one page with plots, laid over each other.
//!
//! Promises: the page holds all it needs and is forbidden by its own policy to load anything; what came from a run (names, errors,
//! settings) is data and never markup; without scripts it still shows the table. However long a run was, its page stays small: seconds
//! are merged exactly, never skipped.

use serde_json::{Map, Value, json};

use super::{figures, table};
use crate::bench::measure::{Interval, Latencies, Operation, Outcome, ProcessSample};
use crate::bench::sweep::Search;

const PAGE: &str = include_str!("assets/page.html");
const STYLE: &str = include_str!("assets/page.css");
const SCRIPT: &str = include_str!("assets/page.js");

/// More points than this are not told apart on a screen.
const POINTS: usize = 600;
/// Percentiles over time.
const QUANTILES: [(&str, f64); 5] = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999), ("max", 1.0)];
/// Percentiles of the whole run.
const TOTAL_QUANTILES: [(&str, f64); 6] =
    [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999), ("p99.99", 0.9999), ("max", 1.0)];
/// Of the percentile curves: steps for each halving of what is left to 100 %.
const CURVE_TICKS: u32 = 5;

/// The page. Runs keep the order that they are given in.
pub fn html(outcomes: &[Outcome]) -> String {
    let names: Vec<_> = outcomes.iter().map(|outcome| outcome.name.as_str()).collect();
    let data = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "runs": outcomes.iter().map(run).collect::<Vec<_>>(),
        "searches": outcomes.iter().filter_map(|outcome| outcome.search.as_ref()).map(search).collect::<Vec<_>>(),
    });
    // Inside of a script element only these could end it or begin a comment.
    let data = data.to_string().replace('<', "\\u003c");
    // In this order: what a run holds comes last, so that nothing is replaced in it.
    let mut page = PAGE.replacen("{{style}}", STYLE, 1).replacen("{{script}}", SCRIPT, 1);
    for (place, text) in
        [("{{title}}", escaped(&names.join(", "))), ("{{table}}", escaped(&table(outcomes))), ("{{data}}", data)]
    {
        if let Some((before, after)) = page.split_once(place) {
            page = format!("{before}{text}{after}");
        }
    }
    page
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('{', "&#123;")
}

fn run(outcome: &Outcome) -> Value {
    let operations: Vec<_> =
        outcome.measured.by_second.keys().map(|operation| operation_json(outcome, *operation)).collect();
    let mut settings = Map::new();
    flatten("", &outcome.workload, &mut settings);
    let verdict = outcome.verdict.as_ref().map(
        |verdict| json!({ "good": verdict.is_good(), "text": table::judgement(verdict), "findings": verdict.findings }),
    );
    json!({
        "name": outcome.name,
        "bootstrap": outcome.bootstrap,
        "started": figures::utc(outcome.started_at_ms),
        "measured_s": rounded(outcome.measured_s),
        "operations": operations,
        "broker": processes(outcome, &outcome.broker),
        "load": processes(outcome, &outcome.load),
        "verdict": verdict,
        "errors": outcome.errors,
        "settings": settings,
        "environment": outcome.environment,
    })
}

/// The trials of a search, each point that is drawn.
fn search(search: &Search) -> Value {
    let answer = search
        .trials
        .iter()
        .rposition(|trial| Some(trial.records_per_s) == search.highest_per_s && trial.holds(search.limit_us));
    let trials = search.trials.iter().enumerate().map(|(number, trial)| {
        json!({
            "asked": rounded(trial.records_per_s),
            "reached": rounded(trial.reached_per_s),
            "ms": trial.latency_us as f64 / 1e3,
            "failed": trial.failed,
            "holds": trial.holds(search.limit_us),
            "answer": answer == Some(number),
        })
    });
    json!({
        "name": search.name,
        "text": table::found(search),
        "percentile": search.bound.split('=').next(),
        "limit_ms": search.limit_us as f64 / 1e3,
        "trials": trials.collect::<Vec<_>>(),
    })
}

fn operation_json(outcome: &Outcome, operation: Operation) -> Value {
    let total = outcome.measured.total(operation);
    let (records_s, bytes_s) = figures::rates(&total, outcome.span(operation).length_s());
    let mut course: Map<String, Value> = Map::new();
    let mut put = |name: &str, values: Vec<Value>| course.insert(name.to_owned(), values.into());
    let steps = steps(outcome, operation);
    put("from", steps.iter().map(|step| rounded(step.from_s)).collect());
    put("to", steps.iter().map(|step| rounded(step.to_s)).collect());
    let rate = |of: fn(&Interval) -> u64| {
        steps.iter().map(|step| rounded(of(&step.sum) as f64 / (step.to_s - step.from_s))).collect()
    };
    put("records", rate(|sum| sum.records));
    put("bytes", rate(|sum| sum.bytes));
    put("failed", rate(|sum| sum.failed));
    for (name, quantile) in QUANTILES {
        put(name, steps.iter().map(|step| quantile_ms(&step.sum.latencies, quantile)).collect());
    }
    let curve: Vec<_> = total
        .latencies
        .histogram()
        .iter_quantiles(CURVE_TICKS)
        .map(|step| {
            let left = (1.0 - step.quantile_iterated_to()).max(1.0 / total.latencies.histogram().len().max(1) as f64);
            // How many nines, with fractions: 0 for all, 1 for 90 %, 2 for 99 %.
            [rounded(0.0 - left.log10()), json!(step.value_iterated_to() as f64 / 1e3)]
        })
        .collect();
    let quantiles: Vec<_> = TOTAL_QUANTILES
        .iter()
        .map(|(name, quantile)| json!([name, quantile_ms(&total.latencies, *quantile)]))
        .collect();
    json!({
        "name": figures::name(operation),
        "records": total.records,
        "failed": total.failed,
        "records_s": rounded(records_s),
        "bytes_s": rounded(bytes_s),
        "quantiles_ms": quantiles,
        "course": course,
        "curve": curve,
    })
}

fn quantile_ms(latencies: &Latencies, quantile: f64) -> Value {
    match latencies.histogram().is_empty() {
        true => Value::Null,
        false => json!(latencies.quantile_us(quantile) as f64 / 1e3),
    }
}

/// One point of the course over time.
struct Step {
    from_s: f64,
    to_s: f64,
    sum: Interval,
}

/// Seconds, or as many of them merged as keeps the number of points bounded. The last one ends with the run: a fraction of a second
/// that is left over belongs to it, for it would look as if the load had broken down.
fn steps(outcome: &Outcome, operation: Operation) -> Vec<Step> {
    let Some(seconds) = outcome.measured.by_second.get(&operation) else { return Vec::new() };
    let to_s = outcome.span(operation).to_s;
    let measured_s = if to_s.is_finite() { to_s.max(0.001) } else { 0.001 };
    let width_s = (measured_s / POINTS as f64).ceil().max(1.0);
    let number = ((measured_s / width_s).floor() as usize).clamp(1, POINTS);
    let mut steps: Vec<_> = (0..number)
        .map(|i| Step {
            from_s: i as f64 * width_s,
            to_s: if i + 1 == number { measured_s } else { (i + 1) as f64 * width_s },
            sum: Interval::default(),
        })
        .collect();
    for (second, interval) in seconds {
        let at = (f64::from(*second) / width_s) as usize;
        if let Some(step) = steps.get_mut(at.min(number - 1)) {
            step.sum.add(interval);
        }
    }
    steps
}

/// What processes used, over time: CPUs between one sample and the next, memory at each.
fn processes(outcome: &Outcome, samples: &[ProcessSample]) -> Value {
    let Some(cost) = figures::cost(outcome, samples) else { return Value::Null };
    let every = samples.len().div_ceil(POINTS).max(1);
    let kept: Vec<_> = samples.iter().step_by(every).chain(samples.last()).collect();
    let mut course: [Vec<Value>; 4] = Default::default();
    for pair in kept.windows(2) {
        let [before, after] = pair else { continue };
        let took_s = after.at_s - before.at_s;
        // Two samples at nearly the same time say nothing about a rate.
        if took_s < 0.2 || after.at_s <= 0.0 {
            continue;
        }
        let cpus = (after.cpu_s - before.cpu_s) / took_s;
        let row = [before.at_s, after.at_s, cpus, after.resident_bytes as f64 / f64::from(1 << 20)];
        for (column, value) in course.iter_mut().zip(row) {
            column.push(rounded(value));
        }
    }
    let [from, to, cpus, mib] = course;
    let per = |figure: Option<f64>| figure.map_or(Value::Null, rounded);
    json!({
        "cpus": rounded(cost.cpus),
        "cpu_s_per_gb": per(cost.cpu_s_per_gb),
        "cpu_s_per_million_records": per(cost.cpu_s_per_million_records),
        "mib_at_end": rounded(cost.resident_bytes_at_end as f64 / f64::from(1 << 20)),
        "mib_highest": rounded(cost.resident_bytes_highest as f64 / f64::from(1 << 20)),
        "course": { "from": from, "to": to, "cpus": cpus, "mib": mib },
    })
}

/// `topics.partitions = 16` for each setting, however deep.
fn flatten(path: &str, value: &Value, settings: &mut Map<String, Value>) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| flatten(&below(name), value, settings)),
        Value::Null => {}
        Value::String(text) => {
            settings.insert(path.to_owned(), text.as_str().into());
        }
        other => {
            settings.insert(path.to_owned(), other.to_string().into());
        }
    }
}

/// Three decimals are enough for a plot, and short.
fn rounded(number: f64) -> Value {
    json!((number * 1e3).round() / 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::report::tests::outcome;
    use crate::bench::sweep::Trial;

    fn data(page: &str) -> Value {
        let (_, behind) = page.split_once(r#"<script type="application/json" id="data">"#).unwrap();
        let (data, _) = behind.split_once("</script>").unwrap();
        serde_json::from_str(data).unwrap()
    }

    #[test]
    fn the_page_holds_what_was_measured() {
        let data = data(&html(&[outcome("first"), outcome("second")]));
        assert_eq!(data["runs"][1]["name"], "second");
        let produce = &data["runs"][0]["operations"][0];
        assert_eq!(produce["name"], "produce");
        assert_eq!(produce["records"], 9000);
        let course = &produce["course"];
        assert_eq!(course["records"].as_array().unwrap().len(), 10);
        // A second in which nothing was done is no gap in the rate, and one in the latencies.
        assert_eq!((&course["records"][6], &course["p99"][6]), (&json!(0.0), &Value::Null));
        assert_eq!(course["max"][5], 10.007);
        assert_eq!(course["failed"][7], 5.0);
        assert_eq!(data["runs"][0]["settings"], json!({"records.size": "1024", "topics.count": "1"}));
        assert_eq!(data["runs"][0]["broker"]["course"]["cpus"].as_array().unwrap().len(), 10);
    }

    #[test]
    fn a_search_is_on_the_page_with_its_answer_marked() {
        let mut run = outcome("s.3-1500-per-s");
        let trial =
            |records_per_s, latency_us| Trial { records_per_s, reached_per_s: records_per_s, latency_us, failed: 0 };
        run.search = Some(Search {
            name: "s".into(),
            bound: "p99=2ms".into(),
            limit_us: 2_000,
            highest_per_s: Some(1500.0),
            is_whole: true,
            trials: vec![trial(1000.0, 900), trial(2000.0, 9_000), trial(1500.0, 1_999)],
        });
        let text = table(std::slice::from_ref(&run));
        assert!(text.contains("s: p99=2ms holds up to 1,500 records/s (3 trials)"), "{text}");
        let data = data(&html(&[outcome("other"), run]));
        let search = &data["searches"][0];
        assert_eq!((&search["percentile"], &search["limit_ms"]), (&json!("p99"), &json!(2.0)));
        let marks: Vec<_> =
            search["trials"].as_array().unwrap().iter().map(|trial| (&trial["holds"], &trial["answer"])).collect();
        let [yes, no] = [json!(true), json!(false)];
        assert_eq!(marks, [(&yes, &no), (&no, &no), (&yes, &yes)]);
    }

    #[test]
    fn what_runs_hold_is_data_and_never_markup() {
        let evil = "</script><img src=x onerror=alert(1)>{{data}}{{table}}<!--";
        let mut run = outcome(evil);
        run.errors = vec![evil.to_owned()];
        run.environment.insert(evil.to_owned(), evil.to_owned());
        let page = html(&[run]);
        assert!(!page.contains("<img") && !page.contains("<!--"));
        assert_eq!(data(&page)["runs"][0]["name"], evil);
        assert_eq!(data(&page)["runs"][0]["errors"][0], evil);
    }

    #[test]
    fn the_page_loads_nothing() {
        let page = html(&[outcome("r")]);
        assert!(page.contains("default-src 'none'"));
        let page = page.replace("url(#", "");
        for attribute in ["src=\"", "href=\"", "url(", "@import", "fetch(", "XMLHttpRequest"] {
            assert!(!page.contains(attribute), "{attribute}");
        }
        for place in ["{{style}}", "{{script}}", "{{title}}", "{{table}}", "{{data}}"] {
            assert!(!page.contains(place), "{place}");
        }
    }

    #[test]
    fn a_long_run_is_merged_without_losing_a_record() {
        let mut run = outcome("long");
        run.measured_s = 7200.4;
        for second in 0..=7200 {
            run.measured.interval(Operation::Consume, second).records = 10;
        }
        let steps = steps(&run, Operation::Consume);
        assert!((300..=POINTS).contains(&steps.len()), "{}", steps.len());
        assert_eq!(steps.iter().map(|step| step.sum.records).sum::<u64>(), 72_010);
        assert!(steps.windows(2).all(|pair| pair[0].to_s == pair[1].from_s));
        assert_eq!(steps.last().unwrap().to_s, 7200.4);
    }

    #[test]
    fn a_run_that_measured_nothing_has_a_page() {
        let mut run = outcome("r");
        (run.measured, run.measured_s, run.broker, run.verdict) = (Default::default(), 0.0, vec![], None);
        let data = data(&html(&[run]));
        assert_eq!(data["runs"][0]["operations"], json!([]));
        assert_eq!(data["runs"][0]["broker"], Value::Null);
    }
}

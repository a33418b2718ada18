//! Runs as text, for the end of a run and for pasting.

use std::fmt::Write;

use super::figures::{self, count, milliseconds, significant};
use crate::bench::measure::{Outcome, Verdict};
use crate::bench::sweep::Search;
use crate::cli::table::table as columns;

/// What the runs gave, a row for each kind of operation; then what processes used, verdicts, and what went wrong.
pub fn table(outcomes: &[Outcome]) -> String {
    let mut operations = Vec::new();
    let mut processes = Vec::new();
    let mut remarks = String::new();
    for outcome in outcomes {
        let begin = operations.len();
        for operation in outcome.measured.by_second.keys() {
            let total = outcome.measured.total(*operation);
            let (records_s, bytes_s) = figures::rates(&total, outcome.span(*operation).length_s());
            let at = |quantile| match total.latencies.histogram().is_empty() {
                true => "-".to_owned(),
                false => milliseconds(total.latencies.quantile_us(quantile)),
            };
            operations.push([
                outcome.name.clone(),
                figures::name(*operation).to_owned(),
                count(total.records),
                count(records_s.round() as u64),
                format!("{:.1}", bytes_s / 1e6),
                at(0.5),
                at(0.9),
                at(0.99),
                at(0.999),
                at(0.9999),
                at(1.0),
                count(total.failed),
            ]);
        }
        if operations.len() == begin {
            remark(&mut remarks, outcome, "nothing was measured");
        }
        for (who, samples) in [("broker", &outcome.broker), ("load", &outcome.load)] {
            let Some(cost) = figures::cost(outcome, samples) else { continue };
            let optional = |figure: Option<f64>| figure.map_or("-".to_owned(), significant);
            let mib = |bytes: u64| format!("{:.1}", bytes as f64 / f64::from(1 << 20));
            processes.push([
                outcome.name.clone(),
                who.to_owned(),
                format!("{:.2}", cost.cpus),
                optional(cost.cpu_s_per_gb),
                optional(cost.cpu_s_per_million_records),
                mib(cost.resident_bytes_at_end),
                mib(cost.resident_bytes_highest),
            ]);
        }
        if let Some(verdict) = &outcome.verdict {
            remark(&mut remarks, outcome, &judgement(verdict));
            for finding in &verdict.findings {
                remark(&mut remarks, outcome, finding);
            }
        }
        if let Some(search) = &outcome.search {
            remarks.push_str(&format!("{}: {}\n", search.name, found(search)));
        }
        for error in &outcome.errors {
            remark(&mut remarks, outcome, error);
        }
    }
    let mut text = String::new();
    if !operations.is_empty() {
        let headline = [
            "RUN",
            "OPERATION",
            "RECORDS",
            "RECORDS/S",
            "MB/S",
            "P50_MS",
            "P90_MS",
            "P99_MS",
            "P99.9_MS",
            "P99.99_MS",
            "MAX_MS",
            "FAILED",
        ];
        text.push_str(&columns(headline, &operations));
    }
    if !processes.is_empty() {
        let headline = ["RUN", "PROCESS", "CPUS", "CPU_S/GB", "CPU_S/M_RECORDS", "MEMORY_MIB_AT_END", "HIGHEST"];
        text.push('\n');
        text.push_str(&columns(headline, &processes));
    }
    if !remarks.is_empty() {
        text.push('\n');
        text.push_str(&remarks);
    }
    text
}

#[allow(clippy::unwrap_used)] // Writing to a String never fails.
fn remark(remarks: &mut String, outcome: &Outcome, text: &str) {
    writeln!(remarks, "{}: {text}", outcome.name).unwrap();
}

/// One line on what a search for the highest rate found.
pub fn found(search: &Search) -> String {
    let until = if search.is_whole { "" } else { " so far, for the search was not ended" };
    let found = match search.highest_per_s {
        Some(per_s) => format!("holds up to {} records/s", count(per_s as u64)),
        None => "holds at no rate".to_owned(),
    };
    format!("{} {found}{until} ({} trials)", search.bound, search.trials.len())
}

/// One line on what a verified run found.
pub fn judgement(verdict: &Verdict) -> String {
    let counted = format!("{} records acknowledged, {} received", count(verdict.acknowledged), count(verdict.received));
    let faults: Vec<_> = [
        (verdict.lost, "lost"),
        (verdict.duplicated, "duplicated"),
        (verdict.reordered, "reordered"),
        (verdict.changed, "changed"),
        (verdict.foreign, "foreign"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, what)| format!("{} {what}", count(number)))
    .collect();
    match verdict.is_good() {
        true => format!("verified: {counted}; none lost, duplicated, reordered or changed"),
        false => format!("NOT AS SENT: {counted}; {}", faults.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::measure::Measured;
    use crate::bench::report::tests::outcome;

    #[test]
    fn the_table_says_what_came_of_the_runs() {
        let mut second = outcome("second");
        if let Some(verdict) = &mut second.verdict {
            (verdict.lost, verdict.reordered) = (2, 1);
            verdict.findings.push("t-0: record 7 of producer 1 is lost".into());
        }
        second.broker.clear();
        let text = table(&[outcome("first"), second]);
        let words: Vec<Vec<_>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        let row = ["first", "produce", "9,000", "900", "0.9", "5.00", "9.01", "9.90", "9.99", "10.0", "10.0", "5"];
        assert!(words.contains(&row.to_vec()), "{text}");
        assert!(words.contains(&vec!["first", "broker", "0.50", "278", "278", "64.0", "64.0"]), "{text}");
        assert!(!words.iter().any(|words| words.starts_with(&["second", "broker"])), "{text}");
        assert!(text.contains("first: verified: 9,000 records acknowledged, 9,000 received; none lost"), "{text}");
        assert!(text.contains("second: NOT AS SENT: 9,000 records acknowledged, 9,000 received; 2 lost, 1 reordered"));
        assert!(text.contains("second: t-0: record 7") && text.contains("second: connection 3 was reset"), "{text}");
    }

    #[test]
    fn a_run_that_measured_nothing_says_so() {
        let mut run = outcome("r");
        run.measured = Measured::default();
        assert!(table(&[run]).contains("r: nothing was measured"));
        assert_eq!(table(&[]), "");
    }
}

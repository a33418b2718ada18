//! The figures of reports: what is computed from a run, and how numbers are written.
//!
//! Promises: one definition of each figure for every form of report. MB and GB are powers of ten, MiB of two. A record that was
//! produced and consumed in one run was moved twice, whatever is measured about it.

use crate::bench::measure::{Interval, Measured, Operation, Outcome, ProcessSample};

/// As on the command line.
pub fn name(operation: Operation) -> &'static str {
    match operation {
        Operation::Produce => "produce",
        Operation::Consume => "consume",
        Operation::EndToEnd => "end-to-end",
    }
}

/// Records and bytes a second over the time in which they were measured; zero where nothing was.
pub fn rates(total: &Interval, measured_s: f64) -> (f64, f64) {
    if measured_s > 0.0 { (total.records as f64 / measured_s, total.bytes as f64 / measured_s) } else { (0.0, 0.0) }
}

/// What processes used for what was moved while it was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// Processor seconds a second.
    pub cpus: f64,
    /// None where nothing was moved.
    pub cpu_s_per_gb: Option<f64>,
    pub cpu_s_per_million_records: Option<f64>,
    pub resident_bytes_at_end: u64,
    pub resident_bytes_highest: u64,
}

/// What the processes behind `samples` used for `outcome`; None without samples of the time that was measured.
pub fn cost(outcome: &Outcome, samples: &[ProcessSample]) -> Option<Cost> {
    let nearest = |at_s: f64| samples.iter().min_by(|a, b| (a.at_s - at_s).abs().total_cmp(&(b.at_s - at_s).abs()));
    let (first, last) = (nearest(0.0)?, nearest(outcome.measured_s)?);
    let took_s = last.at_s - first.at_s;
    if took_s <= 0.0 {
        return None;
    }
    let cpus = (last.cpu_s - first.cpu_s) / took_s;
    let cpu_s = cpus * outcome.measured_s;
    let (records, bytes) = moved(&outcome.measured);
    let per = |amount: f64| (amount > 0.0).then(|| cpu_s / amount);
    let measured = samples.iter().filter(|sample| sample.at_s >= first.at_s && sample.at_s <= last.at_s);
    Some(Cost {
        cpus,
        cpu_s_per_gb: per(bytes as f64 / 1e9),
        cpu_s_per_million_records: per(records as f64 / 1e6),
        resident_bytes_at_end: last.resident_bytes,
        resident_bytes_highest: measured.map(|sample| sample.resident_bytes).max().unwrap_or(0),
    })
}

/// Records and bytes that went to the broker, and from it.
fn moved(measured: &Measured) -> (u64, u64) {
    let sum = |operation| {
        let seconds = measured.by_second.get(&operation).into_iter().flat_map(|seconds| seconds.values());
        seconds.fold((0u64, 0u64), |(records, bytes), one| (records + one.records, bytes + one.bytes))
    };
    // What arrives end to end was also consumed, where that is measured.
    let (produced, consumed) = (sum(Operation::Produce), sum(Operation::Consume).max(sum(Operation::EndToEnd)));
    (produced.0 + consumed.0, produced.1 + consumed.1)
}

/// With its thousands apart.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Microseconds as milliseconds, three significant digits.
pub fn milliseconds(us: u64) -> String {
    significant(us as f64 / 1e3)
}

/// Three significant digits, no more than three behind the point.
pub fn significant(number: f64) -> String {
    // The bounds are those at which rounding would give a fourth digit.
    let decimals = match number.abs() {
        ..0.9995 => 3,
        ..9.995 => 2,
        ..99.95 => 1,
        _ => 0,
    };
    format!("{number:.decimals$}")
}

/// Milliseconds since 1970 as a date and time of day.
pub fn utc(ms: i64) -> String {
    let (days, second) = (ms.div_euclid(86_400_000), ms.rem_euclid(86_400_000) / 1000);
    // Hinnant's days-to-civil: years that begin in March, in eras of 400 of them. Bounded, so that nothing overflows.
    let days = days.clamp(-1_000_000_000, 1_000_000_000) + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02} UTC", second / 3600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::report::tests::outcome;

    #[test]
    fn numbers_by_table() {
        let counts = [0, 999, 1000, 1_234_567, u64::MAX].map(count);
        assert_eq!(counts, ["0", "999", "1,000", "1,234,567", "18,446,744,073,709,551,615"]);
        let times = [0, 7, 999, 1000, 9_994, 9_996, 12_345, 99_960, 2_000_000].map(milliseconds);
        assert_eq!(times, ["0.000", "0.007", "0.999", "1.00", "9.99", "10.0", "12.3", "100", "2000"]);
        let dates = [0, -1000, 951_782_400_000, 1_795_295_699_123].map(utc);
        let expected = ["1970-01-01 00:00:00", "1969-12-31 23:59:59", "2000-02-29 00:00:00", "2026-11-21 21:14:59"];
        assert_eq!(dates, expected.map(|date| format!("{date} UTC")));
        assert!(utc(i64::MAX).ends_with("UTC") && utc(i64::MIN).ends_with("UTC"));
    }

    #[test]
    fn cost_is_that_of_the_measured_time_and_what_was_moved_in_it() {
        let mut run = outcome("r");
        let cost_of = |run: &Outcome| cost(run, &run.broker);
        let found = cost_of(&run).unwrap();
        // 9,000 records of 1,000 bytes to the broker and as many from it, for 5 s of CPU.
        assert!((found.cpus - 0.5).abs() < 1e-9);
        assert!((found.cpu_s_per_gb.unwrap() - 5.0 / 0.018).abs() < 1e-6);
        assert!((found.cpu_s_per_million_records.unwrap() - 5.0 / 0.018).abs() < 1e-6);
        assert_eq!((found.resident_bytes_at_end, found.resident_bytes_highest), (64 << 20, 64 << 20));
        run.measured = Measured::default();
        assert_eq!(cost_of(&run).unwrap().cpu_s_per_gb, None);
        run.broker.truncate(1);
        assert_eq!(cost_of(&run), None);
        run.broker.clear();
        assert_eq!(cost_of(&run), None);
    }

    #[test]
    fn a_run_that_measured_nothing_has_no_rate() {
        assert_eq!(rates(&Interval::default(), 0.0), (0.0, 0.0));
        assert_eq!(rates(&Interval { records: 10, bytes: 1000, ..Interval::default() }, 2.0), (5.0, 500.0));
    }
}

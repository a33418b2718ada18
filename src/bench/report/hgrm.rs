//! HdrHistogram's percentile distribution as text, which its plotter and other tools read.

use std::fmt::Write;

use crate::bench::measure::Latencies;

/// Five steps for each halving of what is left to 100 %, as HdrHistogram's own tools have.
const TICKS_PER_HALF_DISTANCE: u32 = 5;

/// The distribution; values are milliseconds.
#[allow(clippy::unwrap_used)] // Writing to a String never fails.
pub fn hgrm(latencies: &Latencies) -> String {
    let histogram = latencies.histogram();
    let mut text = format!("{:>12} {:>14} {:>10} {:>14}\n\n", "Value", "Percentile", "TotalCount", "1/(1-Percentile)");
    let mut total = 0;
    for step in histogram.iter_quantiles(TICKS_PER_HALF_DISTANCE) {
        total += step.count_since_last_iteration();
        let (value_ms, quantile) = (step.value_iterated_to() as f64 / 1e3, step.quantile_iterated_to());
        write!(text, "{value_ms:>12.3} {quantile:1.12} {total:>10}").unwrap();
        if quantile < 1.0 {
            write!(text, " {:>14.2}", 1.0 / (1.0 - quantile)).unwrap();
        }
        text.push('\n');
    }
    let (mean_ms, deviation_ms, max_ms) = match histogram.is_empty() {
        true => (0.0, 0.0, 0.0),
        false => (histogram.mean() / 1e3, histogram.stdev() / 1e3, histogram.max() as f64 / 1e3),
    };
    writeln!(text, "#[Mean    = {mean_ms:>12.3}, StdDeviation   = {deviation_ms:>12.3}]").unwrap();
    writeln!(text, "#[Max     = {max_ms:>12.3}, Total count    = {:>12}]", histogram.len()).unwrap();
    let sub_buckets = (2 * 10u64.pow(u32::from(histogram.sigfig()))).next_power_of_two();
    writeln!(text, "#[Buckets = {:>12}, SubBuckets     = {sub_buckets:>12}]", histogram.buckets()).unwrap();
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_that_of_hdr_histogram() {
        let mut latencies = Latencies::default();
        for us in 1..=1000 {
            latencies.record(us, 1);
        }
        let text = hgrm(&latencies);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "       Value     Percentile TotalCount 1/(1-Percentile)");
        assert_eq!(lines[2], "       0.001 0.000000000000          1           1.00");
        assert!(lines.contains(&"       0.500 0.500000000000        500           2.00"), "{text}");
        assert!(lines.contains(&"       1.000 1.000000000000       1000"), "{text}");
        assert_eq!(lines[lines.len() - 3], "#[Mean    =        0.500, StdDeviation   =        0.289]");
        assert_eq!(lines[lines.len() - 2], "#[Max     =        1.000, Total count    =         1000]");
        assert!(lines[lines.len() - 1].ends_with("SubBuckets     =         2048]"), "{text}");
    }

    #[test]
    fn nothing_recorded_is_still_a_distribution() {
        let text = hgrm(&Latencies::default());
        assert!(text.contains("Total count    =            0]"), "{text}");
        assert!(!text.contains("NaN"), "{text}");
    }
}

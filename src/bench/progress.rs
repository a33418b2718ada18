//! What a run tells while it goes on: a line a second for each kind of operation.
//!
//! Promises: on a terminal the lines stand in one place, with the course of the last minute beside them; elsewhere each second adds
//! lines that a person or a script can read later. A terminal that went away or a full disk behind stderr ends the telling, not the run.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, IsTerminal, Write};

use super::measure::{Interval, Operation};
use super::report::figures::{self, count, milliseconds};

/// Seconds whose course is shown beside the figures.
const COURSE_S: usize = 40;
/// Plain output repeats its headline after so many lines.
const HEADLINE_EVERY: usize = 24;

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Second {
    /// Seconds since the end of the warm-up, negative before: of the end of the second that is told of.
    pub at_s: i64,
    /// How long measuring goes on, where that is known.
    pub duration_s: Option<u64>,
}

/// Tells of a run on stderr.
pub struct Progress {
    out: Option<Box<dyn Write + Send>>,
    terminal: bool,
    /// Lines on the terminal that the next second replaces.
    standing: usize,
    /// Plain lines since the headline.
    since_headline: Option<usize>,
    course: BTreeMap<Operation, VecDeque<u64>>,
}

impl Progress {
    /// On stderr.
    pub fn stderr() -> Progress {
        Progress::new(Box::new(io::stderr()), io::stderr().is_terminal())
    }

    /// Tells nothing.
    pub fn quiet() -> Progress {
        Progress { out: None, ..Progress::new(Box::new(io::sink()), false) }
    }

    pub fn new(out: Box<dyn Write + Send>, terminal: bool) -> Progress {
        Progress { out: Some(out), terminal, standing: 0, since_headline: None, course: BTreeMap::new() }
    }

    /// Tells what one second brought. An operation without a row did nothing in it.
    pub fn second(&mut self, second: Second, rows: &BTreeMap<Operation, Interval>) {
        let idle = Interval::default();
        for operation in rows.keys() {
            self.course.entry(*operation).or_default();
        }
        let mut lines = Vec::new();
        for (operation, course) in &mut self.course {
            let interval = rows.get(operation).unwrap_or(&idle);
            course.push_back(interval.records);
            if course.len() > COURSE_S {
                course.pop_front();
            }
            let mut line = row(figures::name(*operation), second.at_s, interval);
            if self.terminal {
                line.push_str("  ");
                line.push_str(&sparkline(course));
            }
            lines.push(line);
        }
        if lines.is_empty() {
            return;
        }
        let text = if self.terminal {
            lines.insert(0, headline());
            lines.push(where_it_stands(second));
            let text = self.replaced(&lines);
            self.standing = lines.len();
            text
        } else {
            self.plain(&lines)
        };
        self.write(&text);
    }

    /// A line that stays: an error, the end of a phase.
    pub fn note(&mut self, text: &str) {
        let text = if self.terminal { self.replaced(&[text.to_owned()]) } else { format!("{text}\n") };
        // What stood there comes again with the next second.
        self.standing = 0;
        self.write(&text);
    }

    /// The lines, in place of those that stand. No line wraps: one that did would stay when the next second comes.
    fn replaced(&self, lines: &[String]) -> String {
        let mut text = "\x1b[?7l".to_owned();
        if self.standing > 0 {
            text.push_str(&format!("\x1b[{}A", self.standing));
        }
        text.push_str("\r\x1b[J");
        for line in lines {
            text.push_str(line);
            text.push('\n');
        }
        text.push_str("\x1b[?7h");
        text
    }

    fn plain(&mut self, lines: &[String]) -> String {
        let mut text = String::new();
        if self.since_headline.is_none_or(|lines| lines >= HEADLINE_EVERY) {
            text.push_str(headline().trim_end());
            text.push('\n');
            self.since_headline = Some(0);
        }
        for line in lines {
            text.push_str(line);
            text.push('\n');
        }
        self.since_headline = self.since_headline.map(|so_far| so_far + lines.len());
        text
    }

    fn write(&mut self, text: &str) {
        if let Some(out) = &mut self.out
            && out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err()
        {
            self.out = None;
        }
    }
}

fn headline() -> String {
    format!(
        "{:<10} {:>7} {:>12} {:>9} {:>9} {:>9} {:>9} {:>9} {:>7}",
        "", "second", "records/s", "MB/s", "p50 ms", "p99 ms", "p99.9 ms", "max ms", "failed"
    )
}

fn row(name: &str, at_s: i64, interval: &Interval) -> String {
    let at = |quantile| match interval.latencies.histogram().is_empty() {
        true => "-".to_owned(),
        false => milliseconds(interval.latencies.quantile_us(quantile)),
    };
    format!(
        "{name:<10} {at_s:>7} {:>12} {:>9.1} {:>9} {:>9} {:>9} {:>9} {:>7}",
        count(interval.records),
        interval.bytes as f64 / 1e6,
        at(0.5),
        at(0.99),
        at(0.999),
        at(1.0),
        count(interval.failed),
    )
}

fn where_it_stands(second: Second) -> String {
    match (second.at_s, second.duration_s) {
        (..=0, _) => format!("warming up: {} s until measuring begins", second.at_s.unsigned_abs()),
        (at_s, Some(duration_s)) if duration_s > 0 => {
            const WIDTH: u64 = 30;
            let done = at_s.unsigned_abs().min(duration_s);
            let filled = (done * WIDTH / duration_s) as usize;
            format!("{}{} {done} of {duration_s} s", "█".repeat(filled), "░".repeat(WIDTH as usize - filled))
        }
        (at_s, _) => format!("{at_s} s"),
    }
}

/// One character a second, as high as its share of the highest.
fn sparkline(course: &VecDeque<u64>) -> String {
    const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let highest = course.iter().copied().max().unwrap_or(0).max(1);
    let level = |records: u64| (records as f64 / highest as f64 * 7.0).round() as usize;
    course.iter().map(|&records| LEVELS.get(level(records)).copied().unwrap_or('█')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Shared {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn produced(records: u64) -> BTreeMap<Operation, Interval> {
        let mut interval = Interval { records, bytes: records * 1000, ..Interval::default() };
        interval.latencies.record(1500, records);
        BTreeMap::from([(Operation::Produce, interval)])
    }

    fn at(at_s: i64) -> Second {
        Second { at_s, duration_s: Some(30) }
    }

    #[test]
    fn plain_lines_stand_under_a_headline_that_comes_again() {
        let out = Shared::default();
        let mut progress = Progress::new(Box::new(out.clone()), false);
        for second in 1..=i64::try_from(HEADLINE_EVERY).unwrap() + 1 {
            progress.second(at(second), &produced(1_234_567));
        }
        let text = out.text();
        let lines: Vec<_> = text.lines().collect();
        assert!(lines[0].contains("records/s") && lines[0].contains("p99.9 ms"), "{text}");
        let fields: Vec<_> = lines[1].split_whitespace().collect();
        assert_eq!(fields, ["produce", "1", "1,234,567", "1234.6", "1.50", "1.50", "1.50", "1.50", "0"]);
        assert_eq!(lines.iter().filter(|line| line.contains("records/s")).count(), 2);
        assert!(!text.contains('\x1b'));
    }

    #[test]
    fn an_operation_that_stops_is_shown_as_idle() {
        let out = Shared::default();
        let mut progress = Progress::new(Box::new(out.clone()), false);
        progress.second(at(1), &produced(5));
        progress.second(at(2), &BTreeMap::new());
        let last = out.text().lines().last().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(last, "produce 2 0 0.0 - - - - 0");
    }

    #[test]
    fn on_a_terminal_a_second_takes_the_place_of_the_one_before_and_notes_stay() {
        let out = Shared::default();
        let mut progress = Progress::new(Box::new(out.clone()), true);
        progress.second(at(-1), &produced(10));
        assert!(out.text().contains("warming up: 1 s"), "{}", out.text());
        assert!(!out.text().contains("\x1b[3A"));
        progress.second(at(15), &produced(20));
        assert!(out.text().contains("\x1b[3A\r\x1b[J"), "{}", out.text());
        assert!(out.text().contains("▅█") && out.text().contains(" 15 of 30 s"), "{}", out.text());
        progress.note("a broker went away");
        assert!(out.text().contains("\x1b[3A\r\x1b[Ja broker went away\n"), "{}", out.text());
        let before = out.text().len();
        progress.second(at(16), &produced(20));
        assert!(!out.text()[before..].contains('A'), "nothing stands that could be replaced");
    }

    #[test]
    fn a_terminal_that_went_away_ends_the_telling_only() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut progress = Progress::new(Box::new(Gone), false);
        progress.second(at(1), &produced(1));
        assert!(progress.out.is_none());
        progress.second(at(2), &produced(1));
    }
}

//! Processor time and memory of processes, sampled while a run goes on.
//!
//! Promises: several processes count as one, their sums; processor time never goes back, also when one of them ends: what it had
//! used until then stays, and that it ended is told once. Numbers of processes that are used anew are not mixed up.

use std::collections::BTreeMap;

use super::measure::ProcessSample;
use crate::rt::process;

/// The processes that are looked at.
pub struct Watch {
    processes: Vec<Watched>,
    samples: Vec<ProcessSample>,
    errors: Vec<String>,
}

struct Watched {
    pid: u32,
    /// None after it has ended.
    start_ticks: Option<u64>,
    cpu_s: f64,
}

impl Watch {
    /// Of a broker's processes. One that is not there is an error.
    pub fn pids(pids: &[u32]) -> Result<Watch, String> {
        let mut processes = Vec::new();
        for &pid in pids {
            let usage = process::usage(pid).map_err(|error| {
                format!("the process {pid} cannot be watched: {error}; give the number of a running one on this host")
            })?;
            processes.push(Watched { pid, start_ticks: Some(usage.start_ticks), cpu_s: usage.cpu_s });
        }
        Ok(Watch { processes, samples: Vec::new(), errors: Vec::new() })
    }

    /// Of this process.
    pub fn own() -> Result<Watch, String> {
        Watch::pids(&[std::process::id()])
    }

    /// Takes a sample; `at_s` is seconds since the end of the warm-up, negative before. For once a second, and at the very
    /// beginning and end of measuring. Without processes it does nothing.
    pub fn sample(&mut self, at_s: f64) {
        if self.processes.is_empty() {
            return;
        }
        let mut sum = ProcessSample { at_s, cpu_s: 0.0, resident_bytes: 0 };
        for watched in &mut self.processes {
            if let Some(start_ticks) = watched.start_ticks {
                match process::usage(watched.pid) {
                    Ok(usage) if usage.start_ticks == start_ticks => {
                        watched.cpu_s = watched.cpu_s.max(usage.cpu_s);
                        sum.resident_bytes = sum.resident_bytes.saturating_add(usage.resident_bytes);
                    }
                    _ => {
                        watched.start_ticks = None;
                        self.errors.push(format!("the watched process {} ended at {at_s:.1} s", watched.pid));
                    }
                }
            }
            sum.cpu_s += watched.cpu_s;
        }
        self.samples.push(sum);
    }

    /// What was sampled, and which processes ended meanwhile.
    pub fn finish(self) -> (Vec<ProcessSample>, Vec<String>) {
        (self.samples, self.errors)
    }
}

/// For `Outcome::environment`: the machine that the load runs on, and this program's version.
pub fn environment() -> BTreeMap<String, String> {
    let mut facts: BTreeMap<_, _> =
        process::machine_facts().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    facts.insert("ringmain".to_owned(), env!("CARGO_PKG_VERSION").to_owned());
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_ends_keeps_its_processor_time_and_is_told_once() {
        let mut child = std::process::Command::new("sleep").arg("600").spawn().unwrap();
        let mut watch = Watch::pids(&[std::process::id(), child.id()]).unwrap();
        watch.sample(-1.0);
        child.kill().unwrap();
        child.wait().unwrap();
        watch.sample(0.0);
        watch.sample(1.0);
        let (samples, errors) = watch.finish();
        assert_eq!(errors, [format!("the watched process {} ended at 0.0 s", child.id())]);
        assert_eq!(samples.iter().map(|sample| sample.at_s).collect::<Vec<_>>(), [-1.0, 0.0, 1.0]);
        assert!(samples.is_sorted_by(|a, b| a.cpu_s <= b.cpu_s), "{samples:?}");
        assert!(samples.iter().all(|sample| sample.resident_bytes > 0));
    }

    #[test]
    fn a_process_that_is_not_there_is_an_error() {
        let error = Watch::pids(&[u32::MAX]).err().unwrap();
        assert!(error.contains("4294967295") && error.contains("running"), "{error}");
    }

    #[test]
    fn nothing_to_watch_gives_no_samples() {
        let mut watch = Watch::pids(&[]).unwrap();
        watch.sample(0.0);
        assert_eq!(watch.finish(), (vec![], vec![]));
    }
}

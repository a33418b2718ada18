//! What is left of runs when they have ended: a table, files for machines, a page with plots.
//!
//! Promises: every form is made from `Outcome` alone, so that what is read back from a file gives the same report; a file is whole or
//! not there; an error names the file and the way out, and says nothing about other files that were written.

pub mod figures;
mod hgrm;
mod html;
mod json;
mod table;

pub use hgrm::hgrm;
pub use html::html;
pub use json::read;
pub use table::table;

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::measure::Outcome;

/// Writes into `dir`, which is made if need be, for each run RUN.json, RUN.html and a RUN.OPERATION.hgrm for each kind of operation;
/// for several runs also report.html, with them laid over each other. Returns the files. After an error what was written before it stays. Runs must differ in name.
pub fn save(dir: &Path, outcomes: &[Outcome]) -> Result<Vec<PathBuf>, String> {
    std::fs::create_dir_all(dir).map_err(|error| not_written(dir, &error, "--output"))?;
    let mut files = Vec::new();
    for outcome in outcomes {
        let run = file_name(&outcome.name);
        let json = serde_json::to_string(outcome).map_err(|error| format!("run {}: {error}", outcome.name))?;
        files.push(write_file(dir.join(format!("{run}.json")), json.as_bytes(), "--output")?);
        files.push(write_file(
            dir.join(format!("{run}.html")),
            html(std::slice::from_ref(outcome)).as_bytes(),
            "--output",
        )?);
        for operation in outcome.measured.by_second.keys() {
            let text = hgrm(&outcome.measured.total(*operation).latencies);
            files.push(write_file(
                dir.join(format!("{run}.{}.hgrm", figures::name(*operation))),
                text.as_bytes(),
                "--output",
            )?);
        }
    }
    if outcomes.len() > 1 {
        files.push(write_file(dir.join("report.html"), html(outcomes).as_bytes(), "--output")?);
    }
    Ok(files)
}

/// Puts `bytes` at `path`, which `flag` sets, whole or not at all.
pub fn write_file(path: PathBuf, bytes: &[u8], flag: &str) -> Result<PathBuf, String> {
    let mut part = path.clone().into_os_string();
    part.push(".part");
    let part = PathBuf::from(part);
    // Synced: some file systems tell only then that they are full.
    let written = File::create(&part)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&part, &path));
    match written {
        Ok(()) => Ok(path),
        Err(error) => {
            // It may never have been there.
            let _ = std::fs::remove_file(&part);
            Err(not_written(&path, &error, flag))
        }
    }
}

fn not_written(path: &Path, error: &io::Error, flag: &str) -> String {
    let way_out = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room there, or choose another place with",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "choose a place that may be written with"
        }
        _ => "choose another place with",
    };
    format!("the report {} cannot be written: {error}; {way_out} {flag}", path.display())
}

/// A run's name as part of a file's name.
fn file_name(run: &str) -> String {
    let kept = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '=' | '+') { c } else { '-' };
    // Not hidden, not `..`, and short enough for what is added.
    let name: String = run.trim_start_matches('.').chars().map(kept).take(48).collect();
    if name.is_empty() { "run".to_owned() } else { name }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::bench::measure::{Measured, Operation, ProcessSample, Span, Verdict};
    use std::collections::BTreeMap;

    /// Ten seconds of a thousand records each, a second of nothing among them.
    pub(crate) fn outcome(name: &str) -> Outcome {
        let mut measured = Measured::default();
        for second in (0..10).filter(|second| *second != 6) {
            for operation in [Operation::Produce, Operation::EndToEnd] {
                let interval = measured.interval(operation, second);
                (interval.records, interval.bytes, interval.requests) = (1_000, 1_000_000, 100);
                for record in 1..=1000 {
                    interval.latencies.record(record * 10, 1);
                }
            }
        }
        measured.interval(Operation::Produce, 7).failed = 5;
        let sample = |at_s: f64| ProcessSample { at_s, cpu_s: 100.0 + at_s / 2.0, resident_bytes: 64 << 20 };
        let samples: Vec<_> = (-2..=10).map(|at_s| sample(f64::from(at_s))).collect();
        Outcome {
            name: name.to_owned(),
            workload: serde_json::json!({"records": {"size": "1024"}, "topics": {"count": 1}}),
            bootstrap: "127.0.0.1:9092".to_owned(),
            started_at_ms: 1_795_295_699_000,
            measured_s: 10.0,
            spans: BTreeMap::from(
                [Operation::Produce, Operation::EndToEnd].map(|of| (of, Span { from_s: 0.0, to_s: 10.0 })),
            ),
            measured,
            broker: samples.clone(),
            load: samples,
            verdict: Some(Verdict { acknowledged: 9000, received: 9000, ..Verdict::default() }),
            search: None,
            errors: vec!["connection 3 was reset at 7.2 s".to_owned()],
            environment: BTreeMap::from([("kernel".to_owned(), "6.18".to_owned())]),
        }
    }

    #[test]
    fn a_run_is_saved_and_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("new/place");
        let written = save(&place, &[outcome("1 KiB/produce"), outcome("..")]).unwrap();
        let names: Vec<_> = written.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(
            names,
            [
                "1-KiB-produce.json",
                "1-KiB-produce.html",
                "1-KiB-produce.produce.hgrm",
                "1-KiB-produce.end-to-end.hgrm",
                "run.json",
                "run.html",
                "run.produce.hgrm",
                "run.end-to-end.hgrm",
                "report.html"
            ]
        );
        assert_eq!(std::fs::read_dir(&place).unwrap().count(), 9, "nothing else is left there");
        assert_eq!(read(&written[0]).unwrap(), outcome("1 KiB/produce"));
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named_with_the_way_out() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("taken");
        std::fs::write(&file, "a file").unwrap();
        let error = save(&file.join("below"), &[outcome("r")]).unwrap_err();
        assert!(error.contains("taken/below") && error.contains("--output"), "{error}");
        // A directory stands where the file should.
        std::fs::create_dir(dir.path().join("r.json")).unwrap();
        let error = save(dir.path(), &[outcome("r")]).unwrap_err();
        assert!(error.contains("r.json"), "{error}");
        assert!(!dir.path().join("r.json.part").exists());
        let full = not_written(Path::new("/full/r.json"), &io::ErrorKind::StorageFull.into(), "--output");
        assert!(full.contains("/full/r.json") && full.contains("make room"), "{full}");
    }
}

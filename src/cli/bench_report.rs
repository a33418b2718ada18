//! `ringmain bench report`: runs from their files, laid over each other.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use crate::bench::measure::Outcome;
use crate::bench::report;

/// Lay runs over each other: a table, and a page with plots.
#[derive(Args)]
#[command(after_help = "Examples:
  ringmain bench report produce.json --page produce.html
  ringmain bench report ours/produce.json theirs/produce.json
  ringmain bench report $(ls -t results/*.json)")]
pub struct Report {
    /// Files that runs have left with --output.
    #[arg(required = true, value_name = "RUN.json")]
    files: Vec<PathBuf>,
    /// Where the page is written.
    #[arg(long, value_name = "FILE", default_value = "report.html")]
    page: PathBuf,
}

impl Report {
    pub fn run(self) -> Result<(), String> {
        let mut outcomes = self.files.iter().map(|file| report::read(file)).collect::<Result<Vec<_>, _>>()?;
        tell_apart(&mut outcomes, &self.files);
        // Also where the page cannot be written.
        super::print(&report::table(&outcomes))?;
        let page = report::write_file(self.page, report::html(&outcomes).as_bytes(), "--page")?;
        eprintln!("written: {}", page.display());
        Ok(())
    }
}

/// Runs of one name get their file's beside it.
fn tell_apart(outcomes: &mut [Outcome], files: &[PathBuf]) {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for outcome in outcomes.iter() {
        *times.entry(outcome.name.clone()).or_default() += 1;
    }
    for (outcome, file) in outcomes.iter_mut().zip(files) {
        if times.get(&outcome.name).is_some_and(|times| *times > 1) {
            outcome.name = format!("{} ({})", outcome.name, file.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::report::tests::outcome;

    fn saved(place: &std::path::Path, name: &str) -> PathBuf {
        report::save(place, &[outcome(name)]).unwrap().remove(0)
    }

    #[test]
    fn runs_of_one_name_are_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        let files: Vec<_> = [("a", "produce"), ("b", "produce"), ("b", "consume")]
            .map(|(place, name)| saved(&dir.path().join(place), name))
            .into();
        let page = dir.path().join("page.html");
        Report { files: files.clone(), page: page.clone() }.run().unwrap();
        let page = std::fs::read_to_string(page).unwrap();
        for name in
            [format!("produce ({})", files[0].display()), format!("produce ({})", files[1].display()), "consume".into()]
        {
            assert!(page.contains(&format!("\"name\":\"{name}\"")), "{name}");
        }
    }

    #[test]
    fn what_cannot_be_read_or_written_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let run = saved(dir.path(), "r");
        let missing = dir.path().join("missing.json");
        let report = |file: &PathBuf, page: PathBuf| Report { files: vec![file.clone()], page }.run().unwrap_err();
        assert!(report(&missing, dir.path().join("x.html")).contains("missing.json"));
        let error = report(&run, dir.path().join("nowhere/x.html"));
        assert!(error.contains("nowhere/x.html") && error.contains("--page"), "{error}");
    }
}

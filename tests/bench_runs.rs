//! Several runs of `ringmain bench` on a broker: a scenario's, and a sweep's.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::process::{Command, Output};

use ringmain::bench::quantity::Rate;
use ringmain::bench::report;
use ringmain::bench::workload::Workload;

mod support;

use support::broker::{Broker, Kind};

fn bench(broker: Option<&Broker>, words: &[&str]) -> (bool, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ringmain"));
    command.arg("bench").args(words);
    if let Some(broker) = broker {
        command.args(["--bootstrap", &broker.bootstrap()]);
    }
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.success(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_scenario_is_replayed_and_its_shares_are_of_what_was_reached() {
    if !Kind::under_test().present() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let broker = Broker::start(dir.path(), &[]);
    let (file, results) = (dir.path().join("two.toml"), dir.path().join("results"));
    let scenario = "
        [defaults]
        topics.partitions = 3
        records.size = 100
        load = { warm-up = '0s', duration = '1s' }
        [[run]]
        name = 'most'
        kind = 'produce'
        load.rate = '1000/s'
        [[run]]
        name = 'half'
        kind = 'end-to-end'
        load = { rate = '50% of most', verify = true }";
    std::fs::write(&file, scenario).unwrap();
    let (is_fine, stdout, stderr) = bench(Some(&broker), &["replay", text(&file), "--output", text(&results)]);
    assert!(is_fine, "{stdout}{stderr}");
    let [most, half] = ["most", "half"].map(|name| report::read(&results.join(format!("{name}.json"))).unwrap());
    let reached =
        most.measured.by_second.values().flat_map(|seconds| seconds.values()).map(|row| row.records).sum::<u64>();
    let workload: Workload = serde_json::from_value(half.workload.clone()).unwrap();
    let Rate::Records(asked) = workload.load.rate else { panic!("{:?}", workload.load.rate) };
    let wanted = reached as f64 / most.measured_s / 2.0;
    assert!((asked / wanted - 1.0).abs() < 1e-6, "{asked} of {wanted}");
    let verdict = half.verdict.unwrap();
    assert!(verdict.is_good() && verdict.acknowledged > 0 && verdict.received == verdict.acknowledged, "{verdict:?}");
    assert!(results.join("report.html").exists() && stdout.contains("most") && stdout.contains("half"), "{stdout}");
}

#[test]
fn a_sweep_tells_what_it_found_and_keeps_its_trials() {
    if !Kind::under_test().present() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let broker = Broker::start(dir.path(), &[]);
    let results = dir.path().join("results");
    // No broker answers within a microsecond: 4, 2 and 1 records a second are tried.
    let sweep =
        ["produce", "--name", "s", "--sweep", "p50=1us", "--rate", "4/s", "--linger", "0s", "--partitions", "1"];
    let more = ["--warm-up", "0s", "--duration", "300ms", "--output", text(&results)];
    let (is_fine, stdout, stderr) = bench(Some(&broker), &[&sweep[..], &more[..]].concat());
    assert!(is_fine && stdout.contains("s: p50=1µs holds at no rate (3 trials)"), "{stdout}{stderr}");
    for trial in ["s.1-4-per-s", "s.2-2-per-s", "s.3-1-per-s"] {
        let outcome = report::read(&results.join(format!("{trial}.json"))).unwrap();
        assert_eq!(outcome.name, trial);
        let search = outcome.search;
        assert_eq!(search.is_some(), trial == "s.3-1-per-s", "the last one has it where no rate will do");
        assert!(search.is_none_or(|search| search.trials.len() == 3 && search.highest_per_s.is_none()));
    }
    let page = std::fs::read_to_string(results.join("report.html")).unwrap();
    assert!(page.contains(r#""searches":[{"limit_ms":0.001"#), "the page of all of them shows it");
}

#[test]
fn a_mistake_in_a_scenario_is_told_before_anything_runs() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("wrong.toml");
    std::fs::write(&file, "[[run]]\nname = 'a'\nkind = 'produce'\nrecords.sise = 5\n").unwrap();
    let (is_fine, stdout, stderr) = bench(None, &["replay", text(&file)]);
    let told = format!("error: {}:4:9: there is no records.sise: did you mean size?\n", file.display());
    assert_eq!((is_fine, stdout.as_str(), stderr.as_str()), (false, "", told.as_str()));
    std::fs::write(
        &file,
        "[[run]]\nname = 'a'\nkind = 'mixed'\npart = [{ kind = 'produce' }, { kind = 'produce', topics.name = 'b' }]\n",
    )
    .unwrap();
    let (is_fine, _, stderr) = bench(None, &["replay", text(&file), "--agents", "127.0.0.1:1"]);
    assert!(!is_fine && stderr.contains("--agents: a run with parts"), "{stderr}");
    let (is_fine, _, stderr) = bench(None, &["replay", text(&dir.path().join("absent.toml"))]);
    assert!(!is_fine && stderr.contains("absent.toml"), "{stderr}");
}

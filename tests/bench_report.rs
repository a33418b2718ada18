//! The page with plots, opened in a browser: it draws what was measured, says nothing on the console, and stays whole when it is used.
//!
//! `RINGMAIN_PICTURES=DIR cargo test --test bench_report` leaves pages and pictures of them there to look at.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ringmain::bench::measure::{Measured, Operation, Outcome, ProcessSample, Verdict};
use ringmain::bench::report;
use ringmain::bench::sweep::{Search, Trial};
use serde_json::json;

mod support;

/// Presses every button, moves over every plot, drags across one, and writes into the page what went wrong.
const USE_EVERYTHING: &str = r#"<script>
const wrong = [];
addEventListener("error", (event) => wrong.push(event.message));
addEventListener("securitypolicyviolation", (event) => wrong.push(`policy: ${event.violatedDirective}`));
function check(what) {
  const paths = [...document.querySelectorAll("path.line")];
  for (const shape of document.querySelectorAll("svg *")) {
    for (const { name, value } of shape.attributes) if (/NaN|Infinity|undefined/.test(value)) wrong.push(`${what}: ${name}=${value}`);
  }
  if (/NaN|undefined|\[object/.test(document.getElementById("page").textContent)) wrong.push(`${what}: text`);
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) wrong.push(`${what}: wider than its window by ${scrollWidth - clientWidth}`);
  return paths.length;
}
const drawn = check("as opened");
const point = (target, type, x) => {
  const box = target.getBoundingClientRect();
  target.dispatchEvent(new PointerEvent(type, { clientX: box.left + box.width * x, clientY: box.top + 20, bubbles: true, pointerType: "touch" }));
};
const count = document.querySelectorAll("button").length;
for (let pass = 0; pass < 2; pass++) {
  for (let i = 0; i < count; i++) {
    document.querySelectorAll("button")[i]?.click();
    check(`button ${i}`);
    for (const picture of document.querySelectorAll(".canvas > svg")) for (const x of [0, 0.3, 0.6, 1]) point(picture, "pointermove", x);
    check(`pointer after button ${i}`);
  }
}
if (document.querySelector(".bar")) {
  state.hidden.clear();
  change({ range: [1, 2], percentile: "all" });
  check("a part of the run");
  change({ range: null });
}
const done = document.createElement("output");
done.id = "done";
done.textContent = `lines=${drawn} wrong=${JSON.stringify(wrong)}`;
document.body.append(done);
</script>"#;

/// A run of a minute as one would be: noise, a warm cache, a stall of `stall_s` seconds at 30 s.
fn run(name: &str, speed: f64, slowness: f64, stall_s: u32, operations: &[Operation]) -> Outcome {
    let mut measured = Measured::default();
    let mut seed = 7u64;
    let mut noise = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as f64 / (1u64 << 31) as f64
    };
    for &operation in operations {
        let longer = if operation == Operation::EndToEnd { 1.6 } else { 1.0 };
        for second in (0..60).filter(|second| !(30..30 + stall_s).contains(second)) {
            let records = (400_000.0 * speed * (0.96 + 0.08 * noise())) as u64;
            let interval = measured.interval(operation, second);
            (interval.records, interval.bytes, interval.requests) = (records, records * 1024, records / 60);
            for _ in 0..4000 {
                // Most are alike, few are much slower.
                let tail = (1.0 - noise()).powf(-0.35);
                interval
                    .latencies
                    .record((slowness * longer * 900.0 * (0.6 + 0.4 * noise()) * tail) as u64, records / 4000);
            }
            if second == 30 + stall_s && stall_s > 0 {
                for late in 1..=200 {
                    interval.latencies.record(u64::from(stall_s) * 5_000 * late, records / 2000);
                }
                interval.failed = 1_200;
            }
        }
    }
    let mut cpu_s = 3.0;
    let mut samples = |cpus: f64, mib: f64| {
        let course = (-5..=60).map(|second: i32| {
            cpu_s += cpus * (0.9 + 0.2 * noise());
            let resident_mib = mib * (0.7 + 0.3 * (f64::from(second + 5) / 65.0).sqrt());
            ProcessSample { at_s: f64::from(second), cpu_s, resident_bytes: (resident_mib * 1_048_576.0) as u64 }
        });
        course.collect::<Vec<_>>()
    };
    Outcome {
        name: name.to_owned(),
        workload: json!({
            "topics": {"count": 1, "partitions": 16, "replication-factor": 1},
            "records": {"size": "1024", "keys": "none", "entropy": 0.5},
            "producers": {"count": 16, "acks": "all", "compression": "none"},
            "load": {"rate": format!("{}/s", (400_000.0 * speed) as u64), "warm-up": "5s", "duration": "60s"},
        }),
        bootstrap: "127.0.0.1:9092".to_owned(),
        started_at_ms: 1_795_295_699_000,
        measured_s: 60.004,
        spans: BTreeMap::new(),
        measured,
        broker: samples(0.35 + 0.4 / speed, 420.0 * slowness),
        load: samples(0.4 * speed, 96.0),
        verdict: (operations.len() > 1).then(|| Verdict {
            acknowledged: 23_998_112,
            received: 23_998_112,
            ..Verdict::default()
        }),
        search: None,
        errors: if stall_s > 0 {
            vec!["1,200 records were refused: REQUEST_TIMED_OUT (30.0 s to 32.1 s)".into()]
        } else {
            vec![]
        },
        environment: BTreeMap::from([
            ("kernel".to_owned(), "6.18.44".to_owned()),
            ("processor".to_owned(), "AMD EPYC 9R14".to_owned()),
            ("memory".to_owned(), "15.3 GiB".to_owned()),
        ]),
    }
}

/// What the browser says on its console, and the page as it stands after a while.
fn open(page: &Path, size: &str, more: &[&str]) -> (Vec<String>, String) {
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new("chromium")
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"])
        .args([
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--enable-logging=stderr",
        ])
        .args(["--virtual-time-budget=5000", "--timeout=60000"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("--window-size={size}"))
        .args(more)
        .arg(format!("file://{}", page.display()))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{stderr}");
    let console = stderr.lines().filter(|line| line.contains(":CONSOLE")).map(str::to_owned).collect();
    (console, String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Opens the page alone, then once more while everything in it is used. Returns how many lines its plots have.
fn use_everything(dir: &Path, page: &str) -> usize {
    let path = dir.join("page.html");
    std::fs::write(&path, page).unwrap();
    let (console, _) = open(&path, "1280,900", &["--dump-dom"]);
    assert_eq!(console, Vec::<String>::new());
    std::fs::write(&path, page.replace("</body>", &format!("{USE_EVERYTHING}</body>"))).unwrap();
    let (console, dom) = open(&path, "1280,900", &["--dump-dom"]);
    assert_eq!(console, Vec::<String>::new());
    let told = dom.split_once(r#"<output id="done">"#).and_then(|(_, rest)| rest.split_once("</output>"));
    let told = told.expect("the page was used to the end").0;
    let lines = told.strip_prefix("lines=").and_then(|rest| rest.strip_suffix(" wrong=[]")).expect(told);
    lines.parse().unwrap()
}

/// Trials around a knee at 60,000 records a second; the third is the answer.
fn searched() -> Outcome {
    let trial = |records_per_s: f64, latency_us| Trial {
        records_per_s,
        reached_per_s: records_per_s.min(80_000.0),
        latency_us,
        failed: 0,
    };
    let mut answer = run("produce.5-56569-per-s", 0.14, 1.0, 0, &[Operation::Produce]);
    answer.search = Some(Search {
        name: "produce".into(),
        bound: "p99=10ms".into(),
        limit_us: 10_000,
        highest_per_s: Some(56_569.0),
        is_whole: true,
        trials: vec![
            trial(20_000.0, 1_900),
            trial(40_000.0, 3_100),
            trial(80_000.0, 61_000),
            trial(160_000.0, 900_000),
            trial(56_569.0, 9_200),
            trial(67_272.0, 14_800),
        ],
    });
    answer
}

fn pages() -> [(&'static str, Vec<Outcome>); 5] {
    let [produce, both] = [&[Operation::Produce][..], &[Operation::Produce, Operation::EndToEnd]];
    let mut empty = run("nothing", 1.0, 1.0, 0, &[]);
    (empty.broker, empty.errors) = (vec![], vec!["127.0.0.1:9092 cannot be reached: connection refused".into()]);
    [
        ("one", vec![run("produce 1 KiB, half speed", 0.5, 1.0, 0, produce)]),
        (
            "several",
            vec![
                run("steady", 1.0, 1.0, 0, produce),
                run("slower disk", 0.6, 3.0, 0, produce),
                run("stopped for two seconds", 0.8, 1.2, 2, produce),
            ],
        ),
        ("verified", vec![run("end to end", 0.5, 1.0, 2, both)]),
        ("searched", vec![searched()]),
        ("empty", vec![empty]),
    ]
}

fn browser() -> bool {
    let version = Command::new("chromium").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    support::present("chromium", version.is_ok())
}

#[test]
fn what_a_page_would_load_or_complain_of_is_seen() {
    if !browser() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let page = report::html(&[run("r", 0.1, 1.0, 0, &[Operation::Produce])]);
    for planted in ["<script>nothing.at.all</script>", r#"<img src="http://127.0.0.1:9/x.png">"#] {
        let path = dir.path().join("planted.html");
        std::fs::write(&path, page.replace("</body>", &format!("{planted}</body>"))).unwrap();
        let (console, _) = open(&path, "1280,900", &["--dump-dom"]);
        assert_eq!(console.len(), 1, "{planted}: {console:?}");
    }
}

#[test]
fn the_page_draws_every_run_without_a_word_on_the_console() {
    let is_there =
        Command::new("chromium").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !support::present("chromium", is_there) {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    // Rate, five percentiles, curve, and CPU and memory of two processes; or one percentile and one curve each; and failures.
    let expected = [
        ("one", 1 + 5 + 1 + 4),
        ("several", 3 * (1 + 1 + 1 + 4) + 3),
        ("verified", 2 * (1 + 1 + 1) + 4 + 2),
        ("searched", 1 + 5 + 1 + 4),
        ("empty", 0),
    ];
    for ((name, outcomes), (_, lines)) in pages().into_iter().zip(expected) {
        let page = report::html(&outcomes);
        assert_eq!(use_everything(dir.path(), &page), lines, "{name}");
        if let Some(place) = std::env::var_os("RINGMAIN_PICTURES").map(PathBuf::from) {
            picture(&place, name, &page);
        }
    }
}

/// In light and dark, and as wide as a phone, which no window can be: so in a frame.
fn picture(place: &Path, name: &str, page: &str) {
    std::fs::create_dir_all(place).unwrap();
    let place = place.canonicalize().unwrap();
    let path = place.join(format!("{name}.html"));
    std::fs::write(&path, page).unwrap();
    let shot = |page: &Path, suffix: &str, size: &str, more: &[&str]| {
        let to = format!("--screenshot={}", place.join(format!("{name}-{suffix}.png")).display());
        open(page, size, &[&[to.as_str()], more].concat());
    };
    shot(&path, "light", "1280,1500", &[]);
    shot(&path, "dark", "1280,1500", &["--blink-settings=preferredColorScheme=0"]);
    let frame = place.join(format!("{name}-phone.html"));
    let markup = format!(
        r#"<body style="margin:0"><iframe src="{name}.html" width="390" height="2400" style="border:0"></iframe>"#
    );
    std::fs::write(&frame, markup).unwrap();
    shot(&frame, "phone", "500,2400", &[]);
    std::fs::remove_file(frame).unwrap();
}

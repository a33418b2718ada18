//! The peers under their one contract (tests/peers/README.md): programs driven by JSON lines, and librdkafka inside this process.

use crate::matrix::Case;
use crate::support::client::{Read, Record};
use crate::support::{peers_dir, present};
use crate::{base64, librdkafka};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// How long one run of a peer may take.
const RUN: Duration = Duration::from_secs(240);

#[derive(Clone, Debug)]
pub enum Peer {
    Program { name: &'static str, command: Vec<String> },
    Librdkafka,
}

/// Where a consumer starts.
#[derive(Clone, Copy, Debug)]
pub enum From {
    Earliest,
    Offset(i64),
    Timestamp(i64),
}

/// Read `count` records from each partition.
#[derive(Clone, Debug)]
pub struct Job {
    pub topic: String,
    pub partitions: Vec<(i32, From, usize)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spec {
    Earliest,
    Latest,
    MaxTimestamp,
    Timestamp(i64),
}

#[derive(Clone, Debug)]
pub struct Ask {
    pub topic: String,
    pub partition: i32,
    pub spec: Spec,
}

/// What a producer learned about a record; `None` where it does not learn it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Acked {
    pub partition: i32,
    pub offset: Option<i64>,
    pub timestamp: Option<i64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Found {
    pub offset: i64,
    pub timestamp: i64,
}

impl Peer {
    /// Those this machine has; for the others see [`present`].
    pub fn all() -> Vec<Self> {
        let dir = peers_dir();
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers");
        let java = |version: &str| {
            let home = dir.join(version);
            let path = format!("{}:{}/*", home.join("classes").display(), home.join("libs").display());
            let log = format!("-Dlog4j2.configurationFile={}", sources.join("java/log4j2.yaml").display());
            let flags = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m"];
            [&["java", "-cp", &path, &log], &flags[..], &["Peer"]]
                .concat()
                .into_iter()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let python = |script: &str| {
            let interpreter = dir.join("python/venv/bin/python").display().to_string();
            vec![interpreter, "-B".to_owned(), sources.join("python").join(script).display().to_string()]
        };
        let programs = [
            ("java-4.3.1", "kafka-4.3.1", java("kafka-4.3.1")),
            ("java-2.1.1", "kafka-clients-2.1.1", java("kafka-clients-2.1.1")),
            ("franz-go", "franz-go", vec![dir.join("franz-go/peer").display().to_string()]),
            ("kafka-python", "python", python("kafka_python_peer.py")),
            ("confluent-kafka", "python", python("confluent_kafka_peer.py")),
        ];
        let mut peers = vec![Self::Librdkafka];
        for (name, home, command) in programs {
            if present(&format!("the peer {name}"), dir.join(home).join(".built").exists()) {
                peers.push(Self::Program { name, command });
            }
        }
        peers
    }

    pub fn name(&self) -> &'static str {
        match self {
            Self::Program { name, .. } => name,
            Self::Librdkafka => "librdkafka",
        }
    }

    /// kafka-python refuses to send null header values and records with neither key nor value; it reads both.
    pub fn can_write(&self, record: &Record) -> bool {
        self.name() != "kafka-python"
            || (record.headers.iter().all(|(_, v)| v.is_some()) && (record.key.is_some() || record.value.is_some()))
    }

    /// The answers to every record of every case.
    pub fn produce(&self, bootstrap: &str, cases: &[Case]) -> Vec<Vec<Result<Acked, String>>> {
        if matches!(self, Self::Librdkafka) {
            return cases.iter().map(|case| librdkafka::produce(bootstrap, case)).collect();
        }
        let mut lines = Vec::new();
        for case in cases {
            lines.push(json!({"config": {"topic": case.topic, "acks": case.acks, "codec": case.codec,
                "idempotence": case.idempotence, "batch_bytes": case.batch_bytes, "linger_ms": 5}}));
            lines.extend(case.records.iter().map(|r| record_line(case.partition, r)));
        }
        let mut answers = self.run("produce", bootstrap, lines).into_iter();
        let answers_of = |case: &Case| answers.by_ref().take(case.records.len()).map(|a| acked(&a)).collect();
        let answered: Vec<Vec<_>> = cases.iter().map(answers_of).collect();
        assert!(answers.next().is_none(), "{}: more answers than records", self.name());
        answered
    }

    /// The records of each job; a job that did not get all it asked for fails the test.
    pub fn consume(&self, bootstrap: &str, jobs: &[Job]) -> Vec<Vec<Read>> {
        if matches!(self, Self::Librdkafka) {
            return librdkafka::consume(bootstrap, jobs);
        }
        let mut found = vec![Vec::new()];
        for line in self.run("consume", bootstrap, jobs.iter().map(job_line).collect()) {
            match line.get("done") {
                None => found.last_mut().expect("never empty").push(read(&line)),
                Some(done) => {
                    let n = found.len();
                    let got = found[n - 1].len();
                    assert_eq!(done, true, "{}: job {:?} got only {got} records in time", self.name(), jobs.get(n - 1));
                    found.push(Vec::new());
                }
            }
        }
        assert!(found.pop().is_some_and(|rest| rest.is_empty()), "{}: records after the last job", self.name());
        assert_eq!(found.len(), jobs.len(), "{}: jobs done", self.name());
        found
    }

    /// The answer to each question; `None` where this client has no such question.
    pub fn offsets(&self, bootstrap: &str, asks: &[Ask]) -> Vec<Option<Found>> {
        if matches!(self, Self::Librdkafka) {
            return librdkafka::offsets(bootstrap, asks);
        }
        let lines =
            asks.iter().map(|ask| json!({"topic": ask.topic, "partition": ask.partition, "spec": spec(ask.spec)}));
        let answers = self.run("offsets", bootstrap, lines.collect());
        assert_eq!(answers.len(), asks.len(), "{}: answers", self.name());
        let found = |(a, ask): (&Value, &Ask)| match a.get("unsupported") {
            Some(_) => None,
            None if a.get("error").is_some() => panic!("{}: {ask:?}: {a}", self.name()),
            None => Some(Found { offset: int(a, "offset"), timestamp: int(a, "timestamp") }),
        };
        answers.iter().zip(asks).map(found).collect()
    }

    /// One run of the program: the lines go in, the lines it answers come out.
    fn run(&self, role: &str, bootstrap: &str, lines: Vec<Value>) -> Vec<Value> {
        let Self::Program { name, command } = self else { unreachable!("librdkafka is no program") };
        let mut child = Command::new(&command[0])
            .args(&command[1..])
            .args([role, bootstrap])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{name}: {e}"));
        let stdin = child.stdin.take().expect("piped");
        let stdout = child.stdout.take().expect("piped");
        let feeder = std::thread::spawn(move || {
            let mut stdin = BufWriter::new(stdin);
            for line in lines {
                // A peer that died says why on its own; the pipe only breaks.
                if writeln!(stdin, "{line}").is_err() {
                    return;
                }
            }
            let _ = stdin.flush();
        });
        let (sender, answers) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let deadline = std::time::Instant::now() + RUN;
        let mut found = Vec::new();
        loop {
            match answers.recv_timeout(deadline.saturating_duration_since(std::time::Instant::now())) {
                Ok(line) => found.push(serde_json::from_str(&line).unwrap_or_else(|e| panic!("{name}: `{line}`: {e}"))),
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    let _ = child.kill();
                    panic!("{name} {role}: not done in {RUN:?}, {} answers", found.len());
                }
            }
        }
        feeder.join().expect("the feeder");
        let status = child.wait().expect("wait for the peer");
        assert!(status.success(), "{name} {role}: {status}");
        found
    }
}

fn record_line(partition: i32, record: &Record) -> Value {
    let text = |b: &Option<Vec<u8>>| b.as_deref().map(base64::encode);
    let headers: Vec<Value> = record.headers.iter().map(|(name, value)| json!([name, text(value)])).collect();
    json!({"partition": partition, "key": text(&record.key), "value": text(&record.value), "headers": headers,
        "timestamp": record.timestamp})
}

fn job_line(job: &Job) -> Value {
    let from = |from: &From| match from {
        From::Earliest => json!("earliest"),
        From::Offset(offset) => json!(offset),
        From::Timestamp(at) => json!({"timestamp": at}),
    };
    let partitions: Vec<Value> =
        job.partitions.iter().map(|(p, f, count)| json!({"partition": p, "from": from(f), "count": count})).collect();
    json!({"topic": job.topic, "partitions": partitions, "timeout_ms": 60_000})
}

fn spec(spec: Spec) -> Value {
    match spec {
        Spec::Earliest => json!("earliest"),
        Spec::Latest => json!("latest"),
        Spec::MaxTimestamp => json!("max-timestamp"),
        Spec::Timestamp(at) => json!(at),
    }
}

fn int(line: &Value, name: &str) -> i64 {
    line.get(name).and_then(Value::as_i64).unwrap_or_else(|| panic!("no number `{name}` in {line}"))
}

fn acked(line: &Value) -> Result<Acked, String> {
    match line.get("error") {
        Some(error) => Err(error.to_string()),
        None => {
            let known = |name| Some(int(line, name)).filter(|n| *n >= 0);
            Ok(Acked {
                partition: int(line, "partition") as i32,
                offset: known("offset"),
                timestamp: known("timestamp"),
            })
        }
    }
}

fn read(line: &Value) -> Read {
    let bytes = |v: &Value| v.as_str().map(|text| base64::decode(text).unwrap_or_else(|| panic!("not base64: {text}")));
    let header = |h: &Value| (h[0].as_str().expect("a header name").to_owned(), bytes(&h[1]));
    let log_append_time = match line["timestamp_type"].as_str() {
        Some("CreateTime") => false,
        Some("LogAppendTime") => true,
        _ => panic!("no timestamp type in {line}"),
    };
    Read {
        partition: int(line, "partition") as i32,
        offset: int(line, "offset"),
        log_append_time,
        record: Record {
            key: bytes(&line["key"]),
            value: bytes(&line["value"]),
            headers: line["headers"].as_array().expect("headers").iter().map(header).collect(),
            timestamp: int(line, "timestamp"),
        },
    }
}

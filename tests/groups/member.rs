//! Members of groups: peers under the contract's `group` (tests/peers/README.md), each a process of its own that can be killed.

use crate::support::{peers_dir, present};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// How long anything that a group is waited for may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A client as it joins groups.
#[derive(Clone, Debug)]
pub struct Client {
    pub name: String,
    command: Vec<String>,
    pub protocol: &'static str,
    pub assignor: Option<&'static str>,
}

impl Client {
    /// A client that this machine has.
    pub fn new(peer: &str, protocol: &'static str, assignor: Option<&'static str>) -> Option<Self> {
        let dir = peers_dir();
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers");
        let java = |home: &str| {
            let home = dir.join(home);
            let path = format!("{}:{}/*", home.join("classes").display(), home.join("libs").display());
            let log = format!("-Dlog4j2.configurationFile={}", sources.join("java/log4j2.yaml").display());
            let flags = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"];
            let words = [&["java", "-cp", &path, &log], &flags[..], &["Peer"]].concat();
            words.into_iter().map(str::to_owned).collect()
        };
        let python = |script: &str| {
            let interpreter = dir.join("python/venv/bin/python").display().to_string();
            vec![interpreter, "-B".to_owned(), sources.join("python").join(script).display().to_string()]
        };
        let (home, command): (&str, Vec<String>) = match peer {
            "java-4.3.1" => ("kafka-4.3.1", java("kafka-4.3.1")),
            "java-2.1.1" => ("kafka-clients-2.1.1", java("kafka-clients-2.1.1")),
            "franz-go" => ("franz-go", vec![dir.join("franz-go/peer").display().to_string()]),
            "sarama" => ("sarama", vec![dir.join("sarama/peer").display().to_string()]),
            "kafkajs" => ("kafkajs", vec!["node".to_owned(), dir.join("kafkajs/peer.js").display().to_string()]),
            "kafka-python" => ("python", python("kafka_python_peer.py")),
            "confluent-kafka" => ("python", python("confluent_kafka_peer.py")),
            other => panic!("no peer {other}"),
        };
        let name = format!("{peer}-{protocol}{}", assignor.map(|a| format!("-{a}")).unwrap_or_default());
        let there = present(&format!("the peer {peer}"), dir.join(home).join(".built").exists());
        there.then_some(Self { name, command, protocol, assignor })
    }
}

/// What a member reads.
#[derive(Clone, Debug)]
pub enum Topics {
    Named(String),
    Pattern(String),
}

/// One process in a group.
struct Member {
    child: Child,
    stdin: Option<ChildStdin>,
    owned: BTreeSet<String>,
    /// How often what it owns has changed.
    changes: usize,
    closed: bool,
    left: bool,
}

/// A record that was read, by whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reading {
    pub member: usize,
}

/// The members of a group, seen from outside.
pub struct Group<'a> {
    client: &'a Client,
    bootstrap: &'a str,
    pub id: String,
    topics: Topics,
    session_timeout_ms: u32,
    members: Vec<Member>,
    sender: mpsc::Sender<(usize, Option<Value>)>,
    events: mpsc::Receiver<(usize, Option<Value>)>,
    /// Everything that was read: each partition's offsets, with who read them.
    pub read: BTreeMap<(String, i64), Vec<Reading>>,
}

impl<'a> Group<'a> {
    pub fn new(client: &'a Client, bootstrap: &'a str, id: &str, topics: Topics, session_timeout_ms: u32) -> Self {
        let (sender, events) = mpsc::channel();
        let (members, read) = (Vec::new(), BTreeMap::new());
        Self { client, bootstrap, id: id.to_owned(), topics, session_timeout_ms, members, sender, events, read }
    }

    /// Starts one more member; its number.
    pub fn join(&mut self, instance: Option<&str>) -> usize {
        let number = self.members.len();
        let (program, args) = self.client.command.split_first().expect("a command");
        let mut child = Command::new(program)
            .args(args)
            .args(["group", self.bootstrap])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{}: {e}", self.client.name));
        let mut stdin = child.stdin.take().expect("piped");
        let stdout = child.stdout.take().expect("piped");
        let (topics, pattern) = match &self.topics {
            Topics::Named(name) => (vec![name.as_str()], None),
            Topics::Pattern(pattern) => (vec![], Some(pattern.as_str())),
        };
        let config = json!({
            "group": self.id, "client_id": format!("{}-{number}", self.id), "topics": topics, "pattern": pattern,
            "protocol": self.client.protocol, "assignor": self.client.assignor, "instance": instance,
            "session_timeout_ms": self.session_timeout_ms,
        });
        writeln!(stdin, "{config}").and_then(|()| stdin.flush()).expect("the member reads its configuration");
        let (sender, name) = (self.sender.clone(), self.client.name.clone());
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                match serde_json::from_str(&line) {
                    Ok(event) => drop(sender.send((number, Some(event)))),
                    Err(e) => eprintln!("{name}: `{line}`: {e}"),
                }
            }
            let _ = sender.send((number, None));
        });
        let owned = BTreeSet::new();
        self.members.push(Member { child, stdin: Some(stdin), owned, changes: 0, closed: false, left: false });
        number
    }

    /// Asks a member to leave, and waits until it has.
    pub fn leave(&mut self, member: usize) {
        drop(self.members[member].stdin.take());
        self.until(&format!("member {member} leaves"), |group| group.members[member].left);
        assert!(self.members[member].closed, "{}: member {member} of {} ended badly", self.client.name, self.id);
        self.members[member].owned.clear();
    }

    /// `kill -9`.
    pub fn kill(&mut self, member: usize) {
        let killed = &mut self.members[member];
        killed.closed = true;
        killed.child.kill().expect("kill a member");
        self.until(&format!("member {member} is dead"), |group| group.members[member].left);
        self.members[member].owned.clear();
    }

    pub fn owned(&self, member: usize) -> &BTreeSet<String> {
        &self.members[member].owned
    }

    pub fn changes(&self, member: usize) -> usize {
        self.members[member].changes
    }

    /// Waits until these members share `partitions` with as many for each as for the others, and nobody has one twice.
    pub fn until_shared(&mut self, members: &[usize], partitions: &BTreeSet<String>) {
        let share = partitions.len() / members.len();
        self.until(&format!("{members:?} share {partitions:?}"), |group| {
            let all: Vec<&String> = members.iter().flat_map(|member| group.owned(*member)).collect();
            all.len() == partitions.len()
                && all.into_iter().collect::<BTreeSet<_>>() == partitions.iter().collect()
                && members.iter().all(|member| group.owned(*member).len() == share)
        });
    }

    /// Waits until everything up to these ends has been read.
    pub fn until_read(&mut self, ends: &BTreeMap<String, i64>) {
        self.until(&format!("everything is read up to {ends:?}"), |group| {
            ends.iter().all(|(partition, end)| *end == 0 || group.read.contains_key(&(partition.clone(), end - 1)))
        });
    }

    /// Takes in what the members tell until it is so.
    pub fn until(&mut self, what: &str, so: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !so(self) {
            match self.events.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok((member, event)) => self.take_in(member, event),
                Err(_) => {
                    let owned: Vec<_> = self.members.iter().map(|member| (member.left, &member.owned)).collect();
                    panic!(
                        "{}: group {}: not within {PATIENCE:?}: {what}; members have {owned:?}",
                        self.client.name, self.id
                    );
                }
            }
        }
    }

    fn take_in(&mut self, number: usize, event: Option<Value>) {
        let member = &mut self.members[number];
        let Some(event) = event else {
            member.left = true;
            member.child.wait().expect("wait for the member");
            assert!(member.closed, "{}: member {number} of {} ended by itself", self.client.name, self.id);
            return;
        };
        if let Some(owned) = event.get("owned").and_then(Value::as_array) {
            let owned: BTreeSet<String> = owned.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            // A client may tell a member what it has although nothing has changed.
            member.changes += usize::from(owned != member.owned);
            member.owned = owned;
        } else if let Some(partition) = event.get("record").and_then(Value::as_str) {
            let offset = event["offset"].as_i64().expect("an offset");
            self.read.entry((partition.to_owned(), offset)).or_default().push(Reading { member: number });
        } else if event.get("closed").is_some() {
            member.closed = true;
        // A commit that a rebalance overtakes; whether it matters, the readings show.
        } else if event.get("uncommitted").is_none() {
            eprintln!("{}: member {number} of {}: {event}", self.client.name, self.id);
        }
    }
}

impl Drop for Group<'_> {
    fn drop(&mut self) {
        for member in &mut self.members {
            let _ = member.child.kill();
            let _ = member.child.wait();
        }
    }
}

//! One broker process on loopback, with ports the kernel chose, killed when dropped.
//!
//! Ringmain is asked for port 0 and prints `listening NAME://HOST:PORT` for each listener and then `ready`; the fixture reads those lines.
//! Apache Kafka cannot be asked for port 0 with a fixed quorum, so it gets ports that were free a moment ago, and others if it lost them.
//! A restart keeps the data directory and the ports. The broker's output is kept in `broker.log` beside its data.

use super::java;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// The broker under test when `RINGMAIN_INTEROP_BROKER` does not say otherwise.
pub const DEFAULT: Kind = Kind::Ringmain;

const START: Duration = Duration::from_secs(90);
const STOP: Duration = Duration::from_secs(60);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Ringmain,
    Kafka,
}

impl Kind {
    pub fn under_test() -> Self {
        match std::env::var("RINGMAIN_INTEROP_BROKER").as_deref() {
            Err(_) => DEFAULT,
            Ok("ringmain") => Self::Ringmain,
            Ok("kafka") => Self::Kafka,
            Ok(other) => panic!("RINGMAIN_INTEROP_BROKER is `{other}`; it may be `ringmain` or `kafka`"),
        }
    }

    /// Whether this machine can run it.
    #[must_use]
    pub fn present(self) -> bool {
        self == Self::Ringmain || java::kafka_present()
    }
}

pub struct Broker {
    kind: Kind,
    base: PathBuf,
    settings: Vec<(String, String)>,
    child: Option<Child>,
    ports: Ports,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ports {
    pub plaintext: u16,
    pub controller: u16,
}

enum Failure {
    Ended(String),
    Late,
}

impl Broker {
    /// Starts the broker under test with its data in `base/data`, which it formats if it is empty.
    pub fn start(base: &Path, settings: &[(&str, &str)]) -> Self {
        Self::start_kind(Kind::under_test(), base, settings)
    }

    pub fn start_kind(kind: Kind, base: &Path, settings: &[(&str, &str)]) -> Self {
        let mut last = String::new();
        for _ in 0..5 {
            let ports = match kind {
                Kind::Ringmain => Ports { plaintext: 0, controller: 0 },
                Kind::Kafka => free_ports(),
            };
            match Self::try_start(kind, base, settings, ports) {
                Ok(broker) => return broker,
                Err(Failure::Ended(log)) if kind == Kind::Kafka && log.contains("Address already in use") => last = log,
                Err(Failure::Ended(log)) => panic!("{kind:?} ended before it was ready:\n{log}"),
                Err(Failure::Late) => panic!("{kind:?} was not ready in {START:?}:\n{}", log_of(base)),
            }
        }
        panic!("no free port for {kind:?}:\n{last}")
    }

    /// Starts on data another broker left in `base/data`, on that broker's ports: a quorum may name them in its own log.
    pub fn start_on(kind: Kind, base: &Path, settings: &[(&str, &str)], ports: Ports) -> Self {
        match Self::try_start(kind, base, settings, ports) {
            Ok(broker) => broker,
            Err(Failure::Ended(log)) => panic!("{kind:?} ended before it was ready:\n{log}"),
            Err(Failure::Late) => panic!("{kind:?} was not ready in {START:?}:\n{}", log_of(base)),
        }
    }

    fn try_start(kind: Kind, base: &Path, settings: &[(&str, &str)], ports: Ports) -> Result<Self, Failure> {
        let settings = settings.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let mut broker = Self { kind, base: base.to_owned(), settings, child: None, ports };
        broker.launch()?;
        Ok(broker)
    }

    pub fn bootstrap(&self) -> String {
        format!("127.0.0.1:{}", self.ports.plaintext)
    }

    pub fn pid(&self) -> u32 {
        self.child.as_ref().expect("the broker runs").id()
    }

    pub fn ports(&self) -> Ports {
        self.ports
    }

    pub fn controller(&self) -> String {
        format!("127.0.0.1:{}", self.ports.controller)
    }

    pub fn data_dir(&self) -> PathBuf {
        self.base.join("data")
    }

    pub fn log(&self) -> String {
        log_of(&self.base)
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("kill the broker");
            child.wait().expect("wait for the broker");
        }
    }

    /// Starts again on the same data and ports.
    pub fn restart(&mut self) {
        assert!(self.child.is_none(), "stop or kill the broker before restarting it");
        let before = self.ports;
        match self.launch() {
            Ok(()) => assert_eq!(self.ports, before, "a restart keeps its ports"),
            Err(Failure::Ended(log)) => panic!("the restarted broker ended:\n{log}"),
            Err(Failure::Late) => panic!("the restarted broker was not ready in {START:?}:\n{}", self.log()),
        }
    }

    /// SIGTERM, and the clean end that must follow.
    pub fn stop(&mut self) {
        let status = self.terminate();
        // A JVM that ended on SIGTERM says 143 however clean its end was.
        let clean = status.success() || (self.kind == Kind::Kafka && status.code() == Some(143));
        assert!(clean, "the broker's end on SIGTERM: {status}\n{}", self.log());
    }

    fn terminate(&mut self) -> ExitStatus {
        let mut child = self.child.take().expect("the broker runs");
        let pid = child.id().to_string();
        let sent = Command::new("sh").args(["-c", "kill -TERM \"$1\"", "sh", &pid]).status().expect("sh runs");
        assert!(sent.success(), "kill -TERM {pid}");
        // `Child` cannot wait with a bound; a thread that kills a process late turns a hang into a failure.
        let (done, wait) = mpsc::channel::<()>();
        let watchdog = std::thread::spawn(move || {
            if wait.recv_timeout(STOP) == Err(mpsc::RecvTimeoutError::Timeout) {
                let _ = Command::new("sh").args(["-c", "kill -KILL \"$1\"", "sh", &pid]).status();
            }
        });
        let status = child.wait().expect("wait for the broker");
        drop(done);
        watchdog.join().expect("the watchdog");
        status
    }

    fn command(&self) -> Command {
        match self.kind {
            Kind::Ringmain => self.ringmain(),
            Kind::Kafka => self.kafka(),
        }
    }

    fn listeners(&self) -> String {
        format!("PLAINTEXT://127.0.0.1:{},CONTROLLER://127.0.0.1:{}", self.ports.plaintext, self.ports.controller)
    }

    fn quorum(&self) -> String {
        match is_dynamic_quorum(&self.data_dir()) {
            true => format!("controller.quorum.bootstrap.servers={}", self.controller()),
            false => format!("controller.quorum.voters=1@{}", self.controller()),
        }
    }

    fn ringmain(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ringmain"));
        command.arg("serve");
        command.arg("--set").arg(format!("listeners={}", self.listeners()));
        command.arg("--set").arg(format!("log.dirs={}", self.data_dir().display()));
        command.args(["--set", "node.id=1"]);
        // A quorum of one needs no other word; a directory that had its ports before comes with the settings it was written under.
        if self.ports.controller != 0 && self.data_dir().join("meta.properties").exists() {
            command.args(["--set", &self.quorum()]);
        }
        for (name, value) in &self.settings {
            command.arg("--set").arg(format!("{name}={value}"));
        }
        command
    }

    fn kafka(&self) -> Command {
        let config = self.base.join("server.properties");
        std::fs::create_dir_all(&self.base).expect("create the base directory");
        let quorum = self.quorum();
        let mut text = format!(
            "process.roles=broker,controller\nnode.id=1\n{quorum}\nlisteners={}\nadvertised.listeners=PLAINTEXT://{}\n\
             controller.listener.names=CONTROLLER\nlistener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT\n\
             log.dirs={}\noffsets.topic.replication.factor=1\ntransaction.state.log.replication.factor=1\n\
             share.coordinator.state.topic.replication.factor=1\n",
            self.listeners(),
            self.bootstrap(),
            self.data_dir().display()
        );
        // Ringmain's own settings mean nothing to Kafka.
        for (name, value) in self.settings.iter().filter(|(name, _)| !name.starts_with("ringmain.")) {
            text.push_str(&format!("{name}={value}\n"));
        }
        std::fs::write(&config, text).expect("write server.properties");
        if !self.data_dir().join("meta.properties").exists() {
            java::tool(
                "kafka-storage",
                &["format", "-t", "cmluZ21haW4tdGVzdHMtMQ", "-c", &config.display().to_string()],
            );
        }
        let mut command = java::java("512m");
        command.arg("-Xms256m").arg("kafka.Kafka").arg(config);
        command
    }

    /// Starts the process and reads its output until it is ready, it ends, or `START` has passed.
    fn launch(&mut self) -> Result<(), Failure> {
        std::fs::create_dir_all(&self.base).expect("create the base directory");
        let mut log =
            OpenOptions::new().create(true).append(true).open(self.base.join("broker.log")).expect("open broker.log");
        let stderr = log.try_clone().expect("a second handle");
        let mut child = self
            .command()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .expect("start the broker");
        let stdout = child.stdout.take().expect("piped");
        self.child = Some(child);
        let (lines, read) = mpsc::channel();
        // Reads until the process ends, so that it never blocks on a full pipe.
        std::thread::spawn(move || copy_lines(BufReader::new(stdout), &mut log, &lines));
        let deadline = Instant::now() + START;
        loop {
            match read.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) if self.notes_ready(&line) => return Ok(()),
                Ok(_) => {}
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    self.kill();
                    return Err(Failure::Late);
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => {
                    self.kill();
                    return Err(Failure::Ended(self.log()));
                }
            }
        }
    }

    fn notes_ready(&mut self, line: &str) -> bool {
        if self.kind == Kind::Kafka {
            return line.contains("Kafka Server started");
        }
        if let Some(listener) = line.strip_prefix("listening ") {
            let port = listener.rsplit(':').next().and_then(|p| p.parse().ok());
            let port = port.unwrap_or_else(|| panic!("no port in `{line}`"));
            match listener.split("://").next() {
                Some("PLAINTEXT") => self.ports.plaintext = port,
                Some("CONTROLLER") => self.ports.controller = port,
                _ => panic!("a listener nobody asked for: `{line}`"),
            }
        }
        line == "ready"
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
        if std::thread::panicking() {
            eprintln!("---- broker.log\n{}", self.log());
        }
    }
}

/// Formats `base/data` by Kafka's own tool with the voters in the metadata log; for [`Broker::start_on`].
pub fn format_standalone(base: &Path) -> Ports {
    let ports = free_ports();
    let config = base.join("format.properties");
    let text = format!(
        "process.roles=broker,controller\nnode.id=1\ncontroller.quorum.bootstrap.servers=127.0.0.1:{1}\n\
         listeners=PLAINTEXT://127.0.0.1:{0},CONTROLLER://127.0.0.1:{1}\ncontroller.listener.names=CONTROLLER\n\
         listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT\nlog.dirs={2}\n",
        ports.plaintext,
        ports.controller,
        base.join("data").display()
    );
    std::fs::write(&config, text).expect("write format.properties");
    let config = config.display().to_string();
    java::tool("kafka-storage", &["format", "--standalone", "-t", "cmluZ21haW4tdGVzdHMtMQ", "-c", &config]);
    ports
}

/// Whether the voters are in the metadata log itself (`kafka-storage format --standalone`): such a quorum starts with a snapshot at offset 0,
/// and its state file has another version.
fn is_dynamic_quorum(data: &Path) -> bool {
    let metadata = data.join("__cluster_metadata-0");
    let state = std::fs::read_to_string(metadata.join("quorum-state")).unwrap_or_default();
    metadata.join("00000000000000000000-0000000000.checkpoint").exists() || state.contains("\"data_version\":1")
}

fn copy_lines(from: impl BufRead, log: &mut File, to: &mpsc::Sender<String>) {
    for line in from.lines().map_while(Result::ok) {
        let _ = writeln!(log, "{line}");
        // Nobody listens any more once the broker is ready.
        let _ = to.send(line);
    }
}

fn log_of(base: &Path) -> String {
    std::fs::read(base.join("broker.log")).map(|b| String::from_utf8_lossy(&b).into_owned()).unwrap_or_default()
}

fn free_ports() -> Ports {
    let held = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").expect("a free port"));
    let [plaintext, controller] = held.map(|l| l.local_addr().expect("bound").port());
    Ports { plaintext, controller }
}

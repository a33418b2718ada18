//! `ringmain serve`: runs a node until it is told to stop.

use std::io::Write;
use std::path::PathBuf;
use std::sync::mpsc;

use clap::Args;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::metadata::config::{BrokerConfig, Notice, Settings};
use crate::rt::{machine, mailbox, task};
use crate::server::node::{self, Announcement};

/// Descriptors that a busy node wants: connections and segment files.
const OPEN_FILES: u64 = 100_000;
/// As for a shell: 128 and the signal's number.
const STOPPED_AT_ONCE: i32 = 128 + SIGTERM;

/// Run a node. With nothing given: one node in ./ringmain-data on 127.0.0.1:9092.
#[derive(Args)]
#[command(after_help = "Examples:
  ringmain serve
  ringmain serve --config server.properties
  ringmain serve --set listeners=PLAINTEXT://127.0.0.1:19092,CONTROLLER://127.0.0.1:19093 --set log.dirs=/tmp/one
  RUST_LOG=ringmain=debug ringmain serve --set ringmain.shards=2

SIGTERM or Ctrl-C stops it cleanly; a second one at once, and still nothing acknowledged is lost.")]
pub struct Serve {
    /// Kafka's server.properties.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// A setting, by Kafka's name; wins over the file.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    settings: Vec<String>,
}

impl Serve {
    pub fn run(self) -> Result<(), String> {
        let config = self.load()?;
        for warning in machine::prepare(OPEN_FILES).map_err(|error| error.to_string())? {
            tracing::warn!("{warning}");
        }
        // Only what nobody has configured is formatted without being asked.
        let format = self.config.is_none();
        let (stop, mut asked_to_stop) = mailbox::channel::<()>(1);
        watch_signals(stop)?;
        let (tell, told) = mpsc::channel();
        let thread = task::spawn_thread("node", None, move || async move {
            let stop = async move {
                asked_to_stop.recv().await;
            };
            let ended = node::run(config, machine::available_cpus(), format, stop, announce).await;
            // The receiver waits below until this thread has ended.
            let _ = tell.send(ended.map_err(|error| error.to_string()));
        });
        let thread = thread.map_err(|error| format!("the node's thread could not be started: {error}"))?;
        thread.join_blocking().map_err(|error| format!("the node has failed: {error}"))?;
        told.recv().unwrap_or_else(|_| Err("the node ended without a word".into()))
    }

    /// What listeners without a host advertise: as in Kafka the machine, but this very machine where nothing is configured.
    fn host_name(&self) -> String {
        const THIS_MACHINE: &str = "localhost";
        if self.config.is_none() {
            return THIS_MACHINE.to_owned();
        }
        machine::host_name().unwrap_or_else(|| {
            tracing::warn!(
                "the host name of this machine does not resolve; listeners without a host advertise localhost"
            );
            THIS_MACHINE.to_owned()
        })
    }

    fn load(&self) -> Result<BrokerConfig, String> {
        let mut settings = match &self.config {
            Some(path) => {
                let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
                Settings::parse(&text).map_err(|error| format!("{}: {error}", path.display()))?
            }
            None => Settings::embedded_default(),
        };
        let mut given = Settings::default();
        for setting in &self.settings {
            given.set(setting).map_err(|error| format!("--set {error}"))?;
        }
        if self.config.is_none() && given.get("listeners").is_some() {
            // What the embedded default says of its own listeners no longer holds.
            settings.remove("advertised.listeners");
            settings.remove("controller.quorum.bootstrap.servers");
        }
        for (name, value) in given.iter() {
            settings.insert(name, value);
        }
        if settings.get("controller.quorum.bootstrap.servers").is_none()
            && settings.get("controller.quorum.voters").is_none()
            && let Some(address) = controller_address(&settings)
        {
            settings.insert("controller.quorum.bootstrap.servers", address);
        }
        let (config, notices) = BrokerConfig::from_settings(settings, &self.host_name()).map_err(|errors| {
            let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
            lines.join("\n       ")
        })?;
        notices.iter().for_each(report);
        Ok(config)
    }
}

/// Of a node that is its own controller, where that listens.
fn controller_address(settings: &Settings) -> Option<String> {
    let name = settings.get("controller.listener.names")?.split(',').next()?.trim();
    let listeners = settings.get("listeners")?;
    let of_controller = |listener: &str| listener.trim().strip_prefix(name)?.strip_prefix("://").map(str::to_owned);
    listeners.split(',').find_map(of_controller)
}

fn report(notice: &Notice) {
    match notice {
        Notice::Unknown { name, nearest: Some(nearest) } => {
            tracing::warn!("the setting {name} is not known; did you mean {nearest}?");
        }
        Notice::Unknown { name, nearest: None } => tracing::warn!("the setting {name} is not known"),
        Notice::NoMeaning { names } => {
            tracing::info!("settings that change nothing here: {}", names.join(", "));
        }
    }
}

/// The first signal asks for a stop, the second ends the process: what was acknowledged is on disk.
fn watch_signals(stop: mailbox::Sender<()>) -> Result<(), String> {
    let mut signals = Signals::new([SIGINT, SIGTERM]).map_err(|error| format!("signals cannot be caught: {error}"))?;
    let watch = move || {
        let mut stop = Some(stop);
        for _ in signals.forever() {
            let Some(stop) = stop.take() else { std::process::exit(STOPPED_AT_ONCE) };
            tracing::info!("stopping; once more to stop at once");
            let _ = stop.try_send(());
            stop.flush();
        }
    };
    let thread = std::thread::Builder::new().name("signals".into()).spawn(watch);
    thread.map(drop).map_err(|error| format!("the signals' thread could not be started: {error}"))
}

/// What scripts wait for goes to stdout: a line for each listener, then `ready`.
fn announce(what: Announcement) {
    let mut out = std::io::stdout().lock();
    // A closed stdout is no reason to stop.
    let _ = match what {
        Announcement::Formatted(formatted) => {
            tracing::info!(cluster_id = %formatted.cluster_id, directories = ?formatted.directories, "formatted");
            Ok(())
        }
        Announcement::Listening { name, address } => writeln!(out, "listening {name}://{address}"),
        Announcement::Ready => writeln!(out, "ready"),
    };
    let _ = out.flush();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_without_a_host_advertises_the_machine_where_it_is_configured() {
        let path = std::env::temp_dir().join(format!("ringmain-serve-{}.properties", std::process::id()));
        let listeners = "listeners=PLAINTEXT://:9092,CONTROLLER://127.0.0.1:9093";
        let text = format!(
            "process.roles=broker,controller\nnode.id=1\ncontroller.listener.names=CONTROLLER\nlog.dirs=/nowhere\n{listeners}\n"
        );
        std::fs::write(&path, text).unwrap();
        let configured = Serve { config: Some(path.clone()), settings: Vec::new() }.load();
        std::fs::remove_file(&path).unwrap();
        let machine = machine::host_name().unwrap_or_else(|| "localhost".into());
        assert_eq!(configured.unwrap().advertised_listeners[0].host, machine);
        let embedded = Serve { config: None, settings: vec![listeners.into()] }.load().unwrap();
        assert_eq!(embedded.advertised_listeners[0].host, "localhost");
    }
}

//! `ringmain format`: prepares log directories for a node, as `kafka-storage format` does, with its options.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use super::runtime;
use crate::controller::format::{self, FormatOptions, Formatted, InitialControllers};
use crate::metadata::config::{BrokerConfig, Settings};

/// Format the log directories of a node
#[derive(Args)]
#[command(after_help = "Examples:
  ringmain format --standalone
  ringmain format --config server.properties --cluster-id MkU3OEVBNTcwNTJENDM2Qg --standalone
  ringmain format -c server.properties -t MkU3OEVBNTcwNTJENDM2Qg --release-version 4.2 -f transaction.version=1")]
pub struct Format {
    /// Kafka's server.properties; without it, the settings that `ringmain serve` has by itself.
    #[arg(short, long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// A setting, by Kafka's name; wins over the file.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    settings: Vec<String>,
    /// The cluster's id, the same on all of its nodes; without it, a new one.
    #[arg(short = 't', long, value_name = "ID")]
    cluster_id: Option<String>,
    /// Leave directories alone that are formatted already.
    #[arg(short = 'g', long)]
    ignore_formatted: bool,
    /// The release whose features the cluster begins with, such as 4.2 or 4.2-IV1.
    #[arg(short, long, value_name = "VERSION")]
    release_version: Option<String>,
    /// The level of one feature.
    #[arg(short, long = "feature", value_name = "NAME=LEVEL")]
    features: Vec<String>,
    /// This node is the only voter of a new quorum.
    #[arg(short, long, group = "voters")]
    standalone: bool,
    /// This node joins controllers that exist, or will.
    #[arg(short = 'N', long, group = "voters")]
    no_initial_controllers: bool,
    /// The voters of a new quorum, the same on all of its nodes.
    #[arg(short = 'I', long, group = "voters", value_name = "ID@HOST:PORT:DIRECTORY,...", value_delimiter = ',')]
    initial_controllers: Vec<String>,
}

impl Format {
    pub fn run(self) -> Result<(), String> {
        let config = self.load()?;
        let initial_controllers = self.voters()?;
        let features = self.features.iter().map(|text| feature(text)).collect::<Result<BTreeMap<_, _>, _>>()?;
        let Format { cluster_id, ignore_formatted, release_version, .. } = self;
        let formatted: Formatted = runtime::block_on(move || async move {
            let cluster_id = cluster_id.unwrap_or_else(|| format::random_uuid().to_string());
            let options =
                FormatOptions { cluster_id, ignore_formatted, release_version, features, initial_controllers };
            format::format(&config, &options).await.map_err(|error| error.to_string())
        })?;
        if formatted.directories.is_empty() {
            println!("All of the log directories are already formatted.");
        }
        for dir in &formatted.directories {
            println!(
                "Formatted {} with metadata.version {} for cluster {}.",
                dir.display(),
                formatted.release_version,
                formatted.cluster_id
            );
        }
        Ok(())
    }

    fn load(&self) -> Result<BrokerConfig, String> {
        let mut settings = match &self.config {
            Some(path) => {
                let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
                Settings::parse(&text).map_err(|error| format!("{}: {error}", path.display()))?
            }
            None => Settings::embedded_default(),
        };
        for setting in &self.settings {
            settings.set(setting).map_err(|error| format!("--set {error}"))?;
        }
        let read = BrokerConfig::from_settings(settings, "localhost");
        read.map(|(config, _)| config).map_err(|errors| {
            let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
            lines.join("\n")
        })
    }

    fn voters(&self) -> Result<InitialControllers, String> {
        if self.standalone {
            Ok(InitialControllers::Standalone)
        } else if self.no_initial_controllers {
            Ok(InitialControllers::Joining)
        } else if self.initial_controllers.is_empty() {
            Ok(InitialControllers::FromConfig)
        } else {
            let given = self.initial_controllers.iter().map(|text| text.trim().parse());
            given.collect::<Result<_, _>>().map(InitialControllers::Given)
        }
    }
}

fn feature(text: &str) -> Result<(String, i16), String> {
    let bad = || format!("--feature {text}: give name=level, such as transaction.version=2");
    let (name, level) = text.split_once('=').ok_or_else(bad)?;
    Ok((name.trim().to_owned(), level.trim().parse().map_err(|_| bad())?))
}

//! Preparing log directories for a node, as `kafka-storage format` does (KIP-631, KIP-853).
//!
//! Promises: a directory is formatted once its `meta.properties` is there, which is written last, so what a crash leaves is
//! formatted again. A directory of another node or cluster is refused, and nothing is written then. Each directory gets an id of
//! its own and the bootstrap records; that of the metadata log, where the voters are dynamic, also the snapshot that names them.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use ringmain_protocol::messages::metadata::{FeatureLevelRecord, MetadataRecord};
use ringmain_protocol::uuid::Uuid;

use super::metadata_log::TOPIC;
use super::raft::{Endpoint, OffsetAndEpoch, ReplicaKey, Voter, VoterSet};
use super::snapshot::{self, Snapshot, SnapshotError};
use crate::client::HostPort;
use crate::log::dir::refused_by_disk;
use crate::log::meta_properties::{self, MetaProperties, MetaPropertiesError};
use crate::log::names;
use crate::metadata::config::BrokerConfig;
use crate::metadata::tables::{FEATURES, METADATA_VERSIONS, MetadataVersion};
use crate::rt::{fs, random, time};

const METADATA_VERSION: &str = "metadata.version";
const KRAFT_VERSION: &str = "kraft.version";
/// 4.3-IV0; what comes later is of a Kafka that is not released.
const LATEST_PRODUCTION: i16 = 30;
/// The lowest metadata.version with which the voters can be dynamic.
const FIRST_DYNAMIC: i16 = 21;

/// The metadata.version from which on a new cluster has a level of a feature by default.
const FEATURE_DEFAULTS: &[(&str, i16, i16)] = &[
    ("eligible.leader.replicas.version", 1, 26),
    ("group.version", 1, 22),
    ("share.version", 1, 28),
    ("streams.version", 1, 28),
    ("transaction.version", 2, 24),
];

/// Who the voters of a new cluster are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum InitialControllers {
    /// Those of `controller.quorum.voters`; or this node is a broker.
    #[default]
    FromConfig,
    /// This node alone.
    Standalone,
    /// Those given; this node is one of them.
    Given(Vec<InitialController>),
    /// Told by the controllers that this node will join.
    Joining,
}

/// `id@host:port:directory id`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InitialController {
    pub id: i32,
    pub address: HostPort,
    pub directory_id: Uuid,
}

impl FromStr for InitialController {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parse = || {
            let (id, rest) = text.split_once('@')?;
            let (address, directory_id) = rest.rsplit_once(':')?;
            let id = id.parse().ok().filter(|id: &i32| *id >= 0)?;
            Some(InitialController { id, address: address.parse().ok()?, directory_id: directory_id.parse().ok()? })
        };
        parse().ok_or_else(|| format!("\"{text}\" is not id@host:port:directory-id"))
    }
}

/// What is to be formatted, beside what the configuration says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FormatOptions {
    pub cluster_id: String,
    /// Leave directories alone that are formatted for this node already.
    pub ignore_formatted: bool,
    /// Such as `4.2` or `4.2-IV1`; the latest by default.
    pub release_version: Option<String>,
    /// Feature levels that differ from the release's.
    pub features: BTreeMap<String, i16>,
    pub initial_controllers: InitialControllers,
}

/// Why nothing was formatted, or not everything.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    #[error("{path}: {error}{}", refused_by_disk(error))]
    Io { path: PathBuf, error: io::Error },
    #[error("{path}: {error}")]
    MetaProperties { path: PathBuf, error: MetaPropertiesError },
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    #[error(
        "Log directory {0} is already formatted. Use --ignore-formatted to ignore this directory and format the others"
    )]
    AlreadyFormatted(PathBuf),
    #[error("{path} belongs to {what} {found}, not {wanted}: it is of another {owner}")]
    Foreign { path: PathBuf, what: &'static str, found: String, wanted: String, owner: &'static str },
    /// The options contradict each other or the configuration.
    #[error("{0}")]
    Options(String),
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formatted {
    pub directories: Vec<PathBuf>,
    pub release_version: &'static str,
    pub cluster_id: String,
}

/// The log directories of a node: all of `log.dirs`, and that of the metadata log.
pub fn directories(config: &BrokerConfig) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = config.log.dirs.iter().map(PathBuf::from).collect();
    let metadata = PathBuf::from(&config.log.metadata_log_dir);
    if !all.contains(&metadata) {
        all.push(metadata);
    }
    all
}

/// An id as Kafka draws them.
pub fn random_uuid() -> Uuid {
    loop {
        let bits = (u128::from(random::u64()) << 64) | u128::from(random::u64());
        if let Some(id) = Uuid::from_random(bits) {
            return id;
        }
    }
}

/// Formats for a first start with nothing told: a new cluster of this node alone. `None`, and nothing done, if any of its
/// directories is formatted, whatever the others are.
pub async fn format_new(config: &BrokerConfig) -> Result<Option<Formatted>, FormatError> {
    let mut unreadable = None;
    for dir in directories(config) {
        match read_meta(&dir).await {
            Ok(Some(_)) => return Ok(None),
            Ok(None) => {}
            Err(error) => unreadable = unreadable.or(Some(error)),
        }
    }
    if let Some(error) = unreadable {
        return Err(error);
    }
    let dynamic = config.roles.controller && config.quorum.voters.is_empty();
    let options = FormatOptions {
        cluster_id: random_uuid().to_string(),
        initial_controllers: if dynamic { InitialControllers::Standalone } else { InitialControllers::FromConfig },
        ..FormatOptions::default()
    };
    format(config, &options).await.map(Some)
}

/// Formats the node's log directories.
pub async fn format(config: &BrokerConfig, options: &FormatOptions) -> Result<Formatted, FormatError> {
    if options.cluster_id.is_empty() {
        return Err(FormatError::Options("You must specify the cluster id.".into()));
    }
    check_quorum(config, &options.initial_controllers)?;
    let level = metadata_level(options)?;
    let features = feature_levels(config, options, level.level)?;
    let kraft_version = features.get(KRAFT_VERSION).copied().unwrap_or(0);
    let metadata_dir = PathBuf::from(&config.log.metadata_log_dir);
    let mut blank = Vec::new();
    for dir in directories(config) {
        match read_meta(&dir).await? {
            None => blank.push(dir),
            Some(meta) => {
                check_owner(&dir, &meta, config, options)?;
                if !options.ignore_formatted {
                    return Err(FormatError::AlreadyFormatted(dir));
                }
            }
        }
    }
    let metadata_directory_id = own_directory_id(config, options)?;
    let bootstrap = bootstrap(level.level, &features);
    for dir in &blank {
        create_durably(dir).await.map_err(|error| FormatError::Io { path: dir.clone(), error })?;
        bootstrap.write(&dir.join(snapshot::BOOTSTRAP_FILE), 0, time::wall_ms(), |_| 0).await?;
        let mut directory_id = random_uuid();
        if *dir == metadata_dir {
            directory_id = metadata_directory_id.unwrap_or(directory_id);
            if let Some(voters) = initial_voters(config, options, directory_id)? {
                write_voters(dir, kraft_version, voters).await?;
            }
        }
        let path = dir.join(meta_properties::FILE_NAME);
        let meta = MetaProperties::new(&options.cluster_id, config.node_id, directory_id);
        let written = fs::write_atomic(&path, meta.to_text().into_bytes()).await;
        written.map_err(|error| FormatError::Io { path, error })?;
    }
    Ok(Formatted { directories: blank, release_version: level.name, cluster_id: options.cluster_id.clone() })
}

/// Creates a directory such that a crash does not take it back, nor any of those that it lies in.
async fn create_durably(dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir).await?;
    for parent in dir.ancestors().skip(1) {
        let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
        match fs::sync_dir(parent).await {
            // A directory that this user may not read existed before.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => break,
            synced => synced?,
        }
    }
    Ok(())
}

/// Whose a directory is; `None` where it is not formatted or does not exist.
pub async fn read_meta(dir: &Path) -> Result<Option<MetaProperties>, FormatError> {
    let path = dir.join(meta_properties::FILE_NAME);
    match fs::read(&path).await {
        Ok(bytes) => {
            MetaProperties::parse(&bytes).map(Some).map_err(|error| FormatError::MetaProperties { path, error })
        }
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound) => Ok(None),
        Err(error) => Err(FormatError::Io { path, error }),
    }
}

fn check_owner(
    dir: &Path,
    meta: &MetaProperties,
    config: &BrokerConfig,
    options: &FormatOptions,
) -> Result<(), FormatError> {
    let foreign = |what, found: String, wanted: String, owner| FormatError::Foreign {
        path: dir.to_owned(),
        what,
        found,
        wanted,
        owner,
    };
    if let Some(found) = meta.cluster_id.as_ref().filter(|found| **found != options.cluster_id) {
        return Err(foreign("cluster.id", found.clone(), options.cluster_id.clone(), "cluster"));
    }
    if let Some(found) = meta.node_id.filter(|found| *found != config.node_id) {
        return Err(foreign("node.id", found.to_string(), config.node_id.to_string(), "node"));
    }
    Ok(())
}

fn check_quorum(config: &BrokerConfig, controllers: &InitialControllers) -> Result<(), FormatError> {
    let refuse = |why: &str| Err(FormatError::Options(why.to_owned()));
    let has_static = !config.quorum.voters.is_empty();
    match controllers {
        InitialControllers::FromConfig if config.roles.controller && !has_static => refuse(
            "Because controller.quorum.voters is not set on this controller, you must specify one of the following: \
             --standalone, --initial-controllers, or --no-initial-controllers.",
        ),
        InitialControllers::FromConfig => Ok(()),
        _ if has_static => refuse(
            "You cannot specify --standalone, --initial-controllers, or --no-initial-controllers together with \
             controller.quorum.voters: the voters are static then.",
        ),
        InitialControllers::Standalone | InitialControllers::Given(_) if !config.roles.controller => {
            refuse("You cannot use --standalone or --initial-controllers on a broker: it has no controller role.")
        }
        _ => Ok(()),
    }
}

/// The metadata.version to begin with.
fn metadata_level(options: &FormatOptions) -> Result<&'static MetadataVersion, FormatError> {
    let known = |level: i16| METADATA_VERSIONS.iter().find(|version| version.level == level);
    let refuse = |why: String| FormatError::Options(why);
    let found = match (&options.release_version, options.features.get(METADATA_VERSION)) {
        (Some(_), Some(_)) => {
            return Err(refuse(format!("Use --release-version or --feature {METADATA_VERSION}=level, not both.")));
        }
        (None, None) => known(LATEST_PRODUCTION),
        (None, Some(level)) => known(*level),
        // A release is its last level.
        (Some(name), None) => METADATA_VERSIONS
            .iter()
            .rev()
            .find(|version| version.name == name || version.name.split('-').next() == Some(name.as_str())),
    };
    match found {
        Some(version) if version.level <= LATEST_PRODUCTION => Ok(version),
        _ => {
            let first = METADATA_VERSIONS.first().map_or("", |version| version.name);
            let last = known(LATEST_PRODUCTION).map_or("", |version| version.name);
            let asked = options
                .release_version
                .clone()
                .or_else(|| options.features.get(METADATA_VERSION).map(|level| format!("{METADATA_VERSION} {level}")));
            Err(refuse(format!(
                "Unknown release version '{}': give one from {first} to {last}.",
                asked.unwrap_or_default()
            )))
        }
    }
}

/// The levels of the other features: the release's, and those given. Levels of 0 are left out.
fn feature_levels(
    config: &BrokerConfig,
    options: &FormatOptions,
    metadata_version: i16,
) -> Result<BTreeMap<String, i16>, FormatError> {
    let mut levels: BTreeMap<String, i16> = FEATURE_DEFAULTS
        .iter()
        .filter(|(_, _, since)| metadata_version >= *since)
        .map(|(name, level, _)| ((*name).to_owned(), *level))
        .collect();
    let dynamic = config.roles.controller && config.quorum.voters.is_empty();
    if dynamic {
        levels.insert(KRAFT_VERSION.to_owned(), 1);
    }
    for (name, level) in options.features.iter().filter(|(name, _)| *name != METADATA_VERSION) {
        let Some(feature) = FEATURES.iter().find(|feature| feature.name == name) else {
            let known: Vec<&str> = FEATURES.iter().map(|feature| feature.name).collect();
            return Err(FormatError::Options(format!(
                "Unsupported feature: {name}. Supported features are: {}",
                known.join(", ")
            )));
        };
        if !(feature.min..=feature.latest_production).contains(level) {
            return Err(FormatError::Options(format!(
                "{name} cannot be {level}: supported levels are {} to {}.",
                feature.min, feature.latest_production
            )));
        }
        levels.insert(name.clone(), *level);
    }
    let kraft_version = levels.get(KRAFT_VERSION).copied().unwrap_or(0);
    if dynamic && kraft_version == 0 {
        return Err(FormatError::Options(format!(
            "Without controller.quorum.voters the voters are dynamic, which {KRAFT_VERSION} 0 cannot have."
        )));
    }
    if kraft_version > 0 && metadata_version < FIRST_DYNAMIC {
        let needed = METADATA_VERSIONS.iter().find(|v| v.level == FIRST_DYNAMIC).map_or("", |v| v.name);
        return Err(FormatError::Options(format!(
            "{KRAFT_VERSION} {kraft_version} needs {METADATA_VERSION} {needed} or later: choose a later release version, or \
             static voters (controller.quorum.voters)."
        )));
    }
    levels.retain(|_, level| *level > 0);
    Ok(levels)
}

fn bootstrap(metadata_version: i16, features: &BTreeMap<String, i16>) -> Snapshot {
    let record = |name: &str, feature_level: i16| {
        MetadataRecord::FeatureLevel(FeatureLevelRecord { name: name.to_owned(), feature_level, ..Default::default() })
    };
    let others = features.iter().filter(|(name, _)| *name != KRAFT_VERSION);
    let records = std::iter::once(record(METADATA_VERSION, metadata_version))
        .chain(others.map(|(name, level)| record(name, *level)))
        .collect();
    Snapshot { records, ..Snapshot::default() }
}

/// The directory id that the given controllers name for this node.
fn own_directory_id(config: &BrokerConfig, options: &FormatOptions) -> Result<Option<Uuid>, FormatError> {
    let InitialControllers::Given(controllers) = &options.initial_controllers else { return Ok(None) };
    match controllers.iter().find(|controller| controller.id == config.node_id) {
        Some(own) => Ok(Some(own.directory_id)),
        None => Err(FormatError::Options(format!(
            "The controllers given do not include this node, {}: use --no-initial-controllers on a node that joins later.",
            config.node_id
        ))),
    }
}

/// The voters that the snapshot at offset 0 names.
fn initial_voters(
    config: &BrokerConfig,
    options: &FormatOptions,
    directory_id: Uuid,
) -> Result<Option<VoterSet>, FormatError> {
    let listener = config.advertised_controller_listeners.first();
    let name = listener.map(|listener| listener.name.clone()).unwrap_or_default();
    let voter = |id, directory_id, host: &str, port| Voter {
        key: ReplicaKey::new(id, directory_id),
        endpoints: vec![Endpoint { name: name.clone(), host: host.to_owned(), port }],
        min_kraft_version: 0,
        max_kraft_version: 1,
    };
    match &options.initial_controllers {
        InitialControllers::FromConfig | InitialControllers::Joining => Ok(None),
        InitialControllers::Standalone => {
            let Some(listener) = listener else {
                return Err(FormatError::Options("This node has no controller listener.".into()));
            };
            Ok(Some(VoterSet::new([voter(config.node_id, directory_id, &listener.host, listener.port)])))
        }
        InitialControllers::Given(controllers) => {
            let voters = controllers.iter().map(|c| voter(c.id, c.directory_id, &c.address.host, c.address.port));
            let set = VoterSet::new(voters);
            if set.len() != controllers.len() {
                return Err(FormatError::Options("A controller is given twice.".into()));
            }
            Ok(Some(set))
        }
    }
}

async fn write_voters(dir: &Path, kraft_version: i16, voters: VoterSet) -> Result<(), FormatError> {
    let partition = dir.join(names::partition_dir(TOPIC, 0));
    let now_ms = time::wall_ms();
    let snapshot = Snapshot { last_contained_ms: now_ms, kraft_version, voters: Some(voters), records: Vec::new() };
    let io = |path: &Path| {
        let path = path.to_owned();
        move |error| FormatError::Io { path, error }
    };
    fs::create_dir_all(&partition).await.map_err(io(&partition))?;
    snapshot.write(&partition.join(snapshot::file_name(OffsetAndEpoch::default())), 0, now_ms, |_| 0).await?;
    fs::sync_dir(dir).await.map_err(io(dir))
}

//! Writes the tables: API keys, error codes, settings, features.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::names;
use crate::schema::{Error, Kind, Message, Result, read_json};

const GENERATED: &str = "// Written by ringmain-codegen from the tables of Apache Kafka 4.3. Do not edit.\n";

fn read<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<Vec<T>> {
    serde_json::from_value(read_json(path)?).map_err(|e| Error::Json(path.to_owned(), e))
}

#[derive(Deserialize)]
struct Api {
    key: i16,
    name: String,
    min: i16,
    max_stable: i16,
    max: i16,
    broker: bool,
    controller: bool,
    cluster_action: bool,
    forwardable: bool,
}

/// `api_key.rs`: the enum, its table, and the header versions that follow from the messages' flexible versions.
pub fn api_key(tables: &Path, rpc: &[Message]) -> Result<String> {
    let mut apis: Vec<Api> = read(&tables.join("apis.json"))?;
    apis.sort_by_key(|api| api.key);
    let names: BTreeMap<i16, &str> = rpc
        .iter()
        .filter(|m| m.kind == Kind::Request)
        .filter_map(|m| m.api_key.map(|key| (key, m.name.trim_end_matches("Request"))))
        .collect();
    let flexible = |key: i16, kind: Kind| {
        let message = rpc.iter().find(|m| m.kind == kind && m.api_key == Some(key));
        message.filter(|m| !m.flexible.is_empty()).map_or(i16::MAX, |m| m.flexible.low)
    };

    let mut out = format!(
        "//! Kafka's APIs: their keys, the versions of each, and who serves them.\n{GENERATED}\nuse std::fmt;\n\n\
         /// An API of Kafka's protocol, removed ones included.\n#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]\n\
         #[repr(i16)]\npub enum ApiKey {{\n"
    );
    let mut rows = String::new();
    let mut from = String::new();
    let mut infos = String::new();
    for api in &apis {
        let Some(name) = names.get(&api.key) else {
            return Err(Error::Schema("apis.json".into(), format!("no request has key {}", api.key)));
        };
        let _ = writeln!(out, "{name} = {},", api.key);
        let _ = writeln!(from, "{} => ApiKey::{name},", api.key);
        let _ = writeln!(infos, "ApiKey::{name} => &APIS[{}],", rows.matches("key:").count());
        let version = |v: i16| if v == i16::MAX { "i16::MAX".to_owned() } else { v.to_string() };
        let _ = writeln!(
            rows,
            "ApiInfo {{ key: ApiKey::{name}, name: {:?}, min: {}, max_stable: {}, max: {}, broker: {}, controller: {}, \
             cluster_action: {}, forwardable: {}, first_flexible_request: {}, first_flexible_response: {} }},",
            api.name,
            api.min,
            api.max_stable,
            api.max,
            api.broker,
            api.controller,
            api.cluster_action,
            api.forwardable,
            version(flexible(api.key, Kind::Request)),
            version(flexible(api.key, Kind::Response)),
        );
    }
    let _ = write!(
        out,
        "}}\n\n/// What is known of an API.\n#[derive(Clone, Copy, Debug, PartialEq, Eq)]\npub struct ApiInfo {{\n\
         pub key: ApiKey,\n/// Kafka's name, such as `LIST_OFFSETS`.\npub name: &'static str,\npub min: i16,\n\
         /// The highest version that is stable; -1 where no version is, as for removed APIs.\npub max_stable: i16,\n\
         /// The highest version of the schemas, stable or not.\npub max: i16,\n/// Served on broker listeners.\npub broker: bool,\n\
         /// Served on controller listeners.\npub controller: bool,\n/// For brokers and controllers only: needs CLUSTER_ACTION.\n\
         pub cluster_action: bool,\n/// A broker passes it on to the controller in an envelope.\npub forwardable: bool,\n\
         /// `i16::MAX` where none is.\npub first_flexible_request: i16,\npub first_flexible_response: i16,\n}}\n\n\
         /// Every API, by key.\npub static APIS: [ApiInfo; {}] = [\n{rows}];\n\n",
        apis.len()
    );
    let _ = write!(
        out,
        "impl ApiKey {{\n\
         pub fn from_key(key: i16) -> Option<Self> {{\nSome(match key {{\n{from}_ => return None,\n}})\n}}\n\n\
         pub const fn key(self) -> i16 {{\nself as i16\n}}\n\n\
         pub const fn info(self) -> &'static ApiInfo {{\nmatch self {{\n{infos}}}\n}}\n\n\
         /// Kafka's name, such as `LIST_OFFSETS`.\npub const fn name(self) -> &'static str {{\nself.info().name\n}}\n\n\
         pub const fn min_version(self) -> i16 {{\nself.info().min\n}}\n\n\
         /// The highest stable version; below [`ApiKey::min_version`] for a removed API.\n\
         pub const fn max_version(self) -> i16 {{\nself.info().max_stable\n}}\n\n\
         /// Whether a stable version of the API.\npub const fn supports(self, version: i16) -> bool {{\n\
         self.min_version() <= version && version <= self.max_version()\n}}\n\n\
         pub const fn is_forwardable(self) -> bool {{\nself.info().forwardable\n}}\n\n\
         pub const fn is_cluster_action(self) -> bool {{\nself.info().cluster_action\n}}\n\n\
         pub const fn on_broker(self) -> bool {{\nself.info().broker\n}}\n\n\
         pub const fn on_controller(self) -> bool {{\nself.info().controller\n}}\n\n\
         /// The version of the request header: 2 with tagged fields, else 1. Also right for versions that are not supported yet.\n\
         pub const fn request_header_version(self, version: i16) -> i16 {{\n\
         if version >= self.info().first_flexible_request {{ 2 }} else {{ 1 }}\n}}\n\n\
         /// The version of the response header. That of ApiVersions is always 0, so that a client which does not know yet what\n\
         /// the broker speaks can read it (KIP-511).\n\
         pub const fn response_header_version(self, version: i16) -> i16 {{\n\
         match self {{\nApiKey::ApiVersions => 0,\n_ if version >= self.info().first_flexible_response => 1,\n_ => 0,\n}}\n}}\n}}\n\n\
         impl fmt::Display for ApiKey {{\nfn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {{\nf.write_str(self.name())\n}}\n}}\n\n\
         #[cfg(test)]\nmod tests {{\nuse super::*;\n\n\
         #[test]\nfn keys_find_their_rows() {{\nfor info in &APIS {{\nassert_eq!(ApiKey::from_key(info.key.key()), Some(info.key));\n\
         assert_eq!(info.key.info(), info);\n}}\nassert_eq!(ApiKey::from_key(-1), None);\n}}\n\n\
         #[test]\nfn header_versions() {{\nassert_eq!(ApiKey::Produce.request_header_version(8), 1);\n\
         assert_eq!(ApiKey::Produce.request_header_version(9), 2);\nassert_eq!(ApiKey::Produce.response_header_version(8), 0);\n\
         assert_eq!(ApiKey::Produce.response_header_version(9), 1);\nassert_eq!(ApiKey::ApiVersions.request_header_version(99), 2);\n\
         assert_eq!(ApiKey::ApiVersions.response_header_version(3), 0);\nassert_eq!(ApiKey::SaslHandshake.request_header_version(1), 1);\n\
         assert!(!ApiKey::LeaderAndIsr.supports(0));\n}}\n}}\n"
    );
    Ok(out)
}

#[derive(Deserialize)]
struct ErrorRow {
    code: i16,
    name: String,
    retriable: bool,
}

/// `error_code.rs`.
pub fn error_code(tables: &Path) -> Result<String> {
    let errors: Vec<ErrorRow> = read(&tables.join("errors.json"))?;
    let (mut variants, mut from, mut names, mut retriable) = (String::new(), String::new(), String::new(), Vec::new());
    for error in &errors {
        let variant = names::pascal(&error.name);
        let _ = writeln!(variants, "{variant} = {},", error.code);
        let _ = writeln!(from, "{} => ErrorCode::{variant},", error.code);
        let _ = writeln!(names, "ErrorCode::{variant} => {:?},", error.name);
        if error.retriable {
            retriable.push(format!("ErrorCode::{variant}"));
        }
    }
    Ok(format!(
        "//! Kafka's error codes.\n{GENERATED}\nuse std::fmt;\n\n\
         /// The code of an error on the wire. [`ErrorCode::None`] is success.\n\
         #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]\n#[repr(i16)]\npub enum ErrorCode {{\n{}}}\n\n\
         impl ErrorCode {{\n\
         /// Every code, in rising order.\npub const ALL: [ErrorCode; {}] = [{}];\n\n\
         pub const fn code(self) -> i16 {{\nself as i16\n}}\n\n\
         /// Kafka's name, such as `NOT_LEADER_OR_FOLLOWER`.\npub const fn name(self) -> &'static str {{\nmatch self {{\n{names}}}\n}}\n\n\
         /// Whether a client may send the same request again and hope.\npub const fn is_retriable(self) -> bool {{\n\
         matches!(self, {})\n}}\n\n\
         pub const fn is_error(self) -> bool {{\n!matches!(self, ErrorCode::None)\n}}\n}}\n\n\
         impl From<i16> for ErrorCode {{\n/// A code that is not known is [`ErrorCode::UnknownServerError`], as in Kafka's clients.\n\
         fn from(code: i16) -> Self {{\nmatch code {{\n{from}_ => ErrorCode::UnknownServerError,\n}}\n}}\n}}\n\n\
         impl From<ErrorCode> for i16 {{\nfn from(error: ErrorCode) -> i16 {{\nerror.code()\n}}\n}}\n\n\
         impl fmt::Display for ErrorCode {{\nfn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {{\nf.write_str(self.name())\n}}\n}}\n\n\
         impl std::error::Error for ErrorCode {{}}\n\n\
         #[cfg(test)]\nmod tests {{\nuse super::*;\n\n\
         #[test]\nfn codes_round_trip_and_unknown_ones_fall_back() {{\nfor error in ErrorCode::ALL {{\n\
         assert_eq!(ErrorCode::from(i16::from(error)), error);\n}}\n\
         assert_eq!(ErrorCode::from(i16::MAX), ErrorCode::UnknownServerError);\n\
         assert_eq!(ErrorCode::NotLeaderOrFollower.to_string(), \"NOT_LEADER_OR_FOLLOWER\");\n\
         assert!(ErrorCode::NotLeaderOrFollower.is_retriable() && !ErrorCode::OffsetOutOfRange.is_retriable());\n}}\n}}\n",
        variants.replace("None = 0", "#[default]\nNone = 0"),
        errors.len(),
        errors.iter().map(|e| format!("ErrorCode::{}", names::pascal(&e.name))).collect::<Vec<_>>().join(", "),
        retriable.join(" | "),
    ))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Setting {
    name: String,
    r#type: String,
    #[serde(default)]
    default: Value,
    importance: String,
    valid: Option<String>,
    update: Option<String>,
    broker_synonym: Option<String>,
    #[serde(default)]
    internal: bool,
    #[serde(default)]
    required: bool,
}

/// A table of settings: `broker.json`, `topic.json` or `group.json`.
pub fn settings(tables: &Path, table: &str) -> Result<String> {
    let settings: Vec<Setting> = read(&tables.join(format!("{table}.json")))?;
    let mut out = format!(
        "//! Kafka's {table} settings.\n{GENERATED}\nuse super::{{ConfigDef, ConfigType, Importance, UpdateMode}};\n\n\
         /// By name, in rising order.\npub static {}: &[ConfigDef] = &[\n",
        table.to_uppercase()
    );
    let mut sorted: Vec<&Setting> = settings.iter().collect();
    sorted.sort_by(|a, b| a.name.cmp(&b.name));
    for s in sorted {
        let update = match s.update.as_deref() {
            None => "ReadOnly",
            Some("per-broker") => "PerBroker",
            Some("cluster-wide") => "ClusterWide",
            Some(other) => return Err(Error::Schema(table.into(), format!("{}: update \"{other}\"", s.name))),
        };
        // Topic and group settings can always be changed while running.
        let update = if table == "broker" { update } else { "Dynamic" };
        let default = match text_of(&s.default) {
            Some(text) => format!("Some({text:?})"),
            None => "None".into(),
        };
        let _ = writeln!(
            out,
            "ConfigDef {{ name: {:?}, ty: ConfigType::{}, default: {default}, required: {}, valid: {:?}, \
             importance: Importance::{}, update: UpdateMode::{update}, broker_synonym: {:?}, internal: {} }},",
            s.name,
            names::pascal(&s.r#type),
            s.required,
            s.valid,
            names::pascal(&s.importance),
            s.broker_synonym,
            s.internal,
        );
    }
    out.push_str("];\n");
    Ok(out)
}

/// A default as it would stand in a properties file.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => Some(items.iter().filter_map(text_of).collect::<Vec<_>>().join(",")),
        // Java writes exponents as E308.
        other => Some(other.to_string().replace("e+", "E")),
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Feature {
    MetadataVersion { metadata_version: String, level: i16, changed_metadata: bool },
    Feature { feature: String, min: i16, latest_production: i16, latest_testing: i16 },
}

/// `features.rs`.
pub fn features(tables: &Path) -> Result<String> {
    let rows: Vec<Feature> = read(&tables.join("features.json"))?;
    let (mut versions, mut features) = (String::new(), String::new());
    for row in &rows {
        let _ = match row {
            Feature::MetadataVersion { metadata_version, level, changed_metadata } => writeln!(
                versions,
                "MetadataVersion {{ name: {metadata_version:?}, level: {level}, changed_metadata: {changed_metadata} }},"
            ),
            Feature::Feature { feature, min, latest_production, latest_testing } => writeln!(
                features,
                "Feature {{ name: {feature:?}, min: {min}, latest_production: {latest_production}, latest_testing: {latest_testing} }},"
            ),
        };
    }
    Ok(format!(
        "//! Kafka's metadata versions and features.\n{GENERATED}\nuse super::{{Feature, MetadataVersion}};\n\n\
         /// By level, in rising order.\npub static METADATA_VERSIONS: &[MetadataVersion] = &[\n{versions}];\n\n\
         /// The features besides `metadata.version`.\npub static FEATURES: &[Feature] = &[\n{features}];\n"
    ))
}

//! `meta.properties`: whose log directory this is (KIP-631, KIP-858).
//!
//! Promises: reads what Kafka's Java properties writer leaves; writes version 1 so that Kafka reads it back. Keys that are
//! not known are kept. Whether the ids are the right ones is the caller's question.

use ringmain_protocol::uuid::Uuid;

pub const FILE_NAME: &str = "meta.properties";

/// Why a text is no `meta.properties`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MetaPropertiesError {
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error("{name} has the value {value:?}")]
    Value { name: &'static str, value: String },
    #[error("version {0} is not known (this knows 0 and 1)")]
    Version(i32),
}

/// The identity of a log directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetaProperties {
    /// 0 (written by brokers of the ZooKeeper time) or 1.
    pub version: i32,
    pub cluster_id: Option<String>,
    pub node_id: Option<i32>,
    pub directory_id: Option<Uuid>,
    /// Keys that have no meaning here, in the order read.
    pub other: Vec<(String, String)>,
}

impl MetaProperties {
    pub fn new(cluster_id: &str, node_id: i32, directory_id: Uuid) -> Self {
        Self {
            version: 1,
            cluster_id: Some(cluster_id.to_owned()),
            node_id: Some(node_id),
            directory_id: Some(directory_id),
            other: Vec::new(),
        }
    }

    pub fn parse(bytes: &[u8]) -> Result<Self, MetaPropertiesError> {
        let text = String::from_utf8_lossy(bytes);
        let mut properties =
            Self { version: -1, cluster_id: None, node_id: None, directory_id: None, other: Vec::new() };
        let mut version = None;
        for line in text.lines() {
            let line = line.trim_start();
            if line.is_empty() || line.starts_with(['#', '!']) {
                continue;
            }
            let (key, value) = split_property(line);
            let wrong = |name| MetaPropertiesError::Value { name, value: value.clone() };
            match key.as_str() {
                "version" => version = Some(value.parse().map_err(|_| wrong("version"))?),
                "cluster.id" => properties.cluster_id = Some(value),
                "node.id" => properties.node_id = Some(value.parse().map_err(|_| wrong("node.id"))?),
                // Version 0 says broker.id; version 1 keeps it only where a tool wrote both.
                "broker.id" if properties.node_id.is_none() => {
                    properties.node_id = Some(value.parse().map_err(|_| wrong("broker.id"))?);
                }
                "directory.id" => properties.directory_id = Some(value.parse().map_err(|_| wrong("directory.id"))?),
                _ => properties.other.push((key, value)),
            }
        }
        properties.version = version.ok_or(MetaPropertiesError::Missing("version"))?;
        match properties.version {
            0 => {}
            1 if properties.cluster_id.is_none() => return Err(MetaPropertiesError::Missing("cluster.id")),
            1 if properties.node_id.is_none() => return Err(MetaPropertiesError::Missing("node.id")),
            1 => {}
            other => return Err(MetaPropertiesError::Version(other)),
        }
        Ok(properties)
    }

    /// The text of the file, always of version 1.
    pub fn to_text(&self) -> String {
        let mut text = String::from("#\nversion=1\n");
        let mut put = |key: &str, value: &str| {
            text.push_str(&escape(key, true));
            text.push('=');
            text.push_str(&escape(value, false));
            text.push('\n');
        };
        if let Some(id) = &self.cluster_id {
            put("cluster.id", id);
        }
        if let Some(id) = self.node_id {
            put("node.id", &id.to_string());
        }
        if let Some(id) = self.directory_id {
            put("directory.id", &id.to_string());
        }
        self.other.iter().for_each(|(key, value)| put(key, value));
        text
    }
}

/// Key and value of a Java properties line: separated by `=`, `:` or blanks; a backslash escapes.
fn split_property(line: &str) -> (String, String) {
    let mut key = String::new();
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => key.extend(unescape(&mut chars)),
            '=' | ':' => break,
            ' ' | '\t' => {
                let rest = chars.as_str().trim_start();
                chars = rest.strip_prefix(['=', ':']).unwrap_or(rest).chars();
                break;
            }
            c => key.push(c),
        }
    }
    let mut value = String::new();
    let mut chars = chars.as_str().trim_start().chars();
    while let Some(c) = chars.next() {
        if c == '\\' { value.extend(unescape(&mut chars)) } else { value.push(c) }
    }
    (key, value.trim_end().to_owned())
}

fn unescape(chars: &mut std::str::Chars<'_>) -> Option<char> {
    match chars.next()? {
        't' => Some('\t'),
        'n' => Some('\n'),
        'r' => Some('\r'),
        'u' => {
            let digits = chars.as_str().get(..4)?;
            let code = u32::from_str_radix(digits, 16).ok()?;
            *chars = chars.as_str().get(4..)?.chars();
            char::from_u32(code)
        }
        c => Some(c),
    }
}

fn escape(text: &str, is_key: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for (i, c) in text.chars().enumerate() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' | '=' | ':' | '#' | '!' => out.extend(['\\', c]),
            ' ' if is_key || i == 0 => out.push_str("\\ "),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const KAFKAS: &str = "#\n#Sat Nov 21 11:34:24 UTC 2026\nnode.id=1\ndirectory.id=QDkiCmQJQHocSD3Uv_gyBw\nversion=1\n\
                          cluster.id=TKfZECdXSW-4Gjzjr-coRQ\n";

    #[test]
    fn reads_kafkas() {
        let read = MetaProperties::parse(KAFKAS.as_bytes()).unwrap();
        let id = "QDkiCmQJQHocSD3Uv_gyBw".parse().unwrap();
        assert_eq!(read, MetaProperties::new("TKfZECdXSW-4Gjzjr-coRQ", 1, id));
        assert_eq!(MetaProperties::parse(read.to_text().as_bytes()), Ok(read));
    }

    #[test]
    fn reads_the_java_ways_of_writing_a_property() {
        let text = "! comment\nversion : 1\ncluster.id=a\\=b\\u0063 \\\\d\n  node.id 7\nx\\ y=z\n";
        let read = MetaProperties::parse(text.as_bytes()).unwrap();
        assert_eq!(read.cluster_id.as_deref(), Some("a=bc \\d"));
        assert_eq!(read.node_id, Some(7));
        assert_eq!(read.other, [("x y".to_owned(), "z".to_owned())]);
        assert_eq!(MetaProperties::parse(read.to_text().as_bytes()), Ok(read));
    }

    #[test]
    fn version_0_has_a_broker_id() {
        let read = MetaProperties::parse(b"version=0\nbroker.id=3\n").unwrap();
        assert_eq!((read.version, read.node_id, read.cluster_id), (0, Some(3), None));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "version=x", "version=2\n", "version=1\nnode.id=1\n", "version=1\ncluster.id=a\n"] {
            assert!(MetaProperties::parse(text.as_bytes()).is_err(), "{text:?}");
        }
        assert!(MetaProperties::parse(b"version=1\ncluster.id=a\nnode.id=1\ndirectory.id=short").is_err());
    }
}

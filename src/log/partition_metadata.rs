//! `partition.metadata`: which topic id a partition's directory belongs to (KIP-516).
//!
//! Promise: the text is Kafka's; a file with another version, without an id or with the id of no topic is an error.

use ringmain_protocol::uuid::Uuid;

pub const FILE_NAME: &str = "partition.metadata";
const VERSION: &str = "0";

/// Why a text is no `partition.metadata`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PartitionMetadataError {
    #[error("version {0:?} is not known (this knows {VERSION})")]
    Version(String),
    #[error("line {0:?} is malformed")]
    Malformed(String),
    #[error("no topic id is given")]
    NoTopicId,
}

pub fn write(topic_id: Uuid) -> String {
    format!("version: {VERSION}\ntopic_id: {topic_id}")
}

pub fn parse(bytes: &[u8]) -> Result<Uuid, PartitionMetadataError> {
    let text = String::from_utf8_lossy(bytes);
    let mut topic_id = Uuid::ZERO;
    for line in text.lines() {
        let malformed = || PartitionMetadataError::Malformed(line.to_owned());
        let (name, value) = line.split_once(':').ok_or_else(malformed)?;
        match (name, value.trim()) {
            ("version", VERSION) => {}
            ("version", other) => return Err(PartitionMetadataError::Version(other.to_owned())),
            ("topic_id", id) => topic_id = id.parse().map_err(|_| malformed())?,
            _ => return Err(malformed()),
        }
    }
    if topic_id.is_zero() { Err(PartitionMetadataError::NoTopicId) } else { Ok(topic_id) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_kafkas() {
        let id: Uuid = "fIqN9xGGR0OD3yUHq3lYJw".parse().unwrap();
        assert_eq!(write(id), "version: 0\ntopic_id: fIqN9xGGR0OD3yUHq3lYJw");
        assert_eq!(parse(write(id).as_bytes()), Ok(id));
    }

    #[test]
    fn anything_else_is_refused() {
        assert_eq!(parse(b""), Err(PartitionMetadataError::NoTopicId));
        assert_eq!(parse(b"version: 1\n"), Err(PartitionMetadataError::Version("1".into())));
        for text in ["topic_id: x", "hello", "version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAAAA", "\u{0}\u{0}"] {
            assert!(parse(text.as_bytes()).is_err(), "{text:?}");
        }
    }
}

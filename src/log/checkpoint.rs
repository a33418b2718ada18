//! Kafka's checkpoint files: a version line, a count line, then one line an entry.
//!
//! `recovery-point-offset-checkpoint`, `log-start-offset-checkpoint` and `replication-offset-checkpoint` hold an offset for
//! each partition of a log directory; `leader-epoch-checkpoint` (in a partition's directory) an offset for each epoch.
//! Promise: a file that is not exactly this is an error that names the line. Writing it in one piece is the caller's task.

use std::fmt::Write;

use super::leader_epoch::EpochEntry;

pub const RECOVERY_POINT_FILE: &str = "recovery-point-offset-checkpoint";
pub const LOG_START_OFFSET_FILE: &str = "log-start-offset-checkpoint";
pub const HIGH_WATERMARK_FILE: &str = "replication-offset-checkpoint";
pub const LEADER_EPOCH_FILE: &str = "leader-epoch-checkpoint";
const VERSION: i64 = 0;

/// Why a text is no checkpoint file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    #[error("line {line} is malformed: {text:?}")]
    Malformed { line: usize, text: String },
    #[error("version {version} is not known (this knows {VERSION})")]
    Version { version: i64 },
    #[error("{found} entries where the count says {declared}")]
    Count { declared: i64, found: usize },
}

/// An offset of a partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartitionOffset {
    pub topic: String,
    pub partition: i32,
    pub offset: i64,
}

/// The text of an offset checkpoint.
pub fn write_offsets<'a>(entries: impl ExactSizeIterator<Item = (&'a str, i32, i64)>) -> String {
    let mut text = format!("{VERSION}\n{}\n", entries.len());
    for (topic, partition, offset) in entries {
        let _ = writeln!(text, "{topic} {partition} {offset}");
    }
    text
}

/// Reads an offset checkpoint.
pub fn parse_offsets(bytes: &[u8]) -> Result<Vec<PartitionOffset>, CheckpointError> {
    parse(bytes, |line| {
        let mut words = line.split_whitespace();
        let entry = PartitionOffset {
            topic: words.next()?.to_owned(),
            partition: words.next()?.parse().ok()?,
            offset: words.next()?.parse().ok()?,
        };
        words.next().is_none().then_some(entry)
    })
}

/// The text of a leader-epoch checkpoint.
pub fn write_epochs(entries: &[EpochEntry]) -> String {
    let mut text = format!("{VERSION}\n{}\n", entries.len());
    for entry in entries {
        let _ = writeln!(text, "{} {}", entry.epoch, entry.start_offset);
    }
    text
}

/// Reads a leader-epoch checkpoint.
pub fn parse_epochs(bytes: &[u8]) -> Result<Vec<EpochEntry>, CheckpointError> {
    parse(bytes, |line| {
        let mut words = line.split_whitespace();
        let entry = EpochEntry { epoch: words.next()?.parse().ok()?, start_offset: words.next()?.parse().ok()? };
        let sane = entry.epoch >= 0 && entry.start_offset >= 0;
        (sane && words.next().is_none()).then_some(entry)
    })
}

fn parse<T>(bytes: &[u8], entry: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, CheckpointError> {
    // Kafka creates some of these files empty and fills them later.
    if bytes.is_empty() {
        return Ok(Vec::new());
    }
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.lines().enumerate();
    let mut number = || -> Result<i64, CheckpointError> {
        let (line, text) = lines.next().unwrap_or((0, ""));
        text.trim().parse().map_err(|_| CheckpointError::Malformed { line: line + 1, text: text.to_owned() })
    };
    let version = number()?;
    if version != VERSION {
        return Err(CheckpointError::Version { version });
    }
    let declared = number()?;
    let mut entries = Vec::new();
    for (line, text) in lines {
        entries.push(entry(text).ok_or_else(|| CheckpointError::Malformed { line: line + 1, text: text.to_owned() })?);
    }
    if i64::try_from(entries.len()) != Ok(declared) {
        return Err(CheckpointError::Count { declared, found: entries.len() });
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_kafkas_text() {
        let text = write_offsets([("orders", 0, 42), ("a.b", 11, 0)].into_iter());
        assert_eq!(text, "0\n2\norders 0 42\na.b 11 0\n");
        let parsed = parse_offsets(text.as_bytes()).unwrap();
        assert_eq!(parsed[1], PartitionOffset { topic: "a.b".into(), partition: 11, offset: 0 });
        assert_eq!(parse_offsets(b"0\n0\n"), Ok(vec![]));
        assert_eq!(parse_offsets(b""), Ok(vec![]));
    }

    #[test]
    fn epochs_are_kafkas_text() {
        let entries = [EpochEntry { epoch: 0, start_offset: 0 }, EpochEntry { epoch: 5, start_offset: 1234 }];
        let text = write_epochs(&entries);
        assert_eq!(text, "0\n2\n0 0\n5 1234\n");
        assert_eq!(parse_epochs(text.as_bytes()), Ok(entries.to_vec()));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in
            ["x", "0", "0\n1\n", "0\n1\na 0\n", "0\n1\na 0 1 2\n", "0\n2\na 0 1\n", "0\n0\na 0 1\n", "0\n1\na 0 z\n"]
        {
            assert!(parse_offsets(text.as_bytes()).is_err(), "{text:?}");
        }
        assert_eq!(parse_offsets(b"1\n0\n"), Err(CheckpointError::Version { version: 1 }));
        assert!(parse_epochs(b"0\n1\n-1 0\n").is_err());
        assert!(parse_offsets(&[0xff, 0xfe, b'\n']).is_err());
    }
}

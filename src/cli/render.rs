//! A record as a line: by a format or as JSON.
//!
//! Promises: a format prints bytes as they are; JSON is one line and loses nothing: what is not UTF-8 is given in hexadecimal.

use std::io::{self, Write};
use std::str::FromStr;

use ringmain_protocol::records::RecordRef;
use serde_json::{Map, Value, json};

/// How records are printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    Template(Vec<Part>),
    Json,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Text(String),
    Field(Field),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Topic,
    Partition,
    Offset,
    Timestamp,
    Key,
    Value,
    Headers,
}

const FIELDS: [(&str, Field); 7] = [
    ("topic", Field::Topic),
    ("partition", Field::Partition),
    ("offset", Field::Offset),
    ("timestamp", Field::Timestamp),
    ("key", Field::Key),
    ("value", Field::Value),
    ("headers", Field::Headers),
];

/// What stands for a key or value that is null.
const NULL: &[u8] = b"null";

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let after = rest.get(c.len_utf8()..).unwrap_or_default();
            let escape = if c == '\\' { after.chars().next() } else { None };
            if let Some(escaped) = escape.and_then(|letter| match letter {
                't' => Some('\t'),
                'n' => Some('\n'),
                '\\' => Some('\\'),
                '{' => Some('{'),
                _ => None,
            }) {
                plain.push(escaped);
                rest = after.get(1..).unwrap_or_default();
            } else if c == '{' {
                let (name, behind) = after.split_once('}').ok_or("a { without }; write \\{ for the character")?;
                let field = FIELDS.iter().find(|(known, _)| *known == name).map(|(_, field)| *field);
                let names: Vec<_> = FIELDS.iter().map(|(name, _)| *name).collect();
                let field = field.ok_or_else(|| format!("{{{name}}} is no field: there are {}", names.join(", ")))?;
                if !plain.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut plain)));
                }
                parts.push(Part::Field(field));
                rest = behind;
            } else {
                plain.push(c);
                rest = after;
            }
        }
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Ok(Format::Template(parts))
    }
}

impl Format {
    /// Writes a record and a line feed.
    pub fn write(&self, out: &mut impl Write, topic: &str, partition: i32, record: &RecordRef<'_>) -> io::Result<()> {
        match self {
            Format::Json => {
                let mut object = record_json(record);
                object.insert("topic".to_owned(), topic.into());
                object.insert("partition".to_owned(), partition.into());
                serde_json::to_writer(&mut *out, &object)?;
            }
            Format::Template(parts) => {
                for part in parts {
                    match part {
                        Part::Text(text) => out.write_all(text.as_bytes())?,
                        Part::Field(Field::Topic) => out.write_all(topic.as_bytes())?,
                        Part::Field(Field::Partition) => write!(out, "{partition}")?,
                        Part::Field(Field::Offset) => write!(out, "{}", record.offset)?,
                        Part::Field(Field::Timestamp) => write!(out, "{}", record.timestamp)?,
                        Part::Field(Field::Key) => out.write_all(record.key.unwrap_or(NULL))?,
                        Part::Field(Field::Value) => out.write_all(record.value.unwrap_or(NULL))?,
                        Part::Field(Field::Headers) => write_headers(out, record)?,
                    }
                }
            }
        }
        out.write_all(b"\n")
    }
}

fn write_headers(out: &mut impl Write, record: &RecordRef<'_>) -> io::Result<()> {
    for (i, header) in record.headers.enumerate() {
        if i > 0 {
            out.write_all(b",")?;
        }
        out.write_all(header.key)?;
        out.write_all(b":")?;
        out.write_all(header.value.unwrap_or(NULL))?;
    }
    Ok(())
}

/// A record without where it is from: also for `log dump`.
pub fn record_json(record: &RecordRef<'_>) -> Map<String, Value> {
    let headers: Vec<Value> = record
        .headers
        .map(|header| json!({"key": bytes_json(Some(header.key)), "value": bytes_json(header.value)}))
        .collect();
    let mut object = Map::new();
    object.insert("offset".to_owned(), record.offset.into());
    object.insert("timestamp".to_owned(), record.timestamp.into());
    object.insert("key".to_owned(), bytes_json(record.key));
    object.insert("value".to_owned(), bytes_json(record.value));
    object.insert("headers".to_owned(), headers.into());
    object
}

/// For people: text with what is not printable escaped.
pub fn bytes_text(bytes: Option<&[u8]>) -> String {
    match bytes {
        None => "null".to_owned(),
        Some(bytes) => format!("\"{}\"", bytes.escape_ascii()),
    }
}

fn bytes_json(bytes: Option<&[u8]>) -> Value {
    match bytes.map(std::str::from_utf8) {
        None => Value::Null,
        Some(Ok(text)) => text.into(),
        Some(Err(_)) => {
            let hex: String = bytes.unwrap_or_default().iter().map(|byte| format!("{byte:02x}")).collect();
            json!({ "hex": hex })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ringmain_protocol::records::{BatchBuilder, BatchOptions, BatchRef, Compressor, Decompressor, HeaderRef};

    fn render(format: &str, key: Option<&[u8]>, value: Option<&[u8]>, headers: &[HeaderRef<'_>]) -> String {
        let mut builder = BatchBuilder::new(BatchOptions { base_offset: 7, ..BatchOptions::default() });
        builder.append(1234, key, value, headers).unwrap();
        let mut bytes = Vec::new();
        builder.build(&mut Compressor::default(), &mut bytes).unwrap();
        let mut decompressor = Decompressor::default();
        let batch = BatchRef::parse(&bytes).unwrap();
        let record = batch.records(&mut decompressor, 1000).unwrap().next().unwrap().unwrap();
        let format = if format == "json" { Format::Json } else { format.parse().unwrap() };
        let mut out = Vec::new();
        format.write(&mut out, "orders", 3, &record).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn formats_by_table() {
        let headers = [HeaderRef { key: b"a", value: Some(b"1") }, HeaderRef { key: b"b", value: None }];
        for (format, expected) in [
            ("{value}", "v\n"),
            ("{topic}-{partition}@{offset} {timestamp}", "orders-3@7 1234\n"),
            (r"{key}\t{value}\\", "null\tv\\\n"),
            ("{headers}", "a:1,b:null\n"),
            (r"\{value}", "{value}\n"),
            ("", "\n"),
            ("ü\\x", "ü\\x\n"),
        ] {
            assert_eq!(render(format, None, Some(b"v"), &headers), expected, "{format}");
        }
    }

    #[test]
    fn wrong_formats_say_what_there_is() {
        assert!("{vlaue}".parse::<Format>().unwrap_err().contains("value"));
        assert!("{value".parse::<Format>().unwrap_err().contains("without }"));
    }

    #[test]
    fn json_loses_nothing() {
        let text = render("json", Some(&[0xff, 0x00]), None, &[HeaderRef { key: b"k", value: Some("ä\n".as_bytes()) }]);
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(text.matches('\n').count(), 1);
        let expected = json!({
            "topic": "orders", "partition": 3, "offset": 7, "timestamp": 1234,
            "key": {"hex": "ff00"}, "value": null, "headers": [{"key": "k", "value": "ä\n"}],
        });
        assert_eq!(value, expected);
    }
}

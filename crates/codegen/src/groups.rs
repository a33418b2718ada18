//! Writes what ties the messages of one schema folder together: its module, and the enums over its messages.

use std::fmt::Write;

use crate::messages::GENERATED;
use crate::names;
use crate::schema::{Kind, Message};

/// One variant of an enum over messages.
struct Variant<'a> {
    name: String,
    message: &'a Message,
    key: String,
}

/// The files of a folder besides those of its messages: name and text.
pub fn files(folder: &str, messages: &[Message]) -> Vec<(String, String)> {
    let of = |kind: Kind, suffix: &str| -> Vec<Variant<'_>> {
        let mut found: Vec<_> = messages
            .iter()
            .filter(|m| m.kind == kind && !m.versions.is_empty())
            .filter_map(|message| {
                let name = message.name.strip_suffix(suffix).unwrap_or(&message.name).to_owned();
                message.api_key.map(|key| (key, Variant { name, message, key: key.to_string() }))
            })
            .collect();
        found.sort_by_key(|(key, _)| *key);
        found.into_iter().map(|(_, variant)| variant).collect()
    };
    let mut files = Vec::new();
    let mut enums = Vec::new();
    let requests = of(Kind::Request, "Request");
    if !requests.is_empty() {
        files.push(("kinds".to_owned(), kinds(requests, of(Kind::Response, "Response"))));
        enums.push(("kinds", "RequestKind, ResponseKind"));
    }
    let records = of(Kind::Metadata, "Record");
    if !records.is_empty() {
        let (name, what) = match folder {
            "metadata" => ("MetadataRecord", "A record of the metadata log"),
            _ => ("RemoteLogMetadataRecord", "A record of the remote log metadata topic"),
        };
        files.push(("record".to_owned(), framed_records(name, what, &records)));
        enums.push(("record", name));
    }
    let keys = of(Kind::CoordinatorKey, "Key");
    if !keys.is_empty() {
        files.push(("record".to_owned(), coordinator_records(&keys, &of(Kind::CoordinatorValue, "Value"))));
        enums.push(("record", "CoordinatorKey, CoordinatorValue"));
    }

    let mut out = format!("//! The messages of Kafka's `{}` module.\n{GENERATED}\n", folder.replace('_', "-"));
    for message in messages.iter().filter(|m| !m.versions.is_empty()) {
        let _ = writeln!(out, "pub mod {};", names::snake(&message.name));
    }
    for (module, _) in &enums {
        let _ = writeln!(out, "mod {module};");
    }
    out.push('\n');
    for message in messages.iter().filter(|m| !m.versions.is_empty()) {
        let _ = writeln!(out, "pub use {}::{};", names::snake(&message.name), message.name);
    }
    for (module, names) in &enums {
        let _ = writeln!(out, "pub use {module}::{{{names}}};");
    }
    files.push(("mod".to_owned(), out));
    files
}

/// The module above the folders.
pub fn root(folders: &[&str]) -> String {
    let mut out =
        format!("//! Every message of Kafka, at every version, by the module of Kafka that defines it.\n{GENERATED}\n");
    for folder in folders {
        let _ = writeln!(out, "pub mod {folder};");
    }
    out
}

fn definition(out: &mut String, name: &str, what: &str, variants: &[Variant<'_>]) {
    let _ = writeln!(out, "/// {what}.\n#[derive(Clone, Debug, PartialEq)]");
    let _ = writeln!(
        out,
        "#[allow(clippy::large_enum_variant, reason = \"one at a time is in memory\")]\npub enum {name} {{"
    );
    for variant in variants {
        let _ = writeln!(out, "    {}({}),", variant.name, variant.message.name);
    }
    out.push_str("}\n\n");
}

fn dispatch(out: &mut String, head: &str, variants: &[Variant<'_>], arm: impl Fn(&Variant<'_>) -> String) {
    let _ = writeln!(out, "{head} {{\nmatch self {{");
    for variant in variants {
        let _ = writeln!(out, "{},", arm(variant));
    }
    out.push_str("}\n}\n\n");
}

fn conversions(out: &mut String, name: &str, variants: &[Variant<'_>]) {
    for variant in variants {
        let _ = writeln!(
            out,
            "impl From<{ty}> for {name} {{\nfn from(message: {ty}) -> Self {{\n{name}::{}(message)\n}}\n}}\n",
            variant.name,
            ty = variant.message.name
        );
    }
}

/// `RequestKind` and `ResponseKind`.
fn kinds(requests: Vec<Variant<'_>>, responses: Vec<Variant<'_>>) -> String {
    let mut out = format!(
        "//! Any request, any response.\n{GENERATED}\nuse bytes::BytesMut;\n\nuse super::*;\nuse crate::api_key::ApiKey;\n\
         use crate::message::Message;\nuse crate::primitives::{{DecodeError, DecodeErrorKind, Decoder, EncodeError}};\n\n"
    );
    for (name, what, variants) in
        [("RequestKind", "A request of any API", requests), ("ResponseKind", "A response of any API", responses)]
    {
        definition(&mut out, name, what, &variants);
        let _ = writeln!(out, "impl {name} {{");
        dispatch(&mut out, "pub fn api_key(&self) -> ApiKey", &variants, |v| {
            format!("{name}::{0}(_) => ApiKey::{0}", v.name)
        });
        out.push_str("/// Reads the message after its header; what follows it stays in `d`.\n");
        out.push_str("pub fn decode(api_key: ApiKey, d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {\n");
        out.push_str("Ok(match api_key {\n");
        for v in &variants {
            let _ = writeln!(out, "ApiKey::{0} => {name}::{0}({1}::decode(d, version)?),", v.name, v.message.name);
        }
        out.push_str("_ => return Err(d.error(\"api key\", DecodeErrorKind::UnknownApiKey(i32::from(api_key.key())))),\n})\n}\n\n");
        let head = "/// Appends the message, without a header.\npub fn encode(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError>";
        dispatch(&mut out, head, &variants, |v| format!("{name}::{}(message) => message.encode(buf, version)", v.name));
        dispatch(&mut out, "pub fn encoded_size(&self, version: i16) -> usize", &variants, |v| {
            format!("{name}::{}(message) => message.encoded_size(version)", v.name)
        });
        out.push_str("}\n\n");
        conversions(&mut out, name, &variants);
    }
    out
}

/// Records in the frame of Kafka's `MetadataRecordSerde`.
fn framed_records(name: &str, what: &str, variants: &[Variant<'_>]) -> String {
    let mut out = format!(
        "//! {what}, framed: frame version, api key and version as unsigned varints, then the message.\n{GENERATED}\n\
         use bytes::BytesMut;\n\nuse super::*;\nuse crate::message::Message;\n\
         use crate::primitives::{{DecodeError, DecodeErrorKind, Decoder, EncodeError, put_uvarint, uvarint_size}};\n\n\
         /// The only version of the frame.\nconst FRAME_VERSION: u32 = 1;\n\n"
    );
    definition(&mut out, name, what, variants);
    let _ = writeln!(out, "impl {name} {{");
    dispatch(&mut out, "pub fn api_key(&self) -> i16", variants, |v| format!("{name}::{}(_) => {}", v.name, v.key));
    let head = "/// The record's own name, such as `TopicRecord`.\npub fn name(&self) -> &'static str";
    dispatch(&mut out, head, variants, |v| format!("{name}::{}(_) => {}::NAME", v.name, v.message.name));
    let head = "/// The highest version the record can be written at.\npub fn max_version(&self) -> i16";
    dispatch(&mut out, head, variants, |v| format!("{name}::{}(_) => {}::MAX_VERSION", v.name, v.message.name));
    out.push_str(
        "/// Reads one record, to the end of the bytes, and gives the version it was written at.\n\
         pub fn decode(d: &mut Decoder) -> Result<(Self, i16), DecodeError> {\n\
         let frame_version = d.uvarint(\"frame version\")?;\n\
         if frame_version != FRAME_VERSION {\n\
         return Err(d.error(\"frame version\", DecodeErrorKind::UnknownFrameVersion(frame_version)));\n}\n\
         let api_key = d.uvarint(\"api key\")? as i32;\n\
         let version = d.uvarint(\"version\")? as i32;\n\
         let Ok(version) = i16::try_from(version) else {\n\
         return Err(d.error(\"version\", DecodeErrorKind::UnsupportedVersion(version)));\n};\n\
         let record = match api_key {\n",
    );
    for v in variants {
        let _ = writeln!(out, "{} => {name}::{}({}::decode(d, version)?),", v.key, v.name, v.message.name);
    }
    let _ = writeln!(
        out,
        "_ => return Err(d.error(\"api key\", DecodeErrorKind::UnknownApiKey(api_key))),\n}};\n\
         d.finish().map_err(|e| e.within(record.name()))?;\nOk((record, version))\n}}\n\n\
         /// Appends the record in its frame.\n\
         pub fn encode(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {{\n\
         put_uvarint(buf, FRAME_VERSION);\nput_uvarint(buf, self.api_key() as u32);\nput_uvarint(buf, version as u32);\nmatch self {{"
    );
    for v in variants {
        let _ = writeln!(out, "{name}::{}(message) => message.encode(buf, version),", v.name);
    }
    out.push_str("}\n}\n\n/// Bytes of the record in its frame.\npub fn encoded_size(&self, version: i16) -> usize {\nlet message = match self {\n");
    for v in variants {
        let _ = writeln!(out, "{name}::{}(message) => message.encoded_size(version),", v.name);
    }
    out.push_str(
        "};\nuvarint_size(FRAME_VERSION) + uvarint_size(self.api_key() as u32) + uvarint_size(version as u32) + message\n}\n}\n\n",
    );
    conversions(&mut out, name, variants);
    out
}

/// Keys and values of a coordinator's log, as Kafka's `CoordinatorRecordSerde` writes them.
fn coordinator_records(keys: &[Variant<'_>], values: &[Variant<'_>]) -> String {
    let mut out = format!(
        "//! The coordinator's records: a key starts with its 16-bit type, a value with its 16-bit version. A record without\n\
         //! a value is a tombstone.\n{GENERATED}\n\
         use bytes::{{BufMut, BytesMut}};\n\nuse super::*;\nuse crate::message::Message;\n\
         use crate::primitives::{{DecodeError, DecodeErrorKind, Decoder, EncodeError}};\n\n"
    );
    let name = "CoordinatorKey";
    definition(&mut out, name, "The key of a record: what the record is about", keys);
    let _ = writeln!(out, "impl {name} {{");
    let head = "/// The type that the key starts with, and that its value has too.\npub fn api_key(&self) -> i16";
    dispatch(&mut out, head, keys, |v| format!("{name}::{}(_) => {}", v.name, v.key));
    out.push_str(
        "/// Reads a key. A type that is not known is [`DecodeErrorKind::UnknownApiKey`], which a coordinator skips.\n\
         pub fn decode(d: &mut Decoder) -> Result<Self, DecodeError> {\nlet api_key = d.i16(\"type\")?;\nOk(match api_key {\n",
    );
    for v in keys {
        let _ = writeln!(out, "{} => {name}::{}({}::decode(d, 0)?),", v.key, v.name, v.message.name);
    }
    out.push_str("_ => return Err(d.error(\"type\", DecodeErrorKind::UnknownApiKey(api_key.into()))),\n})\n}\n\n");
    let head = "pub fn encode(&self, buf: &mut BytesMut) -> Result<(), EncodeError>";
    let _ = writeln!(out, "{head} {{\nbuf.put_i16(self.api_key());\nmatch self {{");
    for v in keys {
        let _ = writeln!(out, "{name}::{}(message) => message.encode(buf, 0),", v.name);
    }
    out.push_str("}\n}\n}\n\n");
    conversions(&mut out, name, keys);

    let name = "CoordinatorValue";
    definition(&mut out, name, "The value of a record", values);
    let _ = writeln!(out, "impl {name} {{");
    dispatch(&mut out, "pub fn api_key(&self) -> i16", values, |v| format!("{name}::{}(_) => {}", v.name, v.key));
    let head = "/// The highest version the value can be written at.\npub fn max_version(&self) -> i16";
    dispatch(&mut out, head, values, |v| format!("{name}::{}(_) => {}::MAX_VERSION", v.name, v.message.name));
    out.push_str(
        "/// Reads the value of a key of type `api_key`, and gives the version it was written at.\n\
         pub fn decode(api_key: i16, d: &mut Decoder) -> Result<(Self, i16), DecodeError> {\nlet version = d.i16(\"version\")?;\nlet value = match api_key {\n",
    );
    for v in values {
        let _ = writeln!(out, "{} => {name}::{}({}::decode(d, version)?),", v.key, v.name, v.message.name);
    }
    out.push_str("_ => return Err(d.error(\"type\", DecodeErrorKind::UnknownApiKey(api_key.into()))),\n};\nOk((value, version))\n}\n\n");
    let head = "pub fn encode(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError>";
    let _ = writeln!(out, "{head} {{\nbuf.put_i16(version);\nmatch self {{");
    for v in values {
        let _ = writeln!(out, "{name}::{}(message) => message.encode(buf, version),", v.name);
    }
    out.push_str("}\n}\n}\n\n");
    conversions(&mut out, name, values);
    out
}

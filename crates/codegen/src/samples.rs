//! Writes what the tests of the protocol need for every structure: random values of a version, and their fields as Kafka's
//! own JSON form has them.

use std::fmt::Write;

use crate::messages::{When, default_value, is_option, when};
use crate::names;
use crate::schema::{Message, Result, Type};

const GENERATED: &str = "// Written by ringmain-codegen from Apache Kafka's message schemas. Do not edit.\n";

/// The file of one folder.
pub fn file(folder: &str, messages: &[Message]) -> Result<String> {
    let mut out = format!(
        "//! Samples of the messages of `{folder}`.\n{GENERATED}\n#![allow(clippy::needless_update, unused_imports)]\n\n\
         use bytes::Bytes;\nuse ringmain_protocol::messages::{folder}::*;\nuse ringmain_protocol::uuid::Uuid;\n\
         use serde_json::{{Map, Value}};\n\nuse crate::sample::{{Json, Random, Sample}};\n\n"
    );
    for message in messages.iter().filter(|m| !m.versions.is_empty()) {
        let module = names::snake(&message.name);
        for structure in &message.structs {
            let at = structure.versions;
            let path = format!("{module}::{}", structure.name);
            let (mut sample, mut json) = (String::new(), String::new());
            for field in &structure.fields {
                let name = names::field(&field.name);
                let default = default_value(message, field, at)?.replace(
                    &format!("{}::default()", field.ty.struct_name().unwrap_or("?")),
                    &format!("{module}::{}::default()", field.ty.struct_name().unwrap_or("?")),
                );
                let element = match &field.ty {
                    Type::Array(_) => "random.values(version)".to_owned(),
                    _ => "random.value(version)".to_owned(),
                };
                let value = if !is_option(field, at) {
                    element
                } else {
                    let some = format!("Some({element})");
                    let either = format!("if random.one_in(4) {{ None }} else {{ {some} }}");
                    match when(field.nullable, at.and(field.versions)) {
                        When::Always => either,
                        When::Never => some,
                        When::If(condition) => {
                            format!("if {condition} && random.one_in(4) {{ None }} else {{ {some} }}")
                        }
                    }
                };
                let put = format!("json.insert({:?}.into(), self.{name}.json(version));", names::camel(&field.name));
                match when(field.versions, at) {
                    When::If(condition) => {
                        let _ = writeln!(sample, "{name}: if {condition} {{ {value} }} else {{ {default} }},");
                        let _ = writeln!(json, "if {condition} {{ {put} }}");
                    }
                    _ => {
                        let _ = writeln!(sample, "{name}: {value},");
                        let _ = writeln!(json, "{put}");
                    }
                }
            }
            match when(message.flexible, at) {
                When::Always => sample.push_str("unknown_tagged_fields: random.unknown_tags(),\n"),
                When::If(condition) => {
                    let _ = writeln!(
                        sample,
                        "unknown_tagged_fields: if {condition} {{ random.unknown_tags() }} else {{ Default::default() }},"
                    );
                }
                When::Never => {}
            }
            let random = if sample.contains("random") { "random" } else { "_random" };
            let mutable = if json.is_empty() { "" } else { "mut " };
            let version = |body: &str| if body.contains("version") { "version" } else { "_version" };
            let _ = write!(
                out,
                "impl Sample for {path} {{\nfn sample({random}: &mut Random, {}: i16) -> Self {{\nSelf {{\n{sample}}}\n}}\n}}\n\n\
                 impl Json for {path} {{\nfn json(&self, {}: i16) -> Value {{\nlet {mutable}json = Map::new();\n{json}Value::Object(json)\n}}\n}}\n\n",
                version(&sample),
                version(&json),
            );
        }
    }
    Ok(out)
}

/// The list of all messages, for tests that go through them.
pub fn root<'a>(folders: impl Iterator<Item = (&'a String, &'a Vec<Message>)> + Clone) -> String {
    let mut out = format!("//! Every message, with what the tests can do with it.\n{GENERATED}\n");
    for (folder, _) in folders.clone() {
        let _ = writeln!(out, "mod {folder};");
    }
    out.push_str("\nuse ringmain_protocol::messages;\n\nuse crate::sample::Case;\n\n/// Every message.\npub fn cases() -> Vec<Case> {\nvec![\n");
    for (folder, found) in folders {
        for message in found.iter().filter(|m| !m.versions.is_empty()) {
            let _ = writeln!(out, "Case::of::<messages::{folder}::{}>(),", message.name);
        }
    }
    out.push_str("]\n}\n");
    out
}

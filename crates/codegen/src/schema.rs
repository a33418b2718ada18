//! Reads Kafka's message schemas: JSON with comments, one message a file.
//!
//! What comes out is checked: types resolve, structures do not contain themselves, tags come only in flexible versions.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}: {1}")]
    Io(PathBuf, std::io::Error),
    #[error("{0}: {1}")]
    Json(PathBuf, serde_json::Error),
    #[error("{0}: {1}")]
    Schema(String, String),
}

/// Versions from `low` to `high`, both included; empty when `low > high`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions {
    pub low: i16,
    pub high: i16,
}

impl Versions {
    pub const NONE: Versions = Versions { low: 0, high: -1 };

    pub fn is_empty(&self) -> bool {
        self.low > self.high
    }

    pub fn and(&self, other: Versions) -> Versions {
        Versions { low: self.low.max(other.low), high: self.high.min(other.high) }
    }

    /// The smallest range with both in it.
    pub fn hull(&self, other: Versions) -> Versions {
        match (self.is_empty(), other.is_empty()) {
            (true, _) => other,
            (_, true) => *self,
            _ => Versions { low: self.low.min(other.low), high: self.high.max(other.high) },
        }
    }

    pub fn contains(&self, version: i16) -> bool {
        self.low <= version && version <= self.high
    }

    fn parse(text: &str) -> Option<Versions> {
        if text == "none" {
            return Some(Self::NONE);
        }
        if let Some(low) = text.strip_suffix('+') {
            return Some(Versions { low: low.parse().ok()?, high: i16::MAX });
        }
        match text.split_once('-') {
            Some((low, high)) => Some(Versions { low: low.parse().ok()?, high: high.parse().ok()? }),
            None => text.parse().ok().map(|v| Versions { low: v, high: v }),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    Bool,
    Int8,
    Int16,
    Uint16,
    Int32,
    Uint32,
    Int64,
    Float64,
    Uuid,
    String,
    Bytes,
    Records,
    Struct(String),
    Array(Box<Type>),
}

impl Type {
    fn parse(text: &str) -> Option<Type> {
        if let Some(element) = text.strip_prefix("[]") {
            return Some(Type::Array(Box::new(Type::parse(element)?)));
        }
        Some(match text {
            "bool" => Type::Bool,
            "int8" => Type::Int8,
            "int16" => Type::Int16,
            "uint16" => Type::Uint16,
            "int32" => Type::Int32,
            "uint32" => Type::Uint32,
            "int64" => Type::Int64,
            "float64" => Type::Float64,
            "uuid" => Type::Uuid,
            "string" => Type::String,
            "bytes" => Type::Bytes,
            "records" => Type::Records,
            name if name.starts_with(|c: char| c.is_ascii_uppercase()) => Type::Struct(name.to_owned()),
            _ => return None,
        })
    }

    /// Bytes on the wire where they do not depend on the value.
    pub fn fixed_size(&self) -> Option<usize> {
        Some(match self {
            Type::Bool | Type::Int8 => 1,
            Type::Int16 | Type::Uint16 => 2,
            Type::Int32 | Type::Uint32 => 4,
            Type::Int64 | Type::Float64 => 8,
            Type::Uuid => 16,
            _ => return None,
        })
    }

    /// The structure that this is, or is an array of.
    pub fn struct_name(&self) -> Option<&str> {
        match self {
            Type::Struct(name) => Some(name),
            Type::Array(element) => element.struct_name(),
            _ => None,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub ty: Type,
    pub versions: Versions,
    pub nullable: Versions,
    pub tagged: Versions,
    pub tag: Option<u32>,
    pub ignorable: bool,
    /// As in the schema, without quotes; a JSON null is the same as nothing, as in Kafka's own generator.
    pub default: String,
    pub about: String,
    /// Overrides the message's flexible versions.
    pub flexible: Option<Versions>,
}

#[derive(Clone, Debug)]
pub struct Struct {
    pub name: String,
    pub about: String,
    pub fields: Vec<Field>,
    /// The versions at which it can occur.
    pub versions: Versions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Request,
    Response,
    Header,
    Data,
    Metadata,
    CoordinatorKey,
    CoordinatorValue,
}

#[derive(Clone, Debug)]
pub struct Message {
    pub name: String,
    pub kind: Kind,
    pub api_key: Option<i16>,
    /// Empty for APIs that Kafka has removed.
    pub versions: Versions,
    pub flexible: Versions,
    /// The message itself, then what it contains, each after what refers to it first.
    pub structs: Vec<Struct>,
}

impl Message {
    pub fn find(&self, name: &str) -> Option<&Struct> {
        self.structs.iter().find(|s| s.name == name)
    }
}

/// All messages of the schema folder, by the name of their own folder.
pub fn read_all(schemas: &Path) -> Result<BTreeMap<String, Vec<Message>>> {
    let mut folders = BTreeMap::new();
    for folder in list(schemas)? {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().replace('-', "_");
        let mut messages = Vec::new();
        for file in list(&folder)? {
            if file.extension().is_some_and(|e| e == "json") {
                messages.push(read_message(&file)?);
            }
        }
        folders.insert(name, messages);
    }
    Ok(folders)
}

fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let at = |e| Error::Io(folder.to_owned(), e);
    let mut paths = fs::read_dir(folder)
        .map_err(at)?
        .map(|e| e.map(|e| e.path()))
        .collect::<std::io::Result<Vec<_>>>()
        .map_err(at)?;
    paths.sort();
    Ok(paths)
}

/// The JSON of a file that may have comments.
pub fn read_json(path: &Path) -> Result<Value> {
    let text = fs::read_to_string(path).map_err(|e| Error::Io(path.to_owned(), e))?;
    serde_json::from_str(&without_comments(&text)).map_err(|e| Error::Json(path.to_owned(), e))
}

fn without_comments(text: &str) -> String {
    let (mut out, mut chars, mut in_string) = (String::with_capacity(text.len()), text.chars().peekable(), false);
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some(&next)) if in_string => {
                out.extend([c, next]);
                chars.next();
            }
            ('/', Some('/')) if !in_string => while chars.next_if(|&c| c != '\n').is_some() {},
            ('/', Some('*')) if !in_string => {
                let mut last = ' ';
                for c in chars.by_ref().skip(1) {
                    if (last, c) == ('*', '/') {
                        break;
                    }
                    last = c;
                }
            }
            _ => {
                in_string ^= c == '"';
                out.push(c);
            }
        }
    }
    out
}

fn read_message(path: &Path) -> Result<Message> {
    let json = read_json(path)?;
    Reader { file: path.display().to_string() }.message(&json)
}

struct Reader {
    file: String,
}

impl Reader {
    fn error<T>(&self, what: impl Into<String>) -> Result<T> {
        Err(Error::Schema(self.file.clone(), what.into()))
    }

    fn object<'a>(&self, json: &'a Value) -> Result<&'a Map<String, Value>> {
        json.as_object().map_or_else(|| self.error(format!("an object is expected: {json}")), Ok)
    }

    fn text<'a>(&self, json: &'a Map<String, Value>, key: &str) -> Result<&'a str> {
        json.get(key).and_then(Value::as_str).map_or_else(|| self.error(format!("no text \"{key}\"")), Ok)
    }

    fn versions(&self, json: &Map<String, Value>, key: &str) -> Result<Option<Versions>> {
        let Some(text) = json.get(key) else { return Ok(None) };
        match text.as_str().and_then(Versions::parse) {
            Some(versions) => Ok(Some(versions)),
            None => self.error(format!("\"{key}\": {text} are no versions")),
        }
    }

    fn message(&self, json: &Value) -> Result<Message> {
        let json = self.object(json)?;
        let name = self.text(json, "name")?;
        let versions = self.versions(json, "validVersions")?.unwrap_or(Versions::NONE);
        let kind = match self.text(json, "type")? {
            "request" => Kind::Request,
            "response" => Kind::Response,
            "header" => Kind::Header,
            "data" => Kind::Data,
            "metadata" => Kind::Metadata,
            "coordinator-key" => Kind::CoordinatorKey,
            "coordinator-value" => Kind::CoordinatorValue,
            other => return self.error(format!("type \"{other}\" is not known")),
        };
        let api_key = json.get("apiKey").and_then(Value::as_i64).and_then(|key| i16::try_from(key).ok());
        let flexible = self.versions(json, "flexibleVersions")?.unwrap_or(Versions::NONE);

        let mut found = Vec::new();
        if !versions.is_empty() {
            self.structure(name, "", json.get("fields"), &mut found)?;
        }
        for common in json.get("commonStructs").and_then(Value::as_array).into_iter().flatten() {
            let common = self.object(common)?;
            let about = common.get("about").and_then(Value::as_str).unwrap_or_default();
            self.structure(self.text(common, "name")?, about, common.get("fields"), &mut found)?;
        }

        let mut message = Message { name: name.to_owned(), kind, api_key, versions, flexible, structs: Vec::new() };
        if !versions.is_empty() {
            self.place(name, versions, &mut found, &mut Vec::new())?;
            for structure in &mut found {
                let all = structure.versions;
                structure.fields.retain(|f| !f.versions.and(all).is_empty());
            }
            // In the order of first use; a common structure that no supported version uses is left out.
            let mut order = vec![name.to_owned()];
            let mut next = 0;
            while let Some(at) = order.get(next).cloned() {
                next += 1;
                let Some(structure) = found.iter().find(|s| s.name == at) else { continue };
                let inner: Vec<_> = structure.fields.iter().filter_map(|f| f.ty.struct_name()).collect();
                for inner in inner {
                    if !order.iter().any(|known| known == inner) {
                        order.push(inner.to_owned());
                    }
                }
                message.structs.push(structure.clone());
            }
        }
        Ok(message)
    }

    fn structure(&self, name: &str, about: &str, fields: Option<&Value>, found: &mut Vec<Struct>) -> Result<()> {
        if found.iter().any(|s| s.name == name) {
            return self.error(format!("structure {name} is defined twice"));
        }
        let at = found.len();
        found.push(Struct { name: name.to_owned(), about: about.to_owned(), fields: vec![], versions: Versions::NONE });
        let mut read = Vec::new();
        for field in fields.and_then(Value::as_array).into_iter().flatten() {
            let json = self.object(field)?;
            let field = self.field(json)?;
            if let (Some(inner), Some(fields)) = (field.ty.struct_name(), json.get("fields")) {
                self.structure(inner, &field.about, Some(fields), found)?;
            }
            read.push(field);
        }
        if let Some(structure) = found.get_mut(at) {
            structure.fields = read;
        }
        Ok(())
    }

    fn field(&self, json: &Map<String, Value>) -> Result<Field> {
        let name = self.text(json, "name")?.to_owned();
        let text = self.text(json, "type")?;
        let Some(ty) = Type::parse(text) else { return self.error(format!("{name}: type \"{text}\" is not known")) };
        let tagged = self.versions(json, "taggedVersions")?.unwrap_or(Versions::NONE);
        let versions = self.versions(json, "versions")?.unwrap_or(tagged);
        if !tagged.is_empty() && tagged != versions {
            return self.error(format!("{name}: tagged in some of its versions only"));
        }
        let tag = json.get("tag").and_then(Value::as_u64).and_then(|tag| u32::try_from(tag).ok());
        if tag.is_some() == tagged.is_empty() {
            return self.error(format!("{name}: tag and taggedVersions go together"));
        }
        let default = match json.get("default") {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        Ok(Field {
            ty,
            versions,
            nullable: self.versions(json, "nullableVersions")?.unwrap_or(Versions::NONE),
            tagged,
            tag,
            ignorable: json.get("ignorable").and_then(Value::as_bool).unwrap_or(false),
            default,
            about: json.get("about").and_then(Value::as_str).unwrap_or_default().to_owned(),
            flexible: self.versions(json, "flexibleVersions")?,
            name,
        })
    }

    /// Records at which versions `name` and all below it occur.
    fn place(&self, name: &str, versions: Versions, found: &mut [Struct], above: &mut Vec<String>) -> Result<()> {
        if above.iter().any(|outer| outer == name) {
            return self.error(format!("structure {name} contains itself"));
        }
        let Some(structure) = found.iter_mut().find(|s| s.name == name) else {
            return self.error(format!("structure {name} is not defined"));
        };
        structure.versions = structure.versions.hull(versions);
        let inner: Vec<_> = structure
            .fields
            .iter()
            .filter_map(|f| f.ty.struct_name().map(|name| (name.to_owned(), f.versions.and(versions))))
            .filter(|(_, versions)| !versions.is_empty())
            .collect();
        above.push(name.to_owned());
        for (inner, versions) in inner {
            self.place(&inner, versions, found, above)?;
        }
        above.pop();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_parse() {
        assert_eq!(Versions::parse("3"), Some(Versions { low: 3, high: 3 }));
        assert_eq!(Versions::parse("3-7"), Some(Versions { low: 3, high: 7 }));
        assert_eq!(Versions::parse("3+"), Some(Versions { low: 3, high: i16::MAX }));
        assert!(Versions::parse("none").is_some_and(|v| v.is_empty()));
        assert_eq!(Versions::parse("x"), None);
    }

    #[test]
    fn comments_go_and_strings_stay() {
        let text = "{ // one\n \"a\": \"//x \\\" /* y */\", /***** two\n *****/ \"b\": 1 }";
        let json: Value = serde_json::from_str(&without_comments(text)).unwrap();
        assert_eq!(json, serde_json::json!({"a": "//x \" /* y */", "b": 1}));
    }

    #[test]
    fn a_structure_in_itself_is_refused() {
        let json = serde_json::json!({
            "name": "X", "type": "data", "validVersions": "0", "flexibleVersions": "0+",
            "fields": [{"name": "Y", "type": "[]Y", "versions": "0+", "fields": [{"name": "Z", "type": "[]Y", "versions": "0+"}]}]
        });
        let error = Reader { file: "x".into() }.message(&json).unwrap_err().to_string();
        assert!(error.contains("contains itself"), "{error}");
    }
}

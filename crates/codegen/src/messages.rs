//! Writes one message: its structures, how they are read and written at every version, and their sizes.

use std::fmt::Write;

use crate::names;
use crate::schema::{Field, Kind, Message, Result, Struct, Type, Versions};

pub const GENERATED: &str = "// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.\n";

/// Whether something holds at the versions in question.
pub enum When {
    Always,
    Never,
    If(String),
}

/// Whether `range` holds, given that the version is in `at`.
pub fn when(range: Versions, at: Versions) -> When {
    let both = range.and(at);
    if both.is_empty() {
        When::Never
    } else if both == at {
        When::Always
    } else if both.high == at.high {
        When::If(format!("version >= {}", both.low))
    } else if both.low == at.low {
        When::If(format!("version <= {}", both.high))
    } else if both.low == both.high {
        When::If(format!("version == {}", both.low))
    } else {
        When::If(format!("({}..={}).contains(&version)", both.low, both.high))
    }
}

/// The opposite of a condition of [`when`].
fn unless(range: Versions, at: Versions) -> String {
    let both = range.and(at);
    if both.high == at.high {
        format!("version < {}", both.low)
    } else if both.low == at.low {
        format!("version > {}", both.high)
    } else if both.low == both.high {
        format!("version != {}", both.low)
    } else {
        format!("!({}..={}).contains(&version)", both.low, both.high)
    }
}

pub fn is_option(field: &Field, at: Versions) -> bool {
    !field.nullable.and(field.versions).and(at).is_empty() || (field.ty == Type::Records && !field.nullable.is_empty())
}

fn rust_type(ty: &Type) -> String {
    match ty {
        Type::Bool => "bool".into(),
        Type::Int8 => "i8".into(),
        Type::Int16 => "i16".into(),
        Type::Uint16 => "u16".into(),
        Type::Int32 => "i32".into(),
        Type::Uint32 => "u32".into(),
        Type::Int64 => "i64".into(),
        Type::Float64 => "f64".into(),
        Type::Uuid => "Uuid".into(),
        Type::String => "String".into(),
        Type::Bytes | Type::Records => "Bytes".into(),
        Type::Struct(name) => name.clone(),
        Type::Array(element) => format!("Vec<{}>", rust_type(element)),
    }
}

fn field_type(field: &Field, at: Versions) -> String {
    let ty = rust_type(&field.ty);
    if is_option(field, at) { format!("Option<{ty}>") } else { ty }
}

/// The default that Kafka's own generator gives the field.
pub fn default_value(message: &Message, field: &Field, at: Versions) -> Result<String> {
    let text = field.default.as_str();
    let option = is_option(field, at);
    // Records are null unless set; there is no other default for them.
    if text == "null" || (option && field.ty == Type::Records) {
        return Ok(if option { "None".into() } else { "Bytes::new()".into() });
    }
    let value = match &field.ty {
        Type::Bool => if text == "true" { "true" } else { "false" }.to_owned(),
        Type::Int8 | Type::Int16 | Type::Uint16 | Type::Int32 | Type::Uint32 | Type::Int64 => {
            let number = match text.strip_prefix("0x") {
                Some(hex) => i64::from_str_radix(hex, 16).ok(),
                None if text.is_empty() => Some(0),
                None => text.parse().ok(),
            };
            let Some(number) = number else { return Err(unusable(message, field, "default")) };
            match (number, &field.ty) {
                (n, Type::Int32) if n == i64::from(i32::MAX) => "i32::MAX".into(),
                (n, Type::Int32) if n == i64::from(i32::MIN) => "i32::MIN".into(),
                (i64::MAX, _) => "i64::MAX".into(),
                (i64::MIN, _) => "i64::MIN".into(),
                (n, _) => n.to_string(),
            }
        }
        Type::Float64 if text.is_empty() => "0.0".into(),
        Type::Uuid if text.is_empty() => "Uuid::ZERO".into(),
        Type::String if text.is_empty() => "String::new()".into(),
        Type::String => format!("String::from({text:?})"),
        Type::Bytes | Type::Records if text.is_empty() => "Bytes::new()".into(),
        Type::Struct(name) if text.is_empty() => format!("{name}::default()"),
        Type::Array(_) if text.is_empty() => "Vec::new()".into(),
        _ => return Err(unusable(message, field, "default")),
    };
    Ok(if option { format!("Some({value})") } else { value })
}

fn unusable(message: &Message, field: &Field, what: &str) -> crate::schema::Error {
    crate::schema::Error::Schema(
        message.name.clone(),
        format!("{}: {what} \"{}\" is not usable", field.name, field.default),
    )
}

/// True when the value is not what a reader takes it to be where it is absent.
fn differs_from_default(field: &Field, at: Versions, default: &str) -> String {
    let value = format!("self.{}", names::field(&field.name));
    if default == "None" {
        return format!("{value}.is_some()");
    }
    if is_option(field, at) {
        return match &field.ty {
            Type::String | Type::Bytes | Type::Array(_) => format!("{value}.as_ref().is_none_or(|v| !v.is_empty())"),
            _ => format!("{value} != {default}"),
        };
    }
    match (&field.ty, default) {
        (Type::Bool, "false") => value,
        (Type::Bool, _) => format!("!{value}"),
        (Type::Uuid, _) => format!("!{value}.is_zero()"),
        (
            Type::String | Type::Bytes | Type::Records | Type::Array(_),
            "String::new()" | "Bytes::new()" | "Vec::new()",
        ) => {
            format!("!{value}.is_empty()")
        }
        _ => format!("{value} != {default}"),
    }
}

fn is_rust_default(default: &str) -> bool {
    matches!(default, "0" | "0.0" | "false" | "None" | "String::new()" | "Bytes::new()" | "Vec::new()" | "Uuid::ZERO")
        || default.ends_with("::default()")
}

/// Plural noun of the functions for arrays of `element`.
fn plural(element: &Type) -> &'static str {
    match element {
        Type::Int8 => "i8s",
        Type::Int16 => "i16s",
        Type::Int32 => "i32s",
        Type::Int64 => "i64s",
        Type::Uuid => "uuids",
        Type::String => "strings",
        _ => "structs",
    }
}

/// How one field is read, written and sized, in versions where it is there.
struct Wire<'a> {
    field: &'a Field,
    /// The field's name for errors, quoted.
    label: String,
    /// An expression for "this version is flexible".
    flexible: String,
    at: Versions,
}

impl Wire<'_> {
    /// Whether null is allowed, given that the field is an option.
    fn nullable(&self) -> When {
        when(self.field.nullable, self.at.and(self.field.versions))
    }

    fn read(&self) -> String {
        if !is_option(self.field, self.at) {
            return self.read_one(false);
        }
        match self.nullable() {
            When::Always => self.read_one(true),
            When::Never => format!("Some({})", self.read_one(false)),
            When::If(condition) => {
                format!("if {condition} {{ {} }} else {{ Some({}) }}", self.read_one(true), self.read_one(false))
            }
        }
    }

    fn read_one(&self, option: bool) -> String {
        let (label, flexible) = (&self.label, &self.flexible);
        let opt = if option { "opt_" } else { "" };
        match &self.field.ty {
            Type::String => format!("d.{opt}string({flexible}, {label})?"),
            Type::Bytes | Type::Records => format!("d.{opt}bytes({flexible}, {label})?"),
            Type::Uuid => format!("d.uuid({label})?"),
            Type::Struct(_) if option && self.field.tag.is_some() => format!("d.opt_tagged_struct(version, {label})?"),
            Type::Struct(_) if option => format!("d.opt_struct(version, {label})?"),
            Type::Struct(name) => format!("{name}::read(d, version)?"),
            Type::Array(element) => match plural(element) {
                "structs" => format!("d.{opt}structs({flexible}, version, {label})?"),
                plural => format!("d.{opt}{plural}({flexible}, {label})?"),
            },
            ty => format!("d.{}({label})?", rust_type(ty)),
        }
    }

    fn write(&self) -> String {
        let value = format!("self.{}", names::field(&self.field.name));
        if !is_option(self.field, self.at) {
            return self.write_one(false, &value, &format!("&{value}"));
        }
        let as_ref = match self.field.ty {
            Type::String | Type::Array(_) => format!("{value}.as_deref()"),
            _ => format!("{value}.as_ref()"),
        };
        let inner = format!("required({as_ref}, {})?", self.label);
        match self.nullable() {
            When::Always => self.write_one(true, &value, &as_ref),
            When::Never => self.write_one(false, &inner, &inner),
            When::If(condition) => format!(
                "if {condition} {{ {} }} else {{ {} }}",
                self.write_one(true, &value, &as_ref),
                self.write_one(false, &inner, &inner)
            ),
        }
    }

    fn write_one(&self, option: bool, value: &str, reference: &str) -> String {
        let (label, flexible) = (&self.label, &self.flexible);
        let opt = if option { "opt_" } else { "" };
        match &self.field.ty {
            Type::Bool => format!("put_bool(buf, {value});"),
            Type::Uuid => format!("put_uuid(buf, {reference});"),
            Type::String => format!("put_{opt}string(buf, {flexible}, {reference}, {label})?;"),
            Type::Bytes | Type::Records => format!("put_{opt}bytes(buf, {flexible}, {reference}, {label})?;"),
            Type::Struct(_) if option && self.field.tag.is_some() => {
                format!("put_opt_tagged_struct(buf, version, {reference})?;")
            }
            Type::Struct(_) if option => format!("put_opt_struct(buf, version, {reference})?;"),
            Type::Struct(_) => format!("{value}.write(buf, version)?;"),
            Type::Array(element) => match plural(element) {
                "structs" => format!("put_{opt}structs(buf, {flexible}, version, {reference}, {label})?;"),
                plural => format!("put_{opt}{plural}(buf, {flexible}, {reference}, {label})?;"),
            },
            ty => format!("buf.put_{}({value});", rust_type(ty)),
        }
    }

    fn size(&self) -> String {
        let value = format!("self.{}", names::field(&self.field.name));
        let flexible = &self.flexible;
        // Null has a size of its own also where it is not allowed: writing is what refuses it.
        let option = is_option(self.field, self.at);
        if let Type::Struct(_) = self.field.ty {
            let plain = if option {
                format!("{value}.as_ref().map_or(0, |v| v.size(version))")
            } else {
                format!("{value}.size(version)")
            };
            let marked = format!("opt_struct_size(version, {value}.as_ref())");
            return match self.nullable() {
                _ if !option => plain,
                When::Always => marked,
                When::Never => plain,
                When::If(condition) => format!("if {condition} {{ {marked} }} else {{ {plain} }}"),
            };
        }
        let opt = if option { "opt_" } else { "" };
        let reference = match (&self.field.ty, option) {
            (_, false) => format!("&{value}"),
            (Type::String | Type::Array(_), true) => format!("{value}.as_deref()"),
            (_, true) => format!("{value}.as_ref()"),
        };
        match &self.field.ty {
            Type::String => format!("{opt}string_size({flexible}, {reference})"),
            Type::Bytes | Type::Records => format!("{opt}bytes_size({flexible}, {reference})"),
            Type::Array(element) => match (plural(element), element.fixed_size()) {
                (_, Some(bytes)) => format!("{opt}fixed_array_size({flexible}, {reference}, {bytes})"),
                ("strings", _) => format!("{opt}strings_size({flexible}, {reference})"),
                _ => format!("{opt}structs_size({flexible}, version, {reference})"),
            },
            ty => ty.fixed_size().unwrap_or_default().to_string(),
        }
    }
}

/// The file of one message.
pub fn file(message: &Message) -> Result<String> {
    let mut out = String::new();
    let versions = match (message.versions.low, message.versions.high) {
        (low, high) if low == high => format!("version {low}"),
        (low, high) => format!("versions {low} to {high}"),
    };
    let flexible = match when(message.flexible, message.versions) {
        When::Always => ", flexible".to_owned(),
        When::Never => String::new(),
        When::If(_) => format!(", flexible from {}", message.flexible.low),
    };
    let key = message.api_key.map(|key| format!(", api key {key}")).unwrap_or_default();
    let _ = write!(out, "//! `{}`{key}, {versions}{flexible}.\n{GENERATED}\n", message.name);
    // Unused names are dropped by looking for them in what follows.
    let mut body = String::new();
    for structure in &message.structs {
        write_struct(&mut body, message, structure)?;
    }
    let _ = write!(
        body,
        "impl Message for {name} {{\n    const NAME: &'static str = \"{name}\";\n    const MIN_VERSION: i16 = {low};\n    const MAX_VERSION: i16 = {high};\n    const FIRST_FLEXIBLE_VERSION: Option<i16> = {flexible};\n}}\n\n",
        name = message.name,
        low = message.versions.low,
        high = message.versions.high,
        flexible =
            if message.flexible.is_empty() { "None".to_owned() } else { format!("Some({})", message.flexible.low) },
    );
    if let (Kind::Request, Some(_)) = (message.kind, message.api_key) {
        let api = message.name.trim_end_matches("Request");
        let _ = write!(
            body,
            "impl Request for {name} {{\n    const API_KEY: ApiKey = ApiKey::{api};\n    type Response = super::{api}Response;\n}}\n",
            name = message.name,
        );
    }
    write_imports(&mut out, &body);
    out.push_str(&body);
    Ok(out)
}

/// Whether `name` occurs in `code` as a word: not as a field, in a text or in a comment.
fn uses(code: &str, name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let comment = |line: &&str| line.trim_start().starts_with("///");
    code.lines().filter(|line| !comment(line)).any(|line| {
        line.match_indices(name).any(|(at, _)| {
            let before = line.get(..at).and_then(|s| s.chars().next_back());
            let after = line.get(at + name.len()..).and_then(|s| s.chars().next());
            let is_field = after == Some(':') && line.get(at + name.len()..at + name.len() + 2) != Some("::");
            !before.is_some_and(|c| part(c) || c == '.' || c == '"') && !after.is_some_and(part) && !is_field
        })
    })
}

fn write_imports(out: &mut String, body: &str) {
    let pick = |names: &[&str]| names.iter().filter(|n| uses(body, n)).copied().collect::<Vec<_>>().join(", ");
    let mut bytes: Vec<&str> = if body.contains("buf.put_") { vec!["BufMut"] } else { vec![] };
    bytes.extend(["Bytes", "BytesMut"].iter().filter(|n| uses(body, n)));
    let _ = writeln!(out, "use bytes::{{{}}};\n", bytes.join(", "));
    if uses(body, "ApiKey") {
        let _ = writeln!(out, "use crate::api_key::ApiKey;");
    }
    let _ = writeln!(out, "use crate::message::{{{}}};", pick(&["Message", "Request"]));
    let functions = [
        "array_len_size",
        "bytes_size",
        "fixed_array_size",
        "opt_bytes_size",
        "opt_fixed_array_size",
        "opt_string_size",
        "opt_strings_size",
        "opt_struct_size",
        "opt_structs_size",
        "put_bool",
        "put_bytes",
        "put_i16s",
        "put_i32s",
        "put_i64s",
        "put_i8s",
        "put_opt_bytes",
        "put_opt_i16s",
        "put_opt_i32s",
        "put_opt_i64s",
        "put_opt_i8s",
        "put_opt_string",
        "put_opt_strings",
        "put_opt_struct",
        "put_opt_structs",
        "put_opt_tagged_struct",
        "put_opt_uuids",
        "put_string",
        "put_strings",
        "put_structs",
        "put_uuid",
        "put_uuids",
        "required",
        "string_size",
        "strings_size",
        "structs_size",
        "tag_header_size",
        "Decoder",
        "DecodeError",
        "EncodeError",
        "UnknownTaggedFields",
        "WireStruct",
    ];
    let _ = writeln!(out, "use crate::primitives::{{{}}};", pick(&functions));
    if uses(body, "Uuid") {
        let _ = writeln!(out, "use crate::uuid::Uuid;");
    }
    out.push('\n');
}

fn write_struct(out: &mut String, message: &Message, structure: &Struct) -> Result<()> {
    let (name, at) = (&structure.name, structure.versions);
    let may_be_flexible = !matches!(when(message.flexible, at), When::Never);
    if !structure.about.is_empty() {
        let _ = writeln!(out, "/// {}", names::doc(&structure.about));
    }
    let mut defaults = Vec::new();
    for field in &structure.fields {
        defaults.push(default_value(message, field, at)?);
    }
    let plain = defaults.iter().all(|default| is_rust_default(default));
    let _ = writeln!(out, "#[derive(Clone, Debug, PartialEq{})]", if plain { ", Default" } else { "" });
    let _ = writeln!(out, "pub struct {name} {{");
    for field in &structure.fields {
        if !field.about.is_empty() {
            let _ = writeln!(out, "    /// {}", names::doc(&field.about));
        }
        let _ = writeln!(out, "    pub {}: {},", names::field(&field.name), field_type(field, at));
    }
    if may_be_flexible {
        let _ = writeln!(out, "    pub unknown_tagged_fields: UnknownTaggedFields,");
    }
    out.push_str("}\n\n");

    if !plain {
        let _ = writeln!(out, "impl Default for {name} {{\n    fn default() -> Self {{\n        {name} {{");
        for (field, default) in structure.fields.iter().zip(&defaults) {
            let _ = writeln!(out, "            {}: {default},", names::field(&field.name));
        }
        if may_be_flexible {
            let _ = writeln!(out, "            unknown_tagged_fields: UnknownTaggedFields::default(),");
        }
        out.push_str("        }\n    }\n}\n\n");
    }

    let _ = writeln!(out, "impl WireStruct for {name} {{");
    let _ = writeln!(out, "    const MIN_BYTES: usize = {};\n", min_bytes(message, structure));
    let parts = Parts { message, structure, defaults: &defaults, may_be_flexible };
    parts.write_read(out);
    parts.write_write(out);
    parts.write_size(out);
    out.push_str("}\n\n");
    Ok(())
}

/// The shortest form over all versions.
fn min_bytes(message: &Message, structure: &Struct) -> usize {
    let at = structure.versions;
    let shortest = (at.low..=at.high.min(message.versions.high))
        .map(|version| {
            let fields = structure.fields.iter().filter(|f| f.versions.contains(version) && f.tagged.is_empty());
            let fields: usize = fields
                .map(|field| {
                    let flexible = field.flexible.unwrap_or(message.flexible).contains(version);
                    match &field.ty {
                        Type::Struct(_) if field.nullable.contains(version) => 1,
                        Type::Struct(name) => message.find(name).map_or(0, |inner| min_bytes(message, inner)),
                        Type::String => 2 - usize::from(flexible),
                        Type::Bytes | Type::Records | Type::Array(_) => {
                            if flexible {
                                1
                            } else {
                                4
                            }
                        }
                        ty => ty.fixed_size().unwrap_or_default(),
                    }
                })
                .sum();
            fields + usize::from(message.flexible.contains(version))
        })
        .min();
    shortest.unwrap_or_default()
}

struct Parts<'a> {
    message: &'a Message,
    structure: &'a Struct,
    defaults: &'a [String],
    may_be_flexible: bool,
}

impl Parts<'_> {
    fn at(&self) -> Versions {
        self.structure.versions
    }

    /// An expression for "this version is flexible", given one for those that do not differ from the message.
    fn flexible(&self, field: &Field) -> String {
        let range = match field.flexible {
            Some(range) => range,
            None if !field.tagged.is_empty() => return "true".into(),
            None => self.message.flexible,
        };
        match when(range, self.at()) {
            When::Always => "true".into(),
            When::Never => "false".into(),
            When::If(condition) if field.flexible.is_some() => condition,
            // Where the field is only in flexible versions, or only in others, there is nothing to ask.
            When::If(_) => match when(range, self.at().and(field.versions)) {
                When::Always => "true".into(),
                When::Never => "false".into(),
                When::If(_) => "flexible".into(),
            },
        }
    }

    fn wire<'f>(&self, field: &'f Field) -> Wire<'f> {
        let label = if self.structure.name == self.message.name {
            format!("{:?}", field.name)
        } else {
            format!("\"{}.{}\"", self.structure.name, field.name)
        };
        Wire { field, label, flexible: self.flexible(field), at: self.at() }
    }

    fn fields(&self) -> impl Iterator<Item = (&Field, &String)> {
        self.structure.fields.iter().zip(self.defaults)
    }

    fn tagged(&self) -> Vec<(&Field, &String)> {
        let mut tagged: Vec<_> = self.fields().filter(|(f, _)| !f.tagged.is_empty()).collect();
        tagged.sort_by_key(|(f, _)| f.tag);
        tagged
    }

    /// A function's text: names its parameters by whether the body uses them, and defines `flexible` if it is needed.
    fn function(&self, out: &mut String, head: &[(&str, &str)], result: &str, body: &str) {
        let mut body = body.to_owned();
        if uses(&body, "flexible")
            && let When::If(condition) = when(self.message.flexible, self.at())
        {
            body = format!("let flexible = {condition};\n{body}");
        }
        let parameters: Vec<_> = head
            .iter()
            .skip(1)
            .map(|(name, ty)| match (*name, uses(&body, name)) {
                ("&self", _) => "&self".to_owned(),
                (name, true) => format!("{name}: {ty}"),
                (name, false) => format!("_{name}: {ty}"),
            })
            .collect();
        let name = head.first().map(|(name, _)| *name).unwrap_or_default();
        let _ = write!(out, "    fn {name}({}) -> {result} {{\n{body}}}\n\n", parameters.join(", "));
    }

    fn write_read(&self, out: &mut String) {
        let mut body = String::new();
        let tagged = self.tagged();
        let open = if tagged.is_empty() { "Ok(Self {" } else { "let mut value = Self {" };
        let _ = writeln!(body, "{open}");
        for (field, default) in self.fields() {
            let name = names::field(&field.name);
            let wire = self.wire(field);
            let value = match when(field.versions, self.at()) {
                _ if !field.tagged.is_empty() => default.clone(),
                When::Always => wire.read(),
                When::Never => default.clone(),
                When::If(condition) => format!("if {condition} {{ {} }} else {{ {default} }}", wire.read()),
            };
            let _ = writeln!(body, "{name}: {value},");
        }
        let flexible = when(self.message.flexible, self.at());
        if tagged.is_empty() {
            match flexible {
                When::Always => body.push_str("unknown_tagged_fields: d.unknown_tags()?,\n"),
                When::If(_) => body.push_str(
                    "unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },\n",
                ),
                When::Never => {}
            }
            body.push_str("})\n");
        } else {
            body.push_str("unknown_tagged_fields: UnknownTaggedFields::default(),\n};\n");
            if let When::If(_) = flexible {
                body.push_str("if flexible {\n");
            }
            body.push_str("for more in (0..d.tag_count()?).rev() {\nlet (tag, end) = d.tag()?;\nmatch tag {\n");
            for (field, _) in &tagged {
                let guard = match when(field.tagged, self.at().and(self.message.flexible)) {
                    When::If(condition) => format!(" if {condition}"),
                    _ => String::new(),
                };
                let wire = self.wire(field);
                let _ = writeln!(
                    body,
                    "{}{guard} => value.{} = {},",
                    field.tag.unwrap_or_default(),
                    names::field(&field.name),
                    wire.read()
                );
            }
            body.push_str(
                "_ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,\n}\nd.end_tag(end)?;\n}\n",
            );
            if let When::If(_) = flexible {
                body.push_str("}\n");
            }
            body.push_str("Ok(value)\n");
        }
        let head = [("read", ""), ("d", "&mut Decoder"), ("version", "i16")];
        self.function(out, &head, "Result<Self, DecodeError>", &body);
    }

    fn write_write(&self, out: &mut String) {
        let mut body = String::new();
        for (field, default) in self.fields() {
            let wire = self.wire(field);
            let refuse = || {
                format!(
                    "if {} {{\nreturn Err(EncodeError::not_in_version({}, version));\n}}\n",
                    differs_from_default(field, self.at(), default),
                    wire.label
                )
            };
            match when(field.versions, self.at()) {
                When::Always if field.tagged.is_empty() => {
                    let _ = writeln!(body, "{}", wire.write());
                }
                When::If(condition) if field.tagged.is_empty() => {
                    let _ = write!(body, "if {condition} {{\n{}\n}}", wire.write());
                    if field.ignorable {
                        body.push('\n');
                    } else {
                        let _ = write!(body, " else {}", refuse());
                    }
                }
                When::If(_) if !field.ignorable => {
                    let outside = unless(field.versions, self.at());
                    let _ = write!(body, "if {outside} && {}", refuse().trim_start_matches("if "));
                }
                _ => {}
            }
        }
        let flexible = when(self.message.flexible, self.at());
        let tagged = self.tagged();
        let mut section = String::new();
        if tagged.is_empty() {
            section.push_str("self.unknown_tagged_fields.write(buf)?;\n");
        } else {
            let mut known = Vec::new();
            for (field, default) in &tagged {
                let has = format!("has_{}", names::snake(&field.name));
                let differs = differs_from_default(field, self.at(), default);
                let condition = match when(field.tagged, self.at().and(self.message.flexible)) {
                    When::If(condition) => format!("{condition} && {differs}"),
                    _ => differs,
                };
                let _ = writeln!(section, "let {has} = {condition};");
                known.push(format!("usize::from({has})"));
            }
            let _ = writeln!(section, "let mut tags = self.unknown_tagged_fields.begin(buf, {})?;", known.join(" + "));
            for (field, _) in &tagged {
                let wire = self.wire(field);
                let _ = write!(
                    section,
                    "if has_{} {{\ntags.open(buf, {}, {})?;\n{}\n}}\n",
                    names::snake(&field.name),
                    field.tag.unwrap_or_default(),
                    wire.size(),
                    wire.write()
                );
            }
            section.push_str("tags.rest(buf)?;\n");
        }
        match flexible {
            When::Always => body.push_str(&section),
            When::If(_) => {
                let _ = write!(
                    body,
                    "if flexible {{\n{section}}} else {{\nself.unknown_tagged_fields.must_be_empty(version)?;\n}}\n"
                );
            }
            When::Never => {}
        }
        body.push_str("Ok(())\n");
        let head = [("write", ""), ("&self", ""), ("buf", "&mut BytesMut"), ("version", "i16")];
        self.function(out, &head, "Result<(), EncodeError>", &body);
    }

    fn write_size(&self, out: &mut String) {
        let mut fixed = 0;
        // What is there under one condition: bytes of fixed fields, and expressions for the others.
        let mut conditional: Vec<(String, usize, Vec<String>)> = Vec::new();
        let mut steps = String::new();
        for (field, _) in self.fields().filter(|(f, _)| f.tagged.is_empty()) {
            let wire = self.wire(field);
            match (when(field.versions, self.at()), field.ty.fixed_size()) {
                (When::Always, Some(bytes)) => fixed += bytes,
                (When::Always, None) => {
                    let _ = writeln!(steps, "size += {};", wire.size());
                }
                (When::If(condition), bytes) => {
                    let at = conditional.iter().position(|(known, _, _)| *known == condition);
                    let at = at.unwrap_or_else(|| {
                        conditional.push((condition, 0, Vec::new()));
                        conditional.len() - 1
                    });
                    let Some((_, fixed, others)) = conditional.get_mut(at) else { continue };
                    match bytes {
                        Some(bytes) => *fixed += bytes,
                        None => others.push(wire.size()),
                    }
                }
                (When::Never, _) => {}
            }
        }
        for (condition, fixed, mut terms) in conditional {
            if fixed > 0 {
                terms.insert(0, fixed.to_string());
            }
            let _ = writeln!(steps, "if {condition} {{\nsize += {};\n}}", terms.join(" + "));
        }
        if self.may_be_flexible {
            let tagged = self.tagged();
            let mut section = String::new();
            if tagged.is_empty() {
                section.push_str("size += self.unknown_tagged_fields.section_size(0, 0);\n");
            } else {
                section.push_str("let (mut known, mut known_bytes) = (0, 0);\n");
                for (field, default) in &tagged {
                    let differs = differs_from_default(field, self.at(), default);
                    let condition = match when(field.tagged, self.at().and(self.message.flexible)) {
                        When::If(condition) => format!("{condition} && {differs}"),
                        _ => differs,
                    };
                    let wire = self.wire(field);
                    let _ = write!(
                        section,
                        "if {condition} {{\nlet bytes = {};\nknown += 1;\nknown_bytes += tag_header_size({}, bytes) + bytes;\n}}\n",
                        wire.size(),
                        field.tag.unwrap_or_default()
                    );
                }
                section.push_str("size += self.unknown_tagged_fields.section_size(known, known_bytes);\n");
            }
            match when(self.message.flexible, self.at()) {
                When::If(_) => {
                    let _ = write!(steps, "if flexible {{\n{section}}}\n");
                }
                _ => steps.push_str(&section),
            }
        }
        let body =
            if steps.is_empty() { format!("{fixed}\n") } else { format!("let mut size = {fixed};\n{steps}size\n") };
        let head = [("size", ""), ("&self", ""), ("version", "i16")];
        self.function(out, &head, "usize", &body);
    }
}

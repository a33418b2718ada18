//! Values of settings: Kafka's types and validators, with Kafka's messages.

use crate::metadata::tables::{ConfigDef, ConfigType};
use std::fmt;

/// A setting's value of its type.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value and no default.
    Null,
    Boolean(bool),
    String(String),
    Int(i32),
    Short(i16),
    Long(i64),
    Double(f64),
    List(Vec<String>),
    Class(String),
    Password(String),
}

impl Value {
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    /// Any whole number.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Value::Int(value) => Some(i64::from(*value)),
            Value::Short(value) => Some(i64::from(*value)),
            Value::Long(value) => Some(*value),
            _ => None,
        }
    }

    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Value::Double(value) => Some(*value),
            _ => None,
        }
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::String(text) | Value::Class(text) | Value::Password(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_list(&self) -> Option<&[String]> {
        match self {
            Value::List(items) => Some(items),
            _ => None,
        }
    }
}

impl fmt::Display for Value {
    /// As DescribeConfigs shows it; a password is not shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("null"),
            Value::Boolean(value) => write!(f, "{value}"),
            Value::String(text) | Value::Class(text) => f.write_str(text),
            Value::Int(value) => write!(f, "{value}"),
            Value::Short(value) => write!(f, "{value}"),
            Value::Long(value) => write!(f, "{value}"),
            Value::Double(value) => f.write_str(&java_double(*value)),
            Value::List(items) => f.write_str(&items.join(",")),
            Value::Password(_) => f.write_str("[hidden]"),
        }
    }
}

/// `Double.toString`.
fn java_double(value: f64) -> String {
    if value.is_finite() && value != 0.0 && !(1e-3..1e7).contains(&value.abs()) {
        let text = format!("{value:e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let dot = if mantissa.contains('.') { "" } else { ".0" };
        return format!("{mantissa}{dot}E{exponent}");
    }
    if value.is_nan() {
        "NaN".into()
    } else if value.is_infinite() {
        if value > 0.0 { "Infinity".into() } else { "-Infinity".into() }
    } else {
        format!("{value:?}")
    }
}

/// A value that a setting cannot take. Its text is Kafka's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidValue {
    #[error("Invalid value {value} for configuration {name}: {why}")]
    Value { name: String, value: String, why: String },
    #[error("{0}")]
    Other(String),
}

impl InvalidValue {
    pub fn new(name: &str, value: impl fmt::Display, why: impl Into<String>) -> Self {
        InvalidValue::Value { name: name.into(), value: value.to_string(), why: why.into() }
    }
}

/// Reads a text as the setting's type and checks it against the setting's rule.
pub fn parse(def: &ConfigDef, text: &str) -> Result<Value, InvalidValue> {
    let value = parse_type(def.name, def.ty, text)?;
    validate(def, &value)?;
    Ok(value)
}

/// The default; [`Value::Null`] where there is none. Not validated: some of Kafka's defaults break their own rule.
pub fn default_of(def: &ConfigDef) -> Value {
    def.default.and_then(|text| parse_type(def.name, def.ty, text).ok()).unwrap_or(Value::Null)
}

/// Kafka's `ConfigDef.parseType`.
pub fn parse_type(name: &str, ty: ConfigType, text: &str) -> Result<Value, InvalidValue> {
    let trimmed = text.trim();
    let not_a_number = |what: &str| InvalidValue::new(name, text, format!("Not a number of type {what}"));
    Ok(match ty {
        ConfigType::Boolean if trimmed.eq_ignore_ascii_case("true") => Value::Boolean(true),
        ConfigType::Boolean if trimmed.eq_ignore_ascii_case("false") => Value::Boolean(false),
        ConfigType::Boolean => {
            return Err(InvalidValue::new(name, text, "Expected value to be either true or false"));
        }
        ConfigType::String => Value::String(trimmed.into()),
        ConfigType::Int => Value::Int(trimmed.parse().map_err(|_| not_a_number("INT"))?),
        ConfigType::Short => Value::Short(trimmed.parse().map_err(|_| not_a_number("SHORT"))?),
        ConfigType::Long => Value::Long(trimmed.parse().map_err(|_| not_a_number("LONG"))?),
        ConfigType::Double => Value::Double(parse_double(trimmed).ok_or_else(|| not_a_number("DOUBLE"))?),
        ConfigType::List if trimmed.is_empty() => Value::List(Vec::new()),
        ConfigType::List => Value::List(trimmed.split(',').map(|item| item.trim().to_owned()).collect()),
        ConfigType::Class => Value::Class(trimmed.into()),
        ConfigType::Password => Value::Password(trimmed.into()),
    })
}

/// `Double.parseDouble`, without its hexadecimal forms.
fn parse_double(text: &str) -> Option<f64> {
    match text {
        "NaN" | "+NaN" | "-NaN" => return Some(f64::NAN),
        "Infinity" | "+Infinity" => return Some(f64::INFINITY),
        "-Infinity" => return Some(f64::NEG_INFINITY),
        _ => {}
    }
    let digits = text.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(text);
    let numeric = digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'));
    if numeric { digits.parse().ok() } else { None }
}

/// A rule as the tables write it.
#[derive(Debug, Clone, PartialEq)]
enum Rule<'a> {
    AtLeast(f64, &'a str),
    Between(f64, &'a str, f64, &'a str),
    BetweenOr(i64, i64, i64),
    OneOf(Vec<&'a str>),
    OneOfIgnoringCase(Vec<&'a str>),
    NonEmptyString,
    ThrottledReplicas,
    /// `latest`, `earliest` or `by_duration:` and an ISO-8601 duration.
    ShareOffsetReset,
    /// Checked where the setting is used, or by having a value at all.
    Nothing,
}

fn rule(valid: &str) -> Rule<'_> {
    if valid.starts_with("[partitionId]") {
        return Rule::ThrottledReplicas;
    }
    if valid == "non-empty string" {
        return Rule::NonEmptyString;
    }
    if let Some(list) = valid.strip_prefix("(case insensitive) ") {
        return Rule::OneOfIgnoringCase(items(list));
    }
    if let Some((range, or)) = valid.split_once(" or ") {
        let bounds: Vec<&str> = items(range);
        if let [low, "...", high] = bounds[..]
            && let (Ok(low), Ok(high), Ok(or)) = (low.parse(), high.parse(), or.parse())
        {
            return Rule::BetweenOr(low, high, or);
        }
    }
    if !valid.starts_with('[') {
        return Rule::Nothing;
    }
    let bounds = items(valid);
    match bounds[..] {
        [low, "..."] => low.parse().map_or(Rule::Nothing, |number| Rule::AtLeast(number, low)),
        [low, "...", high] => match (low.parse(), high.parse()) {
            (Ok(from), Ok(to)) => Rule::Between(from, low, to, high),
            _ => Rule::Nothing,
        },
        _ if valid.contains("by_duration") => Rule::ShareOffsetReset,
        _ => Rule::OneOf(bounds),
    }
}

fn items(list: &str) -> Vec<&str> {
    list.trim_start_matches('[').trim_end_matches(']').split(',').map(str::trim).collect()
}

fn validate(def: &ConfigDef, value: &Value) -> Result<(), InvalidValue> {
    let Some(valid) = def.valid else { return Ok(()) };
    let refuse = |value: &dyn fmt::Display, why: String| Err(InvalidValue::new(def.name, value, why));
    let number = match value {
        Value::Double(number) => Some(*number),
        other => other.as_i64().map(|n| n as f64),
    };
    match (rule(valid), value) {
        (Rule::AtLeast(low, text), _) if number.is_some_and(|n| n < low) => {
            refuse(value, format!("Value must be at least {text}"))
        }
        (Rule::Between(low, text, _, _), _) if number.is_some_and(|n| n < low) => {
            refuse(value, format!("Value must be at least {text}"))
        }
        (Rule::Between(_, _, high, text), _) if number.is_some_and(|n| n > high) => {
            refuse(value, format!("Value must be no more than {text}"))
        }
        (Rule::BetweenOr(low, high, or), _)
            if value.as_i64().is_some_and(|n| n != or && !(low..=high).contains(&n)) =>
        {
            refuse(value, format!("Value must be between {low} and {high} or equal to {or}"))
        }
        (Rule::OneOf(allowed), Value::String(text)) if !allowed.contains(&text.as_str()) => {
            refuse(text, format!("String must be one of: {}", allowed.join(", ")))
        }
        (Rule::OneOf(allowed), Value::List(chosen)) => {
            if chosen.iter().any(String::is_empty) {
                return Err(InvalidValue::Other(format!("Configuration '{}' values must not be empty.", def.name)));
            }
            match chosen.iter().find(|item| !allowed.contains(&item.as_str())) {
                Some(bad) => refuse(bad, format!("String must be one of: {}", allowed.join(", "))),
                None => Ok(()),
            }
        }
        (Rule::OneOfIgnoringCase(allowed), Value::String(text))
            if !allowed.iter().any(|a| a.eq_ignore_ascii_case(text)) =>
        {
            refuse(text, format!("String must be one of (case insensitive): {}", allowed.join(", ")))
        }
        (Rule::NonEmptyString, Value::String(text)) if text.is_empty() => {
            refuse(text, "String must be non-empty".into())
        }
        (Rule::ThrottledReplicas, Value::List(replicas)) if !are_throttled_replicas(replicas) => refuse(
            &format!("[{}]", replicas.join(", ")),
            format!("{} must be the literal '*' or a list of replicas in the following format: {valid}", def.name),
        ),
        (Rule::ShareOffsetReset, Value::String(text)) if !is_share_offset_reset(text) => {
            refuse(text, "The string must be one of: latest, earliest, by_duration:<ISO-8601 duration>".into())
        }
        _ => Ok(()),
    }
}

fn are_throttled_replicas(replicas: &[String]) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    matches!(replicas, [all] if all == "*")
        || replicas.iter().all(|r| r.split_once(':').is_some_and(|(p, b)| digits(p) && digits(b)))
}

fn is_share_offset_reset(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    if lower == "latest" || lower == "earliest" {
        return true;
    }
    let Some(duration) = lower.strip_prefix("by_duration:").and_then(|d| d.strip_prefix('p')) else { return false };
    let (days, time) = duration.split_once('t').unwrap_or((duration, ""));
    let part = |text: &mut &str, unit: char| -> Option<bool> {
        let Some((number, rest)) = text.split_once(unit) else { return Some(false) };
        let plain = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        *text = rest;
        plain.then_some(true)
    };
    let (mut days, mut rest) = (days, time);
    let parts = [part(&mut days, 'd'), part(&mut rest, 'h'), part(&mut rest, 'm'), part(&mut rest, 's')];
    parts.iter().all(Option::is_some) && parts.contains(&Some(true)) && days.is_empty() && rest.is_empty()
}

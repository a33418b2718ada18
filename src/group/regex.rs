//! Regular expressions of subscriptions: RE2's syntax and meaning, as Apache Kafka (RE2/J) has them, in linear time.
//!
//! [`compile`] rewrites the expression for the crate `regex`, which shares RE2's engine but not all of its syntax: what
//! only `regex` knows (nested classes, class operators, `(?x)`, `a**`, `\<`) means here what it means to RE2, or is refused;
//! what only RE2 knows (`\Q..\E`, octal escapes, `\p{^Greek}`) is spelled out. An expression matches a whole topic name.
//! Left as they are: `regex` knows more names of Unicode properties, and refuses a repetition of `a(?i)`.

use crate::metadata::image::Image;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write;
use std::sync::Arc;

/// An expression that RE2 would refuse, or that is too large.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidRegex(String);

/// A longer expression is refused before anything is done with it.
const MAX_EXPRESSION_BYTES: usize = 64 * 1024;
/// RE2's bound on a repetition.
const MAX_REPEAT: u32 = 1000;
/// Memory that a compiled expression may take.
const MAX_COMPILED_BYTES: usize = 8 << 20;
/// Compiled expressions are kept up to this size, and so many of them.
const SMALL_BYTES: usize = 64 << 10;
const MAX_KEPT: usize = 16;
/// What matching may keep for its speed, beside the expression.
const SCRATCH_BYTES: usize = 256 << 10;

/// Compiles an expression that matches whole topic names.
pub fn compile(expression: &str) -> Result<Regex, InvalidRegex> {
    compile_within(expression, MAX_COMPILED_BYTES)
}

fn compile_within(expression: &str, size_limit_bytes: usize) -> Result<Regex, InvalidRegex> {
    if expression.len() > MAX_EXPRESSION_BYTES {
        return Err(InvalidRegex(format!("longer than {MAX_EXPRESSION_BYTES} bytes")));
    }
    let rewritten = Rewriter::rewrite(expression)?;
    regex::RegexBuilder::new(&format!(r"\A(?:{rewritten})\z"))
        .size_limit(size_limit_bytes)
        .dfa_size_limit(SCRATCH_BYTES)
        .build()
        .map_err(|error| InvalidRegex(error.to_string().lines().last().unwrap_or("invalid").to_owned()))
}

/// Expressions that were compiled not long ago. Those that take much memory are not kept.
#[derive(Debug, Default)]
pub struct Compiled(VecDeque<(String, Regex)>);

impl Compiled {
    /// Compiles the expression unless it is there.
    pub fn validate(&mut self, expression: &str) -> Result<(), InvalidRegex> {
        if self.get(expression).is_some() {
            return Ok(());
        }
        match compile_within(expression, SMALL_BYTES) {
            Ok(regex) => {
                self.0.truncate(MAX_KEPT - 1);
                self.0.push_front((expression.to_owned(), regex));
                Ok(())
            }
            Err(_) => compile(expression).map(|_| ()),
        }
    }

    fn get(&self, expression: &str) -> Option<Regex> {
        self.0.iter().find(|(kept, _)| kept == expression).map(|(_, regex)| regex.clone())
    }
}

/// The expressions of a group, on their way to be compared with the names of all topics. That takes long where there are
/// many, or where they are made to: it is done aside, and not at one go.
#[derive(Debug, Clone)]
pub struct Resolution {
    pub(in crate::group) group: Arc<str>,
    image: Arc<Image>,
    expressions: Vec<(String, Expression)>,
    /// Topics of the image, once it has begun.
    topics: Option<Vec<Arc<str>>>,
    compared: usize,
    matched: Vec<BTreeSet<String>>,
}

#[derive(Debug, Clone)]
enum Expression {
    NotCompiled,
    Compiled(Regex),
    /// It matches nothing.
    Invalid,
}

impl Resolution {
    pub(in crate::group) fn new<'a>(
        group: Arc<str>,
        image: Arc<Image>,
        expressions: impl Iterator<Item = &'a str>,
        compiled: &Compiled,
    ) -> Self {
        let known = |expression: &str| compiled.get(expression).map_or(Expression::NotCompiled, Expression::Compiled);
        let expressions: Vec<_> = expressions.map(|one| (one.to_owned(), known(one))).collect();
        let matched = vec![BTreeSet::new(); expressions.len()];
        Resolution { group, image, expressions, topics: None, compared: 0, matched }
    }

    /// Compares a name with an expression, so many times at most. False when all is done.
    pub fn go_on(&mut self, comparisons: usize) -> bool {
        let names = || self.image.topics().map(|topic| topic.name.clone()).collect();
        let topics = self.topics.get_or_insert_with(names);
        // By expression, so that one that is not kept is compiled when it is its turn.
        let all = topics.len().saturating_mul(self.expressions.len());
        let end = self.compared.saturating_add(comparisons).min(all);
        for at in self.compared..end {
            let (expression, topic) = (at / topics.len(), at % topics.len());
            let Some(((text, regex), matched)) =
                self.expressions.get_mut(expression).zip(self.matched.get_mut(expression))
            else {
                continue;
            };
            if let Expression::NotCompiled = regex {
                *regex = compile(text).map_or(Expression::Invalid, Expression::Compiled);
            }
            if let (Expression::Compiled(regex), Some(topic)) = (&*regex, topics.get(topic))
                && regex.is_match(topic)
            {
                matched.insert(topic.to_string());
            }
            if topic + 1 == topics.len() {
                *regex = Expression::Invalid;
            }
        }
        self.compared = end;
        end < all
    }

    /// Offset of the image, and the topics that each expression matches.
    pub(in crate::group) fn finish(self) -> (i64, BTreeMap<String, BTreeSet<String>>) {
        let expressions = self.expressions.into_iter().map(|(expression, _)| expression);
        (self.image.offset(), expressions.zip(self.matched).collect())
    }
}

/// What the last piece of the expression was, for a repetition that may follow it.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    /// The start of the expression, of a group or of an alternative.
    Nothing,
    Piece,
    Repetition,
}

struct Rewriter<'a> {
    rest: &'a str,
    out: String,
    last: Last,
    open_groups: usize,
    names: BTreeSet<&'a str>,
}

fn refuse<T>(why: impl Into<String>) -> Result<T, InvalidRegex> {
    Err(InvalidRegex(why.into()))
}

impl<'a> Rewriter<'a> {
    fn rewrite(expression: &'a str) -> Result<String, InvalidRegex> {
        let mut this = Rewriter {
            rest: expression,
            out: String::with_capacity(expression.len().saturating_mul(2)),
            last: Last::Nothing,
            open_groups: 0,
            names: BTreeSet::new(),
        };
        while let Some(c) = this.next() {
            match c {
                '(' => this.open_group()?,
                ')' => this.close_group()?,
                '|' => {
                    this.out.push('|');
                    this.last = Last::Nothing;
                }
                '*' | '+' | '?' => this.repeat(&c.to_string())?,
                '{' => this.braces()?,
                '[' => this.class()?,
                '.' | '^' | '$' => this.piece(|out| out.push(c)),
                '\\' => this.escape()?,
                _ => this.piece(|out| literal(out, c)),
            }
        }
        if this.open_groups > 0 {
            return refuse("missing closing )");
        }
        Ok(this.out)
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = self.rest.get(c.len_utf8()..)?;
        Some(c)
    }

    fn eat(&mut self, prefix: &str) -> bool {
        let rest = self.rest.strip_prefix(prefix);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Takes everything before `end`, and `end`.
    fn until(&mut self, end: &str) -> Option<&'a str> {
        let (taken, rest) = self.rest.split_once(end)?;
        self.rest = rest;
        Some(taken)
    }

    fn piece(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.out);
        self.last = Last::Piece;
    }

    // ---- repetitions ----

    fn repeat(&mut self, operator: &str) -> Result<(), InvalidRegex> {
        match self.last {
            Last::Nothing => return refuse(format!("missing argument to repetition operator: `{operator}`")),
            Last::Repetition => return refuse(format!("invalid nested repetition operator: `{operator}`")),
            Last::Piece => {}
        }
        self.out.push_str(operator);
        if self.eat("?") {
            self.out.push('?');
        }
        self.last = Last::Repetition;
        Ok(())
    }

    /// `{n}`, `{n,}`, `{n,m}`; anything else is a literal brace.
    fn braces(&mut self) -> Result<(), InvalidRegex> {
        let parsed = self.rest.split_once('}').and_then(|(inside, rest)| {
            let (min, max) = inside.split_once(',').unwrap_or((inside, inside));
            let open = max.is_empty() && inside.contains(',');
            let well_formed = is_number(min) && (open || is_number(max));
            // A number beyond u32 is beyond every bound too.
            let number = |text: &str| text.parse::<u32>().unwrap_or(u32::MAX);
            well_formed.then(|| (inside, rest, number(min), (!open).then(|| number(max))))
        });
        let Some((inside, rest, min, max)) = parsed else {
            literal(&mut self.out, '{');
            // RE2/J takes such a brace for a repetition where another one follows.
            self.last = Last::Repetition;
            return Ok(());
        };
        self.rest = rest;
        if min > MAX_REPEAT || max.is_some_and(|max| max > MAX_REPEAT || max < min) {
            return refuse(format!("invalid repeat count: `{{{inside}}}`"));
        }
        self.repeat(&format!("{{{inside}}}"))
    }

    // ---- groups ----

    fn open_group(&mut self) -> Result<(), InvalidRegex> {
        if self.eat("?") {
            if self.eat("P<")
                || self.rest.starts_with('<')
                    && !self.rest.starts_with("<=")
                    && !self.rest.starts_with("<!")
                    && self.eat("<")
            {
                let name = self.until(">").unwrap_or("");
                let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
                if name.is_empty() || !name.chars().all(is_word) || !self.names.insert(name) {
                    return refuse(format!("invalid named capture: `{name}`"));
                }
            } else {
                return self.flags();
            }
        }
        // Captures are of no use here.
        self.out.push_str("(?:");
        self.enter_group();
        Ok(())
    }

    fn enter_group(&mut self) {
        self.last = Last::Nothing;
        self.open_groups += 1;
    }

    fn flags(&mut self) -> Result<(), InvalidRegex> {
        let mut flags = String::new();
        loop {
            match self.next() {
                Some(c @ ('i' | 'm' | 's' | 'U')) => flags.push(c),
                Some('-') if !flags.contains('-') => flags.push('-'),
                Some(c @ (':' | ')')) if !flags.ends_with('-') => {
                    // `regex` refuses a flag that is given twice.
                    let (on, off) = flags.split_once('-').unwrap_or((&flags, ""));
                    let unique =
                        |flags: &str| flags.chars().collect::<BTreeSet<char>>().into_iter().collect::<String>();
                    let (mut on, off) = (unique(on), unique(off));
                    on.retain(|flag| !off.contains(flag));
                    let minus = if off.is_empty() { "" } else { "-" };
                    match (c, on.is_empty() && off.is_empty()) {
                        (')', true) => {}
                        _ => {
                            let _ = write!(self.out, "(?{on}{minus}{off}{c}");
                        }
                    }
                    if c == ':' {
                        self.enter_group();
                    }
                    return Ok(());
                }
                _ => return refuse("invalid or unsupported Perl syntax"),
            }
        }
    }

    fn close_group(&mut self) -> Result<(), InvalidRegex> {
        if self.open_groups == 0 {
            return refuse("unexpected )");
        }
        self.open_groups -= 1;
        self.out.push(')');
        self.last = Last::Piece;
        Ok(())
    }

    // ---- escapes ----

    fn escape(&mut self) -> Result<(), InvalidRegex> {
        let mut ahead = self.rest.chars();
        match ahead.next() {
            None => refuse("trailing backslash"),
            Some('Q') => {
                self.next();
                let quoted = self.until("\\E").unwrap_or_else(|| std::mem::take(&mut self.rest));
                for c in quoted.chars() {
                    self.piece(|out| literal(out, c));
                }
                Ok(())
            }
            Some(c @ ('A' | 'b' | 'B' | 'z')) => {
                self.next();
                self.piece(|out| out.extend(['\\', c]));
                Ok(())
            }
            Some(_) => {
                let mut class = String::new();
                match self.class_escape()? {
                    Some(escape) => class = escape,
                    None => literal(&mut class, self.escaped_char()?),
                }
                self.piece(|out| out.push_str(&class));
                Ok(())
            }
        }
    }

    /// `\d` and its like, `\pL`, `\p{Greek}`; nothing is taken where the escape is none of these.
    fn class_escape(&mut self) -> Result<Option<String>, InvalidRegex> {
        let Some(kind) = self.rest.chars().next() else { return Ok(None) };
        match kind {
            'd' | 'D' | 's' | 'S' | 'w' | 'W' => {
                self.next();
                Ok(Some(format!("\\{kind}")))
            }
            'p' | 'P' => {
                self.next();
                let name = if self.eat("{") {
                    let Some(name) = self.until("}") else { return refuse("invalid character class range") };
                    name
                } else {
                    let (start, Some(c)) = (self.rest, self.next()) else {
                        return refuse("invalid character class range");
                    };
                    start.get(..c.len_utf8()).unwrap_or("")
                };
                let (negated, name) = name.strip_prefix('^').map_or((false, name), |name| (true, name));
                if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                    return refuse(format!("invalid character class range: `{name}`"));
                }
                let upper = (kind == 'P') != negated;
                Ok(Some(format!("\\{}{{{name}}}", if upper { 'P' } else { 'p' })))
            }
            _ => Ok(None),
        }
    }

    /// The character that an escape stands for; its backslash is taken.
    fn escaped_char(&mut self) -> Result<char, InvalidRegex> {
        let Some(c) = self.next() else { return refuse("trailing backslash") };
        let octal = |this: &mut Self, first: u32, more: usize| {
            let mut value = first;
            for _ in 0..more {
                let Some(digit) = this.rest.chars().next().and_then(|c| c.to_digit(8)) else { break };
                this.next();
                value = value * 8 + digit;
            }
            value
        };
        let code = match c {
            // A single digit would be a reference to a group.
            '1'..='7' if !self.rest.starts_with(|c: char| c.is_digit(8)) => {
                return refuse(format!("invalid escape sequence: `\\{c}`"));
            }
            '0'..='7' => octal(self, c.to_digit(8).unwrap_or(0), 2),
            'x' => self.hexadecimal()?,
            'a' => 0x07,
            'f' => 0x0c,
            'n' => 0x0a,
            'r' => 0x0d,
            't' => 0x09,
            'v' => 0x0b,
            c if !c.is_ascii_alphanumeric() => u32::from(c),
            c => return refuse(format!("invalid escape sequence: `\\{c}`")),
        };
        char::from_u32(code).ok_or_else(|| InvalidRegex("invalid escape sequence".to_owned()))
    }

    fn hexadecimal(&mut self) -> Result<u32, InvalidRegex> {
        let digits = if self.eat("{") {
            self.until("}")
        } else {
            let digits = self.rest.get(..2);
            self.rest = self.rest.get(2..).unwrap_or("");
            digits
        };
        let digits = digits.filter(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_ascii_hexdigit()));
        match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
            Some(code) => Ok(code),
            None => refuse("invalid escape sequence: `\\x`"),
        }
    }

    // ---- classes ----

    fn class(&mut self) -> Result<(), InvalidRegex> {
        let mut class = String::from("[");
        if self.eat("^") {
            class.push('^');
        }
        let mut first = true;
        loop {
            if self.rest.is_empty() {
                return refuse("missing closing ]");
            }
            if !first && self.eat("]") {
                break;
            }
            first = false;
            if self.rest.starts_with("[:") && self.rest.contains(":]") {
                self.eat("[:");
                let name = self.until(":]").unwrap_or("");
                if !is_posix_class(name.strip_prefix('^').unwrap_or(name)) {
                    return refuse(format!("invalid character class range: `[:{name}:]`"));
                }
                let _ = write!(class, "[:{name}:]");
                continue;
            }
            if self.rest.starts_with('\\') {
                let start = self.rest;
                self.next();
                if let Some(escape) = self.class_escape()? {
                    class.push_str(&escape);
                    continue;
                }
                self.rest = start;
            }
            let low = self.class_char()?;
            // A minus before the closing bracket is one.
            let is_range = self.rest.starts_with('-') && !self.rest.starts_with("-]") && self.rest.len() > 1;
            let high = if is_range {
                self.next();
                self.class_char()?
            } else {
                low
            };
            if high < low {
                return refuse(format!("invalid character class range: `{low}-{high}`"));
            }
            literal(&mut class, low);
            if is_range {
                class.push('-');
                literal(&mut class, high);
            }
        }
        class.push(']');
        self.piece(|out| out.push_str(&class));
        Ok(())
    }

    fn class_char(&mut self) -> Result<char, InvalidRegex> {
        match self.next() {
            None => refuse("missing closing ]"),
            Some('\\') => self.escaped_char(),
            Some(c) => Ok(c),
        }
    }
}

/// A number without leading zeros.
fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'))
}

fn is_posix_class(name: &str) -> bool {
    let names = [
        "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper",
        "word", "xdigit",
    ];
    names.contains(&name)
}

/// Writes a character so that it has no other meaning anywhere.
fn literal(out: &mut String, c: char) {
    if c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii() {
        out.push(c);
    } else {
        let _ = write!(out, "\\x{{{:x}}}", u32::from(c));
    }
}

#[cfg(test)]
#[path = "regex_tests.rs"]
mod tests;

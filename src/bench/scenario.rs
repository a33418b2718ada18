//! A file of scenarios: runs that come one after the other.
//!
//! ```toml
//! [defaults]                    # what every run has where it says nothing else
//! topics.partitions = 16
//!
//! [[run]]
//! name = "most"
//! kind = "produce"
//!
//! [[run]]
//! name = "half"
//! kind = "end-to-end"
//! load.rate = "50% of most"     # of what that run reached
//!
//! [[run]]
//! name = "both"
//! kind = "mixed"
//! part = [{ kind = "produce", topics.name = "a" }, { kind = "end-to-end", topics.name = "b" }]     # at the same time
//! ```
//!
//! Promises: a scenario that is read can be run. A mistake is named with file, line, column and the way out.

use std::fmt;
use std::ops::Range;

use clap::ValueEnum;
use serde::de::{Deserialize, Deserializer, Error as _, Visitor, value};
use serde::forward_to_deserialize_any;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::quantity::Rate;
use super::workload::{Batching, Consumers, Kind, Load, Producers, Records, Topics, Workload};
use crate::metadata::config::nearest;

/// What a run has besides its workload.
const OF_A_RUN: [&str; 3] = ["name", "kind", "part"];
const LONGEST_NAME: usize = 100;

/// Runs in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    pub runs: Vec<Run>,
}

/// One or several loads at the same time.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Letters, digits, `.`, `_` and `-`; no other run has it.
    pub name: String,
    /// At least one. Parts that name the same topic say the same about it.
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub kind: Kind,
    /// Checked. Its rate may be a share of a run before: see [`Workload::resolve`].
    pub workload: Workload,
}

/// What is wrong, and where. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Mistake {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}

/// Reads what the file of that name holds.
pub fn parse(file: &str, text: &str) -> Result<Scenario, Mistake> {
    Reader { file, text }.scenario()
}

type Spot = Range<usize>;

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
}

impl<'a> Reader<'a> {
    fn mistake(&self, spot: &Spot, message: impl Into<String>) -> Mistake {
        let before = self.text.get(..spot.start).unwrap_or(self.text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        Mistake {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
            message: message.into(),
        }
    }

    fn scenario(&self) -> Result<Scenario, Mistake> {
        let document = DeTable::parse(self.text)
            .map_err(|error| self.mistake(&error.span().unwrap_or_default(), error.message()))?
            .into_inner();
        self.check_names(&document, "", &["defaults", "run"])?;
        let defaults = match document.get("defaults") {
            Some(defaults) => self.table(defaults, "defaults")?.clone(),
            None => DeTable::new(),
        };
        self.check_sections(&defaults, "defaults.", &[])?;
        let runs = document.get("run").ok_or_else(|| self.mistake(&(0..0), "there is no [[run]]"))?;
        let mut scenario = Scenario { runs: Vec::new() };
        for run in self.tables(runs, "run")? {
            let run = self.run(run, &defaults, &scenario.runs)?;
            scenario.runs.push(run);
        }
        if scenario.runs.is_empty() {
            return Err(self.mistake(&runs.span(), "there is no [[run]]"));
        }
        Ok(scenario)
    }

    fn run(&self, value: &Spanned<DeValue<'a>>, defaults: &DeTable<'a>, before: &[Run]) -> Result<Run, Mistake> {
        let table = self.table(value, "run")?;
        self.check_sections(table, "", &OF_A_RUN)?;
        let name = self.name(value, table, before)?;
        let kind = self.kind(value, table)?;
        let merged = merge(defaults, &workload_of(table));
        let mut parts = Vec::new();
        match table.get("part") {
            None => parts.push(self.part(kind, &merged, value.span(), before)?),
            Some(of_run) if kind != Kind::Mixed => {
                return Err(self.mistake(&of_run.span(), "only a run of kind = \"mixed\" has parts"));
            }
            Some(of_run) => {
                for value in self.tables(of_run, "part")? {
                    let table = self.table(value, "part")?;
                    self.check_sections(table, "", &["kind"])?;
                    let part = self.part(
                        self.kind(value, table)?,
                        &merge(&merged, &workload_of(table)),
                        value.span(),
                        before,
                    )?;
                    self.check_beside(&part, &parts, &value.span())?;
                    parts.push(part);
                }
                if parts.is_empty() {
                    return Err(self.mistake(&of_run.span(), "there is no part: leave it out, or name what runs"));
                }
            }
        }
        Ok(Run { name, parts })
    }

    /// What can only be said once for all parts of a run.
    fn check_beside(&self, part: &Part, others: &[Part], spot: &Spot) -> Result<(), Mistake> {
        let topics = &part.workload.topics;
        if others.iter().any(|other| other.workload.topics.name == topics.name && other.workload.topics != *topics) {
            let message = format!(
                "another part says something else about the topic {:?}: give it another topics.name, or the same topics",
                topics.name
            );
            return Err(self.mistake(spot, message));
        }
        if part.workload.load.sweep.is_some() {
            return Err(self.mistake(spot, "load.sweep searches one rate: a run with parts has several"));
        }
        Ok(())
    }

    fn name(&self, run: &Spanned<DeValue<'a>>, table: &DeTable<'a>, before: &[Run]) -> Result<String, Mistake> {
        let value = table
            .get("name")
            .ok_or_else(|| self.mistake(&run.span(), "the run has no name, as in name = \"produce-1k\""))?;
        let name = value.get_ref().as_str().unwrap_or_default();
        let is_legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if !(1..=LONGEST_NAME).contains(&name.len()) || !name.chars().all(is_legal) || name.starts_with('.') {
            let message = format!(
                "a run's name is a text of letters, digits, '.', '_' and '-', at most {LONGEST_NAME}: files are called so"
            );
            return Err(self.mistake(&value.span(), message));
        }
        if before.iter().any(|run| run.name == name) {
            return Err(
                self.mistake(&value.span(), format!("there is a run {name:?} before: give this one another name"))
            );
        }
        Ok(name.to_owned())
    }

    fn kind(&self, run: &Spanned<DeValue<'a>>, table: &DeTable<'a>) -> Result<Kind, Mistake> {
        let kinds = "produce, consume, end-to-end or mixed";
        let value = table.get("kind").ok_or_else(|| self.mistake(&run.span(), format!("kind is missing: {kinds}")))?;
        let text = value.get_ref().as_str().unwrap_or_default();
        Kind::from_str(text, false).map_err(|_| self.mistake(&value.span(), format!("kind is one of {kinds}")))
    }

    fn part(&self, kind: Kind, table: &DeTable<'a>, spot: Spot, before: &[Run]) -> Result<Part, Mistake> {
        let value = Spanned::new(spot.clone(), DeValue::Table(table.clone()));
        let workload = Workload::deserialize(ValueDeserializer::from(value)).map_err(|error| {
            let at = error.span().unwrap_or_else(|| spot.clone());
            let path = path_of(table, &at).map(|path| format!("{path}: ")).unwrap_or_default();
            self.mistake(&at, format!("{path}{}", error.message()))
        })?;
        let spot_of = |setting: &str| find(table, setting).unwrap_or_else(|| spot.clone());
        workload.check(kind).map_err(|wrong| {
            let message = format!("{} = {}: {}", wrong.setting, wrong.value, wrong.reason);
            self.mistake(&spot_of(wrong.setting), message)
        })?;
        if let Rate::Share { of, .. } = &workload.load.rate {
            let known = before.iter().filter(|run| run.parts.iter().any(|part| part.kind.produces()));
            let names: Vec<&str> = known.map(|run| run.name.as_str()).collect();
            if !names.contains(&of.as_str()) {
                let hint = hint(of, &names);
                let message = format!("load.rate: no run before this one that produces is called {of:?}{hint}");
                return Err(self.mistake(&spot_of("load.rate"), message));
            }
        }
        Ok(Part { kind, workload })
    }

    fn table<'t>(&self, value: &'t Spanned<DeValue<'a>>, name: &str) -> Result<&'t DeTable<'a>, Mistake> {
        value.get_ref().as_table().ok_or_else(|| {
            self.mistake(&value.span(), format!("{name} must be a table, not {}", value.get_ref().type_str()))
        })
    }

    fn tables<'t>(
        &self,
        value: &'t Spanned<DeValue<'a>>,
        name: &str,
    ) -> Result<impl Iterator<Item = &'t Spanned<DeValue<'a>>>, Mistake> {
        let array = value.get_ref().as_array();
        array.map(|array| array.iter()).ok_or_else(|| {
            self.mistake(&value.span(), format!("{name} must be a list of tables: write [[{name}]] in front of each"))
        })
    }

    /// That a workload's sections and what stands in them have names that exist; `others` may stand beside the sections.
    fn check_sections(&self, table: &DeTable<'a>, path: &str, others: &[&str]) -> Result<(), Mistake> {
        let sections = fields_of::<Workload>();
        self.check_names(table, path, &[sections, others].concat())?;
        for section in sections {
            if let Some(value) = table.get(*section) {
                let path = format!("{path}{section}");
                self.check_names(self.table(value, &path)?, &format!("{path}."), settings_of(section))?;
            }
        }
        Ok(())
    }

    fn check_names(&self, table: &DeTable<'a>, path: &str, known: &[&str]) -> Result<(), Mistake> {
        match table.keys().find(|key| !known.contains(&key.get_ref().as_ref())) {
            None => Ok(()),
            Some(key) => {
                let hint = hint(key.get_ref(), known);
                Err(self.mistake(&key.span(), format!("there is no {path}{}{hint}", key.get_ref())))
            }
        }
    }
}

/// The known name that was probably meant, or all of them.
fn hint(name: &str, known: &[&str]) -> String {
    match nearest(name, known.iter().copied()) {
        Some(nearest) => format!(": did you mean {nearest}?"),
        None if known.is_empty() => String::new(),
        None => format!(": there is {}", known.join(", ")),
    }
}

/// What a run or part has besides its own.
fn workload_of<'a>(table: &DeTable<'a>) -> DeTable<'a> {
    let mut table = table.clone();
    for name in OF_A_RUN {
        table.remove(name);
    }
    table
}

/// `over`, and what only `under` has. Tables in both are merged.
fn merge<'a>(under: &DeTable<'a>, over: &DeTable<'a>) -> DeTable<'a> {
    let mut merged = under.clone();
    for (key, value) in over {
        let value = match (merged.get(key), value.get_ref()) {
            (Some(below), DeValue::Table(above)) if below.get_ref().is_table() => {
                let both = below.get_ref().as_table().map(|below| merge(below, above)).unwrap_or_default();
                Spanned::new(value.span(), DeValue::Table(both))
            }
            _ => value.clone(),
        };
        // An entry that is there keeps its key, and with it the place where that stood.
        merged.remove(key);
        merged.insert(key.clone(), value);
    }
    merged
}

/// Where a setting such as `records.size` stands.
fn find(table: &DeTable<'_>, setting: &str) -> Option<Spot> {
    let (section, name) = setting.split_once('.')?;
    let section = table.get(section)?.get_ref().as_table()?;
    section.get(name).map(Spanned::span)
}

/// The setting that stands at a place.
fn path_of(table: &DeTable<'_>, spot: &Spot) -> Option<String> {
    table.iter().find_map(|(name, value)| {
        let whole = value.span();
        match value.get_ref() {
            // One that is written with dots has no place of its own.
            DeValue::Table(inner) => path_of(inner, spot).map(|path| format!("{}.{path}", name.get_ref())),
            _ if whole.start <= spot.start && spot.end <= whole.end => Some(name.get_ref().to_string()),
            _ => None,
        }
    })
}

fn settings_of(section: &str) -> &'static [&'static str] {
    match section {
        "topics" => fields_of::<Topics>(),
        "records" => fields_of::<Records>(),
        "batching" => fields_of::<Batching>(),
        "producers" => fields_of::<Producers>(),
        "consumers" => fields_of::<Consumers>(),
        "load" => fields_of::<Load>(),
        _ => &[],
    }
}

/// The names of a structure's fields in a file.
fn fields_of<T: for<'de> Deserialize<'de>>() -> &'static [&'static str] {
    /// Asked for a structure, it learns the names, and has nothing to give.
    struct Names<'n>(&'n mut &'static [&'static str]);

    impl<'de> Deserializer<'de> for Names<'_> {
        type Error = value::Error;

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, value::Error> {
            Err(value::Error::custom("it is no structure"))
        }

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            fields: &'static [&'static str],
            _: V,
        ) -> Result<V::Value, value::Error> {
            *self.0 = fields;
            Err(value::Error::custom("only the names are asked for"))
        }

        forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
            newtype_struct seq tuple tuple_struct map enum identifier ignored_any
        }
    }

    let mut names: &'static [&'static str] = &[];
    // It fails by design.
    let _ = T::deserialize(Names(&mut names));
    names
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::bench::quantity::Size;

    fn read(text: &str) -> Result<Scenario, String> {
        parse("s.toml", text).map_err(|mistake| mistake.to_string())
    }

    #[test]
    fn defaults_are_under_every_run() {
        let scenario = read(
            r#"
            [defaults]
            topics = { partitions = 4, settings = { "segment.bytes" = 1000000, "retention.ms" = "5" } }
            load.duration = "10s"
            records.size = "100"

            [[run]]
            name = "first"
            kind = "produce"

            [[run]]
            name = "second"
            kind = "end-to-end"
            records.size = 1024
            topics.settings."retention.ms" = 7
            load.rate = "50% of first"
            load.verify = true
            "#,
        )
        .unwrap();
        let [first, second] = scenario.runs.as_slice() else { panic!("{scenario:?}") };
        assert_eq!((first.name.as_str(), first.parts.len(), first.parts[0].kind), ("first", 1, Kind::Produce));
        let (first, second) = (&first.parts[0].workload, &second.parts[0]);
        assert_eq!((first.records.size, first.topics.partitions), (Size::Fixed(100), 4));
        assert_eq!((first.load.duration, first.load.verify), (Some(Duration::from_secs(10)), false));
        assert_eq!(second.kind, Kind::EndToEnd);
        let second = &second.workload;
        assert_eq!((second.records.size, second.topics.partitions, second.load.verify), (Size::Fixed(1024), 4, true));
        assert_eq!(second.load.rate, Rate::Share { percent: 50.0, of: "first".into() });
        let settings =
            |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect::<Vec<_>>();
        assert_eq!(second.topics.settings, settings(&[("retention.ms", "7"), ("segment.bytes", "1000000")]));
    }

    #[test]
    fn parts_run_at_the_same_time() {
        let scenario = read(
            r#"
            [defaults]
            topics = { name = "c", partitions = 3 }
            [[run]]
            name = "both"
            kind = "mixed"
            load.duration = "10s"
            [[run.part]]
            kind = "produce"
            topics.name = "a"
            [[run.part]]
            kind = "consume"
            topics = { name = "b", lifecycle = "existing" }
            load.duration = "20s"
            "#,
        )
        .unwrap();
        let parts = &scenario.runs[0].parts;
        let told: Vec<_> =
            parts.iter().map(|part| (part.kind, part.workload.load.duration.unwrap().as_secs())).collect();
        assert_eq!(told, [(Kind::Produce, 10), (Kind::Consume, 20)]);
        let alone = read("[[run]]\nname = 'x'\nkind = 'mixed'").unwrap();
        assert_eq!(alone.runs[0].parts[0].kind, Kind::Mixed);
    }

    #[test]
    fn a_mistake_is_named_with_its_place_and_the_way_out() {
        let run = "[[run]]\nname = 'a'\nkind = 'produce'\n";
        let cases = [
            ("", "1:1", "no [[run]]"),
            ("run = []", "1:7", "no [[run]]"),
            ("[[run]]\nname = 'a'\nkind = ", "3:8", "string"),
            ("[run]\nname = 'a'", "1:1", "write [[run]]"),
            ("run = 5", "1:7", "write [[run]]"),
            ("run = [5]", "1:8", "must be a table, not integer"),
            ("defaults = 1\n[[run]]", "1:12", "must be a table"),
            ("[default]\n[[run]]", "1:2", "there is no default: did you mean defaults?"),
            ("[defaults.load]\nrrate = 'max'\n[[run]]", "2:1", "no defaults.load.rrate: did you mean rate?"),
            ("[defaults]\nload = 7\n[[run]]", "2:8", "defaults.load must be a table"),
            ("[[run]]\nkind = 'produce'", "1:1", "no name"),
            ("[[run]]\nname = 'a/b'\nkind = 'produce'", "2:8", "letters"),
            ("[[run]]\nname = 7\nkind = 'produce'", "2:8", "letters"),
            ("[[run]]\nname = 'a'", "1:1", "kind is missing: produce"),
            ("[[run]]\nname = 'a'\nkind = 'producer'", "3:8", "kind is one of produce, consume"),
            (&format!("{run}{run}"), "5:8", "another name"),
            (&format!("{run}size = 5"), "4:1", "there is no size"),
            (&format!("{run}record.size = 5"), "4:1", "did you mean records?"),
            (&format!("{run}records.sise = 5"), "4:9", "there is no records.sise: did you mean size?"),
            (&format!("{run}records.weight = 5"), "4:9", "there is no records.weight: there is size, keys, entropy"),
            (&format!("{run}records.size = '5 apples'"), "4:16", "records.size: \"5 apples\" will not do: bytes"),
            (&format!("{run}topics.partitions = 'many'"), "4:21", "topics.partitions: invalid type"),
            (&format!("{run}topics.partitions = -1"), "4:21", "topics.partitions: invalid value"),
            (&format!("{run}topics.partitions = 0"), "4:21", "topics.partitions = 0: at least 1"),
            (&format!("{run}topics.settings.x = [1]"), "4:21", "topics.settings.x: invalid type"),
            (&format!("{run}load.verify = true"), "4:15", "load.verify = true: records must be written and read"),
            (&format!("{run}load.rate = '50% of b'"), "4:13", "is called \"b\""),
            (&format!("{run}[[run]]\nname = 'b'\nkind = 'produce'\nload.rate = '5% of aa'"), "7:13", "did you mean a?"),
            ("[[run]]\nname = 'ä'\nkind = 'produce'", "2:8", "letters"),
            ("# ä\n[[run]]\nname = 'a' # ä\nkind = 'nö'", "4:8", "kind is one of"),
            (&format!("{run}part = []"), "4:8", "only a run of kind"),
            ("[[run]]\nname = 'a'\nkind = 'mixed'\npart = []", "4:8", "there is no part"),
            ("[[run]]\nname = 'a'\nkind = 'mixed'\npart = [{}]", "4:9", "kind is missing"),
            ("[[run]]\nname = 'a'\nkind = 'mixed'\npart = [{ name = 'x' }]", "4:11", "there is no name"),
            (
                "[[run]]\nname = 'a'\nkind = 'mixed'\npart = [{ kind = 'produce' }, { kind = 'produce', topics.partitions = 7 }]",
                "4:31",
                "something else about the topic",
            ),
            (
                "[[run]]\nname = 'a'\nkind = 'mixed'\nload.sweep = 'p99=1ms'\npart = [{ kind = 'produce' }]",
                "5:9",
                "one rate",
            ),
            // What comes from the defaults is named where it stands.
            ("[defaults]\nload.threads = 0\n[[run]]\nname = 'a'\nkind = 'produce'", "2:16", "load.threads = 0"),
            // What stands nowhere is named where the run begins.
            ("\n[[run]]\nname = 'a'\nkind = 'consume'", "2:1", "topics.lifecycle = temporary: there would be nothing"),
        ];
        for (text, place, message) in cases {
            let mistake = read(text).expect_err(text);
            assert!(mistake.starts_with(&format!("s.toml:{place}: ")), "{text}\n{mistake}");
            assert!(mistake.contains(message), "{text}\n{mistake}");
        }
    }

    /// Those that the figures in perf/RESULTS.md are measured by.
    #[test]
    fn the_scenarios_of_the_project_can_be_run() {
        let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("perf/scenarios");
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&directory).unwrap() {
            let path = entry.unwrap().path();
            assert_eq!(path.extension().and_then(|end| end.to_str()), Some("toml"), "{}", path.display());
            let scenario = parse(&path.to_string_lossy(), &std::fs::read_to_string(&path).unwrap());
            names.extend(scenario.unwrap_or_else(|mistake| panic!("{mistake}")).runs.into_iter().map(|run| run.name));
        }
        assert!(names.len() >= 50, "{names:?}");
        // Results are written to files of these names.
        let mut once = names.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), names.len(), "two runs of the same name");
    }

    #[test]
    fn every_section_has_its_names() {
        let sections = fields_of::<Workload>();
        assert!(sections.len() >= 6 && sections.iter().all(|section| !settings_of(section).is_empty()), "{sections:?}");
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_a_panic(words in proptest::collection::vec("\\[\\[run\\]\\]|\\[defaults\\]|name|kind|=|'mixed'|'a'|part|load|\\.|rate|\\{|\\}|\\[|\\]|\n|ä|7", 0..40)) {
            let _ = read(&words.concat());
            let _ = read(&words.join(" "));
        }
    }
}

//! What was acknowledged against what arrived.
//!
//! Promises: every record that was acknowledged and never arrived is lost, every one that arrived twice is duplicated, once for
//! each reading of the topics. One that arrived and was not acknowledged is fine. What several threads or hosts saw is put
//! together before it is judged, in any order. Memory grows with the gaps in what was seen, not with the records; beyond
//! [`MAX_RANGES`] gaps the counts are lower bounds, and a finding says so.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::measure::Verdict;
use super::payload::{Stamp, Unfit};

/// Ranges that are kept of one sequence.
pub const MAX_RANGES: usize = 1 << 16;
/// Findings that are told; all are counted.
const MAX_FINDINGS: usize = 20;

/// Numbers as ranges, in order, with a gap between two of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
struct Ranges(Vec<(u64, u64)>);

/// What came of adding a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Added {
    New,
    /// It was there before.
    Again,
    /// It is new, and there was no room for it.
    Dropped,
}

impl Ranges {
    /// Adds `from..to`, as one piece; tells how many of them were new.
    fn add(&mut self, from: u64, to: u64) -> (u64, Added) {
        if from >= to {
            return (0, Added::New);
        }
        // What comes next in a sequence lengthens its last range.
        if let Some((_, end)) = self.0.last_mut().filter(|(_, end)| *end == from) {
            *end = to;
            return (to - from, Added::New);
        }
        let first = self.0.partition_point(|(_, end)| *end < from);
        let last = self.0.partition_point(|(start, _)| *start <= to);
        let (mut start, mut end, mut known) = (from, to, 0);
        for (s, e) in self.0.get(first..last).unwrap_or_default() {
            known += e.min(&to).saturating_sub(*s.max(&from));
            (start, end) = (start.min(*s), end.max(*e));
        }
        let new = (to - from).saturating_sub(known);
        if first == last && self.0.len() >= MAX_RANGES {
            return (new, Added::Dropped);
        }
        self.0.splice(first..last, [(start, end)]);
        (new, if known == 0 { Added::New } else { Added::Again })
    }

    fn count(&self) -> u64 {
        self.0.iter().map(|(start, end)| end - start).sum()
    }

    /// What is here and not in `other`.
    fn without<'a>(&'a self, other: &'a Ranges) -> impl Iterator<Item = (u64, u64)> + 'a {
        let mut others = other.0.iter().copied().peekable();
        self.0.iter().flat_map(move |&(start, end)| {
            let mut missing = Vec::new();
            let mut at = start;
            while let Some(&(from, to)) = others.peek() {
                if from >= end {
                    break;
                }
                if from > at {
                    missing.push((at, from));
                }
                at = at.max(to);
                if to > end {
                    break;
                }
                others.next();
            }
            if at < end {
                missing.push((at, end));
            }
            missing
        })
    }

    /// Whether another program's ranges are in order.
    fn is_sound(&self) -> bool {
        self.0.iter().all(|(start, end)| start < end) && self.0.windows(2).all(|pair| pair[0].1 < pair[1].0)
    }
}

/// What producers were told is written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {
    #[serde(with = "entries")]
    lanes: FxHashMap<(u32, u32), Ranges>,
    /// Not kept for want of room, so not asked for.
    dropped: u64,
}

impl Acknowledged {
    /// Records `first..first + count` of a producer's sequence in a lane are acknowledged.
    pub fn add(&mut self, producer: u32, lane: u32, first: u64, count: u64) {
        let (new, added) = self.lanes.entry((producer, lane)).or_default().add(first, first.saturating_add(count));
        if added == Added::Dropped {
            self.dropped += new;
        }
    }

    /// Takes in what another thread or host was told.
    pub fn merge(&mut self, other: &Acknowledged) {
        self.dropped += other.dropped;
        for (&(producer, lane), ranges) in &other.lanes {
            for (start, end) in &ranges.0 {
                self.add(producer, lane, *start, end.saturating_sub(*start));
            }
        }
    }

    pub fn count(&self) -> u64 {
        self.lanes.values().map(Ranges::count).sum()
    }
}

/// Where a record was found.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Which of the readings of the topics, from 0; see `fan-out`.
    pub reading: u32,
    pub topic: &'a str,
    pub partition: i32,
    /// The partition, counted through all topics of the run.
    pub lane: u32,
    pub offset: i64,
}

/// What of one producer's records in one lane one reading has seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    ranges: Ranges,
    /// One past the latest of the sequence.
    next: u64,
}

/// What consumers found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// By reading, producer and lane.
    #[serde(with = "entries")]
    seen: FxHashMap<(u32, u32, u32), Seen>,
    received: u64,
    duplicated: u64,
    reordered: u64,
    changed: u64,
    foreign: u64,
    /// Not kept for want of room, so neither missed nor recognized.
    dropped: u64,
    findings: Vec<String>,
}

impl Received {
    /// A record that a consumer was given, once; `stamp` as [`read`](super::payload::read) tells it.
    #[inline]
    pub fn add(&mut self, place: Place<'_>, stamp: Result<Stamp, Unfit>) {
        let stamp = match stamp {
            Ok(stamp) => stamp,
            Err(Unfit::Changed) => {
                self.changed += 1;
                return self.find(place, "has other bytes than were sent");
            }
            Err(Unfit::Foreign) => {
                self.foreign += 1;
                return self.find(place, "was not sent in this run");
            }
        };
        if stamp.lane != place.lane {
            self.foreign += 1;
            return self.find(place, "was sent to another partition");
        }
        self.received += 1;
        let seen = self.seen.entry((place.reading, stamp.producer, stamp.lane)).or_default();
        let is_late = stamp.sequence < seen.next;
        seen.next = seen.next.max(stamp.sequence.saturating_add(1));
        match seen.ranges.add(stamp.sequence, stamp.sequence.saturating_add(1)).1 {
            Added::Again => {
                self.duplicated += 1;
                self.find_of(place, stamp, "came before");
            }
            Added::New if !is_late => {}
            Added::New => {
                self.reordered += 1;
                self.find_of(place, stamp, "came after one that was sent later");
            }
            Added::Dropped => self.dropped += 1,
        }
    }

    #[cold]
    fn find(&mut self, place: Place<'_>, what: &str) {
        if self.findings.len() < MAX_FINDINGS {
            let Place { topic, partition, offset, .. } = place;
            self.findings.push(format!("the record at offset {offset} of {topic}-{partition} {what}"));
        }
    }

    #[cold]
    fn find_of(&mut self, place: Place<'_>, stamp: Stamp, what: &str) {
        self.find(place, &format!("(number {} of producer {}) {what}", stamp.sequence, stamp.producer));
    }

    /// Takes in what another thread or host found. What both saw of a sequence counts as duplicated; the order between the
    /// two cannot be judged.
    pub fn merge(&mut self, other: &Received) {
        for (key, seen) in &other.seen {
            match self.seen.entry(*key) {
                Entry::Vacant(vacant) => {
                    vacant.insert(seen.clone());
                }
                Entry::Occupied(mut occupied) => {
                    let mine = occupied.get_mut();
                    mine.next = mine.next.max(seen.next);
                    for (start, end) in &seen.ranges.0 {
                        let (new, added) = mine.ranges.add(*start, *end);
                        match added {
                            Added::Dropped => self.dropped += new,
                            _ => self.duplicated += (end - start).saturating_sub(new),
                        }
                    }
                }
            }
        }
        self.received += other.received;
        self.duplicated += other.duplicated;
        self.reordered += other.reordered;
        self.changed += other.changed;
        self.foreign += other.foreign;
        self.dropped += other.dropped;
        let room = MAX_FINDINGS.saturating_sub(self.findings.len());
        self.findings.extend(other.findings.iter().take(room).cloned());
    }

    /// Records of this run, each reading by itself.
    pub fn count(&self) -> u64 {
        self.received
    }
}

/// Judges a run whose topics were read `readings` times. `name` tells topic and partition of a lane.
pub fn judge(
    acknowledged: &Acknowledged,
    received: &Received,
    readings: u32,
    name: impl Fn(u32) -> (String, i32),
) -> Verdict {
    let nothing = Seen::default();
    let mut verdict = Verdict {
        acknowledged: acknowledged.count(),
        received: received.received,
        duplicated: received.duplicated,
        reordered: received.reordered,
        changed: received.changed,
        foreign: received.foreign,
        findings: received.findings.clone(),
        ..Verdict::default()
    };
    // In order, so that the same run is told in the same words.
    let mut lanes: Vec<_> = acknowledged.lanes.iter().collect();
    lanes.sort_unstable_by_key(|(key, _)| **key);
    for (&(producer, lane), sent) in lanes {
        for reading in 0..readings {
            let seen = received.seen.get(&(reading, producer, lane)).unwrap_or(&nothing);
            for (start, end) in sent.without(&seen.ranges) {
                verdict.lost += end - start;
                if verdict.findings.len() < MAX_FINDINGS {
                    let (topic, partition) = name(lane);
                    let (last, count) = (end - 1, end - start);
                    let which = if readings > 1 { format!(" in reading {reading}") } else { String::new() };
                    verdict.findings.push(format!(
                        "{count} acknowledged records of {topic}-{partition} (numbers {start} to {last} of producer {producer}) never came{which}"
                    ));
                }
            }
        }
    }
    if acknowledged.dropped > 0 || received.dropped > 0 {
        // In front: it qualifies all others.
        verdict.findings.insert(
            0,
            format!(
                "there were more than {MAX_RANGES} gaps in a sequence: {} acknowledged and {} received records were not compared, so that the counts are lower bounds",
                acknowledged.dropped, received.dropped
            ),
        );
    }
    verdict
}

/// Maps whose keys are no text, as a list of pairs.
mod entries {
    use std::hash::Hash;

    use rustc_hash::FxHashMap;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use super::{Ranges, Seen};

    /// What comes from another host must be in order, for it is counted on.
    pub(super) trait Sound {
        fn is_sound(&self) -> bool;
    }

    impl Sound for Ranges {
        fn is_sound(&self) -> bool {
            Ranges::is_sound(self)
        }
    }

    impl Sound for Seen {
        fn is_sound(&self) -> bool {
            self.ranges.is_sound()
        }
    }

    pub fn serialize<K: Serialize, V: Serialize, S: Serializer>(
        map: &FxHashMap<K, V>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map)
    }

    pub fn deserialize<'de, K, V, D>(deserializer: D) -> Result<FxHashMap<K, V>, D::Error>
    where
        K: Deserialize<'de> + Eq + Hash,
        V: Deserialize<'de> + Sound,
        D: Deserializer<'de>,
    {
        let map: FxHashMap<K, V> = Vec::<(K, V)>::deserialize(deserializer)?.into_iter().collect();
        if map.values().all(Sound::is_sound) { Ok(map) } else { Err(D::Error::custom("ranges are out of order")) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    type Arrivals = Vec<(Place<'static>, Result<Stamp, Unfit>)>;

    fn place(reading: u32, lane: u32, offset: i64) -> Place<'static> {
        Place { reading, topic: "t", partition: lane as i32, lane, offset }
    }

    fn stamp(producer: u32, lane: u32, sequence: u64) -> Result<Stamp, Unfit> {
        Ok(Stamp { producer, lane, sequence, due_us: 0 })
    }

    fn of_t(lane: u32) -> (String, i32) {
        ("t".to_owned(), lane as i32)
    }

    /// Everything that was sent, read twice without a mistake.
    fn all_well() -> (Acknowledged, Arrivals) {
        let mut acknowledged = Acknowledged::default();
        let mut arrivals = Vec::new();
        for (producer, lane) in [(0, 0), (0, 1), (1, 1)] {
            acknowledged.add(producer, lane, 0, 60);
            acknowledged.add(producer, lane, 60, 40);
        }
        for reading in 0..2 {
            for sequence in 0..100 {
                for (producer, lane) in [(0, 0), (0, 1), (1, 1)] {
                    arrivals.push((place(reading, lane, arrivals.len() as i64), stamp(producer, lane, sequence)));
                }
            }
        }
        (acknowledged, arrivals)
    }

    fn verdict(acknowledged: &Acknowledged, arrivals: &[(Place<'static>, Result<Stamp, Unfit>)]) -> Verdict {
        let mut received = Received::default();
        for (place, stamp) in arrivals {
            received.add(*place, *stamp);
        }
        judge(acknowledged, &received, 2, of_t)
    }

    #[test]
    fn nothing_is_found_where_all_is_well() {
        let (acknowledged, arrivals) = all_well();
        let fine = Verdict { acknowledged: 300, received: 600, ..Verdict::default() };
        assert_eq!(verdict(&acknowledged, &arrivals), fine);
    }

    #[test]
    fn a_record_that_was_not_acknowledged_may_come_or_not() {
        let (acknowledged, mut arrivals) = all_well();
        arrivals.push((place(0, 0, 900), stamp(0, 0, 100)));
        arrivals.push((place(1, 1, 900), stamp(7, 1, 0)));
        let fine = Verdict { acknowledged: 300, received: 602, ..Verdict::default() };
        assert_eq!(verdict(&acknowledged, &arrivals), fine);
    }

    #[test]
    fn each_planted_mistake_is_found() {
        type Plant = fn(&mut Arrivals);
        let fine = Verdict { acknowledged: 300, received: 600, ..Verdict::default() };
        let cases: [(Plant, Verdict, &str); 8] = [
            (
                |arrivals| {
                    let _ = arrivals.remove(10);
                },
                Verdict { lost: 1, received: 599, ..fine.clone() },
                "1 acknowledged records of t-1 (numbers 3 to 3 of producer 0) never came in reading 0",
            ),
            (
                // The last ones, which no gap betrays.
                |arrivals| arrivals.retain(|(place, stamp)| place.reading == 0 || stamp.unwrap().sequence < 95),
                Verdict { lost: 15, received: 585, ..fine.clone() },
                "5 acknowledged records of t-0 (numbers 95 to 99 of producer 0) never came in reading 1",
            ),
            (
                |arrivals| arrivals.retain(|(place, _)| place.reading == 0),
                Verdict { lost: 300, received: 300, ..fine.clone() },
                "never came in reading 1",
            ),
            (
                |arrivals| arrivals.insert(40, (place(0, 0, 777), stamp(0, 0, 7))),
                Verdict { duplicated: 1, received: 601, ..fine.clone() },
                "offset 777 of t-0 (number 7 of producer 0) came before",
            ),
            (
                |arrivals| arrivals.swap(30, 33),
                Verdict { reordered: 1, ..fine.clone() },
                "(number 10 of producer 0) came after one that was sent later",
            ),
            (
                |arrivals| arrivals[30].1 = Err(Unfit::Changed),
                Verdict { changed: 1, lost: 1, received: 599, ..fine.clone() },
                "offset 30 of t-0 has other bytes",
            ),
            (
                |arrivals| arrivals.insert(30, (place(0, 0, 5), Err(Unfit::Foreign))),
                Verdict { foreign: 1, ..fine.clone() },
                "offset 5 of t-0 was not sent in this run",
            ),
            (
                |arrivals| arrivals[30].0 = place(0, 1, 30),
                Verdict { foreign: 1, lost: 1, received: 599, ..fine.clone() },
                "offset 30 of t-1 was sent to another partition",
            ),
        ];
        for (plant, wanted, finding) in cases {
            let (acknowledged, mut arrivals) = all_well();
            plant(&mut arrivals);
            let found = verdict(&acknowledged, &arrivals);
            assert!(found.findings.iter().any(|text| text.contains(finding)), "{finding}: {:?}", found.findings);
            assert_eq!(Verdict { findings: Vec::new(), ..found }, wanted, "{finding}");
        }
    }

    #[test]
    fn memory_is_bounded_and_the_verdict_says_where_it_ends() {
        let (mut acknowledged, mut received) = (Acknowledged::default(), Received::default());
        let count = MAX_RANGES as u64 + 10;
        for number in 0..count {
            acknowledged.add(0, 0, 2 * number, 1);
            received.add(place(0, 0, number as i64), stamp(0, 0, 2 * number));
        }
        assert_eq!((acknowledged.count(), acknowledged.lanes[&(0, 0)].0.len()), (MAX_RANGES as u64, MAX_RANGES));
        let verdict = judge(&acknowledged, &received, 1, of_t);
        assert_eq!((verdict.received, verdict.lost, verdict.duplicated), (count, 0, 0));
        assert!(verdict.findings[0].contains("10 acknowledged and 10 received"), "{:?}", verdict.findings);
    }

    #[test]
    fn findings_are_counted_beyond_those_that_are_told() {
        let (acknowledged, arrivals) = all_well();
        let changed: Vec<_> = arrivals.into_iter().map(|(place, _)| (place, Err(Unfit::Changed))).collect();
        let found = verdict(&acknowledged, &changed);
        assert_eq!((found.changed, found.lost, found.findings.len()), (600, 600, MAX_FINDINGS));
    }

    #[test]
    fn ranges_of_another_host_must_be_sound() {
        for text in [r#"{"lanes":[[[0,0],[[5,4]]]],"dropped":0}"#, r#"{"lanes":[[[0,0],[[4,5],[5,6]]]],"dropped":0}"#] {
            assert!(serde_json::from_str::<Acknowledged>(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn ranges_are_a_set(adds in prop::collection::vec((0u64..60, 0u64..8), 0..40), others in prop::collection::vec((0u64..60, 0u64..8), 0..40)) {
            let (mut ranges, mut set) = (Ranges::default(), BTreeSet::new());
            for (from, count) in adds {
                let before = set.len();
                set.extend(from..from + count);
                let (new, added) = ranges.add(from, from + count);
                prop_assert_eq!(new as usize, set.len() - before);
                prop_assert_eq!(added == Added::Again, new < count);
                prop_assert!(ranges.is_sound());
                prop_assert_eq!(ranges.count() as usize, set.len());
            }
            let (mut other, mut other_set) = (Ranges::default(), BTreeSet::new());
            for (from, count) in others {
                other.add(from, from + count);
                other_set.extend(from..from + count);
            }
            let missing: Vec<u64> = ranges.without(&other).flat_map(|(start, end)| start..end).collect();
            prop_assert_eq!(missing, set.difference(&other_set).copied().collect::<Vec<_>>());
        }

        /// Threads and hosts see parts of it: the verdict is that of one who saw all.
        #[test]
        fn parts_judge_as_the_whole(
            split in prop::collection::vec(0usize..3, 600), lost in prop::collection::btree_set(0usize..600, 0..20), swap in 0usize..3,
        ) {
            let (acknowledged, arrivals) = all_well();
            let (mut whole, mut parts) = (Received::default(), vec![Received::default(); 3]);
            for (at, (place, stamp)) in arrivals.iter().enumerate() {
                if lost.contains(&at) {
                    continue;
                }
                whole.add(*place, *stamp);
                // As consumers do, a part sees a lane of a reading alone or to some point.
                let part = if swap == 0 { split[at] } else { (place.lane as usize + place.reading as usize) % 3 };
                parts[part].add(*place, *stamp);
            }
            let mut merged = Received::default();
            for part in &parts {
                let sent: Received = serde_json::from_str(&serde_json::to_string(part).unwrap()).unwrap();
                merged.merge(&sent);
            }
            prop_assert_eq!(judge(&acknowledged, &whole, 2, of_t), judge(&acknowledged, &merged, 2, of_t));
            // Two of the same are duplicates, whoever saw them.
            let mut twice = merged.clone();
            twice.merge(&parts[0]);
            let duplicated = judge(&acknowledged, &twice, 2, of_t).duplicated;
            prop_assert_eq!(duplicated, parts[0].count());
        }

        #[test]
        fn acknowledgements_merge(adds in prop::collection::vec((0u32..3, 0u32..3, 0u64..100, 0u64..20, 0usize..2), 0..40)) {
            let (mut whole, mut parts) = (Acknowledged::default(), [Acknowledged::default(), Acknowledged::default()]);
            for (producer, lane, first, count, part) in adds {
                whole.add(producer, lane, first, count);
                parts[part].add(producer, lane, first, count);
            }
            let mut merged: Acknowledged = serde_json::from_str(&serde_json::to_string(&parts[0]).unwrap()).unwrap();
            merged.merge(&parts[1]);
            whole.lanes.retain(|_, ranges| !ranges.0.is_empty());
            merged.lanes.retain(|_, ranges| !ranges.0.is_empty());
            prop_assert_eq!(merged, whole);
        }
    }
}

//! What several hosts brought, put together.

use std::collections::BTreeMap;

use super::share::Part;
use crate::bench::measure::{Measured, Operation, ProcessSample, Span};

/// What all hosts together measured and saw.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gathered {
    /// The sum of all.
    pub part: Part,
    /// Not if a host was lost: then what it saw is missing, and nothing can be judged.
    pub is_complete: bool,
}

/// What became of one host.
pub(super) enum End {
    Done(Box<Part>),
    /// Why, and what it had told until then.
    Lost(String, Measured),
}

/// Puts together what became of the hosts; each has its name.
pub(super) fn gather(ends: Vec<(String, End)>) -> Gathered {
    let mut all = Gathered { is_complete: true, ..Gathered::default() };
    let mut loads = Vec::new();
    let mut environments = Vec::new();
    for (host, end) in ends {
        match end {
            End::Done(part) => {
                let sum = &mut all.part;
                sum.started_at_ms = sum.started_at_ms.max(part.started_at_ms);
                sum.measured_s = sum.measured_s.max(part.measured_s);
                for (operation, span) in &part.spans {
                    join(&mut sum.spans, *operation, *span);
                }
                sum.measured.add(&part.measured);
                sum.ended_early |= part.ended_early;
                sum.acknowledged.merge(&part.acknowledged);
                sum.received.merge(&part.received);
                sum.errors.extend(part.errors.iter().map(|error| format!("{host}: {error}")));
                loads.push(part.load);
                environments.push((host, part.environment));
            }
            End::Lost(why, told) => {
                all.is_complete = false;
                let mut kept = 0;
                for (operation, seconds) in &told.by_second {
                    let to = seconds.keys().next_back().map_or(0, |second| second.saturating_add(1));
                    join(&mut all.part.spans, *operation, Span { from_s: 0.0, to_s: f64::from(to) });
                    kept = kept.max(to);
                }
                all.part.measured_s = all.part.measured_s.max(f64::from(kept));
                all.part.measured.add(&told);
                all.part.errors.push(format!("the agent {host} is lost: {why}; its first {kept} seconds are kept"));
            }
        }
    }
    all.part.load = sum_of_samples(&loads);
    all.part.environment = common(environments);
    all
}

fn join(spans: &mut BTreeMap<Operation, Span>, operation: Operation, span: Span) {
    spans.entry(operation).and_modify(|joined| *joined = joined.joined(span)).or_insert(span);
}

/// Sums second by second, where every host has a sample: their clocks tick beside each other.
fn sum_of_samples(hosts: &[Vec<ProcessSample>]) -> Vec<ProcessSample> {
    let Some((first, others)) = hosts.split_first() else { return Vec::new() };
    let second = |sample: &ProcessSample| sample.at_s.round() as i64;
    let sum = |sample: &ProcessSample| {
        others.iter().try_fold(*sample, |sum, host| {
            let other = host.iter().find(|other| second(other) == second(sample))?;
            Some(ProcessSample {
                at_s: sum.at_s,
                cpu_s: sum.cpu_s + other.cpu_s,
                resident_bytes: sum.resident_bytes.saturating_add(other.resident_bytes),
            })
        })
    };
    first.iter().filter_map(sum).collect()
}

/// What is the same everywhere once, the rest with its host.
fn common(environments: Vec<(String, BTreeMap<String, String>)>) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (host, facts) in &environments {
        for (fact, value) in facts {
            if environments.iter().all(|(_, other)| other.get(fact) == Some(value)) {
                all.insert(fact.clone(), value.clone());
            } else {
                all.insert(format!("{fact} ({host})"), value.clone());
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_add_up_where_every_host_has_one() {
        let sample = |at_s, cpu_s| ProcessSample { at_s, cpu_s, resident_bytes: 10 };
        let hosts =
            [vec![sample(0.0, 1.0), sample(1.0, 2.0), sample(2.0, 3.0)], vec![sample(0.1, 5.0), sample(1.9, 7.0)]];
        let expected = [(0.0, 6.0, 20), (2.0, 10.0, 20)];
        let found = sum_of_samples(&hosts);
        assert_eq!(found.iter().map(|s| (s.at_s, s.cpu_s, s.resident_bytes)).collect::<Vec<_>>(), expected);
        assert_eq!(sum_of_samples(&[]), []);
    }

    #[test]
    fn what_differs_is_told_with_its_host() {
        let facts =
            |kernel: &str| BTreeMap::from([("kernel", kernel), ("memory", "1 GiB")].map(|(k, v)| (k.into(), v.into())));
        let all = common(vec![("a".into(), facts("6.1")), ("b".into(), facts("6.18"))]);
        let all: Vec<_> = all.iter().map(|(fact, value)| format!("{fact}={value}")).collect();
        assert_eq!(all, ["kernel (a)=6.1", "kernel (b)=6.18", "memory=1 GiB"]);
    }
}

//! Expressions of a group: when they are resolved, and what that changes.
//!
//! All expressions of a group are resolved together, so that one rebalance follows, and at most every ten seconds.

use super::group::{ConsumerGroup, ResolvedRegex};
use super::heartbeat::World;
use super::member::Member;
use super::{Plan, Refusal, record};
use crate::group::record::Record;
use ringmain_protocol::error_code::ErrorCode;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// At least this long between two refreshes of a group.
const MIN_INTERVAL_MS: i64 = 10_000;

/// What a heartbeat means for its group's expressions.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// The member subscribes with another expression than before, or with none.
    pub changed: bool,
    /// The topics of the new one are known: the target can follow.
    pub is_resolved: bool,
    /// The group's expressions should be resolved.
    pub refresh: bool,
}

pub(super) fn update(
    group: &ConsumerGroup,
    world: &mut World<'_>,
    old: &Member,
    new: &Member,
    records: &mut Vec<Record>,
) -> Result<Outcome, Refusal> {
    let mut outcome = Outcome { changed: old.regex != new.regex, ..Outcome::default() };
    let (before, after) = (old.regex(), new.regex());
    let mut is_first = false;
    if before != after {
        if let Some(before) = before.filter(|before| group.regex_members(before) == 1) {
            records.push(record::regex_tombstone(&group.id, before));
        }
        match after {
            Some(after) if group.regex_members(after) == 0 => {
                world.expressions.validate(after).map_err(|why| {
                    let message = format!("SubscribedTopicRegex `{after}` is not a valid regular expression: {why}");
                    Refusal::new(ErrorCode::InvalidRegularExpression, message)
                })?;
                is_first = true;
            }
            Some(after) => outcome.is_resolved = group.resolved().contains_key(after),
            None => outcome.is_resolved = true,
        }
    }
    outcome.refresh = (is_first || !group.regexes().is_empty()) && must_refresh(group, world, before, after, is_first);
    Ok(outcome)
}

fn must_refresh(
    group: &ConsumerGroup,
    world: &World<'_>,
    before: Option<&str>,
    after: Option<&str>,
    is_first: bool,
) -> bool {
    if world.is_refreshing {
        return false;
    }
    // They are refreshed together: any of them tells when.
    let last = group.resolved().values().next();
    let now = world.now.wall_ms;
    if last.is_some_and(|last| now <= last.wall_ms.saturating_add(MIN_INTERVAL_MS)) {
        return false;
    }
    let mut users = group.regexes().clone();
    for (regex, by) in [(before, -1), (after, 1)] {
        if let Some(regex) = regex {
            let count = users.entry(regex.to_owned()).or_default();
            *count = count.saturating_add_signed(by);
        }
    }
    users.retain(|_, count| *count > 0);
    if users.is_empty() {
        return false;
    }
    let interval = i64::from(world.settings.regex_refresh_interval_ms);
    is_first
        || users.len() != group.resolved().len()
        || last.map_or(0, |last| last.version) < world.new_topics_at
        || last.is_none_or(|last| now > last.wall_ms.saturating_add(interval))
}

/// The expressions of a group are resolved, those that it had when that began; raises its epoch if that changes its topics.
pub(super) fn refreshed(
    group: &ConsumerGroup,
    world: &mut World<'_>,
    version: i64,
    mut matched: BTreeMap<String, BTreeSet<String>>,
) -> Plan<()> {
    let mut plan = Plan::new(());
    matched.retain(|regex, _| group.regex_members(regex) > 0);
    let subscriptions = group.subscriptions_resolved(&matched);
    let mut must_rise = false;
    for (regex, topics) in matched {
        let before = group.resolved().get(&regex);
        must_rise |= before.map_or(!topics.is_empty(), |before| *before.topics != topics);
        let wall_ms = world.now.wall_ms;
        let resolved = ResolvedRegex { topics: Arc::new(topics), version, wall_ms };
        plan.records.push(record::regex(&group.id, &regex, &resolved));
    }
    let hash = world.hashes.of_group(subscriptions.keys().map(String::as_str), world.image);
    if must_rise || hash != group.metadata_hash {
        let epoch = group.epoch.saturating_add(1);
        plan.records.push(record::epoch(&group.id, epoch, hash));
        plan.checked = Some(epoch);
    }
    plan
}

//! `ringmain group reset-offsets`: commits other offsets for a group that has no members.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{ArgGroup, Args};
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::offset_commit_request::{
    OffsetCommitRequest, OffsetCommitRequestPartition, OffsetCommitRequestTopic,
};
use ringmain_protocol::messages::rpc::offset_commit_response::OffsetCommitResponse;
use serde_json::json;

use super::super::coordinator::Coordinator;
use super::super::table::table;
use super::describe::{LATEST, committed, describe, offsets_at};
use super::when::{duration_ms, timestamp_ms};
use super::{Place, TopicChoice, refused_group};
use crate::client::cluster::{Bootstrap, Cluster, refused};
use crate::rt::time;

/// The timestamp that asks ListOffsets for the log's start.
const EARLIEST: i64 = -2;

/// Show where a group would go on reading, and with --execute make it so. The group must have no members.
#[derive(Args)]
#[command(
    group(ArgGroup::new("where").required(true).args(["to", "shift_by", "back", "from_file"])),
    group(ArgGroup::new("scope").args(["topics", "all_topics", "from_file"]).required(true)),
    after_help = "Examples:
  ringmain group reset-offsets orders-app --topic orders --to earliest             # shows what would change
  ringmain group reset-offsets orders-app --topic orders --to earliest --execute   # changes it
  ringmain group reset-offsets orders-app --topic orders:0,2 --to 42 --execute
  ringmain group reset-offsets orders-app --all-topics --to 2026-01-31T12:00:00Z --execute
  ringmain group reset-offsets orders-app --all-topics --back 2h30m --execute
  ringmain group reset-offsets orders-app --topic orders --shift-by=-100 --execute
  ringmain group reset-offsets orders-app --all-topics --to current --csv > offsets.csv
  ringmain group reset-offsets orders-app --from-file offsets.csv --execute

Offsets beyond a partition's ends become the end. A file has lines of topic,partition,offset, as --csv and Kafka's own tool write them."
)]
pub struct ResetOffsets {
    /// Name of the group.
    group: String,
    /// A topic, or some of its partitions.
    #[arg(long = "topic", value_name = "TOPIC[:PARTITION,...]")]
    topics: Vec<TopicChoice>,
    /// Everything that the group has committed.
    #[arg(long)]
    all_topics: bool,
    /// earliest, latest, current, an offset, @ and Unix milliseconds, or a time such as 2026-01-31T12:00:00Z.
    #[arg(long, value_name = "WHERE")]
    to: Option<Target>,
    /// Forward by so many offsets, or back where it is negative.
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    shift_by: Option<i64>,
    /// To the first record of the time that lasts until now, such as 90s, 2h30m or P7D.
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    back: Option<i64>,
    /// To what the file says.
    #[arg(long, value_name = "FILE")]
    from_file: Option<PathBuf>,
    /// Make it so; without it nothing changes.
    #[arg(long)]
    execute: bool,
    /// Print topic,partition,offset lines.
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// Print a JSON array of objects.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    bootstrap: Bootstrap,
}

/// Where reading shall go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Earliest,
    Latest,
    Current,
    Offset(i64),
    /// Unix milliseconds.
    Time(i64),
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |digits: &str| digits.parse::<i64>().ok().filter(|number| *number >= 0);
        let target = match (text, text.strip_prefix('@')) {
            ("earliest", _) => Some(Target::Earliest),
            ("latest", _) => Some(Target::Latest),
            ("current", _) => Some(Target::Current),
            (_, Some(time)) => number(time).map(Target::Time),
            (text, None) => number(text).map(Target::Offset).or_else(|| timestamp_ms(text).map(Target::Time)),
        };
        target.ok_or_else(|| {
            "earliest, latest, current, an offset, @ and Unix milliseconds, or 2026-01-31T12:00:00Z is needed"
                .to_owned()
        })
    }
}

fn parse_duration(text: &str) -> Result<i64, String> {
    duration_ms(text).ok_or_else(|| "a duration such as 90s, 2h30m, 7d or PT1H is needed".to_owned())
}

/// `topic,partition,offset` lines; the topic may stand in quotation marks.
pub(super) fn parse_csv(text: &str) -> Result<BTreeMap<Place, i64>, String> {
    let mut offsets = BTreeMap::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let mut fields = line.rsplitn(3, ',').map(|field| field.trim().trim_matches('"'));
        let parsed = (|| {
            let offset = fields.next()?.parse::<i64>().ok().filter(|offset| *offset >= 0)?;
            let partition = fields.next()?.parse::<i32>().ok().filter(|partition| *partition >= 0)?;
            let topic = fields.next().filter(|topic| !topic.is_empty())?;
            Some(((topic.to_owned(), partition), offset))
        })();
        match parsed {
            Some((place, offset)) => offsets.insert(place, offset),
            None => return Err(format!("line {}: topic,partition,offset is needed, not `{line}`", number + 1)),
        };
    }
    Ok(offsets)
}

/// What shall happen to a partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    pub place: Place,
    pub current: Option<i64>,
    pub new: i64,
}

impl ResetOffsets {
    pub(super) async fn answer(self) -> Result<String, String> {
        let cluster = Cluster::new(&self.bootstrap);
        if let Some(group) = describe(&cluster, &self.group).await?
            && !group.is_idle()
        {
            let (state, members) = (group.state, group.members.len());
            return Err(format!(
                "group {} is {state} with {members} members: stop them first, they would commit over it",
                self.group
            ));
        }
        let plan = self.plan(&cluster).await?;
        if self.execute && !plan.is_empty() {
            self.commit(&cluster, &plan).await?;
        }
        self.tell(&plan)
    }

    async fn plan(&self, cluster: &Cluster) -> Result<Vec<Step>, String> {
        let before = committed(cluster, &self.group).await?;
        let wanted: BTreeMap<Place, Option<i64>> = if let Some(path) = &self.from_file {
            let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
            let offsets = parse_csv(&text).map_err(|error| format!("{}: {error}", path.display()))?;
            offsets.into_iter().map(|(place, offset)| (place, Some(offset))).collect()
        } else if self.all_topics {
            before.keys().map(|place| (place.clone(), None)).collect()
        } else {
            let mut wanted = BTreeMap::new();
            for choice in &self.topics {
                let partitions = choice.resolve(cluster).await?;
                wanted.extend(partitions.into_iter().map(|partition| ((choice.name.clone(), partition), None)));
            }
            wanted
        };
        let starts = offsets_at(cluster, wanted.keys(), EARLIEST).await?;
        let ends = offsets_at(cluster, wanted.keys(), LATEST).await?;
        let time = match (self.to, self.back) {
            (Some(Target::Time(at)), _) => Some(at),
            (_, Some(back)) => Some(time::wall_ms().saturating_sub(back).max(0)),
            _ => None,
        };
        let at_time = match time {
            Some(at) => offsets_at(cluster, wanted.keys(), at).await?,
            None => BTreeMap::new(),
        };
        let mut plan = Vec::new();
        for (place, from_file) in wanted {
            let (Some(&start), Some(&end)) = (starts.get(&place), ends.get(&place)) else {
                let what = format!("partition {} of topic {}", place.1, place.0);
                return Err(refused(&what, ErrorCode::UnknownTopicOrPartition.code(), None));
            };
            let current = before.get(&place).map(|committed| committed.offset);
            let new = match (from_file, self.shift_by, time, self.to) {
                (Some(offset), ..) => offset,
                (_, Some(shift), ..) => match current {
                    Some(current) => current.saturating_add(shift),
                    None => {
                        let (topic, partition) = &place;
                        let group = &self.group;
                        return Err(format!(
                            "group {group} has committed nothing for partition {partition} of topic {topic} that could \
                             be shifted: give --to earliest, latest or an offset"
                        ));
                    }
                },
                // No record is that young: the end.
                (.., Some(_), _) => at_time.get(&place).copied().filter(|offset| *offset >= 0).unwrap_or(end),
                (.., Some(Target::Earliest)) => start,
                (.., Some(Target::Offset(offset))) => offset,
                (.., Some(Target::Current)) => current.unwrap_or(end),
                (.., Some(Target::Latest | Target::Time(_)) | None) => end,
            };
            plan.push(Step { place, current, new: new.clamp(start, end.max(start)) });
        }
        Ok(plan)
    }

    async fn commit(&self, cluster: &Cluster, plan: &[Step]) -> Result<(), String> {
        let ids: BTreeMap<_, _> = cluster.topics().await?.into_iter().map(|topic| (topic.name, topic.id)).collect();
        let mut topics: BTreeMap<&str, Vec<OffsetCommitRequestPartition>> = BTreeMap::new();
        for step in plan {
            topics.entry(&step.place.0).or_default().push(OffsetCommitRequestPartition {
                partition_index: step.place.1,
                committed_offset: step.new,
                committed_leader_epoch: -1,
                committed_metadata: Some(String::new()),
                ..Default::default()
            });
        }
        let request = OffsetCommitRequest {
            group_id: self.group.clone(),
            generation_id_or_member_epoch: -1,
            retention_time_ms: -1,
            topics: topics
                .into_iter()
                .map(|(name, partitions)| OffsetCommitRequestTopic {
                    name: name.to_owned(),
                    topic_id: ids.get(name).copied().unwrap_or_default(),
                    partitions,
                    ..Default::default()
                })
                .collect(),
            ..Default::default()
        };
        let codes = |answer: &OffsetCommitResponse| -> Vec<i16> {
            answer.topics.iter().flat_map(|topic| topic.partitions.iter().map(|one| one.error_code)).collect()
        };
        let first = |answer: &OffsetCommitResponse| codes(answer).into_iter().find(|code| *code != 0).unwrap_or(0);
        let answer = Coordinator::new(&self.group).ask(cluster, &request, first).await?;
        match first(&answer) {
            0 => Ok(()),
            code => Err(refused_group(&self.group, code, None)),
        }
    }

    fn tell(&self, plan: &[Step]) -> Result<String, String> {
        if self.csv {
            let line = |step: &Step| format!("{},{},{}\n", step.place.0, step.place.1, step.new);
            return Ok(plan.iter().map(line).collect());
        }
        if self.json {
            let steps: Vec<_> = plan
                .iter()
                .map(|step| {
                    json!({
                        "group": self.group, "topic": step.place.0, "partition": step.place.1,
                        "current": step.current, "new": step.new, "executed": self.execute,
                    })
                })
                .collect();
            return Ok(format!("{}\n", json!(steps)));
        }
        let rows: Vec<_> = plan
            .iter()
            .map(|step| {
                let current = step.current.map_or("-".to_owned(), |offset| offset.to_string());
                [step.place.0.clone(), step.place.1.to_string(), current, step.new.to_string()]
            })
            .collect();
        let mut text = table(["TOPIC", "PARTITION", "CURRENT", "NEW"], &rows);
        if plan.is_empty() {
            let _ = writeln!(text, "nothing to reset: the group has committed nothing");
        } else if !self.execute {
            let _ = writeln!(text, "nothing was changed: add --execute to make it so");
        }
        Ok(text)
    }
}

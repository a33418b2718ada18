//! The topics of a run: made before it where asked for, and removed after it.
//!
//! Promises: a topic that was there before is never removed, and never written to unless it was asked for; a run begins only when every
//! partition has a leader.

use std::time::Duration;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::create_topics_request::{CreatableTopic, CreatableTopicConfig};
use ringmain_protocol::messages::rpc::delete_topics_request::DeleteTopicState;
use ringmain_protocol::messages::rpc::{CreateTopicsRequest, DeleteTopicsRequest};

use super::stage::Topics;
use super::workload::{Lifecycle, Workload};
use crate::client::cluster::{Cluster, Topic, refused};
use crate::rt::time;

const RETRY_BACKOFF: Duration = Duration::from_millis(100);
/// Topics in one request.
const TOPICS_AT_ONCE: usize = 100;
/// Clients that name topics by state came with this version of DeleteTopics.
const FIRST_BY_STATE: i16 = 6;

/// Makes what is to be made, and waits for leaders. What was made is kept in `made` also where this fails.
pub async fn prepare(cluster: &Cluster, workload: &Workload, made: &mut Vec<String>) -> Result<Topics, String> {
    let names: Vec<String> = workload.topics.names().collect();
    if workload.topics.lifecycle != Lifecycle::Existing {
        for names in names.chunks(TOPICS_AT_ONCE) {
            create(cluster, workload, names, made).await?;
        }
    }
    let deadline = time::now() + workload.load.request_timeout;
    let mut topics = Topics::default();
    for name in names {
        let is_new = made.contains(&name);
        let found = loop {
            let found = cluster.topic(&name).await;
            let why = match found {
                Ok(found) if is_led(&found, is_new.then_some(workload.topics.partitions)) => break found,
                Ok(found) => format!("topic {}: not every partition has a leader", found.name),
                // Not every broker knows at once what was made.
                Err(failure) if failure.is_retriable || is_new => failure.why,
                Err(failure) => return Err(failure.why),
            };
            if time::now() >= deadline {
                return Err(why);
            }
            time::sleep(RETRY_BACKOFF).await;
        };
        topics.add(found.name.clone(), found.id, u32::try_from(found.partitions.len()).unwrap_or(u32::MAX));
    }
    Ok(topics)
}

fn is_led(topic: &Topic, partitions: Option<u32>) -> bool {
    !topic.partitions.is_empty()
        && partitions.is_none_or(|count| topic.partitions.len() == count as usize)
        && topic.partitions.iter().zip(0..).all(|(partition, index)| partition.leader >= 0 && partition.index == index)
}

async fn create(
    cluster: &Cluster,
    workload: &Workload,
    names: &[String],
    made: &mut Vec<String>,
) -> Result<(), String> {
    let wanted = &workload.topics;
    let deadline = time::now() + workload.load.request_timeout;
    let mut names = names.to_vec();
    loop {
        let request = CreateTopicsRequest {
            topics: names
                .iter()
                .map(|name| CreatableTopic {
                    name: name.clone(),
                    num_partitions: i32::try_from(wanted.partitions).unwrap_or(i32::MAX),
                    replication_factor: wanted.replication_factor,
                    configs: wanted
                        .settings
                        .iter()
                        .map(|(name, value)| CreatableTopicConfig {
                            name: name.clone(),
                            value: Some(value.clone()),
                            ..Default::default()
                        })
                        .collect(),
                    ..Default::default()
                })
                .collect(),
            timeout_ms: i32::try_from(workload.load.request_timeout.as_millis()).unwrap_or(i32::MAX),
            ..Default::default()
        };
        let answer = cluster.ask(|_| request.clone()).await?;
        let mut again = Vec::new();
        let mut problem = None;
        for result in answer.topics {
            let what =
                || refused(&format!("topic {}", result.name), result.error_code, result.error_message.as_deref());
            match ErrorCode::from(result.error_code) {
                ErrorCode::None => made.push(result.name.clone()),
                ErrorCode::TopicAlreadyExists if wanted.lifecycle == Lifecycle::Keep => {}
                ErrorCode::TopicAlreadyExists => {
                    problem = Some(format!(
                        "topic {} exists already. Name another with --topic, or use this one with --lifecycle existing",
                        result.name
                    ));
                }
                error if error.is_retriable() && time::now() < deadline => again.push(result.name.clone()),
                _ => problem = Some(what()),
            }
        }
        if let Some(problem) = problem {
            return Err(problem);
        }
        if again.is_empty() {
            return Ok(());
        }
        names = again;
        time::sleep(RETRY_BACKOFF).await;
    }
}

/// Removes topics. Returns what could not be done.
pub async fn remove(cluster: &Cluster, names: &[String]) -> Vec<String> {
    let mut problems = Vec::new();
    for names in names.chunks(TOPICS_AT_ONCE) {
        let request = |version: i16| {
            let states = names.iter().map(|name| DeleteTopicState { name: Some(name.clone()), ..Default::default() });
            let by_state = version >= FIRST_BY_STATE;
            DeleteTopicsRequest {
                topics: if by_state { states.collect() } else { Vec::new() },
                topic_names: if by_state { Vec::new() } else { names.to_vec() },
                timeout_ms: 30_000,
                ..Default::default()
            }
        };
        let left = |why: String| format!("a topic of the run was not removed: {why}");
        match cluster.ask(request).await {
            Ok(answer) => {
                problems.extend(answer.responses.into_iter().filter(|result| result.error_code != 0).map(|result| {
                    let name = result.name.unwrap_or_default();
                    left(refused(&format!("topic {name}"), result.error_code, result.error_message.as_deref()))
                }))
            }
            Err(failure) => problems.push(left(format!("{}: {}", names.join(", "), failure.why))),
        }
    }
    problems
}

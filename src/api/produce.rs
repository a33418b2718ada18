//! Produce, read in place: each partition's records go to its shard as a slice of the frame.
//!
//! Effects start before `start` returns, so produces of a connection may overlap. With acks=0 there is no answer; an error
//! closes the connection, which is how Kafka tells such a client.

use std::sync::Arc;

use bytes::BytesMut;
use ringmain_protocol::api_key::ApiKey;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::hot::{ProduceRequestRef, ProduceResponseWriter, TopicRef};
use ringmain_protocol::messages::rpc::produce_response::{
    BatchIndexAndErrorMessage, LeaderIdAndEpoch, NodeEndpoint, PartitionProduceResponse,
};
use ringmain_protocol::primitives::EncodeError;
use ringmain_protocol::records::BatchHeader;
use ringmain_protocol::uuid::Uuid;

use super::cluster::is_internal;
use super::topic::{TopicForm, resolve};
use crate::metadata::image::Image;
use crate::rt::buf::Segment;
use crate::server::request::{Header, Request};
use crate::server::response::{Outcome, Response, unencodable};
use crate::server::router::{Overlap, Router, Started, malformed};
use crate::shard::Shard;
use crate::shard::calls::{ProduceCall, ProduceOutcome, ProducePart};

/// The client id by which Kafka's own tools may write to internal topics.
const ADMIN_CLIENT: &str = "__admin_client";
/// Bytes of an answer for one partition, about.
const PARTITION_BYTES: usize = 64;

pub fn serve(router: &mut Router, shard: Shard) {
    router.serve(ApiKey::Produce, Overlap::Produces, move |request| start(&shard, request));
}

/// A partition of the request: in the call at a place, or refused.
struct Plan {
    /// Of the first partition of a topic.
    topic: Option<TopicForm>,
    index: i32,
    place: Result<usize, Refusal>,
}

/// Why a partition's records do not even go to its shard.
#[derive(Clone, Copy)]
struct Refusal {
    error: ErrorCode,
    message: Option<&'static str>,
}

impl From<ErrorCode> for Refusal {
    fn from(error: ErrorCode) -> Self {
        Self { error, message: None }
    }
}

/// No transaction coordinator runs here: as Kafka answers where none is to be had. Old clients know how to repeat that one.
const UNVERIFIED: Refusal = Refusal {
    error: ErrorCode::NotEnoughReplicas,
    message: Some(
        "Unable to verify the partition has been added to the transaction. Underlying error: COORDINATOR_NOT_AVAILABLE",
    ),
};

fn start(shard: &Shard, request: Request) -> Started {
    let Request { header, body, peer } = request;
    let parsed = match ProduceRequestRef::parse(&body, 0, header.version) {
        Ok(parsed) => parsed,
        Err(error) => return malformed(&error),
    };
    let image = shard.image();
    let acks = parsed.acks;
    let may_write_internal = header.client_id.as_deref() == Some(ADMIN_CLIENT);
    let mut plans = Vec::with_capacity(parsed.partition_count);
    let mut parts = Vec::with_capacity(parsed.partition_count);
    let mut has_transactions = false;
    let mut resolved = Err(ErrorCode::UnknownTopicOrPartition);
    for partition in parsed.partitions() {
        let mut topic = None;
        if partition.starts_topic {
            let (form, found) = resolve(&image, partition.topic);
            topic = Some(form);
            resolved = match found {
                Ok(found) if is_internal(&found.name) && !may_write_internal => Err(ErrorCode::InvalidTopicException),
                found => found.map(|found| found.id),
            };
        }
        let transaction = transactional(partition.records.as_deref());
        has_transactions |= transaction.is_some();
        let place = match resolved {
            _ if !matches!(acks, -1..=1) => Err(ErrorCode::InvalidRequiredAcks.into()),
            // Kafka verifies nothing of a transaction without a producer: the batch counts as in none.
            Ok(_) if transaction.is_some_and(|batch| batch.has_producer_id()) => Err(UNVERIFIED),
            Ok(topic_id) => {
                parts.push(ProducePart {
                    topic_id,
                    partition: partition.index,
                    records: partition.records.unwrap_or_default(),
                    produce_version: header.version,
                });
                Ok(parts.len() - 1)
            }
            Err(error) => Err(error.into()),
        };
        plans.push(Plan { topic, index: partition.index, place });
    }
    // A transaction without a name: nothing of the request is appended.
    if has_transactions && parsed.transactional_id.is_none() {
        parts.clear();
        plans.iter_mut().for_each(|plan| plan.place = Err(ErrorCode::TransactionalIdAuthorizationFailed.into()));
    }
    let topic_count = parsed.topic_count;
    let appended = shard.produce(ProduceCall { acks, timeout_ms: parsed.timeout_ms, parts });
    let listener = peer.listener.clone();
    Started::Pending(Box::pin(async move {
        let outcomes = appended.await;
        if acks == 0 {
            return silent(&plans, &outcomes);
        }
        let written = write(&header, topic_count, plans, outcomes, &image, &listener);
        written.unwrap_or_else(|error| unencodable(&error))
    }))
}

/// The first batch, if it belongs to a transaction. A batch that cannot be read is its partition's to refuse.
fn transactional(records: Option<&[u8]>) -> Option<BatchHeader> {
    let bytes = records?.first_chunk()?;
    if BatchHeader::attributes_of(bytes).is_transactional() { BatchHeader::parse(bytes).ok() } else { None }
}

fn silent(plans: &[Plan], outcomes: &[ProduceOutcome]) -> Outcome {
    let refused = plans.iter().find_map(|plan| plan.place.err()).map(|refusal| refusal.error);
    let failed = outcomes.iter().map(|outcome| outcome.error).find(|error| error.is_error());
    match refused.or(failed) {
        Some(error) => Outcome::Close(format!("a produce with acks=0 failed: {error}")),
        None => Outcome::Silent,
    }
}

fn write(
    header: &Header,
    topic_count: usize,
    plans: Vec<Plan>,
    mut outcomes: Vec<ProduceOutcome>,
    image: &Image,
    listener: &Arc<str>,
) -> Result<Outcome, EncodeError> {
    let buf = BytesMut::with_capacity(64 + plans.len() * PARTITION_BYTES);
    let mut writer = ProduceResponseWriter::new(buf, header.version, header.correlation_id, topic_count)?;
    let mut leaders: Vec<i32> = Vec::new();
    let mut topics_left = topic_count;
    for (at, plan) in plans.iter().enumerate() {
        if let Some(topic) = &plan.topic {
            let rest = plans.get(at + 1..).unwrap_or_default();
            writer.topic(topic.as_ref(), 1 + rest.iter().take_while(|plan| plan.topic.is_none()).count())?;
            topics_left = topics_left.saturating_sub(1);
        }
        let outcome = match plan.place {
            Ok(place) => match outcomes.get_mut(place) {
                Some(ProduceOutcome {
                    error: ErrorCode::None,
                    base_offset,
                    log_append_time_ms,
                    log_start_offset,
                    explanation: None,
                    current_leader: None,
                }) => {
                    writer.appended_partition(plan.index, *base_offset, *log_append_time_ms, *log_start_offset)?;
                    continue;
                }
                Some(outcome) => std::mem::replace(outcome, ProduceOutcome::refused(ErrorCode::UnknownServerError)),
                None => ProduceOutcome::refused(ErrorCode::UnknownServerError),
            },
            Err(Refusal { error, message: Some(message) }) => ProduceOutcome::explained(error, message.to_owned()),
            Err(Refusal { error, message: None }) => ProduceOutcome::refused(error),
        };
        if let Some(leader) = outcome.current_leader
            && header.version >= 10
            && !leaders.contains(&leader.id)
        {
            leaders.push(leader.id);
        }
        writer.partition(&to_response(plan.index, outcome, header.version))?;
    }
    // Topics that named no partition say nothing in Kafka's answer either, but the count was announced.
    for _ in 0..topics_left {
        let empty = if header.version >= 13 { TopicRef::Id(Uuid::ZERO) } else { TopicRef::Name("") };
        writer.topic(empty, 0)?;
    }
    let endpoints: Vec<NodeEndpoint> = leaders
        .into_iter()
        .filter_map(|node_id| {
            let endpoint = image.endpoint(node_id, listener)?;
            let rack = image.broker(node_id).and_then(|broker| broker.rack.clone());
            let (host, port) = (endpoint.host.clone(), i32::from(endpoint.port));
            Some(NodeEndpoint { node_id, host, port, rack, ..NodeEndpoint::default() })
        })
        .collect();
    let frame = writer.finish(0, &endpoints)?;
    let size_bytes = frame.len();
    Ok(Outcome::Answer(Response { segments: vec![Segment::Bytes(frame)], size_bytes }))
}

fn to_response(index: i32, outcome: ProduceOutcome, version: i16) -> PartitionProduceResponse {
    let record_error = |(batch_index, message)| BatchIndexAndErrorMessage {
        batch_index,
        batch_index_error_message: Some(message),
        ..BatchIndexAndErrorMessage::default()
    };
    let current_leader = match outcome.current_leader.filter(|_| version >= 10) {
        Some(leader) => LeaderIdAndEpoch { leader_id: leader.id, leader_epoch: leader.epoch, ..Default::default() },
        None => LeaderIdAndEpoch::default(),
    };
    let explanation = outcome.explanation.map(|explanation| *explanation);
    let (error_message, record_errors) =
        explanation.map_or_else(Default::default, |why| (Some(why.message), why.record_errors));
    PartitionProduceResponse {
        index,
        error_code: outcome.error.code(),
        base_offset: outcome.base_offset,
        log_append_time_ms: outcome.log_append_time_ms,
        log_start_offset: outcome.log_start_offset,
        record_errors: record_errors.into_iter().map(record_error).collect(),
        error_message,
        current_leader,
        ..PartitionProduceResponse::default()
    }
}

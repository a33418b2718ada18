//! Fetch, read in place and answered around the log's own memory; sessions decide which partitions are asked and answered.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use bytes::BytesMut;
use ringmain_protocol::api_key::ApiKey;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::hot::{FetchRequestRef, FetchResponseHead, FetchResponseWriter, Piece, TopicRef};
use ringmain_protocol::messages::rpc::fetch_response::{
    AbortedTransaction, EpochEndOffset, LeaderIdAndEpoch, NodeEndpoint, PartitionData,
};
use ringmain_protocol::primitives::EncodeError;

use super::topic::{TopicForm, resolve};
use crate::metadata::image::Image;
use crate::rt::buf::Segment;
use crate::rt::{random, time};
use crate::server::fetch_session::{
    Begun, FetchKey, FetchParams, FetchSessions, FetchTopic, PartResult, SessionError, SessionRequest,
};
use crate::server::request::{Header, Request};
use crate::server::response::{Outcome, Response, unencodable};
use crate::server::router::{Overlap, Router, Started, malformed};
use crate::shard::Shard;
use crate::shard::calls::{FetchCall, FetchOutcome, FetchPart, Isolation};

/// Bytes of an answer for one partition, about, without its records.
const PARTITION_BYTES: usize = 64;
/// The first version whose answers tell the leader's endpoint.
const FIRST_WITH_ENDPOINTS: i16 = 16;
const READ_COMMITTED: i8 = 1;

pub fn serve(router: &mut Router, shard: Shard, sessions: Rc<RefCell<FetchSessions>>) {
    router.serve(ApiKey::Fetch, Overlap::No, move |request| start(&shard, &sessions, request));
}

fn start(shard: &Shard, sessions: &Rc<RefCell<FetchSessions>>, request: Request) -> Started {
    let Request { header, body, peer } = request;
    let parsed = match FetchRequestRef::parse(&body, 0, header.version) {
        Ok(parsed) => parsed,
        Err(error) => return malformed(&error),
    };
    let begun = match begin(&parsed, &mut sessions.borrow_mut()) {
        Ok(begun) => begun,
        Err(error) => return Started::Done(refused(&header, session_error(error))),
    };
    let image = shard.image();
    let max_bytes = parsed.max_bytes.min(shard.config().network.fetch_max_bytes);
    let mut call = FetchCall {
        max_wait_ms: parsed.max_wait_ms,
        min_bytes: parsed.min_bytes.min(max_bytes),
        max_bytes,
        isolation: if parsed.isolation_level == READ_COMMITTED {
            Isolation::ReadCommitted
        } else {
            Isolation::ReadUncommitted
        },
        parts: Vec::with_capacity(begun.parts.len()),
    };
    let places: Vec<Result<usize, ErrorCode>> =
        begun.parts.iter().map(|(key, params)| add_part(&image, &mut call.parts, key, params)).collect();
    if places.iter().any(Result::is_err) {
        call.max_wait_ms = 0;
    }
    let (shard, sessions) = (shard.clone(), sessions.clone());
    Started::Pending(Box::pin(async move {
        let fetched = async { Some(shard.fetch(call).await) };
        let abandoned = async {
            peer.gone.wait().await;
            None
        };
        // Nobody waits for the answer any more.
        let Some(outcomes) = futures_lite::future::or(fetched, abandoned).await else { return Outcome::Silent };
        let outcomes = in_order(places, outcomes);
        let results: Vec<PartResult> = outcomes.iter().map(part_result).collect();
        let finished = sessions.borrow_mut().finish(time::wall_ms(), &begun, &results, random::u64);
        let finished = match finished {
            Ok(finished) => finished,
            Err(error) => return refused(&header, session_error(error)),
        };
        let included = begun.parts.iter().zip(outcomes).zip(finished.include);
        let included =
            included.filter_map(|((part, outcome), include)| include.then_some((&part.0, outcome))).collect();
        let written = write(&header, finished.session_id, included, &image, &peer.listener);
        written.unwrap_or_else(|error| unencodable(&error))
    }))
}

fn begin(parsed: &FetchRequestRef<'_>, sessions: &mut FetchSessions) -> Result<Begun, SessionError> {
    let parts = parsed.partitions().map(|partition| {
        let params = FetchParams {
            current_leader_epoch: partition.current_leader_epoch,
            fetch_offset: partition.fetch_offset,
            last_fetched_epoch: partition.last_fetched_epoch,
            log_start_offset: partition.log_start_offset,
            max_bytes: partition.partition_max_bytes,
        };
        ((session_topic(partition.topic), partition.partition), params)
    });
    let parts = parts.collect();
    let forgotten: Vec<FetchKey> =
        parsed.forgotten().map(|partition| (session_topic(partition.topic), partition.partition)).collect();
    let request = SessionRequest {
        session_id: parsed.session_id,
        epoch: parsed.session_epoch,
        uses_topic_ids: parsed.version >= 13,
        from_follower: parsed.replica_id >= 0,
    };
    sessions.begin(time::wall_ms(), request, parts, &forgotten)
}

fn session_topic(topic: TopicRef<'_>) -> FetchTopic {
    match topic {
        TopicRef::Name(name) => FetchTopic::Name(name.into()),
        TopicRef::Id(id) => FetchTopic::Id(id),
    }
}

fn topic_ref(topic: &FetchTopic) -> TopicRef<'_> {
    match topic {
        FetchTopic::Name(name) => TopicRef::Name(name),
        FetchTopic::Id(id) => TopicRef::Id(*id),
    }
}

fn session_error(error: SessionError) -> ErrorCode {
    match error {
        SessionError::IdNotFound => ErrorCode::FetchSessionIdNotFound,
        SessionError::InvalidEpoch => ErrorCode::InvalidFetchSessionEpoch,
        SessionError::TopicId => ErrorCode::FetchSessionTopicIdError,
    }
}

/// Adds a partition to the call; its place there, or why it is refused.
fn add_part(
    image: &Image,
    parts: &mut Vec<FetchPart>,
    (topic, partition): &FetchKey,
    params: &FetchParams,
) -> Result<usize, ErrorCode> {
    let (_, found): (TopicForm, _) = resolve(image, topic_ref(topic));
    parts.push(FetchPart {
        topic_id: found?.id,
        partition: *partition,
        current_leader_epoch: params.current_leader_epoch,
        fetch_offset: params.fetch_offset,
        last_fetched_epoch: params.last_fetched_epoch,
        log_start_offset: params.log_start_offset,
        max_bytes: params.max_bytes,
    });
    Ok(parts.len() - 1)
}

fn in_order(places: Vec<Result<usize, ErrorCode>>, outcomes: Vec<FetchOutcome>) -> Vec<FetchOutcome> {
    let mut outcomes: Vec<Option<FetchOutcome>> = outcomes.into_iter().map(Some).collect();
    let mut take = |place: Result<usize, ErrorCode>| match place {
        Ok(place) => outcomes.get_mut(place).and_then(Option::take),
        Err(error) => Some(FetchOutcome::refused(error)),
    };
    let missing = || FetchOutcome::refused(ErrorCode::UnknownServerError);
    places.into_iter().map(|place| take(place).unwrap_or_else(missing)).collect()
}

fn part_result(outcome: &FetchOutcome) -> PartResult {
    PartResult {
        is_error: outcome.error.is_error(),
        has_records: outcome.size_bytes > 0,
        must_send: outcome.diverging_epoch.is_some(),
        high_watermark: outcome.high_watermark,
        log_start_offset: outcome.log_start_offset,
    }
}

/// An answer to the request as a whole; versions without an error field get an empty one, as in Kafka.
fn refused(header: &Header, error: ErrorCode) -> Outcome {
    let head =
        FetchResponseHead { correlation_id: header.correlation_id, error_code: error.code(), ..Default::default() };
    let written = FetchResponseWriter::new(BytesMut::new(), header.version, head);
    written.and_then(|writer| finish(writer, &[])).unwrap_or_else(|error| unencodable(&error))
}

fn write(
    header: &Header,
    session_id: i32,
    included: Vec<(&FetchKey, FetchOutcome)>,
    image: &Image,
    listener: &Arc<str>,
) -> Result<Outcome, EncodeError> {
    // Neighbours of one topic go under one mention of it.
    let starts_topic = |at: usize| {
        let topic = |at: usize| included.get(at).map(|((topic, _), _)| topic);
        at == 0 || topic(at) != topic(at - 1)
    };
    let starts: Vec<usize> = (0..included.len()).filter(|at| starts_topic(*at)).collect();
    let head = FetchResponseHead {
        correlation_id: header.correlation_id,
        session_id: if header.version >= 7 { session_id } else { 0 },
        topic_count: starts.len(),
        ..FetchResponseHead::default()
    };
    let buf = BytesMut::with_capacity(64 + included.len() * PARTITION_BYTES);
    let mut writer = FetchResponseWriter::new(buf, header.version, head)?;
    let mut leaders: Vec<i32> = Vec::new();
    let count = included.len();
    let mut next_start = starts.iter().copied().peekable();
    for (at, ((topic, partition), outcome)) in included.into_iter().enumerate() {
        if next_start.peek() == Some(&at) {
            next_start.next();
            writer.topic(topic_ref(topic), next_start.peek().copied().unwrap_or(count) - at)?;
        }
        if let Some(leader) = outcome.current_leader
            && header.version >= FIRST_WITH_ENDPOINTS
            && !leaders.contains(&leader.id)
        {
            leaders.push(leader.id);
        }
        let (data, segments) = to_response(*partition, outcome, header.version);
        let bytes = segments.iter().map(Segment::len).sum();
        writer.partition(&data, bytes, segments)?;
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
    finish(writer, &endpoints)
}

fn finish(writer: FetchResponseWriter<Segment>, endpoints: &[NodeEndpoint]) -> Result<Outcome, EncodeError> {
    let frame = writer.finish(endpoints)?;
    let segments = frame.pieces.into_iter().map(|piece| match piece {
        Piece::Encoded(bytes) => Segment::Bytes(bytes),
        Piece::Records(segment) => segment,
    });
    Ok(Outcome::Answer(Response { segments: segments.collect(), size_bytes: frame.size_bytes }))
}

fn to_response(partition_index: i32, outcome: FetchOutcome, version: i16) -> (PartitionData, Vec<Segment>) {
    let aborted =
        |(producer_id, first_offset)| AbortedTransaction { producer_id, first_offset, ..AbortedTransaction::default() };
    // Null where the reader did not ask for committed records only.
    let aborted_transactions =
        outcome.aborted_transactions.map(|transactions| transactions.into_iter().map(aborted).collect());
    let diverging_epoch = match outcome.diverging_epoch.filter(|_| version >= 12) {
        Some((epoch, end_offset)) => EpochEndOffset { epoch, end_offset, ..EpochEndOffset::default() },
        None => EpochEndOffset::default(),
    };
    let current_leader = match outcome.current_leader.filter(|_| version >= 12) {
        Some(leader) => LeaderIdAndEpoch { leader_id: leader.id, leader_epoch: leader.epoch, ..Default::default() },
        None => LeaderIdAndEpoch::default(),
    };
    let data = PartitionData {
        partition_index,
        error_code: outcome.error.code(),
        high_watermark: outcome.high_watermark,
        last_stable_offset: outcome.last_stable_offset,
        log_start_offset: outcome.log_start_offset,
        diverging_epoch,
        current_leader,
        aborted_transactions,
        preferred_read_replica: -1,
        ..PartitionData::default()
    };
    (data, outcome.records)
}

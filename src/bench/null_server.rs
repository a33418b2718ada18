//! A broker that does nothing, as fast as it can: what a load can reach at most, and what it costs without a broker behind it.
//!
//! Promises: it answers what producers and consumers ask as a broker would that leads every partition. Records that are produced
//! are counted and thrown away, without a copy; every fetch is answered at once with records made beforehand, from any offset on.
//! What was produced cannot be read. Memory is bounded by the topics made here and by one request for each connection.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use ringmain_protocol::api_key::ApiKey;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::header::{RequestHeaderRef, put_response};
use ringmain_protocol::hot::{
    FetchRequestRef, FetchResponseHead, FetchResponseWriter, Piece, ProduceResponseWriter, TopicRef,
};
use ringmain_protocol::message::{Message, Request};
use ringmain_protocol::messages::rpc::api_versions_response::ApiVersion;
use ringmain_protocol::messages::rpc::create_topics_response::CreatableTopicResult;
use ringmain_protocol::messages::rpc::delete_topics_response::DeletableTopicResult;
use ringmain_protocol::messages::rpc::fetch_response::PartitionData;
use ringmain_protocol::messages::rpc::list_offsets_response::{ListOffsetsPartitionResponse, ListOffsetsTopicResponse};
use ringmain_protocol::messages::rpc::metadata_response::{
    MetadataResponseBroker, MetadataResponsePartition, MetadataResponseTopic,
};
use ringmain_protocol::messages::rpc::produce_response::PartitionProduceResponse;
use ringmain_protocol::messages::rpc::*;
use ringmain_protocol::primitives::Decoder;
use ringmain_protocol::records::{BatchBuilder, BatchOptions, Compressor, RecordError};
use ringmain_protocol::uuid::Uuid;

use super::skim::{Event, Skim};
use crate::rt::buf::Segment;
use crate::rt::net::{ListenOptions, TcpListener, TcpStream};
use crate::rt::{random, task, time};

const NODE_ID: i32 = 1;
const CLUSTER_ID: &str = "ringmain-null-server00";
/// The longest request whose content is kept: everything but the records of produce requests.
const MAX_KEPT_BYTES: usize = 16 << 20;
const MAX_TOPICS: usize = 10_000;
const MAX_PARTITIONS: i32 = 1_000_000;
/// Bytes of a prepared batch.
const BATCH_BYTES: usize = 64 << 10;
/// The first bytes of a batch, its offset, which the checksum does not cover.
const OFFSET_BYTES: usize = 8;
const ACCEPT_PAUSE: Duration = Duration::from_millis(10);

/// The APIs that it serves, and the oldest version of each.
const SERVED: [(ApiKey, i16); 8] = [
    (ApiKey::Produce, super::skim::FIRST_VERSION),
    (ApiKey::Fetch, 12),
    (ApiKey::ListOffsets, 1),
    (ApiKey::Metadata, 1),
    (ApiKey::ApiVersions, 0),
    (ApiKey::CreateTopics, 2),
    (ApiKey::DeleteTopics, 1),
    (ApiKey::InitProducerId, 0),
];

/// What the threads of a server share. Clones are the same server.
#[derive(Clone)]
pub struct NullServer {
    shared: Arc<Shared>,
}

struct Shared {
    topics: Mutex<Topics>,
    next_producer_id: AtomicI64,
    /// What every fetch is answered with: a batch behind its offset, and how many records it has.
    batch: Bytes,
    batch_records: i32,
}

#[derive(Default)]
struct Topics {
    by_name: BTreeMap<String, Arc<Topic>>,
    by_id: BTreeMap<Uuid, Arc<Topic>>,
}

struct Topic {
    name: String,
    id: Uuid,
    /// Of each partition, how many records were produced.
    ends: Vec<AtomicI64>,
}

impl NullServer {
    /// A server whose prepared records have values of `record_bytes`.
    pub fn new(record_bytes: usize) -> Result<Self, RecordError> {
        let mut builder = BatchBuilder::new(BatchOptions::default());
        let value: Vec<u8> = (0..record_bytes).map(|at| (at * 131 % 251) as u8).collect();
        while builder.record_count() == 0 || builder.size_bytes() + record_bytes <= BATCH_BYTES {
            builder.append(1_700_000_000_000, None, Some(&value), &[])?;
        }
        let mut batch = Vec::new();
        let header = builder.build(&mut Compressor::new(), &mut batch)?;
        let shared = Shared {
            topics: Mutex::default(),
            next_producer_id: AtomicI64::new(0),
            batch: Bytes::from(batch).slice(OFFSET_BYTES..),
            batch_records: header.record_count,
        };
        Ok(NullServer { shared: Arc::new(shared) })
    }

    /// Serves connections on this thread for as long as it is polled. `announce` is told the address once it listens.
    pub async fn serve(
        self,
        address: SocketAddr,
        several_threads: bool,
        announce: impl FnOnce(SocketAddr),
    ) -> std::io::Result<()> {
        let options = ListenOptions { reuse_port: several_threads, ..ListenOptions::default() };
        let listener = TcpListener::bind(address, &options)?;
        let address = listener.local_addr();
        announce(address);
        let server = Rc::new(self);
        loop {
            match listener.accept().await {
                Ok(stream) => drop(task::spawn(server.clone().serve_connection(stream))),
                // Too many open files: others may close theirs.
                Err(_) => time::sleep(ACCEPT_PAUSE).await,
            }
        }
    }

    async fn serve_connection(self: Rc<Self>, stream: TcpStream) {
        let mut skim = Skim::new(MAX_KEPT_BYTES);
        let mut produces = Produces::default();
        // The address by which the peer came is one by which it can come again.
        let Ok(address) = stream.local_addr() else { return };
        while let Ok(received) = stream.recv().await {
            if received.is_empty() {
                return;
            }
            let mut answers = Vec::new();
            let read = skim.push(&received, |event| match event {
                Event::Frame(frame) => self.answer(address, frame, &mut answers),
                produce => produces.take(&self, produce, &mut answers),
            });
            drop(received);
            if !answers.is_empty() && stream.send(answers).await.is_err() {
                return;
            }
            if let Err(reason) = read {
                tracing::warn!(peer = %stream.peer_addr(), "a connection is closed: {reason}");
                return;
            }
            task::yield_if_needed().await;
        }
    }

    /// Answers a request that came whole.
    fn answer(&self, address: SocketAddr, frame: Bytes, answers: &mut Vec<Segment>) -> Result<(), String> {
        let (api, version, correlation_id, at) = {
            let parsed = RequestHeaderRef::parse(&frame).map_err(|error| error.to_string())?;
            (parsed.api_key, parsed.api_version, parsed.correlation_id, parsed.body_at)
        };
        let known = SERVED.iter().find(|(key, _)| *key == api);
        let Some(&(_, oldest)) = known else { return Err(format!("{api} is not served")) };
        if api == ApiKey::ApiVersions && !api.supports(version) {
            let refused = ApiVersionsResponse { error_code: ErrorCode::UnsupportedVersion.code(), ..versions() };
            return put(answers, api, &refused, 0, correlation_id);
        }
        if version < oldest || version > api.max_version() {
            return Err(format!("version {version} of {api} is not served"));
        }
        if api == ApiKey::Fetch {
            return self.fetch(&frame, at, version, correlation_id, answers);
        }
        let mut d = Decoder::new(frame.slice(at.min(frame.len())..));
        let d = &mut d;
        match api {
            ApiKey::ApiVersions => put(answers, api, &versions(), version, correlation_id),
            ApiKey::Metadata => put(answers, api, &self.metadata(read(d, version)?, address), version, correlation_id),
            ApiKey::CreateTopics => put(answers, api, &self.create(read(d, version)?), version, correlation_id),
            ApiKey::DeleteTopics => put(answers, api, &self.delete(read(d, version)?), version, correlation_id),
            ApiKey::ListOffsets => put(answers, api, &self.list_offsets(read(d, version)?), version, correlation_id),
            _ => {
                let _: InitProducerIdRequest = read(d, version)?;
                let producer_id = self.shared.next_producer_id.fetch_add(1, Ordering::Relaxed);
                let answer = InitProducerIdResponse { producer_id, producer_epoch: 0, ..Default::default() };
                put(answers, api, &answer, version, correlation_id)
            }
        }
    }

    fn topics(&self) -> MutexGuard<'_, Topics> {
        self.shared.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn topic(&self, topic: TopicRef<'_>) -> Option<Arc<Topic>> {
        let topics = self.topics();
        match topic {
            TopicRef::Name(name) => topics.by_name.get(name).cloned(),
            TopicRef::Id(id) => topics.by_id.get(&id).cloned(),
        }
    }

    fn metadata(&self, request: MetadataRequest, address: SocketAddr) -> MetadataResponse {
        let topics = self.topics();
        let found = |topic: &Arc<Topic>| MetadataResponseTopic {
            name: Some(topic.name.clone()),
            topic_id: topic.id,
            partitions: (0..topic.ends.len() as i32)
                .map(|partition_index| MetadataResponsePartition {
                    partition_index,
                    leader_id: NODE_ID,
                    leader_epoch: 0,
                    replica_nodes: vec![NODE_ID],
                    isr_nodes: vec![NODE_ID],
                    ..Default::default()
                })
                .collect(),
            ..Default::default()
        };
        let missing = |name, topic_id, error: ErrorCode| MetadataResponseTopic {
            name,
            topic_id,
            error_code: error.code(),
            ..Default::default()
        };
        let topics = match request.topics {
            None => topics.by_name.values().map(found).collect(),
            Some(asked) => asked
                .into_iter()
                .map(|asked| match asked.name {
                    Some(name) => match topics.by_name.get(&name) {
                        Some(topic) => found(topic),
                        None => missing(Some(name), Uuid::ZERO, ErrorCode::UnknownTopicOrPartition),
                    },
                    None => match topics.by_id.get(&asked.topic_id) {
                        Some(topic) => found(topic),
                        None => missing(None, asked.topic_id, ErrorCode::UnknownTopicId),
                    },
                })
                .collect(),
        };
        MetadataResponse {
            brokers: vec![MetadataResponseBroker {
                node_id: NODE_ID,
                host: address.ip().to_string(),
                port: address.port().into(),
                ..Default::default()
            }],
            cluster_id: Some(CLUSTER_ID.to_owned()),
            controller_id: NODE_ID,
            topics,
            ..Default::default()
        }
    }

    fn create(&self, request: CreateTopicsRequest) -> CreateTopicsResponse {
        let mut topics = self.topics();
        let results = request.topics.into_iter().map(|wanted| {
            let partitions = match wanted.num_partitions {
                -1 => 1,
                partitions => partitions,
            };
            let error = if topics.by_name.contains_key(&wanted.name) {
                ErrorCode::TopicAlreadyExists
            } else if !(1..=MAX_PARTITIONS).contains(&partitions) {
                ErrorCode::InvalidPartitions
            } else if topics.by_name.len() >= MAX_TOPICS {
                ErrorCode::PolicyViolation
            } else {
                ErrorCode::None
            };
            let mut id = Uuid::ZERO;
            if error == ErrorCode::None && !request.validate_only {
                let bits = u128::from(random::u64()) << 64 | u128::from(random::u64());
                id = Uuid::from_random(bits).unwrap_or(Uuid::ONE);
                let ends = (0..partitions).map(|_| AtomicI64::new(0)).collect();
                let topic = Arc::new(Topic { name: wanted.name.clone(), id, ends });
                topics.by_name.insert(wanted.name.clone(), topic.clone());
                topics.by_id.insert(id, topic);
            }
            CreatableTopicResult {
                name: wanted.name,
                topic_id: id,
                error_code: error.code(),
                num_partitions: partitions,
                replication_factor: 1,
                ..Default::default()
            }
        });
        CreateTopicsResponse { topics: results.collect(), ..Default::default() }
    }

    fn delete(&self, request: DeleteTopicsRequest) -> DeleteTopicsResponse {
        let mut topics = self.topics();
        let by_name = request.topic_names.into_iter().map(|name| (Some(name), Uuid::ZERO));
        let asked = by_name.chain(request.topics.into_iter().map(|topic| (topic.name, topic.topic_id)));
        let responses = asked.map(|(name, id)| {
            let found = match &name {
                Some(name) => topics.by_name.get(name).cloned(),
                None => topics.by_id.get(&id).cloned(),
            };
            let error = match &found {
                Some(topic) => {
                    topics.by_name.remove(&topic.name);
                    topics.by_id.remove(&topic.id);
                    ErrorCode::None
                }
                None if name.is_some() => ErrorCode::UnknownTopicOrPartition,
                None => ErrorCode::UnknownTopicId,
            };
            let topic_id = found.as_ref().map_or(id, |topic| topic.id);
            let name = name.or_else(|| found.map(|topic| topic.name.clone()));
            DeletableTopicResult { name, topic_id, error_code: error.code(), ..Default::default() }
        });
        DeleteTopicsResponse { responses: responses.collect(), ..Default::default() }
    }

    fn list_offsets(&self, request: ListOffsetsRequest) -> ListOffsetsResponse {
        const LATEST: i64 = -1;
        let topics = request.topics.into_iter().map(|asked| {
            let topic = self.topic(TopicRef::Name(&asked.name));
            let partitions = asked.partitions.iter().map(|asked| {
                let end = topic.as_ref().and_then(|topic| end_of(topic, asked.partition_index));
                let (error, offset) = match end {
                    None => (ErrorCode::UnknownTopicOrPartition, -1),
                    Some(end) if asked.timestamp == LATEST => (ErrorCode::None, end),
                    Some(_) => (ErrorCode::None, 0),
                };
                ListOffsetsPartitionResponse {
                    partition_index: asked.partition_index,
                    error_code: error.code(),
                    timestamp: -1,
                    offset,
                    leader_epoch: if error == ErrorCode::None { 0 } else { -1 },
                    ..Default::default()
                }
            });
            let partitions = partitions.collect();
            ListOffsetsTopicResponse { name: asked.name, partitions, ..Default::default() }
        });
        ListOffsetsResponse { topics: topics.collect(), ..Default::default() }
    }

    fn fetch(
        &self,
        frame: &Bytes,
        at: usize,
        version: i16,
        correlation_id: i32,
        answers: &mut Vec<Segment>,
    ) -> Result<(), String> {
        let request = FetchRequestRef::parse(frame, at, version).map_err(|error| error.to_string())?;
        // Neighbours of the same topic make a topic of the answer.
        let mut topics: Vec<(TopicRef<'_>, usize)> = Vec::new();
        for asked in request.partitions() {
            match topics.last_mut() {
                Some((topic, count)) if *topic == asked.topic => *count += 1,
                _ => topics.push((asked.topic, 1)),
            }
        }
        let head = FetchResponseHead { correlation_id, topic_count: topics.len(), ..Default::default() };
        let refused = |error: ringmain_protocol::primitives::EncodeError| error.to_string();
        let mut writer = FetchResponseWriter::new(BytesMut::new(), version, head).map_err(refused)?;
        let mut partitions = request.partitions();
        let batch_bytes = self.shared.batch.len() + OFFSET_BYTES;
        let mut room = usize::try_from(request.max_bytes).unwrap_or(0).max(batch_bytes);
        for (topic, count) in topics {
            writer.topic(topic, count).map_err(refused)?;
            let known = self.topic(topic);
            for asked in partitions.by_ref().take(count) {
                let is_known = known.as_ref().is_some_and(|topic| end_of(topic, asked.partition).is_some());
                let error = match (is_known, topic) {
                    (true, _) => ErrorCode::None,
                    (false, TopicRef::Name(_)) => ErrorCode::UnknownTopicOrPartition,
                    (false, TopicRef::Id(_)) => ErrorCode::UnknownTopicId,
                };
                let wanted = usize::try_from(asked.partition_max_bytes).unwrap_or(0).max(batch_bytes).min(room);
                let count = if is_known { wanted / batch_bytes } else { 0 };
                room -= count * batch_bytes;
                let next =
                    |n: usize| asked.fetch_offset.saturating_add(n as i64 * i64::from(self.shared.batch_records));
                let segments = (0..count).flat_map(|n| {
                    let offset = Bytes::copy_from_slice(&next(n).to_be_bytes());
                    [Segment::Bytes(offset), Segment::Bytes(self.shared.batch.clone())]
                });
                let data = PartitionData {
                    partition_index: asked.partition,
                    error_code: error.code(),
                    high_watermark: if is_known { next(count) } else { -1 },
                    last_stable_offset: if is_known { next(count) } else { -1 },
                    log_start_offset: if is_known { 0 } else { -1 },
                    ..Default::default()
                };
                writer.partition(&data, count * batch_bytes, segments).map_err(refused)?;
            }
        }
        let frame = writer.finish(&[]).map_err(refused)?;
        answers.extend(frame.pieces.into_iter().map(|piece| match piece {
            Piece::Encoded(bytes) => Segment::Bytes(bytes),
            Piece::Records(segment) => segment,
        }));
        Ok(())
    }
}

/// The answer to a produce request, as far as it has come.
#[derive(Default)]
struct Produces {
    writer: Option<ProduceResponseWriter>,
    is_answered: bool,
    topic: Option<Arc<Topic>>,
}

impl Produces {
    fn take(&mut self, server: &NullServer, event: Event<'_>, answers: &mut Vec<Segment>) -> Result<(), String> {
        let refused = |error: ringmain_protocol::primitives::EncodeError| error.to_string();
        match event {
            Event::Frame(_) => {}
            Event::Request { version, correlation_id, acks, topics } => {
                self.is_answered = acks != 0;
                let writer = ProduceResponseWriter::new(BytesMut::new(), version, correlation_id, topics);
                self.writer = Some(writer.map_err(refused)?);
            }
            Event::Topic { topic, partitions } => {
                self.topic = server.topic(topic);
                if let Some(writer) = &mut self.writer {
                    writer.topic(topic, partitions).map_err(refused)?;
                }
            }
            Event::Partition { index, records, .. } => {
                let end = self.topic.as_ref().and_then(|topic| topic.ends.get(usize::try_from(index).ok()?));
                let (error, base_offset) = match end {
                    Some(end) => (ErrorCode::None, end.fetch_add(i64::from(records.max(0)), Ordering::Relaxed)),
                    None => (ErrorCode::UnknownTopicOrPartition, -1),
                };
                let answer = PartitionProduceResponse {
                    index,
                    error_code: error.code(),
                    base_offset,
                    log_start_offset: if error == ErrorCode::None { 0 } else { -1 },
                    ..Default::default()
                };
                if let Some(writer) = &mut self.writer {
                    writer.partition(&answer).map_err(refused)?;
                }
            }
            Event::End => {
                if let Some(writer) = self.writer.take().filter(|_| self.is_answered) {
                    answers.push(Segment::Bytes(writer.finish(0, &[]).map_err(refused)?));
                }
            }
        }
        Ok(())
    }
}

fn end_of(topic: &Topic, partition: i32) -> Option<i64> {
    let end = usize::try_from(partition).ok().and_then(|index| topic.ends.get(index))?;
    Some(end.load(Ordering::Relaxed))
}

fn read<Req: Request>(d: &mut Decoder, version: i16) -> Result<Req, String> {
    Req::decode(d, version).map_err(|error| error.to_string())
}

fn put(
    answers: &mut Vec<Segment>,
    api: ApiKey,
    answer: &impl Message,
    version: i16,
    correlation_id: i32,
) -> Result<(), String> {
    let mut bytes = BytesMut::new();
    put_response(&mut bytes, api, answer, version, correlation_id).map_err(|error| error.to_string())?;
    answers.push(Segment::Bytes(bytes.freeze()));
    Ok(())
}

fn versions() -> ApiVersionsResponse {
    let api_keys = SERVED.iter().map(|(api, oldest)| ApiVersion {
        api_key: api.key(),
        min_version: *oldest,
        max_version: api.max_version(),
        ..Default::default()
    });
    ApiVersionsResponse { api_keys: api_keys.collect(), finalized_features_epoch: -1, ..Default::default() }
}

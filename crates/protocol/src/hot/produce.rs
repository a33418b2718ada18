//! `ProduceRequest` in place and written around records that are not copied, and `ProduceResponse` written as its parts become
//! known.

use std::convert::Infallible;

use bytes::{BufMut, Bytes, BytesMut};

use super::TopicRef;
use super::cursor::Cursor;
use super::frame::{Frame, FrameWriter, Piece};
use crate::api_key::ApiKey;
use crate::message::Message;
use crate::messages::rpc::produce_response::{NodeEndpoint, PartitionProduceResponse};
use crate::messages::rpc::{ProduceRequest, ProduceResponse};
use crate::primitives::{DecodeError, DecodeErrorKind, EncodeError, EncodeErrorKind, UnknownTaggedFields, WireStruct};
use crate::primitives::{put_array_len, put_opt_string, put_string, put_structs, put_uuid, put_uvarint, structs_size};

const FIRST_FLEXIBLE: i16 = 9;
const FIRST_WITH_IDS: i16 = 13;

/// A produce request that lies in a frame. Every length in it has been checked; its records have not been looked at.
#[derive(Clone, Copy, Debug)]
pub struct ProduceRequestRef<'a> {
    pub version: i16,
    pub transactional_id: Option<&'a str>,
    pub acks: i16,
    pub timeout_ms: i32,
    pub topic_count: usize,
    pub partition_count: usize,
    frame: &'a Bytes,
    topics: Cursor<'a>,
}

/// The records for one partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProducePartitionRef<'a> {
    pub topic: TopicRef<'a>,
    /// True for the first partition that the request lists under this mention of the topic.
    pub starts_topic: bool,
    pub index: i32,
    /// A slice of the frame.
    pub records: Option<Bytes>,
}

/// The partitions of a produce request, in its order.
#[derive(Clone, Debug)]
pub struct ProducePartitions<'a> {
    request: ProduceRequestRef<'a>,
    walk: Walk<'a>,
}

#[derive(Clone, Copy, Debug)]
struct Walk<'a> {
    cursor: Cursor<'a>,
    flexible: bool,
    by_id: bool,
    topics_left: usize,
    partitions_left: usize,
    topic: TopicRef<'a>,
}

struct Found<'a> {
    topic: TopicRef<'a>,
    starts_topic: bool,
    index: i32,
    records: Option<std::ops::Range<usize>>,
}

impl<'a> Walk<'a> {
    fn next(&mut self) -> Result<Option<Found<'a>>, DecodeError> {
        let mut starts_topic = false;
        while self.partitions_left == 0 {
            if self.topics_left == 0 {
                return Ok(None);
            }
            self.topics_left -= 1;
            starts_topic = true;
            self.topic = self.cursor.topic(self.flexible, self.by_id, "TopicProduceData.Name")?;
            self.partitions_left = self.cursor.count(self.flexible, 6, "TopicProduceData.PartitionData")?;
            if self.partitions_left == 0 {
                self.cursor.skip_tags(self.flexible)?;
            }
        }
        let index = self.cursor.i32("PartitionProduceData.Index")?;
        let records = self.cursor.opt_bytes(self.flexible, "PartitionProduceData.Records")?;
        self.cursor.skip_tags(self.flexible)?;
        self.partitions_left -= 1;
        if self.partitions_left == 0 {
            self.cursor.skip_tags(self.flexible)?;
        }
        Ok(Some(Found { topic: self.topic, starts_topic, index, records }))
    }
}

impl<'a> ProduceRequestRef<'a> {
    /// Reads the request that starts at `at` in `frame`, behind the request header.
    pub fn parse(frame: &'a Bytes, at: usize, version: i16) -> Result<Self, DecodeError> {
        Self::walk_through(frame, at, version).map_err(|e| e.within(ProduceRequest::NAME))
    }

    fn walk_through(frame: &'a Bytes, at: usize, version: i16) -> Result<Self, DecodeError> {
        let mut cursor = Cursor::new(frame, at);
        if !ProduceRequest::versions().contains(&version) {
            return Err(cursor.error("version", DecodeErrorKind::UnsupportedVersion(version.into())));
        }
        let flexible = version >= FIRST_FLEXIBLE;
        let transactional_id = cursor.opt_str(flexible, "TransactionalId")?;
        let acks = cursor.i16("Acks")?;
        let timeout_ms = cursor.i32("TimeoutMs")?;
        let topic_count = cursor.count(flexible, 3, "TopicData")?;
        let mut request = ProduceRequestRef {
            version,
            transactional_id,
            acks,
            timeout_ms,
            topic_count,
            partition_count: 0,
            frame,
            topics: cursor,
        };
        let mut walk = request.walk();
        while walk.next()?.is_some() {
            request.partition_count += 1;
        }
        walk.cursor.skip_tags(flexible)?;
        Ok(request)
    }

    fn walk(&self) -> Walk<'a> {
        Walk {
            cursor: self.topics,
            flexible: self.version >= FIRST_FLEXIBLE,
            by_id: self.version >= FIRST_WITH_IDS,
            topics_left: self.topic_count,
            partitions_left: 0,
            topic: TopicRef::Name(""),
        }
    }

    pub fn partitions(&self) -> ProducePartitions<'a> {
        ProducePartitions { request: *self, walk: self.walk() }
    }
}

impl<'a> Iterator for ProducePartitions<'a> {
    type Item = ProducePartitionRef<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        // `parse` has walked these very bytes, so there is no error to see.
        let Found { topic, starts_topic, index, records } = self.walk.next().ok().flatten()?;
        let records = records.map(|range| self.request.frame.slice(range));
        Some(ProducePartitionRef { topic, starts_topic, index, records })
    }
}

/// Writes a produce request without its header: topic by topic, partition by partition, with the counts said before. Records
/// go out as the segments `S` that the caller has them in, or are copied where they are so few that this costs less.
pub struct ProduceRequestWriter<S> {
    /// What comes after the last piece.
    buf: BytesMut,
    pieces: Vec<Piece<S>>,
    version: i16,
    topics: Counted,
    partitions: Counted,
}

impl<S> ProduceRequestWriter<S> {
    /// Starts the request in `buf`, which may have room already.
    pub fn new(
        mut buf: BytesMut,
        version: i16,
        transactional_id: Option<&str>,
        acks: i16,
        timeout_ms: i32,
        topic_count: usize,
    ) -> Result<Self, EncodeError> {
        if !ProduceRequest::versions().contains(&version) {
            return Err(EncodeError::new("version", EncodeErrorKind::UnsupportedVersion(version)));
        }
        let flexible = version >= FIRST_FLEXIBLE;
        buf.clear();
        put_opt_string(&mut buf, flexible, transactional_id, "TransactionalId")?;
        buf.put_i16(acks);
        buf.put_i32(timeout_ms);
        let mut topics = Counted::default();
        topics.announce(&mut buf, flexible, topic_count, "TopicData")?;
        Ok(ProduceRequestWriter { buf, pieces: Vec::new(), version, topics, partitions: Counted::default() })
    }

    /// Starts a topic of `partition_count` partitions, which must follow.
    pub fn topic(&mut self, topic: TopicRef<'_>, partition_count: usize) -> Result<(), EncodeError> {
        let flexible = self.version >= FIRST_FLEXIBLE;
        self.partitions.none_left("TopicData")?;
        self.topics.one("TopicData")?;
        put_topic(&mut self.buf, flexible, self.version >= FIRST_WITH_IDS, topic, "TopicProduceData.Name")?;
        self.partitions.announce(&mut self.buf, flexible, partition_count, "TopicProduceData.PartitionData")?;
        self.end_topic_if_full();
        Ok(())
    }

    /// Writes a partition with `records_bytes` bytes of records that stay where they are.
    pub fn partition(&mut self, index: i32, records_bytes: usize, records: S) -> Result<(), EncodeError> {
        self.begin_partition(index, records_bytes)?;
        self.pieces.push(Piece::Encoded(self.buf.split().freeze()));
        self.pieces.push(Piece::Records(records));
        self.end_partition();
        Ok(())
    }

    /// Writes a partition with a copy of its records.
    pub fn partition_copied(&mut self, index: i32, records: &[u8]) -> Result<(), EncodeError> {
        self.begin_partition(index, records.len())?;
        self.buf.put_slice(records);
        self.end_partition();
        Ok(())
    }

    fn begin_partition(&mut self, index: i32, records_bytes: usize) -> Result<(), EncodeError> {
        self.partitions.one("TopicProduceData.PartitionData")?;
        self.buf.put_i32(index);
        let flexible = self.version >= FIRST_FLEXIBLE;
        put_array_len(&mut self.buf, flexible, records_bytes, "PartitionProduceData.Records")
    }

    fn end_partition(&mut self) {
        if self.version >= FIRST_FLEXIBLE {
            put_uvarint(&mut self.buf, 0);
        }
        self.end_topic_if_full();
    }

    fn end_topic_if_full(&mut self) {
        if self.partitions.left == 0 && self.version >= FIRST_FLEXIBLE {
            put_uvarint(&mut self.buf, 0);
        }
    }

    /// The request, in the order of its pieces.
    pub fn finish(mut self) -> Result<Vec<Piece<S>>, EncodeError> {
        self.topics.none_left("TopicData")?;
        self.partitions.none_left("TopicProduceData.PartitionData")?;
        if self.version >= FIRST_FLEXIBLE {
            put_uvarint(&mut self.buf, 0);
        }
        if !self.buf.is_empty() {
            self.pieces.push(Piece::Encoded(self.buf.freeze()));
        }
        Ok(self.pieces)
    }
}

/// Writes a produce response, framed: topic by topic, partition by partition, with the counts said before.
pub struct ProduceResponseWriter {
    frame: FrameWriter<Infallible>,
    version: i16,
    topics: Counted,
    partitions: Counted,
}

/// How many elements of an array have been announced and not yet written.
#[derive(Default)]
pub(super) struct Counted {
    left: usize,
}

impl Counted {
    pub(super) fn announce(
        &mut self,
        buf: &mut BytesMut,
        flexible: bool,
        count: usize,
        field: &'static str,
    ) -> Result<(), EncodeError> {
        self.left = count;
        put_array_len(buf, flexible, count, field)
    }

    pub(super) fn one(&mut self, field: &'static str) -> Result<(), EncodeError> {
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(EncodeError::new(field, EncodeErrorKind::CountMismatch)),
        }
    }

    pub(super) fn none_left(&self, field: &'static str) -> Result<(), EncodeError> {
        if self.left == 0 { Ok(()) } else { Err(EncodeError::new(field, EncodeErrorKind::CountMismatch)) }
    }
}

pub(super) fn put_topic(
    buf: &mut BytesMut,
    flexible: bool,
    by_id: bool,
    topic: TopicRef<'_>,
    field: &'static str,
) -> Result<(), EncodeError> {
    match topic {
        TopicRef::Name(name) if !by_id => put_string(buf, flexible, name, field),
        TopicRef::Id(id) if by_id => {
            put_uuid(buf, &id);
            Ok(())
        }
        _ => Err(EncodeError::new(field, EncodeErrorKind::TopicForm)),
    }
}

impl ProduceResponseWriter {
    /// Starts the response in `buf`, which may have room already.
    pub fn new(buf: BytesMut, version: i16, correlation_id: i32, topic_count: usize) -> Result<Self, EncodeError> {
        if !ProduceResponse::versions().contains(&version) {
            return Err(EncodeError::new("version", EncodeErrorKind::UnsupportedVersion(version)));
        }
        let mut frame = FrameWriter::new(buf, ApiKey::Produce, version, correlation_id);
        let mut topics = Counted::default();
        topics.announce(&mut frame.buf, version >= FIRST_FLEXIBLE, topic_count, "Responses")?;
        Ok(ProduceResponseWriter { frame, version, topics, partitions: Counted::default() })
    }

    /// Starts a topic of `partition_count` partitions, which must follow.
    pub fn topic(&mut self, topic: TopicRef<'_>, partition_count: usize) -> Result<(), EncodeError> {
        let flexible = self.version >= FIRST_FLEXIBLE;
        self.partitions.none_left("Responses")?;
        self.topics.one("Responses")?;
        let buf = &mut self.frame.buf;
        put_topic(buf, flexible, self.version >= FIRST_WITH_IDS, topic, "TopicProduceResponse.Name")?;
        self.partitions.announce(buf, flexible, partition_count, "TopicProduceResponse.PartitionResponses")?;
        self.end_topic_if_full()
    }

    pub fn partition(&mut self, partition: &PartitionProduceResponse) -> Result<(), EncodeError> {
        self.partitions.one("TopicProduceResponse.PartitionResponses")?;
        partition.write(&mut self.frame.buf, self.version)?;
        self.end_topic_if_full()
    }

    /// The same for one whose records were appended, with nothing more to say of it.
    pub fn appended_partition(
        &mut self,
        index: i32,
        base_offset: i64,
        log_append_time_ms: i64,
        log_start_offset: i64,
    ) -> Result<(), EncodeError> {
        self.partitions.one("TopicProduceResponse.PartitionResponses")?;
        let mut fields = [0; 36];
        fields[0..4].copy_from_slice(&index.to_be_bytes());
        // Four to six: no error.
        fields[6..14].copy_from_slice(&base_offset.to_be_bytes());
        fields[14..22].copy_from_slice(&log_append_time_ms.to_be_bytes());
        fields[22..30].copy_from_slice(&log_start_offset.to_be_bytes());
        let len = match self.version {
            ..5 => 22,
            5..8 => 30,
            // No record errors, no message, and then no tagged fields either.
            8 => {
                fields[34..36].copy_from_slice(&(-1i16).to_be_bytes());
                36
            }
            FIRST_FLEXIBLE.. => {
                fields[30] = 1;
                33
            }
        };
        self.frame.buf.put_slice(&fields[..len]);
        self.end_topic_if_full()
    }

    fn end_topic_if_full(&mut self) -> Result<(), EncodeError> {
        if self.partitions.left == 0 && self.version >= FIRST_FLEXIBLE {
            UnknownTaggedFields::default().write(&mut self.frame.buf)?;
        }
        Ok(())
    }

    /// The whole response with its length and header.
    pub fn finish(mut self, throttle_time_ms: i32, node_endpoints: &[NodeEndpoint]) -> Result<Bytes, EncodeError> {
        self.topics.none_left("Responses")?;
        self.partitions.none_left("TopicProduceResponse.PartitionResponses")?;
        self.frame.buf.put_i32(throttle_time_ms);
        put_node_endpoints(&mut self.frame.buf, self.version, FIRST_FLEXIBLE, 10, node_endpoints)?;
        let Frame { pieces, .. } = self.frame.finish()?;
        let mut encoded = pieces.into_iter().map(|piece| match piece {
            Piece::Encoded(bytes) => bytes,
            Piece::Records(never) => match never {},
        });
        Ok(encoded.next().unwrap_or_default())
    }
}

/// The tagged section that ends Produce and Fetch responses: `NodeEndpoints`, tag 0, from version `since` on.
pub(super) fn put_node_endpoints<T: WireStruct>(
    buf: &mut BytesMut,
    version: i16,
    first_flexible: i16,
    since: i16,
    node_endpoints: &[T],
) -> Result<(), EncodeError> {
    if version < since && !node_endpoints.is_empty() {
        return Err(EncodeError::not_in_version("NodeEndpoints", version));
    }
    if version >= first_flexible {
        let unknown = UnknownTaggedFields::default();
        let known = usize::from(!node_endpoints.is_empty());
        let mut section = unknown.begin(buf, known)?;
        if known > 0 {
            section.open(buf, 0, structs_size(true, version, node_endpoints))?;
            put_structs(buf, true, version, node_endpoints, "NodeEndpoints")?;
        }
        section.rest(buf)?;
    }
    Ok(())
}

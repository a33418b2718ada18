//! `FetchRequest` in place, and `FetchResponse` written around records that are not copied.

use bytes::{BufMut, BytesMut};

use super::TopicRef;
use super::cursor::Cursor;
use super::frame::{Frame, FrameWriter};
use super::produce::{Counted, put_node_endpoints, put_topic};
use crate::api_key::ApiKey;
use crate::message::Message;
use crate::messages::rpc::fetch_response::{EpochEndOffset, LeaderIdAndEpoch, NodeEndpoint, PartitionData, SnapshotId};
use crate::messages::rpc::{FetchRequest, FetchResponse};
use crate::primitives::{DecodeError, DecodeErrorKind, EncodeError, EncodeErrorKind, UnknownTaggedFields, WireStruct};
use crate::primitives::{put_array_len, put_opt_structs};
use crate::uuid::Uuid;

const FIRST_WITH_SESSIONS: i16 = 7;
const FIRST_FLEXIBLE: i16 = 12;
const FIRST_WITH_IDS: i16 = 13;
const FIRST_WITH_REPLICA_STATE: i16 = 15;

/// A fetch request that lies in a frame. Every length in it has been checked.
#[derive(Clone, Copy, Debug)]
pub struct FetchRequestRef<'a> {
    pub version: i16,
    pub cluster_id: Option<&'a str>,
    /// -1 for a consumer; of versions 15 on, the one in the replica state.
    pub replica_id: i32,
    pub replica_epoch: i64,
    pub max_wait_ms: i32,
    pub min_bytes: i32,
    pub max_bytes: i32,
    pub isolation_level: i8,
    pub session_id: i32,
    pub session_epoch: i32,
    pub topic_count: usize,
    pub partition_count: usize,
    pub rack_id: &'a str,
    topics: Cursor<'a>,
    forgotten: Cursor<'a>,
    forgotten_count: usize,
}

/// A partition to fetch from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FetchPartitionRef<'a> {
    pub topic: TopicRef<'a>,
    pub partition: i32,
    pub current_leader_epoch: i32,
    pub fetch_offset: i64,
    pub last_fetched_epoch: i32,
    pub log_start_offset: i64,
    pub partition_max_bytes: i32,
    pub replica_directory_id: Uuid,
    pub high_watermark: i64,
}

/// A partition that a fetch session is to forget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForgottenPartitionRef<'a> {
    pub topic: TopicRef<'a>,
    pub partition: i32,
}

/// The partitions of a fetch request, in its order.
#[derive(Clone, Copy, Debug)]
pub struct FetchPartitions<'a>(Walk<'a>);

/// The partitions that a fetch request forgets, in its order.
#[derive(Clone, Copy, Debug)]
pub struct ForgottenPartitions<'a>(Walk<'a>);

#[derive(Clone, Copy, Debug)]
struct Walk<'a> {
    cursor: Cursor<'a>,
    version: i16,
    topics_left: usize,
    partitions_left: usize,
    topic: TopicRef<'a>,
}

impl<'a> Walk<'a> {
    /// Steps to the next partition, `read`s it, and steps behind its topic if it was the last.
    fn next<T>(
        &mut self,
        min_bytes: usize,
        read: impl FnOnce(&mut Cursor<'a>, i16, TopicRef<'a>) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        let flexible = self.version >= FIRST_FLEXIBLE;
        while self.partitions_left == 0 {
            if self.topics_left == 0 {
                return Ok(None);
            }
            self.topics_left -= 1;
            self.topic = self.cursor.topic(flexible, self.version >= FIRST_WITH_IDS, "Topics.Topic")?;
            self.partitions_left = self.cursor.count(flexible, min_bytes, "Topics.Partitions")?;
            if self.partitions_left == 0 {
                self.cursor.skip_tags(flexible)?;
            }
        }
        let item = read(&mut self.cursor, self.version, self.topic)?;
        self.partitions_left -= 1;
        if self.partitions_left == 0 {
            self.cursor.skip_tags(flexible)?;
        }
        Ok(Some(item))
    }

    fn next_fetch(&mut self) -> Result<Option<FetchPartitionRef<'a>>, DecodeError> {
        self.next(16, read_partition)
    }

    fn next_forgotten(&mut self) -> Result<Option<ForgottenPartitionRef<'a>>, DecodeError> {
        self.next(4, |cursor, _, topic| {
            Ok(ForgottenPartitionRef { topic, partition: cursor.i32("ForgottenTopic.Partitions")? })
        })
    }
}

fn read_partition<'a>(
    cursor: &mut Cursor<'a>,
    version: i16,
    topic: TopicRef<'a>,
) -> Result<FetchPartitionRef<'a>, DecodeError> {
    let mut partition = FetchPartitionRef {
        topic,
        partition: cursor.i32("FetchPartition.Partition")?,
        current_leader_epoch: if version >= 9 { cursor.i32("FetchPartition.CurrentLeaderEpoch")? } else { -1 },
        fetch_offset: cursor.i64("FetchPartition.FetchOffset")?,
        last_fetched_epoch: if version >= 12 { cursor.i32("FetchPartition.LastFetchedEpoch")? } else { -1 },
        log_start_offset: if version >= 5 { cursor.i64("FetchPartition.LogStartOffset")? } else { -1 },
        partition_max_bytes: cursor.i32("FetchPartition.PartitionMaxBytes")?,
        replica_directory_id: Uuid::ZERO,
        high_watermark: i64::MAX,
    };
    if version >= FIRST_FLEXIBLE {
        cursor.tags(|tag, content| {
            match tag {
                0 if version >= 17 => {
                    partition.replica_directory_id = content.uuid("FetchPartition.ReplicaDirectoryId")?;
                }
                1 if version >= 18 => partition.high_watermark = content.i64("FetchPartition.HighWatermark")?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
    }
    Ok(partition)
}

impl<'a> FetchRequestRef<'a> {
    /// Reads the request that starts at `at` in `frame`, behind the request header.
    pub fn parse(frame: &'a [u8], at: usize, version: i16) -> Result<Self, DecodeError> {
        Self::walk_through(frame, at, version).map_err(|e| e.within(FetchRequest::NAME))
    }

    fn walk_through(frame: &'a [u8], at: usize, version: i16) -> Result<Self, DecodeError> {
        let mut cursor = Cursor::new(frame, at);
        if !FetchRequest::versions().contains(&version) {
            return Err(cursor.error("version", DecodeErrorKind::UnsupportedVersion(version.into())));
        }
        let flexible = version >= FIRST_FLEXIBLE;
        let sessions = version >= FIRST_WITH_SESSIONS;
        let replica_id = if version < FIRST_WITH_REPLICA_STATE { cursor.i32("ReplicaId")? } else { -1 };
        let mut request = FetchRequestRef {
            version,
            cluster_id: None,
            replica_id,
            replica_epoch: -1,
            max_wait_ms: cursor.i32("MaxWaitMs")?,
            min_bytes: cursor.i32("MinBytes")?,
            max_bytes: cursor.i32("MaxBytes")?,
            isolation_level: cursor.i8("IsolationLevel")?,
            session_id: if sessions { cursor.i32("SessionId")? } else { 0 },
            session_epoch: if sessions { cursor.i32("SessionEpoch")? } else { -1 },
            topic_count: cursor.count(flexible, 3, "Topics")?,
            partition_count: 0,
            rack_id: "",
            topics: cursor,
            forgotten: cursor,
            forgotten_count: 0,
        };
        request.topics = cursor;
        let mut walk = request.walk(cursor, request.topic_count);
        while walk.next_fetch()?.is_some() {
            request.partition_count += 1;
        }
        cursor = walk.cursor;
        if sessions {
            request.forgotten_count = cursor.count(flexible, 3, "ForgottenTopicsData")?;
            request.forgotten = cursor;
            let mut walk = request.walk(cursor, request.forgotten_count);
            while walk.next_forgotten()?.is_some() {}
            cursor = walk.cursor;
        }
        if version >= 11 {
            request.rack_id = cursor.str(flexible, "RackId")?;
        }
        if flexible {
            cursor.tags(|tag, content| {
                match tag {
                    0 => request.cluster_id = content.opt_str(true, "ClusterId")?,
                    1 if version >= FIRST_WITH_REPLICA_STATE => {
                        request.replica_id = content.i32("ReplicaState.ReplicaId")?;
                        request.replica_epoch = content.i64("ReplicaState.ReplicaEpoch")?;
                        content.skip_tags(true)?;
                    }
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
        }
        Ok(request)
    }

    fn walk(&self, cursor: Cursor<'a>, topics: usize) -> Walk<'a> {
        let topic = TopicRef::Name("");
        Walk { cursor, version: self.version, topics_left: topics, partitions_left: 0, topic }
    }

    pub fn partitions(&self) -> FetchPartitions<'a> {
        FetchPartitions(self.walk(self.topics, self.topic_count))
    }

    pub fn forgotten(&self) -> ForgottenPartitions<'a> {
        ForgottenPartitions(self.walk(self.forgotten, self.forgotten_count))
    }
}

// `parse` has walked the very bytes that the iterators walk, so there is no error for them to see.
impl<'a> Iterator for FetchPartitions<'a> {
    type Item = FetchPartitionRef<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next_fetch().ok().flatten()
    }
}

impl<'a> Iterator for ForgottenPartitions<'a> {
    type Item = ForgottenPartitionRef<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next_forgotten().ok().flatten()
    }
}

/// Writes a fetch response, framed: topic by topic, partition by partition, with the counts said before. Records go into the
/// frame as the segments `S` that the caller has them in.
pub struct FetchResponseWriter<S> {
    frame: FrameWriter<S>,
    version: i16,
    topics: Counted,
    partitions: Counted,
}

/// What a fetch response says before its topics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FetchResponseHead {
    pub correlation_id: i32,
    pub throttle_time_ms: i32,
    pub error_code: i16,
    pub session_id: i32,
    pub topic_count: usize,
}

impl<S> FetchResponseWriter<S> {
    /// Starts the response in `buf`, which may have room already.
    pub fn new(buf: BytesMut, version: i16, head: FetchResponseHead) -> Result<Self, EncodeError> {
        if !FetchResponse::versions().contains(&version) {
            return Err(EncodeError::new("version", EncodeErrorKind::UnsupportedVersion(version)));
        }
        let mut frame = FrameWriter::new(buf, ApiKey::Fetch, version, head.correlation_id);
        frame.buf.put_i32(head.throttle_time_ms);
        if version >= FIRST_WITH_SESSIONS {
            frame.buf.put_i16(head.error_code);
            frame.buf.put_i32(head.session_id);
        } else if head.session_id != 0 {
            return Err(EncodeError::not_in_version("SessionId", version));
        }
        let mut topics = Counted::default();
        topics.announce(&mut frame.buf, version >= FIRST_FLEXIBLE, head.topic_count, "Responses")?;
        Ok(FetchResponseWriter { frame, version, topics, partitions: Counted::default() })
    }

    /// Starts a topic of `partition_count` partitions, which must follow.
    pub fn topic(&mut self, topic: TopicRef<'_>, partition_count: usize) -> Result<(), EncodeError> {
        let flexible = self.version >= FIRST_FLEXIBLE;
        self.partitions.none_left("Responses")?;
        self.topics.one("Responses")?;
        let buf = &mut self.frame.buf;
        put_topic(buf, flexible, self.version >= FIRST_WITH_IDS, topic, "FetchableTopicResponse.Topic")?;
        self.partitions.announce(buf, flexible, partition_count, "FetchableTopicResponse.Partitions")?;
        self.end_topic_if_full()
    }

    /// Writes a partition with `records_bytes` bytes of records in `segments`. The `records` of `data` itself are not looked at.
    pub fn partition(
        &mut self,
        data: &PartitionData,
        records_bytes: usize,
        segments: impl IntoIterator<Item = S>,
    ) -> Result<(), EncodeError> {
        let (version, flexible) = (self.version, self.version >= FIRST_FLEXIBLE);
        self.partitions.one("FetchableTopicResponse.Partitions")?;
        let diverges = data.diverging_epoch != EpochEndOffset::default();
        let has_leader = data.current_leader != LeaderIdAndEpoch::default();
        let has_snapshot = data.snapshot_id != SnapshotId::default();
        let buf = &mut self.frame.buf;
        buf.put_i32(data.partition_index);
        buf.put_i16(data.error_code);
        buf.put_i64(data.high_watermark);
        buf.put_i64(data.last_stable_offset);
        if version >= 5 {
            buf.put_i64(data.log_start_offset);
        }
        let aborted = data.aborted_transactions.as_deref();
        put_opt_structs(buf, flexible, version, aborted, "PartitionData.AbortedTransactions")?;
        if version >= 11 {
            buf.put_i32(data.preferred_read_replica);
        } else if data.preferred_read_replica != -1 {
            return Err(EncodeError::not_in_version("PartitionData.PreferredReadReplica", version));
        }
        put_array_len(buf, flexible, records_bytes, "PartitionData.Records")?;
        self.frame.records(records_bytes, segments);
        let buf = &mut self.frame.buf;
        if flexible {
            let known = usize::from(diverges) + usize::from(has_leader) + usize::from(has_snapshot);
            let mut tags = data.unknown_tagged_fields.begin(buf, known)?;
            if diverges {
                tags.open(buf, 0, data.diverging_epoch.size(version))?;
                data.diverging_epoch.write(buf, version)?;
            }
            if has_leader {
                tags.open(buf, 1, data.current_leader.size(version))?;
                data.current_leader.write(buf, version)?;
            }
            if has_snapshot {
                tags.open(buf, 2, data.snapshot_id.size(version))?;
                data.snapshot_id.write(buf, version)?;
            }
            tags.rest(buf)?;
        } else if diverges || has_leader || has_snapshot {
            return Err(EncodeError::not_in_version("PartitionData.DivergingEpoch", version));
        }
        self.end_topic_if_full()
    }

    fn end_topic_if_full(&mut self) -> Result<(), EncodeError> {
        if self.partitions.none_left("").is_ok() && self.version >= FIRST_FLEXIBLE {
            UnknownTaggedFields::default().write(&mut self.frame.buf)?;
        }
        Ok(())
    }

    /// The whole response with its length and header.
    pub fn finish(mut self, node_endpoints: &[NodeEndpoint]) -> Result<Frame<S>, EncodeError> {
        self.topics.none_left("Responses")?;
        self.partitions.none_left("FetchableTopicResponse.Partitions")?;
        put_node_endpoints(&mut self.frame.buf, self.version, FIRST_FLEXIBLE, 16, node_endpoints)?;
        self.frame.finish()
    }
}

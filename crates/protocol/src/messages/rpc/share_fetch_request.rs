//! `ShareFetchRequest`, api key 78, versions 1 to 2, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, opt_string_size, put_bool,
    put_i8s, put_i32s, put_opt_string, put_structs, put_uuid, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub struct ShareFetchRequest {
    /// The group identifier.
    pub group_id: Option<String>,
    /// The member ID.
    pub member_id: Option<String>,
    /// The current share session epoch: 0 to open a share session; -1 to close it; otherwise increments for consecutive requests.
    pub share_session_epoch: i32,
    /// The maximum time in milliseconds to wait for the response.
    pub max_wait_ms: i32,
    /// The minimum bytes to accumulate in the response.
    pub min_bytes: i32,
    /// The maximum bytes to fetch. See KIP-74 for cases where this limit may not be honored.
    pub max_bytes: i32,
    /// The maximum number of records to fetch. This limit can be exceeded for alignment of batch boundaries.
    pub max_records: i32,
    /// The optimal number of records for batches of acquired records and acknowledgements.
    pub batch_size: i32,
    /// The acquire mode to control the fetch behavior - 0:batch-optimized,1:record-limit.
    pub share_acquire_mode: i8,
    /// Whether Renew type acknowledgements present in AcknowledgementBatches.
    pub is_renew_ack: bool,
    /// The topics to fetch.
    pub topics: Vec<FetchTopic>,
    /// The partitions to remove from this share session.
    pub forgotten_topics_data: Vec<ForgottenTopic>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for ShareFetchRequest {
    fn default() -> Self {
        ShareFetchRequest {
            group_id: None,
            member_id: Some(String::new()),
            share_session_epoch: 0,
            max_wait_ms: 0,
            min_bytes: 0,
            max_bytes: i32::MAX,
            max_records: 0,
            batch_size: 0,
            share_acquire_mode: 0,
            is_renew_ack: false,
            topics: Vec::new(),
            forgotten_topics_data: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for ShareFetchRequest {
    const MIN_BYTES: usize = 29;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            group_id: d.opt_string(true, "GroupId")?,
            member_id: d.opt_string(true, "MemberId")?,
            share_session_epoch: d.i32("ShareSessionEpoch")?,
            max_wait_ms: d.i32("MaxWaitMs")?,
            min_bytes: d.i32("MinBytes")?,
            max_bytes: d.i32("MaxBytes")?,
            max_records: d.i32("MaxRecords")?,
            batch_size: d.i32("BatchSize")?,
            share_acquire_mode: if version >= 2 { d.i8("ShareAcquireMode")? } else { 0 },
            is_renew_ack: if version >= 2 { d.bool("IsRenewAck")? } else { false },
            topics: d.structs(true, version, "Topics")?,
            forgotten_topics_data: d.structs(true, version, "ForgottenTopicsData")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_opt_string(buf, true, self.group_id.as_deref(), "GroupId")?;
        put_opt_string(buf, true, self.member_id.as_deref(), "MemberId")?;
        buf.put_i32(self.share_session_epoch);
        buf.put_i32(self.max_wait_ms);
        buf.put_i32(self.min_bytes);
        buf.put_i32(self.max_bytes);
        buf.put_i32(self.max_records);
        buf.put_i32(self.batch_size);
        if version >= 2 {
            buf.put_i8(self.share_acquire_mode);
        }
        if version >= 2 {
            put_bool(buf, self.is_renew_ack);
        } else if self.is_renew_ack {
            return Err(EncodeError::not_in_version("IsRenewAck", version));
        }
        put_structs(buf, true, version, &self.topics, "Topics")?;
        put_structs(buf, true, version, &self.forgotten_topics_data, "ForgottenTopicsData")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 24;
        size += opt_string_size(true, self.group_id.as_deref());
        size += opt_string_size(true, self.member_id.as_deref());
        size += structs_size(true, version, &self.topics);
        size += structs_size(true, version, &self.forgotten_topics_data);
        if version >= 2 {
            size += 2;
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The topics to fetch.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct FetchTopic {
    /// The unique topic ID.
    pub topic_id: Uuid,
    /// The partitions to fetch.
    pub partitions: Vec<FetchPartition>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for FetchTopic {
    const MIN_BYTES: usize = 18;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topic_id: d.uuid("FetchTopic.TopicId")?,
            partitions: d.structs(true, version, "FetchTopic.Partitions")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_uuid(buf, &self.topic_id);
        put_structs(buf, true, version, &self.partitions, "FetchTopic.Partitions")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 16;
        size += structs_size(true, version, &self.partitions);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The partitions to remove from this share session.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ForgottenTopic {
    /// The unique topic ID.
    pub topic_id: Uuid,
    /// The partitions indexes to forget.
    pub partitions: Vec<i32>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ForgottenTopic {
    const MIN_BYTES: usize = 18;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topic_id: d.uuid("ForgottenTopic.TopicId")?,
            partitions: d.i32s(true, "ForgottenTopic.Partitions")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_uuid(buf, &self.topic_id);
        put_i32s(buf, true, &self.partitions, "ForgottenTopic.Partitions")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 16;
        size += fixed_array_size(true, &self.partitions, 4);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The partitions to fetch.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct FetchPartition {
    /// The partition index.
    pub partition_index: i32,
    /// Record batches to acknowledge.
    pub acknowledgement_batches: Vec<AcknowledgementBatch>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for FetchPartition {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            partition_index: d.i32("FetchPartition.PartitionIndex")?,
            acknowledgement_batches: d.structs(true, version, "FetchPartition.AcknowledgementBatches")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.partition_index);
        put_structs(buf, true, version, &self.acknowledgement_batches, "FetchPartition.AcknowledgementBatches")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 4;
        size += structs_size(true, version, &self.acknowledgement_batches);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// Record batches to acknowledge.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AcknowledgementBatch {
    /// First offset of batch of records to acknowledge.
    pub first_offset: i64,
    /// Last offset (inclusive) of batch of records to acknowledge.
    pub last_offset: i64,
    /// Array of acknowledge types - 0:Gap,1:Accept,2:Release,3:Reject,4:Renew.
    pub acknowledge_types: Vec<i8>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for AcknowledgementBatch {
    const MIN_BYTES: usize = 18;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            first_offset: d.i64("AcknowledgementBatch.FirstOffset")?,
            last_offset: d.i64("AcknowledgementBatch.LastOffset")?,
            acknowledge_types: d.i8s(true, "AcknowledgementBatch.AcknowledgeTypes")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i64(self.first_offset);
        buf.put_i64(self.last_offset);
        put_i8s(buf, true, &self.acknowledge_types, "AcknowledgementBatch.AcknowledgeTypes")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 16;
        size += fixed_array_size(true, &self.acknowledge_types, 1);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for ShareFetchRequest {
    const NAME: &'static str = "ShareFetchRequest";
    const MIN_VERSION: i16 = 1;
    const MAX_VERSION: i16 = 2;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

impl Request for ShareFetchRequest {
    const API_KEY: ApiKey = ApiKey::ShareFetch;
    type Response = super::ShareFetchResponse;
}

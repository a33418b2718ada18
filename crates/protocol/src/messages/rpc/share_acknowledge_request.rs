//! `ShareAcknowledgeRequest`, api key 79, versions 1 to 2, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, opt_string_size, put_bool,
    put_i8s, put_opt_string, put_structs, put_uuid, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub struct ShareAcknowledgeRequest {
    /// The group identifier.
    pub group_id: Option<String>,
    /// The member ID.
    pub member_id: Option<String>,
    /// The current share session epoch: 0 to open a share session; -1 to close it; otherwise increments for consecutive requests.
    pub share_session_epoch: i32,
    /// Whether Renew type acknowledgements present in AcknowledgementBatches.
    pub is_renew_ack: bool,
    /// The topics containing records to acknowledge.
    pub topics: Vec<AcknowledgeTopic>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for ShareAcknowledgeRequest {
    fn default() -> Self {
        ShareAcknowledgeRequest {
            group_id: None,
            member_id: Some(String::new()),
            share_session_epoch: 0,
            is_renew_ack: false,
            topics: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for ShareAcknowledgeRequest {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            group_id: d.opt_string(true, "GroupId")?,
            member_id: d.opt_string(true, "MemberId")?,
            share_session_epoch: d.i32("ShareSessionEpoch")?,
            is_renew_ack: if version >= 2 { d.bool("IsRenewAck")? } else { false },
            topics: d.structs(true, version, "Topics")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_opt_string(buf, true, self.group_id.as_deref(), "GroupId")?;
        put_opt_string(buf, true, self.member_id.as_deref(), "MemberId")?;
        buf.put_i32(self.share_session_epoch);
        if version >= 2 {
            put_bool(buf, self.is_renew_ack);
        } else if self.is_renew_ack {
            return Err(EncodeError::not_in_version("IsRenewAck", version));
        }
        put_structs(buf, true, version, &self.topics, "Topics")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 4;
        size += opt_string_size(true, self.group_id.as_deref());
        size += opt_string_size(true, self.member_id.as_deref());
        size += structs_size(true, version, &self.topics);
        if version >= 2 {
            size += 1;
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The topics containing records to acknowledge.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AcknowledgeTopic {
    /// The unique topic ID.
    pub topic_id: Uuid,
    /// The partitions containing records to acknowledge.
    pub partitions: Vec<AcknowledgePartition>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for AcknowledgeTopic {
    const MIN_BYTES: usize = 18;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topic_id: d.uuid("AcknowledgeTopic.TopicId")?,
            partitions: d.structs(true, version, "AcknowledgeTopic.Partitions")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_uuid(buf, &self.topic_id);
        put_structs(buf, true, version, &self.partitions, "AcknowledgeTopic.Partitions")?;
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

/// The partitions containing records to acknowledge.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct AcknowledgePartition {
    /// The partition index.
    pub partition_index: i32,
    /// Record batches to acknowledge.
    pub acknowledgement_batches: Vec<AcknowledgementBatch>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for AcknowledgePartition {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            partition_index: d.i32("AcknowledgePartition.PartitionIndex")?,
            acknowledgement_batches: d.structs(true, version, "AcknowledgePartition.AcknowledgementBatches")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.partition_index);
        put_structs(buf, true, version, &self.acknowledgement_batches, "AcknowledgePartition.AcknowledgementBatches")?;
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

impl Message for ShareAcknowledgeRequest {
    const NAME: &'static str = "ShareAcknowledgeRequest";
    const MIN_VERSION: i16 = 1;
    const MAX_VERSION: i16 = 2;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

impl Request for ShareAcknowledgeRequest {
    const API_KEY: ApiKey = ApiKey::ShareAcknowledge;
    type Response = super::ShareAcknowledgeResponse;
}

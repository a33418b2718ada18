//! `OffsetCommitValue`, api key 1, versions 0 to 4, flexible from 4.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_string, put_uuid, string_size,
    tag_header_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub struct OffsetCommitValue {
    /// The offset that the consumer wants to store (for this partition).
    pub offset: i64,
    /// The leader epoch of the last consumed record.
    pub leader_epoch: i32,
    /// Any metadata the client wants to keep.
    pub metadata: String,
    /// The time at which the commit was added to the log.
    pub commit_timestamp: i64,
    /// The time at which the offset will expire.
    pub expire_timestamp: i64,
    /// The topic id of the committed offset.
    pub topic_id: Uuid,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for OffsetCommitValue {
    fn default() -> Self {
        OffsetCommitValue {
            offset: 0,
            leader_epoch: -1,
            metadata: String::new(),
            commit_timestamp: 0,
            expire_timestamp: -1,
            topic_id: Uuid::ZERO,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for OffsetCommitValue {
    const MIN_BYTES: usize = 18;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 4;
        let mut value = Self {
            offset: d.i64("offset")?,
            leader_epoch: if version >= 3 { d.i32("leaderEpoch")? } else { -1 },
            metadata: d.string(flexible, "metadata")?,
            commit_timestamp: d.i64("commitTimestamp")?,
            expire_timestamp: if version == 1 { d.i64("expireTimestamp")? } else { -1 },
            topic_id: Uuid::ZERO,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        if flexible {
            for more in (0..d.tag_count()?).rev() {
                let (tag, end) = d.tag()?;
                match tag {
                    0 => value.topic_id = d.uuid("topicId")?,
                    _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
                }
                d.end_tag(end)?;
            }
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 4;
        buf.put_i64(self.offset);
        if version >= 3 {
            buf.put_i32(self.leader_epoch);
        }
        put_string(buf, flexible, &self.metadata, "metadata")?;
        buf.put_i64(self.commit_timestamp);
        if version == 1 {
            buf.put_i64(self.expire_timestamp);
        }
        if flexible {
            let has_topic_id = !self.topic_id.is_zero();
            let mut tags = self.unknown_tagged_fields.begin(buf, usize::from(has_topic_id))?;
            if has_topic_id {
                tags.open(buf, 0, 16)?;
                put_uuid(buf, &self.topic_id);
            }
            tags.rest(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 4;
        let mut size = 16;
        size += string_size(flexible, &self.metadata);
        if version >= 3 {
            size += 4;
        }
        if version == 1 {
            size += 8;
        }
        if flexible {
            let (mut known, mut known_bytes) = (0, 0);
            if !self.topic_id.is_zero() {
                let bytes = 16;
                known += 1;
                known_bytes += tag_header_size(0, bytes) + bytes;
            }
            size += self.unknown_tagged_fields.section_size(known, known_bytes);
        }
        size
    }
}

impl Message for OffsetCommitValue {
    const NAME: &'static str = "OffsetCommitValue";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 4;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(4);
}

//! `RemoveTopicRecord`, api key 9, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::BytesMut;

use crate::message::Message;
use crate::primitives::{DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_uuid};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct RemoveTopicRecord {
    /// The topic to remove. All associated partitions will be removed as well.
    pub topic_id: Uuid,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for RemoveTopicRecord {
    const MIN_BYTES: usize = 17;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self { topic_id: d.uuid("TopicId")?, unknown_tagged_fields: d.unknown_tags()? })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_uuid(buf, &self.topic_id);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 16;
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for RemoveTopicRecord {
    const NAME: &'static str = "RemoveTopicRecord";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

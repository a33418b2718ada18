//! `ShareSnapshotKey`, api key 0, version 0.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{DecodeError, Decoder, EncodeError, WireStruct, put_string, put_uuid, string_size};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ShareSnapshotKey {
    /// The group id.
    pub group_id: String,
    /// The topic id.
    pub topic_id: Uuid,
    /// The partition index.
    pub partition: i32,
}

impl WireStruct for ShareSnapshotKey {
    const MIN_BYTES: usize = 22;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self { group_id: d.string(false, "GroupId")?, topic_id: d.uuid("TopicId")?, partition: d.i32("Partition")? })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, false, &self.group_id, "GroupId")?;
        put_uuid(buf, &self.topic_id);
        buf.put_i32(self.partition);
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 20;
        size += string_size(false, &self.group_id);
        size
    }
}

impl Message for ShareSnapshotKey {
    const NAME: &'static str = "ShareSnapshotKey";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = None;
}

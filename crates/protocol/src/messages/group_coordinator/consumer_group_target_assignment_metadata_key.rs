//! `ConsumerGroupTargetAssignmentMetadataKey`, api key 6, version 0.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::BytesMut;

use crate::message::Message;
use crate::primitives::{DecodeError, Decoder, EncodeError, WireStruct, put_string, string_size};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ConsumerGroupTargetAssignmentMetadataKey {
    /// The group id.
    pub group_id: String,
}

impl WireStruct for ConsumerGroupTargetAssignmentMetadataKey {
    const MIN_BYTES: usize = 2;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self { group_id: d.string(false, "GroupId")? })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, false, &self.group_id, "GroupId")?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 0;
        size += string_size(false, &self.group_id);
        size
    }
}

impl Message for ConsumerGroupTargetAssignmentMetadataKey {
    const NAME: &'static str = "ConsumerGroupTargetAssignmentMetadataKey";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = None;
}

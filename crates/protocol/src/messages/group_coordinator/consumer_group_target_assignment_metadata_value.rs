//! `ConsumerGroupTargetAssignmentMetadataValue`, api key 6, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, tag_header_size};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ConsumerGroupTargetAssignmentMetadataValue {
    /// The assignment epoch.
    pub assignment_epoch: i32,
    /// The time at which the assignment calculation finished.
    pub assignment_timestamp: i64,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ConsumerGroupTargetAssignmentMetadataValue {
    const MIN_BYTES: usize = 5;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        let mut value = Self {
            assignment_epoch: d.i32("AssignmentEpoch")?,
            assignment_timestamp: 0,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        for more in (0..d.tag_count()?).rev() {
            let (tag, end) = d.tag()?;
            match tag {
                0 => value.assignment_timestamp = d.i64("AssignmentTimestamp")?,
                _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
            }
            d.end_tag(end)?;
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.assignment_epoch);
        let has_assignment_timestamp = self.assignment_timestamp != 0;
        let mut tags = self.unknown_tagged_fields.begin(buf, usize::from(has_assignment_timestamp))?;
        if has_assignment_timestamp {
            tags.open(buf, 0, 8)?;
            buf.put_i64(self.assignment_timestamp);
        }
        tags.rest(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 4;
        let (mut known, mut known_bytes) = (0, 0);
        if self.assignment_timestamp != 0 {
            let bytes = 8;
            known += 1;
            known_bytes += tag_header_size(0, bytes) + bytes;
        }
        size += self.unknown_tagged_fields.section_size(known, known_bytes);
        size
    }
}

impl Message for ConsumerGroupTargetAssignmentMetadataValue {
    const NAME: &'static str = "ConsumerGroupTargetAssignmentMetadataValue";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

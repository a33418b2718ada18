//! `ConsumerProtocolAssignment`, versions 0 to 3.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{Bytes, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, WireStruct, fixed_array_size, opt_bytes_size, put_i32s, put_opt_bytes,
    put_string, put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ConsumerProtocolAssignment {
    /// The list of topics and partitions assigned to this consumer.
    pub assigned_partitions: Vec<TopicPartition>,
    /// User data.
    pub user_data: Option<Bytes>,
}

impl WireStruct for ConsumerProtocolAssignment {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            assigned_partitions: d.structs(false, version, "AssignedPartitions")?,
            user_data: d.opt_bytes(false, "UserData")?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_structs(buf, false, version, &self.assigned_partitions, "AssignedPartitions")?;
        put_opt_bytes(buf, false, self.user_data.as_ref(), "UserData")?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += structs_size(false, version, &self.assigned_partitions);
        size += opt_bytes_size(false, self.user_data.as_ref());
        size
    }
}

/// The list of topics and partitions assigned to this consumer.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicPartition {
    /// The topic name.
    pub topic: String,
    /// The list of partitions assigned to this consumer.
    pub partitions: Vec<i32>,
}

impl WireStruct for TopicPartition {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topic: d.string(false, "TopicPartition.Topic")?,
            partitions: d.i32s(false, "TopicPartition.Partitions")?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, false, &self.topic, "TopicPartition.Topic")?;
        put_i32s(buf, false, &self.partitions, "TopicPartition.Partitions")?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 0;
        size += string_size(false, &self.topic);
        size += fixed_array_size(false, &self.partitions, 4);
        size
    }
}

impl Message for ConsumerProtocolAssignment {
    const NAME: &'static str = "ConsumerProtocolAssignment";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 3;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = None;
}

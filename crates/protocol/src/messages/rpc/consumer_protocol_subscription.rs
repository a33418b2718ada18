//! `ConsumerProtocolSubscription`, versions 0 to 3.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, Bytes, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, WireStruct, fixed_array_size, opt_bytes_size, opt_string_size, put_i32s,
    put_opt_bytes, put_opt_string, put_string, put_strings, put_structs, string_size, strings_size, structs_size,
};

#[derive(Clone, Debug, PartialEq)]
pub struct ConsumerProtocolSubscription {
    /// The topics that the member wants to consume.
    pub topics: Vec<String>,
    /// User data that will be passed back to the consumer.
    pub user_data: Option<Bytes>,
    /// The partitions that the member owns.
    pub owned_partitions: Vec<TopicPartition>,
    /// The generation id of the member.
    pub generation_id: i32,
    /// The rack id of the member.
    pub rack_id: Option<String>,
}

impl Default for ConsumerProtocolSubscription {
    fn default() -> Self {
        ConsumerProtocolSubscription {
            topics: Vec::new(),
            user_data: None,
            owned_partitions: Vec::new(),
            generation_id: -1,
            rack_id: None,
        }
    }
}

impl WireStruct for ConsumerProtocolSubscription {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            topics: d.strings(false, "Topics")?,
            user_data: d.opt_bytes(false, "UserData")?,
            owned_partitions: if version >= 1 { d.structs(false, version, "OwnedPartitions")? } else { Vec::new() },
            generation_id: if version >= 2 { d.i32("GenerationId")? } else { -1 },
            rack_id: if version >= 3 { d.opt_string(false, "RackId")? } else { None },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_strings(buf, false, &self.topics, "Topics")?;
        put_opt_bytes(buf, false, self.user_data.as_ref(), "UserData")?;
        if version >= 1 {
            put_structs(buf, false, version, &self.owned_partitions, "OwnedPartitions")?;
        }
        if version >= 2 {
            buf.put_i32(self.generation_id);
        }
        if version >= 3 {
            put_opt_string(buf, false, self.rack_id.as_deref(), "RackId")?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += strings_size(false, &self.topics);
        size += opt_bytes_size(false, self.user_data.as_ref());
        if version >= 1 {
            size += structs_size(false, version, &self.owned_partitions);
        }
        if version >= 2 {
            size += 4;
        }
        if version >= 3 {
            size += opt_string_size(false, self.rack_id.as_deref());
        }
        size
    }
}

/// The partitions that the member owns.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicPartition {
    /// The topic name.
    pub topic: String,
    /// The partition ids.
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

impl Message for ConsumerProtocolSubscription {
    const NAME: &'static str = "ConsumerProtocolSubscription";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 3;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = None;
}

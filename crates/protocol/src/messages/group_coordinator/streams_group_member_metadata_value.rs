//! `StreamsGroupMemberMetadataValue`, api key 19, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, opt_struct_size,
    put_opt_string, put_opt_struct, put_string, put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq)]
pub struct StreamsGroupMemberMetadataValue {
    /// The (optional) instance ID for static membership.
    pub instance_id: Option<String>,
    /// The (optional) rack ID.
    pub rack_id: Option<String>,
    /// The client ID.
    pub client_id: String,
    /// The client host.
    pub client_host: String,
    /// The rebalance timeout.
    pub rebalance_timeout_ms: i32,
    /// The epoch of the topology.
    pub topology_epoch: i32,
    /// Identity of the streams instance that may have multiple consumers.
    pub process_id: String,
    /// User-defined endpoint for running interactive queries on this instance.
    pub user_endpoint: Option<Endpoint>,
    /// Used for rack-aware assignment algorithm.
    pub client_tags: Vec<KeyValue>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for StreamsGroupMemberMetadataValue {
    fn default() -> Self {
        StreamsGroupMemberMetadataValue {
            instance_id: Some(String::new()),
            rack_id: Some(String::new()),
            client_id: String::new(),
            client_host: String::new(),
            rebalance_timeout_ms: -1,
            topology_epoch: 0,
            process_id: String::new(),
            user_endpoint: None,
            client_tags: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for StreamsGroupMemberMetadataValue {
    const MIN_BYTES: usize = 16;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            instance_id: d.opt_string(true, "InstanceId")?,
            rack_id: d.opt_string(true, "RackId")?,
            client_id: d.string(true, "ClientId")?,
            client_host: d.string(true, "ClientHost")?,
            rebalance_timeout_ms: d.i32("RebalanceTimeoutMs")?,
            topology_epoch: d.i32("TopologyEpoch")?,
            process_id: d.string(true, "ProcessId")?,
            user_endpoint: d.opt_struct(version, "UserEndpoint")?,
            client_tags: d.structs(true, version, "ClientTags")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_opt_string(buf, true, self.instance_id.as_deref(), "InstanceId")?;
        put_opt_string(buf, true, self.rack_id.as_deref(), "RackId")?;
        put_string(buf, true, &self.client_id, "ClientId")?;
        put_string(buf, true, &self.client_host, "ClientHost")?;
        buf.put_i32(self.rebalance_timeout_ms);
        buf.put_i32(self.topology_epoch);
        put_string(buf, true, &self.process_id, "ProcessId")?;
        put_opt_struct(buf, version, self.user_endpoint.as_ref())?;
        put_structs(buf, true, version, &self.client_tags, "ClientTags")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 8;
        size += opt_string_size(true, self.instance_id.as_deref());
        size += opt_string_size(true, self.rack_id.as_deref());
        size += string_size(true, &self.client_id);
        size += string_size(true, &self.client_host);
        size += string_size(true, &self.process_id);
        size += opt_struct_size(version, self.user_endpoint.as_ref());
        size += structs_size(true, version, &self.client_tags);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct Endpoint {
    /// The host of the endpoint.
    pub host: String,
    /// The port of the endpoint.
    pub port: u16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for Endpoint {
    const MIN_BYTES: usize = 4;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            host: d.string(true, "Endpoint.Host")?,
            port: d.u16("Endpoint.Port")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.host, "Endpoint.Host")?;
        buf.put_u16(self.port);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 2;
        size += string_size(true, &self.host);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct KeyValue {
    /// The key of the config.
    pub key: String,
    /// the value of the config.
    pub value: String,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for KeyValue {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            key: d.string(true, "KeyValue.Key")?,
            value: d.string(true, "KeyValue.Value")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.key, "KeyValue.Key")?;
        put_string(buf, true, &self.value, "KeyValue.Value")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 0;
        size += string_size(true, &self.key);
        size += string_size(true, &self.value);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for StreamsGroupMemberMetadataValue {
    const NAME: &'static str = "StreamsGroupMemberMetadataValue";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

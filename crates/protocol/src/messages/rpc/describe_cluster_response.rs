//! `DescribeClusterResponse`, api key 60, versions 0 to 2, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_bool, put_opt_string,
    put_string, put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq)]
pub struct DescribeClusterResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The top-level error code, or 0 if there was no error.
    pub error_code: i16,
    /// The top-level error message, or null if there was no error.
    pub error_message: Option<String>,
    /// The endpoint type that was described. 1=brokers, 2=controllers.
    pub endpoint_type: i8,
    /// The cluster ID that responding broker belongs to.
    pub cluster_id: String,
    /// The ID of the controller. When handled by a controller, returns the current voter leader ID. When handled by a broker, returns a random alive broker ID as a fallback.
    pub controller_id: i32,
    /// Each broker in the response.
    pub brokers: Vec<DescribeClusterBroker>,
    /// 32-bit bitfield to represent authorized operations for this cluster.
    pub cluster_authorized_operations: i32,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for DescribeClusterResponse {
    fn default() -> Self {
        DescribeClusterResponse {
            throttle_time_ms: 0,
            error_code: 0,
            error_message: None,
            endpoint_type: 1,
            cluster_id: String::new(),
            controller_id: -1,
            brokers: Vec::new(),
            cluster_authorized_operations: i32::MIN,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for DescribeClusterResponse {
    const MIN_BYTES: usize = 18;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            error_code: d.i16("ErrorCode")?,
            error_message: d.opt_string(true, "ErrorMessage")?,
            endpoint_type: if version >= 1 { d.i8("EndpointType")? } else { 1 },
            cluster_id: d.string(true, "ClusterId")?,
            controller_id: d.i32("ControllerId")?,
            brokers: d.structs(true, version, "Brokers")?,
            cluster_authorized_operations: d.i32("ClusterAuthorizedOperations")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.throttle_time_ms);
        buf.put_i16(self.error_code);
        put_opt_string(buf, true, self.error_message.as_deref(), "ErrorMessage")?;
        if version >= 1 {
            buf.put_i8(self.endpoint_type);
        } else if self.endpoint_type != 1 {
            return Err(EncodeError::not_in_version("EndpointType", version));
        }
        put_string(buf, true, &self.cluster_id, "ClusterId")?;
        buf.put_i32(self.controller_id);
        put_structs(buf, true, version, &self.brokers, "Brokers")?;
        buf.put_i32(self.cluster_authorized_operations);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 14;
        size += opt_string_size(true, self.error_message.as_deref());
        size += string_size(true, &self.cluster_id);
        size += structs_size(true, version, &self.brokers);
        if version >= 1 {
            size += 1;
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// Each broker in the response.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeClusterBroker {
    /// The broker ID.
    pub broker_id: i32,
    /// The broker hostname.
    pub host: String,
    /// The broker port.
    pub port: i32,
    /// The rack of the broker, or null if it has not been assigned to a rack.
    pub rack: Option<String>,
    /// Whether the broker is fenced
    pub is_fenced: bool,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DescribeClusterBroker {
    const MIN_BYTES: usize = 11;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            broker_id: d.i32("DescribeClusterBroker.BrokerId")?,
            host: d.string(true, "DescribeClusterBroker.Host")?,
            port: d.i32("DescribeClusterBroker.Port")?,
            rack: d.opt_string(true, "DescribeClusterBroker.Rack")?,
            is_fenced: if version >= 2 { d.bool("DescribeClusterBroker.IsFenced")? } else { false },
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.broker_id);
        put_string(buf, true, &self.host, "DescribeClusterBroker.Host")?;
        buf.put_i32(self.port);
        put_opt_string(buf, true, self.rack.as_deref(), "DescribeClusterBroker.Rack")?;
        if version >= 2 {
            put_bool(buf, self.is_fenced);
        } else if self.is_fenced {
            return Err(EncodeError::not_in_version("DescribeClusterBroker.IsFenced", version));
        }
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 8;
        size += string_size(true, &self.host);
        size += opt_string_size(true, self.rack.as_deref());
        if version >= 2 {
            size += 1;
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for DescribeClusterResponse {
    const NAME: &'static str = "DescribeClusterResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 2;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

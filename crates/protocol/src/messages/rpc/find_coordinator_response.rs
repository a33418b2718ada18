//! `FindCoordinatorResponse`, api key 10, versions 0 to 6, flexible from 3.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_opt_string, put_string,
    put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq)]
pub struct FindCoordinatorResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The error code, or 0 if there was no error.
    pub error_code: i16,
    /// The error message, or null if there was no error.
    pub error_message: Option<String>,
    /// The node id.
    pub node_id: i32,
    /// The host name.
    pub host: String,
    /// The port.
    pub port: i32,
    /// Each coordinator result in the response.
    pub coordinators: Vec<Coordinator>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for FindCoordinatorResponse {
    fn default() -> Self {
        FindCoordinatorResponse {
            throttle_time_ms: 0,
            error_code: 0,
            error_message: Some(String::new()),
            node_id: 0,
            host: String::new(),
            port: 0,
            coordinators: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for FindCoordinatorResponse {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 3;
        Ok(Self {
            throttle_time_ms: if version >= 1 { d.i32("ThrottleTimeMs")? } else { 0 },
            error_code: if version <= 3 { d.i16("ErrorCode")? } else { 0 },
            error_message: if (1..=3).contains(&version) {
                d.opt_string(flexible, "ErrorMessage")?
            } else {
                Some(String::new())
            },
            node_id: if version <= 3 { d.i32("NodeId")? } else { 0 },
            host: if version <= 3 { d.string(flexible, "Host")? } else { String::new() },
            port: if version <= 3 { d.i32("Port")? } else { 0 },
            coordinators: if version >= 4 { d.structs(true, version, "Coordinators")? } else { Vec::new() },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 3;
        if version >= 1 {
            buf.put_i32(self.throttle_time_ms);
        }
        if version <= 3 {
            buf.put_i16(self.error_code);
        } else if self.error_code != 0 {
            return Err(EncodeError::not_in_version("ErrorCode", version));
        }
        if (1..=3).contains(&version) {
            put_opt_string(buf, flexible, self.error_message.as_deref(), "ErrorMessage")?;
        }
        if version <= 3 {
            buf.put_i32(self.node_id);
        } else if self.node_id != 0 {
            return Err(EncodeError::not_in_version("NodeId", version));
        }
        if version <= 3 {
            put_string(buf, flexible, &self.host, "Host")?;
        } else if !self.host.is_empty() {
            return Err(EncodeError::not_in_version("Host", version));
        }
        if version <= 3 {
            buf.put_i32(self.port);
        } else if self.port != 0 {
            return Err(EncodeError::not_in_version("Port", version));
        }
        if version >= 4 {
            put_structs(buf, true, version, &self.coordinators, "Coordinators")?;
        } else if !self.coordinators.is_empty() {
            return Err(EncodeError::not_in_version("Coordinators", version));
        }
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 3;
        let mut size = 0;
        if version >= 1 {
            size += 4;
        }
        if version <= 3 {
            size += 10 + string_size(flexible, &self.host);
        }
        if (1..=3).contains(&version) {
            size += opt_string_size(flexible, self.error_message.as_deref());
        }
        if version >= 4 {
            size += structs_size(true, version, &self.coordinators);
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// Each coordinator result in the response.
#[derive(Clone, Debug, PartialEq)]
pub struct Coordinator {
    /// The coordinator key.
    pub key: String,
    /// The node id.
    pub node_id: i32,
    /// The host name.
    pub host: String,
    /// The port.
    pub port: i32,
    /// The error code, or 0 if there was no error.
    pub error_code: i16,
    /// The error message, or null if there was no error.
    pub error_message: Option<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for Coordinator {
    fn default() -> Self {
        Coordinator {
            key: String::new(),
            node_id: 0,
            host: String::new(),
            port: 0,
            error_code: 0,
            error_message: Some(String::new()),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for Coordinator {
    const MIN_BYTES: usize = 14;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            key: d.string(true, "Coordinator.Key")?,
            node_id: d.i32("Coordinator.NodeId")?,
            host: d.string(true, "Coordinator.Host")?,
            port: d.i32("Coordinator.Port")?,
            error_code: d.i16("Coordinator.ErrorCode")?,
            error_message: d.opt_string(true, "Coordinator.ErrorMessage")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.key, "Coordinator.Key")?;
        buf.put_i32(self.node_id);
        put_string(buf, true, &self.host, "Coordinator.Host")?;
        buf.put_i32(self.port);
        buf.put_i16(self.error_code);
        put_opt_string(buf, true, self.error_message.as_deref(), "Coordinator.ErrorMessage")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 10;
        size += string_size(true, &self.key);
        size += string_size(true, &self.host);
        size += opt_string_size(true, self.error_message.as_deref());
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for FindCoordinatorResponse {
    const NAME: &'static str = "FindCoordinatorResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 6;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(3);
}

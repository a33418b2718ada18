//! `BrokerRegistrationRequest`, api key 62, versions 0 to 4, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, opt_string_size, put_bool,
    put_opt_string, put_string, put_structs, put_uuid, put_uuids, string_size, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub struct BrokerRegistrationRequest {
    /// The broker ID.
    pub broker_id: i32,
    /// The cluster id of the broker process.
    pub cluster_id: String,
    /// The incarnation id of the broker process.
    pub incarnation_id: Uuid,
    /// The listeners of this broker.
    pub listeners: Vec<Listener>,
    /// The features on this broker. Note: in v0-v3, features with MinSupportedVersion = 0 are omitted.
    pub features: Vec<Feature>,
    /// The rack which this broker is in.
    pub rack: Option<String>,
    /// If the required configurations for ZK migration are present, this value is set to true.
    pub is_migrating_zk_broker: bool,
    /// Log directories configured in this broker which are available.
    pub log_dirs: Vec<Uuid>,
    /// The epoch before a clean shutdown.
    pub previous_broker_epoch: i64,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for BrokerRegistrationRequest {
    fn default() -> Self {
        BrokerRegistrationRequest {
            broker_id: 0,
            cluster_id: String::new(),
            incarnation_id: Uuid::ZERO,
            listeners: Vec::new(),
            features: Vec::new(),
            rack: Some(String::new()),
            is_migrating_zk_broker: false,
            log_dirs: Vec::new(),
            previous_broker_epoch: -1,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for BrokerRegistrationRequest {
    const MIN_BYTES: usize = 25;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            broker_id: d.i32("BrokerId")?,
            cluster_id: d.string(true, "ClusterId")?,
            incarnation_id: d.uuid("IncarnationId")?,
            listeners: d.structs(true, version, "Listeners")?,
            features: d.structs(true, version, "Features")?,
            rack: d.opt_string(true, "Rack")?,
            is_migrating_zk_broker: if version >= 1 { d.bool("IsMigratingZkBroker")? } else { false },
            log_dirs: if version >= 2 { d.uuids(true, "LogDirs")? } else { Vec::new() },
            previous_broker_epoch: if version >= 3 { d.i64("PreviousBrokerEpoch")? } else { -1 },
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.broker_id);
        put_string(buf, true, &self.cluster_id, "ClusterId")?;
        put_uuid(buf, &self.incarnation_id);
        put_structs(buf, true, version, &self.listeners, "Listeners")?;
        put_structs(buf, true, version, &self.features, "Features")?;
        put_opt_string(buf, true, self.rack.as_deref(), "Rack")?;
        if version >= 1 {
            put_bool(buf, self.is_migrating_zk_broker);
        } else if self.is_migrating_zk_broker {
            return Err(EncodeError::not_in_version("IsMigratingZkBroker", version));
        }
        if version >= 2 {
            put_uuids(buf, true, &self.log_dirs, "LogDirs")?;
        }
        if version >= 3 {
            buf.put_i64(self.previous_broker_epoch);
        }
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 20;
        size += string_size(true, &self.cluster_id);
        size += structs_size(true, version, &self.listeners);
        size += structs_size(true, version, &self.features);
        size += opt_string_size(true, self.rack.as_deref());
        if version >= 1 {
            size += 1;
        }
        if version >= 2 {
            size += fixed_array_size(true, &self.log_dirs, 16);
        }
        if version >= 3 {
            size += 8;
        }
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The listeners of this broker.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Listener {
    /// The name of the endpoint.
    pub name: String,
    /// The hostname.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The security protocol.
    pub security_protocol: i16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for Listener {
    const MIN_BYTES: usize = 7;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.string(true, "Listener.Name")?,
            host: d.string(true, "Listener.Host")?,
            port: d.u16("Listener.Port")?,
            security_protocol: d.i16("Listener.SecurityProtocol")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.name, "Listener.Name")?;
        put_string(buf, true, &self.host, "Listener.Host")?;
        buf.put_u16(self.port);
        buf.put_i16(self.security_protocol);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 4;
        size += string_size(true, &self.name);
        size += string_size(true, &self.host);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The features on this broker. Note: in v0-v3, features with MinSupportedVersion = 0 are omitted.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Feature {
    /// The feature name.
    pub name: String,
    /// The minimum supported feature level.
    pub min_supported_version: i16,
    /// The maximum supported feature level.
    pub max_supported_version: i16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for Feature {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.string(true, "Feature.Name")?,
            min_supported_version: d.i16("Feature.MinSupportedVersion")?,
            max_supported_version: d.i16("Feature.MaxSupportedVersion")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.name, "Feature.Name")?;
        buf.put_i16(self.min_supported_version);
        buf.put_i16(self.max_supported_version);
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 4;
        size += string_size(true, &self.name);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for BrokerRegistrationRequest {
    const NAME: &'static str = "BrokerRegistrationRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 4;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

impl Request for BrokerRegistrationRequest {
    const API_KEY: ApiKey = ApiKey::BrokerRegistration;
    type Response = super::BrokerRegistrationResponse;
}

//! `RegisterBrokerRecord`, api key 0, versions 0 to 4, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, opt_fixed_array_size,
    opt_string_size, put_bool, put_opt_string, put_opt_uuids, put_string, put_structs, put_uuid, put_uuids,
    string_size, structs_size, tag_header_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub struct RegisterBrokerRecord {
    /// The broker id.
    pub broker_id: i32,
    /// True if the broker is a ZK broker in migration mode. Otherwise, false
    pub is_migrating_zk_broker: bool,
    /// The incarnation ID of the broker process
    pub incarnation_id: Uuid,
    /// The broker epoch assigned by the controller.
    pub broker_epoch: i64,
    /// The endpoints that can be used to communicate with this broker.
    pub end_points: Vec<BrokerEndpoint>,
    /// The features on this broker
    pub features: Vec<BrokerFeature>,
    /// The broker rack.
    pub rack: Option<String>,
    /// True if the broker is fenced.
    pub fenced: bool,
    /// True if the broker is in controlled shutdown.
    pub in_controlled_shutdown: bool,
    /// Log directories configured in this broker which are available.
    pub log_dirs: Vec<Uuid>,
    /// Log directories that are cordoned. This is initially null before the broker starts sending the value via its heartbeats.
    pub cordoned_log_dirs: Option<Vec<Uuid>>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for RegisterBrokerRecord {
    fn default() -> Self {
        RegisterBrokerRecord {
            broker_id: 0,
            is_migrating_zk_broker: false,
            incarnation_id: Uuid::ZERO,
            broker_epoch: 0,
            end_points: Vec::new(),
            features: Vec::new(),
            rack: Some(String::new()),
            fenced: true,
            in_controlled_shutdown: false,
            log_dirs: Vec::new(),
            cordoned_log_dirs: None,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for RegisterBrokerRecord {
    const MIN_BYTES: usize = 33;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let mut value = Self {
            broker_id: d.i32("BrokerId")?,
            is_migrating_zk_broker: if version >= 2 { d.bool("IsMigratingZkBroker")? } else { false },
            incarnation_id: d.uuid("IncarnationId")?,
            broker_epoch: d.i64("BrokerEpoch")?,
            end_points: d.structs(true, version, "EndPoints")?,
            features: d.structs(true, version, "Features")?,
            rack: d.opt_string(true, "Rack")?,
            fenced: d.bool("Fenced")?,
            in_controlled_shutdown: if version >= 1 { d.bool("InControlledShutdown")? } else { false },
            log_dirs: Vec::new(),
            cordoned_log_dirs: None,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        for more in (0..d.tag_count()?).rev() {
            let (tag, end) = d.tag()?;
            match tag {
                0 if version >= 3 => value.log_dirs = d.uuids(true, "LogDirs")?,
                1 if version >= 4 => value.cordoned_log_dirs = d.opt_uuids(true, "CordonedLogDirs")?,
                _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
            }
            d.end_tag(end)?;
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.broker_id);
        if version >= 2 {
            put_bool(buf, self.is_migrating_zk_broker);
        } else if self.is_migrating_zk_broker {
            return Err(EncodeError::not_in_version("IsMigratingZkBroker", version));
        }
        put_uuid(buf, &self.incarnation_id);
        buf.put_i64(self.broker_epoch);
        put_structs(buf, true, version, &self.end_points, "EndPoints")?;
        put_structs(buf, true, version, &self.features, "Features")?;
        put_opt_string(buf, true, self.rack.as_deref(), "Rack")?;
        put_bool(buf, self.fenced);
        if version >= 1 {
            put_bool(buf, self.in_controlled_shutdown);
        } else if self.in_controlled_shutdown {
            return Err(EncodeError::not_in_version("InControlledShutdown", version));
        }
        if version < 3 && !self.log_dirs.is_empty() {
            return Err(EncodeError::not_in_version("LogDirs", version));
        }
        if version < 4 && self.cordoned_log_dirs.is_some() {
            return Err(EncodeError::not_in_version("CordonedLogDirs", version));
        }
        let has_log_dirs = version >= 3 && !self.log_dirs.is_empty();
        let has_cordoned_log_dirs = version >= 4 && self.cordoned_log_dirs.is_some();
        let mut tags =
            self.unknown_tagged_fields.begin(buf, usize::from(has_log_dirs) + usize::from(has_cordoned_log_dirs))?;
        if has_log_dirs {
            tags.open(buf, 0, fixed_array_size(true, &self.log_dirs, 16))?;
            put_uuids(buf, true, &self.log_dirs, "LogDirs")?;
        }
        if has_cordoned_log_dirs {
            tags.open(buf, 1, opt_fixed_array_size(true, self.cordoned_log_dirs.as_deref(), 16))?;
            put_opt_uuids(buf, true, self.cordoned_log_dirs.as_deref(), "CordonedLogDirs")?;
        }
        tags.rest(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 29;
        size += structs_size(true, version, &self.end_points);
        size += structs_size(true, version, &self.features);
        size += opt_string_size(true, self.rack.as_deref());
        if version >= 2 {
            size += 1;
        }
        if version >= 1 {
            size += 1;
        }
        let (mut known, mut known_bytes) = (0, 0);
        if version >= 3 && !self.log_dirs.is_empty() {
            let bytes = fixed_array_size(true, &self.log_dirs, 16);
            known += 1;
            known_bytes += tag_header_size(0, bytes) + bytes;
        }
        if version >= 4 && self.cordoned_log_dirs.is_some() {
            let bytes = opt_fixed_array_size(true, self.cordoned_log_dirs.as_deref(), 16);
            known += 1;
            known_bytes += tag_header_size(1, bytes) + bytes;
        }
        size += self.unknown_tagged_fields.section_size(known, known_bytes);
        size
    }
}

/// The endpoints that can be used to communicate with this broker.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct BrokerEndpoint {
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

impl WireStruct for BrokerEndpoint {
    const MIN_BYTES: usize = 7;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.string(true, "BrokerEndpoint.Name")?,
            host: d.string(true, "BrokerEndpoint.Host")?,
            port: d.u16("BrokerEndpoint.Port")?,
            security_protocol: d.i16("BrokerEndpoint.SecurityProtocol")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.name, "BrokerEndpoint.Name")?;
        put_string(buf, true, &self.host, "BrokerEndpoint.Host")?;
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

/// The features on this broker
#[derive(Clone, Debug, PartialEq, Default)]
pub struct BrokerFeature {
    /// The feature name.
    pub name: String,
    /// The minimum supported feature level.
    pub min_supported_version: i16,
    /// The maximum supported feature level.
    pub max_supported_version: i16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for BrokerFeature {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.string(true, "BrokerFeature.Name")?,
            min_supported_version: d.i16("BrokerFeature.MinSupportedVersion")?,
            max_supported_version: d.i16("BrokerFeature.MaxSupportedVersion")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.name, "BrokerFeature.Name")?;
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

impl Message for RegisterBrokerRecord {
    const NAME: &'static str = "RegisterBrokerRecord";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 4;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

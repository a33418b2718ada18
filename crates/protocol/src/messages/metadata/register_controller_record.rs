//! `RegisterControllerRecord`, api key 27, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_bool, put_string, put_structs, put_uuid,
    string_size, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct RegisterControllerRecord {
    /// The controller id.
    pub controller_id: i32,
    /// The incarnation ID of the controller process
    pub incarnation_id: Uuid,
    /// Set if the required configurations for ZK migration are present.
    pub zk_migration_ready: bool,
    /// The endpoints that can be used to communicate with this controller.
    pub end_points: Vec<ControllerEndpoint>,
    /// The features on this controller
    pub features: Vec<ControllerFeature>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for RegisterControllerRecord {
    const MIN_BYTES: usize = 24;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            controller_id: d.i32("ControllerId")?,
            incarnation_id: d.uuid("IncarnationId")?,
            zk_migration_ready: d.bool("ZkMigrationReady")?,
            end_points: d.structs(true, version, "EndPoints")?,
            features: d.structs(true, version, "Features")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.controller_id);
        put_uuid(buf, &self.incarnation_id);
        put_bool(buf, self.zk_migration_ready);
        put_structs(buf, true, version, &self.end_points, "EndPoints")?;
        put_structs(buf, true, version, &self.features, "Features")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 21;
        size += structs_size(true, version, &self.end_points);
        size += structs_size(true, version, &self.features);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The endpoints that can be used to communicate with this controller.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ControllerEndpoint {
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

impl WireStruct for ControllerEndpoint {
    const MIN_BYTES: usize = 7;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.string(true, "ControllerEndpoint.Name")?,
            host: d.string(true, "ControllerEndpoint.Host")?,
            port: d.u16("ControllerEndpoint.Port")?,
            security_protocol: d.i16("ControllerEndpoint.SecurityProtocol")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.name, "ControllerEndpoint.Name")?;
        put_string(buf, true, &self.host, "ControllerEndpoint.Host")?;
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

/// The features on this controller
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ControllerFeature {
    /// The feature name.
    pub name: String,
    /// The minimum supported feature level.
    pub min_supported_version: i16,
    /// The maximum supported feature level.
    pub max_supported_version: i16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ControllerFeature {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.string(true, "ControllerFeature.Name")?,
            min_supported_version: d.i16("ControllerFeature.MinSupportedVersion")?,
            max_supported_version: d.i16("ControllerFeature.MaxSupportedVersion")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.name, "ControllerFeature.Name")?;
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

impl Message for RegisterControllerRecord {
    const NAME: &'static str = "RegisterControllerRecord";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

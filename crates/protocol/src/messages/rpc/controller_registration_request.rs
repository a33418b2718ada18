//! `ControllerRegistrationRequest`, api key 70, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_bool, put_string, put_structs, put_uuid,
    string_size, structs_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct ControllerRegistrationRequest {
    /// The ID of the controller to register.
    pub controller_id: i32,
    /// The controller incarnation ID, which is unique to each process run.
    pub incarnation_id: Uuid,
    /// Set if the required configurations for ZK migration are present.
    pub zk_migration_ready: bool,
    /// The listeners of this controller.
    pub listeners: Vec<Listener>,
    /// The features on this controller.
    pub features: Vec<Feature>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ControllerRegistrationRequest {
    const MIN_BYTES: usize = 24;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            controller_id: d.i32("ControllerId")?,
            incarnation_id: d.uuid("IncarnationId")?,
            zk_migration_ready: d.bool("ZkMigrationReady")?,
            listeners: d.structs(true, version, "Listeners")?,
            features: d.structs(true, version, "Features")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.controller_id);
        put_uuid(buf, &self.incarnation_id);
        put_bool(buf, self.zk_migration_ready);
        put_structs(buf, true, version, &self.listeners, "Listeners")?;
        put_structs(buf, true, version, &self.features, "Features")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 21;
        size += structs_size(true, version, &self.listeners);
        size += structs_size(true, version, &self.features);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The listeners of this controller.
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

/// The features on this controller.
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

impl Message for ControllerRegistrationRequest {
    const NAME: &'static str = "ControllerRegistrationRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

impl Request for ControllerRegistrationRequest {
    const API_KEY: ApiKey = ApiKey::ControllerRegistration;
    type Response = super::ControllerRegistrationResponse;
}

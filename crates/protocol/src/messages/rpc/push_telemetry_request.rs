//! `PushTelemetryRequest`, api key 72, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, Bytes, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, bytes_size, put_bool, put_bytes, put_uuid,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct PushTelemetryRequest {
    /// Unique id for this client instance.
    pub client_instance_id: Uuid,
    /// Unique identifier for the current subscription.
    pub subscription_id: i32,
    /// Client is terminating the connection.
    pub terminating: bool,
    /// Compression codec used to compress the metrics.
    pub compression_type: i8,
    /// Metrics encoded in OpenTelemetry MetricsData v1 protobuf format.
    pub metrics: Bytes,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for PushTelemetryRequest {
    const MIN_BYTES: usize = 24;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            client_instance_id: d.uuid("ClientInstanceId")?,
            subscription_id: d.i32("SubscriptionId")?,
            terminating: d.bool("Terminating")?,
            compression_type: d.i8("CompressionType")?,
            metrics: d.bytes(true, "Metrics")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_uuid(buf, &self.client_instance_id);
        buf.put_i32(self.subscription_id);
        put_bool(buf, self.terminating);
        buf.put_i8(self.compression_type);
        put_bytes(buf, true, &self.metrics, "Metrics")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 22;
        size += bytes_size(true, &self.metrics);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for PushTelemetryRequest {
    const NAME: &'static str = "PushTelemetryRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

impl Request for PushTelemetryRequest {
    const API_KEY: ApiKey = ApiKey::PushTelemetry;
    type Response = super::PushTelemetryResponse;
}

//! `GetTelemetrySubscriptionsResponse`, api key 71, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, put_bool, put_i8s,
    put_strings, put_uuid, strings_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct GetTelemetrySubscriptionsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The error code, or 0 if there was no error.
    pub error_code: i16,
    /// Assigned client instance id if ClientInstanceId was 0 in the request, else 0.
    pub client_instance_id: Uuid,
    /// Unique identifier for the current subscription set for this client instance.
    pub subscription_id: i32,
    /// Compression types that broker accepts for the PushTelemetryRequest.
    pub accepted_compression_types: Vec<i8>,
    /// Configured push interval, which is the lowest configured interval in the current subscription set.
    pub push_interval_ms: i32,
    /// The maximum bytes of binary data the broker accepts in PushTelemetryRequest.
    pub telemetry_max_bytes: i32,
    /// Flag to indicate monotonic/counter metrics are to be emitted as deltas or cumulative values.
    pub delta_temporality: bool,
    /// Requested metrics prefix string match. Empty array: No metrics subscribed, Array\[0\] empty string: All metrics subscribed.
    pub requested_metrics: Vec<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for GetTelemetrySubscriptionsResponse {
    const MIN_BYTES: usize = 38;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            error_code: d.i16("ErrorCode")?,
            client_instance_id: d.uuid("ClientInstanceId")?,
            subscription_id: d.i32("SubscriptionId")?,
            accepted_compression_types: d.i8s(true, "AcceptedCompressionTypes")?,
            push_interval_ms: d.i32("PushIntervalMs")?,
            telemetry_max_bytes: d.i32("TelemetryMaxBytes")?,
            delta_temporality: d.bool("DeltaTemporality")?,
            requested_metrics: d.strings(true, "RequestedMetrics")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.throttle_time_ms);
        buf.put_i16(self.error_code);
        put_uuid(buf, &self.client_instance_id);
        buf.put_i32(self.subscription_id);
        put_i8s(buf, true, &self.accepted_compression_types, "AcceptedCompressionTypes")?;
        buf.put_i32(self.push_interval_ms);
        buf.put_i32(self.telemetry_max_bytes);
        put_bool(buf, self.delta_temporality);
        put_strings(buf, true, &self.requested_metrics, "RequestedMetrics")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 35;
        size += fixed_array_size(true, &self.accepted_compression_types, 1);
        size += strings_size(true, &self.requested_metrics);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for GetTelemetrySubscriptionsResponse {
    const NAME: &'static str = "GetTelemetrySubscriptionsResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

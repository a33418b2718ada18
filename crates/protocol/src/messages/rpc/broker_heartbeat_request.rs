//! `BrokerHeartbeatRequest`, api key 63, versions 0 to 2, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, opt_fixed_array_size,
    put_bool, put_opt_uuids, put_uuids, tag_header_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub struct BrokerHeartbeatRequest {
    /// The broker ID.
    pub broker_id: i32,
    /// The broker epoch.
    pub broker_epoch: i64,
    /// The highest metadata offset which the broker has reached.
    pub current_metadata_offset: i64,
    /// True if the broker wants to be fenced, false otherwise.
    pub want_fence: bool,
    /// True if the broker wants to be shut down, false otherwise.
    pub want_shut_down: bool,
    /// Log directories that failed and went offline.
    pub offline_log_dirs: Vec<Uuid>,
    /// List of log directories that are cordoned. This is null before the broker reaches the RECOVERY state.
    pub cordoned_log_dirs: Option<Vec<Uuid>>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for BrokerHeartbeatRequest {
    fn default() -> Self {
        BrokerHeartbeatRequest {
            broker_id: 0,
            broker_epoch: -1,
            current_metadata_offset: 0,
            want_fence: false,
            want_shut_down: false,
            offline_log_dirs: Vec::new(),
            cordoned_log_dirs: None,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for BrokerHeartbeatRequest {
    const MIN_BYTES: usize = 23;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let mut value = Self {
            broker_id: d.i32("BrokerId")?,
            broker_epoch: d.i64("BrokerEpoch")?,
            current_metadata_offset: d.i64("CurrentMetadataOffset")?,
            want_fence: d.bool("WantFence")?,
            want_shut_down: d.bool("WantShutDown")?,
            offline_log_dirs: Vec::new(),
            cordoned_log_dirs: None,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        for more in (0..d.tag_count()?).rev() {
            let (tag, end) = d.tag()?;
            match tag {
                0 if version >= 1 => value.offline_log_dirs = d.uuids(true, "OfflineLogDirs")?,
                1 if version >= 2 => value.cordoned_log_dirs = d.opt_uuids(true, "CordonedLogDirs")?,
                _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
            }
            d.end_tag(end)?;
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.broker_id);
        buf.put_i64(self.broker_epoch);
        buf.put_i64(self.current_metadata_offset);
        put_bool(buf, self.want_fence);
        put_bool(buf, self.want_shut_down);
        if version < 1 && !self.offline_log_dirs.is_empty() {
            return Err(EncodeError::not_in_version("OfflineLogDirs", version));
        }
        if version < 2 && self.cordoned_log_dirs.is_some() {
            return Err(EncodeError::not_in_version("CordonedLogDirs", version));
        }
        let has_offline_log_dirs = version >= 1 && !self.offline_log_dirs.is_empty();
        let has_cordoned_log_dirs = version >= 2 && self.cordoned_log_dirs.is_some();
        let mut tags = self
            .unknown_tagged_fields
            .begin(buf, usize::from(has_offline_log_dirs) + usize::from(has_cordoned_log_dirs))?;
        if has_offline_log_dirs {
            tags.open(buf, 0, fixed_array_size(true, &self.offline_log_dirs, 16))?;
            put_uuids(buf, true, &self.offline_log_dirs, "OfflineLogDirs")?;
        }
        if has_cordoned_log_dirs {
            tags.open(buf, 1, opt_fixed_array_size(true, self.cordoned_log_dirs.as_deref(), 16))?;
            put_opt_uuids(buf, true, self.cordoned_log_dirs.as_deref(), "CordonedLogDirs")?;
        }
        tags.rest(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 22;
        let (mut known, mut known_bytes) = (0, 0);
        if version >= 1 && !self.offline_log_dirs.is_empty() {
            let bytes = fixed_array_size(true, &self.offline_log_dirs, 16);
            known += 1;
            known_bytes += tag_header_size(0, bytes) + bytes;
        }
        if version >= 2 && self.cordoned_log_dirs.is_some() {
            let bytes = opt_fixed_array_size(true, self.cordoned_log_dirs.as_deref(), 16);
            known += 1;
            known_bytes += tag_header_size(1, bytes) + bytes;
        }
        size += self.unknown_tagged_fields.section_size(known, known_bytes);
        size
    }
}

impl Message for BrokerHeartbeatRequest {
    const NAME: &'static str = "BrokerHeartbeatRequest";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 2;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

impl Request for BrokerHeartbeatRequest {
    const API_KEY: ApiKey = ApiKey::BrokerHeartbeat;
    type Response = super::BrokerHeartbeatResponse;
}

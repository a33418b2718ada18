//! `BrokerRegistrationChangeRecord`, api key 17, versions 0 to 3, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, opt_fixed_array_size,
    put_opt_uuids, put_uuids, tag_header_size,
};
use crate::uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct BrokerRegistrationChangeRecord {
    /// The broker id.
    pub broker_id: i32,
    /// The broker epoch assigned by the controller.
    pub broker_epoch: i64,
    /// -1 if the broker has been unfenced, 0 if no change, 1 if the broker has been fenced.
    pub fenced: i8,
    /// 0 if no change, 1 if the broker is in controlled shutdown.
    pub in_controlled_shutdown: i8,
    /// Log directories configured in this broker which are available.
    pub log_dirs: Vec<Uuid>,
    /// Log directories that are cordoned or null if no change.
    pub cordoned_log_dirs: Option<Vec<Uuid>>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for BrokerRegistrationChangeRecord {
    const MIN_BYTES: usize = 13;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let mut value = Self {
            broker_id: d.i32("BrokerId")?,
            broker_epoch: d.i64("BrokerEpoch")?,
            fenced: 0,
            in_controlled_shutdown: 0,
            log_dirs: Vec::new(),
            cordoned_log_dirs: None,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        for more in (0..d.tag_count()?).rev() {
            let (tag, end) = d.tag()?;
            match tag {
                0 => value.fenced = d.i8("Fenced")?,
                1 if version >= 1 => value.in_controlled_shutdown = d.i8("InControlledShutdown")?,
                2 if version >= 2 => value.log_dirs = d.uuids(true, "LogDirs")?,
                3 if version >= 3 => value.cordoned_log_dirs = d.opt_uuids(true, "CordonedLogDirs")?,
                _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
            }
            d.end_tag(end)?;
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.broker_id);
        buf.put_i64(self.broker_epoch);
        if version < 1 && self.in_controlled_shutdown != 0 {
            return Err(EncodeError::not_in_version("InControlledShutdown", version));
        }
        if version < 2 && !self.log_dirs.is_empty() {
            return Err(EncodeError::not_in_version("LogDirs", version));
        }
        if version < 3 && self.cordoned_log_dirs.is_some() {
            return Err(EncodeError::not_in_version("CordonedLogDirs", version));
        }
        let has_fenced = self.fenced != 0;
        let has_in_controlled_shutdown = version >= 1 && self.in_controlled_shutdown != 0;
        let has_log_dirs = version >= 2 && !self.log_dirs.is_empty();
        let has_cordoned_log_dirs = version >= 3 && self.cordoned_log_dirs.is_some();
        let mut tags = self.unknown_tagged_fields.begin(
            buf,
            usize::from(has_fenced)
                + usize::from(has_in_controlled_shutdown)
                + usize::from(has_log_dirs)
                + usize::from(has_cordoned_log_dirs),
        )?;
        if has_fenced {
            tags.open(buf, 0, 1)?;
            buf.put_i8(self.fenced);
        }
        if has_in_controlled_shutdown {
            tags.open(buf, 1, 1)?;
            buf.put_i8(self.in_controlled_shutdown);
        }
        if has_log_dirs {
            tags.open(buf, 2, fixed_array_size(true, &self.log_dirs, 16))?;
            put_uuids(buf, true, &self.log_dirs, "LogDirs")?;
        }
        if has_cordoned_log_dirs {
            tags.open(buf, 3, opt_fixed_array_size(true, self.cordoned_log_dirs.as_deref(), 16))?;
            put_opt_uuids(buf, true, self.cordoned_log_dirs.as_deref(), "CordonedLogDirs")?;
        }
        tags.rest(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 12;
        let (mut known, mut known_bytes) = (0, 0);
        if self.fenced != 0 {
            let bytes = 1;
            known += 1;
            known_bytes += tag_header_size(0, bytes) + bytes;
        }
        if version >= 1 && self.in_controlled_shutdown != 0 {
            let bytes = 1;
            known += 1;
            known_bytes += tag_header_size(1, bytes) + bytes;
        }
        if version >= 2 && !self.log_dirs.is_empty() {
            let bytes = fixed_array_size(true, &self.log_dirs, 16);
            known += 1;
            known_bytes += tag_header_size(2, bytes) + bytes;
        }
        if version >= 3 && self.cordoned_log_dirs.is_some() {
            let bytes = opt_fixed_array_size(true, self.cordoned_log_dirs.as_deref(), 16);
            known += 1;
            known_bytes += tag_header_size(3, bytes) + bytes;
        }
        size += self.unknown_tagged_fields.section_size(known, known_bytes);
        size
    }
}

impl Message for BrokerRegistrationChangeRecord {
    const NAME: &'static str = "BrokerRegistrationChangeRecord";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 3;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

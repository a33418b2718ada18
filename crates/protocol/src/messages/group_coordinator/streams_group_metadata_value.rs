//! `StreamsGroupMetadataValue`, api key 17, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_structs_size, put_opt_structs, put_string,
    string_size, tag_header_size,
};

#[derive(Clone, Debug, PartialEq)]
pub struct StreamsGroupMetadataValue {
    /// The group epoch.
    pub epoch: i32,
    /// The hash of all topics in the group.
    pub metadata_hash: i64,
    /// The topology epoch whose topics are validated to be present in a valid configuration in the metadata.
    pub validated_topology_epoch: i32,
    /// The last used configuration parameters as key-value pairs.
    pub last_assignment_configs: Option<Vec<LastAssignmentConfig>>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for StreamsGroupMetadataValue {
    fn default() -> Self {
        StreamsGroupMetadataValue {
            epoch: 0,
            metadata_hash: 0,
            validated_topology_epoch: -1,
            last_assignment_configs: Some(Vec::new()),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for StreamsGroupMetadataValue {
    const MIN_BYTES: usize = 13;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let mut value = Self {
            epoch: d.i32("Epoch")?,
            metadata_hash: d.i64("MetadataHash")?,
            validated_topology_epoch: -1,
            last_assignment_configs: Some(Vec::new()),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        for more in (0..d.tag_count()?).rev() {
            let (tag, end) = d.tag()?;
            match tag {
                0 => value.validated_topology_epoch = d.i32("ValidatedTopologyEpoch")?,
                1 => value.last_assignment_configs = d.opt_structs(true, version, "LastAssignmentConfigs")?,
                _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
            }
            d.end_tag(end)?;
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.epoch);
        buf.put_i64(self.metadata_hash);
        let has_validated_topology_epoch = self.validated_topology_epoch != -1;
        let has_last_assignment_configs = self.last_assignment_configs.as_ref().is_none_or(|v| !v.is_empty());
        let mut tags = self
            .unknown_tagged_fields
            .begin(buf, usize::from(has_validated_topology_epoch) + usize::from(has_last_assignment_configs))?;
        if has_validated_topology_epoch {
            tags.open(buf, 0, 4)?;
            buf.put_i32(self.validated_topology_epoch);
        }
        if has_last_assignment_configs {
            tags.open(buf, 1, opt_structs_size(true, version, self.last_assignment_configs.as_deref()))?;
            put_opt_structs(buf, true, version, self.last_assignment_configs.as_deref(), "LastAssignmentConfigs")?;
        }
        tags.rest(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 12;
        let (mut known, mut known_bytes) = (0, 0);
        if self.validated_topology_epoch != -1 {
            let bytes = 4;
            known += 1;
            known_bytes += tag_header_size(0, bytes) + bytes;
        }
        if self.last_assignment_configs.as_ref().is_none_or(|v| !v.is_empty()) {
            let bytes = opt_structs_size(true, version, self.last_assignment_configs.as_deref());
            known += 1;
            known_bytes += tag_header_size(1, bytes) + bytes;
        }
        size += self.unknown_tagged_fields.section_size(known, known_bytes);
        size
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct LastAssignmentConfig {
    /// Key of the config.
    pub key: String,
    /// Value of the config.
    pub value: String,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for LastAssignmentConfig {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            key: d.string(true, "LastAssignmentConfig.Key")?,
            value: d.string(true, "LastAssignmentConfig.Value")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.key, "LastAssignmentConfig.Key")?;
        put_string(buf, true, &self.value, "LastAssignmentConfig.Value")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 0;
        size += string_size(true, &self.key);
        size += string_size(true, &self.value);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for StreamsGroupMetadataValue {
    const NAME: &'static str = "StreamsGroupMetadataValue";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

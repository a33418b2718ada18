//! `ApiVersionsResponse`, api key 18, versions 0 to 4, flexible from 3.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_bool, put_string, put_structs, string_size,
    structs_size, tag_header_size,
};

#[derive(Clone, Debug, PartialEq)]
pub struct ApiVersionsResponse {
    /// The top-level error code.
    pub error_code: i16,
    /// The APIs supported by the broker.
    pub api_keys: Vec<ApiVersion>,
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// Features supported by the broker. Note: in v0-v3, features with MinSupportedVersion = 0 are omitted.
    pub supported_features: Vec<SupportedFeatureKey>,
    /// The monotonically increasing epoch for the finalized features information. Valid values are >= 0. A value of -1 is special and represents unknown epoch.
    pub finalized_features_epoch: i64,
    /// List of cluster-wide finalized features. The information is valid only if FinalizedFeaturesEpoch >= 0.
    pub finalized_features: Vec<FinalizedFeatureKey>,
    /// Set by a KRaft controller if the required configurations for ZK migration are present.
    pub zk_migration_ready: bool,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for ApiVersionsResponse {
    fn default() -> Self {
        ApiVersionsResponse {
            error_code: 0,
            api_keys: Vec::new(),
            throttle_time_ms: 0,
            supported_features: Vec::new(),
            finalized_features_epoch: -1,
            finalized_features: Vec::new(),
            zk_migration_ready: false,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for ApiVersionsResponse {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 3;
        let mut value = Self {
            error_code: d.i16("ErrorCode")?,
            api_keys: d.structs(flexible, version, "ApiKeys")?,
            throttle_time_ms: if version >= 1 { d.i32("ThrottleTimeMs")? } else { 0 },
            supported_features: Vec::new(),
            finalized_features_epoch: -1,
            finalized_features: Vec::new(),
            zk_migration_ready: false,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        };
        if flexible {
            for more in (0..d.tag_count()?).rev() {
                let (tag, end) = d.tag()?;
                match tag {
                    0 => value.supported_features = d.structs(true, version, "SupportedFeatures")?,
                    1 => value.finalized_features_epoch = d.i64("FinalizedFeaturesEpoch")?,
                    2 => value.finalized_features = d.structs(true, version, "FinalizedFeatures")?,
                    3 => value.zk_migration_ready = d.bool("ZkMigrationReady")?,
                    _ => d.unknown_tag(&mut value.unknown_tagged_fields, tag, end, more)?,
                }
                d.end_tag(end)?;
            }
        }
        Ok(value)
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 3;
        buf.put_i16(self.error_code);
        put_structs(buf, flexible, version, &self.api_keys, "ApiKeys")?;
        if version >= 1 {
            buf.put_i32(self.throttle_time_ms);
        }
        if flexible {
            let has_supported_features = !self.supported_features.is_empty();
            let has_finalized_features_epoch = self.finalized_features_epoch != -1;
            let has_finalized_features = !self.finalized_features.is_empty();
            let has_zk_migration_ready = self.zk_migration_ready;
            let mut tags = self.unknown_tagged_fields.begin(
                buf,
                usize::from(has_supported_features)
                    + usize::from(has_finalized_features_epoch)
                    + usize::from(has_finalized_features)
                    + usize::from(has_zk_migration_ready),
            )?;
            if has_supported_features {
                tags.open(buf, 0, structs_size(true, version, &self.supported_features))?;
                put_structs(buf, true, version, &self.supported_features, "SupportedFeatures")?;
            }
            if has_finalized_features_epoch {
                tags.open(buf, 1, 8)?;
                buf.put_i64(self.finalized_features_epoch);
            }
            if has_finalized_features {
                tags.open(buf, 2, structs_size(true, version, &self.finalized_features))?;
                put_structs(buf, true, version, &self.finalized_features, "FinalizedFeatures")?;
            }
            if has_zk_migration_ready {
                tags.open(buf, 3, 1)?;
                put_bool(buf, self.zk_migration_ready);
            }
            tags.rest(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 3;
        let mut size = 2;
        size += structs_size(flexible, version, &self.api_keys);
        if version >= 1 {
            size += 4;
        }
        if flexible {
            let (mut known, mut known_bytes) = (0, 0);
            if !self.supported_features.is_empty() {
                let bytes = structs_size(true, version, &self.supported_features);
                known += 1;
                known_bytes += tag_header_size(0, bytes) + bytes;
            }
            if self.finalized_features_epoch != -1 {
                let bytes = 8;
                known += 1;
                known_bytes += tag_header_size(1, bytes) + bytes;
            }
            if !self.finalized_features.is_empty() {
                let bytes = structs_size(true, version, &self.finalized_features);
                known += 1;
                known_bytes += tag_header_size(2, bytes) + bytes;
            }
            if self.zk_migration_ready {
                let bytes = 1;
                known += 1;
                known_bytes += tag_header_size(3, bytes) + bytes;
            }
            size += self.unknown_tagged_fields.section_size(known, known_bytes);
        }
        size
    }
}

/// The APIs supported by the broker.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ApiVersion {
    /// The API index.
    pub api_key: i16,
    /// The minimum supported version, inclusive.
    pub min_version: i16,
    /// The maximum supported version, inclusive.
    pub max_version: i16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for ApiVersion {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 3;
        Ok(Self {
            api_key: d.i16("ApiVersion.ApiKey")?,
            min_version: d.i16("ApiVersion.MinVersion")?,
            max_version: d.i16("ApiVersion.MaxVersion")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 3;
        buf.put_i16(self.api_key);
        buf.put_i16(self.min_version);
        buf.put_i16(self.max_version);
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 3;
        let mut size = 6;
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// Features supported by the broker. Note: in v0-v3, features with MinSupportedVersion = 0 are omitted.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct SupportedFeatureKey {
    /// The name of the feature.
    pub name: String,
    /// The minimum supported version for the feature.
    pub min_version: i16,
    /// The maximum supported version for the feature.
    pub max_version: i16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for SupportedFeatureKey {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.string(true, "SupportedFeatureKey.Name")?,
            min_version: d.i16("SupportedFeatureKey.MinVersion")?,
            max_version: d.i16("SupportedFeatureKey.MaxVersion")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.name, "SupportedFeatureKey.Name")?;
        buf.put_i16(self.min_version);
        buf.put_i16(self.max_version);
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

/// List of cluster-wide finalized features. The information is valid only if FinalizedFeaturesEpoch >= 0.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct FinalizedFeatureKey {
    /// The name of the feature.
    pub name: String,
    /// The cluster-wide finalized max version level for the feature.
    pub max_version_level: i16,
    /// The cluster-wide finalized min version level for the feature.
    pub min_version_level: i16,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for FinalizedFeatureKey {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.string(true, "FinalizedFeatureKey.Name")?,
            max_version_level: d.i16("FinalizedFeatureKey.MaxVersionLevel")?,
            min_version_level: d.i16("FinalizedFeatureKey.MinVersionLevel")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.name, "FinalizedFeatureKey.Name")?;
        buf.put_i16(self.max_version_level);
        buf.put_i16(self.min_version_level);
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

impl Message for ApiVersionsResponse {
    const NAME: &'static str = "ApiVersionsResponse";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 4;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(3);
}

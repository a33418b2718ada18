//! `DescribeConfigsResponse`, api key 32, versions 1 to 4, flexible from 4.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_string_size, put_bool, put_opt_string,
    put_string, put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeConfigsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The results for each resource.
    pub results: Vec<DescribeConfigsResult>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DescribeConfigsResponse {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 4;
        Ok(Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            results: d.structs(flexible, version, "Results")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 4;
        buf.put_i32(self.throttle_time_ms);
        put_structs(buf, flexible, version, &self.results, "Results")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 4;
        let mut size = 4;
        size += structs_size(flexible, version, &self.results);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The results for each resource.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeConfigsResult {
    /// The error code, or 0 if we were able to successfully describe the configurations.
    pub error_code: i16,
    /// The error message, or null if we were able to successfully describe the configurations.
    pub error_message: Option<String>,
    /// The resource type.
    pub resource_type: i8,
    /// The resource name.
    pub resource_name: String,
    /// Each listed configuration.
    pub configs: Vec<DescribeConfigsResourceResult>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for DescribeConfigsResult {
    fn default() -> Self {
        DescribeConfigsResult {
            error_code: 0,
            error_message: Some(String::new()),
            resource_type: 0,
            resource_name: String::new(),
            configs: Vec::new(),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for DescribeConfigsResult {
    const MIN_BYTES: usize = 7;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 4;
        Ok(Self {
            error_code: d.i16("DescribeConfigsResult.ErrorCode")?,
            error_message: d.opt_string(flexible, "DescribeConfigsResult.ErrorMessage")?,
            resource_type: d.i8("DescribeConfigsResult.ResourceType")?,
            resource_name: d.string(flexible, "DescribeConfigsResult.ResourceName")?,
            configs: d.structs(flexible, version, "DescribeConfigsResult.Configs")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 4;
        buf.put_i16(self.error_code);
        put_opt_string(buf, flexible, self.error_message.as_deref(), "DescribeConfigsResult.ErrorMessage")?;
        buf.put_i8(self.resource_type);
        put_string(buf, flexible, &self.resource_name, "DescribeConfigsResult.ResourceName")?;
        put_structs(buf, flexible, version, &self.configs, "DescribeConfigsResult.Configs")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 4;
        let mut size = 3;
        size += opt_string_size(flexible, self.error_message.as_deref());
        size += string_size(flexible, &self.resource_name);
        size += structs_size(flexible, version, &self.configs);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// Each listed configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeConfigsResourceResult {
    /// The configuration name.
    pub name: String,
    /// The configuration value.
    pub value: Option<String>,
    /// True if the configuration is read-only.
    pub read_only: bool,
    /// The configuration source.
    pub config_source: i8,
    /// True if this configuration is sensitive.
    pub is_sensitive: bool,
    /// The synonyms for this configuration key.
    pub synonyms: Vec<DescribeConfigsSynonym>,
    /// The configuration data type. Type can be one of the following values - BOOLEAN, STRING, INT, SHORT, LONG, DOUBLE, LIST, CLASS, PASSWORD.
    pub config_type: i8,
    /// The configuration documentation.
    pub documentation: Option<String>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for DescribeConfigsResourceResult {
    fn default() -> Self {
        DescribeConfigsResourceResult {
            name: String::new(),
            value: Some(String::new()),
            read_only: false,
            config_source: -1,
            is_sensitive: false,
            synonyms: Vec::new(),
            config_type: 0,
            documentation: Some(String::new()),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for DescribeConfigsResourceResult {
    const MIN_BYTES: usize = 9;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 4;
        Ok(Self {
            name: d.string(flexible, "DescribeConfigsResourceResult.Name")?,
            value: d.opt_string(flexible, "DescribeConfigsResourceResult.Value")?,
            read_only: d.bool("DescribeConfigsResourceResult.ReadOnly")?,
            config_source: d.i8("DescribeConfigsResourceResult.ConfigSource")?,
            is_sensitive: d.bool("DescribeConfigsResourceResult.IsSensitive")?,
            synonyms: d.structs(flexible, version, "DescribeConfigsResourceResult.Synonyms")?,
            config_type: if version >= 3 { d.i8("DescribeConfigsResourceResult.ConfigType")? } else { 0 },
            documentation: if version >= 3 {
                d.opt_string(flexible, "DescribeConfigsResourceResult.Documentation")?
            } else {
                Some(String::new())
            },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 4;
        put_string(buf, flexible, &self.name, "DescribeConfigsResourceResult.Name")?;
        put_opt_string(buf, flexible, self.value.as_deref(), "DescribeConfigsResourceResult.Value")?;
        put_bool(buf, self.read_only);
        buf.put_i8(self.config_source);
        put_bool(buf, self.is_sensitive);
        put_structs(buf, flexible, version, &self.synonyms, "DescribeConfigsResourceResult.Synonyms")?;
        if version >= 3 {
            buf.put_i8(self.config_type);
        }
        if version >= 3 {
            put_opt_string(
                buf,
                flexible,
                self.documentation.as_deref(),
                "DescribeConfigsResourceResult.Documentation",
            )?;
        }
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 4;
        let mut size = 3;
        size += string_size(flexible, &self.name);
        size += opt_string_size(flexible, self.value.as_deref());
        size += structs_size(flexible, version, &self.synonyms);
        if version >= 3 {
            size += 1 + opt_string_size(flexible, self.documentation.as_deref());
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The synonyms for this configuration key.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeConfigsSynonym {
    /// The synonym name.
    pub name: String,
    /// The synonym value.
    pub value: Option<String>,
    /// The synonym source.
    pub source: i8,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for DescribeConfigsSynonym {
    fn default() -> Self {
        DescribeConfigsSynonym {
            name: String::new(),
            value: Some(String::new()),
            source: 0,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for DescribeConfigsSynonym {
    const MIN_BYTES: usize = 4;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 4;
        Ok(Self {
            name: d.string(flexible, "DescribeConfigsSynonym.Name")?,
            value: d.opt_string(flexible, "DescribeConfigsSynonym.Value")?,
            source: d.i8("DescribeConfigsSynonym.Source")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 4;
        put_string(buf, flexible, &self.name, "DescribeConfigsSynonym.Name")?;
        put_opt_string(buf, flexible, self.value.as_deref(), "DescribeConfigsSynonym.Value")?;
        buf.put_i8(self.source);
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 4;
        let mut size = 1;
        size += string_size(flexible, &self.name);
        size += opt_string_size(flexible, self.value.as_deref());
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for DescribeConfigsResponse {
    const NAME: &'static str = "DescribeConfigsResponse";
    const MIN_VERSION: i16 = 1;
    const MAX_VERSION: i16 = 4;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(4);
}

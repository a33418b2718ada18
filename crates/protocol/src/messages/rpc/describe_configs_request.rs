//! `DescribeConfigsRequest`, api key 32, versions 1 to 4, flexible from 4.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::{Message, Request};
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, opt_strings_size, put_bool, put_opt_strings,
    put_string, put_structs, string_size, structs_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeConfigsRequest {
    /// The resources whose configurations we want to describe.
    pub resources: Vec<DescribeConfigsResource>,
    /// True if we should include all synonyms.
    pub include_synonyms: bool,
    /// True if we should include configuration documentation.
    pub include_documentation: bool,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DescribeConfigsRequest {
    const MIN_BYTES: usize = 4;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 4;
        Ok(Self {
            resources: d.structs(flexible, version, "Resources")?,
            include_synonyms: d.bool("IncludeSynonyms")?,
            include_documentation: if version >= 3 { d.bool("IncludeDocumentation")? } else { false },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 4;
        put_structs(buf, flexible, version, &self.resources, "Resources")?;
        put_bool(buf, self.include_synonyms);
        if version >= 3 {
            put_bool(buf, self.include_documentation);
        } else if self.include_documentation {
            return Err(EncodeError::not_in_version("IncludeDocumentation", version));
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
        let mut size = 1;
        size += structs_size(flexible, version, &self.resources);
        if version >= 3 {
            size += 1;
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The resources whose configurations we want to describe.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeConfigsResource {
    /// The resource type.
    pub resource_type: i8,
    /// The resource name.
    pub resource_name: String,
    /// The configuration keys to list, or null to list all configuration keys.
    pub configuration_keys: Option<Vec<String>>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for DescribeConfigsResource {
    fn default() -> Self {
        DescribeConfigsResource {
            resource_type: 0,
            resource_name: String::new(),
            configuration_keys: Some(Vec::new()),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for DescribeConfigsResource {
    const MIN_BYTES: usize = 4;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 4;
        Ok(Self {
            resource_type: d.i8("DescribeConfigsResource.ResourceType")?,
            resource_name: d.string(flexible, "DescribeConfigsResource.ResourceName")?,
            configuration_keys: d.opt_strings(flexible, "DescribeConfigsResource.ConfigurationKeys")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 4;
        buf.put_i8(self.resource_type);
        put_string(buf, flexible, &self.resource_name, "DescribeConfigsResource.ResourceName")?;
        put_opt_strings(
            buf,
            flexible,
            self.configuration_keys.as_deref(),
            "DescribeConfigsResource.ConfigurationKeys",
        )?;
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
        size += string_size(flexible, &self.resource_name);
        size += opt_strings_size(flexible, self.configuration_keys.as_deref());
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for DescribeConfigsRequest {
    const NAME: &'static str = "DescribeConfigsRequest";
    const MIN_VERSION: i16 = 1;
    const MAX_VERSION: i16 = 4;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(4);
}

impl Request for DescribeConfigsRequest {
    const API_KEY: ApiKey = ApiKey::DescribeConfigs;
    type Response = super::DescribeConfigsResponse;
}

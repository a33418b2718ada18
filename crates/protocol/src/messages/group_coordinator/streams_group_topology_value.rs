//! `StreamsGroupTopologyValue`, api key 23, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, fixed_array_size, put_i16s, put_string,
    put_strings, put_structs, string_size, strings_size, structs_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct StreamsGroupTopologyValue {
    /// The epoch of the topology.
    pub epoch: i32,
    /// The sub-topologies of the streams application.
    pub subtopologies: Vec<Subtopology>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for StreamsGroupTopologyValue {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            epoch: d.i32("Epoch")?,
            subtopologies: d.structs(true, version, "Subtopologies")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        buf.put_i32(self.epoch);
        put_structs(buf, true, version, &self.subtopologies, "Subtopologies")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 4;
        size += structs_size(true, version, &self.subtopologies);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// The sub-topologies of the streams application.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Subtopology {
    /// String to uniquely identify the subtopology.
    pub subtopology_id: String,
    /// The topics the topology reads from.
    pub source_topics: Vec<String>,
    /// Regular expressions identifying topics the subtopology reads from.
    pub source_topic_regex: Vec<String>,
    /// The set of state changelog topics associated with this subtopology.
    pub state_changelog_topics: Vec<TopicInfo>,
    /// The repartition topics the subtopology writes to.
    pub repartition_sink_topics: Vec<String>,
    /// The set of source topics that are internally created repartition topics.
    pub repartition_source_topics: Vec<TopicInfo>,
    /// A subset of source topics that must be copartitioned.
    pub copartition_groups: Vec<CopartitionGroup>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for Subtopology {
    const MIN_BYTES: usize = 8;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            subtopology_id: d.string(true, "Subtopology.SubtopologyId")?,
            source_topics: d.strings(true, "Subtopology.SourceTopics")?,
            source_topic_regex: d.strings(true, "Subtopology.SourceTopicRegex")?,
            state_changelog_topics: d.structs(true, version, "Subtopology.StateChangelogTopics")?,
            repartition_sink_topics: d.strings(true, "Subtopology.RepartitionSinkTopics")?,
            repartition_source_topics: d.structs(true, version, "Subtopology.RepartitionSourceTopics")?,
            copartition_groups: d.structs(true, version, "Subtopology.CopartitionGroups")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.subtopology_id, "Subtopology.SubtopologyId")?;
        put_strings(buf, true, &self.source_topics, "Subtopology.SourceTopics")?;
        put_strings(buf, true, &self.source_topic_regex, "Subtopology.SourceTopicRegex")?;
        put_structs(buf, true, version, &self.state_changelog_topics, "Subtopology.StateChangelogTopics")?;
        put_strings(buf, true, &self.repartition_sink_topics, "Subtopology.RepartitionSinkTopics")?;
        put_structs(buf, true, version, &self.repartition_source_topics, "Subtopology.RepartitionSourceTopics")?;
        put_structs(buf, true, version, &self.copartition_groups, "Subtopology.CopartitionGroups")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 0;
        size += string_size(true, &self.subtopology_id);
        size += strings_size(true, &self.source_topics);
        size += strings_size(true, &self.source_topic_regex);
        size += structs_size(true, version, &self.state_changelog_topics);
        size += strings_size(true, &self.repartition_sink_topics);
        size += structs_size(true, version, &self.repartition_source_topics);
        size += structs_size(true, version, &self.copartition_groups);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicInfo {
    /// The name of the topic.
    pub name: String,
    /// The number of partitions in the topic. Can be 0 if no specific number of partitions is enforced. Always 0 for changelog topics.
    pub partitions: i32,
    /// The replication factor of the topic. Can be 0 if the default replication factor should be used.
    pub replication_factor: i16,
    /// Topic-level configurations as key-value pairs.
    pub topic_configs: Vec<TopicConfig>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for TopicInfo {
    const MIN_BYTES: usize = 9;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            name: d.string(true, "TopicInfo.Name")?,
            partitions: d.i32("TopicInfo.Partitions")?,
            replication_factor: d.i16("TopicInfo.ReplicationFactor")?,
            topic_configs: d.structs(true, version, "TopicInfo.TopicConfigs")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.name, "TopicInfo.Name")?;
        buf.put_i32(self.partitions);
        buf.put_i16(self.replication_factor);
        put_structs(buf, true, version, &self.topic_configs, "TopicInfo.TopicConfigs")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let mut size = 6;
        size += string_size(true, &self.name);
        size += structs_size(true, version, &self.topic_configs);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

/// A subset of source topics that must be copartitioned.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct CopartitionGroup {
    /// The topics the topology reads from. Index into the array on the subtopology level.
    pub source_topics: Vec<i16>,
    /// Regular expressions identifying topics the subtopology reads from. Index into the array on the subtopology level.
    pub source_topic_regex: Vec<i16>,
    /// The set of source topics that are internally created repartition topics. Index into the array on the subtopology level.
    pub repartition_source_topics: Vec<i16>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for CopartitionGroup {
    const MIN_BYTES: usize = 4;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            source_topics: d.i16s(true, "CopartitionGroup.SourceTopics")?,
            source_topic_regex: d.i16s(true, "CopartitionGroup.SourceTopicRegex")?,
            repartition_source_topics: d.i16s(true, "CopartitionGroup.RepartitionSourceTopics")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_i16s(buf, true, &self.source_topics, "CopartitionGroup.SourceTopics")?;
        put_i16s(buf, true, &self.source_topic_regex, "CopartitionGroup.SourceTopicRegex")?;
        put_i16s(buf, true, &self.repartition_source_topics, "CopartitionGroup.RepartitionSourceTopics")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 0;
        size += fixed_array_size(true, &self.source_topics, 2);
        size += fixed_array_size(true, &self.source_topic_regex, 2);
        size += fixed_array_size(true, &self.repartition_source_topics, 2);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct TopicConfig {
    /// The key of the topic-level configuration.
    pub key: String,
    /// The value of the topic-level configuration.
    pub value: String,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for TopicConfig {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            key: d.string(true, "TopicConfig.key")?,
            value: d.string(true, "TopicConfig.value")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.key, "TopicConfig.key")?;
        put_string(buf, true, &self.value, "TopicConfig.value")?;
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

impl Message for StreamsGroupTopologyValue {
    const NAME: &'static str = "StreamsGroupTopologyValue";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}

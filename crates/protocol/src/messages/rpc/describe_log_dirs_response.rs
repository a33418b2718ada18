//! `DescribeLogDirsResponse`, api key 35, versions 1 to 5, flexible from 2.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_bool, put_string, put_structs, string_size,
    structs_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeLogDirsResponse {
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate any quota.
    pub throttle_time_ms: i32,
    /// The error code, or 0 if there was no error.
    pub error_code: i16,
    /// The log directories.
    pub results: Vec<DescribeLogDirsResult>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DescribeLogDirsResponse {
    const MIN_BYTES: usize = 6;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 2;
        Ok(Self {
            throttle_time_ms: d.i32("ThrottleTimeMs")?,
            error_code: if version >= 3 { d.i16("ErrorCode")? } else { 0 },
            results: d.structs(flexible, version, "Results")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 2;
        buf.put_i32(self.throttle_time_ms);
        if version >= 3 {
            buf.put_i16(self.error_code);
        }
        put_structs(buf, flexible, version, &self.results, "Results")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 2;
        let mut size = 4;
        size += structs_size(flexible, version, &self.results);
        if version >= 3 {
            size += 2;
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The log directories.
#[derive(Clone, Debug, PartialEq)]
pub struct DescribeLogDirsResult {
    /// The error code, or 0 if there was no error.
    pub error_code: i16,
    /// The absolute log directory path.
    pub log_dir: String,
    /// The topics.
    pub topics: Vec<DescribeLogDirsTopic>,
    /// The total size in bytes of the volume the log directory is in. This value does not include the size of data stored in remote storage.
    pub total_bytes: i64,
    /// The usable size in bytes of the volume the log directory is in. This value does not include the size of data stored in remote storage.
    pub usable_bytes: i64,
    /// True if this log directory is cordoned.
    pub is_cordoned: bool,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl Default for DescribeLogDirsResult {
    fn default() -> Self {
        DescribeLogDirsResult {
            error_code: 0,
            log_dir: String::new(),
            topics: Vec::new(),
            total_bytes: -1,
            usable_bytes: -1,
            is_cordoned: false,
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

impl WireStruct for DescribeLogDirsResult {
    const MIN_BYTES: usize = 5;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 2;
        Ok(Self {
            error_code: d.i16("DescribeLogDirsResult.ErrorCode")?,
            log_dir: d.string(flexible, "DescribeLogDirsResult.LogDir")?,
            topics: d.structs(flexible, version, "DescribeLogDirsResult.Topics")?,
            total_bytes: if version >= 4 { d.i64("DescribeLogDirsResult.TotalBytes")? } else { -1 },
            usable_bytes: if version >= 4 { d.i64("DescribeLogDirsResult.UsableBytes")? } else { -1 },
            is_cordoned: if version >= 5 { d.bool("DescribeLogDirsResult.IsCordoned")? } else { false },
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 2;
        buf.put_i16(self.error_code);
        put_string(buf, flexible, &self.log_dir, "DescribeLogDirsResult.LogDir")?;
        put_structs(buf, flexible, version, &self.topics, "DescribeLogDirsResult.Topics")?;
        if version >= 4 {
            buf.put_i64(self.total_bytes);
        }
        if version >= 4 {
            buf.put_i64(self.usable_bytes);
        }
        if version >= 5 {
            put_bool(buf, self.is_cordoned);
        }
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 2;
        let mut size = 2;
        size += string_size(flexible, &self.log_dir);
        size += structs_size(flexible, version, &self.topics);
        if version >= 4 {
            size += 16;
        }
        if version >= 5 {
            size += 1;
        }
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The topics.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeLogDirsTopic {
    /// The topic name.
    pub name: String,
    /// The partitions.
    pub partitions: Vec<DescribeLogDirsPartition>,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DescribeLogDirsTopic {
    const MIN_BYTES: usize = 3;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 2;
        Ok(Self {
            name: d.string(flexible, "DescribeLogDirsTopic.Name")?,
            partitions: d.structs(flexible, version, "DescribeLogDirsTopic.Partitions")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 2;
        put_string(buf, flexible, &self.name, "DescribeLogDirsTopic.Name")?;
        put_structs(buf, flexible, version, &self.partitions, "DescribeLogDirsTopic.Partitions")?;
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 2;
        let mut size = 0;
        size += string_size(flexible, &self.name);
        size += structs_size(flexible, version, &self.partitions);
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

/// The partitions.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct DescribeLogDirsPartition {
    /// The partition index.
    pub partition_index: i32,
    /// The size of the log segments in this partition in bytes.
    pub partition_size: i64,
    /// The lag of the log's LEO w.r.t. partition's HW (if it is the current log for the partition) or current replica's LEO (if it is the future log for the partition).
    pub offset_lag: i64,
    /// True if this log is created by AlterReplicaLogDirsRequest and will replace the current log of the replica in the future.
    pub is_future_key: bool,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DescribeLogDirsPartition {
    const MIN_BYTES: usize = 21;

    fn read(d: &mut Decoder, version: i16) -> Result<Self, DecodeError> {
        let flexible = version >= 2;
        Ok(Self {
            partition_index: d.i32("DescribeLogDirsPartition.PartitionIndex")?,
            partition_size: d.i64("DescribeLogDirsPartition.PartitionSize")?,
            offset_lag: d.i64("DescribeLogDirsPartition.OffsetLag")?,
            is_future_key: d.bool("DescribeLogDirsPartition.IsFutureKey")?,
            unknown_tagged_fields: if flexible { d.unknown_tags()? } else { UnknownTaggedFields::default() },
        })
    }

    fn write(&self, buf: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        let flexible = version >= 2;
        buf.put_i32(self.partition_index);
        buf.put_i64(self.partition_size);
        buf.put_i64(self.offset_lag);
        put_bool(buf, self.is_future_key);
        if flexible {
            self.unknown_tagged_fields.write(buf)?;
        } else {
            self.unknown_tagged_fields.must_be_empty(version)?;
        }
        Ok(())
    }

    fn size(&self, version: i16) -> usize {
        let flexible = version >= 2;
        let mut size = 21;
        if flexible {
            size += self.unknown_tagged_fields.section_size(0, 0);
        }
        size
    }
}

impl Message for DescribeLogDirsResponse {
    const NAME: &'static str = "DescribeLogDirsResponse";
    const MIN_VERSION: i16 = 1;
    const MAX_VERSION: i16 = 5;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(2);
}

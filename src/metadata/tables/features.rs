//! Kafka's metadata versions and features.
// Written by ringmain-codegen from the tables of Apache Kafka 4.3. Do not edit.

use super::{Feature, MetadataVersion};

/// By level, in rising order.
pub static METADATA_VERSIONS: &[MetadataVersion] = &[
    MetadataVersion { name: "3.3-IV3", level: 7, changed_metadata: true },
    MetadataVersion { name: "3.4-IV0", level: 8, changed_metadata: true },
    MetadataVersion { name: "3.5-IV0", level: 9, changed_metadata: false },
    MetadataVersion { name: "3.5-IV1", level: 10, changed_metadata: false },
    MetadataVersion { name: "3.5-IV2", level: 11, changed_metadata: true },
    MetadataVersion { name: "3.6-IV0", level: 12, changed_metadata: false },
    MetadataVersion { name: "3.6-IV1", level: 13, changed_metadata: true },
    MetadataVersion { name: "3.6-IV2", level: 14, changed_metadata: true },
    MetadataVersion { name: "3.7-IV0", level: 15, changed_metadata: true },
    MetadataVersion { name: "3.7-IV1", level: 16, changed_metadata: false },
    MetadataVersion { name: "3.7-IV2", level: 17, changed_metadata: true },
    MetadataVersion { name: "3.7-IV3", level: 18, changed_metadata: false },
    MetadataVersion { name: "3.7-IV4", level: 19, changed_metadata: false },
    MetadataVersion { name: "3.8-IV0", level: 20, changed_metadata: false },
    MetadataVersion { name: "3.9-IV0", level: 21, changed_metadata: false },
    MetadataVersion { name: "4.0-IV0", level: 22, changed_metadata: false },
    MetadataVersion { name: "4.0-IV1", level: 23, changed_metadata: true },
    MetadataVersion { name: "4.0-IV2", level: 24, changed_metadata: false },
    MetadataVersion { name: "4.0-IV3", level: 25, changed_metadata: false },
    MetadataVersion { name: "4.1-IV0", level: 26, changed_metadata: false },
    MetadataVersion { name: "4.1-IV1", level: 27, changed_metadata: false },
    MetadataVersion { name: "4.2-IV0", level: 28, changed_metadata: false },
    MetadataVersion { name: "4.2-IV1", level: 29, changed_metadata: false },
    MetadataVersion { name: "4.3-IV0", level: 30, changed_metadata: true },
    MetadataVersion { name: "4.4-IV0", level: 31, changed_metadata: false },
];

/// The features besides `metadata.version`.
pub static FEATURES: &[Feature] = &[
    Feature { name: "kraft.version", min: 0, latest_production: 1, latest_testing: 1 },
    Feature { name: "transaction.version", min: 0, latest_production: 2, latest_testing: 2 },
    Feature { name: "group.version", min: 0, latest_production: 1, latest_testing: 1 },
    Feature { name: "eligible.leader.replicas.version", min: 0, latest_production: 1, latest_testing: 1 },
    Feature { name: "share.version", min: 0, latest_production: 1, latest_testing: 1 },
    Feature { name: "streams.version", min: 0, latest_production: 1, latest_testing: 1 },
];

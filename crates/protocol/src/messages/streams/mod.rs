//! The messages of Kafka's `streams` module.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

pub mod subscription_info_data;

pub use subscription_info_data::SubscriptionInfoData;

//! Samples of the messages of `transaction_coordinator`.
// Written by ringmain-codegen from Apache Kafka's message schemas. Do not edit.

#![allow(clippy::needless_update, unused_imports)]

use bytes::Bytes;
use ringmain_protocol::messages::transaction_coordinator::*;
use ringmain_protocol::uuid::Uuid;
use serde_json::{Map, Value};

use crate::sample::{Json, Random, Sample};

impl Sample for transaction_log_key::TransactionLogKey {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self { transactional_id: random.value(version) }
    }
}

impl Json for transaction_log_key::TransactionLogKey {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("transactionalId".into(), self.transactional_id.json(version));
        Value::Object(json)
    }
}

impl Sample for transaction_log_value::TransactionLogValue {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            producer_id: random.value(version),
            previous_producer_id: if version >= 1 { random.value(version) } else { -1 },
            next_producer_id: if version >= 1 { random.value(version) } else { -1 },
            producer_epoch: random.value(version),
            next_producer_epoch: if version >= 1 { random.value(version) } else { -1 },
            transaction_timeout_ms: random.value(version),
            transaction_status: random.value(version),
            transaction_partitions: if random.one_in(4) { None } else { Some(random.values(version)) },
            transaction_last_update_timestamp_ms: random.value(version),
            transaction_start_timestamp_ms: random.value(version),
            client_transaction_version: if version >= 1 { random.value(version) } else { 0 },
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for transaction_log_value::TransactionLogValue {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("producerId".into(), self.producer_id.json(version));
        if version >= 1 {
            json.insert("previousProducerId".into(), self.previous_producer_id.json(version));
        }
        if version >= 1 {
            json.insert("nextProducerId".into(), self.next_producer_id.json(version));
        }
        json.insert("producerEpoch".into(), self.producer_epoch.json(version));
        if version >= 1 {
            json.insert("nextProducerEpoch".into(), self.next_producer_epoch.json(version));
        }
        json.insert("transactionTimeoutMs".into(), self.transaction_timeout_ms.json(version));
        json.insert("transactionStatus".into(), self.transaction_status.json(version));
        json.insert("transactionPartitions".into(), self.transaction_partitions.json(version));
        json.insert("transactionLastUpdateTimestampMs".into(), self.transaction_last_update_timestamp_ms.json(version));
        json.insert("transactionStartTimestampMs".into(), self.transaction_start_timestamp_ms.json(version));
        if version >= 1 {
            json.insert("clientTransactionVersion".into(), self.client_transaction_version.json(version));
        }
        Value::Object(json)
    }
}

impl Sample for transaction_log_value::PartitionsSchema {
    fn sample(random: &mut Random, version: i16) -> Self {
        Self {
            topic: random.value(version),
            partition_ids: random.values(version),
            unknown_tagged_fields: if version >= 1 { random.unknown_tags() } else { Default::default() },
        }
    }
}

impl Json for transaction_log_value::PartitionsSchema {
    fn json(&self, version: i16) -> Value {
        let mut json = Map::new();
        json.insert("topic".into(), self.topic.json(version));
        json.insert("partitionIds".into(), self.partition_ids.json(version));
        Value::Object(json)
    }
}

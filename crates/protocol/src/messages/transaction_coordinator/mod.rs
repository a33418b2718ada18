//! The messages of Kafka's `transaction-coordinator` module.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

mod record;
pub mod transaction_log_key;
pub mod transaction_log_value;

pub use record::{CoordinatorKey, CoordinatorValue};
pub use transaction_log_key::TransactionLogKey;
pub use transaction_log_value::TransactionLogValue;

//! What the cluster is: settings, topics, brokers.

pub mod tables;

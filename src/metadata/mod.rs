//! What the cluster is: settings, topics, brokers.

pub mod config;
pub mod image;
pub mod tables;

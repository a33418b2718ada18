//! Why a request has no answer.

use std::time::Duration;

use ringmain_protocol::api_key::ApiKey;

use super::HostPort;

/// A request that failed. `address` is where it was to go.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ClientError {
    #[error("cannot connect to {address}: {reason}")]
    Connect { address: HostPort, reason: String },
    #[error("{api} to {address}: no answer within {} ms", .after.as_millis())]
    Timeout { address: HostPort, api: ApiKey, after: Duration },
    /// The request may or may not have had its effect.
    #[error("{api} to {address}: the connection ended: {reason}")]
    Disconnected { address: HostPort, api: ApiKey, reason: String },
    #[error("{api} to {address}: {reason}")]
    UnsupportedVersion { address: HostPort, api: ApiKey, reason: String },
    #[error("{api} to {address}: the request cannot be written: {reason}")]
    Encode { address: HostPort, api: ApiKey, reason: String },
    #[error("{api} to {address}: the answer cannot be read: {reason}")]
    Decode { address: HostPort, api: ApiKey, reason: String },
}

impl ClientError {
    /// Nothing was sent, or nothing is known of it: another attempt, there or elsewhere, may do better.
    pub fn is_retriable(&self) -> bool {
        matches!(self, ClientError::Connect { .. } | ClientError::Timeout { .. } | ClientError::Disconnected { .. })
    }
}

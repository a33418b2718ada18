//! A member of a classic group.

use crate::group::step::Ticket;
use bytes::Bytes;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq)]
pub(in crate::group) struct Member {
    pub id: Arc<str>,
    pub instance_id: Option<Arc<str>>,
    pub client_id: String,
    pub client_host: String,
    pub rebalance_timeout_ms: i32,
    pub session_timeout_ms: i32,
    pub protocol_type: String,
    /// Name and metadata, the best liked first.
    pub protocols: Vec<(String, Bytes)>,
    /// Empty until the leader has given one.
    pub assignment: Bytes,
    /// A JoinGroup that waits for the rebalance.
    pub joining: Option<Ticket>,
    /// A SyncGroup that waits for the leader's.
    pub syncing: Option<Ticket>,
    /// Has never had an answer to JoinGroup.
    pub is_new: bool,
}

impl Member {
    /// Why a silent member is not dead: it waits for an answer, and has its id to come back with.
    pub fn is_excused(&self) -> bool {
        !self.is_new && (self.joining.is_some() || self.syncing.is_some())
    }

    /// What the member said of a protocol; empty where it does not support it.
    pub fn metadata(&self, protocol: &str) -> Bytes {
        self.protocols.iter().find(|(name, _)| name == protocol).map(|(_, bytes)| bytes.clone()).unwrap_or_default()
    }
}

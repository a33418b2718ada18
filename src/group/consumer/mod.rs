//! The consumer protocol (KIP-848): members say what they subscribe to and have, the coordinator who gets what.
//!
//! A heartbeat is turned into a [`Plan`] by functions that change nothing; the coordinator applies and appends its
//! records, so the next plan is made of all that came before, and answers when they have committed.
//! What must hold at any time: no partition is assigned to a member while another has it or may still have it.

mod classic_members;
mod describe;
mod embedded;
mod group;
mod heartbeat;
mod member;
mod metadata_hash;
mod migration;
mod offsets;
mod reconcile;
mod record;
mod regex_refresh;
mod replay;
mod serve;
mod serve_classic;
mod target;

pub use group::{ConsumerGroup, ConsumerState};

pub(in crate::group) use member::MemberState;
pub(in crate::group) use metadata_hash::TopicHashes;
pub(in crate::group) use offsets::CommitCheck;

use crate::group::record::Record;
use ringmain_protocol::error_code::ErrorCode;
use std::sync::Arc;

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::group) struct Refusal {
    pub error: ErrorCode,
    pub message: String,
}

impl Refusal {
    fn new(error: ErrorCode, message: impl Into<String>) -> Self {
        Refusal { error, message: message.into() }
    }
}

/// What a member of a consumer group is given time for. At the end of it, it is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::group) enum ConsumerTimer {
    /// To send the next heartbeat.
    Session,
    /// To give up partitions.
    Rebalance,
    /// To join again, of a member of the classic protocol.
    Join,
    /// To sync after it joined, of a member of the classic protocol.
    Sync,
}

impl ConsumerTimer {
    const ALL: [ConsumerTimer; 4] =
        [ConsumerTimer::Session, ConsumerTimer::Rebalance, ConsumerTimer::Join, ConsumerTimer::Sync];
}

/// What a request makes of a group.
#[derive(Debug, PartialEq)]
pub(in crate::group) struct Plan<T> {
    pub records: Vec<Record>,
    pub reply: T,
    /// Timers of members to be armed. They are cancelled by the records that make them pointless.
    pub timers: Vec<(ConsumerTimer, Arc<str>, u64)>,
    /// Timers that the request itself has made pointless.
    pub cancelled: Vec<(ConsumerTimer, Arc<str>)>,
    /// The topics were compared with the image: the epoch after that.
    pub checked: Option<i32>,
    /// The expressions are to be resolved.
    pub refresh: bool,
}

impl<T> Plan<T> {
    fn new(reply: T) -> Self {
        Plan { records: Vec::new(), reply, timers: Vec::new(), cancelled: Vec::new(), checked: None, refresh: false }
    }

    /// The plan without its reply, and the reply.
    fn split(self) -> (Plan<()>, T) {
        let Plan { records, reply, timers, cancelled, checked, refresh } = self;
        (Plan { records, reply: (), timers, cancelled, checked, refresh }, reply)
    }

    fn map<U>(self, f: impl FnOnce(T) -> U) -> Plan<U> {
        let (plan, reply) = self.split();
        let Plan { records, timers, cancelled, checked, refresh, .. } = plan;
        Plan { records, reply: f(reply), timers, cancelled, checked, refresh }
    }
}

#[cfg(test)]
mod tests;

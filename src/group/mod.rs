//! The group coordinator: consumer groups of both protocols and their offsets (KIP-62, 211, 345, 848).
//!
//! [`Coordinator`] holds what one partition of `__consumer_offsets` says, and serves the groups that live there. It is pure:
//! no clock, no dice, no I/O. Its shell gives it time, requests and the fate of its appends, and carries out its effects.
//! State changes by [`Coordinator::replay`] of the records that are appended, which also loads it: what a restart sees is what
//! was there. Only joins and syncs in progress of the classic protocol live in memory alone, as in Kafka.
//! The shell must report appends in their order, and where one fails end the coordinator and load another.

mod admin;
mod assignor;
mod classic;
mod consumer;
mod coordinator;
mod offsets;
mod planted;
mod record;
mod regex;
mod respond;
mod step;
#[cfg(test)]
mod tests;
mod timers;

pub use classic::{ClassicGroup, ClassicState};
pub use consumer::{ConsumerGroup, ConsumerState};
pub use coordinator::{Coordinator, Counters, Position};
pub use offsets::CommittedOffset;
pub use record::{EncodedRecord, Record};
pub use regex::Resolution;
pub use respond::error_response;
pub use step::{Caller, DeletedTopic, Effect, Input, Now, Request, Response, Ticket, WriteId, deleted_topics};

use offsets::ExpiresFrom;
use ringmain_protocol::error_code::ErrorCode;
use std::sync::Arc;

/// A group. Offsets live beside it.
#[derive(Debug)]
pub enum Group {
    Classic(ClassicGroup),
    Consumer(ConsumerGroup),
}

impl Group {
    fn id(&self) -> &Arc<str> {
        match self {
            Group::Classic(group) => &group.id,
            Group::Consumer(group) => &group.id,
        }
    }

    /// `consumer`, `classic`: what ListGroups filters by.
    pub fn type_name(&self) -> &'static str {
        match self {
            Group::Classic(_) => "classic",
            Group::Consumer(_) => "consumer",
        }
    }

    /// As Kafka's tools print it.
    pub fn state_name(&self) -> &'static str {
        match self {
            Group::Classic(group) => group.state().name(),
            Group::Consumer(group) => group.state().name(),
        }
    }

    fn protocol_type(&self) -> &str {
        match self {
            Group::Classic(group) => group.protocol_type.as_deref().unwrap_or_default(),
            Group::Consumer(_) => classic::CONSUMER_PROTOCOL_TYPE,
        }
    }

    fn validate_delete(&self) -> Result<(), ErrorCode> {
        match self {
            Group::Classic(group) if group.is_in(ClassicState::Empty) => Ok(()),
            Group::Consumer(group) if group.is_empty() => Ok(()),
            Group::Classic(_) | Group::Consumer(_) => Err(ErrorCode::NonEmptyGroup),
        }
    }

    /// Offsets of the topic are in use by a member.
    fn is_subscribed_to(&self, topic: &str) -> bool {
        match self {
            Group::Classic(group) => group.is_subscribed_to(topic),
            Group::Consumer(group) => group.is_subscribed_to(topic),
        }
    }

    fn validate_offset_delete(&self) -> Result<(), ErrorCode> {
        match self {
            // Of consumers, offsets of topics that none reads may go.
            Group::Classic(group) if group.is_in(ClassicState::Empty) || group.uses_consumer_protocol() => Ok(()),
            Group::Classic(_) => Err(ErrorCode::NonEmptyGroup),
            Group::Consumer(_) => Ok(()),
        }
    }

    /// `None`: no offset expires by age now.
    fn offsets_expire_from(&self) -> Option<ExpiresFrom> {
        let Group::Classic(group) = self else { return Some(ExpiresFrom::Commit) };
        if group.protocol_type.is_none() {
            return Some(ExpiresFrom::Commit);
        }
        match group.state() {
            ClassicState::Empty => Some(group.state_since_wall_ms().map_or(ExpiresFrom::Commit, ExpiresFrom::Since)),
            ClassicState::Stable if group.uses_consumer_protocol() && group.knows_subscribed_topics() => {
                Some(ExpiresFrom::Commit)
            }
            _ => None,
        }
    }

    /// Nothing but its offsets keeps the group.
    fn may_vanish(&self) -> bool {
        match self {
            Group::Classic(group) => group.is_in(ClassicState::Empty),
            Group::Consumer(group) => group.is_empty(),
        }
    }

    /// The records that take the group away, its offsets aside.
    fn tombstones(&self) -> Vec<Record> {
        match self {
            Group::Classic(group) => vec![Record::group_tombstone(&group.id)],
            Group::Consumer(group) => group.tombstones(),
        }
    }
}

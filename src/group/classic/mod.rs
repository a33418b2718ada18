//! The classic protocol: JoinGroup, SyncGroup, Heartbeat, LeaveGroup (KIP-62, 345, 394, 559, 800, 814).
//!
//! Members and joins in progress live in memory only and change at once; what is written is a generation, when the leader has
//! given its assignment, and an emptied group. A request is answered from memory, or waits there for the others of its group.

mod group;
mod join;
mod leave;
mod member;
mod subscription;
mod sync;
mod work;

pub(in crate::group) use group::CONSUMER_PROTOCOL_TYPE;
pub use group::{ClassicGroup, ClassicState};
pub(in crate::group) use member::Member as ClassicMember;
pub(in crate::group) use work::{AfterStore, Why};

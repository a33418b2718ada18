//! The classic protocol: JoinGroup, SyncGroup, Heartbeat, LeaveGroup (KIP-62, 345, 394, 559, 800).
//!
//! Members and joins in progress live in memory only and change at once; what is written is a generation, when the leader has
//! given its assignment, and an emptied group. A request is answered from memory, or waits there for the others of its group.

#![allow(dead_code, reason = "the requests of the classic protocol come next")]

mod group;
mod member;
mod subscription;

pub use group::{ClassicGroup, ClassicState};

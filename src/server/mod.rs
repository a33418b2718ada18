//! Listeners, connections, framing, request routing, response ordering, fetch sessions and limits.
//!
//! Invariant: whatever a client sends, this room answers it, or closes the connection with a reason in the log; it never
//! panics, and what it holds for clients, received or to be sent, stays within the shard's budgets.

pub mod answers;
pub mod budget;
pub mod connection;
mod directories;
pub mod fetch_session;
pub mod forward;
pub mod framing;
pub mod limits;
pub mod listener;
pub mod node;
pub mod request;
pub mod response;
pub mod router;

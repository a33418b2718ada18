//! KRaft: the raft core and the quorum controller, both without I/O.

pub mod quorum;
pub mod raft;

#[cfg(test)]
mod tests;

//! The runtime: executor, rings, sockets, files, buffers, timers, mailboxes, clock, randomness; real and simulated.

pub mod buf;

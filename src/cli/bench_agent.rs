//! `ringmain bench agent`: this host puts on its share of loads that others lead.

use std::net::SocketAddr;

use clap::Args;
use futures_lite::future::or;

use super::bench::{MAX_CONNECTIONS, watch_signals};
use super::runtime;
use crate::bench::{agent, run};
use crate::rt::net::{ListenOptions, TcpListener};
use crate::rt::sync::Event;

/// Run shares of loads that another host leads with --agents.
///
/// Whoever reaches this address can have this host put load on any broker that it reaches: there is no password.
#[derive(Args)]
#[command(after_help = "Examples:
  ringmain bench agent --listen 10.0.0.7:19777       # on each of the hosts that put on load
  ringmain bench produce --agents 10.0.0.7:19777,10.0.0.8:19777 --producers 64 --bootstrap broker:9092

All hosts begin at the same time, and what they measure is one run. Each has the threads of --threads. A latency end to end is as good
as the hosts' clocks agreed when the run began: a record that came before it was sent, as they have it, is counted and has no latency, and
the report says how many there are. Steps of a clock during a run move nothing.")]
pub struct Agent {
    /// Where it listens.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:19777")]
    listen: SocketAddr,
}

impl Agent {
    pub fn run(self) -> Result<(), String> {
        runtime::block_on_with(MAX_CONNECTIONS, move || async move {
            let stop = Event::new();
            let _watching = watch_signals(stop.clone())?;
            let listener = TcpListener::bind(self.listen, &ListenOptions::default())
                .map_err(|error| format!("{} cannot be listened on: {error}", self.listen))?;
            // What scripts wait for.
            super::print(&format!("listening {}\nready\n", listener.local_addr()))?;
            or(agent::serve(listener, run::run_share), stop.wait()).await;
            Ok(())
        })
    }
}

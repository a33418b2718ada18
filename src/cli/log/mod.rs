//! `ringmain log`: looks at, checks and repairs the files of a data directory while no broker runs on it.
//!
//! Promises: `dump` and `verify` change nothing. Formats are read by the modules that write them.

use clap::Subcommand;

mod recover;

/// Look at, check or repair the files of a data directory.
#[derive(Subcommand)]
pub enum Log {
    Recover(recover::Recover),
}

impl Log {
    pub fn run(self) -> Result<(), String> {
        match self {
            Log::Recover(recover) => recover.run(),
        }
    }
}

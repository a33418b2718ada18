//! The command line: one file for each command. Commands talk to a broker as any client does, or to files while no broker runs.
//!
//! Promises: an error names the thing, its value and the way out, on stderr, with exit status 1 (2 for a wrong command line).
//! What a command answers goes to stdout, everything else to stderr. A reader that has had enough (`| head`) is no error.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

mod format;
mod log;
mod runtime;
mod serve;

/// An event-streaming broker that speaks Apache Kafka's protocol.
#[derive(Parser)]
#[command(name = "ringmain", version, propagate_version = true, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Serve),
    Format(format::Format),
    #[command(subcommand)]
    Log(log::Log),
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let done = match cli.command {
        Command::Serve(serve) => serve.run(),
        Command::Format(format) => format.run(),
        Command::Log(log) => log.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

//! The command line: one file for each command. Commands talk to a broker as any client does, or to files while no broker runs.
//!
//! Promises: an error names the thing, its value and the way out, on stderr, with exit status 1 (2 for a wrong command line).
//! What a command answers goes to stdout, everything else to stderr. A reader that has had enough (`| head`) is no error.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

mod bench;
mod bench_agent;
mod bench_report;
mod bench_series;
mod consume;
mod coordinator;
#[cfg(test)]
mod fake_broker;
mod format;
mod group;
mod log;
mod membership;
mod produce;
mod render;
mod runtime;
mod serve;
pub(crate) mod table;
mod topic;

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
    Topic(topic::Topic),
    Produce(produce::Produce),
    Consume(consume::Consume),
    #[command(subcommand)]
    Group(group::Group),
    #[command(subcommand)]
    Log(log::Log),
    #[command(subcommand)]
    Bench(Box<bench::Bench>),
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let done = match cli.command {
        Command::Serve(serve) => serve.run(),
        Command::Format(format) => format.run(),
        Command::Topic(topic) => topic.run(),
        Command::Produce(produce) => produce.run(),
        Command::Consume(consume) => consume.run(),
        Command::Group(group) => group.run(),
        Command::Log(log) => log.run(),
        Command::Bench(bench) => bench.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The text if nothing failed; else what was done is printed first.
fn finish(text: String, errors: Vec<String>) -> Result<String, String> {
    if errors.is_empty() {
        return Ok(text);
    }
    print(&text)?;
    Err(errors.join("\nerror: "))
}

/// Writes a command's answer to stdout.
fn print(text: &str) -> Result<(), String> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("stdout cannot be written: {error}")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_that_needs_it_teaches_by_example() {
        for command in Cli::command().get_subcommands() {
            assert!(command.get_about().is_some(), "{} has no description", command.get_name());
            let has_examples = command.get_after_help().is_some_and(|help| help.to_string().contains("ringmain "))
                || command.get_subcommands().any(|sub| sub.get_after_help().is_some());
            assert!(has_examples, "{} has no example", command.get_name());
        }
    }
}

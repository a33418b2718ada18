//! Writes the generated parts of the repository from Apache Kafka's schemas and tables: one command, no options to choose.
//!
//! `ringmain-codegen` writes them; `ringmain-codegen --check` writes nothing, names the files that would differ and exits
//! with 1 if there are any. The facts are found at `RINGMAIN_KAFKA_FACTS`, by default `../shared/kafka` beside the workspace.

mod groups;
mod messages;
mod names;
mod output;
mod samples;
mod schema;
mod tables;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use output::Output;
use schema::Result;

fn main() -> ExitCode {
    let check = match std::env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => {
            eprintln!("usage: ringmain-codegen [--check]");
            return ExitCode::from(2);
        }
    };
    let crate_dir =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from("crates/codegen"), PathBuf::from);
    let root = crate_dir.join("../..");
    let facts =
        std::env::var_os("RINGMAIN_KAFKA_FACTS").map_or_else(|| root.join("../shared/kafka"), |facts| root.join(facts));
    match generate(&facts).and_then(|output| if check { output.differences(&root) } else { output.write(&root) }) {
        Ok(changed) if check && !changed.is_empty() => {
            for path in changed {
                println!("{}", path.display());
            }
            eprintln!("these files differ from what `cargo run -p ringmain-codegen` writes");
            ExitCode::FAILURE
        }
        Ok(changed) => {
            println!("{} files changed", changed.len());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("ringmain-codegen: {error}");
            ExitCode::FAILURE
        }
    }
}

fn generate(facts: &Path) -> Result<Output> {
    let folders = schema::read_all(&facts.join("schemas"))?;
    let tables = facts.join("tables");
    let mut output = Output::default();
    let messages = Path::new("crates/protocol/src/messages");
    output.own(messages);
    for (folder, found) in &folders {
        for message in found.iter().filter(|m| !m.versions.is_empty()) {
            let path = messages.join(folder).join(names::snake(&message.name)).with_extension("rs");
            output.add(path, messages::file(message)?);
        }
        for (name, text) in groups::files(folder, found) {
            output.add(messages.join(folder).join(name).with_extension("rs"), text);
        }
    }
    let names: Vec<_> = folders.keys().map(String::as_str).collect();
    output.add_root(messages.join("mod.rs"), groups::root(&names));
    let generated = Path::new("crates/protocol/tests/messages/generated");
    output.own(generated);
    for (folder, found) in &folders {
        output.add(generated.join(folder).with_extension("rs"), samples::file(folder, found)?);
    }
    output.add_root(generated.join("mod.rs"), samples::root(folders.iter()));
    let protocol = Path::new("crates/protocol/src");
    let rpc = folders.get("rpc").map(Vec::as_slice).unwrap_or_default();
    output.add_root(protocol.join("api_key.rs"), tables::api_key(&tables, rpc)?);
    output.add_root(protocol.join("error_code.rs"), tables::error_code(&tables)?);
    let settings = Path::new("src/metadata/tables");
    for table in ["broker", "topic", "group"] {
        output.add_root(settings.join(table).with_extension("rs"), tables::settings(&tables, table)?);
    }
    output.add_root(settings.join("features.rs"), tables::features(&tables)?);
    Ok(output)
}

//! What is committed is what the generator writes.

use std::path::Path;
use std::process::Command;

#[test]
fn check_finds_no_difference() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let facts = std::env::var_os("RINGMAIN_KAFKA_FACTS")
        .map_or_else(|| workspace.join("../shared/kafka"), |facts| workspace.join(facts));
    if !facts.is_dir() {
        println!("skipped: {} (RINGMAIN_KAFKA_FACTS) is not there", facts.display());
        return;
    }
    let output = Command::new(env!("CARGO_BIN_EXE_ringmain-codegen")).arg("--check").output().unwrap();
    let differing = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{differing}{}", String::from_utf8_lossy(&output.stderr));
}

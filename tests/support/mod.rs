//! What the integration tests share: a broker process, Kafka's Java tools, and where both are found.
//! A test that needs a tool this machine lacks says so and passes; with `CI=true` it fails instead.
#![allow(dead_code, reason = "each test binary uses a part of this")]

pub mod broker;
pub mod client;
pub mod java;
pub mod raw;

use std::path::{Path, PathBuf};

/// The folder `tests/peers/setup` fills.
pub fn peers_dir() -> PathBuf {
    match std::env::var_os("RINGMAIN_PEERS") {
        Some(dir) => PathBuf::from(dir),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("target/peers"),
    }
}

/// Whether what a test needs is there. Where it is not, says what is missing; in CI that fails the test.
#[must_use]
pub fn present(what: &str, there: bool) -> bool {
    if !there {
        let message = format!("{what} is missing: run .ci/install and tests/peers/setup");
        assert!(std::env::var("CI").as_deref() != Ok("true"), "{message}");
        eprintln!("skipped: {message}");
    }
    there
}

/// Copies a stopped broker's data directory.
pub fn copy_dir(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("create the copy");
    for entry in std::fs::read_dir(from).expect("read the directory") {
        let entry = entry.expect("read the directory");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("file type").is_dir() {
            copy_dir(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).expect("copy a file");
        }
    }
}

/// xorshift64*: the same numbers on every run and every machine.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        // Zero is the one state xorshift never leaves.
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// Bytes of which runs repeat, so that every codec has something to do.
    pub fn bytes(&mut self, len: usize) -> Vec<u8> {
        let mut out = Vec::with_capacity(len + 64);
        while out.len() < len {
            if self.below(2) == 0 {
                out.extend(std::iter::repeat_n(self.next() as u8, 1 + self.below(63) as usize));
            } else {
                out.extend((0..1 + self.below(7)).flat_map(|_| self.next().to_le_bytes()));
            }
        }
        out.truncate(len);
        out
    }
}

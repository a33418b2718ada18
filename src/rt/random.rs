//! Randomness. Real: a generator a thread, seeded by the operating system. Simulated: everything follows from the seed.
//! Not for keys or other secrets.

use super::{Backend, backend};

/// A uniformly distributed number.
pub fn u64() -> u64 {
    match backend() {
        Backend::Real(thread) => thread.random(),
        Backend::Sim(thread) => thread.world.random(),
    }
}

/// A uniformly distributed number below `n`; 0 if `n` is 0.
pub fn below(n: u64) -> u64 {
    // The high half of a 128-bit product: at most n / 2^64 away from uniform.
    ((u128::from(u64()) * u128::from(n)) >> 64) as u64
}

/// Fills `bytes` with random ones.
pub fn fill(bytes: &mut [u8]) {
    for chunk in bytes.chunks_mut(8) {
        let random = u64().to_le_bytes();
        chunk.copy_from_slice(&random[..chunk.len()]);
    }
}

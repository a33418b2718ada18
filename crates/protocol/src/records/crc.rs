//! CRC-32C (Castagnoli), the checksum of magic-2 batches.

use crc_fast::CrcAlgorithm::Crc32Iscsi;

/// CRC-32C of `bytes`, as Kafka stores it.
#[inline]
pub fn crc32c(bytes: &[u8]) -> u32 {
    crc_fast::crc32_iscsi(bytes)
}

/// CRC-32C of bytes that lie in several places.
pub struct Digest(crc_fast::Digest);

impl Digest {
    pub fn new() -> Self {
        Self(crc_fast::Digest::new(Crc32Iscsi))
    }

    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub fn finish(&self) -> u32 {
        self.0.finalize() as u32
    }
}

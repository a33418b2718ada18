//! The five codecs of record batches.
//!
//! Promises: a [`Compressor`] and a [`Decompressor`] keep their tables and buffers, so a warm one allocates nothing for a batch.
//! Decompression yields at most the caller's limit; what is allocated follows what has been produced, not what a frame declares.
//! The exceptions are bounded: one snappy block (at most 64 times its compressed size, and the limit), one lz4 block (4 MiB),
//! a zstd window (128 MiB of address space, used as far as output has been produced, and given back after the batch).
//! Neither may be shared between threads at once.

mod gzip;
mod lz4;
mod snappy;
mod zstd;

use super::RecordError;
use std::fmt;
use std::str::FromStr;

/// A codec, as the lowest three bits of a batch's attributes name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Compression {
    #[default]
    None,
    Gzip,
    Snappy,
    Lz4,
    Zstd,
}

impl Compression {
    pub const ALL: [Self; 5] = [Self::None, Self::Gzip, Self::Snappy, Self::Lz4, Self::Zstd];

    pub fn from_id(id: u8) -> Result<Self, RecordError> {
        Self::ALL.get(usize::from(id)).copied().ok_or(RecordError::UnknownCompression { id })
    }

    pub fn id(self) -> u8 {
        self as u8
    }

    /// The name in `compression.type`; `none` is `uncompressed` there, too.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Gzip => "gzip",
            Self::Snappy => "snappy",
            Self::Lz4 => "lz4",
            Self::Zstd => "zstd",
        }
    }

    pub fn is_compressed(self) -> bool {
        self != Self::None
    }

    /// The level Kafka uses where none is set.
    pub fn default_level(self) -> i32 {
        match self {
            Self::None | Self::Snappy => 0,
            Self::Gzip => -1,
            Self::Lz4 => 9,
            Self::Zstd => 3,
        }
    }

    /// Whether `compression.<codec>.level` may be `level`.
    pub fn allows_level(self, level: i32) -> bool {
        match self {
            Self::None | Self::Snappy => level == 0,
            Self::Gzip => level == -1 || (1..=9).contains(&level),
            Self::Lz4 => (1..=17).contains(&level),
            Self::Zstd => (-131_072..=22).contains(&level),
        }
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The name is none of the five.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no compression type: use none, gzip, snappy, lz4 or zstd")]
pub struct UnknownCompressionName(String);

impl FromStr for Compression {
    type Err = UnknownCompressionName;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|c| c.name() == name).ok_or_else(|| UnknownCompressionName(name.to_owned()))
    }
}

/// A codec and how hard it tries. lz4 has one level here: whatever is asked, the fast one is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CompressionConfig {
    pub compression: Compression,
    /// One that [`Compression::allows_level`].
    pub level: i32,
}

impl From<Compression> for CompressionConfig {
    /// At the default level.
    fn from(compression: Compression) -> Self {
        Self { compression, level: compression.default_level() }
    }
}

/// Compresses payloads; keeps the codecs' tables between them.
#[derive(Default)]
pub struct Compressor {
    gzip: gzip::Encoder,
    snappy: snappy::Encoder,
    lz4: lz4::Encoder,
    zstd: zstd::Encoder,
}

impl fmt::Debug for Compressor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Compressor").finish_non_exhaustive()
    }
}

impl Compressor {
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends `input`, compressed as Kafka's clients do, to `out`.
    pub fn compress(&mut self, config: CompressionConfig, input: &[u8], out: &mut Vec<u8>) -> Result<(), RecordError> {
        let done = match config.compression {
            Compression::None => {
                out.extend_from_slice(input);
                Ok(())
            }
            Compression::Gzip => self.gzip.encode(config.level, input, out),
            Compression::Snappy => self.snappy.encode(input, out),
            Compression::Lz4 => self.lz4.encode(input, out),
            Compression::Zstd => self.zstd.encode(config.level, input, out),
        };
        done.map_err(|reason| RecordError::CompressionFailed { codec: config.compression, reason })
    }
}

/// Decompresses payloads; keeps the codecs' tables and one output buffer between them.
#[derive(Default)]
pub struct Decompressor {
    codecs: Codecs,
    output: Vec<u8>,
    /// Where validation looks at the records of a compressed batch, piece by piece.
    window: Vec<u8>,
}

#[derive(Default)]
struct Codecs {
    inflate: Option<flate2::Decompress>,
    zstd: Option<zstd::Context>,
    /// One decompressed block of lz4 or snappy.
    block: Vec<u8>,
}

impl fmt::Debug for Decompressor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decompressor").finish_non_exhaustive()
    }
}

impl Decompressor {
    /// Buffers that grew beyond this for one batch are given back with [`Self::tidy`], or with the next.
    const KEPT_BYTES: usize = 1 << 20;
    const FIRST_BYTES: usize = 16 << 10;

    pub fn new() -> Self {
        Self::default()
    }

    /// The whole of a compressed payload, in a buffer of this decompressor's.
    pub fn decompress(&mut self, codec: Compression, input: &[u8], limit_bytes: usize) -> Result<&[u8], RecordError> {
        self.decompress_with(codec, input, limit_bytes, LegacyLz4::No)
    }

    /// As [`Self::decompress`], for messages of the older formats, too.
    pub(super) fn decompress_with(
        &mut self,
        codec: Compression,
        input: &[u8],
        limit_bytes: usize,
        lz4: LegacyLz4,
    ) -> Result<&[u8], RecordError> {
        self.tidy();
        let mut stream = Stream::new(&mut self.codecs, codec, input, limit_bytes, lz4);
        fill(&mut stream, &mut self.output, limit_bytes)?;
        Ok(&self.output)
    }

    /// Gives back what one large batch took.
    pub fn tidy(&mut self) {
        if self.output.capacity() > Self::KEPT_BYTES {
            self.output = Vec::new();
        }
    }

    #[cfg(test)]
    pub fn kept_bytes(&self) -> usize {
        self.output.capacity()
    }

    /// The payload piece by piece, and the window to put the pieces in.
    pub(super) fn stream<'d, 'i>(
        &'d mut self,
        codec: Compression,
        input: &'i [u8],
        limit_bytes: usize,
    ) -> (Stream<'d, 'i>, &'d mut Vec<u8>) {
        (Stream::new(&mut self.codecs, codec, input, limit_bytes, LegacyLz4::No), &mut self.window)
    }
}

fn fill(stream: &mut Stream<'_, '_>, out: &mut Vec<u8>, limit_bytes: usize) -> Result<(), RecordError> {
    // One byte of room beyond the limit, so that reaching the limit and exceeding it can be told apart.
    let most = limit_bytes.saturating_add(1);
    let first = stream.input_len.saturating_mul(4).clamp(Decompressor::FIRST_BYTES, Decompressor::KEPT_BYTES).min(most);
    out.clear();
    out.resize(first.max(out.capacity().min(most)), 0);
    let mut filled = 0;
    loop {
        if filled == out.len() {
            out.resize(out.len().saturating_mul(2).min(most), 0);
        }
        let read = stream.read(out.get_mut(filled..).unwrap_or_default())?;
        if read == 0 {
            out.truncate(filled);
            return Ok(());
        }
        filled += read;
    }
}

/// Whether an lz4 frame may have the header checksum of old clients, which covered the wrong bytes (messages of magic 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LegacyLz4 {
    No,
    Yes,
}

#[allow(clippy::large_enum_variant)] // one at a time, on the stack: a box would be an allocation for each batch
enum State<'d, 'i> {
    Stored(&'i [u8]),
    Gzip(gzip::Decoder<'d, 'i>),
    Snappy(snappy::Decoder<'d, 'i>),
    Lz4(lz4::Decoder<'d, 'i>),
    Zstd(zstd::Decoder<'d, 'i>),
}

/// A payload being decompressed.
pub(super) struct Stream<'d, 'i> {
    codec: Compression,
    state: State<'d, 'i>,
    input_len: usize,
    left: usize,
    limit: usize,
}

impl<'d, 'i> Stream<'d, 'i> {
    fn new(codecs: &'d mut Codecs, codec: Compression, input: &'i [u8], limit: usize, lz4: LegacyLz4) -> Self {
        if codecs.block.capacity() > Decompressor::KEPT_BYTES {
            codecs.block = Vec::new();
        }
        let state = match codec {
            Compression::None => State::Stored(input),
            Compression::Gzip => State::Gzip(gzip::Decoder::new(&mut codecs.inflate, input)),
            Compression::Snappy => State::Snappy(snappy::Decoder::new(&mut codecs.block, input, limit)),
            Compression::Lz4 => State::Lz4(lz4::Decoder::new(&mut codecs.block, input, lz4)),
            Compression::Zstd => State::Zstd(zstd::Decoder::new(&mut codecs.zstd, input)),
        };
        Self { codec, state, input_len: input.len(), left: limit, limit }
    }

    /// Writes the next bytes into `out`, which must not be empty; 0 is the end.
    pub fn read(&mut self, out: &mut [u8]) -> Result<usize, RecordError> {
        let room = out.len().min(self.left.saturating_add(1));
        let out = out.get_mut(..room).unwrap_or_default();
        let read = match &mut self.state {
            State::Stored(input) => {
                let size = input.len().min(out.len());
                let (taken, rest) = input.split_at(size);
                if let Some(out) = out.get_mut(..size) {
                    out.copy_from_slice(taken);
                }
                *input = rest;
                Ok(size)
            }
            State::Gzip(decoder) => decoder.read(out),
            State::Snappy(decoder) => decoder.read(out),
            State::Lz4(decoder) => decoder.read(out),
            State::Zstd(decoder) => decoder.read(out),
        };
        let read = read.map_err(|error| match error {
            DecodeError::Corrupt(reason) => RecordError::Corrupt { codec: self.codec, reason },
            DecodeError::TooLarge => RecordError::DecompressedTooLarge { codec: self.codec, limit: self.limit },
        })?;
        self.left = self
            .left
            .checked_sub(read)
            .ok_or(RecordError::DecompressedTooLarge { codec: self.codec, limit: self.limit })?;
        Ok(read)
    }
}

/// Why a decoder stopped.
#[derive(Debug)]
enum DecodeError {
    Corrupt(&'static str),
    TooLarge,
}

impl From<&'static str> for DecodeError {
    fn from(reason: &'static str) -> Self {
        Self::Corrupt(reason)
    }
}

const ENDS_EARLY: &str = "it ends early";

fn take<'i>(input: &mut &'i [u8], size: usize) -> Result<&'i [u8], DecodeError> {
    let (taken, rest) = input.split_at_checked(size).ok_or(DecodeError::Corrupt(ENDS_EARLY))?;
    *input = rest;
    Ok(taken)
}

fn take_array<const N: usize>(input: &mut &[u8]) -> Result<[u8; N], DecodeError> {
    let (taken, rest) = input.split_first_chunk::<N>().ok_or(DecodeError::Corrupt(ENDS_EARLY))?;
    *input = rest;
    Ok(*taken)
}

/// What of a decompressed block has not been handed out yet.
struct Block<'d> {
    buffer: &'d mut Vec<u8>,
    at: usize,
}

impl<'d> Block<'d> {
    fn new(buffer: &'d mut Vec<u8>) -> Self {
        buffer.clear();
        Self { buffer, at: 0 }
    }

    /// Hands out what fits.
    fn drain(&mut self, out: &mut [u8]) -> usize {
        let rest = self.buffer.get(self.at..).unwrap_or_default();
        let size = rest.len().min(out.len());
        if let (Some(out), Some(rest)) = (out.get_mut(..size), rest.get(..size)) {
            out.copy_from_slice(rest);
        }
        self.at += size;
        size
    }

    /// Empty room for a block of at most `size` bytes.
    fn refill(&mut self, size: usize) -> &mut Vec<u8> {
        self.at = 0;
        self.buffer.clear();
        self.buffer.resize(size, 0);
        self.buffer
    }
}

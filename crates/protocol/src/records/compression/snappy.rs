//! Snappy in snappy-java's (Xerial's) framing: a 16-byte header, then blocks with their compressed size in front.
//! A payload without that header is read as one raw snappy block, as snappy-java and librdkafka do.

use super::{Block, DecodeError, take, take_array};

/// The magic, version 1, readable from version 1.
const HEADER: [u8; 16] = [0x82, b'S', b'N', b'A', b'P', b'P', b'Y', 0, 0, 0, 0, 1, 0, 0, 0, 1];
const MAGIC: &[u8] = b"\x82SNAPPY\0";
/// What snappy-java compresses at a time.
const BLOCK_BYTES: usize = 32 << 10;
/// No snappy element yields more bytes than this for each of its own.
const MAX_RATIO: usize = 64;

pub struct Encoder {
    snappy: snap::raw::Encoder,
}

impl Default for Encoder {
    fn default() -> Self {
        Self { snappy: snap::raw::Encoder::new() }
    }
}

impl Encoder {
    pub fn encode(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), &'static str> {
        out.extend_from_slice(&HEADER);
        for block in input.chunks(BLOCK_BYTES) {
            let at = out.len();
            out.resize(at + 4 + snap::raw::max_compress_len(block.len()), 0);
            let Some((length, room)) = out.get_mut(at..).and_then(|o| o.split_first_chunk_mut::<4>()) else {
                return Err("no room");
            };
            let size = self.snappy.compress(block, room).map_err(|_| "snappy refused a block")?;
            *length = (size as u32).to_be_bytes();
            out.truncate(at + 4 + size);
        }
        Ok(())
    }
}

pub struct Decoder<'d, 'i> {
    block: Block<'d>,
    input: &'i [u8],
    framed: bool,
    limit: usize,
}

impl<'d, 'i> Decoder<'d, 'i> {
    pub fn new(block: &'d mut Vec<u8>, input: &'i [u8], limit: usize) -> Self {
        Self { block: Block::new(block), input, framed: input.starts_with(MAGIC), limit }
    }

    pub fn read(&mut self, out: &mut [u8]) -> Result<usize, DecodeError> {
        loop {
            let drained = self.block.drain(out);
            if drained > 0 {
                return Ok(drained);
            }
            // Streams may follow each other, each with its own header.
            while self.framed && self.input.starts_with(MAGIC) {
                take(&mut self.input, HEADER.len())?;
            }
            if self.input.is_empty() {
                return Ok(0);
            }
            let compressed = if self.framed { self.next_block()? } else { std::mem::take(&mut self.input) };
            let size = snap::raw::decompress_len(compressed)
                .map_err(|_| DecodeError::Corrupt("a block does not begin with its size"))?;
            if size > self.limit {
                return Err(DecodeError::TooLarge);
            }
            if size > compressed.len().saturating_mul(MAX_RATIO) {
                return Err("a block says it holds more than it can".into());
            }
            const MALFORMED: DecodeError = DecodeError::Corrupt("a block is malformed");
            let mut snappy = snap::raw::Decoder::new();
            if let Some(room) = out.get_mut(..size).filter(|room| !room.is_empty()) {
                return snappy.decompress(compressed, room).map_err(|_| MALFORMED);
            }
            snappy.decompress(compressed, self.block.refill(size)).map_err(|_| MALFORMED)?;
        }
    }

    fn next_block(&mut self) -> Result<&'i [u8], DecodeError> {
        let size = u32::from_be_bytes(take_array(&mut self.input)?);
        take(&mut self.input, size as usize)
    }
}

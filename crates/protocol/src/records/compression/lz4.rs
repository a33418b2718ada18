//! The lz4 frame as Kafka's clients write it: independent blocks of 64 KiB, no checksums but the header's, an end mark.
//! Frames with linked blocks or a dictionary are refused, as Kafka refuses them; bytes after the end mark are ignored.

use super::{Block, DecodeError, LegacyLz4, take, take_array};
use lz4_flex::block::{CompressTable, compress_into_with_table, decompress_into, get_maximum_output_size};

const MAGIC: u32 = 0x184d_2204;
const STORED: u32 = 1 << 31;
const BLOCK_BYTES: usize = 64 << 10;

const VERSION: u8 = 0b01 << 6;
const VERSION_BITS: u8 = 0b11 << 6;
const INDEPENDENT: u8 = 1 << 5;
const BLOCK_CHECKSUM: u8 = 1 << 4;
const CONTENT_SIZE: u8 = 1 << 3;
const CONTENT_CHECKSUM: u8 = 1 << 2;
const RESERVED: u8 = 0b11;
/// 64 KiB; one more is four times as much.
const SMALLEST_BLOCK: u8 = 4;

pub struct Encoder {
    table: CompressTable,
}

impl Default for Encoder {
    fn default() -> Self {
        Self { table: CompressTable::large() }
    }
}

impl Encoder {
    pub fn encode(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), &'static str> {
        let descriptor = [VERSION | INDEPENDENT, SMALLEST_BLOCK << 4];
        out.extend_from_slice(&MAGIC.to_le_bytes());
        out.extend_from_slice(&descriptor);
        out.push(header_checksum(&descriptor));
        for block in input.chunks(BLOCK_BYTES) {
            let at = out.len();
            out.resize(at + 4 + get_maximum_output_size(block.len()), 0);
            let Some((length, room)) = out.get_mut(at..).and_then(|o| o.split_first_chunk_mut::<4>()) else {
                return Err("no room");
            };
            let size = compress_into_with_table(block, room, &mut self.table).map_err(|_| "lz4 refused a block")?;
            if size < block.len() {
                *length = (size as u32).to_le_bytes();
                out.truncate(at + 4 + size);
            } else {
                *length = (block.len() as u32 | STORED).to_le_bytes();
                out.truncate(at + 4);
                out.extend_from_slice(block);
            }
        }
        out.extend_from_slice(&[0; 4]);
        Ok(())
    }
}

struct Frame {
    max_block: usize,
    block_checksum: bool,
}

pub struct Decoder<'d, 'i> {
    block: Block<'d>,
    input: &'i [u8],
    legacy: LegacyLz4,
    frame: Option<Frame>,
    ended: bool,
}

impl<'d, 'i> Decoder<'d, 'i> {
    pub fn new(block: &'d mut Vec<u8>, input: &'i [u8], legacy: LegacyLz4) -> Self {
        Self { block: Block::new(block), input, legacy, frame: None, ended: false }
    }

    pub fn read(&mut self, out: &mut [u8]) -> Result<usize, DecodeError> {
        loop {
            let drained = self.block.drain(out);
            if drained > 0 || self.ended {
                return Ok(drained);
            }
            let frame = match &self.frame {
                Some(frame) => frame,
                None => self.frame.insert(read_frame_header(&mut self.input, self.legacy)?),
            };
            let (max_block, block_checksum) = (frame.max_block, frame.block_checksum);
            let head = u32::from_le_bytes(take_array(&mut self.input)?);
            if head == 0 {
                // A content checksum may follow; Kafka does not look at it, and the batch has its own.
                self.ended = true;
                continue;
            }
            let size = (head & !STORED) as usize;
            if size > max_block {
                return Err("a block is larger than the frame allows".into());
            }
            let data = take(&mut self.input, size)?;
            if block_checksum && u32::from_le_bytes(take_array(&mut self.input)?) != xxh32(data) {
                return Err("the checksum of a block does not match".into());
            }
            if head & STORED != 0 {
                self.block.refill(size).copy_from_slice(data);
                continue;
            }
            const MALFORMED: DecodeError = DecodeError::Corrupt("a block is malformed");
            if let Some(room) = out.get_mut(..max_block) {
                let produced = decompress_into(data, room).map_err(|_| MALFORMED)?;
                if produced > 0 {
                    return Ok(produced);
                }
            } else {
                let block = self.block.refill(max_block);
                let produced = decompress_into(data, block).map_err(|_| MALFORMED)?;
                block.truncate(produced);
            }
        }
    }
}

fn read_frame_header(input: &mut &[u8], legacy: LegacyLz4) -> Result<Frame, DecodeError> {
    if u32::from_le_bytes(take_array(input)?) != MAGIC {
        return Err("it does not begin as an lz4 frame".into());
    }
    let descriptor = *input;
    let [flags, sizes] = take_array(input)?;
    if flags & VERSION_BITS != VERSION || flags & RESERVED != 0 {
        return Err("its frame version or reserved bits are unknown".into());
    }
    if flags & INDEPENDENT == 0 {
        return Err("its blocks depend on each other".into());
    }
    let block_size = (sizes >> 4) & 0b111;
    if sizes & 0b1000_1111 != 0 || block_size < SMALLEST_BLOCK {
        return Err("its block size is unknown".into());
    }
    if flags & CONTENT_SIZE != 0 {
        take(input, 8)?;
    }
    let descriptor = descriptor.get(..descriptor.len() - input.len()).unwrap_or_default();
    let [checksum] = take_array(input)?;
    if legacy == LegacyLz4::No && checksum != header_checksum(descriptor) {
        return Err("the checksum of its header does not match".into());
    }
    // A content checksum needs no room: it comes after the end mark.
    let _ = flags & CONTENT_CHECKSUM;
    Ok(Frame {
        max_block: BLOCK_BYTES << (2 * (block_size - SMALLEST_BLOCK)),
        block_checksum: flags & BLOCK_CHECKSUM != 0,
    })
}

fn header_checksum(descriptor: &[u8]) -> u8 {
    (xxh32(descriptor) >> 8) as u8
}

/// XXH32 with seed 0, the frame format's checksum.
fn xxh32(input: &[u8]) -> u32 {
    const P1: u32 = 0x9e37_79b1;
    const P2: u32 = 0x85eb_ca77;
    const P3: u32 = 0xc2b2_ae3d;
    const P4: u32 = 0x27d4_eb2f;
    const P5: u32 = 0x1656_67b1;
    let round = |lane: u32, word: u32| lane.wrapping_add(word.wrapping_mul(P2)).rotate_left(13).wrapping_mul(P1);

    let (stripes, rest) = input.as_chunks::<16>();
    let mut hash = if stripes.is_empty() {
        P5
    } else {
        let mut lanes = [P1.wrapping_add(P2), P2, 0, 0u32.wrapping_sub(P1)];
        for stripe in stripes {
            let (words, _) = stripe.as_chunks::<4>();
            for (lane, word) in lanes.iter_mut().zip(words) {
                *lane = round(*lane, u32::from_le_bytes(*word));
            }
        }
        let [a, b, c, d] = lanes;
        a.rotate_left(1).wrapping_add(b.rotate_left(7)).wrapping_add(c.rotate_left(12)).wrapping_add(d.rotate_left(18))
    };
    hash = hash.wrapping_add(input.len() as u32);
    let (words, tail) = rest.as_chunks::<4>();
    for word in words {
        hash = hash.wrapping_add(u32::from_le_bytes(*word).wrapping_mul(P3)).rotate_left(17).wrapping_mul(P4);
    }
    for &byte in tail {
        hash = hash.wrapping_add(u32::from(byte).wrapping_mul(P5)).rotate_left(11).wrapping_mul(P1);
    }
    hash ^= hash >> 15;
    hash = hash.wrapping_mul(P2);
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(P3);
    hash ^ (hash >> 16)
}

#[cfg(test)]
mod tests {
    use super::xxh32;

    #[test]
    fn xxh32_gives_the_published_values() {
        assert_eq!(xxh32(b""), 0x02cc_5d05);
        assert_eq!(xxh32(b"a"), 0x550d_7456);
        assert_eq!(xxh32(b"abc"), 0x32d1_53ff);
        assert_eq!(xxh32(b"Nobody inspects the spammish repetition"), 0xe229_3b2f);
    }
}

//! What a record holds: a stamp that says where it belongs, then bytes of the wanted entropy.
//!
//! Promises: making a value takes no allocation beyond what `out` lacks. The stamp's check covers value and key, so a value
//! that [`read`] accepts is the one that was written. A value shorter than the stamp holds the beginning of it and cannot be
//! read. Whoever writes numbers the records of each producer and lane from 0 without gaps: `verify` counts on it.

use std::sync::Arc;

use ringmain_protocol::records::crc32c;

use super::draw::Random;

/// Bytes that a stamp takes.
pub const STAMP_BYTES: usize = 40;
/// Bytes that are prepared: more than a codec looks back over in a batch, so that what is random stays so.
const BLOCK_BYTES: usize = 1 << 20;
/// Random and even bytes take turns within so many.
const STRIPE_BYTES: usize = 128;

/// Where a record belongs. In the value all is big-endian: check (4), run (8), producer (4), lane (4), sequence (8), due (8),
/// length (4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Who sent it: a number of its own for each producer of a run, on all hosts.
    pub producer: u32,
    /// The partition, counted through all topics of the run.
    pub lane: u32,
    /// How many records this producer has made for this lane before.
    pub sequence: u64,
    /// When it was meant to be sent, microseconds on the clock that producers and consumers share.
    pub due_us: u64,
}

/// Why a value is none of ours as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// Of another run, or of no run at all.
    Foreign,
    /// Of this run, but not as it was sent.
    Changed,
}

/// Bytes to fill values with. Made once, shared by the producers of a process.
#[derive(Clone)]
pub struct Filling(Arc<[u8]>);

impl Filling {
    /// `entropy` from 0 to 1: the part of bytes that are random.
    pub fn new(entropy: f64, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let mut block = vec![b'.'; BLOCK_BYTES];
        let mut wanted = 0.0;
        for stripe in block.chunks_mut(STRIPE_BYTES) {
            // What rounding leaves goes to the next stripe.
            wanted += entropy.clamp(0.0, 1.0) * stripe.len() as f64;
            let count = (wanted as usize).min(stripe.len());
            wanted -= count as f64;
            for byte in stripe.iter_mut().take(count) {
                *byte = random.number() as u8;
            }
        }
        Filling(block.into())
    }
}

/// Makes the values of one producer.
pub struct Payload {
    run: u64,
    producer: u32,
    filling: Filling,
    /// Where the next value's bytes are taken from: one after the other, so that no batch has them twice.
    position: usize,
}

impl Payload {
    pub fn new(run: u64, producer: u32, filling: Filling) -> Self {
        // Producers begin in different places: what they send at the same time is not the same.
        let position = Random::new(u64::from(producer)).below(BLOCK_BYTES as u64) as usize;
        Payload { run, producer, filling, position }
    }

    /// Appends a value of `length` bytes to `out`.
    #[inline]
    pub fn append(
        &mut self,
        lane: u32,
        sequence: u64,
        due_us: u64,
        key: Option<&[u8]>,
        length: usize,
        out: &mut Vec<u8>,
    ) {
        let mut stamp = [0; STAMP_BYTES];
        stamp[4..12].copy_from_slice(&self.run.to_be_bytes());
        stamp[12..16].copy_from_slice(&self.producer.to_be_bytes());
        stamp[16..20].copy_from_slice(&lane.to_be_bytes());
        stamp[20..28].copy_from_slice(&sequence.to_be_bytes());
        stamp[28..36].copy_from_slice(&due_us.to_be_bytes());
        stamp[36..40].copy_from_slice(&(length as u32).to_be_bytes());
        let start = out.len();
        if length < STAMP_BYTES {
            out.extend_from_slice(&stamp[..length]);
        } else {
            out.extend_from_slice(&stamp);
            self.fill(length - STAMP_BYTES, out);
        }
        if let Some(value) = out.get_mut(start..) {
            let check = check(value, key).to_be_bytes();
            let count = check.len().min(value.len());
            value[..count].copy_from_slice(&check[..count]);
        }
    }

    #[inline]
    fn fill(&mut self, mut length: usize, out: &mut Vec<u8>) {
        let block = &self.filling.0;
        while length > 0 {
            let rest = block.get(self.position..).unwrap_or_default();
            let count = length.min(rest.len());
            out.extend_from_slice(&rest[..count]);
            length -= count;
            self.position = if count == rest.len() { 0 } else { self.position + count };
        }
    }
}

/// Over everything but itself.
#[inline]
fn check(value: &[u8], key: Option<&[u8]>) -> u32 {
    let of_value = crc32c(value.get(4..).unwrap_or_default());
    // Turned, so that the same change in both is seen.
    key.map_or(of_value, |key| of_value ^ !crc32c(key).rotate_left(7))
}

/// What a consumer received, for `run`.
#[inline]
pub fn read(run: u64, key: Option<&[u8]>, value: &[u8]) -> Result<Stamp, Unfit> {
    let Some(stamp) = value.first_chunk::<STAMP_BYTES>() else {
        let is_ours = value.get(4..12).is_some_and(|bytes| bytes == run.to_be_bytes());
        return Err(if is_ours { Unfit::Changed } else { Unfit::Foreign });
    };
    let is_ours = number::<8>(stamp, 4) == run;
    let is_whole =
        number::<4>(stamp, 36) == value.len() as u64 && number::<4>(stamp, 0) == u64::from(check(value, key));
    match (is_ours, is_whole) {
        (true, true) => Ok(Stamp {
            producer: number::<4>(stamp, 12) as u32,
            lane: number::<4>(stamp, 16) as u32,
            sequence: number::<8>(stamp, 20),
            due_us: number::<8>(stamp, 28),
        }),
        (true, false) => Err(Unfit::Changed),
        (false, _) => Err(Unfit::Foreign),
    }
}

/// The big-endian number of `N` bytes, at most 8, at a place.
#[inline]
fn number<const N: usize>(stamp: &[u8; STAMP_BYTES], at: usize) -> u64 {
    stamp[at..at + N].iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ringmain_protocol::records::{Compression, Compressor};

    use super::*;

    const RUN: u64 = 0x0123_4567_89ab_cdef;

    fn value(payload: &mut Payload, sequence: u64, key: Option<&[u8]>, length: usize) -> Vec<u8> {
        let mut out = Vec::new();
        payload.append(3, sequence, 77, key, length, &mut out);
        out
    }

    #[test]
    fn the_layout_is_as_documented() {
        let mut payload = Payload::new(RUN, 9, Filling::new(0.0, 1));
        let value = value(&mut payload, 5, None, 50);
        let mut wanted = crc32c(&value[4..]).to_be_bytes().to_vec();
        wanted.extend(RUN.to_be_bytes());
        wanted.extend([0, 0, 0, 9, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 77, 0, 0, 0, 50]);
        wanted.extend([b'.'; 10]);
        assert_eq!(value, wanted);
        assert_eq!(read(RUN, None, &value), Ok(Stamp { producer: 9, lane: 3, sequence: 5, due_us: 77 }));
    }

    #[test]
    fn a_short_value_is_a_part_of_the_stamp() {
        let mut payload = Payload::new(RUN, 9, Filling::new(1.0, 1));
        for length in 0..STAMP_BYTES {
            let value = value(&mut payload, 5, None, length);
            assert_eq!(value.len(), length);
            let unfit = if length < 12 { Unfit::Foreign } else { Unfit::Changed };
            assert_eq!(read(RUN, None, &value), Err(unfit), "{length}");
        }
    }

    #[test]
    fn values_compress_as_wanted() {
        for (entropy, least, most) in [(0.0, 0.0, 0.05), (0.25, 0.2, 0.35), (0.5, 0.45, 0.6), (1.0, 0.99, 1.01)] {
            let mut payload = Payload::new(RUN, 9, Filling::new(entropy, 1));
            let mut batch = Vec::new();
            for sequence in 0..64 {
                payload.append(0, sequence, 1000 * sequence, None, 8192, &mut batch);
            }
            for codec in [Compression::Zstd, Compression::Lz4, Compression::Gzip] {
                let mut packed = Vec::new();
                Compressor::new().compress(codec.into(), &batch, &mut packed).unwrap();
                let ratio = packed.len() as f64 / batch.len() as f64;
                assert!((least..=most).contains(&ratio), "{codec} {entropy}: {ratio}");
            }
        }
    }

    #[test]
    fn a_value_longer_than_the_block_is_filled() {
        let mut payload = Payload::new(RUN, 9, Filling::new(1.0, 1));
        let value = value(&mut payload, 0, None, 3 * BLOCK_BYTES + 17);
        assert_eq!(value.len(), 3 * BLOCK_BYTES + 17);
        assert!(read(RUN, None, &value).is_ok());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            producer: u32, lane: u32, sequence: u64, due_us: u64, length in STAMP_BYTES..5000, key: Option<[u8; 16]>,
            before in 0usize..50,
        ) {
            let mut payload = Payload::new(RUN, producer, Filling::new(0.5, 1));
            let key = key.as_ref().map(|key| key.as_slice());
            let mut out = vec![1; before];
            payload.append(lane, sequence, due_us, key, length, &mut out);
            prop_assert_eq!(out.len(), before + length);
            prop_assert_eq!(read(RUN, key, &out[before..]), Ok(Stamp { producer, lane, sequence, due_us }));
            prop_assert_eq!(read(RUN ^ 1, key, &out[before..]), Err(Unfit::Foreign));
        }

        #[test]
        fn every_change_is_found(
            length in STAMP_BYTES..300, at: prop::sample::Index, flip in 1u8.., key: Option<[u8; 16]>, cut: prop::sample::Index,
        ) {
            let mut payload = Payload::new(RUN, 1, Filling::new(0.5, 1));
            let key = key.as_ref().map(|key| key.as_slice());
            let value = value(&mut payload, 5, key, length);
            let mut changed = value.clone();
            changed[at.index(length)] ^= flip;
            let unfit = if (4..12).contains(&at.index(length)) { Unfit::Foreign } else { Unfit::Changed };
            prop_assert_eq!(read(RUN, key, &changed), Err(unfit));
            prop_assert!(read(RUN, key, &value[..cut.index(length)]).is_err());
            let other_key: Option<&[u8]> = if key.is_some() { None } else { Some(b"") };
            prop_assert_eq!(read(RUN, other_key, &value), Err(Unfit::Changed));
            if let Some(key) = key {
                let mut other = key.to_vec();
                other[at.index(16)] ^= flip;
                prop_assert_eq!(read(RUN, Some(&other), &value), Err(Unfit::Changed));
            }
        }

        #[test]
        fn no_bytes_are_a_panic(value: Vec<u8>, key: Option<Vec<u8>>) {
            prop_assert_eq!(read(RUN, key.as_deref(), &value), Err(Unfit::Foreign));
        }
    }
}

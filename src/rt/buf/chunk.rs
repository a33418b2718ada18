//! Chunks (append-only blocks of a pool), immutable slices of them, and windows of them for direct writes.
//!
//! Who may touch which bytes of a block, the argument behind every `unsafe` here:
//! - bytes `0..len` are written once, before `len` passes them, and never again while any handle lives: shared
//!   references to them are sound on any thread (a slice reaches another thread by something that synchronizes);
//! - bytes `len..capacity` are written only by the one `Chunk`, which is neither `Clone` nor `Send`, by raw pointers; no
//!   reference to them is ever made;
//! - an `IoSlice` may cover bytes beyond `len` (the padding). It is not `Send` and gives no references, only a pointer
//!   for the kernel and copies made on the thread of the writer, so nothing in this program races with an append. The
//!   kernel may read the padding while an append writes there; such bytes are not promised to anyone.
#![allow(unsafe_code)]

use super::region::Block;
use super::{align_down, align_up};
use crate::rt::ahead::prefetch_at;
use bytes::Bytes;
use std::marker::PhantomData;
use std::ops::{Bound, Deref, Range, RangeBounds};

/// The unique, append-only writer of one block.
pub struct Chunk {
    block: Block,
    capacity: u32,
    len: u32,
    /// Everything from `len` to here is zero; a multiple of the disk block, at least `len`.
    clean_to: u32,
    not_send: PhantomData<*mut u8>,
}

impl Chunk {
    pub(super) fn new(block: Block, capacity: usize) -> Chunk {
        Chunk { block, capacity: capacity as u32, len: 0, clean_to: 0, not_send: PhantomData }
    }

    /// The size of the block: a power of two from 4 KiB to 1 MiB.
    pub fn capacity(&self) -> usize {
        self.capacity as usize
    }

    pub fn len(&self) -> usize {
        self.len as usize
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Bytes that can still be appended.
    pub fn remaining(&self) -> usize {
        self.capacity() - self.len()
    }

    /// Appends as much of `bytes` as fits and returns how much that was.
    pub fn append(&mut self, bytes: &[u8]) -> usize {
        let n = bytes.len().min(self.remaining());
        // SAFETY: len + n <= capacity; the destination is beyond len, which only this Chunk writes and to which no
        // reference exists, so the source cannot overlap it.
        unsafe { self.block.ptr().add(self.len()).copy_from_nonoverlapping(bytes_ptr(bytes), n) };
        self.grow(n);
        n
    }

    /// Asks for the memory that the next append writes.
    pub fn prefetch_end(&self, bytes: usize) {
        prefetch_at(self.block.ptr().as_ptr().wrapping_add(self.len()), bytes.min(self.remaining()));
    }

    /// Moves `len` past `n` bytes just written and keeps the padding behind them zero.
    fn grow(&mut self, n: usize) {
        self.len += n as u32;
        let end = align_up(self.len()) as u32;
        if end > self.clean_to {
            // SAFETY: len <= end <= capacity (a multiple of the disk block); bytes beyond len, see `append`.
            unsafe { self.block.ptr().add(self.len()).write_bytes(0, (end - self.len) as usize) };
            self.clean_to = end;
        }
    }

    /// Where the kernel may write what a read brings, and how much: the whole block of an empty chunk. The Chunk must
    /// be held, untouched, until the read is over.
    pub(crate) fn read_target(&mut self) -> (*mut u8, usize) {
        assert!(self.is_empty(), "a read into a chunk that holds data");
        self.clean_to = 0;
        (self.block.ptr().as_ptr(), self.capacity())
    }

    /// Makes the first `n` bytes that a read has put at [`read_target`](Chunk::read_target) the content.
    pub(crate) fn read_done(&mut self, n: usize) {
        assert!(self.is_empty() && n <= self.capacity(), "{n} bytes read into a chunk of {}", self.capacity);
        // The memory was initialised when it was mapped, so even a wrong n exposes only stale bytes.
        self.grow(n);
    }

    /// An immutable part of what has been appended.
    ///
    /// # Panics
    /// If the range ends beyond `len`.
    pub fn slice(&self, range: impl RangeBounds<usize>) -> ChunkSlice {
        let range = resolve(range, self.len());
        ChunkSlice { block: self.block.clone(), start: range.start as u32, len: range.len() as u32, is_lent: false }
    }

    /// The disk blocks that hold `range`, which ends at or before `len`: start rounded down and end rounded up to
    /// 4 KiB, the padding zero as of now.
    ///
    /// # Panics
    /// If the range ends beyond `len`.
    pub fn write_window(&self, range: impl RangeBounds<usize>) -> IoSlice {
        let range = resolve(range, self.len());
        let (start, end) = (align_down(range.start), align_up(range.end));
        assert!(end <= (self.clean_to as usize).max(start), "padding that was never cleaned");
        IoSlice { block: self.block.clone(), start: start as u32, len: (end - start) as u32, not_send: PhantomData }
    }
}

/// What has been appended.
impl AsRef<[u8]> for Chunk {
    fn as_ref(&self) -> &[u8] {
        // SAFETY: bytes below len are never written again; the block lives as long as self.
        unsafe { std::slice::from_raw_parts(self.block.ptr().as_ptr(), self.len()) }
    }
}

impl std::fmt::Debug for Chunk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Chunk({} of {} bytes)", self.len, self.capacity)
    }
}

/// An immutable part of a chunk. It may go to any thread and keeps the block from reuse.
pub struct ChunkSlice {
    block: Block,
    start: u32,
    len: u32,
    /// Counted in the pool's lent bytes.
    is_lent: bool,
}

impl ChunkSlice {
    /// A part of this part, lent as it is.
    ///
    /// # Panics
    /// If the range ends beyond `len`.
    pub fn slice(&self, range: impl RangeBounds<usize>) -> ChunkSlice {
        let mut part = self.clone();
        part.narrow(range);
        part
    }

    /// Counts it as lent, and its clones and parts: while any of them is alive, the block is among its pool's lent bytes.
    pub fn lend(&mut self) {
        if !self.is_lent {
            self.block.lend();
            self.is_lent = true;
        }
    }

    fn narrow(&mut self, range: impl RangeBounds<usize>) {
        let range = resolve(range, self.len as usize);
        self.start += range.start as u32;
        self.len = range.len() as u32;
    }
}

impl Clone for ChunkSlice {
    fn clone(&self) -> ChunkSlice {
        if self.is_lent {
            self.block.lend();
        }
        ChunkSlice { block: self.block.clone(), ..*self }
    }
}

impl Drop for ChunkSlice {
    fn drop(&mut self) {
        if self.is_lent {
            self.block.end_loan();
        }
    }
}

// SAFETY: the bytes it covers are immutable and the count of handles is atomic.
unsafe impl Send for ChunkSlice {}
// SAFETY: as above.
unsafe impl Sync for ChunkSlice {}

impl AsRef<[u8]> for ChunkSlice {
    fn as_ref(&self) -> &[u8] {
        // SAFETY: the range was below the chunk's len when the slice was made; such bytes are never written again while
        // a handle of the block lives.
        unsafe { std::slice::from_raw_parts(self.block.ptr().add(self.start as usize).as_ptr(), self.len as usize) }
    }
}

impl Deref for ChunkSlice {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.as_ref()
    }
}

impl std::fmt::Debug for ChunkSlice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ChunkSlice({} bytes)", self.len)
    }
}

/// Whole disk blocks of a chunk, to be written to a file while appends behind them may go on.
pub struct IoSlice {
    block: Block,
    start: u32,
    len: u32,
    not_send: PhantomData<*mut u8>,
}

impl IoSlice {
    pub fn len(&self) -> usize {
        self.len as usize
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// For the kernel only.
    pub(crate) fn as_ptr(&self) -> *const u8 {
        // SAFETY: start lies within the block.
        unsafe { self.block.ptr().add(self.start as usize).as_ptr() }
    }

    /// Appends a copy of the bytes as they are now.
    pub fn copy_to(&self, out: &mut Vec<u8>) {
        out.reserve(self.len());
        // SAFETY: the source is initialised memory of a live block, and only this thread writes to it (neither IoSlice
        // nor Chunk is Send), not during this call. The destination has room for len more bytes and cannot overlap the
        // pool's memory.
        unsafe {
            out.as_mut_ptr().add(out.len()).copy_from_nonoverlapping(self.as_ptr(), self.len());
            out.set_len(out.len() + self.len());
        }
    }
}

impl std::fmt::Debug for IoSlice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IoSlice({} bytes)", self.len)
    }
}

/// Bytes on their way out: owned, or part of a chunk. Cheap to clone, and may go to another thread.
#[derive(Clone, Debug)]
pub enum Segment {
    Bytes(Bytes),
    Chunk(ChunkSlice),
}

impl Segment {
    pub fn len(&self) -> usize {
        self.as_ref().len()
    }

    pub fn is_empty(&self) -> bool {
        self.as_ref().is_empty()
    }

    /// A part of this segment, sharing its memory.
    ///
    /// # Panics
    /// If the range ends beyond `len`.
    pub fn slice(&self, range: impl RangeBounds<usize>) -> Segment {
        match self {
            Segment::Bytes(bytes) => Segment::Bytes(bytes.slice(range)),
            Segment::Chunk(chunk) => Segment::Chunk(chunk.slice(range)),
        }
    }

    /// Counts memory of a pool as lent; see [`ChunkSlice::lend`].
    pub fn lend(&mut self) {
        if let Segment::Chunk(chunk) = self {
            chunk.lend();
        }
    }
}

impl AsRef<[u8]> for Segment {
    fn as_ref(&self) -> &[u8] {
        match self {
            Segment::Bytes(bytes) => bytes,
            Segment::Chunk(chunk) => chunk,
        }
    }
}

impl From<Bytes> for Segment {
    fn from(bytes: Bytes) -> Segment {
        Segment::Bytes(bytes)
    }
}

impl From<Vec<u8>> for Segment {
    fn from(bytes: Vec<u8>) -> Segment {
        Segment::Bytes(bytes.into())
    }
}

impl From<ChunkSlice> for Segment {
    fn from(chunk: ChunkSlice) -> Segment {
        Segment::Chunk(chunk)
    }
}

fn bytes_ptr(bytes: &[u8]) -> std::ptr::NonNull<u8> {
    std::ptr::NonNull::from(bytes).cast()
}

fn resolve(range: impl RangeBounds<usize>, len: usize) -> Range<usize> {
    let start = match range.start_bound() {
        Bound::Included(&start) => start,
        Bound::Excluded(&start) => start + 1,
        Bound::Unbounded => 0,
    };
    let end = match range.end_bound() {
        Bound::Included(&end) => end + 1,
        Bound::Excluded(&end) => end,
        Bound::Unbounded => len,
    };
    assert!(start <= end && end <= len, "range {start}..{end} of {len} bytes");
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rt::buf::{BLOCK_BYTES, Pool};
    use proptest::prelude::*;

    fn window(chunk: &Chunk, range: Range<usize>) -> Vec<u8> {
        let mut out = vec![];
        chunk.write_window(range).copy_to(&mut out);
        out
    }

    #[test]
    fn a_reused_block_is_zero_behind_its_new_content() {
        let pool = Pool::new(1 << 20).unwrap();
        let mut old = pool.try_alloc(1 << 20).unwrap();
        old.append(&vec![0xff; 1 << 20]);
        let block = old.slice(..).block.clone();
        drop(old);
        drop(block.clone());
        let address = block.ptr();
        drop(block);
        let mut new = pool.try_alloc(1 << 20).unwrap();
        assert_eq!(new.block.ptr(), address, "the test wants the same block again");
        for (appended, expect) in [(1, 4096), (4095, 4096), (1, 8192), (5000, 12288)] {
            new.append(&vec![7; appended]);
            let mut bytes = new.as_ref().to_vec();
            bytes.resize(expect, 0);
            assert_eq!(window(&new, 0..new.len()), bytes);
        }
    }

    #[test]
    fn slices_share_one_block_and_keep_their_bytes() {
        let pool = Pool::new(1 << 20).unwrap();
        let mut chunk = pool.try_alloc(8192).unwrap();
        assert_eq!(chunk.append(&[1; 6000]), 6000);
        let first = chunk.slice(10..20);
        assert_eq!(chunk.append(&[2; 6000]), 2192);
        assert_eq!((chunk.remaining(), chunk.append(b"x")), (0, 0));
        let rest = chunk.slice(5999..);
        assert!(first.block.same(&rest.block));
        assert_eq!(first.as_ref(), [1; 10]);
        assert_eq!(rest.slice(..2).as_ref(), [1, 2]);
        drop(chunk);
        assert_eq!(pool.free_bytes(), (1 << 20) - 8192, "slices keep the block");
        drop((first, rest));
        assert_eq!(pool.free_bytes(), 1 << 20);
    }

    #[test]
    #[should_panic(expected = "range 0..2 of 1 bytes")]
    fn a_slice_beyond_the_length_is_refused() {
        let mut chunk = Pool::new(1).unwrap().try_alloc(1).unwrap();
        chunk.append(b"x");
        drop(chunk.slice(0..2));
    }

    #[test]
    fn what_a_read_brings_becomes_the_content() {
        let mut chunk = Pool::new(1).unwrap().try_alloc(8192).unwrap();
        let (target, room) = chunk.read_target();
        assert_eq!(room, 8192);
        // SAFETY: the whole block may be written until `read_done`.
        unsafe { target.write_bytes(9, 8192) };
        chunk.read_done(5000);
        assert_eq!(chunk.as_ref(), [9; 5000]);
        assert_eq!(&window(&chunk, 4096..5000)[904..], [0; 8192 - 5000]);
        assert_eq!(chunk.append(b"abc"), 3);
        assert_eq!(&chunk.as_ref()[4999..], b"\x09abc");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Whatever is appended, every window is the content in whole disk blocks, zero-padded.
        #[test]
        fn windows_are_the_content_padded_with_zeros(appends in prop::collection::vec(0usize..9000, 1..12), from in any::<prop::sample::Index>()) {
            let pool = Pool::new(1 << 20).unwrap();
            let mut dirt = pool.try_alloc(1 << 16).unwrap();
            dirt.append(&vec![0xee; 1 << 16]);
            drop(dirt);
            let mut chunk = pool.try_alloc(1 << 16).unwrap();
            let mut model = vec![];
            for (i, n) in appends.into_iter().enumerate() {
                let bytes = vec![i as u8 + 1; n];
                let taken = chunk.append(&bytes);
                model.extend_from_slice(&bytes[..taken]);
                let from = from.index(model.len() + 1);
                let mut expect = model.clone();
                expect.resize(model.len().next_multiple_of(BLOCK_BYTES), 0);
                prop_assert_eq!(window(&chunk, from..model.len()), &expect[align_down(from).min(expect.len())..]);
            }
        }
    }
}

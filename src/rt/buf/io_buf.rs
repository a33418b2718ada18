//! Buffers that a file operation owns until it is over.
//!
//! Promises: the memory of an [`IoBuf`] neither moves nor changes while it is held (but for the padding of a chunk's
//! window, see `chunk.rs`), so the kernel may read it after the caller has gone; an [`AlignedBuf`] starts at a 4 KiB
//! boundary and owns whole disk blocks.
#![allow(unsafe_code)]

use super::{BLOCK_BYTES, ChunkSlice, IoSlice, align_up};
use bytes::Bytes;
use std::alloc::{Layout, alloc_zeroed, dealloc, handle_alloc_error};
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;
use std::rc::Rc;

/// A growable byte buffer in memory aligned for direct I/O.
pub struct AlignedBuf {
    ptr: NonNull<u8>,
    /// A multiple of `BLOCK_BYTES`; 0 = nothing allocated. All of it is initialised.
    capacity: usize,
    len: usize,
}

/// Where an empty buffer points: aligned, never touched.
const NOTHING: NonNull<u8> = NonNull::without_provenance(std::num::NonZero::new(BLOCK_BYTES).unwrap());

// SAFETY: it owns its memory alone, as a Vec does.
unsafe impl Send for AlignedBuf {}
// SAFETY: as above.
unsafe impl Sync for AlignedBuf {}

impl AlignedBuf {
    pub fn new() -> AlignedBuf {
        AlignedBuf { ptr: NOTHING, capacity: 0, len: 0 }
    }

    pub fn with_capacity(capacity: usize) -> AlignedBuf {
        let mut buf = AlignedBuf::new();
        buf.reserve(capacity);
        buf
    }

    /// `len` zero bytes.
    pub fn zeroed(len: usize) -> AlignedBuf {
        let mut buf = AlignedBuf::with_capacity(len);
        buf.len = len;
        buf
    }

    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Makes room for `additional` more bytes.
    pub fn reserve(&mut self, additional: usize) {
        let Some(need) = self.len.checked_add(additional) else { handle_alloc_error(Layout::new::<u8>()) };
        if need > self.capacity {
            self.grow(align_up(need.max(self.capacity.saturating_mul(2))));
        }
    }

    fn grow(&mut self, capacity: usize) {
        // An overflowing capacity fails here, as a Vec's would.
        let Ok(layout) = Layout::from_size_align(capacity, BLOCK_BYTES) else {
            handle_alloc_error(Layout::new::<u8>())
        };
        // SAFETY: capacity > self.capacity >= 0, so the layout is not empty.
        let Some(ptr) = NonNull::new(unsafe { alloc_zeroed(layout) }) else { handle_alloc_error(layout) };
        // SAFETY: both are valid for len bytes and are separate allocations.
        unsafe { ptr.copy_from_nonoverlapping(self.ptr, self.len) };
        self.release();
        (self.ptr, self.capacity) = (ptr, capacity);
    }

    fn release(&mut self) {
        if self.capacity > 0 {
            // SAFETY: allocated in `grow` with this very layout, whose validity was checked there.
            unsafe { dealloc(self.ptr.as_ptr(), Layout::from_size_align_unchecked(self.capacity, BLOCK_BYTES)) };
        }
    }

    pub fn extend_from_slice(&mut self, bytes: &[u8]) {
        self.reserve(bytes.len());
        // SAFETY: reserve made room; `bytes` cannot be part of memory that &mut self owns.
        unsafe { self.ptr.as_ptr().add(self.len).copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) };
        self.len += bytes.len();
    }

    /// Shortens, or lengthens with zeros.
    pub fn resize(&mut self, len: usize) {
        if len > self.len {
            self.reserve(len - self.len);
            // SAFETY: len <= capacity after reserve.
            unsafe { self.ptr.as_ptr().add(self.len).write_bytes(0, len - self.len) };
        }
        self.len = len;
    }

    /// Lengthens with zeros to whole disk blocks.
    pub fn pad_to_block(&mut self) {
        self.resize(align_up(self.len));
    }

    pub fn clear(&mut self) {
        self.len = 0;
    }

    pub fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }
}

impl Default for AlignedBuf {
    fn default() -> AlignedBuf {
        AlignedBuf::new()
    }
}

impl Drop for AlignedBuf {
    fn drop(&mut self) {
        self.release();
    }
}

impl Deref for AlignedBuf {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        // SAFETY: len <= capacity initialised bytes, owned by self; aligned and not null if there are none.
        unsafe { std::slice::from_raw_parts(self.ptr.as_ptr(), self.len) }
    }
}

impl DerefMut for AlignedBuf {
    fn deref_mut(&mut self) -> &mut [u8] {
        // SAFETY: as in `deref`, and self is borrowed exclusively.
        unsafe { std::slice::from_raw_parts_mut(self.ptr.as_ptr(), self.len) }
    }
}

impl From<&[u8]> for AlignedBuf {
    fn from(bytes: &[u8]) -> AlignedBuf {
        let mut buf = AlignedBuf::with_capacity(bytes.len());
        buf.extend_from_slice(bytes);
        buf
    }
}

impl std::fmt::Debug for AlignedBuf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AlignedBuf({} bytes)", self.len)
    }
}

/// What a file write takes. `Shared` lets the caller get its buffer back (by `Rc::get_mut`) when the write is over.
#[derive(Debug)]
pub enum IoBuf {
    Vec(Vec<u8>),
    Bytes(Bytes),
    Aligned(AlignedBuf),
    Shared(Rc<AlignedBuf>),
    Chunk(IoSlice),
    Slice(ChunkSlice),
    /// One write of several windows, one after the other.
    Chunks(Vec<IoSlice>),
    /// One write of a buffer and, behind it, parts of chunks.
    Gathered(Rc<AlignedBuf>, Vec<ChunkSlice>),
}

impl IoBuf {
    pub fn len(&self) -> usize {
        self.parts().map(|(_, len)| len).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A copy of the bytes as they are now.
    pub fn to_vec(&self) -> Vec<u8> {
        let mut out = vec![];
        match self {
            IoBuf::Vec(bytes) => out.extend_from_slice(bytes),
            IoBuf::Bytes(bytes) => out.extend_from_slice(bytes),
            IoBuf::Aligned(bytes) => out.extend_from_slice(bytes),
            IoBuf::Shared(bytes) => out.extend_from_slice(bytes),
            IoBuf::Slice(bytes) => out.extend_from_slice(bytes),
            IoBuf::Chunk(window) => window.copy_to(&mut out),
            IoBuf::Chunks(windows) => windows.iter().for_each(|window| window.copy_to(&mut out)),
            IoBuf::Gathered(first, rest) => {
                out.extend_from_slice(first);
                rest.iter().for_each(|bytes| out.extend_from_slice(bytes));
            }
        }
        out
    }

    /// The memory, piece by piece, for the kernel to read while self is held.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (*const u8, usize)> {
        fn of(bytes: &[u8]) -> (*const u8, usize) {
            (bytes.as_ptr(), bytes.len())
        }
        let (one, windows, slices): (_, &[IoSlice], &[ChunkSlice]) = match self {
            IoBuf::Vec(bytes) => (Some(of(bytes)), &[], &[]),
            IoBuf::Bytes(bytes) => (Some(of(bytes)), &[], &[]),
            IoBuf::Aligned(bytes) => (Some(of(bytes)), &[], &[]),
            IoBuf::Shared(bytes) => (Some(of(bytes)), &[], &[]),
            IoBuf::Slice(bytes) => (Some(of(bytes)), &[], &[]),
            IoBuf::Chunk(window) => (Some((window.as_ptr(), window.len())), &[], &[]),
            IoBuf::Chunks(windows) => (None, windows, &[]),
            IoBuf::Gathered(first, rest) => (Some(of(first)), &[], rest),
        };
        let windows = windows.iter().map(|window| (window.as_ptr(), window.len()));
        one.into_iter().chain(windows).chain(slices.iter().map(|bytes| of(bytes)))
    }

    /// Whether all of it can be written to a direct file as it lies in memory.
    pub(crate) fn is_aligned(&self) -> bool {
        self.parts().all(|(ptr, len)| ptr.addr() % BLOCK_BYTES == 0 && len % BLOCK_BYTES == 0)
    }
}

impl From<Vec<u8>> for IoBuf {
    fn from(bytes: Vec<u8>) -> IoBuf {
        IoBuf::Vec(bytes)
    }
}

impl From<Bytes> for IoBuf {
    fn from(bytes: Bytes) -> IoBuf {
        IoBuf::Bytes(bytes)
    }
}

impl From<AlignedBuf> for IoBuf {
    fn from(bytes: AlignedBuf) -> IoBuf {
        IoBuf::Aligned(bytes)
    }
}

impl From<Rc<AlignedBuf>> for IoBuf {
    fn from(bytes: Rc<AlignedBuf>) -> IoBuf {
        IoBuf::Shared(bytes)
    }
}

impl From<IoSlice> for IoBuf {
    fn from(window: IoSlice) -> IoBuf {
        IoBuf::Chunk(window)
    }
}

impl From<ChunkSlice> for IoBuf {
    fn from(slice: ChunkSlice) -> IoBuf {
        IoBuf::Slice(slice)
    }
}

impl From<Vec<IoSlice>> for IoBuf {
    fn from(windows: Vec<IoSlice>) -> IoBuf {
        IoBuf::Chunks(windows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rt::buf::Pool;

    #[test]
    fn an_aligned_buffer_grows_keeps_its_bytes_and_pads_with_zeros() {
        let mut buf = AlignedBuf::new();
        assert!(buf.is_empty());
        let mut model = vec![];
        for n in [0usize, 1, 4095, 4096, 10_000] {
            buf.extend_from_slice(&vec![n as u8 | 1; n]);
            model.extend_from_slice(&vec![n as u8 | 1; n]);
            assert_eq!((&*buf, buf.as_ptr().addr() % BLOCK_BYTES), (&*model, 0));
        }
        buf.truncate(5000);
        buf.pad_to_block();
        model.truncate(5000);
        model.resize(8192, 0);
        assert_eq!(*buf, *model);
        buf.clear();
        buf.resize(3);
        assert_eq!(*buf, [0; 3]);
    }

    #[test]
    fn every_kind_of_buffer_yields_its_bytes() {
        let pool = Pool::new(1 << 20).unwrap();
        let mut chunk = pool.try_alloc(8192).unwrap();
        chunk.append(&[5; 5000]);
        let padded = [vec![5; 5000], vec![0; 3192]].concat();
        let shared = Rc::new(AlignedBuf::from(&[1u8, 2][..]));
        let cases: Vec<(IoBuf, Vec<u8>, bool)> = vec![
            (Bytes::from_static(b"abc").into(), b"abc".to_vec(), false),
            (AlignedBuf::zeroed(4096).into(), vec![0; 4096], true),
            (shared.clone().into(), vec![1, 2], false),
            (chunk.slice(1..3).into(), vec![5, 5], false),
            (chunk.write_window(..).into(), padded.clone(), true),
            (IoBuf::Gathered(shared.clone(), vec![chunk.slice(..2)]), vec![1, 2, 5, 5], false),
            (
                IoBuf::Gathered(Rc::new(AlignedBuf::zeroed(4096)), vec![chunk.slice(..4096), chunk.slice(..4096)]),
                [&[0; 4096][..], &padded[..4096], &padded[..4096]].concat(),
                true,
            ),
            (
                vec![chunk.write_window(..), chunk.write_window(4096..)].into(),
                [&padded[..], &padded[4096..]].concat(),
                true,
            ),
        ];
        for (buf, bytes, aligned) in cases {
            assert_eq!((buf.to_vec(), buf.len(), buf.is_aligned()), (bytes.clone(), bytes.len(), aligned), "{buf:?}");
        }
        assert!(Rc::try_unwrap(shared).is_ok(), "the write gives a shared buffer back");
    }
}

//! The memory of a thread's data path: a fixed region cut into blocks, and the buffers that travel between rooms.
//!
//! Promises: a [`Pool`] never grows; a [`Chunk`] has one writer, which only appends, so bytes below its length never
//! change; every [`ChunkSlice`] of it may go to any thread and keeps the block alive; the last handle dropped, on
//! whatever thread, gives the block back to its pool. The memory between a chunk's length and the next 4 KiB boundary
//! is zero, so that a window of whole disk blocks can be written at any time.
//! The caller must not expect a window's padding to stay zero while appends go on: only bytes below the length it knew
//! are settled.
//! Everything here serves the real and the simulated world alike.

mod buddy;
mod chunk;
mod io_buf;
mod pool;
mod region;

pub use chunk::{Chunk, ChunkSlice, IoSlice, Segment};
pub use io_buf::{AlignedBuf, IoBuf};
pub use pool::{Alloc, Pool};

/// Alignment of memory, offsets and lengths in direct file I/O; also the smallest block of a pool.
pub const BLOCK_BYTES: usize = 4096;
/// The largest block of a pool.
pub const MAX_BLOCK_BYTES: usize = 1 << 20;

/// `n` rounded down to a whole number of disk blocks.
pub const fn align_down(n: usize) -> usize {
    n & !(BLOCK_BYTES - 1)
}

/// `n` rounded up to a whole number of disk blocks; the nearest representable one at the end of the range.
pub const fn align_up(n: usize) -> usize {
    align_down(n.saturating_add(BLOCK_BYTES - 1))
}

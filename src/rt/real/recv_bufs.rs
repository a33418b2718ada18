//! The receive buffers of a thread, which the kernel picks from when data arrives on any of its sockets.
//!
//! Promises: a buffer is either the kernel's (in the ring shared with it) or held by exactly one `Filled`; a dropped
//! `Filled` goes back to the kernel at once, without a system call. The memory outlives the ring and every `Filled`.
//! The caller must look at `available`: without buffers receives end with ENOBUFS and have to be started again.
#![allow(unsafe_code)]

use super::ring::Ring;
use crate::rt::buf::AlignedBuf;
use io_uring::types::BufRingEntry;
use std::cell::Cell;
use std::io;
use std::ptr::NonNull;
use std::rc::Rc;
use std::sync::atomic::{AtomicU16, Ordering};

pub(super) const GROUP: u16 = 0;
const BUFFERS: u16 = 64;
const BUFFER_BYTES: usize = 64 << 10;

pub(super) struct RecvBufs {
    /// `BUFFERS` entries shared with the kernel, which reads them; the tail lies in the first entry's last two bytes.
    entries: NonNull<BufRingEntry>,
    /// First byte of buffer 0.
    base: NonNull<u8>,
    tail: Cell<u16>,
    available: Cell<u16>,
    _entries_memory: AlignedBuf,
    _memory: AlignedBuf,
}

impl RecvBufs {
    /// Allocates the buffers and gives them all to the kernel. Fails if `ring` cannot take them.
    pub(super) fn register(ring: &Ring) -> io::Result<Rc<RecvBufs>> {
        let mut entries_memory = AlignedBuf::zeroed(usize::from(BUFFERS) * size_of::<BufRingEntry>());
        let mut memory = AlignedBuf::zeroed(usize::from(BUFFERS) * BUFFER_BYTES);
        let bufs = Rc::new(RecvBufs {
            entries: NonNull::from(&mut *entries_memory).cast(),
            base: NonNull::from(&mut *memory).cast(),
            tail: Cell::new(0),
            available: Cell::new(0),
            _entries_memory: entries_memory,
            _memory: memory,
        });
        // SAFETY: the address is that of BUFFERS zeroed entries, aligned to a page. They live until the last Rc is
        // gone; the thread holds one for as long as the ring and lets it go only after the ring's operations ended.
        unsafe {
            ring.uring().submitter().register_buf_ring_with_flags(bufs.entries.as_ptr() as u64, BUFFERS, GROUP, 0)?;
        }
        (0..BUFFERS).for_each(|id| bufs.give(id));
        Ok(bufs)
    }

    /// Buffers in the kernel's hands.
    pub(super) fn available(&self) -> u16 {
        self.available.get()
    }

    pub(super) fn total(&self) -> u16 {
        BUFFERS
    }

    /// The buffer `id`, which a completion has just said holds `len` bytes.
    pub(super) fn filled(self: &Rc<Self>, id: u16, len: usize) -> Filled {
        assert!(id < BUFFERS && len <= BUFFER_BYTES, "the kernel reported {len} bytes in receive buffer {id}");
        self.available.set(self.available.get() - 1);
        Filled { bufs: self.clone(), id, start: 0, end: len as u32 }
    }

    fn give(&self, id: u16) {
        let tail = self.tail.get();
        let at = usize::from(tail % BUFFERS);
        // SAFETY: at < BUFFERS, so the entry lies in entries_memory. The kernel reads it only after the tail has passed
        // it. Writing field by field leaves entry 0's reserved bytes, the tail, alone; the reference ends before the
        // tail is stored.
        unsafe {
            let entry = self.entries.add(at).as_ptr();
            (*entry).set_addr(self.base.add(usize::from(id) * BUFFER_BYTES).as_ptr() as u64);
            (*entry).set_len(BUFFER_BYTES as u32);
            (*entry).set_bid(id);
        }
        let tail = tail.wrapping_add(1);
        self.tail.set(tail);
        self.available.set(self.available.get() + 1);
        // SAFETY: `entries` is the first entry of a ring registered with the kernel and initialised (zeroed); the tail
        // is an aligned u16 in it, which only this thread writes and the kernel reads: an atomic store fits both.
        unsafe {
            let shared = BufRingEntry::tail(self.entries.as_ptr()) as *const AtomicU16;
            (*shared).store(tail, Ordering::Release);
        }
    }
}

/// Received bytes in one of the shared buffers.
pub(super) struct Filled {
    bufs: Rc<RecvBufs>,
    id: u16,
    /// Where what is not read yet begins, and ends.
    start: u32,
    end: u32,
}

impl Filled {
    pub(super) fn id(&self) -> u16 {
        self.id
    }

    /// Leaves out the first `bytes`: they are read.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.start = self.start.saturating_add(u32::try_from(bytes).unwrap_or(u32::MAX)).min(self.end);
    }
}

impl AsRef<[u8]> for Filled {
    fn as_ref(&self) -> &[u8] {
        // SAFETY: the range lies in the buffer `id`, which the kernel has let go of and nobody else holds; the memory
        // was initialised at allocation and lives as long as `bufs`.
        unsafe {
            let start = self.bufs.base.add(usize::from(self.id) * BUFFER_BYTES + self.start as usize);
            std::slice::from_raw_parts(start.as_ptr(), (self.end - self.start) as usize)
        }
    }
}

impl Drop for Filled {
    fn drop(&mut self) {
        self.bufs.give(self.id);
    }
}

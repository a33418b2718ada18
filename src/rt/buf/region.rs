//! The mapped memory behind a pool, the reference counts of its blocks, and the way back for blocks dropped anywhere.
//!
//! Promises: a [`Block`] keeps its memory mapped and out of the allocator until its last clone is dropped, even if the
//! pool is gone by then. Returning a block takes no lock unless somebody waits for memory.
//! The region hands out raw pointers only: who may read or write which bytes is argued in `chunk.rs`.
#![allow(unsafe_code)]

use super::MAX_BLOCK_BYTES;
use std::io;
use std::mem::ManuallyDrop;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering, fence};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Waker;

const PAGE_SHIFT: u32 = super::BLOCK_BYTES.trailing_zeros();
/// Transparent huge pages are of this size on the machines we know; alignment to it lets the kernel use them.
const HUGE_PAGE_BYTES: usize = 2 << 20;
const NONE: u32 = u32::MAX;
const MAX_REFERENCES: u32 = u32::MAX / 2;

struct Slot {
    /// Live `Block`s of the block that starts at this page.
    references: AtomicU32,
    /// Next in the list of returned blocks.
    next_returned: AtomicU32,
    /// Lent slices of the block.
    loans: AtomicU32,
    /// The block's size; settled while it is in use.
    pages: AtomicU32,
}

pub(super) struct Region {
    base: NonNull<u8>,
    mapping: NonNull<u8>,
    mapping_len: usize,
    slots: Box<[Slot]>,
    /// A stack of returned blocks that any thread pushes to and only the owner empties, all at once: no ABA.
    returned: AtomicU32,
    /// Somebody waits for memory, and `waker` tells them.
    waited_for: AtomicBool,
    waker: Mutex<Option<Waker>>,
    /// Bytes of the blocks of which slices are lent.
    lent_bytes: AtomicUsize,
}

// SAFETY: the pointers name a mapping that lives as long as the Region; the Region itself only hands them on as raw
// pointers, and everything else in it is Sync.
unsafe impl Send for Region {}
// SAFETY: as above.
unsafe impl Sync for Region {}

impl Region {
    /// Maps `len` bytes (a multiple of the largest block). The kernel gives memory as it is first touched.
    pub(super) fn map(len: usize) -> io::Result<Arc<Region>> {
        let too_large =
            || io::Error::new(io::ErrorKind::InvalidInput, format!("a buffer pool of {len} bytes is too large"));
        let pages = u32::try_from(len >> PAGE_SHIFT).ok().filter(|&pages| pages < NONE).ok_or_else(too_large)?;
        let mapping_len = len.checked_add(HUGE_PAGE_BYTES).ok_or_else(too_large)?;
        // SAFETY: a new anonymous mapping at an address of the kernel's choice touches no memory of ours.
        let mapping = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                mapping_len,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                -1,
                0,
            )
        };
        if mapping == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let mapping = NonNull::new(mapping.cast::<u8>()).ok_or_else(too_large)?;
        let skip = mapping.as_ptr().align_offset(HUGE_PAGE_BYTES.max(MAX_BLOCK_BYTES));
        // SAFETY: skip < HUGE_PAGE_BYTES, so base..base + len lies within the mapping.
        let base = unsafe { mapping.add(skip) };
        // Advice only: without huge pages all works, with more misses in the TLB.
        // SAFETY: the range is part of the mapping just made.
        unsafe { libc::madvise(base.as_ptr().cast(), len, libc::MADV_HUGEPAGE) };
        Ok(Arc::new(Region {
            base,
            mapping,
            mapping_len,
            slots: (0..pages)
                .map(|_| Slot {
                    references: AtomicU32::new(0),
                    next_returned: AtomicU32::new(NONE),
                    loans: AtomicU32::new(0),
                    pages: AtomicU32::new(0),
                })
                .collect(),
            returned: AtomicU32::new(NONE),
            waited_for: AtomicBool::new(false),
            waker: Mutex::new(None),
            lent_bytes: AtomicUsize::new(0),
        }))
    }

    /// Takes the memory of the first `len` bytes now, so that no first touch has to wait for it.
    pub(super) fn take_memory(&self, len: usize) -> io::Result<()> {
        let len = len.min(self.slots.len() << PAGE_SHIFT);
        // SAFETY: the range is part of the mapping; the advice fills in pages that are not there and changes no others.
        let taken = unsafe { libc::madvise(self.base.as_ptr().cast(), len, libc::MADV_POPULATE_WRITE) };
        if taken == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
    }

    #[cfg(test)]
    pub(super) fn resident_pages(&self) -> usize {
        let mut pages = vec![0u8; self.slots.len()];
        // SAFETY: the range is part of the mapping, and there is a byte for each of its pages, which have 4 KiB.
        let told = unsafe { libc::mincore(self.base.as_ptr().cast(), pages.len() << PAGE_SHIFT, pages.as_mut_ptr()) };
        assert_eq!(told, 0);
        pages.iter().filter(|page| **page & 1 == 1).count()
    }

    /// The first handle of the block of so many bytes that starts at `page`, which the allocator has just given out.
    pub(super) fn block(self: &Arc<Region>, page: u32, bytes: usize) -> Block {
        let slot = &self.slots[page as usize];
        let before = slot.references.swap(1, Ordering::Relaxed);
        assert_eq!(before, 0, "a block in use was given out again");
        slot.pages.store((bytes >> PAGE_SHIFT) as u32, Ordering::Relaxed);
        Block { region: ManuallyDrop::new(self.clone()), page }
    }

    /// Bytes of the blocks of which slices are lent, each block counted once.
    pub(super) fn lent_bytes(&self) -> usize {
        self.lent_bytes.load(Ordering::Relaxed)
    }

    /// Calls `free` with each block returned since the last call. For the owner of the allocator only.
    pub(super) fn drain_returned(&self, mut free: impl FnMut(u32)) {
        if self.returned.load(Ordering::Relaxed) == NONE {
            return;
        }
        let mut page = self.returned.swap(NONE, Ordering::SeqCst);
        while page != NONE {
            // Read before `free`: afterwards the block may be given out and returned again.
            let next = self.slots[page as usize].next_returned.load(Ordering::Relaxed);
            free(page);
            page = next;
        }
    }

    /// Asks for one wake-up at the next return. The caller drains once more afterwards: a block that was returned
    /// before this call did not see it.
    pub(super) fn wake_on_return(&self, waker: &Waker) {
        let mut slot = self.waker.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *slot {
            Some(old) => old.clone_from(waker),
            none => *none = Some(waker.clone()),
        }
        drop(slot);
        self.waited_for.store(true, Ordering::SeqCst);
        // Orders the store before the look at `returned` that follows (with the fence in `give_back`).
        fence(Ordering::SeqCst);
    }

    fn give_back(&self, page: u32) {
        let mut head = self.returned.load(Ordering::Relaxed);
        loop {
            self.slots[page as usize].next_returned.store(head, Ordering::Relaxed);
            match self.returned.compare_exchange_weak(head, page, Ordering::SeqCst, Ordering::Relaxed) {
                Ok(_) => break,
                Err(now) => head = now,
            }
        }
        fence(Ordering::SeqCst);
        if self.waited_for.load(Ordering::SeqCst) && self.waited_for.swap(false, Ordering::SeqCst) {
            let waker = self.waker.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        // SAFETY: exactly the mapping made in `map`; every Block holds the Region, so no pointer into it is left.
        unsafe { libc::munmap(self.mapping.as_ptr().cast(), self.mapping_len) };
    }
}

/// A counted handle of one block of a region.
///
/// The handles of one block share one reference to the `Region`: made with the first handle, given up with the last.
/// So a clone costs one atomic increment.
pub(super) struct Block {
    region: ManuallyDrop<Arc<Region>>,
    page: u32,
}

impl Block {
    /// The first byte of the block.
    pub(super) fn ptr(&self) -> NonNull<u8> {
        // SAFETY: the page lies within the region, hence in the mapping.
        unsafe { self.region.base.add((self.page as usize) << PAGE_SHIFT) }
    }

    fn slot(&self) -> &Slot {
        &self.region.slots[self.page as usize]
    }

    fn references(&self) -> &AtomicU32 {
        &self.slot().references
    }

    /// Counts a lent slice; the block counts from the first on. Whoever passes a slice on has counted it before, so the sum
    /// never falls below what is lent.
    pub(super) fn lend(&self) {
        let slot = self.slot();
        if slot.loans.fetch_add(1, Ordering::Relaxed) == 0 {
            self.region
                .lent_bytes
                .fetch_add((slot.pages.load(Ordering::Relaxed) as usize) << PAGE_SHIFT, Ordering::Relaxed);
        }
    }

    /// A slice that `lend` counted is gone.
    pub(super) fn end_loan(&self) {
        let slot = self.slot();
        if slot.loans.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.region
                .lent_bytes
                .fetch_sub((slot.pages.load(Ordering::Relaxed) as usize) << PAGE_SHIFT, Ordering::Relaxed);
        }
    }

    /// Whether both are handles of one block.
    #[cfg(test)]
    pub(super) fn same(&self, other: &Block) -> bool {
        Arc::ptr_eq(&self.region, &other.region) && self.page == other.page
    }
}

impl Clone for Block {
    fn clone(&self) -> Block {
        // Relaxed as in Arc: whoever clones holds a handle already.
        let before = self.references().fetch_add(1, Ordering::Relaxed);
        if before > MAX_REFERENCES {
            // Only a leak in a loop gets here; wrapping round would free memory in use.
            std::process::abort();
        }
        // SAFETY: a bitwise copy of the Arc that its owner, the group of all handles, does not drop twice: only the
        // handle that takes the count to zero drops it. Until then the Region is alive.
        let region = unsafe { std::ptr::read(&self.region) };
        Block { region, page: self.page }
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        // Release: what this thread did with the bytes happens before the block's reuse; Acquire on the last handle.
        if self.references().fetch_sub(1, Ordering::Release) != 1 {
            return;
        }
        fence(Ordering::Acquire);
        self.region.give_back(self.page);
        // SAFETY: the last of this block's handles, so the reference they shared is dropped once; self is not used
        // afterwards. The pool may have been waiting only for this to be unmapped.
        unsafe { ManuallyDrop::drop(&mut self.region) };
    }
}

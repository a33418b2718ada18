//! The bytes of a log that are in memory: its end, contiguous, over one or several segments.
//!
//! Promises: positions in memory are those in the segments' files; chunks begin at block boundaries of the file, so a window
//! of a chunk can be written as it lies. Bytes once appended never change. Only the front is ever given up.
//! After a log was idle its last block may be in the file alone: the first chunk then has a gap at its front, whose
//! bytes are not in memory (`TailChunk::from`).

use crate::rt::ahead::prefetch;
use crate::rt::buf::{BLOCK_BYTES, Chunk, ChunkSlice, IoSlice, MAX_BLOCK_BYTES, Segment};
use std::collections::VecDeque;

const ZEROS: [u8; BLOCK_BYTES] = [0; BLOCK_BYTES];

struct TailChunk {
    segment: i64,
    /// Position in the segment's file of the chunk's first byte: whole blocks.
    position: u32,
    /// Bytes at the front that are placeholders.
    from: u32,
    chunk: Chunk,
}

impl TailChunk {
    fn start(&self) -> u32 {
        self.position + self.from
    }

    fn end(&self) -> u32 {
        self.position + self.chunk.len() as u32
    }

    fn capacity_end(&self) -> u32 {
        self.position.saturating_add(self.chunk.capacity() as u32)
    }

    /// Whether it has bytes of the log: all chunks before it are full then, or of segments that get no more.
    fn has_bytes(&self) -> bool {
        self.chunk.len() > self.from as usize
    }

    /// What of `from..to` is here.
    fn part(&self, from: u32, to: u32) -> &[u8] {
        let (start, end) = (self.start().max(from), self.end().min(to));
        let range = (start - self.position) as usize..(end - self.position) as usize;
        self.chunk.as_ref().get(range).unwrap_or_default()
    }
}

/// What is to be written so that a range of a segment is in its file.
pub struct Windows {
    /// Whole blocks and the position of the first of them.
    pub position: u32,
    pub windows: Vec<IoSlice>,
    /// The first block lacks its first bytes, which must be taken from the file: how many.
    pub gap: u32,
}

/// The in-memory end of a log.
#[derive(Default)]
pub struct Tail {
    chunks: VecDeque<TailChunk>,
}

impl Tail {
    /// Bytes of memory held.
    pub fn capacity_bytes(&self) -> usize {
        self.chunks.iter().map(|c| c.chunk.capacity()).sum()
    }

    /// Asks for what the next append looks at.
    pub fn prefetch_last(&self) {
        self.chunks.back().into_iter().for_each(prefetch);
    }

    /// Asks for the memory that the next append, of so many bytes, writes.
    pub fn prefetch_end(&self, bytes: usize) {
        if let Some(last) = self.chunks.back() {
            last.chunk.prefetch_end(bytes);
        }
    }

    /// Asks for the bytes `from..to` of `segment`, if they are of the last chunk.
    pub fn prefetch_bytes(&self, segment: i64, from: u32, to: u32) {
        self.visit_last(segment, from, to, prefetch);
    }

    /// Bytes that can be appended to `segment` without another chunk.
    pub fn room(&self, segment: i64) -> usize {
        let mut room = 0;
        for chunk in self.chunks.iter().rev().take_while(|c| c.segment == segment) {
            room += chunk.chunk.remaining();
            if chunk.has_bytes() {
                break;
            }
        }
        room
    }

    /// The size that the next chunk should have: double the last one's, so that it follows the log's rate.
    pub fn next_chunk_bytes(&self) -> usize {
        self.chunks.back().map_or(BLOCK_BYTES, |c| (c.chunk.capacity() * 2).min(MAX_BLOCK_BYTES))
    }

    /// Adds an empty chunk behind `end`, the end of `segment`.
    pub fn push(&mut self, segment: i64, end: u32, mut chunk: Chunk) {
        debug_assert!(chunk.is_empty());
        let last = self.chunks.back().filter(|c| c.segment == segment);
        let (position, from) = match last {
            Some(last) => (last.capacity_end(), 0),
            None => {
                let from = end as usize % BLOCK_BYTES;
                chunk.append(ZEROS.get(..from).unwrap_or_default());
                (end - from as u32, from as u32)
            }
        };
        self.chunks.push_back(TailChunk { segment, position, from, chunk });
    }

    /// Appends to `segment`; there must be room.
    pub fn append(&mut self, segment: i64, mut bytes: &[u8]) {
        // Mostly it goes on where the last append ended.
        if let Some(last) = self.chunks.back_mut()
            && last.segment == segment
            && last.has_bytes()
        {
            let taken = last.chunk.append(bytes);
            debug_assert!(taken == bytes.len(), "the caller reserves room first");
            return;
        }
        let first = self.chunks.partition_point(|c| c.segment < segment || c.chunk.remaining() == 0);
        for chunk in self.chunks.range_mut(first..) {
            let taken = chunk.chunk.append(bytes);
            bytes = bytes.get(taken..).unwrap_or_default();
            if bytes.is_empty() {
                return;
            }
        }
        debug_assert!(bytes.is_empty(), "the caller reserves room first");
    }

    /// Gives up the chunks reserved for `segment` that hold nothing: it gets no more bytes.
    pub fn end_segment(&mut self, segment: i64) {
        while self.chunks.back().is_some_and(|c| c.segment == segment && !c.has_bytes()) {
            self.chunks.pop_back();
        }
    }

    /// Drops everything.
    pub fn clear(&mut self) {
        self.chunks = VecDeque::new();
    }

    /// Where the bytes of `segment` that are in memory begin; `None` if none are.
    pub fn first_position(&self, segment: i64) -> Option<u32> {
        let first = self.chunks.partition_point(|c| c.segment < segment);
        self.chunks.get(first).filter(|c| c.segment == segment && c.has_bytes()).map(TailChunk::start)
    }

    /// Gives up the first chunk if `durable(segment)` says that the file has it all. True if it did. One without bytes stays:
    /// somebody has reserved it, and would only reserve it again.
    pub fn evict_first(&mut self, durable: impl Fn(i64) -> u32) -> bool {
        let Some(first) = self.chunks.pop_front_if(|c| c.has_bytes() && durable(c.segment) >= c.end()) else {
            return false;
        };
        if first.chunk.remaining() > 0 {
            self.move_up(first.segment, first.end());
        }
        if self.chunks.is_empty() {
            self.chunks = VecDeque::new();
        }
        true
    }

    /// What was reserved behind a chunk that is gone before it was full takes the log's next bytes, which begin at `end`.
    fn move_up(&mut self, segment: i64, end: u32) {
        let from = end as usize % BLOCK_BYTES;
        let (mut position, mut from) = (end - from as u32, from as u32);
        for c in self.chunks.iter_mut().take_while(|c| c.segment == segment) {
            debug_assert!(!c.has_bytes(), "the one before it had room");
            c.chunk.append(ZEROS.get(..from as usize).unwrap_or_default());
            (c.position, c.from) = (position, from);
            (position, from) = (c.capacity_end(), 0);
        }
    }

    /// Adds to `out` the bytes `from..to` of `segment`. False, and nothing added, if not all are in memory.
    pub fn gather(&self, segment: i64, from: u32, to: u32, out: &mut Vec<Segment>) -> bool {
        if self.first_position(segment).is_none_or(|first| first > from) {
            return from == to;
        }
        for (slice, _) in self.slices(segment, from, to) {
            out.push(Segment::Chunk(slice));
        }
        true
    }

    /// Calls `take` with the bytes `from..to` of `segment`, part by part.
    pub fn visit(&self, segment: i64, from: u32, to: u32, mut take: impl FnMut(&[u8])) {
        // Mostly it is what was appended last.
        if self.visit_last(segment, from, to, &mut take) {
            return;
        }
        for c in self.range(segment, from, to) {
            take(c.part(from, to));
        }
    }

    /// As `visit`, if the last chunk has it all. False, and nothing done, if not.
    fn visit_last(&self, segment: i64, from: u32, to: u32, take: impl FnOnce(&[u8])) -> bool {
        let last = self.chunks.back().filter(|c| c.segment == segment && c.start() <= from && from < c.end());
        last.map(|last| take(last.part(from, to))).is_some()
    }

    /// The parts of `from..to` of `segment` in order, each with its position.
    pub fn slices(&self, segment: i64, from: u32, to: u32) -> impl Iterator<Item = (ChunkSlice, u32)> {
        self.range(segment, from, to).map(move |c| {
            let (start, end) = (c.start().max(from), c.end().min(to));
            (c.chunk.slice((start - c.position) as usize..(end - c.position) as usize), start)
        })
    }

    /// The whole blocks that hold `from..to` of `segment`, all of it in memory but for what `gap` says.
    pub fn windows(&self, segment: i64, from: u32, to: u32) -> Option<Windows> {
        let first = self.range(segment, from, to).next()?;
        let block = BLOCK_BYTES as u32;
        let position = first.start().max(from) / block * block;
        // The gap is in the chunk's first block.
        let gap = if position == first.position { first.from } else { 0 };
        let windows = self
            .range(segment, from, to)
            .map(|c| {
                let (start, end) = (c.start().max(from), c.end().min(to));
                c.chunk.write_window((start - c.position) as usize..(end - c.position) as usize)
            })
            .collect();
        Some(Windows { position, windows, gap })
    }

    fn range(&self, segment: i64, from: u32, to: u32) -> impl Iterator<Item = &TailChunk> {
        let first = self.chunks.partition_point(|c| c.segment < segment || (c.segment == segment && c.end() <= from));
        self.chunks
            .range(first..)
            .take_while(move |c| c.segment == segment && c.start() < to)
            .filter(move |c| c.end() > from && c.end() > c.start())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rt::buf::Pool;
    use proptest::prelude::*;

    fn bytes(segments: &[Segment]) -> Vec<u8> {
        segments.iter().flat_map(|s| s.as_ref().iter().copied()).collect()
    }

    fn append(tail: &mut Tail, pool: &Pool, segment: i64, end: u32, bytes: &[u8]) {
        while tail.room(segment) < bytes.len() {
            let chunk = pool.try_alloc(tail.next_chunk_bytes()).unwrap();
            tail.push(segment, end, chunk);
        }
        tail.append(segment, bytes);
    }

    #[test]
    fn bytes_are_found_where_the_file_will_have_them() {
        let pool = Pool::new(4 << 20).unwrap();
        let mut tail = Tail::default();
        let data: Vec<u8> = (0..60_000u32).map(|i| (i % 251) as u8).collect();
        let mut end = 0;
        for part in data.chunks(777) {
            append(&mut tail, &pool, 5, end, part);
            end += part.len() as u32;
        }
        // 4, 8, 16, 32 KiB: growing with the rate.
        assert_eq!(tail.capacity_bytes(), 60 << 10);
        for (from, to) in [(0, 1), (0, 60_000), (4095, 4097), (100, 100), (12_288, 28_672), (59_999, 60_000)] {
            let mut out = vec![];
            assert!(tail.gather(5, from, to, &mut out));
            assert_eq!(bytes(&out), data[from as usize..to as usize]);
        }
        tail.end_segment(5);
        append(&mut tail, &pool, 9, 0, b"next");
        let mut out = vec![];
        assert!(tail.gather(9, 0, 4, &mut out) && bytes(&out) == b"next");
        assert!(!tail.gather(7, 0, 4, &mut vec![]));
    }

    #[test]
    fn windows_are_whole_blocks_of_the_file() {
        let pool = Pool::new(4 << 20).unwrap();
        let mut tail = Tail::default();
        append(&mut tail, &pool, 0, 0, &[1; 10_000]);
        let whole = tail.windows(0, 5000, 10_000).unwrap();
        assert_eq!((whole.position, whole.gap), (4096, 0));
        assert_eq!(whole.windows.iter().map(IoSlice::len).sum::<usize>(), 8192);
        let mut content = vec![];
        whole.windows.iter().for_each(|w| w.copy_to(&mut content));
        assert!(content[..10_000 - 4096].iter().all(|&b| b == 1) && content[10_000 - 4096..].iter().all(|&b| b == 0));
        assert!(tail.windows(0, 10_000, 10_000).is_none());
    }

    #[test]
    fn an_idle_log_starts_again_with_a_gap() {
        let pool = Pool::new(4 << 20).unwrap();
        let mut tail = Tail::default();
        append(&mut tail, &pool, 0, 5000, &[7; 100]);
        assert_eq!(tail.first_position(0), Some(5000));
        let mut out = vec![];
        assert!(!tail.gather(0, 4999, 5001, &mut out) && out.is_empty());
        assert!(tail.gather(0, 5000, 5100, &mut out) && bytes(&out) == [7; 100]);
        let windows = tail.windows(0, 5000, 5100).unwrap();
        assert_eq!((windows.position, windows.gap), (4096, 904));
    }

    proptest! {
        /// Whatever is reserved, appended and given up: the bytes from the first in memory on are the log's, at their positions.
        #[test]
        fn positions_are_those_of_the_file(steps in proptest::collection::vec((0u8..4, 1usize..12_000), 1..60)) {
            let pool = Pool::new(1 << 20).unwrap();
            let (mut tail, mut log) = (Tail::default(), Vec::<u8>::new());
            let mut first = 0;
            for (n, (what, len)) in steps.into_iter().enumerate() {
                let end = log.len() as u32;
                match what {
                    0 => tail.push(0, end, pool.try_alloc(len.next_power_of_two().clamp(4096, 1 << 14)).unwrap()),
                    1 | 2 => {
                        let bytes: Vec<u8> = (0..len).map(|i| (i + n * 7) as u8).collect();
                        append(&mut tail, &pool, 0, end, &bytes);
                        log.extend_from_slice(&bytes);
                    }
                    _ => {
                        tail.evict_first(|_| end);
                        first = tail.first_position(0).unwrap_or(end);
                    }
                }
                let mut out = vec![];
                prop_assert!(tail.gather(0, first, log.len() as u32, &mut out));
                prop_assert_eq!(bytes(&out), &log[first as usize..]);
                if let Some(windows) = tail.windows(0, first, log.len() as u32) {
                    let mut content = vec![];
                    windows.windows.iter().for_each(|window| window.copy_to(&mut content));
                    let from = (first - windows.position) as usize;
                    prop_assert_eq!(&content[from..from + log.len() - first as usize], &log[first as usize..]);
                }
            }
        }
    }

    #[test]
    fn what_is_reserved_behind_a_chunk_given_up_early_moves_up() {
        let pool = Pool::new(4 << 20).unwrap();
        let mut tail = Tail::default();
        append(&mut tail, &pool, 0, 0, &[7; 5000]);
        assert!(tail.evict_first(|_| 5000));
        tail.push(0, 5000, pool.try_alloc(4096).unwrap());
        tail.push(0, 5000, pool.try_alloc(4096).unwrap());
        // The second of two chunks has room; nothing stands behind the third.
        assert!(tail.evict_first(|_| 5000));
        assert_eq!(tail.room(0), 8192 - 904);
        tail.append(0, &[8; 7000]);
        assert_eq!(tail.first_position(0), Some(5000));
        let mut out = vec![];
        assert!(tail.gather(0, 5000, 12_000, &mut out) && bytes(&out) == [8; 7000]);
    }

    #[test]
    fn only_what_the_file_has_is_given_up() {
        let pool = Pool::new(4 << 20).unwrap();
        let mut tail = Tail::default();
        append(&mut tail, &pool, 0, 0, &[7; 5000]);
        assert!(!tail.evict_first(|_| 4095));
        assert!(tail.evict_first(|_| 4096));
        assert_eq!(tail.first_position(0), Some(4096));
        assert!(!tail.evict_first(|_| 4999));
        assert!(tail.evict_first(|_| 5000));
        assert_eq!((tail.capacity_bytes(), tail.first_position(0)), (0, None));
        tail.push(0, 5000, pool.try_alloc(4096).unwrap());
        assert!(!tail.evict_first(|_| 5000), "reserved, and still empty");
        drop(tail);
        assert_eq!(pool.free_bytes(), 4 << 20);
    }
}

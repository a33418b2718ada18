//! Kafka's framing: a four-byte big-endian length, then that many bytes.
//!
//! Promises: a received byte is copied at most once, into a buffer that grows with what has arrived and with what this peer has
//! already shown that it sends, up to twice as much of either, never with what it announces; frames leave as slices of that
//! buffer. Where much of a frame is missing, the buffer is lent, so that the rest is received in its place, without a copy. A length
//! that is negative or above the limit is reported as soon as its four bytes are there, and nothing is read after it.
//! The caller gives back what it has borrowed before it pushes or takes frames.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::rc::Rc;

use bytes::{Buf, Bytes, BytesMut};

use crate::rt::net::{RecvBuf, TcpStream};

const LENGTH_BYTES: usize = 4;
/// So much has to be missing of a frame for its memory to be lent: as much as one receive into a shared buffer brings. To copy that costs no
/// more than to go without, as what begins the next frame often comes with it.
const LEND_FROM_BYTES: usize = 64 << 10;
/// The most that is lent at once, so that the other end's progress is seen, and memory counted, in steps.
const LEND_BYTES: usize = 1 << 20;
/// From this size on memory is worth keeping: what is free an allocator gives back to the system, the largest pieces at once, and every page
/// of the next frame is then touched for the first time, which costs more than anything that is done with it.
const SPARE_FROM_BYTES: usize = 512 << 10;

/// Memory of large frames, for the next ones once nobody holds it any more. For who reads large frames all the time and has memory for
/// it. Clones are the same, all of one thread.
#[derive(Debug, Clone)]
pub struct Spares {
    kept: Rc<RefCell<Kept>>,
}

#[derive(Debug)]
struct Kept {
    /// Each behind the size of its memory.
    spares: VecDeque<(usize, BytesMut)>,
    bytes: usize,
    max_bytes: usize,
}

impl Spares {
    /// Keeps `max_bytes` at most.
    pub fn new(max_bytes: usize) -> Self {
        Spares { kept: Rc::new(RefCell::new(Kept { spares: VecDeque::new(), bytes: 0, max_bytes })) }
    }

    /// How much memory to make for `bytes`: up to a quarter more, so that it also fits a frame that is a little larger. Allocators do not make
    /// less.
    fn size_for(bytes: usize) -> usize {
        let step = bytes.next_power_of_two() / 8;
        if bytes < SPARE_FROM_BYTES { bytes } else { bytes.next_multiple_of(step) }
    }

    /// The smallest that fits and that nobody holds.
    fn take(&self, bytes: usize) -> Option<BytesMut> {
        if bytes < SPARE_FROM_BYTES {
            return None;
        }
        let mut kept = self.kept.borrow_mut();
        let mut best: Option<(usize, usize)> = None;
        for (at, (size, spare)) in kept.spares.iter_mut().enumerate() {
            if *size >= bytes && best.is_none_or(|(_, least)| *size < least) && spare.try_reclaim(bytes) {
                best = Some((at, *size));
            }
        }
        let (size, spare) = kept.spares.remove(best?.0)?;
        kept.bytes -= size;
        Some(spare)
    }

    /// `spare` is the empty rest of a buffer of `size` bytes whose frame may still be held. The oldest make way.
    fn put(&self, size: usize, spare: BytesMut) {
        let mut kept = self.kept.borrow_mut();
        if size < SPARE_FROM_BYTES || size > kept.max_bytes {
            return;
        }
        kept.spares.push_back((size, spare));
        kept.bytes += size;
        while kept.bytes > kept.max_bytes {
            let Some((size, _)) = kept.spares.pop_front() else { break };
            kept.bytes -= size;
        }
    }
}

/// A frame length that Kafka refuses; the connection must be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadFrameLength {
    pub announced: i32,
    pub max_bytes: usize,
}

impl fmt::Display for BadFrameLength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.announced < 0 {
            write!(f, "invalid receive (size = {})", self.announced)
        } else {
            let BadFrameLength { announced, max_bytes } = self;
            write!(f, "invalid receive (size = {announced} larger than {max_bytes}, see socket.request.max.bytes)")
        }
    }
}

/// What one receive has brought.
pub enum Arrival {
    Shared(RecvBuf),
    /// In memory that a `FrameReader` has lent.
    InPlace(BytesMut),
}

impl Arrival {
    pub fn len(&self) -> usize {
        match self {
            Arrival::Shared(received) => received.len(),
            Arrival::InPlace(received) => received.len(),
        }
    }

    /// At the end of the stream.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The next bytes, in memory that was lent if some was. Dropped before its end, it loses the memory, but no bytes.
pub async fn receive(stream: &TcpStream, lent: Option<(BytesMut, usize)>) -> io::Result<Arrival> {
    match lent {
        Some((room, most)) => stream.recv_into(room, most).await.map(Arrival::InPlace),
        None => stream.recv().await.map(Arrival::Shared),
    }
}

/// Splits a byte stream into frames.
#[derive(Debug)]
pub struct FrameReader {
    /// The frame in progress; before it, whole ones that nobody has taken yet.
    buf: BytesMut,
    /// A whole frame that comes before those in `buf`.
    complete: Option<BytesMut>,
    max_frame_bytes: usize,
    /// The largest recent complete frame: a peer that has sent as much may have room for as much at once.
    proven_bytes: usize,
    spares: Option<Spares>,
}

impl FrameReader {
    pub fn new(max_frame_bytes: usize) -> Self {
        FrameReader { buf: BytesMut::new(), complete: None, max_frame_bytes, proven_bytes: 0, spares: None }
    }

    /// A reader that takes the memory of large frames from others that were read.
    pub fn sparing(max_frame_bytes: usize, spares: Option<Spares>) -> Self {
        FrameReader { spares, ..FrameReader::new(max_frame_bytes) }
    }

    /// Takes over what `receive` has brought.
    pub fn take(&mut self, arrival: Arrival) {
        match arrival {
            Arrival::Shared(received) => self.push(&received),
            Arrival::InPlace(received) => self.take_back(received),
        }
    }

    /// Takes over received bytes.
    pub fn push(&mut self, received: &[u8]) {
        let missing = self.missing_bytes().unwrap_or(0);
        let (end, next) = received.split_at_checked(missing).unwrap_or((received, &[]));
        if self.buf.len() < LEND_FROM_BYTES || end.is_empty() || next.is_empty() || self.complete.is_some() {
            self.append(received);
            return;
        }
        self.append(end);
        // The next frame begins in memory of its own: behind this one there is no room, and to make some would move all of it.
        self.complete = Some(std::mem::take(&mut self.buf));
        self.append(next);
    }

    fn append(&mut self, received: &[u8]) {
        // Where a frame begins with these bytes, its memory is found now, or they would be copied once more.
        let frame = if self.buf.is_empty() { self.sane_frame(received) } else { self.frame_bytes() };
        self.make_room(self.buf.len().saturating_add(received.len()), frame.unwrap_or(0));
        self.buf.extend_from_slice(received);
    }

    /// Makes room for `needed` bytes, and for all of a frame of `frame` bytes as far as this peer has proven to fill it.
    fn make_room(&mut self, needed: usize, frame: usize) {
        if self.buf.capacity() >= needed {
            return;
        }
        let trusted = self.proven_bytes.saturating_add(LENGTH_BYTES).max(self.buf.len()).saturating_mul(2);
        let target = needed.max(frame.min(trusted));
        if self.buf.try_reclaim(target - self.buf.len()) {
            return;
        }
        let spare = self.spares.as_ref().and_then(|spares| spares.take(frame.max(needed)));
        let size = if self.spares.is_some() { Spares::size_for(target) } else { target };
        let memory = spare.unwrap_or_else(|| BytesMut::with_capacity(size));
        let begun = std::mem::replace(&mut self.buf, memory);
        self.buf.extend_from_slice(&begun);
    }

    /// Memory for what comes next, to be received into, and for how many bytes; `None` if not enough is missing of a frame, or this
    /// peer has yet to prove that it sends so much.
    pub fn lend(&mut self) -> Option<(BytesMut, usize)> {
        let missing = self.missing_bytes()?;
        if missing < LEND_FROM_BYTES {
            return None;
        }
        let begun = self.buf.len();
        let mut free = self.buf.capacity() - begun;
        if free < LEND_FROM_BYTES {
            let trusted = self.proven_bytes.saturating_add(LENGTH_BYTES).max(begun).saturating_mul(2);
            let room = trusted.saturating_sub(begun).min(missing);
            if room < LEND_FROM_BYTES {
                return None;
            }
            self.make_room(begun.saturating_add(room), begun.saturating_add(missing));
            free = self.buf.capacity() - begun;
        }
        Some((self.buf.split_off(begun), missing.min(free).min(LEND_BYTES)))
    }

    /// Takes over what was received into memory that was lent. Not a byte moves.
    fn take_back(&mut self, filled: BytesMut) {
        self.buf.unsplit(filled);
    }

    /// The size of the first frame in the buffer, if it is known and sane.
    fn frame_bytes(&self) -> Option<usize> {
        self.sane_frame(&self.buf)
    }

    /// The size of the frame that begins with `bytes`, with its length.
    fn sane_frame(&self, bytes: &[u8]) -> Option<usize> {
        let length = usize::try_from(i32::from_be_bytes(*bytes.first_chunk::<LENGTH_BYTES>()?)).ok()?;
        (length <= self.max_frame_bytes).then_some(length.saturating_add(LENGTH_BYTES))
    }

    /// What is still to come of the frame in progress.
    fn missing_bytes(&self) -> Option<usize> {
        self.frame_bytes()?.checked_sub(self.buf.len())
    }

    /// The next complete frame, without its length.
    pub fn next_frame(&mut self) -> Result<Option<Bytes>, BadFrameLength> {
        if let Some(complete) = self.complete.take() {
            let length = complete.len().saturating_sub(LENGTH_BYTES);
            return Ok(Some(self.finish(complete, length).0));
        }
        let Some(length) = self.buf.first_chunk::<LENGTH_BYTES>() else { return Ok(None) };
        let announced = i32::from_be_bytes(*length);
        let Some(size) = self.frame_bytes() else {
            return Err(BadFrameLength { announced, max_bytes: self.max_frame_bytes });
        };
        if self.buf.len() < size {
            return Ok(None);
        }
        let buf = std::mem::take(&mut self.buf);
        let (frame, rest) = self.finish(buf, size - LENGTH_BYTES);
        self.buf = rest;
        Ok(Some(frame))
    }

    /// Takes the first frame, of `length` bytes, out of `buf`. An idle connection keeps no buffer; the frame's own handle keeps its bytes.
    fn finish(&mut self, mut buf: BytesMut, length: usize) -> (Bytes, BytesMut) {
        let size = buf.capacity();
        buf.advance(LENGTH_BYTES);
        let frame = buf.split_to(length).freeze();
        // Forget slowly, so that one small frame between large ones costs no regrowth.
        self.proven_bytes = length.max(self.proven_bytes - self.proven_bytes / 8);
        if !buf.is_empty() {
            return (frame, buf);
        }
        if let Some(spares) = &self.spares {
            spares.put(size, buf);
        }
        (frame, BytesMut::new())
    }

    /// Bytes of the unfinished frame that are held.
    pub fn partial_bytes(&self) -> usize {
        self.buf.len()
    }

    #[cfg(test)]
    fn capacity(&self) -> usize {
        self.buf.capacity()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn frame(body: &[u8]) -> Vec<u8> {
        let mut bytes = (body.len() as i32).to_be_bytes().to_vec();
        bytes.extend_from_slice(body);
        bytes
    }

    #[test]
    fn refuses_lengths_as_soon_as_they_are_there() {
        for (length, ok) in [(-1i32, false), (i32::MIN, false), (101, false), (i32::MAX, false), (100, true), (0, true)]
        {
            let mut reader = FrameReader::new(100);
            let bytes = length.to_be_bytes();
            reader.push(&bytes[..3]);
            assert_eq!(reader.next_frame(), Ok(None));
            reader.push(&bytes[3..]);
            match reader.next_frame() {
                Ok(None) => assert!(ok && length > 0),
                Ok(Some(empty)) => assert!(ok && length == 0 && empty.is_empty()),
                Err(bad) => assert!(!ok && bad.announced == length),
            }
        }
    }

    #[test]
    fn an_announcement_reserves_nothing() {
        let mut reader = FrameReader::new(100 << 20);
        reader.push(&(100i32 << 20).to_be_bytes());
        assert_eq!(reader.next_frame(), Ok(None));
        assert!(reader.capacity() < 1024);
        reader.push(&[0; 5000]);
        assert_eq!(reader.next_frame(), Ok(None));
        assert!(reader.capacity() < 16 * 1024, "grows with what has arrived: {}", reader.capacity());
    }

    #[test]
    fn a_proven_sender_gets_room_for_a_whole_frame_at_once() {
        let mut reader = FrameReader::new(1 << 20);
        reader.push(&frame(&[1; 100_000]));
        assert!(reader.next_frame().unwrap().is_some());
        reader.push(&90_000i32.to_be_bytes());
        assert_eq!(reader.next_frame(), Ok(None));
        reader.push(&[2; 10]);
        assert!(reader.capacity() >= 90_004);
        let before = reader.buf.as_ptr();
        reader.push(&[2; 89_990]);
        assert_eq!(reader.buf.as_ptr(), before, "no copy of what was there");
        assert_eq!(reader.next_frame().unwrap().unwrap().len(), 90_000);
    }

    /// Receives into what is lent; returns how much that is.
    fn fill(reader: &mut FrameReader, bytes: &[u8]) -> usize {
        let Some((mut room, most)) = reader.lend() else { return 0 };
        assert!(room.is_empty() && most <= room.capacity() && most <= LEND_BYTES);
        let taken = most.min(bytes.len());
        room.extend_from_slice(&bytes[..taken]);
        reader.take(Arrival::InPlace(room));
        taken
    }

    #[test]
    fn what_is_missing_of_a_proven_senders_frame_comes_into_its_place() {
        let mut reader = FrameReader::new(4 << 20);
        reader.push(&frame(&[1; 3 << 20]));
        assert!(reader.next_frame().unwrap().is_some());
        let next: Vec<u8> = frame(&(0..5 << 19).map(|n: u32| (n % 251) as u8).collect::<Vec<_>>());
        reader.push(&next[..50_000]);
        assert_eq!(reader.next_frame(), Ok(None));
        let (place, room) = (reader.buf.as_ptr(), reader.capacity());
        assert_eq!(room, next.len(), "for the whole frame, and no more, from its first bytes on");
        let mut at = 50_000;
        // Cut anywhere, and the last of it by the shared buffers.
        while next.len() - at >= LEND_FROM_BYTES {
            let cut = (next.len() - 1000).min(at + 700_000);
            let taken = fill(&mut reader, &next[at..cut]);
            assert!(taken > 0);
            at += taken;
            assert_eq!(reader.partial_bytes(), at);
        }
        assert!(reader.lend().is_none(), "{} bytes are missing", next.len() - at);
        reader.push(&[&next[at..], &frame(b"small")].concat());
        let frame = reader.next_frame().unwrap().unwrap();
        assert!(frame[..] == next[4..] && frame.as_ptr().addr() == place.addr() + 4, "no copy of what was there");
        assert_eq!(reader.next_frame().unwrap().unwrap(), &b"small"[..]);
        assert_eq!(reader.capacity(), 0, "an idle reader keeps no buffer");
    }

    #[test]
    fn no_more_is_lent_than_has_arrived_or_was_proven() {
        let mut reader = FrameReader::new(100 << 20);
        reader.push(&(100i32 << 20).to_be_bytes());
        assert!(reader.lend().is_none());
        reader.push(&[0; 60_000]);
        assert!(reader.lend().is_none());
        let mut arrived = 60_004;
        while arrived < 20 << 20 {
            if arrived < LEND_FROM_BYTES {
                reader.push(&[0; 30_000]);
                arrived += 30_000;
            }
            let taken = fill(&mut reader, &[0; 700_000]);
            assert!(taken > 0);
            assert!(reader.capacity() <= 2 * arrived, "{} bytes of memory for {arrived}", reader.capacity());
            arrived += taken;
        }
    }

    #[test]
    fn memory_that_is_lost_on_its_way_costs_no_bytes() {
        let mut reader = FrameReader::new(1 << 20);
        reader.push(&frame(&[1; 1 << 20]));
        assert!(reader.next_frame().unwrap().is_some());
        let next = frame(&[2; 1 << 20]);
        reader.push(&next[..70_000]);
        let lost = reader.lend().unwrap();
        reader.push(&next[70_000..100_000]);
        drop(lost);
        drop(reader.lend().unwrap());
        assert_eq!(fill(&mut reader, &next[100_000..]), next.len() - 100_000);
        assert!(reader.next_frame().unwrap().unwrap() == next[4..]);
    }

    /// Reads a frame of `size` bytes as it comes from a socket: the first of it by a shared buffer.
    fn read(reader: &mut FrameReader, fill_with: u8, size: usize) -> Bytes {
        let stream = frame(&vec![fill_with; size]);
        let mut rest = &stream[..];
        let mut frames = Vec::new();
        while !rest.is_empty() {
            let mut taken = fill(reader, rest);
            if taken == 0 {
                taken = rest.len().min(64 << 10);
                reader.push(&rest[..taken]);
            }
            rest = &rest[taken..];
            frames.extend(reader.next_frame().unwrap());
        }
        let [frame] = &frames[..] else { panic!("{} frames", frames.len()) };
        assert!(frame.len() == size && frame.iter().all(|byte| *byte == fill_with));
        frame.clone()
    }

    #[test]
    fn a_large_frame_comes_into_the_memory_of_one_that_was_let_go_of() {
        const SPARE_BYTES: usize = 32 << 20;
        let spares = Spares::new(SPARE_BYTES);
        let [mut one, mut other] = [(); 2].map(|()| FrameReader::sparing(4 << 20, Some(spares.clone())));
        let kept = || spares.kept.borrow().spares.len();
        let first = read(&mut one, 1, 3 << 20);
        let place = first.as_ptr();
        let second = read(&mut one, 2, 3 << 20);
        assert!(first.iter().all(|byte| *byte == 1), "nothing is written over what is still held");
        assert_eq!(kept(), 2);
        drop(first);
        let third = read(&mut other, 3, (3 << 20) - 100);
        assert!(place.addr().abs_diff(third.as_ptr().addr()) <= LENGTH_BYTES, "the first one's memory serves again");
        drop((second, third));
        (0..50).for_each(|fill| drop(read(&mut one, fill, 3 << 20)));
        assert_eq!(kept(), 2);
        let held: Vec<_> = (0..20).map(|fill| read(&mut other, fill, 3 << 20)).collect();
        let bytes: usize = spares.kept.borrow().spares.iter().map(|(bytes, _)| bytes).sum();
        assert!(held.len() * (3 << 20) > SPARE_BYTES && bytes <= SPARE_BYTES && bytes > SPARE_BYTES / 2, "{bytes}");
        assert_eq!(bytes, spares.kept.borrow().bytes);
    }

    #[test]
    fn a_frame_a_little_larger_than_the_last_finds_its_memory() {
        let spares = Spares::new(64 << 20);
        let mut reader = FrameReader::sparing(16 << 20, Some(spares.clone()));
        drop(read(&mut reader, 1, 2 << 20));
        for more in 0..20 {
            drop(read(&mut reader, 1, (2 << 20) + more * 50));
        }
        assert_eq!(spares.kept.borrow().spares.len(), 1);
        for bytes in [0, 1, 4 << 10, 1 << 20, (1 << 20) + 1, (2 << 20) - 1, 100 << 20] {
            let size = Spares::size_for(bytes);
            assert!(size >= bytes && size <= bytes + bytes / 4, "{size} bytes for {bytes}");
        }
    }

    #[test]
    fn frames_of_many_sizes_find_memory_and_leave_the_large_for_the_large() {
        let spares = Spares::new(64 << 20);
        let mut reader = FrameReader::sparing(16 << 20, Some(spares.clone()));
        let sizes = [9 << 20, 2 << 20, 5 << 20];
        let places: Vec<usize> =
            sizes.map(|size| read(&mut reader, 1, size)).iter().map(|f| f.as_ptr().addr()).collect();
        let again = [2 << 20, 5 << 20, 9 << 20].map(|size| read(&mut reader, 2, size - 1000));
        let found: Vec<usize> = again.iter().map(|frame| frame.as_ptr().addr()).collect();
        assert_eq!(found, [places[1], places[2], places[0]]);
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_frames(
            bodies in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..20),
            cuts in prop::collection::vec(1usize..200, 1..50),
        ) {
            let stream: Vec<u8> = bodies.iter().flat_map(|body| frame(body)).collect();
            let mut reader = FrameReader::new(300);
            let mut got: Vec<Bytes> = Vec::new();
            let mut rest = &stream[..];
            let mut cuts = cuts.iter().cycle();
            while !rest.is_empty() {
                let (now, later) = rest.split_at((*cuts.next().unwrap()).min(rest.len()));
                reader.push(now);
                rest = later;
                while let Some(frame) = reader.next_frame().unwrap() {
                    got.push(frame);
                }
            }
            prop_assert_eq!(got, bodies);
            prop_assert_eq!(reader.partial_bytes(), 0);
        }

        /// Large and small frames, received either way, cut anywhere: the same frames, and memory that follows what came.
        #[test]
        fn either_way_gives_the_same_frames(
            sizes in prop::collection::vec(prop_oneof![0usize..200, 60_000usize..700_000], 1..8),
            cuts in prop::collection::vec((prop_oneof![1usize..200, 1usize..64 << 10], 1usize..300_000, 0u8..8), 1..30),
            spares in any::<bool>(),
        ) {
            let bodies: Vec<Vec<u8>> = sizes.iter().enumerate().map(|(i, size)| {
                let mut body = vec![i as u8; *size];
                (0..*size).step_by(97).for_each(|at| body[at] = (at / 97) as u8);
                body
            }).collect();
            let stream: Vec<u8> = bodies.iter().flat_map(|body| frame(body)).collect();
            let mut reader = FrameReader::sparing(700_000, spares.then(|| Spares::new(2 << 20)));
            let mut got: Vec<Bytes> = Vec::new();
            let mut rest = &stream[..];
            let mut cuts = cuts.iter().cycle();
            let mut largest = 0;
            while !rest.is_empty() {
                let (shared, own, how) = *cuts.next().unwrap();
                let mut taken = 0;
                if how > 0 {
                    taken = fill(&mut reader, &rest[..own.min(rest.len())]);
                } else {
                    drop(reader.lend());
                }
                if taken == 0 {
                    taken = shared.min(rest.len());
                    reader.push(&rest[..taken]);
                }
                largest = largest.max(taken);
                rest = &rest[taken..];
                while let Some(frame) = reader.next_frame().unwrap() {
                    largest = largest.max(frame.len() + LENGTH_BYTES);
                    got.push(frame);
                }
                let trusted = 2 * largest.max(reader.partial_bytes());
                // A spare is what it is.
                prop_assert!(spares || reader.capacity() <= trusted, "{} bytes, trusted {trusted}", reader.capacity());
            }
            prop_assert!(got == bodies);
            prop_assert_eq!((reader.partial_bytes(), reader.capacity()), (0, 0));
        }
    }
}

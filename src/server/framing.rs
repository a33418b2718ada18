//! Kafka's framing: a four-byte big-endian length, then that many bytes.
//!
//! Promises: a received byte is copied once, into a buffer that grows with what has arrived and with what this peer has
//! already shown that it sends, never with what it announces; frames leave as slices of that buffer. A length that is
//! negative or above the limit is reported as soon as its four bytes are there, and nothing is read after it.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::rc::Rc;

use bytes::{Buf, Bytes, BytesMut};

const LENGTH_BYTES: usize = 4;
/// From this size on an allocator gives memory back to the system, and every page of the next frame is touched for the first time,
/// which costs more than anything that is done with it.
const SPARE_FROM_BYTES: usize = 1 << 20;
/// Frames whose memory is kept for the next.
const SPARE_BYTES: usize = 128 << 20;

/// Memory of large frames, for the next ones once nobody holds it any more. For who reads large frames all the time and has memory for
/// it. Clones are the same, all of one thread.
#[derive(Debug, Clone, Default)]
pub struct Spares {
    /// Each behind the size of the frame that it held.
    kept: Rc<RefCell<VecDeque<(usize, BytesMut)>>>,
}

impl Spares {
    fn take(&self, bytes: usize) -> Option<BytesMut> {
        if bytes < SPARE_FROM_BYTES {
            return None;
        }
        let mut kept = self.kept.borrow_mut();
        let fitting = kept.iter_mut().position(|(_, spare)| spare.try_reclaim(bytes))?;
        kept.remove(fitting).map(|(_, spare)| spare)
    }

    /// `spare` is the empty rest of a buffer whose frame of `bytes` may still be held.
    fn put(&self, bytes: usize, spare: BytesMut) {
        if bytes < SPARE_FROM_BYTES {
            return;
        }
        let mut kept = self.kept.borrow_mut();
        kept.push_back((bytes, spare));
        while kept.iter().map(|(bytes, _)| bytes).sum::<usize>() > SPARE_BYTES {
            kept.pop_front();
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

/// Splits a byte stream into frames.
#[derive(Debug)]
pub struct FrameReader {
    buf: BytesMut,
    max_frame_bytes: usize,
    /// The largest recent complete frame: a peer that has sent as much may have room for as much at once.
    proven_bytes: usize,
    spares: Option<Spares>,
}

impl FrameReader {
    pub fn new(max_frame_bytes: usize) -> Self {
        FrameReader { buf: BytesMut::new(), max_frame_bytes, proven_bytes: 0, spares: None }
    }

    /// A reader that takes the memory of large frames from others that were read.
    pub fn sparing(max_frame_bytes: usize, spares: Option<Spares>) -> Self {
        FrameReader { spares, ..FrameReader::new(max_frame_bytes) }
    }

    /// Takes over received bytes.
    pub fn push(&mut self, received: &[u8]) {
        let needed = self.buf.len().saturating_add(received.len());
        if self.buf.capacity() < needed {
            // Room for the rest of the frame in progress, as far as this peer has proven to fill it.
            let frame = self.announced().map_or(0, |announced| announced.saturating_add(LENGTH_BYTES));
            if let Some(spare) = self.spares.as_ref().and_then(|spares| spares.take(frame.max(needed))) {
                let begun = std::mem::replace(&mut self.buf, spare);
                self.buf.extend_from_slice(&begun);
                self.buf.extend_from_slice(received);
                return;
            }
            let target = frame.min(self.proven_bytes.saturating_add(LENGTH_BYTES)).max(needed);
            self.buf.reserve(target - self.buf.len());
        }
        self.buf.extend_from_slice(received);
    }

    /// The length of the frame in progress, if it is known and sane.
    fn announced(&self) -> Option<usize> {
        let length = self.buf.first_chunk::<LENGTH_BYTES>()?;
        usize::try_from(i32::from_be_bytes(*length)).ok().filter(|length| *length <= self.max_frame_bytes)
    }

    /// The next complete frame, without its length.
    pub fn next_frame(&mut self) -> Result<Option<Bytes>, BadFrameLength> {
        let Some(length) = self.buf.first_chunk::<LENGTH_BYTES>() else { return Ok(None) };
        let announced = i32::from_be_bytes(*length);
        let Some(length) = self.announced() else {
            return Err(BadFrameLength { announced, max_bytes: self.max_frame_bytes });
        };
        if self.buf.len() - LENGTH_BYTES < length {
            return Ok(None);
        }
        self.buf.advance(LENGTH_BYTES);
        let frame = self.buf.split_to(length).freeze();
        // Forget slowly, so that one small frame between large ones costs no regrowth.
        self.proven_bytes = length.max(self.proven_bytes - self.proven_bytes / 8);
        if self.buf.is_empty() {
            // An idle connection keeps no buffer; the frame's own handle keeps its bytes.
            let emptied = std::mem::take(&mut self.buf);
            if let Some(spares) = &self.spares {
                spares.put(length, emptied);
            }
        }
        Ok(Some(frame))
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

    #[test]
    fn a_large_frame_comes_into_the_memory_of_one_that_was_let_go_of() {
        let spares = Spares::default();
        let mut readers = [(); 2].map(|()| FrameReader::sparing(4 << 20, Some(spares.clone())));
        let mut read = |reader: usize, fill: u8, size: usize| {
            let stream = frame(&vec![fill; size]);
            let mut frames = Vec::new();
            for received in stream.chunks(64 << 10) {
                readers[reader].push(received);
                frames.extend(readers[reader].next_frame().unwrap());
            }
            let [frame] = &frames[..] else { panic!("{} frames", frames.len()) };
            assert!(frame.len() == size && frame.iter().all(|byte| *byte == fill));
            frame.clone()
        };
        let first = read(0, 1, 3 << 20);
        let place = first.as_ptr();
        let second = read(0, 2, 3 << 20);
        assert!(first.iter().all(|byte| *byte == 1), "nothing is written over what is still held");
        assert_eq!(spares.kept.borrow().len(), 2);
        drop(first);
        let third = read(1, 3, (3 << 20) - 100);
        assert!(place.addr().abs_diff(third.as_ptr().addr()) <= LENGTH_BYTES, "the first one's memory serves again");
        drop((second, third));
        (0..200).for_each(|fill| drop(read(0, fill, 3 << 20)));
        assert_eq!(spares.kept.borrow().len(), 2);
        let held: Vec<_> = (0..60).map(|fill| read(1, fill, 3 << 20)).collect();
        let kept: usize = spares.kept.borrow().iter().map(|(bytes, _)| bytes).sum();
        assert!(held.len() > 50 && kept <= SPARE_BYTES, "{kept}");
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
    }
}

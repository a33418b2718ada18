//! Kafka's framing: a four-byte big-endian length, then that many bytes.
//!
//! Promises: a received byte is copied once, into a buffer that grows with what has arrived and with what this peer has
//! already shown that it sends, never with what it announces; frames leave as slices of that buffer. A length that is
//! negative or above the limit is reported as soon as its four bytes are there, and nothing is read after it.

use std::fmt;

use bytes::{Buf, Bytes, BytesMut};

const LENGTH_BYTES: usize = 4;

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
}

impl FrameReader {
    pub fn new(max_frame_bytes: usize) -> Self {
        FrameReader { buf: BytesMut::new(), max_frame_bytes, proven_bytes: 0 }
    }

    /// Takes over received bytes.
    pub fn push(&mut self, received: &[u8]) {
        let needed = self.buf.len().saturating_add(received.len());
        if self.buf.capacity() < needed {
            // Room for the rest of the frame in progress, as far as this peer has proven to fill it.
            let frame = self.announced().map_or(0, |announced| announced.saturating_add(LENGTH_BYTES));
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
            self.buf = BytesMut::new();
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

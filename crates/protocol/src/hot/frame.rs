//! A response on its way out: encoded bytes with records between them.

use bytes::{BufMut, Bytes, BytesMut};

use crate::api_key::ApiKey;
use crate::primitives::{EncodeError, EncodeErrorKind, put_uvarint};

/// A part of a frame: bytes that were encoded for it, or records of the caller's that go out as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<S> {
    Encoded(Bytes),
    Records(S),
}

/// A whole response with its length prefix and header, to be sent in the order of its pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame<S> {
    pub pieces: Vec<Piece<S>>,
    /// Bytes of all pieces, the length prefix included.
    pub size_bytes: usize,
}

/// Builds a [`Frame`]. The length is written last, so the first piece waits for it.
pub(super) struct FrameWriter<S> {
    /// What comes after the last piece.
    pub(super) buf: BytesMut,
    /// The frame up to the first records.
    head: Option<BytesMut>,
    pieces: Vec<Piece<S>>,
    size_bytes: usize,
}

impl<S> FrameWriter<S> {
    /// Starts the response to the request `correlation_id` of that version, in a buffer that may have room already.
    pub(super) fn new(mut buf: BytesMut, api_key: ApiKey, version: i16, correlation_id: i32) -> Self {
        buf.clear();
        buf.put_i32(0);
        buf.put_i32(correlation_id);
        if api_key.response_header_version(version) >= 1 {
            put_uvarint(&mut buf, 0);
        }
        FrameWriter { buf, head: None, pieces: Vec::new(), size_bytes: 0 }
    }

    /// Puts records here. The caller has written their length.
    pub(super) fn records(&mut self, bytes: usize, segments: impl IntoIterator<Item = S>) {
        if bytes == 0 {
            return;
        }
        let encoded = self.buf.split();
        self.size_bytes += encoded.len() + bytes;
        match self.head {
            None => self.head = Some(encoded),
            Some(_) => self.pieces.push(Piece::Encoded(encoded.freeze())),
        }
        self.pieces.extend(segments.into_iter().map(Piece::Records));
    }

    pub(super) fn finish(mut self) -> Result<Frame<S>, EncodeError> {
        self.size_bytes += self.buf.len();
        let tail = self.buf.split();
        let mut head = match self.head {
            None => tail,
            Some(head) => {
                if !tail.is_empty() {
                    self.pieces.push(Piece::Encoded(tail.freeze()));
                }
                head
            }
        };
        let length = self.size_bytes.saturating_sub(4);
        let too_long = |_| EncodeError::new("length", EncodeErrorKind::TooLong(length));
        let length = i32::try_from(length).map_err(too_long)?;
        if let Some(prefix) = head.first_chunk_mut() {
            *prefix = length.to_be_bytes();
        }
        self.pieces.insert(0, Piece::Encoded(head.freeze()));
        Ok(Frame { pieces: self.pieces, size_bytes: self.size_bytes })
    }
}

//! What answers a request: a frame in pieces, ready to be sent.
//!
//! Promises: length and header are written by this module alone; the length is that of what follows, whatever the pieces
//! are. A response longer than a frame can say is an error, not a wrong length.

use bytes::{BufMut, Bytes, BytesMut};
use ringmain_protocol::message::Message;
use ringmain_protocol::primitives::EncodeError;

use super::request::Header;
use crate::rt::buf::Segment;

const LENGTH_BYTES: usize = 4;

/// A whole response frame.
pub struct Response {
    pub segments: Vec<Segment>,
    pub size_bytes: usize,
}

/// What becomes of a request.
pub enum Outcome {
    Answer(Response),
    /// A produce with acks=0.
    Silent,
    /// The connection must be closed, for this reason.
    Close(String),
}

impl Outcome {
    /// Bytes that wait to be sent because of it.
    pub fn size_bytes(&self) -> usize {
        if let Outcome::Answer(response) = self { response.size_bytes } else { 0 }
    }

    /// Those of them that are not lent by a log.
    pub fn own_bytes(&self) -> usize {
        if let Outcome::Answer(response) = self { response.segments.iter().map(own_bytes).sum() } else { 0 }
    }
}

/// Bytes of a piece that are not lent by a log.
pub fn own_bytes(segment: &Segment) -> usize {
    if let Segment::Bytes(bytes) = segment { bytes.len() } else { 0 }
}

/// Collects a response: encoded bytes, and between them pieces that are sent as they are.
pub struct ResponseWriter {
    done: Vec<Segment>,
    done_bytes: usize,
    /// Where encoding goes on.
    pub buf: BytesMut,
}

impl ResponseWriter {
    /// Starts the response to the request with this header, with room for a body of about `expected_bytes`.
    pub fn new(header: &Header, expected_bytes: usize) -> Self {
        let mut buf = BytesMut::with_capacity(expected_bytes.saturating_add(16));
        buf.put_i32(0);
        buf.put_i32(header.correlation_id);
        if header.api.response_header_version(header.version) >= 1 {
            buf.put_u8(0);
        }
        ResponseWriter { done: Vec::new(), done_bytes: 0, buf }
    }

    /// Puts a piece behind what has been encoded, without copying it.
    pub fn piece(&mut self, segment: Segment) {
        let encoded = self.buf.split();
        self.done_bytes += encoded.len() + segment.len();
        if !encoded.is_empty() {
            self.done.push(Segment::Bytes(encoded.freeze()));
        }
        self.done.push(segment);
    }

    pub fn finish(mut self) -> Outcome {
        if self.done.is_empty() {
            return finish_single(self.buf);
        }
        let size_bytes = self.done_bytes + self.buf.len();
        if !self.buf.is_empty() {
            self.done.push(Segment::Bytes(self.buf.freeze()));
        }
        let Ok(length) = i32::try_from(size_bytes - LENGTH_BYTES) else {
            return too_long(size_bytes);
        };
        // The head was frozen behind the first piece: its length is patched in a copy, which is only a few bytes.
        let Some(Segment::Bytes(head)) = self.done.first_mut() else { return too_long(size_bytes) };
        let mut patched = BytesMut::with_capacity(head.len());
        patched.put_i32(length);
        patched.extend_from_slice(head.get(LENGTH_BYTES..).unwrap_or_default());
        *head = patched.freeze();
        Outcome::Answer(Response { segments: self.done, size_bytes })
    }
}

fn finish_single(mut buf: BytesMut) -> Outcome {
    let size_bytes = buf.len();
    match (buf.first_chunk_mut::<LENGTH_BYTES>(), i32::try_from(size_bytes - LENGTH_BYTES)) {
        (Some(place), Ok(length)) => *place = length.to_be_bytes(),
        _ => return too_long(size_bytes),
    }
    Outcome::Answer(Response { segments: vec![Segment::Bytes(buf.freeze())], size_bytes })
}

fn too_long(size_bytes: usize) -> Outcome {
    Outcome::Close(format!("a response of {size_bytes} bytes does not fit a frame"))
}

/// The response that holds this message, in the request's version.
pub fn encode<M: Message>(header: &Header, body: &M) -> Outcome {
    encode_version(header, body, header.version)
}

/// The same in a version of its own: ApiVersions answers an unknown version with version 0.
pub fn encode_version<M: Message>(header: &Header, body: &M, version: i16) -> Outcome {
    let mut writer = ResponseWriter::new(header, body.encoded_size(version));
    match body.encode(&mut writer.buf, version) {
        Ok(()) => writer.finish(),
        Err(error) => unencodable(&error),
    }
}

/// An answer that the asked version cannot carry: a fault of this broker, which must not be sent in half.
pub fn unencodable(error: &EncodeError) -> Outcome {
    Outcome::Close(format!("the response cannot be written: {error}"))
}

impl Response {
    /// The frame as one piece.
    pub fn to_bytes(&self) -> Bytes {
        let mut all = BytesMut::with_capacity(self.size_bytes);
        for segment in &self.segments {
            all.extend_from_slice(segment.as_ref());
        }
        all.freeze()
    }
}

#[cfg(test)]
mod tests {
    use ringmain_protocol::api_key::ApiKey;

    use super::*;

    #[test]
    fn the_length_counts_every_piece() {
        for (version, head) in [(0, 0), (12, 1)] {
            let header = Header { api: ApiKey::Fetch, version, correlation_id: 7, client_id: None };
            let mut writer = ResponseWriter::new(&header, 0);
            writer.buf.put_slice(b"ab");
            writer.piece(Segment::Bytes(Bytes::from_static(b"records")));
            writer.buf.put_slice(b"c");
            writer.piece(Segment::Bytes(Bytes::from_static(b"more")));
            let Outcome::Answer(response) = writer.finish() else { panic!("no answer") };
            let bytes = response.to_bytes();
            let length = 4 + head + 2 + 7 + 1 + 4;
            assert_eq!(bytes[..4], (length as i32).to_be_bytes());
            assert_eq!(bytes[4..8], 7i32.to_be_bytes());
            assert_eq!(&bytes[8 + head..], b"abrecordscmore");
            assert_eq!((bytes.len(), response.size_bytes), (length + 4, length + 4));

            let mut writer = ResponseWriter::new(&header, 3);
            writer.buf.put_slice(b"abc");
            let Outcome::Answer(response) = writer.finish() else { panic!("no answer") };
            assert_eq!(response.to_bytes()[..4], (4 + head as i32 + 3).to_be_bytes());
        }
    }
}

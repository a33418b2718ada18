//! What precedes a request or response: who asks for what, and which answer belongs to which question.
//!
//! A request's header has one of two forms, which follows from the API and version that every form starts with. A version
//! that is not supported does not stop the header from being read: ApiVersions must be answered even then.

use bytes::{BufMut, BytesMut};

use crate::api_key::ApiKey;
use crate::message::Message;
use crate::messages::rpc::{RequestHeader, ResponseHeader};
use crate::primitives::{DecodeError, DecodeErrorKind, Decoder, EncodeError, UnknownTaggedFields};
use crate::primitives::{put_array_len, put_uvarint};

/// A request's header, read without an allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestHeaderRef<'a> {
    pub api_key: ApiKey,
    /// May be a version that is not supported.
    pub api_version: i16,
    pub correlation_id: i32,
    pub client_id: Option<&'a str>,
    /// Where in the frame the request itself starts.
    pub body_at: usize,
}

impl<'a> RequestHeaderRef<'a> {
    /// Reads the header at the start of `frame`, which does not include the length prefix.
    pub fn parse(frame: &'a [u8]) -> Result<Self, DecodeError> {
        Self::read(frame).map_err(|e| e.within(RequestHeader::NAME))
    }

    fn read(frame: &'a [u8]) -> Result<Self, DecodeError> {
        let fail =
            |at: usize, field, kind| DecodeError { message: "", field, left: frame.len().saturating_sub(at), kind };
        let truncated = |needed: usize| fail(0, "header", DecodeErrorKind::Truncated { needed });
        let int16 = |at: usize| {
            frame.get(at..).and_then(|rest| rest.first_chunk()).map(|b| i16::from_be_bytes(*b)).ok_or(truncated(at + 2))
        };
        let key = int16(0)?;
        let Some(api_key) = ApiKey::from_key(key) else {
            return Err(fail(0, "RequestApiKey", DecodeErrorKind::UnknownApiKey(key.into())));
        };
        let api_version = int16(2)?;
        let correlation_id = frame.get(4..).and_then(|rest| rest.first_chunk()).ok_or(truncated(8))?;
        let correlation_id = i32::from_be_bytes(*correlation_id);
        let mut body_at = 10;
        let client_id = match usize::try_from(int16(8)?) {
            Err(_) => None,
            Ok(len) => {
                body_at += len;
                let bytes = frame.get(10..body_at).ok_or(truncated(body_at))?;
                let text = std::str::from_utf8(bytes);
                Some(text.map_err(|_| fail(10, "ClientId", DecodeErrorKind::NotUtf8))?)
            }
        };
        if api_key.request_header_version(api_version) >= 2 {
            body_at = skip_tags(frame, body_at).map_err(|kind| fail(body_at, "tagged fields", kind))?;
        }
        Ok(RequestHeaderRef { api_key, api_version, correlation_id, client_id, body_at })
    }

    /// The same in its owned form, without the tagged fields.
    pub fn to_owned(&self) -> RequestHeader {
        RequestHeader {
            request_api_key: self.api_key.key(),
            request_api_version: self.api_version,
            correlation_id: self.correlation_id,
            client_id: self.client_id.map(str::to_owned),
            unknown_tagged_fields: UnknownTaggedFields::default(),
        }
    }
}

/// Where the section of tagged fields that starts at `at` ends.
fn skip_tags(frame: &[u8], mut at: usize) -> Result<usize, DecodeErrorKind> {
    let uvarint = |at: &mut usize| {
        let rest = frame.get(*at..).unwrap_or_default();
        let (value, len) = crate::primitives::read_uvarint(rest).map_err(|truncated| {
            if truncated {
                DecodeErrorKind::Truncated { needed: rest.len() + 1 }
            } else {
                DecodeErrorKind::VarintTooLong
            }
        })?;
        *at += len;
        Ok(value)
    };
    let count = uvarint(&mut at)?;
    if count as usize > frame.len().saturating_sub(at) / 2 {
        return Err(DecodeErrorKind::BadLength(count.into()));
    }
    for _ in 0..count {
        uvarint(&mut at)?;
        let size = uvarint(&mut at)? as usize;
        if size > frame.len().saturating_sub(at) {
            return Err(DecodeErrorKind::BadLength(size as i64));
        }
        at += size;
    }
    Ok(at)
}

/// Appends the header of a request.
pub fn put_request_header(
    buf: &mut BytesMut,
    api_key: ApiKey,
    version: i16,
    correlation_id: i32,
    client_id: Option<&str>,
) -> Result<(), EncodeError> {
    buf.put_i16(api_key.key());
    buf.put_i16(version);
    buf.put_i32(correlation_id);
    crate::primitives::put_opt_string(buf, false, client_id, "ClientId").map_err(|e| e.within(RequestHeader::NAME))?;
    if api_key.request_header_version(version) >= 2 {
        put_uvarint(buf, 0);
    }
    Ok(())
}

/// Appends the header of a response.
pub fn put_response_header(buf: &mut BytesMut, api_key: ApiKey, version: i16, correlation_id: i32) {
    buf.put_i32(correlation_id);
    if api_key.response_header_version(version) >= 1 {
        put_uvarint(buf, 0);
    }
}

/// Reads the header of a response to that request.
pub fn read_response_header(d: &mut Decoder, api_key: ApiKey, version: i16) -> Result<ResponseHeader, DecodeError> {
    ResponseHeader::decode(d, api_key.response_header_version(version))
}

/// Appends a whole request: length, header and message.
pub fn put_request<M: crate::message::Request>(
    buf: &mut BytesMut,
    request: &M,
    version: i16,
    correlation_id: i32,
    client_id: Option<&str>,
) -> Result<(), EncodeError> {
    framed(buf, |buf| {
        put_request_header(buf, M::API_KEY, version, correlation_id, client_id)?;
        request.encode(buf, version)
    })
}

/// Appends a whole response: length, header and message.
pub fn put_response<M: Message>(
    buf: &mut BytesMut,
    api_key: ApiKey,
    response: &M,
    version: i16,
    correlation_id: i32,
) -> Result<(), EncodeError> {
    framed(buf, |buf| {
        put_response_header(buf, api_key, version, correlation_id);
        response.encode(buf, version)
    })
}

/// Writes a length in front of what `write` appends. On an error, what it appended is taken back.
fn framed(buf: &mut BytesMut, write: impl FnOnce(&mut BytesMut) -> Result<(), EncodeError>) -> Result<(), EncodeError> {
    let start = buf.len();
    buf.put_i32(0);
    let mut prefix = BytesMut::new();
    let result = write(buf).and_then(|()| put_array_len(&mut prefix, false, buf.len() - start - 4, "length"));
    match (&result, buf.get_mut(start..start + 4)) {
        (Ok(()), Some(place)) => place.copy_from_slice(&prefix),
        _ => buf.truncate(start),
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::rpc::{ApiVersionsRequest, ApiVersionsResponse, MetadataRequest};

    #[test]
    fn a_request_header_is_read_where_it_was_written() {
        for (version, client_id) in [(0, None), (3, Some("é")), (12, Some("")), (13, None)] {
            let mut buf = BytesMut::new();
            put_request(&mut buf, &MetadataRequest::default(), version, 7, client_id).unwrap();
            let frame = buf.freeze();
            let length = i32::from_be_bytes(*frame.first_chunk().unwrap());
            assert_eq!(length as usize, frame.len() - 4);
            let header = RequestHeaderRef::parse(&frame[4..]).unwrap();
            assert_eq!((header.api_key, header.api_version), (ApiKey::Metadata, version));
            assert_eq!((header.correlation_id, header.client_id), (7, client_id));
            let mut d = Decoder::new(frame.slice(4 + header.body_at..));
            MetadataRequest::decode(&mut d, version).unwrap();
            d.finish().unwrap();

            let mut d = Decoder::new(frame.slice(4..4 + header.body_at));
            let owned = RequestHeader::decode(&mut d, ApiKey::Metadata.request_header_version(version)).unwrap();
            d.finish().unwrap();
            assert_eq!(owned, header.to_owned());
        }
    }

    #[test]
    fn a_version_of_the_future_has_a_readable_header() {
        let mut buf = BytesMut::new();
        put_request_header(&mut buf, ApiKey::ApiVersions, 99, 1, Some("c")).unwrap();
        let header = RequestHeaderRef::parse(&buf).unwrap();
        assert_eq!((header.api_version, header.body_at), (99, buf.len()));
    }

    #[test]
    fn tagged_fields_are_stepped_over() {
        let mut buf = BytesMut::new();
        put_request_header(&mut buf, ApiKey::ApiVersions, 3, 1, None).unwrap();
        buf.truncate(buf.len() - 1);
        buf.extend_from_slice(&[2, 9, 1, 0xaa, 10, 0, 0x77]);
        let header = RequestHeaderRef::parse(&buf).unwrap();
        assert_eq!(header.body_at, buf.len() - 1);
    }

    #[test]
    fn lies_are_errors() {
        let mut buf = BytesMut::new();
        put_request_header(&mut buf, ApiKey::ApiVersions, 3, 1, Some("client")).unwrap();
        for end in 0..buf.len() {
            assert!(RequestHeaderRef::parse(&buf[..end]).is_err(), "{end}");
        }
        let error = RequestHeaderRef::parse(&[0x7f, 0, 0, 0, 0, 0, 0, 0, 0, 0]).unwrap_err();
        assert_eq!(error.kind, DecodeErrorKind::UnknownApiKey(0x7f00));
        let mut tags = buf[..buf.len() - 1].to_vec();
        tags.extend_from_slice(&[1, 5, 0x7f]);
        assert!(RequestHeaderRef::parse(&tags).is_err());
    }

    #[test]
    fn a_response_that_cannot_be_written_leaves_nothing() {
        let mut buf = BytesMut::from(&b"before"[..]);
        let response = ApiVersionsResponse::default();
        assert!(put_response(&mut buf, ApiKey::ApiVersions, &response, 99, 1).is_err());
        assert_eq!(&buf[..], b"before");
        assert!(put_request(&mut buf, &ApiVersionsRequest::default(), 0, 1, Some(&"x".repeat(40_000))).is_err());
        assert_eq!(&buf[..], b"before");
        put_response(&mut buf, ApiKey::ApiVersions, &response, 3, 5).unwrap();
        let mut d = Decoder::new(buf.split_off(10).freeze());
        assert_eq!(read_response_header(&mut d, ApiKey::ApiVersions, 3).unwrap().correlation_id, 5);
        assert_eq!(ApiVersionsResponse::decode(&mut d, 3).unwrap(), response);
    }
}

//! What a request is before its API looks at it: the parsed header, the bytes behind it, and who sent it.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;
use ringmain_protocol::api_key::ApiKey;
use ringmain_protocol::primitives::{DecodeError, Decoder};

use crate::rt::sync::Event;

/// One connection's other end.
pub struct Peer {
    pub address: SocketAddr,
    pub local: SocketAddr,
    pub listener: Arc<str>,
    /// `User:ANONYMOUS` on a plain-text listener.
    pub principal: Arc<str>,
    /// What the client said of itself in ApiVersions.
    pub software: RefCell<Option<(String, String)>>,
    /// Set when nobody waits for answers any more, or no more may be waited for: long polls end at once.
    pub gone: Event,
}

/// The header of a request whose API and version are known.
#[derive(Debug, Clone)]
pub struct Header {
    pub api: ApiKey,
    pub version: i16,
    pub correlation_id: i32,
    pub client_id: Option<Rc<str>>,
}

/// A request whose body is still to be decoded.
pub struct Request {
    pub header: Header,
    pub body: Bytes,
    pub peer: Rc<Peer>,
}

/// Why a frame is no request that can be answered. The connection is closed, as by Kafka.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadHeader {
    #[error("request header: {0}")]
    Malformed(#[from] DecodeError),
    #[error("unknown API key {0}")]
    UnknownApi(i16),
}

/// Reads a frame's header. The client id of the request before is used again where it is the same.
pub fn parse(frame: Bytes, last_client_id: &Option<Rc<str>>) -> Result<(Header, Bytes), BadHeader> {
    let mut d = Decoder::new(frame);
    let key = d.i16("request_api_key")?;
    let version = d.i16("request_api_version")?;
    let correlation_id = d.i32("correlation_id")?;
    let api = ApiKey::from_key(key).ok_or(BadHeader::UnknownApi(key))?;
    let client_id = match usize::try_from(d.i16("client_id")?) {
        Ok(length) => Some(client_id(&d.slice(length, "client_id")?, last_client_id)),
        Err(_) => None,
    };
    if api.request_header_version(version) >= 2 {
        d.unknown_tags()?;
    }
    Ok((Header { api, version, correlation_id, client_id }, d.into_rest()))
}

/// Client ids name quotas and log lines; one that is not UTF-8 is kept readable rather than refused, as in Java.
fn client_id(bytes: &[u8], last: &Option<Rc<str>>) -> Rc<str> {
    match last {
        Some(last) if last.as_bytes() == bytes => last.clone(),
        _ => String::from_utf8_lossy(bytes).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_by_table() {
        type Expected = Result<(ApiKey, i16, Option<&'static str>, usize), ()>;
        let table: &[(&[u8], Expected)] = &[
            (&[], Err(())),
            (&[0, 18, 0, 0, 0, 0, 0, 7], Err(())),
            (&[0, 18, 0, 0, 0, 0, 0, 7, 0xff, 0xff], Ok((ApiKey::ApiVersions, 0, None, 0))),
            (&[0, 18, 0, 0, 0, 0, 0, 7, 0, 2, b'm', b'e', 9], Ok((ApiKey::ApiVersions, 0, Some("me"), 1))),
            (&[0, 18, 0, 0, 0, 0, 0, 7, 0, 9, b'm', b'e'], Err(())),
            (&[0, 18, 0, 3, 0, 0, 0, 7, 0, 0, 0, 1, 2], Ok((ApiKey::ApiVersions, 3, Some(""), 2))),
            (&[0, 18, 0, 3, 0, 0, 0, 7, 0, 0, 5], Err(())),
            (&[0, 18, 0, 99, 0, 0, 0, 7, 0, 0, 0], Ok((ApiKey::ApiVersions, 99, Some(""), 0))),
            (&[0x7f, 18, 0, 0, 0, 0, 0, 7, 0, 0], Err(())),
        ];
        for (bytes, expected) in table {
            let got = parse(Bytes::copy_from_slice(bytes), &None);
            match (got, expected) {
                (Ok((header, rest)), Ok((api, version, client_id, left))) => {
                    assert_eq!((header.api, header.version, header.correlation_id), (*api, *version, 7));
                    assert_eq!((header.client_id.as_deref(), rest.len()), (*client_id, *left));
                }
                (Err(_), Err(())) => {}
                (got, expected) => panic!("{bytes:?}: {got:?}, expected {expected:?}"),
            }
        }
    }

    #[test]
    fn a_repeated_client_id_is_shared() {
        let frame = Bytes::from_static(&[0, 18, 0, 0, 0, 0, 0, 7, 0, 2, b'm', b'e']);
        let first = parse(frame.clone(), &None).unwrap().0.client_id;
        let second = parse(frame, &first).unwrap().0.client_id;
        assert!(Rc::ptr_eq(&first.unwrap(), &second.unwrap()));
    }
}

//! A broker that says what a test wants, for commands: in the simulated world, on the port that they ask by default.

use std::cell::RefCell;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::rc::Rc;

use bytes::{BufMut, Bytes, BytesMut};
use ringmain_protocol::api_key::ApiKey;
use ringmain_protocol::message::{Message, Request};
use ringmain_protocol::messages::rpc::ApiVersionsResponse;
use ringmain_protocol::messages::rpc::api_versions_response::ApiVersion;
use ringmain_protocol::primitives::Decoder;

use crate::rt::buf::Segment;
use crate::rt::net::{ListenOptions, TcpListener, TcpStream};
use crate::rt::task;
use crate::server::framing::FrameReader;

pub const PORT: u16 = 9092;

/// A request as it came.
pub struct Asked {
    pub api: ApiKey,
    version: i16,
    body: RefCell<Decoder>,
}

impl Asked {
    pub fn request<Req: Request>(&self) -> Req {
        Req::decode(&mut self.body.borrow_mut(), self.version).unwrap()
    }

    pub fn answer(&self, answer: &impl Message) -> Option<Vec<u8>> {
        let mut bytes = BytesMut::new();
        answer.encode(&mut bytes, self.version).unwrap();
        Some(bytes.to_vec())
    }
}

/// The bytes of an answer; `None` ends the connection.
type Script = Rc<dyn Fn(&Asked) -> Option<Vec<u8>>>;

/// Serves these APIs in these versions; ApiVersions by itself.
pub fn start(served: &[(ApiKey, i16)], script: impl Fn(&Asked) -> Option<Vec<u8>> + 'static) {
    let listener =
        TcpListener::bind(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), PORT), &ListenOptions::default()).unwrap();
    let api = |(key, version): &(ApiKey, i16)| ApiVersion {
        api_key: key.key(),
        min_version: *version,
        max_version: *version,
        ..Default::default()
    };
    let versions = ApiVersionsResponse {
        api_keys: served.iter().chain(&[(ApiKey::ApiVersions, 3)]).map(api).collect(),
        ..Default::default()
    };
    let script: Script = Rc::new(move |asked| match asked.api {
        ApiKey::ApiVersions => asked.answer(&versions),
        _ => script(asked),
    });
    drop(task::spawn(async move {
        while let Ok(stream) = listener.accept().await {
            drop(task::spawn(serve(stream, script.clone())));
        }
    }));
}

async fn serve(stream: TcpStream, script: Script) {
    let mut frames = FrameReader::new(1 << 20);
    while let Ok(received) = stream.recv().await {
        if received.is_empty() {
            return;
        }
        frames.push(&received);
        drop(received);
        while let Ok(Some(frame)) = frames.next_frame() {
            let mut d = Decoder::new(frame);
            let api = ApiKey::from_key(d.i16("").unwrap()).unwrap();
            let version = d.i16("").unwrap();
            let correlation_id = d.i32("").unwrap();
            d.opt_string(false, "").unwrap();
            if api.request_header_version(version) >= 2 {
                d.unknown_tags().unwrap();
            }
            let Some(body) = script(&Asked { api, version, body: RefCell::new(d) }) else { return };
            let mut framed = BytesMut::new();
            let header = 4 + usize::from(api.response_header_version(version) >= 1);
            framed.put_u32((header + body.len()) as u32);
            framed.put_i32(correlation_id);
            if header > 4 {
                framed.put_u8(0);
            }
            framed.put_slice(&body);
            if stream.send(vec![Segment::Bytes(Bytes::from(framed))]).await.is_err() {
                return;
            }
        }
    }
}

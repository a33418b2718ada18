//! The protocol over blocking sockets: what measures the broker alone, and not a client library.
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use bytes::{BufMut, Bytes, BytesMut};
use ringmain_protocol::message::{Message, Request};
use ringmain_protocol::messages::rpc::offset_fetch_request::OffsetFetchRequestGroup;
use ringmain_protocol::messages::rpc::{FindCoordinatorRequest, OffsetFetchRequest, RequestHeader};
use ringmain_protocol::primitives::Decoder;

use crate::Result;

/// How long an answer, or a broker that is not ready, is waited for.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub struct Connection {
    stream: TcpStream,
}

impl Connection {
    pub fn open(bootstrap: &str) -> Result<Self> {
        let stream = TcpStream::connect(bootstrap)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { stream })
    }

    /// Sends frames that [`append`] made.
    pub fn send(&mut self, frames: &[u8]) -> Result<()> {
        Ok(self.stream.write_all(frames)?)
    }

    pub fn receive<Req: Request>(&mut self, version: i16) -> Result<Req::Response> {
        decode::<Req>(self.receive_frame()?, version)
    }

    /// The next answer as it comes.
    pub fn receive_frame(&mut self) -> Result<Bytes> {
        let mut length = [0; 4];
        self.stream.read_exact(&mut length)?;
        let mut frame = vec![0; usize::try_from(i32::from_be_bytes(length))?];
        self.stream.read_exact(&mut frame)?;
        Ok(Bytes::from(frame))
    }

    pub fn ask<Req: Request>(&mut self, request: &Req, version: i16) -> Result<Req::Response> {
        let mut frame = BytesMut::new();
        append(&mut frame, request, version)?;
        self.send(&frame)?;
        self.receive::<Req>(version)
    }
}

/// Reads an answer that was received.
pub fn decode<Req: Request>(frame: Bytes, version: i16) -> Result<Req::Response> {
    let mut decoder = Decoder::new(frame);
    decoder.i32("correlation_id")?;
    if Req::API_KEY.response_header_version(version) >= 1 {
        decoder.unknown_tags()?;
    }
    Ok(Req::Response::decode(&mut decoder, version)?)
}

/// Adds a request with its header and length.
pub fn append<Req: Request>(frames: &mut BytesMut, request: &Req, version: i16) -> Result<()> {
    let begin = frames.len();
    frames.put_u32(0);
    let header = RequestHeader {
        request_api_key: Req::API_KEY.key(),
        request_api_version: version,
        correlation_id: 1,
        client_id: Some("ringmain-load".to_owned()),
        ..RequestHeader::default()
    };
    header.encode(frames, Req::API_KEY.request_header_version(version))?;
    request.encode(frames, version)?;
    let length = u32::try_from(frames.len() - begin - 4)?;
    frames.get_mut(begin..begin + 4).ok_or("no frame")?.copy_from_slice(&length.to_be_bytes());
    Ok(())
}

/// Asks until the broker coordinates these groups: the topic that it keeps them in is made by the first question.
pub fn wait_for_coordinator(bootstrap: &str, groups: &[String]) -> Result<()> {
    let mut connection = Connection::open(bootstrap)?;
    let began = Instant::now();
    for group in groups {
        let find = FindCoordinatorRequest { key: group.clone(), ..Default::default() };
        let asked = OffsetFetchRequestGroup { group_id: group.clone(), topics: None, ..Default::default() };
        let fetch = OffsetFetchRequest { groups: vec![asked], ..Default::default() };
        loop {
            let mut code = connection.ask(&find, 3)?.error_code;
            if code == 0 {
                code = connection.ask(&fetch, 8)?.groups.first().map_or(-1, |group| group.error_code);
            }
            match code {
                0 => break,
                code if began.elapsed() > PATIENCE => {
                    return Err(format!("{group} has no coordinator: error {code}").into());
                }
                _ => std::thread::sleep(Duration::from_millis(50)),
            }
        }
    }
    Ok(())
}

/// The value at each of these quantiles, in microseconds.
pub fn quantiles<const N: usize>(mut micros: Vec<u64>, at: [f64; N]) -> [u64; N] {
    micros.sort_unstable();
    at.map(|q| micros.get(((micros.len().max(1) - 1) as f64 * q) as usize).copied().unwrap_or(0))
}

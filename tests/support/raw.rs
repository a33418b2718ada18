//! Kafka's protocol over a blocking socket, for what no client library would send or show.

use bytes::{BufMut, BytesMut};
use ringmain_protocol::message::{Message, Request};
use ringmain_protocol::messages::rpc::RequestHeader;
use ringmain_protocol::primitives::Decoder;
use std::io::{self, Read, Write};
use std::net::TcpStream;

/// One connection; requests are answered one by one.
pub struct Raw {
    stream: TcpStream,
}

impl Raw {
    pub fn connect(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(super::client::WAIT))?;
        Ok(Self { stream })
    }

    pub fn send<Req: Request>(&mut self, request: &Req, version: i16) -> io::Result<()> {
        let header = RequestHeader {
            request_api_key: Req::API_KEY.key(),
            request_api_version: version,
            correlation_id: 1,
            client_id: Some("raw".into()),
            ..RequestHeader::default()
        };
        let mut frame = BytesMut::new();
        frame.put_i32(0);
        header.encode(&mut frame, Req::API_KEY.request_header_version(version)).expect("a header");
        request.encode(&mut frame, version).expect("a request");
        let len = i32::try_from(frame.len() - 4).expect("a short frame");
        frame[..4].copy_from_slice(&len.to_be_bytes());
        self.stream.write_all(&frame)
    }

    /// The next answer; an error of kind `UnexpectedEof` if the broker has closed the connection.
    pub fn receive<Req: Request>(&mut self, version: i16) -> io::Result<Req::Response> {
        let mut len = [0; 4];
        self.stream.read_exact(&mut len)?;
        let mut frame = vec![0; u32::from_be_bytes(len) as usize];
        self.stream.read_exact(&mut frame)?;
        let mut d = Decoder::new(frame.into());
        d.i32("correlation_id").expect("a correlation id");
        if Req::API_KEY.response_header_version(version) >= 1 {
            d.unknown_tags().expect("tags");
        }
        Ok(Req::Response::decode(&mut d, version).expect("a response"))
    }

    pub fn ask<Req: Request>(&mut self, request: &Req, version: i16) -> io::Result<Req::Response> {
        self.send(request, version)?;
        self.receive::<Req>(version)
    }
}

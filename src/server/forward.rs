//! Sending a client's request on to the active controller (Envelope, KIP-590).
//!
//! Promises: a forwarded request gets an answer or an error within the forwarder's own time limit. The way to the controller
//! is given at start: the node's controller client, or a test's own controller.

use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;

use bytes::BytesMut;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::message::{Message, Request as RequestMessage};
use ringmain_protocol::messages::rpc::{RequestKind, ResponseKind};
use ringmain_protocol::primitives::Decoder;

use super::request::Header;
use super::router::{Call, LocalFuture};

/// A request on its way to the controller, with whom it is for.
pub struct ForwardRequest {
    pub principal: Arc<str>,
    pub client_address: IpAddr,
    pub header: Header,
    pub request: RequestKind,
}

type Forward = dyn Fn(ForwardRequest) -> LocalFuture<Result<ResponseKind, ErrorCode>>;

/// The way to the controller; clones share it.
#[derive(Clone)]
pub struct Forwarder {
    send: Rc<Forward>,
}

impl Forwarder {
    pub fn new(send: impl Fn(ForwardRequest) -> LocalFuture<Result<ResponseKind, ErrorCode>> + 'static) -> Self {
        Forwarder { send: Rc::new(send) }
    }

    /// Sends a client's request on, in the name of the client.
    pub async fn forward<Req>(&self, call: &Call, request: Req) -> Result<Req::Response, ErrorCode>
    where
        Req: RequestMessage + Into<RequestKind>,
    {
        self.send(call, call.header.clone(), request).await
    }

    /// Sends a request of this broker's own making in the name of the client whose call led to it.
    pub async fn send<Req>(&self, call: &Call, header: Header, request: Req) -> Result<Req::Response, ErrorCode>
    where
        Req: RequestMessage + Into<RequestKind>,
    {
        let version = header.version;
        let response = (self.send)(ForwardRequest {
            principal: call.peer.principal.clone(),
            client_address: call.peer.address.ip(),
            header,
            request: request.into(),
        })
        .await?;
        // The answer came as bytes in that version; going back to them is how one kind of it is taken out of all kinds.
        let mut bytes = BytesMut::new();
        response.encode(&mut bytes, version).map_err(|_| ErrorCode::UnknownServerError)?;
        Req::Response::decode(&mut Decoder::new(bytes.freeze()), version).map_err(|_| ErrorCode::UnknownServerError)
    }
}

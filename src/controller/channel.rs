//! A broker's way to the active controller, which may be in this process: to its CONTROLLER listener, as in Kafka.
//!
//! Promises: requests go to the leader that the raft node of this process knows; while none is known, or the one known
//! answers NOT_CONTROLLER or not at all, they are tried again until the time limit. So a request may reach the controller
//! twice; all that go this way may (KIP-590 says so of forwarded ones).

use std::cell::RefCell;
use std::net::IpAddr;
use std::rc::Rc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_lite::future::or;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::message::{Message, Request};
use ringmain_protocol::messages::rpc::{
    DefaultPrincipalData, EnvelopeRequest, RequestHeader, ResponseHeader, ResponseKind,
};
use ringmain_protocol::primitives::Decoder;

use super::node::QuorumLeader;
use crate::client::{Client, ClientError, ClientOptions, HostPort};
use crate::rt::sync::watch;
use crate::rt::time;
use crate::server::forward::{ForwardRequest, Forwarder};
use crate::server::request::Header;

/// The pause before a request is tried again.
const RETRY_BACKOFF: Duration = Duration::from_millis(50);

/// What a [`ControllerClient`] is made of, on its way to the thread that uses it.
#[derive(Clone)]
pub struct ControllerAddress {
    pub(super) leader: watch::Receiver<QuorumLeader>,
    pub(super) node_id: i32,
    /// `controller.listener.names`, first: which of a controller's listeners to use.
    pub(super) listener: String,
    pub(super) request_timeout: Duration,
}

/// Why a request to the controller has no answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ChannelError {
    #[error("no active controller is known")]
    NoController,
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error("the controller answers {0}")]
    Refused(ErrorCode),
}

/// See the module. Lives on one thread; clones share the connection.
#[derive(Clone)]
pub struct ControllerClient {
    shared: Rc<Shared>,
}

struct Shared {
    address: ControllerAddress,
    /// To the leader last spoken to.
    client: RefCell<Option<Client>>,
}

impl ControllerClient {
    pub fn new(address: ControllerAddress) -> Self {
        ControllerClient { shared: Rc::new(Shared { address, client: RefCell::new(None) }) }
    }

    /// Sends a request to the active controller until it is answered or the time limit has passed. Whether the answer is
    /// NOT_CONTROLLER, `refused` says.
    pub async fn send<Req: Request>(
        &self,
        request: &Req,
        refused: impl Fn(&Req::Response) -> bool,
    ) -> Result<Req::Response, ChannelError> {
        let last = RefCell::new(ChannelError::NoController);
        let trying = async {
            loop {
                match self.try_send(request).await {
                    Ok(response) if !refused(&response) => return Ok(response),
                    Ok(_) => *last.borrow_mut() = ChannelError::Refused(ErrorCode::NotController),
                    Err(ChannelError::Client(error)) if !error.is_retriable() => return Err(error.into()),
                    Err(error) => *last.borrow_mut() = error,
                }
                let changed = async {
                    let _ = self.shared.address.leader.changed().await;
                };
                or(time::sleep(RETRY_BACKOFF), changed).await;
            }
        };
        match time::timeout(self.shared.address.request_timeout, trying).await {
            Ok(outcome) => outcome,
            Err(_) => Err(last.into_inner()),
        }
    }

    /// One attempt.
    pub async fn try_send<Req: Request>(&self, request: &Req) -> Result<Req::Response, ChannelError> {
        let client = self.client().ok_or(ChannelError::NoController)?;
        Ok(client.send(request).await?)
    }

    /// A client of the leader now known.
    fn client(&self) -> Option<Client> {
        let address = &self.shared.address;
        let leader = address.leader.get();
        leader.leader_id?;
        let named = leader.endpoints.iter().find(|endpoint| endpoint.name == address.listener);
        let endpoint = named.or(leader.endpoints.first())?;
        let at = HostPort::new(endpoint.host.clone(), endpoint.port);
        let mut client = self.shared.client.borrow_mut();
        if let Some(client) = client.as_ref().filter(|client| *client.address() == at) {
            return Some(client.clone());
        }
        let options = ClientOptions {
            client_id: address.node_id.to_string(),
            request_timeout: address.request_timeout,
            ..ClientOptions::default()
        };
        Some(client.insert(Client::new(at, options)).clone())
    }

    /// The way of clients' requests to the controller, for the handlers of this thread.
    pub fn forwarder(&self) -> Forwarder {
        let client = self.clone();
        Forwarder::new(move |request| {
            let client = client.clone();
            Box::pin(async move { client.forward(request).await })
        })
    }

    /// Sends a client's request in an Envelope.
    pub(super) async fn forward(&self, forward: ForwardRequest) -> Result<ResponseKind, ErrorCode> {
        let (api, version) = (forward.header.api, forward.header.version);
        let envelope = seal(&forward).ok_or(ErrorCode::UnknownServerError)?;
        let not_controller = ErrorCode::NotController.code();
        let answer = self.send(&envelope, |answer| answer.error_code == not_controller).await.map_err(|error| {
            tracing::warn!(%api, %error, "a request could not be forwarded to the controller");
            ErrorCode::RequestTimedOut
        })?;
        match ErrorCode::from(answer.error_code) {
            ErrorCode::None => {}
            // The controller does not know the version: the client is told so.
            ErrorCode::UnsupportedVersion => return Err(ErrorCode::UnsupportedVersion),
            error => {
                tracing::warn!(%api, %error, "the controller did not take a forwarded request");
                return Err(ErrorCode::UnknownServerError);
            }
        }
        let mut d = Decoder::new(answer.response_data.unwrap_or_default());
        let read = ResponseHeader::decode(&mut d, api.response_header_version(version))
            .and_then(|_| ResponseKind::decode(api, &mut d, version));
        read.map_err(|error| {
            tracing::warn!(%api, %error, "the controller's answer to a forwarded request cannot be read");
            ErrorCode::UnknownServerError
        })
    }
}

/// The request as the client sent it, with who that was.
fn seal(forward: &ForwardRequest) -> Option<EnvelopeRequest> {
    let Header { api, version, .. } = forward.header;
    let header = RequestHeader {
        request_api_key: api.key(),
        request_api_version: version,
        correlation_id: forward.header.correlation_id,
        client_id: forward.header.client_id.as_deref().map(str::to_owned),
        ..RequestHeader::default()
    };
    let mut data = BytesMut::new();
    header.encode(&mut data, api.request_header_version(version)).ok()?;
    forward.request.encode(&mut data, version).ok()?;
    Some(EnvelopeRequest {
        request_data: data.freeze(),
        request_principal: Some(principal_bytes(&forward.principal)?),
        client_host_address: match forward.client_address {
            IpAddr::V4(address) => Bytes::copy_from_slice(&address.octets()),
            IpAddr::V6(address) => Bytes::copy_from_slice(&address.octets()),
        },
        ..EnvelopeRequest::default()
    })
}

/// `Type:name` as Kafka's default principal builder writes it.
fn principal_bytes(principal: &str) -> Option<Bytes> {
    let (kind, name) = principal.split_once(':')?;
    let data = DefaultPrincipalData { r#type: kind.to_owned(), name: name.to_owned(), ..Default::default() };
    let mut bytes = BytesMut::new();
    bytes.extend_from_slice(&DefaultPrincipalData::MAX_VERSION.to_be_bytes());
    data.encode(&mut bytes, DefaultPrincipalData::MAX_VERSION).ok()?;
    Some(bytes.freeze())
}

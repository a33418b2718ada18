//! Other raft nodes, as destinations of this one's requests.
//!
//! Promises: one connection to each; a request that cannot be sent, is not answered in time, or whose answer cannot be read
//! is a failed one. Raft itself decides what to send again.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use super::driver::RaftSender;
use super::raft::wire::{self, RpcRequest, RpcResponse};
use super::raft::{Destination, Request, Response};
use crate::client::{Client, ClientError, ClientOptions, HostPort};
use crate::metadata::config::BrokerConfig;

/// Addresses that connections are kept to; more than a quorum has.
const MAX_PEERS: usize = 64;

/// The clients of this thread.
#[derive(Clone)]
pub struct Peers {
    options: Rc<ClientOptions>,
    clients: Rc<RefCell<HashMap<HostPort, Client>>>,
}

impl Peers {
    pub fn new(config: &BrokerConfig) -> Self {
        // A fetch waits for records at the leader before it is answered.
        let ms = |value: i32| Duration::from_millis(u64::try_from(value).unwrap_or(0));
        let options = ClientOptions {
            client_id: format!("raft-client-{}", config.node_id),
            request_timeout: ms(config.quorum.request_timeout_ms).saturating_mul(2),
            reconnect_backoff: ms(config.quorum.retry_backoff_ms),
            max_in_flight: 2,
            ..ClientOptions::default()
        };
        Peers { options: Rc::new(options), clients: Rc::default() }
    }

    pub fn sender(&self) -> RaftSender {
        let peers = self.clone();
        Box::new(move |to, request| {
            let peers = peers.clone();
            Box::pin(async move { peers.send(to, request).await })
        })
    }

    fn client(&self, to: &Destination) -> Client {
        let address = HostPort::new(to.host.clone(), to.port);
        let mut clients = self.clients.borrow_mut();
        if clients.len() >= MAX_PEERS && !clients.contains_key(&address) {
            clients.clear();
        }
        let new = || Client::new(address.clone(), ClientOptions::clone(&self.options));
        clients.entry(address.clone()).or_insert_with(new).clone()
    }

    async fn send(&self, to: Destination, request: Request) -> Option<Response> {
        let client = self.client(&to);
        let answer = match wire::encode_request(request)? {
            RpcRequest::Vote(r) => client.send(&r).await.map(RpcResponse::Vote),
            RpcRequest::BeginQuorumEpoch(r) => client.send(&r).await.map(RpcResponse::BeginQuorumEpoch),
            RpcRequest::EndQuorumEpoch(r) => client.send(&r).await.map(RpcResponse::EndQuorumEpoch),
            RpcRequest::Fetch(r) => client.send(&r).await.map(RpcResponse::Fetch),
            RpcRequest::FetchSnapshot(r) => client.send(&r).await.map(RpcResponse::FetchSnapshot),
            RpcRequest::UpdateRaftVoter(r) => client.send(&r).await.map(RpcResponse::UpdateRaftVoter),
            RpcRequest::AddRaftVoter(r) => client.send(&r).await.map(RpcResponse::AddRaftVoter),
            RpcRequest::RemoveRaftVoter(r) => client.send(&r).await.map(RpcResponse::RemoveRaftVoter),
            RpcRequest::DescribeQuorum(r) => client.send(&r).await.map(RpcResponse::DescribeQuorum),
        };
        let failed = |why: &dyn std::fmt::Display| tracing::debug!(node = to.id, "a raft request failed: {why}");
        let answer = answer.inspect_err(|error: &ClientError| failed(error)).ok()?;
        wire::decode_response(answer).inspect_err(|error| failed(error)).ok()
    }
}

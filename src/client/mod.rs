//! The small Kafka client that commands and inter-broker traffic share.
//!
//! Promises: a request is answered, or fails within its time limit with an error that names address, API and reason. Requests
//! of one connection are pipelined and answered in order; how many wait at once is bounded. A client connects when it first
//! has something to send, and again after a failure, with growing pauses. It never sends a request twice by itself: whether
//! that is safe is the caller's to know. Dropping a request's future gives its answer up, not the connection.

mod acks;
mod address;
pub(crate) mod cluster;
mod connection;
mod error;

pub use acks::Acks;
pub use address::HostPort;
pub use connection::{Answer, Connection, Slot, Unanswered};
pub use error::ClientError;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use ringmain_protocol::api_key::ApiKey;
use ringmain_protocol::message::Request;

use crate::rt::sync::Semaphore;
use crate::rt::time::{self, Instant};
use crate::server::framing::Spares;

/// How a client behaves; the defaults are those of Kafka's admin client where it has such a setting.
#[derive(Debug, Clone)]
pub struct ClientOptions {
    pub client_id: String,
    /// From sending a request to its answer, and for connecting.
    pub request_timeout: Duration,
    /// The pause after a failed attempt to connect; doubles up to `reconnect_backoff_max`.
    pub reconnect_backoff: Duration,
    pub reconnect_backoff_max: Duration,
    /// A longer answer closes the connection.
    pub max_response_bytes: usize,
    /// Requests of one connection that wait for their answers; one more waits to be sent.
    pub max_in_flight: usize,
    /// Memory that large answers come into again and again; without it each gets its own.
    pub spares: Option<Spares>,
}

impl Default for ClientOptions {
    fn default() -> Self {
        ClientOptions {
            client_id: "ringmain".into(),
            request_timeout: Duration::from_secs(30),
            reconnect_backoff: Duration::from_millis(50),
            reconnect_backoff_max: Duration::from_secs(1),
            max_response_bytes: 100 << 20,
            max_in_flight: 32,
            spares: None,
        }
    }
}

/// A client of one address that reconnects. Lives on the thread that made it; clones share the connection.
#[derive(Clone)]
pub struct Client {
    shared: Rc<Shared>,
}

struct Shared {
    address: HostPort,
    options: ClientOptions,
    connection: RefCell<Option<Rc<Connection>>>,
    /// One attempt to connect at a time; the others wait for what comes of it.
    connecting: Semaphore,
    failures: Cell<u32>,
    not_before: Cell<Option<Instant>>,
}

impl Client {
    pub fn new(address: HostPort, options: ClientOptions) -> Self {
        Client {
            shared: Rc::new(Shared {
                address,
                options,
                connection: RefCell::new(None),
                connecting: Semaphore::new(1),
                failures: Cell::new(0),
                not_before: Cell::new(None),
            }),
        }
    }

    pub fn address(&self) -> &HostPort {
        &self.shared.address
    }

    /// Sends a request in the highest version that both sides know.
    pub async fn send<Req: Request>(&self, request: &Req) -> Result<Req::Response, ClientError> {
        let connection = self.connection().await?;
        connection.send(request).await
    }

    /// The same for a request that differs by version: `request` is given the version.
    pub async fn send_with<Req: Request>(
        &self,
        request: impl FnOnce(i16) -> Req,
    ) -> Result<(i16, Req::Response), ClientError> {
        let connection = self.connection().await?;
        let version = connection.version::<Req>()?;
        Ok((version, connection.send(&request(version)).await?))
    }

    /// Sends a request that is not answered: see [`Connection::send_unanswered`].
    pub async fn send_unanswered<Req: Request>(&self, request: &Req) -> Result<(), ClientError> {
        self.connection().await?.send_unanswered(request).await
    }

    /// The versions of an API that the other side serves.
    pub async fn versions(&self, api: ApiKey) -> Result<Option<(i16, i16)>, ClientError> {
        Ok(self.connection().await?.served(api))
    }

    /// Lets the connection go; the next request makes another.
    pub fn disconnect(&self) {
        self.shared.connection.replace(None);
    }

    /// The open connection, or a new one, once the pause after the last failure is over.
    async fn connection(&self) -> Result<Rc<Connection>, ClientError> {
        let shared = &self.shared;
        let open = || shared.connection.borrow().clone().filter(|connection| connection.is_open());
        if let Some(connection) = open() {
            return Ok(connection);
        }
        let _turn = shared.connecting.acquire(1).await;
        if let Some(connection) = open() {
            return Ok(connection);
        }
        if let Some(not_before) = shared.not_before.get() {
            time::sleep_until(not_before).await;
        }
        match Connection::open(&shared.address, &shared.options).await {
            Ok(connection) => {
                shared.failures.set(0);
                shared.not_before.set(None);
                let connection = Rc::new(connection);
                shared.connection.replace(Some(connection.clone()));
                Ok(connection)
            }
            Err(error) => {
                let failures = shared.failures.get();
                shared.failures.set(failures.saturating_add(1));
                let pause = shared.options.reconnect_backoff.saturating_mul(1u32 << failures.min(16));
                shared.not_before.set(Some(time::now() + pause.min(shared.options.reconnect_backoff_max)));
                Err(error)
            }
        }
    }
}

#[cfg(test)]
mod tests;

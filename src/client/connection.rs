//! One connection: a task that sends, a task that receives, and the requests that wait for their answers in between.
//!
//! Promises: answers go to requests in the order of sending; one that is out of order, too long or unreadable ends the
//! connection, and so does a request that is not answered in time: what follows it could not be answered either. Whoever
//! waits when the connection ends hears why. Dropping the connection closes it.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use futures_lite::future::or;
use ringmain_protocol::api_key::ApiKey;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::message::{Message, Request};
use ringmain_protocol::messages::rpc::{ApiVersionsRequest, ApiVersionsResponse, RequestHeader};
use ringmain_protocol::primitives::Decoder;

use super::{ClientError, ClientOptions, HostPort};
use crate::rt::buf::Segment;
use crate::rt::net::TcpStream;
use crate::rt::sync::{Event, Notify, OneshotSender, Permit, Semaphore, oneshot};
use crate::rt::{task, time};
use crate::server::framing::FrameReader;

/// A connection to one node, its versions known.
pub struct Connection {
    inner: Rc<Inner>,
    versions: BTreeMap<i16, (i16, i16)>,
}

struct Inner {
    address: HostPort,
    client_id: String,
    request_timeout: Duration,
    in_flight: Semaphore,
    waiting: RefCell<VecDeque<Waiting>>,
    next_correlation_id: Cell<i32>,
    outbox: RefCell<Vec<Segment>>,
    outbox_filled: Notify,
    /// Requests put into the outbox, and how many of them the network has taken.
    queued: Cell<u64>,
    sent: Cell<u64>,
    taken: Notify,
    /// Set with `ended`: both tasks stop.
    end: Event,
    ended: RefCell<Option<String>>,
}

/// A request that was sent and has no answer.
struct Waiting {
    correlation_id: i32,
    response_header_version: i16,
    reply: OneshotSender<Result<Bytes, String>>,
    _permit: Permit,
}

impl Connection {
    /// Connects and asks which versions the other side serves.
    pub async fn open(address: &HostPort, options: &ClientOptions) -> Result<Self, ClientError> {
        let failed = |reason: String| ClientError::Connect { address: address.clone(), reason };
        let connecting = async {
            let mut last = String::new();
            for at in address.resolve().await.map_err(|error| failed(error.to_string()))? {
                match TcpStream::connect(at).await {
                    Ok(stream) => return Ok(stream),
                    Err(error) => last = format!("{at}: {error}"),
                }
            }
            Err(failed(last))
        };
        let stream = match time::timeout(options.request_timeout, connecting).await {
            Ok(connected) => connected?,
            Err(_) => return Err(failed(format!("no connection within {} ms", options.request_timeout.as_millis()))),
        };
        let inner = Rc::new(Inner {
            address: address.clone(),
            client_id: options.client_id.clone(),
            request_timeout: options.request_timeout,
            in_flight: Semaphore::new(options.max_in_flight.max(1)),
            waiting: RefCell::default(),
            next_correlation_id: Cell::new(0),
            outbox: RefCell::default(),
            outbox_filled: Notify::new(),
            queued: Cell::new(0),
            sent: Cell::new(0),
            taken: Notify::new(),
            end: Event::new(),
            ended: RefCell::default(),
        });
        drop(task::spawn(inner.clone().run_sending(stream.clone())));
        drop(task::spawn(inner.clone().run_receiving(stream, options.max_response_bytes)));
        let mut connection = Connection { inner, versions: BTreeMap::new() };
        connection.versions = connection.ask_versions().await?;
        Ok(connection)
    }

    pub fn is_open(&self) -> bool {
        !self.inner.end.is_set()
    }

    /// The versions of an API that the other side serves.
    pub fn served(&self, api: ApiKey) -> Option<(i16, i16)> {
        self.versions.get(&api.key()).copied()
    }

    /// The version in which this request would be sent.
    pub fn version<Req: Request>(&self) -> Result<i16, ClientError> {
        let (min, max) = (Req::MIN_VERSION.max(Req::API_KEY.min_version()), Req::API_KEY.max_version());
        let unsupported =
            |reason| ClientError::UnsupportedVersion { address: self.inner.address.clone(), api: Req::API_KEY, reason };
        let Some((served_min, served_max)) = self.served(Req::API_KEY) else {
            return Err(unsupported("this API is not served there".to_owned()));
        };
        let version = max.min(served_max);
        if version < min.max(served_min) {
            return Err(unsupported(format!(
                "served there are versions {served_min} to {served_max}, known here {min} to {max}"
            )));
        }
        Ok(version)
    }

    /// Sends a request in the highest version that both sides know, and waits for the answer.
    pub async fn send<Req: Request>(&self, request: &Req) -> Result<Req::Response, ClientError> {
        let version = self.version::<Req>()?;
        let body = self.exchange(request, version).await?;
        let decoded = Req::Response::decode(&mut Decoder::new(body), version);
        decoded.map_err(|error| self.unreadable::<Req>(error.to_string()))
    }

    /// Sends a request that is not answered (Produce with acks=0); returns once the network has taken it. Whether it arrives
    /// is not known.
    pub async fn send_unanswered<Req: Request>(&self, request: &Req) -> Result<(), ClientError> {
        let inner = &self.inner;
        let (address, api) = (&inner.address, Req::API_KEY);
        let version = self.version::<Req>()?;
        let (_, frame) = inner.next_frame(request, version)?;
        let queued = inner.queue(frame);
        let taken = async {
            while inner.sent.get() < queued {
                if let Some(reason) = inner.ended.borrow().clone() {
                    return Err(ClientError::Disconnected { address: address.clone(), api, reason });
                }
                or(inner.taken.notified(), inner.end.wait()).await;
            }
            Ok(())
        };
        match time::timeout(inner.request_timeout, taken).await {
            Ok(outcome) => outcome,
            Err(_) => {
                let after = inner.request_timeout;
                inner.close(&format!("{api} could not be sent within {} ms", after.as_millis()));
                Err(ClientError::Timeout { address: address.clone(), api, after })
            }
        }
    }

    fn unreadable<Req: Request>(&self, reason: String) -> ClientError {
        self.inner.close(&format!("an answer to {} cannot be read", Req::API_KEY));
        ClientError::Decode { address: self.inner.address.clone(), api: Req::API_KEY, reason }
    }

    /// Sends, and returns the body of the answer.
    async fn exchange<Req: Request>(&self, request: &Req, version: i16) -> Result<Bytes, ClientError> {
        let inner = &self.inner;
        let (address, api) = (&inner.address, Req::API_KEY);
        let disconnected = |reason: String| ClientError::Disconnected { address: address.clone(), api, reason };
        let exchange = async {
            let permit = inner.in_flight.acquire(1).await;
            if let Some(reason) = inner.ended.borrow().clone() {
                return Err(disconnected(reason));
            }
            let (correlation_id, frame) = inner.next_frame(request, version)?;
            let (reply, answer) = oneshot();
            inner.waiting.borrow_mut().push_back(Waiting {
                correlation_id,
                response_header_version: api.response_header_version(version),
                reply,
                _permit: permit,
            });
            inner.queue(frame);
            match answer.await {
                Ok(Ok(body)) => Ok(body),
                Ok(Err(reason)) => Err(disconnected(reason)),
                Err(_) => Err(disconnected("the client was stopped".to_owned())),
            }
        };
        match time::timeout(inner.request_timeout, exchange).await {
            Ok(outcome) => outcome,
            Err(_) => {
                let after = inner.request_timeout;
                inner.close(&format!("{api} was not answered within {} ms", after.as_millis()));
                Err(ClientError::Timeout { address: address.clone(), api, after })
            }
        }
    }

    /// ApiVersions is asked in the newest version; who does not know it says so in version 0, with what it knows.
    async fn ask_versions(&self) -> Result<BTreeMap<i16, (i16, i16)>, ClientError> {
        let request = ApiVersionsRequest {
            client_software_name: "ringmain".to_owned(),
            client_software_version: env!("CARGO_PKG_VERSION").to_owned(),
            ..ApiVersionsRequest::default()
        };
        let unreadable = |reason| self.unreadable::<ApiVersionsRequest>(reason);
        let mut version = ApiKey::ApiVersions.max_version();
        for _ in 0..2 {
            let body = self.exchange(&request, version).await?;
            let code = body.first_chunk().map(|code| i16::from_be_bytes(*code));
            let refused = code == Some(ErrorCode::UnsupportedVersion.code());
            let answer_version = if refused { 0 } else { version };
            let answer = ApiVersionsResponse::decode(&mut Decoder::new(body), answer_version)
                .map_err(|error| unreadable(error.to_string()))?;
            let versions: BTreeMap<i16, (i16, i16)> =
                answer.api_keys.iter().map(|api| (api.api_key, (api.min_version, api.max_version))).collect();
            if refused {
                let known = versions.get(&ApiKey::ApiVersions.key()).map_or(0, |(_, max)| *max);
                version = known.clamp(0, version.saturating_sub(1));
                continue;
            }
            if answer.error_code != 0 {
                return Err(unreadable(format!("error {}", ErrorCode::from(answer.error_code))));
            }
            return Ok(versions);
        }
        Err(unreadable("every version was refused".to_owned()))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.inner.close("closed by this side");
    }
}

impl Inner {
    /// The frame of a request under the next correlation id.
    fn next_frame<Req: Request>(&self, request: &Req, version: i16) -> Result<(i32, Bytes), ClientError> {
        let correlation_id = self.next_correlation_id.get();
        let frame = self.frame(request, version, correlation_id).map_err(|reason| ClientError::Encode {
            address: self.address.clone(),
            api: Req::API_KEY,
            reason,
        })?;
        self.next_correlation_id.set(correlation_id.wrapping_add(1) & i32::MAX);
        Ok((correlation_id, frame))
    }

    /// Puts a frame into the outbox; returns its number.
    fn queue(&self, frame: Bytes) -> u64 {
        self.outbox.borrow_mut().push(Segment::Bytes(frame));
        self.outbox_filled.notify_one();
        self.queued.set(self.queued.get() + 1);
        self.queued.get()
    }

    fn frame<Req: Request>(&self, request: &Req, version: i16, correlation_id: i32) -> Result<Bytes, String> {
        let api = Req::API_KEY;
        let header = RequestHeader {
            request_api_key: api.key(),
            request_api_version: version,
            correlation_id,
            client_id: Some(self.client_id.clone()),
            ..RequestHeader::default()
        };
        let mut frame = BytesMut::with_capacity(request.encoded_size(version).saturating_add(64));
        frame.put_i32(0);
        header.encode(&mut frame, api.request_header_version(version)).map_err(|error| error.to_string())?;
        request.encode(&mut frame, version).map_err(|error| error.to_string())?;
        let length = i32::try_from(frame.len().saturating_sub(4)).map_err(|_| "it is too long".to_owned())?;
        if let Some(place) = frame.first_chunk_mut::<4>() {
            *place = length.to_be_bytes();
        }
        Ok(frame.freeze())
    }

    /// Ends the connection; everybody who waits is told why.
    fn close(&self, reason: &str) {
        if self.end.is_set() {
            return;
        }
        *self.ended.borrow_mut() = Some(reason.to_owned());
        self.end.set();
        let waiting = std::mem::take(&mut *self.waiting.borrow_mut());
        for request in waiting {
            // Whoever gave up does not hear it.
            let _ = request.reply.send(Err(reason.to_owned()));
        }
    }

    async fn run_sending(self: Rc<Self>, stream: TcpStream) {
        let sending = async {
            loop {
                let segments = std::mem::take(&mut *self.outbox.borrow_mut());
                if segments.is_empty() {
                    self.outbox_filled.notified().await;
                    continue;
                }
                let count = segments.len() as u64;
                if let Err(error) = stream.send(segments).await {
                    return self.close(&error.to_string());
                }
                self.sent.set(self.sent.get() + count);
                self.taken.notify_all();
            }
        };
        or(sending, self.end.wait()).await;
    }

    async fn run_receiving(self: Rc<Self>, stream: TcpStream, max_response_bytes: usize) {
        let receiving = async {
            let mut frames = FrameReader::new(max_response_bytes);
            loop {
                match stream.recv().await {
                    Ok(received) if received.is_empty() => return self.close("the other side closed it"),
                    Ok(received) => frames.push(&received),
                    Err(error) => return self.close(&error.to_string()),
                }
                loop {
                    match frames.next_frame() {
                        Ok(None) => break,
                        Ok(Some(frame)) => {
                            if let Err(reason) = self.take_answer(frame) {
                                return self.close(&reason);
                            }
                        }
                        Err(bad) => return self.close(&bad.to_string()),
                    }
                }
            }
        };
        or(receiving, self.end.wait()).await;
    }

    /// Hands an answer to the oldest request.
    fn take_answer(&self, frame: Bytes) -> Result<(), String> {
        let mut d = Decoder::new(frame);
        let correlation_id = d.i32("correlation_id").map_err(|error| error.to_string())?;
        let Some(request) = self.waiting.borrow_mut().pop_front() else {
            return Err("an answer came that nothing asked for".to_owned());
        };
        let expected = request.correlation_id;
        let mut read = || {
            if correlation_id != expected {
                return Err(format!("an answer has correlation id {correlation_id}, expected was {expected}"));
            }
            if request.response_header_version >= 1 {
                d.unknown_tags().map_err(|error| error.to_string())?;
            }
            Ok(())
        };
        let header = read();
        let outcome = header.clone().map(|()| d.into_rest());
        let _ = request.reply.send(outcome);
        header
    }
}

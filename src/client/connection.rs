//! One connection: a task that sends, a task that receives, and the requests that wait for their answers in between.
//!
//! Promises: answers go to requests in the order of sending; one that is out of order, too long or unreadable ends the
//! connection, and so does a request that is not answered in time: what follows it could not be answered either. Whoever
//! waits when the connection ends hears why. Dropping the connection closes it.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::marker::PhantomData;
use std::rc::Rc;
use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use futures_lite::future::or;
use ringmain_protocol::api_key::ApiKey;
use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::header::put_request_header;
use ringmain_protocol::message::{Message, Request};
use ringmain_protocol::messages::rpc::{ApiVersionsRequest, ApiVersionsResponse};
use ringmain_protocol::primitives::Decoder;

use super::{ClientError, ClientOptions, HostPort};
use crate::rt::buf::Segment;
use crate::rt::net::TcpStream;
use crate::rt::sync::{Event, Notify, OneshotReceiver, OneshotSender, Permit, Semaphore, oneshot};
use crate::rt::time::Instant;
use crate::rt::{task, time};
use crate::server::framing::{self, FrameReader};

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
    /// Requests put into the outbox so far, and how many of them the network has taken.
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
    _slot: Slot,
}

/// Room on a connection for one more request that is answered; dropping it makes room for another.
pub struct Slot {
    _permit: Permit,
}

/// The answer to a request that is on its way.
#[must_use = "the answer is given up unless awaited"]
pub struct Answer<Req> {
    inner: Rc<Inner>,
    version: i16,
    deadline: Instant,
    reply: OneshotReceiver<Result<Bytes, String>>,
    request: PhantomData<Req>,
}

/// A request without answer that is on its way.
#[must_use = "nothing is known of a request unless awaited"]
pub struct Unanswered {
    inner: Rc<Inner>,
    api: ApiKey,
    deadline: Instant,
    number: u64,
}

impl<Req: Request> Answer<Req> {
    pub async fn wait(self) -> Result<Req::Response, ClientError> {
        let (inner, version) = (self.inner.clone(), self.version);
        let body = self.body().await?;
        let decoded = Req::Response::decode(&mut Decoder::new(body), version);
        decoded.map_err(|error| inner.unreadable(Req::API_KEY, error.to_string()))
    }

    async fn body(self) -> Result<Bytes, ClientError> {
        let Answer { inner, deadline, reply, .. } = self;
        let answered = async {
            match reply.await {
                Ok(Ok(body)) => Ok(body),
                Ok(Err(reason)) => Err(inner.disconnected(Req::API_KEY, reason)),
                Err(_) => Err(inner.disconnected(Req::API_KEY, "the client was stopped".to_owned())),
            }
        };
        inner.within(deadline, Req::API_KEY, "answered", answered).await
    }
}

impl Unanswered {
    /// Returns once the network has taken the request. Whether it arrives is not known.
    pub async fn taken(self) -> Result<(), ClientError> {
        let Unanswered { inner, api, deadline, number } = self;
        let taken = async {
            while inner.sent.get() < number {
                inner.check_open(api)?;
                or(inner.taken.notified(), inner.end.wait()).await;
            }
            Ok(())
        };
        inner.within(deadline, api, "sent", taken).await
    }
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
        let frames = FrameReader::sparing(options.max_response_bytes, options.spares.clone());
        drop(task::spawn(inner.clone().run_receiving(stream, frames)));
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

    /// Room for one more request. Waits while as many as allowed have no answer.
    pub async fn slot(&self) -> Slot {
        Slot { _permit: self.inner.in_flight.acquire(1).await }
    }

    /// Room for one more request, if there is.
    pub fn try_slot(&self) -> Option<Slot> {
        self.inner.in_flight.try_acquire(1).map(|permit| Slot { _permit: permit })
    }

    /// Puts a request on its way at once: requests go out in the order of these calls. `body` is the request in `version`, without
    /// its header; its segments are sent as they are.
    pub fn start<Req: Request>(
        &self,
        slot: Slot,
        version: i16,
        body: Vec<Segment>,
    ) -> Result<Answer<Req>, ClientError> {
        self.start_by(time::now() + self.inner.request_timeout, slot, version, body)
    }

    /// The same for a request that is not answered (Produce with acks=0).
    pub fn start_unanswered<Req: Request>(&self, version: i16, body: Vec<Segment>) -> Result<Unanswered, ClientError> {
        let inner = self.inner.clone();
        let (api, deadline) = (Req::API_KEY, time::now() + inner.request_timeout);
        inner.check_open(api)?;
        inner.queue(api, version, body)?;
        let number = inner.queued.get();
        Ok(Unanswered { inner, api, deadline, number })
    }

    /// Sends a request in the highest version that both sides know, and waits for the answer.
    pub async fn send<Req: Request>(&self, request: &Req) -> Result<Req::Response, ClientError> {
        let version = self.version::<Req>()?;
        self.send_in(request, version).await?.wait().await
    }

    /// Sends a request that is not answered (Produce with acks=0); returns once the network has taken it. Whether it arrives
    /// is not known.
    pub async fn send_unanswered<Req: Request>(&self, request: &Req) -> Result<(), ClientError> {
        let version = self.version::<Req>()?;
        let body = self.inner.encode(request, version)?;
        self.start_unanswered::<Req>(version, body)?.taken().await
    }

    async fn send_in<Req: Request>(&self, request: &Req, version: i16) -> Result<Answer<Req>, ClientError> {
        let deadline = time::now() + self.inner.request_timeout;
        let slot = async { Ok(self.slot().await) };
        let slot = self.inner.within(deadline, Req::API_KEY, "answered", slot).await?;
        let body = self.inner.encode(request, version)?;
        self.start_by(deadline, slot, version, body)
    }

    fn start_by<Req: Request>(
        &self,
        deadline: Instant,
        slot: Slot,
        version: i16,
        body: Vec<Segment>,
    ) -> Result<Answer<Req>, ClientError> {
        let inner = self.inner.clone();
        inner.check_open(Req::API_KEY)?;
        let correlation_id = inner.queue(Req::API_KEY, version, body)?;
        let (answered, reply) = oneshot();
        inner.waiting.borrow_mut().push_back(Waiting {
            correlation_id,
            response_header_version: Req::API_KEY.response_header_version(version),
            reply: answered,
            _slot: slot,
        });
        Ok(Answer { inner, version, deadline, reply, request: PhantomData })
    }

    /// ApiVersions is asked in the newest version; who does not know it says so in version 0, with what it knows.
    async fn ask_versions(&self) -> Result<BTreeMap<i16, (i16, i16)>, ClientError> {
        let request = ApiVersionsRequest {
            client_software_name: "ringmain".to_owned(),
            client_software_version: env!("CARGO_PKG_VERSION").to_owned(),
            ..ApiVersionsRequest::default()
        };
        let unreadable = |reason| self.inner.unreadable(ApiKey::ApiVersions, reason);
        let mut version = ApiKey::ApiVersions.max_version();
        for _ in 0..2 {
            let body = self.send_in(&request, version).await?.body().await?;
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
    fn disconnected(&self, api: ApiKey, reason: String) -> ClientError {
        ClientError::Disconnected { address: self.address.clone(), api, reason }
    }

    fn check_open(&self, api: ApiKey) -> Result<(), ClientError> {
        let ended = self.ended.borrow().clone();
        ended.map_or(Ok(()), |reason| Err(self.disconnected(api, reason)))
    }

    fn unreadable(&self, api: ApiKey, reason: String) -> ClientError {
        self.close(&format!("an answer to {api} cannot be read"));
        ClientError::Decode { address: self.address.clone(), api, reason }
    }

    /// Waits for `done`. Where that is not so in time, the connection ends.
    async fn within<T>(
        &self,
        deadline: Instant,
        api: ApiKey,
        done: &str,
        work: impl Future<Output = Result<T, ClientError>>,
    ) -> Result<T, ClientError> {
        match time::timeout(deadline.saturating_duration_since(time::now()), work).await {
            Ok(outcome) => outcome,
            Err(_) => {
                let after = self.request_timeout;
                self.close(&format!("{api} was not {done} within {} ms", after.as_millis()));
                Err(ClientError::Timeout { address: self.address.clone(), api, after })
            }
        }
    }

    fn cannot_encode(&self, api: ApiKey, reason: String) -> ClientError {
        ClientError::Encode { address: self.address.clone(), api, reason }
    }

    fn encode<Req: Request>(&self, request: &Req, version: i16) -> Result<Vec<Segment>, ClientError> {
        let mut body = BytesMut::with_capacity(request.encoded_size(version));
        let encoded = request.encode(&mut body, version);
        encoded.map_err(|error| self.cannot_encode(Req::API_KEY, error.to_string()))?;
        Ok(vec![Segment::Bytes(body.freeze())])
    }

    /// Puts a frame into the outbox; returns its correlation id.
    fn queue(&self, api: ApiKey, version: i16, body: Vec<Segment>) -> Result<i32, ClientError> {
        let correlation_id = self.next_correlation_id.get();
        let body_bytes = body.iter().map(Segment::len).sum();
        let head = self.head(api, version, correlation_id, body_bytes);
        let head = head.map_err(|reason| self.cannot_encode(api, reason))?;
        self.next_correlation_id.set(correlation_id.wrapping_add(1) & i32::MAX);
        let mut outbox = self.outbox.borrow_mut();
        outbox.push(Segment::Bytes(head));
        outbox.extend(body);
        drop(outbox);
        self.queued.set(self.queued.get() + 1);
        self.outbox_filled.notify_one();
        Ok(correlation_id)
    }

    /// The length of a frame and its header.
    fn head(&self, api: ApiKey, version: i16, correlation_id: i32, body_bytes: usize) -> Result<Bytes, String> {
        let mut head = BytesMut::with_capacity(32 + self.client_id.len());
        head.put_i32(0);
        put_request_header(&mut head, api, version, correlation_id, Some(&self.client_id))
            .map_err(|error| error.to_string())?;
        let length = head.len().saturating_add(body_bytes).saturating_sub(size_of::<i32>());
        let length = i32::try_from(length).map_err(|_| format!("its {length} bytes are more than fit a frame"))?;
        if let Some(prefix) = head.first_chunk_mut() {
            *prefix = length.to_be_bytes();
        }
        Ok(head.freeze())
    }

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
                let queued = self.queued.get();
                if let Err(error) = stream.send(segments).await {
                    return self.close(&error.to_string());
                }
                self.sent.set(queued);
                self.taken.notify_all();
            }
        };
        or(sending, self.end.wait()).await;
    }

    async fn run_receiving(self: Rc<Self>, stream: TcpStream, mut frames: FrameReader) {
        let receiving = async {
            loop {
                match framing::receive(&stream, frames.lend()).await {
                    Ok(arrival) if arrival.is_empty() => return self.close("the other side closed it"),
                    Ok(arrival) => frames.take(arrival),
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

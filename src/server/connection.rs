//! One client connection: a single task that reads, starts requests in order, and answers in order.
//!
//! Promises: requests are taken in ahead up to [`MAX_AHEAD_REQUESTS`] and [`MAX_AHEAD_BYTES`]; their effects start in the
//! order of arrival, and only where [`Overlap`] lets them overlap; all answers ready in one turn leave in one gather send; with
//! [`MAX_UNSENT_BYTES`] waiting for a slow reader nothing more is started or read, and who takes nothing of what it has asked
//! for is closed when others need the memory. A connection that ends its sending side
//! still gets the answers to what it sent, but no long poll waits for it; a broken one drops everything at once.
//! Nothing that arrives can panic: what Kafka cannot answer closes the connection, with one log line.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::io;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use ringmain_protocol::api_key::ApiKey;
use tracing::{debug, info, warn};

use super::answers::{AnswerAccount, AnswerBudget, FREE_BYTES};
use super::budget::{Account, FrameBudget};
use super::framing::{self, Arrival, FrameReader};
use super::request::{self, Header, Peer, Request};
use super::response::{Outcome, own_bytes};
use super::router::{LocalFuture, Overlap, Router, Started};
use crate::log::Shortage;
use crate::rt::buf::Segment;
use crate::rt::net::TcpStream;
use crate::rt::sync::{Event, Permit};
use crate::rt::time::{self, Instant};

/// Requests of one connection that have arrived and are not answered.
pub const MAX_AHEAD_REQUESTS: usize = 128;
/// Their bytes; one larger request is still taken.
pub const MAX_AHEAD_BYTES: usize = 8 << 20;
/// Bytes of finished responses that wait for a slow reader.
pub const MAX_UNSENT_BYTES: usize = 4 << 20;
/// Pieces in one gather send.
const MAX_SEND_SEGMENTS: usize = 512;
/// Bytes in one gather send; one larger piece is still sent.
const MAX_SEND_BYTES: usize = 1 << 20;
/// Steps in one turn of a connection before others have theirs.
const MAX_STEPS_PER_TURN: usize = 64;
/// How long a connection that was let through beyond the memory budget may be silent in the middle of its request.
const EXPRESS_STALL: Duration = Duration::from_secs(10);

/// How long the other end may take nothing of what is sent while memory for answers is short.
const UNREAD_STALL: Duration = Duration::from_secs(10);
/// How often it is looked at while something is being sent.
const WATCH_INTERVAL: Duration = Duration::from_secs(5);

/// No limit on silence.
const FOR_EVER: Duration = Duration::from_secs(100 * 365 * 24 * 3600);
const FRAME_LENGTH_BYTES: usize = 4;

/// Waits for memory that the effects of a request of so many bytes need.
pub type Admit = Box<dyn Fn(usize) -> LocalFuture<Permit>>;

/// What the connections of one listener on one thread share.
pub struct Service {
    pub router: Router,
    pub budget: FrameBudget,
    pub answers: AnswerBudget,
    /// Of what logs lend.
    pub shortage: Arc<Shortage>,
    /// Held from before a request's effects start until its answer is queued; `None` where nothing is appended.
    pub admit: Option<Admit>,
    pub max_frame_bytes: usize,
    pub max_idle: Option<Duration>,
}

/// A request that has arrived and has not started.
enum Arrived {
    Request {
        header: Header,
        body: Bytes,
        frame_bytes: usize,
        admission: Admission,
    },
    /// No request at all: the connection ends when what came before is answered.
    Bad(String),
}

enum Admission {
    NotAsked,
    Waiting(LocalFuture<Permit>),
    Granted(Permit),
}

/// A request that has started.
struct Slot {
    answer: Answer,
    header: Option<Header>,
    overlap: Overlap,
    frame_bytes: usize,
    /// Kept until the answer is queued.
    _permit: Option<Permit>,
}

enum Answer {
    Running(LocalFuture<Outcome>),
    Done(Outcome),
}

/// Why a connection ends.
#[derive(Debug)]
enum End {
    /// Everything was answered, and the client or this node ends.
    Complete,
    Broken(io::Error),
    /// What came cannot be answered.
    Refused(Option<Header>, String),
    Idle,
    Stalled,
    /// It takes nothing of what it has asked for.
    Unread,
}

/// How much the other end has taken, and since when no more.
struct Watch {
    taken_bytes: u64,
    since: Instant,
}

struct Connection<'a> {
    service: &'a Service,
    peer: Rc<Peer>,
    framer: FrameReader,
    account: Account,
    /// Of the frame in progress: owed or held already, for bytes that have not arrived.
    charged_ahead_bytes: usize,
    answers: AnswerAccount,
    arrived: VecDeque<Arrived>,
    started: VecDeque<Slot>,
    /// Bytes of what has arrived and is not answered.
    ahead_bytes: usize,
    unsent: VecDeque<Segment>,
    /// Bytes of answers that are ready and not sent: behind others in `started`, in `unsent`, and in the send under way.
    unsent_bytes: usize,
    sending_bytes: usize,
    sending_own_bytes: usize,
    /// Set while something is being sent, and a little longer.
    watch: Option<Watch>,
    input_ended: bool,
    /// Set when something came that ends the connection; what is unsent still goes out.
    refused: Option<End>,
    client_id: Option<Rc<str>>,
    last_active: Instant,
}

/// Serves a connection to its end. When `stop` is set, what has arrived is answered and the connection closed.
pub async fn serve(stream: &TcpStream, service: &Service, peer: Rc<Peer>, stop: &Event) {
    let mut connection = Connection {
        service,
        peer: peer.clone(),
        framer: FrameReader::new(service.max_frame_bytes),
        account: service.budget.account(),
        charged_ahead_bytes: 0,
        answers: service.answers.account(),
        arrived: VecDeque::new(),
        started: VecDeque::new(),
        ahead_bytes: 0,
        unsent: VecDeque::new(),
        unsent_bytes: 0,
        sending_bytes: 0,
        sending_own_bytes: 0,
        watch: None,
        input_ended: false,
        refused: None,
        client_id: None,
        last_active: time::now(),
    };
    let end = connection.run(stream, stop).await;
    peer.gone.set();
    let Peer { address, listener, .. } = &*peer;
    match end {
        End::Complete => debug!(%address, %listener, "connection closed"),
        End::Broken(error) => debug!(%address, %listener, %error, "connection broken"),
        End::Idle => info!(%address, %listener, "closing an idle connection (connections.max.idle.ms)"),
        End::Stalled => {
            warn!(%address, %listener, "closing a connection that holds up others: the memory for requests is \
             used up and it does not go on with its own")
        }
        End::Unread => {
            let client_id = connection.client_id.as_deref().unwrap_or_default();
            let unsent_bytes = connection.unsent_bytes;
            warn!(%address, %listener, client_id, unsent_bytes, "closing a connection that holds up others: the memory for \
             answers is used up and it does not read its own")
        }
        End::Refused(Some(header), reason) => {
            let client_id = header.client_id.as_deref().unwrap_or_default();
            warn!(%address, %listener, api = %header.api, version = header.version, client_id, "closing the connection: {reason}");
        }
        End::Refused(None, reason) => warn!(%address, %listener, "closing the connection: {reason}"),
    }
}

impl Connection<'_> {
    async fn run(&mut self, stream: &TcpStream, stop: &Event) -> End {
        let mut receive = pin!(framing::receive(stream, None));
        let mut send = pin!(none_yet(|segments| stream.send(segments)));
        let mut stopped = pin!(stop.wait());
        let mut stopping = false;
        let mut express = false;
        let mut alarm = pin!(time::sleep(self.patience(express)));
        poll_fn(|cx| {
            if !stopping && stopped.as_mut().poll(cx).is_ready() {
                stopping = true;
                self.end_of_input();
            }
            for _ in 0..MAX_STEPS_PER_TURN {
                let mut moved = self.collect_answers(cx);
                moved |= self.start_requests(cx);
                if let Some(sending) = send.as_mut().as_pin_mut()
                    && let Poll::Ready(sent) = sending.poll(cx)
                {
                    if let Err(error) = sent {
                        return Poll::Ready(End::Broken(error));
                    }
                    self.last_active = time::now();
                    self.unsent_bytes -= std::mem::take(&mut self.sending_bytes);
                    self.answers.sent(std::mem::take(&mut self.sending_own_bytes));
                    send.set(None);
                    moved = true;
                }
                if send.is_none() && !self.unsent.is_empty() {
                    send.set(Some(stream.send(self.gather())));
                    moved = true;
                }
                if send.is_none() && self.started.is_empty() && self.arrived.is_empty() && self.input_ended {
                    return Poll::Ready(self.refused.take().unwrap_or(End::Complete));
                }
                if self.may_receive(cx)
                    && let Poll::Ready(received) = receive.as_mut().poll(cx)
                {
                    match received {
                        Ok(arrival) if arrival.is_empty() => self.end_of_input(),
                        Ok(arrival) => self.take_in(arrival),
                        Err(error) => return Poll::Ready(End::Broken(error)),
                    }
                    receive.set(framing::receive(stream, self.lend()));
                    moved = true;
                }
                if moved {
                    continue;
                }
                if self.account.is_express() != express {
                    express = !express;
                    let patience = self.patience(express);
                    alarm.set(time::sleep(if self.watch.is_some() { patience.min(WATCH_INTERVAL) } else { patience }));
                }
                if self.watch.is_none() && send.is_some() {
                    self.watch = Some(Watch { taken_bytes: taken_bytes(stream, 0), since: time::now() });
                    alarm.set(time::sleep(WATCH_INTERVAL.min(self.patience(express))));
                }
                while alarm.as_mut().poll(cx).is_ready() {
                    let left = self.patience(express).saturating_sub(self.silence());
                    if left.is_zero() {
                        return Poll::Ready(if express { End::Stalled } else { End::Idle });
                    }
                    if send.is_none() {
                        self.watch = None;
                    } else if self.is_unread(stream) {
                        return Poll::Ready(End::Unread);
                    }
                    alarm.set(time::sleep(if self.watch.is_some() { WATCH_INTERVAL.min(left) } else { left }));
                }
                return Poll::Pending;
            }
            // Enough for one turn; there is more to do.
            cx.waker().wake_by_ref();
            Poll::Pending
        })
        .await
    }

    /// Whether the other end takes nothing, for long enough, and holds what others need.
    fn is_unread(&mut self, stream: &TcpStream) -> bool {
        let Some(watch) = &mut self.watch else { return false };
        let taken_bytes = taken_bytes(stream, watch.taken_bytes);
        if taken_bytes != watch.taken_bytes {
            *watch = Watch { taken_bytes, since: time::now() };
        }
        let holds_own = self.answers.holds_budget() && self.service.answers.is_short();
        let holds_lent = self.unsent_bytes > self.answers.unsent_bytes();
        watch.since.elapsed() >= UNREAD_STALL
            && (holds_own || (holds_lent && self.service.shortage.is_within(UNREAD_STALL)))
    }

    /// How long this connection may be silent.
    fn patience(&self, express: bool) -> Duration {
        let idle = self.service.max_idle.unwrap_or(FOR_EVER);
        if express { idle.min(EXPRESS_STALL) } else { idle }
    }

    fn silence(&self) -> Duration {
        self.last_active.elapsed()
    }

    /// Nothing more will come, or be taken in: nothing waits for more than what is there.
    fn end_of_input(&mut self) {
        self.input_ended = true;
        self.peer.gone.set();
    }

    fn may_receive(&mut self, cx: &Context<'_>) -> bool {
        !self.input_ended
            && self.arrived.len() + self.started.len() < MAX_AHEAD_REQUESTS
            && self.ahead_bytes < MAX_AHEAD_BYTES
            && self.unsent_bytes < MAX_UNSENT_BYTES
            && self.account.poll_settle(cx).is_ready()
    }

    /// Memory of the frame in progress for what comes next, if much does. It is charged before it is received into, because all of it
    /// may come at once.
    fn lend(&mut self) -> Option<(BytesMut, usize)> {
        let lent = self.framer.lend();
        if let Some((_, bytes)) = &lent {
            self.account.owe(bytes.saturating_sub(self.charged_ahead_bytes));
            self.charged_ahead_bytes = self.charged_ahead_bytes.max(*bytes);
        }
        lent
    }

    /// Takes over what was received and queues the requests that it completes.
    fn take_in(&mut self, arrival: Arrival) {
        self.last_active = time::now();
        let bytes = arrival.len();
        self.framer.take(arrival);
        let charged_bytes = bytes.min(self.charged_ahead_bytes);
        self.charged_ahead_bytes -= charged_bytes;
        self.account.owe(bytes - charged_bytes);
        loop {
            let frame = match self.framer.next_frame() {
                Ok(Some(frame)) => frame,
                Ok(None) => return,
                Err(bad) => return self.refuse(bad.to_string()),
            };
            self.account.frame_complete();
            let frame_bytes = frame.len() + FRAME_LENGTH_BYTES;
            match request::parse(frame, &self.client_id) {
                Ok((header, body)) => {
                    self.client_id.clone_from(&header.client_id);
                    self.ahead_bytes += frame_bytes;
                    let admission = Admission::NotAsked;
                    self.arrived.push_back(Arrived::Request { header, body, frame_bytes, admission });
                }
                Err(bad) => return self.refuse(bad.to_string()),
            }
        }
    }

    /// Queues the end of the connection behind what arrived before.
    fn refuse(&mut self, reason: String) {
        self.arrived.push_back(Arrived::Bad(reason));
        self.end_of_input();
    }

    /// Starts what may start, in order. Returns whether anything did.
    fn start_requests(&mut self, cx: &mut Context<'_>) -> bool {
        let mut moved = false;
        while self.unsent_bytes < MAX_UNSENT_BYTES && self.may_start_first(cx) {
            let Some(arrived) = self.arrived.pop_front() else { break };
            let slot = self.start(arrived);
            if let Answer::Done(outcome) = &slot.answer {
                answered(&mut self.unsent_bytes, &mut self.answers, self.service, &slot.header, outcome);
            }
            self.started.push_back(slot);
            moved = true;
        }
        moved
    }

    /// Whether the first request that waits may start now; asks for its memory if so.
    fn may_start_first(&mut self, cx: &mut Context<'_>) -> bool {
        let (header, frame_bytes, admission) = match self.arrived.front_mut() {
            Some(Arrived::Request { header, frame_bytes, admission, .. }) => (header, *frame_bytes, admission),
            Some(Arrived::Bad(_)) => return self.started.is_empty(),
            None => return false,
        };
        let api = self.service.router.api(header.api);
        let overlap = api.map_or(Overlap::No, |api| api.overlap);
        let alone = self.started.back().is_none_or(|last| last.overlap.lets(overlap));
        let is_large = api.is_some_and(|api| api.has_large_answers.get());
        if !alone || self.answers.poll_start(is_large, cx).is_pending() {
            return false;
        }
        let (Overlap::Produces, Some(admit)) = (overlap, &self.service.admit) else { return true };
        if let Admission::NotAsked = admission {
            *admission = Admission::Waiting(admit(frame_bytes));
        }
        if let Admission::Waiting(waiting) = admission {
            match waiting.as_mut().poll(cx) {
                Poll::Ready(permit) => *admission = Admission::Granted(permit),
                Poll::Pending => return false,
            }
        }
        true
    }

    fn start(&self, arrived: Arrived) -> Slot {
        let (header, body, frame_bytes, admission) = match arrived {
            Arrived::Request { header, body, frame_bytes, admission } => (header, body, frame_bytes, admission),
            Arrived::Bad(reason) => {
                let answer = Answer::Done(Outcome::Close(reason));
                return Slot { answer, header: None, overlap: Overlap::No, frame_bytes: 0, _permit: None };
            }
        };
        let _permit = if let Admission::Granted(permit) = admission { Some(permit) } else { None };
        let kept = Some(header.clone());
        // An unknown version of ApiVersions has an answer; of anything else it has none (KIP-511).
        let api = self.service.router.api(header.api);
        let api = api.filter(|api| api.supports(header.version) || header.api == ApiKey::ApiVersions);
        let Some(api) = api else {
            let known = if self.service.router.api(header.api).is_some() { "version" } else { "API" };
            let answer = Answer::Done(Outcome::Close(format!("this {known} is not enabled on this listener")));
            return Slot { answer, header: kept, overlap: Overlap::No, frame_bytes, _permit };
        };
        let answer = match api.start(Request { header, body, peer: self.peer.clone() }) {
            Started::Done(outcome) => Answer::Done(outcome),
            Started::Pending(answer) => Answer::Running(answer),
        };
        Slot { answer, header: kept, overlap: api.overlap, frame_bytes, _permit }
    }

    /// Queues the answers that are ready, in order. Returns whether there were any.
    fn collect_answers(&mut self, cx: &mut Context<'_>) -> bool {
        let mut moved = false;
        while let Some(first) = self.started.front_mut() {
            if let Answer::Running(answer) = &mut first.answer {
                if self.unsent_bytes >= MAX_UNSENT_BYTES {
                    break;
                }
                match answer.as_mut().poll(cx) {
                    Poll::Ready(outcome) => {
                        answered(&mut self.unsent_bytes, &mut self.answers, self.service, &first.header, &outcome);
                        first.answer = Answer::Done(outcome);
                    }
                    Poll::Pending => break,
                }
            }
            let Some(Slot { answer: Answer::Done(outcome), header, frame_bytes, .. }) = self.started.pop_front() else {
                break;
            };
            moved = true;
            self.ahead_bytes -= frame_bytes;
            self.account.release(frame_bytes);
            match outcome {
                Outcome::Answer(response) => self.unsent.extend(response.segments),
                // Nothing will be sent of it.
                Outcome::Silent => self.answers.sent(0),
                Outcome::Close(reason) => {
                    // What came behind is not answered any more.
                    self.started.clear();
                    self.arrived.clear();
                    self.refused = Some(End::Refused(header, reason));
                    self.end_of_input();
                }
            }
        }
        moved
    }

    /// What goes into the next send.
    fn gather(&mut self) -> Vec<Segment> {
        let mut segments = Vec::with_capacity(self.unsent.len().min(MAX_SEND_SEGMENTS));
        while segments.len() < MAX_SEND_SEGMENTS && self.sending_bytes < MAX_SEND_BYTES {
            let Some(segment) = self.unsent.pop_front() else { break };
            self.sending_bytes += segment.len();
            self.sending_own_bytes += own_bytes(&segment);
            segments.push(segment);
        }
        segments
    }
}

/// Counts an answer that is there.
fn answered(
    unsent_bytes: &mut usize,
    answers: &mut AnswerAccount,
    service: &Service,
    header: &Option<Header>,
    outcome: &Outcome,
) {
    *unsent_bytes += outcome.size_bytes();
    let own_bytes = outcome.own_bytes();
    answers.add(own_bytes);
    if own_bytes > FREE_BYTES
        && let Some(api) = header.as_ref().and_then(|header| service.router.api(header.api))
    {
        api.has_large_answers.set(true);
    }
}

/// What the other end has taken; where the system does not say, it goes on.
fn taken_bytes(stream: &TcpStream, before: u64) -> u64 {
    stream.taken_bytes().unwrap_or(before.wrapping_add(1))
}

/// A place for the future that `_make` would make.
fn none_yet<F>(_make: impl Fn(Vec<Segment>) -> F) -> Option<F> {
    None
}

#[cfg(test)]
#[path = "connection_tests.rs"]
mod tests;

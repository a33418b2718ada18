//! Which APIs a listener serves, at which versions, and what starts each: one table for brokers, another for controllers.
//!
//! Promises: what the table holds is exactly what ApiVersions advertises. A handler starts its effects before it returns;
//! only the answer may be awaited.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use bytes::Bytes;
use ringmain_protocol::api_key::{APIS, ApiKey};
use ringmain_protocol::message::{Message, Request as RequestMessage};
use ringmain_protocol::primitives::{DecodeError, Decoder};

use super::request::{Header, Peer, Request};
use super::response::{Outcome, encode};

pub type LocalFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// A request whose effects have started.
pub enum Started {
    Done(Outcome),
    Pending(LocalFuture<Outcome>),
}

/// Whether a request may start before those before it on its connection are answered. Apache Kafka never overlaps them; here
/// runs of produces and runs of commits do, whose effects take their order from their start, and whose answers nothing else
/// can tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlap {
    /// With other produces. Each waits for memory of the log first.
    Produces,
    /// With other commits of offsets.
    OffsetCommits,
    No,
}

impl Overlap {
    /// Whether the second may start while the first is not answered.
    pub fn lets(self, next: Overlap) -> bool {
        self == next && self != Overlap::No
    }
}

pub struct Api {
    pub key: ApiKey,
    pub min_version: i16,
    pub max_version: i16,
    pub overlap: Overlap,
    /// Whether it has given an answer beyond what every connection may have unsent.
    pub has_large_answers: Cell<bool>,
    start: Box<dyn Fn(Request) -> Started>,
}

/// The APIs of a listener.
#[derive(Default)]
pub struct Router {
    apis: Vec<Option<Api>>,
}

/// What a handler may want to know besides the message.
pub struct Call {
    pub header: Header,
    pub peer: Rc<Peer>,
}

impl Router {
    /// Serves every stable version of an API.
    pub fn serve(&mut self, key: ApiKey, overlap: Overlap, start: impl Fn(Request) -> Started + 'static) {
        let (min_version, max_version) = (key.min_version(), key.max_version());
        let Ok(place) = usize::try_from(key.key()) else { return };
        if self.apis.len() <= place {
            self.apis.resize_with(APIS.len().max(place + 1), || None);
        }
        if let Some(slot) = self.apis.get_mut(place) {
            let has_large_answers = Cell::new(false);
            *slot = Some(Api { key, min_version, max_version, overlap, has_large_answers, start: Box::new(start) });
        }
    }

    /// Serves an API that is answered at once.
    pub fn answer<Req: RequestMessage>(&mut self, answer: impl Fn(Call, Req) -> Req::Response + 'static) {
        self.serve(Req::API_KEY, Overlap::No, move |request| match decode::<Req>(&request.header, request.body) {
            Ok(body) => {
                let header = request.header.clone();
                let answer = answer(Call { header: request.header, peer: request.peer }, body);
                Started::Done(encode(&header, &answer))
            }
            Err(error) => malformed(&error),
        });
    }

    /// Serves an API whose answer has to be waited for.
    pub fn answer_later<Req: RequestMessage, Fut: Future<Output = Req::Response> + 'static>(
        &mut self,
        answer: impl Fn(Call, Req) -> Fut + 'static,
    ) {
        self.answer_overlapping(Overlap::No, answer);
    }

    /// The same for an API whose requests may overlap.
    pub fn answer_overlapping<Req: RequestMessage, Fut: Future<Output = Req::Response> + 'static>(
        &mut self,
        overlap: Overlap,
        answer: impl Fn(Call, Req) -> Fut + 'static,
    ) {
        self.serve(Req::API_KEY, overlap, move |request| match decode::<Req>(&request.header, request.body) {
            Ok(body) => {
                let header = request.header.clone();
                let answer = answer(Call { header: request.header, peer: request.peer }, body);
                Started::Pending(Box::pin(async move { encode(&header, &answer.await) }))
            }
            Err(error) => malformed(&error),
        });
    }

    /// The API, if it is served at all.
    pub fn api(&self, key: ApiKey) -> Option<&Api> {
        self.apis.get(usize::try_from(key.key()).ok()?)?.as_ref()
    }

    /// What is served, in the order of keys.
    pub fn served(&self) -> impl Iterator<Item = (ApiKey, i16, i16)> {
        self.apis.iter().flatten().map(|api| (api.key, api.min_version, api.max_version))
    }
}

impl Api {
    pub fn supports(&self, version: i16) -> bool {
        (self.min_version..=self.max_version).contains(&version)
    }

    /// Starts a request of this API. ApiVersions must be ready for any version, the others see supported ones only.
    pub fn start(&self, request: Request) -> Started {
        (self.start)(request)
    }
}

fn decode<M: Message>(header: &Header, body: Bytes) -> Result<M, DecodeError> {
    M::decode(&mut Decoder::new(body), header.version)
}

/// Kafka has no answer for a body it cannot read: it closes the connection.
pub fn malformed(error: &DecodeError) -> Started {
    Started::Done(Outcome::Close(format!("malformed request: {error}")))
}

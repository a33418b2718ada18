//! The broker that coordinates a group, as commands see it.
//!
//! Promise: a coordinator that is moving, loading or being created, or that cannot be reached, is looked for and asked again, for
//! [`MAX_RETRY`] at most; a request that may have been carried out is repeated only where that does no harm.

use std::time::Duration;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::message::Request;
use ringmain_protocol::messages::rpc::FindCoordinatorRequest;

use crate::client::cluster::{Cluster, Failure, explain, refused};
use crate::client::{Client, ClientError};
use crate::rt::time;

/// How long a group may be without a coordinator that answers.
const MAX_RETRY: Duration = Duration::from_secs(60);
/// Between two attempts: at first, and at most.
const MIN_BACKOFF: Duration = Duration::from_millis(100);
const MAX_BACKOFF: Duration = Duration::from_secs(1);
/// Several keys in one FindCoordinator from this version on.
const FIRST_BATCHED: i16 = 4;

/// A group's coordinator.
pub struct Coordinator {
    group_id: String,
    /// The broker that was found last, and its id.
    found: Option<(i32, Client)>,
}

impl Coordinator {
    pub fn new(group_id: &str) -> Self {
        Self { group_id: group_id.to_owned(), found: None }
    }

    /// The id of the broker that answered last.
    pub fn id(&self) -> i32 {
        self.found.as_ref().map_or(-1, |(id, _)| *id)
    }

    /// Asks the coordinator; `error` is the answer's error that may say to ask elsewhere, or later. Any other is the caller's
    /// to tell.
    pub async fn ask<Req: Request>(
        &mut self,
        cluster: &Cluster,
        request: &Req,
        error: impl Fn(&Req::Response) -> i16,
    ) -> Result<Req::Response, String> {
        self.insist(cluster, request, error, false).await
    }

    /// The same for a request that does no harm if it is carried out twice: it is sent again where the connection breaks.
    pub async fn ask_again<Req: Request>(
        &mut self,
        cluster: &Cluster,
        request: &Req,
        error: impl Fn(&Req::Response) -> i16,
    ) -> Result<Req::Response, String> {
        self.insist(cluster, request, error, true).await
    }

    async fn insist<Req: Request>(
        &mut self,
        cluster: &Cluster,
        request: &Req,
        error: impl Fn(&Req::Response) -> i16,
        may_repeat: bool,
    ) -> Result<Req::Response, String> {
        let started = time::now();
        let mut backoff = MIN_BACKOFF;
        loop {
            let why = match self.client(cluster).await {
                Err(failure) if failure.is_retriable => failure.why,
                Err(failure) => return Err(failure.why),
                Ok(Err(code)) => self.not_ready(code),
                Ok(Ok(client)) => match client.send(request).await {
                    Ok(answer) => {
                        let code = error(&answer);
                        if !says_elsewhere(code) {
                            return Ok(answer);
                        }
                        if code != ErrorCode::CoordinatorLoadInProgress.code() {
                            self.found = None;
                        }
                        self.not_ready(code)
                    }
                    Err(failure) => {
                        self.found = None;
                        let was_not_sent = matches!(failure, ClientError::Connect { .. });
                        if !(was_not_sent || may_repeat && failure.is_retriable()) {
                            return Err(explain(&failure));
                        }
                        explain(&failure)
                    }
                },
            };
            if started.elapsed() > MAX_RETRY {
                return Err(why);
            }
            tracing::debug!(why, "asking the coordinator again");
            time::sleep(backoff).await;
            backoff = backoff.saturating_mul(2).min(MAX_BACKOFF);
        }
    }

    fn not_ready(&self, code: i16) -> String {
        refused(&format!("the coordinator of group {}", self.group_id), code, None)
    }

    /// The client of the coordinator, or the error that says to try again.
    pub async fn client(&mut self, cluster: &Cluster) -> Result<Result<Client, i16>, Failure> {
        if let Some((_, client)) = &self.found {
            return Ok(Ok(client.clone()));
        }
        let group_id = &self.group_id;
        let request = |version| {
            let batched = version >= FIRST_BATCHED;
            FindCoordinatorRequest {
                key: if batched { String::new() } else { group_id.clone() },
                coordinator_keys: if batched { vec![group_id.clone()] } else { Vec::new() },
                ..Default::default()
            }
        };
        let answer = cluster.ask(request).await?;
        let (code, message, id) = match answer.coordinators.into_iter().next() {
            Some(found) => (found.error_code, found.error_message, found.node_id),
            None => (answer.error_code, answer.error_message, answer.node_id),
        };
        if code != 0 {
            let what = format!("the coordinator of group {group_id}");
            let failure = || Failure::refused(&what, code, message.as_deref());
            return if says_elsewhere(code) { Ok(Err(code)) } else { Err(failure()) };
        }
        // Learns where each broker is: it may have moved.
        cluster.brokers().await?;
        let client = cluster.node(id)?;
        self.found = Some((id, client.clone()));
        Ok(Ok(client))
    }
}

/// Asks until the answer is of a broker whose coordinators are ready, or for as long as one may be without.
pub async fn once_ready<T, E>(ask: impl AsyncFn() -> Result<T, E>, error: impl Fn(&T) -> i16) -> Result<T, E> {
    let started = time::now();
    let mut backoff = MIN_BACKOFF;
    loop {
        let answer = ask().await?;
        if !says_elsewhere(error(&answer)) || started.elapsed() > MAX_RETRY {
            return Ok(answer);
        }
        time::sleep(backoff).await;
        backoff = backoff.saturating_mul(2).min(MAX_BACKOFF);
    }
}

/// Whether an error says that the coordinator is elsewhere, or not ready.
fn says_elsewhere(code: i16) -> bool {
    matches!(
        ErrorCode::from(code),
        ErrorCode::CoordinatorLoadInProgress | ErrorCode::CoordinatorNotAvailable | ErrorCode::NotCoordinator
    )
}

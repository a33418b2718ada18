//! The broker that coordinates a group, as commands see it.
//!
//! Promise: what a coordinator that is moving, loading or being created answers is asked again, for [`MAX_RETRY`] at most; a
//! request that may have been carried out is not repeated.

use std::time::Duration;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::message::Request;
use ringmain_protocol::messages::rpc::FindCoordinatorRequest;

use super::cluster::{Cluster, explain, refused};
use crate::client::Client;
use crate::rt::time;

/// How long a group may be without a coordinator that answers.
const MAX_RETRY: Duration = Duration::from_secs(60);
const BACKOFF: Duration = Duration::from_millis(100);
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
        let started = time::now();
        loop {
            let what = match self.client(cluster).await? {
                Err(code) => code,
                Ok(client) => {
                    let answer = match client.send(request).await {
                        Ok(answer) => answer,
                        Err(failure) => {
                            self.found = None;
                            return Err(explain(&failure));
                        }
                    };
                    let code = error(&answer);
                    if !says_elsewhere(code) {
                        return Ok(answer);
                    }
                    code
                }
            };
            if started.elapsed() > MAX_RETRY {
                return Err(refused(&format!("the coordinator of group {}", self.group_id), what, None));
            }
            if what != ErrorCode::CoordinatorLoadInProgress.code() {
                self.found = None;
            }
            time::sleep(BACKOFF).await;
        }
    }

    /// The client of the coordinator, or the error that says to try again.
    pub async fn client(&mut self, cluster: &Cluster) -> Result<Result<Client, i16>, String> {
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
            return if says_elsewhere(code) { Ok(Err(code)) } else { Err(refused(&what, code, message.as_deref())) };
        }
        if cluster.node(id).is_err() {
            // Learns where each broker is.
            cluster.brokers().await?;
        }
        let client = cluster.node(id)?;
        self.found = Some((id, client.clone()));
        Ok(Ok(client))
    }
}

/// Whether an error says that the coordinator is elsewhere, or not ready.
fn says_elsewhere(code: i16) -> bool {
    matches!(
        ErrorCode::from(code),
        ErrorCode::CoordinatorLoadInProgress | ErrorCode::CoordinatorNotAvailable | ErrorCode::NotCoordinator
    )
}

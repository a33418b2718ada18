//! ConsumerGroupHeartbeat: membership of a group of the consumer protocol (KIP-848).

use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::{ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse};

use super::{caller, has_consumer_protocol, taken};
use crate::api::Broker;
use crate::group::{Request, Response};
use crate::server::router::{Call, Router};

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let broker = broker.clone();
    router.answer_later(move |call: Call, request: ConsumerGroupHeartbeatRequest| {
        let group_id = request.group_id.clone();
        let asked = has_consumer_protocol(&broker)
            .then(|| broker.shard.group(&group_id, caller(&call), Request::ConsumerGroupHeartbeat(request)));
        async move {
            let Some(asked) = asked else { return refused(ErrorCode::UnsupportedVersion) };
            let take = |response| match response {
                Response::ConsumerGroupHeartbeat(answer) => Some(answer),
                _ => None,
            };
            taken(asked.await, take, refused)
        }
    });
}

fn refused(error: ErrorCode) -> ConsumerGroupHeartbeatResponse {
    ConsumerGroupHeartbeatResponse { error_code: error.into(), ..Default::default() }
}

//! Heartbeat: a member of a classic group lives.

use std::rc::Rc;

use ringmain_protocol::error_code::ErrorCode;
use ringmain_protocol::messages::rpc::{HeartbeatRequest, HeartbeatResponse};

use super::{anyone, taken};
use crate::api::Broker;
use crate::group::{Request, Response};
use crate::server::router::{Call, Router};

pub fn serve(router: &mut Router, broker: &Rc<Broker>) {
    let broker = broker.clone();
    router.answer_later(move |call: Call, request: HeartbeatRequest| {
        let group_id = request.group_id.clone();
        let asked = broker.shard.group(&group_id, anyone(&call), Request::Heartbeat(request));
        async move {
            let take = |response| if let Response::Heartbeat(answer) = response { Some(answer) } else { None };
            taken(asked.await, take, refused)
        }
    });
}

fn refused(error: ErrorCode) -> HeartbeatResponse {
    HeartbeatResponse { error_code: error.into(), ..Default::default() }
}
